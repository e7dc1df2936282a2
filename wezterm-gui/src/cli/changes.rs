//! `wezterm ai changes` and `wezterm ai undo`: what the assistant changed, and having it back.
//!
//! The steps are the filesystem module's, which keeps them whether or not a terminal runs. Runs in a
//! process of its own and may block.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use clap::Args;
use filesystem::{FileSystemService, Rules, ServiceOptions, StepInfo};
use wezterm_module_framework::{Capabilities, ModuleCapability, utc};

use crate::folders::Folders;

/// The most paths of a step that are listed.
const PATHS: usize = 5;

/// What is listed.
#[derive(Debug, Args)]
pub struct ChangesArgs {
    /// Print JSON, one step a line.
    #[arg(long)]
    json: bool,
}

/// Which step is undone.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The step, as `wezterm ai changes` names it; the latest that was not undone where left out.
    step: Option<String>,
}

/// Lists what the assistant changed, the latest first; returns the exit status.
pub fn changes(
    args: &ChangesArgs,
    folders: &Folders,
    output: &mut dyn Write,
) -> anyhow::Result<i32> {
    let steps = service(folders)?.history();
    if args.json {
        for step in &steps {
            writeln!(output, "{}", serde_json::to_string(step)?)?;
        }
        return Ok(0);
    }
    if steps.is_empty() {
        writeln!(output, "the assistant has changed nothing")?;
    }
    for step in &steps {
        write_step(step, output)?;
    }
    Ok(0)
}

fn write_step(step: &StepInfo, output: &mut dyn Write) -> anyhow::Result<()> {
    let time = utc(SystemTime::UNIX_EPOCH + Duration::from_secs(step.time));
    let state = if step.undone { " (undone)" } else { "" };
    writeln!(
        output,
        "{}  {}  {}{state}",
        step.id,
        time.get(..19).unwrap_or(&time),
        step.summary
    )?;
    for path in step.paths.iter().take(PATHS) {
        writeln!(output, "    {}", path.shown())?;
    }
    if step.paths.len() > PATHS {
        writeln!(output, "    and {} others", step.paths.len() - PATHS)?;
    }
    if let Some(why) = &step.lost {
        writeln!(output, "    cannot be undone: {why}")?;
    }
    Ok(())
}

/// Puts back what a step changed; returns the exit status.
pub fn undo(args: &UndoArgs, folders: &Folders, output: &mut dyn Write) -> anyhow::Result<i32> {
    let service = service(folders)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let paths = runtime.block_on(service.undo_step(args.step.clone()))?;
    for path in paths {
        writeln!(output, "put back {}", path.shown())?;
    }
    Ok(0)
}

fn service(folders: &Folders) -> anyhow::Result<Arc<FileSystemService>> {
    let home = dirs::home_dir().context("your home folder is not known: set HOME")?;
    let options = ServiceOptions {
        trash: Some(filesystem::trash_of(&home)),
        home,
        allowed: None,
        whole_disk: false,
        rules: Rules::new(None)?,
        layer: filesystem::beneath::layer(),
        undo: Some(filesystem::undo_folder(&folders.data.join("filesystem"))),
    };
    let rights = [
        ModuleCapability::FileSystemRead,
        ModuleCapability::FileSystemWrite,
    ];
    let service = FileSystemService::new(options, Capabilities::new("filesystem", rights))?;
    Ok(Arc::new(service))
}
