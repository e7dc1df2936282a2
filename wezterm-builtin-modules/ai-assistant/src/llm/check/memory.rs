//! How much memory is free, and how much a model needs.
//!
//! It hides /proc and control groups. Blocking reads of small files. On a system that does not tell,
//! there is no answer and nothing is refused.

use std::path::Path;

/// Room for the cache of keys and values and for what the engine computes with.
const WORKING_MEMORY: u64 = 32 << 20;

/// Returns how much memory loading weights of this size takes.
pub(super) fn needed(weights: u64) -> u64 {
    weights
        .saturating_add(weights / 10)
        .saturating_add(WORKING_MEMORY)
}

/// Returns how many bytes can be used without pushing other programs out, where that is known.
pub(crate) fn available() -> Option<u64> {
    let machine = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| meminfo_available(&text));
    let group = group_available(Path::new("/sys/fs/cgroup"));
    match (machine, group) {
        (Some(machine), Some(group)) => Some(machine.min(group)),
        (machine, group) => machine.or(group),
    }
}

fn meminfo_available(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Returns what a control group (a container) may still use; files that are only cached do not count.
fn group_available(folder: &Path) -> Option<u64> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let limit: u64 = read("memory.max")?.trim().parse().ok()?;
    let used: u64 = read("memory.current")?.trim().parse().ok()?;
    let cached = read("memory.stat")?
        .lines()
        .find_map(|line| line.strip_prefix("inactive_file ")?.trim().parse().ok())
        .unwrap_or(0);
    Some(limit.saturating_sub(used.saturating_sub(cached)))
}

/// Writes a number of bytes the way people say it.
pub fn in_words(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes / 1000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_memory_is_read() {
        let text = "MemTotal:  16384 kB\nMemFree: 1 kB\nMemAvailable:   2048 kB\n";
        assert_eq!(meminfo_available(text), Some(2 << 20));
        assert_eq!(meminfo_available("MemTotal: 1 kB\n"), None);
    }

    #[test]
    fn a_container_may_use_what_its_group_leaves() {
        let group = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(group.path().join(name), text).expect("a file is written");
        };
        write("memory.max", "1000\n");
        write("memory.current", "700\n");
        write("memory.stat", "anon 300\ninactive_file 400\n");
        assert_eq!(group_available(group.path()), Some(700));
        write("memory.max", "max\n");
        assert_eq!(group_available(group.path()), None);
    }

    #[test]
    fn sizes_are_words() {
        assert_eq!(in_words(9_000_000), "9 MB");
        assert_eq!(in_words(2_140_000_000), "2.1 GB");
    }
}
