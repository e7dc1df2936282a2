//! What Lua writes into the log.
//!
//! Runs on the thread of the Lua state.

use mlua::{Lua, Value, Variadic};

use super::functions::{LuaFunction, row};
use super::shown::in_line;

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
        |make| make.function(|_, value: Value| Ok(in_line(&value))),
    ),
];

/// A function that writes values into the log.
fn logger(level: log::Level) -> impl Fn(&Lua, Variadic<Value>) -> mlua::Result<()> + 'static {
    move |_, values| {
        let words: Vec<String> = values.iter().map(shown).collect();
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
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(s) => s.to_string_lossy(),
        other => in_line(other),
    }
}
