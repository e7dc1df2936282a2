//! Checks a GGUF file.
//!
//! It hides the format: a magic number, typed metadata, the list of tensors. Every length is compared
//! with what is left of the file before anything is allocated. No tensor is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::{Checked, Facts, commonest, damaged, unreadable};
use crate::llm::LlmError;

/// The architectures that the engine loads from a GGUF file.
const ARCHITECTURES: &[&str] = &[
    "llama",
    "mistral3",
    "phi2",
    "phi3",
    "qwen2",
    "qwen3",
    "qwen3moe",
    "starcoder2",
];
/// How many entries lists, metadata and tensors may have; real files stay far below.
const MAX_ENTRIES: u64 = 4_000_000;
/// The longest list that may be one of numbers by layer.
const MAX_LAYERS: u64 = 1024;
/// The longest text that is read into memory.
const MAX_TEXT: u64 = 4 << 20;
/// How many beginnings of names are remembered.
const MAX_PARTS: usize = 64;
/// How many tokens may be special: the engine's tokenizer takes quadratic time in their number.
const MAX_SPECIAL_TOKENS: u64 = 5_000;

/// The storage types that the engine reads: number, name, elements and bytes of a block.
const TYPES: &[(u32, &str, u64, u64)] = &[
    (0, "F32", 1, 4),
    (1, "F16", 1, 2),
    (2, "Q4_0", 32, 18),
    (3, "Q4_1", 32, 20),
    (6, "Q5_0", 32, 22),
    (7, "Q5_1", 32, 24),
    (8, "Q8_0", 32, 34),
    (9, "Q8_1", 32, 36),
    (10, "Q2K", 256, 84),
    (11, "Q3K", 256, 110),
    (12, "Q4K", 256, 144),
    (13, "Q5K", 256, 176),
    (14, "Q6K", 256, 210),
    (15, "Q8K", 256, 292),
    (30, "BF16", 1, 2),
];

/// Returns name, elements and bytes of a block of the storage type with this number.
pub(super) fn ggml_type(number: u32) -> Option<(&'static str, u64, u64)> {
    let row = TYPES.iter().find(|(known, ..)| *known == number);
    row.map(|(_, name, block, bytes)| (*name, *block, *bytes))
}

/// The header of a GGUF file; of one in parts, of all of them together.
pub(crate) struct Headers {
    path: PathBuf,
    header: Header,
    /// How many files it was read from.
    files: u64,
}

/// Reads the headers of these files, which are the parts of one model in their order.
pub(super) fn read(files: &[PathBuf]) -> Result<Headers, LlmError> {
    let [path, rest @ ..] = files else {
        return Err(LlmError::load("the model has no files", ""));
    };
    let mut header = read_one(path)?;
    for (number, part) in rest.iter().enumerate() {
        if !part.exists() {
            return Err(LlmError::load(
                format!(
                    "{} is missing: it is part {} of {}",
                    part.display(),
                    number + 2,
                    files.len()
                ),
                "copy or download it into the same folder",
            ));
        }
        header.join(read_one(part)?);
    }
    Ok(Headers {
        path: path.clone(),
        header,
        files: files.len() as u64,
    })
}

impl Headers {
    pub(super) fn judge(&self) -> Result<Checked, LlmError> {
        self.header.judge(&self.path, self.files)
    }

    pub(super) fn facts(&self) -> Facts {
        self.header.facts()
    }
}

/// Returns a file's own chat template, and the number of the token that ends an answer.
pub(super) fn template_and_end(path: &Path) -> Result<(Option<String>, Option<u64>), LlmError> {
    let mut header = read_one(path)?;
    let end = header.numbers.get("tokenizer.ggml.eos_token_id").copied();
    Ok((header.texts.remove("tokenizer.chat_template"), end))
}

/// Reads the header of a file that is as long as it says.
fn read_one(path: &Path) -> Result<Header, LlmError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let size = file
        .metadata()
        .map_err(|error| unreadable(path, &error))?
        .len();
    let header = Reader::new(file, size)
        .header()
        .map_err(|why| damaged(path, why))?;
    match header.data_end().filter(|end| *end > size) {
        Some(end) => Err(damaged(
            path,
            format_args!("it is truncated: it has {size} of {end} bytes"),
        )),
        None => Ok(header),
    }
}

/// What the header says.
#[derive(Default)]
struct Header {
    texts: BTreeMap<String, String>,
    numbers: BTreeMap<String, u64>,
    tokens: u64,
    special_tokens: u64,
    /// Bytes by storage type.
    stored: BTreeMap<&'static str, u64>,
    /// Tensors of two dimensions or more by storage type.
    matrices: BTreeMap<&'static str, u64>,
    /// The beginnings of the tensors' names: `v` of `v.blk.0.attn_q.weight`.
    parts: BTreeSet<String>,
    elements: u64,
    tensors: u64,
    data_start: u64,
    last_tensor_end: u64,
}

impl Header {
    /// Adds what another part of the same model says.
    fn join(&mut self, other: Self) {
        for (kind, bytes) in other.stored {
            let sum = self.stored.entry(kind).or_default();
            *sum = sum.saturating_add(bytes);
        }
        for (kind, count) in other.matrices {
            *self.matrices.entry(kind).or_default() += count;
        }
        for part in other.parts {
            if self.parts.len() < MAX_PARTS {
                self.parts.insert(part);
            }
        }
        self.elements = self.elements.saturating_add(other.elements);
        self.tensors = self.tensors.saturating_add(other.tensors);
    }

    fn data_end(&self) -> Option<u64> {
        self.data_start.checked_add(self.last_tensor_end)
    }

    fn weights(&self) -> u64 {
        let sizes = self.stored.values();
        sizes.fold(0, |sum, bytes| sum.saturating_add(*bytes))
    }

    fn facts(&self) -> Facts {
        let text = |key: &str| self.texts.get(key).cloned();
        let architecture = text("general.architecture").unwrap_or_default();
        let number = |key: &str| {
            let key = format!("{architecture}.{key}");
            self.numbers.get(&key).copied()
        };
        let heads = number("attention.head_count").filter(|heads| *heads > 0);
        let width = heads.and_then(|heads| Some(number("embedding_length")? / heads));
        let key = number("attention.key_length").or(width);
        let value = number("attention.value_length").or(width);
        let cache_per_token = number("block_count").and_then(|layers| {
            let heads = number("attention.head_count_kv").or(heads)?;
            let width = key?.checked_add(value?)?;
            layers.checked_mul(heads)?.checked_mul(width)
        });
        let matrices = self.matrices.iter().map(|(name, count)| (*name, *count));
        Facts {
            purpose: text("general.type").filter(|purpose| purpose != "model"),
            parameters: self.elements,
            context: number("context_length"),
            quantization: commonest(matrices),
            weights: self.weights(),
            cache_per_token,
            chat_template: self.texts.contains_key("tokenizer.chat_template"),
            pools: number("pooling_type").is_some(),
            sees: ["v", "mm"].iter().any(|part| self.parts.contains(*part)),
            hears: self.parts.contains("a"),
            forgets: number("attention.sliding_window").is_some_and(|window| window > 0)
                || ["hybrid", "next", "qwen35", "mamba"]
                    .iter()
                    .any(|part| architecture.contains(part)),
            architecture,
        }
    }

    fn judge(&self, path: &Path, files: u64) -> Result<Checked, LlmError> {
        let Some(architecture) = self.texts.get("general.architecture") else {
            return Err(damaged(path, "it names no architecture"));
        };
        if !ARCHITECTURES.contains(&architecture.to_ascii_lowercase().as_str()) {
            return Err(LlmError::load(
                format!(
                    "{}: the architecture {architecture} is not supported",
                    path.display()
                ),
                format!(
                    "from a GGUF file the engine loads {}",
                    ARCHITECTURES.join(", ")
                ),
            ));
        }
        let parts = self.numbers.get("split.count").copied().unwrap_or(1);
        if parts != files && parts.max(files) > 1 {
            return Err(LlmError::load(
                format!(
                    "{}: it is one of {parts} parts, and its name tells of {files}",
                    path.display()
                ),
                "parts are named NAME-00001-of-0000N.gguf and lie in one folder",
            ));
        }
        if self.tensors == 0 {
            return Err(damaged(path, "it has no tensors"));
        }
        let tokenizer_folder = path
            .parent()
            .filter(|folder| folder.join("tokenizer.json").is_file())
            .filter(|folder| {
                folder.join("tokenizer_config.json").is_file()
                    || folder.join("chat_template.jinja").is_file()
            })
            .map(Path::to_owned);
        if tokenizer_folder.is_none() {
            self.judge_own_tokenizer(path)?;
        }
        let main = self.stored.iter().max_by_key(|(_, bytes)| **bytes);
        Ok(Checked {
            bytes: self.weights(),
            stored_as: main.map(|(name, _)| (*name).to_owned()).unwrap_or_default(),
            tokenizer_folder,
            pictures: 0,
        })
    }

    fn judge_own_tokenizer(&self, path: &Path) -> Result<(), LlmError> {
        let beside = "put the model's tokenizer.json and tokenizer_config.json beside the file";
        let shown = path.display();
        match self.texts.get("tokenizer.ggml.model").map(String::as_str) {
            Some("llama" | "replit" | "gpt2") if self.tokens > 0 => {}
            Some(kind) => {
                return Err(LlmError::load(
                    format!("{shown}: its tokenizer {kind} is not supported"),
                    beside,
                ));
            }
            None => {
                return Err(LlmError::load(
                    format!("{shown}: it has no tokenizer"),
                    beside,
                ));
            }
        }
        if !self.texts.contains_key("tokenizer.chat_template") {
            return Err(LlmError::load(
                format!("{shown}: it has no chat template"),
                beside,
            ));
        }
        if self.special_tokens > MAX_SPECIAL_TOKENS {
            return Err(LlmError::load(
                format!(
                    "{shown}: {} of its tokens are marked as special, which would take the engine hours to read",
                    self.special_tokens
                ),
                beside,
            ));
        }
        Ok(())
    }
}

/// Reads a header and knows how much of the file is left.
struct Reader {
    inner: BufReader<File>,
    size: u64,
    left: u64,
}

type Parsed<T> = Result<T, String>;

impl Reader {
    fn new(file: File, size: u64) -> Self {
        Self {
            inner: BufReader::new(file),
            size,
            left: size,
        }
    }

    fn header(mut self) -> Parsed<Header> {
        if self.bytes::<4>()? != *b"GGUF" {
            return Err("it does not begin like a GGUF file".into());
        }
        match self.u32()? {
            2 | 3 => {}
            version => {
                return Err(format!(
                    "GGUF version {version} is not supported, 2 and 3 are"
                ));
            }
        }
        let mut header = Header {
            tensors: self.count("tensors")?,
            ..Header::default()
        };
        let entries = self.count("metadata entries")?;
        for _ in 0..entries {
            let key = self.text()?;
            let kind = self.u32()?;
            self.value(&mut header, key, kind)?;
        }
        for _ in 0..header.tensors {
            self.tensor(&mut header)?;
        }
        let alignment = header
            .numbers
            .get("general.alignment")
            .copied()
            .unwrap_or(32);
        if !alignment.is_power_of_two() || alignment > 1 << 20 {
            return Err(format!("its alignment {alignment} is impossible"));
        }
        header.data_start = (self.size - self.left).next_multiple_of(alignment);
        Ok(header)
    }

    fn value(&mut self, header: &mut Header, key: String, kind: u32) -> Parsed<()> {
        match kind {
            0 | 1 | 7 => self.skip(1),
            2 | 3 => {
                let number = u64::from(u16::from_le_bytes(self.bytes()?));
                header.numbers.insert(key, number);
                Ok(())
            }
            4 | 5 => {
                let number = u64::from(self.u32()?);
                header.numbers.insert(key, number);
                Ok(())
            }
            6 => self.skip(4),
            8 => {
                let text = self.text()?;
                header.texts.insert(key, text);
                Ok(())
            }
            9 => self.array(header, &key),
            10 | 11 => {
                let number = self.u64()?;
                header.numbers.insert(key, number);
                Ok(())
            }
            12 => self.skip(8),
            other => Err(format!("the metadata {key} has the unknown type {other}")),
        }
    }

    fn array(&mut self, header: &mut Header, key: &str) -> Parsed<()> {
        let kind = self.u32()?;
        let count = self.count(key)?;
        if key == "tokenizer.ggml.tokens" {
            header.tokens = count;
        }
        let width = match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            10..=12 => 8,
            8 => {
                for _ in 0..count {
                    let length = self.u64()?;
                    self.skip(length)?;
                }
                return Ok(());
            }
            other => return Err(format!("the list {key} holds the unknown type {other}")),
        };
        if key == "tokenizer.ggml.token_type" && width == 4 {
            for _ in 0..count {
                header.special_tokens += u64::from(self.u32()? != 1);
            }
            return Ok(());
        }
        if (4..=5).contains(&kind) && (1..=MAX_LAYERS).contains(&count) {
            // One number for each layer, such as the heads of each: the largest stands for all.
            let mut largest = 0;
            for _ in 0..count {
                largest = largest.max(self.u32()?);
            }
            header.numbers.insert(key.to_owned(), largest.into());
            return Ok(());
        }
        self.skip(count * width)
    }

    fn tensor(&mut self, header: &mut Header) -> Parsed<()> {
        let name = self.text()?;
        let dimensions = self.u32()?;
        if dimensions > 8 {
            return Err(format!("the tensor {name} has {dimensions} dimensions"));
        }
        let mut elements: u64 = 1;
        for _ in 0..dimensions {
            elements = elements
                .checked_mul(self.u64()?)
                .ok_or_else(|| format!("the shape of the tensor {name} is impossible"))?;
        }
        let kind = self.u32()?;
        let offset = self.u64()?;
        let Some((kind, block, bytes)) = ggml_type(kind) else {
            let known: Vec<&str> = TYPES.iter().map(|(_, name, ..)| *name).collect();
            return Err(format!(
                "the tensor {name} is stored as the unknown type {kind}; the engine reads {}",
                known.join(", ")
            ));
        };
        if !elements.is_multiple_of(block) {
            return Err(format!("the tensor {name} does not fill its {kind} blocks"));
        }
        let end = (elements / block)
            .checked_mul(bytes)
            .and_then(|length| Some((length, offset.checked_add(length)?)));
        let Some((length, end)) = end else {
            return Err(format!("the size of the tensor {name} is impossible"));
        };
        header.last_tensor_end = header.last_tensor_end.max(end);
        let stored = header.stored.entry(kind).or_default();
        *stored = stored.saturating_add(length);
        header.elements = header.elements.saturating_add(elements);
        if dimensions > 1 {
            *header.matrices.entry(kind).or_default() += 1;
        }
        if let Some((part, _)) = name.split_once('.') {
            // There are a handful; a hostile file may have more.
            if header.parts.len() < MAX_PARTS {
                header.parts.insert(part.to_owned());
            }
        }
        Ok(())
    }

    fn take(&mut self, length: u64) -> Parsed<()> {
        self.left = self
            .left
            .checked_sub(length)
            .ok_or_else(|| format!("it is truncated: it ends after {} bytes", self.size))?;
        Ok(())
    }

    fn skip(&mut self, length: u64) -> Parsed<()> {
        self.take(length)?;
        let length = i64::try_from(length).map_err(|error| error.to_string())?;
        self.inner
            .seek_relative(length)
            .map_err(|error| error.to_string())
    }

    fn bytes<const N: usize>(&mut self) -> Parsed<[u8; N]> {
        self.take(N as u64)?;
        let mut bytes = [0; N];
        self.inner
            .read_exact(&mut bytes)
            .map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    fn u32(&mut self) -> Parsed<u32> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    fn u64(&mut self) -> Parsed<u64> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn count(&mut self, of: &str) -> Parsed<u64> {
        let count = self.u64()?;
        if count > MAX_ENTRIES || count > self.size {
            return Err(format!("it claims {count} {of}"));
        }
        Ok(count)
    }

    fn text(&mut self) -> Parsed<String> {
        let length = self.u64()?;
        if length > MAX_TEXT {
            return Err(format!("it claims a text of {length} bytes"));
        }
        self.take(length)?;
        let mut bytes = vec![0; usize::try_from(length).map_err(|error| error.to_string())?];
        self.inner
            .read_exact(&mut bytes)
            .map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|_| "a text in its header is not UTF-8".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::gguf::GgufWriter;

    fn whole() -> GgufWriter {
        let mut file = GgufWriter::default();
        file.text("general.architecture", "llama");
        file.text("tokenizer.ggml.model", "gpt2");
        file.text("tokenizer.chat_template", "{{ x }}");
        file.texts("tokenizer.ggml.tokens", &["a", "b"]);
        file.numbers("tokenizer.ggml.token_type", &[1, 3]);
        file.f32_tensor("token_embd.weight", &[4, 2], &[0.5; 8]);
        file
    }

    fn check(path: &Path) -> Result<Checked, LlmError> {
        read(&[path.to_owned()])?.judge()
    }

    fn facts(path: &Path) -> Result<Facts, LlmError> {
        Ok(read(&[path.to_owned()])?.facts())
    }

    fn message(bytes: &[u8]) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.gguf");
        std::fs::write(&path, bytes).expect("a file is written");
        let error = check(&path).expect_err("it is refused");
        assert!(!error.hint().is_empty());
        error
            .to_string()
            .replace(&folder.path().display().to_string(), "DIR")
    }

    #[test]
    fn a_whole_file_is_measured() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.gguf");
        std::fs::write(&path, whole().bytes()).expect("a file is written");
        assert_eq!(
            check(&path),
            Ok(Checked {
                bytes: 32,
                stored_as: "F32".into(),
                tokenizer_folder: None,
                pictures: 0,
            })
        );
        std::fs::write(folder.path().join("tokenizer.json"), "{}").expect("written");
        std::fs::write(folder.path().join("tokenizer_config.json"), "{}").expect("written");
        assert_eq!(
            check(&path).map(|checked| checked.tokenizer_folder),
            Ok(Some(folder.path().to_owned()))
        );
    }

    #[test]
    fn the_header_tells_what_the_model_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.gguf");
        let mut file = whole();
        for (key, value) in [
            ("llama.block_count", 3),
            ("llama.embedding_length", 64),
            ("llama.attention.head_count", 4),
            ("llama.context_length", 4096),
        ] {
            file.number(key, value);
        }
        // Some models have another number of heads in each layer.
        file.numbers("llama.attention.head_count_kv", &[1, 2, 1]);
        file.f32_tensor("blk.0.attn_norm.weight", &[4], &[1.0; 4]);
        std::fs::write(&path, file.bytes()).expect("a file is written");
        assert_eq!(
            facts(&path),
            Ok(Facts {
                architecture: "llama".into(),
                parameters: 12,
                context: Some(4096),
                quantization: "F32".into(),
                weights: 48,
                cache_per_token: Some(3 * 2 * (16 + 16)),
                chat_template: true,
                ..Facts::default()
            })
        );
    }

    #[test]
    fn a_projector_of_pictures_is_told_by_its_tensors() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mmproj.gguf");
        let mut file = GgufWriter::default();
        file.text("general.architecture", "clip");
        file.text("general.type", "mmproj");
        file.f32_tensor("v.blk.0.attn_q.weight", &[2, 2], &[0.0; 4]);
        std::fs::write(&path, file.bytes()).expect("a file is written");
        let facts = facts(&path).expect("it is read");
        assert_eq!(
            (facts.sees, facts.purpose.as_deref()),
            (true, Some("mmproj"))
        );
    }

    #[test]
    fn every_truncation_is_an_error_and_none_a_panic() {
        let bytes = whole().bytes();
        for length in 0..bytes.len() {
            assert!(message(&bytes[..length]).starts_with("DIR/model.gguf: "));
        }
        assert_eq!(
            message(&bytes[..bytes.len() - 1]),
            format!(
                "DIR/model.gguf: it is truncated: it has {} of {} bytes",
                bytes.len() - 1,
                bytes.len()
            )
        );
    }

    #[test]
    fn lengths_that_lie_are_refused_before_anything_is_allocated() {
        let mut bytes = whole().bytes();
        bytes[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(
            message(&bytes),
            "DIR/model.gguf: it claims 18446744073709551615 tensors"
        );
        let mut bytes = whole().bytes();
        // The length of the first key.
        bytes[24..32].copy_from_slice(&(1_u64 << 40).to_le_bytes());
        assert_eq!(
            message(&bytes),
            "DIR/model.gguf: it claims a text of 1099511627776 bytes"
        );
    }

    #[test]
    fn every_changed_byte_is_survived() {
        let bytes = whole().bytes();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.gguf");
        for at in 0..bytes.len() {
            for flip in [0xff, 0x80, 0x01] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                std::fs::write(&path, changed).expect("a file is written");
                // Whether it is refused depends on the byte; that it returns is what counts.
                let _ = check(&path);
            }
        }
    }

    #[test]
    fn what_the_engine_cannot_load_is_named() {
        let mut file = whole();
        file.text("general.architecture", "mamba");
        assert_eq!(
            message(&file.bytes()),
            "DIR/model.gguf: the architecture mamba is not supported"
        );
        let mut file = GgufWriter::default();
        file.text("general.architecture", "llama");
        file.f32_tensor("a", &[1], &[0.0]);
        assert_eq!(
            message(&file.bytes()),
            "DIR/model.gguf: it has no tokenizer"
        );
        assert_eq!(
            message(b"PK\x03\x04 and more"),
            "DIR/model.gguf: it does not begin like a GGUF file"
        );
        let mut bytes = whole().bytes();
        bytes[4] = 1;
        assert_eq!(
            message(&bytes),
            "DIR/model.gguf: GGUF version 1 is not supported, 2 and 3 are"
        );
    }

    #[test]
    fn parts_are_read_together_and_a_missing_one_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"];
        let [first, second] = names.map(|name| folder.path().join(name));
        let mut head = whole();
        head.small_number("split.count", 2);
        std::fs::write(&first, head.bytes()).expect("a file is written");
        let both = [first.clone(), second.clone()];
        let error = read(&both).err().expect("the second part is missing");
        assert_eq!(
            error.to_string(),
            format!("{} is missing: it is part 2 of 2", second.display())
        );
        let mut tail = GgufWriter::default();
        tail.small_number("split.count", 2);
        tail.f32_tensor("blk.0.attn_q.weight", &[4, 4], &[0.0; 16]);
        std::fs::write(&second, tail.bytes()).expect("a file is written");
        let headers = read(&both).expect("both are there");
        let bytes = headers.judge().map(|checked| checked.bytes);
        assert_eq!(bytes, Ok(32 + 64));
        assert_eq!(headers.facts().parameters, 8 + 16);
        let alone = check(&first).expect_err("there is more of it");
        assert!(
            alone
                .to_string()
                .ends_with("it is one of 2 parts, and its name tells of 1"),
            "{alone}"
        );
    }

    #[test]
    fn a_vocabulary_of_special_tokens_is_refused() {
        let mut file = whole();
        file.numbers("tokenizer.ggml.token_type", &[3; 6000]);
        assert!(message(&file.bytes()).contains("6000 of its tokens are marked as special"));
    }
}
