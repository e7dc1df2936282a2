//! Pictures on the host's screen, where the host can show some.
//!
//! Hides which protocol the host has and what it holds already. By kitty's protocol a picture is sent
//! once, in the size in which it is seen, and then only placed; sixels are sent again where cells below
//! them were drawn. A host that has neither, or whose cells' size nobody knows, gets half blocks in the
//! pictures' colours, and where it has not the colours a quiet pattern. Main thread; it only makes bytes.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use mux::grid::{Cell, Grid, Layer, Picture, PixelRect, Rect};

use super::paint::Colors;
use crate::render::stretches;

mod blocks;
mod sixel;

/// Asks whether the host knows kitty's protocol for images, of a host that knows the one for keys.
pub const ASK: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";
/// How a positive answer to that begins and ends.
pub const ANSWER: (&[u8], &[u8]) = (b"Gi=31", b";OK");
/// What stands for a picture that the host cannot show, nor its colours.
const PATTERN: &str = "░";
/// The longest piece of data that is sent at once.
const CHUNK: usize = 4096;
/// The largest picture that is sent, in bytes.
const MAX_BYTES: u64 = 32 * 1024 * 1024;
/// The first number of a picture: a host may hold those of other programs, too.
const FIRST_ID: u32 = 0x5754_0000;
const DELETE_ALL: &str = "\x1b_Ga=d,d=A,q=2\x1b\\";

/// What the host can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Graphics {
    /// No pictures.
    #[default]
    None,
    /// Sixels.
    Sixels,
    /// Images of kitty's protocol.
    Kitty,
}

/// A rectangle of cells that shows a rectangle of a picture's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Patch {
    cells: Rect,
    picture: Arc<Picture>,
    /// The first of the picture's cells.
    from: (usize, usize),
}

impl Patch {
    /// Returns the picture's cells.
    fn part(&self) -> Rect {
        Rect {
            x: self.from.0,
            y: self.from.1,
            ..self.cells
        }
    }
}

/// A picture that the host holds.
struct Sent {
    picture: Arc<Picture>,
    id: u32,
}

/// The pictures of a host's screen.
#[derive(Default)]
pub struct Pictures {
    graphics: Graphics,
    cell: (u32, u32),
    shown: Vec<Patch>,
    sent: Vec<Sent>,
    blocks: blocks::Blocks,
    last_id: u32,
}

impl Pictures {
    /// Takes what the host can show; returns whether that is more than before.
    pub fn can(&mut self, graphics: Graphics) -> bool {
        let better = graphics as u8 > self.graphics as u8;
        if better {
            self.graphics = graphics;
        }
        better
    }

    /// Takes how large the host's cells are, in pixels; returns whether they were of another size.
    pub fn cells_are(&mut self, cell: (u32, u32)) -> bool {
        std::mem::replace(&mut self.cell, cell) != cell
    }

    /// Tells whether pictures are drawn, rather than what stands for them.
    fn draws(&self) -> bool {
        self.graphics != Graphics::None && self.cell.0 > 0 && self.cell.1 > 0
    }

    /// Takes that the host's screen is no longer what it was; returns what makes it sure.
    pub fn forget(&mut self) -> &'static str {
        self.shown.clear();
        self.sent.clear();
        match self.graphics {
            Graphics::Kitty => DELETE_ALL,
            Graphics::None | Graphics::Sixels => "",
        }
    }

    /// Returns a grid as the host can show it: with what stands for pictures where it can show none.
    pub fn stand_ins<'a>(&mut self, grid: &'a Grid, colors: Colors) -> Cow<'a, Grid> {
        let over = |cell: &Cell| {
            let mut images = cell.images.as_deref().unwrap_or_default().iter();
            cell.text == " " && images.any(|piece| piece.picture.layer == Layer::OverText)
        };
        let hidden = |y: usize| {
            grid.row(y)
                .iter()
                .enumerate()
                .filter(|(_, cell)| over(cell))
        };
        let all = (0..grid.size().rows).flat_map(|y| hidden(y).map(move |(x, _)| (x, y)));
        let mut all = all.peekable();
        if self.draws() || all.peek().is_none() {
            self.blocks = blocks::Blocks::default();
            return Cow::Borrowed(grid);
        }
        let mut shown = grid.clone();
        match colors {
            Colors::True | Colors::Palette => {
                let mut patches = patches(grid);
                patches.retain(|patch| patch.picture.layer == Layer::OverText);
                let all: Vec<_> = all.collect();
                self.blocks.draw(&patches, &all, &mut shown);
            }
            Colors::Few => {
                for (x, y) in all {
                    let mut pattern = Cell::new(PATTERN, grid.cell(x, y).style);
                    pattern.style.dim = true;
                    shown.set(x, y, pattern);
                }
            }
        }
        Cow::Owned(shown)
    }

    /// Returns what brings the host's pictures from those of one grid, whose cells it has drawn anew
    /// where they differ, to those of another.
    pub fn draw(&mut self, before: &Grid, after: &Grid) -> String {
        let mut out = String::new();
        if !self.draws() {
            return out;
        }
        let patches = patches(after);
        match self.graphics {
            Graphics::Kitty => self.draw_kitty(&patches, &mut out),
            Graphics::None | Graphics::Sixels => {
                self.draw_sixels(&patches, before, after, &mut out)
            }
        }
        self.shown = patches;
        out
    }

    fn draw_kitty(&mut self, patches: &[Patch], out: &mut String) {
        if patches == self.shown {
            return;
        }
        // A picture that is seen no more is given up, with its placements.
        let seen = |picture: &Picture| patches.iter().any(|patch| *patch.picture == *picture);
        self.sent.retain(|sent| {
            let kept = seen(&sent.picture);
            if !kept {
                let _ = write!(out, "\x1b_Ga=d,d=I,i={},q=2\x1b\\", sent.id);
            }
            kept
        });
        for sent in &self.sent {
            let _ = write!(out, "\x1b_Ga=d,d=i,i={},q=2\x1b\\", sent.id);
        }
        for patch in patches {
            let Some(cut) = patch.picture.cut(patch.part(), self.cell) else {
                continue;
            };
            let Some(id) = self.send(&patch.picture, out) else {
                continue;
            };
            let PixelRect {
                x,
                y,
                width,
                height,
            } = cut.part;
            let z = match patch.picture.layer {
                Layer::UnderBackgrounds => i32::MIN / 2 - 1,
                Layer::UnderText => -1,
                Layer::OverText => 0,
            };
            let _ = write!(
                out,
                "\x1b[{};{}H\x1b_Ga=p,i={id},x={x},y={y},w={width},h={height},X={},Y={},z={z},C=1,q=2\x1b\\",
                patch.cells.y + 1,
                patch.cells.x + 1,
                cut.area.x,
                cut.area.y,
            );
        }
    }

    /// Makes sure that the host holds a picture; returns its number there.
    fn send(&mut self, picture: &Arc<Picture>, out: &mut String) -> Option<u32> {
        let known = self.sent.iter().find(|sent| *sent.picture == **picture);
        if let Some(sent) = known {
            return Some(sent.id);
        }
        let place = picture.place(self.cell);
        let (width, height) = (place.width, place.height);
        if u64::from(width) * u64::from(height) * 4 > MAX_BYTES {
            return None;
        }
        let whole = PixelRect {
            x: 0,
            y: 0,
            ..place
        };
        let pixels = picture.pixels(whole, self.cell)?;
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&pixels).ok()?;
        let data = STANDARD.encode(packed.finish().ok()?);
        self.last_id = self.last_id.wrapping_add(1) & 0xffff;
        let id = FIRST_ID | self.last_id;
        let mut keys = format!("a=t,i={id},f=32,s={width},v={height},o=z,q=2,");
        let mut rest = data.as_str();
        loop {
            let (chunk, later) = rest.split_at(rest.len().min(CHUNK));
            let more = u8::from(!later.is_empty());
            let _ = write!(out, "\x1b_G{keys}m={more};{chunk}\x1b\\");
            if later.is_empty() {
                break;
            }
            keys.clear();
            keys.push_str("q=2,");
            rest = later;
        }
        self.sent.push(Sent {
            picture: picture.clone(),
            id,
        });
        Some(id)
    }

    fn draw_sixels(&self, patches: &[Patch], before: &Grid, after: &Grid, out: &mut String) {
        let same_size = before.size() == after.size();
        for patch in patches {
            let untouched = same_size && self.shown.contains(patch) && {
                let columns = patch.cells.x..patch.cells.right();
                let mut rows = patch.cells.y..patch.cells.bottom();
                rows.all(|y| before.row(y)[columns.clone()] == after.row(y)[columns.clone()])
            };
            if untouched {
                continue;
            }
            // In the last row a host may scroll.
            let rows = patch.cells.bottom().min(after.size().rows - 1);
            let rows = rows.saturating_sub(patch.cells.y);
            let part = Rect {
                rows,
                ..patch.part()
            };
            let Some(cut) = patch.picture.cut(part, self.cell) else {
                continue;
            };
            if let Some(pixels) = patch.picture.pixels(cut.part, self.cell) {
                let (x, y) = (patch.cells.x + 1, patch.cells.y + 1);
                let _ = write!(out, "\x1b[{y};{x}H");
                sixel::encode(&pixels, cut.area, out);
            }
        }
    }
}

/// Returns the rectangles of a grid that show pictures, the lowest ones first.
fn patches(grid: &Grid) -> Vec<Patch> {
    let mut patches: Vec<Patch> = Vec::new();
    for layer in [Layer::UnderBackgrounds, Layer::UnderText, Layer::OverText] {
        // Those that may go on in the next row.
        let begun = patches.len();
        for y in 0..grid.size().rows {
            for stretch in stretches(grid, y, layer) {
                let from = (
                    usize::from(stretch.first.col),
                    usize::from(stretch.first.row),
                );
                let goes_on = |patch: &&mut Patch| {
                    patch.cells.bottom() == y
                        && (patch.cells.x, patch.cells.cols) == (stretch.x, stretch.cols)
                        && patch.picture == stretch.first.picture
                        && (patch.from.0, patch.from.1 + patch.cells.rows) == from
                };
                if let Some(above) = patches[begun..].iter_mut().find(goes_on) {
                    above.cells.rows += 1;
                    continue;
                }
                patches.push(Patch {
                    cells: Rect::new(stretch.x, y, stretch.cols, 1),
                    picture: stretch.first.picture,
                    from,
                });
            }
        }
    }
    patches
}

#[cfg(test)]
mod tests;
