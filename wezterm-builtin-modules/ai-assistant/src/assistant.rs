//! The assistant itself: settings, the engine behind its lazy door, the conversation, and the way
//! from a question to a stream of pieces.
//!
//! Overlay, Lua, messages from other modules and the command line all come through here, so that each
//! question is checked, given its context and announced in the same way. It hides which model
//! answers. Its methods return at once or are awaited on the background runtime. It draws nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures::future::BoxFuture;
use futures::{StreamExt, stream};
use serde_json::Value;
use wezterm_module_framework::{
    Capabilities, Host, HostError, ModuleCapability, PaneId, TerminalContext,
};

use crate::ahead::Ahead;
use crate::asking::AskOptions;
use crate::context::QueryContext;
use crate::conversation::Conversation;
use crate::engines::{Surroundings, loader, sampling, shown_name};
#[cfg(test)]
use crate::llm::LlmEngine;
use crate::llm::check::{available_memory, check};
use crate::llm::clock::{Clock, SystemClock};
#[cfg(test)]
use crate::llm::lazy::Loader;
use crate::llm::lazy::Status;
use crate::llm::model_files::{Places, find};
use crate::llm::{
    AnswerStream, ChatMessage, Constraint, EndReason, LlmError, ModelInfo, Piece, Request, Role,
};
use crate::metrics::{Figures, Metrics, Outcome, Sent, measured};
use crate::models::{Inventory, NameError, Sources, Watch};
use crate::serving::{Desk, Fits, MakeLoader, Serving};
use crate::settings::{self, Engine, ModelSettings, ProblemKind, SettingProblem, Settings};
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
    desk: Desk,
    /// Where models are looked for.
    sources: OnceLock<Sources>,
    surroundings: Surroundings,
    conversation: Mutex<Conversation>,
    user_vars: Mutex<BTreeMap<(PaneId, String), String>>,
    words: OnceLock<Words>,
    ahead: Ahead,
    metrics: Arc<Metrics>,
    clock: Arc<dyn Clock>,
    judge: OnceLock<Judge>,
}

/// Reads a command for what it would do, and returns what a person should know of it, one thing each.
pub(crate) type Judge = Box<dyn Fn(String) -> BoxFuture<'static, Vec<String>> + Send + Sync>;

/// A question with all that goes with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// The pane that it is about; `None` is the active one.
    pub(crate) pane: Option<PaneId>,
    pub(crate) question: String,
    /// The messages of the conversation that are sent along.
    pub(crate) history: Vec<ChatMessage>,
    pub(crate) options: AskOptions,
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
        /// What the answer cost.
        figures: Option<Figures>,
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
        let world = surroundings.clone();
        let make: MakeLoader = Box::new(move |model| loader(model, &world));
        Self::assemble(settings, problems, surroundings, make)
    }

    /// Makes an assistant that an engine of the caller's answers for.
    #[cfg(test)]
    pub(crate) fn with_engine(settings: &Value, engine: Arc<dyn LlmEngine>) -> Self {
        let (settings, problems) = settings::read(settings);
        let make: MakeLoader = Box::new(move |_| {
            let engine = Arc::clone(&engine);
            Box::new(move || Ok(Arc::clone(&engine)))
        });
        Self::assemble(settings, problems, Surroundings::default(), make)
    }

    /// Makes an assistant whose engine comes from `loader`.
    #[cfg(test)]
    pub(crate) fn with_loader(settings: &Value, loader: Loader) -> Self {
        let (settings, problems) = settings::read(settings);
        let loader = Arc::new(loader);
        let make: MakeLoader = Box::new(move |_| {
            let loader = Arc::clone(&loader);
            Box::new(move || loader())
        });
        Self::assemble(settings, problems, Surroundings::default(), make)
    }

    fn assemble(
        settings: Settings,
        problems: Vec<SettingProblem>,
        surroundings: Surroundings,
        make: MakeLoader,
    ) -> Self {
        let fits: Fits = Arc::new(fits);
        Self {
            desk: Desk::new(settings.model.clone(), make, fits),
            settings,
            problems,
            sources: OnceLock::new(),
            surroundings,
            conversation: Mutex::default(),
            user_vars: Mutex::default(),
            words: OnceLock::new(),
            ahead: Ahead::default(),
            metrics: Arc::default(),
            clock: Arc::new(SystemClock),
            judge: OnceLock::new(),
        }
    }

    /// Measures by another clock.
    #[cfg(test)]
    pub(crate) fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Says where files that can be made again belong; only the first call counts.
    pub(crate) fn set_cache_dir(&self, folder: PathBuf) {
        // A second module context would name the same folder.
        let _ = self.surroundings.cache.set(folder);
    }

    /// Says who reads commands for what they would do; only the first call counts.
    pub(crate) fn set_judge(&self, judge: Judge) {
        // A module is initialised once.
        let _ = self.judge.set(judge);
    }

    /// Returns what a person should know of a command before it is theirs to run; nothing where nobody
    /// reads commands.
    pub(crate) async fn judge(&self, command: &str) -> Vec<String> {
        match self.judge.get() {
            Some(judge) => judge(command.to_owned()).await,
            None => Vec::new(),
        }
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

    /// Says where models are looked for; only the first call counts.
    pub(crate) fn set_sources(&self, sources: Sources) {
        // A module is initialised once.
        let _ = self.sources.set(sources);
    }

    /// Looks for models. Blocks.
    pub(crate) fn inventory(&self) -> Inventory {
        self.sources.get().map(Inventory::scan).unwrap_or_default()
    }

    /// Returns the model that answers now and how it is asked.
    pub fn model(&self) -> ModelSettings {
        self.desk.now().settings.clone()
    }

    /// Returns the name of the model that answers now, where it is the starter or in this inventory.
    /// Looks at the disk.
    pub(crate) fn used(&self, inventory: &Inventory) -> Option<String> {
        if self.uses_starter() {
            return Some(starter::NAME.to_owned());
        }
        let home = self
            .sources
            .get()
            .and_then(|sources| sources.home.as_deref());
        let used = inventory.used(&self.model(), home);
        used.map(|model| model.name.clone())
    }

    /// Has a model of this inventory answer from now on, until the settings say something else;
    /// `starter` is the built-in one.
    pub(crate) fn use_model(&self, inventory: &Inventory, name: &str) -> Result<(), NameError> {
        let id = match name {
            "starter" => None,
            name => Some(inventory.find_useful(name)?.id.clone()),
        };
        self.use_id(id);
        Ok(())
    }

    /// Has another model answer from now on, until the settings say something else.
    pub(crate) fn use_id(&self, model_id: Option<String>) {
        self.desk.switch(ModelSettings {
            engine: Engine::Mistral,
            endpoint: None,
            model_id,
            ..self.model()
        });
    }

    /// Looks for models, and again whenever they change, while the result lives.
    pub(crate) fn watch_models(
        &self,
        on_inventory: impl Fn(Arc<Inventory>) + Send + 'static,
    ) -> std::io::Result<Watch> {
        let sources = self.sources.get().cloned().unwrap_or_default();
        Watch::start(sources, on_inventory)
    }

    /// Goes by new settings as far as they are about the model; says whether they are about nothing
    /// else and sound, so that nothing else has to be done.
    pub(crate) fn take_settings(&self, settings: &Value) -> bool {
        let (new, problems) = settings::read(settings);
        let is_error = |problem: &SettingProblem| problem.kind == ProblemKind::Error;
        let sound = !problems.iter().chain(&self.problems).any(is_error);
        let rest = Settings {
            model: self.settings.model.clone(),
            ..new.clone()
        };
        let takes = sound && rest == self.settings;
        if takes {
            self.desk.switch(new.model);
        }
        takes
    }

    /// Returns the settings. Of the model they are those of the start: see [`Assistant::model`].
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns what is wrong with the settings.
    pub fn problems(&self) -> &[SettingProblem] {
        &self.problems
    }

    /// Tells whether the built-in starter model answers.
    pub fn uses_starter(&self) -> bool {
        self.desk.now().settings.is_starter()
    }

    /// Returns the model's name for people.
    pub fn model_name(&self) -> String {
        shown(&self.desk.now().settings)
    }

    /// Returns what is known about the model once it is loaded.
    pub fn model_info(&self) -> Option<ModelInfo> {
        Some(self.desk.loaded()?.model_info())
    }

    pub(crate) fn status(&self) -> Status {
        self.desk.status()
    }

    /// Lets go of the model for good.
    pub(crate) fn close(&self) {
        self.desk.close();
    }

    /// Returns the conversation; the lock is for copying only.
    pub(crate) fn conversation(&self) -> MutexGuard<'_, Conversation> {
        lock(&self.conversation)
    }

    /// Returns the messages of the conversation that are sent along with the next question.
    pub(crate) fn history(&self) -> Vec<ChatMessage> {
        self.conversation().messages(self.settings.history_messages)
    }

    /// Remembers a user variable that a pane's program set.
    pub(crate) fn user_var_changed(&self, pane: PaneId, name: String, value: String) {
        let mut known = lock(&self.user_vars);
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
            let known = lock(&self.user_vars);
            let of_pane = known.iter().filter(|((of, _), _)| *of == pane);
            let set: Vec<(String, String)> = of_pane
                .map(|((_, name), value)| (name.clone(), value.clone()))
                .collect();
            context.user_vars.extend(set);
        }
        context
    }

    /// Returns what the answers of this session cost.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Asks one question and returns its answer as it is generated. Loads the model when that has not
    /// happened yet. Dropping the stream cancels this question and no other.
    pub async fn ask(
        &self,
        question: &str,
        context: &QueryContext,
        history: &[ChatMessage],
    ) -> Result<AnswerStream, LlmError> {
        let options = AskOptions::default();
        let (answer, _) = self.begin(question, context, history, &options).await?;
        Ok(answer)
    }

    /// Asks one question, and returns where its figures will be beside its answer.
    pub(crate) async fn begin(
        &self,
        question: &str,
        context: &QueryContext,
        history: &[ChatMessage],
        options: &AskOptions,
    ) -> Result<(AnswerStream, Outcome), LlmError> {
        let question = self.check_question(question)?;
        let serving = self.serving()?;
        let came = self.clock.now();
        let was_loaded = serving.model_info().is_some();
        let mut at = came;
        let make = || {
            at = self.clock.now();
            self.request_with(&serving.settings, &question, context, history, options)
        };
        let answer = serving.ask(make).await?;
        let said = options.without_effect(&serving.settings);
        let sent = Sent {
            clock: Arc::clone(&self.clock),
            metrics: Arc::clone(&self.metrics),
            who: Box::new(move || serving.model_info()),
            at,
            load: (!was_loaded).then(|| at.saturating_duration_since(came)),
        };
        let (answer, outcome) = measured(answer, sent);
        let said = stream::iter(said.into_iter().map(|text| Ok(Piece::Notice(text))));
        Ok((said.chain(answer).boxed(), outcome))
    }

    /// Asks one question without a terminal around it.
    pub async fn ask_once(&self, question: &str) -> Result<AnswerStream, LlmError> {
        self.ask(question, &QueryContext::default(), &[]).await
    }

    /// Reads ahead by another clock, on a machine with other power.
    #[cfg(test)]
    pub(crate) fn with_ahead(self, ahead: Ahead) -> Self {
        Self { ahead, ..self }
    }

    /// Has the model read what a question will begin with: what goes with every question, the
    /// conversation, and what is typed so far. Loads the model when that has not happened yet. Waits
    /// for a pause in typing first, where there is something typed.
    pub(crate) async fn read_ahead(&self, host: &dyn Host, pane: Option<PaneId>, typed: &str) {
        if !typed.is_empty() {
            self.ahead.pause().await;
        }
        let Ok(serving) = self.serving() else {
            return;
        };
        // A server keeps what it likes; and nothing is sent that was not asked to be.
        let model = &serving.settings;
        if model.engine != Engine::Mistral || !self.ahead.is_wanted(model.warm_start) {
            return;
        }
        let context = self.context(host, pane).await;
        let history = self.history();
        let make = || self.request_to(model, typed.trim_start(), &context, &history);
        if let Err(error) = serving.read_ahead(make).await {
            // The question will say it.
            log::info!("nothing was read ahead: {error}");
        }
    }

    fn serving(&self) -> Result<Arc<Serving>, LlmError> {
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
        Ok(self.desk.now())
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
        self.request_to(&self.model(), question, context, history)
    }

    fn request_to(
        &self,
        model: &ModelSettings,
        question: &str,
        context: &QueryContext,
        history: &[ChatMessage],
    ) -> Request {
        self.request_with(model, question, context, history, &AskOptions::default())
    }

    fn request_with(
        &self,
        model: &ModelSettings,
        question: &str,
        context: &QueryContext,
        history: &[ChatMessage],
        options: &AskOptions,
    ) -> Request {
        let rules = options.system.as_deref();
        let rules = rules.or(self.settings.system_prompt.as_deref());
        let system = context.system_prompt(rules, self.settings.recent_commands);
        let mut messages = vec![ChatMessage::new(Role::System, system)];
        messages.extend_from_slice(history);
        messages.push(ChatMessage {
            images: options.images.clone(),
            ..ChatMessage::new(Role::User, question)
        });
        let constraint = match &options.schema {
            Some(schema) => Some(Constraint::JsonSchema(schema.clone())),
            None if model.is_starter() => {
                let words = self.words.get_or_init(|| Words::parse(starter::LEXICON));
                words.constraint(question)
            }
            None => None,
        };
        Request {
            messages,
            tools: Vec::new(),
            sampling: sampling(model, options.own),
            constraint,
        }
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
    asked: Asked,
    mut report: impl FnMut(Progress) + Send,
) {
    if assistant.status() != Status::Ready {
        report(Progress::Loading);
    }
    let context = assistant.context(host.as_ref(), asked.pane).await;
    let Asked {
        question,
        history,
        options,
        ..
    } = asked;
    let begun = assistant.begin(&question, &context, &history, &options);
    let (answer, outcome) = match begun.await {
        Ok(begun) => begun,
        Err(error) => return report(Progress::Failed(error)),
    };
    report(Progress::Thinking);
    follow(answer, &outcome, host.as_ref(), &mut report).await;
}

async fn follow(
    mut answer: AnswerStream,
    outcome: &Outcome,
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
            Ok(Piece::Done { reason, .. }) => {
                host.emit_event(RESPONSE_EVENT, vec![Value::from(whole)]);
                let figures = outcome.get().cloned();
                return report(Progress::Done { reason, figures });
            }
            Err(error) => return report(Progress::Failed(error)),
        }
    }
    report(Progress::Failed(LlmError::engine(
        "the engine stopped in the middle of the answer",
    )));
}

/// Returns a model's name for people.
fn shown(model: &ModelSettings) -> String {
    match &model.model_id {
        None => starter::NAME.to_owned(),
        Some(id) => shown_name(id),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says whether a model fits into the memory that is free; where that cannot be told, its load will.
/// What runs on a server takes none.
fn fits(model: &ModelSettings) -> bool {
    let (Some(id), Engine::Mistral) = (&model.model_id, model.engine) else {
        return true;
    };
    find(id, &Places::of_user())
        .and_then(|files| check(&files, model.quantization.as_deref(), available_memory()))
        .is_ok()
}

#[cfg(test)]
mod tests;
