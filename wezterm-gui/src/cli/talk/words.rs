//! The words of `wezterm cli`: its commands and their arguments, with the help that is shown of them.
//!
//! Hides nothing; this is the table that clap reads. What a command does is `talk`'s.

use std::path::PathBuf;

use anyhow::{Context, bail};
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
        self.pane_id.or_else(own_pane)
    }
}

/// Returns the pane that this program runs in.
fn own_pane() -> Option<u64> {
    std::env::var("WEZTERM_PANE").ok()?.parse().ok()
}

/// Whose tab, window or workspace is meant.
#[derive(Clone, Copy, Debug, Args)]
pub struct Holder {
    /// What holds this pane is meant; without it, what holds the one this shell runs in, else what
    /// is shown.
    #[arg(long)]
    pane_id: Option<u64>,
}

impl Holder {
    /// Returns the pane whose holder is meant, unless that is named itself.
    pub(super) fn unless<T>(self, named: &Option<T>) -> Option<u64> {
        match named {
            Some(_) => None,
            None => self.pane_id.or_else(own_pane),
        }
    }
}

/// What is started in a new pane.
#[derive(Clone, Debug, Args)]
pub struct Program {
    /// The domain that the program is started in; without it, the pane's.
    #[arg(long, value_name = "NAME")]
    pub(super) domain_name: Option<String>,
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
    pub(super) fn cwd(&self) -> anyhow::Result<Option<String>> {
        let Some(cwd) = &self.cwd else {
            return Ok(None);
        };
        let absolute = std::path::absolute(cwd).context("cannot find the current folder")?;
        match absolute.into_os_string().into_string() {
            Ok(cwd) => Ok(Some(cwd)),
            Err(cwd) => bail!("--cwd {cwd:?}: its name is no UTF-8, and a message is text"),
        }
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

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Written {
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
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
    /// List who is at the terminal: the front end that shows it, and the programs that are connected
    /// to its socket.
    ListClients {
        /// How the list is written.
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Open a tab and write its pane's number.
    #[command(group = ArgGroup::new("where").multiple(false))]
    Spawn {
        #[command(flatten)]
        pane: ThePane,
        /// In this window; without it, in the pane's.
        #[arg(long, group = "where")]
        window_id: Option<u64>,
        /// In a window of its own.
        #[arg(long, group = "where")]
        new_window: bool,
        /// The workspace of the new window; without it, the one that is shown.
        #[arg(long, value_name = "NAME", requires = "new_window")]
        workspace: Option<String>,
        #[command(flatten)]
        program: Program,
    },
    /// Put a new pane beside another and write its number; below it unless a side is given.
    #[command(group = ArgGroup::new("side").multiple(false))]
    #[command(group = ArgGroup::new("size").multiple(false))]
    SplitPane {
        #[command(flatten)]
        pane: ThePane,
        /// To the right, as --right.
        #[arg(long, group = "side")]
        horizontal: bool,
        /// To the left.
        #[arg(long, group = "side")]
        left: bool,
        /// To the right.
        #[arg(long, group = "side")]
        right: bool,
        /// Above it.
        #[arg(long, group = "side")]
        top: bool,
        /// Below it.
        #[arg(long, group = "side")]
        bottom: bool,
        /// How many hundredths of the room the new pane gets.
        #[arg(long, group = "size", value_parser = clap::value_parser!(u8).range(1..=99))]
        percent: Option<u8>,
        /// How many cells the new pane gets.
        #[arg(long, group = "size")]
        cells: Option<usize>,
        /// Split the whole tab instead of a pane.
        #[arg(long)]
        top_level: bool,
        /// Move this pane there instead of starting a program.
        #[arg(long, value_name = "PANE_ID", conflicts_with_all = ["program", "cwd", "domain_name"])]
        move_pane_id: Option<u64>,
        /// Put a pane there that this module draws, as ai-assistant, once it has started.
        #[arg(long, value_name = "NAME", conflicts_with_all = ["program", "cwd", "domain_name", "move_pane_id"])]
        module: Option<String>,
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
    /// Write what a pane shows to standard output, an overlay included; or lines of its program's
    /// text, which may have left the screen.
    GetText {
        #[command(flatten)]
        pane: ThePane,
        /// Everything that the window shows: tab bar, panes, overlays, lines at the bottom.
        #[arg(long, conflicts_with = "pane_id")]
        screen: bool,
        /// From this line: 0 is the first of the pane's screen, negative ones lie above it.
        #[arg(
            long,
            value_name = "LINE",
            allow_negative_numbers = true,
            conflicts_with = "screen"
        )]
        start_line: Option<i64>,
        /// To this line; without it, to the last of the pane's screen.
        #[arg(
            long,
            value_name = "LINE",
            allow_negative_numbers = true,
            conflicts_with = "screen"
        )]
        end_line: Option<i64>,
        /// With the escape sequences that colour and style the text, so that it looks the same
        /// where it is printed.
        #[arg(long)]
        escapes: bool,
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
        /// How many bytes of each output, half from its beginning and half from its end; 1 MiB
        /// unless it is said.
        #[arg(long, value_name = "N", requires = "output")]
        max_bytes: Option<usize>,
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
        /// How many bytes of the output, half from its beginning and half from its end; 1 MiB unless
        /// it is said.
        #[arg(long, value_name = "N", requires = "output")]
        max_bytes: Option<usize>,
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
        #[command(flatten)]
        holder: Holder,
        /// By its number.
        #[arg(long, group = "tab")]
        tab_id: Option<u64>,
        /// By its place in the window: 0 is the first, -1 the last.
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
        #[command(flatten)]
        holder: Holder,
        /// The tab; without it, the pane's.
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
        #[command(flatten)]
        holder: Holder,
        /// The tab; without it, the pane's.
        #[arg(long)]
        tab_id: Option<u64>,
        /// The title.
        title: String,
    },
    /// Let two panes of a tab change places.
    SwapPanes {
        #[command(flatten)]
        pane: ThePane,
        /// The other pane.
        #[arg(long, value_name = "PANE_ID")]
        with_pane_id: u64,
    },
    /// Move every pane of a tab to the place of the next one.
    RotatePanes {
        #[command(flatten)]
        holder: Holder,
        /// The tab; without it, the pane's.
        #[arg(long)]
        tab_id: Option<u64>,
        /// To the place of the one before.
        #[arg(long)]
        counter_clockwise: bool,
    },
    /// Move a pane into a tab of its own.
    #[command(group = ArgGroup::new("where").multiple(false))]
    MovePaneToNewTab {
        #[command(flatten)]
        pane: ThePane,
        /// In this window; without it, in the pane's.
        #[arg(long, group = "where")]
        window_id: Option<u64>,
        /// In a window of its own.
        #[arg(long, group = "where")]
        new_window: bool,
        /// The workspace of the new window; without it, the pane's.
        #[arg(long, value_name = "NAME", requires = "new_window")]
        workspace: Option<String>,
    },
    /// Give a workspace another name.
    RenameWorkspace {
        #[command(flatten)]
        holder: Holder,
        /// The workspace; without it, the pane's.
        #[arg(long, value_name = "NAME")]
        workspace: Option<String>,
        /// Its new name.
        new_workspace: String,
    },
    /// Show a workspace, with a new window when it has none.
    ActivateWorkspace {
        /// Its name.
        workspace: String,
    },
    /// Give a window a title; an empty one gives it its program's again.
    SetWindowTitle {
        #[command(flatten)]
        holder: Holder,
        /// The window; without it, the pane's.
        #[arg(long)]
        window_id: Option<u64>,
        /// The title.
        title: String,
    },
    /// Close a pane and end its program.
    KillPane {
        #[command(flatten)]
        pane: ThePane,
    },
}
