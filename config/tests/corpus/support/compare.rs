//! Comparing what is expected with what came out, and JSON with Lua.

use config::Rgba;
use mlua::{Lua, Table, Value};
use regex::Regex;
use serde_json::{Map, Value as Json};

/// What does not hold, a line each.
#[derive(Default)]
pub struct Differences(Vec<String>);

impl Differences {
    /// Adds one.
    pub fn say(&mut self, line: String) {
        self.0.push(line);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

/// Returns a Lua value as JSON; what has no place there is named in angle brackets.
pub fn json_of(value: &Value) -> Json {
    match value {
        Value::Nil => Json::Null,
        Value::Boolean(flag) => Json::Bool(*flag),
        Value::Integer(number) => Json::from(*number),
        Value::Number(number) => Json::from(*number),
        Value::String(text) => Json::from(text.to_string_lossy()),
        Value::Table(table) => json_of_table(table),
        Value::Function(_) => Json::from("<function>"),
        other => Json::from(other.to_string().unwrap_or_else(|_| "<value>".to_owned())),
    }
}

fn json_of_table(table: &Table) -> Json {
    let length = table.raw_len();
    let pairs: Vec<(Value, Value)> = table
        .pairs::<Value, Value>()
        .map(|pair| pair.expect("a field"))
        .collect();
    if length > 0 && pairs.len() == length {
        let values = (1..=length).map(|at| table.raw_get::<Value>(at).expect("an element"));
        return values.map(|value| json_of(&value)).collect();
    }
    let fields = pairs.iter().map(|(name, value)| {
        let name = name.to_string().expect("a name");
        (name, json_of(value))
    });
    Json::Object(fields.collect::<Map<_, _>>())
}

/// Returns JSON as a Lua value; null is nil.
pub fn lua_of(lua: &Lua, json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(flag) => Value::Boolean(*flag),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => Value::Number(number.as_f64().expect("a number")),
        },
        Json::String(text) => Value::String(lua.create_string(text).expect("a string")),
        Json::Array(values) => {
            let values = values.iter().map(|value| lua_of(lua, value));
            Value::Table(lua.create_sequence_from(values).expect("a list"))
        }
        Json::Object(fields) => {
            let fields = fields.iter().map(|(k, v)| (k.as_str(), lua_of(lua, v)));
            Value::Table(lua.create_table_from(fields).expect("a table"))
        }
    }
}

/// Says where a value is not the one that is expected.
pub fn same(expected: &Json, got: &Json, at: &str, out: &mut Differences) {
    compare(expected, got, at, false, out);
}

/// The same, where objects may have more fields than are expected.
pub fn part(expected: &Json, got: &Json, at: &str, out: &mut Differences) {
    compare(expected, got, at, true, out);
}

fn compare(expected: &Json, got: &Json, at: &str, more: bool, out: &mut Differences) {
    match (expected, got) {
        (Json::String(any), _) if any == "*" && !got.is_null() => {}
        (Json::String(expected), Json::String(got)) if texts_agree(expected, got) => {}
        (Json::Number(a), Json::Number(b)) if numbers_agree(a, b) => {}
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                compare(a, b, &format!("{at}[{}]", index + 1), more, out);
            }
        }
        (Json::Array(none), Json::Object(empty)) if none.is_empty() && empty.is_empty() => {}
        (Json::Object(a), Json::Object(b)) => {
            for (name, value) in a.iter().filter(|(name, _)| *name != "...") {
                let there = b.get(name).unwrap_or(&Json::Null);
                compare(value, there, &format!("{at}.{name}"), more, out);
            }
            let more = more || a.contains_key("...");
            for (name, value) in b.iter().filter(|(name, _)| !a.contains_key(*name) && !more) {
                out.say(format!("{at}.{name} is {value}, which is not expected"));
            }
        }
        (expected, got) if expected == got => {}
        (expected, got) => out.say(format!("{at}: {expected} is {got}")),
    }
}

fn numbers_agree(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) else {
        return false;
    };
    (a - b).abs() < 1e-9
}

fn texts_agree(expected: &str, got: &str) -> bool {
    let plain = without_styles(got);
    if let Some(pattern) = expected.strip_prefix('~') {
        return Regex::new(pattern).expect("a pattern").is_match(&plain);
    }
    let colours = || Some(Rgba::parse(expected)? == Rgba::parse(got)?);
    expected == got || expected == plain || colours() == Some(true)
}

/// Takes the sequences away that style text.
fn without_styles(text: &str) -> String {
    let styles = Regex::new("\x1b\\[[0-9;:]*m").expect("a pattern");
    styles.replace_all(text, "").into_owned()
}
