//! The module `hello-world`: it greets from Lua, over the bus, through a tool, by an action and in
//! an overlay, and counts the bells that it hears.
//!
//! It hides what a greeting is made of. The overlay and the Lua functions run on the main thread,
//! all else on the background runtime. It is a whole module and nothing more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use mlua::Lua;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::grid::{Grid, Style};
use wezterm_module_framework::input::Key;
use wezterm_module_framework::{
    AnyTool, Cx, Effect, Event, EventHandler, Host, ModuleAction, ModuleCapability, ModuleContext,
    ModuleDescriptor, ModuleHealth, ModuleMessage, ModuleMetadata, Overlay, OverlayContext,
    Placement, Scope, Task, Tool, ToolCall, ToolContext, ToolError, View, WezTermModule,
    async_trait, erase, lua_error, namespace,
};

/// What the module is called.
const NAME: &str = "hello-world";
/// The field of `wezterm` with its functions: `wezterm.hello.greet`.
const NAMESPACE: &str = "hello";

/// Describes the module.
pub fn descriptor(settings: Value) -> ModuleDescriptor {
    ModuleDescriptor::built_in(metadata(), settings, |_| {
        Ok(Arc::new(HelloWorld::default()))
    })
    .with_settings::<Settings>()
}

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: NAME.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        author: String::new(),
        description: "Greets".into(),
        // The overlay needs the first, calling tools the second.
        capabilities: vec![ModuleCapability::UIOverlay, ModuleCapability::ToolExecution],
        dependencies: vec![],
        lua_namespace: Some(NAMESPACE.into()),
    }
}

/// Its part of `config.modules`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default)]
struct Settings {
    /// What is said to everybody.
    greeting: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            greeting: "Hello".into(),
        }
    }
}

/// One instance; empty until it is initialised.
#[derive(Default)]
struct HelloWorld {
    running: OnceLock<Running>,
    bells: Arc<AtomicU64>,
}

struct Running {
    greeting: Arc<str>,
    host: Arc<dyn Host>,
}

impl Running {
    fn greet(&self, name: &str) -> String {
        format!("{}, {name}", self.greeting)
    }
}

#[async_trait]
impl WezTermModule for HelloWorld {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        let settings: Settings = context.settings()?;
        let running = Running {
            greeting: settings.greeting.into(),
            host: context.host,
        };
        // A module is initialised once.
        let _ = self.running.set(running);
        Ok(())
    }

    fn register_lua_api(&self, lua: &Lua) -> anyhow::Result<()> {
        let running = self.running.get().context("it is not initialised")?;
        add_functions(lua, Arc::clone(&running.greeting)).map_err(lua_error)
    }

    fn register_events(&self) -> Vec<EventHandler> {
        let bells = Arc::clone(&self.bells);
        vec![EventHandler {
            event_name: "bell".into(),
            handler: Arc::new(move |_| {
                bells.fetch_add(1, Ordering::Relaxed);
                Box::pin(async { true })
            }),
        }]
    }

    fn actions(&self) -> Vec<ModuleAction> {
        vec![ModuleAction {
            name: "greet".into(),
            description: "Greets the pane that has the keyboard".into(),
        }]
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let running = self.running.get().context("it is not initialised")?;
        let ModuleMessage::Request { method, params, .. } = &message else {
            return Ok(message.unknown_method());
        };
        Ok(match method.as_str() {
            "greet" => match params["name"].as_str() {
                Some(name) => message.answer(json!(running.greet(name))),
                None => message.wrong_params("`name` must be a text"),
            },
            "action.greet" => {
                let whom = format!("pane {}", params["pane"]);
                running.host.toast(NAME, &running.greet(&whom));
                message.answer(Value::Null)
            }
            _ => message.unknown_method(),
        })
    }

    fn health_check(&self) -> ModuleHealth {
        let bells = self.bells.load(Ordering::Relaxed);
        ModuleHealth::healthy().metric("bells", bells as f64)
    }

    fn create_overlay(&self, context: OverlayContext) -> Option<Overlay> {
        Some(Overlay {
            view: erase(Greeting::default(), context.view, context.host),
            placement: Placement::Bottom { percent: 30 },
        })
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        let Some(running) = self.running.get() else {
            return Vec::new();
        };
        vec![Arc::new(Greet(Arc::clone(&running.greeting)))]
    }
}

fn add_functions(lua: &Lua, greeting: Arc<str>) -> mlua::Result<()> {
    let greet = lua.create_function(move |_, name: String| Ok(format!("{greeting}, {name}")))?;
    namespace(lua, NAMESPACE)?.set("greet", greet)
}

/// What the tool is told.
#[derive(Deserialize, JsonSchema)]
struct GreetInput {
    /// Who is greeted.
    name: String,
}

/// Greets somebody.
struct Greet(Arc<str>);

impl Tool for Greet {
    type Input = GreetInput;
    // No two modules may offer tools of one name.
    const NAME: &'static str = "hello_world__greet";
    const EFFECT: Effect = Effect::Read;
    const CAPABILITY: ModuleCapability = ModuleCapability::UIOverlay;

    fn summary(&self, input: &GreetInput) -> String {
        format!("greet {}", input.name)
    }

    fn scope(&self, _input: &GreetInput, _cx: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::nothing())
    }

    async fn run(&self, input: GreetInput, _cx: ToolContext) -> Result<String, ToolError> {
        Ok(format!("{}, {}", self.0, input.name))
    }
}

/// Asks for a name and has the tool greet it, as the assistant would.
#[derive(Default)]
struct Greeting {
    name: String,
    answer: String,
    /// Dropping it stops the call.
    asking: Option<Task>,
}

impl View for Greeting {
    type Message = Result<String, ToolError>;

    fn update(&mut self, event: Event<Self::Message>, cx: &Cx<'_, Self::Message>) {
        match event {
            Event::Key(key) => match key.key {
                Key::Escape => cx.close(),
                Key::Backspace => {
                    self.name.pop();
                }
                Key::Enter => self.ask(cx),
                Key::Char(c) => self.name.push(c),
                _ => {}
            },
            Event::Text(text) => self.name.push_str(&text),
            Event::Message(answer) => {
                self.answer = answer.unwrap_or_else(|error| error.to_string());
            }
            _ => {}
        }
    }

    fn draw(&self, grid: &mut Grid) {
        let question = format!("Who is there? {}", self.name);
        grid.put(0, 0, &question, Style::default());
        grid.put(0, 1, &self.answer, Style::default());
    }
}

impl Greeting {
    fn ask(&mut self, cx: &Cx<'_, Result<String, ToolError>>) {
        let gate = cx.host().gate();
        let call = ToolCall {
            name: Greet::NAME.into(),
            args: json!({ "name": self.name }),
        };
        self.asking = Some(cx.spawn(|sender| async move {
            sender.send(gate.run(call).await);
        }));
    }
}
