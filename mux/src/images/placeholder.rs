//! Kitty's Unicode placeholders: text that stands for the cells of an image.
//!
//! A cell holds U+10EEEE with marks above it that count its row, its column and the highest byte of
//! the image's number; what a cell leaves out comes from the one to its left. Pure reading of cells.

/// The character that stands for a cell of an image.
pub(crate) const PLACEHOLDER: char = '\u{10eeee}';

/// The marks that are numbers, from 0 on: first code points, and how many follow each other. They are
/// in the order of Unicode.
const MARKS: &[(u32, u32)] = &[
    (0x305, 1),
    (0x30d, 2),
    (0x310, 1),
    (0x312, 1),
    (0x33d, 3),
    (0x346, 1),
    (0x34a, 3),
    (0x350, 3),
    (0x357, 1),
    (0x35b, 1),
    (0x363, 13),
    (0x483, 5),
    (0x592, 4),
    (0x597, 3),
    (0x59c, 6),
    (0x5a8, 2),
    (0x5ab, 2),
    (0x5af, 1),
    (0x5c4, 1),
    (0x610, 8),
    (0x657, 5),
    (0x65d, 2),
    (0x6d6, 7),
    (0x6df, 4),
    (0x6e4, 1),
    (0x6e7, 2),
    (0x6eb, 2),
    (0x730, 1),
    (0x732, 2),
    (0x735, 2),
    (0x73a, 1),
    (0x73d, 1),
    (0x73f, 3),
    (0x743, 1),
    (0x745, 1),
    (0x747, 1),
    (0x749, 2),
    (0x7eb, 7),
    (0x7f3, 1),
    (0x816, 4),
    (0x81b, 9),
    (0x825, 3),
    (0x829, 5),
    (0x951, 1),
    (0x953, 2),
    (0xf82, 2),
    (0xf86, 2),
    (0x135d, 3),
    (0x17dd, 1),
    (0x193a, 1),
    (0x1a17, 1),
    (0x1a75, 8),
    (0x1b6b, 1),
    (0x1b6d, 7),
    (0x1cd0, 3),
    (0x1cda, 2),
    (0x1ce0, 1),
    (0x1dc0, 2),
    (0x1dc3, 7),
    (0x1dcb, 2),
    (0x1dd1, 22),
    (0x1dfe, 1),
    (0x20d0, 2),
    (0x20d4, 4),
    (0x20db, 2),
    (0x20e1, 1),
    (0x20e7, 1),
    (0x20e9, 1),
    (0x20f0, 1),
    (0x2cef, 3),
    (0x2de0, 32),
    (0xa66f, 1),
    (0xa67c, 2),
    (0xa6f0, 2),
    (0xa8e0, 18),
    (0xaab0, 1),
    (0xaab2, 2),
    (0xaab7, 2),
    (0xaabe, 2),
    (0xaac1, 1),
    (0xfe20, 7),
    (0x10a0f, 1),
    (0x10a38, 1),
    (0x1d185, 5),
    (0x1d1aa, 4),
    (0x1d242, 3),
];

/// Returns the number that a mark is.
fn number(mark: char) -> Option<u32> {
    let mark = u32::from(mark);
    let mut before = 0;
    for (first, count) in MARKS {
        if mark < *first {
            return None;
        }
        if mark < first + count {
            return Some(before + mark - first);
        }
        before += count;
    }
    None
}

/// What a cell of an image says of itself: colours as numbers, 0 where there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stand {
    /// The lower three bytes of the image's number, which the text colour is.
    pub(crate) low_id: u32,
    /// The placement's number, which the underline's colour is.
    pub(crate) placement: u32,
    pub(crate) row: u32,
    pub(crate) col: u32,
    high_id: u32,
}

impl Stand {
    /// Returns the image's number.
    pub(crate) fn id(&self) -> u32 {
        self.high_id << 24 | self.low_id
    }

    /// Reads a cell with this text and these colours; `left` is what stands left of it. `None` when it
    /// is no placeholder.
    pub(crate) fn read(
        text: &str,
        low_id: u32,
        placement: u32,
        left: Option<&Self>,
    ) -> Option<Self> {
        let mut letters = text.chars();
        if letters.next() != Some(PLACEHOLDER) {
            return None;
        }
        let mut marks = letters.filter_map(number);
        let (row, col, high_id) = (marks.next(), marks.next(), marks.next());
        let left = left.filter(|left| (left.low_id, left.placement) == (low_id, placement));
        let left = left.filter(|left| row.is_none_or(|row| row == left.row));
        let left = left.filter(|left| col.is_none_or(|col| col == left.col + 1));
        let inherited =
            |own: Option<u32>, from: fn(&Self) -> u32| own.unwrap_or_else(|| left.map_or(0, from));
        Some(Self {
            low_id,
            placement,
            row: inherited(row, |left| left.row),
            col: inherited(col, |left| left.col + 1),
            high_id: inherited(high_id, |left| left.high_id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_numbers_in_their_order() {
        assert_eq!(number('\u{305}'), Some(0));
        assert_eq!(number('\u{30d}'), Some(1));
        assert_eq!(number('\u{30e}'), Some(2));
        assert_eq!(number('\u{1d244}'), Some(296));
        assert_eq!(number('\u{300}'), None);
        assert_eq!(number('a'), None);
    }

    #[test]
    fn what_a_cell_leaves_out_comes_from_its_left() {
        let read = |text: &str, left: Option<&Stand>| Stand::read(text, 42, 0, left);
        let place = |stand: Option<Stand>| stand.map(|stand| (stand.id(), stand.row, stand.col));
        let first = read("\u{10eeee}\u{30d}\u{305}\u{30e}", None);
        assert_eq!(place(first), Some((42 + (2 << 24), 1, 0)));
        let second = read("\u{10eeee}", first.as_ref());
        assert_eq!(place(second), Some((42 + (2 << 24), 1, 1)));
        let third = read("\u{10eeee}\u{30d}", second.as_ref());
        assert_eq!(place(third), Some((42 + (2 << 24), 1, 2)));
        // Another row is another begin.
        let below = read("\u{10eeee}\u{30e}", third.as_ref());
        assert_eq!(place(below), Some((42, 2, 0)));
        let other = Stand::read("\u{10eeee}", 43, 0, third.as_ref());
        assert_eq!(place(other), Some((43, 0, 0)));
        assert_eq!(read("a", None), None);
    }
}
