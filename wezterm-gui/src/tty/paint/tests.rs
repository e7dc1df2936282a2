//! Tests of the painter: what it draws is read back by a small host of a few sequences.

use std::sync::Arc;

use mux::grid::{Rect, Size};
use tattoy_termwiz::cell::{Blink, Intensity, Underline as HostUnderline};
use tattoy_termwiz::color::{ColorSpec, SrgbaTuple};
use tattoy_termwiz::escape::csi::{
    Cursor as CursorMove, DecPrivateMode, DecPrivateModeCode, Edit, EraseInDisplay, EraseInLine,
    Mode, Sgr,
};
use tattoy_termwiz::escape::osc::OperatingSystemCommand;
use tattoy_termwiz::escape::parser::Parser;
use tattoy_termwiz::escape::{Action, CSI};

use super::*;
use mux::grid::Underline;

/// A host terminal that knows what the painter uses and refuses everything else.
struct Host {
    grid: Grid,
    x: usize,
    y: usize,
    style: Style,
    link: Option<Arc<str>>,
    synchronised: bool,
    cursor_shown: bool,
    shape: (CursorShape, bool),
    /// Cells printed since the last question.
    printed: usize,
}

impl Host {
    fn new(size: Size) -> Host {
        let mut grid = Grid::new(size);
        // What was there before must not shine through.
        for y in 0..size.rows {
            grid.put(0, y, &"#".repeat(size.cols), Style::default().inverse());
        }
        Host {
            grid,
            x: 0,
            y: 0,
            style: Style::default().italic(),
            link: None,
            synchronised: false,
            cursor_shown: true,
            shape: (CursorShape::Block, true),
            printed: 0,
        }
    }

    fn take(&mut self, bytes: &str) {
        for action in Parser::new().parse_as_vec(bytes.as_bytes()) {
            self.action(action);
        }
        assert!(!self.synchronised, "the update is closed");
    }

    /// The screen as a grid, with the cursor where it is shown.
    fn screen(&self) -> Grid {
        let mut grid = self.grid.clone();
        grid.cursor = self.cursor_shown.then_some(Cursor {
            x: self.x,
            y: self.y,
            shape: self.shape.0,
            blinking: self.shape.1,
        });
        grid
    }

    fn action(&mut self, action: Action) {
        match action {
            Action::Print(letter) => self.print(letter.encode_utf8(&mut [0; 4])),
            Action::PrintString(text) => {
                for letter in text.chars() {
                    self.print(letter.encode_utf8(&mut [0; 4]));
                }
            }
            Action::OperatingSystemCommand(command) => match *command {
                OperatingSystemCommand::SetHyperlink(link) => {
                    self.link = link.map(|link| Arc::from(link.uri()));
                }
                other => panic!("unexpected {other:?}"),
            },
            Action::Esc(_) => {}
            Action::CSI(CSI::Cursor(movement)) => self.movement(&movement),
            Action::CSI(CSI::Edit(edit)) => self.edit(&edit),
            Action::CSI(CSI::Sgr(sgr)) => self.sgr(&sgr),
            Action::CSI(CSI::Mode(mode)) => self.mode(&mode),
            other => panic!("unexpected {other:?}"),
        }
    }

    fn print(&mut self, text: &str) {
        self.printed += 1;
        let mut cell = Cell::new(text, self.style);
        cell.link.clone_from(&self.link);
        // A joiner and what it joins belong to the cell on the left.
        let joined = self.x > 0 && {
            let left = (0..self.x)
                .rev()
                .find(|x| self.grid.cell(*x, self.y).width > 0);
            let left = left.expect("a first cell");
            let together = format!("{}{text}", self.grid.cell(left, self.y).text);
            let extends = text.chars().all(|letter| letter.width() == Some(0))
                || self.grid.cell(left, self.y).text.ends_with('\u{200d}');
            if extends {
                let mut cell = self.grid.cell(left, self.y).clone();
                cell.text = together.into();
                self.grid.set(left, self.y, cell);
            }
            extends
        };
        if !joined {
            let width = usize::from(cell.width);
            assert!(
                self.x + width <= self.grid.size().cols,
                "no line is overrun"
            );
            self.grid.set(self.x, self.y, cell);
            self.x += width;
        }
    }

    fn movement(&mut self, movement: &CursorMove) {
        match movement {
            CursorMove::Position { line, col } => {
                self.x = col.as_zero_based() as usize;
                self.y = line.as_zero_based() as usize;
                assert!(self.x < self.grid.size().cols && self.y < self.grid.size().rows);
            }
            CursorMove::CursorStyle(style) => {
                use tattoy_termwiz::escape::csi::CursorStyle::*;
                self.shape = match style {
                    Default | BlinkingBlock => (CursorShape::Block, true),
                    SteadyBlock => (CursorShape::Block, false),
                    BlinkingUnderline => (CursorShape::Underline, true),
                    SteadyUnderline => (CursorShape::Underline, false),
                    BlinkingBar => (CursorShape::Bar, true),
                    SteadyBar => (CursorShape::Bar, false),
                };
            }
            other => panic!("unexpected {other:?}"),
        }
    }

    fn edit(&mut self, edit: &Edit) {
        assert_eq!(
            self.style,
            Style::default(),
            "erasing takes the background along"
        );
        let size = self.grid.size();
        let rect = match edit {
            Edit::EraseInDisplay(EraseInDisplay::EraseDisplay) => Rect::of_size(size),
            Edit::EraseInLine(EraseInLine::EraseToEndOfLine) => {
                Rect::new(self.x, self.y, size.cols - self.x, 1)
            }
            other => panic!("unexpected {other:?}"),
        };
        self.grid.fill(rect, Style::default());
    }

    fn sgr(&mut self, sgr: &Sgr) {
        let style = &mut self.style;
        match sgr {
            Sgr::Reset => *style = Style::default(),
            Sgr::Intensity(Intensity::Bold) => style.bold = true,
            Sgr::Intensity(Intensity::Half) => style.dim = true,
            Sgr::Italic(on) => style.italic = *on,
            Sgr::Blink(Blink::None) => style.blink = mux::grid::Blink::None,
            Sgr::Blink(Blink::Slow) => style.blink = mux::grid::Blink::Slow,
            Sgr::Blink(Blink::Rapid) => style.blink = mux::grid::Blink::Rapid,
            Sgr::Inverse(on) => style.inverse = *on,
            Sgr::Invisible(on) => style.hidden = *on,
            Sgr::StrikeThrough(on) => style.strikethrough = *on,
            Sgr::Overline(on) => style.overline = *on,
            Sgr::Underline(underline) => {
                style.underline = match underline {
                    HostUnderline::None => Underline::None,
                    HostUnderline::Single => Underline::Single,
                    HostUnderline::Double => Underline::Double,
                    HostUnderline::Curly => Underline::Curly,
                    HostUnderline::Dotted => Underline::Dotted,
                    HostUnderline::Dashed => Underline::Dashed,
                }
            }
            Sgr::Foreground(color) => style.fg = host_color(color),
            Sgr::Background(color) => style.bg = host_color(color),
            Sgr::UnderlineColor(color) => style.underline_color = host_color(color),
            other => panic!("unexpected {other:?}"),
        }
    }

    fn mode(&mut self, mode: &Mode) {
        let (on, mode) = match mode {
            Mode::SetDecPrivateMode(DecPrivateMode::Code(mode)) => (true, mode),
            Mode::ResetDecPrivateMode(DecPrivateMode::Code(mode)) => (false, mode),
            other => panic!("unexpected {other:?}"),
        };
        match mode {
            DecPrivateModeCode::SynchronizedOutput => self.synchronised = on,
            DecPrivateModeCode::ShowCursor => self.cursor_shown = on,
            other => panic!("unexpected {other:?}"),
        }
    }
}

fn host_color(color: &ColorSpec) -> Color {
    match color {
        ColorSpec::Default => Color::Default,
        ColorSpec::PaletteIndex(index) => Color::Palette(*index),
        ColorSpec::TrueColor(SrgbaTuple(red, green, blue, _)) => {
            let byte = |part: f32| (part * 255.0).round() as u8;
            Color::Rgb(byte(*red), byte(*green), byte(*blue))
        }
    }
}

fn grid_of(cols: usize, rows: &[&str]) -> Grid {
    let mut grid = Grid::new(Size::new(cols, rows.len()));
    for (y, row) in rows.iter().enumerate() {
        grid.put(0, y, row, Style::default());
    }
    grid
}

#[test]
fn the_first_drawing_replaces_whatever_was_there() {
    let mut host = Host::new(Size::new(10, 3));
    let mut painter = Painter::new(Colors::True);
    let grid = grid_of(10, &["hello", "", "wide 漢字"]);
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), grid);
}

#[test]
fn only_what_differs_is_sent() {
    let mut host = Host::new(Size::new(40, 2));
    let mut painter = Painter::new(Colors::True);
    let mut grid = grid_of(40, &["$ ls -l some/folder/with/a/name", "total 4"]);
    host.take(&painter.draw(&grid));
    assert_eq!(painter.draw(&grid), "");
    host.printed = 0;
    grid.put(3, 0, "S", Style::default());
    grid.put(30, 0, "Z", Style::default());
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), grid);
    assert_eq!(host.printed, 2);
}

#[test]
fn a_paint_takes_the_place_of_the_hosts_own_colours_and_of_blanks() {
    let palette = mux::Palette::default();
    let paint = Paint {
        palette: palette.clone(),
        bold: BoldBrightening::BrightAndBold,
    };
    let plain = Style::default();
    let mut grid = grid_of(6, &["abcd", ""]);
    grid.put(1, 0, "b", plain.fg(Color::Palette(1)));
    grid.put(2, 0, "c", plain.fg(Color::Palette(1)).bold());
    let own = plain.fg(Color::Rgb(1, 2, 3)).bg(Color::Palette(4));
    grid.put(3, 0, "d", own.inverse());

    let ground = plain
        .fg(palette.foreground.into())
        .bg(palette.background.into());
    let mut painted = grid.clone();
    painted.restyle(Rect::of_size(grid.size()), |style| *style = ground);
    painted.put(1, 0, "b", ground.fg(palette.color(1).into()));
    painted.put(2, 0, "c", ground.fg(palette.color(9).into()).bold());
    let own = own.bg(palette.color(4).into()).inverse();
    painted.put(3, 0, "d", own);

    let mut host = Host::new(grid.size());
    let mut painter = Painter::new(Colors::True);
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), grid);
    painter.paint_in(Some(paint.clone()));
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), painted);
    painter.paint_in(Some(paint));
    assert_eq!(painter.draw(&grid), "");
    // What is gone leaves the paint behind.
    grid.put(3, 0, " ", plain);
    painted.put(3, 0, " ", ground);
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), painted);
    painter.paint_in(None);
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), grid);
}

#[test]
fn the_rest_of_a_line_is_erased_not_overwritten() {
    let mut host = Host::new(Size::new(40, 1));
    let mut painter = Painter::new(Colors::True);
    host.take(&painter.draw(&grid_of(40, &["a long line of some length"])));
    host.printed = 0;
    let short = grid_of(40, &["a lo"]);
    host.take(&painter.draw(&short));
    assert_eq!(host.screen(), short);
    assert_eq!(host.printed, 0);
}

#[test]
fn every_attribute_arrives() {
    let plain = Style::default();
    let mut hidden = plain;
    hidden.hidden = true;
    let mut others = plain;
    others.dim = true;
    others.overline = true;
    others.blink = mux::grid::Blink::Slow;
    let styles = [
        plain.bold(),
        plain.dim(),
        plain.italic(),
        plain.inverse(),
        plain.strikethrough(),
        hidden,
        others,
        plain.underline(Underline::Single),
        plain.underline(Underline::Double),
        plain
            .underline(Underline::Curly)
            .underline_color(Color::Rgb(200, 10, 0)),
        plain
            .underline(Underline::Dotted)
            .underline_color(Color::Palette(3)),
        plain.underline(Underline::Dashed).fg(Color::Palette(9)),
        plain.fg(Color::Palette(1)).bg(Color::Palette(15)),
        plain.fg(Color::Palette(200)).bg(Color::Palette(16)),
        plain.fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(254, 128, 0)),
        plain,
    ];
    let mut grid = Grid::new(Size::new(styles.len(), 1));
    for (x, style) in styles.iter().enumerate() {
        grid.put(x, 0, "x", *style);
    }
    let mut host = Host::new(grid.size());
    host.take(&Painter::new(Colors::True).draw(&grid));
    assert_eq!(host.screen(), grid);
}

#[test]
fn links_arrive_and_end() {
    let mut grid = grid_of(10, &["ab cd"]);
    for x in 0..2 {
        let mut cell = grid.cell(x, 0).clone();
        cell.link = Some(Arc::from("https://example.org/a?b=c"));
        grid.set(x, 0, cell);
    }
    let mut host = Host::new(grid.size());
    host.take(&Painter::new(Colors::True).draw(&grid));
    assert_eq!(host.screen(), grid);
    assert_eq!(host.link, None);
    let mut cell = grid.cell(0, 0).clone();
    cell.link = Some(Arc::from("https://example.org/a;b"));
    grid.set(0, 0, cell);
    let drawing = Painter::new(Colors::True).draw(&grid);
    assert!(
        drawing.contains("\x1b]8;;https://example.org/a%3Bb\x1b\\"),
        "{drawing:?}"
    );
}

#[test]
fn a_cell_cannot_smuggle_sequences_to_the_host() {
    let mut grid = grid_of(4, &["ab"]);
    let mut evil = Cell::new("x", Style::default());
    evil.text = "\x1b]52;c;ZXZpbA==\x07".into();
    evil.link = Some(Arc::from("x\x1b\\\x1b[2J"));
    grid.set(0, 0, evil);
    let mut host = Host::new(grid.size());
    host.take(&Painter::new(Colors::True).draw(&grid));
    assert_eq!(host.screen().text(), " b");
}

#[test]
fn the_cursor_is_placed_shaped_and_hidden() {
    let mut host = Host::new(Size::new(5, 2));
    let mut painter = Painter::new(Colors::True);
    let mut grid = grid_of(5, &["$", ""]);
    for shape in [CursorShape::Block, CursorShape::Bar, CursorShape::Underline] {
        for blinking in [true, false] {
            let (x, y) = (2, 1);
            grid.cursor = Some(Cursor {
                x,
                y,
                shape,
                blinking,
            });
            host.take(&painter.draw(&grid));
            assert_eq!(host.screen(), grid);
        }
    }
    grid.cursor = None;
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), grid);
}

#[test]
fn a_new_size_is_drawn_whole() {
    let mut painter = Painter::new(Colors::True);
    painter.draw(&grid_of(10, &["one", "two"]));
    let grid = grid_of(6, &["one", "two", "three"]);
    let mut host = Host::new(grid.size());
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), grid);
}

#[test]
fn a_forgotten_screen_is_drawn_whole() {
    let mut painter = Painter::new(Colors::True);
    let grid = grid_of(10, &["one", "two"]);
    painter.draw(&grid);
    painter.forget();
    let mut host = Host::new(grid.size());
    host.take(&painter.draw(&grid));
    assert_eq!(host.screen(), grid);
}

#[test]
fn a_host_that_draws_narrower_does_not_shift_the_line() {
    let mut painter = Painter::new(Colors::True);
    let bytes = painter.draw(&grid_of(10, &["👨\u{200d}👩\u{200d}👧 x"]));
    let family = bytes.find("👧").expect("drawn") + "👧".len();
    assert!(bytes[family..].starts_with("\x1b[1;4Hx"), "{bytes:?}");
}

#[test]
fn colours_are_reduced_for_a_host_with_a_palette() {
    assert_eq!(nearest(0, 0, 0), 16);
    assert_eq!(nearest(255, 255, 255), 231);
    assert_eq!(nearest(255, 0, 0), 196);
    assert_eq!(nearest(128, 128, 128), 244);
    assert_eq!(nearest(18, 18, 18), 233);
    let mut grid = Grid::new(Size::new(2, 1));
    grid.put(0, 0, "x", Style::default().fg(Color::Rgb(250, 3, 3)));
    let mut host = Host::new(grid.size());
    host.take(&Painter::new(Colors::Palette).draw(&grid));
    assert_eq!(host.screen().cell(0, 0).style.fg, Color::Palette(196));
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % limit
    }

    fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

fn change(grid: &mut Grid, dice: &mut Dice) {
    let plain = Style::default();
    let style = dice.one_of(&[
        plain,
        plain.bold().fg(Color::Palette(2)),
        plain.bg(Color::Rgb(1, 2, 3)),
        plain.inverse(),
        plain.underline(Underline::Curly),
    ]);
    let (x, y) = (dice.below(12), dice.below(4));
    match dice.below(4) {
        0 => grid.fill(Rect::new(x, y, dice.below(12), dice.below(4)), style),
        1 => {
            let cursor = Cursor {
                x,
                y,
                ..Cursor::default()
            };
            grid.cursor = Some(cursor).filter(|_| dice.below(3) > 0);
        }
        _ => {
            let letters = ["a", "b", " ", "漢", "é", "─", "e\u{301}", "🙂"];
            let text: String = (0..dice.below(8)).map(|_| dice.one_of(&letters)).collect();
            grid.put(x, y, &text, style);
        }
    }
}

#[test]
fn any_sequence_of_screens_is_shown_as_it_is() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let mut grid = Grid::new(Size::new(12, 4));
        let mut host = Host::new(grid.size());
        let mut painter = Painter::new(Colors::True);
        for turn in 0..8 {
            for _ in 0..=dice.below(4) {
                change(&mut grid, &mut dice);
            }
            let drawing = painter.draw(&grid);
            host.take(&drawing);
            let shown = host.screen();
            for y in 0..4 {
                for x in 0..12 {
                    let (shown, wanted) = (shown.cell(x, y), grid.cell(x, y));
                    assert_eq!(
                        shown, wanted,
                        "{x},{y} seed {seed} turn {turn}: {drawing:?}"
                    );
                }
            }
            assert_eq!(shown.cursor, grid.cursor, "seed {seed}, turn {turn}");
        }
    }
}

#[test]
fn text_with_styles_alone_holds_neither_links_nor_what_cells_smuggle() {
    let mut grid = Grid::new(Size { cols: 6, rows: 2 });
    let red = Style::default().fg(Color::Palette(1));
    for (x, text) in ["a", "\u{1b}]0;", "\u{9b}", "\u{7}", "b"]
        .into_iter()
        .enumerate()
    {
        let link = Some("https://example.org".into());
        let (style, text) = (red, text.into());
        let cell = Cell {
            text,
            width: 1,
            style,
            link,
            images: None,
        };
        grid.set(x, 0, cell);
    }
    assert_eq!(rows_as_sgr(&grid, 0..2), "\u{1b}[0;31ma   b\u{1b}[0m\n\n");
}
