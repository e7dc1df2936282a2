//! Keys as they are pressed, held and let go: to a menu, a key table, a view or a pane's program.
//!
//! Hides which program got a key when it went down: what belongs to it goes to the same one. Bindings and views
//! know presses and repeats alone, and cannot tell them apart. Main thread only. Which key is which action is
//! `keys`' affair.

use std::time::Instant;

use mux::PaneId;
use mux::input::{Key, KeyEvent, KeyStroke, ModifierKey, Mods};
use wezterm_module_framework::ViewEvent;

use super::keys::Pressed;
use super::{App, mouse};
use crate::frame::KeyPlace;

/// A key that is held and that a program was told of.
pub(super) struct HeldKey {
    place: KeyPlace,
    pane: PaneId,
    stroke: KeyStroke,
}

impl App {
    /// Handles a key press; false when nobody wanted it.
    pub fn key(&mut self, event: KeyEvent) -> bool {
        self.key_at(event.into(), None)
    }

    /// Handles a key that went down or types again, of which the place on the keyboard may be known.
    pub fn key_at(&mut self, stroke: KeyStroke, place: Option<KeyPlace>) -> bool {
        let event = stroke.event;
        self.attention.touched = Instant::now();
        self.came_to_front();
        self.key_came();
        self.shown.screen.dirty = true;
        if self.shown.config.debug_key_events {
            log::info!("key: {event}");
        }
        if self.menu_takes(event) {
            self.plain_key(stroke, place);
            return true;
        }
        if event == KeyEvent::from(Key::Escape) && self.dismiss_with_escape() {
            return true;
        }
        self.follow_wraps();
        self.sync_key_table();
        if self.mode_takes_key(event) {
            return true;
        }
        let before = self.key_mode();
        match self.shown.keys.press(event, place, Instant::now()) {
            Pressed::Action(action) => self.perform(&action, None),
            Pressed::Swallowed => {}
            Pressed::Plain => self.plain_key(stroke, place),
        }
        if before != self.key_mode() {
            self.statuses_are_old();
        }
        true
    }

    fn plain_key(&mut self, stroke: KeyStroke, place: Option<KeyPlace>) {
        if let Some(open) = self.shown.overlays.focused_mut() {
            open.view.event(ViewEvent::Key(stroke.event));
            self.close_finished_views();
            return;
        }
        if self.mode_plain_key(stroke.event) {
            return;
        }
        let Some(pane) = self.active_pane().and_then(|id| self.mux.pane(id)) else {
            return;
        };
        if self.closes_held_pane(pane.id(), stroke.event) {
            return;
        }
        if self.input_begins(&pane) {
            mouse::report(&pane.key_stroke(&stroke), pane.id());
            self.holds(pane.id(), stroke, place);
        }
    }

    /// Handles a modifier that went down, which is nothing by itself but to a program that asked for all keys.
    pub fn modifier_pressed(&mut self, key: ModifierKey, mods: Mods, place: KeyPlace) {
        if self.shown.overlays.focus().is_some() || self.mode_has_keys() {
            return;
        }
        let Some(pane) = self.active_pane().and_then(|id| self.mux.pane(id)) else {
            return;
        };
        let stroke = KeyEvent::new(Key::Modifier(key), mods | key.mods()).into();
        mouse::report(&pane.key_stroke(&stroke), pane.id());
        self.holds(pane.id(), stroke, Some(place));
    }

    /// Keeps in mind that a program was told of a key.
    fn holds(&mut self, pane: PaneId, stroke: KeyStroke, place: Option<KeyPlace>) {
        let Some(place) = place else { return };
        let held = &mut self.shown.held_keys;
        held.retain(|key| key.place != place || key.pane != pane);
        held.push(HeldKey {
            place,
            pane,
            stroke,
        });
    }

    /// Lets a key go, with the modifiers that are held by then: programs that were told of it are told that, too.
    pub fn key_released(&mut self, place: KeyPlace, mods: Mods) {
        self.release(mods, |key| key.place == place);
    }

    /// Lets all keys go: the window loses the keyboard.
    pub(super) fn release_keys(&mut self) {
        self.release(Mods::empty(), |_| true);
    }

    fn release(&mut self, mods: Mods, which: impl Fn(&HeldKey) -> bool) {
        let keys: Vec<HeldKey> = self
            .shown
            .held_keys
            .extract_if(.., |key| which(key))
            .collect();
        for key in keys {
            let mods = match key.stroke.event.key {
                Key::Modifier(own) => self.without(own, mods),
                _ => mods,
            };
            if let Some(pane) = self.mux.pane(key.pane) {
                mouse::report(&pane.key_stroke(&key.stroke.released(mods)), key.pane);
            }
        }
    }

    /// Returns what is held once a modifier has come up: it still is where its twin on the other side is held.
    fn without(&self, key: ModifierKey, mods: Mods) -> Mods {
        let twin = |held: &HeldKey| match held.stroke.event.key {
            Key::Modifier(other) => other.mods() == key.mods(),
            _ => false,
        };
        match self.shown.held_keys.iter().any(twin) {
            true => mods | key.mods(),
            false => mods - key.mods(),
        }
    }
}
