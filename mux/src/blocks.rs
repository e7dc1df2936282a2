//! Command blocks: what was run in a pane, where, when, and how it ended.
//!
//! A shell marks its prompts (OSC 133 or 633: A prompt, B input, C output, D end); the tracker turns
//! the marks into blocks. It runs on the pane's thread under the pane's lock. It knows rows by their
//! stable numbers and reads no cell itself: the command's text is handed in.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

/// How many finished blocks a pane remembers.
const KEPT_BLOCKS: usize = 1000;
/// The longest command text that is kept, in bytes.
const MAX_COMMAND_BYTES: usize = 64 * 1024;

/// The number of a row that stays the same while the screen scrolls.
///
/// The first row that a pane ever had is 0. A resize which rewraps lines numbers the rows anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StableRow(pub i64);

impl StableRow {
    /// Returns the row `rows` further down.
    pub const fn plus(self, rows: i64) -> Self {
        Self(self.0 + rows)
    }
}

impl fmt::Display for StableRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One command that was run at a prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandBlock {
    /// Counts the pane's commands, from 1.
    pub id: u64,
    /// The command's text, when the shell told it or it could be read from the screen.
    pub command: Option<String>,
    /// The directory it was started in, as the shell told it. Whatever can print to the pane can tell
    /// it, so it gives no rights.
    pub cwd: Option<PathBuf>,
    /// Its exit status; `None` while it runs or when the shell did not tell.
    pub exit_status: Option<i32>,
    /// When it was started.
    pub started: SystemTime,
    /// When it ended; `None` while it runs.
    pub finished: Option<SystemTime>,
    /// How long it ran, by a clock that is never set back; `None` while it runs.
    pub duration: Option<Duration>,
    /// The row of its prompt.
    pub prompt_row: StableRow,
    /// The rows of its output; the end is the first row below.
    pub output: Range<StableRow>,
}

/// A place on the screen that stays the same while the screen scrolls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) col: usize,
    pub(crate) row: StableRow,
}

struct Running {
    block: CommandBlock,
    clock: Instant,
}

/// Turns a shell's marks into blocks.
#[derive(Default)]
pub(crate) struct BlockTracker {
    finished: VecDeque<CommandBlock>,
    running: Option<Running>,
    last_id: u64,
    prompt: Option<StableRow>,
    input: Option<Mark>,
    told_command: Option<String>,
}

impl BlockTracker {
    /// A prompt begins in `row`; a command that was still running ended before it, without a status.
    pub(crate) fn prompt_started(&mut self, end: Mark, row: StableRow) -> Option<CommandBlock> {
        let ended = self.end_running(None, end);
        self.prompt = Some(row);
        self.input = None;
        self.told_command = None;
        ended
    }

    /// The prompt ends and input begins.
    pub(crate) fn input_started(&mut self, at: Mark) {
        self.input = Some(at);
    }

    /// Returns where the input began, when a command's text is to be read from there.
    pub(crate) fn input_to_read(&self) -> Option<Mark> {
        if self.running.is_some() || self.told_command.is_some() {
            return None;
        }
        self.input
    }

    /// The shell told the text of the command that it is about to run.
    pub(crate) fn command_told(&mut self, command: &str) {
        self.told_command = tidy_command(command);
    }

    /// Output begins: a command was started.
    pub(crate) fn output_started(
        &mut self,
        at: Mark,
        read_command: Option<String>,
        cwd: Option<PathBuf>,
    ) {
        if self.running.is_some() {
            return;
        }
        self.last_id += 1;
        let read = read_command.as_deref().and_then(tidy_command);
        self.running = Some(Running {
            block: CommandBlock {
                id: self.last_id,
                command: self.told_command.take().or(read),
                cwd,
                exit_status: None,
                started: SystemTime::now(),
                finished: None,
                duration: None,
                prompt_row: self.prompt.unwrap_or(at.row),
                output: at.row..at.row,
            },
            clock: Instant::now(),
        });
        self.input = None;
    }

    /// The command ended; without a running command it was an empty line at the prompt.
    pub(crate) fn command_ended(&mut self, status: Option<i32>, at: Mark) -> Option<CommandBlock> {
        self.told_command = None;
        self.end_running(status, at)
    }

    fn end_running(&mut self, status: Option<i32>, at: Mark) -> Option<CommandBlock> {
        let Running { mut block, clock } = self.running.take()?;
        // Output that does not end in a newline leaves the cursor on its last row.
        let end = if at.col > 0 { at.row.plus(1) } else { at.row };
        block.output.end = end.max(block.output.start);
        block.exit_status = status;
        block.finished = Some(SystemTime::now());
        block.duration = Some(clock.elapsed());
        if self.finished.len() == KEPT_BLOCKS {
            self.finished.pop_front();
        }
        self.finished.push_back(block.clone());
        Some(block)
    }

    /// Returns the blocks, oldest first; the last one may still be running and then ends at `end`.
    pub(crate) fn blocks(&self, end: StableRow) -> Vec<CommandBlock> {
        let running = self.running.as_ref().map(|running| {
            let mut block = running.block.clone();
            block.output.end = end.max(block.output.start);
            block
        });
        self.finished.iter().cloned().chain(running).collect()
    }

    /// Replaces every row number, as after a resize that wrapped the lines anew.
    pub(crate) fn renumber(&mut self, mut new_row: impl FnMut(StableRow) -> StableRow) {
        let running = self.running.as_mut().map(|running| &mut running.block);
        for block in self.finished.iter_mut().chain(running) {
            block.prompt_row = new_row(block.prompt_row);
            block.output = new_row(block.output.start)..new_row(block.output.end);
        }
        self.prompt = self.prompt.map(&mut new_row);
        if let Some(input) = &mut self.input {
            input.row = new_row(input.row);
        }
    }
}

/// Returns a command's text without surrounding blanks and control characters; `None` when nothing
/// is left.
fn tidy_command(text: &str) -> Option<String> {
    let kept = |c: &char| *c == '\n' || *c == '\t' || !c.is_control();
    let mut tidy: String = text.trim().chars().filter(kept).collect();
    if tidy.len() > MAX_COMMAND_BYTES {
        tidy.truncate(tidy.floor_char_boundary(MAX_COMMAND_BYTES));
    }
    (!tidy.is_empty()).then_some(tidy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(col: usize, row: i64) -> Mark {
        Mark {
            col,
            row: StableRow(row),
        }
    }

    fn run_one(tracker: &mut BlockTracker, text: &str, status: i32) -> Option<CommandBlock> {
        tracker.prompt_started(at(0, 0), StableRow(0));
        tracker.input_started(at(2, 0));
        tracker.output_started(at(0, 1), Some(text.to_owned()), Some("/tmp".into()));
        tracker.command_ended(Some(status), at(0, 3))
    }

    #[test]
    fn marks_make_a_block() {
        let mut tracker = BlockTracker::default();
        let block = run_one(&mut tracker, " ls \n", 2).unwrap();
        assert_eq!(block.command.as_deref(), Some("ls"));
        assert_eq!(block.cwd, Some(PathBuf::from("/tmp")));
        assert_eq!(block.exit_status, Some(2));
        assert_eq!(block.output, StableRow(1)..StableRow(3));
        assert!(block.finished >= Some(block.started));
        assert!(block.duration.is_some());
        assert_eq!(tracker.blocks(StableRow(9)), [block]);
    }

    #[test]
    fn the_text_that_the_shell_tells_wins() {
        let mut tracker = BlockTracker::default();
        tracker.prompt_started(at(0, 0), StableRow(0));
        tracker.input_started(at(2, 0));
        tracker.command_told("echo \u{1b}told");
        assert_eq!(tracker.input_to_read(), None);
        tracker.output_started(at(0, 1), Some("seen".to_owned()), None);
        let running = tracker.blocks(StableRow(4));
        assert_eq!(running[0].command.as_deref(), Some("echo told"));
        assert_eq!(running[0].output, StableRow(1)..StableRow(4));
        assert_eq!(running[0].finished, None);
    }

    #[test]
    fn an_empty_line_makes_no_block() {
        let mut tracker = BlockTracker::default();
        tracker.prompt_started(at(0, 0), StableRow(0));
        tracker.input_started(at(2, 0));
        assert_eq!(tracker.command_ended(Some(0), at(0, 1)), None);
        assert!(tracker.blocks(StableRow(1)).is_empty());
    }

    #[test]
    fn a_prompt_ends_a_command_that_had_no_end() {
        let mut tracker = BlockTracker::default();
        tracker.output_started(at(0, 1), Some("x".to_owned()), None);
        tracker.output_started(at(0, 2), Some("ignored".to_owned()), None);
        let block = tracker.prompt_started(at(3, 4), StableRow(5)).unwrap();
        assert_eq!(block.command.as_deref(), Some("x"));
        assert_eq!(block.exit_status, None);
        assert_eq!(block.output, StableRow(1)..StableRow(5));
    }

    #[test]
    fn old_blocks_are_forgotten() {
        let mut tracker = BlockTracker::default();
        for _ in 0..KEPT_BLOCKS + 5 {
            run_one(&mut tracker, "x", 0);
        }
        let blocks = tracker.blocks(StableRow(0));
        assert_eq!(blocks.len(), KEPT_BLOCKS);
        assert_eq!(blocks[0].id, 6);
    }

    #[test]
    fn a_long_command_is_cut_at_a_character() {
        let long = "é".repeat(MAX_COMMAND_BYTES);
        let cut = tidy_command(&long).unwrap();
        assert_eq!(cut.len(), MAX_COMMAND_BYTES);
        assert_eq!(tidy_command(" \r\n "), None);
    }
}
