//! The cursor that says that what is typed is not shown: a padlock made of rectangles.
//!
//! Pure arithmetic with a cell's measures; whoever composes the picture fills the rectangles.

/// A rectangle within a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Returns a padlock in a cell: the shackle's three sides, and the body around its keyhole. In a cell of a few pixels
/// some are missing.
pub(super) fn pieces(width: u32, height: u32) -> Vec<Piece> {
    let stroke = (width / 6).max(1);
    let (body, tall) = (width - 2 * (width / 8), (height * 3 / 8).max(1));
    let (left, top) = (width / 8, height / 2);
    let inset = (body / 6).max(1);
    let arch = (tall * 2 / 3 + stroke).min(top);
    let legs = arch.saturating_sub(stroke);
    let roof = top - arch;
    let far = (left + body).saturating_sub(inset + stroke);
    // Of the same parity as the body, so that it is in its middle.
    let hole = body / 4 + (body - body / 4) % 2;
    let (side, hole_tall) = ((body - hole) / 2, tall / 3);
    let above = (tall - hole_tall) / 2;
    let piece = |x, y, width, height| Piece {
        x,
        y,
        width,
        height,
    };
    let below = top + above + hole_tall;
    let all = [
        // The corners of the shackle are left out, as if they were round.
        piece(
            left + inset + stroke,
            roof,
            far.saturating_sub(left + inset + stroke),
            stroke,
        ),
        piece(left + inset, roof + stroke, stroke, legs),
        piece(far, roof + stroke, stroke, legs),
        piece(left, top, body, above),
        piece(left, top + above, side, hole_tall),
        piece(left + side + hole, top + above, side, hole_tall),
        piece(left, below, body, tall - above - hole_tall),
    ];
    let within = |piece: &Piece| {
        let is_there = piece.width > 0 && piece.height > 0;
        is_there && piece.x + piece.width <= width && piece.y + piece.height <= height
    };
    all.into_iter().filter(within).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u32, height: u32) -> Vec<String> {
        let mut rows = vec![vec!['.'; width as usize]; height as usize];
        for piece in pieces(width, height) {
            for y in piece.y..piece.y + piece.height {
                for x in piece.x..piece.x + piece.width {
                    rows[y as usize][x as usize] = '#';
                }
            }
        }
        rows.into_iter().map(String::from_iter).collect()
    }

    #[test]
    fn a_padlock_has_a_shackle_and_a_keyhole() {
        let expected = [
            "........", "........", "........", "...##...", "..#..#..", "..#..#..", "..#..#..",
            "..#..#..", ".######.", ".######.", ".##..##.", ".##..##.", ".######.", ".######.",
            "........", "........", "........",
        ];
        assert_eq!(drawn(8, 17), expected);
    }

    #[test]
    fn a_padlock_stays_in_its_cell_whatever_its_size_and_has_two_equal_sides() {
        for width in 1..40 {
            for height in 1..60 {
                for row in drawn(width, height).into_iter().filter(|_| width >= 6) {
                    let other: String = row.chars().rev().collect();
                    assert_eq!(row, other, "{width}x{height}");
                }
            }
        }
    }
}
