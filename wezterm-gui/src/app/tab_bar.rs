//! The tab bar: its tabs, the button for a new one, the statuses on both sides, and what the mouse does there.
//!
//! Hides who words a tab (the configuration's `format-tab-title`, or its title) and whose colours it has. A
//! fancy bar is the same row of words beside the grid, with shapes behind them; its pixels are the front
//! end's. Main thread only.

use std::time::Instant;

use config::{KeyAssignment, Rgba, TabColors};
use mux::grid::{Color, Grid, Rect, Style, text_width};
use mux::input::{MouseButton, MouseEvent, MouseKind};
use mux::{Rgb, TabId};

use super::App;
use super::mouse::BarDrag;
use super::styled::Styled;
use crate::frame::{Bar, BarShape, WindowChange, WindowRequest};

/// What the button for a new tab is called.
const NEW_TAB: &str = " + ";

/// What the button of a tab that closes it looks like, with its blanks.
const CLOSE: &str = "× ";
/// How much of the text's colour is in a fancy bar's ground, in a tab under the pointer, and in words of tabs that are
/// not shown.
const GROUND: f64 = 0.1;
const UNDER_POINTER: f64 = 0.2;
const QUIET: f64 = 0.65;

/// Something on the bar that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BarItem {
    /// A tab.
    Tab(TabId),
    /// The button that closes a tab.
    Close(TabId),
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

/// Returns the colour so far on the way from `from` to `to`.
fn between(from: Rgb, to: Rgb, part: f64) -> Color {
    let mix = |from: u8, to: u8| {
        let (from, to) = (f64::from(from), f64::from(to));
        (from + (to - from) * part).round() as u8
    };
    Color::Rgb(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Takes away a background that the shape behind the words has, so that the shape is seen.
fn words_without_ground(words: &mut Grid, place: Rect, ground: Color) {
    words.restyle(place, |style| {
        if style.bg == ground {
            style.bg = Color::Default;
        }
    });
}

/// Returns what stands at a column; what lies on something else comes after it.
fn item_at(labels: &[Label], x: usize) -> Option<BarItem> {
    let over = |label: &&Label| (label.place.x..label.place.right()).contains(&x);
    labels.iter().rev().find(over).map(|label| label.item)
}

impl App {
    /// Has the front end draw the tab bar beside the grid from now on, where the configuration wants a fancy one.
    pub fn front_end_has_pixels(&mut self) {
        self.pixels = true;
        self.relayout();
    }

    /// Tells whether the bar is drawn by the front end.
    pub(super) fn bar_is_fancy(&self) -> bool {
        self.pixels && self.shown.config.use_fancy_tab_bar
    }

    /// Tells whether the front end has to leave room for a bar beside the grid, and whether below.
    pub fn bar_beside_grid(&self) -> Option<bool> {
        (self.bar_is_fancy() && self.shows_tab_bar()).then_some(self.shown.config.tab_bar_at_bottom)
    }

    fn bar_style(&self) -> Style {
        if self.bar_is_fancy() {
            return self.fancy_style();
        }
        let background = self.shown.config.colors.tab_bar.background;
        Style::default()
            .fg(Color::Palette(7))
            .bg(color(background, Color::Palette(0)))
    }

    fn fancy_style(&self) -> Style {
        let (fg, bg) = (self.shown.palette.foreground, self.shown.palette.background);
        let frame = &self.shown.config.window_frame;
        let (words, ground) = match self.is_focused() {
            true => (frame.active_titlebar_fg, frame.active_titlebar_bg),
            false => (frame.inactive_titlebar_fg, frame.inactive_titlebar_bg),
        };
        Style::default()
            .fg(color(words, between(bg, fg, QUIET)))
            .bg(color(ground, between(bg, fg, GROUND)))
    }

    fn item_style(&self, item: BarItem) -> Style {
        let colors = &self.shown.config.colors.tab_bar;
        let quiet = self.bar_style();
        let hover = match item {
            // Its button included.
            BarItem::Tab(tab) => self.hovered_tab() == Some(tab),
            item => self.shown.pointer.on_bar == Some(item),
        };
        let lit = |style: Style| match self.bar_is_fancy() && hover {
            true => style.bg(between(
                self.shown.palette.background,
                self.shown.palette.foreground,
                UNDER_POINTER,
            )),
            false => style,
        };
        match item {
            BarItem::Tab(tab) if self.mux.active_tab(self.shown.window) == Some(tab) => {
                let chosen = match self.bar_is_fancy() {
                    true => {
                        let (r, g, b) = self.shown.palette.foreground;
                        Style::default().fg(Color::Rgb(r, g, b)).bold()
                    }
                    false => Style::default().fg(Color::Palette(15)).bold(),
                };
                colored(chosen, &colors.active_tab)
            }
            BarItem::Tab(_) => {
                let style = lit(colored(quiet, &colors.inactive_tab));
                match hover {
                    true => colored(style, &colors.inactive_tab_hover),
                    false => style,
                }
            }
            BarItem::Close(tab) => {
                let style = self.item_style(BarItem::Tab(tab));
                match hover {
                    true => style.fg(Color::Palette(9)).bold(),
                    false => style,
                }
            }
            BarItem::NewTab => {
                let style = lit(colored(quiet, &colors.new_tab));
                match hover {
                    true => colored(style, &colors.new_tab_hover),
                    false => style,
                }
            }
        }
    }

    /// Returns the tab under the pointer.
    pub(super) fn hovered_tab(&self) -> Option<TabId> {
        match self.shown.pointer.on_bar {
            Some(BarItem::Tab(tab) | BarItem::Close(tab)) => Some(tab),
            Some(BarItem::NewTab) | None => None,
        }
    }

    pub(super) fn draw_tab_bar(&self, grid: &mut Grid, bar: Rect) {
        self.draw_labels(grid, bar, &self.bar_labels(bar));
    }

    fn draw_labels(&self, grid: &mut Grid, bar: Rect, labels: &[Label]) {
        let quiet = self.bar_style();
        grid.fill(bar, quiet);
        let (left, right) = &self.shown.status;
        Styled::read(left, quiet)
            .clipped(bar.cols)
            .draw(grid, bar.x, bar.y);
        let right = Styled::read(right, quiet).clipped(bar.cols);
        let right_at = bar.right().saturating_sub(right.width()).max(bar.x);
        right.draw(grid, right_at, bar.y);
        for label in labels {
            let style = self.item_style(label.item);
            grid.fill(label.place, style);
            label.text.draw(grid, label.place.x, label.place.y);
        }
    }

    /// Returns the bar as a front end with pixels draws it.
    pub(super) fn fancy_bar(&self) -> Option<Bar> {
        let at_bottom = self.bar_beside_grid()?;
        let place = self.fancy_place();
        let mut words = Grid::new(place.size());
        let labels = self.bar_labels(place);
        self.draw_labels(&mut words, place, &labels);
        let ground = self.bar_style().bg;
        let mut shapes = Vec::new();
        words_without_ground(&mut words, place, ground);
        for label in labels {
            let ground = self.item_style(label.item).bg;
            words_without_ground(&mut words, label.place, ground);
            if !matches!(label.item, BarItem::Close(_)) {
                shapes.push(BarShape {
                    x: label.place.x,
                    cols: label.place.cols,
                    ground,
                });
            }
        }
        Some(Bar {
            words,
            at_bottom,
            ground,
            shapes,
        })
    }

    fn fancy_place(&self) -> Rect {
        Rect::new(0, 0, self.shown.screen.size.cells.cols, 1)
    }

    /// Returns what on the bar can be clicked, from the left.
    pub(super) fn bar_labels(&self, bar: Rect) -> Vec<Label> {
        let tabs = match self.shown.config.show_tabs_in_tab_bar {
            true => self.mux.window_tabs(self.shown.window),
            false => Vec::new(),
        };
        let fancy = self.bar_is_fancy();
        let closes = fancy && self.shown.config.show_close_tab_button_in_tabs;
        let button_cols = if closes { text_width(CLOSE) } else { 0 };
        // Room for the number and the blanks around it comes on top of the title's own.
        let widest = self.shown.config.tab_max_width.saturating_add(6).max(8);
        let share = (bar.cols / tabs.len().max(1)).saturating_sub(button_cols);
        let share = share.clamp(4, widest);
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
                BarItem::NewTab | BarItem::Close(_) => Styled::read(NEW_TAB, style),
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
            let words = text.width().min(bar.right() - x);
            let place = |x, cols| Rect::new(x, bar.y, cols, 1);
            let tab = match item {
                BarItem::Tab(tab) if closes && x + words + button_cols <= bar.right() => Some(tab),
                _ => None,
            };
            let cols = words + tab.map_or(0, |_| button_cols);
            labels.push(Label {
                item,
                place: place(x, cols),
                text: text.clipped(words),
            });
            if let Some(tab) = tab {
                let shown = self.mux.active_tab(self.shown.window) == Some(tab)
                    || self.hovered_tab() == Some(tab);
                let style = self.item_style(BarItem::Close(tab));
                let text = Styled::read(if shown { CLOSE } else { "" }, style);
                labels.push(Label {
                    item: BarItem::Close(tab),
                    place: place(x + words, button_cols),
                    text,
                });
            }
            x += cols;
        }
        labels
    }

    /// Handles an event on a bar beside the grid; only its column counts.
    pub fn mouse_on_bar(&mut self, event: MouseEvent) {
        self.attention.touched = Instant::now();
        let place = self.fancy_place();
        match self.shown.pointer.bar_drag() {
            Some(drag) => self.drag_on_bar(drag, place, event),
            None => self.mouse_on_bar_at(place, event),
        }
    }

    /// Takes note that the pointer is not on the bar any longer.
    pub fn mouse_left_bar(&mut self) {
        self.hover_on_bar(None);
    }

    fn hover_on_bar(&mut self, item: Option<BarItem>) {
        if self.shown.pointer.on_bar != item {
            self.shown.pointer.on_bar = item;
            self.shown.screen.dirty = true;
        }
    }

    /// Handles an event in the bar's own place, while nothing is dragged there.
    pub(super) fn mouse_on_bar_at(&mut self, bar: Rect, event: MouseEvent) {
        let labels = self.bar_labels(bar);
        let item = item_at(&labels, event.x);
        self.hover_on_bar(item);
        let scrolls = self.shown.config.mouse_wheel_scrolls_tabs;
        match event.kind {
            MouseKind::Press(button) => self.press_on_bar(button, item, event.clicks),
            MouseKind::WheelUp if scrolls => {
                self.perform(&KeyAssignment::ActivateTabRelative(-1), None);
            }
            MouseKind::WheelDown if scrolls => {
                self.perform(&KeyAssignment::ActivateTabRelative(1), None);
            }
            _ => {}
        }
    }

    fn press_on_bar(&mut self, button: MouseButton, item: Option<BarItem>, clicks: u8) {
        match (item, button) {
            (Some(BarItem::Tab(tab)), MouseButton::Left) => {
                self.activate_tab(tab);
                self.shown.pointer.drag_on_bar(BarDrag::Tab(tab));
            }
            (Some(BarItem::Tab(tab)), MouseButton::Right) => self.activate_tab(tab),
            (Some(BarItem::Close(tab)), MouseButton::Left)
            | (Some(BarItem::Tab(tab) | BarItem::Close(tab)), MouseButton::Middle) => {
                if let Some(pane) = self.mux.active_pane_of(tab) {
                    self.close_tab_asking(pane, true);
                }
            }
            (Some(BarItem::NewTab), button) => self.click_on_new_tab(button),
            (None, MouseButton::Left) if clicks == 2 => {
                self.request(WindowRequest::Change(WindowChange::ToggleMaximize));
            }
            (None, MouseButton::Left) => self.shown.pointer.drag_on_bar(BarDrag::Window),
            (Some(BarItem::Close(_)), MouseButton::Right) | (None, _) => {}
        }
    }

    /// Goes on with what was begun by a press on the bar.
    pub(super) fn drag_on_bar(&mut self, drag: BarDrag, bar: Rect, event: MouseEvent) {
        match (event.kind, drag) {
            (MouseKind::Release(MouseButton::Left), _) => self.shown.pointer.let_go(),
            (MouseKind::Move(_), BarDrag::Window) => self.start_window_drag(),
            (MouseKind::Move(_), BarDrag::Tab(tab)) => {
                let under = match item_at(&self.bar_labels(bar), event.x) {
                    Some(BarItem::Tab(under) | BarItem::Close(under)) => under,
                    Some(BarItem::NewTab) | None => return,
                };
                let tabs = self.mux.window_tabs(self.shown.window);
                if under != tab
                    && let Some(place) = tabs.iter().position(|other| *other == under)
                {
                    self.move_tab(tab, place);
                    self.hover_on_bar(Some(BarItem::Tab(tab)));
                }
            }
            _ => {}
        }
    }
}
