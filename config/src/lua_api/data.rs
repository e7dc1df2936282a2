//! Data as text and back: `wezterm.serde` and its older names.
//!
//! Hides the crates that read and write JSON, TOML and YAML. Runs on the thread of the Lua state.

use std::fmt;

use mlua::{Lua, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::functions::{LuaFunction, row};
use super::raise;
use crate::value;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.json_encode",
        "fun(value: any): string",
        "The older name of `wezterm.serde.json_encode`.",
        |make| make.function(|_, value: Value| json_encode(&value)),
    ),
    row(
        "wezterm.json_parse",
        "fun(text: string): any",
        "The older name of `wezterm.serde.json_decode`.",
        |make| make.function(json_decode),
    ),
    row(
        "wezterm.serde.json_decode",
        "fun(text: string): any",
        "Reads JSON.",
        |make| make.function(json_decode),
    ),
    row(
        "wezterm.serde.json_encode",
        "fun(value: any): string",
        "Writes a value as JSON.",
        |make| make.function(|_, value: Value| json_encode(&value)),
    ),
    row(
        "wezterm.serde.json_encode_pretty",
        "fun(value: any): string",
        "Writes a value as JSON, with lines and indentation.",
        |make| {
            make.function(|_, value: Value| {
                serde_json::to_string_pretty(&value::json(&value).map_err(raise)?)
                    .map_err(|error| unwritten(&error))
            })
        },
    ),
    row(
        "wezterm.serde.toml_decode",
        "fun(text: string): table",
        "Reads TOML; dates and times are strings.",
        |make| {
            make.function(|lua, text: String| {
                let table: toml::Table = toml::from_str(&text)
                    .map_err(|error| mlua::Error::runtime(format!("not TOML: {error}")))?;
                from_toml(lua, &toml::Value::Table(table))
            })
        },
    ),
    row(
        "wezterm.serde.toml_encode",
        "fun(value: table): string",
        "Writes a table as TOML.",
        |make| {
            make.function(|_, value: Value| {
                toml::to_string(&named(&value)?).map_err(|error| unwritten(&error))
            })
        },
    ),
    row(
        "wezterm.serde.toml_encode_pretty",
        "fun(value: table): string",
        "Writes a table as TOML, with lists over several lines.",
        |make| {
            make.function(|_, value: Value| {
                toml::to_string_pretty(&named(&value)?).map_err(|error| unwritten(&error))
            })
        },
    ),
    row(
        "wezterm.serde.yaml_decode",
        "fun(text: string): any",
        "Reads YAML, one document of it.",
        |make| {
            make.function(|lua, text: String| {
                // `yes`, `on` and `n` are words, as YAML 1.2 has it.
                let options = serde_saphyr::Options {
                    strict_booleans: true,
                    ..serde_saphyr::Options::default()
                };
                let data: Data = serde_saphyr::from_str_with_options(&text, options)
                    .map_err(|error| mlua::Error::runtime(format!("not YAML: {error}")))?;
                data.give(lua)
            })
        },
    ),
    row(
        "wezterm.serde.yaml_encode",
        "fun(value: any): string",
        "Writes a value as YAML.",
        |make| {
            make.function(|_, value: Value| {
                let value = value::json(&value).map_err(raise)?;
                serde_saphyr::to_string(&value).map_err(|error| unwritten(&error))
            })
        },
    ),
];

fn unwritten(error: &dyn fmt::Display) -> mlua::Error {
    mlua::Error::runtime(format!("the value cannot be written: {error}"))
}

fn json_encode(value: &Value) -> mlua::Result<String> {
    Ok(value::json(value).map_err(raise)?.to_string())
}

fn json_decode(lua: &Lua, text: String) -> mlua::Result<Value> {
    let value: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| mlua::Error::runtime(format!("not JSON: {error}")))?;
    value::from_json(lua, &value)
}

/// A table with names, which is all that TOML can begin with.
fn named(value: &Value) -> mlua::Result<serde_json::Value> {
    let data = value::json(value).map_err(raise)?;
    match data {
        serde_json::Value::Object(_) => Ok(data),
        _ => Err(raise(value::expected("a table with names", value))),
    }
}

fn from_toml(lua: &Lua, value: &toml::Value) -> mlua::Result<Value> {
    Ok(match value {
        toml::Value::Boolean(b) => Value::Boolean(*b),
        toml::Value::Integer(i) => Value::Integer(*i),
        toml::Value::Float(n) => Value::Number(*n),
        toml::Value::String(text) => Value::String(lua.create_string(text)?),
        toml::Value::Datetime(moment) => Value::String(lua.create_string(moment.to_string())?),
        toml::Value::Array(items) => {
            let items = items.iter().map(|item| from_toml(lua, item));
            let items = items.collect::<mlua::Result<Vec<Value>>>()?;
            Value::Table(lua.create_sequence_from(items)?)
        }
        toml::Value::Table(fields) => {
            let table = lua.create_table()?;
            for (name, value) in fields {
                table.raw_set(name.as_str(), from_toml(lua, value)?)?;
            }
            Value::Table(table)
        }
    })
}

/// What YAML may hold: unlike JSON's, its maps have keys of any kind.
enum Data {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    List(Vec<Data>),
    Map(Vec<(Data, Data)>),
}

impl Data {
    fn give(self, lua: &Lua) -> mlua::Result<Value> {
        Ok(match self {
            Self::Null => Value::Nil,
            Self::Boolean(b) => Value::Boolean(b),
            Self::Integer(i) => Value::Integer(i),
            Self::Number(n) => Value::Number(n),
            Self::Text(text) => Value::String(lua.create_string(text)?),
            Self::List(items) => {
                let table = lua.create_table()?;
                for (i, item) in items.into_iter().enumerate() {
                    table.raw_set(i + 1, item.give(lua)?)?;
                }
                Value::Table(table)
            }
            Self::Map(pairs) => {
                let table = lua.create_table()?;
                for (key, value) in pairs {
                    match key.give(lua)? {
                        Value::Nil => {}
                        Value::Number(n) if n.is_nan() => {}
                        key => table.raw_set(key, value.give(lua)?)?,
                    }
                }
                Value::Table(table)
            }
        })
    }
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(DataVisitor)
    }
}

struct DataVisitor;

impl<'de> Visitor<'de> for DataVisitor {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain data")
    }

    fn visit_unit<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_none<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Data, D::Error> {
        Data::deserialize(from)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Data, E> {
        Ok(Data::Boolean(b))
    }

    fn visit_i64<E>(self, i: i64) -> Result<Data, E> {
        Ok(Data::Integer(i))
    }

    fn visit_u64<E>(self, i: u64) -> Result<Data, E> {
        Ok(i64::try_from(i).map_or(Data::Number(i as f64), Data::Integer))
    }

    fn visit_f64<E>(self, n: f64) -> Result<Data, E> {
        Ok(Data::Number(n))
    }

    fn visit_str<E>(self, text: &str) -> Result<Data, E> {
        Ok(Data::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Data, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Data::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Data, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = from.next_entry()? {
            pairs.push(pair);
        }
        Ok(Data::Map(pairs))
    }
}
