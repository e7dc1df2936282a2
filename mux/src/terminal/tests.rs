//! Tests of the terminal engine: bytes in, screen, state and replies out.

mod blocks;
mod encoders;
mod fuzz;
mod image_fuzz;
mod images;
mod input;
mod lines;
mod questions;
mod settings;
mod strings;

use super::*;
use crate::grid::{Blink, Cell, Color, Cursor, CursorShape, Style, Underline};
use std::sync::{Condvar, Mutex};

const LIMIT: Duration = Duration::from_secs(20);

/// What the terminal answered to the program.
#[derive(Default)]
struct Answers {
    bytes: Mutex<Vec<u8>>,
    changed: Condvar,
}

struct Fixture {
    engine: Box<dyn TerminalEngine>,
    answers: Arc<Answers>,
}

impl Fixture {
    fn new(cols: usize, rows: usize) -> Self {
        Self::with_scrollback(cols, rows, 100)
    }

    fn with_scrollback(cols: usize, rows: usize, scrollback_lines: usize) -> Self {
        Self::with_budget(cols, rows, scrollback_lines, DEFAULT_SCROLLBACK_BYTES)
    }

    fn with_budget(cols: usize, rows: usize, scrollback_lines: usize, bytes: usize) -> Self {
        Self::with(cols, rows, |options| EngineOptions {
            scrollback_lines,
            scrollback_bytes: bytes,
            ..options
        })
    }

    /// Returns a terminal that trusts the marks of this token.
    fn with_token(cols: usize, rows: usize, token: &str) -> Self {
        Self::with(cols, rows, |options| EngineOptions {
            shell_token: Some(token.to_owned()),
            ..options
        })
    }

    fn with(cols: usize, rows: usize, change: impl FnOnce(EngineOptions) -> EngineOptions) -> Self {
        let answers = Arc::new(Answers::default());
        let heard = answers.clone();
        let reply: Reply = Arc::new(move |bytes: &[u8]| {
            heard.bytes.lock().unwrap().extend_from_slice(bytes);
            heard.changed.notify_all();
        });
        let options = EngineOptions {
            size: PaneSize {
                cells: Size::new(cols, rows),
                pixel_width: cols * 10,
                pixel_height: rows * 20,
                dpi: 96,
            },
            scrollback_lines: 100,
            scrollback_bytes: DEFAULT_SCROLLBACK_BYTES,
            palette: Palette::default(),
            settings: TerminalSettings::default(),
            images: crate::images::Budget::default(),
            program_version: "1.2.3".to_owned(),
            shell_token: None,
        };
        let engine = new_engine(change(options), reply);
        Self { engine, answers }
    }

    fn write(&mut self, bytes: impl AsRef<[u8]>) -> Vec<EngineEvent> {
        let mut events = Vec::new();
        self.engine.advance(bytes.as_ref(), &mut events);
        events
    }

    /// Draws over something else, nothing of which may stay.
    fn grid(&self, scroll: usize) -> Grid {
        let size = self.engine.size().cells;
        let mut grid = Grid::new(size);
        for y in 0..size.rows {
            grid.put(0, y, &"漢".repeat(size.cols), Style::default().bold());
        }
        grid.cursor = Some(Cursor::default());
        self.engine.draw(scroll, &mut grid);
        grid
    }

    /// Waits until the terminal has answered this and nothing else.
    fn expect_answer(&self, expected: &str) {
        let bytes = self.answers.bytes.lock().unwrap();
        let (mut bytes, _) = self
            .answers
            .changed
            .wait_timeout_while(bytes, LIMIT, |bytes| bytes.len() < expected.len())
            .unwrap();
        let answer = String::from_utf8(std::mem::take(&mut *bytes)).unwrap();
        assert_eq!(answer, expected);
    }

    fn resize(&mut self, cols: usize, rows: usize) {
        let size = self.engine.size().with_cells(Size::new(cols, rows));
        self.engine.resize(size);
    }

    fn finished(events: Vec<EngineEvent>) -> Vec<CommandBlock> {
        let block = |event| match event {
            EngineEvent::CommandFinished(block) => Some(block),
            _ => None,
        };
        events.into_iter().filter_map(block).collect()
    }
}

#[test]
fn styles_reach_the_grid_as_the_program_asked() {
    let table: [(&str, Style); 16] = [
        ("31", Style::default().fg(Color::Palette(1))),
        ("97", Style::default().fg(Color::Palette(15))),
        ("38;5;208", Style::default().fg(Color::Palette(208))),
        ("38;2;1;2;3", Style::default().fg(Color::Rgb(1, 2, 3))),
        ("44", Style::default().bg(Color::Palette(4))),
        ("48;2;9;8;7", Style::default().bg(Color::Rgb(9, 8, 7))),
        ("1", Style::default().bold()),
        ("2", Style::default().dim()),
        ("3", Style::default().italic()),
        ("7", Style::default().inverse()),
        ("9", Style::default().strikethrough()),
        ("4", Style::default().underline(Underline::Single)),
        ("21", Style::default().underline(Underline::Double)),
        (
            "4:3;58:2::255:0:9",
            Style::default()
                .underline(Underline::Curly)
                .underline_color(Color::Rgb(255, 0, 9)),
        ),
        ("4:4", Style::default().underline(Underline::Dotted)),
        ("4:5", Style::default().underline(Underline::Dashed)),
    ];
    for (sgr, style) in table {
        let mut terminal = Fixture::new(10, 2);
        terminal.write(format!("\x1b[{sgr}mx\x1b[my"));
        let grid = terminal.grid(0);
        assert_eq!(*grid.cell(0, 0), Cell::new("x", style), "{sgr}");
        assert_eq!(*grid.cell(1, 0), Cell::new("y", Style::default()), "{sgr}");
    }
    let mut terminal = Fixture::new(10, 2);
    terminal.write("\x1b[5;8;53mx\x1b[6my");
    let style = terminal.grid(0).cell(0, 0).style;
    assert!(style.blink == Blink::Slow && style.hidden && style.overline);
    assert_eq!(terminal.grid(0).cell(1, 0).style.blink, Blink::Rapid);
}

#[test]
fn graphemes_keep_their_widths() {
    let mut terminal = Fixture::new(12, 2);
    terminal.write("e\u{301}👩\u{200d}💻🇩🇪한x");
    let grid = terminal.grid(0);
    let cells: Vec<(&str, u8)> = grid
        .row(0)
        .iter()
        .map(|cell| (cell.text.as_str(), cell.width))
        .collect();
    assert_eq!(
        cells[..9],
        [
            ("e\u{301}", 1),
            ("👩\u{200d}💻", 2),
            ("", 0),
            ("🇩🇪", 2),
            ("", 0),
            ("한", 2),
            ("", 0),
            ("x", 1),
            (" ", 1)
        ]
    );
}

#[test]
fn a_wide_cell_is_cut_with_the_grid() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write("ab한cd\r\nsecond");
    let mut small = Grid::new(Size::new(3, 1));
    terminal.engine.draw(0, &mut small);
    assert_eq!(small.text(), "ab");
    let mut large = Grid::new(Size::new(14, 5));
    terminal.engine.draw(0, &mut large);
    assert_eq!(large.text(), "ab한cd\nsecond");
}

#[test]
fn links_reach_the_grid() {
    let mut terminal = Fixture::new(20, 2);
    terminal.write("a\x1b]8;;https://example.com/\x1b\\link한\x1b]8;;\x1b\\b");
    let grid = terminal.grid(0);
    let link = |x| grid.cell(x, 0).link.as_deref();
    assert_eq!(link(0), None);
    for x in 1..7 {
        assert_eq!(link(x), Some("https://example.com/"), "column {x}");
    }
    assert_eq!(link(7), None);
}

#[test]
fn the_cursor_is_drawn_where_it_is_shown() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write("1\r\n2\r\n3\r\n4\r\nab\x1b[5 q");
    let cursor = terminal.grid(0).cursor.unwrap();
    assert_eq!((cursor.x, cursor.y), (2, 2));
    assert_eq!((cursor.shape, cursor.blinking), (CursorShape::Bar, true));
    terminal.write("\x1b[4 q\x1b[1;1H");
    let cursor = terminal.grid(1).cursor.unwrap();
    assert_eq!((cursor.x, cursor.y), (0, 1));
    assert_eq!(
        (cursor.shape, cursor.blinking),
        (CursorShape::Underline, false)
    );
    terminal.write("\x1b[3;1H");
    assert_eq!(terminal.grid(1).cursor, None, "it lies below what is shown");
    terminal.write("\x1b[?25l");
    assert_eq!(terminal.grid(0).cursor, None);
    let (cursor, shown) = terminal.engine.cursor();
    assert_eq!(((cursor.x, cursor.y), shown), ((0, 2), false));
}

#[test]
fn scrolling_back_shows_older_rows() {
    let mut terminal = Fixture::new(10, 3);
    for row in 0..10 {
        terminal.write(format!("row {row}\r\n"));
    }
    assert_eq!(terminal.grid(0).text(), "row 8\nrow 9");
    assert_eq!(terminal.grid(3).text(), "row 5\nrow 6\nrow 7");
    assert_eq!(terminal.engine.top_row(3), StableRow(5));
    // No further than there is something.
    assert_eq!(terminal.grid(99).text(), "row 0\nrow 1\nrow 2");
    assert_eq!(terminal.engine.top_row(99), StableRow(0));
    assert_eq!(terminal.engine.facts().scrollback_rows, 8);
    assert_eq!(terminal.engine.tail_text(4), "row 6\nrow 7\nrow 8\nrow 9");
    assert_eq!(terminal.engine.text(), "row 8\nrow 9");
    terminal.engine.clear_scrollback();
    assert_eq!(terminal.engine.facts().scrollback_rows, 0);
    assert_eq!(terminal.grid(5).text(), "row 8\nrow 9");
}

#[test]
fn the_last_rows_are_told_with_their_lines_joined_and_where_they_end() {
    let mut terminal = Fixture::new(4, 3);
    terminal.write("ab\r\n0123456789\r\nx\r\n");
    assert_eq!(terminal.engine.tail_text(2), "89\nx");
    assert_eq!(terminal.engine.tail_lines(2), "0123456789\nx");
    assert_eq!(terminal.engine.tail_lines(99), "ab\n0123456789\nx");
    assert_eq!(terminal.engine.tail_lines(0), "");
    assert_eq!(terminal.engine.text_end(), StableRow(5));
}

#[test]
fn a_program_tells_how_far_it_is() {
    let mut terminal = Fixture::new(10, 3);
    let mut told = |bytes: &str| {
        terminal.write(bytes);
        terminal.engine.facts().progress
    };
    assert_eq!(told(""), Progress::None);
    assert_eq!(told("\x1b]9;4;1;42\x1b\\"), Progress::Percentage(42));
    assert_eq!(told("\x1b]9;4;2;50\x1b\\"), Progress::Error(50));
    assert_eq!(told("\x1b]9;4;3;\x1b\\"), Progress::Indeterminate);
    assert_eq!(told("\x1b]9;4;0;\x1b\\"), Progress::None);
}

#[test]
fn a_wish_for_more_rows_than_memory_holds_is_cut_down() {
    // The engine reserves room for all of them; this would be tens of gigabytes.
    let mut terminal = Fixture::with_scrollback(10, 3, 999_999_999);
    terminal.write("still here");
    assert_eq!(
        terminal
            .engine
            .text_between((0, StableRow(0)), (usize::MAX, StableRow(0))),
        "still here"
    );
}

#[test]
fn rows_keep_their_numbers_when_old_ones_are_dropped() {
    let mut terminal = Fixture::with_scrollback(10, 3, 5);
    for row in 0..50 {
        terminal.write(format!("row {row}\r\n"));
    }
    assert_eq!(terminal.engine.facts().scrollback_rows, 5);
    assert_eq!(terminal.engine.top_row(0), StableRow(48));
    let whole = |row| ((0, StableRow(row)), (usize::MAX, StableRow(row)));
    let (start, end) = whole(45);
    assert_eq!(terminal.engine.text_between(start, end), "row 45");
    let (start, end) = whole(3);
    assert_eq!(terminal.engine.text_between(start, end), "", "it is gone");
    let from_gone = terminal
        .engine
        .text_between((3, StableRow(3)), (2, StableRow(44)));
    assert_eq!(from_gone, "row 43\nrow");
}

#[test]
fn text_between_joins_wrapped_lines_and_drops_blank_ends() {
    let mut terminal = Fixture::new(10, 6);
    terminal.write("0123456789abcde   \r\nnext 한국 x\r\n\r\nlast");
    let text = |a, b| terminal.engine.text_between(a, b);
    let at = |col, row| (col, StableRow(row));
    assert_eq!(
        text(at(0, 0), at(9, 5)),
        "0123456789abcde\nnext 한국 x\n\nlast"
    );
    assert_eq!(text(at(8, 0), at(1, 1)), "89ab");
    assert_eq!(text(at(1, 1), at(8, 0)), "89ab", "in either order");
    assert_eq!(text(at(3, 0), at(3, 0)), "3");
    // Both halves of a wide cell belong to it.
    assert_eq!(text(at(6, 2), at(7, 2)), "한국");
    assert_eq!(text(at(2, 5), at(50, 90)), "st");
}

#[test]
fn titles_have_no_control_characters_and_are_told_once() {
    let mut terminal = Fixture::new(10, 2);
    assert_eq!(terminal.write("\x1b]2;hello\x07"), [EngineEvent::Title]);
    assert_eq!(terminal.write("\x1b]2;hello\x07"), []);
    assert_eq!(terminal.engine.facts().title, "hello");
    terminal.write("\x1b]0;a\u{9c}\x1b\\");
    assert!(
        !terminal
            .engine
            .facts()
            .title
            .contains(|c: char| c.is_control())
    );
}

#[test]
fn what_programs_tell_besides_text_becomes_events() {
    let mut terminal = Fixture::new(20, 2);
    assert_eq!(terminal.write("\x07"), [EngineEvent::Bell]);
    assert_eq!(
        terminal.write("\x1b]52;c;aGVsbG8=\x07"),
        [EngineEvent::Clipboard("hello".to_owned())]
    );
    assert_eq!(
        terminal.write("\x1b]777;notify;T;B\x07"),
        [EngineEvent::Notification {
            title: Some("T".to_owned()),
            body: "B".to_owned()
        }]
    );
    assert_eq!(
        terminal.write("\x1b]9;B\x07"),
        [EngineEvent::Notification {
            title: None,
            body: "B".to_owned()
        }]
    );
    // What the clipboard holds is never told to a program.
    terminal.write("\x1b]52;c;?\x07\x1b[6n");
    terminal.expect_answer("\x1b[1;1R");
}

#[test]
fn user_variables_are_kept_and_told() {
    let mut terminal = Fixture::new(20, 2);
    let events = terminal.write("\x1b]1337;SetUserVar=branch=bWFpbg==\x07");
    let set = |name: &str, value: &str| EngineEvent::UserVar {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(events, [set("branch", "main")]);
    terminal.write("\x1b]1337;SetUserVar=branch=ZGV2\x07\x1b]1337;SetUserVar=a=Yg==\x07");
    let vars = terminal.engine.facts().user_vars;
    let expected = [("a", "b"), ("branch", "dev")];
    assert_eq!(
        vars,
        expected
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    );
}

#[test]
fn the_working_directory_is_followed() {
    let mut terminal = Fixture::new(20, 2);
    assert_eq!(terminal.engine.facts().directory, None);
    let events = terminal.write("\x1b]7;file:///tmp/a%20b\x1b\\");
    assert_eq!(events, [EngineEvent::Directory]);
    let local = |path: &str| Some(Directory::Local(PathBuf::from(path)));
    assert_eq!(terminal.engine.facts().directory, local("/tmp/a b"));
    assert_eq!(terminal.write("\x1b]7;file:///tmp/a%20b\x1b\\"), []);
    assert_eq!(terminal.write("\x1b]7;rubbish\x1b\\"), []);
    terminal.write("\x1b]633;P;Cwd=/srv\x07");
    assert_eq!(terminal.engine.facts().directory, local("/srv"));
    terminal.write("\x1b]1337;CurrentDir=/opt\x07");
    assert_eq!(terminal.engine.facts().directory, local("/opt"));
}

#[test]
fn synchronised_output_is_shown_at_once() {
    let mut terminal = Fixture::new(20, 3);
    terminal.write("old");
    assert_eq!(terminal.engine.held_until(), None);
    let before = Instant::now();
    assert_eq!(terminal.write("\x1b[?2026h\rnew\x07"), []);
    let until = terminal.engine.held_until().unwrap();
    assert!(until >= before + MAX_HOLD && until <= Instant::now() + MAX_HOLD);
    assert_eq!(terminal.engine.text(), "old");
    terminal.write("\x1b[?2026$p");
    terminal.expect_answer("\x1b[?2026;1$y");
    // Beginning again does not hold for longer.
    terminal.write("\x1b[?2026h half");
    assert_eq!(terminal.engine.held_until(), Some(until));
    assert_eq!(terminal.write("\x1b[?2026l!"), [EngineEvent::Bell]);
    assert_eq!(terminal.engine.text(), "new half!");
    assert_eq!(terminal.engine.held_until(), None);
}

#[test]
fn held_output_is_released_when_it_is_due_or_too_much() {
    let mut terminal = Fixture::new(20, 3);
    terminal.write("\x1b[?2026hnew");
    let mut events = Vec::new();
    terminal.engine.release_held(&mut events);
    assert_eq!(terminal.engine.text(), "new");
    assert_eq!(terminal.engine.held_until(), None);
    let megabyte = vec![b'x'; 1024 * 1024];
    terminal.write("\x1b[?2026h");
    let mut written = 0;
    while terminal.engine.held_until().is_some() {
        terminal.write(&megabyte);
        written += 1;
        assert!(written < 20, "{written} MB are held");
    }
    assert!(terminal.engine.text().contains("xxx"));
}

#[test]
fn questions_are_answered_in_their_order() {
    let mut terminal = Fixture::new(40, 10);
    let table = [
        ("\x1b[?2026$p", "\x1b[?2026;2$y"),
        ("\x1b[14t", "\x1b[4;200;400t"),
        ("\x1b[16t", "\x1b[6;20;10t"),
        ("\x1b[18t", "\x1b[8;10;40t"),
        ("\x1b[c", "\x1b[?65;4;6;18;22;52c"),
        ("\x1b[5n", "\x1b[0n"),
        ("\x1b[?u", "\x1b[?0u"),
        ("\x1b[>1u\x1b[?u\x1b[<u", "\x1b[?1u"),
    ];
    for (question, answer) in table {
        terminal.write(question);
        terminal.expect_answer(answer);
    }
    let questions: String = table.iter().map(|(question, _)| *question).collect();
    let answers: String = table.iter().map(|(_, answer)| *answer).collect();
    terminal.write(questions);
    terminal.expect_answer(&answers);
    terminal.write("\x1b[>q");
    terminal.expect_answer("\x1bP>|WezTerm 1.2.3\x1b\\");
}

#[test]
fn titles_cannot_be_used_to_type() {
    let mut terminal = Fixture::new(40, 10);
    terminal.write("\x1b]2;rm -rf /\x07\x1b[21t\x1b[20t\x1b[5n");
    terminal.expect_answer("\x1b[0n");
}

#[test]
fn colours_that_a_program_changes_are_seen() {
    let mut terminal = Fixture::new(10, 2);
    terminal.write("\x1b[31mx\x1b[my");
    terminal.write("\x1b]4;1;rgb:12/34/56\x07\x1b]11;#102030\x07");
    let grid = terminal.grid(0);
    let style = Style::default().bg(Color::Rgb(0x10, 0x20, 0x30));
    assert_eq!(
        grid.cell(0, 0).style,
        style.fg(Color::Rgb(0x12, 0x34, 0x56))
    );
    assert_eq!(grid.cell(1, 0).style, style);
    terminal.write("\x1b]104\x07\x1b]111\x07");
    assert_eq!(
        terminal.grid(0).cell(0, 0).style,
        Style::default().fg(Color::Palette(1))
    );
}

#[test]
fn another_palette_is_told_to_programs_that_ask() {
    let mut terminal = Fixture::new(10, 2);
    let palette = Palette {
        background: (1, 2, 3),
        ..Palette::default()
    };
    terminal
        .engine
        .set_options(10, palette, TerminalSettings::default());
    terminal.write("\x1b]11;?\x1b\\");
    terminal.expect_answer("\x1b]11;rgb:0101/0202/0303\x1b\\");
    terminal.write("x");
    assert_eq!(terminal.grid(0).cell(0, 0).style, Style::default());
}

#[test]
fn reverse_video_is_drawn() {
    let mut terminal = Fixture::new(3, 1);
    terminal.write("a\x1b[7mb\x1b[?5h");
    let grid = terminal.grid(0);
    let inverse: Vec<bool> = grid.row(0).iter().map(|cell| cell.style.inverse).collect();
    assert_eq!(inverse, [true, false, true]);
}

#[test]
fn the_alternate_screen_leaves_the_main_one_as_it_was() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write("shell\r\n");
    terminal.write("\x1b[?1049h\x1b[Heditor");
    assert!(terminal.engine.facts().alt_screen);
    assert_eq!(terminal.engine.text(), "editor");
    assert_eq!(terminal.engine.facts().scrollback_rows, 0);
    terminal.resize(12, 4);
    terminal.write("\x1b[?1049l");
    assert!(!terminal.engine.facts().alt_screen);
    assert_eq!(terminal.engine.text(), "shell");
}

#[test]
fn lines_are_wrapped_anew_when_the_width_changes() {
    let mut terminal = Fixture::new(10, 4);
    terminal.write("0123456789abcdef\r\nx");
    terminal.resize(20, 4);
    assert_eq!(terminal.engine.text(), "0123456789abcdef\nx");
    terminal.resize(8, 4);
    assert_eq!(terminal.engine.text(), "01234567\n89abcdef\nx");
}

#[test]
fn an_empty_line_keeps_the_cursor_when_the_size_changes() {
    let mut terminal = Fixture::new(10, 4);
    terminal.write("0123456789abcdef\r\n");
    for (cols, rows) in [(20, 4), (3, 9), (1, 1), (200, 100), (2, 50), (20, 4)] {
        terminal.resize(cols, rows);
        let cursor = terminal.grid(0).cursor.map(|cursor| cursor.x);
        assert_eq!(cursor, Some(0), "at {cols}x{rows}");
    }
    terminal.write("next");
    assert_eq!(terminal.engine.text(), "0123456789abcdef\nnext");
}

#[test]
fn a_cursor_at_the_end_of_a_full_row_stays_behind_its_text() {
    let mut terminal = Fixture::new(20, 4);
    terminal.write("0123456789");
    for cols in [10, 5, 30, 10, 20] {
        terminal.resize(cols, 4);
    }
    terminal.write("x");
    assert_eq!(terminal.engine.text(), "0123456789x");
}

#[test]
fn what_is_written_after_a_resize_overwrites_no_letter() {
    // Columns before and after, so many letters of a line, and letters of which the cursor is before.
    let table = [
        ((20, 4), (12, 4), 24),
        ((10, 4), (20, 4), 10),
        ((10, 4), (10, 6), 10),
        ((10, 4), (5, 4), 10),
        ((10, 4), (7, 4), 20),
        ((6, 6), (13, 3), 17),
    ];
    for ((cols, rows), (new_cols, new_rows), letters) in table {
        let mut terminal = Fixture::new(cols, rows);
        let text: String = ('a'..='z').take(letters).collect();
        terminal.write(&text);
        terminal.resize(new_cols, new_rows);
        terminal.write("X");
        let seen = terminal.engine.tail_lines(10);
        assert_eq!(seen, format!("{text}X"), "{cols} to {new_cols} columns");
    }
    // Between two letters of a wrapped line, at its new edge.
    let mut terminal = Fixture::new(20, 4);
    terminal.write("abcdefghijklmnopqrstuvwx\x1b[1;13H");
    terminal.resize(12, 4);
    terminal.write("M");
    assert_eq!(terminal.engine.tail_lines(10), "abcdefghijklMnopqrstuvwx");
    // Wide letters for which there is no room.
    let mut terminal = Fixture::new(20, 4);
    terminal.write("a漢 漢漢");
    terminal.resize(1, 1);
    terminal.write("x");
    assert!(terminal.engine.tail_lines(10).ends_with('x'));
}

#[test]
fn on_the_alternate_screen_a_cursor_beyond_the_edge_comes_to_the_last_column() {
    let mut terminal = Fixture::new(20, 3);
    terminal.write("\x1b[?1049h\x1b[1;20H");
    terminal.resize(10, 3);
    terminal.write("x");
    assert_eq!(terminal.engine.text(), "         x");
    // One that was kept in a wider screen comes back to its row, whatever rows are counted from.
    let mut terminal = Fixture::new(20, 4);
    terminal.write("\x1b[?1049h\x1b[2;4r\x1b[?6h\x1b[2;20H\x1b7");
    terminal.resize(10, 4);
    terminal.write("\x1b[2;4r\x1b8");
    terminal.write("x");
    assert_eq!(terminal.engine.text(), "\n\n         x");
}

#[test]
fn a_program_that_leaves_the_alternate_screen_wraps_nothing_anew() {
    let mut terminal = Fixture::new(20, 3);
    terminal.write("text\r\n");
    let top = terminal.engine.top_row(0);
    terminal.engine.hold(vec![(2, top)]);
    let before = terminal.engine.held();
    terminal.write("\x1b[?1049hpager\x1b[?1049l");
    assert_eq!(terminal.engine.held(), before);
    terminal.write("\x1b[?1049hpager");
    terminal.resize(21, 3);
    terminal.write("\x1b[?1049l");
    assert_eq!(terminal.engine.held().wraps, before.wraps + 1);
}

#[test]
fn the_cursor_is_where_it_was_when_a_program_leaves_a_resized_alternate_screen() {
    let mut terminal = Fixture::new(10, 3);
    terminal.write("$ editor\r\n\x1b[?1049h\x1b[3;5Htext");
    terminal.resize(30, 8);
    terminal.write("\x1b[?1049l$ ");
    assert_eq!(terminal.engine.text(), "$ editor\n$ ".trim_end());
}

#[test]
fn a_storm_of_sizes_loses_no_line() {
    let mut terminal = Fixture::with_budget(60, 12, 3500, DEFAULT_SCROLLBACK_BYTES);
    for line in 1..=100 {
        terminal.write(format!("{line}\r\n"));
    }
    let storm = [(1, 1), (10_000, 10_000), (3, 200), (500, 2), (1, 1)];
    for (cols, rows) in storm.into_iter().cycle().take(10).chain([(60, 12)]) {
        terminal.resize(cols, rows);
        terminal.write("again\r\n");
    }
    let text = terminal.engine.tail_text(200);
    let expected: Vec<String> = (1..=100).map(|line| line.to_string()).collect();
    let again = ["again"; 11].join("\n");
    assert_eq!(text, format!("{}\n{again}", expected.join("\n")));
}

#[test]
fn rows_of_many_styles_are_kept_within_a_budget_of_memory() {
    const BUDGET: usize = 1024 * 1024;
    let mut terminal = Fixture::with_budget(100, 10, 1_000_000, BUDGET);
    let mut row: String = (0..100)
        .map(|col| format!("\x1b[38;2;{col};1;2mx"))
        .collect();
    row.push_str("\r\n");
    for _ in 0..1000 {
        terminal.write(&row);
    }
    // A row of a hundred styles takes some fifteen thousand bytes.
    let kept = terminal.engine.facts().scrollback_rows;
    assert!((30..150).contains(&kept), "{kept} rows are kept");
    // Plain rows are cheap, so more of them fit.
    for row in 0..9000 {
        terminal.write(format!("row {row}\r\n"));
    }
    let kept = terminal.engine.facts().scrollback_rows;
    assert!((1000..=8192).contains(&kept), "{kept} rows are kept");
}

#[test]
fn sizes_are_kept_to_what_can_be() {
    let mut terminal = Fixture::new(20, 5);
    terminal.resize(0, 0);
    assert_eq!(terminal.engine.size().cells, Size::new(1, 1));
    terminal.write("abc\r\n");
    let size = PaneSize::of_cells(Size::new(100_000, 1)).clamped();
    assert_eq!(size.cells, Size::new(65_535, 1));
    assert_eq!(size.with_cells(Size::new(2, 2)).pixel_width, 0);
    let pixels = terminal_pixels();
    assert_eq!(pixels.cell_pixels(), (9, 18));
    assert_eq!(pixels.with_cells(Size::new(10, 2)).pixel_width, 90);
}

fn terminal_pixels() -> PaneSize {
    PaneSize {
        cells: Size::new(80, 24),
        pixel_width: 80 * 9 + 5,
        pixel_height: 24 * 18,
        dpi: 96,
    }
}
