//! A bounded queue that loses its oldest entries, and says how many.
//!
//! It hides the counting. Any thread may add, and nobody ever waits to add; one takes. It is for what
//! is told to whoever listens: what must not be lost goes into a [`crate::ipc::Mailbox`].

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// How many entries wait before the oldest are lost.
pub(crate) const ENTRIES: usize = 256;
/// How many bytes of entries wait before the oldest are lost.
pub(crate) const BYTES: usize = 16 * 1024 * 1024;

/// What waits for one listener.
pub(crate) struct Backlog<T> {
    state: Mutex<State<T>>,
    arrived: Notify,
}

struct State<T> {
    waiting: VecDeque<(T, usize)>,
    bytes: usize,
    /// How many were lost since the listener was last told.
    untold: u64,
    missed: u64,
    closed: bool,
}

/// What the listener is given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next<T> {
    /// So many were lost before what follows.
    Missed(u64),
    /// The oldest entry that is left.
    Entry(T),
}

impl<T> Default for Backlog<T> {
    fn default() -> Self {
        let state = State {
            waiting: VecDeque::new(),
            bytes: 0,
            untold: 0,
            missed: 0,
            closed: false,
        };
        Self {
            state: Mutex::new(state),
            arrived: Notify::new(),
        }
    }
}

impl<T> Backlog<T> {
    /// Adds an entry of this size and returns how many were lost for it; nothing where nobody listens
    /// any more.
    pub(crate) fn push(&self, entry: T, bytes: usize) -> Option<u64> {
        let mut lost = Vec::new();
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        while let Some(&(_, oldest)) = state.waiting.front()
            && (state.waiting.len() >= ENTRIES || state.bytes + bytes > BYTES)
        {
            state.bytes -= oldest;
            lost.extend(state.waiting.pop_front());
        }
        let count = lost.len() as u64;
        state.untold += count;
        state.missed += count;
        state.bytes += bytes;
        state.waiting.push_back((entry, bytes));
        drop(state);
        self.arrived.notify_one();
        Some(count)
    }

    /// Returns what is next, or nothing when there will be no more.
    pub(crate) async fn next(&self) -> Option<Next<T>> {
        loop {
            let arrived = self.arrived.notified();
            {
                let mut state = self.lock();
                if let Some(next) = state.take() {
                    return Some(next);
                }
                if state.closed {
                    return None;
                }
            }
            arrived.await;
        }
    }

    /// Returns what is next where something waits already.
    pub(crate) fn try_next(&self) -> Option<Next<T>> {
        self.lock().take()
    }

    /// Returns how many were lost so far.
    pub(crate) fn missed(&self) -> u64 {
        self.lock().missed
    }

    /// Returns how many wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Ends it; what waits is still there for the listener.
    pub(crate) fn end(&self) {
        self.lock().closed = true;
        self.arrived.notify_one();
    }

    /// Ends it, and drops what waits.
    pub(crate) fn abandon(&self) {
        self.end();
        let dropped = std::mem::take(&mut self.lock().waiting);
        // What it is may run code of its own when it goes.
        drop(dropped);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn take(&mut self) -> Option<Next<T>> {
        if self.untold > 0 {
            return Some(Next::Missed(std::mem::take(&mut self.untold)));
        }
        let (entry, bytes) = self.waiting.pop_front()?;
        self.bytes -= bytes;
        Some(Next::Entry(entry))
    }
}
