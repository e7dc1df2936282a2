//! What takes long about an image: reading, unpacking, decoding and drawing it.
//!
//! An engine hands a [`Work`] out instead of doing it under its pane's lock; whoever runs it brings
//! back what came of it.

use super::decode::{Animation, DecodeError, decode};
use super::files::FileFacts;
use super::kitty::{Control, KittyError, Named};
use super::local::{Medium, Wanted, refusal, take};
use super::shelf::{Edited, FrameEdit};
use super::sixel::SixelString;
use super::text::TextError;
use super::{MAX_DATA_BYTES, MAX_IMAGE_BYTES, MAX_SIDE};
use flate2::read::ZlibDecoder;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An image that is to be decoded or drawn; it can be run on any thread.
#[derive(Debug)]
pub struct Work(Job);

#[derive(Debug)]
enum Job {
    Kitty(Control, Result<Vec<u8>, TextError>),
    File(FileFacts, Result<Vec<u8>, TextError>),
    /// With the background that the screen has.
    Sixels(SixelString, [u8; 3]),
    /// With what the answer names.
    Frame(Named, FrameEdit),
    Rest,
}

/// What came of a [`Work`].
#[derive(Debug)]
pub struct Done(pub(crate) Outcome);

#[derive(Debug)]
pub(crate) enum Outcome {
    Kitty(Control, Result<Animation, KittyError>),
    File(FileFacts, Result<Animation, String>),
    /// Nothing where nothing was drawn.
    Sixels(Option<Animation>),
    Frame(Named, Result<Edited, KittyError>),
    Rested,
}

impl Work {
    pub(crate) fn kitty(control: Control, data: Result<Vec<u8>, TextError>) -> Self {
        Self(Job::Kitty(control, data))
    }

    pub(crate) fn file(facts: FileFacts, data: Result<Vec<u8>, TextError>) -> Self {
        Self(Job::File(facts, data))
    }

    pub(crate) fn sixels(string: SixelString, background: [u8; 3]) -> Self {
        Self(Job::Sixels(string, background))
    }

    pub(crate) fn frame(named: Named, edit: FrameEdit) -> Self {
        Self(Job::Frame(named, edit))
    }

    /// Returns work that is none: others may have the screen before it is gone on with.
    pub(crate) fn rest() -> Self {
        Self(Job::Rest)
    }

    /// Does the work. It may wait for a disk and takes as long as a decoder does.
    pub fn run(self) -> Done {
        let broken = || KittyError::new("EIO", "the image could not be loaded");
        Done(match self.0 {
            Job::Kitty(control, data) => {
                let loaded = guarded(|| load(&control, data));
                Outcome::Kitty(control, loaded.unwrap_or_else(|| Err(broken())))
            }
            Job::File(facts, data) => Outcome::File(facts, file(data)),
            Job::Sixels(string, background) => {
                let drawn = guarded(|| Some(string.draw()?.on(background)));
                Outcome::Sixels(drawn.flatten())
            }
            Job::Frame(named, edit) => {
                let made = guarded(|| edit.run());
                Outcome::Frame(named, made.unwrap_or_else(|| Err(broken())))
            }
            Job::Rest => Outcome::Rested,
        })
    }
}

/// Returns what comes of it; `None` when it breaks down.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn file(data: Result<Vec<u8>, TextError>) -> Result<Animation, String> {
    match data {
        Ok(data) => decode(&data, MAX_IMAGE_BYTES).map_err(|error| error.to_string()),
        Err(TextError::Wrong) => Err("it is no base64".to_owned()),
        Err(TextError::TooLong) => Err("it is too long".to_owned()),
    }
}

/// Returns the image that a command of kitty's protocol carries or names.
fn load(control: &Control, data: Result<Vec<u8>, TextError>) -> Result<Animation, KittyError> {
    let data = data.map_err(|error| match error {
        TextError::Wrong => KittyError::invalid("the data is no base64"),
        TextError::TooLong => KittyError::new("EFBIG", "the data is too long"),
    })?;
    let (width, height) = control.corner(b's', b'v');
    let depth = match control.number(b'f') {
        0 | 32 => Some(4),
        24 => Some(3),
        100 => None,
        other => return Err(KittyError::invalid(format!("unknown format f={other}"))),
    };
    let pixels = match depth {
        Some(depth) => Some(pixel_bytes(width, height, depth)?),
        None => None,
    };
    let packed = match control.letter(b'o', b' ') {
        b' ' => false,
        b'z' => true,
        _ => return Err(KittyError::invalid("unknown compression")),
    };
    let medium = match control.letter(b't', b'd') {
        b'd' => None,
        b'f' => Some(Medium::File),
        b't' => Some(Medium::Temporary),
        b's' => Some(Medium::Shared),
        _ => return Err(KittyError::invalid("unknown medium")),
    };
    let Some(medium) = medium else {
        return decoded(unpacked(data, packed, pixels)?, width, height, depth);
    };
    let wanted = Wanted {
        medium,
        name: data,
        offset: u64::from(control.number(b'O')),
        size: u64::from(control.number(b'S')),
        pixels: pixels.filter(|_| !packed).map(|bytes| bytes as u64),
    };
    let mut taken = take(&wanted)?;
    let data = std::mem::take(&mut taken.data);
    let data = unpacked(data, packed, pixels).map_err(|_| refusal())?;
    let image = decoded(data, width, height, depth).map_err(|_| refusal())?;
    taken.used();
    Ok(image)
}

/// Returns how many bytes pixels take, or why there cannot be so many.
fn pixel_bytes(width: u32, height: u32, depth: usize) -> Result<usize, KittyError> {
    if width == 0 || height == 0 {
        return Err(KittyError::invalid("width and height are needed (s and v)"));
    }
    let pixels = (width as usize).saturating_mul(height as usize);
    if width > MAX_SIDE || height > MAX_SIDE || pixels.saturating_mul(4) > MAX_IMAGE_BYTES {
        return Err(KittyError::invalid("the image is too large"));
    }
    Ok(pixels * depth)
}

fn unpacked(data: Vec<u8>, packed: bool, pixels: Option<usize>) -> Result<Vec<u8>, KittyError> {
    if !packed {
        return Ok(data);
    }
    let limit = pixels.unwrap_or(MAX_DATA_BYTES) as u64;
    let mut unpacked = Vec::new();
    ZlibDecoder::new(data.as_slice())
        .take(limit + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| KittyError::invalid("the data cannot be unpacked"))?;
    if unpacked.len() as u64 > limit {
        return Err(KittyError::new("EFBIG", "the data unpacks to too much"));
    }
    Ok(unpacked)
}

fn decoded(
    data: Vec<u8>,
    width: u32,
    height: u32,
    depth: Option<usize>,
) -> Result<Animation, KittyError> {
    let Some(depth) = depth else {
        if !data.starts_with(b"\x89PNG") {
            return Err(KittyError::new("EBADPNG", "it is no PNG"));
        }
        return decode(&data, MAX_IMAGE_BYTES).map_err(|error| match error {
            DecodeError::TooLarge => KittyError::invalid("the image is too large"),
            error => KittyError::new("EBADPNG", error.to_string()),
        });
    };
    let needed = pixel_bytes(width, height, depth)?;
    if data.len() < needed {
        let words = format!("too little data: {} of {needed} bytes", data.len());
        return Err(KittyError::new("ENODATA", words));
    }
    let pixels = match depth {
        3 => opaque(&data[..needed]),
        _ => {
            let mut data = data;
            data.truncate(needed);
            data
        }
    };
    Ok(Animation::still(width, height, pixels))
}

fn opaque(data: &[u8]) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(data.len() / 3 * 4);
    for rgb in data.chunks_exact(3) {
        pixels.extend_from_slice(rgb);
        pixels.push(255);
    }
    pixels
}
