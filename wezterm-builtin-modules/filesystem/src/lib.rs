//! The filesystem module: reading files and folders for the user's Lua (`wezterm.fs`) and for the
//! assistant, each beneath the folders it may see.
//!
//! It hides how paths are kept inside those folders. Nothing here runs on the main thread but the
//! registration of Lua functions. It is not a way around the user's own rights: what the user may
//! not read, it may not either.

mod beneath;
pub mod diff;
pub mod edit;
mod error;
pub mod names;
mod service;
pub mod text;
mod tools;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use async_trait::async_trait;
use mlua::Lua;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::{
    AnyTool, Host, ModuleCapability, ModuleContext, ModuleDescriptor, ModuleMessage,
    ModuleMetadata, ToolCall, ToolError, WezTermModule, loading_guard, lua_error, lua_list,
    namespace, on_runtime,
};

pub use beneath::{Entry, Kind, Root};
pub use error::FsError;
pub use service::{Excerpt, FileSystemService, LineRange};

/// How many entries of a folder Lua is given.
const LISTED: usize = 100_000;

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
        description: "Reads files and folders for Lua and for the assistant".into(),
        capabilities: vec![ModuleCapability::FileSystemRead],
        dependencies: vec![],
        lua_namespace: Some("fs".into()),
    }
}

/// `config.modules.filesystem`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Settings {
    /// The folders that may be read, with what is below them; without this, what is below home.
    #[serde(deserialize_with = "lua_list")]
    allowed_directories: Option<Vec<PathBuf>>,
    /// Whether nothing may be changed; this version changes nothing in any case.
    read_only: bool,
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
        let files =
            FileSystemService::new(home, settings.allowed_directories, context.capabilities)
                .context("config.modules.filesystem.allowed_directories")?;
        for root in files.roots() {
            if !root.path().is_dir() {
                log::warn!("allowed directory {} does not exist", root.path().display());
            }
        }
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
        add_functions(lua, running).map_err(lua_error)
    }

    async fn handle_message(&self, message: ModuleMessage) -> anyhow::Result<ModuleMessage> {
        let (ModuleMessage::Request { method, params, .. }, Some(running)) =
            (&message, self.running.get())
        else {
            return Ok(message.unknown_method());
        };
        if !matches!(method.as_str(), "read_file" | "list_directory") {
            return Ok(message.unknown_method());
        }
        let Some(path) = params.get("path").and_then(Value::as_str) else {
            return Ok(message.refuse(format_args!("`{method}` needs params.path, a text")));
        };
        let work = answer(Arc::clone(&running.files), method.clone(), path.into());
        let asked = ToolCall {
            name: method.clone(),
            args: json!({ "path": path }),
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
            Arc::new(tools::ReadFile(Arc::clone(&running.files))),
            Arc::new(tools::ListDirectory(Arc::clone(&running.files))),
        ]
    }
}

/// Answers a request; whoever asks must be allowed to read, as this module is.
async fn answer(
    files: Arc<FileSystemService>,
    method: String,
    path: PathBuf,
) -> Result<Value, ToolError> {
    let answer = async {
        if method == "read_file" {
            let read = |files: &FileSystemService, path: &std::path::Path| {
                files.read(&files.roots(), path)
            };
            let content = files.off_thread(path.clone(), read).await?;
            let text = String::from_utf8(content).map_err(|_| {
                FsError::BadArgument(format!("{} is not UTF-8 text", path.display()))
            })?;
            return Ok(Value::String(text));
        }
        let list = |files: &FileSystemService, path: &std::path::Path| {
            files.list(&files.roots(), None, path, LISTED)
        };
        let (entries, _) = files.off_thread(path, list).await?;
        let rows = entries.into_iter().map(|entry| {
            json!({
                "name": entry.name.to_string_lossy(),
                "kind": entry.kind.word(),
                "size": entry.size,
                "mtime": entry.mtime,
            })
        });
        Ok::<Value, FsError>(rows.collect())
    };
    answer
        .await
        .map_err(|error| ToolError::Model(error.to_string()))
}

impl Running {
    /// Does `work` in the background; the Lua thread goes on meanwhile.
    async fn wait_for<T: Send + 'static>(
        &self,
        path: PathBuf,
        work: impl FnOnce(&FileSystemService, &std::path::Path) -> Result<T, FsError> + Send + 'static,
    ) -> mlua::Result<T> {
        let working = Arc::clone(&self.files).off_thread(path, work);
        on_runtime(Arc::clone(&self.host), working)
            .await
            .map_err(mlua::Error::external)?
            .map_err(mlua::Error::runtime)
    }
}

fn add_functions(lua: &Lua, running: &Running) -> mlua::Result<()> {
    let fs = namespace(lua, "fs")?;
    let read_file = {
        let running = running.clone();
        lua.create_async_function(move |lua, path: PathBuf| {
            let running = running.clone();
            async move {
                loading_guard(&lua)?;
                let read = |files: &FileSystemService, path: &std::path::Path| {
                    files.read(&files.roots(), path)
                };
                lua.create_string(running.wait_for(path, read).await?)
            }
        })?
    };
    let list_directory = {
        let running = running.clone();
        lua.create_async_function(move |lua, path: PathBuf| {
            let running = running.clone();
            async move {
                loading_guard(&lua)?;
                let list = |files: &FileSystemService, path: &std::path::Path| {
                    files.list(&files.roots(), None, path, LISTED)
                };
                let (entries, _) = running.wait_for(path, list).await?;
                entry_tables(&lua, entries)
            }
        })?
    };
    fs.raw_set("read_file", read_file)?;
    fs.raw_set("list_directory", list_directory)
}

fn entry_tables(lua: &Lua, entries: Vec<Entry>) -> mlua::Result<mlua::Table> {
    let list = lua.create_table()?;
    for entry in entries {
        let row = lua.create_table()?;
        row.raw_set("name", entry.name)?;
        row.raw_set("kind", entry.kind.word())?;
        row.raw_set("size", entry.size)?;
        row.raw_set("mtime", entry.mtime)?;
        list.raw_push(row)?;
    }
    Ok(list)
}
