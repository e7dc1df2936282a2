//! Lua that a person types while the terminal runs, and its values as they read them.
//!
//! Hides that an expression may stand alone, how a chunk that goes on is told from one that is wrong, and
//! the bounds of what is shown. Main thread only. It runs nothing: the caller does, as it runs handlers.

use std::collections::HashSet;

use config::LuaState;
use mlua::{ChunkMode, Function, Table, Value};

use super::{PaneObject, WindowObject};

/// What the places of errors in it begin with.
const NAME: &str = "=typed";

/// How deep tables are shown in one another.
const DEEPEST: usize = 6;
/// How many values are shown.
const MOST_VALUES: usize = 400;
/// How many bytes of a value are shown.
const MOST_BYTES: usize = 16 * 1024;
/// A table whose fields take no more columns stands on one line.
const ONE_LINE: usize = 72;

/// What text that was typed is.
#[derive(Debug)]
pub(crate) enum Typed {
    /// A chunk that can be run.
    Whole(Function),
    /// The beginning of one.
    Begun,
    /// No Lua.
    Wrong(mlua::Error),
}

/// Makes a function of a chunk or of an expression. Beside the globals, which it may change, it knows
/// `wezterm`, `window` and `pane`.
pub(crate) fn compile(
    state: &LuaState,
    text: &str,
    window: WindowObject,
    pane: Option<PaneObject>,
) -> mlua::Result<Typed> {
    let around = surroundings(state, window, pane)?;
    let read = |text: String| {
        let chunk = state.lua().load(text).set_name(NAME);
        let chunk = chunk.set_mode(ChunkMode::Text);
        chunk.set_environment(around.clone()).into_function()
    };
    let as_expression = match read(format!("return {text}")) {
        Ok(function) => return Ok(Typed::Whole(function)),
        Err(error) => error,
    };
    Ok(match read(text.to_owned()) {
        Ok(function) => Typed::Whole(function),
        Err(error) if is_begun(&error) || is_begun(&as_expression) => Typed::Begun,
        Err(error) => Typed::Wrong(error),
    })
}

fn is_begun(error: &mlua::Error) -> bool {
    matches!(
        error,
        mlua::Error::SyntaxError {
            incomplete_input: true,
            ..
        }
    )
}

fn surroundings(
    state: &LuaState,
    window: WindowObject,
    pane: Option<PaneObject>,
) -> mlua::Result<Table> {
    let lua = state.lua();
    let globals = lua.globals();
    let around = lua.create_table()?;
    let require: Function = globals.get("require")?;
    around.raw_set("wezterm", require.call::<Value>("wezterm")?)?;
    around.raw_set("window", window)?;
    around.raw_set("pane", pane)?;
    let meta = lua.create_table()?;
    meta.raw_set("__index", &globals)?;
    meta.raw_set("__newindex", &globals)?;
    around.set_metatable(Some(meta))?;
    Ok(around)
}

/// Returns a value as a person reads it, over several lines where it is a large table. What it is asked for
/// may be Lua's, so it belongs within the limits of Lua code.
pub(crate) fn shown(value: &Value) -> String {
    let mut shown = Shown {
        left: MOST_VALUES,
        open: HashSet::new(),
    };
    let mut text = shown.value(value, 0);
    if text.len() > MOST_BYTES {
        let mut end = MOST_BYTES;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}

struct Shown {
    /// How many more values are shown.
    left: usize,
    /// The tables that are being shown.
    open: HashSet<*const std::ffi::c_void>,
}

impl Shown {
    fn value(&mut self, value: &Value, depth: usize) -> String {
        self.left = self.left.saturating_sub(1);
        match value {
            Value::String(text) => format!("{:?}", cut(&text.to_string_lossy())),
            Value::Table(table) => self.table(table, depth),
            Value::Nil => "nil".to_owned(),
            other => match other.to_string() {
                Ok(text) => cut(&text),
                Err(_) => other.type_name().to_owned(),
            },
        }
    }

    fn table(&mut self, table: &Table, depth: usize) -> String {
        let pointer = table.to_pointer();
        if self.open.contains(&pointer) {
            return "{ itself }".to_owned();
        }
        if depth >= DEEPEST || self.left == 0 {
            return "{…}".to_owned();
        }
        self.open.insert(pointer);
        let (mut listed, mut named) = (Vec::new(), Vec::new());
        for (key, value) in table.pairs::<Value, Value>().flatten() {
            match key {
                Value::Integer(number) => listed.push((number, value)),
                Value::String(name) => named.push((key_of(&name.to_string_lossy()), value)),
                key => named.push((format!("[{}]", self.value(&key, DEEPEST)), value)),
            }
        }
        listed.sort_by_key(|(number, _)| *number);
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        let all = listed.len() + named.len();
        let mut fields = Vec::new();
        for ((number, value), place) in listed.iter().zip(1..) {
            if self.left == 0 {
                break;
            }
            let value = self.value(value, depth + 1);
            fields.push(match *number == place {
                true => value,
                false => format!("[{number}] = {value}"),
            });
        }
        for (name, value) in &named {
            if self.left == 0 {
                break;
            }
            let value = self.value(value, depth + 1);
            fields.push(format!("{name} = {value}"));
        }
        self.open.remove(&pointer);
        let hidden = all - fields.len();
        if hidden > 0 {
            fields.push(format!("… {hidden} more"));
        }
        laid_out(&fields, depth)
    }
}

fn laid_out(fields: &[String], depth: usize) -> String {
    if fields.is_empty() {
        return "{}".to_owned();
    }
    let width: usize = fields.iter().map(|field| field.len() + 2).sum();
    if width <= ONE_LINE && !fields.iter().any(|field| field.contains('\n')) {
        return format!("{{ {} }}", fields.join(", "));
    }
    let indent = "  ".repeat(depth);
    let fields = fields.iter().map(|field| format!("{indent}  {field},\n"));
    format!("{{\n{}{indent}}}", fields.collect::<String>())
}

/// Writes the name of a field as Lua has it.
fn key_of(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    match begins && name.chars().all(plain) {
        true => cut(name),
        false => format!("[{:?}]", cut(name)),
    }
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 4096;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use mlua::Lua;

    use super::*;

    fn said(code: &str) -> String {
        let lua = Lua::new();
        let value: Value = lua.load(code).eval().expect(code);
        shown(&value)
    }

    #[test]
    fn values_are_shown_as_lua_writes_them() {
        assert_eq!(said("'a\\n\"b\"'"), "\"a\\n\\\"b\\\"\"");
        assert_eq!(said("1.5"), "1.5");
        assert_eq!(said("nil"), "nil");
        assert_eq!(said("{}"), "{}");
        assert_eq!(
            said("{ 1, 'two', named = true, ['with space'] = {}, [7] = 8 }"),
            "{ 1, \"two\", [7] = 8, [\"with space\"] = {}, named = true }"
        );
    }

    #[test]
    fn a_large_table_takes_a_line_for_each_field() {
        let text = said("{ list = { 1, 2 }, text = ('x'):rep(80) }");
        let long = "x".repeat(80);
        assert_eq!(
            text,
            format!("{{\n  list = {{ 1, 2 }},\n  text = \"{long}\",\n}}")
        );
    }

    #[test]
    fn tables_without_end_are_shown_in_bounds() {
        assert_eq!(
            said("(function() local t = { 1 } t.t = t return t end)()"),
            "{ 1, t = { itself } }"
        );
        let deep = said("(function() local t = {} for i = 1, 100 do t = { t } end return t end)()");
        assert!(deep.contains("{…}") && deep.len() < 200, "{deep}");
        let long =
            said("(function() local t = {} for i = 1, 10000 do t[i] = i end return t end)()");
        assert!(
            long.contains("… 9601 more") && long.len() <= MOST_BYTES + 3,
            "{}",
            long.len()
        );
        let wide = said(
            "(function() local t = {} for i = 1, 300 do t[i] = ('é'):rep(900) end return t end)()",
        );
        assert!(wide.ends_with('…') && wide.len() <= MOST_BYTES + 3);
        assert!(said("_G").len() <= MOST_BYTES + 3);
    }
}
