//! Which colours a cell's style stands for.
//!
//! Pure functions over the palette: defaults, indexes, bold, dim, inverse and hidden become two
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

/// The colours in use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Theme {
    /// What defaults and indexes stand for.
    pub palette: Palette,
    /// How bold text in one of the eight plain colours looks.
    pub bold: Bold,
}

/// The colours of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    pub text: Pixel,
    pub ground: Pixel,
    pub underline: Pixel,
}

impl Theme {
    /// Returns the colour behind everything.
    pub fn background(&self) -> Pixel {
        pixel(self.palette.background)
    }

    /// Returns the colour so many hundredths of the way from the background to the text.
    pub fn between(&self, hundredths: u32) -> Pixel {
        let (text, ground) = (pixel(self.palette.foreground), self.background());
        mix(text, ground, hundredths.min(100) * 255 / 100)
    }

    /// Returns the colours of the cursor and of the text under it.
    pub fn cursor(&self) -> (Pixel, Pixel) {
        (pixel(self.palette.cursor_bg), pixel(self.palette.cursor_fg))
    }

    /// Returns the colours that a cell of this style is drawn in.
    pub fn ink(&self, style: &Style) -> Ink {
        let mut text = self.colour(self.brightened(style), self.palette.foreground);
        let mut ground = self.colour(style.bg, self.palette.background);
        if style.inverse {
            std::mem::swap(&mut text, &mut ground);
        }
        if style.dim {
            text = blend(text, ground);
        }
        let underline = match style.underline_color {
            Color::Default => text,
            other => self.colour(other, self.palette.foreground),
        };
        if style.hidden {
            text = ground;
        }
        Ink {
            text,
            ground,
            underline,
        }
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

/// Returns `above` over `below` at this opacity of 255.
pub(super) fn mix(above: Pixel, below: Pixel, opacity: u32) -> Pixel {
    [16, 8, 0].into_iter().fold(0, |mixed, shift| {
        let (above, below) = (above >> shift & 255, below >> shift & 255);
        mixed | ((above * opacity + below * (255 - opacity) + 127) / 255) << shift
    })
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
    fn plain_text_has_the_palettes_two_colours() {
        let palette = Palette::default();
        let expected = Ink {
            text: pixel(palette.foreground),
            ground: pixel(palette.background),
            underline: pixel(palette.foreground),
        };
        assert_eq!(ink(Style::default()), expected);
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
