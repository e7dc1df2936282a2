//! Looks at a model's files before the engine does: the engine allocates by lengths that it reads
//! from them, and a damaged or hostile file could end the whole program.
//!
//! It hides the three file formats (see the files below). It reads headers only, each length checked
//! against the file's size first, and compares what the weights need with the memory that is free.
//! Runs on the loading thread. It does not judge whether the weights are any good.

use std::path::Path;

use super::LlmError;
use super::model_files::ModelFiles;
use crate::settings::Quantization;

mod architectures;
#[cfg(test)]
mod fuzz;
mod gguf;
mod matrices;
mod memory;
mod safetensors;
mod uqff;

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
    /// How many pictures a conversation may hold; none with a model that only reads.
    pub(crate) pictures: usize,
}

/// The headers of a model's files, read once.
pub(crate) enum Headers {
    Folder(safetensors::Headers),
    Gguf(gguf::Headers),
    Uqff(uqff::Headers),
}

impl Headers {
    pub(crate) fn read(files: &ModelFiles) -> Result<Self, LlmError> {
        Ok(match files {
            ModelFiles::Folder(folder) => Self::Folder(safetensors::read(folder)?),
            ModelFiles::Gguf(_) => Self::Gguf(gguf::read(&files.parts())?),
            ModelFiles::Uqff(_) => Self::Uqff(uqff::read(&files.parts())?),
        })
    }

    /// Says whether the engine can load it, whatever the memory.
    pub(crate) fn judge(&self, quantization: Option<&str>) -> Result<Checked, LlmError> {
        match self {
            Self::Folder(headers) => headers.judge(quantization.and_then(Quantization::find)),
            Self::Gguf(headers) => headers.judge(),
            Self::Uqff(headers) => headers.judge(),
        }
    }

    pub(crate) fn facts(&self) -> Facts {
        match self {
            Self::Folder(headers) => headers.facts(),
            Self::Gguf(headers) => headers.facts(),
            Self::Uqff(headers) => headers.facts(),
        }
    }
}

/// Checks the files of a model that is to be loaded with this quantization into this much memory.
pub(crate) fn check(
    files: &ModelFiles,
    quantization: Option<&str>,
    available: Option<u64>,
) -> Result<Checked, LlmError> {
    let checked = Headers::read(files)?.judge(quantization)?;
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
    /// Whether it cannot go back to an earlier place of what it has read: a window slides over that, or
    /// a state is written over.
    pub(crate) forgets: bool,
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
