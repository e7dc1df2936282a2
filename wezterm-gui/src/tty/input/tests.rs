//! Tests of the decoder: tables of bytes and what they mean.

use super::*;

const NOW_AND_THEN: Duration = Duration::from_secs(3600);

/// Decodes bytes that arrive in one piece and nothing after them.
fn decode(bytes: &[u8]) -> Vec<Input> {
    let mut decoder = Decoder::new(0x7f);
    let mut inputs = Vec::new();
    decoder.feed(bytes, Instant::now(), &mut inputs);
    decoder.give_up_waiting(Instant::now(), &mut inputs);
    assert_eq!(decoder.patience(), None, "{:?}", bytes.escape_ascii());
    inputs
}

fn keys(names: &[&str]) -> Vec<Input> {
    let parse = |name: &&str| {
        let event = name.parse().unwrap_or_else(|error| panic!("{error}"));
        // `KeyEvent` reads "A" as typed; a typed upper case letter comes with Shift.
        match event {
            KeyEvent {
                key: Key::Char(letter),
                mods,
            } => typed(letter, mods),
            event => Input::Key(event),
        }
    };
    names.iter().map(parse).collect()
}

#[test]
fn classic_keys_are_understood() {
    let table: &[(&[u8], &[&str])] = &[
        (b"a", &["a"]),
        (b"aB?", &["a", "B", "?"]),
        ("é".as_bytes(), &["é"]),
        (b"\r", &["Enter"]),
        (b"\n", &["Ctrl+j"]),
        (b"\t", &["Tab"]),
        (b"\x1b[Z", &["Shift+Tab"]),
        (b"\x7f", &["Backspace"]),
        (b"\x08", &["Ctrl+h"]),
        (b"\x03", &["Ctrl+c"]),
        (b"\x00", &["Ctrl+Space"]),
        (b"\x1d", &["Ctrl+]"]),
        (b"\x1c", &["Ctrl+\\"]),
        (b"\x1f", &["Ctrl+_"]),
        (b"\x1b", &["Escape"]),
        (b"\x1b\x1b", &["Escape", "Escape"]),
        (b"\x1ba", &["Alt+a"]),
        (b"\x1bA", &["Alt+Shift+A"]),
        (b"\x1b[", &["Alt+["]),
        (b"\x1bO", &["Alt+Shift+O"]),
        (b"\x1b]", &["Alt+]"]),
        (b"\x1b\r", &["Alt+Enter"]),
        (b"\x1b\x7f", &["Alt+Backspace"]),
        (b"\x1b\x01", &["Ctrl+Alt+a"]),
        ("\x1bé".as_bytes(), &["Alt+é"]),
        (b"\x1bab", &["Alt+a", "b"]),
        (b"\x1b[A", &["Up"]),
        (b"\x1bOA", &["Up"]),
        (b"\x1b\x1b[A", &["Alt+Up"]),
        (b"\x1b[1;5C", &["Ctrl+Right"]),
        (b"\x1b[1;6D", &["Ctrl+Shift+Left"]),
        (b"\x1b[1;9A", &["Super+Up"]),
        (b"\x1b[a", &["Shift+Up"]),
        (b"\x1bOa", &["Ctrl+Up"]),
        (b"\x1b[H", &["Home"]),
        (b"\x1b[1~", &["Home"]),
        (b"\x1b[7~", &["Home"]),
        (b"\x1b[F", &["End"]),
        (b"\x1b[2~", &["Insert"]),
        (b"\x1b[3~", &["Delete"]),
        (b"\x1b[3;5~", &["Ctrl+Delete"]),
        (b"\x1b[3$", &["Shift+Delete"]),
        (b"\x1b[3^", &["Ctrl+Delete"]),
        (b"\x1b[5~", &["PageUp"]),
        (b"\x1b[6;2~", &["Shift+PageDown"]),
        (b"\x1bOP", &["F1"]),
        (b"\x1b[[A", &["F1"]),
        (b"\x1b[[E", &["F5"]),
        (b"\x1b[1;2P", &["Shift+F1"]),
        (b"\x1b[11~", &["F1"]),
        (b"\x1b[15~", &["F5"]),
        (b"\x1b[24~", &["F12"]),
        (b"\x1b[24;5~", &["Ctrl+F12"]),
        (b"\x1b[24~x", &["F12", "x"]),
    ];
    for (bytes, expected) in table {
        assert_eq!(decode(bytes), keys(expected), "{:?}", bytes.escape_ascii());
    }
}

#[test]
fn kitty_keys_are_understood() {
    let table: &[(&[u8], &[&str])] = &[
        (b"\x1b[97;6u", &["Ctrl+Shift+A"]),
        (b"\x1b[97:65;6u", &["Ctrl+Shift+A"]),
        // tmux writes the letter as it is typed.
        (b"\x1b[80;6u", &["Ctrl+Shift+P"]),
        (b"\x1b[97;5u", &["Ctrl+a"]),
        (b"\x1b[97;3u", &["Alt+a"]),
        (b"\x1b[97;9u", &["Super+a"]),
        (b"\x1b[39:34;8u", &["Ctrl+Alt+Shift+\""]),
        (b"\x1b[93;5u", &["Ctrl+]"]),
        (b"\x1b[13;5u", &["Ctrl+Enter"]),
        (b"\x1b[13;2u", &["Shift+Enter"]),
        (b"\x1b[27u", &["Escape"]),
        (b"\x1b[9;5u", &["Ctrl+Tab"]),
        (b"\x1b[127;5u", &["Ctrl+Backspace"]),
        (b"\x1b[32;5u", &["Ctrl+Space"]),
        (b"\x1b[57363u", &["Menu"]),
        (b"\x1b[57376u", &["F13"]),
        (b"\x1b[57404u", &["5"]),
        (b"\x1b[57414u", &["Enter"]),
        (b"\x1b[57424;5u", &["Ctrl+End"]),
        // Caps lock and num lock are no modifiers of ours.
        (b"\x1b[97;70u", &["Ctrl+Shift+A"]),
        (b"\x1b[97;133u", &["Ctrl+a"]),
        (b"\x1b[1;133C", &["Ctrl+Right"]),
        // Pressed, repeated, released.
        (b"\x1b[97;5:1u", &["Ctrl+a"]),
        (b"\x1b[97;5:2u", &["Ctrl+a"]),
        (b"\x1b[97;5:3u", &[]),
        (b"\x1b[1;1:3A", &[]),
        (b"\x1b[13~", &["F3"]),
        // Modifier keys by themselves, media keys.
        (b"\x1b[57441;2u", &[]),
        (b"\x1b[57428u", &[]),
    ];
    for (bytes, expected) in table {
        assert_eq!(decode(bytes), keys(expected), "{:?}", bytes.escape_ascii());
    }
}

#[test]
fn modified_other_keys_are_understood() {
    let table: &[(&[u8], &[&str])] = &[
        (b"\x1b[27;6;65~", &["Ctrl+Shift+A"]),
        (b"\x1b[27;6;80~", &["Ctrl+Shift+P"]),
        (b"\x1b[27;6;97~", &["Ctrl+Shift+A"]),
        (b"\x1b[27;5;97~", &["Ctrl+a"]),
        (b"\x1b[27;5;13~", &["Ctrl+Enter"]),
        (b"\x1b[27;5;93~", &["Ctrl+]"]),
        (b"\x1b[27;6;9~", &["Ctrl+Shift+Tab"]),
        (b"\x1b[27;5;127~", &["Ctrl+Backspace"]),
        (b"\x1b[27;5;27~", &["Ctrl+Escape"]),
    ];
    for (bytes, expected) in table {
        assert_eq!(decode(bytes), keys(expected), "{:?}", bytes.escape_ascii());
    }
}

#[test]
fn every_split_of_a_stream_means_the_same() {
    let stream = "a\x1b[97;6u\x1b[24~é\x1b[200~one\r\ntwo\x1b[201~\x1b[<0;3;4M\x1b[I\x1b[?1u\x1bOP\x1b[27;5;13~Z";
    let bytes = stream.as_bytes();
    let whole = decode(bytes);
    assert_eq!(whole.len(), 11, "{whole:?}");
    assert_eq!(whole[4], Input::Paste("one\ntwo".into()));
    for cut in 1..bytes.len() {
        let mut decoder = Decoder::new(0x7f);
        let mut inputs = Vec::new();
        decoder.feed(&bytes[..cut], Instant::now(), &mut inputs);
        decoder.feed(&bytes[cut..], Instant::now(), &mut inputs);
        assert_eq!(inputs, whole, "cut at {cut}");
    }
    let mut decoder = Decoder::new(0x7f);
    let mut inputs = Vec::new();
    for byte in bytes {
        decoder.feed(&[*byte], Instant::now(), &mut inputs);
    }
    assert_eq!(inputs, whole);
}

#[test]
fn a_lone_escape_waits_a_moment_for_its_rest() {
    let mut decoder = Decoder::new(0x7f);
    let mut inputs = Vec::new();
    decoder.feed(b"\x1b", Instant::now(), &mut inputs);
    assert_eq!(inputs, []);
    assert_eq!(decoder.patience(), Some(ESCAPE_PATIENCE));
    decoder.feed(b"[1;5", Instant::now(), &mut inputs);
    assert_eq!(decoder.patience(), Some(SEQUENCE_PATIENCE));
    decoder.feed(b"C", Instant::now(), &mut inputs);
    assert_eq!(decoder.patience(), None);
    assert_eq!(inputs, keys(&["Ctrl+Right"]));
    decoder.feed(b"\x1b", Instant::now(), &mut inputs);
    decoder.give_up_waiting(Instant::now(), &mut inputs);
    assert_eq!(inputs, keys(&["Ctrl+Right", "Escape"]));
}

#[test]
fn a_sequence_that_breaks_off_is_dropped_and_the_next_key_is_heard() {
    let mut decoder = Decoder::new(0x7f);
    let mut inputs = Vec::new();
    decoder.feed(b"\x1b[97;", Instant::now(), &mut inputs);
    decoder.give_up_waiting(Instant::now(), &mut inputs);
    assert_eq!(inputs, []);
    decoder.feed(b"x\x1b[9\x1b[Ay", Instant::now(), &mut inputs);
    assert_eq!(inputs, keys(&["x", "Up", "y"]));
}

#[test]
fn bytes_that_are_no_input_are_dropped() {
    let table: &[(&[u8], &[&str])] = &[
        (b"\xff\xfea", &["a"]),
        (b"\xc3(", &["("]),
        (b"\x1b]12;rgb:0000/0000/0000\x1b\\a", &["a"]),
        (b"\x1b]11;rgb:00000/0/0\x1b\\a", &["a"]),
        (b"\x1b]11;rgb:0/0\x1b\\a", &["a"]),
        (b"\x1b]11;?\x07a", &["a"]),
        (b"\x1b]0;title\x07a", &["a"]),
        (b"\x1bP1$r0m\x1b\\a", &["a"]),
        (b"\x1b[?2026;2$ya", &["a"]),
        (b"\x1b[99~a", &["a"]),
        (b"\x1b[201~a", &["a"]),
        (b"\x1b[1114112;5ua", &["a"]),
        (b"\x1b[99999999999999999999;5ua", &["a"]),
        (b"\x1b[<35;1;1Ma", &["a"]),
    ];
    for (bytes, expected) in table {
        let mut inputs = decode(bytes);
        inputs.retain(|input| !matches!(input, Input::Mouse(_)));
        assert_eq!(inputs, keys(expected), "{:?}", bytes.escape_ascii());
    }
}

#[test]
fn hosts_tell_their_colours_as_precisely_as_they_like() {
    let table: &[(&[u8], Reply)] = &[
        (
            b"\x1b]10;rgb:ffff/8080/0000\x1b\\",
            Reply::Foreground((0xff, 0x80, 0)),
        ),
        (
            b"\x1b]11;rgb:12/34/56\x07",
            Reply::Background((0x12, 0x34, 0x56)),
        ),
        (
            b"\x1b]11;rgba:fff/8/0/ffff\x1b\\",
            Reply::Background((0xff, 0x88, 0)),
        ),
    ];
    for (bytes, expected) in table {
        let told = [Input::Reply(*expected)];
        assert_eq!(decode(bytes), told, "{:?}", bytes.escape_ascii());
    }
}

#[test]
fn no_bytes_make_it_panic() {
    // Every pair and many triples of bytes that mean something somewhere.
    let special = b"\x00\x08\x1b[]OPX^_?<>=;:$~uMmcIRZ0129\x07\\\x7f\x80\xc3\xe2\xf0\xffa ";
    let mut decoder = Decoder::new(0x7f);
    let mut inputs = Vec::new();
    for first in special {
        for second in special {
            for third in special {
                for start in ["\x1b", "\x1b["] {
                    decoder.feed(start.as_bytes(), Instant::now(), &mut inputs);
                    decoder.feed(&[*first, *second, *third], Instant::now(), &mut inputs);
                    decoder.give_up_waiting(Instant::now(), &mut inputs);
                    assert_eq!(decoder.patience(), None);
                }
            }
        }
    }
    assert!(inputs.len() > 10_000);
}

#[test]
fn pastes_are_text_whatever_is_in_them() {
    assert_eq!(
        decode(b"\x1b[200~rm -rf \x1b[A\x03\xff\x1b[201~a"),
        [
            Input::Paste("rm -rf \x1b[A\x03\u{fffd}".into()),
            keys(&["a"]).remove(0)
        ]
    );
    assert_eq!(decode(b"\x1b[200~\x1b[201~"), [Input::Paste(String::new())]);
}

#[test]
fn a_paste_without_an_end_comes_in_pieces_and_loses_nothing() {
    let mut decoder = Decoder::new(0x7f);
    let mut inputs = Vec::new();
    decoder.feed(b"\x1b[200~", Instant::now(), &mut inputs);
    assert_eq!(decoder.patience(), None);
    let chunk = "ü".repeat(512 * 1024);
    for _ in 0..20 {
        decoder.feed(chunk.as_bytes(), Instant::now(), &mut inputs);
    }
    assert_eq!(inputs.len(), 1);
    decoder.feed(b"end\x1b[201~", Instant::now(), &mut inputs);
    let text: String = inputs
        .iter()
        .map(|input| match input {
            Input::Paste(text) => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(text == chunk.repeat(20) + "end");
}

#[test]
fn joined_text_stays_together() {
    let family = "👨\u{200d}👩\u{200d}👧";
    assert_eq!(decode(family.as_bytes()), [Input::Text(family.into())]);
}

#[test]
fn answers_and_focus_reports_are_told_from_keys() {
    assert_eq!(
        decode(b"\x1b[?1u\x1b[>4;2m\x1b[?62;22c\x1b[I\x1b[O"),
        [
            Input::Reply(Reply::KittyFlags(1)),
            Input::Reply(Reply::ModifyOtherKeys(2)),
            Input::Reply(Reply::DeviceAttributes),
            Input::Focus(true),
            Input::Focus(false),
        ]
    );
}

#[test]
fn the_mouse_is_understood() {
    let event = |kind, clicks, mods| {
        Input::Mouse(MouseEvent {
            kind,
            x: 9,
            y: 1,
            mods,
            clicks,
        })
    };
    let none = Mods::empty();
    let (left, right) = (MouseButton::Left, MouseButton::Right);
    let table: &[(&[u8], Option<Input>)] = &[
        (
            b"\x1b[<0;10;2M",
            Some(event(MouseKind::Press(left), 1, none)),
        ),
        (
            b"\x1b[<0;10;2m",
            Some(event(MouseKind::Release(left), 0, none)),
        ),
        (
            b"\x1b[<2;10;2M",
            Some(event(MouseKind::Press(right), 1, none)),
        ),
        (
            b"\x1b[<16;10;2M",
            Some(event(MouseKind::Press(left), 1, Mods::CTRL)),
        ),
        (
            b"\x1b[<32;10;2M",
            Some(event(MouseKind::Move(Some(left)), 0, none)),
        ),
        (
            b"\x1b[<35;10;2M",
            Some(event(MouseKind::Move(None), 0, none)),
        ),
        (b"\x1b[<64;10;2M", Some(event(MouseKind::WheelUp, 0, none))),
        (
            b"\x1b[<65;10;2M",
            Some(event(MouseKind::WheelDown, 0, none)),
        ),
        (
            b"\x1b[<69;10;2M",
            Some(event(MouseKind::WheelDown, 0, Mods::SHIFT)),
        ),
        (
            b"\x1b[<66;10;2M",
            Some(event(MouseKind::WheelLeft, 0, none)),
        ),
        (
            b"\x1b[<67;10;2M",
            Some(event(MouseKind::WheelRight, 0, none)),
        ),
        (b"\x1b[<128;10;2M", None),
    ];
    for (bytes, expected) in table {
        let expected: Vec<Input> = expected.clone().into_iter().collect();
        assert_eq!(decode(bytes), expected, "{:?}", bytes.escape_ascii());
    }
}

#[test]
fn quick_presses_on_one_cell_are_counted() {
    let mut decoder = Decoder::new(0x7f);
    let start = Instant::now();
    let mut clicks = |bytes: &[u8], at: Duration| {
        let mut inputs = Vec::new();
        decoder.feed(bytes, start + at, &mut inputs);
        match inputs.as_slice() {
            [Input::Mouse(event)] => event.clicks,
            other => panic!("{other:?}"),
        }
    };
    let press = b"\x1b[<0;10;2M";
    let milliseconds = Duration::from_millis;
    assert_eq!(clicks(press, milliseconds(0)), 1);
    assert_eq!(clicks(press, milliseconds(100)), 2);
    assert_eq!(clicks(press, milliseconds(200)), 3);
    assert_eq!(clicks(press, milliseconds(300)), 1);
    assert_eq!(clicks(b"\x1b[<0;11;2M", milliseconds(400)), 1);
    assert_eq!(clicks(b"\x1b[<2;11;2M", milliseconds(500)), 1);
    assert_eq!(clicks(b"\x1b[<2;11;2M", NOW_AND_THEN), 1);
}

#[test]
fn the_erase_character_of_the_terminal_is_backspace() {
    let mut decoder = Decoder::new(0x08);
    let mut inputs = Vec::new();
    decoder.feed(b"\x08\x7f", Instant::now(), &mut inputs);
    assert_eq!(inputs, keys(&["Backspace", "Backspace"]));
}
