//! The labels by which entries are chosen with one key press or two.
//!
//! Pure functions. No label is the beginning of another one.

/// What letters that were typed lead to.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Typed {
    /// The entry with that label.
    Chosen(usize),
    /// Some labels begin so.
    Begun,
    /// No label begins so.
    Nothing,
}

/// Returns the labels of that many entries: of one letter as long as there are enough, then of two.
/// Entries beyond those have none.
pub(in super::super) fn labels(alphabet: &str, count: usize) -> Vec<String> {
    let letters: Vec<char> = alphabet.chars().collect();
    let all = letters.len();
    let room = |first: usize| all - first + first * all;
    // One letter alone gains nothing by being the first of two.
    let most = if all > 1 { all } else { 0 };
    let first = (0..=most).find(|first| room(*first) >= count);
    let (single, first) = letters.split_at(all - first.unwrap_or(most));
    let pairs = first
        .iter()
        .flat_map(|one| letters.iter().map(move |two| format!("{one}{two}")));
    let labels = single.iter().map(char::to_string).chain(pairs);
    labels.take(count).collect()
}

/// Says what letters that were typed lead to.
pub(in super::super) fn typed(labels: &[String], letters: &str) -> Typed {
    match labels.iter().position(|label| label == letters) {
        Some(entry) => Typed::Chosen(entry),
        None if labels.iter().any(|label| label.starts_with(letters)) => Typed::Begun,
        None => Typed::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_entries_have_one_letter_each() {
        assert_eq!(labels("abc", 0), Vec::<String>::new());
        assert_eq!(labels("abc", 2), ["a", "b"]);
        assert_eq!(labels("abc", 3), ["a", "b", "c"]);
    }

    #[test]
    fn more_entries_have_two_from_the_end_of_the_alphabet_on() {
        assert_eq!(labels("abc", 5), ["a", "b", "ca", "cb", "cc"]);
        assert_eq!(labels("ab", 4), ["aa", "ab", "ba", "bb"]);
        assert_eq!(labels("ab", 9), ["aa", "ab", "ba", "bb"]);
        assert_eq!(labels("a", 3), ["a"]);
    }

    #[test]
    fn no_label_begins_another_and_each_leads_to_its_entry() {
        for count in 0..40 {
            let labels = labels("abcdef", count);
            assert_eq!(labels.len(), count.min(36));
            for (entry, label) in labels.iter().enumerate() {
                assert_eq!(typed(&labels, label), Typed::Chosen(entry));
                let others = labels.iter().filter(|other| *other != label);
                assert_eq!(others.filter(|other| other.starts_with(label)).count(), 0);
            }
        }
    }

    #[test]
    fn half_a_label_waits_for_the_other_half() {
        let labels = labels("abc", 5);
        assert_eq!(typed(&labels, "c"), Typed::Begun);
        assert_eq!(typed(&labels, "ca"), Typed::Chosen(2));
        assert_eq!(typed(&labels, "x"), Typed::Nothing);
    }
}
