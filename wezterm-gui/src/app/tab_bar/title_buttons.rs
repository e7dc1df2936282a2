//! The window's own buttons in the tab bar, which then takes the place of the desktop's title bar.
//!
//! Hides which there are, where they stand and how they look. What they do to the window is the front end's part. Main
//! thread only.

use config::{TitleButton, TitleButtonStyle};
use mux::grid::{Color, Rect, Style};

use super::{BarItem, Label, Row, UNDER_POINTER, color};
use crate::app::App;
use crate::app::styled::Styled;
use crate::frame::{Outline, WindowChange, WindowRequest};

/// How many hundredths of the text's colour are in a circle under the pointer.
const LIT_CIRCLE: u16 = 35;

/// The button that closes the window, under the pointer: white on red, whatever the colours of the rest.
const CLOSES: (Color, Color) = (Color::Rgb(0xff, 0xff, 0xff), Color::Rgb(0xc4, 0x2b, 0x1c));

impl App {
    /// Tells whether the desktop is to draw a title bar. Where the configuration wants its buttons in the tab bar and
    /// none is shown, it is.
    pub fn wants_title_bar(&self) -> bool {
        let decorations = self.shown.config.window_decorations;
        decorations.title || (decorations.buttons && !self.has_title_buttons())
    }

    /// Tells whether the tab bar has the window's buttons.
    fn has_title_buttons(&self) -> bool {
        let config = &self.shown.config;
        // macOS has its own in its title bar only.
        let native = cfg!(target_os = "macos")
            && config.title_buttons.style == TitleButtonStyle::MacOsNative;
        // Inside another terminal the window is not ours.
        let wanted = config.window_decorations.buttons && !config.title_buttons.shown.is_empty();
        self.pixels && wanted && !native && self.shows_tab_bar()
    }

    fn title_buttons_are_circles(&self) -> bool {
        self.bar_is_fancy() && self.shown.config.title_buttons.style == TitleButtonStyle::Gnome
    }

    /// Returns how the shapes behind them look on a fancy bar.
    pub(super) fn title_button_outline(&self) -> Outline {
        match self.title_buttons_are_circles() {
            true => Outline::Circle,
            false => Outline::Square,
        }
    }

    /// Returns what of the bar the window's buttons leave to the rest, and the buttons.
    pub(super) fn beside_title_buttons(&self, bar: Rect) -> (Rect, Vec<Label>) {
        if !self.has_title_buttons() {
            return (bar, Vec::new());
        }
        let buttons = &self.shown.config.title_buttons;
        let labels = buttons.shown.iter().map(|button| {
            let item = BarItem::Window(*button);
            let style = self.item_style(item);
            let words = Styled::read(self.title_button_words(*button), style);
            (item, words, style)
        });
        let labels: Vec<_> = labels.collect();
        let gap = usize::from(self.title_buttons_are_circles());
        let wanted: usize = labels.iter().map(|(_, words, _)| words.width() + gap).sum();
        let cols = wanted.min(bar.cols);
        let left = buttons.on_left;
        let start = match left {
            true => bar.x,
            false => bar.right() - cols,
        };
        let mut row = Row {
            x: start,
            y: bar.y,
            end: start + cols,
            labels: Vec::new(),
        };
        // The gaps are between them and towards the tabs.
        let (before, after) = match left {
            true => (0, gap),
            false => (gap, 0),
        };
        for (item, words, style) in labels {
            row.x += before;
            row.push(item, words, style);
            row.x += after;
        }
        let rest = Rect {
            x: if left { bar.x + cols } else { bar.x },
            cols: bar.cols - cols,
            ..bar
        };
        (rest, row.labels)
    }

    fn title_button_words(&self, button: TitleButton) -> &str {
        let style = &self.shown.config.tab_bar_style;
        let hover = self.shown.pointer.on_bar == Some(BarItem::Window(button));
        if self.bar_is_fancy() {
            return match (button, self.title_buttons_are_circles()) {
                (TitleButton::Hide, true) => " − ",
                (TitleButton::Maximize, true) => " □ ",
                (TitleButton::Close, true) => " × ",
                (TitleButton::Hide, false) => "  −  ",
                (TitleButton::Maximize, false) => "  □  ",
                (TitleButton::Close, false) => "  ×  ",
            };
        }
        match (button, hover) {
            (TitleButton::Hide, false) => &style.window_hide,
            (TitleButton::Hide, true) => &style.window_hide_hover,
            (TitleButton::Maximize, false) => &style.window_maximize,
            (TitleButton::Maximize, true) => &style.window_maximize_hover,
            (TitleButton::Close, false) => &style.window_close,
            (TitleButton::Close, true) => &style.window_close_hover,
        }
    }

    /// Returns how a button looks on a bar that looks like `quiet` where nothing stands.
    pub(super) fn title_button_style(
        &self,
        button: TitleButton,
        quiet: Style,
        hover: bool,
    ) -> Style {
        let style = quiet.fg(color(self.shown.config.title_buttons.color, quiet.fg));
        if !self.bar_is_fancy() {
            return if hover { style.bold() } else { style };
        }
        match (self.title_buttons_are_circles(), hover, button) {
            (true, true, _) => style.bg(self.toward_text(LIT_CIRCLE)),
            (true, false, _) => style.bg(self.toward_text(UNDER_POINTER)),
            (false, true, TitleButton::Close) => style.fg(CLOSES.0).bg(CLOSES.1),
            (false, true, _) => style.bg(self.toward_text(UNDER_POINTER)),
            (false, false, _) => style,
        }
    }

    pub(super) fn press_title_button(&mut self, button: TitleButton) {
        match button {
            TitleButton::Hide => self.request(WindowRequest::Change(WindowChange::Minimize)),
            TitleButton::Maximize => {
                self.request(WindowRequest::Change(WindowChange::ToggleMaximize));
            }
            TitleButton::Close => self.close_requested(),
        }
    }
}
