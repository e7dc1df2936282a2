//! JSON-RPC 2.0 as the socket speaks it: one message, or one batch of them, a line.
//!
//! Hides what the specification says of malformed messages. Bytes come from programs that may be
//! broken: every line is either understood or becomes an error to answer with. Nothing here knows
//! what methods there are. Any thread.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) const PARSE_ERROR: i64 = -32_700;
pub(super) const INVALID_REQUEST: i64 = -32_600;
pub(super) const METHOD_NOT_FOUND: i64 = -32_601;
pub(super) const INVALID_PARAMS: i64 = -32_602;
pub(super) const FAILED: i64 = -32_000;
pub(super) const NOT_ALLOWED: i64 = -32_001;

/// Requests in one batch.
const BATCH: usize = 100;
/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// Why a request got no result, as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RpcError {
    /// JSON-RPC's number for the kind of error.
    pub code: i64,
    /// What went wrong.
    pub message: String,
}

impl RpcError {
    pub(super) fn new(code: i64, message: impl Into<String>) -> RpcError {
        RpcError {
            code,
            message: message.into(),
        }
    }
}

/// A request; without an id it is a notification, which nobody answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Request {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Value>,
    pub(super) method: String,
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(super) params: Value,
}

impl Request {
    pub(super) fn new(id: Value, method: &str, params: Value) -> Request {
        Request {
            jsonrpc: "2.0",
            id: Some(id),
            method: method.to_owned(),
            params,
        }
    }

    /// Returns the request that a value is, or how to refuse it.
    fn read(value: Value) -> Result<Request, Refused> {
        let Value::Object(mut message) = value else {
            return Err(Refused::new("a request is an object"));
        };
        let id = message.remove("id");
        let known = match &id {
            None | Some(Value::Null | Value::String(_) | Value::Number(_)) => id.clone(),
            Some(_) => return Err(Refused::new("an id is a string or a number")),
        };
        let refuse = |why: &str| {
            Err(Refused {
                id: known.unwrap_or_default(),
                ..Refused::new(why)
            })
        };
        if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return refuse("jsonrpc must be \"2.0\"");
        }
        let Some(Value::String(method)) = message.remove("method") else {
            return refuse("a request names its method");
        };
        let params = message.remove("params").unwrap_or_default();
        if !matches!(params, Value::Null | Value::Array(_) | Value::Object(_)) {
            return refuse("params must be an object");
        }
        Ok(Request {
            jsonrpc: "2.0",
            id,
            method,
            params,
        })
    }
}

/// The answer to a request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Response {
    jsonrpc: String,
    pub(super) id: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<RpcError>,
}

impl Response {
    pub(super) fn new(id: Value, outcome: Result<Value, RpcError>) -> Response {
        let (result, error) = match outcome {
            Ok(result) => (Some(result), None),
            Err(error) => (None, Some(error)),
        };
        Response {
            jsonrpc: "2.0".to_owned(),
            id,
            result,
            error,
        }
    }
}

/// What is no request, and the error to answer it with.
#[derive(Debug)]
pub(super) struct Refused {
    /// Null where it cannot be told.
    id: Value,
    error: RpcError,
}

impl Refused {
    pub(super) fn new(why: impl Into<String>) -> Refused {
        Refused {
            id: Value::Null,
            error: RpcError::new(INVALID_REQUEST, why),
        }
    }
}

impl From<Refused> for Response {
    fn from(refused: Refused) -> Response {
        Response::new(refused.id, Err(refused.error))
    }
}

/// What a line says: each part is a request, or the answer that refuses it.
pub(super) enum Message {
    One(Result<Request, Refused>),
    Batch(Vec<Result<Request, Refused>>),
}

impl Message {
    pub(super) fn read(line: &[u8]) -> Message {
        match serde_json::from_slice(line) {
            Err(error) => Message::One(Err(Refused {
                id: Value::Null,
                error: RpcError::new(PARSE_ERROR, format!("this is not JSON: {error}")),
            })),
            Ok(Value::Array(batch)) if batch.is_empty() => {
                Message::One(Err(Refused::new("a batch holds at least one request")))
            }
            Ok(Value::Array(batch)) if batch.len() > BATCH => {
                let most = format!("a batch holds at most {BATCH} requests");
                Message::One(Err(Refused::new(most)))
            }
            Ok(Value::Array(batch)) => {
                Message::Batch(batch.into_iter().map(Request::read).collect())
            }
            Ok(value) => Message::One(Request::read(value)),
        }
    }
}

/// Why no line came.
#[derive(Debug)]
pub(super) enum NoLine {
    /// It is longer than it may be; the rest of it is not read.
    TooLong,
    /// Reading failed, or took longer than the stream waits.
    Failed(io::Error),
}

/// Divides a stream into lines of a limited length.
pub(super) struct Lines<R> {
    input: R,
    limit: usize,
    /// What was read and not yet returned.
    read: Vec<u8>,
    /// How much of that was searched for the end of a line.
    searched: usize,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R, limit: usize) -> Lines<R> {
        Lines {
            input,
            limit,
            read: Vec::new(),
            searched: 0,
        }
    }

    /// Returns the next line without its end; none at the end of the stream. What stands there
    /// without an end of line is a line too. `before_reading` is called each time before more is
    /// read, and may fail instead.
    pub(super) fn next(
        &mut self,
        mut before_reading: impl FnMut(&R) -> io::Result<()>,
    ) -> Result<Option<Vec<u8>>, NoLine> {
        loop {
            let end = self.read[self.searched..]
                .iter()
                .position(|byte| *byte == b'\n');
            if let Some(end) = end.map(|end| self.searched + end) {
                if end > self.limit {
                    return Err(NoLine::TooLong);
                }
                let rest = self.read.split_off(end + 1);
                let mut line = std::mem::replace(&mut self.read, rest);
                line.pop();
                self.searched = 0;
                return Ok(Some(line));
            }
            self.searched = self.read.len();
            if self.searched > self.limit {
                return Err(NoLine::TooLong);
            }
            before_reading(&self.input).map_err(NoLine::Failed)?;
            let mut chunk = [0; CHUNK];
            match self.input.read(&mut chunk) {
                Ok(0) => {
                    self.searched = 0;
                    let last = std::mem::take(&mut self.read);
                    return Ok((!last.is_empty()).then_some(last));
                }
                Ok(count) => self.read.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(NoLine::Failed(error)),
            }
        }
    }
}

/// Writes a message and the end of its line.
pub(super) fn write_line(output: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    output.write_all(&line)
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::socket::serve::{Limits, Service, serve};
    use crate::tasks;

    /// Sends bytes to a terminal that is gone and returns everything that it answers.
    fn answers(bytes: &[u8]) -> Vec<Value> {
        let (mut ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        let (mailbox, _) = tasks::inbox(Arc::new(|| {}));
        std::thread::scope(|scope| {
            scope.spawn(move || {
                serve(
                    theirs,
                    &Service::new(mailbox, "token".into()),
                    Limits::default(),
                )
            });
            // It may refuse to read on.
            let _ = ours.write_all(bytes);
            let _ = ours.shutdown(std::net::Shutdown::Write);
            let mut text = Vec::new();
            ours.read_to_end(&mut text).expect("answers");
            let text = String::from_utf8(text).expect("JSON is UTF-8");
            assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
            let lines = text.lines();
            lines
                .map(|line| serde_json::from_str(line).expect("JSON"))
                .collect()
        })
    }

    fn hello() -> Vec<u8> {
        b"{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"hello\",\"params\":{\"version\":2}}\n".to_vec()
    }

    /// Returns how many answers a line is to get.
    fn wanted(line: &[u8]) -> usize {
        let is_told = |part: &Result<Request, Refused>| {
            part.as_ref().is_ok_and(|request| request.id.is_none())
        };
        let silent = match Message::read(line) {
            Message::One(part) => is_told(&part),
            Message::Batch(parts) => parts.iter().all(is_told),
        };
        usize::from(!silent)
    }

    fn assert_answered(bytes: &[u8]) -> Result<(), TestCaseError> {
        let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        // What stands behind the last end of line is a line only if it is something.
        lines.pop_if(|last| last.is_empty());
        let wanted: usize = lines.into_iter().map(wanted).sum();
        let answers = answers(&[hello(), bytes.to_vec()].concat());
        prop_assert_eq!(answers.len(), 1 + wanted, "{:?}", answers);
        for answer in answers.iter().flat_map(|answer| match answer {
            Value::Array(answers) => answers.as_slice(),
            one => std::slice::from_ref(one),
        }) {
            let has = |name| answer.get(name).is_some();
            prop_assert!(has("id") && (has("result") != has("error")), "{}", answer);
            prop_assert_eq!(&answer["jsonrpc"], "2.0");
        }
        Ok(())
    }

    fn request() -> impl Strategy<Value = Value> {
        let id = prop_oneof![
            Just(json!(1)),
            Just(json!("a")),
            Just(json!(null)),
            Just(json!({})),
            Just(json!(1e300)),
        ];
        let method = prop_oneof![
            Just(json!("hello")),
            Just(json!("events")),
            Just(json!("wait-for-command")),
            Just(json!("send-text")),
            Just(json!(7)),
            ".*".prop_map(Value::from),
        ];
        let params = prop_oneof![
            Just(json!(null)),
            Just(json!([1])),
            Just(json!({ "version": 2 })),
            Just(json!({ "pane_id": 1, "text": "\u{0}" })),
            Just(json!("x")),
        ];
        let there = prop::array::uniform4(prop::bool::weighted(0.9));
        (id, method, params, there).prop_map(|(id, method, params, there)| {
            let parts = [
                ("jsonrpc", json!("2.0")),
                ("id", id),
                ("method", method),
                ("params", params),
            ];
            let parts = parts.into_iter().zip(there).filter(|(_, there)| *there);
            let parts = parts.map(|((name, value), _)| (name.to_owned(), value));
            Value::Object(parts.collect())
        })
    }

    /// Lines that are nearly requests: some of their bytes are others, some are missing.
    fn nearly_requests() -> impl Strategy<Value = Vec<u8>> {
        let message = prop_oneof![
            3 => request(),
            1 => prop::collection::vec(request(), 0..4).prop_map(Value::Array),
        ];
        let change = (any::<prop::sample::Index>(), any::<Option<u8>>());
        let line = (message, prop::collection::vec(change, 0..3)).prop_map(|(message, changes)| {
            let mut line = message.to_string().into_bytes();
            for (at, byte) in changes {
                let at = at.index(line.len());
                match byte {
                    Some(byte) => line[at] = byte,
                    None => line.truncate(at.max(1)),
                }
            }
            line.push(b'\n');
            line
        });
        prop::collection::vec(line, 0..6).prop_map(|lines| lines.concat())
    }

    proptest! {
        #[test]
        fn any_bytes_get_one_answer_a_line(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            assert_answered(&bytes)?;
        }

        #[test]
        fn requests_that_went_wrong_get_one_answer_a_line(bytes in nearly_requests()) {
            assert_answered(&bytes)?;
        }
    }
}
