//! The model classes of folders that the engine loads, and how many pictures each takes.
//!
//! A table. `GptOssForCausalLM` is left out: for it the engine fetches an encoding from the network.
//! So are those that only hear or speak.

/// The classes that read text.
const READING: &[&str] = &[
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

/// How many pictures a conversation may hold where the model's own code does not say less: each takes
/// hundreds of tokens.
const SOME: usize = 16;

/// The classes that see, each with how many pictures it takes in one conversation; with more than one,
/// the engine's code for some of them ends in a panic.
const SEEING: &[(&str, usize)] = &[
    ("Gemma3ForConditionalGeneration", SOME),
    ("Gemma3nForConditionalGeneration", SOME),
    ("Gemma4ForConditionalGeneration", SOME),
    ("Idefics2ForConditionalGeneration", SOME),
    ("Idefics3ForConditionalGeneration", SOME),
    ("Llama4ForConditionalGeneration", SOME),
    ("LlavaForConditionalGeneration", 1),
    ("LlavaNextForConditionalGeneration", 1),
    ("MiniCPMO", SOME),
    ("Mistral3ForConditionalGeneration", SOME),
    ("MllamaForConditionalGeneration", SOME),
    ("Phi3VForCausalLM", 1),
    ("Phi4MMForCausalLM", SOME),
    ("Qwen2VLForConditionalGeneration", SOME),
    ("Qwen2_5_VLForConditionalGeneration", SOME),
    ("Qwen3VLForConditionalGeneration", SOME),
    ("Qwen3VLMoeForConditionalGeneration", SOME),
    ("Qwen3_5ForConditionalGeneration", SOME),
    ("Qwen3_5MoeForConditionalGeneration", SOME),
];

/// Tells whether a class keeps a state that is written over with each token, in some of its layers.
pub(super) fn keeps_a_state(class: &str) -> bool {
    ["Hybrid", "Qwen3Next", "Qwen3_5"]
        .iter()
        .any(|part| class.contains(part))
}

/// Returns how many pictures a class takes, none of one that only reads; `None` of one that the engine
/// does not load.
pub(super) fn pictures(class: &str) -> Option<usize> {
    if READING.contains(&class) {
        return Some(0);
    }
    let row = SEEING.iter().find(|(name, _)| *name == class);
    row.map(|(_, pictures)| *pictures)
}

/// Returns all classes, as people read a list.
pub(super) fn names() -> String {
    let seeing = SEEING.iter().map(|(name, _)| *name);
    let names: Vec<&str> = READING.iter().copied().chain(seeing).collect();
    names.join(", ")
}
