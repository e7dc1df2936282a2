//! What becomes of a model's matrices when they are quantized while they are loaded.
//!
//! Pure. It hides which tensors the engine quantizes: the matrices of the layers and the one that
//! chooses the next token, and neither what looks tokens up nor what looks at pictures. Whether it is
//! right is told by a test that compares it with a file that the engine wrote.

use std::collections::BTreeMap;

use super::safetensors::Tensor;
use crate::settings::Quantization;

/// Parts of the names of tensors that stay as they are.
const KEPT: &[&str] = &[
    "embed",
    "norm",
    "wte",
    "wpe",
    "vision",
    "visual",
    "vpm",
    "image",
    "projector",
    "audio",
    "conv",
    "router",
    "mlp.gate.",
];

/// What a quantized model will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quantized {
    /// How many bytes all its weights take.
    pub(super) bytes: u64,
    /// What its matrices are, that of most bytes first: `Q2K`, `Q2K+Q4_0`.
    pub(super) stored_as: String,
}

/// Works it out, or says which tensor cannot be quantized so.
pub(super) fn quantized(by: &Quantization, tensors: &[Tensor]) -> Result<Quantized, String> {
    let mut made: BTreeMap<&str, u64> = BTreeMap::new();
    let mut kept: u64 = 0;
    let mut add = |tensor: &Tensor| -> Result<(), String> {
        let row = tensor.shape.last().copied().unwrap_or(0);
        let Some((name, bits)) = by.of_rows(row) else {
            return Err(format!(
                "{} needs matrices with rows of a multiple of {} numbers, and {} has rows of {row}",
                by.name, by.step, tensor.name
            ));
        };
        let bytes = made.entry(name).or_default();
        *bytes = bytes.saturating_add((tensor.elements as f64 * bits / 8.0) as u64);
        Ok(())
    };
    for tensor in tensors {
        match is_quantized(tensor) {
            true => add(tensor)?,
            false => kept = kept.saturating_add(tensor.bytes),
        }
    }
    // Where no matrix chooses the next token, that which looks tokens up does both: one is kept and a
    // second one is made of it.
    let has_head = |tensor: &Tensor| tensor.name.ends_with("lm_head.weight");
    if !tensors.iter().any(has_head) {
        let looks_up = |tensor: &&Tensor| tensor.name.ends_with("embed_tokens.weight");
        tensors.iter().find(looks_up).map_or(Ok(()), &mut add)?;
    }
    let mut names: Vec<(&str, u64)> = made.into_iter().collect();
    names.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let all = names
        .iter()
        .fold(kept, |sum, (_, more)| sum.saturating_add(*more));
    let names: Vec<&str> = names.into_iter().map(|(name, _)| name).collect();
    Ok(Quantized {
        bytes: all,
        stored_as: names.join("+"),
    })
}

fn is_quantized(tensor: &Tensor) -> bool {
    tensor.shape.len() > 1
        && tensor.name.ends_with(".weight")
        && !KEPT.iter().any(|part| tensor.name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, shape: &[u64]) -> Tensor {
        let elements = shape.iter().product();
        Tensor {
            name: name.into(),
            dtype: "BF16".into(),
            shape: shape.to_vec(),
            elements,
            bytes: elements * 2,
            offset: 0,
        }
    }

    fn of(name: &str, tensors: &[Tensor]) -> Result<Quantized, String> {
        quantized(Quantization::find(name).expect("it is known"), tensors)
    }

    #[test]
    fn matrices_are_counted_as_they_will_be_and_the_rest_as_it_is() {
        let tensors = [
            tensor("model.embed_tokens.weight", &[10, 256]),
            tensor("model.norm.weight", &[256]),
            tensor("model.layers.0.self_attn.q_proj.weight", &[256, 256]),
            tensor("model.layers.0.mlp.down_proj.weight", &[256, 96]),
            tensor("lm_head.weight", &[10, 256]),
        ];
        let made = of("Q2K", &tensors).expect("it fits");
        let kept = 2 * (2560 + 256);
        let first = (65_536.0 * 2.625 / 8.0) as u64 + (2560.0 * 2.625 / 8.0) as u64;
        let second = 256 * 96 * 18 / 32;
        assert_eq!(
            made,
            Quantized {
                bytes: kept + first + second,
                stored_as: "Q2K+Q4_0".into(),
            }
        );
    }

    #[test]
    fn a_model_without_a_matrix_that_chooses_has_one_made() {
        let tensors = [tensor("model.embed_tokens.weight", &[32, 32])];
        let made = of("Q8_0", &tensors).expect("it fits");
        assert_eq!(made.bytes, 2048 + 32 * 34);
        assert_eq!(made.stored_as, "Q8_0");
    }

    #[test]
    fn a_tensor_that_does_not_fit_is_named() {
        let tensors = [tensor("model.layers.0.mlp.up_proj.weight", &[4, 96])];
        assert_eq!(
            of("HQQ4", &tensors).expect_err("it does not fit"),
            "HQQ4 needs matrices with rows of a multiple of 64 numbers, and \
             model.layers.0.mlp.up_proj.weight has rows of 96"
        );
    }
}
