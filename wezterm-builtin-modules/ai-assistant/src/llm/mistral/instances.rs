//! The instances of a loaded model, and whose turn it is.
//!
//! It hides that each serves one request at a time (see [`super`] for why), how the engine's letting
//! go of a request is noticed, and that a conversation comes back to the instance that knows its
//! beginning. Background runtime.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mistralrs::Model;
use tokio::runtime::Handle;
use tokio::sync::{Mutex as AsyncMutex, OnceCell, OwnedSemaphorePermit, Semaphore};

use super::load::Recipe;
use super::prefix::{Fillers, Kept, Pace};
use crate::llm::LlmError;

/// The instances of a model and who has which.
pub(super) struct Instances {
    recipe: Recipe,
    slots: Vec<Slot>,
    permits: Arc<Semaphore>,
    free: Mutex<BTreeSet<usize>>,
    /// How many requests wait for an instance.
    waiting: AtomicUsize,
    /// How fast it reads.
    pace: Mutex<Pace>,
    /// Known once a prompt was read ahead of its request.
    pub(super) fillers: OnceCell<Fillers>,
}

/// One instance, loaded or not.
struct Slot {
    /// Locked by whose turn it is, and so never waited for.
    model: AsyncMutex<Option<Arc<Model>>>,
    kept: Mutex<Kept>,
    /// What it was asked last.
    said: Mutex<String>,
}

impl Instances {
    pub(super) fn new(recipe: Recipe, first: Arc<Model>) -> Self {
        let count = recipe.options.instances.max(1);
        let mut first = Some(first);
        let slots = (0..count).map(|_| Slot {
            model: AsyncMutex::new(first.take()),
            kept: Mutex::new(recipe.kept(count)),
            said: Mutex::default(),
        });
        Self {
            slots: slots.collect(),
            permits: Arc::new(Semaphore::new(count)),
            free: Mutex::new((0..count).collect()),
            waiting: AtomicUsize::new(0),
            pace: Mutex::new(recipe.pace),
            fillers: OnceCell::new(),
            recipe,
        }
    }

    /// Returns how many pictures the model takes in a conversation.
    pub(super) fn pictures(&self) -> usize {
        self.recipe.pictures
    }

    /// Waits for an instance that serves nobody, and takes the one that was asked what begins most
    /// like this.
    pub(super) async fn turn(
        self: &Arc<Self>,
        said: &str,
    ) -> Result<(Arc<Model>, Arc<Turn>), LlmError> {
        let waiting = Waiting::new(&self.waiting);
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| LlmError::engine("the engine was shut down"))?;
        drop(waiting);
        let turn = Arc::new(Turn::take(self, permit, said));
        let mut slot = self.slots[turn.index].model.lock().await;
        let model = match &*slot {
            Some(model) => Arc::clone(model),
            None => {
                let recipe = self.recipe.clone();
                let runtime = Handle::current();
                let built = tokio::task::spawn_blocking(move || recipe.build(&runtime)).await;
                let broken = LlmError::engine("the engine broke while loading");
                Arc::clone(slot.insert(built.unwrap_or(Err(broken))?))
            }
        };
        drop(slot);
        Ok((model, turn))
    }

    /// Takes an instance where one is loaded and serves nobody, and nobody waits for it.
    pub(super) fn turn_at_once(self: &Arc<Self>, said: &str) -> Option<(Arc<Model>, Arc<Turn>)> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        let turn = Arc::new(Turn::take(self, permit, said));
        let slot = self.slots[turn.index].model.try_lock().ok();
        let model = slot.and_then(|slot| slot.as_ref().map(Arc::clone));
        if model.is_none() {
            // It was not asked that.
            lock(&self.slots[turn.index].said).clear();
        }
        Some((model?, turn))
    }

    /// Tells whether a request waits for an instance.
    pub(super) fn is_wanted(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }

    /// Returns how many bytes the beginnings take that are kept.
    #[cfg(test)]
    pub(super) fn kept_bytes(&self) -> u64 {
        let kept = self.slots.iter().map(|slot| lock(&slot.kept).bytes());
        kept.sum()
    }

    pub(super) fn pace(&self) -> MutexGuard<'_, Pace> {
        lock(&self.pace)
    }
}

/// A request that waits, while it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The right to use one instance. A part of it travels with each request as a logits processor,
/// because the engine drops those when it lets go of the request, finished or cancelled, and tells so
/// in no other way.
pub(super) struct Turn {
    instances: Arc<Instances>,
    index: usize,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    fn take(instances: &Arc<Instances>, permit: OwnedSemaphorePermit, said: &str) -> Self {
        let mut free = lock(&instances.free);
        let alike = |index: &usize| {
            let before = lock(&instances.slots[*index].said);
            let pairs = before.bytes().zip(said.bytes());
            pairs.take_while(|(one, other)| one == other).count()
        };
        // Of those that are as good, the first: the others may not be loaded.
        let best = free.iter().copied().rev().max_by_key(alike);
        let index = best.unwrap_or(0);
        free.remove(&index);
        drop(free);
        *lock(&instances.slots[index].said) = said.to_owned();
        Self {
            instances: Arc::clone(instances),
            index,
            _permit: permit,
        }
    }

    pub(super) fn instances(&self) -> &Arc<Instances> {
        &self.instances
    }

    /// Gives up the instance, which broke: its next user loads it again.
    pub(super) async fn forget_model(&self) {
        *self.instances.slots[self.index].model.lock().await = None;
        self.kept().clear();
    }

    /// Tells whether the engine keeps one sequence alone.
    pub(super) fn keeps_one(&self) -> bool {
        self.kept().keeps_one()
    }

    /// Returns what its instance keeps; the lock is for looking only.
    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        lock(&self.instances.slots[self.index].kept)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.instances.free).insert(self.index);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
