//! Pixels as sixels, in 252 colours.
//!
//! Colours lie on an even grid; what is lost is spread by an ordered pattern, so that a part looks the
//! same whatever is around it.

use std::fmt::Write;

use mux::grid::PixelRect;

/// How many steps of red, green and blue there are.
const STEPS: [u32; 3] = [6, 7, 6];
/// The pattern by which what is lost is spread, in sixteenths.
const PATTERN: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
/// Rows of a band.
const BAND: u32 = 6;
/// A pixel that is not drawn.
const CLEAR: u16 = u16::MAX;

/// Appends a picture whose pixels begin at the area's corner; what is left of and above it stays free.
pub(super) fn encode(pixels: &[u8], area: PixelRect, out: &mut String) {
    let (width, height) = (area.x + area.width, area.y + area.height);
    let _ = write!(out, "\x1bP0;1;0q\"1;1;{width};{height}");
    let mut used = [false; 252];
    let at = |x: u32, y: u32| {
        let (Some(x), Some(y)) = (x.checked_sub(area.x), y.checked_sub(area.y)) else {
            return CLEAR;
        };
        let start = ((y * area.width + x) * 4) as usize;
        pixels
            .get(start..start + 4)
            .map_or(CLEAR, |p| color(p, x, y))
    };
    let mut row = Vec::new();
    for top in (0..height).step_by(BAND as usize) {
        let band: Vec<[u16; BAND as usize]> = (0..width)
            .map(|x| {
                std::array::from_fn(|dot| match top + (dot as u32) < height {
                    true => at(x, top + dot as u32),
                    false => CLEAR,
                })
            })
            .collect();
        let mut colors: Vec<u16> = band
            .iter()
            .flatten()
            .copied()
            .filter(|c| *c != CLEAR)
            .collect();
        colors.sort_unstable();
        colors.dedup();
        for color in colors {
            row.clear();
            row.extend(band.iter().map(|dots| bits(dots, color)));
            if !std::mem::replace(&mut used[usize::from(color)], true) {
                let [red, green, blue] = parts(color);
                let _ = write!(out, "#{color};2;{red};{green};{blue}");
            }
            // A VT340 draws with a colour that it was just told, but xterm has to be told to.
            let _ = write!(out, "#{color}");
            runs(&row, out);
            out.push('$');
        }
        out.push('-');
    }
    out.push_str("\x1b\\");
}

/// Returns the colour's number of a pixel.
fn color(pixel: &[u8], x: u32, y: u32) -> u16 {
    if pixel[3] < 128 {
        return CLEAR;
    }
    let spread = PATTERN[y as usize % 4][x as usize % 4];
    let mut number = 0;
    for (value, steps) in pixel[..3].iter().zip(STEPS) {
        // In 255 * 16ths of a step.
        let exact = u32::from(*value) * (steps - 1) * 16 + spread * 255;
        number = number * steps + (exact / (255 * 16)).min(steps - 1);
    }
    number as u16
}

/// Returns a colour's red, green and blue in hundredths.
fn parts(color: u16) -> [u32; 3] {
    let color = u32::from(color);
    let numbers = [
        color / (STEPS[1] * STEPS[2]),
        color / STEPS[2] % STEPS[1],
        color % STEPS[2],
    ];
    let part = |at: usize| (numbers[at] * 100 + (STEPS[at] - 1) / 2) / (STEPS[at] - 1);
    [part(0), part(1), part(2)]
}

fn bits(dots: &[u16; BAND as usize], color: u16) -> u8 {
    let dots = dots.iter().enumerate();
    dots.fold(0, |bits, (at, dot)| bits | u8::from(*dot == color) << at)
}

/// Appends sixels, equal ones once with their number; those at the end that draw nothing are left out.
fn runs(row: &[u8], out: &mut String) {
    let used = row
        .iter()
        .rposition(|bits| *bits != 0)
        .map_or(0, |last| last + 1);
    let mut rest = &row[..used];
    while let Some(&bits) = rest.first() {
        let count = rest.iter().take_while(|other| **other == bits).count();
        let letter = char::from(b'?' + bits);
        if count > 3 {
            let _ = write!(out, "!{count}{letter}");
        } else {
            out.extend(std::iter::repeat_n(letter, count));
        }
        rest = &rest[count..];
    }
}
