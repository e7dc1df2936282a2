//! One font face: its bytes, what it covers, its measures.
//!
//! It hides the two font parsers (swash for measures and outlines, harfrust for shaping) behind one
//! type that owns the bytes. Built on the main thread from embedded bytes or from what the catalog
//! has read. It neither finds fonts nor keeps glyphs.

use std::sync::Arc;

use super::catalog::SystemFace;
use super::{FaceStyle, FontOptions, Metrics};

/// Joiners and selectors shape their neighbours and need no glyph of their own.
const WITHOUT_GLYPH: [char; 3] = ['\u{200d}', '\u{fe0e}', '\u{fe0f}'];

#[derive(Clone)]
enum Bytes {
    Embedded(&'static [u8]),
    Read(Arc<Vec<u8>>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Read(bytes) => bytes,
        }
    }
}

/// A parsed face.
pub struct Face {
    bytes: Bytes,
    index: u32,
    offset: u32,
    key: swash::CacheKey,
    shaper: harfrust::ShaperData,
    units_per_em: f32,
    name: String,
    slanted: bool,
}

/// Returns the embedded monospaced face of this style.
pub fn embedded_mono(style: FaceStyle) -> Face {
    let (bytes, name) = match (style.bold, style.italic) {
        (false, false) => (dejavu::sans_mono::regular(), "DejaVu Sans Mono"),
        (true, false) => (dejavu::sans_mono::bold(), "DejaVu Sans Mono Bold"),
        (false, true) => (dejavu::sans_mono::oblique(), "DejaVu Sans Mono Oblique"),
        (true, true) => (
            dejavu::sans_mono::bold_oblique(),
            "DejaVu Sans Mono Bold Oblique",
        ),
    };
    Face::embedded(bytes, name, style.italic)
}

/// Returns the embedded face with symbols that the monospaced one lacks.
pub fn embedded_symbols() -> Face {
    Face::embedded(epaint_default_fonts::HACK_REGULAR, "Hack", false)
}

/// Returns the embedded face with emoji in one colour.
pub fn embedded_emoji() -> Face {
    Face::embedded(
        epaint_default_fonts::NOTO_EMOJI_REGULAR,
        "Noto Emoji",
        false,
    )
}

impl Face {
    fn embedded(bytes: &'static [u8], name: &str, slanted: bool) -> Self {
        Self::parse(Bytes::Embedded(bytes), 0, name.to_owned(), slanted)
            .expect("a font inside the binary can be parsed")
    }

    /// Parses a face of the system; `None` when the bytes are no font.
    pub fn from_system(face: SystemFace) -> Option<Self> {
        Self::parse(Bytes::Read(face.bytes), face.index, face.name, face.slanted)
    }

    fn parse(bytes: Bytes, index: u32, name: String, slanted: bool) -> Option<Self> {
        let font = swash::FontRef::from_index(bytes.get(), index as usize)?;
        let (offset, key) = (font.offset, font.key);
        let units_per_em = f32::from(font.metrics(&[]).units_per_em);
        let shaper = {
            let font = harfrust::FontRef::from_index(bytes.get(), index).ok()?;
            harfrust::ShaperData::new(&font)
        };
        (units_per_em > 0.0).then_some(Self {
            bytes,
            index,
            offset,
            key,
            shaper,
            units_per_em,
            name,
            slanted,
        })
    }

    /// Returns the name that people know the face by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether its letters lean already.
    pub fn is_slanted(&self) -> bool {
        self.slanted
    }

    /// Returns the face as the rasteriser wants it.
    pub fn outlines(&self) -> swash::FontRef<'_> {
        swash::FontRef {
            data: self.bytes.get(),
            offset: self.offset,
            key: self.key,
        }
    }

    /// Returns whether it has a glyph for every visible character of the grapheme.
    pub fn covers(&self, grapheme: &str) -> bool {
        covers(&self.outlines(), grapheme)
    }

    /// Returns whether it has every printable character of ASCII.
    pub fn covers_ascii(&self) -> bool {
        let characters = self.outlines().charmap();
        (0x20u32..0x7f).all(|code| characters.map(code) != 0)
    }

    /// Shapes the text of a buffer; `None` when the face's tables turn out to be damaged.
    pub fn shape(&self, buffer: harfrust::UnicodeBuffer) -> Option<harfrust::GlyphBuffer> {
        let font = harfrust::FontRef::from_index(self.bytes.get(), self.index).ok()?;
        let shaper = self.shaper.shaper(&font).build();
        Some(shaper.shape(buffer, harfrust::ShapeOptions::new()))
    }

    /// Returns the factor from font units to pixels at this size.
    pub fn unit(&self, pixels: f32) -> f32 {
        pixels / self.units_per_em
    }

    /// Returns the measures of a cell that holds this face.
    pub fn metrics(&self, options: &FontOptions) -> Metrics {
        let font = self.outlines();
        let pixels = options.pixels();
        let measured = font.metrics(&[]).scale(pixels);
        let widths = font.glyph_metrics(&[]).scale(pixels);
        let advance = widths.advance_width(font.charmap().map('M'));
        let natural = measured.ascent + measured.descent + measured.leading;
        let width = scaled(advance, options.cell_width).clamp(2, 512);
        let height = scaled(natural, options.line_height).clamp(3, 1024);
        let baseline = (measured.ascent + (height as f32 - natural) / 2.0).round() as i32;
        let stroke = ((pixels / 14.0).round() as u32).max(1);
        let lowest = height.saturating_sub(stroke);
        let below = (baseline.max(0) as u32).saturating_add(stroke.max(2));
        Metrics {
            width,
            height,
            baseline,
            stroke,
            underline: below.min(lowest),
            strikethrough: ((baseline.max(0) as f32) * 0.67) as u32,
        }
    }
}

/// Returns whether the font has a glyph for every visible character of the grapheme.
pub fn covers(font: &swash::FontRef<'_>, grapheme: &str) -> bool {
    let characters = font.charmap();
    grapheme
        .chars()
        .all(|character| WITHOUT_GLYPH.contains(&character) || characters.map(character) != 0)
}

fn scaled(length: f32, factor: f32) -> u32 {
    let factor = if factor.is_finite() && factor > 0.0 {
        factor
    } else {
        1.0
    };
    (length * factor).round() as u32
}
