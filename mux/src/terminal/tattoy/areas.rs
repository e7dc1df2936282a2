//! Areas of the screen: what DEC's controls do to rectangles, columns and guarded cells.
//!
//! VT510's DECFRA, DECERA, DECSERA, DECCRA, DECCARA, DECRARA, DECSACE, DECIC, DECDC, DECBI, DECFI,
//! DECSCA, DECSED, DECSEL and ECMA-48's SL, SR, SPA, EPA, of which the engine knows none. Cells are
//! read and written in the engine's screen, under the pane's lock.
//!
//! A guarded cell is marked by its vertical alignment, which nothing else here uses: SGR 73 to 75 are
//! dropped. A guarded blank needs no guard, as selective erasure leaves colours as they are.

use super::super::rows;
use super::TattoyEngine;
use super::page::{Area, Guard};
use super::request::Request;
use std::ops::Range;
use tattoy_wezterm_escape_parser::Action;
use tattoy_wezterm_escape_parser::csi::{CSI, Cursor, Edit, EraseInDisplay, EraseInLine, Sgr};
use tattoy_wezterm_term::{Blink, Cell, CellAttributes, Intensity, Underline, VerticalAlign};

/// How a guard is marked in a cell.
fn mark_of(guard: Guard) -> VerticalAlign {
    match guard {
        Guard::None => VerticalAlign::BaseLine,
        Guard::Selective => VerticalAlign::SuperScript,
        Guard::Erasure => VerticalAlign::SubScript,
    }
}

/// A cell and its column.
type Placed = (usize, Cell);

impl TattoyEngine {
    /// Does what a sequence asks of an area; returns whether it asked for any such thing.
    pub(super) fn change_area(&mut self, request: &Request) -> bool {
        let cells = self.size.cells;
        match (request.marker, request.between.as_slice(), request.last) {
            (None, b"$", 'x') => self.fill(request),
            (None, b"$", 'z') => {
                if let Some(area) = self.area(request, 0) {
                    self.erase(&area);
                }
            }
            (None, b"$", '{') => {
                if let Some(area) = self.area(request, 0) {
                    self.erase_selectively(&area, &[Guard::Selective]);
                }
            }
            (None, b"$", 'v') => self.copy(request),
            (None, b"$", 'r') => self.change_attributes(request, set_attribute),
            (None, b"$", 't') => self.change_attributes(request, reverse_attribute),
            (None, b"*", 'x') => {
                self.page.extent = request.numbers_from(0)[0];
                self.page.rectangles = self.page.extent == 2;
            }
            (None, b"'", '}') => self.insert_columns(request.count()),
            (None, b"'", '~') => self.delete_columns(request.count()),
            (None, b" ", '@') => {
                let area = self.page.between_margins(cells);
                self.pull_columns(&area, request.count());
            }
            (None, b" ", 'A') => {
                let area = self.page.between_margins(cells);
                self.push_columns(&area, request.count());
            }
            (None, b"\"", 'q') => {
                let guard = match request.number(0) {
                    Some(1) => Guard::Selective,
                    _ => Guard::None,
                };
                self.set_guard(guard);
            }
            (Some(b'?'), b"", 'J') => self.erase_display_selectively(request),
            (Some(b'?'), b"", 'K') => self.erase_line_selectively(request),
            _ => return false,
        }
        true
    }

    /// Returns the rectangle that four numbers of a sequence name; `None` for one that is none.
    fn area(&self, request: &Request, at: usize) -> Option<Area> {
        let (rows, cols) = self.named(request, at)?;
        (cols.start < cols.end).then_some(Area { rows, cols })
    }

    /// Returns the rows that four numbers name, and the columns in which they begin and end, of which
    /// the first may be behind the last.
    fn named(&self, request: &Request, at: usize) -> Option<(Range<usize>, Range<usize>)> {
        let all = self.page.origin_area(self.size.cells);
        let span = |first: Option<usize>, last: Option<usize>, all: &Range<usize>| {
            let start = all.start.saturating_add(first.map_or(0, |first| first - 1));
            let end = last.map_or(all.end, |last| all.start.saturating_add(last));
            start..end.min(all.end)
        };
        let rows = span(request.number(at), request.number(at + 2), &all.rows);
        let cols = span(request.number(at + 1), request.number(at + 3), &all.cols);
        (!rows.is_empty() && cols.start < all.cols.end).then_some((rows, cols))
    }

    /// Returns the cells of a row in these columns; of a wide one only its left half is there.
    pub(super) fn cells(&self, row: usize, cols: Range<usize>) -> Vec<Placed> {
        let screen = self.terminal.screen();
        let at = self.first_row(0) + row;
        let mut found = Vec::new();
        rows::each_row(screen, at..at + 1, |_, line| {
            let within = line
                .visible_cells()
                .filter(|cell| cols.contains(&cell.cell_index()));
            found.extend(within.map(|cell| (cell.cell_index(), cell.as_cell())));
        });
        found
    }

    /// Returns the cells of a row in these columns, with a blank for each that the line leaves out.
    fn all_cells(&self, row: usize, cols: Range<usize>) -> Vec<Placed> {
        let mut all = Vec::new();
        let mut next = cols.start;
        for (col, cell) in self.cells(row, cols.clone()) {
            all.extend((next..col).map(|col| (col, Cell::blank())));
            next = col + cell.width().max(1);
            all.push((col, cell));
        }
        all.extend((next..cols.end).map(|col| (col, Cell::blank())));
        all
    }

    pub(super) fn put(&mut self, col: usize, row: usize, cell: &Cell) {
        let seqno = self.terminal.current_seqno();
        let row = i64::try_from(row).unwrap_or(i64::MAX);
        self.terminal.screen_mut().set_cell(col, row, cell, seqno);
    }

    /// Returns what erased cells look like: blank, in the background of what would be written.
    pub(super) fn erased_cell(&self) -> Cell {
        let mut attributes = CellAttributes::blank();
        attributes.set_background(self.terminal.pen().background());
        Cell::new(' ', attributes)
    }

    fn fill_with(&mut self, area: &Area, cell: &Cell) {
        let seqno = self.terminal.current_seqno();
        for row in area.rows.clone() {
            // What is only half within becomes blank.
            self.put(area.cols.start, row, cell);
            self.put(area.cols.end - 1, row, cell);
            let at = self.first_row(0) + row;
            let line = self.terminal.screen_mut().line_mut(at);
            line.fill_range(area.cols.clone(), cell, seqno);
        }
    }

    /// DECFRA.
    fn fill(&mut self, request: &Request) {
        let code = request.number(0).and_then(|code| u32::try_from(code).ok());
        let Some(letter) = code.filter(|code| matches!(code, 32..=126 | 160..=255)) else {
            return;
        };
        if let (Some(letter), Some(area)) = (char::from_u32(letter), self.area(request, 1)) {
            let cell = Cell::new(letter, self.terminal.pen());
            self.fill_with(&area, &cell);
        }
    }

    /// DECERA.
    fn erase(&mut self, area: &Area) {
        let cell = self.erased_cell();
        self.fill_with(area, &cell);
    }

    /// DECCRA.
    fn copy(&mut self, request: &Request) {
        let Some(from) = self.area(request, 0) else {
            return;
        };
        let all = self.page.origin_area(self.size.cells);
        let place = |number: Option<usize>, all: &Range<usize>| {
            all.start
                .saturating_add(number.map_or(0, |number| number - 1))
        };
        let top = place(request.number(5), &all.rows);
        let left = place(request.number(6), &all.cols);
        let rows: Vec<Vec<Placed>> = from
            .rows
            .clone()
            .map(|row| self.all_cells(row, from.cols.clone()))
            .collect();
        for (row, cells) in (top..all.rows.end).zip(rows) {
            for (col, cell) in cells {
                let col = left.saturating_add(col - from.cols.start);
                if col < all.cols.end {
                    self.put(col, row, &cell);
                }
            }
        }
    }

    /// DECCARA and DECRARA.
    fn change_attributes(&mut self, request: &Request, change: fn(&mut CellAttributes, i64)) {
        let Some((rows, cols)) = self.named(request, 0) else {
            return;
        };
        let all = self.page.origin_area(self.size.cells).cols;
        let mut wanted = request.numbers_from(4);
        if wanted.is_empty() {
            wanted.push(0);
        }
        for row in rows.clone() {
            let (mut start, mut end) = (cols.start, cols.end);
            if !self.page.rectangles {
                // All that would be written between the two places.
                if row > rows.start {
                    start = all.start;
                }
                if row + 1 < rows.end {
                    end = all.end;
                }
            }
            for (col, mut cell) in self.all_cells(row, start..end) {
                for number in &wanted {
                    change(cell.attrs_mut(), *number);
                }
                self.put(col, row, &cell);
            }
        }
    }

    /// Pushes the columns of an area to the right by so many.
    fn push_columns(&mut self, area: &Area, count: usize) {
        let count = count.min(area.cols.len());
        let blank = self.erased_cell();
        for row in area.rows.clone() {
            let pushed = self.all_cells(row, area.cols.start..area.cols.end - count);
            for col in area.cols.start..area.cols.start + count {
                self.put(col, row, &blank);
            }
            for (col, cell) in pushed {
                self.put(col + count, row, &cell);
            }
        }
    }

    /// Pulls the columns of an area to the left by so many.
    fn pull_columns(&mut self, area: &Area, count: usize) {
        let count = count.min(area.cols.len());
        let blank = self.erased_cell();
        for row in area.rows.clone() {
            let pulled = self.all_cells(row, area.cols.start + count..area.cols.end);
            for (col, cell) in pulled {
                self.put(col - count, row, &cell);
            }
            for col in area.cols.end - count..area.cols.end {
                self.put(col, row, &blank);
            }
        }
    }

    /// Returns where the cursor is, and what lies between the margins when it is there too.
    pub(super) fn cursor_between_margins(&self) -> Option<(usize, Area)> {
        let (col, row) = self.cursor_cell();
        let area = self.page.between_margins(self.size.cells);
        area.contains(col, row).then_some((col, area))
    }

    /// Returns the cell in which the cursor is.
    pub(super) fn cursor_cell(&self) -> (usize, usize) {
        let cursor = self.terminal.cursor_pos();
        let col = cursor.x.min(self.size.cells.cols.saturating_sub(1));
        (col, usize::try_from(cursor.y).unwrap_or(0))
    }

    /// DECIC.
    fn insert_columns(&mut self, count: usize) {
        if let Some((col, mut area)) = self.cursor_between_margins() {
            area.cols.start = col;
            self.push_columns(&area, count);
        }
    }

    /// DECDC.
    fn delete_columns(&mut self, count: usize) {
        if let Some((col, mut area)) = self.cursor_between_margins() {
            area.cols.start = col;
            self.pull_columns(&area, count);
        }
    }

    /// DECBI: back, and at the left margin the text goes forward instead. Returns what the engine is
    /// to do.
    pub(super) fn back_index(&mut self) -> Option<Action> {
        match self.cursor_between_margins() {
            Some((col, area)) if col == area.cols.start => {
                self.push_columns(&area, 1);
                None
            }
            _ => {
                Some(Action::CSI(CSI::Cursor(Cursor::Left(1)))).filter(|_| self.cursor_cell().0 > 0)
            }
        }
    }

    /// DECFI: forward, and at the right margin the text goes back instead.
    pub(super) fn forward_index(&mut self) -> Option<Action> {
        match self.cursor_between_margins() {
            Some((col, area)) if col + 1 == area.cols.end => {
                self.pull_columns(&area, 1);
                None
            }
            _ => Some(Action::CSI(CSI::Cursor(Cursor::Right(1)))),
        }
    }

    /// DECSCA, SPA and EPA.
    pub(super) fn set_guard(&mut self, guard: Guard) {
        self.page.guard = guard;
        self.page.guards_from_erasure |= guard == Guard::Erasure;
        self.mark_pen();
    }

    /// Has the engine mark what is written as it is guarded.
    pub(super) fn mark_pen(&mut self) {
        let mark = self.guard_mark();
        self.terminal.perform_actions(vec![mark]);
    }

    /// Returns what marks it.
    pub(super) fn guard_mark(&self) -> Action {
        let mark = Sgr::VerticalAlign(mark_of(self.page.guard));
        Action::CSI(CSI::Sgr(mark))
    }

    /// DECSERA, and DECSED and DECSEL for a part of the screen.
    fn erase_selectively(&mut self, area: &Area, guards: &[Guard]) {
        let marks: Vec<VerticalAlign> = guards.iter().map(|guard| mark_of(*guard)).collect();
        for row in area.rows.clone() {
            for (col, cell) in self.cells(row, area.cols.clone()) {
                let attributes = cell.attrs();
                if cell.str() == " " || marks.contains(&attributes.vertical_align()) {
                    continue;
                }
                let mut attributes = attributes.clone();
                attributes.set_hyperlink(None);
                attributes.clear_images();
                let blank = Cell::new(' ', attributes);
                for col in col..(col + cell.width().max(1)).min(area.cols.end) {
                    self.put(col, row, &blank);
                }
            }
        }
    }

    /// Returns the areas that an erasure of the display is about.
    fn display_areas(&self, what: EraseInDisplay) -> Vec<Area> {
        let cells = self.size.cells;
        let (col, row) = self.cursor_cell();
        let area = |rows: Range<usize>, cols: Range<usize>| Area { rows, cols };
        match what {
            EraseInDisplay::EraseToEndOfDisplay => vec![
                area(row..row + 1, col..cells.cols),
                area(row + 1..cells.rows, 0..cells.cols),
            ],
            EraseInDisplay::EraseToStartOfDisplay => {
                vec![area(0..row, 0..cells.cols), area(row..row + 1, 0..col + 1)]
            }
            EraseInDisplay::EraseDisplay => vec![area(0..cells.rows, 0..cells.cols)],
            EraseInDisplay::EraseScrollback => Vec::new(),
        }
    }

    fn line_area(&self, what: EraseInLine) -> Area {
        let (col, row) = self.cursor_cell();
        let cols = match what {
            EraseInLine::EraseToEndOfLine => col..self.size.cells.cols,
            EraseInLine::EraseToStartOfLine => 0..col + 1,
            EraseInLine::EraseLine => 0..self.size.cells.cols,
        };
        Area {
            rows: row..row + 1,
            cols,
        }
    }

    /// DECSED. Unlike ED it has nothing to do with the rows above the screen.
    fn erase_display_selectively(&mut self, request: &Request) {
        let what = match request.number(0) {
            None => EraseInDisplay::EraseToEndOfDisplay,
            Some(1) => EraseInDisplay::EraseToStartOfDisplay,
            Some(2) => EraseInDisplay::EraseDisplay,
            Some(_) => return,
        };
        for area in self.display_areas(what) {
            self.erase_selectively(&area, &[Guard::Selective, Guard::Erasure]);
        }
    }

    /// DECSEL.
    fn erase_line_selectively(&mut self, request: &Request) {
        let what = match request.number(0) {
            None => EraseInLine::EraseToEndOfLine,
            Some(1) => EraseInLine::EraseToStartOfLine,
            Some(2) => EraseInLine::EraseLine,
            Some(_) => return,
        };
        let area = self.line_area(what);
        self.erase_selectively(&area, &[Guard::Selective, Guard::Erasure]);
    }

    /// Returns the cells that an erasure would take although they are guarded from it.
    pub(super) fn guarded_from(&self, edit: &Edit) -> Vec<(usize, Placed)> {
        let areas = match edit {
            Edit::EraseInDisplay(what) => self.display_areas(*what),
            Edit::EraseInLine(what) => vec![self.line_area(*what)],
            Edit::EraseCharacter(count) => {
                let mut area = self.line_area(EraseInLine::EraseToEndOfLine);
                let count = usize::try_from(*count).unwrap_or(usize::MAX);
                area.cols.end = area.cols.end.min(area.cols.start.saturating_add(count));
                vec![area]
            }
            _ => return Vec::new(),
        };
        let mut guarded = Vec::new();
        for area in areas {
            for row in area.rows.clone() {
                let cells = self.cells(row, area.cols.clone()).into_iter();
                let kept = cells
                    .filter(|(_, cell)| cell.attrs().vertical_align() == mark_of(Guard::Erasure));
                guarded.extend(kept.map(|placed| (row, placed)));
            }
        }
        guarded
    }

    /// Puts cells back where they were.
    pub(super) fn put_back(&mut self, cells: Vec<(usize, Placed)>) {
        for (row, (col, cell)) in cells {
            self.put(col, row, &cell);
        }
    }
}

/// Sets an attribute as SGR does, of those that DECCARA knows.
fn set_attribute(attributes: &mut CellAttributes, number: i64) {
    match number {
        0 => {
            attributes.set_intensity(Intensity::Normal);
            attributes.set_underline(Underline::None);
            attributes.set_blink(Blink::None);
            attributes.set_reverse(false);
            attributes.set_invisible(false);
        }
        1 => {
            attributes.set_intensity(Intensity::Bold);
        }
        4 => {
            attributes.set_underline(Underline::Single);
        }
        5 => {
            attributes.set_blink(Blink::Slow);
        }
        7 => {
            attributes.set_reverse(true);
        }
        8 => {
            attributes.set_invisible(true);
        }
        22 => {
            attributes.set_intensity(Intensity::Normal);
        }
        24 => {
            attributes.set_underline(Underline::None);
        }
        25 => {
            attributes.set_blink(Blink::None);
        }
        27 => {
            attributes.set_reverse(false);
        }
        28 => {
            attributes.set_invisible(false);
        }
        _ => {}
    }
}

/// Turns an attribute into its opposite, of those that DECRARA knows; 0 means all of them.
fn reverse_attribute(attributes: &mut CellAttributes, number: i64) {
    let wants = |one: i64| number == one || number == 0;
    if wants(1) {
        let bold = attributes.intensity() == Intensity::Bold;
        attributes.set_intensity(if bold {
            Intensity::Normal
        } else {
            Intensity::Bold
        });
    }
    if wants(4) {
        let none = attributes.underline() == Underline::None;
        attributes.set_underline(if none {
            Underline::Single
        } else {
            Underline::None
        });
    }
    if wants(5) {
        let none = attributes.blink() == Blink::None;
        attributes.set_blink(if none { Blink::Slow } else { Blink::None });
    }
    if wants(7) {
        attributes.set_reverse(!attributes.reverse());
    }
    if number == 8 {
        attributes.set_invisible(!attributes.invisible());
    }
}
