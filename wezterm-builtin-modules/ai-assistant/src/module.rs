//! The assistant as the framework sees it: what it states about itself and how it is driven.
//!
//! It hides nothing: each method hands on to [`Assistant`], the view or Lua. Threads are those of
//! [`WezTermModule`].

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};
use wezterm_module_framework::{
    EventData, EventHandler, Host, IpcHandle, ModuleCapability, ModuleContext, ModuleDescriptor,
    ModuleHealth, ModuleMessage, ModuleMetadata, Overlay, OverlayContext, Placement,
    SettingsChange, WezTermModule, async_trait, erase,
};

use crate::assistant::{Asked, Assistant, Judge, Progress, run_turn};
use crate::llm::lazy::Status;
use crate::lua::{self, HostSlot};
use crate::models::Sources;
use crate::settings::{Position, ProblemKind};
use crate::view::AssistantView;

/// The module's name.
const NAME: &str = "ai-assistant";
/// How long a command is read at most before it is put at a prompt.
const JUDGING: Duration = Duration::from_secs(1);

/// Describes the module with these settings (`config.modules.ai_assistant`, or null).
pub fn descriptor(settings: Value) -> ModuleDescriptor {
    ModuleDescriptor::built_in(metadata(), settings, |settings| {
        Ok(Arc::new(AiAssistant::new(Assistant::from_settings(
            &settings,
        ))))
    })
}

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: NAME.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        author: "the WezTerm AI contributors".to_owned(),
        description: "Answers questions from a language model inside the terminal's own process, or on a server of your choice"
            .to_owned(),
        capabilities: vec![
            ModuleCapability::LLMInference,
            // For the servers that its settings name, and for no others.
            ModuleCapability::NetworkAccess,
            ModuleCapability::UIOverlay,
            ModuleCapability::CustomPane,
            ModuleCapability::ClipboardAccess,
        ],
        dependencies: Vec::new(),
        lua_namespace: Some("ai".to_owned()),
    }
}

/// Has the commander read commands, if that runs; a command that is on its way to a prompt does not wait
/// long for it.
fn judge(ipc: IpcHandle) -> Judge {
    Box::new(move |command| {
        let asked = ipc.request_within(
            JUDGING,
            "commander",
            "dangers",
            json!({ "script": command }),
        );
        Box::pin(async move {
            let answer = match asked.await {
                Ok(answer) => answer,
                Err(error) => {
                    log::info!("a command is not read for what it would do: {error}");
                    return Vec::new();
                }
            };
            let found = answer["dangers"].as_array();
            let what = |danger: &Value| danger["what"].as_str().map(str::to_owned);
            found.map_or_else(Vec::new, |found| found.iter().filter_map(what).collect())
        })
    })
}

struct AiAssistant {
    assistant: Arc<Assistant>,
    host: HostSlot,
}

impl AiAssistant {
    fn new(assistant: Assistant) -> Self {
        Self {
            assistant: Arc::new(assistant),
            host: Arc::new(OnceLock::new()),
        }
    }

    fn placement(&self) -> Placement {
        let percent = self.assistant.settings().height_percent;
        match self.assistant.settings().position {
            Position::Overlay => Placement::Over,
            Position::Bottom => Placement::Bottom { percent },
            Position::Right => Placement::Right { percent },
        }
    }

    /// Returns the whole answer to a question of another module.
    async fn answer(&self, question: &str) -> Result<String, String> {
        let host: Arc<dyn Host> = self
            .host
            .get()
            .cloned()
            .ok_or("the assistant is still starting")?;
        let mut outcome = Ok(String::new());
        let report = |step| match (&mut outcome, step) {
            (Ok(answer), Progress::Text(text)) => answer.push_str(&text),
            (outcome, Progress::Failed(error)) => *outcome = Err(error.explained()),
            _ => {}
        };
        let assistant = Arc::clone(&self.assistant);
        let asked = Asked {
            question: question.to_owned(),
            ..Asked::default()
        };
        run_turn(assistant, host, asked, report).await;
        outcome
    }
}

#[async_trait]
impl WezTermModule for AiAssistant {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        context
            .capabilities
            .require(ModuleCapability::LLMInference)?;
        for problem in self.assistant.problems() {
            match problem.kind {
                ProblemKind::Error => log::error!("{problem}"),
                ProblemKind::Warning => log::warn!("{problem}"),
            }
        }
        self.assistant.set_rights(context.capabilities);
        // The module's own folder lies in the program's.
        let data_dir = context.data_dir.parent().unwrap_or(&context.data_dir);
        let dirs = self.assistant.settings().model_dirs.as_deref();
        let sources = Sources::of_user(&context.config_dir, data_dir, dirs);
        self.assistant.set_sources(sources);
        self.assistant.set_cache_dir(context.cache_dir);
        self.assistant.set_judge(judge(context.ipc));
        // A module is initialised once.
        let _ = self.host.set(context.host);
        Ok(())
    }

    fn register_lua_api(&self, lua: &mlua::Lua) -> anyhow::Result<()> {
        // A Lua error may hold values that belong to the main thread, so its text is what goes on.
        lua::register(lua, &self.assistant, &self.host)
            .map_err(|error| anyhow::anyhow!("cannot add wezterm.ai: {error}"))
    }

    fn register_events(&self) -> Vec<EventHandler> {
        let assistant = Arc::clone(&self.assistant);
        vec![EventHandler {
            event_name: "user-var-changed".to_owned(),
            handler: Arc::new(move |event| {
                if let Some((name, value)) = user_var(&event)
                    && let Some(pane) = event.pane
                {
                    assistant.user_var_changed(pane, name, value);
                }
                Box::pin(async { true })
            }),
        }]
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let ModuleMessage::Request { method, params, .. } = &message else {
            return Ok(message.unknown_method());
        };
        if method != "query" {
            return Ok(message.unknown_method());
        }
        let Some(question) = params.get("prompt").and_then(Value::as_str) else {
            return Ok(message.wrong_params("`query` needs params.prompt, a text"));
        };
        self.assistant.check_rights()?;
        Ok(match self.answer(question).await {
            Ok(answer) => message.answer(json!({ "response": answer })),
            Err(why) => message.refuse(why),
        })
    }

    async fn shutdown(&self) -> anyhow::Result<()> {
        self.assistant.close();
        Ok(())
    }

    fn settings_changed(&self, settings: &Value) -> SettingsChange {
        match self.assistant.take_settings(settings) {
            true => SettingsChange::Applied,
            false => SettingsChange::Reload,
        }
    }

    fn health_check(&self) -> ModuleHealth {
        let error = self
            .assistant
            .problems()
            .iter()
            .find(|problem| problem.kind == ProblemKind::Error);
        let health = match (error, self.assistant.status()) {
            (Some(problem), _) => ModuleHealth::unhealthy(problem.to_string()),
            (None, Status::Failed(error)) => ModuleHealth::degraded(error.explained()),
            (None, _) => ModuleHealth::healthy(),
        };
        let loaded = f64::from(u8::from(self.assistant.model_info().is_some()));
        let asked = self.assistant.conversation().exchanges().len() as f64;
        health
            .metric("model_loaded", loaded)
            .metric("exchanges", asked)
    }

    fn create_pane(&self, context: OverlayContext) -> Option<Overlay> {
        self.create_overlay(context)
    }

    fn create_overlay(&self, context: OverlayContext) -> Option<Overlay> {
        let view = AssistantView::new(Arc::clone(&self.assistant), context.pane, context.size);
        Some(Overlay {
            view: erase(view, context.view, context.host),
            placement: self.placement(),
        })
    }
}

/// Returns name and value of a variable from the arguments of `user-var-changed`.
fn user_var(event: &EventData) -> Option<(String, String)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match &event.args {
        Value::Object(map) => Some((text(map.get("name")?)?, text(map.get("value")?)?)),
        Value::Array(items) => match items.as_slice() {
            [.., name, value] => Some((text(name)?, text(value)?)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
