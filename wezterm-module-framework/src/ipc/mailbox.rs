//! What waits for one module: a lane for each origin, taken from in turn. On the bus an origin is a
//! chain of askers.
//!
//! A flood in one lane delays no other, because each has its own room and its own share of what the
//! module works on at the same time; for the same reason requests that go round in a circle cannot
//! wait for each other for ever. It hides the turns. Any thread may post; one worker takes.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};

use crate::chain::Chain;
use crate::module::ModuleMessage;

/// How many requests of one lane are answered at the same time.
pub(crate) const CONCURRENT: usize = 32;
/// How many requests wait in one lane.
pub(crate) const WAITING: usize = 1024;
/// How many bytes of arguments wait in one lane.
pub(crate) const WAITING_BYTES: usize = 64 * 1024 * 1024;

/// Something that waits in a mailbox.
pub(crate) trait Posted {
    /// What tells one lane from another.
    type Origin: Clone + PartialEq;

    /// Returns where it comes from.
    fn origin(&self) -> &Self::Origin;
    /// Returns how large it is.
    fn bytes(&self) -> usize;
    /// Tells whether somebody still waits for what comes of it.
    fn is_wanted(&mut self) -> bool;
}

/// A request on its way.
pub(crate) struct Envelope {
    pub(crate) message: ModuleMessage,
    pub(crate) chain: Chain,
    /// The bus's own name for the request.
    pub(crate) number: u64,
    /// How large the arguments are.
    pub(crate) bytes: usize,
    /// Ends when nobody waits for the answer any more.
    pub(crate) given_up: oneshot::Receiver<Infallible>,
}

impl Posted for Envelope {
    type Origin = Chain;

    fn origin(&self) -> &Chain {
        &self.chain
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    fn is_wanted(&mut self) -> bool {
        self.given_up.try_recv() == Err(oneshot::error::TryRecvError::Empty)
    }
}

/// Why a request was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// Nobody takes from this mailbox any more.
    Closed,
    /// As many wait already as may.
    Full,
}

/// What waits for one module.
pub(crate) struct Mailbox<T: Posted> {
    state: Mutex<State<T>>,
    arrived: Notify,
}

impl<T: Posted> Default for Mailbox<T> {
    fn default() -> Self {
        let state = State {
            lanes: VecDeque::new(),
            closed: false,
        };
        Self {
            state: Mutex::new(state),
            arrived: Notify::new(),
        }
    }
}

struct State<T: Posted> {
    lanes: VecDeque<Lane<T>>,
    closed: bool,
}

struct Lane<T: Posted> {
    origin: T::Origin,
    waiting: VecDeque<T>,
    bytes: usize,
    running: usize,
}

impl<T: Posted> Lane<T> {
    fn has_room_for(&self, bytes: usize) -> bool {
        let total = self.bytes.saturating_add(bytes);
        self.waiting.len() < WAITING && (self.waiting.is_empty() || total <= WAITING_BYTES)
    }

    fn forget_the_given_up(&mut self) {
        self.waiting.retain_mut(T::is_wanted);
        self.bytes = self.waiting.iter().map(T::bytes).sum();
    }
}

impl<T: Posted> Mailbox<T> {
    /// Puts a request into its lane.
    pub(crate) fn post(&self, posted: T) -> Result<(), NotTaken> {
        let mut state = self.lock();
        if state.closed {
            return Err(NotTaken::Closed);
        }
        let (found, bytes) = (state.lane_of(posted.origin()), posted.bytes());
        let at = found.unwrap_or_else(|| {
            state.lanes.push_back(Lane {
                origin: posted.origin().clone(),
                waiting: VecDeque::new(),
                bytes: 0,
                running: 0,
            });
            state.lanes.len() - 1
        });
        let lane = &mut state.lanes[at];
        if !lane.has_room_for(bytes) {
            lane.forget_the_given_up();
        }
        if !lane.has_room_for(bytes) {
            return Err(NotTaken::Full);
        }
        lane.bytes += bytes;
        lane.waiting.push_back(posted);
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Returns the next request whose turn it is, or nothing when there will be no more. The lane is
    /// to be told when it is done.
    pub(crate) async fn next(&self) -> Option<T> {
        loop {
            let arrived = self.arrived.notified();
            {
                let mut state = self.lock();
                if state.closed {
                    return None;
                }
                if let Some(taken) = state.take() {
                    return Some(taken);
                }
            }
            arrived.await;
        }
    }

    /// Says that a request of this origin has been answered or given up.
    pub(crate) fn done(&self, origin: &T::Origin) {
        let mut state = self.lock();
        if let Some(at) = state.lane_of(origin) {
            let lane = &mut state.lanes[at];
            lane.running = lane.running.saturating_sub(1);
            if lane.running == 0 && lane.waiting.is_empty() {
                state.lanes.remove(at);
            }
        }
    }

    /// Drops what waits and takes nothing more.
    pub(crate) fn close(&self) {
        let dropped = {
            let mut state = self.lock();
            state.closed = true;
            std::mem::take(&mut state.lanes)
        };
        drop(dropped);
        self.arrived.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Posted> State<T> {
    fn lane_of(&self, origin: &T::Origin) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.origin == *origin)
    }

    fn take(&mut self) -> Option<T> {
        let mut at = 0;
        while at < self.lanes.len() {
            let lane = &mut self.lanes[at];
            if lane.running >= CONCURRENT {
                at += 1;
                continue;
            }
            while let Some(mut taken) = lane.waiting.pop_front() {
                lane.bytes -= taken.bytes();
                if !taken.is_wanted() {
                    continue;
                }
                lane.running += 1;
                // Whoever was served waits until the others were.
                let lane = self.lanes.remove(at)?;
                self.lanes.push_back(lane);
                return Some(taken);
            }
            if lane.running == 0 {
                self.lanes.remove(at);
            } else {
                at += 1;
            }
        }
        None
    }
}

/// Lets nobody wait for a worker that is gone.
pub(crate) struct CloseOnDrop<T: Posted>(pub(crate) Arc<Mailbox<T>>);

impl<T: Posted> Drop for CloseOnDrop<T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
