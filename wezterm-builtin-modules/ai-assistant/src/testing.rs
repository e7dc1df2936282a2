//! What several tests of this crate need.
//!
//! It hides file formats that only tests write, and a model server on this machine. Not compiled into
//! the program.

#[cfg(feature = "mistral")]
pub(crate) mod folder;
pub(crate) mod gguf;
pub(crate) mod server;
#[cfg(feature = "mistral")]
pub(crate) mod starter_gguf;
