//! Which colours a cell's style stands for.
//!
//! Pure functions over the palette: defaults, indexes, bold, dim, inverse, hidden and faded become two
//! colours and that of the underline. Used by `compose`; it draws nothing.

use mux::Palette;
use mux::grid::{Color, Style};

/// Red, green and blue as `0xrrggbb`.
pub type Pixel = u32;

/// How bold text in one of the eight plain colours looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bold {
    /// Bold, in its colour.
    Plain,
    /// Bold, in the bright colour.
    #[default]
    BrightAndBold,
    /// Regular, in the bright colour.
    BrightOnly,
}

/// Factors for the hue, the saturation and the brightness of colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    /// For the hue.
    pub hue: f32,
    /// For the saturation.
    pub saturation: f32,
    /// For the brightness.
    pub brightness: f32,
}

impl Factors {
    /// Leaves colours as they are.
    pub const NONE: Self = Self {
        hue: 1.0,
        saturation: 1.0,
        brightness: 1.0,
    };

    /// Returns a colour with its parts multiplied.
    pub fn apply(&self, colour: Pixel) -> Pixel {
        if *self == Self::NONE {
            return colour;
        }
        let [r, g, b] = [16, 8, 0].map(|shift| (colour >> shift & 255) as f32 / 255.0);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let range = max - min;
        let sector = if range <= 0.0 {
            0.0
        } else if max == r {
            ((g - b) / range).rem_euclid(6.0)
        } else if max == g {
            (b - r) / range + 2.0
        } else {
            (r - g) / range + 4.0
        };
        let saturation = if max > 0.0 { range / max } else { 0.0 };
        let sector = (sector * self.hue).rem_euclid(6.0);
        let saturation = (saturation * self.saturation).clamp(0.0, 1.0);
        let value = (max * self.brightness).clamp(0.0, 1.0);
        let channel = |offset: f32| {
            let place = (offset + sector) % 6.0;
            let part = value - value * saturation * place.min(4.0 - place).clamp(0.0, 1.0);
            (part * 255.0).round() as u32
        };
        channel(5.0) << 16 | channel(3.0) << 8 | channel(1.0)
    }
}

/// The colours in use, and how they are laid over what is behind the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// What defaults and indexes stand for.
    pub palette: Palette,
    /// How bold text in one of the eight plain colours looks.
    pub bold: Bold,
    /// What becomes of the colours of faded cells.
    pub faded: Factors,
    /// What becomes of the colours of text.
    pub text: Factors,
    /// The cursor's outline, and cursors that are lines; the cursor's own colour where nothing is said.
    pub cursor_border: Option<mux::Rgb>,
    /// Whether the cursor is its cell in reverse.
    pub reverse_cursor: bool,
    /// The cursor while what is typed is kept back; the usual one where nothing is said.
    pub compose_cursor: Option<mux::Rgb>,
    /// Whether it is.
    pub composing: bool,
    /// What a bell flashes in.
    pub flash: mux::Rgb,
    /// Opacity of the background; 255 hides what is behind.
    pub opacity: u8,
    /// Opacity of other colours behind text, where the background is not opaque.
    pub ground_opacity: u8,
}

impl Default for Theme {
    fn default() -> Self {
        let palette = Palette::default();
        Self {
            flash: palette.foreground,
            palette,
            bold: Bold::default(),
            faded: Factors::NONE,
            text: Factors::NONE,
            cursor_border: None,
            reverse_cursor: false,
            compose_cursor: None,
            composing: false,
            opacity: 255,
            ground_opacity: 255,
        }
    }
}

/// The colours of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    pub text: Pixel,
    pub ground: Pixel,
    pub underline: Pixel,
    /// Whether the ground is the background's colour because nobody asked for another.
    pub plain: bool,
    /// How strongly text and lines are seen: 255 wholly, 0 not at all.
    pub strength: u8,
}

/// The colours of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CursorInk {
    /// The filled block.
    pub block: Pixel,
    /// Text on the block.
    pub text: Pixel,
    /// Lines and outlines.
    pub line: Pixel,
}

impl Theme {
    /// Returns the colour behind everything.
    pub fn background(&self) -> Pixel {
        pixel(self.palette.background)
    }

    /// Returns the colour so many hundredths of the way from the background to the text.
    pub fn between(&self, hundredths: u32) -> Pixel {
        let (text, ground) = (pixel(self.palette.foreground), self.background());
        mixed(ground, text, (hundredths.min(100) * 255 / 100) as u8)
    }

    /// Returns the colours of the cursor on a cell with this ink.
    pub fn cursor(&self, under: Ink) -> CursorInk {
        if let Some(colour) = self.compose_cursor.filter(|_| self.composing) {
            return CursorInk {
                block: pixel(colour),
                text: pixel(self.palette.cursor_fg),
                line: pixel(colour),
            };
        }
        let block = self.palette.cursor_bg;
        // On a ground of its own colour (what is selected, in many schemes) it would not be seen.
        if self.reverse_cursor || alike(pixel(block), under.ground) {
            return CursorInk {
                block: under.text,
                text: under.ground,
                line: under.text,
            };
        }
        CursorInk {
            block: pixel(block),
            text: pixel(self.palette.cursor_fg),
            line: pixel(self.cursor_border.unwrap_or(block)),
        }
    }

    /// Returns the colour of a bell's flash.
    pub fn flash(&self) -> Pixel {
        pixel(self.flash)
    }

    /// Returns the colours that a cell of this style is drawn in.
    pub fn ink(&self, style: &Style) -> Ink {
        let mut text = self.colour(self.brightened(style), self.palette.foreground);
        let mut ground = self.colour(style.bg, self.palette.background);
        let plain = style.bg == Color::Default && !style.inverse;
        if style.inverse {
            std::mem::swap(&mut text, &mut ground);
        }
        text = self.text.apply(text);
        if style.dim {
            text = blend(text, ground);
        }
        let underline = match style.underline_color {
            Color::Default => text,
            other => self.colour(other, self.palette.foreground),
        };
        let mut ink = Ink {
            text: if style.hidden { ground } else { text },
            ground,
            underline,
            plain,
            strength: 255,
        };
        if style.faded {
            ink.text = self.faded.apply(ink.text);
            ink.ground = self.faded.apply(ink.ground);
            ink.underline = self.faded.apply(ink.underline);
        }
        ink
    }

    /// Returns whether text of this style is drawn in a bold face.
    pub fn is_bold(&self, style: &Style) -> bool {
        let brightened = matches!(style.fg, Color::Palette(0..=7));
        style.bold && !(brightened && self.bold == Bold::BrightOnly)
    }

    fn brightened(&self, style: &Style) -> Color {
        match style.fg {
            Color::Palette(index @ 0..=7) if style.bold && self.bold != Bold::Plain => {
                Color::Palette(index + 8)
            }
            other => other,
        }
    }

    fn colour(&self, colour: Color, default: mux::Rgb) -> Pixel {
        pixel(match colour {
            Color::Default => default,
            Color::Palette(index) => self.palette.colors[usize::from(index)],
            Color::Rgb(red, green, blue) => (red, green, blue),
        })
    }
}

fn pixel((red, green, blue): mux::Rgb) -> Pixel {
    u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue)
}

/// Returns a colour as surfaces hold it: `0xaarrggbb`, its parts multiplied by its opacity.
pub fn premultiplied(colour: Pixel, opacity: u8) -> u32 {
    let opacity = u32::from(opacity);
    let part = |shift: u32| (((colour >> shift & 255) * opacity + 127) / 255) << shift;
    opacity << 24 | part(16) | part(8) | part(0)
}

/// Returns the colour that is `strength` of 255 on the way from one to another.
pub fn mixed(from: Pixel, to: Pixel, strength: u8) -> Pixel {
    let strength = u32::from(strength);
    let part = |shift: u32| {
        let (from, to) = (from >> shift & 255, to >> shift & 255);
        ((to * strength + from * (255 - strength) + 127) / 255) << shift
    };
    part(16) | part(8) | part(0)
}

/// Tells whether two colours are hardly told apart.
fn alike(one: Pixel, other: Pixel) -> bool {
    /// By how much a part of one may differ.
    const MOST: u32 = 16;
    let differs = |shift: u32| (one >> shift & 255).abs_diff(other >> shift & 255);
    [16, 8, 0].into_iter().all(|shift| differs(shift) <= MOST)
}

/// Returns a colour two thirds of the way from `ground` to `text`.
fn blend(text: Pixel, ground: Pixel) -> Pixel {
    [16, 8, 0].into_iter().fold(0, |mixed, shift| {
        let (text, ground) = (text >> shift & 255, ground >> shift & 255);
        mixed | ((2 * text + ground) / 3) << shift
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(style: Style) -> Ink {
        Theme::default().ink(&style)
    }

    fn of(colour: Color) -> Pixel {
        Theme::default().colour(colour, (0, 0, 0))
    }

    #[test]
    fn a_cursor_on_a_ground_of_its_own_colour_is_its_cell_in_reverse() {
        let theme = Theme::default();
        let own = theme.palette.cursor_bg;
        let style = Style::default().fg(Color::Rgb(1, 2, 3)).bg(own.into());
        let ink = theme.ink(&style);
        let cursor = theme.cursor(ink);
        assert_eq!(
            (cursor.block, cursor.text, cursor.line),
            (ink.text, ink.ground, ink.text)
        );
        let elsewhere = theme.cursor(theme.ink(&Style::default()));
        assert_eq!(elsewhere.block, pixel(own));
    }

    #[test]
    fn plain_text_has_the_palettes_two_colours() {
        let palette = Palette::default();
        let expected = Ink {
            text: pixel(palette.foreground),
            ground: pixel(palette.background),
            underline: pixel(palette.foreground),
            plain: true,
            strength: 255,
        };
        assert_eq!(ink(Style::default()), expected);
    }

    #[test]
    fn factors_multiply_the_parts_of_a_colour_and_stay_within_bounds() {
        let factors = |hue, saturation, brightness| Factors {
            hue,
            saturation,
            brightness,
        };
        let table = [
            (Factors::NONE, 0x123456, 0x123456),
            (factors(1.0, 1.0, 0.5), 0xff8040, 0x804020),
            (factors(1.0, 0.0, 1.0), 0xff8040, 0xffffff),
            (factors(1.0, 0.5, 1.0), 0xff0000, 0xff8080),
            (factors(2.0, 1.0, 1.0), 0xffff00, 0x00ff00),
            (factors(1.0, 9.0, 9.0), 0x808081, 0xededff),
            (factors(1.0, 1.0, 0.1), 0x000000, 0x000000),
        ];
        for (factors, colour, expected) in table {
            assert_eq!(
                factors.apply(colour),
                expected,
                "{factors:?} of {colour:06x}"
            );
        }
    }

    #[test]
    fn faded_cells_lose_brightness_in_all_their_colours() {
        let theme = Theme {
            faded: Factors {
                brightness: 0.5,
                ..Factors::NONE
            },
            ..Theme::default()
        };
        let style = Style::default()
            .fg(Color::Rgb(200, 0, 0))
            .bg(Color::Rgb(0, 100, 0));
        assert_eq!(theme.ink(&style).text, 0xc80000);
        let faded = theme.ink(&Style {
            faded: true,
            ..style
        });
        assert_eq!((faded.text, faded.ground), (0x640000, 0x003200));
    }

    #[test]
    fn a_cursor_has_a_colour_of_its_own_while_what_is_typed_is_kept_back() {
        let mut theme = Theme {
            compose_cursor: Some((1, 2, 3)),
            cursor_border: Some((7, 8, 9)),
            reverse_cursor: true,
            ..Theme::default()
        };
        let under = theme.ink(&Style::default());
        let usual = theme.cursor(under);
        theme.composing = true;
        let composing = theme.cursor(under);
        assert_eq!((composing.block, composing.line), (0x010203, 0x010203));
        theme.compose_cursor = None;
        assert_eq!(theme.cursor(under), usual);
    }

    #[test]
    fn a_cursor_in_reverse_has_the_colours_of_its_cell() {
        let theme = Theme {
            reverse_cursor: true,
            ..Theme::default()
        };
        let under = theme.ink(
            &Style::default()
                .fg(Color::Rgb(1, 2, 3))
                .bg(Color::Rgb(4, 5, 6)),
        );
        let cursor = theme.cursor(under);
        assert_eq!((cursor.block, cursor.text), (0x010203, 0x040506));
    }

    #[test]
    fn inverse_swaps_and_hidden_shows_the_ground_alone() {
        let style = Style::default()
            .fg(Color::Rgb(1, 2, 3))
            .bg(Color::Rgb(4, 5, 6));
        let inverse = ink(style.inverse());
        assert_eq!((inverse.text, inverse.ground), (0x040506, 0x010203));
        let hidden = ink(Style {
            hidden: true,
            ..style
        });
        assert_eq!((hidden.text, hidden.ground), (0x040506, 0x040506));
    }

    #[test]
    fn bold_takes_the_bright_colour_of_the_plain_eight_only() {
        let bold = |colour| ink(Style::default().fg(colour).bold()).text;
        assert_eq!(bold(Color::Palette(1)), of(Color::Palette(9)));
        assert_eq!(bold(Color::Palette(9)), of(Color::Palette(9)));
        assert_eq!(bold(Color::Palette(100)), of(Color::Palette(100)));
        assert_eq!(bold(Color::Rgb(9, 9, 9)), 0x090909);
        let style = Style::default().fg(Color::Palette(1)).bold();
        let looks = [Bold::Plain, Bold::BrightAndBold, Bold::BrightOnly].map(|bold| {
            let theme = Theme {
                bold,
                ..Theme::default()
            };
            (theme.ink(&style).text, theme.is_bold(&style))
        });
        let (plain, bright) = (of(Color::Palette(1)), of(Color::Palette(9)));
        assert_eq!(looks, [(plain, true), (bright, true), (bright, false)]);
    }

    #[test]
    fn dim_text_lies_between_text_and_ground() {
        let style = Style::default()
            .fg(Color::Rgb(240, 30, 0))
            .bg(Color::Rgb(0, 0, 0))
            .dim();
        assert_eq!(ink(style).text, 0xa01400);
    }

    #[test]
    fn an_underline_may_have_a_colour_of_its_own() {
        let style = Style::default().underline_color(Color::Rgb(1, 2, 3));
        assert_eq!(ink(style).underline, 0x010203);
    }
}
