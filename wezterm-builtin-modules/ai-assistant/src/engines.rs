//! Which engines the settings ask for, and how each is asked.
//!
//! It hides that several may stand behind one door: the rest of the assistant sees one [`Loader`].
//! Making it opens nothing; what it makes runs on the loading thread and on the background runtime.
//! It is no engine itself.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::runtime::Handle;
use wezterm_module_framework::Capabilities;

use crate::assistant::{MAX_STARTER_QUESTION, USUAL_TEMPERATURE};
use crate::llm::anthropic::Anthropic;
use crate::llm::clock::SystemClock;
use crate::llm::fallback::{Adapt, Fallback, Member};
use crate::llm::lazy::{LazyEngine, Loaded, Loader};
use crate::llm::openai::OpenAi;
use crate::llm::remote::endpoint::{Endpoint, environment};
use crate::llm::remote::{HostDoor, Options, RemoteEngine};
use crate::llm::{Constraint, LlmEngine, LlmError, Own, Request, Role, Sampling};
use crate::settings::{Engine, ModelSettings};
use crate::starter;
use crate::starter_constraint::Words;

/// What engines need of the world; it is known some time after the settings are.
#[derive(Clone, Default)]
pub(crate) struct Surroundings {
    /// Where files that can be made again belong.
    pub(crate) cache: Arc<OnceLock<PathBuf>>,
    /// What the module may do.
    pub(crate) rights: Arc<OnceLock<Capabilities>>,
}

/// Returns what loads the model of these settings, and what stands in for it.
pub(crate) fn loader(model: &ModelSettings, surroundings: &Surroundings) -> Loader {
    let backups = backups(model);
    if backups.is_empty() {
        return single(model, surroundings);
    }
    let model = model.clone();
    let surroundings = surroundings.clone();
    Box::new(move || {
        let all = std::iter::once(&model).chain(&backups);
        let members = all.enumerate().map(|(index, one)| Member {
            name: shown(one),
            engine: LazyEngine::new(single(one, &surroundings)),
            adapt: match index {
                // The request was made for it.
                0 => Box::new(Ok),
                _ => adapt(one, model.is_starter()),
            },
        });
        let fallback = Fallback::new(members.collect(), Arc::new(SystemClock));
        Handle::current().block_on(fallback.load())
    })
}

fn backups(model: &ModelSettings) -> Vec<ModelSettings> {
    match &model.fallback {
        Some(list) => list.clone(),
        // A model on this machine can be missing, too large or broken; the one in the program cannot.
        None if model.engine == Engine::Mistral && !model.is_starter() && IN_PROCESS => {
            vec![ModelSettings::default()]
        }
        None => Vec::new(),
    }
}

/// Whether this program has an engine of its own.
const IN_PROCESS: bool = cfg!(feature = "mistral");

/// Returns a model's name for people, with where it is.
pub(crate) fn shown(model: &ModelSettings) -> String {
    match (&model.model_id, model.engine) {
        (None, Engine::OpenAi | Engine::Anthropic) => "a model that is not named".to_owned(),
        (None, Engine::Mistral) => format!("the {}", starter::NAME),
        (Some(id), Engine::Mistral) => shown_name(id),
        (Some(id), Engine::OpenAi | Engine::Anthropic) => {
            let endpoint = model.endpoint.as_deref();
            match endpoint.and_then(|text| Endpoint::parse(text).ok()) {
                Some(endpoint) => format!("{id} at {}", endpoint.place()),
                None => id.clone(),
            }
        }
    }
}

/// Returns the last part of a path or of `organisation/name`.
pub(crate) fn shown_name(model_id: &str) -> String {
    let path = model_id.trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or(path);
    last.strip_suffix(".gguf").unwrap_or(last).to_owned()
}

/// Returns how the tokens of an answer are chosen: as the model's settings say, where the question
/// itself asks for nothing else.
pub(crate) fn sampling(model: &ModelSettings, own: Own) -> Sampling {
    let usual = match model.is_starter() {
        true => 0.0,
        false => USUAL_TEMPERATURE,
    };
    let set = Sampling::new(model.temperature.unwrap_or(usual), model.max_tokens).with_own(own);
    match model.is_starter() {
        true => Sampling {
            max_tokens: set.max_tokens.min(starter::MAX_TOKENS),
            ..set
        },
        false => set,
    }
}

/// Tells whether who asks wants the constraint, which is not one of the starter's own.
fn is_wanted(constraint: &Constraint) -> bool {
    matches!(constraint, Constraint::JsonSchema(_))
}

/// Returns what makes a request one for this model that was made for another.
fn adapt(model: &ModelSettings, made_for_starter: bool) -> Adapt {
    let model = model.clone();
    if !model.is_starter() {
        return Box::new(move |request| {
            // The starter's grammar is of no use to others.
            let constraint = request.constraint;
            let constraint = constraint.filter(|found| !made_for_starter || is_wanted(found));
            let sampling = Sampling {
                stop: request.sampling.stop,
                ..sampling(&model, request.sampling.own)
            };
            Ok(Request {
                sampling,
                constraint,
                ..request
            })
        });
    }
    let words = OnceLock::new();
    Box::new(move |request| {
        let mut questions = request.messages.iter().rev();
        let question = questions.find(|message| message.role == Role::User);
        let question = question.map_or("", |message| message.text.as_str());
        let length = question.chars().count();
        if length > MAX_STARTER_QUESTION {
            return Err(LlmError::prompt(
                format!(
                    "it reads questions of up to {MAX_STARTER_QUESTION} characters, this one has \
                     {length}"
                ),
                "shorten it",
            ));
        }
        let words: &Words = words.get_or_init(|| Words::parse(starter::LEXICON));
        Ok(Request {
            constraint: match request.constraint.filter(is_wanted) {
                Some(wanted) => Some(wanted),
                None => words.constraint(question),
            },
            tools: Vec::new(),
            sampling: sampling(&model, request.sampling.own),
            messages: request.messages,
        })
    })
}

/// Returns what loads one model.
fn single(model: &ModelSettings, surroundings: &Surroundings) -> Loader {
    match model.engine {
        Engine::Mistral => in_process(model, surroundings),
        Engine::OpenAi | Engine::Anthropic => remote(model, surroundings),
    }
}

/// Returns what makes the engine of a server.
fn remote(model: &ModelSettings, surroundings: &Surroundings) -> Loader {
    let model = model.clone();
    let rights = Arc::clone(&surroundings.rights);
    Box::new(move || -> Loaded {
        let endpoint = model.endpoint.as_deref().map(Endpoint::parse).transpose();
        let options = Options {
            model: model.model_id.clone().unwrap_or_default(),
            endpoint: endpoint.map_err(|why| LlmError::load(why, "mend model.endpoint"))?,
            key_env: model.api_key_env.clone(),
            keychain: model.keychain.clone(),
            temperature: model.temperature.is_some(),
            idle: Duration::from_secs(model.timeout_s as u64),
            retries: u32::try_from(model.retries).unwrap_or(u32::MAX),
        };
        let door = host_door(Arc::clone(&rights));
        let engine = match model.engine {
            Engine::Anthropic => RemoteEngine::new(Anthropic, options, door, &environment),
            _ => RemoteEngine::new(OpenAi, options, door, &environment),
        };
        Ok(Arc::new(engine?) as Arc<dyn LlmEngine>)
    })
}

/// Returns what asks for the right to reach a host: of the module, and of all who ask through it.
fn host_door(rights: Arc<OnceLock<Capabilities>>) -> HostDoor {
    Arc::new(move |host| {
        let Some(rights) = rights.get() else {
            return Ok(());
        };
        rights.require_host(host).map_err(|error| {
            let hint = format!("give that module NetworkAccess for {host} in config.modules");
            // It says something about who asks and nothing about the server, which others may ask.
            LlmError::prompt(error.to_string(), hint)
        })
    })
}

/// Returns what loads a model of this machine.
#[cfg(feature = "mistral")]
fn in_process(model: &ModelSettings, surroundings: &Surroundings) -> Loader {
    use crate::llm::mistral::{LoadOptions, load};
    use crate::llm::model_files::{ModelFiles, Places, find};
    use crate::models::launch::{self, Launch};

    let model = model.clone();
    let cache = Arc::clone(&surroundings.cache);
    Box::new(move || {
        let (name, files) = match &model.model_id {
            Some(id) => (shown_name(id), find(id, &Places::of_user())?),
            None => {
                let cache = cache.get().ok_or_else(|| {
                    LlmError::load("the assistant is still starting", "ask again in a moment")
                })?;
                (
                    starter::NAME.to_owned(),
                    ModelFiles::Folder(starter::unpack(cache)?),
                )
            }
        };
        // The starter is as it is; the setting may be left from another model.
        let quantization = model.quantization.clone().filter(|_| !model.is_starter());
        let wanted = Launch {
            quantizes: quantization.is_some(),
            ..Launch::default()
        };
        launch::allow(&files, &wanted)?;
        let engine = load(&LoadOptions {
            name,
            files,
            quantization,
            device: model.device,
            full_precision: model.model_id.is_none(),
            instances: match model.model_id {
                None => starter::INSTANCES,
                Some(_) => 1,
            },
            prefix_cache_mb: model
                .prefix_cache_mb
                .or(model.is_starter().then_some(starter::PREFIX_CACHE_MB)),
        })?;
        Ok(Arc::new(engine) as Arc<dyn LlmEngine>)
    })
}

/// Returns what says that there is no engine to load a model with.
#[cfg(not(feature = "mistral"))]
fn in_process(_model: &ModelSettings, _surroundings: &Surroundings) -> Loader {
    Box::new(|| {
        Err(LlmError::load(
            "this program was built without an engine",
            "build it with the feature `mistral`, or set model.engine to 'openai' or 'anthropic'",
        ))
    })
}

#[cfg(test)]
mod tests;
