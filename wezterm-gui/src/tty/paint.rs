//! Turns a grid into the escape sequences that make the host's screen show it.
//!
//! Hides what the host shows already, so that only what differs is sent, and every byte of the
//! drawing: positions, SGR, links, cursor, synchronised output. Runs on the main thread and only
//! makes bytes. It does not write them (`session`) and does not decide what is drawn (`app`).

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use config::BoldBrightening;
use mux::Rgb;
use mux::grid::{Cell, Color, Cursor, CursorShape, Grid, Size, Style};
use tattoy_termwiz::caps::{Capabilities, ColorLevel, ProbeHints};
use unicode_width::UnicodeWidthChar;

use super::pictures::{Graphics, Pictures};
use crate::frame::Paint;

/// Which colours the host can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colors {
    /// Any red, green and blue.
    True,
    /// The 256 of the palette.
    Palette,
    /// Fewer. It is asked for those of the palette all the same and takes those that are near.
    Few,
}

impl Colors {
    /// Asks the environment and the terminfo database.
    pub fn of_host() -> Colors {
        let variable = |name| std::env::var(name).ok();
        // NO_COLOR is left out: it is meant for programs inside of a terminal, not for a terminal.
        let hints = ProbeHints::default()
            .term(variable("TERM"))
            .colorterm(variable("COLORTERM"))
            .term_program(variable("TERM_PROGRAM"))
            .term_program_version(variable("TERM_PROGRAM_VERSION"));
        match Capabilities::new_with_hints(hints) {
            Ok(caps) => match caps.color_level() {
                ColorLevel::TrueColor => Colors::True,
                ColorLevel::TwoFiftySix => Colors::Palette,
                ColorLevel::Sixteen | ColorLevel::MonoChrome => Colors::Few,
            },
            Err(_) => Colors::Palette,
        }
    }
}

/// Draws grids onto one host screen.
pub struct Painter {
    colors: Colors,
    /// What stands in for the host's own colours.
    paint: Option<Paint>,
    shown: Option<Grid>,
    shape: Option<(CursorShape, bool)>,
    pictures: Pictures,
    /// What the host is told before the next drawing.
    first: &'static str,
}

impl Painter {
    /// Makes a painter for a host screen of which nothing is known.
    pub fn new(colors: Colors) -> Painter {
        Painter {
            colors,
            paint: None,
            shown: None,
            shape: None,
            pictures: Pictures::default(),
            first: "",
        }
    }

    /// Takes the colours that stand in for the host's own, if any do.
    pub fn paint_in(&mut self, paint: Option<Paint>) {
        if self.paint != paint {
            self.paint = paint;
            self.forget();
        }
    }

    /// Takes what the host can show of pictures; returns whether it is to be drawn anew then.
    pub fn can(&mut self, graphics: Graphics) -> bool {
        let better = self.pictures.can(graphics);
        if better {
            self.forget();
        }
        better
    }

    /// Takes how large the host's cells are, in pixels; returns whether it is to be drawn anew then.
    pub fn cells_are(&mut self, cell: (u32, u32)) -> bool {
        let others = self.pictures.cells_are(cell);
        if others {
            self.forget();
        }
        others
    }

    /// Returns what takes from the host what it holds for this program.
    pub fn leave(&mut self) -> &'static str {
        self.pictures.forget()
    }

    /// Makes the next drawing a whole one, because the host's screen is no longer what it was.
    pub fn forget(&mut self) {
        self.shown = None;
        self.shape = None;
        self.first = self.pictures.forget();
    }

    /// Returns what makes the host show `grid`; nothing where it does already.
    pub fn draw(&mut self, grid: &Grid) -> String {
        let grid = &*self.pictures.stand_ins(grid, self.colors);
        if self.shown.as_ref() == Some(grid) {
            return String::new();
        }
        let mut pen = Pen::new(self.colors);
        pen.paint = self.paint.clone();
        pen.out.push_str("\x1b[?2026h\x1b[?25l");
        pen.out.push_str(std::mem::take(&mut self.first));
        let known = self
            .shown
            .take()
            .filter(|shown| shown.size() == grid.size());
        let before = known.unwrap_or_else(|| match pen.paint {
            None => {
                pen.clear();
                Grid::new(grid.size())
            }
            Some(_) => unlike_any(grid.size()),
        });
        for y in 0..grid.size().rows {
            pen.row(y, before.row(y), grid.row(y));
        }
        pen.finish();
        let pictures = self.pictures.draw(&before, grid);
        if !pictures.is_empty() {
            pen.out.push_str(&pictures);
            pen.at = None;
        }
        if let Some(cursor) = grid.cursor {
            self.show_cursor(cursor, &mut pen);
        }
        pen.out.push_str("\x1b[?2026l");
        self.shown = Some(grid.clone());
        pen.out
    }

    fn show_cursor(&mut self, cursor: Cursor, pen: &mut Pen) {
        pen.go(cursor.x, cursor.y);
        let shape = (cursor.shape, cursor.blinking);
        if self.shape != Some(shape) {
            let steady = match cursor.shape {
                CursorShape::Block => 2,
                // The host has no padlock.
                CursorShape::Underline | CursorShape::Lock => 4,
                CursorShape::Bar => 6,
            };
            pen.write(format_args!(
                "\x1b[{} q",
                steady - u8::from(cursor.blinking)
            ));
            self.shape = Some(shape);
        }
        pen.out.push_str("\x1b[?25h");
    }
}

/// Returns rows of a grid as text with the escape sequences of its styles and links, each row ended.
pub(crate) fn rows_as_escapes(grid: &Grid, rows: Range<usize>) -> String {
    let mut pen = Pen::on_text();
    for y in rows {
        pen.line(grid.row(y));
        pen.out.push_str("\r\n");
    }
    pen.out
}

/// Returns rows of a grid as text in which SGR, reset at the end of each row, is the only control
/// sequence: links are left out, and a newline ends a row.
pub(crate) fn rows_as_sgr(grid: &Grid, rows: Range<usize>) -> String {
    let mut pen = Pen::on_text();
    for y in rows {
        let unlinked = grid.row(y).iter().map(|cell| Cell {
            link: None,
            ..cell.clone()
        });
        pen.line(&unlinked.collect::<Vec<Cell>>());
        pen.out.push('\n');
    }
    pen.out
}

/// Returns a grid of cells that no other grid has. What is erased in a colour has it on some hosts only, so
/// that every blank is written.
fn unlike_any(size: Size) -> Grid {
    let mut grid = Grid::new(size);
    let unlike = Cell {
        text: "\0".into(),
        ..Cell::default()
    };
    for y in 0..size.rows {
        for x in 0..size.cols {
            grid.set(x, y, unlike.clone());
        }
    }
    grid
}

/// The host's cursor and attributes while one grid is drawn.
struct Pen {
    out: String,
    colors: Colors,
    paint: Option<Paint>,
    at: Option<(usize, usize)>,
    style: Option<Style>,
    link: Option<Arc<str>>,
}

impl Pen {
    fn new(colors: Colors) -> Pen {
        Pen {
            out: String::new(),
            colors,
            paint: None,
            at: None,
            style: None,
            link: None,
        }
    }

    /// Makes a pen for text that goes on from a style that is the default.
    fn on_text() -> Pen {
        Pen {
            style: Some(Style::default()),
            ..Pen::new(Colors::True)
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }

    fn clear(&mut self) {
        self.restyle(Style::default());
        self.out.push_str("\x1b[2J");
    }

    fn row(&mut self, y: usize, before: &[Cell], after: &[Cell]) {
        let mut x = 0;
        while x < after.len() {
            if before[x] == after[x] {
                x += 1;
                continue;
            }
            // Of a wide cell only the left half carries the text.
            if after[x].width == 0 && x > 0 {
                x -= 1;
            }
            if self.paint.is_none() && is_blank(&after[x..]) {
                self.go(x, y);
                self.restyle(Style::default());
                self.relink(None);
                self.out.push_str("\x1b[K");
                return;
            }
            self.go(x, y);
            self.cell(&after[x]);
            x += usize::from(after[x].width.max(1));
            if x >= after.len() {
                // Terminals differ in where the cursor is after the last column.
                self.at = None;
            }
        }
    }

    /// Writes cells from where the text is, without the blanks at their end.
    fn line(&mut self, cells: &[Cell]) {
        let used = (0..cells.len()).rev().find(|x| !is_blank(&cells[*x..=*x]));
        let cells = &cells[..used.map_or(0, |last| last + 1)];
        // The right half of a wide cell carries nothing.
        let cells = cells.iter().filter(|cell| cell.width > 0);
        cells.for_each(|cell| self.cell(cell));
        self.finish();
    }

    fn cell(&mut self, cell: &Cell) {
        self.restyle(cell.style);
        self.relink(cell.link.clone());
        let width = usize::from(cell.width.max(1));
        let text = if cell.text.is_empty() || cell.text.contains(char::is_control) {
            " "
        } else {
            cell.text.as_str()
        };
        let Some((x, y)) = self.at else {
            self.out.push_str(text);
            return;
        };
        if width_is_certain(text, width) {
            self.out.push_str(text);
            self.at = Some((x + width, y));
            return;
        }
        // The host may draw it narrower than the grid has it: what lies below goes first.
        if width == 2 {
            self.out.push_str("  ");
            self.at = None;
            self.go(x, y);
        }
        self.out.push_str(text);
        self.at = None;
    }

    fn go(&mut self, x: usize, y: usize) {
        if self.at != Some((x, y)) {
            self.write(format_args!("\x1b[{};{}H", y + 1, x + 1));
            self.at = Some((x, y));
        }
    }

    fn restyle(&mut self, style: Style) {
        if self.style != Some(style) {
            let paint = self.paint.as_ref();
            let shown = paint.map_or(style, |paint| painted(style, paint));
            sgr(&mut self.out, shown, self.colors);
            self.style = Some(style);
        }
    }

    fn relink(&mut self, link: Option<Arc<str>>) {
        let link = link.filter(|link| !link.contains(char::is_control));
        if self.link != link {
            // A semicolon is a separator for some hosts, wherever it stands.
            let target = link.as_deref().unwrap_or_default().replace(';', "%3B");
            self.write(format_args!("\x1b]8;;{target}\x1b\\"));
            self.link = link;
        }
    }

    fn finish(&mut self) {
        self.relink(None);
        if self.style.is_some() {
            self.restyle(Style::default());
        }
    }
}

/// Says whether cells are what erasing a line leaves.
fn is_blank(cells: &[Cell]) -> bool {
    let blank = Cell::default();
    cells.iter().all(|cell| *cell == blank)
}

/// Says whether every host moves its cursor by `width` columns for this text.
fn width_is_certain(text: &str, width: usize) -> bool {
    let mut chars = text.chars();
    let (Some(letter), None) = (chars.next(), chars.next()) else {
        return false;
    };
    // Characters of ambiguous width are wide in East Asian terminals.
    letter.is_ascii() || (letter.width() == Some(width) && letter.width_cjk() == Some(width))
}

/// Returns a style in colours of the paint alone.
fn painted(mut style: Style, paint: &Paint) -> Style {
    let brightens = style.bold && paint.bold != BoldBrightening::No;
    if let (Color::Palette(index @ 0..=7), true) = (style.fg, brightens) {
        style.fg = Color::Palette(index + 8);
        style.bold = paint.bold == BoldBrightening::BrightAndBold;
    }
    let exact = |color: Color, default: Rgb| match color {
        Color::Default => Color::from(default),
        Color::Palette(index) => Color::from(paint.palette.color(index)),
        Color::Rgb(..) => color,
    };
    style.fg = exact(style.fg, paint.palette.foreground);
    style.bg = exact(style.bg, paint.palette.background);
    if let Color::Palette(index) = style.underline_color {
        style.underline_color = paint.palette.color(index).into();
    }
    style
}

/// Appends the sequence that sets exactly this style.
fn sgr(out: &mut String, style: Style, colors: Colors) {
    let style = Style {
        fg: reduced(style.fg, colors),
        bg: reduced(style.bg, colors),
        underline_color: reduced(style.underline_color, colors),
        ..style
    };
    out.push_str("\x1b[");
    out.push_str(&style.sgr());
    out.push('m');
}

/// Returns the colour as the host can be asked for it.
fn reduced(color: Color, colors: Colors) -> Color {
    match (color, colors) {
        (Color::Rgb(red, green, blue), Colors::Palette | Colors::Few) => {
            Color::Palette(nearest(red, green, blue))
        }
        _ => color,
    }
}

/// Returns the entry of the palette's colour cube or grey ramp that is closest.
fn nearest(red: u8, green: u8, blue: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |a: u8, b: u8| (i32::from(a) - i32::from(b)).pow(2);
    let step = |value: u8| {
        let by_distance = |index: &usize| distance(STEPS[*index], value);
        (0..STEPS.len()).min_by_key(by_distance).unwrap_or_default()
    };
    let (r, g, b) = (step(red), step(green), step(blue));
    let far = |(r, g, b): (u8, u8, u8)| distance(r, red) + distance(g, green) + distance(b, blue);
    let cube = far((STEPS[r], STEPS[g], STEPS[b]));
    let average = (u16::from(red) + u16::from(green) + u16::from(blue)) / 3;
    let grey_step = (average.saturating_sub(3) / 10).min(23) as u8;
    let grey = 8 + 10 * grey_step;
    if far((grey, grey, grey)) < cube {
        232 + grey_step
    } else {
        (16 + 36 * r + 6 * g + b) as u8
    }
}

#[cfg(test)]
mod tests;
