//! `wezterm.modules`, and a place in the `wezterm` table for each module's own functions.
//!
//! It hides when a module is ready: the names of a namespace may be used from the first line of a
//! configuration, the first call waits for the module, and only then are the module's functions
//! added to this Lua state. Main thread only; what takes time is awaited, never waited for. It is not
//! what the functions do: that is each module's `register_lua_api`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use mlua::{Lua, Table, Value};
use wezterm_module_framework::lua::wezterm;
use wezterm_module_framework::manager::ModuleInfo;
use wezterm_module_framework::{
    ModuleHealth, ModuleManager, ModuleState, ModulesHandle, loading_guard, namespace, panic_text,
};

/// The registry table that names the modules whose functions this Lua state has.
const ADDED: &str = "wezterm.modules_added";

/// What stands in for a namespace until its module runs: every name is a function that waits for the
/// module and then calls the module's own function of that name.
const STAND_IN: &str = r#"
local wezterm, name, ready, rawget, error, tostring = ...
local function find(key)
  local namespace = rawget(wezterm, name)
  return namespace and rawget(namespace, key)
end
return {
  __index = function(_, key)
    return function(...)
      local f = find(key)
      if f == nil then
        ready()
        f = find(key)
      end
      if f == nil then
        error('wezterm.' .. name .. ' has no function ' .. tostring(key), 2)
      end
      return f(...)
    end
  end,
}
"#;

/// Adds `wezterm.modules` and the modules' namespaces to a Lua state. May be called again: what is
/// there already stays. The Lua state does not keep the manager alive.
pub fn register(lua: &Lua, modules: &ModulesHandle) -> mlua::Result<()> {
    if lua.named_registry_value::<Option<Table>>(ADDED)?.is_none() {
        lua.set_named_registry_value(ADDED, lua.create_table()?)?;
        add_modules_table(lua, modules)?;
    }
    for status in modules.list() {
        let Some(info) = modules.info(&status.name) else {
            continue;
        };
        if status.status == ModuleState::Loaded {
            if let Err(error) = add_functions(lua, modules, &status.name) {
                log::error!("{error}");
            }
        } else if let Some(place) = info.metadata.lua_namespace {
            lay_stand_in(lua, modules, &status.name, &place)?;
        }
    }
    Ok(())
}

fn add_modules_table(lua: &Lua, modules: &ModulesHandle) -> mlua::Result<()> {
    let table = namespace(lua, "modules")?;
    let weak = Arc::downgrade(modules);
    let list = lua.create_function({
        let weak = Weak::clone(&weak);
        move |lua, ()| {
            let modules = alive(&weak)?;
            list(lua, &modules)
        }
    })?;
    let get_info = lua.create_function({
        let weak = Weak::clone(&weak);
        move |lua, name: String| match alive(&weak)?.info(&name) {
            Some(info) => Ok(Value::Table(info_table(lua, &info)?)),
            None => Ok(Value::Nil),
        }
    })?;
    let health_check = lua.create_async_function(move |lua, name: String| {
        let weak = Weak::clone(&weak);
        async move {
            loading_guard(&lua)?;
            let health = alive(&weak)?.health(&name).await;
            let health = health.ok_or_else(|| no_such_module(&name))?;
            health_table(&lua, &health)
        }
    })?;
    table.raw_set("list", list)?;
    table.raw_set("get_info", get_info)?;
    table.raw_set("health_check", health_check)
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

fn lay_stand_in(lua: &Lua, modules: &ModulesHandle, name: &str, place: &str) -> mlua::Result<()> {
    let weak = Arc::downgrade(modules);
    let module = name.to_owned();
    let ready = lua.create_async_function(move |lua, ()| {
        let (weak, module) = (Weak::clone(&weak), module.clone());
        async move {
            loading_guard(&lua)?;
            let modules = alive(&weak)?;
            match modules.settled(&module).await {
                Some(ModuleState::Loaded) => add_functions(&lua, &modules, &module),
                Some(state) => Err(mlua::Error::runtime(format!(
                    "module `{module}` is not running: it is {state}"
                ))),
                None => Err(no_such_module(&module)),
            }
        }
    })?;
    let globals = lua.globals();
    let parts = (
        wezterm(lua)?,
        place,
        ready,
        globals.raw_get::<Value>("rawget")?,
        globals.raw_get::<Value>("error")?,
        globals.raw_get::<Value>("tostring")?,
    );
    let stand_in: Table = lua.load(STAND_IN).set_name("=modules").call(parts)?;
    namespace(lua, place)?.set_metatable(Some(stand_in))
}

/// Adds a running module's functions to this Lua state, once.
fn add_functions(lua: &Lua, modules: &ModuleManager, name: &str) -> mlua::Result<()> {
    let added: Table = lua.named_registry_value(ADDED)?;
    if added.raw_get::<bool>(name)? {
        return Ok(());
    }
    let Some(module) = modules.module(name) else {
        return Err(mlua::Error::runtime(format!(
            "module `{name}` is not running"
        )));
    };
    let registering = AssertUnwindSafe(|| module.register_lua_api(lua));
    let problem = match catch_unwind(registering) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(format!("{error:#}")),
        Err(panic) => Some(format!("panicked: {}", panic_text(&*panic))),
    };
    if let Some(why) = problem {
        let why = format!("its Lua functions could not be added: {why}");
        modules.fail(name, why.as_str());
        return Err(mlua::Error::runtime(format!("module `{name}`: {why}")));
    }
    if let Some(place) = modules
        .info(name)
        .and_then(|info| info.metadata.lua_namespace)
    {
        namespace(lua, &place)?.set_metatable(None)?;
    }
    added.raw_set(name, true)
}

fn alive(modules: &Weak<ModuleManager>) -> mlua::Result<ModulesHandle> {
    modules.upgrade().ok_or_else(|| {
        mlua::Error::runtime("the module framework is off: see config.enable_module_framework")
    })
}

fn no_such_module(name: &str) -> mlua::Error {
    mlua::Error::runtime(format!(
        "there is no module `{name}`; see wezterm.modules.list()"
    ))
}
