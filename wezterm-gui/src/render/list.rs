//! What a picture is made of: the list between who composes it and who paints it.
//!
//! Plain data of the main thread; the painters' threads read it. It paints nothing.

use std::ops::Range;
use std::sync::Arc;

use super::backdrop::Backdrop;
use super::slices::Slices;
use super::theme::Pixel;
use crate::fonts::GlyphId;

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
    /// How much it hides of what is below: 255 everything.
    pub opacity: u8,
    /// What it is filled with.
    pub kind: QuadKind,
}

impl Quad {
    /// Returns which of these rows of pixels it has a part in, counted from the first of them.
    pub(super) fn rows_within(&self, rows: &Range<u32>) -> Range<u32> {
        let top = i64::from(self.y);
        let within = |row: i64| row.clamp(rows.start.into(), rows.end.into()) as u32 - rows.start;
        within(top)..within(top + i64::from(self.height))
    }

    /// Cuts these rows of pixels into parts of a height; returns the parts it is seen in.
    pub(super) fn parts_within(&self, rows: &Range<u32>, height: u32) -> Range<usize> {
        let seen = self.rows_within(rows);
        if seen.is_empty() {
            return 0..0;
        }
        (seen.start / height) as usize..seen.end.div_ceil(height) as usize
    }
}

/// A picture: later quads cover earlier ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DrawList {
    /// What is seen where no quad and no backdrop is: `0xaarrggbb`, its parts multiplied by its opacity.
    pub background: u32,
    /// What is seen, from the top left corner on, where no quad is.
    pub backdrop: Option<Arc<Backdrop>>,
    /// The quads from back to front.
    pub quads: Vec<Quad>,
    /// What quads show of pictures.
    pub slices: Slices,
    /// Whether there is text that blinks slowly.
    pub slow_text: bool,
    /// Whether there is text that blinks rapidly.
    pub rapid_text: bool,
}
