//! The open views of modules, and the terminal's own menu and questions: where each stands and which
//! one has the keyboard.
//!
//! Hides ids and placement arithmetic. Main thread only. What a view shows is its own affair; this
//! does not know one module or menu from another.

use std::cell::Cell;
use std::rc::Rc;

use mux::PaneId;
use mux::grid::{Rect, Size};
use wezterm_module_framework::{AnyView, Overlay, Placement, ViewEvent, ViewId};

use super::panel::Place;

/// The smallest edge that a docked view and the shells beside it keep.
const LEAST: usize = 3;

/// The least pane in which a card is read with ease.
const CARD_LEAST: Size = Size { cols: 50, rows: 14 };

/// Where a view stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stand {
    /// Where its module wants it.
    Module(Placement),
    /// Over the tab, as long as it has the keyboard; where, and which view had the keyboard before.
    Menu {
        before: Option<ViewId>,
        place: Place,
    },
    /// Over the lower part of its pane, until it is answered; which view had the keyboard before.
    Card { before: Option<ViewId> },
}

const OVER: Stand = Stand::Module(Placement::Over);

/// One open view.
pub(super) struct OpenView {
    pub(super) id: ViewId,
    module: String,
    /// The pane that it was opened for.
    pub(super) pane: PaneId,
    stand: Stand,
    pub(super) view: Box<dyn AnyView>,
    size: Size,
    /// How many rows a card would like to have.
    wanted: Rc<Cell<usize>>,
}

impl OpenView {
    /// Returns where it is docked.
    pub(super) fn docked_at(&self) -> Option<Placement> {
        match self.stand {
            OVER | Stand::Menu { .. } | Stand::Card { .. } => None,
            Stand::Module(placement) => Some(placement),
        }
    }

    fn is_menu(&self) -> bool {
        matches!(self.stand, Stand::Menu { .. })
    }

    fn is_card(&self) -> bool {
        matches!(self.stand, Stand::Card { .. })
    }

    /// Returns where a card stands: over the lower part of its pane, or of all the shells where the
    /// pane is too small to read in.
    pub(super) fn card_place(&self, pane: Rect, shells: Rect) -> Rect {
        let roomy = pane.cols >= CARD_LEAST.cols && pane.rows >= CARD_LEAST.rows;
        let room = if roomy { pane } else { shells };
        let rows = self.wanted.get().min(room.rows);
        Rect {
            y: room.bottom() - rows,
            rows,
            ..room
        }
    }

    /// Tells whether what is beneath it is seen where it draws nothing.
    pub(super) fn is_seen_through(&self) -> bool {
        let through = Place::Through;
        matches!(self.stand, Stand::Menu { place, .. } if place == through)
    }

    /// Returns where a menu stands in the room of the tab.
    pub(super) fn menu_place(&self, shells: Rect) -> Rect {
        match self.stand {
            Stand::Menu { place, .. } => place.within(shells),
            Stand::Module(_) | Stand::Card { .. } => shells,
        }
    }

    /// Tells the view its size, when that is news.
    pub(super) fn fit(&mut self, size: Size) {
        if self.size != size {
            self.size = size;
            self.view.event(ViewEvent::Resize(size));
        }
    }
}

/// Names views, each once in all windows. Clones count together.
#[derive(Clone, Default)]
pub(super) struct ViewIds(Rc<Cell<u64>>);

/// The open views of a window. At most one is docked, at most one stands over each pane, and at most one is a
/// menu.
#[derive(Default)]
pub(super) struct Overlays {
    open: Vec<OpenView>,
    focus: Option<ViewId>,
    ids: ViewIds,
}

impl Overlays {
    /// Returns those of a window without any.
    pub(super) fn new(ids: ViewIds) -> Overlays {
        Overlays {
            ids,
            ..Overlays::default()
        }
    }

    /// Returns what names the views.
    pub(super) fn ids(&self) -> ViewIds {
        self.ids.clone()
    }

    /// Returns a name for a view that is about to be made.
    pub(super) fn next_id(&mut self) -> ViewId {
        let id = self.ids.0.get() + 1;
        self.ids.0.set(id);
        ViewId(id)
    }

    /// Returns whether a view is open here.
    pub(super) fn holds(&self, id: ViewId) -> bool {
        self.open.iter().any(|view| view.id == id)
    }

    /// Takes out what stands over a pane, which moves to another window; what is docked stays.
    pub(super) fn take_of_pane(&mut self, pane: PaneId) -> Vec<OpenView> {
        let moves =
            |view: &mut OpenView| view.pane == pane && (view.is_card() || view.stand == OVER);
        let taken: Vec<OpenView> = self.open.extract_if(.., moves).collect();
        if taken.iter().any(|view| self.focus == Some(view.id)) {
            self.focus = None;
        }
        taken
    }

    /// Opens what was taken out of another window's; it takes no keyboard yet.
    pub(super) fn put(&mut self, views: Vec<OpenView>) {
        self.open.extend(views);
    }

    /// Shows a view, closes the one it replaces, and gives it the keyboard.
    pub(super) fn open(&mut self, id: ViewId, module: &str, pane: PaneId, overlay: Overlay) {
        let docked = overlay.placement != Placement::Over;
        self.open.retain(|other| match other.stand {
            Stand::Menu { .. } | Stand::Card { .. } => true,
            OVER => docked || other.pane != pane,
            Stand::Module(_) => !docked,
        });
        self.open.push(OpenView {
            id,
            module: module.to_owned(),
            pane,
            stand: Stand::Module(overlay.placement),
            view: overlay.view,
            size: Size::default(),
            wanted: Rc::default(),
        });
        self.set_focus(Some(id));
    }

    /// Shows a menu over the tab of a pane and gives it the keyboard.
    pub(super) fn open_menu(
        &mut self,
        id: ViewId,
        pane: PaneId,
        place: Place,
        view: Box<dyn AnyView>,
    ) {
        if let Some(menu) = self.menu().map(|menu| menu.id) {
            self.close(menu);
        }
        self.open.push(OpenView {
            id,
            module: String::new(),
            pane,
            stand: Stand::Menu {
                before: self.focus,
                place,
            },
            view,
            size: Size::default(),
            wanted: Rc::default(),
        });
        self.set_focus(Some(id));
    }

    /// Shows a question over a pane; it takes no keyboard yet.
    pub(super) fn open_card(
        &mut self,
        id: ViewId,
        pane: PaneId,
        view: Box<dyn AnyView>,
        wanted: Rc<Cell<usize>>,
    ) {
        self.open.push(OpenView {
            id,
            module: String::new(),
            pane,
            stand: Stand::Card { before: self.focus },
            view,
            size: Size::default(),
            wanted,
        });
    }

    /// Returns the question over a pane.
    pub(super) fn card(&self, pane: PaneId) -> Option<&OpenView> {
        self.of_pane(pane).find(|view| view.is_card())
    }

    /// Closes one view; a menu and a question give the keyboard back.
    pub(super) fn close(&mut self, id: ViewId) {
        let closed = self.open.iter().position(|view| view.id == id);
        let closed = closed.map(|index| self.open.remove(index));
        let had_keyboard = self.focus == Some(id);
        if had_keyboard {
            self.focus = None;
        }
        if let Some(Stand::Menu { before, .. } | Stand::Card { before }) =
            closed.map(|view| view.stand)
            && had_keyboard
        {
            let before = before.filter(|id| self.get_mut(*id).is_some());
            self.set_focus(before);
        }
    }

    /// Closes everything.
    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.focus = None;
    }

    /// Closes the views that belong to a pane; true when there were any.
    pub(super) fn close_of_pane(&mut self, pane: PaneId) -> bool {
        let gone: Vec<ViewId> = self.of_pane(pane).map(|view| view.id).collect();
        for id in &gone {
            self.close(*id);
        }
        !gone.is_empty()
    }

    fn of_pane(&self, pane: PaneId) -> impl Iterator<Item = &OpenView> {
        self.open.iter().filter(move |view| view.pane == pane)
    }

    /// Returns the views that asked to be closed.
    pub(super) fn finished(&self) -> Vec<ViewId> {
        let open = self.open.iter().filter(|view| view.view.wants_close());
        open.map(|view| view.id).collect()
    }

    /// Returns the pane that a module's view belongs to.
    pub(super) fn pane_of(&self, id: ViewId) -> Option<PaneId> {
        let mut modules = self
            .open
            .iter()
            .filter(|view| !view.is_menu() && !view.is_card());
        modules.find(|view| view.id == id).map(|view| view.pane)
    }

    /// Returns the menu.
    pub(super) fn menu(&self) -> Option<&OpenView> {
        self.open.iter().find(|view| view.is_menu())
    }

    pub(super) fn get_mut(&mut self, id: ViewId) -> Option<&mut OpenView> {
        self.open.iter_mut().find(|view| view.id == id)
    }

    /// Returns the module's view that stands over `pane`.
    pub(super) fn over(&self, pane: PaneId) -> Option<&OpenView> {
        self.of_pane(pane).find(|view| view.stand == OVER)
    }

    /// Returns the docked view.
    pub(super) fn docked(&self) -> Option<&OpenView> {
        self.open.iter().find(|view| view.docked_at().is_some())
    }

    /// Returns a module's view that can be seen while `visible` are the panes on screen.
    pub(super) fn of_module(&self, module: &str, active: PaneId) -> Option<&OpenView> {
        self.open.iter().find(|view| {
            view.module == module && (view.docked_at().is_some() || view.pane == active)
        })
    }

    /// Returns all views of a module.
    pub(super) fn all_of_module(&self, module: &str) -> Vec<ViewId> {
        let views = self.open.iter().filter(|view| view.module == module);
        views.map(|view| view.id).collect()
    }

    /// Returns the view that has the keyboard.
    pub(super) fn focus(&self) -> Option<ViewId> {
        self.focus
    }

    /// Returns the view that has the keyboard, to tell it something.
    pub(super) fn focused_mut(&mut self) -> Option<&mut OpenView> {
        self.get_mut(self.focus?)
    }

    /// Moves the keyboard to a view or, with none, back to the shells. A menu that loses it is gone.
    pub(super) fn set_focus(&mut self, focus: Option<ViewId>) {
        if self.focus == focus {
            return;
        }
        for (id, gained) in [(self.focus, false), (focus, true)] {
            if let Some(view) = id.and_then(|id| self.get_mut(id)) {
                view.view.event(ViewEvent::Focus(gained));
            }
        }
        self.focus = focus;
        self.open
            .retain(|view| !view.is_menu() || Some(view.id) == focus);
    }
}

/// Divides the room between the shells and a docked view: theirs first, then the view's.
pub(super) fn dock(room: Rect, placement: Placement) -> (Rect, Rect) {
    match placement {
        Placement::Over => (room, room),
        Placement::Bottom { percent } => {
            let rows = share(room.rows, percent);
            let top = Rect {
                rows: room.rows - rows,
                ..room
            };
            (
                top,
                Rect {
                    y: room.y + top.rows,
                    rows,
                    ..room
                },
            )
        }
        Placement::Right { percent } => {
            let cols = share(room.cols, percent);
            // One column is left for the line between the two.
            let line = usize::from(room.cols > cols);
            let left = Rect {
                cols: room.cols - cols - line,
                ..room
            };
            (
                left,
                Rect {
                    x: room.x + left.cols + line,
                    cols,
                    ..room
                },
            )
        }
    }
}

fn share(whole: usize, percent: u8) -> usize {
    let wanted = (whole * usize::from(percent.min(100))).div_ceil(100);
    if whole <= 2 * LEAST {
        return whole / 2;
    }
    wanted.clamp(LEAST, whole - LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect {
        x: 0,
        y: 1,
        cols: 80,
        rows: 23,
    };

    #[test]
    fn a_dock_at_the_bottom_takes_its_share_of_the_rows() {
        let (shells, view) = dock(ROOM, Placement::Bottom { percent: 30 });
        assert_eq!(
            shells,
            Rect {
                x: 0,
                y: 1,
                cols: 80,
                rows: 16
            }
        );
        assert_eq!(
            view,
            Rect {
                x: 0,
                y: 17,
                cols: 80,
                rows: 7
            }
        );
    }

    #[test]
    fn a_dock_at_the_right_leaves_a_column_for_the_line() {
        let (shells, view) = dock(ROOM, Placement::Right { percent: 40 });
        assert_eq!(
            shells,
            Rect {
                x: 0,
                y: 1,
                cols: 47,
                rows: 23
            }
        );
        assert_eq!(
            view,
            Rect {
                x: 48,
                y: 1,
                cols: 32,
                rows: 23
            }
        );
    }

    #[test]
    fn extreme_shares_leave_room_for_both() {
        for percent in [0, 1, 99, 100, 255] {
            let (shells, view) = dock(ROOM, Placement::Bottom { percent });
            assert!(shells.rows >= LEAST && view.rows >= LEAST, "{percent}");
            assert_eq!(shells.rows + view.rows, ROOM.rows);
        }
        let tiny = Rect {
            x: 0,
            y: 0,
            cols: 1,
            rows: 1,
        };
        let (shells, view) = dock(tiny, Placement::Right { percent: 50 });
        assert!(shells.cols + view.cols <= 1);
    }
}
