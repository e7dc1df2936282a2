//! What is behind the cells in place of one colour: layers of pictures, gradients and colours, laid into one picture
//! of the window's size.
//!
//! Both painters show that picture as it is, so that no frame pays for how it was made. Pure arithmetic, slow
//! enough for a thread of its own (`window::background` has it); it opens no file and knows no window.

use super::theme::{Factors, premultiplied};

/// The longest side of a layer, and its most pixels: what is larger is made smaller.
const LONGEST_SIDE: f64 = 16_384.0;
const MOST_PIXELS: f64 = 48e6;

/// Steps of a gradient from its first colour to its last.
const GRADIENT_STEPS: usize = 1024;

/// What is behind the cells.
#[derive(Clone, PartialEq, Eq)]
pub struct Backdrop {
    /// `0xaarrggbb` a pixel, its parts multiplied by its opacity, row by row.
    pub pixels: Vec<u32>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl std::fmt::Debug for Backdrop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Backdrop of {}x{}", self.width, self.height)
    }
}

/// A decoded picture: red, green, blue and opacity a pixel, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The pixels.
    pub rgba: image::RgbaImage,
}

/// A gradient as it is laid into a rectangle.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// Colours at equal distances; `[red, green, blue, opacity]`.
    pub colours: Vec<[u8; 4]>,
    /// Which way they go.
    pub way: Way,
    /// How many pixels a place may be off, so that no bands are seen.
    pub noise: u32,
}

impl Gradient {
    /// Returns how many colours make a smooth gradient.
    pub const fn steps() -> usize {
        GRADIENT_STEPS
    }
}

/// Which way a gradient goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// Along a line at this angle, in degrees against the clock.
    Line(f64),
    /// Outwards from a point; all are shares of the rectangle.
    Outwards {
        /// Where the last colour is.
        radius: f64,
        /// The middle, across.
        x: f64,
        /// The middle, down.
        y: f64,
    },
}

/// What a layer shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A picture.
    Picture(std::sync::Arc<Picture>),
    /// A gradient.
    Gradient(Gradient),
    /// One colour; `[red, green, blue, opacity]`.
    Colour([u8; 4]),
}

/// How long a layer is in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// As long as fills its area.
    Cover,
    /// As long as its area shows all of it.
    Contain,
    /// So many pixels.
    Pixels(f64),
}

/// What is beside a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It again.
    Same,
    /// It again, every other time in the mirror.
    Mirrored,
    /// Nothing.
    Never,
}

/// A layer along one direction, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Where its area begins in the window.
    pub start: f64,
    /// How long its area is.
    pub room: f64,
    /// How long it is itself.
    pub extent: Extent,
    /// What is beside it.
    pub repeat: Repeat,
    /// After how much it repeats; `None` for after itself.
    pub step: Option<f64>,
    /// Where it stands: 0 at the start of its area, 1 at its end.
    pub align: f64,
    /// How far from there.
    pub offset: f64,
}

/// A layer with all its measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it shows.
    pub source: Source,
    /// Factors for its colours.
    pub factors: Factors,
    /// How much it hides, from 0 to 1.
    pub opacity: f64,
    /// Across.
    pub x: Axis,
    /// Down.
    pub y: Axis,
}

/// A layer's pixels at the size at which they are shown.
struct Tile {
    width: u32,
    height: u32,
    pixels: Vec<u32>,
}

/// Lays layers into pictures, and remembers each layer at its size: what moves is not made anew.
#[derive(Default)]
pub struct Layers {
    tiles: Vec<Option<Tile>>,
}

impl Layers {
    /// Forgets the layers: others come.
    pub fn forget(&mut self) {
        self.tiles.clear();
    }

    /// Returns the picture of this size over a ground, which is `0xaarrggbb` with its parts multiplied.
    pub fn compose(
        &mut self,
        layers: &[Layer],
        (width, height): (u32, u32),
        ground: u32,
    ) -> Backdrop {
        let mut backdrop = Backdrop {
            pixels: vec![ground; width as usize * height as usize],
            width,
            height,
        };
        self.tiles.resize_with(layers.len(), || None);
        for (layer, kept) in layers.iter().zip(&mut self.tiles) {
            let (across, down) = size(layer);
            let fits = kept
                .as_ref()
                .is_some_and(|tile| (tile.width, tile.height) == (across, down));
            if !fits {
                *kept = Some(tile(layer, across, down));
            }
            if let Some(tile) = kept {
                lay(&mut backdrop, layer, tile);
            }
        }
        backdrop
    }
}

/// Returns how large a layer is shown.
fn size(layer: &Layer) -> (u32, u32) {
    let (x, y) = (layer.x, layer.y);
    let own = match &layer.source {
        Source::Picture(picture) => picture.rgba.dimensions(),
        // They have the size that they are given.
        Source::Gradient(_) | Source::Colour(_) => (0, 0),
    };
    let (width, height) = match own {
        (0, _) | (_, 0) => (filling(x), filling(y)),
        (width, height) => {
            let (width, height) = (f64::from(width), f64::from(height));
            let scales = (x.room / width, y.room / height);
            let scale = |extent: Extent| match extent {
                Extent::Contain => scales.0.min(scales.1),
                Extent::Cover | Extent::Pixels(_) => scales.0.max(scales.1),
            };
            match (x.extent, y.extent) {
                (Extent::Pixels(across), Extent::Pixels(down)) => (across, down),
                (Extent::Pixels(across), _) => (across, across * height / width),
                (_, Extent::Pixels(down)) => (down * width / height, down),
                (across, _) => (width * scale(across), height * scale(across)),
            }
        }
    };
    let sane = |length: f64| match length.is_finite() {
        true => length.round().clamp(1.0, LONGEST_SIDE),
        false => 1.0,
    };
    let (width, height) = (sane(width), sane(height));
    let too_many = (width * height / MOST_PIXELS).max(1.0).sqrt();
    ((width / too_many) as u32, (height / too_many) as u32)
}

fn filling(axis: Axis) -> f64 {
    match axis.extent {
        Extent::Pixels(length) => length,
        Extent::Cover | Extent::Contain => axis.room,
    }
}

fn tile(layer: &Layer, width: u32, height: u32) -> Tile {
    let opacity = layer.opacity.clamp(0.0, 1.0);
    let finished = |[red, green, blue, alpha]: [u8; 4]| {
        let colour = u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue);
        let alpha = (f64::from(alpha) * opacity).round() as u8;
        premultiplied(layer.factors.apply(colour), alpha)
    };
    let pixels = match &layer.source {
        Source::Colour(colour) => vec![finished(*colour); width as usize * height as usize],
        Source::Gradient(gradient) => {
            let colours: Vec<u32> = gradient.colours.iter().map(|c| finished(*c)).collect();
            gradient_pixels(gradient, &colours, width, height)
        }
        Source::Picture(picture) => {
            let scaled = scaled(&picture.rgba, width, height);
            scaled.pixels().map(|pixel| finished(pixel.0)).collect()
        }
    };
    Tile {
        width,
        height,
        pixels,
    }
}

/// Returns the picture at this size. What is wholly transparent gives none of its colour to its neighbours.
fn scaled(picture: &image::RgbaImage, width: u32, height: u32) -> image::RgbaImage {
    use image::imageops::{FilterType, resize};
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    if picture.pixels().all(|pixel| pixel.0[3] == 255) {
        return resize(picture, width, height, FilterType::Triangle);
    }
    let mut weighted = picture.clone();
    for pixel in weighted.pixels_mut() {
        let alpha = u32::from(pixel.0[3]);
        for part in &mut pixel.0[..3] {
            *part = ((u32::from(*part) * alpha + 127) / 255) as u8;
        }
    }
    let mut scaled = resize(&weighted, width, height, FilterType::Triangle);
    for pixel in scaled.pixels_mut() {
        let alpha = u32::from(pixel.0[3]).max(1);
        for part in &mut pixel.0[..3] {
            *part = ((u32::from(*part) * 255 + alpha / 2) / alpha).min(255) as u8;
        }
    }
    scaled
}

fn gradient_pixels(gradient: &Gradient, colours: &[u32], width: u32, height: u32) -> Vec<u32> {
    let (across, down) = (f64::from(width), f64::from(height));
    let Some(last) = colours.len().checked_sub(1) else {
        return vec![0; width as usize * height as usize];
    };
    let mut noise = Noise(0x9e37_79b9);
    let amount = f64::from(gradient.noise);
    let at = |place: f64| colours[(place.clamp(0.0, 1.0) * last as f64).round() as usize];
    let places =
        (0..height).flat_map(|y| (0..width).map(move |x| (f64::from(x) + 0.5, f64::from(y) + 0.5)));
    match gradient.way {
        Way::Line(angle) => {
            // Pixels are counted downwards, and angles against the clock.
            let (dx, dy) = (angle.to_radians().cos(), -angle.to_radians().sin());
            let length = ((across * dx).abs() + (down * dy).abs()).max(1.0);
            let amount = amount.min(length / 4.0);
            let place = |(x, y): (f64, f64)| {
                let along = (x - across / 2.0) * dx + (y - down / 2.0) * dy;
                at((along + noise.next() * amount) / length + 0.5)
            };
            places.map(place).collect()
        }
        Way::Outwards {
            radius,
            x: cx,
            y: cy,
        } => {
            let radius = radius.abs().max(1e-6);
            let amount = amount.min(across / 4.0) / across.max(1.0);
            let place = |(x, y): (f64, f64)| {
                let (x, y) = (x / across - cx, y / down - cy);
                at((x.hypot(y) + noise.next() * amount) / radius)
            };
            places.map(place).collect()
        }
    }
}

/// Numbers that look random, the same each time.
struct Noise(u32);

impl Noise {
    /// Returns the next one, from -0.5 to 0.5.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        f64::from(self.0) / f64::from(u32::MAX) - 0.5
    }
}

/// Where the copies of a layer begin along one direction, and whether each is in the mirror.
fn copies(axis: Axis, length: u32, window: u32) -> Vec<(i64, bool)> {
    let first = axis.start + (axis.room - f64::from(length)) * axis.align + axis.offset;
    let step = axis.step.unwrap_or(f64::from(length)).round();
    // Beyond these numbers lies no window.
    let first = first.round().clamp(-1e9, 1e9);
    if axis.repeat == Repeat::Never || step.is_nan() || step < 1.0 {
        return vec![(first as i64, false)];
    }
    // The first copy that may reach into the window, and how many copies after the layer itself that is.
    let base = first.rem_euclid(step);
    let before = ((base + f64::from(length)) / step).ceil().max(0.0);
    let begin = base - before * step;
    let after = ((base - first) / step).round() as i64 - before as i64;
    let count = ((f64::from(window) - begin) / step).ceil().max(0.0) as i64;
    (0..count)
        .map(|index| {
            let mirrored = axis.repeat == Repeat::Mirrored && (index + after).rem_euclid(2) == 1;
            ((begin + index as f64 * step) as i64, mirrored)
        })
        .filter(|(place, _)| place + i64::from(length) > 0)
        .collect()
}

fn lay(backdrop: &mut Backdrop, layer: &Layer, tile: &Tile) {
    let across = copies(layer.x, tile.width, backdrop.width);
    for (top, upside_down) in copies(layer.y, tile.height, backdrop.height) {
        let rows = top.max(0)..(top + i64::from(tile.height)).min(i64::from(backdrop.height));
        for y in rows {
            let line = (y - top) as usize;
            let line = match upside_down {
                true => tile.height as usize - 1 - line,
                false => line,
            };
            let start = line * tile.width as usize;
            let source = &tile.pixels[start..start + tile.width as usize];
            let start = y as usize * backdrop.width as usize;
            let row = &mut backdrop.pixels[start..start + backdrop.width as usize];
            for (left, mirrored) in &across {
                lay_row(row, source, *left, *mirrored);
            }
        }
    }
}

fn lay_row(row: &mut [u32], source: &[u32], left: i64, mirrored: bool) {
    let start = left.max(0);
    let end = (left + source.len() as i64).min(row.len() as i64);
    if start >= end {
        return;
    }
    let (from, to) = ((start - left) as usize, (end - left) as usize);
    let row = &mut row[start as usize..end as usize];
    let last = source.len() - 1;
    for (index, pixel) in (from..to).zip(row) {
        let above = source[if mirrored { last - index } else { index }];
        *pixel = laid_over(*pixel, above);
    }
}

/// Returns one pixel over another; the parts of both are multiplied by their opacity.
pub fn laid_over(below: u32, above: u32) -> u32 {
    match above >> 24 {
        255 => above,
        0 => below,
        opacity => {
            let rest = 255 - opacity;
            [24, 16, 8, 0].into_iter().fold(0, |sum, shift| {
                let part = (above >> shift & 255) + ((below >> shift & 255) * rest + 127) / 255;
                sum | part.min(255) << shift
            })
        }
    }
}

#[cfg(test)]
mod tests;
