//! One engine, loaded when it is first asked for.
//!
//! It hides who loads: any number of first questions wait for the same load, which runs on a thread
//! of its own and goes on when the one who began it gives up. A failed load is told to everyone who
//! waited, and the next question tries again. Used from the background runtime. It keeps no queue:
//! the engine takes concurrent requests itself.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use super::{LlmEngine, LlmError};

/// An engine, or why there is none.
pub(crate) type Loaded = Result<Arc<dyn LlmEngine>, LlmError>;

/// Loads an engine; called on a thread that may block.
pub(crate) type Loader = Box<dyn Fn() -> Loaded + Send + Sync>;

/// Where the engine is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nobody asked yet; nothing was opened.
    NotLoaded,
    /// It is being loaded.
    Loading,
    /// It answers.
    Ready,
    /// The last load failed.
    Failed(LlmError),
    /// It was given up with the module.
    Closed,
}

/// See the top of the file.
pub(crate) struct LazyEngine {
    loader: Arc<Loader>,
    state: Mutex<State>,
    /// Tells one load from the next.
    loads: AtomicU64,
}

enum State {
    Empty { failure: Option<LlmError> },
    Loading { number: u64, load: SharedLoad },
    Ready(Arc<dyn LlmEngine>),
    Closed,
}

type SharedLoad = Shared<BoxFuture<'static, Loaded>>;

impl LazyEngine {
    pub(crate) fn new(loader: Loader) -> Self {
        Self {
            loader: Arc::new(loader),
            state: Mutex::new(State::Empty { failure: None }),
            loads: AtomicU64::new(0),
        }
    }

    /// Returns the engine, loading it when that has not happened yet.
    pub(crate) async fn get(&self) -> Loaded {
        let (number, load) = match self.begin() {
            Begun::Done(loaded) => return loaded,
            Begun::Wait(number, load) => (number, load),
        };
        let loaded = load.await;
        let mut state = self.state();
        if matches!(&*state, State::Loading { number: current, .. } if *current == number) {
            *state = match &loaded {
                Ok(engine) => State::Ready(Arc::clone(engine)),
                Err(error) => State::Empty {
                    failure: Some(error.clone()),
                },
            };
        }
        loaded
    }

    fn begin(&self) -> Begun {
        let mut state = self.state();
        match &*state {
            State::Ready(engine) => Begun::Done(Ok(Arc::clone(engine))),
            State::Loading { number, load } => Begun::Wait(*number, load.clone()),
            State::Closed => Begun::Done(Err(LlmError::load(
                "the assistant was shut down",
                "restart the terminal",
            ))),
            State::Empty { .. } => {
                let loader = Arc::clone(&self.loader);
                let load = tokio::task::spawn_blocking(move || loader())
                    .map(|outcome| outcome.unwrap_or_else(|error| Err(broken(error))))
                    .boxed()
                    .shared();
                let number = self.loads.fetch_add(1, Ordering::Relaxed);
                *state = State::Loading {
                    number,
                    load: load.clone(),
                };
                Begun::Wait(number, load)
            }
        }
    }

    pub(crate) fn status(&self) -> Status {
        match &*self.state() {
            State::Empty { failure: None } => Status::NotLoaded,
            State::Empty {
                failure: Some(error),
            } => Status::Failed(error.clone()),
            State::Loading { .. } => Status::Loading,
            State::Ready(_) => Status::Ready,
            State::Closed => Status::Closed,
        }
    }

    /// Returns the engine when it is loaded.
    pub(crate) fn loaded(&self) -> Option<Arc<dyn LlmEngine>> {
        match &*self.state() {
            State::Ready(engine) => Some(Arc::clone(engine)),
            _ => None,
        }
    }

    /// Lets go of the engine until somebody asks again.
    pub(crate) fn unload(&self) {
        let mut state = self.state();
        if matches!(&*state, State::Ready(_)) {
            let before = std::mem::replace(&mut *state, State::Empty { failure: None });
            drop(state);
            // Dropping weights takes a moment, in which others may ask how it stands.
            drop(before);
        }
    }

    /// Lets go of the engine for good.
    pub(crate) fn close(&self) {
        let before = std::mem::replace(&mut *self.state(), State::Closed);
        drop(before);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Begun {
    Done(Loaded),
    Wait(u64, SharedLoad),
}

fn broken(error: tokio::task::JoinError) -> LlmError {
    let why = match error.try_into_panic() {
        Ok(panic) => panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "it gave no reason".into()),
        Err(_) => "the terminal is closing".into(),
    };
    log::error!("the engine panicked while loading: {why}");
    LlmError::load(
        format!("the engine broke while loading the model: {why}"),
        "the model's files may be damaged or of a kind that the engine does not know",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::llm::scripted::Scripted;

    fn counting(
        outcome: impl Fn(usize) -> Loaded + Send + Sync + 'static,
    ) -> (Arc<AtomicUsize>, Arc<LazyEngine>) {
        let loads = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&loads);
        let loader: Loader = Box::new(move || outcome(counted.fetch_add(1, Ordering::SeqCst)));
        (loads, Arc::new(LazyEngine::new(loader)))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_first_questions_load_once() {
        let (loads, engine) = counting(|_| Ok(Arc::new(Scripted::saying("hi"))));
        assert_eq!(engine.status(), Status::NotLoaded);
        assert_eq!(
            loads.load(Ordering::SeqCst),
            0,
            "nothing is loaded before it is asked for"
        );
        let asked = (0..16).map(|_| {
            let engine = Arc::clone(&engine);
            tokio::spawn(async move { engine.get().await.is_ok() })
        });
        for answered in futures::future::join_all(asked).await {
            assert!(answered.expect("no panic"));
        }
        assert_eq!(loads.load(Ordering::SeqCst), 1);
        assert_eq!(engine.status(), Status::Ready);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_failed_load_is_reported_and_tried_again() {
        let (_, engine) = counting(|attempt| match attempt {
            0 => Err(LlmError::load("no such folder", "mend it")),
            _ => Ok(Arc::new(Scripted::saying("hi"))),
        });
        let error = engine.get().await.err().expect("the first load fails");
        assert_eq!(error.to_string(), "no such folder");
        assert_eq!(engine.status(), Status::Failed(error));
        assert!(engine.get().await.is_ok());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_panic_while_loading_is_an_error() {
        let (_, engine) = counting(|_| panic!("bad magic"));
        let error = engine.get().await.err().expect("it panicked");
        assert_eq!(
            error.to_string(),
            "the engine broke while loading the model: bad magic"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_gives_up_does_not_stop_the_load_for_the_others() {
        let (allow, allowed) = std::sync::mpsc::channel::<()>();
        let allowed = Mutex::new(allowed);
        let (loads, engine) = counting(move |_| {
            allowed
                .lock()
                .expect("one load")
                .recv()
                .expect("the test lives");
            Ok(Arc::new(Scripted::saying("hi")))
        });
        assert!(engine.get().now_or_never().is_none(), "it is loading");
        assert_eq!(engine.status(), Status::Loading);
        allow.send(()).expect("the load waits");
        assert!(engine.get().await.is_ok());
        assert_eq!(loads.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_closed_engine_says_so() {
        let (loads, engine) = counting(|_| Ok(Arc::new(Scripted::saying("hi"))));
        engine.close();
        assert_eq!(
            engine.get().await.err().map(|error| error.to_string()),
            Some("the assistant was shut down".into())
        );
        assert_eq!(loads.load(Ordering::SeqCst), 0);
    }
}
