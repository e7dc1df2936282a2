//! The Lua virtual machine: its limits, its event handlers, and how the roof runs them.
//!
//! Hides the debug hook that stops code which loops, and the registry in which handlers live.
//! Everything here stays on the main thread. It defines no Lua functions: `lua_api` does.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use mlua::{Function, HookTriggers, IntoLuaMulti, Lua, MultiValue, Table, Value, VmState};

use crate::problem::Problem;
use crate::timer::Calls;

/// The name of the registry value that is true while the configuration is evaluated.
pub(crate) const LOADING: &str = "wezterm.config_loading";

/// The name of our own pieces of Lua; a bracket keeps it out of the places that are told.
pub(crate) const INTERNAL: &str = "=[wezterm]";

const HANDLERS: &str = "wezterm.event_handlers";

/// How long a handler may run without awaiting anything.
const HANDLER_LIMIT: Duration = Duration::from_secs(2);

/// What the configuration may allocate.
const MEMORY_LIMIT: usize = 512 << 20;

/// Instructions between two looks at the clock.
const LOOK_EVERY: u32 = 10_000;

/// The files that were read while loading.
pub(crate) type Files = Rc<RefCell<Vec<PathBuf>>>;

/// Makes a virtual machine with the standard library, watched by a guard.
pub(crate) fn new_vm() -> mlua::Result<(Lua, Rc<Guard>)> {
    let lua = Lua::new();
    lua.set_memory_limit(MEMORY_LIMIT)?;
    lua.set_named_registry_value(HANDLERS, lua.create_table()?)?;
    let guard = Rc::new(Guard::default());
    Guard::watch(&guard, &lua, LOOK_EVERY)?;
    lua.set_app_data(Rc::clone(&guard));
    lua.set_app_data(Rc::<Calls>::default());
    Ok((lua, guard))
}

/// Stops Lua code that runs for too long without a pause.
#[derive(Default)]
pub(crate) struct Guard {
    limit: Cell<Option<Limit>>,
    /// Where the code was when its time was up.
    struck: RefCell<Option<String>>,
    /// The last program that Lua waited for: what is said when the time was up by then.
    program: RefCell<Option<Problem>>,
    /// Whether some coroutine may still be looked at after every instruction.
    pressed: Cell<bool>,
}

#[derive(Clone, Copy)]
struct Limit {
    deadline: Instant,
    allowed: Duration,
}

impl Guard {
    /// Runs `f`, within which Lua code may take the stated time; an outer limit stays in force.
    pub(crate) fn run<R>(
        self: &Rc<Self>,
        lua: &Lua,
        allowed: Duration,
        f: impl FnOnce() -> R,
    ) -> R {
        if self.limit.get().is_some() {
            return f();
        }
        self.limit.set(Some(Limit {
            deadline: Instant::now() + allowed,
            allowed,
        }));
        let scope = Scope { guard: self, lua };
        let result = f();
        drop(scope);
        result
    }

    /// Keeps in mind that Lua is about to wait for a program.
    pub(crate) fn waits_for_program(&self, late: Problem) {
        *self.program.borrow_mut() = Some(late);
    }

    /// Returns what is to be said of the program that used up the time, where one did.
    pub(crate) fn late_program(&self) -> Option<Problem> {
        let late = self.program.take();
        late.filter(|_| self.left().is_some_and(|left| left.is_zero()))
    }

    /// What is left of the time, where it is limited.
    pub(crate) fn left(&self) -> Option<Duration> {
        let limit = self.limit.get()?;
        Some(limit.deadline.saturating_duration_since(Instant::now()))
    }

    fn watch(guard: &Rc<Self>, lua: &Lua, every: u32) -> mlua::Result<()> {
        let guard = Rc::clone(guard);
        let triggers = HookTriggers::new().every_nth_instruction(every);
        lua.set_global_hook(triggers, move |lua, debug| match guard.limit.get() {
            Some(limit) if Instant::now() >= limit.deadline => {
                let source = debug.source().short_src.unwrap_or_default().into_owned();
                Err(guard.strike(lua, limit, &source, debug.current_line()))
            }
            _ => {
                if guard.pressed.get() {
                    Guard::watch(&guard, lua, LOOK_EVERY)?;
                }
                Ok(VmState::Continue)
            }
        })
    }

    /// Makes the error. Code that catches it is stopped at its next instruction, again and
    /// again, until nothing is left that catches.
    fn strike(
        self: &Rc<Self>,
        lua: &Lua,
        limit: Limit,
        source: &str,
        line: Option<usize>,
    ) -> mlua::Error {
        let mut struck = self.struck.borrow_mut();
        let message = struck.get_or_insert_with(|| {
            let place = match line {
                Some(line) => format!("{source}:{line}: "),
                None => String::new(),
            };
            let seconds = limit.allowed.as_secs_f64();
            format!("{place}stopped after running for {seconds} s without a pause; does it loop for ever?")
        });
        let error = mlua::Error::runtime(message.as_str());
        drop(struck);
        self.pressed.set(true);
        match Guard::watch(self, lua, 1) {
            Ok(()) => error,
            Err(problem) => problem,
        }
    }
}

/// Lifts the limit when it goes.
struct Scope<'a> {
    guard: &'a Rc<Guard>,
    lua: &'a Lua,
}

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        self.guard.limit.set(None);
        if self.guard.struck.take().is_some()
            && let Err(error) = Guard::watch(self.guard, self.lua, LOOK_EVERY)
        {
            log::error!("the guard of the configuration's Lua could not be set again: {error}");
        }
    }
}

/// The Lua state of one loaded configuration. Clones are the same state.
#[derive(Clone)]
pub struct LuaState {
    lua: Lua,
    guard: Rc<Guard>,
    files: Files,
}

impl LuaState {
    pub(crate) fn new(lua: Lua, guard: Rc<Guard>, files: Files) -> Self {
        Self { lua, guard, files }
    }

    /// Returns the virtual machine.
    pub fn lua(&self) -> &Lua {
        &self.lua
    }

    /// Returns whether the configuration handles an event.
    pub fn has_handlers(&self, event: &str) -> bool {
        handlers(&self.lua, event).is_ok_and(|handlers| !handlers.is_empty())
    }

    /// Runs the handlers of an event in the order of their making, each as a coroutine that may
    /// await. Returns false when one returned false; those after it are not run then. A handler
    /// that fails does not keep the others from running: its error is returned at the end.
    pub fn emit(
        &self,
        event: &str,
        args: MultiValue,
    ) -> impl Future<Output = mlua::Result<bool>> + use<> {
        let run = run_handlers(self.lua.clone(), event.to_owned(), args);
        Bounded {
            state: self.clone(),
            inner: Box::pin(run),
        }
    }

    /// Calls a function as a coroutine that may await.
    pub fn call(
        &self,
        function: &Function,
        args: impl IntoLuaMulti,
    ) -> Pin<Box<dyn Future<Output = mlua::Result<MultiValue>>>> {
        Box::pin(Bounded {
            state: self.clone(),
            inner: Box::pin(function.call_async::<MultiValue>(args)),
        })
    }

    /// Calls what `wezterm.time.call_after` was given, each when its time has come, for as long as this is
    /// polled; `failed` hears what they raise. It never ends by itself.
    pub fn timers<F: Fn(&mlua::Error) + 'static>(
        &self,
        failed: F,
    ) -> impl Future<Output = ()> + use<F> {
        let state = self.clone();
        let mut running: Vec<Pin<Box<dyn Future<Output = mlua::Result<MultiValue>>>>> = Vec::new();
        std::future::poll_fn(move |cx| {
            let calls = state
                .lua
                .app_data_ref::<Rc<Calls>>()
                .map(|calls| Rc::clone(&calls));
            let due = calls.map(|calls| calls.take_due(cx)).unwrap_or_default();
            running.extend(due.iter().map(|function| state.call(function, ())));
            running.retain_mut(|call| match call.as_mut().poll(cx) {
                Poll::Ready(outcome) => {
                    if let Err(error) = &outcome {
                        failed(error);
                    }
                    false
                }
                Poll::Pending => true,
            });
            Poll::Pending
        })
    }

    /// Runs the first handler of an event here and now; it may not await. None when there is no
    /// handler.
    pub fn call_first(&self, event: &str, args: MultiValue) -> mlua::Result<Option<MultiValue>> {
        match handlers(&self.lua, event)?.into_iter().next() {
            Some(handler) => self.bounded(|_| handler.call(args)).map(Some),
            None => Ok(None),
        }
    }

    /// Runs Lua code here and now, with a limit of two seconds.
    pub fn bounded<R>(&self, f: impl FnOnce(&Lua) -> mlua::Result<R>) -> mlua::Result<R> {
        self.guard.run(&self.lua, HANDLER_LIMIT, || f(&self.lua))
    }

    /// Makes a problem, with file and line, out of what a handler raised.
    pub fn problem(&self, error: &mlua::Error) -> Problem {
        Problem::from_lua(error, &self.files.borrow())
    }
}

/// A future that runs Lua code: each of its steps is limited in time.
struct Bounded<T> {
    state: LuaState,
    inner: Pin<Box<dyn Future<Output = mlua::Result<T>>>>,
}

impl<T> Future for Bounded<T> {
    type Output = mlua::Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let LuaState { lua, guard, .. } = self.state.clone();
        guard.run(&lua, HANDLER_LIMIT, || self.inner.as_mut().poll(cx))
    }
}

/// Registers the only handler of an event.
pub(crate) fn replace_handler(lua: &Lua, event: &str, handler: Function) -> mlua::Result<()> {
    let all: Table = lua.named_registry_value(HANDLERS)?;
    all.raw_set(event, lua.create_sequence_from([handler])?)
}

/// Adds a handler of an event.
pub(crate) fn add_handler(lua: &Lua, event: &str, handler: Function) -> mlua::Result<()> {
    let all: Table = lua.named_registry_value(HANDLERS)?;
    let list: Value = all.raw_get(event)?;
    match list {
        Value::Table(list) => list.raw_push(handler),
        _ => all.raw_set(event, lua.create_sequence_from([handler])?),
    }
}

fn handlers(lua: &Lua, event: &str) -> mlua::Result<Vec<Function>> {
    let all: Table = lua.named_registry_value(HANDLERS)?;
    match all.raw_get(event)? {
        Value::Table(list) => list.sequence_values().collect(),
        _ => Ok(Vec::new()),
    }
}

/// Runs the handlers of an event; see [`LuaState::emit`].
pub(crate) async fn run_handlers(lua: Lua, event: String, args: MultiValue) -> mlua::Result<bool> {
    let mut failed = None;
    for handler in handlers(&lua, &event)? {
        match handler.call_async::<MultiValue>(args.clone()).await {
            Ok(results) if results.front() == Some(&Value::Boolean(false)) => return Ok(false),
            Ok(_) => {}
            Err(error) => {
                log::error!("a handler of the event {event} failed: {error}");
                failed.get_or_insert(error);
            }
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(true),
    }
}

/// Returns whether the configuration is being evaluated.
pub fn is_loading(lua: &Lua) -> bool {
    lua.named_registry_value::<bool>(LOADING).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> LuaState {
        let (lua, guard) = new_vm().expect("a new Lua state");
        LuaState::new(lua, guard, Files::default())
    }

    #[test]
    fn a_loop_is_stopped_where_it_loops() {
        let state = state();
        let code = "local n = 0\nlocal function spin()\n  while true do n = n + 1 end\nend\nspin()";
        let limit = Duration::from_millis(50);
        let outcome = state.guard.run(&state.lua, limit, || {
            state.lua.load(code).set_name("@spin.lua").exec()
        });
        let problem = state.problem(&outcome.expect_err("the loop is stopped"));
        assert_eq!(problem.line, Some(3));
        assert!(problem.message.contains("stopped after"), "{problem}");
    }

    #[test]
    fn a_loop_that_catches_errors_is_stopped_too() {
        let state = state();
        let code = "while true do pcall(function() while true do end end) end";
        let limit = Duration::from_millis(50);
        let outcome = state.guard.run(&state.lua, limit, || {
            state.lua.load(code).set_name("@stubborn.lua").exec()
        });
        assert!(outcome.is_err());
        let after = state.bounded(|lua| lua.load("return 6 * 7").eval::<i64>());
        assert_eq!(after.expect("the state still works"), 42);
    }

    #[test]
    fn a_loop_inside_a_coroutine_is_stopped() {
        let state = state();
        let code = "coroutine.wrap(function() while true do end end)()";
        let limit = Duration::from_millis(50);
        let outcome = state
            .guard
            .run(&state.lua, limit, || state.lua.load(code).exec());
        assert!(outcome.is_err());
    }

    #[test]
    fn memory_has_a_limit() {
        let state = state();
        let before = state.lua.set_memory_limit(64 << 20).expect("a limit");
        assert_eq!(before, MEMORY_LIMIT);
        let code = "local t = {} while true do t[#t + 1] = string.rep('x', 1 << 20) .. #t end";
        let limit = Duration::from_secs(60);
        let outcome = state
            .guard
            .run(&state.lua, limit, || state.lua.load(code).exec());
        let problem = state.problem(&outcome.expect_err("memory runs out"));
        assert!(problem.message.contains("memory"), "{problem}");
    }
}
