//! Pictures that a question is about: read, limited, and their kind told by what is in them.
//!
//! It hides the disk, which is waited for in the background. Nothing is decoded here: an engine that
//! looks at a picture does that within limits of its own, a server by itself.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::llm::{Image, LlmError};

/// The largest picture, in bytes.
pub(crate) const LARGEST: usize = 10 * 1024 * 1024;
/// The most pictures that go with one question.
pub(crate) const MOST: usize = 8;

/// A picture as whoever asks names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Picture {
    /// A file.
    File(PathBuf),
    /// What is in one, and what its kind is said to be.
    Bytes {
        media_type: Option<String>,
        bytes: Vec<u8>,
    },
}

/// Reads pictures on a thread that may wait for the disk.
pub(crate) async fn read_in_background(pictures: Vec<Picture>) -> Result<Vec<Image>, LlmError> {
    if pictures.is_empty() {
        return Ok(Vec::new());
    }
    let reading = tokio::task::spawn_blocking(move || read_all(pictures)).await;
    reading.unwrap_or_else(|_| Err(LlmError::engine("reading the images was interrupted")))
}

/// Reads pictures; the first that cannot be used is the error.
fn read_all(pictures: Vec<Picture>) -> Result<Vec<Image>, LlmError> {
    pictures.into_iter().map(read).collect()
}

fn read(picture: Picture) -> Result<Image, LlmError> {
    match picture {
        Picture::File(path) => {
            let shown = path.display().to_string();
            image(&shown, None, read_file(&path)?)
        }
        Picture::Bytes { media_type, bytes } => image("the data", media_type.as_deref(), bytes),
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, LlmError> {
    let failed = |why: String| {
        LlmError::prompt(
            format!("cannot read the image {}: {why}", path.display()),
            "check that the file is there and that you may read it",
        )
    };
    // Opening what is no file may wait for ever.
    let facts = path.metadata().map_err(|error| failed(error.to_string()))?;
    if !facts.is_file() {
        return Err(failed("it is no file".into()));
    }
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    let mut limited = file.take(LARGEST as u64 + 1);
    let read = limited.read_to_end(&mut bytes);
    read.map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

fn image(name: &str, said: Option<&str>, bytes: Vec<u8>) -> Result<Image, LlmError> {
    if bytes.len() > LARGEST {
        return Err(LlmError::prompt(
            format!("the image {name} is larger than {} MB", LARGEST >> 20),
            "make it smaller",
        ));
    }
    let Some(media_type) = kind_of(&bytes) else {
        return Err(LlmError::prompt(
            format!("the image {name} is no PNG, JPEG, WebP or GIF"),
            "convert it",
        ));
    };
    match said {
        Some(said) if !said.eq_ignore_ascii_case(media_type) => Err(LlmError::prompt(
            format!("the image {name} is {media_type} and not {said}"),
            "leave media_type out",
        )),
        _ => Ok(Image {
            media_type: media_type.to_owned(),
            bytes: bytes.into(),
        }),
    }
}

/// Returns the kind of a picture by its first bytes.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    fn of(bytes: &[u8], media_type: Option<&str>) -> Picture {
        Picture::Bytes {
            media_type: media_type.map(str::to_owned),
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn the_kind_is_told_by_what_is_in_a_picture() {
        for (bytes, expected) in [
            (PNG, "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (b"GIF89a", "image/gif"),
        ] {
            let images = read_all(vec![of(bytes, None)]).expect("a picture");
            let expected = Image {
                media_type: expected.into(),
                bytes: bytes.into(),
            };
            assert_eq!(images, [expected]);
        }
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = folder.path().join("notes.png");
        std::fs::write(&text, "hello").expect("written");
        let huge = folder.path().join("huge.png");
        std::fs::write(&huge, PNG).expect("written");
        let file = File::options().write(true).open(&huge).expect("opened");
        file.set_len(LARGEST as u64 + 1).expect("a sparse file");
        let error = |picture| read_all(vec![picture]).expect_err("no picture").to_string();
        let below = |name: &str| folder.path().join(name).display().to_string();
        assert_eq!(
            error(Picture::File(text)),
            format!(
                "the image {} is no PNG, JPEG, WebP or GIF",
                below("notes.png")
            )
        );
        assert_eq!(
            error(Picture::File(huge)),
            format!("the image {} is larger than 10 MB", below("huge.png"))
        );
        assert_eq!(
            error(Picture::File(folder.path().to_owned())),
            format!("cannot read the image {}: it is no file", below("")).replace("/:", ":")
        );
        assert!(error(Picture::File("/no/such.png".into())).contains("No such file"));
        assert_eq!(
            error(of(PNG, Some("image/gif"))),
            "the image the data is image/png and not image/gif"
        );
    }
}
