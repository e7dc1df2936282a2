//! The clock of one Lua state: wakes every handler that sleeps, by one thread, and keeps what is to be
//! called later.
//!
//! Hides the thread, which starts with the first sleep and ends with the [`Timer`]. It only wakes:
//! what sleeps goes on wherever its executor runs it, so that no executor needs a clock of its own.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use mlua::Function;

/// Everything that sleeps in one Lua state.
#[derive(Default)]
pub(crate) struct Timer {
    running: OnceCell<()>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    sleepers: Mutex<Sleepers>,
    changed: Condvar,
}

#[derive(Default)]
struct Sleepers {
    /// By the time of waking; the number tells apart those that wake at the same time.
    waiting: BTreeMap<(Instant, u64), Waker>,
    next: u64,
    ended: bool,
}

impl Timer {
    /// Returns what is ready once `duration` has passed.
    pub(crate) fn sleep(&self, duration: Duration) -> io::Result<Sleep> {
        if self.running.get().is_none() {
            let shared = Arc::clone(&self.shared);
            std::thread::Builder::new()
                .name("lua-timer".into())
                .spawn(move || shared.run())?;
            self.running.get_or_init(|| ());
        }
        let mut sleepers = self.shared.lock();
        sleepers.next += 1;
        Ok(Sleep {
            key: (Instant::now() + duration, sleepers.next),
            shared: Arc::clone(&self.shared),
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_one();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Sleepers> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut sleepers = self.lock();
        while !sleepers.ended {
            let now = Instant::now();
            let first = sleepers.waiting.first_key_value();
            let left = first.map(|((until, _), _)| until.saturating_duration_since(now));
            sleepers = match left {
                None => self
                    .changed
                    .wait(sleepers)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => {
                    let waker = sleepers.waiting.pop_first();
                    // Waking may run code of the executor, which may put something to sleep.
                    drop(sleepers);
                    if let Some((_, waker)) = waker {
                        waker.wake();
                    }
                    self.lock()
                }
                Some(left) => {
                    let waited = self.changed.wait_timeout(sleepers, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

/// A pause; dropping it ends it.
pub(crate) struct Sleep {
    key: (Instant, u64),
    shared: Arc<Shared>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.key.0 {
            return Poll::Ready(());
        }
        let mut sleepers = self.shared.lock();
        let replaced = sleepers.waiting.insert(self.key, cx.waker().clone());
        let is_first = sleepers.waiting.first_key_value().map(|(key, _)| *key) == Some(self.key);
        drop(sleepers);
        // A waker may own the last of a task, whose end must not come under the lock.
        drop(replaced);
        if is_first {
            self.shared.changed.notify_one();
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let waker = self.shared.lock().waiting.remove(&self.key);
        drop(waker);
    }
}

/// The functions that are to be called later, once each.
#[derive(Default)]
pub(crate) struct Calls {
    timer: Timer,
    waiting: RefCell<Vec<(Sleep, Function)>>,
    /// Who takes what is due.
    taker: RefCell<Option<Waker>>,
}

impl Calls {
    /// More would be a function that makes two of itself each time.
    pub(crate) const MOST: usize = 10_000;

    /// Keeps a function until its time has come; false when there are too many.
    pub(crate) fn add(&self, after: Duration, function: Function) -> io::Result<bool> {
        if self.waiting.borrow().len() >= Self::MOST {
            return Ok(false);
        }
        let sleep = self.timer.sleep(after)?;
        self.waiting.borrow_mut().push((sleep, function));
        let taker = self.taker.take();
        if let Some(taker) = taker {
            taker.wake();
        }
        Ok(true)
    }

    /// Takes the functions whose time has come, first to last; the task is woken for the others.
    pub(crate) fn take_due(&self, cx: &mut Context<'_>) -> Vec<Function> {
        let before = self.taker.replace(Some(cx.waker().clone()));
        drop(before);
        let mut due = Vec::new();
        let mut waiting = Vec::new();
        for (mut sleep, function) in self.waiting.take() {
            match Pin::new(&mut sleep).poll(cx) {
                Poll::Ready(()) => due.push((sleep.key, function)),
                Poll::Pending => waiting.push((sleep, function)),
            }
        }
        self.waiting.borrow_mut().append(&mut waiting);
        due.sort_by_key(|(key, _)| *key);
        due.into_iter().map(|(_, function)| function).collect()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use futures::executor::block_on;
    use futures::future::{Either, select};

    use super::*;

    const AGE: Duration = Duration::from_secs(24 * 60 * 60);

    #[test]
    fn a_later_and_shorter_sleep_ends_before_a_longer_one() {
        let timer = Timer::default();
        let long = timer.sleep(AGE).expect("a sleep");
        let short = timer.sleep(Duration::from_millis(5)).expect("a sleep");
        assert!(matches!(block_on(select(long, short)), Either::Right(_)));
    }

    #[test]
    fn a_sleep_that_is_dropped_leaves_nothing_behind() {
        let timer = Timer::default();
        let mut sleep = timer.sleep(AGE).expect("a sleep");
        assert!((&mut sleep).now_or_never().is_none());
        assert_eq!(timer.shared.lock().waiting.len(), 1);
        drop(sleep);
        assert_eq!(timer.shared.lock().waiting.len(), 0);
    }
}
