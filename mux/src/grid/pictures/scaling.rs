//! Pixels of a picture in the size in which it is shown.
//!
//! Smaller is averaged, larger is interpolated, and each pixel depends on the whole picture's size and
//! on its own place alone, so that parts fit together. Pure arithmetic.

use super::{Image, PixelRect};

/// How many pixels of one row or column make one at most; of more some are left out.
const MOST: usize = 6;
/// What the weights of an axis add up to.
const ONE: u32 = 256;

/// The pixels of one axis that make one, with their weights, which add up to `ONE`.
#[derive(Clone, Copy)]
struct Taps {
    taps: [(u32, u32); MOST],
    count: usize,
}

impl Taps {
    fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.taps[..self.count].iter().copied()
    }
}

/// Returns the pixels of a part of an image that is shown in the size `whole`: of the part of that
/// which `cut` is, four bytes a pixel.
pub(super) fn scaled(
    image: &Image,
    source: PixelRect,
    whole: (u32, u32),
    cut: PixelRect,
) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(cut.width as usize * cut.height as usize * 4);
    let stride = image.width() as usize * 4;
    if whole == (source.width, source.height) {
        for y in cut.y..cut.y + cut.height {
            let start = (source.y + y) as usize * stride + (source.x + cut.x) as usize * 4;
            pixels.extend_from_slice(&image.pixels()[start..start + cut.width as usize * 4]);
        }
        return pixels;
    }
    let columns: Vec<Taps> = (cut.x..cut.x + cut.width)
        .map(|x| taps(x, whole.0, source.x, source.width))
        .collect();
    for y in cut.y..cut.y + cut.height {
        let rows = taps(y, whole.1, source.y, source.height);
        for column in &columns {
            let mut sum = [0_u32; 4];
            for (y, weight_y) in rows.iter() {
                let row = &image.pixels()[y as usize * stride..][..stride];
                for (x, weight_x) in column.iter() {
                    let pixel = &row[x as usize * 4..x as usize * 4 + 4];
                    let opacity = u32::from(pixel[3]);
                    // At most 255 * 255 * 65536, which a u32 holds.
                    let weight = weight_x * weight_y;
                    sum[0] += u32::from(pixel[0]) * opacity * weight;
                    sum[1] += u32::from(pixel[1]) * opacity * weight;
                    sum[2] += u32::from(pixel[2]) * opacity * weight;
                    sum[3] += opacity * weight;
                }
            }
            pixels.extend_from_slice(&whole_pixel(sum));
        }
    }
    pixels
}

/// Returns the pixel of sums that are multiplied by their opacity.
fn whole_pixel([red, green, blue, opacity]: [u32; 4]) -> [u8; 4] {
    if opacity == 0 {
        return [0; 4];
    }
    let part = |sum: u32| ((sum + opacity / 2) / opacity).min(255) as u8;
    let all = ONE * ONE;
    [
        part(red),
        part(green),
        part(blue),
        ((opacity + all / 2) / all).min(255) as u8,
    ]
}

/// Returns which of `length` pixels from `first` on make the one at `at` of `whole`.
fn taps(at: u32, whole: u32, first: u32, length: u32) -> Taps {
    let mut taps = [(0, 0); MOST];
    let (at, whole, length64) = (u64::from(at), u64::from(whole), u64::from(length));
    let last = length.saturating_sub(1);
    let count = if length64 > whole {
        // In units of which a pixel of the image has `whole`.
        let (from, to) = (at * length64, (at + 1) * length64);
        let (begin, end) = (from / whole, to.div_ceil(whole));
        let covered = (end - begin) as usize;
        let count = covered.min(MOST);
        let mut sum = 0;
        for (index, tap) in taps[..count].iter_mut().enumerate() {
            let pixel = begin + (index * covered / count) as u64;
            let low = from.max(pixel * whole);
            let high = to.min((pixel + 1) * whole);
            let weight = match covered > MOST {
                true => ONE / count as u32,
                false => ((high - low) * u64::from(ONE) / length64) as u32,
            };
            sum += weight;
            *tap = (first + (pixel as u32).min(last), weight);
        }
        taps[count / 2].1 += ONE - sum.min(ONE);
        count
    } else {
        // The middles of pixels lie upon each other.
        let middle = ((2 * at + 1) * length64 * u64::from(ONE) / (2 * whole))
            .saturating_sub(u64::from(ONE) / 2);
        let (left, share) = (
            (middle / u64::from(ONE)) as u32,
            (middle % u64::from(ONE)) as u32,
        );
        taps[0] = (first + left.min(last), ONE - share);
        taps[1] = (first + (left + 1).min(last), share);
        2
    };
    Taps { taps, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: u32, y: u32, width: u32, height: u32) -> PixelRect {
        PixelRect {
            x,
            y,
            width,
            height,
        }
    }

    /// An image of grey pixels.
    fn grey(width: u32, values: &[u8]) -> Image {
        let pixels = values.iter().flat_map(|v| [*v, *v, *v, 255]).collect();
        Image::new(width, values.len() as u32 / width, pixels).expect("an image")
    }

    fn shown(image: &Image, whole: (u32, u32)) -> Vec<u8> {
        let source = rect(0, 0, image.width(), image.height());
        let cut = rect(0, 0, whole.0, whole.1);
        let pixels = scaled(image, source, whole, cut);
        pixels.chunks_exact(4).map(|pixel| pixel[0]).collect()
    }

    #[test]
    fn smaller_is_averaged_and_larger_is_interpolated() {
        let image = grey(4, &[0, 100, 200, 100]);
        assert_eq!(shown(&image, (4, 1)), [0, 100, 200, 100]);
        assert_eq!(shown(&image, (2, 1)), [50, 150]);
        assert_eq!(shown(&image, (1, 1)), [100]);
        assert_eq!(shown(&grey(2, &[0, 100]), (4, 1)), [0, 25, 75, 100]);
        assert_eq!(shown(&grey(1, &[7]), (3, 2)), [7; 6]);
    }

    #[test]
    fn parts_fit_together_and_no_weight_is_lost() {
        let values: Vec<u8> = (0..77 * 31).map(|v| (v * 37 % 256) as u8).collect();
        let image = grey(77, &values);
        let source = rect(3, 2, 70, 28);
        for whole in [(40, 20), (7, 3), (200, 90), (69, 29), (1, 1)] {
            let all = scaled(&image, source, whole, rect(0, 0, whole.0, whole.1));
            for y in 0..whole.1 {
                let row = scaled(&image, source, whole, rect(0, y, whole.0, 1));
                let start = (y * whole.0 * 4) as usize;
                assert_eq!(row, all[start..start + row.len()], "{whole:?} {y}");
            }
            assert!(
                all.chunks_exact(4).all(|pixel| pixel[3] == 255),
                "{whole:?}"
            );
        }
        for (whole, length) in [(3, 100), (7, 10), (9, 9), (10, 3), (1, 20_000)] {
            for at in 0..whole {
                let taps = taps(at, whole, 5, length);
                assert_eq!(taps.iter().map(|(_, weight)| weight).sum::<u32>(), ONE);
                assert!(
                    taps.iter()
                        .all(|(pixel, _)| (5..5 + length).contains(&pixel))
                );
            }
        }
    }

    #[test]
    fn what_is_not_seen_lends_no_colour() {
        let image = Image::new(2, 1, vec![255, 0, 0, 255, 0, 255, 0, 0]).expect("an image");
        let pixels = scaled(&image, rect(0, 0, 2, 1), (1, 1), rect(0, 0, 1, 1));
        assert_eq!(pixels, [255, 0, 0, 128]);
    }
}
