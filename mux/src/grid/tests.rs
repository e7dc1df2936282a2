//! Tests of the grid: what is put is what stands there, wide and combining text included.

use super::*;
use proptest::prelude::*;

const PLAIN: Style = Style {
    fg: Color::Default,
    bg: Color::Default,
    underline_color: Color::Default,
    underline: Underline::None,
    bold: false,
    dim: false,
    italic: false,
    inverse: false,
    strikethrough: false,
    overline: false,
    blink: Blink::None,
    hidden: false,
    faded: false,
};

fn grid(cols: usize, rows: usize) -> Grid {
    Grid::new(Size::new(cols, rows))
}

/// Returns the widths of a row's cells, which show how wide cells lie.
fn widths(grid: &Grid, y: usize) -> Vec<u8> {
    grid.row(y).iter().map(|cell| cell.width).collect()
}

/// Checks that each wide cell has its right half behind it and that no half stands alone.
fn assert_whole(grid: &Grid) {
    for y in 0..grid.size().rows {
        let row = grid.row(y);
        for (x, cell) in row.iter().enumerate() {
            let next_is_half = row.get(x + 1).is_some_and(|next| next.width == 0);
            assert_eq!(cell.width == 2, next_is_half, "at {x},{y} of {row:?}");
            assert!(x > 0 || cell.width != 0, "a half begins row {y}: {row:?}");
            assert_eq!(
                cell.text.is_empty(),
                cell.width == 0,
                "at {x},{y}: {cell:?}"
            );
        }
    }
}

#[test]
fn text_is_put_by_graphemes_with_their_widths() {
    let mut grid = grid(12, 1);
    assert_eq!(grid.put(0, 0, "a한e\u{301}👩\u{200d}💻🇩🇪", PLAIN), 8);
    assert_eq!(widths(&grid, 0), [1, 2, 0, 1, 2, 0, 2, 0, 1, 1, 1, 1]);
    assert_eq!(grid.cell(3, 0).text, "e\u{301}");
    assert_eq!(grid.cell(4, 0).text, "👩\u{200d}💻");
    assert_eq!(grid.cell(6, 0).text, "🇩🇪");
    assert_eq!(grid.row_text(0), "a한e\u{301}👩\u{200d}💻🇩🇪");
}

#[test]
fn text_is_cut_at_the_edges() {
    let mut grid = grid(4, 2);
    assert_eq!(grid.put(2, 0, "abc", PLAIN), 2);
    assert_eq!(grid.put(4, 0, "x", PLAIN), 0);
    assert_eq!(grid.put(0, 2, "x", PLAIN), 0);
    // A wide character with room for half of it is a blank.
    assert_eq!(grid.put(0, 1, "abc한", PLAIN), 4);
    assert_eq!(grid.text(), "  ab\nabc");
    assert_whole(&grid);
}

#[test]
fn control_characters_are_shown_and_move_nothing() {
    let mut grid = grid(10, 2);
    assert_eq!(grid.put(0, 0, "a\nb\x1b\x7f\u{9b}\u{200b}", PLAIN), 7);
    assert_eq!(grid.text(), "a␊b␛␡\u{fffd}\u{fffd}");
    assert_eq!(text_width("a\nb\x1b\x7f\u{9b}\u{200b}"), 7);
    assert_eq!(text_width("\r\n"), 1);
    assert_eq!(text_width("\r\né"), 2);
}

#[test]
fn writing_over_half_of_a_wide_cell_blanks_the_other_half() {
    let mut left = grid(4, 1);
    left.put(0, 0, "한국", PLAIN);
    left.put(1, 0, "x", PLAIN);
    assert_eq!(left.text(), " x국");
    let mut right = grid(4, 1);
    right.put(0, 0, "한국", PLAIN);
    right.put(2, 0, "x", PLAIN);
    assert_eq!(right.text(), "한x");
    let mut both = grid(4, 1);
    both.put(0, 0, "한국", PLAIN);
    both.put(1, 0, "語", PLAIN);
    assert_eq!(both.text(), " 語");
    for grid in [left, right, both] {
        assert_whole(&grid);
    }
}

#[test]
fn a_rectangle_is_filled_and_restyled_within_the_grid() {
    let mut grid = grid(4, 3);
    for y in 0..3 {
        grid.put(0, y, "abcd", PLAIN);
    }
    let blue = PLAIN.bg(Color::Palette(4));
    grid.fill(Rect::new(2, 1, 9, 9), blue);
    assert_eq!(grid.text(), "abcd\nab\nab");
    assert_eq!(grid.cell(3, 2).style, blue);
    grid.restyle(Rect::new(0, 0, 2, 9), |style| style.bold = true);
    assert_eq!(grid.cell(1, 2).style, PLAIN.bold());
    assert_eq!(grid.cell(2, 0).style, PLAIN);
}

#[test]
fn a_grid_is_copied_into_another_and_cut() {
    let mut small = grid(4, 2);
    small.put(0, 0, "한국", PLAIN);
    small.put(0, 1, "abcd", PLAIN.italic());
    let mut big = grid(6, 3);
    big.put(0, 1, "語語語", PLAIN);
    big.blit(&small, 1, 1);
    assert_eq!(big.text(), "\n 한국\n abcd");
    assert_eq!(big.cell(1, 2).style, PLAIN.italic());
    assert_whole(&big);
    let mut cut = grid(3, 1);
    cut.blit(&small, 0, 0);
    assert_eq!(cut.text(), "한");
    assert_whole(&cut);
    cut.blit(&small, 7, 0);
    cut.blit(&small, 0, 7);
    assert_eq!(cut.text(), "한");
}

#[test]
fn the_text_has_no_blank_ends() {
    let mut grid = grid(5, 4);
    grid.put(1, 1, "a b", PLAIN);
    assert_eq!(grid.text(), "\n a b");
    assert_eq!(super::Grid::new(Size::new(3, 3)).text(), "");
    assert_eq!(super::Grid::new(Size::default()).text(), "");
    assert!(grid.row(4).is_empty());
}

#[test]
fn rectangles_know_what_they_hold() {
    let rect = Rect::new(2, 1, 3, 2);
    assert!(rect.contains(2, 1) && rect.contains(4, 2));
    assert!(!rect.contains(5, 2) && !rect.contains(4, 3) && !rect.contains(1, 1));
    assert_eq!(rect.intersect(Rect::new(4, 0, 9, 2)), Rect::new(4, 1, 1, 1));
    assert!(rect.intersect(Rect::new(5, 1, 3, 3)).is_empty());
    assert_eq!(rect.size(), Size::new(3, 2));
}

proptest! {
    #[test]
    fn whatever_is_put_leaves_the_grid_whole(
        puts in prop::collection::vec((0usize..9, 0usize..4, ".{0,6}"), 0..12),
        blit_x in 0usize..9,
        blit_y in 0usize..4,
    ) {
        let mut target = grid(8, 3);
        for (x, y, text) in &puts {
            let written = target.put(*x, *y, text, PLAIN);
            let room = if *y < 3 { 8usize.saturating_sub(*x) } else { 0 };
            prop_assert_eq!(written.min(room), written);
            if text_width(text) <= room {
                prop_assert_eq!(written, text_width(text));
            }
        }
        assert_whole(&target);
        let (mut copy, mut other) = (target.clone(), target.clone());
        target.blit(&copy, blit_x, blit_y);
        assert_whole(&target);
        other.swap_in(&mut copy, blit_x, blit_y);
        prop_assert_eq!(other, target);
    }
}
