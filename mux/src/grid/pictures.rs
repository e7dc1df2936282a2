//! Pictures in cells.
//!
//! An [`Image`] is decoded pixels, a [`Picture`] says how a part of one lies on cells, and each cell
//! carries the [`Piece`] that it shows. So whatever covers, scrolls or cuts cells does it to pictures
//! too. Plain data, shared by reference; it decodes and draws nothing.

mod scaling;

use super::Rect;
use crate::images::Lease;
use crate::images::sizes::touched;
use std::sync::Arc;

/// Decoded pixels, which never change.
pub struct Image {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
    /// What the pixels take of a budget, given back with them.
    _lease: Option<Lease>,
}

impl Image {
    /// Returns an image of `width` by `height` pixels: four bytes each, red, green, blue and opacity.
    /// `None` when there are not as many bytes.
    pub fn new(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        Self::with_lease(width, height, pixels, None)
    }

    pub(crate) fn with_lease(
        width: u32,
        height: u32,
        pixels: Vec<u8>,
        lease: Option<Lease>,
    ) -> Option<Self> {
        let bytes = (width as usize).checked_mul(height as usize)?;
        let whole = bytes.checked_mul(4) == Some(pixels.len());
        (whole && !pixels.is_empty()).then_some(Self {
            width,
            height,
            pixels,
            _lease: lease,
        })
    }

    /// Returns the width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Returns the height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Returns the pixels, row by row, four bytes each.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

impl PartialEq for Image {
    /// Two images are equal when they are one and the same.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Image {}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Image({}x{})", self.width, self.height)
    }
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PixelRect {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// What a picture lies on and what lies on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Under the backgrounds of cells that have one.
    UnderBackgrounds,
    /// On the backgrounds, under the text.
    UnderText,
    /// On the text.
    #[default]
    OverText,
}

/// A part of an image as it lies on a rectangle of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The pixels.
    pub image: Arc<Image>,
    /// Which of them are shown.
    pub source: PixelRect,
    /// How far right of and below the first cell's corner it begins, in pixels of the screen.
    pub offset: (u32, u32),
    /// How large it is shown, in pixels of the screen.
    pub size: (u32, u32),
    /// How large a cell is where offset and size hold; with other cells the picture grows with them.
    pub cell: (u32, u32),
    /// What it lies on.
    pub layer: Layer,
}

impl Picture {
    /// Returns how many columns and rows it touches.
    pub fn cells(&self) -> (usize, usize) {
        touched(self.offset, self.size, self.cell)
    }

    /// Returns where the picture lies with cells of this size: its rectangle, counted from the corner
    /// of the first cell.
    pub fn place(&self, cell: (u32, u32)) -> PixelRect {
        let scaled = |value: u32, from: u32, to: u32| {
            let exact = u64::from(value) * u64::from(to) + u64::from(from) / 2;
            (exact / u64::from(from.max(1))).min(u64::from(u32::MAX)) as u32
        };
        PixelRect {
            x: scaled(self.offset.0, self.cell.0, cell.0),
            y: scaled(self.offset.1, self.cell.1, cell.1),
            width: scaled(self.size.0, self.cell.0, cell.0).max(1),
            height: scaled(self.size.1, self.cell.1, cell.1).max(1),
        }
    }
}

impl Picture {
    /// Returns what some of its cells show; `None` when the picture leaves them free.
    pub fn cut(&self, cells: Rect, cell: (u32, u32)) -> Option<Cut> {
        let place = self.place(cell);
        let (x, width) = shared((place.x, place.width), (cells.x, cells.cols), cell.0)?;
        let (y, height) = shared((place.y, place.height), (cells.y, cells.rows), cell.1)?;
        let rect = |x: u32, y: u32| PixelRect {
            x,
            y,
            width,
            height,
        };
        let left = u32::try_from(cells.x).ok()?.checked_mul(cell.0)?;
        let top = u32::try_from(cells.y).ok()?.checked_mul(cell.1)?;
        Some(Cut {
            area: rect(x - left, y - top),
            part: rect(x - place.x, y - place.y),
        })
    }

    /// Returns the pixels of a part of it, as it is shown with cells of this size.
    pub fn pixels(&self, part: PixelRect, cell: (u32, u32)) -> Option<Vec<u8>> {
        let place = self.place(cell);
        let whole = (place.width, place.height);
        let is_in = |from: u32, size: u32, all: u32| {
            size > 0 && from.checked_add(size).is_some_and(|end| end <= all)
        };
        let source = self.source;
        let valid = is_in(source.x, source.width, self.image.width())
            && is_in(source.y, source.height, self.image.height())
            && is_in(part.x, part.width, whole.0)
            && is_in(part.y, part.height, whole.1);
        valid.then(|| scaling::scaled(&self.image, source, whole, part))
    }
}

/// What some cells show of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Where it lies, counted from the corner of the first of the cells.
    pub area: PixelRect,
    /// Which part of the picture it is, in the size in which it is shown.
    pub part: PixelRect,
}

/// Returns the pixels of one axis that a picture has in common with some cells: first and number.
fn shared(place: (u32, u32), cells: (usize, usize), cell: u32) -> Option<(u32, u32)> {
    let pixel = |cells: usize| u32::try_from(cells).ok()?.checked_mul(cell);
    let (from, to) = (pixel(cells.0)?, pixel(cells.0.checked_add(cells.1)?)?);
    let (from, to) = (from.max(place.0), to.min(place.0.checked_add(place.1)?));
    (from < to).then(|| (from, to - from))
}

/// What one cell shows of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The picture.
    pub picture: Arc<Picture>,
    /// Which of the columns that the picture touches.
    pub col: u16,
    /// Which of the rows.
    pub row: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(offset: (u32, u32), size: (u32, u32)) -> Picture {
        Picture {
            image: Arc::new(Image::new(2, 1, vec![0; 8]).expect("two pixels")),
            source: PixelRect::default(),
            offset,
            size,
            cell: (10, 20),
            layer: Layer::default(),
        }
    }

    #[test]
    fn an_image_has_as_many_bytes_as_its_size_says() {
        assert!(Image::new(2, 1, vec![0; 8]).is_some());
        for (width, height, bytes) in [(2, 1, 7), (0, 0, 0), (u32::MAX, u32::MAX, 4), (1, 2, 12)] {
            assert!(Image::new(width, height, vec![0; bytes]).is_none());
        }
    }

    #[test]
    fn a_picture_touches_the_cells_that_it_reaches_into() {
        assert_eq!(picture((0, 0), (20, 20)).cells(), (2, 1));
        assert_eq!(picture((1, 0), (20, 21)).cells(), (3, 2));
        assert_eq!(picture((0, 0), (u32::MAX, 1)).cells().1, 1);
    }

    #[test]
    fn a_picture_grows_with_the_cells() {
        let picture = picture((5, 10), (20, 40));
        let rect = |x, y, width, height| PixelRect {
            x,
            y,
            width,
            height,
        };
        assert_eq!(picture.place((10, 20)), rect(5, 10, 20, 40));
        assert_eq!(picture.place((20, 40)), rect(10, 20, 40, 80));
        assert_eq!(picture.place((1, 1)), rect(1, 1, 2, 2));
    }
}
