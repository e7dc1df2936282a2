//! The commander module: running programs for the user's Lua (`wezterm.cmd`) and, behind walls and when a
//! person approves, for the assistant, for modules and for other programs.
//!
//! It hides processes: see [`CommandExecutor`]. Who may run what is [`decide`]'s, what a command would do
//! [`danger`]'s, what a model is not shown [`redact`]'s. Nothing here runs on the main thread but the
//! functions of Lua.

mod capture;
mod confinement;
pub mod danger;
pub mod decide;
mod environment;
mod executor;
mod lua;
mod mcp;
mod panes;
pub mod program;
pub mod redact;
mod service;
mod settings;
pub mod shell;
mod tools;

use std::collections::VecDeque;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use mlua::Lua;
use serde_json::{Value, json};
use wezterm_module_framework::{
    AnyTool, Host, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleMessage,
    ModuleMetadata, ToolCall, WezTermModule, lua_error,
};

pub use capture::Capture;
pub use confinement::{Required, SandboxSettings};
use decide::Rules;
pub use executor::{CommandError, CommandExecutor, CommandOutput, Confinement, Invocation, Stream};
pub use mcp::{Server, ServerOptions, serve_stdio};
pub use redact::Redactor;
pub use service::{Commander, Wanted};
pub use settings::Settings;

/// What follows from settings that cannot be used.
const ASKS: &str = "Every command asks until config.modules.commander is mended";

/// Describes the module.
pub fn descriptor(settings: Value) -> ModuleDescriptor {
    ModuleDescriptor::built_in(metadata(), settings, |_| {
        Ok(Arc::new(CommanderModule::default()))
    })
    .with_settings::<Settings>()
}

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: "commander".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        author: "the WezTerm AI authors".into(),
        description: "Runs programs for Lua and, when approved, for the assistant".into(),
        // The second is for programs in panes.
        capabilities: vec![ModuleCapability::ProcessSpawn, ModuleCapability::UIOverlay],
        dependencies: vec![],
        lua_namespace: Some("cmd".into()),
    }
}

impl Commander {
    /// Makes the module's work from its settings, and says what in them cannot be used. `variables` are the
    /// environment of this program. Looks at the disk.
    pub fn new(
        settings: Settings,
        variables: Vec<(OsString, OsString)>,
        home: PathBuf,
        executor: CommandExecutor,
    ) -> (Self, Vec<String>) {
        let find = |name: &str| executor.find_program(name.as_ref(), &home);
        let (rules, wrong) = Rules::from_settings(&settings.rules, &find);
        let mut problems = settings.problems;
        problems.extend(wrong);
        let values = variables
            .into_iter()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_vec())));
        let commander = Self {
            rules,
            sandbox: settings.sandbox,
            cwd: home.clone(),
            home,
            limit: Duration::from_millis(settings.timeout_ms),
            redactor: Redactor::new(values),
            asked: Mutex::new(VecDeque::new()),
            executor,
        };
        (commander, problems)
    }
}

#[derive(Default)]
struct CommanderModule {
    running: OnceLock<Running>,
}

#[derive(Clone)]
struct Running {
    commander: Arc<Commander>,
    host: Arc<dyn Host>,
}

#[async_trait]
impl WezTermModule for CommanderModule {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        let settings = Settings::read(&context.config);
        let host = context.host;
        let (launcher, capabilities) = (host.launcher(), context.capabilities);
        let made = tokio::task::spawn_blocking(move || {
            let variables: Vec<_> = std::env::vars_os().collect();
            let home = dirs::home_dir().unwrap_or_else(|| PathBuf::from("/"));
            let executor = CommandExecutor::new(variables.clone(), capabilities, launcher);
            Commander::new(settings, variables, home, executor)
        });
        let (commander, problems) = made.await?;
        for idle in commander.rules.idle() {
            log::warn!("{idle}");
        }
        if !problems.is_empty() {
            // One message: of several the first would be covered by the last.
            let all = problems.join("\n");
            log::warn!("{all}\n{ASKS}");
            host.toast(ASKS, &all);
        }
        // A module is initialised once.
        let _ = self.running.set(Running {
            commander: Arc::new(commander),
            host,
        });
        Ok(())
    }

    fn register_lua_api(&self, lua: &Lua) -> anyhow::Result<()> {
        let running = self.running.get().context("it is not initialised")?;
        lua::register(lua, running).map_err(lua_error)
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let (ModuleMessage::Request { method, params, .. }, Some(running)) =
            (&message, self.running.get())
        else {
            return Ok(message.unknown_method());
        };
        if method == "dangers" {
            // What is read runs nothing and looks at no disk.
            let Some(script) = params.get("script").and_then(Value::as_str) else {
                return Ok(message.refuse("`dangers` needs params.script, a text".to_owned()));
            };
            let found = danger::of_script(script);
            let found: Vec<Value> = found.into_iter().map(danger_data).collect();
            return Ok(message.answer(json!({ "dangers": found })));
        }
        if method != "execute" {
            return Ok(message.unknown_method());
        }
        let wanted = match wanted(params) {
            Ok(wanted) => wanted,
            Err(why) => return Ok(message.refuse(why)),
        };
        let asked = ToolCall {
            name: method.clone(),
            args: json!({
                "program": wanted.program.to_string_lossy(),
                "args": wanted.args.iter().map(|arg| arg.to_string_lossy()).collect::<Vec<_>>(),
                "cwd": wanted.cwd,
            }),
        };
        let commander = Arc::clone(&running.commander);
        let work = |cx: wezterm_module_framework::ToolContext| async move {
            // Whoever asks must be allowed to start the program, as this module is.
            let principal = tools::principal(&cx.caller);
            let wanted = wanted.of_call(cx.call);
            let (looking, own, cwd) = (Arc::clone(&commander), wanted.clone(), cx.cwd.clone());
            let look = move || looking.confinement(&own, principal, cwd.as_deref());
            let confinement = service::blocking(look).await?;
            let cwd = cx.cwd.as_deref();
            let running = commander.run(wanted, principal, cwd, confinement, |_, _| {});
            let output = running.await?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let streams = [text(&output.stdout), text(&output.stderr)];
            Ok(service::data(&output, streams, output.truncated))
        };
        Ok(match running.host.gate().serve(asked, work).await {
            Ok(answer) => message.answer(answer),
            Err(error) => message.refuse(error),
        })
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        let running = self.running.get();
        running.map_or_else(Vec::new, |running| {
            let mut tools = tools::all(&running.commander);
            tools.push(Arc::new(panes::RunInPane(running.clone())));
            tools
        })
    }
}

fn danger_data(danger: danger::Danger) -> Value {
    json!({ "family": danger.family.word(), "what": danger.what, "text": danger.text })
}

/// Reads the request `execute`.
fn wanted(params: &Value) -> Result<Wanted, String> {
    let text = |value: &Value| value.as_str().map(OsString::from);
    let given = |key: &str| params.get(key).filter(|value| !value.is_null());
    let program = given("program").and_then(text);
    let args = match given("args") {
        None => Some(Vec::new()),
        // An empty Lua table arrives as an empty object.
        Some(Value::Object(empty)) if empty.is_empty() => Some(Vec::new()),
        Some(args) => args
            .as_array()
            .and_then(|args| args.iter().map(text).collect()),
    };
    let limit = match given("timeout_ms") {
        None => Some(None),
        Some(limit) => limit.as_u64().map(Duration::from_millis).map(Some),
    };
    let cwd = match given("cwd") {
        None => Some(None),
        Some(cwd) => text(cwd).map(PathBuf::from).map(Some),
    };
    match (program, args, limit, cwd) {
        (Some(program), Some(args), Some(limit), Some(cwd)) => Ok(Wanted {
            program,
            args,
            cwd,
            limit,
            ..Wanted::default()
        }),
        _ => Err(
            "`execute` needs params.program, a text, and may have args, a list of texts, timeout_ms, a \
             number, and cwd, a text"
                .into(),
        ),
    }
}
