//! `wezterm plugin`: fetches what `wezterm.plugin.require` names, by git, and only when asked to.
//!
//! Hides where a plugin lies and that one appears whole or not at all: it is cloned beside its place and moved
//! there. It runs nothing of a plugin.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use clap::Subcommand;
use config::{Fetched, PLUGIN_FOLDER, fetched, folder_name};

use super::ConfigArgs;
use super::configuration::read;
use crate::folders::Folders;

/// What can be done with plugins.
#[derive(Clone, Debug, Subcommand)]
pub enum PluginCommand {
    /// Fetch plugins by their addresses; those that the configuration asks for where none is named.
    Fetch {
        /// The addresses, as wezterm.plugin.require names them.
        #[arg(value_name = "ADDRESS")]
        addresses: Vec<String>,
    },
    /// List the plugins that were fetched.
    List,
    /// Bring plugins up to date; all where none is named.
    Update {
        /// The addresses.
        #[arg(value_name = "ADDRESS")]
        addresses: Vec<String>,
    },
    /// Take a plugin away.
    Remove {
        /// Its address.
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
}

/// Does what is asked.
pub fn plugin(
    command: &PluginCommand,
    args: &ConfigArgs,
    folders: &Folders,
    output: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<()> {
    let place = folders.data.join(PLUGIN_FOLDER);
    match command {
        PluginCommand::Fetch { addresses } => {
            let mut wanted = addresses.clone();
            if wanted.is_empty() {
                wanted = read(args, folders).absent_plugins;
                if wanted.is_empty() {
                    writeln!(
                        output,
                        "the configuration asks for no plugin that is not here"
                    )?;
                }
            }
            wanted.dedup();
            each(&wanted, notes, |address| fetch(&place, address, output))
        }
        PluginCommand::List => {
            for plugin in fetched(&place) {
                writeln!(output, "{}  {}", plugin.address, plugin.folder.display())?;
            }
            Ok(())
        }
        PluginCommand::Update { addresses } => {
            let mut chosen = fetched(&place);
            for address in addresses {
                let known = chosen.iter().any(|plugin| plugin.address == *address);
                if !known {
                    bail!("{address} was not fetched: run `wezterm plugin fetch {address}`");
                }
            }
            chosen.retain(|plugin| addresses.is_empty() || addresses.contains(&plugin.address));
            each(&chosen, notes, |plugin| update(plugin, output))
        }
        PluginCommand::Remove { address } => {
            let folder = place.join(folder_name(address));
            if !folder.is_dir() {
                bail!("{address} was not fetched");
            }
            std::fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot remove {}", folder.display()))?;
            writeln!(output, "{address} is gone")?;
            Ok(())
        }
    }
}

/// Does something with each of several; what fails is told, and the others are done.
fn each<T>(
    all: &[T],
    notes: &mut dyn Write,
    mut work: impl FnMut(&T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut failed = 0;
    for one in all {
        if let Err(error) = work(one) {
            failed += 1;
            writeln!(notes, "wezterm: {error:#}")?;
        }
    }
    match failed {
        0 => Ok(()),
        failed => bail!("{failed} of {} failed", all.len()),
    }
}

fn fetch(place: &Path, address: &str, output: &mut dyn Write) -> anyhow::Result<()> {
    if address.starts_with('-') {
        bail!("{address} is no address");
    }
    let folder = place.join(folder_name(address));
    if folder.exists() {
        writeln!(
            output,
            "{address} is here; `wezterm plugin update` brings it up to date"
        )?;
        return Ok(());
    }
    std::fs::create_dir_all(place)
        .with_context(|| format!("cannot make the folder {}", place.display()))?;
    // Beside its place, so that it can be moved; it goes away if anything fails.
    let beside = tempfile::Builder::new()
        .prefix(".fetch")
        .tempdir_in(place)?;
    let new = beside.path().join("new");
    git(Command::new("git")
        .args(["clone", "--quiet", "--depth", "1", "--"])
        .arg(address)
        .arg(&new))
    .with_context(|| format!("{address} cannot be fetched"))?;
    if !new.join("plugin/init.lua").is_file() {
        bail!("{address} is no plugin: it has no plugin/init.lua");
    }
    std::fs::rename(&new, &folder)
        .with_context(|| format!("cannot move it to {}", folder.display()))?;
    writeln!(output, "{address} is here: {}", folder.display())?;
    Ok(())
}

fn update(plugin: &Fetched, output: &mut dyn Write) -> anyhow::Result<()> {
    let head = || {
        let mut command = Command::new("git");
        let said = command
            .arg("-C")
            .arg(&plugin.folder)
            .args(["rev-parse", "HEAD"])
            .output();
        said.map(|said| said.stdout).unwrap_or_default()
    };
    let before = head();
    git(Command::new("git")
        .arg("-C")
        .arg(&plugin.folder)
        .args(["pull", "--quiet", "--ff-only"]))
    .with_context(|| format!("{} cannot be brought up to date", plugin.address))?;
    let news = if before == head() {
        "has nothing new"
    } else {
        "is up to date"
    };
    writeln!(output, "{} {news}", plugin.address)?;
    Ok(())
}

/// Runs git, which asks nothing.
fn git(command: &mut Command) -> anyhow::Result<()> {
    let command = command
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(std::process::Stdio::null());
    let said = command
        .output()
        .context("git cannot be started; is it installed?")?;
    if !said.status.success() {
        let why = String::from_utf8_lossy(&said.stderr);
        bail!("git: {}", why.trim());
    }
    Ok(())
}
