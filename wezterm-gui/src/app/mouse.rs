//! Where a mouse event goes: to a line for the person, a tab, a view, a shell, or the selection.
//!
//! Hides which of them a drag belongs to once it has begun. Main thread only. It knows cells, not
//! pixels; counting clicks is the front end's affair.

use std::time::Instant;

use mux::grid::{Grid, Rect};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use mux::{Pane, PaneId, TabId};
use wezterm_module_framework::{ViewEvent, ViewId};

use super::App;
use super::selection::{Point, Selection, Unit};
use super::tab_bar::BarItem;
use crate::frame::WindowRequest;

/// How many rows one step of the wheel scrolls.
const WHEEL_ROWS: i64 = 3;

/// Who gets the mouse while a button is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Capture {
    Selection(PaneId),
    Pane(PaneId),
    View(ViewId),
    /// The divider of the tab with that number.
    Divider(TabId, usize),
}

impl App {
    /// Handles a mouse event in cells of the whole frame.
    pub fn mouse(&mut self, event: MouseEvent) {
        self.attention.touched = Instant::now();
        self.mouse_came(event);
        let pressed = matches!(event.kind, MouseKind::Press(_));
        if pressed && self.dismiss_at(event.x, event.y) {
            return;
        }
        if let Some(capture) = self.capture {
            self.mouse_captured(capture, event);
            if matches!(event.kind, MouseKind::Release(_)) {
                self.capture = None;
            }
            return;
        }
        if let Some((view, place)) = self.view_at(event.x, event.y) {
            if pressed {
                if let Some(pane) = self.overlays.pane_of(view)
                    && self.overlays.over(pane).is_some_and(|over| over.id == view)
                {
                    self.focus_pane(pane);
                }
                self.overlays.set_focus(Some(view));
                self.capture = Some(Capture::View(view));
            }
            self.mouse_to_view(view, place, event);
        } else if let MouseKind::Press(button) = event.kind
            && self.click_on_tab(button, event.x, event.y)
        {
            self.screen.dirty = true;
        } else if let Some((pane, place)) = self.pane_at(event.x, event.y) {
            self.mouse_on_pane(pane, place, event);
        } else if event.kind == MouseKind::Press(MouseButton::Left) {
            self.capture = self.divider_at(event.x, event.y);
        }
    }

    /// Takes away what a click takes away; true when the click was meant for nothing else.
    fn dismiss_at(&mut self, x: usize, y: usize) -> bool {
        let screen = self.screen.size.cells;
        let on_lines = self.areas().lines.contains(x, y);
        let dismissed = self.notices.dismiss_toast_at(screen, x, y)
            || self.notices.dismiss_problems()
            || (on_lines && self.dismiss_hint());
        if dismissed {
            self.relayout();
        }
        dismissed || on_lines
    }

    fn mouse_captured(&mut self, capture: Capture, event: MouseEvent) {
        let place_of = |app: &App, pane| {
            app.visible_panes()
                .into_iter()
                .find(|(id, _)| *id == pane)
                .map(|(_, place)| place)
        };
        match capture {
            Capture::View(view) => {
                if let Some(place) = self.place_of_view(view) {
                    self.mouse_to_view(view, place, event);
                }
            }
            Capture::Pane(id) => {
                if let (Some(pane), Some(place)) = (self.mux.pane(id), place_of(self, id)) {
                    report(&pane.mouse(relative(event, place)), id);
                }
            }
            Capture::Divider(tab, index) => self.drag_divider(tab, index, event),
            Capture::Selection(id) => {
                if let (Some(pane), Some(place)) = (self.mux.pane(id), place_of(self, id)) {
                    self.drag_selection(&pane, place, event);
                }
            }
        }
    }

    fn view_at(&self, x: usize, y: usize) -> Option<(ViewId, Rect)> {
        if let Some((view, _, place)) = self.areas().dock
            && place.contains(x, y)
        {
            return Some((view, place));
        }
        let shells = self.areas().shells;
        if let Some(menu) = self.overlays.menu()
            && shells.contains(x, y)
        {
            return Some((menu.id, shells));
        }
        for (pane, place) in self.visible_panes() {
            if let Some((card, place)) = self.card_at(pane, place)
                && place.contains(x, y)
            {
                return Some((card, place));
            }
        }
        let (pane, place) = self.pane_at(x, y)?;
        Some((self.overlays.over(pane)?.id, place))
    }

    /// Ends the drag of a divider: its number may be another one's now.
    pub(super) fn let_go_of_divider(&mut self) {
        let divider = |capture: &mut Capture| matches!(capture, Capture::Divider(..));
        self.capture.take_if(divider);
    }

    fn divider_at(&self, x: usize, y: usize) -> Option<Capture> {
        let tab = self.mux.active_tab(self.window)?;
        let shells = self.areas().shells;
        let (x, y) = (x.checked_sub(shells.x)?, y.checked_sub(shells.y)?);
        let dividers = self.mux.layout(tab).dividers;
        let hit = dividers
            .iter()
            .find(|divider| divider.rect.contains(x, y))?;
        Some(Capture::Divider(tab, hit.index))
    }

    fn drag_divider(&mut self, tab: TabId, index: usize, event: MouseEvent) {
        let shells = self.areas().shells;
        let mut dividers = self.mux.layout(tab).dividers.into_iter();
        // The panes beside it may have gone in the middle of the drag.
        let Some(divider) = dividers.find(|divider| divider.index == index) else {
            return;
        };
        let to = match divider.vertical {
            true => event.x.saturating_sub(shells.x),
            false => event.y.saturating_sub(shells.y),
        };
        self.mux.move_divider(tab, index, to);
        self.relayout();
    }

    fn place_of_view(&self, id: ViewId) -> Option<Rect> {
        if let Some((view, _, place)) = self.areas().dock
            && view == id
        {
            return Some(place);
        }
        if self.overlays.menu().is_some_and(|menu| menu.id == id) {
            return Some(self.areas().shells);
        }
        let over = |pane| self.overlays.over(pane).is_some_and(|view| view.id == id);
        let mut cards = self.visible_panes().into_iter();
        let card = cards.find_map(|(pane, place)| self.card_at(pane, place));
        if let Some((_, place)) = card.filter(|(card, _)| *card == id) {
            return Some(place);
        }
        self.visible_panes()
            .into_iter()
            .find(|(pane, _)| over(*pane))
            .map(|(_, place)| place)
    }

    fn pane_at(&self, x: usize, y: usize) -> Option<(PaneId, Rect)> {
        self.visible_panes()
            .into_iter()
            .find(|(_, place)| place.contains(x, y))
    }

    fn mouse_to_view(&mut self, id: ViewId, place: Rect, event: MouseEvent) {
        if let Some(open) = self.overlays.get_mut(id) {
            open.view.event(ViewEvent::Mouse(relative(event, place)));
            self.screen.dirty = true;
            self.close_finished_views();
        }
    }

    fn click_on_tab(&mut self, button: MouseButton, x: usize, y: usize) -> bool {
        let Some(bar) = self.areas().tab_bar.filter(|bar| bar.contains(x, y)) else {
            return false;
        };
        let labels = self.bar_labels(bar);
        let hit = labels.iter().find(|label| label.place.contains(x, y));
        match hit.map(|label| label.item) {
            Some(BarItem::Tab(tab)) => self.activate_tab(tab),
            Some(BarItem::NewTab) => self.click_on_new_tab(button),
            None => {}
        }
        true
    }

    fn mouse_on_pane(&mut self, id: PaneId, place: Rect, event: MouseEvent) {
        let Some(pane) = self.mux.pane(id) else {
            return;
        };
        if matches!(event.kind, MouseKind::Press(_)) {
            self.focus_pane(id);
        }
        let facts = pane.facts();
        // Shift takes the mouse back from a program that has asked for it.
        if facts.mouse_grabbed && !event.mods.contains(Mods::SHIFT) {
            if matches!(event.kind, MouseKind::Press(_)) {
                self.capture = Some(Capture::Pane(id));
            }
            report(&pane.mouse(relative(event, place)), id);
            return;
        }
        match event.kind {
            MouseKind::Press(MouseButton::Left) => {
                let (at, row) = self.point(&pane, place, event);
                let unit = Unit::of_clicks(event.clicks);
                let boundary = &self.config.selection_word_boundary;
                let selection = Selection::begin(id, unit, at, row.row(0), boundary);
                self.selection = Some(selection);
                self.capture = Some(Capture::Selection(id));
                self.screen.dirty = true;
            }
            MouseKind::Press(MouseButton::Middle) => {
                self.request(WindowRequest::RequestPrimaryPaste);
            }
            MouseKind::WheelUp => self.wheel(&pane, facts.alt_screen, -WHEEL_ROWS),
            MouseKind::WheelDown => self.wheel(&pane, facts.alt_screen, WHEEL_ROWS),
            _ => {}
        }
    }

    fn wheel(&mut self, pane: &Pane, alt_screen: bool, rows: i64) {
        if !alt_screen {
            self.scroll_by(pane.id(), rows);
            return;
        }
        // Programs on the alternate screen have no scrollback; they understand cursor keys.
        let key = if rows < 0 { Key::Up } else { Key::Down };
        // One step of the wheel is as many rows as it scrolls elsewhere.
        for _ in 0..rows.unsigned_abs() {
            report(&pane.key(&KeyEvent::from(key)), pane.id());
        }
    }

    fn drag_selection(&mut self, pane: &Pane, place: Rect, event: MouseEvent) {
        match event.kind {
            MouseKind::Move(_) => {
                if event.y < place.y {
                    self.scroll_by(pane.id(), -1);
                } else if event.y >= place.y + place.rows {
                    self.scroll_by(pane.id(), 1);
                }
                let (at, row) = self.point(pane, place, event);
                if let Some(selection) = &mut self.selection {
                    selection.extend(at, row.row(0), &self.config.selection_word_boundary);
                }
                self.screen.dirty = true;
            }
            MouseKind::Release(_) => self.finish_selection(),
            _ => {}
        }
    }

    fn finish_selection(&mut self) {
        self.screen.dirty = true;
        if self
            .selection
            .take_if(|selection| selection.is_empty())
            .is_some()
        {
            return;
        }
        let text = self
            .selection
            .as_ref()
            .and_then(|s| self.selection_text(s.pane));
        if let Some(text) = text {
            self.request(WindowRequest::SetPrimary(text));
        }
    }

    /// Returns the cell under the mouse, and the cells of its row.
    fn point(&self, pane: &Pane, place: Rect, event: MouseEvent) -> (Point, Grid) {
        let scroll = self.scroll_of(pane);
        let last = |size: usize| size.saturating_sub(1);
        let col = event.x.saturating_sub(place.x).min(last(place.cols));
        let y = event.y.saturating_sub(place.y).min(last(place.rows));
        let mut cells = Grid::new(place.size());
        pane.draw(scroll, &mut cells);
        let mut row = Grid::new(mux::grid::Size {
            cols: place.cols,
            rows: 1,
        });
        for (x, cell) in cells
            .row(y)
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.width > 0)
        {
            row.set(x, 0, cell.clone());
        }
        (
            Point {
                col,
                row: pane.top_row(scroll).plus(y as i64),
            },
            row,
        )
    }

    /// Returns the text that is selected in a pane.
    pub fn selection_text(&self, pane: PaneId) -> Option<String> {
        let selection = self
            .selection
            .as_ref()
            .filter(|s| s.pane == pane && !s.is_empty())?;
        let (start, end) = selection.ends();
        let text = self
            .mux
            .pane(pane)?
            .text_between((start.col, start.row), (end.col, end.row));
        (!text.is_empty()).then_some(text)
    }
}

fn relative(event: MouseEvent, place: Rect) -> MouseEvent {
    let x = event
        .x
        .saturating_sub(place.x)
        .min(place.cols.saturating_sub(1));
    let y = event
        .y
        .saturating_sub(place.y)
        .min(place.rows.saturating_sub(1));
    MouseEvent { x, y, ..event }
}

pub(super) fn report(outcome: &std::io::Result<()>, pane: PaneId) {
    if let Err(error) = outcome {
        log::warn!("pane {pane} takes no input: {error}");
    }
}
