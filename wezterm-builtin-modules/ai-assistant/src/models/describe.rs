//! From a model's headers to what is told of it.
//!
//! Pure but for the reading of headers. It hides the words that files use for what they are.

use std::path::Path;

use super::memory::MemoryNeed;
use super::{Format, Modality, Model, Source};
use crate::llm::check::{Facts, Headers};
use crate::llm::model_files::ModelFiles;

/// Names of architectures in GGUF files, or their beginnings, by what they do.
const GGUF_KINDS: &[(Modality, &[&str])] = &[
    (
        Modality::Embedding,
        &[
            "bert",
            "nomic-bert",
            "jina-bert",
            "t5encoder",
            "gemma-embedding",
        ],
    ),
    (
        Modality::Vision,
        &["clip", "qwen2vl", "qwen3vl", "mllama", "minicpmv"],
    ),
    (Modality::Speech, &["whisper", "wavtokenizer", "ultravox"]),
    (
        Modality::Diffusion,
        &[
            "flux", "sd1", "sd3", "sdxl", "hidream", "lumina", "ltxv", "wan", "pig",
        ],
    ),
];

/// Parts of the names of model classes by what they do, the most telling first.
const CLASS_KINDS: &[(Modality, &[&str])] = &[
    (
        Modality::Speech,
        &["Whisper", "Wav2Vec", "Speech", "Dia", "Audio"],
    ),
    (Modality::Diffusion, &["Flux", "UNet", "Diffusion", "DiT"]),
    (
        Modality::Vision,
        &[
            "VL",
            "Vision",
            "Llava",
            "Idefics",
            "Phi4MM",
            "CLIP",
            "ForConditionalGeneration",
        ],
    ),
    (Modality::Text, &["ForCausalLM", "LMHeadModel"]),
    (
        Modality::Embedding,
        &["Bert", "RoBerta", "Roberta", "MPNet", "Embedding"],
    ),
];

/// Why a model that draws does not answer.
pub(super) const DRAWS: &str = "the assistant does not draw pictures";

/// Returns what is told of the model in these files; `id` is what settings call it.
pub(super) fn describe(name: String, id: String, source: Source, files: ModelFiles) -> Model {
    let path = files.path().to_owned();
    let (format, size) = match &files {
        ModelFiles::Gguf(_) => (Format::Gguf, size_of(&files.parts())),
        ModelFiles::Uqff(_) => (Format::Uqff, size_of(&files.parts())),
        ModelFiles::Folder(folder) => (Format::Safetensors, size_of(&weight_files(folder))),
    };
    let mut model = Model {
        name,
        id,
        source,
        path,
        format,
        size,
        sha256: None,
        modality: Modality::Unknown,
        architecture: String::new(),
        parameters: None,
        context: None,
        quantization: String::new(),
        chat_template: false,
        memory: None,
        problem: None,
    };
    if let ModelFiles::Folder(folder) = &files
        && folder.join("model_index.json").is_file()
    {
        model.modality = Modality::Diffusion;
        model.problem = Some(DRAWS.into());
        return model;
    }
    match Headers::read(&files) {
        Ok(headers) => {
            let facts = headers.facts();
            model.modality = modality(format, &facts);
            model.memory = Some(MemoryNeed::of(&facts));
            model.problem = match cannot_answer(model.modality, &facts) {
                Some(why) => Some(why),
                None => headers
                    .judge(None)
                    .err()
                    .map(|error| without_path(&error.to_string(), &model.path)),
            };
            model.parameters = Some(facts.parameters).filter(|count| *count > 0);
            model.context = facts.context;
            model.quantization = facts.quantization;
            model.chat_template = facts.chat_template;
            model.architecture = facts.architecture;
        }
        Err(error) => model.problem = Some(without_path(&error.to_string(), &model.path)),
    }
    model
}

/// Returns what a model takes in and gives out.
pub(super) fn modality(format: Format, facts: &Facts) -> Modality {
    // One that sees and hears is used for what it sees.
    if facts.hears && !facts.sees {
        return Modality::Speech;
    }
    if facts.sees || facts.purpose.as_deref() == Some("mmproj") {
        return Modality::Vision;
    }
    if facts.pools {
        return Modality::Embedding;
    }
    let name = &facts.architecture;
    match format {
        Format::Gguf => {
            let kind = GGUF_KINDS
                .iter()
                .find(|(_, names)| names.iter().any(|start| name.starts_with(start)));
            match kind {
                Some((kind, _)) => *kind,
                None if facts.cache_per_token.is_some() => Modality::Text,
                None => Modality::Unknown,
            }
        }
        Format::Safetensors | Format::Uqff => {
            let kind = CLASS_KINDS
                .iter()
                .find(|(_, parts)| parts.iter().any(|part| name.contains(part)));
            kind.map_or(Modality::Unknown, |(kind, _)| *kind)
        }
    }
}

/// Says why a model is not one that answers, whether or not it could be loaded.
pub(super) fn cannot_answer(modality: Modality, facts: &Facts) -> Option<String> {
    if let Some(purpose) = &facts.purpose {
        return Some(format!(
            "it is a part of a model ({purpose}), not one that answers"
        ));
    }
    let why = match modality {
        Modality::Embedding => "it makes vectors of texts and answers nothing",
        Modality::Speech => "the assistant neither hears nor speaks",
        Modality::Diffusion => DRAWS,
        Modality::Text | Modality::Vision | Modality::Unknown => return None,
    };
    Some(why.to_owned())
}

/// Takes the path away from the front of a message that stands beside it.
fn without_path(message: &str, path: &Path) -> String {
    let front = format!("{}: ", path.display());
    message.strip_prefix(&front).unwrap_or(message).to_owned()
}

fn size_of(files: &[std::path::PathBuf]) -> u64 {
    let sizes = files.iter().filter_map(|path| std::fs::metadata(path).ok());
    sizes.map(|facts| facts.len()).sum()
}

/// Returns the files with weights of a folder, by name.
pub(super) fn weight_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            // What lies beside UQFF files is no model by itself.
            path.extension().is_some_and(|end| end == "safetensors")
                && path
                    .file_name()
                    .is_some_and(|name| name != "residual.safetensors")
        })
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: Format, architecture: &str) -> Modality {
        let facts = Facts {
            architecture: architecture.into(),
            ..Facts::default()
        };
        modality(format, &facts)
    }

    #[test]
    fn what_a_model_does_is_told_by_its_architecture() {
        for (name, expected) in [
            ("LlamaForCausalLM", Modality::Text),
            ("Qwen2_5_VLForConditionalGeneration", Modality::Vision),
            ("Gemma3ForConditionalGeneration", Modality::Vision),
            ("WhisperForConditionalGeneration", Modality::Speech),
            ("BertModel", Modality::Embedding),
            ("FluxTransformer2DModel", Modality::Diffusion),
            ("Something", Modality::Unknown),
        ] {
            assert_eq!(of(Format::Safetensors, name), expected, "{name}");
        }
        for (name, expected) in [
            ("nomic-bert", Modality::Embedding),
            ("clip", Modality::Vision),
            ("whisper", Modality::Speech),
            ("flux", Modality::Diffusion),
            ("something", Modality::Unknown),
        ] {
            assert_eq!(of(Format::Gguf, name), expected, "{name}");
        }
    }

    #[test]
    fn parts_of_the_header_tell_more_than_the_name() {
        let llama = Facts {
            architecture: "llama".into(),
            cache_per_token: Some(1),
            ..Facts::default()
        };
        assert_eq!(modality(Format::Gguf, &llama), Modality::Text);
        let sees = Facts {
            sees: true,
            ..llama.clone()
        };
        assert_eq!(modality(Format::Gguf, &sees), Modality::Vision);
        let pools = Facts {
            pools: true,
            ..llama
        };
        assert_eq!(modality(Format::Gguf, &pools), Modality::Embedding);
    }
}
