//! Recorded bytes in, screen out: one folder per case below `tests/cases`.
//!
//! `input` holds the bytes that a program wrote to a terminal of 40 columns and 10 rows, `screen`
//! what must then be seen: the rows, and where the cursor is.

use mux::grid::{Grid, Size};
use mux::terminal::{DEFAULT_SCROLLBACK_BYTES, EngineOptions, new_engine};
use mux::{Palette, PaneSize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const SIZE: Size = Size::new(40, 10);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Returns what is seen after the bytes, handed over in pieces of this length.
fn shown(bytes: &[u8], piece: usize) -> String {
    let options = EngineOptions {
        size: PaneSize::of_cells(SIZE),
        scrollback_lines: 100,
        scrollback_bytes: DEFAULT_SCROLLBACK_BYTES,
        palette: Palette::default(),
        settings: mux::TerminalSettings::default(),
        images: mux::images::Budget::default(),
        program_version: "0".to_owned(),
        shell_token: None,
    };
    let mut engine = new_engine(options, Arc::new(|_: &[u8]| {}));
    for piece in bytes.chunks(piece) {
        engine.advance(piece, &mut Vec::new());
    }
    let mut grid = Grid::new(SIZE);
    engine.draw(0, &mut grid);
    let cursor = match grid.cursor {
        Some(cursor) => format!("{},{}", cursor.x, cursor.y),
        None => "hidden".to_owned(),
    };
    format!("{}\n--- cursor {cursor}\n", grid.text())
}

fn check(name: &str) {
    let case = folder().join(name);
    let read = |file: &str| {
        let path = case.join(file);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let input = read("input");
    let expected = String::from_utf8(read("screen")).unwrap();
    // However a read cuts the bytes, the screen is the same.
    for piece in [input.len().max(1), 1, 7] {
        let screen = shown(&input, piece);
        assert_eq!(
            screen, expected,
            "in pieces of {piece}, the screen is:\n{screen}"
        );
    }
}

macro_rules! cases {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn every_folder_is_a_case() {
            let declared: BTreeSet<String> = [$(stringify!($name).to_owned()),*].into();
            let entries = std::fs::read_dir(folder()).unwrap();
            let present: BTreeSet<String> = entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            assert_eq!(present, declared);
        }
    };
}

cases! {
    alternate_screen
    bash_session
    inserting_and_deleting
    less_paging
    line_drawing
    origin_and_cursor_motion
    repeat_and_wrap_modes
    scroll_region
    tabs_and_erasing
    tmux_splits
    vim_editing
    wrapping
}
