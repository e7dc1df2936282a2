//! Searching in everything that a pane keeps: what is sought, what was found, and the thread that looks.
//!
//! A thread copies the pane's lines a few hundred at a time, from where the person is upwards and then from the
//! bottom, and tells what it finds as it goes; dropping its `Job` ends it. What it tells carries the number of the
//! search, so that nothing late counts. The state belongs to the main thread.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use config::{Groups, Regexp};
use mux::{Pane, Position, StableRow, TextLine};

use super::super::line::Line;
use super::super::selection::{Point, Span};

/// How many rows are copied under one lock of the pane.
const SLICE: i64 = 512;
/// The most matches that are kept.
const MOST_FOUND: usize = 100_000;
/// How often what was found is told.
const TOLD_EVERY: Duration = Duration::from_millis(30);

/// How text is sought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// As it stands.
    #[default]
    Exact,
    /// Whatever the case of its letters.
    AnyCase,
    /// As a regular expression.
    Regex,
}

impl Kind {
    /// Returns what a person reads.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Exact => "exact case",
            Kind::AnyCase => "any case",
            Kind::Regex => "regex",
        }
    }

    pub(super) fn next(self) -> Kind {
        match self {
            Kind::Exact => Kind::AnyCase,
            Kind::AnyCase => Kind::Regex,
            Kind::Regex => Kind::Exact,
        }
    }
}

/// What is sought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) kind: Kind,
    pub(super) text: String,
}

impl Pattern {
    fn compile(&self) -> Result<Regexp, String> {
        match self.kind {
            Kind::Exact => Regexp::of_text(&self.text, false),
            Kind::AnyCase => Regexp::of_text(&self.text, true),
            Kind::Regex => Regexp::new(&self.text),
        }
    }
}

/// Something that was found: its first and its last cell, ordered from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) start: (StableRow, usize),
    pub(super) end: (StableRow, usize),
}

impl Found {
    /// Returns the cells of a stretch of a line's bytes.
    pub(super) fn of(line: &TextLine, bytes: &Range<usize>) -> Found {
        let flip = |(col, row): Position| (row, col);
        Found {
            start: flip(line.cell(bytes.start)),
            end: flip(line.last_cell(bytes.end.saturating_sub(1).max(bytes.start))),
        }
    }

    /// Returns its first and its last cell.
    pub(super) fn span(&self) -> Span {
        let point = |(row, col)| Point { col, row };
        (point(self.start), point(self.end))
    }
}

/// Returns what counts of a match: its first group where it has groups, else the whole.
pub(super) fn what_counts(groups: &Groups) -> Option<Range<usize>> {
    let own = groups
        .iter()
        .skip(1)
        .flatten()
        .next()
        .or(groups[0].as_ref());
    own.filter(|range| !range.is_empty()).cloned()
}

/// Work on another thread; dropping it ends it.
pub(super) struct Job(Arc<AtomicBool>);

impl Drop for Job {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Does work on a thread of its own, which asks now and then whether it is still wanted.
pub(super) fn start(work: impl FnOnce(&dyn Fn() -> bool) + Send + 'static) -> Option<Job> {
    let ended = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&ended);
    let work = move || work(&|| !seen.load(Ordering::Relaxed));
    let thread = std::thread::Builder::new().name("search".into());
    match thread.spawn(work) {
        Ok(_) => Some(Job(ended)),
        Err(error) => {
            log::error!("cannot start the thread that searches: {error}");
            None
        }
    }
}

/// What a search tells.
#[derive(Debug, PartialEq)]
pub(super) enum Told {
    /// The pattern cannot be used.
    Wrong(String),
    /// More was found.
    Found(Vec<Found>),
    /// It is over; whether there would be more.
    Over { more: bool },
}

/// The rows of a pane in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) oldest: StableRow,
    /// Where it begins.
    pub(super) origin: StableRow,
    pub(super) newest: StableRow,
}

impl Plan {
    /// Returns rows of which each is looked at once: from the origin upwards, then from the bottom.
    fn slices(self) -> impl Iterator<Item = Range<StableRow>> {
        let up = |from: i64, to: i64| {
            let count = (to - from).max(0) / SLICE + 1;
            (0..count).map(move |slice| {
                let end = to - slice * SLICE;
                StableRow((end - SLICE).max(from))..StableRow(end)
            })
        };
        let behind_origin = self.origin.0 + 1;
        let above = up(self.oldest.0, behind_origin);
        let slices = above.chain(up(behind_origin, self.newest.0 + 1));
        slices.filter(|rows| rows.start < rows.end)
    }
}

/// Looks for a pattern in a pane and tells what it finds. Runs on any thread but the main one.
pub(super) fn search(
    pane: &Pane,
    pattern: &Pattern,
    plan: Plan,
    wanted: &dyn Fn() -> bool,
    mut tell: impl FnMut(Told),
) {
    let regexp = match pattern.compile() {
        Ok(regexp) => regexp,
        Err(why) => return tell(Told::Wrong(why)),
    };
    let mut told = Instant::now();
    // How many were told already.
    let mut count = 0;
    let mut batch = Vec::new();
    for rows in plan.slices() {
        if !wanted() {
            return;
        }
        for line in pane.lines_beginning_in(rows) {
            let found = regexp.find_all(&line.text);
            let found = found.iter().filter_map(what_counts);
            batch.extend(found.map(|bytes| Found::of(&line, &bytes)));
        }
        let first = count == 0 && !batch.is_empty();
        let more = count + batch.len() >= MOST_FOUND;
        // What is nearest is told at once.
        if first || more || told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            count += batch.len();
            tell(Told::Found(std::mem::take(&mut batch)));
        }
        if more {
            break;
        }
    }
    if !batch.is_empty() {
        tell(Told::Found(batch));
    }
    tell(Told::Over {
        more: count >= MOST_FOUND,
    });
}

/// A search over a pane.
#[derive(Default)]
pub(super) struct Search {
    pub(super) kind: Kind,
    /// The text that is sought, as it is edited.
    pub(super) line: Line,
    /// Whether what is typed goes to the pattern.
    pub(super) editing: bool,
    /// Whether the pattern was there before, so that what is typed takes its place.
    pub(super) fresh: bool,
    /// Whether the first match that is found is gone to.
    pub(super) goes: bool,
    /// From the top.
    pub(super) found: Vec<Found>,
    pub(super) current: Option<Found>,
    /// Whether there are more than are kept.
    pub(super) more: bool,
    pub(super) problem: Option<String>,
    pub(super) job: Option<Job>,
    /// The number of the job whose news count.
    pub(super) number: u64,
    /// The first row whose matches a job looks for anew, where it does not look at all of them.
    pub(super) anew_from: Option<StableRow>,
    /// What such a job found so far.
    pub(super) news: Vec<Found>,
    /// The first row that may have changed since it was looked at.
    pub(super) live_from: StableRow,
    /// Whether the pane has shown something since.
    pub(super) stale: bool,
    pub(super) looked: Option<Instant>,
}

impl Search {
    /// Returns what is sought.
    pub(super) fn pattern(&self) -> Pattern {
        Pattern {
            kind: self.kind,
            text: self.line.text().to_owned(),
        }
    }

    /// Takes what is to be sought; what is typed then goes behind it.
    pub(super) fn set_pattern(&mut self, pattern: &Pattern) {
        self.kind = pattern.kind;
        self.line.set(&pattern.text);
    }

    /// Says whether anything is sought.
    pub(super) fn is_sought(&self) -> bool {
        !self.line.text().is_empty()
    }

    /// Ends a search and forgets what it found.
    pub(super) fn forget(&mut self) {
        self.job = None;
        self.found.clear();
        self.news.clear();
        self.anew_from = None;
        self.current = None;
        self.more = false;
        self.problem = None;
        self.stale = false;
    }

    /// Puts matches among those that are known.
    pub(super) fn add(&mut self, mut batch: Vec<Found>) {
        batch.sort_unstable();
        let mut rest = batch.as_slice();
        // What was found lies in few stretches between what is known.
        while let Some(first) = rest.first() {
            let at = self.found.partition_point(|known| known < first);
            let next = self.found.get(at);
            let end = next.map_or(rest.len(), |next| {
                rest.partition_point(|found| found < next)
            });
            let (now, later) = rest.split_at(end.max(1));
            self.found.splice(at..at, now.iter().copied());
            rest = later;
        }
    }

    /// Takes what was found anew in place of what is known from a row on, and forgets what is kept no longer.
    pub(super) fn replace(&mut self, from: StableRow, oldest: StableRow) {
        self.found
            .retain(|found| found.start.0 < from && found.end.0 >= oldest);
        let news = std::mem::take(&mut self.news);
        self.add(news);
        if let Some(current) = self.current
            && self.found.binary_search(&current).is_err()
        {
            let at = self.found.partition_point(|found| *found < current);
            let near = self.found.get(at.saturating_sub(1));
            self.current = near.copied();
        }
    }

    /// Returns the match that is nearest to a cell, at or above it; else the first below.
    pub(super) fn nearest(&self, at: (StableRow, usize)) -> Option<Found> {
        let above = self.found.partition_point(|found| found.start <= at);
        self.found.get(above.saturating_sub(1)).copied()
    }

    /// Returns the place of the match that is chosen, counted from the top and from 1.
    pub(super) fn place(&self) -> Option<usize> {
        let current = self.current?;
        self.found.binary_search(&current).ok().map(|at| at + 1)
    }

    /// Chooses the match so many further down, round and round.
    pub(super) fn step(&mut self, by: i64) -> Option<Found> {
        let count = i64::try_from(self.found.len())
            .ok()
            .filter(|count| *count > 0)?;
        let now = self.place().map_or(0, |place| place as i64 - 1);
        let at = (now + by).rem_euclid(count);
        self.current = self.found.get(at as usize).copied();
        self.current
    }

    /// Chooses the last match above a row, or the first one at or below it; at the ends, the first or the last.
    pub(super) fn step_over(&mut self, row: StableRow, down: bool) -> Option<Found> {
        let at = self.found.partition_point(|found| found.start.0 < row);
        let at = match down {
            true => at.min(self.found.len().saturating_sub(1)),
            false => at.saturating_sub(1),
        };
        self.current = self.found.get(at).copied().or(self.current);
        self.current
    }

    /// Returns the matches that have a part in these rows.
    pub(super) fn in_rows(&self, first: StableRow, last: StableRow) -> &[Found] {
        let from = self.found.partition_point(|found| found.end.0 < first);
        let to = self.found.partition_point(|found| found.start.0 <= last);
        self.found.get(from..to).unwrap_or_default()
    }

    /// Types into the pattern; what was there before goes.
    pub(super) fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.fresh) {
            self.line.set("");
        }
        let line = text.split(['\n', '\r']).next().unwrap_or_default();
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        self.line.insert(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: i64, col: usize) -> Found {
        let cell = (StableRow(row), col);
        Found {
            start: cell,
            end: cell,
        }
    }

    #[test]
    fn each_row_is_looked_at_once_from_the_origin_up_and_then_from_the_bottom() {
        for (oldest, origin, newest) in [(0, 0, 0), (5, 700, 3000), (-20, 40, 41), (0, 1023, 1023)]
        {
            let plan = Plan {
                oldest: StableRow(oldest),
                origin: StableRow(origin),
                newest: StableRow(newest),
            };
            let slices: Vec<_> = plan.slices().collect();
            assert_eq!(slices[0].end, StableRow(origin + 1));
            let rows = slices.iter().flat_map(|rows| rows.start.0..rows.end.0);
            let mut rows: Vec<i64> = rows.collect();
            rows.sort_unstable();
            assert_eq!(rows, (oldest..=newest).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_found_is_kept_from_the_top_in_whatever_order_it_comes() {
        let mut search = Search::default();
        search.add(vec![at(5, 0), at(9, 1)]);
        search.add(vec![at(20, 0), at(1, 0), at(7, 7), at(2, 0)]);
        let rows: Vec<i64> = search.found.iter().map(|found| found.start.0.0).collect();
        assert_eq!(rows, [1, 2, 5, 7, 9, 20]);
        assert_eq!(search.nearest((StableRow(8), 0)), Some(at(7, 7)));
        assert_eq!(search.nearest((StableRow(0), 0)), Some(at(1, 0)));
        assert_eq!(search.in_rows(StableRow(2), StableRow(7)).len(), 3);
        search.current = Some(at(20, 0));
        assert_eq!(search.step(1), Some(at(1, 0)));
        assert_eq!(search.step(-1), Some(at(20, 0)));
        assert_eq!(search.place(), Some(6));
        assert_eq!(search.step_over(StableRow(7), false), Some(at(5, 0)));
        assert_eq!(search.step_over(StableRow(8), true), Some(at(9, 1)));
        assert_eq!(search.step_over(StableRow(99), true), Some(at(20, 0)));
    }

    #[test]
    fn what_is_looked_for_anew_takes_the_place_of_what_was_there() {
        let mut search = Search::default();
        search.add(vec![at(1, 0), at(5, 0), at(9, 1), at(12, 0)]);
        search.current = Some(at(9, 1));
        search.news = vec![at(10, 0)];
        search.replace(StableRow(8), StableRow(3));
        assert_eq!(search.found, [at(5, 0), at(10, 0)]);
        assert_eq!(search.current, Some(at(5, 0)));
    }

    #[test]
    fn typing_takes_the_place_of_a_pattern_that_was_there_before() {
        let mut search = Search {
            fresh: true,
            ..Search::default()
        };
        search.set_pattern(&Pattern {
            kind: Kind::Exact,
            text: "old".to_owned(),
        });
        search.insert("n\u{1b}ew\nand more");
        search.insert("!");
        assert_eq!(search.pattern().text, "new!");
    }
}
