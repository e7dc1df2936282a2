//! How a module starts: after those it needs, within its deadline, and with what it may do.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use serde_json::Value;
use tokio::sync::mpsc;

use super::{Events, Shared, caught, lock, settings};
use crate::host::narrow;
use crate::module::{ModuleContext, ModuleDescriptor, ModuleState, ModuleType, WezTermModule};
use crate::run::{AbortOnDrop, Fault, seconds, within};
use crate::{order, worker};

/// How many events wait for one module before it misses some.
const EVENTS: usize = 256;

impl Shared {
    pub(super) async fn start_all(self: Arc<Self>) {
        let _life = self.life.lock().await;
        let plan = self.plan();
        for name in plan.order {
            if *self.stopping.borrow() {
                return;
            }
            if self.state(&name) != Some(ModuleState::Known) {
                continue;
            }
            let obstacle = plan.refused.get(&name).cloned();
            let outcome = match obstacle.or_else(|| self.unmet_dependency(&name)) {
                Some(why) => Err(why),
                None => self.start(&name).await,
            };
            if let Err(why) = outcome {
                log::error!("module `{name}` did not start: {why}");
                self.set_state(&name, ModuleState::Failed(why));
            }
        }
    }

    fn plan(&self) -> order::Plan {
        let settings = lock(&self.settings).clone();
        let mut needs = BTreeMap::new();
        for (name, entry) in lock(&self.entries).iter_mut() {
            if entry.state == ModuleState::Known && settings::is_off(&settings, name) {
                entry.state = ModuleState::Disabled;
            }
            needs.insert(name.clone(), entry.descriptor.metadata.dependencies.clone());
        }
        self.changed.send_replace(());
        order::plan(&needs)
    }

    fn unmet_dependency(&self, name: &str) -> Option<String> {
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

    async fn start(self: &Arc<Self>, name: &str) -> Result<(), String> {
        self.set_state(name, ModuleState::Starting);
        let (descriptor, config) = self.prepare(name)?;
        let granted = settings::granted(name, &config, &descriptor.grants)?;
        if let Some(entry) = lock(&self.entries).get_mut(name) {
            entry.capabilities = granted;
        }
        let made = caught(|| match &descriptor.module_type {
            ModuleType::BuiltIn(factory) => factory(config.clone()),
            ModuleType::External(manifest) => manifest.load(),
        });
        let module = made?.map_err(|error| format!("{error:#}"))?;
        let stated = caught(|| module.metadata())?.name;
        if stated != name {
            return Err(format!(
                "it is registered as `{name}` and calls itself `{stated}`"
            ));
        }
        let context = self.context(name, config)?;
        self.initialize(Arc::clone(&module), context).await?;
        lock(&self.started).push(name.to_owned());
        self.install(name, module)
    }

    /// Works out the module's settings.
    fn prepare(&self, name: &str) -> Result<(ModuleDescriptor, Value), String> {
        let settings = lock(&self.settings);
        let entries = lock(&self.entries);
        let entry = entries.get(name).ok_or("it is not known any more")?;
        let config = settings::of(&settings, name).unwrap_or(&entry.descriptor.config);
        Ok((entry.descriptor.clone(), config.clone()))
    }

    fn context(&self, name: &str, config: Value) -> Result<ModuleContext, String> {
        let capabilities = {
            let entries = lock(&self.entries);
            let entry = entries.get(name).ok_or("it is not known any more")?;
            entry.capabilities.clone()
        };
        Ok(ModuleContext {
            config_dir: self.options.config_dir.clone(),
            data_dir: self.options.data_dir.join(name),
            cache_dir: self.options.cache_dir.join(name),
            ipc: self.ipc.handle(capabilities.clone()),
            host: narrow(Arc::clone(&self.options.host), capabilities.clone()),
            capabilities,
            config,
        })
    }

    async fn initialize(
        &self,
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
                    Err(format!("it was not ready within {}", seconds(limit)))
                }
                Err(fault) => Err(fault.to_string()),
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
                // It was initialised, so it is shut down at the end.
                if let Some(entry) = lock(&self.entries).get_mut(name) {
                    entry.module = Some(module);
                }
                return Err(why);
            }
        };
        let (queue, events) = mpsc::channel(EVENTS);
        let names = handlers.iter().map(|h| h.event_name.clone()).collect();
        let mailbox = self.ipc.attach(name);
        let mut entries = lock(&self.entries);
        let entry = entries.get_mut(name).ok_or("it is not known any more")?;
        let registry = Arc::clone(self.options.host.gate().registry());
        for tool in tools {
            match entry.capabilities.require(tool.capability()) {
                Ok(()) => {
                    entry.tools.push(tool.name().to_owned());
                    registry.add_any(tool);
                }
                Err(error) => log::warn!("tool `{}` is not offered: {error}", tool.name()),
            }
        }
        entry.module = Some(Arc::clone(&module));
        entry
            .workers
            .push(self.watch(name, worker::serve(module, mailbox, self.ipc.bus())));
        if !handlers.is_empty() {
            entry.events = Some(Events { names, queue });
            entry
                .workers
                .push(self.watch(name, worker::hear(handlers, events)));
        }
        entry.state = ModuleState::Loaded;
        drop(entries);
        self.changed.send_replace(());
        Ok(())
    }

    /// Runs a module's worker; should it break, the module has failed.
    fn watch(
        self: &Arc<Self>,
        name: &str,
        work: impl Future<Output = Result<(), String>> + Send + 'static,
    ) -> AbortOnDrop {
        let shared: Weak<Self> = Arc::downgrade(self);
        let name = name.to_owned();
        AbortOnDrop(self.options.host.spawn(Box::pin(async move {
            if let Err(why) = work.await
                && let Some(shared) = shared.upgrade()
            {
                shared.fail(&name, why);
            }
        })))
    }
}
