//! Writes folders with tiny models of random weights: safetensors, a configuration, and the starter's
//! tokenizer.

use std::path::Path;

use serde_json::{Value, json};

use crate::starter;

/// How many tokens the starter's tokenizer knows.
pub(crate) const VOCABULARY: u64 = 1606;

/// Tensors on their way into a safetensors file, all in BF16.
#[derive(Default)]
pub(crate) struct SafetensorsWriter {
    header: serde_json::Map<String, Value>,
    data: Vec<u8>,
    state: u64,
}

impl SafetensorsWriter {
    /// Adds a tensor of small random numbers.
    pub(crate) fn random(&mut self, name: impl Into<String>, shape: &[u64]) {
        let count = shape.iter().product::<u64>();
        self.add(name, shape, count, |state| {
            // Knuth's generator; its high bits are good enough for weights that mean nothing.
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let unit = (*state >> 40) as f32 / (1 << 24) as f32;
            (unit - 0.5) * 0.2
        });
    }

    /// Adds a tensor of ones, as norms begin.
    pub(crate) fn ones(&mut self, name: impl Into<String>, shape: &[u64]) {
        let count = shape.iter().product::<u64>();
        self.add(name, shape, count, |_| 1.0);
    }

    fn add(
        &mut self,
        name: impl Into<String>,
        shape: &[u64],
        count: u64,
        mut number: impl FnMut(&mut u64) -> f32,
    ) {
        let start = self.data.len();
        for _ in 0..count {
            let bits = number(&mut self.state).to_bits();
            self.data.extend(((bits >> 16) as u16).to_le_bytes());
        }
        self.header.insert(
            name.into(),
            json!({ "dtype": "BF16", "shape": shape, "data_offsets": [start, self.data.len()] }),
        );
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let header = Value::Object(self.header.clone()).to_string();
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend(&self.data);
        bytes
    }
}

/// Writes the configuration and the starter's tokenizer into `folder`.
pub(crate) fn write_config(folder: &Path, config: &Value) {
    let write = |name: &str, contents: &[u8]| {
        std::fs::write(folder.join(name), contents).expect("a file is written");
    };
    write("config.json", config.to_string().as_bytes());
    let cache = tempfile::tempdir().expect("a folder");
    let unpacked = starter::unpack(cache.path()).expect("the starter is unpacked");
    for name in [
        "tokenizer.json",
        "tokenizer_config.json",
        "generation_config.json",
    ] {
        write(
            name,
            &std::fs::read(unpacked.join(name)).expect("a file of the starter"),
        );
    }
}

/// Makes a Llama of one layer; all its widths are `width`.
pub(crate) fn llama(width: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write_config(
        folder.path(),
        &json!({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama",
            "vocab_size": VOCABULARY, "hidden_size": width, "intermediate_size": width,
            "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 4,
            "hidden_act": "silu", "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
            "max_position_embeddings": 512, "tie_word_embeddings": true, "eos_token_id": 3,
        }),
    );
    let mut weights = SafetensorsWriter::default();
    language_tensors(&mut weights, "", width);
    std::fs::write(folder.path().join("model.safetensors"), weights.bytes())
        .expect("a file is written");
    folder
}

/// Adds the tensors of a Llama of one layer.
pub(crate) fn language_tensors(weights: &mut SafetensorsWriter, prefix: &str, width: u64) {
    let name = |rest: &str| format!("{prefix}model.{rest}.weight");
    weights.random(name("embed_tokens"), &[VOCABULARY, width]);
    weights.ones(name("norm"), &[width]);
    for part in ["input_layernorm", "post_attention_layernorm"] {
        weights.ones(name(&format!("layers.0.{part}")), &[width]);
    }
    for part in [
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.o_proj",
        "mlp.gate_proj",
        "mlp.up_proj",
        "mlp.down_proj",
    ] {
        weights.random(name(&format!("layers.0.{part}")), &[width, width]);
    }
}

/// Makes a model that sees: CLIP of one layer on pictures of 28 by 28, and a Llama of one layer.
pub(crate) fn llava() -> tempfile::TempDir {
    const WIDTH: u64 = 64;
    const EYE: u64 = 32;
    let folder = tempfile::tempdir().expect("a folder");
    write_config(
        folder.path(),
        &json!({
            "architectures": ["LlavaForConditionalGeneration"], "model_type": "llava",
            "projector_hidden_act": "gelu",
            "vision_feature_layer": -2, "vision_feature_select_strategy": "default",
            "text_config": {
                "model_type": "llama", "vocab_size": VOCABULARY, "hidden_size": WIDTH,
                "intermediate_size": WIDTH, "num_hidden_layers": 1, "num_attention_heads": 4,
                "num_key_value_heads": 4, "rms_norm_eps": 1e-6, "max_position_embeddings": 512,
            },
            "vision_config": {
                "hidden_size": EYE, "image_size": 28, "intermediate_size": EYE,
                "num_attention_heads": 2, "num_hidden_layers": 1, "patch_size": 14,
            },
        }),
    );
    let side = json!({ "width": 28, "height": 28 });
    let preprocessor = json!({
        "crop_size": side, "size": { "shortest_edge": 28 }, "rescale_factor": 1.0 / 255.0,
        "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 3,
    });
    let path = folder.path().join("preprocessor_config.json");
    std::fs::write(path, preprocessor.to_string()).expect("a file is written");

    let mut weights = SafetensorsWriter::default();
    language_tensors(&mut weights, "language_model.", WIDTH);
    weights.random("language_model.lm_head.weight", &[VOCABULARY, WIDTH]);
    for (name, inner) in [("linear_1", EYE), ("linear_2", WIDTH)] {
        let name = format!("multi_modal_projector.{name}");
        weights.random(format!("{name}.weight"), &[WIDTH, inner]);
        weights.random(format!("{name}.bias"), &[WIDTH]);
    }
    let eye = |rest: &str| format!("vision_tower.vision_model.{rest}");
    weights.random(eye("embeddings.class_embedding"), &[EYE]);
    weights.random(eye("embeddings.patch_embedding.weight"), &[EYE, 3, 14, 14]);
    weights.random(eye("embeddings.position_embedding.weight"), &[5, EYE]);
    let layer = "encoder.layers.0";
    for norm in [
        "pre_layrnorm".to_owned(),
        "post_layernorm".to_owned(),
        format!("{layer}.layer_norm1"),
        format!("{layer}.layer_norm2"),
    ] {
        weights.ones(eye(&format!("{norm}.weight")), &[EYE]);
        weights.random(eye(&format!("{norm}.bias")), &[EYE]);
    }
    for part in [
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.out_proj",
        "mlp.fc1",
        "mlp.fc2",
    ] {
        weights.random(eye(&format!("{layer}.{part}.weight")), &[EYE, EYE]);
        weights.random(eye(&format!("{layer}.{part}.bias")), &[EYE]);
    }
    std::fs::write(folder.path().join("model.safetensors"), weights.bytes())
        .expect("a file is written");
    folder
}
