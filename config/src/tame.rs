//! What Lua's own libraries may not do here: end the terminal, block it, or run where no limit holds.
//!
//! Hides the functions that are put in the place of Lua's. Runs on the thread of the Lua state. Loops of
//! Lua's own code are stopped by `lua::Guard`, not here.

use std::rc::Rc;

use mlua::{Function, Lua, Table, Value};

use crate::builder;
use crate::lua::{Guard, INTERNAL};
use crate::problem::{self, Problem};
use crate::value;

/// Takes away what would end or block the terminal.
pub(crate) fn tame(lua: &Lua) -> mlua::Result<()> {
    let os: Table = lua.globals().get("os")?;
    os.set(
        "exit",
        lua.create_function(|_, _: mlua::MultiValue| -> mlua::Result<()> {
            Err(mlua::Error::runtime(
                "os.exit would end the terminal; bind wezterm.action.QuitApplication to a key",
            ))
        })?,
    )?;
    // Neither the hook nor a time limit reaches code that runs while garbage is collected.
    lua.load(
        "local ADOPT = ...
        local set, get, raw, type, error = setmetatable, getmetatable, rawget, type, error
        function setmetatable(table, meta)
            if type(meta) == 'table' and raw(meta, '__gc') ~= nil then
                error('__gc is not available in the configuration', 2)
            end
            local own = type(table) == 'table' and get(table)
            local adopt = type(own) == 'table' and raw(own, ADOPT)
            if adopt then
                adopt(meta)
                return table
            end
            return set(table, meta)
        end",
    )
    .set_name(INTERNAL)
    .call::<()>(builder::ADOPT)?;
    limit_programs(lua)?;
    // Standard input is the terminal's own: reading it here would wait for ever.
    let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let io: Table = lua.globals().get("io")?;
    if let Err(error) = io.get::<Function>("input")?.call::<Value>(nothing) {
        log::warn!("the configuration's standard input stays open: {error}");
    }
    Ok(())
}

/// Ends programs that `io.popen` and `os.execute` start when the time is over that the code which starts
/// them may take: the hook that stops a loop is not asked while C waits for a program.
///
/// coreutils' timeout does it, with everything that the program has started; where there is none, programs
/// run as long as they like.
fn limit_programs(lua: &Lua) -> mlua::Result<()> {
    let left = lua.create_function(|lua, command: mlua::String| {
        let Some(guard) = lua.app_data_ref::<Rc<Guard>>() else {
            return Ok(None);
        };
        let (file, line) = problem::caller(lua);
        let command = value::quoted(&command.to_string_lossy());
        let late = format!(
            "the time for loading is over; the program {command} was the last that the configuration waited for, and was ended if it still ran"
        );
        guard.waits_for_program(Problem {
            file,
            line,
            ..Problem::warning(late).hint("run it in a handler, or give it less to do")
        });
        let left = guard.left();
        Ok(left.map(|left| format!("{:.3}", left.as_secs_f64().max(0.001))))
    })?;
    lua.load(
        r#"local left = ...
        local io, os, popen, execute = io, os, io.popen, os.execute
        local type, gsub = type, string.gsub
        local there
        local function limited(command)
            local seconds = type(command) == 'string' and left(command)
            if not seconds then return command end
            if there == nil then
                there = execute('command -v timeout >/dev/null 2>&1') == true
            end
            if not there then return command end
            local quoted = gsub(command, "'", [['\'']])
            return "exec timeout -k 1 " .. seconds .. " /bin/sh -c '" .. quoted .. "'"
        end
        function io.popen(command, mode) return popen(limited(command), mode) end
        function os.execute(command) return execute(limited(command)) end"#,
    )
    .set_name(INTERNAL)
    .call(left)
}
