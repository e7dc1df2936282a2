//! What blinks.
//!
//! A clockless state machine: told the time, it says how strongly something is seen and when that changes. It
//! restarts lit, so that a cursor is never dark while one types. What has no curve changes twice in a period and
//! costs nothing between.

use std::time::{Duration, Instant};

use config::{Blinking, Easing};

/// When something that blinks is seen, and how strongly.
#[derive(Clone, Copy, Debug)]
pub struct Blink {
    /// How it blinks; `None` while it does not.
    rhythm: Option<Rhythm>,
    since: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Rhythm {
    half: Duration,
    ease_in: Easing,
    ease_out: Easing,
    /// From one step of a fading to the next.
    step: Duration,
}

/// Fadings are in so many steps a second at most.
const MOST_STEPS: u32 = 240;

impl Rhythm {
    /// Returns the rhythm of what blinks so, in so many steps a second; `None` for what stays lit.
    fn of(blinking: Blinking, steps: u32) -> Option<Self> {
        if blinking.rate == 0 {
            return None;
        }
        // One step a second is how people say that nothing is to fade.
        let curve = |curve| if steps <= 1 { Easing::Constant } else { curve };
        Some(Self {
            half: Duration::from_millis(blinking.rate),
            ease_in: curve(blinking.ease_in),
            ease_out: curve(blinking.ease_out),
            step: Duration::from_secs(1) / steps.clamp(1, MOST_STEPS),
        })
    }
}

impl Blink {
    /// Returns what stays lit.
    pub fn steady(now: Instant) -> Self {
        Self {
            rhythm: None,
            since: now,
        }
    }

    /// Has it blink so, in so many steps a second, or not at all; a rhythm that is in force already goes on.
    pub fn set(&mut self, blinking: Option<Blinking>, steps: u32, now: Instant) {
        let rhythm = blinking.and_then(|blinking| Rhythm::of(blinking, steps));
        if rhythm != self.rhythm {
            self.rhythm = rhythm;
            self.since = now;
        }
    }

    /// Lights it for a whole half.
    pub fn restart(&mut self, now: Instant) {
        self.since = now;
    }

    /// Returns how strongly it is seen: 255 wholly, 0 not at all.
    pub fn strength(&self, now: Instant) -> u8 {
        let Some(rhythm) = self.rhythm else {
            return 255;
        };
        let (halves, within) = self.place(rhythm, now);
        let share = within.as_secs_f64() / rhythm.half.as_secs_f64();
        let strength = match halves.is_multiple_of(2) {
            true => 1.0 - rhythm.ease_out.at(share),
            false => rhythm.ease_in.at(share),
        };
        (strength * 255.0).round() as u8
    }

    /// Returns when that changes next.
    pub fn next_change(&self, now: Instant) -> Option<Instant> {
        let rhythm = self.rhythm?;
        let (halves, within) = self.place(rhythm, now);
        let goes = halves.is_multiple_of(2);
        let curve = if goes {
            rhythm.ease_out
        } else {
            rhythm.ease_in
        };
        let left = rhythm.half - within;
        let wait = match curve {
            Easing::Constant => left,
            _ => rhythm.step.min(left),
        };
        now.checked_add(wait)
    }

    /// Returns how many halves are over, and how long the one at hand has lasted.
    fn place(&self, rhythm: Rhythm, now: Instant) -> (u128, Duration) {
        let half = rhythm.half.as_nanos();
        let over = now.saturating_duration_since(self.since).as_nanos();
        let within = u64::try_from(over % half).unwrap_or(0);
        (over / half, Duration::from_nanos(within))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARD: Blinking = Blinking {
        rate: 500,
        ease_in: Easing::Constant,
        ease_out: Easing::Constant,
    };

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn what_has_no_curve_is_lit_and_dark_in_turn() {
        let start = Instant::now();
        let mut blink = Blink::steady(start);
        assert_eq!(
            (blink.strength(start), blink.next_change(start)),
            (255, None)
        );
        blink.set(Some(HARD), 10, start);
        let seen = [0, 499, 500, 999, 1000].map(|millis| {
            let now = at(start, millis);
            (blink.strength(now), blink.next_change(now))
        });
        let changes = [500, 1000, 1500].map(|millis| Some(at(start, millis)));
        let [first, second, third] = changes;
        let expected = [
            (255, first),
            (255, first),
            (0, second),
            (0, second),
            (255, third),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn what_fades_goes_and_comes_in_steps() {
        let start = Instant::now();
        let mut blink = Blink::steady(start);
        blink.set(Some(Blinking::every(500)), 10, start);
        let seen = [0, 250, 500, 750, 1000].map(|millis| blink.strength(at(start, millis)));
        assert_eq!(seen, [255, 128, 0, 128, 255]);
        assert_eq!(blink.next_change(start), Some(at(start, 100)));
        // A half ends when it ends.
        assert_eq!(blink.next_change(at(start, 470)), Some(at(start, 500)));
        blink.set(Some(Blinking::every(500)), 1, start);
        assert_eq!(blink.next_change(start), Some(at(start, 500)), "no fading");
    }

    #[test]
    fn typing_lights_it_and_setting_the_same_rhythm_changes_nothing() {
        let start = Instant::now();
        let mut blink = Blink::steady(start);
        blink.set(Some(HARD), 10, start);
        let dark = at(start, 600);
        blink.set(Some(HARD), 10, dark);
        assert_eq!(blink.strength(dark), 0);
        blink.restart(dark);
        assert_eq!(blink.strength(dark), 255);
        assert_eq!(blink.next_change(dark), Some(at(dark, 500)));
    }

    #[test]
    fn a_rate_of_nothing_is_steady() {
        let start = Instant::now();
        let mut blink = Blink::steady(start);
        blink.set(Some(Blinking::every(0)), 10, start);
        assert_eq!(blink.strength(at(start, 500)), 255);
        assert_eq!(blink.next_change(start), None);
    }
}
