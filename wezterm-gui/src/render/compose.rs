//! A grid of cells as a list of quads.
//!
//! Backgrounds first, then the cursor's block, glyphs, and the lines over, under and through them.
//! It knows fonts and colours and no graphics API, so every painter shows the same picture. Main
//! thread; nothing is kept between frames but the list's memory.

use mux::grid::{Cell, Cursor, CursorShape, Grid, Layer, Style, Underline};

use super::slices::{Slices, stretches};
use super::theme::{Ink, Pixel, Theme};
use crate::fonts::{FaceId, FaceStyle, Fonts, GlyphId, Metrics, Run, RunCell};

/// How the cursor is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorLook {
    /// In its own shape.
    Shown,
    /// As an outline: the window has no focus.
    Hollow,
    /// Not at all: it blinks and is in its dark half.
    Hidden,
}

/// What is to be seen.
pub struct Scene<'a> {
    /// The cells.
    pub grid: &'a Grid,
    /// The colours.
    pub theme: &'a Theme,
    /// Where the first cell's top left corner lies, in pixels.
    pub origin: (u32, u32),
    /// How the grid's cursor is drawn.
    pub cursor: CursorLook,
}

/// What a quad is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuadKind {
    /// The colour.
    Solid,
    /// The glyph: in the colour, or in its own ones.
    Glyph(GlyphId),
    /// A slice of a picture: the one with this number in the list.
    Slice(u32),
}

/// A rectangle of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quad {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width, the glyph's own where it is one.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// `0xrrggbb`.
    pub colour: Pixel,
    /// What it is filled with.
    pub kind: QuadKind,
}

/// A picture: later quads cover earlier ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DrawList {
    /// What is seen where no quad is.
    pub background: Pixel,
    /// The quads from back to front.
    pub quads: Vec<Quad>,
    /// What quads show of pictures.
    pub slices: Slices,
}

/// Fills the list with the scene.
pub fn compose(fonts: &mut Fonts, scene: &Scene<'_>, list: &mut DrawList) {
    fonts.begin_frame();
    list.slices.begin();
    list.background = scene.theme.background();
    list.quads.clear();
    let mut composer = Composer {
        metrics: fonts.metrics(),
        fonts,
        scene,
        list,
        cursor: cursor_cells(scene),
        inks: Vec::new(),
        text: String::new(),
        cells: Vec::new(),
    };
    composer.pictures(Layer::UnderBackgrounds);
    for y in 0..scene.grid.size().rows {
        composer.grounds(y);
    }
    composer.pictures(Layer::UnderText);
    composer.cursor_block();
    for y in 0..scene.grid.size().rows {
        composer.row(y);
    }
    composer.pictures(Layer::OverText);
    composer.cursor_on_picture();
    composer.cursor_lines();
    list.slices.end();
}

/// The cursor with the columns it covers.
#[derive(Clone, Copy)]
struct CursorCells {
    cursor: Cursor,
    columns: usize,
}

fn cursor_cells(scene: &Scene<'_>) -> Option<CursorCells> {
    let mut cursor = scene.grid.cursor?;
    let size = scene.grid.size();
    if cursor.x >= size.cols || cursor.y >= size.rows {
        return None;
    }
    let row = scene.grid.row(cursor.y);
    if row[cursor.x].width == 0 && cursor.x > 0 {
        cursor.x -= 1;
    }
    let columns = usize::from(row[cursor.x].width.max(1)).min(size.cols - cursor.x);
    Some(CursorCells { cursor, columns })
}

struct Composer<'a, 'b> {
    metrics: Metrics,
    fonts: &'a mut Fonts,
    scene: &'a Scene<'b>,
    list: &'a mut DrawList,
    cursor: Option<CursorCells>,
    /// The colours of the row at hand.
    inks: Vec<Ink>,
    /// The run at hand.
    text: String,
    cells: Vec<RunCell>,
}

impl Composer<'_, '_> {
    fn place(&self, x: usize, y: usize) -> (i32, i32) {
        let (left, top) = self.scene.origin;
        let x = u64::from(left) + x as u64 * u64::from(self.metrics.width);
        let y = u64::from(top) + y as u64 * u64::from(self.metrics.height);
        let pixel = |value: u64| i32::try_from(value).unwrap_or(i32::MAX / 2);
        (pixel(x), pixel(y))
    }

    fn solid(&mut self, x: i32, y: i32, width: u32, height: u32, colour: Pixel) {
        self.list.quads.push(Quad {
            x,
            y,
            width,
            height,
            colour,
            kind: QuadKind::Solid,
        });
    }

    fn glyph(&mut self, glyph: GlyphId, x: i32, y: i32, colour: Pixel) {
        let bitmap = self.fonts.glyphs().bitmap(glyph);
        if bitmap.width == 0 || bitmap.height == 0 {
            return;
        }
        self.list.quads.push(Quad {
            x: x + bitmap.left,
            y: y + self.metrics.baseline - bitmap.top,
            width: bitmap.width,
            height: bitmap.height,
            colour,
            kind: QuadKind::Glyph(glyph),
        });
    }

    /// Adds the backgrounds of a row, one quad for each stretch of one colour.
    fn grounds(&mut self, y: usize) {
        let grid = self.scene.grid;
        let background = self.list.background;
        let mut stretch = (0, background);
        let row = grid.row(y);
        for x in 0..=row.len() {
            let ground = match row.get(x) {
                Some(cell) => self.scene.theme.ink(&cell.style).ground,
                None => background,
            };
            if ground == stretch.1 && x < row.len() {
                continue;
            }
            if stretch.1 != background && x > stretch.0 {
                let (left, top) = self.place(stretch.0, y);
                let width = (x - stretch.0) as u32 * self.metrics.width;
                self.solid(left, top, width, self.metrics.height, stretch.1);
            }
            stretch = (x, ground);
        }
    }

    /// Adds what cells show of pictures in a layer.
    fn pictures(&mut self, layer: Layer) {
        let cell = (self.metrics.width, self.metrics.height);
        for y in 0..self.scene.grid.size().rows {
            for stretch in stretches(self.scene.grid, y, layer) {
                let Some((number, area)) = self.list.slices.show(&stretch, cell) else {
                    continue;
                };
                let (left, top) = self.place(stretch.x, y);
                self.list.quads.push(Quad {
                    x: left + area.x as i32,
                    y: top + area.y as i32,
                    width: area.width,
                    height: area.height,
                    colour: 0,
                    kind: QuadKind::Slice(number),
                });
            }
        }
    }

    /// Adds a block cursor once more where a picture hides it.
    fn cursor_on_picture(&mut self) {
        let Some(CursorCells { cursor, .. }) = self.solid_cursor() else {
            return;
        };
        let images = self.scene.grid.cell(cursor.x, cursor.y).images.as_deref();
        let mut images = images.unwrap_or_default().iter();
        if images.any(|piece| piece.picture.layer == Layer::OverText) {
            self.cursor_block();
        }
    }

    fn cursor_block(&mut self) {
        if let Some(CursorCells { cursor, columns }) = self.solid_cursor() {
            let (x, y) = self.place(cursor.x, cursor.y);
            let (colour, _) = self.scene.theme.cursor();
            let width = columns as u32 * self.metrics.width;
            self.solid(x, y, width, self.metrics.height, colour);
        }
    }

    /// Returns the cursor when it is a filled block.
    fn solid_cursor(&self) -> Option<CursorCells> {
        let block = |cursor: &CursorCells| cursor.cursor.shape == CursorShape::Block;
        let shown = self.scene.cursor == CursorLook::Shown;
        self.cursor.filter(|cursor| shown && block(cursor))
    }

    /// Adds cursors that are drawn over the text: bars, underlines, outlines.
    fn cursor_lines(&mut self) {
        let Some(CursorCells { cursor, columns }) = self.cursor else {
            return;
        };
        let (x, y) = self.place(cursor.x, cursor.y);
        let (colour, _) = self.scene.theme.cursor();
        let Metrics { height, stroke, .. } = self.metrics;
        let width = columns as u32 * self.metrics.width;
        let thick = (2 * stroke).min(self.metrics.width);
        let bottom = |thickness: u32| y + (height - thickness.min(height)) as i32;
        match (self.scene.cursor, cursor.shape) {
            (CursorLook::Hidden, _) | (CursorLook::Shown, CursorShape::Block) => {}
            (CursorLook::Shown, CursorShape::Bar) => self.solid(x, y, thick, height, colour),
            (CursorLook::Shown, CursorShape::Underline) => {
                self.solid(x, bottom(thick), width, thick, colour);
            }
            (CursorLook::Hollow, _) => {
                self.solid(x, y, width, stroke, colour);
                self.solid(x, bottom(stroke), width, stroke, colour);
                self.solid(x, y, stroke, height, colour);
                self.solid(x + (width - stroke) as i32, y, stroke, height, colour);
            }
        }
    }

    /// Adds the glyphs and lines of a row.
    fn row(&mut self, y: usize) {
        let row = self.scene.grid.row(y);
        let mut inks = std::mem::take(&mut self.inks);
        inks.clear();
        inks.extend(row.iter().map(|cell| self.scene.theme.ink(&cell.style)));
        if let Some(CursorCells { cursor, columns }) = self.solid_cursor()
            && cursor.y == y
        {
            let (colour, text) = self.scene.theme.cursor();
            for ink in &mut inks[cursor.x..cursor.x + columns] {
                *ink = Ink {
                    text,
                    ground: colour,
                    underline: text,
                };
            }
        }
        self.inks = inks;
        self.underlines(y, row);
        let mut x = 0;
        while x < row.len() {
            x = self.text_from(x, y, row);
        }
        self.strokes(y, row);
    }

    /// Adds the text that begins at column `x`; returns the column after it.
    fn text_from(&mut self, x: usize, y: usize, row: &[Cell]) -> usize {
        let Some(first) = visible(&row[x]) else {
            return x + 1;
        };
        if let Some(glyph) = self.fonts.drawn(first) {
            let (left, top) = self.place(x, y);
            self.glyph(glyph, left, top, self.inks[x].text);
            return x + 1;
        }
        let style = face_style(self.scene.theme, &row[x].style);
        let face = self.fonts.face_for(&row[x].text, style);
        let end = self.collect_run(x, row, face);
        let run = Run {
            text: &self.text,
            cells: &self.cells,
            face,
            style,
        };
        let placed = self.fonts.shape(&run);
        for glyph in placed.iter() {
            let column = (x + usize::from(glyph.column)).min(row.len() - 1);
            let (left, top) = self.place(column, y);
            let colour = self.inks[column].text;
            let (right, up) = (i32::from(glyph.right), i32::from(glyph.up));
            self.glyph(glyph.glyph, left + right, top - up, colour);
        }
        end
    }

    /// Collects the cells from `start` on that one face draws in one style; returns their end.
    fn collect_run(&mut self, start: usize, row: &[Cell], face: FaceId) -> usize {
        self.text.clear();
        self.cells.clear();
        let theme = self.scene.theme;
        let style = face_style(theme, &row[start].style);
        let ink = self.inks[start].text;
        let mut x = start;
        while x < row.len() {
            let cell = &row[x];
            if cell.width == 0 && x > start {
                x += 1;
                continue;
            }
            let Some(first) = visible(cell) else { break };
            let same = face_style(theme, &cell.style) == style && self.inks[x].text == ink;
            if !same || self.fonts.drawn(first).is_some() {
                break;
            }
            if x > start && self.fonts.face_for(&cell.text, style) != face {
                break;
            }
            self.cells.push(RunCell {
                start: self.text.len(),
                column: (x - start) as u16,
                width: cell.width.max(1),
            });
            self.text.push_str(&cell.text);
            x += 1;
        }
        x
    }

    fn underlines(&mut self, y: usize, row: &[Cell]) {
        for (x, cell) in row.iter().enumerate() {
            if cell.style.underline != Underline::None {
                let glyph = self.fonts.underline(cell.style.underline);
                let (left, top) = self.place(x, y);
                self.glyph(glyph, left, top, self.inks[x].underline);
            }
        }
    }

    fn strokes(&mut self, y: usize, row: &[Cell]) {
        let Metrics {
            width,
            stroke,
            strikethrough,
            ..
        } = self.metrics;
        for (x, cell) in row.iter().enumerate() {
            let (left, top) = self.place(x, y);
            if cell.style.strikethrough {
                let colour = self.inks[x].text;
                self.solid(left, top + strikethrough as i32, width, stroke, colour);
            }
            if cell.style.overline {
                self.solid(left, top, width, stroke, self.inks[x].text);
            }
        }
    }
}

/// Returns the first character of a cell that shows something.
fn visible(cell: &Cell) -> Option<char> {
    if cell.style.hidden {
        return None;
    }
    cell.text.chars().next().filter(|first| *first != ' ')
}

fn face_style(theme: &Theme, style: &Style) -> FaceStyle {
    FaceStyle {
        bold: theme.is_bold(style),
        italic: style.italic,
    }
}
