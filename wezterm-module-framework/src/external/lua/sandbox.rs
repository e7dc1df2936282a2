//! What a module's Lua state has: the language without its doors, `require` inside the module's
//! folder, and the `wezterm` functions that the module's grants open.
//!
//! It hides how calls leave the state: over the bus, through the gate or the host, each of which
//! checks again. It is on the module's own thread. It is not the clock: see [`super::meter`].

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use mlua::{Function, Lua, LuaOptions, MultiValue, StdLib, Table, Value as LuaValue};
use mux::PaneId;
use serde_json::{Value, json};

use super::super::journal::Journal;
use super::Limits;
use super::data::{from_json, to_json};
use super::meter::Meter;
use super::thread::said;
use crate::external::manifest::inside;
use crate::gate::ToolCall;
use crate::host::Host;
use crate::ipc::IpcHandle;
use crate::module::{Capabilities, ModuleCapability};

/// How large a file of Lua may be.
const SOURCE: u64 = 4 * 1024 * 1024;
/// How much of a text goes into the log or a notice, in characters.
const SHOWN: usize = 4096;

/// The modules that offer what a Lua module cannot do itself, by what it takes.
const FUNCTIONS: &[Remote] = &[
    Remote {
        name: "read_file",
        capability: ModuleCapability::FileSystemRead,
        module: "filesystem",
        method: "read_file",
        params: &["path"],
    },
    Remote {
        name: "list_directory",
        capability: ModuleCapability::FileSystemRead,
        module: "filesystem",
        method: "list_directory",
        params: &["path"],
    },
    Remote {
        name: "execute",
        capability: ModuleCapability::ProcessSpawn,
        module: "commander",
        method: "execute",
        params: &["program", "args", "timeout_ms", "cwd"],
    },
    Remote {
        name: "query",
        capability: ModuleCapability::LLMInference,
        module: "ai-assistant",
        method: "query",
        params: &["prompt"],
    },
];

/// A function of `wezterm` that another module answers.
struct Remote {
    name: &'static str,
    capability: ModuleCapability,
    module: &'static str,
    method: &'static str,
    params: &'static [&'static str],
}

/// What a Lua state is lent.
pub(super) struct Lent {
    /// The module's name.
    pub(super) name: Arc<str>,
    /// Its way into the log.
    pub(super) journal: Journal,
    /// Its folder, without links.
    pub(super) folder: PathBuf,
    /// What it may do.
    pub(super) capabilities: Capabilities,
    /// Its end of the bus.
    pub(super) ipc: IpcHandle,
    /// The terminal, narrowed to what it may do.
    pub(super) host: Arc<dyn Host>,
    /// How large what goes in or out may be.
    pub(super) reply_limit: usize,
    /// Its settings.
    pub(super) config: Value,
}

/// The functions that listen to broadcasts.
pub(super) type Listeners = Rc<RefCell<Vec<(String, Function)>>>;

/// A Lua state for one module.
pub(super) struct Sandbox {
    /// The state.
    pub(super) lua: Lua,
    /// What chunks see as their globals.
    env: Table,
    /// Who listens.
    pub(super) listeners: Listeners,
    lent: Rc<Lent>,
}

impl Sandbox {
    /// Makes a state of at most `memory` bytes, whose clock is `meter`.
    pub(super) fn new(lent: Lent, memory: usize, meter: &Rc<Meter>) -> mlua::Result<Self> {
        let libraries = StdLib::COROUTINE
            | StdLib::TABLE
            | StdLib::STRING
            | StdLib::UTF8
            | StdLib::MATH
            | StdLib::OS;
        let lua = Lua::new_with(libraries, LuaOptions::default())?;
        lua.set_memory_limit(memory)?;
        let lent = Rc::new(lent);
        let env: Table = lua
            .load(include_str!("prelude.lua"))
            .set_name("=prelude")
            .call(keep(&lua, meter)?)?;
        let listeners = Listeners::default();
        let wezterm = wezterm_table(&lua, &lent, &listeners)?;
        env.raw_set("wezterm", &wezterm)?;
        env.raw_set("print", logger(&lua, &lent, log::Level::Info)?)?;
        env.raw_set("require", require(&lua, &lent, &env, wezterm)?)?;
        meter.watch(&lua)?;
        Ok(Self {
            lua,
            env,
            listeners,
            lent,
        })
    }

    /// Runs a file of the module's folder and returns what it returns.
    pub(super) async fn run(&self, entry: &str, limits: Limits) -> Result<LuaValue, String> {
        let told = |error: mlua::Error| said(&error, limits);
        let path = inside(&self.lent.folder, entry)?;
        let chunk = load(&self.lua, &self.env, &path, entry).map_err(told)?;
        chunk.call_async(()).await.map_err(told)
    }
}

/// What the prelude needs and Lua has not.
fn keep(lua: &Lua, meter: &Rc<Meter>) -> mlua::Result<Table> {
    let keep = lua.create_table()?;
    let clock = Rc::clone(meter);
    keep.raw_set("alive", lua.create_function(move |_, ()| clock.alive())?)?;
    let metatable = |_: &Lua, table: LuaValue| match table {
        LuaValue::Table(table) => Ok(table.metatable().is_some()),
        _ => Ok(false),
    };
    keep.raw_set("has_metatable", lua.create_function(metatable)?)?;
    let memory = |lua: &Lua, count: bool| {
        if count {
            return Ok(lua.used_memory() as f64 / 1024.0);
        }
        lua.gc_collect()?;
        Ok(0.0)
    };
    keep.raw_set("memory", lua.create_function(memory)?)?;
    keep.raw_set("patterns", lua.create_table()?)?;
    Ok(keep)
}

fn load(lua: &Lua, env: &Table, path: &Path, name: &str) -> mlua::Result<Function> {
    let told = |why: String| mlua::Error::runtime(format!("{name}: {why}"));
    let size = fs::metadata(path)
        .map_err(|error| told(error.to_string()))?
        .len();
    if size > SOURCE {
        return Err(told(format!(
            "it is larger than {} MiB",
            SOURCE / 1024 / 1024
        )));
    }
    let code = fs::read(path).map_err(|error| told(error.to_string()))?;
    lua.load(code)
        .set_name(format!("@{name}"))
        .set_mode(mlua::ChunkMode::Text)
        .set_environment(env.clone())
        .into_function()
}

/// `require 'a.b'` is `a/b.lua` or `a/b/init.lua` of the module's folder, run once.
fn require(lua: &Lua, lent: &Rc<Lent>, env: &Table, wezterm: Table) -> mlua::Result<Function> {
    let loaded = lua.create_table()?;
    loaded.raw_set("wezterm", wezterm)?;
    let (lent, env) = (Rc::clone(lent), env.clone());
    lua.create_async_function(move |lua, name: String| {
        let (lent, env, loaded) = (Rc::clone(&lent), env.clone(), loaded.clone());
        async move {
            match loaded.raw_get::<LuaValue>(name.as_str())? {
                LuaValue::Nil => {}
                // What is being loaded is marked with its own table.
                LuaValue::Table(mark) if mark == loaded => {
                    return Err(mlua::Error::runtime(format!("`{name}` requires itself")));
                }
                value => return Ok(value),
            }
            let (file, path) = find(&lent.folder, &name).map_err(mlua::Error::runtime)?;
            let chunk = load(&lua, &env, &path, &file)?;
            loaded.raw_set(name.as_str(), &loaded)?;
            let outcome = chunk.call_async::<LuaValue>(name.as_str()).await;
            let value = match &outcome {
                Ok(LuaValue::Nil) => LuaValue::Boolean(true),
                Ok(value) => value.clone(),
                Err(_) => LuaValue::Nil,
            };
            loaded.raw_set(name.as_str(), &value)?;
            outcome.map(|_| value)
        }
    })
}

fn find(folder: &Path, name: &str) -> Result<(String, PathBuf), String> {
    let legal = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    if !name.split('.').all(legal) {
        return Err(format!(
            "`{}` is no name that require knows here: write `a.b` for a/b.lua in the module's folder",
            name.escape_debug()
        ));
    }
    let base = name.replace('.', "/");
    let mut why = String::new();
    for file in [format!("{base}.lua"), format!("{base}/init.lua")] {
        match inside(folder, &file) {
            Ok(path) => return Ok((file, path)),
            Err(error) => why = format!("{why}; {error}"),
        }
    }
    Err(format!("module `{name}` not found{why}"))
}

fn wezterm_table(lua: &Lua, lent: &Rc<Lent>, listeners: &Listeners) -> mlua::Result<Table> {
    let wezterm = lua.create_table()?;
    for (name, level) in [
        ("log_info", log::Level::Info),
        ("log_warn", log::Level::Warn),
        ("log_error", log::Level::Error),
    ] {
        wezterm.raw_set(name, logger(lua, lent, level)?)?;
    }
    add_data(lua, lent, &wezterm)?;
    wezterm.raw_set("modules", modules_table(lua, lent, listeners)?)?;
    let owner = Rc::clone(lent);
    let toast = move |_: &Lua, (title, body): (String, Option<String>)| {
        owner
            .host
            .toast(&clipped(&title), &clipped(&body.unwrap_or_default()));
        Ok(())
    };
    wezterm.raw_set("toast", lua.create_function(toast)?)?;
    add_granted(lua, lent, &wezterm)?;
    Ok(wezterm)
}

fn add_data(lua: &Lua, lent: &Rc<Lent>, wezterm: &Table) -> mlua::Result<()> {
    wezterm.raw_set("config", from_json(lua, &lent.config)?)?;
    let limit = lent.reply_limit;
    let encode = move |_: &Lua, value: LuaValue| {
        let value = to_json(&value, "argument 1", limit).map_err(mlua::Error::runtime)?;
        Ok(value.to_string())
    };
    wezterm.raw_set("json_encode", lua.create_function(encode)?)?;
    let decode = |lua: &Lua, text: String| {
        let value: Value = serde_json::from_str(&text)
            .map_err(|error| mlua::Error::runtime(format!("argument 1 is not JSON: {error}")))?;
        from_json(lua, &value)
    };
    let decode = lua.create_function(decode)?;
    wezterm.raw_set("json_parse", &decode)?;
    wezterm.raw_set("json_decode", decode)
}

fn modules_table(lua: &Lua, lent: &Rc<Lent>, listeners: &Listeners) -> mlua::Result<Table> {
    let modules = lua.create_table()?;
    let owner = Rc::clone(lent);
    let call = move |lua: Lua, (module, method, params): (String, String, LuaValue)| {
        let owner = Rc::clone(&owner);
        async move {
            let params = to_json(&params, "argument 3", owner.reply_limit);
            let params = params.map_err(mlua::Error::runtime)?;
            let answer = owner.ipc.request(&module, &method, params).await;
            from_json(&lua, &answer.map_err(mlua::Error::external)?)
        }
    };
    modules.raw_set("call", lua.create_async_function(call)?)?;
    let owner = Rc::clone(lent);
    let broadcast = move |_: &Lua, (event, data): (String, LuaValue)| {
        let data = to_json(&data, "argument 2", owner.reply_limit).map_err(mlua::Error::runtime)?;
        Ok(owner.ipc.broadcast(&event, data))
    };
    modules.raw_set("broadcast", lua.create_function(broadcast)?)?;
    let listeners = Rc::clone(listeners);
    let on = move |_: &Lua, (event, handler): (String, Function)| {
        listeners.borrow_mut().push((event, handler));
        Ok(())
    };
    modules.raw_set("on", lua.create_function(on)?)?;
    Ok(modules)
}

/// Adds what the grants open. The name of what they do not open is an error that says so.
fn add_granted(lua: &Lua, lent: &Rc<Lent>, wezterm: &Table) -> mlua::Result<()> {
    let closed = lua.create_table()?;
    let add =
        |name: &str, capability, function: Function| match lent.capabilities.require(capability) {
            Ok(()) => wezterm.raw_set(name, function),
            Err(error) => closed.raw_set(name, format!("wezterm.{name}: {error}")),
        };
    let owner = Rc::clone(lent);
    let clipboard = move |_: &Lua, text: String| {
        owner
            .host
            .set_clipboard(text)
            .map_err(mlua::Error::external)
    };
    let clipboard = lua.create_function(clipboard)?;
    add(
        "set_clipboard",
        ModuleCapability::ClipboardAccess,
        clipboard,
    )?;
    for remote in FUNCTIONS {
        add(
            remote.name,
            remote.capability,
            remote_function(lua, lent, remote)?,
        )?;
    }
    let owner = Rc::clone(lent);
    let tool = move |_: Lua, (name, args, about): (String, LuaValue, Option<Table>)| {
        let owner = Rc::clone(&owner);
        async move {
            let pane = about.map(|about| about.raw_get::<Option<u64>>("pane"));
            let pane = pane.transpose()?.flatten().map(PaneId);
            let args = to_json(&args, "argument 2", owner.reply_limit);
            let call = ToolCall {
                name,
                args: args.map_err(mlua::Error::runtime)?,
            };
            run_tool(&owner, call, pane)
                .await
                .map_err(mlua::Error::runtime)
        }
    };
    let tool = lua.create_async_function(tool)?;
    add("call_tool", ModuleCapability::ToolExecution, tool)?;
    let missing = move |_: &Lua, (_, key): (LuaValue, LuaValue)| -> mlua::Result<LuaValue> {
        match closed.raw_get::<Option<String>>(key)? {
            Some(why) => Err(mlua::Error::runtime(why)),
            None => Ok(LuaValue::Nil),
        }
    };
    let guard = lua.create_table_from([("__index", lua.create_function(missing)?)])?;
    wezterm.set_metatable(Some(guard))
}

fn remote_function(lua: &Lua, lent: &Rc<Lent>, remote: &'static Remote) -> mlua::Result<Function> {
    let owner = Rc::clone(lent);
    lua.create_async_function(move |lua, args: MultiValue| {
        let owner = Rc::clone(&owner);
        async move {
            let mut params = json!({});
            for (index, (name, value)) in remote.params.iter().zip(args.iter()).enumerate() {
                let label = format!("argument {}", index + 1);
                let value = to_json(value, &label, owner.reply_limit);
                params[*name] = value.map_err(mlua::Error::runtime)?;
            }
            let answer = owner
                .ipc
                .request(remote.module, remote.method, params)
                .await;
            from_json(&lua, &answer.map_err(mlua::Error::external)?)
        }
    })
}

/// Calls a tool through the module's own door, on the background runtime: about a pane and the
/// directory that its program is really in, where there is one.
async fn run_tool(lent: &Lent, call: ToolCall, pane: Option<PaneId>) -> Result<String, String> {
    let (gate, host) = (lent.host.gate(), Arc::clone(&lent.host));
    let running = async move {
        let Some(pane) = pane else {
            return gate.run(call).await;
        };
        let gate = gate.in_pane(pane);
        match host.terminal_context(Some(pane)).await.real_cwd {
            Some(cwd) => gate.in_directory(cwd).run(call).await,
            None => gate.run(call).await,
        }
    };
    match crate::run::on_runtime(Arc::clone(&lent.host), running).await {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(fault) => Err(fault.to_string()),
    }
}

fn logger(lua: &Lua, lent: &Rc<Lent>, level: log::Level) -> mlua::Result<Function> {
    let owner = Rc::clone(lent);
    lua.create_function(move |_, words: MultiValue| {
        let words: mlua::Result<Vec<String>> = words.iter().map(LuaValue::to_string).collect();
        owner.journal.write(level, &clipped(&words?.join(" ")));
        Ok(())
    })
}

fn clipped(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
