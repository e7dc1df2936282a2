//! A process as Lua sees it: WezTerm's `LocalProcessInfo`. Main thread only; it looks nothing up.

use std::path::PathBuf;

use mlua::{Lua, Table};
use mux::ProcessInfo;

/// Returns a process with everything below it; what this user may not know is an empty string.
pub fn process_table(lua: &Lua, process: &ProcessInfo) -> mlua::Result<Table> {
    let text = |path: &Option<PathBuf>| {
        let path = path.as_deref().unwrap_or_else(|| "".as_ref());
        path.to_string_lossy().into_owned()
    };
    let table = lua.create_table()?;
    table.set("pid", process.pid)?;
    table.set("ppid", process.parent)?;
    table.set("name", process.name.as_str())?;
    table.set("status", status(process.state))?;
    table.set("argv", process.argv.as_slice())?;
    table.set("executable", text(&process.executable))?;
    table.set("cwd", text(&process.directory))?;
    let children = lua.create_table()?;
    for (pid, child) in &process.children {
        children.set(*pid, process_table(lua, child)?)?;
    }
    table.set("children", children)?;
    Ok(table)
}

/// Returns WezTerm's word for what a process does.
const fn status(state: char) -> &'static str {
    match state {
        'R' => "Run",
        // WezTerm has no word for one that waits for a disk.
        'S' | 'D' => "Sleep",
        'I' => "Idle",
        'T' => "Stop",
        't' => "Tracing",
        'Z' => "Zombie",
        'X' | 'x' => "Dead",
        'K' => "Wakekill",
        'W' => "Waking",
        'P' => "Parked",
        _ => "Unknown",
    }
}
