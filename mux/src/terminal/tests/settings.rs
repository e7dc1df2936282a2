//! What a person chooses of how a terminal behaves.

use super::*;
use crate::input::{Key, KeyEvent, Mods};

fn chosen(change: impl FnOnce(&mut TerminalSettings)) -> Fixture {
    let mut settings = TerminalSettings::default();
    change(&mut settings);
    Fixture::with(20, 5, |options| EngineOptions {
        settings,
        ..options
    })
}

fn encoded(fixture: &Fixture, key: Key, mods: Mods) -> String {
    let bytes = fixture.engine.encode_key(&KeyEvent { key, mods }.into());
    String::from_utf8(bytes.unwrap_or_default()).expect("text")
}

#[test]
fn the_cursor_has_the_chosen_shape_until_a_program_asks_for_another() {
    let mut terminal = chosen(|s| s.cursor = (CursorShape::Bar, true));
    let cursor = |terminal: &Fixture| {
        let cursor = terminal.grid(0).cursor.expect("a cursor");
        (cursor.shape, cursor.blinking)
    };
    assert_eq!(cursor(&terminal), (CursorShape::Bar, true));
    terminal.write("\x1bP$q q\x1b\\");
    terminal.expect_answer("\x1bP1$r5 q\x1b\\");
    terminal.write("\x1b[4 q");
    assert_eq!(cursor(&terminal), (CursorShape::Underline, false));
    terminal.write("\x1b[0 q");
    assert_eq!(cursor(&terminal), (CursorShape::Bar, true));
    let settings = TerminalSettings {
        cursor: (CursorShape::Underline, true),
        ..TerminalSettings::default()
    };
    terminal
        .engine
        .set_options(10, Palette::default(), settings);
    assert_eq!(cursor(&terminal), (CursorShape::Underline, true));
}

#[test]
fn kittys_keyboard_can_be_kept_from_programs() {
    let mut terminal = chosen(|s| s.kitty_keyboard = false);
    // A terminal that has no such thing answers the second question alone.
    terminal.write("\x1b[>1u\x1b[?u\x1b[5n");
    terminal.expect_answer("\x1b[0n");
    assert_eq!(encoded(&terminal, Key::Escape, Mods::empty()), "\x1b");
    // What a program turned on before ends with the permission.
    let mut terminal = chosen(|_| {});
    terminal.write("\x1b[>1u");
    assert_eq!(encoded(&terminal, Key::Escape, Mods::empty()), "\x1b[27u");
    let settings = TerminalSettings {
        kitty_keyboard: false,
        ..TerminalSettings::default()
    };
    terminal
        .engine
        .set_options(10, Palette::default(), settings);
    assert_eq!(encoded(&terminal, Key::Escape, Mods::empty()), "\x1b");
}

#[test]
fn keys_that_look_alike_can_be_told_apart_without_being_asked_for() {
    let terminal = chosen(|s| s.csi_u_keys = true);
    let ctrl_shift = Mods::CTRL | Mods::SHIFT;
    for (key, mods, wanted) in [
        (Key::Char('i'), Mods::CTRL, "\x1b[105;5u"),
        (Key::Char('m'), Mods::CTRL, "\x1b[109;5u"),
        (Key::Char('['), Mods::CTRL, "\x1b[91;5u"),
        (Key::Char('A'), ctrl_shift, "\x1b[97;6u"),
        (Key::Enter, Mods::SHIFT, "\x1b[13;2u"),
        (Key::Tab, Mods::CTRL, "\x1b[9;5u"),
        (Key::Char('a'), Mods::CTRL, "\x01"),
        (Key::Char('x'), Mods::ALT, "\x1bx"),
        (Key::Tab, Mods::SHIFT, "\x1b[Z"),
        (Key::Tab, Mods::empty(), "\t"),
    ] {
        assert_eq!(encoded(&terminal, key, mods), wanted, "{key:?} {mods:?}");
    }
}

#[test]
fn backspace_and_delete_can_change_places() {
    let terminal = chosen(|s| s.swap_backspace_and_delete = true);
    assert_eq!(encoded(&terminal, Key::Backspace, Mods::empty()), "\x1b[3~");
    assert_eq!(encoded(&terminal, Key::Delete, Mods::empty()), "\x7f");
}

#[test]
fn titles_and_the_answerback_are_told_where_they_are_to_be() {
    let mut silent = chosen(|_| {});
    silent.write("\x1b]2;mine\x07");
    silent.write("\x1b[21t\x05\x1b[5n");
    silent.expect_answer("\x1b[0n");
    let mut open = chosen(|s| {
        s.title_reports = true;
        s.answerback = "hello".to_owned();
    });
    open.write("\x1b]2;mine\x07");
    open.write("\x1b[21t");
    open.expect_answer("\x1b]lmine\x1b\\");
    open.write("\x05");
    open.expect_answer("hello");
}

#[test]
fn the_width_and_form_of_characters_are_chosen() {
    let width = |change: fn(&mut TerminalSettings), text: &str| {
        let mut terminal = chosen(change);
        terminal.write(text);
        terminal.grid(0).cursor.expect("a cursor").x
    };
    assert_eq!(width(|_| {}, "±"), 1);
    assert_eq!(width(|s| s.wide_ambiguous = true, "±"), 2);
    assert_eq!(width(|_| {}, "☀\u{fe0f}"), 2);
    assert_eq!(width(|s| s.unicode_version = 9, "☀\u{fe0f}"), 1);
    let mut terminal = chosen(|s| s.compose_text = true);
    terminal.write("e\u{301}");
    assert!(terminal.engine.text().starts_with('\u{e9}'));
}

#[test]
fn newlines_of_pasted_text_are_sent_as_they_are_chosen() {
    let pasted = |newlines| {
        let terminal = chosen(|s| s.pasted_newlines = newlines);
        String::from_utf8(terminal.engine.encode_paste("a\r\nb\nc\rd")).expect("text")
    };
    assert_eq!(pasted(PastedNewlines::Kept), "a\r\nb\nc\rd");
    assert_eq!(pasted(PastedNewlines::LineFeed), "a\nb\nc\nd");
    assert_eq!(pasted(PastedNewlines::CarriageReturn), "a\rb\rc\rd");
    assert_eq!(
        pasted(PastedNewlines::CarriageReturnAndLineFeed),
        "a\r\nb\r\nc\r\nd"
    );
}
