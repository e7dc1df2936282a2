//! Closing what may still be busy: what would be interrupted (`stateful`) is asked about first.
//!
//! The question is answered as it says, or by asking for the same thing again. Main thread only. A program that
//! ends by itself closes its pane without a question (`events`).

use std::time::Instant;

use mux::{PaneId, TabId};

use super::App;
use super::stateful::{LOOK_TIME, program_name};
use super::views::Purpose;

/// Programs that show a prompt, or another one's, into which text may be put.
const AT_PROMPT: [&str; 11] = [
    "bash", "dash", "elvish", "fish", "ksh", "mksh", "nu", "sh", "tmux", "xonsh", "zsh",
];

/// What is to be closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    Pane(PaneId),
    Tab(TabId),
    Window,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Target::Pane(_) => "pane",
            Target::Tab(_) => "tab",
            Target::Window => "window",
        }
    }
}

impl App {
    /// Ends a pane's program and takes the pane away; asks first when `confirm` is set.
    pub(crate) fn close_pane_asking(&mut self, pane: PaneId, confirm: bool) {
        self.close_asking(Target::Pane(pane), confirm);
    }

    /// Closes the tab that a pane stands in; asks first when `confirm` is set.
    pub(crate) fn close_tab_asking(&mut self, pane: PaneId, confirm: bool) {
        if let Some(tab) = self.mux.tab_of(pane) {
            self.close_asking(Target::Tab(tab), confirm);
        }
    }

    /// Takes note that the close button of the window that is worked on was pressed.
    pub fn close_requested(&mut self) {
        let confirm = self.shown.config.window_close_confirmation
            == config::WindowCloseConfirmation::AlwaysPrompt;
        self.close_asking(Target::Window, confirm);
    }

    /// Closes the window that is worked on, with its panes; the last one ends the program.
    pub fn close_window(&mut self) {
        let window = self.shown.window;
        if self.mux.windows().iter().all(|other| *other == window) {
            // Closing the shells takes a moment that nobody should watch.
            return self.quit(0);
        }
        for pane in self.panes_of(Target::Window) {
            self.close_pane(pane);
        }
        // One that was empty has no pane to go with.
        self.mux.close_window(window);
        self.forget_windows();
    }

    /// Closes something, or asks whether it may, once; who asks for the same again has answered.
    fn close_asking(&mut self, target: Target, confirm: bool) {
        let asked = self.menu_purpose() == Some(Purpose::Closing(target));
        if asked {
            self.close_menu();
        }
        let panes = self.panes_of(target);
        let until = Instant::now() + LOOK_TIME;
        let busy = |pane: &PaneId| Some((*pane, self.stateful_program(*pane, until)?));
        let busy = match confirm && !asked {
            true => panes.iter().find_map(busy),
            false => None,
        };
        let Some((pane, program)) = busy else {
            self.close(target);
            return;
        };
        let over = match target {
            Target::Pane(pane) => pane,
            Target::Tab(_) | Target::Window => self.active_pane().unwrap_or(pane),
        };
        let message = format!("{program} is running. Close the {}?", target.name());
        let purpose = Purpose::Closing(target);
        self.ask_yes_or_no(&message, over, purpose, move |app, yes| {
            if yes {
                app.close(target);
            }
        });
        self.shown.screen.dirty = true;
    }

    fn panes_of(&self, target: Target) -> Vec<PaneId> {
        match target {
            Target::Pane(pane) => vec![pane],
            Target::Tab(tab) => self.mux.tab_panes(tab),
            Target::Window => {
                let tabs = self.mux.window_tabs(self.shown.window).into_iter();
                tabs.flat_map(|tab| self.mux.tab_panes(tab)).collect()
            }
        }
    }

    fn close(&mut self, target: Target) {
        match target {
            Target::Window => self.close_window(),
            Target::Pane(_) | Target::Tab(_) => {
                let panes = self.panes_of(target);
                panes.into_iter().for_each(|pane| self.close_pane(pane));
            }
        }
    }

    /// Returns the name of a program that has the pane instead of a shell's prompt.
    pub(super) fn busy_program(&self, pane: PaneId) -> Option<String> {
        let pane = self.mux.pane(pane)?;
        let name = program_name(&pane);
        let idle = pane.facts().exit.is_some() || name.is_empty();
        (!idle && !AT_PROMPT.contains(&name.as_str())).then_some(name)
    }
}
