//! What options choose between by name.
//!
//! Plain data, any thread. The words themselves are in `options::readers`.

use crate::color::Rgba;

/// How line breaks in pasted text are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PastedNewlines {
    /// As they were copied.
    None,
    /// As line feeds.
    LineFeed,
    /// As carriage returns.
    #[default]
    CarriageReturn,
    /// As both.
    CarriageReturnAndLineFeed,
}

/// What is written into a pane whose program has ended and that stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExitMessage {
    /// The program, how it ended, and why the pane stays.
    #[default]
    Verbose,
    /// The program and how it ended.
    Brief,
    /// How it ended.
    Terse,
    /// Nothing.
    None,
}

/// Which notifications of programs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotificationHandling {
    /// All.
    #[default]
    AlwaysShow,
    /// None.
    NeverShow,
    /// All but those of the pane that has the keyboard.
    SuppressFromFocusedPane,
    /// All but those of the tab that is shown in the window that has the keyboard.
    SuppressFromFocusedTab,
    /// All but those of the window that has the keyboard.
    SuppressFromFocusedWindow,
}

/// How keys are written for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyCaps {
    /// As the system writes them: with symbols on macOS, with Ctrl, Alt, Super and Shift elsewhere.
    #[default]
    System,
    /// With Super, Meta, Ctrl and Shift.
    UnixLong,
    /// With Super, M, C and S.
    Emacs,
    /// With the symbols of Apple's keyboards.
    AppleSymbols,
    /// With Win, Alt, Ctrl and Shift.
    WindowsLong,
    /// The same with a logo for Win.
    WindowsSymbols,
}

/// Which GPU is taken where there are several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PowerPreference {
    /// The one that uses less.
    #[default]
    LowPower,
    /// The faster one.
    HighPerformance,
}

/// What the window manager draws around the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decorations {
    /// A title bar, which on most systems comes with the borders.
    pub title: bool,
    /// Whether the window's size can be changed with the pointer.
    pub resize: bool,
    /// Whether the tab bar has the title bar's buttons.
    pub buttons: bool,
}

impl Default for Decorations {
    fn default() -> Self {
        Self {
            title: true,
            resize: true,
            buttons: false,
        }
    }
}

/// A button of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitleButton {
    /// Puts the window away among those that are not shown.
    Hide,
    /// Makes it as large as the desktop has room for, or takes that back.
    Maximize,
    /// Closes it.
    Close,
}

/// How the window's buttons look in a tab bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TitleButtonStyle {
    /// As high as the bar.
    #[default]
    Windows,
    /// In circles.
    Gnome,
    /// macOS draws its own; elsewhere as `Windows`.
    MacOsNative,
}

/// The window's buttons in a tab bar that takes the title bar's place.
#[derive(Clone, Debug, PartialEq)]
pub struct TitleButtons {
    /// Which there are, from the left.
    pub shown: Vec<TitleButton>,
    /// Whether they are on the left.
    pub on_left: bool,
    /// How they look on a fancy bar.
    pub style: TitleButtonStyle,
    /// Their colour; without one that of other words on the bar.
    pub color: Option<Rgba>,
}

impl Default for TitleButtons {
    fn default() -> Self {
        Self {
            shown: vec![TitleButton::Hide, TitleButton::Maximize, TitleButton::Close],
            on_left: false,
            style: TitleButtonStyle::default(),
            color: None,
        }
    }
}

/// Where something stands in room that it does not fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alignment {
    /// At the left, or above.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the right, or below.
    End,
}

impl Alignment {
    /// Returns how much of the room that is left over lies before it.
    pub fn before(self, room: u32) -> u32 {
        match self {
            Alignment::Start => 0,
            Alignment::Center => room / 2,
            Alignment::End => room,
        }
    }
}
