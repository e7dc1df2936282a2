//! A model server for tests, on this machine, that answers with recorded bytes.
//!
//! It hides as much of HTTP as a client of one question needs. Each connection serves one request and
//! is then closed. Where a recording has the line `: wait`, the server waits until the test lets it go
//! on. It is not compiled into the program.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// The line of a recording at which the server waits.
const WAIT: &str = ": wait\n";

/// What is sent for one request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// These bytes, and then the connection is closed.
    Bytes(Vec<u8>),
    /// These bytes, and then nothing for ever.
    Silence(Vec<u8>),
    /// These bytes, and then this part over and over, so many times.
    Flood(Vec<u8>, Vec<u8>, usize),
}

impl Reply {
    /// A stream of events.
    pub(crate) fn events(recording: &str) -> Self {
        Self::with("200 OK", "content-type: text/event-stream\r\n", recording)
    }

    /// An answer with a status, further headers and a body.
    pub(crate) fn with(status: &str, headers: &str, body: &str) -> Self {
        Self::Bytes(head(status, headers, body).into_bytes())
    }

    /// An answer in JSON.
    pub(crate) fn json(status: &str, body: &Value) -> Self {
        Self::with(
            status,
            "content-type: application/json\r\n",
            &body.to_string(),
        )
    }
}

/// Returns the beginning of an answer.
pub(crate) fn head(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\n\r\n{body}")
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Its first line and headers.
    pub(crate) head: String,
    /// Its body.
    pub(crate) body: Value,
}

/// See the top of the file.
pub(crate) struct Server {
    address: String,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    gate: Semaphore,
    /// How many connections are open.
    open: watch::Sender<usize>,
}

impl Server {
    /// Answers the requests with these, one after the other, and closes every further connection.
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let shared = Arc::new(Shared {
            replies: Mutex::new(replies.into_iter().collect()),
            seen: Mutex::default(),
            gate: Semaphore::new(0),
            open: watch::Sender::new(0),
        });
        let serving = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.open.send_modify(|open| *open += 1);
                let serving = Arc::clone(&serving);
                tokio::spawn(async move {
                    serving.serve(stream).await;
                    serving.open.send_modify(|open| *open -= 1);
                });
            }
        });
        Self {
            address,
            shared,
            accepting,
        }
    }

    /// Returns host and port.
    pub(crate) fn place(&self) -> &str {
        &self.address
    }

    /// Returns the address below which it serves.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests that have arrived.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().expect("not poisoned").clone()
    }

    /// Lets one connection go on that waits.
    pub(crate) fn go_on(&self) {
        self.shared.gate.add_permits(1);
    }

    /// Waits until no connection is open any more.
    pub(crate) async fn wait_until_idle(&self) {
        let mut open = self.shared.open.subscribe();
        let idle = open.wait_for(|open| *open == 0);
        let idle = tokio::time::timeout(std::time::Duration::from_secs(30), idle).await;
        idle.expect("the client closes its connections")
            .expect("the server lives");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) {
        let Some(seen) = request(&mut stream).await else {
            return;
        };
        self.seen.lock().expect("not poisoned").push(seen);
        let reply = self.replies.lock().expect("not poisoned").pop_front();
        let Some(reply) = reply else { return };
        let (mut reading, mut writing) = stream.split();
        // A client that goes ends it all, wherever it stands.
        let gone = async {
            let mut rest = [0; 64];
            while matches!(reading.read(&mut rest).await, Ok(1..)) {}
        };
        let answer = async {
            match reply {
                Reply::Bytes(bytes) => self.write(&mut writing, &bytes).await,
                Reply::Silence(bytes) => {
                    self.write(&mut writing, &bytes).await;
                    std::future::pending().await
                }
                Reply::Flood(bytes, part, times) => {
                    self.write(&mut writing, &bytes).await;
                    for _ in 0..times {
                        self.write(&mut writing, &part).await;
                    }
                }
            }
        };
        tokio::select! {
            () = gone => {}
            () = answer => {}
        }
    }

    async fn write(&self, writing: &mut (impl AsyncWriteExt + Unpin), bytes: &[u8]) {
        let mut parts = split(bytes, WAIT.as_bytes()).into_iter();
        // A client that is gone is noticed elsewhere.
        let _ = writing.write_all(parts.next().unwrap_or_default()).await;
        for part in parts {
            self.gate.acquire().await.expect("it is open").forget();
            let _ = writing.write_all(part).await;
        }
    }
}

fn split<'a>(bytes: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let at = bytes.windows(mark.len()).position(|part| part == mark);
    match at {
        Some(at) => {
            let mut parts = vec![&bytes[..at]];
            parts.extend(split(&bytes[at + mark.len()..], mark));
            parts
        }
        None => vec![bytes],
    }
}

async fn request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let length = name.eq_ignore_ascii_case("content-length");
                length.then(|| value.trim().parse::<usize>().ok()).flatten()
            });
            let body = &bytes[end + 4..];
            if body.len() >= length.unwrap_or(0) {
                let body = serde_json::from_slice(body).unwrap_or_default();
                return Some(Seen { head, body });
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&part[..count]),
        }
    }
}
