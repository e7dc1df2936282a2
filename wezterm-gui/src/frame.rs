//! What the program and a front end exchange: a drawn frame one way, the turn's wishes the other.
//!
//! Hides nothing and decides nothing: plain data that both loops (the window's and the terminal
//! front end's) and the headless tests share. Used on the main thread, except `Poke`, which any
//! thread may call. It is not the state machine (`app`) and knows neither winit nor wgpu.

use std::sync::Arc;
use std::time::Instant;

use config::{BoldBrightening, WindowLevel};
use mux::grid::{Color, Grid, Rect, Size, Style};
use mux::{Direction, Palette, PaneSize, Rgb, WindowId};

use crate::app::App;

/// Wakes the front end's loop so that it calls `App::turn`; callable from any thread, never blocks.
pub type Poke = Arc<dyn Fn() + Send + Sync>;

/// Makes the `App` once the front end knows how to be woken.
pub type AppFactory = Box<dyn FnOnce(FrontendSetup) -> anyhow::Result<App>>;

/// What a front end tells the program before the first shell is started.
pub struct FrontendSetup {
    /// Wakes the loop.
    pub poke: Poke,
    /// The whole screen's size where it is known already; else the configuration's initial size.
    pub size: Option<PaneSize>,
    /// The keys that the front end is able to deliver.
    pub keys: KeySupport,
    /// How many of the windows it shows.
    pub windows: WindowSupport,
}

/// How many windows a front end shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WindowSupport {
    /// One at a time, in one place.
    #[default]
    One,
    /// All of the workspace that is shown, side by side.
    Many,
}

/// Where a key is on the keyboard, as far as that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// What the configuration calls the place, after the key that a US keyboard has there.
    pub name: Option<&'static str>,
    /// The number that X11 has for it, which Wayland's compositors use, too.
    pub raw: Option<u32>,
}

/// Which key combinations reach the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeySupport {
    /// Every combination: a window, or a host terminal that answered the keyboard queries.
    #[default]
    Full,
    /// Only what old terminals can encode: F12 opens the assistant, Ctrl-] sends and Shift+F12 lists
    /// the commands.
    Legacy,
}

/// The colours of the terminal that a front end draws in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostColors {
    /// Whether it shows any red, green and blue.
    pub exact: bool,
    /// Its text, where it has told.
    pub foreground: Option<Rgb>,
    /// Behind its text, where it has told.
    pub background: Option<Rgb>,
}

/// The colours that a front end paints with in place of those of the terminal that it draws in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paint {
    /// What the default colours and the entries of the palette stand for.
    pub palette: Palette,
    /// Whether bold text of the first eight entries is bright.
    pub bold: BoldBrightening,
}

/// One picture of the whole window: tab bar, panes, dividers, overlay, lines for the person.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Every cell, with the cursor where one is to be shown.
    pub grid: Grid,
    /// The window's title.
    pub title: String,
    /// When it looks different although nothing has happened, because an image in it moves.
    pub moves_at: Option<Instant>,
    /// The tab bar, where the front end draws it beside the grid.
    pub bar: Option<Bar>,
    /// How far the active pane is scrolled, where that is to be seen.
    pub scrolled: Option<Scrolled>,
    /// The lines between panes that a front end with pixels leads on to the window's edge.
    pub line_ends: Vec<LineEnd>,
}

/// Where a line between panes leaves the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineEnd {
    /// On which side.
    pub side: Direction,
    /// In which column, or in which row where it leaves to the left or to the right.
    pub at: usize,
    /// How its cells are drawn.
    pub style: Style,
}

/// A tab bar that a front end draws with shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// One row with the words, as wide as the grid.
    pub words: Grid,
    /// Whether it is below the grid.
    pub at_bottom: bool,
    /// Behind everything.
    pub ground: Color,
    /// The shapes behind the words, from the left.
    pub shapes: Vec<BarShape>,
}

/// What stands behind some columns of a bar's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarShape {
    /// The first column.
    pub x: usize,
    /// How many columns.
    pub cols: usize,
    /// Its colour.
    pub ground: Color,
    /// How it looks.
    pub outline: Outline,
}

/// The outline of a shape on a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// That of a tab: on the cells' side as a part of them, round on the other one.
    Tab,
    /// As high as the bar, up to the window's edge where it is the last one there.
    Square,
    /// A circle.
    Circle,
}

/// Which rows of a pane are shown, counted from the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scrolled {
    /// All rows that there are.
    pub total: usize,
    /// The first one that is shown.
    pub top: usize,
    /// How many are shown.
    pub shown: usize,
}

/// What one turn of the program asks of its front end.
#[derive(Debug, Default)]
pub struct Turn {
    /// The windows that are to be shown; others that are go.
    pub windows: Vec<WindowId>,
    /// Those of them whose frames have changed since they were last taken.
    pub redraw: Vec<WindowId>,
    /// The exit status once the program is to end; call `App::shutdown` and return it.
    pub exit: Option<i32>,
    /// Things that only the front end can do, in order, and the windows that they are about.
    pub requests: Vec<(WindowId, WindowRequest)>,
    /// When to call `turn` again although nobody poked (a toast ends, the cursor blinks).
    pub deadline: Option<Instant>,
}

/// A change of the window's place on the desktop; numbers are pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowChange {
    /// Makes it so wide and so high, without its decorations.
    InnerSize(u32, u32),
    /// Moves its top left corner.
    Position(i32, i32),
    /// Makes it as large as the desktop has room for.
    Maximize,
    /// Takes that back.
    Restore,
    /// Makes it as large as that, or takes it back where it is already.
    ToggleMaximize,
    /// Brings it to the front and gives it the keyboard.
    Focus,
    /// Puts it away among those that are not shown.
    Minimize,
    /// Shows it again.
    Show,
    /// Puts all windows of the program away, where the desktop can.
    HideApplication,
    /// Stacks it differently.
    Level(WindowLevel),
    /// Stacks it so, or as usual where it is stacked so already.
    ToggleLevel(WindowLevel),
}

/// Where a window is put, in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowPlace {
    /// To the right of what it is counted from.
    pub x: i32,
    /// Below it.
    pub y: i32,
    /// What it is counted from.
    pub origin: Origin,
}

/// What the place of a window is counted from: a top left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// That of all screens together.
    #[default]
    Desktop,
    /// That of the main screen.
    MainScreen,
    /// That of the screen with the window that has the keyboard.
    ActiveScreen,
    /// That of the screen of this name.
    Screen(String),
}

/// Something that only the front end can do, in the window that it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowRequest {
    /// Shows this as the window's title.
    SetTitle(String),
    /// Puts the text on the clipboard.
    SetClipboard(String),
    /// Puts the text on the primary selection.
    SetPrimary(String),
    /// Reads the clipboard and answers with `App::paste`.
    RequestPaste,
    /// Reads the primary selection and answers with `App::paste`.
    RequestPrimaryPaste,
    /// Has the window follow the pointer until the button is let go.
    DragWindow,
    /// Enters or leaves full screen.
    ToggleFullScreen,
    /// Changes where the window is on the desktop, its size or how it is stacked.
    Change(WindowChange),
    /// Moves the window to a place on one of the screens.
    Place(WindowPlace),
    /// Makes the window as large as so many cells are.
    Fit(Size),
    /// Draws text this many times the configured size, then calls `App::resize`.
    FontSize(f64),
    /// Rings the bell (urgency, or audible, as the front end can).
    Bell,
    /// Lets the bell of the pane at these cells be seen, where the front end can.
    Flash(Rect),
    /// Shows a desktop notification. Asked for only while unfocused: the line in the frame is
    /// always drawn by the program.
    Toast {
        /// The headline.
        title: String,
        /// The text below it.
        body: String,
    },
    /// The configuration has changed: fonts, colours and padding are to be read again.
    ConfigChanged,
}

impl WindowRequest {
    /// Returns whether it means nothing where its window is not shown.
    pub fn is_about_window(&self) -> bool {
        !matches!(
            self,
            WindowRequest::SetClipboard(_)
                | WindowRequest::SetPrimary(_)
                | WindowRequest::Toast { .. }
        )
    }
}
