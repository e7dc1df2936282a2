//! Text turned into lines of a given width: words wrapped, code set apart, a little Markdown.
//!
//! It hides widths and styles. Plain functions. It does not know where on the screen a line comes.

use unicode_segmentation::UnicodeSegmentation;
use wezterm_module_framework::grid::{Color, Style, text_width};

use crate::answer::{Segment, command_at, segments, warning};
use crate::conversation::{Exchange, Outcome};

/// A line to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) spans: Vec<(String, Style)>,
    /// The style of the rest of the row.
    pub(crate) rest: Style,
    /// The command that a click on this line copies.
    pub(crate) command: Option<String>,
}

impl Line {
    pub(crate) fn plain(text: impl Into<String>, style: Style) -> Self {
        Self {
            spans: vec![(text.into(), style)],
            ..Self::default()
        }
    }
}

/// The styles of the overlay, from the palette so that they follow the colour scheme.
pub(crate) mod styles {
    use super::{Color, Style};

    pub(crate) fn text() -> Style {
        Style::default()
    }

    pub(crate) fn faint() -> Style {
        Style::default().fg(Color::Palette(245))
    }

    pub(crate) fn question() -> Style {
        Style::default().bold()
    }

    pub(crate) fn mark() -> Style {
        Style::default().fg(Color::Palette(6)).bold()
    }

    pub(crate) fn code() -> Style {
        Style::default()
            .fg(Color::Palette(252))
            .bg(Color::Palette(236))
    }

    pub(crate) fn code_bar() -> Style {
        Style::default()
            .fg(Color::Palette(6))
            .bg(Color::Palette(236))
    }

    pub(crate) fn inline_code() -> Style {
        Style::default().fg(Color::Palette(6))
    }

    pub(crate) fn heading() -> Style {
        Style::default().bold()
    }

    pub(crate) fn error() -> Style {
        Style::default().fg(Color::Palette(1)).bold()
    }

    pub(crate) fn warning() -> Style {
        Style::default().fg(Color::Palette(3)).bold()
    }

    pub(crate) fn bar() -> Style {
        Style::default()
            .fg(Color::Palette(252))
            .bg(Color::Palette(236))
    }
}

/// Lays out a question and what came of it.
pub(crate) fn exchange(exchange: &Exchange, width: usize) -> Vec<Line> {
    let mut lines = question(&exchange.question, width);
    lines.extend(notices(&exchange.notices, width));
    lines.extend(answer(&exchange.answer, width));
    match &exchange.outcome {
        Outcome::Complete => {}
        Outcome::Stopped => lines.push(Line::plain("(stopped)", styles::faint())),
        Outcome::CutOff => lines.extend(wrap(
            "(cut off: the answer reached model.max_tokens)",
            styles::faint(),
            width,
        )),
        Outcome::Full(tokens) => lines.extend(wrap(
            &format!(
                "(cut off: the model's context of {tokens} tokens is full; Ctrl+L begins a new \
                 conversation)"
            ),
            styles::warning(),
            width,
        )),
        Outcome::Failed { message, hint } => lines.extend(failure(message, hint, width)),
    }
    lines
}

/// Lays out a question, with a blank line before it.
pub(crate) fn question(text: &str, width: usize) -> Vec<Line> {
    let mut lines = wrap(text, styles::question(), width.saturating_sub(2));
    for (row, line) in lines.iter_mut().enumerate() {
        let mark = if row == 0 { "› " } else { "  " };
        line.spans.insert(0, (mark.into(), styles::mark()));
    }
    lines.insert(0, Line::default());
    lines
}

/// Lays out what the person is told while they wait.
pub(crate) fn notices(notices: &[String], width: usize) -> Vec<Line> {
    let lines = notices.iter();
    lines
        .flat_map(|notice| wrap(notice, styles::warning(), width))
        .collect()
}

/// Lays out an answer, which may still be growing.
pub(crate) fn answer(text: &str, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for part in segments(text) {
        match part {
            Segment::Text(text) => lines.extend(prose(&text, width)),
            Segment::Code(code) => lines.extend(code_block(&code, width)),
        }
    }
    lines
}

fn failure(message: &str, hint: &str, width: usize) -> Vec<Line> {
    let mut lines = wrap(&format!("✗ {message}"), styles::error(), width);
    if !hint.is_empty() {
        lines.extend(wrap(hint, styles::text(), width));
    }
    lines.extend(wrap("Ctrl+R asks again.", styles::faint(), width));
    lines
}

fn code_block(code: &str, width: usize) -> Vec<Line> {
    let command = command_at(code);
    let room = width.saturating_sub(2).max(1);
    let mut lines = Vec::new();
    for source in code.lines() {
        for piece in break_at(source, room) {
            lines.push(Line {
                spans: vec![("│ ".into(), styles::code_bar()), (piece, styles::code())],
                rest: styles::code(),
                command: command.clone(),
            });
        }
    }
    if let Some(why) = command.as_deref().and_then(warning) {
        lines.extend(wrap(&format!("⚠ {why}"), styles::warning(), width));
    }
    lines
}

/// Lays out text with headings, **bold** and `code`.
fn prose(text: &str, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for source in text.lines() {
        let heading = source.trim_start_matches('#');
        if heading.len() < source.len() && heading.starts_with(' ') {
            lines.extend(wrap(heading.trim(), styles::heading(), width));
        } else {
            lines.extend(fill(&inline(source), width));
        }
    }
    lines
}

/// Cuts a line into pieces of one style.
fn inline(source: &str) -> Vec<(String, Style)> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let marked = marked(rest, "**", Style::default().bold())
            .or_else(|| marked(rest, "`", styles::inline_code()));
        match marked {
            Some((text, style, behind)) => {
                if !plain.is_empty() {
                    spans.push((std::mem::take(&mut plain), styles::text()));
                }
                spans.push((text.to_owned(), style));
                rest = behind;
            }
            None => {
                plain.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    if !plain.is_empty() {
        spans.push((plain, styles::text()));
    }
    spans
}

/// Returns the text between two marks at the beginning, and what follows.
fn marked<'a>(text: &'a str, mark: &str, style: Style) -> Option<(&'a str, Style, &'a str)> {
    let inside = text.strip_prefix(mark)?;
    let end = inside.find(mark).filter(|end| *end > 0)?;
    let content = &inside[..end];
    let tight = !content.starts_with(' ') && !content.ends_with(' ');
    tight.then(|| (content, style, &inside[end + mark.len()..]))
}

/// Wraps text of one style.
pub(crate) fn wrap(text: &str, style: Style, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for source in text.split('\n') {
        lines.extend(fill(&[(source.to_owned(), style)], width));
    }
    lines
}

/// Fills lines with words; a word that is longer than a line is broken.
fn fill(spans: &[(String, Style)], width: usize) -> Vec<Line> {
    let width = width.max(2);
    let mut lines = vec![Line::default()];
    let mut used = 0;
    for (text, style) in spans {
        for word in words(text) {
            let wide = text_width(word);
            if used + wide > width && used > 0 {
                lines.push(Line::default());
                used = 0;
                if word.trim().is_empty() {
                    continue;
                }
            }
            for piece in break_at(word, width) {
                let wide = text_width(&piece);
                if used + wide > width {
                    lines.push(Line::default());
                    used = 0;
                }
                used += wide;
                push(&mut lines, piece, *style);
            }
        }
    }
    lines
}

fn push(lines: &mut [Line], text: String, style: Style) {
    let Some(line) = lines.last_mut() else {
        return;
    };
    match line.spans.last_mut() {
        Some((last, of)) if *of == style => last.push_str(&text),
        _ => line.spans.push((text, style)),
    }
}

/// Returns words and the spaces between them, each by itself.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest
            .find(|c: char| c.is_whitespace() != first.is_whitespace())
            .unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word)
    })
}

/// Cuts text into pieces of at most this width; an empty text is one empty piece.
fn break_at(text: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = text_width(grapheme);
        if used + wide > width && used > 0 {
            pieces.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(grapheme);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<String> {
        lines
            .iter()
            .map(|line| line.spans.iter().map(|(text, _)| text.as_str()).collect())
            .collect()
    }

    #[test]
    fn words_wrap_and_long_ones_break() {
        assert_eq!(
            texts(&wrap("one two threefourfive six", Style::default(), 8)),
            ["one two ", "threefou", "rfive ", "six"]
        );
        assert_eq!(
            texts(&wrap("漢字漢字", Style::default(), 5)),
            ["漢字", "漢字"]
        );
        assert_eq!(texts(&wrap("", Style::default(), 5)), [""]);
    }

    #[test]
    fn code_stands_behind_a_bar_and_is_never_wrapped_at_words() {
        let lines = answer("Use:\n```sh\nls -la /very/long\n```", 10);
        assert_eq!(texts(&lines), ["Use:", "│ ls -la /", "│ very/lon", "│ g"]);
        assert_eq!(lines[1].command.as_deref(), Some("ls -la /very/long"));
        assert_eq!(lines[0].command, None);
    }

    #[test]
    fn a_command_that_destroys_is_marked() {
        let lines = answer("```\nrm -r old\n```\nDeletes it.", 40);
        assert_eq!(
            texts(&lines),
            ["│ rm -r old", "⚠ this deletes files", "Deletes it."]
        );
    }

    #[test]
    fn bold_and_code_lose_their_marks() {
        let lines = prose("## Title\nuse **all** of `ls -a` and 2 ** 3", 60);
        assert_eq!(texts(&lines), ["Title", "use all of ls -a and 2 ** 3"]);
        assert_eq!(lines[1].spans[1], ("all".into(), Style::default().bold()));
        assert_eq!(lines[1].spans[3], ("ls -a".into(), styles::inline_code()));
    }

    #[test]
    fn an_error_says_what_to_do() {
        let lines = exchange(
            &Exchange {
                question: "x".into(),
                notices: Vec::new(),
                answer: String::new(),
                outcome: Outcome::Failed {
                    message: "no model at /m".into(),
                    hint: "set model_id".into(),
                },
            },
            40,
        );
        assert_eq!(
            texts(&lines),
            [
                "",
                "› x",
                "✗ no model at /m",
                "set model_id",
                "Ctrl+R asks again."
            ]
        );
    }
}
