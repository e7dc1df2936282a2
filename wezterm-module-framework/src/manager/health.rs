//! What goes wrong with modules, counted; what they hold up, measured; and when that is too much.
//!
//! A panic, a missed deadline and a slow call on the main thread are counted for each module. The
//! third failure, or the third slow call, switches the module off until a person switches it on
//! again. Counting may happen on any thread and returns at once. It stops no call that never returns:
//! nothing can, in one process.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::{DecidedBy, Shared, caught, lock};
use crate::module::{ModuleHealth, ModuleState, WezTermModule};
use crate::run::{Fault, within};

/// How long a module may hold up the main thread.
pub const MAIN_THREAD_BUDGET: Duration = Duration::from_millis(100);
/// How many failures, or slow calls, switch a module off.
const TOO_MANY: u64 = 3;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Returns how long ago some fixed moment was.
    fn now(&self) -> Duration;
}

/// The system's own clock.
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// What went wrong with a module since the terminal started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// How often it panicked.
    pub panics: u64,
    /// How often it was not done in time: starting, stopping, a health check.
    pub missed_deadlines: u64,
    /// How often it held up the main thread for longer than [`MAIN_THREAD_BUDGET`].
    pub slow_calls: u64,
    /// How many events it lost because it was slow to handle those before.
    pub events_missed: u64,
}

impl Faults {
    /// Returns the numbers by the names that a health check shows.
    pub fn metrics(&self) -> BTreeMap<String, f64> {
        BTreeMap::from([
            ("panics".to_owned(), self.panics as f64),
            ("missed_deadlines".to_owned(), self.missed_deadlines as f64),
            ("slow_calls".to_owned(), self.slow_calls as f64),
            ("events_missed".to_owned(), self.events_missed as f64),
        ])
    }
}

/// One thing that went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mishap {
    Panic,
    MissedDeadline,
    SlowCall,
}

/// A module's faults, and those since somebody last switched it on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Record {
    pub(super) all: Faults,
    failures: u64,
    slow: u64,
}

impl Record {
    /// Counts one; true when it was one too many.
    fn count(&mut self, mishap: Mishap) -> bool {
        match mishap {
            Mishap::Panic => self.all.panics += 1,
            Mishap::MissedDeadline => self.all.missed_deadlines += 1,
            Mishap::SlowCall => {
                self.all.slow_calls += 1;
                self.slow += 1;
                return self.slow >= TOO_MANY;
            }
        }
        self.failures += 1;
        self.failures >= TOO_MANY
    }

    /// Begins again, as somebody asked for it.
    pub(super) fn forgive(&mut self) {
        self.failures = 0;
        self.slow = 0;
    }
}

/// Measures what one instance of a module does on the main thread.
#[derive(Clone)]
pub struct Meter {
    shared: Weak<Shared>,
    clock: Arc<dyn Clock>,
    module: Arc<str>,
    instance: u64,
}

impl Meter {
    pub(super) fn new(shared: &Arc<Shared>, module: &str, instance: u64) -> Self {
        Self {
            shared: Arc::downgrade(shared),
            clock: Arc::clone(&shared.options.clock),
            module: module.into(),
            instance,
        }
    }

    /// Returns the time at which a call begins, for [`Meter::ended`].
    pub fn begin(&self) -> Duration {
        self.clock.now()
    }

    /// Takes note of a call that began at `began` and has just ended.
    pub fn ended(&self, what: &str, began: Duration) {
        let took = self.clock.now().saturating_sub(began);
        if took <= MAIN_THREAD_BUDGET {
            return;
        }
        let why = format!("`{what}` held up the terminal for {} ms", took.as_millis());
        log::warn!("module `{}`: {why}", self.module);
        self.count(Mishap::SlowCall, &why);
    }

    /// Runs `work` and takes note of how long it took.
    pub fn measure<T>(&self, what: &str, work: impl FnOnce() -> T) -> T {
        let began = self.begin();
        let result = work();
        self.ended(what, began);
        result
    }

    /// Takes note of a panic that leaves the rest of the module as it was.
    pub(crate) fn panicked(&self, what: &str, why: &str) {
        self.count(Mishap::Panic, &format!("`{what}` panicked: {why}"));
    }

    fn count(&self, mishap: Mishap, why: &str) {
        if let Some(shared) = self.shared.upgrade()
            && shared.instance(&self.module) == Some(self.instance)
        {
            shared.count(&self.module, mishap, why);
        }
    }
}

impl Shared {
    fn instance(&self, name: &str) -> Option<u64> {
        lock(&self.entries).get(name).map(|entry| entry.instance)
    }

    /// Counts what went wrong with a module. True when it was one too many: the module is off then.
    pub(super) fn count(self: &Arc<Self>, name: &str, mishap: Mishap, why: &str) -> bool {
        let off = {
            let mut entries = lock(&self.entries);
            let Some(entry) = entries.get_mut(name) else {
                return false;
            };
            let too_many = entry.record.count(mishap);
            let on = !matches!(entry.state, ModuleState::Disabled | ModuleState::Stopped);
            if !(too_many && on) || *self.stopping.borrow() {
                return false;
            }
            let kind = match mishap {
                Mishap::SlowCall => "slow calls",
                Mishap::Panic | Mishap::MissedDeadline => "failures",
            };
            let off = format!("{TOO_MANY} {kind}, the last: {why}");
            entry.decision = DecidedBy::Health(off.clone());
            entry.state = ModuleState::Disabled;
            self.silence(entry);
            entry.tasks.close();
            off
        };
        log::error!("module `{name}` is switched off: {off}");
        (self.options.on_stop)(name);
        self.changed.send_replace(());
        self.options.host.toast(
            &format!("Module {name} was switched off"),
            &format!("{off}; wezterm.modules.enable('{name}') starts it again"),
        );
        let (shared, name) = (Arc::clone(self), name.to_owned());
        self.options.host.spawn(Box::pin(async move {
            shared.finish_switching_off(&name).await;
        }));
        true
    }

    /// Takes note of a panic of one instance: the module has failed, and is off where that was one too
    /// many. One that is replaced already is held against nobody.
    pub(super) fn broke(self: &Arc<Self>, name: &str, instance: u64, why: String) {
        if self.instance(name) != Some(instance) {
            return log::warn!("an earlier instance of module `{name}` {why}");
        }
        if !self.count(name, Mishap::Panic, &why) {
            self.fail(name, why);
        }
    }

    pub(super) async fn check_health(
        self: &Arc<Self>,
        name: &str,
        module: Arc<dyn WezTermModule>,
        runs: Arc<AtomicBool>,
    ) -> ModuleHealth {
        let instance = self.instance(name).unwrap_or_default();
        if runs.swap(true, Ordering::AcqRel) {
            return ModuleHealth::unhealthy("an earlier health check still runs");
        }
        let (done, answer) = oneshot::channel();
        // A thread of its own: one that never comes back must not take one from the runtime.
        let thread = std::thread::Builder::new().name(format!("health {name}"));
        let started = thread.spawn(move || {
            let outcome = caught(|| module.health_check());
            runs.store(false, Ordering::Release);
            // Nobody waits any more when this fails.
            let _ = done.send(outcome);
        });
        if let Err(error) = started {
            return ModuleHealth::unhealthy(format!("no thread for the check: {error}"));
        }
        let limit = self.options.health_deadline;
        match within(Arc::clone(&self.options.host), limit, answer).await {
            Ok(Ok(Ok(health))) => health,
            Ok(Ok(Err(why))) => {
                self.broke(name, instance, format!("health check: {why}"));
                ModuleHealth::unhealthy(why)
            }
            Ok(Err(_)) => ModuleHealth::unhealthy("the check gave no answer"),
            Err(fault) => {
                if matches!(fault, Fault::TimedOut(_)) && self.instance(name) == Some(instance) {
                    let why = format!("health check: {fault}");
                    self.count(name, Mishap::MissedDeadline, &why);
                }
                ModuleHealth::unhealthy(fault.to_string())
            }
        }
    }
}
