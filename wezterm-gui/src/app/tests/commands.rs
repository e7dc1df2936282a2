//! The socket and the command line against a running program.

use std::io::{BufRead, BufReader, Write};
use std::ops::ControlFlow;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::assistant;
use super::harness::{Running, Start};
use crate::socket::Client;

/// Asks from another thread while the program runs here.
pub(super) fn ask<R: Send + 'static>(
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

pub(super) fn call(
    running: &mut Running,
    method: &'static str,
    params: Value,
) -> Result<Value, String> {
    ask(running, move |path| {
        let mut client = Client::connect(&path).map_err(|error| format!("{error:#}"))?;
        client
            .call(method, params)
            .map_err(|error| error.to_string())
    })
}

pub(super) fn listening() -> Running {
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
    let size = json!({ "rows": 16, "cols": 60, "pixel_width": 0, "pixel_height": 0, "dpi": 96 });
    assert_eq!(list[0]["size"], size);
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
        "there is no pane 99; `wezterm cli list` names those there are"
    );
    for method in ["get-text", "spawn", "split-pane"] {
        let params = json!({ "direction": "Left", "pane": 1 });
        let unknown = refused(&mut running, method, params);
        assert!(unknown.contains("unknown field `"), "{unknown}");
    }
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
            r#"{"jsonrpc":"2.0","id":3,"method":"hello","params":{"version":2}}"#,
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

/// Returns what a JSON list says of one name.
fn all(list: &Value, name: &str) -> Vec<Value> {
    let rows = list.as_array().expect("a list").iter();
    rows.map(|row| row[name].clone()).collect()
}

#[test]
fn panes_and_tabs_are_opened_chosen_changed_and_closed() {
    let mut running = listening();
    let ok = |running: &mut Running, method, params| {
        call(running, method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    };
    let list = ok(&mut running, "list", Value::Null);
    let first = list[0]["pane_id"].clone();
    let right = ok(
        &mut running,
        "split-pane",
        json!({ "pane_id": first, "direction": "Right", "cwd": "/usr", "args": ["/bin/sh", "-c", "pwd; cat"] }),
    );
    running.wait_for("/usr");
    let of =
        |method, direction: &str| (method, json!({ "pane_id": first, "direction": direction }));
    let (method, params) = of("get-pane-direction", "Right");
    assert_eq!(ok(&mut running, method, params), right);
    let (method, params) = of("get-pane-direction", "Up");
    assert_eq!(ok(&mut running, method, params), Value::Null);
    let (method, params) = of("activate-pane-direction", "Next");
    assert_eq!(ok(&mut running, method, params), right);
    assert_eq!(
        running.app.active_pane().map(|pane| json!(pane.0)),
        Some(right.clone())
    );
    ok(&mut running, "activate-pane", json!({ "pane_id": first }));

    let width = |running: &mut Running| {
        let list = ok(running, "list", Value::Null);
        all(&list, "size")[0]["cols"].as_u64().expect("a width")
    };
    let before = width(&mut running);
    ok(
        &mut running,
        "adjust-pane-size",
        json!({ "pane_id": first, "direction": "Left", "amount": 3 }),
    );
    assert_eq!(width(&mut running), before - 3);
    for (zoom, expected) in [
        (json!(null), true),
        (json!(true), true),
        (json!(false), false),
    ] {
        let params = json!({ "pane_id": first, "zoom": zoom });
        assert_eq!(ok(&mut running, "zoom-pane", params), json!(expected));
    }

    let other = ok(
        &mut running,
        "spawn",
        json!({ "args": ["/bin/sh", "-c", "echo tab-two; cat"] }),
    );
    running.wait_for("tab-two");
    ok(&mut running, "set-tab-title", json!({ "title": "mine" }));
    ok(
        &mut running,
        "set-window-title",
        json!({ "title": "all\u{1b}mine" }),
    );
    assert_eq!(running.app.frame().title, "allmine");
    let list = ok(&mut running, "list", Value::Null);
    assert_eq!(
        all(&list, "pane_id"),
        [first.clone(), right.clone(), other.clone()]
    );
    assert_eq!(
        all(&list, "tab_title"),
        [json!(""), json!(""), json!("mine")]
    );
    let tabs = all(&list, "tab_id");
    for (params, expected) in [
        (json!({ "tab_index": 0 }), &tabs[0]),
        (json!({ "tab_index": -1 }), &tabs[2]),
        (json!({ "tab_relative": 1 }), &tabs[0]),
        (json!({ "tab_relative": -5, "no_wrap": true }), &tabs[0]),
        (json!({ "tab_id": tabs[2] }), &tabs[2]),
    ] {
        assert_eq!(
            ok(&mut running, "activate-tab", params.clone()),
            *expected,
            "{params}"
        );
    }
    ok(
        &mut running,
        "move-tab",
        json!({ "tab_id": tabs[2], "index": 0 }),
    );
    assert_eq!(
        all(&ok(&mut running, "list", Value::Null), "pane_id")[0],
        other
    );
    ok(&mut running, "kill-pane", json!({ "pane_id": other }));
    ok(&mut running, "kill-pane", json!({ "pane_id": right }));
    let list = ok(&mut running, "list", Value::Null);
    assert_eq!(all(&list, "pane_id"), [first]);
    for (method, params) in [
        ("activate-tab", json!({})),
        ("activate-tab", json!({ "tab_index": 7 })),
        ("activate-tab", json!({ "tab_id": 1, "tab_index": 7 })),
        ("split-pane", json!({ "direction": "Sideways" })),
        ("set-tab-title", json!({ "tab_id": 99, "title": "x" })),
        ("kill-pane", json!({ "pane_id": 99 })),
    ] {
        assert!(
            call(&mut running, method, params.clone()).is_err(),
            "{method} {params}"
        );
    }
}

#[test]
fn the_list_tells_where_the_cursor_stands_and_what_the_device_is_called() {
    let mut running = listening();
    let text = "printf '\\033[2J\\033[3;5H\\033[5 q\\033[?25l'; tty; sleep 1000\r";
    let params = json!({ "text": text, "no_paste": true });
    call(&mut running, "send-text", params).expect("sent");
    running.wait_for("    /dev/");
    let screen = running.screen();
    let tty = screen
        .split_whitespace()
        .find(|word| word.starts_with("/dev/"));
    let list = call(&mut running, "list", Value::Null).expect("a list");
    let told = json!([
        list[0]["cursor_x"],
        list[0]["cursor_y"],
        list[0]["cursor_shape"],
        list[0]["cursor_visibility"],
        list[0]["tty_name"],
    ]);
    assert_eq!(told, json!([0, 3, "BlinkingBar", "Hidden", tty]));
}

#[test]
fn what_is_said_of_a_pane_is_about_its_tab_and_window_and_not_about_what_is_shown() {
    let mut running = listening();
    let ok = |running: &mut Running, method, params| {
        call(running, method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    };
    let program = json!(["/bin/sh", "-c", "echo started; cat"]);
    let list = ok(&mut running, "list", Value::Null);
    let (first, first_tab) = (list[0]["pane_id"].clone(), list[0]["tab_id"].clone());
    let second = ok(&mut running, "spawn", json!({ "args": program }));
    let elsewhere = json!({ "args": program, "new_window": true, "workspace": "elsewhere" });
    let third = ok(&mut running, "spawn", elsewhere);
    let list = ok(&mut running, "list", Value::Null);
    let tabs = all(&list, "tab_id");
    let opened = [first.clone(), second.clone(), third.clone()];
    assert_eq!(all(&list, "pane_id"), opened);

    let said = |pane: &Value, title: &str| json!({ "pane_id": pane, "title": title });
    ok(&mut running, "set-tab-title", said(&first, "one"));
    ok(&mut running, "set-window-title", said(&third, "far"));
    let renamed = json!({ "pane_id": third, "new_workspace": "far away" });
    ok(&mut running, "rename-workspace", renamed);
    let split = json!({ "pane_id": first, "direction": "Right", "args": program });
    let beside = ok(&mut running, "split-pane", split);
    ok(&mut running, "rotate-panes", json!({ "pane_id": first }));
    let last = json!({ "pane_id": first, "index": 1 });
    ok(&mut running, "move-tab", last);

    let list = ok(&mut running, "list", Value::Null);
    let arranged = [second.clone(), beside, first, third.clone()];
    assert_eq!(all(&list, "pane_id"), arranged);
    let titles = ["", "one", "one", ""].map(|title| json!(title));
    assert_eq!(all(&list, "tab_title"), titles);
    let titles = ["", "", "", "far"].map(|title| json!(title));
    assert_eq!(all(&list, "window_title"), titles);
    let workspaces = ["default", "default", "default", "far away"].map(|name| json!(name));
    assert_eq!(all(&list, "workspace"), workspaces);

    let place = json!({ "pane_id": third, "tab_index": 0 });
    assert_eq!(ok(&mut running, "activate-tab", place), tabs[2]);
    // What is shown now is in the other window.
    let place = json!({ "pane_id": second, "tab_index": 1 });
    assert_eq!(ok(&mut running, "activate-tab", place), first_tab);
    let gone = call(&mut running, "set-tab-title", said(&json!(99), "x"));
    let why = "there is no pane 99; `wezterm cli list` names those there are";
    assert_eq!(gone, Err(why.to_owned()));
}

#[test]
fn without_the_token_a_client_can_ask_and_change_nothing() {
    let mut running = listening();
    let answers = ask(&mut running, |path| {
        let mut answers = Vec::new();
        for token in [r#""token":null"#, r#""token":"guess""#] {
            let mut stream = UnixStream::connect(&path).expect("connected");
            let lines = format!(
                concat!(
                    r#"{{"jsonrpc":"2.0","id":1,"method":"hello","params":{{"version":2,{}}}}}"#,
                    "\n",
                    r#"{{"jsonrpc":"2.0","id":2,"method":"ping"}}"#,
                    "\n",
                    r#"{{"jsonrpc":"2.0","id":3,"method":"send-text","params":{{"text":"x"}}}}"#,
                    "\n"
                ),
                token
            );
            stream.write_all(lines.as_bytes()).expect("written");
            for line in BufReader::new(stream).lines().take(3) {
                let answer: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
                answers.push(answer["error"]["code"].clone());
            }
        }
        answers
    });
    let expected = [
        json!(null),
        json!(null),
        json!(-32_001),
        json!(-32_001),
        json!(-32_600),
        json!(-32_600),
    ];
    assert_eq!(answers, expected);
    let socket = running.app.socket_path().expect("it listens").to_owned();
    let token = PathBuf::from(format!("{}.token", socket.display()));
    let mode = std::os::unix::fs::MetadataExt::mode(&token.metadata().expect("a file"));
    assert_eq!(mode & 0o777, 0o600);
    running.app.shutdown();
    drop(running);
    assert!(!token.exists() && !socket.exists());
}

/// What a shell with marks prints while it runs a command, as a command of `sh`.
fn marked(command: &str, output: &str, status: u8) -> String {
    let marks = [
        r"\033]133;A\007> \033]133;B\007".to_owned(),
        format!("{command}\\n"),
        r"\033]133;C\007".to_owned(),
        format!("{output}\\n"),
        format!(r"\033]133;D;{status}\007"),
    ];
    format!("printf '{}'\r", marks.concat())
}

#[test]
fn commands_are_listed_and_waited_for() {
    let mut running = listening();
    let sent = |running: &mut Running, text: String| {
        call(
            running,
            "send-text",
            json!({ "text": text, "no_paste": true }),
        )
        .expect("sent");
    };
    sent(&mut running, marked("make", "built", 2));
    let params = json!({ "after": 0, "timeout_ms": 60_000, "output": true });
    let block = call(&mut running, "wait-for-command", params).expect("it ends");
    assert_eq!(
        (
            &block["command"],
            &block["exit_status"],
            &block["output"],
            &block["trusted"]
        ),
        (&json!("make"), &json!(2), &json!("built"), &json!(false))
    );
    let (path, bell) = (
        running.app.socket_path().expect("it listens").to_owned(),
        running.bell(),
    );
    let (reply, answer) = std::sync::mpsc::channel();
    let (waits, waiting) = std::sync::mpsc::channel();
    let waiter = std::thread::spawn(move || {
        let mut client = Client::connect(&path).expect("connected");
        let blocks = client.call("blocks", json!({ "last": 1 })).expect("blocks");
        waits.send(blocks).expect("the test waits");
        bell();
        let ended = client.call_patiently("wait-for-command", json!({ "after": 1 }));
        reply.send(ended).expect("the test waits");
        bell();
    });
    let mut blocks = None;
    running.wait("the blocks", |_| {
        blocks = waiting.try_recv().ok();
        blocks.is_some()
    });
    assert_eq!(all(&blocks.expect("just seen"), "command"), [json!("make")]);
    sent(&mut running, marked("test", "ok", 0));
    let mut ended = None;
    running.wait("the second end", |_| {
        ended = answer.try_recv().ok();
        ended.is_some()
    });
    waiter.join().expect("no panic");
    let ended = ended.expect("just seen").expect("it ended");
    assert_eq!(
        (&ended["id"], &ended["exit_status"]),
        (&json!(2), &json!(0))
    );
    let late = call(&mut running, "wait-for-command", json!({ "timeout_ms": 1 }));
    assert_eq!(late, Err("no command ended in time".to_owned()));
}

#[test]
fn long_output_is_told_as_far_as_it_is_asked_for() {
    let mut running = listening();
    let text = marked("make", "%02000d", 0);
    let params = json!({ "text": text, "no_paste": true });
    call(&mut running, "send-text", params).expect("sent");
    let params = json!({ "after": 0, "timeout_ms": 60_000, "output": true, "max_bytes": 100 });
    let block = call(&mut running, "wait-for-command", params).expect("it ends");
    let half = "0".repeat(50);
    assert_eq!(
        block["output"],
        format!("{half}\n[... 1900 bytes left out ...]\n{half}")
    );
    let cut = |block: &Value| {
        (
            block["output_truncated"].clone(),
            block["output_left_out"].clone(),
        )
    };
    assert_eq!(cut(&block), (json!(true), json!(1900)));
    let whole = call(&mut running, "blocks", json!({ "output": true })).expect("blocks");
    assert_eq!(whole[0]["output"], "0".repeat(2000));
    assert_eq!(cut(&whole[0]), (json!(false), json!(0)));
    let without = call(&mut running, "blocks", json!({})).expect("blocks");
    assert_eq!(without[0].get("output"), None);
}

#[test]
fn events_are_followed() {
    let mut running = listening();
    let (path, bell) = (
        running.app.socket_path().expect("it listens").to_owned(),
        running.bell(),
    );
    let (tell, told) = std::sync::mpsc::channel();
    let follower = std::thread::spawn(move || {
        let mut client = Client::connect(&path).expect("connected");
        client.follow(|event| {
            tell.send(event.clone())?;
            bell();
            Ok(match event["event"] == "command-finished" {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            })
        })
    });
    running.wait("a follower", |running| running.app.watchers.is_followed());
    running.type_("printf '\\033]1337;SetUserVar=a=Yg==\\007'\n");
    let text = marked("make", "built", 2);
    call(
        &mut running,
        "send-text",
        json!({ "text": text, "no_paste": true }),
    )
    .expect("sent");
    let mut seen: Vec<Value> = Vec::new();
    running.wait("the end of a command", |_| {
        seen.extend(told.try_iter());
        seen.iter()
            .any(|event| event["event"] == "command-finished")
    });
    let followed = follower.join().expect("no panic");
    followed.expect("it had enough");
    let names = ["user-var-changed", "command-started", "command-finished"];
    let heard = seen.iter().filter_map(|event| event["event"].as_str());
    let heard: Vec<&str> = heard.filter(|name| names.contains(name)).collect();
    assert_eq!(heard, names);
    let details = |name| seen.iter().find(|event| event["event"] == name);
    let details = |name| details(name).expect("just seen")["details"].clone();
    assert_eq!(
        details("user-var-changed"),
        json!({ "name": "a", "value": "b" })
    );
    assert_eq!(details("command-finished")["exit_status"], 2);
}
