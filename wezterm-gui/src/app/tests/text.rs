//! What a pane shows, read over the socket, with and without its styles.

use std::sync::Arc;

use mux::grid::{Cell, Grid};
use mux::terminal::{EngineOptions, new_engine};
use mux::{Palette, PaneSize};
use serde_json::{Value, json};

use super::commands::call;
use super::harness::{Running, Start};

/// A program that prints this, as `printf` of the shell reads it, and then waits.
fn printing(text: &str) -> Running {
    let program = ["/bin/sh", "-c", &format!("printf '{text}'; exec cat")];
    let start = Start::lua("return { enable_tab_bar = false }");
    Start {
        socket: true,
        program: program.map(str::to_owned).to_vec(),
        ..start
    }
    .run()
}

fn text_of(running: &mut Running, params: Value) -> String {
    let text = call(running, "get-text", params).expect("text");
    text.as_str().expect("a string").to_owned()
}

/// Returns what another terminal of the same size shows of a text that is printed in it.
fn shown(text: &str, like: &Grid) -> Grid {
    let options = EngineOptions {
        size: PaneSize::of_cells(like.size()),
        scrollback_lines: 100,
        scrollback_bytes: 1 << 20,
        palette: Palette::default(),
        settings: mux::TerminalSettings::default(),
        images: mux::images::Budget::default(),
        program_version: String::new(),
        shell_token: None,
    };
    let mut engine = new_engine(options, Arc::new(|_| {}));
    let text = text.replace('\n', "\r\n");
    engine.advance(text.as_bytes(), &mut Vec::new());
    let mut grid = Grid::new(like.size());
    engine.draw(0, &mut grid);
    cells_of(&grid)
}

/// Returns a grid without its cursor and its links.
fn cells_of(grid: &Grid) -> Grid {
    let mut cells = Grid::new(grid.size());
    for y in 0..grid.size().rows {
        for (x, cell) in grid.row(y).iter().enumerate() {
            let link = None;
            if cell.width > 0 {
                let cell = cell.clone();
                cells.set(x, y, Cell { link, ..cell });
            }
        }
    }
    cells
}

/// Fails where a text holds another control character than newlines and those of SGR.
fn assert_only_sgr(text: &str) {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default();
    let mut plain = first.to_owned();
    for part in parts {
        let part = part.strip_prefix('[').unwrap_or_else(|| panic!("{text:?}"));
        let end = part.find(|c: char| !matches!(c, '0'..='9' | ';' | ':'));
        let (_, rest) = part.split_at(end.unwrap_or_else(|| panic!("{text:?}")));
        plain.push_str(rest.strip_prefix('m').unwrap_or_else(|| panic!("{text:?}")));
    }
    let smuggled = plain.contains(|c: char| c.is_control() && c != '\n');
    assert!(!smuggled, "{text:?}");
}

fn drawn(running: &Running) -> Grid {
    let pane = running.app.active_pane().expect("a pane");
    let pane = running.app.mux().pane(pane).expect("a program");
    let mut grid = Grid::new(pane.size());
    pane.draw(0, &mut grid);
    cells_of(&grid)
}

#[test]
fn text_with_escapes_looks_the_same_in_another_terminal() {
    let styled = [
        r"\033[38;2;1;2;3;48;2;250;251;252mtrue\033[m",
        r"\033[31;102mpalette\033[38;5;200mlarge\033[m\n",
        r"\033[1mbold\033[22;2mdim\033[22;3mitalic\033[23;5mblink\033[m",
        r"\033[7minverse\033[27;8mhidden\033[28;9mstruck\033[29;53mover\033[m\n",
        r"\033[4msingle\033[4:2mdouble\033[4:3mcurly\033[4:4mdotted\033[4:5mdashed\033[m",
        r"\033[4:3;58:2::9:8:7mred\033[58:5:77mgreen\033[m\n",
        // Blanks with a background, to the end of the row.
        r"\033[44m\033[K\033[m\n\n",
        r"\033[32m漢字 e\314\201 \360\237\221\215\033[m plain\n",
        r"\033]8;;https://example.org\007link\033]8;;\007\n",
        r"\033]2;title\007\033]52;c;eA==\007\033]4;1;#010203\007\033[31mchanged\033[m\n",
        r"\033[7m%60s\033[mend",
    ];
    let mut running = printing(&styled.concat());
    running.wait_for("end");
    let text = text_of(&mut running, json!({ "escapes": true }));
    assert_only_sgr(&text);
    let expected = drawn(&running);
    let elsewhere = shown(&text, &expected);
    for y in 0..expected.size().rows {
        assert_eq!(elsewhere.row(y), expected.row(y), "row {y} of {text:?}");
    }
    for line in text.lines() {
        let last = line.rsplit_once('\u{1b}').map_or("[0m", |(_, last)| last);
        assert!(last.starts_with("[0m"), "{line:?}");
    }
    let lines = text_of(&mut running, json!({ "escapes": true, "start_line": 0 }));
    assert_eq!(lines, text);
    let plain = text_of(&mut running, json!({}));
    assert_eq!(plain, expected.text());
    let screen = text_of(&mut running, json!({ "escapes": true, "screen": true }));
    assert_only_sgr(&screen);
    assert!(screen.contains("\u{1b}[0;38;2;1;2;3;48;2;250;251;252mtrue"));
}

#[test]
fn lines_are_read_that_have_left_the_screen() {
    let mut running = printing(r"%s\n' $(seq 1 40); printf '\033[31mend\033[m");
    running.wait_for("end");
    // The screen of 16 rows begins with 26.
    let table = [
        (json!({ "start_line": -3, "end_line": 0 }), "23\n24\n25\n26"),
        (json!({ "start_line": 13 }), "39\n40\nend"),
        (
            json!({ "start_line": 14, "end_line": 99, "escapes": true }),
            "40\n\u{1b}[0;31mend\u{1b}[0m",
        ),
        (json!({ "start_line": -99, "end_line": -24 }), "1\n2"),
        (json!({ "start_line": -99, "end_line": -90 }), ""),
        (json!({ "end_line": 1 }), "26\n27"),
    ];
    for (params, expected) in table {
        assert_eq!(text_of(&mut running, params.clone()), expected, "{params}");
    }
    let all: Vec<String> = (1..=40).map(|line| line.to_string()).collect();
    let text = text_of(
        &mut running,
        json!({ "start_line": i64::MIN, "end_line": i64::MAX }),
    );
    assert_eq!(text, all.join("\n") + "\nend");
    for params in [
        json!({ "start_line": 3, "end_line": 2 }),
        json!({ "start_line": 99 }),
        json!({ "start_line": 0, "screen": true }),
    ] {
        assert!(
            call(&mut running, "get-text", params.clone()).is_err(),
            "{params}"
        );
    }
}
