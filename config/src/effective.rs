//! The settings as Lua sees them after loading: `window:effective_config()` and the `config` of events.
//!
//! Hides that defaults are text in the table of options. Runs on the thread of the Lua state.

use mlua::{Lua, Table, Value};

use crate::config::Config;
use crate::lua_api::palette;
use crate::options;

/// The registry's name of the values that the file returned.
const SET: &str = "wezterm.settings";
/// The registry's name of the defaults.
const DEFAULTS: &str = "wezterm.defaults";

/// Keeps what a file returned.
pub(crate) fn keep(lua: &Lua, settings: &Table) -> mlua::Result<()> {
    lua.set_named_registry_value(SET, settings)
}

/// Returns what is set, with overrides over it, and of what is not set the default where that can be
/// written; `resolved_palette` has the colours that hold.
pub fn effective(lua: &Lua, config: &Config, overrides: Option<&Table>) -> mlua::Result<Table> {
    let all = lua.create_table()?;
    let kept: Option<Table> = lua.named_registry_value(SET)?;
    let layers = [Some(defaults(lua)?), kept, overrides.cloned()];
    for layer in layers.into_iter().flatten() {
        for pair in layer.pairs::<Value, Value>() {
            let (name, value) = pair?;
            all.raw_set(name, value)?;
        }
    }
    all.raw_set("resolved_palette", palette(lua, &config.colors)?)?;
    Ok(all)
}

/// Evaluates the defaults once.
fn defaults(lua: &Lua) -> mlua::Result<Table> {
    if let Some(known) = lua.named_registry_value::<Option<Table>>(DEFAULTS)? {
        return Ok(known);
    }
    let defaults = lua.create_table()?;
    let around = lua.create_table()?;
    around.raw_set("wezterm", lua.globals().get::<Value>("wezterm")?)?;
    for option in options::options() {
        // Where it is words, they mean nothing: the file's own globals are not looked at.
        let chunk = lua.load(option.default).set_name("=default");
        let value: mlua::Result<Value> = chunk.set_environment(around.clone()).eval();
        if let Ok(value) = value {
            defaults.raw_set(option.name, value)?;
        }
    }
    lua.set_named_registry_value(DEFAULTS, &defaults)?;
    Ok(defaults)
}
