//! Whatever a program writes, in whatever pieces and at whatever size: the engine goes on, shows the
//! same, and its blocks stay in order.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A token that the engine trusts, so that half of the marks are a shell's.
const TOKEN: &str = "fuzz";

/// Bytes that are printed readably.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// Something that a program may write, not always whole.
fn part() -> impl Strategy<Value = Bytes> {
    let text = "[a-zäß漢👩 \r\n\t\u{8}]{0,12}".prop_map(String::into_bytes);
    let number = prop_oneof![
        4 => 0..9_u32,
        2 => 0..200_u32,
        1 => any::<u32>(),
    ];
    let csi = (
        select(vec!["", "?", ">", "=", "!"]),
        vec(number, 0..4),
        select(vec!["", "$", " ", "\"", "*", "'", "#"]),
        0x40..0x7f_u8,
    )
        .prop_map(|(private, numbers, between, last)| {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            let last = char::from(last);
            format!("\x1b[{private}{}{between}{last}", numbers.join(";")).into_bytes()
        });
    let mode = (
        select(vec![
            1, 3, 5, 6, 7, 25, 40, 47, 69, 1004, 1047, 1048, 1049, 2004, 2026,
        ]),
        select(vec!['h', 'l', 's', 'r']),
    )
        .prop_map(|(number, verb)| format!("\x1b[?{number}{verb}").into_bytes());
    let known = select(vec![
        "\x1b[2J",
        "\x1b[H",
        "\x1b[J",
        "\x1b[3J",
        "\x1b[K",
        "\x1bc",
        "\x1b[!p",
        "\x1bM",
        "\x1bD",
        "\x1b7",
        "\x1b8",
        "\x1b#8",
        "\x1b[2;4r",
        "\x1b[5S",
        "\x1b[3L",
        "\x1b(0",
        "\x0e",
        "\x0f",
    ])
    .prop_map(|text| text.as_bytes().to_vec());
    let mark = (
        select(vec![
            "133;A",
            "133;B",
            "133;C",
            "133;D",
            "133;D;0",
            "133;D;7",
            "133;P;k=s",
            "633;E;ls",
        ]),
        select(vec!["", ";aid=fuzz:1", ";aid=fuzz:2", ";aid=other:1"]),
        select(vec!["\x07", "\x1b\\", ""]),
    )
        .prop_map(|(mark, source, end)| format!("\x1b]{mark}{source}{end}").into_bytes());
    let string = (
        select(vec![
            "]0;",
            "]2;",
            "]7;file:///",
            "]8;;http://a",
            "]52;c;",
            "]1337;",
            "P+q",
            "P$q",
            "Pq",
            "P1000p",
            "_G",
            "^",
            "X",
        ]),
        vec(
            prop_oneof![0..0x80_u8, select(vec![0x80, 0x9c, 0xc2, 0xc3, 0xff])],
            0..20,
        ),
        select(vec!["\x07", "\x1b\\", "\u{9c}", "\x18", ""]),
    )
        .prop_map(|(begin, bytes, end)| {
            [b"\x1b", begin.as_bytes(), &bytes, end.as_bytes()].concat()
        });
    prop_oneof![
        4 => text,
        3 => csi,
        1 => mode,
        3 => known,
        4 => mark,
        2 => string,
    ]
    .prop_map(Bytes)
}

/// What happens to a terminal.
#[derive(Clone, Debug)]
enum Act {
    Write(Bytes),
    Resize(usize, usize),
    Clear,
    /// The time of held output is over.
    Release,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => part().prop_map(Act::Write),
        1 => vec(any::<u8>(), 0..40).prop_map(|bytes| Act::Write(Bytes(bytes))),
        1 => "[a👩\u{200d}\u{301}\u{fe0f}\u{1f3fd}]{0,9}"
            .prop_map(|text| Act::Write(Bytes(text.into_bytes()))),
        2 => (1..40_usize, 1..12_usize).prop_map(|(cols, rows)| Act::Resize(cols, rows)),
        1 => Just(Act::Clear),
        1 => Just(Act::Release),
    ]
}

fn terminal() -> Fixture {
    Fixture::with_token(20, 6, TOKEN)
}

/// What there is to be seen of a terminal, in words.
fn seen(terminal: &Fixture) -> String {
    let grid = terminal.grid(0);
    let blocks = terminal.engine.blocks();
    let blocks = blocks.into_iter().map(|block| {
        let rows = (block.prompt_row, block.output, block.cleared);
        (
            block.id,
            block.command,
            block.exit_status,
            block.trusted,
            rows,
        )
    });
    let blocks: Vec<_> = blocks.collect();
    let last = terminal.engine.top_row(0).plus(100);
    let text = terminal
        .engine
        .text_between((0, StableRow(0)), (usize::MAX, last));
    let facts = terminal.engine.facts();
    format!(
        "{}\n{:?}\n{facts:?}\n{blocks:?}\n{text}",
        rows_as_styled_text(&grid),
        grid.cursor
    )
}

/// Returns a grid's rows, with what sets the style of a cell where it changes.
fn rows_as_styled_text(grid: &Grid) -> String {
    let mut text = String::new();
    for y in 0..grid.size().rows {
        let mut last = Style::default();
        for cell in grid.row(y) {
            if cell.style != last {
                last = cell.style;
                text.push_str(&format!("<{}>", last.sgr()));
            }
            text.push_str(&cell.text);
            text.extend(cell.link.iter().map(|link| format!("[{link}]")));
        }
        text.push('\n');
    }
    text
}

fn check(terminal: &mut Fixture) -> Result<(), TestCaseError> {
    let cells = terminal.engine.size().cells;
    let blocks = terminal.engine.blocks();
    for pair in blocks.windows(2) {
        prop_assert!(pair[0].id < pair[1].id, "{blocks:?}");
    }
    let end = terminal.engine.top_row(0).plus(cells.rows as i64);
    for block in &blocks {
        prop_assert!(block.output.start <= block.output.end, "{block:?}");
        prop_assert!(block.finished.is_some() || block.duration.is_none());
        if !block.cleared && !terminal.engine.facts().alt_screen {
            prop_assert!(block.prompt_row <= block.output.start, "{block:?}");
            prop_assert!(block.output.end <= end, "{block:?} ends below {end}");
        }
    }
    let rows = terminal.engine.facts().scrollback_rows;
    for scroll in [0, rows / 2, rows, rows + 5] {
        let grid = terminal.grid(scroll);
        prop_assert!(
            grid.cursor
                .is_none_or(|at| at.x < cells.cols && at.y < cells.rows)
        );
    }
    terminal.engine.zones();
    terminal.engine.tail_lines(1000);
    let (a, b) = ((3, StableRow(-5)), (usize::MAX, end.plus(5)));
    prop_assert_eq!(
        terminal.engine.text_between(a, b),
        terminal.engine.text_between(b, a)
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_that_a_program_writes_breaks_the_engine(acts in vec(act(), 0..60)) {
        let mut terminal = terminal();
        for act in acts {
            match act {
                Act::Write(bytes) => drop(terminal.write(bytes.0)),
                Act::Resize(cols, rows) => terminal.resize(cols, rows),
                Act::Clear => terminal.engine.clear_scrollback(),
                Act::Release => terminal.engine.release_held(&mut Vec::new()),
            }
            check(&mut terminal)?;
        }
        let mut events = Vec::new();
        terminal.engine.program_ended(&mut events);
        let blocks = terminal.engine.blocks();
        prop_assert!(blocks.iter().all(|block| block.finished.is_some()));
    }

    /// Of graphemes of one character: what comes after a grapheme has been drawn is another one.
    #[test]
    fn the_pieces_in_which_it_comes_make_no_difference(
        parts in vec(part(), 0..40),
        cuts in vec(1..30_usize, 1..20),
    ) {
        let bytes: Vec<u8> = parts.into_iter().flat_map(|part| part.0).collect();
        let (mut whole, mut pieces) = (terminal(), terminal());
        whole.write(&bytes);
        let mut rest = bytes.as_slice();
        for cut in cuts.into_iter().cycle() {
            let (piece, later) = rest.split_at(rest.len().min(cut));
            pieces.write(piece);
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        for terminal in [&mut whole, &mut pieces] {
            terminal.engine.release_held(&mut Vec::new());
        }
        prop_assert_eq!(seen(&whole), seen(&pieces));
    }
}
