//! The edges of a window around which the desktop draws nothing: the pointer resizes it there.
//!
//! Pure arithmetic. Whether a window has such edges its owner knows.

use winit::window::ResizeDirection;

/// How wide they are on a screen of 96 dots per inch.
const WIDTH: f64 = 5.0;

/// How far from a corner an edge is both edges, on such a screen.
const CORNER: f64 = 16.0;

/// Returns the edge of a window of this many pixels at a point of it.
pub fn edge_at((x, y): (f64, f64), window: (u32, u32), dpi: f64) -> Option<ResizeDirection> {
    let scale = dpi / 96.0;
    let (width, height) = (f64::from(window.0), f64::from(window.1));
    if x < 0.0 || y < 0.0 || x >= width || y >= height {
        return None;
    }
    // Which end of a side is nearer than that.
    let near = |at: f64, extent: f64, most: f64| (at < most, at >= extent - most);
    let (left, right) = near(x, width, WIDTH * scale);
    let (top, bottom) = near(y, height, WIDTH * scale);
    let (leftish, rightish) = near(x, width, CORNER * scale);
    let (topish, bottomish) = near(y, height, CORNER * scale);
    if !(left || right || top || bottom) {
        return None;
    }
    Some(match (leftish, rightish, topish, bottomish) {
        (true, _, true, _) => ResizeDirection::NorthWest,
        (true, _, _, true) => ResizeDirection::SouthWest,
        (_, true, true, _) => ResizeDirection::NorthEast,
        (_, true, _, true) => ResizeDirection::SouthEast,
        _ if left => ResizeDirection::West,
        _ if right => ResizeDirection::East,
        _ if top => ResizeDirection::North,
        _ => ResizeDirection::South,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: (u32, u32) = (400, 300);

    #[test]
    fn an_edge_is_a_few_pixels_wide_and_both_near_a_corner() {
        let at = |x, y| edge_at((x, y), WINDOW, 96.0);
        assert_eq!(at(200.0, 150.0), None);
        assert_eq!(at(5.0, 150.0), None);
        assert_eq!(at(4.9, 150.0), Some(ResizeDirection::West));
        assert_eq!(at(395.0, 150.0), Some(ResizeDirection::East));
        assert_eq!(at(200.0, 0.0), Some(ResizeDirection::North));
        assert_eq!(at(200.0, 299.0), Some(ResizeDirection::South));
        assert_eq!(at(15.0, 2.0), Some(ResizeDirection::NorthWest));
        assert_eq!(at(2.0, 290.0), Some(ResizeDirection::SouthWest));
        assert_eq!(at(390.0, 2.0), Some(ResizeDirection::NorthEast));
        assert_eq!(at(399.0, 299.0), Some(ResizeDirection::SouthEast));
        // Near a corner, but on no edge.
        assert_eq!(at(10.0, 10.0), None);
    }

    #[test]
    fn an_edge_is_as_wide_to_the_eye_on_every_screen_and_ends_with_the_window() {
        let fine = |x, y| edge_at((x, y), WINDOW, 192.0);
        assert_eq!(fine(9.0, 150.0), Some(ResizeDirection::West));
        assert_eq!(fine(10.0, 150.0), None);
        for outside in [(-1.0, 150.0), (400.0, 2.0)] {
            assert_eq!(edge_at(outside, WINDOW, 96.0), None);
        }
    }
}
