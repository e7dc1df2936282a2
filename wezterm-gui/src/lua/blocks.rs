//! Command blocks and semantic zones as Lua sees them.
//!
//! A list of blocks is a table that makes each block's own table when it is looked at: a pane that
//! remembers thousands of commands costs a handler no more than one that remembers three. Main
//! thread only.

use mlua::{Lua, LuaSerdeExt, SerializeOptions, Table, Value};
use mux::{CommandBlock, Zone, ZoneKind};

use crate::app::block_json;

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
        Ok(table)
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

/// Returns one block: the fields that modules see, where what is not known is nil. Rows are counted
/// as `pane:get_text_from_region` counts them.
pub fn block_table(lua: &Lua, block: &CommandBlock) -> mlua::Result<Value> {
    let nothing_is_nil = SerializeOptions::new()
        .serialize_none_to_null(false)
        .serialize_unit_to_null(false);
    lua.to_value_with(&block_json(block), nothing_is_nil)
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use mux::StableRow;

    use super::*;

    fn block(id: u64) -> CommandBlock {
        CommandBlock {
            id,
            command: Some("make".into()),
            cwd: Some(Path::new("/tmp").into()),
            host: None,
            user: None,
            trusted: true,
            cleared: false,
            exit_status: None,
            started: SystemTime::UNIX_EPOCH + Duration::from_millis(1500),
            finished: None,
            duration: None,
            prompt_row: StableRow(7),
            output: StableRow(8)..StableRow(9),
        }
    }

    #[test]
    fn what_is_not_known_of_a_block_is_nil_and_numbers_stay_whole() {
        let lua = Lua::new();
        let table = block_table(&lua, &block(3)).expect("a table");
        lua.globals().set("block", table).expect("set");
        let told: String = lua
            .load(
                "local names = {} \
                 for name, value in pairs(block) do table.insert(names, name .. '=' .. tostring(value)) end \
                 table.sort(names) \
                 return table.concat(names, ' ')",
            )
            .eval()
            .expect("told");
        let expected = "cleared=false command=make cwd=/tmp id=3 output_end=9 output_start=8 prompt_row=7 \
                        started=1.5 trusted=true";
        assert_eq!(told, expected);
    }

    #[test]
    fn a_list_makes_only_the_blocks_that_are_looked_at() {
        let lua = Lua::new();
        let list = sequence(&lua, (1..=10_000).map(block).collect()).expect("a list");
        lua.globals().set("blocks", list).expect("set");
        let told: (u64, u64, Vec<u64>) = lua
            .load(
                "local last = blocks[#blocks].id \
                 local made = {} \
                 for key in next, blocks do table.insert(made, key) end \
                 return #blocks, last, made",
            )
            .eval()
            .expect("told");
        assert_eq!(told, (10_000, 10_000, vec![10_000]));
    }
}
