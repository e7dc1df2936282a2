//! The engine that runs in this process: mistral.rs.
//!
//! Only this file and those beside it name it. It hides its builders, its messages, and four habits of
//! version 0.8.1: it holds up every request while one receiver is full, it cancels a request when its
//! receiver is gone by the time the next token is sent, on a CPU it mixes up the caches of requests that
//! run side by side, so that words of one question turn up in another's answer, and it looks for tool
//! calls only in a finished text. So each request has a task here that drains its receiver into a channel
//! with room for the whole answer; dropping our end stops that task; each instance of a model serves one
//! request at a time, the next one only when the engine has let go of the one before (see
//! [`instances::Turn`]); and the engine gets no tools, but a conversation in words and a grammar. How
//! prompts are read is in [`prefix`]. Loading blocks and runs on a thread of its own. It is not a
//! download: only files that [`super::check`] has seen are handed over.

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, stream};
use image::DynamicImage;
use mistralrs::{
    Constraint as EngineConstraint, MessageContent, Model, RequestBuilder, Response,
    SamplingParams, TextMessageRole, TextMessages,
};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use self::instances::Instances;
pub(crate) use self::load::LoadOptions;
use self::load::{Recipe, allow_quantization, choose_device};
use self::prefix::Pace;
use self::reading::{Goes, Reading};
use self::speech::{Speech, THINK};
use self::watch::Watch;
use super::check::{Facts, Headers, available_memory, check};
use super::images;
use super::tool_calls::{in_words, listing};
use super::{AnswerStream, ChatMessage, LlmEngine, LlmError, ModelInfo, Piece, Request, Role};

mod grammar;
mod instances;
mod load;
mod prefix;
mod reading;
mod speech;
mod template;
mod watch;

/// What the keys and values of a token take at most, where the model's files do not tell.
const USUAL_TOKEN_BYTES: u64 = 256 << 10;
/// Of the likeliest tokens, how much probability chance may choose from.
const TOP_P: f64 = 0.95;
/// How the engine's complaint of a prompt begins that does not fit the context.
const TOO_LONG: &str = "Prompt sequence length";
/// What the engine's complaints of a chat template hold.
const IN_TEMPLATE: &str = "(in chat_template:";
/// The most pieces of an answer that wait for their reader.
const MOST_ROOM: usize = 1 << 20;

/// See the top of the file.
pub(crate) struct MistralEngine {
    instances: Arc<Instances>,
    speech: Arc<Speech>,
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
    allow_quantization(options.quantization.as_deref(), device.is_cpu)?;
    let checked = check(&options.files, options.quantization.as_deref(), memory)?;
    let runtime = Handle::current();
    let facts = Headers::read(&options.files)?.facts();
    let recipe = Recipe {
        options: options.clone(),
        tokenizer_folder: checked.tokenizer_folder,
        pictures: checked.pictures,
        cpu: device.is_cpu,
        token_bytes: token_bytes(&facts, device.is_cpu),
        forgets: facts.forgets,
        pace: Pace::guess(checked.bytes),
    };
    let first = recipe.build(&runtime)?;
    let folder = recipe.tokenizer_folder.as_deref();
    let speech = Speech::learn(&options.files, folder, &first, &runtime);
    log::info!(
        "loaded {} as {} on {}",
        options.files.path().display(),
        checked.stored_as,
        device.shown
    );
    Ok(MistralEngine {
        info: ModelInfo {
            name: options.name.clone(),
            device: device.shown,
            quantization: checked.stored_as,
            context_tokens: speech.context_tokens,
            vision: checked.pictures > 0,
        },
        instances: Arc::new(Instances::new(recipe, first)),
        speech: Arc::new(speech),
        runtime,
    })
}

/// Returns what the keys and values of one token take.
fn token_bytes(facts: &Facts, cpu: bool) -> u64 {
    // A CPU may compute in 32 bits.
    let width = if cpu { 4 } else { 2 };
    let numbers = facts.cache_per_token;
    numbers.map_or(USUAL_TOKEN_BYTES, |numbers| numbers.saturating_mul(width))
}

impl LlmEngine for MistralEngine {
    fn stream(&self, request: Request) -> AnswerStream {
        // Room for every token, so that a reader who takes its time holds up nobody else. A token may
        // end a text and a call.
        let room = request.sampling.max_tokens.saturating_mul(2);
        let (pieces, received) = mpsc::channel(room.saturating_add(8).min(MOST_ROOM));
        let instances = Arc::clone(&self.instances);
        let speech = Arc::clone(&self.speech);
        let work = self.runtime.spawn(async move {
            if let Err(error) = answer(&instances, &speech, request, &pieces).await {
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

    fn warm(&self, request: Request) -> BoxFuture<'static, Result<(), LlmError>> {
        let instances = Arc::clone(&self.instances);
        let speech = Arc::clone(&self.speech);
        async move {
            let asked = tokio::task::spawn_blocking(move || Asked::new(request, &speech)).await;
            let asked = asked.map_err(|why| LlmError::engine(format!("it broke: {why}")))??;
            prefix::read_ahead(&instances, &asked.messages).await
        }
        .boxed()
    }
}

struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

type Pieces = mpsc::Sender<Result<Piece, LlmError>>;

/// A request as the engine gets it.
struct Asked {
    request: Request,
    /// The conversation, in which only the system, the person and the model speak.
    messages: Vec<ChatMessage>,
    constraint: Option<EngineConstraint>,
}

impl Asked {
    /// Makes it, or says what is wrong with the request or with the model's template. Blocks.
    fn new(request: Request, speech: &Speech) -> Result<Self, LlmError> {
        let mut messages = in_words(&request.messages, &request.tools);
        let mut rendered = speech.templates.render(&messages)?;
        if rendered.is_none() {
            // Some chat templates know only the person and the model.
            let merged = merge_system(&messages);
            if let Some(text) = speech.templates.render(&merged)? {
                (messages, rendered) = (merged, Some(text));
            }
        }
        // Some templates begin the model's thoughts for it.
        let thinking = rendered
            .as_ref()
            .is_some_and(|text| text.trim_end().ends_with(THINK));
        let constraint = speech.grammars.of(&request, &speech.marks, thinking)?;
        // Some chat templates drop what the system says. A model that never heard of its tools would
        // call none.
        if let Some(rendered) = rendered
            && !request.tools.is_empty()
            && !rendered.contains(listing(&request.tools).trim())
        {
            messages = merge_system(&messages);
            speech.templates.render(&messages)?;
        }
        Ok(Self {
            request,
            messages,
            constraint,
        })
    }
}

async fn answer(
    instances: &Arc<Instances>,
    speech: &Arc<Speech>,
    request: Request,
    pieces: &Pieces,
) -> Result<(), LlmError> {
    let knows = Arc::clone(speech);
    let asked = tokio::task::spawn_blocking(move || Asked::new(request, &knows)).await;
    let asked = asked.map_err(|why| LlmError::engine(format!("the request broke: {why}")))??;
    match run(instances, speech, &asked.messages, &asked, pieces).await {
        Err(Failure::NoSystemRole(_)) => {
            // Some chat templates know only the person and the model.
            let merged = merge_system(&asked.messages);
            run(instances, speech, &merged, &asked, pieces)
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
    speech: &Speech,
    messages: &[ChatMessage],
    asked: &Asked,
    pieces: &Pieces,
) -> Result<(), Failure> {
    let pictures = images::decode(messages, instances.pictures()).await;
    let pictures = pictures.map_err(Failure::Other)?;
    let read = prefix::read(instances, messages, pieces).await;
    let mut prompt = read.map_err(Failure::Other)?;
    let (watch, seen, gone) = Watch::new();
    let built = build_request(messages, pictures, asked, speech)
        .add_logits_processor(prompt.companion())
        .add_logits_processor(watch);
    let model = Arc::clone(prompt.model());
    let mut responses = match model.stream_chat_request(built).await {
        Ok(responses) => responses,
        Err(error) => {
            prompt.forget_model().await;
            let message = format!("the engine failed: {error}");
            return Err(Failure::Other(LlmError::engine(message)));
        }
    };
    let mut reading = Reading::new(&asked.request, speech, seen, &prompt, pieces);
    while let Some(response) = responses.next().await {
        match response {
            Response::Chunk(chunk) => match reading.chunk(chunk).await {
                Goes::On => {}
                Goes::Ended => {
                    drop(responses);
                    prompt.settle();
                    return Ok(());
                }
                // The engine lets go of what nobody listens to, and keeps nothing of it.
                Goes::Stopped => return Ok(()),
            },
            Response::ValidationError(error) => {
                let why = error.to_string();
                if why.starts_with(TOO_LONG) {
                    let context = speech.context_tokens;
                    return Err(Failure::Other(too_long(&model, messages, context).await));
                }
                return Err(refused(&why, messages));
            }
            // A chat template that raises an error is reported as an internal one.
            Response::InternalError(error) => return Err(refused(&error.to_string(), messages)),
            Response::ModelError(message, _) => {
                prompt.forget();
                if reading.if_full().await {
                    return Ok(());
                }
                return Err(Failure::Other(model_failed(&message)));
            }
            _ => {}
        }
    }
    if gone.broken().await {
        prompt.forget_model().await;
        return Err(Failure::Other(broken()));
    }
    reading.without_a_word().await;
    prompt.settle();
    Ok(())
}

/// Says that the model could not be computed.
fn model_failed(message: &str) -> LlmError {
    log::error!("the model failed: {message}");
    let message = message.lines().next().unwrap_or_default();
    LlmError::engine(format!("the model failed: {message}"))
}

/// Says that the engine's thread is gone.
fn broken() -> LlmError {
    log::error!("the engine broke in the middle of an answer");
    LlmError::Engine {
        message: "the engine broke in the middle of the answer".into(),
        hint: "ask again, for which the model is loaded again; the log says more".into(),
    }
}

/// Says why the engine refused the request, in one line; what else it says goes to the log.
fn refused(why: &str, messages: &[ChatMessage]) -> Failure {
    log::warn!("the engine refused a request: {why}");
    let why = why.trim().lines().next().unwrap_or_default();
    let another = "copy or download the model again, or choose another";
    if why.contains(IN_TEMPLATE) {
        let message = format!("the model's chat template refuses the conversation: {why}");
        if messages.iter().any(|message| message.role == Role::System) {
            // Some say that they know no system, others that the first word is the person's.
            return Failure::NoSystemRole(LlmError::prompt(message, another));
        }
        return Failure::Other(match why.starts_with("syntax error") {
            true => LlmError::load(message, another),
            false => LlmError::prompt(
                message,
                "clear the conversation with Ctrl+L, or choose another model",
            ),
        });
    }
    Failure::Other(if why.contains("NaN/Inf") {
        LlmError::Engine {
            message: "the model computes no numbers (NaN): its weights are damaged".into(),
            hint: another.into(),
        }
    } else if let Some(why) = why.strip_prefix("Invalid grammar.") {
        LlmError::prompt(
            format!(
                "the answer cannot be held to what was asked for: {}",
                why.trim()
            ),
            "mend the grammar or the schema",
        )
    } else if why.contains("does not have a chat template") {
        LlmError::load(
            "the model has no chat template, so it is not one to talk to",
            "choose a model whose name says chat or instruct, or put its chat_template.jinja into its \
             folder",
        )
    } else {
        LlmError::engine(format!("the engine refused the question: {why}"))
    })
}

/// Says that a conversation does not fit into the context, and how much it is too long.
async fn too_long(
    model: &Arc<Model>,
    messages: &[ChatMessage],
    context_tokens: Option<usize>,
) -> LlmError {
    let tokens = match tokens_of(model, messages).await {
        Some(tokens) => format!("has {} tokens", tokens.len()),
        None => "has too many tokens".to_owned(),
    };
    let context =
        context_tokens.map_or_else(String::new, |context| format!(" of {context} tokens"));
    LlmError::prompt(
        format!(
            "the question with all that goes along {tokens} and does not fit into the model's \
             context{context}"
        ),
        "shorten it, or clear the conversation with Ctrl+L",
    )
}

/// Returns the tokens that messages are for this model, if it has a say in that.
async fn tokens_of(model: &Arc<Model>, messages: &[ChatMessage]) -> Option<Vec<u32>> {
    let mut spoken = TextMessages::new();
    for message in messages {
        spoken = spoken.add_message(engine_role(message.role), &message.text);
    }
    let counted = Arc::clone(model);
    // The engine breaks when nobody waits for its count any more, as when the person gives up.
    let count = tokio::spawn(async move {
        let spoken = MessageContent::Left(String::new())
            .map_left(|_| spoken)
            .map_right(|_| String::new());
        counted.tokenize(spoken, None, true, true, None).await
    });
    count.await.ok()?.ok()
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

fn engine_role(role: Role) -> TextMessageRole {
    match role {
        Role::System => TextMessageRole::System,
        Role::User => TextMessageRole::User,
        Role::Assistant => TextMessageRole::Assistant,
        Role::Tool => TextMessageRole::Tool,
    }
}

fn build_request(
    messages: &[ChatMessage],
    pictures: Vec<Vec<DynamicImage>>,
    asked: &Asked,
    speech: &Speech,
) -> RequestBuilder {
    let mut builder = RequestBuilder::new();
    for (message, pictures) in messages.iter().zip(pictures) {
        let role = engine_role(message.role);
        builder = match pictures.is_empty() {
            true => builder.add_message(role, &message.text),
            false => builder.add_image_message(role, &message.text, pictures),
        };
    }
    let sampling = &asked.request.sampling;
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
    // They name the tokens that the engine does not show.
    if !asked.request.tools.is_empty() && speech.marks.open.or(speech.marks.close).is_some() {
        builder = builder.return_logprobs(true);
    }
    match &asked.constraint {
        Some(constraint) => builder.set_constraint(constraint.clone()),
        None => builder,
    }
}

#[cfg(test)]
mod tests;
