//! Checks a UQFF file: weights that mistral.rs has quantized and written out.
//!
//! It hides the format: safetensors whose tensors are bytes and are named by numbers, each one matrix
//! with a head of its own. The engine allocates by the lengths in those heads and takes the names and
//! the shapes on trust, so each is compared with the bytes that there are. What was not quantized lies
//! beside it in `residual.safetensors`, with the configuration and the tokenizer. No weight is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::gguf::ggml_type;
use super::safetensors::{self, Tensor};
use super::{Checked, Facts, commonest, damaged, unreadable};
use crate::llm::LlmError;

/// What lies beside a UQFF file.
const RESIDUAL: &str = "residual.safetensors";
/// How many dimensions a matrix may have.
const MAX_DIMENSIONS: u32 = 8;
/// The format's version that the engine reads: the same first number, and none later.
const VERSION: (u32, u32) = (0, 2);

/// The headers of a UQFF model.
pub(crate) struct Headers {
    folder: PathBuf,
    config: Map<String, Value>,
    matrices: Vec<Matrix>,
    residual: Vec<Tensor>,
}

/// One matrix as its head tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Matrix {
    stored_as: &'static str,
    elements: u64,
    bytes: u64,
}

/// Reads the headers of these files, which are the parts of one model in their order.
pub(super) fn read(files: &[PathBuf]) -> Result<Headers, LlmError> {
    let folder = files.first().and_then(|file| file.parent());
    let folder = folder.unwrap_or(Path::new(".")).to_owned();
    let config = safetensors::read_json(&folder.join("config.json"))?;
    let mut matrices = Vec::new();
    let mut numbers = BTreeSet::new();
    for path in files {
        for tensor in safetensors::read_header(path)? {
            let number = tensor.name.parse::<u32>();
            // The engine reads `+1` as a number too, and then misses the one that is asked for.
            let number = number
                .ok()
                .filter(|number| number.to_string() == tensor.name);
            let Some(number) = number.filter(|_| tensor.dtype == "U8") else {
                let why = format_args!("the tensor {} is no part of a UQFF file", tensor.name);
                return Err(damaged(path, why));
            };
            if !numbers.insert(number) {
                return Err(damaged(
                    path,
                    format_args!("it has the tensor {number} twice"),
                ));
            }
            matrices.push(read_matrix(path, &tensor)?);
        }
    }
    let last = numbers.last().copied();
    let hole = (0..last.unwrap_or(0)).find(|number| !numbers.contains(number));
    if let (Some(number), Some(path)) = (hole, files.last()) {
        let why = format_args!("the tensor {number} is missing: a part of the model is not there");
        return Err(damaged(path, why));
    }
    Ok(Headers {
        residual: safetensors::read_header(&folder.join(RESIDUAL))?,
        folder,
        config,
        matrices,
    })
}

impl Headers {
    pub(super) fn judge(&self) -> Result<Checked, LlmError> {
        let pictures = safetensors::judge_folder(&self.folder, &self.config)?;
        if self.matrices.is_empty() {
            return Err(damaged(&self.folder, "its UQFF file has no tensors"));
        }
        let facts = self.facts();
        Ok(Checked {
            bytes: facts.weights,
            stored_as: facts.quantization,
            tokenizer_folder: None,
            pictures,
        })
    }

    pub(super) fn facts(&self) -> Facts {
        let mut facts = safetensors::facts_of_config(&self.config);
        let mut stored: BTreeMap<&str, u64> = BTreeMap::new();
        for matrix in &self.matrices {
            facts.parameters = facts.parameters.saturating_add(matrix.elements);
            facts.weights = facts.weights.saturating_add(matrix.bytes);
            *stored.entry(matrix.stored_as).or_default() += 1;
        }
        for tensor in &self.residual {
            facts.parameters = facts.parameters.saturating_add(tensor.elements);
            facts.weights = facts.weights.saturating_add(tensor.bytes);
        }
        facts.quantization = commonest(stored.iter().map(|(name, count)| (*name, *count)));
        facts.chat_template = safetensors::check_tokenizer(&self.folder).is_ok();
        facts
    }
}

fn read_matrix(path: &Path, tensor: &Tensor) -> Result<Matrix, LlmError> {
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.seek(SeekFrom::Start(tensor.offset))
        .map_err(|error| unreadable(path, &error))?;
    let mut blob = Blob {
        inner: file,
        left: tensor.bytes,
    };
    let mut matrix = blob
        .matrix()
        .map_err(|why| damaged(path, format_args!("tensor {}: {why}", tensor.name)))?;
    matrix.bytes = tensor.bytes;
    Ok(matrix)
}

type Parsed<T> = Result<T, String>;

/// The bytes of one matrix, of which some are left.
struct Blob<R> {
    inner: R,
    left: u64,
}

/// A tensor inside a blob.
struct Inner {
    kind: u32,
    elements: u64,
}

impl<R: Read + Seek> Blob<R> {
    fn matrix(&mut self) -> Parsed<Matrix> {
        let version = self.u32()?;
        let (major, minor) = (version >> 16, (version >> 8) & 0xff);
        if major != VERSION.0 || minor > VERSION.1 {
            return Err(format!(
                "it is of version {major}.{minor}, and the engine reads up to {}.{}",
                VERSION.0, VERSION.1
            ));
        }
        let kind = self.u8()?;
        let (stored_as, elements, has_bias) = match kind {
            0 => self.ggml()?,
            1 => {
                let has_bias = self.u8()? != 0;
                let weight = self.tensor()?;
                (number_type(weight.kind)?.0, weight.elements, has_bias)
            }
            2 => self.half_quadratic()?,
            3 => {
                let has_bias = self.u8()? != 0;
                let weight = self.tensor()?;
                self.skip(3 * 4)?;
                number_type(self.u32()?)?;
                ("FP8", weight.elements, has_bias)
            }
            4 => self.affine()?,
            5 => {
                let has_bias = self.u8()? != 0;
                let blocks = u64::from(self.u32()?);
                let elements = self.shape()?;
                if blocks != elements.div_ceil(32) || !elements.is_multiple_of(32) {
                    return Err("its blocks do not fill its shape".into());
                }
                self.skip(blocks * 33)?;
                ("F8Q8", elements, has_bias)
            }
            6 => {
                let has_bias = self.u8()? != 0;
                let blocks = self.tensor()?;
                self.tensor()?;
                // Two weights to a byte.
                ("MXFP4", blocks.elements.saturating_mul(2), has_bias)
            }
            other => return Err(format!("it is quantized in the unknown way {other}")),
        };
        if has_bias {
            self.tensor()?;
        }
        Ok(Matrix {
            stored_as,
            elements,
            bytes: 0,
        })
    }

    /// Reads a matrix in one of the ways of GGUF files.
    fn ggml(&mut self) -> Parsed<(&'static str, u64, bool)> {
        let length = u64::from(self.u32()?);
        let has_bias = self.u8()? != 0;
        let number = self.u32()?;
        let elements = self.shape()?;
        let Some((name, block, bytes)) = ggml_type(number) else {
            return Err(format!("it is stored as the unknown type {number}"));
        };
        let expected = (elements / block).checked_mul(bytes);
        if !elements.is_multiple_of(block) || expected != Some(length) {
            return Err(format!(
                "it has {length} bytes, which its shape does not need"
            ));
        }
        self.skip(length)?;
        Ok((name, elements, has_bias))
    }

    fn half_quadratic(&mut self) -> Parsed<(&'static str, u64, bool)> {
        let has_bias = self.u8()? != 0;
        for _ in 0..3 {
            self.tensor()?;
        }
        let elements = self.shape()?;
        let bits = self.u8()?;
        // Group size, axis, steps, two switches.
        self.skip(4 + 1 + 4 + 2)?;
        let name = match bits {
            8 => "HQQ8",
            4 => "HQQ4",
            3 => "HQQ3",
            2 => "HQQ2",
            1 => "HQQ1",
            other => return Err(format!("it has the unknown number of bits {other}")),
        };
        Ok((name, elements, has_bias))
    }

    fn affine(&mut self) -> Parsed<(&'static str, u64, bool)> {
        let has_bias = self.u8()? != 0;
        let packed = self.tensor()?;
        for _ in 0..2 {
            self.tensor()?;
        }
        let bits = self.u8()?;
        let _group = self.u8()?;
        let name = match bits {
            8 => "AFQ8",
            6 => "AFQ6",
            4 => "AFQ4",
            3 => "AFQ3",
            2 => "AFQ2",
            other => return Err(format!("it has the unknown number of bits {other}")),
        };
        // Words of 32 bits.
        let elements = packed.elements.saturating_mul(32) / u64::from(bits);
        Ok((name, elements, has_bias))
    }

    /// Reads a tensor of plain numbers and skips them.
    fn tensor(&mut self) -> Parsed<Inner> {
        let length = u64::from(self.u32()?);
        let kind = self.u32()?;
        let (_, width) = number_type(kind)?;
        let elements = self.shape()?;
        if elements.checked_mul(width) != Some(length) {
            return Err(format!(
                "it has {length} bytes, which its shape does not need"
            ));
        }
        self.skip(length)?;
        Ok(Inner { kind, elements })
    }

    /// Reads a shape and returns how many numbers it has.
    fn shape(&mut self) -> Parsed<u64> {
        let dimensions = self.u32()?;
        if dimensions > MAX_DIMENSIONS {
            return Err(format!("it has {dimensions} dimensions"));
        }
        let mut elements: u64 = 1;
        for _ in 0..dimensions {
            elements = elements
                .checked_mul(u64::from(self.u32()?))
                .ok_or("its shape is impossible")?;
        }
        Ok(elements)
    }

    fn take(&mut self, length: u64) -> Parsed<()> {
        let left = self.left.checked_sub(length);
        self.left = left.ok_or("it ends too early")?;
        Ok(())
    }

    fn skip(&mut self, length: u64) -> Parsed<()> {
        self.take(length)?;
        let length = i64::try_from(length).map_err(|error| error.to_string())?;
        let moved = self.inner.seek(SeekFrom::Current(length));
        moved.map(drop).map_err(|error| error.to_string())
    }

    fn bytes<const N: usize>(&mut self) -> Parsed<[u8; N]> {
        self.take(N as u64)?;
        let mut bytes = [0; N];
        let read = self.inner.read_exact(&mut bytes);
        read.map(|()| bytes).map_err(|error| error.to_string())
    }

    fn u8(&mut self) -> Parsed<u8> {
        Ok(self.bytes::<1>()?[0])
    }

    fn u32(&mut self) -> Parsed<u32> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }
}

/// Returns the name of a type of plain numbers and how many bytes one takes.
fn number_type(number: u32) -> Parsed<(&'static str, u64)> {
    Ok(match number {
        0 => ("U8", 1),
        1 => ("U32", 4),
        2 => ("I32", 4),
        3 => ("I64", 8),
        4 => ("F16", 2),
        5 => ("BF16", 2),
        6 => ("F32", 4),
        7 => ("F64", 8),
        8 => ("I16", 2),
        9 => ("F8E4M3", 1),
        other => return Err(format!("it holds numbers of the unknown type {other}")),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn parse(bytes: &[u8]) -> Parsed<Matrix> {
        Blob {
            inner: Cursor::new(bytes),
            left: bytes.len() as u64,
        }
        .matrix()
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// A matrix of 2 x 32 in Q8_0.
    fn q8_0() -> Vec<u8> {
        let mut bytes = words(&[0x0000_0200]);
        bytes.push(0);
        bytes.extend(words(&[68]));
        bytes.push(0);
        bytes.extend(words(&[8, 2, 2, 32]));
        bytes.extend([0; 68]);
        bytes
    }

    #[test]
    fn a_matrix_is_measured() {
        assert_eq!(
            parse(&q8_0()),
            Ok(Matrix {
                stored_as: "Q8_0",
                elements: 64,
                bytes: 0,
            })
        );
    }

    #[test]
    fn every_truncation_is_an_error_and_every_changed_byte_is_survived() {
        let whole = q8_0();
        for length in 0..whole.len() {
            assert!(parse(&whole[..length]).is_err(), "{length}");
        }
        for at in 0..whole.len() {
            for flip in [0xff, 0x80, 0x01] {
                let mut changed = whole.clone();
                changed[at] ^= flip;
                // Whether it is refused depends on the byte; that it returns is what counts.
                let _ = parse(&changed);
            }
        }
    }

    #[test]
    fn what_the_engine_would_take_on_trust_is_refused() {
        let why = |at: usize, word: u32| {
            let mut changed = q8_0();
            changed[at..at + 4].copy_from_slice(&word.to_le_bytes());
            parse(&changed).expect_err("it is refused")
        };
        assert_eq!(
            why(0, 0x0001_0000),
            "it is of version 1.0, and the engine reads up to 0.2"
        );
        assert_eq!(
            why(5, u32::MAX),
            "it has 4294967295 bytes, which its shape does not need"
        );
        assert_eq!(why(10, 77), "it is stored as the unknown type 77");
        assert_eq!(why(14, u32::MAX), "it has 4294967295 dimensions");
        assert_eq!(why(18, 3), "it has 68 bytes, which its shape does not need");
    }
}
