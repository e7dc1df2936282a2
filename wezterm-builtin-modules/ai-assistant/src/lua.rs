//! `wezterm.ai`: `query`, `stream`, `preview`, `models` and `use_model`.
//!
//! The functions are asynchronous: a coroutine waits on a channel while the window goes on drawing,
//! and the work runs on the background runtime. An abandoned or failing coroutine cancels its
//! question. Main thread only. It hides nothing else; the checks are [`crate::assistant`]'s.

use std::sync::{Arc, OnceLock};

use mlua::{Function, Lua, Table, Value};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use wezterm_module_framework::{Host, loading_guard, namespace};

use crate::assistant::{Assistant, Progress, run_turn};
use crate::llm::LlmError;
use crate::models::Inventory;

/// The terminal, once the module has been initialised.
pub(crate) type HostSlot = Arc<OnceLock<Arc<dyn Host>>>;

/// A function that is told what the person should know while they wait, where the caller has one.
type Notice = Option<Function>;

/// Adds the functions to `wezterm.ai`.
pub(crate) fn register(lua: &Lua, assistant: &Arc<Assistant>, host: &HostSlot) -> mlua::Result<()> {
    let ai = namespace(lua, "ai")?;
    let door = Door {
        assistant: Arc::clone(assistant),
        host: Arc::clone(host),
    };
    let asked = door.clone();
    ai.set(
        "query",
        lua.create_async_function(move |lua, (question, notice): (Value, Notice)| {
            let door = asked.clone();
            async move { door.query(&lua, &question, &notice).await }
        })?,
    )?;
    let asked = door.clone();
    ai.set(
        "stream",
        lua.create_async_function(
            move |lua, (question, callback, notice): (Value, Function, Notice)| {
                let door = asked.clone();
                async move { door.stream(&lua, &question, &callback, &notice).await }
            },
        )?,
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
}

impl Door {
    async fn query(&self, lua: &Lua, question: &Value, notice: &Notice) -> mlua::Result<String> {
        let mut turn = self.start(lua, question)?;
        let mut answer = String::new();
        while let Some(text) = turn.next(notice).await? {
            answer.push_str(&text);
        }
        Ok(answer)
    }

    async fn stream(
        &self,
        lua: &Lua,
        question: &Value,
        callback: &Function,
        notice: &Notice,
    ) -> mlua::Result<()> {
        let mut turn = self.start(lua, question)?;
        while let Some(text) = turn.next(notice).await? {
            // An error leaves this function, which drops and thereby cancels the turn.
            let goes_on: Value = callback.call_async(text).await?;
            if goes_on == Value::Boolean(false) {
                break;
            }
        }
        Ok(())
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

    fn start(&self, lua: &Lua, question: &Value) -> mlua::Result<Turn> {
        loading_guard(lua)?;
        let question = self.question(question)?;
        let host = self.host()?;
        let (report, progress) = mpsc::unbounded_channel();
        let work = run_turn(
            Arc::clone(&self.assistant),
            Arc::clone(&host),
            None,
            question,
            Vec::new(),
            // Nobody listens any more when this fails; the task is about to be stopped.
            move |step| drop(report.send(step)),
        );
        Ok(Turn {
            progress,
            work: host.spawn(Box::pin(work)),
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
}

impl Turn {
    /// Returns the next part of the answer; what the person should know goes to `notice`.
    async fn next(&mut self, notice: &Notice) -> mlua::Result<Option<String>> {
        loop {
            match self.progress.recv().await {
                Some(Progress::Text(text)) => return Ok(Some(text)),
                Some(Progress::Loading | Progress::Thinking | Progress::Reasoning(_)) => {}
                Some(Progress::Notice(text)) => {
                    log::info!("{text}");
                    if let Some(notice) = notice {
                        notice.call_async::<()>(text).await?;
                    }
                }
                Some(Progress::Done { .. }) => return Ok(None),
                Some(Progress::Failed(error)) => return Err(lua_error(error)),
                None => return Err(mlua::Error::runtime("the answer was interrupted")),
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.work.abort();
    }
}

fn lua_error(error: LlmError) -> mlua::Error {
    mlua::Error::runtime(error.explained())
}

#[cfg(test)]
mod tests;
