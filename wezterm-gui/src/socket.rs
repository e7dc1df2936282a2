//! The socket by which `wezterm cli` talks to a running terminal, both ends of it.
//!
//! Hides the transport: JSON-RPC 2.0, one message a line, over a unix socket in a folder that only
//! the user can enter; the peer's user id is checked too. One thread accepts, one more serves each
//! connection, and each request is answered by the main thread through its inbox. The first request
//! of a connection, `hello`, names the protocol's version, and the token without which nothing can be
//! changed: it lies beside the socket, so that a program can be given the one without the other. The
//! wire types are this file's own.

use std::io::Write;
use std::ops::ControlFlow;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use rustix::process::{Uid, getuid};
use serde_json::{Value, json};

use crate::folders::{self, Folders};
use crate::tasks::Mailbox;

mod clients;
mod methods;
mod rpc;
mod serve;

pub(crate) use clients::time_json;
pub use methods::{Side, Toward};
pub use rpc::RpcError;

use rpc::{FAILED, Lines, NoLine, Request, Response, write_line};
use serve::{Limits, Service, serve};

/// The version of the protocol; both ends must have the same.
pub const VERSION: u32 = 2;

/// Connections served at the same time.
const CONNECTIONS: usize = 256;
/// The longest line that a terminal reads.
const LINE_LIMIT: usize = 4 * 1024 * 1024;
/// The longest line that a client reads: it trusts its terminal, which bounds its answers itself.
const ANSWER_LINE_LIMIT: usize = 65 * 1024 * 1024;
/// A connection that sends nothing for this long is closed.
const IDLE: Duration = Duration::from_secs(60);
/// How often a connection that waits looks whether its client is still there.
const LOOK: Duration = Duration::from_secs(1);
/// How long nobody is let in after that has failed.
const REST: Duration = Duration::from_millis(100);

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
        // What was left by a dead process of the same number is gone by now.
        if let Ok(facts) = std::fs::symlink_metadata(&path) {
            let path = path.display();
            match facts.file_type().is_socket() {
                // Process ids are only unique where the processes see each other.
                true => bail!("another terminal listens at {path}: use another XDG_RUNTIME_DIR"),
                false => bail!("{path} is not a socket: remove it"),
            }
        }
        let token = write_token(&path)?;
        let listener = UnixListener::bind(&path)
            .with_context(|| format!("cannot listen on {}", path.display()))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let ended = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&ended);
        std::thread::Builder::new()
            .name("socket".into())
            .spawn(move || accept(&listener, &stop, &Service::new(mailbox, token)))
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
        .filter_map(|entry| {
            // Not what a link points to.
            let facts = entry.metadata().ok()?;
            let moment = facts.modified().ok()?;
            facts
                .file_type()
                .is_socket()
                .then(|| (moment, entry.path()))
        })
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

fn accept(listener: &UnixListener, ended: &AtomicBool, service: &Service) {
    let served = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if ended.load(Ordering::Acquire) {
            return;
        }
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                log::warn!("a connection to the socket failed: {error}");
                // Where there are no descriptors left, the next attempt would fail at once too.
                std::thread::sleep(REST);
                continue;
            }
        };
        if let Err(error) = check_peer(&stream, getuid()) {
            turn_away(&stream, &format!("{error:#}"));
            continue;
        }
        if served.fetch_add(1, Ordering::AcqRel) >= CONNECTIONS {
            served.fetch_sub(1, Ordering::AcqRel);
            turn_away(
                &stream,
                &format!("{CONNECTIONS} connections are open already"),
            );
            continue;
        }
        let (service, count) = (service.clone(), Arc::clone(&served));
        let thread = std::thread::Builder::new().name("socket connection".into());
        let started = thread.spawn(move || {
            if let Err(error) = serve(stream, &service, Limits::default()) {
                log::info!("a connection to the socket ended: {error:#}");
            }
            count.fetch_sub(1, Ordering::AcqRel);
        });
        if started.is_err() {
            served.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

/// Tells a client why it is not served, if it is there to hear it.
fn turn_away(mut stream: &UnixStream, why: &str) {
    log::warn!("a connection to the socket is refused: {why}");
    let error = RpcError::new(FAILED, why);
    let refusal = Response::new(Value::Null, Err(error));
    // Nobody else waits for one that does not read.
    let _ = stream
        .set_nonblocking(true)
        .and_then(|()| write_line(&mut stream, &refusal));
}

/// Refuses whoever is not `user`. The folder's permissions already keep others out; this holds where
/// they were changed.
#[cfg(target_os = "linux")]
fn check_peer(stream: &UnixStream, user: Uid) -> anyhow::Result<()> {
    let peer = rustix::net::sockopt::socket_peercred(stream).context("cannot see who it is")?;
    if peer.uid != user {
        bail!(
            "this terminal is user {}'s and not user {}'s",
            user.as_raw(),
            peer.uid.as_raw()
        );
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn check_peer(_: &UnixStream, _: Uid) -> anyhow::Result<()> {
    Ok(())
}

/// The command line's end.
pub struct Client {
    input: Lines<UnixStream>,
    output: UnixStream,
    last_id: u64,
}

impl Client {
    /// Connects to a terminal and agrees on the version.
    pub fn connect(path: &Path) -> anyhow::Result<Client> {
        Client::connect_for(path, IDLE)
    }

    /// Connects to a terminal that has this long for each answer.
    pub fn connect_for(path: &Path, patience: Duration) -> anyhow::Result<Client> {
        let stream = UnixStream::connect(path)
            .with_context(|| format!("no terminal answers at {}", path.display()))?;
        stream.set_read_timeout(Some(patience))?;
        let output = stream.try_clone()?;
        let mut client = Client {
            input: Lines::new(stream, ANSWER_LINE_LIMIT),
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
        while let Some(line) = self.read_line()? {
            let message: Value =
                serde_json::from_slice(&line).context("the terminal's event is not JSON-RPC")?;
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
        let request = serde_json::to_vec(&Request::new(id.clone(), method, params))?;
        if request.len() > LINE_LIMIT {
            bail!("{method} takes at most {LINE_LIMIT} bytes at once, written as JSON");
        }
        let written = self.output.write_all(&[&request[..], b"\n"].concat());
        let answer = self.read_line().and_then(|line| match line {
            Some(line) => {
                serde_json::from_slice(&line).context("the terminal's answer is not JSON-RPC")
            }
            None => bail!("the terminal closed the connection"),
        });
        // It may have said why before it closed the connection.
        let Response {
            id: answered,
            result,
            error,
            ..
        } = answer.or_else(|error| written.context("cannot ask the terminal").and(Err(error)))?;
        match error {
            Some(error) => bail!("{}", error.message),
            None if answered != id => bail!("the terminal answered another request: {answered}"),
            None => Ok(result.unwrap_or_default()),
        }
    }

    fn read_line(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        self.input.next(|_| Ok(())).map_err(|why| match why {
            NoLine::TooLong => {
                anyhow::anyhow!("the terminal's answer is longer than {ANSWER_LINE_LIMIT} bytes")
            }
            NoLine::Failed(error) => {
                anyhow::Error::new(error).context("the terminal does not answer")
            }
        })
    }
}

/// Finds the terminal to talk to: the one this shell runs in, else the youngest one.
pub fn find(folders: &Folders) -> anyhow::Result<PathBuf> {
    own()
        .or_else(|| youngest(folders))
        .context("no terminal is running; start one with `wezterm`")
}

/// Returns where terminals may listen: the one this shell runs in, then the others, the youngest first.
pub fn all(folders: &Folders) -> Vec<PathBuf> {
    let own = own();
    let others = sockets(&folders.runtime).into_iter().rev();
    let others = others.map(|(_, path)| path);
    let others = others.filter(|path| own.as_ref() != Some(path));
    own.iter().cloned().chain(others).collect()
}

/// Finds a terminal that listens: the one this shell runs in, else the youngest one, else none.
pub fn find_running(folders: &Folders) -> Option<PathBuf> {
    own()
        .filter(|path| listens(path))
        .or_else(|| youngest(folders))
}

fn own() -> Option<PathBuf> {
    let path = std::env::var_os("WEZTERM_UNIX_SOCKET").filter(|path| !path.is_empty());
    path.map(PathBuf::from)
}

fn youngest(folders: &Folders) -> Option<PathBuf> {
    let mut found = sockets(&folders.runtime)
        .into_iter()
        .rev()
        .map(|(_, path)| path);
    found.find(|path| listens(path))
}

/// Tells whether somebody is there, or may be: one who may not be asked is.
fn listens(path: &Path) -> bool {
    use std::io::ErrorKind::{ConnectionRefused, NotFound};
    let connected = UnixStream::connect(path);
    !connected.is_err_and(|error| [ConnectionRefused, NotFound].contains(&error.kind()))
}

#[cfg(test)]
mod tests;
