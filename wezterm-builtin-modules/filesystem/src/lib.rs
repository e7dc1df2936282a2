//! The filesystem module: file tools for the user's Lua (`wezterm.fs`), for the assistant, for other
//! modules and, as an MCP server, for other programs; each beneath the folders that it may touch.
//!
//! One table of tools ([`mod@table`]) is behind all of them. A call goes from a path that somebody wrote
//! to a handle in one place ([`mod@beneath`], [`mod@roots`]) and is done on a thread that can reach
//! nothing else ([`mod@worker`]). Nothing here runs on the main thread but the registration of Lua
//! functions. It is not a way around the user's own rights: what the user may not read, it may not either.

pub mod beneath;
mod diff;
mod edit;
pub mod error;
pub mod job;
mod lua;
mod mcp;
mod names;
mod ops;
mod page;
mod pattern;
mod replace;
pub mod roots;
mod rules;
mod service;
mod table;
mod text;
mod tools;
mod trash;
mod undo;
mod walk;
mod watch;
pub mod worker;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use async_trait::async_trait;
use mlua::Lua;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use wezterm_module_framework::{
    AnyTool, Host, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleMessage,
    ModuleMetadata, ToolCall, ToolError, WezTermModule, lua_error, lua_list,
};

pub use error::{Code, FsError};
pub use job::{Asker, Cancel};
pub use mcp::{Server, ServerOptions, serve_stdio};
pub use roots::Root;
pub use rules::{NOT_SECRET, PROTECTED, Rules, SECRETS};
pub use service::{Asked, FileSystemService, ServiceOptions};
pub use table::{Call, Media, Reply, Row, TABLE, find};
pub use undo::{StepInfo, Store};

/// Describes the module.
pub fn descriptor(settings: Value) -> ModuleDescriptor {
    ModuleDescriptor::built_in(metadata(), settings, |_| {
        Ok(Arc::new(FilesystemModule::default()))
    })
    .with_settings::<Settings>()
}

fn metadata() -> ModuleMetadata {
    ModuleMetadata {
        name: "filesystem".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        author: "the WezTerm AI authors".into(),
        description: "Reads, searches and changes files for Lua and for the assistant".into(),
        capabilities: vec![
            ModuleCapability::FileSystemRead,
            ModuleCapability::FileSystemWrite,
        ],
        dependencies: vec![],
        lua_namespace: Some("fs".into()),
    }
}

/// `config.modules.filesystem`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Settings {
    /// The folders that may be touched, with what is below them; without this, what is below home, and
    /// for the assistant the project around the pane's directory. `~` is the home folder.
    #[serde(deserialize_with = "lua_list")]
    allowed_directories: Option<Vec<PathBuf>>,
    /// Whether `/` may be among them.
    allow_whole_disk: bool,
    /// Whether nothing may be changed.
    read_only: bool,
    /// Names that a person is asked about before they are changed, wherever they lie, as globs; without
    /// this, those that other programs obey (docs/filesystem.md lists them).
    #[serde(deserialize_with = "lua_list")]
    protected: Option<Vec<String>>,
    /// Whether files that may hold secrets are refused to all but the person's own Lua, instead of asked
    /// about.
    deny_secrets: bool,
    /// Whether files with several names are refused, of which one may lie outside.
    deny_hardlinks: bool,
}

#[derive(Default)]
struct FilesystemModule {
    running: OnceLock<Running>,
}

#[derive(Clone)]
struct Running {
    files: Arc<FileSystemService>,
    host: Arc<dyn Host>,
}

#[async_trait]
impl WezTermModule for FilesystemModule {
    fn metadata(&self) -> ModuleMetadata {
        metadata()
    }

    async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
        let settings: Settings = context.settings()?;
        let home = dirs::home_dir().context("your home folder is not known: set HOME")?;
        let undo = undo_folder(&context.data_dir);
        let capabilities = context.capabilities;
        let opening = move || start(settings, home, undo, capabilities);
        let files = tokio::task::spawn_blocking(opening).await??;
        let running = Running {
            files: Arc::new(files),
            host: context.host,
        };
        // A module is initialised once.
        let _ = self.running.set(running);
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
        let Some(row) = find(method) else {
            return Ok(message.unknown_method());
        };
        let (files, args) = (Arc::clone(&running.files), params.clone());
        let asked = ToolCall {
            name: row.name.into(),
            args: args.clone(),
        };
        let shape = method.clone();
        let args = whole_result(&shape, args);
        let work = move |cx| async move {
            let reply = tools::answer(files, row, args, Asker::Program, cx).await?;
            if matches!(shape.as_str(), "read_file" | "list_directory")
                && reply.data["truncated"] == true
            {
                let why = format!(
                    "`{shape}` answers with all or nothing, and there is more: `read_text_file` and `search_files` answer with parts"
                );
                return Err(ToolError::Model(
                    FsError::new(Code::TooLarge, why).to_string(),
                ));
            }
            // The two that modules knew before there were the others.
            Ok(match shape.as_str() {
                "read_file" => reply.data["content"].clone(),
                "list_directory" => reply.data["entries"].clone(),
                _ => reply.data,
            })
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
        tools::all(&running.files)
    }
}

/// Asks for as much as there may be where the answer is all or nothing.
fn whole_result(method: &str, mut args: Value) -> Value {
    let most = match method {
        "read_file" => ("max_bytes", 16 << 20),
        "list_directory" => ("limit", 200_000),
        _ => return args,
    };
    if let Value::Object(args) = &mut args {
        args.entry(most.0).or_insert_with(|| most.1.into());
    }
    args
}

/// Opens the folders that the configuration names. Blocks.
fn start(
    settings: Settings,
    home: PathBuf,
    undo: PathBuf,
    capabilities: wezterm_module_framework::Capabilities,
) -> anyhow::Result<FileSystemService> {
    let mut rules =
        Rules::new(settings.protected.as_deref()).context("config.modules.filesystem.protected")?;
    rules.deny_secrets = settings.deny_secrets;
    rules.deny_hardlinks = settings.deny_hardlinks;
    rules.read_only = settings.read_only;
    let options = ServiceOptions {
        trash: Some(trash::of(&home)),
        home,
        allowed: settings.allowed_directories,
        whole_disk: settings.allow_whole_disk,
        rules,
        layer: beneath::layer(),
        undo: Some(undo),
    };
    FileSystemService::new(options, capabilities)
        .context("config.modules.filesystem.allowed_directories")
}

/// Returns where the module keeps what the assistant replaced, below its own folder for data.
pub fn undo_folder(data_dir: &std::path::Path) -> PathBuf {
    data_dir.join("undo")
}

/// Returns where what the person deletes goes, below their home.
pub fn trash_of(home: &std::path::Path) -> PathBuf {
    trash::of(home)
}

/// Returns a number that nobody can guess.
fn random() -> u64 {
    let mut bytes = [0; 8];
    if let Err(error) = getrandom::fill(&mut bytes) {
        log::warn!("there are no random numbers: {error}");
    }
    u64::from_ne_bytes(bytes)
}
