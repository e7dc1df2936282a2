//! A module for tests in the assistant's place: a view that answers each line, and `wezterm.ai`.
//!
//! It is a real module behind the real manager; only its answers are made up here.

use std::sync::Arc;

use mux::grid::{Cursor, CursorShape, Grid, Style};
use mux::input::{Key, Mods};
use serde_json::Value;
use tokio::sync::Semaphore;
use wezterm_module_framework::{
    Cx, Event, Host, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleMetadata, Overlay,
    OverlayContext, Placement, Task, View, WezTermModule, async_trait, erase, loading_guard,
    lua_error, namespace,
};

pub(super) fn over() -> Vec<ModuleDescriptor> {
    vec![descriptor(Placement::Over, false)]
}

pub(super) fn bottom() -> Vec<ModuleDescriptor> {
    vec![descriptor(Placement::Bottom { percent: 50 }, false)]
}

pub(super) fn right() -> Vec<ModuleDescriptor> {
    vec![descriptor(Placement::Right { percent: 50 }, false)]
}

pub(super) fn panicking() -> Vec<ModuleDescriptor> {
    vec![descriptor(Placement::Over, true)]
}

/// One that starts once [`MAY_START`] lets it.
pub(super) fn late() -> Vec<ModuleDescriptor> {
    vec![beginning(Placement::Over, false, Begin::Late)]
}

/// One that cannot start.
pub(super) fn broken() -> Vec<ModuleDescriptor> {
    vec![beginning(Placement::Over, false, Begin::Never)]
}

/// Closed until a test lets the module start that waits for it.
pub(super) static MAY_START: Semaphore = Semaphore::const_new(0);

/// How the module starts.
#[derive(Clone, Copy)]
enum Begin {
    AtOnce,
    Late,
    Never,
}

fn descriptor(placement: Placement, panics: bool) -> ModuleDescriptor {
    beginning(placement, panics, Begin::AtOnce)
}

fn beginning(placement: Placement, panics: bool, begin: Begin) -> ModuleDescriptor {
    ModuleDescriptor::built_in(metadata(), Value::Null, move |_| {
        Ok(Arc::new(Assistant {
            placement,
            panics,
            begin,
            host: Default::default(),
        }))
    })
}

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: "ai-assistant".to_owned(),
        version: "1.0.0".to_owned(),
        author: "tests".to_owned(),
        description: "Answers without a model".to_owned(),
        capabilities: vec![
            ModuleCapability::UIOverlay,
            ModuleCapability::CustomPane,
            ModuleCapability::ClipboardAccess,
            ModuleCapability::LLMInference,
        ],
        dependencies: Vec::new(),
        lua_namespace: Some("ai".to_owned()),
    }
}

struct Assistant {
    placement: Placement,
    panics: bool,
    begin: Begin,
    host: Arc<std::sync::OnceLock<Arc<dyn Host>>>,
}

#[async_trait]
impl WezTermModule for Assistant {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        match self.begin {
            Begin::AtOnce => {}
            Begin::Late => drop(MAY_START.acquire().await?),
            Begin::Never => anyhow::bail!("made to fail"),
        }
        // A module is initialised once.
        let _ = self.host.set(context.host);
        Ok(())
    }

    fn register_lua_api(&self, lua: &mlua::Lua) -> anyhow::Result<()> {
        add_query(lua, Arc::clone(&self.host)).map_err(lua_error)
    }

    fn create_pane(&self, context: OverlayContext) -> Option<Overlay> {
        self.create_overlay(context)
    }

    fn create_overlay(&self, context: OverlayContext) -> Option<Overlay> {
        assert!(!self.panics, "made to panic");
        let view = Chat {
            input: String::new(),
            answer: String::new(),
            focused: true,
            task: None,
        };
        let view = erase(view, context.view, context.host);
        Some(Overlay {
            view,
            placement: self.placement,
        })
    }
}

fn add_query(lua: &mlua::Lua, host: Arc<std::sync::OnceLock<Arc<dyn Host>>>) -> mlua::Result<()> {
    let query = lua.create_async_function(move |lua, question: String| {
        let host = host.get().cloned();
        async move {
            loading_guard(&lua)?;
            let answer = format!("an answer to {question}");
            if let Some(host) = host {
                let event = vec![Value::String(answer.clone())];
                host.emit_event("ai-assistant-response", event);
            }
            Ok(answer)
        }
    })?;
    namespace(lua, "ai")?.set("query", query)?;
    Ok(())
}

struct Chat {
    input: String,
    answer: String,
    focused: bool,
    task: Option<Task>,
}

impl View for Chat {
    type Message = String;

    fn update(&mut self, event: Event<String>, cx: &Cx<'_, String>) {
        match event {
            Event::Key(key) if key.key == Key::Escape => cx.close(),
            Event::Key(key) if key.key == Key::Enter && key.mods.contains(Mods::CTRL) => {
                let (question, host) = (std::mem::take(&mut self.input), Arc::clone(cx.host()));
                self.answer.clear();
                self.task = Some(cx.spawn(|sender| async move {
                    let context = host.terminal_context(None).await;
                    let words = format!("{} says {question}", context.shell);
                    for word in words.split_inclusive(' ') {
                        sender.send(word.to_owned());
                    }
                }));
            }
            Event::Key(key) => {
                if let Key::Char(typed) = key.key {
                    self.input.push(typed);
                }
            }
            Event::Text(text) => self.input.push_str(&text),
            Event::Focus(focused) => self.focused = focused,
            Event::Message(piece) => self.answer.push_str(&piece),
            Event::Mouse(_) | Event::Resize(_) => {}
        }
    }

    fn draw(&self, grid: &mut Grid) {
        let size = grid.size();
        let title = if self.focused {
            "ASSISTANT"
        } else {
            "assistant"
        };
        grid.put(
            0,
            0,
            &format!("{title} {}x{}", size.cols, size.rows),
            Style::default(),
        );
        grid.put(0, 1, &format!("? {}", self.input), Style::default());
        grid.put(0, 2, &format!("= {}", self.answer), Style::default());
        let x = 2 + mux::grid::text_width(&self.input);
        grid.cursor = Some(Cursor {
            x,
            y: 1,
            shape: CursorShape::Bar,
            blinking: false,
        });
    }
}
