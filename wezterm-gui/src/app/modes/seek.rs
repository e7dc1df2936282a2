//! The search as a person uses it: typing what is sought, going from match to match.
//!
//! Hides when a pane is searched, and searched again for what it has shown since. Main thread only. What was found and
//! the thread that looks are `search`'s.

use std::time::{Duration, Instant};

use config::{SearchPattern, SelectionMode};
use mux::input::{Key, KeyEvent};
use mux::{Pane, PaneId, StableRow};

use super::super::App;
use super::super::selection::{Point, Selection};
use super::search::{self, Found, Kind, Pattern, Plan, Search, Told};
use super::{Mode, is_plain};

/// How soon after a search its pane is searched again for what it has shown since.
const SEARCHED_AGAIN: Duration = Duration::from_millis(100);

impl App {
    /// Opens the search, or goes back to it from copy mode.
    pub(crate) fn search(&mut self, pane: &Pane, wanted: &SearchPattern) {
        self.close_menu_over(pane.id());
        let selected = || {
            let text = self.selection_text(pane.id()).unwrap_or_default();
            let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.next().unwrap_or_default().to_owned()
        };
        let (kind, text) = match wanted {
            SearchPattern::Regex(text) => (Some(Kind::Regex), text.clone()),
            SearchPattern::CaseSensitiveString(text) => (Some(Kind::Exact), text.clone()),
            SearchPattern::CaseInSensitiveString(text) => (Some(Kind::AnyCase), text.clone()),
            SearchPattern::CurrentSelectionOrEmptyString => (None, selected()),
        };
        let known = self.modes.pattern.clone().unwrap_or_default();
        let pattern = match (kind, text.is_empty()) {
            (None, true) => known,
            (Some(kind), true) => Pattern { kind, ..known },
            (kind, false) => Pattern {
                kind: kind.unwrap_or_default(),
                text,
            },
        };
        if self.modes.copy_mut(pane.id()).is_none() {
            self.open_copy(pane);
        }
        self.edit_pattern(pane, pattern);
        self.sync_key_table();
    }

    pub(super) fn edit_pattern(&mut self, pane: &Pane, pattern: Pattern) {
        let known = self.modes.pattern.clone();
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return;
        };
        let Mode::Copy { cursor, search } = &mut open.mode else {
            return;
        };
        let pattern = match pattern.text.is_empty() {
            true => known.unwrap_or(pattern),
            false => pattern,
        };
        let before = search.pattern();
        search.set_pattern(&pattern);
        let changed = search.pattern() != before;
        open.origin = cursor.at;
        search.editing = true;
        search.fresh = changed && search.is_sought();
        if changed {
            self.pattern_changed(pane);
        }
        self.shown.screen.dirty = true;
    }

    /// Looks for the pattern anew, from where the search began.
    pub(super) fn pattern_changed(&mut self, pane: &Pane) {
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return;
        };
        let (origin, selected) = (open.origin, open.selected);
        let Mode::Copy { cursor, search } = &mut open.mode else {
            return;
        };
        search.forget();
        search.goes = true;
        let sought = search.is_sought();
        if cursor.selecting.is_none() && selected {
            open.selected = false;
            self.shown.selection = None;
        }
        cursor.at = origin;
        match sought {
            true => self.start_search(pane),
            false => self.reveal(pane, origin.row),
        }
        self.shown.screen.dirty = true;
    }

    pub(super) fn start_search(&mut self, pane: &Pane) {
        let rows = self.rows_of(pane);
        let origin = self.modes.open.get(&pane.id()).map(|open| open.origin);
        let origin = rows.clamped(origin.unwrap_or(Point {
            col: 0,
            row: rows.newest,
        }));
        let plan = Plan {
            oldest: rows.oldest,
            origin: origin.row,
            newest: rows.newest,
        };
        self.run_search(pane, plan, None);
    }

    fn run_search(&mut self, pane: &Pane, plan: Plan, anew_from: Option<StableRow>) {
        let id = pane.id();
        let Some(shared) = self.mux.pane(id) else {
            return;
        };
        let number = self.modes.next_number();
        let mailbox = self.mailbox.clone();
        let Some((_, search)) = self.modes.copy_mut(id) else {
            return;
        };
        let pattern = search.pattern();
        search.number = number;
        search.anew_from = anew_from;
        search.news.clear();
        search.stale = false;
        search.live_from = pane.top_row(0);
        search.job = search::start(move |wanted| {
            search::search(&shared, &pattern, plan, wanted, |told| {
                mailbox.post(move |app| app.at_pane(id, |app| app.search_told(id, number, told)));
            });
        });
    }

    /// Takes what a search tells, unless another one has taken its place.
    fn search_told(&mut self, id: PaneId, number: u64, told: Told) {
        let Some(pane) = self.mux.pane(id) else {
            return;
        };
        let oldest = self.rows_of(&pane).oldest;
        let Some(open) = self.modes.open.get_mut(&id) else {
            return;
        };
        let origin = (open.origin.row, open.origin.col);
        let Mode::Copy { search, .. } = &mut open.mode else {
            return;
        };
        if search.number != number || search.job.is_none() {
            return;
        }
        let anew = search.anew_from.is_some();
        let mut over = false;
        match told {
            Told::Wrong(why) => {
                search.problem = Some(why);
                search.job = None;
            }
            Told::Found(found) if anew => search.news.extend(found),
            Told::Found(found) => search.add(found),
            Told::Over { more } => {
                over = true;
                search.job = None;
                search.looked = Some(Instant::now());
                match search.anew_from.take() {
                    Some(from) => search.replace(from, oldest),
                    None => search.more = more,
                }
            }
        }
        // Looking goes upwards from the origin first: what is at or above it is the nearest.
        let nearest = search
            .nearest(origin)
            .filter(|found| over || found.start <= origin);
        if search.current.is_none() && nearest.is_some() {
            search.current = nearest;
            // What the program writes takes nobody away from where they read.
            if std::mem::take(&mut search.goes) {
                self.go_to_match(&pane, move |_| nearest);
            }
        }
        self.shown.screen.dirty = true;
    }

    /// Goes to a match that `choose` chooses; where nothing was sought yet, looks for what was sought last.
    pub(super) fn go_to_match(
        &mut self,
        pane: &Pane,
        choose: impl FnOnce(&mut Search) -> Option<Found>,
    ) {
        let known = self.modes.pattern.clone();
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return;
        };
        let Mode::Copy { cursor, search } = &mut open.mode else {
            return;
        };
        if !search.is_sought()
            && let Some(known) = known
        {
            search.set_pattern(&known);
            search.goes = true;
            open.origin = cursor.at;
            return self.start_search(pane);
        }
        let Some(found) = choose(search) else {
            return;
        };
        let (start, end) = found.span();
        cursor.at = start;
        if cursor.selecting.is_none() {
            let ends = ((start, start), (end, end));
            let mode = SelectionMode::Cell;
            self.shown.selection = Some(Selection::between(pane.id(), mode, ends.0, ends.1));
            open.selected = true;
            self.reveal(pane, found.start.0);
        } else {
            self.cursor_moved(pane);
        }
        self.shown.screen.dirty = true;
    }

    /// Takes note that a pane has shown something. A mode over a screen that is gone is left.
    pub(in super::super) fn mode_saw_output(&mut self, pane: &Pane) {
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return;
        };
        if open.alt_screen != pane.facts().alt_screen {
            // Its rows have other numbers.
            open.before = None;
            self.shown
                .selection
                .take_if(|selection| selection.pane == pane.id());
            return self.leave_mode(pane.id());
        }
        if let Mode::Copy { search, .. } = &mut open.mode {
            search.stale = true;
        }
    }

    /// Looks again at what panes have shown since they were searched.
    pub(in super::super) fn search_again(&mut self, now: Instant) {
        let open = self.modes.open.iter();
        let due = open.filter_map(|(id, open)| match &open.mode {
            Mode::Copy { search, .. } => due(search).map(|due| (*id, due, search.live_from)),
            Mode::Quick(_) => None,
        });
        let due: Vec<_> = due.filter(|(_, due, _)| *due <= now).collect();
        for (id, _, live_from) in due {
            let Some(pane) = self.mux.pane(id) else {
                continue;
            };
            // A line that was wrapped may have grown into the live screen.
            let lines = pane.lines_across(live_from..live_from.plus(1));
            let from = lines
                .first()
                .map_or(live_from, |line| line.row.min(live_from));
            let newest = self.rows_of(&pane).newest;
            let plan = Plan {
                oldest: from,
                origin: newest,
                newest,
            };
            self.run_search(&pane, plan, Some(from));
        }
    }

    /// Returns when a pane is to be searched again.
    pub(in super::super) fn search_due(&self) -> Option<Instant> {
        let open = self.modes.open.values();
        let dues = open.filter_map(|open| match &open.mode {
            Mode::Copy { search, .. } => due(search),
            Mode::Quick(_) => None,
        });
        dues.min()
    }
}

/// Returns when what was found is to be looked for again, as there has been output since.
fn due(search: &Search) -> Option<Instant> {
    let ready = search.stale && search.job.is_none() && search.problem.is_none();
    let looked = search.looked.filter(|_| ready && search.is_sought());
    looked.map(|looked| looked + SEARCHED_AGAIN)
}

/// Handles a key in the line of the search; true when the pattern has changed.
pub(super) fn edit(search: &mut Search, event: &KeyEvent) -> bool {
    let before = search.line.text().to_owned();
    let fresh = std::mem::take(&mut search.fresh);
    let types = matches!(event.key, Key::Char(_)) && is_plain(event.mods);
    // A pattern that was there before goes as a whole: what is typed takes its place.
    if fresh && types {
        search.line.set("");
    }
    search.line.key(event);
    let shorter = search.line.text().len() < before.len();
    let deletes = shorter || matches!(event.key, Key::Backspace | Key::Delete);
    if fresh && !types && deletes {
        search.line.set("");
    }
    types || search.line.text() != before
}
