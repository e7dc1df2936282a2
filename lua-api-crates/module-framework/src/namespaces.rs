//! Each module's own table, `wezterm.NAME`, which outlives the module's instances.
//!
//! It hides when a module runs. The names of a table may be used from the first line of a
//! configuration; the first call waits for the module and adds its functions to this Lua state. A
//! function that somebody kept goes on to mean the module's function of that name: while the module
//! is off it raises an error that says how to switch it on, and with a new instance it is that one's.
//! Main thread only. It is not what the functions do: that is each module's `register_lua_api`.

use std::sync::{Arc, Weak};

use mlua::{Function, Lua, MultiValue, Table, Value};
use wezterm_module_framework::lua::wezterm;
use wezterm_module_framework::{
    ModuleError, ModuleManager, ModuleState, ModulesHandle, loading_guard,
};

use crate::{alive, no_such_module};

/// The registry table of the modules' tables: for each module, one of the following.
pub(crate) const NAMESPACES: &str = "wezterm.module_namespaces";
/// The table that `wezterm` shows.
const SHOWN: &str = "shown";
/// What the module's current instance has added.
const ADDED: &str = "added";
/// The number of that instance.
const INSTANCE: &str = "instance";

/// Makes a shown table's metatable: `shape(key)` returns a value that is no function, or whether there
/// is such a function; `find(key)` returns the function of a module that runs and whether it is to be
/// measured, nothing where it may still come, and raises where it cannot.
const SHOW: &str = r#"
local shape, find, ready, keys, ended, begin, place, error, tostring, pcall, next = ...
local functions = {}
local function finish(key, began, ok, ...)
  ended(key, began)
  if not ok then
    error((...), 0)
  end
  return ...
end
local function stand_in(key)
  return function(...)
    local f, measured = find(key)
    if f == nil then
      ready()
      f, measured = find(key)
    end
    if f == nil then
      error('wezterm.' .. place .. ' has no function ' .. tostring(key), 2)
    end
    if measured then
      return finish(key, begin(), pcall(f, ...))
    end
    return f(...)
  end
end
local function index(_, key)
  local value, callable = shape(key)
  if not callable then
    return value
  end
  local f = functions[key]
  if f == nil then
    f = stand_in(key)
    functions[key] = f
  end
  return f
end
return {
  __index = index,
  __pairs = function(shown)
    local all = {}
    for _, key in next, keys() do
      all[key] = index(shown, key)
    end
    return next, all, nil
  end,
}
"#;

/// Shows a module's table, once for each Lua state.
pub(crate) fn show(lua: &Lua, modules: &ModulesHandle, name: &str) -> mlua::Result<()> {
    let Some(place) = modules.info(name).and_then(|i| i.metadata.lua_namespace) else {
        return Ok(());
    };
    let own = entry(lua, name)?;
    if own.contains_key(SHOWN)? {
        return Ok(());
    }
    let wezterm = wezterm(lua)?;
    if !wezterm.raw_get::<Value>(place.as_str())?.is_nil() {
        let why = format!("`wezterm.{place}` is something else already");
        modules.fail(name, why.as_str());
        return Err(mlua::Error::runtime(format!("module `{name}`: {why}")));
    }
    let shown = lua.create_table()?;
    shown.set_metatable(Some(metatable(lua, modules, name, &place)?))?;
    own.raw_set(SHOWN, &shown)?;
    wezterm.raw_set(place, shown)
}

/// Adds a running module's functions to this Lua state, once for each instance.
pub(crate) fn add_functions(lua: &Lua, modules: &ModuleManager, name: &str) -> mlua::Result<()> {
    let (instance, module) = modules.instance(name).map_err(raised)?;
    let own = entry(lua, name)?;
    if own.raw_get::<Option<u64>>(INSTANCE)? == Some(instance) {
        return Ok(());
    }
    let place = modules.info(name).and_then(|i| i.metadata.lua_namespace);
    let added = lua.create_table()?;
    let wezterm = wezterm(lua)?;
    // What the module adds to `wezterm.NAME` goes into a table that goes with the instance.
    if let Some(place) = &place {
        wezterm.raw_set(place.as_str(), &added)?;
    }
    let registering = modules.on_main_thread(name, "register_lua_api", || {
        // Its text only: a Lua error may hold values of this thread.
        module.register_lua_api(lua).map_err(|e| format!("{e:#}"))
    });
    if let Some(place) = &place {
        wezterm.raw_set(place.as_str(), own.raw_get::<Value>(SHOWN)?)?;
    }
    match registering {
        Ok(Ok(())) => {}
        Ok(Err(why)) => {
            let why = format!("its Lua functions could not be added: {why}");
            modules.fail(name, why.as_str());
            return Err(mlua::Error::runtime(format!("module `{name}`: {why}")));
        }
        Err(broke) => return Err(raised(broke)),
    }
    own.raw_set(ADDED, added)?;
    own.raw_set(INSTANCE, instance)
}

fn entry(lua: &Lua, name: &str) -> mlua::Result<Table> {
    let all: Table = lua.named_registry_value(NAMESPACES)?;
    if let Value::Table(own) = all.raw_get::<Value>(name)? {
        return Ok(own);
    }
    let own = lua.create_table()?;
    all.raw_set(name, &own)?;
    Ok(own)
}

fn metatable(lua: &Lua, modules: &ModulesHandle, name: &str, place: &str) -> mlua::Result<Table> {
    let weak = Arc::downgrade(modules);
    let globals = lua.globals();
    let parts = (
        shape(lua, Weak::clone(&weak), name)?,
        find(lua, Weak::clone(&weak), name)?,
        ready(lua, Weak::clone(&weak), name)?,
        keys(lua, name)?,
        ended(lua, Weak::clone(&weak), name, place)?,
        begin(lua, weak, name)?,
        place,
        globals.raw_get::<Value>("error")?,
        globals.raw_get::<Value>("tostring")?,
        globals.raw_get::<Value>("pcall")?,
        globals.raw_get::<Value>("next")?,
    );
    lua.load(SHOW).set_name("=modules").call(parts)
}

/// Tells what a name stands for, without waiting: (value, whether it may be called).
fn shape(lua: &Lua, modules: Weak<ModuleManager>, name: &str) -> mlua::Result<Function> {
    let name = name.to_owned();
    lua.create_function(move |lua, key: Value| {
        let runs = modules
            .upgrade()
            .is_some_and(|modules| match modules.state(&name) {
                Some(ModuleState::Loaded) => match add_functions(lua, &modules, &name) {
                    Ok(()) => true,
                    Err(error) => {
                        log::error!("{error}");
                        false
                    }
                },
                _ => false,
            });
        let known = match entry(lua, &name)?.raw_get::<Option<Table>>(ADDED)? {
            Some(added) => added.raw_get::<Value>(key)?,
            None => Value::Nil,
        };
        // Of a module that does not run, every name may be a function.
        let callable = known.is_function() || (known.is_nil() && !runs);
        Ok((known, callable))
    })
}

fn find(lua: &Lua, modules: Weak<ModuleManager>, name: &str) -> mlua::Result<Function> {
    let name = name.to_owned();
    lua.create_function(move |lua, key: Value| {
        let modules = alive(&modules)?;
        match modules.state(&name) {
            Some(ModuleState::Known | ModuleState::Starting) => {
                return Ok((Value::Nil, false));
            }
            _ => add_functions(lua, &modules, &name)?,
        }
        let added: Table = entry(lua, &name)?.raw_get(ADDED)?;
        let found: Value = added.raw_get(key)?;
        // A function that awaits is Lua's own code around Rust's; the time it takes is not spent here.
        let measured = matches!(&found, Value::Function(f) if f.info().what == "C");
        Ok((found, measured))
    })
}

fn ready(lua: &Lua, modules: Weak<ModuleManager>, name: &str) -> mlua::Result<Function> {
    let name = name.to_owned();
    lua.create_async_function(move |lua, ()| {
        let (modules, name) = (Weak::clone(&modules), name.clone());
        async move {
            loading_guard(&lua)?;
            let modules = alive(&modules)?;
            match modules.settled(&name).await {
                Some(_) => add_functions(&lua, &modules, &name),
                None => Err(no_such_module(&name)),
            }
        }
    })
}

fn keys(lua: &Lua, name: &str) -> mlua::Result<Function> {
    let name = name.to_owned();
    lua.create_function(move |lua, ()| {
        let keys = lua.create_table()?;
        if let Some(added) = entry(lua, &name)?.raw_get::<Option<Table>>(ADDED)? {
            for pair in added.pairs::<Value, Value>() {
                keys.raw_push(pair?.0)?;
            }
        }
        Ok(keys)
    })
}

fn begin(lua: &Lua, modules: Weak<ModuleManager>, name: &str) -> mlua::Result<Function> {
    let name = name.to_owned();
    lua.create_function(move |_, ()| {
        let meter = modules.upgrade().and_then(|modules| modules.meter(&name));
        Ok(meter.map(|meter| meter.begin().as_secs_f64()))
    })
}

fn ended(
    lua: &Lua,
    modules: Weak<ModuleManager>,
    name: &str,
    place: &str,
) -> mlua::Result<Function> {
    let (name, place) = (name.to_owned(), place.to_owned());
    lua.create_function(move |_, args: MultiValue| {
        let mut args = args.into_iter();
        let (key, began) = (args.next(), args.next().and_then(|began| began.as_f64()));
        let meter = modules.upgrade().and_then(|modules| modules.meter(&name));
        if let (Some(key), Some(began), Some(meter)) = (key, began, meter) {
            let what = format!("wezterm.{place}.{}", key.to_string()?);
            meter.ended(&what, std::time::Duration::from_secs_f64(began.max(0.0)));
        }
        Ok(())
    })
}

fn raised(error: ModuleError) -> mlua::Error {
    mlua::Error::runtime(error)
}
