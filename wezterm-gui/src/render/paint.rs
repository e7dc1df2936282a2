//! The draw list painted into memory.
//!
//! The picture that every test looks at, and the one in the window where there is no GPU. A pure
//! function over the list and the glyphs' bitmaps; it owns no surface and no thread.

use std::ops::Range;

use super::backdrop::Backdrop;
use super::compose::{DrawList, Quad, QuadKind};
use crate::fonts::{Bitmap, Glyphs};

/// Every other part of a pixel.
const PARTS: u32 = 0x00ff_00ff;

/// The opacity of an opaque pixel.
const OPAQUE: u32 = 0xff00_0000;

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
    let width = canvas.width as usize;
    canvas.pixels[rows.start as usize * width..rows.end as usize * width].fill(list.background);
    if let Some(backdrop) = &list.backdrop {
        lay(backdrop, canvas, rows.clone());
    }
    for quad in &list.quads {
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

    fn row<'a>(&self, canvas: &'a mut Canvas<'_>, row: usize) -> &'a mut [u32] {
        let start = (self.y + row) * canvas.width as usize + self.x;
        &mut canvas.pixels[start..start + self.width]
    }

    /// Returns a row of pixels that have so many bytes and lie in rows of this width.
    fn source<'a>(&self, data: &'a [u8], width: u32, row: usize, depth: usize) -> &'a [u8] {
        let start = (self.skip_y + row) * width as usize + self.skip_x;
        &data[start * depth..(start + self.width) * depth]
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
    for row in 0..area.height {
        let row = area.row(canvas, row);
        match opacity {
            255 => row.fill(OPAQUE | quad.colour),
            _ => row
                .iter_mut()
                .for_each(|pixel| *pixel = over(*pixel, quad.colour, opacity)),
        }
    }
}

fn tint(bitmap: &Bitmap, quad: &Quad, area: &Area, canvas: &mut Canvas<'_>) {
    let strength = u32::from(quad.opacity);
    for row in 0..area.height {
        let coverage = area.source(&bitmap.data, bitmap.width, row, 1);
        for (pixel, coverage) in area.row(canvas, row).iter_mut().zip(coverage) {
            *pixel = over(*pixel, quad.colour, weakened(*coverage, strength));
        }
    }
}

fn picture(data: &[u8], width: u32, strength: u8, area: &Area, canvas: &mut Canvas<'_>) {
    let strength = u32::from(strength);
    for row in 0..area.height {
        let source = area.source(data, width, row, 4);
        for (pixel, rgba) in area.row(canvas, row).iter_mut().zip(source.chunks_exact(4)) {
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
fn over(below: u32, colour: u32, opacity: u32) -> u32 {
    match opacity {
        0 => below,
        255 => OPAQUE | colour,
        _ => {
            let above = OPAQUE | colour;
            // Two parts of a pixel at once, each with 16 bits to be multiplied in, divided by 255 and rounded as
            // Blinn has it ("Three wrongs make a right", 1995): exact for all that two bytes can be.
            let mix = |above: u32, below: u32| {
                let sum = above * opacity + below * (255 - opacity) + 0x0080_0080;
                (sum + (sum >> 8 & PARTS)) >> 8 & PARTS
            };
            mix(above & PARTS, below & PARTS) | mix(above >> 8 & PARTS, below >> 8 & PARTS) << 8
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
