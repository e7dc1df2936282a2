//! The client's side of MCP over a pipe: JSON-RPC 2.0, a message a line.
//!
//! It hides ids, pages and time-outs, and holds against a peer that floods, writes nonsense or
//! never answers: then the connection ends and says why. It is on the background runtime. It is not
//! the process: see [`super`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};

use crate::module::ModuleMessage;
use crate::rpc::{self, code::METHOD_NOT_FOUND};
use crate::run::seconds;

/// The version of the protocol that is spoken.
const VERSION: &str = "2025-06-18";
/// How many messages may come between two answers.
const UNASKED: usize = 10_000;
/// How many lines wait to be written.
const LINES: usize = 16;
/// For requests within the handshake, which has its own time.
const UNTIMED: Duration = Duration::from_secs(3600);
/// How many pages a list of tools may have.
const PAGES: usize = 64;
/// What the peer is called in messages, which nobody else sees.
const PEER: &str = "mcp";
/// How much of a peer's error is shown, in characters.
const SHOWN: usize = 2000;

/// What a peer may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How long it may take to say hello.
    pub(super) handshake: Duration,
    /// How long an answer may take.
    pub(super) call: Duration,
    /// How long a line may be, in bytes.
    pub(super) line: usize,
}

/// One connection to a peer.
pub(super) struct Client {
    limits: Limits,
    next_id: AtomicU64,
    /// Lines on their way out. Written by a task, so that a call that is dropped leaves no half
    /// line.
    lines: mpsc::Sender<String>,
    pending: Mutex<HashMap<u64, oneshot::Sender<Result<Value, String>>>>,
    /// Why the connection has ended, once it has.
    ended: Mutex<Option<(String, Instant)>>,
}

/// A tool as the peer describes it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ToolFacts {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) schema: Map<String, Value>,
}

impl Client {
    /// Makes a client, and the lines that [`Client::speak`] writes.
    pub(super) fn new(limits: Limits) -> (Arc<Self>, mpsc::Receiver<String>) {
        let (lines, waiting) = mpsc::channel(LINES);
        let client = Self {
            limits,
            next_id: AtomicU64::new(1),
            lines,
            pending: Mutex::default(),
            ended: Mutex::default(),
        };
        (Arc::new(client), waiting)
    }

    /// Returns why the connection has ended, and when, if it has.
    pub(super) fn ended(&self) -> Option<(String, Instant)> {
        self.ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Ends the connection; whoever waits is told why.
    pub(super) fn end(&self, why: impl Into<String>) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.get_or_insert_with(|| (why.into(), Instant::now()));
        drop(ended);
        self.pending().clear();
    }

    /// Writes what is asked, until the connection ends.
    pub(super) async fn speak(
        self: Arc<Self>,
        mut lines: mpsc::Receiver<String>,
        mut writer: impl AsyncWrite + Unpin,
    ) {
        while let Some(line) = lines.recv().await {
            let written = async {
                writer.write_all(line.as_bytes()).await?;
                writer.flush().await
            };
            if written.await.is_err() {
                // It is gone, or as good as that.
                return self.end("it ended");
            }
        }
    }

    /// Reads what the peer writes, until the connection ends.
    pub(super) async fn listen(self: Arc<Self>, mut reader: impl AsyncBufRead + Unpin) {
        let mut unasked = 0;
        let mut line = Vec::new();
        while self.ended().is_none() {
            match next_line(&mut reader, &mut line, self.limits.line).await {
                Ok(true) => {}
                Ok(false) => return self.end("it ended"),
                Err(why) => return self.end(why),
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let message = match rpc::decode(&line, PEER) {
                Ok(message) => message,
                Err(error) => {
                    let why = "it wrote what is not MCP to its standard output";
                    return self.end(format!("{why}: {error}"));
                }
            };
            unasked += 1;
            if self.take(message) {
                unasked = 0;
            }
            if unasked > UNASKED {
                return self.end(format!("it wrote more than {UNASKED} messages unasked"));
            }
        }
    }

    /// Takes a message and tells whether it was an answer.
    fn take(&self, message: ModuleMessage) -> bool {
        let (id, outcome) = match message {
            ModuleMessage::Broadcast { .. } => return false,
            ModuleMessage::Request { id, method, .. } => {
                let id = rpc::id_value(&id);
                let answer = match method.as_str() {
                    "ping" => json!({ "jsonrpc": "2.0", "id": id, "result": {} }),
                    _ => json!({
                        "jsonrpc": "2.0",
                        "id": id,
                        "error": { "code": METHOD_NOT_FOUND, "message": "not offered here" },
                    }),
                };
                // One that asks faster than it reads gets no answer.
                let _ = self.lines.try_send(line(&answer));
                return false;
            }
            ModuleMessage::Response { id, result, .. } => (id, Ok(result)),
            ModuleMessage::Error { id, error, .. } => (id, Err(said(&error))),
        };
        let waiting = id.parse().ok().and_then(|id| self.pending().remove(&id));
        let Some(reply) = waiting else {
            return false;
        };
        // Whoever asked has given up when this fails.
        let _ = reply.send(outcome);
        true
    }

    /// Says hello and returns the peer's tools.
    pub(super) async fn open(&self) -> Result<Vec<ToolFacts>, String> {
        let hello = json!({
            "protocolVersion": VERSION,
            "capabilities": {},
            "clientInfo": { "name": "wezterm", "version": env!("CARGO_PKG_VERSION") },
        });
        let limit = self.limits.handshake;
        let opening = async {
            self.request("initialize", hello, UNTIMED).await?;
            let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
            self.write(&ready).await?;
            self.tools().await
        };
        let late = || {
            format!(
                "it did not finish the MCP handshake within {}",
                seconds(limit)
            )
        };
        tokio::time::timeout(limit, opening)
            .await
            .unwrap_or_else(|_| Err(late()))
    }

    async fn tools(&self) -> Result<Vec<ToolFacts>, String> {
        let mut tools = Vec::new();
        let mut params = json!({});
        for _ in 0..PAGES {
            let mut page = self.request("tools/list", params, UNTIMED).await?;
            let list = page.get_mut("tools").and_then(Value::as_array_mut);
            for tool in list.ok_or("it answered tools/list without a list")? {
                tools.push(facts(tool)?);
            }
            match page.get("nextCursor") {
                Some(cursor @ Value::String(_)) => params = json!({ "cursor": cursor }),
                _ => return Ok(tools),
            }
        }
        Err(format!("its list of tools has more than {PAGES} pages"))
    }

    /// Calls a tool and returns its text.
    pub(super) async fn call(&self, tool: &str, args: Value) -> Result<String, String> {
        let params = json!({ "name": tool, "arguments": args });
        let result = self.request("tools/call", params, self.limits.call).await?;
        let mut texts = Vec::new();
        for content in result
            .get("content")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            match (
                content.get("type").and_then(Value::as_str),
                content.get("text"),
            ) {
                (Some("text"), Some(Value::String(text))) => texts.push(text.clone()),
                (kind, _) => texts.push(format!("[{}]", kind.unwrap_or("content"))),
            }
        }
        if texts.is_empty()
            && let Some(structured) = result.get("structuredContent")
        {
            texts.push(structured.to_string());
        }
        let text = texts.join("\n");
        match result.get("isError") {
            Some(Value::Bool(true)) => Err(text),
            _ => Ok(text),
        }
    }

    async fn request(&self, method: &str, params: Value, limit: Duration) -> Result<Value, String> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = oneshot::channel();
        self.pending().insert(id, reply);
        let _forget = Forget { client: self, id };
        if let Some((why, _)) = self.ended() {
            return Err(why);
        }
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        let exchange = async {
            self.write(&request).await?;
            match answer.await {
                Ok(outcome) => outcome,
                Err(_) => Err(self.why_ended()),
            }
        };
        match tokio::time::timeout(limit, exchange).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let told = json!({
                    "jsonrpc": "2.0",
                    "method": "notifications/cancelled",
                    "params": { "requestId": id },
                });
                // A peer that does not read is not waited for either.
                let _ = self.lines.try_send(line(&told));
                Err(format!(
                    "it did not answer `{method}` within {}",
                    seconds(limit)
                ))
            }
        }
    }

    async fn write(&self, message: &Value) -> Result<(), String> {
        let sent = self.lines.send(line(message)).await;
        sent.map_err(|_| self.why_ended())
    }

    fn why_ended(&self) -> String {
        self.ended()
            .map_or_else(|| "it ended".into(), |(why, _)| why)
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Result<Value, String>>>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a request off the list however its asker ends.
struct Forget<'a> {
    client: &'a Client,
    id: u64,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.client.pending().remove(&self.id);
    }
}

/// Reads a line of at most `limit` bytes; false at the end.
pub(super) async fn next_line(
    reader: &mut (impl AsyncBufRead + Unpin),
    line: &mut Vec<u8>,
    limit: usize,
) -> Result<bool, String> {
    line.clear();
    loop {
        let read = reader.fill_buf().await.map_err(|error| error.to_string())?;
        if read.is_empty() {
            return Ok(!line.is_empty());
        }
        let end = read.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(read.len());
        if line.len() + taken > limit {
            return Err(format!("it wrote a message of more than {limit} bytes"));
        }
        line.extend_from_slice(&read[..taken]);
        reader.consume(end.map_or(taken, |end| end + 1));
        if end.is_some() {
            return Ok(true);
        }
    }
}

fn line(message: &Value) -> String {
    format!("{message}\n")
}

fn facts(tool: &Value) -> Result<ToolFacts, String> {
    let text = |key| tool.get(key).and_then(Value::as_str).map(str::to_owned);
    let name = text("name").ok_or("it lists a tool without a name")?;
    let schema = tool.get("inputSchema").and_then(Value::as_object);
    Ok(ToolFacts {
        description: text("description").unwrap_or_default(),
        schema: schema.cloned().unwrap_or_default(),
        name,
    })
}

fn said(error: &str) -> String {
    error.chars().take(SHOWN).collect()
}
