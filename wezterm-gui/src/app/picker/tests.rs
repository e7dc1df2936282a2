//! The picker by its keys, its mouse and the text of its grid.

use std::sync::Arc;

use mux::grid::{Color, Underline};
use wezterm_module_framework::{AnyView, Gate, Host, Policy, ViewEvent, ViewId, erase};

use super::*;
use crate::host::TerminalHost;
use crate::tasks;

/// A picker that is open, and what was chosen in it.
struct Open {
    view: Box<dyn AnyView>,
    size: Size,
    chosen: Rc<Cell<Option<usize>>>,
}

fn entries(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("entry {number}")).collect()
}

fn options(entries: Vec<String>) -> PickerOptions {
    PickerOptions {
        title: "Choose".to_owned(),
        help: "Enter takes it".to_owned(),
        prompt: "find: ".to_owned(),
        alphabet: ALPHABET.to_owned(),
        fuzzy: false,
        entries: entries.into_iter().map(Entry::from).collect(),
        keys: "Enter takes · Esc closes",
        marked: 0,
        look: Look::Tab,
    }
}

/// A box with commands as the palette has them.
fn commands(rows: &[(&str, &str, &str)]) -> PickerOptions {
    let entry = |(label, about, keys): &(&str, &str, &str)| Entry {
        label: (*label).to_owned(),
        about: (*about).to_owned(),
        keys: (*keys).to_owned(),
    };
    let style = Style::default()
        .fg(Color::Rgb(200, 200, 200))
        .bg(Color::Rgb(40, 40, 40));
    PickerOptions {
        title: "Commands".to_owned(),
        help: String::new(),
        fuzzy: true,
        entries: rows.iter().map(entry).collect(),
        look: Look::Box(style),
        ..options(Vec::new())
    }
}

fn names(names: &[&str]) -> PickerOptions {
    options(names.iter().map(|name| (*name).to_owned()).collect())
}

fn open(options: PickerOptions) -> Open {
    open_in(options, Size::new(30, 8))
}

fn open_in(options: PickerOptions, size: Size) -> Open {
    let (mailbox, _inbox) = tasks::inbox(Arc::new(|| {}));
    let host: Arc<dyn Host> = {
        let gate = Gate::new(Arc::default(), Policy::default());
        Arc::new(TerminalHost::new(mailbox, Arc::default(), gate))
    };
    let chosen = Rc::new(Cell::new(None));
    let picker = Picker::new(options, Rc::clone(&chosen));
    let mut view = erase(picker, ViewId(1), host);
    view.event(ViewEvent::Resize(size));
    Open { view, size, chosen }
}

impl Open {
    fn keys(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let event = key.parse().unwrap_or_else(|error| panic!("{key}: {error}"));
            self.view.event(ViewEvent::Key(event));
        }
    }

    fn mouse(&mut self, kind: MouseKind, y: usize) {
        self.view.event(ViewEvent::Mouse(MouseEvent {
            kind,
            x: 3,
            y,
            mods: Mods::empty(),
            clicks: 1,
        }));
    }

    fn grid(&self) -> Grid {
        let mut grid = Grid::new(self.size);
        self.view.draw(&mut grid);
        grid
    }

    fn rows(&self) -> Vec<String> {
        let grid = self.grid();
        (0..self.size.rows).map(|y| grid.row_text(y)).collect()
    }

    /// Returns the text of the row that is marked.
    fn marked(&self) -> String {
        let grid = self.grid();
        let marked = |y: &usize| grid.cell(0, *y).style.inverse;
        let mut rows = (0..self.size.rows).filter(marked);
        let row = rows.next().expect("a marked row");
        assert_eq!(rows.next(), None, "one row is marked");
        grid.row_text(row).trim().to_owned()
    }

    fn chose(&self) -> Option<usize> {
        assert!(self.chosen.get().is_none() || self.view.wants_close());
        self.chosen.get()
    }
}

#[test]
fn entries_stand_below_each_other_with_their_labels() {
    let open = open(names(&["one", "two", "日本"]));
    let expected = [
        "Choose",
        "Enter takes it",
        " 1. one",
        " 2. two",
        " 3. 日本",
        "",
        "",
        "",
    ];
    assert_eq!(open.rows(), expected);
    assert_eq!(open.marked(), "1. one");
    assert_eq!(open.grid().cursor, None);
}

#[test]
fn a_label_chooses_at_once() {
    let mut open = open(names(&["one", "two", "three"]));
    open.keys("2");
    assert_eq!(open.chose(), Some(1));
    // What is typed after the choice is no second one.
    open.keys("3 Enter");
    assert_eq!(open.chose(), Some(1));
}

#[test]
fn two_letters_label_what_one_letter_cannot() {
    let mut many = options(entries(5));
    many.alphabet = "abc".to_owned();
    let mut open = open(many);
    assert_eq!(
        open.rows()[2..7],
        [
            "  a. entry 0",
            "  b. entry 1",
            " ca. entry 2",
            " cb. entry 3",
            " cc. entry 4"
        ]
    );
    open.keys("c");
    assert_eq!(open.chose(), None);
    open.keys("Backspace b");
    assert_eq!(open.chose(), Some(1));
}

#[test]
fn half_a_label_and_another_letter_is_that_letter() {
    let mut many = options(entries(5));
    many.alphabet = "abc".to_owned();
    let mut open = open(many);
    open.keys("c j");
    assert_eq!(open.marked(), "b. entry 1");
    open.keys("c b");
    assert_eq!(open.chose(), Some(3));
}

#[test]
fn keys_move_and_enter_takes_what_is_marked() {
    let mut open = open(options(entries(20)));
    for (keys, marked) in [
        ("Down", "2. entry 1"),
        ("j", "3. entry 2"),
        ("Ctrl+N", "4. entry 3"),
        ("k", "3. entry 2"),
        ("Up", "2. entry 1"),
        ("Ctrl+P", "1. entry 0"),
        ("Up", "1. entry 0"),
        ("PageDown", "7. entry 6"),
        ("End", "l. entry 19"),
        ("Down", "l. entry 19"),
        ("PageUp", "d. entry 13"),
        ("Home", "1. entry 0"),
        ("PageDown PageDown", "c. entry 12"),
    ] {
        open.keys(keys);
        assert_eq!(open.marked(), marked, "after {keys}");
    }
    open.keys("Enter");
    assert_eq!(open.chose(), Some(12));
}

#[test]
fn a_long_list_scrolls_and_says_where_it_is() {
    let mut open = open(options(entries(20)));
    assert_eq!(open.rows()[0], format!("{:<26}1/20", "Choose"));
    open.keys("End");
    assert_eq!(open.rows()[0], format!("{:<25}20/20", "Choose"));
    assert_eq!(open.rows()[2], " e. entry 14");
    assert_eq!(open.rows()[7], " l. entry 19");
    // It scrolls no further than it must.
    open.keys("Up Up");
    assert_eq!(open.rows()[7], " l. entry 19");
    assert_eq!(open.marked(), "h. entry 17");
}

#[test]
fn escape_and_its_like_close_without_a_choice() {
    for (key, fuzzy) in [
        ("Escape", false),
        ("Ctrl+C", false),
        ("Ctrl+G", false),
        ("Escape", true),
        ("Ctrl+C", true),
        ("Ctrl+G", true),
    ] {
        let mut open = open(PickerOptions {
            fuzzy,
            ..options(entries(3))
        });
        assert!(!open.view.wants_close());
        open.keys(key);
        assert!(open.view.wants_close(), "{key}");
        assert_eq!(open.chose(), None);
    }
}

#[test]
fn a_slash_begins_to_filter_and_the_best_comes_first() {
    let mut open = open(names(&["bash", "htop", "a shell in docker", "top"]));
    open.keys("/ t o p");
    let expected = ["find: top", " top", " htop", ""];
    assert_eq!(open.rows()[1..5], expected);
    let cursor = open.grid().cursor.expect("what is sought has a cursor");
    assert_eq!((cursor.x, cursor.y), (9, 1));
    open.keys("Down Enter");
    assert_eq!(open.chose(), Some(1));
}

#[test]
fn what_was_sought_is_marked_in_what_was_found() {
    let mut open = open(names(&["über日本alles"]));
    open.keys("/ b a s");
    let grid = open.grid();
    let marked: String = grid
        .row(2)
        .iter()
        .filter(|cell| cell.style.underline == Underline::Single)
        .map(|cell| cell.text.as_str())
        .collect();
    assert_eq!(grid.row_text(2), " über日本alles");
    assert_eq!(marked, "bas");
}

#[test]
fn words_are_sought_in_any_order_and_signs_mean_themselves() {
    let mut open = open(names(&["new tab in docker", "cost $5!", "^start"]));
    open.view.event(ViewEvent::Text("docker tab".to_owned()));
    assert_eq!(open.marked(), "new tab in docker");
    open.keys("Ctrl+U $");
    assert_eq!(open.marked(), "cost $5!");
    open.keys("Backspace ^");
    assert_eq!(open.marked(), "^start");
    open.keys("Enter");
    assert_eq!(open.chose(), Some(2));
}

#[test]
fn nothing_found_says_so_and_enter_waits() {
    let mut open = open(names(&["one", "two"]));
    open.keys("/ x Enter");
    assert_eq!(open.chose(), None);
    assert_eq!(open.rows()[0], format!("{:<27}0/0", "Choose"));
    assert_eq!(open.rows()[2], " Nothing matches.");
    open.keys("Backspace");
    assert_eq!(open.rows()[2..4], [" one", " two"]);
    // Once more leaves the search, and labels choose again.
    open.keys("Backspace 2");
    assert_eq!(open.chose(), Some(1));
}

#[test]
fn one_that_begins_with_filtering_stays_there() {
    let mut open = open(PickerOptions {
        fuzzy: true,
        ..names(&["one", "two", "1"])
    });
    assert_eq!(open.rows()[1], "find:");
    open.keys("Backspace 1");
    assert_eq!(open.chose(), None);
    assert_eq!(open.marked(), "1");
}

#[test]
fn text_from_an_input_method_is_sought() {
    let mut open = open(names(&["one", "日本語"]));
    open.view.event(ViewEvent::Text("日\n語".to_owned()));
    assert_eq!(open.rows()[1..3], ["find: 日 語", " 日本語"]);
}

#[test]
fn the_mouse_marks_and_a_click_chooses() {
    let mut open = open(options(entries(20)));
    open.mouse(MouseKind::Move(None), 4);
    assert_eq!(open.marked(), "3. entry 2");
    for _ in 0..5 {
        open.mouse(MouseKind::WheelDown, 4);
    }
    assert_eq!(open.marked(), "8. entry 7");
    open.mouse(MouseKind::WheelUp, 4);
    assert_eq!(open.marked(), "7. entry 6");
    // The list has scrolled by two. A click on the heading, or one that ends elsewhere, is none.
    let left = MouseButton::Left;
    for (from, to) in [(0, 0), (2, 3), (3, 0)] {
        open.mouse(MouseKind::Press(left), from);
        open.mouse(MouseKind::Release(left), to);
        assert_eq!(open.chose(), None, "{from} to {to}");
    }
    open.mouse(MouseKind::Press(left), 3);
    open.mouse(MouseKind::Release(left), 3);
    assert_eq!(open.chose(), Some(3));
}

#[test]
fn no_entries_say_so() {
    let mut open = open(options(Vec::new()));
    assert_eq!(open.rows()[2], " Nothing to choose from.");
    open.keys("Enter Down End 1");
    open.mouse(MouseKind::Press(MouseButton::Left), 2);
    open.mouse(MouseKind::Release(MouseButton::Left), 2);
    assert_eq!(open.chose(), None);
}

#[test]
fn every_size_down_to_nothing_works() {
    for cols in 0..12 {
        for rows in 0..6 {
            for fuzzy in [false, true] {
                let options = PickerOptions {
                    fuzzy,
                    ..options(entries(50))
                };
                let mut open = open_in(options, Size::new(cols, rows));
                open.keys("End Up");
                open.view.event(ViewEvent::Text("entry 日本 4".to_owned()));
                let cursor = open.grid().cursor;
                assert!(cursor.is_none_or(|cursor| cursor.y < rows));
                open.keys("Ctrl+U");
                open.mouse(MouseKind::WheelDown, rows);
                let text = open.grid().text();
                assert!(!text.contains("stopped working"), "{cols}x{rows}: {text}");
                open.keys("End Enter");
                assert_eq!(open.chose(), Some(49), "{cols}x{rows}");
            }
        }
    }
}

#[test]
fn what_is_sought_shows_its_end_where_there_is_little_room() {
    let mut open = open_in(options(entries(3)), Size::new(10, 8));
    let sought = "entry and much more".to_owned();
    open.view.event(ViewEvent::Text(sought));
    assert!(open.rows()[1].ends_with("more"), "{:?}", open.rows());
    let cursor = open.grid().cursor.expect("what is sought has a cursor");
    assert_eq!((cursor.x, cursor.y), (open.rows()[1].len(), 1));
}

#[test]
fn a_box_has_names_what_is_said_of_them_and_keys_in_columns() {
    let open = open_in(
        commands(&[
            ("Copy", "copy the selection", "Ctrl+C"),
            ("Close Tab", "close the tab", ""),
            ("日本", "", "F1"),
        ]),
        Size::new(50, 7),
    );
    let row = |text: &str| format!("│ {text:<46} │");
    let wide = format!("{:<44}F1", "日本").replacen("  ", "", 1);
    assert_eq!(
        open.rows(),
        [
            format!("╭─ Commands {}╮", "─".repeat(37)),
            row("find:"),
            row("Copy       copy the selection           Ctrl+C"),
            row("Close Tab  close the tab"),
            format!("│ {wide} │"),
            row(""),
            format!("╰─ Enter takes · Esc closes {}╯", "─".repeat(21)),
        ]
    );
    let grid = open.grid();
    let marked = grid.cell(1, 2).style;
    assert_ne!(marked.bg, grid.cell(1, 3).style.bg);
    assert_eq!(marked, grid.cell(48, 2).style);
    assert_eq!(grid.cursor.map(|cursor| (cursor.x, cursor.y)), Some((8, 1)));
}

#[test]
fn columns_begin_at_the_same_place_in_all_rows_and_what_is_too_long_is_cut() {
    let rows = [
        ("Copy", "copy the selection", "Ctrl+Shift+C"),
        ("Activate Window Relative No Wrap", "show another", ""),
        (
            "A name as long as this one is",
            "with a key",
            "Ctrl+Shift+Alt+F12",
        ),
        ("Quit", "", "Super+Q"),
    ];
    let open = open_in(commands(&rows), Size::new(60, 8));
    let row = |text: &str| format!("│ {text:<56} │");
    assert_eq!(
        open.rows()[2..6],
        [
            row("Copy                    copy the selection  Ctrl+Shift+C"),
            row("Activate Window Relat…  show another"),
            row("A name as long as thi…  with a key    Ctrl+Shift+Alt+F12"),
            row("Quit                                             Super+Q"),
        ]
    );
    // What the key leaves too little room for is not said; no two columns meet.
    let narrow = open_in(commands(&rows), Size::new(40, 8));
    let row = |text: &str| format!("│ {text:<36} │");
    assert_eq!(
        narrow.rows()[2..6],
        [
            row("Copy                    Ctrl+Shift+C"),
            row("Activate Wind…  show another"),
            row("A name as long …  Ctrl+Shift+Alt+F12"),
            row("Quit                         Super+Q"),
        ]
    );
}

#[test]
fn what_is_said_of_an_entry_is_sought_too_and_its_name_counts_more() {
    let mut open = open_in(
        commands(&[
            ("Spawn Tab", "open a new tab", ""),
            ("Clear Scrollback", "forget what was scrolled away", ""),
            ("New Thing", "something else", ""),
        ]),
        Size::new(60, 8),
    );
    open.keys("n e w");
    let rows = open.rows();
    assert!(rows[2].starts_with("│ New Thing"), "{rows:?}");
    assert!(rows[3].starts_with("│ Spawn Tab"), "{rows:?}");
    let grid = open.grid();
    let marked = |y: usize| -> String {
        let cells = grid.row(y).iter();
        let marked = cells.filter(|cell| cell.style.underline == Underline::Single);
        marked.map(|cell| cell.text.as_str()).collect()
    };
    assert_eq!((marked(2), marked(3)), ("New".to_owned(), "new".to_owned()));
    open.keys("Ctrl+W f o r g e t Enter");
    assert_eq!(open.chose(), Some(1));
}

#[test]
fn the_text_that_filters_is_edited_like_any_line() {
    let mut open = open(PickerOptions {
        fuzzy: true,
        ..names(&["bash", "htop", "top"])
    });
    open.keys("x t o p Ctrl+A Delete");
    assert_eq!(open.rows()[1..4], ["find: top", " top", " htop"]);
    open.keys("h");
    assert_eq!(open.rows()[1..3], ["find: htop", " htop"]);
    open.keys("Ctrl+E Ctrl+Backspace");
    assert_eq!(open.rows()[1], "find:");
    open.keys("Ctrl+Y");
    assert_eq!(open.rows()[1], "find: htop");
}

#[test]
fn colours_of_labels_are_shown_and_only_their_text_is_sought() {
    let mut open = open(names(&["\u{1b}[31mred\u{1b}[0m alert", "plain", "31m"]));
    assert_eq!(open.rows()[2], " 1. red alert");
    assert_eq!(open.grid().cell(4, 2).style.fg, Color::Palette(1));
    assert_eq!(open.grid().cell(8, 2).style.fg, Color::Default);
    open.keys("/ 3 1");
    assert_eq!(open.rows()[2..4], [" 31m", ""]);
    open.keys("Ctrl+U r e d Enter");
    assert_eq!(open.chose(), Some(0));
}

#[test]
fn what_is_said_above_a_list_may_have_colours_and_several_lines() {
    let open = open(PickerOptions {
        title: String::new(),
        help: "\u{1b}[1mbold\u{1b}[0m\nsecond".to_owned(),
        ..names(&["one"])
    });
    assert_eq!(open.rows()[..3], ["bold", "second", " 1. one"]);
    assert!(open.grid().cell(0, 0).style.bold);
    let boxed = open_in(
        PickerOptions {
            title: "T".to_owned(),
            help: "first\nsecond".to_owned(),
            look: Look::Box(Style::default()),
            ..names(&["one"])
        },
        Size::new(20, 7),
    );
    let row = |text: &str| format!("│ {text:<16} │");
    assert_eq!(
        boxed.rows()[1..4],
        [row("first"), row("second"), row("1. one")]
    );
}

#[test]
fn an_entry_can_be_marked_at_first() {
    let mut open = open(PickerOptions {
        marked: 17,
        ..options(entries(20))
    });
    assert_eq!(open.marked(), "h. entry 17");
    open.keys("Enter");
    assert_eq!(open.chose(), Some(17));
}

#[test]
fn a_long_list_of_coloured_choices_is_sought_and_moved_in() {
    let label = |number| format!("\u{1b}[3{}mproject-{number}\u{1b}[0m", number % 8);
    let mut open = open(options((0..10_000).map(label).collect()));
    assert_eq!(open.rows()[0], format!("{:<23}1/10000", "Choose"));
    open.keys("End");
    assert_eq!(open.marked(), "project-9999");
    open.keys("/ 7 7 7 7");
    assert_eq!(open.rows()[2], " project-7777");
    open.keys("Enter");
    assert_eq!(open.chose(), Some(7777));
}
