//! What a peer answers, in the SDK's types.
//!
//! It hides how far programs that people write are from the specification: a tool without a schema,
//! content of a kind that is not known. The SDK tries a result on twenty shapes and gives up one that
//! is off by a field; here it is read for what was asked, keeping what is shown and nothing else. It
//! is on the background runtime. It is not the pipe: see [`super::wire`].

use std::borrow::Cow;

use rmcp::model::{
    CallToolResult, ContentBlock, CustomResult, Implementation, InitializeResult, JsonObject,
    ListToolsResult, ProtocolVersion, ServerCapabilities, ServerResult, Tool,
};
use serde_json::Value;

/// How much of a peer's error is shown, in characters.
const SHOWN: usize = 2000;
/// How much of a peer's words is shown within a sentence, in characters.
const WORD: usize = 60;

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// The handshake.
    Hello,
    /// A page of the list of tools.
    Tools,
    /// That a tool runs.
    Call,
    /// What nobody reads.
    Nothing,
}

/// Reads the result of a request, or says what is wrong with it.
pub(super) fn read(asks: Asks, result: Value) -> Result<ServerResult, String> {
    match asks {
        Asks::Hello => hello(result).map(ServerResult::InitializeResult),
        Asks::Tools => tools(result).map(ServerResult::ListToolsResult),
        Asks::Call => called(result).map(ServerResult::CallToolResult),
        Asks::Nothing => Ok(ServerResult::CustomResult(CustomResult(Value::Null))),
    }
}

/// Cuts what a peer says of an error.
pub(super) fn said(error: &str) -> String {
    error.chars().take(SHOWN).collect()
}

fn hello(result: Value) -> Result<InitializeResult, String> {
    let hello: InitializeResult = serde_json::from_value(result)
        .map_err(|error| said(&format!("its answer to `initialize` is not one: {error}")))?;
    let version = hello.protocol_version;
    if !ProtocolVersion::KNOWN_VERSIONS.contains(&version) {
        let version = shown(version.as_str());
        return Err(format!(
            "it speaks version `{version}` of MCP, which is not spoken here"
        ));
    }
    // Its instructions and what else it offers are read by nobody, and may be large.
    let server = Implementation::new(
        shown(&hello.server_info.name),
        shown(&hello.server_info.version),
    );
    Ok(InitializeResult::new(ServerCapabilities::default())
        .with_protocol_version(version)
        .with_server_info(server))
}

fn tools(mut result: Value) -> Result<ListToolsResult, String> {
    let Some(Value::Array(list)) = result.get_mut("tools").map(Value::take) else {
        return Err("it answered tools/list without a list".into());
    };
    let tools = list.into_iter().map(tool).collect::<Result<_, _>>()?;
    let mut page = ListToolsResult::with_all_items(tools);
    if let Some(Value::String(cursor)) = result.get_mut("nextCursor").map(Value::take) {
        page.next_cursor = Some(cursor);
    }
    Ok(page)
}

fn tool(mut tool: Value) -> Result<Tool, String> {
    let mut take = |key| tool.get_mut(key).map(Value::take);
    let Some(Value::String(name)) = take("name") else {
        return Err("it lists a tool without a name".into());
    };
    let description = match take("description") {
        Some(Value::String(text)) => Some(Cow::Owned(text)),
        _ => None,
    };
    let schema = match take("inputSchema") {
        Some(Value::Object(schema)) => schema,
        _ => JsonObject::new(),
    };
    Ok(Tool::new_with_raw(name, description, schema))
}

fn called(result: Value) -> Result<CallToolResult, String> {
    let Value::Object(mut result) = result else {
        return Err("its answer to `tools/call` is not an object".into());
    };
    if let Some(Value::String(kind)) = result.get("resultType")
        && kind != "complete"
    {
        let kind = shown(kind);
        return Err(format!(
            "it answered `tools/call` with `{kind}`, which is not taken here"
        ));
    }
    let content = match result.remove("content") {
        Some(Value::Array(content)) => content.into_iter().map(block).collect(),
        _ => Vec::new(),
    };
    let mut called = CallToolResult::default();
    called.content = content;
    called.structured_content = result.remove("structuredContent");
    called.is_error = result.get("isError").and_then(Value::as_bool);
    Ok(called)
}

/// Reads a piece of content; what is not text is named.
fn block(mut content: Value) -> ContentBlock {
    let text = content.get_mut("text").map(Value::take);
    match (content.get("type").and_then(Value::as_str), text) {
        (Some("text"), Some(Value::String(text))) => ContentBlock::text(text),
        (kind, _) => ContentBlock::text(format!("[{}]", shown(kind.unwrap_or("content")))),
    }
}

/// Cuts a peer's word for a sentence of ours.
fn shown(word: &str) -> String {
    word.chars()
        .filter(|c| !c.is_control())
        .take(WORD)
        .collect()
}
