//! Golden tests: grids painted by the CPU with embedded fonts, looked at pixel by pixel, and the
//! same grids painted by a GPU where there is one.

mod pictures;

use mux::grid::{Cell, Color, Cursor, CursorShape, Grid, Size, Style, Underline};

use super::gpu::offscreen::Offscreen;
use super::*;

mod effects;
use crate::fonts::{Catalog, FontOptions, Metrics};

const GROUND: u32 = 0x101418;
const TEXT: u32 = 0xd0d0d0;
const CURSOR: u32 = 0x50c878;
const UNDER_CURSOR: u32 = 0x000000;

fn theme() -> Theme {
    let mut theme = Theme::default();
    theme.palette.background = (0x10, 0x14, 0x18);
    theme.palette.foreground = (0xd0, 0xd0, 0xd0);
    theme.palette.cursor_bg = (0x50, 0xc8, 0x78);
    theme.palette.cursor_fg = (0, 0, 0);
    theme
}

fn fonts() -> Fonts {
    Fonts::new(Catalog::empty(), FontOptions::default())
}

/// A painted grid.
struct Picture {
    pixels: Vec<u32>,
    width: u32,
    height: u32,
    metrics: Metrics,
}

impl Picture {
    fn of(grid: &Grid) -> Self {
        Self::with_cursor(grid, CursorLook::Shown)
    }

    fn with_cursor(grid: &Grid, cursor: CursorLook) -> Self {
        Self::drawn(&mut fonts(), &scene_of(grid, &theme(), cursor))
    }

    fn drawn(fonts: &mut Fonts, scene: &Scene<'_>) -> Self {
        let (list, width, height) = composed_scene(fonts, scene);
        Self {
            pixels: painted(fonts, &list, width, height),
            width,
            height,
            metrics: fonts.metrics(),
        }
    }

    fn at(&self, x: u32, y: u32) -> u32 {
        self.pixels[(y * self.width + x) as usize]
    }

    /// Returns a cell's pixels, row by row.
    fn cell(&self, column: u32, row: u32) -> Vec<Vec<u32>> {
        let Metrics { width, height, .. } = self.metrics;
        (0..height)
            .map(|y| {
                (0..width)
                    .map(|x| self.at(column * width + x, row * height + y))
                    .collect()
            })
            .collect()
    }

    fn cell_has(&self, column: u32, row: u32, colour: u32) -> bool {
        self.cell(column, row).concat().contains(&colour)
    }

    /// Returns the rows of a cell that have this colour from edge to edge.
    fn full_rows(&self, column: u32, row: u32, colour: u32) -> Vec<usize> {
        let rows = self.cell(column, row);
        let full = |pixels: &Vec<u32>| pixels.iter().all(|pixel| *pixel == colour);
        (0..rows.len()).filter(|y| full(&rows[*y])).collect()
    }
}

fn scene_of<'a>(grid: &'a Grid, theme: &'a Theme, cursor: CursorLook) -> Scene<'a> {
    Scene {
        grid,
        theme,
        origin: (0, 0),
        cursor,
        effects: Effects::default(),
        panels: &[],
        strips: &[],
    }
}

fn composed(fonts: &mut Fonts, grid: &Grid, cursor: CursorLook) -> (DrawList, u32, u32) {
    composed_scene(fonts, &scene_of(grid, &theme(), cursor))
}

fn composed_scene(fonts: &mut Fonts, scene: &Scene<'_>) -> (DrawList, u32, u32) {
    let mut list = DrawList::default();
    compose(fonts, scene, &mut list);
    let metrics = fonts.metrics();
    let size = scene.grid.size();
    (
        list,
        size.cols as u32 * metrics.width,
        size.rows as u32 * metrics.height,
    )
}

fn grid(rows: &[&str]) -> Grid {
    let cols = rows.iter().map(|row| mux::grid::text_width(row)).max();
    let mut grid = Grid::new(Size::new(cols.unwrap_or(1), rows.len()));
    for (y, row) in rows.iter().enumerate() {
        grid.put(0, y, row, Style::default());
    }
    grid
}

fn styled(text: &str, style: Style) -> Grid {
    let mut grid = Grid::new(Size::new(mux::grid::text_width(text), 1));
    grid.put(0, 0, text, style);
    grid
}

fn with_cursor(mut grid: Grid, x: usize, shape: CursorShape) -> Grid {
    grid.cursor = Some(Cursor {
        x,
        y: 0,
        shape,
        blinking: false,
    });
    grid
}

#[test]
fn an_empty_grid_is_nothing_but_background() {
    let picture = Picture::of(&grid(&["   ", "   "]));
    assert!(picture.pixels.iter().all(|pixel| *pixel == GROUND));
}

#[test]
fn a_frame_of_lines_is_closed_across_cells() {
    let picture = Picture::of(&grid(&["┌──┐", "│  │", "└──┘"]));
    let inked = |x: u32, y: u32| picture.at(x, y) != GROUND;
    let Metrics { width, height, .. } = picture.metrics;
    // A walk over inked neighbours from the upper left corner comes all the way round.
    let start = (0..picture.height)
        .flat_map(|y| (0..picture.width).map(move |x| (x, y)))
        .find(|(x, y)| inked(*x, *y))
        .expect("there is ink");
    let mut reached = vec![false; picture.pixels.len()];
    let mut open = vec![start];
    while let Some((x, y)) = open.pop() {
        let index = (y * picture.width + x) as usize;
        if reached[index] || !inked(x, y) {
            continue;
        }
        reached[index] = true;
        open.extend(
            [(x + 1, y), (x, y + 1)]
                .into_iter()
                .filter(|(x, y)| *x < picture.width && *y < picture.height),
        );
        open.extend(x.checked_sub(1).map(|x| (x, y)));
        open.extend(y.checked_sub(1).map(|y| (x, y)));
    }
    let all = picture
        .pixels
        .iter()
        .filter(|pixel| **pixel != GROUND)
        .count();
    assert_eq!(reached.iter().filter(|reached| **reached).count(), all);
    // Each side is one straight line from the middle of a corner to that of the next.
    let (left, right) = (width / 2 - 1, 3 * width + width / 2 - 1);
    let top = (height - picture.metrics.stroke) / 2;
    let bottom = 2 * height + top;
    for x in left + 1..right {
        assert!(inked(x, top) && inked(x, bottom), "column {x}");
    }
    for y in top..bottom {
        assert!(inked(left + 1, y) || inked(left, y), "row {y}");
    }
}

#[test]
fn solid_blocks_leave_no_seam() {
    let picture = Picture::of(&grid(&["██", "██"]));
    assert!(picture.pixels.iter().all(|pixel| *pixel == TEXT));
}

#[test]
fn a_wide_glyph_spans_two_cells() {
    let picture = Picture::of(&grid(&["😀x"]));
    let inked = |column| {
        let pixels = picture.cell(column, 0).concat();
        pixels.iter().filter(|pixel| **pixel != GROUND).count()
    };
    assert!(inked(0) > 20 && inked(1) > 20, "{} {}", inked(0), inked(1));
    let alone = Picture::of(&grid(&["😀 "]));
    assert_eq!(picture.cell(1, 0), alone.cell(1, 0));
    assert_ne!(picture.cell(2, 0), alone.cell(2, 0));
}

#[test]
fn a_block_cursor_inverts_its_cell_and_no_other() {
    let plain = Picture::of(&grid(&["MMM"]));
    let picture = Picture::of(&with_cursor(grid(&["MMM"]), 1, CursorShape::Block));
    assert_eq!(picture.cell(0, 0), plain.cell(0, 0));
    assert_eq!(picture.cell(2, 0), plain.cell(2, 0));
    for (seen, before) in picture
        .cell(1, 0)
        .concat()
        .iter()
        .zip(plain.cell(1, 0).concat())
    {
        match before {
            GROUND => assert_eq!(*seen, CURSOR),
            TEXT => assert_eq!(*seen, UNDER_CURSOR),
            _ => assert!(*seen != GROUND && *seen != TEXT),
        }
    }
}

#[test]
fn a_block_cursor_on_a_wide_cell_covers_both_halves() {
    for x in [0, 1] {
        let picture = Picture::of(&with_cursor(grid(&["😀x"]), x, CursorShape::Block));
        let corner = |column| picture.cell(column, 0)[0][0];
        assert_eq!([corner(0), corner(1), corner(2)], [CURSOR, CURSOR, GROUND]);
    }
}

#[test]
fn the_other_cursors_are_lines_in_their_place() {
    let shape = |shape| Picture::of(&with_cursor(grid(&["  "]), 0, shape));
    let bar = shape(CursorShape::Bar);
    let Metrics { width, height, .. } = bar.metrics;
    let column = |picture: &Picture, x: u32| (0..height).all(|y| picture.at(x, y) == CURSOR);
    assert!(column(&bar, 0) && !column(&bar, width - 1));
    assert!(!bar.cell_has(1, 0, CURSOR));
    let underline = shape(CursorShape::Underline);
    let last = height as usize - 1;
    assert_eq!(underline.full_rows(0, 0, CURSOR), [last - 1, last]);
    assert!(!underline.cell_has(1, 0, CURSOR));
}

#[test]
fn without_focus_the_cursor_is_an_outline_and_in_the_dark_half_it_is_gone() {
    let grid = with_cursor(grid(&["  "]), 0, CursorShape::Block);
    let hollow = Picture::with_cursor(&grid, CursorLook::Hollow);
    let cell = hollow.cell(0, 0);
    let (bottom, right) = (cell.len() - 1, cell[0].len() - 1);
    for (y, row) in cell.iter().enumerate() {
        for (x, pixel) in row.iter().enumerate() {
            let edge = x == 0 || y == 0 || x == right || y == bottom;
            assert_eq!(*pixel, if edge { CURSOR } else { GROUND }, "{x},{y}");
        }
    }
    let hidden = Picture::with_cursor(&grid, CursorLook::Hidden);
    assert!(hidden.pixels.iter().all(|pixel| *pixel == GROUND));
}

#[test]
fn a_cursor_outside_of_the_grid_is_not_drawn() {
    let mut grid = with_cursor(grid(&["  "]), 7, CursorShape::Block);
    let picture = Picture::of(&grid);
    assert!(picture.pixels.iter().all(|pixel| *pixel == GROUND));
    grid.cursor = Some(Cursor {
        y: 9,
        ..Cursor::default()
    });
    let picture = Picture::of(&grid);
    assert!(picture.pixels.iter().all(|pixel| *pixel == GROUND));
}

#[test]
fn underlines_lie_where_the_measures_say_in_their_colour() {
    let red = Color::Rgb(0xff, 0, 0);
    let line = |underline| {
        let style = Style::default().underline(underline).underline_color(red);
        Picture::of(&styled("   ", style))
    };
    let single = line(Underline::Single);
    let at = single.metrics.underline as usize;
    for column in 0..3 {
        assert_eq!(single.full_rows(column, 0, 0xff0000), [at]);
    }
    assert_eq!(line(Underline::Double).full_rows(1, 0, 0xff0000).len(), 2);
    let dashed = line(Underline::Dashed).cell(1, 0).concat();
    let dotted = line(Underline::Dotted).cell(1, 0).concat();
    let red = |pixels: &[u32]| pixels.iter().filter(|pixel| **pixel == 0xff0000).count();
    let width = single.metrics.width as usize;
    assert!(red(&dashed) < width && red(&dashed) >= width / 2);
    assert!(red(&dotted) < width && red(&dotted) >= width / 3);
    assert_ne!(dashed, dotted);
}

#[test]
fn a_curly_underline_goes_on_without_a_step() {
    let picture = Picture::of(&styled(
        "    ",
        Style::default().underline(Underline::Curly),
    ));
    // The height of the line's brightest pixel in each column.
    let heights: Vec<i64> = (0..picture.width)
        .map(|x| {
            let brightest = (0..picture.height).max_by_key(|y| picture.at(x, *y) & 255);
            i64::from(brightest.unwrap_or(0))
        })
        .collect();
    let steps = heights.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    assert!(steps.max() <= Some(2), "{heights:?}");
    let (top, bottom) = (heights.iter().min(), heights.iter().max());
    assert!(top < bottom, "it is a wave: {heights:?}");
    assert_eq!(picture.cell(0, 0), picture.cell(2, 0), "it is periodic");
}

#[test]
fn lines_through_and_over_text_cross_the_whole_cell() {
    let struck = Picture::of(&styled("  ", Style::default().strikethrough()));
    let at = struck.metrics.strikethrough as usize;
    assert_eq!(struck.full_rows(0, 0, TEXT), [at]);
    assert_eq!(struck.full_rows(1, 0, TEXT), [at]);
    let over = Picture::of(&styled(
        "  ",
        Style {
            overline: true,
            ..Style::default()
        },
    ));
    assert_eq!(over.full_rows(1, 0, TEXT), [0]);
}

#[test]
fn a_background_fills_its_cells_exactly() {
    let mut grid = Grid::new(Size::new(4, 1));
    let style = Style::default().bg(Color::Rgb(1, 2, 3));
    grid.put(1, 0, "  ", style);
    let picture = Picture::of(&grid);
    let filled = |column| {
        let pixels = picture.cell(column, 0).concat();
        pixels.iter().all(|pixel| *pixel == 0x010203)
    };
    assert_eq!([0, 1, 2, 3].map(filled), [false, true, true, false]);
    assert!(!picture.cell_has(0, 0, 0x010203) && !picture.cell_has(3, 0, 0x010203));
}

#[test]
fn hidden_text_leaves_no_trace() {
    let hidden = Style {
        hidden: true,
        ..Style::default()
    };
    let picture = Picture::of(&styled("secret", hidden));
    assert!(picture.pixels.iter().all(|pixel| *pixel == GROUND));
}

#[test]
fn bold_and_italic_change_the_letters() {
    let plain = Picture::of(&styled("R", Style::default()));
    let bold = Picture::of(&styled("R", Style::default().bold()));
    let italic = Picture::of(&styled("R", Style::default().italic()));
    let ink = |picture: &Picture| {
        let pixels = picture.pixels.iter();
        pixels.map(|pixel| u64::from(pixel & 255)).sum::<u64>()
    };
    assert!(ink(&bold) > ink(&plain));
    assert_ne!(italic.pixels, plain.pixels);
}

#[test]
fn combining_marks_stay_in_their_cell() {
    let picture = Picture::of(&grid(&["e\u{301}e"]));
    let plain = Picture::of(&grid(&["ee"]));
    assert_ne!(picture.cell(0, 0), plain.cell(0, 0));
    assert_eq!(picture.cell(1, 0), plain.cell(1, 0));
}

#[test]
fn a_sequence_without_a_glyph_of_its_own_stays_in_its_cells() {
    let picture = Picture::of(&grid(&["👩\u{200d}💻 |"]));
    let plain = Picture::of(&grid(&["👩 |"]));
    assert_eq!(picture.pixels, plain.pixels);
}

#[test]
fn everything_is_cut_at_the_edges_of_any_canvas() {
    let mut fonts = fonts();
    let grid = with_cursor(busy_grid(), 3, CursorShape::Block);
    let (list, width, height) = composed(&mut fonts, &grid, CursorLook::Shown);
    let whole = painted(&fonts, &list, width, height);
    for (small_width, small_height) in [(0, 0), (1, 1), (7, 13), (width, 1), (3, height)] {
        let cut = painted(&fonts, &list, small_width, small_height);
        for y in 0..small_height {
            let (from, to) = (y * small_width, (y + 1) * small_width);
            let start = (y * width) as usize;
            let expected = &whole[start..start + small_width as usize];
            assert_eq!(&cut[from as usize..to as usize], expected, "row {y}");
        }
    }
}

/// Returns the colours of a picture, `0xrrggbb` a pixel.
fn painted(fonts: &Fonts, list: &DrawList, width: u32, height: u32) -> Vec<u32> {
    let pixels = translucent(fonts, list, width, height);
    pixels.into_iter().map(|pixel| pixel & 0xff_ffff).collect()
}

/// Returns a picture's pixels with their opacity.
fn translucent(fonts: &Fonts, list: &DrawList, width: u32, height: u32) -> Vec<u32> {
    let mut pixels = vec![0; (width * height) as usize];
    let mut canvas = Canvas {
        pixels: &mut pixels,
        width,
        height,
    };
    paint(list, fonts.glyphs(), &mut canvas);
    pixels
}

#[test]
fn a_frame_after_a_change_of_size_draws_with_fresh_glyphs() {
    let mut fonts = fonts();
    let grid = busy_grid();
    composed(&mut fonts, &grid, CursorLook::Shown);
    fonts.configure(FontOptions {
        size: 18.0,
        ..FontOptions::default()
    });
    let (list, width, height) = composed(&mut fonts, &grid, CursorLook::Shown);
    let after = painted(&fonts, &list, width, height);
    let mut fresh = Fonts::new(Catalog::empty(), fonts.options().clone());
    let (list, ..) = composed(&mut fresh, &grid, CursorLook::Shown);
    assert!(after == painted(&fresh, &list, width, height));
}

/// A grid with something of everything.
fn busy_grid() -> Grid {
    let mut grid = Grid::new(Size::new(40, 8));
    let plain = Style::default();
    grid.put(0, 0, "plain Привет àéîõü ∀x∈ℝ -> => !=", plain);
    grid.put(0, 1, "┌─┬─┐ ╔═╦═╗ ╭─╮ ╱╲╳ ▀▄█▌▐░▒▓ ⠿⣿ ┏┳┓", plain);
    grid.put(0, 2, "😀 🚀 ✅ \u{e0b0}\u{e0b1}\u{e0b2}\u{e0b4} 🬗🬞", plain);
    let underlines = [
        Underline::Single,
        Underline::Double,
        Underline::Curly,
        Underline::Dotted,
        Underline::Dashed,
    ];
    for (index, underline) in underlines.into_iter().enumerate() {
        let style = plain
            .underline(underline)
            .fg(Color::Palette(index as u8 + 1));
        grid.put(index * 7, 3, "under", style);
    }
    grid.put(0, 4, "bold", plain.bold());
    grid.put(6, 4, "italic", plain.italic());
    grid.put(14, 4, "both", plain.bold().italic());
    grid.put(20, 4, "inverse", plain.inverse());
    grid.put(28, 4, "struck", plain.strikethrough().dim());
    for x in 0..40 {
        let shade = x as u8 * 6;
        let style =
            plain
                .fg(Color::Rgb(255 - shade, shade, 128))
                .bg(Color::Rgb(shade, 64, 255 - shade));
        grid.set(x, 6, Cell::new("▀", style));
    }
    with_cursor(grid, 2, CursorShape::Block)
}

/// Opens any GPU, one in software too; where there is none the test counts as skipped.
fn any_gpu(test: &str) -> Option<Offscreen> {
    match Offscreen::new() {
        Ok(gpu) => {
            println!("{test}: on {}", gpu.name());
            Some(gpu)
        }
        Err(error) => {
            println!("{test}: 1 skipped, no GPU adapter here: {error}");
            None
        }
    }
}

#[test]
fn a_lost_device_is_an_error_and_no_panic() {
    let Some(mut gpu) = any_gpu("a lost device") else {
        return;
    };
    let mut fonts = fonts();
    let (list, width, height) = composed(&mut fonts, &busy_grid(), CursorLook::Shown);
    assert!(gpu.draw(fonts.glyphs(), &list, (width, height)).is_ok());
    gpu.lose();
    assert!(gpu.draw(fonts.glyphs(), &list, (width, height)).is_err());
}

#[test]
fn a_picture_with_more_glyphs_than_the_first_atlas_holds_is_whole() {
    let Some(mut gpu) = any_gpu("a growing atlas") else {
        return;
    };
    let mut fonts = fonts();
    fonts.configure(FontOptions {
        size: 60.0,
        ..FontOptions::default()
    });
    let letters: Vec<char> = ('!'..='~').chain('À'..='ÿ').chain('Α'..='ω').collect();
    let rows: Vec<String> = letters.chunks(20).map(|row| row.iter().collect()).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (list, width, height) = composed(&mut fonts, &grid(&rows), CursorLook::Shown);
    let by_cpu = painted(&fonts, &list, width, height);
    let by_gpu = gpu
        .draw(fonts.glyphs(), &list, (width, height))
        .expect("the GPU draws");
    assert!(by_cpu.iter().zip(&by_gpu).all(|(a, b)| alike(*a, *b)));
}

#[test]
fn the_gpu_shows_the_same_picture() {
    let Some(mut gpu) = any_gpu("equal pictures") else {
        return;
    };
    let mut fonts = fonts();
    for size in [12.0, 31.0] {
        fonts.configure(FontOptions {
            size,
            ..FontOptions::default()
        });
        let (list, width, height) = composed(&mut fonts, &busy_grid(), CursorLook::Shown);
        let by_cpu = painted(&fonts, &list, width, height);
        let by_gpu = gpu
            .draw(fonts.glyphs(), &list, (width, height))
            .expect("the GPU draws");
        assert_eq!(by_gpu.len(), by_cpu.len());
        let differing = by_cpu.iter().zip(&by_gpu).filter(|(a, b)| !alike(**a, **b));
        assert_eq!(differing.count(), 0, "pixels that differ at size {size}");
    }
}

/// Allows for rounding while colours are mixed.
fn alike(a: u32, b: u32) -> bool {
    [16, 8, 0].into_iter().all(|shift| {
        let (a, b) = (a >> shift & 255, b >> shift & 255);
        a.abs_diff(b) <= 2
    })
}

/// Paints each of these scenes over the one `age` scenes before, only where they differ, and compares it with one
/// that was painted wholly. Returns how many rows of pixels were painted of the last one.
fn painted_over(fonts: &mut Fonts, scenes: &[Scene<'_>], age: usize) -> u32 {
    let mut bands = Bands::default();
    let mut list = DrawList::default();
    let mut buffers = vec![Vec::new(); age];
    let mut rows_painted = 0;
    for (number, scene) in scenes.iter().enumerate() {
        compose(fonts, scene, &mut list);
        let metrics = fonts.metrics();
        let size = scene.grid.size();
        let size = (
            size.cols as u32 * metrics.width,
            size.rows as u32 * metrics.height,
        );
        let buffer: &mut Vec<u32> = &mut buffers[number % age];
        let told = if number < age { 0 } else { age as u8 };
        buffer.resize((size.0 * size.1) as usize, 0x1234_5678);
        let changed = bands.changed(&list, fonts.glyphs(), size, told);
        rows_painted = changed.iter().map(|rows| rows.end - rows.start).sum();
        for rows in changed {
            let mut canvas = Canvas {
                pixels: buffer,
                width: size.0,
                height: size.1,
            };
            paint_rows(&list, fonts.glyphs(), &mut canvas, rows);
        }
        let whole = translucent(fonts, &list, size.0, size.1);
        assert!(*buffer == whole, "picture {number} over {age} before");
    }
    rows_painted
}

/// Scenes of one session: typing, a cursor that moves, scrolling, colours, letters that reach over their lines.
fn session() -> Vec<Grid> {
    let mut grids = vec![busy_grid()];
    let size = grids[0].size();
    for step in 0..12 {
        let mut next = grids[grids.len() - 1].clone();
        let y = step * 5 % size.rows;
        let text = ["g\u{323}\u{301}", "q", "┃", "日本", " "][step % 5];
        let colour = Color::Palette((step % 7) as u8);
        next.put(
            step % size.cols,
            y,
            text,
            Style::default().fg(colour).bg(colour),
        );
        next.cursor = Some(Cursor {
            x: step % size.cols,
            y,
            ..Cursor::default()
        });
        if step % 4 == 3 {
            next = next_screen(&next);
        }
        grids.push(next);
    }
    grids
}

/// Returns a screen after a line feed on its last line.
fn next_screen(grid: &Grid) -> Grid {
    let mut next = Grid::new(grid.size());
    for y in 1..grid.size().rows {
        for (x, cell) in grid.row(y).iter().enumerate() {
            // The right half of a wide cell comes with the left one.
            if cell.width > 0 {
                next.set(x, y - 1, cell.clone());
            }
        }
    }
    next
}

#[test]
fn painting_what_a_frame_changes_is_as_good_as_painting_all_of_it() {
    let theme = theme();
    let grids = session();
    let scenes: Vec<Scene<'_>> = grids
        .iter()
        .map(|grid| scene_of(grid, &theme, CursorLook::Shown))
        .collect();
    for age in [1, 2, 3] {
        painted_over(&mut fonts(), &scenes, age);
    }
}

#[test]
fn a_letter_more_paints_its_line_and_no_other() {
    let theme = theme();
    let before = grid(&["a prompt", "text", "text", "text", "text", "text", "text"]);
    let mut after = before.clone();
    after.put(5, 3, "x", Style::default());
    let [before, after] = [&before, &after].map(|grid| scene_of(grid, &theme, CursorLook::Shown));
    let mut fonts = fonts();
    let line = fonts.metrics().height;
    let same = [before, scene_of(after.grid, &theme, CursorLook::Shown)];
    let rows = painted_over(&mut fonts, &same, 1);
    assert!(rows > 0 && rows <= line + 16, "{rows} rows of pixels");
    let again = [after.grid, after.grid].map(|grid| scene_of(grid, &theme, CursorLook::Shown));
    assert_eq!(painted_over(&mut fonts, &again, 1), 0);
}

#[test]
fn all_is_painted_when_what_is_behind_changes() {
    let (theme, other) = (theme(), Theme::default());
    let grid = busy_grid();
    let mut fonts = fonts();
    let height = grid.size().rows as u32 * fonts.metrics().height;
    let scenes = [&theme, &other].map(|theme| scene_of(&grid, theme, CursorLook::Shown));
    assert_eq!(painted_over(&mut fonts, &scenes, 1), height);
}

#[test]
fn a_large_picture_is_the_same_painted_at_once_or_in_parts() {
    let mut grid = Grid::new(Size::new(240, 120));
    for y in 0..120 {
        for x in 0..240 {
            let [blue, green, ..] = (x * 7919 + y * 104_729_usize).to_le_bytes();
            let style = Style::default()
                .fg(Color::Rgb(255, blue, green))
                .bg(Color::Rgb(blue, green, 64));
            let text = char::from(b'!' + blue % 94).to_string();
            grid.set(x, y, Cell::new(&text, style));
        }
    }
    let mut fonts = fonts();
    let (list, width, height) = composed(&mut fonts, &grid, CursorLook::Shown);
    let at_once = translucent(&fonts, &list, width, height);
    let mut in_parts = vec![0; at_once.len()];
    let mut canvas = Canvas {
        pixels: &mut in_parts,
        width,
        height,
    };
    for top in (0..height).step_by(50) {
        let rows = top..(top + 50).min(height);
        paint_rows(&list, fonts.glyphs(), &mut canvas, rows);
    }
    assert!(at_once == in_parts, "the pictures differ");
}
