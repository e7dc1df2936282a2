//! Typed tools, erased for the registry. The doc comment of the input type is the description that
//! the model reads.
//!
//! A tool says what kind of effect it has, what a call touches and how to put it into words; it
//! never asks for permission, because [`crate::gate`] does. Tools run on the background runtime.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::gate::Scope;
use crate::host::HostError;
use crate::lease::Tasks;
use crate::module::{Capabilities, ModuleCapability};

/// What kind of change a tool makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// It looks and changes nothing.
    Read,
    /// It changes files or settings.
    Write,
    /// It runs a program.
    Execute,
    /// It talks to other machines.
    Network,
}

impl Effect {
    /// Returns the capability that a module offering such a tool needs, unless the tool says
    /// otherwise.
    pub const fn capability(self) -> ModuleCapability {
        match self {
            Self::Read => ModuleCapability::FileSystemRead,
            Self::Write => ModuleCapability::FileSystemWrite,
            Self::Execute => ModuleCapability::ProcessSpawn,
            Self::Network => ModuleCapability::NetworkAccess,
        }
    }

    /// Every effect there is.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Execute, Self::Network];

    /// Returns the effect that settings call by this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.word() == word)
    }

    /// Returns the word for it that settings use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Execute => "execute",
            Self::Network => "network",
        }
    }
}

/// Why a tool call gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// The model can do something about it and reads this text.
    #[error("{0}")]
    Model(String),
    /// The turn cannot go on; the user reads this text.
    #[error("{0}")]
    User(String),
}

/// For whom and where a tool runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolContext {
    /// The module that calls.
    pub caller: String,
    /// The directory the call is about: a real one, which rights may follow from.
    pub cwd: Option<PathBuf>,
    /// The files and folders that the call was allowed to touch, without links. A tool that reaches
    /// further than the default may go there and nowhere else.
    pub allowed: Vec<PathBuf>,
    /// Whether a person was asked about this very call and has allowed it. What they allowed before,
    /// and what a rule allows, does not count.
    pub approved: bool,
    /// Which call it is: what is looked at before a person is asked, and what then runs, have the same.
    pub call: CallId,
}

/// Where a call would run and what would hold it back, for the person who is asked about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The directory that it would run in, where the tool knows better than the caller's context.
    pub directory: Option<PathBuf>,
    /// What would hold it back, where it runs something that could be held.
    pub hold: Option<Hold>,
}

/// What holds a program back while it runs, in one line for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// There are walls around it, and these are their gates.
    Sandbox(String),
    /// Nothing holds it, and why.
    Nothing(String),
}

/// Names one call of a tool, for as long as the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CallId(u64);

impl CallId {
    /// Returns one that no other call has.
    pub(crate) fn fresh() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// Something a model may call.
pub trait Tool: Send + Sync + 'static {
    /// The arguments; the type's doc comment describes the tool, those of its fields the arguments.
    type Input: DeserializeOwned + JsonSchema + Send;
    /// The name the model uses.
    const NAME: &'static str;
    /// Other names that it is found by where no tool is called that. It is not listed under them,
    /// and rules, grants and the record know it by its name.
    const ALIASES: &'static [&'static str] = &[];
    /// The kind of change it makes.
    const EFFECT: Effect;
    /// What the module that offers the tool must be allowed to do.
    const CAPABILITY: ModuleCapability = Self::EFFECT.capability();

    /// Puts a call into words for the person who approves it.
    fn summary(&self, input: &Self::Input) -> String;

    /// Says what a call touches, as exactly as can be known before it runs, or why it cannot be
    /// done at all. Policies and approvals are about that and hold for nothing else. Relative paths
    /// begin in the context's directory. Must not wait: it is about names, the gate looks at the
    /// disk.
    fn scope(&self, _input: &Self::Input, _cx: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::Everything)
    }

    /// Says why a person must be asked about a call each time, whatever else would allow it.
    /// `cx` says for whom; `places` are the paths that the call touches, as they are named and as they
    /// really lead, where that can be known. It is called on a thread that may block, for three seconds at most.
    fn caution(
        &self,
        _input: &Self::Input,
        _cx: &ToolContext,
        _places: &[PathBuf],
    ) -> Option<String> {
        None
    }

    /// Says why nobody need be asked about a call where neither rules nor grants say anything: it can
    /// do no harm to whoever it is done for, whom `cx` names. Only a tool that is part of this program is believed. It is
    /// called on a thread that may block.
    fn harmless(&self, _input: &Self::Input, _cx: &ToolContext) -> Option<String> {
        None
    }

    /// Says what a person should know before they allow a call, one thing each.
    fn warnings(&self, _input: &Self::Input, _cx: &ToolContext) -> Vec<String> {
        Vec::new()
    }

    /// Says where a call would run and what would hold it back. It is called on a thread that may
    /// block, for three seconds at most.
    fn surroundings(&self, _input: &Self::Input, _cx: &ToolContext) -> Surroundings {
        Surroundings::default()
    }

    /// Returns what a call would change, as a unified diff, for the person who is asked about it.
    /// It changes nothing, and gets three seconds.
    fn preview(
        &self,
        _input: Self::Input,
        _cx: ToolContext,
    ) -> impl Future<Output = Option<String>> + Send {
        std::future::ready(None)
    }

    /// Does it. Dropping the future stops it.
    fn run(
        &self,
        input: Self::Input,
        cx: ToolContext,
    ) -> impl Future<Output = Result<String, ToolError>> + Send;
}

/// A [`Tool`] whose input type is forgotten.
pub trait AnyTool: Send + Sync {
    /// Returns the name the model uses.
    fn name(&self) -> &str;
    /// Returns the other names that it is found by: see [`Tool::ALIASES`].
    fn aliases(&self) -> &[&str] {
        &[]
    }
    /// Returns the kind of change it makes.
    fn effect(&self) -> Effect;
    /// Returns what the offering module must be allowed to do.
    fn capability(&self) -> ModuleCapability;
    /// Returns the JSON schema of the arguments.
    fn schema(&self) -> Value;
    /// Puts a call into words, or says what is wrong with its arguments.
    fn summary(&self, args: &Value) -> Result<String, ToolError>;
    /// Says what a call touches: see [`Tool::scope`].
    fn scope(&self, _args: &Value, _cx: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::Everything)
    }
    /// Says why a person must be asked about a call each time: see [`Tool::caution`].
    fn caution(&self, _args: &Value, _cx: &ToolContext, _places: &[PathBuf]) -> Option<String> {
        None
    }
    /// Says why nobody need be asked about a call: see [`Tool::harmless`].
    fn harmless(&self, _args: &Value, _cx: &ToolContext) -> Option<String> {
        None
    }
    /// Says what a person should know before they allow a call: see [`Tool::warnings`].
    fn warnings(&self, _args: &Value, _cx: &ToolContext) -> Vec<String> {
        Vec::new()
    }
    /// Says where a call would run and what would hold it back: see [`Tool::surroundings`].
    fn surroundings(&self, _args: &Value, _cx: &ToolContext) -> Surroundings {
        Surroundings::default()
    }
    /// Returns the folders, besides home, in which the person's own Lua need not ask: those that the
    /// person has named in the settings of the module. Only a tool that is part of this program is
    /// believed.
    fn persons_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    /// Returns what a call would change: see [`Tool::preview`].
    fn preview(&self, _args: Value, _cx: ToolContext) -> BoxFuture<'_, Option<String>> {
        Box::pin(std::future::ready(None))
    }
    /// Does it.
    fn run(&self, args: Value, cx: ToolContext) -> BoxFuture<'_, Result<String, ToolError>>;
}

impl<T: Tool> AnyTool for T {
    fn name(&self) -> &str {
        T::NAME
    }

    fn aliases(&self) -> &[&str] {
        T::ALIASES
    }

    fn effect(&self) -> Effect {
        T::EFFECT
    }

    fn capability(&self) -> ModuleCapability {
        T::CAPABILITY
    }

    fn schema(&self) -> Value {
        schemars::schema_for!(T::Input).to_value()
    }

    fn summary(&self, args: &Value) -> Result<String, ToolError> {
        Ok(Tool::summary(self, &parse::<T>(args.clone())?))
    }

    fn scope(&self, args: &Value, cx: &ToolContext) -> Result<Scope, ToolError> {
        Tool::scope(self, &parse::<T>(args.clone())?, cx)
    }

    fn caution(&self, args: &Value, cx: &ToolContext, places: &[PathBuf]) -> Option<String> {
        Tool::caution(self, &parse::<T>(args.clone()).ok()?, cx, places)
    }

    fn harmless(&self, args: &Value, cx: &ToolContext) -> Option<String> {
        Tool::harmless(self, &parse::<T>(args.clone()).ok()?, cx)
    }

    fn warnings(&self, args: &Value, cx: &ToolContext) -> Vec<String> {
        let Ok(input) = parse::<T>(args.clone()) else {
            return Vec::new();
        };
        Tool::warnings(self, &input, cx)
    }

    fn surroundings(&self, args: &Value, cx: &ToolContext) -> Surroundings {
        let Ok(input) = parse::<T>(args.clone()) else {
            return Surroundings::default();
        };
        Tool::surroundings(self, &input, cx)
    }

    fn preview(&self, args: Value, cx: ToolContext) -> BoxFuture<'_, Option<String>> {
        Box::pin(async move { Tool::preview(self, parse::<T>(args).ok()?, cx).await })
    }

    fn run(&self, args: Value, cx: ToolContext) -> BoxFuture<'_, Result<String, ToolError>> {
        Box::pin(async move { Tool::run(self, parse::<T>(args)?, cx).await })
    }
}

fn parse<T: Tool>(args: Value) -> Result<T::Input, ToolError> {
    // Models leave the arguments out where there are none.
    let args = if args.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        args
    };
    serde_json::from_value(args).map_err(|error| {
        ToolError::Model(format!("the arguments of `{}` are wrong: {error}", T::NAME))
    })
}

/// What a model is told about a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    /// The name to call it by.
    pub name: String,
    /// What it does.
    pub description: String,
    /// The JSON schema of its arguments.
    pub schema: Value,
    /// The kind of change it makes.
    pub effect: Effect,
}

/// Why a tool is not offered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOffered {
    /// The module that offers it may not do itself what the tool does.
    #[error(transparent)]
    Capability(#[from] HostError),
    /// Another one has its name, and approvals that were given to that one must not be its.
    #[error("another tool is called `{0}`: give it another name")]
    NameTaken(String),
}

/// Whose code a tool is, and so whether what it says of its effect can be taken for true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// It is part of this program.
    BuiltIn,
    /// It comes from a folder of somebody else's: that it only reads is its word.
    Outside,
}

/// The tools there are, by name.
#[derive(Default)]
pub struct ToolRegistry(RwLock<BTreeMap<String, Known>>);

/// A tool that can be called.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) tool: Arc<dyn AnyTool>,
    /// The other names that it is found by, as it had them when it was added.
    pub(crate) aliases: Arc<[String]>,
    pub(crate) provenance: Provenance,
    /// Who offers it; the terminal itself where that is nobody.
    pub(crate) offer: Option<Offer>,
}

/// A module that offers a tool, for as long as its instance is there.
#[derive(Clone)]
pub(crate) struct Offer {
    pub(crate) module: Arc<str>,
    lease: Arc<Tasks>,
}

impl Known {
    fn new(tool: Arc<dyn AnyTool>, provenance: Provenance, offer: Option<Offer>) -> Self {
        let aliases = tool.aliases().iter().map(ToString::to_string).collect();
        Self {
            tool,
            aliases,
            provenance,
            offer,
        }
    }

    /// Fails once the instance that offers the tool is gone, whatever it had begun.
    pub(crate) fn check_offer(&self) -> Result<(), ToolError> {
        match &self.offer {
            Some(offer) if !offer.lease.is_open() => Err(ToolError::Model(format!(
                "module `{}`, which offers `{}`, was stopped",
                offer.module,
                self.tool.name()
            ))),
            _ => Ok(()),
        }
    }

    /// Waits until the instance that offers the tool is gone; for ever where nobody offers it.
    pub(crate) async fn offer_ended(&self) {
        match &self.offer {
            Some(offer) => offer.lease.closed().await,
            None => std::future::pending().await,
        }
    }
}

impl ToolRegistry {
    /// Adds a tool of the terminal's own; a tool of the same name is replaced.
    pub fn add(&self, tool: impl Tool) {
        self.add_any(Arc::new(tool));
    }

    /// Adds an erased tool of the terminal's own; a tool of the same name is replaced.
    pub fn add_any(&self, tool: Arc<dyn AnyTool>) {
        let name = tool.name().to_owned();
        // Made before the lock is taken: the tool's code may look at the tools.
        let known = Known::new(tool, Provenance::BuiltIn, None);
        self.write().insert(name, known);
    }

    /// Adds the tool of a module that has these capabilities and returns its name. What a module
    /// may not do itself it cannot offer to others, and no module takes the name of another's tool.
    pub fn offer(
        &self,
        tool: Arc<dyn AnyTool>,
        capabilities: &Capabilities,
        provenance: Provenance,
    ) -> Result<String, NotOffered> {
        self.offer_while(tool, capabilities, provenance, Arc::default())
    }

    /// Adds the tool of a module's instance, which can be called while that is there.
    pub(crate) fn offer_while(
        &self,
        tool: Arc<dyn AnyTool>,
        capabilities: &Capabilities,
        provenance: Provenance,
        lease: Arc<Tasks>,
    ) -> Result<String, NotOffered> {
        capabilities.require(tool.capability())?;
        let name = tool.name().to_owned();
        let offer = Offer {
            module: capabilities.module().into(),
            lease,
        };
        let known = Known::new(tool, provenance, Some(offer));
        match self.write().entry(name.clone()) {
            Entry::Occupied(_) => Err(NotOffered::NameTaken(name)),
            Entry::Vacant(place) => {
                place.insert(known);
                Ok(name)
            }
        }
    }

    /// Takes a tool away.
    pub fn remove(&self, name: &str) {
        let removed = self.write().remove(name);
        // Its code may look at the tools when it goes.
        drop(removed);
    }

    /// Returns the tool called `name`, or else one that has it among its other names.
    pub fn get(&self, name: &str) -> Option<Arc<dyn AnyTool>> {
        self.known(name).map(|known| known.tool)
    }

    /// Returns the tool called `name`, or else the first one that has it among its other names, with
    /// whose code it is. A name is a name before it is anybody's other name, in whatever order tools
    /// are added.
    pub(crate) fn known(&self, name: &str) -> Option<Known> {
        let tools = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let also = |known: &&Known| known.aliases.iter().any(|alias| alias == name);
        let found = tools.get(name).or_else(|| tools.values().find(also));
        found.cloned()
    }

    /// Describes every tool, in the order of their names.
    pub fn specs(&self) -> Vec<ToolSpec> {
        let tools: Vec<_> = {
            let tools = self.0.read().unwrap_or_else(PoisonError::into_inner);
            tools.values().cloned().collect()
        };
        tools.iter().map(|known| spec(&*known.tool)).collect()
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, BTreeMap<String, Known>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spec(tool: &dyn AnyTool) -> ToolSpec {
    let mut schema = tool.schema();
    let mut description = String::new();
    if let Some(schema) = schema.as_object_mut() {
        if let Some(Value::String(text)) = schema.remove("description") {
            description = text;
        }
        // They mean nothing to a model and cost tokens.
        schema.remove("$schema");
        schema.remove("title");
    }
    ToolSpec {
        name: tool.name().to_owned(),
        description,
        schema,
        effect: tool.effect(),
    }
}
