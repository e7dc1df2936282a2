//! The only door to a tool: look it up, check the caller's capability and the policy, ask the
//! person, run it, write down what was decided.
//!
//! It hides rules, grants, the record and tools that break, hang, flood or call back. It runs on
//! the background runtime, inside the caller's task: when that is dropped, a question is withdrawn
//! and a running tool stops. It is not a sandbox: what a tool may reach is the tool's own affair.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use mux::PaneId;
use serde_json::Value;

use crate::chain::{Chain, Speaker, USER_LUA};
use crate::lease::Tasks;
use crate::module::{Capabilities, ModuleCapability};
use crate::run::{AbortOnDrop, panic_text, seconds};
use crate::tool::{AnyTool, CallId, Known, ToolContext, ToolError, ToolRegistry, ToolSpec};

mod approval;
mod asking;
mod audit;
pub mod card;
mod grants;
mod looking;
mod policy;
mod preview;
mod project;
mod record;
mod scope;
mod serving;
mod show;

pub use approval::{Approval, Approver, Choice, Decision};
pub use audit::{AuditFile, AuditRow, AuditSink, MemoryAudit, utc};
pub use grants::{Grant, GrantStore, Lifetime, MemoryGrants, TurnId};
pub use policy::{Policy, Rule, Verdict};
pub use scope::{Scope, Touched, command_words};
pub use show::{Piece, shown};

use audit::Audit;
use grants::{Grants, Span};
use policy::Judgement;
use record::Record;
pub(crate) use scope::{Item, Reach};

/// How deep tools may call tools.
const DEPTH: usize = 4;
/// Through how many hands a call may come, tools and requests together.
const CHAIN: usize = 16;
/// How much of a result the model is given, in bytes.
const RESULT_LIMIT: usize = 256 * 1024;
/// What a call does.
type Work<T> = BoxFuture<'static, Result<T, ToolError>>;

tokio::task_local! {
    /// The call that this code runs for.
    static WITHIN: Gate;
}

/// A tool and the arguments it is called with.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// Its arguments.
    pub args: Value,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The terminal itself, on behalf of the person at it.
    Terminal,
    /// The person's `wezterm.lua`.
    UserLua,
    /// A program that joined by the Model Context Protocol, by its name.
    Client(String),
    /// A module, with what it may do.
    Module(Capabilities),
}

impl Caller {
    /// Returns the caller's name, as rules and grants write it.
    pub fn name(&self) -> String {
        match self {
            Self::Terminal => "terminal".into(),
            Self::UserLua => USER_LUA.into(),
            Self::Client(name) => format!("mcp:{name}"),
            Self::Module(capabilities) => capabilities.module().to_owned(),
        }
    }

    /// Returns who `chain` says asked last.
    fn last_of(chain: &Chain) -> Self {
        match chain.last() {
            Some(Speaker {
                rights: Some(rights),
                ..
            }) => Self::Module(rights.clone()),
            Some(speaker) if &*speaker.name == USER_LUA => Self::UserLua,
            _ => Self::Terminal,
        }
    }

    /// Returns what tools that this caller calls pass on of it: its name, so that it must be allowed
    /// what they call in turn. Its own capabilities do not bound what a tool does that it may call.
    fn speaker(&self) -> Option<Arc<Speaker>> {
        match self {
            Self::Terminal | Self::UserLua => None,
            Self::Client(_) | Self::Module(_) => Some(Arc::new(Speaker {
                name: self.name().into(),
                rights: None,
            })),
        }
    }

    fn check(&self) -> Result<(), ToolError> {
        match self {
            Self::Module(capabilities) => capabilities
                .require(ModuleCapability::ToolExecution)
                .map_err(|error| ToolError::User(error.to_string())),
            _ => Ok(()),
        }
    }
}

/// What a door is made of besides its tools.
pub struct GateOptions {
    /// The rules.
    pub policy: Policy,
    /// The home folder, which `~` in rules means.
    pub home: Option<PathBuf>,
    /// Who asks the person; with nobody, what asks is denied.
    pub approver: Option<Arc<dyn Approver>>,
    /// Where grants last.
    pub grants: Arc<dyn GrantStore>,
    /// Where calls are recorded.
    pub audit: Arc<dyn AuditSink>,
}

impl Default for GateOptions {
    /// The default rights, nobody to ask, and nothing that outlives the program.
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            home: None,
            approver: None,
            grants: Arc::new(MemoryGrants::default()),
            audit: Arc::new(MemoryAudit::default()),
        }
    }
}

/// The door to the tools, as one caller sees it.
#[derive(Clone)]
pub struct Gate {
    shared: Arc<Shared>,
    caller: Caller,
    chain: Vec<String>,
    cwd: Option<PathBuf>,
    pane: Option<PaneId>,
    turn: Option<TurnId>,
    depth: usize,
    /// What it was lent to; it opens nothing once that is gone.
    lease: Option<Arc<Tasks>>,
    /// The call that goes through it.
    call: CallId,
    /// Whether a module serves a request instead of having its tool run: then what the asker may not
    /// do itself is refused before anybody is asked.
    served: bool,
}

struct Shared {
    tools: Arc<ToolRegistry>,
    policy: RwLock<Arc<Policy>>,
    home: Option<PathBuf>,
    approver: Option<Arc<dyn Approver>>,
    grants: Grants,
    audit: Audit,
    /// What the person has been told of project files, so that they hear it once.
    told: Mutex<HashSet<String>>,
}

/// A call that was looked up and looked into.
struct Examined {
    known: Known,
    args: Value,
    summary: String,
    reach: Reach,
    root: Option<PathBuf>,
    judged: Vec<(String, Judgement)>,
    /// Why the person is asked whatever they have allowed before.
    caution: Option<String>,
    /// What was allowed for good.
    kept: Vec<Grant>,
}

/// That a call may run, and why.
struct Allowed {
    /// By whose word.
    word: String,
    /// Whether the person was asked about this very call.
    asked: bool,
}

impl Gate {
    /// Makes the terminal's own door, with nobody to ask.
    pub fn new(tools: Arc<ToolRegistry>, policy: Policy) -> Self {
        Self::with(
            tools,
            GateOptions {
                policy,
                ..GateOptions::default()
            },
        )
    }

    /// Makes the terminal's own door.
    pub fn with(tools: Arc<ToolRegistry>, options: GateOptions) -> Self {
        Self {
            shared: Arc::new(Shared {
                tools,
                policy: RwLock::new(Arc::new(options.policy)),
                home: options.home,
                approver: options.approver,
                grants: Grants::new(options.grants),
                audit: Audit::new(options.audit),
                told: Mutex::default(),
            }),
            caller: Caller::Terminal,
            chain: Vec::new(),
            cwd: None,
            pane: None,
            turn: None,
            depth: 0,
            lease: None,
            call: CallId::default(),
            served: false,
        }
    }

    /// Returns the same door for a module. A module's door cannot become another's.
    pub fn for_module(&self, capabilities: Capabilities) -> Self {
        self.for_caller(Caller::Module(capabilities))
    }

    /// Returns the terminal's own door for another caller; any other door stays its caller's.
    pub fn for_caller(&self, caller: Caller) -> Self {
        let caller = match &self.caller {
            Caller::Terminal => caller,
            other => other.clone(),
        };
        Self {
            caller,
            ..self.clone()
        }
    }

    /// Returns the same door for calls that these too have asked the caller for, the first asker
    /// first. All of them must be allowed what is called.
    pub fn on_behalf_of(&self, askers: impl IntoIterator<Item = String>) -> Self {
        let mut gate = self.clone();
        let own = gate.caller.name();
        for asker in askers {
            if asker != own && !gate.chain.contains(&asker) {
                gate.chain.push(asker);
            }
        }
        gate
    }

    /// Returns the same door for as long as what it is lent to is there.
    pub(crate) fn lent_to(&self, lease: Arc<Tasks>) -> Self {
        Self {
            lease: Some(lease),
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

    /// Returns the same door for calls about a pane: questions are shown there, and what is allowed
    /// for the pane counts.
    pub fn in_pane(&self, pane: PaneId) -> Self {
        Self {
            pane: Some(pane),
            ..self.clone()
        }
    }

    /// Returns the same door for the calls of one turn.
    pub fn in_turn(&self, turn: TurnId) -> Self {
        Self {
            turn: Some(turn),
            ..self.clone()
        }
    }

    /// Ends what was allowed for a turn.
    pub fn end_turn(&self, turn: TurnId) {
        self.shared.grants.end(Span::Turn(turn));
    }

    /// Ends what was allowed for a pane.
    pub fn end_pane(&self, pane: PaneId) {
        self.shared.grants.end(Span::Pane(pane));
    }

    /// Takes `config.tool_policy` and says what in it cannot be used. Only the terminal's own door
    /// does; it counts for calls that are made afterwards.
    pub fn configure(&self, settings: &Value) -> Vec<String> {
        if self.caller != Caller::Terminal {
            return Vec::new();
        }
        let (policy, problems) = Policy::from_settings(settings, self.shared.home.as_deref());
        let mut place = self
            .shared
            .policy
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *place = Arc::new(policy);
        problems
    }

    /// Returns the tools behind it; nothing to others than the terminal, which could call them past
    /// the checks.
    pub fn tools(&self) -> Option<&Arc<ToolRegistry>> {
        match self.caller {
            Caller::Terminal => Some(self.registry()),
            _ => None,
        }
    }

    /// Returns where grants last; nothing to others than the terminal.
    pub fn grants(&self) -> Option<&Arc<dyn GrantStore>> {
        match self.caller {
            Caller::Terminal => Some(self.shared.grants.store()),
            _ => None,
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
        let (policy, principals) = (self.policy(), self.principals());
        let mut specs = self.shared.tools.specs();
        specs.retain(|spec| {
            let Some(known) = self.shared.tools.known(&spec.name) else {
                return false;
            };
            !principals
                .iter()
                .any(|principal| policy.forbids(principal, &known))
        });
        specs
    }

    /// Runs `call`, asking the person when the policy wants it. Must be awaited on the background
    /// runtime; dropping the future withdraws the question or stops the tool.
    pub async fn run(&self, call: ToolCall) -> Result<String, ToolError> {
        self.run_whole(call).await.map(capped)
    }

    /// Runs `call` and returns all of its result: for programs, which cannot use one with its middle
    /// cut out as a model can.
    pub(crate) async fn run_whole(&self, call: ToolCall) -> Result<String, ToolError> {
        let gate = self.within_outer_call();
        let mut record = Record::open(&gate, &call);
        let run =
            |tool: Arc<dyn AnyTool>, args, cx| async move { tool.run(args, cx).await }.boxed();
        let outcome = match gate.caller.check().and(self.caller.check()) {
            Ok(()) => gate.steps(call, run, &mut record).await,
            Err(error) => Err(error),
        };
        record.close(&outcome).await;
        outcome
    }

    /// The steps of every call, once it is known that the caller may call tools at all. `run` makes
    /// what runs.
    async fn steps<T: Send + 'static>(
        &self,
        call: ToolCall,
        run: impl FnOnce(Arc<dyn AnyTool>, Value, ToolContext) -> Work<T>,
        record: &mut Record,
    ) -> Result<T, ToolError> {
        let gate = Self {
            call: CallId::fresh(),
            ..self.clone()
        };
        gate.steps_of(call, run, record).await
    }

    /// The steps of a call that has its name.
    async fn steps_of<T: Send + 'static>(
        &self,
        call: ToolCall,
        run: impl FnOnce(Arc<dyn AnyTool>, Value, ToolContext) -> Work<T>,
        record: &mut Record,
    ) -> Result<T, ToolError> {
        // 1. Is there such a tool?
        let known = self.look_up(&call)?;
        record.found(known.tool.name(), known.tool.effect(), known.provenance);
        // 2. Are those still there who call and offer it?
        self.check_leases(&known)?;
        self.check_depth()?;
        // 3. What does the call touch, and what do the rules say to that?
        let limits = self.policy();
        let examined = self.examine(call.args, known).await?;
        record.examined(&examined.reach);
        if self.served {
            self.check_rights(examined.known.tool.capability(), &examined.reach)?;
        }
        // 4. Where they do not say, does the person allow it?
        let allowed = self
            .approve(&examined, limits.approval_timeout, record)
            .await?;
        record.allowed(allowed.word);
        // 5. It runs, once the record holds that it begins. A person may have taken their time.
        self.check_leases(&examined.known)?;
        record.begin().await?;
        let Examined {
            known, args, reach, ..
        } = examined;
        let cx = ToolContext {
            approved: allowed.asked,
            ..self.tool_context(reach.paths())
        };
        let work = run(Arc::clone(&known.tool), args, cx);
        self.perform(&known, work, limits.time_limit, record).await
        // 6. How it ended is written down by whoever opened the record.
    }

    /// Returns the door that a call goes through. A tool that calls tools does it on behalf of its own
    /// caller, about the same directory and pane.
    fn within_outer_call(&self) -> Self {
        // It may have been lent before the request came that is worked on now, or for another.
        let askers = Chain::current().askers();
        let Ok(outer) = WITHIN.try_with(Clone::clone) else {
            return self.on_behalf_of(askers);
        };
        let inner = Self {
            caller: self.caller.clone(),
            lease: self.lease.clone(),
            served: false,
            pane: self.pane.or(outer.pane),
            turn: self.turn.or(outer.turn),
            ..outer.clone()
        };
        let own = self.chain.iter().cloned();
        if self.caller == Caller::Terminal {
            // The terminal's own tools do what they do as whoever called them.
            let inner = Self {
                caller: outer.caller,
                lease: outer.lease,
                ..inner
            };
            return inner.on_behalf_of(own.chain(askers));
        }
        let asker = outer.caller.speaker().map(|asker| asker.name.to_string());
        inner.on_behalf_of(asker.into_iter().chain(own).chain(askers))
    }

    /// Waits until the instance is gone that the door was lent to.
    async fn lease_ended(&self) {
        match &self.lease {
            Some(lease) => lease.closed().await,
            None => std::future::pending().await,
        }
    }

    /// Fails where the instance of the module is gone that calls, or that offers the tool.
    fn check_leases(&self, known: &Known) -> Result<(), ToolError> {
        match &self.lease {
            Some(lease) if !lease.is_open() => Err(ToolError::User(format!(
                "module `{}` was stopped",
                self.caller.name()
            ))),
            _ => known.check_offer(),
        }
    }

    /// Fails where a module asks for what it, or one that asked it, may not do itself.
    fn check_rights(&self, need: ModuleCapability, reach: &Reach) -> Result<(), ToolError> {
        let Caller::Module(rights) = &self.caller else {
            return Ok(());
        };
        let items = match reach {
            Reach::Everything => &[],
            Reach::Only(items) => items.as_slice(),
        };
        let checked = items.iter().try_for_each(|item| match item {
            Item::Place { real, .. } => rights.require_path(need, real),
            Item::Program(name) | Item::Command { program: name, .. } => {
                rights.require_program(name)
            }
            Item::Host(name) => rights.require_host(name),
        });
        let checked = rights.require(need).and(checked);
        checked.map_err(|error| ToolError::User(error.to_string()))
    }

    fn look_up(&self, call: &ToolCall) -> Result<Known, ToolError> {
        self.shared.tools.known(&call.name).ok_or_else(|| {
            ToolError::Model(format!(
                "there is no tool `{}`; there are {}",
                call.name,
                self.names()
            ))
        })
    }

    fn check_depth(&self) -> Result<(), ToolError> {
        let why = if self.depth >= DEPTH {
            format!("tools call each other more than {DEPTH} deep, which is not allowed")
        } else if Chain::current().len() >= CHAIN {
            format!("a call may come through {CHAIN} hands at most")
        } else {
            return Ok(());
        };
        Err(ToolError::Model(why))
    }

    async fn perform<T: Send + 'static>(
        &self,
        known: &Known,
        work: Work<T>,
        limit: Duration,
        record: &mut Record,
    ) -> Result<T, ToolError> {
        let name = known.tool.name();
        // In a task of its own: one that blocks its thread still cannot hold up the caller.
        let work = AssertUnwindSafe(work).catch_unwind();
        let running = tokio::spawn(self.within_call(work));
        let _stop = AbortOnDrop(running.abort_handle());
        let running = async {
            tokio::select! {
                ended = running => ended,
                () = known.offer_ended() => Ok(Ok(Err(stopped(name)))),
                () = self.lease_ended() => Ok(Ok(Err(stopped(name)))),
            }
        };
        match tokio::time::timeout(limit, running).await {
            Ok(Ok(Ok(Ok(result)))) => Ok(result),
            Ok(Ok(Ok(Err(ToolError::Model(why))))) => Err(ToolError::Model(capped(why))),
            Ok(Ok(Ok(Err(ToolError::User(why))))) => Err(ToolError::User(capped(why))),
            Ok(Ok(Err(panic))) => Err(crashed(name, &*panic)),
            Ok(Err(_)) => Err(stopped(name)),
            Err(_) => {
                record.timed_out();
                let limit = seconds(limit);
                Err(ToolError::Model(format!(
                    "the tool `{name}` was stopped because it was not done within {limit}"
                )))
            }
        }
    }

    /// Does a tool's work on behalf of who calls it.
    fn within_call<F: Future + Send>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        let inner = Self {
            depth: self.depth + 1,
            served: false,
            ..self.clone()
        };
        let chain = Chain::current();
        let chain = self
            .caller
            .speaker()
            .map_or_else(|| chain.clone(), |own| chain.then(&own));
        chain.hold(WITHIN.scope(inner, work))
    }

    fn tool_context(&self, allowed: Vec<PathBuf>) -> ToolContext {
        ToolContext {
            caller: self.caller.name(),
            cwd: self.cwd.clone(),
            allowed,
            approved: false,
            call: self.call,
        }
    }

    /// Returns what is known of the rights of those who must be allowed a call.
    fn rights(&self) -> Vec<Capabilities> {
        let own = match &self.caller {
            Caller::Module(rights) => Some(rights.clone()),
            _ => None,
        };
        own.into_iter().chain(Chain::current().rights()).collect()
    }

    /// Lists everybody who must be allowed a call.
    fn principals(&self) -> Vec<String> {
        let mut principals = self.chain.clone();
        principals.push(self.caller.name());
        let mut seen = HashSet::new();
        principals.retain(|principal| seen.insert(principal.clone()));
        principals
    }

    fn spans(&self) -> Vec<Span> {
        let turn = self.turn.map(Span::Turn);
        turn.into_iter().chain(self.pane.map(Span::Pane)).collect()
    }

    fn policy(&self) -> Arc<Policy> {
        let policy = self.shared.policy.read();
        Arc::clone(&policy.unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells the person something, once.
    fn tell(&self, text: String) {
        log::warn!("{text}");
        let mut told = self
            .shared
            .told
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if told.insert(text.clone())
            && let Some(approver) = &self.shared.approver
        {
            approver.notice(&text);
        }
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.specs().into_iter().map(|spec| spec.name).collect();
        if names.is_empty() {
            "none".into()
        } else {
            names.join(", ")
        }
    }
}

/// Cuts the middle out of what is longer than a model can use.
fn capped(text: String) -> String {
    if text.len() <= RESULT_LIMIT {
        return text;
    }
    let head = text.floor_char_boundary(RESULT_LIMIT / 4 * 3);
    let tail = text.ceil_char_boundary(text.len() - RESULT_LIMIT / 4);
    let left_out = tail - head;
    format!(
        "{}\n[… {left_out} bytes of {} left out here …]\n{}",
        &text[..head],
        text.len(),
        &text[tail..]
    )
}

fn stopped(tool: &str) -> ToolError {
    ToolError::Model(format!("the tool `{tool}` was stopped"))
}

fn caught<T>(tool: &str, work: impl FnOnce() -> T) -> Result<T, ToolError> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).map_err(|panic| crashed(tool, &*panic))
}

fn crashed(tool: &str, panic: &(dyn std::any::Any + Send)) -> ToolError {
    let why = panic_text(panic);
    log::error!("tool `{tool}` panicked: {why}");
    ToolError::Model(format!("the tool `{tool}` broke: {why}"))
}
