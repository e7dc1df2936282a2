//! The clock of a module's Lua state: how long one call may keep the processor.
//!
//! It hides the hook. Waiting for another module costs nothing. It is on the module's own thread,
//! except the stop mark, which anybody may set. What loops outside of Lua's own instructions it
//! cannot see. The prelude leaves little such in reach: a pattern that backtracks without end, and
//! a `__close` that was put into a metatable later. Such a module keeps its own thread busy, and
//! nobody else's; [`Busy`] tells of it.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use mlua::{HookTriggers, Lua, VmState};

use crate::run::seconds;

/// How many of Lua's instructions pass between two looks at the clock.
const EVERY: u32 = 10_000;

/// Since when the state has been running Lua without a pause; readable from any thread.
#[derive(Clone, Default)]
pub(super) struct Busy(Arc<Mutex<Option<Instant>>>);

impl Busy {
    /// Returns how long what runs now has run.
    pub(super) fn lasts(&self) -> Duration {
        let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }
}

/// The clock of one Lua state.
pub(super) struct Meter {
    limit: Duration,
    /// When the call that runs now has had its time; none while nothing runs.
    deadline: Cell<Option<Instant>>,
    stop: Arc<AtomicBool>,
    busy: Busy,
}

impl Meter {
    /// Makes a clock that gives each call `limit`, and none once `stop` is set.
    pub(super) fn new(limit: Duration, stop: Arc<AtomicBool>, busy: Busy) -> Rc<Self> {
        Rc::new(Self {
            limit,
            deadline: Cell::new(None),
            stop,
            busy,
        })
    }

    /// Ends what runs in `lua` when its time is up.
    pub(super) fn watch(self: &Rc<Self>, lua: &Lua) -> mlua::Result<()> {
        let meter = Rc::clone(self);
        let triggers = HookTriggers::new().every_nth_instruction(EVERY);
        lua.set_global_hook(triggers, move |_, _| {
            meter.alive().map(|()| VmState::Continue)
        })
    }

    /// Fails once the time of the call that runs now is up.
    pub(super) fn alive(&self) -> mlua::Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(mlua::Error::runtime("the module is being stopped"));
        }
        match self.deadline.get() {
            Some(deadline) if Instant::now() >= deadline => Err(mlua::Error::runtime(format!(
                "it ran longer than {}, the most that one call may",
                seconds(self.limit)
            ))),
            _ => Ok(()),
        }
    }

    /// Runs a call on this clock.
    pub(super) fn time<F: Future>(self: &Rc<Self>, call: F) -> Timed<F> {
        Timed {
            meter: Rc::clone(self),
            left: self.limit,
            call: Box::pin(call),
        }
    }
}

/// A call that is on the clock while it runs, and not while it waits.
pub(super) struct Timed<F> {
    meter: Rc<Meter>,
    left: Duration,
    call: Pin<Box<F>>,
}

impl<F: Future> Future for Timed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let begun = Instant::now();
        self.meter.deadline.set(Some(begun + self.left));
        self.meter.busy.set(Some(begun));
        let outcome = self.call.as_mut().poll(cx);
        self.meter.busy.set(None);
        self.meter.deadline.set(None);
        self.left = self.left.saturating_sub(begun.elapsed());
        outcome
    }
}
