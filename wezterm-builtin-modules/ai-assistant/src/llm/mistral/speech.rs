//! How a model speaks: its chat template, the tokens that end its answers, the tokens that it may have
//! for the tags of a tool call, and how much fits into its context.
//!
//! It hides where each of these is written down, and that the engine is asked for the numbers of tokens,
//! because the grammars that it knows speak of tokens by number. Made on the loading thread. It is not
//! what the model says.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use mistralrs::{MessageContent, Model, TextMessages};
use serde_json::Value;
use tokio::runtime::Handle;

use super::grammar::Grammars;
use super::template::Templates;
use crate::llm::check::template_and_end;
use crate::llm::model_files::ModelFiles;
use crate::llm::tool_calls::{CLOSE, OPEN};

/// The longest of the small JSON files that is read.
const MAX_FILE: u64 = 64 << 20;
/// Tokens that the engine takes for the end of an answer where a model's template has them.
const USUAL_ENDS: &[&str] = &[
    "<|im_end|>",
    "<end_of_turn>",
    "<|end_of_text|>",
    "<|end|>",
    "<|eot_id|>",
];

/// How a model that thinks aloud begins.
pub(super) const THINK: &str = "<think>";
/// How it ends its thoughts.
const THOUGHT: &str = "</think>";

/// Tokens of a model that its grammars speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Those that end an answer.
    pub(super) ends: Vec<u32>,
    /// The one that begins a call, where the model has one.
    pub(super) open: Option<u32>,
    /// The one that ends a call, where the model has one.
    pub(super) close: Option<u32>,
    /// Those around what the model thinks aloud, where it has them.
    pub(super) think: Option<(u32, u32)>,
}

/// See the top of the file.
pub(super) struct Speech {
    pub(super) templates: Templates,
    pub(super) marks: Marks,
    pub(super) grammars: Grammars,
    /// How many tokens fit into prompt and answer together.
    pub(super) context_tokens: Option<usize>,
}

impl Speech {
    /// Learns it from a model's files and from the engine that has loaded them.
    pub(super) fn learn(
        files: &ModelFiles,
        tokenizer_folder: Option<&Path>,
        model: &Model,
        runtime: &Handle,
    ) -> Self {
        let words = Words::read(files, tokenizer_folder);
        let mut ends = words.end_ids;
        for name in &words.end_names {
            ends.extend(runtime.block_on(number(model, name)));
        }
        Self {
            marks: Marks {
                ends: ends.into_iter().collect(),
                open: runtime.block_on(number(model, OPEN)),
                close: runtime.block_on(number(model, CLOSE)),
                think: runtime.block_on(async {
                    Some((number(model, THINK).await?, number(model, THOUGHT).await?))
                }),
            },
            templates: words.templates,
            grammars: Grammars::new(),
            context_tokens: model.config().ok().and_then(|config| config.max_seq_len),
        }
    }
}

/// Returns the number of the token that stands for all of `text`, where there is one.
async fn number(model: &Model, text: &str) -> Option<u32> {
    let text = MessageContent::Left(text.to_owned())
        .flip()
        .map_left(|_| TextMessages::new());
    let tokens = model.tokenize(text, None, false, false, None).await;
    match tokens.ok()?.as_slice() {
        [token] => Some(*token),
        _ => None,
    }
}

/// What a model's files say.
#[derive(Default)]
struct Words {
    templates: Templates,
    end_names: BTreeSet<String>,
    end_ids: BTreeSet<u32>,
}

impl Words {
    fn read(files: &ModelFiles, tokenizer_folder: Option<&Path>) -> Self {
        let mut words = Self::default();
        let folder = match files {
            ModelFiles::Gguf(_) => tokenizer_folder.map(PathBuf::from),
            ModelFiles::Uqff(file) => file.parent().map(PathBuf::from),
            ModelFiles::Folder(folder) => Some(folder.clone()),
        };
        if let Some(folder) = folder {
            words.read_folder(&folder);
        }
        if let ModelFiles::Gguf(file) = files
            && let Ok((template, end)) = template_and_end(file)
        {
            words.templates.texts.extend(template);
            words
                .end_ids
                .extend(end.and_then(|id| u32::try_from(id).ok()));
        }
        for name in USUAL_ENDS {
            let texts = &words.templates.texts;
            if texts.iter().any(|template| template.contains(name)) {
                words.end_names.insert((*name).to_owned());
            }
        }
        words
    }

    fn read_folder(&mut self, folder: &Path) {
        let config = json(&folder.join("tokenizer_config.json"));
        let texts = &mut self.templates.texts;
        texts.extend(text(&folder.join("chat_template.jinja")));
        for file in [
            &config,
            &json(&folder.join("chat_template.json")),
            &json(&folder.join("processor_config.json")),
        ] {
            match &file["chat_template"] {
                Value::String(template) => texts.push(template.clone()),
                Value::Array(several) => texts.extend(
                    several
                        .iter()
                        .filter_map(|one| one["template"].as_str().map(str::to_owned)),
                ),
                _ => {}
            }
        }
        let token = |key: &str| {
            let token = &config[key];
            let name = token.as_str().or(token["content"].as_str());
            name.unwrap_or_default().to_owned()
        };
        self.templates.bos = token("bos_token");
        self.templates.eos = token("eos_token");
        if !self.templates.eos.is_empty() {
            self.end_names.insert(self.templates.eos.clone());
        }
        let ends = &json(&folder.join("generation_config.json"))["eos_token_id"];
        let several = ends.as_array().into_iter().flatten();
        let ids = std::iter::once(ends)
            .chain(several)
            .filter_map(Value::as_u64);
        self.end_ids
            .extend(ids.filter_map(|id| u32::try_from(id).ok()));
    }
}

/// Returns a small file; what cannot be read the engine will complain of, if it needs it.
fn text(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = std::fs::File::open(path).ok()?;
    file.take(MAX_FILE + 1).read_to_string(&mut text).ok()?;
    Some(text).filter(|text| text.len() as u64 <= MAX_FILE)
}

fn json(path: &Path) -> Value {
    let value = text(path).and_then(|text| serde_json::from_str(&text).ok());
    value.unwrap_or_default()
}
