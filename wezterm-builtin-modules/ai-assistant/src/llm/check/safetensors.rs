//! Checks a folder with `config.json`, a tokenizer and safetensors.
//!
//! It hides the header: eight bytes with a length, then JSON that says where each tensor lies. No
//! tensor is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::matrices::quantized;
use super::{Checked, Facts, architectures, commonest, damaged, unreadable};
use crate::llm::LlmError;
use crate::settings::Quantization;

/// The longest header that is read; the format's own limit.
const MAX_HEADER: u64 = 100_000_000;
/// The longest of the small JSON files that is read.
const MAX_JSON: u64 = 256 << 20;

/// A folder's small files and the headers of its weights.
pub(crate) struct Headers {
    folder: PathBuf,
    config: Map<String, Value>,
    tensors: Vec<Tensor>,
    /// Why the engine would not find the weights, where it would not.
    unnamed: Option<LlmError>,
}

/// Reads them.
pub(super) fn read(folder: &Path) -> Result<Headers, LlmError> {
    let config = read_json(&folder.join("config.json"))?;
    let (files, unnamed) = match weight_files(folder) {
        Ok(files) => (files, None),
        Err(error) => (any_weight_files(folder)?, Some(error)),
    };
    let mut tensors = Vec::new();
    for file in files {
        tensors.extend(read_header(&file)?);
    }
    Ok(Headers {
        folder: folder.to_owned(),
        config,
        tensors,
        unnamed,
    })
}

impl Headers {
    pub(super) fn judge(&self, quantization: Option<&Quantization>) -> Result<Checked, LlmError> {
        let pictures = judge_folder(&self.folder, &self.config)?;
        if let Some(error) = &self.unnamed {
            return Err(error.clone());
        }
        let Some(by) = quantization else {
            let types: BTreeSet<&str> = self.tensors.iter().map(|one| one.dtype.as_str()).collect();
            let types: Vec<&str> = types.into_iter().collect();
            let sizes = self.tensors.iter().map(|one| one.bytes);
            return Ok(Checked {
                bytes: sizes.fold(0, u64::saturating_add),
                stored_as: types.join("+"),
                tokenizer_folder: None,
                pictures,
            });
        };
        let made = quantized(by, &self.tensors).map_err(|why| {
            LlmError::load(
                format!("{}: {why}", self.folder.display()),
                "set config.modules.ai_assistant.model.quantization to another one, such as Q8_0",
            )
        })?;
        Ok(Checked {
            bytes: made.bytes,
            stored_as: made.stored_as,
            tokenizer_folder: None,
            pictures,
        })
    }

    pub(super) fn facts(&self) -> Facts {
        let mut facts = facts_of_config(&self.config);
        let mut stored: BTreeMap<&str, u64> = BTreeMap::new();
        for tensor in &self.tensors {
            facts.parameters = facts.parameters.saturating_add(tensor.elements);
            facts.weights = facts.weights.saturating_add(tensor.bytes);
            *stored.entry(&tensor.dtype).or_default() += u64::from(tensor.shape.len() > 1);
        }
        facts.quantization = commonest(stored.iter().map(|(name, count)| (*name, *count)));
        facts.chat_template = check_tokenizer(&self.folder).is_ok();
        facts.pools = self.folder.join("modules.json").is_file();
        facts
    }
}

/// Judges the small files that go with weights; returns how many pictures the model takes.
pub(super) fn judge_folder(folder: &Path, config: &Map<String, Value>) -> Result<usize, LlmError> {
    let pictures = judge_class(&folder.join("config.json"), config)?;
    check_tokenizer(folder)?;
    if pictures > 0 {
        check_preprocessor(folder)?;
    }
    Ok(pictures)
}

pub(super) fn facts_of_config(config: &Map<String, Value>) -> Facts {
    let named = config.get("architectures").and_then(Value::as_array);
    let architecture = named.and_then(|names| names.first()?.as_str());
    // Models that see keep what is said of their language part in a table of its own.
    let text = config.get("text_config").and_then(Value::as_object);
    let number = |key: &str| {
        let inner = text.and_then(|text| text.get(key));
        inner.or_else(|| config.get(key)).and_then(Value::as_u64)
    };
    let heads = number("num_attention_heads").filter(|heads| *heads > 0);
    let width = number("head_dim").or_else(|| Some(number("hidden_size")? / heads?));
    let cache_per_token = number("num_hidden_layers").and_then(|layers| {
        let heads = number("num_key_value_heads").or(heads)?;
        let width = width?.checked_mul(2)?;
        layers.checked_mul(heads)?.checked_mul(width)
    });
    Facts {
        architecture: architecture.unwrap_or_default().to_owned(),
        context: number("max_position_embeddings"),
        cache_per_token,
        sees: config.contains_key("vision_config"),
        hears: config.contains_key("audio_config"),
        forgets: has_window(config) || architecture.is_some_and(architectures::keeps_a_state),
        ..Facts::default()
    }
}

/// Tells whether attention looks back over a window only, in some of the layers at least.
fn has_window(config: &Map<String, Value>) -> bool {
    let parts = [
        Some(config),
        config.get("text_config").and_then(Value::as_object),
    ];
    parts.into_iter().flatten().any(|part| {
        let window = part.get("sliding_window").is_some_and(Value::is_number);
        window && part.get("use_sliding_window") != Some(&Value::Bool(false))
    })
}

fn judge_class(path: &Path, config: &Map<String, Value>) -> Result<usize, LlmError> {
    let named: Vec<&str> = config
        .get("architectures")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let known = match named.as_slice() {
        [] => return Err(damaged(path, "it names no architecture")),
        [name] => architectures::pictures(name),
        _ => None,
    };
    known.ok_or_else(|| {
        LlmError::load(
            format!(
                "{}: the architecture {} is not supported",
                path.display(),
                named.join(", ")
            ),
            format!("the engine loads {}", architectures::names()),
        )
    })
}

/// Looks for what says how pictures are made ready: the engine takes it for granted.
fn check_preprocessor(folder: &Path) -> Result<(), LlmError> {
    for name in ["preprocessor_config.json", "processor_config.json"] {
        let path = folder.join(name);
        if path.is_file() {
            return read_json(&path).map(drop);
        }
    }
    Err(LlmError::load(
        format!(
            "the model folder {} has no preprocessor_config.json",
            folder.display()
        ),
        "it says how pictures are made ready for the model: copy it from where the model is from",
    ))
}

pub(super) fn check_tokenizer(folder: &Path) -> Result<(), LlmError> {
    read_json(&folder.join("tokenizer.json"))?;
    let has_template = if folder.join("chat_template.jinja").is_file() {
        refuse_harmony(&folder.join("chat_template.jinja"))?;
        true
    } else if folder.join("chat_template.json").is_file() {
        true
    } else {
        let path = folder.join("tokenizer_config.json");
        path.is_file() && {
            let config = read_json(&path)?;
            refuse_harmony(&path)?;
            config
                .get("chat_template")
                .is_some_and(|template| !template.is_null())
        }
    };
    if has_template {
        return Ok(());
    }
    Err(LlmError::load(
        format!("the model folder {} has no chat template", folder.display()),
        "use an instruct or chat model: its tokenizer_config.json has a chat_template",
    ))
}

/// Refuses templates for which the engine would fetch an encoding from the network.
fn refuse_harmony(path: &Path) -> Result<(), LlmError> {
    let text = read_text(path)?;
    let all = ["<|start|>", "<|message|>", "<|end|>"];
    if text.contains("<|channel|>") || all.iter().all(|marker| text.contains(marker)) {
        return Err(LlmError::load(
            format!(
                "{}: chat templates in the Harmony format are not supported",
                path.display()
            ),
            "choose another model: for this one the engine would need the network",
        ));
    }
    Ok(())
}

fn read_text(path: &Path) -> Result<String, LlmError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut text = String::new();
    file.take(MAX_JSON)
        .read_to_string(&mut text)
        .map_err(|error| unreadable(path, &error))?;
    Ok(text)
}

pub(super) fn read_json(path: &Path) -> Result<Map<String, Value>, LlmError> {
    serde_json::from_str(&read_text(path)?).map_err(|error| damaged(path, error))
}

/// Returns the files that the engine will load, and misses none that an index names.
fn weight_files(folder: &Path) -> Result<Vec<PathBuf>, LlmError> {
    let index = folder.join("model.safetensors.index.json");
    if index.is_file() {
        let parsed = read_json(&index)?;
        let names: BTreeSet<&str> = parsed
            .get("weight_map")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::values)
            .filter_map(Value::as_str)
            .collect();
        if names.is_empty() {
            return Err(damaged(&index, "it names no weights"));
        }
        return Ok(names.into_iter().map(|name| folder.join(name)).collect());
    }
    let listing = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut files: Vec<PathBuf> = listing
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_weight_file(path))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(LlmError::load(
            format!(
                "the model folder {} has no model.safetensors",
                folder.display()
            ),
            "weights are named model.safetensors or model-00001-of-0000N.safetensors",
        ));
    }
    Ok(files)
}

/// Returns all files with weights, under whatever names.
fn any_weight_files(folder: &Path) -> Result<Vec<PathBuf>, LlmError> {
    if let Ok(files) = weight_files(folder) {
        return Ok(files);
    }
    let listing = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let files = listing.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|end| end == "safetensors"))
        .collect();
    files.sort();
    Ok(files)
}

fn is_weight_file(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    name == "model.safetensors"
        || name.contains("consolidated.safetensors")
        || (name.starts_with("model-") && name.ends_with(".safetensors"))
}

#[derive(Deserialize)]
struct RawTensor {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

/// A tensor as its header tells of it.
#[derive(Clone, Debug)]
pub(super) struct Tensor {
    pub(super) name: String,
    pub(super) dtype: String,
    pub(super) shape: Vec<u64>,
    pub(super) elements: u64,
    pub(super) bytes: u64,
    /// Where its bytes begin in the file.
    pub(super) offset: u64,
}

pub(super) fn read_header(path: &Path) -> Result<Vec<Tensor>, LlmError> {
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let size = file
        .metadata()
        .map_err(|error| unreadable(path, &error))?
        .len();
    let mut length = [0; 8];
    file.read_exact(&mut length)
        .map_err(|_| damaged(path, format_args!("it is truncated: it has {size} bytes")))?;
    let length = u64::from_le_bytes(length);
    let data_start = length.saturating_add(8);
    if length > MAX_HEADER || data_start > size {
        return Err(damaged(
            path,
            format_args!("its header claims {length} bytes and the file has {size}"),
        ));
    }
    let mut header = vec![0; usize::try_from(length).unwrap_or(0)];
    file.read_exact(&mut header)
        .map_err(|error| unreadable(path, &error))?;
    let entries: Map<String, Value> = serde_json::from_slice(&header)
        .map_err(|error| damaged(path, format_args!("its header is not JSON: {error}")))?;
    let mut tensors = Vec::with_capacity(entries.len());
    let mut end = data_start;
    for (name, entry) in entries
        .into_iter()
        .filter(|(name, _)| name != "__metadata__")
    {
        let raw: RawTensor = serde_json::from_value(entry)
            .map_err(|error| damaged(path, format_args!("tensor {name}: {error}")))?;
        let (elements, bytes) =
            measure(&raw).map_err(|why| damaged(path, format_args!("tensor {name}: {why}")))?;
        end = end.max(data_start.saturating_add(raw.data_offsets.1));
        tensors.push(Tensor {
            name,
            elements,
            bytes,
            offset: data_start.saturating_add(raw.data_offsets.0),
            dtype: raw.dtype,
            shape: raw.shape,
        });
    }
    if end > size {
        return Err(damaged(
            path,
            format_args!("it is truncated: it has {size} of {end} bytes"),
        ));
    }
    Ok(tensors)
}

/// Returns how many numbers and bytes a tensor has.
fn measure(raw: &RawTensor) -> Result<(u64, u64), String> {
    let bits: u64 = match raw.dtype.as_str() {
        "F64" | "I64" | "U64" => 64,
        "F32" | "I32" | "U32" => 32,
        "F16" | "BF16" | "I16" | "U16" => 16,
        "F8_E4M3" | "F8_E5M2" | "F8_E8M0" | "I8" | "U8" | "BOOL" => 8,
        "F4" => 4,
        other => return Err(format!("the type {other} is not known")),
    };
    let elements = raw
        .shape
        .iter()
        .try_fold(1_u64, |product, dimension| product.checked_mul(*dimension))
        .ok_or("its shape is impossible")?;
    let (start, end) = raw.data_offsets;
    let bytes = end.checked_sub(start).ok_or("it ends before it begins")?;
    let expected = elements
        .checked_mul(bits)
        .ok_or("its shape is impossible")?
        .div_ceil(8);
    if bytes != expected {
        return Err(format!(
            "it has {bytes} bytes where its shape needs {expected}"
        ));
    }
    Ok((elements, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::check::check as check_files;
    use crate::llm::model_files::ModelFiles;

    fn write(folder: &Path, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(folder.join(name), contents).expect("a file is written");
    }

    fn safetensors(header: &str, data: usize) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.resize(bytes.len() + data, 0);
        bytes
    }

    fn model(weights: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        write(
            folder.path(),
            "config.json",
            r#"{"architectures":["LlamaForCausalLM"]}"#,
        );
        write(folder.path(), "tokenizer.json", "{}");
        write(
            folder.path(),
            "tokenizer_config.json",
            r#"{"chat_template":"{{ x }}"}"#,
        );
        write(folder.path(), "model.safetensors", weights);
        folder
    }

    const HEADER: &str = r#"{"__metadata__":{"format":"pt"},"a":{"dtype":"BF16","shape":[4,8],"data_offsets":[0,64]}}"#;

    fn check(folder: &Path, quantization: Option<&str>) -> Result<Checked, LlmError> {
        read(folder)?.judge(quantization.and_then(Quantization::find))
    }

    fn facts(folder: &Path) -> Result<Facts, LlmError> {
        Ok(read(folder)?.facts())
    }

    fn message(folder: &tempfile::TempDir) -> String {
        let error = check(folder.path(), None).expect_err("it is refused");
        assert!(!error.hint().is_empty());
        error
            .to_string()
            .replace(&folder.path().display().to_string(), "DIR")
    }

    #[test]
    fn a_whole_model_is_measured() {
        let folder = model(&safetensors(HEADER, 64));
        assert_eq!(
            check(folder.path(), None),
            Ok(Checked {
                bytes: 64,
                stored_as: "BF16".into(),
                tokenizer_folder: None,
                pictures: 0,
            })
        );
    }

    #[test]
    fn a_folder_tells_what_the_model_is() {
        let header = r#"{"a":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}"#;
        let folder = model(&safetensors(header, 16));
        write(
            folder.path(),
            "config.json",
            r#"{"architectures":["LlamaForCausalLM"],"num_hidden_layers":2,"num_attention_heads":4,
                "num_key_value_heads":1,"hidden_size":32,"max_position_embeddings":512}"#,
        );
        assert_eq!(
            facts(folder.path()),
            Ok(Facts {
                architecture: "LlamaForCausalLM".into(),
                parameters: 7,
                context: Some(512),
                quantization: "BF16".into(),
                weights: 16,
                cache_per_token: Some(2 * 2 * 8),
                chat_template: true,
                ..Facts::default()
            })
        );
    }

    #[test]
    fn truncated_weights_are_named() {
        assert_eq!(
            message(&model(&safetensors(HEADER, 63))),
            format!(
                "DIR/model.safetensors: it is truncated: it has {} of {} bytes",
                HEADER.len() + 8 + 63,
                HEADER.len() + 8 + 64
            )
        );
        assert_eq!(
            message(&model(b"abc")),
            "DIR/model.safetensors: it is truncated: it has 3 bytes"
        );
        assert_eq!(
            message(&model(&u64::MAX.to_le_bytes())),
            "DIR/model.safetensors: its header claims 18446744073709551615 bytes and the file has 8"
        );
    }

    #[test]
    fn a_header_that_lies_is_refused() {
        let lying = HEADER.replace("[4,8]", "[4,9]");
        assert_eq!(
            message(&model(&safetensors(&lying, 64))),
            "DIR/model.safetensors: tensor a: it has 64 bytes where its shape needs 72"
        );
        let huge = HEADER.replace("[4,8]", "[4294967296,4294967296,4294967296]");
        assert_eq!(
            message(&model(&safetensors(&huge, 64))),
            "DIR/model.safetensors: tensor a: its shape is impossible"
        );
        assert!(message(&model(&safetensors("not json", 0))).contains("its header is not JSON"));
    }

    #[test]
    fn an_unknown_architecture_is_named_with_the_known_ones() {
        let folder = model(&safetensors(HEADER, 64));
        write(
            folder.path(),
            "config.json",
            r#"{"architectures":["BertModel"]}"#,
        );
        assert_eq!(
            message(&folder),
            "DIR/config.json: the architecture BertModel is not supported"
        );
        write(
            folder.path(),
            "config.json",
            r#"{"architectures":["GptOssForCausalLM"]}"#,
        );
        assert!(message(&folder).contains("GptOssForCausalLM is not supported"));
        write(folder.path(), "config.json", "[]");
        assert!(message(&folder).starts_with("DIR/config.json: "));
    }

    #[test]
    fn what_is_missing_is_named() {
        let folder = model(&safetensors(HEADER, 64));
        write(folder.path(), "tokenizer_config.json", "{}");
        assert_eq!(
            message(&folder),
            "the model folder DIR has no chat template"
        );
        std::fs::remove_file(folder.path().join("tokenizer.json")).expect("it was there");
        assert!(message(&folder).starts_with("cannot read DIR/tokenizer.json"));
    }

    #[test]
    fn a_shard_that_an_index_names_must_be_there() {
        let folder = model(&safetensors(HEADER, 64));
        write(
            folder.path(),
            "model.safetensors.index.json",
            r#"{"weight_map":{"a":"model.safetensors","b":"model-00002-of-00002.safetensors"}}"#,
        );
        assert!(message(&folder).starts_with("cannot read DIR/model-00002-of-00002.safetensors"));
    }

    #[test]
    fn a_model_that_would_have_the_engine_use_the_network_is_refused() {
        let folder = model(&safetensors(HEADER, 64));
        write(
            folder.path(),
            "tokenizer_config.json",
            r#"{"chat_template":"<|channel|>"}"#,
        );
        assert!(message(&folder).contains("Harmony"));
    }

    #[test]
    fn weights_larger_than_the_memory_are_refused_with_both_numbers() {
        let folder = model(&safetensors(HEADER, 64));
        let files = ModelFiles::Folder(folder.path().into());
        let error = check_files(&files, None, Some(20 << 20)).expect_err("it is too large");
        assert!(
            error
                .to_string()
                .ends_with("needs about 33 MB of memory and 20 MB is free"),
            "{error}"
        );
        assert!(check_files(&files, None, Some(64 << 20)).is_ok());
        assert!(check_files(&files, None, None).is_ok());
    }
}
