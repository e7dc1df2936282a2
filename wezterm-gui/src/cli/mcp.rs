//! `wezterm mcp`: modules' tools for other programs, over the Model Context Protocol.
//!
//! Hides nothing but the arguments. Runs in a process of its own, reads no configuration (a client has
//! what its command line grants) and writes nothing but the protocol to standard output.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

/// What can be done with MCP.
#[derive(Debug, Subcommand)]
pub enum McpCommand {
    /// Serve a module's tools on standard input and output, for a program that speaks MCP.
    Serve {
        #[command(subcommand)]
        module: ServeCommand,
    },
}

/// Whose tools are served.
#[derive(Debug, Subcommand)]
pub enum ServeCommand {
    /// Files: reading, searching, editing, archives, beneath the folders that are named and nowhere else.
    ///
    /// What a person would be asked about (.git/hooks, .bashrc, .env and their like) is refused.
    Filesystem(FilesystemArgs),
}

/// What the file tools may touch.
#[derive(Debug, Args)]
pub struct FilesystemArgs {
    /// A folder that may be touched, with what is below it; may be given several times.
    #[arg(long = "root", value_name = "DIR", required = true)]
    pub roots: Vec<PathBuf>,
    /// Change nothing: the tools that write are not even offered.
    #[arg(long)]
    pub read_only: bool,
    /// Allow that / is one of the folders.
    #[arg(long)]
    pub whole_disk: bool,
}

/// Serves until the client is gone; returns the exit status.
pub fn mcp(command: McpCommand) -> anyhow::Result<i32> {
    let McpCommand::Serve {
        module: ServeCommand::Filesystem(args),
    } = command;
    let roots = args.roots.iter().map(|root| {
        std::path::absolute(root).with_context(|| format!("--root {}", root.display()))
    });
    filesystem::serve_stdio(filesystem::ServerOptions {
        roots: roots.collect::<anyhow::Result<_>>()?,
        read_only: args.read_only,
        whole_disk: args.whole_disk,
    })?;
    Ok(0)
}
