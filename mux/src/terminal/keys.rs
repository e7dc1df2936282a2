//! Keys to bytes: the legacy encoding, xterm's modifyOtherKeys and kitty's protocol.
//!
//! Pure functions of a key and the modes. They send nothing.

use super::TerminalSettings;
use super::modes::Modes;
use crate::input::{Key, KeyEvent, KeyPhase, KeyStroke, ModifierKey, Mods};
use tattoy_wezterm_escape_parser::csi::KittyKeyboardFlags;

/// The flags of kitty's protocol under which no two presses are told alike.
const UNAMBIGUOUS: KittyKeyboardFlags = KittyKeyboardFlags::DISAMBIGUATE_ESCAPE_CODES
    .union(KittyKeyboardFlags::REPORT_ALL_KEYS_AS_ESCAPE_CODES);

/// Returns the bytes of a key as the modes and the settings ask for them; `None` for a key that has none.
pub(super) fn encode(
    stroke: &KeyStroke,
    modes: &Modes,
    settings: &TerminalSettings,
) -> Option<Vec<u8>> {
    let mut stroke = *stroke;
    if settings.swap_backspace_and_delete {
        stroke.event.key = match stroke.event.key {
            Key::Backspace => Key::Delete,
            Key::Delete => Key::Backspace,
            key => key,
        };
    }
    let flags = modes.kitty_flags();
    stroke.phase = match stroke.phase {
        phase if flags.contains(KittyKeyboardFlags::REPORT_EVENT_TYPES) => phase,
        KeyPhase::Release => return None,
        KeyPhase::Press | KeyPhase::Repeat => KeyPhase::Press,
    };
    // A program that asked for releases alone has presses as they always were.
    if stroke.phase != KeyPhase::Press || flags.intersects(UNAMBIGUOUS) {
        return kitty(&stroke, flags).map(String::into_bytes);
    }
    let event = &stroke.event;
    if let Some(bytes) = modify_other_keys(event, modes.modify_other_keys) {
        return Some(bytes);
    }
    if settings.csi_u_keys
        && let Some(bytes) = csi_u(event)
    {
        return Some(bytes);
    }
    legacy(event, modes)
}

/// Returns the `CSI u` of a key that the legacy encoding cannot tell from another one.
fn csi_u(event: &KeyEvent) -> Option<Vec<u8>> {
    let ctrl = event.mods.contains(Mods::CTRL);
    let shift = event.mods.contains(Mods::SHIFT);
    let ambiguous = match event.key {
        // Tab, Enter and Escape are these letters with Ctrl; Ctrl alone leaves no room for Shift.
        Key::Char(typed) => ctrl && (shift || "im[".contains(typed.to_ascii_lowercase())),
        Key::Enter | Key::Escape | Key::Backspace => ctrl || shift,
        // Shift+Tab has a form of its own.
        Key::Tab => ctrl,
        _ => false,
    };
    if !(ambiguous || has_no_legacy_form(event)) {
        return None;
    }
    let code = match event.key {
        Key::Char(typed) => u32::from(typed.to_ascii_lowercase()),
        _ => other_key_code(event)?,
    };
    let parameter = modifier_parameter(event.mods);
    Some(format!("\x1b[{code};{parameter}u").into_bytes())
}

/// Returns xterm's parameter for a set of modifiers.
fn modifier_parameter(mods: Mods) -> u8 {
    let mut parameter = 1;
    for (flag, bit) in [
        (Mods::SHIFT, 1),
        (Mods::ALT, 2),
        (Mods::CTRL, 4),
        (Mods::SUPER, 8),
    ] {
        if mods.contains(flag) {
            parameter += bit;
        }
    }
    parameter
}

/// A key as the legacy encoding knows it.
enum Form {
    /// `CSI letter`, and `SS3 letter` in application mode.
    Cursor(char),
    /// `SS3 letter`.
    Function(char),
    /// `CSI number ~`.
    Tilde(u8),
}

fn form(key: Key) -> Option<Form> {
    /// The numbers of F5 to F20; there is a gap after every fifth key of the VT220's rows.
    const FUNCTION_NUMBERS: [u8; 16] = [
        15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34,
    ];
    Some(match key {
        Key::Up => Form::Cursor('A'),
        Key::Down => Form::Cursor('B'),
        Key::Right => Form::Cursor('C'),
        Key::Left => Form::Cursor('D'),
        Key::End => Form::Cursor('F'),
        Key::Home => Form::Cursor('H'),
        Key::Insert => Form::Tilde(2),
        Key::Delete => Form::Tilde(3),
        Key::PageUp => Form::Tilde(5),
        Key::PageDown => Form::Tilde(6),
        Key::F(number @ 1..=4) => Form::Function(char::from(b'O' + number)),
        Key::F(number @ 5..=20) => Form::Tilde(FUNCTION_NUMBERS[usize::from(number) - 5]),
        Key::Menu => Form::Tilde(29),
        _ => return None,
    })
}

fn legacy(event: &KeyEvent, modes: &Modes) -> Option<Vec<u8>> {
    if let Some(form) = form(event.key) {
        return Some(special(&form, event.mods, modes.app_cursor()).into_bytes());
    }
    // Programs have no way to tell the logo key apart, and typing its letter would surprise.
    if event.mods.contains(Mods::SUPER) {
        return None;
    }
    let ctrl = event.mods.contains(Mods::CTRL);
    let shift = event.mods.contains(Mods::SHIFT);
    let mut bytes = match event.key {
        Key::Char(typed) => char_bytes(typed, ctrl, shift),
        Key::Enter if modes.newline => b"\r\n".to_vec(),
        Key::Enter => b"\r".to_vec(),
        Key::Tab if shift => b"\x1b[Z".to_vec(),
        Key::Tab => b"\t".to_vec(),
        Key::Backspace if ctrl != modes.backspace_is_bs() => b"\x08".to_vec(),
        Key::Backspace => b"\x7f".to_vec(),
        Key::Escape => b"\x1b".to_vec(),
        _ => return None,
    };
    if event.mods.contains(Mods::ALT) {
        bytes.insert(0, 0x1b);
    }
    Some(bytes)
}

fn special(form: &Form, mods: Mods, app_cursor: bool) -> String {
    let parameter = modifier_parameter(mods);
    match form {
        Form::Cursor(letter) if mods.is_empty() && app_cursor => format!("\x1bO{letter}"),
        Form::Cursor(letter) if mods.is_empty() => format!("\x1b[{letter}"),
        Form::Function(letter) if mods.is_empty() => format!("\x1bO{letter}"),
        Form::Cursor(letter) | Form::Function(letter) => format!("\x1b[1;{parameter}{letter}"),
        Form::Tilde(number) if mods.is_empty() => format!("\x1b[{number}~"),
        Form::Tilde(number) => format!("\x1b[{number};{parameter}~"),
    }
}

fn char_bytes(typed: char, ctrl: bool, shift: bool) -> Vec<u8> {
    if ctrl && let Some(control) = control_byte(typed) {
        return vec![control];
    }
    typed_char(typed, shift).to_string().into_bytes()
}

/// Returns the character with Shift applied, for events that hold the letter in lower case.
fn typed_char(typed: char, shift: bool) -> char {
    if shift {
        typed.to_ascii_uppercase()
    } else {
        typed
    }
}

/// Returns the control character that Ctrl makes of a character.
fn control_byte(typed: char) -> Option<u8> {
    Some(match typed.to_ascii_lowercase() {
        letter @ 'a'..='z' => letter as u8 - b'a' + 1,
        ' ' | '@' | '2' | '`' => 0x00,
        '[' | '{' | '3' => 0x1b,
        '\\' | '|' | '4' => 0x1c,
        ']' | '}' | '5' => 0x1d,
        '^' | '~' | '6' => 0x1e,
        '_' | '/' | '-' | '7' => 0x1f,
        '?' | '8' => 0x7f,
        _ => return None,
    })
}

/// Returns the code of a key that modifyOtherKeys covers.
fn other_key_code(event: &KeyEvent) -> Option<u32> {
    Some(match event.key {
        Key::Char(typed) => u32::from(typed_char(typed, event.mods.contains(Mods::SHIFT))),
        Key::Enter => 13,
        Key::Tab => 9,
        Key::Backspace => 127,
        Key::Escape => 27,
        _ => return None,
    })
}

fn modify_other_keys(event: &KeyEvent, level: u8) -> Option<Vec<u8>> {
    if level == 0 || event.mods.is_empty() {
        return None;
    }
    let code = other_key_code(event)?;
    let wanted = if level == 1 {
        has_no_legacy_form(event)
    } else {
        // Shift alone is in the character already.
        !(event.mods == Mods::SHIFT && matches!(event.key, Key::Char(_)))
    };
    let parameter = modifier_parameter(event.mods);
    wanted.then(|| format!("\x1b[27;{parameter};{code}~").into_bytes())
}

/// Returns whether the legacy encoding would lose a modifier of the key.
fn has_no_legacy_form(event: &KeyEvent) -> bool {
    let ctrl = event.mods.contains(Mods::CTRL);
    match event.key {
        Key::Char(typed) => ctrl && control_byte(typed).is_none(),
        Key::Tab => ctrl,
        Key::Enter => ctrl || event.mods.contains(Mods::SHIFT),
        Key::Backspace => event.mods.contains(Mods::SHIFT),
        _ => false,
    }
}

/// Returns text that no key names as the program asked for it.
pub(super) fn encode_text(text: &str, modes: &Modes) -> Vec<u8> {
    let wanted = KittyKeyboardFlags::REPORT_ALL_KEYS_AS_ESCAPE_CODES
        | KittyKeyboardFlags::REPORT_ASSOCIATED_TEXT;
    if text.is_empty() || text.contains(char::is_control) || !modes.kitty_flags().contains(wanted) {
        return text.as_bytes().to_vec();
    }
    let numbers: Vec<String> = text.chars().map(|c| u32::from(c).to_string()).collect();
    format!("\x1b[0;1;{}u", numbers.join(":")).into_bytes()
}

fn kitty(stroke: &KeyStroke, flags: KittyKeyboardFlags) -> Option<String> {
    let event = &stroke.event;
    let report_all = flags.contains(KittyKeyboardFlags::REPORT_ALL_KEYS_AS_ESCAPE_CODES);
    let released = stroke.phase == KeyPhase::Release;
    let held = match stroke.phase {
        KeyPhase::Release => stroke.held,
        KeyPhase::Press | KeyPhase::Repeat => event.normalized().mods,
    };
    if matches!(event.key, Key::Modifier(_)) && !report_all {
        return None;
    }
    if let Some((number, end)) = kitty_special(event.key) {
        return Some(sequence(&number.to_string(), held, stroke.phase, None, end));
    }
    let (code, text) = match event.key {
        Key::Enter => (13.to_string(), '\r'),
        Key::Tab => (9.to_string(), '\t'),
        Key::Backspace => (127.to_string(), '\u{7f}'),
        Key::Char(typed) => {
            let typed = typed_char(typed, event.mods.contains(Mods::SHIFT));
            (key_code(stroke, typed, held, flags), typed)
        }
        _ => return None,
    };
    // Shift is in a character already, and is a modifier of the other keys.
    let implied = if matches!(event.key, Key::Char(_)) {
        Mods::SHIFT
    } else {
        Mods::empty()
    };
    let types_text = (event.mods - implied).is_empty();
    if types_text && !report_all {
        if !released {
            return Some(text.to_string());
        }
        // A shell that finds the flags still set must be able to run `reset`.
        if text.is_control() {
            return None;
        }
    }
    let tell_text = flags.contains(KittyKeyboardFlags::REPORT_ASSOCIATED_TEXT)
        && types_text
        && !released
        && !text.is_control();
    let text = tell_text.then_some(text);
    Some(sequence(&code, held, stroke.phase, text, 'u'))
}

/// Returns the number of a key that types something, with the others that it goes by where the program
/// asked for them: what it types with Shift, and what a US keyboard has in its place.
fn key_code(stroke: &KeyStroke, typed: char, held: Mods, flags: KittyKeyboardFlags) -> String {
    let lower = match KeyEvent::new(Key::Char(typed), Mods::empty())
        .normalized()
        .key
    {
        Key::Char(lower) => lower,
        _ => typed,
    };
    let alternates = flags.contains(KittyKeyboardFlags::REPORT_ALTERNATE_KEYS);
    let shifted = stroke.event.mods.contains(Mods::SHIFT);
    // In a layout of another script Ctrl with a letter is the Latin letter in the key's place. A program
    // that is not told the place in a number of its own has to find it here.
    let latin = lower.is_ascii_lowercase() && stroke.us == Some(lower);
    let (code, upper) = match stroke.plain {
        Some(plain) if latin && alternates && !plain.is_ascii() => (plain, upper_of(plain)),
        Some(plain) if shifted && (alternates || plain.is_ascii()) => (plain, typed),
        _ => (lower, typed),
    };
    let number = u32::from(code);
    if !alternates {
        return number.to_string();
    }
    let upper = (held.contains(Mods::SHIFT) && upper != code).then_some(u32::from(upper));
    let us = stroke.us.filter(|us| *us != code).map(u32::from);
    match (upper, us) {
        (None, None) => number.to_string(),
        (Some(upper), None) => format!("{number}:{upper}"),
        (None, Some(us)) => format!("{number}::{us}"),
        (Some(upper), Some(us)) => format!("{number}:{upper}:{us}"),
    }
}

/// Returns the upper case of a letter where that is one character.
fn upper_of(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) => upper,
        _ => letter,
    }
}

/// Returns the number of a key, and the last character of its sequence, that the protocol knows by a number
/// of its own or for which it keeps the form of old as far as that is unambiguous: no `SS3`, no F3 that
/// looks like a cursor report.
fn kitty_special(key: Key) -> Option<(u32, char)> {
    Some(match (key, form(key)) {
        (Key::Escape, _) => (27, 'u'),
        (Key::PrintScreen, _) => (57361, 'u'),
        (Key::Pause, _) => (57362, 'u'),
        (Key::Menu, _) => (57363, 'u'),
        (Key::F(number @ 13..=35), _) => (57376 + u32::from(number) - 13, 'u'),
        (Key::F(3), _) => (13, '~'),
        (Key::Modifier(key), _) => (modifier_number(key), 'u'),
        (_, Some(Form::Tilde(number))) => (u32::from(number), '~'),
        (_, Some(Form::Cursor(letter) | Form::Function(letter))) => (1, letter),
        (_, None) => return None,
    })
}

fn modifier_number(key: ModifierKey) -> u32 {
    match key {
        ModifierKey::CapsLock => 57358,
        ModifierKey::ScrollLock => 57359,
        ModifierKey::NumLock => 57360,
        ModifierKey::LeftShift => 57441,
        ModifierKey::LeftCtrl => 57442,
        ModifierKey::LeftAlt => 57443,
        ModifierKey::LeftSuper => 57444,
        ModifierKey::RightShift => 57447,
        ModifierKey::RightCtrl => 57448,
        ModifierKey::RightAlt => 57449,
        ModifierKey::RightSuper => 57450,
        ModifierKey::ThirdLevel => 57453,
    }
}

/// Writes a key: its number, the modifiers with what happened, the text. What says nothing is left out.
fn sequence(code: &str, held: Mods, phase: KeyPhase, text: Option<char>, end: char) -> String {
    let parameter = modifier_parameter(held);
    let phase = match phase {
        KeyPhase::Press => "",
        KeyPhase::Repeat => ":2",
        KeyPhase::Release => ":3",
    };
    match text {
        Some(text) => format!("\x1b[{code};{parameter}{phase};{}{end}", u32::from(text)),
        None if parameter > 1 || !phase.is_empty() => {
            format!("\x1b[{code};{parameter}{phase}{end}")
        }
        None if end.is_ascii_uppercase() => format!("\x1b[{end}"),
        None => format!("\x1b[{code}{end}"),
    }
}
