//! The tab bar: its tabs, the button for a new one, the statuses on both sides, the window's own buttons, and what the
//! mouse does there.
//!
//! Hides who words a tab (the configuration's `format-tab-title`, or its title) and whose colours it has. A
//! fancy bar is the same row of words beside the grid, with shapes behind them; its pixels are the front
//! end's. Main thread only.

mod title_buttons;

use std::ops::Range;
use std::time::Instant;

use config::{KeyAssignment, Rgba, TabColors, TitleButton};
use mux::TabId;
use mux::grid::{Color, Grid, Rect, Style, text_width};
use mux::input::{MouseButton, MouseEvent, MouseKind};

use super::App;
use super::mouse::BarDrag;
use super::panel;
use super::styled::Styled;
use crate::frame::{Bar, BarShape, Outline, WindowChange, WindowRequest};

/// What the button for a new tab is called on a fancy bar.
const NEW_TAB: &str = " + ";

/// What the button of a tab that closes it looks like, with its blanks.
const CLOSE: &str = "× ";
/// The fewest columns of a tab's words.
const NARROWEST: usize = 4;
/// What tells of tabs that there is no room for, on either side.
const BEFORE: &str = "‹";
const AFTER: &str = "›";

/// How many hundredths of the text's colour are in a fancy bar's ground, in a tab under the pointer, and in words of tabs that are
/// not shown.
const GROUND: u16 = 10;
const UNDER_POINTER: u16 = 20;
const QUIET: u16 = 65;
/// How many are in a button that closes a tab, which thus differs from the words before it.
const FAINT: u16 = 50;

/// Something on the bar that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BarItem {
    /// A tab.
    Tab(TabId),
    /// The button that closes a tab.
    Close(TabId),
    /// The sign that there are more tabs; the next of them.
    More(TabId),
    /// The button for a new one.
    NewTab,
    /// One of the window's own.
    Window(TitleButton),
}

/// Something on the bar with its place.
pub(super) struct Label {
    pub(super) item: BarItem,
    pub(super) place: Rect,
    text: Styled,
    /// How it looks where there are no words, from edge to edge.
    style: Style,
}

/// Labels beside each other, as far as there is room.
struct Row {
    /// Where the next one begins.
    x: usize,
    y: usize,
    /// Where the room ends.
    end: usize,
    labels: Vec<Label>,
}

impl Row {
    fn push(&mut self, item: BarItem, text: Styled, style: Style) {
        let cols = text.width().min(self.end.saturating_sub(self.x));
        if cols == 0 {
            return;
        }
        self.labels.push(Label {
            item,
            place: Rect::new(self.x, self.y, cols, 1),
            text: text.clipped(cols),
            style,
        });
        self.x += cols;
    }
}

/// Returns which tabs are seen where they would take so many columns each: all of them, or the part of the row with the one
/// that is shown. As long as that is within a part, the row stays as it is.
fn seen(wanted: &[usize], room: usize, shown: usize) -> Range<usize> {
    let least: usize = wanted.iter().map(|cols| NARROWEST.min(*cols)).sum();
    if least <= room {
        return 0..wanted.len();
    }
    let signs = text_width(BEFORE) + text_width(AFTER);
    let part = (room.saturating_sub(signs) / NARROWEST).clamp(1, wanted.len());
    let start = (shown / part * part).min(wanted.len() - part);
    start..start + part
}

/// Returns how many columns each gets of those that there are: what it wants, or as much as any other that wants more.
fn shares(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut sorted = wanted.to_vec();
    sorted.sort_unstable();
    let (mut most, mut spare, mut left) = (usize::MAX, 0, room);
    for (at, cols) in sorted.iter().enumerate() {
        let others = sorted.len() - at;
        if *cols > left / others {
            (most, spare) = (left / others, left % others);
            break;
        }
        left -= cols;
    }
    let share = |cols: &usize| {
        let more = usize::from(*cols > most && spare > 0);
        spare -= more;
        (*cols).min(most.saturating_add(more))
    };
    wanted.iter().map(share).collect()
}

fn color(rgba: Option<Rgba>, otherwise: Color) -> Color {
    rgba.map_or(otherwise, |rgba| rgba.parts().into())
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

/// Takes away a background that the shape behind the words has, so that the shape is seen.
fn words_without_ground(words: &mut Grid, place: Rect, ground: Color) {
    words.restyle(place, |style| {
        if style.bg == ground {
            style.bg = Color::Default;
        }
    });
}

/// Tells whether a tab that takes the place of another one is under this column then; a narrow one would jump to and
/// fro over a wide one.
fn stays_under(labels: &[Label], (tab, other): (TabId, TabId), x: usize) -> bool {
    let place = |tab| {
        let label = labels.iter().find(|label| label.item == BarItem::Tab(tab));
        label.map(|label| label.place)
    };
    let (Some(own), Some(other)) = (place(tab), place(other)) else {
        return true;
    };
    match own.x < other.x {
        true => x >= other.right().saturating_sub(own.cols),
        false => x < other.x + own.cols,
    }
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
        let frame = &self.shown.config.window_frame;
        let (words, ground) = match self.is_focused() {
            true => (frame.active_titlebar_fg, frame.active_titlebar_bg),
            false => (frame.inactive_titlebar_fg, frame.inactive_titlebar_bg),
        };
        Style::default()
            .fg(color(words, self.toward_text(QUIET)))
            .bg(color(ground, self.toward_text(GROUND)))
    }

    /// Returns the colour so many hundredths of the way from the background to the text.
    fn toward_text(&self, hundredths: u16) -> Color {
        let palette = &self.shown.palette;
        panel::mixed(palette.background, palette.foreground, hundredths).into()
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
            true => style.bg(self.toward_text(UNDER_POINTER)),
            false => style,
        };
        match item {
            BarItem::Tab(tab) if self.mux.active_tab(self.shown.window) == Some(tab) => {
                let chosen = match self.bar_is_fancy() {
                    true => self.shown.palette.foreground.into(),
                    // That of the text below: another terminal's ground may be light.
                    false => Color::Default,
                };
                colored(Style::default().fg(chosen).bold(), &colors.active_tab)
            }
            BarItem::Tab(_) => {
                let style = lit(colored(quiet, &colors.inactive_tab));
                match hover {
                    true => colored(style, &colors.inactive_tab_hover),
                    false => style,
                }
            }
            BarItem::More(_) => match hover {
                true => lit(quiet).bold(),
                false => quiet,
            },
            BarItem::Close(tab) => {
                let style = self.item_style(BarItem::Tab(tab));
                match hover {
                    true => style.fg(Color::Palette(9)).bold(),
                    false => style.fg(self.toward_text(FAINT)),
                }
            }
            BarItem::NewTab => {
                let style = lit(colored(quiet, &colors.new_tab));
                match hover {
                    true => colored(style, &colors.new_tab_hover),
                    false => style,
                }
            }
            BarItem::Window(button) => self.title_button_style(button, quiet, hover),
        }
    }

    /// Returns what the button for a new tab is called.
    fn new_tab_words(&self) -> &str {
        let style = &self.shown.config.tab_bar_style;
        match self.shown.pointer.on_bar == Some(BarItem::NewTab) {
            _ if self.bar_is_fancy() => NEW_TAB,
            true => &style.new_tab_hover,
            false => &style.new_tab,
        }
    }

    /// Returns the tab under the pointer.
    pub(super) fn hovered_tab(&self) -> Option<TabId> {
        match self.shown.pointer.on_bar {
            Some(BarItem::Tab(tab) | BarItem::Close(tab)) => Some(tab),
            Some(BarItem::More(_) | BarItem::NewTab | BarItem::Window(_)) | None => None,
        }
    }

    pub(super) fn draw_tab_bar(&self, grid: &mut Grid, bar: Rect) {
        self.draw_labels(grid, bar, &self.bar_labels(bar));
    }

    fn draw_labels(&self, grid: &mut Grid, bar: Rect, labels: &[Label]) {
        let quiet = self.bar_style();
        grid.fill(bar, quiet);
        let (room, _) = self.beside_title_buttons(bar);
        let (left, right) = &self.shown.status;
        Styled::read(left, quiet)
            .clipped(room.cols)
            .draw(grid, room.x, room.y);
        let right = Styled::read(right, quiet).clipped(room.cols);
        let right_at = room.right().saturating_sub(right.width()).max(room.x);
        right.draw(grid, right_at, room.y);
        for label in labels {
            grid.fill(label.place, label.style);
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
            let ground = label.style.bg;
            words_without_ground(&mut words, label.place, ground);
            if !matches!(label.item, BarItem::Close(_) | BarItem::More(_)) {
                shapes.push(BarShape {
                    x: label.place.x,
                    cols: label.place.cols,
                    ground,
                    outline: match label.item {
                        BarItem::Window(_) => self.title_button_outline(),
                        _ => Outline::Tab,
                    },
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
        let screen = &self.shown.screen;
        let cols = screen.bar_cols.unwrap_or(screen.size.cells.cols);
        Rect::new(0, 0, cols, 1)
    }

    /// Takes how many columns the bar has which the front end draws.
    pub fn set_bar_columns(&mut self, cols: usize) {
        if self.shown.screen.bar_cols.replace(cols) != Some(cols) {
            self.shown.screen.dirty = true;
        }
    }

    /// Returns what on the bar can be clicked, from the left.
    pub(super) fn bar_labels(&self, bar: Rect) -> Vec<Label> {
        let config = &self.shown.config;
        let (bar, buttons) = self.beside_title_buttons(bar);
        let tabs = match config.show_tabs_in_tab_bar {
            true => self.mux.window_tabs(self.shown.window),
            false => Vec::new(),
        };
        let [left, right] = [&self.shown.status.0, &self.shown.status.1]
            .map(|status| Styled::read(status, Style::default()).width());
        let new_tab = match config.show_new_tab_button_in_tab_bar {
            true => Styled::read(self.new_tab_words(), Style::default()).width(),
            false => 0,
        };
        // The tabs leave room for the button behind them and for the status; a long one does not push them away.
        let end = bar.right() - right.min(bar.cols / 3);
        let end_of_tabs = end.saturating_sub(new_tab).max(bar.x);
        let start = (bar.x + left).min(end_of_tabs);
        let mut row = Row {
            x: start,
            y: bar.y,
            end: end_of_tabs,
            labels: Vec::new(),
        };
        self.label_tabs(&tabs, &mut row);
        if config.show_new_tab_button_in_tab_bar {
            row.end = end;
            let style = self.item_style(BarItem::NewTab);
            let words = Styled::read(self.new_tab_words(), style);
            row.push(BarItem::NewTab, words, style);
        }
        row.labels.extend(buttons);
        row.labels
    }

    /// Puts the tabs into the room that a row has: all of them, or those around the one that is shown.
    fn label_tabs(&self, tabs: &[TabId], row: &mut Row) {
        let config = &self.shown.config;
        let shown = self.mux.active_tab(self.shown.window);
        let room = row.end - row.x;
        // Narrow tabs need all of their room to tell them apart.
        let closes = self.bar_is_fancy()
            && config.show_close_tab_button_in_tabs
            && room / tabs.len().max(1) >= NARROWEST + text_width(CLOSE);
        let button_cols = if closes { text_width(CLOSE) } else { 0 };
        // Room for the number and the blanks around it comes on top of the title's own.
        let widest = config.tab_max_width.saturating_add(6).max(8);
        let worded = self.tab_words(tabs);
        let wanted: Vec<usize> = worded
            .iter()
            .map(|(text, _)| text.width().min(widest))
            .collect();
        let at = tabs.iter().position(|tab| Some(*tab) == shown);
        let seen = seen(&wanted, room, at.unwrap_or(0));
        let before = seen.start.checked_sub(1).map(|at| tabs[at]);
        let after = tabs.get(seen.end).copied();
        let beside = before.iter().chain(&after).count() * text_width(BEFORE);
        let room = room.saturating_sub(beside + seen.len() * button_cols);
        let shares = shares(&wanted[seen.clone()], room);
        let more = |row: &mut Row, tab: Option<TabId>, sign: &str| {
            if let Some(tab) = tab {
                let style = self.item_style(BarItem::More(tab));
                row.push(BarItem::More(tab), Styled::read(sign, style), style);
            }
        };
        more(row, before, BEFORE);
        for (index, share) in seen.zip(shares) {
            let (tab, (text, style)) = (tabs[index], &worded[index]);
            let at = row.labels.len();
            row.push(BarItem::Tab(tab), text.clipped(share), *style);
            if closes {
                let item = BarItem::Close(tab);
                let lit = shown == Some(tab) || self.hovered_tab() == Some(tab);
                let style = self.item_style(item).bg(style.bg);
                let mut text = Styled::read(CLOSE, style);
                if !lit {
                    text = Styled::read(&" ".repeat(text.width()), style);
                }
                row.push(item, text, style);
                // The tab lies under its button.
                if let [tab, button] = &mut row.labels[at..] {
                    tab.place.cols += button.place.cols;
                }
            }
        }
        more(row, after, AFTER);
    }

    /// Returns what stands on each tab, however wide that is, and how the tab looks beyond it.
    fn tab_words(&self, tabs: &[TabId]) -> Vec<(Styled, Style)> {
        let first = usize::from(!self.shown.config.tab_and_split_indices_are_zero_based);
        let worded = self.formatted_titles(tabs);
        let words = |(index, tab): (usize, &TabId)| {
            let mut style = self.item_style(BarItem::Tab(*tab));
            let text = match worded.get(tab) {
                Some(text) => Styled::read(text, style),
                None => {
                    let title = self.tab_title(*tab);
                    let text = match self.shown.config.show_tab_index_in_tab_bar {
                        true => format!(" {}: {title} ", index + first),
                        false => format!(" {title} "),
                    };
                    Styled::read(&text, style)
                }
            };
            // A colour that a handler gives the words is the whole tab's, its button's included.
            style.bg = text.ground().unwrap_or(style.bg);
            (text, style)
        };
        tabs.iter().enumerate().map(words).collect()
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
            (Some(BarItem::Tab(tab)), MouseButton::Right)
            | (Some(BarItem::More(tab)), MouseButton::Left | MouseButton::Right) => {
                self.activate_tab(tab)
            }
            (Some(BarItem::Close(tab)), MouseButton::Left)
            | (Some(BarItem::Tab(tab) | BarItem::Close(tab)), MouseButton::Middle) => {
                if let Some(pane) = self.mux.active_pane_of(tab) {
                    self.close_tab_asking(pane, true);
                }
            }
            (Some(BarItem::NewTab), button) => self.click_on_new_tab(button),
            (Some(BarItem::Window(button)), MouseButton::Left) => self.press_title_button(button),
            (None, MouseButton::Left) if clicks == 2 => {
                self.request(WindowRequest::Change(WindowChange::ToggleMaximize));
            }
            (None, MouseButton::Left) => self.shown.pointer.drag_on_bar(BarDrag::Window),
            (Some(BarItem::Close(_)), MouseButton::Right)
            | (Some(BarItem::More(_)), MouseButton::Middle)
            | (Some(BarItem::Window(_)) | None, _) => {}
        }
    }

    /// Goes on with what was begun by a press on the bar.
    pub(super) fn drag_on_bar(&mut self, drag: BarDrag, bar: Rect, event: MouseEvent) {
        match (event.kind, drag) {
            (MouseKind::Release(MouseButton::Left), _) => self.shown.pointer.let_go(),
            (MouseKind::Move(_), BarDrag::Window) => self.start_window_drag(),
            (MouseKind::Move(_), BarDrag::Tab(tab)) => {
                let labels = self.bar_labels(bar);
                let under = match item_at(&labels, event.x) {
                    Some(BarItem::Tab(under) | BarItem::Close(under) | BarItem::More(under)) => {
                        under
                    }
                    Some(BarItem::NewTab | BarItem::Window(_)) | None => return,
                };
                if !stays_under(&labels, (tab, under), event.x) {
                    return;
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_short_titles_leave_go_to_long_ones() {
        assert_eq!(shares(&[5, 9, 7], 30), [5, 9, 7]);
        assert_eq!(shares(&[5, 20, 30], 26), [5, 11, 10]);
        assert_eq!(shares(&[20, 20, 20], 17), [6, 6, 5]);
        assert_eq!(shares(&[3, 3], 1), [1, 0]);
        assert_eq!(shares(&[], 10), Vec::<usize>::new());
    }

    #[test]
    fn the_shown_tab_is_among_those_that_there_is_room_for() {
        let wanted = [12; 17];
        assert_eq!(seen(&wanted, 17 * 4, 16), 0..17);
        // Ten at a time, beside a sign on either side.
        assert_eq!(seen(&wanted, 42, 0), 0..10);
        assert_eq!(seen(&wanted, 42, 9), 0..10);
        assert_eq!(seen(&wanted, 42, 10), 7..17);
        assert_eq!(seen(&wanted, 42, 16), 7..17);
        for room in 0..70 {
            for shown in 0..wanted.len() {
                let seen = seen(&wanted, room, shown);
                assert!(seen.contains(&shown), "{room} {shown}: {seen:?}");
            }
        }
        assert_eq!(seen(&[], 0, 0), 0..0);
    }
}
