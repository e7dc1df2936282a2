//! How long the window takes for a frame, and from a key to the frame after it.
//!
//! It tells the log, at level `debug`, and costs nothing where nobody asks for that
//! (`WEZTERM_LOG=wezterm_gui::window=debug`). The benchmark `terminals` reads it. Main thread.

use std::time::{Duration, Instant};

use log::Level;

/// Measures what a person waits for.
#[derive(Debug, Default)]
pub struct Stopwatch {
    /// The oldest key that no frame has followed yet.
    typed: Option<Instant>,
}

impl Stopwatch {
    /// Takes that a key was pressed.
    pub fn typed(&mut self) {
        if log::log_enabled!(Level::Debug) {
            self.typed.get_or_insert_with(Instant::now);
        }
    }

    /// Tells of a frame that was begun then and is on its way to the screen now.
    pub fn shown(&mut self, begun: Instant) {
        if !log::log_enabled!(Level::Debug) {
            return;
        }
        let now = Instant::now();
        log::debug!("frame: {}", millis(now - begun));
        if let Some(typed) = self.typed.take() {
            log::debug!("key: {}", millis(now - typed));
        }
    }
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
