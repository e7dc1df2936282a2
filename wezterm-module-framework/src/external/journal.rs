//! What modules from outside write into the log, within bounds.
//!
//! It hides how much each may write, so that one that floods cannot wash everybody else's lines out of
//! the log. Any thread. It is not the log: where lines go and which are kept is the program's.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many lines a module may write in [`WINDOW`].
const LINES: u32 = 100;
/// The time that lines are counted in.
const WINDOW: Duration = Duration::from_secs(10);

/// A module's way into the log.
pub(super) struct Journal {
    module: Arc<str>,
    allowance: Mutex<Allowance>,
}

impl Journal {
    /// Opens the log for a module.
    pub(super) fn new(module: Arc<str>) -> Self {
        Self {
            module,
            allowance: Mutex::default(),
        }
    }

    /// Writes a line, where the module may; what was left out is counted and said.
    pub(super) fn write(&self, level: log::Level, text: &str) {
        let module = &self.module;
        let mut allowance = self
            .allowance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match allowance.take(Instant::now()) {
            Taken::Line { left_out } => {
                drop(allowance);
                if left_out > 0 {
                    log::warn!(target: "module", "{module}: {left_out} lines were left out");
                }
                log::log!(target: "module", level, "{module}: {text}");
            }
            Taken::FirstLeftOut => {
                drop(allowance);
                log::warn!(
                    target: "module",
                    "{module}: it wrote {LINES} lines in less than {}; until those are over, what \
                     it writes is left out",
                    crate::run::seconds(WINDOW)
                );
            }
            Taken::LeftOut => {}
        }
    }
}

/// What a module may still write.
#[derive(Default)]
struct Allowance {
    since: Option<Instant>,
    lines: u32,
    left_out: u64,
}

/// What becomes of a line.
#[derive(Debug, PartialEq, Eq)]
enum Taken {
    /// It is written, after so many that were not.
    Line { left_out: u64 },
    /// It is the first that is not.
    FirstLeftOut,
    /// It is not.
    LeftOut,
}

impl Allowance {
    fn take(&mut self, now: Instant) -> Taken {
        let begins = self
            .since
            .is_none_or(|since| now.saturating_duration_since(since) >= WINDOW);
        if begins {
            (self.since, self.lines) = (Some(now), 0);
        }
        if self.lines < LINES {
            self.lines += 1;
            return Taken::Line {
                left_out: std::mem::take(&mut self.left_out),
            };
        }
        self.left_out += 1;
        match self.left_out {
            1 => Taken::FirstLeftOut,
            _ => Taken::LeftOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_left_out_and_counted_until_its_time_is_over() {
        let (mut allowance, begin) = (Allowance::default(), Instant::now());
        let line = |left_out| Taken::Line { left_out };
        for _ in 0..LINES {
            assert_eq!(allowance.take(begin), line(0));
        }
        let late = begin + WINDOW - Duration::from_millis(1);
        assert_eq!(allowance.take(begin), Taken::FirstLeftOut);
        assert_eq!(allowance.take(late), Taken::LeftOut);
        assert_eq!(allowance.take(late), Taken::LeftOut);
        assert_eq!(allowance.take(begin + WINDOW), line(3));
        assert_eq!(allowance.take(begin + WINDOW), line(0));
    }
}
