//! Why a file was not read. The code before the colon is stable and meant for programs.

use std::io;
use std::path::PathBuf;

use wezterm_module_framework::HostError;

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum FsError {
    /// The path is not, or leads out of, where reading is allowed.
    #[error("outside_roots: {} is not below a folder that may be read", .0.display())]
    Outside(PathBuf),
    /// There is no such thing.
    #[error("not_found: {} does not exist", .0.display())]
    NotFound(PathBuf),
    /// It is a folder, device, pipe or socket.
    #[error("not_regular: {} is not a regular file", .0.display())]
    NotRegular(PathBuf),
    /// It is no folder.
    #[error("not_directory: {} is not a directory", .0.display())]
    NotDirectory(PathBuf),
    /// It is larger than may be read at once.
    #[error("too_large: {} has {size} bytes, and at most {limit} are read", .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How large it is.
        size: u64,
        /// How large it may be.
        limit: u64,
    },
    /// The lines that were asked for are too deep in the file.
    #[error(
        "too_large: the lines begin beyond the first {limit} bytes of {}, which end in line {line}",
        .path.display()
    )]
    TooFar {
        /// The file.
        path: PathBuf,
        /// The last line that was looked at.
        line: usize,
        /// How many bytes are looked through.
        limit: u64,
    },
    /// It is not text.
    #[error("binary: {} is not text; it has {size} bytes", .path.display())]
    Binary {
        /// The file.
        path: PathBuf,
        /// How large it is.
        size: u64,
    },
    /// The path or another argument cannot be used.
    #[error("bad_argument: {0}")]
    BadArgument(String),
    /// The module may not read files.
    #[error("not_allowed: {0}")]
    NotAllowed(#[from] HostError),
    /// It took too long.
    #[error("timeout: {} gave no answer in time", .0.display())]
    TimedOut(PathBuf),
    /// The system said no.
    #[error("io: {}: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}
