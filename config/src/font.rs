//! Fonts as the configuration names them: a family with its weight, its width, its style and the like.
//!
//! Hides the forms in which Lua writes them. Plain data, read on the thread of the Lua state. It finds no font file: the
//! window does.

use mlua::Value;

use crate::options;
use crate::value::{self, Fault, Faults};

/// How wide a font is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FontStretch {
    /// Half as wide.
    UltraCondensed,
    /// Much narrower.
    ExtraCondensed,
    /// Narrower.
    Condensed,
    /// A little narrower.
    SemiCondensed,
    /// As most fonts are.
    #[default]
    Normal,
    /// A little wider.
    SemiExpanded,
    /// Wider.
    Expanded,
    /// Much wider.
    ExtraExpanded,
    /// Twice as wide.
    UltraExpanded,
}

impl FontStretch {
    /// Returns its name in the configuration.
    pub fn name(self) -> &'static str {
        STRETCHES[self as usize].0
    }

    /// Returns its number in a font's file, from 1 over 5 to 9 (OS/2 table's usWidthClass).
    pub fn width_class(self) -> u16 {
        self as u16 + 1
    }

    /// Returns the width of this number in a font's file; the normal one where there is no such number.
    pub fn of_width_class(number: u16) -> Self {
        let all = STRETCHES.iter().map(|(_, stretch)| *stretch);
        let mut all = all.filter(|stretch| stretch.width_class() == number);
        all.next().unwrap_or_default()
    }
}

/// Whether a font leans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FontStyle {
    /// It stands.
    #[default]
    Normal,
    /// It leans, and its letters are drawn for that.
    Italic,
    /// It leans.
    Oblique,
}

/// One font that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct FontAttributes {
    /// The family's name.
    pub family: String,
    /// How heavy it is, from 1 to 1000; 400 is regular and 700 bold.
    pub weight: u16,
    /// How wide it is.
    pub stretch: FontStretch,
    /// Whether it leans.
    pub style: FontStyle,
    /// Features of OpenType, such as `zero` or `calt=0`; none where `harfbuzz_features` of the configuration hold.
    pub harfbuzz_features: Option<Vec<String>>,
    /// Factor for its size.
    pub scale: f64,
    /// Whether its glyphs are coloured pictures; none where that is to be found out.
    pub assume_emoji_presentation: Option<bool>,
}

impl FontAttributes {
    /// The regular font of a family.
    pub fn of(family: impl Into<String>) -> Self {
        Self {
            family: family.into(),
            weight: REGULAR,
            stretch: FontStretch::Normal,
            style: FontStyle::Normal,
            harfbuzz_features: None,
            scale: 1.0,
            assume_emoji_presentation: None,
        }
    }
}

/// How heavy text is in a rule for fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextIntensity {
    /// As usual.
    Normal,
    /// Bold.
    Bold,
    /// Faint.
    Half,
}

/// How text is underlined in a rule for fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUnderline {
    /// It is not.
    None,
    /// By one line.
    Single,
    /// By two.
    Double,
    /// By a wave.
    Curly,
    /// By dots.
    Dotted,
    /// By dashes.
    Dashed,
}

/// How text blinks in a rule for fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextBlink {
    /// It does not.
    None,
    /// As usual.
    Slow,
    /// Faster.
    Rapid,
}

/// The fonts for text of some styles; of what is `None` a rule says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FontRule {
    /// How heavy it is.
    pub intensity: Option<TextIntensity>,
    /// Whether it leans.
    pub italic: Option<bool>,
    /// How it is underlined.
    pub underline: Option<TextUnderline>,
    /// How it blinks.
    pub blink: Option<TextBlink>,
    /// Whether its colours are exchanged.
    pub reverse: Option<bool>,
    /// Whether it is struck through.
    pub strikethrough: Option<bool>,
    /// Whether it is there without being shown.
    pub invisible: Option<bool>,
    /// The fonts, the best first; none for the main one.
    pub font: Vec<FontAttributes>,
}

const REGULAR: u16 = 400;

/// The names of weights, lightest first.
const WEIGHTS: [(&str, u16); 12] = [
    ("Thin", 100),
    ("ExtraLight", 200),
    ("Light", 300),
    ("DemiLight", 350),
    ("Book", 380),
    ("Regular", REGULAR),
    ("Medium", 500),
    ("DemiBold", 600),
    ("Bold", BOLD),
    ("ExtraBold", 800),
    ("Black", 900),
    ("ExtraBlack", 1000),
];
const BOLD: u16 = 700;

const STRETCHES: [(&str, FontStretch); 9] = [
    ("UltraCondensed", FontStretch::UltraCondensed),
    ("ExtraCondensed", FontStretch::ExtraCondensed),
    ("Condensed", FontStretch::Condensed),
    ("SemiCondensed", FontStretch::SemiCondensed),
    ("Normal", FontStretch::Normal),
    ("SemiExpanded", FontStretch::SemiExpanded),
    ("Expanded", FontStretch::Expanded),
    ("ExtraExpanded", FontStretch::ExtraExpanded),
    ("UltraExpanded", FontStretch::UltraExpanded),
];

const STYLES: [(&str, FontStyle); 3] = [
    ("Normal", FontStyle::Normal),
    ("Italic", FontStyle::Italic),
    ("Oblique", FontStyle::Oblique),
];

/// The words of a table, for the shape of what is written.
const fn words<T: Copy, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = table[at].0;
        at += 1;
    }
    words
}

pub(crate) const WEIGHT_WORDS: [&str; 12] = words(&WEIGHTS);
pub(crate) const STRETCH_WORDS: [&str; 9] = words(&STRETCHES);
pub(crate) const STYLE_WORDS: [&str; 3] = words(&STYLES);

/// Reads a font: a family's name, its attributes, a list of these, or what `wezterm.font` makes. What can be used is
/// returned with what is wrong beside it.
pub(crate) fn fonts(value: &Value) -> Result<(Vec<FontAttributes>, Faults), Fault> {
    let wanted = "wezterm.font(\"name\") or wezterm.font_with_fallback{...}";
    let Value::Table(table) = value else {
        let family = match value {
            Value::String(_) => value::text(value)?,
            other => return Err(value::expected(wanted, other)),
        };
        return Ok((vec![FontAttributes::of(family)], Faults::default()));
    };
    let inner: Value = table.raw_get("font").map_err(value::lua_fault)?;
    if !inner.is_nil() {
        return fonts(&inner);
    }
    let family: Value = table.raw_get("family").map_err(value::lua_fault)?;
    if !family.is_nil() {
        let mut faults = Faults::default();
        faults.take(options::font_attributes(value), |fault| fault);
        let family = value::text(&family).map_err(|fault| fault.within("family"))?;
        return Ok((vec![attributes(family, value)?], faults));
    }
    let mut all = Vec::new();
    let mut faults = Faults::default();
    for (i, element) in value::elements(table)?.iter().enumerate() {
        let (fonts, wrong) = fonts(element).map_err(|fault| fault.nth(i + 1))?;
        all.extend(fonts);
        faults.take(wrong.outcome(), |fault| fault.nth(i + 1));
    }
    match all.is_empty() {
        true => Err(value::expected(wanted, value)),
        false => Ok((all, faults)),
    }
}

/// Takes the attributes that are right; the others have their defaults.
fn attributes(family: String, value: &Value) -> Result<FontAttributes, Fault> {
    let mut font = FontAttributes::of(family);
    for (name, value) in value::fields(value)? {
        let Some(value) = options::font_attribute(&name, &value) else {
            continue;
        };
        let is_true = || value::boolean(&value).unwrap_or(false);
        match name.as_str() {
            "weight" => font.weight = weight(&value).unwrap_or(font.weight),
            "stretch" => font.stretch = value::word(&value, &STRETCHES).unwrap_or(font.stretch),
            "style" => font.style = value::word(&value, &STYLES).unwrap_or(font.style),
            "bold" if is_true() => font.weight = font.weight.max(BOLD),
            "italic" if is_true() => font.style = FontStyle::Italic,
            "scale" => font.scale = value::number(&value, f64::MIN, f64::MAX).unwrap_or(font.scale),
            "harfbuzz_features" => font.harfbuzz_features = value::texts(&value).ok(),
            "assume_emoji_presentation" => {
                font.assume_emoji_presentation = value::boolean(&value).ok();
            }
            _ => {}
        }
    }
    Ok(font)
}

fn weight(value: &Value) -> Result<u16, Fault> {
    match value {
        Value::String(_) => value::word(value, &WEIGHTS),
        number => Ok(u16::try_from(value::integer(number, 1, 1000)?).unwrap_or(REGULAR)),
    }
}
