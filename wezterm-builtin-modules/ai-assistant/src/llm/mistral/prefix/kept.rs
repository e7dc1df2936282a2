//! What one instance of a model keeps of what it read: a picture of the engine's own prefix cache,
//! which tells nothing of itself.
//!
//! Plain data, any thread. It knows two faults of version 0.8.1 and says where they would strike. An
//! entry is filed under all tokens of a finished sequence, though nothing was computed for the last
//! one: a prompt that goes on with just that token would be answered as if a token were blank. And a
//! prompt that is the beginning of an entry is read again from its first token. It never asks the
//! engine, and its numbers are inferred.

/// The engine makes room for so many tokens at a time.
const GROWTH: usize = 512;

/// See the top of the file.
#[derive(Debug)]
pub(in crate::llm::mistral) struct Kept {
    entries: Vec<Entry>,
    /// What the keys and values of one token take.
    token_bytes: u64,
    /// How much all of it may take.
    budget: u64,
    /// Whether each sequence replaces the one before.
    keeps_one: bool,
    /// Whether there is something of which nothing is known.
    unknown: bool,
}

/// A finished sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The tokens whose keys and values are there.
    pub(super) tokens: Vec<u32>,
    /// The token that the entry is filed under besides, where it is known.
    pub(super) last: Option<u32>,
    /// Whether it is there for certain: of an answer that was stopped, nobody can tell.
    pub(super) certain: bool,
}

impl Entry {
    /// Returns how many tokens of a prompt are really there.
    fn shared(&self, prompt: &[u32]) -> usize {
        let pairs = self.tokens.iter().zip(prompt);
        pairs.take_while(|(one, other)| one == other).count()
    }

    /// Returns how many tokens of a prompt the engine takes to be there.
    fn believed(&self, prompt: &[u32]) -> usize {
        let shared = self.shared(prompt);
        let next = prompt.get(shared);
        let goes_on = next.is_some_and(|next| self.last.is_none_or(|last| last == *next));
        shared + usize::from(shared == self.tokens.len() && goes_on)
    }
}

impl Kept {
    pub(in crate::llm::mistral) fn new(token_bytes: u64, budget: u64, keeps_one: bool) -> Self {
        Self {
            entries: Vec::new(),
            token_bytes,
            budget,
            keeps_one,
            unknown: false,
        }
    }

    /// Tells whether each sequence replaces the one before.
    pub(in crate::llm::mistral) fn keeps_one(&self) -> bool {
        self.keeps_one
    }

    /// Tells whether anything is to be kept at all.
    pub(super) fn is_on(&self) -> bool {
        self.budget > 0
    }

    /// Returns how many tokens of a prompt need not be read again. The last one always is: its answer
    /// is the next token.
    pub(super) fn usable(&self, prompt: &[u32]) -> usize {
        let certain = self.entries.iter().filter(|entry| entry.certain);
        let shared = certain.map(|entry| entry.shared(prompt));
        shared
            .max()
            .unwrap_or(0)
            .min(prompt.len().saturating_sub(1))
    }

    /// Tells whether the engine would go wrong with a prompt, see the top of the file.
    pub(super) fn is_trap(&self, prompt: &[u32]) -> bool {
        let believed = self.entries.iter().map(|entry| entry.believed(prompt));
        let most = believed.max().unwrap_or(0);
        let wrong = |entry: &Entry| {
            let believed = entry.believed(prompt);
            believed == most && (believed > entry.shared(prompt) || believed == prompt.len())
        };
        self.unknown || most > 0 && self.entries.iter().any(wrong)
    }

    /// Returns what is taken now, in bytes.
    pub(in crate::llm::mistral) fn bytes(&self) -> u64 {
        let sizes = self
            .entries
            .iter()
            .map(|entry| self.size(entry.tokens.len()));
        sizes.fold(0, u64::saturating_add)
    }

    /// Tells whether a sequence of this many tokens may be kept at all.
    pub(super) fn has_room_for(&self, tokens: usize) -> bool {
        self.size(tokens) <= self.budget
    }

    /// Tells whether one may be kept along with the rest.
    pub(super) fn has_room_beside(&self, tokens: usize) -> bool {
        self.bytes().saturating_add(self.size(tokens)) <= self.budget
    }

    /// Tells whether something has to go before a prompt is kept along with the rest, and can: one
    /// alone that the prompt begins with is what is wanted.
    pub(super) fn is_crowded(&self, prompt: &[u32], least: usize) -> bool {
        let is_wanted = self.entries.len() == 1 && self.usable(prompt) >= least;
        !self.entries.is_empty() && !is_wanted && !self.has_room_beside(prompt.len())
    }

    fn size(&self, tokens: usize) -> u64 {
        let room = tokens.div_ceil(GROWTH) * GROWTH;
        self.token_bytes.saturating_mul(room as u64)
    }

    /// Notes that a sequence was finished.
    pub(super) fn add(&mut self, entry: Entry) {
        if !self.is_on() {
            return;
        }
        let keeps_one = self.keeps_one;
        if keeps_one {
            // It replaces what was not known.
            self.unknown = false;
        }
        self.entries.retain(|other| {
            !keeps_one && (&other.tokens, other.last) != (&entry.tokens, entry.last)
        });
        self.entries.push(entry);
    }

    /// Notes that what was added with these tokens is there for certain.
    pub(super) fn confirm(&mut self, tokens: &[u32]) {
        let alike = self.entries.iter_mut();
        for entry in alike.filter(|entry| entry.tokens == tokens) {
            entry.certain = true;
        }
    }

    /// Notes that a sequence was finished of which nothing is known.
    pub(super) fn add_unknown(&mut self) {
        self.unknown = self.is_on();
    }

    /// Notes that the engine let go of everything.
    pub(in crate::llm::mistral) fn clear(&mut self) {
        self.entries.clear();
        self.unknown = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(entries: &[(&[u32], Option<u32>)]) -> Kept {
        let mut kept = Kept::new(10, 3 * 10 * 512, false);
        for (tokens, last) in entries {
            kept.add(Entry {
                tokens: tokens.to_vec(),
                last: *last,
                certain: true,
            });
        }
        kept
    }

    #[test]
    fn the_longest_beginning_counts_but_for_the_last_token_of_a_prompt() {
        let kept = kept(&[(&[1, 2, 3], Some(9)), (&[1, 2, 7, 8], Some(9))]);
        assert_eq!(kept.usable(&[1, 2, 3, 4]), 3);
        assert_eq!(kept.usable(&[1, 2, 7, 8, 5, 5]), 4);
        assert_eq!(kept.usable(&[1, 2, 3]), 2);
        assert_eq!(kept.usable(&[5, 2, 3]), 0);
        assert_eq!(kept.usable(&[]), 0);
    }

    #[test]
    fn a_prompt_that_goes_on_with_the_token_that_was_never_computed_is_a_trap() {
        let known = kept(&[(&[1, 2, 3], Some(9))]);
        assert!(known.is_trap(&[1, 2, 3, 9, 4]));
        assert!(!known.is_trap(&[1, 2, 3, 8, 4]));
        assert!(!known.is_trap(&[1, 2, 4, 9]));
        let unknown = kept(&[(&[1, 2, 3], None)]);
        assert!(unknown.is_trap(&[1, 2, 3, 8, 4]), "it may be that one");
    }

    #[test]
    fn a_prompt_that_is_the_beginning_of_what_is_kept_is_a_trap() {
        assert!(kept(&[(&[1, 2, 3], Some(9))]).is_trap(&[1, 2]));
        assert!(kept(&[(&[1, 2, 3], Some(9))]).is_trap(&[1, 2, 3]));
    }

    #[test]
    fn a_longer_right_entry_saves_a_prompt_from_a_trap() {
        let kept = kept(&[(&[1, 2], Some(3)), (&[1, 2, 3, 4], Some(9))]);
        assert!(!kept.is_trap(&[1, 2, 3, 4, 5]));
        assert!(
            kept.is_trap(&[1, 2, 3, 6]),
            "both seem as good, and the engine takes the first"
        );
    }

    #[test]
    fn room_is_counted_the_way_the_engine_takes_it() {
        let mut kept = kept(&[(&[1; 513], Some(9))]);
        assert_eq!(kept.bytes(), 10 * 1024);
        assert!(kept.has_room_beside(512));
        assert!(!kept.has_room_beside(513));
        assert!(kept.has_room_for(3 * 512));
        assert!(!kept.has_room_for(3 * 512 + 1));
        assert!(
            !kept.is_crowded(&[1; 600], 64),
            "it begins with the only one"
        );
        assert!(kept.is_crowded(&[5; 1025], 64));
        assert!(!kept.is_crowded(&[5; 512], 64));
        kept.add(Entry {
            tokens: vec![2],
            last: None,
            certain: true,
        });
        assert!(kept.is_crowded(&[1; 600], 64));
        kept.clear();
        assert_eq!(kept.bytes(), 0);
        assert!(!Kept::new(10, 0, false).is_on());
    }

    #[test]
    fn where_one_is_kept_each_replaces_the_one_before() {
        let mut kept = Kept::new(10, 1 << 20, true);
        for tokens in [vec![1, 2, 3], vec![1, 4]] {
            kept.add(Entry {
                tokens,
                last: None,
                certain: true,
            });
        }
        assert_eq!(kept.usable(&[1, 2, 3, 4]), 1);
        assert_eq!(kept.bytes(), 10 * 512);
    }

    #[test]
    fn what_is_perhaps_there_is_a_trap_and_no_help() {
        let mut kept = Kept::new(10, 1 << 20, false);
        kept.add(Entry {
            tokens: vec![1, 2, 3],
            last: None,
            certain: false,
        });
        assert_eq!(kept.usable(&[1, 2, 3, 4]), 0);
        assert!(kept.is_trap(&[1, 2, 3, 4]));
        assert!(kept.bytes() > 0);
        kept.confirm(&[1, 2, 3]);
        assert_eq!(kept.usable(&[1, 2, 3, 4]), 3);
        kept.clear();
        kept.add_unknown();
        assert!(kept.is_trap(&[7, 8]));
    }

    #[test]
    fn the_same_sequence_is_kept_once() {
        let kept = kept(&[(&[1, 2], Some(3)), (&[1, 2], Some(3))]);
        assert_eq!(kept.bytes(), 10 * 512);
    }
}
