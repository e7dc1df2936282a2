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
    /// Commands: running programs and scripts in a sandbox that reaches the folders that are named.
    ///
    /// Only what --allow names runs, wherever it is wrapped. What a person would be asked about is refused.
    Commander(CommanderArgs),
}

/// What may be run, and where.
#[derive(Debug, Args)]
pub struct CommanderArgs {
    /// A folder that commands run in and may change, with what is below it; may be given several times.
    #[arg(long = "root", value_name = "DIR", required = true)]
    pub roots: Vec<PathBuf>,
    /// A program that may run, or a program and the words that its arguments begin with ("git status"); may
    /// be given several times.
    #[arg(long = "allow", value_name = "PROGRAM", num_args = 1..)]
    pub allow: Vec<String>,
    /// What does not run, whatever allows it and whatever it is wrapped in; may be given several times.
    #[arg(long = "deny", value_name = "PROGRAM", num_args = 1..)]
    pub deny: Vec<String>,
    /// Let commands talk to other machines.
    #[arg(long)]
    pub network: bool,
    /// How strong the sandbox has to be; commands do not run in a weaker one.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Strength::Partial)]
    pub require: Strength,
}

/// How strong a sandbox is.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Strength {
    /// Every wall.
    Full,
    /// Files and network, with some ways open.
    Partial,
    /// Whatever there is.
    None,
}

impl From<Strength> for commander::Required {
    fn from(strength: Strength) -> Self {
        match strength {
            Strength::Full => Self::Full,
            Strength::Partial => Self::Partial,
            Strength::None => Self::None,
        }
    }
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
    let McpCommand::Serve { module } = command;
    match module {
        ServeCommand::Filesystem(args) => filesystem::serve_stdio(filesystem::ServerOptions {
            roots: absolute(&args.roots)?,
            read_only: args.read_only,
            whole_disk: args.whole_disk,
        })?,
        ServeCommand::Commander(args) => commander::serve_stdio(commander::ServerOptions {
            roots: absolute(&args.roots)?,
            allow: args.allow,
            deny: args.deny,
            network: args.network,
            require: args.require.into(),
        })?,
    }
    Ok(0)
}

fn absolute(roots: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let roots = roots.iter().map(|root| {
        std::path::absolute(root).with_context(|| format!("--root {}", root.display()))
    });
    roots.collect()
}
