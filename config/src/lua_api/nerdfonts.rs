//! `wezterm.nerdfonts`: the glyphs of Nerd Fonts by their names.
//!
//! Hides the list, which is bytes of the program: a name is looked up in it, and Lua holds none but those
//! that were asked for. Runs on the thread of the Lua state.

use std::rc::Rc;

use mlua::{IntoLuaMulti, Lua, MultiValue, Table, Value};

use super::functions::{LuaFunction, row};
use crate::load::Notes;
use crate::lua;
use crate::problem::{self, Problem};
use crate::suggest::did_you_mean;

pub(super) const FUNCTIONS: &[LuaFunction] = &[row(
    "wezterm.nerdfonts",
    "table<string, string>",
    "The glyphs of Nerd Fonts 3.5 by name, such as `md_home`; `mdi_` of its second version means the glyph \
     that `md_` names. An unknown name gives nil, and a warning with the nearest.",
    |make| glyphs(make.lua, &make.around.notes),
)];

/// `NAME HEX`, in the order of the names' bytes; tools/nerd_font_names.py writes it.
const NAMES: &str = include_str!("../../data/nerd-font-names.txt");

/// Returns the glyph of a name, and where the next line begins.
fn find(name: &str) -> Option<(char, usize)> {
    let (mut from, mut to) = (0, NAMES.len());
    while from < to {
        let middle = (from + to) / 2;
        let start = NAMES[..middle].rfind('\n').map_or(0, |at| at + 1).max(from);
        let (line, next) = line_at(start)?;
        match line.0.cmp(name) {
            std::cmp::Ordering::Equal => return Some((line.1, next)),
            std::cmp::Ordering::Less => from = next,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    None
}

/// Returns the name and glyph whose line begins at that place, and where the next line does.
fn line_at(start: usize) -> Option<((&'static str, char), usize)> {
    let rest = &NAMES[start..];
    let end = rest.find('\n')?;
    let (name, code) = rest[..end].split_once(' ')?;
    let glyph = u32::from_str_radix(code, 16)
        .ok()
        .and_then(char::from_u32)?;
    Some(((name, glyph), start + end + 1))
}

/// Returns the glyphs of Nerd Fonts with their names, in the order of the names.
pub fn nerd_font_glyphs() -> impl Iterator<Item = (&'static str, char)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let (line, after) = line_at(next)?;
        next = after;
        Some(line)
    })
}

/// Returns the glyph of a name, old ones included.
fn glyph(name: &str) -> Option<char> {
    let found = find(name).map(|(glyph, _)| glyph);
    found.or_else(|| {
        let name = name.strip_prefix("mdi_")?;
        find(&format!("md_{name}")).map(|(glyph, _)| glyph)
    })
}

/// Names that may have been meant: those of the same family, where there is such a one.
fn candidates(name: &str) -> impl Iterator<Item = &'static str> {
    let family = name.split_once('_').map(|(family, _)| match family {
        "mdi" => "md_".to_owned(),
        family => format!("{family}_"),
    });
    let names = || {
        NAMES
            .lines()
            .filter_map(|line| Some(line.split_once(' ')?.0))
    };
    let family = family.filter(|family| names().any(|name| name.starts_with(family)));
    names().filter(move |name| {
        family
            .as_ref()
            .is_none_or(|family| name.starts_with(family))
    })
}

fn glyphs(lua: &Lua, notes: &Notes) -> mlua::Result<Value> {
    let table = lua.create_table()?;
    let meta = lua.create_table()?;
    let notes = Rc::clone(notes);
    let index = move |lua: &Lua, (table, name): (Table, Value)| {
        let Value::String(key) = &name else {
            return Ok(Value::Nil);
        };
        let name = key.to_string_lossy();
        match glyph(&name) {
            Some(glyph) => {
                let glyph = Value::String(lua.create_string(glyph.encode_utf8(&mut [0; 4]))?);
                table.raw_set(key, &glyph)?;
                Ok(glyph)
            }
            None => {
                unknown(lua, &name, &notes);
                Ok(Value::Nil)
            }
        }
    };
    meta.raw_set("__index", lua.create_function(index)?)?;
    let next = lua.create_function(|lua, (_, after): (Value, Option<String>)| {
        let start = match &after {
            None => Some(0),
            Some(name) => find(name).map(|(_, next)| next),
        };
        match start.and_then(line_at) {
            Some(((name, glyph), _)) => (name, glyph.to_string()).into_lua_multi(lua),
            None => Ok(MultiValue::new()),
        }
    })?;
    let pairs =
        lua.create_function(move |_, table: Table| Ok((next.clone(), table, Value::Nil)))?;
    meta.raw_set("__pairs", pairs)?;
    table.set_metatable(Some(meta))?;
    Ok(Value::Table(table))
}

fn unknown(lua: &Lua, name: &str, notes: &Notes) {
    let shown: String = name.chars().take(60).collect();
    let (file, line) = problem::caller(lua);
    let problem = Problem {
        file,
        line,
        hint: did_you_mean(name, candidates(name)),
        ..Problem::warning(format!("wezterm.nerdfonts has no glyph {shown:?}"))
    };
    // Later there is no list to put it on.
    match lua::is_loading(lua) {
        true => notes.borrow_mut().push(problem),
        false => log::warn!("{problem}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_where_it_stands() {
        let mut before = "";
        let mut count = 0;
        for line in NAMES.lines() {
            let (name, code) = line.split_once(' ').expect("a name and a code point");
            assert!(before < name, "{name} is out of order");
            let wanted = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            assert_eq!(find(name).map(|(glyph, _)| glyph), wanted, "{name}");
            before = name;
            count += 1;
        }
        assert_eq!(count, 10_995);
        for absent in ["", "a", "cod_", "weather_zzz", "zzz", "md_home "] {
            assert_eq!(find(absent), None, "{absent}");
        }
    }

    #[test]
    fn names_of_the_second_version_give_the_glyph_of_today() {
        assert_eq!(glyph("mdi_folder"), glyph("md_folder"));
        assert_eq!(glyph("md_folder"), Some('\u{f024b}'));
        assert_eq!(glyph("cod_terminal"), Some('\u{ea85}'));
        assert_eq!(glyph("mdi_nonsense"), None);
    }
}
