//! Reads a piece of a prompt, and empties the engine's prefix cache.
//!
//! It hides how a library that offers neither is brought to do both. A piece is read as a request of
//! raw tokens for one token that we choose, so that what is kept of it never passes for more than it
//! is. On a GPU the engine is told to keep one sequence, so each that is finished replaces the one
//! before. On a CPU it never lets go of anything, except that a request whose computation fails
//! empties the whole cache. What is still wanted outlives that, because a request takes its share of
//! the cache when it arrives and not when its turn comes. So three requests are sent: one that holds
//! the engine up, one that will fail, and the one that reads on; the engine takes in the last two
//! together, and runs the shorter one first. Background runtime; a step is done to its end, whoever
//! waits for it.

use std::sync::mpsc as blocking;
use std::sync::{Arc, Mutex, PoisonError};

use mistralrs::{
    CustomLogitsProcessor, Model, NormalRequest, Request as EngineRequest, RequestMessage,
    Response, SamplingParams, Tensor,
};
use tokio::sync::{mpsc, oneshot};

use super::super::instances::Turn;
use super::super::{broken, model_failed};
use super::kept::Entry;
use crate::llm::LlmError;

/// A token that no model has. The largest number is not one: the library reads it as a blank.
const NO_TOKEN: u32 = u32::MAX - 1;

/// Two tokens of ordinary text, which end no answer.
#[derive(Clone, Copy, Debug)]
pub(in crate::llm::mistral) struct Fillers(pub(super) u32, pub(super) u32);

impl Fillers {
    /// Returns one that is not `token`.
    fn other_than(self, token: Option<u32>) -> u32 {
        if token == Some(self.0) {
            self.1
        } else {
            self.0
        }
    }
}

/// What a step does.
pub(super) struct Step {
    /// The tokens to read, at least two of which are new.
    pub(super) read: Option<Vec<u32>>,
    /// The token that must not be generated: the one that follows in the prompt.
    pub(super) follows: Option<u32>,
    /// Whether everything else is let go.
    pub(super) renew: bool,
}

impl Step {
    /// Lets go of everything.
    pub(super) const EMPTY: Self = Self {
        read: None,
        follows: None,
        renew: true,
    };

    /// Lets go of everything but these tokens. Two that mean nothing are read behind them, because a
    /// prompt that is wholly there already would be read anew.
    pub(super) fn only(tokens: &[u32], fillers: Fillers) -> Self {
        Self {
            read: Some([tokens, &[fillers.0, fillers.1]].concat()),
            follows: None,
            renew: true,
        }
    }

    /// Takes the step. Dropping the future does not stop it.
    pub(super) async fn take(
        self,
        model: &Arc<Model>,
        turn: &Arc<Turn>,
        fillers: Fillers,
    ) -> Result<(), LlmError> {
        let (model, turn) = (Arc::clone(model), Arc::clone(turn));
        let work = tokio::spawn(async move { self.work(&model, &turn, fillers).await });
        work.await
            .unwrap_or_else(|_| Err(LlmError::engine("the engine broke while it read")))
    }

    async fn work(self, model: &Model, turn: &Arc<Turn>, fillers: Fillers) -> Result<(), LlmError> {
        let chosen = fillers.other_than(self.follows);
        if turn.keeps_one() {
            let tokens = self.read.unwrap_or_else(|| vec![fillers.0, fillers.1]);
            return read(model, turn, tokens, chosen).await;
        }
        match (self.read, self.renew) {
            (Some(tokens), true) => read_and_empty(model, turn, tokens, chosen, fillers).await,
            (Some(tokens), false) => read(model, turn, tokens, chosen).await,
            (None, true) => empty(model, turn).await,
            (None, false) => Ok(()),
        }
    }
}

/// Reads on.
async fn read(
    model: &Model,
    turn: &Arc<Turn>,
    tokens: Vec<u32>,
    chosen: u32,
) -> Result<(), LlmError> {
    let answer = send(model, turn, tokens.clone(), Choose(chosen)).await?;
    note(turn, answer, tokens, chosen).await
}

/// Lets go of everything.
async fn empty(model: &Model, turn: &Arc<Turn>) -> Result<(), LlmError> {
    let failing = send(model, turn, vec![NO_TOKEN], Choose(0)).await?;
    emptied(turn, failing).await
}

/// Lets go of everything but the share that these tokens have of it, and reads on.
async fn read_and_empty(
    model: &Model,
    turn: &Arc<Turn>,
    tokens: Vec<u32>,
    chosen: u32,
    fillers: Fillers,
) -> Result<(), LlmError> {
    let (runs, running) = oneshot::channel();
    let (go_on, may_go_on) = blocking::channel();
    let hold = HoldUp(Mutex::new(Some((runs, may_go_on))));
    let mut holding = send(model, turn, vec![fillers.0], hold).await?;
    if running.await.is_err() {
        return Err(LlmError::engine("the engine stopped"));
    }
    let failing = send(model, turn, vec![NO_TOKEN], Choose(0)).await?;
    let answer = send(model, turn, tokens.clone(), Choose(chosen)).await?;
    drop(go_on);
    // Its end means nothing; but the engine must be able to tell it.
    holding.recv().await;
    emptied(turn, failing).await?;
    note(turn, answer, tokens, chosen).await
}

/// Waits until the engine has let go of everything.
async fn emptied(turn: &Turn, mut failing: mpsc::Receiver<Response>) -> Result<(), LlmError> {
    // The engine must be able to say that it failed: a message that nobody takes would end it.
    match failing.recv().await {
        Some(Response::CompletionModelError(..)) => {
            turn.kept().clear();
            Ok(())
        }
        _ => Err(LlmError::engine("the prefix cache could not be emptied")),
    }
}

/// Waits until tokens were read, and notes that they are kept.
async fn note(
    turn: &Turn,
    mut answer: mpsc::Receiver<Response>,
    tokens: Vec<u32>,
    chosen: u32,
) -> Result<(), LlmError> {
    match answer.recv().await {
        Some(Response::CompletionDone(_)) => {
            turn.kept().add(Entry {
                tokens,
                last: Some(chosen),
                certain: true,
            });
            Ok(())
        }
        Some(Response::CompletionModelError(why, _)) => {
            // It emptied the whole cache.
            turn.kept().clear();
            Err(model_failed(&why))
        }
        Some(_) => Err(LlmError::engine("the engine could not read the question")),
        None => {
            turn.forget_model().await;
            Err(broken())
        }
    }
}

/// What a request does with the chances of the next token.
trait Chances: Send + Sync + 'static {
    fn change(&self, logits: &Tensor) -> mistralrs::Result<Tensor>;
}

/// Has a certain token generated.
struct Choose(u32);

impl Chances for Choose {
    fn change(&self, logits: &Tensor) -> mistralrs::Result<Tensor> {
        let mut chances = vec![f32::NEG_INFINITY; logits.elem_count()];
        if let Some(chance) = chances.get_mut(self.0 as usize) {
            *chance = 0.0;
        }
        Tensor::from_vec(chances, logits.shape(), logits.device())
    }
}

/// Tells that it runs, holds the engine up until it may go on, and ends.
struct HoldUp(Mutex<Option<(oneshot::Sender<()>, blocking::Receiver<()>)>>);

impl Chances for HoldUp {
    fn change(&self, _logits: &Tensor) -> mistralrs::Result<Tensor> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((runs, may_go_on)) = held
            && runs.send(()).is_ok()
        {
            // The other end is dropped, never used.
            let _ = may_go_on.recv();
        }
        Err(std::io::Error::other("this request only holds the engine up").into())
    }
}

/// A request's right to the instance, which it has until the engine lets go of it.
struct Holding<C> {
    chances: C,
    _turn: Arc<Turn>,
}

impl<C: Chances> CustomLogitsProcessor for Holding<C> {
    fn apply(&self, logits: &Tensor, _context: &[u32]) -> mistralrs::Result<Tensor> {
        self.chances.change(logits)
    }
}

/// Sends raw tokens, to which one is to be generated.
async fn send(
    model: &Model,
    turn: &Arc<Turn>,
    tokens: Vec<u32>,
    chances: impl Chances,
) -> Result<mpsc::Receiver<Response>, LlmError> {
    let (response, answer) = mpsc::channel(4);
    let mut sampling = SamplingParams::deterministic();
    sampling.max_len = Some(1);
    let messages = RequestMessage::CompletionTokens(tokens);
    let mut request = NormalRequest::new_simple(messages, sampling, response, 0, None, None);
    request.logits_processors = Some(vec![Arc::new(Holding {
        chances,
        _turn: Arc::clone(turn),
    })]);
    let sender = model.inner().get_sender(None);
    let sender = sender.map_err(|error| dead(&error))?;
    let sent = sender.send(EngineRequest::Normal(Box::new(request))).await;
    sent.map_err(|error| dead(&error))?;
    Ok(answer)
}

fn dead(error: &dyn std::fmt::Display) -> LlmError {
    LlmError::engine(format!("the engine failed: {error}"))
}
