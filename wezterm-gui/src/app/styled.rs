//! Text with colours, as `wezterm.format` makes it, on its way into cells.
//!
//! Hides the escape sequences: those for colours and attributes are heeded, all others are left out. Pure
//! data; it draws where it is told.

use mux::grid::{Color, Grid, Style, Underline, text_width};
use tattoy_termwiz::cell::{Intensity, Underline as Line};
use tattoy_termwiz::color::ColorSpec;
use tattoy_termwiz::escape::csi::Sgr;
use tattoy_termwiz::escape::parser::Parser;
use tattoy_termwiz::escape::{Action, CSI, ControlCode};
use unicode_segmentation::UnicodeSegmentation;

/// Runs of text, each in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Styled(Vec<(Style, String)>);

impl Styled {
    /// Reads text with escape sequences; `base` is how it looks where it says nothing.
    pub(super) fn read(text: &str, base: Style) -> Self {
        let lines = Self::lines(text, base).into_iter();
        Self(lines.flat_map(|line| line.0).collect())
    }

    /// Reads text of several lines with escape sequences; there is always one.
    pub(super) fn lines(text: &str, base: Style) -> Vec<Self> {
        let mut done = Vec::new();
        let mut line = Self::default();
        let mut style = base;
        Parser::new().parse(text.as_bytes(), |action| match action {
            Action::Print(c) => line.push(style, c),
            Action::PrintString(text) => text.chars().for_each(|c| line.push(style, c)),
            Action::Control(ControlCode::HorizontalTab) => line.push(style, ' '),
            Action::Control(ControlCode::LineFeed) => done.push(std::mem::take(&mut line)),
            Action::CSI(CSI::Sgr(sgr)) => restyle(&mut style, base, sgr),
            _ => {}
        });
        done.push(line);
        done
    }

    /// Returns the text without its styles.
    pub(super) fn plain(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Returns the graphemes with their styles.
    pub(super) fn graphemes(&self) -> impl Iterator<Item = (Style, &str)> {
        let runs = self.0.iter();
        runs.flat_map(|(style, text)| text.graphemes(true).map(move |grapheme| (*style, grapheme)))
    }

    /// Returns it in rows of at most `cols` columns, broken at blanks where there are any; there is always one.
    pub(super) fn wrapped(&self, cols: usize) -> Vec<Self> {
        let cols = cols.max(2);
        let all: Vec<(Style, &str)> = self.graphemes().collect();
        let blank = |at: usize| all[at].1.trim().is_empty();
        let mut rows = Vec::new();
        let mut start = 0;
        while start < all.len() {
            let (mut end, mut width) = (start, 0);
            while end < all.len() && width + text_width(all[end].1) <= cols {
                width += text_width(all[end].1);
                end += 1;
            }
            let mut next = end;
            if end < all.len() && !blank(end) {
                // The row ends within a word: it goes to the next row, unless it fills one.
                let last = (start..end).rev().find(|at| blank(*at));
                next = last.map_or(end, |at| at + 1);
            }
            while next < all.len() && next > start && blank(next) {
                next += 1;
            }
            let shown = (start..next.min(end)).rev().find(|at| !blank(*at));
            let mut row = Self::default();
            for (style, grapheme) in &all[start..shown.map_or(start, |at| at + 1)] {
                grapheme.chars().for_each(|c| row.push(*style, c));
            }
            rows.push(row);
            start = next.max(start + 1);
        }
        if rows.is_empty() {
            rows.push(Self::default());
        }
        rows
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

    /// Returns the background that it begins with; none where it says nothing.
    pub(super) fn ground(&self) -> Option<Color> {
        self.0.first().map(|(style, _)| style.bg)
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

    #[test]
    fn lines_keep_their_styles_across_breaks_and_long_ones_break_at_blanks() {
        let lines = Styled::lines("a\x1b[1mb\r\nc\td\n", base());
        let plain: Vec<String> = lines.iter().map(Styled::plain).collect();
        assert_eq!(plain, ["ab", "c d", ""]);
        assert_eq!(lines[1].0, [(base().bold(), "c d".to_owned())]);
        let rows = |text: &str, cols| {
            let rows = Styled::read(text, base()).wrapped(cols).into_iter();
            rows.map(|row| row.plain()).collect::<Vec<String>>()
        };
        assert_eq!(rows("one two three", 7), ["one two", "three"]);
        assert_eq!(rows("one two three", 6), ["one", "two", "three"]);
        assert_eq!(rows("wordthatfills it", 5), ["wordt", "hatfi", "lls", "it"]);
        assert_eq!(rows("日本語です", 5), ["日本", "語で", "す"]);
        assert_eq!(rows("  two  blanks  ", 20), ["  two  blanks"]);
        assert_eq!(rows("", 5), [""]);
        assert_eq!(rows("日", 0), ["日"]);
    }
}
