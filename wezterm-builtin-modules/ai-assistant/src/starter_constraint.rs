//! Which words the starter model may put into a command: those of the command templates, and whole
//! words of the question.
//!
//! A small model picks the right task more surely than it spells a file name. It hides the grammar
//! that the engine decodes under, which is the rule "words" of `starter/MODEL_CARD.md`. Plain
//! functions, any thread. It chooses no command and no form of an answer: every token comes from the
//! weights, and what stands outside the command line is free.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::llm::Constraint;
use crate::starter::FALLBACK;

/// How many words of a question are offered, so that a pasted page does not make a huge grammar.
const MAX_NAMES: usize = 400;
/// The longest word that is offered, in bytes.
const MAX_NAME: usize = 200;

/// Words of commands that remove, overwrite or stop something, and how the words of a question begin
/// that ask for that. Each is offered to such questions alone.
const GUARDED: &[(&[&str], &[&str])] = &[
    (
        &[
            "autoremove",
            "clean",
            "delete",
            "remove",
            "rm",
            "rmi",
            "vacuum",
        ],
        &[
            "autoremove",
            "away",
            "bin",
            "blow",
            "chuck",
            "clean",
            "clear",
            "delet",
            "destroy",
            "discard",
            "dispos",
            "ditch",
            "drop",
            "empt",
            "eras",
            "free",
            "gone",
            "leftover",
            "nuk",
            "orphan",
            "prun",
            "purg",
            "reclaim",
            "remov",
            "rid",
            "rm",
            "scrap",
            "shrink",
            "sweep",
            "throw",
            "tidy",
            "track",
            "trash",
            "trim",
            "uninstall",
            "unlink",
            "unneed",
            "untrack",
            "unus",
            "userdel",
            "vacuum",
            "wip",
            "zap",
        ],
    ),
    (
        &["fuser", "kill", "pkill"],
        &[
            "abort",
            "cancel",
            "clos",
            "dead",
            "end",
            "exit",
            "finish",
            "free",
            "freez",
            "froz",
            "fuser",
            "halt",
            "hang",
            "hung",
            "interrupt",
            "kill",
            "knock",
            "nuk",
            "pkill",
            "quit",
            "rid",
            "shoot",
            "shut",
            "sig",
            "stop",
            "stuck",
            "take",
            "term",
            "zap",
        ],
    ),
    (&["mkfs"], &["ext", "format", "mkfs"]),
    (
        &["dd"],
        &["boot", "burn", "dd", "flash", "imag", "iso", "writ"],
    ),
    (&["shutdown"], &["halt", "power", "shut", "switch", "turn"]),
    (&["reboot"], &["boot", "reboot", "restart"]),
    (
        &["hard"],
        &[
            "chang",
            "commit",
            "edit",
            "git",
            "modif",
            "repo",
            "uncommitted",
            "work",
        ],
    ),
    // What is made for or taken from a user, and what ends or removes containers.
    (&["userdel"], &["account", "user"]),
    (&["useradd"], &["account", "user"]),
    (&["usermod"], &["group", "member", "user"]),
    (&["chown"], &["belong", "chown", "own"]),
    (
        &["down"],
        &["compos", "contain", "docker", "servic", "stack"],
    ),
    (
        &["prune"],
        &["clean", "dangl", "free", "prun", "reclaim", "space", "unus"],
    ),
];

/// How words begin that mean removing or stopping something, and little else.
const REMOVAL: &[&str] = &[
    "delet", "destroy", "discard", "eras", "kill", "nuk", "pkill", "purg", "remov", "rm",
    "terminat", "trash", "unlink", "wip", "zap",
];

/// Words of questions about what is taken back or thrown away by its name, where a word of
/// [`LIMITS`] limits nothing: `undo the commit but keep the changes`.
const NAMED_KINDS: &[&str] = &[
    "branch",
    "cached",
    "commit",
    "commits",
    "container",
    "containers",
    "docker",
    "git",
    "image",
    "images",
    "index",
    "package",
    "packages",
    "remote",
    "repo",
    "repository",
    "service",
    "staged",
    "stash",
    "track",
    "tracked",
    "tracking",
    "unstage",
    "untrack",
];
/// Words with which less is asked for than a command of the starter would remove.
const LIMITS: &[&str] = &[
    "after", "before", "but", "restore", "reverse", "since", "undo", "without",
];
/// How a question about a command begins that is none about what it means.
const COMMAND_ASKED: &[&str] = &[
    "command to ",
    "command for ",
    "command that ",
    "way to ",
    "way of ",
    "syntax ",
];

/// Words with which a question about removing something asks for something else, or for less than a
/// command of the starter would remove.
const DOUBTS: &[&str] = &[
    "accident",
    "accidentally",
    "after",
    "avoid",
    "before",
    "bigger",
    "but",
    "cannot",
    "day",
    "days",
    "deleted",
    "did",
    "don't",
    "dont",
    "erased",
    "except",
    "excluding",
    "explain",
    "hour",
    "hours",
    "instead",
    "killed",
    "larger",
    "mean",
    "means",
    "month",
    "months",
    "never",
    "newer",
    "not",
    "older",
    "only",
    "over",
    "permission",
    "prevent",
    "protect",
    "protected",
    "recover",
    "removed",
    "restore",
    "reverse",
    "safe",
    "safely",
    "since",
    "smaller",
    "than",
    "undelete",
    "undo",
    "unless",
    "was",
    "week",
    "weeks",
    "when",
    "who",
    "why",
    "wiped",
    "without",
    "year",
    "years",
];
/// The same in more than one word.
const DOUBTFUL_PHRASES: &[&str] = &[
    "do not ",
    "does not ",
    "from deleting",
    "from killing",
    "from removing",
    "is deleting ",
    "is it ",
    "no need ",
    "should i delete",
    "should i kill",
    "should i remove",
    "should not ",
    "would be deleted",
    "would delete",
    "would kill",
    "would remove",
];
/// Words that deny.
const DENIALS: &[&str] = &["cannot", "dont", "except", "never", "not", "unless"];
/// Denials of something else.
const HARMLESS: &[&str] = &[
    "can't remember",
    "cannot remember",
    "do not know",
    "do not need",
    "do not remember",
    "don't know",
    "don't need",
    "don't remember",
    "dont know",
    "dont need",
    "won't quit",
    "won't stop",
];

/// What questions about a command's meaning hold.
const MEANING: &[&str] = &[
    "what does",
    "what do ",
    "what is",
    "what's",
    "what will",
    "what would",
    "what happens",
    "what exactly",
    "explain",
    "mean",
    "describe",
    "purpose",
    "effect",
    "understand",
    "tell me what",
    "what am i",
    "what did",
];

/// Words of such questions that are no name of anything, unless they stand in quotes.
const COMMON: &[&str] = &[
    "a",
    "all",
    "an",
    "and",
    "any",
    "away",
    "by",
    "called",
    "can",
    "command",
    "completely",
    "contents",
    "current",
    "delete",
    "deleting",
    "dir",
    "directories",
    "directory",
    "do",
    "does",
    "ending",
    "entire",
    "every",
    "everything",
    "extension",
    "file",
    "files",
    "find",
    "folder",
    "folders",
    "for",
    "force",
    "forcefully",
    "from",
    "get",
    "gone",
    "has",
    "here",
    "how",
    "i",
    "id",
    "in",
    "inside",
    "instance",
    "instances",
    "is",
    "it",
    "it's",
    "its",
    "itself",
    "just",
    "kill",
    "killing",
    "me",
    "my",
    "name",
    "named",
    "names",
    "now",
    "number",
    "of",
    "off",
    "on",
    "one",
    "out",
    "pid",
    "please",
    "process",
    "processes",
    "program",
    "programs",
    "recursively",
    "remove",
    "removing",
    "rid",
    "right",
    "rm",
    "running",
    "some",
    "something",
    "stop",
    "stuff",
    "subfolders",
    "that",
    "the",
    "them",
    "there",
    "these",
    "things",
    "this",
    "those",
    "to",
    "tree",
    "using",
    "want",
    "way",
    "what",
    "whole",
    "with",
    "you",
];

/// What a question has to do with removing or stopping something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Removal {
    /// Nothing.
    NotAsked,
    /// It asks for that.
    Asked,
    /// It speaks of that, but a command of the starter would be a guess.
    Doubtful,
}

impl Removal {
    fn of(question: &str) -> Self {
        let text = plain(question);
        if !words_of(&text).any(|word| begins(word, REMOVAL)) {
            return Self::NotAsked;
        }
        let named_kind = words_of(&text).any(|word| NAMED_KINDS.contains(&word));
        let doubtful = |word: &str| {
            word.ends_with("n't")
                || DOUBTS.contains(&word) && !(named_kind && LIMITS.contains(&word))
        };
        let doubts = words_of(&text).any(doubtful)
            || DOUBTFUL_PHRASES.iter().any(|phrase| text.contains(phrase))
            || asks_for_a_meaning(&text);
        let names_something = names(question)
            .iter()
            .any(|name| !is_common(name, question));
        match names_something && !doubts {
            true => Self::Asked,
            false => Self::Doubtful,
        }
    }
}

/// Returns a question in small letters, without the negations that deny nothing.
fn plain(question: &str) -> String {
    let text = question.to_lowercase().replace('\u{2019}', "'");
    HARMLESS
        .iter()
        .fold(text, |text, phrase| text.replace(phrase, " "))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphabetic() || c == '\''))
}

fn begins(word: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| word.starts_with(start))
}

/// Tells whether a question is about what a command means.
fn asks_for_a_meaning(text: &str) -> bool {
    MEANING.iter().any(|phrase| text.contains(phrase))
        && !COMMAND_ASKED.iter().any(|phrase| text.contains(phrase))
}

/// Returns the guarded words that are not for this question.
fn withheld(question: &str) -> BTreeSet<&'static str> {
    let text = plain(question);
    let denies = |word: &str| word.ends_with("n't") || DENIALS.contains(&word);
    let refused = words_of(&text).any(denies) || asks_for_a_meaning(&text);
    let asked = |asked_by: &[&str]| words_of(&text).any(|word| begins(word, asked_by));
    GUARDED
        .iter()
        .filter(|(_, asked_by)| refused || !asked(asked_by))
        .flat_map(|(words, _)| words.iter().copied())
        .collect()
}

/// Returns whether a word is no name of anything in a question about removing something.
fn is_common(name: &str, question: &str) -> bool {
    let quoted = |mark: char| question.contains(&format!("{mark}{name}{mark}"));
    let word = name.to_lowercase();
    let common = COMMON.contains(&word.as_str()) || begins(&word, REMOVAL);
    common && !['\'', '"', '`'].into_iter().any(quoted)
}

/// The words that the command templates are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// Reads `lexicon.json`: a list of runs of letters and runs of digits.
    pub(crate) fn parse(lexicon: &str) -> Self {
        match serde_json::from_str(lexicon) {
            Ok(words) => Self(words),
            Err(why) => {
                log::error!("the starter model's lexicon cannot be read: {why}");
                Self::default()
            }
        }
    }

    /// Returns the grammar for the answer to `question`; `None` where no words are known.
    pub(crate) fn constraint(&self, question: &str) -> Option<Constraint> {
        if self.0.is_empty() {
            return None;
        }
        let is_number = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
        let mut words: BTreeSet<&str> = BTreeSet::new();
        let mut numbers: BTreeSet<&str> = BTreeSet::new();
        if Removal::of(question) == Removal::Doubtful {
            // It may say what a command means, or that it does not know.
            let fallback = escaped(FALLBACK);
            let sentence = match asks_for_a_meaning(&plain(question)) {
                true => format!("{fallback}|[^`\\n]+"),
                false => fallback,
            };
            return Some(Constraint::Lark(format!(
                "start: PLAIN <|end|>\nPLAIN: /{sentence}/\n"
            )));
        }
        let withheld = withheld(question);
        for word in &self.0 {
            if withheld.contains(word.as_str()) {
                continue;
            }
            if is_number(&word) {
                numbers.insert(word);
            } else {
                words.insert(word);
            }
        }
        let mut names = names(question);
        // A name that is such a word, or the command `mkfs.ext4`, would let it in again.
        names.retain(|name| {
            let first = name.split('.').next().unwrap_or_default();
            !withheld.contains(first.to_lowercase().as_str())
        });
        for name in names.iter().filter(is_number) {
            numbers.insert(name);
        }
        let mut grammar = String::from(
            "start: ANSWER <|end|>\n\
             ANSWER: COMMAND | PLAIN\n\
             COMMAND: \"```sh\\n\" LINE \"\\n```\\n\" /[^\\n`]+/\n\
             PLAIN: /[^`](.|\\n)*/\n\
             LINE: UNIT? (SIGN UNIT?)*\n\
             SIGN: /[^A-Za-z0-9\\n]/\n",
        );
        let mut units = vec!["WORD"];
        rule(&mut grammar, "WORD", words);
        if !numbers.is_empty() {
            rule(&mut grammar, "NUMBER", numbers);
            units.extend(["NUMBER", "NUMBER WORD"]);
        }
        if !names.is_empty() {
            rule(&mut grammar, "NAME", names.iter().map(String::as_str));
            units.push("NAME");
        }
        // Writing to a string cannot fail.
        let _ = writeln!(grammar, "UNIT: {}", units.join(" | "));
        Some(Constraint::Lark(grammar))
    }
}

fn rule<'a>(grammar: &mut String, name: &str, texts: impl IntoIterator<Item = &'a str>) {
    let texts: Vec<String> = texts.into_iter().map(escaped).collect();
    let _ = writeln!(grammar, "{name}: /{}/", texts.join("|"));
}

/// Returns the words of the question that may be copied, each without the punctuation around it,
/// and the parts of it that a person means by it: the `rs` of `*.rs`, the `logs` of `logs.tar.gz`,
/// the `20` of `20MB`, both sides of `ada@host`.
fn names(question: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for word in question.split_whitespace().take(MAX_NAMES) {
        let word = word.trim_start_matches(['\'', '"', '`', '(', '[', '{', '<', '#', '*']);
        let word = word.trim_end_matches([
            '\'', '"', '`', ')', ']', '}', '>', '?', '!', '.', ',', ';', ':',
        ]);
        if word.is_empty() || word.len() > MAX_NAME {
            continue;
        }
        let mut parts: Vec<&str> = vec![word];
        parts.extend(word.strip_suffix("'s"));
        parts.extend(word.strip_prefix('.'));
        parts.extend(word.strip_prefix("./"));
        parts.extend(word.strip_suffix('/'));
        for suffix in [
            ".tar.gz", ".tar.xz", ".tgz", ".tar", ".zip", ".gz", "-files", "-file",
        ] {
            parts.extend(word.strip_suffix(suffix));
        }
        parts.extend(word.split(['@', '=', ',', '"', '\'', '`']));
        if !word.contains("://") {
            parts.extend(word.split(':'));
        }
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0
            && word[digits..]
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic())
        {
            parts.push(&word[..digits]);
        }
        names.extend(
            parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(str::to_owned),
        );
    }
    names
}

/// Returns text as part of a regular expression between slashes.
fn escaped(text: &str) -> String {
    let mut expression = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || !c.is_ascii() {
            expression.push(c);
        } else {
            let _ = write!(expression, "\\x{:02x}", u32::from(c));
        }
    }
    expression
}

#[cfg(test)]
mod tests;
