//! `wezterm.on`, `wezterm.emit` and `wezterm.action_callback`.

use mlua::{Function, Lua, MultiValue, Table, Value};

use super::raise;
use crate::lua;
use crate::value;

pub(super) fn events(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let on =
        |lua: &Lua, (event, handler): (String, Function)| lua::add_handler(lua, &event, handler);
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
    let action_callback = move |lua: &Lua, handler: Function| {
        count.set(count.get() + 1);
        let event = format!("user-defined-{}", count.get());
        lua::add_handler(lua, &event, handler)?;
        lua.create_table_from([("EmitEvent", event)])
    };
    wezterm.raw_set("action_callback", lua.create_function(action_callback)?)
}
