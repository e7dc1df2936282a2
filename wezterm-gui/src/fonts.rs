//! From graphemes to glyph bitmaps: which face covers a grapheme, how a run is shaped, what a glyph
//! looks like.
//!
//! It hides font files, shaping, rasterising and their caches. The faces of the configured families
//! come first, then the ones inside the binary, then whatever on the system covers a character
//! (searched for on the catalog's own thread). Box drawing and its relatives are drawn, not taken
//! from a font, so that they join exactly. Used on the main thread by `render`; it knows nothing of
//! colours, grids or windows.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use mux::grid::{Style, Underline};
use smol_str::SmolStr;

mod boxes;
mod catalog;
mod emoji;
mod face;
mod glyphs;
mod options;
mod shaping;

pub use boxes::light_lane;
pub use catalog::{Catalog, Fallback, InstalledFace, SystemFace, Wanted, installed};
pub use glyphs::{Bitmap, GlyphId, Glyphs};
pub use options::{BarFont, Extent, FontOptions, Lines, Overflow, Rule};
pub use shaping::{Placed, Run, RunCell};

use catalog::Answer;
use face::{Face, Manner};
use glyphs::{GlyphKey, Rasterizer};
use shaping::{Measure, Shaper};

/// Answers of the face search that are remembered before the memory is started anew.
const REMEMBERED_CHOICES: usize = 20_000;

/// Graphemes without a glyph that a person is told of, at most.
const TOLD_MISSING: usize = 200;

/// What is looked up for each cell.
type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

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
    /// Thickness of cursors that are lines.
    pub cursor_stroke: u32,
    /// Thickness of a cursor that is an outline.
    pub cursor_outline: u32,
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
    /// The rule whose faces come first, counted from 1; 0 for none.
    pub rule: u8,
    /// Whether it is text of the tab bar, which has fonts of its own.
    pub bar: bool,
}

impl FaceStyle {
    const ALL: [Self; 4] = [
        Self::new(false, false),
        Self::new(true, false),
        Self::new(false, true),
        Self::new(true, true),
    ];

    const fn new(bold: bool, italic: bool) -> Self {
        Self {
            bold,
            italic,
            rule: 0,
            bar: false,
        }
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
    /// The same of the tab bar.
    bar_metrics: Metrics,
    faces: Vec<Face>,
    /// By family in the order of preference: its faces by style. The last one is embedded, so there
    /// is always one.
    families: Vec<[FaceId; 4]>,
    /// The same of the tab bar, before those of text; there may be none.
    bar_families: Vec<[FaceId; 4]>,
    /// By rule: its faces in the order of preference.
    rules: Vec<Vec<FaceId>>,
    /// Faces below this number are of families that somebody chose, and keep their size.
    chosen: u16,
    /// Embedded faces for what no family covers: Hack, Nerd Fonts' icons, then monochrome emoji.
    symbols: FaceId,
    icons: FaceId,
    plain_emoji: FaceId,
    /// By font and number of the manner in which it is used.
    from_system: HashMap<(fontdb::ID, usize), FaceId>,
    manners: Vec<Manner>,
    /// Graphemes that no font has and of which nobody was told.
    missing: Vec<SmolStr>,
    told_missing: HashSet<SmolStr>,
    searches: HashMap<SmolStr, Search>,
    choices: Map<(SmolStr, FaceStyle), FaceId>,
    rasterizer: Rasterizer,
    shaper: Shaper,
}

impl Fonts {
    /// Loads the configured families as far as the catalog has them; the embedded ones stand in.
    pub fn new(catalog: Catalog, options: FontOptions) -> Self {
        let unknown = Metrics {
            width: 1,
            height: 1,
            baseline: 1,
            stroke: 1,
            cursor_stroke: 1,
            cursor_outline: 1,
            underline: 0,
            strikethrough: 0,
        };
        let mut fonts = Self {
            catalog,
            metrics: unknown,
            bar_metrics: unknown,
            options,
            faces: Vec::new(),
            families: Vec::new(),
            bar_families: Vec::new(),
            rules: Vec::new(),
            chosen: 0,
            symbols: FaceId(0),
            icons: FaceId(0),
            plain_emoji: FaceId(0),
            from_system: HashMap::default(),
            manners: Vec::new(),
            missing: Vec::new(),
            told_missing: HashSet::new(),
            searches: HashMap::default(),
            choices: Map::default(),
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
        let same_faces = options.has_faces_of(&self.options);
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

    /// Returns the measures of a cell of the tab bar.
    pub fn bar_metrics(&self) -> Metrics {
        self.bar_metrics
    }

    /// Returns the measures of a cell of text, or of one of the tab bar.
    pub fn metrics_of(&self, bar: bool) -> Metrics {
        if bar { self.bar_metrics } else { self.metrics }
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

    /// Returns the graphemes that no font has and of which nobody was told yet.
    pub fn take_missing(&mut self) -> Vec<SmolStr> {
        std::mem::take(&mut self.missing)
    }

    /// Returns whether there are such graphemes.
    pub fn misses_any(&self) -> bool {
        !self.missing.is_empty()
    }

    /// Returns the number of the rule for text of this style, counted from 1; 0 where there is none.
    pub fn rule_for(&self, style: &Style) -> u8 {
        let fits = |rule: &Rule| rule.fits(style);
        let rule = self.options.rules.iter().position(fits);
        rule.map_or(0, |index| index as u8 + 1)
    }

    /// Takes faces that the catalog has found meanwhile; returns whether text looks different now.
    pub fn take_found(&mut self) -> bool {
        let mut changed = false;
        while let Some(Answer { grapheme, face }) = self.catalog.answer() {
            let manner = self.usual_manner();
            let search = match face.and_then(|found| self.system_face(found, manner)) {
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
        if grapheme.len() == 1 && style.rule == 0 && !style.bar {
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
        let of_rule = self.faces_of_rule(run.style.rule).contains(&run.face);
        // A chosen face keeps its size, so that ligatures may be wider than a cell; icons are no ligatures.
        let keeps_size = run.face.0 < self.chosen && run.room == 0;
        let bar = run.style.bar;
        let pixels = self.options.pixels_of(bar) * face.scale();
        let metrics = self.metrics_of(bar);
        let size = Measure {
            pixels,
            cell_width: metrics.width,
        };
        self.shaper.shape(run, face, size, |glyph, cells| {
            let key = GlyphKey::Font {
                face: run.face,
                glyph,
                skew: run.style.italic && !of_rule && !face.is_slanted(),
                fit: if keeps_size { 0 } else { cells },
                icon: run.room > 0,
                bar,
            };
            self.rasterizer.font_glyph(key, face, pixels, metrics)
        })
    }

    /// Returns the glyph of a character that is drawn to the cell, `None` for all others.
    pub fn drawn(&mut self, character: char, bar: bool) -> Option<GlyphId> {
        if !self.options.draws_boxes || !boxes::draws(character) {
            return None;
        }
        let metrics = self.metrics_of(bar);
        let smooth = self.options.smooth_boxes;
        Some(
            self.rasterizer
                .drawn(GlyphKey::Drawn(character, bar), metrics, || match smooth {
                    true => boxes::draw(character, metrics),
                    false => boxes::draw_hard(character, metrics),
                }),
        )
    }

    /// Returns the underline of one cell.
    pub fn underline(&mut self, underline: Underline, bar: bool) -> GlyphId {
        let metrics = self.metrics_of(bar);
        self.rasterizer
            .drawn(GlyphKey::Underline(underline, bar), metrics, || {
                boxes::underline(underline, metrics)
            })
    }

    fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    fn load(&mut self) {
        self.faces.clear();
        self.families.clear();
        self.bar_families.clear();
        self.rules.clear();
        self.manners.clear();
        self.from_system.clear();
        self.searches.clear();
        self.choices.clear();
        self.catalog.forget_answers();
        let usual = self.usual_manner();
        let names = std::mem::take(&mut self.options.families);
        for wanted in &names {
            self.load_family(wanted);
        }
        self.options.families = names;
        let embedded = FaceStyle::ALL.map(|style| self.push(face::embedded_mono(style), usual));
        self.families.push(embedded);
        let rules = std::mem::take(&mut self.options.rules);
        for rule in &rules {
            let faces = rule
                .families
                .iter()
                .filter_map(|wanted| self.load_rule(wanted));
            let faces = faces.collect();
            self.rules.push(faces);
        }
        self.options.rules = rules;
        let bar = self.options.bar.take();
        for wanted in bar.iter().flat_map(|bar| &bar.families) {
            if let Some(family) = self.family_of(wanted) {
                self.bar_families.push(family);
            }
        }
        self.options.bar = bar;
        self.chosen = self.faces.len() as u16;
        self.symbols = self.push(face::embedded_symbols(), usual);
        self.icons = self.push(face::embedded_icons(), usual);
        self.plain_emoji = self.push(face::embedded_emoji(), usual);
        self.measure();
    }

    /// Loads the face of a rule: the one that it names, as no other stands in for it.
    fn load_rule(&mut self, wanted: &Wanted) -> Option<FaceId> {
        let manner = self.manner_of(wanted);
        let found = self.catalog.family(wanted);
        let face = found.and_then(|family| {
            let [regular, ..] = family;
            self.system_face(regular?, manner)
        });
        if face.is_none() {
            log::info!(
                "font family {:?} of a rule is not on this system",
                wanted.family
            );
        }
        face
    }

    /// Returns the number of the manner in which a family's faces are used.
    fn manner_of(&mut self, wanted: &Wanted) -> usize {
        let features = wanted.features.as_ref().unwrap_or(&self.options.features);
        let manner = Manner {
            features: features.clone(),
            scale: wanted.scale,
            emoji: wanted.emoji,
        };
        self.number_of(manner)
    }

    /// Returns the number of the manner in which faces are used of which nobody says more.
    fn usual_manner(&mut self) -> usize {
        let features = self.options.features.clone();
        self.number_of(Manner {
            features,
            ..Manner::default()
        })
    }

    fn number_of(&mut self, manner: Manner) -> usize {
        let known = self.manners.iter().position(|known| *known == manner);
        known.unwrap_or_else(|| {
            self.manners.push(manner);
            self.manners.len() - 1
        })
    }

    fn faces_of_rule(&self, rule: u8) -> &[FaceId] {
        let index = usize::from(rule).checked_sub(1);
        index
            .and_then(|index| self.rules.get(index))
            .map_or(&[], Vec::as_slice)
    }

    fn load_family(&mut self, wanted: &Wanted) {
        let Some(family) = self.family_of(wanted) else {
            return;
        };
        if self.families.is_empty() && !self.face(family[0]).covers_ascii() {
            // It still serves as a fall-back behind the face that has letters.
            let name = &wanted.family;
            log::warn!("font family {name:?} lacks ASCII and cannot be the main font");
            let usual = self.usual_manner();
            let embedded = FaceStyle::ALL.map(|style| self.push(face::embedded_mono(style), usual));
            self.families.push(embedded);
        }
        self.families.push(family);
    }

    /// Loads the faces of a family by style; none where the system has none that can be used.
    fn family_of(&mut self, wanted: &Wanted) -> Option<[FaceId; 4]> {
        let name = &wanted.family;
        let Some(found) = self.catalog.family(wanted) else {
            log::info!("font family {name:?} is not on this system");
            return None;
        };
        let manner = self.manner_of(wanted);
        let ids = found.map(|face| face.and_then(|face| self.system_face(face, manner)));
        let Some(regular) = ids[0] else {
            log::warn!("font family {name:?} has no face that can be used");
            return None;
        };
        let bold = ids[1].unwrap_or(regular);
        let italic = ids[2].unwrap_or(regular);
        let bold_italic = ids[3].or(ids[1]).unwrap_or(italic);
        let family = [regular, bold, italic, bold_italic];
        let usable = |id: FaceId| self.face(id).covers_ascii() || id == regular;
        Some(family.map(|id| if usable(id) { id } else { regular }))
    }

    fn push(&mut self, mut face: Face, manner: usize) -> FaceId {
        face.use_in(&self.manners[manner]);
        if self.options.scale_by_cap_height
            && let Some([main, ..]) = self.families.first()
        {
            face.be_as_high_as(self.face(*main));
        }
        let id = FaceId(self.faces.len() as u16);
        self.faces.push(face);
        id
    }

    /// Loads a face of the system once; `None` when its file cannot be read as a font.
    fn system_face(&mut self, found: SystemFace, manner: usize) -> Option<FaceId> {
        if let Some(id) = self.from_system.get(&(found.id, manner)) {
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
        let id = self.push(face, manner);
        self.from_system.insert((key, manner), id);
        Some(id)
    }

    fn measure(&mut self) {
        self.metrics = self.face(self.families[0][0]).metrics(&self.options);
        self.bar_metrics = match self.options.of_bar() {
            Some(options) => {
                let family = self.bar_families.first().unwrap_or(&self.families[0]);
                self.face(family[0]).metrics_for_reading(&options)
            }
            None => self.metrics,
        };
        self.forget_glyphs();
    }

    fn forget_glyphs(&mut self) {
        self.rasterizer.clear();
        self.shaper.clear();
    }

    /// Returns a face and whether to remember it; not when the search could not be asked for yet.
    fn choose(&mut self, grapheme: &str, style: FaceStyle) -> (FaceId, bool) {
        let wants_colour = emoji::is_shown_in_colour(grapheme);
        let loaded = match wants_colour {
            true => self.choose_emoji(grapheme, style),
            false => self.choose_loaded(grapheme, style),
        };
        if let Some(face) = loaded {
            return (face, true);
        }
        match self.search(grapheme, wants_colour) {
            Some(Search::Found(face)) => (face, true),
            Some(Search::Asked) => (self.choose_stand_in(grapheme, style), true),
            Some(Search::Nothing) => {
                let face = self.choose_stand_in(grapheme, style);
                if !self.face(face).covers(grapheme) {
                    self.miss(grapheme);
                }
                (face, true)
            }
            None => (self.choose_stand_in(grapheme, style), false),
        }
    }

    fn choose_loaded(&self, grapheme: &str, style: FaceStyle) -> Option<FaceId> {
        let covers = |id: &FaceId| self.face(*id).covers(grapheme);
        let mut for_text = self
            .chosen_faces(style)
            .filter(|id| !self.face(*id).is_emoji());
        let built_in = [self.symbols, self.icons];
        let text = for_text
            .find(covers)
            .or_else(|| built_in.into_iter().find(covers));
        text.or_else(|| self.choose_emoji(grapheme, style))
    }

    /// Returns the first chosen face with coloured pictures that has this one.
    fn choose_emoji(&self, grapheme: &str, style: FaceStyle) -> Option<FaceId> {
        self.chosen_faces(style)
            .find(|id| self.face(*id).is_emoji() && self.face(*id).covers(grapheme))
    }

    /// Returns the faces that somebody chose, the best for the style first.
    fn chosen_faces(&self, style: FaceStyle) -> impl Iterator<Item = FaceId> {
        let of_rule = self.faces_of_rule(style.rule).iter().copied();
        let of_bar = match style.bar {
            true => self.bar_families.as_slice(),
            false => &[],
        };
        let families = of_bar.iter().chain(&self.families);
        let regular = families.clone().map(|family| family[0]);
        let styled = families.map(move |family| family[style.index()]);
        of_rule.chain(styled).chain(regular)
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

    /// Takes note of a grapheme that no font has.
    fn miss(&mut self, grapheme: &str) {
        if self.told_missing.len() < TOLD_MISSING && self.told_missing.insert(grapheme.into()) {
            self.missing.push(grapheme.into());
        }
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
        let fallback = self.options.fallback;
        if !self
            .catalog
            .search(grapheme.clone(), wants_colour, fallback)
        {
            return None;
        }
        self.searches.insert(grapheme, Search::Asked);
        Some(Search::Asked)
    }
}

#[cfg(test)]
mod tests;
