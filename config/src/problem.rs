//! What went wrong with a configuration, told to a person.
//!
//! Hides how mlua words its errors: out of one come the message, the file and the line. Plain
//! data, any thread. It is not an error type: loading never fails, it returns problems beside
//! the defaults.

use std::fmt;
use std::path::{Path, PathBuf};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was ignored; the rest of the configuration stands.
    Warning,
    /// The file, or the setting named in the message, was not used.
    Error,
}

/// One thing that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, naming the thing.
    pub message: String,
    /// The file it is in, where that is known.
    pub file: Option<PathBuf>,
    /// The line it is on, where that is known.
    pub line: Option<u32>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// Makes an error without a place.
    pub fn error(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            file: None,
            line: None,
            hint: None,
        }
    }

    /// Makes a warning without a place.
    pub fn warning(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(message)
        }
    }

    /// Adds the place.
    pub fn at(mut self, file: impl Into<PathBuf>, line: Option<u32>) -> Self {
        self.file = Some(file.into());
        self.line = line;
        self
    }

    /// Adds what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Makes an error out of what Lua raised; `files` are the files that may be named in it.
    ///
    /// Lua shortens long file names, so the place is looked up among the files that were read.
    pub fn from_lua(error: &mlua::Error, files: &[PathBuf]) -> Self {
        let (message, traceback) = words_of(error);
        let message = message
            .split("\nstack traceback:")
            .next()
            .unwrap_or_default()
            .trim();
        let (place, text) = match split_place(message) {
            Some((name, line, text)) => (Some((name.to_owned(), line)), text),
            None => (traceback.and_then(|t| first_place(&t)), message),
        };
        let mut problem = Self::error(shortened(text));
        if let Some((name, line)) = place {
            problem.file = Some(full_name(&name, files));
            problem.line = Some(line);
        }
        problem
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            write!(f, " ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// The beginning of a message that no person would read to its end.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 600;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The file and the line of the Lua code that called the running function.
pub(crate) fn caller(lua: &mlua::Lua) -> (Option<PathBuf>, Option<u32>) {
    /// How far out the caller is looked for: between it and here lies at most what is ours.
    const LEVELS: usize = 8;
    let place = |level| {
        lua.inspect_stack(level, |debug| {
            let source = debug.source().source.unwrap_or_default();
            let file = source.strip_prefix('@').map(PathBuf::from);
            let line = debug
                .current_line()
                .and_then(|line| u32::try_from(line).ok());
            (file, line)
        })
    };
    let places = (1..LEVELS).map_while(place);
    places
        .into_iter()
        .find(|(file, _)| file.is_some())
        .unwrap_or_default()
}

/// The innermost message of an error, and the traceback nearest to it.
fn words_of(error: &mlua::Error) -> (String, Option<String>) {
    match error {
        mlua::Error::CallbackError { traceback, cause } => {
            let (message, inner) = words_of(cause);
            (message, inner.or_else(|| Some(traceback.clone())))
        }
        mlua::Error::SyntaxError { message, .. } | mlua::Error::RuntimeError(message) => {
            let traceback = message
                .split_once("\nstack traceback:")
                .map(|(_, rest)| rest.to_owned());
            (message.clone(), traceback)
        }
        mlua::Error::MemoryError(_) => (
            "the configuration used up the memory it may have".to_owned(),
            None,
        ),
        mlua::Error::BadArgument { to, pos, cause, .. } => {
            let (message, traceback) = words_of(cause);
            let to = to.as_deref().unwrap_or("the function");
            (format!("argument {pos} of {to}: {message}"), traceback)
        }
        mlua::Error::FromLuaConversionError { from, to, message } => {
            let more = message
                .as_deref()
                .map(|m| format!(" ({m})"))
                .unwrap_or_default();
            // What Lua knows is one kind of string.
            match to.as_str() {
                "BString" | "OsString" => (format!("expected a string, got {from}"), None),
                to => (format!("expected {to}, got {from}{more}"), None),
            }
        }
        other => (other.to_string(), None),
    }
}

/// Splits `name:12: text` into its three parts.
fn split_place(message: &str) -> Option<(&str, u32, &str)> {
    let first_line_end = message.find('\n').unwrap_or(message.len());
    let mut from = 0;
    while let Some(colon) = message[from..first_line_end].find(':') {
        let start = from + colon;
        let digits: usize = message[start + 1..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let end = start + 1 + digits;
        if digits > 0
            && start > 0
            && let Some(text) = message[end..].strip_prefix(':')
            && let Ok(line) = message[start + 1..end].parse()
        {
            return Some((&message[..start], line, text.trim_start()));
        }
        from = start + 1;
    }
    None
}

/// The first place in a traceback that is in a file.
fn first_place(traceback: &str) -> Option<(String, u32)> {
    traceback
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('[') && !line.starts_with("__mlua"))
        .find_map(|line| split_place(line).map(|(name, line, _)| (name.to_owned(), line)))
}

/// The file that Lua's (possibly shortened) name stands for.
fn full_name(name: &str, files: &[PathBuf]) -> PathBuf {
    match name.strip_prefix("...") {
        Some(tail) => files
            .iter()
            .find(|file| file.to_string_lossy().ends_with(tail))
            .cloned()
            .unwrap_or_else(|| PathBuf::from(name)),
        None => Path::new(name).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_error_gives_file_line_and_text() {
        let error = mlua::Error::runtime("/home/me/a.lua:12: boom\nstack traceback:\n\t[C]: in x");
        let problem = Problem::from_lua(&error, &[]);
        assert_eq!(
            problem,
            Problem::error("boom").at("/home/me/a.lua", Some(12))
        );
        assert_eq!(problem.to_string(), "/home/me/a.lua:12: boom");
    }

    #[test]
    fn a_shortened_name_is_looked_up() {
        let long = PathBuf::from("/a/very/long/path/that/lua/cut/down/wezterm.lua");
        let error = mlua::Error::runtime("...that/lua/cut/down/wezterm.lua:3: no");
        let problem = Problem::from_lua(&error, std::slice::from_ref(&long));
        assert_eq!(problem.file, Some(long));
        assert_eq!(problem.line, Some(3));
    }

    #[test]
    fn the_place_of_a_callback_error_is_in_its_traceback() {
        let lua = mlua::Lua::new();
        let fail = |_: &mlua::Lua, (): ()| -> mlua::Result<()> {
            Err(mlua::Error::runtime("unknown action `Foo`"))
        };
        let fail = lua.create_function(fail).expect("a function");
        lua.globals().set("fail", fail).expect("a global");
        let chunk = lua.load("pcall(print)\n\nfail()").set_name("@x.lua");
        let error = chunk.exec().expect_err("an error");
        let problem = Problem::from_lua(&error, &[]);
        assert_eq!(problem.line, Some(3));
        assert_eq!(problem.message, "unknown action `Foo`");
    }

    #[test]
    fn text_with_colons_is_no_place() {
        let problem = Problem::from_lua(&mlua::Error::runtime("a: b: c"), &[]);
        assert_eq!(problem, Problem::error("a: b: c"));
    }
}
