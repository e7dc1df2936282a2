//! Everything that changes by itself on a window: the cursor's and the text's blinking, the flash of a bell.
//!
//! Clockless like `blink`: told the time, it says what a frame looks like and when the next one is due. Nothing is
//! due while nothing moves. Main thread; it draws nothing.

use std::time::{Duration, Instant};

use config::{BellTarget, Easing, Look, VisualBell};
use mux::grid::Rect;

use super::blink::Blink;
use crate::render::{Effects, Flash, FlashTarget};

/// What moves on a window.
#[derive(Clone, Debug)]
pub struct Motion {
    cursor: Blink,
    slow_text: Blink,
    rapid_text: Blink,
    flash: Option<Ringing>,
    /// From one step of a flash to the next.
    step: Duration,
    /// What the last frame showed.
    shown: Shown,
}

/// How strongly what moves is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    cursor: u8,
    slow_text: u8,
    rapid_text: u8,
    flash: Option<Flash>,
}

/// A bell that rings.
#[derive(Clone, Copy, Debug)]
struct Ringing {
    bell: VisualBell,
    since: Instant,
    area: Rect,
}

/// What on the window can blink at the moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blinkers {
    /// The cursor.
    pub cursor: bool,
    /// Text that blinks slowly.
    pub slow_text: bool,
    /// Text that blinks rapidly.
    pub rapid_text: bool,
}

impl Motion {
    /// Returns a window on which nothing moves.
    pub fn none(now: Instant) -> Self {
        Self {
            cursor: Blink::steady(now),
            slow_text: Blink::steady(now),
            rapid_text: Blink::steady(now),
            flash: None,
            step: Duration::from_millis(100),
            shown: Shown {
                cursor: 255,
                slow_text: 255,
                rapid_text: 255,
                flash: None,
            },
        }
    }

    /// Takes note of what can blink, and how that is done.
    pub fn set(&mut self, look: &Look, blinkers: Blinkers, now: Instant) {
        let steps = look.animation_fps;
        self.step = Duration::from_secs(1) / steps.clamp(1, 240);
        let rhythm = |blinks: bool, blinking| blinks.then_some(blinking);
        self.cursor
            .set(rhythm(blinkers.cursor, look.cursor_blink), steps, now);
        self.slow_text
            .set(rhythm(blinkers.slow_text, look.text_blink), steps, now);
        let rapid = rhythm(blinkers.rapid_text, look.text_blink_rapid);
        self.rapid_text.set(rapid, steps, now);
    }

    /// Lights the cursor; returns whether it was dimmer.
    pub fn light_cursor(&mut self, now: Instant) -> bool {
        self.cursor.restart(now);
        self.shown.cursor < 255
    }

    /// Lets a bell be seen at these cells.
    pub fn ring(&mut self, bell: VisualBell, area: Rect, now: Instant) {
        if bell.is_seen() {
            self.flash = Some(Ringing {
                bell,
                since: now,
                area,
            });
        }
    }

    /// Puts what a frame shows now into its effects, and remembers it.
    pub fn show(&mut self, effects: &mut Effects, now: Instant) {
        if self.flash.is_some_and(|ringing| ringing.is_over(now)) {
            self.flash = None;
        }
        self.shown = self.at(now);
        effects.cursor = self.shown.cursor;
        effects.slow_text = self.shown.slow_text;
        effects.rapid_text = self.shown.rapid_text;
        effects.flash = self.shown.flash;
    }

    /// Returns whether a frame would look otherwise than the last one.
    pub fn is_due(&self, now: Instant) -> bool {
        self.at(now) != self.shown
    }

    /// Returns when the next frame is due.
    pub fn next_change(&self, now: Instant) -> Option<Instant> {
        let blinks = [&self.cursor, &self.slow_text, &self.rapid_text];
        let blinks = blinks
            .into_iter()
            .filter_map(|blink| blink.next_change(now));
        let flash = self
            .flash
            .and_then(|ringing| ringing.next_change(self.step, now));
        blinks.chain(flash).min()
    }

    fn at(&self, now: Instant) -> Shown {
        Shown {
            cursor: self.cursor.strength(now),
            slow_text: self.slow_text.strength(now),
            rapid_text: self.rapid_text.strength(now),
            flash: self.flash.and_then(|ringing| ringing.at(now)),
        }
    }
}

impl Ringing {
    fn times(&self) -> (Duration, Duration) {
        (
            Duration::from_millis(self.bell.fade_in_duration_ms),
            Duration::from_millis(self.bell.fade_out_duration_ms),
        )
    }

    fn is_over(&self, now: Instant) -> bool {
        let (comes, goes) = self.times();
        now.saturating_duration_since(self.since) >= comes + goes
    }

    fn at(&self, now: Instant) -> Option<Flash> {
        let (comes, goes) = self.times();
        let time = now.saturating_duration_since(self.since);
        if time >= comes + goes {
            return None;
        }
        let share = |of: Duration, whole: Duration| of.as_secs_f64() / whole.as_secs_f64();
        let strength = match time.checked_sub(comes) {
            Some(going) => 1.0 - self.bell.fade_out_function.at(share(going, goes)),
            // What comes without a curve is there at once.
            None if self.bell.fade_in_function == Easing::Constant => 1.0,
            None => self.bell.fade_in_function.at(share(time, comes)),
        };
        Some(Flash {
            target: match self.bell.target {
                BellTarget::BackgroundColor => FlashTarget::Ground(self.area),
                BellTarget::CursorColor => FlashTarget::Cursor,
            },
            strength: (strength * 255.0).round() as u8,
        })
    }

    /// Returns when it looks different; never again once it is over, whether or not anybody saw its end.
    fn next_change(&self, step: Duration, now: Instant) -> Option<Instant> {
        let (comes, goes) = self.times();
        let end = self.since + comes + goes;
        (now < end).then(|| (now + step).min(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect::new(1, 2, 3, 4);

    fn flash_at(motion: &Motion, now: Instant) -> Option<u8> {
        motion.at(now).flash.map(|flash| flash.strength)
    }

    #[test]
    fn nothing_is_due_while_nothing_moves() {
        let now = Instant::now();
        let mut motion = Motion::none(now);
        motion.set(&Look::default(), Blinkers::default(), now);
        assert_eq!(motion.next_change(now), None);
        assert!(!motion.is_due(now + Duration::from_secs(9)));
        motion.ring(VisualBell::default(), AREA, now);
        assert_eq!(
            motion.next_change(now),
            None,
            "a bell of no time is not seen"
        );
    }

    #[test]
    fn a_bell_comes_goes_and_is_over() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut motion = Motion::none(start);
        motion.set(&Look::default(), Blinkers::default(), start);
        let bell = VisualBell {
            fade_in_duration_ms: 100,
            fade_out_duration_ms: 200,
            ..VisualBell::default()
        };
        motion.ring(bell, AREA, start);
        let seen = [0, 50, 100, 200, 299, 300].map(|millis| flash_at(&motion, at(millis)));
        let expected = [Some(0), Some(128), Some(255), Some(128), Some(1), None];
        assert_eq!(seen, expected);
        assert_eq!(motion.next_change(start), Some(at(100)));
        assert_eq!(motion.next_change(at(290)), Some(at(300)));
        let mut effects = Effects::default();
        motion.show(&mut effects, at(100));
        let expected = Flash {
            target: FlashTarget::Ground(AREA),
            strength: 255,
        };
        assert_eq!(effects.flash, Some(expected));
        assert!(motion.is_due(at(300)));
        motion.show(&mut effects, at(300));
        assert_eq!((effects.flash, motion.next_change(at(300))), (None, None));
        motion.ring(bell, AREA, start);
        assert_eq!(motion.next_change(at(300)), None, "nobody drew its end");
    }

    #[test]
    fn what_is_not_on_the_window_does_not_blink() {
        let now = Instant::now();
        let mut motion = Motion::none(now);
        let blinkers = Blinkers {
            rapid_text: true,
            ..Blinkers::default()
        };
        motion.set(&Look::default(), blinkers, now);
        let later = now + Duration::from_millis(250);
        let seen = motion.at(later);
        assert_eq!(
            (seen.cursor, seen.slow_text, seen.rapid_text),
            (255, 255, 0)
        );
    }
}
