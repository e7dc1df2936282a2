//! What is typed in a window: keys, and what an input method composes.
//!
//! Hides how the window system tells of keys that are held and let go. Main thread.

use std::time::Instant;

use winit::event::{ElementState, Ime, KeyEvent};
use winit::platform::modifier_supplement::KeyEventExtModifierSupplement;

use super::{Shared, Shown};
use crate::input::{Press, Typed, modifier_key, modifiers, place, stroke, typed};

impl Shown {
    pub(super) fn key(&mut self, event: &KeyEvent, cx: &mut Shared) {
        let place = place(event.physical_key);
        if event.state != ElementState::Pressed {
            cx.app.key_released(place, modifiers(cx.mods));
            return;
        }
        self.stopwatch.typed();
        self.restart_blink();
        let press = Press {
            logical: &event.logical_key,
            physical: event.physical_key,
            text: event.text.as_deref(),
            mods: cx.mods,
        };
        let typed = typed(press);
        self.follow_dead_keys(&event.logical_key, typed.is_some(), cx);
        if typed.is_some() {
            self.something_typed();
        }
        match typed {
            Some(Typed::Key(key)) => {
                let plain = event.key_without_modifiers();
                let stroke = stroke(key, event.repeat, &plain, event.physical_key);
                cx.app.key_at(stroke, Some(place));
            }
            Some(Typed::Text(text)) => cx.app.text(&text),
            None => {
                if let Some(key) = modifier_key(&event.logical_key, event.location) {
                    cx.app.modifier_pressed(key, modifiers(cx.mods), place);
                }
            }
        }
    }

    fn something_typed(&mut self) {
        // The pointer is hidden while somebody types.
        if self.config.hide_mouse_cursor_when_typing && self.pointer.typed() {
            self.window.set_cursor_visible(false);
        }
    }

    pub(super) fn restart_blink(&mut self) {
        let now = Instant::now();
        if self.decor.light_cursor(now) {
            self.ask_for_frame(now);
        }
    }

    pub(super) fn ime(&mut self, ime: Ime, cx: &mut Shared) {
        self.dead_key = false;
        match ime {
            Ime::Commit(text) => {
                self.preedit.clear();
                self.something_typed();
                self.restart_blink();
                cx.app.text(&text);
            }
            Ime::Preedit(text, _) => {
                self.preedit = text;
                self.ask_for_frame(Instant::now());
            }
            Ime::Enabled => {}
            Ime::Disabled => {
                self.preedit.clear();
                self.ask_for_frame(Instant::now());
            }
        }
        cx.app.set_composing(&self.preedit);
    }
}
