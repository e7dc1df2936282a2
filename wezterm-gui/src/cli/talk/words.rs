//! The words of `wezterm cli`: its commands and their arguments, with the help that is shown of them.
//!
//! Hides nothing; this is the table that clap reads. What a command does is `talk`'s.

use std::path::PathBuf;

use anyhow::Context;
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use crate::socket::{Side, Toward};

/// Which pane is meant.
#[derive(Clone, Copy, Debug, Args)]
pub struct ThePane {
    /// The pane; without it, the one this shell runs in, else the active one.
    #[arg(long)]
    pane_id: Option<u64>,
}

impl ThePane {
    /// Returns the pane that is asked for, if any is.
    pub(super) fn id(self) -> Option<u64> {
        self.pane_id
            .or_else(|| std::env::var("WEZTERM_PANE").ok()?.parse().ok())
    }
}

/// What is started in a new pane.
#[derive(Clone, Debug, Args)]
pub struct Program {
    /// The folder that the program starts in.
    #[arg(long, value_name = "DIR")]
    cwd: Option<PathBuf>,
    /// A program to run instead of the shell, with its arguments.
    #[arg(
        value_name = "PROG",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub(super) program: Vec<String>,
}

impl Program {
    /// Returns the folder that the program starts in, as the terminal finds it too.
    pub(super) fn cwd(&self) -> anyhow::Result<Option<PathBuf>> {
        let absolute = self.cwd.as_ref().map(std::path::absolute);
        absolute
            .transpose()
            .context("cannot find the current folder")
    }
}

/// How a list is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

/// What a running terminal can be asked.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// List the panes.
    List {
        /// How the list is written.
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Open a tab and write its pane's number.
    Spawn {
        #[command(flatten)]
        program: Program,
    },
    /// Put a new pane beside another and write its number; below it unless a side is given.
    #[command(group = ArgGroup::new("side").multiple(false))]
    SplitPane {
        #[command(flatten)]
        pane: ThePane,
        /// To the right, as --right.
        #[arg(long, group = "side")]
        horizontal: bool,
        #[arg(long, group = "side")]
        left: bool,
        #[arg(long, group = "side")]
        right: bool,
        #[arg(long, group = "side")]
        top: bool,
        #[arg(long, group = "side")]
        bottom: bool,
        #[command(flatten)]
        program: Program,
    },
    /// Send text to a pane, as if it were pasted.
    SendText {
        #[command(flatten)]
        pane: ThePane,
        /// Send the text as if it were typed.
        #[arg(long)]
        no_paste: bool,
        /// The text; without it, standard input.
        text: Option<String>,
    },
    /// Write what a pane shows to standard output, an overlay included.
    GetText {
        #[command(flatten)]
        pane: ThePane,
        /// Everything that the window shows: tab bar, panes, overlays, lines at the bottom.
        #[arg(long, conflicts_with = "pane_id")]
        screen: bool,
    },
    /// List the commands that were run in a pane, with how they ended.
    Blocks {
        #[command(flatten)]
        pane: ThePane,
        /// Only that many, the last ones.
        #[arg(long, value_name = "N")]
        last: Option<usize>,
        /// With the text of their output (in JSON).
        #[arg(long)]
        output: bool,
        /// How the list is written.
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Wait until the command that runs in a pane has ended, or the next one; exit with its status.
    WaitForCommand {
        #[command(flatten)]
        pane: ThePane,
        /// Wait for the first to end of those started after the block with this number.
        #[arg(long, value_name = "ID")]
        after: Option<u64>,
        /// Give up after this long.
        #[arg(long, value_name = "MS")]
        timeout_ms: Option<u64>,
        /// Write the command's output instead of its block as JSON.
        #[arg(long)]
        output: bool,
    },
    /// Write what happens in the terminal, one JSON object a line.
    Events {
        /// Until it is interrupted; without it, until the first event.
        #[arg(long)]
        follow: bool,
    },
    /// Give the keyboard to a pane.
    ActivatePane {
        #[command(flatten)]
        pane: ThePane,
    },
    /// Give the keyboard to the pane on that side.
    ActivatePaneDirection {
        #[command(flatten)]
        pane: ThePane,
        /// Which side.
        #[arg(ignore_case = true)]
        direction: Toward,
    },
    /// Write the number of the pane on that side.
    GetPaneDirection {
        #[command(flatten)]
        pane: ThePane,
        /// Which side.
        #[arg(ignore_case = true)]
        direction: Toward,
    },
    /// Show a tab.
    #[command(group = ArgGroup::new("tab").required(true))]
    ActivateTab {
        /// By its number.
        #[arg(long, group = "tab")]
        tab_id: Option<u64>,
        /// By its place: 0 is the first, -1 the last.
        #[arg(long, group = "tab", allow_hyphen_values = true)]
        tab_index: Option<i64>,
        /// By its distance from the one that is shown.
        #[arg(long, group = "tab", allow_hyphen_values = true)]
        tab_relative: Option<i64>,
        /// Do not go on at the other end.
        #[arg(long, requires = "tab_relative")]
        no_wrap: bool,
    },
    /// Move a tab to another place.
    MoveTab {
        /// The tab; without it, the one that is shown.
        #[arg(long)]
        tab_id: Option<u64>,
        /// Its new place, counted from 0.
        index: usize,
    },
    /// Move the edge of a pane.
    AdjustPaneSize {
        #[command(flatten)]
        pane: ThePane,
        /// By that many cells.
        #[arg(long, default_value_t = 1)]
        amount: usize,
        /// Which way.
        #[arg(ignore_case = true)]
        direction: Side,
    },
    /// Show only one pane of its tab, or all again.
    #[command(group = ArgGroup::new("how").multiple(false))]
    ZoomPane {
        #[command(flatten)]
        pane: ThePane,
        /// Show only this one.
        #[arg(long, group = "how")]
        zoom: bool,
        /// Show all.
        #[arg(long, group = "how")]
        unzoom: bool,
        /// The other way round; this is what happens without an option.
        #[arg(long, group = "how")]
        toggle: bool,
    },
    /// Give a tab a title; an empty one gives it its program's again.
    SetTabTitle {
        /// The tab; without it, the one that is shown.
        #[arg(long)]
        tab_id: Option<u64>,
        /// The title.
        title: String,
    },
    /// Give the window a title; an empty one gives it its program's again.
    SetWindowTitle {
        /// The title.
        title: String,
    },
    /// Close a pane and end its program.
    KillPane {
        #[command(flatten)]
        pane: ThePane,
    },
}
