//! Running module code so that it can neither hang nor bring down whoever waits for it.
//!
//! It hides the task, the panic and the clock. Futures from here may be awaited on any thread, also
//! where there is no tokio runtime. It is not cancellation of views' work: see [`crate::view::Task`].

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::host::Host;

/// Why a piece of work gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It took too long.
    #[error("no answer within {}", seconds(*.0))]
    TimedOut(Duration),
    /// It panicked.
    #[error("panicked: {0}")]
    Panicked(String),
    /// The runtime went away underneath it.
    #[error("stopped before it was done")]
    Stopped,
}

/// Writes a limit the way people say it.
pub(crate) fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}

/// Returns what a panic said.
pub fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".into())
}

/// Stops a task when dropped.
pub(crate) struct AbortOnDrop(pub(crate) AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs `work` on the host's background runtime and waits for it; dropping the returned future stops
/// the work.
pub async fn on_runtime<T: Send + 'static>(
    host: Arc<dyn Host>,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Fault> {
    let (done, outcome) = oneshot::channel();
    let running = AssertUnwindSafe(work).catch_unwind();
    let _stop = AbortOnDrop(host.spawn(Box::pin(async move {
        // Nobody waits any more when this fails.
        let _ = done.send(running.await);
    })));
    drop(host);
    match outcome.await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(panic)) => Err(Fault::Panicked(panic_text(&*panic))),
        Err(_) => Err(Fault::Stopped),
    }
}

/// Like [`on_runtime`], for at most `limit`, which holds for work that blocks its thread too.
pub(crate) async fn within<T: Send + 'static>(
    host: Arc<dyn Host>,
    limit: Duration,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Fault> {
    let (hold, rung) = alarm(limit);
    let outcome = tokio::select! {
        outcome = on_runtime(host, work) => outcome,
        Ok(()) = rung => Err(Fault::TimedOut(limit)),
    };
    drop(hold);
    outcome
}

/// Rings after `limit`, unless the hold is dropped before.
///
/// It has a thread of its own: the runtime's clock stands still while module code blocks the thread
/// that looks after it.
fn alarm(limit: Duration) -> (mpsc::Sender<()>, oneshot::Receiver<()>) {
    let (hold, dropped) = mpsc::channel::<()>();
    let (ring, rung) = oneshot::channel();
    let started = thread::Builder::new()
        .name("deadline".into())
        .spawn(move || {
            if dropped.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                // Nobody waits any more when this fails.
                let _ = ring.send(());
            }
        });
    if let Err(error) = started {
        log::error!("a module has no time limit, for want of a thread: {error}");
    }
    (hold, rung)
}
