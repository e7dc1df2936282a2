//! Golden pictures of images in cells, and the same by a GPU.

use super::*;
use mux::grid::{Image, Layer, Piece, PixelRect};
use std::sync::Arc;

const RED: u32 = 0xff0000;

/// Returns a picture of `colour`, opaque as that, over so many cells.
fn picture(cells: (u32, u32), layer: Layer, colour: [u8; 4]) -> Arc<mux::grid::Picture> {
    let Metrics { width, height, .. } = fonts().metrics();
    let size = (cells.0 * width, cells.1 * height);
    let pixels = colour.repeat((size.0 * size.1) as usize);
    of(
        Image::new(size.0, size.1, pixels).expect("an image"),
        size,
        (0, 0),
        layer,
    )
}

fn of(image: Image, size: (u32, u32), offset: (u32, u32), layer: Layer) -> Arc<mux::grid::Picture> {
    let Metrics { width, height, .. } = fonts().metrics();
    let source = PixelRect {
        x: 0,
        y: 0,
        width: image.width(),
        height: image.height(),
    };
    Arc::new(mux::grid::Picture {
        image: Arc::new(image),
        source,
        offset,
        size,
        cell: (width, height),
        layer,
    })
}

/// Puts a picture on cells, over what they show already.
fn put(grid: &mut Grid, x: usize, y: usize, picture: &Arc<mux::grid::Picture>) {
    let (cols, rows) = picture.cells();
    for row in 0..rows.min(grid.size().rows - y) {
        for col in 0..cols.min(grid.size().cols - x) {
            let mut cell = grid.cell(x + col, y + row).clone();
            let mut images = cell.images.as_deref().unwrap_or_default().to_vec();
            images.push(Piece {
                picture: picture.clone(),
                col: col as u16,
                row: row as u16,
            });
            cell.images = Some(images.into());
            grid.set(x + col, y + row, cell);
        }
    }
}

fn is_all(picture: &Picture, column: u32, row: u32, colour: u32) -> bool {
    picture
        .cell(column, row)
        .concat()
        .iter()
        .all(|pixel| *pixel == colour)
}

#[test]
fn an_image_fills_its_cells_and_no_other() {
    let mut grid = grid(&["     ", "     ", "     "]);
    put(
        &mut grid,
        1,
        1,
        &picture((2, 1), Layer::OverText, [255, 0, 0, 255]),
    );
    let shown = Picture::of(&grid);
    for (column, row) in (0..5).flat_map(|x| (0..3).map(move |y| (x, y))) {
        let expected = if row == 1 && (1..3).contains(&column) {
            RED
        } else {
            GROUND
        };
        assert!(is_all(&shown, column, row, expected), "{column} {row}");
    }
}

#[test]
fn what_is_drawn_over_a_cell_hides_its_image() {
    let mut grid = grid(&["    "]);
    put(
        &mut grid,
        0,
        0,
        &picture((4, 1), Layer::OverText, [255, 0, 0, 255]),
    );
    let mut overlay = Grid::new(Size::new(2, 1));
    overlay.put(0, 0, "  ", Style::default());
    grid.blit(&overlay, 1, 0);
    let shown = Picture::of(&grid);
    let colours = [RED, GROUND, GROUND, RED];
    assert!((0..4).all(|x| is_all(&shown, x, 0, colours[x as usize])));
}

#[test]
fn layers_lie_under_backgrounds_under_text_and_over_it() {
    let ground = Style::default().bg(Color::Rgb(0, 0, 255));
    for (layer, over_ground, shows_text) in [
        (Layer::UnderBackgrounds, false, true),
        (Layer::UnderText, true, true),
        (Layer::OverText, true, false),
    ] {
        let mut grid = styled("█ ", ground);
        put(&mut grid, 0, 0, &picture((2, 1), layer, [255, 0, 0, 255]));
        let shown = Picture::of(&grid);
        assert_eq!(is_all(&shown, 0, 0, TEXT), shows_text, "{layer:?}");
        assert_eq!(is_all(&shown, 1, 0, RED), over_ground, "{layer:?}");
        assert_eq!(is_all(&shown, 1, 0, 0x0000ff), !over_ground, "{layer:?}");
    }
}

#[test]
fn what_is_half_opaque_lets_through_what_is_below() {
    let mut grid = grid(&[" "]);
    put(
        &mut grid,
        0,
        0,
        &picture((1, 1), Layer::OverText, [255, 255, 255, 128]),
    );
    let shown = Picture::of(&grid).at(0, 0);
    let expected = 0x888a8c;
    assert!(alike(shown, expected), "{shown:06x}");
}

#[test]
fn a_block_cursor_is_seen_on_an_image() {
    let mut grid = grid(&["   "]);
    put(
        &mut grid,
        0,
        0,
        &picture((3, 1), Layer::OverText, [255, 0, 0, 255]),
    );
    let shown = Picture::of(&with_cursor(grid, 1, CursorShape::Block));
    let colours = [RED, CURSOR, RED];
    assert!((0..3).all(|x| is_all(&shown, x, 0, colours[x as usize])));
}

#[test]
fn an_image_that_begins_within_a_cell_leaves_the_rest_free() {
    let Metrics { width, height, .. } = fonts().metrics();
    let image = Image::new(1, 1, vec![255, 0, 0, 255]).expect("an image");
    let shown = of(image, (width, height), (2, 3), Layer::OverText);
    let mut grid = grid(&["  ", "  "]);
    put(&mut grid, 0, 0, &shown);
    let shown = Picture::of(&grid);
    for (x, y) in (0..shown.width).flat_map(|x| (0..shown.height).map(move |y| (x, y))) {
        let inside = (2..2 + width).contains(&x) && (3..3 + height).contains(&y);
        let expected = if inside { RED } else { GROUND };
        assert_eq!(shown.at(x, y), expected, "{x} {y}");
    }
}

/// A grid with images of all kinds: scaled up and down, half opaque, upon each other, cut.
fn gallery() -> Grid {
    let mut grid = busy_grid();
    let pixels: Vec<u8> = (0..64 * 48)
        .flat_map(|at: u32| [at as u8, (at / 7) as u8, (at * 3) as u8, (at / 12) as u8])
        .collect();
    let image = |pixels: &[u8]| Image::new(64, 48, pixels.to_vec()).expect("an image");
    for (at, size, offset, layer) in [
        ((0, 0), (64, 48), (0, 0), Layer::OverText),
        ((5, 2), (300, 90), (3, 2), Layer::UnderText),
        ((10, 1), (31, 17), (1, 5), Layer::OverText),
        ((12, 0), (200, 100), (0, 0), Layer::UnderBackgrounds),
        ((30, 5), (700, 400), (0, 0), Layer::OverText),
    ] {
        put(
            &mut grid,
            at.0,
            at.1,
            &of(image(&pixels), size, offset, layer),
        );
    }
    grid
}

#[test]
fn the_gpu_shows_the_same_images() {
    let Some(mut gpu) = any_gpu("equal images") else {
        return;
    };
    let mut fonts = fonts();
    for size in [12.0, 31.0] {
        fonts.configure(FontOptions {
            size,
            ..FontOptions::default()
        });
        // With images, without, and with them again.
        for grid in [gallery(), busy_grid(), gallery()] {
            let (list, width, height) = composed(&mut fonts, &grid, CursorLook::Shown);
            let by_cpu = painted(&fonts, &list, width, height);
            let by_gpu = gpu.draw(fonts.glyphs(), &list, (width, height));
            let by_gpu = by_gpu.expect("the GPU draws");
            let differing = by_cpu.iter().zip(&by_gpu).filter(|(a, b)| !alike(**a, **b));
            assert_eq!(differing.count(), 0, "pixels that differ at size {size}");
        }
    }
}

#[test]
fn more_images_than_the_first_texture_holds_are_whole() {
    let Some(mut gpu) = any_gpu("a growing gallery") else {
        return;
    };
    let mut fonts = fonts();
    let mut grid = Grid::new(Size::new(200, 90));
    let pixels: Vec<u8> = (0..100 * 100)
        .flat_map(|at: u32| [at as u8, (at / 100) as u8, 9, 255])
        .collect();
    let image = Image::new(100, 100, pixels).expect("an image");
    let Metrics { width, height, .. } = fonts.metrics();
    put(
        &mut grid,
        0,
        0,
        &of(image, (200 * width, 90 * height), (0, 0), Layer::OverText),
    );
    let (list, width, height) = composed(&mut fonts, &grid, CursorLook::Shown);
    let by_cpu = painted(&fonts, &list, width, height);
    let by_gpu = gpu
        .draw(fonts.glyphs(), &list, (width, height))
        .expect("the GPU draws");
    assert!(by_cpu.iter().zip(&by_gpu).all(|(a, b)| alike(*a, *b)));
}
