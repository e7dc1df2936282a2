//! The roof of the workspace: the program `wezterm`, put together from all other crates.
//!
//! `main` chooses a front end (`window` or `tty`), which drives one [`app::App`]: the main thread's
//! state machine that owns the shells, the views, the Lua state and the composed frame. The binary
//! is a thin caller of this library so that whole-program tests can drive `App` without a screen.
//! It is not a place for terminal emulation (`mux`), settings (`config`) or assistants (modules).

pub mod app;
pub mod builtins;
pub mod cli;
pub mod commands;
pub mod folders;
pub mod fonts;
pub mod frame;
pub mod host;
pub mod input;
mod limits;
pub mod logging;
pub mod lua;
mod module_report;
pub mod render;
pub mod socket;
pub mod startup;
pub mod tasks;
pub mod tty;
pub mod window;
