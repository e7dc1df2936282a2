//! Where tokens come from: one trait, and what goes in and comes out of it.
//!
//! It hides the inference library: only `llm/mistral*.rs` names it, behind the feature `mistral`; and
//! the HTTP library, which here only `llm/remote*` names.
//! Streams are polled on the background runtime; dropping one cancels its request and no other. It is
//! not the conversation and not the prompt: see [`crate::assistant`].

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use serde_json::Value;
use wezterm_module_framework::ToolSpec;

pub(crate) mod anthropic;
pub(crate) mod check;
pub(crate) mod clock;
#[cfg(test)]
mod conformance;
pub(crate) mod fallback;
pub(crate) mod hub;
#[cfg(feature = "mistral")]
mod images;
pub mod kernels;
pub(crate) mod lazy;
#[cfg(feature = "mistral")]
pub(crate) mod mistral;
pub(crate) mod model_files;
pub(crate) mod openai;
mod produce;
pub(crate) mod remote;
#[cfg(test)]
pub(crate) mod scripted;
mod sse;
pub(crate) mod tool_calls;

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The terminal, about itself and the rules.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// A tool that the model called, with its result.
    Tool,
}

impl Role {
    /// Returns the role's name in chat templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
}

/// A picture that goes with a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    /// Its kind, as RFC 6838 names it: `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
    pub media_type: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} bytes", self.media_type, self.bytes.len())
    }
}

/// A model's wish to have a tool run. Nothing runs before the gate has let it through.
#[derive(Clone, Debug, PartialEq)]
pub struct CalledTool {
    /// Tells it from the other calls of the conversation; the tool's message repeats it.
    pub id: String,
    /// The tool's name, as the model wrote it.
    pub name: String,
    /// The arguments; where what the model wrote is no JSON, that text as a string.
    pub arguments: Value,
}

/// One message to a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatMessage {
    /// Who says it.
    pub role: Role,
    /// What is said; of a tool, its result.
    pub text: String,
    /// The pictures that go with it; a person's only.
    pub images: Vec<Image>,
    /// The tools that the model called with it; the model's only.
    pub calls: Vec<CalledTool>,
    /// The call whose result it is; a tool's only.
    pub answers: Option<String>,
}

impl ChatMessage {
    /// Makes a message of text alone.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            text: text.into(),
            images: Vec::new(),
            calls: Vec::new(),
            answers: None,
        }
    }
}

/// How tokens are chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampling {
    /// How much chance has a say; 0 always takes the likeliest token.
    pub temperature: f64,
    /// The longest answer, in tokens.
    pub max_tokens: usize,
    /// Texts at which the answer ends; they are no part of it.
    pub stop: Vec<String>,
    /// What of it was asked for with the question, and so holds whichever model answers.
    pub own: Own,
}

/// What one question asks for instead of what is set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Own {
    /// How much chance has a say.
    pub temperature: Option<f64>,
    /// The longest answer, in tokens.
    pub max_tokens: Option<usize>,
}

impl Sampling {
    /// Chooses with this temperature, for at most so many tokens.
    pub fn new(temperature: f64, max_tokens: usize) -> Self {
        Self {
            temperature,
            max_tokens,
            stop: Vec::new(),
            own: Own::default(),
        }
    }

    /// Has what a question asks for go before what is set.
    pub fn with_own(self, own: Own) -> Self {
        Self {
            temperature: own.temperature.unwrap_or(self.temperature),
            max_tokens: own.max_tokens.unwrap_or(self.max_tokens),
            stop: self.stop,
            own,
        }
    }
}

/// What an answer must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// A regular expression that the whole answer matches.
    Regex(String),
    /// A grammar in llguidance's dialect of Lark.
    Lark(String),
    /// A JSON document that this JSON schema allows.
    JsonSchema(Value),
    /// Calls of the tools, at least one, and nothing else.
    Calls,
}

/// What a model is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The messages, the question last.
    pub messages: Vec<ChatMessage>,
    /// The tools that the model may call.
    pub tools: Vec<ToolSpec>,
    /// How tokens are chosen.
    pub sampling: Sampling,
    /// What the answer must look like.
    pub constraint: Option<Constraint>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The model said all it had to say.
    Complete,
    /// The limit on tokens was reached.
    MaxTokens,
    /// The model wants the results of the tools that it called.
    ToolCalls,
    /// The provider would not let the model go on.
    Refused,
}

/// What an answer cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// Tokens of the prompt.
    pub prompt_tokens: usize,
    /// Tokens of the answer.
    pub completion_tokens: usize,
    /// Tokens of the prompt that were at hand from an earlier question, or from reading ahead, where the
    /// engine says so. The one in this process does not: it is inferred from what its prompts share.
    pub cached_tokens: Option<usize>,
    /// Tokens of the prompt that were read per second, where the engine measures.
    pub prompt_tokens_per_second: Option<f32>,
    /// Tokens of the answer per second, where the engine measures.
    pub tokens_per_second: Option<f32>,
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// More text.
    Text(String),
    /// More of what the model thinks before it answers; not for its next question.
    Reasoning(String),
    /// A whole tool call.
    Call(CalledTool),
    /// Something that the person should know while they wait: that another engine was tried, that a
    /// provider asks for patience.
    Notice(String),
    /// The end; nothing follows.
    Done {
        /// Why it ended.
        reason: EndReason,
        /// What it cost, where the engine knows.
        usage: Option<Usage>,
    },
}

/// What is known about a loaded model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelInfo {
    /// A name for the header of the overlay.
    pub name: String,
    /// Where it runs, and why there.
    pub device: String,
    /// How its weights are stored.
    pub quantization: String,
    /// How many tokens fit into prompt and answer together.
    pub context_tokens: Option<usize>,
    /// Whether pictures may go with a question. A server is believed to take them: only it knows.
    pub vision: bool,
}

/// Why there is no answer. The hint says what a person can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LlmError {
    /// The model could not be loaded.
    #[error("{message}")]
    Load {
        /// What failed, naming the file.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The question cannot be sent.
    #[error("{message}")]
    Prompt {
        /// What is wrong with it.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The engine failed in mid-answer.
    #[error("{message}")]
    Engine {
        /// What it said.
        message: String,
        /// What to do.
        hint: String,
    },
}

impl LlmError {
    pub(crate) fn load(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Load {
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(crate) fn prompt(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Prompt {
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(crate) fn engine(message: impl Into<String>) -> Self {
        Self::Engine {
            message: message.into(),
            hint: "ask again; the log says more".into(),
        }
    }

    /// Returns what a person can do about it.
    pub fn hint(&self) -> &str {
        match self {
            Self::Load { hint, .. } | Self::Prompt { hint, .. } | Self::Engine { hint, .. } => hint,
        }
    }

    /// Returns message and hint as one line, for places that show only one.
    pub fn explained(&self) -> String {
        match self.hint() {
            "" => self.to_string(),
            hint => format!("{self}; {hint}"),
        }
    }
}

/// The pieces of an answer, as they are generated. Dropping it cancels the request.
pub type AnswerStream = BoxStream<'static, Result<Piece, LlmError>>;

/// A loaded model.
pub trait LlmEngine: Send + Sync + 'static {
    /// Starts an answer.
    fn stream(&self, request: Request) -> AnswerStream;

    /// Says which model it is.
    fn model_info(&self) -> ModelInfo;

    /// Reads the beginning that a request will have, so that its answer begins sooner. What is read is
    /// kept as far as the engine keeps anything; one that keeps nothing returns at once. Dropping the
    /// future gives the work up.
    fn warm(&self, request: Request) -> BoxFuture<'static, Result<(), LlmError>> {
        drop(request);
        futures::future::ready(Ok(())).boxed()
    }

    /// Returns a whole answer at once.
    fn generate(&self, request: Request) -> BoxFuture<'static, Result<String, LlmError>> {
        collect_text(self.stream(request)).boxed()
    }
}

/// Waits for the end of an answer and returns its text.
pub async fn collect_text(mut answer: AnswerStream) -> Result<String, LlmError> {
    let mut text = String::new();
    while let Some(piece) = answer.next().await {
        if let Piece::Text(more) = piece? {
            text.push_str(&more);
        }
    }
    Ok(text)
}
