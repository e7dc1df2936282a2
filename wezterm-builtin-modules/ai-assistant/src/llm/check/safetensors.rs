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

use super::{Checked, Facts, commonest, damaged, unreadable};
use crate::llm::LlmError;

/// The longest header that is read; the format's own limit.
const MAX_HEADER: u64 = 100_000_000;
/// The longest of the small JSON files that is read.
const MAX_JSON: u64 = 256 << 20;

/// The model classes that the engine loads. `GptOssForCausalLM` is left out: for it the engine
/// fetches an encoding from the network.
const ARCHITECTURES: &[&str] = &[
    "DeepseekV2ForCausalLM",
    "DeepseekV3ForCausalLM",
    "Gemma2ForCausalLM",
    "GemmaForCausalLM",
    "Glm4ForCausalLM",
    "Glm4MoeForCausalLM",
    "Glm4MoeLiteForCausalLM",
    "GraniteMoeHybridForCausalLM",
    "LlamaForCausalLM",
    "MistralForCausalLM",
    "MixtralForCausalLM",
    "Phi3ForCausalLM",
    "PhiForCausalLM",
    "PhiMoEForCausalLM",
    "Qwen2ForCausalLM",
    "Qwen3ForCausalLM",
    "Qwen3MoeForCausalLM",
    "Qwen3NextForCausalLM",
    "SmolLM3ForCausalLM",
    "Starcoder2ForCausalLM",
];

pub(super) fn check(folder: &Path, quantization: Option<&str>) -> Result<Checked, LlmError> {
    check_config(&folder.join("config.json"))?;
    check_tokenizer(folder)?;
    let mut elements: u64 = 0;
    let mut bytes: u64 = 0;
    let mut types = BTreeSet::new();
    for file in weight_files(folder)? {
        for tensor in read_header(&file)? {
            elements = elements.saturating_add(tensor.elements);
            bytes = bytes.saturating_add(tensor.bytes);
            types.insert(tensor.dtype);
        }
    }
    let stored: Vec<&str> = types.iter().map(String::as_str).collect();
    Ok(match quantization.and_then(bits_of) {
        Some(bits) => Checked {
            bytes: (elements as f64 * bits / 8.0) as u64,
            stored_as: quantization.unwrap_or_default().to_owned(),
            tokenizer_folder: None,
        },
        None => Checked {
            bytes,
            stored_as: stored.join("+"),
            tokenizer_folder: None,
        },
    })
}

pub(super) fn facts(folder: &Path) -> Result<Facts, LlmError> {
    let config = read_json(&folder.join("config.json"))?;
    let mut facts = facts_of_config(&config);
    let mut stored: BTreeMap<String, u64> = BTreeMap::new();
    for file in any_weight_files(folder)? {
        for tensor in read_header(&file)? {
            facts.parameters = facts.parameters.saturating_add(tensor.elements);
            facts.weights = facts.weights.saturating_add(tensor.bytes);
            *stored.entry(tensor.dtype).or_default() += u64::from(tensor.dimensions > 1);
        }
    }
    facts.quantization = commonest(stored.iter().map(|(name, count)| (name.as_str(), *count)));
    facts.chat_template = check_tokenizer(folder).is_ok();
    facts.pools = folder.join("modules.json").is_file();
    Ok(facts)
}

fn facts_of_config(config: &Map<String, Value>) -> Facts {
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
        ..Facts::default()
    }
}

/// Returns how many bits a weight takes, scales included.
fn bits_of(quantization: &str) -> Option<f64> {
    Some(match quantization {
        "Q2K" => 2.6,
        "Q3K" => 3.4,
        "Q4_0" | "Q4K" => 4.5,
        "Q4_1" => 5.0,
        "Q5_0" | "Q5K" => 5.5,
        "Q5_1" => 6.0,
        "Q6K" => 6.6,
        "Q8_0" => 8.5,
        _ => return None,
    })
}

fn check_config(path: &Path) -> Result<(), LlmError> {
    let config = read_json(path)?;
    let named: Vec<&str> = config
        .get("architectures")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    match named.as_slice() {
        [name] if ARCHITECTURES.contains(name) => Ok(()),
        [] => Err(damaged(path, "it names no architecture")),
        names => Err(LlmError::load(
            format!(
                "{}: the architecture {} is not supported",
                path.display(),
                names.join(", ")
            ),
            format!("the engine loads {}", ARCHITECTURES.join(", ")),
        )),
    }
}

fn check_tokenizer(folder: &Path) -> Result<(), LlmError> {
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

fn read_json(path: &Path) -> Result<Map<String, Value>, LlmError> {
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

struct Tensor {
    dtype: String,
    dimensions: usize,
    elements: u64,
    bytes: u64,
}

fn read_header(path: &Path) -> Result<Vec<Tensor>, LlmError> {
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
        let tensor =
            measure(&raw).map_err(|why| damaged(path, format_args!("tensor {name}: {why}")))?;
        end = end.max(data_start.saturating_add(raw.data_offsets.1));
        tensors.push(tensor);
    }
    if end > size {
        return Err(damaged(
            path,
            format_args!("it is truncated: it has {size} of {end} bytes"),
        ));
    }
    Ok(tensors)
}

fn measure(raw: &RawTensor) -> Result<Tensor, String> {
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
    Ok(Tensor {
        dtype: raw.dtype.clone(),
        dimensions: raw.shape.len(),
        elements,
        bytes,
    })
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
                tokenizer_folder: None
            })
        );
        assert_eq!(
            check(folder.path(), Some("Q8_0")).map(|found| found.bytes),
            Ok(34)
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
