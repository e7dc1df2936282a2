//! Closing what may still be busy: what would be interrupted (`stateful`) is asked about first.
//!
//! The question is a line, the answer is to ask for the same thing again; anything else means no.
//! Main thread only. A program that ends by itself closes its pane without a question (`events`).

use std::time::{Duration, Instant};

use mux::{PaneId, TabId};

use super::App;
use super::stateful::{LOOK_TIME, program_name};

/// How long the question stands.
const PATIENCE: Duration = Duration::from_secs(5);

/// Programs that show a prompt, or another one's, into which text may be put.
const AT_PROMPT: [&str; 11] = [
    "bash", "dash", "elvish", "fish", "ksh", "mksh", "nu", "sh", "tmux", "xonsh", "zsh",
];

#[derive(Clone, Copy, PartialEq)]
enum Target {
    Pane(PaneId),
    Tab(TabId),
    Window,
}

/// A question that was asked.
pub(super) struct Doubt {
    target: Target,
    until: Instant,
}

impl App {
    /// Ends a pane's program and takes the pane away; asks first when `confirm` is set.
    pub(crate) fn close_pane_asking(&mut self, pane: PaneId, confirm: bool) {
        if !confirm || self.may_close(Target::Pane(pane), &[pane]) {
            self.close_pane(pane);
        }
    }

    /// Closes the tab that a pane stands in; asks first when `confirm` is set.
    pub(crate) fn close_tab_asking(&mut self, pane: PaneId, confirm: bool) {
        let Some(tab) = self.mux.tab_of(pane) else {
            return;
        };
        let panes = self.mux.tab_panes(tab);
        if !confirm || self.may_close(Target::Tab(tab), &panes) {
            panes.into_iter().for_each(|pane| self.close_pane(pane));
        }
    }

    /// Takes note that the close button of the window that is worked on was pressed.
    pub fn close_requested(&mut self) {
        let confirm = self.shown.config.window_close_confirmation
            == config::WindowCloseConfirmation::AlwaysPrompt;
        let panes = self.panes_of_window();
        if !confirm || self.may_close(Target::Window, &panes) {
            self.close_window();
        }
    }

    /// Closes the window that is worked on, with its panes; the last one ends the program.
    pub fn close_window(&mut self) {
        let window = self.shown.window;
        if self.mux.windows().iter().all(|other| *other == window) {
            // Closing the shells takes a moment that nobody should watch.
            return self.quit(0);
        }
        for pane in self.panes_of_window() {
            self.close_pane(pane);
        }
        // One that was empty has no pane to go with.
        self.mux.close_window(window);
        self.forget_windows();
    }

    /// Returns the panes of the window that is worked on.
    fn panes_of_window(&self) -> Vec<PaneId> {
        let tabs = self.mux.window_tabs(self.shown.window).into_iter();
        tabs.flat_map(|tab| self.mux.tab_panes(tab)).collect()
    }

    /// Says whether nothing is lost, or the person has asked twice.
    fn may_close(&mut self, target: Target, panes: &[PaneId]) -> bool {
        let now = Instant::now();
        let asked = self.shown.doubt.take();
        if asked.is_some_and(|doubt| doubt.target == target && now < doubt.until) {
            return true;
        }
        let until = now + LOOK_TIME;
        let mut programs = panes.iter();
        let Some(program) = programs.find_map(|pane| self.stateful_program(*pane, until)) else {
            return true;
        };
        self.shown.doubt = Some(Doubt {
            target,
            until: now + PATIENCE,
        });
        let title = format!("{program} is running");
        self.toast(title, "Do it again to close it.".to_owned(), Some(PATIENCE));
        false
    }

    /// Returns the name of a program that has the pane instead of a shell's prompt.
    pub(super) fn busy_program(&self, pane: PaneId) -> Option<String> {
        let pane = self.mux.pane(pane)?;
        let name = program_name(&pane);
        let idle = pane.facts().exit.is_some() || name.is_empty();
        (!idle && !AT_PROMPT.contains(&name.as_str())).then_some(name)
    }
}
