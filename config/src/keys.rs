//! Keys: their names and modifiers, the bindings, and the default key table.
//!
//! Hides how the many spellings of one key (`C` with CTRL, `c` with CTRL|SHIFT, `mapped:c`)
//! become one, and how a person's bindings cover the defaults. Plain data. It knows nothing of
//! a window system's key codes: the roof turns those into the names used here.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use mlua::Value;

use crate::actions::{self, ClearMode, CopyDestination, KeyAssignment, PaneDirection, PasteSource};
use crate::spawn::SpawnCommand;
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, Faults};

bitflags::bitflags! {
    /// The modifiers held with a key.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct KeyMods: u8 {
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
    ("SHIFT", KeyMods::SHIFT),
    ("CTRL", KeyMods::CTRL),
    ("ALT", KeyMods::ALT),
    ("OPT", KeyMods::ALT),
    ("META", KeyMods::ALT),
    ("SUPER", KeyMods::SUPER),
    ("CMD", KeyMods::SUPER),
    ("WIN", KeyMods::SUPER),
    ("LEADER", KeyMods::LEADER),
];

/// One key and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyBinding {
    /// The character (letters in lower case) or WezTerm's name of the key.
    pub key: String,
    /// What is held with it.
    pub mods: KeyMods,
    /// What it does.
    pub action: KeyAssignment,
}

/// The key that makes LEADER bindings reachable for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    /// The key.
    pub key: String,
    /// What is held with it.
    pub mods: KeyMods,
    /// How long it lasts.
    pub timeout_milliseconds: u64,
}

/// Names of keys that are not characters.
const NAMES: &[&str] = &[
    "Add",
    "Applications",
    "Backspace",
    "BrowserBack",
    "BrowserFavorites",
    "BrowserForward",
    "BrowserHome",
    "BrowserRefresh",
    "BrowserSearch",
    "BrowserStop",
    "Cancel",
    "CapsLock",
    "Clear",
    "Copy",
    "Cut",
    "Decimal",
    "Delete",
    "Divide",
    "DownArrow",
    "End",
    "Enter",
    "Escape",
    "Execute",
    "Help",
    "Home",
    "Insert",
    "LeftArrow",
    "MediaNextTrack",
    "MediaPlayPause",
    "MediaPrevTrack",
    "MediaStop",
    "Menu",
    "Multiply",
    "NumLock",
    "PageDown",
    "PageUp",
    "Paste",
    "Pause",
    "Print",
    "PrintScreen",
    "RightArrow",
    "ScrollLock",
    "Select",
    "Separator",
    "Sleep",
    "Space",
    "Subtract",
    "Tab",
    "UpArrow",
    "VoidSymbol",
    "VolumeDown",
    "VolumeMute",
    "VolumeUp",
];

/// A key of the US layout and what it types with Shift.
const SHIFTED: &[(char, char)] = &[
    ('`', '~'),
    ('1', '!'),
    ('2', '@'),
    ('3', '#'),
    ('4', '$'),
    ('5', '%'),
    ('6', '^'),
    ('7', '&'),
    ('8', '*'),
    ('9', '('),
    ('0', ')'),
    ('-', '_'),
    ('=', '+'),
    ('[', '{'),
    (']', '}'),
    ('\\', '|'),
    (';', ':'),
    ('\'', '"'),
    (',', '<'),
    ('.', '>'),
    ('/', '?'),
];

/// Reads modifiers such as "CTRL|SHIFT".
fn parse_mods(text: &str) -> Result<KeyMods, Fault> {
    let mut mods = KeyMods::empty();
    for word in text
        .split('|')
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
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
fn parse_key(text: &str) -> Result<String, Fault> {
    let name = ["mapped:", "phys:"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(text);
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !c.is_control() => return Ok(name.to_owned()),
        (None, _) => return Err(Fault::new("is empty")),
        _ => {}
    }
    if NAMES.contains(&name) || is_numbered(name) || name.starts_with("raw:") {
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
/// called Space.
pub fn normalize(key: &str, mods: KeyMods) -> (String, KeyMods) {
    let mut chars = key.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        let lower: String = c.to_lowercase().collect();
        if c == ' ' {
            return ("Space".to_owned(), mods);
        }
        if lower != key {
            return (lower, mods | KeyMods::SHIFT);
        }
    }
    (key.to_owned(), mods)
}

/// Reads a key with its modifiers, normalised.
pub(crate) fn combination(key: &Value, held: &Value) -> Result<(String, KeyMods), Fault> {
    let key = value::text(key).map_err(|fault| fault.within("key"))?;
    let held = match held {
        Value::Nil => String::new(),
        held => value::text(held).map_err(|fault| fault.within("mods"))?,
    };
    parse_combination(&key, &held)
}

fn parse_combination(key: &str, held: &str) -> Result<(String, KeyMods), Fault> {
    let key = parse_key(key).map_err(|fault| fault.within("key"))?;
    let held = parse_mods(held).map_err(|fault| fault.within("mods"))?;
    Ok(normalize(&key, held))
}

/// Reads `config.keys`; the good bindings are kept where others are wrong.
pub(crate) fn bindings(value: &Value) -> Result<(Vec<KeyBinding>, Faults), Fault> {
    let mut bindings = Vec::new();
    let mut faults = Faults::default();
    for (i, entry) in value::elements(value::table(value)?)?.iter().enumerate() {
        match binding(entry) {
            Ok(binding) => bindings.push(binding),
            Err(fault) => faults.0.push(fault.nth(i + 1)),
        }
    }
    Ok((bindings, faults))
}

fn binding(value: &Value) -> Result<KeyBinding, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    let known = ["key", "mods", "action"];
    if let Some(name) = fields.keys().find(|name| !known.contains(&name.as_str())) {
        let hint = did_you_mean(name, known);
        return Err(Fault::new("no such field").hint(hint).within(name));
    }
    if get("key").is_nil() {
        return Err(Fault::new("`key` is missing"));
    }
    if get("action").is_nil() {
        return Err(Fault::new(
            "`action` is missing, or names something that is nil",
        ));
    }
    let (key, mods) = combination(&get("key"), &get("mods"))?;
    let action = actions::read(&get("action")).map_err(|fault| fault.within("action"))?;
    Ok(KeyBinding { key, mods, action })
}

/// How a key table is used: what `ActivateKeyTable` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTableUse {
    /// Its name in `config.key_tables`.
    pub name: String,
    /// How long it is used without a key of its own; for ever without.
    pub timeout_milliseconds: Option<u64>,
    /// Whether the table that is used now is left first.
    pub replace_current: bool,
    /// Whether it is left after one key.
    pub one_shot: bool,
    /// Whether it is left at a key that it does not have.
    pub until_unknown: bool,
    /// Whether a key that it does not have does nothing, rather than what it does elsewhere.
    pub prevent_fallback: bool,
}

/// Reads the argument of `ActivateKeyTable`.
pub(crate) fn table_use(value: &Value) -> Result<KeyTableUse, Fault> {
    let mut wanted = KeyTableUse {
        name: String::new(),
        timeout_milliseconds: None,
        replace_current: false,
        one_shot: true,
        until_unknown: false,
        prevent_fallback: false,
    };
    for (name, value) in value::fields(value)? {
        let outcome = match name.as_str() {
            "name" => value::text(&value).map(|name| wanted.name = name),
            "timeout_milliseconds" => value::integer(&value, 1, 86_400_000)
                .map(|time| wanted.timeout_milliseconds = u64::try_from(time).ok()),
            "replace_current" => value::boolean(&value).map(|on| wanted.replace_current = on),
            "one_shot" => value::boolean(&value).map(|on| wanted.one_shot = on),
            "until_unknown" => value::boolean(&value).map(|on| wanted.until_unknown = on),
            "prevent_fallback" => value::boolean(&value).map(|on| wanted.prevent_fallback = on),
            other => {
                let known = [
                    "name",
                    "timeout_milliseconds",
                    "replace_current",
                    "one_shot",
                    "until_unknown",
                    "prevent_fallback",
                ];
                Err(Fault::new("no such field").hint(did_you_mean(other, known)))
            }
        };
        outcome.map_err(|fault| fault.within(&name))?;
    }
    match wanted.name.is_empty() {
        true => Err(Fault::new("`name` is missing")),
        false => Ok(wanted),
    }
}

/// Reads `config.key_tables`; the good bindings are kept where others are wrong.
pub(crate) fn tables(value: &Value) -> Result<(BTreeMap<String, Vec<KeyBinding>>, Faults), Fault> {
    let mut tables = BTreeMap::new();
    let mut faults = Faults::default();
    for (name, table) in value::fields(value)? {
        match bindings(&table) {
            Ok((bindings, wrong)) => {
                tables.insert(name.clone(), bindings);
                faults
                    .0
                    .extend(wrong.0.into_iter().map(|f| f.within(&name)));
            }
            Err(fault) => faults.0.push(fault.within(&name)),
        }
    }
    Ok((tables, faults))
}

/// Reads `config.leader`.
pub(crate) fn leader(value: &Value) -> Result<Leader, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    let (key, mods) = combination(&get("key"), &get("mods"))?;
    let timeout_milliseconds = match get("timeout_milliseconds") {
        Value::Nil => 1000,
        value => {
            value::integer(&value, 1, 600_000).map_err(|f| f.within("timeout_milliseconds"))?
        }
    };
    Ok(Leader {
        key,
        mods,
        timeout_milliseconds: timeout_milliseconds as u64,
    })
}

/// Lays bindings over each other: the first layer wins, `DisableDefaultAssignment` leaves a hole.
pub(crate) fn layered(layers: &[Vec<KeyBinding>]) -> Vec<KeyBinding> {
    let mut all: Vec<KeyBinding> = Vec::new();
    let mut taken: HashSet<(String, KeyMods)> = HashSet::new();
    let mut take = |key: String, mods: KeyMods, action: &KeyAssignment| {
        if taken.insert((key.clone(), mods)) {
            let action = action.clone();
            all.push(KeyBinding { key, mods, action });
        }
    };
    for layer in layers {
        let layer: Vec<_> = layer
            .iter()
            .map(|binding| (normalize(&binding.key, binding.mods), &binding.action))
            .collect();
        for (i, ((key, mods), action)) in layer.iter().enumerate() {
            let again = |(later, _): &(_, _)| *later == (key.clone(), *mods);
            // Within one layer the last binding of a key counts.
            if !layer[i + 1..].iter().any(again) {
                take(key.clone(), *mods, action);
            }
        }
        for ((key, mods), action) in layer.iter().rev() {
            for (key, mods) in spellings(key, *mods) {
                take(key, mods, action);
            }
        }
    }
    all.retain(|binding| binding.action != KeyAssignment::DisableDefaultAssignment);
    all
}

/// The other ways in which a keyboard may report the same key.
fn spellings(key: &str, mods: KeyMods) -> Vec<(String, KeyMods)> {
    let mut chars = key.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return Vec::new();
    };
    let mut others = Vec::new();
    for (plain, shifted) in SHIFTED {
        if *shifted == c {
            others.push((c.to_string(), mods ^ KeyMods::SHIFT));
            others.push((plain.to_string(), mods | KeyMods::SHIFT));
        } else if *plain == c && mods.contains(KeyMods::SHIFT) {
            others.push((shifted.to_string(), mods));
            others.push((shifted.to_string(), mods - KeyMods::SHIFT));
        }
    }
    // A bare symbol is text, never a binding that was not asked for.
    others.retain(|(_, mods)| !(*mods - KeyMods::SHIFT).is_empty());
    others
}

/// The bindings that hold when nothing is configured.
#[rustfmt::skip]
pub(crate) fn defaults() -> Vec<KeyBinding> {
    use KeyAssignment as A;
    const NONE: KeyMods = KeyMods::empty();
    const SHIFT: KeyMods = KeyMods::SHIFT;
    const CTRL: KeyMods = KeyMods::CTRL;
    const ALT: KeyMods = KeyMods::ALT;
    const SUPER: KeyMods = KeyMods::SUPER;
    let both = CTRL | SHIFT;
    let all = CTRL | SHIFT | ALT;
    let here = SpawnCommand::default;
    let mut table = vec![
        (SUPER, "c", A::CopyTo(CopyDestination::Clipboard)),
        (both, "c", A::CopyTo(CopyDestination::Clipboard)),
        (NONE, "Copy", A::CopyTo(CopyDestination::Clipboard)),
        (CTRL, "Insert", A::CopyTo(CopyDestination::PrimarySelection)),
        (SUPER, "v", A::PasteFrom(PasteSource::Clipboard)),
        (both, "v", A::PasteFrom(PasteSource::Clipboard)),
        (NONE, "Paste", A::PasteFrom(PasteSource::Clipboard)),
        (SHIFT, "Insert", A::PasteFrom(PasteSource::PrimarySelection)),
        (SUPER, "n", A::SpawnWindow),
        (both, "n", A::SpawnWindow),
        (ALT, "Enter", A::ToggleFullScreen),
        (SUPER, "-", A::DecreaseFontSize),
        (CTRL, "-", A::DecreaseFontSize),
        (both, "-", A::DecreaseFontSize),
        (SUPER, "=", A::IncreaseFontSize),
        (CTRL, "=", A::IncreaseFontSize),
        (both, "=", A::IncreaseFontSize),
        (SUPER, "0", A::ResetFontSize),
        (CTRL, "0", A::ResetFontSize),
        (both, "0", A::ResetFontSize),
        (SUPER, "t", A::SpawnTab(Default::default())),
        (both, "t", A::SpawnTab(Default::default())),
        (SUPER, "w", A::CloseCurrentTab { confirm: true }),
        (both, "w", A::CloseCurrentTab { confirm: true }),
        (SUPER | SHIFT, "[", A::ActivateTabRelative(-1)),
        (both, "Tab", A::ActivateTabRelative(-1)),
        (CTRL, "PageUp", A::ActivateTabRelative(-1)),
        (SUPER | SHIFT, "]", A::ActivateTabRelative(1)),
        (CTRL, "Tab", A::ActivateTabRelative(1)),
        (CTRL, "PageDown", A::ActivateTabRelative(1)),
        (both, "PageUp", A::MoveTabRelative(-1)),
        (both, "PageDown", A::MoveTabRelative(1)),
        (SHIFT, "PageUp", A::ScrollByPage(-1.0)),
        (SHIFT, "PageDown", A::ScrollByPage(1.0)),
        (SUPER, "r", A::ReloadConfiguration),
        (both, "r", A::ReloadConfiguration),
        (SUPER, "k", A::ClearScrollback(ClearMode::ScrollbackOnly)),
        (both, "k", A::ClearScrollback(ClearMode::ScrollbackOnly)),
        (all, "\"", A::SplitVertical(here())),
        (all, "%", A::SplitHorizontal(here())),
        (all, "LeftArrow", A::AdjustPaneSize(PaneDirection::Left, 1)),
        (all, "RightArrow", A::AdjustPaneSize(PaneDirection::Right, 1)),
        (all, "UpArrow", A::AdjustPaneSize(PaneDirection::Up, 1)),
        (all, "DownArrow", A::AdjustPaneSize(PaneDirection::Down, 1)),
        (both, "LeftArrow", A::ActivatePaneDirection(PaneDirection::Left)),
        (both, "RightArrow", A::ActivatePaneDirection(PaneDirection::Right)),
        (both, "UpArrow", A::ActivatePaneDirection(PaneDirection::Up)),
        (both, "DownArrow", A::ActivatePaneDirection(PaneDirection::Down)),
        (both, "z", A::TogglePaneZoomState),
        (SUPER, "q", A::QuitApplication),
        // Keys that WezTerm leaves to programs, and that hardly any program can have.
        (both, "b", A::SelectCommandBlock(-1)),
        (both, "d", A::SelectCommandBlock(1)),
        (both, "o", A::CopyCommandOutput { block: None, destination: CopyDestination::Clipboard }),
    ];
    let digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    for (i, digit) in digits.into_iter().enumerate() {
        let index = if digit == "9" { -1 } else { i as i64 };
        table.push((SUPER, digit, A::ActivateTab(index)));
        table.push((both, digit, A::ActivateTab(index)));
    }
    // What people are told first is a key that their desktop leaves alone.
    table.sort_by_key(|(mods, ..)| mods.contains(SUPER));
    table
        .into_iter()
        .map(|(mods, key, action)| KeyBinding { key: key.to_owned(), mods, action })
        .collect()
}

/// The key that opens the assistant when nothing else was chosen.
pub(crate) fn assistant_default() -> KeyBinding {
    KeyBinding {
        key: "a".to_owned(),
        mods: KeyMods::CTRL | KeyMods::SHIFT,
        action: KeyAssignment::ActivateAiAssistant,
    }
}

/// Reads `{key, mods}` out of a module's settings, which are JSON.
pub(crate) fn combination_of_json(
    settings: &serde_json::Value,
) -> Result<(String, KeyMods), Fault> {
    let part = |name: &str| settings.get(name).map(|part| part.as_str());
    match (part("key"), part("mods")) {
        (Some(Some(key)), Some(Some(mods))) => parse_combination(key, mods),
        (Some(Some(key)), None) => parse_combination(key, ""),
        _ => Err(Fault::new(
            "expected a table such as {key = 'a', mods = 'CTRL|SHIFT'}",
        )),
    }
}
