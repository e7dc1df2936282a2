//! Tests of the tracker: marks in, blocks out.

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
        self.0
            .command_ended(source, Some(status), at(0, row), Place::default())
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
fn a_block_is_small_with_the_free_room_of_its_list() {
    let mut marks = Marks::new();
    for count in 1..=KEPT_BLOCKS + 5 {
        marks.run(SHELL, "x", 0);
        // A few blocks may have room for a few more.
        if count >= 256 {
            let list = marks.0.finished.capacity() * size_of::<CommandBlock>();
            // Two counters stand before a shared text.
            let block = list / marks.0.finished.len() + 2 * size_of::<usize>();
            assert!(block < 200, "{block} bytes a block when there are {count}");
        }
    }
}

#[test]
fn what_is_erased_is_no_part_of_the_commands_that_stood_there() {
    let mut marks = Marks::new();
    let finish = |marks: &mut Marks, row| {
        marks
            .0
            .command_ended(SHELL, Some(0), at(0, row), Place::default())
    };
    marks.prompt(SHELL, 0);
    marks.start(SHELL, 1, "first");
    finish(&mut marks, 4);
    marks.prompt(SHELL, 4);
    marks.start(SHELL, 5, "second");
    finish(&mut marks, 9);
    marks.prompt(SHELL, 9);
    // The rest of the row of the prompt and what is below: nothing that has finished.
    marks.0.erased(at(2, 9));
    let shown = |marks: &Marks| -> Vec<(bool, Range<i64>)> {
        let blocks = marks.0.blocks(StableRow(20));
        let rows = |block: &CommandBlock| block.output.start.0..block.output.end.0;
        blocks.iter().map(|b| (b.cleared, rows(b))).collect()
    };
    assert_eq!(shown(&marks), [(false, 1..4), (false, 5..9)]);
    // The screen begins in the middle of the first command's output.
    marks.start(SHELL, 10, "clear");
    marks.0.erased(at(0, 2));
    assert_eq!(
        shown(&marks),
        [(false, 1..2), (true, 2..2), (false, 2..20)],
        "the command that clears writes from there on"
    );
    finish(&mut marks, 3);
    marks.prompt(SHELL, 3);
    marks.0.erased(at(0, 2));
    assert_eq!(shown(&marks)[2], (true, 2..2));
    // A command that only clears stands where the next prompt does.
    marks.start(SHELL, 4, "clear");
    marks.0.erased(at(0, 2));
    marks
        .0
        .command_ended(SHELL, Some(0), at(0, 2), Place::default());
    assert_eq!(shown(&marks)[3], (true, 2..2));
    let ids: Vec<u64> = marks.0.blocks(StableRow(20)).iter().map(|b| b.id).collect();
    assert_eq!(ids, [1, 2, 3, 4], "what was run is remembered");
}

#[test]
fn input_that_was_erased_is_not_read_and_what_stands_before_is() {
    let mut marks = Marks::new();
    marks.prompt(SHELL, 3);
    marks.0.erased(at(2, 3));
    assert_eq!(marks.0.input_to_read(SHELL), Some(vec![(at(2, 3), None)]));
    marks.0.erased(at(0, 3));
    assert_eq!(marks.0.input_to_read(SHELL), None);
}

#[test]
fn an_outer_command_is_cut_with_the_inner_ones() {
    let mut marks = Marks::new();
    marks.prompt(SHELL, 0);
    marks.start(SHELL, 1, "bash");
    marks.prompt(INNER, 1);
    marks.start(INNER, 2, "seq");
    marks
        .0
        .command_ended(INNER, Some(0), at(0, 5), Place::default());
    marks
        .0
        .command_ended(SHELL, Some(0), at(0, 9), Place::default());
    marks.0.erased(at(0, 6));
    let ends: Vec<i64> = marks
        .0
        .blocks(StableRow(20))
        .iter()
        .map(|block| block.output.end.0)
        .collect();
    assert_eq!(ends, [6, 5]);
}

#[test]
fn a_long_command_is_cut_at_a_character() {
    let long = "é".repeat(MAX_COMMAND_BYTES);
    let cut = tidy_command(&long).unwrap();
    assert_eq!(cut.len(), MAX_COMMAND_BYTES);
    assert_eq!(tidy_command(" \r\n "), None);
}
