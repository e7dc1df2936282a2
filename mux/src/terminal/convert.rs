//! The engine's lines to cells of a grid.
//!
//! Runs under the pane's lock, so it does nothing but copy: no lookup of colours, no shaping.

use super::colors::Changed;
use super::tattoy::part_of;
use crate::grid::{Blink, Cell, CursorShape, Picture, Piece, Style, Underline};
use crate::images::placeholder::{PLACEHOLDER, Stand};
use crate::images::shelf::{Number, Shelf};
use smol_str::SmolStr;
use std::cell::{Cell as CellOf, RefCell};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use tattoy_wezterm_surface::CursorShape as EngineCursor;
use tattoy_wezterm_term::color::ColorAttribute;
use tattoy_wezterm_term::{
    Blink as EngineBlink, CellAttributes, Intensity, Line, Underline as EngineUnderline,
};

/// How the cells of one screen are converted.
pub(super) struct Converter<'a> {
    /// The colours that the program changed.
    pub(super) colors: &'a Changed,
    /// Whether the whole screen is shown in reverse.
    pub(super) reverse: bool,
    /// The images, where there are any.
    pub(super) pieces: Option<&'a Pieces<'a>>,
}

impl Converter<'_> {
    /// Writes a line over a row; the row's end cuts it, and blanks follow its own.
    pub(super) fn line(&self, line: &Line, row: &mut [Cell]) {
        // Cells mostly look like the one before them.
        let mut known = CellAttributes::blank();
        let mut style = self.style(&known);
        let mut link: Option<Arc<str>> = None;
        let mut images: Option<Arc<[Piece]>> = None;
        let mut left: Option<(usize, Stand)> = None;
        // The column behind what is written.
        let mut end = 0;
        for cell in line.visible_cells() {
            let x = cell.cell_index();
            if x >= row.len() {
                break;
            }
            // A line may leave out blanks between its cells.
            row[end.min(x)..x].fill(Cell::default());
            end = x + 1;
            let attributes = cell.attrs();
            if *attributes != known {
                known = attributes.clone();
                style = self.style(attributes);
                link = attributes.hyperlink().map(|link| Arc::from(link.uri()));
                images = self
                    .pieces
                    .and_then(|pieces| pieces.attached(attributes, 0));
            }
            let stood_for = self.pieces.and_then(|pieces| {
                let before = left.take().filter(|(at, _)| at + 1 == x);
                let stand = pieces.stand(cell.str(), attributes, before.map(|(_, stand)| stand))?;
                left = Some((x, stand));
                pieces.stood_for(&stand)
            });
            if let Some(piece) = stood_for {
                let below = images.iter().flat_map(|images| images.iter().cloned());
                row[x] = Cell {
                    images: Some(below.chain([piece]).collect()),
                    ..Cell::blank(style)
                };
                continue;
            }
            let wide = cell.width() >= 2 && x + 1 < row.len();
            let whole = wide || cell.width() < 2;
            row[x] = Cell {
                text: cell_text(cell.str(), whole),
                width: if wide { 2 } else { 1 },
                style,
                link: link.clone(),
                images: images.clone(),
            };
            if wide {
                end = x + 2;
                let right = |pieces: &Pieces<'_>| pieces.attached(attributes, 1);
                row[x + 1] = Cell {
                    link: link.clone(),
                    images: images.as_ref().and(self.pieces).and_then(right),
                    ..Cell::right_half(style)
                };
            }
        }
        let len = row.len();
        row[end.min(len)..].fill(Cell::default());
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

/// A placement that text stands for, with its columns and rows.
type Stood = (Number, (u32, u32));

/// What the cells of one screen show of images at one moment.
pub(super) struct Pieces<'a> {
    shelf: &'a Shelf,
    now: Instant,
    known: RefCell<HashMap<Number, Option<Arc<Picture>>>>,
    /// The placements behind ids that text names, each with its columns and rows.
    stood: RefCell<HashMap<(u32, u32), Option<Stood>>>,
    next: CellOf<Option<Instant>>,
}

impl<'a> Pieces<'a> {
    /// Returns what looks images up; `None` when there are none.
    pub(super) fn new(shelf: &'a Shelf) -> Option<Self> {
        (!shelf.is_empty()).then(|| Self {
            shelf,
            now: Instant::now(),
            known: RefCell::default(),
            stood: RefCell::default(),
            next: CellOf::new(None),
        })
    }

    /// Returns when one of the images that were looked up changes by itself.
    pub(super) fn next_change(&self) -> Option<Instant> {
        self.next.get()
    }

    fn picture(&self, number: Number) -> Option<Arc<Picture>> {
        let mut known = self.known.borrow_mut();
        let find = || {
            let (picture, next) = self.shelf.picture(number, self.now)?;
            self.next.set(self.next.get().into_iter().chain(next).min());
            Some(Arc::new(picture))
        };
        known.entry(number).or_insert_with(find).clone()
    }

    /// Returns the pieces that are attached to a cell, or to so many columns right of it: the lowest
    /// one first.
    fn attached(&self, attributes: &CellAttributes, right: u16) -> Option<Arc<[Piece]>> {
        let images = attributes.images()?;
        let mut parts: Vec<_> = images.iter().filter_map(part_of).collect();
        parts.sort_by_key(|(number, ..)| self.shelf.order(*number));
        let piece = |(number, col, row): (Number, u16, u16)| {
            let picture = self.picture(number)?;
            let col = col + right;
            (usize::from(col) < picture.cells().0).then_some(Piece { picture, col, row })
        };
        let pieces: Vec<Piece> = parts.into_iter().filter_map(piece).collect();
        (!pieces.is_empty()).then(|| pieces.into())
    }

    /// Reads a cell that stands for one of an image.
    fn stand(&self, text: &str, attributes: &CellAttributes, left: Option<Stand>) -> Option<Stand> {
        if !text.starts_with(PLACEHOLDER) {
            return None;
        }
        let low_id = color_number(attributes.foreground());
        let placement = color_number(attributes.underline_color());
        Stand::read(text, low_id, placement, left.as_ref())
    }

    fn stood_for(&self, stand: &Stand) -> Option<Piece> {
        let find = || {
            let number = self.shelf.stood_for(stand.id(), stand.placement)?;
            Some((number, self.shelf.placement(number)?.stands_for()?))
        };
        let named = (stand.id(), stand.placement);
        let stood = *self.stood.borrow_mut().entry(named).or_insert_with(find);
        let (number, (cols, rows)) = stood?;
        let (col, row) = (stand.col, stand.row);
        (col < cols && row < rows).then_some(Piece {
            picture: self.picture(number)?,
            col: u16::try_from(col).ok()?,
            row: u16::try_from(row).ok()?,
        })
    }
}

/// Returns the number that a colour is where it stands for an image.
fn color_number(color: ColorAttribute) -> u32 {
    match color {
        ColorAttribute::Default => 0,
        ColorAttribute::PaletteIndex(index) => u32::from(index),
        ColorAttribute::TrueColorWithDefaultFallback(color)
        | ColorAttribute::TrueColorWithPaletteFallback(color, _) => {
            let (red, green, blue, _) = color.to_srgb_u8();
            u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue)
        }
    }
}

fn cell_text(text: &str, whole: bool) -> SmolStr {
    if whole && !text.is_empty() && text != " " {
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
