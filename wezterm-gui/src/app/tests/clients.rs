//! Who is at a running terminal, asked over its socket.

use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::{Value, json};

use super::commands::{ask, call, listening};
use super::harness::Running;
use crate::cli::{Cli, Command, talk_to};
use crate::socket::Client;

fn clients(running: &mut Running) -> Vec<Value> {
    let rows = call(running, "list-clients", Value::Null).expect("a list");
    rows.as_array().expect("a list").clone()
}

/// Waits until nobody else is connected. The program is told nothing of that, so it is asked.
pub(super) fn wait_until_alone(running: &mut Running) {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let rows = clients(running);
        if rows.len() == 1 {
            return;
        }
        assert!(Instant::now() < until, "they are never gone: {rows:?}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

fn time(row: &Value, name: &str) -> Duration {
    let part = |part: &str| row[name][part].as_u64().expect("a number");
    let nanos = u32::try_from(part("nanos")).expect("less than a second");
    Duration::new(part("secs"), nanos)
}

/// Returns a row without its times.
fn who(row: &Value) -> Value {
    let mut row = row.clone();
    let fields = row.as_object_mut().expect("an object");
    fields.retain(|name, _| name != "connection_elapsed" && name != "idle_time");
    row
}

#[test]
fn the_front_end_and_the_connections_are_listed_while_they_are_there() {
    let mut running = listening();
    let path = running.app.socket_path().expect("it listens").to_owned();
    let begun = Instant::now();
    let mut other = Client::connect(&path).expect("connected");
    // Who has said no hello is nobody yet.
    let silent = std::os::unix::net::UnixStream::connect(&path).expect("connected");
    let rows = clients(&mut running);
    let pane = running.app.active_pane().expect("a pane").0;
    let (user, host) = (&rows[0]["username"], &rows[0]["hostname"]);
    assert!(user.as_str().is_some_and(|user| !user.is_empty()), "{user}");
    let expected = |kind, workspace: Value, pane: Value| {
        json!({
            "kind": kind,
            "username": user,
            "hostname": host,
            "pid": std::process::id(),
            "workspace": workspace,
            "focused_pane_id": pane,
        })
    };
    let seen: Vec<Value> = rows.iter().map(who).collect();
    assert_eq!(
        seen,
        [
            expected("front-end", json!("default"), json!(pane)),
            expected("socket", Value::Null, Value::Null),
        ]
    );
    assert!(time(&rows[1], "connection_elapsed") <= begun.elapsed());
    assert!(time(&rows[0], "connection_elapsed") >= time(&rows[1], "connection_elapsed"));

    // A key ends the person's idle time, a request the connection's.
    let touched = Instant::now();
    running.key("x");
    let asked = Instant::now();
    let mut other = ask(&mut running, move |_| {
        other.call("ping", Value::Null).expect("pong");
        other
    });
    let rows = clients(&mut running);
    assert!(time(&rows[0], "idle_time") <= touched.elapsed());
    assert!(time(&rows[1], "idle_time") <= asked.elapsed());
    assert!(time(&rows[0], "idle_time") < time(&rows[0], "connection_elapsed"));
    assert!(time(&rows[1], "idle_time") < time(&rows[1], "connection_elapsed"));
    other = ask(&mut running, move |_| {
        assert_eq!(
            other
                .call("list-clients", json!({}))
                .expect("a list")
                .as_array()
                .map(Vec::len),
            Some(1)
        );
        other
    });
    drop((other, silent));
    wait_until_alone(&mut running);
}

#[test]
fn clients_are_written_as_a_table() {
    let mut running = listening();
    let path = running.app.socket_path().expect("it listens").to_owned();
    let _other = Client::connect(&path).expect("connected");
    let written = ask(&mut running, move |path| {
        let cli = Cli::try_parse_from(["wezterm", "cli", "list-clients"]).expect("a command");
        let Some(Command::Cli { command }) = cli.command else {
            panic!("{:?}", cli.command);
        };
        let mut client = Client::connect(&path).expect("connected");
        let mut output = Vec::new();
        talk_to(&mut client, &command, &mut output).expect("written");
        String::from_utf8(output).expect("text")
    });
    let rows: Vec<Vec<&str>> = written
        .lines()
        .map(|row| row.split_whitespace().collect())
        .collect();
    let heads = [
        "USER",
        "HOST",
        "PID",
        "CONNECTED",
        "IDLE",
        "WORKSPACE",
        "FOCUS",
    ];
    assert_eq!(rows[0], heads);
    let (process, pane) = (
        std::process::id().to_string(),
        running.app.active_pane().expect("a pane"),
    );
    let front_end = &rows[1];
    assert_eq!(front_end[front_end.len() - 5], process, "{written}");
    assert_eq!(
        front_end[front_end.len() - 2..],
        ["default", &pane.to_string()]
    );
    let other = &rows[2];
    assert_eq!(
        (rows.len(), &other[other.len() - 3]),
        (3, &process.as_str()),
        "{written}"
    );
    assert!(
        other.last().is_some_and(|idle| idle.ends_with('s')),
        "{written}"
    );
}
