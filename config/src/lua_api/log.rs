//! What Lua writes into the log, and values as a person reads them.

use mlua::{Lua, Table, Value, Variadic};

use crate::color::Rgba;
use crate::value;

/// `print`, `wezterm.log_info` and their kin.
pub(super) fn logging(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let logger = |level: log::Level| {
        lua.create_function(move |_, values: Variadic<Value>| {
            let words: Vec<String> = values.iter().map(|value| shown(value, 0)).collect();
            log::log!(target: "lua", level, "{}", words.join(" "));
            Ok(())
        })
    };
    wezterm.raw_set("log_info", logger(log::Level::Info)?)?;
    wezterm.raw_set("log_warn", logger(log::Level::Warn)?)?;
    wezterm.raw_set("log_error", logger(log::Level::Error)?)?;
    lua.globals().set("print", logger(log::Level::Info)?)?;
    let to_string = |_: &Lua, value: Value| Ok(shown_inside(&value, 0));
    wezterm.raw_set("to_string", lua.create_function(to_string)?)
}

/// A value as a person reads it; strings stand bare.
pub(super) fn shown(value: &Value, depth: usize) -> String {
    match value {
        Value::String(s) => s.to_string_lossy(),
        other => shown_inside(other, depth),
    }
}

pub(super) fn shown_inside(value: &Value, depth: usize) -> String {
    const MAX_DEPTH: usize = 8;
    const MAX_FIELDS: usize = 200;
    match value {
        Value::String(s) => format!("{:?}", s.to_string_lossy()),
        Value::Table(_) if depth >= MAX_DEPTH => "{…}".to_owned(),
        Value::Table(table) => {
            let mut parts = Vec::new();
            for (key, value) in table.pairs::<Value, Value>().flatten().take(MAX_FIELDS) {
                let value = shown_inside(&value, depth + 1);
                parts.push(match key {
                    Value::Integer(_) => value,
                    Value::String(name) => format!("{} = {value}", name.to_string_lossy()),
                    key => format!("[{}] = {value}", shown_inside(&key, depth + 1)),
                });
            }
            format!("{{{}}}", parts.join(", "))
        }
        Value::UserData(object) => match object.borrow::<Rgba>() {
            Ok(color) => color.to_string(),
            Err(_) => "userdata".to_owned(),
        },
        other => value::describe(other),
    }
}
