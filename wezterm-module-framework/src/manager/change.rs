//! Switching one module on, off, or off and on again while the terminal runs, and the end of all.
//!
//! What depends on a module is stopped before it and started after it. An instance is shut down
//! exactly once, within its deadline, and everything that was registered for it goes with it. Runs on
//! the background runtime; a change that has begun is carried through even when nobody waits for it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use serde_json::Value;
use tokio::sync::oneshot;

use super::health::Mishap;
use super::{Closed, DecidedBy, ModuleError, ModuleManager, Shared, caught, lock, settings};
use crate::module::{ModuleState, SettingsChange, WezTermModule};
use crate::run::{Fault, panic_text, within};

/// What became of a wish to change a module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The modules that were stopped, in that order.
    pub stopped: Vec<String>,
    /// The modules that were started, in that order.
    pub started: Vec<String>,
    /// What the person should know besides.
    pub remarks: Vec<String>,
}

impl ModuleManager {
    /// Switches a module on, and what waits for it, and remembers that a person wanted it.
    pub async fn enable(&self, name: &str) -> Result<Change, ModuleError> {
        let (shared, name) = (Arc::clone(&self.shared), name.to_owned());
        self.carry_through(async move { shared.enable(&name).await })
            .await
    }

    /// Switches a module off, and first what depends on it, and remembers that a person wanted it.
    /// Where the configuration switches it on, that holds until the configuration is read next, and
    /// nothing is remembered.
    pub async fn disable(&self, name: &str) -> Result<Change, ModuleError> {
        let (shared, name) = (Arc::clone(&self.shared), name.to_owned());
        self.carry_through(async move { shared.disable(&name).await })
            .await
    }

    /// Replaces a module by a new instance with the settings as they are now, and starts again what
    /// depends on it.
    pub async fn reload(&self, name: &str) -> Result<Change, ModuleError> {
        let (shared, name) = (Arc::clone(&self.shared), name.to_owned());
        self.carry_through(async move {
            let _life = shared.life.lock().await;
            shared.reload(&name).await
        })
        .await
    }

    /// Makes the modules what `config.modules` says now: starts, stops and tells or reloads those
    /// whose settings have changed, and starts those that are new.
    pub async fn apply_settings(&self) -> Result<Change, ModuleError> {
        let shared = Arc::clone(&self.shared);
        self.carry_through(async move { Ok(shared.apply_settings().await) })
            .await
    }

    /// Runs `work` on the background runtime to its end, whether or not somebody waits.
    async fn carry_through<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ModuleError>> + Send + 'static,
    ) -> Result<T, ModuleError> {
        let (done, outcome) = oneshot::channel();
        let host = Arc::clone(&self.shared.options.host);
        host.spawn(Box::pin(async move {
            // Nobody waits any more when this fails.
            let _ = done.send(AssertUnwindSafe(work).catch_unwind().await);
        }));
        match outcome.await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => Err(ModuleError::Interrupted(panic_text(&*panic))),
            Err(_) => Err(ModuleError::Interrupted("the terminal is closing".into())),
        }
    }
}

impl Shared {
    async fn enable(self: &Arc<Self>, name: &str) -> Result<Change, ModuleError> {
        let _life = self.life.lock().await;
        self.look_for(name).await;
        let state = self.require_known(name)?;
        self.may_enable(name)?;
        let mut change = Change::default();
        self.remember(name, false, &mut change).await;
        if state == ModuleState::Loaded {
            return Ok(change);
        }
        let settings = lock(&self.settings).clone();
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            if state == ModuleState::Disabled {
                entry.record.forgive();
            }
            entry.decision = DecidedBy::Default;
            entry.decide(&settings, &self.options.state);
        }
        self.stop_with_dependents(name, ModuleState::Known, &mut change)
            .await;
        self.start_again(name, &mut change).await?;
        change.stopped.clear();
        Ok(change)
    }

    async fn disable(self: &Arc<Self>, name: &str) -> Result<Change, ModuleError> {
        let _life = self.life.lock().await;
        let state = self.require_known(name)?;
        let mut change = Change::default();
        let (switched, switch) = {
            let settings = lock(&self.settings);
            let switched = settings::switched(&settings, name);
            (switched, settings::switch(&settings, name, true))
        };
        let decision = match switched {
            // What misbehaves can be stopped all the same; there is nothing to remember.
            Some(true) => {
                change.remarks.push(format!(
                    "{switch} starts it again when wezterm.lua is read next"
                ));
                Some(DecidedBy::ThisRun)
            }
            Some(false) => None,
            None => Some(DecidedBy::Person),
        };
        if switched != Some(true) {
            self.remember(name, true, &mut change).await;
        }
        if let Some(decision) = decision
            && let Some(entry) = lock(&self.entries).get_mut(name)
        {
            entry.decision = decision;
        }
        if state != ModuleState::Disabled {
            self.stop_with_dependents(name, ModuleState::Disabled, &mut change)
                .await;
        }
        Ok(change)
    }

    async fn reload(self: &Arc<Self>, name: &str) -> Result<Change, ModuleError> {
        if self.require_known(name)? == ModuleState::Disabled {
            return Err(self.why_not(name));
        }
        let mut change = Change::default();
        self.stop_with_dependents(name, ModuleState::Starting, &mut change)
            .await;
        if self.state(name) == Some(ModuleState::Disabled) {
            // The way in which it stopped was one failure too many.
            return Err(self.why_not(name));
        }
        self.start_again(name, &mut change).await?;
        Ok(change)
    }

    /// Starts a module whose instance was stopped with those that depend on it, and then those.
    async fn start_again(
        self: &Arc<Self>,
        name: &str,
        change: &mut Change,
    ) -> Result<(), ModuleError> {
        let outcome = self.start_one(name, change).await;
        self.start_blocked(change).await;
        let Err(ModuleError::DidNotStart { module, mut why }) = outcome else {
            return outcome;
        };
        let mut with_it = Vec::new();
        for other in change.stopped.iter().filter(|other| *other != name) {
            let waits = format!("it depends on `{name}`, which did not start");
            self.set_state(other, ModuleState::Failed(waits));
            with_it.push(other.as_str());
        }
        if !with_it.is_empty() {
            why.push_str(&format!("; stopped with it: {}", with_it.join(", ")));
        }
        Err(ModuleError::DidNotStart { module, why })
    }

    fn why_not(&self, name: &str) -> ModuleError {
        match self.running(name) {
            Ok(_) => ModuleError::Interrupted(format!("`{name}` runs")),
            Err(why) => why,
        }
    }

    /// Returns a module's settings as they are now.
    fn settings_of(&self, name: &str) -> Value {
        let settings = lock(&self.settings);
        lock(&self.entries)
            .get(name)
            .map_or(Value::Null, |entry| entry.config(&settings))
    }

    /// Looks into the modules folder for one that is not known yet.
    async fn look_for(self: &Arc<Self>, name: &str) {
        if self.state(name).is_some() {
            return;
        }
        let shared = Arc::clone(self);
        let looking = tokio::task::spawn_blocking(move || shared.discover());
        if let Err(error) = looking.await {
            log::error!("the modules folder was not looked into: {error}");
        }
    }

    fn require_known(&self, name: &str) -> Result<ModuleState, ModuleError> {
        if *self.stopping.borrow() {
            return Err(ModuleError::Interrupted("the terminal is closing".into()));
        }
        self.state(name)
            .ok_or_else(|| ModuleError::Unknown(name.to_owned()))
    }

    /// Writes down what a person chose.
    async fn remember(&self, name: &str, disabled: bool, change: &mut Change) {
        let (state, module) = (Arc::clone(&self.options.state), name.to_owned());
        let writing =
            tokio::task::spawn_blocking(move || state.set_module_disabled(&module, disabled));
        match writing.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => change
                .remarks
                .push(format!("this holds until the terminal ends: {error}")),
            Err(error) => log::error!("what was chosen for {name} is not kept: {error}"),
        }
    }

    /// Stops the module's instance, and first those of the modules that depend on it.
    async fn stop_with_dependents(
        self: &Arc<Self>,
        name: &str,
        state: ModuleState,
        change: &mut Change,
    ) {
        for dependent in self.dependents(name) {
            let word = state.word();
            let why = format!("it depends on `{name}`, which is {word}");
            if let Some(entry) = lock(&self.entries).get_mut(&dependent) {
                entry.blocked = true;
            }
            self.stop(&dependent, ModuleState::Failed(why)).await;
            change.stopped.push(dependent);
        }
        if self.stop(name, state).await {
            change.stopped.push(name.to_owned());
        }
    }

    /// Returns the modules with an instance that need `name`, directly or not, the last started first.
    fn dependents(&self, name: &str) -> Vec<String> {
        let started = lock(&self.started).clone();
        let entries = lock(&self.entries);
        let mut affected = vec![name.to_owned()];
        // What needs a module was started after it.
        for candidate in &started {
            let needs = entries
                .get(candidate)
                .map(|entry| &entry.descriptor.metadata.dependencies);
            if needs.is_some_and(|needs| needs.iter().any(|need| affected.contains(need))) {
                affected.push(candidate.clone());
            }
        }
        affected.remove(0);
        affected.reverse();
        affected
    }

    /// Ends a module's instance, where it has one, and leaves the module in `state`.
    async fn stop(self: &Arc<Self>, name: &str, state: ModuleState) -> bool {
        self.set_state(name, state);
        let was_started = {
            let mut started = lock(&self.started);
            let before = started.len();
            started.retain(|other| other != name);
            started.len() < before
        };
        if was_started && let Some(why) = self.end_instance(name).await {
            log::error!("module `{name}` did not shut down: {why}");
        }
        was_started
    }

    /// Cuts a module's instance off and shuts it down; returns what went wrong.
    pub(super) async fn end_instance(self: &Arc<Self>, name: &str) -> Option<String> {
        let Closed {
            views_closed,
            module,
            tasks,
            worker,
        } = self.close(name)?;
        if !views_closed {
            (self.options.on_stop)(name);
        }
        let limit = self.options.shutdown_deadline;
        let work = async move {
            if let Some(worker) = worker {
                // What it answers is dropped first, unless that blocks its thread.
                let _ = tokio::time::timeout(limit / 4, worker.ended).await;
            }
            module.shutdown().await
        };
        let outcome = within(Arc::clone(&self.options.host), limit, work).await;
        tasks.close();
        match outcome {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(format!("{error:#}")),
            Err(fault) => {
                let mishap = match fault {
                    Fault::TimedOut(_) => Some(Mishap::MissedDeadline),
                    Fault::Panicked(_) => Some(Mishap::Panic),
                    Fault::Stopped => None,
                };
                if let Some(mishap) = mishap {
                    self.count(name, mishap, &format!("shutdown: {fault}"));
                }
                Some(fault.to_string())
            }
        }
    }

    /// Shuts down the instance of a module that has failed.
    pub(super) async fn finish_failing(self: &Arc<Self>, name: &str, instance: u64) {
        let _life = self.life.lock().await;
        let still = lock(&self.entries).get(name).is_some_and(|entry| {
            entry.instance == instance && matches!(entry.state, ModuleState::Failed(_))
        });
        // Somebody may have started it again meanwhile, which ended that instance.
        if still {
            self.end_failed(name).await;
        }
    }

    /// Ends a failed module's instance, where it has one. What depends on it stays as it is, and is
    /// started again with it.
    pub(super) async fn end_failed(self: &Arc<Self>, name: &str) {
        lock(&self.started).retain(|other| other != name);
        if let Some(why) = self.end_instance(name).await {
            log::error!("module `{name}` did not shut down: {why}");
        }
    }

    /// Shuts down what was switched off in a hurry.
    pub(super) async fn finish_switching_off(self: &Arc<Self>, name: &str) {
        let _life = self.life.lock().await;
        // Somebody may have switched it on again meanwhile.
        if self.state(name) == Some(ModuleState::Disabled) {
            let mut change = Change::default();
            self.stop_with_dependents(name, ModuleState::Disabled, &mut change)
                .await;
        }
    }

    /// Starts one module that has no instance.
    pub(super) async fn start_one(
        self: &Arc<Self>,
        name: &str,
        change: &mut Change,
    ) -> Result<(), ModuleError> {
        let looked = self.look_again(name).err();
        let refused = looked
            .or_else(|| self.namespace_in_use(name))
            .or_else(|| self.plan().refused.remove(name));
        let unmet = refused.is_none().then(|| self.unmet_dependency(name));
        let blocked = unmet.as_ref().is_some_and(Option::is_some);
        let config = self.settings_of(name);
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            entry.blocked = blocked;
            entry.config = config;
        }
        let outcome = match refused.or(unmet.flatten()) {
            Some(why) => Err(why),
            None => self.start(name).await,
        };
        match outcome {
            Ok(()) => {
                change.started.push(name.to_owned());
                Ok(())
            }
            Err(why) => {
                self.did_not_start(name, &why);
                Err(ModuleError::DidNotStart {
                    module: name.to_owned(),
                    why,
                })
            }
        }
    }

    /// Starts the modules that could not run for want of another one, as far as they can now.
    async fn start_blocked(self: &Arc<Self>, change: &mut Change) {
        for name in self.plan().order {
            let blocked = lock(&self.entries).get(&name).is_some_and(|entry| {
                let off = matches!(entry.state, ModuleState::Disabled | ModuleState::Stopped);
                entry.blocked && !off
            });
            if blocked
                && self.unmet_dependency(&name).is_none()
                && let Err(error) = self.start_one(&name, change).await
            {
                change.remarks.push(error.to_string());
            }
        }
    }

    async fn apply_settings(self: &Arc<Self>) -> Change {
        let mut change = Change::default();
        let _life = self.life.lock().await;
        if *self.stopping.borrow() {
            return change;
        }
        for name in self.plan().order {
            let Some((state, on, was)) = self.as_set(&name) else {
                continue;
            };
            let outcome = match (state, on) {
                (ModuleState::Known | ModuleState::Disabled, true) => {
                    self.start_one(&name, &mut change).await
                }
                (ModuleState::Disabled, false) => Ok(()),
                (_, false) => {
                    self.stop_with_dependents(&name, ModuleState::Disabled, &mut change)
                        .await;
                    Ok(())
                }
                (ModuleState::Loaded | ModuleState::Failed(_), true) => {
                    self.settings_may_have_changed(&name, was, &mut change)
                        .await
                }
                _ => Ok(()),
            };
            if let Err(error) = outcome {
                change.remarks.push(error.to_string());
            }
        }
        self.start_blocked(&mut change).await;
        for (name, why) in self.untold_failures() {
            let error = ModuleError::DidNotStart { module: name, why }.to_string();
            if !change.remarks.contains(&error) {
                change.remarks.push(error);
            }
        }
        change
    }

    /// Returns a module's state, whether it is to be on, and the settings that it was started with.
    fn as_set(&self, name: &str) -> Option<(ModuleState, bool, Value)> {
        let settings = lock(&self.settings).clone();
        let mut entries = lock(&self.entries);
        let entry = entries.get_mut(name)?;
        let on = entry.decide(&settings, &self.options.state);
        Some((entry.state.clone(), on, entry.config.clone()))
    }

    async fn settings_may_have_changed(
        self: &Arc<Self>,
        name: &str,
        was: Value,
        change: &mut Change,
    ) -> Result<(), ModuleError> {
        let now = self.settings_of(name);
        if now == was {
            return Ok(());
        }
        let answer = match self.running(name) {
            // What it may do was handed out when it started.
            Ok(_) if now.get("capabilities") != was.get("capabilities") => SettingsChange::Reload,
            Ok((module, _)) => self.tell_settings(name, module, now.clone()).await,
            Err(_) => SettingsChange::Reload,
        };
        match answer {
            SettingsChange::Reload => {
                let reloaded = self.reload(name).await?;
                change.stopped.extend(reloaded.stopped);
                change.started.extend(reloaded.started);
                change.remarks.extend(reloaded.remarks);
                return Ok(());
            }
            SettingsChange::Applied => {}
            SettingsChange::NeedsRestart(what) => change.remarks.push(format!(
                "config.modules.{}: {what} takes effect when the terminal is started again",
                name.replace('-', "_")
            )),
        }
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            entry.config = now;
        }
        Ok(())
    }

    /// Asks a module what it does with its new settings; one that does not answer is reloaded.
    async fn tell_settings(
        self: &Arc<Self>,
        name: &str,
        module: Arc<dyn WezTermModule>,
        settings: Value,
    ) -> SettingsChange {
        let limit = self.options.init_deadline;
        let work = async move { caught(|| module.settings_changed(&settings)) };
        match within(Arc::clone(&self.options.host), limit, work).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => {
                self.count(name, Mishap::Panic, &why);
                SettingsChange::Reload
            }
            Err(fault) => {
                self.count(name, Mishap::MissedDeadline, &fault.to_string());
                SettingsChange::Reload
            }
        }
    }

    pub(super) async fn shutdown_all(self: Arc<Self>) -> Vec<(String, String)> {
        let _life = self.life.lock().await;
        let started = std::mem::take(&mut *lock(&self.started));
        let mut problems = Vec::new();
        for name in started.into_iter().rev() {
            if let Some(why) = self.end_instance(&name).await {
                log::error!("module `{name}` did not shut down: {why}");
                problems.push((name.clone(), why));
            }
        }
        for entry in lock(&self.entries).values_mut() {
            if !matches!(entry.state, ModuleState::Failed(_) | ModuleState::Disabled) {
                entry.state = ModuleState::Stopped;
            }
        }
        self.changed.send_replace(());
        problems
    }
}
