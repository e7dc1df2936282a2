//! Pixels laid upon others: what makes a frame of an image from another one.
//!
//! All pixels of the frame are copied, since those that are shown never change, and a short command
//! may ask for it: not for a thread that must not wait, nor under a pane's lock. It knows no protocol.

use crate::grid::Image;
use std::sync::Arc;

/// What lies below.
#[derive(Debug)]
pub(crate) enum Below {
    Frame(Arc<Image>),
    /// Red, green, blue and opacity, from the highest byte on.
    Color(u32),
}

/// What is laid upon it.
#[derive(Debug)]
pub(crate) enum Above {
    Frame(Arc<Image>),
    Pixels(Vec<u8>),
}

/// A rectangle of pixels that is to be laid upon others.
#[derive(Debug)]
pub(crate) struct Laying {
    pub(crate) below: Below,
    /// The width and height of what lies below.
    pub(crate) whole: (u32, u32),
    pub(crate) above: Above,
    /// The width and height of what the rectangle is cut out of.
    pub(crate) above_whole: (u32, u32),
    /// Where in there the rectangle begins.
    pub(crate) from: (u32, u32),
    pub(crate) size: (u32, u32),
    /// Where it is laid.
    pub(crate) at: (u32, u32),
    /// It takes the place of what lies below, instead of covering it as far as it is opaque.
    pub(crate) replaces: bool,
}

/// Says whether a rectangle lies within a whole.
pub(crate) fn fits(at: (u32, u32), size: (u32, u32), whole: (u32, u32)) -> bool {
    let side = |at: u32, size: u32, all: u32| at.checked_add(size).is_some_and(|end| end <= all);
    side(at.0, size.0, whole.0) && side(at.1, size.1, whole.1)
}

impl Laying {
    /// Returns the pixels that it makes; `None` when a rectangle is not within its whole.
    pub(crate) fn run(self) -> Option<Vec<u8>> {
        if !fits(self.at, self.size, self.whole) || !fits(self.from, self.size, self.above_whole) {
            return None;
        }
        let mut pixels = match &self.below {
            Below::Frame(frame) => frame.pixels().to_vec(),
            Below::Color(color) => {
                let count = self.whole.0 as usize * self.whole.1 as usize;
                color.to_be_bytes().repeat(count)
            }
        };
        let above = match &self.above {
            Above::Frame(frame) => frame.pixels(),
            Above::Pixels(pixels) => pixels,
        };
        let row = |stride: u32, x: u32, y: u32| {
            let start = (y as usize * stride as usize + x as usize) * 4;
            start..start + self.size.0 as usize * 4
        };
        for y in 0..self.size.1 {
            let from = above.get(row(self.above_whole.0, self.from.0, self.from.1 + y))?;
            let to = pixels.get_mut(row(self.whole.0, self.at.0, self.at.1 + y))?;
            if self.replaces {
                to.copy_from_slice(from);
            } else {
                let pairs = to.chunks_exact_mut(4).zip(from.chunks_exact(4));
                pairs.for_each(|(below, above)| blend(below, above));
            }
        }
        Some(pixels)
    }
}

/// Draws one pixel upon another.
fn blend(below: &mut [u8], above: &[u8]) {
    let (over, under) = (u32::from(above[3]), u32::from(below[3]));
    match over {
        0 => return,
        255 => return below.copy_from_slice(above),
        _ => {}
    }
    // Both in 255 * 255ths.
    let rest = under * (255 - over);
    let opacity = over * 255 + rest;
    for (below, above) in below.iter_mut().zip(&above[..3]) {
        let sum = u32::from(*above) * over * 255 + u32::from(*below) * rest;
        *below = ((sum + opacity / 2) / opacity) as u8;
    }
    below[3] = ((opacity + 127) / 255) as u8;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_blended_by_their_opacity() {
        let blended = |below: [u8; 4], above: [u8; 4]| {
            let mut pixel = below;
            blend(&mut pixel, &above);
            pixel
        };
        assert_eq!(blended([1, 2, 3, 4], [9, 9, 9, 0]), [1, 2, 3, 4]);
        assert_eq!(blended([1, 2, 3, 4], [9, 8, 7, 255]), [9, 8, 7, 255]);
        assert_eq!(
            blended([0, 0, 0, 255], [255, 255, 255, 128]),
            [128, 128, 128, 255]
        );
        assert_eq!(blended([7, 7, 7, 0], [50, 60, 70, 128]), [50, 60, 70, 128]);
    }

    /// A part of one row of two pixels, red and green, on two that are blue.
    fn laying(from: (u32, u32), size: (u32, u32), at: (u32, u32)) -> Laying {
        Laying {
            below: Below::Color(0x0000_ffff),
            whole: (2, 1),
            above: Above::Pixels(vec![255, 0, 0, 255, 0, 255, 0, 255]),
            above_whole: (2, 1),
            from,
            size,
            at,
            replaces: true,
        }
    }

    #[test]
    fn a_part_is_laid_where_it_is_told_and_nowhere_outside() {
        let laid = laying((1, 0), (1, 1), (0, 0)).run();
        assert_eq!(laid, Some(vec![0, 255, 0, 255, 0, 0, 255, 255]));
        for (from, size, at) in [
            ((1, 0), (2, 1), (0, 0)),
            ((0, 0), (2, 1), (1, 0)),
            ((0, 1), (1, 1), (0, 0)),
            ((0, 0), (1, u32::MAX), (0, 1)),
        ] {
            assert_eq!(
                laying(from, size, at).run(),
                None,
                "{from:?} {size:?} {at:?}"
            );
        }
    }
}
