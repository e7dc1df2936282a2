//! Tests of what shells' marks make of a screen: blocks, their text and their output.

use super::*;
use std::path::Path;

const PROMPT: &str = "\x1b]133;A\x07$ \x1b]133;B\x07";

#[test]
fn marks_of_a_shell_become_blocks_with_status_and_text() {
    let mut terminal = Fixture::new(30, 8);
    terminal.write("\x1b]7;file:///srv\x07");
    terminal.write(PROMPT);
    terminal.write("ls -l nowhere\r\n\x1b]133;C\x07");
    let running = terminal.engine.blocks();
    assert_eq!(running.len(), 1);
    assert_eq!((running[0].finished, running[0].exit_status), (None, None));
    let events = terminal.write("no such file\r\n\x1b]133;D;2\x07");
    let blocks = Fixture::finished(events);
    assert_eq!(blocks, terminal.engine.blocks());
    let block = &blocks[0];
    assert_eq!(block.command.as_deref(), Some("ls -l nowhere"));
    assert_eq!(block.exit_status, Some(2));
    assert_eq!(block.cwd.as_deref(), Some(Path::new("/srv")));
    assert_eq!(block.prompt_row, StableRow(0));
    assert_eq!(block.output, StableRow(1)..StableRow(2));
    assert!(block.duration.is_some_and(|duration| duration < LIMIT));
    assert!(
        block
            .finished
            .is_some_and(|finished| finished >= block.started)
    );
    // Marks split over reads mean the same.
    for byte in format!("{PROMPT}true\r\n\x1b]133;C\x07\x1b]133;D;0\x07").bytes() {
        terminal.write([byte]);
    }
    let blocks = terminal.engine.blocks();
    assert_eq!(blocks.len(), 2);
    assert_eq!(blocks[1].command.as_deref(), Some("true"));
    assert_eq!(blocks[1].exit_status, Some(0));
    assert!(blocks[1].output.is_empty());
}

#[test]
fn a_command_whose_status_was_not_told_has_none() {
    let table = [
        ("133;D", None),
        ("133;D;", None),
        ("133;D;;aid=7", None),
        ("133;D;nonsense", None),
        ("133;D;0", Some(0)),
        ("133;D;0;aid=7", Some(0)),
        ("133;D;0;aid=\u{dc}\u{4e1c}", Some(0)),
        ("133;D;-1", Some(-1)),
        ("633;D", None),
        ("633;D;0", Some(0)),
    ];
    for end in ["\x07", "\x1b\\"] {
        let mut terminal = Fixture::new(20, 4);
        let mut text = String::new();
        for (mark, _) in table {
            text.push_str(&format!("{PROMPT}x\r\n\x1b]133;C{end}\x1b]{mark}{end}"));
        }
        terminal.write(&text);
        let mut slow = Fixture::new(20, 4);
        for byte in text.bytes() {
            slow.write([byte]);
        }
        for (how, terminal) in [("at once", &terminal), ("byte by byte", &slow)] {
            let blocks = terminal.engine.blocks();
            let told: Vec<_> = blocks.iter().map(|block| block.exit_status).collect();
            let expected: Vec<_> = table.iter().map(|(_, status)| *status).collect();
            assert_eq!(told, expected, "{how}, {end:?}");
        }
    }
}

#[test]
fn a_command_is_read_from_the_screen_however_it_was_edited() {
    let mut terminal = Fixture::new(12, 8);
    terminal.write(PROMPT);
    // Typed, corrected, and long enough to wrap.
    terminal.write("ecxx\x08\x08ho one two three\r\n\x1b]133;C\x07");
    terminal.write("out\r\n\x1b]133;D;0\x07");
    let block = &terminal.engine.blocks()[0];
    assert_eq!(block.command.as_deref(), Some("echo one two three"));
    // What the shell tells is better than what can be read.
    terminal.write(PROMPT);
    terminal.write("x\r\n\x1b]633;E;make\\x3b make test\x07\x1b]133;C\x07\x1b]133;D\x07");
    let block = &terminal.engine.blocks()[1];
    assert_eq!(block.command.as_deref(), Some("make; make test"));
}

fn output_of(terminal: &Fixture, block: &CommandBlock) -> String {
    if block.output.is_empty() {
        return String::new();
    }
    let last = block.output.end.plus(-1);
    terminal
        .engine
        .text_between((0, block.output.start), (usize::MAX, last))
}

#[test]
fn blocks_find_their_output_after_scrolling_and_resizing() {
    let mut terminal = Fixture::new(20, 6);
    terminal.write("greeting that is longer than a row\r\n");
    terminal.write(PROMPT);
    terminal.write("seq\r\n\x1b]133;C\x07");
    terminal.write("first line of the output, wrapped\r\nsecond\r\n\x1b]133;D;0\x07");
    terminal.write(PROMPT);
    let expected = "first line of the output, wrapped\nsecond";
    assert_eq!(output_of(&terminal, &terminal.engine.blocks()[0]), expected);
    for row in 0..30 {
        terminal.write(format!("later {row}\r\n"));
    }
    assert_eq!(output_of(&terminal, &terminal.engine.blocks()[0]), expected);
    for (cols, rows) in [(9, 6), (60, 10), (33, 3), (20, 6)] {
        terminal.resize(cols, rows);
        let blocks = terminal.engine.blocks();
        assert_eq!(
            output_of(&terminal, &blocks[0]),
            expected,
            "at {cols}x{rows}"
        );
    }
}

/// Runs a command that prints these bytes.
fn run(terminal: &mut Fixture, command: &str, output: &str) {
    terminal.write(PROMPT);
    terminal.write(format!(
        "{command}\r\n\x1b]133;C\x07{output}\x1b]133;D;0\x07"
    ));
}

/// The commands with their outputs; `None` for those that were cleared.
fn outputs(terminal: &Fixture) -> Vec<(String, Option<String>)> {
    let blocks = terminal.engine.blocks();
    let output = |block: &CommandBlock| (!block.cleared).then(|| output_of(terminal, block));
    let name = |block: &CommandBlock| block.command.as_deref().unwrap_or("?").to_owned();
    blocks.iter().map(|b| (name(b), output(b))).collect()
}

#[test]
fn a_cleared_screen_leaves_no_command_with_the_output_of_another() {
    let shown = |command: &str, output: &str| (command.to_owned(), Some(output.to_owned()));
    let gone = |command: &str| (command.to_owned(), None);
    for clear in [
        "\x1b[H\x1b[2J",
        "\x1b[H\x1b[J",
        "\x1b[H\x1b[2J\x1b[3J",
        "\x1bc",
    ] {
        let mut terminal = Fixture::new(20, 9);
        run(&mut terminal, "one", "1\r\n");
        run(&mut terminal, "two", "2\r\n");
        // A program clears and writes on.
        run(&mut terminal, "make", &format!("lost\r\n{clear}made\r\n"));
        run(&mut terminal, "three", "3\r\n");
        assert_eq!(
            outputs(&terminal),
            [
                gone("one"),
                gone("two"),
                shown("make", "made"),
                shown("three", "3")
            ],
            "{clear:?}"
        );
        // The shell clears at its prompt, as with Ctrl+L.
        terminal.write(format!("{PROMPT}half{clear}{PROMPT}"));
        run(&mut terminal, "four", "4\r\n");
        let known = outputs(&terminal);
        assert_eq!(
            known[2..],
            [gone("make"), gone("three"), shown("four", "4")],
            "{clear:?}"
        );
    }
    // What is on the other screen is not what is cleared.
    let mut terminal = Fixture::new(20, 6);
    run(&mut terminal, "one", "1\r\n");
    run(
        &mut terminal,
        "vi",
        "\x1b[?1049h\x1b[H\x1b[2Jtext\x1b[?1049l",
    );
    assert_eq!(outputs(&terminal)[0], shown("one", "1"));
}

#[test]
fn a_screen_that_begins_in_the_middle_of_an_output_cuts_it() {
    let mut terminal = Fixture::new(20, 4);
    let lines: String = (0..8).map(|line| format!("{line}\r\n")).collect();
    run(&mut terminal, "seq", &lines);
    terminal.write("\x1b[H\x1b[2J");
    run(&mut terminal, "next", "x\r\n");
    let blocks = terminal.engine.blocks();
    assert!(!blocks[0].cleared);
    assert_eq!(output_of(&terminal, &blocks[0]), "0\n1\n2\n3\n4");
    assert_eq!(output_of(&terminal, &blocks[1]), "x");
}

#[test]
fn what_is_left_of_a_trimmed_output_is_told() {
    let mut terminal = Fixture::with_scrollback(20, 4, 5);
    let lines: String = (0..20).map(|line| format!("{line}\r\n")).collect();
    run(&mut terminal, "seq", &lines);
    let block = &terminal.engine.blocks()[0];
    assert_eq!(
        output_of(&terminal, block),
        "12\n13\n14\n15\n16\n17\n18\n19"
    );
    run(&mut terminal, "again", &lines);
    let blocks = terminal.engine.blocks();
    assert_eq!(output_of(&terminal, &blocks[0]), "", "none is left");
    assert_eq!(blocks[0].exit_status, Some(0));
}

#[test]
fn marks_that_never_close_nest_lie_or_come_again_make_no_false_blocks() {
    let mut terminal = Fixture::new(20, 6);
    // A prompt that is drawn a thousand times is one.
    for _ in 0..1000 {
        terminal.write(format!("\r{PROMPT}x\x1b[K"));
    }
    terminal.write("\r\n\x1b]133;C\x07out\r\n");
    // Nothing starts inside a command but a prompt, and that ends it.
    terminal.write("\x1b]133;C\x07".repeat(100));
    terminal.write("\x1b]133;B\x07\x1b]133;B\x07");
    assert_eq!(terminal.engine.blocks().len(), 1);
    terminal.write(PROMPT);
    // An end without a beginning, and statuses that are none.
    terminal.write("\x1b]133;D;7\x07\x1b]133;D;0\x07");
    let statuses = ["99999999999999999999", "0x10", "", "1;2;3;4"];
    for status in statuses {
        terminal.write(PROMPT);
        terminal.write(format!("x\r\n\x1b]133;C\x07\x1b]133;D;{status}\x07"));
    }
    let told: Vec<_> = terminal
        .engine
        .blocks()
        .iter()
        .map(|b| b.exit_status)
        .collect();
    assert_eq!(told, [None; 5]);
}

#[test]
fn output_without_a_newline_at_its_end_belongs_to_its_block() {
    let mut terminal = Fixture::new(20, 6);
    terminal.write(PROMPT);
    terminal.write("printf x\r\n\x1b]133;C\x07x");
    // A prompt that finds the cursor in mid-line moves to a fresh one.
    let events = terminal.write(format!("\x1b]133;D;0\x07{PROMPT}"));
    let block = &Fixture::finished(events)[0];
    assert_eq!(output_of(&terminal, block), "x");
    assert_eq!(terminal.engine.text(), "$ printf x\nx\n$");
}
