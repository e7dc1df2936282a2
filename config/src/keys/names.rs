//! What keys are called, and the modifiers that are held with them.
//!
//! Hides the spellings: `phys:`, `mapped:` and `raw:`, control characters, names of one key in two ways. Pure
//! functions. It knows nothing of a window system's key codes: the roof turns those into the names used here.

use std::fmt;

use mlua::Value;

use crate::suggest::did_you_mean;
use crate::value::{self, Fault};

bitflags::bitflags! {
    /// The modifiers held with a key.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct KeyMods: u16 {
        /// Shift.
        const SHIFT = 1;
        /// Control.
        const CTRL = 2;
        /// Alt, Option, Meta.
        const ALT = 4;
        /// Super, Command, Windows.
        const SUPER = 8;
        /// The leader key was pressed before.
        const LEADER = 16;
        /// The left Alt.
        const LEFT_ALT = 32;
        /// The right Alt.
        const RIGHT_ALT = 64;
        /// The left Control.
        const LEFT_CTRL = 128;
        /// The right Control.
        const RIGHT_CTRL = 256;
        /// The left Shift.
        const LEFT_SHIFT = 512;
        /// The right Shift.
        const RIGHT_SHIFT = 1024;
        /// Not held but said of the key: it is one of those that keyboards have twice, and the added one.
        const ENHANCED_KEY = 2048;
    }
}

impl KeyMods {
    /// Returns them without the side that they are on, as front ends report what is held.
    pub fn without_sides(self) -> Self {
        let sides = [
            (Self::LEFT_ALT | Self::RIGHT_ALT, Self::ALT),
            (Self::LEFT_CTRL | Self::RIGHT_CTRL, Self::CTRL),
            (Self::LEFT_SHIFT | Self::RIGHT_SHIFT, Self::SHIFT),
            (Self::ENHANCED_KEY, Self::empty()),
        ];
        sides
            .into_iter()
            .fold(self, |mods, (sides, either)| match mods.intersects(sides) {
                true => (mods - sides) | either,
                false => mods,
            })
    }
}

impl fmt::Display for KeyMods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("NONE");
        }
        let names: Vec<&str> = self.iter_names().map(|(name, _)| name).collect();
        f.write_str(&names.join("|"))
    }
}

const MODS: &[(&str, KeyMods)] = &[
    ("NONE", KeyMods::empty()),
    ("VoidSymbol", KeyMods::empty()),
    ("SHIFT", KeyMods::SHIFT),
    ("CTRL", KeyMods::CTRL),
    ("ALT", KeyMods::ALT),
    ("OPT", KeyMods::ALT),
    ("META", KeyMods::ALT),
    ("SUPER", KeyMods::SUPER),
    ("CMD", KeyMods::SUPER),
    ("WIN", KeyMods::SUPER),
    ("LEADER", KeyMods::LEADER),
    ("LEFT_ALT", KeyMods::LEFT_ALT),
    ("RIGHT_ALT", KeyMods::RIGHT_ALT),
    ("LEFT_CTRL", KeyMods::LEFT_CTRL),
    ("RIGHT_CTRL", KeyMods::RIGHT_CTRL),
    ("LEFT_SHIFT", KeyMods::LEFT_SHIFT),
    ("RIGHT_SHIFT", KeyMods::RIGHT_SHIFT),
    ("ENHANCED_KEY", KeyMods::ENHANCED_KEY),
];

/// A key as a configuration names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyCode {
    /// A character (letters in lower case) or a name, to be matched as `key_map_preference` says.
    Named(String),
    /// By what it types or is called: `mapped:`.
    Mapped(String),
    /// By its place, named as on a US keyboard: `phys:`.
    Physical(&'static str),
    /// By the number that the keyboard sends: `raw:`.
    Raw(u32),
}

impl KeyCode {
    /// Returns the name or the character, of a place that which a US keyboard has there; a number has none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) | Self::Mapped(name) => Some(name),
            Self::Physical(place) => Some(typed_at(place)),
            Self::Raw(_) => None,
        }
    }
}

impl From<&str> for KeyCode {
    fn from(name: &str) -> Self {
        Self::Named(name.to_owned())
    }
}

impl PartialEq<str> for KeyCode {
    fn eq(&self, other: &str) -> bool {
        matches!(self, Self::Named(name) if name == other)
    }
}

impl PartialEq<&str> for KeyCode {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Display for KeyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Mapped(name) => write!(f, "mapped:{name}"),
            Self::Physical(place) => write!(f, "phys:{place}"),
            Self::Raw(number) => write!(f, "raw:{number}"),
        }
    }
}

/// Names of keys that are not characters.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "Add", "Alt", "ApplicationDownArrow", "ApplicationLeftArrow", "ApplicationRightArrow",
    "ApplicationUpArrow", "Applications", "Backspace", "BrowserBack", "BrowserFavorites",
    "BrowserForward", "BrowserHome", "BrowserRefresh", "BrowserSearch", "BrowserStop", "Cancel",
    "CapsLock", "Clear", "Control", "Copy", "Cut", "Decimal", "Delete", "Divide", "DownArrow", "End",
    "Enter", "Escape", "Execute", "Help", "Home", "Hyper", "Insert", "LeftAlt", "LeftArrow",
    "LeftControl", "LeftMenu", "LeftShift", "LeftWindows", "MediaNextTrack", "MediaPlayPause",
    "MediaPrevTrack", "MediaStop", "Menu", "Meta", "Multiply", "NumLock", "PageDown", "PageUp", "Paste",
    "Pause", "Print", "PrintScreen", "RightAlt", "RightArrow", "RightControl", "RightMenu", "RightShift",
    "RightWindows", "ScrollLock", "Select", "Separator", "Shift", "Sleep", "Space", "Subtract", "Super",
    "Tab", "UpArrow", "VoidSymbol", "VolumeDown", "VolumeMute", "VolumeUp",
];

/// Names of places that are not those of the keys there, with the character or the key that a US keyboard has.
#[rustfmt::skip]
const PLACES: &[(&str, &str)] = &[
    ("A", "a"), ("B", "b"), ("C", "c"), ("D", "d"), ("E", "e"), ("F", "f"), ("G", "g"), ("H", "h"),
    ("I", "i"), ("J", "j"), ("K", "k"), ("L", "l"), ("M", "m"), ("N", "n"), ("O", "o"), ("P", "p"),
    ("Q", "q"), ("R", "r"), ("S", "s"), ("T", "t"), ("U", "u"), ("V", "v"), ("W", "w"), ("X", "x"),
    ("Y", "y"), ("Z", "z"),
    ("K0", "0"), ("K1", "1"), ("K2", "2"), ("K3", "3"), ("K4", "4"), ("K5", "5"), ("K6", "6"),
    ("K7", "7"), ("K8", "8"), ("K9", "9"),
    ("Grave", "`"), ("Minus", "-"), ("Equal", "="), ("LeftBracket", "["), ("RightBracket", "]"),
    ("Backslash", "\\"), ("Semicolon", ";"), ("Quote", "'"), ("Comma", ","), ("Period", "."),
    ("Slash", "/"), ("Return", "Enter"),
    ("Keypad0", "Numpad0"), ("Keypad1", "Numpad1"), ("Keypad2", "Numpad2"), ("Keypad3", "Numpad3"),
    ("Keypad4", "Numpad4"), ("Keypad5", "Numpad5"), ("Keypad6", "Numpad6"), ("Keypad7", "Numpad7"),
    ("Keypad8", "Numpad8"), ("Keypad9", "Numpad9"),
    ("KeypadAdd", "Add"), ("KeypadSubtract", "Subtract"), ("KeypadMultiply", "Multiply"),
    ("KeypadDivide", "Divide"), ("KeypadDecimal", "Decimal"), ("KeypadEnter", "Enter"),
    ("Escape", "Escape"), ("Tab", "Tab"), ("Space", "Space"), ("Backspace", "Backspace"),
    ("Insert", "Insert"), ("Delete", "Delete"), ("Home", "Home"), ("End", "End"),
    ("PageUp", "PageUp"), ("PageDown", "PageDown"), ("LeftArrow", "LeftArrow"),
    ("RightArrow", "RightArrow"), ("UpArrow", "UpArrow"), ("DownArrow", "DownArrow"),
    ("F1", "F1"), ("F2", "F2"), ("F3", "F3"), ("F4", "F4"), ("F5", "F5"), ("F6", "F6"), ("F7", "F7"),
    ("F8", "F8"), ("F9", "F9"), ("F10", "F10"), ("F11", "F11"), ("F12", "F12"), ("F13", "F13"),
    ("F14", "F14"), ("F15", "F15"), ("F16", "F16"), ("F17", "F17"), ("F18", "F18"), ("F19", "F19"),
    ("F20", "F20"), ("CapsLock", "CapsLock"), ("NumLock", "NumLock"), ("ScrollLock", "ScrollLock"),
    ("PrintScreen", "PrintScreen"), ("Pause", "Pause"), ("Help", "Help"), ("Menu", "Applications"),
    ("LeftShift", "LeftShift"), ("RightShift", "RightShift"), ("LeftControl", "LeftControl"),
    ("RightControl", "RightControl"), ("LeftAlt", "LeftAlt"), ("RightAlt", "RightAlt"),
    ("LeftWindows", "LeftWindows"), ("RightWindows", "RightWindows"), ("VolumeUp", "VolumeUp"),
    ("VolumeDown", "VolumeDown"), ("VolumeMute", "VolumeMute"),
];

/// A key of the US layout and what it types with Shift.
#[rustfmt::skip]
pub(super) const SHIFTED: &[(char, char)] = &[
    ('`', '~'), ('1', '!'), ('2', '@'), ('3', '#'), ('4', '$'), ('5', '%'), ('6', '^'), ('7', '&'),
    ('8', '*'), ('9', '('), ('0', ')'), ('-', '_'), ('=', '+'), ('[', '{'), (']', '}'), ('\\', '|'),
    (';', ':'), ('\'', '"'), (',', '<'), ('.', '>'), ('/', '?'),
];

fn typed_at(place: &'static str) -> &'static str {
    let found = PLACES.iter().find(|(name, _)| *name == place);
    found.map_or(place, |(_, typed)| typed)
}

/// Returns the place where a US keyboard has a key.
fn place_of(typed: &str) -> Option<&'static str> {
    let found = PLACES.iter().find(|(_, there)| *there == typed);
    found.map(|(place, _)| *place)
}

/// Decides how a key is matched whose name says nothing of it: by its place, or by what it types. Nothing that
/// comes out is [`KeyCode::Mapped`]. A character that takes Shift is at the place of the one that takes none.
pub(crate) fn settled(key: KeyCode, mods: KeyMods, by_place: bool) -> (KeyCode, KeyMods) {
    match key {
        KeyCode::Named(name) if by_place => {
            let mut chars = name.chars();
            let shifted = match (chars.next(), chars.next()) {
                (Some(c), None) => SHIFTED.iter().find(|(_, shifted)| *shifted == c),
                _ => None,
            };
            if let Some((plain, _)) = shifted
                && let Some(place) = place_of(plain.encode_utf8(&mut [0; 4]))
            {
                return (KeyCode::Physical(place), mods | KeyMods::SHIFT);
            }
            match place_of(&name) {
                Some(place) => (KeyCode::Physical(place), mods),
                None => (KeyCode::Named(name), mods),
            }
        }
        KeyCode::Mapped(name) => (KeyCode::Named(name), mods),
        other => (other, mods),
    }
}

/// Reads modifiers such as "CTRL|SHIFT".
pub(crate) fn parse_mods(text: &str) -> Result<KeyMods, Fault> {
    let mut mods = KeyMods::empty();
    let words = text.split('|').map(str::trim);
    for word in words.filter(|word| !word.is_empty()) {
        let found = MODS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word));
        let Some((_, flag)) = found else {
            let names = MODS.iter().map(|(name, _)| *name);
            let hint = did_you_mean(word, names)
                .unwrap_or_else(|| "join SHIFT, CTRL, ALT, SUPER and LEADER with |".to_owned());
            return Err(Fault::new(format!("unknown modifier `{word}`")).hint(Some(hint)));
        };
        mods |= *flag;
    }
    Ok(mods)
}

/// Reads the name of a key.
fn parse_key(text: &str) -> Result<KeyCode, Fault> {
    let after = |prefix: &str| text.strip_prefix(prefix).filter(|rest| !rest.is_empty());
    if let Some(number) = after("raw:") {
        let hex = number.strip_prefix("0x");
        let read = hex.map_or_else(
            || number.parse().ok(),
            |hex| u32::from_str_radix(hex, 16).ok(),
        );
        let wrong = || Fault::new(format!("expected a number after raw:, got `{number}`"));
        return read.map(KeyCode::Raw).ok_or_else(wrong);
    }
    if let Some(place) = after("phys:") {
        return parse_place(place).map(KeyCode::Physical);
    }
    match after("mapped:") {
        Some(name) => parse_name(name).map(KeyCode::Mapped),
        None => parse_name(text).map(KeyCode::Named),
    }
}

fn parse_place(text: &str) -> Result<&'static str, Fault> {
    let by_name = PLACES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text));
    let by_key = || {
        PLACES
            .iter()
            .find(|(_, key)| key.eq_ignore_ascii_case(text))
    };
    by_name
        .or_else(by_key)
        .map(|(place, _)| *place)
        .ok_or_else(|| {
            let hint = did_you_mean(text, PLACES.iter().map(|(name, _)| *name));
            Fault::new(format!("unknown place `{text}` of a key")).hint(hint)
        })
}

fn parse_name(name: &str) -> Result<String, Fault> {
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some('\r' | '\n'), None) => return Ok("Enter".to_owned()),
        (Some('\t'), None) => return Ok("Tab".to_owned()),
        (Some('\u{1b}'), None) => return Ok("Escape".to_owned()),
        (Some('\u{8}'), None) => return Ok("Backspace".to_owned()),
        (Some('\u{7f}'), None) => return Ok("Delete".to_owned()),
        (Some(c), None) if !c.is_control() => return Ok(name.to_owned()),
        (None, _) => return Err(Fault::new("is empty")),
        _ => {}
    }
    if NAMES.contains(&name) || is_numbered(name) {
        return Ok(name.to_owned());
    }
    let hint = match name {
        "Return" => Some("did you mean `Enter`?".to_owned()),
        "Esc" => Some("did you mean `Escape`?".to_owned()),
        "Left" | "Right" | "Up" | "Down" => Some(format!("did you mean `{name}Arrow`?")),
        _ => did_you_mean(name, NAMES.iter().copied()),
    };
    Err(Fault::new(format!("unknown key `{name}`")).hint(hint))
}

/// F1 to F24, Numpad0 to Numpad9.
fn is_numbered(name: &str) -> bool {
    let number = |prefix: &str| -> Option<u8> { name.strip_prefix(prefix)?.parse().ok() };
    number("F").is_some_and(|n| (1..=24).contains(&n)) || number("Numpad").is_some_and(|n| n <= 9)
}

/// Brings the spellings of one key together: letters are lower case with SHIFT, a blank is
/// called Space. A place has no case.
pub fn normalize(key: KeyCode, mods: KeyMods) -> (KeyCode, KeyMods) {
    match key {
        KeyCode::Named(name) => {
            let (name, mods) = normalize_name(name, mods);
            (KeyCode::Named(name), mods)
        }
        KeyCode::Mapped(name) => {
            let (name, mods) = normalize_name(name, mods);
            (KeyCode::Mapped(name), mods)
        }
        other => (other, mods),
    }
}

fn normalize_name(name: String, mods: KeyMods) -> (String, KeyMods) {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        if c == ' ' {
            return ("Space".to_owned(), mods);
        }
        let lower: String = c.to_lowercase().collect();
        if lower != name {
            return (lower, mods | KeyMods::SHIFT);
        }
    }
    (name, mods)
}

/// Reads a key with its modifiers, normalised. A number is the key that types it.
pub(crate) fn combination(key: &Value, held: &Value) -> Result<(KeyCode, KeyMods), Fault> {
    let key = match key {
        Value::Integer(number) => number.to_string(),
        key => value::text(key).map_err(|fault| fault.within("key"))?,
    };
    let held = match held {
        Value::Nil => String::new(),
        held => value::text(held).map_err(|fault| fault.within("mods"))?,
    };
    parse_combination(&key, &held)
}

/// Returns the letter that types a control character together with Ctrl; `None` for all else, and for those that have
/// keys of their own.
fn typed_with_ctrl(key: &str) -> Option<String> {
    match key.as_bytes() {
        [b'\t' | b'\n' | b'\r' | 0x08] => None,
        [code @ 1..=26] => Some(char::from(code + b'a' - 1).to_string()),
        _ => None,
    }
}

pub(super) fn parse_combination(key: &str, held: &str) -> Result<(KeyCode, KeyMods), Fault> {
    let mut held = parse_mods(held).map_err(|fault| fault.within("mods"))?;
    let typed = typed_with_ctrl(key);
    if typed.is_some() {
        held |= KeyMods::CTRL;
    }
    let key = parse_key(typed.as_deref().unwrap_or(key)).map_err(|fault| fault.within("key"))?;
    Ok(normalize(key, held))
}
