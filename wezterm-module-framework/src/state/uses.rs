//! What a person chose from a list, how often and when: so that a list can show the usual choices first.
//!
//! Hides how frequency and recency are weighed against each other, and how many choices are kept. What a
//! list's names mean is its owner's affair.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use toml::{Table, Value};

use super::{StateError, StateFile, list_in};

/// The table of the file that holds the lists.
const USED: &str = "used";
/// How many choices of a list are kept.
const MOST: usize = 100;
/// Longer names are not kept.
const LONGEST: usize = 200;
/// After this time a choice counts half.
const HALF_LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// One choice.
#[derive(Clone, Debug, PartialEq)]
struct Used {
    name: String,
    /// How much it counted when it was chosen last, that time included.
    weight: f64,
    /// When that was, in seconds since 1970.
    last: i64,
}

impl Used {
    fn read(value: &Value) -> Option<Used> {
        let weight = match value.get("weight")? {
            Value::Float(weight) => *weight,
            Value::Integer(weight) => *weight as f64,
            _ => return None,
        };
        let sound = weight.is_finite() && weight > 0.0;
        sound.then_some(Used {
            name: value.get("name")?.as_str()?.to_owned(),
            weight,
            last: value.get("last")?.as_integer()?,
        })
    }

    fn write(&self) -> Value {
        let mut table = Table::new();
        table.insert("name".to_owned(), Value::String(self.name.clone()));
        // More digits would say nothing.
        let weight = (self.weight * 1000.0).round() / 1000.0;
        table.insert("weight".to_owned(), Value::Float(weight.max(0.001)));
        table.insert("last".to_owned(), Value::Integer(self.last));
        Value::Table(table)
    }

    /// Returns how much it counts at a time; a clock that was set back takes nothing away.
    fn weight_at(&self, now: i64) -> f64 {
        let age = now.saturating_sub(self.last).max(0) as f64;
        self.weight * (-age / HALF_LIFE.as_secs_f64()).exp2()
    }
}

/// Puts the choices that count most first; of two that count the same, the later one.
fn sort(all: &mut [Used], now: i64) {
    all.sort_by(|one, other| {
        let by_weight = other.weight_at(now).total_cmp(&one.weight_at(now));
        by_weight.then(other.last.cmp(&one.last))
    });
}

fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

impl StateFile {
    /// Returns what was chosen from a list, the most frequent and most recent first.
    pub fn used(&self, list: &str, now: SystemTime) -> Vec<String> {
        let mut all: Vec<Used> = {
            let table = self.table();
            let kept = table.get(USED).and_then(|lists| lists.get(list));
            let kept = kept.and_then(Value::as_array).into_iter().flatten();
            kept.filter_map(Used::read).collect()
        };
        sort(&mut all, seconds(now));
        all.into_iter().map(|used| used.name).collect()
    }

    /// Remembers that something was chosen from a list.
    pub fn note_used(&self, list: &str, name: &str, now: SystemTime) -> Result<(), StateError> {
        if name.len() > LONGEST {
            return Ok(());
        }
        let (list, name, now) = (list.to_owned(), name.to_owned(), seconds(now));
        self.update(move |table| {
            let kept = list_in(table, USED, &list)?;
            let mut all: Vec<Used> = kept.iter().filter_map(Used::read).collect();
            let before = all.iter().position(|used| used.name == name);
            let before = before.map(|at| all.remove(at).weight_at(now));
            all.push(Used {
                name: name.clone(),
                weight: before.unwrap_or(0.0) + 1.0,
                last: now,
            });
            sort(&mut all, now);
            all.truncate(MOST);
            *kept = all.iter().map(Used::write).collect();
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(number * 24 * 3600)
    }

    #[test]
    fn what_is_chosen_often_or_lately_comes_first_and_survives() {
        let folder = tempfile::tempdir().unwrap();
        let (state, _) = StateFile::open(folder.path());
        assert_eq!(state.used("palette", day(0)), [] as [&str; 0]);
        for _ in 0..3 {
            state.note_used("palette", "often", day(1)).unwrap();
        }
        state.note_used("palette", "once", day(1)).unwrap();
        state.note_used("other", "elsewhere", day(1)).unwrap();
        let (again, problems) = StateFile::open(folder.path());
        assert_eq!(problems, []);
        assert_eq!(again.used("palette", day(1)), ["often", "once"]);
        // A month later, three times count less than once does now.
        again.note_used("palette", "once", day(31)).unwrap();
        assert_eq!(again.used("palette", day(31)), ["once", "often"]);
        assert_eq!(again.used("other", day(31)), ["elsewhere"]);
    }

    #[test]
    fn no_more_are_kept_than_a_list_is_long_and_the_last_is_among_them() {
        let state = StateFile::in_memory();
        for number in 0..150 {
            let name = format!("name {number}");
            state.note_used("palette", &name, day(1)).unwrap();
            state.note_used("palette", &name, day(1)).unwrap();
        }
        state.note_used("palette", "last", day(40)).unwrap();
        let long = "x".repeat(LONGEST + 1);
        state.note_used("palette", &long, day(40)).unwrap();
        let used = state.used("palette", day(40));
        assert_eq!((used.len(), used[0].as_str()), (MOST, "last"));
    }

    #[test]
    fn what_somebody_wrote_wrong_is_left_out_and_a_clock_may_be_set_back() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[[used.palette]]\nname = 'good'\nweight = 2\nlast = 900000000000\n\
                    [[used.palette]]\nname = 'bad'\nweight = nan\nlast = 1\n\
                    [[used.palette]]\nname = 7\n";
        std::fs::write(folder.path().join(super::super::NAME), text).unwrap();
        let (state, _) = StateFile::open(folder.path());
        assert_eq!(state.used("palette", day(1)), ["good"]);
        state.note_used("palette", "good", day(1)).unwrap();
        assert_eq!(state.used("palette", day(1)), ["good"]);
        std::fs::write(folder.path().join(super::super::NAME), "used = 7\n").unwrap();
        let (state, _) = StateFile::open(folder.path());
        assert_eq!(state.used("palette", day(1)), [] as [&str; 0]);
        let refused = state.note_used("palette", "good", day(1)).unwrap_err();
        assert!(refused.to_string().contains("`used` must be a table"));
    }
}
