//! One frame of 200 by 50 cells: composed to the draw list and painted by the CPU.
//!
//! Three pictures: a screen as it usually is (nothing to shape), one where every row is new text,
//! and the worst case, where every cell has a character and colours of its own.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mux::grid::{Color, Cursor, Grid, Size, Style};
use wezterm_gui::fonts::{Catalog, FontOptions, Fonts};
use wezterm_gui::render::{Canvas, CursorLook, DrawList, Effects, Scene, Theme, compose, paint};

const SIZE: Size = Size::new(200, 50);

struct Bench {
    fonts: Fonts,
    theme: Theme,
    list: DrawList,
    pixels: Vec<u32>,
}

impl Bench {
    fn new() -> Self {
        Self {
            fonts: Fonts::new(Catalog::empty(), FontOptions::default()),
            theme: Theme::default(),
            list: DrawList::default(),
            pixels: Vec::new(),
        }
    }

    fn frame(&mut self, grid: &Grid) {
        let metrics = self.fonts.metrics();
        let width = SIZE.cols as u32 * metrics.width;
        let height = SIZE.rows as u32 * metrics.height;
        self.pixels.resize((width * height) as usize, 0);
        let scene = Scene {
            grid,
            theme: &self.theme,
            origin: (0, 0),
            cursor: CursorLook::Shown,
            effects: Effects::default(),
            panels: &[],
            strips: &[],
        };
        compose(&mut self.fonts, &scene, &mut self.list);
        let mut canvas = Canvas {
            pixels: &mut self.pixels,
            width,
            height,
        };
        paint(&self.list, self.fonts.glyphs(), &mut canvas);
        black_box(&self.pixels);
    }
}

fn usual() -> Grid {
    let mut grid = Grid::new(SIZE);
    let plain = Style::default();
    for y in 0..SIZE.rows {
        let mut x = grid.put(0, y, "│ ", plain.fg(Color::Palette(8)));
        x += grid.put(x, y, "drwxr-xr-x  4 user user ", plain);
        x += grid.put(x, y, "2026-11-20 17:35 ", plain.fg(Color::Palette(6)));
        grid.put(
            x,
            y,
            "target/debug/deps",
            plain.fg(Color::Palette(4)).bold(),
        );
    }
    grid.cursor = Some(Cursor {
        x: 12,
        y: 20,
        ..Cursor::default()
    });
    grid
}

fn new_text(round: usize) -> Grid {
    let mut grid = usual();
    for y in 0..SIZE.rows {
        let text = format!("round {round} row {y}: {:x}", round * 7919 + y * 104_729);
        grid.put(60, y, &text, Style::default());
    }
    grid
}

fn dense() -> Grid {
    let mut grid = Grid::new(SIZE);
    let mut state = 12_345u32;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    for y in 0..SIZE.rows {
        for x in 0..SIZE.cols {
            let [red, green, blue, letter] = random().to_le_bytes();
            let style = Style::default()
                .fg(Color::Rgb(red, green, blue))
                .bg(Color::Rgb(blue / 4, red / 4, green / 4));
            let text = char::from(b'!' + letter % 94).to_string();
            grid.put(x, y, &text, style);
        }
    }
    grid
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame 200x50");
    group
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    let mut bench = Bench::new();
    let grid = usual();
    group.bench_function("usual", |bencher| bencher.iter(|| bench.frame(&grid)));
    let mut round = 0;
    group.bench_function("new text in every row", |bencher| {
        bencher.iter_batched(
            || {
                round += 1;
                new_text(round)
            },
            |grid| bench.frame(&grid),
            criterion::BatchSize::SmallInput,
        );
    });
    let grid = dense();
    group.bench_function("dense", |bencher| bencher.iter(|| bench.frame(&grid)));
    group.finish();
}

criterion_group!(benches, frames);
criterion_main!(benches);
