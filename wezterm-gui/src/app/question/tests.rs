//! The question by its keys, its mouse and the text of its grid.

use std::sync::Arc;

use wezterm_module_framework::{AnyView, Gate, Host, Policy, ViewEvent, ViewId, erase};

use super::*;
use crate::host::TerminalHost;
use crate::tasks;

struct Open {
    view: Box<dyn AnyView>,
    size: Size,
    answer: Rc<Cell<Option<bool>>>,
}

fn open(size: Size) -> Open {
    let (mailbox, _inbox) = tasks::inbox(Arc::new(|| {}));
    let host: Arc<dyn Host> = {
        let gate = Gate::new(Arc::default(), Policy::default());
        Arc::new(TerminalHost::new(mailbox, Arc::default(), gate))
    };
    let answer = Rc::new(Cell::new(None));
    let question = Question::new("Really?", Style::default(), Rc::clone(&answer));
    let mut view = erase(question, ViewId(1), host);
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

    fn mouse(&mut self, kind: MouseKind, x: usize, y: usize) {
        self.view.event(ViewEvent::Mouse(MouseEvent {
            kind,
            x,
            y,
            mods: Mods::empty(),
            clicks: 1,
        }));
    }

    fn text(&self) -> String {
        let mut grid = Grid::new(self.size);
        self.view.draw(&mut grid);
        grid.text()
    }
}

const SIZE: Size = Size::new(30, 6);

#[test]
fn the_question_stands_above_its_answers() {
    assert_eq!(
        open(SIZE).text(),
        "╭────────────────────────────╮\n\
         │ Really?                    │\n\
         │                            │\n\
         │   Yes      No              │\n\
         │                            │\n\
         ╰─ y/n or Enter · Esc is no ─╯"
    );
}

#[test]
fn keys_answer_at_once_or_mark_an_answer_that_enter_takes() {
    for (keys, answer) in [
        ("y", Some(true)),
        ("Shift+Y", Some(true)),
        ("n", Some(false)),
        ("Enter", Some(true)),
        ("Right Enter", Some(false)),
        ("Tab Tab Enter", Some(true)),
        ("l h Enter", Some(true)),
        ("Escape", Some(false)),
        ("Ctrl+C", Some(false)),
        ("x Ctrl+Y Alt+N", None),
        ("n y", Some(false)),
    ] {
        let mut open = open(SIZE);
        open.keys(keys);
        assert_eq!(open.answer.get(), answer, "{keys}");
        assert_eq!(open.view.wants_close(), answer.is_some(), "{keys}");
    }
}

#[test]
fn a_click_answers_where_it_began_and_ended_on_the_same_answer() {
    let left = MouseButton::Left;
    for (from, to, answer) in [(4, 5, Some(true)), (14, 13, Some(false)), (4, 14, None)] {
        let mut open = open(SIZE);
        open.mouse(MouseKind::Press(left), from, 3);
        open.mouse(MouseKind::Release(left), to, 3);
        assert_eq!(open.answer.get(), answer, "{from} to {to}");
    }
    let mut pasted = open(SIZE);
    pasted.view.event(ViewEvent::Text("y".to_owned()));
    assert_eq!(pasted.answer.get(), None);
}

#[test]
fn every_size_down_to_nothing_works() {
    for cols in 0..24 {
        for rows in 0..6 {
            let mut open = open(Size::new(cols, rows));
            let text = open.text();
            assert!(!text.contains("stopped working"), "{cols}x{rows}: {text}");
            if cols >= 16 && rows >= 3 {
                assert!(text.contains("Yes"), "{cols}x{rows}: {text}");
            }
            open.keys("y");
            assert_eq!(open.answer.get(), Some(true));
        }
    }
}
