//! The assistant's settings: `config.modules.ai_assistant` as typed values, and what is wrong with it.
//!
//! Reading never fails. A key whose value cannot be used is reported with its name and the values it
//! may have, and the assistant then refuses to answer instead of answering with other settings than
//! those that were asked for; an unknown key is a warning. Plain data, any thread. It does not look
//! at the disk: whether a model is there is found out when it is loaded.

use std::fmt;

use serde_json::{Map, Value};
use wezterm_module_framework::did_you_mean;

mod model;
mod quantization;

pub use model::{DeviceChoice, Engine, ModelSettings, OnSwitch, WarmStart};
pub use quantization::{QUANTIZATIONS, Quantization};

/// Where the overlay stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Over the pane.
    #[default]
    Overlay,
    /// Over its lower part.
    Bottom,
    /// Over its right part.
    Right,
}

/// A key that opens the overlay, as `wezterm.lua` writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keybinding {
    /// The key's name.
    pub key: String,
    /// The modifiers, joined by `|`.
    pub mods: String,
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The model.
    pub model: ModelSettings,
    /// Folders that models are looked for in; `None` is `models` in the data folder.
    pub model_dirs: Option<Vec<String>>,
    /// Replaces the first part of the system prompt.
    pub system_prompt: Option<String>,
    /// How many earlier messages of the conversation are sent along.
    pub history_messages: usize,
    /// How many of the pane's last commands the model is told.
    pub recent_commands: usize,
    /// The key that opens the overlay, where it is not Ctrl+Shift+A.
    pub keybinding: Option<Keybinding>,
    /// Where the overlay stands.
    pub position: Position,
    /// How much of the pane a `bottom` or `right` overlay takes.
    pub height_percent: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            model: ModelSettings::default(),
            model_dirs: None,
            system_prompt: None,
            history_messages: 5,
            recent_commands: 5,
            keybinding: None,
            position: Position::Overlay,
            height_percent: 40,
        }
    }
}

/// How bad a [`SettingProblem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The assistant does not answer until it is mended.
    Error,
    /// The assistant works without what was asked for.
    Warning,
}

/// Something wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingProblem {
    /// How bad it is.
    pub kind: ProblemKind,
    /// The key's full name: `config.modules.ai_assistant.model.engine`.
    pub key: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for SettingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

const ROOT: &str = "config.modules.ai_assistant";

/// Reads `config.modules.ai_assistant`; null or nothing means that all is as usual.
pub fn read(value: &Value) -> (Settings, Vec<SettingProblem>) {
    let mut settings = Settings::default();
    let mut problems = Problems::default();
    if let Some(mut root) = Section::open(value, ROOT.to_owned(), &mut problems) {
        root.take("enabled", "true or false", &mut problems, Value::as_bool);
        root.take("capabilities", "a list of names", &mut problems, |value| {
            value
                .as_array()
                .map(|_| ())
                .or(value.as_object().map(|_| ()))
        });
        model::read(&mut root, &mut settings.model, &mut problems);
        read_ui(&mut root, &mut settings, &mut problems);
        read_parts_to_come(&mut root, &mut problems);
        settings.model_dirs = root.take("model_dirs", "a list of folders", &mut problems, folders);
        if let Some(prompt) = root.text("system_prompt", &mut problems) {
            settings.system_prompt = Some(prompt.trim().to_owned()).filter(|text| !text.is_empty());
        }
        if let Some(count) = root.number("history_messages", 0, 50, &mut problems) {
            settings.history_messages = count;
        }
        if let Some(count) = root.number("recent_commands", 0, 50, &mut problems) {
            settings.recent_commands = count;
        }
        if settings.model.is_starter() && settings.system_prompt.is_some() {
            problems.warn(
                root.name("system_prompt"),
                "it has no effect on the built-in starter model, which reads only the question: set \
                 model.model_id as well",
            );
        }
        root.close(&mut problems);
    }
    (settings, problems.0)
}

fn folders(value: &Value) -> Option<Vec<String>> {
    // An empty Lua table may arrive as an empty object.
    if value.as_object().is_some_and(Map::is_empty) {
        return Some(Vec::new());
    }
    let folders = value.as_array()?.iter();
    folders.map(|one| one.as_str().map(str::to_owned)).collect()
}

fn read_ui(root: &mut Section, settings: &mut Settings, problems: &mut Problems) {
    let Some(mut section) = root.section("ui", problems) else {
        return;
    };
    if let Some(mut binding) = section.section("keybinding", problems) {
        let key = binding.text("key", problems);
        let mods = binding.text("mods", problems).unwrap_or_default();
        match key {
            Some(key) => settings.keybinding = Some(Keybinding { key, mods }),
            None => problems.error(
                binding.name("key"),
                "it is missing: write keybinding = { key = 'a', mods = 'CTRL|SHIFT' }",
            ),
        }
        binding.close(problems);
    }
    if let Some(name) = section.text("position", problems) {
        match name.as_str() {
            "overlay" => settings.position = Position::Overlay,
            "bottom" => settings.position = Position::Bottom,
            "right" => settings.position = Position::Right,
            _ => problems.error(
                section.name("position"),
                format!("{name:?} is not one of overlay, bottom, right"),
            ),
        }
    }
    if let Some(percent) = section.number("height_percent", 10, 100, problems) {
        settings.height_percent = u8::try_from(percent).unwrap_or(100);
    }
    section.close(problems);
}

/// Settings of the design that this version knows by name and does nothing with yet.
fn read_parts_to_come(root: &mut Section, problems: &mut Problems) {
    if let Some(mut rag) = root.section("rag", problems) {
        let enabled = rag.take("enabled", "true or false", problems, Value::as_bool);
        rag.text("redis_url", problems);
        rag.text("embedding_model", problems);
        rag.take("auto_ingest", "true or false", problems, Value::as_bool);
        rag.take(
            "ingest_interval",
            "a number of seconds",
            problems,
            Value::as_u64,
        );
        if enabled == Some(true) {
            problems.warn(
                rag.name("enabled"),
                "searching the history is not part of this version; the assistant works without it",
            );
        }
        rag.close(problems);
    }
    if let Some(mut tools) = root.section("tools", problems) {
        for name in ["filesystem", "command_execution", "web_search"] {
            if tools.take(name, "true or false", problems, Value::as_bool) == Some(true) {
                problems.warn(
                    tools.name(name),
                    "the assistant calls no tools in this version; it answers without",
                );
            }
        }
        tools.close(problems);
    }
}

#[derive(Default)]
struct Problems(Vec<SettingProblem>);

impl Problems {
    fn push(&mut self, kind: ProblemKind, key: String, message: String) {
        self.0.push(SettingProblem { kind, key, message });
    }

    fn error(&mut self, key: String, message: impl Into<String>) {
        self.push(ProblemKind::Error, key, message.into());
    }

    fn warn(&mut self, key: String, message: impl Into<String>) {
        self.push(ProblemKind::Warning, key, message.into());
    }
}

/// A table of settings that is read key by key, so that what nobody asked for can be named.
struct Section {
    name: String,
    rest: Map<String, Value>,
    asked: Vec<&'static str>,
}

impl Section {
    fn open(value: &Value, name: String, problems: &mut Problems) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Object(map) => Some(Self {
                name,
                rest: map.clone(),
                asked: Vec::new(),
            }),
            // An empty Lua table may arrive as an empty list.
            Value::Array(items) if items.is_empty() => None,
            other => {
                problems.error(name, format!("it must be a table, not {}", kind_of(other)));
                None
            }
        }
    }

    fn name(&self, key: &str) -> String {
        format!("{}.{key}", self.name)
    }

    fn section(&mut self, key: &'static str, problems: &mut Problems) -> Option<Self> {
        self.asked.push(key);
        let value = self.rest.remove(key)?;
        Self::open(&value, self.name(key), problems)
    }

    fn take<T>(
        &mut self,
        key: &'static str,
        allowed: &str,
        problems: &mut Problems,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        self.asked.push(key);
        let value = self.rest.remove(key).filter(|value| !value.is_null())?;
        let read = read(&value);
        if read.is_none() {
            problems.error(
                self.name(key),
                format!("it must be {allowed}, not {}", shown(&value)),
            );
        }
        read
    }

    fn text(&mut self, key: &'static str, problems: &mut Problems) -> Option<String> {
        self.take(key, "a text", problems, |value| {
            value.as_str().map(str::to_owned)
        })
    }

    fn number(
        &mut self,
        key: &'static str,
        low: usize,
        high: usize,
        problems: &mut Problems,
    ) -> Option<usize> {
        let allowed = format!("a whole number from {low} to {high}");
        self.take(key, &allowed, problems, |value| {
            // Lua writes 2048.0 for a number that was computed.
            let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
            ((low as f64)..=(high as f64))
                .contains(&number)
                .then_some(number as usize)
        })
    }

    fn close(self, problems: &mut Problems) {
        for key in self.rest.keys() {
            let hint = did_you_mean(key, self.asked.iter().copied())
                .unwrap_or_else(|| format!("there are {}", self.asked.join(", ")));
            problems.warn(
                format!("{}.{key}", self.name),
                format!("there is no such setting; {hint}"),
            );
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => kind_of(value).to_owned(),
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_set_is_the_starter_model() {
        assert_eq!(read(&Value::Null), (Settings::default(), Vec::new()));
        assert_eq!(read(&json!([])), (Settings::default(), Vec::new()));
    }

    #[test]
    fn what_the_starter_model_does_not_heed_is_a_warning() {
        let settings = |model_id: &str| {
            let mut settings = json!({
                "model": { "quantization": "Q4_0", "max_tokens": 1000, "temperature": 0.5 },
                "system_prompt": "Be short.",
            });
            if !model_id.is_empty() {
                settings["model"]["model_id"] = json!(model_id);
            }
            let (_, problems) = read(&settings);
            let warned = |problem: &SettingProblem| problem.kind == ProblemKind::Warning;
            assert!(problems.iter().all(warned));
            problems.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            settings(""),
            [
                "config.modules.ai_assistant.model.max_tokens: the built-in starter model's answers \
                 have at most 256 tokens: set model_id as well",
                "config.modules.ai_assistant.model.quantization: it has no effect on the built-in \
                 starter model: set model_id as well",
                "config.modules.ai_assistant.system_prompt: it has no effect on the built-in starter \
                 model, which reads only the question: set model.model_id as well",
            ]
        );
        assert_eq!(settings("/models/phi"), [""; 0]);
    }

    #[test]
    fn the_basic_example_of_the_design_is_understood() {
        let (settings, problems) = read(&json!({
            "enabled": true,
            "model": {
                "engine": "mistral",
                "model_id": "/models/phi",
                "quantization": "q4_0",
                "max_tokens": 2048.0,
                "temperature": 0.7,
            },
            "ui": {
                "keybinding": { "key": "a", "mods": "CTRL|SHIFT" },
                "position": "overlay",
            },
        }));
        assert_eq!(problems, []);
        assert_eq!(
            settings,
            Settings {
                model: ModelSettings {
                    model_id: Some("/models/phi".into()),
                    quantization: Some("Q4_0".into()),
                    temperature: Some(0.7),
                    ..ModelSettings::default()
                },
                keybinding: Some(Keybinding {
                    key: "a".into(),
                    mods: "CTRL|SHIFT".into(),
                }),
                ..Settings::default()
            }
        );
    }

    #[test]
    fn each_value_that_cannot_be_used_is_named_with_what_is_allowed() {
        let (_, problems) = read(&json!({
            "model": {
                "engine": "llama.cpp",
                "model_id": "  ",
                "quantization": "Q9",
                "max_tokens": 0,
                "temperature": 3,
                "device": "tpu",
                "unload_after_s": -1,
                "on_switch": "wait",
            },
            "model_dirs": "~/models",
            "ui": { "position": "left", "height_percent": 5, "keybinding": {} },
            "system_prompt": 7,
            "history_messages": 1.5,
        }));
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            problems
                .iter()
                .all(|problem| problem.kind == ProblemKind::Error)
        );
        assert_eq!(
            shown,
            [
                "config.modules.ai_assistant.model.engine: \"llama.cpp\" is not one of mistral, openai, anthropic, starter",
                "config.modules.ai_assistant.model.model_id: it is empty: name a folder or a GGUF file, or leave it out for the starter model",
                "config.modules.ai_assistant.model.quantization: \"Q9\" is not one of Q2K, Q3K, Q4_0, Q4_1, Q4K, Q5_0, Q5_1, Q5K, Q6K, Q8_0, Q8_1, Q8K, HQQ4, HQQ8, FP8, F8Q8, MXFP4, AFQ2, AFQ3, AFQ4, AFQ6, AFQ8",
                "config.modules.ai_assistant.model.max_tokens: it must be a whole number from 1 to 32768, not 0",
                "config.modules.ai_assistant.model.temperature: it must be a number from 0 to 2, not 3",
                "config.modules.ai_assistant.model.device: \"tpu\" is not one of auto, cpu, cuda:0, metal",
                "config.modules.ai_assistant.model.unload_after_s: it must be a whole number from 0 to 604800, not -1",
                "config.modules.ai_assistant.model.on_switch: \"wait\" is not one of finish, cancel",
                "config.modules.ai_assistant.ui.keybinding.key: it is missing: write keybinding = { key = 'a', mods = 'CTRL|SHIFT' }",
                "config.modules.ai_assistant.ui.position: \"left\" is not one of overlay, bottom, right",
                "config.modules.ai_assistant.ui.height_percent: it must be a whole number from 10 to 100, not 5",
                "config.modules.ai_assistant.model_dirs: it must be a list of folders, not \"~/models\"",
                "config.modules.ai_assistant.system_prompt: it must be a text, not 7",
                "config.modules.ai_assistant.history_messages: it must be a whole number from 0 to 50, not 1.5",
            ]
        );
    }

    #[test]
    fn an_unknown_key_is_a_warning_that_names_the_nearest_or_lists_the_known_ones() {
        let (settings, problems) = read(&json!({ "model": { "modelid": "x", "zoo": 1 } }));
        assert_eq!(settings, Settings::default());
        let warning = |key: &str, message: &str| SettingProblem {
            kind: ProblemKind::Warning,
            key: format!("config.modules.ai_assistant.model.{key}"),
            message: message.into(),
        };
        assert_eq!(
            problems,
            [
                warning(
                    "modelid",
                    "there is no such setting; did you mean `model_id`?"
                ),
                warning(
                    "zoo",
                    "there is no such setting; there are engine, model_id, quantization, \
                     max_tokens, temperature, device, endpoint, api_key_env, api_key, \
                     timeout_s, retries, unload_after_s, on_switch, prefix_cache_mb, warm_start, \
                     fallback"
                ),
            ]
        );
    }

    #[test]
    fn the_advanced_example_warns_about_what_is_to_come_and_works() {
        let (settings, problems) = read(&json!({
            "enabled": true,
            "model": { "engine": "mistral", "model_id": "/m", "quantization": "Q8_0" },
            "rag": {
                "enabled": true,
                "redis_url": "redis://localhost:6379",
                "embedding_model": "sentence-transformers/all-MiniLM-L6-v2",
                "auto_ingest": true,
                "ingest_interval": 300,
            },
            "tools": { "filesystem": true, "command_execution": true, "web_search": true },
            "system_prompt": "\nYou are helpful.\n    ",
        }));
        assert_eq!(settings.system_prompt.as_deref(), Some("You are helpful."));
        assert!(
            problems
                .iter()
                .all(|problem| problem.kind == ProblemKind::Warning)
        );
        assert_eq!(problems.len(), 4);
    }

    #[test]
    fn what_is_set_of_switching_and_folders_is_read() {
        let (settings, problems) = read(&json!({
            "model": { "model_id": "/m", "unload_after_s": 0, "on_switch": "cancel" },
            "model_dirs": ["~/models", "/srv/models"],
        }));
        assert_eq!(problems, []);
        assert_eq!(settings.model.unload_after_s, None);
        assert_eq!(settings.model.on_switch, OnSwitch::Cancel);
        let dirs = ["~/models", "/srv/models"].map(str::to_owned);
        assert_eq!(settings.model_dirs, Some(dirs.to_vec()));
        let (none, _) = read(&json!({ "model_dirs": {} }));
        assert_eq!(none.model_dirs, Some(Vec::new()));
    }

    #[test]
    fn a_table_that_is_no_table_is_reported() {
        let (_, problems) = read(&json!({ "model": "phi" }));
        assert_eq!(
            problems[0].to_string(),
            "config.modules.ai_assistant.model: it must be a table, not a text"
        );
    }
}
