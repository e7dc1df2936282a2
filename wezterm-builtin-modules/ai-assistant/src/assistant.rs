//! The assistant itself: settings, the engine behind its lazy door, the conversation, and the way
//! from a question to a stream of pieces.
//!
//! Overlay, Lua, messages from other modules and the command line all come through here, so that each
//! question is checked, given its context and announced in the same way. It hides which model
//! answers. Its methods return at once or are awaited on the background runtime. It draws nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures::StreamExt;
use serde_json::Value;
use wezterm_module_framework::{
    Capabilities, Host, HostError, ModuleCapability, PaneId, TerminalContext,
};

use crate::context::QueryContext;
use crate::conversation::Conversation;
use crate::engines::{Surroundings, loader, sampling, shown_name};
#[cfg(test)]
use crate::llm::LlmEngine;
use crate::llm::lazy::{LazyEngine, Loaded, Loader, Status};
use crate::llm::{
    AnswerStream, ChatMessage, EndReason, LlmError, ModelInfo, Piece, Request, Role, Usage,
};
use crate::settings::{self, ProblemKind, SettingProblem, Settings};
use crate::starter;
use crate::starter_constraint::Words;

/// The longest question, in bytes.
pub(crate) const MAX_QUESTION: usize = 64 * 1024;
/// The longest question to the starter model, in characters; it was made for single sentences.
pub(crate) const MAX_STARTER_QUESTION: usize = 1000;
/// The temperature of models other than the starter, when none is set.
pub(crate) const USUAL_TEMPERATURE: f64 = 0.7;
/// How many user variables are remembered.
const MAX_USER_VARS: usize = 256;
/// The event that carries each answer to the user's configuration.
pub(crate) const RESPONSE_EVENT: &str = "ai-assistant-response";

/// See the top of the file.
pub struct Assistant {
    settings: Settings,
    problems: Vec<SettingProblem>,
    engine: LazyEngine,
    surroundings: Surroundings,
    conversation: Mutex<Conversation>,
    user_vars: Mutex<BTreeMap<(PaneId, String), String>>,
    words: OnceLock<Words>,
}

/// How far a question has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Progress {
    /// The model is being loaded.
    Loading,
    /// The question was handed to the model.
    Thinking,
    /// More of the answer.
    Text(String),
    /// More of what the model thinks before it answers.
    Reasoning(String),
    /// Something that the person should know while they wait.
    Notice(String),
    /// The end of the answer.
    Done {
        reason: EndReason,
        usage: Option<Usage>,
    },
    /// There is no answer, or no more of it.
    Failed(LlmError),
}

impl Assistant {
    /// Makes an assistant from `config.modules.ai_assistant`. Nothing is loaded and no file touched.
    pub fn new(settings: &Value, cache_dir: PathBuf) -> Self {
        let assistant = Self::from_settings(settings);
        assistant.set_cache_dir(cache_dir);
        assistant
    }

    /// Makes an assistant that is told later where its cache is.
    pub(crate) fn from_settings(settings: &Value) -> Self {
        let (settings, problems) = settings::read(settings);
        let surroundings = Surroundings::default();
        let loader = loader(&settings.model, &surroundings);
        Self::assemble(settings, problems, surroundings, loader)
    }

    /// Makes an assistant that an engine of the caller's answers for.
    #[cfg(test)]
    pub(crate) fn with_engine(settings: &Value, engine: Arc<dyn LlmEngine>) -> Self {
        let (settings, problems) = settings::read(settings);
        let loader: Loader = Box::new(move || Ok(Arc::clone(&engine)));
        Self::assemble(settings, problems, Surroundings::default(), loader)
    }

    /// Makes an assistant whose engine comes from `loader`.
    #[cfg(test)]
    pub(crate) fn with_loader(settings: &Value, loader: Loader) -> Self {
        let (settings, problems) = settings::read(settings);
        Self::assemble(settings, problems, Surroundings::default(), loader)
    }

    fn assemble(
        settings: Settings,
        problems: Vec<SettingProblem>,
        surroundings: Surroundings,
        loader: Loader,
    ) -> Self {
        Self {
            settings,
            problems,
            engine: LazyEngine::new(loader),
            surroundings,
            conversation: Mutex::default(),
            user_vars: Mutex::default(),
            words: OnceLock::new(),
        }
    }

    /// Says where files that can be made again belong; only the first call counts.
    pub(crate) fn set_cache_dir(&self, folder: PathBuf) {
        // A second module context would name the same folder.
        let _ = self.surroundings.cache.set(folder);
    }

    /// Says what the module may do; only the first call counts.
    pub(crate) fn set_rights(&self, rights: Capabilities) {
        // A module is initialised once.
        let _ = self.surroundings.rights.set(rights);
    }

    /// Fails unless a model may be run for who asks now.
    pub(crate) fn check_rights(&self) -> Result<(), HostError> {
        match self.surroundings.rights.get() {
            Some(rights) => rights.require(ModuleCapability::LLMInference),
            None => Ok(()),
        }
    }

    /// Returns the settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns what is wrong with the settings.
    pub fn problems(&self) -> &[SettingProblem] {
        &self.problems
    }

    /// Tells whether the built-in starter model answers.
    pub fn uses_starter(&self) -> bool {
        self.settings.model.is_starter()
    }

    /// Returns the model's name for people.
    pub fn model_name(&self) -> String {
        match &self.settings.model.model_id {
            None => starter::NAME.to_owned(),
            Some(id) => shown_name(id),
        }
    }

    /// Returns what is known about the model once it is loaded.
    pub fn model_info(&self) -> Option<ModelInfo> {
        Some(self.engine.loaded()?.model_info())
    }

    pub(crate) fn status(&self) -> Status {
        self.engine.status()
    }

    /// Lets go of the model for good.
    pub(crate) fn close(&self) {
        self.engine.close();
    }

    /// Returns the conversation; the lock is for copying only.
    pub(crate) fn conversation(&self) -> MutexGuard<'_, Conversation> {
        self.conversation
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the messages of the conversation that are sent along with the next question.
    pub(crate) fn history(&self) -> Vec<ChatMessage> {
        self.conversation().messages(self.settings.history_messages)
    }

    /// Remembers a user variable that a pane's program set.
    pub(crate) fn user_var_changed(&self, pane: PaneId, name: String, value: String) {
        let mut known = self
            .user_vars
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_USER_VARS {
            known.pop_first();
        }
        known.insert((pane, name), value);
    }

    /// Returns the context of a question about `pane`, or about the active pane.
    pub(crate) async fn context(&self, host: &dyn Host, pane: Option<PaneId>) -> QueryContext {
        let terminal: TerminalContext = host.terminal_context(pane).await;
        let mut context = QueryContext::from(terminal);
        if let Some(pane) = context.pane_id.or(pane) {
            let known = self
                .user_vars
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let of_pane = known.iter().filter(|((of, _), _)| *of == pane);
            let set: Vec<(String, String)> = of_pane
                .map(|((_, name), value)| (name.clone(), value.clone()))
                .collect();
            context.user_vars.extend(set);
        }
        context
    }

    /// Asks one question and returns its answer as it is generated. Loads the model when that has not
    /// happened yet. Dropping the stream cancels this question and no other.
    pub async fn ask(
        &self,
        question: &str,
        context: &QueryContext,
        history: &[ChatMessage],
    ) -> Result<AnswerStream, LlmError> {
        let question = self.check_question(question)?;
        let engine = self.engine().await?;
        Ok(engine.stream(self.request(&question, context, history)))
    }

    /// Asks one question without a terminal around it.
    pub async fn ask_once(&self, question: &str) -> Result<AnswerStream, LlmError> {
        self.ask(question, &QueryContext::default(), &[]).await
    }

    async fn engine(&self) -> Loaded {
        if let Err(error) = self.check_rights() {
            let hint = "give that module LLMInference in config.modules";
            return Err(LlmError::load(error.to_string(), hint));
        }
        if let Some(problem) = self
            .problems
            .iter()
            .find(|found| found.kind == ProblemKind::Error)
        {
            return Err(LlmError::load(
                problem.to_string(),
                "mend it in wezterm.lua; the file is read again when it changes",
            ));
        }
        self.engine.get().await
    }

    /// Returns the question as it is sent, or why it cannot be.
    pub(crate) fn check_question(&self, question: &str) -> Result<String, LlmError> {
        if question.len() > MAX_QUESTION {
            return Err(LlmError::prompt(
                format!(
                    "the question has {} bytes and the limit is {MAX_QUESTION}",
                    question.len()
                ),
                "shorten it",
            ));
        }
        let question = question.replace("\r\n", "\n");
        let question = question.trim();
        if question.is_empty() {
            return Err(LlmError::prompt("the question is empty", "type a question"));
        }
        let control = question
            .char_indices()
            .find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\t'));
        if let Some((at, control)) = control {
            return Err(LlmError::prompt(
                format!(
                    "the question holds the control character U+{:04X} at byte {at}",
                    u32::from(control)
                ),
                "remove it",
            ));
        }
        let length = question.chars().count();
        if self.uses_starter() && length > MAX_STARTER_QUESTION {
            return Err(LlmError::prompt(
                format!(
                    "the starter model reads questions of up to {MAX_STARTER_QUESTION} characters, this one has {length}"
                ),
                format!(
                    "shorten it, or use a larger model: {}",
                    starter::REPLACE_WITH
                ),
            ));
        }
        Ok(question.to_owned())
    }

    pub(crate) fn request(
        &self,
        question: &str,
        context: &QueryContext,
        history: &[ChatMessage],
    ) -> Request {
        let model = &self.settings.model;
        let mut messages = vec![ChatMessage::new(Role::System, self.system_prompt(context))];
        messages.extend_from_slice(history);
        messages.push(ChatMessage::new(Role::User, question));
        let constraint = if self.uses_starter() {
            let words = self.words.get_or_init(|| Words::parse(starter::LEXICON));
            words.constraint(question)
        } else {
            None
        };
        Request {
            messages,
            tools: Vec::new(),
            sampling: sampling(model),
            constraint,
        }
    }

    fn system_prompt(&self, context: &QueryContext) -> String {
        context.system_prompt(
            self.settings.system_prompt.as_deref(),
            self.settings.recent_commands,
        )
    }

    /// Returns the exact text of every message that a question would be sent with.
    pub(crate) fn preview(
        &self,
        question: &str,
        context: &QueryContext,
        history: &[ChatMessage],
    ) -> String {
        let request = self.request(question, context, history);
        let mut text = String::new();
        for message in &request.messages {
            text.push_str(&format!("[{}]\n{}\n\n", message.role.name(), message.text));
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// Asks one question and reports each step; the whole answer is announced to the configuration.
pub(crate) async fn run_turn(
    assistant: Arc<Assistant>,
    host: Arc<dyn Host>,
    pane: Option<PaneId>,
    question: String,
    history: Vec<ChatMessage>,
    mut report: impl FnMut(Progress) + Send,
) {
    if assistant.status() != Status::Ready {
        report(Progress::Loading);
    }
    let context = assistant.context(host.as_ref(), pane).await;
    let answer = match assistant.ask(&question, &context, &history).await {
        Ok(answer) => answer,
        Err(error) => return report(Progress::Failed(error)),
    };
    report(Progress::Thinking);
    follow(answer, host.as_ref(), &mut report).await;
}

async fn follow(
    mut answer: AnswerStream,
    host: &dyn Host,
    report: &mut (impl FnMut(Progress) + Send),
) {
    let mut whole = String::new();
    while let Some(piece) = answer.next().await {
        match piece {
            Ok(Piece::Text(text)) => {
                whole.push_str(&text);
                report(Progress::Text(text));
            }
            Ok(Piece::Reasoning(text)) => report(Progress::Reasoning(text)),
            Ok(Piece::Notice(text)) => report(Progress::Notice(text)),
            // It was offered no tool, so there is none that it could mean.
            Ok(Piece::Call(call)) => log::warn!("the model called the tool `{}`", call.name),
            Ok(Piece::Done { reason, usage }) => {
                host.emit_event(RESPONSE_EVENT, vec![Value::from(whole)]);
                return report(Progress::Done { reason, usage });
            }
            Err(error) => return report(Progress::Failed(error)),
        }
    }
    report(Progress::Failed(LlmError::engine(
        "the engine stopped in the middle of the answer",
    )));
}

#[cfg(test)]
mod tests;
