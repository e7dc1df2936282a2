//! The colours behind palette indexes.
//!
//! Plain data, owned by whoever draws. It holds the default scheme, a dark one, and the xterm cube
//! and grey ramp behind it. It does not say which cell has which colour.

/// Red, green and blue.
pub type Rgb = (u8, u8, u8);

/// The least contrast of words that can be read (WCAG 2.2 asks for 4.5, and 3 of large ones).
const READABLE: f64 = 4.0;

/// The colours that the default colour and the 256 palette entries stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Text without a colour of its own.
    pub foreground: Rgb,
    /// Background without a colour of its own.
    pub background: Rgb,
    /// The cursor.
    pub cursor_bg: Rgb,
    /// The text under a block cursor.
    pub cursor_fg: Rgb,
    /// Selected text; `None` keeps its own colour.
    pub selection_fg: Option<Rgb>,
    /// Behind selected text.
    pub selection_bg: Rgb,
    /// 16 named colours, the 6x6x6 cube and 24 greys.
    pub colors: [Rgb; 256],
}

/// The 16 named colours of the default scheme: muted, on a blue-black ground, each of the bright
/// ones and all of the plain ones but black readable on it (contrast of 4.5 or more).
const NAMED: [Rgb; 16] = [
    (0x2a, 0x2f, 0x3d),
    (0xe8, 0x6d, 0x78),
    (0x93, 0xc4, 0x7d),
    (0xe0, 0xb3, 0x66),
    (0x6c, 0xa4, 0xf0),
    (0xc0, 0x8c, 0xe0),
    (0x5f, 0xc1, 0xc4),
    (0xc6, 0xcc, 0xd8),
    (0x6b, 0x75, 0x8d),
    (0xff, 0x8c, 0x94),
    (0xb0, 0xdd, 0x9b),
    (0xf5, 0xcd, 0x85),
    (0x90, 0xbe, 0xff),
    (0xd8, 0xab, 0xf5),
    (0x82, 0xdc, 0xde),
    (0xee, 0xf1, 0xf7),
];

impl Default for Palette {
    fn default() -> Self {
        Self {
            foreground: (0xd5, 0xda, 0xe5),
            background: (0x12, 0x15, 0x1d),
            cursor_bg: (0x8f, 0xbc, 0xff),
            cursor_fg: (0x12, 0x15, 0x1d),
            selection_fg: None,
            selection_bg: (0x2d, 0x3f, 0x63),
            colors: with_cube(NAMED),
        }
    }
}

impl Palette {
    /// Returns the colour at a palette index.
    pub fn color(&self, index: u8) -> Rgb {
        self.colors[usize::from(index)]
    }

    /// Returns the colour of words on the selection's background: the chosen one, or one of the scheme's that can
    /// be read there. Many schemes select in the colour of their text.
    pub fn on_selection(&self) -> Rgb {
        let (black, white) = ((0, 0, 0), (0xff, 0xff, 0xff));
        let own = [self.selection_fg, Some(self.foreground)];
        let candidates = own
            .into_iter()
            .flatten()
            .chain([self.background, white, black]);
        let can_be_read = |color: &Rgb| contrast(*color, self.selection_bg) >= READABLE;
        candidates.into_iter().find(can_be_read).unwrap_or(black)
    }
}

/// Returns the 16 named colours followed by xterm's colour cube and grey ramp.
pub fn with_cube(named: [Rgb; 16]) -> [Rgb; 256] {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let mut colors = [(0, 0, 0); 256];
    colors[..16].copy_from_slice(&named);
    for (index, color) in colors[16..232].iter_mut().enumerate() {
        *color = (LEVELS[index / 36], LEVELS[index / 6 % 6], LEVELS[index % 6]);
    }
    for (color, level) in colors[232..].iter_mut().zip((8u8..).step_by(10)) {
        *color = (level, level, level);
    }
    colors
}

/// Returns the relative luminance of a colour (WCAG 2.2).
fn luminance((r, g, b): Rgb) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.039_28 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
}

/// Returns the contrast of two colours, from 1 to 21 (WCAG 2.2).
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cube_and_the_greys_are_those_of_xterm() {
        let palette = Palette::default();
        assert_eq!(palette.color(16), (0, 0, 0));
        assert_eq!(palette.color(21), (0, 0, 255));
        assert_eq!(palette.color(208), (255, 135, 0));
        assert_eq!(palette.color(231), (255, 255, 255));
        assert_eq!(palette.color(232), (8, 8, 8));
        assert_eq!(palette.color(255), (238, 238, 238));
    }

    #[test]
    fn words_on_the_selection_can_be_read_in_every_scheme() {
        let default = Palette::default();
        assert_eq!(default.on_selection(), default.foreground);
        let inverse = Palette {
            selection_bg: default.foreground,
            ..Palette::default()
        };
        assert_eq!(inverse.on_selection(), default.background);
        let chosen = Palette {
            selection_fg: Some((0x20, 0, 0)),
            ..inverse
        };
        assert_eq!(chosen.on_selection(), (0x20, 0, 0));
        for level in 0..=255 {
            let grey = Palette {
                foreground: (level, level, level),
                background: (level, level, level),
                selection_bg: (level, level, level),
                ..Palette::default()
            };
            assert!(contrast(grey.on_selection(), grey.selection_bg) >= READABLE);
        }
    }

    #[test]
    fn text_in_the_default_scheme_can_be_read() {
        let palette = Palette::default();
        assert!(contrast(palette.foreground, palette.background) > 10.0);
        assert!(contrast(palette.foreground, palette.selection_bg) > 4.5);
        assert!(contrast(palette.cursor_bg, palette.background) > 4.5);
        for index in (1..8).chain(9..16) {
            let ratio = contrast(palette.color(index), palette.background);
            assert!(ratio >= 4.5, "color {index} has a contrast of {ratio:.1}");
        }
        // Bright black is for what should step back, and must still be legible.
        assert!(contrast(palette.color(8), palette.background) > 3.0);
    }
}
