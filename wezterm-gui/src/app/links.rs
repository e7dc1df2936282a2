//! Links that plain text has in it.
//!
//! Pure functions over one line. Where the line stands on the screen is `mouse_bindings`' affair. It does not
//! know the configuration's `hyperlink_rules`.

use std::ops::Range;

/// What a URL is never written with.
const DELIMITERS: &str = "<>\"'`";
/// What ends a sentence and not a URL.
const SENTENCE: &str = ".,;:!?";
/// Brackets, which belong to a URL as far as it opens those that it closes.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// Returns the URL that lies over a byte of a line.
pub(super) fn url_at(line: &str, byte: usize) -> Option<&str> {
    let mut from = 0;
    while let Some(found) = line.get(from..)?.find("://") {
        let at = from + found;
        let url = url_around(line, at);
        if url.contains(&byte) {
            return line.get(url);
        }
        from = at + 3;
    }
    None
}

/// Returns where the URL is whose `://` is at a byte; empty where it is none.
fn url_around(line: &str, at: usize) -> Range<usize> {
    let in_scheme = |letter: &char| letter.is_ascii_alphanumeric() || "+-.".contains(*letter);
    let before = &line[..at];
    let scheme = before.chars().rev().take_while(in_scheme).count();
    // All letters of a scheme are one byte long.
    let scheme = &before[at - scheme..];
    let scheme = scheme.trim_start_matches(|letter: char| !letter.is_ascii_alphabetic());
    let rest = &line[at + 3..];
    let ends =
        |letter: char| letter.is_whitespace() || letter.is_control() || DELIMITERS.contains(letter);
    let rest = trimmed(&rest[..rest.find(ends).unwrap_or(rest.len())]);
    if scheme.is_empty() || rest.is_empty() {
        return at..at;
    }
    at - scheme.len()..at + 3 + rest.len()
}

/// Takes off the end what belongs to the sentence around a URL.
fn trimmed(mut rest: &str) -> &str {
    while let Some(last) = rest.chars().next_back() {
        let unopened = BRACKETS.iter().any(|(open, close)| {
            last == *close && rest.matches(*close).count() > rest.matches(*open).count()
        });
        if !unopened && !SENTENCE.contains(last) {
            break;
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest
}

/// Says whether a target begins with a scheme.
pub(super) fn has_scheme(uri: &str) -> bool {
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let part = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic()) && scheme.chars().all(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_url_is_found_without_the_sentence_around_it() {
        let line = "see (https://example.org/a(b)?c=日), <http://b.org>. Or +ftp://c.org/x; \"d://e\" ://f g://";
        let table = [
            ("https", Some("https://example.org/a(b)?c=日")),
            ("日", Some("https://example.org/a(b)?c=日")),
            ("b.org", Some("http://b.org")),
            ("c.org", Some("ftp://c.org/x")),
            ("d:", Some("d://e")),
            ("see", None),
            ("), <", None),
            ("; ", None),
            ("f g", None),
            ("g:", None),
        ];
        for (over, expected) in table {
            let byte = line.find(over).expect(over);
            assert_eq!(url_at(line, byte), expected, "{over}");
        }
    }

    #[test]
    fn a_target_that_could_pass_for_an_option_has_no_scheme() {
        let table = [
            ("https://a", true),
            ("mailto:a@b", true),
            ("--help", false),
            ("-x:y", false),
            ("/a:b", false),
            ("", false),
        ];
        for (uri, expected) in table {
            assert_eq!(has_scheme(uri), expected, "{uri}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_the_search_panic(line in "[a日.)(: /]{0,12}(://)?[a日.)(: /]{0,12}", byte in 0usize..60) {
            let found = url_at(&line, byte);
            prop_assert!(found.is_none_or(has_scheme));
        }
    }
}
