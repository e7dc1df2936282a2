//! Whatever is pressed, clicked or pasted, in whatever modes: what is sent is whole, is one thing and
//! is nothing else.

use super::*;
use crate::input::{Key, KeyEvent, KeyPhase, ModifierKey, Mods, MouseButton, MouseKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What programs may have asked for before.
const ASKED: [&str; 25] = [
    "\x1b[?1h",
    "\x1b[?66h",
    "\x1b[?67h",
    "\x1b=",
    "\x1b[20h",
    "\x1b[>4;1m",
    "\x1b[>4;2m",
    "\x1b[>1u",
    "\x1b[>2u",
    "\x1b[>8u",
    "\x1b[>7u",
    "\x1b[>13u",
    "\x1b[>31u",
    "\x1b[<u",
    "\x1b[?9h",
    "\x1b[?1000h",
    "\x1b[?1002h",
    "\x1b[?1003h",
    "\x1b[?1005h",
    "\x1b[?1006h",
    "\x1b[?1016h",
    "\x1b[?1006l",
    "\x1b[?2004h",
    "\x1b[?1049h",
    "\x1b[!p",
];

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        4 => any::<char>().prop_map(Key::Char),
        2 => (0x20_u8..0x7f).prop_map(|byte| Key::Char(char::from(byte))),
        1 => any::<u8>().prop_map(Key::F),
        3 => select(vec![
            Key::Enter, Key::Tab, Key::Backspace, Key::Escape, Key::Left, Key::Right, Key::Up,
            Key::Down, Key::Home, Key::End, Key::PageUp, Key::PageDown, Key::Insert, Key::Delete,
            Key::Menu, Key::Pause, Key::PrintScreen,
            Key::Modifier(ModifierKey::LeftShift), Key::Modifier(ModifierKey::NumLock),
        ]),
    ]
}

fn any_mods() -> impl Strategy<Value = Mods> {
    (0_u8..16).prop_map(Mods::from_bits_truncate)
}

/// A key that is pressed, held or let go, with whatever a front end says of the layout.
fn any_stroke() -> impl Strategy<Value = KeyStroke> {
    let phase = select(vec![KeyPhase::Press, KeyPhase::Repeat, KeyPhase::Release]);
    let character = || {
        prop_oneof![
            Just(None),
            any::<char>().prop_map(Some),
            (0x20_u8..0x7f).prop_map(|byte| Some(char::from(byte))),
        ]
    };
    let event = (any_key(), any_mods()).prop_map(|(key, mods)| KeyEvent::new(key, mods));
    (event, phase, any_mods(), character(), character()).prop_map(
        |(event, phase, held, plain, us)| KeyStroke {
            event,
            phase,
            held,
            plain,
            us,
        },
    )
}

fn any_spot() -> impl Strategy<Value = Spot> {
    let place = || prop_oneof![3 => 0..30_usize, 1 => any::<usize>()];
    (place(), place()).prop_map(|(x, y)| Spot { x, y })
}

fn any_button() -> impl Strategy<Value = MouseButton> {
    select(vec![
        MouseButton::Left,
        MouseButton::Middle,
        MouseButton::Right,
    ])
}

fn any_mouse() -> impl Strategy<Value = MouseEvent> {
    let kind = prop_oneof![
        any_button().prop_map(MouseKind::Press),
        any_button().prop_map(MouseKind::Release),
        proptest::option::of(any_button()).prop_map(MouseKind::Move),
        Just(MouseKind::WheelUp),
        Just(MouseKind::WheelDown),
        Just(MouseKind::WheelLeft),
        Just(MouseKind::WheelRight),
    ];
    let place = prop_oneof![3 => 0..300_usize, 1 => any::<usize>()];
    (kind, place.clone(), place, any_mods()).prop_map(|(kind, x, y, mods)| MouseEvent {
        kind,
        x,
        y,
        mods,
        clicks: 1,
    })
}

fn terminal(asked: &[&str], cols: usize, rows: usize) -> Fixture {
    let mut terminal = Fixture::new(cols, rows);
    for asked in asked {
        terminal.write(asked);
    }
    terminal
}

/// Returns the length of the one sequence or character at the beginning, of a key's bytes.
fn first_of(bytes: &[u8]) -> Option<usize> {
    let within = |from: usize| {
        let ends = |byte: &u8| (0x40..=0x7e).contains(byte);
        let end = from + bytes[from..].iter().position(ends)?;
        let fine = bytes[from..end]
            .iter()
            .all(|byte| (0x20..0x40).contains(byte));
        fine.then_some(end + 1)
    };
    match bytes {
        [0x1b, b'[', _, ..] => within(2),
        [0x1b, b'O', _, ..] => Some(3),
        [_, ..] => {
            let text = std::str::from_utf8(bytes).ok()?;
            Some(text.chars().next()?.len_utf8())
        }
        [] => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_key_is_one_sequence_or_one_character(
        asked in vec(select(ASKED.to_vec()), 0..6),
        stroke in any_stroke(),
        swapped in any::<bool>(),
        csi_u_keys in any::<bool>(),
    ) {
        let mut terminal = terminal(&asked, 20, 5);
        let settings = TerminalSettings {
            swap_backspace_and_delete: swapped,
            csi_u_keys,
            ..TerminalSettings::default()
        };
        terminal.engine.set_options(10, Palette::default(), settings);
        let Some(bytes) = terminal.engine.encode_key(&stroke) else {
            return Ok(());
        };
        prop_assert!(!bytes.is_empty());
        if stroke.phase == KeyPhase::Release {
            let text = String::from_utf8(bytes.clone()).unwrap();
            prop_assert!(text.starts_with("\x1b[") && text.contains(":3"), "{text:?}");
        }
        // Alt puts an escape before, and Enter may send a newline too.
        let rest = match first_of(&bytes) {
            Some(length) => &bytes[length..],
            None => return Err(TestCaseError::fail(format!("{:?}", bytes.escape_ascii()))),
        };
        let escaped = bytes[0] == 0x1b && !rest.is_empty();
        let rest = if escaped { &rest[first_of(rest).unwrap_or(0)..] } else { rest };
        prop_assert!(
            rest.is_empty() || rest == b"\n",
            "{}", bytes.escape_ascii()
        );
    }

    #[test]
    fn a_mouse_event_is_one_report_within_the_screen(
        asked in vec(select(ASKED.to_vec()), 0..6),
        event in any_mouse(),
        spot in proptest::option::of(any_spot()),
        within in any::<bool>(),
        cols in 1..400_usize,
        rows in 1..400_usize,
    ) {
        let terminal = terminal(&asked, cols, rows);
        let bytes = match spot.filter(|_| within) {
            Some(spot) => terminal.engine.encode_mouse_within(&event, spot),
            None => terminal.engine.encode_mouse(&event, spot),
        };
        let Some(bytes) = bytes else {
            return Ok(());
        };
        if let Some(report) = bytes.strip_prefix(b"\x1b[<") {
            let text = std::str::from_utf8(report).unwrap();
            prop_assert!(text.ends_with(['M', 'm']));
            let numbers: Vec<usize> = text[..text.len() - 1]
                .split(';')
                .map(|number| number.parse().unwrap())
                .collect();
            prop_assert_eq!(numbers.len(), 3);
            // A cell is 10 by 20 pixels.
            prop_assert!((1..=cols * 10).contains(&numbers[1]), "{text}");
            prop_assert!((1..=rows * 20).contains(&numbers[2]), "{text}");
        } else if let Some(report) = bytes.strip_prefix(b"\x1b[M") {
            let whole = report.len() == 3
                || std::str::from_utf8(report).is_ok_and(|text| text.chars().count() == 3);
            prop_assert!(whole, "{}", bytes.escape_ascii());
        } else {
            // The wheel as cursor keys.
            let known = bytes.chunks(3).all(|key| {
                matches!(key, [0x1b, b'[' | b'O', b'A' | b'B'])
            });
            prop_assert!(known || bytes.starts_with(b"\x1b[1;"), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn a_paste_holds_no_control_but_its_own_brackets(
        bracketed in any::<bool>(),
        text in prop_oneof![".{0,80}", "(\x1b\\[20[01]~|\u{9b}201~|\x03|\r\n|[a-z]){0,20}"],
    ) {
        let asked: &[&str] = if bracketed { &["\x1b[?2004h"] } else { &[] };
        let bytes = terminal(asked, 20, 5).engine.encode_paste(&text);
        let mut inner = bytes.as_slice();
        if bracketed {
            inner = inner.strip_prefix(b"\x1b[200~").unwrap();
            inner = inner.strip_suffix(b"\x1b[201~").unwrap();
        }
        let inner = std::str::from_utf8(inner).unwrap();
        prop_assert!(
            !inner.contains(|c: char| c.is_control() && !matches!(c, '\r' | '\t')),
            "{inner:?}"
        );
    }
}
