//! The framework as a module and the terminal see it, with the real runtime, bus and gate.

mod capabilities;
mod chain;
mod folders;
mod gate;
mod health;
mod ipc;
mod life;
mod lua_modules;
mod manager;
mod process_modules;
mod requests;
mod support;
mod views;
