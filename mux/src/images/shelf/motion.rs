//! Which frame of an animation is shown when.
//!
//! Pure arithmetic on when it began, so that nothing runs while nobody looks, and frames that were
//! not looked at are not made up for.

use std::time::{Duration, Instant};

/// The least time until the next look.
const LEAST: Duration = Duration::from_millis(4);

/// Whether an animation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Stopped,
    /// It goes on to the last frame, and waits there for more.
    Loading,
    Running,
}

/// How an animation moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion {
    pub(super) state: State,
    /// How often all frames are shown; `None` for ever.
    pub(super) loops: Option<u32>,
    /// Which frame was shown from when on.
    first: usize,
    since: Instant,
}

impl Motion {
    pub(super) fn new(state: State, loops: Option<u32>, now: Instant) -> Self {
        Self {
            state,
            loops,
            first: 0,
            since: now,
        }
    }

    /// Goes on from a frame that is shown from now on.
    pub(super) fn begin_at(&mut self, frame: usize, now: Instant) {
        (self.first, self.since) = (frame, now);
    }

    /// Returns which frame is shown, and when that changes. A frame without a gap is passed over.
    pub(super) fn at(&self, gaps: &[Duration], now: Instant) -> (usize, Option<Instant>) {
        let last = gaps.len().saturating_sub(1);
        let cycle: Duration = gaps.iter().sum();
        let mut frame = self.first.min(last);
        if self.state == State::Stopped || cycle.is_zero() || last == 0 {
            return (frame, None);
        }
        let mut passed = now.saturating_duration_since(self.since);
        let mut played = 0;
        loop {
            let gap = gaps[frame];
            if passed < gap {
                let next = now + (gap - passed).max(LEAST);
                return (frame, Some(next));
            }
            passed -= gap;
            if frame < last {
                frame += 1;
                continue;
            }
            if self.state == State::Loading {
                return (last, None);
            }
            // Whole rounds are not gone through one by one.
            let rounds = passed.as_nanos() / cycle.as_nanos();
            played += 1 + u32::try_from(rounds).unwrap_or(u32::MAX / 2);
            if self.loops.is_some_and(|loops| played >= loops) {
                return (last, None);
            }
            let rest = passed.as_nanos() % cycle.as_nanos();
            passed = Duration::from_nanos(u64::try_from(rest).unwrap_or(0));
            frame = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAPS: [Duration; 3] = [
        Duration::from_millis(10),
        Duration::from_millis(0),
        Duration::from_millis(30),
    ];

    fn shown(motion: &Motion, start: Instant, millis: u64) -> (usize, Option<u64>) {
        let (frame, next) = motion.at(&GAPS, start + Duration::from_millis(millis));
        let next = next.map(|next| next.duration_since(start).as_millis() as u64);
        (frame, next)
    }

    #[test]
    fn frames_follow_each_other_by_their_gaps_and_begin_again() {
        let start = Instant::now();
        let motion = Motion::new(State::Running, None, start);
        assert_eq!(shown(&motion, start, 0), (0, Some(10)));
        assert_eq!(shown(&motion, start, 10), (2, Some(40)));
        assert_eq!(shown(&motion, start, 40), (0, Some(50)));
        assert_eq!(
            shown(&motion, start, 4_000_000_015),
            (2, Some(4_000_000_040))
        );
    }

    #[test]
    fn an_animation_ends_stops_or_waits_for_more() {
        let start = Instant::now();
        let twice = Motion::new(State::Running, Some(2), start);
        assert_eq!(shown(&twice, start, 79), (2, Some(83)));
        assert_eq!(shown(&twice, start, 80), (2, None));
        assert_eq!(shown(&twice, start, 99_999), (2, None));
        let loading = Motion::new(State::Loading, None, start);
        assert_eq!(shown(&loading, start, 100), (2, None));
        let mut stopped = Motion::new(State::Stopped, None, start);
        stopped.begin_at(1, start);
        assert_eq!(shown(&stopped, start, 100), (1, None));
        assert_eq!(stopped.at(&[], start), (0, None));
    }
}
