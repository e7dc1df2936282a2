//! How fast bytes go through the terminal engine, and how long drawing one pane takes.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use mux::grid::{Grid, Size};
use mux::terminal::{DEFAULT_SCROLLBACK_BYTES, EngineOptions, TerminalEngine, new_engine};
use mux::{EventSink, Mux, MuxEvent, MuxOptions, Palette, PaneSize, Spawn};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

const STREAM_BYTES: usize = 1024 * 1024;

fn engine(cols: usize, rows: usize) -> Box<dyn TerminalEngine> {
    let options = EngineOptions {
        size: PaneSize::of_cells(Size::new(cols, rows)),
        scrollback_lines: 3500,
        scrollback_bytes: DEFAULT_SCROLLBACK_BYTES,
        palette: Palette::default(),
        settings: mux::TerminalSettings::default(),
        images: mux::images::Budget::default(),
        program_version: "0".to_owned(),
        shell_token: None,
    };
    new_engine(options, Arc::new(|_: &[u8]| {}))
}

fn plain_text() -> Vec<u8> {
    let line = b"The quick brown fox jumps over the lazy dog, 0123456789 times.\r\n";
    line.iter().copied().cycle().take(STREAM_BYTES).collect()
}

/// Every cell has colours of its own, as a picture of text has.
fn dense_styles() -> Vec<u8> {
    let mut bytes = Vec::with_capacity(STREAM_BYTES + 64);
    let mut cell = 0u32;
    while bytes.len() < STREAM_BYTES {
        let (r, g, b) = (cell % 256, cell / 7 % 256, cell / 3 % 256);
        let letter = char::from(b'a' + (cell % 26) as u8);
        bytes.extend_from_slice(format!("\x1b[38;2;{r};{g};{b};48;5;{b}m{letter}").as_bytes());
        cell += 1;
        if cell.is_multiple_of(120) {
            bytes.extend_from_slice(b"\x1b[m\r\n");
        }
    }
    bytes
}

fn streams(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(2));
    for (name, bytes) in [
        ("plain text", plain_text()),
        ("dense styles", dense_styles()),
    ] {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || engine(120, 40),
                |engine| {
                    let mut events = Vec::new();
                    for chunk in bytes.chunks(64 * 1024) {
                        engine.advance(chunk, &mut events);
                    }
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn drawing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw");
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(1));
    for (name, bytes) in [
        ("plain text", plain_text()),
        ("dense styles", dense_styles()),
    ] {
        let mut engine = engine(120, 40);
        engine.advance(&bytes[..64 * 1024], &mut Vec::new());
        let mut grid = Grid::new(Size::new(120, 40));
        group.bench_function(name, |bencher| {
            bencher.iter(|| engine.draw(0, black_box(&mut grid)));
        });
    }
    group.finish();
}

struct Events(Sender<MuxEvent>);

impl EventSink for Events {
    fn send(&self, event: MuxEvent) {
        // The benchmark may be over.
        let _ = self.0.send(event);
    }
}

/// The same bytes through the engine alone, and as `cat` writes them through a pty into a pane.
fn through_a_pty(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("8 MiB of plain text");
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(100));
    group.measurement_time(Duration::from_secs(8));
    let bytes = plain_text().repeat(8);
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("engine alone", |bencher| {
        bencher.iter_batched_ref(
            || engine(120, 40),
            |engine| {
                for chunk in bytes.chunks(64 * 1024) {
                    engine.advance(chunk, &mut Vec::new());
                }
            },
            BatchSize::PerIteration,
        );
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("text");
    std::fs::write(&file, &bytes).expect("written");
    group.bench_function("pane", |bencher| {
        bencher.iter(|| {
            let (sender, events) = channel();
            let mut mux = Mux::new(MuxOptions::default(), Arc::new(Events(sender)));
            let window = mux.open_window();
            let spawn = Spawn {
                program: Some(vec!["cat".to_owned(), file.display().to_string()]),
                ..Spawn::default()
            };
            let size = PaneSize::of_cells(Size::new(120, 40));
            mux.spawn_tab(window, spawn, size).expect("cat runs");
            let ended = |event: &MuxEvent| matches!(event, MuxEvent::PaneExited { .. });
            events.iter().find(ended).expect("it ends");
        });
    });
    group.finish();
}

/// What `get_command_blocks` asks for in a pane that remembers as many commands as it can.
fn blocks(criterion: &mut Criterion) {
    let mut engine = engine(120, 40);
    let command = "\x1b]133;A\x07$ \x1b]133;B\x07make\r\n\x1b]133;C\x07built\r\n\x1b]133;D;0\x07";
    for _ in 0..10_000 {
        engine.advance(command.as_bytes(), &mut Vec::new());
    }
    assert_eq!(engine.blocks().len(), 10_000);
    criterion.bench_function("10,000 blocks", |bencher| {
        bencher.iter(|| black_box(engine.blocks()));
    });
}

criterion_group!(benches, streams, drawing, through_a_pty, blocks);
criterion_main!(benches);
