//! The cursor's blinking.
//!
//! A clockless state machine: told the time, it says whether the cursor is lit and when that
//! changes. It restarts lit on every key, so that a cursor is never dark while one types.

use std::time::{Duration, Instant};

/// When the cursor is lit.
#[derive(Clone, Copy, Debug)]
pub struct Blink {
    /// How long it stays lit or dark; `None` for a steady cursor.
    half: Option<Duration>,
    since: Instant,
}

impl Blink {
    /// Returns a cursor that stays lit.
    pub fn steady(now: Instant) -> Self {
        Self {
            half: None,
            since: now,
        }
    }

    /// Blinks at this rate, or not at all; a rate that is in force already goes on.
    pub fn set(&mut self, half: Option<Duration>, now: Instant) {
        let half = half.filter(|half| !half.is_zero());
        if half != self.half {
            self.half = half;
            self.since = now;
        }
    }

    /// Lights the cursor for a whole half.
    pub fn restart(&mut self, now: Instant) {
        self.since = now;
    }

    /// Returns whether the cursor is lit.
    pub fn is_lit(&self, now: Instant) -> bool {
        self.halves(now).is_multiple_of(2)
    }

    /// Returns when that changes next.
    pub fn next_change(&self, now: Instant) -> Option<Instant> {
        let half = self.half?;
        let halves = u32::try_from(self.halves(now)).ok()?.checked_add(1)?;
        self.since.checked_add(half.checked_mul(halves)?)
    }

    fn halves(&self, now: Instant) -> u128 {
        match self.half {
            Some(half) => now.saturating_duration_since(self.since).as_nanos() / half.as_nanos(),
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Duration = Duration::from_millis(500);

    #[test]
    fn a_cursor_is_lit_and_dark_in_turn() {
        let start = Instant::now();
        let mut blink = Blink::steady(start);
        assert_eq!(blink.next_change(start), None);
        blink.set(Some(HALF), start);
        let seen = [0, 499, 500, 999, 1000].map(|millis| {
            let now = start + Duration::from_millis(millis);
            let next = blink.next_change(now).map(|next| next - start);
            (blink.is_lit(now), next)
        });
        let (first, second, third) = (Some(HALF), Some(2 * HALF), Some(3 * HALF));
        let expected = [
            (true, first),
            (true, first),
            (false, second),
            (false, second),
            (true, third),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn typing_lights_it_and_setting_the_same_rate_changes_nothing() {
        let start = Instant::now();
        let mut blink = Blink::steady(start);
        blink.set(Some(HALF), start);
        let dark = start + Duration::from_millis(600);
        blink.set(Some(HALF), dark);
        assert!(!blink.is_lit(dark));
        blink.restart(dark);
        assert!(blink.is_lit(dark));
        assert_eq!(blink.next_change(dark), Some(dark + HALF));
    }

    #[test]
    fn a_rate_of_nothing_is_steady() {
        let start = Instant::now();
        let mut blink = Blink::steady(start);
        blink.set(Some(Duration::ZERO), start);
        assert!(blink.is_lit(start + HALF));
        assert_eq!(blink.next_change(start), None);
    }
}
