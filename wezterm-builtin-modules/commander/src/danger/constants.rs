//! What variables hold that the same script sets to plain text.
//!
//! It hides how a word with such variables in it is put together: `a=sys; ${a}temctl stop x` stops a
//! service, and `rm$IFS-rf$IFS/x` is three words. It runs nothing: what comes from a command, from
//! outside of the script, or from an assignment that may not happen stays unknown.

use std::collections::{HashMap, HashSet};

use super::call::Arg;
use crate::shell::{Script, Simple, Word};

/// The longest text that a variable is taken to hold.
const LONGEST: usize = 256;
/// Stands for a place at which the shell cuts a word in two.
const CUT: char = '\u{1f}';

/// Variables that hold a program which everybody expects there.
const USUAL: &[(&str, &str)] = &[
    ("SHELL", "sh"),
    ("BASH", "bash"),
    ("SUDO", "sudo"),
    ("GIT", "git"),
    ("PYTHON", "python"),
    ("MAKE", "make"),
    ("NODE", "node"),
    ("CARGO", "cargo"),
];

#[derive(Default)]
pub(super) struct Constants {
    held: HashMap<String, String>,
    /// Variables of which the script does not show what they hold.
    unknown: HashSet<String>,
}

impl Constants {
    /// Returns what is known before the first command.
    pub fn new(read: &Script, text: &str) -> Self {
        const SETTERS: &[&str] = &[
            "read",
            "mapfile",
            "readarray",
            "getopts",
            "unset",
            "printf",
            "let",
            "local",
        ];
        let mut unknown = HashSet::new();
        let mut before = "";
        for word in text.split_whitespace() {
            if matches!(before, "for" | "select") {
                unknown.insert(word.trim_end_matches(';').to_owned());
            }
            before = word;
        }
        for simple in &read.commands {
            let Some((first, rest)) = simple.words.split_first() else {
                continue;
            };
            if SETTERS.contains(&first.text.as_str()) {
                unknown.extend(rest.iter().map(|word| word.text.clone()));
            }
        }
        Self {
            held: HashMap::new(),
            unknown,
        }
    }

    /// Remembers what a command sets for those after it.
    pub fn learn(&mut self, simple: &Simple) {
        if simple.words.is_empty() {
            for (name, value) in &simple.assignments {
                let behind = simple.text.strip_prefix(name.as_str());
                let appends = behind.is_some_and(|behind| behind.starts_with("+="));
                self.set(name, value, appends, simple.nested);
            }
            return;
        }
        let declares = ["export", "declare", "readonly", "typeset"];
        if declares.contains(&simple.words[0].text.as_str()) {
            for word in &simple.words[1..] {
                if let Some((name, value)) = word.text.split_once('=') {
                    let value = Word {
                        text: value.to_owned(),
                        literal: None,
                        prefix: String::new(),
                    };
                    let appends = name.ends_with('+');
                    self.set(name.trim_end_matches('+'), &value, appends, simple.nested);
                }
            }
        }
    }

    fn set(&mut self, name: &str, value: &Word, appends: bool, may_not_happen: bool) {
        let value = match &value.literal {
            Some(literal) => Some(literal.clone()),
            None => {
                let (value, known) = self.expand(&value.text);
                known.then(|| value.replace(CUT, " "))
            }
        };
        let before = self.held.get(name);
        let value = match (value, before) {
            (Some(value), Some(before)) if appends => Some(format!("{before}{value}")),
            (_, None) if appends => None,
            (Some(value), Some(before)) if *before != value => None,
            (value, _) => value,
        };
        match value.filter(|value| !may_not_happen && value.len() <= LONGEST) {
            Some(value) if !self.unknown.contains(name) => {
                self.held.insert(name.to_owned(), value);
            }
            _ => {
                self.held.remove(name);
                self.unknown.insert(name.to_owned());
            }
        }
    }

    /// Returns the words that a written word becomes.
    pub fn args(&self, word: &Word) -> Vec<Arg> {
        if let Some(literal) = &word.literal {
            return vec![Arg::literal(literal)];
        }
        let (value, literal) = self.expand(&word.text);
        let pieces = value.split(CUT).filter(|piece| !piece.is_empty());
        let args: Vec<Arg> = pieces
            .map(|piece| Arg {
                value: piece.to_owned(),
                literal: literal && !piece.contains(['*', '?', '[', '{', '~']),
            })
            .collect();
        match args.is_empty() {
            true => vec![Arg {
                value: String::new(),
                literal,
            }],
            false => args,
        }
    }

    /// Returns the text with what is known put in, without quotes, and whether all was known.
    fn expand(&self, text: &str) -> (String, bool) {
        let mut out = String::new();
        let mut known = true;
        let mut quote = None;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match (quote, c) {
                (None, '\'') => quote = Some('\''),
                (None | Some('"'), '"') => quote = quote.is_none().then_some('"'),
                (Some('\''), '\'') => quote = None,
                (Some('\''), _) => out.push(c),
                (_, '\\') => {
                    let next = rest.chars().next();
                    out.extend(next);
                    rest = &rest[next.map_or(0, char::len_utf8)..];
                }
                (_, '`') => return self.all_of(out, c, rest),
                (_, '$') if rest.starts_with('(') => return self.all_of(out, c, rest),
                (None, '$') if rest.starts_with(['\'', '"']) => known = false,
                (_, '$') => {
                    let (value, after, sure) = self.variable(rest, text.len() > 2, quote.is_none());
                    out.push_str(&value);
                    known &= sure;
                    rest = after;
                }
                (None, '*' | '?' | '[' | '{' | '~' | '<' | '>') => {
                    known = false;
                    out.push(c);
                }
                _ => out.push(c),
            }
            if out.len() > LONGEST + text.len() {
                return (text.replace('"', ""), false);
            }
        }
        (out, known)
    }

    /// From a command's output on nothing is known.
    fn all_of(&self, mut out: String, first: char, rest: &str) -> (String, bool) {
        out.push(first);
        out.extend(rest.chars().filter(|c| *c != '"'));
        (out, false)
    }

    /// Reads a variable behind its `$`: what stands for it, what follows, and whether it is known.
    fn variable<'t>(
        &self,
        rest: &'t str,
        among_others: bool,
        cuts: bool,
    ) -> (String, &'t str, bool) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (inside, after) = match rest.strip_prefix('{') {
            Some(braced) => match braced.split_once('}') {
                Some(parts) => parts,
                None => return ("$".into(), rest, false),
            },
            None => {
                let digit = rest.starts_with(|c: char| c.is_ascii_digit() || "@*".contains(c));
                let end = match digit {
                    true => 1,
                    false => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
                };
                rest.split_at(end)
            }
        };
        let end = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
        let (name, operation) = inside.split_at(end);
        let written = || match rest.starts_with('{') {
            true => format!("${{{inside}}}"),
            false => format!("${inside}"),
        };
        if name == "IFS" && !self.held.contains_key(name) {
            let cut = if cuts { CUT } else { ' ' };
            return (cut.to_string(), after, true);
        }
        // At a prompt there are no positional parameters: `r$@m` is `rm`.
        if among_others && matches!(inside, "@" | "*" | "1" | "2" | "9") {
            return (String::new(), after, false);
        }
        let usual = USUAL.iter().find(|(usual, _)| *usual == name);
        let default = operation
            .strip_prefix(":-")
            .or_else(|| operation.strip_prefix('-'));
        match (self.held.get(name), operation, default, usual) {
            // Without quotes the shell cuts what it puts in at blanks.
            (Some(value), "", ..) | (Some(value), _, Some(_), _) if cuts => {
                let cut = CUT.to_string();
                (value.replace([' ', '\t', '\n'], &cut), after, true)
            }
            (Some(value), "", ..) | (Some(value), _, Some(_), _) => (value.clone(), after, true),
            (None, _, _, Some((_, program))) if !self.unknown.contains(name) => {
                ((*program).to_owned(), after, true)
            }
            _ => (written(), after, false),
        }
    }
}
