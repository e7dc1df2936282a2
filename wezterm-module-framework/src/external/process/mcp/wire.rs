//! The pipe to a peer that is not trusted: JSON-RPC 2.0, a message a line.
//!
//! It stands between the SDK and the program and hides what the program may do wrong. The SDK is
//! given the answers to what it asked, each once and in its types. All else is settled here, because
//! the SDK starts a task for each message and keeps what is not written yet: what a peer asks is
//! answered or refused, what it tells goes to the log, and a peer that floods, writes nonsense or
//! answers what nobody asked ends the connection with a reason. It is on the background runtime. It
//! is not the process: see [`super::super`].

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use log::Level;
use rmcp::RoleClient;
use rmcp::model::{
    ClientNotification, ClientRequest, ErrorCode, ErrorData, JsonRpcMessage, RequestId,
    ServerResult,
};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::{Value, json};
use tokio::io::{AsyncBufRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};

use super::answers::{self, Asks, said};
use crate::external::journal::Journal;
use crate::line::next_line;
use crate::module::ModuleMessage;
use crate::rpc::{self, NO_ID, code::METHOD_NOT_FOUND};
use crate::run::seconds;

/// How many messages may come between two answers and within [`WINDOW`].
const UNASKED: usize = 10_000;
/// How long messages are counted. A program may tell of its progress for as long as it works.
const WINDOW: Duration = Duration::from_secs(10);
/// How many of them are logged.
const LOGGED: usize = 100;
/// How long what is logged of one may be, in characters.
const NEWS: usize = 2000;
/// How many lines wait to be written.
const LINES: usize = 16;
/// How many answers wait for the SDK.
const ANSWERS: usize = 16;
/// How many requests are remembered that nobody waits for any more.
const GIVEN_UP: usize = 256;
/// How long the id of a peer's request may be, because its answer repeats it.
const ID_BYTES: usize = 256;
/// What the peer is called in messages, which nobody else sees.
const PEER: &str = "mcp";

/// An answer, or an error that answers nothing in particular.
type Answer = RxJsonRpcMessage<RoleClient>;

/// Why a connection has ended, and when.
pub(super) type End = (String, Instant);

/// Makes a connection: what all know of it, the SDK's end, and who writes and reads.
pub(super) fn connect(module: Arc<str>, limit: usize) -> (Arc<Link>, Wire, Speaker, Listener) {
    let (out, lines) = mpsc::channel(LINES);
    let (inward, answers) = mpsc::channel(ANSWERS);
    let link = Arc::new(Link {
        journal: Journal::new(module),
        limit,
        out,
        asked: Mutex::default(),
        ended: watch::Sender::new(None),
    });
    let wire = Wire {
        ended: link.ended.subscribe(),
        link: Arc::clone(&link),
        answers,
    };
    let speaker = Speaker {
        link: Arc::clone(&link),
        lines,
    };
    let listener = Listener {
        link: Arc::clone(&link),
        answers: inward,
        unasked: 0,
        since: Instant::now(),
    };
    (link, wire, speaker, listener)
}

/// What all ends of a connection share.
pub(super) struct Link {
    journal: Journal,
    /// How long a line of the peer may be, in bytes.
    limit: usize,
    /// Lines on their way out. Written by a task, so that a call that is dropped leaves no half
    /// line.
    out: mpsc::Sender<String>,
    asked: Mutex<Asked>,
    ended: watch::Sender<Option<End>>,
}

impl Link {
    /// Returns why the connection has ended, if it has.
    pub(super) fn ended(&self) -> Option<End> {
        self.ended.borrow().clone()
    }

    /// Ends the connection; whoever waits is told why.
    pub(super) fn end(&self, why: impl Into<String>) {
        self.ended.send_if_modified(|ended| {
            let first = ended.is_none();
            if first {
                *ended = Some((why.into(), Instant::now()));
            }
            first
        });
    }

    /// Returns how many requests wait for an answer.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.asked().waiting.len()
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until a connection has ended.
async fn over(mut ended: watch::Receiver<Option<End>>) {
    // Where there is nobody left to end it, it has ended.
    let _ = ended.wait_for(Option::is_some).await;
}

/// What was asked, and what became of it.
#[derive(Default)]
struct Asked {
    waiting: HashMap<i64, Waiting>,
    /// What nobody waits for any more and may be answered all the same, the oldest first.
    given_up: VecDeque<i64>,
    /// Ids below were asked.
    next: i64,
    /// Of ids below it is not known any more what became of them.
    forgotten: i64,
}

struct Waiting {
    asks: Asks,
    /// Dropping it tells a line that still waits to be written that nobody wants it.
    _wanted: oneshot::Sender<()>,
}

/// What an answer is to.
#[derive(Debug, PartialEq, Eq)]
enum To {
    Request(RequestId, Asks),
    /// It comes too late.
    Nobody,
}

impl Asked {
    fn ask(&mut self, id: i64, asks: Asks) -> oneshot::Receiver<()> {
        let (wanted, unwanted) = oneshot::channel();
        let waiting = Waiting {
            asks,
            _wanted: wanted,
        };
        self.waiting.insert(id, waiting);
        self.next = self.next.max(id.saturating_add(1));
        unwanted
    }

    /// Gives a request up; false where it was answered already.
    fn give_up(&mut self, id: i64) -> bool {
        if self.waiting.remove(&id).is_none() {
            return false;
        }
        self.given_up.push_back(id);
        if self.given_up.len() > GIVEN_UP
            && let Some(oldest) = self.given_up.pop_front()
        {
            self.forgotten = self.forgotten.max(oldest.saturating_add(1));
        }
        true
    }

    /// Takes an answer, which a request has one of.
    fn answered(&mut self, id: &str) -> Result<To, String> {
        let number = id
            .parse()
            .ok()
            .filter(|number| (0..self.next).contains(number));
        let Some(number) = number else {
            return Err("it answered a request that was not made".into());
        };
        if let Some(waiting) = self.waiting.remove(&number) {
            return Ok(To::Request(RequestId::Number(number), waiting.asks));
        }
        if let Some(at) = self.given_up.iter().position(|id| *id == number) {
            self.given_up.remove(at);
            return Ok(To::Nobody);
        }
        if number < self.forgotten {
            return Ok(To::Nobody);
        }
        Err("it answered a request twice".into())
    }
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unsent(String);

impl Unsent {
    fn ended() -> Self {
        Self("the connection has ended".into())
    }
}

/// The SDK's end of a connection.
pub(super) struct Wire {
    link: Arc<Link>,
    answers: mpsc::Receiver<Answer>,
    ended: watch::Receiver<Option<End>>,
}

/// When a line is written.
enum Written {
    /// Once there is room for it.
    Always,
    /// Once there is room for it, unless nobody wants it by then.
    While(oneshot::Receiver<()>),
    /// If there is room for it now.
    IfRoom,
    Never,
}

impl Wire {
    fn note(&self, message: &TxJsonRpcMessage<RoleClient>) -> Written {
        match message {
            JsonRpcMessage::Request(request) => {
                let asks = match &request.request {
                    ClientRequest::InitializeRequest(_) => Asks::Hello,
                    ClientRequest::ListToolsRequest(_) => Asks::Tools,
                    ClientRequest::CallToolRequest(_) => Asks::Call,
                    _ => Asks::Nothing,
                };
                match request.id {
                    RequestId::Number(id) => Written::While(self.link.asked().ask(id, asks)),
                    // The SDK counts its requests.
                    RequestId::String(_) => Written::Never,
                }
            }
            JsonRpcMessage::Notification(notification) => match &notification.notification {
                ClientNotification::CancelledNotification(cancelled) => {
                    match cancelled.params.request_id {
                        // A peer that does not read is not waited for.
                        Some(RequestId::Number(id)) if self.link.asked().give_up(id) => {
                            Written::IfRoom
                        }
                        _ => Written::Never,
                    }
                }
                _ => Written::Always,
            },
            JsonRpcMessage::Response(_) | JsonRpcMessage::Error(_) => Written::IfRoom,
        }
    }

    /// Puts a message among the lines to be written, and returns its line where there is no room.
    /// The SDK sends each message from a task of its own, and a call that is given up at once must
    /// not be cancelled before it is made.
    fn queue(
        &self,
        message: &TxJsonRpcMessage<RoleClient>,
        written: &Written,
    ) -> Result<Option<String>, Unsent> {
        if let Written::Never = written {
            return Ok(None);
        }
        let line = serde_json::to_string(message).map_err(|error| Unsent(error.to_string()))?;
        match self.link.out.try_send(line + "\n") {
            Ok(()) => Ok(None),
            Err(TrySendError::Full(line)) => Ok(Some(line)),
            Err(TrySendError::Closed(_)) => Err(Unsent::ended()),
        }
    }
}

impl Transport<RoleClient> for Wire {
    type Error = Unsent;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleClient>,
    ) -> impl Future<Output = Result<(), Unsent>> + Send + 'static {
        let written = self.note(&message);
        let left = self.queue(&message, &written);
        let out = self.link.out.clone();
        async move {
            let Some(line) = left? else {
                return Ok(());
            };
            match written {
                Written::Always => out.send(line).await.map_err(|_| Unsent::ended()),
                Written::While(unwanted) => tokio::select! {
                    biased;
                    _ = unwanted => Ok(()),
                    sent = out.send(line) => sent.map_err(|_| Unsent::ended()),
                },
                // What does not fit is not missed.
                Written::IfRoom | Written::Never => Ok(()),
            }
        }
    }

    async fn receive(&mut self) -> Option<Answer> {
        tokio::select! {
            // What was answered before the end counts.
            biased;
            answer = self.answers.recv() => answer,
            () = over(self.ended.clone()) => None,
        }
    }

    async fn close(&mut self) -> Result<(), Unsent> {
        self.answers.close();
        Ok(())
    }
}

/// Who writes to the peer.
pub(in super::super) struct Speaker {
    link: Arc<Link>,
    lines: mpsc::Receiver<String>,
}

impl Speaker {
    /// Writes what is asked, until the connection ends.
    pub(in super::super) async fn speak(mut self, mut writer: impl AsyncWrite + Unpin) {
        let writing = async {
            while let Some(line) = self.lines.recv().await {
                writer.write_all(line.as_bytes()).await?;
                writer.flush().await?;
            }
            Ok::<_, std::io::Error>(())
        };
        tokio::select! {
            // It is gone, or as good as that.
            _ = writing => self.link.end("it ended"),
            () = over(self.link.ended.subscribe()) => {}
        }
    }
}

/// Who reads what the peer writes.
pub(in super::super) struct Listener {
    link: Arc<Link>,
    answers: mpsc::Sender<Answer>,
    /// How many messages came since the last answer, or since the window began.
    unasked: usize,
    since: Instant,
}

impl Listener {
    /// Reads what the peer writes, until the connection ends.
    pub(in super::super) async fn listen(mut self, reader: impl AsyncBufRead + Unpin) {
        let link = Arc::clone(&self.link);
        tokio::select! {
            why = self.read(reader) => link.end(why),
            () = over(link.ended.subscribe()) => {}
        }
    }

    /// Reads until there is a reason to end, and returns it.
    async fn read(&mut self, mut reader: impl AsyncBufRead + Unpin) -> String {
        let mut line = Vec::new();
        loop {
            match next_line(&mut reader, &mut line, self.link.limit).await {
                Ok(true) => {}
                Ok(false) => return "it ended".into(),
                Err(why) => return why,
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let message = match rpc::decode(&line, PEER) {
                Ok(message) => message,
                Err(error) => {
                    let why = "it wrote what is not MCP to its standard output";
                    return format!("{why}: {error}");
                }
            };
            match self.take(message) {
                Ok(None) => {}
                Ok(Some(answer)) => {
                    if self.answers.send(answer).await.is_err() {
                        return "nobody listens to it any more".into();
                    }
                }
                Err(why) => return why,
            }
        }
    }

    /// Takes a message, and returns what is for the SDK.
    fn take(&mut self, message: ModuleMessage) -> Result<Option<Answer>, String> {
        self.count()?;
        match message {
            ModuleMessage::Broadcast { event, data, .. } => {
                if let Some((level, text)) = self.news(&event, &data) {
                    self.link.journal.write(level, &text);
                }
                Ok(None)
            }
            ModuleMessage::Request { id, method, .. } => {
                self.refuse(&id, &method)?;
                Ok(None)
            }
            ModuleMessage::Response { id, result, .. } => self.answer(&id, |asks| {
                let internal = |why: String| error(ErrorCode::INTERNAL_ERROR, why);
                answers::read(asks, result).map_err(internal)
            }),
            ModuleMessage::Error {
                id,
                code,
                error: text,
                ..
            } => {
                let code = ErrorCode(i32::try_from(code).unwrap_or_default());
                let error = error(code, said(&text));
                if id == NO_ID {
                    return Ok(Some(JsonRpcMessage::error(error, None)));
                }
                self.answer(&id, |_| Err(error))
            }
        }
    }

    /// Counts a message, of which there may be so many in a while.
    fn count(&mut self) -> Result<(), String> {
        if self.since.elapsed() >= WINDOW {
            (self.unasked, self.since) = (0, Instant::now());
        }
        self.unasked += 1;
        if self.unasked <= UNASKED {
            return Ok(());
        }
        let window = seconds(WINDOW);
        Err(format!(
            "it wrote more than {UNASKED} messages unasked within {window}"
        ))
    }

    fn answer(
        &mut self,
        id: &str,
        read: impl FnOnce(Asks) -> Result<ServerResult, ErrorData>,
    ) -> Result<Option<Answer>, String> {
        let to = self.link.asked().answered(id)?;
        let To::Request(id, asks) = to else {
            return Ok(None);
        };
        self.unasked = 0;
        Ok(Some(match read(asks) {
            Ok(result) => JsonRpcMessage::response(result, id),
            Err(error) => JsonRpcMessage::error(error, Some(id)),
        }))
    }

    /// Answers what the peer asks: that we are there, and nothing else.
    fn refuse(&self, id: &str, method: &str) -> Result<(), String> {
        if id.len() > ID_BYTES {
            return Err(format!(
                "the id of its request has more than {ID_BYTES} bytes"
            ));
        }
        let id = rpc::id_value(id);
        let answer = match method {
            "ping" => json!({ "jsonrpc": "2.0", "id": id, "result": {} }),
            _ => json!({
                "jsonrpc": "2.0",
                "id": id,
                "error": { "code": METHOD_NOT_FOUND, "message": "not offered here" },
            }),
        };
        // One that asks faster than it reads gets no answer.
        let _ = self.link.out.try_send(format!("{answer}\n"));
        Ok(())
    }

    /// Returns what to log of something that the peer tells.
    fn news(&self, event: &str, data: &Value) -> Option<(Level, String)> {
        if self.unasked > LOGGED {
            let more = "it says more than is logged for now";
            return (self.unasked == LOGGED + 1).then(|| (Level::Warn, more.to_owned()));
        }
        news(event, data)
    }
}

fn error(code: ErrorCode, message: String) -> ErrorData {
    ErrorData::new(code, message, None)
}

fn news(event: &str, data: &Value) -> Option<(Level, String)> {
    let part = |key| match data.get(key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let (level, text) = match event {
        "notifications/message" => {
            let level = match data.get("level").and_then(Value::as_str) {
                Some("debug") => Level::Debug,
                Some("warning") => Level::Warn,
                Some("error" | "critical" | "alert" | "emergency") => Level::Error,
                _ => Level::Info,
            };
            let who = part("logger").map(|who| format!("{who}: "));
            (level, who.unwrap_or_default() + &part("data")?)
        }
        "notifications/progress" => {
            let total = part("total").map(|total| format!(" of {total}"));
            let text = part("message").map(|text| format!(": {text}"));
            let (total, text) = (total.unwrap_or_default(), text.unwrap_or_default());
            (
                Level::Info,
                format!("progress {}{total}{text}", part("progress")?),
            )
        }
        "notifications/tools/list_changed" => {
            let text = "its tools have changed; they are read again when the module is reloaded";
            (Level::Info, text.to_owned())
        }
        _ => return None,
    };
    let plain = text
        .chars()
        .filter(|c| !c.is_control())
        .take(NEWS)
        .collect();
    Some((level, plain))
}

#[cfg(test)]
mod tests;
