//! What the functions of `wezterm.cmd` are given, read with what is wrong said in the words of whoever wrote it.
//!
//! Lua itself takes numbers for texts and drops what stands behind a gap in a list; here neither passes for what
//! was meant. Main thread; it does nothing but read.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::time::Duration;

use mlua::{Function, Table, Value};
use wezterm_module_framework::PaneId;

/// What a function may be told besides the program and its arguments.
#[derive(Debug, Default)]
pub struct Options {
    /// Where it runs.
    pub cwd: Option<PathBuf>,
    /// What is added to its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// How long it may run.
    pub limit: Option<Duration>,
    /// Whether it is confined as the assistant's commands are.
    pub sandbox: bool,
    /// What its pane is called.
    pub title: String,
    /// The pane that its own is put beside.
    pub near: Option<PaneId>,
}

/// The options of a program that runs unseen.
pub const UNSEEN: &[&str] = &["cwd", "env", "timeout_ms", "sandbox"];
/// The options of a program in a pane.
pub const IN_PANE: &[&str] = &["cwd", "env", "timeout_ms", "title", "pane"];

/// Reads what one function is given.
#[derive(Clone, Copy, Debug)]
pub struct Given(pub &'static str);

impl Given {
    fn wrong<T>(self, why: impl std::fmt::Display) -> mlua::Result<T> {
        Err(mlua::Error::runtime(format!(
            "wezterm.cmd.{}: {why}",
            self.0
        )))
    }

    /// Returns the program's name.
    pub fn program(self, value: Value) -> mlua::Result<OsString> {
        match value {
            Value::String(name) => Ok(OsString::from_vec(name.as_bytes().to_vec())),
            _ => Err(mlua::Error::runtime(format!(
                "wezterm.cmd.{} needs the program's name, a text",
                self.0
            ))),
        }
    }

    /// Returns the function that is called with what is written.
    pub fn callback(self, value: Value) -> mlua::Result<Function> {
        match value {
            Value::Function(function) => Ok(function),
            _ => Err(mlua::Error::runtime(format!(
                "wezterm.cmd.{} needs a function behind the list of arguments, which gets what is written",
                self.0
            ))),
        }
    }

    /// Returns the arguments. Numbers are written out, as Lua does it.
    pub fn args(self, value: Value) -> mlua::Result<Vec<OsString>> {
        let table = match value {
            Value::Nil => return Ok(Vec::new()),
            Value::Table(table) => table,
            other => return self.wrong(format!("args must be a list of texts, not {}", a(&other))),
        };
        let mut entries = Vec::new();
        for pair in table.pairs::<Value, Value>() {
            match pair? {
                (Value::Integer(index), value) if index > 0 => entries.push((index, value)),
                (key, _) => {
                    let key = named(&key);
                    return self.wrong(format!("args must be a list of texts, and has {key}"));
                }
            }
        }
        entries.sort_unstable_by_key(|(index, _)| *index);
        let mut args = Vec::with_capacity(entries.len());
        for (wanted, (index, value)) in (1..).zip(entries) {
            if index != wanted {
                return self.wrong(format!("argument {wanted} is missing"));
            }
            match text(&value) {
                Some(text) => args.push(text),
                None => {
                    return self.wrong(format!(
                        "argument {index} must be a text, not {}",
                        a(&value)
                    ));
                }
            }
        }
        Ok(args)
    }

    /// Returns a time in milliseconds.
    pub fn limit(self, value: &Value) -> mlua::Result<Duration> {
        match whole(value) {
            Some(limit) => Ok(Duration::from_millis(limit)),
            None => self.wrong(format!(
                "the time must be a number of milliseconds, not {}",
                a(value)
            )),
        }
    }

    /// Returns the options, of which `names` are the function's.
    pub fn options(self, value: Value, names: &[&str]) -> mlua::Result<Options> {
        let mut read = Options::default();
        let table = match value {
            Value::Nil => return Ok(read),
            Value::Table(table) => table,
            other => return self.wrong(format!("the options must be a table, not {}", a(&other))),
        };
        for pair in table.pairs::<Value, Value>() {
            let (key, value) = pair?;
            let name = match &key {
                Value::String(name) => name.to_string_lossy(),
                _ => String::new(),
            };
            if !names.contains(&name.as_str()) {
                return self.wrong(format!(
                    "the options are {}, and not {}",
                    names.join(", "),
                    named(&key)
                ));
            }
            let expected = match (name.as_str(), &value) {
                ("cwd", Value::String(cwd)) => {
                    read.cwd = Some(OsString::from_vec(cwd.as_bytes().to_vec()).into());
                    continue;
                }
                ("title", Value::String(title)) => {
                    read.title = title.to_string_lossy();
                    continue;
                }
                ("sandbox", Value::Boolean(on)) => {
                    read.sandbox = *on;
                    continue;
                }
                ("env", Value::Table(variables)) => {
                    read.environment = self.variables(variables)?;
                    continue;
                }
                ("timeout_ms", value) if whole(value).is_some() => {
                    read.limit = whole(value).map(Duration::from_millis);
                    continue;
                }
                ("pane", value) if whole(value).is_some() => {
                    read.near = whole(value).map(PaneId);
                    continue;
                }
                ("cwd" | "title", _) => "a text",
                ("sandbox", _) => "true or false",
                ("env", _) => "a table like { NAME = 'value' }",
                _ => "a whole number",
            };
            return self.wrong(format!("{name} must be {expected}, not {}", a(&value)));
        }
        Ok(read)
    }

    fn variables(self, table: &Table) -> mlua::Result<Vec<(OsString, OsString)>> {
        let mut variables = Vec::new();
        for pair in table.pairs::<Value, Value>() {
            let (key, value) = pair?;
            let Value::String(name) = &key else {
                let key = named(&key);
                let why = format!("env must be a table like {{ NAME = 'value' }}, and has {key}");
                return self.wrong(why);
            };
            let name = name.as_bytes().to_vec();
            let Some(value) = text(&value) else {
                let whose = named(&key);
                return self.wrong(format!("{whose} of env must be a text, not {}", a(&value)));
            };
            if name.is_empty() || name.iter().any(|byte| b"=\0".contains(byte)) {
                return self.wrong(format!(
                    "env has {}, which no variable is called",
                    named(&key)
                ));
            }
            variables.push((OsString::from_vec(name), value));
        }
        Ok(variables)
    }
}

fn text(value: &Value) -> Option<OsString> {
    match value {
        Value::String(text) => Some(OsString::from_vec(text.as_bytes().to_vec())),
        Value::Integer(_) | Value::Number(_) => value.to_string().ok().map(Into::into),
        _ => None,
    }
}

/// Returns a number that is whole; a text that looks like one is none.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Integer(number) => u64::try_from(*number).ok(),
        Value::Number(number) if number.fract() == 0.0 && (0.0..=9e15).contains(number) =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "it was looked at")]
            #[expect(clippy::cast_sign_loss, reason = "it was looked at")]
            Some(*number as u64)
        }
        _ => None,
    }
}

/// Names a key of a table.
fn named(key: &Value) -> String {
    match key {
        Value::String(name) => format!("the name `{}`", name.to_string_lossy().escape_debug()),
        Value::Integer(index) => format!("the entry {index}"),
        other => format!("a key that is {}", a(other)),
    }
}

/// Says what a value is.
fn a(value: &Value) -> String {
    match value {
        Value::Nil => "nil".into(),
        Value::String(text) => format!("the text '{}'", text.to_string_lossy().escape_debug()),
        Value::Integer(number) => format!("the number {number}"),
        Value::Number(number) => format!("the number {number}"),
        other => format!("a {}", other.type_name()),
    }
}
