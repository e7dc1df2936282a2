//! The model browser: a tree of sources and models with a filter, and what is known of the chosen one
//! beside it.
//!
//! It stands in the overlay in the conversation's place. It hides how the tree is filtered and which row
//! is chosen. Pure but for drawing; models are looked for elsewhere and arrive as an inventory. Main
//! thread.

use std::sync::Arc;

use wezterm_module_framework::grid::{Cursor, CursorShape, Grid, Rect, Style, text_width};
use wezterm_module_framework::input::{Key, KeyEvent, Mods};

use super::layout::{self, Line, styles};
use crate::models::{Inventory, Model, in_words};
use crate::starter;

/// Below this width the preview stands under the tree.
const SIDE_BY_SIDE: usize = 60;
/// What stands in front of the filter.
const FILTER: &str = "/ ";

/// What a key asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// Nothing that the browser could not do itself.
    Nothing,
    /// Use this model, or the starter model.
    Use(Option<Box<Model>>),
    /// Look for models once more.
    Refresh,
    /// Leave.
    Close,
}

/// A row that can be chosen.
#[derive(Clone, Copy)]
enum Item<'a> {
    /// The model inside the program.
    Starter,
    /// One that was found.
    Found(&'a Model),
}

impl<'a> Item<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Starter => starter::NAME,
            Self::Found(model) => &model.name,
        }
    }

    fn source(self) -> String {
        match self {
            Self::Starter => "inside the program".to_owned(),
            Self::Found(model) => model.source.to_string(),
        }
    }

    fn problem(self) -> Option<&'a str> {
        match self {
            Self::Starter => None,
            Self::Found(model) => model.problem.as_deref(),
        }
    }
}

/// See the top of the file.
#[derive(Default)]
pub(super) struct Browser {
    inventory: Option<Arc<Inventory>>,
    filter: String,
    /// The chosen one of the models that are shown.
    chosen: usize,
    /// The name of the model that was used when the models were looked for.
    used: Option<String>,
}

impl Browser {
    /// Takes what was found, and the name of the one that is used; at first that is the chosen one, and
    /// the chosen one stays so where it is still there.
    pub(super) fn take(&mut self, inventory: Arc<Inventory>, used: Option<String>) {
        let before = match (&self.inventory, self.chosen()) {
            (Some(_), Some(item)) => Some(item.name().to_owned()),
            _ => used.clone(),
        };
        self.used = used;
        self.inventory = Some(inventory);
        let shown = self.shown();
        let place = shown
            .iter()
            .position(|one| Some(one.name()) == before.as_deref());
        self.chosen = place.unwrap_or(self.chosen);
        self.keep_in_range();
    }

    pub(super) fn key(&mut self, event: KeyEvent) -> Wish {
        match event.key {
            Key::Escape if self.filter.is_empty() => return Wish::Close,
            Key::Escape => self.filter.clear(),
            Key::Enter => match self.chosen() {
                Some(Item::Starter) => return Wish::Use(None),
                Some(Item::Found(model)) => return Wish::Use(Some(Box::new(model.clone()))),
                None => return Wish::Nothing,
            },
            Key::Up => self.chosen = self.chosen.saturating_sub(1),
            Key::Down => self.chosen += 1,
            Key::Home => self.chosen = 0,
            Key::End => self.chosen = usize::MAX,
            Key::Backspace => drop(self.filter.pop()),
            Key::Char(c) if event.mods.contains(Mods::CTRL) => match c.to_ascii_lowercase() {
                'r' => return Wish::Refresh,
                'u' => self.filter.clear(),
                'p' => self.chosen = self.chosen.saturating_sub(1),
                'n' => self.chosen += 1,
                _ => {}
            },
            Key::Char(c) if !event.mods.intersects(Mods::ALT | Mods::SUPER) => self.filter.push(c),
            _ => {}
        }
        self.keep_in_range();
        Wish::Nothing
    }

    pub(super) fn text(&mut self, text: &str) {
        self.filter.extend(text.chars().filter(|c| !c.is_control()));
        self.keep_in_range();
    }

    fn keep_in_range(&mut self) {
        self.chosen = self.chosen.min(self.shown().len().saturating_sub(1));
    }

    /// Returns the models that the filter lets through: those that have all of its words somewhere.
    fn shown(&self) -> Vec<Item<'_>> {
        let filter = self.filter.to_lowercase();
        let words: Vec<&str> = filter.split_whitespace().collect();
        let models = self
            .inventory
            .iter()
            .flat_map(|inventory| &inventory.models);
        let items = models.map(Item::Found);
        let fits = |item: &Item<'_>| {
            let told = match item {
                Item::Starter => format!("{} text", starter::NAME),
                Item::Found(model) => format!(
                    "{} {} {} {} {}",
                    model.name,
                    model.modality.name(),
                    model.quantization,
                    model.architecture,
                    model.format.name()
                ),
            };
            let told = told.to_lowercase();
            words.iter().all(|word| told.contains(word))
        };
        std::iter::once(Item::Starter)
            .chain(items)
            .filter(fits)
            .collect()
    }

    fn chosen(&self) -> Option<Item<'_>> {
        self.shown().get(self.chosen).copied()
    }

    /// Draws the filter in the first row, the tree below, the preview beside or under it.
    pub(super) fn draw(&self, grid: &mut Grid, area: Rect) {
        if area.rows == 0 || area.cols == 0 {
            return;
        }
        grid.put(area.x, area.y, FILTER, styles::mark());
        let left = area.x + text_width(FILTER);
        match self.filter.as_str() {
            "" => grid.put(left, area.y, "type to filter", styles::faint()),
            filter => grid.put(left, area.y, filter, styles::text()),
        };
        let x = (left + text_width(&self.filter)).min(area.x + area.cols - 1);
        grid.cursor = Some(Cursor {
            x,
            y: area.y,
            shape: CursorShape::Bar,
            blinking: true,
        });
        let (y, rows) = (area.y + 1, area.rows - 1);
        if area.cols >= SIDE_BY_SIDE {
            let cols = area.cols * 2 / 5;
            self.draw_tree(grid, Rect::new(area.x, y, cols, rows));
            for row in y..y + rows {
                grid.put(area.x + cols, row, "│", styles::faint());
            }
            let x = area.x + cols + 2;
            self.draw_preview(grid, Rect::new(x, y, area.cols - cols - 2, rows));
        } else {
            let tree = rows / 2;
            self.draw_tree(grid, Rect::new(area.x, y, area.cols, tree));
            self.draw_preview(grid, Rect::new(area.x, y + tree, area.cols, rows - tree));
        }
    }

    /// Returns the rows of the tree, and which of them is the chosen one.
    fn tree(&self) -> (Vec<(String, Style)>, usize) {
        let mut rows = Vec::new();
        let mut chosen_row = 0;
        let mut source = None;
        for (index, item) in self.shown().into_iter().enumerate() {
            if source.as_ref() != Some(&item.source()) {
                source = Some(item.source());
                rows.push((item.source(), styles::heading()));
            }
            let mark = match self.used.as_deref() == Some(item.name()) {
                true => "●",
                false => " ",
            };
            let style = match (index == self.chosen, item.problem()) {
                (true, _) => styles::bar(),
                (false, Some(_)) => styles::faint(),
                (false, None) => styles::text(),
            };
            if index == self.chosen {
                chosen_row = rows.len();
            }
            rows.push((format!(" {mark} {}", item.name()), style));
        }
        (rows, chosen_row)
    }

    fn draw_tree(&self, grid: &mut Grid, area: Rect) {
        let (rows, chosen) = self.tree();
        if rows.is_empty() {
            let text = "no model is like this";
            draw_lines(grid, area, &layout::wrap(text, styles::faint(), area.cols));
            return;
        }
        let top = (chosen + 1).saturating_sub(area.rows);
        for (row, (text, style)) in rows.iter().skip(top).take(area.rows).enumerate() {
            if top + row == chosen {
                grid.fill(Rect::new(area.x, area.y + row, area.cols, 1), *style);
            }
            grid.put(area.x, area.y + row, &cut(text, area.cols), *style);
        }
    }

    fn draw_preview(&self, grid: &mut Grid, area: Rect) {
        let model = match self.chosen() {
            None => return,
            Some(Item::Starter) => {
                return draw_lines(grid, area, &self.preview_of_starter(area.cols));
            }
            Some(Item::Found(model)) => model,
        };
        let mut lines = layout::wrap(&model.name, styles::mark(), area.cols);
        for (head, value) in preview(model) {
            lines.extend(layout::wrap(
                &format!("{head:<11}{value}"),
                styles::text(),
                area.cols,
            ));
        }
        if let Some(problem) = &model.problem {
            lines.extend(layout::wrap(problem, styles::error(), area.cols));
        }
        draw_lines(grid, area, &lines);
    }
}

impl Browser {
    /// Returns what is told of the starter model, and where others come from.
    fn preview_of_starter(&self, cols: usize) -> Vec<Line> {
        let found = match &self.inventory {
            None => "Looking for others…",
            Some(all) if all.models.is_empty() => {
                "No other model was found. `wezterm ai models recommend` in a shell measures this \
                 machine and names one to fetch."
            }
            Some(_) => "",
        };
        let mut lines = layout::wrap(starter::NAME, styles::mark(), cols);
        let about = "Knows 300 common tasks and is always there.";
        lines.extend(layout::wrap(about, styles::text(), cols));
        lines.extend(layout::wrap(found, styles::faint(), cols));
        lines
    }
}

/// Returns what is told of a model, what is not known left out.
fn preview(model: &Model) -> Vec<(&'static str, String)> {
    let told = [
        ("kind", Some(model.modality.name().to_owned())),
        ("size", Some(in_words(model.size))),
        (
            "memory",
            model
                .memory
                .map(|need| format!("about {}", in_words(need.total()))),
        ),
        ("stored as", Some(model.quantization.clone())),
        (
            "parameters",
            model.parameters.map(|count| count.to_string()),
        ),
        (
            "context",
            model.context.map(|tokens| format!("{tokens} tokens")),
        ),
        ("network", Some(model.architecture.clone())),
        ("path", Some(model.path.display().to_string())),
    ];
    let known = told
        .into_iter()
        .filter_map(|(head, value)| Some((head, value?)));
    known.filter(|(_, value)| !value.is_empty()).collect()
}

fn draw_lines(grid: &mut Grid, area: Rect, lines: &[Line]) {
    for (row, line) in lines.iter().take(area.rows).enumerate() {
        let mut x = area.x;
        for (text, style) in &line.spans {
            x += grid.put(x, area.y + row, text, *style);
        }
    }
}

/// Returns as much of a text as fits.
fn cut(text: &str, cols: usize) -> String {
    let mut taken = String::new();
    for c in text.chars() {
        taken.push(c);
        if text_width(&taken) > cols {
            taken.pop();
            break;
        }
    }
    taken
}
