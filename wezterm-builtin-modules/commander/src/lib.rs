//! The commander module: running programs for the user's Lua (`wezterm.cmd`) and, when a person
//! approves, for the assistant.
//!
//! It hides processes: see [`CommandExecutor`]. Nothing here runs on the main thread but the
//! registration of Lua functions. It is not a shell and not a sandbox.

mod capture;
pub mod danger;
pub mod decide;
mod executor;
pub mod program;
pub mod shell;
mod tools;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use mlua::Lua;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::{
    AnyTool, Host, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleMessage,
    ModuleMetadata, ToolCall, ToolError, WezTermModule, loading_guard, lua_error, namespace,
    on_runtime,
};

pub use capture::Capture;
pub use executor::{CommandError, CommandExecutor, CommandOutput, Invocation};

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
        capabilities: vec![ModuleCapability::ProcessSpawn],
        dependencies: vec![],
        lua_namespace: Some("cmd".into()),
    }
}

/// `config.modules.commander`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default)]
struct Settings {
    /// How long `wezterm.cmd.execute` lets a program run.
    timeout_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout_ms: 10 * 60 * 1000,
        }
    }
}

#[derive(Default)]
struct CommanderModule {
    running: OnceLock<Running>,
}

#[derive(Clone)]
struct Running {
    executor: Arc<CommandExecutor>,
    host: Arc<dyn Host>,
    home: PathBuf,
    limit: Duration,
}

#[async_trait]
impl WezTermModule for CommanderModule {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        let settings: Settings = context.settings()?;
        let running = Running {
            executor: Arc::new(CommandExecutor::new(
                std::env::vars_os(),
                context.capabilities,
            )),
            host: context.host,
            home: dirs::home_dir().unwrap_or_else(|| PathBuf::from("/")),
            limit: Duration::from_millis(settings.timeout_ms),
        };
        // A module is initialised once.
        let _ = self.running.set(running);
        Ok(())
    }

    fn register_lua_api(&self, lua: &Lua) -> anyhow::Result<()> {
        let running = self.running.get().context("it is not initialised")?;
        add_functions(lua, running).map_err(lua_error)
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let (ModuleMessage::Request { method, params, .. }, Some(running)) =
            (&message, self.running.get())
        else {
            return Ok(message.unknown_method());
        };
        if method != "execute" {
            return Ok(message.unknown_method());
        }
        let call = match running.invocation(params) {
            Ok(call) => call,
            Err(why) => return Ok(message.refuse(why)),
        };
        let asked = ToolCall {
            name: method.clone(),
            args: json!({
                "program": call.program.to_string_lossy(),
                "args": call.args.iter().map(|arg| arg.to_string_lossy()).collect::<Vec<_>>(),
            }),
        };
        let executor = Arc::clone(&running.executor);
        let work = |_| async move {
            // Whoever asks must be allowed to start the program, as this module is.
            let output = executor.execute(call).await;
            let output = output.map_err(|error| ToolError::Model(error.to_string()))?;
            Ok(json!({
                "stdout": String::from_utf8_lossy(&output.stdout),
                "stderr": String::from_utf8_lossy(&output.stderr),
                "exit_code": output.exit_code,
                "timed_out": output.timed_out,
            }))
        };
        Ok(match running.host.gate().serve(asked, work).await {
            Ok(answer) => message.answer(answer),
            Err(error) => message.refuse(error),
        })
    }

    fn tools(&self) -> Vec<Arc<dyn AnyTool>> {
        let Some(running) = self.running.get() else {
            return Vec::new();
        };
        vec![
            Arc::new(tools::Execute {
                executor: Arc::clone(&running.executor),
                home: running.home.clone(),
            }),
            Arc::new(tools::FindProgram {
                executor: Arc::clone(&running.executor),
                home: running.home.clone(),
            }),
        ]
    }
}

impl Running {
    /// Reads the request `execute`.
    fn invocation(&self, params: &Value) -> Result<Invocation, String> {
        let text = |value: &Value| value.as_str().map(OsString::from);
        let program = params.get("program").and_then(text);
        let args = match params.get("args") {
            None | Some(Value::Null) => Some(Vec::new()),
            // An empty Lua table arrives as an empty object.
            Some(Value::Object(empty)) if empty.is_empty() => Some(Vec::new()),
            Some(args) => args
                .as_array()
                .and_then(|args| args.iter().map(text).collect()),
        };
        let limit = match params.get("timeout_ms") {
            None | Some(Value::Null) => Some(self.limit),
            Some(limit) => limit.as_u64().map(Duration::from_millis),
        };
        match (program, args, limit) {
            (Some(program), Some(args), Some(limit)) => Ok(Invocation {
                program,
                args,
                cwd: self.home.clone(),
                limit,
            }),
            _ => Err(
                "`execute` needs params.program, a text, and may have args, a list of texts, \
                      and timeout_ms, a number"
                    .into(),
            ),
        }
    }

    /// Runs a program in the background; the Lua thread goes on meanwhile.
    async fn execute(
        self,
        lua: &Lua,
        program: OsString,
        args: Option<Vec<OsString>>,
        limit: Duration,
    ) -> mlua::Result<mlua::Table> {
        loading_guard(lua)?;
        let call = Invocation {
            program,
            args: args.unwrap_or_default(),
            cwd: self.home,
            limit,
        };
        let executor = self.executor;
        let output = on_runtime(self.host, async move { executor.execute(call).await })
            .await
            .map_err(mlua::Error::external)?
            .map_err(mlua::Error::runtime)?;
        let table = lua.create_table()?;
        table.raw_set("stdout", lua.create_string(output.stdout)?)?;
        table.raw_set("stderr", lua.create_string(output.stderr)?)?;
        table.raw_set("exit_code", output.exit_code)?;
        table.raw_set("timed_out", output.timed_out)?;
        Ok(table)
    }

    async fn find_program(self, program: OsString) -> mlua::Result<Option<PathBuf>> {
        let (executor, home) = (self.executor, self.home);
        let looking = async move {
            tokio::task::spawn_blocking(move || executor.find_program(&program, &home)).await
        };
        on_runtime(self.host, looking)
            .await
            .map_err(mlua::Error::external)?
            .map_err(mlua::Error::external)
    }
}

fn add_functions(lua: &Lua, running: &Running) -> mlua::Result<()> {
    let cmd = namespace(lua, "cmd")?;
    let execute = {
        let running = running.clone();
        lua.create_async_function(
            move |lua, (program, args): (OsString, Option<Vec<OsString>>)| {
                let running = running.clone();
                async move {
                    let limit = running.limit;
                    running.execute(&lua, program, args, limit).await
                }
            },
        )?
    };
    let execute_timeout = {
        let running = running.clone();
        lua.create_async_function(
            move |lua, (program, args, limit): (OsString, Option<Vec<OsString>>, u64)| {
                let running = running.clone();
                async move {
                    let limit = Duration::from_millis(limit);
                    running.execute(&lua, program, args, limit).await
                }
            },
        )?
    };
    let find_program = {
        let running = running.clone();
        lua.create_async_function(move |lua, program: OsString| {
            let running = running.clone();
            async move {
                loading_guard(&lua)?;
                running.find_program(program).await
            }
        })?
    };
    cmd.raw_set("execute", execute)?;
    cmd.raw_set("execute_timeout", execute_timeout)?;
    cmd.raw_set("find_program", find_program)
}
