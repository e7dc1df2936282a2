//! What the terminal lends to its modules. The roof implements [`Host`]; tests use
//! [`crate::testing::FakeHost`]; a module holds a copy narrowed to its capabilities.
//!
//! Every method may be called from any thread and returns at once. It hides how the main loop is
//! reached. It is not the multiplexer: a module that wants more asks for a new method here.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use mux::grid::Size;
use mux::{CommandBlock, PaneId};
use sandbox::Launcher;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::chain::Chain;
use crate::gate::Gate;
use crate::lease::Tasks;
use crate::module::{Capabilities, ModuleCapability};
use crate::run::{AbortOnDrop, seconds};

/// How long another machine may take to answer.
const CONNECTING: Duration = Duration::from_secs(10);

/// What the names of the events begin with by which `wezterm.modules.on` hears broadcasts.
pub const BROADCAST_EVENT: &str = "module-broadcast:";

/// Names one open view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewId(pub u64);

/// Why the terminal did not do what a module asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// The module may not do this.
    #[error(
        "module `{module}` does not have the capability {capability}: it must declare it, and \
         config.modules must not take it away"
    )]
    CapabilityMissing {
        /// The module that tried.
        module: String,
        /// What it would need.
        capability: ModuleCapability,
    },
    /// The module may do this, and not to that.
    #[error(
        "module `{module}` has the capability {capability} for {allowed} only, not for {tried}: its \
         manifest and config.modules say how far it reaches"
    )]
    OutOfScope {
        /// The module that tried.
        module: String,
        /// What it would do.
        capability: ModuleCapability,
        /// To which path, program or host.
        tried: String,
        /// To which it may.
        allowed: String,
    },
    /// There is no such pane any more.
    #[error("pane {0} is gone")]
    NoSuchPane(PaneId),
    /// The terminal could not do it.
    #[error("{0}")]
    Unavailable(String),
}

/// What the terminal knows that helps to answer a question about it.
#[derive(Clone, Debug, Default)]
pub struct TerminalContext {
    /// The pane this is about.
    pub pane: Option<PaneId>,
    /// The directory that is shown for it. Whatever prints to the pane can set it with an escape
    /// sequence: it is for people and models to read and gives no rights.
    pub shown_cwd: Option<PathBuf>,
    /// The directory that its program is really in, as the system says: the one for
    /// [`Gate::in_directory`]. `None` where that is not known.
    pub real_cwd: Option<PathBuf>,
    /// Its shell's name.
    pub shell: String,
    /// Its size in cells.
    pub size: Size,
    /// The last commands that ran in it, the oldest first.
    pub recent_commands: Vec<CommandBlock>,
    /// The user variables set in it.
    pub user_vars: BTreeMap<String, String>,
    /// The text that is selected.
    pub selection: Option<String>,
}

/// A program to run where a person sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaneRun {
    /// The program: a name or a path. No shell reads it.
    pub program: String,
    /// The file that the name means to who asks; it is looked for where this is `None`.
    pub file: Option<PathBuf>,
    /// Its arguments.
    pub args: Vec<String>,
    /// Where it runs; where the pane beside it is, when this is `None`.
    pub cwd: Option<PathBuf>,
    /// Variables that are set for it.
    pub env: Vec<(String, String)>,
    /// What the pane is called.
    pub title: String,
    /// The pane that it is put beside; the active one, when this is `None`.
    pub near: Option<PaneId>,
    /// How long it may run; for ever, when this is `None`.
    pub limit: Option<Duration>,
}

/// What became of a program in a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneOutcome {
    /// Its pane, which stays open with what it wrote until a person closes it.
    pub pane: PaneId,
    /// Its exit code, once it has ended by itself.
    pub exit: Option<i32>,
    /// What it wrote, as it stands on the screen; the end of it, where it is long.
    pub output: String,
    /// Whether a person pressed a key in the pane: from then on it is theirs, and neither watched nor
    /// killed.
    pub taken_over: bool,
    /// Whether the pane was closed before it had ended.
    pub closed: bool,
    /// Whether it was killed because its time was over.
    pub timed_out: bool,
}

/// What a module may ask of the terminal.
pub trait Host: Send + Sync + 'static {
    /// Runs `work` on the background runtime. What a module starts while it handles a request acts on
    /// behalf of who asked.
    fn spawn(&self, work: BoxFuture<'static, ()>) -> tokio::task::AbortHandle;

    /// Asks the main loop to pump `view` and draw it again.
    fn wake(&self, view: ViewId);

    /// Returns the door to the tools.
    fn gate(&self) -> Arc<Gate>;

    /// Emits an event that handlers in the user's configuration may hear.
    fn emit_event(&self, name: &str, args: Vec<serde_json::Value>);

    /// Tells about `pane`, or about the active pane.
    fn terminal_context(&self, pane: Option<PaneId>) -> BoxFuture<'static, TerminalContext>;

    /// Shows a short notice.
    fn toast(&self, title: &str, body: &str);

    /// Sets the clipboard; needs [`ModuleCapability::ClipboardAccess`].
    fn set_clipboard(&self, text: String) -> Result<(), HostError>;

    /// Opens a connection to another machine; needs [`ModuleCapability::NetworkAccess`]. Dropping the
    /// future gives up.
    fn connect(&self, host: &str, port: u16) -> BoxFuture<'static, Result<TcpStream, HostError>> {
        let address = (host.to_owned(), port);
        let place = format!("{host}:{port}");
        let (done, outcome) = oneshot::channel();
        let connecting = AbortOnDrop(self.spawn(Box::pin(async move {
            let opened = tokio::time::timeout(CONNECTING, TcpStream::connect(address)).await;
            // Nobody waits any more when this fails.
            let _ = done.send(opened);
        })));
        Box::pin(async move {
            let _connecting = connecting;
            let why = match outcome.await {
                Ok(Ok(Ok(stream))) => return Ok(stream),
                Ok(Ok(Err(error))) => error.to_string(),
                Ok(Err(_)) => format!("no answer within {}", seconds(CONNECTING)),
                Err(_) => "the terminal is being closed".to_owned(),
            };
            Err(HostError::Unavailable(format!("{place}: {why}")))
        })
    }

    /// Returns what starts programs, so that all that they start can be ended, and confined where that is
    /// wanted; needs [`ModuleCapability::ProcessSpawn`]. Nothing where programs cannot be started.
    fn launcher(&self) -> Option<Arc<Launcher>> {
        None
    }

    /// Runs a program in a pane of its own beside another and tells what became of it; needs
    /// [`ModuleCapability::ProcessSpawn`] for the program, and [`ModuleCapability::UIOverlay`]. Fails
    /// where there is nobody to see it.
    fn run_in_pane(&self, _run: PaneRun) -> BoxFuture<'static, Result<PaneOutcome, HostError>> {
        let why = "panes cannot be opened here".to_owned();
        Box::pin(async { Err(HostError::Unavailable(why)) })
    }

    /// Puts text at the prompt of `pane` without running it; needs [`ModuleCapability::UIOverlay`].
    fn insert_text(&self, pane: PaneId, text: String) -> Result<(), HostError>;
}

/// Returns `host` as a module with these capabilities may use it.
pub fn narrow(host: Arc<dyn Host>, capabilities: Capabilities) -> Arc<dyn Host> {
    lend(host, capabilities, Arc::default())
}

/// Returns `host` as one instance of a module may use it; what it spawns is among `tasks`.
pub(crate) fn lend(
    host: Arc<dyn Host>,
    capabilities: Capabilities,
    tasks: Arc<Tasks>,
) -> Arc<dyn Host> {
    Arc::new(NarrowHost {
        host,
        capabilities,
        tasks,
    })
}

struct NarrowHost {
    host: Arc<dyn Host>,
    capabilities: Capabilities,
    tasks: Arc<Tasks>,
}

impl NarrowHost {
    /// Fails once the instance that it was lent to is gone.
    fn still_lent(&self) -> Result<(), HostError> {
        if self.tasks.is_open() {
            return Ok(());
        }
        let module = self.capabilities.module();
        Err(HostError::Unavailable(format!(
            "module `{module}` was stopped"
        )))
    }
}

impl Host for NarrowHost {
    fn spawn(&self, work: BoxFuture<'static, ()>) -> tokio::task::AbortHandle {
        let chain = Chain::current();
        let task = if chain.is_empty() {
            self.host.spawn(work)
        } else {
            self.host.spawn(Box::pin(chain.hold(work)))
        };
        self.tasks.add(&task);
        task
    }

    fn wake(&self, view: ViewId) {
        if self.tasks.is_open() {
            self.host.wake(view);
        }
    }

    fn gate(&self) -> Arc<Gate> {
        let gate = self.host.gate().for_module(self.capabilities.clone());
        let gate = gate.lent_to(Arc::clone(&self.tasks));
        Arc::new(gate.on_behalf_of(Chain::current().askers()))
    }

    fn emit_event(&self, name: &str, args: Vec<serde_json::Value>) {
        if name.starts_with(BROADCAST_EVENT) {
            // Its handlers are told a sender, whom only the bus knows.
            let module = self.capabilities.module();
            return log::warn!("module `{module}` may not emit `{name}`: it broadcasts on the bus");
        }
        if self.tasks.is_open() {
            self.host.emit_event(name, args);
        }
    }

    fn terminal_context(&self, pane: Option<PaneId>) -> BoxFuture<'static, TerminalContext> {
        if self.tasks.is_open() {
            return self.host.terminal_context(pane);
        }
        Box::pin(async { TerminalContext::default() })
    }

    fn toast(&self, title: &str, body: &str) {
        if self.tasks.is_open() {
            self.host.toast(title, body);
        }
    }

    fn set_clipboard(&self, text: String) -> Result<(), HostError> {
        self.still_lent()?;
        self.capabilities
            .require(ModuleCapability::ClipboardAccess)?;
        self.host.set_clipboard(text)
    }

    fn connect(&self, host: &str, port: u16) -> BoxFuture<'static, Result<TcpStream, HostError>> {
        let allowed = self.still_lent();
        match allowed.and_then(|()| self.capabilities.require_host(host)) {
            Ok(()) => self.host.connect(host, port),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn launcher(&self) -> Option<Arc<Launcher>> {
        let allowed = self.capabilities.require(ModuleCapability::ProcessSpawn);
        self.still_lent().and(allowed).ok()?;
        self.host.launcher()
    }

    fn run_in_pane(&self, run: PaneRun) -> BoxFuture<'static, Result<PaneOutcome, HostError>> {
        let capabilities = &self.capabilities;
        let allowed = self
            .still_lent()
            .and_then(|()| capabilities.require_program(&run.program))
            .and_then(|()| capabilities.require(ModuleCapability::UIOverlay));
        match allowed {
            Ok(()) => self.host.run_in_pane(run),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn insert_text(&self, pane: PaneId, text: String) -> Result<(), HostError> {
        self.still_lent()?;
        self.capabilities.require(ModuleCapability::UIOverlay)?;
        // A line end would run what the user has not read.
        let line: String = text
            .trim_end_matches(['\r', '\n'])
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        self.host.insert_text(pane, line)
    }
}
