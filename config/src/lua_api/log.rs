//! What Lua writes into the log, and values as a person reads them.
//!
//! Runs on the thread of the Lua state.

use mlua::{Lua, Value, Variadic};

use super::functions::{LuaFunction, row};
use crate::color::Rgba;
use crate::value;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.log_info",
        "fun(...: any)",
        "Writes values into the log.",
        |make| make.function(logger(log::Level::Info)),
    ),
    row(
        "wezterm.log_warn",
        "fun(...: any)",
        "Writes values into the log, as a warning.",
        |make| make.function(logger(log::Level::Warn)),
    ),
    row(
        "wezterm.log_error",
        "fun(...: any)",
        "Writes values into the log, as an error.",
        |make| make.function(logger(log::Level::Error)),
    ),
    row(
        "wezterm.to_string",
        "fun(value: any): string",
        "Returns a value as a person reads it.",
        |make| make.function(|_, value: Value| Ok(shown_inside(&value, 0))),
    ),
];

/// A function that writes values into the log.
fn logger(level: log::Level) -> impl Fn(&Lua, Variadic<Value>) -> mlua::Result<()> + 'static {
    move |_, values| {
        let words: Vec<String> = values.iter().map(|value| shown(value, 0)).collect();
        log::log!(target: "lua", level, "{}", words.join(" "));
        Ok(())
    }
}

/// `print`, which has no terminal to write to.
pub(super) fn print(lua: &Lua) -> mlua::Result<()> {
    let print = lua.create_function(logger(log::Level::Info))?;
    lua.globals().set("print", print)
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
            // What is numbered stands in its order, and what is named behind it by its names.
            let (mut listed, mut named) = (Vec::new(), Vec::new());
            for (key, value) in table.pairs::<Value, Value>().flatten().take(MAX_FIELDS) {
                let value = shown_inside(&value, depth + 1);
                match key {
                    Value::Integer(number) => listed.push((number, value)),
                    Value::String(name) => {
                        named.push(format!("{} = {value}", name.to_string_lossy()))
                    }
                    key => named.push(format!("[{}] = {value}", shown_inside(&key, depth + 1))),
                }
            }
            listed.sort();
            named.sort();
            let listed =
                listed
                    .into_iter()
                    .zip(1..)
                    .map(|((number, value), place)| match number == place {
                        true => value,
                        false => format!("[{number}] = {value}"),
                    });
            let parts: Vec<String> = listed.chain(named).collect();
            format!("{{{}}}", parts.join(", "))
        }
        Value::UserData(object) => match object.borrow::<Rgba>() {
            Ok(color) => color.to_string(),
            // Whatever tells about itself may do so.
            Err(_) => value.to_string().unwrap_or_else(|_| "userdata".to_owned()),
        },
        other => value::describe(other),
    }
}
