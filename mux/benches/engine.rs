//! How fast bytes go through the terminal engine, and how long drawing one pane takes.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use mux::grid::{Grid, Size};
use mux::terminal::{DEFAULT_SCROLLBACK_BYTES, EngineOptions, TerminalEngine, new_engine};
use mux::{Palette, PaneSize};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

const STREAM_BYTES: usize = 1024 * 1024;

fn engine(cols: usize, rows: usize) -> Box<dyn TerminalEngine> {
    let options = EngineOptions {
        size: PaneSize::of_cells(Size::new(cols, rows)),
        scrollback_lines: 3500,
        scrollback_bytes: DEFAULT_SCROLLBACK_BYTES,
        palette: Palette::default(),
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

criterion_group!(benches, streams, drawing);
criterion_main!(benches);
