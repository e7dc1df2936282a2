//! A list of which a person chooses one entry: by a label's letters, by moving, by typing what is sought.
//!
//! A view like any other: keys and mouse in, a grid out. Hides labels, filtering and scrolling; only what is
//! shown costs anything between two keys. Main thread only. It knows neither what the entries mean nor what is
//! done with the chosen one: the palette, the launcher and other menus do.

mod drawing;
pub(super) mod labels;
mod search;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

use mux::grid::{Grid, Rect, Size, Style};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use wezterm_module_framework::{Cx, Event, View};

use super::line::Line;
use super::panel;
use drawing::Heading;
use labels::{Typed, labels, typed};
use search::{Search, Sought};

/// The characters of labels when no others are chosen; `j` and `k` move.
pub(super) const ALPHABET: &str = "1234567890abcdefghilmnopqrstuvwxyz";

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is called; escape sequences are colours.
    pub(super) label: String,
    /// What more is said of it, and looked through when something is sought.
    pub(super) about: String,
    /// What stands at the right end, such as the keys that do the same.
    pub(super) keys: String,
}

impl From<String> for Entry {
    fn from(label: String) -> Entry {
        Entry {
            label,
            ..Entry::default()
        }
    }
}

/// How a picker looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Like the tab that it covers.
    Tab,
    /// A box in this style.
    Box(Style),
}

/// What a picker says and lists.
pub(super) struct PickerOptions {
    /// What it is called.
    pub(super) title: String,
    /// What it says above the list while labels choose.
    pub(super) help: String,
    /// What the keys do, for the border of a box.
    pub(super) keys: &'static str,
    /// What it says before the text that filters.
    pub(super) prompt: String,
    /// The characters of which labels are made.
    pub(super) alphabet: String,
    /// Whether it begins with filtering.
    pub(super) fuzzy: bool,
    /// What there is to choose from.
    pub(super) entries: Vec<Entry>,
    /// Which entry is marked at first.
    pub(super) marked: usize,
    /// How it looks.
    pub(super) look: Look,
}

/// The view.
pub(super) struct Picker {
    options: PickerOptions,
    heading: Heading,
    labels: Vec<String>,
    /// The letters of a label that have been typed so far.
    label: String,
    /// What is sought; none while labels choose.
    filter: Option<Line>,
    search: Search,
    /// The entries that are listed.
    hits: Vec<usize>,
    sought: Sought,
    selected: usize,
    /// The first entry that is shown.
    top: usize,
    /// The entry on which the mouse button went down.
    pressed: Option<usize>,
    size: Size,
    chosen: Rc<Cell<Option<usize>>>,
}

impl Picker {
    /// Makes a picker that tells by `chosen` which entry was chosen.
    pub(super) fn new(options: PickerOptions, chosen: Rc<Cell<Option<usize>>>) -> Picker {
        let mut picker = Picker {
            heading: Heading::of(&options),
            labels: labels(&options.alphabet, options.entries.len()),
            label: String::new(),
            filter: options.fuzzy.then(Line::new),
            search: Search::of(&options.entries),
            hits: Vec::new(),
            sought: Sought::default(),
            selected: 0,
            top: 0,
            pressed: None,
            size: Size::default(),
            chosen,
            options,
        };
        picker.look_for();
        picker.select(picker.options.marked);
        picker
    }

    /// Looks for what is sought; the best come first.
    fn look_for(&mut self) {
        let filter = self.filter.as_ref().map_or("", Line::text);
        (self.sought, self.hits) = self.search.find(filter);
        self.select(0);
    }

    fn set_filter(&mut self, filter: Option<Line>) {
        self.filter = filter;
        self.label.clear();
        self.pressed = None;
        self.look_for();
    }

    /// Returns the style of everything.
    fn base(&self) -> Style {
        match self.options.look {
            Look::Tab => Style::default(),
            Look::Box(style) => style,
        }
    }

    fn is_box(&self) -> bool {
        self.options.look != Look::Tab && panel::has_border(self.size)
    }

    /// Returns the rows above the list, and the list itself.
    fn areas(&self) -> (Rect, Rect) {
        let room = match self.is_box() {
            true => panel::inner(self.size),
            false => Rect::of_size(self.size),
        };
        let title = usize::from(!self.is_box() && !self.options.title.is_empty());
        let wanted = title + self.heading.rows(self.filter.is_some());
        let most = match room.rows {
            0..=1 => 0,
            2..=4 => 1,
            rows => (rows / 2).max(2),
        };
        let rows = wanted.min(most);
        let heading = Rect { rows, ..room };
        let list = Rect {
            y: room.y + rows,
            rows: room.rows - rows,
            ..room
        };
        (heading, list)
    }

    /// Returns the rows in which entries stand.
    fn list_rows(&self) -> Range<usize> {
        let (_, list) = self.areas();
        list.y..list.bottom()
    }

    fn select(&mut self, index: usize) {
        self.selected = index.min(self.hits.len().saturating_sub(1));
        let rows = self.list_rows().len().max(1);
        let last_top = self.hits.len().saturating_sub(rows);
        let lowest = (self.selected + 1).saturating_sub(rows);
        self.top = self.top.clamp(lowest, self.selected).min(last_top);
    }

    fn choose(&self, entry: usize, cx: &Cx<'_, Infallible>) {
        self.chosen.set(Some(entry));
        cx.close();
    }

    fn choose_selected(&self, cx: &Cx<'_, Infallible>) {
        if let Some(hit) = self.hits.get(self.selected) {
            self.choose(*hit, cx);
        }
    }

    fn key(&mut self, event: KeyEvent, cx: &Cx<'_, Infallible>) {
        let page = self.list_rows().len().max(1);
        let held = event.mods - Mods::SHIFT;
        match (event.key, held) {
            (Key::Escape, _) => cx.close(),
            (Key::Char(letter), Mods::CTRL) => match letter.to_ascii_lowercase() {
                'c' | 'g' => cx.close(),
                'n' | 'j' => self.select(self.selected + 1),
                'p' | 'k' => self.select(self.selected.saturating_sub(1)),
                _ => self.edit(event),
            },
            (Key::Backspace, Mods::CTRL | Mods::ALT) => self.edit(event),
            (Key::Enter, held) if held.is_empty() => self.choose_selected(cx),
            (Key::Up, held) if held.is_empty() => self.select(self.selected.saturating_sub(1)),
            (Key::Down, held) if held.is_empty() => self.select(self.selected + 1),
            (Key::PageUp, _) => self.select(self.selected.saturating_sub(page)),
            (Key::PageDown, _) => self.select(self.selected + page),
            (Key::Home, _) => self.select(0),
            (Key::End, _) => self.select(usize::MAX),
            (Key::Backspace, _) => self.backspace(event),
            (Key::Char(letter), held) if held.is_empty() => self.letter(letter, event, cx),
            _ => self.edit(event),
        }
    }

    /// Has a key edit what is sought.
    fn edit(&mut self, event: KeyEvent) {
        let Some(mut filter) = self.filter.take() else {
            return;
        };
        let before = filter.text().to_owned();
        filter.key(&event);
        match filter.text() == before {
            true => self.filter = Some(filter),
            false => self.set_filter(Some(filter)),
        }
    }

    fn backspace(&mut self, event: KeyEvent) {
        match &self.filter {
            None => self.label.clear(),
            Some(filter) if filter.text().is_empty() => {
                if !self.options.fuzzy {
                    self.set_filter(None);
                }
            }
            Some(_) => self.edit(event),
        }
    }

    fn letter(&mut self, letter: char, event: KeyEvent, cx: &Cx<'_, Infallible>) {
        if self.filter.is_some() {
            self.edit(event);
            return;
        }
        let before = !self.label.is_empty();
        self.label.push(letter);
        match typed(&self.labels, &self.label) {
            Typed::Chosen(entry) => self.choose(entry, cx),
            Typed::Begun => {}
            Typed::Nothing => {
                self.label.clear();
                match letter {
                    // The letter may begin another label.
                    _ if before => self.letter(letter, event, cx),
                    '/' => self.set_filter(Some(Line::new())),
                    'j' => self.select(self.selected + 1),
                    'k' => self.select(self.selected.saturating_sub(1)),
                    _ => {}
                }
            }
        }
    }

    /// Adds to what is sought; text that comes while labels choose begins the search.
    fn seek(&mut self, text: &str) {
        let mut filter = self.filter.take().unwrap_or_default();
        // What goes beyond the room there is was not meant to be sought.
        let _ = filter.insert(text);
        self.set_filter(Some(filter));
    }

    fn mouse(&mut self, event: MouseEvent, cx: &Cx<'_, Infallible>) {
        let rows = self.list_rows();
        let under = rows
            .contains(&event.y)
            .then(|| self.top + (event.y - rows.start));
        let under = under.filter(|hit| *hit < self.hits.len());
        match event.kind {
            MouseKind::WheelUp => self.select(self.selected.saturating_sub(1)),
            MouseKind::WheelDown => self.select(self.selected + 1),
            MouseKind::Press(MouseButton::Left) => {
                self.pressed = under;
                self.select(under.unwrap_or(self.selected));
            }
            MouseKind::Move(None) => self.select(under.unwrap_or(self.selected)),
            MouseKind::Release(MouseButton::Left) => {
                let pressed = self.pressed.take().filter(|hit| Some(*hit) == under);
                if let Some(hit) = pressed.and_then(|hit| self.hits.get(hit)) {
                    self.choose(*hit, cx);
                }
            }
            _ => {}
        }
    }
}

impl View for Picker {
    type Message = Infallible;

    fn update(&mut self, event: Event<Infallible>, cx: &Cx<'_, Infallible>) {
        if self.chosen.get().is_some() {
            return;
        }
        match event {
            Event::Key(key) => self.key(key, cx),
            Event::Text(text) => self.seek(&text),
            Event::Mouse(mouse) => self.mouse(mouse, cx),
            Event::Resize(size) => {
                self.size = size;
                self.select(self.selected);
            }
            Event::Focus(_) => {}
            Event::Message(never) => match never {},
        }
    }

    fn draw(&self, grid: &mut Grid) {
        self.draw_all(grid);
    }
}
