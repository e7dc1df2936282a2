//! What `wezterm.lua` finds where there are no modules: tables whose functions say why.
//!
//! A file that is shared between programs with and without modules loads in both. Main thread only.
//! It is not what a module that is off says: that is `namespaces`.

use mlua::Lua;
use wezterm_module_framework::lua::wezterm;

/// The places of `wezterm` that a configuration may name in any build.
const PLACES: [&str; 4] = ["modules", "ai", "fs", "cmd"];

/// Makes a place in whose stead every function raises an error that names the function and says why.
const STAND_IN: &str = r#"
local place, why, error, tostring = ...
return setmetatable({}, {
  __index = function(_, key)
    return function()
      error('wezterm.' .. place .. '.' .. tostring(key) .. ': ' .. why, 2)
    end
  end,
})
"#;

/// Adds the tables of `wezterm.modules` and of the built-in modules, whose functions raise `why`.
pub fn register_absent(lua: &Lua, why: &str) -> mlua::Result<()> {
    let wezterm = wezterm(lua)?;
    let globals = lua.globals();
    let error: mlua::Function = globals.get("error")?;
    let to_string: mlua::Function = globals.get("tostring")?;
    for place in PLACES {
        if wezterm.raw_get::<mlua::Value>(place)?.is_nil() {
            let make = lua.load(STAND_IN).set_name("=wezterm.modules");
            let table: mlua::Table = make.call((place, why, &error, &to_string))?;
            wezterm.raw_set(place, table)?;
        }
    }
    Ok(())
}
