//! Characters drawn to the exact cell: lines, blocks, braille, powerline shapes, underlines.
//!
//! A font's own glyphs of these leave gaps where cells meet; these do not, because every edge that
//! touches a neighbour lies at a place that depends on the cell's measures alone. Pure functions
//! from a character and measures to coverage bytes, row by row. Nothing here is cached.

use mux::grid::Underline;

use super::Metrics;

/// Returns whether the character is drawn here.
pub fn draws(character: char) -> bool {
    matches!(u32::from(character), 0x2500..=0x259f | 0x2800..=0x28ff | 0xe0b0..=0xe0b7 | 0x1fb00..=0x1fb3b)
}

/// Returns the coverage of a character for which [`draws`] holds, one byte a pixel.
pub fn draw(character: char, metrics: Metrics) -> Vec<u8> {
    let mut canvas = Canvas::new(metrics);
    let code = u32::from(character);
    match code {
        0x256d..=0x2570 => arc(&mut canvas, code),
        0x2571..=0x2573 => diagonal(&mut canvas, code),
        0x2500..=0x257f => lines(&mut canvas, code),
        0x2580..=0x259f => block(&mut canvas, code),
        0x2800..=0x28ff => braille(&mut canvas, code - 0x2800),
        0x1fb00..=0x1fb3b => sextant(&mut canvas, code - 0x1fb00),
        _ => powerline(&mut canvas, code),
    }
    canvas.pixels
}

/// Returns the same without smooth edges: a pixel is covered or it is not.
pub fn draw_hard(character: char, metrics: Metrics) -> Vec<u8> {
    let mut pixels = draw(character, metrics);
    // The shades are what they are by how much they cover.
    if !matches!(character, '\u{2591}'..='\u{2593}') {
        for pixel in &mut pixels {
            *pixel = if *pixel < 128 { 0 } else { 255 };
        }
    }
    pixels
}

/// Returns the coverage of one cell's underline.
pub fn underline(underline: Underline, metrics: Metrics) -> Vec<u8> {
    let mut canvas = Canvas::new(metrics);
    let (width, height, stroke) = (canvas.width, canvas.height, canvas.stroke);
    let top = metrics.underline as i32;
    match underline {
        Underline::None => {}
        Underline::Single => canvas.fill(0, top, width, stroke),
        Underline::Double => {
            let lower = (top + stroke).min(height - stroke);
            canvas.fill(0, lower, width, stroke);
            canvas.fill(0, lower - 2 * stroke, width, stroke);
        }
        Underline::Curly => wave(&mut canvas, top),
        Underline::Dotted => dashes(&mut canvas, top, (width / (2 * stroke)).max(1)),
        Underline::Dashed => dashes(&mut canvas, top, 2),
    }
    canvas.pixels
}

/// Returns how far into a cell of this width, or height, a light line along it begins, and how thick it is.
pub fn light_lane(across: u32, metrics: Metrics) -> (u32, u32) {
    let stroke = metrics.stroke.min(across);
    ((across - stroke) / 2, stroke)
}

/// A cell's coverage while it is drawn.
struct Canvas {
    width: i32,
    height: i32,
    stroke: i32,
    pixels: Vec<u8>,
}

impl Canvas {
    fn new(metrics: Metrics) -> Self {
        Self {
            width: metrics.width as i32,
            height: metrics.height as i32,
            stroke: metrics.stroke as i32,
            pixels: vec![0; metrics.width as usize * metrics.height as usize],
        }
    }

    /// Fills a rectangle, as far as it lies within the cell.
    fn fill(&mut self, x: i32, y: i32, width: i32, height: i32) {
        self.cover(x, y, width, height, 255);
    }

    fn cover(&mut self, x: i32, y: i32, width: i32, height: i32, coverage: u8) {
        for row in y.max(0)..(y + height).min(self.height) {
            let start = row * self.width + x.max(0);
            let end = row * self.width + (x + width).min(self.width);
            if start < end {
                self.pixels[start as usize..end as usize].fill(coverage);
            }
        }
    }

    /// Covers each pixel by what the function says of its centre, in pixels.
    fn shade(&mut self, coverage: impl Fn(f32, f32) -> f32) {
        for y in 0..self.height {
            for x in 0..self.width {
                let value = coverage(x as f32 + 0.5, y as f32 + 0.5).clamp(0.0, 1.0);
                self.pixels[(y * self.width + x) as usize] = (value * 255.0).round() as u8;
            }
        }
    }
}

/// How heavy an arm of a line character is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    None,
    Light,
    Heavy,
    Double,
}

impl Weight {
    /// Thickness from the outer edge of one lane to that of the other.
    fn thickness(self, stroke: i32) -> i32 {
        match self {
            Self::None => 0,
            Self::Light => stroke,
            Self::Heavy => 2 * stroke,
            Self::Double => 3 * stroke,
        }
    }
}

/// The arms of U+2500 to U+2573 in the order up, right, down, left: 0 none, 1 light, 2 heavy,
/// 3 double. The arcs and diagonals at the end are drawn otherwise.
const ARMS: [&str; 8] = [
    "0101 0202 1010 2020 0101 0202 1010 2020 0101 0202 1010 2020 0110 0210 0120 0220",
    "0011 0012 0021 0022 1100 1200 2100 2200 1001 1002 2001 2002 1110 1210 2110 1120",
    "2120 2210 1220 2220 1011 1012 2011 1021 2021 2012 1022 2022 0111 0112 0211 0212",
    "0121 0122 0221 0222 1101 1102 1201 1202 2101 2102 2201 2202 1111 1112 1211 1212",
    "2111 1121 2121 2112 2211 1122 1221 2212 1222 2122 2221 2222 0101 0202 1010 2020",
    "0303 3030 0310 0130 0330 0013 0031 0033 1300 3100 3300 1003 3001 3003 1310 3130",
    "3330 1013 3031 3033 0313 0131 0333 1303 3101 3303 1313 3131 3333 0000 0000 0000",
    "0000 0000 0000 0000 0001 1000 0100 0010 0002 2000 0200 0020 0201 1020 0102 2010",
];

fn arms(code: u32) -> [Weight; 4] {
    let index = (code - 0x2500) as usize;
    let arms = ARMS[index / 16].as_bytes();
    [0, 1, 2, 3].map(|arm| match arms[index % 16 * 5 + arm] {
        b'1' => Weight::Light,
        b'2' => Weight::Heavy,
        b'3' => Weight::Double,
        _ => Weight::None,
    })
}

fn lines(canvas: &mut Canvas, code: u32) {
    let arms = arms(code);
    for (side, weight) in arms.into_iter().enumerate() {
        if weight == Weight::Double {
            arm(canvas, side, weight, inner_end(canvas, arms, side));
        }
    }
    for (side, weight) in arms.into_iter().enumerate() {
        if weight == Weight::Double {
            carve(canvas, side);
        }
    }
    for (side, weight) in arms.into_iter().enumerate() {
        if !matches!(weight, Weight::None | Weight::Double) {
            arm(canvas, side, weight, inner_end(canvas, arms, side));
        }
    }
    let gaps = match code {
        0x254c..=0x254f => 2,
        0x2504..=0x2507 => 3,
        0x2508..=0x250b => 4,
        _ => return,
    };
    dash(canvas, gaps, arms[0] != Weight::None);
}

/// Returns where an arm ends inside of the cell, so that it meets the arms across it squarely.
fn inner_end(canvas: &Canvas, arms: [Weight; 4], side: usize) -> i32 {
    let stroke = canvas.stroke;
    let length = if side.is_multiple_of(2) {
        canvas.height
    } else {
        canvas.width
    };
    let towards_far_edge = matches!(side, 1 | 2);
    let across = [arms[(side + 1) % 4], arms[(side + 3) % 4]];
    let opposite = arms[(side + 2) % 4];
    let widest = across
        .map(|weight| weight.thickness(stroke))
        .into_iter()
        .max()
        .unwrap_or(0);
    if widest == 0 {
        return (length - stroke) / 2 + stroke / 2;
    }
    let start = (length - widest) / 2;
    let blocked =
        across == [Weight::Double; 2] && opposite == Weight::None && arms[side] != Weight::Double;
    match (blocked, towards_far_edge) {
        // It ends at the nearer lane instead of crossing the gap.
        (true, true) => start + 2 * stroke,
        (true, false) => start + stroke,
        (false, true) => start,
        (false, false) => start + widest,
    }
}

/// Fills the lane of an arm up to `end`: 0 up, 1 right, 2 down, 3 left.
fn arm(canvas: &mut Canvas, side: usize, weight: Weight, end: i32) {
    let thickness = weight.thickness(canvas.stroke);
    let (width, height) = (canvas.width, canvas.height);
    let (x, y) = ((width - thickness) / 2, (height - thickness) / 2);
    match side {
        0 => canvas.fill(x, 0, thickness, end),
        1 => canvas.fill(end, y, width - end, thickness),
        2 => canvas.fill(x, end, thickness, height - end),
        _ => canvas.fill(0, y, end, thickness),
    }
}

/// Empties the space between the two lanes of a double arm.
fn carve(canvas: &mut Canvas, side: usize) {
    let stroke = canvas.stroke;
    let (width, height) = (canvas.width, canvas.height);
    let (x, y) = (
        (width - 3 * stroke) / 2 + stroke,
        (height - 3 * stroke) / 2 + stroke,
    );
    match side {
        0 => canvas.cover(x, 0, stroke, y + stroke, 0),
        1 => canvas.cover(x, y, width, stroke, 0),
        2 => canvas.cover(x, y, stroke, height, 0),
        _ => canvas.cover(0, y, x + stroke, stroke, 0),
    }
}

/// Cuts gaps into a straight line.
fn dash(canvas: &mut Canvas, count: i32, upright: bool) {
    let length = if upright { canvas.height } else { canvas.width };
    for index in 1..=count {
        let end = length * index / count;
        let gap = (length / count / 3).max(1);
        if upright {
            canvas.cover(0, end - gap, canvas.width, gap, 0);
        } else {
            canvas.cover(end - gap, 0, gap, canvas.height, 0);
        }
    }
}

/// Draws a rounded corner that continues the straight lines of the cells beside it.
fn arc(canvas: &mut Canvas, code: u32) {
    let (right, down) = match code {
        0x256d => (1.0, 1.0),
        0x256e => (-1.0, 1.0),
        0x256f => (-1.0, -1.0),
        _ => (1.0, -1.0),
    };
    let (width, height, stroke) = (canvas.width, canvas.height, canvas.stroke);
    let half = stroke as f32 / 2.0;
    let middle_x = ((width - stroke) / 2) as f32 + half;
    let middle_y = ((height - stroke) / 2) as f32 + half;
    let radius = (width.min(height) as f32 / 2.0).max(1.0);
    let (centre_x, centre_y) = (middle_x + right * radius, middle_y + down * radius);
    canvas.shade(|x, y| {
        let beyond_x = (x - centre_x) * right > 0.0;
        let beyond_y = (y - centre_y) * down > 0.0;
        let distance = match (beyond_x, beyond_y) {
            (false, false) => ((x - centre_x).hypot(y - centre_y) - radius).abs(),
            (false, true) => (x - middle_x).abs(),
            (true, false) => (y - middle_y).abs(),
            (true, true) => f32::INFINITY,
        };
        half + 0.5 - distance
    });
}

fn diagonal(canvas: &mut Canvas, code: u32) {
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let half = canvas.stroke as f32 / 2.0;
    let length = width.hypot(height);
    canvas.shade(|x, y| {
        let rising = (height * x + width * y - width * height).abs() / length;
        let falling = (height * x - width * y).abs() / length;
        let distance = match code {
            0x2571 => rising,
            0x2572 => falling,
            _ => rising.min(falling),
        };
        half + 0.5 - distance
    });
}

fn block(canvas: &mut Canvas, code: u32) {
    let (width, height) = (canvas.width, canvas.height);
    match code {
        0x2580 => canvas.fill(0, 0, width, height / 2),
        0x2581..=0x2588 => {
            let above = 0x2588 - code as i32;
            let top = height * above / 8;
            canvas.fill(0, top, width, height);
        }
        0x2589..=0x258f => {
            let eighths = 0x2590 - code as i32;
            canvas.fill(0, 0, (width * eighths / 8).max(1), height);
        }
        0x2590 => canvas.fill(width / 2, 0, width, height),
        0x2591 => canvas.cover(0, 0, width, height, 64),
        0x2592 => canvas.cover(0, 0, width, height, 128),
        0x2593 => canvas.cover(0, 0, width, height, 192),
        0x2594 => canvas.fill(0, 0, width, (height / 8).max(1)),
        0x2595 => canvas.fill(width - (width / 8).max(1), 0, width, height),
        _ => quadrants(canvas, QUADRANTS[(code - 0x2596) as usize]),
    }
}

const UPPER_LEFT: u8 = 1;
const UPPER_RIGHT: u8 = 2;
const LOWER_LEFT: u8 = 4;
const LOWER_RIGHT: u8 = 8;

/// The filled quarters of U+2596 to U+259F.
const QUADRANTS: [u8; 10] = [
    LOWER_LEFT,
    LOWER_RIGHT,
    UPPER_LEFT,
    UPPER_LEFT | LOWER_LEFT | LOWER_RIGHT,
    UPPER_LEFT | LOWER_RIGHT,
    UPPER_LEFT | UPPER_RIGHT | LOWER_LEFT,
    UPPER_LEFT | UPPER_RIGHT | LOWER_RIGHT,
    UPPER_RIGHT,
    UPPER_RIGHT | LOWER_LEFT,
    UPPER_RIGHT | LOWER_LEFT | LOWER_RIGHT,
];

fn quadrants(canvas: &mut Canvas, filled: u8) {
    let (width, height) = (canvas.width, canvas.height);
    let (x, y) = (width / 2, height / 2);
    let quarters = [
        (UPPER_LEFT, 0, 0, x, y),
        (UPPER_RIGHT, x, 0, width - x, y),
        (LOWER_LEFT, 0, y, x, height - y),
        (LOWER_RIGHT, x, y, width - x, height - y),
    ];
    for (quarter, x, y, width, height) in quarters {
        if filled & quarter != 0 {
            canvas.fill(x, y, width, height);
        }
    }
}

/// Fills sixths: bit 0 is the upper left one, bit 5 the lower right one.
fn sextant(canvas: &mut Canvas, index: u32) {
    // The empty, left half, right half and full patterns have characters of their own elsewhere.
    let mut filled = index + 1;
    for elsewhere in [0b01_0101, 0b10_1010] {
        if filled >= elsewhere {
            filled += 1;
        }
    }
    let (width, height) = (canvas.width, canvas.height);
    for part in 0..6 {
        if filled >> part & 1 == 0 {
            continue;
        }
        let (column, row) = (part % 2, part / 2);
        let (left, top) = (width / 2 * column, height * row / 3);
        let right = if column == 0 { width / 2 } else { width };
        let bottom = height * (row + 1) / 3;
        canvas.fill(left, top, right - left, bottom - top);
    }
}

/// Columns and rows of the dots behind the bits of a braille pattern.
const BRAILLE_DOTS: [(i32, i32); 8] = [
    (0, 0),
    (0, 1),
    (0, 2),
    (1, 0),
    (1, 1),
    (1, 2),
    (0, 3),
    (1, 3),
];

fn braille(canvas: &mut Canvas, pattern: u32) {
    let (width, height) = (canvas.width, canvas.height);
    let size = (width.min(height / 2) / 4).max(1);
    for (bit, (column, row)) in BRAILLE_DOTS.into_iter().enumerate() {
        if pattern >> bit & 1 == 1 {
            let x = width * (2 * column + 1) / 4 - size / 2;
            let y = height * (2 * row + 1) / 8 - size / 2;
            canvas.fill(x, y, size, size);
        }
    }
}

/// Draws triangles, chevrons and half discs as tall as the cell. Even codes of each four point
/// right, the others left.
fn powerline(canvas: &mut Canvas, code: u32) {
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let half = canvas.stroke as f32 / 2.0;
    let pointing_left = code & 2 != 0;
    canvas.shade(|x, y| {
        let x = if pointing_left { width - x } else { x };
        let from_middle = (y / height * 2.0 - 1.0).abs();
        let slope = width.hypot(height / 2.0);
        match code {
            0xe0b0 | 0xe0b2 => (1.0 - from_middle) * width - x + 0.5,
            0xe0b1 | 0xe0b3 => {
                let edge = ((1.0 - from_middle) * width - x) * (height / 2.0) / slope;
                half + 0.5 - edge.abs()
            }
            _ => {
                let radius = (x / width).hypot(from_middle);
                let edge = (1.0 - radius) * width.min(height / 2.0);
                if code & 1 == 0 {
                    edge + 0.5
                } else {
                    half + 0.5 - edge.abs()
                }
            }
        }
    });
}

/// Draws one period of a wave, so that neighbours continue it.
fn wave(canvas: &mut Canvas, top: i32) {
    let (width, height, stroke) = (canvas.width, canvas.height, canvas.stroke);
    let swing = (stroke as f32 * 1.5).min((height - stroke) as f32 / 4.0);
    let centre =
        (top as f32 + stroke as f32 / 2.0).min(height as f32 - swing - stroke as f32 / 2.0);
    let half = stroke as f32 / 2.0;
    canvas.shade(|x, y| {
        let turn = x / width as f32 * std::f32::consts::TAU;
        half + 0.5 - (y - centre - turn.sin() * swing).abs()
    });
}

/// Draws as many dashes as fit between equal gaps.
fn dashes(canvas: &mut Canvas, top: i32, count: i32) {
    let (width, stroke) = (canvas.width, canvas.stroke);
    for index in 0..count {
        let (start, end) = (width * index / count, width * (index + 1) / count);
        let length = ((end - start + 1) / 2).max(1);
        canvas.fill(start, top, length, stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell of 11 by 15 pixels with lines one pixel thick.
    const SMALL: Metrics = Metrics {
        width: 11,
        height: 15,
        baseline: 12,
        stroke: 1,
        cursor_stroke: 2,
        cursor_outline: 1,
        underline: 13,
        strikethrough: 7,
    };

    #[test]
    fn the_lane_of_a_light_line_is_where_its_characters_are_drawn() {
        for metrics in many_metrics() {
            let covered = |character, cells: &dyn Fn(usize) -> usize, count: u32| {
                let pixels = draw(character, metrics);
                let covered = (0..count).filter(|at| pixels[cells(*at as usize)] == 255);
                covered.collect::<Vec<u32>>()
            };
            let width = metrics.width as usize;
            let (inset, thick) = light_lane(metrics.width, metrics);
            let lane: Vec<u32> = (inset..inset + thick).collect();
            assert_eq!(covered('│', &|x| x, metrics.width), lane, "{metrics:?}");
            let (inset, thick) = light_lane(metrics.height, metrics);
            let lane: Vec<u32> = (inset..inset + thick).collect();
            let level = covered('─', &|y| y * width, metrics.height);
            assert_eq!(level, lane, "{metrics:?}");
        }
    }

    /// Measures with odd and even sides and several thicknesses.
    fn many_metrics() -> impl Iterator<Item = Metrics> {
        let sizes = [
            (7, 15, 1),
            (10, 19, 1),
            (10, 20, 1),
            (11, 22, 2),
            (24, 47, 3),
        ];
        sizes.into_iter().map(|(width, height, stroke)| Metrics {
            width,
            height,
            stroke,
            ..SMALL
        })
    }

    fn rows(character: char, metrics: Metrics) -> Vec<Vec<u8>> {
        draw(character, metrics)
            .chunks(metrics.width as usize)
            .map(<[u8]>::to_vec)
            .collect()
    }

    fn art(character: char) -> String {
        let line = |row: &Vec<u8>| -> String {
            let dots = row.iter().map(|value| if *value > 127 { '#' } else { '.' });
            dots.collect()
        };
        let lines: Vec<String> = rows(character, SMALL).iter().map(line).collect();
        lines.join("\n")
    }

    /// Returns the pixels at an edge: 0 top, 1 right, 2 bottom, 3 left.
    fn edge(rows: &[Vec<u8>], side: usize) -> Vec<u8> {
        match side {
            0 => rows[0].clone(),
            1 => rows.iter().map(|row| row[row.len() - 1]).collect(),
            2 => rows[rows.len() - 1].clone(),
            _ => rows.iter().map(|row| row[0]).collect(),
        }
    }

    fn straight_lines() -> impl Iterator<Item = char> {
        let dashed = |code: &u32| matches!(code, 0x2504..=0x250b | 0x254c..=0x254f);
        let bent = |code: &u32| matches!(code, 0x256d..=0x2573);
        (0x2500..=0x257f)
            .filter(move |code| !dashed(code) && !bent(code))
            .filter_map(char::from_u32)
    }

    #[test]
    fn arms_of_one_weight_meet_at_every_edge() {
        for metrics in many_metrics() {
            let horizontal = ['─', '━', '═'].map(|line| edge(&rows(line, metrics), 1));
            let vertical = ['│', '┃', '║'].map(|line| edge(&rows(line, metrics), 0));
            for character in straight_lines() {
                let drawn = rows(character, metrics);
                for (side, weight) in arms(u32::from(character)).into_iter().enumerate() {
                    let lines = if side % 2 == 0 {
                        &vertical
                    } else {
                        &horizontal
                    };
                    let expected = match weight {
                        Weight::None => vec![0; lines[0].len()],
                        Weight::Light => lines[0].clone(),
                        Weight::Heavy => lines[1].clone(),
                        Weight::Double => lines[2].clone(),
                    };
                    assert_eq!(
                        edge(&drawn, side),
                        expected,
                        "{character} side {side} of {metrics:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_line_character_is_one_piece_or_two_lanes() {
        for metrics in many_metrics() {
            for character in straight_lines() {
                let drawn = rows(character, metrics);
                let doubled = arms(u32::from(character)).contains(&Weight::Double);
                let most = if doubled { 4 } else { 1 };
                assert!(pieces(&drawn) <= most, "{character} of {metrics:?}");
            }
        }
    }

    fn pieces(rows: &[Vec<u8>]) -> usize {
        let (width, height) = (rows[0].len(), rows.len());
        let mut seen = vec![vec![false; width]; height];
        let mut count = 0;
        for y in 0..height {
            for x in 0..width {
                if rows[y][x] == 0 || seen[y][x] {
                    continue;
                }
                count += 1;
                let mut open = vec![(x, y)];
                while let Some((x, y)) = open.pop() {
                    if x >= width || y >= height || seen[y][x] || rows[y][x] == 0 {
                        continue;
                    }
                    seen[y][x] = true;
                    open.extend([(x + 1, y), (x, y + 1)]);
                    open.extend([(x.wrapping_sub(1), y), (x, y.wrapping_sub(1))]);
                }
            }
        }
        count
    }

    #[test]
    fn doubled_corners_and_crossings_look_as_in_unicode() {
        let corner = "\
...........
...........
...........
...........
...........
...........
....#######
....#......
....#.#####
....#.#....
....#.#....
....#.#....
....#.#....
....#.#....
....#.#....";
        assert_eq!(art('╔'), corner);
        let crossing = "\
....#.#....
....#.#....
....#.#....
....#.#....
....#.#....
....#.#....
#####.#####
...........
#####.#####
....#.#....
....#.#....
....#.#....
....#.#....
....#.#....
....#.#....";
        assert_eq!(art('╬'), crossing);
    }

    #[test]
    fn a_light_arm_stops_at_the_nearer_lane() {
        let rows = rows('╟', SMALL);
        let middle: String = rows[7]
            .iter()
            .map(|value| if *value > 0 { '#' } else { '.' })
            .collect();
        assert_eq!(middle, "....#.#####");
    }

    #[test]
    fn eighths_fill_their_part_of_the_cell() {
        for metrics in many_metrics() {
            let area = metrics.width * metrics.height;
            let filled = |character| {
                let drawn = draw(character, metrics);
                drawn.iter().filter(|value| **value == 255).count() as u32
            };
            assert_eq!(filled('█'), area);
            assert_eq!(filled('▀') + filled('▄'), area);
            assert_eq!(filled('▌') + filled('▐'), area);
            assert_eq!(filled('▖') + filled('▜'), area);
            assert_eq!(filled('▚') + filled('▞'), area);
            let growing = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'].map(filled);
            assert!(growing.is_sorted(), "{growing:?}");
        }
    }

    #[test]
    fn sextants_are_the_sixths_that_their_number_names() {
        let sixths = |character| {
            let drawn = rows(character, SMALL);
            let at = |column: usize, row: usize| drawn[row * 5 + 2][column * 6 + 2] == 255;
            [at(0, 0), at(1, 0), at(0, 1), at(1, 1), at(0, 2), at(1, 2)]
        };
        let (on, off) = (true, false);
        assert_eq!(sixths('\u{1fb00}'), [on, off, off, off, off, off]);
        assert_eq!(sixths('\u{1fb13}'), [off, off, on, off, on, off]);
        assert_eq!(sixths('\u{1fb14}'), [off, on, on, off, on, off]);
        assert_eq!(sixths('\u{1fb3b}'), [off, on, on, on, on, on]);
    }

    #[test]
    fn braille_has_as_many_dots_as_bits() {
        for metrics in many_metrics() {
            for pattern in 0..=255u32 {
                let character = char::from_u32(0x2800 + pattern).expect("a braille pattern");
                let drawn = rows(character, metrics);
                let dots = pattern.count_ones() as usize;
                assert_eq!(pieces(&drawn), dots, "{character} of {metrics:?}");
            }
        }
    }

    #[test]
    fn everything_that_is_drawn_fills_one_cell_at_any_size() {
        let ranges = [
            0x2500..=0x259f,
            0x2800..=0x28ff,
            0xe0b0..=0xe0b7,
            0x1fb00..=0x1fb3b,
        ];
        let tiny = Metrics {
            width: 2,
            height: 3,
            ..SMALL
        };
        for metrics in many_metrics().chain([tiny]) {
            let expected = (metrics.width * metrics.height) as usize;
            for character in ranges
                .clone()
                .into_iter()
                .flatten()
                .filter_map(char::from_u32)
            {
                assert!(draws(character));
                assert_eq!(draw(character, metrics).len(), expected, "{character:?}");
            }
        }
    }

    #[test]
    fn powerline_triangles_mirror_each_other() {
        let mirrored = |character| -> Vec<Vec<u8>> {
            let mut drawn = rows(character, SMALL);
            drawn.iter_mut().for_each(|row| row.reverse());
            drawn
        };
        for (right, left) in [
            ('\u{e0b0}', '\u{e0b2}'),
            ('\u{e0b1}', '\u{e0b3}'),
            ('\u{e0b4}', '\u{e0b6}'),
        ] {
            assert_eq!(rows(right, SMALL), mirrored(left));
        }
        let triangle = rows('\u{e0b0}', SMALL);
        assert_eq!(triangle[7], [255; 11], "its tip reaches the edge");
        assert!(triangle[0][5..].iter().all(|value| *value == 0));
    }
}
