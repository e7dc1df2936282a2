//! The window's icon: a prompt and a spark on a dark tile, drawn when a window opens.
//!
//! Pure: from a size to pixels. Window systems that want a file instead (Wayland) are not served here.

use winit::window::Icon;

/// The pixels of a side.
const SIDE: u32 = 64;
/// How many places are looked at along each side of a pixel.
const SAMPLES: u32 = 4;

const TILE: [u8; 3] = [0x18, 0x1e, 0x2e];
const PROMPT: [u8; 3] = [0x8a, 0xb4, 0xf8];
const SPARK: [u8; 3] = [0xf5, 0xc2, 0x6b];

/// Half of the tile's side, and the radius of its corners; the icon is one wide and high.
const HALF: f64 = 0.48;
const ROUND: f64 = 0.2;
/// The strokes of the prompt, each from a place to another, and half of their thickness.
const STROKES: [[(f64, f64); 2]; 3] = [
    [(0.23, 0.36), (0.42, 0.53)],
    [(0.42, 0.53), (0.23, 0.7)],
    [(0.49, 0.72), (0.75, 0.72)],
];
const THICK: f64 = 0.05;
/// Where the spark is, and how far its points reach.
const SPARK_AT: (f64, f64) = (0.68, 0.34);
const SPARK_REACH: f64 = 0.19;

/// Returns the icon.
pub(super) fn icon() -> Option<Icon> {
    Icon::from_rgba(pixels(SIDE), SIDE, SIDE).ok()
}

/// Returns red, green, blue and opacity of each pixel.
fn pixels(side: u32) -> Vec<u8> {
    let all = SAMPLES * SAMPLES;
    let place = |pixel: u32, sample: u32| {
        (f64::from(pixel * SAMPLES + sample) + 0.5) / f64::from(side * SAMPLES)
    };
    let mut rgba = Vec::new();
    for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
        let mut sum = [0u32; 3];
        let mut covered = 0u32;
        for at in 0..all {
            let (x, y) = (place(x, at % SAMPLES), place(y, at / SAMPLES));
            if let Some(colour) = colour_at(x, y) {
                covered += 1;
                for (sum, part) in sum.iter_mut().zip(colour) {
                    *sum += u32::from(part);
                }
            }
        }
        rgba.extend(sum.map(|part| part.checked_div(covered).unwrap_or(0) as u8));
        rgba.push((covered * 255 / all) as u8);
    }
    rgba
}

/// Returns the colour at a place; none beside the tile.
fn colour_at(x: f64, y: f64) -> Option<[u8; 3]> {
    let beyond = |at: f64| ((at - 0.5).abs() - (HALF - ROUND)).max(0.0);
    if beyond(x).hypot(beyond(y)) > ROUND {
        return None;
    }
    let away = ((x - SPARK_AT.0).abs(), (y - SPARK_AT.1).abs());
    if away.0.sqrt() + away.1.sqrt() < SPARK_REACH.sqrt() {
        return Some(SPARK);
    }
    let on_stroke = STROKES
        .iter()
        .any(|[from, to]| distance((x, y), *from, *to) < THICK);
    Some(if on_stroke { PROMPT } else { TILE })
}

/// Returns how far a place is from the stretch between two others.
fn distance(at: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (x, y) = (at.0 - from.0, at.1 - from.1);
    let part = ((x * dx + y * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (x - part * dx).hypot(y - part * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_has_a_prompt_and_a_spark_on_a_tile_with_round_corners() {
        let pixels = pixels(SIDE);
        let at = |x: f64, y: f64| -> [u8; 4] {
            let place = |part: f64| (part * f64::from(SIDE)) as usize;
            let first = (place(y) * SIDE as usize + place(x)) * 4;
            [0, 1, 2, 3].map(|part| pixels[first + part])
        };
        let opaque = |[red, green, blue]: [u8; 3]| [red, green, blue, 255];
        assert_eq!(at(0.0, 0.0), [0, 0, 0, 0]);
        assert_eq!(at(0.99, 0.99), [0, 0, 0, 0]);
        assert_eq!(at(0.5, 0.1), opaque(TILE));
        assert_eq!(at(0.62, 0.72), opaque(PROMPT));
        assert_eq!(at(0.41, 0.53), opaque(PROMPT));
        assert_eq!(at(SPARK_AT.0, SPARK_AT.1), opaque(SPARK));
        assert!(icon().is_some());
    }
}
