//! The client against a server that is written with the SDK too, over a pipe within the process.

#![expect(
    deprecated,
    reason = "programs still ask for roots and write to the client's log"
)]

use std::time::Duration;

use rmcp::model::{
    CallToolResponse, CallToolResult, ContentBlock, ErrorData, JsonObject, ListToolsResult,
    LoggingLevel, LoggingMessageNotificationParam, PingRequest, ProgressNotificationParam,
    ServerCapabilities, ServerConfig, ServerRequest,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ServerHandler, ServiceError};
use serde_json::json;
use tokio::io::BufReader;
use tokio::sync::mpsc;

use super::*;
use crate::run::AbortOnDrop;

/// A server whose tools do what their names say, and which tells what happens to it.
#[derive(Clone)]
struct Server {
    happened: mpsc::UnboundedSender<String>,
}

impl Server {
    fn tell(&self, what: impl Into<String>) {
        // The test is over when this fails.
        let _ = self.happened.send(what.into());
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_instructions("call `text` first")
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let cursor = request.and_then(|request| request.cursor);
        let tool = |name: &'static str| Tool::new(name, "Does that", JsonObject::new());
        let mut page = ListToolsResult::with_all_items(match cursor.as_deref() {
            None => vec![tool("text"), tool("hang")],
            Some("more") => vec![tool("mixed")],
            Some(other) => panic!("no such page: {other}"),
        });
        page.next_cursor = cursor.is_none().then(|| "more".into());
        Ok(page)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let result = match &*request.name {
            "text" => CallToolResult::success(vec![
                ContentBlock::text(format!("{:?}", request.arguments)),
                ContentBlock::text("two"),
            ]),
            "mixed" => CallToolResult::success(vec![
                ContentBlock::image("AAAA", "image/png"),
                ContentBlock::text("a caption"),
                ContentBlock::audio("AAAA", "audio/wav"),
            ]),
            "structured" => {
                let mut result = CallToolResult::success(Vec::new());
                result.structured_content = Some(json!({ "degrees": 21 }));
                result
            }
            "failed" => CallToolResult::error(vec![ContentBlock::text("not today")]),
            "refused" => {
                return Err(ErrorData::invalid_params("x".repeat(10_000), None));
            }
            "chatty" => {
                for progress in 0..300 {
                    let token = context.meta.get_progress_token().expect("a token");
                    let progress = ProgressNotificationParam::new(token, f64::from(progress));
                    context
                        .peer
                        .notify_progress(progress)
                        .await
                        .expect("it listens");
                }
                let told =
                    context
                        .peer
                        .notify_logging_message(LoggingMessageNotificationParam::new(
                            LoggingLevel::Info,
                            json!("done"),
                        ));
                told.await.expect("it listens");
                context
                    .peer
                    .notify_tool_list_changed()
                    .await
                    .expect("it listens");
                CallToolResult::success(vec![ContentBlock::text("told")])
            }
            "curious" => CallToolResult::success(vec![ContentBlock::text(asked(&context).await)]),
            "hang" => {
                self.tell("hangs");
                context.ct.cancelled().await;
                self.tell("cancelled");
                CallToolResult::success(Vec::new())
            }
            other => panic!("no such tool: {other}"),
        };
        Ok(result.into())
    }
}

/// Asks the client for what it may offer, and returns what it says.
async fn asked(context: &RequestContext<RoleServer>) -> String {
    let ping = ServerRequest::PingRequest(PingRequest::default());
    let pong = context.peer.send_request(ping).await;
    let roots = context.peer.list_roots().await;
    let roots = match roots {
        Err(ServiceError::McpError(error)) => format!("{} {}", error.code.0, error.message),
        other => format!("{other:?}"),
    };
    format!("{}; {roots}", if pong.is_ok() { "pong" } else { "nothing" })
}

/// A client that speaks with a server.
struct World {
    client: Arc<Client>,
    tools: Vec<ToolFacts>,
    happened: mpsc::UnboundedReceiver<String>,
    _tasks: [AbortOnDrop; 3],
}

impl World {
    async fn start(call: Duration) -> Self {
        let limits = Limits {
            handshake: Duration::from_secs(20),
            call,
            line: 1 << 20,
        };
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let (tell, happened) = mpsc::unbounded_channel();
        let server = tokio::spawn(async move {
            let server = Server { happened: tell };
            let running = server.serve(theirs).await.expect("a handshake");
            running.waiting().await.expect("it runs");
        });
        let (client, speaker, listener) = Client::new("m".into(), limits);
        let (reader, writer) = tokio::io::split(ours);
        let speaking = tokio::spawn(speaker.speak(writer));
        let listening = tokio::spawn(listener.listen(BufReader::new(reader)));
        let tools = client.open().await.expect("a handshake");
        Self {
            client,
            tools,
            happened,
            _tasks: [server, speaking, listening].map(|task| AbortOnDrop(task.abort_handle())),
        }
    }

    /// Waits for what happens next to the server.
    async fn next(&mut self) -> String {
        let next = tokio::time::timeout(PATIENCE, self.happened.recv()).await;
        next.expect("something happens").expect("the server runs")
    }

    async fn call(&self, tool: &str) -> Result<String, String> {
        self.client.call(tool, json!({})).await
    }
}

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_server_of_the_sdk_is_opened_listed_and_called() {
    let world = World::start(PATIENCE).await;
    let facts = |name: &str| ToolFacts {
        name: name.into(),
        description: "Does that".into(),
        schema: Map::new(),
    };
    assert_eq!(world.tools, [facts("text"), facts("hang"), facts("mixed")]);
    let service = world.client.service.get().unwrap();
    let server = service.peer().peer_info().unwrap();
    assert_eq!(
        server.protocol_version,
        ProtocolVersion::LATEST_WITH_INITIALIZE
    );

    let said = world.client.call("text", json!({ "a": [1] })).await;
    let args = "Some({\"a\": Array [Number(1)]})\ntwo";
    assert_eq!(said, Ok(args.to_owned()));
    let mixed = "[image]\na caption\n[audio]";
    assert_eq!(world.call("mixed").await, Ok(mixed.to_owned()));
    assert_eq!(
        world.call("structured").await,
        Ok("{\"degrees\":21}".to_owned())
    );
    assert_eq!(world.call("failed").await, Err("not today".to_owned()));
    assert_eq!(world.call("refused").await, Err("x".repeat(2000)));
    assert_eq!(world.client.ended(), None);
}

#[tokio::test]
async fn what_a_server_tells_and_asks_while_it_works_does_not_disturb_it() {
    let world = World::start(PATIENCE).await;
    assert_eq!(world.call("chatty").await, Ok("told".to_owned()));
    let said = "pong; -32601 not offered here";
    assert_eq!(world.call("curious").await, Ok(said.to_owned()));
    assert_eq!(world.client.ended(), None);
}

#[tokio::test]
async fn a_server_is_told_of_a_call_that_nobody_waits_for_any_more() {
    // One that takes too long.
    let mut world = World::start(Duration::from_millis(50)).await;
    let late = "it did not answer `tools/call` within 0.05 s";
    assert_eq!(world.call("hang").await, Err(late.to_owned()));
    assert_eq!(world.next().await, "hangs");
    assert_eq!(world.next().await, "cancelled");

    // One that is dropped.
    let mut world = World::start(PATIENCE).await;
    let client = Arc::clone(&world.client);
    let call = tokio::spawn(async move { client.call("hang", json!({})).await });
    assert_eq!(world.next().await, "hangs");
    call.abort();
    assert_eq!(world.next().await, "cancelled");
    assert_eq!(world.client.link.waiting(), 0);
    assert!(world.call("text").await.is_ok());
}

#[tokio::test]
async fn whoever_waits_when_a_connection_ends_is_told_why() {
    let mut world = World::start(PATIENCE).await;
    let client = Arc::clone(&world.client);
    let call = tokio::spawn(async move { client.call("hang", json!({})).await });
    assert_eq!(world.next().await, "hangs");
    world.client.end("the module was stopped");
    let why = Err("the module was stopped".to_owned());
    assert_eq!(call.await.unwrap(), why);
    assert_eq!(world.call("text").await, why);
    // The first reason stays.
    world.client.end("it ended");
    assert_eq!(world.client.ended().unwrap().0, "the module was stopped");
}

/// Opens a connection to a peer that answers each request as `answer` says, and returns what came of
/// it.
async fn opened(
    line: usize,
    answer: impl Fn(&str, usize) -> Value + Send + 'static,
) -> Result<usize, String> {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
    let limits = Limits {
        handshake: PATIENCE,
        call: PATIENCE,
        line,
    };
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let peer = tokio::spawn(async move {
        let (reader, mut writer) = tokio::io::split(theirs);
        let mut lines = BufReader::new(reader).lines();
        let mut count = 0;
        while let Ok(Some(line)) = lines.next_line().await {
            let asked: Value = serde_json::from_str(&line).expect("a whole message");
            if asked.get("id").is_none() {
                continue;
            }
            let result = answer(asked["method"].as_str().expect("a method"), count);
            count += 1;
            let answer = json!({ "jsonrpc": "2.0", "id": asked["id"], "result": result });
            // The client is gone when this fails.
            let _ = writer.write_all(format!("{answer}\n").as_bytes()).await;
        }
    });
    let (client, speaker, listener) = Client::new("m".into(), limits);
    let (reader, writer) = tokio::io::split(ours);
    let _tasks = [
        peer,
        tokio::spawn(speaker.speak(writer)),
        tokio::spawn(listener.listen(BufReader::new(reader))),
    ]
    .map(|task| AbortOnDrop(task.abort_handle()));
    client.open().await.map(|tools| tools.len())
}

fn greeting(version: &str) -> Value {
    json!({
        "protocolVersion": version,
        "capabilities": {},
        "serverInfo": { "name": "t", "version": "1" },
    })
}

#[tokio::test]
async fn a_list_of_tools_ends() {
    let endless = opened(1 << 20, |method, count| match method {
        "initialize" => greeting("2025-06-18"),
        _ => json!({ "tools": [{ "name": format!("t{count}") }], "nextCursor": "more" }),
    });
    let why = Err("its list of tools has more than 64 pages".to_owned());
    assert_eq!(endless.await, why);
    let large = opened(1000, |method, _| match method {
        "initialize" => greeting("2025-06-18"),
        _ => json!({ "tools": [{ "name": "x".repeat(600) }], "nextCursor": "more" }),
    });
    let why = Err("its list of tools has more than 1000 bytes".to_owned());
    assert_eq!(large.await, why);
    // What the specification asks for and a program may forget.
    let sloppy = opened(1 << 20, |method, _| match method {
        "initialize" => greeting("2025-06-18"),
        _ => {
            json!({ "tools": [{ "name": "a", "annotations": 7 }, { "name": "b", "description": 7 }] })
        }
    });
    assert_eq!(sloppy.await, Ok(2));
}

#[tokio::test]
async fn the_version_is_one_that_both_speak() {
    for version in ProtocolVersion::KNOWN_VERSIONS {
        let old = opened(1 << 20, move |method, _| match method {
            "initialize" => greeting(version.as_str()),
            _ => json!({ "tools": [] }),
        });
        assert_eq!(old.await, Ok(0), "{version}");
    }
    let strange = opened(1 << 20, |_, _| greeting("1999-01-01"));
    let why = "it speaks version `1999-01-01` of MCP, which is not spoken here";
    assert_eq!(strange.await, Err(why.to_owned()));
}
