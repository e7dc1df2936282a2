//! The instances of a loaded model, and whose turn it is.
//!
//! It hides that each serves one request at a time (see [`super`] for why) and how the engine's
//! letting go of a request is noticed. Background runtime.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mistralrs::{CustomLogitsProcessor, Model, Tensor};
use tokio::runtime::Handle;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};

use super::load::Recipe;
use crate::llm::LlmError;

/// The instances of a model and who has which.
pub(super) struct Instances {
    recipe: Recipe,
    models: Vec<OnceCell<Arc<Model>>>,
    permits: Arc<Semaphore>,
    free: Mutex<BTreeSet<usize>>,
}

impl Instances {
    pub(super) fn new(recipe: Recipe, first: Arc<Model>) -> Self {
        let count = recipe.options.instances.max(1);
        let mut models = vec![OnceCell::new_with(Some(first))];
        models.resize_with(count, OnceCell::new);
        Self {
            recipe,
            models,
            permits: Arc::new(Semaphore::new(count)),
            free: Mutex::new((0..count).collect()),
        }
    }

    /// Returns how many pictures the model takes in a conversation.
    pub(super) fn pictures(&self) -> usize {
        self.recipe.pictures
    }

    /// Waits for an instance that serves nobody.
    pub(super) async fn turn(self: &Arc<Self>) -> Result<(Arc<Model>, Arc<Turn>), LlmError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| LlmError::engine("the engine was shut down"))?;
        let index = self.free().pop_first().unwrap_or(0);
        let turn = Arc::new(Turn {
            instances: Arc::clone(self),
            index,
            _permit: permit,
        });
        let recipe = self.recipe.clone();
        let model = self.models[index]
            .get_or_try_init(|| async move {
                let runtime = Handle::current();
                let built = tokio::task::spawn_blocking(move || recipe.build(&runtime)).await;
                built.unwrap_or_else(|_| Err(LlmError::engine("the engine broke while loading")))
            })
            .await?;
        Ok((Arc::clone(model), turn))
    }

    fn free(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to use one instance. It travels with the request as a logits processor that changes
/// nothing, because the engine drops those when it lets go of the request, finished or cancelled, and
/// tells so in no other way.
pub(super) struct Turn {
    instances: Arc<Instances>,
    index: usize,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.instances.free().insert(self.index);
    }
}

impl CustomLogitsProcessor for Turn {
    fn apply(&self, logits: &Tensor, _context: &[u32]) -> mistralrs::Result<Tensor> {
        Ok(logits.clone())
    }
}
