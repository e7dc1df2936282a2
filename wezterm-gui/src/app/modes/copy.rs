//! The cursor of copy mode and what it selects.
//!
//! Plain state and the motions over it. Hides how a motion is found in the pane's lines. Main thread only. What the
//! pane shows meanwhile, and what becomes of a selection, is `modes`' affair; matches are `search`'s.

use config::{CopyModeAction as C, SelectionMode};
use mux::{Pane, StableRow, TextLine, ZoneKind};

use super::super::selection::{Point, Selection, Span};
use super::words::Lines;

/// The rows of a pane, and those that are in view.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    pub(super) oldest: StableRow,
    pub(super) newest: StableRow,
    pub(super) top: StableRow,
    /// How many can be seen; what stands over the pane hides the rest.
    pub(super) shown: i64,
    pub(super) cols: usize,
}

impl Rows {
    /// Returns the nearest cell that there is.
    pub(super) fn clamped(&self, at: Point) -> Point {
        Point {
            col: at.col.min(self.cols.saturating_sub(1)),
            row: at.row.clamp(self.oldest, self.newest.max(self.oldest)),
        }
    }

    /// Returns the last row that can be seen.
    pub(super) fn bottom(&self) -> StableRow {
        self.top.plus(self.shown.max(1) - 1)
    }
}

/// A jump to a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Jump {
    forward: bool,
    /// Whether it stops one character before.
    short: bool,
}

/// A cursor over a pane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cursor {
    pub(super) at: Point,
    /// What is being selected, and from where.
    pub(super) selecting: Option<(SelectionMode, Point)>,
    /// A jump that waits for its character.
    waiting: Option<Jump>,
    /// The last jump with its character.
    last: Option<(Jump, char)>,
}

impl Cursor {
    pub(super) fn new(at: Point) -> Cursor {
        Cursor {
            at,
            selecting: None,
            waiting: None,
            last: None,
        }
    }

    /// Says whether the next character is one to jump to.
    pub(super) fn waits_for_character(&self) -> bool {
        self.waiting.is_some()
    }

    /// Jumps to a character, or to none.
    pub(super) fn jump_to(&mut self, character: Option<char>, lines: &Lines) {
        if let Some(jump) = self.waiting.take()
            && let Some(character) = character
        {
            self.last = Some((jump, character));
            self.jump(jump, character, false, lines);
        }
    }

    fn jump(&mut self, jump: Jump, character: char, again: bool, lines: &Lines) {
        let Jump { forward, short } = jump;
        // One that stops before its character would find the same one again.
        let from = match short && again {
            true => lines.beside(self.at, forward),
            false => self.at,
        };
        if let Some(found) = lines.character(from, character, forward) {
            self.at = match short {
                true => lines.beside(found, !forward),
                false => found,
            };
        }
    }

    /// Makes a motion or changes what is selected; what is about the search, the view or the mode is not its affair.
    pub(super) fn act(&mut self, action: C, rows: &Rows, pane: &Pane) {
        let lines = Lines {
            pane,
            oldest: rows.oldest,
            newest: rows.newest,
        };
        self.at = rows.clamped(self.at);
        self.waiting = None;
        match action {
            C::SetSelectionMode(mode) => {
                let anchor = self.selecting.map_or(self.at, |(_, anchor)| anchor);
                let mode = mode.unwrap_or(SelectionMode::Cell);
                self.selecting = Some((mode, anchor));
            }
            C::ClearSelectionMode => self.selecting = None,
            C::MoveToSelectionOtherEnd => {
                if let Some((_, anchor)) = &mut self.selecting {
                    std::mem::swap(anchor, &mut self.at);
                }
            }
            C::MoveToSelectionOtherEndHoriz => {
                if let Some((_, anchor)) = &mut self.selecting {
                    std::mem::swap(&mut anchor.col, &mut self.at.col);
                }
            }
            C::JumpForward { prev_char } => self.wait(true, prev_char),
            C::JumpBackward { prev_char } => self.wait(false, prev_char),
            C::JumpAgain => {
                if let Some((jump, character)) = self.last {
                    self.jump(jump, character, true, &lines);
                }
            }
            C::JumpReverse => {
                if let Some((jump, character)) = self.last {
                    let forward = !jump.forward;
                    self.jump(Jump { forward, ..jump }, character, true, &lines);
                }
            }
            motion => {
                if let Some(at) = moved(motion, self.at, rows, &lines) {
                    self.at = rows.clamped(at);
                }
            }
        }
    }

    fn wait(&mut self, forward: bool, short: bool) {
        self.waiting = Some(Jump { forward, short });
    }

    /// Returns what is selected, where something is.
    pub(super) fn selection(&self, pane: &Pane, rows: &Rows, boundary: &str) -> Option<Selection> {
        let (mode, anchor) = self.selecting?;
        let lines = Lines {
            pane,
            oldest: rows.oldest,
            newest: rows.newest,
        };
        let span = |at| span(mode, at, &lines, boundary);
        let (from, to) = (span(anchor), span(self.at));
        Some(Selection::between(pane.id(), mode, from, to))
    }
}

/// Returns what a selection takes at a cell.
pub(in super::super) fn span(
    mode: SelectionMode,
    at: Point,
    lines: &Lines,
    boundary: &str,
) -> Span {
    match mode {
        SelectionMode::Cell | SelectionMode::Block => (at, at),
        SelectionMode::Word => lines.marked_word(at, boundary),
        SelectionMode::Line => lines.line(at),
        // Where no shell marked anything, a line is the nearest thing to a zone.
        SelectionMode::SemanticZone => zone_at(lines.pane, at).unwrap_or_else(|| lines.line(at)),
    }
}

/// Returns what a shell marked around a cell.
fn zone_at(pane: &Pane, at: Point) -> Option<Span> {
    let point = |(col, row)| Point { col, row };
    let mut zones = pane.zones().into_iter();
    let zone = zones.find(|zone| {
        let key = (at.row, at.col);
        (zone.start.1, zone.start.0) <= key && key <= (zone.end.1, zone.end.0)
    });
    zone.map(|zone| (point(zone.start), point(zone.end)))
}

/// Returns the cell that a motion leads to; nothing where there is no such cell.
fn moved(motion: C, at: Point, rows: &Rows, lines: &Lines) -> Option<Point> {
    let in_row = |row: StableRow| Some(Point { row, ..at });
    let down = |by: i64| in_row(StableRow(at.row.0.saturating_add(by)));
    match motion {
        C::MoveLeft => Some(match at.col {
            0 => at,
            col => cell_start(Point { col: col - 1, ..at }, lines),
        }),
        C::MoveRight => Some(right_of(at, rows, lines)),
        C::MoveUp => down(-1),
        C::MoveDown => down(1),
        C::MoveForwardWord => lines.word_forward(at),
        C::MoveForwardWordEnd => lines.word_end_forward(at),
        C::MoveBackwardWord => lines.word_backward(at),
        C::MoveToStartOfLine => Some(Point { col: 0, ..at }),
        C::MoveToStartOfNextLine => Some(Point {
            col: 0,
            row: at.row.plus(1),
        }),
        C::MoveToStartOfLineContent => {
            let content = lines.content(at.row).map(|(first, _)| first);
            content.or(Some(Point { col: 0, ..at }))
        }
        C::MoveToEndOfLineContent => {
            let content = lines.content(at.row).map(|(_, last)| last);
            content.or(Some(Point { col: 0, ..at }))
        }
        C::MoveToViewportTop => in_row(rows.top),
        C::MoveToViewportMiddle => in_row(rows.top.plus(rows.shown / 2)),
        C::MoveToViewportBottom => in_row(rows.bottom()),
        C::MoveToScrollbackTop => in_row(rows.oldest),
        C::MoveToScrollbackBottom => in_row(last_with_text(rows, lines)),
        C::PageUp => down(-rows.shown),
        C::PageDown => down(rows.shown),
        C::MoveByPage(pages) => down(pages_of(pages, rows)),
        C::MoveBackwardSemanticZone => zone_beside(at, lines, false, None),
        C::MoveForwardSemanticZone => zone_beside(at, lines, true, None),
        C::MoveBackwardZoneOfType(kind) => zone_beside(at, lines, false, Some(kind)),
        C::MoveForwardZoneOfType(kind) => zone_beside(at, lines, true, Some(kind)),
        _ => None,
    }
}

/// Returns how many rows so many pages are.
pub(super) fn pages_of(pages: f64, rows: &Rows) -> i64 {
    // A float beyond what a number can hold becomes the nearest one.
    (pages * rows.shown as f64).round() as i64
}

/// Returns the first cell of the character at a cell: a wide one has two.
fn cell_start(at: Point, lines: &Lines) -> Point {
    let found = lines.at(at.row).and_then(|line| {
        let byte = line.byte((at.col, at.row))?;
        let (col, row) = line.cell(byte);
        (row == at.row && col < at.col && byte < line.text.len()).then_some(col)
    });
    Point {
        col: found.unwrap_or(at.col),
        ..at
    }
}

fn right_of(at: Point, rows: &Rows, lines: &Lines) -> Point {
    let wide = lines.at(at.row).and_then(|line| {
        let byte = line.byte((at.col, at.row))?;
        let (col, row) = line.last_cell(byte);
        (row == at.row && byte < line.text.len()).then_some(col)
    });
    let col = wide.unwrap_or(at.col).max(at.col) + 1;
    match col < rows.cols {
        true => Point { col, ..at },
        false => at,
    }
}

fn last_with_text(rows: &Rows, lines: &Lines) -> StableRow {
    let screen = rows.newest.plus(-rows.shown)..rows.newest.plus(1);
    let all = lines.pane.lines_across(screen);
    let last = all.iter().rev().find(|line| !line.text.is_empty());
    last.map_or(rows.newest, TextLine::last_row)
}

/// Returns the first cell of the zone that a shell marked before or behind the one at a cell.
fn zone_beside(
    at: Point,
    lines: &Lines,
    forward: bool,
    kind: Option<config::ZoneKind>,
) -> Option<Point> {
    let wanted = kind.map(|kind| match kind {
        config::ZoneKind::Prompt => ZoneKind::Prompt,
        config::ZoneKind::Input => ZoneKind::Input,
        config::ZoneKind::Output => ZoneKind::Output,
    });
    let zones = lines.pane.zones();
    let starts = zones
        .iter()
        .filter(|zone| wanted.is_none_or(|wanted| zone.kind == wanted))
        .map(|zone| (zone.start.1, zone.start.0));
    let here = (at.row, at.col);
    let found = match forward {
        true => starts.filter(|start| *start > here).min(),
        false => starts.filter(|start| *start < here).max(),
    };
    found.map(|(row, col)| Point { col, row })
}
