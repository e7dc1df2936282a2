//! Panes, tabs and windows: shells on ptys, their screens, and the tree that places them.
//!
//! [`Mux`] is the tree; the main thread owns it. A [`Pane`] is one program in a pty with its screen;
//! it is shared, and one thread of its own reads, parses and applies what the program writes, under
//! the pane's lock. Everything that happens is told through one [`EventSink`]. Screens are drawn
//! into a [`grid::Grid`].
//!
//! This crate hides the terminal engine, the pty, escape sequences and the encoding of keys. It
//! knows nothing of Lua, of modules and of windows on a desktop, so that a headless server can stand
//! on it as well as a window.

mod blocks;
mod event;
pub mod grid;
mod ids;
pub mod images;
pub mod input;
mod mux;
mod palette;
mod pane;
mod processes;
mod pty;
mod session;
mod shell;
mod spawn;
pub mod terminal;
mod tree;
mod users;

pub use blocks::{CommandBlock, StableRow};
pub use event::{EventSink, ExitStatus, MuxEvent};
pub use ids::{PaneId, TabId, WindowId};
pub use mux::{DEFAULT_WORKSPACE, Mux, MuxOptions, PaneRow, Removed};
pub use palette::{Palette, Rgb};
pub use pane::{Pane, PaneFacts};
pub use processes::{ProcessInfo, Processes, SystemProcesses};
pub use shell::ShellIntegration;
pub use spawn::{LOCAL_DOMAIN, Spawn, SpawnError};
pub use terminal::{
    HeldCells, PaneSize, PastedNewlines, Position, Progress, TerminalSettings, TextLine, Zone,
    ZoneKind,
};
pub use tree::{Direction, Divider, Layout, SplitAt, SplitSize};
pub use users::user_name;
