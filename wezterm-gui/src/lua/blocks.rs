//! Command blocks and semantic zones as Lua sees them.
//!
//! A list of blocks is a table that makes each block's own table when it is looked at: a pane that
//! remembers thousands of commands costs a handler no more than one that remembers three. Main
//! thread only.

use std::time::SystemTime;

use mlua::{Lua, Table, Value};
use mux::{CommandBlock, Zone, ZoneKind};

/// Returns blocks as a sequence that `#`, an index, `ipairs` and `pairs` work on.
pub(super) fn sequence(lua: &Lua, blocks: Vec<CommandBlock>) -> mlua::Result<Table> {
    let count = blocks.len();
    let list = lua.create_table()?;
    let meta = lua.create_table()?;
    let at = lua.create_function(move |lua, (list, key): (Table, Value)| {
        let index = key.as_usize().and_then(|index| index.checked_sub(1));
        let Some(block) = index.and_then(|index| blocks.get(index)) else {
            return Ok(Value::Nil);
        };
        let table = block_table(lua, block)?;
        list.raw_set(key, &table)?;
        Ok(Value::Table(table))
    })?;
    let next = lua.create_function(|_, (list, index): (Table, Option<usize>)| {
        let index = index.unwrap_or(0) + 1;
        let block: Value = list.get(index)?;
        Ok(((!block.is_nil()).then_some(index), block))
    })?;
    meta.raw_set("__index", at)?;
    meta.raw_set("__len", lua.create_function(move |_, _: Table| Ok(count))?)?;
    meta.raw_set(
        "__pairs",
        lua.create_function(move |_, list: Table| Ok((next.clone(), list, Value::Nil)))?,
    )?;
    list.set_metatable(Some(meta))?;
    Ok(list)
}

/// Returns one block. Times are seconds since 1970, durations seconds, rows counted as
/// `pane:get_text_from_region` counts them; what is not known is nil.
pub fn block_table(lua: &Lua, block: &CommandBlock) -> mlua::Result<Table> {
    let seconds = |moment: SystemTime| {
        moment
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs_f64()
    };
    let table = lua.create_table()?;
    table.set("id", block.id)?;
    table.set("command", block.command.as_deref())?;
    let cwd = block.cwd.as_ref().map(|cwd| cwd.to_string_lossy());
    table.set("cwd", cwd.as_deref())?;
    table.set("host", block.host.as_deref())?;
    table.set("user", block.user.as_deref())?;
    table.set("trusted", block.trusted)?;
    table.set("exit_status", block.exit_status)?;
    table.set("started", seconds(block.started))?;
    table.set("finished", block.finished.map(seconds))?;
    table.set("duration", block.duration.map(|time| time.as_secs_f64()))?;
    table.set("prompt_row", block.prompt_row.0)?;
    table.set("output_start", block.output.start.0)?;
    table.set("output_end", block.output.end.0)?;
    Ok(table)
}

/// Returns a zone with WezTerm's names.
pub(super) fn zone_table(lua: &Lua, zone: &Zone) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    table.set("start_x", zone.start.0)?;
    table.set("start_y", zone.start.1.0)?;
    table.set("end_x", zone.end.0)?;
    table.set("end_y", zone.end.1.0)?;
    table.set("semantic_type", kind_name(zone.kind))?;
    Ok(table)
}

pub(super) const fn kind_name(kind: ZoneKind) -> &'static str {
    match kind {
        ZoneKind::Prompt => "Prompt",
        ZoneKind::Input => "Input",
        ZoneKind::Output => "Output",
    }
}
