//! The events `update-status` and `update-right-status`: told again and again, so that a status is current.
//!
//! Hides the clock: they are told at the start, when the configuration is read, when another pane has the
//! keyboard, and every `status_update_interval` while there is somebody to tell; not again while handlers
//! still work on the last. Main thread only.

use std::time::{Duration, Instant};

use mlua::IntoLua;
use mux::PaneId;

use super::App;

/// The events, in the order in which they are told.
const EVENTS: [&str; 2] = ["update-right-status", "update-status"];

/// When they are told next, and of which pane they were told last.
#[derive(Default)]
pub(super) struct Statuses {
    due: Option<Instant>,
    pane: Option<PaneId>,
    /// How many handlers' work has not ended, of the configuration that holds.
    running: usize,
    /// How many configurations were before it, whose handlers may still be at work.
    before: u64,
}

impl App {
    /// Tells the events if it is time.
    pub(super) fn update_statuses(&mut self, now: Instant) {
        if !EVENTS.iter().any(|event| self.lua.has_handlers(event)) {
            self.shown.statuses.due = None;
            return;
        }
        let pane = self.active_pane();
        let due = self.shown.statuses.due.is_none_or(|due| due <= now);
        if self.shown.statuses.running > 0 || !(due || self.shown.statuses.pane != pane) {
            return;
        }
        let interval = self.shown.config.status_update_interval.max(1);
        self.shown.statuses.due = Some(now + Duration::from_millis(interval));
        self.shown.statuses.pane = pane;
        for event in EVENTS {
            if !self.lua.has_handlers(event) {
                continue;
            }
            self.shown.statuses.running += 1;
            let (window, object) = self.lua_objects(pane);
            let (mailbox, before) = (self.mailbox.clone(), self.shown.statuses.before);
            let own = self.shown.window;
            self.run_handlers_then(
                event,
                |lua| Ok(vec![window.into_lua(lua)?, object.into_lua(lua)?]),
                move |_| {
                    mailbox.post(move |app| {
                        app.within(own, |app| app.status_was_told(before));
                    });
                },
            );
        }
    }

    /// Takes note that one handler's work has ended.
    fn status_was_told(&mut self, before: u64) {
        if self.shown.statuses.before == before {
            self.shown.statuses.running = self.shown.statuses.running.saturating_sub(1);
        }
    }

    /// Has them told as soon as nobody is at work on the last.
    pub(super) fn statuses_are_old(&mut self) {
        self.shown.statuses.due = None;
    }

    /// Begins anew with the handlers of another configuration.
    pub(super) fn statuses_begin(&mut self) {
        self.shown.statuses = Statuses {
            before: self.shown.statuses.before + 1,
            ..Statuses::default()
        };
    }

    /// Returns when they are to be told next.
    pub(super) fn statuses_due(&self) -> Option<Instant> {
        self.shown
            .statuses
            .due
            .filter(|_| self.shown.statuses.running == 0)
    }
}
