//! What is drawn around the cells: the tab bar with its shapes, the scroll bar's thumb, the border.
//!
//! Pure functions from a frame and the window's measures to rectangles; the renderer fills them. It decides
//! neither what the bar says nor where the pane is scrolled. Main thread.

use config::{Config, Length, Rgba};
use mux::Direction;
use mux::grid::Color;

use super::geometry::{Area, Geometry, bar_room};
use crate::fonts::{Metrics, light_lane};
use crate::frame::{Bar, BarShape, Frame, LineEnd, Outline, Scrolled};
use crate::render::{Panel, Pixel, Strip, Theme};

/// How round a tab's corners are, as a part of a cell's height.
const ROUND: u32 = 3;

/// The measures of cells.
#[derive(Clone, Copy)]
pub struct Cells {
    /// Those of the grid.
    pub grid: Metrics,
    /// Those of the tab bar.
    pub bar: Metrics,
}

/// Returns the rectangles behind everything that is written around the cells.
pub fn panels(
    frame: &Frame,
    geometry: &Geometry,
    cells: Cells,
    theme: &Theme,
    config: &Config,
) -> Vec<Panel> {
    let ends = frame.line_ends.iter();
    let mut panels: Vec<Panel> = ends
        .map(|end| line_panel(*end, geometry, cells.grid, theme))
        .collect();
    if let (Some(bar), Some(area)) = (&frame.bar, geometry.bar()) {
        bar_panels(&mut panels, bar, area, geometry, cells.bar, theme);
    }
    if let (Some(scrolled), Some(area)) = (frame.scrolled, geometry.scroll_bar())
        && let Some(thumb) = thumb(scrolled, area, least_thumb(config, geometry))
    {
        let colour = config.colors.scrollbar_thumb.map(of_rgba);
        let colour = colour.unwrap_or_else(|| theme.between(25));
        panels.push(panel(thumb, colour));
    }
    let frame = &config.window_frame;
    for (side, colour) in geometry.border().into_iter().zip(frame.border_colors) {
        if side.width > 0 && side.height > 0 {
            let colour = colour.map_or_else(|| theme.between(50), of_rgba);
            panels.push(panel(side, colour));
        }
    }
    panels
}

/// Returns the words that stand outside of the grid.
pub fn strips<'a>(frame: &'a Frame, geometry: &Geometry, metrics: Metrics) -> Vec<Strip<'a>> {
    let (Some(bar), Some(area)) = (&frame.bar, geometry.bar()) else {
        return Vec::new();
    };
    let (left, _) = geometry.origin();
    let words = Strip {
        grid: &bar.words,
        origin: (left, area.y + bar_room(metrics)),
    };
    vec![words]
}

/// Returns what leads a line between panes on from the grid's edge, through what is free beside it.
fn line_panel(end: LineEnd, geometry: &Geometry, metrics: Metrics, theme: &Theme) -> Panel {
    let (left, top) = geometry.origin();
    let (margins, cells) = (geometry.margins(), geometry.cells());
    let (right, bottom) = geometry.pixel_of(cells.cols, cells.rows);
    let (x, y) = geometry.pixel_of(end.at, end.at);
    let upright = |y, height| {
        let (inset, width) = light_lane(metrics.width, metrics);
        Area {
            x: x + inset,
            y,
            width,
            height,
        }
    };
    let level = |x, width| {
        let (inset, height) = light_lane(metrics.height, metrics);
        Area {
            x,
            y: y + inset,
            width,
            height,
        }
    };
    let area = match end.side {
        Direction::Left => level(left - margins.left, margins.left),
        Direction::Right => level(right, margins.right),
        Direction::Up => upright(top - margins.top, margins.top),
        Direction::Down => upright(bottom, margins.bottom),
    };
    panel(area, theme.ink(&end.style).text)
}

fn bar_panels(
    panels: &mut Vec<Panel>,
    bar: &Bar,
    area: Area,
    geometry: &Geometry,
    metrics: Metrics,
    theme: &Theme,
) {
    let ground = ground(theme, bar.ground);
    panels.push(panel(area, ground));
    let (left, _) = geometry.origin();
    let room = bar_room(metrics) / 2;
    let round = metrics.height / ROUND;
    for shape in &bar.shapes {
        let whole = Area {
            x: left + shape.x as u32 * metrics.width,
            width: shape.cols as u32 * metrics.width,
            ..area
        };
        let (shape_area, above, below) = match shape.outline {
            Outline::Tab => {
                let tab = Area {
                    y: area.y + if bar.at_bottom { 0 } else { room },
                    height: area.height.saturating_sub(room),
                    ..whole
                };
                match bar.at_bottom {
                    true => (tab, 0, round),
                    false => (tab, round, 0),
                }
            }
            Outline::Square => (to_the_edges(shape, bar, whole, area), 0, 0),
            Outline::Circle => {
                let circle = circle_within(whole, area.height.saturating_sub(room));
                (circle, circle.width / 2, circle.width / 2)
            }
        };
        panels.push(Panel {
            around: ground,
            round_above: above,
            round_below: below,
            ..panel(shape_area, self::ground(theme, shape.ground))
        });
    }
}

/// Returns a shape with what is free between it and the end of the bar, where it is the first or the last one there.
fn to_the_edges(shape: &BarShape, bar: &Bar, place: Area, area: Area) -> Area {
    let start = match shape.x {
        0 => area.x,
        _ => place.x,
    };
    let end = match shape.x + shape.cols >= bar.words.size().cols {
        true => area.x + area.width,
        false => place.x + place.width,
    };
    Area {
        x: start,
        width: end.saturating_sub(start),
        ..place
    }
}

/// Returns the square around a circle of at most this height in the middle of a place.
fn circle_within(place: Area, most: u32) -> Area {
    let extent = place.width.min(place.height).min(most);
    Area {
        x: place.x + (place.width - extent) / 2,
        y: place.y + (place.height - extent) / 2,
        width: extent,
        height: extent,
    }
}

fn panel(area: Area, colour: Pixel) -> Panel {
    Panel {
        x: area.x,
        y: area.y,
        width: area.width,
        height: area.height,
        colour,
        around: colour,
        round_above: 0,
        round_below: 0,
    }
}

fn ground(theme: &Theme, colour: Color) -> Pixel {
    theme.ink(&mux::grid::Style::default().bg(colour)).ground
}

fn of_rgba(colour: Rgba) -> Pixel {
    let (red, green, blue) = colour.parts();
    u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue)
}

/// Returns the least height of the thumb in pixels.
pub fn least_thumb(config: &Config, geometry: &Geometry) -> u32 {
    let (cell, window) = (geometry.cell_height(), geometry.whole().height);
    let least: Length = config.min_scroll_bar_height;
    let pixels = least.pixels(geometry.dpi(), f64::from(cell), f64::from(window));
    pixels.round().clamp(1.0, 10_000.0) as u32
}

/// Returns where the thumb is; nothing where all rows are shown.
pub fn thumb(scrolled: Scrolled, area: Area, least: u32) -> Option<Area> {
    if scrolled.total <= scrolled.shown || area.height == 0 {
        return None;
    }
    let part = |rows: usize| rows as f64 / scrolled.total as f64 * f64::from(area.height);
    let height = (part(scrolled.shown).round() as u32).clamp(least.min(area.height), area.height);
    let hidden = scrolled.total - scrolled.shown;
    let way = f64::from(area.height - height) * scrolled.top as f64 / hidden as f64;
    Some(Area {
        y: area.y + (way.round() as u32).min(area.height - height),
        height,
        ..area
    })
}

/// Returns the first row that is shown when the thumb's top edge is `y` pixels below the bar's.
pub fn row_at(scrolled: Scrolled, area: Area, least: u32, y: f64) -> usize {
    let Some(thumb) = thumb(scrolled, area, least) else {
        return 0;
    };
    let way = f64::from(area.height - thumb.height);
    let hidden = scrolled.total - scrolled.shown;
    if way <= 0.0 {
        return hidden;
    }
    ((y / way).clamp(0.0, 1.0) * hidden as f64).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::geometry::tests::plain;
    use crate::window::geometry::{Around, bar_height};

    const BAR: Area = Area {
        x: 90,
        y: 10,
        width: 10,
        height: 200,
    };

    fn scrolled(top: usize) -> Scrolled {
        Scrolled {
            total: 1000,
            top,
            shown: 100,
        }
    }

    #[test]
    fn lines_between_panes_go_on_to_the_windows_edge_in_the_lane_of_their_cells() {
        let padding = config::Padding {
            left: Length::Pixels(4.0),
            right: Length::Pixels(6.0),
            top: Length::Pixels(3.0),
            bottom: Length::Pixels(5.0),
        };
        let metrics = Metrics {
            width: 9,
            height: 20,
            baseline: 15,
            stroke: 2,
            cursor_stroke: 2,
            cursor_outline: 1,
            underline: 17,
            strikethrough: 10,
        };
        let around = Around {
            bar: Some(false),
            scroll_bar: true,
            ..plain(&padding)
        };
        // Four pixels are left over on the right, and one below.
        let bar = bar_height(metrics);
        let window = (4 + 90 + 4 + 9, bar + 3 + 100 + 1 + 5);
        let geometry = Geometry::of_window(window, metrics, &around, 96.0);
        assert_eq!(geometry.cells(), mux::grid::Size::new(10, 5));
        let theme = Theme::default();
        let style = mux::grid::Style::default().fg(Color::Rgb(1, 2, 3));
        let led = |side, at| {
            let end = LineEnd { side, at, style };
            let panel = line_panel(end, &geometry, metrics, &theme);
            assert_eq!(panel.colour, 0x01_0203);
            (panel.x, panel.y, panel.width, panel.height)
        };
        assert_eq!(led(Direction::Up, 1), (4 + 9 + 3, bar, 2, 3));
        assert_eq!(led(Direction::Down, 1), (16, bar + 103, 2, 6));
        assert_eq!(led(Direction::Left, 2), (0, bar + 3 + 40 + 9, 4, 2));
        assert_eq!(led(Direction::Right, 2), (94, bar + 52, 13, 2));
    }

    #[test]
    fn the_last_button_reaches_the_windows_edge_and_a_circle_stands_in_the_middle() {
        let area = Area {
            x: 2,
            y: 1,
            width: 113,
            height: 30,
        };
        let place = |x, width| Area { x, width, ..area };
        let mut bar = Bar {
            words: mux::grid::Grid::new(mux::grid::Size::new(10, 1)),
            at_bottom: false,
            ground: Color::Default,
            shapes: Vec::new(),
        };
        let shape = |x| BarShape {
            x,
            cols: 2,
            ground: Color::Default,
            outline: Outline::Square,
        };
        let reached =
            |bar: &Bar, x| to_the_edges(&shape(x), bar, place(10 + 10 * x as u32, 20), area);
        assert_eq!(reached(&bar, 0), place(2, 28));
        assert_eq!(reached(&bar, 4), place(50, 20));
        assert_eq!(reached(&bar, 8), place(90, 25));
        bar.words = mux::grid::Grid::new(mux::grid::Size::new(11, 1));
        assert_eq!(reached(&bar, 8), place(90, 20));
        let circle = Area {
            x: 13,
            y: 4,
            width: 24,
            height: 24,
        };
        assert_eq!(circle_within(place(10, 30), 24), circle);
    }

    #[test]
    fn the_thumb_is_as_long_as_its_part_and_reaches_both_ends() {
        let place = |top| {
            thumb(scrolled(top), BAR, 4).map(|thumb| (thumb.x, thumb.y, thumb.width, thumb.height))
        };
        assert_eq!(place(0), Some((90, 10, 10, 20)));
        assert_eq!(place(450), Some((90, 100, 10, 20)));
        assert_eq!(place(900), Some((90, 190, 10, 20)));
        let long = thumb(scrolled(900), BAR, 50).map(|thumb| (thumb.y, thumb.height));
        assert_eq!(long, Some((160, 50)));
        let all = Scrolled {
            total: 100,
            top: 0,
            shown: 100,
        };
        assert_eq!(thumb(all, BAR, 4), None);
    }

    #[test]
    fn a_thumb_that_is_dragged_shows_the_rows_that_it_stands_for() {
        for top in [0, 1, 333, 899, 900] {
            let place = thumb(scrolled(top), BAR, 4).expect("there is one");
            let row = row_at(scrolled(top), BAR, 4, f64::from(place.y - BAR.y));
            assert!(row.abs_diff(top) <= 3, "{row} for {top}");
        }
        assert_eq!(row_at(scrolled(5), BAR, 4, -50.0), 0);
        assert_eq!(row_at(scrolled(5), BAR, 4, 1e9), 900);
        assert_eq!(row_at(scrolled(5), BAR, 900, 3.0), 900);
    }
}
