//! `wezterm.color`, colour objects and palettes as Lua sees them.

use std::rc::Rc;

use mlua::{Lua, Table, UserData, UserDataMethods, Value};

use super::log::shown;
use super::raise;
use crate::color::{self, Colors, Rgba};
use crate::load::Notes;
use crate::problem::{self, Problem};

/// `wezterm.color`.
pub(super) fn colors(lua: &Lua, wezterm: &Table, notes: &Notes) -> mlua::Result<()> {
    let color = lua.create_table()?;
    let parse = |_: &Lua, text: Value| color::color(&text).map_err(raise);
    color.raw_set("parse", lua.create_function(parse)?)?;
    let from_hsla = |_: &Lua, (h, s, l, a): (f64, f64, f64, f64)| Ok(Rgba::from_hsla(h, s, l, a));
    color.raw_set("from_hsla", lua.create_function(from_hsla)?)?;
    let notes = Rc::clone(notes);
    let unknown = lua.create_function(move |lua, (_, name): (Value, Value)| {
        let name = shown(&name, 0);
        let problem = Problem::warning(format!("there is no built-in colour scheme {name:?}"));
        let (file, line) = problem::caller(lua);
        notes.borrow_mut().push(Problem {
            file,
            line,
            ..problem
        });
        lua.create_table()
    })?;
    let schemes = lua.create_function(move |lua, ()| {
        let schemes = lua.create_table()?;
        for (name, colors) in color::builtin_schemes() {
            schemes.raw_set(name, palette(lua, &colors)?)?;
        }
        // A scheme that is not here is an empty palette, so that a file which changes one loads.
        schemes.set_metatable(Some(lua.create_table_from([("__index", &unknown)])?))?;
        Ok(schemes)
    })?;
    color.raw_set("get_builtin_schemes", &schemes)?;
    wezterm.raw_set("get_builtin_color_schemes", schemes)?;
    wezterm.raw_set("color", color)
}

/// A palette as `config.color_schemes` takes it.
pub(crate) fn palette(lua: &Lua, colors: &Colors) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for (name, color) in colors.named() {
        table.raw_set(name, color.to_string())?;
    }
    for (name, eight) in [("ansi", &colors.ansi), ("brights", &colors.brights)] {
        let texts = eight.iter().flatten().map(Rgba::to_string);
        table.raw_set(name, lua.create_sequence_from(texts)?)?;
    }
    Ok(table)
}

impl UserData for Rgba {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        type Parts = (f64, f64, f64);
        fn changed(color: Rgba, change: impl FnOnce(Parts) -> Parts) -> Rgba {
            let (h, s, l) = change(color.hsl());
            Rgba {
                a: color.a,
                ..Rgba::from_hsla(h, s, l, 1.0)
            }
        }
        methods.add_meta_method("__tostring", |_, this, ()| Ok(this.to_string()));
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Rgba>| {
            Ok(*this == *other)
        });
        methods.add_method("lighten", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l + (1.0 - l) * f)))
        });
        methods.add_method("lighten_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l + n)))
        });
        methods.add_method("darken", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l - l * f)))
        });
        methods.add_method("darken_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l - n)))
        });
        methods.add_method("saturate", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s + (1.0 - s) * f, l)))
        });
        methods.add_method("saturate_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s + n, l)))
        });
        methods.add_method("desaturate", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s - s * f, l)))
        });
        methods.add_method("desaturate_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s - n, l)))
        });
        methods.add_method("adjust_hue_fixed", |_, this, degrees: f64| {
            Ok(changed(*this, |(h, s, l)| (h + degrees, s, l)))
        });
        methods.add_method("complement", |_, this, ()| {
            Ok(changed(*this, |(h, s, l)| (h + 180.0, s, l)))
        });
        methods.add_method("hsla", |_, this, ()| {
            let (h, s, l) = this.hsl();
            Ok((h, s, l, f64::from(this.a) / 255.0))
        });
        methods.add_method("srgba_u8", |_, this, ()| {
            Ok((this.r, this.g, this.b, this.a))
        });
    }
}
