//! Panels as quads: plain rectangles, and rows of pixels where corners are round.
//!
//! Pure. Pixels on the arc are mixed with what is known to be around the panel, so that the painters need no
//! opacity for them.

use super::compose::Panel;
use super::list::{DrawList, Quad, QuadKind};
use super::theme::{Pixel, mixed};

/// Adds the panels to a picture.
pub(super) fn lay(panels: &[Panel], list: &mut DrawList) {
    for panel in panels {
        let most = (panel.width / 2).min(panel.height / 2);
        let (above, below) = (panel.round_above.min(most), panel.round_below.min(most));
        for row in 0..above {
            round_row(panel, panel.y + row, above, above - row, list);
        }
        let middle = panel.height - above - below;
        push(
            list,
            panel.x,
            panel.y + above,
            (panel.width, middle),
            panel.colour,
        );
        for row in 0..below {
            let y = panel.y + panel.height - below + row;
            round_row(panel, y, below, row + 1, list);
        }
    }
}

/// Adds a row of pixels `up` rows away from the line on which the arcs' centres lie.
fn round_row(panel: &Panel, y: u32, radius: u32, up: u32, list: &mut DrawList) {
    let radius = f64::from(radius);
    let up = f64::from(up) - 0.5;
    let inset = radius - (radius * radius - up * up).max(0.0).sqrt();
    let (cut, covered) = (inset.floor() as u32, 1.0 - inset.fract());
    let edge = mixed(panel.around, panel.colour, (covered * 255.0).round() as u8);
    let inner = panel.width.saturating_sub(2 * (cut + 1));
    push(list, panel.x + cut, y, (1, 1), edge);
    push(list, panel.x + cut + 1, y, (inner, 1), panel.colour);
    push(list, panel.x + cut + 1 + inner, y, (1, 1), edge);
}

fn push(list: &mut DrawList, x: u32, y: u32, (width, height): (u32, u32), colour: Pixel) {
    if width == 0 || height == 0 {
        return;
    }
    list.quads.push(Quad {
        x: i32::try_from(x).unwrap_or(i32::MAX / 2),
        y: i32::try_from(y).unwrap_or(i32::MAX / 2),
        width,
        height,
        colour,
        opacity: 255,
        kind: QuadKind::Solid,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(panel: Panel) -> Vec<Quad> {
        let mut list = DrawList::default();
        lay(&[panel], &mut list);
        list.quads
    }

    const PLAIN: Panel = Panel {
        x: 3,
        y: 4,
        width: 20,
        height: 10,
        colour: 0xff_ffff,
        around: 0,
        round_above: 0,
        round_below: 0,
    };

    #[test]
    fn a_plain_panel_is_one_quad() {
        let quads = laid(PLAIN);
        assert_eq!(quads.len(), 1);
        assert_eq!((quads[0].width, quads[0].height), (20, 10));
    }

    #[test]
    fn round_corners_leave_out_what_lies_beside_the_arc_and_cover_each_other_pixel_once() {
        for (round_above, round_below) in [(4, 0), (0, 4), (4, 4), (90, 90)] {
            let quads = laid(Panel {
                round_above,
                round_below,
                ..PLAIN
            });
            let mut seen = std::collections::HashSet::new();
            for quad in &quads {
                for x in quad.x..quad.x + quad.width as i32 {
                    for y in quad.y..quad.y + quad.height as i32 {
                        assert!((3..23).contains(&x) && (4..14).contains(&y));
                        assert!(seen.insert((x, y)), "{x},{y} twice");
                    }
                }
            }
            assert_eq!(seen.contains(&(3, 4)), round_above == 0);
            assert_eq!(seen.contains(&(22, 13)), round_below == 0);
            assert!(seen.contains(&(13, 4)) && seen.contains(&(3, 9)));
        }
    }
}
