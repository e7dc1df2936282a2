//! Colours as people write them, and the palette of a configuration.
//!
//! Hides the notations (`#rgb`, `#rrggbb`, `rgb()`, `rgba()`, `hsl()`, `hsla()`, names) and how
//! a colour scheme and `config.colors` are laid over each other. Plain data, any thread. It is
//! not the terminal's palette: whatever is unset here keeps that one's default.

use std::collections::BTreeMap;
use std::fmt;

use mlua::Value;

use crate::suggest::did_you_mean;
use crate::value::{self, Fault, Faults};
use crate::wezterm_text::ANSI;

pub(crate) mod gradient;
pub(crate) mod spaces;

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgba {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity: 255 hides what is behind.
    pub a: u8,
}

impl Rgba {
    /// Makes an opaque colour.
    pub const fn rgb(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b, a: 255 }
    }

    /// Returns red, green and blue.
    pub fn parts(self) -> (u8, u8, u8) {
        (self.r, self.g, self.b)
    }

    /// Reads a colour as a person writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix('#') {
            return parse_hex(hex);
        }
        if let Some((function, arguments)) = text.strip_suffix(')').and_then(|t| t.split_once('('))
        {
            return parse_function(function.trim(), arguments);
        }
        named(text)
    }

    /// Returns hue in degrees, saturation and lightness from 0 to 1.
    pub fn hsl(self) -> (f64, f64, f64) {
        let [r, g, b] = [self.r, self.g, self.b].map(|part| f64::from(part) / 255.0);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let lightness = (max + min) / 2.0;
        let range = max - min;
        if range == 0.0 {
            return (0.0, 0.0, lightness);
        }
        let saturation = range / (1.0 - (2.0 * lightness - 1.0).abs());
        let sector = if max == r {
            ((g - b) / range).rem_euclid(6.0)
        } else if max == g {
            (b - r) / range + 2.0
        } else {
            (r - g) / range + 4.0
        };
        (sector * 60.0, saturation, lightness)
    }

    /// Makes a colour of hue in degrees, and saturation, lightness and opacity from 0 to 1.
    pub fn from_hsla(hue: f64, saturation: f64, lightness: f64, alpha: f64) -> Self {
        let saturation = saturation.clamp(0.0, 1.0);
        let lightness = lightness.clamp(0.0, 1.0);
        let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * saturation;
        let sector = (hue / 60.0).rem_euclid(6.0);
        let second = chroma * (1.0 - (sector % 2.0 - 1.0).abs());
        let (r, g, b) = match sector as u8 {
            0 => (chroma, second, 0.0),
            1 => (second, chroma, 0.0),
            2 => (0.0, chroma, second),
            3 => (0.0, second, chroma),
            4 => (second, 0.0, chroma),
            _ => (chroma, 0.0, second),
        };
        let base = lightness - chroma / 2.0;
        Self {
            r: byte(r + base),
            g: byte(g + base),
            b: byte(b + base),
            a: byte(alpha),
        }
    }
}

impl fmt::Display for Rgba {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.a == 255 {
            write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
        } else {
            let alpha = f64::from(self.a) / 255.0;
            write!(f, "rgba({}, {}, {}, {alpha:.3})", self.r, self.g, self.b)
        }
    }
}

/// A part from 0 to 1 as a byte.
fn byte(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn parse_hex(hex: &str) -> Option<Rgba> {
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let wide = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
    let narrow = |at: usize| u8::from_str_radix(&hex[at..=at], 16).ok().map(|n| n * 17);
    Some(match hex.len() {
        3 => Rgba::rgb(narrow(0)?, narrow(1)?, narrow(2)?),
        6 => Rgba::rgb(wide(0)?, wide(2)?, wide(4)?),
        8 => Rgba {
            a: wide(6)?,
            ..Rgba::rgb(wide(0)?, wide(2)?, wide(4)?)
        },
        _ => return None,
    })
}

fn parse_function(function: &str, arguments: &str) -> Option<Rgba> {
    let parts: Vec<&str> = arguments
        .split([',', ' ', '/'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if !(3..=4).contains(&parts.len()) {
        return None;
    }
    let alpha = match parts.get(3) {
        Some(part) => fraction(part, 1.0)?,
        None => 1.0,
    };
    match function.to_ascii_lowercase().as_str() {
        "rgb" | "rgba" => Some(Rgba {
            r: byte(fraction(parts[0], 255.0)?),
            g: byte(fraction(parts[1], 255.0)?),
            b: byte(fraction(parts[2], 255.0)?),
            a: byte(alpha),
        }),
        "hsl" | "hsla" => {
            let hue = parts[0].strip_suffix("deg").unwrap_or(parts[0]);
            let hue: f64 = hue.parse().ok().filter(|hue: &f64| hue.is_finite())?;
            let (saturation, lightness) = (fraction(parts[1], 100.0)?, fraction(parts[2], 100.0)?);
            Some(Rgba::from_hsla(hue, saturation, lightness, alpha))
        }
        _ => None,
    }
}

/// Reads "50%" or a number out of `whole` as a fraction.
fn fraction(text: &str, whole: f64) -> Option<f64> {
    let (number, whole) = match text.strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (text, whole),
    };
    let number: f64 = number.parse().ok()?;
    number.is_finite().then(|| number / whole)
}

/// The names of CSS, on which X11 agrees but for a few.
const NAMES: &[(&str, u32)] = &[
    ("aliceblue", 0xf0f8ff),
    ("antiquewhite", 0xfaebd7),
    ("aqua", 0x00ffff),
    ("aquamarine", 0x7fffd4),
    ("azure", 0xf0ffff),
    ("beige", 0xf5f5dc),
    ("bisque", 0xffe4c4),
    ("black", 0x000000),
    ("blanchedalmond", 0xffebcd),
    ("blue", 0x0000ff),
    ("blueviolet", 0x8a2be2),
    ("brown", 0xa52a2a),
    ("burlywood", 0xdeb887),
    ("cadetblue", 0x5f9ea0),
    ("chartreuse", 0x7fff00),
    ("chocolate", 0xd2691e),
    ("coral", 0xff7f50),
    ("cornflowerblue", 0x6495ed),
    ("cornsilk", 0xfff8dc),
    ("crimson", 0xdc143c),
    ("cyan", 0x00ffff),
    ("darkblue", 0x00008b),
    ("darkcyan", 0x008b8b),
    ("darkgoldenrod", 0xb8860b),
    ("darkgray", 0xa9a9a9),
    ("darkgreen", 0x006400),
    ("darkgrey", 0xa9a9a9),
    ("darkkhaki", 0xbdb76b),
    ("darkmagenta", 0x8b008b),
    ("darkolivegreen", 0x556b2f),
    ("darkorange", 0xff8c00),
    ("darkorchid", 0x9932cc),
    ("darkred", 0x8b0000),
    ("darksalmon", 0xe9967a),
    ("darkseagreen", 0x8fbc8f),
    ("darkslateblue", 0x483d8b),
    ("darkslategray", 0x2f4f4f),
    ("darkslategrey", 0x2f4f4f),
    ("darkturquoise", 0x00ced1),
    ("darkviolet", 0x9400d3),
    ("deeppink", 0xff1493),
    ("deepskyblue", 0x00bfff),
    ("dimgray", 0x696969),
    ("dimgrey", 0x696969),
    ("dodgerblue", 0x1e90ff),
    ("firebrick", 0xb22222),
    ("floralwhite", 0xfffaf0),
    ("forestgreen", 0x228b22),
    ("fuchsia", 0xff00ff),
    ("gainsboro", 0xdcdcdc),
    ("ghostwhite", 0xf8f8ff),
    ("gold", 0xffd700),
    ("goldenrod", 0xdaa520),
    ("gray", 0x808080),
    ("green", 0x008000),
    ("greenyellow", 0xadff2f),
    ("grey", 0x808080),
    ("honeydew", 0xf0fff0),
    ("hotpink", 0xff69b4),
    ("indianred", 0xcd5c5c),
    ("indigo", 0x4b0082),
    ("ivory", 0xfffff0),
    ("khaki", 0xf0e68c),
    ("lavender", 0xe6e6fa),
    ("lavenderblush", 0xfff0f5),
    ("lawngreen", 0x7cfc00),
    ("lemonchiffon", 0xfffacd),
    ("lightblue", 0xadd8e6),
    ("lightcoral", 0xf08080),
    ("lightcyan", 0xe0ffff),
    ("lightgoldenrodyellow", 0xfafad2),
    ("lightgray", 0xd3d3d3),
    ("lightgreen", 0x90ee90),
    ("lightgrey", 0xd3d3d3),
    ("lightpink", 0xffb6c1),
    ("lightsalmon", 0xffa07a),
    ("lightseagreen", 0x20b2aa),
    ("lightskyblue", 0x87cefa),
    ("lightslategray", 0x778899),
    ("lightslategrey", 0x778899),
    ("lightsteelblue", 0xb0c4de),
    ("lightyellow", 0xffffe0),
    ("lime", 0x00ff00),
    ("limegreen", 0x32cd32),
    ("linen", 0xfaf0e6),
    ("magenta", 0xff00ff),
    ("maroon", 0x800000),
    ("mediumaquamarine", 0x66cdaa),
    ("mediumblue", 0x0000cd),
    ("mediumorchid", 0xba55d3),
    ("mediumpurple", 0x9370db),
    ("mediumseagreen", 0x3cb371),
    ("mediumslateblue", 0x7b68ee),
    ("mediumspringgreen", 0x00fa9a),
    ("mediumturquoise", 0x48d1cc),
    ("mediumvioletred", 0xc71585),
    ("midnightblue", 0x191970),
    ("mintcream", 0xf5fffa),
    ("mistyrose", 0xffe4e1),
    ("moccasin", 0xffe4b5),
    ("navajowhite", 0xffdead),
    ("navy", 0x000080),
    ("oldlace", 0xfdf5e6),
    ("olive", 0x808000),
    ("olivedrab", 0x6b8e23),
    ("orange", 0xffa500),
    ("orangered", 0xff4500),
    ("orchid", 0xda70d6),
    ("palegoldenrod", 0xeee8aa),
    ("palegreen", 0x98fb98),
    ("paleturquoise", 0xafeeee),
    ("palevioletred", 0xdb7093),
    ("papayawhip", 0xffefd5),
    ("peachpuff", 0xffdab9),
    ("peru", 0xcd853f),
    ("pink", 0xffc0cb),
    ("plum", 0xdda0dd),
    ("powderblue", 0xb0e0e6),
    ("purple", 0x800080),
    ("rebeccapurple", 0x663399),
    ("red", 0xff0000),
    ("rosybrown", 0xbc8f8f),
    ("royalblue", 0x4169e1),
    ("saddlebrown", 0x8b4513),
    ("salmon", 0xfa8072),
    ("sandybrown", 0xf4a460),
    ("seagreen", 0x2e8b57),
    ("seashell", 0xfff5ee),
    ("sienna", 0xa0522d),
    ("silver", 0xc0c0c0),
    ("skyblue", 0x87ceeb),
    ("slateblue", 0x6a5acd),
    ("slategray", 0x708090),
    ("slategrey", 0x708090),
    ("snow", 0xfffafa),
    ("springgreen", 0x00ff7f),
    ("steelblue", 0x4682b4),
    ("tan", 0xd2b48c),
    ("teal", 0x008080),
    ("thistle", 0xd8bfd8),
    ("tomato", 0xff6347),
    ("turquoise", 0x40e0d0),
    ("violet", 0xee82ee),
    ("wheat", 0xf5deb3),
    ("white", 0xffffff),
    ("whitesmoke", 0xf5f5f5),
    ("yellow", 0xffff00),
    ("yellowgreen", 0x9acd32),
];

fn named(text: &str) -> Option<Rgba> {
    let name = text.to_ascii_lowercase().replace(' ', "");
    match name.as_str() {
        "transparent" | "none" => Some(Rgba {
            a: 0,
            ..Rgba::rgb(0, 0, 0)
        }),
        _ => NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, hex)| Rgba::rgb((hex >> 16) as u8, (hex >> 8) as u8, *hex as u8)),
    }
}

/// Reads one colour out of Lua: a string, or a colour object (which prints as one).
pub(crate) fn color(value: &Value) -> Result<Rgba, Fault> {
    let text = match value {
        Value::UserData(object) => match object.borrow::<Rgba>() {
            Ok(color) => return Ok(*color),
            Err(_) => return Err(value::expected("a colour", value)),
        },
        Value::String(_) => value::text(value)?,
        other => return Err(value::expected("a colour such as \"#1e1e2e\"", other)),
    };
    Rgba::parse(&text).ok_or_else(|| {
        let names = NAMES.iter().map(|(name, _)| *name);
        let hint = did_you_mean(&text, names)
            .unwrap_or_else(|| "write it as \"#rrggbb\", \"rgb(r, g, b)\" or a name".to_owned());
        Fault::new(format!("{} is not a colour", value::quoted(&text))).hint(Some(hint))
    })
}

/// How one kind of tab is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabColors {
    /// Behind the title.
    pub bg_color: Option<Rgba>,
    /// The title.
    pub fg_color: Option<Rgba>,
    /// Whether the title is bold, when it is said.
    pub bold: Option<bool>,
    /// Whether the title is italic, when it is said.
    pub italic: Option<bool>,
}

/// The colours of the tab bar; what is unset keeps the terminal's default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabBarColors {
    /// Behind everything.
    pub background: Option<Rgba>,
    /// The tab that is shown.
    pub active_tab: TabColors,
    /// The other tabs.
    pub inactive_tab: TabColors,
    /// Another tab under the pointer.
    pub inactive_tab_hover: TabColors,
    /// The button for a new tab.
    pub new_tab: TabColors,
    /// That button under the pointer.
    pub new_tab_hover: TabColors,
    /// The line between tabs.
    pub inactive_tab_edge: Option<Rgba>,
    /// That line beside a tab under the pointer.
    pub inactive_tab_edge_hover: Option<Rgba>,
}

impl TabBarColors {
    /// Returns a single colour of the bar by its name.
    pub(crate) fn slot(&mut self, name: &str) -> Option<&mut Option<Rgba>> {
        Some(match name {
            "background" => &mut self.background,
            "inactive_tab_edge" => &mut self.inactive_tab_edge,
            "inactive_tab_edge_hover" => &mut self.inactive_tab_edge_hover,
            _ => return None,
        })
    }

    /// Returns what is said of one kind of tab by its name.
    pub(crate) fn tab(&mut self, name: &str) -> Option<&mut TabColors> {
        Some(match name {
            "active_tab" => &mut self.active_tab,
            "inactive_tab" => &mut self.inactive_tab,
            "inactive_tab_hover" => &mut self.inactive_tab_hover,
            "new_tab" => &mut self.new_tab,
            "new_tab_hover" => &mut self.new_tab_hover,
            _ => return None,
        })
    }
}

/// The names of the single colours of the tab bar, then those of the kinds of tabs.
pub(crate) const BAR_SLOTS: &[&str] =
    &["background", "inactive_tab_edge", "inactive_tab_edge_hover"];
pub(crate) const TABS: &[&str] = &[
    "active_tab",
    "inactive_tab",
    "inactive_tab_hover",
    "new_tab",
    "new_tab_hover",
];

/// The palette; what is unset keeps the terminal's default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colors {
    /// Text.
    pub foreground: Option<Rgba>,
    /// Behind the text.
    pub background: Option<Rgba>,
    /// The block of the cursor.
    pub cursor_bg: Option<Rgba>,
    /// Text under the cursor.
    pub cursor_fg: Option<Rgba>,
    /// The outline of the cursor.
    pub cursor_border: Option<Rgba>,
    /// Selected text.
    pub selection_fg: Option<Rgba>,
    /// Behind selected text.
    pub selection_bg: Option<Rgba>,
    /// The scroll bar's thumb.
    pub scrollbar_thumb: Option<Rgba>,
    /// The line between panes.
    pub split: Option<Rgba>,
    /// The flash of a visual bell.
    pub visual_bell: Option<Rgba>,
    /// The cursor while an input method composes.
    pub compose_cursor: Option<Rgba>,
    /// Entries 0 to 7.
    pub ansi: [Option<Rgba>; 8],
    /// Entries 8 to 15.
    pub brights: [Option<Rgba>; 8],
    /// Entries 16 to 255.
    pub indexed: BTreeMap<u8, Rgba>,
    /// The tab bar.
    pub tab_bar: TabBarColors,
    /// The colours of marks over text, by their names in `config.colors`.
    pub marks: BTreeMap<&'static str, MarkColor>,
}

/// A colour that may be one of the palette's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkColor {
    /// The text's own, or that of the background.
    Default,
    /// One of the first sixteen entries of the palette.
    Entry(u8),
    /// A colour of its own.
    Own(Rgba),
}

impl Colors {
    /// Returns the colour of a mark over text, such as `quick_select_label_bg`, where it is set.
    pub fn mark(&self, name: &str) -> Option<MarkColor> {
        self.marks.get(name).copied()
    }

    /// Lays `over` on top: what it sets wins.
    pub fn overlaid(mut self, over: &Colors) -> Self {
        let own = |mine: &mut Option<Rgba>, theirs: Option<Rgba>| *mine = theirs.or(*mine);
        own(&mut self.foreground, over.foreground);
        own(&mut self.background, over.background);
        own(&mut self.cursor_bg, over.cursor_bg);
        own(&mut self.cursor_fg, over.cursor_fg);
        own(&mut self.cursor_border, over.cursor_border);
        own(&mut self.selection_fg, over.selection_fg);
        own(&mut self.selection_bg, over.selection_bg);
        own(&mut self.scrollbar_thumb, over.scrollbar_thumb);
        own(&mut self.split, over.split);
        own(&mut self.visual_bell, over.visual_bell);
        own(&mut self.compose_cursor, over.compose_cursor);
        for i in 0..8 {
            own(&mut self.ansi[i], over.ansi[i]);
            own(&mut self.brights[i], over.brights[i]);
        }
        self.indexed.extend(&over.indexed);
        self.marks.extend(&over.marks);
        if over.tab_bar != TabBarColors::default() {
            self.tab_bar = over.tab_bar.clone();
        }
        self
    }

    /// Returns entry 0 to 255 of the palette, where it is set.
    pub fn entry(&self, index: u8) -> Option<Rgba> {
        match index {
            0..=7 => self.ansi[usize::from(index)],
            8..=15 => self.brights[usize::from(index) - 8],
            _ => self.indexed.get(&index).copied(),
        }
    }

    /// Returns the single colours that are set, by name.
    pub(crate) fn named(&self) -> Vec<(&'static str, Rgba)> {
        let mut copy = self.clone();
        SLOTS
            .iter()
            .filter_map(|name| Some((*name, (*copy.slot(name)?)?)))
            .collect()
    }

    /// Reads a palette table; the good part is taken even where another part is wrong.
    pub(crate) fn read(value: &Value) -> Result<(Self, Faults), Fault> {
        let mut colors = Self::default();
        let mut faults = Faults::default();
        for (name, value) in value::fields(value)? {
            if let Err(fault) = colors.set(&name, &value) {
                faults.0.push(fault.within(&name));
            }
        }
        Ok((colors, faults))
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), Fault> {
        match name {
            "ansi" => self.ansi = eight(value)?,
            "brights" => self.brights = eight(value)?,
            "indexed" => self.indexed = indexed(value)?,
            "tab_bar" => self.tab_bar = tab_bar(value)?,
            _ => match self.slot(name) {
                Some(slot) => *slot = Some(color(value)?),
                None => {
                    let Some(mark) = MARKS.iter().find(|mark| **mark == name) else {
                        let names = SLOTS.iter().chain(LISTS).chain(MARKS).copied();
                        let hint = did_you_mean(name, names);
                        return Err(Fault::warning("no such colour").hint(hint));
                    };
                    self.marks.insert(mark, mark_color(value)?);
                }
            },
        }
        Ok(())
    }

    /// Returns a single colour by its name.
    pub(crate) fn slot(&mut self, name: &str) -> Option<&mut Option<Rgba>> {
        Some(match name {
            "foreground" => &mut self.foreground,
            "background" => &mut self.background,
            "cursor_bg" => &mut self.cursor_bg,
            "cursor_fg" => &mut self.cursor_fg,
            "cursor_border" => &mut self.cursor_border,
            "selection_fg" => &mut self.selection_fg,
            "selection_bg" => &mut self.selection_bg,
            "scrollbar_thumb" => &mut self.scrollbar_thumb,
            "split" => &mut self.split,
            "visual_bell" => &mut self.visual_bell,
            "compose_cursor" => &mut self.compose_cursor,
            _ => return None,
        })
    }
}

/// The names of single colours, for suggestions.
const SLOTS: &[&str] = &[
    "foreground",
    "background",
    "cursor_bg",
    "cursor_fg",
    "cursor_border",
    "selection_fg",
    "selection_bg",
    "scrollbar_thumb",
    "split",
    "visual_bell",
    "compose_cursor",
];

const LISTS: &[&str] = &["ansi", "brights", "indexed", "tab_bar"];

/// The names of the colours of marks over text.
const MARKS: &[&str] = &[
    "copy_mode_active_highlight_fg",
    "copy_mode_active_highlight_bg",
    "copy_mode_inactive_highlight_fg",
    "copy_mode_inactive_highlight_bg",
    "quick_select_label_fg",
    "quick_select_label_bg",
    "quick_select_match_fg",
    "quick_select_match_bg",
    "input_selector_label_fg",
    "input_selector_label_bg",
    "launcher_label_fg",
    "launcher_label_bg",
];

/// Reads a colour as marks have it: a colour, `{Color = …}`, `{AnsiColor = "Navy"}` or "Default".
fn mark_color(value: &Value) -> Result<MarkColor, Fault> {
    let Value::Table(_) = value else {
        let is_default = matches!(value, Value::String(text) if text == "Default");
        return match is_default {
            true => Ok(MarkColor::Default),
            false => color(value).map(MarkColor::Own),
        };
    };
    let fields = value::fields(value)?;
    if let Some(name) = fields.get("AnsiColor") {
        let entry = value::word(name, ANSI).map_err(|fault| fault.within("AnsiColor"))?;
        return Ok(MarkColor::Entry(entry));
    }
    match fields.get("Color") {
        Some(own) => color(own)
            .map(MarkColor::Own)
            .map_err(|fault| fault.within("Color")),
        None => Err(value::expected(
            "a colour, {AnsiColor = name} or {Color = colour}",
            value,
        )),
    }
}

fn eight(value: &Value) -> Result<[Option<Rgba>; 8], Fault> {
    let colors = value::list(value, color)?;
    let count = colors.len();
    let colors: [Rgba; 8] = colors
        .try_into()
        .map_err(|_| Fault::new(format!("expected 8 colours, got {count}")))?;
    Ok(colors.map(Some))
}

fn indexed(value: &Value) -> Result<BTreeMap<u8, Rgba>, Fault> {
    let mut map = BTreeMap::new();
    for pair in value::table(value)?.pairs::<Value, Value>() {
        let (key, value) = pair.map_err(value::lua_fault)?;
        let index = match &key {
            Value::String(s) => s.to_string_lossy().parse().ok(),
            other => value::integer(other, 16, 255).ok(),
        };
        let Some(index) = index.filter(|index| (16..=255).contains(index)) else {
            return Err(value::expected("an index from 16 to 255", &key));
        };
        let color = color(&value).map_err(|fault| fault.nth(index as usize))?;
        map.insert(index as u8, color);
    }
    Ok(map)
}

fn tab_bar(value: &Value) -> Result<TabBarColors, Fault> {
    let mut bar = TabBarColors::default();
    for (name, value) in value::fields(value)? {
        let named = |fault: Fault| fault.within(&name);
        if let Some(slot) = bar.slot(&name) {
            *slot = Some(color(&value).map_err(named)?);
        } else if let Some(kind) = bar.tab(&name) {
            *kind = tab(&value).map_err(named)?;
        } else {
            let names = BAR_SLOTS.iter().chain(TABS).copied();
            let hint = did_you_mean(&name, names);
            return Err(named(
                Fault::warning("no such part of the tab bar").hint(hint),
            ));
        }
    }
    Ok(bar)
}

fn tab(value: &Value) -> Result<TabColors, Fault> {
    let mut tab = TabColors::default();
    for (name, value) in value::fields(value)? {
        let named = |fault: Fault| fault.within(&name);
        match name.as_str() {
            "bg_color" => tab.bg_color = Some(color(&value).map_err(named)?),
            "fg_color" => tab.fg_color = Some(color(&value).map_err(named)?),
            "intensity" => {
                let words = &[("Normal", false), ("Bold", true), ("Half", false)];
                tab.bold = Some(value::word(&value, words).map_err(named)?);
            }
            "italic" => tab.italic = Some(value::boolean(&value).map_err(named)?),
            "underline" | "strikethrough" => {}
            _ => return Err(named(Fault::warning("no such attribute of a tab"))),
        }
    }
    Ok(tab)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_is_read() {
        let orange = Some(Rgba::rgb(255, 165, 0));
        for text in [
            "#ffa500",
            "#FFA500",
            "#ffa500ff",
            "orange",
            "Orange",
            "rgb(255, 165, 0)",
            "rgb(255 165 0)",
            "rgba(100%, 64.7%, 0, 1)",
            "hsl(38.82, 100%, 50%)",
            "hsla(38.82deg 100 50 / 100%)",
        ] {
            assert_eq!(Rgba::parse(text), orange, "{text}");
        }
        assert_eq!(Rgba::parse("#fa0"), Some(Rgba::rgb(255, 170, 0)));
        assert_eq!(Rgba::parse("rgba(0,0,0,50%)").map(|c| c.a), Some(128));
        assert_eq!(Rgba::parse("light blue"), Rgba::parse("lightblue"));
    }

    #[test]
    fn a_long_text_that_is_no_colour_is_quoted_in_part() -> mlua::Result<()> {
        let lua = mlua::Lua::new();
        let text = Value::String(lua.create_string("x".repeat(100_000))?);
        let fault = format!("{:?}", color(&text).expect_err("no colour"));
        assert!(fault.len() < 400, "{}", fault.len());
        Ok(())
    }

    #[test]
    fn nonsense_is_no_colour() {
        for text in [
            "",
            "#",
            "#12",
            "#ggg",
            "#éé",
            "rgb(1,2)",
            "rgb(a,b,c)",
            "hsl(nan,1,1)",
        ] {
            assert_eq!(Rgba::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_colour_survives_the_way_to_hsl_and_back() {
        for color in [
            Rgba::rgb(18, 22, 31),
            Rgba::rgb(224, 101, 111),
            Rgba::rgb(0, 255, 7),
        ] {
            let (h, s, l) = color.hsl();
            assert_eq!(Rgba::from_hsla(h, s, l, 1.0), color);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let color = Rgba {
            a: 51,
            ..Rgba::rgb(1, 2, 3)
        };
        assert_eq!(Rgba::parse(&color.to_string()), Some(color));
    }

    #[test]
    fn an_overlay_wins_where_it_is_set() {
        let mut over = Colors {
            background: Some(Rgba::rgb(1, 1, 1)),
            ..Colors::default()
        };
        over.ansi[3] = Some(Rgba::rgb(2, 2, 2));
        let base = crate::schemes::find_scheme("Harbour Night")
            .map(|scheme| scheme.colors())
            .unwrap_or_default();
        let merged = base.clone().overlaid(&over);
        assert_eq!(merged.background, over.background);
        assert_eq!(merged.entry(3), over.ansi[3]);
        assert_eq!(merged.foreground, base.foreground);
        assert_eq!(merged.entry(12), base.brights[4]);
    }
}
