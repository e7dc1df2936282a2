//! Who knows, starts, watches and stops modules.
//!
//! It hides order, deadlines and panics. Every method may be called from any thread; the short ones
//! copy under a lock, the `async` ones do their work on the host's background runtime and may be
//! awaited anywhere. Nothing is created before [`ModuleManager::start_all`]. It is not what a module
//! is made of: see [`crate::module`].

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::{mpsc, oneshot, watch};

use crate::external;
use crate::host::{Host, HostError, narrow};
use crate::ipc::{IpcLimits, ModuleIpc};
use crate::module::{
    Capabilities, Domain, EventData, ModuleCapability, ModuleDescriptor, ModuleHealth,
    ModuleMetadata, ModuleState, ModuleStatus, ModuleType, Overlay, OverlayContext,
    ScopedCapability, WezTermModule,
};
use crate::run::{AbortOnDrop, on_runtime, panic_text, within};
use crate::tool::ToolRegistry;

mod settings;
mod start;

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
        }
    }
}

/// Why a module did not give what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModuleError {
    /// Nobody of that name is known.
    #[error("there is no module `{0}`")]
    Unknown(String),
    /// It is known and does not run.
    #[error("module `{module}` is not running: it is {state}")]
    NotRunning {
        /// The module.
        module: String,
        /// What it is instead.
        state: ModuleState,
    },
    /// It may not.
    #[error(transparent)]
    Host(#[from] HostError),
    /// It does not offer that.
    #[error("module `{module}` offers no {what}")]
    NotOffered {
        /// The module.
        module: String,
        /// What it was asked for.
        what: &'static str,
    },
    /// It panicked.
    #[error("module `{module}` panicked: {why}")]
    Broke {
        /// The module.
        module: String,
        /// What the panic said.
        why: String,
    },
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
    workers: Vec<AbortOnDrop>,
    health_check_runs: Arc<AtomicBool>,
}

struct Events {
    names: Vec<String>,
    queue: mpsc::Sender<EventData>,
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
            workers: Vec::new(),
            health_check_runs: Arc::default(),
        }
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

    /// Replaces `config.modules`. It counts for modules that start afterwards.
    pub fn configure(&self, settings: Map<String, Value>) {
        *lock(&self.shared.settings) = settings;
    }

    /// Says what in `config.modules` names no known module or no known capability.
    pub fn setting_problems(&self) -> Vec<String> {
        let names: Vec<String> = lock(&self.shared.entries).keys().cloned().collect();
        settings::problems(&lock(&self.shared.settings), &names)
    }

    /// Returns every module that is known, and looks for more in the modules folder. A manifest that
    /// cannot be read makes a failed module, so that it is seen.
    pub fn discover(&self) -> Vec<ModuleDescriptor> {
        let built_in = self.shared.built_in();
        for found in external::discover(&self.shared.options.modules_dir, &built_in) {
            let name = found.descriptor.metadata.name.clone();
            self.shared.add(found.descriptor);
            if let Some(why) = found.broken {
                self.shared.set_state(&name, ModuleState::Failed(why));
            }
        }
        let entries = lock(&self.shared.entries);
        entries.values().map(|e| e.descriptor.clone()).collect()
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
                (module, Arc::clone(&entries.get(name)?.health_check_runs))
            }
            Err(ModuleError::Unknown(_)) => return None,
            Err(ModuleError::NotRunning { state, .. }) => {
                return Some(ModuleHealth::unhealthy(state.to_string()));
            }
            Err(other) => return Some(ModuleHealth::unhealthy(other.to_string())),
        };
        Some(self.shared.check_health(name, module, runs).await)
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

    /// Marks a module as failed: it keeps no mailbox, tools or event handlers, and is still shut down
    /// at the end. The first reason stays.
    pub fn fail(&self, name: &str, why: impl Into<String>) {
        self.shared.fail(name, why.into());
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
            .guarded(name, || module.create_domain())?
            .ok_or(ModuleError::NotOffered {
                module: name.to_owned(),
                what: "domain",
            })
    }

    /// Tells the modules that asked for it of an event. Their code runs in the background, for each
    /// module in the order of the calls; one whose queue is full misses the event.
    pub fn dispatch_event(&self, event: &EventData) {
        let entries = lock(&self.shared.entries);
        for (name, entry) in entries.iter() {
            let Some(events) = &entry.events else {
                continue;
            };
            if events.names.contains(&event.name) && events.queue.try_send(event.clone()).is_err() {
                log::warn!("module `{name}` missed the event `{}`", event.name);
            }
        }
    }
}

impl Drop for ModuleManager {
    fn drop(&mut self) {
        // Workers hold modules, which may hold what keeps the manager's parts alive.
        for entry in lock(&self.shared.entries).values_mut() {
            entry.workers.clear();
        }
    }
}

impl Shared {
    fn built_in(&self) -> Vec<ModuleMetadata> {
        let entries = lock(&self.entries);
        let descriptors = entries.values().map(|entry| &entry.descriptor);
        descriptors
            .filter(|descriptor| matches!(descriptor.module_type, ModuleType::BuiltIn(_)))
            .map(|descriptor| descriptor.metadata.clone())
            .collect()
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

    async fn shutdown_all(self: Arc<Self>) -> Vec<(String, String)> {
        let _life = self.life.lock().await;
        let started = std::mem::take(&mut *lock(&self.started));
        let mut problems = Vec::new();
        for name in started.into_iter().rev() {
            let module = self.close(&name);
            let Some(module) = module else { continue };
            let limit = self.options.shutdown_deadline;
            let work = async move { module.shutdown().await };
            let outcome = within(Arc::clone(&self.options.host), limit, work).await;
            let why = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(format!("{error:#}")),
                Err(fault) => Some(fault.to_string()),
            };
            if let Some(why) = why {
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

    /// Cuts a module off from everybody and returns it.
    fn close(&self, name: &str) -> Option<Arc<dyn WezTermModule>> {
        self.ipc.detach(name);
        let mut entries = lock(&self.entries);
        let entry = entries.get_mut(name)?;
        self.silence(entry);
        entry.module.take()
    }

    /// Ends what runs for a module and takes its tools away.
    fn silence(&self, entry: &mut Entry) {
        entry.workers.clear();
        entry.events = None;
        let gate = self.options.host.gate();
        for tool in entry.tools.drain(..) {
            gate.registry().remove(&tool);
        }
    }

    fn fail(&self, name: &str, why: String) {
        {
            // In one step: the module stays where shutting down finds it, whoever else fails it now.
            let mut entries = lock(&self.entries);
            let Some(entry) = entries.get_mut(name) else {
                return;
            };
            if matches!(entry.state, ModuleState::Failed(_) | ModuleState::Stopped) {
                return;
            }
            self.silence(entry);
            entry.state = ModuleState::Failed(why.clone());
        }
        log::error!("module `{name}` failed: {why}");
        self.ipc.detach(name);
        self.changed.send_replace(());
        self.options
            .host
            .toast(&format!("Module {name} stopped working"), &why);
    }

    async fn check_health(
        &self,
        name: &str,
        module: Arc<dyn WezTermModule>,
        runs: Arc<AtomicBool>,
    ) -> ModuleHealth {
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
                self.fail(name, format!("health check: {why}"));
                ModuleHealth::unhealthy(why)
            }
            Ok(Err(_)) => ModuleHealth::unhealthy("the check gave no answer"),
            Err(fault) => ModuleHealth::unhealthy(fault.to_string()),
        }
    }

    fn view(
        &self,
        name: &str,
        context: OverlayContext,
        capability: ModuleCapability,
    ) -> Result<Overlay, ModuleError> {
        let (module, capabilities) = self.running(name)?;
        capabilities.require(capability)?;
        let context = OverlayContext {
            host: narrow(context.host, capabilities),
            ..context
        };
        let pane = capability == ModuleCapability::CustomPane;
        let made = self.guarded(name, || {
            if pane {
                module.create_pane(context)
            } else {
                module.create_overlay(context)
            }
        })?;
        made.ok_or(ModuleError::NotOffered {
            module: name.to_owned(),
            what: if pane { "pane" } else { "overlay" },
        })
    }

    fn guarded<T>(&self, name: &str, work: impl FnOnce() -> T) -> Result<T, ModuleError> {
        catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
            let why = panic_text(&*panic);
            self.fail(name, format!("panicked: {why}"));
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
            (state, _) => Err(ModuleError::NotRunning {
                module: name.to_owned(),
                state: state.clone(),
            }),
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
