//! The tools for other programs, over the Model Context Protocol: `wezterm mcp serve filesystem`.
//!
//! It hides the protocol, which is the framework's. There is no gate and nobody to ask: what a person
//! would be asked about is refused with a reason. What the client says of its own folders only narrows
//! what it may touch. The process is confined before it reads a byte.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::json;
use wezterm_module_framework::serve::{
    CancellationToken, Media, Reply, Served, ServedTool, ServerInfo,
};
use wezterm_module_framework::{Capabilities, Effect, ModuleCapability, ToolCall};

use crate::error::FsError;
use crate::job::Asker;
use crate::rules::Rules;
use crate::service::{Asked, FileSystemService, ServiceOptions};
use crate::table::{Row, TABLE, find};
use crate::{beneath, trash, worker};

/// What a client is told about the tools.
const INSTRUCTIONS: &str = "File tools beneath the folders that list_allowed_directories names. Paths are \
    absolute. Errors begin with a stable code: outside_roots, not_found, conflict and others. Reading a \
    file returns its hash; give it as if_hash when you write, so that nobody else's change is lost. \
    Long results come in pages: call again with cursor = next_cursor. edit_file with dry_run shows what \
    would change.";

/// What a server may touch.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// The folders.
    pub roots: Vec<PathBuf>,
    /// Whether nothing may be changed.
    pub read_only: bool,
    /// Whether `/` may be among the folders.
    pub whole_disk: bool,
}

/// Confines this process to the folders, for good, and serves their tools on its standard streams until
/// the client is gone. Blocks; must be called before any other thread was started.
pub fn serve_stdio(options: ServerOptions) -> anyhow::Result<()> {
    let server = Arc::new(Server::new(options)?);
    if !worker::confine_process(&server.files)? {
        eprintln!(
            "wezterm: this kernel has no Landlock, so that the path checks alone keep the tools in the folders"
        );
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(wezterm_module_framework::serve::serve_stdio(server));
    // A blocked write to a client that does not read cannot be waited for.
    runtime.shutdown_background();
    outcome
}

/// The server.
pub struct Server {
    files: Arc<FileSystemService>,
    /// What the client says are its folders, where it has said so.
    narrowed: RwLock<Option<Vec<PathBuf>>>,
}

impl Server {
    /// Opens the folders.
    pub fn new(options: ServerOptions) -> anyhow::Result<Self> {
        let home = dirs::home_dir().unwrap_or_default();
        let mut rules = Rules::new(None)?;
        rules.read_only = options.read_only;
        let trash = (!home.as_os_str().is_empty() && !options.read_only)
            .then(|| trash::of(&home))
            .filter(|trash| trash::prepare(trash));
        let service = ServiceOptions {
            home,
            allowed: Some(options.roots),
            whole_disk: options.whole_disk,
            rules,
            layer: beneath::layer(),
            undo: None,
            trash,
        };
        let rights = [
            ModuleCapability::FileSystemRead,
            ModuleCapability::FileSystemWrite,
        ];
        let capabilities = Capabilities::new("filesystem", rights);
        Ok(Self {
            files: Arc::new(FileSystemService::new(service, capabilities)?),
            narrowed: RwLock::default(),
        })
    }

    async fn answer(&self, call: ToolCall) -> Result<Reply, FsError> {
        let Some(row) = find(&call.name) else {
            return Err(FsError::argument(format!(
                "there is no tool `{}`",
                call.name
            )));
        };
        let understood = row.understand(call.args)?;
        let narrowed = self
            .narrowed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let asked = Asked {
            asker: Asker::Program,
            narrowed,
            ..Asked::by_person()
        };
        let reply = Arc::clone(&self.files).call(row, understood, asked).await?;
        let path = reply.data["path"].as_str();
        let uri = path.and_then(|path| url::Url::from_file_path(path).ok());
        let uri = uri.map_or_else(|| "file:///".to_owned(), String::from);
        let media = reply.media.into_iter().map(|media| {
            let (mime, base64) = (media.mime, media.base64);
            match mime.split('/').next() {
                Some("image") => Media::Image { mime, base64 },
                Some("audio") => Media::Audio { mime, base64 },
                _ => Media::Resource {
                    uri: uri.clone(),
                    mime,
                    base64,
                },
            }
        });
        Ok(Reply {
            text: reply.text,
            data: Some(reply.data),
            media: media.collect(),
            failed: false,
        })
    }
}

impl Served for Server {
    fn info(&self) -> ServerInfo {
        ServerInfo {
            name: "wezterm-filesystem".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            instructions: Some(INSTRUCTIONS.into()),
        }
    }

    fn tools(&self) -> Vec<ServedTool> {
        let offered = TABLE.iter().filter(|row| {
            // What would be refused each time is not offered.
            row.effect == Effect::Read || !self.files.rules().read_only
        });
        offered.map(served).collect()
    }

    fn call(&self, call: ToolCall, _cancelled: CancellationToken) -> BoxFuture<'_, Reply> {
        // The future is dropped when the call is cancelled, which cancels its work.
        async move {
            self.answer(call).await.unwrap_or_else(|error| Reply {
                text: error.to_string(),
                data: Some(
                    json!({"error": {"code": error.code.to_string(), "message": error.what}}),
                ),
                media: Vec::new(),
                failed: true,
            })
        }
        .boxed()
    }

    fn roots(&self, roots: Vec<String>) {
        let folders: Vec<PathBuf> = roots.iter().filter_map(|root| folder_of(root)).collect();
        let mut narrowed = self
            .narrowed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        // A client without folders has said nothing of them.
        *narrowed = (!roots.is_empty()).then_some(folders);
    }
}

/// Returns the folder that a `file:` URI names (RFC 8089); nothing for what is not on this machine.
fn folder_of(uri: &str) -> Option<PathBuf> {
    let url = url::Url::parse(uri)
        .ok()
        .filter(|url| url.scheme() == "file")?;
    let path = url.to_file_path().ok()?;
    // Without links, as the folders that are allowed are compared.
    Some(path.canonicalize().unwrap_or(path))
}

fn served(row: &Row) -> ServedTool {
    let mut input = (row.schema)();
    let description = input
        .as_object_mut()
        .and_then(|schema| {
            schema.remove("title");
            schema.remove("description")
        })
        .and_then(|text| text.as_str().map(ToOwned::to_owned))
        .unwrap_or_default();
    ServedTool {
        name: row.name.into(),
        aliases: row.aliases.iter().map(ToString::to_string).collect(),
        title: row.name.replace('_', " "),
        description,
        input,
        output: Some((row.output_schema)()),
        effect: row.effect,
        destructive: row.destructive,
        idempotent: row.effect == Effect::Read,
    }
}
