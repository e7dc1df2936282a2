//! What belongs to a running terminal, as it is while the configuration is evaluated: documented empty
//! values. The program puts its own functions in their place.
//!
//! Runs on the thread of the Lua state.

use mlua::{Lua, MultiValue, Table};

use super::functions::{LuaFunction, Standing, row};
use crate::keys::{self, KeyBinding};
use crate::value::from_json;

const NO_DISPLAY: Standing =
    Standing::Empty("the file is read before there is a window, and without a display");
const UNMEASURED: Standing = Standing::Empty("nothing is measured: they are WezTerm's own figures");

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.gui.default_key_tables",
        "fun(): table<string, table[]>",
        "Returns the default key tables by name.",
        |make| {
            make.function(|lua, ()| {
                let tables = lua.create_table()?;
                for name in keys::TABLES {
                    let bindings = keys::table(name).unwrap_or_default();
                    tables.raw_set(name, bindings_table(lua, bindings)?)?;
                }
                Ok(tables)
            })
        },
    ),
    row(
        "wezterm.gui.default_keys",
        "fun(): table[]",
        "Returns the default key bindings, without the assistant's key, which follows its module.",
        |make| make.function(|lua, ()| bindings_table(lua, keys::layered(&[keys::defaults()]))),
    ),
    row(
        "wezterm.gui.enumerate_gpus",
        "fun(): table[]",
        "Returns the graphics adapters.",
        |make| make.function(|lua, ()| lua.create_table()),
    )
    .standing(NO_DISPLAY),
    row(
        "wezterm.gui.get_appearance",
        "fun(): string",
        "Returns whether the desktop is `Light` or `Dark`; `Dark` where that is not known.",
        |make| make.function(|_, ()| Ok("Dark")),
    ),
    row(
        "wezterm.gui.gui_window_for_mux_window",
        "fun(id: integer): Window?",
        "Returns the window that shows a window of the multiplexer; nil where none does.",
        |make| make.function(|_, _: u64| Ok(mlua::Value::Nil)),
    ),
    row(
        "wezterm.gui.gui_windows",
        "fun(): Window[]",
        "Returns the windows.",
        |make| make.function(|lua, ()| lua.create_table()),
    ),
    row(
        "wezterm.gui.screens",
        "fun(): { active: Screen, main: Screen, by_name: table<string, Screen>, origin_x: integer, \
         origin_y: integer, virtual_width: integer, virtual_height: integer }",
        "Returns the screens; where there is none, one without a name and without a size.",
        |make| make.function(|lua, ()| screens(lua)),
    )
    .standing(NO_DISPLAY),
    row(
        "wezterm.metrics.get_counters",
        "fun(): table<string, any>",
        "Returns an empty table.",
        |make| make.function(|lua, ()| lua.create_table()),
    )
    .standing(UNMEASURED),
    row(
        "wezterm.metrics.get_latency",
        "fun(): table<string, any>",
        "Returns an empty table.",
        |make| make.function(|lua, ()| lua.create_table()),
    )
    .standing(UNMEASURED),
    row(
        "wezterm.metrics.get_sizes",
        "fun(): table<string, any>",
        "Returns an empty table.",
        |make| make.function(|lua, ()| lua.create_table()),
    )
    .standing(UNMEASURED),
    row(
        "wezterm.metrics.get_throughput",
        "fun(): table<string, any>",
        "Returns an empty table.",
        |make| make.function(|lua, ()| lua.create_table()),
    )
    .standing(UNMEASURED),
    row(
        "wezterm.procinfo.pid",
        "fun(): integer",
        "Returns the number of this process.",
        |make| make.function(|_, ()| Ok(std::process::id())),
    ),
    row(
        "wezterm.procinfo.current_working_dir_for_pid",
        "fun(pid: integer): string?",
        "Returns the working directory of a process; nil where that cannot be told.",
        |make| make.function(|_, _: u32| Ok(mlua::Value::Nil)),
    ),
    row(
        "wezterm.procinfo.executable_path_for_pid",
        "fun(pid: integer): string?",
        "Returns the file that a process runs; nil where that cannot be told.",
        |make| make.function(|_, _: u32| Ok(mlua::Value::Nil)),
    ),
    row(
        "wezterm.procinfo.get_info_for_pid",
        "fun(pid: integer): LocalProcessInfo?",
        "Returns a process with those below it; nil where there is none.",
        |make| make.function(|_, _: u32| Ok(mlua::Value::Nil)),
    ),
    row(
        "wezterm.run_child_process",
        "fun(args: string[]): boolean, string, string",
        "Runs a program to its end, and returns whether it ended well, with what it printed on its output \
         and on its errors. While the file is read, it may take as long as that may.",
        |make| make.needs("the program that starts processes, and there is none here"),
    ),
    row(
        "wezterm.background_child_process",
        "fun(args: string[])",
        "Starts a program and waits for nothing.",
        |make| make.needs("the program that starts processes, and there is none here"),
    ),
    row(
        "wezterm.open_with",
        "fun(path_or_url: string, application: string?)",
        "Opens a file or a URL with the desktop's application for it, or with the one that is named.",
        |make| make.needs("the program that starts processes, and there is none here"),
    ),
    row(
        "wezterm.reload_configuration",
        "fun()",
        "Reads the configuration again. While it is read, nothing happens, for it would be read for ever.",
        |make| {
            make.function(|lua, _: MultiValue| match crate::lua::is_loading(lua) {
                true => Ok(()),
                false => Err(mlua::Error::runtime("it needs a running terminal")),
            })
        },
    ),
];

/// Bindings as `config.keys` takes them.
fn bindings_table(lua: &Lua, bindings: Vec<KeyBinding>) -> mlua::Result<Table> {
    let rows = lua.create_table()?;
    for binding in bindings {
        let row = lua.create_table()?;
        row.raw_set("key", binding.key.to_string())?;
        row.raw_set("mods", binding.mods.to_string())?;
        row.raw_set("action", from_json(lua, &binding.action.to_json())?)?;
        rows.raw_push(row)?;
    }
    Ok(rows)
}

fn screens(lua: &Lua) -> mlua::Result<Table> {
    let screen = |lua: &Lua| {
        let screen = lua.create_table()?;
        screen.raw_set("name", "")?;
        for name in ["x", "y", "width", "height"] {
            screen.raw_set(name, 0)?;
        }
        Ok::<_, mlua::Error>(screen)
    };
    let screens = lua.create_table()?;
    screens.raw_set("active", screen(lua)?)?;
    screens.raw_set("main", screen(lua)?)?;
    screens.raw_set("by_name", lua.create_table()?)?;
    for name in ["origin_x", "origin_y", "virtual_width", "virtual_height"] {
        screens.raw_set(name, 0)?;
    }
    Ok(screens)
}
