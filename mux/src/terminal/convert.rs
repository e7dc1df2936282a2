//! The engine's lines to cells of a grid.
//!
//! Runs under the pane's lock, so it does nothing but copy: no lookup of colours, no shaping.

use super::colors::Changed;
use crate::grid::{Blink, Cell, CursorShape, Style, Underline};
use smol_str::SmolStr;
use std::sync::Arc;
use tattoy_wezterm_surface::CursorShape as EngineCursor;
use tattoy_wezterm_term::{
    Blink as EngineBlink, CellAttributes, Intensity, Line, Underline as EngineUnderline,
};

/// How the cells of one screen are converted.
pub(super) struct Converter<'a> {
    /// The colours that the program changed.
    pub(super) colors: &'a Changed,
    /// Whether the whole screen is shown in reverse.
    pub(super) reverse: bool,
}

impl Converter<'_> {
    /// Writes a line into a row of blanks; the row's end cuts it.
    pub(super) fn line(&self, line: &Line, row: &mut [Cell]) {
        // Cells mostly look like the one before them.
        let mut known = CellAttributes::blank();
        let mut style = self.style(&known);
        let mut link: Option<Arc<str>> = None;
        for cell in line.visible_cells() {
            let x = cell.cell_index();
            if x >= row.len() {
                break;
            }
            let attributes = cell.attrs();
            if *attributes != known {
                known = attributes.clone();
                style = self.style(attributes);
                link = attributes.hyperlink().map(|link| Arc::from(link.uri()));
            }
            let wide = cell.width() >= 2 && x + 1 < row.len();
            let whole = wide || cell.width() < 2;
            row[x] = Cell {
                text: cell_text(cell.str(), whole),
                width: if wide { 2 } else { 1 },
                style,
                link: link.clone(),
            };
            if wide {
                row[x + 1] = Cell {
                    link: link.clone(),
                    ..Cell::right_half(style)
                };
            }
        }
        if self.reverse {
            for cell in row.iter_mut() {
                cell.style.inverse = !cell.style.inverse;
            }
        }
    }

    /// Returns the style of cells with these attributes.
    pub(super) fn style(&self, attributes: &CellAttributes) -> Style {
        Style {
            fg: self.colors.foreground(attributes.foreground()),
            bg: self.colors.background(attributes.background()),
            underline_color: self.colors.underline(attributes.underline_color()),
            underline: underline(attributes.underline()),
            bold: attributes.intensity() == Intensity::Bold,
            dim: attributes.intensity() == Intensity::Half,
            italic: attributes.italic(),
            inverse: attributes.reverse(),
            strikethrough: attributes.strikethrough(),
            overline: attributes.overline(),
            blink: blink(attributes.blink()),
            hidden: attributes.invisible(),
            faded: false,
        }
    }
}

fn cell_text(text: &str, whole: bool) -> SmolStr {
    if whole && !text.is_empty() {
        SmolStr::new(text)
    } else {
        SmolStr::new_static(" ")
    }
}

fn blink(blink: EngineBlink) -> Blink {
    match blink {
        EngineBlink::None => Blink::None,
        EngineBlink::Slow => Blink::Slow,
        EngineBlink::Rapid => Blink::Rapid,
    }
}

fn underline(underline: EngineUnderline) -> Underline {
    match underline {
        EngineUnderline::None => Underline::None,
        EngineUnderline::Single => Underline::Single,
        EngineUnderline::Double => Underline::Double,
        EngineUnderline::Curly => Underline::Curly,
        EngineUnderline::Dotted => Underline::Dotted,
        EngineUnderline::Dashed => Underline::Dashed,
    }
}

/// Returns the shape of a cursor and whether it blinks; `None` for the default one.
pub(super) fn cursor_shape(shape: EngineCursor) -> Option<(CursorShape, bool)> {
    Some(match shape {
        EngineCursor::Default => return None,
        EngineCursor::SteadyBlock => (CursorShape::Block, false),
        EngineCursor::BlinkingBlock => (CursorShape::Block, true),
        EngineCursor::SteadyUnderline => (CursorShape::Underline, false),
        EngineCursor::BlinkingUnderline => (CursorShape::Underline, true),
        EngineCursor::SteadyBar => (CursorShape::Bar, false),
        EngineCursor::BlinkingBar => (CursorShape::Bar, true),
    })
}
