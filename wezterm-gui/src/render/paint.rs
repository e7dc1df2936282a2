//! The draw list painted into memory.
//!
//! The picture that every test looks at, and the one in the window where there is no GPU. A pure
//! function over the list and the glyphs' bitmaps; it owns no surface and no thread.

use super::backdrop::Backdrop;
use super::compose::{DrawList, Quad, QuadKind};
use crate::fonts::{Bitmap, Glyphs};

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
    let needed = canvas.width as usize * canvas.height as usize;
    let canvas = &mut Canvas {
        pixels: &mut canvas.pixels[..needed],
        ..*canvas
    };
    canvas.pixels.fill(list.background);
    if let Some(backdrop) = &list.backdrop {
        lay(backdrop, canvas);
    }
    for quad in &list.quads {
        let Some(area) = Area::of(quad, canvas) else {
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

/// The part of a quad that lies within the canvas.
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
    fn of(quad: &Quad, canvas: &Canvas<'_>) -> Option<Self> {
        let (left, top) = (i64::from(quad.x), i64::from(quad.y));
        let right = (left + i64::from(quad.width)).min(i64::from(canvas.width));
        let bottom = (top + i64::from(quad.height)).min(i64::from(canvas.height));
        let (x, y) = (left.max(0), top.max(0));
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
fn lay(backdrop: &Backdrop, canvas: &mut Canvas<'_>) {
    let width = backdrop.width.min(canvas.width) as usize;
    if width == 0 {
        return;
    }
    let rows = canvas.pixels.chunks_exact_mut(canvas.width as usize);
    for (row, source) in rows.zip(backdrop.pixels.chunks_exact(backdrop.width as usize)) {
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
            let colour = OPAQUE | colour;
            let mix = |shift: u32| {
                let (below, above) = (below >> shift & 255, colour >> shift & 255);
                ((above * opacity + below * (255 - opacity) + 127) / 255) << shift
            };
            mix(24) | mix(16) | mix(8) | mix(0)
        }
    }
}
