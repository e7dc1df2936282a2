//! The draw list painted into memory.
//!
//! The picture that every test looks at, and the one in the window where there is no GPU. A pure
//! function over the list and the glyphs' bitmaps; it owns no surface. Large pictures are painted by several threads,
//! which end with it.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

use super::backdrop::Backdrop;
use super::list::{DrawList, Quad, QuadKind};
use crate::fonts::{Bitmap, Glyphs};

/// The parts of a pixel where each has 16 bits.
const PARTS: u64 = 0x00ff_00ff_00ff_00ff;

/// The opacity of an opaque pixel.
const OPAQUE: u32 = 0xff00_0000;

/// Rows of pixels that are painted together: of a wide window they take a few hundred KiB, as caches have.
const TILE: u32 = 32;

/// How many pixels can be filled in the time that a quad takes: a glyph is blended, pixel by pixel.
const PIXELS_OF_A_QUAD: usize = 128;

/// How many pixels each of several threads has to fill, at least.
const WORK_OF_A_PAINTER: usize = 1_500_000;

/// So many threads paint at most: what runs in the panes needs the processor too.
const MOST_PAINTERS: usize = 4;

/// How many threads run at once here: asked once, as the system reads files to answer.
static CORES: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZeroUsize::get));

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
    let width = canvas.width as usize;
    let all = &mut canvas.pixels[..width * canvas.height as usize];
    let pixels = &mut all[rows.start as usize * width..rows.end as usize * width];
    if pixels.is_empty() {
        return;
    }
    let work = pixels.len();
    let sorted = QuadsByTile::of(&list.quads, rows);
    let tiles = sorted.tiles().zip(pixels.chunks_mut(TILE as usize * width));
    let tiles = tiles.map(|((rows, quads), pixels)| Tile {
        pixels,
        width,
        rows,
        quads,
    });
    let painters = painters(work + sorted.quads.len() * PIXELS_OF_A_QUAD, *CORES);
    share(painters, tiles, |mut tile| tile.paint(list, glyphs));
}

/// Returns how many threads paint together what takes as long as filling this many pixels.
fn painters(work: usize, cores: usize) -> usize {
    (work / WORK_OF_A_PAINTER).clamp(1, MOST_PAINTERS.min(cores))
}

/// Does something with each of many, by this many threads of which this is one: each takes the next when it is done.
fn share<T: Send>(threads: usize, all: impl Iterator<Item = T> + Send, each: impl Fn(T) + Sync) {
    let all = Mutex::new(all.fuse());
    let next = || all.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some(one) = next() {
            each(one);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            let started = thread::Builder::new()
                .name("painter".to_owned())
                .spawn_scoped(scope, work);
            // The others do what one would have done that the system has no room for.
            if started.is_err() {
                break;
            }
        }
        work();
    });
}

/// Rows of pixels that are painted together, while they are in the processor's cache.
struct Tile<'a> {
    /// As many as `rows` has, of `width` pixels each.
    pixels: &'a mut [u32],
    /// Pixels in a row; at least one.
    width: usize,
    /// Which rows of the picture they are.
    rows: Range<u32>,
    /// The numbers of the quads that are seen in it, in their order.
    quads: &'a [u32],
}

impl Tile<'_> {
    fn paint(&mut self, list: &DrawList, glyphs: &Glyphs) {
        self.pixels.fill(list.background);
        if let Some(backdrop) = &list.backdrop {
            self.lay(backdrop);
        }
        for index in self.quads {
            let quad = &list.quads[*index as usize];
            let Some(area) = Area::of(quad, self.width, &self.rows) else {
                continue;
            };
            match quad.kind {
                QuadKind::Solid => self.fill(quad, &area),
                QuadKind::Glyph(id) => {
                    let bitmap = glyphs.bitmap(id);
                    if bitmap.coloured {
                        self.picture(&bitmap.data, bitmap.width, quad.opacity, &area);
                    } else {
                        self.tint(bitmap, quad, &area);
                    }
                }
                QuadKind::Slice(index) => {
                    if let Some(slice) = list.slices.shown().get(index as usize) {
                        self.picture(&slice.pixels, slice.area.width, quad.opacity, &area);
                    }
                }
            }
        }
    }

    /// Puts the backdrop's pixels in the place of those of the background.
    fn lay(&mut self, backdrop: &Backdrop) {
        let width = (backdrop.width as usize).min(self.width);
        let first = self.rows.start as usize * backdrop.width as usize;
        if let Some(source) = backdrop.pixels.get(first..)
            && width > 0
        {
            let rows = self.pixels.chunks_exact_mut(self.width);
            for (row, source) in rows.zip(source.chunks_exact(backdrop.width as usize)) {
                row[..width].copy_from_slice(&source[..width]);
            }
        }
    }

    /// Returns the part of each row that lies in the area.
    fn rows_in(&mut self, area: &Area) -> impl Iterator<Item = &mut [u32]> {
        let columns = area.x..area.x + area.width;
        let rows = self.pixels[area.y * self.width..].chunks_mut(self.width);
        rows.take(area.height)
            .map(move |row| &mut row[columns.clone()])
    }

    fn fill(&mut self, quad: &Quad, area: &Area) {
        let opacity = u32::from(quad.opacity);
        for row in self.rows_in(area) {
            match opacity {
                255 => fill_row(row, OPAQUE | quad.colour),
                _ => row
                    .iter_mut()
                    .for_each(|pixel| *pixel = over(*pixel, quad.colour, opacity)),
            }
        }
    }

    fn tint(&mut self, bitmap: &Bitmap, quad: &Quad, area: &Area) {
        let strength = u32::from(quad.opacity);
        let source = area.source(&bitmap.data, bitmap.width, 1);
        for (row, coverage) in self.rows_in(area).zip(source) {
            for (pixel, coverage) in row.iter_mut().zip(coverage) {
                *pixel = over(*pixel, quad.colour, weakened(*coverage, strength));
            }
        }
    }

    fn picture(&mut self, data: &[u8], width: u32, strength: u8, area: &Area) {
        let strength = u32::from(strength);
        let source = area.source(data, width, 4);
        for (row, source) in self.rows_in(area).zip(source) {
            for (pixel, rgba) in row.iter_mut().zip(source.chunks_exact(4)) {
                let colour =
                    u32::from(rgba[0]) << 16 | u32::from(rgba[1]) << 8 | u32::from(rgba[2]);
                *pixel = over(*pixel, colour, weakened(rgba[3], strength));
            }
        }
    }
}

/// The numbers of quads, sorted by the tiles that they are seen in.
struct QuadsByTile {
    rows: Range<u32>,
    /// Tile by tile, in their order.
    quads: Vec<u32>,
    /// Where those of each tile end.
    ends: Vec<usize>,
}

impl QuadsByTile {
    fn of(quads: &[Quad], rows: Range<u32>) -> Self {
        let count = rows.len().div_ceil(TILE as usize);
        // At first how many each has, then where the next one of each goes.
        let mut ends = vec![0; count];
        for quad in quads {
            for tile in quad.parts_within(&rows, TILE) {
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
            for tile in quad.parts_within(&rows, TILE) {
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

    /// Returns the rows of each tile and its quads.
    fn tiles(&self) -> impl Iterator<Item = (Range<u32>, &[u32])> {
        let begins = std::iter::once(&0).chain(&self.ends);
        let tops = (self.rows.start..self.rows.end).step_by(TILE as usize);
        tops.zip(begins.zip(&self.ends)).map(|(top, (begin, end))| {
            let bottom = (top + TILE).min(self.rows.end);
            (top..bottom, &self.quads[*begin..*end])
        })
    }
}

/// The part of a quad that lies within a tile.
struct Area {
    /// Top left corner in the tile.
    x: usize,
    y: usize,
    /// Rows and columns cut off from the quad's own top left.
    skip_x: usize,
    skip_y: usize,
    width: usize,
    height: usize,
}

impl Area {
    /// Takes how wide the tile is, and which rows of the picture it has; `None` where nothing of the quad is in it.
    fn of(quad: &Quad, width: usize, rows: &Range<u32>) -> Option<Self> {
        let (left, top) = (i64::from(quad.x), i64::from(quad.y));
        let right = (left + i64::from(quad.width)).min(width as i64);
        let x = left.max(0);
        let seen = quad.rows_within(rows);
        (x < right && !seen.is_empty()).then(|| Self {
            x: x as usize,
            y: seen.start as usize,
            skip_x: (x - left) as usize,
            skip_y: (i64::from(rows.start + seen.start) - top) as usize,
            width: (right - x) as usize,
            height: seen.len(),
        })
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

/// Fills a row that is most often as short as a cell is wide.
fn fill_row(row: &mut [u32], pixel: u32) {
    let (fours, rest) = row.as_chunks_mut::<4>();
    fours.fill([pixel; 4]);
    rest.fill(pixel);
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
    use std::collections::HashSet;
    use std::sync::{Arc, Barrier};

    use super::*;
    use crate::fonts::{Catalog, FontOptions, Fonts};

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
        let sorted = QuadsByTile::of(&quads, 10..last);
        let expected: [(Range<u32>, &[u32]); 2] =
            [(10..10 + TILE, &[0, 1, 2]), (10 + TILE..last, &[0, 2, 5])];
        assert!(sorted.tiles().eq(expected));
        assert_eq!(QuadsByTile::of(&quads, 7..7).tiles().count(), 0);
    }

    #[test]
    fn as_many_threads_as_are_wanted_share_the_work() {
        for threads in [1, 2, 5] {
            // None has a second one before each has one.
            let all_there = Barrier::new(threads);
            let mut done = vec![None; threads];
            share(threads, done.iter_mut(), |one| {
                all_there.wait();
                *one = Some(thread::current().id());
            });
            let who: HashSet<_> = done.into_iter().flatten().collect();
            assert_eq!(who.len(), threads);
        }
        let mut done = vec![0; 1000];
        share(3, done.iter_mut(), |one| *one += 1);
        assert_eq!(done, [1; 1000]);
    }

    #[test]
    fn a_picture_takes_more_threads_the_more_there_is_to_paint() {
        let work = |times: usize| times * WORK_OF_A_PAINTER;
        assert_eq!(painters(0, 8), 1);
        assert_eq!(painters(work(2) - 1, 8), 1);
        assert_eq!(painters(work(2), 8), 2);
        assert_eq!(painters(work(100), 8), MOST_PAINTERS);
        assert_eq!(painters(work(100), 2), 2);
        assert_eq!(painters(work(100), 1), 1);
    }

    #[test]
    fn each_row_of_a_backdrop_lies_where_it_belongs() {
        let (width, rows) = (3, TILE + 5);
        let pixels = (0..width * rows).collect();
        let list = DrawList {
            background: 0xffff_ffff,
            backdrop: Some(Arc::new(Backdrop {
                width,
                height: rows,
                pixels,
            })),
            ..DrawList::default()
        };
        let fonts = Fonts::new(Catalog::empty(), FontOptions::default());
        let (wide, high) = (width + 2, 3 * TILE);
        let expected: Vec<u32> = (0..wide * high)
            .map(|at| match (at % wide, at / wide) {
                (x, y) if x < width && y < rows => y * width + x,
                _ => list.background,
            })
            .collect();
        for first in [0, 7, TILE + 1, 2 * TILE] {
            let mut painted = vec![0; expected.len()];
            let mut canvas = Canvas {
                pixels: &mut painted,
                width: wide,
                height: high,
            };
            paint_rows(&list, fonts.glyphs(), &mut canvas, first..high);
            let begin = (first * wide) as usize;
            assert_eq!(painted[begin..], expected[begin..]);
            assert!(painted[..begin].iter().all(|pixel| *pixel == 0));
        }
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
