//! The engine that runs in this process: mistral.rs.
//!
//! Only this file and those beside it name it. It hides its builders, its messages, and three habits of version
//! 0.8.1: it holds up every request while one receiver is full, it cancels a request when its receiver
//! is gone by the time the next token is sent, and on a CPU it mixes up the caches of requests that
//! run side by side, so that words of one question turn up in another's answer. So each request has a
//! task here that drains its receiver into a channel with room for the whole answer; dropping our end
//! stops that task; and each instance of a model serves one request at a time, the next one only when
//! the engine has let go of the one before (see [`instances::Turn`]). Loading blocks and runs on a thread of its
//! own. It is not a download: only files that [`super::check`] has seen are handed over.

use std::sync::Arc;

use futures::{StreamExt, stream};
use mistralrs::{
    Constraint as EngineConstraint, RequestBuilder, Response, SamplingParams, TextMessageRole,
};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use self::instances::Instances;
pub(crate) use self::load::LoadOptions;
use self::load::{Recipe, choose_device};
use super::check::{available_memory, check};
use super::{
    AnswerStream, ChatMessage, Constraint, EndReason, LlmEngine, LlmError, ModelInfo, Piece,
    Request, Role, Usage,
};

mod instances;
mod load;

/// Of the likeliest tokens, how much probability chance may choose from.
const TOP_P: f64 = 0.95;

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
            vision: false,
        },
        runtime,
    })
}

impl LlmEngine for MistralEngine {
    fn stream(&self, request: Request) -> AnswerStream {
        if !self.info.vision && request.has_images() {
            return cannot_see();
        }
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

fn cannot_see() -> AnswerStream {
    let error = LlmError::prompt(
        "this model reads text and sees no pictures",
        "ask without one, or choose a model that sees: `wezterm ai models list` tells which do",
    );
    stream::iter([Err(error)]).boxed()
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
            prompt_tokens_per_second: Some(usage.avg_prompt_tok_per_sec),
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
