//! Where the columns of a row are seen when letters run from the right to the left (UAX #9).
//!
//! The grid stays as programs made it; only the drawing moves cells. Pure functions over one row; a row without
//! such letters costs a look at its characters.

use mux::grid::Cell;
use unicode_bidi::{BidiInfo, Direction, Level, get_base_direction};

/// Which way rows run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bidi {
    /// From the left to the right.
    #[default]
    LeftToRight,
    /// From the right to the left.
    RightToLeft,
    /// As their first letter; without one to the right.
    AutoLeftToRight,
    /// As their first letter; without one to the left.
    AutoRightToLeft,
}

/// Where the columns of a row are seen. Without anything in it they are seen where they are.
#[derive(Debug, Default)]
pub struct Order {
    /// By column: where it is seen.
    seen: Vec<usize>,
    /// By place: the column that is seen there.
    columns: Vec<usize>,
    /// By column: whether it is part of text that runs to the left.
    leftwards: Vec<bool>,
}

impl Order {
    /// Returns where a column is seen.
    pub fn seen_at(&self, column: usize) -> usize {
        self.seen.get(column).copied().unwrap_or(column)
    }

    /// Returns the column that is seen at a place.
    pub fn column_at(&self, place: usize) -> usize {
        self.columns.get(place).copied().unwrap_or(place)
    }

    /// Returns whether a column is part of text that runs to the left.
    pub fn is_leftwards(&self, column: usize) -> bool {
        self.leftwards.get(column).copied().unwrap_or(false)
    }

    fn clear(&mut self) {
        self.seen.clear();
        self.columns.clear();
        self.leftwards.clear();
    }
}

/// Finds out where the columns of a row are seen.
pub fn order(row: &[Cell], bidi: Bidi, order: &mut Order) {
    order.clear();
    let text: String = row.iter().map(|cell| cell.text.as_str()).collect();
    let level = match bidi {
        Bidi::LeftToRight => Some(Level::ltr()),
        Bidi::RightToLeft => Some(Level::rtl()),
        Bidi::AutoLeftToRight => None,
        Bidi::AutoRightToLeft => {
            let undecided = get_base_direction(text.as_str()) == Direction::Mixed;
            undecided.then(Level::rtl)
        }
    };
    let base_is_left = level.is_none_or(|level| level.is_ltr());
    // The first block of letters that run to the left is Hebrew.
    if base_is_left && text.chars().all(|character| character < '\u{590}') {
        return;
    }
    let info = BidiInfo::new(&text, level);
    let Some(paragraph) = info.paragraphs.first() else {
        return;
    };
    let levels = info.reordered_levels(paragraph, paragraph.range.clone());
    // A wide cell with its right half is moved as one.
    let mut offset = 0;
    let mut wholes: Vec<(usize, Level)> = Vec::new();
    for (x, cell) in row.iter().enumerate() {
        let level = levels.get(offset).copied().unwrap_or(paragraph.level);
        match cell.width {
            0 if x > 0 => order.leftwards.push(order.leftwards[x - 1]),
            _ => {
                wholes.push((x, level));
                order.leftwards.push(level.is_rtl());
            }
        }
        offset += cell.text.len();
    }
    let levels: Vec<Level> = wholes.iter().map(|(_, level)| *level).collect();
    order.seen.resize(row.len(), 0);
    for index in BidiInfo::reorder_visual(&levels) {
        let start = wholes[index].0;
        let end = wholes.get(index + 1).map_or(row.len(), |whole| whole.0);
        for column in start..end {
            order.seen[column] = order.columns.len();
            order.columns.push(column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mux::grid::{Grid, Size, Style};

    /// Returns a row of ten columns as it is seen.
    fn seen(text: &str, bidi: Bidi) -> String {
        let mut grid = Grid::new(Size::new(10, 1));
        grid.put(0, 0, text, Style::default());
        let mut found = Order::default();
        order(grid.row(0), bidi, &mut found);
        for column in 0..10 {
            assert_eq!(found.column_at(found.seen_at(column)), column);
        }
        let cells = (0..10).map(|place| &grid.row(0)[found.column_at(place)].text);
        cells.map(|text| text.as_str()).collect()
    }

    #[test]
    fn only_letters_that_run_to_the_left_are_moved() {
        assert_eq!(seen("plain (x)", Bidi::LeftToRight), "plain (x) ");
        assert_eq!(seen("ab אבג cd", Bidi::LeftToRight), "ab גבא cd ");
        assert_eq!(seen("אב 12 ג", Bidi::LeftToRight), "ג 12 בא   ");
    }

    #[test]
    fn a_row_that_runs_to_the_left_begins_at_its_right_edge() {
        assert_eq!(seen("אבג", Bidi::RightToLeft), "       גבא");
        assert_eq!(seen("אבג", Bidi::AutoLeftToRight), "       גבא");
        assert_eq!(seen("abc", Bidi::AutoLeftToRight), "abc       ");
        assert_eq!(seen("abc", Bidi::RightToLeft), "       abc");
        assert_eq!(seen("$", Bidi::AutoRightToLeft), "         $");
    }

    #[test]
    fn a_wide_cell_keeps_its_halves_together() {
        assert_eq!(seen("א日ב", Bidi::RightToLeft), "      ב日א");
        assert_eq!(seen("", Bidi::LeftToRight), "          ");
    }
}
