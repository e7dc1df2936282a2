//! The window system's keys as the program's keys.
//!
//! Pure functions over winit's types: a key as it was typed becomes a [`KeyEvent`], or text where
//! no single character can name it. Which key does what is the key table's business, and what a
//! shell receives is the terminal's. The pointer is in `window::pointer`.

use mux::input::{Key, KeyEvent, Mods};
use winit::keyboard::{Key as Logical, KeyCode, ModifiersState, NamedKey, PhysicalKey};

/// What one press of a key means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A key with its modifiers.
    Key(KeyEvent),
    /// Text that no key names: several characters from one press.
    Text(String),
}

/// A press as the window system tells it.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// The key by what it means in the layout, with Shift and the third level applied.
    pub logical: &'a Logical,
    /// The key by its place on the keyboard.
    pub physical: PhysicalKey,
    /// The text that it produces, where it does.
    pub text: Option<&'a str>,
    /// What is held.
    pub mods: ModifiersState,
}

/// Returns what the press means; `None` for modifiers, dead keys and keys without a meaning here.
pub fn typed(press: Press<'_>) -> Option<Typed> {
    let mods = modifiers(press.mods);
    match press.logical {
        Logical::Named(named) => {
            let key = named_key(*named)?;
            Some(Typed::Key(KeyEvent::new(key, mods)))
        }
        Logical::Character(text) => character(text, press.physical, mods),
        Logical::Dead(_) => None,
        Logical::Unidentified(_) => press.text.and_then(|text| plain_text(text, mods)),
    }
}

/// Returns the modifiers in the program's words.
pub fn modifiers(state: ModifiersState) -> Mods {
    let held = [
        (state.shift_key(), Mods::SHIFT),
        (state.control_key(), Mods::CTRL),
        (state.alt_key(), Mods::ALT),
        (state.super_key(), Mods::SUPER),
    ];
    held.into_iter()
        .filter_map(|(held, mods)| held.then_some(mods))
        .collect()
}

fn character(text: &str, physical: PhysicalKey, mods: Mods) -> Option<Typed> {
    let mut characters = text.chars();
    let (Some(first), None) = (characters.next(), characters.next()) else {
        return plain_text(text, mods);
    };
    // In layouts without Latin letters, Ctrl+C is the key where C is on other keyboards.
    let latin = latin_letter(physical).filter(|_| mods.contains(Mods::CTRL) && !first.is_ascii());
    let meant = match latin {
        Some(letter) if mods.contains(Mods::SHIFT) => letter.to_ascii_uppercase(),
        Some(letter) => letter,
        None => first,
    };
    Some(Typed::Key(KeyEvent::new(Key::Char(meant), mods)))
}

fn plain_text(text: &str, mods: Mods) -> Option<Typed> {
    let commands = Mods::CTRL | Mods::ALT | Mods::SUPER;
    let printable = !text.is_empty() && !text.chars().any(char::is_control);
    (printable && !mods.intersects(commands)).then(|| Typed::Text(text.to_owned()))
}

fn named_key(named: NamedKey) -> Option<Key> {
    Some(match named {
        NamedKey::Enter => Key::Enter,
        NamedKey::Tab => Key::Tab,
        NamedKey::Space => Key::Char(' '),
        NamedKey::Backspace => Key::Backspace,
        NamedKey::Escape => Key::Escape,
        NamedKey::ArrowLeft => Key::Left,
        NamedKey::ArrowRight => Key::Right,
        NamedKey::ArrowUp => Key::Up,
        NamedKey::ArrowDown => Key::Down,
        NamedKey::Home => Key::Home,
        NamedKey::End => Key::End,
        NamedKey::PageUp => Key::PageUp,
        NamedKey::PageDown => Key::PageDown,
        NamedKey::Insert => Key::Insert,
        NamedKey::Delete => Key::Delete,
        NamedKey::ContextMenu => Key::Menu,
        NamedKey::Pause => Key::Pause,
        NamedKey::PrintScreen => Key::PrintScreen,
        other => Key::F(function_key(other)?),
    })
}

const FUNCTION_KEYS: [NamedKey; 24] = [
    NamedKey::F1,
    NamedKey::F2,
    NamedKey::F3,
    NamedKey::F4,
    NamedKey::F5,
    NamedKey::F6,
    NamedKey::F7,
    NamedKey::F8,
    NamedKey::F9,
    NamedKey::F10,
    NamedKey::F11,
    NamedKey::F12,
    NamedKey::F13,
    NamedKey::F14,
    NamedKey::F15,
    NamedKey::F16,
    NamedKey::F17,
    NamedKey::F18,
    NamedKey::F19,
    NamedKey::F20,
    NamedKey::F21,
    NamedKey::F22,
    NamedKey::F23,
    NamedKey::F24,
];

fn function_key(named: NamedKey) -> Option<u8> {
    let index = FUNCTION_KEYS.iter().position(|key| *key == named)?;
    u8::try_from(index + 1).ok()
}

const LETTERS: [KeyCode; 26] = [
    KeyCode::KeyA,
    KeyCode::KeyB,
    KeyCode::KeyC,
    KeyCode::KeyD,
    KeyCode::KeyE,
    KeyCode::KeyF,
    KeyCode::KeyG,
    KeyCode::KeyH,
    KeyCode::KeyI,
    KeyCode::KeyJ,
    KeyCode::KeyK,
    KeyCode::KeyL,
    KeyCode::KeyM,
    KeyCode::KeyN,
    KeyCode::KeyO,
    KeyCode::KeyP,
    KeyCode::KeyQ,
    KeyCode::KeyR,
    KeyCode::KeyS,
    KeyCode::KeyT,
    KeyCode::KeyU,
    KeyCode::KeyV,
    KeyCode::KeyW,
    KeyCode::KeyX,
    KeyCode::KeyY,
    KeyCode::KeyZ,
];

/// Returns the letter that a key has on a US keyboard.
fn latin_letter(physical: PhysicalKey) -> Option<char> {
    let PhysicalKey::Code(code) = physical else {
        return None;
    };
    let index = LETTERS.iter().position(|letter| *letter == code)?;
    ('a'..='z').nth(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: ModifiersState = ModifiersState::empty();
    const SHIFT: ModifiersState = ModifiersState::SHIFT;
    const CTRL: ModifiersState = ModifiersState::CONTROL;
    const ALT: ModifiersState = ModifiersState::ALT;

    fn press(logical: Logical, code: KeyCode, mods: ModifiersState) -> Option<Typed> {
        let text = match &logical {
            Logical::Character(text) => Some(text.to_string()),
            _ => None,
        };
        typed(Press {
            logical: &logical,
            physical: PhysicalKey::Code(code),
            text: text.as_deref(),
            mods,
        })
    }

    fn character(text: &str, code: KeyCode, mods: ModifiersState) -> Option<Typed> {
        press(Logical::Character(text.into()), code, mods)
    }

    fn named(key: NamedKey, mods: ModifiersState) -> Option<Typed> {
        press(Logical::Named(key), KeyCode::F1, mods)
    }

    fn key(text: &str) -> Option<Typed> {
        let event = text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        Some(Typed::Key(event))
    }

    #[test]
    fn characters_keep_their_modifiers() {
        let ctrl_shift = CTRL | SHIFT;
        let table = [
            (character("a", KeyCode::KeyA, NONE), "a"),
            (character("A", KeyCode::KeyA, SHIFT), "Shift+A"),
            (character("A", KeyCode::KeyA, ctrl_shift), "Ctrl+Shift+A"),
            (character("c", KeyCode::KeyC, CTRL), "Ctrl+c"),
            (character("x", KeyCode::KeyX, ALT), "Alt+x"),
            (character("€", KeyCode::KeyE, NONE), "€"),
            (character("5", KeyCode::Numpad5, NONE), "5"),
            (character("]", KeyCode::BracketRight, CTRL), "Ctrl+]"),
        ];
        for (typed, expected) in table {
            assert_eq!(typed, key(expected), "{expected}");
        }
    }

    #[test]
    fn named_keys_keep_their_modifiers() {
        let table = [
            (named(NamedKey::Enter, NONE), "Enter"),
            (named(NamedKey::Enter, CTRL), "Ctrl+Enter"),
            (named(NamedKey::Tab, SHIFT), "Shift+Tab"),
            (named(NamedKey::Escape, NONE), "Escape"),
            (named(NamedKey::ArrowLeft, CTRL | SHIFT), "Ctrl+Shift+Left"),
            (named(NamedKey::PageUp, SHIFT), "Shift+PageUp"),
            (named(NamedKey::F1, NONE), "F1"),
            (named(NamedKey::F12, NONE), "F12"),
            (named(NamedKey::F24, ALT), "Alt+F24"),
            (named(NamedKey::Space, CTRL), "Ctrl+Space"),
            (named(NamedKey::Delete, NONE), "Delete"),
        ];
        for (typed, expected) in table {
            assert_eq!(typed, key(expected), "{expected}");
        }
    }

    #[test]
    fn every_function_key_has_its_number() {
        let numbers = FUNCTION_KEYS.map(|key| named(key, NONE));
        for (index, typed) in numbers.into_iter().enumerate() {
            let event = KeyEvent::new(Key::F(index as u8 + 1), Mods::empty());
            assert_eq!(typed, Some(Typed::Key(event)));
        }
    }

    #[test]
    fn control_with_a_letter_of_another_script_means_the_key_at_that_place() {
        assert_eq!(character("с", KeyCode::KeyC, CTRL), key("Ctrl+c"));
        assert_eq!(
            character("Ф", KeyCode::KeyA, CTRL | SHIFT),
            key("Ctrl+Shift+A")
        );
        assert_eq!(character("с", KeyCode::KeyC, NONE), key("с"));
        assert_eq!(character("é", KeyCode::Digit2, CTRL), key("Ctrl+é"));
    }

    #[test]
    fn several_characters_from_one_press_are_text() {
        let text = Some(Typed::Text("لا".to_owned()));
        assert_eq!(character("لا", KeyCode::KeyB, NONE), text);
        assert_eq!(character("لا", KeyCode::KeyB, CTRL), None);
    }

    #[test]
    fn modifiers_and_dead_keys_mean_nothing_by_themselves() {
        assert_eq!(named(NamedKey::Shift, SHIFT), None);
        assert_eq!(named(NamedKey::Control, CTRL), None);
        let dead = Logical::Dead(Some('´'));
        assert_eq!(press(dead, KeyCode::Quote, NONE), None);
    }
}
