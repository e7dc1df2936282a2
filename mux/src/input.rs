//! Keys and mouse events as plain values.
//!
//! What a front end hands to the program and the program to a pane or a view, the same whatever the
//! window system. Any thread may own them. They are not yet bytes (a pane encodes them as its
//! program asked) and not yet commands (the key table decides that).

use bitflags::bitflags;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A key of the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A character as typed: `A` together with [`Mods::SHIFT`] for Shift and the A key.
    Char(char),
    /// Enter or Return.
    Enter,
    /// Tab.
    Tab,
    /// Backspace, the key that deletes to the left.
    Backspace,
    /// Escape.
    Escape,
    /// Cursor to the left.
    Left,
    /// Cursor to the right.
    Right,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Insert.
    Insert,
    /// Delete, the key that deletes to the right.
    Delete,
    /// A function key, from 1 on.
    F(u8),
    /// The key that opens a context menu.
    Menu,
    /// Pause.
    Pause,
    /// Print screen.
    PrintScreen,
    /// A key that modifies others.
    Modifier(ModifierKey),
}

/// A key that modifies others and types nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModifierKey {
    /// Shift, on the left.
    LeftShift,
    /// Control, on the left.
    LeftCtrl,
    /// Alt, on the left.
    LeftAlt,
    /// The logo key on the left.
    LeftSuper,
    /// Shift, on the right.
    RightShift,
    /// Control, on the right.
    RightCtrl,
    /// Alt, on the right.
    RightAlt,
    /// The logo key on the right.
    RightSuper,
    /// The key of the layout's third level, AltGr.
    ThirdLevel,
    /// Caps Lock.
    CapsLock,
    /// Num Lock.
    NumLock,
    /// Scroll Lock.
    ScrollLock,
}

impl ModifierKey {
    /// Returns the modifier that is held while the key is; none for the locks and the third level.
    pub fn mods(self) -> Mods {
        match self {
            Self::LeftShift | Self::RightShift => Mods::SHIFT,
            Self::LeftCtrl | Self::RightCtrl => Mods::CTRL,
            Self::LeftAlt | Self::RightAlt => Mods::ALT,
            Self::LeftSuper | Self::RightSuper => Mods::SUPER,
            Self::ThirdLevel | Self::CapsLock | Self::NumLock | Self::ScrollLock => Mods::empty(),
        }
    }
}

/// The keys with a name, each as it is written.
const NAMED_KEYS: &[(Key, &str)] = &[
    (Key::Char(' '), "Space"),
    (Key::Enter, "Enter"),
    (Key::Tab, "Tab"),
    (Key::Backspace, "Backspace"),
    (Key::Escape, "Escape"),
    (Key::Left, "Left"),
    (Key::Right, "Right"),
    (Key::Up, "Up"),
    (Key::Down, "Down"),
    (Key::Home, "Home"),
    (Key::End, "End"),
    (Key::PageUp, "PageUp"),
    (Key::PageDown, "PageDown"),
    (Key::Insert, "Insert"),
    (Key::Delete, "Delete"),
    (Key::Menu, "Menu"),
    (Key::Pause, "Pause"),
    (Key::PrintScreen, "PrintScreen"),
];

/// Other spellings of a key that are understood.
const KEY_ALIASES: &[(&str, Key)] = &[
    ("Return", Key::Enter),
    ("Esc", Key::Escape),
    ("LeftArrow", Key::Left),
    ("RightArrow", Key::Right),
    ("UpArrow", Key::Up),
    ("DownArrow", Key::Down),
    ("Del", Key::Delete),
    ("Ins", Key::Insert),
    ("Applications", Key::Menu),
];

/// The highest function key that can be named.
const LAST_FUNCTION_KEY: u8 = 35;

bitflags! {
    /// The modifiers that were held.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Mods: u8 {
        /// Shift.
        const SHIFT = 1;
        /// Control.
        const CTRL = 2;
        /// Alt, also called Meta or Option.
        const ALT = 4;
        /// The logo key, Command on a Mac.
        const SUPER = 8;
    }
}

/// The modifiers in the order in which they are written.
const NAMED_MODS: &[(Mods, &str)] = &[
    (Mods::CTRL, "Ctrl"),
    (Mods::ALT, "Alt"),
    (Mods::SUPER, "Super"),
    (Mods::SHIFT, "Shift"),
];

/// Other spellings of a modifier that are understood.
const MOD_ALIASES: &[(&str, Mods)] = &[
    ("Control", Mods::CTRL),
    ("Opt", Mods::ALT),
    ("Option", Mods::ALT),
    ("Meta", Mods::ALT),
    ("Cmd", Mods::SUPER),
    ("Command", Mods::SUPER),
    ("Win", Mods::SUPER),
];

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyEvent {
    /// The key.
    pub key: Key,
    /// The modifiers that were held.
    pub mods: Mods,
}

impl KeyEvent {
    /// Returns a key with its modifiers.
    pub const fn new(key: Key, mods: Mods) -> Self {
        Self { key, mods }
    }

    /// Returns the event as key tables hold it: a letter in lower case, with SHIFT for upper case.
    pub fn normalized(self) -> Self {
        let Key::Char(typed) = self.key else {
            return self;
        };
        let mut lower = typed.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(letter), None) if letter != typed => Self {
                key: Key::Char(letter),
                mods: self.mods | Mods::SHIFT,
            },
            _ => self,
        }
    }
}

impl From<Key> for KeyEvent {
    fn from(key: Key) -> Self {
        Self::new(key, Mods::empty())
    }
}

/// What happened to a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyPhase {
    /// It went down.
    #[default]
    Press,
    /// It is held and types again.
    Repeat,
    /// It came up.
    Release,
}

/// What happened to a key, with all of it that a program may ask to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyStroke {
    /// The key with the modifiers that were held when it went down.
    pub event: KeyEvent,
    /// What happened.
    pub phase: KeyPhase,
    /// The modifiers that are held now; at a release others may be than at the press.
    pub held: Mods,
    /// What the key types without any modifier, where the front end knows the person's layout.
    pub plain: Option<char>,
    /// What a US keyboard has in the key's place, where the front end knows the place.
    pub us: Option<char>,
}

impl KeyStroke {
    /// Returns the release of this key, with the modifiers that are held by then.
    pub fn released(self, held: Mods) -> Self {
        Self {
            phase: KeyPhase::Release,
            held,
            ..self
        }
    }
}

impl From<KeyEvent> for KeyStroke {
    /// Returns the press of a key of which nothing else is known.
    fn from(event: KeyEvent) -> Self {
        Self {
            event,
            phase: KeyPhase::Press,
            held: event.mods,
            plain: None,
            us: None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((_, name)) = NAMED_KEYS.iter().find(|(key, _)| key == self) {
            return f.write_str(name);
        }
        match self {
            Key::Char(typed) => write!(f, "{typed}"),
            Key::F(number) => write!(f, "F{number}"),
            other => write!(f, "{other:?}"),
        }
    }
}

impl fmt::Display for KeyEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (flag, name) in NAMED_MODS {
            if self.mods.contains(*flag) {
                write!(f, "{name}+")?;
            }
        }
        match self.key {
            Key::Char(letter) if !self.mods.is_empty() && letter.is_alphabetic() => {
                write!(f, "{}", single_upper(letter).unwrap_or(letter))
            }
            key => key.fmt(f),
        }
    }
}

/// Returns the upper case of a letter when that is one character which leads back to the letter.
fn single_upper(letter: char) -> Option<char> {
    let mut upper = letter.to_uppercase();
    let (first, None) = (upper.next()?, upper.next()) else {
        return None;
    };
    let back = first.to_lowercase().eq(letter.to_lowercase());
    back.then_some(first)
}

/// Why a piece of text names no key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ParseKeyError {
    /// There is no modifier of that name.
    #[error("unknown modifier {0:?}: use Ctrl, Alt, Super or Shift")]
    UnknownModifier(String),
    /// There is no key of that name.
    #[error("unknown key {0:?}: use one character, F1 to F35 or a name such as Enter or PageUp")]
    UnknownKey(String),
}

impl FromStr for Key {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut chars = text.chars();
        if let (Some(typed), None) = (chars.next(), chars.next()) {
            return Ok(Key::Char(typed));
        }
        let named = NAMED_KEYS.iter().map(|(key, name)| (*name, *key));
        for (name, key) in named.chain(KEY_ALIASES.iter().copied()) {
            if name.eq_ignore_ascii_case(text) {
                return Ok(key);
            }
        }
        let function = text.strip_prefix(['F', 'f']).and_then(|n| n.parse().ok());
        match function {
            Some(number) if (1..=LAST_FUNCTION_KEY).contains(&number) => Ok(Key::F(number)),
            _ => Err(ParseKeyError::UnknownKey(text.to_owned())),
        }
    }
}

impl FromStr for KeyEvent {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The key itself may be "+", so only a "+" with something behind it separates.
        let cut = match text.strip_suffix('+') {
            Some(rest) if rest.is_empty() || rest.ends_with('+') => rest.len(),
            Some(_) => text.len(),
            None => text.rfind('+').map_or(0, |at| at + 1),
        };
        let (mods_text, key_text) = text.split_at(cut);
        let mut mods = Mods::empty();
        for name in mods_text.split('+').filter(|name| !name.is_empty()) {
            mods |= parse_mod(name)?;
        }
        let key = match key_text.parse()? {
            Key::Char(letter) if mods.contains(Mods::SHIFT) => {
                Key::Char(single_upper(letter).unwrap_or(letter))
            }
            Key::Char(letter) if !mods.is_empty() => {
                KeyEvent::new(Key::Char(letter), Mods::empty())
                    .normalized()
                    .key
            }
            key => key,
        };
        Ok(Self { key, mods })
    }
}

fn parse_mod(name: &str) -> Result<Mods, ParseKeyError> {
    let named = NAMED_MODS.iter().map(|(flag, name)| (*name, *flag));
    named
        .chain(MOD_ALIASES.iter().copied())
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, flag)| flag)
        .ok_or_else(|| ParseKeyError::UnknownModifier(name.to_owned()))
}

/// A button of the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MouseButton {
    /// The left button.
    Left,
    /// The middle button or the pressed wheel.
    Middle,
    /// The right button.
    Right,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MouseKind {
    /// A button went down.
    Press(MouseButton),
    /// A button came up.
    Release(MouseButton),
    /// The pointer moved to another cell, with this button held.
    Move(Option<MouseButton>),
    /// The wheel turned away from the hand by one step.
    WheelUp,
    /// The wheel turned towards the hand by one step.
    WheelDown,
    /// The wheel turned to the left by one step.
    WheelLeft,
    /// The wheel turned to the right by one step.
    WheelRight,
}

/// Where in its cell the pointer is, in pixels from the cell's top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Pixels from the left.
    pub x: usize,
    /// Pixels from the top.
    pub y: usize,
}

/// A mouse event in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MouseEvent {
    /// What happened.
    pub kind: MouseKind,
    /// Column.
    pub x: usize,
    /// Row.
    pub y: usize,
    /// The modifiers that were held.
    pub mods: Mods,
    /// How many presses of the button followed each other closely: 1, 2 or 3; 0 for anything else.
    pub clicks: u8,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> KeyEvent {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn keys_are_written_and_read() {
        let ctrl_shift = Mods::CTRL | Mods::SHIFT;
        let table = [
            ("a", Key::Char('a'), Mods::empty()),
            ("A", Key::Char('A'), Mods::empty()),
            ("Ctrl+A", Key::Char('a'), Mods::CTRL),
            ("Ctrl+Shift+A", Key::Char('A'), ctrl_shift),
            ("Ctrl++", Key::Char('+'), Mods::CTRL),
            ("+", Key::Char('+'), Mods::empty()),
            ("Alt+Super+Space", Key::Char(' '), Mods::ALT | Mods::SUPER),
            ("Ctrl+Shift+É", Key::Char('É'), ctrl_shift),
            ("Ctrl+ß", Key::Char('ß'), Mods::CTRL),
            ("F12", Key::F(12), Mods::empty()),
            ("Shift+PageUp", Key::PageUp, Mods::SHIFT),
            ("Ctrl+]", Key::Char(']'), Mods::CTRL),
        ];
        for (text, key, mods) in table {
            let event = KeyEvent::new(key, mods);
            assert_eq!(event.to_string(), text);
            assert_eq!(parsed(text), event, "{text}");
        }
    }

    #[test]
    fn other_spellings_are_understood() {
        assert_eq!(parsed("control+shift+a"), parsed("Ctrl+Shift+A"));
        assert_eq!(parsed("CMD+UpArrow"), parsed("Super+Up"));
        assert_eq!(parsed("esc"), Key::Escape.into());
    }

    #[test]
    fn what_is_no_key_is_named() {
        let error = "Ctrl+Hyper+A".parse::<KeyEvent>().unwrap_err();
        assert_eq!(error, ParseKeyError::UnknownModifier("Hyper".to_owned()));
        for text in ["", "Ctrl+", "F0", "F36", "Fx", "Entr"] {
            let result = text.parse::<KeyEvent>();
            assert!(
                matches!(result, Err(ParseKeyError::UnknownKey(_))),
                "{text:?}: {result:?}"
            );
        }
    }

    #[test]
    fn letters_are_normalized_to_lower_case_with_shift() {
        let lower = KeyEvent::new(Key::Char('a'), Mods::CTRL | Mods::SHIFT);
        assert_eq!(parsed("Ctrl+Shift+A").normalized(), lower);
        assert_eq!(
            KeyEvent::new(Key::Char('A'), Mods::CTRL).normalized(),
            lower
        );
        let plus = KeyEvent::new(Key::Char('+'), Mods::CTRL | Mods::SHIFT);
        assert_eq!(plus.normalized(), plus);
    }

    proptest! {
        #[test]
        fn a_normalized_event_survives_being_written(c in any::<char>(), bits in 0u8..16) {
            let event = KeyEvent::new(Key::Char(c), Mods::from_bits_truncate(bits)).normalized();
            let read: KeyEvent = event.to_string().parse().unwrap();
            prop_assert_eq!(read.normalized(), event);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,20}") {
            let _ = text.parse::<KeyEvent>();
        }
    }
}
