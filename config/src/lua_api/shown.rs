//! Values as a person reads them: on one line, as in the log, or alone and over as many lines as it takes.
//!
//! Hides how much of a large value is shown. What a value is asked for may be Lua's, so showing one belongs within the
//! limits of Lua code. Runs on the thread of the Lua state.

use std::collections::HashSet;
use std::ffi::c_void;

use mlua::{Table, Value};

use crate::color::Rgba;
use crate::value;

/// How a value is shown.
struct Form {
    /// How deep tables are shown in one another.
    deepest: usize,
    /// How many fields of one table are shown.
    most_fields: usize,
    /// How many values are shown in all.
    most_values: usize,
    /// How many characters of one text are shown.
    longest: usize,
    /// Whether a large table takes a line for each field, and objects are told apart.
    is_alone: bool,
}

/// Among other words on a line.
const IN_LINE: Form = Form {
    deepest: 8,
    most_fields: 200,
    most_values: 100_000,
    longest: usize::MAX,
    is_alone: false,
};

/// Where somebody looks at nothing else.
const ALONE: Form = Form {
    deepest: 6,
    most_fields: usize::MAX,
    most_values: 400,
    longest: 4096,
    is_alone: true,
};

/// How many bytes of a value that stands alone are shown.
const MOST_BYTES: usize = 16 * 1024;
/// A table that stands alone, and whose fields take no more columns, stands on one line.
const ONE_LINE: usize = 72;

/// Returns a value on one line, as Lua would write it.
pub(super) fn in_line(value: &Value) -> String {
    Shown::new(&IN_LINE).value(value, 0)
}

/// Returns a value for somebody who looks at it alone, over several lines where it is a large table.
pub fn shown_value(value: &Value) -> String {
    let mut text = Shown::new(&ALONE).value(value, 0);
    if text.len() > MOST_BYTES {
        text.truncate(text.floor_char_boundary(MOST_BYTES));
        text.push('…');
    }
    text
}

struct Shown {
    form: &'static Form,
    /// How many more values are shown.
    left: usize,
    /// The tables that are being shown.
    open: HashSet<*const c_void>,
}

impl Shown {
    fn new(form: &'static Form) -> Shown {
        Shown {
            form,
            left: form.most_values,
            open: HashSet::new(),
        }
    }

    fn value(&mut self, value: &Value, depth: usize) -> String {
        self.left = self.left.saturating_sub(1);
        match value {
            Value::String(text) => format!("{:?}", self.cut(&text.to_string_lossy())),
            Value::Table(table) => self.table(table, depth),
            Value::UserData(object) => match object.borrow::<Rgba>() {
                Ok(color) => color.to_string(),
                // Whatever tells about itself may do so.
                Err(_) => self.told(value),
            },
            Value::Nil => "nil".to_owned(),
            other if self.form.is_alone => self.told(other),
            other => value::describe(other),
        }
    }

    /// Returns what a value says of itself.
    fn told(&self, value: &Value) -> String {
        match value.to_string() {
            Ok(text) => self.cut(&text),
            Err(_) => value.type_name().to_owned(),
        }
    }

    /// Shows what is numbered in its order, and what is named behind it by its names.
    fn table(&mut self, table: &Table, depth: usize) -> String {
        let pointer = table.to_pointer();
        if self.open.contains(&pointer) {
            return "{ itself }".to_owned();
        }
        if depth >= self.form.deepest || self.left == 0 {
            return "{…}".to_owned();
        }
        self.open.insert(pointer);
        let (mut listed, mut named) = (Vec::new(), Vec::new());
        for (key, value) in table.pairs::<Value, Value>().flatten() {
            match key {
                Value::Integer(number) => listed.push((number, value)),
                Value::String(name) => named.push((self.key(&name.to_string_lossy()), value)),
                key => {
                    let key = self.value(&key, self.form.deepest);
                    named.push((format!("[{key}]"), value));
                }
            }
        }
        listed.sort_by_key(|(number, _)| *number);
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        let all = listed.len() + named.len();
        let listed = listed.into_iter().zip(1..);
        let listed = listed.map(|((number, value), place)| {
            let name = (number != place).then(|| format!("[{number}]"));
            (name, value)
        });
        let named = named.into_iter().map(|(name, value)| (Some(name), value));
        let mut fields = Vec::new();
        for (name, value) in listed.chain(named).take(self.form.most_fields) {
            if self.left == 0 {
                break;
            }
            let value = self.value(&value, depth + 1);
            fields.push(match name {
                Some(name) => format!("{name} = {value}"),
                None => value,
            });
        }
        self.open.remove(&pointer);
        let hidden = all - fields.len();
        if hidden > 0 {
            fields.push(format!("… {hidden} more"));
        }
        match self.form.is_alone {
            true => laid_out(&fields, depth),
            false => format!("{{{}}}", fields.join(", ")),
        }
    }

    /// Writes the name of a field as Lua has it.
    fn key(&self, name: &str) -> String {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
        match begins && name.chars().all(plain) {
            true => self.cut(name),
            false => format!("[{:?}]", self.cut(name)),
        }
    }

    fn cut(&self, text: &str) -> String {
        match text.char_indices().nth(self.form.longest) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text.to_owned(),
        }
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

#[cfg(test)]
mod tests {
    use mlua::Lua;

    use super::*;

    /// Returns what is shown of a value that stands alone.
    fn said(code: &str) -> String {
        let lua = Lua::new();
        let value: Value = lua.load(code).eval().expect(code);
        shown_value(&value)
    }

    /// Returns what is shown of a value on a line.
    fn logged(code: &str) -> String {
        let lua = Lua::new();
        let value: Value = lua.load(code).eval().expect(code);
        in_line(&value)
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
    fn on_a_line_values_are_shown_the_same_but_closer_together() {
        assert_eq!(logged("'a\\n\"b\"'"), "\"a\\n\\\"b\\\"\"");
        assert_eq!(logged("print"), "a function");
        assert_eq!(
            logged("{ 1, 'two', named = true, ['with space'] = {}, [7] = 8, [true] = 1.5 }"),
            "{1, \"two\", [7] = 8, [\"with space\"] = {}, [true] = 1.5, named = true}"
        );
        let long = logged("{ list = { 1, 2 }, text = ('x'):rep(5000) }");
        assert_eq!(
            long,
            format!("{{list = {{1, 2}}, text = \"{}\"}}", "x".repeat(5000))
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

    #[test]
    fn on_a_line_they_are_too() {
        assert_eq!(
            logged("(function() local t = { 1 } t.t = t return t end)()"),
            "{1, t = { itself }}"
        );
        let deep = logged("(function() local t = {} for i = 1, 9 do t = { t } end return t end)()");
        assert_eq!(deep, format!("{}{{…}}{}", "{".repeat(8), "}".repeat(8)));
        let long =
            logged("(function() local t = {} for i = 1, 300 do t[i] = i end return t end)()");
        assert!(long.ends_with("200, … 100 more}"), "{long}");
        // Each holds the one below a hundred times.
        let many = logged(
            "(function() local t = {} for _ = 1, 7 do local u = {} \
             for i = 1, 100 do u[i] = t end t = u end return t end)()",
        );
        assert!(
            many.contains("more}") && many.len() < 1_000_000,
            "{}",
            many.len()
        );
    }
}
