//! The limits of the system that programs in panes inherit.
//!
//! Hides getrlimit and setrlimit. Limits are only raised, and never over what the system allows.

use config::Config;
use rustix::process::{Resource, getrlimit, setrlimit};

/// Raises the soft limits to what the configuration asks for, where they are lower.
pub fn raise(config: &Config) {
    let wanted = [
        (Resource::Nofile, "ulimit_nofile", config.ulimit_nofile),
        (Resource::Nproc, "ulimit_nproc", config.ulimit_nproc),
    ];
    for (resource, name, wanted) in wanted {
        let mut limits = getrlimit(resource);
        let Some(raised) = raised(limits.current, limits.maximum, wanted) else {
            continue;
        };
        limits.current = Some(raised);
        if let Err(error) = setrlimit(resource, limits) {
            log::warn!("{name}: the limit cannot be raised to {raised}: {error}");
        }
    }
}

/// Returns the new soft limit; `None` where it stays. A limit that is `None` is none.
fn raised(soft: Option<u64>, hard: Option<u64>, wanted: u64) -> Option<u64> {
    let allowed = hard.map_or(wanted, |hard| wanted.min(hard));
    soft.filter(|soft| *soft < allowed).map(|_| allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_raised_as_far_as_the_system_allows_and_never_lowered() {
        assert_eq!(raised(Some(1024), Some(4096), 2048), Some(2048));
        assert_eq!(raised(Some(1024), Some(1500), 2048), Some(1500));
        assert_eq!(raised(Some(1024), None, 2048), Some(2048));
        assert_eq!(raised(Some(4096), Some(4096), 2048), None);
        assert_eq!(raised(None, None, 2048), None);
    }
}
