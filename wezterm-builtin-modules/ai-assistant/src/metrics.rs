//! What answers cost: the figures of each one, and the sums of a session.
//!
//! It hides where figures come from. The times are measured here, while an answer passes on its way to
//! whoever asked, so they are there for every engine; tokens are what the engine says of them. What is
//! not known is `None`, never 0. A session is one life of the assistant; of its answers the last
//! [`KEPT`] are kept one by one, so that memory stays the same. Any thread; the lock is for copying.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use futures::{StreamExt, stream};

use crate::llm::clock::Clock;
use crate::llm::{AnswerStream, EndReason, LlmError, ModelInfo, Piece, Usage};

/// How many answers are kept one by one.
pub(crate) const KEPT: usize = 50;

/// How an answer came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The model said all it had to say, or wants results of tools.
    Complete,
    /// The limit on tokens was reached.
    CutOff,
    /// Whoever asked did not want the rest.
    Stopped,
    /// The engine failed, or the provider would not let it go on.
    Failed,
}

impl Ended {
    /// Returns the word for it that Lua sees.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::CutOff => "cut_off",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

impl From<EndReason> for Ended {
    fn from(reason: EndReason) -> Self {
        match reason {
            EndReason::Complete | EndReason::ToolCalls => Self::Complete,
            EndReason::MaxTokens => Self::CutOff,
            EndReason::Refused => Self::Failed,
        }
    }
}

/// What one answer cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The model that answered; `None` where it failed before that was known.
    pub model: Option<ModelInfo>,
    /// How the answer ended.
    pub ended: Ended,
    /// How long the question waited for the model to be loaded, where it had to be.
    pub load: Option<Duration>,
    /// The time from sending the question to the loaded model until its first word, thought or call.
    pub first_token: Option<Duration>,
    /// The time from sending the question to the loaded model until the end.
    pub total: Duration,
    /// What the engine says.
    pub usage: Option<Usage>,
}

impl Figures {
    /// Returns the tokens of the prompt that were read per second, where the engine measures that.
    pub fn prompt_tokens_per_second(&self) -> Option<f32> {
        known_rate(self.usage?.prompt_tokens_per_second?)
    }

    /// Returns the tokens of the answer per second: the engine's figure where it has one, else that of
    /// the stream between the first piece and the end.
    pub fn tokens_per_second(&self) -> Option<f32> {
        let usage = self.usage?;
        usage.tokens_per_second.and_then(known_rate).or_else(|| {
            let (tokens, time) = self.decoded()?;
            known_rate(tokens as f32 / time.as_secs_f32())
        })
    }

    /// Returns the tokens that came after the first piece, and how long they took.
    fn decoded(&self) -> Option<(usize, Duration)> {
        let tokens = self.usage?.completion_tokens.checked_sub(1)?;
        let time = self.total.checked_sub(self.first_token?)?;
        (tokens > 0 && !time.is_zero()).then_some((tokens, time))
    }

    /// Returns how many tokens of the model's context prompt and answer take.
    pub fn context_used(&self) -> Option<usize> {
        let usage = self.usage?;
        Some(usage.prompt_tokens.saturating_add(usage.completion_tokens))
    }

    /// Returns how many tokens fit into the model's context.
    pub fn context_max(&self) -> Option<usize> {
        self.model.as_ref()?.context_tokens
    }

    /// Returns the size of the model's context, where the answer has reached its end.
    pub(crate) fn full_context(&self) -> Option<usize> {
        let max = self.context_max()?;
        // The token that would have been next had no room.
        (self.context_used()?.saturating_add(1) >= max).then_some(max)
    }

    /// Returns how much of the model's context is used, in percent.
    pub fn context_percent(&self) -> Option<usize> {
        let max = self.context_max().filter(|max| *max > 0)?;
        Some(self.context_used()?.saturating_mul(100) / max)
    }
}

/// Keeps what an engine cannot have measured out: it divides by a time that may be none.
fn known_rate(rate: f32) -> Option<f32> {
    (rate.is_finite() && rate > 0.0).then_some(rate)
}

/// The sums of a session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// Answers that ended by themselves.
    pub complete: usize,
    /// Answers that reached the limit on tokens.
    pub cut_off: usize,
    /// Answers that were stopped.
    pub stopped: usize,
    /// Answers that failed after the question was sent.
    pub failed: usize,
    /// The tokens of all prompts whose engine said how many there were.
    pub prompt_tokens: Option<usize>,
    /// The tokens of all answers whose engine said how many there were.
    pub completion_tokens: Option<usize>,
    /// The tokens of prompts that were at hand from earlier questions, where engines say so.
    pub cached_tokens: Option<usize>,
    /// The answers of which some of the prompt was at hand, where engines say so.
    pub cache_hits: Option<usize>,
    first_tokens: (u32, Duration),
    decoded: (usize, Duration),
}

impl Session {
    /// Returns how many answers there were.
    pub fn answers(&self) -> usize {
        self.complete + self.cut_off + self.stopped + self.failed
    }

    /// Returns the mean time to the first token.
    pub fn first_token(&self) -> Option<Duration> {
        let (count, time) = self.first_tokens;
        time.checked_div(count)
    }

    /// Returns the tokens of all answers per second of writing them.
    pub fn tokens_per_second(&self) -> Option<f32> {
        let (tokens, time) = self.decoded;
        known_rate(tokens as f32 / time.as_secs_f32())
    }

    fn add(&mut self, figures: &Figures) {
        *match figures.ended {
            Ended::Complete => &mut self.complete,
            Ended::CutOff => &mut self.cut_off,
            Ended::Stopped => &mut self.stopped,
            Ended::Failed => &mut self.failed,
        } += 1;
        if let Some(usage) = figures.usage {
            add(&mut self.prompt_tokens, usage.prompt_tokens);
            add(&mut self.completion_tokens, usage.completion_tokens);
            if let Some(cached) = usage.cached_tokens {
                add(&mut self.cached_tokens, cached);
                add(&mut self.cache_hits, usize::from(cached > 0));
            }
        }
        if let Some(time) = figures.first_token {
            self.first_tokens.0 = self.first_tokens.0.saturating_add(1);
            self.first_tokens.1 = self.first_tokens.1.saturating_add(time);
        }
        if let Some((tokens, time)) = figures.decoded() {
            self.decoded.0 = self.decoded.0.saturating_add(tokens);
            self.decoded.1 = self.decoded.1.saturating_add(time);
        }
    }
}

fn add(sum: &mut Option<usize>, more: usize) {
    *sum = Some(sum.unwrap_or(0).saturating_add(more));
}

/// The figures of a session; see the top of the file.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    session: Session,
    answers: VecDeque<Figures>,
}

impl Metrics {
    /// Returns the sums.
    pub(crate) fn session(&self) -> Session {
        self.kept().session.clone()
    }

    /// Returns the last answers, the oldest first.
    pub(crate) fn answers(&self) -> Vec<Figures> {
        self.kept().answers.iter().cloned().collect()
    }

    fn record(&self, figures: Figures) {
        let mut kept = self.kept();
        kept.session.add(&figures);
        if kept.answers.len() == KEPT {
            kept.answers.pop_front();
        }
        kept.answers.push_back(figures);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The figures of one answer, which are there once it has ended.
pub(crate) type Outcome = Arc<OnceLock<Figures>>;

/// Says which model answers, as far as that is known.
pub(crate) type WhoAnswers = Box<dyn Fn() -> Option<ModelInfo> + Send + Sync>;

/// A question that has just been sent.
pub(crate) struct Sent {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) who: WhoAnswers,
    /// When it was sent to the loaded model.
    pub(crate) at: Instant,
    /// How long it waited before that for the model to be loaded.
    pub(crate) load: Option<Duration>,
}

/// Hands an answer on and measures it.
pub(crate) fn measured(answer: AnswerStream, sent: Sent) -> (AnswerStream, Outcome) {
    let outcome = Outcome::default();
    let measuring = Measuring {
        first_token: None,
        model: None,
        outcome: Arc::clone(&outcome),
        running: Some(sent),
    };
    let state = (answer, measuring);
    let answer = stream::unfold(state, |(mut answer, mut measuring)| async move {
        let piece = answer.next().await;
        measuring.see(piece.as_ref());
        Some((piece?, (answer, measuring)))
    });
    (answer.boxed(), outcome)
}

struct Measuring {
    first_token: Option<Duration>,
    model: Option<ModelInfo>,
    outcome: Outcome,
    /// `None` once the answer has ended, so that nothing of the engine is kept longer.
    running: Option<Sent>,
}

impl Measuring {
    fn see(&mut self, piece: Option<&Result<Piece, LlmError>>) {
        match piece {
            Some(Ok(Piece::Text(_) | Piece::Reasoning(_) | Piece::Call(_))) => self.begun(),
            Some(Ok(Piece::Notice(_))) => {}
            Some(Ok(Piece::Done { reason, usage })) => self.end((*reason).into(), *usage),
            Some(Err(_)) | None => self.end(Ended::Failed, None),
        }
    }

    fn begun(&mut self) {
        if let (None, Some(sent)) = (self.first_token, &self.running) {
            self.first_token = Some(sent.clock.now().saturating_duration_since(sent.at));
            // Where several engines stand behind each other, this is the one that answers.
            self.model = (sent.who)();
        }
    }

    fn end(&mut self, ended: Ended, usage: Option<Usage>) {
        let Some(sent) = self.running.take() else {
            return;
        };
        let figures = Figures {
            model: self.model.take().or_else(|| (sent.who)()),
            ended,
            load: sent.load,
            first_token: self.first_token,
            total: sent.clock.now().saturating_duration_since(sent.at),
            usage,
        };
        // Only the first end counts, and this is it.
        let _ = self.outcome.set(figures.clone());
        sent.metrics.record(figures);
    }
}

impl Drop for Measuring {
    fn drop(&mut self) {
        self.end(Ended::Stopped, None);
    }
}

#[cfg(test)]
mod tests;
