//! Which rows of pixels a picture changes, so that no others are painted.
//!
//! The picture is cut into bands, and each has a number made of all that is seen in it; a band that has the
//! number it had before looks as it did. Main thread. It paints nothing, and knows no surface.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::backdrop::Backdrop;
use super::list::{DrawList, Quad, QuadKind};
use super::slices::Slice;
use crate::fonts::Glyphs;

/// Rows of pixels in a band: a fraction of a line of text.
const HEIGHT: u32 = 8;

/// Pictures that are remembered: surfaces have no more buffers than these.
const REMEMBERED: usize = 3;

/// Unchanged bands between changed ones that are painted with them.
const JOINED: usize = 2;

/// Ranges of rows after which all between the first and the last is painted: each range looks at every quad.
const MOST_RANGES: usize = 6;

/// What a picture showed.
#[derive(Default)]
struct Seen {
    bands: Vec<u64>,
    // Held, so that nothing else can come to lie where they are: that is what tells them apart.
    _slices: Vec<Arc<Slice>>,
    _backdrop: Option<Arc<Backdrop>>,
}

/// The last pictures, in bands.
#[derive(Default)]
pub struct Bands {
    /// The last one first.
    seen: VecDeque<Seen>,
}

impl Bands {
    /// Takes note of a picture that is painted over the one of `age` pictures ago, 1 being the last; 0 is
    /// over anything. Returns the rows of pixels in which they differ, from the top.
    pub fn changed(
        &mut self,
        list: &DrawList,
        glyphs: &Glyphs,
        size: (u32, u32),
        age: u8,
    ) -> Vec<Range<u32>> {
        let new = seen(list, glyphs, size);
        let old = usize::from(age)
            .checked_sub(1)
            .and_then(|age| self.seen.get(age))
            .filter(|old| old.bands.len() == new.bands.len());
        let ranges = match old {
            Some(old) => differing(&old.bands, &new.bands, size.1),
            None => std::iter::once(0..size.1).collect(),
        };
        self.seen.truncate(REMEMBERED - 1);
        self.seen.push_front(new);
        ranges
    }
}

fn seen(list: &DrawList, glyphs: &Glyphs, size: (u32, u32)) -> Seen {
    let behind = list.backdrop.as_ref().map(Arc::as_ptr);
    let ground = numbered(&(list.background, behind, glyphs.generation(), size));
    let mut bands = vec![ground; size.1.div_ceil(HEIGHT) as usize];
    for quad in &list.quads {
        let number = number_of(quad, list);
        for band in &mut bands[quad.parts_within(&(0..size.1), HEIGHT)] {
            // The order of quads counts: later ones cover earlier ones.
            *band = numbered(&(*band, number));
        }
    }
    Seen {
        bands,
        _slices: list.slices.shown().to_vec(),
        _backdrop: list.backdrop.clone(),
    }
}

fn number_of(quad: &Quad, list: &DrawList) -> u64 {
    let place = (quad.x, quad.y, quad.width, quad.height);
    let look = (quad.colour, quad.opacity);
    match quad.kind {
        QuadKind::Solid => numbered(&(0, place, look)),
        QuadKind::Glyph(glyph) => numbered(&(1, place, look, glyph)),
        QuadKind::Slice(index) => {
            let slice = list.slices.shown().get(index as usize).map(Arc::as_ptr);
            numbered(&(2, place, look, slice))
        }
    }
}

fn numbered(what: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    what.hash(&mut hasher);
    hasher.finish()
}

fn differing(old: &[u64], new: &[u64], height: u32) -> Vec<Range<u32>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (band, (old, new)) in old.iter().zip(new).enumerate() {
        if old == new {
            continue;
        }
        match ranges.last_mut() {
            Some(last) if band <= last.end + JOINED => last.end = band + 1,
            _ => ranges.push(band..band + 1),
        }
    }
    if ranges.len() > MOST_RANGES {
        let all = ranges[0].start..ranges[ranges.len() - 1].end;
        ranges = vec![all];
    }
    let rows = |band: usize| (band as u32 * HEIGHT).min(height);
    ranges
        .iter()
        .map(|range| rows(range.start)..rows(range.end))
        .collect()
}
