//! Styled text in lines of a given width.
//!
//! It hides how text of unknown origin is made safe to show and where lines break. Plain data; it
//! knows nothing of cards.

use mux::grid::{Color, Grid, Style, text_width};
use unicode_segmentation::UnicodeSegmentation;

use super::super::show::{Piece, shown, visible};

/// One line, as runs of one style.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line(Vec<(String, Style)>);

impl Line {
    /// Draws it and returns how many columns it took.
    pub(super) fn draw(&self, grid: &mut Grid, x: usize, y: usize) -> usize {
        let mut at = x;
        for (text, style) in &self.0 {
            at += grid.put(at, y, text, *style);
        }
        at - x
    }
}

/// Paragraphs, each with what stands before its first line.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    paragraphs: Vec<Paragraph>,
    escapes: bool,
}

#[derive(Clone, Debug)]
struct Paragraph {
    label: String,
    label_style: Style,
    /// The text, its style, and whether a line ends behind it.
    runs: Vec<(String, Style, bool)>,
}

impl Text {
    /// Adds a line of our own words.
    pub(super) fn plain(&mut self, words: &str, style: Style) {
        self.paragraphs.push(Paragraph {
            label: String::new(),
            label_style: Style::default(),
            runs: vec![(words.to_owned(), style, false)],
        });
    }

    /// Adds text that somebody else wrote, behind a label.
    pub(super) fn unknown(&mut self, label: &str, text: &str, style: Style) {
        self.labelled((label, quiet()), shown(text), style);
    }

    /// Adds text of our own words, which may quote somebody else's, behind a label.
    pub(super) fn own(&mut self, (label, label_style): (&str, Style), text: &str, style: Style) {
        self.labelled((label, label_style), visible(text), style);
    }

    /// Adds lines that somebody else wrote, word for word. Each but the first has a mark before it, so that
    /// it passes for no other line; a tab is an arrow.
    pub(super) fn lines(&mut self, text: &str, style: Style) {
        for (index, line) in text.split('\n').enumerate() {
            let mut pieces = shown(line);
            for piece in pieces.iter_mut().filter(|piece| piece.is_tab) {
                piece.text = "→   ".to_owned();
            }
            let gutter = if index == 0 { "" } else { "│ " };
            self.labelled((gutter, quiet()), pieces, style);
        }
    }

    /// Adds a line of a diff that somebody else wrote, in one style with the mark that it begins with.
    pub(super) fn marked(&mut self, mark: &str, text: &str, style: Style) {
        self.labelled((mark, style), shown(text), style);
    }

    fn labelled(&mut self, (label, label_style): (&str, Style), pieces: Vec<Piece>, style: Style) {
        let escape = Style::default()
            .fg(Color::Palette(0))
            .bg(Color::Palette(3))
            .bold();
        let runs = pieces.into_iter().map(|piece| {
            let style = match (piece.ends_line || piece.is_tab, piece.escaped) {
                (true, _) => quiet(),
                (false, true) => escape,
                (false, false) => style,
            };
            (piece.text, style, piece.ends_line)
        });
        let runs: Vec<_> = runs.collect();
        self.escapes |= runs.iter().any(|(_, style, _)| *style == escape);
        self.paragraphs.push(Paragraph {
            label: label.to_owned(),
            label_style,
            runs,
        });
    }

    /// Adds another text below.
    pub(super) fn append(&mut self, other: Self) {
        self.paragraphs.extend(other.paragraphs);
        self.escapes |= other.escapes;
    }

    /// Adds an empty line.
    pub(super) fn blank(&mut self) {
        self.plain("", Style::default());
    }

    /// Tells whether anything in it is shown as an escape.
    pub(super) fn has_escapes(&self) -> bool {
        self.escapes
    }

    /// Returns it in lines of at most `cols` columns; what follows a label's line is indented.
    pub(super) fn wrapped(&self, cols: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for paragraph in &self.paragraphs {
            paragraph.wrap(cols.max(1), &mut lines);
        }
        lines
    }
}

impl Paragraph {
    fn wrap(&self, cols: usize, lines: &mut Vec<Line>) {
        let indent = text_width(&self.label);
        // In a narrow card the label gets a line of its own.
        let indent = if indent * 2 > cols { 0 } else { indent };
        let mut line = Line::default();
        let mut x = text_width(&self.label);
        if !self.label.is_empty() {
            line.0.push((self.label.clone(), self.label_style));
        }
        if x > indent {
            lines.push(std::mem::take(&mut line));
            x = 0;
        }
        let mut next = |line: &mut Line, x: &mut usize| {
            lines.push(std::mem::take(line));
            if indent > 0 {
                line.0.push((" ".repeat(indent), quiet()));
            }
            *x = indent;
        };
        for (text, style, ends_line) in &self.runs {
            for word in words(text) {
                let width = text_width(word);
                if x + width > cols && x > indent && width <= cols - indent {
                    next(&mut line, &mut x);
                }
                for grapheme in word.graphemes(true) {
                    let width = text_width(grapheme);
                    if x + width > cols && x > indent {
                        next(&mut line, &mut x);
                    }
                    match line.0.last_mut() {
                        Some((last, own)) if own == style => last.push_str(grapheme),
                        _ => line.0.push((grapheme.to_owned(), *style)),
                    }
                    x += width;
                }
            }
            if *ends_line {
                next(&mut line, &mut x);
            }
        }
        lines.push(line);
    }
}

fn quiet() -> Style {
    Style::default().fg(Color::Palette(8))
}

/// Returns the words, each with the blanks behind it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
}
