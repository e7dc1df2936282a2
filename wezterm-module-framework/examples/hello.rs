//! The smallest whole module: it greets over Lua, over the bus, through a tool and in a view, and
//! counts the bells it hears. Run it with `cargo run -p wezterm-module-framework --example hello`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mlua::Lua;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::grid::{Grid, Style};
use wezterm_module_framework::input::Key;
use wezterm_module_framework::{
    AnyTool, Cx, Effect, Event, EventHandler, ModuleCapability, ModuleContext, ModuleDescriptor,
    ModuleHealth, ModuleMessage, ModuleMetadata, Overlay, OverlayContext, Placement, Scope, Tool,
    ToolContext, ToolError, View, WezTermModule, async_trait, erase, lua_error, namespace,
};

/// Describes the module.
pub fn descriptor(settings: Value) -> ModuleDescriptor {
    ModuleDescriptor::built_in(metadata(), settings, |settings| {
        let greeting = settings["greeting"].as_str().unwrap_or("Hello");
        Ok(Arc::new(Hello {
            greeting: greeting.into(),
            bells: Arc::default(),
        }))
    })
}

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: "hello".into(),
        version: "0.1.0".into(),
        author: "the WezTerm AI authors".into(),
        description: "Greets".into(),
        capabilities: vec![ModuleCapability::UIOverlay],
        dependencies: vec![],
        lua_namespace: Some("hello".into()),
    }
}

struct Hello {
    greeting: Arc<str>,
    bells: Arc<AtomicU64>,
}

#[async_trait]
impl WezTermModule for Hello {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        context.ipc.broadcast("hello-ready", json!({}));
        Ok(())
    }

    fn register_lua_api(&self, lua: &Lua) -> anyhow::Result<()> {
        add_functions(lua, Arc::clone(&self.greeting)).map_err(lua_error)
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

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        match &message {
            ModuleMessage::Request { method, params, .. } if method == "greet" => {
                let name = params["name"].as_str().unwrap_or("nobody");
                Ok(message.answer(json!(format!("{}, {name}", self.greeting))))
            }
            _ => Ok(message.unknown_method()),
        }
    }

    fn health_check(&self) -> ModuleHealth {
        let bells = self.bells.load(Ordering::Relaxed);
        ModuleHealth::healthy().metric("bells", bells as f64)
    }

    fn create_overlay(&self, context: OverlayContext) -> Option<Overlay> {
        let view = Greeting {
            text: format!("{} from pane {:?}", self.greeting, context.pane),
        };
        Some(Overlay {
            view: erase(view, context.view, context.host),
            placement: Placement::Bottom { percent: 30 },
        })
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        vec![Arc::new(Greet(Arc::clone(&self.greeting)))]
    }
}

fn add_functions(lua: &Lua, greeting: Arc<str>) -> mlua::Result<()> {
    let greet = lua.create_function(move |_, name: String| Ok(format!("{greeting}, {name}")))?;
    namespace(lua, "hello")?.set("greet", greet)
}

/// Greets somebody.
#[derive(Deserialize, JsonSchema)]
struct GreetInput {
    /// Who is greeted.
    name: String,
}

struct Greet(Arc<str>);

impl Tool for Greet {
    type Input = GreetInput;
    const NAME: &'static str = "greet";
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

struct Greeting {
    text: String,
}

impl View for Greeting {
    type Message = ();

    fn update(&mut self, event: Event<()>, cx: &Cx<'_, ()>) {
        if matches!(event, Event::Key(key) if key.key == Key::Escape) {
            cx.close();
        }
    }

    fn draw(&self, grid: &mut Grid) {
        grid.put(0, 0, &self.text, Style::default());
    }
}

fn main() {
    println!("{:#?}", descriptor(json!({})).metadata);
}
