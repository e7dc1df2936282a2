//! One connection of the socket, from its first line to its last.
//!
//! Hides who may ask for what, and when a client is given up: one that does not say hello, sends
//! nothing, half a message or too much is told so and disconnected. Runs on the connection's own
//! thread, which may wait; what methods do is `methods`'.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::{Value, json};

use super::clients::{Clients, Connected};
use super::rpc::{
    FAILED, INVALID_REQUEST, Lines, Message, NOT_ALLOWED, NoLine, Refused, Request, Response,
    RpcError, write_line,
};
use super::{LINE_LIMIT, LOOK, VERSION, methods};
use crate::app::Events;
use crate::tasks::Mailbox;

/// The longest answer, which is also the most that is held for a client that does not read.
const ANSWER_LIMIT: usize = 64 * 1024 * 1024;

/// How much patience a connection is met with.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The longest line that is read.
    pub(super) line: usize,
    /// How long it may take to say hello.
    pub(super) hello: Duration,
    /// How long it may send nothing, or read nothing, between two messages.
    pub(super) idle: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            line: LINE_LIMIT,
            hello: Duration::from_secs(10),
            idle: super::IDLE,
        }
    }
}

/// What a connection may do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// It has not said hello.
    None,
    /// It may ask.
    Read,
    /// It may change things too.
    Write,
}

/// What all connections of a socket share.
#[derive(Clone)]
pub(super) struct Service {
    mailbox: Mailbox,
    token: Arc<str>,
    clients: Arc<Clients>,
}

impl Service {
    pub(super) fn new(mailbox: Mailbox, token: Arc<str>) -> Service {
        Service {
            mailbox,
            token,
            clients: Arc::default(),
        }
    }
}

struct Connection<'a> {
    service: &'a Service,
    stream: &'a UnixStream,
    connected: &'a dyn Fn() -> bool,
    access: Access,
    /// Its place among the clients, once it has said hello.
    client: Option<Connected>,
}

/// Answers one client until it is gone or is given up.
pub(super) fn serve(stream: UnixStream, service: &Service, limits: Limits) -> anyhow::Result<()> {
    stream.set_write_timeout(Some(limits.idle))?;
    let mut output = stream.try_clone()?;
    let watched = stream.try_clone()?;
    let mut connection = Connection {
        service,
        stream: &watched,
        connected: &|| is_connected(&watched),
        access: Access::None,
        client: None,
    };
    let mut lines = Lines::new(stream, limits.line);
    let begin = Instant::now();
    loop {
        let (until, unsaid) = match connection.access {
            Access::None => (begin + limits.hello, "there was no hello within"),
            Access::Read | Access::Write => (
                Instant::now() + limits.idle,
                "there was no whole message within",
            ),
        };
        let line = match lines.next(|stream| wait_until(until, stream)) {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(()),
            Err(NoLine::TooLong) => {
                let why = format!("a message is longer than {} bytes", limits.line);
                return Ok(write_line(&mut output, &Response::from(Refused::new(why)))?);
            }
            Err(NoLine::Failed(error)) if is_late(&error) => {
                let limit = match connection.access {
                    Access::None => limits.hello,
                    Access::Read | Access::Write => limits.idle,
                };
                let why = format!("{unsaid} {} seconds", limit.as_secs_f32());
                let late = Response::new(Value::Null, Err(RpcError::new(FAILED, why)));
                return Ok(write_line(&mut output, &late)?);
            }
            Err(NoLine::Failed(error)) => return Err(error.into()),
        };
        if let Some(client) = &connection.client {
            client.heard();
        }
        match Message::read(&line) {
            Message::One(Ok(request)) if connection.starts_to_follow(&request) => {
                let events = methods::follow(&service.mailbox);
                let answer = events.as_ref().map(|_| Value::Null).map_err(Clone::clone);
                if let Some(id) = request.id {
                    write_line(&mut output, &Response::new(id, answer))?;
                }
                if let Ok(events) = events {
                    return send_events(&events, &mut output, connection.connected);
                }
            }
            Message::One(request) => {
                if let Some(answer) = connection.answer(request) {
                    let mut line = encode(answer, ANSWER_LIMIT)?;
                    line.push(b'\n');
                    output.write_all(&line)?;
                }
            }
            Message::Batch(requests) => {
                let mut line = Vec::new();
                for request in requests {
                    if let Some(answer) = connection.answer(request) {
                        line.push(if line.is_empty() { b'[' } else { b',' });
                        let room = ANSWER_LIMIT.saturating_sub(line.len());
                        line.append(&mut encode(answer, room)?);
                    }
                }
                if !line.is_empty() {
                    line.extend_from_slice(b"]\n");
                    output.write_all(&line)?;
                }
            }
        }
    }
}

impl Connection<'_> {
    fn starts_to_follow(&self, request: &Request) -> bool {
        request.method == "events" && self.access != Access::None
    }

    /// Does what is asked; returns the answer where one is wanted.
    fn answer(&mut self, request: Result<Request, Refused>) -> Option<Response> {
        let Request {
            id, method, params, ..
        } = match request {
            Ok(request) => request,
            Err(refused) => return Some(refused.into()),
        };
        let outcome = match (method.as_str(), self.access) {
            ("hello", _) => self.hello(&params),
            (_, Access::None) => Err(RpcError::new(
                INVALID_REQUEST,
                "the first request must be hello",
            )),
            ("events", _) => Err(RpcError::new(
                INVALID_REQUEST,
                "events are followed by a request of its own, not in a batch",
            )),
            (method, access) => {
                let call = methods::Call {
                    mailbox: &self.service.mailbox,
                    connected: self.connected,
                    client: self.client.as_ref(),
                };
                methods::call(&call, access == Access::Write, method, params)
            }
        };
        id.map(|id| Response::new(id, outcome))
    }

    fn hello(&mut self, params: &Value) -> Result<Value, RpcError> {
        self.access = Access::None;
        let theirs = params.get("version").and_then(Value::as_u64);
        if theirs != Some(u64::from(VERSION)) {
            let theirs = theirs.map_or("none".to_owned(), |version| version.to_string());
            let message = format!(
                "this terminal speaks version {VERSION} and not {theirs}: use the wezterm that it \
                 was started with"
            );
            return Err(RpcError::new(INVALID_REQUEST, message));
        }
        self.access = match params.get("token") {
            None | Some(Value::Null) => Access::Read,
            Some(Value::String(given)) if *given == *self.service.token => Access::Write,
            Some(_) => {
                return Err(RpcError::new(
                    NOT_ALLOWED,
                    "the token is not this terminal's; leave it out to read only",
                ));
            }
        };
        if self.client.is_none() {
            self.client = Some(self.service.clients.enter(self.stream));
        }
        Ok(json!({
            "version": VERSION,
            "program": env!("CARGO_PKG_VERSION"),
            "may_write": self.access == Access::Write,
        }))
    }
}

/// Returns an answer as bytes, or that it is too long.
fn encode(answer: Response, room: usize) -> anyhow::Result<Vec<u8>> {
    let bytes = serde_json::to_vec(&answer)?;
    if bytes.len() <= room {
        return Ok(bytes);
    }
    let why = format!("the answer is longer than {ANSWER_LIMIT} bytes: ask for less at once");
    let refused = Response::new(answer.id, Err(RpcError::new(FAILED, why)));
    Ok(serde_json::to_vec(&refused)?)
}

/// Lets the next read wait no longer than to a moment.
fn wait_until(moment: Instant, stream: &UnixStream) -> io::Result<()> {
    let left = moment.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))
}

fn is_late(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

/// Sends events as JSON-RPC notifications until the client or the program is gone.
fn send_events(
    events: &Events,
    output: &mut UnixStream,
    connected: &dyn Fn() -> bool,
) -> anyhow::Result<()> {
    loop {
        match events.next(LOOK) {
            Ok(event) => {
                let message = json!({ "jsonrpc": "2.0", "method": "event", "params": event });
                write_line(output, &message)?;
            }
            Err(RecvTimeoutError::Timeout) if connected() => {}
            Err(_) => return Ok(()),
        }
    }
}

/// Returns whether the client is still there; one that has only ended its own sending is.
fn is_connected(stream: &UnixStream) -> bool {
    // That the other end is closed is told without being asked for.
    let mut polled = [PollFd::new(stream, PollFlags::empty())];
    match poll(&mut polled, Some(&Timespec::default())) {
        Ok(_) => polled[0].revents().is_empty(),
        Err(error) => error == rustix::io::Errno::INTR,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read};

    use super::*;
    use crate::tasks;

    const SHORT: Limits = Limits {
        line: 1000,
        hello: Duration::from_millis(30),
        idle: Duration::from_millis(60),
    };

    /// Serves what `client` does, for a program that is gone.
    fn with_client<R>(limits: Limits, client: impl FnOnce(UnixStream) -> R) -> R {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        let (mailbox, _) = tasks::inbox(Arc::new(|| {}));
        std::thread::scope(|scope| {
            let served =
                scope.spawn(move || serve(theirs, &Service::new(mailbox, "secret".into()), limits));
            let seen = client(ours);
            served.join().expect("no panic").expect("it ended well");
            seen
        })
    }

    fn everything(mut stream: UnixStream) -> String {
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("it is closed");
        text
    }

    #[test]
    fn who_never_says_hello_is_told_and_disconnected() {
        let told = with_client(SHORT, everything);
        assert!(told.contains("no hello within 0.03 seconds"), "{told}");
        // Something that is no hello, again and again, gives no more time.
        let told = with_client(SHORT, |mut stream| {
            let request = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n";
            let mut answers = BufReader::new(stream.try_clone().expect("a clone")).lines();
            loop {
                let written = stream.write_all(request);
                let told = answers.next().expect("it says why").expect("a line");
                if written.is_err() || !told.contains("first request must be hello") {
                    return told;
                }
            }
        });
        assert!(told.contains("no hello"), "{told}");
    }

    #[test]
    fn half_a_message_that_stays_half_is_given_up() {
        let told = with_client(
            Limits {
                hello: Duration::from_secs(60),
                ..SHORT
            },
            |mut stream| {
                let hello =
                    b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"version\":2}}";
                stream.write_all(hello).expect("written");
                stream.write_all(b"\n{\"jsonrpc\"").expect("written");
                everything(stream)
            },
        );
        assert!(told.contains("\"may_write\":false"), "{told}");
        assert!(
            told.contains("no whole message within 0.06 seconds"),
            "{told}"
        );
    }

    #[test]
    fn a_line_may_be_as_long_as_the_limit() {
        let exact = format!("{}\n", " ".repeat(SHORT.line));
        let longer = format!(" {exact}");
        let limits = Limits {
            hello: Duration::from_secs(60),
            ..SHORT
        };
        for (line, wanted) in [(&exact, "not JSON"), (&longer, "longer than 1000 bytes")] {
            let told = with_client(limits, |mut stream| {
                stream.write_all(line.as_bytes()).expect("written");
                let mut told = String::new();
                let mut reader = BufReader::new(stream);
                reader.read_line(&mut told).expect("a line");
                told
            });
            assert!(told.contains(wanted), "{told}");
        }
    }

    #[test]
    fn a_client_is_there_until_it_has_closed() {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        assert!(is_connected(&theirs));
        ours.shutdown(std::net::Shutdown::Write).expect("shut down");
        assert!(is_connected(&theirs), "it can still read");
        drop(ours);
        assert!(!is_connected(&theirs));
        // What it had sent and was not yet read does not make it alive.
        let (mut ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        ours.write_all(b"{\"jsonrpc\"").expect("written");
        drop(ours);
        assert!(!is_connected(&theirs));
    }

    #[test]
    fn an_answer_that_is_too_long_is_refused_with_its_id() {
        let answer = |text: &str| Response::new(json!(3), Ok(json!(text)));
        let short = encode(answer("abc"), 100).expect("encoded");
        assert_eq!(short, br#"{"jsonrpc":"2.0","id":3,"result":"abc"}"#);
        let long = encode(answer(&"x".repeat(100)), 100).expect("encoded");
        let long: Value = serde_json::from_slice(&long).expect("JSON");
        assert_eq!(
            (&long["id"], &long["error"]["code"]),
            (&json!(3), &json!(FAILED))
        );
    }
}
