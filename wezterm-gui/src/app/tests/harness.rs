//! A program without a window, and a person who types: what the tests of `App` share.
//!
//! The shells, the modules' runtime and the socket are the real ones; the front end is replaced by
//! one that records what it is asked for and sleeps until it is poked.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use config::{Environment, LoadOptions};
use mux::grid::Size;
use mux::input::{KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use mux::{PaneSize, Processes, Spawn, SystemProcesses, WindowId};
use wezterm_module_framework::ModuleDescriptor;

use crate::app::{App, AppOptions};
use crate::folders::Folders;
use crate::frame::{FrontendSetup, KeySupport, Turn, WindowRequest, WindowSupport};
use crate::startup::Startup;

/// How long a condition may take; generous, because the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    changed: Condvar,
}

impl Bell {
    fn ring(&self) {
        *self.rung.lock().expect("not poisoned") = true;
        self.changed.notify_all();
    }

    fn wait(&self, until: Instant) {
        let rung = self.rung.lock().expect("not poisoned");
        let left = until.saturating_duration_since(Instant::now());
        let (mut rung, _) = self
            .changed
            .wait_timeout_while(rung, left, |rung| !*rung)
            .expect("not poisoned");
        *rung = false;
    }
}

/// What a test starts the program with.
pub(super) struct Start {
    pub(super) folder: tempfile::TempDir,
    pub(super) builtins: Option<fn() -> Vec<ModuleDescriptor>>,
    pub(super) size: Size,
    pub(super) keys: KeySupport,
    pub(super) windows: WindowSupport,
    pub(super) program: Vec<String>,
    pub(super) first_start: bool,
    pub(super) socket: bool,
    pub(super) processes: Arc<dyn Processes>,
    pub(super) startup: Startup,
}

impl Start {
    pub(super) fn new() -> Start {
        Start {
            folder: tempfile::tempdir().expect("a temporary folder"),
            builtins: Some(Vec::new),
            size: Size { cols: 60, rows: 16 },
            keys: KeySupport::Full,
            windows: WindowSupport::One,
            program: vec!["/bin/sh".to_owned()],
            first_start: false,
            socket: false,
            processes: Arc::new(SystemProcesses),
            startup: Startup::default(),
        }
    }

    /// Starts with this `wezterm.lua`.
    pub(super) fn lua(text: &str) -> Start {
        let start = Start::new();
        std::fs::write(start.folder.path().join(".wezterm.lua"), text).expect("written");
        start
    }

    pub(super) fn with_modules(self, builtins: fn() -> Vec<ModuleDescriptor>) -> Start {
        Start {
            builtins: Some(builtins),
            ..self
        }
    }

    pub(super) fn run(self) -> Running {
        let home = self.folder.path();
        let folders = Folders::below(&home.join("f"));
        // A folder that was started in before keeps what was chosen there.
        if !self.first_start && !folders.state.join("state.toml").exists() {
            std::fs::create_dir_all(&folders.state).expect("made");
            let file = folders.state.join("state.toml");
            if !file.exists() {
                std::fs::write(file, "first_start_line_read = true\n").expect("written");
            }
        }
        let environment = Environment {
            home: Some(home.to_owned()),
            ..Environment::default()
        };
        let load = LoadOptions {
            environment,
            time_limit: Duration::from_secs(30),
            // A shell that reads no files of the person who runs the tests: theirs may wait for locks, and
            // leave them where a test ends it. It wins over what a test's file says.
            overrides: vec![("default_prog".to_owned(), "{ '/bin/sh' }".to_owned())],
            ..LoadOptions::default()
        };
        let env = [
            ("PS1", "$ "),
            ("ENV", ""),
            ("HOME", "/"),
            ("LC_ALL", "C.UTF-8"),
        ];
        let spawn = Spawn {
            program: Some(self.program.clone()),
            cwd: Some("/".into()),
            env: env
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            ..Spawn::default()
        };
        let options = AppOptions {
            builtins: self.builtins,
            socket: self.socket,
            signals: false,
            processes: self.processes,
            startup: self.startup,
            // The executable of the tests is not the terminal.
            helper: None,
            ..AppOptions::new(load, spawn, folders)
        };
        let bell = Arc::new(Bell::default());
        let poked = Arc::clone(&bell);
        let setup = FrontendSetup {
            poke: Arc::new(move || poked.ring()),
            size: Some(PaneSize::of_cells(self.size)),
            keys: self.keys,
            windows: self.windows,
        };
        let app = App::new(options, setup).expect("the program starts");
        Running {
            app,
            bell,
            draws: true,
            requests: Vec::new(),
            asked: Vec::new(),
            last_turn: Turn::default(),
            exit: None,
            folder: self.folder,
        }
    }
}

/// A program that runs.
pub(super) struct Running {
    pub(super) app: App,
    bell: Arc<Bell>,
    /// Whether pictures are made, as a front end does: panes tell of more output once one is.
    draws: bool,
    pub(super) requests: Vec<WindowRequest>,
    /// The same, with the windows that it was asked for in.
    pub(super) asked: Vec<(WindowId, WindowRequest)>,
    /// What the last turn asked for.
    pub(super) last_turn: Turn,
    pub(super) exit: Option<i32>,
    pub(super) folder: tempfile::TempDir,
}

impl Running {
    pub(super) fn turn(&mut self) -> Option<Instant> {
        let turn = self.app.turn();
        let deadline = turn.deadline;
        self.exit = turn.exit;
        let requests = turn.requests.iter();
        self.requests
            .extend(requests.map(|(_, request)| request.clone()));
        self.asked.extend(turn.requests.iter().cloned());
        let drawn = turn.redraw.iter().filter(|_| self.draws);
        for window in drawn {
            self.app.within(*window, |app| {
                app.frame();
            });
        }
        self.last_turn = turn;
        deadline
    }

    pub(super) fn screen(&mut self) -> String {
        self.app.frame().grid.text()
    }

    pub(super) fn row(&mut self, y: usize) -> String {
        self.app.frame().grid.row_text(y)
    }

    /// Lets the program run until `done` holds.
    pub(super) fn wait(&mut self, what: &str, mut done: impl FnMut(&mut Running) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            let deadline = self.turn();
            if done(self) {
                return;
            }
            if Instant::now() >= until {
                let asked = self.requests.clone();
                panic!(
                    "never saw {what}; asked for {asked:?}; the screen is:\n{}",
                    self.screen()
                );
            }
            self.bell
                .wait(deadline.map_or(until, |deadline| deadline.min(until)));
        }
    }

    /// Lets the program run until `done` holds, and makes no picture of it.
    pub(super) fn wait_undrawn(&mut self, what: &str, done: impl FnMut(&mut Running) -> bool) {
        self.draws = false;
        self.wait(what, done);
        self.draws = true;
    }

    /// Lets the program run until the screen holds a text.
    pub(super) fn wait_for(&mut self, text: &str) {
        self.wait(text, |running| running.screen().contains(text));
    }

    /// Lets the program run until a text has left the screen.
    pub(super) fn wait_gone(&mut self, text: &str) {
        self.wait(&format!("{text} gone"), |running| {
            !running.screen().contains(text)
        });
    }

    /// Lets the program run until the front end was asked for something.
    pub(super) fn wait_request(&mut self, request: &WindowRequest) {
        self.wait(&format!("{request:?}"), |running| {
            running.requests.contains(request)
        });
    }

    /// Returns the name of the key table that is used.
    pub(super) fn active_key_table(&self) -> Option<&str> {
        self.app.shown.keys.active()
    }

    pub(super) fn key(&mut self, key: &str) {
        let event: KeyEvent = key.parse().unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(self.app.key(event), "{key} was not wanted");
    }

    /// Types each character as a key press.
    pub(super) fn type_(&mut self, text: &str) {
        for typed in text.chars() {
            match typed {
                '\n' => self.key("Enter"),
                typed => {
                    let shift = if typed.is_uppercase() {
                        Mods::SHIFT
                    } else {
                        Mods::empty()
                    };
                    self.app
                        .key(KeyEvent::new(mux::input::Key::Char(typed), shift));
                }
            }
        }
    }

    pub(super) fn mouse(&mut self, kind: MouseKind, x: usize, y: usize, clicks: u8) {
        self.mouse_with(Mods::empty(), kind, (x, y), clicks);
    }

    /// Uses the mouse while modifiers are held.
    pub(super) fn mouse_with(
        &mut self,
        mods: Mods,
        kind: MouseKind,
        (x, y): (usize, usize),
        clicks: u8,
    ) {
        self.app.mouse(MouseEvent {
            kind,
            x,
            y,
            mods,
            clicks,
        });
    }

    /// Marks text with the mouse, from one cell to another.
    pub(super) fn drag(&mut self, from: (usize, usize), to: (usize, usize)) {
        self.mouse(MouseKind::Press(MouseButton::Left), from.0, from.1, 1);
        self.mouse(MouseKind::Move(Some(MouseButton::Left)), to.0, to.1, 0);
        self.mouse(MouseKind::Release(MouseButton::Left), to.0, to.1, 0);
    }

    pub(super) fn click(&mut self, x: usize, y: usize) {
        self.mouse(MouseKind::Press(MouseButton::Left), x, y, 1);
        self.mouse(MouseKind::Release(MouseButton::Left), x, y, 0);
    }

    /// Returns a way to make `wait` look again.
    pub(super) fn bell(&self) -> impl Fn() + Send + 'static {
        let bell = Arc::clone(&self.bell);
        move || bell.ring()
    }

    /// Waits for the shell's prompt, so that what is typed is echoed once.
    pub(super) fn at_prompt(mut self) -> Running {
        self.wait("the prompt", |running| running.screen().contains("$"));
        self
    }

    /// Returns the place of a text on the screen, in cells.
    pub(super) fn place_of(&mut self, text: &str) -> (usize, usize) {
        let screen = self.screen();
        for (y, line) in screen.lines().enumerate() {
            if let Some(at) = line.find(text) {
                return (mux::grid::text_width(&line[..at]), y);
            }
        }
        panic!("{text} is not on the screen:\n{screen}");
    }
}
