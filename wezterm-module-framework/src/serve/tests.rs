//! The server before the SDK's own client, and before one that does what it should not.

#![expect(deprecated, reason = "clients have roots all the same")]

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ContentBlock, Implementation,
    ListRootsResult, ProtocolVersion, Root, RootsCapabilities,
};
use rmcp::service::{RequestContext, RoleClient, RunningService};
use rmcp::{ClientHandler, ErrorData, ServiceError};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::wire::{RUNNING, WAITING};
use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

/// Tools that do what their names say, and tell what happens to them.
struct Bench {
    happened: mpsc::UnboundedSender<String>,
    /// What calls of `wait` wait for.
    gate: Semaphore,
    running: AtomicUsize,
    /// The most that ran at once.
    most: AtomicUsize,
    /// How many tools there are besides, with long descriptions.
    more: usize,
}

/// Tells when a call is over, done or dropped.
struct Over<'a>(&'a Bench, Value, CancellationToken);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        let Self(bench, args, cancelled) = self;
        bench.running.fetch_sub(1, Ordering::SeqCst);
        let how = if cancelled.is_cancelled() {
            "cancelled"
        } else {
            "ended"
        };
        bench.tell(format!("{how} {args}"));
    }
}

impl Bench {
    fn tell(&self, what: String) {
        // The test is over when this fails.
        let _ = self.happened.send(what);
    }
}

fn tool(name: &str, effect: Effect) -> ServedTool {
    ServedTool {
        name: name.into(),
        aliases: Vec::new(),
        title: name.to_uppercase(),
        description: format!("does {name}"),
        input: json!({ "properties": { "n": { "type": "integer" } } }),
        output: None,
        effect,
        destructive: false,
        idempotent: false,
    }
}

impl Served for Bench {
    fn info(&self) -> ServerInfo {
        ServerInfo {
            name: "bench".into(),
            version: "1.2".into(),
            instructions: Some("call `echo` first".into()),
        }
    }

    fn tools(&self) -> Vec<ServedTool> {
        let echo = ServedTool {
            aliases: vec!["say".into(), "wait".into()],
            output: Some(json!({ "type": "object" })),
            ..tool("echo", Effect::Read)
        };
        let fail = ServedTool {
            destructive: true,
            idempotent: true,
            ..tool("fail", Effect::Write)
        };
        let others = ["media", "panic", "wait"].map(|name| tool(name, Effect::Execute));
        let more = (0..self.more).map(|n| ServedTool {
            description: "x".repeat(100_000),
            ..tool(&format!("more{n}"), Effect::Read)
        });
        [echo, fail].into_iter().chain(others).chain(more).collect()
    }

    fn call(&self, call: ToolCall, cancelled: CancellationToken) -> BoxFuture<'_, Reply> {
        let reply = |text: &str, data| Reply {
            text: text.into(),
            data,
            ..Reply::default()
        };
        Box::pin(async move {
            let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(running, Ordering::SeqCst);
            let _over = Over(self, call.args.clone(), cancelled);
            match call.name.as_str() {
                "echo" => reply("said", Some(call.args)),
                "fail" => Reply {
                    failed: true,
                    ..reply("not today", Some(json!(["why"])))
                },
                "media" => Reply {
                    media: vec![
                        Media::Image {
                            mime: "image/png".into(),
                            base64: "AAAA".into(),
                        },
                        Media::Audio {
                            mime: "audio/wav".into(),
                            base64: "BBBB".into(),
                        },
                        Media::Resource {
                            uri: "file:///a".into(),
                            mime: "application/pdf".into(),
                            base64: "CCCC".into(),
                        },
                    ],
                    ..reply("", None)
                },
                "wait" => {
                    self.tell(format!("began {}", call.args));
                    self.gate.acquire().await.expect("it is open").forget();
                    reply("waited", None)
                }
                other => panic!("a bug in {other}"),
            }
        })
    }

    fn roots(&self, roots: Vec<String>) {
        self.tell(format!("roots {roots:?}"));
    }
}

/// A server, and what happens to it.
struct World {
    bench: Arc<Bench>,
    happened: mpsc::UnboundedReceiver<String>,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl World {
    fn start(more: usize) -> (Self, DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let (tell, happened) = mpsc::unbounded_channel();
        let bench = Arc::new(Bench {
            happened: tell,
            gate: Semaphore::new(0),
            running: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            more,
        });
        let served: Arc<dyn Served> = Arc::clone(&bench) as _;
        let (input, output) = tokio::io::split(theirs);
        let serving = tokio::spawn(serve(served, input, output));
        let world = Self {
            bench,
            happened,
            serving,
        };
        (world, ours)
    }

    /// Waits for what happens next.
    async fn next(&mut self) -> String {
        let next = tokio::time::timeout(PATIENCE, self.happened.recv()).await;
        next.expect("something happens").expect("it is there")
    }

    /// Waits until it has ended, and returns why the client was given up.
    async fn end(self) -> Result<(), String> {
        let ended = tokio::time::timeout(PATIENCE, self.serving).await;
        let outcome = ended.expect("it ends").expect("it does not panic");
        outcome.map_err(|error| error.to_string())
    }
}

/// The SDK's client, which has these roots.
#[derive(Clone, Default)]
struct Client {
    roots: Arc<Mutex<VecDeque<Vec<&'static str>>>>,
}

impl ClientHandler for Client {
    fn get_info(&self) -> ClientConfig {
        let mut able = ClientCapabilities::default();
        able.roots = Some(RootsCapabilities::default());
        ClientConfig::new(able, Implementation::new("tester", "1"))
            .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE)
    }

    async fn list_roots(
        &self,
        _context: RequestContext<RoleClient>,
    ) -> Result<ListRootsResult, ErrorData> {
        let roots = self.roots.lock().unwrap().pop_front().unwrap_or_default();
        Ok(ListRootsResult::new(
            roots.into_iter().map(Root::new).collect(),
        ))
    }
}

async fn with_sdk(more: usize) -> (World, RunningService<RoleClient, Client>, Client) {
    let (world, ours) = World::start(more);
    let client = Client::default();
    let roots = [vec!["file:///a", "file:///b"], vec!["file:///a"]];
    client.roots.lock().unwrap().extend(roots);
    let service = client.clone().serve(ours).await.expect("a handshake");
    (world, service, client)
}

fn params(tool: &'static str, args: Value) -> CallToolRequestParams {
    let params = CallToolRequestParams::new(tool);
    match args {
        Value::Object(args) => params.with_arguments(args),
        _ => params,
    }
}

#[tokio::test]
async fn the_sdks_client_is_told_what_is_served() {
    let (_world, client, _) = with_sdk(0).await;
    let info = client.peer_info().expect("it said hello");
    assert_eq!(
        info.protocol_version,
        ProtocolVersion::LATEST_WITH_INITIALIZE
    );
    let us = info.server_info.as_ref().expect("it says who it is");
    assert_eq!((&*us.name, &*us.version), ("bench", "1.2"));
    assert_eq!(info.instructions.as_deref(), Some("call `echo` first"));

    let page = client.list_tools(None).await.unwrap();
    assert_eq!(page.next_cursor, None);
    let names: Vec<&str> = page.tools.iter().map(|tool| &*tool.name).collect();
    assert_eq!(names, ["echo", "fail", "media", "panic", "wait"]);
    let told = |at: usize| serde_json::to_value(&page.tools[at]).unwrap();
    let schema = json!({ "properties": { "n": { "type": "integer" } }, "type": "object" });
    assert_eq!(
        told(0),
        json!({
            "name": "echo",
            "title": "ECHO",
            "description": "does echo",
            "inputSchema": schema,
            "outputSchema": { "type": "object" },
            "annotations": {
                "readOnlyHint": true,
                "destructiveHint": false,
                "idempotentHint": true,
                "openWorldHint": false,
            },
        })
    );
    assert_eq!(
        told(1)["annotations"],
        json!({
            "readOnlyHint": false,
            "destructiveHint": true,
            "idempotentHint": true,
            "openWorldHint": false,
        })
    );
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let (_world, client, _) = with_sdk(25).await;
    let first = client.list_tools(None).await.unwrap();
    assert!(first.next_cursor.is_some());
    assert!(first.tools.len() < 25, "{}", first.tools.len());
    let all = client.list_all_tools().await.unwrap();
    let mut names: Vec<&str> = all.iter().map(|tool| &*tool.name).collect();
    names.dedup();
    assert_eq!(names.len(), 30);
}

#[tokio::test]
async fn the_sdks_client_calls_tools_by_each_of_their_names() {
    let (world, client, _) = with_sdk(0).await;
    world.bench.gate.add_permits(1);
    let call = |tool, args| Peer::call_tool(&client, params(tool, args));
    for name in ["echo", "say"] {
        let said = call(name, json!({ "n": 1 })).await.unwrap();
        assert_eq!(said.content, [ContentBlock::text("said")]);
        assert_eq!(said.structured_content, Some(json!({ "n": 1 })));
        assert_eq!(said.is_error, Some(false));
    }
    // The other name of one that another has for its own.
    let waited = call("wait", Value::Null).await.unwrap();
    assert_eq!(waited.content, [ContentBlock::text("waited")]);
    assert_eq!(waited.structured_content, None);

    let failed = call("fail", Value::Null).await.unwrap();
    assert_eq!(failed.content, [ContentBlock::text("not today")]);
    assert_eq!(
        failed.structured_content,
        Some(json!({ "result": ["why"] }))
    );
    assert_eq!(failed.is_error, Some(true));

    let media = call("media", Value::Null).await.unwrap();
    assert_eq!(
        serde_json::to_value(&media.content).unwrap(),
        json!([
            { "type": "image", "data": "AAAA", "mimeType": "image/png" },
            { "type": "audio", "data": "BBBB", "mimeType": "audio/wav" },
            { "type": "resource", "resource": {
                "uri": "file:///a", "mimeType": "application/pdf", "blob": "CCCC" } },
        ])
    );

    let error = |outcome| match outcome {
        Err(ServiceError::McpError(error)) => (error.code.0, error.message.into_owned()),
        other => panic!("{other:?}"),
    };
    let unknown = error(call("nosuch", Value::Null).await);
    let why = "there is no tool `nosuch`; there are echo, fail, media, panic, wait";
    assert_eq!(unknown, (-32602, why.to_owned()));
    let broke = error(call("panic", Value::Null).await);
    let why = "the tool `panic` broke: a bug in panic";
    assert_eq!(broke, (-32603, why.to_owned()));
    assert!(call("echo", Value::Null).await.is_ok());
    client.cancel().await.unwrap();
    assert_eq!(world.end().await, Ok(()));
}

#[tokio::test]
async fn a_client_is_asked_for_its_roots_at_first_and_when_they_have_changed() {
    let (mut world, client, _) = with_sdk(0).await;
    assert_eq!(world.next().await, "roots [\"file:///a\", \"file:///b\"]");
    client.notify_roots_list_changed().await.unwrap();
    assert_eq!(world.next().await, "roots [\"file:///a\"]");
    client.cancel().await.unwrap();
    assert_eq!(world.end().await, Ok(()));
}

/// A client that writes lines.
struct Raw {
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    writer: WriteHalf<DuplexStream>,
}

impl Raw {
    fn start() -> (World, Self) {
        let (world, ours) = World::start(0);
        let (reader, writer) = tokio::io::split(ours);
        let lines = BufReader::new(reader).lines();
        (world, Self { lines, writer })
    }

    /// Starts one that has said hello.
    async fn greeted() -> (World, Self) {
        let (world, mut raw) = Self::start();
        raw.say(&hello("hello")).await;
        assert_eq!(raw.next().await["id"], "hello");
        raw.line(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
            .await;
        (world, raw)
    }

    async fn line(&mut self, line: &str) {
        let line = format!("{line}\n");
        self.writer
            .write_all(line.as_bytes())
            .await
            .expect("it reads");
    }

    async fn say(&mut self, message: &Value) {
        self.line(&message.to_string()).await;
    }

    async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let line = line.expect("it answers").unwrap().expect("it is there");
        serde_json::from_str(&line).expect("a message a line")
    }

    /// Says a line and returns the id of its answer, the number of its error and what it says.
    async fn refused(&mut self, line: &str) -> (Value, i64, String) {
        self.line(line).await;
        let answer = self.next().await;
        let error = &answer["error"];
        let why = error["message"].as_str().unwrap_or_default().to_owned();
        (
            answer["id"].clone(),
            error["code"].as_i64().unwrap_or(0),
            why,
        )
    }

    async fn call(&mut self, id: impl Into<Value>, tool: &str) {
        let id = id.into();
        let args = json!({ "name": tool, "arguments": { "n": id } });
        self.say(&request(id, "tools/call", args)).await;
    }

    async fn cancel(&mut self, id: impl Into<Value>) {
        let params = json!({ "requestId": id.into() });
        let message = json!({
            "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params,
        });
        self.say(&message).await;
    }

    /// Stops writing and returns all that is still said.
    async fn rest(self) -> Vec<Value> {
        let Self {
            mut lines,
            mut writer,
        } = self;
        writer.shutdown().await.unwrap();
        let mut rest = Vec::new();
        while let Ok(Some(line)) = lines.next_line().await {
            rest.push(serde_json::from_str(&line).expect("a message a line"));
        }
        rest
    }
}

fn request(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.into(), "method": method, "params": params })
}

fn hello(id: impl Into<Value>) -> Value {
    let params = json!({
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": { "name": "raw", "version": "1" },
    });
    request(id, "initialize", params)
}

#[tokio::test]
async fn before_the_handshake_there_is_ping_and_nothing_else() {
    let (_world, mut raw) = Raw::start();
    raw.say(&request(1, "ping", json!({}))).await;
    assert_eq!(
        raw.next().await,
        json!({ "jsonrpc": "2.0", "id": 1, "result": {} })
    );
    for method in ["tools/list", "tools/call", "server/discover", "x"] {
        let line = request(2, method, json!({ "name": "echo" })).to_string();
        let why = "the session begins with `initialize`".to_owned();
        assert_eq!(
            raw.refused(&line).await,
            (json!(2), -32600, why),
            "{method}"
        );
    }
    // What is told, or answers nothing, is not answered.
    raw.line(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
        .await;
    raw.line(r#"{"jsonrpc":"2.0","id":9,"result":{"roots":[]}}"#)
        .await;
    let (id, code, why) = raw
        .refused(r#"{"jsonrpc":"2.0","id":3,"method":"initialize","params":{}}"#)
        .await;
    assert_eq!((id, code), (json!(3), -32602), "{why}");
    raw.say(&hello("h")).await;
    let answer = raw.next().await;
    assert_eq!(answer["id"], "h");
    assert_eq!(answer["result"]["protocolVersion"], "2025-06-18");
    let why = "`initialize` was done before".to_owned();
    let again = hello(4).to_string();
    assert_eq!(raw.refused(&again).await, (json!(4), -32600, why));
}

#[tokio::test]
async fn a_version_that_is_not_spoken_is_answered_with_one_that_is() {
    for version in ["1999-01-01", "2026-07-28", "9999-99-99"] {
        let (_world, mut raw) = Raw::start();
        let mut greeting = hello(1);
        greeting["params"]["protocolVersion"] = json!(version);
        raw.say(&greeting).await;
        let answer = raw.next().await;
        assert_eq!(
            answer["result"]["protocolVersion"], "2025-11-25",
            "{version}"
        );
    }
}

#[tokio::test]
async fn nonsense_is_answered_and_the_connection_goes_on() {
    let (world, mut raw) = Raw::greeted().await;
    let table = [
        ("{", Value::Null, -32700),
        ("\u{0}\u{1}", Value::Null, -32700),
        ("[]", Value::Null, -32600),
        ("7", Value::Null, -32600),
        (r#"{"id":1,"method":"ping"}"#, json!(1), -32600),
        (
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            Value::Null,
            -32600,
        ),
        (
            r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
            Value::Null,
            -32600,
        ),
        (
            r#"{"jsonrpc":"2.0","id":18446744073709551615,"method":"ping"}"#,
            Value::Null,
            -32600,
        ),
        (
            r#"{"jsonrpc":"2.0","id":"a","method":"x"}"#,
            json!("a"),
            -32601,
        ),
        (
            r#"{"jsonrpc":"2.0","id":2,"method":"tools/call"}"#,
            json!(2),
            -32602,
        ),
        (
            r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":[]}}"#,
            json!(3),
            -32602,
        ),
        (
            r#"{"jsonrpc":"2.0","id":4,"method":"tools/list","params":{"cursor":"x"}}"#,
            json!(4),
            -32602,
        ),
    ];
    for (line, id, code) in table {
        let (told, number, why) = raw.refused(line).await;
        assert_eq!((told, number), (id, code), "{line}: {why}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(raw.refused(&deep).await.1, -32004);
    let long = format!(
        r#"{{"jsonrpc":"2.0","id":"{}","method":"ping"}}"#,
        "x".repeat(1000)
    );
    assert_eq!(raw.refused(&long).await.0, Value::Null);
    raw.line("").await;
    raw.call("\u{fc}", "echo").await;
    assert_eq!(raw.next().await["id"], "\u{fc}");
    assert_eq!(raw.rest().await, [Value::Null; 0]);
    assert_eq!(world.end().await, Ok(()));
}

#[tokio::test]
async fn a_line_that_is_too_long_ends_the_connection_with_a_reason() {
    let (world, mut raw) = Raw::greeted().await;
    raw.call(1, "echo").await;
    assert_eq!(raw.next().await["id"], 1);
    let chunk = vec![b'x'; 1 << 20];
    // It may go away while this is written.
    for _ in 0..17 {
        if raw.writer.write_all(&chunk).await.is_err() {
            break;
        }
    }
    let why = "the MCP client was given up: it wrote a message of more than 16777216 bytes";
    assert_eq!(world.end().await, Err(why.to_owned()));
    assert_eq!(raw.lines.next_line().await.unwrap(), None);
}

#[tokio::test]
async fn a_thousand_calls_at_once_are_answered_and_so_many_of_them_run() {
    let (world, mut raw) = Raw::greeted().await;
    let bench = Arc::clone(&world.bench);
    bench.gate.add_permits(1000);
    let (mut lines, mut writer) = (raw.lines, raw.writer);
    let writing = tokio::spawn(async move {
        for n in 0..1000 {
            let args = json!({ "name": "wait", "arguments": { "n": n } });
            let line = format!("{}\n", request(n, "tools/call", args));
            writer.write_all(line.as_bytes()).await.expect("it reads");
        }
        writer
    });
    let mut answered = vec![false; 1000];
    for _ in 0..1000 {
        let line = tokio::time::timeout(PATIENCE, lines.next_line()).await;
        let line = line.expect("it answers").unwrap().expect("it is there");
        let answer: Value = serde_json::from_str(&line).unwrap();
        let id = usize::try_from(answer["id"].as_u64().unwrap()).unwrap();
        assert!(!std::mem::replace(&mut answered[id], true), "{id} twice");
        assert_eq!(answer["result"]["content"][0]["text"], "waited");
    }
    let most = bench.most.load(Ordering::SeqCst);
    assert!(most <= RUNNING, "{most} ran at once");
    raw = Raw {
        lines,
        writer: writing.await.unwrap(),
    };
    assert_eq!(raw.rest().await, [Value::Null; 0]);
    assert_eq!(world.end().await, Ok(()));
}

/// Has so many calls of `wait` made, with numbers from 0 on, and waits until those have begun that may.
async fn fill(world: &mut World, raw: &mut Raw, calls: usize) {
    for n in 0..calls {
        raw.call(n, "wait").await;
    }
    let mut begun: Vec<String> = Vec::new();
    for _ in 0..calls.min(RUNNING) {
        begun.push(world.next().await);
    }
    begun.sort();
    let mut wanted: Vec<String> = (0..calls.min(RUNNING)).map(began).collect();
    wanted.sort();
    assert_eq!(begun, wanted);
}

fn began(n: usize) -> String {
    format!("began {{\"n\":{n}}}")
}

fn cancelled(n: usize) -> String {
    format!("cancelled {{\"n\":{n}}}")
}

#[tokio::test]
async fn more_calls_than_may_wait_are_refused_and_the_others_go_on_in_order() {
    let (mut world, mut raw) = Raw::greeted().await;
    let all = RUNNING + WAITING;
    fill(&mut world, &mut raw, all).await;
    let args = json!({ "name": "echo" });
    let line = request("more", "tools/call", args).to_string();
    let why = "limit: 64 calls run and 1024 wait already".to_owned();
    assert_eq!(raw.refused(&line).await, (json!("more"), -32006, why));
    // Nothing else waits for them.
    raw.say(&request("list", "tools/list", Value::Null)).await;
    assert_eq!(raw.next().await["id"], "list");
    let twice = request(0, "ping", json!({}));
    raw.say(&twice).await;
    assert_eq!(raw.next().await["result"], json!({}));
    let twice = request(0, "tools/list", json!({})).to_string();
    let why = "a request with this `id` is still worked on".to_owned();
    assert_eq!(raw.refused(&twice).await, (json!(0), -32600, why));

    // One at a time, so that the order can be told.
    for n in RUNNING..RUNNING + 200 {
        world.bench.gate.add_permits(1);
        assert!(raw.next().await["result"].is_object());
        assert!(world.next().await.starts_with("ended"));
        assert_eq!(world.next().await, began(n));
    }
    world.bench.gate.add_permits(all);
    for _ in RUNNING..all - 200 + RUNNING {
        assert!(raw.next().await["result"].is_object());
    }
    assert_eq!(world.bench.most.load(Ordering::SeqCst), RUNNING);
    assert_eq!(raw.rest().await, [Value::Null; 0]);
}

#[tokio::test]
async fn a_call_that_is_cancelled_stops_without_an_answer_and_another_takes_its_place() {
    let (mut world, mut raw) = Raw::greeted().await;
    fill(&mut world, &mut raw, RUNNING + 2).await;
    // One that waits never begins.
    raw.cancel(RUNNING).await;
    raw.cancel(3).await;
    assert_eq!(world.next().await, cancelled(3));
    assert_eq!(world.next().await, began(RUNNING + 1));
    // Its id is free again, and what is not known is no matter.
    raw.cancel(3).await;
    raw.cancel("nosuch").await;
    raw.line(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":[]}"#)
        .await;
    raw.cancel(4).await;
    assert_eq!(world.next().await, cancelled(4));
    raw.call(3, "echo").await;
    let answer = raw.next().await;
    assert_eq!(
        (&answer["id"], &answer["result"]["structuredContent"]),
        (&json!(3), &json!({ "n": 3 }))
    );
    assert_eq!(world.next().await, "ended {\"n\":3}");

    // All others are answered, and those that were given up are not.
    world.bench.gate.add_permits(RUNNING);
    let mut answered = Vec::new();
    for _ in 0..RUNNING - 1 {
        answered.push(raw.next().await["id"].as_u64().unwrap());
    }
    answered.sort_unstable();
    let mut wanted: Vec<u64> = (0..66).filter(|n| ![3, 4, 64].contains(n)).collect();
    wanted.sort_unstable();
    assert_eq!(answered, wanted);
    assert_eq!(raw.rest().await, [Value::Null; 0]);
    assert_eq!(world.end().await, Ok(()));
}

#[tokio::test]
async fn calls_are_cancelled_when_the_input_ends_and_then_it_ends() {
    let (mut world, mut raw) = Raw::greeted().await;
    fill(&mut world, &mut raw, RUNNING + 1).await;
    raw.say(&request("list", "tools/list", json!({}))).await;
    let rest = raw.rest().await;
    let listed = rest.iter().filter(|answer| answer["id"] == "list");
    let listed: Vec<bool> = listed.map(|list| list["result"].is_object()).collect();
    assert_eq!(listed, [true]);
    let done = rest.iter().filter(|answer| answer["id"] != "list");
    assert!(done.clone().all(|answer| answer["error"].is_object()));
    let mut over = Vec::new();
    for _ in 0..RUNNING {
        over.push(world.next().await);
    }
    over.sort();
    let mut wanted: Vec<String> = (0..RUNNING).map(cancelled).collect();
    wanted.sort();
    assert_eq!(over, wanted);
    assert_eq!(world.bench.running.load(Ordering::SeqCst), 0);
    assert_eq!(world.end().await, Ok(()));
}

#[tokio::test]
async fn a_client_that_goes_before_it_says_hello_is_no_error() {
    let (world, raw) = Raw::start();
    assert_eq!(raw.rest().await, [Value::Null; 0]);
    assert_eq!(world.end().await, Ok(()));
}

#[tokio::test]
async fn who_does_not_read_is_not_read_from_for_ever() {
    let (world, mut raw) = Raw::greeted().await;
    // Each answer is as long as the call.
    let args = json!({ "name": "echo", "arguments": { "text": "x".repeat(1 << 20) } });
    let mut written = 0;
    loop {
        let line = format!("{}\n", request(written, "tools/call", args.clone()));
        let writing = raw.writer.write_all(line.as_bytes());
        if tokio::time::timeout(Duration::from_secs(2), writing)
            .await
            .is_err()
        {
            break;
        }
        written += 1;
        assert!(written < 200, "it reads all that there is");
    }
    drop(raw);
    assert_eq!(world.end().await, Ok(()));
}
