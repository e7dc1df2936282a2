//! When to ask a server again, and when to give up.
//!
//! Exponential back-off with full jitter (a random time up to a limit that doubles), unless the server
//! names a time itself in `Retry-After` (RFC 9110, 10.2.3). Plain arithmetic; it neither waits nor
//! connects.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime};

/// The limit of the first wait; each further one has twice the limit of the one before.
const FIRST: Duration = Duration::from_millis(500);
/// The largest limit.
const LARGEST: Duration = Duration::from_secs(8);
/// The longest time that is waited because a server asks for it: for more than that nobody sits in
/// front of an overlay.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Tells whether a request that was answered with this status may succeed when it is sent again.
pub(crate) fn is_passing(status: u16) -> bool {
    // 529 is Anthropic's "overloaded".
    matches!(status, 408 | 429 | 500..=599) && !matches!(status, 501 | 505)
}

/// Returns how long to wait after so many failed attempts (one or more). `chance` is from 0 to 1.
pub(crate) fn back_off(failed: u32, chance: f64) -> Duration {
    let doubled = FIRST.saturating_mul(1 << failed.saturating_sub(1).min(16));
    doubled.min(LARGEST).mul_f64(chance.clamp(0.0, 1.0))
}

/// Returns a number from 0 to 1. Good enough to keep clients apart, and for nothing else.
pub(crate) fn chance() -> f64 {
    // The standard library keys each of these differently, from the system's randomness.
    let number = RandomState::new().build_hasher().finish();
    (number >> 11) as f64 / (1_u64 << 53) as f64
}

/// Reads `Retry-After`: a number of seconds or an HTTP date.
pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = http_date(value)?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// Reads the form of dates that RFC 9110 has all senders write: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.split_once(", ")?;
    let parts: Vec<&str> = date.split(' ').collect();
    let &[day, month, year, time, "GMT"] = parts.as_slice() else {
        return None;
    };
    let day: u64 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let year: u64 = year
        .parse()
        .ok()
        .filter(|year| (1970..=9999).contains(year))?;
    let clock: Vec<u64> = time
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let &[hour, minute, second] = clock.as_slice() else {
        return None;
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days from 1970 to the first of March of the year in which the month lies, counting years from
    // March so that the leap day is a year's last.
    let shifted = if month > 2 { year } else { year - 1 };
    let month = (month + 9) % 12;
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400;
    let days = (days + (month * 153 + 2) / 5 + day - 1).checked_sub(719_468)?;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn the_limit_of_a_wait_doubles_up_to_eight_seconds() {
        let limits: Vec<u128> = (1..=7).map(|n| back_off(n, 1.0).as_millis()).collect();
        assert_eq!(limits, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(back_off(u32::MAX, 1.0), LARGEST);
        assert_eq!(back_off(3, 0.25), Duration::from_millis(500));
        assert_eq!(back_off(3, 0.0), Duration::ZERO);
    }

    #[test]
    fn chance_is_between_nothing_and_one_and_differs() {
        let drawn: Vec<f64> = (0..100).map(|_| chance()).collect();
        assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(drawn.iter().any(|number| *number < 0.5));
        assert!(drawn.iter().any(|number| *number >= 0.5));
    }

    #[test]
    fn only_what_may_pass_is_asked_again() {
        let passing: Vec<u16> = (200..600).filter(|status| is_passing(*status)).collect();
        for status in [408, 429, 500, 502, 503, 504, 529] {
            assert!(passing.contains(&status), "{status}");
        }
        for status in [200, 301, 400, 401, 403, 404, 413, 422, 501] {
            assert!(!passing.contains(&status), "{status}");
        }
    }

    #[test]
    fn a_server_names_seconds_or_a_date() {
        let now = at(784_111_777);
        let wait = |text: &str| retry_after(text, now).map(|wait| wait.as_secs_f64());
        assert_eq!(wait("4"), Some(4.0));
        assert_eq!(wait(" 0.5 "), Some(0.5));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:41 GMT"), Some(4.0));
        assert_eq!(
            wait("Sun, 06 Nov 1994 08:49:30 GMT"),
            Some(0.0),
            "it is past"
        );
        assert_eq!(wait("Thu, 29 Feb 1996 00:00:00 GMT"), Some(41_440_223.0));
        for wrong in [
            "",
            "-4",
            "NaN",
            "inf",
            "soon",
            "1e300",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 0001 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 99:49:37 GMT",
        ] {
            assert_eq!(wait(wrong), None, "{wrong:?}");
        }
    }
}
