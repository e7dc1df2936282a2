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

pub(crate) use memory::available as available_memory;
pub use memory::in_words;

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

/// What a model's headers tell of it, whether or not the engine could load it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// What the file calls its kind: `llama`, `Qwen3ForCausalLM`.
    pub(crate) architecture: String,
    /// What the file says it is for, where it does: `mmproj`, `adapter`.
    pub(crate) purpose: Option<String>,
    /// Numbers that were learnt.
    pub(crate) parameters: u64,
    /// How many tokens fit into prompt and answer together.
    pub(crate) context: Option<u64>,
    /// How the weights are stored: that of most of the tensors that have two dimensions or more.
    pub(crate) quantization: String,
    /// How many bytes the weights take.
    pub(crate) weights: u64,
    /// How many numbers the keys and values of one token are, over all layers.
    pub(crate) cache_per_token: Option<u64>,
    /// Whether it has a template for conversations.
    pub(crate) chat_template: bool,
    /// Whether it makes one vector of a text.
    pub(crate) pools: bool,
    /// Whether it has a part for pictures.
    pub(crate) sees: bool,
    /// Whether it has a part for sound.
    pub(crate) hears: bool,
}

/// Reads the headers of a model's files.
pub(crate) fn facts(files: &ModelFiles) -> Result<Facts, LlmError> {
    match files {
        ModelFiles::Folder(folder) => safetensors::facts(folder),
        ModelFiles::Gguf(file) => gguf::facts(file),
    }
}

/// Returns a GGUF file's own chat template, and the number of the token that ends an answer.
pub(crate) fn template_and_end(path: &Path) -> Result<(Option<String>, Option<u64>), LlmError> {
    gguf::template_and_end(path)
}

/// Returns the name that most of `stored` are counted under.
fn commonest<'a>(stored: impl IntoIterator<Item = (&'a str, u64)>) -> String {
    let most = stored.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(name, _)| name.to_owned()).unwrap_or_default()
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
