//! A terminal in which the program is run: a pane of `mux`, read as text.
//!
//! Hides the pty and the events that say when the screen may have changed. It answers what a modern
//! terminal answers (kitty's keyboard protocol, device attributes); a host that does not is tmux.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use mux::grid::{Grid, Size};
use mux::input::{KeyEvent, MouseEvent};
use mux::{EventSink, Mux, MuxEvent, MuxOptions, Pane, PaneSize, Spawn};

use crate::Home;

/// One program in one terminal.
pub struct HostTerminal {
    mux: Mux,
    pane: Arc<Pane>,
    events: mpsc::Receiver<MuxEvent>,
}

/// Hands events to the test's thread.
struct Events(Mutex<mpsc::Sender<MuxEvent>>);

impl EventSink for Events {
    fn send(&self, event: MuxEvent) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The test may have ended.
        let _ = sender.send(event);
    }
}

impl HostTerminal {
    /// Runs the built program in a terminal of 100 by 30 cells, in `home`.
    pub fn wezterm(home: &Home, arguments: &[&str]) -> HostTerminal {
        let binary = crate::binary().display().to_string();
        let mut command = vec![binary.as_str()];
        command.extend(arguments);
        HostTerminal::run(home, &command)
    }

    /// Runs any program in a terminal of 100 by 30 cells, in `home` and with nothing else of the
    /// environment of these tests.
    pub fn run(home: &Home, command: &[&str]) -> HostTerminal {
        let (sender, events) = mpsc::channel();
        let mut mux = Mux::new(MuxOptions::default(), Arc::new(Events(Mutex::new(sender))));
        let window = mux.open_window();
        let mut program = vec!["/usr/bin/env".to_owned(), "-i".to_owned()];
        let variables = home.environment().into_iter();
        program.extend(variables.map(|(name, value)| format!("{name}={value}")));
        program.extend(command.iter().map(|part| (*part).to_owned()));
        let spawn = Spawn {
            program: Some(program),
            cwd: Some(home.path("")),
            ..Spawn::default()
        };
        let (_, pane) = mux
            .spawn_tab(window, spawn, size(100, 30))
            .expect("a program in a terminal");
        let pane = mux.pane(pane).expect("the pane");
        HostTerminal { mux, pane, events }
    }

    /// Returns the screen as text.
    pub fn screen(&self) -> String {
        self.grid().text()
    }

    /// Returns the screen as cells.
    pub fn grid(&self) -> Grid {
        let mut grid = Grid::new(self.pane.size());
        self.pane.draw(0, &mut grid);
        grid
    }

    /// Returns the pane itself.
    pub fn pane(&self) -> &Pane {
        &self.pane
    }

    /// Types text, one key after the other.
    pub fn type_text(&self, text: &str) {
        for letter in text.chars() {
            self.key(&letter.to_string());
        }
    }

    /// Presses a key, written as `Ctrl+Shift+A`.
    pub fn key(&self, name: &str) {
        let event: KeyEvent = name.parse().unwrap_or_else(|error| panic!("{error}"));
        self.pane.key(&event).expect("a key is sent");
    }

    /// Sends a mouse event, where the program listens to the mouse.
    pub fn mouse(&self, event: MouseEvent) {
        self.pane.mouse(event).expect("a mouse event is sent");
    }

    /// Makes the terminal larger or smaller.
    pub fn resize(&mut self, cols: usize, rows: usize) {
        self.pane.resize(size(cols, rows));
    }

    /// Closes the terminal, as the person who closes its window does.
    pub fn close(mut self) {
        self.mux.shutdown();
    }

    /// Waits until the screen is as `condition` says and returns it.
    ///
    /// # Panics
    /// After `limit`, with the screen.
    pub fn wait_until(
        &self,
        what: &str,
        limit: Duration,
        condition: impl Fn(&str) -> bool,
    ) -> String {
        self.wait(what, limit, || {
            let screen = self.screen();
            condition(&screen).then_some(screen)
        })
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for_text(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?} is shown"), crate::SOON, |screen| {
            screen.contains(text)
        })
    }

    /// Waits until the program has ended and returns its exit code.
    pub fn wait_for_exit(&self) -> u32 {
        self.wait("the program has ended", crate::SOON, || {
            self.pane.facts().exit.map(|status| status.code)
        })
    }

    /// Waits until `probe` finds something; it is asked again whenever something has happened.
    pub fn wait<T>(&self, what: &str, limit: Duration, probe: impl Fn() -> Option<T>) -> T {
        let end = Instant::now() + limit;
        loop {
            // Asked for before looking: what comes while looking is told again.
            self.pane.output_seen();
            if let Some(found) = probe() {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!(
                    "waited {limit:?} in vain: {what}\n{}\n{:?}",
                    framed(&self.screen()),
                    self.pane.facts()
                ),
            }
        }
    }
}

impl Drop for HostTerminal {
    fn drop(&mut self) {
        self.mux.shutdown();
    }
}

fn size(cols: usize, rows: usize) -> PaneSize {
    PaneSize {
        cells: Size::new(cols, rows),
        pixel_width: cols * 8,
        pixel_height: rows * 16,
        dpi: 96,
    }
}

fn framed(screen: &str) -> String {
    let lines = screen.lines().map(|line| format!("| {line}\n"));
    lines.collect()
}
