//! `wezterm.config_builder()`: a table that looks at each assignment when it is made.
//!
//! Hides the table behind the table. Runs on the thread of the Lua state. It decides nothing:
//! `options` knows what is right, and `load` reads the finished table as any other.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mlua::{IntoLua, Lua, Table, Value};

use crate::config::Config;
use crate::load::Notes;
use crate::lua_api;
use crate::options;
use crate::problem::{self, Problem};

/// The metatable's field that tells a builder from another table.
const MARK: &str = "wezterm.config_builder";
/// The metatable's field with the values.
const VALUES: &str = "values";
/// The metatable's field with what `setmetatable` does on a builder: only a metatable's `__index` is taken.
pub(crate) const ADOPT: &str = "wezterm.adopt";
/// The field of the metatable of a builder's values with where each was set: the file and the line by name.
const PLACES: &str = "wezterm.places";
/// The option that is there to be filled a line at a time before anybody has set it.
const MODULES: &str = "modules";

/// Makes a builder. What is wrong with an assignment is noted with the user's file and line.
pub(crate) fn new(lua: &Lua, notes: &Notes) -> mlua::Result<Table> {
    let values = lua.create_table()?;
    let places = lua.create_table()?;
    values.set_metatable(Some(lua.create_table_from([(PLACES, &places)])?))?;
    let strict = Rc::new(std::cell::Cell::new(false));

    let make_strict = {
        let strict = Rc::clone(&strict);
        lua.create_function(move |_, (_, on): (Value, bool)| {
            strict.set(on);
            Ok(())
        })?
    };

    let fallback: Rc<RefCell<Option<Value>>> = Rc::default();
    // A file that gives the builder a metatable of its own must not lose what it has set.
    let adopt = {
        let fallback = Rc::clone(&fallback);
        lua.create_function(move |_, meta: Option<Table>| {
            let index: Option<Value> = meta.map(|meta| meta.raw_get("__index")).transpose()?;
            *fallback.borrow_mut() = index;
            Ok(())
        })?
    };
    let meta = lua.create_table()?;
    meta.raw_set(ADOPT, adopt)?;
    let read = {
        let values = values.clone();
        let fallback = Rc::clone(&fallback);
        lua.create_function(move |lua, (own, key): (Value, Value)| {
            let is_method = matches!(&key, Value::String(name) if *name == "set_strict_mode");
            if is_method {
                return Ok(Value::Function(make_strict.clone()));
            }
            let is_modules = matches!(&key, Value::String(name) if *name == MODULES);
            if is_modules && values.raw_get::<Value>(MODULES)?.is_nil() {
                values.raw_set(MODULES, modules(lua)?)?;
            }
            let value: Value = values.raw_get(&key)?;
            if !value.is_nil() {
                return Ok(value);
            }
            // What is looked in may give the builder another metatable meanwhile.
            let fallback = fallback.borrow().clone();
            match fallback {
                Some(Value::Function(look)) => look.call((own, key)),
                Some(Value::Table(other)) => other.get(key),
                _ => Ok(Value::Nil),
            }
        })?
    };
    let write = {
        let values = values.clone();
        let notes = Rc::clone(notes);
        lua.create_function(move |lua, (_, key, value): (Value, Value, Value)| {
            let value = lua_api::unshared(lua, value)?;
            let (file, line) = problem::caller(lua);
            let problems = check(&key, &value, file.as_deref(), line);
            if strict.get()
                && let Some(problem) = problems.first()
            {
                let unplaced = Problem {
                    file: None,
                    line: None,
                    ..problem.clone()
                };
                return Err(mlua::Error::runtime(unplaced));
            }
            values.raw_set(&key, &value)?;
            let file = file.map(|file| file.to_string_lossy().into_owned());
            places.raw_set(
                key,
                lua.create_sequence_from([file.into_lua(lua)?, line.into_lua(lua)?])?,
            )?;
            for problem in &problems {
                log::warn!("{problem}");
            }
            notes.borrow_mut().extend(problems);
            Ok(())
        })?
    };
    let pairs = {
        let values = values.clone();
        let next: mlua::Function = lua.globals().get("next")?;
        lua.create_function(move |_, _: Value| Ok((next.clone(), values.clone(), Value::Nil)))?
    };
    meta.raw_set("__index", read)?;
    meta.raw_set("__newindex", write)?;
    meta.raw_set("__pairs", pairs)?;
    meta.raw_set(VALUES, values)?;
    meta.raw_set(MARK, true)?;
    let builder = lua.create_table()?;
    builder.set_metatable(Some(meta))?;
    Ok(builder)
}

/// Makes the table of modules' settings, in which each name has a table, so that
/// `config.modules.commander.deny = { 'rm' }` needs nothing before it.
fn modules(lua: &Lua) -> mlua::Result<Table> {
    let made = lua.create_function(|lua, (modules, key): (Table, Value)| {
        if !key.is_string() {
            return Ok(Value::Nil);
        }
        let own = Value::Table(lua.create_table()?);
        modules.raw_set(key, &own)?;
        Ok(own)
    })?;
    let meta = lua.create_table()?;
    meta.raw_set("__index", made)?;
    let modules = lua.create_table()?;
    modules.set_metatable(Some(meta))?;
    Ok(modules)
}

/// Returns the plain table: that of a builder, or the table itself.
pub(crate) fn plain(table: Table) -> mlua::Result<Table> {
    match table.metatable() {
        Some(meta) if meta.raw_get::<Option<bool>>(MARK)? == Some(true) => meta.raw_get(VALUES),
        _ => Ok(table),
    }
}

/// Returns where an option was set on the builder that these are the values of; `None` where that is not known.
pub(crate) fn place(values: &Table, name: &str) -> Option<(PathBuf, Option<u32>)> {
    let places: Table = values.metatable()?.raw_get(PLACES).ok()?;
    let place: Table = places.raw_get(name).ok()?;
    let file: String = place.raw_get(1).ok()?;
    Some((file.into(), place.raw_get(2).ok()))
}

/// What is wrong with one assignment, made there.
fn check(key: &Value, value: &Value, file: Option<&Path>, line: Option<u32>) -> Vec<Problem> {
    if value.is_nil() {
        return Vec::new();
    }
    let Value::String(name) = key else {
        return Vec::new();
    };
    let mut scratch = Config::default();
    let faults = match options::set(&mut scratch, &name.to_string_lossy(), value) {
        Ok(()) => return Vec::new(),
        Err(faults) => faults,
    };
    faults
        .0
        .into_iter()
        .map(|fault| Problem {
            file: file.map(Path::to_owned),
            line,
            ..fault.into_problem()
        })
        .collect()
}
