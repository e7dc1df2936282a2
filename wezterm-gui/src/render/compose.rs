//! A grid of cells as a list of quads.
//!
//! What is behind first, a bell's flash and backgrounds, then the cursor's block, glyphs, and the lines over,
//! under and through them. It knows fonts and colours and no graphics API, so every painter shows the same
//! picture. Main thread; nothing is kept between frames but the list's memory.

use std::sync::Arc;

use mux::grid::{Blink, Cell, Cursor, CursorShape, Grid, Layer, Rect, Style, Underline};

use super::backdrop::Backdrop;
use super::bidi::{self, Bidi, Order};
use super::list::{DrawList, Quad, QuadKind};
use super::padlock;
use super::slices::stretches;
use super::theme::{CursorInk, Ink, Pixel, Theme, mixed, premultiplied};
use crate::fonts::{FaceId, FaceStyle, Fonts, GlyphId, Metrics, Overflow, Run, RunCell};

/// How the cursor is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorLook {
    /// In its own shape.
    Shown,
    /// As an outline: the window has no focus.
    Hollow,
    /// Not at all.
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
    /// What goes beyond cells and their colours.
    pub effects: Effects,
    /// What is around the cells, from back to front.
    pub panels: &'a [Panel],
    /// Words outside of the grid, over the panels.
    pub strips: &'a [Strip<'a>],
}

/// What goes beyond cells and their colours: what is behind them, and what fades.
#[derive(Clone, Debug)]
pub struct Effects {
    /// What is behind the cells in place of the background's colour.
    pub backdrop: Option<Arc<Backdrop>>,
    /// How strongly the cursor is seen: 255 wholly, 0 not at all.
    pub cursor: u8,
    /// How strongly text is seen that blinks slowly.
    pub slow_text: u8,
    /// How strongly text is seen that blinks rapidly.
    pub rapid_text: u8,
    /// The flash of a bell.
    pub flash: Option<Flash>,
    /// How far what is behind a pane at the grid's edge reaches beyond it.
    pub margins: Margins,
    /// How letters that run from the right to the left are drawn; `None` as any others.
    pub bidi: Option<Bidi>,
}

impl Default for Effects {
    /// Everything is wholly seen.
    fn default() -> Self {
        Self {
            backdrop: None,
            cursor: 255,
            slow_text: 255,
            rapid_text: 255,
            flash: None,
            margins: Margins::default(),
            bidi: None,
        }
    }
}

/// Pixels around the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Margins {
    /// To the left.
    pub left: u32,
    /// To the right.
    pub right: u32,
    /// Above.
    pub top: u32,
    /// Below.
    pub bottom: u32,
}

/// The flash of a bell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flash {
    /// What flashes.
    pub target: FlashTarget,
    /// How strongly, of 255.
    pub strength: u8,
}

/// What flashes at a bell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashTarget {
    /// What is behind these cells.
    Ground(Rect),
    /// The cursor.
    Cursor,
}

/// A rectangle around the cells, in pixels of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// What it is filled with.
    pub colour: Pixel,
    /// What is seen beside its round corners.
    pub around: Pixel,
    /// The radius of the two corners above.
    pub round_above: u32,
    /// The radius of the two corners below.
    pub round_below: u32,
}

/// Cells outside of the grid; the panels are seen where they have no background of their own.
#[derive(Clone, Copy, Debug)]
pub struct Strip<'a> {
    /// The cells.
    pub grid: &'a Grid,
    /// Where the first cell's top left corner lies, in pixels.
    pub origin: (u32, u32),
}

/// Fills the list with the scene.
pub fn compose(fonts: &mut Fonts, scene: &Scene<'_>, list: &mut DrawList) {
    fonts.begin_frame();
    list.slices.begin();
    let (theme, effects) = (scene.theme, &scene.effects);
    list.background = match effects.backdrop {
        Some(_) => premultiplied(theme.background(), 255),
        None => premultiplied(theme.background(), theme.opacity),
    };
    list.backdrop.clone_from(&effects.backdrop);
    list.quads.clear();
    (list.slow_text, list.rapid_text) = (false, false);
    lay(fonts, scene, list, false);
    let own_font = fonts.options().bar.is_some();
    super::panels::lay(scene.panels, list);
    for strip in scene.strips {
        let words = Scene {
            grid: strip.grid,
            origin: strip.origin,
            cursor: CursorLook::Hidden,
            panels: &[],
            strips: &[],
            theme: scene.theme,
            // What is on a strip is not part of a pane.
            effects: Effects::default(),
        };
        lay(fonts, &words, list, own_font);
    }
    list.slices.end();
}

/// Adds the cells of a grid, in the fonts of text or in those of the tab bar.
fn lay(fonts: &mut Fonts, scene: &Scene<'_>, list: &mut DrawList, bar: bool) {
    let mut composer = Composer {
        metrics: fonts.metrics_of(bar),
        bar,
        fonts,
        scene,
        sees_through: list.backdrop.is_some() || scene.theme.opacity < 255,
        list,
        cursor: cursor_cells(scene),
        inks: Vec::new(),
        order: Order::default(),
        text: String::new(),
        cells: Vec::new(),
        pictured: (0..scene.grid.size().rows)
            .any(|y| scene.grid.row(y).iter().any(|cell| cell.images.is_some())),
    };
    composer.pictures(Layer::UnderBackgrounds);
    composer.flash();
    for y in 0..scene.grid.size().rows {
        composer.order_of(y);
        composer.grounds(y);
    }
    composer.pictures(Layer::UnderText);
    composer.cursor_block();
    for y in 0..scene.grid.size().rows {
        composer.order_of(y);
        composer.row(y);
    }
    composer.pictures(Layer::OverText);
    composer.cursor_on_picture();
    composer.cursor_lines();
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
    /// Whether the fonts of the tab bar are used.
    bar: bool,
    fonts: &'a mut Fonts,
    scene: &'a Scene<'b>,
    list: &'a mut DrawList,
    cursor: Option<CursorCells>,
    /// Whether something other than the background's colour is behind the cells.
    sees_through: bool,
    /// Whether any cell shows something of a picture.
    pictured: bool,
    /// The colours of the row at hand.
    inks: Vec<Ink>,
    /// Where the columns of the row at hand are seen.
    order: Order,
    /// The run at hand.
    text: String,
    cells: Vec<RunCell>,
}

impl Composer<'_, '_> {
    fn order_of(&mut self, y: usize) {
        if let Some(bidi) = self.scene.effects.bidi {
            bidi::order(self.scene.grid.row(y), bidi, &mut self.order);
        }
    }

    /// Returns the top left pixel of a cell of the row at hand.
    fn place(&self, x: usize, y: usize) -> (i32, i32) {
        self.seen_place(self.order.seen_at(x), y)
    }

    fn seen_place(&self, x: usize, y: usize) -> (i32, i32) {
        let (left, top) = self.scene.origin;
        let x = u64::from(left) + x as u64 * u64::from(self.metrics.width);
        let y = u64::from(top) + y as u64 * u64::from(self.metrics.height);
        let pixel = |value: u64| i32::try_from(value).unwrap_or(i32::MAX / 2);
        (pixel(x), pixel(y))
    }

    fn solid(&mut self, (x, y): (i32, i32), (width, height): (u32, u32), ground: Ground) {
        self.list.quads.push(Quad {
            x,
            y,
            width,
            height,
            colour: ground.colour,
            opacity: ground.opacity,
            kind: QuadKind::Solid,
        });
    }

    fn glyph(&mut self, glyph: GlyphId, (x, y): (i32, i32), ground: Ground) {
        let bitmap = self.fonts.glyphs().bitmap(glyph);
        if bitmap.width == 0 || bitmap.height == 0 || ground.opacity == 0 {
            return;
        }
        self.list.quads.push(Quad {
            x: x + bitmap.left,
            y: y + self.metrics.baseline - bitmap.top,
            width: bitmap.width,
            height: bitmap.height,
            colour: ground.colour,
            opacity: ground.opacity,
            kind: QuadKind::Glyph(glyph),
        });
    }

    /// Adds the flash of a bell behind the cells.
    fn flash(&mut self) {
        let Some(Flash {
            target: FlashTarget::Ground(area),
            strength,
        }) = self.scene.effects.flash
        else {
            return;
        };
        let area = area.intersect(Rect::of_size(self.scene.grid.size()));
        let ground = Ground {
            colour: self.scene.theme.flash(),
            opacity: strength,
            spreads: true,
        };
        self.ground_at(area, ground);
    }

    /// Fills cells, and the margin beside those at the grid's edge where the ground spreads.
    fn ground_at(&mut self, area: Rect, ground: Ground) {
        let (mut x, mut y) = self.seen_place(area.x, area.y);
        let mut width = area.cols as u32 * self.metrics.width;
        let mut height = area.rows as u32 * self.metrics.height;
        if ground.spreads && !area.is_empty() {
            let (margins, size) = (self.scene.effects.margins, self.scene.grid.size());
            if area.x == 0 {
                x -= margins.left as i32;
                width += margins.left;
            }
            if area.y == 0 {
                y -= margins.top as i32;
                height += margins.top;
            }
            if area.right() == size.cols {
                width += margins.right;
            }
            if area.bottom() == size.rows {
                height += margins.bottom;
            }
        }
        self.solid((x, y), (width, height), ground);
    }

    /// Adds the backgrounds of a row, one quad for each stretch of one colour.
    fn grounds(&mut self, y: usize) {
        let row = self.scene.grid.row(y);
        let mut last = (None, None);
        let mut stretch = (0, None);
        for seen in 0..=row.len() {
            let ground = row.get(self.order.column_at(seen)).and_then(|cell| {
                // Neighbours mostly look alike.
                if last.0 != Some(cell.style) {
                    last = (Some(cell.style), self.ground(&cell.style));
                }
                last.1
            });
            if ground == stretch.1 && seen < row.len() {
                continue;
            }
            if let Some(ground) = stretch.1
                && seen > stretch.0
            {
                let area = Rect::new(stretch.0, y, seen - stretch.0, 1);
                self.ground_at(area, ground);
            }
            stretch = (seen, ground);
        }
    }

    /// Adds what cells show of pictures in a layer.
    fn pictures(&mut self, layer: Layer) {
        if !self.pictured {
            return;
        }
        let cell = (self.metrics.width, self.metrics.height);
        for y in 0..self.scene.grid.size().rows {
            for stretch in stretches(self.scene.grid, y, layer) {
                let Some((number, area)) = self.list.slices.show(&stretch, cell) else {
                    continue;
                };
                self.order_of(y);
                let (left, top) = self.place(stretch.x, y);
                self.list.quads.push(Quad {
                    x: left + area.x as i32,
                    y: top + area.y as i32,
                    width: area.width,
                    height: area.height,
                    colour: 0,
                    opacity: 255,
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

    /// Returns what is behind a cell of this style, where that is more than what is behind all.
    fn ground(&self, style: &Style) -> Option<Ground> {
        let theme = self.scene.theme;
        let ink = theme.ink(style);
        if !self.sees_through {
            let solid = Ground {
                spreads: ink.plain,
                ..Ground::opaque(ink.ground)
            };
            return (ink.ground != theme.background()).then_some(solid);
        }
        if !ink.plain {
            return Some(Ground {
                opacity: theme.ground_opacity,
                ..Ground::opaque(ink.ground)
            });
        }
        // What shines through cannot be multiplied; a shade makes it darker by as much.
        let shade = (1.0 - theme.faded.brightness).clamp(0.0, 1.0);
        (style.faded && shade > 0.0).then_some(Ground {
            colour: 0,
            opacity: (shade * 255.0).round() as u8,
            spreads: true,
        })
    }

    fn cursor_block(&mut self) {
        if let Some(CursorCells { cursor, columns }) = self.solid_cursor() {
            self.order_of(cursor.y);
            let place = self.place(cursor.x, cursor.y);
            let ground = Ground {
                opacity: self.scene.effects.cursor,
                ..Ground::opaque(self.cursor_ink(cursor).block)
            };
            let width = columns as u32 * self.metrics.width;
            self.solid(place, (width, self.metrics.height), ground);
        }
    }

    /// Returns the colours of the cursor, a bell's flash included.
    fn cursor_ink(&self, cursor: Cursor) -> CursorInk {
        let theme = self.scene.theme;
        let under = theme.ink(&self.scene.grid.cell(cursor.x, cursor.y).style);
        let ink = theme.cursor(under);
        match self.scene.effects.flash {
            Some(Flash {
                target: FlashTarget::Cursor,
                strength,
            }) => CursorInk {
                block: mixed(ink.block, theme.flash(), strength),
                line: mixed(ink.line, theme.flash(), strength),
                ..ink
            },
            _ => ink,
        }
    }

    /// Returns the cursor when it is a filled block.
    fn solid_cursor(&self) -> Option<CursorCells> {
        let block = |cursor: &CursorCells| cursor.cursor.shape == CursorShape::Block;
        let shown = self.scene.cursor == CursorLook::Shown && self.scene.effects.cursor > 0;
        self.cursor.filter(|cursor| shown && block(cursor))
    }

    /// Adds cursors that are drawn over the text: bars, underlines, outlines.
    fn cursor_lines(&mut self) {
        let Some(CursorCells { cursor, columns }) = self.cursor else {
            return;
        };
        self.order_of(cursor.y);
        let (x, y) = self.place(cursor.x, cursor.y);
        let Metrics {
            height,
            cursor_stroke,
            cursor_outline,
            ..
        } = self.metrics;
        let width = columns as u32 * self.metrics.width;
        let (thick, thin) = (cursor_stroke.min(height), cursor_outline.min(height));
        let colour = self.cursor_ink(cursor).line;
        let bottom = |thickness: u32| y + (height - thickness) as i32;
        let ground = Ground {
            opacity: self.scene.effects.cursor,
            ..Ground::opaque(colour)
        };
        match (self.scene.cursor, cursor.shape) {
            (CursorLook::Hidden, _) | (CursorLook::Shown, CursorShape::Block) => {}
            (CursorLook::Shown, _) if ground.opacity == 0 => {}
            (CursorLook::Shown, CursorShape::Bar) => {
                self.solid((x, y), (thick.min(self.metrics.width), height), ground);
            }
            (CursorLook::Shown, CursorShape::Underline) => {
                self.solid((x, bottom(thick)), (width, thick), ground);
            }
            (CursorLook::Shown, CursorShape::Lock) => {
                for piece in padlock::pieces(self.metrics.width, height) {
                    let place = (x + piece.x as i32, y + piece.y as i32);
                    self.solid(place, (piece.width, piece.height), ground);
                }
            }
            (CursorLook::Hollow, _) => {
                let thin = thin.min(width);
                let ground = Ground::opaque(colour);
                self.solid((x, y), (width, thin), ground);
                self.solid((x, bottom(thin)), (width, thin), ground);
                self.solid((x, y), (thin, height), ground);
                self.solid((x + (width - thin) as i32, y), (thin, height), ground);
            }
        }
    }

    /// Adds the glyphs and lines of a row.
    fn row(&mut self, y: usize) {
        let row = self.scene.grid.row(y);
        self.ink_row(row);
        if let Some(CursorCells { cursor, columns }) = self.solid_cursor()
            && cursor.y == y
        {
            let (strength, text) = (self.scene.effects.cursor, self.cursor_ink(cursor).text);
            for ink in &mut self.inks[cursor.x..cursor.x + columns] {
                ink.text = mixed(ink.text, text, strength);
                ink.underline = mixed(ink.underline, text, strength);
            }
        }
        self.underlines(y, row);
        let mut x = 0;
        while x < row.len() {
            x = self.text_from(x, y, row);
        }
        self.strokes(y, row);
    }

    /// Looks up the colours of a row.
    fn ink_row(&mut self, row: &[Cell]) {
        let (theme, effects) = (self.scene.theme, &self.scene.effects);
        let mut last: Option<(Style, Ink)> = None;
        self.inks.clear();
        for cell in row {
            let ink = match last {
                Some((style, ink)) if style == cell.style => ink,
                _ => {
                    let mut ink = theme.ink(&cell.style);
                    match cell.style.blink {
                        Blink::None => {}
                        Blink::Slow => ink.strength = effects.slow_text,
                        Blink::Rapid => ink.strength = effects.rapid_text,
                    }
                    self.list.slow_text |= cell.style.blink == Blink::Slow;
                    self.list.rapid_text |= cell.style.blink == Blink::Rapid;
                    ink
                }
            };
            last = Some((cell.style, ink));
            self.inks.push(ink);
        }
    }

    /// Adds the text that begins at column `x`; returns the column after it.
    fn text_from(&mut self, x: usize, y: usize, row: &[Cell]) -> usize {
        let Some(first) = visible(&row[x]) else {
            return x + 1;
        };
        if let Some(glyph) = self.fonts.drawn(first, self.bar) {
            self.glyph(glyph, self.place(x, y), Ground::text(self.inks[x]));
            return x + 1;
        }
        let style = self.face_style(&row[x].style);
        let face = self.fonts.face_for(&row[x].text, style);
        let room = self.room(x, row);
        let end = match room {
            0 => self.collect_run(x, row, face, style),
            _ => self.take_alone(x, row, room),
        };
        let run = Run {
            text: &self.text,
            cells: &self.cells,
            face,
            style,
            room,
            leftwards: self.order.is_leftwards(x),
        };
        let placed = self.fonts.shape(&run);
        for glyph in placed.iter() {
            let column = (x + usize::from(glyph.column)).min(row.len() - 1);
            let (left, top) = self.place(column, y);
            let place = (left + i32::from(glyph.right), top - i32::from(glyph.up));
            self.glyph(glyph.glyph, place, Ground::text(self.inks[column]));
        }
        end
    }

    /// Returns how many cells the icon at column `x` may cover; 0 for what is no icon.
    fn room(&self, x: usize, row: &[Cell]) -> u8 {
        let cell = &row[x];
        if cell.width != 1 || !cell.text.chars().next().is_some_and(is_icon) {
            return 0;
        }
        let next = row.get(x + 1);
        let wide = match self.fonts.options().overflow {
            Overflow::Never => false,
            Overflow::Always => true,
            Overflow::WhenFollowedBySpace => next.is_some_and(|next| visible(next).is_none()),
        };
        if wide && next.is_some() { 2 } else { 1 }
    }

    /// Takes one cell as a run of its own; returns the column after it.
    fn take_alone(&mut self, x: usize, row: &[Cell], room: u8) -> usize {
        self.text.clear();
        self.text.push_str(&row[x].text);
        self.cells.clear();
        self.cells.push(RunCell::all(room));
        x + 1
    }

    fn face_style(&self, style: &Style) -> FaceStyle {
        FaceStyle {
            bold: self.scene.theme.is_bold(style),
            italic: style.italic,
            rule: self.fonts.rule_for(style),
            bar: self.bar,
        }
    }

    /// Collects the cells from `start` on that this face draws in this style; returns their end.
    fn collect_run(&mut self, start: usize, row: &[Cell], face: FaceId, style: FaceStyle) -> usize {
        self.text.clear();
        self.cells.clear();
        let look = &row[start].style;
        let ink = self.inks[start];
        let leftwards = self.order.is_leftwards(start);
        let mut x = start;
        while x < row.len() {
            let cell = &row[x];
            if cell.width == 0 && x > start {
                x += 1;
                continue;
            }
            let Some(first) = visible(cell) else { break };
            // What tells most neighbours apart is asked first.
            let same = (self.inks[x].text, self.inks[x].strength) == (ink.text, ink.strength)
                && (cell.style == *look || self.face_style(&cell.style) == style)
                && self.order.is_leftwards(x) == leftwards;
            let alone = x > start && is_icon(first);
            if !same || alone || self.fonts.drawn(first, self.bar).is_some() {
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
        if self.bar {
            // Letters need not stand in columns there; words do, as what is clicked is found by columns.
            let width = u8::try_from(x - start).unwrap_or(u8::MAX);
            self.cells.clear();
            self.cells.push(RunCell::all(width));
        }
        x
    }

    fn underlines(&mut self, y: usize, row: &[Cell]) {
        for (x, cell) in row.iter().enumerate() {
            if cell.style.underline != Underline::None {
                let glyph = self.fonts.underline(cell.style.underline, self.bar);
                let ink = self.inks[x];
                let ground = Ground {
                    opacity: ink.strength,
                    ..Ground::opaque(ink.underline)
                };
                self.glyph(glyph, self.place(x, y), ground);
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
            if !cell.style.strikethrough && !cell.style.overline {
                continue;
            }
            let (left, top) = self.place(x, y);
            let ground = Ground::text(self.inks[x]);
            if cell.style.strikethrough && ground.opacity > 0 {
                let place = (left, top + strikethrough as i32);
                self.solid(place, (width, stroke), ground);
            }
            if cell.style.overline && ground.opacity > 0 {
                self.solid((left, top), (width, stroke), ground);
            }
        }
    }
}

/// A colour with how much it hides.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ground {
    colour: Pixel,
    opacity: u8,
    /// Whether it is also behind the margin beside it.
    spreads: bool,
}

impl Ground {
    fn opaque(colour: Pixel) -> Self {
        Self {
            colour,
            opacity: 255,
            spreads: false,
        }
    }

    fn text(ink: Ink) -> Self {
        Self {
            opacity: ink.strength,
            ..Self::opaque(ink.text)
        }
    }
}

/// Returns whether a character is an icon, which fonts make as wide as it is high: those of private use, as Nerd
/// Fonts have them.
fn is_icon(character: char) -> bool {
    matches!(u32::from(character), 0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd)
}

/// Returns the first character of a cell that shows something.
fn visible(cell: &Cell) -> Option<char> {
    if cell.style.hidden {
        return None;
    }
    cell.text.chars().next().filter(|first| *first != ' ')
}
