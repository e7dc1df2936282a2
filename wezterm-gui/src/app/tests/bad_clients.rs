//! The socket of a running program against clients that send nonsense, too much, half of it or
//! nothing, that come all at once, or that do not read.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use serde_json::{Value, json};

use super::commands::{ask, listening};
use crate::socket::Client;

const HELLO: &str = r#"{"jsonrpc":"2.0","id":"hello","method":"hello","params":{"version":2}}"#;

/// Connects and says hello, without the token.
fn connect(path: &Path) -> BufReader<UnixStream> {
    let mut stream = BufReader::new(UnixStream::connect(path).expect("connected"));
    send(&stream, HELLO);
    assert_eq!(answer(&mut stream)["result"]["may_write"], false);
    stream
}

fn send(stream: &BufReader<UnixStream>, line: &str) {
    let line = format!("{line}\n");
    stream
        .get_ref()
        .write_all(line.as_bytes())
        .expect("written");
}

fn answer(stream: &mut BufReader<UnixStream>) -> Value {
    let mut line = String::new();
    stream.read_line(&mut line).expect("a line");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"))
}

/// Returns everything that comes until the connection is closed, an answer a line.
fn all_answers(stream: impl Read) -> Vec<Value> {
    let lines = BufReader::new(stream).lines();
    let lines = lines.map_while(Result::ok);
    lines
        .map(|line| serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}")))
        .collect()
}

/// Returns the ids and the codes of errors of one answer, or of those of a batch.
fn outline(answer: &Value) -> Value {
    match answer {
        Value::Array(answers) => answers.iter().map(outline).collect(),
        Value::Object(_) => {
            assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
            match answer.get("error") {
                Some(error) => json!([answer["id"], error["code"]]),
                None => json!([answer["id"], answer["result"]]),
            }
        }
        other => panic!("{other} is no answer"),
    }
}

#[test]
fn what_is_no_request_is_answered_as_json_rpc_says() {
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let told = r#"{"jsonrpc":"2.0","method":"ping"}"#;
    let deep = "[".repeat(100_000);
    let many = format!("[{}]", [told; 101].join(","));
    // Each line, and the outline of its answer where it is to have one.
    let table: &[(&str, Value)] = &[
        (ping, json!([1, "pong"])),
        (
            r#"{"jsonrpc":"2.0","id":"a","method":"ping","params":{}}"#,
            json!(["a", "pong"]),
        ),
        (
            r#"{"jsonrpc":"2.0","id":null,"method":"ping","params":[]}"#,
            json!([null, "pong"]),
        ),
        // Nobody waits for the answer to a notification.
        (told, Value::Null),
        (r#"{"jsonrpc":"2.0","method":"fly"}"#, Value::Null),
        ("", json!([null, -32_700])),
        ("{", json!([null, -32_700])),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"#,
            json!([null, -32_700]),
        ),
        (&deep, json!([null, -32_700])),
        ("1", json!([null, -32_600])),
        (r#""ping""#, json!([null, -32_600])),
        ("{}", json!([null, -32_600])),
        (r#"{"id":4,"method":"ping"}"#, json!([4, -32_600])),
        (
            r#"{"jsonrpc":"1.0","id":5,"method":"ping"}"#,
            json!([5, -32_600]),
        ),
        (r#"{"jsonrpc":"2.0","id":6}"#, json!([6, -32_600])),
        (
            r#"{"jsonrpc":"2.0","id":7,"method":1}"#,
            json!([7, -32_600]),
        ),
        (
            r#"{"jsonrpc":"2.0","method":1,"params":"x"}"#,
            json!([null, -32_600]),
        ),
        (
            r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
            json!([null, -32_600]),
        ),
        (
            r#"{"jsonrpc":"2.0","id":8,"method":"ping","params":3}"#,
            json!([8, -32_600]),
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"get-text","params":[0]}"#,
            json!([9, -32_602]),
        ),
        (
            r#"{"jsonrpc":"2.0","id":10,"method":"fly"}"#,
            json!([10, -32_601]),
        ),
        ("[]", json!([null, -32_600])),
        ("[1,2]", json!([[null, -32_600], [null, -32_600]])),
        (
            &format!(r#"[{ping},{told},{{"jsonrpc":"2.0","id":2,"method":"fly"}}]"#),
            json!([[1, "pong"], [2, -32_601]]),
        ),
        (&format!("[{told},{told}]"), Value::Null),
        (
            r#"[{"jsonrpc":"2.0","id":3,"method":"events"}]"#,
            json!([[3, -32_600]]),
        ),
        (&many, json!([null, -32_600])),
    ];
    let lines: Vec<String> = table.iter().map(|(line, _)| (*line).to_owned()).collect();
    let mut running = listening();
    let answers = ask(&mut running, move |path| {
        let mut stream = connect(&path);
        let fence = json!("the next line's");
        let fenced = json!({ "jsonrpc": "2.0", "id": fence, "method": "ping" }).to_string();
        let mut answers = Vec::new();
        for line in lines {
            send(&stream, &line);
            send(&stream, &fenced);
            let first = answer(&mut stream);
            if first["id"] == fence {
                answers.push(Value::Null);
                continue;
            }
            answers.push(outline(&first));
            assert_eq!(answer(&mut stream)["id"], fence, "after {line:.80}");
        }
        answers
    });
    for ((line, wanted), answer) in table.iter().zip(&answers) {
        assert_eq!(answer, wanted, "{line:.80}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_and_the_connection_goes_on() {
    let mut running = listening();
    let answers = ask(&mut running, |path| {
        let mut stream = connect(&path);
        let bytes = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\xfe\"}\n\xc3\n";
        stream.get_ref().write_all(bytes).expect("written");
        send(&stream, r#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#);
        [(); 3].map(|()| outline(&answer(&mut stream)))
    });
    let refused = json!([null, -32_700]);
    assert_eq!(answers, [refused.clone(), refused, json!([2, "pong"])]);
}

#[test]
fn a_message_of_100_megabytes_is_refused_before_it_is_read() {
    let mut running = listening();
    let (sent, answers) = ask(&mut running, |path| {
        let mut stream = UnixStream::connect(path).expect("connected");
        let megabyte = vec![b'x'; 1 << 20];
        let mut sent = 0;
        while sent < 100 && stream.write_all(&megabyte).is_ok() {
            sent += 1;
        }
        (sent, all_answers(stream))
    });
    // The limit is 4, and some more lie in the socket.
    assert!(sent < 8, "{sent} MiB were taken");
    assert_eq!(answers.len(), 1, "{answers:?}");
    let message = answers[0]["error"]["message"].as_str().expect("a reason");
    assert!(message.contains("longer than 4194304 bytes"), "{message}");
}

#[test]
fn half_a_message_and_silence_hold_nobody_up() {
    let mut running = listening();
    let answers = ask(&mut running, |path| {
        let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        let (first, second) = ping.split_at(20);
        let silent = UnixStream::connect(&path).expect("connected");
        let mut slow = connect(&path);
        slow.get_ref().write_all(first.as_bytes()).expect("written");
        let gone = connect(&path);
        gone.get_ref().write_all(first.as_bytes()).expect("written");
        gone.get_ref()
            .shutdown(std::net::Shutdown::Write)
            .expect("shut down");
        let told = all_answers(gone);
        let mut client = Client::connect(&path).expect("connected");
        let quick = client.call("ping", Value::Null).expect("an answer");
        send(&slow, second);
        drop(silent);
        (quick, outline(&answer(&mut slow)), told)
    });
    assert_eq!((answers.0, answers.1), (json!("pong"), json!([1, "pong"])));
    let told: Vec<Value> = answers.2.iter().map(outline).collect();
    assert_eq!(told, [json!([null, -32_700])]);
}

#[test]
fn two_hundred_clients_at_once_get_their_own_answers() {
    const CLIENTS: usize = 200;
    let mut running = listening();
    let pane = running.app.active_pane().expect("a pane").0;
    let wrong = ask(&mut running, move |path| {
        let together = std::sync::Barrier::new(CLIENTS);
        std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|number| {
                    let (path, together) = (&path, &together);
                    scope.spawn(move || -> anyhow::Result<bool> {
                        let client = Client::connect(path);
                        // Nobody is left waiting for one that could not connect.
                        together.wait();
                        let mut client = client?;
                        let mut right = true;
                        for round in 0..5 {
                            let method = format!("no-method-{number}-{round}");
                            let refused = client.call(&method, Value::Null);
                            let refused = refused.expect_err("refused").to_string();
                            right &= refused == format!("there is no method {method}");
                            right &= client.call("ping", Value::Null)? == "pong";
                            let list = client.call("list", Value::Null)?;
                            right &= list[0]["pane_id"] == pane;
                        }
                        Ok(right)
                    })
                })
                .collect();
            let outcomes = clients
                .into_iter()
                .map(|client| client.join().expect("no panic"));
            let wrong = outcomes.filter(|outcome| !matches!(outcome, Ok(true)));
            wrong
                .map(|outcome| format!("{outcome:?}"))
                .collect::<Vec<String>>()
        })
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_follower_that_does_not_read_holds_nobody_up_and_learns_what_it_lost() {
    const EVENTS: u64 = 50_000;
    let mut running = listening();
    let (path, bell) = (
        running.app.socket_path().expect("it listens").to_owned(),
        running.bell(),
    );
    let (go, told) = std::sync::mpsc::channel();
    let follower = std::thread::spawn(move || {
        let mut stream = connect(&path);
        send(&stream, r#"{"jsonrpc":"2.0","id":1,"method":"events"}"#);
        assert_eq!(outline(&answer(&mut stream)), json!([1, null]));
        bell();
        told.recv().expect("the test goes on");
        let (mut seen, mut lost) = (0, 0);
        while seen + lost < EVENTS {
            let event = answer(&mut stream)["params"].clone();
            match event["event"].as_str() {
                Some("flood") => seen += 1,
                Some("lost") => lost += event["details"]["count"].as_u64().expect("a number"),
                _ => {}
            }
        }
        (seen, lost)
    });
    running.wait("a follower", |running| running.app.watchers.is_followed());
    for number in 0..EVENTS {
        running.app.watchers.tell("flood", None, &json!(number));
    }
    let pong = ask(&mut running, |path| {
        let mut client = Client::connect(&path).expect("connected");
        client.call("ping", Value::Null).expect("an answer")
    });
    assert_eq!(pong, "pong");
    go.send(()).expect("it waits");
    let (seen, lost) = follower.join().expect("no panic");
    assert!(seen > 0 && lost > 0, "{seen} seen, {lost} lost");
    assert_eq!(seen + lost, EVENTS);
}
