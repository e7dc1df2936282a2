//! Questions whether a tool may run: which is shown where, and which wait.
//!
//! Hides the queue: a pane shows one card at a time, over its lower part, and one whose call was
//! given up meanwhile is never shown. Main thread only. What a card looks like and what counts as
//! an answer is the framework's `gate::card`; what is done with the answer is the gate's.

use std::rc::Rc;

use mux::PaneId;
use mux::grid::Rect;
use wezterm_module_framework::gate::card::ApprovalCard;
use wezterm_module_framework::{Approval, ViewId, erase};

use super::App;

/// A question that waits.
pub(super) struct Question {
    pane: PaneId,
    approval: Approval,
}

impl App {
    /// Asks the person, over the pane that the call is about. Where there is none the call is
    /// denied.
    pub(crate) fn ask_person(&mut self, approval: Approval) {
        let about = approval.pane;
        let about = about.filter(|pane| self.window_of_pane(*pane).is_some());
        let Some(pane) = about.or_else(|| self.active_pane()) else {
            return;
        };
        self.at_pane(pane, |app| app.ask_over(pane, approval));
    }

    fn ask_over(&mut self, pane: PaneId, approval: Approval) {
        if self.active_pane() != Some(pane) || !self.shown.screen.focused {
            let body = format!("{} asks whether it may run a tool", approval.principal);
            self.toast("A question waits".to_owned(), body, None);
        }
        self.questions.push(Question { pane, approval });
        self.ask_next();
    }

    pub(super) fn is_pane(&self, pane: PaneId) -> bool {
        self.mux.pane(pane).is_some() || self.mux.view_title(pane).is_some()
    }

    /// Shows the questions of this window that no other one is in the way of.
    pub(super) fn ask_next(&mut self) {
        self.questions
            .retain(|question| !question.approval.reply.is_closed());
        let mut index = 0;
        while index < self.questions.len() {
            let pane = self.questions[index].pane;
            // Each window sees to its own.
            let elsewhere = self.window_of_pane(pane) != Some(self.shown.window);
            if elsewhere || self.shown.overlays.card(pane).is_some() {
                index += 1;
                continue;
            }
            let Question { pane, approval } = self.questions.remove(index);
            self.show_card(pane, approval);
        }
        self.focus_card();
    }

    /// Gives a question over the active pane the keyboard, unless a menu or a docked view has it.
    /// What is typed does nothing before a person can have seen the card.
    fn focus_card(&mut self) {
        let Some(pane) = self.active_pane() else {
            return;
        };
        let Some(card) = self.shown.overlays.card(pane).map(|card| card.id) else {
            return;
        };
        let beneath = self.shown.overlays.over(pane).map(|view| view.id);
        let focus = self.shown.overlays.focus();
        if focus.is_none() || focus == beneath {
            self.shown.overlays.set_focus(Some(card));
            self.shown.screen.dirty = true;
        }
    }

    fn show_card(&mut self, pane: PaneId, approval: Approval) {
        let Some(modules) = &self.modules else { return };
        let card = ApprovalCard::new(approval, Rc::clone(&self.clock));
        let (id, wanted) = (self.shown.overlays.next_id(), card.wanted_rows());
        let view = erase(card, id, modules.host());
        self.shown.overlays.open_card(id, pane, view, wanted);
        // The view that had the keyboard gets it back, also where it is docked.
        let menu = self.shown.overlays.menu().is_some();
        if self.active_pane() == Some(pane) && !menu {
            self.shown.overlays.set_focus(Some(id));
        }
        self.relayout();
    }

    /// Returns the card over a pane that is seen, and its place.
    pub(super) fn card_at(&self, pane: PaneId, place: Rect) -> Option<(ViewId, Rect)> {
        let card = self.shown.overlays.card(pane)?;
        Some((card.id, card.card_place(place, self.areas().shells)))
    }

    /// Denies what a pane that closes was asked about, and ends what was allowed for it.
    pub(super) fn forget_questions(&mut self, pane: PaneId) {
        self.questions.retain(|question| question.pane != pane);
        if let Some(modules) = &self.modules {
            modules.host().gate().end_pane(pane);
        }
    }
}
