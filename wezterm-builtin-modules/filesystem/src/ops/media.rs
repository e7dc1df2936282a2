//! Reading files that are not text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::{check_number, several, up_to};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::table::{Media, Operation, Touch};
use crate::text;

/// The largest picture or sound where nothing is said, and at all.
const MEDIA: u64 = 10 << 20;
const MEDIA_MOST: u64 = 64 << 20;

/// Reads a picture, sound or other file that is not text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMediaFile {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// The largest file in bytes; 10 MiB where left out, 64 MiB at most.
    #[serde(default)]
    max_bytes: Option<u64>,
}

/// A file that is not text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MediaRead {
    /// The file.
    pub path: Name,
    /// Its type, by its first bytes.
    pub mime_type: String,
    /// Its size in bytes.
    pub size: u64,
    #[serde(skip)]
    media: Option<Media>,
}

fn media_of(job: &Job, path: &Name, most: u64) -> Result<MediaRead, FsError> {
    let mut opened = job.open_file(path)?;
    let content = up_to(
        &mut opened,
        usize::try_from(most)
            .unwrap_or(usize::MAX)
            .saturating_add(1),
    )?;
    if content.len() as u64 > most {
        let why = format!("has {} bytes, and at most {most} are read", opened.size());
        return Err(FsError::about(Code::TooLarge, &opened.spot.named, why));
    }
    let mime_type = mime_of(&content);
    Ok(MediaRead {
        path: Name::from(opened.spot.named),
        size: content.len() as u64,
        media: Some(Media {
            mime: mime_type.clone(),
            base64: STANDARD.encode(&content),
        }),
        mime_type,
    })
}

/// Returns the type of a content by its first bytes.
fn mime_of(content: &[u8]) -> String {
    if let Some(kind) = infer::get(content) {
        return kind.mime_type().into();
    }
    let beginning = &content[..content.len().min(1024)];
    let is_svg = std::str::from_utf8(beginning).is_ok_and(|text| text.contains("<svg"));
    match (is_svg, text::is_binary(content)) {
        (true, _) => "image/svg+xml",
        (_, true) => "application/octet-stream",
        _ => "text/plain",
    }
    .into()
}

impl Operation for ReadMediaFile {
    type Output = MediaRead;
    const NAME: &'static str = "read_media_file";

    fn summary(&self) -> String {
        format!("read {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Read)]
    }

    fn run(self, job: &Job) -> Result<MediaRead, FsError> {
        media_of(
            job,
            &self.path,
            self.max_bytes.unwrap_or(MEDIA).min(MEDIA_MOST),
        )
    }

    fn text(output: &MediaRead) -> String {
        format!(
            "{}: {}, {} bytes\n",
            output.path.shown(),
            output.mime_type,
            output.size
        )
    }

    fn media(output: &mut MediaRead) -> Vec<Media> {
        output.media.take().into_iter().collect()
    }
}

/// Reads several pictures, sounds or other files that are not text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMultipleMediaFiles {
    /// The files.
    paths: Vec<Name>,
    /// The most bytes of all together; 10 MiB where left out, 64 MiB at most.
    #[serde(default)]
    max_bytes: Option<u64>,
}

/// Several files that are not text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MediasRead {
    /// Those that were read.
    pub files: Vec<MediaRead>,
    /// Those that were not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<crate::table::Skipped>,
}

impl Operation for ReadMultipleMediaFiles {
    type Output = MediasRead;
    const NAME: &'static str = "read_multiple_media_files";

    fn summary(&self) -> String {
        several("read", &self.paths)
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        self.paths
            .iter()
            .map(|path| (path.clone(), Touch::Read))
            .collect()
    }

    fn run(self, job: &Job) -> Result<MediasRead, FsError> {
        check_number(&self.paths)?;
        let mut left = self.max_bytes.unwrap_or(MEDIA).min(MEDIA_MOST);
        let mut read = MediasRead {
            files: Vec::new(),
            skipped: Vec::new(),
        };
        for path in self.paths {
            job.check()?;
            match media_of(job, &path, left) {
                Ok(one) => {
                    left = left.saturating_sub(one.size);
                    read.files.push(one);
                }
                Err(error) => {
                    crate::table::skip(&mut read.skipped, path.as_path().to_owned(), &error)
                }
            }
        }
        Ok(read)
    }

    fn text(output: &MediasRead) -> String {
        let mut text: String = output.files.iter().map(ReadMediaFile::text).collect();
        super::list::remarks(&mut text, None, &output.skipped);
        text
    }

    fn media(output: &mut MediasRead) -> Vec<Media> {
        output
            .files
            .iter_mut()
            .filter_map(|file| file.media.take())
            .collect()
    }
}
