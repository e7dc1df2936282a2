//! Colours between this crate and the engine.
//!
//! The palette handed to the engine, and back from it what a program changed (OSC 4, 10, 11, ...):
//! cells keep palette indexes, except where the program gave an index another colour. Used under the
//! pane's lock.

use crate::grid::Color;
use crate::palette::{Palette, Rgb};
use tattoy_wezterm_term::color::{ColorAttribute, ColorPalette, Palette256, SrgbaTuple};

/// Returns the engine's form of a palette.
pub(super) fn to_engine(palette: &Palette) -> ColorPalette {
    let color = |rgb: Rgb| SrgbaTuple::from(rgb);
    ColorPalette {
        colors: Palette256(palette.colors.map(color)),
        foreground: color(palette.foreground),
        background: color(palette.background),
        cursor_fg: color(palette.cursor_fg),
        cursor_bg: color(palette.cursor_bg),
        cursor_border: color(palette.cursor_bg),
        selection_fg: color(palette.selection_fg.unwrap_or(palette.foreground)),
        selection_bg: color(palette.selection_bg),
        scrollbar_thumb: color(palette.colors[8]),
        split: color(palette.colors[8]),
    }
}

fn rgb(color: SrgbaTuple) -> Rgb {
    let (r, g, b, _) = color.as_rgba_u8();
    (r, g, b)
}

/// The colours that a program changed in its own terminal.
#[derive(Debug, Default)]
pub(super) struct Changed {
    foreground: Option<Rgb>,
    background: Option<Rgb>,
    /// Sorted by index.
    colors: Vec<(u8, Rgb)>,
}

impl Changed {
    /// Returns what differs between the configured palette and the one in force.
    pub(super) fn between(configured: &Palette, in_force: &ColorPalette) -> Self {
        let changed = |old: Rgb, new: SrgbaTuple| Some(rgb(new)).filter(|new| *new != old);
        let colors = (0u8..=255).filter_map(|index| {
            let at = usize::from(index);
            let new = changed(configured.colors[at], in_force.colors.0[at])?;
            Some((index, new))
        });
        Self {
            foreground: changed(configured.foreground, in_force.foreground),
            background: changed(configured.background, in_force.background),
            colors: colors.collect(),
        }
    }

    /// Returns a text colour.
    pub(super) fn foreground(&self, color: ColorAttribute) -> Color {
        self.color(color, self.foreground)
    }

    /// Returns a background.
    pub(super) fn background(&self, color: ColorAttribute) -> Color {
        self.color(color, self.background)
    }

    /// Returns a colour for which the default means the text colour.
    pub(super) fn underline(&self, color: ColorAttribute) -> Color {
        self.color(color, None)
    }

    fn color(&self, color: ColorAttribute, default: Option<Rgb>) -> Color {
        let changed = match color {
            ColorAttribute::TrueColorWithPaletteFallback(color, _)
            | ColorAttribute::TrueColorWithDefaultFallback(color) => Some(rgb(color)),
            ColorAttribute::Default => match default {
                None => return Color::Default,
                changed => changed,
            },
            ColorAttribute::PaletteIndex(index) => {
                let found = self
                    .colors
                    .binary_search_by_key(&index, |(known, _)| *known);
                match found {
                    Err(_) => return Color::Palette(index),
                    Ok(at) => Some(self.colors[at].1),
                }
            }
        };
        changed.map_or(Color::Default, |(r, g, b)| Color::Rgb(r, g, b))
    }
}
