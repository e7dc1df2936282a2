//! The parts of `wezterm.gui` that need no window, and `wezterm.nerdfonts`; the roof adds the others.

use mlua::{Lua, MultiValue, Table};

/// The parts of `wezterm.gui` that need no window; the roof adds the others.
pub(super) fn gui(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let gui = lua.create_table()?;
    gui.raw_set("get_appearance", lua.create_function(|_, ()| Ok("Dark"))?)?;
    gui.raw_set(
        "enumerate_gpus",
        lua.create_function(|lua, ()| lua.create_table())?,
    )?;
    let tables = |lua: &Lua, ()| {
        let names = ["copy_mode", "search_mode"];
        let tables = lua.create_table()?;
        for name in names {
            tables.raw_set(name, lua.create_table()?)?;
        }
        Ok(tables)
    };
    gui.raw_set("default_key_tables", lua.create_function(tables)?)?;
    wezterm.raw_set("gui", gui)?;

    // Icon fonts are not bundled: a name gives no glyph, and the file that uses it loads.
    let glyphs = lua.create_table()?;
    let meta = lua.create_table()?;
    meta.raw_set("__index", lua.create_function(|_, _: MultiValue| Ok(""))?)?;
    glyphs.set_metatable(Some(meta))?;
    wezterm.raw_set("nerdfonts", glyphs)
}
