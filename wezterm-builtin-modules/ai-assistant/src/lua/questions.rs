//! The questions of this Lua that are on their way, so that they can be cancelled.
//!
//! It hides how a waiting coroutine learns of it. Any thread; a question leaves the list when it ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// See the top of the file.
#[derive(Clone, Default)]
pub(super) struct Questions(Arc<Mutex<List>>);

#[derive(Default)]
struct List {
    next: u64,
    running: BTreeMap<u64, Running>,
}

struct Running {
    id: Option<String>,
    cancel: oneshot::Sender<()>,
}

/// A question in the list; dropping it takes it out.
pub(super) struct Entry {
    questions: Questions,
    number: u64,
    /// Resolves when the question was cancelled.
    pub(super) cancelled: oneshot::Receiver<()>,
}

impl Questions {
    /// Adds a question that goes by this name, which others may have too.
    pub(super) fn enter(&self, id: Option<String>) -> Entry {
        let (cancel, cancelled) = oneshot::channel();
        let mut list = self.list();
        let number = list.next;
        list.next += 1;
        list.running.insert(number, Running { id, cancel });
        drop(list);
        Entry {
            questions: self.clone(),
            number,
            cancelled,
        }
    }

    /// Cancels the questions of this name, or all; returns how many there were.
    pub(super) fn cancel(&self, id: Option<&str>) -> usize {
        let mut list = self.list();
        let meant = |running: &Running| id.is_none() || running.id.as_deref() == id;
        let cancelled = list.running.extract_if(.., |_, running| meant(running));
        let cancelled: Vec<(u64, Running)> = cancelled.collect();
        drop(list);
        let count = cancelled.len();
        for (_, running) in cancelled {
            // It ended a moment ago when this fails.
            let _ = running.cancel.send(());
        }
        count
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.questions.list().running.remove(&self.number);
    }
}
