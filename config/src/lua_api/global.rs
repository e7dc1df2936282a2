//! `wezterm.GLOBAL`: plain data that outlives a reload.

use std::sync::{Arc, Mutex, PoisonError};

use mlua::{Lua, Table, Value};

use super::raise;
use crate::value;

/// What `wezterm.GLOBAL` holds: plain data that outlives a reload. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct GlobalStore(Arc<Mutex<serde_json::Map<String, serde_json::Value>>>);

/// `wezterm.GLOBAL`: plain data that outlives a reload. Tables read from it are copies.
pub(super) fn global(lua: &Lua, store: &GlobalStore) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    let meta = lua.create_table()?;
    let from = store.clone();
    let index = move |lua: &Lua, (_, name): (Value, String)| {
        let value = {
            let map = from.0.lock().unwrap_or_else(PoisonError::into_inner);
            map.get(&name).cloned()
        };
        value::from_json(lua, &value.unwrap_or_default())
    };
    meta.raw_set("__index", lua.create_function(index)?)?;
    let into = store.clone();
    let newindex = move |_: &Lua, (_, name, value): (Value, String, Value)| {
        let stored = value::json(&value).map_err(|f| raise(f.within(&name).within("GLOBAL")))?;
        let mut map = into.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stored.is_null() {
            map.remove(&name);
        } else {
            map.insert(name, stored);
        }
        Ok(())
    };
    meta.raw_set("__newindex", lua.create_function(newindex)?)?;
    table.set_metatable(Some(meta))?;
    Ok(table)
}
