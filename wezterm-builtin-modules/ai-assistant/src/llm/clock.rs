//! The time, for engines that wait before they ask again.
//!
//! It hides whether time passes: a test's clock never waits. Any thread.

use std::time::{Duration, Instant, SystemTime};

use futures::FutureExt;
use futures::future::BoxFuture;

/// Tells the time and waits.
pub(crate) trait Clock: Send + Sync + 'static {
    /// Returns the date, which servers name.
    fn date(&self) -> SystemTime;

    /// Returns a time that only grows.
    fn now(&self) -> Instant;

    /// Waits.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        tokio::time::sleep(time).boxed()
    }
}

/// Returns a length of time as people read it: `4 s`, `0.3 s`.
pub(crate) fn shown(time: Duration) -> String {
    let tenths = (time.as_secs_f64() * 10.0).round() / 10.0;
    format!("{tenths} s")
}

#[cfg(test)]
pub(crate) mod fake {
    use std::sync::Mutex;

    use super::*;

    /// A clock whose waiting takes no time, and is remembered.
    pub(crate) struct FakeClock {
        start: Instant,
        date: SystemTime,
        slept: Mutex<Vec<Duration>>,
    }

    impl FakeClock {
        /// Starts at this date, in seconds since 1970.
        pub(crate) fn at(date: u64) -> Self {
            Self {
                start: Instant::now(),
                date: SystemTime::UNIX_EPOCH + Duration::from_secs(date),
                slept: Mutex::default(),
            }
        }

        /// Lists how long was waited each time.
        pub(crate) fn slept(&self) -> Vec<Duration> {
            self.slept.lock().expect("not poisoned").clone()
        }

        /// Lets time pass.
        pub(crate) fn pass(&self, time: Duration) {
            self.slept.lock().expect("not poisoned").push(time);
        }

        fn passed(&self) -> Duration {
            self.slept.lock().expect("not poisoned").iter().sum()
        }
    }

    impl Clock for FakeClock {
        fn date(&self) -> SystemTime {
            self.date + self.passed()
        }

        fn now(&self) -> Instant {
            self.start + self.passed()
        }

        fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
            self.pass(time);
            std::future::ready(()).boxed()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_to_a_tenth_of_a_second() {
        for (milliseconds, expected) in [(4000, "4 s"), (349, "0.3 s"), (61_960, "62 s")] {
            assert_eq!(shown(Duration::from_millis(milliseconds)), expected);
        }
    }
}
