//! Looks at a model's files before the engine does: the engine allocates by lengths that it reads
//! from them, and a damaged or hostile file could end the whole program.
//!
//! It hides the two file formats (see the files below). It reads headers only, each length checked
//! against the file's size first, and compares what the weights need with the memory that is free.
//! Runs on the loading thread. It does not judge whether the weights are any good.

use std::path::Path;

use super::LlmError;
use super::model_files::ModelFiles;

mod gguf;
mod memory;
mod safetensors;

pub(crate) use memory::{available as available_memory, in_words};

/// What the check found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// How many bytes the weights take once they are loaded.
    pub(crate) bytes: u64,
    /// How the weights are stored: `BF16`, `Q4_0`.
    pub(crate) stored_as: String,
    /// A folder whose tokenizer and chat template go with a GGUF file.
    pub(crate) tokenizer_folder: Option<std::path::PathBuf>,
}

/// Checks the files of a model that is to be loaded with this quantization into this much memory.
pub(crate) fn check(
    files: &ModelFiles,
    quantization: Option<&str>,
    available: Option<u64>,
) -> Result<Checked, LlmError> {
    let checked = match files {
        ModelFiles::Folder(folder) => safetensors::check(folder, quantization)?,
        ModelFiles::Gguf(file) => gguf::check(file)?,
    };
    let needed = memory::needed(checked.bytes);
    match available {
        Some(available) if needed > available => Err(LlmError::load(
            format!(
                "the model {} needs about {} of memory and {} is free",
                files.path().display(),
                in_words(needed),
                in_words(available)
            ),
            "choose a smaller model or a quantization such as Q4_0, or close other programs",
        )),
        _ => Ok(checked),
    }
}

/// Says that a file is not what it should be.
fn damaged(path: &Path, why: impl std::fmt::Display) -> LlmError {
    LlmError::load(
        format!("{}: {why}", path.display()),
        "the file is damaged or incomplete: copy or download it again",
    )
}

fn unreadable(path: &Path, error: &std::io::Error) -> LlmError {
    LlmError::load(
        format!("cannot read {}: {error}", path.display()),
        "check that the file is there and that you may read it",
    )
}
