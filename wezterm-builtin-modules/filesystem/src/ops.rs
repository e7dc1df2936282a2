//! What the tools do, by what they are for. Each is a type whose fields are the arguments and whose doc
//! comment is what a model reads; [`crate::table`] lists them. Blocks; worker threads.

use rustix::fs::{FileType, OFlags};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::error::FsError;
use crate::job::Job;
use crate::pattern::Pattern;
use crate::roots::{Opened, READ, Spot, not_regular};

pub mod analysis;
pub mod archive;
pub mod compare;
pub mod content;
pub mod facts;
pub mod list;
pub mod manage;
pub mod media;
pub mod read;
pub mod search;
#[cfg(test)]
pub(crate) mod testing;
pub mod write;

/// Which entries are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindName {
    /// Regular files.
    File,
    /// Folders.
    Directory,
    /// Symbolic links.
    Symlink,
    /// Pipes.
    Fifo,
    /// Sockets.
    Socket,
    /// Devices.
    Device,
}

impl KindName {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
            Self::Fifo => "fifo",
            Self::Socket => "socket",
            Self::Device => "device",
        }
    }
}

/// Reads how many; a number that is no whole one, or negative, is refused, one that is too large is as
/// good as endless.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    let number = Option::<serde_json::Number>::deserialize(deserializer)?;
    let Some(number) = number else {
        return Ok(None);
    };
    if let Some(count) = number.as_u64() {
        return Ok(Some(usize::try_from(count).unwrap_or(usize::MAX)));
    }
    match number.as_f64() {
        // Lua and JavaScript write whole numbers as fractions, too.
        Some(count) if count >= 0.0 && count.fract() == 0.0 => Ok(Some(whole(count))),
        _ => Err(serde::de::Error::custom(format!(
            "{number} is not a count: it must be a whole number of 0 or more"
        ))),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is whole and not negative, and what is too large becomes the largest"
)]
fn whole(count: f64) -> usize {
    count as usize
}

/// Makes the patterns of what is left out.
pub fn excludes(patterns: &[String]) -> Result<Option<Pattern>, FsError> {
    if patterns.is_empty() {
        return Ok(None);
    }
    Pattern::any_of(patterns, false).map(Some)
}

/// Opens a regular file to read that was met on a walk: what has become a link since is not followed.
pub fn open_met(job: &Job, spot: &Spot) -> Result<Opened, FsError> {
    let opened = job.roots.open(spot, READ | OFlags::NOFOLLOW)?;
    match opened.kind() {
        FileType::RegularFile => {}
        kind => return Err(not_regular(&spot.named, kind)),
    }
    job.check_readable(&opened)?;
    Ok(opened)
}

/// Returns how many threads go through a tree.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().min(4))
}
