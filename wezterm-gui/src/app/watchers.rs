//! Those who wait for something to happen in a pane, from outside the program: connections of the
//! socket that wait for a command's end, and those that follow every event.
//!
//! Hides that a follower may be slow: its queue has a bound, what does not fit is counted and told,
//! and nobody else waits for it. Main thread only; the receiving ends are on connections' threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak, mpsc};
use std::time::Duration;

use mux::{CommandBlock, PaneId};
use serde_json::{Value, json};

/// How many events wait for a follower that does not read them.
const FOLLOWER_QUEUE: usize = 1024;

/// Which command is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The one with this number.
    This(u64),
    /// The first to end of those with a higher number.
    After(u64),
}

impl Wanted {
    /// Returns whether a command is the one, among all of its pane. What is not trusted may have
    /// been printed by one that is, and is not taken for it.
    pub(crate) fn is(self, block: &CommandBlock, all: &[CommandBlock]) -> bool {
        match self {
            Self::This(id) => block.id == id,
            Self::After(after) => {
                let before = |other: &CommandBlock| after < other.id && other.id < block.id;
                let within = || all.iter().any(|other| other.trusted && before(other));
                block.id > after && (block.trusted || !within())
            }
        }
    }
}

struct Waiter {
    pane: PaneId,
    wanted: Wanted,
    reply: mpsc::Sender<CommandBlock>,
    /// Gone when nobody waits any more.
    waits: Weak<()>,
}

/// Where a command's block will come; dropping it ends the waiting.
pub(crate) struct Coming {
    pub(crate) block: mpsc::Receiver<CommandBlock>,
    _waits: Arc<()>,
}

struct Follower {
    queue: mpsc::SyncSender<Value>,
    /// How many events it was not yet told to have lost.
    lost: Arc<AtomicU64>,
}

/// Where every event comes.
pub(crate) struct Events {
    queue: mpsc::Receiver<Value>,
    lost: Arc<AtomicU64>,
}

impl Events {
    /// Waits for the next event. That some were lost is told by the time that none are left.
    pub(crate) fn next(&self, limit: Duration) -> Result<Value, mpsc::RecvTimeoutError> {
        if let Ok(event) = self.queue.try_recv() {
            return Ok(event);
        }
        match self.lost.swap(0, Ordering::AcqRel) {
            0 => self.queue.recv_timeout(limit),
            lost => Ok(lost_event(lost)),
        }
    }
}

fn lost_event(count: u64) -> Value {
    json!({ "event": "lost", "details": { "count": count } })
}

/// Everybody who waits.
#[derive(Default)]
pub(super) struct Watchers {
    waiters: Vec<Waiter>,
    followers: Vec<Follower>,
}

impl Watchers {
    /// Returns where a command's block will come when the command has ended; the channel is closed
    /// when its pane goes first.
    pub(super) fn wait(&mut self, pane: PaneId, wanted: Wanted) -> Coming {
        self.waiters
            .retain(|waiter| waiter.waits.strong_count() > 0);
        let (reply, block) = mpsc::channel();
        let waits = Arc::new(());
        self.waiters.push(Waiter {
            pane,
            wanted,
            reply,
            waits: Arc::downgrade(&waits),
        });
        Coming {
            block,
            _waits: waits,
        }
    }

    /// Returns whether anybody waits for a command of a pane.
    pub(super) fn is_awaited(&self, pane: PaneId) -> bool {
        self.waiters.iter().any(|waiter| waiter.pane == pane)
    }

    /// Returns where every event will come.
    pub(super) fn follow(&mut self) -> Events {
        let (sender, queue) = mpsc::sync_channel(FOLLOWER_QUEUE);
        let lost = Arc::new(AtomicU64::new(0));
        self.followers.push(Follower {
            queue: sender,
            lost: Arc::clone(&lost),
        });
        Events { queue, lost }
    }

    /// Returns whether anybody follows events.
    #[cfg(test)]
    pub(super) fn is_followed(&self) -> bool {
        !self.followers.is_empty()
    }

    /// A command has ended; `all` are those of its pane.
    pub(super) fn command_finished(
        &mut self,
        pane: PaneId,
        block: &CommandBlock,
        all: &[CommandBlock],
    ) {
        self.waiters.retain(|waiter| {
            let waits = waiter.pane != pane || !waiter.wanted.is(block, all);
            if !waits {
                // Who has given up needs no answer.
                let _ = waiter.reply.send(block.clone());
            }
            waits
        });
    }

    pub(super) fn pane_closed(&mut self, pane: PaneId) {
        self.waiters.retain(|waiter| waiter.pane != pane);
    }

    /// Tells an event to all followers; those that are gone are forgotten.
    pub(super) fn tell(&mut self, name: &str, pane: Option<PaneId>, details: &Value) {
        if self.followers.is_empty() {
            return;
        }
        let event =
            json!({ "event": name, "pane_id": pane.map(|pane| pane.0), "details": details });
        self.followers.retain_mut(|follower| {
            let lost = follower.lost.swap(0, Ordering::AcqRel);
            if lost > 0 && follower.queue.try_send(lost_event(lost)).is_err() {
                follower.lost.fetch_add(lost, Ordering::AcqRel);
            }
            match follower.queue.try_send(event.clone()) {
                Ok(()) => true,
                Err(mpsc::TrySendError::Full(_)) => {
                    follower.lost.fetch_add(1, Ordering::AcqRel);
                    true
                }
                Err(mpsc::TrySendError::Disconnected(_)) => false,
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(id: u64, trusted: bool) -> CommandBlock {
        CommandBlock {
            id,
            command: None,
            cwd: None,
            host: None,
            user: None,
            trusted,
            cleared: false,
            exit_status: Some(0),
            started: std::time::SystemTime::UNIX_EPOCH,
            finished: None,
            duration: None,
            prompt_row: mux::StableRow(0),
            output: mux::StableRow(0)..mux::StableRow(0),
        }
    }

    #[test]
    fn what_a_command_prints_is_not_taken_for_its_end() {
        let all = [block(4, true), block(5, true), block(6, false)];
        let wanted = |after| {
            let taken = all
                .iter()
                .filter(|block| Wanted::After(after).is(block, &all));
            taken.map(|block| block.id).collect::<Vec<u64>>()
        };
        assert_eq!(wanted(4), [5]);
        // In a pane without marks that can be trusted, the others are what there is.
        assert_eq!(wanted(5), [6]);
        assert!(Wanted::This(6).is(&all[2], &all));
    }

    #[test]
    fn who_has_given_up_is_forgotten() {
        let mut watchers = Watchers::default();
        for _ in 0..100 {
            drop(watchers.wait(PaneId(1), Wanted::After(0)));
        }
        let _waits = watchers.wait(PaneId(1), Wanted::After(0));
        assert_eq!(watchers.waiters.len(), 1);
        assert!(watchers.is_awaited(PaneId(1)) && !watchers.is_awaited(PaneId(2)));
    }

    #[test]
    fn a_slow_follower_loses_events_is_told_how_many_and_holds_nobody_up() {
        let mut watchers = Watchers::default();
        let (slow, quick) = (watchers.follow(), watchers.follow());
        let mut seen = 0;
        for number in 0..FOLLOWER_QUEUE + 7 {
            watchers.tell("bell", None, &json!(number));
            seen += quick.queue.try_iter().count();
        }
        assert_eq!(seen, FOLLOWER_QUEUE + 7);
        assert_eq!(slow.queue.try_iter().count(), FOLLOWER_QUEUE);
        watchers.tell("bell", None, &json!("later"));
        let told: Vec<Value> = slow.queue.try_iter().collect();
        assert_eq!(told[0]["details"]["count"], 7);
        assert_eq!(told[1]["details"], "later");
        // Nothing more may ever happen; it learns what it lost all the same.
        for number in 0..FOLLOWER_QUEUE + 3 {
            watchers.tell("bell", None, &json!(number));
        }
        let now = Duration::ZERO;
        let last = std::iter::from_fn(|| slow.next(now).ok()).last();
        assert_eq!(last.expect("an event")["details"], json!({ "count": 3 }));
        drop((slow, quick));
        watchers.tell("bell", None, &Value::Null);
        assert!(watchers.followers.is_empty());
    }
}
