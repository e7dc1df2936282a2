//! The little that a module needs to add Lua functions: its table, and the guard that keeps slow
//! functions from running while the configuration loads. Main thread only. It is not `wezterm.modules`,
//! which the `module-framework-lua` crate adds.

use mlua::{Lua, Table, Value};

/// The registry value that is true while `wezterm.lua` is being evaluated.
pub const LOADING: &str = "wezterm.config_loading";

/// Fails while the configuration is being evaluated: a file that waits for a disk, a process or a
/// model would keep the terminal from opening.
pub fn loading_guard(lua: &Lua) -> mlua::Result<()> {
    match lua.named_registry_value::<Option<bool>>(LOADING)? {
        Some(true) => Err(mlua::Error::runtime(
            "not while the configuration loads: call it from an event or from \
             wezterm.action_callback",
        )),
        _ => Ok(()),
    }
}

/// Returns the `wezterm` table, which a configuration gets by `require 'wezterm'`.
pub fn wezterm(lua: &Lua) -> mlua::Result<Table> {
    let loaded: Option<Table> = lua.named_registry_value("_LOADED")?;
    if let Some(loaded) = loaded
        && let Value::Table(wezterm) = loaded.raw_get::<Value>("wezterm")?
    {
        return Ok(wezterm);
    }
    if let Value::Table(wezterm) = lua.globals().raw_get::<Value>("wezterm")? {
        return Ok(wezterm);
    }
    let wezterm = lua.create_table()?;
    lua.globals().raw_set("wezterm", &wezterm)?;
    Ok(wezterm)
}

/// Returns the table `wezterm.NAME`, which is made where it is missing.
pub fn namespace(lua: &Lua, name: &str) -> mlua::Result<Table> {
    let wezterm = wezterm(lua)?;
    if let Value::Table(table) = wezterm.raw_get::<Value>(name)? {
        return Ok(table);
    }
    let table = lua.create_table()?;
    wezterm.raw_set(name, &table)?;
    Ok(table)
}

/// Turns a Lua error into one that may cross threads, which Lua's own may not.
pub fn lua_error(error: mlua::Error) -> anyhow::Error {
    anyhow::anyhow!("{error}")
}
