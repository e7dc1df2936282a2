//! What the front end tells of the window's surroundings: whether it fills the screen, how the desktop looks,
//! which modifiers are held, what an input method is composing.
//!
//! Hides who is told when one of them changes. Main thread only. A front end inside another terminal knows
//! none of it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use config::Problem;
use mux::input::{Mods, MouseButton, MouseEvent, MouseKind};
use mux::{PaneSize, WindowId};
use smol_str::SmolStr;

use super::App;
use super::events::{RELOADED, RESIZED};
use super::views::Purpose;

/// The headline over the characters that no font has.
const MISSING: &str = "No font has a glyph for";
/// How many of them are named.
const NAMED: usize = 6;

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
    full_screen: bool,
    mods: Mods,
    composing: String,
    /// The mouse event that came last, unless a key came after it.
    mouse: Option<MouseEvent>,
    /// The button that was pressed last, and its streak.
    pressed: Option<(MouseButton, u8)>,
    /// What draws, and with what.
    drawn_by: Vec<(&'static str, String)>,
    /// The characters that the toast tells of which says that no font has them.
    missing: BTreeSet<SmolStr>,
}

impl Desktop {
    fn composing(&self) -> Option<&str> {
        Some(self.composing.as_str()).filter(|text| !text.is_empty())
    }
}

/// What is known of a window on the desktop.
pub struct DesktopFacts {
    /// Its title as it was drawn last.
    pub title: String,
    /// The size of the whole window.
    pub size: PaneSize,
    /// Whether it has the keyboard.
    pub focused: bool,
    /// Whether it fills the screen.
    pub full_screen: bool,
    /// The key table that is used.
    pub key_table: Option<String>,
    /// Whether the next key is one after the leader.
    pub leader: bool,
    /// What an input method is composing.
    pub composing: Option<String>,
    /// The modifiers that are held.
    pub mods: Mods,
    /// The mouse event that came last, unless a key came after it.
    pub mouse: Option<MouseEvent>,
}

impl App {
    /// Returns what is known of a window on the desktop; none of one that nobody has used yet.
    pub fn desktop_facts(&self, window: WindowId) -> Option<DesktopFacts> {
        let state = self.state_of(window)?;
        Some(DesktopFacts {
            title: state.screen.frame.title.clone(),
            size: state.screen.size,
            focused: state.screen.focused,
            full_screen: state.desktop.full_screen,
            key_table: state.keys.active().map(str::to_owned),
            leader: state.keys.leader_is_active(),
            composing: state.desktop.composing().map(str::to_owned),
            mods: state.desktop.mods,
            mouse: state.desktop.mouse,
        })
    }

    /// Takes note of how the desktop looks; a configuration that asked for it is read again.
    pub fn set_appearance(&mut self, appearance: Appearance) {
        if self.look.0.appearance.replace(appearance) == appearance {
            return;
        }
        // Reading it tells the event too.
        match self.look.0.asked.get() {
            true => self.reload_config(),
            false => self.in_each_window(|app| app.tell_window(RELOADED)),
        }
    }

    /// Returns how the desktop looks.
    pub fn appearance(&self) -> Appearance {
        self.look.0.appearance.get()
    }

    /// Takes note of what draws, and with what: names and facts for a person who looks for a fault.
    pub fn set_drawn_by(&mut self, facts: Vec<(&'static str, String)>) {
        self.shown.desktop.drawn_by = facts;
    }

    /// Returns what draws, and with what.
    pub(super) fn drawn_by(&self) -> &[(&'static str, String)] {
        &self.shown.desktop.drawn_by
    }

    /// Takes note that the window fills the screen, or no longer does.
    pub fn set_full_screen(&mut self, full: bool) {
        if std::mem::replace(&mut self.shown.desktop.full_screen, full) != full {
            self.tell_window(RESIZED);
        }
    }

    /// Takes note of the modifiers that are held.
    pub fn set_modifiers(&mut self, mods: Mods) {
        self.shown.desktop.mods = mods;
    }

    /// Takes note of what an input method is composing.
    pub fn set_composing(&mut self, text: &str) {
        if self.shown.desktop.composing != text {
            text.clone_into(&mut self.shown.desktop.composing);
            self.statuses_are_old();
        }
    }

    /// Returns what an input method is composing.
    pub fn composing(&self) -> Option<&str> {
        self.shown.desktop.composing()
    }

    /// Tells whether what is typed is kept back: a text or a character is composed, or the leader was pressed.
    pub fn keeps_keys_back(&self) -> bool {
        self.composing().is_some() || self.shown.keys.leader_is_active()
    }

    /// Shows what is wrong with the background that the configuration asks for.
    pub fn background_failed(&mut self, problems: Vec<String>) {
        if !problems.is_empty() {
            self.add_problems(problems.into_iter().map(Problem::error).collect());
        }
    }

    /// Tells that the GPU cannot draw the window any more, which goes on without.
    pub fn gpu_lost(&mut self, reason: &str) {
        let title = "The GPU cannot draw any more".to_owned();
        let body = format!("The CPU draws this window from now on: {reason}");
        self.toast(title, body, None);
    }

    /// Tells of characters that no font has; where others are told of already, the notice tells of these too.
    pub fn glyphs_missing(&mut self, graphemes: &[SmolStr]) {
        // Who looks through all characters sees which of them are missing.
        if graphemes.is_empty() || self.menu_purpose() == Some(Purpose::Characters) {
            return;
        }
        let told = self.shown.notices.tells(MISSING);
        let missing = &mut self.shown.desktop.missing;
        if !told {
            missing.clear();
        }
        missing.extend(graphemes.iter().cloned());
        let body = words_for_missing(missing);
        match told {
            true => self.shown.notices.renew(MISSING, body),
            false => self.toast(MISSING.to_owned(), body, None),
        }
        self.shown.screen.dirty = true;
    }

    /// Returns the folder of the configuration's file.
    pub fn config_folder(&self) -> Option<&Path> {
        self.config_file.as_deref()?.parent()
    }

    /// Returns the number of the first row that is shown of the active pane, counted from its first one.
    pub fn top_row(&self) -> i64 {
        let pane = self.active_pane().and_then(|pane| self.mux.pane(pane));
        pane.map_or(0, |pane| pane.top_row(self.scroll_of(&pane)).0)
    }

    /// Takes note of what the person does with the mouse; a pointer that only moves does nothing.
    pub(super) fn mouse_came(&mut self, mut event: MouseEvent) {
        let pressed = self.shown.desktop.pressed;
        match event.kind {
            MouseKind::Press(button) => {
                self.shown.desktop.pressed = Some((button, event.clicks));
            }
            // What belongs to a press has its streak.
            MouseKind::Release(button) | MouseKind::Move(Some(button)) => {
                let own = pressed.filter(|(pressed, _)| *pressed == button);
                event.clicks = own.map_or(event.clicks, |(_, clicks)| clicks);
            }
            _ => {}
        }
        if event.kind != MouseKind::Move(None) {
            self.shown.desktop.mouse = Some(event);
        }
    }

    /// Takes note that the person has turned to the keyboard.
    pub(super) fn key_came(&mut self) {
        self.shown.desktop.mouse = None;
    }
}

/// Says which characters are missing and what helps.
fn words_for_missing(graphemes: &BTreeSet<SmolStr>) -> String {
    let named = graphemes.iter().take(NAMED).map(|grapheme| {
        let codes = grapheme.chars().map(|c| format!("U+{:04X}", u32::from(c)));
        codes.collect::<Vec<_>>().join(" ")
    });
    let mut named = named.collect::<Vec<_>>().join(", ");
    if graphemes.len() > NAMED {
        named.push_str(&format!(" and {} more", graphemes.len() - NAMED));
    }
    format!(
        "{named}. Install a font that has it; warn_about_missing_glyphs = false says nothing of them."
    )
}
