//! The connection against a server on this machine: what is sent, what is tried again, and all the
//! ways in which a server can fail.

use std::sync::Mutex;

use futures::StreamExt;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wezterm_module_framework::{Capabilities, ModuleCapability, ScopedCapability};

use super::*;
use crate::llm::anthropic::Anthropic;
use crate::llm::clock::fake::FakeClock;
use crate::llm::openai::OpenAi;
use crate::llm::{ChatMessage, EndReason, Role, Sampling, Usage};
use crate::testing::server::{Reply, Server, head};

const KEY: &str = "sk-very-secret-0123456789";
const TEXT: &str = include_str!("../../../tests/fixtures/openai/text.sse");
const CUT: &str = include_str!("../../../tests/fixtures/openai/cut.sse");

fn open_door() -> HostDoor {
    Arc::new(|_| Ok(()))
}

fn options(url: &str) -> Options {
    Options {
        model: "small".into(),
        endpoint: Some(Endpoint::parse(url).expect("an address")),
        key_env: Some("TEST_KEY".into()),
        ..Options::default()
    }
}

fn made(wire: impl Wire, options: Options) -> RemoteEngine {
    let environment = |name: &str| (name == "TEST_KEY").then(|| KEY.to_owned());
    RemoteEngine::new(wire, options, open_door(), &environment).expect("an engine")
}

/// Returns an engine of a server that needs no waiting.
pub(crate) fn engine(wire: impl Wire, url: &str) -> Arc<dyn LlmEngine> {
    Arc::new(made(wire, options(url)).with_clock(Arc::new(FakeClock::at(0))))
}

fn question() -> Request {
    Request {
        messages: vec![
            ChatMessage::new(Role::System, "Be short."),
            ChatMessage::new(Role::User, "hi"),
        ],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 100),
        constraint: None,
    }
}

/// An answer that was read to its end.
#[derive(Debug, Default, PartialEq)]
struct Answer {
    text: String,
    reasoning: String,
    notices: Vec<String>,
    done: Option<(EndReason, Option<Usage>)>,
    error: Option<LlmError>,
}

impl Answer {
    async fn of(engine: &dyn LlmEngine) -> Self {
        let mut answer = Self::default();
        let mut pieces = engine.stream(question());
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(Piece::Text(text)) => answer.text.push_str(&text),
                Ok(Piece::Reasoning(text)) => answer.reasoning.push_str(&text),
                Ok(Piece::Notice(text)) => answer.notices.push(text),
                Ok(Piece::Call(call)) => panic!("it calls {call:?}"),
                Ok(Piece::Done { reason, usage }) => answer.done = Some((reason, usage)),
                Err(error) => answer.error = Some(error),
            }
        }
        answer
    }

    fn why(&self) -> String {
        self.error
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    }
}

/// What a server's replies lead to.
struct Outcome {
    answer: Answer,
    slept: Vec<Duration>,
    requests: usize,
    place: String,
}

/// Asks a server with these replies. Its clock begins at the date that RFC 9110 has for example.
async fn outcome(replies: impl IntoIterator<Item = Reply>) -> Outcome {
    let server = Server::start(replies).await;
    let clock = Arc::new(FakeClock::at(784_111_777));
    let engine = made(OpenAi, options(&server.url())).with_clock(Arc::clone(&clock) as _);
    server.go_on();
    let answer = Answer::of(&engine).await;
    Outcome {
        answer,
        slept: clock.slept(),
        requests: server.seen().len(),
        place: server.place().to_owned(),
    }
}

fn status(status: &str, headers: &str) -> Reply {
    Reply::with(status, headers, r#"{"error":{"message":"not now"}}"#)
}

fn bytes(text: impl AsRef<str>) -> Reply {
    Reply::events(text.as_ref())
}

#[tokio::test]
async fn the_question_goes_to_the_address_with_the_key_in_its_header() {
    let server = Server::start([bytes(TEXT)]).await;
    server.go_on();
    let answer = Answer::of(&made(OpenAi, options(&format!("{}/v1/", server.url())))).await;
    assert_eq!(
        answer,
        Answer {
            text: "Hello, world".into(),
            done: Some((
                EndReason::Complete,
                Some(Usage {
                    prompt_tokens: 19,
                    completion_tokens: 10,
                    cached_tokens: Some(8),
                    prompt_tokens_per_second: None,
                    tokens_per_second: None,
                })
            )),
            ..Answer::default()
        }
    );
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    let head = seen[0].head.to_lowercase();
    assert!(
        head.starts_with("post /v1/chat/completions http/1.1"),
        "{head}"
    );
    assert!(
        head.contains(&format!("authorization: bearer {KEY}")),
        "{head}"
    );
    assert_eq!(seen[0].body["messages"][1]["content"], json!("hi"));
    assert_eq!(seen[0].body["model"], json!("small"));

    let recording = include_str!("../../../tests/fixtures/anthropic/text.sse");
    let server = Server::start([bytes(recording)]).await;
    server.go_on();
    let answer = Answer::of(&made(Anthropic, options(&server.url()))).await;
    assert_eq!(answer.text, "Hello, world");
    assert_eq!(
        answer.done,
        Some((
            EndReason::Complete,
            Some(Usage {
                prompt_tokens: 19,
                completion_tokens: 10,
                cached_tokens: Some(8),
                prompt_tokens_per_second: None,
                tokens_per_second: None,
            })
        ))
    );
    let head = server.seen()[0].head.to_lowercase();
    assert!(head.starts_with("post /v1/messages http/1.1"), "{head}");
    assert!(head.contains(&format!("x-api-key: {KEY}")), "{head}");
    assert!(head.contains("anthropic-version: 2023-06-01"), "{head}");
}

#[tokio::test]
async fn thoughts_are_told_from_the_answer() {
    let openai = include_str!("../../../tests/fixtures/openai/reasoning.sse");
    let anthropic = include_str!("../../../tests/fixtures/anthropic/reasoning.sse");
    let server = Server::start([bytes(openai), bytes(anthropic)]).await;
    for engine in [
        engine(OpenAi, &server.url()),
        engine(Anthropic, &server.url()),
    ] {
        let answer = Answer::of(engine.as_ref()).await;
        assert_eq!(answer.reasoning, "The person greets.");
        assert_eq!(answer.text, "Hello");
    }
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_as_long_as_the_server_says_and_shown() {
    for header in [
        "retry-after: 4\r\n",
        "retry-after: Sun, 06 Nov 1994 08:49:41 GMT\r\n",
    ] {
        let found = outcome([status("429 Too Many Requests", header), bytes(TEXT)]).await;
        assert_eq!(found.answer.text, "Hello, world");
        assert_eq!(
            found.answer.notices,
            [format!(
                "{}: rate limited, asking again in 4 s",
                found.place
            )]
        );
        assert_eq!(found.slept, [Duration::from_secs(4)]);
    }
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_for_long_is_given_up() {
    let found = outcome([status("503 Busy", "retry-after: 3600\r\n")]).await;
    assert_eq!(
        found.answer.why(),
        format!("{} asks to be left alone for 3600 s", found.place)
    );
    assert_eq!((found.requests, found.slept.len()), (1, 0));
}

#[tokio::test]
async fn what_may_pass_is_asked_again_and_then_given_up() {
    for passing in [
        "408 Timeout",
        "429 Slow",
        "500 Oh",
        "502 Bad",
        "503 Busy",
        "529 Overloaded",
    ] {
        let found = outcome(vec![status(passing, ""); 9]).await;
        assert_eq!(found.requests, 4, "{passing}: once and three times again");
        assert_eq!(found.answer.notices.len(), 3, "{passing}");
        let limits = [500, 1000, 2000].map(Duration::from_millis);
        assert_eq!(found.slept.len(), 3);
        for (slept, limit) in found.slept.iter().zip(limits) {
            assert!(*slept <= limit, "{slept:?} of {limit:?}");
        }
        assert!(
            found.answer.why().ends_with("not now"),
            "{:?}",
            found.answer
        );
    }
}

#[tokio::test]
async fn what_does_not_pass_is_asked_once() {
    for lasting in [
        status("400 Bad Request", ""),
        status("401 Unauthorized", ""),
        status("403 Forbidden", ""),
        status("404 Not Found", ""),
        Reply::json(
            "429 Too Many Requests",
            &json!({ "error": { "message": "no money", "code": "insufficient_quota" } }),
        ),
    ] {
        let found = outcome(vec![lasting; 2]).await;
        assert_eq!(found.requests, 1);
        assert!(found.answer.error.is_some());
        assert_eq!(found.answer.notices, [""; 0]);
    }
}

#[tokio::test]
async fn how_often_it_is_asked_again_can_be_set() {
    let server = Server::start(vec![status("500 Oh", ""); 9]).await;
    let never = Options {
        retries: 0,
        ..options(&server.url())
    };
    Answer::of(&made(OpenAi, never)).await;
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again_and_named() {
    let server = Server::start([]).await;
    let url = server.url();
    let place = server.place().to_owned();
    drop(server);
    let clock = Arc::new(FakeClock::at(0));
    let engine = made(OpenAi, options(&url)).with_clock(Arc::clone(&clock) as _);
    let answer = Answer::of(&engine).await;
    assert!(
        answer
            .why()
            .starts_with(&format!("{place} cannot be reached: ")),
        "{answer:?}"
    );
    assert_eq!(clock.slept().len(), 3);
    assert!(answer.notices[0].starts_with(&format!("{place} cannot be reached, asking again in")));
}

#[tokio::test]
async fn an_overloaded_server_that_says_so_in_the_stream_is_asked_again() {
    let overloaded = include_str!("../../../tests/fixtures/anthropic/overloaded.sse");
    let text = include_str!("../../../tests/fixtures/anthropic/text.sse");
    let server = Server::start([bytes(overloaded), bytes(text)]).await;
    server.go_on();
    let answer = Answer::of(engine(Anthropic, &server.url()).as_ref()).await;
    assert_eq!(answer.text, "Hello, world");
    assert_eq!(answer.notices.len(), 1);
}

#[tokio::test]
async fn nothing_is_asked_again_once_a_piece_has_arrived() {
    let error = r#"data: {"error":{"message":"overloaded","type":"overloaded_error"}}"#;
    for (rest, why) in [
        (String::new(), "stopped in the middle of the answer"),
        (format!("{error}\n\n"), "reports an error: overloaded"),
        (
            "data: {\"choi\n\n".into(),
            "sent what is no answer: {\"choi",
        ),
    ] {
        let found = outcome([bytes(format!("{CUT}{rest}")), bytes(TEXT)]).await;
        assert_eq!(found.answer.text, "Hello");
        assert_eq!(found.answer.why(), format!("{} {why}", found.place));
        assert_eq!(found.requests, 1);
    }
}

#[tokio::test]
async fn a_redirection_is_not_followed() {
    let other = Server::start([bytes(TEXT)]).await;
    for code in [
        "301 Moved",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let location = format!("location: {}/v1/chat/completions\r\n", other.url());
        let found = outcome([Reply::with(code, &location, "")]).await;
        let why = found.answer.why();
        assert!(why.contains("sends to another address (30"), "{why}");
    }
    assert_eq!(other.seen().len(), 0);
}

#[tokio::test]
async fn answers_that_are_none_are_named() {
    let chunk =
        |text: &str| head("200 OK", "content-type: text/event-stream\r\n", text).into_bytes();
    let html = Reply::with(
        "200 OK",
        "content-type: text/html; charset=utf-8\r\n",
        "<html>",
    );
    let json = Reply::json("200 OK", &json!({ "choices": [] }));
    let kind = "and not with a stream of events";
    for (reply, why) in [
        (html, format!("answered with a web page {kind}")),
        (json, format!("answered with application/json {kind}")),
        (bytes(""), "stopped in the middle of the answer".into()),
        (
            bytes("data: <html>\n\n"),
            "sent what is no answer: <html>".into(),
        ),
        (
            bytes("data: {\"choices\": [\n\n"),
            "sent what is no answer: {\"choices\": [".into(),
        ),
        (
            Reply::Flood(chunk(""), vec![b'x'; 1 << 20], 100),
            "sent an event of more than 1048576 bytes".into(),
        ),
        (
            Reply::Flood(
                chunk(""),
                [b": keep-alive\n".as_slice(); 10_000].concat(),
                1000,
            ),
            "sent an answer of more than 67108864 bytes".into(),
        ),
        (
            Reply::Flood(
                head("401 No", "", "").into_bytes(),
                vec![b'x'; 1 << 20],
                100,
            ),
            String::new(),
        ),
    ] {
        let found = outcome([reply]).await;
        assert_eq!(found.answer.text, "");
        assert_eq!(found.requests, 1, "{why}");
        let said = found.answer.why();
        match why.as_str() {
            "" => assert!(said.contains("refused the key from $TEST_KEY") && said.len() < 500),
            why => assert_eq!(said, format!("{} {why}", found.place)),
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_http_are_an_error() {
    let found = outcome(vec![Reply::Bytes(b"\x00\xffhello\r\n\r\n".to_vec()); 4]).await;
    let why = found.answer.why();
    assert!(why.contains("did not answer: "), "{why}");
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_not_spoken_to_where_https_is_asked_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let refusing = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let refusal = head("400 Bad Request", "", "speak HTTP");
        stream
            .write_all(refusal.as_bytes())
            .await
            .expect("it is sent");
        let mut received = [0; 4096];
        let count = stream
            .read(&mut received)
            .await
            .expect("the client's first words");
        received[..count].to_vec()
    });
    let once = Options {
        retries: 0,
        ..options(&format!("https://{address}"))
    };
    let answer = Answer::of(&made(OpenAi, once)).await;
    let why = answer.why();
    assert!(
        why.starts_with(&format!("{address} cannot be reached: ")),
        "{why}"
    );
    let received = refusing.await.expect("no panic");
    // The first byte of a TLS handshake.
    assert_eq!(received.first(), Some(&22), "{received:?}");
}

#[tokio::test]
async fn silence_is_an_error_that_says_how_long_it_lasted() {
    let started = head("200 OK", "content-type: text/event-stream\r\n", CUT).into_bytes();
    let silent = async |sent: Vec<u8>, text: &str| {
        let server = Server::start([Reply::Silence(sent)]).await;
        let impatient = Options {
            idle: Duration::from_secs(2),
            ..options(&server.url())
        };
        let answer = Answer::of(&made(OpenAi, impatient)).await;
        assert_eq!(answer.text, text);
        let why = format!("{} sent nothing for 2 s", server.place());
        assert_eq!(answer.why(), why);
        server.wait_until_idle().await;
        assert_eq!(server.seen().len(), 1, "it is not asked again");
    };
    tokio::join!(silent(Vec::new(), ""), silent(started, "Hello"));
}

#[tokio::test]
async fn dropping_an_answer_closes_the_connection_even_before_it_began() {
    let server = Server::start([Reply::Silence(Vec::new())]).await;
    let engine = engine(OpenAi, &server.url());
    let mut answer = engine.stream(question());
    let waiting = async {
        while server.seen().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        piece = answer.next() => panic!("nothing was sent, and {piece:?} came"),
        () = waiting => {}
    }
    drop(answer);
    server.wait_until_idle().await;
}

#[tokio::test]
async fn a_host_that_the_module_may_not_reach_is_not_connected_to() {
    let server = Server::start([bytes(TEXT)]).await;
    let granted = json!({ "NetworkAccess": ["api.example.org"] });
    let granted = ScopedCapability::read_all(&granted).expect("a grant");
    let rights = Capabilities::scoped("ai-assistant", granted);
    assert!(rights.has(ModuleCapability::NetworkAccess));
    let door: HostDoor = Arc::new(move |host| {
        let allowed = rights.require_host(host);
        allowed.map_err(|error| LlmError::load(error.to_string(), "grant it"))
    });
    let environment = |_: &str| Some(KEY.to_owned());
    let engine = RemoteEngine::new(OpenAi, options(&server.url()), door, &environment);
    let answer = Answer::of(&engine.expect("an engine")).await;
    assert!(answer.why().contains("127.0.0.1"), "{answer:?}");
    assert_eq!(server.seen().len(), 0);
}

/// Everything that was logged in this process, as it was written.
static LOGGED: Log = Log(Mutex::new(String::new()));

struct Log(Mutex<String>);

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        self.0.lock().expect("not poisoned").push_str(&line);
    }

    fn flush(&self) {}
}

#[tokio::test]
async fn a_key_that_the_server_says_back_is_in_no_error_no_notice_and_no_log() {
    // Another test of this process cannot have set one: this is the only place that does.
    log::set_logger(&LOGGED).expect("the only logger");
    log::set_max_level(log::LevelFilter::Trace);
    let echo = json!({ "error": { "message": format!("no {KEY} here"), "type": KEY } }).to_string();
    let kind = format!("content-type: application/{KEY}\r\n");
    let mut shown = String::new();
    let statuses = ["400", "401", "404", "418", "429", "500", "529", "307"];
    let refused = statuses.map(|code| Reply::with(&format!("{code} {KEY}"), "", &echo));
    let location = format!("location: http://{KEY}.example.org/{KEY}\r\nretry-after: {KEY}\r\n");
    let odd = [
        Reply::with("302 Found", &location, KEY),
        Reply::with("503 Busy", "", KEY),
        Reply::with("200 OK", &kind, KEY),
        bytes(format!("data: {KEY}\n\n")),
        bytes(format!("data: {echo}\n\n")),
        bytes(format!("{CUT}data: {echo}\n\n")),
        Reply::Bytes(format!("{KEY}\r\n\r\n").into_bytes()),
    ];
    for reply in refused.into_iter().chain(odd) {
        let found = outcome(vec![reply; 4]).await;
        let error = found.answer.error.as_ref().expect("an error");
        assert!(error.explained().len() < 700);
        shown.push_str(&format!("{:?}\n", found.answer));
    }
    let engine = made(OpenAi, options("http://127.0.0.1:1"));
    shown.push_str(&format!(
        "{:?}{:?}",
        engine.inner.asked, engine.inner.headers
    ));
    let logged = LOGGED.0.lock().expect("not poisoned").clone();
    assert!(
        logged.contains("refused the key from $TEST_KEY"),
        "it is logged"
    );
    assert!(shown.contains("[key]"), "what the server said is shown");
    for text in [&shown, &logged] {
        let line = text.lines().find(|line| line.contains(KEY));
        assert_eq!(line, None);
    }
}

#[test]
fn numbers_beyond_all_bounds_are_no_harm() {
    let read = |wire: &dyn Wire, events: &[Value]| {
        let mut reader = wire.reader(ToolNames::default());
        let mut pieces = Vec::new();
        for event in events {
            let event = Event {
                name: String::new(),
                data: event.to_string(),
            };
            reader.event(&event, &mut pieces).expect("it is read");
        }
        // What does not end by itself ends here.
        let _ = reader.end(&mut pieces);
        pieces
    };
    let call = |call: Value| json!({ "choices": [{ "delta": { "tool_calls": [call] } }] });
    let pieces = read(
        &OpenAi,
        &[
            call(json!({ "index": u64::MAX, "id": "a" })),
            call(json!({ "id": "b" })),
            json!({ "choices": [{ "finish_reason": "stop" }], "usage": { "prompt_tokens": u64::MAX } }),
        ],
    );
    assert!(matches!(pieces.last(), Some(Piece::Done { .. })));
    let usage = json!({ "input_tokens": u64::MAX, "cache_read_input_tokens": u64::MAX });
    let pieces = read(
        &Anthropic,
        &[
            json!({ "type": "message_start", "message": { "usage": usage } }),
            json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" } }),
            json!({ "type": "message_stop" }),
        ],
    );
    assert!(matches!(pieces[..], [Piece::Done { usage: Some(_), .. }]));
}

/// Numbers that look random, always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Makes JSON out of the names and words that readers look for, in places where they may not be.
    fn json(&mut self, depth: usize) -> Value {
        const NAMES: &[&str] = &[
            "type",
            "choices",
            "delta",
            "index",
            "tool_calls",
            "content",
            "reasoning",
            "function",
            "name",
            "arguments",
            "id",
            "finish_reason",
            "usage",
            "prompt_tokens",
            "input_tokens",
            "cache_read_input_tokens",
            "output_tokens",
            "content_block",
            "input",
            "partial_json",
            "message",
            "error",
            "code",
            "text",
            "thinking",
            "stop_reason",
        ];
        const WORDS: &[&str] = &[
            "",
            "stop",
            "tool_calls",
            "length",
            "tool_use",
            "text",
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "error",
            "text_delta",
            "input_json_delta",
            "thinking_delta",
            "{",
            "ä\0",
        ];
        match self.below(if depth == 0 { 5 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.below(3)),
            2 => json!([u64::MAX as f64, -1.0, 0.5][self.below(3)]),
            3 => json!(u64::MAX),
            4 => json!(self.pick(WORDS)),
            5 => (0..self.below(3)).map(|_| self.json(depth - 1)).collect(),
            _ => {
                let count = 1 + self.below(4);
                let fields = (0..count).map(|_| {
                    let name = self.pick(NAMES).to_owned();
                    let value = match name.as_str() {
                        "type" => json!(self.pick(WORDS)),
                        "choices" | "tool_calls" => json!([self.json(depth - 1)]),
                        _ => self.json(depth - 1),
                    };
                    (name, value)
                });
                Value::Object(fields.collect())
            }
        }
    }
}

impl Random {
    /// Makes an event that mostly has the shape of a provider's.
    fn event(&mut self) -> Value {
        const TYPES: &[&str] = &[
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ];
        const DELTAS: &[&str] = &[
            "text_delta",
            "input_json_delta",
            "thinking_delta",
            "tool_use",
        ];
        let mut inner = || {
            let mut fields = json!({
                "type": self.pick(DELTAS), "text": "a", "content": "b", "stop_reason": "end_turn",
                "partial_json": "{", "tool_calls": [{ "function": self.json(2) }],
            });
            let spoiled = ["type", "text", "content", "tool_calls"][self.below(4)];
            fields[spoiled] = self.json(3);
            fields
        };
        let (delta, block, choice) = (inner(), inner(), inner());
        let mut event = json!({
            "type": self.pick(TYPES), "index": self.below(2), "delta": delta,
            "content_block": block, "choices": [{ "delta": choice }],
        });
        if self.below(4) == 0 {
            event["choices"][0]["finish_reason"] = json!("stop");
        }
        for name in ["type", "index", "delta", "choices", "usage", "error"] {
            if self.below(8) == 0 {
                event[name] = self.json(4);
            }
        }
        event
    }
}

#[test]
fn any_json_in_an_event_is_an_answer_or_a_fault() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let (mut found, mut faults) = (0, 0);
    for _ in 0..20_000 {
        let mut readers = [
            OpenAi.reader(ToolNames::default()),
            Anthropic.reader(ToolNames::default()),
        ];
        let mut pieces = Vec::new();
        for _ in 0..4 {
            let event = Event {
                name: String::new(),
                data: random.event().to_string(),
            };
            for reader in &mut readers {
                faults += usize::from(reader.event(&event, &mut pieces).is_err());
            }
        }
        for reader in &mut readers {
            faults += usize::from(reader.end(&mut pieces).is_err());
        }
        found += pieces.len();
    }
    assert!(
        found > 100 && faults > 100,
        "both happen: {found}, {faults}"
    );
}
