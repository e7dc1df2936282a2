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
    clock: Instant,
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
    levels: Vec<Level>,
    last_id: u64,
}

impl BlockTracker {
    /// Trusts marks whose source is this token, a colon and a process id.
    pub(crate) fn new(token: Option<String>) -> Self {
        Self {
            token: token.filter(|token| !token.is_empty()),
            finished: VecDeque::new(),
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
        let block = CommandBlock {
            id,
            command: level.told_command.take().or(read),
            cwd: place.cwd,
            host: place.host,
            user: place.user,
            trusted: shell.is_some(),
            exit_status: None,
            started: SystemTime::now(),
            finished: None,
            duration: None,
            prompt_row: level.prompt.unwrap_or(at.row),
            output: at.row..at.row,
        };
        level.input = None;
        level.inner_prompts.clear();
        level.running = Some(Running {
            block: block.clone(),
            clock: Instant::now(),
        });
        self.last_id = id;
        (Some(block), ended)
    }

    /// The command ended; without a running command it was an empty line at the prompt.
    pub(crate) fn command_ended(
        &mut self,
        source: Option<&str>,
        status: Option<i32>,
        at: Mark,
    ) -> Vec<CommandBlock> {
        let mut ended = Vec::new();
        let shell = self.shell(source);
        let Some(level) = self.level(shell, false, at, &mut ended) else {
            return ended;
        };
        level.told_command = None;
        let running = level.running.take();
        ended.extend(running.map(|running| self.end(running, status, at)));
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
        let Running { mut block, clock } = running;
        // Output that does not end in a newline leaves the cursor on its last row.
        let end = if at.col > 0 { at.row.plus(1) } else { at.row };
        block.output.end = end.max(block.output.start);
        block.exit_status = status;
        block.finished = Some(SystemTime::now());
        block.duration = Some(clock.elapsed());
        if self.finished.len() == KEPT_BLOCKS {
            self.finished.pop_front();
        }
        // A command that ran others ends after them, and is found by its number all the same.
        let place = self.finished.partition_point(|known| known.id < block.id);
        self.finished.insert(place, block.clone());
        block
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
mod tests {
    use super::*;

    fn at(col: usize, row: i64) -> Mark {
        Mark {
            col,
            row: StableRow(row),
        }
    }

    /// A tracker, and marks as shells and others send them: from `None`, or from the shell with a pid.
    struct Marks(BlockTracker);

    const TOKEN: &str = "secret";
    const SHELL: Option<&str> = Some("secret:7");
    const INNER: Option<&str> = Some("secret:8");
    const OTHER: Option<&str> = Some("guess:7");

    impl Marks {
        fn new() -> Self {
            Self(BlockTracker::new(Some(TOKEN.to_owned())))
        }

        fn prompt(&mut self, source: Option<&str>, row: i64) -> Vec<CommandBlock> {
            let ended = self.0.prompt_started(source, at(0, row), StableRow(row));
            self.0.input_started(at(2, row));
            ended
        }

        fn start(&mut self, source: Option<&str>, row: i64, text: &str) -> Option<CommandBlock> {
            let place = Place {
                cwd: Some(Path::new("/tmp").into()),
                ..Place::default()
            };
            let started = self
                .0
                .output_started(source, at(0, row), Some(text.to_owned()), place);
            started.0
        }

        fn end(&mut self, source: Option<&str>, status: i32, row: i64) -> Vec<CommandBlock> {
            self.0.command_ended(source, Some(status), at(0, row))
        }

        fn run(&mut self, source: Option<&str>, text: &str, status: i32) -> CommandBlock {
            self.prompt(source, 0);
            self.start(source, 1, text);
            self.end(source, status, 3).pop().unwrap()
        }

        fn seen(&self) -> Vec<(u64, String, Option<i32>, bool)> {
            let blocks = self.0.blocks(StableRow(99));
            let seen = blocks.into_iter().map(|block| {
                let command = block.command.as_deref().unwrap_or_default().to_owned();
                (block.id, command, block.exit_status, block.trusted)
            });
            seen.collect()
        }
    }

    fn row(
        id: u64,
        command: &str,
        status: Option<i32>,
        trusted: bool,
    ) -> (u64, String, Option<i32>, bool) {
        (id, command.to_owned(), status, trusted)
    }

    #[test]
    fn marks_make_a_block() {
        let mut marks = Marks::new();
        let block = marks.run(None, " ls \n", 2);
        assert_eq!(block.command.as_deref(), Some("ls"));
        assert_eq!(block.cwd.as_deref(), Some(Path::new("/tmp")));
        assert_eq!(block.exit_status, Some(2));
        assert_eq!(block.output, StableRow(1)..StableRow(3));
        assert!(!block.trusted);
        assert!(block.finished >= Some(block.started));
        assert!(block.duration.is_some());
        assert_eq!(marks.0.blocks(StableRow(9)), [block]);
        assert!(marks.run(SHELL, "x", 0).trusted);
    }

    #[test]
    fn the_text_that_the_shell_tells_wins() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        marks.0.command_told(OTHER, "lies");
        marks.0.command_told(SHELL, "echo \u{1b}told");
        assert_eq!(marks.0.input_to_read(SHELL), None);
        marks.start(SHELL, 1, "seen");
        let running = marks.0.blocks(StableRow(4));
        assert_eq!(running[0].command.as_deref(), Some("echo told"));
        assert_eq!(running[0].output, StableRow(1)..StableRow(4));
        assert_eq!(running[0].finished, None);
    }

    #[test]
    fn an_empty_line_makes_no_block() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        assert_eq!(marks.end(SHELL, 0, 1), []);
        assert!(marks.seen().is_empty());
    }

    #[test]
    fn a_prompt_ends_a_command_that_had_no_end() {
        let mut marks = Marks::new();
        marks.start(None, 1, "x");
        assert_eq!(marks.start(None, 2, "ignored"), None);
        let ended = marks.0.prompt_started(None, at(3, 4), StableRow(5));
        let [block] = ended.as_slice() else {
            panic!("{ended:?}");
        };
        assert_eq!(block.command.as_deref(), Some("x"));
        assert_eq!(block.exit_status, None);
        assert_eq!(block.output, StableRow(1)..StableRow(5));
    }

    #[test]
    fn a_program_cannot_end_or_rename_the_command_that_runs_it() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        marks.start(SHELL, 1, "cat liar");
        for source in [
            None,
            OTHER,
            Some("secret"),
            Some("secret:x"),
            Some(":7"),
            Some(""),
        ] {
            assert_eq!(marks.end(source, 0, 2), []);
            assert_eq!(marks.prompt(source, 2), []);
            marks.0.command_told(source, "rm -r /");
            marks.end(source, 0, 2);
        }
        marks.start(None, 3, "a lie");
        let ended = marks.end(SHELL, 1, 5);
        assert_eq!(ended.len(), 2);
        assert_eq!(
            marks.seen(),
            [
                row(1, "cat liar", Some(1), true),
                row(2, "a lie", None, false)
            ]
        );
    }

    #[test]
    fn what_is_printed_at_a_prompt_changes_nothing() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        marks.prompt(None, 4);
        marks.start(None, 5, "a lie");
        assert_eq!(
            marks.0.input_to_read(SHELL).map(|parts| parts.len()),
            Some(1)
        );
        marks.start(SHELL, 1, "true");
        marks.end(SHELL, 0, 2);
        assert_eq!(marks.seen(), [row(1, "true", Some(0), true)]);
    }

    #[test]
    fn a_shell_in_a_shell_has_blocks_of_its_own() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        marks.start(SHELL, 1, "bash");
        marks.prompt(INNER, 1);
        marks.start(INNER, 2, "false");
        marks.end(INNER, 1, 2);
        marks.prompt(INNER, 2);
        marks.start(INNER, 3, "ssh there");
        marks.prompt(None, 3);
        marks.start(None, 4, "uptime");
        marks.end(None, 0, 5);
        marks.prompt(None, 5);
        marks.end(INNER, 0, 6);
        marks.prompt(INNER, 6);
        let ended = marks.end(SHELL, 3, 7);
        assert_eq!(ended.len(), 1);
        assert_eq!(
            marks.seen(),
            [
                row(1, "bash", Some(3), true),
                row(2, "false", Some(1), true),
                row(3, "ssh there", Some(0), true),
                row(4, "uptime", Some(0), false),
            ]
        );
    }

    #[test]
    fn a_shell_that_replaces_itself_ends_its_last_command() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        marks.start(SHELL, 1, "exec zsh");
        assert_eq!(marks.prompt(SHELL, 1).len(), 1);
        assert_eq!(marks.seen(), [row(1, "exec zsh", None, true)]);
    }

    #[test]
    fn the_end_of_the_program_ends_every_command() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        marks.start(SHELL, 1, "bash");
        marks.prompt(INNER, 1);
        marks.start(INNER, 2, "sleep 9");
        let ended = marks.0.all_ended(at(0, 4));
        let commands: Vec<u64> = ended.iter().map(|block| block.id).collect();
        assert_eq!(commands, [2, 1]);
        assert!(
            marks
                .0
                .blocks(StableRow(9))
                .iter()
                .all(|block| block.finished.is_some())
        );
    }

    #[test]
    fn prompts_of_further_lines_are_no_part_of_the_text() {
        let mut marks = Marks::new();
        marks.prompt(SHELL, 0);
        marks.0.inner_prompt_started(at(0, 1));
        marks.0.input_started(at(2, 1));
        // The line is drawn again.
        marks.0.inner_prompt_started(at(0, 1));
        marks.0.input_started(at(2, 1));
        marks.0.inner_prompt_started(at(0, 2));
        marks.0.input_started(at(2, 2));
        let parts = [
            (at(2, 0), Some(at(0, 1))),
            (at(2, 1), Some(at(0, 2))),
            (at(2, 2), None),
        ];
        assert_eq!(marks.0.input_to_read(SHELL), Some(parts.to_vec()));
        assert_eq!(marks.0.input_to_read(INNER), None);
    }

    #[test]
    fn old_blocks_are_forgotten() {
        let mut marks = Marks::new();
        for _ in 0..KEPT_BLOCKS + 5 {
            marks.run(SHELL, "x", 0);
        }
        let blocks = marks.0.blocks(StableRow(0));
        assert_eq!(blocks.len(), KEPT_BLOCKS);
        assert_eq!(blocks[0].id, 6);
    }

    #[test]
    fn a_block_is_small() {
        // Two counters stand before a shared text.
        let command = 2 * size_of::<usize>();
        assert!(size_of::<CommandBlock>() + command < 200);
    }

    #[test]
    fn a_long_command_is_cut_at_a_character() {
        let long = "é".repeat(MAX_COMMAND_BYTES);
        let cut = tidy_command(&long).unwrap();
        assert_eq!(cut.len(), MAX_COMMAND_BYTES);
        assert_eq!(tidy_command(" \r\n "), None);
    }
}
