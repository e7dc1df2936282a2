//! The only door to a tool: look it up, check the caller's capability and the policy, ask the
//! person, run it, write down what was decided.
//!
//! It hides what has been approved for the session. It runs on the background runtime, inside the
//! caller's task: when that is dropped, a question is withdrawn and a running tool stops. It is not
//! a sandbox: what a tool may reach is the tool's own affair.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::module::{Capabilities, ModuleCapability};
use crate::run::panic_text;
use crate::tool::{AnyTool, Effect, ToolContext, ToolError, ToolRegistry, ToolSpec};

/// A tool and the arguments it is called with.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// Its arguments.
    pub args: Value,
}

/// What a person says to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Run it.
    Allow,
    /// Run it, and do not ask about the very same call in the same directory again while the
    /// terminal runs.
    AllowForSession,
    /// Do not run it.
    Deny,
}

/// A question to a person. Dropping it denies the call.
#[derive(Debug)]
pub struct Approval {
    /// The tool's name.
    pub tool: String,
    /// The kind of change it makes.
    pub effect: Effect,
    /// The call in words.
    pub summary: String,
    /// The directory that the call is about; none where no pane's directory is known.
    pub cwd: Option<PathBuf>,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Decision>,
}

/// What happens to one kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It runs.
    Allow,
    /// A person is asked.
    Ask,
    /// It does not run.
    Deny,
}

/// What happens to each kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Calls that look.
    pub read: Rule,
    /// Calls that change files or settings.
    pub write: Rule,
    /// Calls that run programs.
    pub execute: Rule,
    /// Calls that talk to other machines.
    pub network: Rule,
}

impl Default for Policy {
    /// Looking is free, everything else asks.
    fn default() -> Self {
        Self {
            read: Rule::Allow,
            write: Rule::Ask,
            execute: Rule::Ask,
            network: Rule::Ask,
        }
    }
}

impl Policy {
    /// Returns what happens to a call of this kind.
    pub fn rule(&self, effect: Effect) -> Rule {
        match effect {
            Effect::Read => self.read,
            Effect::Write => self.write,
            Effect::Execute => self.execute,
            Effect::Network => self.network,
        }
    }
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The terminal itself, on behalf of the person at it.
    Terminal,
    /// A module, with what it may do.
    Module(Capabilities),
}

impl Caller {
    /// Returns the caller's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Terminal => "terminal",
            Self::Module(capabilities) => capabilities.module(),
        }
    }

    fn check(&self) -> Result<(), ToolError> {
        match self {
            Self::Terminal => Ok(()),
            Self::Module(capabilities) => capabilities
                .require(ModuleCapability::ToolExecution)
                .map_err(|error| ToolError::User(error.to_string())),
        }
    }
}

/// The door to the tools, as one caller sees it.
#[derive(Clone)]
pub struct Gate {
    shared: Arc<Shared>,
    caller: Caller,
    cwd: Option<PathBuf>,
}

struct Shared {
    tools: Arc<ToolRegistry>,
    policy: Policy,
    allowed: Mutex<HashSet<Allowed>>,
}

/// A call that was allowed for the session.
#[derive(PartialEq, Eq, Hash)]
struct Allowed {
    caller: String,
    tool: String,
    args: String,
    /// The same words mean another thing elsewhere.
    cwd: Option<PathBuf>,
}

impl Gate {
    /// Makes the terminal's own door.
    pub fn new(tools: Arc<ToolRegistry>, policy: Policy) -> Self {
        Self {
            shared: Arc::new(Shared {
                tools,
                policy,
                allowed: Mutex::default(),
            }),
            caller: Caller::Terminal,
            cwd: None,
        }
    }

    /// Returns the same door for a module. A module's door cannot become another's.
    pub fn for_module(&self, capabilities: Capabilities) -> Self {
        let caller = match &self.caller {
            Caller::Terminal => Caller::Module(capabilities),
            module => module.clone(),
        };
        Self {
            caller,
            ..self.clone()
        }
    }

    /// Returns the same door for calls about a directory. What tools may reach can follow from it,
    /// so it must be a real one, as [`TerminalContext::real_cwd`](crate::TerminalContext::real_cwd)
    /// is, and none that was printed.
    pub fn in_directory(&self, real_cwd: impl Into<PathBuf>) -> Self {
        Self {
            cwd: Some(real_cwd.into()),
            ..self.clone()
        }
    }

    /// Returns the tools behind it; nothing to a module, which could call them past the checks.
    pub fn tools(&self) -> Option<&Arc<ToolRegistry>> {
        match self.caller {
            Caller::Terminal => Some(self.registry()),
            Caller::Module(_) => None,
        }
    }

    pub(crate) fn registry(&self) -> &Arc<ToolRegistry> {
        &self.shared.tools
    }

    /// Describes the tools that the caller may name; those the policy forbids are left out.
    pub fn specs(&self) -> Vec<ToolSpec> {
        if self.caller.check().is_err() {
            return Vec::new();
        }
        let mut specs = self.shared.tools.specs();
        specs.retain(|spec| self.shared.policy.rule(spec.effect) != Rule::Deny);
        specs
    }

    /// Runs `call`, asking through `ask` when the policy wants a person to decide.
    pub async fn run(
        &self,
        call: ToolCall,
        ask: impl FnOnce(Approval),
    ) -> Result<String, ToolError> {
        self.caller.check()?;
        let Some(tool) = self.shared.tools.get(&call.name) else {
            return Err(ToolError::Model(format!(
                "there is no tool `{}`; there are {}",
                call.name,
                self.names()
            )));
        };
        let summary = caught(&call.name, || tool.summary(&call.args))??;
        self.decide(&call, tool.as_ref(), summary, ask).await?;
        self.perform(call, tool.as_ref()).await
    }

    async fn decide(
        &self,
        call: &ToolCall,
        tool: &dyn AnyTool,
        summary: String,
        ask: impl FnOnce(Approval),
    ) -> Result<(), ToolError> {
        let caller = self.caller.name();
        match self.shared.policy.rule(tool.effect()) {
            Rule::Allow => {
                audit(caller, call, "allowed by the policy");
                return Ok(());
            }
            Rule::Deny => {
                audit(caller, call, "denied by the policy");
                return Err(ToolError::Model(format!(
                    "the policy does not allow `{}`",
                    call.name
                )));
            }
            Rule::Ask => {}
        }
        let key = Allowed {
            caller: caller.to_owned(),
            tool: call.name.clone(),
            args: call.args.to_string(),
            cwd: self.cwd.clone(),
        };
        if self.allowed().contains(&key) {
            audit(caller, call, "allowed earlier in this session");
            return Ok(());
        }
        let (reply, answer) = oneshot::channel();
        ask(Approval {
            tool: call.name.clone(),
            effect: tool.effect(),
            summary,
            cwd: self.cwd.clone(),
            reply,
        });
        match answer.await {
            Ok(Decision::Allow) => audit(caller, call, "allowed once"),
            Ok(Decision::AllowForSession) => {
                audit(caller, call, "allowed for this session");
                self.allowed().insert(key);
            }
            Ok(Decision::Deny) | Err(_) => {
                audit(caller, call, "denied");
                return Err(ToolError::Model("the user denied this call".into()));
            }
        }
        Ok(())
    }

    async fn perform(&self, call: ToolCall, tool: &dyn AnyTool) -> Result<String, ToolError> {
        let cx = ToolContext {
            caller: self.caller.name().to_owned(),
            cwd: self.cwd.clone(),
        };
        let running = caught(&call.name, || tool.run(call.args, cx))?;
        AssertUnwindSafe(running)
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| Err(crashed(&call.name, &*panic)))
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.specs().into_iter().map(|spec| spec.name).collect();
        if names.is_empty() {
            "none".into()
        } else {
            names.join(", ")
        }
    }

    fn allowed(&self) -> std::sync::MutexGuard<'_, HashSet<Allowed>> {
        self.shared
            .allowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn caught<T>(tool: &str, work: impl FnOnce() -> T) -> Result<T, ToolError> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).map_err(|panic| crashed(tool, &*panic))
}

fn crashed(tool: &str, panic: &(dyn std::any::Any + Send)) -> ToolError {
    let why = panic_text(panic);
    log::error!("tool `{tool}` panicked: {why}");
    ToolError::Model(format!("the tool `{tool}` broke: {why}"))
}

fn audit(caller: &str, call: &ToolCall, outcome: &str) {
    log::info!(target: "audit", "{caller} calls {}: {outcome}", call.name);
}
