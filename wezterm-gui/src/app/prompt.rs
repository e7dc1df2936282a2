//! A box that asks for one line of text.
//!
//! A view like any other. The text itself is `line`'s; what is done with it is its owner's affair. Main thread
//! only.

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use mux::grid::{Grid, Rect, Size, Style};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use wezterm_module_framework::{Cx, Event, View};

use super::line::Line;
use super::panel::{self, Place, Words};
use super::styled::Styled;

/// How wide the box would like to be.
const COLS: usize = 76;
/// How much of a row the text keeps, whatever stands before it.
const LEAST_TEXT: usize = 10;
const HELP: &str = "Enter accepts · Esc cancels · Ctrl+U clears";

/// What is asked, and how.
pub(super) struct PromptOptions {
    /// What is asked; several lines, with escape sequences as colours.
    pub(super) description: String,
    /// What stands before the text.
    pub(super) prompt: String,
    /// What the text is at first.
    pub(super) text: String,
    /// The style of the box.
    pub(super) base: Style,
}

/// The view.
pub(super) struct Prompt {
    description: Vec<Styled>,
    prompt: Styled,
    line: Line,
    base: Style,
    size: Size,
    answer: Rc<RefCell<Option<String>>>,
}

impl Prompt {
    /// Makes a prompt that puts the text that was accepted into `answer`.
    pub(super) fn new(options: &PromptOptions, answer: Rc<RefCell<Option<String>>>) -> Prompt {
        let base = options.base;
        let mut line = Line::new();
        line.set(&options.text);
        let description = match options.description.is_empty() {
            true => Vec::new(),
            false => Styled::lines(options.description.trim_end(), base),
        };
        Prompt {
            description,
            prompt: Styled::read(&options.prompt, base.bold()),
            line,
            base,
            size: Size::default(),
            answer,
        }
    }

    /// Returns where it would like to stand.
    pub(super) fn place(&self) -> Place {
        let rows = wrapped(&self.description, COLS - 4).len();
        let between = usize::from(rows > 0);
        Place::Upper(Size::new(COLS, rows + between + 3))
    }

    /// Returns the rows of the description that there is room for, and the place of the text.
    fn areas(&self) -> (Vec<Styled>, Rect, Rect) {
        let room = panel::inner(self.size);
        let mut rows = wrapped(&self.description, room.cols);
        // The text is seen, whatever else is not.
        rows.truncate(room.rows.saturating_sub(1));
        let between = usize::from(!rows.is_empty() && rows.len() + 2 <= room.rows);
        let row = Rect {
            y: room.y + rows.len() + between,
            rows: room.rows.min(1),
            ..room
        };
        let beside = match self.prompt.width() + LEAST_TEXT <= row.cols {
            true => self.prompt.width(),
            false => 0,
        };
        let text = Rect {
            x: row.x + beside,
            cols: row.cols - beside,
            ..row
        };
        (rows, row, text)
    }

    fn key(&mut self, event: KeyEvent, cx: &Cx<'_, Infallible>) {
        let held = event.mods - Mods::SHIFT;
        match (event.key, held) {
            (Key::Enter, held) if held.is_empty() => {
                *self.answer.borrow_mut() = Some(self.line.take());
                cx.close();
            }
            (Key::Escape, _) => cx.close(),
            (Key::Char('c' | 'C' | 'g' | 'G'), Mods::CTRL) => cx.close(),
            _ => {
                let edited = self.line.key(&event);
                // The end of what is typed, where nothing is.
                if !edited && held == Mods::CTRL && event.key == Key::Char('d') {
                    cx.close();
                }
            }
        }
    }

    fn mouse(&mut self, event: MouseEvent) {
        let (_, row, text) = self.areas();
        if event.kind == MouseKind::Press(MouseButton::Left) && row.contains(event.x, event.y) {
            self.line.point_at(text, event.x.max(text.x), event.y);
        }
    }
}

/// Returns lines in rows of at most that many columns.
pub(super) fn wrapped(lines: &[Styled], cols: usize) -> Vec<Styled> {
    lines.iter().flat_map(|line| line.wrapped(cols)).collect()
}

impl View for Prompt {
    type Message = Infallible;

    fn update(&mut self, event: Event<Infallible>, cx: &Cx<'_, Infallible>) {
        if self.answer.borrow().is_some() {
            return;
        }
        match event {
            Event::Key(key) => self.key(key, cx),
            Event::Text(text) => {
                // What goes beyond the room there is cannot be meant.
                let _ = self.line.insert(&text);
            }
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Resize(size) => self.size = size,
            Event::Focus(_) => {}
            Event::Message(never) => match never {},
        }
    }

    fn draw(&self, grid: &mut Grid) {
        let words = Words {
            help: HELP,
            ..Words::default()
        };
        panel::draw(grid, self.base, words);
        let (rows, row, text) = self.areas();
        let top = panel::inner(self.size);
        for (line, y) in rows.iter().zip(top.y..) {
            line.draw(grid, top.x, y);
        }
        if text.x > row.x {
            self.prompt.draw(grid, row.x, row.y);
        }
        self.line.draw(grid, text, self.base);
    }
}
