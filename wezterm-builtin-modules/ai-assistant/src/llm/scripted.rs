//! An engine for tests that says what it is told to, and can be made to wait.
//!
//! It hides nothing. It is not compiled into the program.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use futures::stream;
use tokio::sync::Semaphore;

use super::{AnswerStream, CalledTool, EndReason, LlmEngine, LlmError, ModelInfo, Piece, Request};

/// One step of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Says this.
    Say(&'static str),
    /// Waits until the test calls [`Scripted::go_on`].
    Wait,
    /// Tells the person this.
    Notice(&'static str),
    /// Calls a tool.
    Call(CalledTool),
    /// Fails.
    Fail(LlmError),
    /// Reaches the limit on tokens.
    CutOff,
}

/// See the top of the file.
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Vec<Step>>>,
    repeated: Option<Vec<Step>>,
    pub(crate) requests: Mutex<Vec<Request>>,
    gate: Arc<Semaphore>,
    running: Arc<AtomicUsize>,
}

impl Scripted {
    /// Answers each question with the next of these.
    pub(crate) fn new(answers: impl IntoIterator<Item = Vec<Step>>) -> Self {
        Self {
            answers: Mutex::new(answers.into_iter().collect()),
            repeated: None,
            requests: Mutex::default(),
            gate: Arc::new(Semaphore::new(0)),
            running: Arc::default(),
        }
    }

    /// Answers every question with this.
    pub(crate) fn saying(text: &'static str) -> Self {
        Self {
            repeated: Some(vec![Step::Say(text)]),
            ..Self::new([])
        }
    }

    /// Lets one waiting step pass.
    pub(crate) fn go_on(&self) {
        self.gate.add_permits(1);
    }

    /// Counts the answers that were begun and neither ended nor were dropped.
    pub(crate) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }
}

struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl LlmEngine for Scripted {
    fn stream(&self, request: Request) -> AnswerStream {
        self.requests.lock().expect("not poisoned").push(request);
        let next = self.answers.lock().expect("not poisoned").pop_front();
        let mut steps: VecDeque<Step> = next
            .or_else(|| self.repeated.clone())
            .unwrap_or_default()
            .into();
        let calls = steps.iter().any(|step| matches!(step, Step::Call(_)));
        let end = match calls {
            true => EndReason::ToolCalls,
            false => EndReason::Complete,
        };
        if !matches!(steps.back(), Some(Step::Fail(_) | Step::CutOff)) {
            steps.push_back(Step::Say(""));
        }
        self.running.fetch_add(1, Ordering::SeqCst);
        let state = (
            steps,
            Arc::clone(&self.gate),
            Running(Arc::clone(&self.running)),
        );
        stream::unfold(state, move |(mut steps, gate, running)| async move {
            loop {
                let last = steps.len() == 1;
                let piece = match steps.pop_front()? {
                    Step::Say("") if last => Ok(Piece::Done {
                        reason: end,
                        usage: None,
                    }),
                    Step::Notice(text) => Ok(Piece::Notice(text.into())),
                    Step::Call(call) => Ok(Piece::Call(call)),
                    Step::Say(text) => Ok(Piece::Text(text.into())),
                    Step::Wait => {
                        if let Ok(permit) = gate.acquire().await {
                            permit.forget();
                        }
                        continue;
                    }
                    Step::Fail(error) => Err(error),
                    Step::CutOff => Ok(Piece::Done {
                        reason: EndReason::MaxTokens,
                        usage: None,
                    }),
                };
                return Some((piece, (steps, gate, running)));
            }
        })
        .boxed()
    }

    fn model_info(&self) -> ModelInfo {
        ModelInfo {
            name: "scripted".into(),
            device: "cpu".into(),
            quantization: "none".into(),
            context_tokens: Some(2048),
            vision: false,
        }
    }
}
