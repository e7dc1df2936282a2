//! The tools as the gate knows them: for the assistant, and for what is done in other modules' stead.
//!
//! It hides how a row of [`crate::table`] becomes a tool. It asks nobody; the gate does, with what a tool
//! says here of a call: what it touches, why a person must be asked, what it would change.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use wezterm_module_framework::{
    AnyTool, Effect, ModuleCapability, Scope, ToolContext, ToolError, Touched,
};

use crate::error::FsError;
use crate::job::Asker;
use crate::names::shown_path;
use crate::service::{Asked, FileSystemService};
use crate::table::{Call, Reply, Row, TABLE};

/// Who calls in the person's own name.
const PERSON: &str = "user-lua";
/// How many bytes of a file a model is shown where it does not say.
const SHOWN: usize = 32 * 1024;
/// How many entries of a folder are looked at before it is moved or copied.
const LOOKED_AT: usize = 50_000;

/// Returns a tool for each row.
pub fn all(files: &Arc<FileSystemService>) -> Vec<Arc<dyn AnyTool>> {
    let tool = |row| -> Arc<dyn AnyTool> {
        Arc::new(FileTool {
            row,
            files: Arc::clone(files),
        })
    };
    TABLE.iter().map(tool).collect()
}

struct FileTool {
    row: &'static Row,
    files: Arc<FileSystemService>,
}

impl FileTool {
    fn understand(&self, args: &Value) -> Result<Box<dyn Call>, ToolError> {
        self.row.understand(args.clone()).map_err(for_model)
    }
}

impl AnyTool for FileTool {
    fn name(&self) -> &str {
        self.row.name
    }

    fn aliases(&self) -> &[&str] {
        self.row.aliases
    }

    fn effect(&self) -> Effect {
        self.row.effect
    }

    fn capability(&self) -> ModuleCapability {
        self.row.effect.capability()
    }

    fn schema(&self) -> Value {
        (self.row.schema)()
    }

    fn summary(&self, args: &Value) -> Result<String, ToolError> {
        Ok(self.understand(args)?.summary())
    }

    fn scope(&self, args: &Value, cx: &ToolContext) -> Result<Scope, ToolError> {
        let call = self.understand(args)?;
        let touches = call.touches().into_iter().map(|(path, touch)| {
            // What the configuration rules out is refused unasked.
            let path = self.files.named(cx.cwd.as_deref(), path.as_path())?;
            Ok(if touch.is_tree() {
                Touched::Tree(path)
            } else {
                Touched::Path(path)
            })
        });
        let touches: Result<Vec<Touched>, FsError> = touches.collect();
        Ok(Scope::Only(touches.map_err(for_model)?))
    }

    fn caution(&self, args: &Value, cx: &ToolContext, places: &[PathBuf]) -> Option<String> {
        let call = self.understand(args).ok()?;
        let rules = self.files.rules();
        let touches = call.touches();
        if touches.iter().any(|(_, touch)| touch.writes()) {
            if let Some(place) = places.iter().find(|place| rules.is_protected(place)) {
                return Some(protected(place));
            }
            if matches!(self.row.name, "move_file" | "copy_path")
                && let Some(reason) = self.brought_along(&*call, cx)
            {
                return Some(reason);
            }
        }
        let secret = places.iter().find(|place| rules.is_secret(place));
        let secret = secret.filter(|_| cx.caller != PERSON)?;
        Some(format!("{} may hold secrets", shown_path(secret)))
    }

    fn persons_folders(&self) -> Vec<PathBuf> {
        self.files
            .roots()
            .iter()
            .map(|root| root.real().to_owned())
            .collect()
    }

    fn preview(&self, args: Value, cx: ToolContext) -> BoxFuture<'_, Option<String>> {
        async move {
            let call = self.row.understand(args).ok()?;
            let asked = asked(asker_of(&cx), cx);
            let preview = Arc::clone(&self.files).preview(self.row, call, asked).await;
            preview.unwrap_or_else(|error| Some(format!("this would fail: {error}")))
        }
        .boxed()
    }

    fn run(&self, mut args: Value, cx: ToolContext) -> BoxFuture<'_, Result<String, ToolError>> {
        let asker = asker_of(&cx);
        if let (Value::Object(args), "read_text_file", Asker::Assistant) =
            (&mut args, self.row.name, asker)
        {
            args.entry("max_bytes").or_insert_with(|| SHOWN.into());
        }
        let reply = answer(Arc::clone(&self.files), self.row, args, asker, cx);
        async move { Ok(reply.await?.text) }.boxed()
    }
}

impl FileTool {
    /// Returns why a person should be asked what a folder that is moved or copied brings along. Blocks; by paths,
    /// as nothing is done yet: the call itself looks again, on handles.
    fn brought_along(&self, call: &dyn Call, cx: &ToolContext) -> Option<String> {
        let touches = call.touches();
        let whole = |index: usize| {
            let (path, _) = touches.get(index)?;
            self.files.named(cx.cwd.as_deref(), path.as_path()).ok()
        };
        let (from, to) = (whole(0)?, whole(1)?);
        let is_link = from
            .symlink_metadata()
            .is_ok_and(|facts| facts.is_symlink());
        if is_link && self.files.rules().holds_protected(&to) {
            // What it leads to would stand there with all that is in it.
            return Some(protected(&to));
        }
        let mut folders = vec![from.clone()];
        let mut looked_at = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                looked_at += 1;
                if looked_at > LOOKED_AT {
                    return Some(format!(
                        "{} holds too much to see what would come along",
                        shown_path(&from)
                    ));
                }
                let path = entry.path();
                let there = to.join(path.strip_prefix(&from).unwrap_or(Path::new("")));
                if self.files.rules().is_protected(&there) {
                    return Some(protected(&there));
                }
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                }
            }
        }
        None
    }
}

fn protected(place: &Path) -> String {
    let place = shown_path(place);
    format!("{place} is protected: other programs obey it without asking")
}

/// Does a call that the gate has let through.
pub async fn answer(
    files: Arc<FileSystemService>,
    row: &'static Row,
    args: Value,
    asker: Asker,
    cx: ToolContext,
) -> Result<Reply, ToolError> {
    let call = row.understand(args).map_err(for_model)?;
    files
        .call(row, call, asked(asker, cx))
        .await
        .map_err(for_model)
}

fn asker_of(cx: &ToolContext) -> Asker {
    if cx.caller == PERSON {
        Asker::Person
    } else {
        Asker::Assistant
    }
}

fn asked(asker: Asker, cx: ToolContext) -> Asked {
    Asked {
        asker,
        cwd: cx.cwd,
        allowed: cx.allowed,
        approved: cx.approved,
        narrowed: None,
    }
}

fn for_model(error: FsError) -> ToolError {
    ToolError::Model(error.to_string())
}
