//! The draw list painted into memory.
//!
//! The picture that every test looks at, and the one in the window where there is no GPU. A pure
//! function over the list and the glyphs' bitmaps; it owns no surface and no thread.

use std::ops::Range;

use super::backdrop::Backdrop;
use super::compose::{DrawList, Quad, QuadKind};
use crate::fonts::{Bitmap, Glyphs};

/// The parts of a pixel where each has 16 bits.
const PARTS: u64 = 0x00ff_00ff_00ff_00ff;

/// The opacity of an opaque pixel.
const OPAQUE: u32 = 0xff00_0000;

/// Rows of pixels that are painted together: of a wide window they take a few hundred KiB, as caches have.
const TILE: u32 = 32;

/// Memory to paint into, a `0xaarrggbb` a pixel with its parts multiplied by its opacity, row by row.
pub struct Canvas<'a> {
    /// `width * height` pixels.
    pub pixels: &'a mut [u32],
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Paints the whole picture.
///
/// # Panics
/// When the canvas has fewer pixels than its sides say.
pub fn paint(list: &DrawList, glyphs: &Glyphs, canvas: &mut Canvas<'_>) {
    let rows = 0..canvas.height;
    paint_rows(list, glyphs, canvas, rows);
}

/// Paints these rows of pixels, and leaves the others as they are.
///
/// # Panics
/// When the canvas has fewer pixels than its sides say, or fewer rows.
pub fn paint_rows(list: &DrawList, glyphs: &Glyphs, canvas: &mut Canvas<'_>, rows: Range<u32>) {
    let needed = canvas.width as usize * canvas.height as usize;
    let canvas = &mut Canvas {
        pixels: &mut canvas.pixels[..needed],
        ..*canvas
    };
    for (rows, quads) in Tiles::of(&list.quads, rows).each() {
        paint_tile(list, glyphs, canvas, rows, quads);
    }
}

/// Paints the rows of a tile, in which these quads are seen.
fn paint_tile(
    list: &DrawList,
    glyphs: &Glyphs,
    canvas: &mut Canvas<'_>,
    rows: Range<u32>,
    quads: &[u32],
) {
    let width = canvas.width as usize;
    canvas.pixels[rows.start as usize * width..rows.end as usize * width].fill(list.background);
    if let Some(backdrop) = &list.backdrop {
        lay(backdrop, canvas, rows.clone());
    }
    for index in quads {
        let quad = &list.quads[*index as usize];
        let Some(area) = Area::of(quad, canvas.width, &rows) else {
            continue;
        };
        match quad.kind {
            QuadKind::Solid => fill(quad, &area, canvas),
            QuadKind::Glyph(id) => {
                let bitmap = glyphs.bitmap(id);
                if bitmap.coloured {
                    picture(&bitmap.data, bitmap.width, quad.opacity, &area, canvas);
                } else {
                    tint(bitmap, quad, &area, canvas);
                }
            }
            QuadKind::Slice(index) => {
                if let Some(slice) = list.slices.shown().get(index as usize) {
                    picture(&slice.pixels, slice.area.width, quad.opacity, &area, canvas);
                }
            }
        }
    }
}

/// Rows of pixels cut into tiles, each with the quads that are seen in it: what is behind, on top and over that is
/// painted while the tile is in the processor's cache.
struct Tiles {
    rows: Range<u32>,
    /// The numbers of the quads, tile by tile, in their order.
    quads: Vec<u32>,
    /// Where those of each tile end.
    ends: Vec<usize>,
}

impl Tiles {
    fn of(quads: &[Quad], rows: Range<u32>) -> Self {
        let count = rows.len().div_ceil(TILE as usize);
        // At first how many each has, then where the next one of each goes.
        let mut ends = vec![0; count];
        for quad in quads {
            for tile in Self::touched(quad, &rows) {
                ends[tile] += 1;
            }
        }
        let mut all = 0;
        for end in &mut ends {
            let begin = all;
            all += *end;
            *end = begin;
        }
        let mut sorted = vec![0; all];
        for (index, quad) in quads.iter().enumerate() {
            for tile in Self::touched(quad, &rows) {
                sorted[ends[tile]] = index as u32;
                ends[tile] += 1;
            }
        }
        Self {
            rows,
            quads: sorted,
            ends,
        }
    }

    /// Returns the tiles that a quad has a part in.
    fn touched(quad: &Quad, rows: &Range<u32>) -> Range<usize> {
        let within = |row: i64| row.clamp(rows.start.into(), rows.end.into()) as u32 - rows.start;
        let top = i64::from(quad.y);
        let (first, end) = (within(top), within(top + i64::from(quad.height)));
        if first == end {
            return 0..0;
        }
        (first / TILE) as usize..end.div_ceil(TILE) as usize
    }

    /// Returns the rows of each tile and its quads.
    fn each(&self) -> impl Iterator<Item = (Range<u32>, &[u32])> {
        let begins = std::iter::once(&0).chain(&self.ends);
        let tops = (self.rows.start..self.rows.end).step_by(TILE as usize);
        tops.zip(begins.zip(&self.ends)).map(|(top, (begin, end))| {
            let bottom = (top + TILE).min(self.rows.end);
            (top..bottom, &self.quads[*begin..*end])
        })
    }
}

/// The part of a quad that lies within the rows.
struct Area {
    /// Top left corner on the canvas.
    x: usize,
    y: usize,
    /// Rows and columns cut off from the quad's own top left.
    skip_x: usize,
    skip_y: usize,
    width: usize,
    height: usize,
}

impl Area {
    fn of(quad: &Quad, width: u32, rows: &Range<u32>) -> Option<Self> {
        let (left, top) = (i64::from(quad.x), i64::from(quad.y));
        let right = (left + i64::from(quad.width)).min(i64::from(width));
        let bottom = (top + i64::from(quad.height)).min(i64::from(rows.end));
        let (x, y) = (left.max(0), top.max(i64::from(rows.start)));
        (x < right && y < bottom).then(|| Self {
            x: x as usize,
            y: y as usize,
            skip_x: (x - left) as usize,
            skip_y: (y - top) as usize,
            width: (right - x) as usize,
            height: (bottom - y) as usize,
        })
    }

    /// Returns the part of each row of the canvas.
    fn rows<'a>(&self, canvas: &'a mut Canvas<'_>) -> impl Iterator<Item = &'a mut [u32]> {
        let (width, columns) = (canvas.width as usize, self.x..self.x + self.width);
        let rows = canvas.pixels[self.y * width..].chunks_mut(width);
        rows.take(self.height)
            .map(move |row| &mut row[columns.clone()])
    }

    /// Returns the part of each row of pixels that have so many bytes and lie in rows of this width.
    fn source<'a>(
        &self,
        data: &'a [u8],
        width: u32,
        depth: usize,
    ) -> impl Iterator<Item = &'a [u8]> {
        let width = width as usize * depth;
        let columns = self.skip_x * depth..(self.skip_x + self.width) * depth;
        let rows = data[self.skip_y * width..].chunks(width);
        rows.map(move |row| &row[columns.clone()])
    }
}

/// Puts the backdrop's pixels in the place of those of the background.
fn lay(backdrop: &Backdrop, canvas: &mut Canvas<'_>, wanted: Range<u32>) {
    let width = backdrop.width.min(canvas.width) as usize;
    if width == 0 {
        return;
    }
    let rows = canvas.pixels.chunks_exact_mut(canvas.width as usize);
    let both = rows.zip(backdrop.pixels.chunks_exact(backdrop.width as usize));
    for (row, source) in both.take(wanted.end as usize).skip(wanted.start as usize) {
        row[..width].copy_from_slice(&source[..width]);
    }
}

fn fill(quad: &Quad, area: &Area, canvas: &mut Canvas<'_>) {
    let opacity = u32::from(quad.opacity);
    for row in area.rows(canvas) {
        match opacity {
            255 => fill_row(row, OPAQUE | quad.colour),
            _ => row
                .iter_mut()
                .for_each(|pixel| *pixel = over(*pixel, quad.colour, opacity)),
        }
    }
}

/// Fills a row that is most often as short as a cell is wide.
fn fill_row(row: &mut [u32], pixel: u32) {
    let (fours, rest) = row.as_chunks_mut::<4>();
    fours.fill([pixel; 4]);
    rest.fill(pixel);
}

fn tint(bitmap: &Bitmap, quad: &Quad, area: &Area, canvas: &mut Canvas<'_>) {
    let strength = u32::from(quad.opacity);
    let source = area.source(&bitmap.data, bitmap.width, 1);
    for (row, coverage) in area.rows(canvas).zip(source) {
        for (pixel, coverage) in row.iter_mut().zip(coverage) {
            *pixel = over(*pixel, quad.colour, weakened(*coverage, strength));
        }
    }
}

fn picture(data: &[u8], width: u32, strength: u8, area: &Area, canvas: &mut Canvas<'_>) {
    let strength = u32::from(strength);
    let source = area.source(data, width, 4);
    for (row, source) in area.rows(canvas).zip(source) {
        for (pixel, rgba) in row.iter_mut().zip(source.chunks_exact(4)) {
            let colour = u32::from(rgba[0]) << 16 | u32::from(rgba[1]) << 8 | u32::from(rgba[2]);
            *pixel = over(*pixel, colour, weakened(rgba[3], strength));
        }
    }
}

fn weakened(coverage: u8, strength: u32) -> u32 {
    match strength {
        255 => u32::from(coverage),
        _ => (u32::from(coverage) * strength + 127) / 255,
    }
}

/// Returns `colour` over `below` at this opacity of 255.
///
/// Four parts of a pixel at once, each with 16 bits to be multiplied in, divided by 255 and rounded as Blinn has it
/// ("Three wrongs make a right", 1995): exact for all that two bytes can be. It has no case for what is wholly
/// or not at all covered: a glyph has so many of all kinds that guessing the next one costs more.
fn over(below: u32, colour: u32, opacity: u32) -> u32 {
    let (above, below) = (spread(OPAQUE | colour), spread(below));
    let (opacity, rest) = (u64::from(opacity), u64::from(255 - opacity));
    // A part is at most 255 * 255 + 128, so none runs over into the next.
    let sum = above
        .wrapping_mul(opacity)
        .wrapping_add(below.wrapping_mul(rest));
    let sum = sum.wrapping_add(spread(0x8080_8080));
    let parts = sum.wrapping_add(sum >> 8 & PARTS) >> 8 & PARTS;
    (parts | parts >> 24) as u32
}

/// Returns a pixel with 16 bits for each part: the first and the third one below, the others above.
const fn spread(pixel: u32) -> u64 {
    let pixel = pixel as u64;
    (pixel | pixel << 24) & PARTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_the_quads_that_are_seen_in_it_in_their_order() {
        let quad = |y: i32, height: u32| Quad {
            x: 0,
            y,
            width: 1,
            height,
            colour: 0,
            opacity: 255,
            kind: QuadKind::Solid,
        };
        let last = 10 + 2 * TILE;
        let quads = [
            quad(-5, 500),
            quad(10, TILE),
            quad(10 + TILE as i32 - 1, 2),
            quad(0, 10),
            quad(last as i32, 1),
            quad(last as i32 - 1, 1),
            quad(i32::MAX, u32::MAX),
            quad(0, 0),
        ];
        let tiles = Tiles::of(&quads, 10..last);
        let expected: [(Range<u32>, &[u32]); 2] =
            [(10..10 + TILE, &[0, 1, 2]), (10 + TILE..last, &[0, 2, 5])];
        assert!(tiles.each().eq(expected));
        assert_eq!(Tiles::of(&quads, 7..7).each().count(), 0);
    }

    #[test]
    fn colours_are_mixed_to_the_nearest_in_each_part() {
        for opacity in 0..=255 {
            for value in 0..=255u32 {
                let (below, above) = (value << 24 | 0xff << 16 | value, 255 - value);
                let mixed = over(below, above << 8 | value << 16, opacity);
                let nearest = |above: u32, below: u32| {
                    (above * opacity + below * (255 - opacity) + 127) / 255
                };
                let expected = nearest(255, value) << 24
                    | nearest(value, 255) << 16
                    | nearest(above, 0) << 8
                    | nearest(0, value);
                assert_eq!(mixed, expected, "{value} at {opacity}");
            }
        }
    }
}
