//! Tests of lines as they were written, and of cells that stay on their text.

use super::*;
use proptest::prelude::*;

const ALL: Range<StableRow> = StableRow(0)..StableRow(i64::MAX);

fn texts(lines: &[TextLine]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

fn at(col: usize, row: i64) -> Position {
    (col, StableRow(row))
}

#[test]
fn rows_that_were_wrapped_are_one_line_with_its_blanks() {
    let mut terminal = Fixture::new(10, 6);
    terminal.write("one\r\n0123456   9abc\r\n\r\nlast  \r\n");
    let lines = terminal.engine.lines_beginning_in(ALL);
    assert_eq!(texts(&lines), ["one", "0123456   9abc", "", "last", ""]);
    let rows: Vec<_> = lines
        .iter()
        .map(|line| (line.row.0, line.last_row().0))
        .collect();
    assert_eq!(rows, [(0, 0), (1, 2), (3, 3), (4, 4), (5, 5)]);
    let long = &lines[1];
    assert_eq!(long.cell(0), at(0, 1));
    assert_eq!(long.cell(11), at(1, 2));
    assert_eq!(long.cell(long.text.len()), at(4, 2));
    assert_eq!(long.byte(at(1, 2)), Some(11));
    assert_eq!(long.byte(at(9, 2)), Some(14));
    assert_eq!(long.byte(at(0, 3)), None);
    assert_eq!(long.bytes_of_row(StableRow(2)), Some(10..14));
}

#[test]
fn wide_and_combined_characters_know_their_cells() {
    let mut terminal = Fixture::new(8, 4);
    terminal.write("a日e\u{301}x 日本語z");
    let lines = terminal.engine.lines_beginning_in(ALL);
    assert_eq!(lines[0].text, "a日e\u{301}x 日本語z");
    let byte = |text: &str| lines[0].text.find(text).expect("it is there");
    assert_eq!(lines[0].cell(byte("日")), at(1, 0));
    assert_eq!(lines[0].last_cell(byte("日")), at(2, 0));
    assert_eq!(lines[0].cell(byte("e")), at(3, 0));
    assert_eq!(lines[0].cell(byte("\u{301}")), at(3, 0));
    assert_eq!(lines[0].cell(byte("本")), at(0, 1));
    assert_eq!(lines[0].cell(byte("z")), at(4, 1));
    assert_eq!(lines[0].cell(lines[0].text.len()), at(5, 1));
    assert_eq!(lines[0].byte(at(2, 0)), Some(byte("日")));
    assert_eq!(lines[0].byte(at(3, 0)), Some(byte("e")));
    assert_eq!(lines[0].byte(at(1, 1)), Some(byte("本")));
    assert_eq!(lines[0].byte(at(7, 1)), Some(lines[0].text.len()));
}

#[test]
fn adjoining_ranges_find_each_line_once_and_across_finds_whole_ones() {
    let mut terminal = Fixture::with_scrollback(10, 5, 4000);
    for number in 0..300 {
        terminal.write(format!("{number} {}\r\n", "x".repeat(number % 37)));
    }
    // A line of more rows than are read as one.
    terminal.write("y".repeat(10 * 2500));
    let all = terminal.engine.lines_beginning_in(ALL);
    let end = all.last().expect("there are lines").last_row().0 + 1;
    for step in [1, 7, 1024] {
        let mut found = Vec::new();
        for start in (0..end).step_by(step) {
            let rows = StableRow(start)..StableRow(start + step as i64);
            found.extend(terminal.engine.lines_beginning_in(rows));
        }
        assert_eq!(found.len(), all.len(), "{step}");
        assert!(found == all, "{step}");
    }
    for row in (0..end).step_by(13) {
        let found = terminal
            .engine
            .lines_across(StableRow(row)..StableRow(row + 1));
        let expected = all
            .iter()
            .filter(|line| line.row.0 <= row && row <= line.last_row().0);
        assert!(found.iter().eq(expected), "{row}");
    }
}

#[test]
fn cells_that_are_held_stay_on_their_text_when_it_is_wrapped_anew() {
    let mut terminal = Fixture::new(20, 5);
    for number in 0..9 {
        terminal.write(format!("{number} abcdefghijklmnopqrstuvwxyz\r\n"));
    }
    let find = |terminal: &Fixture, text: &str, letter: char| {
        let lines = terminal.engine.lines_beginning_in(ALL);
        let line = lines
            .iter()
            .find(|line| line.text.starts_with(text))
            .expect("it is there");
        line.cell(line.text.find(letter).expect("it is there"))
    };
    let cells = [('3', 'b'), ('5', 'y'), ('8', 'z')];
    let places = |terminal: &Fixture| {
        cells
            .map(|(text, letter)| find(terminal, &text.to_string(), letter))
            .to_vec()
    };
    let before = places(&terminal);
    terminal.engine.hold(before.clone());
    assert_eq!(
        terminal.engine.held(),
        HeldCells {
            cells: before,
            wraps: 0
        }
    );
    for (wraps, cols) in [(1, 11), (2, 40), (3, 20)] {
        terminal.resize(cols, 5);
        let cells = places(&terminal);
        assert_eq!(terminal.engine.held(), HeldCells { cells, wraps }, "{cols}");
    }
}

proptest! {
    #[test]
    fn each_byte_of_a_line_is_found_by_its_cell(
        text in "[a日e\u{301}👩\u{200d}🚀 \t\r\n\u{7f}]{0,80}",
        cols in 1usize..12,
        col in 0usize..20,
        row in -3i64..20,
    ) {
        let mut terminal = Fixture::new(cols, 4);
        terminal.write(&text);
        for line in terminal.engine.lines_beginning_in(ALL) {
            let mut at = 0;
            for (byte, _) in line.text.char_indices() {
                let cell = line.cell(byte);
                prop_assert!(line.last_cell(byte).0 >= cell.0);
                let found = line.byte(cell).expect("the row is its own");
                prop_assert!(found <= byte && line.text.is_char_boundary(found));
                prop_assert!(found >= at);
                at = found;
            }
            if let Some(byte) = line.byte((col, StableRow(row))) {
                prop_assert!(line.text.is_char_boundary(byte));
                line.cell(byte);
            }
        }
    }
}
