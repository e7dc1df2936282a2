//! What a window shows beside cells: what is behind them, and what moves by itself.
//!
//! It puts `background` and `motion` together, so that the loop asks one of them: what a frame shows, and when the
//! next one is due. Main thread.

use std::path::Path;
use std::time::Instant;

use config::{Config, VisualBell};
use mux::grid::Rect;

use super::background::{Background, Space};
use super::motion::{Blinkers, Motion};
use super::settings;
use crate::frame::Poke;
use crate::render::{Effects, Theme, premultiplied};

/// What a window shows beside cells.
pub struct Decor {
    background: Background,
    motion: Motion,
}

impl Decor {
    /// Returns that of a configuration; files whose paths are relative lie in this folder.
    pub fn new(config: &Config, folder: Option<&Path>, poke: Poke) -> Self {
        let mut decor = Self {
            background: Background::plain(poke),
            motion: Motion::none(Instant::now()),
        };
        decor.configure(config, folder);
        decor
    }

    /// Follows a configuration.
    pub fn configure(&mut self, config: &Config, folder: Option<&Path>) {
        self.background.configure(config.look.layers(), folder);
    }

    /// Takes a picture that was made meanwhile. Returns whether the window looks different now, and what is wrong with
    /// what should be behind its text.
    pub fn take_made(&mut self) -> (bool, Vec<String>) {
        self.background.take()
    }

    /// Returns whether what is behind the text moves when it is scrolled.
    pub fn scrolls(&self) -> bool {
        self.background.scrolls()
    }

    /// Returns what a frame shows now.
    pub fn effects(&mut self, config: &Config, space: Space, now: Instant) -> Effects {
        self.background.ask(space);
        let mut effects = Effects {
            backdrop: self.background.shown().cloned(),
            bidi: settings::bidi(config),
            ..Effects::default()
        };
        self.motion.show(&mut effects, now);
        effects
    }

    /// Takes note of what can blink.
    pub fn set_blinkers(&mut self, config: &Config, blinkers: Blinkers, now: Instant) {
        self.motion.set(&config.look, blinkers, now);
    }

    /// Lights the cursor; returns whether it was dimmer.
    pub fn light_cursor(&mut self, now: Instant) -> bool {
        self.motion.light_cursor(now)
    }

    /// Lets a bell be seen at these cells.
    pub fn ring(&mut self, bell: VisualBell, area: Rect, now: Instant) {
        self.motion.ring(bell, area, now);
    }

    /// Returns whether a frame would look otherwise than the last one.
    pub fn is_due(&self, now: Instant) -> bool {
        self.motion.is_due(now)
    }

    /// Returns when the next frame is due.
    pub fn next_change(&self, now: Instant) -> Option<Instant> {
        self.motion.next_change(now)
    }
}

/// Returns what is behind all layers of a window: what is behind the window itself where that can be seen.
pub fn ground(config: &Config, theme: &Theme, sees_through: bool) -> u32 {
    let look = &config.look;
    let deepest =
        look.window_background_gradient.is_some() || look.window_background_image.is_some();
    match sees_through {
        false => premultiplied(theme.background(), 255),
        // The opacity is that of the deepest layer, which is the colour where nothing else is.
        true if theme.opacity < 255 && !deepest => premultiplied(theme.background(), theme.opacity),
        true => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_lie_on_the_colour_where_it_has_an_opacity_of_its_own() {
        let mut config = Config::default();
        let ground = |config: &Config, sees_through| {
            let theme = settings::theme(config, &mux::Palette::default());
            let opaque = premultiplied(theme.background(), 255);
            let ground = ground(config, &theme, sees_through);
            (ground == opaque, ground >> 24)
        };
        assert_eq!(ground(&config, true), (false, 0), "the layers alone");
        assert_eq!(
            ground(&config, false),
            (true, 255),
            "nothing else can be seen"
        );
        config.look.window_background_opacity = 0.5;
        assert_eq!(ground(&config, true), (false, 128));
        config.look.window_background_image = Some("a.png".into());
        assert_eq!(ground(&config, true), (false, 0), "the picture has it");
        assert_eq!(ground(&config, false), (true, 255));
    }
}
