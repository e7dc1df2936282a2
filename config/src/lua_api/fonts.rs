//! `wezterm.font` and `wezterm.font_with_fallback`.
//!
//! Runs on the thread of the Lua state.

use std::collections::BTreeMap;
use std::rc::Rc;

use mlua::{Lua, Table, Value};

use super::functions::{LuaFunction, row};
use super::raise;
use crate::load::Notes;
use crate::lua;
use crate::options;
use crate::problem::{self, Problem, Severity};
use crate::value::{self, Fault};

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.font",
        "fun(family: string|FontAttributes, attributes: FontAttributes?): Font",
        "Names a font, with its weight, its style and the like.",
        |make| {
            let notes = Rc::clone(&make.around.notes);
            make.function(move |lua, (family, attributes): (Value, Option<Table>)| {
                let font = one(lua, &family, attributes.as_ref(), &notes);
                made(lua, vec![font.map_err(raise)?], attributes)
            })
        },
    ),
    row(
        "wezterm.font_with_fallback",
        "fun(families: (string|FontAttributes)[], attributes: FontAttributes?): Font",
        "Names fonts: a glyph is of the first that has it.",
        |make| {
            let notes = Rc::clone(&make.around.notes);
            make.function(move |lua, (families, attributes): (Value, Option<Table>)| {
                let fonts = value::list(&families, |family| {
                    one(lua, family, attributes.as_ref(), &notes)
                });
                made(lua, fonts.map_err(raise)?, attributes)
            })
        },
    ),
];

/// One font: its family, with the attributes that hold for all of them. What nobody knows is told once, here, and left
/// out.
fn one(
    lua: &Lua,
    family: &Value,
    attributes: Option<&Table>,
    notes: &Notes,
) -> Result<Table, Fault> {
    let mut given = attributes.map(fields).transpose()?.unwrap_or_default();
    match family {
        Value::String(_) => {
            given.insert("family".to_owned(), family.clone());
        }
        Value::Table(own) => given.extend(fields(own)?),
        other => return Err(value::expected("a font family", other)),
    }
    let font = lua.create_table().map_err(value::lua_fault)?;
    for (name, value) in &given {
        font.raw_set(name.as_str(), value)
            .map_err(value::lua_fault)?;
    }
    let looked_at = options::font_attributes(&Value::Table(font.clone()));
    for fault in looked_at.err().into_iter().flat_map(|faults| faults.0) {
        match fault.severity {
            Severity::Error => return Err(fault),
            Severity::Warning => note(lua, fault, notes),
        }
    }
    for (name, value) in &given {
        font.raw_set(name.as_str(), options::font_attribute(name, value))
            .map_err(value::lua_fault)?;
    }
    as_today(&font).map_err(value::lua_fault)?;
    Ok(font)
}

/// Puts weight and style in the place of the switches that older files have, and takes away the colour, which belongs to
/// the text.
fn as_today(font: &Table) -> mlua::Result<()> {
    for (switch, name, value) in [("bold", "weight", "Bold"), ("italic", "style", "Italic")] {
        let on = font.raw_get::<Option<bool>>(switch)? == Some(true);
        if on && font.raw_get::<Value>(name)?.is_nil() {
            font.raw_set(name, value)?;
        }
        font.raw_set(switch, Value::Nil)?;
    }
    font.raw_set("foreground", Value::Nil)
}

fn fields(table: &Table) -> Result<BTreeMap<String, Value>, Fault> {
    value::fields(&Value::Table(table.clone()))
}

/// Tells of what is only odd, with the place of the call.
fn note(lua: &Lua, fault: Fault, notes: &Notes) {
    let (file, line) = problem::caller(lua);
    let problem = Problem {
        file,
        line,
        ..fault.within("wezterm.font").into_problem()
    };
    // Later there is no list to put it on.
    match lua::is_loading(lua) {
        true => notes.borrow_mut().push(problem),
        false => log::warn!("{problem}"),
    }
}

fn made(lua: &Lua, fonts: Vec<Table>, attributes: Option<Table>) -> mlua::Result<Table> {
    let made = lua.create_table_from([("font", lua.create_sequence_from(fonts)?)])?;
    if let Some(attributes) = attributes {
        made.raw_set("foreground", attributes.raw_get::<Value>("foreground")?)?;
    }
    Ok(made)
}
