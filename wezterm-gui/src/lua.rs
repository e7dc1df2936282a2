//! The objects `window` and `pane` that Lua handlers are called with.
//!
//! Each is an id and the way to the main thread's inbox. A method posts what it wants and awaits the
//! answer, so that a handler never borrows the program while the program runs the handler; an id
//! whose pane is gone raises an error that says so. Main thread only. The `wezterm` table itself is
//! the configuration's, and modules add their own parts.

mod blocks;
mod pane;
mod window;

pub use blocks::block_table;
pub use pane::PaneObject;
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
