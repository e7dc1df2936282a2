//! The starter's weights as a GGUF file in 32 bits: another format of a model that answers.
//!
//! It hides what GGUF calls tensors, and that it rotates neighbours where safetensors rotate halves.

use std::path::Path;

use serde_json::Value;

use super::gguf::GgufWriter;

/// Returns the model in a folder with the starter's files as a GGUF file.
pub(crate) fn of(folder: &Path) -> GgufWriter {
    let config: Value =
        serde_json::from_slice(&std::fs::read(folder.join("config.json")).expect("a file"))
            .expect("JSON");
    let number = |key: &str| u32::try_from(config[key].as_u64().expect(key)).expect(key);
    let heads = number("num_attention_heads");
    let mut file = GgufWriter::default();
    file.text("general.architecture", "llama");
    file.number("llama.block_count", number("num_hidden_layers"));
    file.number("llama.embedding_length", number("hidden_size"));
    file.number("llama.feed_forward_length", number("intermediate_size"));
    file.number("llama.attention.head_count", heads);
    file.number(
        "llama.attention.head_count_kv",
        number("num_key_value_heads"),
    );
    file.number("llama.rope.dimension_count", number("hidden_size") / heads);
    file.number("llama.context_length", number("max_position_embeddings"));
    file.number("llama.vocab_size", number("vocab_size"));
    let float = |key: &str| config[key].as_f64().expect(key) as f32;
    file.float(
        "llama.attention.layer_norm_rms_epsilon",
        float("rms_norm_eps"),
    );
    file.float("llama.rope.freq_base", float("rope_theta"));
    for (name, shape, data) in tensors_of(&folder.join("model.safetensors")) {
        let data = if name.ends_with("q_proj.weight") || name.ends_with("k_proj.weight") {
            interleaved(&data, heads as usize)
        } else {
            data
        };
        let mut inner_first = shape;
        inner_first.reverse();
        file.f32_tensor(&gguf_name(&name), &inner_first, &data);
    }
    file
}

fn gguf_name(name: &str) -> String {
    let mut name = name.replace("model.layers.", "blk.");
    for (theirs, ours) in [
        ("model.embed_tokens", "token_embd"),
        ("model.norm", "output_norm"),
        ("lm_head", "output"),
        ("self_attn.q_proj", "attn_q"),
        ("self_attn.k_proj", "attn_k"),
        ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"),
        ("mlp.gate_proj", "ffn_gate"),
        ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"),
        ("post_attention_layernorm", "ffn_norm"),
        ("input_layernorm", "attn_norm"),
    ] {
        name = name.replace(theirs, ours);
    }
    name
}

/// Reorders the rows of a projection: GGUF rotates neighbours where safetensors rotate halves.
fn interleaved(data: &[f32], heads: usize) -> Vec<f32> {
    let per_head = data.len() / heads;
    let mut sorted = Vec::with_capacity(data.len());
    for head in data.chunks_exact(per_head) {
        // Both halves of a head, row by row in turn.
        let width = row_width(data.len());
        let (low, high) = head.split_at(per_head / 2);
        for (a, b) in low.chunks_exact(width).zip(high.chunks_exact(width)) {
            sorted.extend_from_slice(a);
            sorted.extend_from_slice(b);
        }
    }
    sorted
}

/// Returns the width of a square matrix.
fn row_width(elements: usize) -> usize {
    elements.isqrt()
}

fn tensors_of(path: &Path) -> Vec<(String, Vec<u64>, Vec<f32>)> {
    let bytes = std::fs::read(path).expect("the weights");
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
    let header: serde_json::Map<String, Value> =
        serde_json::from_slice(&bytes[8..8 + length]).expect("a header");
    let data = &bytes[8 + length..];
    let mut tensors = Vec::new();
    for (name, entry) in header {
        if name == "__metadata__" {
            continue;
        }
        assert_eq!(entry["dtype"], "BF16", "{name}");
        let numbers = |value: &Value| -> Vec<u64> {
            value
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(Value::as_u64)
                .collect()
        };
        let offsets = numbers(&entry["data_offsets"]);
        let values = data[offsets[0] as usize..offsets[1] as usize]
            .chunks_exact(2)
            .map(|pair| f32::from_bits(u32::from(u16::from_le_bytes([pair[0], pair[1]])) << 16))
            .collect();
        tensors.push((name, numbers(&entry["shape"]), values));
    }
    tensors
}
