//! No code: the manifest of this crate unifies the features of third-party crates.
