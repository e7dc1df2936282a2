//! Runs of graphemes to glyphs bound to cells.
//!
//! It hides harfrust and remembers what it has shaped: text on a screen repeats, so most frames
//! shape nothing. Each cell's glyphs start at the cell's own left edge, whatever advance the font
//! has, because columns must line up. Main thread only; it does not split text into runs.

use std::rc::Rc;

use smol_str::SmolStr;

use super::face::Face;
use super::glyphs::GlyphId;
use super::{FaceId, FaceStyle, Map};

/// Runs per half of the memory.
const REMEMBERED_RUNS: usize = 16_384;

/// A glyph of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Column, counted from the run's first.
    pub column: u16,
    /// The glyph.
    pub glyph: GlyphId,
    /// Pixels to the right of the cell's left edge.
    pub right: i16,
    /// Pixels above the baseline.
    pub up: i16,
}

/// Where one grapheme of a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunCell {
    /// Offset of its first byte in the text.
    pub start: usize,
    /// Column, counted from the run's first.
    pub column: u16,
    /// Columns that it takes.
    pub width: u8,
}

impl RunCell {
    /// All of a run, as if it were one grapheme of so many columns.
    pub fn all(width: u8) -> Self {
        Self {
            start: 0,
            column: 0,
            width,
        }
    }
}

/// Graphemes in one face and style, side by side.
pub struct Run<'a> {
    /// The graphemes' text, joined.
    pub text: &'a str,
    /// Where each begins, in order.
    pub cells: &'a [RunCell],
    /// The face that covers them.
    pub face: FaceId,
    /// The style that was asked for.
    pub style: FaceStyle,
    /// How many cells an icon may cover, which then stands alone; 0 for all other text.
    pub room: u8,
    /// Whether it runs from the right to the left.
    pub leftwards: bool,
}

/// How large letters and cells are.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// The size of the face.
    pub pixels: f32,
    /// The width of a cell.
    pub cell_width: u32,
}

type Key = (SmolStr, FaceId, FaceStyle, u8, bool);

/// Shapes runs and remembers them in two halves, so that what is still on the screen survives when
/// the older half is dropped.
#[derive(Default)]
pub struct Shaper {
    recent: Map<Key, Rc<[Placed]>>,
    older: Map<Key, Rc<[Placed]>>,
    buffer: Option<harfrust::UnicodeBuffer>,
}

impl Shaper {
    pub fn clear(&mut self) {
        self.recent.clear();
        self.older.clear();
    }

    pub fn trim(&mut self) {
        if self.recent.len() > REMEMBERED_RUNS {
            self.older = std::mem::take(&mut self.recent);
        }
    }

    /// Returns the run's glyphs; `glyph` makes one of a font's glyph number and the cells it has.
    pub fn shape(
        &mut self,
        run: &Run<'_>,
        face: &Face,
        size: Measure,
        glyph: impl FnMut(u16, u8) -> GlyphId,
    ) -> Rc<[Placed]> {
        let key = (
            SmolStr::new(run.text),
            run.face,
            run.style,
            run.room,
            run.leftwards,
        );
        if let Some(placed) = self.recent.get(&key) {
            return Rc::clone(placed);
        }
        let placed = match self.older.remove(&key) {
            Some(placed) => placed,
            None => self.shape_anew(run, face, size, glyph),
        };
        self.recent.insert(key, Rc::clone(&placed));
        placed
    }

    fn shape_anew(
        &mut self,
        run: &Run<'_>,
        face: &Face,
        size: Measure,
        mut glyph: impl FnMut(u16, u8) -> GlyphId,
    ) -> Rc<[Placed]> {
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.push_str(run.text);
        if run.leftwards {
            buffer.set_direction(harfrust::Direction::RightToLeft);
        }
        buffer.guess_segment_properties();
        let Some(shaped) = face.shape(buffer) else {
            return Rc::default();
        };
        let unit = face.unit(size.pixels);
        let cell_width = size.cell_width;
        let unit = match run.style.bar {
            // Letters keep their own distances, or less where there is no room for that.
            true => unit * squeeze(&shaped, run.cells, unit, cell_width),
            false => unit,
        };
        let mut placed = Vec::with_capacity(shaped.len());
        let mut current = None;
        let mut pen = 0;
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let Some(cell) = cell_of(run.cells, info.cluster as usize) else {
                continue;
            };
            if current != Some(cell.start) {
                current = Some(cell.start);
                pen = 0;
            }
            // Without a glyph for the whole sequence a font shows its parts in a row; those that
            // do not fit would cover the cells behind it.
            let room = f32::from(cell.width) * cell_width as f32;
            if position.x_advance > 0 && pen as f32 * unit > room - 1.0 {
                continue;
            }
            placed.push(Placed {
                column: cell.column,
                glyph: glyph(info.glyph_id as u16, cell.width),
                right: to_pixels(pen + position.x_offset, unit),
                up: to_pixels(position.y_offset, unit),
            });
            pen += position.x_advance;
        }
        self.buffer = Some(shaped.clear());
        placed.into()
    }
}

/// Returns the factor by which the distances of letters fit the cells of their run, no more than 1.
fn squeeze(shaped: &harfrust::GlyphBuffer, cells: &[RunCell], unit: f32, cell_width: u32) -> f32 {
    let advances = shaped.glyph_positions().iter();
    let natural: i32 = advances.map(|position| position.x_advance).sum();
    let columns: u32 = cells.iter().map(|cell| u32::from(cell.width)).sum();
    let (natural, room) = (natural as f32 * unit, (columns * cell_width) as f32);
    if natural > room { room / natural } else { 1.0 }
}

fn cell_of(cells: &[RunCell], offset: usize) -> Option<RunCell> {
    let after = cells.partition_point(|cell| cell.start <= offset);
    cells.get(after.checked_sub(1)?).copied()
}

fn to_pixels(units: i32, unit: f32) -> i16 {
    (units as f32 * unit).round() as i16
}
