//! Whatever a program writes of images, in whatever pieces: the engine goes on, what it shows can be
//! drawn, and the memory stays within its budget.

use super::images::{base64, rows_of};
use super::*;
use crate::images::Budget;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const BUDGET: usize = 200_000;

/// A number that is mostly one that something can be done with.
fn number() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => 0..6_i64,
        3 => 0..60_i64,
        1 => any::<i64>(),
        1 => select(vec![-1, i64::from(u32::MAX), i64::from(i32::MIN), 10_000, 100_000]),
    ]
}

fn data() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => vec(any::<u8>(), 0..64).prop_map(|bytes| base64(&bytes)),
        1 => Just("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==".to_owned()),
        1 => Just(base64(b"/proc/self/environ")),
        1 => "[ -~]{0,20}",
    ]
}

fn kitty() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        select(vec![
            "a=t", "a=T", "a=T", "a=p", "a=d", "a=f", "a=a", "a=c", "a=q"
        ]),
        select(vec![
            "t=d", "t=f", "t=t", "t=s", "o=z", "f=24", "f=32", "f=100"
        ]),
        select(vec![
            "d=a", "d=I", "d=c", "d=x", "d=R", "d=z", "d=f", "d=N", "U=1", "m=1"
        ]),
    ]
    .prop_map(str::to_owned);
    let numbered = (
        select("siISvxywhXYcrCUzpqOHVPQm".chars().collect::<Vec<_>>()),
        number(),
    )
        .prop_map(|(key, number)| format!("{key}={number}"));
    let key = prop_oneof![1 => letter, 2 => numbered];
    let end = select(vec!["\x1b\\", "\x1b\\", "\x1b\\", "\u{9c}", "\x18", ""]);
    (vec(key, 0..9), data(), end)
        .prop_map(|(keys, data, end)| format!("\x1b_G{};{data}{end}", keys.join(",")))
}

fn sixels() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[?-~]{1,8}",
        2 => (0..300_u32, "[?-~]").prop_map(|(count, dots)| format!("!{count}{dots}")),
        2 => (number(), 0..4_u32, number(), number(), number())
            .prop_map(|(a, b, c, d, e)| format!("#{a};{b};{c};{d};{e}")),
        1 => number().prop_map(|color| format!("#{color}")),
        1 => (number(), number(), number(), number())
            .prop_map(|(a, b, c, d)| format!("\"{a};{b};{c};{d}")),
        3 => select(vec!["$", "-", "\n", ";", "1"]).prop_map(str::to_owned),
    ];
    let end = select(vec!["\x1b\\", "\x1b\\", "\x18", ""]);
    (vec(0..12_u32, 0..4), vec(part, 0..20), end).prop_map(|(params, parts, end)| {
        let params: Vec<String> = params.iter().map(u32::to_string).collect();
        format!("\x1bP{}q{}{end}", params.join(";"), parts.concat())
    })
}

fn file() -> impl Strategy<Value = String> {
    let fact = prop_oneof![
        select(vec![
            "inline=1",
            "inline=1",
            "preserveAspectRatio=0",
            "doNotMoveCursor=1"
        ])
        .prop_map(str::to_owned),
        (
            select(vec!["width", "height"]),
            number(),
            select(vec!["", "px", "%"])
        )
            .prop_map(|(side, number, unit)| format!("{side}={number}{unit}")),
    ];
    let name = select(vec!["File=", "MultipartFile=", "FilePart=", "FileEnd"]);
    (
        name,
        vec(fact, 0..5),
        data(),
        select(vec!["\x07", "\x1b\\", ""]),
    )
        .prop_map(|(name, facts, data, end)| match name {
            "FilePart=" => format!("\x1b]1337;{name}{data}{end}"),
            name => format!("\x1b]1337;{name}{}:{data}{end}", facts.join(";")),
        })
}

fn part() -> impl Strategy<Value = String> {
    let other = select(vec![
        "\x1b[2J",
        "\x1b[H",
        "\x1b[J",
        "\x1b[K",
        "\x1bc",
        "\x1b[?1049h",
        "\x1b[?1049l",
        "\x1b[2;3r",
        "\x1b[r",
        "\x1b[3S",
        "\x1b[2L",
        "\x1b[P",
        "\x1b[@",
        "\x1b[3J",
        "\x1b[?80h",
        "\x1b[?80l",
        "\x1b[?2026h",
        "\x1b[?2026l",
        "\r\n",
        "\x1bM",
        "\x1b#8",
    ])
    .prop_map(str::to_owned);
    let text = "[a-z漢\u{10eeee}\u{305}\u{30d} ]{0,9}";
    prop_oneof![4 => kitty(), 2 => sixels(), 2 => file(), 2 => other, 1 => text]
}

fn terminal() -> (Fixture, Budget) {
    let budget = Budget::new(BUDGET);
    let images = budget.clone();
    let fixture = Fixture::with(20, 6, |options| EngineOptions { images, ..options });
    (fixture, budget)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_image_breaks_the_engine(
        parts in vec(part(), 0..40),
        sizes in vec((1..40_usize, 1..12_usize), 1..6),
    ) {
        let (mut terminal, budget) = terminal();
        for (at, part) in parts.iter().enumerate() {
            terminal.write(part);
            if at % 7 == 6 {
                let (cols, rows) = sizes[at / 7 % sizes.len()];
                terminal.resize(cols, rows);
            }
            let scroll = at % 3 * terminal.engine.facts().scrollback_rows;
            let mut grid = Grid::new(terminal.engine.size().cells);
            terminal.engine.draw(scroll, &mut grid);
            for y in 0..grid.size().rows {
                for piece in grid.row(y).iter().flat_map(|cell| cell.images.iter().flat_map(|i| i.iter())) {
                    let cells = crate::grid::Rect::new(piece.col.into(), piece.row.into(), 1, 1);
                    for cell in [(10, 20), (7, 13)] {
                        if let Some(cut) = piece.picture.cut(cells, cell) {
                            prop_assert!(piece.picture.pixels(cut.part, cell).is_some(), "{piece:?}");
                        }
                    }
                }
            }
            prop_assert!(budget.taken() <= BUDGET);
        }
        terminal.engine.release_held(&mut Vec::new());
        terminal.write("\x18\x1bc\x1b_Ga=d,d=R,x=0,y=4294967295\x1b\\\x1b[3J\x1b[2J");
    }

    #[test]
    fn the_pieces_in_which_images_come_make_no_difference(
        parts in vec(part(), 0..20),
        cuts in vec(1..30_usize, 1..20),
    ) {
        let bytes = parts.concat().into_bytes();
        let ((mut whole, _), (mut pieces, _)) = (terminal(), terminal());
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
        prop_assert_eq!(rows_of(&whole.grid(0)), rows_of(&pieces.grid(0)));
    }
}
