//! Finding entries by what is typed: fuzzy, by nucleo, the best first.
//!
//! Hides what of an entry is looked through, and how hits are weighed. Which letters were sought is worked out
//! for what is drawn, not for all that was found.

use std::cell::RefCell;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::Entry;
use crate::app::styled::Styled;

/// What is looked through of an entry, without colours.
struct Words {
    label: Box<str>,
    /// The label with what more is said; empty where nothing is.
    all: Box<str>,
}

/// Which letters of an entry were sought, by their places among its graphemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) label: Vec<u32>,
    pub(super) about: Vec<u32>,
}

/// What was sought last.
#[derive(Default)]
pub(super) struct Sought(Option<Pattern>);

/// All entries, ready to be looked through.
pub(super) struct Search {
    words: Vec<Words>,
    matcher: RefCell<Matcher>,
}

/// Returns a label without its colours.
fn plain(label: &str) -> String {
    match label.bytes().any(|byte| byte < b' ') {
        true => Styled::read(label, Default::default()).plain(),
        false => label.to_owned(),
    }
}

impl Search {
    pub(super) fn of(entries: &[Entry]) -> Search {
        let words = |entry: &Entry| {
            let label = plain(&entry.label);
            let all = match entry.about.is_empty() {
                true => String::new(),
                false => format!("{label} {}", entry.about),
            };
            Words {
                label: label.into(),
                all: all.into(),
            }
        };
        Search {
            words: entries.iter().map(words).collect(),
            matcher: RefCell::new(Matcher::new(Config::DEFAULT)),
        }
    }

    /// Looks for what was typed and returns the entries that have it.
    pub(super) fn find(&self, typed: &str) -> (Sought, Vec<usize>) {
        if typed.trim().is_empty() {
            return (Sought(None), (0..self.words.len()).collect());
        }
        let (case, normal) = (CaseMatching::Smart, Normalization::Smart);
        let pattern = Pattern::new(typed, case, normal, AtomKind::Fuzzy);
        let mut matcher = self.matcher.borrow_mut();
        let mut buffer = Vec::new();
        let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
        let mut found = Vec::new();
        for (entry, words) in self.words.iter().enumerate() {
            // What something is called counts more than what is said of it.
            let called = score(&words.label).map(|score| score + score / 4);
            let said = match words.all.is_empty() {
                true => None,
                false => score(&words.all),
            };
            if let Some(best) = called.max(said) {
                found.push((best, entry));
            }
        }
        // Stable: equally good ones keep their order.
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let hits = found.into_iter().map(|(_, entry)| entry).collect();
        (Sought(Some(pattern)), hits)
    }

    /// Says which letters of an entry were sought.
    pub(super) fn marks(&self, sought: &Sought, entry: usize) -> Marks {
        let (Some(pattern), Some(words)) = (&sought.0, self.words.get(entry)) else {
            return Marks::default();
        };
        let mut matcher = self.matcher.borrow_mut();
        let (mut buffer, mut places) = (Vec::new(), Vec::new());
        let label = Utf32Str::new(&words.label, &mut buffer);
        let length = u32::try_from(label.len()).unwrap_or(u32::MAX);
        if pattern.indices(label, &mut matcher, &mut places).is_some() {
            places.sort_unstable();
            return Marks {
                label: places,
                about: Vec::new(),
            };
        }
        places.clear();
        let all = Utf32Str::new(&words.all, &mut buffer);
        if pattern.indices(all, &mut matcher, &mut places).is_none() {
            return Marks::default();
        }
        places.sort_unstable();
        let about = places.split_off(places.partition_point(|place| *place < length));
        // A blank stands between the two.
        let about = about
            .into_iter()
            .filter_map(|place| place.checked_sub(length + 1));
        Marks {
            label: places,
            about: about.collect(),
        }
    }
}
