//! `wezterm.on`, `wezterm.emit` and `wezterm.action_callback`.

use mlua::{Lua, MultiValue, Table, Value};

use super::raise;
use crate::lua;
use crate::plugin;
use crate::value;

pub(super) fn events(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let on = |lua: &Lua, (event, handler): (String, Value)| match handler {
        Value::Function(handler) => lua::add_handler(lua, &event, handler),
        absent if plugin::is_absent(&absent) => Ok(()),
        other => Err(raise(
            value::expected("a function", &other).within("wezterm.on"),
        )),
    };
    wezterm.raw_set("on", lua.create_function(on)?)?;

    let emit = |lua: Lua, mut args: MultiValue| {
        let event = args.pop_front().unwrap_or(Value::Nil);
        async move {
            let event = value::text(&event).map_err(|fault| raise(fault.within("event name")))?;
            lua::run_handlers(lua, event, args).await
        }
    };
    wezterm.raw_set("emit", lua.create_async_function(emit)?)?;

    let count = std::cell::Cell::new(0_u64);
    let action_callback = move |lua: &Lua, handler: Value| {
        let handler = match handler {
            Value::Function(handler) => handler,
            absent if plugin::is_absent(&absent) => lua.create_function(|_, ()| Ok(()))?,
            other => {
                let fault = value::expected("a function", &other);
                return Err(raise(fault.within("wezterm.action_callback")));
            }
        };
        count.set(count.get() + 1);
        let event = format!("user-defined-{}", count.get());
        lua::add_handler(lua, &event, handler)?;
        lua.create_table_from([("EmitEvent", event)])
    };
    wezterm.raw_set("action_callback", lua.create_function(action_callback)?)
}
