//! How a picker looks: its heading, its list in columns, the letters that were sought.
//!
//! Nothing here is kept between two frames but what does not change: the widths of columns.

use mux::grid::{Color, Grid, Rect, Style, Underline, text_width};

use super::{Look, Picker, PickerOptions};
use crate::app::line::Line;
use crate::app::panel::{self, Words};
use crate::app::styled::Styled;

/// What is said of an entry begins no further to the right than this part of the row.
const WIDEST_LABEL: usize = 40;
/// Less room than this is not used for what is said of an entry.
const LEAST_ABOUT: usize = 8;
/// What is free between two columns.
const GAP: usize = 2;
/// How many entries are measured for the width of the first column.
const MEASURED: usize = 1000;

/// What stands above the list, and how wide its columns are.
pub(super) struct Heading {
    title: Styled,
    help: Vec<Styled>,
    prompt: Styled,
    /// The columns of the widest label of an entry of which more is said.
    widest: usize,
}

impl Heading {
    pub(super) fn of(options: &PickerOptions) -> Heading {
        let base = match options.look {
            Look::Tab => Style::default(),
            Look::Box(style) => style,
        };
        let quiet = panel::shade(base, 65);
        let help = match options.help.is_empty() {
            true => Vec::new(),
            false => Styled::lines(&options.help, quiet),
        };
        let said = options
            .entries
            .iter()
            .filter(|entry| !entry.about.is_empty());
        let widths = said
            .take(MEASURED)
            .map(|entry| Styled::read(&entry.label, base).width());
        Heading {
            title: Styled::read(&options.title, base.bold()),
            help,
            prompt: Styled::read(&options.prompt, quiet),
            widest: widths.max().unwrap_or(0),
        }
    }

    /// Returns how many rows it would like to have below the title.
    pub(super) fn rows(&self, filtering: bool) -> usize {
        match filtering {
            true => 1,
            false => self.help.len(),
        }
    }
}

impl Picker {
    pub(super) fn draw_all(&self, grid: &mut Grid) {
        let (heading, list) = self.areas();
        let count = self.count(list.rows);
        if self.is_box() {
            let words = Words {
                title: &self.options.title,
                count: &count,
                help: self.options.keys,
            };
            panel::draw(grid, self.base(), words);
        } else {
            grid.fill(Rect::of_size(self.size), self.base());
        }
        self.draw_heading(grid, heading, &count);
        if self.hits.is_empty() {
            let none = match self.options.entries.is_empty() {
                true => "Nothing to choose from.",
                false => "Nothing matches.",
            };
            let quiet = panel::shade(self.base(), 65);
            grid.put(list.x + self.indent(), list.y, none, quiet);
        }
        let shown = self.hits.iter().enumerate().skip(self.top);
        for (y, (index, entry)) in (list.y..list.bottom()).zip(shown) {
            let place = Rect { y, rows: 1, ..list };
            self.draw_entry(grid, place, *entry, index == self.selected);
        }
    }

    /// A list that covers the tab keeps a column free; the border of a box does.
    fn indent(&self) -> usize {
        usize::from(!self.is_box())
    }

    /// Says which of how many entries is marked, where they do not all fit.
    fn count(&self, rows: usize) -> String {
        let fits = self.hits.len() <= rows;
        if fits && self.hits.len() == self.options.entries.len() {
            return String::new();
        }
        let now = match self.hits.is_empty() {
            true => 0,
            false => self.selected + 1,
        };
        format!("{now}/{}", self.hits.len())
    }

    fn draw_heading(&self, grid: &mut Grid, place: Rect, count: &str) {
        if place.rows == 0 {
            return;
        }
        let mut y = place.y;
        if !self.is_box() {
            let quiet = panel::shade(self.base(), 65);
            let at = place.right().saturating_sub(text_width(count));
            let title = self.heading.title.width();
            let titled = title > 0 && place.rows > 1;
            if titled {
                self.heading
                    .title
                    .clipped(place.cols)
                    .draw(grid, place.x, y);
                y += 1;
            }
            let taken = match (titled, &self.filter) {
                (true, _) => title,
                (false, Some(filter)) => self.heading.prompt.width() + text_width(filter.text()),
                (false, None) => self.heading.help.first().map_or(0, Styled::width),
            };
            if !count.is_empty() && at > place.x + taken {
                grid.put(at, place.y, count, quiet);
            }
        }
        match &self.filter {
            Some(filter) => self.draw_filter(
                grid,
                Rect {
                    y,
                    rows: 1,
                    ..place
                },
                filter,
            ),
            None => {
                for (line, y) in self.heading.help.iter().zip(y..place.bottom()) {
                    line.clipped(place.cols).draw(grid, place.x, y);
                }
            }
        }
    }

    /// Draws what is sought; its end stays in sight, with room for the cursor.
    fn draw_filter(&self, grid: &mut Grid, place: Rect, filter: &Line) {
        let prompt = self.heading.prompt.width();
        // Where there is not room for both, what is sought has it all.
        let whole = prompt + text_width(filter.text()) < place.cols;
        let beside = match whole {
            true => prompt,
            false => 0,
        };
        if whole {
            self.heading.prompt.draw(grid, place.x, place.y);
        }
        let room = Rect {
            x: place.x + beside,
            cols: place.cols - beside,
            ..place
        };
        filter.draw(grid, room, self.base());
    }

    fn draw_entry(&self, grid: &mut Grid, place: Rect, entry: usize, selected: bool) {
        let base = match (selected, self.options.look) {
            (false, _) => self.base(),
            (true, Look::Tab) => self.base().inverse(),
            (true, Look::Box(style)) => panel::marked(style),
        };
        let bar = match self.is_box() {
            true => Rect {
                x: place.x - 1,
                cols: place.cols + 2,
                ..place
            },
            false => place,
        };
        grid.fill(bar, base);
        let mut x = place.x + self.indent();
        if self.filter.is_none() {
            x = self.draw_label(grid, (x, place.y), entry, base);
        }
        let Some(shown) = self.options.entries.get(entry) else {
            return;
        };
        let room = place.right().saturating_sub(x);
        // Where something is said of an entry is the same in all rows, whatever else stands in them.
        let column = self.heading.widest.min(room * WIDEST_LABEL / 100);
        let columns = !shown.about.is_empty() && column + GAP + LEAST_ABOUT <= room;
        let least = if columns { column } else { LEAST_ABOUT };
        let mut end = place.right();
        let keys = text_width(&shown.keys);
        if keys > 0 && least + GAP + keys <= room {
            grid.put(end - keys, place.y, &shown.keys, panel::shade(base, 75));
            end -= keys + GAP;
        }
        let at = x + column + GAP;
        let said = columns && at + LEAST_ABOUT <= end;
        let cols = if said { column } else { end.saturating_sub(x) };
        let marks = self.search.marks(&self.sought, entry);
        let label = Styled::read(&shown.label, base).clipped(cols);
        self.draw_text(grid, (x, place.y), &label, &marks.label);
        if said {
            let about = Styled::read(&shown.about, panel::shade(base, 65)).clipped(end - at);
            self.draw_text(grid, (at, place.y), &about, &marks.about);
        }
    }

    /// Draws the letters that choose an entry, and returns where its text begins.
    fn draw_label(
        &self,
        grid: &mut Grid,
        (x, y): (usize, usize),
        entry: usize,
        base: Style,
    ) -> usize {
        let widest = self.labels.first().into_iter().chain(self.labels.last());
        let widest = widest.map(|label| text_width(label)).max().unwrap_or(0);
        let label = self.labels.get(entry).map_or("", String::as_str);
        if !label.is_empty() {
            let at = x + widest - text_width(label).min(widest);
            let quick = base.fg(Color::Palette(3)).bold();
            grid.put(at, y, &format!("{label}."), quick);
        }
        x + widest + 2
    }

    /// Draws text with the letters marked that were sought.
    fn draw_text(&self, grid: &mut Grid, (x, y): (usize, usize), text: &Styled, marks: &[u32]) {
        let mut x = x;
        for (index, (style, grapheme)) in (0u32..).zip(text.graphemes()) {
            let style = match marks.binary_search(&index) {
                Ok(_) => style
                    .fg(Color::Palette(3))
                    .bold()
                    .underline(Underline::Single),
                Err(_) => style,
            };
            x += grid.put(x, y, grapheme, style);
        }
    }
}
