//! `config.modules.commander`: what a person sets, read one field at a time.
//!
//! It hides that a value may be wrong: each field that cannot be used is named with what was expected, and the
//! settings are then not trusted as a whole, as what was meant may have forbidden something. Pure functions.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use wezterm_module_framework::did_you_mean;

use schemars::JsonSchema;

use crate::confinement::{Required, SandboxSettings};
use crate::decide::RuleSettings;
use crate::program::shown;

/// Where the settings stand.
const ROOT: &str = "config.modules.commander";
/// What an entry of a list of rules looks like.
const RULES: &str = "a list like { 'rm', 'git push' }";
const SWITCH: &str = "true or false";
const FOLDERS: &str = "a list of paths like { '~/reference' }";
const COUNT: &str = "a whole number";

/// `config.modules.commander`.
#[derive(Debug, JsonSchema)]
#[serde(default)]
pub struct Settings {
    /// How long `wezterm.cmd.execute` lets a program run.
    pub timeout_ms: u64,
    /// What may run.
    #[serde(flatten)]
    pub rules: RuleSettings,
    /// Around what the assistant and modules run.
    pub sandbox: SandboxSettings,
    /// What of it cannot be used. Where there is something, every command asks that nothing forbids.
    #[serde(skip)]
    pub problems: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout_ms: 10 * 60 * 1000,
            rules: RuleSettings::default(),
            sandbox: SandboxSettings::default(),
            problems: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the settings as they come from wezterm.lua.
    pub fn read(given: &Value) -> Self {
        let mut settings = Self::default();
        let mut problems = Vec::new();
        match given {
            Value::Null => {}
            Value::Object(table) => {
                let mut root = Section::new(ROOT, table, &mut problems);
                // Every module has these, and the manager reads them.
                let _: Option<Value> = root.take("enabled", SWITCH);
                let _: Option<Value> = root.take("capabilities", "a list of names");
                if let Some(limit) = root.whole("timeout_ms", "a number of milliseconds") {
                    settings.timeout_ms = limit;
                }
                settings.rules.allow = root.list("allow", RULES);
                settings.rules.deny = root.list("deny", RULES);
                settings.rules.ask = root.list("ask", RULES);
                settings.rules.allow_all = root.take("allow_all", SWITCH).unwrap_or_default();
                let sandbox: Option<Map<String, Value>> =
                    root.take("sandbox", "a table like { network = true }");
                root.close();
                if let Some(sandbox) = sandbox {
                    let place = format!("{ROOT}.sandbox");
                    let section = Section::new(&place, &sandbox, &mut problems);
                    settings.sandbox = read_sandbox(section);
                }
            }
            Value::Array(_) => problems.push(format!(
                "{ROOT} is a list: write settings by name, like {{ deny = {{ 'rm' }} }}"
            )),
            // What the configuration keeps of settings that it could not read.
            _ => problems.push(format!("{ROOT} could not be read")),
        }
        settings.rules.unreadable = problems.first().cloned();
        settings.problems = problems;
        settings
    }
}

fn read_sandbox(mut section: Section<'_>) -> SandboxSettings {
    let mut sandbox = SandboxSettings {
        network: section.take("network", SWITCH).unwrap_or_default(),
        read: section.list("read", FOLDERS),
        write: section.list("write", FOLDERS),
        protected: section.list("protected", "a list of paths like { '.git/hooks' }"),
        memory_mb: section.whole("memory_mb", COUNT),
        file_mb: section.whole("file_mb", COUNT),
        processes: section.whole("processes", COUNT),
        ..SandboxSettings::default()
    };
    match section.take("require", "'full', 'partial' or 'none'") {
        Some(require) => sandbox.require = require,
        // Whatever was meant is not stronger than this.
        None if section.has("require") => sandbox.require = Required::Full,
        None => {}
    }
    section.close();
    sandbox
}

/// A table whose fields are taken one by one.
struct Section<'a> {
    place: &'a str,
    table: &'a Map<String, Value>,
    known: Vec<&'static str>,
    problems: &'a mut Vec<String>,
}

impl<'a> Section<'a> {
    fn new(place: &'a str, table: &'a Map<String, Value>, problems: &'a mut Vec<String>) -> Self {
        Self {
            place,
            table,
            known: Vec::new(),
            problems,
        }
    }

    fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|value| !value.is_null())
    }

    fn take<T: DeserializeOwned>(&mut self, key: &'static str, expected: &str) -> Option<T> {
        self.known.push(key);
        let value = self.table.get(key).filter(|value| !value.is_null())?;
        let read = serde_json::from_value(value.clone()).ok();
        if read.is_none() {
            let hint = match (value, expected) {
                (Value::String(text), RULES | FOLDERS) => {
                    format!(": write {{ '{}' }}", shown(text))
                }
                _ => String::new(),
            };
            self.problems.push(format!(
                "{}.{key} must be {expected}, not {}{hint}",
                self.place,
                described(value)
            ));
        }
        read
    }

    /// Takes a number; Lua may have computed it.
    fn whole(&mut self, key: &'static str, expected: &str) -> Option<u64> {
        let exact = |number: &Value| {
            let number = number.as_f64()?;
            let fits = number.fract() == 0.0 && (0.0..=9e15).contains(&number);
            #[expect(clippy::cast_possible_truncation, reason = "it was looked at")]
            #[expect(clippy::cast_sign_loss, reason = "it was looked at")]
            fits.then_some(number as u64)
        };
        match self.table.get(key).and_then(exact) {
            Some(number) => {
                self.known.push(key);
                Some(number)
            }
            None => self.take(key, expected),
        }
    }

    fn list<T: DeserializeOwned>(&mut self, key: &'static str, expected: &str) -> Option<Vec<T>> {
        // An empty Lua table arrives as an empty object.
        let empty = self.table.get(key).and_then(Value::as_object);
        if empty.is_some_and(Map::is_empty) {
            self.known.push(key);
            return Some(Vec::new());
        }
        self.take(key, expected)
    }

    /// Names what was not taken.
    fn close(self) {
        for key in self.table.keys() {
            if self.known.contains(&key.as_str()) {
                continue;
            }
            let hint = did_you_mean(key, self.known.iter().copied())
                .unwrap_or_else(|| format!("there are {}", self.known.join(", ")));
            self.problems.push(format!(
                "{}.{} is not a setting; {hint}",
                self.place,
                shown(key)
            ));
        }
    }
}

/// Says what a value is, in words of Lua.
fn described(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text \"{}\"", shown(text)),
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(on) => on.to_string(),
        Value::Array(_) => "a list with something else in it".into(),
        Value::Object(_) => "a table with names".into(),
        Value::Null => "nil".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_that_are_right_are_taken_as_they_are() {
        let read = Settings::read(&json!({
            "enabled": true, "capabilities": { "ProcessSpawn": ["git"] }, "timeout_ms": 6e5,
            "deny": ["rm"], "ask": {}, "allow_all": true,
            "sandbox": { "network": true, "require": "full", "read": ["~/x"], "processes": 5 },
        }));
        assert_eq!(read.problems, Vec::<String>::new());
        assert_eq!(read.timeout_ms, 600_000);
        assert_eq!(
            (read.rules.deny, read.rules.ask, read.rules.allow),
            (Some(vec![json!("rm")]), Some(Vec::new()), None)
        );
        assert!(read.rules.allow_all && read.sandbox.network);
        assert_eq!(read.sandbox.require, Required::Full);
        assert_eq!(read.sandbox.processes, Some(5));
        assert_eq!(Settings::read(&Value::Null).problems, [""; 0]);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_with_what_was_expected() {
        let read = Settings::read(&json!({
            "deny": "rm", "ask": { "rm": true }, "allow_all": "yes", "timeout_ms": "soon", "dney": ["rm"],
            "sandbox": { "netwrok": true, "require": "ful", "write": "~/x", "memory_mb": -1 },
        }));
        assert_eq!(
            read.problems,
            [
                "config.modules.commander.timeout_ms must be a number of milliseconds, not the text \"soon\"",
                "config.modules.commander.deny must be a list like { 'rm', 'git push' }, not the text \"rm\": \
                 write { 'rm' }",
                "config.modules.commander.ask must be a list like { 'rm', 'git push' }, not a table with names",
                "config.modules.commander.allow_all must be true or false, not the text \"yes\"",
                "config.modules.commander.dney is not a setting; did you mean `deny`?",
                "config.modules.commander.sandbox.write must be a list of paths like { '~/reference' }, not the \
                 text \"~/x\": write { '~/x' }",
                "config.modules.commander.sandbox.memory_mb must be a whole number, not the number -1",
                "config.modules.commander.sandbox.require must be 'full', 'partial' or 'none', not the text \"ful\"",
                "config.modules.commander.sandbox.netwrok is not a setting; did you mean `network`?",
            ]
        );
        assert_eq!(read.sandbox.require, Required::Full);
        assert_eq!(read.rules.unreadable.as_ref(), read.problems.first());
        for unreadable in [json!(["rm"]), json!("cannot be read")] {
            assert_eq!(Settings::read(&unreadable).problems.len(), 1);
        }
    }
}
