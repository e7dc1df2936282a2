//! The settings of the model: which engine answers with which model, and which ones stand in for it.
//!
//! Plain data, any thread. It reads no environment and connects to nothing: an address is looked at
//! as a text, and of a key there is only the name of the variable that holds it.

use std::fmt;

use serde_json::Value;

use super::quantization::Quantization;
use super::{Problems, Section, kind_of};
use crate::keychain;
use crate::llm::anthropic::HOTTEST;
use crate::llm::remote::endpoint::Endpoint;
use crate::starter;

/// After how many seconds without a question a model's memory is given back, where nothing else is
/// set: longer than a person reads an answer, shorter than they are away for lunch.
const UNLOAD_AFTER_S: u64 = 15 * 60;

/// What produces the tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// mistral.rs, in this process.
    #[default]
    Mistral,
    /// A server that speaks OpenAI's chat completions.
    OpenAi,
    /// A server that speaks Anthropic's Messages API.
    Anthropic,
}

/// Where the model runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// A GPU where there is one that this program can use, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The NVIDIA GPU of this number.
    Cuda(usize),
    /// Apple's GPU.
    Metal,
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
            Self::Metal => f.write_str("metal"),
        }
    }
}

/// Which model answers, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSettings {
    /// What produces the tokens.
    pub engine: Engine,
    /// In this process a folder, a GGUF file or a name in the Hugging Face cache, where `None` is the
    /// starter model; of a server, the model's name there.
    pub model_id: Option<String>,
    /// The name of a [`Quantization`]; `None` keeps the weights as they are stored.
    pub quantization: Option<String>,
    /// The longest answer, in tokens.
    pub max_tokens: usize,
    /// How much chance has a say; `None` is the model's usual value.
    pub temperature: Option<f64>,
    /// Where the model runs.
    pub device: DeviceChoice,
    /// The server's address; `None` is the provider's own.
    pub endpoint: Option<String>,
    /// The variable of the environment that holds the key, where it is not the usual one.
    pub api_key_env: Option<String>,
    /// What the key is called in the person's keychain, where it is there and not in the environment.
    pub keychain: Option<String>,
    /// How many seconds long nothing may arrive from the server.
    pub timeout_s: usize,
    /// How often a server that fails in passing is asked again.
    pub retries: usize,
    /// What answers where this model cannot, in order; `None` is the usual: the starter model, for a
    /// model in this process.
    pub fallback: Option<Vec<ModelSettings>>,
    /// After how many seconds without a question its memory is given back; `None` keeps it.
    pub unload_after_s: Option<u64>,
    /// What becomes of answers that are being generated when another model is chosen.
    pub on_switch: OnSwitch,
    /// How many megabytes the beginnings of prompts that are kept may take, 0 keeping none; `None` goes
    /// by the memory that is free.
    pub prefix_cache_mb: Option<usize>,
    /// Whether what is typed is read before it is sent.
    pub warm_start: WarmStart,
}

/// Whether what is typed is read before it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WarmStart {
    /// Unless the machine runs on its battery.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What becomes of answers that are being generated when another model is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnSwitch {
    /// They are finished by the model that began them.
    #[default]
    Finish,
    /// They end.
    Cancel,
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self {
            engine: Engine::Mistral,
            model_id: None,
            quantization: None,
            max_tokens: 2048,
            temperature: None,
            device: DeviceChoice::Auto,
            endpoint: None,
            api_key_env: None,
            keychain: None,
            timeout_s: 60,
            retries: 3,
            fallback: None,
            unload_after_s: Some(UNLOAD_AFTER_S),
            on_switch: OnSwitch::Finish,
            prefix_cache_mb: None,
            warm_start: WarmStart::Auto,
        }
    }
}

impl ModelSettings {
    /// Tells whether it is the model inside the program.
    pub fn is_starter(&self) -> bool {
        self.engine == Engine::Mistral && self.model_id.is_none()
    }
}

/// Reads the table `model`.
pub(super) fn read(root: &mut Section, model: &mut ModelSettings, problems: &mut Problems) {
    let Some(mut section) = root.section("model", problems) else {
        return;
    };
    read_one(&mut section, model, problems);
    read_switching(&mut section, model, problems);
    read_ahead(&mut section, model, problems);
    if model.engine != Engine::Mistral {
        let given = [
            ("prefix_cache_mb", model.prefix_cache_mb.is_some()),
            ("warm_start", model.warm_start != WarmStart::default()),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            problems.warn(section.name(key), "it has no effect on a model of a server");
        }
    }
    model.fallback = read_fallback(&mut section, problems);
    section.close(problems);
}

/// Reads what becomes of a model that nobody asks, or that another one replaces.
fn read_switching(section: &mut Section, model: &mut ModelSettings, problems: &mut Problems) {
    if let Some(seconds) = section.number("unload_after_s", 0, 604_800, problems) {
        model.unload_after_s = Some(seconds as u64).filter(|seconds| *seconds > 0);
    }
    if let Some(name) = section.text("on_switch", problems) {
        match name.as_str() {
            "finish" => model.on_switch = OnSwitch::Finish,
            "cancel" => model.on_switch = OnSwitch::Cancel,
            _ => problems.error(
                section.name("on_switch"),
                format!("{name:?} is not one of finish, cancel"),
            ),
        }
    }
}

/// Reads what is kept of prompts, and whether they are read before they are sent.
fn read_ahead(section: &mut Section, model: &mut ModelSettings, problems: &mut Problems) {
    if let Some(megabytes) = section.number("prefix_cache_mb", 0, 1 << 20, problems) {
        model.prefix_cache_mb = Some(megabytes);
    }
    let wanted = section.take(
        "warm_start",
        "'auto', true or false",
        problems,
        |value| match value {
            Value::Bool(true) => Some(WarmStart::Always),
            Value::Bool(false) => Some(WarmStart::Never),
            Value::String(text) if text == "auto" => Some(WarmStart::Auto),
            _ => None,
        },
    );
    model.warm_start = wanted.unwrap_or_default();
}

/// Reads the list of what stands in: tables like `model` itself, or `false` for nothing.
fn read_fallback(section: &mut Section, problems: &mut Problems) -> Option<Vec<ModelSettings>> {
    const ALLOWED: &str = "false, or a list of tables such as { { engine = 'starter' } }";
    let name = section.name("fallback");
    let list = section.take("fallback", ALLOWED, problems, |value| match value {
        Value::Bool(false) => Some(Vec::new()),
        Value::Array(list) => Some(list.clone()),
        // An empty Lua table may arrive as an empty table.
        Value::Object(map) if map.is_empty() => Some(Vec::new()),
        _ => None,
    })?;
    let mut backups = Vec::new();
    for (number, value) in list.iter().enumerate() {
        let name = format!("{name}[{}]", number + 1);
        if !value.is_object() {
            let message = format!("it must be a table, not {}", kind_of(value));
            problems.error(name, message);
            continue;
        }
        let mut backup = ModelSettings {
            fallback: Some(Vec::new()),
            ..ModelSettings::default()
        };
        if let Some(mut section) = Section::open(value, name, problems) {
            read_one(&mut section, &mut backup, problems);
            section.close(problems);
            backups.push(backup);
        }
    }
    Some(backups)
}

/// Reads what `model` and each table of its fallback have in common.
fn read_one(section: &mut Section, model: &mut ModelSettings, problems: &mut Problems) {
    let starter = read_engine(section, model, problems);
    if let Some(id) = section.text("model_id", problems) {
        if id.trim().is_empty() {
            problems.error(
                section.name("model_id"),
                "it is empty: name a folder or a GGUF file, or leave it out for the starter model",
            );
        } else if starter {
            problems.error(
                section.name("model_id"),
                "the starter model has none: leave it out, or set engine to 'mistral'",
            );
        } else {
            model.model_id = Some(id.trim().to_owned());
        }
    }
    if let Some(wanted) = section.text("quantization", problems) {
        match Quantization::find(&wanted) {
            Some(known) => model.quantization = Some(known.name.to_owned()),
            None => problems.error(
                section.name("quantization"),
                format!("{wanted:?} is not one of {}", Quantization::names()),
            ),
        }
    }
    if let Some(tokens) = section.number("max_tokens", 1, 32_768, problems) {
        model.max_tokens = tokens;
    }
    model.temperature = section.take("temperature", "a number from 0 to 2", problems, |value| {
        value
            .as_f64()
            .filter(|degrees| (0.0..=2.0).contains(degrees))
    });
    if let Some(name) = section.text("device", problems) {
        match parse_device(&name) {
            Some(device) => model.device = device,
            None => problems.error(
                section.name("device"),
                format!("{name:?} is not one of auto, cpu, cuda:0, metal"),
            ),
        }
    }
    read_server(section, model, problems);
    check_together(section, model, problems);
}

/// Reads the engine and tells whether it is the one of the starter model.
fn read_engine(section: &mut Section, model: &mut ModelSettings, problems: &mut Problems) -> bool {
    let Some(engine) = section.text("engine", problems) else {
        return false;
    };
    model.engine = match engine.as_str() {
        "mistral" | "starter" => Engine::Mistral,
        "openai" => Engine::OpenAi,
        "anthropic" => Engine::Anthropic,
        _ => {
            let more = if engine == "gemma" {
                "; it is not part of this version, and mistral loads Gemma models too"
            } else {
                ""
            };
            problems.error(
                section.name("engine"),
                format!("{engine:?} is not one of mistral, openai, anthropic, starter{more}"),
            );
            Engine::Mistral
        }
    };
    engine == "starter"
}

/// Reads what only servers have.
fn read_server(section: &mut Section, model: &mut ModelSettings, problems: &mut Problems) {
    if let Some(text) = section.text("endpoint", problems) {
        match Endpoint::parse(&text) {
            Ok(endpoint) => {
                if endpoint.is_open() {
                    problems.warn(
                        section.name("endpoint"),
                        "questions, answers and the key can be read on the way: use https://",
                    );
                }
                model.endpoint = Some(text.trim().to_owned());
            }
            Err(why) => problems.error(section.name("endpoint"), why),
        }
    }
    if let Some(name) = section.text("api_key_env", problems) {
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.is_empty() && name.chars().all(legal) && !name.starts_with(char::is_numeric) {
            model.api_key_env = Some(name);
        } else {
            // What stands there may be a key, so it is not shown.
            problems.error(
                section.name("api_key_env"),
                "it must be the name of a variable of the environment, such as 'OPENAI_API_KEY', \
                 and not the key itself",
            );
        }
    }
    if let Some(text) = section.text("api_key", problems) {
        let name = text.strip_prefix("keychain:");
        match name.filter(|name| keychain::is_name(name)) {
            Some(name) => model.keychain = Some(name.to_owned()),
            // What stands there may be a key, so it is not shown.
            None => problems.error(
                section.name("api_key"),
                "it must be 'keychain:NAME', where `wezterm ai key set NAME` stored the key, and not \
                 the key itself",
            ),
        }
    }
    if let Some(seconds) = section.number("timeout_s", 1, 3600, problems) {
        model.timeout_s = seconds;
    }
    if let Some(times) = section.number("retries", 0, 10, problems) {
        model.retries = times;
    }
}

/// Says what does not go together, and what of it has no effect.
fn check_together(section: &mut Section, model: &mut ModelSettings, problems: &mut Problems) {
    let usual = ModelSettings::default();
    if model.engine == Engine::Mistral {
        let given = [
            ("endpoint", model.endpoint.is_some()),
            ("api_key_env", model.api_key_env.is_some()),
            ("api_key", model.keychain.is_some()),
            ("timeout_s", model.timeout_s != usual.timeout_s),
            ("retries", model.retries != usual.retries),
        ];
        for (key, _) in given.iter().filter(|(_, given)| *given) {
            problems.warn(
                section.name(key),
                "it has no effect on a model in this process: set engine to 'openai' or \
                 'anthropic' as well",
            );
        }
    } else {
        let given = [
            ("quantization", model.quantization.is_some()),
            ("device", model.device != usual.device),
        ];
        for (key, _) in given.iter().filter(|(_, given)| *given) {
            problems.warn(
                section.name(key),
                "it has no effect on a model of a server, which chooses that itself",
            );
        }
        if model.model_id.is_none() {
            problems.error(
                section.name("model_id"),
                "it is missing: name the model as the server calls it",
            );
        }
    }
    if model.engine == Engine::Anthropic
        && let Some(temperature) = model.temperature.filter(|degrees| *degrees > HOTTEST)
    {
        problems.error(
            section.name("temperature"),
            format!("the API of the engine anthropic takes at most {HOTTEST}, not {temperature}"),
        );
    }
    let is_usual = model.max_tokens == usual.max_tokens;
    if model.is_starter() && model.max_tokens > starter::MAX_TOKENS && !is_usual {
        problems.warn(
            section.name("max_tokens"),
            format!(
                "the built-in starter model's answers have at most {} tokens: set model_id as well",
                starter::MAX_TOKENS
            ),
        );
    }
    if model.is_starter() && model.quantization.is_some() {
        problems.warn(
            section.name("quantization"),
            "it has no effect on the built-in starter model: set model_id as well",
        );
        model.quantization = None;
    }
}

fn parse_device(name: &str) -> Option<DeviceChoice> {
    match name {
        "auto" => Some(DeviceChoice::Auto),
        "cpu" => Some(DeviceChoice::Cpu),
        "metal" => Some(DeviceChoice::Metal),
        "cuda" => Some(DeviceChoice::Cuda(0)),
        _ => name
            .strip_prefix("cuda:")
            .and_then(|number| number.parse().ok())
            .map(DeviceChoice::Cuda),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ProblemKind, read};
    use super::*;

    /// Reads a table `model` and lists its problems as they are shown, after the part that is always
    /// the same; warnings with a `~` in front.
    fn model(value: Value) -> (ModelSettings, Vec<String>) {
        let (settings, problems) = read(&json!({ "model": value }));
        let shown = problems.iter().map(|problem| {
            let text = problem.to_string();
            let text = text.trim_start_matches("config.modules.ai_assistant.model.");
            match problem.kind {
                ProblemKind::Error => text.to_owned(),
                ProblemKind::Warning => format!("~{text}"),
            }
        });
        (settings.model, shown.collect())
    }

    #[test]
    fn a_server_and_what_stands_in_for_it_are_understood() {
        let (read, problems) = model(json!({
            "engine": "openai",
            "model_id": "gpt",
            "endpoint": "https://models.example.org/v1",
            "api_key_env": "MY_KEY",
            "api_key": "keychain:openai",
            "timeout_s": 300,
            "retries": 0,
            "fallback": [
                { "engine": "anthropic", "model_id": "claude", "max_tokens": 100 },
                { "model_id": "/models/phi" },
                { "engine": "starter" },
            ],
        }));
        assert_eq!(problems, [""; 0]);
        let backup = ModelSettings {
            fallback: Some(Vec::new()),
            ..ModelSettings::default()
        };
        assert_eq!(
            read,
            ModelSettings {
                engine: Engine::OpenAi,
                model_id: Some("gpt".into()),
                endpoint: Some("https://models.example.org/v1".into()),
                api_key_env: Some("MY_KEY".into()),
                keychain: Some("openai".into()),
                timeout_s: 300,
                retries: 0,
                fallback: Some(vec![
                    ModelSettings {
                        engine: Engine::Anthropic,
                        model_id: Some("claude".into()),
                        max_tokens: 100,
                        ..backup.clone()
                    },
                    ModelSettings {
                        model_id: Some("/models/phi".into()),
                        ..backup.clone()
                    },
                    backup,
                ]),
                ..ModelSettings::default()
            }
        );
    }

    #[test]
    fn no_fallback_is_written_false_or_as_an_empty_table() {
        for none in [json!(false), json!([]), json!({})] {
            let (read, problems) = model(json!({ "model_id": "/m", "fallback": none }));
            assert_eq!((read.fallback, problems), (Some(Vec::new()), Vec::new()));
        }
        assert_eq!(model(json!({ "model_id": "/m" })).0.fallback, None);
    }

    #[test]
    fn each_value_of_a_server_that_cannot_be_used_is_named() {
        let (_, problems) = model(json!({
            "engine": "anthropic",
            "endpoint": "localhost:8080",
            "api_key_env": "sk-ant-123",
            "api_key": "sk-ant-123",
            "timeout_s": 0,
            "retries": 11,
            "fallback": [{ "engine": "starter", "model_id": "x", "fallback": false }, "starter"],
        }));
        assert_eq!(
            problems,
            [
                "endpoint: it must begin with https:// or http://",
                "api_key_env: it must be the name of a variable of the environment, such as \
                 'OPENAI_API_KEY', and not the key itself",
                "api_key: it must be 'keychain:NAME', where `wezterm ai key set NAME` stored the key, \
                 and not the key itself",
                "timeout_s: it must be a whole number from 1 to 3600, not 0",
                "retries: it must be a whole number from 0 to 10, not 11",
                "model_id: it is missing: name the model as the server calls it",
                "fallback[1].model_id: the starter model has none: leave it out, or set engine to \
                 'mistral'",
                "~fallback[1].fallback: there is no such setting; there are engine, model_id, \
                 quantization, max_tokens, temperature, device, endpoint, api_key_env, api_key, \
                 timeout_s, retries",
                "fallback[2]: it must be a table, not a text",
            ]
        );
        let (_, problems) = model(json!({ "fallback": { "engine": "starter" } }));
        assert_eq!(
            problems,
            [
                "fallback: it must be false, or a list of tables such as { { engine = 'starter' } }, \
              not a table"
            ]
        );
        let (_, problems) = model(json!({ "engine": "gemma" }));
        assert_eq!(
            problems,
            [
                "engine: \"gemma\" is not one of mistral, openai, anthropic, starter; it is not part \
              of this version, and mistral loads Gemma models too"
            ]
        );
    }

    #[test]
    fn what_is_kept_and_read_ahead_can_be_set() {
        for (value, expected) in [
            (json!("auto"), WarmStart::Auto),
            (json!(true), WarmStart::Always),
            (json!(false), WarmStart::Never),
        ] {
            let (read, problems) = model(json!({ "warm_start": value, "prefix_cache_mb": 0 }));
            assert_eq!(problems, [""; 0]);
            assert_eq!((read.warm_start, read.prefix_cache_mb), (expected, Some(0)));
        }
        let (_, problems) = model(json!({ "warm_start": "never" }));
        assert_eq!(
            problems,
            ["warm_start: it must be 'auto', true or false, not \"never\""]
        );
    }

    #[test]
    fn what_has_no_effect_is_a_warning() {
        let (_, problems) = model(json!({ "endpoint": "http://localhost:1", "retries": 1 }));
        let no_effect = "it has no effect on a model in this process: set engine to 'openai' or \
                         'anthropic' as well";
        assert_eq!(
            problems,
            [
                format!("~endpoint: {no_effect}"),
                format!("~retries: {no_effect}")
            ]
        );
        let (_, problems) = model(json!({
            "engine": "openai", "model_id": "x", "quantization": "Q4K", "device": "cpu",
            "endpoint": "http://models.example.org",
        }));
        let no_effect = "it has no effect on a model of a server, which chooses that itself";
        assert_eq!(
            problems,
            [
                "~endpoint: questions, answers and the key can be read on the way: use https://"
                    .to_owned(),
                format!("~quantization: {no_effect}"),
                format!("~device: {no_effect}"),
            ]
        );
    }
}
