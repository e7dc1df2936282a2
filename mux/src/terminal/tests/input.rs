//! Keys, mouse events, focus and pastes to bytes, as programs asked for them.

use super::*;
use crate::input::{Key, KeyEvent, KeyPhase, ModifierKey, Mods, MouseButton, MouseKind};

fn key(text: &str) -> KeyEvent {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Checks the bytes of keys after a program has written `setup`; `None` for a key without bytes.
fn assert_keys(setup: &str, table: &[(&str, Option<&str>)]) {
    let mut terminal = Fixture::new(20, 5);
    terminal.write(setup);
    let sent: Vec<(&str, Option<String>)> = table
        .iter()
        .map(|(name, _)| {
            let bytes = terminal.engine.encode_key(&key(name).into());
            (*name, bytes.map(|bytes| String::from_utf8(bytes).unwrap()))
        })
        .collect();
    let sent: Vec<(&str, Option<&str>)> = sent
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_deref()))
        .collect();
    assert_eq!(sent, table, "after {setup:?}");
}

#[test]
fn keys_have_their_legacy_bytes() {
    assert_keys(
        "",
        &[
            ("a", Some("a")),
            ("A", Some("A")),
            ("Shift+A", Some("A")),
            ("é", Some("é")),
            ("Ctrl+A", Some("\x01")),
            ("Ctrl+Shift+A", Some("\x01")),
            ("Ctrl+Space", Some("\0")),
            ("Ctrl+[", Some("\x1b")),
            ("Ctrl+]", Some("\x1d")),
            ("Ctrl+/", Some("\x1f")),
            ("Ctrl+?", Some("\x7f")),
            ("Ctrl+1", Some("1")),
            ("Alt+A", Some("\x1ba")),
            ("Ctrl+Alt+C", Some("\x1b\x03")),
            ("Super+A", None),
            ("Enter", Some("\r")),
            ("Alt+Enter", Some("\x1b\r")),
            ("Tab", Some("\t")),
            ("Shift+Tab", Some("\x1b[Z")),
            ("Backspace", Some("\x7f")),
            ("Ctrl+Backspace", Some("\x08")),
            ("Alt+Backspace", Some("\x1b\x7f")),
            ("Escape", Some("\x1b")),
            ("Up", Some("\x1b[A")),
            ("Shift+Up", Some("\x1b[1;2A")),
            ("Ctrl+Right", Some("\x1b[1;5C")),
            ("Alt+Left", Some("\x1b[1;3D")),
            ("Home", Some("\x1b[H")),
            ("End", Some("\x1b[F")),
            ("Insert", Some("\x1b[2~")),
            ("Delete", Some("\x1b[3~")),
            ("Ctrl+Delete", Some("\x1b[3;5~")),
            ("PageUp", Some("\x1b[5~")),
            ("Shift+PageDown", Some("\x1b[6;2~")),
            ("F1", Some("\x1bOP")),
            ("F4", Some("\x1bOS")),
            ("Ctrl+F1", Some("\x1b[1;5P")),
            ("F5", Some("\x1b[15~")),
            ("F12", Some("\x1b[24~")),
            ("Shift+F12", Some("\x1b[24;2~")),
            ("F20", Some("\x1b[34~")),
            ("F35", None),
            ("PrintScreen", None),
        ],
    );
}

#[test]
fn cursor_keys_and_enter_follow_their_modes() {
    assert_keys(
        "\x1b[?1h",
        &[
            ("Up", Some("\x1bOA")),
            ("Home", Some("\x1bOH")),
            ("Shift+Up", Some("\x1b[1;2A")),
        ],
    );
    assert_keys("\x1b[?1h\x1b[?1l", &[("Up", Some("\x1b[A"))]);
    assert_keys(
        "\x1b[?1h\x1b[?1s\x1b[?1l\x1b[?1r",
        &[("Up", Some("\x1bOA"))],
    );
    assert_keys("\x1b[?1h\x1bc", &[("Up", Some("\x1b[A"))]);
    assert_keys("\x1b[20h", &[("Enter", Some("\r\n"))]);
}

#[test]
fn other_keys_are_modified_where_the_program_asked() {
    assert_keys(
        "\x1b[>4;1m",
        &[
            ("Ctrl+A", Some("\x01")),
            ("Ctrl+1", Some("\x1b[27;5;49~")),
            ("Ctrl+Enter", Some("\x1b[27;5;13~")),
            ("Shift+Enter", Some("\x1b[27;2;13~")),
            ("Ctrl+Tab", Some("\x1b[27;5;9~")),
            ("Shift+Tab", Some("\x1b[Z")),
            ("Alt+A", Some("\x1ba")),
        ],
    );
    assert_keys(
        "\x1b[>4;2m",
        &[
            ("a", Some("a")),
            ("Shift+A", Some("A")),
            ("Ctrl+A", Some("\x1b[27;5;97~")),
            ("Ctrl+Shift+A", Some("\x1b[27;6;65~")),
            ("Alt+A", Some("\x1b[27;3;97~")),
            ("Shift+Tab", Some("\x1b[27;2;9~")),
            ("Enter", Some("\r")),
            ("Up", Some("\x1b[A")),
            ("Ctrl+Up", Some("\x1b[1;5A")),
        ],
    );
    assert_keys("\x1b[>4;2m\x1b[>4m", &[("Ctrl+Enter", Some("\r"))]);
}

#[test]
fn keys_speak_kittys_protocol_where_the_program_asked() {
    assert_keys(
        "\x1b[>1u",
        &[
            ("a", Some("a")),
            ("Shift+A", Some("A")),
            ("Ctrl+A", Some("\x1b[97;5u")),
            ("Ctrl+Shift+A", Some("\x1b[97;6u")),
            ("Ctrl+I", Some("\x1b[105;5u")),
            ("Alt+A", Some("\x1b[97;3u")),
            ("Super+A", Some("\x1b[97;9u")),
            ("Escape", Some("\x1b[27u")),
            ("Enter", Some("\r")),
            ("Tab", Some("\t")),
            ("Backspace", Some("\x7f")),
            ("Shift+Enter", Some("\x1b[13;2u")),
            ("Ctrl+Enter", Some("\x1b[13;5u")),
            ("Shift+Tab", Some("\x1b[9;2u")),
            ("Up", Some("\x1b[A")),
            ("Ctrl+Up", Some("\x1b[1;5A")),
            ("Delete", Some("\x1b[3~")),
            ("Shift+Delete", Some("\x1b[3;2~")),
            ("PageUp", Some("\x1b[5~")),
            ("Ctrl+F5", Some("\x1b[15;5~")),
            ("F1", Some("\x1b[P")),
            ("F3", Some("\x1b[13~")),
            ("Ctrl+F3", Some("\x1b[13;5~")),
            ("Ctrl+Escape", Some("\x1b[27;5u")),
            ("F13", Some("\x1b[57376u")),
            ("Menu", Some("\x1b[57363u")),
        ],
    );
    assert_keys(
        "\x1b[>9u",
        &[
            ("a", Some("\x1b[97u")),
            ("Shift+A", Some("\x1b[97;2u")),
            ("Enter", Some("\x1b[13u")),
        ],
    );
    assert_keys(
        "\x1b[>25u",
        &[
            ("a", Some("\x1b[97;1;97u")),
            ("Shift+A", Some("\x1b[97;2;65u")),
            ("Ctrl+A", Some("\x1b[97;5u")),
            ("Enter", Some("\x1b[13u")),
        ],
    );
    // Each screen has its own flags, and they end with what pushed them.
    assert_keys("\x1b[>1u\x1b[?1049h", &[("Ctrl+A", Some("\x01"))]);
    assert_keys("\x1b[>1u\x1b[<u", &[("Ctrl+A", Some("\x01"))]);
    assert_keys("\x1b[=1u", &[("Ctrl+A", Some("\x1b[97;5u"))]);
    assert_keys("\x1b[>1u\x1bc", &[("Ctrl+A", Some("\x01"))]);
}

/// What a program gets of a key of a keyboard in Germany that is pressed, held and let go.
fn german(setup: &str, event: &str, plain: char, us: char) -> [Option<String>; 3] {
    let mut terminal = Fixture::new(20, 5);
    terminal.write(setup);
    let press = KeyStroke {
        plain: Some(plain),
        us: Some(us),
        ..KeyStroke::from(key(event))
    };
    let repeat = KeyStroke {
        phase: KeyPhase::Repeat,
        ..press
    };
    // The modifiers come up before the key.
    let release = press.released(Mods::empty());
    [press, repeat, release].map(|stroke| {
        let bytes = terminal.engine.encode_key(&stroke)?;
        Some(String::from_utf8(bytes).unwrap())
    })
}

fn sent<const N: usize>(texts: [&str; N]) -> [Option<String>; N] {
    texts.map(|text| (!text.is_empty()).then(|| text.to_owned()))
}

#[test]
fn a_program_that_did_not_ask_gets_repeats_as_presses_and_no_releases() {
    let ctrl_a = "\x01";
    for setup in ["", "\x1b[>4;1m", "\x1b[>4u", "\x1b[>3u\x1b[<u"] {
        assert_eq!(
            german(setup, "Ctrl+A", 'a', 'a'),
            sent([ctrl_a, ctrl_a, ""]),
            "{setup:?}"
        );
    }
    let ctrl_a = "\x1b[97;5u";
    assert_eq!(
        german("\x1b[>1u", "Ctrl+A", 'a', 'a'),
        sent([ctrl_a, ctrl_a, ""])
    );
}

#[test]
fn repeats_and_releases_are_told_where_the_program_asked() {
    let told =
        |flags: u8, event: &str, plain| german(&format!("\x1b[>{flags}u"), event, plain, plain);
    let table = [
        (3, "Ctrl+A", ["\x1b[97;5u", "\x1b[97;5:2u", "\x1b[97;1:3u"]),
        (3, "Up", ["\x1b[A", "\x1b[1;1:2A", "\x1b[1;1:3A"]),
        (
            3,
            "Shift+F5",
            ["\x1b[15;2~", "\x1b[15;2:2~", "\x1b[15;1:3~"],
        ),
        (3, "Escape", ["\x1b[27u", "\x1b[27;1:2u", "\x1b[27;1:3u"]),
        // What types text types it again, and its release is told by the key.
        (3, "a", ["a", "a", "\x1b[97;1:3u"]),
        (3, "Shift+A", ["A", "A", "\x1b[97;1:3u"]),
        // With these a person must be able to type `reset` after a program that has gone.
        (3, "Enter", ["\r", "\r", ""]),
        (3, "Tab", ["\t", "\t", ""]),
        (3, "Backspace", ["\x7f", "\x7f", ""]),
        (11, "Enter", ["\x1b[13u", "\x1b[13;1:2u", "\x1b[13;1:3u"]),
        (11, "a", ["\x1b[97u", "\x1b[97;1:2u", "\x1b[97;1:3u"]),
        (
            27,
            "Shift+A",
            ["\x1b[97;2;65u", "\x1b[97;2:2;65u", "\x1b[97;1:3u"],
        ),
        // Releases alone leave presses as they were.
        (2, "Ctrl+A", ["\x01", "\x1b[97;5:2u", "\x1b[97;1:3u"]),
    ];
    for (flags, event, expected) in table {
        assert_eq!(told(flags, event, 'a'), sent(expected), "{flags} {event}");
    }
}

#[test]
fn other_numbers_of_a_key_are_told_where_the_program_asked() {
    let press = |flags: u8, event: &str, plain, us| {
        let [press, ..] = german(&format!("\x1b[>{flags}u"), event, plain, us);
        press.unwrap()
    };
    let table = [
        // A key is known by what it types without Shift, whatever it types with it.
        (1, "Ctrl+Shift+/", '7', '7', "\x1b[55;6u"),
        (5, "Ctrl+Shift+/", '7', '7', "\x1b[55:47;6u"),
        (5, "Ctrl+Shift+A", 'a', 'a', "\x1b[97:65;6u"),
        (5, "Ctrl+Z", 'z', 'y', "\x1b[122::121;5u"),
        (5, "Ctrl+Shift+Z", 'z', 'y', "\x1b[122:90:121;6u"),
        (5, "Ctrl+A", 'a', 'a', "\x1b[97;5u"),
        (5, "Ctrl+Shift+Ö", 'ö', ';', "\x1b[246:214:59;6u"),
        // What the third level types is the key, or a program could not know a shortcut with it.
        (5, "Ctrl+@", 'q', 'q', "\x1b[64::113;5u"),
        // In a Russian layout the Latin letter is the key, but for programs that are told the place.
        (1, "Ctrl+C", 'с', 'c', "\x1b[99;5u"),
        (5, "Ctrl+C", 'с', 'c', "\x1b[1089::99;5u"),
        (5, "Ctrl+Shift+C", 'с', 'c', "\x1b[1089:1057:99;6u"),
        (29, "Shift+A", 'a', 'a', "\x1b[97:65;2;65u"),
    ];
    for (flags, event, plain, us, expected) in table {
        assert_eq!(press(flags, event, plain, us), expected, "{flags} {event}");
    }
    // Without a word about the layout a letter has its two cases.
    assert_keys(
        "\x1b[>5u",
        &[
            ("Ctrl+Shift+A", Some("\x1b[97:65;6u")),
            ("Ctrl+Shift+/", Some("\x1b[47;6u")),
            ("Shift+Tab", Some("\x1b[9;2u")),
            ("Ctrl+Up", Some("\x1b[1;5A")),
        ],
    );
}

#[test]
fn modifiers_are_keys_where_the_program_asked_for_all_keys() {
    let told = |setup: &str| {
        let mut terminal = Fixture::new(20, 5);
        terminal.write(setup);
        let ctrl = Key::Modifier(ModifierKey::RightCtrl);
        let press = KeyStroke::from(KeyEvent::new(ctrl, Mods::CTRL | Mods::SHIFT));
        [press, press.released(Mods::SHIFT)].map(|stroke| {
            let bytes = terminal.engine.encode_key(&stroke)?;
            Some(String::from_utf8(bytes).unwrap())
        })
    };
    for setup in ["", "\x1b[>4;2m", "\x1b[>7u", "\x1b[>2u"] {
        assert_eq!(told(setup), [None, None], "{setup:?}");
    }
    assert_eq!(told("\x1b[>8u"), sent(["\x1b[57448;6u", ""]));
    let both = sent(["\x1b[57448;6u", "\x1b[57448;2:3u"]);
    assert_eq!(told("\x1b[>10u"), both);
}

#[test]
fn text_that_no_key_names_is_told_by_its_characters_where_the_program_asked() {
    let mut terminal = Fixture::new(20, 5);
    assert_eq!(terminal.engine.encode_text("né"), "né".as_bytes());
    terminal.write("\x1b[>24u");
    assert_eq!(terminal.engine.encode_text("né"), b"\x1b[0;1;110:233u");
    assert_eq!(terminal.engine.encode_text(""), b"");
    terminal.write("\x1b[>8u");
    assert_eq!(terminal.engine.encode_text("né"), "né".as_bytes());
}

#[test]
fn a_program_that_asks_is_told_which_flags_are_honoured() {
    let mut terminal = Fixture::new(20, 5);
    terminal.write("\x1b[>65535u\x1b[?u");
    terminal.expect_answer("\x1b[?31u");
}

fn mouse_event(kind: MouseKind, mods: Mods) -> MouseEvent {
    MouseEvent {
        kind,
        x: 4,
        y: 2,
        mods,
        clicks: 0,
    }
}

/// Checks the bytes of mouse events after a program has written `setup`.
fn assert_mouse(setup: &str, table: &[(MouseKind, Mods, Option<&str>)]) {
    let mut terminal = Fixture::new(20, 5);
    terminal.write(setup);
    for (kind, mods, expected) in table {
        let bytes = terminal
            .engine
            .encode_mouse(&mouse_event(*kind, *mods), None);
        let text = bytes.map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(text.as_deref(), *expected, "{kind:?} after {setup:?}");
    }
}

#[test]
fn mouse_events_are_sent_as_the_program_asked() {
    let none = Mods::empty();
    let press = MouseKind::Press(MouseButton::Left);
    let release = MouseKind::Release(MouseButton::Right);
    let drag = MouseKind::Move(Some(MouseButton::Middle));
    let hover = MouseKind::Move(None);
    assert_mouse("", &[(press, none, None), (MouseKind::WheelUp, none, None)]);
    assert_mouse(
        "\x1b[?1000h\x1b[?1006h",
        &[
            (press, none, Some("\x1b[<0;5;3M")),
            (press, Mods::CTRL | Mods::SHIFT, Some("\x1b[<20;5;3M")),
            (release, none, Some("\x1b[<2;5;3m")),
            (MouseKind::WheelUp, none, Some("\x1b[<64;5;3M")),
            (MouseKind::WheelDown, Mods::ALT, Some("\x1b[<73;5;3M")),
            (MouseKind::WheelLeft, none, Some("\x1b[<66;5;3M")),
            (MouseKind::WheelRight, Mods::SHIFT, Some("\x1b[<71;5;3M")),
            (drag, none, None),
            (hover, none, None),
        ],
    );
    assert_mouse(
        "\x1b[?1002h\x1b[?1006h",
        &[(drag, none, Some("\x1b[<33;5;3M")), (hover, none, None)],
    );
    assert_mouse(
        "\x1b[?1003h\x1b[?1006h",
        &[(hover, none, Some("\x1b[<35;5;3M"))],
    );
    assert_mouse(
        "\x1b[?1000h\x1b[?1016h",
        &[(press, none, Some("\x1b[<0;46;51M"))],
    );
    assert_mouse(
        "\x1b[?1000h",
        &[
            (press, none, Some("\x1b[M %#")),
            (release, none, Some("\x1b[M#%#")),
        ],
    );
    assert_mouse(
        "\x1b[?9h",
        &[
            (press, Mods::CTRL, Some("\x1b[M %#")),
            (release, none, None),
        ],
    );
    assert_mouse("\x1b[?1003h\x1b[?1003l", &[(press, none, None)]);
}

#[test]
fn pixels_are_told_where_the_program_asked_for_them() {
    let event = |kind, x| MouseEvent {
        x,
        ..mouse_event(kind, Mods::empty())
    };
    let told = |setup: &str, within: bool, event: MouseEvent, x, y| {
        let mut terminal = Fixture::new(20, 5);
        terminal.write(setup);
        let spot = Spot { x, y };
        let bytes = match within {
            true => terminal.engine.encode_mouse_within(&event, spot),
            false => terminal.engine.encode_mouse(&event, Some(spot)),
        };
        bytes.map(|bytes| String::from_utf8(bytes).unwrap())
    };
    let told = |setup, within, event, x, y| told(setup, within, event, x, y).unwrap_or_default();
    let press = event(MouseKind::Press(MouseButton::Left), 4);
    let hover = event(MouseKind::Move(None), 4);
    let pixels = "\x1b[?1003h\x1b[?1016h";
    // A cell is 10 by 20 pixels, the first pixel of the screen is 1, and what lies beyond the screen is its last.
    assert_eq!(told(pixels, false, press, 0, 0), "\x1b[<0;41;41M");
    assert_eq!(told(pixels, false, press, 9, 19), "\x1b[<0;50;60M");
    let far = event(hover.kind, usize::MAX);
    let most = usize::MAX;
    assert_eq!(told(pixels, false, far, most, most), "\x1b[<35;200;60M");
    assert_eq!(told(pixels, true, hover, 3, 4), "\x1b[<35;44;45M");
    // A move within a cell is one in pixels only, and only for a program that wants moves.
    assert_eq!(told("\x1b[?1003h\x1b[?1006h", true, hover, 3, 4), "");
    assert_eq!(told("\x1b[?1002h\x1b[?1016h", true, hover, 3, 4), "");
    assert_eq!(told(pixels, true, press, 3, 4), "");
    assert_eq!(
        told("\x1b[?1003h\x1b[?1006h", false, press, 3, 4),
        "\x1b[<0;5;3M"
    );
}

#[test]
fn a_position_too_far_for_the_encoding_is_not_sent() {
    let mut terminal = Fixture::new(300, 5);
    terminal.write("\x1b[?1000h");
    let far = MouseEvent {
        x: 250,
        ..mouse_event(MouseKind::WheelUp, Mods::empty())
    };
    assert_eq!(terminal.engine.encode_mouse(&far, None), None);
    terminal.write("\x1b[?1005h");
    let bytes = terminal.engine.encode_mouse(&far, None).unwrap();
    assert_eq!(bytes, "\x1b[M`\u{11b}#".as_bytes());
}

#[test]
fn the_wheel_becomes_cursor_keys_on_the_alternate_screen() {
    let none = Mods::empty();
    assert_mouse(
        "\x1b[?1049h",
        &[
            (MouseKind::WheelUp, none, Some("\x1b[A\x1b[A\x1b[A")),
            (MouseKind::WheelRight, none, None),
            (MouseKind::Press(MouseButton::Left), none, None),
        ],
    );
    assert_mouse(
        "\x1b[?1049h\x1b[?1h",
        &[(MouseKind::WheelDown, none, Some("\x1bOB\x1bOB\x1bOB"))],
    );
    assert_mouse(
        "\x1b[?1049h\x1b[?1007l",
        &[(MouseKind::WheelUp, none, None)],
    );
    assert_mouse(
        "\x1b[?1049h\x1b[?1049l",
        &[(MouseKind::WheelUp, none, None)],
    );
}

#[test]
fn focus_is_told_to_programs_that_asked() {
    let mut terminal = Fixture::new(20, 5);
    assert_eq!(terminal.engine.encode_focus(true), None);
    terminal.write("\x1b[?1004h");
    assert_eq!(terminal.engine.encode_focus(true), Some(&b"\x1b[I"[..]));
    assert_eq!(terminal.engine.encode_focus(false), Some(&b"\x1b[O"[..]));
}

#[test]
fn a_paste_cannot_end_its_brackets_or_press_keys() {
    assert_eq!(
        encode_paste("a\r\nb\nc\td", false, PastedNewlines::CarriageReturn),
        b"a\rb\rc\td"
    );
    assert_eq!(
        encode_paste("한\u{9b}x\x03", false, PastedNewlines::CarriageReturn),
        "한x".as_bytes()
    );
    assert_eq!(
        encode_paste(
            "safe\x1b[201~; rm -rf ~\n",
            true,
            PastedNewlines::CarriageReturn
        ),
        b"\x1b[200~safe[201~; rm -rf ~\r\x1b[201~"
    );
}

#[test]
fn backspace_sends_what_the_program_chose() {
    let table = |plain, ctrl| [("Backspace", Some(plain)), ("Ctrl+Backspace", Some(ctrl))];
    assert_keys("\x1b[?67h", &table("\x08", "\x7f"));
    assert_keys("\x1b[?67h\x1b[?67l", &table("\x7f", "\x08"));
}
