//! The socket by which `wezterm cli` talks to a running terminal, both ends of it.
//!
//! Hides the transport: JSON-RPC 2.0, one message a line, over a unix socket in a folder that only
//! the user can enter; the peer's user id is checked too. One thread accepts, one more serves each
//! connection, and each request is answered by the main thread through its inbox. The first request
//! of a connection, `hello`, names the protocol's version, and the token without which nothing can be
//! changed: it lies beside the socket, so that a program can be given the one without the other. The
//! wire types are this file's own.

use std::io::{BufRead, BufReader, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::folders::{self, Folders};
use crate::tasks::Mailbox;

mod methods;

pub use methods::{Side, Toward};

/// The version of the protocol; both ends must have the same.
pub const VERSION: u32 = 2;

/// Connections served at the same time.
const CONNECTIONS: usize = 256;
/// The longest line that is read.
const LINE_LIMIT: u64 = 4 * 1024 * 1024;
/// A connection that sends nothing for this long is closed.
const IDLE: Duration = Duration::from_secs(60);
/// How often a connection that waits looks whether its client is still there.
const LOOK: Duration = Duration::from_secs(1);

const PARSE_ERROR: i64 = -32_700;
const INVALID_REQUEST: i64 = -32_600;
const METHOD_NOT_FOUND: i64 = -32_601;
const INVALID_PARAMS: i64 = -32_602;
const FAILED: i64 = -32_000;
const NOT_ALLOWED: i64 = -32_001;

/// Why a request got no result, as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RpcError {
    /// JSON-RPC's number for the kind of error.
    pub code: i64,
    /// What went wrong.
    pub message: String,
}

impl RpcError {
    fn new(code: i64, message: impl Into<String>) -> RpcError {
        RpcError {
            code,
            message: message.into(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Request {
    jsonrpc: String,
    id: Value,
    method: String,
    #[serde(default)]
    params: Value,
}

#[derive(Debug, Serialize, Deserialize)]
struct Response {
    jsonrpc: String,
    id: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<RpcError>,
}

/// The listening end; stops listening and removes its file when it is dropped.
pub struct Server {
    path: PathBuf,
    ended: Arc<AtomicBool>,
}

impl Server {
    /// Starts to listen in the runtime folder, under a name that holds the process id.
    pub fn start(folders: &Folders, mailbox: Mailbox) -> anyhow::Result<Server> {
        folders::make_private(&folders.runtime)?;
        let path = folders
            .runtime
            .join(format!("gui-sock-{}", std::process::id()));
        remove_dead(&folders.runtime);
        // One process has one socket of this name; a file that is there was left by a dead one.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot replace {}", path.display()));
            }
            _ => {}
        }
        let token = write_token(&path)?;
        let listener = UnixListener::bind(&path)
            .with_context(|| format!("cannot listen on {}", path.display()))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let ended = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&ended);
        std::thread::Builder::new()
            .name("socket".into())
            .spawn(move || accept(&listener, &stop, &mailbox, &token))
            .context("cannot start the thread that listens on the socket")?;
        Ok(Server { path, ended })
    }

    /// Returns where it listens.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Returns where the token of a socket lies.
fn token_path(socket: &Path) -> PathBuf {
    let mut path = socket.as_os_str().to_owned();
    path.push(".token");
    PathBuf::from(path)
}

/// Makes a token that nobody can guess, and writes it beside the socket for the user alone.
fn write_token(socket: &Path) -> anyhow::Result<Arc<str>> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("cannot make a token for the socket")?;
    let token = format!("{:032x}", u128::from_ne_bytes(bytes));
    let path = token_path(socket);
    let new = std::fs::remove_file(&path)
        .or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })
        .and_then(|()| {
            std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&path)
        });
    new.and_then(|mut file| file.write_all(token.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(token.into())
}

/// Removes what programs that were killed have left behind.
fn remove_dead(folder: &Path) {
    for (_, path) in sockets(folder) {
        let refused = std::io::ErrorKind::ConnectionRefused;
        if UnixStream::connect(&path).is_err_and(|error| error.kind() == refused) {
            // Another start may have been quicker.
            let _ = std::fs::remove_file(&path);
            let _ = std::fs::remove_file(token_path(&path));
        }
    }
}

/// Returns the sockets in a folder with the time of their making, the oldest first.
fn sockets(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut sockets: Vec<_> = entries
        .filter(|entry| {
            let name = entry.file_name();
            let process = name
                .to_str()
                .and_then(|name| name.strip_prefix("gui-sock-"));
            process.is_some_and(|process| process.parse::<u32>().is_ok())
        })
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    sockets.sort();
    sockets
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        // Wakes the thread that accepts, so that it ends.
        let _ = UnixStream::connect(&self.path);
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(token_path(&self.path));
    }
}

fn accept(listener: &UnixListener, ended: &AtomicBool, mailbox: &Mailbox, token: &Arc<str>) {
    let served = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if ended.load(Ordering::Acquire) {
            return;
        }
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                log::warn!("a connection to the socket failed: {error}");
                continue;
            }
        };
        if let Err(error) = check_peer(&stream) {
            log::warn!("a connection to the socket is refused: {error:#}");
            continue;
        }
        if served.fetch_add(1, Ordering::AcqRel) >= CONNECTIONS {
            served.fetch_sub(1, Ordering::AcqRel);
            log::warn!("a connection to the socket is refused: {CONNECTIONS} are open already");
            continue;
        }
        let (mailbox, count, token) = (mailbox.clone(), Arc::clone(&served), Arc::clone(token));
        let thread = std::thread::Builder::new().name("socket connection".into());
        let started = thread.spawn(move || {
            if let Err(error) = serve(stream, &mailbox, &token) {
                log::info!("a connection to the socket ended: {error:#}");
            }
            count.fetch_sub(1, Ordering::AcqRel);
        });
        if started.is_err() {
            served.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

/// The folder's permissions already keep others out; this holds where they were changed.
#[cfg(target_os = "linux")]
fn check_peer(stream: &UnixStream) -> anyhow::Result<()> {
    let peer = rustix::net::sockopt::socket_peercred(stream).context("cannot see who it is")?;
    if peer.uid != rustix::process::getuid() {
        bail!("it comes from user {}", peer.uid.as_raw());
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn check_peer(_: &UnixStream) -> anyhow::Result<()> {
    Ok(())
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

fn serve(stream: UnixStream, mailbox: &Mailbox, token: &str) -> anyhow::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    let mut output = stream.try_clone()?;
    let watched = stream.try_clone()?;
    let connected = move || is_connected(&watched);
    let mut input = BufReader::new(stream);
    let mut access = Access::None;
    while let Some(line) = read_line(&mut input)? {
        let (id, outcome) = match serde_json::from_str::<Request>(&line) {
            Err(error) => (
                Value::Null,
                Err(RpcError::new(PARSE_ERROR, error.to_string())),
            ),
            Ok(request) if request.jsonrpc != "2.0" => (
                request.id,
                Err(RpcError::new(INVALID_REQUEST, "jsonrpc must be \"2.0\"")),
            ),
            Ok(request) if request.method == "hello" => {
                let outcome = hello(&request.params, token);
                access = outcome.as_ref().map_or(Access::None, |(access, _)| *access);
                (request.id, outcome.map(|(_, answer)| answer))
            }
            Ok(request) if access == Access::None => (
                request.id,
                Err(RpcError::new(
                    INVALID_REQUEST,
                    "the first request must be hello",
                )),
            ),
            Ok(request) if request.method == "events" => {
                let events = methods::follow(mailbox);
                let answer = events.as_ref().map(|_| Value::Null).map_err(Clone::clone);
                write_line(&mut output, &response(request.id, answer))?;
                if let Ok(events) = events {
                    return send_events(&events, &mut output, &connected);
                }
                continue;
            }
            Ok(request) => {
                let call = methods::Call {
                    mailbox,
                    connected: &connected,
                };
                let may_write = access == Access::Write;
                let outcome = methods::call(&call, may_write, &request.method, request.params);
                (request.id, outcome)
            }
        };
        write_line(&mut output, &response(id, outcome))?;
    }
    Ok(())
}

/// Sends events as JSON-RPC notifications until the client or the program is gone.
fn send_events(
    events: &mpsc::Receiver<Value>,
    output: &mut UnixStream,
    connected: &dyn Fn() -> bool,
) -> anyhow::Result<()> {
    loop {
        match events.recv_timeout(LOOK) {
            Ok(event) => {
                let message = json!({ "jsonrpc": "2.0", "method": "event", "params": event });
                write_line(output, &message)?;
            }
            Err(mpsc::RecvTimeoutError::Timeout) if connected() => {}
            Err(_) => return Ok(()),
        }
    }
}

fn is_connected(stream: &UnixStream) -> bool {
    use rustix::net::{RecvFlags, recv};
    let mut byte = [0];
    match recv(stream, &mut byte, RecvFlags::PEEK | RecvFlags::DONTWAIT) {
        Ok((0, _)) => false,
        Ok(_) | Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => true,
        Err(_) => false,
    }
}

fn hello(params: &Value, token: &str) -> Result<(Access, Value), RpcError> {
    let theirs = params.get("version").and_then(Value::as_u64);
    if theirs != Some(u64::from(VERSION)) {
        let theirs = theirs.map_or("none".to_owned(), |version| version.to_string());
        let message = format!(
            "this terminal speaks version {VERSION} and not {theirs}: use the wezterm that it was \
             started with"
        );
        return Err(RpcError::new(INVALID_REQUEST, message));
    }
    let access = match params.get("token").and_then(Value::as_str) {
        None => Access::Read,
        Some(given) if given == token => Access::Write,
        Some(_) => {
            return Err(RpcError::new(
                NOT_ALLOWED,
                "the token is not this terminal's; leave it out to read only",
            ));
        }
    };
    let answer = json!({
        "version": VERSION,
        "program": env!("CARGO_PKG_VERSION"),
        "may_write": access == Access::Write,
    });
    Ok((access, answer))
}

fn response(id: Value, outcome: Result<Value, RpcError>) -> Response {
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

/// Reads one line; none at the end of the stream.
fn read_line(input: &mut impl BufRead) -> anyhow::Result<Option<String>> {
    use std::io::Read;
    let mut line = String::new();
    let read = input.by_ref().take(LINE_LIMIT + 1).read_line(&mut line)?;
    if read as u64 > LINE_LIMIT {
        bail!("a message is longer than {LINE_LIMIT} bytes");
    }
    Ok((read > 0).then_some(line))
}

fn write_line(output: &mut impl Write, message: &impl Serialize) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    output.write_all(&line)?;
    Ok(())
}

/// The command line's end.
pub struct Client {
    input: BufReader<UnixStream>,
    output: UnixStream,
    last_id: u64,
}

impl Client {
    /// Connects to a terminal and agrees on the version.
    pub fn connect(path: &Path) -> anyhow::Result<Client> {
        let stream = UnixStream::connect(path)
            .with_context(|| format!("no terminal answers at {}", path.display()))?;
        stream.set_read_timeout(Some(IDLE))?;
        let output = stream.try_clone()?;
        let mut client = Client {
            input: BufReader::new(stream),
            output,
            last_id: 0,
        };
        // Who cannot read the token can still ask.
        let token = std::fs::read_to_string(token_path(path)).ok();
        client.call("hello", json!({ "version": VERSION, "token": token }))?;
        Ok(client)
    }

    /// Asks for something that may take as long as it takes.
    pub fn call_patiently(&mut self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.output.set_read_timeout(None)?;
        self.call(method, params)
    }

    /// Hands every event to `take` until that has enough, it fails or the terminal ends.
    pub fn follow(
        &mut self,
        mut take: impl FnMut(&Value) -> anyhow::Result<ControlFlow<()>>,
    ) -> anyhow::Result<()> {
        self.call("events", Value::Null)?;
        self.output.set_read_timeout(None)?;
        while let Some(line) = read_line(&mut self.input)? {
            let message: Value =
                serde_json::from_str(&line).context("the terminal's event is not JSON-RPC")?;
            if take(&message["params"])?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Asks for something and waits for the answer.
    pub fn call(&mut self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.last_id += 1;
        let id = Value::from(self.last_id);
        let method = method.to_owned();
        let request = Request {
            jsonrpc: "2.0".to_owned(),
            id,
            method,
            params,
        };
        write_line(&mut self.output, &request)?;
        let line = read_line(&mut self.input)?.context("the terminal closed the connection")?;
        let response: Response =
            serde_json::from_str(&line).context("the terminal's answer is not JSON-RPC")?;
        match response {
            Response {
                error: Some(error), ..
            } => bail!("{}", error.message),
            Response { result, .. } => Ok(result.unwrap_or_default()),
        }
    }
}

/// Finds the terminal to talk to: the one this shell runs in, else the youngest one.
pub fn find(folders: &Folders) -> anyhow::Result<PathBuf> {
    if let Some(path) = std::env::var_os("WEZTERM_UNIX_SOCKET").filter(|path| !path.is_empty()) {
        return Ok(PathBuf::from(path));
    }
    let alive = sockets(&folders.runtime)
        .into_iter()
        .rev()
        .map(|(_, path)| path);
    let mut alive = alive.filter(|path| UnixStream::connect(path).is_ok());
    alive
        .next()
        .context("no terminal is running; start one with `wezterm`")
}
