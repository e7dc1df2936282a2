//! Quick select: what looks worth copying gets a label, and typing the label picks it.
//!
//! Hides what is looked for by default, how labels are given out and what a typed letter leads to. Looking is done
//! on `search`'s kind of thread, the rest on the main thread.

use std::collections::HashMap;
use std::ops::Range;

use config::{Config, CopyDestination, QuickSelectArgs, Regexp, SelectionMode};
use mux::input::{Key, KeyEvent, Mods};
use mux::{Pane, PaneId, StableRow, TextLine};

use super::super::App;
use super::super::mouse::report;
use super::super::picker::labels::{Typed, labels, typed};
use super::super::selection::{Point, Selection};
use super::Mode;
use super::search::{self, Found, Job, what_counts};
use crate::commands;

/// What is looked for by default, the first of two that begin at the same place before the other. Of one with a
/// group it is the group.
const PATTERNS: [&str; 15] = [
    // The target of a link in Markdown.
    r"\[[^\]]*\]\(([^)\s]+)\)",
    config::URL,
    r#"git@[\w.-]+:[^\s<>"'`]+"#,
    // The names in the head of a patch.
    r"^(?:---|\+\+\+) [ab]/(\S+)",
    r"sha256:([0-9a-f]{64})",
    // A path, with the line and the column that compilers write behind it.
    r"(?:[.\w~@-]+)?(?:/+[.\w@+-]+)+(?::\d+(?::\d+)?)?",
    // The same of a file in this folder.
    r"[\w@+-][\w.@+-]*\.[A-Za-z]\w*:\d+(?::\d+)?",
    r"#[0-9a-fA-F]{6}\b",
    r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b",
    r"\b[0-9a-f]{7,40}\b",
    r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d+)?\b",
    // An address of IPv6; what has fewer colons may be a time.
    r"\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b",
    r"\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*::(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?",
    r"\b0x[0-9a-fA-F]+\b",
    r"\b\d{4,}\b",
];

/// The most things that get a label.
const MOST_HITS: usize = 2000;

/// Something with a label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hit {
    pub(super) text: String,
    /// Where it stands, from the bottom.
    pub(super) places: Vec<Found>,
}

/// What picking does.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pick {
    pub(super) text: String,
    pub(super) place: Found,
    /// Whether it is pasted as well.
    pub(super) paste: bool,
}

/// Quick select over a pane.
pub(super) struct Quick {
    pub(super) args: QuickSelectArgs,
    alphabet: String,
    /// From the bottom.
    pub(super) hits: Vec<Hit>,
    pub(super) labels: Vec<String>,
    /// The letters of a label that have been typed so far.
    pub(super) typed: String,
    /// Whether all has been looked at.
    pub(super) over: bool,
    pub(super) job: Option<Job>,
    pub(super) number: u64,
}

/// Returns quick select as the configuration has it.
pub(super) fn usual() -> QuickSelectArgs {
    QuickSelectArgs {
        patterns: None,
        alphabet: None,
        action: None,
        skip_action_on_paste: false,
        label: None,
        scope_lines: None,
    }
}

/// Returns what is looked for, as it is written; what the person chose comes first.
pub(super) fn patterns(config: &Config, args: &QuickSelectArgs) -> Vec<String> {
    if let Some(own) = &args.patterns {
        return own.clone();
    }
    let own = config.quick_select_patterns.iter();
    let own = own.map(|regexp| regexp.as_str().to_owned());
    let usual = match config.disable_default_quick_select_patterns {
        true => [].iter(),
        false => PATTERNS.iter(),
    };
    own.chain(usual.map(|usual| (*usual).to_owned())).collect()
}

/// Looks for patterns in rows of a pane. Runs on any thread but the main one. A pattern that is wrong comes back
/// with what is wrong with it.
pub(super) fn look(
    pane: &Pane,
    patterns: &[String],
    rows: Range<StableRow>,
    wanted: &dyn Fn() -> bool,
) -> (Vec<Hit>, Vec<String>) {
    let mut compiled = Vec::new();
    let mut wrong = Vec::new();
    for pattern in patterns {
        match Regexp::new(pattern) {
            Ok(regexp) => compiled.push(regexp),
            Err(why) => wrong.push(format!("{pattern}: {why}")),
        }
    }
    let mut hits: Vec<Hit> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    'lines: for line in pane.lines_across(rows).iter().rev() {
        if !wanted() {
            break;
        }
        for bytes in in_line(&compiled, line).into_iter().rev() {
            let (text, place) = (&line.text[bytes.clone()], Found::of(line, &bytes));
            // What stands there twice is the same pick.
            match known.get(text) {
                Some(at) => hits[*at].places.push(place),
                None if hits.len() >= MOST_HITS => break 'lines,
                None => {
                    known.insert(text.to_owned(), hits.len());
                    hits.push(Hit {
                        text: text.to_owned(),
                        places: vec![place],
                    });
                }
            }
        }
    }
    (hits, wrong)
}

/// Returns what patterns find in a line, from the left; where two overlap, the one that begins first, else that of
/// the first pattern.
fn in_line(patterns: &[Regexp], line: &TextLine) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for (order, pattern) in patterns.iter().enumerate() {
        for groups in pattern.find_all(&line.text) {
            if let (Some(whole), Some(own)) = (groups[0].clone(), what_counts(&groups)) {
                all.push((whole.start, order, whole.end, own));
            }
        }
    }
    all.sort_by_key(|(start, order, ..)| (*start, *order));
    let mut end = 0;
    let mut found = Vec::new();
    for (start, _, whole_end, own) in all {
        if start >= end {
            end = whole_end;
            found.push(own);
        }
    }
    found
}

impl Quick {
    pub(super) fn new(config: &Config, args: QuickSelectArgs, number: u64) -> Quick {
        let alphabet = args.alphabet.as_ref();
        let alphabet = alphabet.unwrap_or(&config.quick_select_alphabet);
        Quick {
            // With Shift a letter means something else.
            alphabet: alphabet.to_lowercase(),
            args,
            hits: Vec::new(),
            labels: Vec::new(),
            typed: String::new(),
            over: false,
            job: None,
            number,
        }
    }

    /// Takes what was found and gives labels, the shortest to what is nearest to the bottom.
    pub(super) fn take(&mut self, hits: Vec<Hit>) {
        self.over = true;
        self.job = None;
        let mut letters = String::new();
        for letter in self
            .alphabet
            .chars()
            .filter(|letter| !letter.is_whitespace())
        {
            if !letters.contains(letter) {
                letters.push(letter);
            }
        }
        self.labels = labels(&letters, hits.len());
        self.hits = hits;
    }

    /// Types a letter of a label; the pick, once the label is whole.
    pub(super) fn type_letter(&mut self, letter: char) -> Option<Pick> {
        let paste = letter.is_uppercase();
        let before = self.typed.len();
        self.typed.extend(letter.to_lowercase());
        match typed(&self.labels, &self.typed) {
            Typed::Chosen(hit) => {
                let hit = self.hits.get(hit)?;
                Some(Pick {
                    text: hit.text.clone(),
                    place: *hit.places.first()?,
                    paste,
                })
            }
            Typed::Begun => None,
            Typed::Nothing => {
                self.typed.truncate(before);
                None
            }
        }
    }

    /// Returns what stands in these rows, each with its label; without one what is behind the last.
    pub(super) fn in_rows(&self, first: StableRow, last: StableRow) -> Vec<(Found, &str)> {
        let hits = self.hits.iter().zip(&self.labels);
        let places = hits.flat_map(|(hit, label)| {
            let places = hit.places.iter();
            places.map(move |place| (*place, label.as_str()))
        });
        let seen = |(place, _): &(Found, &str)| place.end.0 >= first && place.start.0 <= last;
        places.filter(seen).collect()
    }
}

impl App {
    /// Labels what looks worth copying, or what `args` say.
    pub(crate) fn quick_select(&mut self, pane: &Pane, args: Option<&QuickSelectArgs>) {
        self.close_menu_over(pane.id());
        let args = args.cloned().unwrap_or_else(usual);
        let quick = Quick::new(&self.shown.config, args, 0);
        let origin = self.place_of_cursor(pane);
        self.open_mode(pane, Mode::Quick(Box::new(quick)), origin);
        self.look_for_hits(pane);
        self.shown.screen.dirty = true;
    }

    pub(super) fn look_for_hits(&mut self, pane: &Pane) {
        let id = pane.id();
        let facts = pane.facts();
        let rows = self.rows_of(pane);
        let (number, mailbox) = (self.modes.next_number(), self.mailbox.clone());
        let (Some(shared), Some(open)) = (self.mux.pane(id), self.modes.open.get_mut(&id)) else {
            return;
        };
        let Mode::Quick(quick) = &mut open.mode else {
            return;
        };
        let scope = quick.args.scope_lines.unwrap_or(facts.size.rows);
        let scope = i64::try_from(scope).unwrap_or(i64::MAX);
        let first = StableRow(rows.top.0.saturating_sub(scope)).max(rows.oldest);
        let height = facts.size.rows as i64;
        let last = StableRow(rows.top.0.saturating_add(scope).saturating_add(height));
        let patterns = patterns(&self.shown.config, &quick.args);
        quick.number = number;
        quick.job = search::start(move |wanted| {
            let last = last.min(rows.newest.plus(1));
            let found = look(&shared, &patterns, first..last, wanted);
            mailbox.post(move |app| app.at_pane(id, |app| app.hits_found(id, number, found)));
        });
    }

    fn hits_found(&mut self, pane: PaneId, number: u64, (hits, wrong): (Vec<Hit>, Vec<String>)) {
        let Some(open) = self.modes.open.get_mut(&pane) else {
            return;
        };
        if let Mode::Quick(quick) = &mut open.mode
            && quick.number == number
        {
            quick.take(hits);
            self.shown.screen.dirty = true;
            if !wrong.is_empty() {
                self.toast("Quick select".to_owned(), wrong.join("\n"), None);
            }
        }
    }

    pub(super) fn quick_key(&mut self, pane: &Pane, event: KeyEvent, typed: Option<char>) -> bool {
        let rows = self.rows_of(pane);
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return false;
        };
        let Mode::Quick(quick) = &mut open.mode else {
            return false;
        };
        self.shown.screen.dirty = true;
        if let Some(typed) = typed {
            if let Some(pick) = quick.type_letter(typed) {
                self.picked(pane, pick);
            }
            return true;
        }
        let scroll = match (event.key, event.mods) {
            (Key::Escape, _) | (Key::Char('c' | 'g'), Mods::CTRL) => {
                self.leave_mode(pane.id());
                return true;
            }
            (Key::Backspace, _) => {
                quick.typed.pop();
                return true;
            }
            (Key::Up, Mods::CTRL) | (Key::Down, Mods::CTRL) => return false,
            (Key::Up, _) => -1,
            (Key::Down, _) => 1,
            (Key::PageUp, mods) if mods.is_empty() => -rows.shown,
            (Key::PageDown, mods) if mods.is_empty() => rows.shown,
            (Key::Enter | Key::Tab, mods) if mods.is_empty() => 0,
            _ => return false,
        };
        self.show_from(pane, rows.top.plus(scroll));
        true
    }

    /// Does with what was picked what quick select was opened for.
    fn picked(&mut self, pane: &Pane, pick: Pick) {
        let id = pane.id();
        let args = match self.modes.open.get(&id).map(|open| &open.mode) {
            Some(Mode::Quick(quick)) => quick.args.clone(),
            _ => return,
        };
        self.leave_mode(id);
        let action = args
            .action
            .filter(|_| !(pick.paste && args.skip_action_on_paste));
        match action {
            Some(action) => {
                let point = |(row, col)| Point { col, row };
                let (start, end) = (point(pick.place.start), point(pick.place.end));
                let mode = SelectionMode::Cell;
                let selection = Selection::between(id, mode, (start, start), (end, end));
                self.shown.selection = Some(selection);
                self.perform(&action, Some(id));
            }
            None => {
                let to = CopyDestination::ClipboardAndPrimarySelection;
                commands::copy(self, pick.text.clone(), to);
            }
        }
        if pick.paste {
            report(&pane.paste(&pick.text), id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(patterns: &[&str], text: &str) -> Vec<String> {
        let compiled: Vec<Regexp> = patterns
            .iter()
            .map(|pattern| Regexp::new(pattern).expect("it compiles"))
            .collect();
        let line = TextLine::of_text(StableRow(0), text);
        let found = in_line(&compiled, &line);
        found
            .into_iter()
            .map(|bytes| line.text[bytes].to_owned())
            .collect()
    }

    #[test]
    fn what_is_worth_copying_is_found_by_default() {
        let table: [(&str, &[&str]); 12] = [
            (
                "see https://a.org/x_(y)?z=1, and",
                &["https://a.org/x_(y)?z=1"],
            ),
            ("[docs](https://a.org/b)", &["https://a.org/b"]),
            ("git@github.com:a/b.git", &["git@github.com:a/b.git"]),
            ("--- a/src/main.rs", &["src/main.rs"]),
            ("  --> src/app/keys.rs:12:5", &["src/app/keys.rs:12:5"]),
            ("main.rs:7: warning", &["main.rs:7"]),
            ("~/.config/wezterm and /etc", &["~/.config/wezterm", "/etc"]),
            ("commit 7098e58ab", &["7098e58ab"]),
            ("10.0.0.1:8080 fe80::1", &["10.0.0.1:8080", "fe80::1"]),
            ("#52ad70 0x7fff", &["#52ad70", "0x7fff"]),
            (
                "id 123e4567-e89b-12d3-a456-426614174000",
                &["123e4567-e89b-12d3-a456-426614174000"],
            ),
            ("12 of 4096 bytes", &["4096"]),
        ];
        for (text, expected) in table {
            assert_eq!(found(&PATTERNS, text), expected, "{text}");
        }
    }

    #[test]
    fn a_group_is_what_is_picked_and_the_first_pattern_wins() {
        assert_eq!(
            found(&[r"key=(\w+)", r"\w+=\w+"], "a=b key=c"),
            ["a=b", "c"]
        );
    }

    #[test]
    fn letters_lead_to_a_pick_and_shift_pastes_it() {
        let mut quick = Quick::new(&Config::default(), usual(), 1);
        quick.alphabet = "Abba".to_lowercase();
        let place = Found {
            start: (StableRow(1), 0),
            end: (StableRow(1), 3),
        };
        let hits = ["one", "two", "three"].map(|text| Hit {
            text: text.to_owned(),
            places: vec![place],
        });
        quick.take(hits.to_vec());
        assert_eq!(quick.labels, ["a", "ba", "bb"]);
        assert_eq!(quick.type_letter('x'), None);
        assert_eq!(quick.type_letter('b'), None);
        let pick = |text: &str, paste| {
            Some(Pick {
                text: text.to_owned(),
                place,
                paste,
            })
        };
        assert_eq!(quick.type_letter('B'), pick("three", true));
        quick.typed.clear();
        assert_eq!(quick.type_letter('a'), pick("one", false));
    }
}
