//! The pipe to a client that is not trusted: JSON-RPC 2.0, a message a line.
//!
//! It stands between the client and the SDK, which starts a task for each message and keeps what is
//! not written yet. So it counts: so many calls run and so many wait, in the order in which they came,
//! each until its answer is on its way; what is read and what waits to be written is bounded in bytes,
//! and who does not read is not read from. The SDK is given the handshake, lists and calls under ids of
//! ours, and the answers to what it asked; all else is settled here. On the background runtime.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequest, ClientRequest, ClientResult, ErrorCode, ErrorData, InitializeRequest,
    JsonRpcMessage, ListToolsRequest, RequestId, ServerNotification,
};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{AcquireError, Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::CHUNK;
use crate::line::next_line;
use crate::module::ModuleMessage;
use crate::rpc::{self, MESSAGE_BYTES, NO_ID, code};

/// How many calls run at once.
pub(super) const RUNNING: usize = 64;
/// How many more wait for one of them to end.
pub(super) const WAITING: usize = 1024;
/// How many bytes the calls may have that run and wait.
const CALL_BYTES: usize = 32 * 1024 * 1024;
/// How many requests may be somewhere in the SDK, those that are given up already among them.
const ALIVE: usize = 2 * (RUNNING + WAITING);
/// How many bytes wait to be written; one answer may have more.
const OUT_BYTES: u32 = 16 * 1024 * 1024;
/// How many messages wait for the SDK.
const INWARD: usize = 64;
/// How long an id may be, because an answer repeats it.
const ID_BYTES: usize = 256;
/// What the client is called in messages, which nobody else sees.
const CLIENT: &str = "mcp";

/// A message to the SDK.
type Inward = RxJsonRpcMessage<RoleServer>;
/// A line to be written, with the room that it takes.
type Line = (String, OwnedSemaphorePermit);

/// Makes a connection: what all know of it, the SDK's end, and who reads and writes.
pub(super) fn connect() -> (Arc<Link>, Wire, Listener, Speaker) {
    let (out, lines) = mpsc::unbounded_channel();
    let (inward, messages) = mpsc::channel(INWARD);
    let link = Arc::new(Link {
        state: Mutex::default(),
        running: Arc::new(Semaphore::new(RUNNING)),
        alive: Arc::new(Semaphore::new(ALIVE)),
        room: Arc::new(Semaphore::new(OUT_BYTES as usize)),
        out,
        roots: Notify::new(),
        why: OnceLock::new(),
        ended: CancellationToken::new(),
        finished: CancellationToken::new(),
    });
    let wire = Wire {
        link: Arc::clone(&link),
        messages,
    };
    let listener = Listener {
        link: Arc::clone(&link),
        inward,
    };
    let speaker = Speaker {
        link: Arc::clone(&link),
        lines,
    };
    (link, wire, listener, speaker)
}

/// What all ends of a connection share.
pub(super) struct Link {
    state: Mutex<State>,
    /// The places of calls that run.
    running: Arc<Semaphore>,
    alive: Arc<Semaphore>,
    /// Bytes that may wait to be written.
    room: Arc<Semaphore>,
    out: mpsc::UnboundedSender<Line>,
    roots: Notify,
    /// Why the client was given up.
    why: OnceLock<String>,
    /// Nothing is read any more, and no call goes on.
    ended: CancellationToken,
    /// Nothing more will be written.
    finished: CancellationToken,
}

#[derive(Default)]
struct State {
    /// Whether the handshake has begun.
    started: bool,
    /// What the SDK works on, by the id that it knows.
    asked: HashMap<i64, Asked>,
    /// The same ids by the client's, for as long as an answer is due.
    ids: HashMap<RequestId, i64>,
    next: i64,
    calls: usize,
    /// How many bytes those calls have.
    bytes: usize,
    /// What the SDK has asked the client.
    asking: HashSet<i64>,
}

/// A request of the client.
struct Asked {
    id: RequestId,
    ticket: Arc<Ticket>,
    /// How many bytes it has, where it is a call.
    call: Option<usize>,
}

/// A request that is not waited for any more, or whose answer is on its way. It counts until this is
/// dropped.
struct Taken {
    link: Arc<Link>,
    asked: Asked,
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut state = self.link.state();
        state.ids.remove(&self.asked.id);
        if let Some(bytes) = self.asked.call {
            state.calls -= 1;
            state.bytes -= bytes;
        }
    }
}

/// What a request holds while the SDK has it.
pub(super) struct Ticket {
    stop: CancellationToken,
    place: Mutex<Place>,
    _alive: OwnedSemaphorePermit,
}

enum Place {
    /// It needs none, or somebody waits for it.
    None,
    Waiting(BoxFuture<'static, Result<OwnedSemaphorePermit, AcquireError>>),
    Held {
        _permit: OwnedSemaphorePermit,
    },
}

impl Ticket {
    /// Tells when nobody waits for an answer any more.
    pub(super) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Waits until fewer calls run than may. The place is held until the answer is on its way and who
    /// works on the call has let the ticket go.
    pub(super) async fn wait_for_place(&self) {
        let place = std::mem::replace(&mut *self.place(), Place::None);
        let waiting = match place {
            Place::Waiting(waiting) => waiting,
            other => {
                *self.place() = other;
                return;
            }
        };
        if let Ok(permit) = waiting.await {
            *self.place() = Place::Held { _permit: permit };
        }
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a request is not taken.
struct Refusal(ErrorData);

impl Refusal {
    fn new(code: i64, why: impl Into<String>) -> Self {
        let code = ErrorCode(i32::try_from(code).unwrap_or_default());
        Self(ErrorData::new(code, why.into(), None))
    }

    fn limit(why: String) -> Self {
        let Self(mut error) = Self::new(code::BUSY, format!("limit: {why}"));
        error.data = Some(json!({ "code": "limit" }));
        Self(error)
    }
}

/// Why a message was not sent: nobody reads any more.
#[derive(Debug, thiserror::Error)]
#[error("the connection has ended")]
pub(super) struct Unsent;

impl Link {
    /// Returns what is cancelled when the connection has ended.
    pub(super) fn ended(&self) -> &CancellationToken {
        &self.ended
    }

    /// Ends the connection with a reason, unless it has ended.
    pub(super) fn give_up(&self, why: String) {
        if !self.ended.is_cancelled() {
            let _ = self.why.set(why);
        }
        self.ended.cancel();
    }

    /// Returns why the client was given up, if it was.
    pub(super) fn why_given_up(&self) -> Option<&str> {
        self.why.get().map(String::as_str)
    }

    /// Has the speaker end once all is written that waits.
    pub(super) fn finish(&self) {
        self.ended.cancel();
        self.finished.cancel();
    }

    /// Waits until the client's roots may have changed.
    pub(super) async fn roots_changed(&self) {
        self.roots.notified().await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a line written once there is room for it.
    async fn say(&self, line: String) -> Result<(), Unsent> {
        let size = u32::try_from(line.len())
            .unwrap_or(OUT_BYTES)
            .min(OUT_BYTES);
        let room = Arc::clone(&self.room).acquire_many_owned(size).await;
        let room = room.map_err(|_| Unsent)?;
        self.out.send((line, room)).map_err(|_| Unsent)
    }

    async fn answer(&self, id: &Value, outcome: Result<Value, ErrorData>) -> Result<(), Unsent> {
        let answer = match outcome {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(error) => json!({ "jsonrpc": "2.0", "id": id, "error": error }),
        };
        self.say(format!("{answer}\n")).await
    }

    /// Counts a request and returns the id that the SDK is to know it by.
    fn admit(
        &self,
        id: RequestId,
        ticket: &Arc<Ticket>,
        call: Option<usize>,
    ) -> Result<i64, Refusal> {
        let mut state = self.state();
        if state.ids.contains_key(&id) {
            let why = "a request with this `id` is still worked on";
            return Err(Refusal::new(code::INVALID_REQUEST, why));
        }
        if let Some(bytes) = call {
            if state.calls >= RUNNING + WAITING {
                return Err(Refusal::limit(format!(
                    "{RUNNING} calls run and {WAITING} wait already"
                )));
            }
            if state.bytes + bytes > CALL_BYTES {
                return Err(Refusal::limit(format!(
                    "the calls that run and wait have {CALL_BYTES} bytes already"
                )));
            }
            state.calls += 1;
            state.bytes += bytes;
        }
        let number = state.next;
        state.next += 1;
        state.ids.insert(id.clone(), number);
        let ticket = Arc::clone(ticket);
        state.asked.insert(number, Asked { id, ticket, call });
        Ok(number)
    }

    /// Takes a request out of what is worked on.
    fn take(self: &Arc<Self>, number: i64) -> Option<Taken> {
        let asked = self.state().asked.remove(&number)?;
        let link = Arc::clone(self);
        Some(Taken { link, asked })
    }

    /// Stops the work on a request that the client has given up.
    fn cancel(self: &Arc<Self>, id: &RequestId) {
        let number = self.state().ids.get(id).copied();
        if let Some(taken) = number.and_then(|number| self.take(number)) {
            taken.asked.ticket.stop.cancel();
        }
    }
}

/// The SDK's end of a connection.
pub(super) struct Wire {
    link: Arc<Link>,
    messages: mpsc::Receiver<Inward>,
}

impl Wire {
    /// Puts the client's id into an answer, and returns what counts until it is on its way. Nothing
    /// where nobody waits for the answer.
    fn address(
        &self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> Option<(TxJsonRpcMessage<RoleServer>, Option<Taken>)> {
        let take = |id: &RequestId| match id {
            RequestId::Number(number) => self.link.take(*number),
            RequestId::String(_) => None,
        };
        match message {
            JsonRpcMessage::Response(mut response) => {
                let taken = take(&response.id)?;
                response.id = taken.asked.id.clone();
                Some((JsonRpcMessage::Response(response), Some(taken)))
            }
            JsonRpcMessage::Error(mut error) => {
                let taken = take(error.id.as_ref()?)?;
                error.id = Some(taken.asked.id.clone());
                Some((JsonRpcMessage::Error(error), Some(taken)))
            }
            JsonRpcMessage::Request(request) => {
                if let RequestId::Number(number) = request.id {
                    self.link.state().asking.insert(number);
                }
                Some((JsonRpcMessage::Request(request), None))
            }
            JsonRpcMessage::Notification(told) => {
                if let ServerNotification::CancelledNotification(cancelled) = &told.notification
                    && let Some(RequestId::Number(number)) = &cancelled.params.request_id
                {
                    self.link.state().asking.remove(number);
                }
                Some((JsonRpcMessage::Notification(told), None))
            }
        }
    }
}

impl Transport<RoleServer> for Wire {
    type Error = Unsent;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Unsent>> + Send + 'static {
        let addressed = self.address(message);
        let link = Arc::clone(&self.link);
        async move {
            let Some((message, taken)) = addressed else {
                return Ok(());
            };
            let line = serde_json::to_string(&message).map_err(|_| Unsent)?;
            drop(message);
            let said = link.say(line + "\n").await;
            drop(taken);
            said
        }
    }

    async fn receive(&mut self) -> Option<Inward> {
        tokio::select! {
            // What was read before the end counts.
            biased;
            message = self.messages.recv() => message,
            () = self.link.ended.cancelled() => None,
        }
    }

    async fn close(&mut self) -> Result<(), Unsent> {
        self.messages.close();
        Ok(())
    }
}

/// Who writes to the client.
pub(super) struct Speaker {
    link: Arc<Link>,
    lines: mpsc::UnboundedReceiver<Line>,
}

impl Speaker {
    /// Writes what is said, until the connection is finished or the client is gone.
    pub(super) async fn speak(mut self, mut output: impl AsyncWrite + Unpin) {
        if self.write(&mut output).await.is_err() {
            self.link.ended.cancel();
        }
        // Whoever waits for room learns that there will be none.
        self.link.room.close();
    }

    async fn write(&mut self, output: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        loop {
            let next = tokio::select! {
                biased;
                next = self.lines.recv() => next,
                () = self.link.finished.cancelled() => {
                    self.lines.close();
                    self.lines.recv().await
                }
            };
            let Some((line, _room)) = next else {
                return Ok(());
            };
            output.write_all(line.as_bytes()).await?;
            if self.lines.is_empty() {
                output.flush().await?;
            }
        }
    }
}

/// Who reads what the client writes.
pub(super) struct Listener {
    link: Arc<Link>,
    inward: mpsc::Sender<Inward>,
}

impl Listener {
    /// Reads what the client writes, until the connection ends.
    pub(super) async fn listen(self, input: impl AsyncRead + Unpin) {
        let link = Arc::clone(&self.link);
        let input = BufReader::with_capacity(CHUNK, input);
        tokio::select! {
            read = self.read(input) => match read {
                Ok(()) => link.ended.cancel(),
                Err(why) => link.give_up(why),
            },
            () = link.ended.cancelled() => {}
        }
    }

    /// Reads until there is nothing more, or fails with the reason to give the client up.
    async fn read(&self, mut input: BufReader<impl AsyncRead + Unpin>) -> Result<(), String> {
        let mut line = Vec::new();
        while next_line(&mut input, &mut line, MESSAGE_BYTES).await? {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let taken = match rpc::decode(&line, CLIENT) {
                Ok(message) => self.take(message, line.len()).await,
                Err(error) => {
                    let id = match error.id.len() {
                        0..=ID_BYTES => rpc::id_value(&error.id),
                        _ => Value::Null,
                    };
                    let Refusal(error) = Refusal::new(error.code, error.message);
                    self.link.answer(&id, Err(error)).await
                }
            };
            if taken.is_err() {
                // Who writes has seen to the end.
                return Ok(());
            }
            // One long line is not kept for all that follow.
            if line.capacity() > CHUNK {
                line = Vec::new();
            }
        }
        Ok(())
    }

    async fn take(&self, message: ModuleMessage, bytes: usize) -> Result<(), Unsent> {
        match message {
            ModuleMessage::Request {
                id, method, params, ..
            } => {
                let Some(own) = request_id(&rpc::id_value(&id)) else {
                    let why = format!(
                        "`id` must be a whole number or a string of at most {ID_BYTES} bytes"
                    );
                    let Refusal(error) = Refusal::new(code::INVALID_REQUEST, why);
                    return self.link.answer(&Value::Null, Err(error)).await;
                };
                match self.request(own, &method, params, bytes).await {
                    Ok(sent) => sent,
                    Err(Refusal(error)) => self.link.answer(&rpc::id_value(&id), Err(error)).await,
                }
            }
            ModuleMessage::Broadcast { event, data, .. } => {
                self.told(&event, &data);
                Ok(())
            }
            ModuleMessage::Response { id, result, .. } => {
                let answer = serde_json::from_value(result).map(ClientResult::ListRootsResult);
                let answer =
                    answer.map_err(|error| Refusal::new(code::INVALID_PARAMS, error.to_string()).0);
                self.answered(&id, answer).await
            }
            ModuleMessage::Error {
                id, code, error, ..
            } if id != NO_ID => self.answered(&id, Err(Refusal::new(code, error).0)).await,
            // It is to nothing in particular, and there is nobody to tell.
            ModuleMessage::Error { .. } => Ok(()),
        }
    }

    /// Takes a request, and says whether what was to be said could be.
    async fn request(
        &self,
        id: RequestId,
        method: &str,
        params: Value,
        bytes: usize,
    ) -> Result<Result<(), Unsent>, Refusal> {
        let link = &self.link;
        if method == "ping" {
            return Ok(link.answer(&json!(id), Ok(json!({}))).await);
        }
        let started = link.state().started;
        let (request, call) = match method {
            "initialize" if started => {
                let why = "`initialize` was done before";
                return Err(Refusal::new(code::INVALID_REQUEST, why));
            }
            "initialize" => {
                let request = InitializeRequest::new(read(params)?);
                link.state().started = true;
                (ClientRequest::InitializeRequest(request), None)
            }
            _ if !started => {
                let why = "the session begins with `initialize`";
                return Err(Refusal::new(code::INVALID_REQUEST, why));
            }
            "tools/list" => {
                let mut request = ListToolsRequest::default();
                if !params.is_null() {
                    request.params = Some(read(params)?);
                }
                (ClientRequest::ListToolsRequest(request), None)
            }
            "tools/call" => {
                let request = CallToolRequest::new(read(params)?);
                (ClientRequest::CallToolRequest(request), Some(bytes))
            }
            _ => {
                let shown: String = method.chars().take(100).collect();
                let why = format!("there is no method `{shown}` here");
                return Err(Refusal::new(code::METHOD_NOT_FOUND, why));
            }
        };
        self.pass(id, request, call).await
    }

    /// Passes a request to the SDK, with the ticket that it goes by.
    async fn pass(
        &self,
        id: RequestId,
        mut request: ClientRequest,
        call: Option<usize>,
    ) -> Result<Result<(), Unsent>, Refusal> {
        let link = &self.link;
        let Ok(alive) = Arc::clone(&link.alive).acquire_owned().await else {
            return Ok(Err(Unsent));
        };
        let ticket = Arc::new(Ticket {
            stop: link.ended.child_token(),
            place: Mutex::new(Place::None),
            _alive: alive,
        });
        let number = link.admit(id, &ticket, call)?;
        if call.is_some() {
            // Asked for at once, so that calls run in the order in which they came.
            let mut waiting = Arc::clone(&link.running).acquire_owned().boxed();
            let place = match waiting.as_mut().now_or_never() {
                Some(Ok(permit)) => Place::Held { _permit: permit },
                Some(Err(_)) => return Ok(Err(Unsent)),
                None => Place::Waiting(waiting),
            };
            *ticket.place() = place;
        }
        if let ClientRequest::CallToolRequest(request) = &mut request {
            request.extensions.insert(ticket);
        }
        let message = JsonRpcMessage::request(request, RequestId::Number(number));
        Ok(self.inward.send(message).await.map_err(|_| Unsent))
    }

    /// Takes what the client tells.
    fn told(&self, event: &str, data: &Value) {
        match event {
            "notifications/initialized" | "notifications/roots/list_changed" => {
                // Many changes are asked for once.
                self.link.roots.notify_one();
            }
            "notifications/cancelled" => {
                if let Some(id) = data.get("requestId").and_then(request_id) {
                    self.link.cancel(&id);
                }
            }
            _ => {}
        }
    }

    /// Passes an answer to what the SDK asked; what it did not ask is answered in vain.
    async fn answered(
        &self,
        id: &str,
        answer: Result<ClientResult, ErrorData>,
    ) -> Result<(), Unsent> {
        let number = id.parse::<i64>().ok();
        let asked = number.filter(|number| self.link.state().asking.remove(number));
        let Some(number) = asked else {
            return Ok(());
        };
        let id = RequestId::Number(number);
        let message = match answer {
            Ok(result) => JsonRpcMessage::response(result, id),
            Err(error) => JsonRpcMessage::error(error, Some(id)),
        };
        self.inward.send(message).await.map_err(|_| Unsent)
    }
}

/// Reads the parameters of a request.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| {
        let why: String = format!("`params` are wrong: {error}")
            .chars()
            .take(500)
            .collect();
        Refusal::new(code::INVALID_PARAMS, why)
    })
}

/// Returns an id as the SDK has it; nothing for one that is none, or too long.
fn request_id(id: &Value) -> Option<RequestId> {
    match id {
        Value::Number(number) => number.as_i64().map(RequestId::Number),
        Value::String(text) if text.len() <= ID_BYTES => {
            Some(RequestId::String(text.as_str().into()))
        }
        _ => None,
    }
}
