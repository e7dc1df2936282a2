//! How quickly a model answers on this machine: what `wezterm ai bench` measures.
//!
//! It goes the way of every question, from the settings through [`crate::engines`] to the engine, so
//! that each device and each kind of engine is measured by the same code. It hides how a prompt of a
//! given length is made without knowing the tokenizer, and how a model is kept from ending early.
//! Background runtime; one question at a time. It judges nothing.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use serde::Serialize;

use crate::engines::{Surroundings, loader};
use crate::llm::{
    ChatMessage, Constraint, EndReason, LlmEngine, LlmError, Piece, Request, Role, Sampling, Usage,
    kernels,
};
use crate::settings::{Engine, ModelSettings};

/// What a prompt is made of: nearly every tokenizer has one token for it.
const FILLER: &str = " a";
/// Lengths of the two prompts from which a tokenizer's ways are told.
const PROBES: [usize; 2] = [8, 24];
/// The second question of a conversation.
const FOLLOW_UP: &str = "b b b b";
/// More characters than the longest token has.
const CHARACTERS_PER_TOKEN: usize = 32;

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BenchOptions {
    /// How many tokens the prompt is to have, with all that the chat template adds.
    pub prompt_tokens: usize,
    /// How many tokens the answer is to have.
    pub tokens: usize,
    /// How often to measure.
    pub runs: usize,
}

impl Default for BenchOptions {
    fn default() -> Self {
        Self {
            prompt_tokens: 256,
            tokens: 64,
            runs: 3,
        }
    }
}

/// How far a measurement has come.
#[derive(Clone, Debug, PartialEq)]
pub enum BenchStep {
    /// The model is being loaded.
    Loading,
    /// The length of the prompt is being found.
    Calibrating,
    /// The run of this number, from 1.
    Run(usize),
}

/// One question, its answer, and the question after it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BenchRun {
    /// Tokens of the prompt, as the engine counted them.
    pub prompt_tokens: usize,
    /// Tokens of the answer, as the engine counted them.
    pub tokens: usize,
    /// From the question to the first piece of its answer.
    pub first_token_ms: f64,
    /// Tokens of the prompt by that time.
    pub prompt_tokens_per_second: f64,
    /// Tokens after the first by the time from the first to the last.
    pub tokens_per_second: f64,
    /// Time of the processor, of all threads together, until the first piece of the answer, for each
    /// token of the prompt. Unlike the clock it tells the same on a machine that does other things.
    pub prompt_cpu_ms_per_token: f64,
    /// The same for each token after the first.
    pub cpu_ms_per_token: f64,
    /// Tokens of the prompt of the next question, which repeats this question and its answer.
    pub follow_up_prompt_tokens: usize,
    /// How many of those the engine says that it still had.
    pub follow_up_cached_tokens: Option<usize>,
    /// From the next question to the first piece of its answer.
    pub follow_up_first_token_ms: f64,
}

/// Several measurements of one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// The one in the middle.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
}

impl Spread {
    fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (Some(&least), Some(&greatest)) = (sorted.first(), sorted.last()) else {
            return Self::default();
        };
        let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        Self {
            median: f64::midpoint(low, high),
            least,
            greatest,
        }
    }
}

/// What was measured, and of what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BenchReport {
    /// The model.
    pub model: String,
    /// How its weights are stored.
    pub quantization: String,
    /// Where it runs, and why there.
    pub device: String,
    /// The instruction sets that the kernels for the CPU use.
    pub kernels: Vec<&'static str>,
    /// How many threads compute on a CPU.
    pub threads: usize,
    /// How long loading took, in seconds.
    pub load_s: f64,
    /// The most memory that the process has had, in bytes, where the system tells.
    pub peak_memory: Option<u64>,
    /// What should be known of the figures.
    pub notes: Vec<String>,
    /// See [`BenchRun::first_token_ms`].
    pub first_token_ms: Spread,
    /// See [`BenchRun::prompt_tokens_per_second`].
    pub prompt_tokens_per_second: Spread,
    /// See [`BenchRun::tokens_per_second`].
    pub tokens_per_second: Spread,
    /// See [`BenchRun::prompt_cpu_ms_per_token`].
    pub prompt_cpu_ms_per_token: Spread,
    /// See [`BenchRun::cpu_ms_per_token`].
    pub cpu_ms_per_token: Spread,
    /// See [`BenchRun::follow_up_first_token_ms`].
    pub follow_up_first_token_ms: Spread,
    /// Each of them.
    pub runs: Vec<BenchRun>,
}

/// Loads a model as the assistant would and measures it; `cache` is where the starter is unpacked.
/// Call it on a runtime with a thread to spare.
pub async fn bench(
    model: &ModelSettings,
    cache: PathBuf,
    options: BenchOptions,
    mut on_step: impl FnMut(BenchStep),
) -> Result<BenchReport, LlmError> {
    if model.engine != Engine::Mistral {
        return Err(LlmError::prompt(
            "that model is on a server, and asking it may cost something",
            "name one of this machine with --model",
        ));
    }
    on_step(BenchStep::Loading);
    let surroundings = Surroundings::default();
    // It is this call's own.
    let _ = surroundings.cache.set(cache);
    // What is measured is this model and none that stands in for it.
    let model = ModelSettings {
        fallback: Some(Vec::new()),
        ..model.clone()
    };
    let load = loader(&model, &surroundings);
    let begun = Instant::now();
    let loaded = tokio::task::spawn_blocking(load).await;
    let engine = loaded.map_err(|error| LlmError::engine(format!("loading broke: {error}")))??;
    measure(engine, begun.elapsed(), options, on_step).await
}

/// Measures a loaded engine.
async fn measure(
    engine: Arc<dyn LlmEngine>,
    load: Duration,
    options: BenchOptions,
    mut on_step: impl FnMut(BenchStep),
) -> Result<BenchReport, LlmError> {
    let info = engine.model_info();
    let mut notes = Vec::new();
    on_step(BenchStep::Calibrating);
    let mut bench = Bench {
        engine,
        units: 0,
        constraint: None,
        options,
    };
    bench.calibrate().await?;
    let mut runs = Vec::new();
    for number in 1..=options.runs.max(1) {
        on_step(BenchStep::Run(number));
        runs.push(bench.run(number).await?);
    }
    if bench.constraint.is_some() {
        notes.push("a grammar kept the model from ending its answers early".to_owned());
    }
    if runs
        .iter()
        .any(|run| run.prompt_tokens != options.prompt_tokens)
    {
        notes.push(format!(
            "no prompt of {} tokens could be made with this model's tokenizer and chat template",
            options.prompt_tokens
        ));
    }
    let spread = |of: fn(&BenchRun) -> f64| Spread::of(runs.iter().map(of));
    Ok(BenchReport {
        model: info.name,
        quantization: info.quantization,
        device: info.device,
        kernels: kernels::compiled(),
        threads: kernels::threads(),
        load_s: load.as_secs_f64(),
        peak_memory: peak_memory(),
        notes,
        first_token_ms: spread(|run| run.first_token_ms),
        prompt_tokens_per_second: spread(|run| run.prompt_tokens_per_second),
        tokens_per_second: spread(|run| run.tokens_per_second),
        prompt_cpu_ms_per_token: spread(|run| run.prompt_cpu_ms_per_token),
        cpu_ms_per_token: spread(|run| run.cpu_ms_per_token),
        follow_up_first_token_ms: spread(|run| run.follow_up_first_token_ms),
        runs,
    })
}

/// A measurement that is going on.
struct Bench {
    engine: Arc<dyn LlmEngine>,
    /// How often the filler is said, to reach the wanted length.
    units: usize,
    /// What keeps the model from ending its answer early, where it would.
    constraint: Option<Constraint>,
    options: BenchOptions,
}

/// A whole answer and when it came.
struct Timed {
    first: Duration,
    whole: Duration,
    /// The same in time of the processor.
    first_cpu: Duration,
    whole_cpu: Duration,
    text: String,
    reason: EndReason,
    usage: Usage,
}

impl Bench {
    /// Finds how long the text must be for the prompt to have the wanted length.
    async fn calibrate(&mut self) -> Result<(), LlmError> {
        let mut counted = [0; 2];
        for (count, units) in counted.iter_mut().zip(PROBES) {
            *count = self
                .ask(vec![prompt(0, units)], 1)
                .await?
                .usage
                .prompt_tokens;
        }
        let per_unit =
            counted[1].saturating_sub(counted[0]) as f64 / (PROBES[1] - PROBES[0]) as f64;
        let missing = self.options.prompt_tokens as f64 - counted[0] as f64;
        let units = PROBES[0] as f64 + missing / per_unit.max(f64::MIN_POSITIVE);
        // A model that merges all of it has no prompt of that length; what it had is reported.
        self.units = units.round().clamp(1.0, self.options.prompt_tokens as f64) as usize;
        Ok(())
    }

    async fn run(&mut self, number: usize) -> Result<BenchRun, LlmError> {
        let question = prompt(number, self.units);
        let mut answer = self
            .ask(vec![question.clone()], self.options.tokens)
            .await?;
        if answer.reason != EndReason::MaxTokens && self.constraint.is_none() {
            let least = self.options.tokens.saturating_mul(CHARACTERS_PER_TOKEN);
            self.constraint = Some(Constraint::Regex(format!("(.|\\n){{{least}}}")));
            // The engine may still have the first question's prompt, so that it is another.
            let other = prompt(number + self.options.runs, self.units);
            answer = self.ask(vec![other], self.options.tokens).await?;
        }
        let decoding = answer.whole.saturating_sub(answer.first).as_secs_f64();
        let later = answer.usage.completion_tokens.saturating_sub(1) as f64;
        let conversation = vec![
            question,
            ChatMessage::new(Role::Assistant, answer.text),
            ChatMessage::new(Role::User, FOLLOW_UP),
        ];
        let next = self.ask(conversation, 1).await?;
        Ok(BenchRun {
            prompt_tokens: answer.usage.prompt_tokens,
            tokens: answer.usage.completion_tokens,
            first_token_ms: answer.first.as_secs_f64() * 1e3,
            prompt_tokens_per_second: answer.usage.prompt_tokens as f64
                / answer.first.as_secs_f64().max(f64::MIN_POSITIVE),
            tokens_per_second: later / decoding.max(f64::MIN_POSITIVE),
            prompt_cpu_ms_per_token: answer.first_cpu.as_secs_f64() * 1e3
                / (answer.usage.prompt_tokens.max(1) as f64),
            cpu_ms_per_token: answer
                .whole_cpu
                .saturating_sub(answer.first_cpu)
                .as_secs_f64()
                * 1e3
                / later.max(1.0),
            follow_up_prompt_tokens: next.usage.prompt_tokens,
            follow_up_cached_tokens: next.usage.cached_tokens,
            follow_up_first_token_ms: next.first.as_secs_f64() * 1e3,
        })
    }

    async fn ask(&self, messages: Vec<ChatMessage>, max_tokens: usize) -> Result<Timed, LlmError> {
        let request = Request {
            messages,
            tools: Vec::new(),
            sampling: Sampling::new(0.0, max_tokens),
            constraint: self.constraint.clone(),
        };
        let (begun, begun_cpu) = (Instant::now(), cpu_time());
        let mut answer = self.engine.stream(request);
        let mut first = None;
        let mut text = String::new();
        while let Some(piece) = answer.next().await {
            let now = (begun.elapsed(), cpu_time().saturating_sub(begun_cpu));
            match piece? {
                Piece::Text(more) | Piece::Reasoning(more) => {
                    first.get_or_insert(now);
                    text.push_str(&more);
                }
                Piece::Call(_) => {
                    first.get_or_insert(now);
                }
                Piece::Notice(_) => {}
                Piece::Done { reason, usage } => {
                    let usage = usage
                        .ok_or_else(|| LlmError::engine("the engine does not count its tokens"))?;
                    return Ok(Timed {
                        first: first.unwrap_or(now).0,
                        whole: now.0,
                        first_cpu: first.unwrap_or(now).1,
                        whole_cpu: now.1,
                        text,
                        reason,
                        usage,
                    });
                }
            }
        }
        Err(LlmError::engine(
            "the engine stopped in the middle of the answer",
        ))
    }
}

/// Returns a question of so many units. Those of different numbers differ from their first letter on,
/// so that nothing of one is of use for another.
fn prompt(number: usize, units: usize) -> ChatMessage {
    let letters = b"bcdefghijklmnopqrstuvwxyz";
    let mut text = String::from(char::from(letters[number % letters.len()]));
    text.push_str(&FILLER.repeat(units));
    ChatMessage::new(Role::User, text)
}

/// Returns how long all threads of this process have computed.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or_default();
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), nanoseconds)
}

/// Returns the most memory that this process has had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests;
