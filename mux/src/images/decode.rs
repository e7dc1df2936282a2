//! Files of images to pixels.
//!
//! Hides the decoders. What a file says of its size is believed only within bounds, and a decoder
//! that breaks down is an error as any other. It takes as long as a decoder takes: not for a thread
//! that must not wait.

use super::{MAX_DATA_BYTES, MAX_SIDE};
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::LoopCount;
use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// How long a frame is shown that asks for no time at all, or for less than can be seen.
const LEAST_GAP: Duration = Duration::from_millis(20);
const USUAL_GAP: Duration = Duration::from_millis(100);
/// How many frames are kept.
const MAX_FRAMES: usize = 4096;

/// Why there are no pixels.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// It is no image of a kind that is known.
    #[error("it is no PNG, JPEG, GIF or WebP image")]
    Unknown,
    /// It is larger than what is shown.
    #[error("it is too large: at most {MAX_SIDE} pixels a side and so much memory are allowed")]
    TooLarge,
    /// It is damaged.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

/// One picture of an animation, or the only one: four bytes a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The pixels, row by row.
    pub pixels: Vec<u8>,
    /// How long it is shown.
    pub gap: Duration,
}

/// A decoded image; frames have all the same size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Animation {
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// At least one.
    pub frames: Vec<Frame>,
    /// How often the frames are shown; `None` for ever.
    pub loops: Option<u32>,
}

impl Animation {
    /// Returns an image that does not move.
    pub fn still(width: u32, height: u32, pixels: Vec<u8>) -> Self {
        let gap = Duration::ZERO;
        Self {
            width,
            height,
            frames: vec![Frame { pixels, gap }],
            loops: None,
        }
    }

    /// Returns how much memory the pixels take, in bytes.
    pub fn bytes(&self) -> usize {
        self.frames.iter().map(|frame| frame.pixels.len()).sum()
    }
}

/// Decodes a PNG, JPEG, GIF or WebP file into at most `most` bytes of pixels. Frames of an animation
/// that there is no room for are left out.
pub fn decode(file: &[u8], most: usize) -> Result<Animation, DecodeError> {
    if file.len() > MAX_DATA_BYTES {
        return Err(DecodeError::TooLarge);
    }
    let decoded = catch_unwind(AssertUnwindSafe(|| decode_as(file, most)));
    decoded.unwrap_or_else(|_| Err(DecodeError::Damaged("the decoder broke down".to_owned())))
}

fn decode_as(file: &[u8], most: usize) -> Result<Animation, DecodeError> {
    let format = image::guess_format(file).map_err(|_| DecodeError::Unknown)?;
    match format {
        ImageFormat::Gif => {
            let decoder = GifDecoder::new(Cursor::new(file)).map_err(failed)?;
            animation(decoder, most)
        }
        ImageFormat::WebP => {
            let decoder = WebPDecoder::new(Cursor::new(file)).map_err(failed)?;
            match decoder.has_animation() {
                true => animation(decoder, most),
                false => still(file, format, most),
            }
        }
        ImageFormat::Png => {
            let decoder = PngDecoder::new(Cursor::new(file)).map_err(failed)?;
            bounded(decoder.dimensions(), most)?;
            match decoder.is_apng().map_err(failed)? {
                true => moving_png(decoder, file, most),
                false => still(file, format, most),
            }
        }
        ImageFormat::Jpeg => still(file, format, most),
        _ => Err(DecodeError::Unknown),
    }
}

/// Returns the frames of an animated PNG, else what is shown where animations are not known.
fn moving_png(
    decoder: PngDecoder<Cursor<&[u8]>>,
    file: &[u8],
    most: usize,
) -> Result<Animation, DecodeError> {
    let size = decoder.dimensions();
    let moving = decoder.apng().map_err(failed)?;
    let loops = moving.loop_count();
    let frames = collect(moving.into_frames(), size, most);
    match frames {
        Ok(frames) => Ok(animated(size, frames, loops)),
        Err(_) => still(file, ImageFormat::Png, most),
    }
}

fn limits(most: usize) -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    // Decoders need some room of their own, and some make eight bytes of a pixel before they make four.
    limits.max_alloc = Some(most as u64 * 2 + MAX_DATA_BYTES as u64);
    limits
}

fn bounded((width, height): (u32, u32), most: usize) -> Result<(), DecodeError> {
    let bytes = u64::from(width) * u64::from(height) * 4;
    if width > MAX_SIDE || height > MAX_SIDE || bytes > most as u64 {
        return Err(DecodeError::TooLarge);
    }
    if bytes == 0 {
        return Err(DecodeError::Damaged("it has no pixels".to_owned()));
    }
    Ok(())
}

fn still(file: &[u8], format: ImageFormat, most: usize) -> Result<Animation, DecodeError> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits(most));
    let mut decoder = reader.into_decoder().map_err(failed)?;
    bounded(decoder.dimensions(), most)?;
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    let image = image.into_rgba8();
    let (width, height) = image.dimensions();
    Ok(Animation::still(width, height, image.into_raw()))
}

fn animation<'a>(
    mut decoder: impl ImageDecoder + AnimationDecoder<'a>,
    most: usize,
) -> Result<Animation, DecodeError> {
    let size = decoder.dimensions();
    bounded(size, most)?;
    decoder.set_limits(limits(most)).map_err(failed)?;
    let loops = decoder.loop_count();
    let frames = collect(decoder.into_frames(), size, most)?;
    Ok(animated(size, frames, loops))
}

fn animated((width, height): (u32, u32), frames: Vec<Frame>, loops: LoopCount) -> Animation {
    let loops = match loops {
        LoopCount::Infinite => None,
        LoopCount::Finite(times) => Some(times.get()),
    };
    Animation {
        width,
        height,
        frames,
        loops,
    }
}

fn collect(
    decoded: image::Frames<'_>,
    size: (u32, u32),
    most: usize,
) -> Result<Vec<Frame>, DecodeError> {
    let each = size.0 as usize * size.1 as usize * 4;
    let room = (most / each.max(1)).min(MAX_FRAMES);
    let mut frames = Vec::new();
    for frame in decoded.take(room) {
        let frame = match frame {
            Ok(frame) => frame,
            // What came whole is shown.
            Err(_) if !frames.is_empty() => break,
            Err(error) => return Err(failed(error)),
        };
        let gap = Duration::from(frame.delay());
        let image = frame.into_buffer();
        if image.dimensions() != size {
            return Err(DecodeError::Damaged("its frames differ in size".to_owned()));
        }
        frames.push(Frame {
            pixels: image.into_raw(),
            gap: if gap < LEAST_GAP { USUAL_GAP } else { gap },
        });
    }
    if frames.is_empty() {
        return Err(DecodeError::Damaged("it has no frames".to_owned()));
    }
    Ok(frames)
}

fn failed(error: ImageError) -> DecodeError {
    match error {
        ImageError::Limits(_) => DecodeError::TooLarge,
        ImageError::Unsupported(_) => DecodeError::Unknown,
        error => DecodeError::Damaged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::gif::{GifEncoder, Repeat};
    use image::{Delay, Rgba, RgbaImage};

    const MOST: usize = 1024 * 1024;

    fn image(width: u32, height: u32, colour: [u8; 4]) -> RgbaImage {
        RgbaImage::from_pixel(width, height, Rgba(colour))
    }

    fn file(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let image = DynamicImage::ImageRgba8(image.clone());
        let image = match format {
            ImageFormat::Jpeg => DynamicImage::ImageRgb8(image.into_rgb8()),
            _ => image,
        };
        image.write_to(&mut file, format).expect("written");
        file.into_inner()
    }

    fn gif(frames: u32) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = GifEncoder::new(&mut file);
        encoder.set_repeat(Repeat::Finite(2)).expect("written");
        for frame in 0..frames {
            let image = image(4, 3, [(frame * 40) as u8, 0, 0, 255]);
            let delay = Delay::from_saturating_duration(Duration::from_millis(50));
            let frame = image::Frame::from_parts(image, 0, 0, delay);
            encoder.encode_frame(frame).expect("written");
        }
        drop(encoder);
        file
    }

    #[test]
    fn the_four_kinds_of_files_become_pixels() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let decoded = decode(&file(&image(8, 4, [255, 0, 0, 255]), format), MOST);
            let decoded = decoded.unwrap_or_else(|error| panic!("{format:?}: {error}"));
            assert_eq!((decoded.width, decoded.height), (8, 4));
            let pixel = &decoded.frames[0].pixels[..4];
            assert!(
                pixel[0] > 240 && pixel[1] < 16 && pixel[3] == 255,
                "{pixel:?}"
            );
        }
    }

    #[test]
    fn an_animation_keeps_its_frames_and_gaps_within_the_room_there_is() {
        let decoded = decode(&gif(5), MOST).expect("decoded");
        assert_eq!((decoded.frames.len(), decoded.loops), (5, Some(2)));
        assert_eq!(decoded.frames[1].gap, Duration::from_millis(50));
        let cut = decode(&gif(5), 4 * 3 * 4 * 2).expect("decoded");
        assert_eq!(cut.frames.len(), 2);
    }

    #[test]
    fn what_is_too_large_damaged_or_no_image_is_refused() {
        let png = file(&image(100, 100, [1, 2, 3, 4]), ImageFormat::Png);
        assert_eq!(decode(&png, 39_999), Err(DecodeError::TooLarge));
        assert!(matches!(
            decode(&png[..png.len() / 2], MOST),
            Err(DecodeError::Damaged(_))
        ));
        for other in [&b""[..], b"hello", b"BM", b"<svg></svg>"] {
            assert_eq!(decode(other, MOST), Err(DecodeError::Unknown));
        }
    }

    /// The header of a PNG of this size, with the right check sum, and hardly any data.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut header = b"IHDR".to_vec();
        header.extend(width.to_be_bytes());
        header.extend(height.to_be_bytes());
        header.extend([8, 6, 0, 0, 0]);
        let mut sum = u32::MAX;
        for byte in &header {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
            }
        }
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
        file.extend(header);
        file.extend((!sum).to_be_bytes());
        file.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        file
    }

    #[test]
    fn a_thousand_million_pixels_take_no_memory() {
        for (width, height) in [(100_000, 10_000), (u32::MAX >> 1, 1), (20_000, 20_000)] {
            assert_eq!(
                decode(&bomb(width, height), MOST),
                Err(DecodeError::TooLarge)
            );
        }
    }
}
