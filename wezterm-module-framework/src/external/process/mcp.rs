//! The client's side of MCP: the official SDK over a pipe of ours.
//!
//! It hides the SDK, pages and time-outs. The SDK keeps the handshake, the version, ids and who
//! waits for what; [`wire`] holds against a peer that floods, writes nonsense or never reads. It is
//! on the background runtime, and waits for messages, never for a clock, while nothing is asked. It
//! is not the process: see [`super`].

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, Implementation,
    PaginatedRequestParams, ProtocolVersion, Tool,
};
use rmcp::service::{ClientInitializeError, Peer, RunningService, ServiceError};
use rmcp::{RoleClient, ServiceExt};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::run::seconds;

mod answers;
mod wire;

use answers::said;
use wire::{Link, Wire};
pub(super) use wire::{Listener, Speaker};

/// How many pages a list of tools may have.
const PAGES: usize = 64;

/// What a peer may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How long it may take to say hello.
    pub(super) handshake: Duration,
    /// How long an answer may take.
    pub(super) call: Duration,
    /// How long a line may be, in bytes, and a list of tools.
    pub(super) line: usize,
}

/// One connection to a peer.
pub(super) struct Client {
    limits: Limits,
    link: Arc<Link>,
    /// The SDK's end, until the handshake takes it.
    wire: Mutex<Option<Wire>>,
    /// The SDK's loop, from the handshake on. Dropping it ends it.
    service: OnceLock<RunningService<RoleClient, ClientConfig>>,
}

/// A tool as the peer describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ToolFacts {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) schema: Map<String, Value>,
}

impl Client {
    /// Makes a client for a module, with who writes to its program and who reads from it.
    pub(super) fn new(module: Arc<str>, limits: Limits) -> (Arc<Self>, Speaker, Listener) {
        let (link, wire, speaker, listener) = wire::connect(module, limits.line);
        let client = Self {
            limits,
            link,
            wire: Mutex::new(Some(wire)),
            service: OnceLock::new(),
        };
        (Arc::new(client), speaker, listener)
    }

    /// Returns why the connection has ended, and when, if it has.
    pub(super) fn ended(&self) -> Option<(String, Instant)> {
        self.link.ended()
    }

    /// Ends the connection; whoever waits is told why.
    pub(super) fn end(&self, why: impl Into<String>) {
        self.link.end(why);
    }

    /// Says hello and returns the peer's tools.
    pub(super) async fn open(&self) -> Result<Vec<ToolFacts>, String> {
        let wire = self
            .wire
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let wire = wire.ok_or("the handshake was done before")?;
        let limit = self.limits.handshake;
        let opening = async {
            let service = hello().serve(wire).await;
            let service = service.map_err(|error| self.refused(&error))?;
            self.tools(self.service.get_or_init(|| service)).await
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

    async fn tools(&self, peer: &Peer<RoleClient>) -> Result<Vec<ToolFacts>, String> {
        let mut tools = Vec::new();
        let mut params = None;
        let limit = self.limits.line;
        let mut room = limit;
        for _ in 0..PAGES {
            let page = peer.list_tools(params).await;
            let page = page.map_err(|error| self.failed(&error))?;
            for tool in page.tools {
                let facts = facts(tool);
                room = room
                    .checked_sub(size(&facts))
                    .ok_or_else(|| format!("its list of tools has more than {limit} bytes"))?;
                tools.push(facts);
            }
            let Some(cursor) = page.next_cursor else {
                return Ok(tools);
            };
            params = Some(PaginatedRequestParams::default().with_cursor(Some(cursor)));
        }
        Err(format!("its list of tools has more than {PAGES} pages"))
    }

    /// Calls a tool and returns its text. The peer is told of a call that is dropped, as it is of
    /// one that takes too long.
    pub(super) async fn call(&self, tool: &str, args: Value) -> Result<String, String> {
        let Value::Object(args) = args else {
            return Err("the arguments of a tool must be an object".into());
        };
        if let Some((why, _)) = self.ended() {
            return Err(why);
        }
        let peer = self.service.get().ok_or("its handshake is not done")?;
        let params = CallToolRequestParams::new(tool.to_owned()).with_arguments(args);
        let limit = self.limits.call;
        // The peer's method, not the service's: what it wants to know first is not asked.
        let calling = Peer::call_tool(peer, params);
        let Ok(outcome) = tokio::time::timeout(limit, calling).await else {
            return Err(format!(
                "it did not answer `tools/call` within {}",
                seconds(limit)
            ));
        };
        let result = outcome.map_err(|error| self.failed(&error))?;
        let texts = result
            .content
            .iter()
            .filter_map(|content| content.as_text());
        let texts: Vec<&str> = texts.map(|content| content.text.as_str()).collect();
        let text = match result.structured_content {
            Some(structured) if texts.is_empty() => structured.to_string(),
            _ => texts.join("\n"),
        };
        match result.is_error {
            Some(true) => Err(text),
            _ => Ok(text),
        }
    }

    fn refused(&self, error: &ClientInitializeError) -> String {
        match error {
            ClientInitializeError::JsonRpcError(error) => said(&error.message),
            ClientInitializeError::ConnectionClosed(_)
            | ClientInitializeError::TransportError { .. } => self.why_ended(),
            other => said(&other.to_string()),
        }
    }

    fn failed(&self, error: &ServiceError) -> String {
        match error {
            ServiceError::McpError(error) => said(&error.message),
            ServiceError::TransportClosed | ServiceError::TransportSend(_) => self.why_ended(),
            other => said(&other.to_string()),
        }
    }

    /// Returns why the connection has ended, which it has.
    fn why_ended(&self) -> String {
        self.end("it ended");
        self.ended().map_or_else(String::new, |(why, _)| why)
    }
}

/// What is said of us. Nothing is offered to a peer.
fn hello() -> ClientConfig {
    let us = Implementation::new("wezterm", env!("CARGO_PKG_VERSION"));
    ClientConfig::new(ClientCapabilities::default(), us)
        .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE)
}

fn facts(tool: Tool) -> ToolFacts {
    ToolFacts {
        name: tool.name.into_owned(),
        description: tool.description.unwrap_or_default().into_owned(),
        schema: Arc::unwrap_or_clone(tool.input_schema),
    }
}

/// Returns how many bytes a tool takes in a list.
fn size(facts: &ToolFacts) -> usize {
    let schema = serde_json::to_vec(&facts.schema).map_or(0, |schema| schema.len());
    facts.name.len() + facts.description.len() + schema
}

#[cfg(test)]
mod tests;
