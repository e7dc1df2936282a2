//! What a module is: its trait, the facts it states about itself, and what it is given to work with.
//!
//! Hides nothing but defaults. `register_lua_api` and the `create_*` methods run on the main thread
//! and must return at once; `initialize`, `handle_message` and `shutdown` run on the background
//! runtime; `health_check` runs on a thread of its own. It is not the life cycle: see
//! [`crate::manager`].

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use mux::PaneId;
use mux::grid::Size;

use crate::chain::Chain;
use crate::external::Manifest;
use crate::host::{Host, ViewId};
use crate::ipc::IpcHandle;
use crate::rpc::code;
use crate::tool::AnyTool;
use crate::view::AnyView;

mod capability;

pub use capability::{Capabilities, CapabilityScope, ModuleCapability, ScopedCapability};

/// A part of the program that can be added, switched off and replaced on its own.
#[async_trait]
pub trait WezTermModule: Send + Sync + 'static {
    /// States what the module is called, needs and offers.
    fn metadata(&self) -> ModuleMetadata;

    /// Prepares the module; its dependencies are ready by then.
    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()>;

    /// Adds the module's functions to its Lua namespace. Called once for each Lua state.
    fn register_lua_api(&self, _lua: &mlua::Lua) -> anyhow::Result<()> {
        Ok(())
    }

    /// Names the events the module wants to hear of.
    fn register_events(&self) -> Vec<EventHandler> {
        Vec::new()
    }

    /// Answers a request of another module or of the terminal.
    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        Ok(message.unknown_method())
    }

    /// Lets go of everything; called exactly once, after the modules that depend on this one.
    async fn shutdown(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// Says what becomes of new settings while the module runs; unless it takes them itself, it is
    /// replaced by a new instance. Runs in the background.
    fn settings_changed(&self, _settings: &Value) -> SettingsChange {
        SettingsChange::Reload
    }

    /// Says how the module is doing.
    fn health_check(&self) -> ModuleHealth {
        ModuleHealth::healthy()
    }

    /// Offers a place to open panes in; needs [`ModuleCapability::CustomDomain`].
    fn create_domain(&self) -> Option<Arc<dyn Domain>> {
        None
    }

    /// Offers a view that takes a pane's place; needs [`ModuleCapability::CustomPane`].
    fn create_pane(&self, _context: OverlayContext) -> Option<Overlay> {
        None
    }

    /// Offers a view shown over or beside a pane; needs [`ModuleCapability::UIOverlay`].
    fn create_overlay(&self, _context: OverlayContext) -> Option<Overlay> {
        None
    }

    /// Names what a person may have done by it. Each is a request on the bus: `action.NAME`, which is
    /// told the pane.
    fn actions(&self) -> Vec<ModuleAction> {
        Vec::new()
    }

    /// Offers tools to whoever may call tools.
    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        Vec::new()
    }
}

/// What a running module does with new settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SettingsChange {
    /// It wants to be replaced by a new instance.
    #[default]
    Reload,
    /// It goes by them from now on.
    Applied,
    /// It took what it could; the rest, which is named, waits for the terminal's next start.
    NeedsRestart(String),
}

/// Something that a person may have a module do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleAction {
    /// Its name within the module.
    pub name: String,
    /// What it does, for lists.
    pub description: String,
}

/// What a module states about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleMetadata {
    /// The name, in lower case with hyphens: `ai-assistant`.
    pub name: String,
    /// The version of the module.
    pub version: String,
    /// Who wrote it.
    pub author: String,
    /// One sentence for lists.
    pub description: String,
    /// What it asks to be allowed to do.
    pub capabilities: Vec<ModuleCapability>,
    /// The names of the modules that must run before it.
    #[serde(default)]
    pub dependencies: Vec<String>,
    /// The field of the `wezterm` table that holds its Lua functions: `ai`.
    #[serde(default)]
    pub lua_namespace: Option<String>,
}

/// What a module is given when it starts.
#[derive(Clone)]
pub struct ModuleContext {
    /// Where `wezterm.lua` lives.
    pub config_dir: PathBuf,
    /// A folder for what the module keeps. It may not exist yet.
    pub data_dir: PathBuf,
    /// A folder for what can be made again. It may not exist yet.
    pub cache_dir: PathBuf,
    /// The module's end of the bus.
    pub ipc: IpcHandle,
    /// The terminal, narrowed to what the module may do.
    pub host: Arc<dyn Host>,
    /// What the module may do.
    pub capabilities: Capabilities,
    /// The module's part of `config.modules`, or null.
    pub config: Value,
}

impl ModuleContext {
    /// Returns the module's part of `config.modules` as `T`, the defaults where there is none. What is
    /// wrong with it is told when the configuration is read, by the schema that the module states: see
    /// [`ModuleDescriptor::with_settings`].
    pub fn settings<T>(&self) -> anyhow::Result<T>
    where
        T: DeserializeOwned + Default,
    {
        if !self.config.is_object() {
            return Ok(T::default());
        }
        let place = format!("config.modules.{}", self.capabilities.module());
        serde_json::from_value(self.config.clone()).context(place)
    }
}

/// Reads a list out of a setting. An empty Lua table arrives as an empty object and is an empty list;
/// null is no list. For `#[serde(deserialize_with)]`.
pub fn lua_list<'de, T, D>(given: D) -> Result<Option<Vec<T>>, D::Error>
where
    T: DeserializeOwned,
    D: serde::Deserializer<'de>,
{
    match Value::deserialize(given)? {
        Value::Object(table) if table.is_empty() => Ok(Some(Vec::new())),
        list => serde_json::from_value(list).map_err(serde::de::Error::custom),
    }
}

/// A message on the bus. As JSON it is JSON-RPC 2.0: see [`crate::rpc`].
#[derive(Clone, Debug, PartialEq)]
pub enum ModuleMessage {
    /// Asks for an answer.
    Request {
        /// Names this request among all.
        id: String,
        /// Who asks; set by the bus.
        from: String,
        /// What is asked for.
        method: String,
        /// The arguments.
        params: Value,
        /// The modules it came through, the asker last; set by the bus.
        chain: Chain,
    },
    /// Answers a request.
    Response {
        /// The request's id.
        id: String,
        /// Who asked.
        to: String,
        /// The answer.
        result: Value,
    },
    /// Refuses a request.
    Error {
        /// The request's id.
        id: String,
        /// Who asked.
        to: String,
        /// What kind of refusal it is: one of [`crate::rpc::code`], or the module's own.
        code: i64,
        /// Why.
        error: String,
    },
    /// Tells every subscriber.
    Broadcast {
        /// Who says so; set by the bus.
        from: String,
        /// What happened.
        event: String,
        /// Its details.
        data: Value,
    },
}

impl ModuleMessage {
    /// Answers this request with `result`.
    pub fn answer(&self, result: Value) -> Self {
        let (id, to) = self.return_address();
        Self::Response { id, to, result }
    }

    /// Refuses this request, saying why.
    pub fn refuse(&self, why: impl fmt::Display) -> Self {
        self.refuse_as(code::REFUSED, why)
    }

    /// Refuses this request with a code of [`crate::rpc::code`] or of the module's own, saying why.
    pub fn refuse_as(&self, code: i64, why: impl fmt::Display) -> Self {
        let (id, to) = self.return_address();
        Self::Error {
            id,
            to,
            code,
            error: why.to_string(),
        }
    }

    /// Refuses this request because the module has no such method.
    pub fn unknown_method(&self) -> Self {
        match self {
            Self::Request { method, .. } => self.refuse_as(
                code::METHOD_NOT_FOUND,
                format_args!("unknown method `{method}`"),
            ),
            _ => self.refuse_as(code::INVALID_REQUEST, "only requests can be answered"),
        }
    }

    /// Refuses this request because its arguments are not what the method takes.
    pub fn wrong_params(&self, why: impl fmt::Display) -> Self {
        self.refuse_as(code::INVALID_PARAMS, why)
    }

    fn return_address(&self) -> (String, String) {
        match self {
            Self::Request { id, from, .. } => (id.clone(), from.clone()),
            Self::Response { id, to, .. } | Self::Error { id, to, .. } => (id.clone(), to.clone()),
            Self::Broadcast { from, .. } => (String::new(), from.clone()),
        }
    }
}

/// How a module is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModuleHealth {
    /// The verdict.
    pub status: HealthStatus,
    /// Why, where there is something to say.
    pub message: Option<String>,
    /// Numbers worth watching.
    pub metrics: BTreeMap<String, f64>,
}

impl ModuleHealth {
    /// Says that all is well.
    pub fn healthy() -> Self {
        Self::new(HealthStatus::Healthy, None)
    }

    /// Says that the module works, with limits.
    pub fn degraded(why: impl Into<String>) -> Self {
        Self::new(HealthStatus::Degraded, Some(why.into()))
    }

    /// Says that the module does not work.
    pub fn unhealthy(why: impl Into<String>) -> Self {
        Self::new(HealthStatus::Unhealthy, Some(why.into()))
    }

    /// Adds a number.
    pub fn metric(mut self, name: impl Into<String>, value: f64) -> Self {
        self.metrics.insert(name.into(), value);
        self
    }

    fn new(status: HealthStatus, message: Option<String>) -> Self {
        Self {
            status,
            message,
            metrics: BTreeMap::new(),
        }
    }
}

/// The verdict of a health check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HealthStatus {
    /// All is well.
    Healthy,
    /// It works, with limits.
    Degraded,
    /// It does not work.
    Unhealthy,
}

impl fmt::Display for HealthStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Something that happened in the terminal, as a module hears of it.
#[derive(Clone, Debug, PartialEq)]
pub struct EventData {
    /// The event's name: `user-var-changed`.
    pub name: String,
    /// The pane it happened in.
    pub pane: Option<PaneId>,
    /// Its details.
    pub args: Value,
}

/// The event by which a module that is slow hears how many events it lost: `args` is `{ "count": … }`.
pub const EVENTS_MISSED: &str = "events-missed";

/// What a module does when an event happens.
#[derive(Clone)]
pub struct EventHandler {
    /// The event's name.
    pub event_name: String,
    /// Runs on the background runtime, one event after the other; false stops the module's handlers
    /// that follow.
    pub handler: Arc<dyn Fn(EventData) -> BoxFuture<'static, bool> + Send + Sync>,
}

/// A place other than this machine's own shell in which panes can be opened.
pub trait Domain: Send + Sync + 'static {
    /// Returns the name by which the configuration refers to it.
    fn name(&self) -> String;

    /// Turns what is to run there into the local command that reaches it.
    fn prepare(&self, spawn: mux::Spawn) -> anyhow::Result<mux::Spawn>;
}

/// What a module is told when it is asked for a view.
#[derive(Clone)]
pub struct OverlayContext {
    /// The new view's name, for [`Host::wake`].
    pub view: ViewId,
    /// The terminal, narrowed to what the module may do when asked for through the manager.
    pub host: Arc<dyn Host>,
    /// The pane it will stand over.
    pub pane: Option<PaneId>,
    /// The room there is.
    pub size: Size,
}

/// A view and where it wants to be.
pub struct Overlay {
    /// The view.
    pub view: Box<dyn AnyView>,
    /// Where it wants to be.
    pub placement: Placement,
}

/// Where an overlay stands relative to its pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// Over the whole pane.
    #[default]
    Over,
    /// Over the lower part.
    Bottom {
        /// How much of the height it takes.
        percent: u8,
    },
    /// Over the right part.
    Right {
        /// How much of the width it takes.
        percent: u8,
    },
}

/// Makes a module from its settings.
pub type Factory = Arc<dyn Fn(Value) -> anyhow::Result<Arc<dyn WezTermModule>> + Send + Sync>;

/// Where a module's code is.
#[derive(Clone)]
pub enum ModuleType {
    /// In this program.
    BuiltIn(Factory),
    /// In a folder, as its manifest says.
    External(Arc<Manifest>),
}

/// A module that is known and need not run.
#[derive(Clone)]
pub struct ModuleDescriptor {
    /// What it states about itself.
    pub metadata: ModuleMetadata,
    /// What it asks to be allowed to do, and how far.
    pub grants: Vec<ScopedCapability>,
    /// Where its code is.
    pub module_type: ModuleType,
    /// Its settings, used where `config.modules` says nothing about it.
    pub config: Value,
    /// The JSON schema of its settings, without `enabled` and `capabilities`, which all modules have;
    /// without a schema nothing is checked.
    pub settings_schema: Option<Value>,
}

impl ModuleDescriptor {
    /// Describes a module that is part of this program.
    pub fn built_in(
        metadata: ModuleMetadata,
        config: Value,
        factory: impl Fn(Value) -> anyhow::Result<Arc<dyn WezTermModule>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            grants: metadata
                .capabilities
                .iter()
                .copied()
                .map(ScopedCapability::from)
                .collect(),
            metadata,
            module_type: ModuleType::BuiltIn(Arc::new(factory)),
            config,
            settings_schema: None,
        }
    }

    /// States that the module's settings are a `T`.
    pub fn with_settings<T: schemars::JsonSchema>(mut self) -> Self {
        self.settings_schema = Some(schemars::schema_for!(T).to_value());
        self
    }
}

/// Where a module is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleState {
    /// Known, and not started yet.
    Known,
    /// Being initialised.
    Starting,
    /// Running.
    Loaded,
    /// Switched off by the configuration.
    Disabled,
    /// Could not start, or broke.
    Failed(String),
    /// Shut down.
    Stopped,
}

impl ModuleState {
    /// Returns the one word for it that Lua and the command line show.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Starting => "starting",
            Self::Loaded => "loaded",
            Self::Disabled => "disabled",
            Self::Failed(_) => "failed",
            Self::Stopped => "stopped",
        }
    }

    /// Tells whether nothing more will happen before somebody acts.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::Known | Self::Starting)
    }
}

impl fmt::Display for ModuleState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(why) => write!(f, "failed: {why}"),
            other => f.write_str(other.word()),
        }
    }
}

/// A module's name, version and state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleStatus {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it is in its life.
    pub status: ModuleState,
}
