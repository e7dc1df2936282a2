//! Mouse bindings and what the actions do that are about the pointer: selecting, links, the wheel.
//!
//! Hides how an event of the mouse is looked up in the configuration's table, and where in a pane the pointer
//! is. Main thread only. Which pane an event belongs to is `mouse`'s affair, the arithmetic of what is marked
//! `selection`'s.

use config::{CopyDestination, KeyAssignment, KeyMods, MousePhase, MouseTrigger, SelectionMode};
use mux::grid::Grid;
use mux::input::{MouseButton, MouseEvent, MouseKind};
use mux::{Pane, PaneId};

use super::App;
use super::keys::key_mods;
use super::links;
use super::selection::{Point, Selection, Span};
use crate::commands;
use crate::frame::WindowRequest;

/// How many rows one step of the wheel scrolls.
const WHEEL_ROWS: i64 = 3;

/// Returns what a binding would call this event.
fn trigger(kind: MouseKind, streak: u8) -> Option<MouseTrigger> {
    let named = |button| match button {
        MouseButton::Left => config::MouseButton::Left,
        MouseButton::Middle => config::MouseButton::Middle,
        MouseButton::Right => config::MouseButton::Right,
    };
    let (phase, button) = match kind {
        MouseKind::Press(button) => (MousePhase::Down, named(button)),
        MouseKind::Release(button) => (MousePhase::Up, named(button)),
        MouseKind::Move(button) => (MousePhase::Drag, named(button?)),
        MouseKind::WheelUp => (MousePhase::Down, config::MouseButton::WheelUp),
        MouseKind::WheelDown => (MousePhase::Down, config::MouseButton::WheelDown),
        MouseKind::WheelLeft => (MousePhase::Down, config::MouseButton::WheelLeft),
        MouseKind::WheelRight => (MousePhase::Down, config::MouseButton::WheelRight),
    };
    Some(MouseTrigger {
        phase,
        button,
        streak,
    })
}

impl App {
    /// Says whether a pane's program gets the mouse: it asked for it, and the person does not take it back.
    pub(super) fn program_reads(&self, pane: &Pane, event: MouseEvent) -> bool {
        let back = self.shown.config.bypass_mouse_reporting_modifiers;
        let taken_back = !back.is_empty() && key_mods(event.mods).contains(back);
        pane.facts().mouse_grabbed && !taken_back && !self.modes.is_open(pane.id())
    }

    /// Does what an event is bound to; false when it is bound to nothing.
    pub(super) fn perform_bound(
        &mut self,
        pane: &Pane,
        event: MouseEvent,
        streak: u8,
        reads: bool,
    ) -> bool {
        let bound = self.bound_to(pane, event, streak, reads);
        if let Some(action) = &bound {
            self.perform(action, Some(pane.id()));
        }
        bound.is_some()
    }

    /// Returns what an event is bound to.
    pub(super) fn bound_to(
        &self,
        pane: &Pane,
        event: MouseEvent,
        streak: u8,
        reads: bool,
    ) -> Option<KeyAssignment> {
        let trigger = trigger(event.kind, streak)?;
        let facts = pane.facts();
        let mut mods = key_mods(event.mods);
        if facts.mouse_grabbed && !reads {
            // What takes the mouse back from a program is not part of what is done with it.
            mods -= self.shown.config.bypass_mouse_reporting_modifiers;
        }
        let find = |mods| {
            let counts = |binding: &&config::MouseBinding| {
                binding.counts(trigger, mods, reads, facts.alt_screen)
            };
            let found = self.shown.pointer.table.iter().find(counts);
            found.map(|binding| binding.action.clone())
        };
        let led = self.shown.keys.leader_is_active();
        let after_leader = led.then(|| find(mods | KeyMods::LEADER)).flatten();
        let found = after_leader.or_else(|| find(mods));
        found.filter(|action| *action != KeyAssignment::DisableDefaultAssignment)
    }

    /// Begins a selection at the pointer.
    pub(crate) fn select_at_pointer(&mut self, pane: PaneId, mode: SelectionMode) {
        if let Some(span) = self.span_at_pointer(pane, mode) {
            self.shown.selection = Some(Selection::begin(pane, mode, span));
            self.shown.screen.dirty = true;
        }
    }

    /// Takes the selection's free end to the pointer, and scrolls where that is beyond the pane. Where there is
    /// no selection it begins here.
    pub(crate) fn extend_to_pointer(&mut self, pane: PaneId, mode: SelectionMode) {
        let (Some(event), Some(place)) = (self.shown.pointer.last, self.place_of_pane(pane)) else {
            return;
        };
        if matches!(event.kind, MouseKind::Move(_)) {
            self.scroll_with_drag(pane, place, event);
        }
        if self
            .shown
            .selection
            .as_ref()
            .is_none_or(|own| own.pane != pane)
        {
            return self.select_at_pointer(pane, mode);
        }
        if let Some(span) = self.span_at_pointer(pane, mode)
            && let Some(selection) = &mut self.shown.selection
        {
            selection.extend(mode, span);
            self.shown.screen.dirty = true;
        }
    }

    /// Copies what is selected; false when nothing is.
    pub(crate) fn complete_selection(&mut self, pane: PaneId, to: CopyDestination) -> bool {
        let text = self.selection_text(pane);
        let selected = text.is_some();
        text.into_iter()
            .for_each(|text| commands::copy(self, text, to));
        selected
    }

    /// Opens the link under the pointer, where there is one.
    pub(crate) fn open_link_at_pointer(&mut self, pane: PaneId) {
        if let Some(uri) = self.link_at_pointer(pane) {
            self.open_link(uri, pane);
        }
    }

    /// Returns the target of the link under the pointer: one that a program made, else one that a rule finds.
    pub(super) fn link_at_pointer(&self, pane: PaneId) -> Option<String> {
        let pane = self.mux.pane(pane)?;
        let at = self.at_pointer(&pane)?;
        let scroll = self.scroll_of(&pane);
        let mut cells = Grid::new(pane.size());
        pane.draw(scroll, &mut cells);
        let y = usize::try_from(at.row.0 - pane.top_row(scroll).0).ok()?;
        let cell = cells.row(y).get(at.col)?;
        let link = match &cell.link {
            Some(link) => Some(link.to_string()),
            None => self.link_by_rule(&pane, at).map(|link| link.uri),
        };
        // Without a scheme it could pass for an option of the program that opens it.
        link.filter(|link| links::has_scheme(link))
    }

    /// Scrolls by what the wheel turned.
    pub(crate) fn scroll_by_wheel(&mut self, pane: PaneId) {
        match self.shown.pointer.last.map(|event| event.kind) {
            Some(MouseKind::WheelUp) => self.scroll_by(pane, -WHEEL_ROWS),
            Some(MouseKind::WheelDown) => self.scroll_by(pane, WHEEL_ROWS),
            _ => {}
        }
    }

    /// Has the window follow the pointer until the button is let go, which nobody here hears of.
    pub(crate) fn start_window_drag(&mut self) {
        self.shown.pointer.let_go();
        self.request(WindowRequest::DragWindow);
    }

    fn span_at_pointer(&self, id: PaneId, mode: SelectionMode) -> Option<Span> {
        let pane = self.mux.pane(id)?;
        let at = self.at_pointer(&pane)?;
        Some(self.span_of(&pane, mode, at))
    }

    /// Returns the cell of a pane that the pointer is at or nearest to.
    fn at_pointer(&self, pane: &Pane) -> Option<Point> {
        let (event, place) = (self.shown.pointer.last?, self.place_of_pane(pane.id())?);
        let scroll = self.scroll_of(pane);
        let last = |size: usize| size.saturating_sub(1);
        let col = event.x.saturating_sub(place.x).min(last(place.cols));
        let y = event.y.saturating_sub(place.y).min(last(place.rows));
        let row = pane.top_row(scroll).plus(y as i64);
        Some(Point { col, row })
    }

    /// Returns what is selected in a pane, in whichever window it stands.
    pub(super) fn selection_of(&self, pane: PaneId) -> Option<&Selection> {
        let state = self.state_of(self.window_of_pane(pane)?)?;
        let selection = state.selection.as_ref();
        selection.filter(|own| own.pane == pane && !own.is_empty())
    }

    /// Returns the text that is selected in a pane.
    pub fn selection_text(&self, pane: PaneId) -> Option<String> {
        let selection = self.selection_of(pane)?;
        let pane = self.mux.pane(pane)?;
        let stretches = selection.stretches();
        let texts = stretches
            .iter()
            .map(|(start, end)| pane.text_between((start.col, start.row), (end.col, end.row)));
        let text = texts.collect::<Vec<String>>().join("\n");
        (!text.trim_end_matches('\n').is_empty()).then_some(text)
    }
}
