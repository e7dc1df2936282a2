//! How a module starts: after those it needs, within its deadline, with what it may do, and with a
//! thread that answers its messages.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::change::Change;
use super::health::Mishap;
use super::{Events, Shared, Worker, caught, lock, settings};
use crate::host::lend;
use crate::module::{ModuleContext, ModuleDescriptor, ModuleState, ModuleType, WezTermModule};
use crate::run::{Fault, seconds, within};
use crate::tool::{AnyTool, Provenance};
use crate::{external, order, worker};

/// What came of offering a module's tools.
struct Offered {
    names: Vec<String>,
    outcome: Result<(), String>,
}

impl Default for Offered {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            outcome: Ok(()),
        }
    }
}

impl Shared {
    pub(super) async fn start_all(self: Arc<Self>) {
        let _life = self.life.lock().await;
        let plan = self.plan();
        self.switch_off_what_is_not_wanted();
        // Side by side, so that one that takes its time holds up only those that need it.
        let starting = plan.order.iter().map(|name| {
            // One of a circle would wait for itself; it is refused when it is started.
            self.start_in_turn(name, !plan.refused.contains_key(name))
        });
        futures::future::join_all(starting).await;
        self.tell_of_failures();
    }

    /// Tells the person, in one notice, of the modules that are wanted and failed to start.
    fn tell_of_failures(&self) {
        if *self.stopping.borrow() {
            return;
        }
        let failed = self.untold_failures();
        let body = match failed.as_slice() {
            [] => return,
            [(name, why)] => format!("`{name}` did not start: {why}"),
            [(name, why), others @ ..] => {
                let others: Vec<String> = others.iter().map(|(n, _)| format!("`{n}`")).collect();
                let others = others.join(", ");
                format!(
                    "`{name}` did not start: {why}\nnor did {others}; `wezterm modules list` says why"
                )
            }
        };
        self.options.host.toast("Modules", &body);
    }

    pub(super) fn nobody_was_told(&self, name: &str) {
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            entry.untold = true;
        }
    }

    /// Returns the wanted modules that failed to start, with why, those first that others need; each is
    /// returned once.
    pub(super) fn untold_failures(&self) -> Vec<(String, String)> {
        let order = self.plan().order;
        let settings = lock(&self.settings).clone();
        let mut entries = lock(&self.entries);
        let failed = order.into_iter().filter_map(|name| {
            let entry = entries.get_mut(&name)?;
            let wanted = entry.decision(&settings, &self.options.state).0;
            let ModuleState::Failed(why) = &entry.state else {
                return None;
            };
            let untold = std::mem::take(&mut entry.untold) && wanted;
            untold.then(|| (name, why.clone()))
        });
        failed.collect()
    }

    /// Starts a module once those have started, or have not, that it depends on.
    async fn start_in_turn(self: &Arc<Self>, name: &str, waits: bool) {
        if self.state(name) != Some(ModuleState::Known) {
            return;
        }
        let mut changed = self.changed.subscribe();
        let mut stopping = self.stopping.subscribe();
        while waits && self.waits_for_another(name) {
            tokio::select! {
                _ = changed.changed() => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
        if !*self.stopping.borrow() {
            // What went wrong is the module's state now.
            if self.start_one(name, &mut Change::default()).await.is_err() {
                self.nobody_was_told(name);
            }
        }
    }

    fn waits_for_another(&self, name: &str) -> bool {
        let entries = lock(&self.entries);
        let needs = entries
            .get(name)
            .map(|entry| &entry.descriptor.metadata.dependencies);
        needs.is_some_and(|needs| {
            let mut states = needs.iter().filter_map(|need| entries.get(need));
            states.any(|entry| !entry.state.is_settled())
        })
    }

    fn switch_off_what_is_not_wanted(&self) {
        let settings = lock(&self.settings).clone();
        for entry in lock(&self.entries).values_mut() {
            if entry.state == ModuleState::Known && !entry.decide(&settings, &self.options.state) {
                entry.state = ModuleState::Disabled;
            }
        }
        self.changed.send_replace(());
    }

    /// Orders all modules, and refuses those that can run with no others.
    pub(super) fn plan(&self) -> order::Plan {
        let entries = lock(&self.entries);
        let needs = entries.iter().map(|(name, entry)| {
            let metadata = &entry.descriptor.metadata;
            (name.clone(), metadata.dependencies.clone())
        });
        let mut plan = order::plan(&needs.collect());
        let mut places: BTreeMap<&str, &str> = BTreeMap::new();
        let built_in_first = [true, false].into_iter().flat_map(|wanted| {
            entries.iter().filter(move |(_, entry)| {
                wanted == matches!(entry.descriptor.module_type, ModuleType::BuiltIn(_))
            })
        });
        for (name, entry) in built_in_first {
            let Some(place) = &entry.descriptor.metadata.lua_namespace else {
                continue;
            };
            if external::is_broken(&entry.descriptor) {
                continue;
            }
            let holder = *places.entry(place).or_insert(name);
            if holder != name {
                let why = format!("`wezterm.{place}` is the module `{holder}` already");
                plan.refused.insert(name.clone(), why);
            }
        }
        plan
    }

    /// Says who has the module's place in Lua, where that is a module that runs.
    pub(super) fn namespace_in_use(&self, name: &str) -> Option<String> {
        let entries = lock(&self.entries);
        let place = entries
            .get(name)?
            .descriptor
            .metadata
            .lua_namespace
            .as_ref()?;
        let holder = entries.iter().find(|(other, entry)| {
            other.as_str() != name
                && entry.state == ModuleState::Loaded
                && entry.descriptor.metadata.lua_namespace.as_ref() == Some(place)
        });
        holder.map(|(other, _)| format!("`wezterm.{place}` is the module `{other}` already"))
    }

    /// Marks a module as failed that could not be started, and logs why.
    pub(super) fn did_not_start(&self, name: &str, why: &str) {
        log::error!("module `{name}` did not start: {why}");
        // It may have been switched off meanwhile, as this was not the first time.
        if self.state(name) != Some(ModuleState::Disabled) {
            self.set_state(name, ModuleState::Failed(why.to_owned()));
        }
    }

    pub(super) fn unmet_dependency(&self, name: &str) -> Option<String> {
        let entries = lock(&self.entries);
        let needs = &entries.get(name)?.descriptor.metadata.dependencies;
        needs.iter().find_map(|need| {
            let state = entries.get(need).map(|entry| &entry.state);
            match state {
                Some(ModuleState::Loaded) => None,
                Some(state) => Some(format!("it depends on `{need}`, which is {state}")),
                None => Some(format!("it depends on `{need}`, which is not there")),
            }
        })
    }

    /// Makes an instance of a module and starts it.
    pub(super) async fn start(self: &Arc<Self>, name: &str) -> Result<(), String> {
        self.set_state(name, ModuleState::Starting);
        let (descriptor, config) = self.prepare(name)?;
        let granted = settings::granted(name, &config, &descriptor.grants)?;
        for why in settings::paths_in_vain(&granted, &config, &descriptor.grants) {
            log::warn!("{why}");
        }
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            entry.capabilities = granted;
        }
        let made = caught(|| match &descriptor.module_type {
            ModuleType::BuiltIn(factory) => factory(config.clone()),
            ModuleType::External(manifest) => manifest.load(Arc::clone(&self.options.host)),
        });
        let module = made?.map_err(|error| format!("{error:#}"))?;
        let stated = caught(|| module.metadata())?.name;
        if stated != name {
            return Err(format!(
                "it is registered as `{name}` and calls itself `{stated}`"
            ));
        }
        let context = self.context(name, config)?;
        if let Err(why) = self.initialize(name, Arc::clone(&module), context).await {
            if let Some(entry) = lock(&self.entries).get(name) {
                entry.tasks.close();
            }
            return Err(why);
        }
        lock(&self.started).push(name.to_owned());
        let installed = self.install(name, module);
        if installed.is_err() {
            self.end_failed(name).await;
        }
        installed
    }

    /// Works out the module's settings and makes room for a new instance.
    fn prepare(&self, name: &str) -> Result<(ModuleDescriptor, Value), String> {
        let settings = lock(&self.settings);
        let mut entries = lock(&self.entries);
        let entry = entries.get_mut(name).ok_or("it is not known any more")?;
        let config = entry.config(&settings);
        entry.instance += 1;
        entry.tasks = Arc::default();
        entry.health_check_runs = Arc::default();
        entry.config = config.clone();
        Ok((entry.descriptor.clone(), config))
    }

    fn context(&self, name: &str, config: Value) -> Result<ModuleContext, String> {
        let (capabilities, tasks) = {
            let entries = lock(&self.entries);
            let entry = entries.get(name).ok_or("it is not known any more")?;
            (entry.capabilities.clone(), Arc::clone(&entry.tasks))
        };
        Ok(ModuleContext {
            config_dir: self.options.config_dir.clone(),
            data_dir: self.options.data_dir.join(name),
            cache_dir: self.options.cache_dir.join(name),
            ipc: self.ipc.handle(capabilities.clone(), Arc::clone(&tasks)),
            host: lend(Arc::clone(&self.options.host), capabilities.clone(), tasks),
            capabilities,
            config,
        })
    }

    async fn initialize(
        self: &Arc<Self>,
        name: &str,
        module: Arc<dyn WezTermModule>,
        context: ModuleContext,
    ) -> Result<(), String> {
        let limit = self.options.init_deadline;
        let work = async move { module.initialize(context).await };
        let mut stopping = self.stopping.subscribe();
        tokio::select! {
            outcome = within(Arc::clone(&self.options.host), limit, work) => match outcome {
                Ok(outcome) => outcome.map_err(|error| format!("{error:#}")),
                Err(Fault::TimedOut(limit)) => {
                    let why = format!("it was not ready within {}", seconds(limit));
                    self.count(name, Mishap::MissedDeadline, &why);
                    Err(why)
                }
                Err(fault) => {
                    if matches!(fault, Fault::Panicked(_)) {
                        self.count(name, Mishap::Panic, &fault.to_string());
                    }
                    Err(fault.to_string())
                }
            },
            _ = stopping.wait_for(|stopping| *stopping) => {
                Err("the terminal was closed while it started".into())
            }
        }
    }

    /// Opens the initialised module to the rest of the program.
    fn install(self: &Arc<Self>, name: &str, module: Arc<dyn WezTermModule>) -> Result<(), String> {
        let handlers = caught(|| module.register_events());
        let tools = caught(|| module.tools());
        let (handlers, tools) = match (handlers, tools) {
            (Ok(handlers), Ok(tools)) => (handlers, tools),
            (Err(why), _) | (_, Err(why)) => {
                // It was initialised, so it is shut down.
                if let Some(entry) = lock(&self.entries).get_mut(name) {
                    entry.module = Some(module);
                }
                return Err(why);
            }
        };
        let queue: Arc<worker::Events> = Arc::default();
        let names = handlers.iter().map(|h| h.event_name.clone()).collect();
        let offered = self.offer(name, tools);
        let mailbox = self.ipc.attach(name);
        let mut entries = lock(&self.entries);
        let entry = entries.get_mut(name).ok_or("it is not known any more")?;
        entry.module = Some(Arc::clone(&module));
        // What was offered before one of them panicked goes with the module.
        entry.tools = offered.names;
        offered.outcome?;
        let serving = worker::serve(module, mailbox, self.ipc.bus());
        let hearing = worker::hear(name.into(), handlers, Arc::clone(&queue));
        entry.events = Some(Events { names, queue });
        let working = async move { tokio::try_join!(serving, hearing).map(|_| ()) };
        entry.worker = Some(self.watch(name, entry.instance, working)?);
        match &entry.state {
            ModuleState::Starting => entry.state = ModuleState::Loaded,
            // Somebody found fault with it meanwhile.
            ModuleState::Failed(why) => return Err(why.clone()),
            other => return Err(format!("it is {other}")),
        }
        drop(entries);
        self.changed.send_replace(());
        Ok(())
    }

    /// Offers a module's tools, whose code says what they are.
    fn offer(&self, name: &str, tools: Vec<Arc<dyn AnyTool>>) -> Offered {
        let registry = Arc::clone(self.options.host.gate().registry());
        let of_the_module = lock(&self.entries).get(name).map(|entry| {
            let provenance = match entry.descriptor.module_type {
                ModuleType::BuiltIn(_) => Provenance::BuiltIn,
                ModuleType::External(_) => Provenance::Outside,
            };
            (
                entry.capabilities.clone(),
                provenance,
                Arc::clone(&entry.tasks),
            )
        });
        let Some((capabilities, provenance, lease)) = of_the_module else {
            return Offered::default();
        };
        let mut names = Vec::new();
        let outcome = caught(|| {
            for tool in tools {
                let (tool, lease) = (Arc::clone(&tool), Arc::clone(&lease));
                let label = tool.name().to_owned();
                match registry.offer_while(tool, &capabilities, provenance, lease) {
                    Ok(name) => names.push(name),
                    Err(why) => log::warn!("tool `{label}` is not offered: {why}"),
                }
            }
        });
        Offered { names, outcome }
    }

    /// Answers a module's messages and runs its event handlers; should they break, the module has
    /// failed. They run on a thread of the module's own: code that blocks there holds up nobody else.
    fn watch(
        self: &Arc<Self>,
        name: &str,
        instance: u64,
        work: impl Future<Output = Result<(), String>> + Send + 'static,
    ) -> Result<Worker, String> {
        let shared: Weak<Self> = Arc::downgrade(self);
        let (stop, stopped) = oneshot::channel();
        let (alive, ended) = oneshot::channel();
        let (runtime, module) = (Handle::current(), name.to_owned());
        let thread = std::thread::Builder::new().name(format!("mod {name}"));
        let run = move || {
            let _alive = alive;
            runtime.block_on(async {
                let outcome = tokio::select! {
                    biased;
                    _ = stopped => Ok(()),
                    outcome = work => outcome,
                };
                if let Err(why) = outcome
                    && let Some(shared) = shared.upgrade()
                {
                    shared.broke(&module, instance, why);
                }
            });
        };
        let started = thread.spawn(run);
        started.map_err(|error| format!("no thread for its messages: {error}"))?;
        Ok(Worker {
            stop: Some(stop),
            ended,
        })
    }
}
