//! Where a mouse event goes: to a line for the person, a tab, a view, a divider or a pane.
//!
//! Hides which of them a drag belongs to once it has begun, and whether a pane's program gets it. Main thread
//! only. It knows cells, not pixels; counting clicks is the front end's affair, and what is done with an event
//! on a pane that its program does not get is `mouse_bindings`'.

use std::time::{Duration, Instant};

use config::MouseBinding;
use mux::grid::Rect;
use mux::input::{MouseButton, MouseEvent, MouseKind, Spot};
use mux::{Pane, PaneId, TabId};
use wezterm_module_framework::{ViewEvent, ViewId};

use super::App;
use super::links::Hovered;
use super::tab_bar::BarItem;

/// A press this soon after the window got the keyboard is the one that gave it to the window.
const FOCUSING: Duration = Duration::from_millis(200);

/// A drag that stands beyond its pane scrolls this often.
const DRAG_STEP: Duration = Duration::from_millis(40);

/// The most rows that a drag scrolls at once.
const MOST_AT_ONCE: i64 = 10;

/// Who gets the mouse while a button is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Capture {
    Pane(Held),
    View(ViewId),
    /// The divider of the tab with that number.
    Divider(TabId, usize),
    /// What was begun on the tab bar.
    Bar(BarDrag),
    /// The press was swallowed, and so is what belongs to it.
    Nobody,
}

/// What the mouse moves along the tab bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum BarDrag {
    /// A tab, to another place in the order.
    Tab(TabId),
    /// The whole window.
    Window,
}

/// A button that is held on a pane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held {
    pane: PaneId,
    /// How many presses followed each other closely, this one among them.
    streak: u8,
    /// Whether the pane's program reads the mouse, and the person did not take it back.
    reads: bool,
    /// Whether the program got the press: it gets what belongs to it, then.
    told: bool,
}

/// What is known of the mouse between two events.
#[derive(Default)]
pub(super) struct Mouse {
    /// The bindings; of two that count, the first one does.
    pub(super) table: Vec<MouseBinding>,
    /// Who gets the mouse, and the button that must come up before that ends.
    capture: Option<(MouseButton, Capture)>,
    /// What of the tab bar is under the pointer.
    pub(super) on_bar: Option<BarItem>,
    /// The last event, in cells of the whole frame.
    pub(super) last: Option<MouseEvent>,
    /// Where in its cell that was, where the front end knows pixels.
    spot: Option<Spot>,
    /// The link under it, which is drawn as one.
    pub(super) hovered: Option<Hovered>,
    /// When the window last got the keyboard.
    focused: Option<Instant>,
    /// How many rows above the cells it is, as a negative number, or below them.
    beyond: i64,
    /// When a drag beyond its pane scrolls on, although the pointer stands still.
    scrolls_at: Option<Instant>,
}

impl Mouse {
    pub(super) fn new(config: &config::Config) -> Mouse {
        Mouse {
            table: config.mouse_table(),
            ..Mouse::default()
        }
    }

    /// Has somebody get the mouse until the button of this event comes up, where it is the press of one.
    fn capture(&mut self, event: MouseEvent, who: Capture) {
        if let MouseKind::Press(button) = event.kind {
            self.capture = Some((button, who));
        }
    }

    /// Nobody gets the mouse any longer because of a button that is held.
    pub(super) fn let_go(&mut self) {
        self.capture = None;
        self.scrolls_at = None;
    }

    /// Returns when a drag scrolls on.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.scrolls_at
    }

    /// Begins to move something along the tab bar.
    pub(super) fn drag_on_bar(&mut self, drag: BarDrag) {
        self.capture = Some((MouseButton::Left, Capture::Bar(drag)));
    }

    /// Returns what is moved along the tab bar.
    pub(super) fn bar_drag(&self) -> Option<BarDrag> {
        match self.capture {
            Some((_, Capture::Bar(drag))) => Some(drag),
            _ => None,
        }
    }

    /// Takes note that the window got the keyboard.
    pub(super) fn window_focused(&mut self) {
        self.focused = Some(Instant::now());
    }
}

impl App {
    /// Handles a mouse event in cells of the whole frame.
    pub fn mouse(&mut self, event: MouseEvent) {
        self.mouse_at(event, None);
    }

    /// Handles a mouse event of which it is known where in its cell it was.
    pub fn mouse_at(&mut self, event: MouseEvent, spot: Option<Spot>) {
        self.shown.pointer.spot = spot;
        self.attention.touched = Instant::now();
        self.mouse_came(event);
        self.follow_wraps();
        self.shown.pointer.last = Some(event);
        let bar = self.areas().tab_bar;
        let on_bar = bar.is_some_and(|bar| bar.contains(event.x, event.y));
        if !on_bar && self.shown.pointer.bar_drag().is_none() {
            self.mouse_left_bar();
        }
        self.hover();
        let pressed = matches!(event.kind, MouseKind::Press(_));
        if pressed
            && self.focuses_the_window()
            && self.shown.config.swallow_mouse_click_on_window_focus
        {
            self.shown.pointer.capture(event, Capture::Nobody);
            return;
        }
        if pressed && self.dismiss_at(event.x, event.y) {
            return;
        }
        if let Some((button, capture)) = self.shown.pointer.capture {
            self.mouse_captured(capture, event, button);
            if event.kind == MouseKind::Release(button) {
                self.shown.pointer.let_go();
            }
            return;
        }
        if event.kind == MouseKind::Move(None) {
            self.focus_follows_mouse(event);
        }
        if pressed && self.closes_menu_at(event.x, event.y) {
            self.shown.pointer.capture(event, Capture::Nobody);
            return;
        }
        if let Some((view, place)) = self.view_at(event.x, event.y) {
            if pressed {
                if let Some(pane) = self.shown.overlays.pane_of(view)
                    && self
                        .shown
                        .overlays
                        .over(pane)
                        .is_some_and(|over| over.id == view)
                {
                    self.focus_pane(pane);
                }
                self.shown.overlays.set_focus(Some(view));
                self.shown.pointer.capture(event, Capture::View(view));
            }
            self.mouse_to_view(view, place, event);
        } else if self.mouse_on_tab_bar(event) {
            self.shown.screen.dirty = true;
        } else if let Some((pane, _)) = self.pane_at(event.x, event.y) {
            self.mouse_on_pane(pane, event);
        } else if event.kind == MouseKind::Press(MouseButton::Left)
            && let Some(divider) = self.divider_at(event.x, event.y)
        {
            self.shown.pointer.capture(event, divider);
        }
    }

    /// Takes note of how many rows above the cells the pointer is, as a negative number, or below them. Mouse events
    /// have the nearest cell.
    pub fn pointer_beyond(&mut self, rows: i64) {
        let pointer = &mut self.shown.pointer;
        pointer.beyond = rows;
        if let Some((button, Capture::Pane(held))) = pointer.capture
            && let Some(last) = &mut pointer.last
            && rows != 0
            // A program is told of moves from cell to cell.
            && !held.told
        {
            // In the nearest cell nothing need have moved.
            last.kind = MouseKind::Move(Some(button));
            pointer.scrolls_at.get_or_insert_with(Instant::now);
        }
    }

    /// Scrolls on where a drag has stood beyond its pane for long enough.
    pub(super) fn drag_on(&mut self, now: Instant) {
        let pointer = &mut self.shown.pointer;
        if pointer.scrolls_at.is_none_or(|at| at > now) {
            return;
        }
        pointer.scrolls_at = None;
        if let Some((button, capture @ Capture::Pane(_))) = pointer.capture
            && let Some(event) = pointer.last
            && event.kind == MouseKind::Move(Some(button))
        {
            self.mouse_captured(capture, event, button);
        }
    }

    /// Scrolls a pane beyond which a drag has gone, the faster the farther, and goes on until there is no more.
    pub(super) fn scroll_with_drag(&mut self, pane: PaneId, place: Rect, event: MouseEvent) {
        let rows = |from: usize, to: usize| to as i64 - from as i64;
        let beyond = if event.y < place.y {
            rows(place.y, event.y)
        } else if event.y >= place.bottom() {
            rows(place.bottom(), event.y) + 1
        } else {
            self.shown.pointer.beyond
        };
        let now = Instant::now();
        if self.shown.pointer.scrolls_at.is_some_and(|at| at > now) {
            return;
        }
        self.shown.pointer.scrolls_at = None;
        let top = |app: &App| app.mux.pane(pane).map(|pane| app.scroll_of(&pane));
        let before = top(self);
        if beyond != 0 {
            self.scroll_by(pane, beyond.clamp(-MOST_AT_ONCE, MOST_AT_ONCE));
        }
        if top(self) != before {
            self.shown.pointer.scrolls_at = Some(now + DRAG_STEP);
        }
    }

    fn focuses_the_window(&self) -> bool {
        let just_now = |since: Instant| since.elapsed() < FOCUSING;
        !self.is_focused() || self.shown.pointer.focused.is_some_and(just_now)
    }

    /// Gives the keyboard to the pane under the pointer, where that is wanted and no view has it.
    fn focus_follows_mouse(&mut self, event: MouseEvent) {
        if !self.shown.config.pane_focus_follows_mouse || self.shown.overlays.focus().is_some() {
            return;
        }
        if let Some((pane, _)) = self.pane_at(event.x, event.y)
            && self.mux.active_pane(self.shown.window) != Some(pane)
        {
            self.focus_pane(pane);
        }
    }

    /// Takes away what a click takes away; true when the click was meant for nothing else.
    fn dismiss_at(&mut self, x: usize, y: usize) -> bool {
        let areas = self.areas();
        let on_lines = areas.lines.contains(x, y);
        let dismissed = self.shown.notices.dismiss_toast_at(areas.shells, x, y)
            || self.dismiss_problems()
            || (on_lines && self.dismiss_hint());
        if dismissed {
            self.relayout();
        }
        dismissed || on_lines
    }

    fn mouse_captured(&mut self, capture: Capture, event: MouseEvent, button: MouseButton) {
        match capture {
            Capture::View(view) => {
                if let Some(place) = self.place_of_view(view) {
                    self.mouse_to_view(view, place, event);
                }
            }
            Capture::Pane(held) => self.mouse_held_on_pane(held, event, button),
            Capture::Divider(tab, index) => self.drag_divider(tab, index, event),
            Capture::Bar(drag) => {
                if let Some(bar) = self.areas().tab_bar {
                    self.drag_on_bar(drag, bar, event);
                }
            }
            Capture::Nobody => {}
        }
    }

    /// Closes a menu that a press in the tab is beside; true where there was one.
    fn closes_menu_at(&mut self, x: usize, y: usize) -> bool {
        let shells = self.areas().shells;
        let menu = self.shown.overlays.menu().filter(|_| shells.contains(x, y));
        let menu = menu.filter(|menu| !menu.menu_place(shells).contains(x, y));
        let Some(menu) = menu.map(|menu| menu.id) else {
            return false;
        };
        self.shown.overlays.close(menu);
        self.close_finished_views();
        self.relayout();
        true
    }

    pub(super) fn view_at(&self, x: usize, y: usize) -> Option<(ViewId, Rect)> {
        if let Some((view, _, place)) = self.areas().dock
            && place.contains(x, y)
        {
            return Some((view, place));
        }
        let shells = self.areas().shells;
        if let Some(menu) = self.shown.overlays.menu()
            && menu.menu_place(shells).contains(x, y)
        {
            return Some((menu.id, menu.menu_place(shells)));
        }
        for (pane, place) in self.visible_panes() {
            if let Some((card, place)) = self.card_at(pane, place)
                && place.contains(x, y)
            {
                return Some((card, place));
            }
        }
        let (pane, place) = self.pane_at(x, y)?;
        Some((self.shown.overlays.over(pane)?.id, place))
    }

    /// Ends the drag of a divider: its number may be another one's now.
    pub(super) fn let_go_of_divider(&mut self) {
        let divider = |held: &mut (_, Capture)| matches!(held.1, Capture::Divider(..));
        self.shown.pointer.capture.take_if(divider);
    }

    fn divider_at(&self, x: usize, y: usize) -> Option<Capture> {
        let tab = self.mux.active_tab(self.shown.window)?;
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
        if let Some(menu) = self.shown.overlays.menu().filter(|menu| menu.id == id) {
            return Some(menu.menu_place(self.areas().shells));
        }
        let over = |pane| {
            self.shown
                .overlays
                .over(pane)
                .is_some_and(|view| view.id == id)
        };
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
        if let Some(open) = self.shown.overlays.get_mut(id) {
            open.view.event(ViewEvent::Mouse(relative(event, place)));
            self.shown.screen.dirty = true;
            self.close_finished_views();
        }
    }

    /// Handles an event on the tab bar; false where it is not there.
    fn mouse_on_tab_bar(&mut self, event: MouseEvent) -> bool {
        let bar = self.areas().tab_bar;
        let Some(bar) = bar.filter(|bar| bar.contains(event.x, event.y)) else {
            return false;
        };
        self.mouse_on_bar_at(bar, event);
        true
    }

    /// Handles an event on a pane while no button is held that was pressed there.
    fn mouse_on_pane(&mut self, id: PaneId, event: MouseEvent) {
        let Some(pane) = self.mux.pane(id) else {
            return;
        };
        let reads = self.program_reads(&pane, event);
        let MouseKind::Press(_) = event.kind else {
            let wheel = matches!(
                event.kind,
                MouseKind::WheelUp
                    | MouseKind::WheelDown
                    | MouseKind::WheelLeft
                    | MouseKind::WheelRight
            );
            if !(wheel && self.perform_bound(&pane, event, 1, reads)) {
                self.mouse_unbound(&pane, event, reads);
            }
            return;
        };
        let focuses = self.mux.active_pane(self.shown.window) != Some(id);
        self.focus_pane(id);
        if focuses && self.shown.config.swallow_mouse_click_on_pane_focus {
            self.shown.pointer.capture(event, Capture::Nobody);
            return;
        }
        let held = Held {
            pane: id,
            streak: event.clicks.max(1),
            reads,
            told: false,
        };
        // What the press does may take it away again: a window that is dragged gets no release.
        self.shown.pointer.capture(event, Capture::Pane(held));
        if !self.perform_bound(&pane, event, held.streak, reads) {
            self.mouse_unbound(&pane, event, reads);
            let held = Held { told: true, ..held };
            self.shown.pointer.capture(event, Capture::Pane(held));
        }
    }

    /// Handles an event while a button is held that was pressed on a pane; it may be another button's.
    fn mouse_held_on_pane(&mut self, held: Held, event: MouseEvent, button: MouseButton) {
        let Some(pane) = self.mux.pane(held.pane) else {
            return;
        };
        let release = MouseKind::Release(button);
        let own = event.kind == release || matches!(event.kind, MouseKind::Move(_));
        let streak = if own {
            held.streak
        } else {
            event.clicks.max(1)
        };
        let done = self.perform_bound(&pane, event, streak, held.reads);
        // A program that got the press must get the release too, or it takes the button for held.
        let owed = held.told && event.kind == release;
        if owed || (!done && (held.told || !own)) {
            self.mouse_unbound(&pane, event, held.reads);
        }
    }

    /// Handles an event that no binding is for: what the program does not read of it may still be keys to it, as the wheel
    /// is on the alternate screen.
    fn mouse_unbound(&mut self, pane: &Pane, event: MouseEvent, reads: bool) {
        if self.modes.is_open(pane.id()) || (!reads && pane.facts().mouse_grabbed) {
            return;
        }
        if let Some(place) = self.place_of_pane(pane.id()) {
            let spot = self.shown.pointer.spot;
            let spot = spot.map(|spot| spot_within(spot, event, place));
            report(&pane.mouse_at(relative(event, place), spot), pane.id());
        }
    }

    /// Follows the pointer within its cell, of which only a program hears that asked for pixels.
    pub fn mouse_within(&mut self, event: MouseEvent, spot: Spot) {
        self.shown.pointer.spot = Some(spot);
        let Some((id, reads, streak)) = self.hears_moves(event) else {
            return;
        };
        if let Some(pane) = self.mux.pane(id)
            && let Some(place) = self.place_of_pane(id)
            && reads
            && !self.modes.is_open(id)
            && self.bound_to(&pane, event, streak, reads).is_none()
        {
            let spot = spot_within(spot, event, place);
            report(&pane.mouse_within(relative(event, place), spot), id);
        }
    }

    /// Returns which pane the moves of the pointer belong to, whether its program reads them, and how many presses
    /// of the button that is held followed each other.
    fn hears_moves(&self, event: MouseEvent) -> Option<(PaneId, bool, u8)> {
        match self.shown.pointer.capture {
            Some((_, Capture::Pane(held))) => {
                Some((held.pane, held.reads && held.told, held.streak))
            }
            Some(_) => None,
            None => {
                let (id, _) = self.pane_at(event.x, event.y)?;
                let pane = self.mux.pane(id)?;
                let covered = self.view_at(event.x, event.y).is_some();
                Some((id, !covered && self.program_reads(&pane, event), 1))
            }
        }
    }

    /// Returns where a pane stands, while it is shown.
    pub(super) fn place_of_pane(&self, id: PaneId) -> Option<Rect> {
        let mut panes = self.visible_panes().into_iter();
        panes.find(|(pane, _)| *pane == id).map(|(_, place)| place)
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

/// Returns where in its cell of a pane the pointer is: at the edge where it is beyond the pane.
fn spot_within(spot: Spot, event: MouseEvent, place: Rect) -> Spot {
    let within = |spot: usize, at: usize, first: usize, end: usize| match at {
        at if at < first => 0,
        at if at >= end => usize::MAX,
        _ => spot,
    };
    Spot {
        x: within(spot.x, event.x, place.x, place.right()),
        y: within(spot.y, event.y, place.y, place.bottom()),
    }
}

pub(super) fn report(outcome: &std::io::Result<()>, pane: PaneId) {
    if let Err(error) = outcome {
        log::warn!("pane {pane} takes no input: {error}");
    }
}
