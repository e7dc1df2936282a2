//! Messages of the bus as bytes: JSON-RPC 2.0, its error codes, and reading what a program outside
//! sent.
//!
//! It hides what the specification says of malformed messages. Bytes come from programs that may be
//! broken or hostile: every message is either understood or becomes an error that says what is wrong
//! with it, and is bounded before it is taken apart. Nothing here knows what methods there are. Any
//! thread. It is not framing: see who reads lines.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::chain::Chain;
use crate::ipc::measure;
use crate::module::ModuleMessage;

/// What the numbers in errors mean.
pub mod code {
    /// The bytes are no JSON.
    pub const PARSE_ERROR: i64 = -32_700;
    /// The JSON is no message.
    pub const INVALID_REQUEST: i64 = -32_600;
    /// There is no such method.
    pub const METHOD_NOT_FOUND: i64 = -32_601;
    /// The method takes other arguments.
    pub const INVALID_PARAMS: i64 = -32_602;
    /// Who was asked broke.
    pub const INTERNAL_ERROR: i64 = -32_603;
    /// Who was asked says no.
    pub const REFUSED: i64 = -32_000;
    /// A module in the chain may not do this.
    pub const CAPABILITY_MISSING: i64 = -32_001;
    /// There was no answer in time.
    pub const TIMED_OUT: i64 = -32_002;
    /// Who was asked does not run, or stopped before it answered.
    pub const NOT_RUNNING: i64 = -32_003;
    /// The arguments or the answer are larger than the bus carries.
    pub const TOO_LARGE: i64 = -32_004;
    /// The request came through too many modules.
    pub const RECURSION: i64 = -32_005;
    /// Too many requests of the same origin wait already.
    pub const BUSY: i64 = -32_006;
}

/// The longest message that is read.
pub const MESSAGE_BYTES: usize = 16 * 1024 * 1024;
/// How deep its parts may be nested.
pub const MESSAGE_DEPTH: usize = 64;
/// How many parts it may have, because each takes many times its bytes in memory.
pub const MESSAGE_PARTS: usize = 1_000_000;

/// What is no message, and the error to answer it with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RpcError {
    /// The id of the message, as [`ModuleMessage`] has it; [`NO_ID`] where it cannot be told.
    pub id: String,
    /// JSON-RPC's number for the kind of error.
    pub code: i64,
    /// What is wrong.
    pub message: String,
}

/// The id of an answer to what has none.
pub const NO_ID: &str = "null";

impl RpcError {
    fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            id: NO_ID.to_owned(),
            code,
            message: message.into(),
        }
    }

    fn malformed(id: &str, message: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            ..Self::new(code::INVALID_REQUEST, message)
        }
    }

    /// Returns the message that tells `peer` of it.
    pub fn reply(self, peer: &str) -> ModuleMessage {
        ModuleMessage::Error {
            id: self.id,
            to: peer.to_owned(),
            code: self.code,
            error: self.message,
        }
    }
}

/// Reads a message of `peer`, in whose name it then is: what the bytes themselves say of sender and
/// chain does not count.
pub fn decode(bytes: &[u8], peer: &str) -> Result<ModuleMessage, RpcError> {
    check_bounds(bytes)?;
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| RpcError::new(code::PARSE_ERROR, format!("this is not JSON: {error}")))?;
    let mut fields = match value {
        Value::Object(fields) => fields,
        Value::Array(_) => {
            let why = "a message is an object; batches are not taken here";
            return Err(RpcError::new(code::INVALID_REQUEST, why));
        }
        _ => {
            return Err(RpcError::new(
                code::INVALID_REQUEST,
                "a message is an object",
            ));
        }
    };
    let id = match fields.remove("id") {
        None => None,
        Some(id @ (Value::Null | Value::String(_))) => Some(id_text(id)),
        // A fraction would not come back as it was.
        Some(Value::Number(number)) if !number.is_f64() => Some(number.to_string()),
        Some(_) => {
            let why = "`id` must be a string or a whole number";
            return Err(RpcError::new(code::INVALID_REQUEST, why));
        }
    };
    let known = id.as_deref().unwrap_or(NO_ID);
    if fields.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Err(RpcError::malformed(known, "`jsonrpc` must be \"2.0\""));
    }
    if fields.contains_key("method") {
        return call(fields, id, peer);
    }
    let Some(id) = id else {
        let why = "a message has a `method`, or an `id` with a `result` or an `error`";
        return Err(RpcError::malformed(NO_ID, why));
    };
    reply(fields, id, peer)
}

/// Writes a message without the end of a line. Arguments that JSON-RPC does not have, such as a single
/// number, are written as a list of one.
pub fn encode(message: &ModuleMessage) -> Result<Vec<u8>, RpcError> {
    let (id, payload) = match message {
        ModuleMessage::Request { id, params, .. } => (id.as_str(), params),
        ModuleMessage::Response { id, result, .. } => (id.as_str(), result),
        ModuleMessage::Error { id, .. } => (id.as_str(), &Value::Null),
        ModuleMessage::Broadcast { data, .. } => (NO_ID, data),
    };
    let refuse = |why: String| RpcError {
        id: id.to_owned(),
        ..RpcError::new(code::TOO_LARGE, format!("the message is {why}"))
    };
    // Writing recurses, so what is too deep is found before.
    measure(payload, MESSAGE_BYTES).map_err(|why| refuse(why.to_string()))?;
    serde_json::to_vec(message).map_err(|error| refuse(format!("not to be written: {error}")))
}

fn check_bounds(bytes: &[u8]) -> Result<(), RpcError> {
    let refuse = |why: String| Err(RpcError::new(code::TOO_LARGE, why));
    if bytes.len() > MESSAGE_BYTES {
        let length = bytes.len();
        return refuse(format!(
            "the message has {length} bytes and may have {MESSAGE_BYTES}"
        ));
    }
    let (mut depth, mut parts) = (0_usize, 1_usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                parts += 1;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => parts += 1,
            _ => {}
        }
        if depth > MESSAGE_DEPTH {
            return refuse(format!(
                "the message is nested more than {MESSAGE_DEPTH} deep"
            ));
        }
        if parts > MESSAGE_PARTS {
            return refuse(format!("the message has more than {MESSAGE_PARTS} parts"));
        }
    }
    Ok(())
}

fn call(
    mut fields: Map<String, Value>,
    id: Option<String>,
    peer: &str,
) -> Result<ModuleMessage, RpcError> {
    let known = id.as_deref().unwrap_or(NO_ID);
    let Some(Value::String(method)) = fields.remove("method") else {
        return Err(RpcError::malformed(known, "`method` must be a string"));
    };
    for field in ["result", "error"] {
        if fields.contains_key(field) {
            let why = format!("a message with a `method` has no `{field}`");
            return Err(RpcError::malformed(known, why));
        }
    }
    let params = fields.remove("params").unwrap_or_default();
    if !matches!(params, Value::Null | Value::Array(_) | Value::Object(_)) {
        let why = "`params` must be an object or a list";
        return Err(RpcError::malformed(known, why));
    }
    let from = peer.to_owned();
    match id {
        None => Ok(ModuleMessage::Broadcast {
            from,
            event: method,
            data: params,
        }),
        Some(id) if id == NO_ID => {
            let why = "the `id` of a request must be a string or a whole number";
            Err(RpcError::malformed(NO_ID, why))
        }
        Some(id) => Ok(ModuleMessage::Request {
            id,
            from,
            method,
            params,
            chain: Chain::default(),
        }),
    }
}

fn reply(
    mut fields: Map<String, Value>,
    id: String,
    peer: &str,
) -> Result<ModuleMessage, RpcError> {
    let to = peer.to_owned();
    match (fields.remove("result"), fields.remove("error")) {
        (Some(result), None) => Ok(ModuleMessage::Response { id, to, result }),
        (None, Some(error)) => {
            let code = error.get("code").and_then(Value::as_i64);
            let text = error.get("message").and_then(Value::as_str);
            let (Some(code), Some(text)) = (code, text) else {
                let why = "`error` must have a `code`, a whole number, and a `message`, a string";
                return Err(RpcError::malformed(&id, why));
            };
            let error = text.to_owned();
            Ok(ModuleMessage::Error {
                id,
                to,
                code,
                error,
            })
        }
        (Some(_), Some(_)) => {
            let why = "an answer has a `result` or an `error`, not both";
            Err(RpcError::malformed(&id, why))
        }
        (None, None) => {
            let why = "a message has a `method`, a `result` or an `error`";
            Err(RpcError::malformed(&id, why))
        }
    }
}

/// Returns the text that stands for an id. Numbers are their JSON; a string is itself, or its JSON
/// where it would be taken for something else.
fn id_text(id: Value) -> String {
    match id {
        Value::String(text) if is_plain(&text) => text,
        other => other.to_string(),
    }
}

/// Returns the id that a text stands for.
pub(crate) fn id_value(text: &str) -> Value {
    if is_plain(text) {
        return Value::from(text);
    }
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// Tells whether a string is its own text as an id.
fn is_plain(text: &str) -> bool {
    let other = text == NO_ID
        || text.starts_with('"')
        || serde_json::from_str::<serde_json::Number>(text).is_ok();
    !other
}

impl Serialize for ModuleMessage {
    /// Writes the message as JSON-RPC 2.0.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("jsonrpc", "2.0")?;
        match self {
            Self::Request {
                id,
                from,
                method,
                params,
                chain,
            } => {
                map.serialize_entry("id", &id_value(id))?;
                map.serialize_entry("method", method)?;
                params_entry(&mut map, params)?;
                map.serialize_entry("from", from)?;
                map.serialize_entry("chain", &chain.names())?;
            }
            Self::Response { id, to, result } => {
                map.serialize_entry("id", &id_value(id))?;
                map.serialize_entry("result", result)?;
                map.serialize_entry("to", to)?;
            }
            Self::Error {
                id,
                to,
                code,
                error,
            } => {
                let error = serde_json::json!({ "code": code, "message": error });
                map.serialize_entry("id", &id_value(id))?;
                map.serialize_entry("error", &error)?;
                map.serialize_entry("to", to)?;
            }
            Self::Broadcast { from, event, data } => {
                map.serialize_entry("method", event)?;
                params_entry(&mut map, data)?;
                map.serialize_entry("from", from)?;
            }
        }
        map.end()
    }
}

fn params_entry<M: SerializeMap>(map: &mut M, params: &Value) -> Result<(), M::Error> {
    match params {
        Value::Null => Ok(()),
        Value::Array(_) | Value::Object(_) => map.serialize_entry("params", params),
        one => map.serialize_entry("params", &[one]),
    }
}

#[cfg(test)]
mod tests;
