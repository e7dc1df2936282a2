//! What shells' marks mean for the engine: blocks, the directory, the user.
//!
//! Hides how a command's text is read from the screen. Used under the pane's lock, like all of the
//! engine. What a block is, the tracker knows (`crate::blocks`).

use super::super::osc::{self, ShellMark};
use super::super::{Directory, EngineEvent, TerminalEngine};
use super::TattoyEngine;
use crate::blocks::{Mark, Place, StableRow};
use std::path::Path;

/// The longest name of a user, in bytes.
const MAX_NAME_BYTES: usize = 256;

impl TattoyEngine {
    /// Follows a mark; `before` is where the cursor stood when it came.
    pub(super) fn mark(&mut self, mark: ShellMark, before: Mark, events: &mut Vec<EngineEvent>) {
        let finished = match mark {
            ShellMark::Prompt { source } => {
                let row = self.cursor_mark().row;
                self.blocks.prompt_started(source.as_deref(), before, row)
            }
            ShellMark::PromptDrawn => {
                self.blocks.prompt_drawn(before.row);
                return;
            }
            ShellMark::InnerPrompt => return self.blocks.inner_prompt_started(before),
            ShellMark::Input => return self.blocks.input_started(before),
            ShellMark::Output { source } => {
                let source = source.as_deref();
                let parts = self.blocks.input_to_read(source);
                let read = parts.map(|parts| self.typed_text(&parts));
                let place = self.place();
                let (started, ended) = self.blocks.output_started(source, before, read, place);
                events.extend(started.map(EngineEvent::CommandStarted));
                ended
            }
            ShellMark::End { status, source } => {
                let place = self.place();
                self.blocks
                    .command_ended(source.as_deref(), status, before, place)
            }
            ShellMark::Command { text, source } => {
                return self.blocks.command_told(source.as_deref(), &text);
            }
            ShellMark::Directory(text) => return self.set_directory(&text, events),
            ShellMark::RemoteHost(text) => {
                let (user, _host) = text.split_once('@').unwrap_or((&text, ""));
                let user = osc::plain_text(user, MAX_NAME_BYTES);
                self.user = (!user.is_empty()).then(|| user.into());
                return;
            }
        };
        events.extend(finished.into_iter().map(EngineEvent::CommandFinished));
    }

    /// Returns where the shell said that it is.
    fn place(&self) -> Place {
        let user = self.user.clone();
        match &self.directory {
            None => Place {
                user,
                ..Place::default()
            },
            Some(Directory::Local(path)) => Place {
                cwd: Some(path.as_path().into()),
                host: None,
                user,
            },
            Some(Directory::Remote { host, path }) => Place {
                cwd: Some(Path::new(path).into()),
                host: Some(host.as_str().into()),
                user,
            },
        }
    }

    /// Returns the text between pairs of marks, the last of them up to the cursor.
    fn typed_text(&self, parts: &[(Mark, Option<Mark>)]) -> String {
        let cursor = self.cursor_mark();
        let texts = parts
            .iter()
            .map(|(from, to)| self.text_from(*from, to.unwrap_or(cursor)));
        let texts: Vec<String> = texts.collect();
        let lines = texts.iter().map(|text| text.trim_end_matches('\n'));
        lines.collect::<Vec<&str>>().join("\n")
    }

    fn set_directory(&mut self, text: &str, events: &mut Vec<EngineEvent>) {
        let directory = osc::directory(text, &self.this_host);
        if directory.is_some() && directory != self.directory {
            self.directory = directory;
            events.push(EngineEvent::Directory);
        }
    }

    /// Returns the text from a mark to another.
    fn text_from(&self, from: Mark, to: Mark) -> String {
        // A cleared screen leaves the cursor above the mark.
        if to.row < from.row || (to.row == from.row && to.col <= from.col) {
            return String::new();
        }
        let end = if to.col == 0 {
            (usize::MAX, StableRow(to.row.0 - 1))
        } else {
            (to.col - 1, to.row)
        };
        self.text_between((from.col, from.row), end)
    }
}
