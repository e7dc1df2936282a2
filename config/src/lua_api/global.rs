//! `wezterm.GLOBAL`: plain data that outlives a reload.
//!
//! Hides that each table in it is shared: reading one gives the table itself, not a copy, so that
//! `GLOBAL.a.b = 3` holds. What is put in is copied, so that nothing in it can contain itself. Any thread
//! may hold the store; Lua reaches it from its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mlua::{IntoLuaMulti, Lua, MultiValue, Table, UserData, UserDataMethods, UserDataRef, Value};

use super::functions::{LuaFunction, row};
use super::raise;
use crate::value::{self, Fault};

pub(super) const FUNCTIONS: &[LuaFunction] = &[row(
    "wezterm.GLOBAL",
    "table<string, any>",
    "Plain data that outlives a reload: strings, numbers, booleans and tables of them. What is put in is \
     copied; a table that is read from it is the one in it, so that changing its fields holds.",
    |make| make.value(Shared(make.around.global.0.clone())),
)];

/// What `wezterm.GLOBAL` holds: plain data that outlives a reload. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct GlobalStore(Arc<Mutex<Fields>>);

type Fields = BTreeMap<Key, Node>;

/// Whole numbers come before names, so that a list comes in its order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Place(i64),
    Name(Vec<u8>),
}

impl Key {
    fn read(value: &Value) -> Result<Self, Fault> {
        match value {
            Value::Integer(place) => Ok(Self::Place(*place)),
            Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Ok(Self::Place(*n as i64)),
            Value::String(name) => Ok(Self::Name(name.as_bytes().to_vec())),
            other => Err(value::expected("a name or a whole number as key", other)),
        }
    }

    fn give(&self, lua: &Lua) -> mlua::Result<Value> {
        match self {
            Self::Place(place) => Ok(Value::Integer(*place)),
            Self::Name(name) => lua.create_string(name).map(Value::String),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Place(place) => format!("[{place}]"),
            Self::Name(name) => String::from_utf8_lossy(name).into_owned(),
        }
    }
}

/// One value in the store.
#[derive(Clone, Debug)]
enum Node {
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(Vec<u8>),
    Table(Arc<Mutex<Fields>>),
}

fn locked(fields: &Mutex<Fields>) -> MutexGuard<'_, Fields> {
    fields.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Node {
    /// Copies a value of Lua; nil is none. The value is known to end.
    fn read(value: &Value) -> Result<Option<Self>, Fault> {
        Ok(Some(match value {
            Value::Nil => return Ok(None),
            Value::Boolean(b) => Self::Boolean(*b),
            Value::Integer(i) => Self::Integer(*i),
            Value::Number(n) => Self::Number(*n),
            Value::String(text) => Self::Text(text.as_bytes().to_vec()),
            Value::Table(table) => {
                let mut fields = Fields::new();
                for pair in table.pairs::<Value, Value>() {
                    let (key, value) = pair.map_err(value::lua_fault)?;
                    let key = Key::read(&key)?;
                    let node = Self::read(&value).map_err(|fault| fault.within(&key.shown()))?;
                    if let Some(node) = node {
                        fields.insert(key, node);
                    }
                }
                Self::Table(Arc::new(Mutex::new(fields)))
            }
            Value::UserData(object) => match object.borrow::<Shared>() {
                Ok(shared) => Self::Table(Arc::new(Mutex::new(copied(&shared.0)))),
                Err(_) => return Err(value::expected("plain data", value)),
            },
            other => return Err(value::expected("plain data", other)),
        }))
    }

    fn give(&self, lua: &Lua) -> mlua::Result<Value> {
        Ok(match self {
            Self::Boolean(b) => Value::Boolean(*b),
            Self::Integer(i) => Value::Integer(*i),
            Self::Number(n) => Value::Number(*n),
            Self::Text(text) => Value::String(lua.create_string(text)?),
            Self::Table(fields) => {
                Value::UserData(lua.create_userdata(Shared(Arc::clone(fields)))?)
            }
        })
    }
}

impl Node {
    fn json(&self) -> Result<serde_json::Value, Fault> {
        Ok(match self {
            Self::Boolean(b) => (*b).into(),
            Self::Integer(i) => (*i).into(),
            Self::Number(n) => serde_json::Number::from_f64(*n)
                .map(serde_json::Value::Number)
                .ok_or_else(|| Fault::new(format!("{n} is not a number that can be stored")))?,
            Self::Text(text) => std::str::from_utf8(text)
                .map_err(|_| Fault::new("the string is not valid UTF-8"))?
                .into(),
            Self::Table(fields) => Shared(Arc::clone(fields)).json()?,
        })
    }
}

/// A copy, down to the last table; nothing in the store contains itself.
fn copied(fields: &Mutex<Fields>) -> Fields {
    let mut fields = locked(fields).clone();
    for node in fields.values_mut() {
        if let Node::Table(below) = node {
            let copy = copied(below);
            *below = Arc::new(Mutex::new(copy));
        }
    }
    fields
}

/// Returns a table of the store as a table of Lua, and everything else as it is: settings may be kept there.
pub(crate) fn unshared(lua: &Lua, value: Value) -> mlua::Result<Value> {
    match &value {
        Value::UserData(object) => match object.borrow::<Shared>() {
            Ok(shared) => shared.table(lua).map(Value::Table),
            Err(_) => Ok(value.clone()),
        },
        _ => Ok(value),
    }
}

/// One table of the store as Lua holds it.
pub(crate) struct Shared(Arc<Mutex<Fields>>);

impl Shared {
    /// Returns a copy as a table of Lua.
    pub(crate) fn table(&self, lua: &Lua) -> mlua::Result<Table> {
        let fields = locked(&self.0).clone();
        let table = lua.create_table()?;
        for (key, node) in fields {
            let value = match node {
                Node::Table(below) => Value::Table(Self(below).table(lua)?),
                node => node.give(lua)?,
            };
            table.raw_set(key.give(lua)?, value)?;
        }
        Ok(table)
    }

    /// Returns a copy as JSON.
    pub(crate) fn json(&self) -> Result<serde_json::Value, Fault> {
        let length = self.length();
        let fields = locked(&self.0).clone();
        let is_list = length > 0 && length as usize == fields.len();
        let mut list = Vec::new();
        let mut named = serde_json::Map::new();
        for (key, node) in fields {
            let value = node.json().map_err(|fault| fault.within(&key.shown()))?;
            match key {
                Key::Place(_) if is_list => list.push(value),
                Key::Name(name) => {
                    named.insert(String::from_utf8_lossy(&name).into_owned(), value);
                }
                Key::Place(_) => {
                    return Err(Fault::new("expected a list or named fields, got both"));
                }
            }
        }
        Ok(match is_list {
            true => list.into(),
            false => named.into(),
        })
    }

    /// How many elements there are from 1 on, without a hole.
    fn length(&self) -> i64 {
        let fields = locked(&self.0);
        let places = fields.range(Key::Place(1)..).map(|(key, _)| key);
        let count = (1..)
            .zip(places)
            .take_while(|(at, key)| **key == Key::Place(*at));
        count.count() as i64
    }

    fn set(&self, key: &Value, value: &Value) -> Result<(), Fault> {
        let key = Key::read(key)?;
        let within = |fault: Fault| fault.within(&key.shown()).within("GLOBAL");
        value::finite(value).map_err(within)?;
        // What is put in may be read from here: it is copied before this table is locked.
        let node = Node::read(value).map_err(within)?;
        let mut fields = locked(&self.0);
        let before = match node {
            Some(node) => fields.insert(key, node),
            None => fields.remove(&key),
        };
        drop(fields);
        drop(before);
        Ok(())
    }

    /// The field behind one, in the order of their keys.
    fn after(&self, lua: &Lua, key: &Value) -> mlua::Result<MultiValue> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = match key {
            Value::Nil => Unbounded,
            key => Excluded(Key::read(key).map_err(raise)?),
        };
        let next = {
            let fields = locked(&self.0);
            let mut rest = fields.range((from, Unbounded));
            rest.next().map(|(key, node)| (key.clone(), node.clone()))
        };
        match next {
            Some((key, node)) => (key.give(lua)?, node.give(lua)?).into_lua_multi(lua),
            None => Value::Nil.into_lua_multi(lua),
        }
    }
}

type This = UserDataRef<Shared>;

impl UserData for Shared {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method("__index", |lua, this, key: Value| {
            // A key that nothing can have has no value.
            let node = Key::read(&key)
                .ok()
                .and_then(|key| locked(&this.0).get(&key).cloned());
            node.map_or(Ok(Value::Nil), |node| node.give(lua))
        });
        methods.add_meta_method("__newindex", |_, this, (key, value): (Value, Value)| {
            this.set(&key, &value).map_err(raise)
        });
        methods.add_meta_method("__len", |_, this, ()| Ok(this.length()));
        methods.add_meta_method("__eq", |_, this, other: This| {
            Ok(Arc::ptr_eq(&this.0, &other.0))
        });
        methods.add_meta_method("__tostring", |lua, this, ()| {
            let table = Value::Table(this.table(lua)?);
            Ok(super::log::shown(&table))
        });
        methods.add_meta_function("__pairs", |lua, this: Value| {
            let next =
                lua.create_function(|lua, (this, key): (This, Value)| this.after(lua, &key))?;
            Ok((next, this, Value::Nil))
        });
    }
}
