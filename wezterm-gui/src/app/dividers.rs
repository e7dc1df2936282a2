//! The lines between panes, and between them and a docked view.
//!
//! Hides how they meet where they touch or cross, and which of them go on to the window's edge. Pure functions on
//! grids; which lines there are is the layout's affair.

use mux::Direction;
use mux::grid::{Grid, Rect, Style};

use crate::frame::LineEnd;

/// The arms of a line's cell.
const UP: usize = 1;
const RIGHT: usize = 2;
const DOWN: usize = 4;
const LEFT: usize = 8;

/// The characters by their arms.
const SYMBOLS: [&str; 16] = [
    " ", "│", "─", "└", "│", "│", "┌", "├", "─", "┘", "─", "┴", "┐", "┤", "┬", "┼",
];

/// A line, one cell wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its cells.
    pub(super) place: Rect,
    /// Whether it runs from top to bottom.
    pub(super) vertical: bool,
}

impl Line {
    fn cells(self) -> impl Iterator<Item = (usize, usize)> {
        let Rect { x, .. } = self.place;
        let rows = self.place.y..self.place.bottom();
        rows.flat_map(move |y| (x..self.place.right()).map(move |x| (x, y)))
    }

    /// Returns the arms that it gives a cell which belongs to a line.
    fn arms(self, x: usize, y: usize) -> usize {
        let Line { place, vertical } = self;
        let both = if vertical { UP | DOWN } else { LEFT | RIGHT };
        if place.contains(x, y) {
            return both;
        }
        match vertical {
            true if x == place.x && y == place.bottom() => UP,
            true if x == place.x && y + 1 == place.y => DOWN,
            false if y == place.y && x == place.right() => LEFT,
            false if y == place.y && x + 1 == place.x => RIGHT,
            _ => 0,
        }
    }
}

/// Draws lines; where one ends at another, or crosses it, they meet.
pub(super) fn draw(grid: &mut Grid, lines: &[Line], style: Style) {
    for (x, y) in lines.iter().flat_map(|line| line.cells()) {
        let arms = lines.iter().fold(0, |arms, line| arms | line.arms(x, y));
        grid.put(x, y, SYMBOLS[arms], style);
    }
}

/// Returns which lines go on to the window's edge: those that are seen at the edge of the grid.
pub(super) fn ends(grid: &Grid, lines: &[Line], style: Style) -> Vec<LineEnd> {
    let size = grid.size();
    let seen = |x: usize, y: usize| {
        let cell = grid.row(y).get(x);
        cell.is_some_and(|cell| cell.style == style && SYMBOLS[1..].contains(&cell.text.as_str()))
    };
    let mut ends = Vec::new();
    let mut end = |side, at, (x, y)| {
        if seen(x, y) {
            ends.push(LineEnd { side, at, style });
        }
    };
    for Line { place, vertical } in lines.iter().copied().filter(|line| !line.place.is_empty()) {
        let Rect { x, y, .. } = place;
        if vertical {
            if y == 0 {
                end(Direction::Up, x, (x, 0));
            }
            if place.bottom() == size.rows {
                end(Direction::Down, x, (x, size.rows - 1));
            }
        } else {
            if x == 0 {
                end(Direction::Left, y, (0, y));
            }
            if place.right() == size.cols {
                end(Direction::Right, y, (size.cols - 1, y));
            }
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use mux::grid::{Color, Size};

    const SIZE: Size = Size { cols: 7, rows: 5 };

    fn style() -> Style {
        Style::default().fg(Color::Palette(8))
    }

    fn vertical(x: usize, y: usize, rows: usize) -> Line {
        Line {
            place: Rect::new(x, y, 1, rows),
            vertical: true,
        }
    }

    fn horizontal(x: usize, y: usize, cols: usize) -> Line {
        Line {
            place: Rect::new(x, y, cols, 1),
            vertical: false,
        }
    }

    fn drawn(lines: &[Line]) -> Grid {
        let mut grid = Grid::new(SIZE);
        draw(&mut grid, lines, style());
        grid
    }

    fn rows(lines: &[Line]) -> Vec<String> {
        let grid = drawn(lines);
        (0..SIZE.rows).map(|y| grid.row_text(y)).collect()
    }

    #[test]
    fn lines_that_end_at_others_meet_them_and_those_that_go_on_cross() {
        let left = [vertical(3, 0, 5), horizontal(0, 2, 3)];
        assert_eq!(rows(&left), ["   │", "   │", "───┤", "   │", "   │"]);
        let right = [vertical(3, 0, 5), horizontal(4, 1, 3)];
        assert_eq!(rows(&right), ["   │", "   ├───", "   │", "   │", "   │"]);
        let both = [vertical(3, 0, 5), horizontal(0, 2, 3), horizontal(4, 2, 3)];
        assert_eq!(rows(&both)[2], "───┼───");
        let over = [horizontal(0, 2, 7), vertical(3, 0, 2), vertical(5, 3, 2)];
        assert_eq!(rows(&over), ["   │", "   │", "───┴─┬─", "     │", "     │"]);
        let stacked = [horizontal(0, 2, 7), vertical(3, 0, 2), vertical(3, 3, 2)];
        assert_eq!(rows(&stacked)[2], "───┼───");
        // Lines side by side do not meet.
        let apart = [vertical(2, 0, 5), vertical(3, 0, 5)];
        assert_eq!(rows(&apart)[0], "  ││");
    }

    #[test]
    fn lines_that_are_seen_at_the_edge_of_the_grid_go_on_to_that_of_the_window() {
        let lines = [vertical(3, 0, 5), horizontal(0, 2, 3), horizontal(4, 1, 3)];
        let end = |side, at| LineEnd {
            side,
            at,
            style: style(),
        };
        let (left, right) = (end(Direction::Left, 2), end(Direction::Right, 1));
        let (up, down) = (end(Direction::Up, 3), end(Direction::Down, 3));
        let mut grid = drawn(&lines);
        assert_eq!(ends(&grid, &lines, style()), [up, down, left, right]);
        // What lies over a line hides its end.
        grid.put(6, 1, "x", style());
        grid.fill(Rect::new(0, 4, 7, 1), style().inverse());
        assert_eq!(ends(&grid, &lines, style()), [up, left]);
        let inner = [horizontal(1, 1, 3), vertical(4, 1, 3)];
        assert!(ends(&drawn(&inner), &inner, style()).is_empty());
        assert!(ends(&Grid::new(Size::new(0, 0)), &inner, style()).is_empty());
    }
}
