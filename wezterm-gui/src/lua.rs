//! The objects `window` and `pane` that Lua handlers are called with, and `wezterm.mux` with its own.
//!
//! Each is an id and the way to the main thread's inbox. A method that tells something reads the picture
//! that was taken just before (`facts`); one that changes something posts what it wants and awaits the answer, so that a handler never borrows the program while the program runs the handler; an id
//! whose pane is gone raises an error that says so. Main thread only. The `wezterm` table itself is
//! the configuration's, and modules add their own parts.

mod blocks;
mod facts;
mod gui;
mod mux;
mod mux_window;
mod pane;
mod process;
mod process_api;
mod tab;
pub(crate) mod typed;
mod window;
mod window_place;

pub use self::mux::{DomainObject, register as register_mux};
pub use blocks::block_table;
pub use facts::Picture;
pub use gui::register as register_gui;
pub use mux_window::MuxWindowObject;
pub use pane::PaneObject;
pub(crate) use pane::{progress_value, shape_name, visibility_name};
pub use process::process_table;
pub use process_api::register as register_processes;
pub use tab::TabObject;
pub use window::WindowObject;

use crate::app::App;
use crate::tasks::Mailbox;

/// Runs `work` with the program's state and waits for its answer.
async fn ask<R: Send + 'static>(
    mailbox: &Mailbox,
    work: impl FnOnce(&mut App) -> R + Send + 'static,
) -> mlua::Result<R> {
    mailbox
        .call(work)
        .await
        .map_err(|_| mlua::Error::runtime("the terminal is ending"))
}

fn raised(error: anyhow::Error) -> mlua::Error {
    mlua::Error::runtime(format!("{error:#}"))
}

fn size_table(lua: &mlua::Lua, size: ::mux::PaneSize) -> mlua::Result<mlua::Table> {
    let table = lua.create_table()?;
    table.set("cols", size.cells.cols)?;
    table.set("rows", size.cells.rows)?;
    table.set("pixel_width", size.pixel_width)?;
    table.set("pixel_height", size.pixel_height)?;
    table.set("dpi", size.dpi)?;
    Ok(table)
}
