//! Where everything stands in the window: tab bar, shells, docked view, lines at the bottom.
//!
//! Hides the order in which they take room. Main thread only; asked again for each frame, because
//! it is a few additions. It draws nothing (`compose`) and splits no panes (`mux`).

use mux::grid::Rect;
use wezterm_module_framework::{Placement, ViewId};

use super::App;
use super::overlays;

/// The rectangles of one frame, in cells of the window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Areas {
    pub(super) tab_bar: Option<Rect>,
    pub(super) shells: Rect,
    pub(super) dock: Option<(ViewId, Placement, Rect)>,
    pub(super) lines: Rect,
}

impl App {
    pub(super) fn areas(&self) -> Areas {
        let screen = self.shown.screen.size.cells;
        let line_rows = self.shown.notices.rows(screen);
        let bar_rows = usize::from(
            self.shows_tab_bar() && !self.bar_is_fancy() && screen.rows > line_rows + 2,
        );
        let at_bottom = self.shown.config.tab_bar_at_bottom;
        let rows = screen.rows - line_rows - bar_rows;
        let top = if at_bottom { 0 } else { bar_rows };
        let room = Rect {
            x: 0,
            y: top,
            cols: screen.cols,
            rows,
        };
        let bar_y = if at_bottom { rows } else { 0 };
        let dock = self.shown.overlays.docked();
        let dock = dock.and_then(|view| Some((view.id, view.docked_at()?)));
        let (shells, dock) = match dock {
            None => (room, None),
            Some((id, placement)) => {
                let (shells, place) = overlays::dock(room, placement);
                (shells, Some((id, placement, place)))
            }
        };
        Areas {
            tab_bar: (bar_rows > 0).then_some(Rect {
                x: 0,
                y: bar_y,
                cols: screen.cols,
                rows: 1,
            }),
            shells,
            dock,
            lines: Rect {
                x: 0,
                y: screen.rows - line_rows,
                cols: screen.cols,
                rows: line_rows,
            },
        }
    }

    pub(super) fn shows_tab_bar(&self) -> bool {
        let single = self.mux.window_tabs(self.shown.window).len() < 2;
        self.shown.config.enable_tab_bar
            && !(single && self.shown.config.hide_tab_bar_if_only_one_tab)
    }

    /// Returns the panes of the active tab, in cells of the window.
    pub(super) fn visible_panes(&self) -> Vec<(mux::PaneId, Rect)> {
        let shells = self.areas().shells;
        let Some(tab) = self.mux.active_tab(self.shown.window) else {
            return Vec::new();
        };
        let moved = |rect: Rect| Rect {
            x: rect.x + shells.x,
            y: rect.y + shells.y,
            ..rect
        };
        self.mux
            .layout(tab)
            .panes
            .into_iter()
            .map(|(pane, rect)| (pane, moved(rect)))
            .collect()
    }

    /// Returns the size of the tabs' panes together.
    pub(super) fn shells_size(&self) -> mux::PaneSize {
        self.shown
            .screen
            .size
            .with_cells(self.areas().shells.size())
    }

    /// Gives everything the size that it has now, after anything that takes or gives room.
    pub(super) fn relayout(&mut self) {
        self.shown.screen.dirty = true;
        let areas = self.areas();
        let shells = self.shown.screen.size.with_cells(areas.shells.size());
        self.mux.resize_window(self.shown.window, shells);
        if let Some((id, _, place)) = areas.dock
            && let Some(view) = self.shown.overlays.get_mut(id)
        {
            view.fit(place.size());
        }
        if let Some(menu) = self.shown.overlays.menu().map(|menu| menu.id)
            && let Some(menu) = self.shown.overlays.get_mut(menu)
        {
            let place = menu.menu_place(areas.shells);
            menu.fit(place.size());
        }
        self.tell_places();
        for (pane, place) in self.visible_panes() {
            let over = self.shown.overlays.over(pane).map(|view| view.id);
            if let Some(view) = over.and_then(|id| self.shown.overlays.get_mut(id)) {
                view.fit(place.size());
            }
            if let Some((card, place)) = self.card_at(pane, place)
                && let Some(card) = self.shown.overlays.get_mut(card)
            {
                card.fit(place.size());
            }
        }
    }
}
