//! Whether and when what a person types is read before it is sent, so that the answer begins sooner.
//!
//! It hides where the machine's power comes from. Background runtime; the files that tell it are read
//! by hand, for each question anew. It reads nothing of what is typed: see [`crate::llm::LlmEngine`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::llm::clock::{Clock, SystemClock};
use crate::settings::WarmStart;

/// How long nothing is typed before what stands there is read.
const PAUSE: Duration = Duration::from_millis(300);

/// Tells where the machine's power comes from.
pub(crate) trait Power: Send + Sync + 'static {
    /// Tells whether it is the battery.
    fn is_battery(&self) -> bool;
}

/// See the top of the file.
pub(crate) struct Ahead {
    clock: Arc<dyn Clock>,
    power: Arc<dyn Power>,
}

impl Default for Ahead {
    fn default() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(PowerSupplies::default()))
    }
}

impl Ahead {
    pub(crate) fn new(clock: Arc<dyn Clock>, power: Arc<dyn Power>) -> Self {
        Self { clock, power }
    }

    /// Waits as long as a pause in typing is.
    pub(crate) async fn pause(&self) {
        self.clock.sleep(PAUSE).await;
    }

    /// Tells whether to read ahead. Looks at the disk.
    pub(crate) fn is_wanted(&self, setting: WarmStart) -> bool {
        match setting {
            WarmStart::Always => true,
            WarmStart::Never => false,
            WarmStart::Auto => !self.power.is_battery(),
        }
    }
}

/// What Linux tells of its power supplies; other systems have no such files, and so no battery.
struct PowerSupplies(PathBuf);

impl Default for PowerSupplies {
    fn default() -> Self {
        Self("/sys/class/power_supply".into())
    }
}

impl Power for PowerSupplies {
    fn is_battery(&self) -> bool {
        let Ok(entries) = std::fs::read_dir(&self.0) else {
            return false;
        };
        let supplies: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        let is_plugged_in = supplies.iter().any(|one| is(one, "online", "1"));
        // A mouse has a battery too.
        let of_machine = supplies.iter().filter(|one| !is(one, "scope", "Device"));
        let mut batteries = of_machine.filter(|one| is(one, "type", "Battery"));
        !is_plugged_in && batteries.any(|one| is(one, "status", "Discharging"))
    }
}

fn is(supply: &Path, file: &str, expected: &str) -> bool {
    std::fs::read_to_string(supply.join(file)).is_ok_and(|text| text.trim() == expected)
}

#[cfg(test)]
pub(crate) mod fake {
    use super::*;

    /// A machine that runs on its battery, or does not.
    pub(crate) struct FakePower(pub(crate) bool);

    impl Power for FakePower {
        fn is_battery(&self) -> bool {
            self.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supplies(files: &[(&str, &str)]) -> bool {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, format!("{text}\n")).expect("a file");
        }
        PowerSupplies(folder.path().to_owned()).is_battery()
    }

    #[test]
    fn a_machine_runs_on_its_battery_when_that_empties_and_nothing_is_plugged_in() {
        let battery = [("BAT0/type", "Battery"), ("BAT0/status", "Discharging")];
        let unplugged = [("AC/type", "Mains"), ("AC/online", "0")];
        let plugged_in = [("AC/type", "Mains"), ("AC/online", "1")];
        assert!(supplies(&[battery, unplugged].concat()));
        assert!(supplies(&battery));
        assert!(!supplies(&[battery, plugged_in].concat()));
        assert!(!supplies(&[
            ("BAT0/type", "Battery"),
            ("BAT0/status", "Full")
        ]));
        assert!(!supplies(&[]));
    }

    #[test]
    fn the_battery_of_a_mouse_is_not_the_machines() {
        assert!(!supplies(&[
            ("mouse/type", "Battery"),
            ("mouse/scope", "Device"),
            ("mouse/status", "Discharging"),
        ]));
    }

    #[test]
    fn the_setting_wins_over_the_battery() {
        for is_battery in [false, true] {
            let power = Arc::new(fake::FakePower(is_battery));
            let ahead = Ahead::new(Arc::new(SystemClock), power);
            assert!(ahead.is_wanted(WarmStart::Always));
            assert!(!ahead.is_wanted(WarmStart::Never));
            assert_eq!(ahead.is_wanted(WarmStart::Auto), !is_battery);
        }
    }
}
