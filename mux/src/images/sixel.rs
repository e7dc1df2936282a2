//! Sixel graphics to pixels, byte by byte as they come.
//!
//! Control codes are those of DEC's VT330/VT340 Programmer Reference, chapter 14
//! (<https://vt100.net/docs/vt3xx-gp/chapter14.html>). Nothing that was written is kept but the
//! picture, which has bounds, so a string without an end takes no more memory than one with.

/// The longest side of a picture, in pixels.
pub(crate) const MAX_SIDE: usize = 10_000;
/// How many pixels a picture may have.
const MAX_PIXELS: usize = 16 * 1024 * 1024;
/// How many colours there are.
pub(crate) const COLORS: usize = 1024;
/// Rows of one band.
const BAND: usize = 6;
/// More parameters than a control code takes.
const MAX_PARAMS: usize = 8;

/// The VT340's first sixteen colours, in hundredths.
const VT340: [[u32; 3]; 16] = [
    [0, 0, 0],
    [20, 20, 80],
    [80, 13, 13],
    [20, 80, 20],
    [80, 20, 80],
    [20, 80, 80],
    [80, 80, 20],
    [53, 53, 53],
    [26, 26, 26],
    [33, 33, 60],
    [60, 26, 26],
    [33, 60, 33],
    [60, 33, 60],
    [33, 60, 60],
    [60, 60, 33],
    [80, 80, 80],
];

/// A picture that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SixelPicture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Four bytes a pixel; what was not drawn is transparent.
    pub(crate) pixels: Vec<u8>,
    /// What was not drawn shows the background of the terminal instead of what is there.
    pub(crate) opaque: bool,
}

/// What the numbers that are coming belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Control {
    None,
    Repeat,
    Color,
    Raster,
}

/// Draws sixels.
pub(crate) struct Sixel {
    colors: Vec<u32>,
    color: u32,
    opaque: bool,
    /// Rows of pixels that one dot is high, and columns that it is wide.
    dot: (usize, usize),
    control: Control,
    params: [u32; MAX_PARAMS],
    count: usize,
    repeat: usize,
    x: usize,
    /// The first row of the band.
    y: usize,
    /// As opaque red, green and blue, or 0 where nothing was drawn.
    pixels: Vec<u32>,
    stride: usize,
    /// What was drawn, and what the string said.
    drawn: (usize, usize),
    said: (usize, usize),
}

impl Sixel {
    /// Begins a picture with the parameters of its device control string.
    pub(crate) fn new(params: &[u32]) -> Self {
        let param = |at: usize| params.get(at).copied().unwrap_or(0);
        let mut colors: Vec<u32> = VT340.iter().map(|[r, g, b]| rgb(*r, *g, *b)).collect();
        colors.resize(COLORS, rgb(0, 0, 0));
        Self {
            color: colors[0],
            colors,
            opaque: param(1) != 1,
            dot: match param(0) {
                2 => (5, 1),
                3 | 4 => (3, 1),
                7..=9 => (1, 1),
                _ => (2, 1),
            },
            control: Control::None,
            params: [0; MAX_PARAMS],
            count: 0,
            repeat: 1,
            x: 0,
            y: 0,
            pixels: Vec::new(),
            stride: 0,
            drawn: (0, 0),
            said: (0, 0),
        }
    }

    /// Takes bytes of the string.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.byte(*byte));
    }

    fn byte(&mut self, byte: u8) {
        match byte {
            b'0'..=b'9' if self.control != Control::None => {
                if let Some(param) = self.params.get_mut(self.count) {
                    let digit = u32::from(byte - b'0');
                    *param = param.saturating_mul(10).saturating_add(digit);
                }
                return;
            }
            b';' if self.control != Control::None => {
                self.count = (self.count + 1).min(MAX_PARAMS);
                return;
            }
            // Line breaks and blanks may stand anywhere.
            0..=b' ' => return,
            _ => self.end_control(),
        }
        match byte {
            b'!' => self.begin(Control::Repeat),
            b'#' => self.begin(Control::Color),
            b'"' => self.begin(Control::Raster),
            b'$' => self.x = 0,
            b'-' => {
                self.x = 0;
                self.y = self.y.saturating_add(BAND * self.dot.0);
            }
            b'?'..=b'~' => {
                let repeat = std::mem::replace(&mut self.repeat, 1);
                self.draw(byte - b'?', repeat);
            }
            _ => {}
        }
    }

    fn begin(&mut self, control: Control) {
        self.control = control;
        self.params = [0; MAX_PARAMS];
        self.count = 0;
    }

    fn end_control(&mut self) {
        let [a, b, c, d, e, ..] = self.params;
        match std::mem::replace(&mut self.control, Control::None) {
            Control::None => {}
            Control::Repeat => self.repeat = (a as usize).clamp(1, MAX_SIDE),
            Control::Color => self.select(a as usize, (self.count >= 4).then_some([b, c, d, e])),
            Control::Raster => {
                // It holds for a picture of which nothing is drawn yet.
                if self.drawn == (0, 0) {
                    let side = |value: u32| (value as usize).clamp(1, 10);
                    let shape = (side(a), side(b));
                    let shrunk = shape.0 == shape.1;
                    self.dot = if shrunk { (1, 1) } else { shape };
                    let within = |value: u32| (value as usize).min(MAX_SIDE);
                    self.said = (within(c), within(d));
                }
            }
        }
    }

    fn select(&mut self, register: usize, definition: Option<[u32; 4]>) {
        let register = register % COLORS;
        match definition {
            Some([1, hue, light, saturation]) => {
                self.colors[register] = hls(hue % 360, light, saturation);
            }
            Some([2, red, green, blue]) => self.colors[register] = rgb(red, green, blue),
            _ => {}
        }
        self.color = self.colors[register];
    }

    /// Draws six dots, one below the other, so many times.
    fn draw(&mut self, dots: u8, repeat: usize) {
        let (high, wide) = self.dot;
        let from = self.x;
        let to = from
            .saturating_add(repeat.saturating_mul(wide))
            .min(MAX_SIDE);
        self.x = to;
        if dots == 0 || from >= to {
            return;
        }
        let lowest = 8 - dots.leading_zeros() as usize;
        let bottom = self.y.saturating_add(lowest * high).min(MAX_SIDE);
        if !self.reserve(to, bottom) {
            return;
        }
        for dot in (0..lowest).filter(|dot| dots >> dot & 1 == 1) {
            let top = self.y + dot * high;
            for row in top..(top + high).min(bottom) {
                let start = row * self.stride;
                self.pixels[start + from..start + to].fill(self.color);
            }
        }
        self.drawn = (self.drawn.0.max(to), self.drawn.1.max(bottom));
    }

    /// Makes room for a picture of this size; returns whether there may be one.
    fn reserve(&mut self, width: usize, height: usize) -> bool {
        let height = height.max(self.drawn.1);
        if width > self.stride {
            // A picture that grows to the right is copied, so it grows by as much again.
            let wanted = width.max(self.said.0).max(self.stride * 2).min(MAX_SIDE);
            let stride = if wanted * height <= MAX_PIXELS {
                wanted
            } else {
                width
            };
            if stride * height > MAX_PIXELS {
                return false;
            }
            let mut pixels = vec![0; stride * height];
            if self.stride > 0 {
                let rows = self.pixels.chunks_exact(self.stride);
                for (to, from) in pixels.chunks_exact_mut(stride).zip(rows) {
                    to[..self.stride].copy_from_slice(from);
                }
            }
            (self.pixels, self.stride) = (pixels, stride);
        }
        let needed = self.stride * height;
        if needed > MAX_PIXELS {
            return false;
        }
        if needed > self.pixels.len() {
            self.pixels.resize(needed, 0);
        }
        true
    }

    /// Returns the picture; `None` when nothing was drawn.
    pub(crate) fn finish(mut self) -> Option<SixelPicture> {
        self.end_control();
        if self.drawn == (0, 0) && self.said == (0, 0) {
            return None;
        }
        let (mut width, mut height) = self.drawn;
        let (said_width, said_height) = (self.said.0.max(width), self.said.1.max(height));
        // What it says of its size may be more than is drawn, and then it is as large as that.
        if said_width * said_height <= MAX_PIXELS {
            (width, height) = (said_width, said_height);
        }
        if width == 0 || height == 0 {
            return None;
        }
        let mut pixels = Vec::with_capacity(width * height * 4);
        for y in 0..height {
            let start = (y * self.stride).min(self.pixels.len());
            let end = (start + self.stride.min(width)).min(self.pixels.len());
            let row = &self.pixels[start..end];
            pixels.extend(row.iter().flat_map(|pixel| pixel.to_be_bytes()));
            pixels.resize((y + 1) * width * 4, 0);
        }
        Some(SixelPicture {
            width: width as u32,
            height: height as u32,
            pixels,
            opaque: self.opaque,
        })
    }
}

/// Returns an opaque colour; parts are in hundredths.
fn rgb(red: u32, green: u32, blue: u32) -> u32 {
    let part = |value: u32| (value.min(100) * 255 + 50) / 100;
    part(red) << 24 | part(green) << 16 | part(blue) << 8 | 0xff
}

/// Returns the colour of a hue in degrees, of which blue is the first, and of a lightness and a
/// saturation in hundredths.
fn hls(hue: u32, light: u32, saturation: u32) -> u32 {
    let hue = f64::from((hue + 240) % 360) / 60.0;
    let light = f64::from(light.min(100)) / 100.0;
    let chroma = (1.0 - (2.0 * light - 1.0).abs()) * f64::from(saturation.min(100)) / 100.0;
    let second = chroma * (1.0 - (hue % 2.0 - 1.0).abs());
    let (red, green, blue) = match hue as u32 {
        0 => (chroma, second, 0.0),
        1 => (second, chroma, 0.0),
        2 => (0.0, chroma, second),
        3 => (0.0, second, chroma),
        4 => (second, 0.0, chroma),
        _ => (chroma, 0.0, second),
    };
    let base = light - chroma / 2.0;
    let part = |value: f64| ((value + base) * 100.0).round() as u32;
    rgb(part(red), part(green), part(blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(params: &[u32], text: &str) -> Option<SixelPicture> {
        let mut sixel = Sixel::new(params);
        sixel.push(text.as_bytes());
        sixel.finish()
    }

    /// Returns a letter for each pixel.
    fn drawn(params: &[u32], text: &str) -> Vec<String> {
        let picture = picture(params, text).expect("a picture");
        let letter = |pixel: &[u8]| match pixel {
            [_, _, _, 0] => '.',
            [255, 0, 0, _] => 'r',
            [0, 255, 0, _] => 'g',
            [0, 0, 255, _] => 'b',
            _ => 'x',
        };
        let row = |row: &[u8]| row.chunks_exact(4).map(letter).collect();
        let stride = picture.width as usize * 4;
        picture.pixels.chunks_exact(stride).map(row).collect()
    }

    #[test]
    fn dots_are_drawn_from_top_to_bottom_and_bands_below_each_other() {
        assert_eq!(
            drawn(&[], "\"1;1#1;2;100;0;0@A#2;2;0;100;0$??B-#1~"),
            [
                "r.g", ".rg", "...", "...", "...", "...", "r..", "r..", "r..", "r..", "r..", "r.."
            ]
        );
    }

    #[test]
    fn a_dot_is_repeated_and_colours_are_chosen_by_hue_too() {
        assert_eq!(drawn(&[], "\"1;1#1;1;120;50;100!3@"), ["rrr"]);
        assert_eq!(drawn(&[], "\"1;1#1;1;240;50;100!2@"), ["gg"]);
        assert_eq!(drawn(&[], "\"1;1#1;1;0;50;100@"), ["b"]);
    }

    #[test]
    fn dots_are_as_high_as_the_picture_says() {
        assert_eq!(drawn(&[0], "#1;2;100;0;0@"), ["r", "r"]);
        assert_eq!(drawn(&[9], "#1;2;100;0;0@"), ["r"]);
        assert_eq!(drawn(&[9], "\"3;1#1;2;100;0;0@"), ["r", "r", "r"]);
    }

    #[test]
    fn a_picture_is_as_large_as_it_says_when_that_is_more_than_it_draws() {
        assert_eq!(drawn(&[], "\"1;1;3;2#1;2;100;0;0@"), ["r..", "..."]);
        let background = picture(&[0, 1], "\"1;1;1;1").expect("a picture");
        assert!(!background.opaque);
        assert_eq!(picture(&[], ""), None);
        assert_eq!(picture(&[], "?????"), None);
    }

    #[test]
    fn no_number_makes_a_picture_larger_than_the_bounds() {
        for text in [
            "!4294967295~",
            "\"1;1;999999999;999999999@",
            "\"9999999999999;1;1;1!99999~",
            "#4294967295;2;999;999;999~",
            "#1;1;4294967295;4294967295;4294967295~",
        ] {
            if let Some(picture) = picture(&[], text) {
                let (width, height) = (picture.width as usize, picture.height as usize);
                assert!(width <= MAX_SIDE && height <= MAX_SIDE, "{text}");
                assert_eq!(picture.pixels.len(), width * height * 4, "{text}");
            }
        }
        let mut sixel = Sixel::new(&[]);
        for _ in 0..100_000 {
            sixel.push(b"!99999~-!3~");
        }
        assert!(sixel.pixels.len() <= MAX_PIXELS);
        assert!(sixel.finish().is_some());
    }
}
