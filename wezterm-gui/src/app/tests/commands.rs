//! The socket and the command line against a running program.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::assistant;
use super::harness::{Running, Start};
use crate::socket::Client;

/// Asks from another thread while the program runs here.
fn ask<R: Send + 'static>(
    running: &mut Running,
    work: impl FnOnce(PathBuf) -> R + Send + 'static,
) -> R {
    let path = running.app.socket_path().expect("it listens").to_owned();
    let (ring, (reply, answer)) = (running.bell(), std::sync::mpsc::channel());
    let asking = std::thread::spawn(move || {
        reply.send(work(path)).expect("the test waits");
        ring();
    });
    let mut answered = None;
    running.wait("the answer", |_| {
        answered = answer.try_recv().ok();
        answered.is_some()
    });
    asking.join().expect("no panic");
    answered.expect("just seen")
}

fn call(running: &mut Running, method: &'static str, params: Value) -> Result<Value, String> {
    ask(running, move |path| {
        let mut client = Client::connect(&path).map_err(|error| format!("{error:#}"))?;
        client
            .call(method, params)
            .map_err(|error| error.to_string())
    })
}

fn listening() -> Running {
    Start {
        socket: true,
        ..Start::lua("return { enable_tab_bar = false }")
    }
    .with_modules(assistant::over)
    .run()
    .at_prompt()
}

#[test]
fn panes_are_listed_typed_into_and_read() {
    let mut running = listening();
    let list = call(&mut running, "list", Value::Null).expect("a list");
    let pane = list[0]["pane_id"].clone();
    assert_eq!(list[0]["size"], json!({ "rows": 16, "cols": 60 }));
    assert_eq!(list[0]["is_active"], true);
    let text = "echo $WEZTERM_PANE-$(basename $WEZTERM_UNIX_SOCKET)\r";
    let params = json!({ "pane_id": pane, "text": text, "no_paste": true });
    call(&mut running, "send-text", params).expect("sent");
    let socket = format!("{pane}-gui-sock-{}", std::process::id());
    running.wait_for(&socket);
    let text = call(&mut running, "get-text", json!({ "pane_id": pane })).expect("text");
    assert!(
        text.as_str().is_some_and(|text| text.contains(&socket)),
        "{text}"
    );
    assert_eq!(call(&mut running, "ping", Value::Null), Ok(json!("pong")));
}

#[test]
fn an_overlay_is_read_like_the_pane_below_it() {
    let mut running = listening();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    let text = call(&mut running, "get-text", json!({})).expect("text");
    assert!(
        text.as_str()
            .is_some_and(|text| text.starts_with("ASSISTANT 60x16")),
        "{text}"
    );
    let screen = call(&mut running, "get-text", json!({ "screen": true })).expect("text");
    assert_eq!(screen.as_str(), Some(running.screen().as_str()));
}

#[test]
fn wrong_requests_are_refused_by_name() {
    let mut running = listening();
    let refused =
        |running: &mut Running, method, params| call(running, method, params).expect_err("refused");
    assert_eq!(
        refused(&mut running, "fly", Value::Null),
        "there is no method fly"
    );
    assert_eq!(
        refused(&mut running, "get-text", json!({ "pane_id": 99 })),
        "there is no pane 99"
    );
    let unknown = refused(&mut running, "get-text", json!({ "pane": 1 }));
    assert!(unknown.contains("unknown field `pane`"), "{unknown}");
}

#[test]
fn a_client_must_say_hello_with_the_right_version() {
    let mut running = listening();
    let answers = ask(&mut running, |path| {
        let mut stream = UnixStream::connect(path).expect("connected");
        let lines = [
            r#"{"jsonrpc":"2.0","id":1,"method":"list"}"#,
            r#"{"jsonrpc":"2.0","id":2,"method":"hello","params":{"version":99}}"#,
            "nonsense",
            r#"{"jsonrpc":"2.0","id":3,"method":"hello","params":{"version":1}}"#,
            r#"{"jsonrpc":"2.0","id":4,"method":"ping"}"#,
        ];
        stream
            .write_all(format!("{}\n", lines.join("\n")).as_bytes())
            .expect("written");
        let reader = BufReader::new(stream);
        let answers: Vec<Value> = reader
            .lines()
            .take(lines.len())
            .map(|line| serde_json::from_str(&line.expect("a line")).expect("JSON"))
            .collect();
        answers
    });
    let codes: Vec<_> = answers
        .iter()
        .map(|answer| answer["error"]["code"].as_i64())
        .collect();
    assert_eq!(
        codes,
        [Some(-32_600), Some(-32_600), Some(-32_700), None, None]
    );
    assert_eq!(answers[4]["result"], "pong");
}

#[test]
fn the_socket_is_private_and_goes_with_the_program() {
    use std::os::unix::fs::PermissionsExt;
    let mut running = listening();
    let path = running.app.socket_path().expect("it listens").to_owned();
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path).expect("there").permissions().mode() & 0o777
    };
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().expect("a folder")), 0o700);
    running.app.shutdown();
    assert!(!path.exists());
}

#[test]
fn what_a_killed_program_left_behind_is_removed_at_the_next_start() {
    let start = Start {
        socket: true,
        ..Start::new()
    };
    let folder = start.folder.path().join("f/run");
    std::fs::create_dir_all(&folder).expect("made");
    let dead = folder.join("gui-sock-1");
    drop(std::os::unix::net::UnixListener::bind(&dead).expect("bound"));
    assert!(dead.exists());
    let running = start.run();
    assert!(!dead.exists());
    drop(running);
}
