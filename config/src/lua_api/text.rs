//! Functions on text: widths, padding, quoting, `wezterm.format`, dates.

use mlua::{Function, Lua, Table, Value};

use super::raise;
use crate::lua;
use crate::wezterm_text as text;

pub(super) fn texts(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    type Sized = (String, usize);
    let set = |name: &str, function: Function| wezterm.raw_set(name, function);
    set(
        "column_width",
        lua.create_function(|_, s: String| Ok(unicode_width::UnicodeWidthStr::width(s.as_str())))?,
    )?;
    set(
        "pad_left",
        lua.create_function(|_, (s, n): Sized| Ok(text::pad_left(&s, n)))?,
    )?;
    set(
        "pad_right",
        lua.create_function(|_, (s, n): Sized| Ok(text::pad_right(&s, n)))?,
    )?;
    set(
        "truncate_left",
        lua.create_function(|_, (s, n): Sized| Ok(text::truncate_left(&s, n)))?,
    )?;
    set(
        "truncate_right",
        lua.create_function(|_, (s, n): Sized| Ok(text::truncate_right(&s, n)))?,
    )?;
    set(
        "split_by_newlines",
        lua.create_function(|_, s: String| {
            Ok(s.lines().map(str::to_owned).collect::<Vec<String>>())
        })?,
    )?;
    set(
        "shell_quote_arg",
        lua.create_function(|_, s: String| Ok(text::shell_quote(&s)))?,
    )?;
    set(
        "shell_join_args",
        lua.create_function(|_, args: Vec<String>| {
            let quoted: Vec<String> = args.iter().map(|arg| text::shell_quote(arg)).collect();
            Ok(quoted.join(" "))
        })?,
    )?;
    set(
        "shell_split",
        lua.create_function(|_, s: String| text::shell_split(&s).map_err(raise))?,
    )?;
    set(
        "format",
        lua.create_function(|_, items: Value| text::format(&items).map_err(raise))?,
    )?;
    // Lua's own os.date knows the time zone.
    let dates = "local date = os.date
        return function(format) return date(format) end,
            function(format) return date('!' .. format) end";
    let (local, utc): (Function, Function) = lua.load(dates).set_name(lua::INTERNAL).eval()?;
    set("strftime", local)?;
    set("strftime_utc", utc)
}
