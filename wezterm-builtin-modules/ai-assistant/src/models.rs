//! The models on this machine: which there are, what each is, and what it needs.
//!
//! It hides where they are looked for: files named `MODEL_INVENTORY.json` ([`listed`]), the Hugging
//! Face cache ([`hub`]) and the person's folders ([`folders`]). Only headers are read, by the bounded
//! readers of `llm::check`; weights are read for a checksum alone, when somebody asks for it
//! ([`digest`]). A file that cannot be understood is listed with the reason, and one that a list
//! names wrongly is a problem beside the others. Blocking disk access, on a thread that may. Loading
//! is the engine's, fetching is [`pull`]'s.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wezterm_module_framework::did_you_mean;

use crate::llm::model_files::{ModelFiles, Places};
use crate::settings::{Engine, ModelSettings};

mod describe;
mod digest;
mod folders;
mod hub;
pub mod launch;
mod listed;
mod memory;
pub mod pull;
pub mod recommend;
mod remove;
mod watch;

pub use crate::llm::check::in_words;
use describe::describe;
pub use digest::Digests;
pub use listed::{INVENTORY_FILE, schema};
pub use memory::{MemoryNeed, STATED_CONTEXT};
pub use remove::{Removal, removal};
pub use watch::Watch;

/// What a model takes in and gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// Text in, text out.
    Text,
    /// Pictures and text in, text out.
    Vision,
    /// Text in, one vector out.
    Embedding,
    /// Sound in or out.
    Speech,
    /// Text in, a picture out.
    Diffusion,
    /// Nothing in the files tells.
    Unknown,
}

impl Modality {
    /// Returns its name in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Vision => "vision",
            Self::Embedding => "embedding",
            Self::Speech => "speech",
            Self::Diffusion => "diffusion",
            Self::Unknown => "unknown",
        }
    }
}

/// How a model's files are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A GGUF file, or several that are one model.
    Gguf,
    /// A folder with `config.json` and safetensors.
    Safetensors,
    /// A UQFF file in a folder with the rest of the model.
    Uqff,
}

impl Format {
    /// Returns its name in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gguf => "gguf",
            Self::Safetensors => "safetensors",
            Self::Uqff => "uqff",
        }
    }
}

/// Who told of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A `MODEL_INVENTORY.json`.
    Inventory,
    /// The Hugging Face cache.
    Hub,
    /// A folder of the person's.
    Folder,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inventory => INVENTORY_FILE,
            Self::Hub => "Hugging Face cache",
            Self::Folder => "model folders",
        })
    }
}

/// One model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Model {
    /// What people call it; no two models of an inventory have the same.
    pub name: String,
    /// What the setting `model_id` says to have it: a path, or a name in the Hugging Face cache.
    pub id: String,
    /// Who told of it.
    pub source: Source,
    /// The GGUF or UQFF file, or the folder.
    pub path: PathBuf,
    /// How it is laid out.
    pub format: Format,
    /// How many bytes its weights take on disk.
    pub size: u64,
    /// The SHA-256 of its weights, where it is known without reading them: see [`Digests`].
    pub sha256: Option<String>,
    /// What goes in and comes out.
    pub modality: Modality,
    /// The kind of network, in its file's words.
    pub architecture: String,
    /// How many numbers were learnt.
    pub parameters: Option<u64>,
    /// How many tokens fit into prompt and answer together.
    pub context: Option<u64>,
    /// How its weights are stored.
    pub quantization: String,
    /// Whether it has a template for conversations.
    pub chat_template: bool,
    /// How much memory it needs.
    pub memory: Option<MemoryNeed>,
    /// Why it cannot answer here, where that is known before it is loaded.
    pub problem: Option<String>,
}

impl Model {
    /// Returns its files as the engine knows them.
    pub(crate) fn files(&self) -> ModelFiles {
        match self.format {
            Format::Gguf => ModelFiles::Gguf(self.path.clone()),
            Format::Safetensors => ModelFiles::Folder(self.path.clone()),
            Format::Uqff => ModelFiles::Uqff(self.path.clone()),
        }
    }
}

/// Where models are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Folders that may hold a `MODEL_INVENTORY.json`.
    pub lists: Vec<PathBuf>,
    /// The Hugging Face cache.
    pub hub: Option<PathBuf>,
    /// The person's folders with models.
    pub folders: Vec<PathBuf>,
    /// Replaces a leading `~`.
    pub home: Option<PathBuf>,
}

impl Sources {
    /// Returns the places of this user: the configuration's folder, the program's data folder, the
    /// Hugging Face cache of the environment, and what `model_dirs` says, or else `models` in the
    /// data folder.
    pub fn of_user(config_dir: &Path, data_dir: &Path, model_dirs: Option<&[String]>) -> Self {
        let places = Places::of_user();
        let usual = data_dir.join("models");
        let folders = match model_dirs {
            None => vec![usual.clone()],
            Some(dirs) => {
                let dirs = dirs.iter().map(|dir| expand(dir, places.home.as_deref()));
                dirs.collect()
            }
        };
        Self {
            lists: vec![config_dir.to_owned(), usual],
            hub: places.hub,
            folders,
            home: places.home,
        }
    }
}

/// Returns where a path leads; itself where it leads nowhere.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Replaces a leading `~`.
fn expand(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(&rest[1..]),
        _ => PathBuf::from(path),
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inventory {
    /// The models, by source and name.
    pub models: Vec<Model>,
    /// What could not be used, each with its place.
    pub problems: Vec<String>,
}

/// Why a name is not that of one model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No model is called so.
    #[error("there is no model `{name}`; {hint}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What may be meant.
        hint: String,
    },
    /// Several are.
    #[error("`{name}` may be any of {}", .candidates.join(", "))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// Their names.
        candidates: Vec<String>,
    },
    /// The one that is called so cannot answer.
    #[error("{name} cannot answer: {why}")]
    Useless {
        /// Its name.
        name: String,
        /// Why not.
        why: String,
    },
}

impl Inventory {
    /// Looks into all sources.
    pub fn scan(sources: &Sources) -> Self {
        let mut found = Found::default();
        for folder in &sources.lists {
            listed::scan(folder, sources, &mut found);
        }
        if let Some(hub) = &sources.hub {
            hub::scan(hub, &mut found);
        }
        for folder in &sources.folders {
            folders::scan(folder, &mut found);
        }
        let mut inventory = found.inventory;
        inventory.finish();
        inventory
    }

    /// Puts models in order and gives each a name of its own.
    fn finish(&mut self) {
        self.models
            .sort_by(|a, b| (a.source, &a.name, &a.path).cmp(&(b.source, &b.name, &b.path)));
        let mut taken = BTreeSet::new();
        for model in &mut self.models {
            let name = model.name.clone();
            let mut number = 1;
            while !taken.insert(model.name.clone()) {
                number += 1;
                model.name = format!("{name}-{number}");
            }
        }
    }

    /// Returns the model that these settings have answer, where it is among these: by its identifier, or
    /// as the path leads to it. Looks at the disk.
    pub fn used(&self, settings: &ModelSettings, home: Option<&Path>) -> Option<&Model> {
        let (Engine::Mistral, Some(id)) = (settings.engine, &settings.model_id) else {
            return None;
        };
        let path = real(&expand(id, home));
        let by_id = self.models.iter().find(|model| model.id == *id);
        by_id.or_else(|| self.models.iter().find(|model| real(&model.path) == path))
    }

    /// Like [`Inventory::find`], for a model that is to answer.
    pub fn find_useful(&self, name: &str) -> Result<&Model, NameError> {
        let model = self.find(name)?;
        match &model.problem {
            None => Ok(model),
            Some(why) => Err(NameError::Useless {
                name: model.name.clone(),
                why: why.clone(),
            }),
        }
    }

    /// Finds the model of a name, whatever its case, of an identifier or of a path. The last part of
    /// `organisation/name` is enough where it is the only one.
    pub fn find(&self, name: &str) -> Result<&Model, NameError> {
        let exact = |model: &&Model| {
            model.name == name || model.id == name || model.path == Path::new(name)
        };
        if let Some(model) = self.models.iter().find(exact) {
            return Ok(model);
        }
        let last = |model: &Model| {
            let last = model.name.rsplit('/').next().unwrap_or_default();
            last.eq_ignore_ascii_case(name) || model.name.eq_ignore_ascii_case(name)
        };
        let found: Vec<&Model> = self.models.iter().filter(|model| last(model)).collect();
        match found.as_slice() {
            [model] => Ok(model),
            [] => Err(NameError::Unknown {
                name: name.to_owned(),
                hint: self.hint(name),
            }),
            several => Err(NameError::Ambiguous {
                name: name.to_owned(),
                candidates: several.iter().map(|model| model.name.clone()).collect(),
            }),
        }
    }

    fn hint(&self, name: &str) -> String {
        let whole = self.models.iter().map(|model| model.name.as_str());
        let last = whole.clone().filter_map(|name| name.rsplit('/').next());
        did_you_mean(name, whole.clone())
            .or_else(|| did_you_mean(name, last))
            .unwrap_or_else(|| match self.models.len() {
                0 => "none was found: `wezterm ai models recommend` names one to fetch".into(),
                _ => "`wezterm ai models list` names them".into(),
            })
    }
}

/// An inventory in the making.
#[derive(Default)]
struct Found {
    inventory: Inventory,
    /// Where the files of its models really are, so that each is described once.
    paths: HashSet<PathBuf>,
}

impl Found {
    fn problem(&mut self, why: String) {
        self.inventory.problems.push(why);
    }

    /// Adds the model in these files, unless an earlier source told of them. A checksum that is known
    /// goes along.
    fn add(
        &mut self,
        name: String,
        id: String,
        source: Source,
        files: ModelFiles,
        sha256: Option<String>,
    ) {
        if self.paths.insert(real(files.path())) {
            let mut model = describe(name, id, source, files);
            model.sha256 = sha256;
            self.inventory.models.push(model);
        }
    }

    /// Adds a model that is described already, unless an earlier source told of it.
    fn add_described(&mut self, model: Model) {
        if self.paths.insert(real(&model.path)) {
            self.inventory.models.push(model);
        }
    }
}

#[cfg(test)]
mod tests;
