//! Tests of strings that never end; what they take of memory, `mux/tests/bounds.rs` measures.

use super::*;

#[test]
fn a_string_that_was_given_up_ends_as_its_kind_does() {
    let endless = vec![b'a'; 17 * 1024 * 1024];
    for (begin, end, shown) in [
        // BEL ends an operating system command, and is one of the bytes of any other string.
        ("\x1b]2;", "\x07shown", "shown"),
        ("\x1bP+q", "\x07hidden\x1b\\shown", "shown"),
        ("\x1b_", "\x07hidden\x1b\\shown", "shown"),
        // The string terminator as one control, and a character that looks like the half of it.
        ("\x1b]2;", "\u{9c}shown", "shown"),
        ("\x1b]2;", "\u{99c}hidden\u{9c}shown", "shown"),
        ("\x1bP+q", "\x18shown", "shown"),
        // A character of C2 and another byte does not make it another string.
        ("\x1b]2;\u{a9}", "\x07shown", "shown"),
    ] {
        // Whole, and byte by byte.
        for piece in [usize::MAX, 1] {
            let mut terminal = Fixture::new(20, 4);
            let mut events = terminal.write(begin);
            events.extend(terminal.write(&endless));
            for part in end.as_bytes().chunks(piece) {
                events.extend(terminal.write(part));
            }
            assert_eq!(terminal.engine.text(), shown, "{begin:?} {end:?} {piece}");
            assert!(events.is_empty(), "{begin:?} {end:?}: {events:?}");
        }
    }
}

#[test]
fn the_control_mode_of_tmux_is_a_string_like_any_other() {
    let table = [
        ("\x1bP1000p%begin 1 1 0\r\nhidden\r\n\x1b\\shown", "shown"),
        ("\u{90}1000phidden\x1b\\shown", "shown"),
        ("\x1bP1000phidden\x18shown", "shown"),
        ("\x1bP1\x1bP1000phidden\x1b\\shown", "shown"),
    ];
    for (bytes, shown) in table {
        for piece in [usize::MAX, 1] {
            let mut terminal = Fixture::new(20, 4);
            for part in bytes.as_bytes().chunks(piece) {
                terminal.write(part);
            }
            assert_eq!(terminal.engine.text(), shown, "{bytes:?} {piece}");
        }
    }
}
