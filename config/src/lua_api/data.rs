//! Data as text and back: `wezterm.serde` and its older names.

use mlua::{Lua, Table, Value};

use super::raise;
use crate::value;

/// JSON, under its old and its new name.
pub(super) fn data(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let encode =
        lua.create_function(|_, value: Value| Ok(value::json(&value).map_err(raise)?.to_string()))?;
    let pretty = lua.create_function(|_, value: Value| {
        serde_json::to_string_pretty(&value::json(&value).map_err(raise)?)
            .map_err(mlua::Error::external)
    })?;
    let decode = lua.create_function(|lua, text: String| {
        let value: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| mlua::Error::runtime(format!("not JSON: {error}")))?;
        value::from_json(lua, &value)
    })?;
    wezterm.raw_set("json_encode", &encode)?;
    wezterm.raw_set("json_parse", &decode)?;
    let serde = lua.create_table()?;
    serde.raw_set("json_encode", encode)?;
    serde.raw_set("json_encode_pretty", pretty)?;
    serde.raw_set("json_decode", decode)?;
    wezterm.raw_set("serde", serde)
}
