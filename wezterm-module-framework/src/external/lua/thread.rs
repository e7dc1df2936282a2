//! The thread of a Lua module: one state, and the calls that are under way in it.
//!
//! It hides what order calls run in: each goes on until it waits, and meanwhile the others do. Each
//! origin has its own share of the calls that are under way, so that none keeps another out, and a
//! call that comes back to the module is not kept out by those that wait for it. The thread ends when
//! its mailbox is closed or the stop mark is set, however many calls wait; those are dropped. It is
//! not on the background runtime, which no module can keep busy that way.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use futures::StreamExt;
use futures::future::LocalBoxFuture;
use futures::stream::FuturesUnordered;
use mlua::{Function, MultiValue, Table, Value as LuaValue};
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;

use super::Limits;
use super::data::{from_json, to_json};
use super::meter::{Busy, Meter};
use super::sandbox::{Lent, Sandbox};
use crate::chain::Chain;
use crate::ipc::{CloseOnDrop, Mailbox, Posted, Subscription};
use crate::module::{ModuleAction, ModuleMessage};
use crate::run::panic_text;
use crate::tool::Effect;

/// How many handlers of broadcasts are under way before no further broadcast is taken.
const HEARING: usize = 32;
/// How long a tool's name may be, with its module's.
const TOOL_NAME: usize = 64;

/// What the thread begins with.
pub(super) struct Setup {
    pub(super) lent: Lent,
    /// The background runtime, for its clock.
    pub(super) runtime: tokio::runtime::Handle,
    pub(super) entry: String,
    pub(super) limits: Limits,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) busy: Busy,
    pub(super) calls: Arc<Mailbox<Call>>,
    /// Told what the module exports, or why it did not start.
    pub(super) ready: oneshot::Sender<Result<Exports, String>>,
    /// Dropped when the thread ends.
    pub(super) alive: oneshot::Sender<()>,
}

/// A call of something that the module exports.
pub(super) struct Call {
    pub(super) what: What,
    pub(super) args: Vec<Value>,
    /// How large the arguments are.
    pub(super) bytes: usize,
    pub(super) reply: oneshot::Sender<Result<Vec<Value>, String>>,
    pub(super) origin: Origin,
}

impl Posted for Call {
    type Origin = Origin;

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    fn is_wanted(&mut self) -> bool {
        !self.reply.is_closed()
    }
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// By which way, where it is not the bus: two that stand in no chain have a share each.
    pub(super) by: Option<Arc<str>>,
    /// On whose behalf; what the call asks of others, it asks for them too.
    pub(super) chain: Chain,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.by {
            Some(by) => f.write_str(by),
            None => write!(f, "{}", self.chain),
        }
    }
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Function(String),
    Tool(String),
    Action(String),
}

/// What `init.lua` returned.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Exports {
    pub(super) functions: Vec<String>,
    pub(super) tools: Vec<ToolFacts>,
    pub(super) actions: Vec<ModuleAction>,
}

/// What a tool says about itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ToolFacts {
    /// What the module calls it.
    pub(super) key: String,
    /// What the model calls it: with the module's name in front.
    pub(super) name: String,
    pub(super) effect: Effect,
    /// The schema of its arguments, with its description.
    pub(super) schema: Value,
}

/// Runs the thread to its end.
pub(super) fn run(setup: Setup) {
    let Setup {
        lent,
        runtime,
        entry,
        limits,
        stop,
        busy,
        calls,
        ready,
        alive,
    } = setup;
    let name = Arc::clone(&lent.name);
    let running = AssertUnwindSafe(move || {
        let _close = CloseOnDrop(Arc::clone(&calls));
        let meter = Meter::new(limits.call, stop, busy);
        let ipc = lent.ipc.clone();
        let _entered = runtime.enter();
        let (state, broadcasts) = match State::open(lent, &entry, limits, &meter) {
            Ok((state, exports)) => {
                // Before anybody is told that it runs, so that it misses nothing from then on.
                let listens = !state.sandbox.listeners.borrow().is_empty();
                let broadcasts = listens.then(|| ipc.subscribe());
                if ready.send(Ok(exports)).is_err() {
                    return;
                }
                (state, broadcasts)
            }
            Err(why) => {
                // Whoever asked has given up when this fails.
                let _ = ready.send(Err(why));
                return;
            }
        };
        futures::executor::block_on(state.serve(&calls, broadcasts, ipc));
    });
    if let Err(panic) = catch_unwind(running) {
        log::error!(
            "the thread of module `{name}` panicked: {}",
            panic_text(&*panic)
        );
    }
    drop(alive);
}

/// A Lua state that has run its first file.
struct State {
    sandbox: Sandbox,
    exported: Table,
    limits: Limits,
    meter: Rc<Meter>,
    name: Arc<str>,
}

impl State {
    fn open(
        lent: Lent,
        entry: &str,
        limits: Limits,
        meter: &Rc<Meter>,
    ) -> Result<(Rc<Self>, Exports), String> {
        let name = Arc::clone(&lent.name);
        let sandbox =
            Sandbox::new(lent, limits.memory, meter).map_err(|error| said(&error, limits))?;
        let running = meter.time(sandbox.run(entry, limits));
        let returned = futures::executor::block_on(running)?;
        let exported = match returned {
            LuaValue::Table(table) => table,
            LuaValue::Nil => sandbox
                .lua
                .create_table()
                .map_err(|error| said(&error, limits))?,
            other => {
                return Err(format!(
                    "{entry} returns {}: it must return a table of functions",
                    a(other.type_name())
                ));
            }
        };
        let exports = read_exports(&exported, &name).map_err(|why| format!("{entry}: {why}"))?;
        let state = Self {
            sandbox,
            exported,
            limits,
            meter: Rc::clone(meter),
            name,
        };
        Ok((Rc::new(state), exports))
    }

    async fn serve(
        self: Rc<Self>,
        calls: &Mailbox<Call>,
        mut broadcasts: Option<Subscription>,
        ipc: crate::ipc::IpcHandle,
    ) {
        let mut running: FuturesUnordered<UnderWay> = FuturesUnordered::new();
        let mut hearing = 0;
        while self.meter.alive().is_ok() {
            if broadcasts.is_none() && !self.sandbox.listeners.borrow().is_empty() {
                broadcasts = Some(ipc.subscribe());
            }
            let heard = async {
                match &mut broadcasts {
                    Some(broadcasts) => broadcasts.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(ended) = running.next(), if !running.is_empty() => match ended {
                    Ended::Call(origin) => calls.done(&origin),
                    Ended::Handler => hearing -= 1,
                },
                // Always looked at, because it tells of the end too: what is full is a lane of it.
                call = calls.next() => {
                    let Some(call) = call else { return };
                    let (origin, state) = (call.origin.clone(), Rc::clone(&self));
                    running.push(Box::pin(async move {
                        state.answer(call).await;
                        Ended::Call(origin)
                    }));
                }
                message = heard, if hearing < HEARING => match message {
                    Some(message) => {
                        for handling in self.hear(&message) {
                            running.push(handling);
                            hearing += 1;
                        }
                    }
                    None => return,
                },
            }
        }
    }

    async fn answer(self: Rc<Self>, call: Call) {
        let Call {
            what,
            args,
            mut reply,
            origin,
            ..
        } = call;
        let outcome = tokio::select! {
            outcome = origin.chain.hold(self.perform(&what, &args)) => outcome,
            // Nobody wants the answer any more.
            () = reply.closed() => return,
        };
        // Nobody wants it when this fails.
        let _ = reply.send(outcome);
    }

    async fn perform(&self, what: &What, args: &[Value]) -> Result<Vec<Value>, String> {
        let told = |error: mlua::Error| said(&error, self.limits);
        let function = self.find(what).map_err(told)?;
        let args = args.iter().map(|arg| from_json(&self.sandbox.lua, arg));
        let args: MultiValue = args.collect::<mlua::Result<_>>().map_err(told)?;
        let running = self.meter.time(function.call_async::<MultiValue>(args));
        let values = running.await.map_err(told)?;
        let label = |index: usize| match what {
            What::Function(name) | What::Tool(name) | What::Action(name) => {
                format!("what `{name}` returns ({})", index + 1)
            }
        };
        let values = values.iter().enumerate();
        let mut left = self.limits.reply;
        values
            .map(|(index, value)| {
                let value = to_json(value, &label(index), left)?;
                left = left.saturating_sub(value.as_str().map_or(0, str::len));
                Ok(value)
            })
            .collect()
    }

    fn find(&self, what: &What) -> mlua::Result<Function> {
        let (list, name) = match what {
            What::Function(name) => return self.exported.raw_get(name.as_str()),
            What::Tool(name) => ("tools", name),
            What::Action(name) => ("actions", name),
        };
        let list: Table = self.exported.raw_get(list)?;
        list.raw_get::<Table>(name.as_str())?.raw_get("run")
    }

    /// Returns what handles a broadcast.
    fn hear(self: &Rc<Self>, message: &ModuleMessage) -> Vec<UnderWay> {
        let ModuleMessage::Broadcast { from, event, data } = message else {
            return Vec::new();
        };
        let listeners = self.sandbox.listeners.borrow();
        let wanted = listeners.iter().filter(|(wanted, _)| wanted == event);
        let handling = wanted.map(|(_, handler)| -> UnderWay {
            let (state, handler) = (Rc::clone(self), handler.clone());
            let (from, event, data) = (from.clone(), event.clone(), data.clone());
            Box::pin(async move {
                let handled = async {
                    let data = from_json(&state.sandbox.lua, &data)?;
                    handler.call_async::<()>((data, from)).await
                };
                if let Err(error) = state.meter.time(handled).await {
                    let why = said(&error, state.limits);
                    log::error!("module `{}` failed to handle `{event}`: {why}", state.name);
                }
                Ended::Handler
            })
        });
        handling.collect()
    }
}

/// Something that runs in the state, until it ends or the thread does.
type UnderWay = LocalBoxFuture<'static, Ended>;

/// What has ended.
enum Ended {
    Call(Origin),
    Handler,
}

/// Returns what an error of Lua says, without where it went through.
pub(super) fn said(error: &mlua::Error, limits: Limits) -> String {
    let text = match error {
        mlua::Error::CallbackError { cause, .. } => return said(cause, limits),
        mlua::Error::RuntimeError(text) => text.clone(),
        mlua::Error::MemoryError(_) => {
            let most = limits.memory >> 20;
            return format!("it used more than {most} MiB of memory, the most that it may");
        }
        mlua::Error::ExternalError(inner) => inner.to_string(),
        other => other.to_string(),
    };
    match text.find("\nstack traceback:") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

fn read_exports(exported: &Table, module: &str) -> Result<Exports, String> {
    let mut exports = Exports::default();
    for pair in exported.pairs::<LuaValue, LuaValue>() {
        let (key, value) = pair.map_err(|error| error.to_string())?;
        let name = key_text(&key)?;
        match (name.as_str(), value) {
            ("tools", LuaValue::Table(tools)) => exports.tools = read_tools(&tools, module)?,
            ("actions", LuaValue::Table(actions)) => exports.actions = read_actions(&actions)?,
            (_, LuaValue::Function(_)) => exports.functions.push(name),
            (_, other) => {
                return Err(format!(
                    "`{name}` is {}, not a function",
                    a(other.type_name())
                ));
            }
        }
    }
    exports.functions.sort();
    Ok(exports)
}

fn read_tools(tools: &Table, module: &str) -> Result<Vec<ToolFacts>, String> {
    let mut all = Vec::new();
    for pair in tools.pairs::<LuaValue, LuaValue>() {
        let (key, value) = pair.map_err(|error| error.to_string())?;
        let key = key_text(&key)?;
        let place = format!("tools.{key}");
        let tool = Entry::open(
            &place,
            value,
            &["description", "parameters", "effect", "run"],
        )?;
        let name = format!("{module}__{key}");
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if name.len() > TOOL_NAME || !key.chars().all(legal) {
            return Err(format!(
                "{place}: a tool's name has letters, digits, `_` and `-`, at most {TOOL_NAME} with \
                 `{module}__`"
            ));
        }
        let Some(effect) = Effect::named(&tool.text("effect")?) else {
            return Err(format!(
                "{place}.effect must be `read`, `write`, `execute` or `network`"
            ));
        };
        let schema = tool.schema()?;
        all.push(ToolFacts {
            key,
            name,
            effect,
            schema,
        });
    }
    all.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(all)
}

fn read_actions(actions: &Table) -> Result<Vec<ModuleAction>, String> {
    let mut all = Vec::new();
    for pair in actions.pairs::<LuaValue, LuaValue>() {
        let (key, value) = pair.map_err(|error| error.to_string())?;
        let name = key_text(&key)?;
        let place = format!("actions.{name}");
        let action = Entry::open(&place, value, &["description", "run"])?;
        let description = action.text("description")?;
        all.push(ModuleAction { name, description });
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Puts the article before the name of a type.
fn a(type_name: &str) -> String {
    match type_name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => format!("an {type_name}"),
        false => format!("a {type_name}"),
    }
}

fn key_text(key: &LuaValue) -> Result<String, String> {
    match key {
        LuaValue::String(text) => Ok(text.to_string_lossy()),
        other => Err(format!(
            "it returns a table with {} as a key",
            a(other.type_name())
        )),
    }
}

/// One entry of `tools` or `actions`.
struct Entry<'a> {
    place: &'a str,
    table: Table,
}

impl<'a> Entry<'a> {
    fn open(place: &'a str, value: LuaValue, known: &[&str]) -> Result<Self, String> {
        let LuaValue::Table(table) = value else {
            return Err(format!("{place} is {}, not a table", a(value.type_name())));
        };
        for pair in table.pairs::<LuaValue, LuaValue>() {
            let (key, _) = pair.map_err(|error| error.to_string())?;
            let key = key_text(&key)?;
            if !known.contains(&key.as_str()) {
                return Err(format!(
                    "{place} has no key `{key}`; there are {}",
                    known.join(", ")
                ));
            }
        }
        if !matches!(table.raw_get("run"), Ok(LuaValue::Function(_))) {
            return Err(format!("{place}.run must be a function"));
        }
        Ok(Self { place, table })
    }

    fn text(&self, key: &str) -> Result<String, String> {
        match self.table.raw_get(key) {
            Ok(LuaValue::String(text)) => Ok(text.to_string_lossy()),
            _ => Err(format!("{}.{key} must be a text", self.place)),
        }
    }

    /// Returns `parameters`, which may be missing, with the description in it.
    fn schema(&self) -> Result<Value, String> {
        let given = self.table.raw_get("parameters").unwrap_or(LuaValue::Nil);
        let label = format!("{}.parameters", self.place);
        let mut schema = match to_json(&given, &label, 64 * 1024)? {
            Value::Null => Map::new(),
            Value::Object(schema) => schema,
            Value::Array(list) if list.is_empty() => Map::new(),
            _ => return Err(format!("{label} must be a JSON schema of an object")),
        };
        if schema.entry("type").or_insert_with(|| json!("object")) != "object" {
            return Err(format!("{label}.type must be `object`"));
        }
        schema.entry("properties").or_insert_with(|| json!({}));
        schema.insert(
            "description".into(),
            Value::String(self.text("description")?),
        );
        Ok(Value::Object(schema))
    }
}
