//! `wezterm.ai`: `query`, `stream`, `cancel`, `metrics`, `preview`, `models` and `use_model`.
//!
//! The functions are asynchronous: a coroutine waits on a channel while the window goes on drawing,
//! and the work runs on the background runtime. An abandoned or failing coroutine cancels its
//! question. Main thread only. It hides nothing else; the checks are [`crate::assistant`]'s.

use std::sync::{Arc, OnceLock};

use mlua::{Function, Lua, Table, Value};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use wezterm_module_framework::{Host, loading_guard, namespace};

use crate::assistant::{Asked, Assistant, Progress, run_turn};
use crate::images;
use crate::llm::{EndReason, LlmError};
use crate::metrics::Figures;
use crate::models::Inventory;

mod figures;
mod options;
mod questions;

use options::Options;
use questions::{Entry, Questions};

/// The terminal, once the module has been initialised.
pub(crate) type HostSlot = Arc<OnceLock<Arc<dyn Host>>>;

/// Adds the functions to `wezterm.ai`.
pub(crate) fn register(lua: &Lua, assistant: &Arc<Assistant>, host: &HostSlot) -> mlua::Result<()> {
    let ai = namespace(lua, "ai")?;
    let door = Door {
        assistant: Arc::clone(assistant),
        host: Arc::clone(host),
        questions: Questions::default(),
    };
    let asked = door.clone();
    ai.set(
        "query",
        lua.create_async_function(move |lua, (question, options): (Value, Value)| {
            let door = asked.clone();
            async move { door.query(&lua, &question, options).await }
        })?,
    )?;
    let asked = door.clone();
    ai.set(
        "stream",
        lua.create_async_function(
            move |lua, (question, callback, options): (Value, Function, Value)| {
                let door = asked.clone();
                async move { door.stream(&lua, &question, &callback, options).await }
            },
        )?,
    )?;
    let questions = door.questions.clone();
    ai.set(
        "cancel",
        lua.create_function(move |lua, id: Value| {
            loading_guard(lua)?;
            cancel(&questions, &id)
        })?,
    )?;
    let measured = Arc::clone(assistant);
    ai.set(
        "metrics",
        lua.create_function(move |lua, ()| {
            loading_guard(lua)?;
            figures::metrics(lua, &measured)
        })?,
    )?;
    let asked = door.clone();
    ai.set(
        "preview",
        lua.create_async_function(move |lua, question: Value| {
            let door = asked.clone();
            async move { door.preview(&lua, &question).await }
        })?,
    )?;
    let asked = door.clone();
    ai.set(
        "models",
        lua.create_async_function(move |lua, ()| {
            let door = asked.clone();
            async move { door.models(&lua).await }
        })?,
    )?;
    ai.set(
        "use_model",
        lua.create_async_function(move |lua, name: String| {
            let door = door.clone();
            async move { door.use_model(&lua, &name).await }
        })?,
    )
}

#[derive(Clone)]
struct Door {
    assistant: Arc<Assistant>,
    host: HostSlot,
    questions: Questions,
}

impl Door {
    async fn query(&self, lua: &Lua, question: &Value, options: Value) -> mlua::Result<Value> {
        let mut turn = self.start(lua, question, options)?;
        while turn.next().await?.is_some() {}
        match turn.structured {
            true => turn.table(lua),
            false => lua.create_string(&turn.answer).map(Value::String),
        }
    }

    async fn stream(
        &self,
        lua: &Lua,
        question: &Value,
        callback: &Function,
        options: Value,
    ) -> mlua::Result<Value> {
        let mut turn = self.start(lua, question, options)?;
        while let Some(text) = turn.next().await? {
            // An error leaves this function, which drops and thereby cancels the turn.
            let goes_on: Value = callback.call_async(text).await?;
            if goes_on == Value::Boolean(false) {
                return Ok(Value::Nil);
            }
        }
        match turn.structured {
            true => turn.table(lua),
            false => Ok(Value::Nil),
        }
    }

    async fn preview(&self, lua: &Lua, question: &Value) -> mlua::Result<String> {
        loading_guard(lua)?;
        let question = self.question(question)?;
        let context = self.assistant.context(self.host()?.as_ref(), None).await;
        Ok(self.assistant.preview(&question, &context, &[]))
    }

    async fn models(&self, lua: &Lua) -> mlua::Result<Table> {
        let (inventory, used) = self.inventory(lua).await?;
        let rows = inventory.models.iter().map(|model| {
            let row = lua.create_table()?;
            row.set("name", model.name.as_str())?;
            row.set("id", model.id.as_str())?;
            row.set("source", model.source.to_string())?;
            row.set("path", model.path.to_string_lossy())?;
            row.set("format", model.format.name())?;
            row.set("size", model.size)?;
            row.set("modality", model.modality.name())?;
            row.set("parameters", model.parameters)?;
            row.set("context", model.context)?;
            row.set("quantization", model.quantization.as_str())?;
            row.set("memory", model.memory.map(|need| need.total()))?;
            row.set("problem", model.problem.as_deref())?;
            row.set("in_use", used.as_ref() == Some(&model.name))?;
            Ok(row)
        });
        lua.create_sequence_from(rows.collect::<mlua::Result<Vec<Table>>>()?)
    }

    async fn use_model(&self, lua: &Lua, name: &str) -> mlua::Result<()> {
        let (inventory, _) = self.inventory(lua).await?;
        let chosen = self.assistant.use_model(&inventory, name);
        chosen.map_err(|error| mlua::Error::runtime(error.to_string()))
    }

    /// Looks for models in the background, and for the name of the one that is used.
    async fn inventory(&self, lua: &Lua) -> mlua::Result<(Inventory, Option<String>)> {
        loading_guard(lua)?;
        let assistant = Arc::clone(&self.assistant);
        let (send, found) = oneshot::channel();
        self.host()?.spawn(Box::pin(async move {
            let looking = tokio::task::spawn_blocking(move || {
                let inventory = assistant.inventory();
                let used = assistant.used(&inventory);
                (inventory, used)
            });
            // Nobody waits any more when the coroutine was abandoned.
            let _ = send.send(looking.await);
        }));
        match found.await {
            Ok(Ok(found)) => Ok(found),
            _ => Err(mlua::Error::runtime("looking for models was interrupted")),
        }
    }

    fn start(&self, lua: &Lua, question: &Value, options: Value) -> mlua::Result<Turn> {
        loading_guard(lua)?;
        let question = self.question(question)?;
        let Options {
            mut asking,
            pictures,
            id,
            on_notice,
        } = options::read(options)?;
        let host = self.host()?;
        let (report, progress) = mpsc::unbounded_channel();
        // Nobody listens any more when this fails; the task is about to be stopped.
        let report = move |step| drop(report.send(step));
        let structured = asking.schema.is_some();
        let (assistant, terminal) = (Arc::clone(&self.assistant), Arc::clone(&host));
        let work = async move {
            asking.images = match images::read_in_background(pictures).await {
                Ok(images) => images,
                Err(error) => return report(Progress::Failed(error)),
            };
            let asked = Asked {
                question,
                options: asking,
                ..Asked::default()
            };
            run_turn(assistant, terminal, asked, report).await;
        };
        Ok(Turn {
            progress,
            work: host.spawn(Box::pin(work)),
            entry: self.questions.enter(id),
            on_notice,
            answer: String::new(),
            structured,
            cut_off: false,
        })
    }

    fn host(&self) -> mlua::Result<Arc<dyn Host>> {
        self.host
            .get()
            .cloned()
            .ok_or_else(|| mlua::Error::runtime("the assistant is still starting; ask again"))
    }

    fn question(&self, value: &Value) -> mlua::Result<String> {
        let Value::String(text) = value else {
            return Err(mlua::Error::runtime(format!(
                "the question must be a string, not {}",
                value.type_name()
            )));
        };
        let text = text
            .to_str()
            .map_err(|_| mlua::Error::runtime("the question is not valid UTF-8"))?;
        self.assistant.check_question(&text).map_err(lua_error)
    }
}

/// A question on its way; dropping it cancels the work.
struct Turn {
    progress: mpsc::UnboundedReceiver<Progress>,
    work: AbortHandle,
    entry: Entry,
    on_notice: Option<Function>,
    /// As much of it as has come.
    answer: String,
    /// Whether the answer is to be a table.
    structured: bool,
    /// Whether it ended at the limit on tokens.
    cut_off: bool,
}

impl Turn {
    /// Returns the next part of the answer; what the person should know goes to `on_notice`.
    async fn next(&mut self) -> mlua::Result<Option<String>> {
        loop {
            let step = tokio::select! {
                biased;
                _ = &mut self.entry.cancelled => return Err(mlua::Error::runtime("cancelled")),
                step = self.progress.recv() => step,
            };
            match step {
                Some(Progress::Text(text)) => {
                    self.answer.push_str(&text);
                    return Ok(Some(text));
                }
                Some(Progress::Loading | Progress::Thinking | Progress::Reasoning(_)) => {}
                Some(Progress::Notice(text)) => self.tell(text).await?,
                Some(Progress::Done { reason, figures }) => {
                    if reason == EndReason::MaxTokens {
                        self.cut_off = true;
                        self.tell(cut_off(figures.as_ref())).await?;
                    }
                    return Ok(None);
                }
                Some(Progress::Failed(error)) => return Err(lua_error(error)),
                None => return Err(mlua::Error::runtime("the answer was interrupted")),
            }
        }
    }

    /// Tells what the person should know.
    async fn tell(&self, text: String) -> mlua::Result<()> {
        log::info!("{text}");
        match &self.on_notice {
            Some(notice) => notice.call_async(text).await,
            None => Ok(()),
        }
    }

    /// Returns the whole answer as a table.
    fn table(&self, lua: &Lua) -> mlua::Result<Value> {
        if self.cut_off {
            return Err(mlua::Error::runtime(
                "the answer was cut off before it was whole: set `max_tokens` higher",
            ));
        }
        options::structured(lua, &self.answer)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// Says why an answer ends before its end.
fn cut_off(figures: Option<&Figures>) -> String {
    match figures.and_then(Figures::full_context) {
        Some(tokens) => {
            format!("the answer is cut off: the model's context of {tokens} tokens is full")
        }
        None => "the answer is cut off: it reached `max_tokens`".into(),
    }
}

/// Cancels the questions of a name, or all that this Lua asked.
fn cancel(questions: &Questions, id: &Value) -> mlua::Result<usize> {
    match id {
        Value::Nil => Ok(questions.cancel(None)),
        Value::String(id) => Ok(questions.cancel(Some(&id.to_string_lossy()))),
        other => Err(mlua::Error::runtime(format!(
            "the id must be a string, not {}",
            other.type_name()
        ))),
    }
}

fn lua_error(error: LlmError) -> mlua::Error {
    mlua::Error::runtime(error.explained())
}

#[cfg(test)]
mod tests;
