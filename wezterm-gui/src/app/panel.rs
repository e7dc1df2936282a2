//! The box in which the palette, prompts and questions stand over a tab.
//!
//! Hides where it stands, its border and the shades of its colours. Pure functions on grids. What stands in it
//! is its view's affair.

use mux::Rgb;
use mux::grid::{Color, Grid, Rect, Size, Style, text_width};

use super::styled::Styled;

/// On less than this there is no border.
const LEAST: Size = Size { cols: 16, rows: 3 };
/// From this width on, something is seen at both sides of the box.
const ROOMY: usize = 40;

/// Where a menu stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Over the whole tab.
    Tab,
    /// Over the whole tab, of which is seen what it does not draw over.
    Through,
    /// In the upper middle of it, as large as this where there is room.
    Upper(Size),
}

impl Place {
    /// Returns the place in the room of a tab.
    pub(super) fn within(self, room: Rect) -> Rect {
        let Place::Upper(wanted) = self else {
            return room;
        };
        let sides = if room.cols >= ROOMY { 2 } else { 0 };
        let cols = wanted.cols.min(room.cols - 2 * sides);
        let rows = wanted.rows.min(room.rows);
        Rect {
            x: room.x + (room.cols - cols) / 2,
            y: room.y + (room.rows - rows) / 5,
            cols,
            rows,
        }
    }
}

/// What stands in the border.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words<'a> {
    /// On the left above.
    pub(super) title: &'a str,
    /// On the right above.
    pub(super) count: &'a str,
    /// Below: what the keys do.
    pub(super) help: &'a str,
}

/// Tells whether a box of this size has a border.
pub(super) fn has_border(size: Size) -> bool {
    size.cols >= LEAST.cols && size.rows >= LEAST.rows
}

/// Returns the room within the border.
pub(super) fn inner(size: Size) -> Rect {
    match has_border(size) {
        true => Rect::new(2, 1, size.cols - 4, size.rows - 2),
        false => Rect::of_size(size),
    }
}

/// Fills the grid and draws the border with its words.
pub(super) fn draw(grid: &mut Grid, base: Style, words: Words) {
    let size = grid.size();
    grid.fill(Rect::of_size(size), base);
    if !has_border(size) {
        return;
    }
    let line = shade(base, 45);
    let (right, bottom) = (size.cols - 1, size.rows - 1);
    for x in 1..right {
        grid.put(x, 0, "─", line);
        grid.put(x, bottom, "─", line);
    }
    for y in 1..bottom {
        grid.put(0, y, "│", line);
        grid.put(right, y, "│", line);
    }
    for (x, y, corner) in [
        (0, 0, "╭"),
        (right, 0, "╮"),
        (0, bottom, "╰"),
        (right, bottom, "╯"),
    ] {
        grid.put(x, y, corner, line);
    }
    let room = size.cols - 6;
    let mut used = 0;
    if !words.title.is_empty() {
        let title = Styled::read(words.title, base.bold()).clipped(room);
        used = title.width() + 3;
        grid.put(2, 0, " ", base);
        title.draw(grid, 3, 0);
        grid.put(3 + title.width(), 0, " ", base);
    }
    let count = text_width(words.count);
    if count > 0 && used + count + 2 <= room {
        let text = format!(" {} ", words.count);
        grid.put(right - count - 3, 0, &text, shade(base, 65));
    }
    let help = shortened(words.help, room);
    if !help.is_empty() {
        grid.put(2, bottom, &format!(" {help} "), shade(base, 65));
    }
}

/// Returns as many of the parts of what the keys do as there is room for: whole ones, the first ones first.
pub(super) fn shortened(help: &str, cols: usize) -> String {
    let mut kept = String::new();
    for part in help.split(" · ") {
        let between = if kept.is_empty() { 0 } else { 3 };
        if text_width(&kept) + between + text_width(part) > cols {
            break;
        }
        if between > 0 {
            kept.push_str(" · ");
        }
        kept.push_str(part);
    }
    kept
}

/// Returns a style whose text is that many percent of the way from the background to the text of another one.
pub(super) fn shade(base: Style, percent: u16) -> Style {
    match toward_text(base, percent) {
        Some(color) => base.fg(color),
        None => base.fg(Color::Palette(8)),
    }
}

/// Returns the style of what is marked among what has the style `base`.
pub(super) fn marked(base: Style) -> Style {
    match toward_text(base, 25) {
        Some(color) => base.bg(color).bold(),
        None => base.inverse(),
    }
}

/// Returns the colour so many hundredths of the way from a style's background to its text, where both are told.
fn toward_text(base: Style, percent: u16) -> Option<Color> {
    let (Color::Rgb(r, g, b), Color::Rgb(red, green, blue)) = (base.bg, base.fg) else {
        return None;
    };
    Some(mixed((r, g, b), (red, green, blue), percent).into())
}

/// Returns the colour so many hundredths of the way from one to another.
pub(super) fn mixed(from: Rgb, to: Rgb, percent: u16) -> Rgb {
    let part = |from: u8, to: u8| {
        let mixed = u16::from(from) * (100 - percent) + u16::from(to) * percent;
        u8::try_from(mixed / 100).unwrap_or(u8::MAX)
    };
    (part(from.0, to.0), part(from.1, to.1), part(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_stands_in_the_upper_middle_and_gives_way_on_a_small_window() {
        let wanted = Place::Upper(Size::new(60, 10));
        let at = |x, y, cols, rows| Rect::new(x, y, cols, rows);
        assert_eq!(wanted.within(at(0, 1, 100, 30)), at(20, 5, 60, 10));
        assert_eq!(wanted.within(at(0, 1, 50, 30)), at(2, 5, 46, 10));
        assert_eq!(wanted.within(at(5, 0, 20, 6)), at(5, 0, 20, 6));
        assert_eq!(wanted.within(at(0, 0, 0, 0)), at(0, 0, 0, 0));
        assert_eq!(Place::Tab.within(at(0, 1, 9, 9)), at(0, 1, 9, 9));
    }

    #[test]
    fn the_border_has_the_title_above_and_whole_parts_of_the_help_below() {
        let words = Words {
            title: "Commands",
            count: "3/9",
            help: "Enter runs · ↑↓ move · Esc closes",
        };
        let drawn = |cols| {
            let mut grid = Grid::new(Size::new(cols, 3));
            draw(&mut grid, Style::default(), words);
            grid.text()
        };
        assert_eq!(
            drawn(40),
            "╭─ Commands ───────────────────── 3/9 ─╮\n\
             │                                      │\n\
             ╰─ Enter runs · ↑↓ move · Esc closes ──╯"
        );
        assert_eq!(
            drawn(20),
            "╭─ Commands ───────╮\n│                  │\n╰─ Enter runs ─────╯"
        );
        assert_eq!(drawn(10), "");
    }

    #[test]
    fn shades_lie_between_background_and_text() {
        let base = Style::default()
            .fg(Color::Rgb(200, 200, 200))
            .bg(Color::Rgb(0, 100, 200));
        assert_eq!(shade(base, 50).fg, Color::Rgb(100, 150, 200));
        assert_eq!(marked(base).bg, Color::Rgb(50, 125, 200));
        assert!(marked(Style::default()).inverse);
    }
}
