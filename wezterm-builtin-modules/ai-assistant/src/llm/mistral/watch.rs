//! What can be seen of a request while the engine has it: how many tokens it has come to, and whether
//! the engine broke over it.
//!
//! The engine tells neither. It hides that both are seen by a logits processor that changes nothing: it
//! is called for each token, and dropped when the engine lets go of the request, in a panic too. Made
//! and read on the background runtime, called on the engine's threads.

use std::sync::{Arc, Mutex, PoisonError};

use mistralrs::{CustomLogitsProcessor, Tensor};
use tokio::sync::oneshot;

/// How many tokens a request has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    /// Tokens of the prompt.
    pub(super) prompt: usize,
    /// Tokens that were generated.
    pub(super) generated: usize,
}

/// Counts tokens as the engine comes to them.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<Counting>);

#[derive(Debug, Default)]
struct Counting {
    /// How many tokens there were when the last one was chosen.
    before: usize,
    generated: usize,
}

impl Seen {
    /// Returns how many tokens there are.
    pub(super) fn tokens(&self) -> Tokens {
        let counting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Tokens {
            prompt: (counting.before + 1).saturating_sub(counting.generated.max(1)),
            generated: counting.generated,
        }
    }

    fn saw(&self, tokens: usize) {
        let mut counting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Under a grammar a token may be chosen twice. The engine shows only a part of a prompt whose
        // beginning it remembers, and all of it from the next token on.
        if counting.generated == 0 || tokens != counting.before {
            counting.generated += 1;
        }
        counting.before = tokens;
    }
}

/// The end of the engine's work on a request.
pub(super) struct Gone(oneshot::Receiver<bool>);

impl Gone {
    /// Waits until the engine has let go of the request; says whether it broke over it.
    pub(super) async fn broken(self) -> bool {
        self.0.await.unwrap_or(false)
    }
}

/// The processor; the engine gets it with the request.
pub(super) struct Watch {
    seen: Arc<Seen>,
    gone: Mutex<Option<oneshot::Sender<bool>>>,
}

impl Watch {
    pub(super) fn new() -> (Arc<Self>, Arc<Seen>, Gone) {
        let seen = Arc::new(Seen::default());
        let (gone, told) = oneshot::channel();
        let watch = Self {
            seen: Arc::clone(&seen),
            gone: Mutex::new(Some(gone)),
        };
        (Arc::new(watch), seen, Gone(told))
    }
}

impl CustomLogitsProcessor for Watch {
    fn apply(&self, logits: &Tensor, context: &[u32]) -> mistralrs::Result<Tensor> {
        self.seen.saw(context.len());
        Ok(logits.clone())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let gone = self
            .gone
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(gone) = gone {
            // Nobody waits for it when this fails.
            let _ = gone.send(std::thread::panicking());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_once_and_all_of_them() {
        let seen = Seen::default();
        // Of a prompt of nine tokens seven were remembered; its first token was chosen twice.
        for (tokens, generated) in [(2, 1), (2, 1), (10, 2), (11, 3), (11, 3)] {
            seen.saw(tokens);
            assert_eq!(seen.tokens().generated, generated);
        }
        let prompt = 9;
        assert_eq!(
            seen.tokens(),
            Tokens {
                prompt,
                generated: 3
            }
        );
    }

    #[tokio::test]
    async fn a_panic_of_whoever_has_it_is_told() {
        let (watch, _, gone) = Watch::new();
        drop(watch);
        assert!(!gone.broken().await);
        let (watch, _, gone) = Watch::new();
        let broken = std::thread::spawn(move || {
            let _watch = watch;
            panic!("on purpose");
        });
        assert!(gone.broken().await);
        assert!(broken.join().is_err());
    }
}
