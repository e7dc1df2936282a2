//! `wezterm.on`, `wezterm.emit` and `wezterm.action_callback`.
//!
//! Runs on the thread of the Lua state; the handlers live in its registry.

use std::cell::Cell;

use mlua::{Lua, MultiValue, Value};

use super::functions::{LuaFunction, row};
use super::raise;
use crate::lua;
use crate::plugin;
use crate::value;

/// What comes before the number in the names of events that stand for functions of `wezterm.action_callback`.
pub(crate) const CALLBACK: &str = "user-defined-";

/// Returns the number of the function of `wezterm.action_callback` that an event stands for; nothing for another event.
pub fn callback_number(event: &str) -> Option<&str> {
    event.strip_prefix(CALLBACK)
}

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.on",
        "fun(event: string, handler: fun(...: any): any)",
        "Has a function called for an event, behind those that were named before. One that returns false \
         keeps the others, and what the terminal would do, from happening.",
        |make| {
            make.function(|lua, (event, handler): (String, Value)| match handler {
                Value::Function(handler) => lua::add_handler(lua, &event, handler),
                absent if plugin::is_absent(&absent) => Ok(()),
                other => Err(raise(value::expected("a function", &other))),
            })
        },
    ),
    row(
        "wezterm.emit",
        "fun(event: string, ...: any): boolean",
        "Calls the handlers of an event, and returns false when one of them did.",
        |make| {
            let emit = |lua: Lua, mut args: MultiValue| {
                let event = args.pop_front().unwrap_or(Value::Nil);
                async move {
                    let event = value::text(&event)
                        .map_err(|fault| named("wezterm.emit", fault.within("event name")))?;
                    lua::run_handlers(lua, event, args).await
                }
            };
            make.lua.create_async_function(emit).map(Value::Function)
        },
    ),
    row(
        "wezterm.action_callback",
        "fun(callback: fun(window: Window, pane: Pane, ...: any)): KeyAssignment",
        "Makes an action of a function: it is called with the window and the pane in which a key was pressed.",
        |make| {
            let count = Cell::new(0_u64);
            make.function(move |lua, handler: Value| {
                let handler = match handler {
                    Value::Function(handler) => handler,
                    absent if plugin::is_absent(&absent) => lua.create_function(|_, ()| Ok(()))?,
                    other => return Err(raise(value::expected("a function", &other))),
                };
                count.set(count.get() + 1);
                let event = format!("{CALLBACK}{}", count.get());
                lua::add_handler(lua, &event, handler)?;
                lua.create_table_from([("EmitEvent", event)])
            })
        },
    ),
];

fn named(name: &str, fault: value::Fault) -> mlua::Error {
    match raise(fault) {
        mlua::Error::RuntimeError(text) => mlua::Error::runtime(format!("{name}: {text}")),
        other => other,
    }
}
