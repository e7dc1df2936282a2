//! Letters and digits of five by seven dots, drawn with half blocks, so that they are large in any font.
//!
//! Pure functions over a table. Two dots of a cell stand above each other, which makes a dot about as high
//! as it is wide.

use mux::grid::{Grid, Style};

/// How many dots a letter is wide.
pub(super) const COLS: usize = 5;
/// How many dots a letter is high.
const ROWS: usize = 7;

/// The rows of a letter from the top, each with a bit for a dot, the left one the highest.
pub(super) type Shape = [u8; ROWS];

/// The digits and the letters.
#[rustfmt::skip]
const SHAPES: &[(char, Shape)] = &[
    ('0', [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110]),
    ('1', [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('2', [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111]),
    ('3', [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110]),
    ('4', [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010]),
    ('5', [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110]),
    ('6', [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110]),
    ('7', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000]),
    ('8', [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110]),
    ('9', [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100]),
    ('A', [0b01110, 0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001]),
    ('B', [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110]),
    ('C', [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110]),
    ('D', [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110]),
    ('E', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111]),
    ('F', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('G', [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01111]),
    ('H', [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]),
    ('I', [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('J', [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100]),
    ('K', [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001]),
    ('L', [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111]),
    ('M', [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001]),
    ('N', [0b10001, 0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001]),
    ('O', [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('P', [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('Q', [0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101]),
    ('R', [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001]),
    ('S', [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110]),
    ('T', [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('U', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('V', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b00100]),
    ('W', [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b10101, 0b01010]),
    ('X', [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001]),
    ('Y', [0b10001, 0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100]),
    ('Z', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111]),
    ('a', [0b00000, 0b00000, 0b01110, 0b00001, 0b01111, 0b10001, 0b01111]),
    ('b', [0b10000, 0b10000, 0b10110, 0b11001, 0b10001, 0b10001, 0b11110]),
    ('c', [0b00000, 0b00000, 0b01110, 0b10000, 0b10000, 0b10001, 0b01110]),
    ('d', [0b00001, 0b00001, 0b01101, 0b10011, 0b10001, 0b10001, 0b01111]),
    ('e', [0b00000, 0b00000, 0b01110, 0b10001, 0b11111, 0b10000, 0b01110]),
    ('f', [0b00110, 0b01001, 0b01000, 0b11100, 0b01000, 0b01000, 0b01000]),
    ('g', [0b00000, 0b01111, 0b10001, 0b10001, 0b01111, 0b00001, 0b01110]),
    ('h', [0b10000, 0b10000, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001]),
    ('i', [0b00100, 0b00000, 0b01100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('j', [0b00010, 0b00000, 0b00110, 0b00010, 0b00010, 0b10010, 0b01100]),
    ('k', [0b10000, 0b10000, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010]),
    ('l', [0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('m', [0b00000, 0b00000, 0b11010, 0b10101, 0b10101, 0b10001, 0b10001]),
    ('n', [0b00000, 0b00000, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001]),
    ('o', [0b00000, 0b00000, 0b01110, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('p', [0b00000, 0b00000, 0b11110, 0b10001, 0b11110, 0b10000, 0b10000]),
    ('q', [0b00000, 0b00000, 0b01101, 0b10011, 0b01111, 0b00001, 0b00001]),
    ('r', [0b00000, 0b00000, 0b10110, 0b11001, 0b10000, 0b10000, 0b10000]),
    ('s', [0b00000, 0b00000, 0b01110, 0b10000, 0b01110, 0b00001, 0b11110]),
    ('t', [0b01000, 0b01000, 0b11100, 0b01000, 0b01000, 0b01001, 0b00110]),
    ('u', [0b00000, 0b00000, 0b10001, 0b10001, 0b10001, 0b10011, 0b01101]),
    ('v', [0b00000, 0b00000, 0b10001, 0b10001, 0b10001, 0b01010, 0b00100]),
    ('w', [0b00000, 0b00000, 0b10001, 0b10001, 0b10101, 0b10101, 0b01010]),
    ('x', [0b00000, 0b00000, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001]),
    ('y', [0b00000, 0b00000, 0b10001, 0b10001, 0b01111, 0b00001, 0b01110]),
    ('z', [0b00000, 0b00000, 0b11111, 0b00010, 0b00100, 0b01000, 0b11111]),
];

/// Returns the shape of a letter; none where it has none.
pub(super) fn shape(letter: char) -> Option<Shape> {
    let mut known = SHAPES.iter().filter(|(known, _)| *known == letter);
    known.next().map(|(_, shape)| *shape)
}

/// Returns how many cells a dot is wide where letters are this many times as large as the text; none where
/// the text itself is large enough.
pub(super) fn scale(times: f64) -> Option<usize> {
    // A letter of dots one cell wide is four rows high.
    (times >= 2.0).then(|| ((times / 4.0).round() as usize).clamp(1, 8))
}

/// Returns how many rows of cells a letter takes.
pub(super) fn rows(scale: usize) -> usize {
    (ROWS * scale).div_ceil(2)
}

/// Draws a letter from a cell to the right and downwards.
pub(super) fn draw(grid: &mut Grid, x: usize, y: usize, shape: Shape, scale: usize, style: Style) {
    let dot = |col: usize, row: usize| {
        let bits = shape.get(row / scale).copied().unwrap_or(0);
        (bits >> (COLS - 1 - col / scale)) & 1 == 1
    };
    for row in 0..rows(scale) {
        for col in 0..COLS * scale {
            let text = match (dot(col, row * 2), dot(col, row * 2 + 1)) {
                (true, true) => "█",
                (true, false) => "▀",
                (false, true) => "▄",
                (false, false) => continue,
            };
            grid.put(x + col, y + row, text, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use mux::grid::Size;

    use super::*;

    fn drawn(letters: &str, scale: usize) -> String {
        let mut grid = Grid::new(Size::new(letters.len() * 6 * scale, rows(scale)));
        for (index, letter) in letters.chars().enumerate() {
            let shape = shape(letter).expect("a shape");
            draw(
                &mut grid,
                index * 6 * scale,
                0,
                shape,
                scale,
                Style::default(),
            );
        }
        grid.text()
    }

    #[test]
    fn letters_are_drawn_with_half_blocks() {
        assert_eq!(
            drawn("aE4", 1),
            concat!(
                "      █▀▀▀▀   ▄█\n",
                " ▀▀▀▄ █▄▄▄  ▄▀ █\n",
                "▄▀▀▀█ █     ▀▀▀█▀\n",
                " ▀▀▀▀ ▀▀▀▀▀    ▀"
            )
        );
        assert_eq!(
            drawn("T", 2),
            concat!(
                "██████████\n",
                "    ██\n",
                "    ██\n",
                "    ██\n",
                "    ██\n",
                "    ██\n",
                "    ██"
            )
        );
    }

    #[test]
    fn every_usual_letter_of_a_label_has_a_shape_of_its_own() {
        let mut seen = std::collections::HashSet::new();
        for letter in ('0'..='9').chain('a'..='z').chain('A'..='Z') {
            let shape = shape(letter).expect("a shape");
            assert!(seen.insert(shape), "{letter}");
        }
        assert_eq!(shape('é'), None);
    }

    #[test]
    fn the_size_of_the_text_decides_how_large_letters_are() {
        let sizes = [1.0, 1.9, 2.0, 3.0, 6.0, 8.0, 1e9].map(scale);
        let expected = [None, None, Some(1), Some(1), Some(2), Some(2), Some(8)];
        assert_eq!(sizes, expected);
    }
}
