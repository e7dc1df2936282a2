//! What one instance of a module runs in the background through its host: stopped with the instance.
//!
//! It hides the list of tasks and its pruning. May be used from any thread. It does not know tasks
//! that a module starts by other means: those end when they notice.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Below this many tasks nobody looks for those that have ended.
const FEW: usize = 16;

/// The tasks of one instance.
#[derive(Debug)]
pub(crate) struct Tasks {
    /// Nothing once the instance is gone.
    open: Mutex<Option<Open>>,
    /// True from then on.
    closed: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Open {
    tasks: Vec<AbortHandle>,
    prune_at: usize,
}

impl Default for Tasks {
    fn default() -> Self {
        Self {
            open: Mutex::new(Some(Open::default())),
            closed: watch::Sender::new(false),
        }
    }
}

impl Tasks {
    /// Takes a task in; it is stopped at once where the instance is gone.
    pub(crate) fn add(&self, task: &AbortHandle) {
        let mut open = self.lock();
        let Some(open) = open.as_mut() else {
            task.abort();
            return;
        };
        if open.tasks.len() >= open.prune_at.max(FEW) {
            open.tasks.retain(|task| !task.is_finished());
            open.prune_at = open.tasks.len() * 2;
        }
        open.tasks.push(task.clone());
    }

    /// Tells whether the instance is still there.
    pub(crate) fn is_open(&self) -> bool {
        self.lock().is_some()
    }

    /// Waits until the instance is gone.
    pub(crate) async fn closed(&self) {
        // The sender is ours, so this does not fail.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }

    /// Stops all tasks, and those that are still to come.
    pub(crate) fn close(&self) {
        let open = self.lock().take();
        self.closed.send_replace(true);
        for task in open.into_iter().flat_map(|open| open.tasks) {
            task.abort();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
