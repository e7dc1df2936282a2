//! Picking a character by its group or its name.
//!
//! A view in a box over the tab: keys and mouse in, a grid out. Hides filtering, groups and scrolling. Main
//! thread only; the names of all characters are put together on another one. Which characters there are is
//! `characters`'.

mod characters;

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use config::{CharGroup, CharSelectArgs};
use mux::PaneId;
use mux::grid::{Grid, Rect, Size, Style, Underline, text_width};
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use wezterm_module_framework::{Cx, Event, Task, View};

use super::App;
use super::line::Line;
use super::panel::{self, Place, Words};
use super::views::Purpose;
use crate::commands;
use characters::{Character, GROUPS, emoji, everything, group_name, of_code};

/// The list of the state folder in which characters that were picked stand.
const USED: &str = "characters";
/// The columns of the box, and its rows on a large window.
const COLS: usize = 72;
const ROWS: usize = 22;
/// The columns in which a character stands.
const GLYPH_COLS: usize = 4;
/// The columns of the number of a character.
const CODE_COLS: usize = 8;

const HELP: &str = "Enter picks · Esc closes · Ctrl+R other group · ↑↓ move · Ctrl+U clears";

/// The view.
struct CharSelect {
    /// Those that are there at once, then all others, once they are known.
    all: Vec<Character>,
    /// Puts together the others.
    naming: Option<Task>,
    /// The characters that were picked before, the usual ones first.
    used: Vec<String>,
    group: CharGroup,
    filter: Line,
    /// What is meant by a number that is sought.
    coded: Option<Character>,
    /// The places of those that are listed; behind all of them, that one.
    hits: Vec<usize>,
    selected: usize,
    top: usize,
    pressed: Option<usize>,
    size: Size,
    style: Style,
    matcher: RefCell<Matcher>,
    chosen: Rc<RefCell<Option<String>>>,
}

impl App {
    /// Lets a person pick a character, which is put where they type and copied.
    pub(crate) fn select_character(&mut self, args: &CharSelectArgs, pane: PaneId) {
        let used = self.used(USED);
        let usual = match used.is_empty() {
            true => CharGroup::SmileysAndEmotion,
            false => CharGroup::RecentlyUsed,
        };
        let config = &self.shown.config;
        let style = Style::default()
            .fg(config.char_select_fg_color.parts().into())
            .bg(config.char_select_bg_color.parts().into());
        let chosen = Rc::new(RefCell::new(None));
        let group = args.group.unwrap_or(usual);
        let view = CharSelect::new(group, used, style, Rc::clone(&chosen));
        let args = args.clone();
        let place = Place::Upper(Size::new(COLS, ROWS));
        self.open_menu(pane, (place, Purpose::Characters), view, move |app| {
            if let Some(text) = chosen.take() {
                app.character_selected(&args, text);
            }
        });
    }

    fn character_selected(&mut self, args: &CharSelectArgs, text: String) {
        self.note_used(USED, text.clone());
        self.text(&text);
        if args.copy_on_select {
            commands::copy(self, text, args.copy_to);
        }
    }
}

impl CharSelect {
    fn new(
        group: CharGroup,
        used: Vec<String>,
        style: Style,
        chosen: Rc<RefCell<Option<String>>>,
    ) -> CharSelect {
        let mut select = CharSelect {
            all: emoji(),
            naming: None,
            used,
            group,
            filter: Line::new(),
            coded: None,
            hits: Vec::new(),
            selected: 0,
            top: 0,
            pressed: None,
            size: Size::default(),
            style,
            matcher: RefCell::new(Matcher::new(Config::DEFAULT)),
            chosen,
        };
        select.list();
        select
    }

    /// Lists what is sought, or the group where nothing is.
    fn list(&mut self) {
        let sought = self.filter.text().trim();
        self.coded = of_code(sought);
        self.hits = match sought {
            "" => self.of_group(),
            sought => self.found(sought),
        };
        self.top = 0;
        self.select(0);
    }

    fn of_group(&self) -> Vec<usize> {
        if self.group != CharGroup::RecentlyUsed {
            let own = self.all.iter().enumerate();
            let own = own.filter(|(_, character)| character.group == self.group);
            return own.map(|(index, _)| index).collect();
        }
        let place = |text: &String| self.all.iter().position(|known| known.is(text));
        // What was picked by its number alone has no place.
        self.used.iter().filter_map(place).collect()
    }

    /// Looks for what is sought among all characters; the best come first.
    fn found(&self, sought: &str) -> Vec<usize> {
        let pattern = pattern(sought);
        let mut matcher = self.matcher.borrow_mut();
        let mut buffer = Vec::new();
        let mut scored = Vec::new();
        for (index, character) in self.all.iter().enumerate() {
            // It is found by this name in its first place.
            if character.again {
                continue;
            }
            let score = |name: &str| pattern.score(Utf32Str::new(name, &mut buffer), &mut matcher);
            if let Some(best) = character.names().filter_map(score).max() {
                scored.push((best, index));
            }
        }
        // Stable: equally good ones keep their order, in which emoji come first.
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let coded = self.coded.as_ref().map(|coded| {
            let text = coded.text();
            let known = self.all.iter().position(|known| known.is(&text));
            known.unwrap_or(self.all.len())
        });
        let others = scored.into_iter().map(|(_, index)| index);
        let others = others.filter(|index| Some(*index) != coded);
        coded.into_iter().chain(others).collect()
    }

    /// Returns where the parts of the box stand: the line that is typed into, and the list.
    fn areas(&self) -> (Rect, Rect) {
        let inner = panel::inner(self.size);
        let typed = Rect {
            rows: inner.rows.min(1),
            ..inner
        };
        let list = Rect {
            y: inner.y + typed.rows,
            rows: inner.rows - typed.rows,
            ..inner
        };
        (typed, list)
    }

    fn select(&mut self, index: usize) {
        self.selected = index.min(self.hits.len().saturating_sub(1));
        let rows = self.areas().1.rows.max(1);
        let lowest = (self.selected + 1).saturating_sub(rows);
        let last_top = self.hits.len().saturating_sub(rows);
        self.top = self.top.clamp(lowest, self.selected).min(last_top);
    }

    fn character(&self, hit: usize) -> Option<&Character> {
        self.all.get(hit).or(self.coded.as_ref())
    }

    fn choose(&mut self, index: usize, cx: &Cx<'_, Vec<Character>>) {
        let hit = self.hits.get(index).copied();
        if let Some(character) = hit.and_then(|hit| self.character(hit)) {
            *self.chosen.borrow_mut() = Some(character.text());
            cx.close();
        }
    }

    /// Shows the group that many further on, round and round.
    fn turn(&mut self, by: isize) {
        let now = GROUPS.iter().position(|(group, _)| *group == self.group);
        let count = GROUPS.len();
        let step = by.rem_euclid(count as isize) as usize;
        let next = (now.unwrap_or(0) + step) % count;
        self.group = GROUPS[next].0;
        self.filter.take();
        self.list();
    }

    fn key(&mut self, event: KeyEvent, cx: &Cx<'_, Vec<Character>>) {
        let page = self.areas().1.rows.max(1);
        let shifted = event.mods.contains(Mods::SHIFT);
        let back = if shifted { -1 } else { 1 };
        let held = event.mods - Mods::SHIFT;
        match (event.key, held) {
            (Key::Escape, _) => return cx.close(),
            (Key::Enter, _) => return self.choose(self.selected, cx),
            (Key::Tab, _) => return self.turn(back),
            (Key::Up, _) => return self.select(self.selected.saturating_sub(1)),
            (Key::Down, _) => return self.select(self.selected + 1),
            (Key::PageUp, _) => return self.select(self.selected.saturating_sub(page)),
            (Key::PageDown, _) => return self.select(self.selected + page),
            (Key::Char(letter), Mods::CTRL) => match letter.to_ascii_lowercase() {
                'c' | 'g' => return cx.close(),
                'r' => return self.turn(back),
                'n' => return self.select(self.selected + 1),
                'p' => return self.select(self.selected.saturating_sub(1)),
                'u' => {
                    self.filter.take();
                    return self.list();
                }
                _ => {}
            },
            _ => {}
        }
        let before = self.filter.text().to_owned();
        if self.filter.key(&event) && self.filter.text() != before {
            self.list();
        }
    }

    fn mouse(&mut self, event: MouseEvent, cx: &Cx<'_, Vec<Character>>) {
        let (typed, list) = self.areas();
        let under = list.contains(event.x, event.y).then(|| {
            let row = event.y - list.y;
            self.top + row
        });
        let under = under.filter(|hit| *hit < self.hits.len());
        match event.kind {
            MouseKind::WheelUp => self.select(self.selected.saturating_sub(1)),
            MouseKind::WheelDown => self.select(self.selected + 1),
            MouseKind::Press(MouseButton::Left) => {
                self.pressed = under;
                self.select(under.unwrap_or(self.selected));
                if typed.contains(event.x, event.y) {
                    self.filter.point_at(self.line_place(), event.x, event.y);
                }
            }
            MouseKind::Move(None) => self.select(under.unwrap_or(self.selected)),
            MouseKind::Release(MouseButton::Left) => {
                if let Some(hit) = self.pressed.take().filter(|hit| Some(*hit) == under) {
                    self.choose(hit, cx);
                }
            }
            _ => {}
        }
    }

    fn prompt(&self) -> String {
        match self.filter.text().is_empty() {
            true => format!("{}: ", group_name(self.group)),
            false => "Among all characters: ".to_owned(),
        }
    }

    fn line_place(&self) -> Rect {
        let (typed, _) = self.areas();
        let prompt = text_width(&self.prompt()).min(typed.cols.saturating_sub(1));
        Rect {
            x: typed.x + prompt,
            cols: typed.cols - prompt,
            ..typed
        }
    }

    /// Returns which of a character's names has what is sought, and those letters of it.
    fn sought_in<'a>(&self, character: &'a Character) -> (&'a str, Vec<u32>) {
        let sought = self.filter.text().trim();
        if sought.is_empty() {
            return (character.name(), Vec::new());
        }
        let pattern = pattern(sought);
        let mut matcher = self.matcher.borrow_mut();
        let mut buffer = Vec::new();
        for name in character.names() {
            let mut marks = Vec::new();
            let text = Utf32Str::new(name, &mut buffer);
            if pattern.indices(text, &mut matcher, &mut marks).is_some() {
                marks.sort_unstable();
                return (name, marks);
            }
        }
        (character.name(), Vec::new())
    }

    fn draw_hit(&self, grid: &mut Grid, row: Rect, index: usize, style: Style) {
        let Some(character) = self.character(self.hits[index]) else {
            return;
        };
        grid.fill(row, style);
        grid.put(row.x + 1, row.y, &character.alone(), style);
        let code = character.code();
        let code_x = row.right().saturating_sub(CODE_COLS + 1);
        let x = row.x + GLYPH_COLS;
        let end = if code_x > x + 8 {
            code_x - 1
        } else {
            row.right()
        };
        let (called, marks) = self.sought_in(character);
        let mut at = x;
        if called != character.name() {
            at = put_marked(grid, at..end, row.y, (character.name(), &[]), style) + 2;
        }
        put_marked(grid, at..end, row.y, (called, &marks), style);
        if code_x > x + 8 {
            grid.put(code_x, row.y, &code, panel::shade(style, 65));
        }
    }
}

fn pattern(sought: &str) -> Pattern {
    let (case, normal) = (CaseMatching::Ignore, Normalization::Smart);
    Pattern::new(sought, case, normal, AtomKind::Fuzzy)
}

/// Writes a name with the letters marked that were sought, cut where it is too long; returns the column behind it.
fn put_marked(
    grid: &mut Grid,
    cols: Range<usize>,
    y: usize,
    (name, marks): (&str, &[u32]),
    style: Style,
) -> usize {
    let fits = text_width(name) <= cols.len();
    let mut x = cols.start;
    for (at, letter) in (0u32..).zip(name.chars()) {
        let marked = marks.binary_search(&at).is_ok();
        let style = match marked {
            true => style.bold().underline(Underline::Single),
            false => style,
        };
        let mut buffer = [0; 4];
        let letter = letter.encode_utf8(&mut buffer);
        if !fits && x + text_width(letter) >= cols.end {
            if x < cols.end {
                grid.put(x, y, "…", style);
            }
            return cols.end;
        }
        x += grid.put(x, y, letter, style);
    }
    x
}

impl View for CharSelect {
    type Message = Vec<Character>;

    fn update(&mut self, event: Event<Vec<Character>>, cx: &Cx<'_, Vec<Character>>) {
        match event {
            Event::Key(key) => self.key(key, cx),
            Event::Text(text) => {
                self.filter.insert(&text);
                self.list();
            }
            Event::Mouse(mouse) => self.mouse(mouse, cx),
            Event::Resize(size) => {
                self.size = size;
                self.select(self.selected);
                if self.naming.is_none() {
                    let naming = cx.spawn(|sender| async move { sender.send(everything()) });
                    self.naming = Some(naming);
                }
            }
            Event::Focus(_) => {}
            Event::Message(all) => {
                let selected = self.hits.get(self.selected).copied();
                self.all = all;
                self.list();
                // Emoji stand in both lists, at the same places.
                let again = self.hits.iter().position(|hit| Some(*hit) == selected);
                self.select(again.unwrap_or(0));
            }
        }
    }

    fn draw(&self, grid: &mut Grid) {
        let (typed, list) = self.areas();
        let now = (self.selected + 1).min(self.hits.len());
        let count = format!("{now}/{}", self.hits.len());
        let words = Words {
            title: "Characters",
            count: &count,
            help: HELP,
        };
        panel::draw(grid, self.style, words);
        if typed.rows > 0 {
            grid.put(
                typed.x,
                typed.y,
                &self.prompt(),
                panel::shade(self.style, 65),
            );
            self.filter.draw(grid, self.line_place(), self.style);
        }
        if self.hits.is_empty() {
            let none = match (self.filter.text().trim(), self.group) {
                ("", CharGroup::RecentlyUsed) => "Nothing was picked so far.",
                ("", _) => "The names are being put together …",
                _ => "Nothing matches.",
            };
            grid.put(list.x, list.y, none, panel::shade(self.style, 65));
        }
        let last = (self.top + list.rows).min(self.hits.len());
        let seen: Range<usize> = self.top..last;
        for (index, y) in seen.zip(list.y..) {
            let style = match index == self.selected {
                true => panel::marked(self.style),
                false => self.style,
            };
            let row = Rect { y, rows: 1, ..list };
            self.draw_hit(grid, row, index, style);
        }
    }
}
