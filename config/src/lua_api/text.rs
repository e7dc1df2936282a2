//! Functions on text: widths, padding, quoting, `wezterm.format`, encodings.
//!
//! Runs on the thread of the Lua state; what it does with text is in `wezterm_text`.

use mlua::Value;
use unicode_width::UnicodeWidthStr;

use super::functions::{LuaFunction, row};
use super::raise;
use crate::wezterm_text as text;

type Sized = (String, usize);

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.column_width",
        "fun(text: string): integer",
        "Returns how many cells a text takes.",
        |make| make.function(|_, s: String| Ok(s.width())),
    ),
    row(
        "wezterm.format",
        "fun(items: FormatItem[]): string",
        "Returns text with escape sequences for its colours and attributes.",
        |make| make.function(|_, items: Value| text::format(&items).map_err(raise)),
    ),
    row(
        "wezterm.pad_left",
        "fun(text: string, width: integer): string",
        "Puts blanks before a text until it takes that many cells.",
        |make| make.function(|_, (s, n): Sized| Ok(text::pad_left(&s, n))),
    ),
    row(
        "wezterm.pad_right",
        "fun(text: string, width: integer): string",
        "Puts blanks behind a text until it takes that many cells.",
        |make| make.function(|_, (s, n): Sized| Ok(text::pad_right(&s, n))),
    ),
    row(
        "wezterm.truncate_left",
        "fun(text: string, width: integer): string",
        "Keeps the right-most cells of a text.",
        |make| make.function(|_, (s, n): Sized| Ok(text::truncate_left(&s, n))),
    ),
    row(
        "wezterm.truncate_right",
        "fun(text: string, width: integer): string",
        "Keeps the left-most cells of a text.",
        |make| make.function(|_, (s, n): Sized| Ok(text::truncate_right(&s, n))),
    ),
    row(
        "wezterm.split_by_newlines",
        "fun(text: string): string[]",
        "Returns the lines of a text, whose ends may be those of Unix or of Windows.",
        |make| {
            make.function(|_, s: String| Ok(s.lines().map(str::to_owned).collect::<Vec<String>>()))
        },
    ),
    row(
        "wezterm.shell_join_args",
        "fun(args: string[]): string",
        "Returns a command line of arguments, quoted as a POSIX shell reads them.",
        |make| {
            make.function(|_, args: Vec<String>| {
                let quoted: Vec<String> = args.iter().map(|arg| text::shell_quote(arg)).collect();
                Ok(quoted.join(" "))
            })
        },
    ),
    row(
        "wezterm.shell_quote_arg",
        "fun(arg: string): string",
        "Quotes one argument as a POSIX shell reads it.",
        |make| make.function(|_, s: String| Ok(text::shell_quote(&s))),
    ),
    row(
        "wezterm.shell_split",
        "fun(line: string): string[]",
        "Splits a command line into its arguments as a POSIX shell does.",
        |make| make.function(|_, s: String| text::shell_split(&s).map_err(raise)),
    ),
    row(
        "wezterm.utf16_to_utf8",
        "fun(bytes: string): string",
        "Turns UTF-16, as Windows' programs write it, into UTF-8; its order of bytes is the little one \
         unless it begins with a mark that says otherwise.",
        |make| {
            make.function(|_, bytes: mlua::String| text::utf16(&bytes.as_bytes()).map_err(raise))
        },
    ),
];
