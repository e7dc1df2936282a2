//! Text with colours, as `wezterm.format` makes it, on its way into cells.
//!
//! Hides the escape sequences: those for colours and attributes are heeded, all others are left out. Pure
//! data; it draws where it is told.

use mux::grid::{Color, Grid, Style, Underline, text_width};
use tattoy_termwiz::cell::{Intensity, Underline as Line};
use tattoy_termwiz::color::ColorSpec;
use tattoy_termwiz::escape::csi::Sgr;
use tattoy_termwiz::escape::parser::Parser;
use tattoy_termwiz::escape::{Action, CSI};
use unicode_segmentation::UnicodeSegmentation;

/// Runs of text, each in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Styled(Vec<(Style, String)>);

impl Styled {
    /// Reads text with escape sequences; `base` is how it looks where it says nothing.
    pub(super) fn read(text: &str, base: Style) -> Self {
        let mut runs = Self::default();
        let mut style = base;
        Parser::new().parse(text.as_bytes(), |action| match action {
            Action::Print(c) => runs.push(style, c),
            Action::PrintString(text) => text.chars().for_each(|c| runs.push(style, c)),
            Action::CSI(CSI::Sgr(sgr)) => restyle(&mut style, base, sgr),
            _ => {}
        });
        runs
    }

    fn push(&mut self, style: Style, c: char) {
        if c.is_control() {
            return;
        }
        match self.0.last_mut() {
            Some((last, text)) if *last == style => text.push(c),
            _ => self.0.push((style, c.to_string())),
        }
    }

    /// Returns how many columns it takes.
    pub(super) fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text_width(text)).sum()
    }

    /// Returns it cut to `cols` columns, the cut marked.
    pub(super) fn clipped(&self, cols: usize) -> Self {
        if self.width() <= cols {
            return self.clone();
        }
        let mut kept = Self::default();
        let mut used = 0;
        for (style, text) in &self.0 {
            for grapheme in text.graphemes(true) {
                let width = text_width(grapheme);
                if used + width + 1 > cols {
                    if cols > 0 {
                        kept.push(*style, '…');
                    }
                    return kept;
                }
                used += width;
                grapheme.chars().for_each(|c| kept.push(*style, c));
            }
        }
        kept
    }

    /// Draws it from `x`, `y` to the right.
    pub(super) fn draw(&self, grid: &mut Grid, x: usize, y: usize) {
        let mut x = x;
        for (style, text) in &self.0 {
            x += grid.put(x, y, text, *style);
        }
    }
}

fn restyle(style: &mut Style, base: Style, sgr: Sgr) {
    match sgr {
        Sgr::Reset => *style = base,
        Sgr::Intensity(intensity) => {
            style.bold = intensity == Intensity::Bold;
            style.dim = intensity == Intensity::Half;
        }
        Sgr::Italic(on) => style.italic = on,
        Sgr::Inverse(on) => style.inverse = on,
        Sgr::StrikeThrough(on) => style.strikethrough = on,
        Sgr::Overline(on) => style.overline = on,
        Sgr::Underline(line) => {
            style.underline = match line {
                Line::None => Underline::None,
                Line::Single => Underline::Single,
                Line::Double => Underline::Double,
                Line::Curly => Underline::Curly,
                Line::Dotted => Underline::Dotted,
                Line::Dashed => Underline::Dashed,
            };
        }
        Sgr::UnderlineColor(color) => style.underline_color = color_of(color, base.underline_color),
        Sgr::Foreground(color) => style.fg = color_of(color, base.fg),
        Sgr::Background(color) => style.bg = color_of(color, base.bg),
        _ => {}
    }
}

fn color_of(color: ColorSpec, base: Color) -> Color {
    match color {
        ColorSpec::Default => base,
        ColorSpec::PaletteIndex(index) => Color::Palette(index),
        ColorSpec::TrueColor(color) => {
            let (r, g, b, _) = color.to_srgb_u8();
            Color::Rgb(r, g, b)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Style {
        Style::default().fg(Color::Palette(7))
    }

    #[test]
    fn colours_and_attributes_become_styles_and_other_sequences_nothing() {
        let text = "a\x1b[1;91;48:2::1:2:3mb\x1b[0m\x1b]0;title\x07\x1b[2Jc\x1b[4:3md";
        let styled = Styled::read(text, base());
        let loud = base().fg(Color::Palette(9)).bg(Color::Rgb(1, 2, 3)).bold();
        assert_eq!(
            styled.0,
            [
                (base(), "a".to_owned()),
                (loud, "b".to_owned()),
                (base(), "c".to_owned()),
                (base().underline(Underline::Curly), "d".to_owned()),
            ]
        );
        assert_eq!(styled.width(), 4);
    }

    #[test]
    fn what_is_too_wide_is_cut_and_marked() {
        let styled = Styled::read("ab\x1b[1m日本語", base());
        assert_eq!(styled.width(), 8);
        assert_eq!(styled.clipped(8), styled);
        let cut = styled.clipped(6);
        assert_eq!(cut.0[1], (base().bold(), "日…".to_owned()));
        assert_eq!(styled.clipped(0).width(), 0);
    }
}
