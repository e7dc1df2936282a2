//! A list of which a person chooses one entry: by a label's letters, by moving, by typing what is sought.
//!
//! A view like any other: keys and mouse in, a grid out. Hides labels, filtering and scrolling. Main
//! thread only. It knows neither what the entries mean nor what is done with the chosen one: the
//! launcher and other menus do.

pub(super) mod labels;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

use mux::grid::{Color, Cursor, CursorShape, Grid, Rect, Size, Style, Underline, text_width};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;
use wezterm_module_framework::{Cx, Event, View};

use labels::{Typed, labels, typed};

/// The characters of labels when no others are chosen; `j` and `k` move.
pub(super) const ALPHABET: &str = "1234567890abcdefghilmnopqrstuvwxyz";

/// What a picker says and lists.
pub(super) struct PickerOptions {
    /// What it is called.
    pub(super) title: String,
    /// What it says above the list.
    pub(super) help: String,
    /// What it says before the text that filters.
    pub(super) prompt: String,
    /// The characters of which labels are made.
    pub(super) alphabet: String,
    /// Whether it begins with filtering.
    pub(super) fuzzy: bool,
    /// What there is to choose from.
    pub(super) entries: Vec<String>,
}

/// An entry that is shown, and which of its characters were sought.
struct Hit {
    entry: usize,
    marks: Vec<u32>,
}

/// The view.
pub(super) struct Picker {
    options: PickerOptions,
    labels: Vec<String>,
    /// The letters of a label that have been typed so far.
    label: String,
    /// What is sought; none while labels choose.
    filter: Option<String>,
    hits: Vec<Hit>,
    selected: usize,
    /// The first entry that is shown.
    top: usize,
    /// The entry on which the mouse button went down.
    pressed: Option<usize>,
    size: Size,
    matcher: Matcher,
    chosen: Rc<Cell<Option<usize>>>,
}

impl Picker {
    /// Makes a picker that tells by `chosen` which entry was chosen.
    pub(super) fn new(options: PickerOptions, chosen: Rc<Cell<Option<usize>>>) -> Picker {
        let mut picker = Picker {
            labels: labels(&options.alphabet, options.entries.len()),
            label: String::new(),
            filter: options.fuzzy.then(String::new),
            hits: Vec::new(),
            selected: 0,
            top: 0,
            pressed: None,
            size: Size::default(),
            matcher: Matcher::new(Config::DEFAULT),
            chosen,
            options,
        };
        picker.search();
        picker
    }

    /// Looks for what is sought; the best come first.
    fn search(&mut self) {
        let filter = self.filter.as_deref().unwrap_or_default();
        let (case, normal) = (CaseMatching::Smart, Normalization::Smart);
        let pattern = Pattern::new(filter, case, normal, AtomKind::Fuzzy);
        let mut found = Vec::new();
        let mut buffer = Vec::new();
        for (entry, text) in self.options.entries.iter().enumerate() {
            let mut marks = Vec::new();
            let text = Utf32Str::new(text, &mut buffer);
            if let Some(score) = pattern.indices(text, &mut self.matcher, &mut marks) {
                marks.sort_unstable();
                found.push((score, Hit { entry, marks }));
            }
        }
        // Stable: equally good ones keep their order.
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.hits = found.into_iter().map(|(_, hit)| hit).collect();
        self.select(0);
    }

    fn set_filter(&mut self, filter: Option<String>) {
        self.filter = filter;
        self.label.clear();
        self.pressed = None;
        self.search();
    }

    /// Returns the rows in which entries stand.
    fn list_rows(&self) -> Range<usize> {
        let heading = match self.size.rows {
            0..=1 => 0,
            2..=4 => 1,
            _ => 2,
        };
        heading..self.size.rows
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
            self.choose(hit.entry, cx);
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
                'u' if self.filter.is_some() => self.set_filter(Some(String::new())),
                _ => {}
            },
            (_, held) if !held.is_empty() => {}
            (Key::Enter, _) => self.choose_selected(cx),
            (Key::Up, _) => self.select(self.selected.saturating_sub(1)),
            (Key::Down, _) => self.select(self.selected + 1),
            (Key::PageUp, _) => self.select(self.selected.saturating_sub(page)),
            (Key::PageDown, _) => self.select(self.selected + page),
            (Key::Home, _) => self.select(0),
            (Key::End, _) => self.select(usize::MAX),
            (Key::Backspace, _) => self.backspace(),
            (Key::Char(letter), _) => self.letter(letter, cx),
            _ => {}
        }
    }

    fn backspace(&mut self) {
        let Some(filter) = &self.filter else {
            self.label.clear();
            return;
        };
        match filter.grapheme_indices(true).next_back() {
            Some((at, _)) => {
                let shorter = filter[..at].to_owned();
                self.set_filter(Some(shorter));
            }
            None if !self.options.fuzzy => self.set_filter(None),
            None => {}
        }
    }

    fn letter(&mut self, letter: char, cx: &Cx<'_, Infallible>) {
        if self.filter.is_some() {
            self.seek(letter.encode_utf8(&mut [0; 4]));
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
                    _ if before => self.letter(letter, cx),
                    '/' => self.set_filter(Some(String::new())),
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
        filter.extend(text.chars().filter(|letter| !letter.is_control()));
        self.set_filter(Some(filter));
    }

    fn mouse(&mut self, event: MouseEvent, cx: &Cx<'_, Infallible>) {
        let under = self.list_rows().contains(&event.y).then(|| {
            let row = event.y - self.list_rows().start;
            self.top + row
        });
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
                    self.choose(hit.entry, cx);
                }
            }
            _ => {}
        }
    }

    fn draw_heading(&self, grid: &mut Grid) {
        let line = match self.list_rows().start {
            0 => return,
            1 => 0,
            _ => {
                grid.put(0, 0, &self.options.title, Style::default().bold());
                self.draw_count(grid);
                1
            }
        };
        let quiet = Style::default().fg(Color::Palette(8));
        let Some(filter) = &self.filter else {
            grid.put(0, line, &self.options.help, quiet);
            return;
        };
        // The end of what is sought stays in sight, with room for the cursor.
        let prompt = &self.options.prompt;
        let room = self.size.cols.saturating_sub(1);
        let whole = text_width(prompt) + text_width(filter) <= room;
        let x = if whole {
            grid.put(0, line, prompt, quiet)
        } else {
            0
        };
        let mut shown = filter.as_str();
        while text_width(shown) > room.saturating_sub(x) {
            let mut graphemes = shown.graphemes(true);
            graphemes.next();
            shown = graphemes.as_str();
        }
        let end = x + grid.put(x, line, shown, Style::default());
        grid.cursor = Some(Cursor {
            x: end.min(room),
            y: line,
            shape: CursorShape::Bar,
            blinking: false,
        });
    }

    /// Says which of how many entries is marked, where they do not all fit.
    fn draw_count(&self, grid: &mut Grid) {
        let fits = self.hits.len() <= self.list_rows().len();
        if fits && self.hits.len() == self.options.entries.len() {
            return;
        }
        let now = if self.hits.is_empty() {
            0
        } else {
            self.selected + 1
        };
        let count = format!("{now}/{}", self.hits.len());
        let x = self.size.cols.saturating_sub(text_width(&count));
        if x > text_width(&self.options.title) {
            grid.put(x, 0, &count, Style::default().fg(Color::Palette(8)));
        }
    }

    fn draw_entry(&self, grid: &mut Grid, y: usize, hit: &Hit, selected: bool) {
        let style = match selected {
            true => Style::default().inverse(),
            false => Style::default(),
        };
        grid.fill(Rect::new(0, y, self.size.cols, 1), style);
        let mut x = 1;
        if self.filter.is_none() {
            let widest = self.labels.first().into_iter().chain(self.labels.last());
            let widest = widest.map(|label| text_width(label)).max().unwrap_or(0);
            let label = self.labels.get(hit.entry).map_or("", String::as_str);
            if !label.is_empty() {
                let at = x + widest - text_width(label).min(widest);
                let quick = style.fg(Color::Palette(3)).bold();
                grid.put(at, y, &format!("{label}."), quick);
            }
            x += widest + 2;
        }
        let sought = style
            .fg(Color::Palette(3))
            .bold()
            .underline(Underline::Single);
        let text = &self.options.entries[hit.entry];
        for (index, grapheme) in (0u32..).zip(text.graphemes(true)) {
            let marked = hit.marks.binary_search(&index).is_ok();
            x += grid.put(x, y, grapheme, if marked { sought } else { style });
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
        self.draw_heading(grid);
        let rows = self.list_rows();
        if self.hits.is_empty() {
            let none = match self.options.entries.is_empty() {
                true => "Nothing to choose from.",
                false => "Nothing matches.",
            };
            grid.put(1, rows.start, none, Style::default().fg(Color::Palette(8)));
        }
        let shown = self.hits.iter().enumerate().skip(self.top);
        for (y, (index, hit)) in rows.zip(shown) {
            self.draw_entry(grid, y, hit, index == self.selected);
        }
    }
}
