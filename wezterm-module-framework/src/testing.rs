//! For tests of views and modules: a terminal that is not there, and a person who types.
//!
//! The runtime, the channels and the gate are the real ones; only the outer edge is recorded instead
//! of shown. For use inside a tokio runtime. It is no part of the running program.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use mlua::Lua;
use serde_json::Value;
use tokio::sync::Notify;

use mux::PaneId;
use mux::grid::{Grid, Size};
use mux::input::{KeyEvent, MouseEvent};
use sandbox::Launcher;

use crate::gate::{
    Approval, Approver, AuditRow, AuditSink, Gate, GateOptions, MemoryAudit, Policy,
};
use crate::host::{Host, HostError, PaneOutcome, PaneRun, TerminalContext, ViewId};
use crate::lua::wezterm;
use crate::manager::{Clock, ManagerOptions, ModuleManager};
use crate::module::{ModuleDescriptor, ModuleState, Overlay, OverlayContext};
use crate::tool::ToolRegistry;
use crate::view::{AnyView, Event, View, ViewEvent, erase};

/// How long [`ViewTester::wait_until`] waits before it gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal that records what it is asked to do.
pub struct FakeHost {
    gate: Arc<Gate>,
    person: Arc<FakePerson>,
    audit: Arc<MemoryAudit>,
    happened: Notify,
    record: Mutex<Record>,
    launcher: OnceLock<Arc<Launcher>>,
    panes: Mutex<Option<Panes>>,
}

/// Says what becomes of programs in panes.
type Panes = Box<dyn FnMut(PaneRun) -> Result<PaneOutcome, HostError> + Send>;

#[derive(Default)]
struct Record {
    context: TerminalContext,
    events: Vec<(String, Vec<Value>)>,
    toasts: Vec<(String, String)>,
    clipboard: Option<String>,
    inserted: Vec<(PaneId, String)>,
}

impl FakeHost {
    /// Makes a terminal without tools.
    pub fn new() -> Arc<Self> {
        Self::with_tools(ToolRegistry::default(), Policy::default())
    }

    /// Makes a terminal with these tools and this policy.
    pub fn with_tools(tools: ToolRegistry, policy: Policy) -> Arc<Self> {
        let options = GateOptions {
            policy,
            ..GateOptions::default()
        };
        Self::with_gate(tools, options)
    }

    /// Makes a terminal with these tools and such a gate; its questions and its record are this
    /// terminal's.
    pub fn with_gate(tools: ToolRegistry, options: GateOptions) -> Arc<Self> {
        let (person, audit) = (Arc::<FakePerson>::default(), Arc::<MemoryAudit>::default());
        let options = GateOptions {
            approver: Some(Arc::clone(&person) as Arc<dyn Approver>),
            audit: Arc::clone(&audit) as Arc<dyn AuditSink>,
            ..options
        };
        Arc::new(Self {
            gate: Arc::new(Gate::with(Arc::new(tools), options)),
            person,
            audit,
            happened: Notify::new(),
            record: Mutex::default(),
            launcher: OnceLock::new(),
            panes: Mutex::default(),
        })
    }

    /// Has programs started by this; at first none can be. It cannot be changed.
    pub fn start_programs_with(&self, launcher: Launcher) {
        let set = self.launcher.set(Arc::new(launcher));
        assert!(set.is_ok(), "it was said before");
    }

    /// Says what becomes of programs in panes; at first there are no panes.
    pub fn run_in_panes(
        &self,
        outcome: impl FnMut(PaneRun) -> Result<PaneOutcome, HostError> + Send + 'static,
    ) {
        *lock(&self.panes) = Some(Box::new(outcome));
    }

    /// Sets what becomes of the gate's questions from now on; at first they are dropped.
    pub fn answer_with(&self, answer: impl FnMut(Approval) + Send + 'static) {
        *lock(&self.person.answer) = Some(Box::new(answer));
    }

    /// Returns what the gate has told the person.
    pub fn notices(&self) -> Vec<String> {
        lock(&self.person.notices).clone()
    }

    /// Returns the calls of tools on record, each of their rows.
    pub fn audit(&self) -> Vec<AuditRow> {
        self.audit.rows()
    }

    /// Sets what [`Host::terminal_context`] answers.
    pub fn set_terminal_context(&self, context: TerminalContext) {
        self.record().context = context;
    }

    /// Returns the events that were emitted.
    pub fn events(&self) -> Vec<(String, Vec<Value>)> {
        self.record().events.clone()
    }

    /// Returns the notices that were shown: title and body.
    pub fn toasts(&self) -> Vec<(String, String)> {
        self.record().toasts.clone()
    }

    /// Returns what was last put on the clipboard.
    pub fn clipboard(&self) -> Option<String> {
        self.record().clipboard.clone()
    }

    /// Returns what was put at prompts.
    pub fn inserted(&self) -> Vec<(PaneId, String)> {
        self.record().inserted.clone()
    }

    /// Waits until `done` holds, looking again after everything that happens here.
    pub async fn wait_until(&self, what: &str, done: impl Fn(&Self) -> bool) {
        let wait = async {
            while !done(self) {
                self.happened.notified().await;
            }
        };
        assert!(
            tokio::time::timeout(PATIENCE, wait).await.is_ok(),
            "never saw {what}"
        );
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }
}

/// A person who does what a test says.
#[derive(Default)]
struct FakePerson {
    answer: Mutex<Option<Answer>>,
    notices: Mutex<Vec<String>>,
}

type Answer = Box<dyn FnMut(Approval) + Send>;

impl Approver for FakePerson {
    fn ask(&self, approval: Approval) {
        if let Some(answer) = lock(&self.answer).as_mut() {
            answer(approval);
        }
    }

    fn notice(&self, text: &str) {
        lock(&self.notices).push(text.to_owned());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host for FakeHost {
    fn spawn(&self, work: BoxFuture<'static, ()>) -> tokio::task::AbortHandle {
        tokio::spawn(work).abort_handle()
    }

    fn wake(&self, _view: ViewId) {
        self.happened.notify_one();
    }

    fn gate(&self) -> Arc<Gate> {
        Arc::clone(&self.gate)
    }

    fn emit_event(&self, name: &str, args: Vec<Value>) {
        self.record().events.push((name.to_owned(), args));
        self.happened.notify_one();
    }

    fn terminal_context(&self, _pane: Option<PaneId>) -> BoxFuture<'static, TerminalContext> {
        let context = self.record().context.clone();
        Box::pin(async move { context })
    }

    fn toast(&self, title: &str, body: &str) {
        self.record()
            .toasts
            .push((title.to_owned(), body.to_owned()));
        self.happened.notify_one();
    }

    fn set_clipboard(&self, text: String) -> Result<(), HostError> {
        self.record().clipboard = Some(text);
        self.happened.notify_one();
        Ok(())
    }

    fn launcher(&self) -> Option<Arc<Launcher>> {
        self.launcher.get().cloned()
    }

    fn run_in_pane(&self, run: PaneRun) -> BoxFuture<'static, Result<PaneOutcome, HostError>> {
        let outcome = match lock(&self.panes).as_mut() {
            Some(outcome) => outcome(run),
            None => Err(HostError::Unavailable("panes cannot be opened here".into())),
        };
        Box::pin(async { outcome })
    }

    fn insert_text(&self, pane: PaneId, text: String) -> Result<(), HostError> {
        self.record().inserted.push((pane, text));
        self.happened.notify_one();
        Ok(())
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug, Default)]
pub struct FakeClock(AtomicU64);

impl FakeClock {
    /// Lets time pass.
    pub fn advance(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// One built-in module that was started by a manager on a [`FakeHost`].
pub struct ModuleTester {
    host: Arc<FakeHost>,
    manager: ModuleManager,
    name: String,
    /// Where its folders are, for as long as it runs.
    _folder: tempfile::TempDir,
}

impl ModuleTester {
    /// Starts the module with its part of `config.modules`; its folders are empty.
    pub async fn start(module: ModuleDescriptor, settings: Value) -> Self {
        Self::start_on(FakeHost::new(), module, settings).await
    }

    /// Does the same on this terminal.
    pub async fn start_on(host: Arc<FakeHost>, module: ModuleDescriptor, settings: Value) -> Self {
        let name = module.metadata.name.clone();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let of = |kind| folder.path().join(kind);
        let mut options = ManagerOptions::new(
            Arc::clone(&host) as Arc<dyn Host>,
            of("config"),
            of("data"),
            of("cache"),
        );
        options.settings.insert(name.clone(), settings);
        let manager = ModuleManager::new(options);
        manager.register_builtin(module);
        manager.start_all().await;
        Self {
            host,
            manager,
            name,
            _folder: folder,
        }
    }

    /// Returns the terminal behind it.
    pub fn host(&self) -> &Arc<FakeHost> {
        &self.host
    }

    /// Returns who looks after it.
    pub fn manager(&self) -> &ModuleManager {
        &self.manager
    }

    /// Returns where the module is in its life.
    pub fn state(&self) -> Option<ModuleState> {
        self.manager.state(&self.name)
    }

    /// Returns what is wrong with the settings that the module was started with.
    pub fn setting_problems(&self) -> Vec<String> {
        self.manager.setting_problems()
    }

    /// Returns a Lua state whose `wezterm` has the module's functions. The module must run.
    pub fn lua(&self) -> Lua {
        let lua = Lua::new();
        let module = self.manager.module(&self.name).expect("the module runs");
        module
            .register_lua_api(&lua)
            .expect("its functions are added");
        let table = wezterm(&lua).expect("a table of functions");
        lua.globals().set("wezterm", table).expect("set");
        lua
    }
}

/// Starts a module with these settings beside one in Lua, called `asker`, that has these capabilities
/// as a manifest writes them and whose method `f` runs this code; returns what `f` answers.
pub async fn asked_by_lua(
    module: ModuleDescriptor,
    settings: Value,
    capabilities: &str,
    code: &str,
) -> Result<Value, String> {
    asked_by_lua_on(FakeHost::new(), module, settings, capabilities, code).await
}

/// Does the same on this terminal.
pub async fn asked_by_lua_on(
    host: Arc<FakeHost>,
    module: ModuleDescriptor,
    settings: Value,
    capabilities: &str,
    code: &str,
) -> Result<Value, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let asker = folder.path().join("asker");
    let files = [
        (
            "module.toml",
            format!("name = \"asker\"\nkind = \"lua\"\n[capabilities]\n{capabilities}"),
        ),
        (
            "init.lua",
            format!("return {{ f = function() {code} end }}"),
        ),
    ];
    std::fs::create_dir(&asker).expect("made");
    for (name, text) in files {
        std::fs::write(asker.join(name), text).expect("written");
    }
    let nowhere = PathBuf::from("/nonexistent/wezterm");
    let mut options = ManagerOptions::new(host, nowhere.clone(), nowhere.clone(), nowhere);
    options.modules_dir = folder.path().to_owned();
    options
        .settings
        .insert(module.metadata.name.clone(), settings);
    let manager = ModuleManager::new(options);
    manager.register_builtin(module);
    manager.discover();
    manager.start_all().await;
    let system = manager.ipc().system();
    let answer = system.request("asker", "f", Value::Null).await;
    answer.map_err(|error| error.to_string())
}

/// A view on a screen of its own, and a person in front of it.
pub struct ViewTester {
    view: Box<dyn AnyView>,
    host: Arc<FakeHost>,
    size: Size,
}

impl ViewTester {
    /// Opens a view on a screen of 60 columns and 12 rows, with these tools.
    pub fn open(view: impl View, tools: ToolRegistry) -> Self {
        let host = FakeHost::with_tools(tools, Policy::default());
        let size = Size { cols: 60, rows: 12 };
        let erased = erase(view, ViewId(1), Arc::clone(&host) as Arc<dyn Host>);
        Self::show(erased, host, size)
    }

    /// Opens the view that `make` returns, on this terminal and of this size.
    pub fn open_on(
        host: Arc<FakeHost>,
        size: Size,
        make: impl FnOnce(OverlayContext) -> Overlay,
    ) -> Self {
        let overlay = make(OverlayContext {
            view: ViewId(1),
            host: Arc::clone(&host) as Arc<dyn Host>,
            pane: Some(PaneId(1)),
            size,
        });
        Self::show(overlay.view, host, size)
    }

    fn show(view: Box<dyn AnyView>, host: Arc<FakeHost>, size: Size) -> Self {
        let mut tester = Self { view, host, size };
        tester.event(Event::Resize(size));
        tester.event(Event::Focus(true));
        tester
    }

    /// Returns the terminal behind it.
    pub fn host(&self) -> &Arc<FakeHost> {
        &self.host
    }

    /// Types text, a key for each character.
    pub fn type_(&mut self, text: &str) {
        for c in text.chars() {
            self.key(mux::input::Key::Char(c));
        }
    }

    /// Presses a key: a [`mux::input::Key`], or a [`KeyEvent`] with modifiers.
    pub fn key(&mut self, key: impl Into<KeyEvent>) {
        self.event(Event::Key(key.into()));
    }

    /// Presses keys by name: `Ctrl+Enter`.
    pub fn chord(&mut self, keys: &str) {
        match keys.parse::<KeyEvent>() {
            Ok(key) => self.key(key),
            Err(error) => panic!("`{keys}` is no key: {error}"),
        }
    }

    /// Commits text as an input method or a paste does.
    pub fn text(&mut self, text: &str) {
        self.event(Event::Text(text.to_owned()));
    }

    /// Moves or presses the mouse.
    pub fn mouse(&mut self, mouse: MouseEvent) {
        self.event(Event::Mouse(mouse));
    }

    /// Changes the size of the screen.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.event(Event::Resize(size));
    }

    /// Tells the view anything.
    pub fn event(&mut self, event: ViewEvent) {
        self.view.event(event);
    }

    /// Hands over what background work has reported so far.
    pub fn pump(&mut self) -> bool {
        self.view.pump()
    }

    /// Returns the screen's cells.
    pub fn grid(&self) -> Grid {
        let mut grid = Grid::new(self.size);
        self.view.draw(&mut grid);
        grid
    }

    /// Returns the screen's text.
    pub fn screen(&self) -> String {
        self.grid().text()
    }

    /// Tells whether the view asked to be closed.
    pub fn wants_close(&self) -> bool {
        self.view.wants_close()
    }

    /// Waits until the screen's text is as `done` wants it, and returns it.
    pub async fn wait_until(&mut self, what: &str, done: impl Fn(&str) -> bool) -> String {
        let wait = async {
            loop {
                self.view.pump();
                let screen = self.screen();
                if done(&screen) {
                    return screen;
                }
                self.host.happened.notified().await;
            }
        };
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(screen) => screen,
            Err(_) => panic!("never saw {what}; the screen is:\n{}", self.screen()),
        }
    }
}
