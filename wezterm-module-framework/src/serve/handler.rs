//! What is served, in the SDK's words.
//!
//! It hides how tools and results are written in MCP, and keeps a tool that breaks from taking more
//! with it than its call. On the background runtime. It counts nothing and bounds nothing: see
//! [`super::wire`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, LazyLock};

use futures::FutureExt;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    Implementation, JsonObject, ListToolsResult, PaginatedRequestParams, ProtocolVersion,
    ResourceContents, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};
use serde_json::{Map, Value};

use super::wire::Ticket;
use super::{Media, Reply, Served, ServedTool};
use crate::gate::ToolCall;
use crate::run::panic_text;
use crate::tool::Effect;

/// How large a page of the list of tools may be, in bytes.
const PAGE: usize = 1024 * 1024;

/// The versions whose sessions begin with `initialize`.
static VERSIONS: LazyLock<Vec<ProtocolVersion>> = LazyLock::new(|| {
    let known = ProtocolVersion::KNOWN_VERSIONS.iter();
    known
        .filter(|version| version.has_initialize())
        .cloned()
        .collect()
});

/// The SDK's view of what is served.
pub(super) struct Handler {
    served: Arc<dyn Served>,
    info: ServerConfig,
    tools: Vec<Tool>,
    /// What each tool is called, by each of its names.
    names: HashMap<String, String>,
}

impl Handler {
    pub(super) fn new(served: Arc<dyn Served>) -> Self {
        let own = served.info();
        let us = Implementation::new(own.name, own.version);
        let mut info = ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE)
            .with_server_info(us);
        info.instructions = own.instructions;
        let tools = served.tools();
        let mut names = HashMap::new();
        for tool in tools.iter().rev() {
            let others = tool.aliases.iter().cloned();
            names.extend(others.map(|alias| (alias, tool.name.clone())));
        }
        // A name is a name before it is anybody's other name.
        names.extend(
            tools
                .iter()
                .map(|tool| (tool.name.clone(), tool.name.clone())),
        );
        Self {
            served,
            info,
            tools: tools.into_iter().map(described).collect(),
            names,
        }
    }

    /// Returns what the tool is called that a client calls so.
    fn named(&self, name: &str) -> Result<&str, ErrorData> {
        self.names.get(name).map(String::as_str).ok_or_else(|| {
            let names: Vec<&str> = self.tools.iter().map(|tool| &*tool.name).collect();
            let shown: String = name.chars().take(100).collect();
            let why = format!("there is no tool `{shown}`; there are {}", names.join(", "));
            ErrorData::invalid_params(why, None)
        })
    }
}

fn cancelled() -> ErrorData {
    ErrorData::internal_error("cancelled: the connection has ended", None)
}

fn broke(tool: &str, panic: &(dyn std::any::Any + Send)) -> ErrorData {
    let why = format!("the tool `{tool}` broke: {}", panic_text(panic));
    log::error!("{why}");
    ErrorData::internal_error(why, None)
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        self.info.clone()
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        Cow::Borrowed(VERSIONS.as_slice())
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let cursor = request.and_then(|request| request.cursor);
        let begin = match cursor.map(|cursor| cursor.parse::<usize>()) {
            None => 0,
            Some(Ok(begin)) => begin,
            Some(Err(_)) => {
                let why = "`cursor` is none that was given out here";
                return Err(ErrorData::invalid_params(why, None));
            }
        };
        let mut room = PAGE;
        let mut page = Vec::new();
        let mut next = None;
        for tool in self.tools.iter().skip(begin) {
            let size = serde_json::to_vec(tool).map_or(0, |text| text.len());
            // A page has one at least, so that there is an end.
            if size > room && !page.is_empty() {
                next = Some((begin + page.len()).to_string());
                break;
            }
            room = room.saturating_sub(size);
            page.push(tool.clone());
        }
        let mut page = ListToolsResult::with_all_items(page);
        page.next_cursor = next;
        Ok(page)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(ticket) = context.extensions.get::<Arc<Ticket>>().cloned() else {
            return Err(ErrorData::internal_error("the call was not counted", None));
        };
        let name = self.named(&request.name)?;
        let call = ToolCall {
            name: name.to_owned(),
            args: Value::Object(request.arguments.unwrap_or_default()),
        };
        let stop = ticket.stop().clone();
        let work = async {
            ticket.wait_for_place().await;
            // What makes the future may break too.
            self.served.call(call, stop.child_token()).await
        };
        tokio::select! {
            biased;
            // Where the client has given it up, nobody waits for this answer any more.
            () = stop.cancelled() => Err(cancelled()),
            outcome = AssertUnwindSafe(work).catch_unwind() => match outcome {
                Ok(reply) => Ok(result(reply).into()),
                Err(panic) => Err(broke(name, &*panic)),
            },
        }
    }
}

fn described(tool: ServedTool) -> Tool {
    let reads = tool.effect == Effect::Read;
    let outward = matches!(tool.effect, Effect::Execute | Effect::Network);
    let hints = ToolAnnotations::new()
        .read_only(reads)
        .destructive(tool.destructive && !reads)
        .idempotent(tool.idempotent || reads)
        .open_world(outward);
    let described = Tool::new(tool.name, tool.description, object_schema(tool.input))
        .with_title(tool.title)
        .with_annotations(hints);
    match tool.output {
        Some(schema) => described.with_raw_output_schema(Arc::new(object_schema(schema))),
        None => described,
    }
}

/// Returns a schema of an object, which the specification wants.
fn object_schema(schema: Value) -> JsonObject {
    let mut schema = match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    schema.insert("type".into(), "object".into());
    schema
}

fn result(reply: Reply) -> CallToolResult {
    let mut content = Vec::new();
    if !reply.text.is_empty() || reply.media.is_empty() {
        content.push(ContentBlock::text(reply.text));
    }
    content.extend(reply.media.into_iter().map(|media| match media {
        Media::Image { mime, base64 } => ContentBlock::image(base64, mime),
        Media::Audio { mime, base64 } => ContentBlock::audio(base64, mime),
        Media::Resource { uri, mime, base64 } => {
            ContentBlock::resource(ResourceContents::blob(base64, uri).with_mime_type(mime))
        }
    }));
    let mut result = CallToolResult::success(content);
    result.is_error = Some(reply.failed);
    result.structured_content = reply.data.map(|data| match data {
        Value::Object(_) => data,
        other => Value::Object(Map::from_iter([("result".to_owned(), other)])),
    });
    result
}
