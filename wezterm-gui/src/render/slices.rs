//! Pictures in cells as quads: what some cells of one row show of one picture is a slice.
//!
//! A slice has the size in which it is seen, so painters only copy it, and both show the same. Slices
//! are kept while they are seen: one that was not in the last frame is forgotten, with its image.
//! Main thread.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use mux::grid::{Grid, Image, Layer, Picture, Piece, PixelRect, Rect};

/// The widest slice, in cells: what an atlas surely has room for.
const WIDEST: usize = 32;

/// Pixels of a picture as they are seen.
#[derive(PartialEq, Eq)]
pub struct Slice {
    /// Where they lie, counted from the corner of the first cell.
    pub area: PixelRect,
    /// Four bytes each.
    pub pixels: Vec<u8>,
}

impl std::fmt::Debug for Slice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Slice({:?})", self.area)
    }
}

/// Cells next to each other that show cells next to each other of a picture.
pub struct Stretch {
    /// The first cell.
    pub x: usize,
    /// How many pictures are below.
    depth: usize,
    /// What the first cell shows.
    pub first: Piece,
    /// How many cells there are.
    pub cols: usize,
}

/// What a slice is made of.
#[derive(PartialEq, Eq)]
struct Key {
    picture: Picture,
    cells: Rect,
    cell: (u32, u32),
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref::<Image>(&self.picture.image).hash(state);
        self.picture.source.hash(state);
        self.cells.hash(state);
        self.cell.hash(state);
    }
}

/// The slices of a frame.
#[derive(Default)]
pub struct Slices {
    known: HashMap<Key, (Option<Arc<Slice>>, u64)>,
    frame: u64,
    shown: Vec<Arc<Slice>>,
}

impl PartialEq for Slices {
    /// They are equal when they show the same.
    fn eq(&self, other: &Self) -> bool {
        self.shown == other.shown
    }
}

impl Eq for Slices {}

impl std::fmt::Debug for Slices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.shown.fmt(f)
    }
}

impl Slices {
    /// Begins a frame.
    pub fn begin(&mut self) {
        self.frame += 1;
        self.shown.clear();
    }

    /// Forgets what was not asked for in this frame.
    pub fn end(&mut self) {
        let frame = self.frame;
        self.known.retain(|_, (_, seen)| *seen == frame);
    }

    /// Returns what is shown in this frame, by its numbers.
    pub fn shown(&self) -> &[Arc<Slice>] {
        &self.shown
    }

    /// Shows a stretch; returns the number of its slice, and where that lies, counted from the corner
    /// of the first cell. `None` where the picture leaves the cells free.
    pub fn show(&mut self, stretch: &Stretch, cell: (u32, u32)) -> Option<(u32, PixelRect)> {
        let slice = self.get(stretch, cell)?;
        let area = slice.area;
        self.shown.push(slice);
        Some((self.shown.len() as u32 - 1, area))
    }

    fn get(&mut self, stretch: &Stretch, cell: (u32, u32)) -> Option<Arc<Slice>> {
        let cells = Rect {
            x: usize::from(stretch.first.col),
            y: usize::from(stretch.first.row),
            cols: stretch.cols,
            rows: 1,
        };
        let key = Key {
            picture: Picture::clone(&stretch.first.picture),
            cells,
            cell,
        };
        let make = |key: &Key| {
            let cut = key.picture.cut(cells, cell)?;
            let pixels = key.picture.pixels(cut.part, cell)?;
            let area = cut.area;
            Some(Arc::new(Slice { area, pixels }))
        };
        let frame = self.frame;
        let entry = self
            .known
            .entry(key)
            .or_insert_with_key(|key| (make(key), frame));
        entry.1 = frame;
        entry.0.clone()
    }
}

/// Returns the stretches of one row that lie in this layer, the lowest ones first.
pub fn stretches(grid: &Grid, y: usize, layer: Layer) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    // By depth: the stretch that may go on.
    let mut open: Vec<Option<usize>> = Vec::new();
    for (x, cell) in grid.row(y).iter().enumerate() {
        let pieces = cell.images.as_deref().unwrap_or_default();
        open.resize(pieces.len(), None);
        for (depth, piece) in pieces.iter().enumerate() {
            if piece.picture.layer != layer {
                open[depth] = None;
                continue;
            }
            let goes_on = open[depth].filter(|index| stretches[*index].is_followed_by(piece));
            if let Some(index) = goes_on {
                stretches[index].cols += 1;
                continue;
            }
            open[depth] = Some(stretches.len());
            stretches.push(Stretch {
                x,
                depth,
                first: piece.clone(),
                cols: 1,
            });
        }
    }
    stretches.sort_by_key(|stretch| stretch.depth);
    stretches
}

impl Stretch {
    fn is_followed_by(&self, piece: &Piece) -> bool {
        let next = usize::from(self.first.col) + self.cols;
        // Where wide slices are cut depends on the picture and not on where it is.
        let cut = next.is_multiple_of(WIDEST);
        let same =
            Arc::ptr_eq(&self.first.picture, &piece.picture) || self.first.picture == piece.picture;
        same && !cut && piece.row == self.first.row && usize::from(piece.col) == next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mux::grid::{Cell, Size, Style};

    fn picture(layer: Layer) -> Arc<Picture> {
        let image = Image::new(4, 1, vec![200; 16]).expect("an image");
        Arc::new(Picture {
            image: Arc::new(image),
            source: PixelRect {
                x: 0,
                y: 0,
                width: 4,
                height: 1,
            },
            offset: (0, 0),
            size: (1000, 20),
            cell: (10, 20),
            layer,
        })
    }

    fn put(grid: &mut Grid, x: usize, picture: &Arc<Picture>, col: u16) {
        let mut images = grid
            .cell(x, 0)
            .images
            .as_deref()
            .unwrap_or_default()
            .to_vec();
        images.push(Piece {
            picture: picture.clone(),
            col,
            row: 0,
        });
        let cell = Cell {
            images: Some(images.into()),
            ..Cell::blank(Style::default())
        };
        grid.set(x, 0, cell);
    }

    fn found(grid: &Grid, layer: Layer) -> Vec<(usize, usize, u16, usize)> {
        let stretches = stretches(grid, 0, layer);
        let of = |s: &Stretch| (s.x, s.depth, s.first.col, s.cols);
        stretches.iter().map(of).collect()
    }

    #[test]
    fn cells_of_one_picture_are_drawn_together_and_the_lowest_first() {
        let mut grid = Grid::new(Size::new(10, 1));
        let (low, high) = (picture(Layer::OverText), picture(Layer::OverText));
        for x in 0..4 {
            put(&mut grid, x, &low, x as u16);
        }
        for x in 2..6 {
            put(&mut grid, x, &high, x as u16);
        }
        put(&mut grid, 7, &high, 0);
        let expected = [(0, 0, 0, 4), (4, 0, 4, 2), (7, 0, 0, 1), (2, 1, 2, 2)];
        assert_eq!(found(&grid, Layer::OverText), expected);
        assert_eq!(found(&grid, Layer::UnderText), []);
    }

    #[test]
    fn slices_are_kept_while_they_are_seen() {
        let mut grid = Grid::new(Size::new(2, 1));
        let shown = picture(Layer::OverText);
        put(&mut grid, 0, &shown, 0);
        let mut slices = Slices::default();
        let frame = |slices: &mut Slices, cell| {
            slices.begin();
            let slice = slices.get(&stretches(&grid, 0, Layer::OverText)[0], cell);
            slices.end();
            slice.expect("a slice")
        };
        let first = frame(&mut slices, (10, 20));
        assert!(Arc::ptr_eq(&first, &frame(&mut slices, (10, 20))));
        assert_eq!((first.area.width, first.area.height), (10, 20));
        let larger = frame(&mut slices, (20, 40));
        assert_eq!((larger.area.width, larger.area.height), (20, 40));
        assert!(!Arc::ptr_eq(&first, &frame(&mut slices, (10, 20))));
        slices.begin();
        slices.end();
        assert!(slices.known.is_empty());
        assert_eq!(Arc::strong_count(&shown.image), 1);
    }
}
