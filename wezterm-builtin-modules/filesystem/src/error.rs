//! Why something was not done. The code before the colon is stable and meant for programs.
//!
//! Plain data, any thread. It is not what a person is shown of a fault in this program: that is logged.

use std::fmt;
use std::io;
use std::path::Path;

use rustix::io::Errno;
use wezterm_module_framework::HostError;

use crate::names::shown_path;

/// What kind of refusal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The path is not, or leads out of, what may be touched.
    OutsideRoots,
    /// There is no such thing.
    NotFound,
    /// It is a folder, device, pipe or socket where a file is needed.
    NotRegular,
    /// It is no folder.
    NotDirectory,
    /// It is larger than may be read at once.
    TooLarge,
    /// It is not text.
    Binary,
    /// The text cannot be read or written in that encoding.
    Encoding,
    /// Something is there already.
    Exists,
    /// It was changed by somebody else meanwhile.
    Conflict,
    /// More than one place or name is meant.
    Ambiguous,
    /// What is to be replaced is not there.
    NoMatch,
    /// Nothing may be changed here.
    ReadOnly,
    /// A person must allow it, and none has.
    Protected,
    /// A person said no.
    DeniedByUser,
    /// It is more than is done in one call.
    Limit,
    /// An argument cannot be used.
    BadArgument,
    /// A glob or regular expression cannot be used.
    BadPattern,
    /// It took too long.
    Timeout,
    /// Whoever asked does not want it any more.
    Cancelled,
    /// The module may not do that.
    NotAllowed,
    /// The system said no, with this number.
    Io(i32),
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutsideRoots => "outside_roots",
            Self::NotFound => "not_found",
            Self::NotRegular => "not_regular",
            Self::NotDirectory => "not_directory",
            Self::TooLarge => "too_large",
            Self::Binary => "binary",
            Self::Encoding => "encoding",
            Self::Exists => "exists",
            Self::Conflict => "conflict",
            Self::Ambiguous => "ambiguous",
            Self::NoMatch => "no_match",
            Self::ReadOnly => "read_only",
            Self::Protected => "protected",
            Self::DeniedByUser => "denied_by_user",
            Self::Limit => "limit",
            Self::BadArgument => "bad_argument",
            Self::BadPattern => "bad_pattern",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
            Self::NotAllowed => "not_allowed",
            Self::Io(errno) => return write!(f, "io:{errno}"),
        })
    }
}

/// Why something was not done: a code for programs and words for who reads them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {what}")]
pub struct FsError {
    /// The kind of refusal.
    pub code: Code,
    /// What was refused and what to do, without the code.
    pub what: String,
}

impl FsError {
    /// Makes an error; `what` holds no unescaped name.
    pub fn new(code: Code, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { code, what }
    }

    /// Makes an error about a path, which is escaped.
    pub fn about(code: Code, path: &Path, what: impl fmt::Display) -> Self {
        Self::new(code, format!("{} {what}", shown_path(path)))
    }

    /// Makes the error of an argument that cannot be used.
    pub fn argument(what: impl Into<String>) -> Self {
        Self::new(Code::BadArgument, what)
    }

    /// Makes the error of a path that is, or leads, outside.
    pub fn outside(path: &Path) -> Self {
        let why =
            "is not below a folder that may be used here (list_allowed_directories names them)";
        Self::about(Code::OutsideRoots, path, why)
    }

    /// Makes the error that the system gave for a path.
    pub fn system(path: &Path, errno: Errno) -> Self {
        let about = |code, what: &str| Self::about(code, path, what);
        match errno {
            Errno::XDEV => Self::outside(path),
            Errno::LOOP => about(
                Code::OutsideRoots,
                "leads through a link that may not be followed",
            ),
            Errno::NOENT => about(Code::NotFound, "does not exist"),
            Errno::NOTDIR => about(
                Code::NotDirectory,
                "is not a directory, or lies below one that is none",
            ),
            Errno::ISDIR | Errno::NXIO => about(Code::NotRegular, "is not a regular file"),
            Errno::EXIST => about(Code::Exists, "exists already"),
            Errno::NAMETOOLONG => about(Code::BadArgument, "is longer than the system allows"),
            Errno::ROFS => about(Code::ReadOnly, "is on a file system that cannot be written"),
            other => {
                let words = io::Error::from(other);
                Self::about(
                    Code::Io(other.raw_os_error()),
                    path,
                    format_args!("cannot be used: {words}"),
                )
            }
        }
    }

    /// Makes the error that reading or writing an open file gave.
    pub fn io(path: &Path, error: &io::Error) -> Self {
        match Errno::from_io_error(error) {
            Some(errno) => Self::system(path, errno),
            None => Self::about(Code::Io(0), path, format_args!("cannot be used: {error}")),
        }
    }
}

impl From<HostError> for FsError {
    fn from(error: HostError) -> Self {
        Self::new(Code::NotAllowed, error.to_string())
    }
}
