//! What is drawn around the cells: the tab bar with its shapes, the scroll bar's thumb, the border.
//!
//! Pure functions from a frame and the window's measures to rectangles; the renderer fills them. It decides
//! neither what the bar says nor where the pane is scrolled. Main thread.

use config::{Config, Length, Rgba};
use mux::grid::Color;

use super::geometry::{Area, Geometry, bar_room};
use crate::fonts::Metrics;
use crate::frame::{Bar, Frame, Scrolled};
use crate::render::{Panel, Pixel, Strip, Theme};

/// How round a tab's corners are, as a part of a cell's height.
const ROUND: u32 = 3;

/// Returns the rectangles behind everything that is written around the cells.
pub fn panels(
    frame: &Frame,
    geometry: &Geometry,
    metrics: Metrics,
    theme: &Theme,
    config: &Config,
) -> Vec<Panel> {
    let mut panels = Vec::new();
    if let (Some(bar), Some(area)) = (&frame.bar, geometry.bar()) {
        bar_panels(&mut panels, bar, area, geometry, metrics, theme);
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
        let tab = Area {
            x: left + shape.x as u32 * metrics.width,
            y: area.y + if bar.at_bottom { 0 } else { room },
            width: shape.cols as u32 * metrics.width,
            height: area.height.saturating_sub(room),
        };
        panels.push(Panel {
            around: ground,
            round_above: if bar.at_bottom { 0 } else { round },
            round_below: if bar.at_bottom { round } else { 0 },
            ..panel(tab, self::ground(theme, shape.ground))
        });
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
