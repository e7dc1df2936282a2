//! Images that programs show in a terminal: sixel, iTerm2's files and kitty's graphics.
//!
//! `scan` takes the strings that hold them out of what a program writes before the terminal's engine
//! sees them, `sixel`, `files` and `kitty` say what they mean, [`decode`] makes pixels of files, and
//! `shelf` keeps what is shown. All of it bounds what a few bytes may ask for. It places nothing on a
//! screen, which is the engine's, and draws nothing.

mod budget;
mod decode;
pub(crate) mod files;
pub(crate) mod kitty;
mod laying;
pub(crate) mod local;
pub(crate) mod placeholder;
pub(crate) mod scan;
pub(crate) mod shelf;
pub(crate) mod sixel;
pub(crate) mod sizes;
mod text;
pub(crate) mod work;

pub use budget::{Budget, Lease};
pub use decode::{Animation, DecodeError, Frame, decode};
pub(crate) use text::TextError;
pub use work::{Done, Work};

/// The longest side of an image, in pixels.
pub const MAX_SIDE: u32 = 20_000;
/// How much memory one image may take with all its frames, in bytes.
pub const MAX_IMAGE_BYTES: usize = 128 * 1024 * 1024;
/// How much memory the images of one pane may take, in bytes.
pub const MAX_PANE_BYTES: usize = 256 * 1024 * 1024;
/// How much memory the images of all panes may take, in bytes, when nothing else is said.
pub const MAX_ALL_BYTES: usize = 512 * 1024 * 1024;
/// The longest file or piece of data that holds an image, in bytes.
pub const MAX_DATA_BYTES: usize = 64 * 1024 * 1024;
