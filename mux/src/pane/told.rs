//! Whether what a pane shows has been told of. The pump's threads say what changes, the main thread what it has
//! seen. It sends nothing itself.

use std::sync::atomic::{AtomicU8, Ordering};

/// All that was shown was seen.
const SEEN: u8 = 0;
/// Something was told of and not yet seen.
const TOLD: u8 = 1;
/// So it was, and the screen has changed since it was told.
const TOLD_AND_MORE: u8 = 2;

/// How far what was told is behind what is shown: `SEEN`, `TOLD` or `TOLD_AND_MORE`.
#[derive(Default)]
pub(super) struct Told(AtomicU8);

impl Told {
    /// Takes note that the screen has changed. Returns whether that is to be told.
    ///
    /// To be called after the screen was changed and its lock given up, as `see` is before it is locked to be
    /// looked at: whoever looks then sees the change, or it is told.
    pub(super) fn wrote(&self) -> bool {
        let next = |before| match before {
            SEEN => Some(TOLD),
            TOLD => Some(TOLD_AND_MORE),
            _ => None,
        };
        let (set, look) = (Ordering::AcqRel, Ordering::Acquire);
        self.0.fetch_update(set, look, next) == Ok(SEEN)
    }

    /// Has the next change told again. Returns whether there was one since the last that was told.
    pub(super) fn see(&self) -> bool {
        self.0.swap(SEEN, Ordering::AcqRel) == TOLD_AND_MORE
    }

    /// Returns whether the screen has changed since something was told that nobody has seen yet.
    pub(super) fn has_more(&self) -> bool {
        self.0.load(Ordering::Acquire) == TOLD_AND_MORE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_change_is_told_until_it_is_seen_and_later_ones_are_known() {
        let told = Told::default();
        assert!(!told.see());
        for _ in 0..2 {
            assert!(told.wrote());
            assert!(!told.has_more());
            for _ in 0..2 {
                assert!(!told.wrote());
                assert!(told.has_more());
            }
            assert!(told.see());
            assert!(!told.has_more());
        }
        assert!(told.wrote());
        assert!(!told.see());
    }
}
