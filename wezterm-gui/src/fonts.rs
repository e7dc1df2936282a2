//! From graphemes to glyph bitmaps: which face covers a grapheme, how a run is shaped, what a glyph
//! looks like.
//!
//! It hides font files, shaping, rasterising and their caches. The faces of the configured families
//! come first, then the ones inside the binary, then whatever on the system covers a character
//! (searched for on the catalog's own thread). Box drawing and its relatives are drawn, not taken
//! from a font, so that they join exactly. Used on the main thread by `render`; it knows nothing of
//! colours, grids or windows.

use std::collections::HashMap;
use std::rc::Rc;

use mux::grid::Underline;
use smol_str::SmolStr;

mod boxes;
mod catalog;
mod emoji;
mod face;
mod glyphs;
mod shaping;

pub use catalog::{Catalog, InstalledFace, SystemFace, Wanted, installed};
pub use glyphs::{Bitmap, GlyphId, Glyphs};
pub use shaping::{Placed, Run, RunCell};

use catalog::Answer;
use face::Face;
use glyphs::{GlyphKey, Rasterizer};
use shaping::{Measure, Shaper};

/// Sizes in pixels between which text stays readable and a cell stays a sane size.
const PIXEL_SIZES: std::ops::RangeInclusive<f32> = 4.0..=256.0;

/// Answers of the face search that are remembered before the memory is started anew.
const REMEMBERED_CHOICES: usize = 20_000;

/// What the fonts are made from.
#[derive(Clone, Debug, PartialEq)]
pub struct FontOptions {
    /// Families in the order of preference.
    pub families: Vec<Wanted>,
    /// Size in points.
    pub size: f32,
    /// Dots per inch of the screen.
    pub dpi: f32,
    /// Factor on the height of a cell.
    pub line_height: f32,
    /// Factor on the width of a cell.
    pub cell_width: f32,
}

impl Default for FontOptions {
    fn default() -> Self {
        Self {
            families: Vec::new(),
            size: 12.0,
            dpi: 96.0,
            line_height: 1.0,
            cell_width: 1.0,
        }
    }
}

impl FontOptions {
    fn pixels(&self) -> f32 {
        let pixels = self.size * self.dpi / 72.0;
        if pixels.is_finite() {
            pixels.clamp(*PIXEL_SIZES.start(), *PIXEL_SIZES.end())
        } else {
            16.0
        }
    }
}

/// The measures of a cell, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// Width of a cell.
    pub width: u32,
    /// Height of a cell.
    pub height: u32,
    /// From the top of a cell down to the line that letters stand on.
    pub baseline: i32,
    /// Thickness of underlines and of light box-drawing lines.
    pub stroke: u32,
    /// From the top of a cell down to the underline.
    pub underline: u32,
    /// From the top of a cell down to the line through struck text.
    pub strikethrough: u32,
}

/// Upright or italic, regular or bold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FaceStyle {
    /// A bold face.
    pub bold: bool,
    /// An italic or oblique face.
    pub italic: bool,
}

impl FaceStyle {
    const ALL: [Self; 4] = [
        Self::new(false, false),
        Self::new(true, false),
        Self::new(false, true),
        Self::new(true, true),
    ];

    const fn new(bold: bool, italic: bool) -> Self {
        Self { bold, italic }
    }

    const fn index(self) -> usize {
        self.bold as usize | (self.italic as usize) << 1
    }
}

/// A face among the loaded ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FaceId(u16);

/// Where the search for a face on the system stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    Asked,
    Found(FaceId),
    Nothing,
}

/// The loaded faces with everything that was shaped and rasterised from them.
pub struct Fonts {
    catalog: Catalog,
    options: FontOptions,
    metrics: Metrics,
    faces: Vec<Face>,
    /// By family in the order of preference: its faces by style. The last one is embedded, so there
    /// is always one.
    families: Vec<[FaceId; 4]>,
    /// Embedded faces for what no family covers: Hack, then monochrome emoji.
    symbols: FaceId,
    plain_emoji: FaceId,
    from_system: HashMap<fontdb::ID, FaceId>,
    searches: HashMap<SmolStr, Search>,
    choices: HashMap<(SmolStr, FaceStyle), FaceId>,
    rasterizer: Rasterizer,
    shaper: Shaper,
}

impl Fonts {
    /// Loads the configured families as far as the catalog has them; the embedded ones stand in.
    pub fn new(catalog: Catalog, options: FontOptions) -> Self {
        let mut fonts = Self {
            catalog,
            metrics: Metrics {
                width: 1,
                height: 1,
                baseline: 1,
                stroke: 1,
                underline: 0,
                strikethrough: 0,
            },
            options,
            faces: Vec::new(),
            families: Vec::new(),
            symbols: FaceId(0),
            plain_emoji: FaceId(0),
            from_system: HashMap::new(),
            searches: HashMap::new(),
            choices: HashMap::new(),
            rasterizer: Rasterizer::default(),
            shaper: Shaper::default(),
        };
        fonts.load();
        fonts
    }

    /// Loads the families of these options from the same catalog. `number` is one that no other set of fonts
    /// has, so that painters tell their glyphs apart.
    pub fn another(&self, options: FontOptions, number: u64) -> Self {
        let mut fonts = Self::new(self.catalog.another(), options);
        fonts.rasterizer.count_generations_from(number << 32);
        fonts
    }

    /// Follows changed options; returns whether anything looks different now.
    pub fn configure(&mut self, options: FontOptions) -> bool {
        if options == self.options {
            return false;
        }
        let same_faces = options.families == self.options.families;
        self.options = options;
        if same_faces {
            self.measure();
        } else {
            self.load();
        }
        true
    }

    /// Returns the options in use.
    pub fn options(&self) -> &FontOptions {
        &self.options
    }

    /// Returns the measures of a cell.
    pub fn metrics(&self) -> Metrics {
        self.metrics
    }

    /// Returns the bitmaps of every glyph handed out since the last new generation.
    pub fn glyphs(&self) -> &Glyphs {
        self.rasterizer.glyphs()
    }

    /// Returns the name of the face that ordinary text is drawn with.
    pub fn main_face(&self) -> &str {
        self.face(self.families[0][0]).name()
    }

    /// Returns the name of a loaded face.
    pub fn face_name(&self, face: FaceId) -> &str {
        self.face(face).name()
    }

    /// Returns whether a loaded face has every glyph of a grapheme.
    pub fn shows(&self, face: FaceId, grapheme: &str) -> bool {
        self.face(face).covers(grapheme)
    }

    /// Returns whether a face that shows this grapheme is still looked for.
    pub fn is_looking_for(&self, grapheme: &str) -> bool {
        self.searches.get(grapheme) == Some(&Search::Asked)
    }

    /// Takes faces that the catalog has found meanwhile; returns whether text looks different now.
    pub fn take_found(&mut self) -> bool {
        let mut changed = false;
        while let Some(Answer { grapheme, face }) = self.catalog.answer() {
            let search = match face.and_then(|found| self.system_face(found)) {
                Some(id) => Search::Found(id),
                None => Search::Nothing,
            };
            changed |= search != Search::Nothing;
            self.choices.retain(|(text, _), _| *text != grapheme);
            self.searches.insert(grapheme, search);
        }
        changed
    }

    /// Makes room where the caches have grown too large. Glyph ids from before may be gone
    /// afterwards, so a frame calls it once, at its start.
    pub fn begin_frame(&mut self) {
        if self.rasterizer.is_full() {
            self.forget_glyphs();
        }
        self.shaper.trim();
        if self.choices.len() > REMEMBERED_CHOICES || self.searches.len() > REMEMBERED_CHOICES {
            self.choices.clear();
            // What is on its way would be asked for a second time if it were forgotten.
            self.searches.retain(|_, search| *search == Search::Asked);
        }
    }

    /// Returns the face that shows this grapheme best.
    pub fn face_for(&mut self, grapheme: &str, style: FaceStyle) -> FaceId {
        // The first family covers all of ASCII: `load` sees to that.
        if grapheme.len() == 1 {
            return self.families[0][style.index()];
        }
        let key = (SmolStr::new(grapheme), style);
        if let Some(face) = self.choices.get(&key) {
            return *face;
        }
        let (face, lasting) = self.choose(grapheme, style);
        if lasting {
            self.choices.insert(key, face);
        }
        face
    }

    /// Returns the glyphs of a run of graphemes in one face, each bound to its cell.
    pub fn shape(&mut self, run: &Run<'_>) -> Rc<[Placed]> {
        let face = &self.faces[usize::from(run.face.0)];
        let owned = self
            .families
            .iter()
            .any(|family| family.contains(&run.face));
        let pixels = self.options.pixels();
        let size = Measure {
            pixels,
            cell_width: self.metrics.width,
        };
        self.shaper.shape(run, face, size, |glyph, cells| {
            let key = GlyphKey::Font {
                face: run.face,
                glyph,
                skew: run.style.italic && !face.is_slanted(),
                // A configured face keeps its size, so that ligatures may be wider than a cell.
                fit: if owned { 0 } else { cells },
            };
            self.rasterizer.font_glyph(key, face, pixels, self.metrics)
        })
    }

    /// Returns the glyph of a character that is drawn to the cell, `None` for all others.
    pub fn drawn(&mut self, character: char) -> Option<GlyphId> {
        if !boxes::draws(character) {
            return None;
        }
        let metrics = self.metrics;
        Some(
            self.rasterizer
                .drawn(GlyphKey::Drawn(character), metrics, || {
                    boxes::draw(character, metrics)
                }),
        )
    }

    /// Returns the underline of one cell.
    pub fn underline(&mut self, underline: Underline) -> GlyphId {
        let metrics = self.metrics;
        self.rasterizer
            .drawn(GlyphKey::Underline(underline), metrics, || {
                boxes::underline(underline, metrics)
            })
    }

    fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    fn load(&mut self) {
        self.faces.clear();
        self.families.clear();
        self.from_system.clear();
        self.searches.clear();
        self.choices.clear();
        self.catalog.forget_answers();
        let names = std::mem::take(&mut self.options.families);
        for wanted in &names {
            self.load_family(wanted);
        }
        self.options.families = names;
        let embedded = FaceStyle::ALL.map(|style| self.push(face::embedded_mono(style)));
        self.families.push(embedded);
        self.symbols = self.push(face::embedded_symbols());
        self.plain_emoji = self.push(face::embedded_emoji());
        self.measure();
    }

    fn load_family(&mut self, wanted: &Wanted) {
        let name = &wanted.family;
        let Some(found) = self.catalog.family(wanted) else {
            log::info!("font family {name:?} is not on this system");
            return;
        };
        let ids = found.map(|face| face.and_then(|face| self.system_face(face)));
        let Some(regular) = ids[0] else {
            log::warn!("font family {name:?} has no face that can be used");
            return;
        };
        if self.families.is_empty() && !self.face(regular).covers_ascii() {
            // It still serves as a fall-back behind the face that has letters.
            log::warn!("font family {name:?} lacks ASCII and cannot be the main font");
            let embedded = FaceStyle::ALL.map(|style| self.push(face::embedded_mono(style)));
            self.families.push(embedded);
        }
        let bold = ids[1].unwrap_or(regular);
        let italic = ids[2].unwrap_or(regular);
        let bold_italic = ids[3].or(ids[1]).unwrap_or(italic);
        let family = [regular, bold, italic, bold_italic];
        let usable = |id: FaceId| self.face(id).covers_ascii() || id == regular;
        let family = family.map(|id| if usable(id) { id } else { regular });
        self.families.push(family);
    }

    fn push(&mut self, face: Face) -> FaceId {
        let id = FaceId(self.faces.len() as u16);
        self.faces.push(face);
        id
    }

    /// Loads a face of the system once; `None` when its file cannot be read as a font.
    fn system_face(&mut self, found: SystemFace) -> Option<FaceId> {
        if let Some(id) = self.from_system.get(&found.id) {
            return Some(*id);
        }
        if self.faces.len() > usize::from(u16::MAX / 2) {
            return None;
        }
        let key = found.id;
        let name = found.name.clone();
        let Some(face) = Face::from_system(found) else {
            log::warn!("font {name:?} is damaged and is not used");
            return None;
        };
        let id = self.push(face);
        self.from_system.insert(key, id);
        Some(id)
    }

    fn measure(&mut self) {
        self.metrics = self.face(self.families[0][0]).metrics(&self.options);
        self.forget_glyphs();
    }

    fn forget_glyphs(&mut self) {
        self.rasterizer.clear();
        self.shaper.clear();
    }

    /// Returns a face and whether to remember it; not when the search could not be asked for yet.
    fn choose(&mut self, grapheme: &str, style: FaceStyle) -> (FaceId, bool) {
        let wants_colour = emoji::is_shown_in_colour(grapheme);
        if !wants_colour && let Some(face) = self.choose_loaded(grapheme, style) {
            return (face, true);
        }
        match self.search(grapheme, wants_colour) {
            Some(Search::Found(face)) => (face, true),
            Some(Search::Asked | Search::Nothing) => (self.choose_stand_in(grapheme, style), true),
            None => (self.choose_stand_in(grapheme, style), false),
        }
    }

    fn choose_loaded(&self, grapheme: &str, style: FaceStyle) -> Option<FaceId> {
        let styled = self.families.iter().map(|family| family[style.index()]);
        let regular = self.families.iter().map(|family| family[0]);
        styled
            .chain(regular)
            .chain([self.symbols])
            .find(|id| self.face(*id).covers(grapheme))
    }

    fn choose_stand_in(&self, grapheme: &str, style: FaceStyle) -> FaceId {
        if self.face(self.plain_emoji).covers(grapheme) {
            return self.plain_emoji;
        }
        let first = grapheme.chars().next().unwrap_or(' ');
        let base = first.encode_utf8(&mut [0; 4]).to_owned();
        self.choose_loaded(grapheme, style)
            .or_else(|| self.choose_loaded(&base, style))
            .or_else(|| {
                self.face(self.plain_emoji)
                    .covers(&base)
                    .then_some(self.plain_emoji)
            })
            .unwrap_or(self.families[0][style.index()])
    }

    /// Returns where the search on the system stands, `None` when too many are under way.
    fn search(&mut self, grapheme: &str, wants_colour: bool) -> Option<Search> {
        if let Some(search) = self.searches.get(grapheme) {
            return Some(*search);
        }
        if self.catalog.is_empty() {
            return Some(Search::Nothing);
        }
        let grapheme = SmolStr::new(grapheme);
        if !self.catalog.search(grapheme.clone(), wants_colour) {
            return None;
        }
        self.searches.insert(grapheme, Search::Asked);
        Some(Search::Asked)
    }
}

#[cfg(test)]
mod tests;
