//! The window system's keys as the program's keys.
//!
//! Pure functions over winit's types: a key as it was typed becomes a [`KeyEvent`], or text where
//! no single character can name it. Which key does what is the key table's business, and what a
//! shell receives is the terminal's. The pointer is in `window::pointer`.

use mux::input::{Key, KeyEvent, KeyPhase, KeyStroke, ModifierKey, Mods};
use winit::keyboard::{
    Key as Logical, KeyCode, KeyLocation, ModifiersState, NamedKey, PhysicalKey,
};
use winit::platform::scancode::PhysicalKeyExtScancode;

use crate::frame::KeyPlace;

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

/// Returns the place of a key that the window system tells of.
pub fn place(physical: PhysicalKey) -> KeyPlace {
    let name = match physical {
        PhysicalKey::Code(code) => PLACES.iter().find(|(known, _)| *known == code),
        PhysicalKey::Unidentified(_) => None,
    };
    // The kernel's numbers begin eight below those of X11.
    let raw = physical.to_scancode().map(|code| code.saturating_add(8));
    KeyPlace {
        name: name.map(|(_, name)| *name),
        raw,
    }
}

/// The configuration's names of places.
#[rustfmt::skip]
const PLACES: &[(KeyCode, &str)] = &[
    (KeyCode::KeyA, "A"), (KeyCode::KeyB, "B"), (KeyCode::KeyC, "C"), (KeyCode::KeyD, "D"),
    (KeyCode::KeyE, "E"), (KeyCode::KeyF, "F"), (KeyCode::KeyG, "G"), (KeyCode::KeyH, "H"),
    (KeyCode::KeyI, "I"), (KeyCode::KeyJ, "J"), (KeyCode::KeyK, "K"), (KeyCode::KeyL, "L"),
    (KeyCode::KeyM, "M"), (KeyCode::KeyN, "N"), (KeyCode::KeyO, "O"), (KeyCode::KeyP, "P"),
    (KeyCode::KeyQ, "Q"), (KeyCode::KeyR, "R"), (KeyCode::KeyS, "S"), (KeyCode::KeyT, "T"),
    (KeyCode::KeyU, "U"), (KeyCode::KeyV, "V"), (KeyCode::KeyW, "W"), (KeyCode::KeyX, "X"),
    (KeyCode::KeyY, "Y"), (KeyCode::KeyZ, "Z"), (KeyCode::Digit0, "K0"), (KeyCode::Digit1, "K1"),
    (KeyCode::Digit2, "K2"), (KeyCode::Digit3, "K3"), (KeyCode::Digit4, "K4"), (KeyCode::Digit5, "K5"),
    (KeyCode::Digit6, "K6"), (KeyCode::Digit7, "K7"), (KeyCode::Digit8, "K8"), (KeyCode::Digit9, "K9"),
    (KeyCode::Backquote, "Grave"), (KeyCode::Minus, "Minus"), (KeyCode::Equal, "Equal"),
    (KeyCode::BracketLeft, "LeftBracket"), (KeyCode::BracketRight, "RightBracket"),
    (KeyCode::Backslash, "Backslash"), (KeyCode::Semicolon, "Semicolon"), (KeyCode::Quote, "Quote"),
    (KeyCode::Comma, "Comma"), (KeyCode::Period, "Period"), (KeyCode::Slash, "Slash"),
    (KeyCode::Enter, "Return"), (KeyCode::Escape, "Escape"), (KeyCode::Tab, "Tab"),
    (KeyCode::Space, "Space"), (KeyCode::Backspace, "Backspace"), (KeyCode::Insert, "Insert"),
    (KeyCode::Delete, "Delete"), (KeyCode::Home, "Home"), (KeyCode::End, "End"),
    (KeyCode::PageUp, "PageUp"), (KeyCode::PageDown, "PageDown"), (KeyCode::ArrowLeft, "LeftArrow"),
    (KeyCode::ArrowRight, "RightArrow"), (KeyCode::ArrowUp, "UpArrow"), (KeyCode::ArrowDown, "DownArrow"),
    (KeyCode::Numpad0, "Keypad0"), (KeyCode::Numpad1, "Keypad1"), (KeyCode::Numpad2, "Keypad2"),
    (KeyCode::Numpad3, "Keypad3"), (KeyCode::Numpad4, "Keypad4"), (KeyCode::Numpad5, "Keypad5"),
    (KeyCode::Numpad6, "Keypad6"), (KeyCode::Numpad7, "Keypad7"), (KeyCode::Numpad8, "Keypad8"),
    (KeyCode::Numpad9, "Keypad9"), (KeyCode::NumpadAdd, "KeypadAdd"),
    (KeyCode::NumpadSubtract, "KeypadSubtract"), (KeyCode::NumpadMultiply, "KeypadMultiply"),
    (KeyCode::NumpadDivide, "KeypadDivide"), (KeyCode::NumpadDecimal, "KeypadDecimal"),
    (KeyCode::NumpadEnter, "KeypadEnter"), (KeyCode::F1, "F1"), (KeyCode::F2, "F2"), (KeyCode::F3, "F3"),
    (KeyCode::F4, "F4"), (KeyCode::F5, "F5"), (KeyCode::F6, "F6"), (KeyCode::F7, "F7"), (KeyCode::F8, "F8"),
    (KeyCode::F9, "F9"), (KeyCode::F10, "F10"), (KeyCode::F11, "F11"), (KeyCode::F12, "F12"),
    (KeyCode::F13, "F13"), (KeyCode::F14, "F14"), (KeyCode::F15, "F15"), (KeyCode::F16, "F16"),
    (KeyCode::F17, "F17"), (KeyCode::F18, "F18"), (KeyCode::F19, "F19"), (KeyCode::F20, "F20"),
    (KeyCode::CapsLock, "CapsLock"), (KeyCode::NumLock, "NumLock"), (KeyCode::ScrollLock, "ScrollLock"),
    (KeyCode::PrintScreen, "PrintScreen"), (KeyCode::Pause, "Pause"), (KeyCode::Help, "Help"),
    (KeyCode::ContextMenu, "Menu"), (KeyCode::ShiftLeft, "LeftShift"), (KeyCode::ShiftRight, "RightShift"),
    (KeyCode::ControlLeft, "LeftControl"), (KeyCode::ControlRight, "RightControl"),
    (KeyCode::AltLeft, "LeftAlt"), (KeyCode::AltRight, "RightAlt"), (KeyCode::SuperLeft, "LeftWindows"),
    (KeyCode::SuperRight, "RightWindows"), (KeyCode::AudioVolumeUp, "VolumeUp"),
    (KeyCode::AudioVolumeDown, "VolumeDown"), (KeyCode::AudioVolumeMute, "VolumeMute"),
];

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

/// Returns a key that went down, or that is held and types again, with what is known of it beside what it means:
/// what the key has without any modifier, and where it is.
pub fn stroke(event: KeyEvent, repeat: bool, plain: &Logical, physical: PhysicalKey) -> KeyStroke {
    let plain = match plain {
        Logical::Character(text) => single(text),
        _ => None,
    };
    KeyStroke {
        phase: match repeat {
            true => KeyPhase::Repeat,
            false => KeyPhase::Press,
        },
        plain,
        us: us_character(physical),
        ..KeyStroke::from(event)
    }
}

/// Returns the modifier that a key is.
pub fn modifier_key(logical: &Logical, location: KeyLocation) -> Option<ModifierKey> {
    let Logical::Named(named) = logical else {
        return None;
    };
    Some(match (named, location) {
        (NamedKey::Shift, KeyLocation::Right) => ModifierKey::RightShift,
        (NamedKey::Shift, _) => ModifierKey::LeftShift,
        (NamedKey::Control, KeyLocation::Right) => ModifierKey::RightCtrl,
        (NamedKey::Control, _) => ModifierKey::LeftCtrl,
        (NamedKey::Alt, KeyLocation::Right) => ModifierKey::RightAlt,
        (NamedKey::Alt, _) => ModifierKey::LeftAlt,
        (NamedKey::Super, KeyLocation::Right) => ModifierKey::RightSuper,
        (NamedKey::Super, _) => ModifierKey::LeftSuper,
        (NamedKey::AltGraph, _) => ModifierKey::ThirdLevel,
        (NamedKey::CapsLock, _) => ModifierKey::CapsLock,
        (NamedKey::NumLock, _) => ModifierKey::NumLock,
        (NamedKey::ScrollLock, _) => ModifierKey::ScrollLock,
        _ => return None,
    })
}

/// Returns the character of a text that is one.
fn single(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
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
    let Some(first) = single(text) else {
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

/// Returns what a key types on a US keyboard without Shift.
fn us_character(physical: PhysicalKey) -> Option<char> {
    let PhysicalKey::Code(code) = physical else {
        return None;
    };
    let other = US.iter().find(|(known, _)| *known == code);
    other
        .map(|(_, typed)| *typed)
        .or_else(|| latin_letter(physical))
}

/// The keys of a US keyboard that type something, but for the letters.
const US: [(KeyCode, char); 22] = [
    (KeyCode::Digit0, '0'),
    (KeyCode::Digit1, '1'),
    (KeyCode::Digit2, '2'),
    (KeyCode::Digit3, '3'),
    (KeyCode::Digit4, '4'),
    (KeyCode::Digit5, '5'),
    (KeyCode::Digit6, '6'),
    (KeyCode::Digit7, '7'),
    (KeyCode::Digit8, '8'),
    (KeyCode::Digit9, '9'),
    (KeyCode::Space, ' '),
    (KeyCode::Backquote, '`'),
    (KeyCode::Minus, '-'),
    (KeyCode::Equal, '='),
    (KeyCode::BracketLeft, '['),
    (KeyCode::BracketRight, ']'),
    (KeyCode::Backslash, '\\'),
    (KeyCode::Semicolon, ';'),
    (KeyCode::Quote, '\''),
    (KeyCode::Comma, ','),
    (KeyCode::Period, '.'),
    (KeyCode::Slash, '/'),
];

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: ModifiersState = ModifiersState::empty();
    const SHIFT: ModifiersState = ModifiersState::SHIFT;
    const CTRL: ModifiersState = ModifiersState::CONTROL;
    const ALT: ModifiersState = ModifiersState::ALT;

    #[test]
    fn every_place_that_is_told_is_one_that_a_binding_may_name() {
        let lua = config::LoadOptions::below(std::path::Path::new("/nowhere"));
        let keys: Vec<String> = PLACES
            .iter()
            .map(|(_, name)| format!("{{ key = 'phys:{name}', action = 'Nop' }}"))
            .collect();
        let options = config::LoadOptions {
            overrides: vec![("keys".into(), format!("{{ {} }}", keys.join(", ")))],
            ..lua
        };
        let loaded = config::load(&options, &[]);
        assert_eq!(loaded.problems, []);
        let bound: Vec<String> = loaded
            .config
            .keys
            .iter()
            .map(|b| b.key.to_string())
            .collect();
        let told: Vec<String> = PLACES
            .iter()
            .map(|(_, name)| format!("phys:{name}"))
            .collect();
        assert_eq!(bound, told);
    }

    #[test]
    fn a_place_has_its_name_and_the_number_of_x11() {
        let a = place(PhysicalKey::Code(KeyCode::KeyA));
        assert_eq!(
            a,
            KeyPlace {
                name: Some("A"),
                raw: Some(38)
            }
        );
    }

    #[test]
    fn a_stroke_tells_what_the_key_has_without_shift_and_where_it_is() {
        let event: KeyEvent = "Ctrl+Shift+/".parse().expect("a key");
        let german = |plain: Logical, code, repeat| {
            let stroke = stroke(event, repeat, &plain, PhysicalKey::Code(code));
            (stroke.phase, stroke.plain, stroke.us)
        };
        let seven = Logical::Character("7".into());
        assert_eq!(
            german(seven, KeyCode::Digit7, false),
            (KeyPhase::Press, Some('7'), Some('7'))
        );
        let z = Logical::Character("z".into());
        assert_eq!(
            german(z, KeyCode::KeyY, true),
            (KeyPhase::Repeat, Some('z'), Some('y'))
        );
        let umlaut = Logical::Character("ö".into());
        assert_eq!(
            german(umlaut, KeyCode::Semicolon, false),
            (KeyPhase::Press, Some('ö'), Some(';'))
        );
        let several = Logical::Character("لا".into());
        assert_eq!(
            german(several, KeyCode::Numpad7, false),
            (KeyPhase::Press, None, None)
        );
        let enter = Logical::Named(NamedKey::Enter);
        assert_eq!(
            german(enter, KeyCode::Enter, false),
            (KeyPhase::Press, None, None)
        );
    }

    #[test]
    fn modifiers_have_their_side() {
        let key = |named, location| modifier_key(&Logical::Named(named), location);
        assert_eq!(
            key(NamedKey::Control, KeyLocation::Right),
            Some(ModifierKey::RightCtrl)
        );
        assert_eq!(
            key(NamedKey::Shift, KeyLocation::Standard),
            Some(ModifierKey::LeftShift)
        );
        assert_eq!(key(NamedKey::Enter, KeyLocation::Numpad), None);
    }

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
