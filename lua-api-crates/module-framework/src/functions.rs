//! What `wezterm.modules` holds: name, signature, documentation and function side by side.
//!
//! [`FUNCTIONS`] is the only list: the Lua table, its documentation and its type annotations are made
//! from it. Main thread only; functions that take time are asynchronous and refuse to run while the
//! configuration loads. They decide nothing: see [`ModuleManager`].

use std::sync::Weak;

use mlua::{FromLuaMulti, Function, IntoLuaMulti, Lua, LuaSerdeExt, Table, Value};
use wezterm_module_framework::lua::wezterm;
use wezterm_module_framework::manager::Change;
use wezterm_module_framework::{
    BROADCAST_EVENT, DecidedBy, ModuleHealth, ModuleInfo, ModuleManager, ModuleState,
    ModulesHandle, loading_guard,
};

use crate::{alive, no_such_module};

/// One function of `wezterm.modules`.
pub struct LuaFunction {
    /// Its name.
    pub name: &'static str,
    /// Its type as LuaLS writes it.
    pub signature: &'static str,
    /// What it does, in one or two sentences.
    pub doc: &'static str,
    /// Makes it for one Lua state.
    pub make: fn(&Lua, Weak<ModuleManager>) -> mlua::Result<Function>,
}

/// All functions of `wezterm.modules`.
pub const FUNCTIONS: &[LuaFunction] = &[
    LuaFunction {
        name: "list",
        signature: "fun(): { name: string, version: string, status: string, error: string? }[]",
        doc: "Lists the modules by name. `status` is known, starting, loaded, disabled, failed or \
              stopped.",
        make: |lua, modules| lua.create_function(move |lua, ()| list(lua, &*alive(&modules)?)),
    },
    LuaFunction {
        name: "get_info",
        signature: "fun(name: string): { name: string, version: string, author: string, \
                    description: string, capabilities: string[], granted: string[], \
                    dependencies: string[], lua_namespace: string?, builtin: boolean, \
                    enabled: boolean, decided_by: string, reason: string?, \
                    metrics: table<string, number>, status: string, error: string? }?",
        doc: "Tells about one module: what it states about itself, what it was granted, who decided \
              whether it runs, and what went wrong with it. nil where there is none of that name.",
        make: |lua, modules| {
            lua.create_function(
                move |lua, name: String| match alive(&modules)?.info(&name) {
                    Some(info) => Ok(Some(info_table(lua, &info)?)),
                    None => Ok(None),
                },
            )
        },
    },
    LuaFunction {
        name: "health_check",
        signature: "fun(name: string): { status: string, message: string?, metrics: table<string, \
                    number> }",
        doc: "Asks a module how it is doing: Healthy, Degraded or Unhealthy. A check that hangs is \
              reported and does not hang the caller.",
        make: |lua, modules| {
            asynchronous(lua, modules, async |lua, modules, name: String| {
                let health = modules.health(&name).await;
                health_table(&lua, &health.ok_or_else(|| no_such_module(&name))?)
            })
        },
    },
    LuaFunction {
        name: "enable",
        signature: "fun(name: string): { stopped: string[], started: string[], remarks: string[] }",
        doc: "Starts a module that is off or has failed, and what waits for it; it stays on in later \
              runs.",
        make: |lua, modules| {
            asynchronous(lua, modules, async |lua, modules, name: String| {
                let change = modules.enable(&name).await;
                change_table(&lua, &change.map_err(mlua::Error::runtime)?)
            })
        },
    },
    LuaFunction {
        name: "disable",
        signature: "fun(name: string): { stopped: string[], started: string[], remarks: string[] }",
        doc: "Stops a module, and first those that depend on it; it stays off in later runs, or, where \
              wezterm.lua switches it on, until that is read next. Its functions raise an error \
              meanwhile.",
        make: |lua, modules| {
            asynchronous(lua, modules, async |lua, modules, name: String| {
                let change = modules.disable(&name).await;
                change_table(&lua, &change.map_err(mlua::Error::runtime)?)
            })
        },
    },
    LuaFunction {
        name: "reload",
        signature: "fun(name: string): { stopped: string[], started: string[], remarks: string[] }",
        doc: "Replaces a module by a new instance with the settings as they are now.",
        make: |lua, modules| {
            asynchronous(lua, modules, async |lua, modules, name: String| {
                let change = modules.reload(&name).await;
                change_table(&lua, &change.map_err(mlua::Error::runtime)?)
            })
        },
    },
    LuaFunction {
        name: "call",
        signature: "fun(module: string, method: string, params: any): any",
        doc: "Asks a module by a request on the bus and returns its answer. It raises the module's \
              refusal, and an error where no answer comes in time.",
        make: |lua, modules| asynchronous(lua, modules, call),
    },
    LuaFunction {
        name: "on",
        signature: "fun(event: string, handler: fun(data: any, about: { from: string, event: string, \
                    missed: integer }))",
        doc: "Has a function called for each broadcast of this name. `missed` counts the broadcasts \
              that were lost before this one because the handlers took too long.",
        make: |lua, _| lua.create_function(on),
    },
    LuaFunction {
        name: "broadcast",
        signature: "fun(event: string, data: any): integer",
        doc: "Tells every subscriber on the bus, and returns how many were told.",
        make: |lua, modules| {
            asynchronous(lua, modules, async |lua, modules, args: (String, Value)| {
                let (event, data) = args;
                let data = lua.from_value(data)?;
                Ok(modules.ipc().user_lua().broadcast(&event, data))
            })
        },
    },
];

/// Makes a function that may wait, and refuses to while the configuration loads.
fn asynchronous<A, R, F>(lua: &Lua, modules: Weak<ModuleManager>, work: F) -> mlua::Result<Function>
where
    A: FromLuaMulti + 'static,
    R: IntoLuaMulti + 'static,
    F: AsyncFn(Lua, ModulesHandle, A) -> mlua::Result<R> + Copy + 'static,
{
    lua.create_async_function(move |lua, args: A| {
        let modules = Weak::clone(&modules);
        async move {
            loading_guard(&lua)?;
            work(lua, alive(&modules)?, args).await
        }
    })
}

async fn call(
    lua: Lua,
    modules: ModulesHandle,
    (module, method, params): (String, String, Value),
) -> mlua::Result<Value> {
    if modules.state(&module).is_none() {
        return Err(no_such_module(&module));
    }
    // It may still be starting.
    modules.settled(&module).await;
    modules.instance(&module).map_err(mlua::Error::runtime)?;
    let params = lua.from_value(params)?;
    let asking = modules.ipc().user_lua();
    let answer = asking.request(&module, &method, params).await;
    lua.to_value(&answer.map_err(mlua::Error::runtime)?)
}

fn on(lua: &Lua, (event, handler): (String, Function)) -> mlua::Result<()> {
    let Value::Function(on) = wezterm(lua)?.raw_get::<Value>("on")? else {
        return Err(mlua::Error::runtime("there is no wezterm.on here"));
    };
    on.call((format!("{BROADCAST_EVENT}{event}"), handler))
}

fn list(lua: &Lua, modules: &ModuleManager) -> mlua::Result<Table> {
    let rows = lua.create_table()?;
    for status in modules.list() {
        let row = lua.create_table()?;
        row.raw_set("name", status.name)?;
        row.raw_set("version", status.version)?;
        set_state(&row, &status.status)?;
        rows.raw_push(row)?;
    }
    Ok(rows)
}

fn info_table(lua: &Lua, info: &ModuleInfo) -> mlua::Result<Table> {
    let metadata = &info.metadata;
    let capabilities = metadata.capabilities.iter().map(ToString::to_string);
    let granted = info.granted.iter().map(ToString::to_string);
    let table = lua.create_table()?;
    table.raw_set("name", metadata.name.as_str())?;
    table.raw_set("version", metadata.version.as_str())?;
    table.raw_set("author", metadata.author.as_str())?;
    table.raw_set("description", metadata.description.as_str())?;
    table.raw_set("capabilities", lua.create_sequence_from(capabilities)?)?;
    table.raw_set("granted", lua.create_sequence_from(granted)?)?;
    table.raw_set("dependencies", metadata.dependencies.clone())?;
    table.raw_set("lua_namespace", metadata.lua_namespace.clone())?;
    table.raw_set("builtin", info.built_in)?;
    table.raw_set("enabled", info.status != ModuleState::Disabled)?;
    table.raw_set("decided_by", info.decided_by.place())?;
    if let DecidedBy::Health(why) = &info.decided_by {
        table.raw_set("reason", why.as_str())?;
    }
    let metrics = lua.create_table_from(info.faults.metrics())?;
    table.raw_set("metrics", metrics)?;
    set_state(&table, &info.status)?;
    Ok(table)
}

fn set_state(table: &Table, state: &ModuleState) -> mlua::Result<()> {
    table.raw_set("status", state.word())?;
    if let ModuleState::Failed(why) = state {
        table.raw_set("error", why.as_str())?;
    }
    Ok(())
}

fn health_table(lua: &Lua, health: &ModuleHealth) -> mlua::Result<Table> {
    let metrics = lua.create_table()?;
    for (name, value) in &health.metrics {
        metrics.raw_set(name.as_str(), *value)?;
    }
    let table = lua.create_table()?;
    table.raw_set("status", health.status.to_string())?;
    table.raw_set("message", health.message.as_deref())?;
    table.raw_set("metrics", metrics)?;
    Ok(table)
}

fn change_table(lua: &Lua, change: &Change) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    table.raw_set("stopped", change.stopped.clone())?;
    table.raw_set("started", change.started.clone())?;
    table.raw_set("remarks", change.remarks.clone())?;
    Ok(table)
}
