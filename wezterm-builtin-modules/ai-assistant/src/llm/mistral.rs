//! The engine that runs in this process: mistral.rs.
//!
//! The only file that names it. It hides its builders, its messages, and three habits of version
//! 0.8.1: it holds up every request while one receiver is full, it cancels a request when its receiver
//! is gone by the time the next token is sent, and on a CPU it mixes up the caches of requests that
//! run side by side, so that words of one question turn up in another's answer. So each request has a
//! task here that drains its receiver into a channel with room for the whole answer; dropping our end
//! stops that task; and each instance of a model serves one request at a time, the next one only when
//! the engine has let go of the one before (see [`Turn`]). Loading blocks and runs on a thread of its
//! own. It is not a download: only files that [`super::check`] has seen are handed over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::{StreamExt, stream};
use mistralrs::{
    Constraint as EngineConstraint, CustomLogitsProcessor, Device, GgufModelBuilder, Model,
    ModelDType, RequestBuilder, Response, SamplingParams, Tensor, TextMessageRole,
    TextModelBuilder, TokenSource, parse_isq_value,
};
use tokio::runtime::Handle;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::AbortHandle;

use super::check::{available_memory, check};
use super::model_files::ModelFiles;
use super::{
    AnswerStream, ChatMessage, Constraint, EndReason, LlmEngine, LlmError, ModelInfo, Piece,
    Request, Role, Usage,
};
use crate::settings::DeviceChoice;

/// How many finished conversations a GPU remembers. On a CPU nothing is ever evicted, so none are.
const GPU_PREFIX_CACHE: usize = 16;
/// Of the likeliest tokens, how much probability chance may choose from.
const TOP_P: f64 = 0.95;

/// What to load.
#[derive(Clone, Debug)]
pub(crate) struct LoadOptions {
    /// The name shown to people.
    pub(crate) name: String,
    /// The files.
    pub(crate) files: ModelFiles,
    /// How to store the weights of a folder.
    pub(crate) quantization: Option<String>,
    /// Where to run.
    pub(crate) device: DeviceChoice,
    /// Whether to compute in 32 bits: a very small model loses answers to rounding in 16.
    pub(crate) full_precision: bool,
    /// How many instances may be loaded, and so how many answers generated side by side. All but the
    /// first are loaded when they are needed.
    pub(crate) instances: usize,
}

/// See the top of the file.
pub(crate) struct MistralEngine {
    instances: Arc<Instances>,
    info: ModelInfo,
    runtime: Handle,
}

/// Loads a model. Blocks; call it on a thread of the runtime that may.
pub(crate) fn load(options: &LoadOptions) -> Result<MistralEngine, LlmError> {
    let device = choose_device(options.device)?;
    let memory = if device.is_cpu {
        available_memory()
    } else {
        None
    };
    let checked = check(&options.files, options.quantization.as_deref(), memory)?;
    let runtime = Handle::current();
    let recipe = Recipe {
        options: options.clone(),
        tokenizer_folder: checked.tokenizer_folder,
        cpu: device.is_cpu,
    };
    let first = recipe.build(&runtime)?;
    let context_tokens = first.config().ok().and_then(|config| config.max_seq_len);
    log::info!(
        "loaded {} as {} on {}",
        options.files.path().display(),
        checked.stored_as,
        device.shown
    );
    Ok(MistralEngine {
        instances: Arc::new(Instances::new(recipe, first)),
        info: ModelInfo {
            name: options.name.clone(),
            device: device.shown,
            quantization: checked.stored_as,
            context_tokens,
        },
        runtime,
    })
}

/// How to load one more instance of a model.
#[derive(Clone)]
struct Recipe {
    options: LoadOptions,
    tokenizer_folder: Option<PathBuf>,
    cpu: bool,
}

impl Recipe {
    fn build(&self, runtime: &Handle) -> Result<Arc<Model>, LlmError> {
        let shown = self.options.files.path().display();
        let built = runtime.block_on(build(
            &self.options,
            self.tokenizer_folder.as_deref(),
            self.cpu,
        ));
        built.map(Arc::new).map_err(|error| {
            log::error!("cannot load {shown}: {error:?}");
            LlmError::load(
                format!("cannot load {shown}: {error}"),
                "the model may be damaged or of a kind that the engine does not know",
            )
        })
    }
}

/// The instances of a model and who has which.
struct Instances {
    recipe: Recipe,
    models: Vec<OnceCell<Arc<Model>>>,
    permits: Arc<Semaphore>,
    free: Mutex<BTreeSet<usize>>,
}

impl Instances {
    fn new(recipe: Recipe, first: Arc<Model>) -> Self {
        let count = recipe.options.instances.max(1);
        let mut models = vec![OnceCell::new_with(Some(first))];
        models.resize_with(count, OnceCell::new);
        Self {
            recipe,
            models,
            permits: Arc::new(Semaphore::new(count)),
            free: Mutex::new((0..count).collect()),
        }
    }

    /// Waits for an instance that serves nobody.
    async fn turn(self: &Arc<Self>) -> Result<(Arc<Model>, Arc<Turn>), LlmError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| LlmError::engine("the engine was shut down"))?;
        let index = self.free().pop_first().unwrap_or(0);
        let turn = Arc::new(Turn {
            instances: Arc::clone(self),
            index,
            _permit: permit,
        });
        let recipe = self.recipe.clone();
        let model = self.models[index]
            .get_or_try_init(|| async move {
                let runtime = Handle::current();
                let built = tokio::task::spawn_blocking(move || recipe.build(&runtime)).await;
                built.unwrap_or_else(|_| Err(LlmError::engine("the engine broke while loading")))
            })
            .await?;
        Ok((Arc::clone(model), turn))
    }

    fn free(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to use one instance. It travels with the request as a logits processor that changes
/// nothing, because the engine drops those when it lets go of the request, finished or cancelled, and
/// tells so in no other way.
struct Turn {
    instances: Arc<Instances>,
    index: usize,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.instances.free().insert(self.index);
    }
}

impl CustomLogitsProcessor for Turn {
    fn apply(&self, logits: &Tensor, _context: &[u32]) -> mistralrs::Result<Tensor> {
        Ok(logits.clone())
    }
}

async fn build(
    options: &LoadOptions,
    tokenizer_folder: Option<&Path>,
    cpu: bool,
) -> anyhow::Result<Model> {
    let prefixes = (!cpu).then_some(GPU_PREFIX_CACHE);
    match &options.files {
        ModelFiles::Folder(folder) => {
            let mut builder = TextModelBuilder::new(folder.display())
                .with_token_source(TokenSource::None)
                .with_max_num_seqs(1)
                .with_prefix_cache_n(prefixes);
            if options.full_precision {
                builder = builder.with_dtype(ModelDType::F32);
            }
            if let Some(name) = &options.quantization {
                let kind = parse_isq_value(name, None).map_err(anyhow::Error::msg)?;
                builder = builder.with_isq(kind);
            }
            if cpu {
                builder = builder.with_force_cpu();
            }
            builder.build().await
        }
        ModelFiles::Gguf(file) => {
            let (folder, name) = split(file)?;
            let mut builder = GgufModelBuilder::new(folder, vec![name])
                .with_token_source(TokenSource::None)
                .with_max_num_seqs(1)
                .with_prefix_cache_n(prefixes);
            if let Some(folder) = tokenizer_folder {
                builder = builder.with_tok_model_id(folder.display());
            }
            if cpu {
                builder = builder.with_force_cpu();
            }
            builder.build().await
        }
    }
}

/// Returns folder and name of a file, as the library wants them.
fn split(file: &Path) -> anyhow::Result<(String, String)> {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| anyhow::anyhow!("the name of {} is not UTF-8", file.display()))?;
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Ok((folder.display().to_string(), name.to_owned()))
}

/// A device and why it was chosen.
struct Chosen {
    is_cpu: bool,
    shown: String,
}

fn choose_device(wanted: DeviceChoice) -> Result<Chosen, LlmError> {
    let cpu = |why: &str| Chosen {
        is_cpu: true,
        shown: format!("CPU ({why})"),
    };
    let gpu = |shown: &str| Chosen {
        is_cpu: false,
        shown: shown.to_owned(),
    };
    match wanted {
        DeviceChoice::Cpu => Ok(cpu("as configured")),
        DeviceChoice::Auto if cfg!(feature = "metal") => Ok(gpu("Metal")),
        DeviceChoice::Auto if cfg!(feature = "cuda") => Ok(match Device::cuda_if_available(0) {
            Ok(device) if device.is_cuda() => gpu("CUDA 0"),
            Ok(_) => cpu("no NVIDIA GPU was found"),
            Err(error) => {
                log::warn!("the NVIDIA GPU cannot be used: {error}");
                cpu("the NVIDIA GPU cannot be used, see the log")
            }
        }),
        DeviceChoice::Auto => Ok(cpu("built without GPU support")),
        DeviceChoice::Cuda(0) if cfg!(feature = "cuda") => match Device::new_cuda(0) {
            Ok(_) => Ok(gpu("CUDA 0")),
            Err(error) => Err(no_device(wanted, &error.to_string())),
        },
        DeviceChoice::Cuda(_) if cfg!(feature = "cuda") => Err(no_device(
            wanted,
            "only cuda:0 can be chosen: start the terminal with CUDA_VISIBLE_DEVICES set to the \
             number you want, and use cuda:0",
        )),
        DeviceChoice::Metal if cfg!(feature = "metal") => Ok(gpu("Metal")),
        DeviceChoice::Cuda(_) => Err(no_device(
            wanted,
            "this program was built without it: build with --features cuda",
        )),
        DeviceChoice::Metal => Err(no_device(
            wanted,
            "this program was built without it: build with --features metal",
        )),
    }
}

fn no_device(wanted: DeviceChoice, why: &str) -> LlmError {
    LlmError::load(
        format!("cannot use the device {wanted}: {why}"),
        "or set config.modules.ai_assistant.model.device to 'auto'",
    )
}

impl LlmEngine for MistralEngine {
    fn stream(&self, request: Request) -> AnswerStream {
        // Room for every token, so that a reader who takes its time holds up nobody else.
        let (pieces, received) = mpsc::channel(request.sampling.max_tokens.saturating_add(8));
        let instances = Arc::clone(&self.instances);
        let work = self.runtime.spawn(async move {
            if let Err(error) = answer(&instances, &request, &pieces).await {
                // The room left is enough; a closed channel means that nobody waits.
                let _ = pieces.send(Err(error)).await;
            }
        });
        let guard = AbortOnDrop(work.abort_handle());
        stream::unfold((received, guard), |(mut received, guard)| async move {
            let piece = received.recv().await?;
            Some((piece, (received, guard)))
        })
        .boxed()
    }

    fn model_info(&self) -> ModelInfo {
        self.info.clone()
    }
}

struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

type Pieces = mpsc::Sender<Result<Piece, LlmError>>;

async fn answer(
    instances: &Arc<Instances>,
    request: &Request,
    pieces: &Pieces,
) -> Result<(), LlmError> {
    match run(instances, &request.messages, request, pieces).await {
        Err(Failure::NoSystemRole(_)) => {
            // Some chat templates know only the person and the model.
            let merged = merge_system(&request.messages);
            run(instances, &merged, request, pieces)
                .await
                .map_err(Failure::into_error)
        }
        outcome => outcome.map_err(Failure::into_error),
    }
}

enum Failure {
    NoSystemRole(LlmError),
    Other(LlmError),
}

impl Failure {
    fn into_error(self) -> LlmError {
        match self {
            Self::NoSystemRole(error) | Self::Other(error) => error,
        }
    }
}

async fn run(
    instances: &Arc<Instances>,
    messages: &[ChatMessage],
    request: &Request,
    pieces: &Pieces,
) -> Result<(), Failure> {
    let (model, turn) = instances.turn().await.map_err(Failure::Other)?;
    let built = build_request(messages, request).add_logits_processor(turn);
    let mut responses = model
        .stream_chat_request(built)
        .await
        .map_err(|error| Failure::Other(LlmError::engine(format!("the engine failed: {error}"))))?;
    while let Some(response) = responses.next().await {
        let chunk = match response {
            Response::Chunk(chunk) => chunk,
            Response::ValidationError(error) => return Err(refused(&error.to_string())),
            Response::InternalError(error) => {
                // A chat template that raises an error is reported as an internal one.
                return Err(refused(&error.to_string()));
            }
            Response::ModelError(message, _) => {
                let message = format!("the model failed: {message}");
                return Err(Failure::Other(LlmError::engine(message)));
            }
            _ => continue,
        };
        let usage = chunk.usage.as_ref().map(|usage| Usage {
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            cached_tokens: None,
            tokens_per_second: Some(usage.avg_compl_tok_per_sec),
        });
        let Some(choice) = chunk.choices.into_iter().next() else {
            continue;
        };
        if let Some(text) = choice.delta.content.filter(|text| !text.is_empty())
            && pieces.send(Ok(Piece::Text(text))).await.is_err()
        {
            return Ok(());
        }
        if let Some(reason) = choice.finish_reason {
            let reason = match reason.as_str() {
                "length" => EndReason::MaxTokens,
                _ => EndReason::Complete,
            };
            // Nobody waits any more when this fails.
            let _ = pieces.send(Ok(Piece::Done { reason, usage })).await;
            return Ok(());
        }
    }
    Err(Failure::Other(LlmError::engine(
        "the engine stopped in the middle of the answer",
    )))
}

fn refused(why: &str) -> Failure {
    let lower = why.to_ascii_lowercase();
    if lower.contains("system") && lower.contains("role") {
        return Failure::NoSystemRole(LlmError::engine(format!("the engine refused: {why}")));
    }
    Failure::Other(if why.starts_with("Prompt sequence length") {
        LlmError::prompt(
            "the question does not fit into the model's context",
            "shorten it, or clear the conversation with Ctrl+L",
        )
    } else {
        LlmError::engine(format!("the engine refused the question: {why}"))
    })
}

/// Puts what the system says in front of the first question.
fn merge_system(messages: &[ChatMessage]) -> Vec<ChatMessage> {
    let system: Vec<&str> = messages
        .iter()
        .filter(|message| message.role == Role::System)
        .map(|message| message.text.as_str())
        .collect();
    let mut rest: Vec<ChatMessage> = messages
        .iter()
        .filter(|message| message.role != Role::System)
        .cloned()
        .collect();
    if let Some(first) = rest.iter_mut().find(|message| message.role == Role::User)
        && !system.is_empty()
    {
        first.text = format!("{}\n\n{}", system.join("\n\n"), first.text);
    }
    rest
}

fn build_request(messages: &[ChatMessage], request: &Request) -> RequestBuilder {
    let mut builder = RequestBuilder::new();
    for message in messages {
        let role = match message.role {
            Role::System => TextMessageRole::System,
            Role::User => TextMessageRole::User,
            Role::Assistant => TextMessageRole::Assistant,
            Role::Tool => TextMessageRole::Tool,
        };
        builder = builder.add_message(role, &message.text);
    }
    let sampling = &request.sampling;
    let mut params = if sampling.temperature > 0.0 {
        SamplingParams {
            temperature: Some(sampling.temperature),
            top_p: Some(TOP_P),
            ..SamplingParams::neutral()
        }
    } else {
        SamplingParams::deterministic()
    };
    params.max_len = Some(sampling.max_tokens);
    builder = builder.set_sampling(params);
    match &request.constraint {
        Some(Constraint::Regex(regex)) => {
            builder.set_constraint(EngineConstraint::Regex(regex.clone()))
        }
        Some(Constraint::Lark(grammar)) => {
            builder.set_constraint(EngineConstraint::Lark(grammar.clone()))
        }
        Some(Constraint::JsonSchema(schema)) => {
            builder.set_constraint(EngineConstraint::JsonSchema(schema.clone()))
        }
        None => builder,
    }
}

#[cfg(test)]
mod tests;
