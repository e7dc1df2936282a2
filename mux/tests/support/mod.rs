//! Real programs in real ptys for tests, in a fixed environment.

// Each test program uses its own part of this.
#![allow(dead_code)]

use mux::grid::Size;
use mux::{
    EventSink, Mux, MuxEvent, MuxOptions, Pane, PaneId, PaneSize, Processes, Spawn,
    SystemProcesses, WindowId,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long a condition may take to come true; reached only by failures.
pub const LIMIT: Duration = Duration::from_secs(60);
pub const SIZE: PaneSize = PaneSize::of_cells(Size::new(60, 12));

struct Channel(Sender<MuxEvent>);

impl EventSink for Channel {
    fn send(&self, event: MuxEvent) {
        // The test may have ended already.
        let _ = self.0.send(event);
    }
}

/// A mux with one window whose programs know nothing of the machine they run on.
pub struct Fixture {
    pub mux: Mux,
    pub window: WindowId,
    events: Receiver<MuxEvent>,
    /// Events that were received and that no condition has taken.
    seen: Vec<MuxEvent>,
    pub home: tempfile::TempDir,
}

impl Fixture {
    pub fn new() -> Self {
        Self::with_options(|_| {})
    }

    pub fn with_options(change: impl FnOnce(&mut MuxOptions)) -> Self {
        Self::with(change, Arc::new(SystemProcesses))
    }

    /// A mux that is told of processes by somebody else than the system.
    pub fn with_processes(processes: Arc<dyn Processes>) -> Self {
        Self::with(|_| {}, processes)
    }

    fn with(change: impl FnOnce(&mut MuxOptions), processes: Arc<dyn Processes>) -> Self {
        let (sender, events) = channel();
        let home = tempfile::tempdir().unwrap();
        let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut options = MuxOptions {
            env: vec![
                set("PATH", "/usr/bin:/bin"),
                set("HOME", &home.path().to_string_lossy()),
                set("PS1", "$ "),
                set("ENV", ""),
                set("LC_ALL", "C.UTF-8"),
            ],
            default_cwd: Some(home.path().to_owned()),
            ..MuxOptions::default()
        };
        change(&mut options);
        let mut mux = Mux::with_processes(options, Arc::new(Channel(sender)), processes);
        let window = mux.open_window();
        Self {
            mux,
            window,
            events,
            seen: Vec::new(),
            home,
        }
    }

    /// Starts a program in a new tab.
    pub fn start(&mut self, argv: &[&str]) -> Arc<Pane> {
        let (_, pane) = self
            .mux
            .spawn_tab(self.window, command(argv), SIZE)
            .unwrap();
        self.mux.pane(pane).unwrap()
    }

    /// Starts a script of `/bin/sh` in a new tab.
    pub fn script(&mut self, script: &str) -> Arc<Pane> {
        self.start(&["/bin/sh", "-c", script])
    }

    /// Waits until the screen of a pane is as asked.
    pub fn wait_until(&mut self, pane: &Pane, what: &str, is_so: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + LIMIT;
        loop {
            pane.output_seen();
            let text = pane.text();
            if is_so(&text) {
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) => self.seen.push(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!(
                        "waited for {what}; the screen is:\n{text}\n--- {:?}",
                        self.seen
                    )
                }
            }
        }
    }

    /// Waits for an event and takes it.
    pub fn wait_for<T>(
        &mut self,
        pane: &Pane,
        what: &str,
        take: impl Fn(&MuxEvent) -> Option<T>,
    ) -> T {
        let deadline = Instant::now() + LIMIT;
        loop {
            let found = self.seen.iter().enumerate();
            if let Some((at, taken)) = found
                .filter_map(|(at, event)| Some((at, take(event)?)))
                .next()
            {
                self.seen.remove(at);
                return taken;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) => self.seen.push(event),
                Err(_) => panic!(
                    "waited for {what}; the screen is:\n{}\n--- {:?}",
                    pane.text(),
                    self.seen
                ),
            }
        }
    }

    /// Waits for the end of a pane's program.
    pub fn wait_exit(&mut self, pane: &Pane) -> mux::ExitStatus {
        let id = pane.id();
        self.wait_for(pane, "the program's end", |event| match event {
            MuxEvent::PaneExited { pane, status } if *pane == id => Some(status.clone()),
            _ => None,
        })
    }

    /// Returns how many events of this kind came by now.
    pub fn count(&mut self, is_it: impl Fn(&MuxEvent) -> bool) -> usize {
        self.seen.extend(self.events.try_iter());
        self.seen.iter().filter(|event| is_it(event)).count()
    }
}

pub fn command(argv: &[&str]) -> Spawn {
    Spawn {
        program: Some(argv.iter().map(|arg| (*arg).to_owned()).collect()),
        ..Spawn::default()
    }
}

/// Returns whether a process runs; one that waits to be reaped does not.
pub fn runs(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat
        .rsplit(") ")
        .next()
        .and_then(|rest| rest.chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

/// Returns the number behind a word on the screen.
pub fn number_after(text: &str, word: &str) -> Option<u32> {
    let rest = text.split_once(word)?.1;
    let digits: String = rest
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    // Digits that end the screen may not be all of them.
    let complete = rest.trim_start().len() > digits.len();
    complete.then(|| digits.parse().ok())?
}

/// Waits until something is so, looking again and again.
pub fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited for {what}");
        std::thread::yield_now();
    }
}

pub fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap()
}

pub fn ids(panes: &[Arc<Pane>]) -> Vec<PaneId> {
    panes.iter().map(|pane| pane.id()).collect()
}
