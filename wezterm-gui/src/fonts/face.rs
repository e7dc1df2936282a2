//! One font face: its bytes, what it covers, its measures.
//!
//! It hides the two font parsers (swash for measures and outlines, harfrust for shaping) behind one
//! type that owns the bytes. Built on the main thread from embedded bytes or from what the catalog
//! has read. It neither finds fonts nor keeps glyphs.

use std::cell::RefCell;
use std::sync::Arc;

use super::catalog::SystemFace;
use super::{Extent, FaceStyle, FontOptions, Metrics};

/// The plans that a face keeps: few texts have more scripts.
const MOST_PLANS: usize = 16;

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

/// In what manner a face is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Manner {
    /// Features of OpenType, as HarfBuzz writes them.
    pub features: Vec<String>,
    /// Factor for its size.
    pub scale: f32,
    /// Whether its glyphs are coloured pictures; `None` where its name tells.
    pub emoji: Option<bool>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            features: Vec::new(),
            scale: 1.0,
            emoji: None,
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
    features: Vec<harfrust::Feature>,
    /// What is to be done for text of some script and direction: working it out takes as long as a word's shaping.
    plans: RefCell<Vec<harfrust::ShapePlan>>,
    scale: f32,
    emoji: bool,
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

/// Returns the embedded face with the icons of Nerd Fonts.
pub fn embedded_icons() -> Face {
    let bytes = match egui_nerdfonts::Variant::Regular.font_data().font {
        std::borrow::Cow::Borrowed(bytes) => bytes,
        // The crate holds it as a constant; whatever else it may become, Hack has some of them.
        std::borrow::Cow::Owned(_) => epaint_default_fonts::HACK_REGULAR,
    };
    Face::embedded(bytes, "Symbols Nerd Font", false)
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
            features: Vec::new(),
            plans: RefCell::default(),
            scale: 1.0,
            emoji: name.to_ascii_lowercase().contains("emoji"),
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

    /// Takes on the manner in which it is used.
    pub fn use_in(&mut self, manner: &Manner) {
        let features = manner.features.iter().filter_map(|feature| {
            let parsed = feature.parse();
            if let Err(why) = parsed {
                log::warn!("{feature:?} is no feature of a font: {why}");
            }
            parsed.ok()
        });
        self.features = features.collect();
        // A face that nobody can see, or that is as large as the window, helps nobody.
        self.scale = manner.scale.clamp(0.1, 10.0);
        self.emoji = manner.emoji.unwrap_or(self.emoji);
    }

    /// Takes the size at which its capital letters are as high as those of another face.
    pub fn be_as_high_as(&mut self, other: &Face) {
        let height = |face: &Face| face.outlines().metrics(&[]).cap_height / face.units_per_em;
        let (own, wanted) = (height(self), height(other));
        if own > 0.0 && wanted > 0.0 {
            self.scale = (self.scale * wanted / own).clamp(0.1, 10.0);
        }
    }

    /// Returns the factor for its size.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Returns whether its glyphs are coloured pictures.
    pub fn is_emoji(&self) -> bool {
        self.emoji
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
        let options = harfrust::ShapeOptions::new().features(&self.features);
        let script = Some(buffer.script()).filter(|script| *script != harfrust::script::UNKNOWN);
        let (direction, language) = (buffer.direction(), buffer.language());
        let key = harfrust::ShapePlanKey::new(script, direction)
            .language(language.as_ref())
            .features(&self.features);
        let mut plans = self.plans.borrow_mut();
        let known = plans.iter().position(|plan| key.matches(plan));
        let index = known.unwrap_or_else(|| {
            if plans.len() >= MOST_PLANS {
                plans.clear();
            }
            let (language, features) = (language.as_ref(), &self.features);
            let plan = harfrust::ShapePlan::new(&shaper, direction, script, language, features);
            plans.push(plan);
            plans.len() - 1
        });
        Some(shaper.shape(buffer, options.plan(Some(&plans[index]))))
    }

    /// Returns the factor from font units to pixels at this size.
    pub fn unit(&self, pixels: f32) -> f32 {
        pixels / self.units_per_em
    }

    /// Returns the measures of a cell of a line that is read rather than laid out in columns: where letters differ in
    /// width, it is as wide as they mostly are.
    pub fn metrics_for_reading(&self, options: &FontOptions) -> Metrics {
        let metrics = self.metrics(options);
        let (font, pixels) = (self.outlines(), options.pixels() * self.scale);
        let widths = font.glyph_metrics(&[]).scale(pixels);
        let advance = |letter: char| widths.advance_width(font.charmap().map(letter));
        if (advance('M') - advance('i')).abs() < 0.5 {
            return metrics;
        }
        let letters = ('a'..='z').chain('0'..='9');
        let mean = letters.clone().map(advance).sum::<f32>() / letters.count() as f32;
        Metrics {
            // A little room, so that few words have to be drawn closer than they are written.
            width: ((mean * 1.1).ceil() as u32).clamp(2, metrics.width.max(2)),
            ..metrics
        }
    }

    /// Returns the measures of a cell that holds this face.
    pub fn metrics(&self, options: &FontOptions) -> Metrics {
        let font = self.outlines();
        let pixels = options.pixels() * self.scale;
        let measured = font.metrics(&[]).scale(pixels);
        let widths = font.glyph_metrics(&[]).scale(pixels);
        let advance = widths.advance_width(font.charmap().map('M'));
        let natural = measured.ascent + measured.descent + measured.leading;
        let width = scaled(advance, options.cell_width).clamp(2, 512);
        let height = scaled(natural, options.line_height).clamp(3, 1024);
        let baseline = (measured.ascent + (height as f32 - natural) / 2.0).round() as i32;
        let lines = options.lines;
        let length = |extent: Option<Extent>, of_font: f32| match extent {
            Some(extent) => extent.pixels(options.dpi, height, of_font),
            None => of_font,
        };
        let thickness = |extent, of_font| {
            (length(extent, of_font).round().max(1.0) as u32).min((height / 3).max(1))
        };
        let stroke = thickness(lines.underline_thickness, (pixels / 14.0).round().max(1.0));
        let lowest = height.saturating_sub(stroke) as f32;
        let place = |y: f32| y.round().clamp(0.0, lowest) as u32;
        let raised = length(lines.underline_position, -(stroke.max(2) as f32));
        let struck = (baseline.max(0) as f32 * 0.67).floor();
        Metrics {
            width,
            height,
            baseline,
            stroke,
            cursor_stroke: thickness(
                lines.cursor_thickness.or(Some(Extent::Times(2.0))),
                stroke as f32,
            ),
            cursor_outline: thickness(lines.cursor_thickness, stroke as f32),
            underline: place(baseline as f32 - raised),
            strikethrough: place(length(lines.strikethrough_position, struck)),
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
