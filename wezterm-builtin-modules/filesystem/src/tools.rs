//! The tools that the assistant is offered: they look below the directory of the pane it stands in.

use std::fmt::Write as _;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use wezterm_module_framework::{Effect, Scope, Tool, ToolContext, ToolError};

use crate::error::FsError;
use crate::service::{FileSystemService, LineRange};

/// How many bytes of a file a model is shown at once.
const SHOWN_BYTES: usize = 32 * 1024;
/// How many lines of a file a model is shown at once.
const SHOWN_LINES: usize = 1000;
/// How many entries of a folder a model is shown.
const SHOWN_ENTRIES: usize = 500;

/// Reads a text file below the current directory.
#[derive(Deserialize, JsonSchema)]
pub struct ReadFileInput {
    /// The file, absolute or relative to the current directory.
    path: String,
    /// The first line to read, counted from 1.
    #[serde(default)]
    start_line: Option<usize>,
    /// How many lines to read.
    #[serde(default)]
    line_count: Option<usize>,
}

/// Reads a text file.
pub struct ReadFile(pub Arc<FileSystemService>);

impl Tool for ReadFile {
    type Input = ReadFileInput;
    const NAME: &'static str = "read_file";
    const EFFECT: Effect = Effect::Read;

    fn summary(&self, input: &ReadFileInput) -> String {
        format!("read {}", input.path)
    }

    fn scope(&self, input: &ReadFileInput, cx: &ToolContext) -> Result<Scope, ToolError> {
        scope(&self.0, &input.path, cx)
    }

    async fn run(&self, input: ReadFileInput, cx: ToolContext) -> Result<String, ToolError> {
        let range = LineRange {
            first: input.start_line.unwrap_or(1),
            count: input.line_count.unwrap_or(SHOWN_LINES).min(SHOWN_LINES),
            bytes: SHOWN_BYTES,
        };
        let reading = Arc::clone(&self.0).off_thread(input.path.into(), move |files, path| {
            let cwd = cx.cwd.as_deref();
            let (roots, path) = files.roots_for_call(cwd, path, &cx.allowed);
            files.read_lines(&roots, cwd, &path, range)
        });
        let excerpt = reading.await.map_err(for_model)?;
        let mut text = excerpt.text;
        if let Some(next) = excerpt.next_line {
            let within_a_line = !text.is_empty() && next == range.first.max(1);
            if !text.ends_with('\n') {
                text.push('\n');
            }
            // Writing to a string cannot fail.
            let _ = if within_a_line {
                // Asking for the same line again would show the same again.
                write!(
                    text,
                    "[line {next} is too long and cut here; line {} is next]",
                    next + 1
                )
            } else {
                write!(text, "[cut here; the rest begins in line {next}]")
            };
        }
        Ok(text)
    }
}

/// Lists the files and folders in a folder below the current directory.
#[derive(Deserialize, JsonSchema)]
pub struct ListDirectoryInput {
    /// The folder, absolute or relative to the current directory; the current directory where left
    /// out.
    #[serde(default)]
    path: Option<String>,
}

/// Lists a folder.
pub struct ListDirectory(pub Arc<FileSystemService>);

impl Tool for ListDirectory {
    type Input = ListDirectoryInput;
    const NAME: &'static str = "list_directory";
    const EFFECT: Effect = Effect::Read;

    fn summary(&self, input: &ListDirectoryInput) -> String {
        format!("list {}", input.path.as_deref().unwrap_or("."))
    }

    fn scope(&self, input: &ListDirectoryInput, cx: &ToolContext) -> Result<Scope, ToolError> {
        scope(&self.0, input.path.as_deref().unwrap_or("."), cx)
    }

    async fn run(&self, input: ListDirectoryInput, cx: ToolContext) -> Result<String, ToolError> {
        let path = input.path.unwrap_or_else(|| ".".into());
        let listing = Arc::clone(&self.0).off_thread(path.into(), move |files, path| {
            let cwd = cx.cwd.as_deref();
            let (roots, path) = files.roots_for_call(cwd, path, &cx.allowed);
            files.list(&roots, cwd, &path, SHOWN_ENTRIES)
        });
        let (entries, more) = listing.await.map_err(for_model)?;
        let mut text = String::new();
        for entry in &entries {
            // A name may hold line ends and escape sequences.
            let name = entry.name.to_string_lossy();
            let name: String = name.chars().flat_map(shown).collect();
            let _ = writeln!(text, "{:<9} {:>10}  {name}", entry.kind.word(), entry.size);
        }
        if entries.is_empty() {
            text.push_str("the folder is empty\n");
        }
        if more {
            let _ = writeln!(text, "[cut here after {SHOWN_ENTRIES} entries]");
        }
        Ok(text)
    }
}

fn shown(c: char) -> Vec<char> {
    if c.is_control() {
        c.escape_default().collect()
    } else {
        vec![c]
    }
}

/// Returns what a call about `path` touches; what the configuration rules out is refused unasked.
fn scope(files: &FileSystemService, path: &str, cx: &ToolContext) -> Result<Scope, ToolError> {
    let path = files.named(cx.cwd.as_deref(), path.as_ref());
    Ok(Scope::path(path.map_err(for_model)?))
}

fn for_model(error: FsError) -> ToolError {
    ToolError::Model(error.to_string())
}
