//! `wezterm.font` and `wezterm.font_with_fallback`.
//!
//! Runs on the thread of the Lua state.

use mlua::{Lua, Table, Value};

use super::functions::{LuaFunction, row};
use super::raise;
use crate::value;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.font",
        "fun(family: string|FontAttributes, attributes: FontAttributes?): Font",
        "Names a font, with its weight, its style and the like.",
        |make| {
            make.function(|lua, (family, attributes): (Value, Option<Table>)| {
                all(lua, &[family], attributes)
            })
        },
    ),
    row(
        "wezterm.font_with_fallback",
        "fun(families: (string|FontAttributes)[], attributes: FontAttributes?): Font",
        "Names fonts: a glyph is of the first that has it.",
        |make| {
            make.function(|lua, (families, attributes): (Value, Option<Table>)| {
                let families = value::list(&families, |family| Ok(family.clone()));
                all(lua, &families.map_err(raise)?, attributes)
            })
        },
    ),
];

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
