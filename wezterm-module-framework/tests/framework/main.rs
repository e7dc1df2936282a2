//! The framework as a module and the terminal see it, with the real runtime, bus and gate.

mod capabilities;
mod chain;
mod gate;
mod health;
mod ipc;
mod life;
mod manager;
mod requests;
mod support;
mod views;
