//! What the keys do to a text, and where it is drawn.

use mux::grid::Size;
use proptest::prelude::*;

use super::*;

fn typed(text: &str) -> Line {
    let mut line = Line::with_breaks();
    assert!(line.insert(text), "there is room");
    line
}

/// Shows the text with a bar where the cursor is.
fn shown(line: &Line) -> String {
    let (before, after) = line.text.split_at(line.cursor);
    format!("{before}|{after}")
}

/// Presses keys, each of which edits.
fn press(line: &mut Line, keys: &[&str]) {
    for key in keys {
        let event: KeyEvent = key.parse().expect(key);
        assert!(line.key(&event), "{key} edits {:?}", shown(line));
    }
}

/// Draws into a field and returns its rows, with a bar where the cursor is.
fn drawn(line: &Line, cols: usize, rows: usize) -> Vec<String> {
    let mut grid = Grid::new(Size::new(cols + 2, rows + 2));
    let place = Rect::new(1, 1, cols, rows);
    line.draw(&mut grid, place, Style::default());
    let cursor = grid.cursor.expect("a cursor");
    assert!(place.contains(cursor.x, cursor.y), "{cursor:?}");
    let row = |y: usize| {
        let mut text = String::new();
        for x in 1..=cols {
            if (x, y) == (cursor.x, cursor.y) {
                text.push('|');
            }
            text.push_str(&grid.cell(x, y).text);
        }
        text.trim_end().to_owned()
    };
    (1..=rows).map(row).collect()
}

#[test]
fn the_cursor_moves_over_whole_graphemes() {
    let mut line = typed("aé漢👩‍👩‍👧e\u{301}");
    for expected in [
        "aé漢👩‍👩‍👧|e\u{301}",
        "aé漢|👩‍👩‍👧e\u{301}",
        "aé|漢👩‍👩‍👧e\u{301}",
        "a|é漢👩‍👩‍👧e\u{301}",
        "|aé漢👩‍👩‍👧e\u{301}",
        "|aé漢👩‍👩‍👧e\u{301}",
    ] {
        press(&mut line, &["Left"]);
        assert_eq!(shown(&line), expected);
    }
    press(&mut line, &["Ctrl+F", "Delete"]);
    assert_eq!(shown(&line), "a|漢👩‍👩‍👧e\u{301}");
    press(&mut line, &["End", "Backspace", "Ctrl+H"]);
    assert_eq!(shown(&line), "a漢|");
}

#[test]
fn a_mark_that_is_typed_by_itself_joins_the_letter_before() {
    let mut line = typed("ne");
    press(&mut line, &["\u{301}", "Left"]);
    assert_eq!(shown(&line), "n|e\u{301}");
    press(&mut line, &["Right", "Backspace"]);
    assert_eq!(shown(&line), "n|");
}

#[test]
fn words_are_passed_at_once() {
    let mut line = typed("find(größte, 'file') ");
    for expected in [
        "find(größte, '|file') ",
        "find(|größte, 'file') ",
        "|find(größte, 'file') ",
    ] {
        press(&mut line, &["Ctrl+Left"]);
        assert_eq!(shown(&line), expected);
    }
    press(&mut line, &["Alt+f", "Alt+Right"]);
    assert_eq!(shown(&line), "find(größte|, 'file') ");
    press(&mut line, &["Ctrl+Right", "Ctrl+Right", "Alt+b"]);
    assert_eq!(shown(&line), "find(größte, '|file') ");
}

#[test]
fn what_is_cut_can_be_put_in_again_and_cuts_in_a_row_are_one() {
    let mut line = typed("one two/three four");
    press(&mut line, &["Ctrl+W", "Ctrl+W"]);
    assert_eq!(shown(&line), "one |");
    press(&mut line, &["Ctrl+Y"]);
    assert_eq!(shown(&line), "one two/three four|");
    press(&mut line, &["Ctrl+Backspace", "Alt+Backspace"]);
    assert_eq!(shown(&line), "one two/|");
    press(&mut line, &["Ctrl+A", "Ctrl+Y"]);
    assert_eq!(shown(&line), "three four|one two/");
    press(&mut line, &["Alt+d", "Alt+d"]);
    assert_eq!(shown(&line), "three four|/");
    press(&mut line, &["Ctrl+Y"]);
    assert_eq!(shown(&line), "three fourone two|/");
    press(&mut line, &["Home", "Ctrl+K"]);
    assert_eq!(shown(&line), "|");
    press(&mut line, &["Ctrl+Y", "Left", "Ctrl+U"]);
    assert_eq!(shown(&line), "|/");
    press(&mut line, &["Ctrl+E", "Ctrl+Y"]);
    assert_eq!(shown(&line), "/three fourone two|");
}

#[test]
fn the_keys_of_a_line_stay_on_it_and_up_and_down_leave_it() {
    let mut line = typed("first\n漢字x\nlonger one");
    press(&mut line, &["Up"]);
    assert_eq!(shown(&line), "first\n漢字x|\nlonger one");
    press(&mut line, &["Home"]);
    assert_eq!(shown(&line), "first\n|漢字x\nlonger one");
    press(&mut line, &["Right", "Right", "Up"]);
    assert_eq!(shown(&line), "firs|t\n漢字x\nlonger one");
    press(&mut line, &["End", "Ctrl+K"]);
    assert_eq!(shown(&line), "first|漢字x\nlonger one");
    press(&mut line, &["Ctrl+Home"]);
    assert_eq!(shown(&line), "|first漢字x\nlonger one");
    press(&mut line, &["Down", "Ctrl+End"]);
    assert_eq!(shown(&line), "first漢字x\nlonger one|");
}

#[test]
fn two_graphemes_change_places() {
    let mut line = typed("teh");
    press(&mut line, &["Ctrl+T"]);
    assert_eq!(shown(&line), "the|");
    press(&mut line, &["Home", "Right", "Ctrl+T"]);
    assert_eq!(shown(&line), "ht|e");
    let mut one = typed("a");
    press(&mut one, &["Ctrl+T"]);
    assert_eq!(shown(&one), "a|");
    press(&mut one, &["Home", "Ctrl+T"]);
    assert_eq!(shown(&one), "|a");
}

#[test]
fn keys_that_edit_nothing_are_the_owners() {
    let mut line = typed("x");
    for key in [
        "Enter", "Escape", "Tab", "Up", "Down", "PageUp", "F1", "Ctrl+R", "Ctrl+C", "Alt+x",
        "Super+a", "Ctrl+Up", "Insert",
    ] {
        let event: KeyEvent = key.parse().expect(key);
        assert!(!line.key(&event), "{key}");
        assert_eq!(shown(&line), "x|");
    }
    let end: KeyEvent = "Ctrl+D".parse().expect("a key");
    assert!(line.key(&end));
    line.take();
    assert!(!line.key(&end));
}

#[test]
fn what_is_put_in_has_no_control_characters_and_a_single_line_no_breaks() {
    assert_eq!(typed("a\u{1b}[31mb\r\nc\rd\te\0").text(), "a[31mb\nc\nd e");
    let mut single = Line::new();
    single.set("one\r\ntwo\nthree");
    assert_eq!(shown(&single), "one two three|");
    assert_eq!(single.take(), "one two three");
    assert_eq!(shown(&single), "|");
}

#[test]
fn a_text_has_a_bound() {
    let mut line = Line::new();
    assert!(!line.insert(&"é".repeat(MOST)));
    assert_eq!(line.text().len(), MOST);
    assert!(!line.insert("x"));
    let event: KeyEvent = "x".parse().expect("a key");
    assert!(line.key(&event));
    assert_eq!(line.text().len(), MOST);
}

#[test]
fn on_one_row_the_text_moves_so_that_the_cursor_is_seen() {
    let mut line = typed("0123456789abcdef");
    assert_eq!(drawn(&line, 20, 1), ["0123456789abcdef|"]);
    assert_eq!(drawn(&line, 8, 1), ["cdef|"]);
    press(&mut line, &["Left", "Left"]);
    assert_eq!(drawn(&line, 8, 1), ["89abcd|ef"]);
    press(&mut line, &["Home"]);
    assert_eq!(drawn(&line, 8, 1), ["|01234567"]);
    let wide = typed("漢字漢字漢字");
    assert_eq!(drawn(&wide, 5, 1), ["字|"]);
    assert_eq!(drawn(&wide, 1, 1), ["|"]);
}

#[test]
fn on_several_rows_the_text_is_wrapped_and_scrolled() {
    let mut line = typed("ab漢字c\n\nd");
    assert_eq!(drawn(&line, 4, 4), ["ab漢", "字c", "", "d|"]);
    assert_eq!(line.rows(4), 4);
    assert_eq!(drawn(&line, 4, 2), ["", "d|"]);
    press(&mut line, &["Ctrl+Home"]);
    assert_eq!(drawn(&line, 4, 2), ["|ab漢", "字c"]);
    assert_eq!(drawn(&typed("abcd"), 4, 3), ["abcd", "|", ""]);
    assert_eq!(typed("abcd").rows(4), 2);
}

#[test]
fn a_click_moves_the_cursor() {
    let mut line = typed("ab漢字c\n\nd");
    let place = Rect::new(3, 2, 4, 4);
    line.point_at(place, 6, 2);
    assert_eq!(shown(&line), "ab|漢字c\n\nd");
    line.point_at(place, 5, 3);
    assert_eq!(shown(&line), "ab漢字|c\n\nd");
    line.point_at(place, 9, 4);
    assert_eq!(shown(&line), "ab漢字c\n|\nd");
    line.point_at(place, 0, 99);
    assert_eq!(shown(&line), "ab漢字c\n\n|d");
}

fn some_key() -> impl Strategy<Value = KeyEvent> {
    let keys = prop_oneof![
        any::<char>().prop_map(Key::Char),
        proptest::sample::select("abdefhkrtuwy".chars().collect::<Vec<_>>()).prop_map(Key::Char),
        proptest::sample::select(vec![
            Key::Left,
            Key::Right,
            Key::Up,
            Key::Down,
            Key::Home,
            Key::End,
            Key::Backspace,
            Key::Delete,
        ]),
    ];
    (keys, 0u8..16).prop_map(|(key, mods)| KeyEvent::new(key, Mods::from_bits_truncate(mods)))
}

proptest! {
    #[test]
    fn whatever_is_pressed_the_cursor_stands_between_graphemes_and_is_seen(
        text in "[a-c漢é\u{301}👩\u{200d}\u{1f1e9}\n ]{0,24}",
        keys in proptest::collection::vec(some_key(), 0..24),
        cols in 1usize..12,
        rows in 1usize..5,
    ) {
        let mut line = typed(&text);
        for key in keys {
            line.key(&key);
            let starts: Vec<usize> = line.text.grapheme_indices(true).map(|(at, _)| at).collect();
            prop_assert!(line.cursor == line.text.len() || starts.contains(&line.cursor));
            drawn(&line, cols, rows);
        }
        line.point_at(Rect::new(1, 1, cols, rows), cols, rows);
        drawn(&line, cols, rows);
    }
}
