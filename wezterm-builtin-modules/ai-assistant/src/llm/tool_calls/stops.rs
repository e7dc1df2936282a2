//! Texts at which an answer ends.
//!
//! It hides that they come in parts: what may be the beginning of one is held back until it is certain.
//! Plain state, any thread.

use super::begun;

/// Hands on text up to the first stop string.
#[derive(Debug)]
pub(super) struct Stops {
    words: Vec<String>,
    held: String,
    reached: bool,
}

impl Stops {
    pub(super) fn new(words: &[String]) -> Self {
        let words = words.iter().filter(|word| !word.is_empty());
        Self {
            words: words.cloned().collect(),
            held: String::new(),
            reached: false,
        }
    }

    /// Tells whether a stop string has come.
    pub(super) fn reached(&self) -> bool {
        self.reached
    }

    /// Takes more text and returns what stands certainly before every stop string.
    pub(super) fn push(&mut self, text: &str) -> String {
        if self.reached {
            return String::new();
        }
        self.held.push_str(text);
        // The one that is complete first, as if the text came byte by byte; of two, the longer.
        let found = self.words.iter().filter_map(|word| {
            let start = self.held.find(word.as_str())?;
            Some((start + word.len(), start))
        });
        if let Some((_, start)) = found.min() {
            self.reached = true;
            self.held.truncate(start);
            return std::mem::take(&mut self.held);
        }
        let begun = self.words.iter().map(|word| begun(&self.held, word)).max();
        let rest = self.held.split_off(self.held.len() - begun.unwrap_or(0));
        std::mem::replace(&mut self.held, rest)
    }

    /// Returns what was held back, where no stop string can come any more.
    pub(super) fn finish(&mut self) -> String {
        std::mem::take(&mut self.held)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(words: &[String], parts: &[&str]) -> (String, bool) {
        let mut stops = Stops::new(words);
        let mut shown: String = parts.iter().map(|part| stops.push(part)).collect();
        if !stops.reached() {
            shown.push_str(&stops.finish());
        }
        (shown, stops.reached())
    }

    #[test]
    fn a_stop_string_ends_the_text_and_is_no_part_of_it_however_it_is_split() {
        let words = ["END".to_owned(), "\n\n".to_owned()];
        for parts in [&["one END two"][..], &["one E", "N", "D two"]] {
            assert_eq!(read(&words, parts), ("one ".to_owned(), true));
        }
        assert_eq!(read(&words, &["a\n", "\nb"]), ("a".to_owned(), true));
    }

    #[test]
    fn one_that_is_never_reached_changes_nothing() {
        let words = ["END".to_owned(), String::new()];
        assert_eq!(
            read(&words, &["the EN", "EN", "E"]),
            ("the ENENE".to_owned(), false)
        );
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_text(
            text in "[aé]{0,12}",
            words in prop::collection::vec("[aé]{0,4}", 0..4),
        ) {
            let whole = read(&words, &[&text]);
            let single: Vec<String> = text.chars().map(String::from).collect();
            let single: Vec<&str> = single.iter().map(String::as_str).collect();
            prop_assert_eq!(&read(&words, &single), &whole);
            prop_assert!(words.iter().all(|word| word.is_empty() || !whole.0.contains(word.as_str())));
        }
    }
}
