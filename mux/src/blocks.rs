//! Command blocks: what was run in a pane, where, when, and how it ended.
//!
//! A shell marks its prompts (OSC 133 or 633: A prompt, B input, C output, D end; the scripts of
//! `shell/` make bash, zsh and fish do so); the tracker turns the marks into blocks. It runs on the
//! pane's thread under the pane's lock. It knows rows by their stable numbers and reads no cell
//! itself: the command's text is handed in.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// How many finished blocks a pane remembers.
const KEPT_BLOCKS: usize = 10_000;
/// How many shells that run in each other are followed.
const MAX_SHELLS: usize = 32;
/// How many further lines of one command have their prompts remembered.
const MAX_INNER_PROMPTS: usize = 1000;
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
    /// Counts the pane's commands, from 1, in the order of their starts.
    pub id: u64,
    /// The command's text, when the shell told it or it could be read from the screen.
    pub command: Option<Arc<str>>,
    /// The directory it was started in, on the machine that `host` names, as the shell told it.
    /// Whatever can print to the pane can tell it, so it gives no rights.
    pub cwd: Option<Arc<Path>>,
    /// The machine that the shell runs on, where it is another one than the terminal's.
    pub host: Option<Arc<str>>,
    /// The user that the shell runs as, when it told.
    pub user: Option<Arc<str>>,
    /// Whether the marks are those of a shell that this terminal started, or of a shell below it, and
    /// not perhaps of something that a program printed.
    pub trusted: bool,
    /// Whether its rows were cleared after it ended (`clear`, Ctrl+L): the command is remembered,
    /// but nothing of it can be shown, and `prompt_row` and `output` say nothing.
    pub cleared: bool,
    /// Its exit status; `None` while it runs or when the shell did not tell.
    pub exit_status: Option<i32>,
    /// When it was started.
    pub started: SystemTime,
    /// When it ended; `None` while it runs.
    pub finished: Option<SystemTime>,
    /// How long it ran, by a clock that is never set back; `None` while it runs, and when its start
    /// was not seen: then `started` is when it ended.
    pub duration: Option<Duration>,
    /// The row of its prompt.
    pub prompt_row: StableRow,
    /// The rows of its output; the end is the first row below.
    pub output: Range<StableRow>,
}

impl CommandBlock {
    /// Returns a block without a text that begins at a place.
    fn new(id: u64, shell: Shell, prompt: Option<StableRow>, at: Mark, place: Place) -> Self {
        Self {
            id,
            command: None,
            cwd: place.cwd,
            host: place.host,
            user: place.user,
            trusted: shell.is_some(),
            cleared: false,
            exit_status: None,
            started: SystemTime::now(),
            finished: None,
            duration: None,
            // The cursor may have gone up since.
            prompt_row: prompt.map_or(at.row, |prompt| prompt.min(at.row)),
            output: at.row..at.row,
        }
    }
}

/// A place on the screen that stays the same while the screen scrolls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) col: usize,
    pub(crate) row: StableRow,
}

/// Where a shell is, as it told before it runs a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) cwd: Option<Arc<Path>>,
    pub(crate) host: Option<Arc<str>>,
    pub(crate) user: Option<Arc<str>>,
}

/// Which shell a mark comes from: the process id that a shell with the pane's token tells; `None` for
/// everybody else.
type Shell = Option<u32>;

struct Running {
    block: CommandBlock,
    /// When it was started, unless that was not seen.
    clock: Option<Instant>,
    /// The row of its prompt was erased while it ran.
    erased: bool,
}

/// What is known of one of the shells that run in each other.
struct Level {
    shell: Shell,
    running: Option<Running>,
    prompt: Option<StableRow>,
    input: Option<Mark>,
    /// Prompts of further lines, which are no part of the command: where each begins and ends.
    inner_prompts: Vec<(Mark, Option<Mark>)>,
    told_command: Option<Arc<str>>,
}

impl Level {
    fn new(shell: Shell) -> Self {
        Self {
            shell,
            running: None,
            prompt: None,
            input: None,
            inner_prompts: Vec::new(),
            told_command: None,
        }
    }
}

/// Turns shells' marks into blocks.
///
/// A shell that is started by a command runs in it, so there is a stack of them. What a shell with
/// the token says ends whatever runs in it; what comes from elsewhere can only add blocks that are
/// not trusted, while a command runs, and never ends a trusted one.
pub(crate) struct BlockTracker {
    token: Option<String>,
    finished: VecDeque<CommandBlock>,
    /// The first row below everything that finished and was not cleared.
    below_finished: StableRow,
    levels: Vec<Level>,
    last_id: u64,
}

impl BlockTracker {
    /// Trusts marks whose source is this token, a colon and a process id.
    pub(crate) fn new(token: Option<String>) -> Self {
        Self {
            token: token.filter(|token| !token.is_empty()),
            finished: VecDeque::new(),
            below_finished: StableRow(i64::MIN),
            levels: Vec::new(),
            last_id: 0,
        }
    }

    fn shell(&self, source: Option<&str>) -> Shell {
        let (token, pid) = source?.split_once(':')?;
        (self.token.as_deref() == Some(token))
            .then(|| pid.parse().ok())
            .flatten()
    }

    /// Returns the level that a mark is about, after the end of the shells that ran in it; `None` for
    /// a mark that means nothing. A prompt may be that of a shell not seen before.
    fn level(
        &mut self,
        shell: Shell,
        is_prompt: bool,
        at: Mark,
        ended: &mut Vec<CommandBlock>,
    ) -> Option<&mut Level> {
        let known = self.levels.iter().position(|level| level.shell == shell);
        let index = match (known, shell) {
            // A shell without the token is only listened to where it is the innermost.
            (Some(index), None) if index + 1 < self.levels.len() => return None,
            (Some(index), _) => index,
            (None, Some(_)) if !is_prompt => return None,
            (None, Some(_)) => {
                // What is not trusted does not start what is.
                while self
                    .levels
                    .last()
                    .is_some_and(|level| level.shell.is_none())
                {
                    self.leave(at, ended);
                }
                if self.levels.len() >= MAX_SHELLS {
                    return None;
                }
                self.levels.push(Level::new(shell));
                self.levels.len() - 1
            }
            (None, None) => {
                let outer = self.levels.last();
                // Some shells mark no prompts; but within a shell that does, a prompt comes first.
                if !outer.is_none_or(|outer| is_prompt && outer.running.is_some()) {
                    return None;
                }
                self.levels.push(Level::new(None));
                self.levels.len() - 1
            }
        };
        while self.levels.len() > index + 1 {
            self.leave(at, ended);
        }
        self.levels.last_mut()
    }

    /// The innermost shell is gone.
    fn leave(&mut self, at: Mark, ended: &mut Vec<CommandBlock>) {
        let running = self.levels.pop().and_then(|level| level.running);
        ended.extend(running.map(|running| self.end(running, None, at)));
    }

    /// A prompt begins in `row`; a command that was still running ended before it, without a status.
    pub(crate) fn prompt_started(
        &mut self,
        source: Option<&str>,
        end: Mark,
        row: StableRow,
    ) -> Vec<CommandBlock> {
        let mut ended = Vec::new();
        let shell = self.shell(source);
        let Some(level) = self.level(shell, true, end, &mut ended) else {
            return ended;
        };
        let running = level.running.take();
        level.prompt = Some(row);
        level.input = None;
        level.inner_prompts.clear();
        level.told_command = None;
        ended.extend(running.map(|running| self.end(running, None, end)));
        ended
    }

    /// The innermost shell's prompt is drawn (again).
    pub(crate) fn prompt_drawn(&mut self, row: StableRow) {
        if let Some(level) = self.levels.last_mut()
            && level.running.is_none()
        {
            level.prompt = Some(row);
            level.inner_prompts.clear();
        }
    }

    /// The prompt of a further line of the same command begins.
    pub(crate) fn inner_prompt_started(&mut self, at: Mark) {
        if let Some(level) = self.levels.last_mut()
            && level.running.is_none()
            && level.inner_prompts.len() < MAX_INNER_PROMPTS
        {
            // One that is drawn again stands where it stood.
            let above = |(begin, _): &(Mark, Option<Mark>)| begin.row < at.row;
            level.inner_prompts.retain(above);
            level.inner_prompts.push((at, None));
        }
    }

    /// A prompt ends and input begins.
    pub(crate) fn input_started(&mut self, at: Mark) {
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        if level.running.is_some() {
            return;
        }
        match level.inner_prompts.last_mut() {
            Some((_, end)) => *end = Some(at),
            None => level.input = Some(at),
        }
    }

    /// Returns where the parts of the command's text begin and end, when it is to be read from the
    /// screen; the last part ends at the cursor.
    pub(crate) fn input_to_read(&self, source: Option<&str>) -> Option<Vec<(Mark, Option<Mark>)>> {
        let shell = self.shell(source);
        let level = self.levels.last().filter(|level| level.shell == shell)?;
        if level.running.is_some() || level.told_command.is_some() {
            return None;
        }
        let mut begin = level.input?;
        let mut parts = Vec::with_capacity(level.inner_prompts.len() + 1);
        for (prompt, input) in &level.inner_prompts {
            parts.push((begin, Some(*prompt)));
            begin = (*input)?;
        }
        parts.push((begin, None));
        Some(parts)
    }

    /// The shell told the text of the command that it is about to run.
    pub(crate) fn command_told(&mut self, source: Option<&str>, command: &str) {
        let shell = self.shell(source);
        if let Some(level) = self.levels.last_mut()
            && level.shell == shell
            && level.running.is_none()
        {
            level.told_command = tidy_command(command);
        }
    }

    /// Output begins: a command was started. Returns its block, and what it ended.
    pub(crate) fn output_started(
        &mut self,
        source: Option<&str>,
        at: Mark,
        read_command: Option<String>,
        place: Place,
    ) -> (Option<CommandBlock>, Vec<CommandBlock>) {
        let mut ended = Vec::new();
        let shell = self.shell(source);
        let id = self.last_id + 1;
        let Some(level) = self.level(shell, false, at, &mut ended) else {
            return (None, ended);
        };
        if level.running.is_some() {
            return (None, ended);
        }
        let read = read_command.as_deref().and_then(tidy_command);
        let mut block = CommandBlock::new(id, shell, level.prompt, at, place);
        block.command = level.told_command.take().or(read);
        level.input = None;
        level.inner_prompts.clear();
        level.running = Some(Running {
            block: block.clone(),
            clock: Some(Instant::now()),
            erased: false,
        });
        self.last_id = id;
        (Some(block), ended)
    }

    /// The command ended. Without a running command it was an empty line at the prompt, unless the
    /// shell has told a command's text since: then the mark of its start was lost on the way.
    pub(crate) fn command_ended(
        &mut self,
        source: Option<&str>,
        status: Option<i32>,
        at: Mark,
        place: Place,
    ) -> Vec<CommandBlock> {
        let mut ended = Vec::new();
        let shell = self.shell(source);
        let id = self.last_id + 1;
        let Some(level) = self.level(shell, false, at, &mut ended) else {
            return ended;
        };
        let told = level.told_command.take().filter(|_| shell.is_some());
        let running = level.running.take();
        let prompt = level.prompt;
        if let Some(running) = running {
            ended.push(self.end(running, status, at));
        } else if told.is_some() {
            self.last_id = id;
            let mut block = CommandBlock::new(id, shell, prompt, at, place);
            block.command = told;
            let lost = Running {
                block,
                clock: None,
                erased: false,
            };
            ended.push(self.end(lost, status, at));
        }
        ended
    }

    /// The program of the pane has ended, and every command with it.
    pub(crate) fn all_ended(&mut self, at: Mark) -> Vec<CommandBlock> {
        let mut ended = Vec::new();
        while !self.levels.is_empty() {
            self.leave(at, &mut ended);
        }
        ended
    }

    fn end(&mut self, running: Running, status: Option<i32>, at: Mark) -> CommandBlock {
        let Running {
            mut block,
            clock,
            erased,
        } = running;
        // Output that does not end in a newline leaves the cursor on its last row.
        let end = if at.col > 0 { at.row.plus(1) } else { at.row };
        block.output.end = end.max(block.output.start);
        // Where a command that only clears the screen stood, the next prompt stands.
        block.cleared = erased && block.output.is_empty();
        block.exit_status = status;
        block.finished = Some(SystemTime::now());
        block.duration = clock.map(|clock| clock.elapsed());
        let below = block.output.end.max(block.prompt_row.plus(1));
        self.below_finished = self.below_finished.max(below);
        self.make_room();
        // A command that ran others ends after them, and is found by its number all the same.
        let place = self.finished.partition_point(|known| known.id < block.id);
        self.finished.insert(place, block.clone());
        block
    }

    /// Makes room for one more finished block.
    ///
    /// A list that doubles would have room for as many blocks again; this one grows by a sixteenth.
    fn make_room(&mut self) {
        if self.finished.len() == KEPT_BLOCKS {
            self.finished.pop_front();
        }
        if self.finished.len() == self.finished.capacity() {
            let more = (self.finished.len() / 16).max(8);
            self.finished
                .reserve_exact(more.min(KEPT_BLOCKS - self.finished.len()));
        }
    }

    /// Everything from a place to the end of the screen was erased.
    ///
    /// What stands there later is no part of the commands before: their output ends above, and one
    /// that lay there whole can no longer be shown. The output of a command that runs begins anew.
    pub(crate) fn erased(&mut self, from: Mark) {
        // In a row that is erased from its middle something is left.
        let row = if from.col > 0 {
            from.row.plus(1)
        } else {
            from.row
        };
        // Usually nothing finished lies there: shells erase what is below their prompt all the time.
        if self.below_finished > row {
            self.below_finished = row;
            for block in &mut self.finished {
                block.cleared |= block.prompt_row >= row;
                block.output.end = block.output.end.min(row);
                block.output.start = block.output.start.min(block.output.end);
            }
        }
        for level in &mut self.levels {
            if let Some(Running { block, erased, .. }) = &mut level.running {
                *erased |= block.prompt_row >= row;
                block.prompt_row = block.prompt_row.min(row);
                block.output.start = block.output.start.min(row);
            }
            level.prompt = level.prompt.map(|prompt| prompt.min(row));
            let is_left = |mark: &Mark| (mark.row, mark.col) <= (from.row, from.col);
            level.input = level.input.filter(is_left);
            level.inner_prompts.retain(|(begin, _)| is_left(begin));
        }
    }

    /// Returns the blocks in the order of their starts; those that still run end at `end`.
    pub(crate) fn blocks(&self, end: StableRow) -> Vec<CommandBlock> {
        let mut blocks = Vec::with_capacity(self.finished.len() + self.levels.len());
        blocks.extend(self.finished.iter().cloned());
        let running = self
            .levels
            .iter()
            .filter_map(|level| level.running.as_ref());
        for running in running {
            let mut block = running.block.clone();
            block.output.end = end.max(block.output.start);
            let place = blocks.partition_point(|known| known.id < block.id);
            blocks.insert(place, block);
        }
        blocks
    }

    /// Replaces every row number, as after a resize that wrapped the lines anew.
    pub(crate) fn renumber(&mut self, mut new_row: impl FnMut(StableRow) -> StableRow) {
        let mut renumber = |block: &mut CommandBlock| {
            block.prompt_row = new_row(block.prompt_row);
            block.output = new_row(block.output.start)..new_row(block.output.end);
        };
        self.finished.iter_mut().for_each(&mut renumber);
        let shown = self.finished.iter().filter(|block| !block.cleared);
        let below = shown.map(|block| block.output.end.max(block.prompt_row.plus(1)));
        self.below_finished = below.max().unwrap_or(StableRow(i64::MIN));
        for level in &mut self.levels {
            if let Some(running) = &mut level.running {
                renumber(&mut running.block);
            }
        }
        for level in &mut self.levels {
            level.prompt = level.prompt.map(&mut new_row);
            let inner = level.inner_prompts.iter_mut();
            let inner = inner.flat_map(|(begin, end)| std::iter::once(begin).chain(end));
            for mark in level.input.iter_mut().chain(inner) {
                mark.row = new_row(mark.row);
            }
        }
    }
}

/// Returns a command's text without surrounding blanks and control characters; `None` when nothing
/// is left.
fn tidy_command(text: &str) -> Option<Arc<str>> {
    let kept = |c: &char| *c == '\n' || *c == '\t' || !c.is_control();
    let mut tidy: String = text.trim().chars().filter(kept).collect();
    if tidy.len() > MAX_COMMAND_BYTES {
        tidy.truncate(tidy.floor_char_boundary(MAX_COMMAND_BYTES));
    }
    (!tidy.is_empty()).then(|| tidy.into())
}

#[cfg(test)]
mod tests;
