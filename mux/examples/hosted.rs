//! Runs a program in a pane that nobody looks at: `hosted COLSxROWS PROGRAM [ARGUMENTS...]`.
//!
//! Suites that ask a terminal questions and judge its answers (`tools/esctest.py`) talk to this: the
//! same pty, pump and engine as behind a window, with a cell of 10x20 pixels. Titles are told, which
//! a person has to allow. What the program leaves on the screen is printed, and its exit status is
//! this program's own.

use mux::grid::Size;
use mux::{EventSink, Mux, MuxEvent, MuxOptions, Palette, PaneSize, Spawn, TerminalSettings};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

struct Channel(Sender<MuxEvent>);

impl EventSink for Channel {
    fn send(&self, event: MuxEvent) {
        // Nobody listens any more once the program has ended.
        let _ = self.0.send(event);
    }
}

fn size(text: &str) -> Option<Size> {
    let (cols, rows) = text.split_once('x')?;
    Some(Size::new(cols.parse().ok()?, rows.parse().ok()?))
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let cells = arguments.next().and_then(|text| size(&text));
    let program: Vec<String> = arguments.collect();
    let (Some(cells), false) = (cells, program.is_empty()) else {
        eprintln!("usage: hosted COLSxROWS PROGRAM [ARGUMENTS...], as in: hosted 80x24 vttest");
        return ExitCode::from(2);
    };
    let size = PaneSize {
        cells,
        pixel_width: cells.cols * 10,
        pixel_height: cells.rows * 20,
        dpi: 96,
    };
    let options = MuxOptions {
        terminal: TerminalSettings {
            title_reports: true,
            ..TerminalSettings::default()
        },
        // What the colours are before a program changes them, suites take from xterm.
        palette: Palette {
            foreground: (0, 0, 0),
            background: (255, 255, 255),
            ..Palette::default()
        },
        default_cwd: std::env::current_dir().ok(),
        ..MuxOptions::default()
    };
    let (sender, events) = channel();
    let mut mux = Mux::new(options, Arc::new(Channel(sender)));
    let window = mux.open_window();
    let spawn = Spawn {
        program: Some(program),
        ..Spawn::default()
    };
    let pane = match mux.spawn_tab(window, spawn, size) {
        Ok((_, pane)) => mux.pane(pane),
        Err(error) => {
            eprintln!("hosted: {error}");
            return ExitCode::FAILURE;
        }
    };
    let Some(pane) = pane else {
        return ExitCode::FAILURE;
    };
    let mut status = 1;
    for event in events {
        match event {
            MuxEvent::PaneOutput(_) => {
                pane.output_seen();
            }
            MuxEvent::StartFailed { error, .. } => {
                eprintln!("hosted: {error}");
                break;
            }
            MuxEvent::PaneExited { status: ended, .. } => {
                status = u8::try_from(ended.code).unwrap_or(1);
                break;
            }
            _ => {}
        }
    }
    println!("{}", pane.text());
    mux.shutdown();
    ExitCode::from(status)
}
