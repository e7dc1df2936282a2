//! What the fonts are made from: families, rules, sizes, and where lines run.
//!
//! Plain data with the arithmetic that belongs to it. It loads nothing.

use mux::grid::{Blink, Style, Underline};

use super::{Fallback, Wanted};

/// Sizes in pixels between which text stays readable and a cell stays a sane size.
const PIXEL_SIZES: std::ops::RangeInclusive<f32> = 4.0..=256.0;

/// What the fonts are made from.
#[derive(Clone, Debug, PartialEq)]
pub struct FontOptions {
    /// Families in the order of preference.
    pub families: Vec<Wanted>,
    /// Families for text of some styles; the first rule that fits counts.
    pub rules: Vec<Rule>,
    /// What the words of a tab bar beside the grid are made from; none where that is as text.
    pub bar: Option<BarFont>,
    /// Features of OpenType for families that name none, as HarfBuzz writes them.
    pub features: Vec<String>,
    /// Whether other faces are made as large as the main one looks.
    pub scale_by_cap_height: bool,
    /// Size in points.
    pub size: f32,
    /// Dots per inch of the screen.
    pub dpi: f32,
    /// Factor on the height of a cell.
    pub line_height: f32,
    /// Factor on the width of a cell.
    pub cell_width: f32,
    /// Where lines run, and how thick they are.
    pub lines: Lines,
    /// Whether lines, blocks and their like are drawn rather than taken from a font.
    pub draws_boxes: bool,
    /// Whether the edges of these are smooth.
    pub smooth_boxes: bool,
    /// Whether icons may be wider than their cell.
    pub overflow: Overflow,
    /// How faces are looked for that have what these families lack.
    pub fallback: Fallback,
}

impl Default for FontOptions {
    fn default() -> Self {
        Self {
            families: Vec::new(),
            rules: Vec::new(),
            bar: None,
            features: Vec::new(),
            scale_by_cap_height: false,
            size: 12.0,
            dpi: 96.0,
            line_height: 1.0,
            cell_width: 1.0,
            lines: Lines::default(),
            draws_boxes: true,
            smooth_boxes: true,
            overflow: Overflow::default(),
            fallback: Fallback::default(),
        }
    }
}

impl FontOptions {
    /// Returns the size of text in pixels.
    pub fn pixels(&self) -> f32 {
        let pixels = self.size * self.dpi / 72.0;
        if pixels.is_finite() {
            pixels.clamp(*PIXEL_SIZES.start(), *PIXEL_SIZES.end())
        } else {
            16.0
        }
    }

    /// Returns the size in pixels of text, or of the tab bar's words.
    pub(super) fn pixels_of(&self, bar: bool) -> f32 {
        let of_bar = bar.then(|| self.of_bar()).flatten();
        of_bar.map_or_else(|| self.pixels(), |options| options.pixels())
    }

    /// Returns what the measures of the tab bar's cells are made from, where they are not those of text.
    pub(super) fn of_bar(&self) -> Option<Self> {
        let bar = self.bar.as_ref()?;
        Some(Self {
            size: bar.size,
            dpi: self.dpi,
            lines: self.lines,
            ..Self::default()
        })
    }

    /// Returns whether the same faces are loaded for both.
    pub(super) fn has_faces_of(&self, other: &Self) -> bool {
        let of_bar = |options: &Self| options.bar.as_ref().map(|bar| bar.families.clone());
        self.families == other.families
            && of_bar(self) == of_bar(other)
            && self.rules == other.rules
            && self.features == other.features
            && self.fallback == other.fallback
            && self.scale_by_cap_height == other.scale_by_cap_height
    }
}

/// The fonts of the tab bar's words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarFont {
    /// Families in the order of preference, before those of text.
    pub families: Vec<Wanted>,
    /// Size in points.
    pub size: f32,
}

/// The families for text of one style; of what is `None` a rule says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// Whether it is bold.
    pub bold: Option<bool>,
    /// Whether it is faint.
    pub dim: Option<bool>,
    /// Whether it leans.
    pub italic: Option<bool>,
    /// How it is underlined.
    pub underline: Option<Underline>,
    /// How it blinks.
    pub blink: Option<Blink>,
    /// Whether its colours are exchanged.
    pub inverse: Option<bool>,
    /// Whether it is struck through.
    pub strikethrough: Option<bool>,
    /// Whether it is there without being shown.
    pub hidden: Option<bool>,
    /// The families in the order of preference, before the main ones.
    pub families: Vec<Wanted>,
}

impl Rule {
    /// Returns whether text of this style is meant.
    pub fn fits(&self, style: &Style) -> bool {
        fn same<T: PartialEq>(wanted: Option<T>, there: T) -> bool {
            wanted.is_none_or(|wanted| wanted == there)
        }
        same(self.bold, style.bold)
            && same(self.dim, style.dim)
            && same(self.italic, style.italic)
            && same(self.underline, style.underline)
            && same(self.blink, style.blink)
            && same(self.inverse, style.inverse)
            && same(self.strikethrough, style.strikethrough)
            && same(self.hidden, style.hidden)
    }
}

/// Whether an icon may be wider than its cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overflow {
    /// It is made smaller.
    Never,
    /// It may be two cells wide.
    Always,
    /// It may where nothing stands in the next cell.
    #[default]
    WhenFollowedBySpace,
}

/// A length that the font has one of, too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// Pixels.
    Pixels(f32),
    /// Points.
    Points(f32),
    /// Heights of a cell.
    Cells(f32),
    /// So many times what the font says.
    Times(f32),
}

impl Extent {
    /// Returns it in pixels, on a screen of these dots per inch, for cells of this height.
    pub(super) fn pixels(self, dpi: f32, cell: u32, of_font: f32) -> f32 {
        let pixels = match self {
            Self::Pixels(pixels) => pixels,
            Self::Points(points) => points * dpi / 72.0,
            Self::Cells(cells) => cells * cell as f32,
            Self::Times(times) => times * of_font,
        };
        if pixels.is_finite() { pixels } else { of_font }
    }
}

/// Where lines run, and how thick they are; `None` as the font says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lines {
    /// Thickness of underlines and of the lines of box drawing.
    pub underline_thickness: Option<Extent>,
    /// From the line that letters stand on up to the underline.
    pub underline_position: Option<Extent>,
    /// From the top of a cell down to the line through struck text.
    pub strikethrough_position: Option<Extent>,
    /// Thickness of cursors that are lines.
    pub cursor_thickness: Option<Extent>,
}
