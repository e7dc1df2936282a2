//! What waits for one subscriber: a bounded queue that loses its oldest broadcasts, and says so.
//!
//! Messages are shared between subscribers, so what waits costs its size once. Any thread may add;
//! nobody ever waits to add.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::sync::Notify;

use crate::module::ModuleMessage;

/// How many broadcasts wait for one subscriber before it loses the oldest.
pub(crate) const BROADCASTS: usize = 256;
/// How many bytes of broadcasts wait for one subscriber before it loses the oldest.
pub(crate) const BROADCAST_BYTES: usize = 16 * 1024 * 1024;
/// The event by which the bus itself tells a subscriber how many broadcasts it lost.
pub const MISSED: &str = "ipc-missed";

/// What waits for one subscriber.
pub(crate) struct Queue {
    pub(crate) owner: Arc<str>,
    /// The events that are wanted; none named are all.
    events: Vec<String>,
    state: Mutex<State>,
    arrived: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(Arc<ModuleMessage>, usize)>,
    bytes: usize,
    /// How many were lost since the subscriber was last told.
    untold: u64,
    missed: u64,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(owner: Arc<str>, events: Vec<String>) -> Self {
        Self {
            owner,
            events,
            state: Mutex::default(),
            arrived: Notify::new(),
        }
    }

    pub(crate) fn wants(&self, event: &str) -> bool {
        self.events.is_empty() || self.events.iter().any(|wanted| wanted == event)
    }

    /// Adds a broadcast; false where nobody listens any more.
    pub(crate) fn push(&self, message: &Arc<ModuleMessage>, bytes: usize) -> bool {
        let mut state = self.lock();
        if state.closed {
            return false;
        }
        while let Some(&(_, oldest)) = state.waiting.front()
            && (state.waiting.len() >= BROADCASTS || state.bytes + bytes > BROADCAST_BYTES)
        {
            state.bytes -= oldest;
            state.waiting.pop_front();
            state.untold += 1;
            state.missed += 1;
        }
        state.bytes += bytes;
        state.waiting.push_back((Arc::clone(message), bytes));
        drop(state);
        self.arrived.notify_one();
        true
    }

    /// Ends it: what waits is still there for the subscriber when `drained` is false.
    pub(crate) fn close(&self, drained: bool) {
        let mut state = self.lock();
        state.closed = true;
        let dropped = drained.then(|| std::mem::take(&mut state.waiting));
        drop(state);
        drop(dropped);
        self.arrived.notify_one();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Option<ModuleMessage> {
        if self.untold > 0 {
            let count = std::mem::take(&mut self.untold);
            return Some(ModuleMessage::Broadcast {
                from: crate::chain::SYSTEM.to_owned(),
                event: MISSED.to_owned(),
                data: json!({ "count": count }),
            });
        }
        let (message, bytes) = self.waiting.pop_front()?;
        self.bytes -= bytes;
        Some(Arc::unwrap_or_clone(message))
    }
}

/// A stream of broadcasts; dropping it ends it. Where some were lost because the queue was full, the
/// next message is the terminal's own broadcast [`MISSED`] with `{ "count": … }`; what follows is what
/// came after those.
pub struct Subscription(pub(crate) Arc<Queue>);

impl Subscription {
    /// Returns the next broadcast, or nothing when there will be no more.
    pub async fn recv(&mut self) -> Option<ModuleMessage> {
        loop {
            let arrived = self.0.arrived.notified();
            {
                let mut state = self.0.lock();
                if let Some(message) = state.take() {
                    return Some(message);
                }
                if state.closed {
                    return None;
                }
            }
            arrived.await;
        }
    }

    /// Returns the next broadcast where one waits already.
    pub fn try_recv(&mut self) -> Option<ModuleMessage> {
        self.0.lock().take()
    }

    /// Returns how many broadcasts were lost so far because the queue was full.
    pub fn missed(&self) -> u64 {
        self.0.lock().missed
    }

    /// Returns how many broadcasts wait.
    pub fn waiting(&self) -> usize {
        self.0.lock().waiting.len()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.0.close(true);
    }
}
