//! What the assistant runs with, and whether it can answer: what `wezterm ai doctor` tells.
//!
//! It hides where each answer comes from: the settings, the files' headers, the system, the engine
//! itself, which is loaded and asked for about a second. What it finds wrong it says with what to do.
//! Of keys it tells names and never looks at what they hold. It asks no server anything. Background
//! runtime.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use futures::StreamExt;
use serde::Serialize;
use serde_json::{Value, json};

use crate::engines::{Surroundings, loader, shown_name};
use crate::llm::check::{Headers, available_memory, in_words};
use crate::llm::model_files::{Places, find};
use crate::llm::remote::endpoint::Endpoint;
use crate::llm::{
    ChatMessage, LlmEngine, LlmError, Piece, Request, Role, Sampling, Usage, kernels,
};
use crate::models::MemoryNeed;
use crate::settings::{Engine, ModelSettings, ProblemKind, SettingProblem};
use crate::starter;

/// How long the speed test answers.
const TEST: Duration = Duration::from_secs(1);
/// What the speed test asks, and what it asks then.
const QUESTIONS: [&str; 2] = ["list all files recursively", "show the disk usage"];
/// The longest answer of the speed test, in tokens.
const LONGEST_ANSWER: usize = 512;
/// Variables of the environment that may hold keys.
const KEYS: [&str; 3] = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "HF_TOKEN"];

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What was asked: `device`.
    pub about: &'static str,
    /// The answer, for people.
    pub shown: String,
    /// The answer, for programs.
    pub value: Value,
    /// Whether it is as it should be.
    pub ok: bool,
    /// What to do: about what is wrong, or for something better.
    pub advice: Option<String>,
}

impl Finding {
    fn new(about: &'static str, shown: impl Into<String>, value: Value) -> Self {
        Self {
            about,
            shown: shown.into(),
            value,
            ok: true,
            advice: None,
        }
    }

    fn advised(self, advice: Option<String>) -> Self {
        Self { advice, ..self }
    }

    fn wrong(about: &'static str, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            ok: false,
            advice: Some(advice.into()),
            ..Self::new(about, what, Value::Null)
        }
    }

    fn failed(about: &'static str, error: &LlmError) -> Self {
        Self::wrong(about, error.to_string(), error.hint())
    }
}

/// Answers every question about this model and these settings; `cache` is where the starter is
/// unpacked. Call it on a runtime with a thread to spare.
pub async fn examine(
    model: &ModelSettings,
    problems: &[SettingProblem],
    cache: PathBuf,
) -> Vec<Finding> {
    let mut findings = vec![
        settings(problems),
        of_kernels(),
        threads(),
        memory(),
        files(model),
        keys(model, &|name| std::env::var_os(name).is_some()),
        network(model),
    ];
    if model.engine != Engine::Mistral {
        let why = "not measured: a question to a server may cost something";
        findings.push(Finding::new("speed", why, Value::Null));
        return findings;
    }
    let begun = Instant::now();
    let engine = match load(model, cache).await {
        Ok(engine) => engine,
        Err(error) => {
            findings.push(Finding::failed("device", &error));
            return findings;
        }
    };
    findings.extend(of_engine(engine, begun.elapsed()).await);
    findings
}

async fn load(model: &ModelSettings, cache: PathBuf) -> Result<Arc<dyn LlmEngine>, LlmError> {
    let surroundings = Surroundings {
        cache: Arc::new(OnceLock::from(cache)),
        ..Surroundings::default()
    };
    // What is looked at is this model and none that stands in for it.
    let model = ModelSettings {
        fallback: Some(Vec::new()),
        ..model.clone()
    };
    let load = loader(&model, &surroundings);
    let loaded = tokio::task::spawn_blocking(load).await;
    loaded.unwrap_or_else(|error| Err(LlmError::engine(format!("loading broke: {error}"))))
}

fn settings(problems: &[SettingProblem]) -> Finding {
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    if told.is_empty() {
        return Finding::new("settings", "nothing is wrong with them", json!([]));
    }
    let bad = problems.iter().any(|one| one.kind == ProblemKind::Error);
    Finding {
        ok: !bad,
        advice: Some("mend it in wezterm.lua".to_owned()),
        ..Finding::new("settings", told.join("; "), json!(told))
    }
}

fn of_kernels() -> Finding {
    let (compiled, unused) = (kernels::compiled(), kernels::unused());
    let shown = match compiled.as_slice() {
        [] => "portable ones, many times slower than others".to_owned(),
        sets => sets.join(", "),
    };
    let advice = (!unused.is_empty()).then(|| {
        format!(
            "this CPU has {} too: a build on this machine uses that (cargo build, without RUSTFLAGS)",
            unused.join(", ")
        )
    });
    let value = json!({ "compiled": compiled, "unused": unused });
    Finding::new("kernels", shown, value).advised(advice)
}

fn threads() -> Finding {
    let threads = kernels::threads();
    let set = std::env::var_os("RAYON_NUM_THREADS").is_some();
    let why = match set {
        true => "RAYON_NUM_THREADS",
        false => "one for each that the machine has",
    };
    Finding::new("threads", format!("{threads} ({why})"), json!(threads))
}

fn memory() -> Finding {
    let free = available_memory();
    let status = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = status.lines().find_map(|line| {
        let kilobytes = line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?;
        Some(kilobytes.trim().parse::<u64>().ok()? * 1024)
    });
    let value = json!({ "free": free, "total": total });
    let shown = match (free, total) {
        (Some(free), Some(total)) => format!("{} free of {}", in_words(free), in_words(total)),
        (Some(free), None) => format!("{} free", in_words(free)),
        (None, _) => "this system does not tell".to_owned(),
    };
    Finding::new("memory", shown, value)
}

/// Tells of the model's files what their headers say.
fn files(model: &ModelSettings) -> Finding {
    let Some(id) = &model.model_id else {
        let shown = format!("the {}, inside the program", starter::NAME);
        return Finding::new("model", shown, json!({ "id": null }));
    };
    if model.engine != Engine::Mistral {
        let shown = format!("{id}, on a server");
        return Finding::new("model", shown, json!({ "id": id }));
    }
    let found =
        find(id, &Places::of_user()).and_then(|files| Ok((Headers::read(&files)?.facts(), files)));
    let (facts, files) = match found {
        Ok(found) => found,
        Err(error) => return Finding::failed("model", &error),
    };
    let need = MemoryNeed::of(&facts);
    let path = files.path();
    let format = match path.extension() {
        Some(extension) if path.is_file() => extension.to_string_lossy().into_owned(),
        _ => "safetensors".to_owned(),
    };
    let shown = format!(
        "{} ({format}, {}, {}, needs about {}) at {}",
        shown_name(id),
        facts.quantization,
        in_words(facts.weights),
        in_words(need.total()),
        path.display()
    );
    let value = json!({
        "id": id,
        "path": path,
        "format": format,
        "quantization": facts.quantization,
        "size": facts.weights,
        "memory": need,
        "context": facts.context,
    });
    Finding::new("model", shown, value)
}

/// Says which variables that may hold keys are set, and whether the one that is needed is.
fn keys(model: &ModelSettings, is_set: &dyn Fn(&str) -> bool) -> Finding {
    let usual = match model.engine {
        Engine::Mistral => None,
        Engine::OpenAi => Some("OPENAI_API_KEY"),
        Engine::Anthropic => Some("ANTHROPIC_API_KEY"),
    };
    // As for a question: the usual variable counts for the provider's own address only.
    let usual = usual.filter(|_| model.endpoint.is_none());
    let needed = model.api_key_env.as_deref().or(usual);
    let names = KEYS.into_iter().chain(needed);
    let mut found: Vec<&str> = names.filter(|name| is_set(name)).collect();
    found.sort_unstable();
    found.dedup();
    if let Some(name) = &model.keychain
        && !needed.is_some_and(is_set)
    {
        let shown = format!("{name} of the keychain is used, which was not looked at");
        return Finding::new("keys", shown, json!({ "needed": name, "found": found }));
    }
    if let Some(name) = needed.filter(|name| !is_set(name)) {
        let advice = "start the terminal with the provider's key in that variable, or name another \
                      one in model.api_key_env";
        return Finding::wrong("keys", format!("${name} is needed and not set"), advice);
    }
    let need = needed.map_or("none is needed".to_owned(), |name| {
        format!("${name} is needed")
    });
    let shown = match found.as_slice() {
        [] => need,
        found => format!("{need}; set: ${}", found.join(", $")),
    };
    Finding::new("keys", shown, json!({ "needed": needed, "found": found }))
}

fn network(model: &ModelSettings) -> Finding {
    let place = match (model.engine, &model.endpoint) {
        (Engine::Mistral, _) => None,
        (_, Some(text)) => match Endpoint::parse(text) {
            Ok(endpoint) => Some(endpoint.place()),
            Err(why) => return Finding::wrong("network", why, "mend model.endpoint"),
        },
        (Engine::OpenAi, None) => Some("OpenAI's own server".to_owned()),
        (Engine::Anthropic, None) => Some("Anthropic's own server".to_owned()),
    };
    let shown = place.as_ref().map_or("not needed".to_owned(), |place| {
        format!("needed: {place} (not asked now)")
    });
    Finding::new("network", shown, json!({ "needed": place }))
}

/// Tells what the loaded engine says of itself, and asks it twice.
async fn of_engine(engine: Arc<dyn LlmEngine>, load: Duration) -> Vec<Finding> {
    let info = engine.model_info();
    let context = info.context_tokens.map_or("unknown".to_owned(), |tokens| {
        format!("{tokens} tokens in prompt and answer together")
    });
    let mut findings = vec![
        Finding::new("device", info.device.as_str(), json!(info.device)),
        Finding::new(
            "stored as",
            info.quantization.as_str(),
            json!(info.quantization),
        ),
        Finding::new("context", context, json!(info.context_tokens)),
    ];
    let first = vec![ChatMessage::new(Role::User, QUESTIONS[0])];
    let timed = match answer(engine.as_ref(), first.clone(), TEST).await {
        Ok(timed) => timed,
        Err(error) => {
            findings.push(Finding::failed("speed", &error));
            return findings;
        }
    };
    let mut conversation = first;
    conversation.push(ChatMessage::new(Role::Assistant, timed.text.clone()));
    conversation.push(ChatMessage::new(Role::User, QUESTIONS[1]));
    match answer(engine.as_ref(), conversation, Duration::ZERO).await {
        Ok(next) => findings.push(prefix_cache(&next)),
        Err(error) => findings.push(Finding::failed("prefix cache", &error)),
    }
    let (rate, first) = (timed.rate(), timed.first.as_secs_f64() * 1e3);
    let value = json!({
        "load_s": load.as_secs_f64(),
        "first_token_ms": first,
        "tokens_per_second": rate,
    });
    let rate = rate.map_or("too short to tell".to_owned(), |rate| {
        format!("{rate:.0} tokens/s")
    });
    let shown = format!(
        "{rate}, first token after {first:.0} ms, loaded in {:.1} s",
        load.as_secs_f64()
    );
    findings.push(Finding::new("speed", shown, value));
    findings
}

/// Tells what was kept of the first question for the second.
fn prefix_cache(next: &Timed) -> Finding {
    let cached = next.usage.and_then(|usage| usage.cached_tokens);
    let shown = match cached {
        None => "the engine does not tell what it keeps".to_owned(),
        Some(0) => "nothing of one question is kept for the next".to_owned(),
        Some(tokens) => format!("of the last question {tokens} tokens were kept for the next"),
    };
    Finding::new("prefix cache", shown, json!({ "tokens": cached }))
}

/// A part of an answer, or all of it.
struct Timed {
    first: Duration,
    /// Pieces after the first, and the time they took; about as many as tokens.
    later: usize,
    decoding: Duration,
    text: String,
    usage: Option<Usage>,
}

impl Timed {
    fn rate(&self) -> Option<f64> {
        let seconds = self.decoding.as_secs_f64();
        (self.later > 0 && seconds > 0.0).then(|| self.later as f64 / seconds)
    }
}

/// Asks, and listens for at most so long after the first piece; without any time, for one token.
async fn answer(
    engine: &dyn LlmEngine,
    messages: Vec<ChatMessage>,
    listen: Duration,
) -> Result<Timed, LlmError> {
    let longest = match listen.is_zero() {
        true => 1,
        false => LONGEST_ANSWER,
    };
    let begun = Instant::now();
    let mut stream = engine.stream(Request {
        messages,
        tools: Vec::new(),
        sampling: Sampling::new(0.0, longest),
        constraint: None,
    });
    let mut first: Option<Duration> = None;
    let mut timed = Timed {
        first: Duration::ZERO,
        later: 0,
        decoding: Duration::ZERO,
        text: String::new(),
        usage: None,
    };
    while let Some(piece) = stream.next().await {
        let now = begun.elapsed();
        let before = first;
        match piece? {
            Piece::Text(more) => timed.text.push_str(&more),
            Piece::Reasoning(_) | Piece::Call(_) => {}
            Piece::Notice(_) => continue,
            Piece::Done { usage, .. } => {
                timed.first = before.unwrap_or(now);
                timed.usage = usage;
                return Ok(timed);
            }
        }
        match before {
            None => first = Some(now),
            Some(before) => {
                timed.later += 1;
                timed.decoding = now.saturating_sub(before);
                if longest > 1 && timed.decoding >= listen {
                    timed.first = before;
                    return Ok(timed);
                }
            }
        }
    }
    Err(LlmError::engine(
        "the engine stopped in the middle of the answer",
    ))
}

#[cfg(test)]
mod tests;
