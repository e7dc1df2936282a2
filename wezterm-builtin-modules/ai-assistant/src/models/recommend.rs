//! Which model to fetch where none is configured: the largest well-known one that fits.
//!
//! It hides the table and the measuring of memory and disk. It fetches nothing.

use std::path::Path;

use super::memory::MemoryNeed;
use super::pull::free_on;
use crate::llm::check::{Facts, available_memory};

/// A model that is worth fetching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WellKnown {
    /// `organisation/name` on the Hub.
    pub id: &'static str,
    /// The pattern of the one file to fetch.
    pub file: &'static str,
    /// About how many bytes that file has.
    pub size: u64,
    /// How many numbers the keys and values of one token are, over all layers.
    cache_per_token: u64,
    /// What it is good for.
    pub about: &'static str,
}

/// From small to large. All answer in many languages and call tools, under Apache-2.0. Sizes, layers and
/// heads are about those that the models' authors publish on huggingface.co, good enough to tell what
/// fits; no program checks them. `wezterm ai models pull` asks the Hub for the exact size before it
/// fetches anything.
const TABLE: &[WellKnown] = &[
    WellKnown {
        id: "Qwen/Qwen2.5-0.5B-Instruct-GGUF",
        file: "*q4_k_m.gguf",
        size: 490_000_000,
        // 24 layers, 2 heads of 64.
        cache_per_token: 24 * 2 * 64 * 2,
        about: "quick on any machine, short answers",
    },
    WellKnown {
        id: "Qwen/Qwen2.5-1.5B-Instruct-GGUF",
        file: "*q4_k_m.gguf",
        size: 1_120_000_000,
        // 28 layers, 2 heads of 128.
        cache_per_token: 28 * 2 * 128 * 2,
        about: "commands and short explanations",
    },
    WellKnown {
        id: "Qwen/Qwen3-4B-GGUF",
        file: "*Q4_K_M.gguf",
        size: 2_500_000_000,
        // 36 layers, 8 heads of 128.
        cache_per_token: 36 * 8 * 128 * 2,
        about: "explains, calls tools, thinks before it answers",
    },
    WellKnown {
        id: "Qwen/Qwen3-8B-GGUF",
        file: "*Q4_K_M.gguf",
        size: 5_030_000_000,
        // 36 layers, 8 heads of 128.
        cache_per_token: 36 * 8 * 128 * 2,
        about: "the best answers that a CPU gives in bearable time",
    },
];

/// What this machine has to spare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spare {
    /// Bytes of memory, where the system tells.
    pub memory: Option<u64>,
    /// Bytes on the disk of the Hugging Face cache, where the system tells.
    pub disk: Option<u64>,
}

impl Spare {
    /// Measures it.
    pub fn measure(hub: &Path) -> Self {
        let there = hub.ancestors().find(|folder| folder.exists());
        Self {
            memory: available_memory(),
            disk: there.and_then(free_on),
        }
    }
}

/// A row of the table, what it needs, and whether that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The model.
    pub model: WellKnown,
    /// The memory that it needs, in bytes.
    pub memory: u64,
    /// Whether memory and disk suffice, with some of both left to others.
    pub fits: bool,
}

/// Returns all that are worth fetching, from small to large.
pub fn candidates(spare: Spare) -> Vec<Candidate> {
    let rows = TABLE.iter().map(|model| {
        let facts = Facts {
            weights: model.size,
            cache_per_token: Some(model.cache_per_token),
            ..Facts::default()
        };
        let memory = MemoryNeed::of(&facts).total();
        // A fifth of either is left to others.
        let fits = |need: u64, has: Option<u64>| has.is_none_or(|has| need < has / 5 * 4);
        Candidate {
            model: *model,
            memory,
            fits: fits(memory, spare.memory) && fits(model.size, spare.disk),
        }
    });
    rows.collect()
}

/// Returns the largest that fits.
pub fn recommended(candidates: &[Candidate]) -> Option<Candidate> {
    candidates.iter().rev().find(|one| one.fits).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: u64 = 1_000_000_000;

    fn best(memory: u64, disk: u64) -> Option<&'static str> {
        let spare = Spare {
            memory: Some(memory),
            disk: Some(disk),
        };
        recommended(&candidates(spare)).map(|one| one.model.id)
    }

    #[test]
    fn the_largest_that_fits_into_memory_and_disk_is_recommended() {
        assert_eq!(best(64 * GB, 500 * GB), Some("Qwen/Qwen3-8B-GGUF"));
        assert_eq!(best(6 * GB, 500 * GB), Some("Qwen/Qwen3-4B-GGUF"));
        assert_eq!(best(GB, 500 * GB), Some("Qwen/Qwen2.5-0.5B-Instruct-GGUF"));
        assert_eq!(
            best(64 * GB, 2 * GB),
            Some("Qwen/Qwen2.5-1.5B-Instruct-GGUF")
        );
        assert_eq!(best(GB / 2, 500 * GB), None);
        assert_eq!(best(64 * GB, GB / 2), None);
    }

    #[test]
    fn the_table_goes_from_small_to_large() {
        assert!(TABLE.is_sorted_by_key(|model| model.size));
    }
}
