//! Lua functions that take a while: done on a thread of their own, and awaited.
//!
//! Hides the thread and how its answer comes back. While the configuration is evaluated nothing can be
//! awaited, so that such a function blocks then, within the time that loading may take. It knows nothing
//! of what is done. The functions run on the thread of the Lua state; the work does not.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::task::{Context, Poll, Waker};

use mlua::{FromLuaMulti, Function, IntoLuaMulti, Lua, MultiValue};

use crate::lua::{self, Guard, INTERNAL};

/// Who waits for a piece of work, as the work sees them.
#[derive(Clone, Debug, Default)]
pub struct Asker(Arc<AtomicBool>);

impl Asker {
    /// Returns whether nobody waits any longer, so that the work may end.
    pub fn is_gone(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Tells the work that nobody waits once it is dropped.
struct Waiting(Asker);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// Makes a Lua function of this full name whose work is done on a thread of its own and awaited; what
/// the work fails with is raised, behind the name.
pub fn slow_function<A, T>(
    lua: &Lua,
    name: &'static str,
    work: impl Fn(A, &Asker) -> Result<T, String> + Send + Sync + 'static,
) -> mlua::Result<Function>
where
    A: FromLuaMulti + Send + 'static,
    T: IntoLuaMulti + Send + 'static,
{
    let work = Arc::new(work);
    let at = Arc::clone(&work);
    let now = lua.create_function(move |lua, args: MultiValue| {
        let args = A::from_lua_args(args, 1, Some(name), lua)?;
        let (answered, answer) = mpsc::sync_channel(1);
        let waiting = start(name, &at, args, move |outcome| {
            // Nobody may be there any more.
            let _ = answered.send(outcome);
        })?;
        let guard = lua.app_data_ref::<Rc<Guard>>();
        let outcome = match guard.and_then(|guard| guard.left()) {
            Some(left) => answer.recv_timeout(left).map_err(|_| ()),
            None => answer.recv().map_err(|_| ()),
        };
        drop(waiting);
        let late = || "longer than loading the configuration may take".to_owned();
        let outcome = outcome.unwrap_or_else(|()| Err(late()));
        outcome
            .map_err(|text| raised(name, &text))?
            .into_lua_multi(lua)
    })?;
    let later = lua.create_async_function(move |lua, args: MultiValue| {
        let slot = Arc::new(Mutex::new(Slot::default()));
        let into = Arc::clone(&slot);
        let waiting = A::from_lua_args(args, 1, Some(name), &lua)
            .and_then(|args| start(name, &work, args, move |outcome| Slot::fill(&into, outcome)));
        async move {
            let _waiting = waiting?;
            let outcome = Answer(slot).await;
            outcome
                .map_err(|text| raised(name, &text))?
                .into_lua_multi(&lua)
        }
    })?;
    by_loading(lua, now, later)
}

/// Makes one function of two: the first is called while the configuration is evaluated, the second later.
pub(crate) fn by_loading(lua: &Lua, now: Function, later: Function) -> mlua::Result<Function> {
    let loading = lua.create_function(|lua, ()| Ok(lua::is_loading(lua)))?;
    let choose = "local loading, now, later = ...
        return function(...) if loading() then return now(...) end return later(...) end";
    lua.load(choose)
        .set_name(INTERNAL)
        .call((loading, now, later))
}

fn raised(name: &str, text: &str) -> mlua::Error {
    mlua::Error::runtime(format!("{name}: {text}"))
}

/// Begins the work; who keeps what is returned waits for it.
fn start<A, T, W>(
    name: &'static str,
    work: &Arc<W>,
    args: A,
    give: impl FnOnce(Result<T, String>) + Send + 'static,
) -> mlua::Result<Waiting>
where
    A: Send + 'static,
    T: 'static,
    W: Fn(A, &Asker) -> Result<T, String> + Send + Sync + 'static,
{
    let (work, asker) = (Arc::clone(work), Asker::default());
    let waiting = Waiting(asker.clone());
    let done = move || {
        // Whoever waits must hear of it, or would wait for ever.
        let outcome = catch_unwind(AssertUnwindSafe(|| work(args, &asker)));
        give(outcome.unwrap_or_else(|_| Err("it panicked; the log tells where".to_owned())));
    };
    let thread = std::thread::Builder::new().name(name.into()).spawn(done);
    thread.map_err(|error| raised(name, &format!("no thread can be started: {error}")))?;
    Ok(waiting)
}

/// Where the thread puts what came of the work.
struct Slot<T> {
    outcome: Option<Result<T, String>>,
    waker: Option<Waker>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            outcome: None,
            waker: None,
        }
    }
}

impl<T> Slot<T> {
    fn fill(slot: &Mutex<Self>, outcome: Result<T, String>) {
        let waker = {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            slot.outcome = Some(outcome);
            slot.waker.take()
        };
        // A waker may run code of the executor, which must not come under the lock.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// What comes of the work.
struct Answer<T>(Arc<Mutex<Slot<T>>>);

impl<T> Future for Answer<T> {
    type Output = Result<T, String>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                let before = slot.waker.replace(cx.waker().clone());
                drop(slot);
                drop(before);
                Poll::Pending
            }
        }
    }
}
