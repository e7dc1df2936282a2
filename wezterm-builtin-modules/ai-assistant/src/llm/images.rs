//! Pictures that go with a question: from the files to what the engine takes.
//!
//! It hides the decoders. A picture may come from anywhere, so how many bytes the file has, what kind
//! it really is and how large the picture is are known before it is decoded; what it is called counts
//! for nothing. Decoding takes a moment and has a thread of its own. What a model makes of a picture
//! is the engine's.

use std::io::Cursor;
use std::sync::Arc;

use image::{DynamicImage, ImageError, ImageFormat, ImageReader, Limits};

use super::{ChatMessage, Image, LlmError};

/// The largest file.
const MAX_BYTES: usize = 20 << 20;
/// The longest edge, in pixels.
const MAX_EDGE: u32 = 8192;
/// The most pixels: what a large camera gives.
const MAX_PIXELS: u64 = 40_000_000;
/// The most memory that decoding one may take: those pixels in eight bytes each.
const MAX_MEMORY: u64 = MAX_PIXELS * 8;

/// What may be sent, as people call it.
const KINDS: &str = "PNG, JPEG, WebP and GIF";

/// Decodes the pictures of each message, for a model that takes at most `most` in a conversation.
pub(super) async fn decode(
    messages: &[ChatMessage],
    most: usize,
) -> Result<Vec<Vec<DynamicImage>>, LlmError> {
    let count: usize = messages.iter().map(|message| message.images.len()).sum();
    if count == 0 {
        return Ok(vec![Vec::new(); messages.len()]);
    }
    if most == 0 {
        return Err(LlmError::prompt(
            "this model reads text and sees no pictures",
            "ask without one, or choose a model that sees: `wezterm ai models list` tells which do",
        ));
    }
    if count > most {
        let many = match most {
            1 => "one picture".to_owned(),
            _ => format!("{most} pictures"),
        };
        return Err(LlmError::prompt(
            format!("this model takes {many} in a conversation, and there are {count}"),
            "ask with fewer, or clear the conversation with Ctrl+L",
        ));
    }
    let all: Vec<Vec<Image>> = messages.iter().map(|one| one.images.clone()).collect();
    let decoding = tokio::task::spawn_blocking(move || {
        let mut number = 0;
        let decoded = all.iter().map(|images| {
            let each = images.iter().map(|image| {
                number += 1;
                decode_one(&image.bytes).map_err(|why| {
                    LlmError::prompt(
                        format!("picture {number} cannot be used: {why}"),
                        format!("{KINDS} can be sent, up to {} MB", MAX_BYTES >> 20),
                    )
                })
            });
            each.collect::<Result<Vec<_>, _>>()
        });
        decoded.collect::<Result<Vec<_>, _>>()
    });
    decoding
        .await
        .unwrap_or_else(|_| Err(LlmError::engine("a decoder of pictures broke")))
}

fn decode_one(bytes: &Arc<[u8]>) -> Result<DynamicImage, String> {
    if bytes.len() > MAX_BYTES {
        let megabytes = bytes.len() >> 20;
        return Err(format!("it has {megabytes} MB"));
    }
    let open = || {
        let reader = ImageReader::new(Cursor::new(&bytes[..]));
        let mut reader = reader
            .with_guessed_format()
            .map_err(|error| error.to_string())?;
        match reader.format() {
            Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif) => {}
            _ => return Err(format!("it is none of {KINDS}")),
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_EDGE);
        limits.max_image_height = Some(MAX_EDGE);
        limits.max_alloc = Some(MAX_MEMORY);
        reader.limits(limits);
        Ok(reader)
    };
    let (width, height) = open()?.into_dimensions().map_err(shown)?;
    let pixels = u64::from(width) * u64::from(height);
    if width > MAX_EDGE || height > MAX_EDGE || pixels > MAX_PIXELS {
        return Err(format!("{width} by {height} pixels are too many"));
    }
    if pixels == 0 {
        return Err("it has no pixels".into());
    }
    // The engine's code knows three colours of eight bits.
    let decoded = open()?.decode().map_err(shown)?;
    Ok(DynamicImage::ImageRgb8(decoded.into_rgb8()))
}

fn shown(error: ImageError) -> String {
    match error {
        ImageError::Limits(_) => "it is too large".into(),
        other => format!("it is damaged ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::Role;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, format)
            .expect("it is encoded");
        bytes.into_inner()
    }

    fn message(files: &[Vec<u8>]) -> ChatMessage {
        let images = files.iter().map(|bytes| Image {
            media_type: "image/png".into(),
            bytes: bytes.clone().into(),
        });
        ChatMessage {
            images: images.collect(),
            ..ChatMessage::new(Role::User, "what is this?")
        }
    }

    async fn refusal(files: &[Vec<u8>], most: usize) -> String {
        let refused = decode(&[message(files)], most).await;
        refused.expect_err("it is refused").to_string()
    }

    #[tokio::test]
    async fn the_four_kinds_are_decoded_whatever_they_are_called() {
        let kinds = [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::WebP,
            ImageFormat::Gif,
        ];
        let files = kinds.map(|kind| file(5, 3, kind));
        let messages = [ChatMessage::new(Role::System, "x"), message(&files)];
        let decoded = decode(&messages, 4).await.expect("they are decoded");
        let sizes: Vec<(u32, u32)> = decoded[1]
            .iter()
            .map(|image| (image.width(), image.height()))
            .collect();
        assert_eq!((decoded[0].len(), sizes), (0, vec![(5, 3); 4]));
    }

    #[tokio::test]
    async fn what_a_model_does_not_take_is_said_before_anything_is_decoded() {
        let one = file(1, 1, ImageFormat::Png);
        assert_eq!(
            refusal(std::slice::from_ref(&one), 0).await,
            "this model reads text and sees no pictures"
        );
        assert_eq!(
            refusal(&[one.clone(), one], 1).await,
            "this model takes one picture in a conversation, and there are 2"
        );
    }

    #[tokio::test]
    async fn a_picture_that_cannot_be_decoded_is_named() {
        let good = file(4, 4, ImageFormat::Png);
        assert_eq!(
            refusal(&[good.clone(), b"BM6 a bitmap".to_vec()], 9).await,
            "picture 2 cannot be used: it is none of PNG, JPEG, WebP and GIF"
        );
        let cut = good[..good.len() / 2].to_vec();
        let why = refusal(&[cut], 9).await;
        assert!(
            why.starts_with("picture 1 cannot be used: it is damaged"),
            "{why}"
        );
        let large = vec![0; MAX_BYTES + (1 << 20)];
        assert_eq!(
            refusal(&[large], 9).await,
            "picture 1 cannot be used: it has 21 MB"
        );
    }

    #[tokio::test]
    async fn a_small_file_that_says_it_is_huge_is_not_decoded() {
        let mut file = file(4, 4, ImageFormat::Png);
        // Width and height, and the checksum over them.
        file[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        file[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc32(&file[12..29]);
        file[29..33].copy_from_slice(&crc.to_be_bytes());
        let why = refusal(&[file], 9).await;
        assert!(
            why.ends_with("it is too large") || why.ends_with("pixels are too many"),
            "{why}"
        );
    }

    /// The checksum of PNG files.
    fn crc32(bytes: &[u8]) -> u32 {
        let mut sum = u32::MAX;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
            }
        }
        !sum
    }
}
