//! What options choose between by name.
//!
//! Plain data, any thread. The words themselves are in `options::readers`.

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
}

impl Default for Decorations {
    fn default() -> Self {
        Self {
            title: true,
            resize: true,
        }
    }
}
