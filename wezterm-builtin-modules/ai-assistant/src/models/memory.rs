//! How much memory a model needs, by its headers alone.
//!
//! Pure arithmetic. `models/tests/measure.rs` compares it with what loads really take.

use serde::Serialize;

use crate::llm::check::Facts;

/// For how many tokens the keys and values are counted, where the model reads that many.
pub const STATED_CONTEXT: u64 = 4096;

/// How many bytes the engine keeps a number of a key or a value in.
const BYTES_OF_A_NUMBER: u64 = 4;
/// What the engine takes for itself beside a model: tokenizer, threads, working memory.
const OVERHEAD: u64 = 36 << 20;
/// Of the weights, which part the working memory of a step is about as large as.
const WORKING_PART: u64 = 12;

/// What a model needs, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MemoryNeed {
    /// The weights.
    pub weights: u64,
    /// Keys and values of [`MemoryNeed::context`] tokens.
    pub cache: u64,
    /// What the engine computes with.
    pub overhead: u64,
    /// For how many tokens this is.
    pub context: u64,
}

impl MemoryNeed {
    pub(crate) fn of(facts: &Facts) -> Self {
        let context = facts.context.unwrap_or(STATED_CONTEXT).min(STATED_CONTEXT);
        Self::at(facts, context)
    }

    /// Counts for so many tokens.
    pub(crate) fn at(facts: &Facts, context: u64) -> Self {
        let per_token = facts.cache_per_token.unwrap_or(0);
        Self {
            weights: facts.weights,
            cache: per_token
                .saturating_mul(BYTES_OF_A_NUMBER)
                .saturating_mul(context),
            overhead: OVERHEAD.saturating_add(facts.weights / WORKING_PART),
            context,
        }
    }

    /// Returns all of it together.
    pub fn total(&self) -> u64 {
        self.weights
            .saturating_add(self.cache)
            .saturating_add(self.overhead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_are_counted_for_the_stated_context_or_what_the_model_reads() {
        let facts = |context| Facts {
            weights: 2000,
            cache_per_token: Some(10),
            context,
            ..Facts::default()
        };
        let long = MemoryNeed::of(&facts(Some(131_072)));
        assert_eq!((long.context, long.cache), (4096, 4096 * 40));
        let short = MemoryNeed::of(&facts(Some(512)));
        assert_eq!((short.context, short.cache), (512, 512 * 40));
        assert_eq!(short.total(), 2000 + 512 * 40 + OVERHEAD + 166);
    }
}
