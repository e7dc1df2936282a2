//! Tools that other programs may call over MCP, the Model Context Protocol: whoever has tools serves
//! them from here, on any pair of pipes.
//!
//! It hides the official SDK and the client, which is not trusted: `wire` holds against one that
//! floods, writes nonsense or never reads. A call that breaks is that call's error; one that is
//! cancelled is dropped. On the background runtime. It is no gate: what a client may do is for who
//! serves the tools to say, and for the process that they are served from.

use std::io::Read as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use futures::future::BoxFuture;
use rmcp::service::{Peer, PeerRequestOptions};
use rmcp::{RoleServer, ServiceExt};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use crate::gate::ToolCall;
use crate::run::{AbortOnDrop, panic_text};
use crate::tool::Effect;

mod handler;
mod wire;

use handler::Handler;
pub use tokio_util::sync::CancellationToken;
use wire::Link;

/// How long a client may take to say what its roots are.
const ROOTS_LIMIT: Duration = Duration::from_secs(5);
/// How many roots are taken.
const ROOTS: usize = 1000;
/// How long what is left to be written may take at the end.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// Tools that other programs may call over MCP. Its methods are called on the background runtime and
/// must not wait, but for the future of a call.
pub trait Served: Send + Sync + 'static {
    /// Says what it is. Asked once.
    fn info(&self) -> ServerInfo;

    /// Lists the tools. Asked once.
    fn tools(&self) -> Vec<ServedTool>;

    /// Does a call of one of the tools, by its name, with an object of arguments that was not checked.
    /// When the client gives it up or goes, `cancelled` says so and the future is dropped.
    fn call(&self, call: ToolCall, cancelled: CancellationToken) -> BoxFuture<'_, Reply>;

    /// Takes what the client says that its roots are, as URIs, each time that it says so. It may only
    /// narrow what its calls reach. Calls do not wait for it.
    fn roots(&self, _roots: Vec<String>) {}
}

/// What a server says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What a model should know before it calls anything.
    pub instructions: Option<String>,
}

/// A tool as a client is told of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ServedTool {
    /// The name to call it by.
    pub name: String,
    /// Other names that it may be called by, where no tool is called that. They are not listed.
    pub aliases: Vec<String>,
    /// Its name for people.
    pub title: String,
    /// What it does.
    pub description: String,
    /// The JSON schema of its arguments, which are an object.
    pub input: Value,
    /// The JSON schema of [`Reply::data`], where that is always there.
    pub output: Option<Value>,
    /// The kind of change it makes.
    pub effect: Effect,
    /// Whether something may be lost by it.
    pub destructive: bool,
    /// Whether the same call again changes nothing more.
    pub idempotent: bool,
}

/// What came of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The result, or what went wrong, in words.
    pub text: String,
    /// The result as data. What is no object is put into one, as its `result`.
    pub data: Option<Value>,
    /// What is neither.
    pub media: Vec<Media>,
    /// Whether the tool failed.
    pub failed: bool,
}

/// A part of a result that is not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Media {
    /// A picture.
    Image {
        /// Its MIME type.
        mime: String,
        /// Its bytes, in base64.
        base64: String,
    },
    /// A sound.
    Audio {
        /// Its MIME type.
        mime: String,
        /// Its bytes, in base64.
        base64: String,
    },
    /// Anything else.
    Resource {
        /// What it is.
        uri: String,
        /// Its MIME type.
        mime: String,
        /// Its bytes, in base64.
        base64: String,
    },
}

/// Serves tools to one client until its output ends, and fails with the reason where the client had to
/// be given up.
pub async fn serve(
    served: Arc<dyn Served>,
    input: impl AsyncRead + Send + Unpin + 'static,
    output: impl AsyncWrite + Send + Unpin + 'static,
) -> anyhow::Result<()> {
    let (link, wire, listener, speaker) = wire::connect();
    // Whatever ends this, no call goes on.
    let _end = link.ended().clone().drop_guard();
    let listening = tokio::spawn(listener.listen(input));
    let mut speaking = tokio::spawn(speaker.speak(output));
    let _stop = [listening.abort_handle(), speaking.abort_handle()].map(AbortOnDrop);
    let handler = Handler::new(Arc::clone(&served));
    match handler.serve(wire).await {
        Ok(service) => {
            let peer = service.peer().clone();
            tokio::select! {
                _ = service.waiting() => {}
                never = follow_roots(&peer, &*served, &link) => match never {},
            }
        }
        // The first reason counts, which an end of the input is too.
        Err(error) => link.give_up(format!("the handshake failed: {error}")),
    }
    link.finish();
    // A client that does not read is not waited for.
    let _ = tokio::time::timeout(LAST_WORDS, &mut speaking).await;
    match link.why_given_up() {
        Some(why) => Err(anyhow::anyhow!("the MCP client was given up: {why}")),
        None => Ok(()),
    }
}

/// Serves tools to the program that started this one, over standard input and output, to which nothing
/// else may write. A client that is given up is the error, which belongs on standard error. The process
/// should end afterwards without waiting for its runtime: what the client does not read may still be on
/// its way.
pub async fn serve_stdio(served: Arc<dyn Served>) -> anyhow::Result<()> {
    let (mut theirs, ours) = tokio::io::duplex(CHUNK);
    // A thread of its own, because nothing can end a read of standard input, and a runtime would wait
    // for one of its own threads.
    let reading = std::thread::Builder::new().name("mcp stdin".into());
    let reading = reading.spawn(move || {
        let mut stdin = std::io::stdin().lock();
        let mut chunk = vec![0; CHUNK];
        loop {
            match stdin.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => {
                    let passed = theirs.write_all(&chunk[..count]);
                    if futures::executor::block_on(passed).is_err() {
                        break;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    log::warn!("standard input cannot be read: {error}");
                    break;
                }
            }
        }
    });
    reading.context("starting to read standard input")?;
    serve(served, ours, tokio::io::stdout()).await
}

/// Asks the client for its roots when it is ready and whenever they have changed.
async fn follow_roots(
    peer: &Peer<RoleServer>,
    served: &dyn Served,
    link: &Link,
) -> std::convert::Infallible {
    loop {
        link.roots_changed().await;
        match roots(peer).await {
            Ok(Some(roots)) => {
                let told = AssertUnwindSafe(|| served.roots(roots));
                if let Err(panic) = std::panic::catch_unwind(told) {
                    log::error!("the client's roots: {}", panic_text(&*panic));
                }
            }
            Ok(None) => {}
            Err(why) => log::warn!("the MCP client does not say what its roots are: {why}"),
        }
    }
}

/// Returns the client's roots; nothing where it has none to tell of.
#[expect(deprecated, reason = "clients have roots all the same")]
async fn roots(peer: &Peer<RoleServer>) -> Result<Option<Vec<String>>, String> {
    use rmcp::model::{ClientResult, ListRootsRequest, ServerRequest};
    let able = peer
        .peer_info()
        .is_some_and(|info| info.capabilities.roots.is_some());
    if !able {
        return Ok(None);
    }
    let request = ServerRequest::ListRootsRequest(ListRootsRequest::default());
    let asking = async {
        let limit = PeerRequestOptions::with_timeout(ROOTS_LIMIT);
        let asked = peer.send_request_with_option(request, limit).await?;
        asked.await_response().await
    };
    match asking.await.map_err(|error| error.to_string())? {
        ClientResult::ListRootsResult(answer) => {
            let roots = answer.roots.into_iter().take(ROOTS);
            Ok(Some(roots.map(|root| root.uri).collect()))
        }
        _ => Err("it answered something else".into()),
    }
}

#[cfg(test)]
mod tests;
