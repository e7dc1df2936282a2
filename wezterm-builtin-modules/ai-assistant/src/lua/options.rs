//! The options of a question as Lua writes them, and what a structured answer is in Lua.
//!
//! It hides tables: what comes out is plain data, and what cannot be used is an error that names the
//! key. Main thread only; no file is opened here.

use mlua::{Function, Lua, LuaSerdeExt, SerializeOptions, Table, Value};
use serde_json::Value as Json;
use wezterm_module_framework::did_you_mean;

use crate::asking::AskOptions;
use crate::images::{LARGEST, MOST, Picture};

/// The keys that there are.
const KEYS: [&str; 7] = [
    "system",
    "temperature",
    "max_tokens",
    "schema",
    "images",
    "id",
    "on_notice",
];
/// The highest temperature; some engines take less and say so.
const HOTTEST: f64 = 2.0;
/// The longest answer that can be asked for, in tokens, as of the setting `model.max_tokens`.
const LONGEST: usize = 32_768;
/// Deeper than any honest schema; a table may hold itself.
const DEEPEST: usize = 64;
/// The words of a JSON schema whose value is a list, even where Lua wrote an empty table.
const LISTS: [&str; 8] = [
    "required",
    "enum",
    "allOf",
    "anyOf",
    "oneOf",
    "prefixItems",
    "examples",
    "type",
];

/// What a caller asks for beside the question.
#[derive(Default)]
pub(super) struct Options {
    /// What goes to the assistant, still without pictures.
    pub(super) asking: AskOptions,
    /// The pictures, not read yet.
    pub(super) pictures: Vec<Picture>,
    /// The name by which the question can be cancelled.
    pub(super) id: Option<String>,
    /// Is told what the person should know while they wait.
    pub(super) on_notice: Option<Function>,
}

/// Reads options: nothing, a function for notices, or a table.
pub(super) fn read(value: Value) -> mlua::Result<Options> {
    let table = match value {
        Value::Nil => return Ok(Options::default()),
        Value::Function(on_notice) => {
            return Ok(Options {
                on_notice: Some(on_notice),
                ..Options::default()
            });
        }
        Value::Table(table) => table,
        other => {
            return Err(wrong(format!(
                "the options must be a table or a function for notices, not {}",
                other.type_name()
            )));
        }
    };
    let mut options = Options::default();
    for entry in table.pairs::<Value, Value>() {
        let (key, value) = entry?;
        let key = text("the name of an option", &key)?;
        match key.as_str() {
            "system" => options.asking.system = Some(text("system", &value)?),
            "id" => options.id = Some(text("id", &value)?),
            "temperature" => options.asking.own.temperature = Some(temperature(&value)?),
            "max_tokens" => options.asking.own.max_tokens = Some(max_tokens(&value)?),
            "schema" => options.asking.schema = Some(schema(&value)?),
            "images" => options.pictures = pictures(&value)?,
            "on_notice" => options.on_notice = Some(function(value)?),
            unknown => {
                let hint = did_you_mean(unknown, KEYS)
                    .unwrap_or_else(|| format!("there are {}", KEYS.join(", ")));
                return Err(wrong(format!("there is no option `{unknown}`; {hint}")));
            }
        }
    }
    Ok(options)
}

fn wrong(message: String) -> mlua::Error {
    mlua::Error::runtime(message)
}

fn must_be(key: &str, allowed: &str, value: &Value) -> mlua::Error {
    let shown = match value {
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        other => other.type_name().to_owned(),
    };
    wrong(format!("{key} must be {allowed}, not {shown}"))
}

fn text(key: &str, value: &Value) -> mlua::Result<String> {
    let Value::String(text) = value else {
        return Err(must_be(key, "a string", value));
    };
    let text = text.to_str();
    text.map(|text| text.to_owned())
        .map_err(|_| wrong(format!("{key} is not valid UTF-8")))
}

fn function(value: Value) -> mlua::Result<Function> {
    match value {
        Value::Function(function) => Ok(function),
        other => Err(must_be("on_notice", "a function", &other)),
    }
}

fn temperature(value: &Value) -> mlua::Result<f64> {
    let number = value
        .as_number()
        .or_else(|| value.as_integer().map(|whole| whole as f64));
    number
        .filter(|degrees| (0.0..=HOTTEST).contains(degrees))
        .ok_or_else(|| must_be("temperature", "a number from 0 to 2", value))
}

fn max_tokens(value: &Value) -> mlua::Result<usize> {
    let whole = match value {
        Value::Integer(whole) => usize::try_from(*whole).ok(),
        // Lua writes 2048.0 for a number that was computed.
        Value::Number(number) if number.fract() == 0.0 => Some(*number as usize),
        _ => None,
    };
    whole
        .filter(|tokens| (1..=LONGEST).contains(tokens))
        .ok_or_else(|| must_be("max_tokens", "a whole number from 1 to 32768", value))
}

/// Reads a JSON schema; nothing is known of what its words mean.
fn schema(value: &Value) -> mlua::Result<Json> {
    match value {
        Value::Table(table) => schema_of(table, "schema", 0),
        other => Err(must_be("schema", "a table", other)),
    }
}

fn schema_of(table: &Table, key: &str, depth: usize) -> mlua::Result<Json> {
    if depth > DEEPEST {
        return Err(wrong("the schema is too deep, or holds itself".into()));
    }
    if table.raw_len() > 0 {
        let items = table.sequence_values::<Value>();
        return items
            .map(|item| schema_value(&item?, "an element", depth))
            .collect();
    }
    let mut object = serde_json::Map::new();
    for entry in table.pairs::<Value, Value>() {
        let (name, value) = entry?;
        let name = text("a key of the schema", &name)?;
        let value = schema_value(&value, &name, depth)?;
        object.insert(name, value);
    }
    // Lua has one empty table for both.
    match object.is_empty() && LISTS.contains(&key) {
        true => Ok(Json::Array(Vec::new())),
        false => Ok(Json::Object(object)),
    }
}

fn schema_value(value: &Value, key: &str, depth: usize) -> mlua::Result<Json> {
    match value {
        Value::Table(table) => schema_of(table, key, depth + 1),
        Value::String(_) => text(key, value).map(Json::String),
        Value::Boolean(truth) => Ok(Json::Bool(*truth)),
        Value::Integer(number) => Ok(Json::from(*number)),
        Value::Number(number) => Ok(Json::from(*number)),
        other => Err(wrong(format!(
            "the schema holds a {} as `{key}`",
            other.type_name()
        ))),
    }
}

fn pictures(value: &Value) -> mlua::Result<Vec<Picture>> {
    let Value::Table(list) = value else {
        return Err(must_be("images", "a list", value));
    };
    let pictures: mlua::Result<Vec<Picture>> = list
        .sequence_values::<Value>()
        .enumerate()
        .map(|(index, one)| picture(index + 1, &one?))
        .collect();
    let pictures = pictures?;
    if pictures.len() != list.pairs::<Value, Value>().count() {
        return Err(wrong(
            "images must be a list of paths and of tables with `data`".into(),
        ));
    }
    if pictures.len() > MOST {
        return Err(wrong(format!(
            "images has {} and the limit is {MOST}",
            pictures.len()
        )));
    }
    Ok(pictures)
}

fn picture(number: usize, value: &Value) -> mlua::Result<Picture> {
    let name = format!("images[{number}]");
    let table = match value {
        Value::String(_) => {
            let path = text(&name, value)?;
            let Some(path) = absolute(&path) else {
                return Err(wrong(format!(
                    "{name}: {path} must begin with / or ~/: there is no directory that it could \
                     be relative to"
                )));
            };
            return Ok(Picture::File(path));
        }
        Value::Table(table) => table,
        other => return Err(must_be(&name, "a path or a table with `data`", other)),
    };
    let Value::String(data) = table.get::<Value>("data")? else {
        return Err(wrong(format!(
            "{name}.data must be a string with what is in the file"
        )));
    };
    let media_type = match table.get::<Value>("media_type")? {
        Value::Nil => None,
        given => Some(text(&format!("{name}.media_type"), &given)?),
    };
    let bytes = data.as_bytes();
    if bytes.len() > LARGEST {
        return Err(wrong(format!(
            "{name}.data is larger than {} MB",
            LARGEST >> 20
        )));
    }
    Ok(Picture::Bytes {
        media_type,
        bytes: bytes.to_vec(),
    })
}

fn absolute(path: &str) -> Option<std::path::PathBuf> {
    match path.strip_prefix("~/") {
        Some(below) => Some(dirs::home_dir()?.join(below)),
        None => Some(path.into()).filter(|path: &std::path::PathBuf| path.is_absolute()),
    }
}

/// Returns a structured answer as Lua has it. `null` is nil: a key is absent, an element is a hole.
pub(super) fn structured(lua: &Lua, answer: &str) -> mlua::Result<Value> {
    let json: Json = serde_json::from_str(answer.trim()).map_err(|error| {
        wrong(format!(
            "the answer is not the JSON that `schema` asks for: {error}"
        ))
    })?;
    let nothing_is_nil = SerializeOptions::new()
        .serialize_none_to_null(false)
        .serialize_unit_to_null(false);
    lua.to_value_with(&json, nothing_is_nil)
}
