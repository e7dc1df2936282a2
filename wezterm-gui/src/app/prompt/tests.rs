//! The prompt by its keys, its mouse and the text of its grid.

use std::sync::Arc;

use wezterm_module_framework::{AnyView, Gate, Host, Policy, ViewEvent, ViewId, erase};

use super::*;
use crate::host::TerminalHost;
use crate::tasks;

struct Open {
    view: Box<dyn AnyView>,
    size: Size,
    answer: Rc<RefCell<Option<String>>>,
}

fn open(description: &str, text: &str, size: Size) -> Open {
    let (mailbox, _inbox) = tasks::inbox(Arc::new(|| {}));
    let host: Arc<dyn Host> = {
        let gate = Gate::new(Arc::default(), Policy::default());
        Arc::new(TerminalHost::new(mailbox, Arc::default(), gate))
    };
    let answer = Rc::new(RefCell::new(None));
    let options = PromptOptions {
        description: description.to_owned(),
        prompt: "> ".to_owned(),
        text: text.to_owned(),
        base: Style::default(),
    };
    let prompt = Prompt::new(&options, Rc::clone(&answer));
    let mut view = erase(prompt, ViewId(1), host);
    view.event(ViewEvent::Resize(size));
    Open { view, size, answer }
}

impl Open {
    fn keys(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let event = key.parse().unwrap_or_else(|error| panic!("{key}: {error}"));
            self.view.event(ViewEvent::Key(event));
        }
    }

    fn grid(&self) -> Grid {
        let mut grid = Grid::new(self.size);
        self.view.draw(&mut grid);
        grid
    }

    fn answered(&self) -> Option<String> {
        assert!(self.view.wants_close());
        self.answer.borrow().clone()
    }
}

const SIZE: Size = Size::new(30, 7);

#[test]
fn the_question_stands_above_the_line_with_its_colours() {
    let open = open("\u{1b}[31mName\u{1b}[0m of the tab:\nshort", "main", SIZE);
    assert_eq!(
        open.grid().text(),
        "╭────────────────────────────╮\n\
         │ Name of the tab:           │\n\
         │ short                      │\n\
         │                            │\n\
         │ > main                     │\n\
         │                            │\n\
         ╰─ Enter accepts ────────────╯"
    );
    assert_eq!(
        open.grid().cell(2, 1).style.fg,
        mux::grid::Color::Palette(1)
    );
    let cursor = open.grid().cursor.expect("the line has a cursor");
    assert_eq!((cursor.x, cursor.y), (8, 4));
}

#[test]
fn the_line_is_edited_and_enter_accepts_it() {
    let mut open = open("Name:", "one two", SIZE);
    open.keys("Ctrl+W t h r e e Ctrl+A X");
    open.view.event(ViewEvent::Text("日\n本".to_owned()));
    open.keys("Enter");
    assert_eq!(open.answered().as_deref(), Some("X日 本one three"));
    // What is typed after that changes nothing.
    open.keys("x");
    assert_eq!(open.answered().as_deref(), Some("X日 本one three"));
}

#[test]
fn an_empty_line_is_an_answer_and_escape_is_none() {
    let mut accepted = open("Name:", "", SIZE);
    accepted.keys("Enter");
    assert_eq!(accepted.answered().as_deref(), Some(""));
    for key in ["Escape", "Ctrl+C", "Ctrl+G"] {
        let mut open = open("Name:", "text", SIZE);
        open.keys(key);
        assert_eq!(open.answered(), None, "{key}");
    }
    let mut ended = open("Name:", "", SIZE);
    ended.keys("Ctrl+D");
    assert_eq!(ended.answered(), None);
}

#[test]
fn a_click_puts_the_cursor_where_it_is() {
    let mut open = open("", "abcdef", SIZE);
    let press = MouseEvent {
        kind: MouseKind::Press(MouseButton::Left),
        x: 6,
        y: 1,
        mods: Mods::empty(),
        clicks: 1,
    };
    open.view.event(ViewEvent::Mouse(press));
    open.keys("X Enter");
    assert_eq!(open.answered().as_deref(), Some("abXcdef"));
}

#[test]
fn every_size_down_to_nothing_works_and_keeps_the_line() {
    let long = "a question that takes several rows\n".repeat(4);
    for cols in 0..24 {
        for rows in 0..8 {
            let mut open = open(&long, "", Size::new(cols, rows));
            open.keys("t e x t 日");
            let grid = open.grid();
            let text = grid.text();
            assert!(!text.contains("stopped working"), "{cols}x{rows}: {text}");
            assert!(grid.cursor.is_none_or(|cursor| cursor.y < rows));
            if cols >= 16 && rows >= 3 {
                assert!(text.contains("日"), "{cols}x{rows}: {text}");
            }
            open.keys("Enter");
            assert_eq!(open.answered().as_deref(), Some("text日"));
        }
    }
}
