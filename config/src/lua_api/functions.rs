//! The shape of a row of the table of Lua functions, and how a row becomes a function.
//!
//! Each file of `lua_api` lists its own rows; [`functions`] is all of them, with those that are made
//! elsewhere. The `wezterm` table, its annotations for editors and the table of its coverage are made
//! from them. Runs on the thread of the Lua state.

use mlua::{FromLuaMulti, IntoLua, IntoLuaMulti, Lua, MultiValue, Table, Value};

use super::Surroundings;
use crate::problem::Problem;
use crate::waiting::{Asker, slow_function};

/// What comes of using a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does what it says.
    Works,
    /// It works, with a limit that is stated.
    Partly(&'static str),
    /// It gives an empty value, for the stated reason.
    Empty(&'static str),
    /// It raises an error, which names what it needs.
    Raises(&'static str),
    /// It is not there, for the stated reason.
    Missing(&'static str),
}

/// One function or field of the `wezterm` table.
pub struct LuaFunction {
    /// Its full name, such as `wezterm.color.parse`.
    pub name: &'static str,
    /// Its type as LuaLS writes it.
    pub signature: &'static str,
    /// What it does, in one or two sentences.
    pub doc: &'static str,
    /// What comes of using it.
    pub standing: Standing,
    /// Makes it for one Lua state; `None` where another file or another crate does.
    pub(super) make: Option<Make>,
}

/// Makes the value of a row.
pub(super) type Make = fn(&Maker<'_>) -> mlua::Result<Value>;

/// A row whose function does what it says.
pub(super) const fn row(
    name: &'static str,
    signature: &'static str,
    doc: &'static str,
    make: Make,
) -> LuaFunction {
    LuaFunction {
        name,
        signature,
        doc,
        standing: Standing::Works,
        make: Some(make),
    }
}

impl LuaFunction {
    /// The same row with another standing.
    pub(super) const fn standing(self, standing: Standing) -> Self {
        Self { standing, ..self }
    }
}

/// A row whose function is made elsewhere: by another file here, by the program or by a module.
pub(super) const fn elsewhere(
    name: &'static str,
    signature: &'static str,
    doc: &'static str,
) -> LuaFunction {
    LuaFunction {
        name,
        signature,
        doc,
        standing: Standing::Works,
        make: None,
    }
}

/// What a row's value is made with.
pub(super) struct Maker<'a> {
    pub(super) lua: &'a Lua,
    pub(super) around: &'a Surroundings,
    name: &'static str,
}

impl Maker<'_> {
    /// A value that is no function.
    pub(super) fn value(&self, value: impl IntoLua) -> mlua::Result<Value> {
        value.into_lua(self.lua)
    }

    /// A function; its errors begin with its name.
    pub(super) fn function<A, R>(
        &self,
        work: impl Fn(&Lua, A) -> mlua::Result<R> + 'static,
    ) -> mlua::Result<Value>
    where
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
        let name = self.name;
        let named = move |lua: &Lua, args: MultiValue| {
            let args = A::from_lua_args(args, 1, Some(name), lua).map_err(|error| match error {
                // One of a list of arguments, whose place is not told.
                error @ mlua::Error::FromLuaConversionError { .. } => {
                    let text = Problem::from_lua(&error, &[]).message;
                    mlua::Error::runtime(format!("{name}: {text}"))
                }
                error => error,
            })?;
            work(lua, args).map_err(|error| match error {
                mlua::Error::RuntimeError(text) if !text.starts_with(name) => {
                    mlua::Error::runtime(format!("{name}: {text}"))
                }
                other => other,
            })
        };
        self.lua.create_function(named).map(Value::Function)
    }

    /// A function whose work is done on a thread of its own.
    pub(super) fn slow<A, T>(
        &self,
        work: impl Fn(A, &Asker) -> Result<T, String> + Send + Sync + 'static,
    ) -> mlua::Result<Value>
    where
        A: FromLuaMulti + Send + 'static,
        T: IntoLuaMulti + Send + 'static,
    {
        slow_function(self.lua, self.name, work).map(Value::Function)
    }

    /// A function that raises an error naming what it needs.
    pub(super) fn needs(&self, what: &'static str) -> mlua::Result<Value> {
        self.function(move |_, _: MultiValue| -> mlua::Result<()> {
            Err(mlua::Error::runtime(format!("it needs {what}")))
        })
    }
}

/// Puts rows into the `wezterm` table; the tables between are made where they are not there.
pub(super) fn install(
    lua: &Lua,
    wezterm: &Table,
    around: &Surroundings,
    rows: &[LuaFunction],
) -> mlua::Result<()> {
    for row in rows {
        let Some(make) = row.make else { continue };
        let made = make(&Maker {
            lua,
            around,
            name: row.name,
        })?;
        let path = row.name.strip_prefix("wezterm.").unwrap_or(row.name);
        match path.split_once('.') {
            None => wezterm.raw_set(path, made)?,
            Some((namespace, name)) => {
                let table = match wezterm.raw_get(namespace)? {
                    Value::Table(table) => table,
                    _ => {
                        let table = lua.create_table()?;
                        wezterm.raw_set(namespace, &table)?;
                        table
                    }
                };
                table.raw_set(name, made)?;
            }
        }
    }
    Ok(())
}

/// Returns every function and field of the `wezterm` table, in the order in which they are listed.
pub fn functions() -> impl Iterator<Item = &'static LuaFunction> {
    super::TABLES.iter().copied().flatten()
}
