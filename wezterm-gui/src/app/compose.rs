//! Draws one frame: every visible thing into one grid.
//!
//! Hides the order of the layers. Main thread only. It changes nothing but the frame, and memory that is kept
//! for the next one, knows nothing of pixels, and holds a pane's lock only while that pane copies its cells.

use std::time::Instant;

use mux::grid::{Color, Cursor, CursorShape, Grid, Rect, Style};
use mux::{Divider, Pane, PaneId, TabId};
use wezterm_module_framework::{Placement, ViewId};

use super::App;
use super::dividers::{self, Line};
use super::layout::Areas;
use crate::frame::{Frame, Scrolled};

impl App {
    pub(super) fn compose(&mut self) -> Frame {
        self.follow_wraps();
        // The picture before is replaced by this one.
        let mut grid = std::mem::take(&mut self.shown.screen.frame.grid);
        grid.reset(self.shown.screen.size.cells);
        let areas = self.areas();
        let panes = self.visible_panes();
        let mut moves_at = None;
        for (pane, place) in &panes {
            let moves = self.draw_pane(&mut grid, *pane, *place);
            moves_at = moves_at.into_iter().chain(moves).min();
        }
        let (lines, line_style) = (self.lines_between(&areas), self.split_style());
        dividers::draw(&mut grid, &lines, line_style);
        for (pane, place) in &panes {
            if let Some(view) = self.shown.overlays.over(*pane).map(|view| view.id) {
                self.draw_view(&mut grid, view, *place);
            }
        }
        for (pane, place) in &panes {
            if let Some((card, place)) = self.card_at(*pane, *place) {
                self.draw_view(&mut grid, card, place);
            }
        }
        let menu = self.shown.overlays.menu();
        if let Some((menu, place)) = menu.map(|menu| (menu.id, menu.menu_place(areas.shells))) {
            self.draw_view(&mut grid, menu, place);
        }
        if let Some((view, _, place)) = areas.dock {
            self.draw_view(&mut grid, view, place);
        }
        if let Some(bar) = areas.tab_bar {
            self.draw_tab_bar(&mut grid, bar);
        }
        self.shown.notices.draw_lines(&mut grid);
        self.shown
            .notices
            .draw_toasts(&mut grid, areas.shells, self.box_style());
        let title = match self.shown.screen.dirty {
            true => self.title(),
            false => self.shown.screen.shown_title.clone(),
        };
        Frame {
            line_ends: dividers::ends(&grid, &lines, line_style),
            grid,
            title,
            moves_at,
            bar: self.fancy_bar(),
            scrolled: self.scrolled(),
        }
    }

    /// Returns how far the active pane is scrolled, where a scroll bar is wanted, the pane is no screen without a
    /// past and nothing lies over it.
    pub fn scrolled(&self) -> Option<Scrolled> {
        let pane = self
            .active_pane()
            .filter(|_| self.shown.config.enable_scroll_bar)?;
        let overlays = &self.shown.overlays;
        if overlays.over(pane).is_some()
            || overlays.menu().is_some_and(|menu| !menu.is_seen_through())
        {
            return None;
        }
        let pane = self.mux.pane(pane)?;
        let facts = pane.facts();
        let total = facts.scrollback_rows + facts.size.rows;
        Some(Scrolled {
            total,
            top: facts.scrollback_rows - self.scroll_of(&pane).min(facts.scrollback_rows),
            shown: facts.size.rows,
        })
    }

    /// Draws a pane; returns when it looks different although nothing has happened.
    fn draw_pane(&mut self, grid: &mut Grid, id: PaneId, place: Rect) -> Option<Instant> {
        let pane = self.mux.pane(id)?;
        let mut spare = std::mem::take(&mut self.spare);
        let cells = &mut spare;
        cells.fit(place.size());
        let scroll = self.scroll_of(&pane);
        let moves_at = pane.draw(scroll, cells);
        self.underline_link(cells, &pane, scroll);
        self.mark_selection(cells, &pane, scroll);
        self.draw_mode(cells, &pane, scroll);
        let active = self.mux.active_pane(self.shown.window) == Some(id);
        if !active && self.shown.config.look.inactive_pane_hsb != config::Hsb::default() {
            cells.restyle(Rect::of_size(place.size()), |style| style.faded = true);
        }
        grid.swap_in(cells, place.x, place.y);
        let own = scroll == 0 || self.modes.is_open(id);
        if active && self.shown.overlays.focus().is_none() && own {
            grid.cursor = cells.cursor.map(|cursor| shifted(cursor, place));
            if let Some(cursor) = &mut grid.cursor
                && self.shown.config.detect_password_input
                && !self.modes.is_open(id)
                && pane.was_hiding_input()
            {
                cursor.shape = CursorShape::Lock;
            }
        }
        self.spare = spare;
        moves_at
    }

    fn mark_selection(&self, cells: &mut Grid, pane: &Pane, scroll: usize) {
        let Some(selection) = self
            .shown
            .selection
            .as_ref()
            .filter(|s| s.pane == pane.id())
        else {
            return;
        };
        let palette = &self.shown.palette;
        let background = palette.selection_bg.into();
        let foreground = palette.selection_fg.map(Color::from);
        let (top, size) = (pane.top_row(scroll), cells.size());
        for y in 0..size.rows {
            let marked = selection.columns(top.plus(y as i64), size.cols);
            let place = Rect {
                x: marked.start,
                y,
                cols: marked.len(),
                rows: 1,
            };
            cells.restyle(place, |style| {
                style.bg = background;
                style.fg = foreground.unwrap_or(style.fg);
                style.inverse = false;
            });
        }
    }

    /// Returns the lines between panes, and that beside a docked view.
    fn lines_between(&self, areas: &Areas) -> Vec<Line> {
        let tab = self.mux.active_tab(self.shown.window);
        let dividers = tab.map(|tab| self.mux.layout(tab).dividers);
        let shells = areas.shells;
        let moved = |divider: Divider| Line {
            place: Rect {
                x: divider.rect.x + shells.x,
                y: divider.rect.y + shells.y,
                ..divider.rect
            },
            vertical: divider.vertical,
        };
        let mut lines: Vec<Line> = dividers.into_iter().flatten().map(moved).collect();
        if let Some((_, Placement::Right { .. }, place)) = areas.dock
            && place.x > 0
        {
            lines.push(Line {
                place: Rect {
                    x: place.x - 1,
                    cols: 1,
                    ..place
                },
                vertical: true,
            });
        }
        lines
    }

    fn draw_view(&mut self, grid: &mut Grid, id: ViewId, place: Rect) {
        let focused = self.shown.overlays.focus() == Some(id);
        let Some(open) = self.shown.overlays.get_mut(id) else {
            return;
        };
        open.fit(place.size());
        let mut cells = match open.is_seen_through() {
            true => part(grid, place),
            false => Grid::new(place.size()),
        };
        open.view.draw(&mut cells);
        grid.blit(&cells, place.x, place.y);
        if focused {
            grid.cursor = cells.cursor.map(|cursor| shifted(cursor, place));
        }
    }

    fn split_style(&self) -> Style {
        let color = self
            .shown
            .config
            .colors
            .split
            .map(|color| color.parts().into());
        Style::default().fg(color.unwrap_or(Color::Palette(8)))
    }

    pub(super) fn tab_title(&self, tab: TabId) -> String {
        match self.mux.tab_title(tab) {
            "" => self.title_of(self.mux.active_pane_of(tab)),
            title => title.to_owned(),
        }
    }

    /// Returns the title of a pane, whoever draws it.
    fn title_of(&self, pane: Option<PaneId>) -> String {
        let Some(id) = pane else {
            return String::new();
        };
        let title = match self.mux.pane(id) {
            Some(pane) => {
                let facts = pane.facts();
                match facts.title.is_empty() {
                    true => facts.program,
                    false => facts.title,
                }
            }
            None => self.mux.view_title(id).unwrap_or_default().to_owned(),
        };
        let mode = self.mode_title(id).chars();
        mode.chain(title.chars().filter(|c| !c.is_control()))
            .collect()
    }

    pub(super) fn title(&self) -> String {
        if let Some(title) = self.formatted_window_title() {
            return title;
        }
        let given = self.mux.window_title(self.shown.window);
        if !given.is_empty() {
            return given.to_owned();
        }
        let title = match self.title_of(self.mux.active_pane(self.shown.window)) {
            title if title.is_empty() => "wezterm".to_owned(),
            title => title,
        };
        let tabs = self.mux.window_tabs(self.shown.window);
        let active = self.mux.active_tab(self.shown.window);
        let title = match tabs.iter().position(|tab| Some(*tab) == active) {
            Some(index) if tabs.len() > 1 => format!("[{}/{}] {title}", index + 1, tabs.len()),
            _ => title,
        };
        match active.and_then(|tab| self.mux.zoomed_pane(tab)) {
            Some(_) => format!("[Z] {title}"),
            None => title,
        }
    }
}

/// Returns a copy of a part of a grid.
fn part(grid: &Grid, place: Rect) -> Grid {
    let mut cells = Grid::new(place.size());
    for y in 0..place.rows {
        let row = grid.row(place.y + y).iter().skip(place.x);
        for (x, cell) in row.take(place.cols).enumerate() {
            // The right half of a wide cell comes with the left one.
            if cell.width > 0 {
                cells.set(x, y, cell.clone());
            }
        }
    }
    cells
}

fn shifted(cursor: Cursor, place: Rect) -> Cursor {
    Cursor {
        x: cursor.x + place.x,
        y: cursor.y + place.y,
        ..cursor
    }
}
