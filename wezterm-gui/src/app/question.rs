//! A box that asks a question which is answered with yes or no.
//!
//! A view like any other: by key, by mouse, and no where it is closed. Main thread only. What is done with the
//! answer is its owner's affair.

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;

use mux::grid::{Grid, Rect, Size, Style, Underline};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use wezterm_module_framework::{Cx, Event, View};

use super::panel::{self, Place, Words};
use super::prompt::wrapped;
use super::styled::Styled;

/// How wide the box would like to be.
const COLS: usize = 60;
const HELP: &str = "y/n or Enter · Esc is no";
const YES: &str = "  Yes  ";
const NO: &str = "  No  ";

/// The view.
pub(super) struct Question {
    message: Vec<Styled>,
    /// Which answer is marked.
    yes: bool,
    /// The answer on which the mouse button went down.
    pressed: Option<bool>,
    base: Style,
    size: Size,
    answer: Rc<Cell<Option<bool>>>,
}

impl Question {
    /// Makes a question that puts its answer into `answer`.
    pub(super) fn new(message: &str, base: Style, answer: Rc<Cell<Option<bool>>>) -> Question {
        Question {
            message: Styled::lines(message.trim_end(), base),
            yes: true,
            pressed: None,
            base,
            size: Size::default(),
            answer,
        }
    }

    /// Returns where it would like to stand.
    pub(super) fn place(&self) -> Place {
        let rows = wrapped(&self.message, COLS - 4).len();
        Place::Upper(Size::new(COLS, rows + 4))
    }

    /// Returns the rows of the message that there is room for, and the places of the two answers.
    fn areas(&self) -> (Vec<Styled>, Rect, Rect) {
        let room = panel::inner(self.size);
        let mut rows = wrapped(&self.message, room.cols);
        // The answers are seen, whatever else is not.
        rows.truncate(room.rows.saturating_sub(1));
        let between = usize::from(rows.len() + 2 <= room.rows);
        let answer = |x: usize, text: &str| Rect {
            x: x.min(room.right()),
            y: room.y + rows.len() + between,
            cols: text.len().min(room.right().saturating_sub(x)),
            rows: room.rows.min(1),
        };
        let yes = answer(room.x, YES);
        let no = answer(yes.right() + 2, NO);
        (rows, yes, no)
    }

    fn answer(&self, yes: bool, cx: &Cx<'_, Infallible>) {
        self.answer.set(Some(yes));
        cx.close();
    }

    fn key(&mut self, event: KeyEvent, cx: &Cx<'_, Infallible>) {
        let held = event.mods - Mods::SHIFT;
        match (event.key, held) {
            (Key::Escape, _) => self.answer(false, cx),
            (Key::Char('c' | 'C' | 'g' | 'G'), Mods::CTRL) => self.answer(false, cx),
            (_, held) if !held.is_empty() => {}
            (Key::Enter, _) => self.answer(self.yes, cx),
            (Key::Char('y' | 'Y'), _) => self.answer(true, cx),
            (Key::Char('n' | 'N'), _) => self.answer(false, cx),
            (Key::Left | Key::Up | Key::Char('h'), _) => self.yes = true,
            (Key::Right | Key::Down | Key::Char('l'), _) => self.yes = false,
            (Key::Tab, _) => self.yes = !self.yes,
            _ => {}
        }
    }

    fn mouse(&mut self, event: MouseEvent, cx: &Cx<'_, Infallible>) {
        let (_, yes, no) = self.areas();
        let under = match (
            yes.contains(event.x, event.y),
            no.contains(event.x, event.y),
        ) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        match event.kind {
            MouseKind::Move(None) => self.yes = under.unwrap_or(self.yes),
            MouseKind::Press(MouseButton::Left) => {
                self.pressed = under;
                self.yes = under.unwrap_or(self.yes);
            }
            MouseKind::Release(MouseButton::Left) => {
                let pressed = self.pressed.take();
                if let Some(yes) = pressed.filter(|_| pressed == under) {
                    self.answer(yes, cx);
                }
            }
            _ => {}
        }
    }
}

impl View for Question {
    type Message = Infallible;

    fn update(&mut self, event: Event<Infallible>, cx: &Cx<'_, Infallible>) {
        if self.answer.get().is_some() {
            return;
        }
        match event {
            Event::Key(key) => self.key(key, cx),
            Event::Mouse(mouse) => self.mouse(mouse, cx),
            Event::Resize(size) => self.size = size,
            // What is pasted answers nothing.
            Event::Text(_) | Event::Focus(_) => {}
            Event::Message(never) => match never {},
        }
    }

    fn draw(&self, grid: &mut Grid) {
        let words = Words {
            help: HELP,
            ..Words::default()
        };
        panel::draw(grid, self.base, words);
        let (rows, yes, no) = self.areas();
        let top = panel::inner(self.size);
        for (line, y) in rows.iter().zip(top.y..) {
            line.draw(grid, top.x, y);
        }
        for (place, text, chosen) in [(yes, YES, self.yes), (no, NO, !self.yes)] {
            if place.is_empty() {
                continue;
            }
            let style = match chosen {
                true => self.base.inverse().bold(),
                false => panel::marked(self.base),
            };
            for (x, letter) in (place.x..place.right()).zip(text.chars()) {
                // The key that gives the answer at once.
                let style = match letter.is_uppercase() {
                    true => style.underline(Underline::Single),
                    false => style,
                };
                grid.put(x, place.y, letter.encode_utf8(&mut [0; 4]), style);
            }
        }
    }
}
