//! Plain data on its way into and out of a Lua state: nil, booleans, numbers, texts and tables of
//! them, as JSON.
//!
//! It hides how deep and how large data may be, and which table is a list. It is on the thread of
//! the Lua state, whichever that is. Functions, threads and userdata do not pass: an error names
//! where they are.

use mlua::{Lua, LuaSerdeExt, Table, Value as LuaValue};
use serde_json::{Map, Number, Value};

/// How deep tables may lie in tables.
const DEPTH: usize = 64;
/// What a value costs beside its text.
const NODE: usize = 16;
/// How many missing entries a list may have.
const HOLES: usize = 64;

/// Returns a Lua value as JSON of at most about `limit` bytes; `name` is what an error calls it.
pub(in crate::external) fn to_json(
    value: &LuaValue,
    name: &str,
    limit: usize,
) -> Result<Value, String> {
    let mut walk = Walk {
        limit,
        left: limit,
        path: Vec::new(),
    };
    walk.value(value).map_err(|why| {
        let path = walk.path.concat();
        format!("{name}{path} {why}")
    })
}

struct Walk {
    limit: usize,
    left: usize,
    path: Vec<String>,
}

impl Walk {
    fn value(&mut self, value: &LuaValue) -> Result<Value, String> {
        self.spend(NODE)?;
        match value {
            LuaValue::Nil => Ok(Value::Null),
            LuaValue::Boolean(yes) => Ok(Value::Bool(*yes)),
            LuaValue::Integer(number) => Ok((*number).into()),
            LuaValue::Number(number) => Number::from_f64(*number)
                .map(Value::Number)
                .ok_or_else(|| format!("is {number}, which is no finite number")),
            LuaValue::String(text) => {
                self.spend(text.as_bytes().len())?;
                let text = text.to_str().map_err(|_| "is not UTF-8 text".to_owned())?;
                Ok(Value::String(text.to_owned()))
            }
            LuaValue::Table(table) => self.table(table),
            other => Err(format!(
                "is a {}: only nil, booleans, numbers, texts and tables of them can be passed",
                other.type_name()
            )),
        }
    }

    fn table(&mut self, table: &Table) -> Result<Value, String> {
        if self.path.len() >= DEPTH {
            return Err(format!("lies more than {DEPTH} tables deep, or in itself"));
        }
        let mut list = Vec::new();
        let mut map = Map::new();
        for pair in table.pairs::<LuaValue, LuaValue>() {
            let (key, value) = pair.map_err(|error| error.to_string())?;
            let step = match &key {
                LuaValue::Integer(index) => format!("[{index}]"),
                LuaValue::String(text) => format!(".{}", text.to_string_lossy()),
                other => return Err(format!("has a key that is a {}", other.type_name())),
            };
            self.path.push(step);
            let value = self.value(&value)?;
            self.path.pop();
            match key {
                LuaValue::Integer(index) => list.push((index, value)),
                LuaValue::String(text) => {
                    self.spend(text.as_bytes().len())?;
                    map.insert(text.to_string_lossy(), value);
                }
                _ => {}
            }
        }
        let marked = table.metatable().is_some() && list.is_empty() && map.is_empty();
        let may_be_a_list = marked || !list.is_empty() && map.is_empty();
        if may_be_a_list && let Some(list) = dense(&list) {
            return Ok(Value::Array(list));
        }
        for (index, value) in list {
            map.insert(index.to_string(), value);
        }
        Ok(Value::Object(map))
    }

    fn spend(&mut self, bytes: usize) -> Result<(), String> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            format!(
                "makes it larger than {} bytes, the most that can be passed",
                self.limit
            )
        })?;
        Ok(())
    }
}

/// Returns the entries in their order, with nulls for the missing ones, where they are those of a
/// list.
fn dense(entries: &[(i64, Value)]) -> Option<Vec<Value>> {
    let mut list: Vec<Value> = Vec::new();
    for (index, value) in entries {
        let index = usize::try_from(*index).ok()?.checked_sub(1)?;
        if index >= entries.len() + HOLES {
            return None;
        }
        if list.len() <= index {
            list.resize(index + 1, Value::Null);
        }
        list[index] = value.clone();
    }
    Some(list)
}

/// Returns JSON as a Lua value. Null is nil, also in tables; an empty list stays a list.
pub(in crate::external) fn from_json(lua: &Lua, value: &Value) -> mlua::Result<LuaValue> {
    Ok(match value {
        Value::Null => LuaValue::Nil,
        Value::Bool(yes) => LuaValue::Boolean(*yes),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => LuaValue::Integer(integer),
            None => LuaValue::Number(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => LuaValue::String(lua.create_string(text)?),
        Value::Array(items) => {
            let table = lua.create_table_with_capacity(items.len(), 0)?;
            for (index, item) in items.iter().enumerate() {
                table.raw_set(index + 1, from_json(lua, item)?)?;
            }
            if items.is_empty() {
                table.set_metatable(Some(lua.array_metatable()))?;
            }
            LuaValue::Table(table)
        }
        Value::Object(entries) => {
            let table = lua.create_table_with_capacity(0, entries.len())?;
            for (key, item) in entries {
                table.raw_set(key.as_str(), from_json(lua, item)?)?;
            }
            LuaValue::Table(table)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn passed(code: &str) -> Result<Value, String> {
        let lua = Lua::new();
        let value = lua.load(code).eval::<LuaValue>().unwrap();
        to_json(&value, "argument 1", 1024)
    }

    #[test]
    fn plain_data_passes_there_and_back() {
        let lua = Lua::new();
        let data = json!({
            "list": [1, 2.5, "three", true, [], { "k": "v" }],
            "empty": {},
            "large": 9_007_199_254_740_993_i64,
        });
        let there = from_json(&lua, &data).unwrap();
        assert_eq!(to_json(&there, "it", 4096), Ok(data));
    }

    #[test]
    fn a_list_may_have_holes_and_any_other_table_is_an_object() {
        assert_eq!(passed("return { 1, nil, 3 }"), Ok(json!([1, null, 3])));
        assert_eq!(
            passed("return { 'a', x = 1 }"),
            Ok(json!({ "1": "a", "x": 1 }))
        );
        assert_eq!(
            passed("return { [1000000] = 1 }"),
            Ok(json!({ "1000000": 1 }))
        );
        assert_eq!(passed("return { [0] = 1 }"), Ok(json!({ "0": 1 })));
    }

    #[test]
    fn what_is_no_plain_data_is_named_with_its_place() {
        let cases = [
            (
                "return print",
                "argument 1 is a function: only nil, booleans",
            ),
            ("return { a = { print } }", "argument 1.a[1] is a function"),
            (
                "return { b = { c = coroutine.create(print) } }",
                "argument 1.b.c is a thread",
            ),
            (
                "return { [true] = 1 }",
                "argument 1 has a key that is a boolean",
            ),
            ("return 0/0", "which is no finite number"),
            ("return '\\xff'", "argument 1 is not UTF-8 text"),
            ("local t = {} t.t = t return t", "argument 1.t.t.t.t.t.t"),
            ("return ('x'):rep(2000)", "larger than 1024 bytes"),
            (
                "local t = {} for i = 1, 200 do t[i] = i end return t",
                "larger than 1024 bytes",
            ),
        ];
        for (code, words) in cases {
            let why = passed(code).unwrap_err();
            assert!(why.contains(words), "{code}: {why}");
        }
    }
}
