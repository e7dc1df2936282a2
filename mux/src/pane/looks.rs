//! When a pane's pump looks what runs in it.
//!
//! Arithmetic with times; it looks at nothing itself.

use std::time::{Duration, Instant};

/// How long after output the pump looks what runs: long enough for a shell that has just taken a
/// command to start it.
const LOOK_AFTER: Duration = Duration::from_millis(150);

/// When the pump looks what runs: some time after the last output, and while there is output ever
/// again, so that a flood costs a few looks in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Looks {
    /// The next look.
    pub(super) due: Option<Instant>,
    last_output: Option<Instant>,
}

impl Looks {
    /// There was output.
    pub(super) fn output(&mut self, now: Instant) {
        self.last_output = Some(now);
        self.due.get_or_insert(now + LOOK_AFTER);
    }

    /// A look begins; one that comes too soon after output is followed by another.
    pub(super) fn begin(&mut self, now: Instant) {
        let settled = self.last_output.map(|output| output + LOOK_AFTER);
        self.due = settled.filter(|settled| *settled > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_output_is_followed_by_a_look_and_a_flood_by_few() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut looks = Looks::default();
        let mut begun = Vec::new();
        for millis in 0..2000 {
            if looks.due.is_some_and(|due| due <= after(millis)) {
                looks.begin(after(millis));
                begun.push(millis);
            }
            if millis <= 149 {
                looks.output(after(millis));
            }
        }
        assert_eq!(begun, [150, 299]);
        assert_eq!(looks.due, None);
        let mut flood = 0;
        for millis in 2000..3000 {
            looks.output(after(millis));
            if looks.due.is_some_and(|due| due <= after(millis)) {
                looks.begin(after(millis));
                flood += 1;
            }
        }
        assert!((4..8).contains(&flood), "{flood} looks in a second");
    }
}
