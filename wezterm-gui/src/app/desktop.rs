//! What the front end tells of the window's surroundings: whether it fills the screen, how the desktop looks,
//! which modifiers are held, what an input method is composing.
//!
//! Hides who is told when one of them changes. Main thread only. A front end inside another terminal knows
//! none of it.

use std::cell::Cell;
use std::rc::Rc;

use mux::input::{Mods, MouseButton, MouseEvent, MouseKind};

use super::App;
use super::events::{RELOADED, RESIZED};

/// How a desktop asks programs to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground; so it is where nobody tells.
    #[default]
    Dark,
}

impl Appearance {
    /// Returns its name in Lua.
    pub fn name(self) -> &'static str {
        match self {
            Appearance::Light => "Light",
            Appearance::Dark => "Dark",
        }
    }
}

/// The desktop's look as the configuration asks for it, also while it is read.
#[derive(Clone, Default)]
pub struct Look(Rc<Asked>);

#[derive(Default)]
struct Asked {
    appearance: Cell<Appearance>,
    asked: Cell<bool>,
}

impl Look {
    /// Returns the look, and remembers that the configuration depends on it.
    pub fn ask(&self) -> Appearance {
        self.0.asked.set(true);
        self.0.appearance.get()
    }
}

/// What is known of the surroundings.
#[derive(Default)]
pub(super) struct Desktop {
    pub(super) look: Look,
    full_screen: bool,
    mods: Mods,
    composing: String,
    /// The mouse event that came last, unless a key came after it.
    mouse: Option<MouseEvent>,
    /// The button that was pressed last, and its streak.
    pressed: Option<(MouseButton, u8)>,
    /// What draws, and with what.
    drawn_by: Vec<(&'static str, String)>,
}

impl App {
    /// Takes note of how the desktop looks; a configuration that asked for it is read again.
    pub fn set_appearance(&mut self, appearance: Appearance) {
        if self.desktop.look.0.appearance.replace(appearance) == appearance {
            return;
        }
        // Reading it tells the event too.
        match self.desktop.look.0.asked.get() {
            true => self.reload_config(),
            false => self.tell_window(RELOADED),
        }
    }

    /// Returns how the desktop looks.
    pub fn appearance(&self) -> Appearance {
        self.desktop.look.0.appearance.get()
    }

    /// Takes note of what draws, and with what: names and facts for a person who looks for a fault.
    pub fn set_drawn_by(&mut self, facts: Vec<(&'static str, String)>) {
        self.desktop.drawn_by = facts;
    }

    /// Returns what draws, and with what.
    pub(super) fn drawn_by(&self) -> &[(&'static str, String)] {
        &self.desktop.drawn_by
    }

    /// Takes note that the window fills the screen, or no longer does.
    pub fn set_full_screen(&mut self, full: bool) {
        if std::mem::replace(&mut self.desktop.full_screen, full) != full {
            self.tell_window(RESIZED);
        }
    }

    /// Says whether the window fills the screen.
    pub fn is_full_screen(&self) -> bool {
        self.desktop.full_screen
    }

    /// Takes note of the modifiers that are held.
    pub fn set_modifiers(&mut self, mods: Mods) {
        self.desktop.mods = mods;
    }

    /// Returns the modifiers that are held.
    pub fn modifiers(&self) -> Mods {
        self.desktop.mods
    }

    /// Takes note of what an input method is composing.
    pub fn set_composing(&mut self, text: &str) {
        if self.desktop.composing != text {
            text.clone_into(&mut self.desktop.composing);
            self.statuses_are_old();
        }
    }

    /// Returns what an input method is composing.
    pub fn composing(&self) -> Option<&str> {
        Some(self.desktop.composing.as_str()).filter(|text| !text.is_empty())
    }

    /// Takes note of what the person does with the mouse; a pointer that only moves does nothing.
    pub(super) fn mouse_came(&mut self, mut event: MouseEvent) {
        let pressed = self.desktop.pressed;
        match event.kind {
            MouseKind::Press(button) => self.desktop.pressed = Some((button, event.clicks)),
            // What belongs to a press has its streak.
            MouseKind::Release(button) | MouseKind::Move(Some(button)) => {
                let own = pressed.filter(|(pressed, _)| *pressed == button);
                event.clicks = own.map_or(event.clicks, |(_, clicks)| clicks);
            }
            _ => {}
        }
        if event.kind != MouseKind::Move(None) {
            self.desktop.mouse = Some(event);
        }
    }

    /// Takes note that the person has turned to the keyboard.
    pub(super) fn key_came(&mut self) {
        self.desktop.mouse = None;
    }

    /// Returns the mouse event that came last, unless a key came after it.
    pub fn current_mouse_event(&self) -> Option<MouseEvent> {
        self.desktop.mouse
    }
}
