//! Who knows, starts, watches and stops modules.
//!
//! It hides order, deadlines and panics. Every method may be called from any thread; the short ones
//! copy under a lock, the `async` ones do their work on the host's background runtime and may be
//! awaited anywhere. Nothing is created before [`ModuleManager::start_all`]. It is not what a module
//! is made of: see [`crate::module`].

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::{oneshot, watch};

use crate::external;
use crate::host::{Host, lend};
use crate::ipc::{IpcLimits, ModuleIpc, measure};
use crate::lease::Tasks;
use crate::module::{
    Capabilities, Domain, EventData, ModuleCapability, ModuleDescriptor, ModuleHealth,
    ModuleMetadata, ModuleState, ModuleStatus, ModuleType, Overlay, OverlayContext,
    ScopedCapability, WezTermModule,
};
use crate::run::{on_runtime, panic_text};
use crate::state::StateFile;
use crate::tool::ToolRegistry;
use crate::worker;

mod change;
mod error;
mod health;
mod outlook;
mod schema;
mod settings;
mod start;

pub use change::Change;
pub use error::ModuleError;
use health::Record;
pub use health::{Clock, Faults, MAIN_THREAD_BUDGET, Meter, SystemClock};
pub use schema::did_you_mean;

/// The manager as many hold it.
pub type ModulesHandle = Arc<ModuleManager>;

/// What the manager needs to know.
#[derive(Clone)]
pub struct ManagerOptions {
    /// Where `wezterm.lua` lives.
    pub config_dir: PathBuf,
    /// Each module gets a folder below it for what it keeps.
    pub data_dir: PathBuf,
    /// Each module gets a folder below it for what can be made again.
    pub cache_dir: PathBuf,
    /// Where modules that are no part of this program are looked for.
    pub modules_dir: PathBuf,
    /// `config.modules`.
    pub settings: Map<String, Value>,
    /// The terminal.
    pub host: Arc<dyn Host>,
    /// What the bus allows.
    pub ipc: IpcLimits,
    /// How long a module may take to start.
    pub init_deadline: Duration,
    /// How long a module may take to stop.
    pub shutdown_deadline: Duration,
    /// How long a health check may take.
    pub health_deadline: Duration,
    /// What a person chose earlier, and where it is kept.
    pub state: Arc<StateFile>,
    /// What calls on the main thread are measured with.
    pub clock: Arc<dyn Clock>,
    /// Told of a module whose instance is about to be shut down, on any thread: whoever shows its views
    /// closes them.
    pub on_stop: Arc<dyn Fn(&str) + Send + Sync>,
}

impl ManagerOptions {
    /// Returns the usual limits and no settings.
    pub fn new(
        host: Arc<dyn Host>,
        config_dir: PathBuf,
        data_dir: PathBuf,
        cache_dir: PathBuf,
    ) -> Self {
        Self {
            modules_dir: config_dir.join("modules"),
            config_dir,
            data_dir,
            cache_dir,
            settings: Map::new(),
            host,
            ipc: IpcLimits::default(),
            init_deadline: Duration::from_secs(30),
            shutdown_deadline: Duration::from_secs(5),
            health_deadline: Duration::from_secs(2),
            state: Arc::new(StateFile::in_memory()),
            clock: Arc::new(SystemClock::default()),
            on_stop: Arc::new(|_| {}),
        }
    }
}

/// Everything there is to know about a module without asking it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModuleInfo {
    /// What it states about itself.
    pub metadata: ModuleMetadata,
    /// Where it is in its life.
    pub status: ModuleState,
    /// What it may do, and how far.
    pub granted: Vec<ScopedCapability>,
    /// Whether it is part of this program.
    pub built_in: bool,
    /// Who decided whether it runs.
    pub decided_by: DecidedBy,
    /// What went wrong with it since the terminal started.
    pub faults: Faults,
}

/// Who decided whether a module runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DecidedBy {
    /// Nobody: modules run.
    #[default]
    Default,
    /// `enabled` in `config.modules`.
    Config,
    /// A person, in this run or in an earlier one.
    Person,
    /// A person, against `enabled` in `config.modules`, until that is read next.
    ThisRun,
    /// The manager, as the module went wrong too often.
    Health(String),
}

impl DecidedBy {
    /// Returns where the decision can be found and changed.
    pub fn place(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Config => "wezterm.lua",
            Self::Person => "state.toml",
            Self::ThisRun => "this run",
            Self::Health(_) => "health",
        }
    }
}

/// Who knows, starts, watches and stops modules.
pub struct ModuleManager {
    shared: Arc<Shared>,
}

struct Shared {
    options: ManagerOptions,
    settings: Mutex<Map<String, Value>>,
    entries: Mutex<BTreeMap<String, Entry>>,
    /// The modules that were initialised and not yet shut down, in the order in which they started.
    started: Mutex<Vec<String>>,
    ipc: ModuleIpc,
    /// Held by whoever starts or stops modules.
    life: tokio::sync::Mutex<()>,
    stopping: watch::Sender<bool>,
    changed: watch::Sender<()>,
}

struct Entry {
    descriptor: ModuleDescriptor,
    state: ModuleState,
    capabilities: Capabilities,
    module: Option<Arc<dyn WezTermModule>>,
    events: Option<Events>,
    tools: Vec<String>,
    worker: Option<Worker>,
    health_check_runs: Arc<AtomicBool>,
    /// Tells one instance from the next.
    instance: u64,
    /// What the instance runs in the background.
    tasks: Arc<Tasks>,
    /// The settings that the instance was started with.
    config: Value,
    decision: DecidedBy,
    /// Whether it only waits for another module.
    blocked: bool,
    /// Whether it failed when nobody had asked for it, and the person was not told yet.
    untold: bool,
    record: Record,
}

/// The thread that answers a module's messages. It ends when this is dropped.
struct Worker {
    /// Nothing once it was told to end.
    stop: Option<oneshot::Sender<Infallible>>,
    /// Ends with it.
    ended: oneshot::Receiver<Infallible>,
}

/// A module that nobody reaches any more.
struct Closed {
    /// Whether whoever shows its views has closed them.
    views_closed: bool,
    module: Arc<dyn WezTermModule>,
    tasks: Arc<Tasks>,
    worker: Option<Worker>,
}

struct Events {
    names: Vec<String>,
    queue: Arc<worker::Events>,
}

impl Entry {
    fn new(descriptor: ModuleDescriptor) -> Self {
        Self {
            capabilities: Capabilities::new(descriptor.metadata.name.as_str(), []),
            descriptor,
            state: ModuleState::Known,
            module: None,
            events: None,
            tools: Vec::new(),
            worker: None,
            health_check_runs: Arc::default(),
            instance: 0,
            tasks: Arc::default(),
            config: Value::Null,
            decision: DecidedBy::Default,
            blocked: false,
            untold: false,
            record: Record::default(),
        }
    }

    /// Returns the settings that the module is given: what is set for it, or what it brings. A module
    /// from outside gets none of the values that its schema forbids; those of this program read
    /// theirs themselves, with what to put in a wrong one's place.
    fn config(&self, settings: &Map<String, Value>) -> Value {
        let Some(own) = settings::own(settings, &self.descriptor.metadata.name) else {
            return self.descriptor.config.clone();
        };
        match self.descriptor.module_type {
            ModuleType::BuiltIn(_) => own.clone(),
            ModuleType::External(_) => {
                settings::usable(self.descriptor.settings_schema.as_ref(), own)
            }
        }
    }

    /// Works out whether the module is to run, and who says so.
    fn decision(&self, settings: &Map<String, Value>, state: &StateFile) -> (bool, DecidedBy) {
        if matches!(self.decision, DecidedBy::Health(_)) {
            return (false, self.decision.clone());
        }
        let name = &self.descriptor.metadata.name;
        match settings::switched(settings, name) {
            Some(on) => (on, DecidedBy::Config),
            None if state.disabled_modules().contains(name) => (false, DecidedBy::Person),
            None => (true, DecidedBy::Default),
        }
    }

    /// Works out whether the module is to run, and keeps who says so.
    fn decide(&mut self, settings: &Map<String, Value>, state: &StateFile) -> bool {
        let (on, decision) = self.decision(settings, state);
        self.decision = decision;
        on
    }
}

impl ModuleManager {
    /// Makes a manager that knows no module yet.
    pub fn new(options: ManagerOptions) -> Self {
        let ipc = ModuleIpc::new(Arc::clone(&options.host), options.ipc);
        Self {
            shared: Arc::new(Shared {
                settings: Mutex::new(options.settings.clone()),
                options,
                entries: Mutex::default(),
                started: Mutex::default(),
                ipc,
                life: tokio::sync::Mutex::default(),
                stopping: watch::Sender::new(false),
                changed: watch::Sender::new(()),
            }),
        }
    }

    /// Makes a module of this program known; of two with one name the first stays.
    pub fn register_builtin(&self, descriptor: ModuleDescriptor) {
        self.shared.add(descriptor);
    }

    /// Replaces `config.modules`. It counts for modules that start afterwards; see
    /// [`ModuleManager::apply_settings`] for those that run.
    pub fn configure(&self, settings: Map<String, Value>) {
        *lock(&self.shared.settings) = settings;
    }

    /// Fails where `config.modules` keeps a module off, so that nobody could switch it on.
    pub fn may_enable(&self, name: &str) -> Result<(), ModuleError> {
        self.shared.may_enable(name)
    }

    /// Fails where `config.modules` keeps a module on, so that switching it off would not last.
    pub fn may_disable(&self, name: &str) -> Result<(), ModuleError> {
        let settings = lock(&self.shared.settings);
        match settings::switched(&settings, name) {
            Some(true) => Err(ModuleError::KeptOn {
                module: name.to_owned(),
                switch: settings::switch(&settings, name, true),
            }),
            Some(false) | None => Ok(()),
        }
    }

    /// Says what in `config.modules` names nothing that is known, or has a value that its module cannot
    /// use.
    pub fn setting_problems(&self) -> Vec<String> {
        let known = {
            let entries = lock(&self.shared.entries);
            let known = entries.iter().map(|(name, entry)| settings::Known {
                name: name.clone(),
                schema: entry.descriptor.settings_schema.clone(),
                grants: entry.descriptor.grants.clone(),
            });
            known.collect::<Vec<_>>()
        };
        settings::problems(&lock(&self.shared.settings), &known)
    }

    /// Returns every module that is known, and looks for more in the modules folder. A manifest that
    /// cannot be read makes a failed module, so that it is seen.
    pub fn discover(&self) -> Vec<ModuleDescriptor> {
        self.shared.discover();
        self.shared.known()
    }

    /// Starts every known module that the settings do not switch off, dependencies first. What goes
    /// wrong with one is in [`ModuleManager::list`] and keeps only those from starting that need it.
    pub async fn start_all(&self) {
        let shared = Arc::clone(&self.shared);
        let work = async move { shared.start_all().await };
        if let Err(fault) = on_runtime(Arc::clone(&self.shared.options.host), work).await {
            log::error!("modules were not started: {fault}");
        }
    }

    /// Shuts every started module down, in reverse order and each exactly once, and returns what went
    /// wrong. Starting stops at once; a second call has nothing to do.
    pub async fn shutdown_all(&self) -> Vec<(String, String)> {
        self.shared.stopping.send_replace(true);
        let shared = Arc::clone(&self.shared);
        let work = async move { shared.shutdown_all().await };
        on_runtime(Arc::clone(&self.shared.options.host), work)
            .await
            .unwrap_or_else(|fault| vec![("modules".into(), fault.to_string())])
    }

    /// Returns a running module.
    pub fn module(&self, name: &str) -> Option<Arc<dyn WezTermModule>> {
        self.shared.running(name).ok().map(|(module, _)| module)
    }

    /// Returns the running modules in the order in which they started.
    pub fn running(&self) -> Vec<(String, Arc<dyn WezTermModule>)> {
        let names = lock(&self.shared.started).clone();
        names
            .into_iter()
            .filter_map(|name| self.module(&name).map(|module| (name, module)))
            .collect()
    }

    /// Lists every known module by name.
    pub fn list(&self) -> Vec<ModuleStatus> {
        let entries = lock(&self.shared.entries);
        entries
            .values()
            .map(|entry| ModuleStatus {
                name: entry.descriptor.metadata.name.clone(),
                version: entry.descriptor.metadata.version.clone(),
                status: entry.state.clone(),
            })
            .collect()
    }

    /// Returns where a module is in its life.
    pub fn state(&self, name: &str) -> Option<ModuleState> {
        lock(&self.shared.entries)
            .get(name)
            .map(|entry| entry.state.clone())
    }

    /// Tells about one module.
    pub fn info(&self, name: &str) -> Option<ModuleInfo> {
        let entries = lock(&self.shared.entries);
        let entry = entries.get(name)?;
        Some(ModuleInfo {
            metadata: entry.descriptor.metadata.clone(),
            status: entry.state.clone(),
            granted: entry.capabilities.grants().collect(),
            built_in: matches!(entry.descriptor.module_type, ModuleType::BuiltIn(_)),
            decided_by: entry.decision.clone(),
            faults: entry.record.all,
        })
    }

    /// Waits until a module runs, or never will as things are, and returns which; nothing where
    /// nobody of that name is known.
    pub async fn settled(&self, name: &str) -> Option<ModuleState> {
        let mut changed = self.shared.changed.subscribe();
        loop {
            let state = self.state(name)?;
            if state.is_settled() {
                return Some(state);
            }
            changed.changed().await.ok()?;
        }
    }

    /// Asks a module how it is doing; a check that hangs is an answer too. Nothing where nobody of
    /// that name is known.
    pub async fn health(&self, name: &str) -> Option<ModuleHealth> {
        let (module, runs) = match self.shared.running(name) {
            Ok((module, _)) => {
                let entries = lock(&self.shared.entries);
                let runs = Arc::clone(&entries.get(name)?.health_check_runs);
                (Ok(module), runs)
            }
            Err(ModuleError::Unknown(_)) => return None,
            Err(ModuleError::NotRunning { state, .. }) => (Err(state.to_string()), Arc::default()),
            Err(other) => (Err(other.to_string()), Arc::default()),
        };
        let mut health = match module {
            Ok(module) => self.shared.check_health(name, module, runs).await,
            Err(why) => ModuleHealth::unhealthy(why),
        };
        let faults = self.info(name)?.faults;
        health.metrics.extend(faults.metrics());
        Some(health)
    }

    /// Asks every known module how it is doing.
    pub async fn health_all(&self) -> BTreeMap<String, ModuleHealth> {
        let names: Vec<String> = lock(&self.shared.entries).keys().cloned().collect();
        let asked = names.into_iter().map(|name| async move {
            let health = self.health(&name).await?;
            Some((name, health))
        });
        let answers = futures::future::join_all(asked).await;
        answers.into_iter().flatten().collect()
    }

    /// Marks a module as failed: it keeps no mailbox, tools, event handlers or views, what was lent to
    /// it opens nothing any more, and it is shut down in the background. The first reason stays.
    pub fn fail(&self, name: &str, why: impl Into<String>) {
        self.shared.fail(name, why.into());
    }

    /// Returns a running module and the number of its instance, which no later one has.
    pub fn instance(&self, name: &str) -> Result<(u64, Arc<dyn WezTermModule>), ModuleError> {
        let (module, _) = self.shared.running(name)?;
        let entries = lock(&self.shared.entries);
        let instance = entries.get(name).map_or(0, |entry| entry.instance);
        Ok((instance, module))
    }

    /// Returns what measures a running module's calls on the main thread.
    pub fn meter(&self, name: &str) -> Option<Meter> {
        let instance = lock(&self.shared.entries).get(name)?.instance;
        Some(Meter::new(&self.shared, name, instance))
    }

    /// Runs a piece of module code on the main thread, which is the caller's: it is measured, and a
    /// panic is the module's failure.
    pub fn on_main_thread<T>(
        &self,
        name: &str,
        what: &str,
        work: impl FnOnce() -> T,
    ) -> Result<T, ModuleError> {
        self.shared.guarded(name, what, work)
    }

    /// Returns the bus.
    pub fn ipc(&self) -> &ModuleIpc {
        &self.shared.ipc
    }

    /// Returns the tools that modules offer.
    pub fn tools(&self) -> Arc<ToolRegistry> {
        Arc::clone(self.shared.options.host.gate().registry())
    }

    /// Asks a module for its overlay.
    pub fn create_overlay(
        &self,
        name: &str,
        context: OverlayContext,
    ) -> Result<Overlay, ModuleError> {
        self.shared.view(name, context, ModuleCapability::UIOverlay)
    }

    /// Asks a module for a view to take a pane's place.
    pub fn create_pane(&self, name: &str, context: OverlayContext) -> Result<Overlay, ModuleError> {
        self.shared
            .view(name, context, ModuleCapability::CustomPane)
    }

    /// Asks a module for its domain.
    pub fn create_domain(&self, name: &str) -> Result<Arc<dyn Domain>, ModuleError> {
        let (module, capabilities) = self.shared.running(name)?;
        capabilities.require(ModuleCapability::CustomDomain)?;
        self.shared
            .guarded(name, "create_domain", || module.create_domain())?
            .ok_or(ModuleError::NotOffered {
                module: name.to_owned(),
                what: "domain",
            })
    }

    /// Tells the modules that asked for it of an event. Their code runs in the background, for each
    /// module in the order of the calls; one that is slow loses the oldest that wait for it, and hears
    /// how many by the event [`EVENTS_MISSED`](crate::module::EVENTS_MISSED).
    pub fn dispatch_event(&self, event: &EventData) {
        let mut entries = lock(&self.shared.entries);
        let mut shared = None;
        for entry in entries.values_mut() {
            let Some(events) = &entry.events else {
                continue;
            };
            if events.names.contains(&event.name) {
                // Measured and copied for the first who listens; most events have nobody.
                let (event, bytes) = shared.get_or_insert_with(|| {
                    let bytes = measure(&event.args, usize::MAX).unwrap_or_default();
                    (Arc::new(event.clone()), bytes)
                });
                let lost = events.queue.push(Arc::clone(event), *bytes);
                entry.record.all.events_missed += lost.unwrap_or_default();
            }
        }
    }
}

impl Drop for ModuleManager {
    fn drop(&mut self) {
        // Workers hold modules, which may hold what keeps the manager's parts alive.
        for entry in lock(&self.shared.entries).values_mut() {
            entry.worker = None;
        }
    }
}

impl Shared {
    fn known(&self) -> Vec<ModuleDescriptor> {
        let entries = lock(&self.entries);
        entries.values().map(|e| e.descriptor.clone()).collect()
    }

    fn discover(&self) {
        for found in external::discover(&self.options.modules_dir, &self.known()) {
            let name = found.descriptor.metadata.name.clone();
            self.add(found.descriptor);
            if let Some(why) = found.broken {
                log::error!("module `{name}` cannot be used: {why}");
                self.set_state(&name, ModuleState::Failed(why));
                self.nobody_was_told(&name);
            }
        }
    }

    /// Reads again what the folder of a module from outside says of it, before it is started.
    fn look_again(&self, name: &str) -> Result<(), String> {
        let external = lock(&self.entries)
            .get(name)
            .is_some_and(|entry| matches!(entry.descriptor.module_type, ModuleType::External(_)));
        if !external {
            return Ok(());
        }
        let descriptor = external::again(&self.options.modules_dir, name)?;
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            entry.descriptor = descriptor;
        }
        Ok(())
    }

    fn add(&self, descriptor: ModuleDescriptor) {
        let name = descriptor.metadata.name.clone();
        let mut entries = lock(&self.entries);
        if entries.contains_key(&name) {
            drop(entries);
            log::warn!("a second module called `{name}` is ignored");
            return;
        }
        entries.insert(name, Entry::new(descriptor));
    }

    /// Cuts a module off from everybody and returns it with what it still runs.
    fn close(&self, name: &str) -> Option<Closed> {
        let mut entries = lock(&self.entries);
        let entry = entries.get_mut(name)?;
        // What fails or is switched off in a hurry is silenced, and its views closed, at once.
        let views_closed = entry
            .worker
            .as_ref()
            .is_some_and(|worker| worker.stop.is_none());
        self.silence(entry);
        let (tasks, worker) = (Arc::clone(&entry.tasks), entry.worker.take());
        entry.module.take().map(|module| Closed {
            views_closed,
            module,
            tasks,
            worker,
        })
    }

    /// Ends what the manager runs for a module's instance, and takes its place on the bus and its tools
    /// away; while the entry is held, so that it is not the next instance's.
    fn silence(&self, entry: &mut Entry) {
        self.ipc.detach(&entry.descriptor.metadata.name);
        if let Some(worker) = &mut entry.worker {
            worker.stop = None;
        }
        entry.events = None;
        let gate = self.options.host.gate();
        for tool in entry.tools.drain(..) {
            gate.registry().remove(&tool);
        }
    }

    fn fail(self: &Arc<Self>, name: &str, why: String) {
        let instance = {
            // In one step: the module stays where shutting down finds it, whoever else fails it now.
            let mut entries = lock(&self.entries);
            let Some(entry) = entries.get_mut(name) else {
                return;
            };
            if matches!(
                entry.state,
                ModuleState::Failed(_) | ModuleState::Stopped | ModuleState::Disabled
            ) {
                return;
            }
            self.silence(entry);
            entry.tasks.close();
            entry.state = ModuleState::Failed(why.clone());
            entry.instance
        };
        log::error!("module `{name}` failed: {why}");
        (self.options.on_stop)(name);
        let (shared, failed) = (Arc::clone(self), name.to_owned());
        self.options.host.spawn(Box::pin(async move {
            shared.finish_failing(&failed, instance).await;
        }));
        self.changed.send_replace(());
        self.options.host.toast(
            &format!("Module {name} stopped working"),
            &format!("{why}; wezterm.modules.enable('{name}') starts it again"),
        );
    }

    fn view(
        self: &Arc<Self>,
        name: &str,
        context: OverlayContext,
        capability: ModuleCapability,
    ) -> Result<Overlay, ModuleError> {
        let (module, capabilities) = self.running(name)?;
        capabilities.require(capability)?;
        let (tasks, meter) = {
            let entries = lock(&self.entries);
            let entry = entries
                .get(name)
                .ok_or_else(|| ModuleError::Unknown(name.to_owned()))?;
            let meter = Meter::new(self, name, entry.instance);
            (Arc::clone(&entry.tasks), meter)
        };
        let context = OverlayContext {
            host: lend(context.host, capabilities, tasks),
            ..context
        };
        let (what, call) = match capability {
            ModuleCapability::CustomPane => ("pane", "create_pane"),
            _ => ("overlay", "create_overlay"),
        };
        let made = self.guarded(name, call, || match capability {
            ModuleCapability::CustomPane => module.create_pane(context),
            _ => module.create_overlay(context),
        })?;
        let mut overlay = made.ok_or(ModuleError::NotOffered {
            module: name.to_owned(),
            what,
        })?;
        overlay.view.watch(meter);
        Ok(overlay)
    }

    fn guarded<T>(
        self: &Arc<Self>,
        name: &str,
        what: &str,
        work: impl FnOnce() -> T,
    ) -> Result<T, ModuleError> {
        let instance = lock(&self.entries).get(name).map_or(0, |e| e.instance);
        let meter = Meter::new(self, name, instance);
        let outcome = meter.measure(what, || catch_unwind(AssertUnwindSafe(work)));
        outcome.map_err(|panic| {
            let why = panic_text(&*panic);
            self.broke(name, instance, format!("`{what}` panicked: {why}"));
            ModuleError::Broke {
                module: name.to_owned(),
                why,
            }
        })
    }

    fn running(&self, name: &str) -> Result<(Arc<dyn WezTermModule>, Capabilities), ModuleError> {
        let entries = lock(&self.entries);
        let entry = entries
            .get(name)
            .ok_or_else(|| ModuleError::Unknown(name.to_owned()))?;
        match (&entry.state, &entry.module) {
            (ModuleState::Loaded, Some(module)) => {
                Ok((Arc::clone(module), entry.capabilities.clone()))
            }
            (ModuleState::Disabled, _) if entry.decision == DecidedBy::Config => {
                // Settings are never looked at under the lock of the entries.
                drop(entries);
                Err(self.kept_off(name))
            }
            (ModuleState::Disabled, _) => Err(ModuleError::Disabled(name.to_owned())),
            (state, _) => Err(ModuleError::NotRunning {
                module: name.to_owned(),
                state: state.clone(),
            }),
        }
    }

    fn may_enable(&self, name: &str) -> Result<(), ModuleError> {
        let switched = settings::switched(&lock(&self.settings), name);
        match switched {
            Some(false) => Err(self.kept_off(name)),
            Some(true) | None => Ok(()),
        }
    }

    fn kept_off(&self, name: &str) -> ModuleError {
        ModuleError::KeptOff {
            module: name.to_owned(),
            switch: settings::switch(&lock(&self.settings), name, false),
        }
    }

    fn state(&self, name: &str) -> Option<ModuleState> {
        lock(&self.entries).get(name).map(|e| e.state.clone())
    }

    fn set_state(&self, name: &str, state: ModuleState) {
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            entry.state = state;
        }
        self.changed.send_replace(());
    }
}

fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| format!("panicked: {}", panic_text(&*panic)))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
