//! What panes are made with: the same everywhere, or what one window has in its place.
//!
//! Hides which panes follow a change. Main thread only. What the settings mean is the panes' affair.

use super::{Mux, MuxOptions};
use crate::pane::Pane;
use crate::{PaneId, WindowId};

fn apply(options: &MuxOptions, pane: &Pane) {
    let lines = options.scrollback_lines;
    pane.set_options(lines, &options.palette, &options.terminal);
}

impl Mux {
    /// Returns what new panes are made with where their window has nothing else.
    pub fn options(&self) -> &MuxOptions {
        &self.options
    }

    /// Returns what new panes of a window are made with.
    pub(super) fn options_of(&self, window: WindowId) -> &MuxOptions {
        let own = self.windows.get(&window);
        let own = own.and_then(|window| window.options.as_ref());
        own.unwrap_or(&self.options)
    }

    /// Makes a pane that has moved what its window says.
    pub(super) fn follow_window(&self, pane: PaneId) {
        if let Some(pane) = self.pane(pane)
            && let Some((window, _)) = self.find(pane.id())
        {
            apply(self.options_of(window), &pane);
        }
    }

    /// Changes what new panes are made with; colours, scrollback and behaviour of all panes follow, but those
    /// in windows that have something else.
    pub fn set_options(&mut self, options: MuxOptions) {
        self.options = options;
        for pane in self.panes() {
            let held = self.find(pane.id());
            let own = held.and_then(|(window, _)| self.windows.get(&window)?.options.as_ref());
            if own.is_none() {
                apply(&self.options, &pane);
            }
        }
    }

    /// Gives a window something else for its panes, or with nothing what all have; those there are follow.
    pub fn set_window_options(&mut self, window: WindowId, options: Option<MuxOptions>) {
        let Some(held) = self.windows.get_mut(&window) else {
            return;
        };
        if held.options == options {
            return;
        }
        held.options = options;
        for tab in self.window_tabs(window) {
            for pane in self.tab_panes(tab) {
                if let Some(pane) = self.pane(pane) {
                    apply(self.options_of(window), &pane);
                }
            }
        }
    }
}
