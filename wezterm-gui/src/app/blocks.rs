//! Command blocks for a person's hands: selecting one, copying what it printed.
//!
//! Hides which of the remembered blocks can still be seen, and where a walk over them stands. Main
//! thread only. The blocks come from the shells' marks (`mux`), and what is marked is `selection`'s.

use config::CopyDestination;
use mux::{CommandBlock, Pane, PaneId, StableRow, ZoneKind};

use super::App;
use super::selection::Selection;
use crate::commands;

/// How much of a command a notice repeats, in characters.
const SHOWN_COMMAND: usize = 40;

impl App {
    /// Selects the block that many further down than the selected one, or than what is shown;
    /// negative is up. It stops at the first and the last.
    pub(crate) fn select_block(&mut self, pane: &Pane, by: i64) {
        let blocks = match self.blocks_in_sight(pane) {
            Ok(blocks) => blocks,
            Err(reason) => return self.toast("Nothing selected".to_owned(), reason, None),
        };
        let selected = self.selected_block(pane.id());
        let now = selected.and_then(|id| blocks.iter().position(|block| block.id == id));
        let target = now.map_or_else(
            || {
                let below = self.shown_rows(pane).1;
                let above = blocks.partition_point(|block| block.prompt_row < below);
                // Between two blocks the next one down is a step away, as the next one up is.
                above as i64 + by - i64::from(by > 0)
            },
            |now| now as i64 + by,
        );
        let last = blocks.len().saturating_sub(1);
        let target = usize::try_from(target).unwrap_or(0).min(last);
        let Some(block) = blocks.get(target) else {
            return;
        };
        let rows = (block.prompt_row, last_row(block));
        self.shown.selection = Some(Selection::of_block(pane.id(), block.id, rows));
        self.bring_into_view(pane, rows);
    }

    /// Copies what a command printed: the selected block's or, counted from the end with -1 as the
    /// last, that of a command which has ended.
    pub(crate) fn copy_output(&mut self, pane: &Pane, from_end: Option<i64>, to: CopyDestination) {
        let copied = self.output_to_copy(pane, from_end).map(|(block, text)| {
            let lines = match text.lines().count() {
                1 => "1 line".to_owned(),
                lines => format!("{lines} lines"),
            };
            commands::copy(self, text, to);
            format!("{lines} that {} printed", name(&block))
        });
        let (title, body) = match copied {
            Ok(body) => ("Copied", body),
            Err(reason) => ("Nothing copied", reason),
        };
        self.toast(title.to_owned(), body, None);
    }

    fn output_to_copy(
        &self,
        pane: &Pane,
        from_end: Option<i64>,
    ) -> Result<(CommandBlock, String), String> {
        let mut blocks = self.blocks_in_sight(pane)?;
        let selected = self.selected_block(pane.id());
        let is_chosen = |block: &CommandBlock| match selected.filter(|_| from_end.is_none()) {
            Some(id) => block.id == id,
            None => block.finished.is_some(),
        };
        blocks.retain(is_chosen);
        let from_end = usize::try_from(from_end.unwrap_or(-1).saturating_neg());
        let index = from_end.map_or(None, |from_end| blocks.len().checked_sub(from_end));
        let Some(block) = index.and_then(|index| blocks.get(index)) else {
            return Err(match blocks.len() {
                0 => "no such command can be seen in this pane".to_owned(),
                1 => "only one command that has ended can be seen in this pane".to_owned(),
                count => format!("only {count} commands that have ended can be seen in this pane"),
            });
        };
        let text = pane.block_text(block);
        if text.trim().is_empty() {
            return Err(format!("{} printed nothing", name(block)));
        }
        Ok((block.clone(), text))
    }

    /// Returns the block that is selected in a pane.
    fn selected_block(&self, pane: PaneId) -> Option<u64> {
        let selection = self.shown.selection.as_ref();
        selection.filter(|selection| selection.pane == pane)?.block
    }

    /// Returns the first row that is shown of a pane, and the first one below.
    fn shown_rows(&self, pane: &Pane) -> (StableRow, StableRow) {
        let top = pane.top_row(self.scroll_of(pane));
        (top, top.plus(pane.facts().size.rows as i64))
    }

    /// Scrolls as little as shows these rows, or the first of them.
    fn bring_into_view(&mut self, pane: &Pane, rows: (StableRow, StableRow)) {
        self.shown.screen.dirty = true;
        let (top, below) = self.shown_rows(pane);
        if rows.0 < top || rows.1 >= below {
            let above = pane.top_row(0).0 - rows.0.0;
            self.scroll_to(pane, usize::try_from(above).unwrap_or(0));
        }
    }

    /// Returns the blocks that are still on the screen or above it, from the top, at least one;
    /// else why there is none.
    fn blocks_in_sight(&self, pane: &Pane) -> Result<Vec<CommandBlock>, String> {
        let facts = pane.facts();
        if facts.alt_screen {
            let reason = "a full-screen program hides the commands of this pane";
            return Err(reason.to_owned());
        }
        let oldest = pane.top_row(0).plus(-(facts.scrollback_rows as i64));
        let mut below = StableRow(i64::MAX);
        let mut blocks = pane.blocks();
        blocks.reverse();
        blocks.retain(|block| {
            // A cursor that was moved up may have written over what stood there.
            let overwritten = block.prompt_row >= below;
            let kept = !block.cleared && last_row(block) >= oldest && !overwritten;
            if kept {
                below = block.prompt_row;
            }
            kept
        });
        blocks.reverse();
        if blocks.is_empty() {
            return Err(self.why_no_blocks(pane));
        }
        Ok(blocks)
    }

    fn why_no_blocks(&self, pane: &Pane) -> String {
        let knows_prompts = pane
            .zones()
            .iter()
            .any(|zone| zone.kind == ZoneKind::Prompt);
        if knows_prompts {
            return "no command of this pane can be seen: run one first".to_owned();
        }
        if !self.shown.config.shell_integration {
            return "commands are not marked: set config.shell_integration = true and open a tab"
                .to_owned();
        }
        format!(
            "{} does not mark its commands: bash, zsh and fish do when they are started without \
             arguments, others as docs/shell-integration.md tells",
            pane.facts().program
        )
    }
}

/// Returns the last row of a block: of its output or, where there is none, of its command.
fn last_row(block: &CommandBlock) -> StableRow {
    block.output.end.plus(-1).max(block.prompt_row)
}

/// Returns what a notice calls a block.
fn name(block: &CommandBlock) -> String {
    let command = block.command.as_deref().unwrap_or_default();
    let first = command.lines().next().unwrap_or_default();
    if first.is_empty() {
        return "the command".to_owned();
    }
    let shown: String = first.chars().take(SHOWN_COMMAND).collect();
    let more = if shown.len() < command.len() {
        "…"
    } else {
        ""
    };
    format!("`{shown}{more}`")
}
