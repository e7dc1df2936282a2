//! The tab bar: its tabs, the button for a new one, and the statuses on both sides.
//!
//! Hides who words a tab (the configuration's `format-tab-title`, or its title) and whose colours it has.
//! Main thread only.

use config::{Rgba, TabColors};
use mux::TabId;
use mux::grid::{Color, Grid, Rect, Style};

use super::App;
use super::styled::Styled;

/// What the button for a new tab is called.
const NEW_TAB: &str = " + ";

/// Something on the bar that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BarItem {
    /// A tab.
    Tab(TabId),
    /// The button for a new one.
    NewTab,
}

/// Something on the bar with its place.
pub(super) struct Label {
    pub(super) item: BarItem,
    pub(super) place: Rect,
    text: Styled,
}

fn color(rgba: Option<Rgba>, otherwise: Color) -> Color {
    rgba.map_or(otherwise, |rgba| {
        let (r, g, b) = rgba.parts();
        Color::Rgb(r, g, b)
    })
}

/// Lays the colours of a configuration over a style.
fn colored(style: Style, colors: &TabColors) -> Style {
    Style {
        fg: color(colors.fg_color, style.fg),
        bg: color(colors.bg_color, style.bg),
        bold: colors.bold.unwrap_or(style.bold),
        italic: colors.italic.unwrap_or(style.italic),
        ..style
    }
}

impl App {
    fn bar_style(&self) -> Style {
        let background = self.shown.config.colors.tab_bar.background;
        Style::default()
            .fg(Color::Palette(7))
            .bg(color(background, Color::Palette(0)))
    }

    fn item_style(&self, item: BarItem) -> Style {
        let colors = &self.shown.config.colors.tab_bar;
        let chosen = Style::default().fg(Color::Palette(15)).bold();
        match item {
            BarItem::Tab(tab) if self.mux.active_tab(self.shown.window) == Some(tab) => {
                colored(chosen, &colors.active_tab)
            }
            BarItem::Tab(_) => colored(self.bar_style(), &colors.inactive_tab),
            BarItem::NewTab => colored(self.bar_style(), &colors.new_tab),
        }
    }

    pub(super) fn draw_tab_bar(&self, grid: &mut Grid, bar: Rect) {
        let quiet = self.bar_style();
        grid.fill(bar, quiet);
        let (left, right) = &self.shown.status;
        Styled::read(left, quiet)
            .clipped(bar.cols)
            .draw(grid, bar.x, bar.y);
        let right = Styled::read(right, quiet).clipped(bar.cols);
        let right_at = bar.right().saturating_sub(right.width()).max(bar.x);
        right.draw(grid, right_at, bar.y);
        for label in self.bar_labels(bar) {
            let style = self.item_style(label.item);
            grid.fill(label.place, style);
            label.text.draw(grid, label.place.x, label.place.y);
        }
    }

    /// Returns what on the bar can be clicked, from the left.
    pub(super) fn bar_labels(&self, bar: Rect) -> Vec<Label> {
        let tabs = match self.shown.config.show_tabs_in_tab_bar {
            true => self.mux.window_tabs(self.shown.window),
            false => Vec::new(),
        };
        // Room for the number and the blanks around it comes on top of the title's own.
        let widest = self.shown.config.tab_max_width.saturating_add(6).max(8);
        let share = (bar.cols / tabs.len().max(1)).clamp(4, widest);
        let first = usize::from(!self.shown.config.tab_and_split_indices_are_zero_based);
        let worded = self.formatted_titles(&tabs);
        let items = tabs.into_iter().map(BarItem::Tab);
        let button = self
            .shown
            .config
            .show_new_tab_button_in_tab_bar
            .then_some(BarItem::NewTab);
        let mut x = bar.x + Styled::read(&self.shown.status.0, Style::default()).width();
        let mut labels = Vec::new();
        for (index, item) in items.chain(button).enumerate() {
            if x >= bar.right() {
                break;
            }
            let style = self.item_style(item);
            let text = match item {
                BarItem::NewTab => Styled::read(NEW_TAB, style),
                BarItem::Tab(tab) => match worded.get(&tab) {
                    Some(text) => Styled::read(text, style).clipped(share),
                    None => {
                        let title = self.tab_title(tab);
                        let text = match self.shown.config.show_tab_index_in_tab_bar {
                            true => format!(" {}: {title} ", index + first),
                            false => format!(" {title} "),
                        };
                        Styled::read(&text, style).clipped(share)
                    }
                },
            };
            let cols = text.width().min(bar.right() - x);
            let place = Rect {
                x,
                y: bar.y,
                cols,
                rows: 1,
            };
            labels.push(Label {
                item,
                place,
                text: text.clipped(cols),
            });
            x += cols;
        }
        labels
    }
}
