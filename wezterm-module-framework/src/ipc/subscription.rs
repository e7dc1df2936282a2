//! What waits for one subscriber: a bounded queue that loses its oldest broadcasts, and says so.
//!
//! Messages are shared between subscribers, so what waits costs its size once. Any thread may add;
//! nobody ever waits to add. The queue itself is a [`Backlog`].

use std::sync::Arc;

use serde_json::json;

use crate::backlog::{Backlog, Next};
use crate::lease::Tasks;
use crate::module::ModuleMessage;

/// The event by which the bus itself tells a subscriber how many broadcasts it lost.
pub const MISSED: &str = "ipc-missed";

/// What waits for one subscriber.
pub(crate) struct Queue {
    pub(crate) owner: Arc<str>,
    /// The events that are wanted; none named are all.
    events: Vec<String>,
    /// What it was lent to; it hears nothing once that is gone.
    lease: Option<Arc<Tasks>>,
    waiting: Backlog<Arc<ModuleMessage>>,
}

impl Queue {
    pub(crate) fn new(owner: Arc<str>, events: Vec<String>, lease: Option<Arc<Tasks>>) -> Self {
        Self {
            owner,
            events,
            lease,
            waiting: Backlog::default(),
        }
    }

    pub(crate) fn wants(&self, event: &str) -> bool {
        self.events.is_empty() || self.events.iter().any(|wanted| wanted == event)
    }

    /// Adds a broadcast; false where nobody listens any more.
    pub(crate) fn push(&self, message: &Arc<ModuleMessage>, bytes: usize) -> bool {
        if self.lease.as_ref().is_some_and(|lease| !lease.is_open()) {
            self.end();
        }
        self.waiting.push(Arc::clone(message), bytes).is_some()
    }

    /// Ends it; what waits is still there for the subscriber.
    pub(crate) fn end(&self) {
        self.waiting.end();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.waiting.is_closed()
    }
}

/// Returns what a subscriber is given.
fn message(next: Next<Arc<ModuleMessage>>) -> ModuleMessage {
    match next {
        Next::Missed(count) => ModuleMessage::Broadcast {
            from: crate::chain::SYSTEM.to_owned(),
            event: MISSED.to_owned(),
            data: json!({ "count": count }),
        },
        Next::Entry(message) => Arc::unwrap_or_clone(message),
    }
}

/// A stream of broadcasts; dropping it ends it. Where some were lost because the queue was full, the
/// next message is the terminal's own broadcast [`MISSED`] with `{ "count": … }`; what follows is what
/// came after those.
pub struct Subscription(pub(crate) Arc<Queue>);

impl Subscription {
    /// Returns the next broadcast, or nothing when there will be no more.
    pub async fn recv(&mut self) -> Option<ModuleMessage> {
        self.0.waiting.next().await.map(message)
    }

    /// Returns the next broadcast where one waits already.
    pub fn try_recv(&mut self) -> Option<ModuleMessage> {
        self.0.waiting.try_next().map(message)
    }

    /// Returns how many broadcasts were lost so far because the queue was full.
    pub fn missed(&self) -> u64 {
        self.0.waiting.missed()
    }

    /// Returns how many broadcasts wait.
    pub fn waiting(&self) -> usize {
        self.0.waiting.len()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.0.waiting.abandon();
    }
}
