//! Regular expressions as people write them in a configuration or type them into a search.
//!
//! Hides that there are two engines: one whose time grows with the text and no faster, and one for look-around and
//! back-references, which counts its steps and gives up. An expression is plain data, usable from any thread. It
//! finds; what is done with what it found is the caller's.

use std::ops::Range;

/// The most memory that a compiled expression may take, in bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How many steps a search with look-around may take before it counts as finding nothing more.
const MOST_STEPS: usize = 100_000;

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Regexp(Engine);

#[derive(Clone, Debug)]
enum Engine {
    Linear(regex::Regex),
    Stepping(Box<fancy_regex::Regex>),
}

/// The bytes of a match and of its groups, the whole match first; nothing for a group that took no part.
pub type Groups = Vec<Option<Range<usize>>>;

impl Regexp {
    /// Compiles an expression; the error says what is wrong with it, in one line.
    pub fn new(text: &str) -> Result<Self, String> {
        let linear = regex::RegexBuilder::new(text)
            .size_limit(MOST_BYTES)
            .dfa_size_limit(MOST_BYTES)
            .build();
        let why = match linear {
            Ok(regex) => return Ok(Self(Engine::Linear(regex))),
            Err(error @ regex::Error::CompiledTooBig(_)) => return Err(in_one_line(&error)),
            Err(error) => in_one_line(&error),
        };
        let stepping = fancy_regex::RegexBuilder::new(text)
            .backtrack_limit(MOST_STEPS)
            .delegate_size_limit(MOST_BYTES)
            .delegate_dfa_size_limit(MOST_BYTES)
            .build();
        stepping.map_or(Err(why), |regex| {
            Ok(Self(Engine::Stepping(Box::new(regex))))
        })
    }

    /// Compiles an expression that finds a text as it stands, whatever the case of its letters where `any_case`.
    pub fn of_text(text: &str, any_case: bool) -> Result<Self, String> {
        let flag = if any_case { "(?i)" } else { "" };
        Self::new(&format!("{flag}{}", regex::escape(text)))
    }

    /// Returns the matches in a text from left to right, none of them empty.
    pub fn find_all(&self, text: &str) -> Vec<Groups> {
        let all: Vec<Groups> = match &self.0 {
            Engine::Linear(regex) if regex.captures_len() == 1 => {
                let found = regex.find_iter(text);
                found.map(|found| vec![Some(found.range())]).collect()
            }
            Engine::Linear(regex) => {
                let found = regex.captures_iter(text);
                let groups = |found: regex::Captures| {
                    let groups = found.iter();
                    groups
                        .map(|group| group.map(|group| group.range()))
                        .collect()
                };
                found.map(groups).collect()
            }
            Engine::Stepping(regex) => {
                // One that took too many steps ends the search in this text.
                let found = regex.captures_iter(text).map_while(Result::ok);
                let groups = |found: fancy_regex::Captures| {
                    let groups = found.iter();
                    groups
                        .map(|group| group.map(|group| group.range()))
                        .collect()
                };
                found.map(groups).collect()
            }
        };
        let has_text = |groups: &Groups| groups[0].as_ref().is_some_and(|whole| !whole.is_empty());
        all.into_iter().filter(has_text).collect()
    }
}

/// Two expressions are the same when they are written the same.
impl PartialEq for Regexp {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Regexp {
    /// Returns the expression as it is written.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Engine::Linear(regex) => regex.as_str(),
            Engine::Stepping(regex) => regex.as_str(),
        }
    }
}

/// The reason is the last line; those before it show the place, which has no room in one.
fn in_one_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(regexp: &str, text: &str) -> Vec<Groups> {
        Regexp::new(regexp).expect("it compiles").find_all(text)
    }

    #[test]
    fn groups_look_around_and_back_references_are_understood() {
        assert_eq!(found("o+", "foo bo"), [[Some(1..3)], [Some(5..6)]]);
        assert_eq!(
            found("(x)?(o)", "fo xo"),
            [
                [Some(1..2), None, Some(1..2)],
                [Some(3..5), Some(3..4), Some(4..5)]
            ]
        );
        assert_eq!(found(r"(?<=\$)\d+", "$12 34"), [[Some(1..3)]]);
        assert_eq!(found(r"(\w)\1", "abba"), [[Some(1..3), Some(1..2)]]);
        assert_eq!(found("a*", "bab"), [[Some(1..2)]]);
    }

    #[test]
    fn a_text_is_found_as_it_stands() {
        let text = |any_case| Regexp::of_text("a.B", any_case).expect("it compiles");
        assert_eq!(text(false).find_all("axB a.b a.B"), [[Some(8..11)]]);
        assert_eq!(text(true).find_all("axB a.b a.B").len(), 2);
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        let error = Regexp::new("a(b").expect_err("it is wrong");
        assert_eq!(error, "unclosed group");
        let error = Regexp::new(r"\w{9000}{9000}").expect_err("it is too big");
        assert!(
            error.contains("size limit") && !error.contains('\n'),
            "{error}"
        );
    }

    #[test]
    fn an_expression_that_would_take_for_ever_gives_up() {
        let text = "a".repeat(40);
        assert_eq!(found(r"(a|aa)+(?=c)$", &text), Vec::<Groups>::new());
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_makes_it_panic(regexp in r"[a(){}|\[\]*+?^$\\1d<=!:.0-9-]{0,12}", text in "[a日 ]{0,20}") {
            if let Ok(regexp) = Regexp::new(&regexp) {
                for groups in regexp.find_all(&text) {
                    for group in groups.into_iter().flatten() {
                        prop_assert!(text.get(group).is_some());
                    }
                }
            }
        }
    }
}
