//! Sixel graphics to pixels.
//!
//! Control codes are those of DEC's VT330/VT340 Programmer Reference, chapter 14
//! (<https://vt100.net/docs/vt3xx-gp/chapter14.html>). A few bytes may ask for millions of pixels, so
//! what is written is kept as it is, up to a bound, and drawn where that holds up nobody; however much
//! it asks for, only so many pixels are touched.

use super::Animation;

/// The longest side of a picture, in pixels.
pub(crate) const MAX_SIDE: usize = 10_000;
/// How many pixels a picture may have.
const MAX_PIXELS: usize = 16 * 1024 * 1024;
/// How many pixels a string may draw, one upon the other; what it draws beyond is passed over.
const MAX_TOUCHED: usize = 4 * MAX_PIXELS;
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

/// How much of a string is kept until it is drawn; a screenful of photographs takes some 8 MiB.
const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// A picture as it is written, of which nothing is drawn yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SixelString {
    params: Vec<u32>,
    text: Vec<u8>,
}

impl SixelString {
    /// Begins a string with the parameters of its device control string.
    pub(crate) fn new(params: Vec<u32>) -> Self {
        Self {
            params,
            text: Vec::new(),
        }
    }

    /// Takes bytes of the string; what is too much is passed over.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let room = MAX_TEXT_BYTES - self.text.len();
        let taken = &bytes[..bytes.len().min(room)];
        self.text.extend_from_slice(taken);
    }

    /// Draws the picture, which may take long; `None` when the string draws nothing.
    pub(crate) fn draw(&self) -> Option<SixelPicture> {
        let mut sixel = Sixel::new(&self.params);
        sixel.push(&self.text);
        sixel.finish()
    }
}

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

impl SixelPicture {
    /// Returns it as an image on a screen with this background: red, green and blue.
    pub(crate) fn on(mut self, [red, green, blue]: [u8; 3]) -> Animation {
        if self.opaque {
            let blank = |pixel: &&mut [u8]| pixel[3] == 0;
            for pixel in self.pixels.chunks_exact_mut(4).filter(blank) {
                pixel.copy_from_slice(&[red, green, blue, 255]);
            }
        }
        Animation::still(self.width, self.height, self.pixels)
    }
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
struct Sixel {
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
    /// As opaque red, green and blue, or 0 where nothing was drawn; each row as far as something was.
    rows: Vec<Vec<u32>>,
    /// How many pixels were written, one upon the other.
    touched: usize,
    /// What was drawn, and what the string said.
    drawn: (usize, usize),
    said: (usize, usize),
}

impl Sixel {
    /// Begins a picture with the parameters of its device control string.
    fn new(params: &[u32]) -> Self {
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
            rows: Vec::new(),
            touched: 0,
            drawn: (0, 0),
            said: (0, 0),
        }
    }

    /// Takes bytes of the string.
    fn push(&mut self, bytes: &[u8]) {
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
        let drawn = (self.drawn.0.max(to), self.drawn.1.max(bottom));
        if drawn.0 * drawn.1 > MAX_PIXELS {
            return;
        }
        self.rows.resize_with(drawn.1, Vec::new);
        for dot in (0..lowest).filter(|dot| dots >> dot & 1 == 1) {
            let top = self.y + dot * high;
            for row in top..(top + high).min(bottom) {
                self.fill(row, from, to);
            }
        }
        self.drawn = drawn;
    }

    /// Draws a stretch of a row.
    fn fill(&mut self, row: usize, from: usize, to: usize) {
        let row = &mut self.rows[row];
        let written = to - from.min(row.len());
        if self.touched + written > MAX_TOUCHED {
            return;
        }
        self.touched += written;
        row.resize(row.len().max(from), 0);
        let known = row.len().min(to);
        row[from..known].fill(self.color);
        row.resize(row.len().max(to), self.color);
    }

    /// Returns the picture; `None` when nothing was drawn.
    fn finish(mut self) -> Option<SixelPicture> {
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
            let row = self.rows.get(y).into_iter().flatten();
            pixels.extend(row.flat_map(|pixel| pixel.to_be_bytes()));
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
        let mut string = SixelString::new(params.to_vec());
        string.push(text.as_bytes());
        string.draw()
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
        assert!(sixel.rows.iter().map(Vec::len).sum::<usize>() <= MAX_PIXELS);
        assert!(sixel.finish().is_some());
    }

    #[test]
    fn a_string_touches_only_so_many_pixels_however_often_it_draws_upon_them() {
        let mut sixel = Sixel::new(&[]);
        // Every eight bytes draw 60 rows of 10,000 pixels.
        sixel.push(b"\"10;1!");
        for _ in 0..2000 {
            sixel.push(b"99999~$!");
        }
        assert!(sixel.touched > MAX_PIXELS, "{}", sixel.touched);
        assert!(sixel.touched <= MAX_TOUCHED, "{}", sixel.touched);
        assert!(sixel.finish().is_some());
    }

    #[test]
    fn a_picture_that_grows_to_the_right_is_not_drawn_again() {
        let mut sixel = Sixel::new(&[9]);
        for _ in 0..200 {
            sixel.push(b"!5000~-");
        }
        for _ in 0..5000 {
            sixel.push(b"~");
        }
        sixel.push(b"$!4999?");
        for _ in 0..5000 {
            sixel.push(b"~");
        }
        let drawn = 200 * 6 * 5000 + 6 * (5000 + 5000);
        assert_eq!((sixel.touched, sixel.drawn), (drawn, (9999, 201 * 6)));
    }

    #[test]
    fn a_string_is_kept_up_to_a_bound() {
        let mut string = SixelString::default();
        let part = vec![b'?'; MAX_TEXT_BYTES / 4];
        for _ in 0..5 {
            string.push(&part);
        }
        assert_eq!(string.text.len(), MAX_TEXT_BYTES);
    }
}
