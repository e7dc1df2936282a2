//! `wezterm modules`: what can be done with modules from a shell.
//!
//! Runs on the main thread of a process of its own and may block; it starts no module.

use std::io::Write;

use clap::Subcommand;

use crate::folders::Folders;

mod new;

pub use new::NewArgs;
#[cfg(test)]
pub(crate) use new::{Kind, run as new_module};

/// What can be done with modules.
#[derive(Debug, Subcommand)]
pub enum ModulesCommand {
    /// Write the skeleton of a module that works, and say what to do next.
    New(NewArgs),
}

/// Does it and writes what came of it to `output`; returns the exit status.
pub fn modules(
    command: &ModulesCommand,
    folders: &Folders,
    output: &mut dyn Write,
) -> anyhow::Result<i32> {
    match command {
        ModulesCommand::New(args) => new::run(args, folders, output),
    }
}
