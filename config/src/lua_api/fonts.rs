//! `wezterm.font` and `wezterm.font_with_fallback`.

use mlua::{Lua, Table, Value};

use super::raise;
use crate::value;

/// `wezterm.font` and `wezterm.font_with_fallback`.
pub(super) fn fonts(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    /// One font: its family, with the attributes that hold for all of them.
    fn one(lua: &Lua, family: &Value, attributes: Option<&Table>) -> mlua::Result<Table> {
        let font = lua.create_table()?;
        let mut tables = Vec::from_iter(attributes);
        match family {
            Value::String(_) => font.raw_set("family", family)?,
            Value::Table(table) => tables.push(table),
            other => return Err(raise(value::expected("a font family", other))),
        }
        for table in tables {
            for pair in table.pairs::<Value, Value>() {
                let (key, value) = pair?;
                font.raw_set(key, value)?;
            }
        }
        let family: Value = font.raw_get("family")?;
        value::text(&family).map_err(|fault| raise(fault.within("family")))?;
        Ok(font)
    }
    fn all(lua: &Lua, families: &[Value], attributes: Option<Table>) -> mlua::Result<Table> {
        let fonts = families
            .iter()
            .map(|family| one(lua, family, attributes.as_ref()))
            .collect::<mlua::Result<Vec<Table>>>()?;
        lua.create_table_from([("font", lua.create_sequence_from(fonts)?)])
    }
    let font =
        |lua: &Lua, (family, attributes): (Value, Option<Table>)| all(lua, &[family], attributes);
    let with_fallback = |lua: &Lua, (families, attributes): (Value, Option<Table>)| {
        let families = value::list(&families, |family| Ok(family.clone())).map_err(raise)?;
        all(lua, &families, attributes)
    };
    wezterm.raw_set("font", lua.create_function(font)?)?;
    wezterm.raw_set("font_with_fallback", lua.create_function(with_fallback)?)
}
