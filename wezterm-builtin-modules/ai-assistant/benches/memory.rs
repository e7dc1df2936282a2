//! What a loaded model costs in memory beyond its weights and its keys and values.
//!
//! `cargo bench -p ai-assistant --bench memory` measures the starter model and, as
//! `-- FOLDER`, the models below a folder. Each has a process of its own, this program started again,
//! because memory that an earlier load left behind would hide what the next one takes. Linux only.

use std::path::{Path, PathBuf};
use std::process::Command;

use ai_assistant::models::{Inventory, Model, Sources};
use ai_assistant::{Assistant, Piece, Usage};
use futures::StreamExt;
use serde_json::{Value, json};

const QUESTION: &str = "How do I list all files recursively?";
/// For how many tokens at a time the engine makes room in its cache.
const ROOM: u64 = 512;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = args.iter().position(|arg| arg == "--of") {
        return measure(args.get(at + 1).map_or("", String::as_str));
    }
    println!(
        "{:24} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "MB", "before", "answered", "weights", "cache", "beyond", "anonymous"
    );
    let folders = args.iter().filter(|arg| !arg.starts_with("--"));
    let found = folders.flat_map(|folder| models_below(Path::new(folder)));
    let models = found.map(|model| model.path.display().to_string());
    let program = std::env::current_exe().expect("this program");
    for model in std::iter::once(String::new()).chain(models) {
        let status = Command::new(&program)
            .args(["--of", &model])
            .env("RUST_BACKTRACE", "0")
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{model}");
    }
}

fn models_below(folder: &Path) -> Vec<Model> {
    let sources = Sources {
        folders: vec![folder.to_owned()],
        ..Sources::default()
    };
    Inventory::scan(&sources).models
}

/// Asks a model its first question and prints what this process holds then; no name is the starter.
fn measure(model: &str) {
    let cache = tempfile::tempdir().expect("a folder");
    let settings = match model {
        "" => Value::Null,
        id => json!({ "model": { "model_id": id, "max_tokens": 64, "fallback": false } }),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let assistant = Assistant::new(&settings, cache.path().to_owned());
    let before = held();
    let usage = runtime.block_on(first_answer(&assistant));
    let after = held();
    let folder = match model {
        "" => cache.path().to_owned(),
        id => PathBuf::from(id)
            .parent()
            .unwrap_or(Path::new("/"))
            .to_owned(),
    };
    let mut models = models_below(&folder).into_iter();
    let facts = models.find(|found| model.is_empty() || found.path == Path::new(model));
    let need = facts
        .and_then(|facts| facts.memory)
        .expect("a model with headers");
    let tokens = (usage.prompt_tokens + usage.completion_tokens) as u64;
    let kept = need.cache / need.context.max(1) * tokens.next_multiple_of(ROOM);
    let spent = after.all - before.all;
    let known = (need.weights + kept) as i64;
    let shown = |bytes: i64| format!("{:.1}", bytes as f64 / 1e6);
    println!(
        "{:24} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        assistant.model_name(),
        shown(before.all),
        shown(after.all),
        shown(need.weights as i64),
        shown(kept as i64),
        shown(spent - known),
        shown(after.anonymous - before.anonymous - known)
    );
}

async fn first_answer(assistant: &Assistant) -> Usage {
    let mut answer = assistant.ask_once(QUESTION).await.expect("it is asked");
    let mut cost = None;
    while let Some(piece) = answer.next().await {
        if let Piece::Done { usage, .. } = piece.expect("it is answered") {
            cost = usage;
        }
    }
    cost.expect("the engine counts tokens")
}

/// What this process holds, in bytes.
struct Held {
    all: i64,
    anonymous: i64,
}

fn held() -> Held {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse::<i64>().ok());
        number.expect("a number of kB") * 1024
    };
    Held {
        all: field("VmRSS:"),
        anonymous: field("RssAnon:"),
    }
}
