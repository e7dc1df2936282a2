//! What a hostile peer writes ends the connection with a reason, and what is asked has one answer.

use proptest::prelude::*;
use rmcp::model::{CallToolRequest, CallToolRequestParams, CancelledNotification};
use rmcp::model::{CancelledNotificationParam, ClientJsonRpcMessage};
use tokio::io::{AsyncBufReadExt, AsyncReadExt};

use super::*;

/// How long a line may be in these tests.
const LIMIT: usize = 4096;

/// Returns the message that calls a tool.
fn call(id: i64, text: &str) -> ClientJsonRpcMessage {
    let arguments = json!({ "text": text }).as_object().cloned().unwrap();
    let params = CallToolRequestParams::new("t").with_arguments(arguments);
    let request = CallToolRequest::new(params);
    ClientJsonRpcMessage::request(request.into(), RequestId::Number(id))
}

/// Returns the message that gives a call up.
fn cancelled(id: i64) -> ClientJsonRpcMessage {
    let params = CancelledNotificationParam::new(Some(RequestId::Number(id)), None);
    let notification = CancelledNotification::new(params);
    ClientJsonRpcMessage::notification(notification.into())
}

fn result(id: impl std::fmt::Display) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"content":[]}}}}"#)
}

/// Has calls 0 to 2 made and call 2 given up, lets the peer write `bytes`, and returns what the SDK is
/// given and why the connection ended.
async fn heard(bytes: &[u8]) -> (Vec<i64>, String) {
    let (link, mut wire, mut speaker, listener) = connect("m".into(), LIMIT);
    for id in 0..3 {
        wire.send(call(id, "")).await.unwrap();
    }
    wire.send(cancelled(2)).await.unwrap();
    for _ in 0..4 {
        speaker.lines.try_recv().expect("a line for each message");
    }
    let answers = async {
        let mut answers = Vec::new();
        while let Some(answer) = wire.receive().await {
            match answer {
                JsonRpcMessage::Response(answer) => match answer.id {
                    RequestId::Number(id) => answers.push(id),
                    RequestId::String(id) => panic!("answered {id}"),
                },
                JsonRpcMessage::Error(error) => {
                    answers.extend(error.id.iter().filter_map(|id| match id {
                        RequestId::Number(id) => Some(*id),
                        RequestId::String(_) => None,
                    }));
                }
                other => panic!("the SDK is given {other:?}"),
            }
        }
        answers
    };
    let ((), answers) = tokio::join!(listener.listen(bytes), answers);
    (answers, link.ended().expect("it ended").0)
}

#[tokio::test]
async fn a_peer_that_breaks_the_rules_is_told_apart_by_what_it_did() {
    let line = |line: &str| format!("{line}\n");
    let cases = [
        (line(&result(0)), vec![0], "it ended"),
        (
            line(&result(0)) + &line(&result(2)) + &line(&result(1)),
            vec![0, 1],
            "it ended",
        ),
        (
            line(&result(0)) + &line(&result(0)),
            vec![0],
            "it answered a request twice",
        ),
        (
            line(&result(2)) + &line(&result(2)),
            vec![],
            "it answered a request twice",
        ),
        (
            line(&result(3)),
            vec![],
            "it answered a request that was not made",
        ),
        (
            line(&result(-1)),
            vec![],
            "it answered a request that was not made",
        ),
        (
            line(&result("\"0\"")),
            vec![],
            "it answered a request that was not made",
        ),
        (
            "x".repeat(LIMIT + 1),
            vec![],
            "it wrote a message of more than 4096 bytes",
        ),
        (
            line("Listening on port 80"),
            vec![],
            "it wrote what is not MCP to its standard output: this is not JSON",
        ),
        (
            line(&format!("{}{}", "[".repeat(1000), "]".repeat(1000))),
            vec![],
            "it wrote what is not MCP to its standard output: the message is nested more than 64 deep",
        ),
        (
            line(r#"{"jsonrpc":"2.0","method":"notifications/progress"}"#).repeat(UNASKED + 1),
            vec![],
            "it wrote more than 10000 messages unasked",
        ),
        (
            line(r#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}"#)
                .repeat(UNASKED + 1),
            vec![],
            "it wrote more than 10000 messages unasked",
        ),
        (
            line(&format!(
                r#"{{"jsonrpc":"2.0","id":"{}","method":"ping"}}"#,
                "x".repeat(300)
            )),
            vec![],
            "the id of its request has more than 256 bytes",
        ),
    ];
    for (bytes, answers, words) in cases {
        let start: String = bytes.chars().take(100).collect();
        let (given, why) = heard(bytes.as_bytes()).await;
        assert!(why.starts_with(words), "{start}: {why}");
        assert_eq!(given, answers, "{start}");
    }
}

#[tokio::test]
async fn what_a_peer_asks_is_answered_while_it_reads() {
    let (link, _wire, mut speaker, listener) = connect("m".into(), LIMIT);
    let asked = [
        r#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":9,"method":"roots/list"}"#,
        r#"{"jsonrpc":"2.0","id":10,"method":"sampling/createMessage","params":{}}"#,
    ];
    listener.listen(asked.join("\n").as_bytes()).await;
    let mut answers = Vec::new();
    while let Ok(line) = speaker.lines.try_recv() {
        answers.push(serde_json::from_str::<Value>(&line).unwrap());
    }
    let refused = |id| {
        json!({
            "jsonrpc": "2.0", "id": id,
            "error": { "code": -32601, "message": "not offered here" },
        })
    };
    let pong = json!({ "jsonrpc": "2.0", "id": "p", "result": {} });
    assert_eq!(answers, [pong, refused(9), refused(10)]);
    assert_eq!(link.ended().unwrap().0, "it ended");

    // One that asks without reading is not remembered.
    let (_link, _wire, mut speaker, listener) = connect("m".into(), LIMIT);
    listener
        .listen(format!("{}\n", asked[0]).repeat(1000).as_bytes())
        .await;
    let mut held = 0;
    while speaker.lines.try_recv().is_ok() {
        held += 1;
    }
    assert_eq!(held, LINES);
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_written_and_no_line_is_half() {
    const CALLS: i64 = 1000;
    let (link, mut wire, speaker, listener) = connect("m".into(), LIMIT);
    let mut sending = tokio::task::JoinSet::new();
    for id in 0..CALLS {
        sending.spawn(wire.send(call(id, &"x".repeat(1000))));
    }
    assert_eq!(link.waiting(), 1000);
    // The peer has read the beginning of a line, and its pipe takes less than the rest.
    let (ours, mut theirs) = tokio::io::duplex(100);
    let speaking = tokio::spawn(speaker.speak(ours));
    let mut beginning = [0; 10];
    theirs.read_exact(&mut beginning).await.unwrap();
    for id in 0..CALLS - 1 {
        wire.send(cancelled(id)).await.unwrap();
    }
    assert_eq!(link.waiting(), 1);
    let mut lines = tokio::io::BufReader::new(beginning.as_slice().chain(theirs)).lines();
    let mut read = Vec::new();
    loop {
        let line = lines.next_line().await.unwrap().expect("a line");
        let message: Value = serde_json::from_str(&line).expect("a whole message");
        let last = message["id"] == CALLS - 1;
        read.push(message);
        if last {
            break;
        }
    }
    assert!(read.len() <= LINES + 2, "{} lines were held", read.len());
    while let Some(sent) = sending.join_next().await {
        sent.unwrap().unwrap();
    }
    drop(listener);
    link.end("the test is over");
    speaking.await.unwrap();
}

#[test]
fn requests_that_were_given_up_are_remembered_up_to_a_bound() {
    let mut asked = Asked::default();
    let last = i64::try_from(GIVEN_UP).unwrap() + 9;
    for id in 0..=last {
        asked.ask(id, Asks::Call);
        assert!(asked.give_up(id));
    }
    assert!(!asked.give_up(last));
    assert_eq!(asked.given_up.len(), GIVEN_UP);
    assert_eq!(asked.answered(&last.to_string()), Ok(To::Nobody));
    assert_eq!(
        asked.answered(&last.to_string()),
        Err("it answered a request twice".into())
    );
    // It is not known any more whether this one was answered.
    assert_eq!(asked.answered("0"), Ok(To::Nobody));
}

#[test]
fn what_a_peer_tells_is_logged_up_to_a_bound() {
    let told = |event: &str, data: Value| news(&format!("notifications/{event}"), &data);
    let words = |level, text: &str| Some((level, text.to_owned()));
    assert_eq!(
        told(
            "message",
            json!({ "level": "warning", "logger": "db", "data": "slow\u{1b}[2J" })
        ),
        words(Level::Warn, "db: slow[2J")
    );
    assert_eq!(
        told("message", json!({ "level": "notice", "data": { "a": 1 } })),
        words(Level::Info, "{\"a\":1}")
    );
    assert_eq!(
        told(
            "progress",
            json!({ "progress": 3, "total": 10, "message": "half" })
        ),
        words(Level::Info, "progress 3 of 10: half")
    );
    assert_eq!(
        told("tools/list_changed", Value::Null),
        words(
            Level::Info,
            "its tools have changed; they are read again when the module is reloaded"
        )
    );
    assert_eq!(told("resources/updated", json!({ "uri": "x" })), None);
    let long = told("message", json!({ "data": "ä".repeat(100_000) }))
        .unwrap()
        .1;
    assert_eq!(long.chars().count(), NEWS);

    let (_link, _wire, _speaker, mut listener) = connect("m".into(), LIMIT);
    let mut logged = Vec::new();
    for _ in 0..5000 {
        listener.unasked += 1;
        let data = json!({ "data": "again" });
        logged.extend(listener.news("notifications/message", &data));
    }
    assert_eq!(logged.len(), LOGGED + 1);
    assert!(logged[LOGGED].1.starts_with("it says more than is logged"));
}

#[test]
fn a_program_may_tell_of_its_progress_for_as_long_as_it_works() {
    let (_link, _wire, _speaker, mut listener) = connect("m".into(), LIMIT);
    for _ in 0..UNASKED {
        assert_eq!(listener.count(), Ok(()));
    }
    assert!(listener.count().is_err());
    listener.since = Instant::now().checked_sub(WINDOW).expect("a past");
    assert_eq!(listener.count(), Ok(()));
    assert_eq!(listener.unasked, 1);
}

/// A line as a peer may write it: right, almost right, or rubbish.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let id = prop_oneof![
        (-1..4_i64).prop_map(|id| id.to_string()),
        Just("null".to_owned()),
        Just("\"a\"".to_owned()),
        Just("1.5".to_owned()),
    ];
    let part = prop_oneof![
        Just(r#""result":{"content":[{"type":"text","text":"x"}]}"#),
        Just(r#""result":{"content":[7],"structuredContent":null,"isError":"no"}"#),
        Just(r#""result":[]"#),
        Just(r#""error":{"code":99999999999,"message":"x"}"#),
        Just(r#""error":{}"#),
        Just(r#""method":"ping""#),
        Just(r#""method":"elicitation/create","params":{"message":7}"#),
        Just(r#""method":"notifications/message","params":{"level":{},"data":[]}"#),
    ];
    let message = (id, part, any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    let message = message.prop_map(|(id, part, at, byte, spoil)| {
        let mut line = format!(r#"{{"jsonrpc":"2.0","id":{id},{part}}}"#).into_bytes();
        let at = at.index(line.len());
        match spoil {
            0 => line[at] = byte,
            1 => line.truncate(at),
            _ => {}
        }
        line
    });
    prop_oneof![
        8 => message,
        1 => prop::collection::vec(any::<u8>(), 0..64),
        1 => Just(vec![b'[', b'[', b'{']),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_peer_writes_each_call_has_one_answer_at_most(
        lines in prop::collection::vec(line(), 0..24),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (answers, why) = runtime.block_on(heard(&lines.join(&b'\n')));
        let mut once = answers.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), answers.len());
        // Call 2 was given up, and no more were made.
        prop_assert!(answers.iter().all(|id| (0..2).contains(id)), "{:?}", answers);
        prop_assert!(why.starts_with("it ") || why.starts_with("the id of "), "{}", why);
    }
}
