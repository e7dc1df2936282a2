//! The grid of styled cells that everything visible is drawn into.
//!
//! A [`Grid`] is plain data: a rectangle of [`Cell`]s and perhaps a [`Cursor`]. Shells, overlays and
//! the tab bar all become grids, and a renderer draws grids and nothing else. It hides how wide a
//! piece of text is and keeps the halves of wide cells consistent. Any thread may own one. It is not
//! a terminal: it has no scrollback, no modes and understands no escape sequence.

mod pictures;
mod sgr;

pub use pictures::{Cut, Image, Layer, Picture, Piece, PixelRect};

use crate::Rgb;
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A size in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// Width in columns.
    pub cols: usize,
    /// Height in rows.
    pub rows: usize,
}

impl Size {
    /// Returns a size of `cols` columns and `rows` rows.
    pub const fn new(cols: usize, rows: usize) -> Self {
        Self { cols, rows }
    }
}

/// A rectangle of cells; `x` and `y` count from the top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Width in columns.
    pub cols: usize,
    /// Height in rows.
    pub rows: usize,
}

impl Rect {
    /// Returns the rectangle at `x`, `y` with the given width and height.
    pub const fn new(x: usize, y: usize, cols: usize, rows: usize) -> Self {
        Self { x, y, cols, rows }
    }

    /// Returns the rectangle of that size at the origin.
    pub const fn of_size(size: Size) -> Self {
        Self::new(0, 0, size.cols, size.rows)
    }

    /// Returns the width and height.
    pub const fn size(&self) -> Size {
        Size::new(self.cols, self.rows)
    }

    /// Returns the first column right of the rectangle.
    pub const fn right(&self) -> usize {
        self.x.saturating_add(self.cols)
    }

    /// Returns the first row below the rectangle.
    pub const fn bottom(&self) -> usize {
        self.y.saturating_add(self.rows)
    }

    /// Returns whether the rectangle has no cell.
    pub const fn is_empty(&self) -> bool {
        self.cols == 0 || self.rows == 0
    }

    /// Returns whether the cell at `x`, `y` lies inside.
    pub const fn contains(&self, x: usize, y: usize) -> bool {
        x >= self.x && y >= self.y && x < self.right() && y < self.bottom()
    }

    /// Returns the cells that both rectangles have; an empty rectangle when there are none.
    pub fn intersect(&self, other: Rect) -> Rect {
        let x = self.x.max(other.x);
        let y = self.y.max(other.y);
        let cols = self.right().min(other.right()).saturating_sub(x);
        let rows = self.bottom().min(other.bottom()).saturating_sub(y);
        Rect { x, y, cols, rows }
    }
}

/// A colour as a program asked for it; the renderer looks palette indexes up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Color {
    /// The palette's foreground or background.
    #[default]
    Default,
    /// One of the 256 palette entries.
    Palette(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

impl From<Rgb> for Color {
    fn from((red, green, blue): Rgb) -> Color {
        Color::Rgb(red, green, blue)
    }
}

/// How a cell is underlined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Underline {
    /// No line.
    #[default]
    None,
    /// One line.
    Single,
    /// Two lines.
    Double,
    /// A wave, as spell checkers draw it.
    Curly,
    /// Dots.
    Dotted,
    /// Dashes.
    Dashed,
}

/// Whether text blinks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Blink {
    /// It does not.
    #[default]
    None,
    /// About once in a second.
    Slow,
    /// About twice in a second.
    Rapid,
}

/// How a cell is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// Text colour.
    pub fg: Color,
    /// Colour behind the text.
    pub bg: Color,
    /// Colour of the underline; `Default` means the text colour.
    pub underline_color: Color,
    /// Shape of the underline.
    pub underline: Underline,
    /// Heavier text.
    pub bold: bool,
    /// Fainter text.
    pub dim: bool,
    /// Slanted text.
    pub italic: bool,
    /// Text colour and background exchanged.
    pub inverse: bool,
    /// A line through the text.
    pub strikethrough: bool,
    /// A line above the text.
    pub overline: bool,
    /// Blinking text.
    pub blink: Blink,
    /// Text that is there but not shown.
    pub hidden: bool,
    /// In the colours of a pane that has not the keyboard.
    pub faded: bool,
}

impl Style {
    /// Returns the style with another text colour.
    pub const fn fg(mut self, color: Color) -> Self {
        self.fg = color;
        self
    }

    /// Returns the style with another background.
    pub const fn bg(mut self, color: Color) -> Self {
        self.bg = color;
        self
    }

    /// Returns the style with heavier text.
    pub const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Returns the style with fainter text.
    pub const fn dim(mut self) -> Self {
        self.dim = true;
        self
    }

    /// Returns the style with slanted text.
    pub const fn italic(mut self) -> Self {
        self.italic = true;
        self
    }

    /// Returns the style with text and background exchanged.
    pub const fn inverse(mut self) -> Self {
        self.inverse = true;
        self
    }

    /// Returns the style with a line through the text.
    pub const fn strikethrough(mut self) -> Self {
        self.strikethrough = true;
        self
    }

    /// Returns the style with this underline.
    pub const fn underline(mut self, underline: Underline) -> Self {
        self.underline = underline;
        self
    }

    /// Returns the style with this colour of the underline.
    pub const fn underline_color(mut self, color: Color) -> Self {
        self.underline_color = color;
        self
    }
}

/// One cell: a grapheme, its width and its style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// One grapheme; empty for the right half of a wide cell.
    pub text: SmolStr,
    /// Columns the grapheme takes: 1 or 2, and 0 for the right half of a wide cell.
    pub width: u8,
    /// How it is drawn.
    pub style: Style,
    /// Where a click on it leads.
    pub link: Option<Arc<str>>,
    /// What it shows of images, the lowest one first.
    pub images: Option<Arc<[Piece]>>,
}

impl Default for Cell {
    fn default() -> Self {
        Self::blank(Style::default())
    }
}

impl Cell {
    /// Returns a space in this style.
    pub fn blank(style: Style) -> Self {
        Self {
            text: SmolStr::new_static(" "),
            width: 1,
            style,
            link: None,
            images: None,
        }
    }

    /// Returns a cell with this grapheme in this style.
    pub fn new(text: &str, style: Style) -> Self {
        let width = text_width(text).clamp(1, 2) as u8;
        Self {
            text: SmolStr::new(text),
            width,
            style,
            link: None,
            images: None,
        }
    }

    /// Returns the right half of a wide cell in this style.
    pub fn right_half(style: Style) -> Self {
        Self {
            text: SmolStr::new_static(""),
            width: 0,
            style,
            link: None,
            images: None,
        }
    }
}

/// The shape of a cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CursorShape {
    /// A filled cell.
    #[default]
    Block,
    /// A line at the left edge of the cell.
    Bar,
    /// A line at the bottom of the cell.
    Underline,
    /// A padlock: what is typed is not shown. No program asks for it.
    Lock,
}

/// A cursor that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// Column.
    pub x: usize,
    /// Row.
    pub y: usize,
    /// Shape.
    pub shape: CursorShape,
    /// Whether it blinks.
    pub blinking: bool,
}

/// A rectangle of cells with perhaps a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    size: Size,
    cells: Vec<Cell>,
    /// The cursor, when it is shown.
    pub cursor: Option<Cursor>,
}

impl Grid {
    /// Returns a grid of blanks.
    pub fn new(size: Size) -> Self {
        Self {
            size,
            cells: vec![Cell::default(); size.cols * size.rows],
            cursor: None,
        }
    }

    /// Returns the width and height.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Gives the grid this size; where it has another one it becomes blank.
    pub fn fit(&mut self, size: Size) {
        if self.size != size {
            self.reset(size);
        }
    }

    /// Makes the grid blank and gives it this size, keeping its memory.
    pub fn reset(&mut self, size: Size) {
        self.size = size;
        self.cursor = None;
        self.cells.clear();
        self.cells.resize(size.cols * size.rows, Cell::default());
    }

    /// Returns the cell at `x`, `y`.
    ///
    /// # Panics
    /// When the position lies outside.
    pub fn cell(&self, x: usize, y: usize) -> &Cell {
        assert!(
            x < self.size.cols && y < self.size.rows,
            "cell {x},{y} is outside of the grid of {}x{}",
            self.size.cols,
            self.size.rows
        );
        &self.cells[y * self.size.cols + x]
    }

    /// Returns the cells of row `y`; no cells when it lies outside.
    pub fn row(&self, y: usize) -> &[Cell] {
        if y >= self.size.rows {
            return &[];
        }
        &self.cells[y * self.size.cols..(y + 1) * self.size.cols]
    }

    /// Makes these rows blank.
    pub(crate) fn clear_rows(&mut self, rows: Range<usize>) {
        let cols = self.size.cols;
        self.cells[rows.start * cols..rows.end * cols].fill(Cell::default());
    }

    /// Returns the cells of row `y`, to be written by someone who keeps wide cells whole.
    pub(crate) fn row_mut(&mut self, y: usize) -> &mut [Cell] {
        let start = y * self.size.cols;
        &mut self.cells[start..start + self.size.cols]
    }

    /// Puts a cell at `x`, `y`; outside of the grid nothing happens.
    ///
    /// A wide cell also takes the column to its right, and becomes a blank in the last column. Wide
    /// cells that lose one half lose the other too.
    pub fn set(&mut self, x: usize, y: usize, mut cell: Cell) {
        if x >= self.size.cols || y >= self.size.rows {
            return;
        }
        let start = y * self.size.cols;
        if cell.width == 2 && x + 1 == self.size.cols {
            cell.text = SmolStr::new_static(" ");
            cell.width = 1;
        }
        self.split_wide(x, y);
        if cell.width == 2 {
            self.split_wide(x + 1, y);
            let mut half = Cell::right_half(cell.style);
            half.link.clone_from(&cell.link);
            self.cells[start + x + 1] = half;
        }
        self.cells[start + x] = cell;
    }

    /// Blanks the other half of the wide cell that has a half at `x`, `y`.
    fn split_wide(&mut self, x: usize, y: usize) {
        let start = y * self.size.cols;
        let cell = &self.cells[start + x];
        if cell.width == 2 && x + 1 < self.size.cols {
            let style = cell.style;
            self.cells[start + x + 1] = Cell::blank(style);
        } else if cell.width == 0 && x > 0 {
            let style = cell.style;
            self.cells[start + x - 1] = Cell::blank(style);
        }
    }

    /// Writes text from `x`, `y` to the right and returns the number of columns written.
    ///
    /// The text is cut at the right edge, a control character is shown as its symbol, and a newline
    /// does not begin a new row.
    pub fn put(&mut self, x: usize, y: usize, text: &str, style: Style) -> usize {
        if y >= self.size.rows {
            return 0;
        }
        let mut column = x;
        for grapheme in text.graphemes(true) {
            if column >= self.size.cols {
                break;
            }
            let cell = visible_cell(grapheme, style);
            let width = usize::from(cell.width);
            if column + width > self.size.cols {
                self.set(column, y, Cell::blank(style));
                column += 1;
                break;
            }
            self.set(column, y, cell);
            column += width;
        }
        column.saturating_sub(x)
    }

    /// Makes the cells of the rectangle blanks in this style.
    pub fn fill(&mut self, rect: Rect, style: Style) {
        let rect = rect.intersect(Rect::of_size(self.size));
        for y in rect.y..rect.bottom() {
            for x in rect.x..rect.right() {
                self.set(x, y, Cell::blank(style));
            }
        }
    }

    /// Changes the style of each cell of the rectangle.
    pub fn restyle(&mut self, rect: Rect, mut change: impl FnMut(&mut Style)) {
        let rect = rect.intersect(Rect::of_size(self.size));
        for y in rect.y..rect.bottom() {
            let start = y * self.size.cols;
            for cell in &mut self.cells[start + rect.x..start + rect.right()] {
                change(&mut cell.style);
            }
        }
    }

    /// Copies another grid to `x`, `y`, cut at the edges; the cursors stay as they are.
    pub fn blit(&mut self, other: &Grid, x: usize, y: usize) {
        self.put_rows(other.size, (x, y), |row, cells| {
            cells.clone_from_slice(&other.row(row)[..cells.len()]);
        });
    }

    /// Does the same without a copy: the other grid gets the cells that were there, whatever they are.
    pub fn swap_in(&mut self, other: &mut Grid, x: usize, y: usize) {
        self.put_rows(other.size, (x, y), |row, cells| {
            cells.swap_with_slice(&mut other.row_mut(row)[..cells.len()]);
        });
    }

    /// Has `put` write each row of a part of this size at `x`, `y`, cut at the edges.
    fn put_rows(
        &mut self,
        size: Size,
        (x, y): (usize, usize),
        mut put: impl FnMut(usize, &mut [Cell]),
    ) {
        let cols = size.cols.min(self.size.cols.saturating_sub(x));
        let rows = size.rows.min(self.size.rows.saturating_sub(y));
        if cols == 0 {
            return;
        }
        for row in 0..rows {
            // The edges may cut wide cells, those that were there and those that come.
            self.split_wide(x, y + row);
            self.split_wide(x + cols - 1, y + row);
            let start = (y + row) * self.size.cols + x;
            let cells = &mut self.cells[start..start + cols];
            put(row, cells);
            let last = &mut cells[cols - 1];
            if last.width == 2 {
                *last = Cell::blank(last.style);
            }
        }
    }

    /// Returns the text of row `y` without blanks at its end.
    pub fn row_text(&self, y: usize) -> String {
        let mut text: String = self.row(y).iter().map(|cell| cell.text.as_str()).collect();
        text.truncate(text.trim_end_matches(' ').len());
        text
    }

    /// Returns the rows as text, without blanks at their ends and without blank rows at the end.
    pub fn text(&self) -> String {
        let rows: Vec<String> = (0..self.size.rows).map(|y| self.row_text(y)).collect();
        let used = rows.iter().rposition(|row| !row.is_empty());
        used.map_or_else(String::new, |last| rows[..=last].join("\n"))
    }
}

/// Returns the cell in which a grapheme can be seen, whatever it is.
fn visible_cell(grapheme: &str, style: Style) -> Cell {
    let first = grapheme.chars().next().unwrap_or(' ');
    if first.is_control() {
        return Cell::new(&control_picture(first).to_string(), style);
    }
    if grapheme.width() == 0 {
        // A lone joiner, variation selector or direction mark would otherwise vanish and take text
        // out of what the eye can check.
        return Cell::new("\u{fffd}", style);
    }
    Cell::new(grapheme, style)
}

/// Returns the symbol that stands for a control character.
fn control_picture(control: char) -> char {
    match u32::from(control) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

/// Returns the number of columns that text takes when each of its graphemes is put into cells.
pub fn text_width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len() - text.matches("\r\n").count();
    }
    text.graphemes(true).map(grapheme_width).sum()
}

fn grapheme_width(grapheme: &str) -> usize {
    match grapheme.chars().next() {
        Some(first) if first.is_control() => 1,
        _ => grapheme.width().clamp(1, 2),
    }
}

#[cfg(test)]
mod tests;
