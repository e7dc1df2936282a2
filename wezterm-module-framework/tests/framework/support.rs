//! A module that does what a test tells it to, and a manager to put it in.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    AnyTool, EventHandler, Host, ManagerOptions, ModuleCapability, ModuleContext, ModuleDescriptor,
    ModuleHealth, ModuleManager, ModuleMessage, ModuleMetadata, ModuleState, Overlay,
    OverlayContext, WezTermModule, async_trait,
};

/// What happened, in order.
#[derive(Clone, Default)]
pub struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    pub fn write(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// What a started module was given.
#[derive(Clone, Default)]
pub struct Given(Arc<Mutex<Option<ModuleContext>>>);

impl Given {
    #[track_caller]
    pub fn context(&self) -> ModuleContext {
        let given = self.0.lock().unwrap().clone();
        given.expect("the module was started")
    }
}

type Step = Arc<dyn Fn(ModuleContext) -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;
type Stop = Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;
type Answer =
    Arc<dyn Fn(ModuleMessage) -> BoxFuture<'static, anyhow::Result<ModuleMessage>> + Send + Sync>;

/// A module made of closures.
#[derive(Clone)]
pub struct Puppet {
    pub metadata: ModuleMetadata,
    pub initialize: Step,
    pub shutdown: Stop,
    pub answer: Answer,
    pub health: Arc<dyn Fn() -> ModuleHealth + Send + Sync>,
    pub events: Arc<dyn Fn() -> Vec<EventHandler> + Send + Sync>,
    pub overlay: Arc<dyn Fn(OverlayContext) -> Option<Overlay> + Send + Sync>,
    pub tools: Arc<dyn Fn() -> Vec<Arc<dyn AnyTool>> + Send + Sync>,
}

impl Puppet {
    pub fn new(name: &str, needs: &[&str]) -> Self {
        Self {
            metadata: ModuleMetadata {
                name: name.into(),
                version: "1.0.0".into(),
                author: "a test".into(),
                description: "a puppet".into(),
                capabilities: ModuleCapability::ALL.to_vec(),
                dependencies: needs.iter().map(ToString::to_string).collect(),
                lua_namespace: None,
            },
            initialize: Arc::new(|_| Box::pin(async { Ok(()) })),
            shutdown: Arc::new(|| Box::pin(async { Ok(()) })),
            answer: Arc::new(|message| Box::pin(async move { Ok(message.unknown_method()) })),
            health: Arc::new(ModuleHealth::healthy),
            events: Arc::new(Vec::new),
            overlay: Arc::new(|_| None),
            tools: Arc::new(Vec::new),
        }
    }

    /// Writes its start and its end into the journal.
    pub fn journaled(name: &str, needs: &[&str], journal: &Journal) -> Self {
        let mut puppet = Self::new(name, needs);
        let (start, started) = (journal.clone(), format!("start {name}"));
        puppet.initialize = Arc::new(move |_| {
            start.write(started.clone());
            Box::pin(async { Ok(()) })
        });
        let (stop, stopped) = (journal.clone(), format!("stop {name}"));
        puppet.shutdown = Arc::new(move || {
            stop.write(stopped.clone());
            Box::pin(async { Ok(()) })
        });
        puppet
    }

    pub fn answering(
        mut self,
        answer: impl Fn(ModuleMessage) -> BoxFuture<'static, anyhow::Result<ModuleMessage>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.answer = Arc::new(answer);
        self
    }

    /// Keeps what the module is given when it starts where `given` says.
    pub fn keeping(mut self, given: &Given) -> Self {
        let keep = Arc::clone(&given.0);
        self.initialize = Arc::new(move |context| {
            *keep.lock().unwrap() = Some(context);
            Box::pin(async { Ok(()) })
        });
        self
    }

    pub fn capabilities(mut self, capabilities: &[ModuleCapability]) -> Self {
        self.metadata.capabilities = capabilities.to_vec();
        self
    }

    pub fn descriptor(self) -> ModuleDescriptor {
        ModuleDescriptor::built_in(self.metadata.clone(), Value::Null, move |_| {
            Ok(Arc::new(self.clone()))
        })
    }
}

#[async_trait]
impl WezTermModule for Puppet {
    fn metadata(&self) -> ModuleMetadata {
        self.metadata.clone()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        (self.initialize)(context).await
    }

    fn register_events(&self) -> Vec<EventHandler> {
        (self.events)()
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        (self.answer)(message).await
    }

    async fn shutdown(&self) -> anyhow::Result<()> {
        (self.shutdown)().await
    }

    fn health_check(&self) -> ModuleHealth {
        (self.health)()
    }

    fn create_overlay(&self, context: OverlayContext) -> Option<Overlay> {
        (self.overlay)(context)
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        (self.tools)()
    }
}

/// Returns options for tests; the folders do not exist.
pub fn options(host: &Arc<FakeHost>) -> ManagerOptions {
    let nowhere = PathBuf::from("/nonexistent/wezterm");
    ManagerOptions::new(
        Arc::clone(host) as Arc<dyn Host>,
        nowhere.join("config"),
        nowhere.join("data"),
        nowhere.join("cache"),
    )
}

/// Starts puppets, with deadlines short enough to be reached on purpose.
pub async fn started(host: &Arc<FakeHost>, puppets: Vec<Puppet>) -> ModuleManager {
    let mut options = options(host);
    options.init_deadline = Duration::from_millis(200);
    options.shutdown_deadline = Duration::from_millis(200);
    options.health_deadline = Duration::from_millis(200);
    let manager = ModuleManager::new(options);
    for puppet in puppets {
        manager.register_builtin(puppet.descriptor());
    }
    manager.start_all().await;
    manager
}

/// Returns each module's name and state in words.
pub fn states(manager: &ModuleManager) -> Vec<(String, String)> {
    manager
        .list()
        .into_iter()
        .map(|status| (status.name, status.status.to_string()))
        .collect()
}

/// Asserts that a module has failed with a reason that contains `words`.
#[track_caller]
pub fn assert_failed(manager: &ModuleManager, name: &str, words: &str) {
    match manager.state(name) {
        Some(ModuleState::Failed(why)) => assert!(why.contains(words), "{name} failed: {why}"),
        other => panic!("{name} should have failed and is {other:?}"),
    }
}
