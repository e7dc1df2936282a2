//! The kind `lua`: a folder with `init.lua`, in a Lua state of its own on a thread of its own.
//!
//! It hides the thread. What `init.lua` returns is reachable as `wezterm.NAMESPACE.FUNCTION` from
//! wezterm.lua, as methods on the bus, as tools and as actions; each is a message to the thread, so
//! whoever calls waits and blocks nobody. It is not the sandbox: see [`sandbox`].

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use futures::future::BoxFuture;
use mlua::{Lua, MultiValue};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::Loader;
use super::journal::Journal;
use super::manifest::{Manifest, Problem, Section, inside};
use crate::chain::Chain;
use crate::ipc::{Mailbox, NotTaken, measure};
use crate::lua::{loading_guard, namespace};
use crate::module::{
    ModuleAction, ModuleCapability, ModuleContext, ModuleHealth, ModuleMessage, ModuleMetadata,
    WezTermModule,
};
use crate::rpc::code;
use crate::run::seconds;
use crate::tool::{AnyTool, Effect, ToolContext, ToolError};

pub(super) mod data;
mod meter;
mod sandbox;
mod thread;

use data::{from_json, to_json};
use meter::Busy;
use sandbox::Lent;
use thread::{Call, Exports, Origin, Setup, ToolFacts, What};

/// What calls of the person's own Lua are said to come from.
const WEZTERM_LUA: &str = "wezterm.lua";
/// How long the thread may take to end.
const GOODBYE: Duration = Duration::from_secs(2);

/// What a module may use of the machine.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// How long one call may keep the processor.
    call: Duration,
    /// How much memory its state may take, in bytes.
    memory: usize,
    /// How large an argument or a result may be, in bytes.
    reply: usize,
}

/// Reads `[lua]`.
pub(super) fn read(section: &mut Section<'_>, folder: &Path) -> Result<Loader, Problem> {
    let entry = section.text("entry")?.unwrap_or_else(|| "init.lua".into());
    section.check("entry", inside(folder, &entry))?;
    let limits = Limits {
        call: Duration::from_millis(section.number("call_ms", 5000, 1..=60_000)?),
        memory: mib(section.number("memory_mb", 64, 1..=1024)?),
        reply: mib(section.number("reply_mb", 16, 1..=64)?),
    };
    Ok(Arc::new(move |manifest: &Manifest, _| {
        Ok(Arc::new(LuaModule {
            metadata: manifest.metadata.clone(),
            folder: manifest.folder.clone(),
            entry: entry.clone(),
            limits,
            running: Mutex::default(),
        }))
    }))
}

fn mib(count: u64) -> usize {
    usize::try_from(count << 20).unwrap_or(usize::MAX)
}

/// A module whose code is Lua.
struct LuaModule {
    metadata: ModuleMetadata,
    folder: PathBuf,
    entry: String,
    limits: Limits,
    running: Mutex<Option<Running>>,
}

/// The thread, from outside.
struct Running {
    line: Line,
    exports: Arc<Exports>,
    stop: Stop,
    busy: Busy,
    /// Ends with the thread.
    ended: oneshot::Receiver<()>,
}

/// Ends what the thread runs when it is dropped: a call that computes sees the mark, and what waits
/// the end of the mailbox.
struct Stop {
    mark: Arc<AtomicBool>,
    calls: Arc<Mailbox<Call>>,
}

impl Drop for Stop {
    fn drop(&mut self) {
        self.mark.store(true, Ordering::Relaxed);
        self.calls.close();
    }
}

/// The line to the thread. It does not keep the module running.
#[derive(Clone)]
struct Line {
    module: Arc<str>,
    calls: Arc<Mailbox<Call>>,
    limit: usize,
}

/// Why a call gave nothing.
enum NotDone {
    /// What the module's own code said.
    Said(String),
    /// What became of the module or of the call, as words that follow the module's name.
    Became(String),
}

impl NotDone {
    /// Says it where the module is not named yet.
    fn of(&self, module: &str) -> String {
        match self {
            Self::Said(why) => format!("module `{module}`: {why}"),
            Self::Became(what) => format!("module `{module}` {what}"),
        }
    }

    /// Says it where the module is named in front.
    fn unnamed(&self) -> String {
        match self {
            Self::Said(why) => why.clone(),
            Self::Became(what) => format!("it {what}"),
        }
    }
}

impl Line {
    /// Calls what the module exports and returns what that returns.
    async fn call(
        &self,
        by: Option<Arc<str>>,
        what: What,
        args: Vec<Value>,
    ) -> Result<Vec<Value>, NotDone> {
        let (reply, answer) = oneshot::channel();
        let origin = Origin {
            by,
            chain: Chain::current(),
        };
        let posted = self.calls.post(Call {
            what,
            bytes: args.iter().map(bytes).sum(),
            args,
            reply,
            origin: origin.clone(),
        });
        match posted {
            Ok(()) => {}
            Err(NotTaken::Closed) => {
                return Err(NotDone::Became("is not running".into()));
            }
            Err(NotTaken::Full) => {
                return Err(NotDone::Became(format!(
                    "was not called: too many calls of {origin} wait for it already; \
                     wait for some of the answers first"
                )));
            }
        }
        match answer.await {
            Ok(outcome) => outcome.map_err(NotDone::Said),
            Err(_) => Err(NotDone::Became("stopped before it answered".into())),
        }
    }
}

/// Returns how large an argument is.
fn bytes(arg: &Value) -> usize {
    // What is nested deeper than the bus allows was measured, and bounded, where it came from.
    measure(arg, usize::MAX).unwrap_or_default()
}

impl LuaModule {
    fn running(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Option<(Line, Arc<Exports>)> {
        let running = self.running();
        let running = running.as_ref()?;
        Some((running.line.clone(), Arc::clone(&running.exports)))
    }
}

#[async_trait]
impl WezTermModule for LuaModule {
    fn metadata(&self) -> ModuleMetadata {
        self.metadata.clone()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        let name: Arc<str> = self.metadata.name.as_str().into();
        let mark = Arc::new(AtomicBool::new(false));
        let busy = Busy::default();
        let calls: Arc<Mailbox<Call>> = Arc::default();
        let (ready, started) = oneshot::channel();
        let (alive, ended) = oneshot::channel();
        let setup = Setup {
            lent: Lent {
                name: Arc::clone(&name),
                journal: Journal::new(Arc::clone(&name)),
                folder: self.folder.clone(),
                capabilities: context.capabilities,
                ipc: context.ipc,
                host: context.host,
                reply_limit: self.limits.reply,
                config: context.config,
            },
            runtime: tokio::runtime::Handle::current(),
            entry: self.entry.clone(),
            limits: self.limits,
            stop: Arc::clone(&mark),
            busy: busy.clone(),
            calls: Arc::clone(&calls),
            ready,
            alive,
        };
        // When this future is dropped, so is the guard, and the thread ends.
        let stop = Stop {
            mark,
            calls: Arc::clone(&calls),
        };
        std::thread::Builder::new()
            .name(format!("module {name}"))
            .spawn(move || thread::run(setup))
            .context("while starting its thread")?;
        let exports = started.await.context("its thread ended while it started")?;
        let exports = Arc::new(exports.map_err(anyhow::Error::msg)?);
        let line = Line {
            module: name,
            calls,
            limit: self.limits.reply,
        };
        *self.running() = Some(Running {
            line,
            exports,
            stop,
            busy,
            ended,
        });
        Ok(())
    }

    fn register_lua_api(&self, lua: &Lua) -> anyhow::Result<()> {
        let Some((place, (line, exports))) = self.metadata.lua_namespace.as_ref().zip(self.open())
        else {
            return Ok(());
        };
        let table = namespace(lua, place).map_err(crate::lua::lua_error)?;
        for name in &exports.functions {
            let function = exported(lua, line.clone(), name).map_err(crate::lua::lua_error)?;
            table
                .raw_set(name.as_str(), function)
                .map_err(crate::lua::lua_error)?;
        }
        Ok(())
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let ModuleMessage::Request { method, params, .. } = &message else {
            return Ok(message.unknown_method());
        };
        let Some((line, exports)) = self.open() else {
            return Ok(message.refuse("it is not running"));
        };
        let what = match method.strip_prefix("action.") {
            Some(action) if exports.actions.iter().any(|one| one.name == action) => {
                What::Action(action.to_owned())
            }
            Some(action) if !exports.functions.contains(method) => {
                let why = no_such_action(action, &exports.actions);
                return Ok(message.refuse_as(code::METHOD_NOT_FOUND, why));
            }
            _ if exports.functions.contains(method) => What::Function(method.clone()),
            _ => return Ok(message.unknown_method()),
        };
        Ok(match line.call(None, what, vec![params.clone()]).await {
            Ok(values) => message.answer(values.into_iter().next().unwrap_or_default()),
            Err(why) => message.refuse(why.unnamed()),
        })
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        let Some((line, exports)) = self.open() else {
            return Vec::new();
        };
        let tools = exports.tools.iter().map(|facts| {
            let tool = LuaTool {
                facts: facts.clone(),
                line: line.clone(),
            };
            Arc::new(tool) as Arc<dyn AnyTool>
        });
        tools.collect()
    }

    fn actions(&self) -> Vec<ModuleAction> {
        self.open()
            .map(|(_, exports)| exports.actions.clone())
            .unwrap_or_default()
    }

    async fn shutdown(&self) -> anyhow::Result<()> {
        let Some(Running { stop, ended, .. }) = self.running().take() else {
            return Ok(());
        };
        drop(stop);
        if tokio::time::timeout(GOODBYE, ended).await.is_err() {
            anyhow::bail!(
                "its thread did not end within {}; it keeps a processor busy until \
                 the terminal ends",
                seconds(GOODBYE)
            );
        }
        Ok(())
    }

    fn health_check(&self) -> ModuleHealth {
        match self.running().as_mut() {
            Some(running) => match running.ended.try_recv() {
                Err(oneshot::error::TryRecvError::Empty) => {
                    let (lasts, limit) = (running.busy.lasts(), self.limits.call);
                    if lasts <= limit * 2 {
                        return ModuleHealth::healthy();
                    }
                    ModuleHealth::unhealthy(format!(
                        "it has kept its thread busy for {} without a pause and answers nothing; \
                         one call may take {}",
                        seconds(lasts),
                        seconds(limit)
                    ))
                }
                _ => ModuleHealth::unhealthy("its thread has ended"),
            },
            None => ModuleHealth::unhealthy("it is not running"),
        }
    }
}

fn no_such_action(action: &str, there: &[ModuleAction]) -> String {
    let names: Vec<&str> = there.iter().map(|one| one.name.as_str()).collect();
    let there_are = match names.is_empty() {
        true => "there are none".to_owned(),
        false => format!("there are {}", names.join(", ")),
    };
    format!("no action `{action}`; {there_are}")
}

/// Returns the function that wezterm.lua calls.
fn exported(lua: &Lua, line: Line, name: &str) -> mlua::Result<mlua::Function> {
    let name: Arc<str> = name.into();
    lua.create_async_function(move |lua, args: MultiValue| {
        let (line, name) = (line.clone(), Arc::clone(&name));
        async move {
            loading_guard(&lua)?;
            let mut plain = Vec::new();
            for (index, arg) in args.iter().enumerate() {
                let label = format!("{name}: argument {}", index + 1);
                plain.push(to_json(arg, &label, line.limit).map_err(mlua::Error::runtime)?);
            }
            let what = What::Function(name.to_string());
            let values = line
                .call(Some(WEZTERM_LUA.into()), what, plain)
                .await
                .map_err(|why| mlua::Error::runtime(why.of(&line.module)))?;
            let values = values.iter().map(|value| from_json(&lua, value));
            values.collect::<mlua::Result<MultiValue>>()
        }
    })
}

/// A tool that a Lua module offers. It has no reach of its own: what it does, it does through the
/// doors that its module may use.
struct LuaTool {
    facts: ToolFacts,
    line: Line,
}

impl AnyTool for LuaTool {
    fn name(&self) -> &str {
        &self.facts.name
    }

    fn effect(&self) -> Effect {
        self.facts.effect
    }

    fn capability(&self) -> ModuleCapability {
        ModuleCapability::ToolExecution
    }

    fn schema(&self) -> Value {
        self.facts.schema.clone()
    }

    fn summary(&self, args: &Value) -> Result<String, ToolError> {
        match args {
            Value::Object(_) | Value::Null => Ok(format!("{} {args}", self.facts.name)),
            _ => Err(ToolError::Model(format!(
                "the arguments of `{}` must be an object",
                self.facts.name
            ))),
        }
    }

    fn run(&self, args: Value, cx: ToolContext) -> BoxFuture<'_, Result<String, ToolError>> {
        Box::pin(async move {
            // Models leave the arguments out where there are none.
            let args = if args.is_null() { json!({}) } else { args };
            let what = What::Tool(self.facts.key.clone());
            let values = self
                .line
                .call(Some(cx.caller.into()), what, vec![args])
                .await
                .map_err(|why| ToolError::Model(why.of(&self.line.module)))?;
            Ok(match values.into_iter().next() {
                None | Some(Value::Null) => "done".into(),
                Some(Value::String(text)) => text,
                Some(value) => value.to_string(),
            })
        })
    }
}
