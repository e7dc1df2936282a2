//! What may be asked beside the question itself, and what of it has no effect.
//!
//! Plain data, any thread. What a model cannot do is either said in a notice (the answer is of use
//! without it) or refused by its engine (it is not).

use serde_json::Value;

use crate::llm::{Image, Own};
use crate::settings::ModelSettings;
use crate::starter;

/// What one question asks for; nothing is as the settings say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AskOptions {
    /// Replaces the first part of the system prompt, as the setting `system_prompt` does.
    pub system: Option<String>,
    /// How much chance has a say, and how long the answer may be.
    pub own: Own,
    /// A JSON schema; the answer is a JSON document that it allows.
    pub schema: Option<Value>,
    /// The pictures that the question is about.
    pub images: Vec<Image>,
}

impl AskOptions {
    /// Says what of this the model of these settings cannot heed, each as a sentence for the person.
    pub(crate) fn without_effect(&self, model: &ModelSettings) -> Vec<String> {
        let mut said = Vec::new();
        if !model.is_starter() {
            return said;
        }
        if self.system.is_some() {
            said.push(
                "the starter model reads only the question: `system` has no effect on it".into(),
            );
        }
        let longest = starter::MAX_TOKENS;
        if let Some(tokens) = self.own.max_tokens.filter(|tokens| *tokens > longest) {
            said.push(format!(
                "the starter model's answers have at most {longest} tokens and not {tokens}"
            ));
        }
        said
    }
}
