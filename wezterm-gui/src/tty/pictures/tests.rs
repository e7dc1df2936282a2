//! Tests of pictures on a host's screen: the host is a terminal of this program.

use super::super::paint::{Colors, Painter};
use super::*;
use mux::grid::{Color, Image, Piece, Size, Style};
use mux::terminal::{EngineOptions, TerminalEngine, new_engine};
use mux::{Palette, PaneSize, TerminalSettings};

const SIZE: Size = Size::new(12, 6);

struct Host {
    engine: Box<dyn TerminalEngine>,
    budget: mux::images::Budget,
}

impl Host {
    fn new() -> Self {
        let budget = mux::images::Budget::default();
        let options = EngineOptions {
            size: PaneSize {
                cells: SIZE,
                pixel_width: SIZE.cols * 10,
                pixel_height: SIZE.rows * 20,
                dpi: 96,
            },
            scrollback_lines: 0,
            scrollback_bytes: 1 << 20,
            palette: Palette::default(),
            settings: TerminalSettings::default(),
            images: budget.clone(),
            program_version: String::new(),
            shell_token: None,
        };
        let engine = new_engine(options, Arc::new(|_| panic!("nothing is answered")));
        Self { engine, budget }
    }

    /// Shows a drawing; returns a letter for each cell: its image's column, else its text.
    fn shows(&mut self, drawing: &str) -> Vec<String> {
        self.engine.advance(drawing.as_bytes(), &mut Vec::new());
        let grid = self.grid();
        let letter = |cell: &Cell| match cell.images.as_deref() {
            Some([.., piece]) => char::from_digit(u32::from(piece.col), 36).unwrap_or('?'),
            _ => cell.text.chars().next().unwrap_or('_'),
        };
        let row = |y: usize| grid.row(y).iter().map(letter).collect::<String>();
        (0..SIZE.rows)
            .map(|y| row(y).trim_end().to_owned())
            .collect()
    }

    fn grid(&self) -> Grid {
        let mut grid = Grid::new(SIZE);
        self.engine.draw(0, &mut grid);
        grid
    }
}

fn painter(graphics: Graphics) -> Painter {
    let mut painter = Painter::new(Colors::True);
    painter.can(graphics);
    painter.cells_are((10, 20));
    painter
}

/// Four by two cells of red.
fn red() -> Arc<Picture> {
    let pixels = [255, 0, 0, 255].repeat(40 * 40);
    Arc::new(Picture {
        image: Arc::new(Image::new(40, 40, pixels).expect("an image")),
        source: PixelRect {
            x: 0,
            y: 0,
            width: 40,
            height: 40,
        },
        offset: (0, 0),
        size: (40, 40),
        cell: (10, 20),
        layer: Layer::OverText,
    })
}

/// Returns a grid with a picture of which the first rows are left out.
fn grid(picture: &Arc<Picture>, x: usize, y: usize, from: u16) -> Grid {
    let mut grid = Grid::new(SIZE);
    grid.put(0, 5, "text", Style::default());
    for row in from..2 {
        for col in 0..4 {
            let cell = Cell {
                images: Some(
                    [Piece {
                        picture: picture.clone(),
                        col,
                        row,
                    }]
                    .into(),
                ),
                ..Cell::default()
            };
            grid.set(x + usize::from(col), y + usize::from(row - from), cell);
        }
    }
    grid
}

#[test]
fn a_host_with_kittys_protocol_is_sent_a_picture_once() {
    let (mut host, mut painter) = (Host::new(), painter(Graphics::Kitty));
    let picture = red();
    let drawing = painter.draw(&grid(&picture, 1, 0, 0));
    assert_eq!(host.shows(&drawing), [" 0123", " 0123", "", "", "", "text"]);
    let drawing = painter.draw(&grid(&picture, 2, 3, 0));
    assert!(!drawing.contains("a=t"), "{drawing:?}");
    assert_eq!(
        host.shows(&drawing),
        ["", "", "", "  0123", "  0123", "text"]
    );
    assert_eq!(painter.draw(&grid(&picture, 2, 3, 0)), "");
    // Scrolled out at the top by a row.
    let drawing = painter.draw(&grid(&picture, 2, 0, 1));
    assert_eq!(host.shows(&drawing), ["  0123", "", "", "", "", "text"]);
    let shown = host.grid().cell(2, 0).images.clone().expect("an image");
    let seen = (shown[0].picture.source.y, shown[0].picture.size);
    assert_eq!(seen, (20, (40, 20)));
    drop(shown);
    let drawing = painter.draw(&Grid::new(SIZE));
    assert_eq!(host.shows(&drawing), [""; 6]);
    assert_eq!(host.budget.taken(), 0, "it is given up");
}

#[test]
fn a_host_with_sixels_is_sent_them_again_where_it_drew() {
    let (mut host, mut painter) = (Host::new(), painter(Graphics::Sixels));
    let picture = red();
    let first = grid(&picture, 1, 0, 0);
    let drawing = painter.draw(&first);
    assert_eq!(host.shows(&drawing), [" 0123", " 0123", "", "", "", "text"]);
    let shown = host.grid().cell(1, 0).images.clone().expect("an image");
    assert_eq!(shown[0].picture.image.pixels()[..4], [255, 0, 0, 255]);
    let mut second = first.clone();
    second.put(0, 4, "more", Style::default());
    let drawing = painter.draw(&second);
    assert!(!drawing.contains("\x1bP"), "{drawing:?}");
    host.shows(&drawing);
    let mut third = second.clone();
    third.put(2, 1, "x", Style::default());
    let drawing = painter.draw(&third);
    assert_eq!(
        host.shows(&drawing),
        [" 0123", " 0x01", "", "", "more", "text"]
    );
}

#[test]
fn a_host_without_pictures_and_colours_gets_a_pattern() {
    let (mut host, mut painter) = (Host::new(), Painter::new(Colors::Few));
    let mut grid = grid(&red(), 1, 0, 0);
    grid.put(2, 0, "x", Style::default());
    let drawing = painter.draw(&grid);
    assert_eq!(host.shows(&drawing), [" ░x░░", " ░░░░", "", "", "", "text"]);
    assert_eq!(painter.draw(&grid), "");
}

/// Two by two cells: blue, under a row that is a quarter as high and half clear, half green.
fn striped() -> Arc<Picture> {
    let (clear, green, blue) = ([9, 9, 9, 0], [0, 255, 0, 255], [0, 0, 255, 255]);
    let above = [[clear; 10], [green; 10]].concat().repeat(10);
    let pixels = [above, vec![blue; 20 * 30]].concat().concat();
    Arc::new(Picture {
        image: Arc::new(Image::new(20, 40, pixels).expect("an image")),
        source: PixelRect {
            x: 0,
            y: 0,
            width: 20,
            height: 40,
        },
        size: (20, 40),
        ..(*red()).clone()
    })
}

#[test]
fn a_host_without_pictures_gets_two_pixels_in_each_cell() {
    for (colors, green, blue) in [
        (Colors::True, Color::Rgb(0, 255, 0), Color::Rgb(0, 0, 255)),
        (Colors::Palette, Color::Palette(46), Color::Palette(21)),
    ] {
        let (mut host, mut painter) = (Host::new(), Painter::new(colors));
        let mut grid = Grid::new(SIZE);
        let picture = striped();
        for (col, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let piece = Piece {
                picture: picture.clone(),
                col,
                row,
            };
            let cell = Cell {
                images: Some([piece].into()),
                ..Cell::default()
            };
            grid.set(usize::from(col) + 3, usize::from(row), cell);
        }
        grid.put(3, 1, "x", Style::default());
        host.shows(&painter.draw(&grid));
        let drawn = host.grid();
        let half = |x: usize, y: usize| {
            let cell = drawn.cell(x, y);
            (cell.text.as_str().to_owned(), cell.style.fg, cell.style.bg)
        };
        // What is clear stays what it was.
        assert_eq!(half(3, 0), ("▄".to_owned(), blue, Color::Default));
        assert_eq!(half(4, 0), ("▀".to_owned(), green, blue));
        assert_eq!(half(3, 1).0, "x");
        assert_eq!(half(4, 1), ("▀".to_owned(), blue, blue));
        assert_eq!(painter.draw(&grid), "");
    }
}

#[test]
fn a_host_whose_cells_size_is_unknown_gets_blocks_until_it_is_known() {
    let (mut host, mut painter) = (Host::new(), Painter::new(Colors::True));
    assert!(painter.can(Graphics::Sixels));
    let grid = grid(&red(), 1, 0, 0);
    let drawing = painter.draw(&grid);
    assert_eq!(host.shows(&drawing), [" ▀▀▀▀", " ▀▀▀▀", "", "", "", "text"]);
    assert!(painter.cells_are((10, 20)));
    let drawing = painter.draw(&grid);
    assert_eq!(host.shows(&drawing), [" 0123", " 0123", "", "", "", "text"]);
    assert!(!painter.cells_are((10, 20)), "nothing is drawn anew");
    assert_eq!(painter.draw(&grid), "");
}

#[test]
fn a_forgotten_screen_is_drawn_again_and_a_left_one_is_clean() {
    let (mut host, mut painter) = (Host::new(), painter(Graphics::Kitty));
    let picture = red();
    let first = grid(&picture, 1, 0, 0);
    host.shows(&painter.draw(&first));
    painter.forget();
    let drawing = painter.draw(&first);
    assert!(drawing.contains("a=t"), "{drawing:?}");
    assert_eq!(host.shows(&drawing), [" 0123", " 0123", "", "", "", "text"]);
    let left = painter.leave();
    assert_eq!(host.shows(left)[0], "");
    assert_eq!(host.budget.taken(), 0);
}

#[test]
fn colours_are_kept_as_nearly_as_sixels_can() {
    let mut pixels = Vec::new();
    for grey in [0, 51, 102, 153, 204, 255] {
        pixels.extend([grey, grey, grey, 255]);
    }
    pixels.extend([9, 9, 9, 0]);
    let mut out = String::new();
    let area = PixelRect {
        x: 1,
        y: 1,
        width: 7,
        height: 1,
    };
    sixel::encode(&pixels, area, &mut out);
    let mut host = Host::new();
    host.engine.advance(out.as_bytes(), &mut Vec::new());
    let shown = host.grid().cell(0, 0).images.clone().expect("an image");
    let image = &shown[0].picture.image;
    assert_eq!((image.width(), image.height()), (8, 2));
    let row = &image.pixels()[8 * 4..];
    assert_eq!(row[3], 0, "what is left of it is free");
    for (at, grey) in [0_u8, 51, 102, 153, 204, 255].into_iter().enumerate() {
        let pixel = &row[(at + 1) * 4..(at + 2) * 4];
        assert!(
            pixel[0].abs_diff(grey) <= 51 && pixel[3] == 255,
            "{grey}: {pixel:?}"
        );
    }
    assert_eq!(row[7 * 4 + 3], 0);
}

#[test]
fn a_colour_of_sixels_is_chosen_by_itself_after_it_was_told() {
    let mut out = String::new();
    let area = PixelRect {
        x: 0,
        y: 0,
        width: 60,
        height: 12,
    };
    sixel::encode(&[255, 0, 0, 255].repeat(60 * 12), area, &mut out);
    let drawn = "#210;2;100;0;0#210!60~$-#210!60~$-";
    assert_eq!(out, format!("\x1bP0;1;0q\"1;1;60;12{drawn}\x1b\\"));
}
