//! The model that answers now, and the change to another while the terminal runs.
//!
//! It hides three lives that overlap: an engine is loaded by the first question to it, given back when
//! nobody has asked for a while, and, once another model was chosen, dropped when the last of its
//! answers has ended. The next one is loaded beside it where memory allows both, and after it where
//! not. Used from the background runtime; choosing may happen on any thread. Which model is meant is
//! the settings'.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use futures::{StreamExt, stream};
use tokio::sync::watch;

use crate::llm::lazy::{LazyEngine, Loader, Status};
use crate::llm::{AnswerStream, LlmEngine, LlmError, ModelInfo, Request};
use crate::settings::{Engine, ModelSettings, OnSwitch, WarmStart};

/// Makes what loads the model of these settings.
pub(crate) type MakeLoader = Box<dyn Fn(&ModelSettings) -> Loader + Send + Sync>;
/// Says whether the model of these settings fits into the memory that is free now. May block.
pub(crate) type Fits = Arc<dyn Fn(&ModelSettings) -> bool + Send + Sync>;

/// See the top of the file.
pub(crate) struct Desk {
    now: Mutex<Arc<Serving>>,
    make: MakeLoader,
    fits: Fits,
}

/// A model with the settings that questions to it are asked with.
pub(crate) struct Serving {
    pub(crate) settings: ModelSettings,
    running: Arc<Running>,
    fits: Fits,
}

/// An engine and who uses it.
struct Running {
    engine: LazyEngine,
    /// Questions that were asked and not answered yet.
    questions: AtomicUsize,
    last: Mutex<Instant>,
    /// Whether somebody looks whether it is idle.
    watched: AtomicBool,
    /// Ends its answers when it is true; closed when this is dropped.
    end: watch::Sender<bool>,
    /// The one before it, until that is gone.
    before: Mutex<Option<watch::Receiver<bool>>>,
}

/// A question on its way; while there is one, the engine stays.
struct Question(Arc<Running>);

impl Drop for Question {
    fn drop(&mut self) {
        *lock(&self.0.last) = Instant::now();
        self.0.questions.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Running {
    fn new(loader: Loader, before: Option<watch::Receiver<bool>>) -> Arc<Self> {
        Arc::new(Self {
            engine: LazyEngine::new(loader),
            questions: AtomicUsize::new(0),
            last: Mutex::new(Instant::now()),
            watched: AtomicBool::new(false),
            end: watch::Sender::new(false),
            before: Mutex::new(before),
        })
    }

    fn begin(self: &Arc<Self>) -> Question {
        self.questions.fetch_add(1, Ordering::SeqCst);
        Question(Arc::clone(self))
    }

    /// Gives the memory back once nobody has asked for this long. Call it on the runtime.
    fn watch_idle(self: &Arc<Self>, limit: Duration) {
        if self.watched.swap(true, Ordering::SeqCst) {
            return;
        }
        let weak = Arc::downgrade(self);
        tokio::spawn(async move {
            while let Some(left) = Self::idle_left(&weak, limit) {
                tokio::time::sleep(left).await;
            }
        });
    }

    /// Returns how long it may stay, and gives it back when that is over.
    fn idle_left(weak: &Weak<Self>, limit: Duration) -> Option<Duration> {
        let running = weak.upgrade()?;
        if running.questions.load(Ordering::SeqCst) > 0 {
            return Some(limit);
        }
        let idle = lock(&running.last).elapsed();
        if idle < limit {
            return Some(limit - idle);
        }
        running.watched.store(false, Ordering::SeqCst);
        running.engine.unload();
        log::info!("the model was given back after {} s", limit.as_secs());
        None
    }
}

impl Serving {
    /// Asks the model, loading it when that has not happened yet. `make` says what, once it is loaded.
    pub(crate) async fn ask(
        &self,
        make: impl FnOnce() -> Request,
    ) -> Result<AnswerStream, LlmError> {
        let question = self.running.begin();
        let mut end = self.running.end.subscribe();
        self.wait_for_room().await;
        let engine = tokio::select! {
            loaded = self.running.engine.get() => loaded?,
            () = ended(&mut end) => return Err(replaced()),
        };
        if let Some(seconds) = self.settings.unload_after_s {
            self.running.watch_idle(Duration::from_secs(seconds));
        }
        let answer = engine.stream(make());
        Ok(guarded(answer, question, end))
    }

    /// Has the model read the beginning of a request, loading it when that has not happened yet.
    pub(crate) async fn read_ahead(&self, make: impl FnOnce() -> Request) -> Result<(), LlmError> {
        // The model before this one may still answer, and may need the memory.
        let before = lock(&self.running.before).clone();
        // An error says that it is gone.
        if before.is_some_and(|before| before.has_changed().is_ok()) {
            return Ok(());
        }
        let _question = self.running.begin();
        let mut end = self.running.end.subscribe();
        let engine = tokio::select! {
            loaded = self.running.engine.get() => loaded?,
            () = ended(&mut end) => return Ok(()),
        };
        if let Some(seconds) = self.settings.unload_after_s {
            self.running.watch_idle(Duration::from_secs(seconds));
        }
        tokio::select! {
            read = engine.warm(make()) => read,
            () = ended(&mut end) => Ok(()),
        }
    }

    /// Returns what is known about the model once it is loaded.
    pub(crate) fn model_info(&self) -> Option<ModelInfo> {
        Some(self.running.engine.loaded()?.model_info())
    }

    /// Waits until the model before this one is gone, unless both fit into memory.
    async fn wait_for_room(&self) {
        let before = lock(&self.running.before).clone();
        let Some(mut before) = before else { return };
        let (fits, settings) = (Arc::clone(&self.fits), self.settings.clone());
        let both = tokio::task::spawn_blocking(move || fits(&settings)).await;
        if !both.unwrap_or(true) {
            // It fails when the other one is gone, which is what is waited for.
            while before.changed().await.is_ok() {}
        }
        *lock(&self.running.before) = None;
    }
}

impl Desk {
    pub(crate) fn new(settings: ModelSettings, make: MakeLoader, fits: Fits) -> Self {
        let running = Running::new(make(&settings), None);
        Self {
            now: Mutex::new(Arc::new(Serving {
                settings,
                running,
                fits: Arc::clone(&fits),
            })),
            make,
            fits,
        }
    }

    /// Returns the model that answers now.
    pub(crate) fn now(&self) -> Arc<Serving> {
        Arc::clone(&lock(&self.now))
    }

    /// Has another model, or the same in another way, answer from now on.
    pub(crate) fn switch(&self, settings: ModelSettings) {
        let mut now = lock(&self.now);
        let running = match is_same_engine(&now.settings, &settings) {
            true => Arc::clone(&now.running),
            false => {
                if settings.on_switch == OnSwitch::Cancel {
                    now.running.end.send_replace(true);
                }
                let before = now.running.end.subscribe();
                Running::new((self.make)(&settings), Some(before))
            }
        };
        let fits = Arc::clone(&self.fits);
        let old = std::mem::replace(
            &mut *now,
            Arc::new(Serving {
                settings,
                running,
                fits,
            }),
        );
        drop(now);
        // Dropping an engine takes a moment; who asks next need not wait for that.
        drop(old);
    }

    pub(crate) fn status(&self) -> Status {
        self.now().running.engine.status()
    }

    /// Returns the engine when it is loaded.
    pub(crate) fn loaded(&self) -> Option<Arc<dyn LlmEngine>> {
        self.now().running.engine.loaded()
    }

    /// Lets go of the model for good.
    pub(crate) fn close(&self) {
        self.now().running.engine.close();
    }
}

/// Says whether settings differ only in how questions are asked.
fn is_same_engine(one: &ModelSettings, other: &ModelSettings) -> bool {
    of_engine(one) == of_engine(other)
}

/// Returns settings without what is read anew for each question: whatever else there is belongs to
/// the engine, and to those that stand in for it.
fn of_engine(settings: &ModelSettings) -> ModelSettings {
    // A server is told the temperature only where one is set.
    let is_told = settings.engine != Engine::Mistral;
    ModelSettings {
        temperature: settings.temperature.filter(|_| is_told).map(|_| 0.0),
        max_tokens: 0,
        unload_after_s: None,
        on_switch: OnSwitch::Finish,
        warm_start: WarmStart::Auto,
        ..settings.clone()
    }
}

/// Hands an answer on until it ends or is ended.
fn guarded(answer: AnswerStream, question: Question, end: watch::Receiver<bool>) -> AnswerStream {
    let state = Some((answer, question, end));
    stream::unfold(state, |state| async move {
        let (mut answer, question, mut end) = state?;
        tokio::select! {
            biased;
            () = ended(&mut end) => Some((Err(replaced()), None)),
            piece = answer.next() => Some((piece?, Some((answer, question, end)))),
        }
    })
    .boxed()
}

/// Resolves when the answers of a model are to end.
async fn ended(end: &mut watch::Receiver<bool>) {
    if end.wait_for(|ended| *ended).await.is_err() {
        // It is gone without having been told to end anything.
        std::future::pending::<()>().await;
    }
}

fn replaced() -> LlmError {
    LlmError::Engine {
        message: "another model was chosen".into(),
        hint: "ask again: the new one answers".into(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
