//! What several tests of this crate need.
//!
//! It hides file formats that only tests write. Not compiled into the program.

pub(crate) mod gguf;
