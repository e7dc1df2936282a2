//! `wezterm.color`: colours, palettes and schemes as Lua sees them.
//!
//! Hides the table of built-in schemes, which makes a palette when it is asked for one. Runs on the thread
//! of the Lua state.

use std::cell::RefCell;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mlua::{Lua, Table, Value};

use super::log::shown;
use super::{Surroundings, raise};
use crate::color::gradient::Gradient;
use crate::color::{self, Colors, Rgba};
use crate::load::Notes;
use crate::lua::Files;
use crate::problem::{self, Problem};
use crate::schemes::{self, default_colors, files, find_scheme};
use crate::value::{self, Fault};

mod object;

/// `wezterm.color`, and the older names of two of its functions.
pub(super) fn colors(lua: &Lua, wezterm: &Table, around: &Surroundings) -> mlua::Result<()> {
    let color: Table = wezterm.raw_get("color")?;
    let parse = |_: &Lua, text: Value| color::color(&text).map_err(raise);
    color.raw_set("parse", lua.create_function(parse)?)?;
    let from_hsla = |_: &Lua, (h, s, l, a): (f64, f64, f64, f64)| Ok(Rgba::from_hsla(h, s, l, a));
    color.raw_set("from_hsla", lua.create_function(from_hsla)?)?;
    let gradient = lua.create_function(|_, (gradient, count): (Value, Value)| {
        let gradient = Gradient::read(&gradient).map_err(raise)?;
        let count = value::integer(&count, 0, 100_000).map_err(raise)?;
        Ok(gradient.colors(count as usize))
    })?;
    color.raw_set("gradient", &gradient)?;
    wezterm.raw_set("gradient_colors", gradient)?;
    let defaults = |lua: &Lua, ()| palette(lua, &default_colors());
    color.raw_set("get_default_colors", lua.create_function(defaults)?)?;

    let notes = Rc::clone(&around.notes);
    let builtin = lua.create_function(move |lua, ()| builtin_schemes(lua, &notes))?;
    color.raw_set("get_builtin_schemes", &builtin)?;
    wezterm.raw_set("get_builtin_color_schemes", builtin)?;
    for (name, format) in [
        ("load_scheme", files::Format::WezTerm),
        ("load_base16_scheme", files::Format::Base16),
        ("load_terminal_sexy_scheme", files::Format::TerminalSexy),
    ] {
        let (notes, watched) = (Rc::clone(&around.notes), Rc::clone(&around.files));
        let load = lua.create_function(move |lua, path: Value| {
            let path = PathBuf::from(value::text(&path).map_err(raise)?);
            load_scheme(lua, &path, format, &notes, &watched)
        })?;
        color.raw_set(name, load)?;
    }
    color.raw_set("save_scheme", lua.create_function(save_scheme)?)
}

/// The table of built-in schemes: empty at first, it makes and keeps each palette that is asked for, so that
/// a file can change one and look at it again. `pairs` goes through all of them.
fn builtin_schemes(lua: &Lua, notes: &Notes) -> mlua::Result<Table> {
    let schemes = lua.create_table()?;
    // The default palette stands in for what is not there, so that a file which changes it loads.
    let strangers = lua.create_table()?;
    let notes = Rc::clone(notes);
    let index = lua.create_function(move |lua, (schemes, name): (Table, Value)| {
        let text = match &name {
            Value::String(text) => text.to_string_lossy(),
            other => shown(other),
        };
        if let Some(scheme) = find_scheme(&text) {
            let made = palette(lua, &scheme.colors())?;
            schemes.raw_set(name, &made)?;
            return Ok(made);
        }
        if let Some(again) = strangers.raw_get(text.as_str())? {
            return Ok(again);
        }
        let text_of = format!("there is no built-in colour scheme {text:?}");
        let hint = schemes::nearest(&text, std::iter::empty());
        let (file, line) = problem::caller(lua);
        notes.borrow_mut().push(Problem {
            file,
            line,
            ..Problem::warning(text_of).hint(hint)
        });
        let made = palette(lua, &default_colors())?;
        strangers.raw_set(text, &made)?;
        Ok(made)
    })?;
    let pairs = lua.create_function(|lua, schemes: Table| {
        let own = schemes.pairs::<Value, Value>().map(|pair| Ok(pair?.0));
        let mut names: Vec<Value> = own.collect::<mlua::Result<_>>()?;
        for name in schemes::names() {
            if schemes.raw_get::<Value>(name)?.is_nil() {
                names.push(Value::String(lua.create_string(name)?));
            }
        }
        let left = RefCell::new(names.into_iter());
        let next = lua.create_function(move |_, (schemes, _): (Table, Value)| {
            let name = left.borrow_mut().next();
            match name {
                // Not a raw look-up: what is not there yet is made.
                Some(name) => Ok((name.clone(), schemes.get::<Value>(name)?)),
                None => Ok((Value::Nil, Value::Nil)),
            }
        })?;
        Ok((next, schemes, Value::Nil))
    })?;
    let meta = lua.create_table_from([("__index", index), ("__pairs", pairs)])?;
    schemes.set_metatable(Some(meta))?;
    Ok(schemes)
}

/// Reads a scheme out of a file, which is watched from then on.
fn load_scheme(
    lua: &Lua,
    path: &Path,
    format: files::Format,
    notes: &Notes,
    watched: &Files,
) -> mlua::Result<(Table, Value)> {
    watched.borrow_mut().push(path.to_owned());
    let scheme = files::read(lua, path, format)
        .map_err(|why| mlua::Error::runtime(format!("{}: {why}", path.display())))?;
    let faults = scheme.faults.0.into_iter();
    let problems = faults.map(|fault| Problem {
        severity: problem::Severity::Warning,
        ..fault.into_problem().at(path, None)
    });
    notes.borrow_mut().extend(problems);
    let metadata = value::from_json(lua, &files::json_of(&scheme.metadata))?;
    Ok((palette(lua, &scheme.colors)?, metadata))
}

/// Writes a scheme into a file in WezTerm's format.
fn save_scheme(_: &Lua, (colors, metadata, path): (Value, Value, Value)) -> mlua::Result<()> {
    let (colors, faults) = Colors::read(&colors).map_err(raise)?;
    if let Some(fault) = faults.0.into_iter().next() {
        return Err(raise(fault.within("colors")));
    }
    let metadata = read_metadata(&metadata).map_err(|fault| raise(fault.within("metadata")))?;
    let path = PathBuf::from(value::text(&path).map_err(raise)?);
    let failed = |why: &dyn std::fmt::Display| {
        mlua::Error::runtime(format!("{}: cannot be written: {why}", path.display()))
    };
    let text = files::write(&colors, &metadata).map_err(|why| failed(&why))?;
    replace(&path, text.as_bytes()).map_err(|error| failed(&error))
}

fn read_metadata(value: &Value) -> Result<files::Metadata, Fault> {
    let mut metadata = files::Metadata::default();
    if value.is_nil() {
        return Ok(metadata);
    }
    for (name, value) in value::fields(value)? {
        let named = |fault: Fault| fault.within(&name);
        if name == "aliases" {
            metadata.aliases = value::texts(&value).map_err(named)?;
            continue;
        }
        let field = match name.as_str() {
            "name" => &mut metadata.name,
            "author" => &mut metadata.author,
            "origin_url" => &mut metadata.origin_url,
            "wezterm_version" => &mut metadata.wezterm_version,
            "prefix" => &mut metadata.prefix,
            _ => return Err(named(Fault::new("no such field of a scheme's metadata"))),
        };
        *field = Some(value::text(&value).map_err(named)?);
    }
    Ok(metadata)
}

/// Puts a whole file in the place of another.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = PathBuf::from(name);
    let mut file = std::fs::File::create(&beside)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // What is left of it is of no use to anybody.
        drop(std::fs::remove_file(&beside));
    }
    written
}

/// A palette as `config.colors` and `config.color_schemes` take it.
pub(crate) fn palette(lua: &Lua, colors: &Colors) -> mlua::Result<Table> {
    let json = files::colors_as_json(colors);
    let table = value::table(&value::from_json(lua, &json)?)
        .map_err(raise)?
        .clone();
    let indexed = colors.indexed.iter().map(|(i, c)| (*i, c.to_string()));
    table.raw_set("indexed", lua.create_table_from(indexed)?)?;
    Ok(table)
}
