//! Links in text: which rule of the configuration finds one where, the link under the pointer, and how one is opened.
//!
//! Hides that rules are compiled once and lines looked at once, and the desktop's program that opens links. Only lines
//! under the pointer are looked at. Main thread only. What a click does with a link is `mouse_bindings`' affair.

use std::collections::HashMap;
use std::ops::Range;
use std::process::{Command, ExitStatus};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use config::{Config, HyperlinkRule};
use mux::grid::{Grid, Rect, Underline};
use mux::{Pane, PaneId, TextLine};

use super::App;
use super::selection::{Point, places_of};
use crate::commands::detached_then;

/// The most lines that are remembered with their links.
const MOST_LINES: usize = 512;
/// The longest line that is looked at, in bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// The desktop's program that opens links.
const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};
/// An opener that fails within this time has not opened the link; later it is what it opened that ends.
const OPENING: Duration = Duration::from_secs(30);
/// What a person can do where links are not opened.
const WHEN_NOT_OPENED: &str =
    "Install xdg-utils and choose a browser,\nor handle the event open-uri in wezterm.lua.";
/// How long that is shown, and how many characters of the link.
const SHOWN_FOR: Duration = Duration::from_secs(20);
const MOST_SHOWN: usize = 200;

/// A link in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The part of the line that is underlined, and that a click is on.
    bytes: Range<usize>,
    pub(super) uri: String,
}

/// A link under the pointer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hovered {
    pane: PaneId,
    what: Target,
}

/// What is underlined.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    /// Every cell that leads there.
    Cells(Arc<str>),
    /// A part of a line.
    Part(Box<TextLine>, Range<usize>),
}

/// The rules, and lines that were looked at.
#[derive(Default)]
pub(super) struct Links {
    rules: Option<Rc<[HyperlinkRule]>>,
    known: HashMap<String, Rc<[Link]>>,
}

impl Links {
    /// Forgets the rules; the next question finds those of the configuration.
    pub(super) fn forget(&mut self) {
        *self = Links::default();
    }

    fn of_line(&mut self, config: &Config, line: &str) -> Rc<[Link]> {
        // As a key it would cost more than it saves.
        if line.len() > LONGEST_LINE {
            return Rc::default();
        }
        if let Some(known) = self.known.get(line) {
            return Rc::clone(known);
        }
        let rules = self.rules.get_or_insert_with(|| {
            let own = config.hyperlink_rules.clone();
            own.unwrap_or_else(config::default_hyperlink_rules).into()
        });
        let links: Rc<[Link]> = links_of(rules, line).into();
        if self.known.len() >= MOST_LINES {
            self.known.clear();
        }
        self.known.insert(line.to_owned(), Rc::clone(&links));
        links
    }
}

/// Returns the links of a line, those of the first rule first.
fn links_of(rules: &[HyperlinkRule], line: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for rule in rules {
        for groups in rule.regex.find_all(line) {
            let marked = groups.get(rule.highlight).cloned().flatten();
            if let Some(bytes) = marked.or_else(|| groups[0].clone()) {
                let uri = rule.address(line, &groups);
                links.push(Link { bytes, uri });
            }
        }
    }
    links
}

/// Says whether a target begins with a scheme.
pub(super) fn has_scheme(uri: &str) -> bool {
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let part = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic()) && scheme.chars().all(part)
}

impl App {
    /// Returns the link that a rule finds at a cell.
    pub(super) fn link_by_rule(&self, pane: &Pane, at: Point) -> Option<Link> {
        self.part_by_rule(pane, at).map(|(_, link)| link)
    }

    fn part_by_rule(&self, pane: &Pane, at: Point) -> Option<(TextLine, Link)> {
        let lines = pane.lines_across(at.row..at.row.plus(1));
        let own = |line: &TextLine| line.row <= at.row && at.row <= line.last_row();
        let line = lines.into_iter().find(own)?;
        let byte = line.byte((at.col, at.row))?;
        let links = self
            .shown
            .links
            .borrow_mut()
            .of_line(&self.shown.config, &line.text);
        let mut at_byte = links.iter().filter(|link| link.bytes.contains(&byte));
        let link = at_byte.find(|link| has_scheme(&link.uri))?.clone();
        Some((line, link))
    }

    /// Opens a link with the desktop's program for it.
    pub(crate) fn open_uri(&mut self, uri: &str) {
        self.open_uri_with(OPENER, uri);
    }

    /// Opens a link with a program, and says so where that fails.
    pub(super) fn open_uri_with(&mut self, opener: &str, uri: &str) {
        let (mailbox, window) = (self.mailbox.clone(), self.shown.window);
        let (name, link, started) = (opener.to_owned(), uri.to_owned(), Instant::now());
        let ended = move |status: std::io::Result<ExitStatus>| {
            let failed = status.ok().filter(|status| !status.success());
            if let Some(status) = failed.filter(|_| started.elapsed() < OPENING) {
                let why = format!("{name}: {status}");
                mailbox.post(move |app| {
                    app.in_window_or_here(window, |app| app.tell_not_opened(&link, &why));
                });
            }
        };
        if let Err(error) = detached_then(Command::new(opener).arg(uri), ended) {
            self.tell_not_opened(uri, &format!("{opener}: {error}"));
        }
    }

    fn tell_not_opened(&mut self, link: &str, why: &str) {
        log::warn!("{link:?} was not opened: {why}");
        let mut shown: String = link.chars().take(MOST_SHOWN).collect();
        if shown.len() < link.len() {
            shown.push_str("… (all of it is in the log)");
        }
        let body = format!("{why}\n{WHEN_NOT_OPENED}\n{shown}");
        self.toast("Link not opened".to_owned(), body, Some(SHOWN_FOR));
    }

    /// Takes note of the link under the pointer, and has it drawn when it is another one.
    pub(super) fn hover(&mut self) {
        let hovered = self.link_to_underline();
        if hovered != self.shown.pointer.hovered {
            self.shown.pointer.hovered = hovered;
            self.shown.screen.dirty = true;
        }
    }

    /// Takes note that the pointer is not on any cell any longer.
    pub fn mouse_left_cells(&mut self) {
        if self.shown.pointer.hovered.take().is_some() {
            self.shown.screen.dirty = true;
        }
    }

    fn link_to_underline(&self) -> Option<Hovered> {
        let event = self.shown.pointer.last?;
        let mut panes = self.visible_panes().into_iter();
        let (id, place) = panes.find(|(_, place)| place.contains(event.x, event.y))?;
        let pane = self.mux.pane(id)?;
        if self.view_at(event.x, event.y).is_some() || self.program_reads(&pane, event) {
            return None;
        }
        let cell = self.shown.screen.frame.grid.row(event.y).get(event.x)?;
        let what = match &cell.link {
            Some(link) if has_scheme(link) => Target::Cells(Arc::clone(link)),
            // It would not be opened.
            Some(_) => return None,
            None => {
                let top = pane.top_row(self.scroll_of(&pane));
                let at = Point {
                    col: event.x - place.x,
                    row: top.plus((event.y - place.y) as i64),
                };
                let (line, link) = self.part_by_rule(&pane, at)?;
                Target::Part(Box::new(line), link.bytes)
            }
        };
        Some(Hovered { pane: id, what })
    }

    /// Underlines the link under the pointer.
    pub(super) fn underline_link(&self, cells: &mut Grid, pane: &Pane, scroll: usize) {
        let Some(hovered) = self
            .shown
            .pointer
            .hovered
            .as_ref()
            .filter(|own| own.pane == pane.id())
        else {
            return;
        };
        let size = cells.size();
        let mut places = Vec::new();
        match &hovered.what {
            Target::Cells(link) => {
                for y in 0..size.rows {
                    let row = cells.row(y).iter().enumerate();
                    let own = row.filter(|(_, cell)| cell.link.as_ref() == Some(link));
                    places.extend(own.map(|(x, _)| Rect::new(x, y, 1, 1)));
                }
            }
            Target::Part(line, bytes) => {
                let top = pane.top_row(scroll);
                let point = |(col, row)| Point { col, row };
                let start = point(line.cell(bytes.start));
                let end = point(line.last_cell(bytes.end - 1));
                places.extend(places_of((start, end), top, size));
            }
        }
        for place in places {
            cells.restyle(place, |style| style.underline = Underline::Single);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_wins_and_a_part_may_be_what_is_underlined() {
        let line = "task T12 (https://a.org/b_(c)), ask me@b.org.";
        let rules = config::default_hyperlink_rules();
        let links = links_of(&rules, line);
        let found: Vec<(&str, &str)> = links
            .iter()
            .map(|link| (&line[link.bytes.clone()], link.uri.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("https://a.org/b_(c)", "https://a.org/b_(c)"),
                ("me@b.org", "mailto:me@b.org")
            ]
        );
    }

    #[test]
    fn a_line_is_looked_at_once() {
        let mut links = Links::default();
        let config = Config::default();
        let first = links.of_line(&config, "see http://a.org");
        let again = links.of_line(&config, "see http://a.org");
        assert!(Rc::ptr_eq(&first, &again) && first.len() == 1);
        links.forget();
        assert!(!Rc::ptr_eq(
            &first,
            &links.of_line(&config, "see http://a.org")
        ));
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
}
