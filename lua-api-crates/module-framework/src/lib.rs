//! `wezterm.modules`, and a place in the `wezterm` table for each module's own functions.
//!
//! It hides when a module runs: see [`namespaces`]. What `wezterm.modules` holds is in one table,
//! [`FUNCTIONS`]. Main thread only; what takes time is awaited, never waited for. It is not what the
//! modules' functions do: that is each module's `register_lua_api`.

mod absent;
mod annotations;
mod functions;
mod namespaces;

use std::sync::{Arc, Weak};

use mlua::{Lua, Table};
use wezterm_module_framework::{ModuleManager, ModuleState, ModulesHandle, namespace};

pub use absent::register_absent;
pub use annotations::annotations;
pub use functions::{FUNCTIONS, LuaFunction};
use namespaces::{NAMESPACES, add_functions, show};

/// Adds `wezterm.modules` and the modules' namespaces to a Lua state. May be called again: what is
/// there already stays. The Lua state does not keep the manager alive.
pub fn register(lua: &Lua, modules: &ModulesHandle) -> mlua::Result<()> {
    if lua
        .named_registry_value::<Option<Table>>(NAMESPACES)?
        .is_none()
    {
        lua.set_named_registry_value(NAMESPACES, lua.create_table()?)?;
        let table = namespace(lua, "modules")?;
        for function in FUNCTIONS {
            table.raw_set(
                function.name,
                (function.make)(lua, Arc::downgrade(modules))?,
            )?;
        }
    }
    let mut all = modules.list();
    // A module that failed is shown so that its functions say why, where no other has its place.
    all.sort_by_key(|status| matches!(status.status, ModuleState::Failed(_)));
    for status in all {
        let mut outcome = show(lua, modules, &status.name);
        if outcome.is_ok() && status.status == ModuleState::Loaded {
            outcome = add_functions(lua, modules, &status.name);
        }
        // One module's trouble is no other's.
        if let Err(error) = outcome {
            log::error!("{error}");
        }
    }
    Ok(())
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
