//! Reading prompts: in slices, ahead of the question, and only what was not read before.
//!
//! The engine reads a prompt in one go that nothing interrupts. It is fed growing beginnings instead,
//! each as much as it reads in a fraction of a second; between two of them a reader who is gone is
//! noticed. What was read is kept, so that neither the question that follows a slice nor the one that
//! follows an answer is read from its first token; how much is kept is counted and bounded. It hides
//! what the engine gets wrong with all this (see [`kept`] and [`step`]). Background runtime. Where a
//! prompt cannot be read ahead, it is left to the engine as it is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mistralrs::{CustomLogitsProcessor, Model, Tensor, TextMessages};
use tokio::sync::oneshot;

use super::instances::{Instances, Turn};
use super::{Pieces, merge_system, tokens_of};
use crate::llm::{ChatMessage, LlmError, Piece, Role, Usage};

mod kept;
mod step;

use kept::Entry;
pub(super) use kept::Kept;
pub(super) use step::Fillers;
use step::Step;

/// How long the reading of one slice may take, and so how long a stopped question holds the engine.
const SLICE: Duration = Duration::from_millis(400);
/// The shortest slice, in tokens: each costs something besides its tokens.
const SHORTEST: usize = 16;
/// Who waits longer than this is told for how long.
const PATIENCE: Duration = Duration::from_secs(1);
/// What is shorter is read again faster than it is put in order.
const LEAST: usize = 64;
/// With fewer new tokens it is not worth reading ahead.
const WORTH: usize = 4;

/// How fast a model reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    tokens_per_second: f64,
}

impl Pace {
    /// Guesses it from the size of the weights, until it is known.
    pub(super) fn guess(weights: u64) -> Self {
        Self {
            tokens_per_second: 1e10 / weights.max(1) as f64,
        }
    }

    fn learn(&mut self, tokens: usize, took: Duration) {
        if tokens >= SHORTEST && !took.is_zero() {
            self.tokens_per_second = tokens as f64 / took.as_secs_f64();
        }
    }

    /// Returns how many tokens are read in the time of a slice.
    fn slice(self) -> usize {
        let tokens = self.tokens_per_second * SLICE.as_secs_f64();
        (tokens as usize).max(SHORTEST)
    }

    fn time_for(self, tokens: usize) -> Duration {
        Duration::from_secs_f64((tokens as f64 / self.tokens_per_second.max(0.01)).min(1e6))
    }
}

/// A prompt that has been read, but for its end, and the instance that did.
pub(super) struct Reading {
    model: Arc<Model>,
    turn: Arc<Turn>,
    fillers: Option<Fillers>,
    begun: Instant,
    /// How many tokens were at hand before; `None` where it cannot be told.
    cached: Option<usize>,
    watched: Arc<Mutex<Watched>>,
    gone: Option<oneshot::Receiver<()>>,
}

/// What was seen of a request to the engine.
#[derive(Default)]
struct Watched {
    /// The tokens of the prompt, where they are known.
    prompt: Option<Vec<u32>>,
    /// The tokens that were computed.
    tokens: Vec<u32>,
    /// When the first token of the answer was chosen.
    first: Option<Instant>,
    /// How many tokens of the prompt the engine did not read, as it turned out.
    spared: Option<usize>,
    /// Whether the answer came to its end.
    is_answered: bool,
}

/// Waits for an instance and has it read all of a prompt but the last slice. Dropping the future gives
/// up between two slices.
pub(super) async fn read(
    instances: &Arc<Instances>,
    messages: &[ChatMessage],
    pieces: &Pieces,
) -> Result<Reading, LlmError> {
    let (model, turn) = instances.turn(&said(messages)).await?;
    let begun = Instant::now();
    let mut reading = Reading {
        fillers: fillers(&model, instances).await,
        model,
        turn,
        begun,
        cached: None,
        watched: Arc::default(),
        gone: None,
    };
    let Some(prompt) = tokens_to_read(&reading.model, messages).await else {
        let has_pictures = messages.iter().any(|message| !message.images.is_empty());
        if has_pictures
            && let Some(fillers) = reading.fillers.filter(|_| reading.turn.kept().is_on())
        {
            // The engine looks for such a prompt among what it keeps too.
            let step = Step::EMPTY.take(&reading.model, &reading.turn, fillers);
            step.await?;
        }
        return Ok(reading);
    };
    if prompt.len() > most_tokens(&reading.model) {
        // The engine refuses it at once.
        return Ok(reading);
    }
    reading.cached = Some(0);
    if let Some(fillers) = reading.fillers.filter(|_| reading.turn.kept().is_on()) {
        let (model, turn) = (&reading.model, &reading.turn);
        disarm(model, turn, &prompt, fillers).await?;
        reading.cached = Some(turn.kept().usable(&prompt));
        let mut told = false;
        while let Some(end) = next_slice(turn, &prompt, prompt.len()) {
            tell(turn, &prompt, begun, &mut told, pieces);
            read_to(model, turn, &prompt, end, fillers).await?;
        }
    }
    lock(&reading.watched).prompt = Some(prompt);
    Ok(reading)
}

/// Has an instance that serves nobody read the beginning that a request will have. Stops as soon as a
/// request waits.
pub(super) async fn read_ahead(
    instances: &Arc<Instances>,
    messages: &[ChatMessage],
) -> Result<(), LlmError> {
    let Some((model, turn)) = instances.turn_at_once(&said(messages)) else {
        return Ok(());
    };
    let Some(fillers) = fillers(&model, instances).await else {
        return Ok(());
    };
    if !turn.kept().is_on() {
        return Ok(());
    }
    let beginning = match beginning_of(&model, messages).await {
        Some(beginning) => beginning,
        // Some chat templates know only the person and the model.
        None => match beginning_of(&model, &merge_system(messages)).await {
            Some(beginning) => beginning,
            None => return Ok(()),
        },
    };
    if beginning.len() < turn.kept().usable(&beginning) + 1 + WORTH {
        return Ok(());
    }
    disarm(&model, &turn, &beginning, fillers).await?;
    while !instances.is_wanted() {
        let known = turn.kept().usable(&beginning);
        let end = match next_slice(&turn, &beginning, beginning.len()) {
            Some(end) => end,
            None if known + 1 < beginning.len() => beginning.len(),
            None => break,
        };
        if !turn.kept().has_room_for(end) {
            break;
        }
        read_to(&model, &turn, &beginning, end, fillers).await?;
    }
    Ok(())
}

impl Reading {
    pub(super) fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// Returns what goes along with the request to the engine.
    pub(super) fn companion(&mut self) -> Arc<Companion> {
        let (gone, is_gone) = oneshot::channel();
        self.gone = Some(is_gone);
        Arc::new(Companion {
            watched: Arc::clone(&self.watched),
            turn: Arc::clone(&self.turn),
            gone: Some(gone),
        })
    }

    /// Puts in what the engine does not tell. How much was at hand is inferred: it is the beginning that
    /// the prompt shares with what was kept, unless the engine was seen to read more than the rest.
    pub(super) fn complete(&self, usage: Usage) -> Usage {
        let watched = lock(&self.watched);
        let (Some(cached), Some(first)) = (self.cached, watched.first) else {
            return usage;
        };
        let cached = watched.spared.map_or(cached, |spared| cached.min(spared));
        let took = first.duration_since(self.begun).as_secs_f32();
        let read = usage.prompt_tokens.saturating_sub(cached);
        Usage {
            cached_tokens: Some(cached),
            prompt_tokens_per_second: (took > 0.0).then(|| read as f32 / took),
            ..usage
        }
    }

    /// Gives up the instance, which broke.
    pub(super) async fn forget_model(&self) {
        self.turn.forget_model().await;
    }

    /// Notes that the engine failed, and so keeps nothing any more.
    pub(super) fn forget(&self) {
        self.turn.kept().clear();
    }

    /// Puts in order what the engine keeps of a question and its answer, once it has let go of them; the
    /// instance serves nobody meanwhile. What is short, or in the way of who waits, is left as it is.
    pub(super) fn settle(self) {
        let Some(fillers) = self.fillers.filter(|_| self.turn.kept().is_on()) else {
            return;
        };
        let tokens = {
            let mut watched = lock(&self.watched);
            watched.is_answered = true;
            watched.tokens.clone()
        };
        self.turn.kept().confirm(&tokens);
        if tokens.len() < LEAST || self.turn.instances().is_wanted() {
            return;
        }
        tokio::spawn(async move {
            if let Some(gone) = self.gone {
                // It only ever ends.
                let _ = gone.await;
            }
            let step = match self.turn.kept().has_room_for(tokens.len() + 2) {
                true => Step::only(&tokens, fillers),
                false => Step::EMPTY,
            };
            if let Err(error) = step.take(&self.model, &self.turn, fillers).await {
                log::warn!("{error}");
            }
        });
    }
}

/// Goes along with a request to the engine, changes nothing of it, and sees what becomes of it.
pub(super) struct Companion {
    watched: Arc<Mutex<Watched>>,
    turn: Arc<Turn>,
    gone: Option<oneshot::Sender<()>>,
}

impl CustomLogitsProcessor for Companion {
    fn apply(&self, logits: &Tensor, context: &[u32]) -> mistralrs::Result<Tensor> {
        let mut watched = lock(&self.watched);
        watched.first.get_or_insert_with(Instant::now);
        watched.see(context);
        Ok(logits.clone())
    }
}

impl Watched {
    /// Notes the tokens that were computed. With the first token of an answer these are only those
    /// that were not at hand.
    fn see(&mut self, context: &[u32]) {
        let known = self.tokens.len();
        if known > 0 && context.len() > known {
            self.tokens.extend_from_slice(&context[known..]);
        } else if known == 0
            && let Some(prompt) = &self.prompt
        {
            if prompt.ends_with(context) {
                self.spared = Some(prompt.len() - context.len());
                self.tokens.clone_from(prompt);
            } else {
                log::warn!("the engine read other tokens than were counted");
                self.prompt = None;
            }
        }
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        let watched = lock(&self.watched);
        if !watched.tokens.is_empty() {
            self.turn.kept().add(Entry {
                tokens: watched.tokens.clone(),
                last: None,
                // Of an answer that was stopped nobody can tell whether it is kept.
                certain: watched.is_answered,
            });
        } else if watched.first.is_some() {
            self.turn.kept().add_unknown();
        }
        drop(watched);
        if let Some(gone) = self.gone.take() {
            // Nobody waits for it where the answer was stopped.
            let _ = gone.send(());
        }
    }
}

/// Returns where the next slice ends, unless what is left is hardly more than one.
fn next_slice(turn: &Turn, prompt: &[u32], end: usize) -> Option<usize> {
    let kept = turn.kept();
    let known = kept.usable(prompt);
    let slice = turn.instances().pace().slice();
    let to = known + slice;
    (end - known > slice + slice / 2 && kept.has_room_for(to)).then_some(to)
}

/// Reads a prompt up to a token.
async fn read_to(
    model: &Arc<Model>,
    turn: &Arc<Turn>,
    prompt: &[u32],
    end: usize,
    fillers: Fillers,
) -> Result<(), LlmError> {
    let known = turn.kept().usable(&prompt[..end]);
    let step = Step {
        read: Some(prompt[..end].to_vec()),
        follows: prompt.get(end).copied(),
        renew: !turn.kept().has_room_beside(end),
    };
    let begun = Instant::now();
    step.take(model, turn, fillers).await?;
    turn.instances().pace().learn(end - known, begun.elapsed());
    Ok(())
}

/// Sees to it that the engine does not take more of a prompt to be at hand than is, and that there is
/// room for it.
async fn disarm(
    model: &Arc<Model>,
    turn: &Arc<Turn>,
    prompt: &[u32],
    fillers: Fillers,
) -> Result<(), LlmError> {
    let step = {
        let kept = turn.kept();
        if !kept.is_trap(prompt) && !kept.is_crowded(prompt, LEAST) {
            return Ok(());
        }
        match kept.usable(prompt) {
            0..LEAST => Step::EMPTY,
            // The two tokens behind must fit, too.
            usable if usable + 2 > most_tokens(model) => Step::EMPTY,
            usable => Step::only(&prompt[..usable], fillers),
        }
    };
    step.take(model, turn, fillers).await
}

/// Returns how many tokens the model's context holds.
fn most_tokens(model: &Model) -> usize {
    let config = model.config().ok();
    config
        .and_then(|config| config.max_seq_len)
        .unwrap_or(usize::MAX)
}

/// Says once how long a long prompt takes.
fn tell(turn: &Turn, prompt: &[u32], begun: Instant, told: &mut bool, pieces: &Pieces) {
    let left = prompt.len() - turn.kept().usable(prompt);
    let time = turn.instances().pace().time_for(left);
    if *told || time < PATIENCE || begun.elapsed() < SLICE / 4 {
        return;
    }
    *told = true;
    let notice = format!(
        "reading {left} tokens, which takes about {} s",
        time.as_secs_f64().ceil()
    );
    // Who has no room for it reads nothing at all.
    let _ = pieces.try_send(Ok(Piece::Notice(notice)));
}

/// Returns the messages as one text, which alike conversations begin with.
fn said(messages: &[ChatMessage]) -> String {
    let lines = messages
        .iter()
        .map(|message| format!("{}\n{}\n", message.role.name(), message.text));
    lines.collect()
}

/// Returns the tokens that messages are for this model, where there is something to read ahead of.
async fn tokens_to_read(model: &Arc<Model>, messages: &[ChatMessage]) -> Option<Vec<u32>> {
    // Pictures are read by another part of the model, which counts their tokens itself.
    if messages.iter().any(|message| !message.images.is_empty()) {
        return None;
    }
    let tokens = tokens_of(model, messages).await?;
    Some(tokens).filter(|tokens| tokens.len() > 1)
}

/// Returns the tokens that every request begins with which begins with these messages, the last of
/// them being perhaps not finished.
async fn beginning_of(model: &Arc<Model>, messages: &[ChatMessage]) -> Option<Vec<u32>> {
    let mut messages = messages.to_vec();
    if messages.last().is_none_or(|last| last.role != Role::User) {
        messages.push(ChatMessage::new(Role::User, ""));
    }
    let mut beginning: Option<Vec<u32>> = None;
    for more in ["a", " b", "\n"] {
        let mut longer = messages.clone();
        longer.last_mut()?.text.push_str(more);
        let tokens = tokens_to_read(model, &longer).await?;
        beginning = Some(match beginning {
            None => tokens,
            Some(before) => {
                let pairs = before.into_iter().zip(tokens);
                let alike = pairs.take_while(|(one, other)| one == other);
                alike.map(|(token, _)| token).collect()
            }
        });
    }
    beginning
}

/// Returns two tokens of ordinary text.
async fn fillers(model: &Arc<Model>, instances: &Instances) -> Option<Fillers> {
    let found = instances.fillers.get_or_try_init(|| async {
        let mut tokens = Vec::new();
        for letter in ["a", "b"] {
            let counted = Arc::clone(model);
            // See `tokens_of` for why it has a task of its own.
            let ids = tokio::spawn(async move {
                let text = Ok::<_, TextMessages>(letter.to_owned()).into();
                counted.tokenize(text, None, false, false, None).await
            });
            let ids = ids.await.ok().and_then(Result::ok);
            tokens.extend(ids.into_iter().flatten().next_back());
        }
        match tokens[..] {
            [one, other] if one != other => Ok(Fillers(one, other)),
            _ => Err(()),
        }
    });
    found.await.ok().copied()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
