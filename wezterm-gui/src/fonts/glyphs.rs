//! Glyph bitmaps: rasterised once, numbered, kept until there are too many.
//!
//! It hides swash's scaler. Ids are valid for one generation; painters that keep copies (the GPU's
//! atlas) compare the generation number. Main thread only; it does not choose faces.

use mux::grid::Underline;
use swash::scale::image::Content;
use swash::scale::{Render, ScaleContext, Source, StrikeWith};
use swash::zeno::{Angle, Format, Transform};

use super::face::Face;
use super::{FaceId, Map, Metrics};

/// Bytes of bitmaps after which a new generation starts.
const BITMAP_BUDGET: usize = 64 << 20;

/// Glyphs after which a new generation starts.
const GLYPH_BUDGET: usize = 60_000;

/// The lean of letters whose family has no italic face.
const SKEW_DEGREES: f32 = 14.0;

/// A glyph of the current generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlyphId(u32);

impl GlyphId {
    /// Returns its number, counted from zero without gaps.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// What one glyph looks like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bitmap {
    /// From the pen to the left edge.
    pub left: i32,
    /// From the baseline up to the top edge.
    pub top: i32,
    /// Width in pixels; zero when there is nothing to see.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether a pixel is red, green, blue, alpha instead of coverage alone.
    pub coloured: bool,
    /// Rows from the top, without padding.
    pub data: Vec<u8>,
}

/// The bitmaps of one generation.
#[derive(Default)]
pub struct Glyphs {
    bitmaps: Vec<Bitmap>,
    generation: u64,
    bytes: usize,
}

impl Glyphs {
    /// Returns the bitmap of a glyph of this generation.
    pub fn bitmap(&self, id: GlyphId) -> &Bitmap {
        &self.bitmaps[id.0 as usize]
    }

    /// Returns all bitmaps; a glyph's number is its place.
    pub fn all(&self) -> &[Bitmap] {
        &self.bitmaps
    }

    /// Returns the number that changes whenever ids lose their meaning.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    fn add(&mut self, bitmap: Bitmap) -> GlyphId {
        self.bytes += bitmap.data.len();
        self.bitmaps.push(bitmap);
        GlyphId(self.bitmaps.len() as u32 - 1)
    }
}

/// What makes a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlyphKey {
    /// A glyph of a face, made smaller to fit this many cells unless zero.
    Font {
        face: FaceId,
        glyph: u16,
        skew: bool,
        fit: u8,
        /// Whether it is an icon: all that is seen of it stays within its cells.
        icon: bool,
        /// Whether it stands on the tab bar, whose text has a size of its own.
        bar: bool,
    },
    /// A character drawn to the cell, of text or of the tab bar.
    Drawn(char, bool),
    /// An underline of one cell, of text or of the tab bar.
    Underline(Underline, bool),
}

/// Makes and keeps the bitmaps.
#[derive(Default)]
pub struct Rasterizer {
    context: ScaleContext,
    glyphs: Glyphs,
    known: Map<GlyphKey, GlyphId>,
}

impl Rasterizer {
    pub fn glyphs(&self) -> &Glyphs {
        &self.glyphs
    }

    pub fn is_full(&self) -> bool {
        self.glyphs.bytes > BITMAP_BUDGET || self.glyphs.bitmaps.len() > GLYPH_BUDGET
    }

    pub fn clear(&mut self) {
        self.known.clear();
        self.glyphs = Glyphs {
            generation: self.glyphs.generation + 1,
            ..Glyphs::default()
        };
    }

    /// Numbers the generations from here on.
    pub fn count_generations_from(&mut self, number: u64) {
        self.glyphs.generation = number;
    }

    /// Returns the glyph whose coverage `draw` fills, one byte for each pixel of a cell.
    pub fn drawn(
        &mut self,
        key: GlyphKey,
        metrics: Metrics,
        draw: impl FnOnce() -> Vec<u8>,
    ) -> GlyphId {
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let id = self.glyphs.add(Bitmap {
            left: 0,
            top: metrics.baseline,
            width: metrics.width,
            height: metrics.height,
            coloured: false,
            data: draw(),
        });
        self.known.insert(key, id);
        id
    }

    /// Returns a glyph of a face at this size.
    pub fn font_glyph(
        &mut self,
        key: GlyphKey,
        face: &Face,
        pixels: f32,
        metrics: Metrics,
    ) -> GlyphId {
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let GlyphKey::Font {
            glyph,
            skew,
            fit,
            icon,
            ..
        } = key
        else {
            unreachable!("only font glyphs are rasterised from a face")
        };
        let room = u32::from(fit) * metrics.width;
        let pixels = fitted(face, glyph, pixels, room);
        let mut bitmap = self.rasterize(face, glyph, pixels, skew);
        if icon {
            if bitmap.width > room {
                // Icons are wider than their advance says. A pixel is left for the smoothing of edges.
                let scale = room.saturating_sub(1).max(1) as f32 / bitmap.width as f32;
                bitmap = self.rasterize(face, glyph, pixels * scale, skew);
            }
            let last = room.saturating_sub(bitmap.width) as i32;
            bitmap.left = bitmap.left.clamp(0, last);
        }
        let id = self.glyphs.add(bitmap);
        self.known.insert(key, id);
        id
    }

    fn rasterize(&mut self, face: &Face, glyph: u16, pixels: f32, skew: bool) -> Bitmap {
        let mut scaler = self
            .context
            .builder(face.outlines())
            .size(pixels)
            .hint(true)
            .build();
        let mut render = Render::new(&[
            Source::ColorOutline(0),
            Source::ColorBitmap(StrikeWith::BestFit),
            Source::Outline,
        ]);
        render.format(Format::Alpha);
        if skew {
            let lean = Transform::skew(Angle::from_degrees(SKEW_DEGREES), Angle::ZERO);
            render.transform(Some(lean));
        }
        let Some(image) = render.render(&mut scaler, glyph) else {
            return Bitmap::default();
        };
        let bitmap = Bitmap {
            left: image.placement.left,
            top: image.placement.top,
            width: image.placement.width,
            height: image.placement.height,
            coloured: image.content == Content::Color,
            data: image.data,
        };
        let depth = if bitmap.coloured { 4 } else { 1 };
        let expected = bitmap.width as usize * bitmap.height as usize * depth;
        // A damaged colour strike may decode to fewer bytes than it announces.
        if bitmap.data.len() == expected {
            bitmap
        } else {
            Bitmap::default()
        }
    }
}

/// Returns the size at which the glyph is no wider than `room`; zero room means any.
fn fitted(face: &Face, glyph: u16, pixels: f32, room: u32) -> f32 {
    let advance = face
        .outlines()
        .glyph_metrics(&[])
        .scale(pixels)
        .advance_width(glyph);
    let room = room as f32;
    if room > 0.0 && advance > room {
        pixels * room / advance
    } else {
        pixels
    }
}
