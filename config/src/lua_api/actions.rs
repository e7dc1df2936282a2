//! `wezterm.action` and bindings that are made from others.
//!
//! Runs on the thread of the Lua state. What an action does is the program's.

use mlua::{IntoLua, Lua, MultiValue, Table, Value};

use super::functions::{LuaFunction, row};
use super::raise;
use crate::actions::{self, Argument};
use crate::value;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.action",
        "KeyAssignments",
        "The actions: `action.Name`, `action.Name(argument)` or `action { Name = argument }`.",
        |make| action_table(make.lua).map(Value::Table),
    ),
    row(
        "wezterm.has_action",
        "fun(name: string): boolean",
        "Returns whether there is an action of this name.",
        |make| make.function(|_, name: String| Ok(actions::find(&name).is_ok())),
    ),
    row(
        "wezterm.permute_any_mods",
        "fun(binding: table): table[]",
        "Returns copies of a binding with every set of modifiers.",
        |make| make.function(|lua, binding: Table| permuted(lua, &binding, 1)),
    ),
    row(
        "wezterm.permute_any_or_no_mods",
        "fun(binding: table): table[]",
        "Returns copies of a binding with every set of modifiers, and with none.",
        |make| make.function(|lua, binding: Table| permuted(lua, &binding, 0)),
    ),
];

/// Copies of a binding with every set of modifiers, from the stated one on.
fn permuted(lua: &Lua, binding: &Table, from: usize) -> mlua::Result<Table> {
    let names = ["SHIFT", "CTRL", "ALT", "SUPER"];
    let copies = lua.create_table()?;
    for set in from..16 {
        let held: Vec<&str> = (0..4)
            .filter(|i| set >> i & 1 == 1)
            .map(|i| names[i])
            .collect();
        let copy = lua.create_table()?;
        for pair in binding.pairs::<Value, Value>() {
            let (key, value) = pair?;
            copy.raw_set(key, value)?;
        }
        let mods = if held.is_empty() {
            "NONE".to_owned()
        } else {
            held.join("|")
        };
        copy.raw_set("mods", mods)?;
        copies.raw_push(copy)?;
    }
    Ok(copies)
}

/// `wezterm.action.Name` and `wezterm.action{Name = argument}`.
fn action_table(lua: &Lua) -> mlua::Result<Table> {
    let action = lua.create_table()?;
    let meta = lua.create_table()?;
    let index = |lua: &Lua, (_, name): (Value, String)| constructor(lua, &name);
    meta.raw_set("__index", lua.create_function(index)?)?;
    let call = |_: &Lua, (_, action): (Value, Value)| match actions::read_action(&action) {
        Ok(_) => Ok(action),
        Err(text) => Err(mlua::Error::runtime(text)),
    };
    meta.raw_set("__call", lua.create_function(call)?)?;
    action.set_metatable(Some(meta))?;
    Ok(action)
}

/// What `wezterm.action.Name` is: the action, or a function that takes its argument, or both.
fn constructor(lua: &Lua, name: &str) -> mlua::Result<Value> {
    let spec = actions::find(name).map_err(raise)?;
    let build = lua.create_function(move |lua, mut args: MultiValue| {
        // An optional action's table is passed to its own __call first.
        if matches!(spec.argument, Argument::Optional(_)) {
            args.pop_front();
        }
        let argument = args.pop_front().unwrap_or(Value::Nil);
        value::finite(&argument)
            .and_then(|()| actions::build(spec, &argument))
            .map_err(raise)?;
        let argument = match argument {
            Value::Nil => Value::Table(lua.create_table()?),
            given => given,
        };
        lua.create_table_from([(spec.name, argument)])
    })?;
    match spec.argument {
        Argument::None => spec.name.into_lua(lua),
        Argument::Required(_) => Ok(Value::Function(build)),
        Argument::Optional(_) => {
            let action = lua.create_table_from([(spec.name, lua.create_table()?)])?;
            let meta = lua.create_table_from([("__call", build)])?;
            action.set_metatable(Some(meta))?;
            Ok(Value::Table(action))
        }
    }
}
