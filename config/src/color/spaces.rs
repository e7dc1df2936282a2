//! Colours in other spaces than red, green and blue, and what is told of two of them there.
//!
//! Hides the formulas: sRGB's curve, CIE L*a*b* with its CIEDE2000 distance, Oklab, HSV, the contrast of
//! WCAG, and the painters' wheel of red, yellow and blue. Pure functions, any thread.

use super::{Rgba, byte};

/// Three parts of a colour in some space.
pub(crate) type Parts = [f64; 3];

impl Rgba {
    /// Returns red, green and blue from 0 to 1.
    pub(crate) fn srgb(self) -> Parts {
        [self.r, self.g, self.b].map(|part| f64::from(part) / 255.0)
    }

    /// Makes an opaque colour of red, green and blue from 0 to 1.
    pub(crate) fn from_srgb(parts: Parts) -> Self {
        let [r, g, b] = parts.map(byte);
        Self::rgb(r, g, b)
    }

    /// Returns red, green and blue as amounts of light, from 0 to 1.
    pub(crate) fn linear(self) -> Parts {
        self.srgb().map(to_linear)
    }

    /// Makes an opaque colour of amounts of light.
    pub(crate) fn from_linear(parts: Parts) -> Self {
        Self::from_srgb(parts.map(from_linear))
    }

    /// Returns the opacity from 0 to 1.
    pub(crate) fn alpha(self) -> f64 {
        f64::from(self.a) / 255.0
    }

    /// Returns L*, a* and b* under daylight (D65).
    pub(crate) fn lab(self) -> Parts {
        let [r, g, b] = self.linear();
        let x = (0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47;
        let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b;
        let z = (0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / 1.088_83;
        let curve = |t: f64| {
            if t > 216.0 / 24389.0 {
                t.cbrt()
            } else {
                (24389.0 / 27.0 * t + 16.0) / 116.0
            }
        };
        let (x, y, z) = (curve(x), curve(y), curve(z));
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// Returns Oklab's lightness, a and b.
    pub(crate) fn oklab(self) -> Parts {
        let [r, g, b] = self.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
        ]
    }

    /// Makes an opaque colour of Oklab's parts.
    pub(crate) fn from_oklab([lightness, a, b]: Parts) -> Self {
        let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        Self::from_linear([
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
        ])
    }

    /// Returns hue in degrees, and saturation and value from 0 to 1.
    pub(crate) fn hsv(self) -> Parts {
        let [r, g, b] = self.srgb();
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let saturation = if max == 0.0 { 0.0 } else { (max - min) / max };
        [self.hsl().0, saturation, max]
    }

    /// Makes an opaque colour of hue, saturation and value.
    pub(crate) fn from_hsv([hue, saturation, value]: Parts) -> Self {
        let lightness = value * (1.0 - saturation / 2.0);
        let room = lightness.min(1.0 - lightness);
        let saturation = if room <= 0.0 {
            0.0
        } else {
            (value - lightness) / room
        };
        Self::from_hsla(hue, saturation, lightness, 1.0)
    }

    /// Returns how much light the colour gives, from 0 to 1, by WCAG.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Returns the contrast of WCAG: 1 of a colour with itself, 21 of black with white.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Returns the colour with its hue turned by degrees on the painters' wheel, on which red is across
    /// from green.
    pub(crate) fn turned_ryb(self, degrees: f64) -> Self {
        let (hue, saturation, lightness) = self.hsl();
        let painted = along(hue, WHEEL, |(light, paint)| (light, paint));
        let turned = along((painted + degrees).rem_euclid(360.0), WHEEL, |(l, p)| {
            (p, l)
        });
        Self {
            a: self.a,
            ..Self::from_hsla(turned, saturation, lightness, 1.0)
        }
    }

    /// Returns the distance of CIEDE2000: under 1 an eye sees no difference, 100 is black from white.
    pub(crate) fn distance(self, other: Self) -> f64 {
        ciede2000(self.lab(), other.lab())
    }
}

fn to_linear(part: f64) -> f64 {
    if part <= 0.040_45 {
        part / 12.92
    } else {
        ((part + 0.055) / 1.055).powf(2.4)
    }
}

fn from_linear(part: f64) -> f64 {
    if part <= 0.003_130_8 {
        part * 12.92
    } else {
        1.055 * part.powf(1.0 / 2.4) - 0.055
    }
}

/// Hues of light and where painters have them: orange, yellow, green, cyan, blue and magenta.
const WHEEL: &[(f64, f64)] = &[
    (0.0, 0.0),
    (35.0, 60.0),
    (60.0, 122.0),
    (120.0, 165.0),
    (180.0, 218.0),
    (240.0, 275.0),
    (300.0, 330.0),
    (360.0, 360.0),
];

/// Reads off a line through points, each turned by `way` into from and to.
fn along(at: f64, points: &[(f64, f64)], way: fn((f64, f64)) -> (f64, f64)) -> f64 {
    for pair in points.windows(2) {
        let ((from, start), (to, end)) = (way(pair[0]), way(pair[1]));
        if at <= to {
            return start + (at - from) / (to - from) * (end - start);
        }
    }
    at
}

/// The formula as Sharma, Wu and Dalal wrote it down in 2005; their test pairs are the test below.
fn ciede2000([l1, a1, b1]: Parts, [l2, a2, b2]: Parts) -> f64 {
    let chroma = (a1.hypot(b1) + a2.hypot(b2)) / 2.0;
    let far = 25.0_f64.powi(7);
    let stretch = 1.0 + 0.5 * (1.0 - (chroma.powi(7) / (chroma.powi(7) + far)).sqrt());
    let (a1, a2) = (a1 * stretch, a2 * stretch);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 == 0.0;

    let turn = match h2 - h1 {
        _ if grey => 0.0,
        turn if turn > 180.0 => turn - 360.0,
        turn if turn < -180.0 => turn + 360.0,
        turn => turn,
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();

    let l = (l1 + l2) / 2.0;
    let c = (c1 + c2) / 2.0;
    let h = match h1 + h2 {
        sum if grey => sum,
        sum if (h1 - h2).abs() <= 180.0 => sum / 2.0,
        sum if sum < 360.0 => (sum + 360.0) / 2.0,
        sum => (sum - 360.0) / 2.0,
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
        - 0.2 * cos(4.0 * h - 63.0);
    let sl = 1.0 + 0.015 * (l - 50.0).powi(2) / (20.0 + (l - 50.0).powi(2)).sqrt();
    let sc = 1.0 + 0.045 * c;
    let sh = 1.0 + 0.015 * c * t;
    let rotation = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let rc = 2.0 * (c.powi(7) / (c.powi(7) + far)).sqrt();
    let rt = -rc * (2.0 * rotation).to_radians().sin();
    let (l, c, h) = (dl / sl, dc / sc, dh / sh);
    (l * l + c * c + h * h + rt * c * h).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, wanted: f64) {
        assert!((got - wanted).abs() < 1e-4, "{got} is not {wanted}");
    }

    #[test]
    fn the_distance_is_that_of_the_published_pairs() {
        // Rows 1, 4, 7, 9, 17, 20 and 25 of the table that came with the formula.
        for (one, two, distance) in [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0009], 7.1792),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
            ([50.0, 2.5, 0.0], [50.0, 3.1736, 0.5854], 1.0),
            (
                [60.2574, -34.0099, 36.2677],
                [60.4626, -34.1751, 39.4387],
                1.2644,
            ),
        ] {
            close(ciede2000(one, two), distance);
        }
    }

    #[test]
    fn black_and_white_are_as_far_apart_as_can_be() {
        let (black, white) = (Rgba::rgb(0, 0, 0), Rgba::rgb(255, 255, 255));
        close(black.contrast(white), 21.0);
        close(white.contrast(white), 1.0);
        assert!((black.distance(white) - 100.0).abs() < 0.01);
        close(black.lab()[0], 0.0);
        assert!((white.lab()[0] - 100.0).abs() < 0.01);
    }

    #[test]
    fn a_colour_survives_every_space() {
        for color in [
            Rgba::rgb(18, 22, 31),
            Rgba::rgb(255, 255, 255),
            Rgba::rgb(0, 0, 0),
            Rgba::rgb(224, 101, 111),
            Rgba::rgb(0, 255, 7),
        ] {
            assert_eq!(Rgba::from_linear(color.linear()), color);
            assert_eq!(Rgba::from_oklab(color.oklab()), color);
            assert_eq!(Rgba::from_hsv(color.hsv()), color);
            assert_eq!(color.turned_ryb(360.0), color);
        }
    }

    #[test]
    fn painters_have_green_across_from_red() {
        let green = Rgba::rgb(255, 0, 0).turned_ryb(180.0);
        assert!(green.g > green.r && green.g > green.b, "{green}");
        let yellow = Rgba::rgb(255, 0, 0).turned_ryb(122.0);
        assert_eq!(yellow, Rgba::rgb(255, 255, 0));
    }
}
