//! Reading Lua values into Rust ones, with messages a person can act on.
//!
//! Hides mlua's own coercions (which turn "12" into 12 and cannot say where they failed). Runs
//! on the thread of the Lua state. It knows nothing of particular options.

use std::collections::BTreeMap;
use std::fmt;

use mlua::{Table, Value};

use crate::color::Rgba;
use crate::lua_api::Shared;
use crate::problem::{Problem, Severity};
use crate::suggest::did_you_mean;

/// Why a value could not be read: the path to it, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) severity: Severity,
    path: String,
    text: String,
    hint: Option<String>,
}

impl Fault {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            path: String::new(),
            text: text.into(),
            hint: None,
        }
    }

    pub(crate) fn warning(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::new(text)
        }
    }

    pub(crate) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    pub(crate) fn has_hint(&self) -> bool {
        self.hint.is_some()
    }

    /// Puts a field's name before the path.
    pub(crate) fn within(mut self, name: &str) -> Self {
        if !self.path.is_empty() && !self.path.starts_with('[') {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, name);
        self
    }

    /// Puts a place in a list (counted from 1, as Lua does) before the path.
    pub(crate) fn nth(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }

    pub(crate) fn into_problem(self) -> Problem {
        let severity = self.severity;
        let hint = self.hint.clone();
        Problem {
            severity,
            hint,
            ..Problem::error(Fault { hint: None, ..self }.to_string())
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.text)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Everything wrong with one setting; the good part of it was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    /// Fails where there are any.
    pub(crate) fn outcome(self) -> Result<(), Self> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(self),
        }
    }
}

impl Faults {
    /// Returns whether everything can be used all the same.
    pub(crate) fn are_warnings(&self) -> bool {
        self.0
            .iter()
            .all(|fault| fault.severity == Severity::Warning)
    }

    /// Adds what is wrong with a part, where that is.
    pub(crate) fn take(&mut self, part: Result<(), Self>, at: impl Fn(Fault) -> Fault) {
        if let Err(faults) = part {
            self.0.extend(faults.0.into_iter().map(at));
        }
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        Self(faults.into_iter().collect())
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

/// Quotes what somebody wrote for a message: the first 40 characters of it.
pub(crate) fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(40).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    format!("{shown:?}{more}")
}

/// Describes a value for an error message: its type, and itself where that is short.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Nil => "nil".to_owned(),
        Value::Boolean(b) => b.to_string(),
        Value::Integer(i) => i.to_string(),
        Value::Number(n) => n.to_string(),
        Value::String(s) => format!("the string {}", quoted(&s.to_string_lossy())),
        Value::Table(_) => "a table".to_owned(),
        Value::Function(_) => "a function".to_owned(),
        other => format!("a {}", other.type_name()),
    }
}

/// Warns of the fields of a table that are not among those that are known, with the nearest of these.
pub(crate) fn unknown_fields(value: &Value, known: &[&str]) -> Vec<Fault> {
    let fields = fields(value).unwrap_or_default();
    let unknown = fields.keys().filter(|name| !known.contains(&name.as_str()));
    let fault = |name: &String| {
        let hint = did_you_mean(name, known.iter().copied());
        Fault::warning("no such field").hint(hint).within(name)
    };
    unknown.map(fault).collect()
}

pub(crate) fn expected(what: &str, got: &Value) -> Fault {
    Fault::new(format!("expected {what}, got {}", describe(got)))
}

pub(crate) fn boolean(value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Boolean(b) => Ok(*b),
        other => Err(expected("true or false", other)),
    }
}

/// Reads a finite number within `min..=max`.
pub(crate) fn number(value: &Value, min: f64, max: f64) -> Result<f64, Fault> {
    let number = match value {
        Value::Integer(i) => *i as f64,
        Value::Number(n) => *n,
        other => return Err(expected("a number", other)),
    };
    if number.is_nan() {
        return Err(not_a_number());
    }
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        Err(out_of_range(number, min, max))
    }
}

/// Reads a whole number within `min..=max`; 12.0 is one too.
pub(crate) fn integer(value: &Value, min: i64, max: i64) -> Result<i64, Fault> {
    let number = match value {
        Value::Integer(i) => *i,
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => *n as i64,
        Value::Number(n) if n.is_nan() => return Err(not_a_number()),
        other => return Err(expected("a whole number", other)),
    };
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        Err(out_of_range(number, min, max))
    }
}

/// The fault of what comes of 0/0.
fn not_a_number() -> Fault {
    let hint = "a calculation such as 0/0 gives it";
    Fault::new("NaN is no number that anything can be set to").hint(Some(hint.to_owned()))
}

fn out_of_range<T: fmt::Display + PartialOrd>(got: T, min: T, max: T) -> Fault {
    if got < min {
        Fault::new(format!("must be at least {min}, got {got}"))
    } else {
        Fault::new(format!("must be at most {max}, got {got}"))
    }
}

pub(crate) fn text(value: &Value) -> Result<String, Fault> {
    match value {
        Value::String(s) => s
            .to_str()
            .map(|s| s.to_owned())
            .map_err(|_| Fault::new("the string is not valid UTF-8")),
        other => Err(expected("a string", other)),
    }
}

pub(crate) fn table(value: &Value) -> Result<&Table, Fault> {
    match value {
        Value::Table(table) => Ok(table),
        other => Err(expected("a table", other)),
    }
}

/// Reads a list, each element by `read`; the first bad element is named by its place.
pub(crate) fn list<T>(
    value: &Value,
    mut read: impl FnMut(&Value) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let Value::Table(table) = value else {
        return Err(expected("a list", value));
    };
    elements(table)?
        .iter()
        .enumerate()
        .map(|(i, value)| read(value).map_err(|fault| fault.nth(i + 1)))
        .collect()
}

/// The elements of a table that is a list and nothing else.
pub(crate) fn elements(table: &Table) -> Result<Vec<Value>, Fault> {
    let length = table.raw_len();
    let mut count = 0;
    for pair in table.pairs::<Value, Value>() {
        let (key, _) = pair.map_err(lua_fault)?;
        count += 1;
        match key {
            Value::Integer(i) if i >= 1 && i as usize <= length => {}
            other => {
                return Err(Fault::new(format!(
                    "expected a list, got a table with the key {}",
                    describe(&other)
                )));
            }
        }
    }
    if count != length {
        return Err(Fault::new("the list has holes (nil elements)"));
    }
    (1..=length)
        .map(|i| table.raw_get(i).map_err(lua_fault))
        .collect()
}

/// The named fields of a table, in the order of their names.
pub(crate) fn fields(value: &Value) -> Result<BTreeMap<String, Value>, Fault> {
    let table = table(value)?;
    let mut fields = BTreeMap::new();
    for pair in table.pairs::<Value, Value>() {
        let (key, value) = pair.map_err(lua_fault)?;
        let Value::String(name) = &key else {
            return Err(Fault::new(format!(
                "expected named fields, got the key {}",
                describe(&key)
            )));
        };
        fields.insert(name.to_string_lossy(), value);
    }
    Ok(fields)
}

pub(crate) fn texts(value: &Value) -> Result<Vec<String>, Fault> {
    list(value, text)
}

/// Reads a table of strings by name; numbers and booleans are written out, as the environment
/// of a process would have them.
pub(crate) fn text_map(value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let mut map = BTreeMap::new();
    for (name, value) in fields(value)? {
        let text = match &value {
            Value::Integer(i) => i.to_string(),
            Value::Number(n) => n.to_string(),
            Value::Boolean(b) => b.to_string(),
            other => text(other).map_err(|fault| fault.within(&name))?,
        };
        map.insert(name, text);
    }
    Ok(map)
}

/// Nil or an empty table: `act.Nop` and `act.Nop{}` are the same.
pub(crate) fn is_absent(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::Table(table) => table.is_empty(),
        _ => false,
    }
}

/// Reads one of a fixed set of words.
pub(crate) fn word<T: Clone>(value: &Value, words: &[(&str, T)]) -> Result<T, Fault> {
    let got = match value {
        Value::String(s) => s.to_string_lossy(),
        other => {
            let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
            return Err(expected(&one_of(&names), other));
        }
    };
    let names = || words.iter().map(|(name, _)| *name);
    words
        .iter()
        .find(|(name, _)| *name == got)
        .map(|(_, meaning)| meaning.clone())
        .ok_or_else(|| {
            let names: Vec<&str> = names().collect();
            expected(&one_of(&names), value).hint(did_you_mean(&got, names))
        })
}

fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

pub(crate) fn lua_fault(error: mlua::Error) -> Fault {
    Fault::new(Problem::from_lua(&error, &[]).message)
}

/// How deep values may nest; deeper is a table that contains itself.
const MAX_DEPTH: usize = 64;

/// How many values a table may hold, counting one that is shared wherever it stands.
const MAX_VALUES: usize = 200_000;

/// Makes sure that walking through a value comes to an end soon.
pub(crate) fn finite(value: &Value) -> Result<(), Fault> {
    walk(value, 0, &mut 0)
}

fn walk(value: &Value, depth: usize, seen: &mut usize) -> Result<(), Fault> {
    let Value::Table(table) = value else {
        return Ok(());
    };
    if depth > MAX_DEPTH {
        return Err(Fault::new("the table contains itself or nests too deeply"));
    }
    for pair in table.pairs::<Value, Value>() {
        *seen += 1;
        if *seen > MAX_VALUES {
            return Err(Fault::new(format!(
                "the table has more than {MAX_VALUES} values"
            )));
        }
        walk(&pair.map_err(lua_fault)?.1, depth + 1, seen)?;
    }
    Ok(())
}

/// Turns settings that Lua hands over into JSON, colour objects and tables of `wezterm.GLOBAL` among them; the error says
/// what is wrong with them.
pub fn settings_as_json(value: &Value) -> Result<serde_json::Value, String> {
    json(value).map_err(|fault| fault.to_string())
}

/// Turns a table of settings into JSON. Functions and other live things are refused by path.
pub(crate) fn json(value: &Value) -> Result<serde_json::Value, Fault> {
    finite(value)?;
    finite_json(value)
}

fn finite_json(value: &Value) -> Result<serde_json::Value, Fault> {
    Ok(match value {
        Value::Nil => serde_json::Value::Null,
        Value::Boolean(b) => (*b).into(),
        Value::Integer(i) => (*i).into(),
        Value::Number(n) => serde_json::Number::from_f64(*n)
            .map(serde_json::Value::Number)
            .ok_or_else(|| Fault::new(format!("{n} is not a number that can be stored")))?,
        Value::String(_) => text(value)?.into(),
        Value::Table(table) if table.raw_len() > 0 => {
            let mut array = Vec::new();
            for (i, element) in elements(table)?.iter().enumerate() {
                array.push(finite_json(element).map_err(|fault| fault.nth(i + 1))?);
            }
            array.into()
        }
        Value::Table(_) => {
            let mut map = serde_json::Map::new();
            for (name, value) in fields(value)? {
                let value = finite_json(&value).map_err(|fault| fault.within(&name))?;
                map.insert(name, value);
            }
            map.into()
        }
        Value::UserData(object) if object.is::<Rgba>() => object
            .borrow::<Rgba>()
            .map_err(lua_fault)?
            .to_string()
            .into(),
        // A table of wezterm.GLOBAL is plain data, too.
        Value::UserData(object) if object.is::<Shared>() => {
            object.borrow::<Shared>().map_err(lua_fault)?.json()?
        }
        Value::Function(_) => {
            return Err(
                Fault::new("is a function, and settings of modules are plain data").hint(Some(
                    "use wezterm.on or wezterm.action_callback for code".to_owned(),
                )),
            );
        }
        other => return Err(expected("plain data", other)),
    })
}

/// Turns JSON into a Lua value; null becomes nil.
pub(crate) fn from_json(lua: &mlua::Lua, value: &serde_json::Value) -> mlua::Result<Value> {
    Ok(match value {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(b) => Value::Boolean(*b),
        serde_json::Value::Number(n) => match n.as_i64() {
            Some(i) => Value::Integer(i),
            None => Value::Number(n.as_f64().unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(s) => Value::String(lua.create_string(s)?),
        serde_json::Value::Array(items) => {
            let table = lua.create_table()?;
            for (i, item) in items.iter().enumerate() {
                table.raw_set(i + 1, from_json(lua, item)?)?;
            }
            Value::Table(table)
        }
        serde_json::Value::Object(map) => {
            let table = lua.create_table()?;
            for (name, item) in map {
                table.raw_set(name.as_str(), from_json(lua, item)?)?;
            }
            Value::Table(table)
        }
    })
}
