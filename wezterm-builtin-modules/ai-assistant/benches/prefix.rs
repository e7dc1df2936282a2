//! What the prefix cache does for a person who asks on, and what it costs.
//!
//! `cargo bench --profile dev -p ai-assistant --bench prefix -- [--model PATH] [--cache MB] [--rounds N] [--soak N] [--cancel WORDS]`
//!
//! Without a model it is the starter. It prints the time to the first token of three questions of one
//! conversation, three times or as often as `--rounds` says; with `--soak`, the memory that is resident after every fifty of N questions; with
//! `--cancel`, how long after a prompt of so many words was given up the next question is answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ai_assistant::{Assistant, ChatMessage, Piece, QueryContext, Role, Usage};
use futures::StreamExt;
use serde_json::json;
use tokio::runtime::Runtime;

const QUESTIONS: [&str; 3] = [
    "How do I list all files recursively?",
    "How do I count the lines of the file notes.txt?",
    "How do I show the disk usage of my home?",
];

/// What the command line asks for.
struct Wanted {
    model: Option<String>,
    cache: Option<usize>,
    rounds: usize,
    soak: usize,
    cancel: usize,
}

impl Wanted {
    fn read() -> Self {
        let mut wanted = Self {
            model: None,
            cache: None,
            rounds: 3,
            soak: 0,
            cancel: 0,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            match name.as_str() {
                "--model" => wanted.model = arguments.next(),
                "--cache" => wanted.cache = Some(number(arguments.next())),
                "--rounds" => wanted.rounds = number(arguments.next()),
                "--soak" => wanted.soak = number(arguments.next()),
                "--cancel" => wanted.cancel = number(arguments.next()),
                // Cargo says that it is a benchmark.
                _ => {}
            }
        }
        wanted
    }
}

fn number(text: Option<String>) -> usize {
    text.and_then(|text| text.parse().ok())
        .expect("a number follows")
}

fn main() {
    let wanted = Wanted::read();
    let runtime = Runtime::new().expect("a runtime");
    let cache = tempfile::tempdir().expect("a folder");
    let mut model = match &wanted.model {
        None => json!({}),
        Some(path) => json!({
            "model_id": path, "max_tokens": 16, "temperature": 0, "fallback": false,
        }),
    };
    if let Some(megabytes) = wanted.cache {
        model["prefix_cache_mb"] = json!(megabytes);
    }
    let settings = json!({ "model": model });
    let assistant = Arc::new(Assistant::new(&settings, cache.path().to_owned()));
    runtime.block_on(async {
        conversation(&assistant, wanted.rounds).await;
        if wanted.soak > 0 {
            soak(&assistant, wanted.soak).await;
        }
        if wanted.cancel > 0 {
            cancel(&assistant, wanted.cancel).await;
        }
    });
}

/// Asks a question and returns the answer, the time to its first token and what it cost.
async fn ask(
    assistant: &Assistant,
    question: &str,
    history: &[ChatMessage],
) -> (String, Duration, Option<Usage>) {
    let begun = Instant::now();
    let context = QueryContext::default();
    let answer = assistant.ask(question, &context, history).await;
    let mut answer = answer.expect("it is asked");
    let (mut text, mut first, mut cost) = (String::new(), None, None);
    while let Some(piece) = answer.next().await {
        match piece.expect("it is answered") {
            Piece::Text(more) => {
                first.get_or_insert_with(|| begun.elapsed());
                text.push_str(&more);
            }
            Piece::Done { usage, .. } => cost = usage,
            _ => {}
        }
    }
    (text, first.unwrap_or_else(|| begun.elapsed()), cost)
}

async fn conversation(assistant: &Assistant, rounds: usize) {
    // The model is loaded, and knows nothing of what follows.
    ask(assistant, "hello", &[]).await;
    for round in 1..=rounds {
        let mut history = Vec::new();
        for question in QUESTIONS {
            let asked = format!("{question} ({round})");
            let (text, first, usage) = ask(assistant, &asked, &history).await;
            let (prompt, cached) = usage.map_or((0, None), |usage| {
                (usage.prompt_tokens, usage.cached_tokens)
            });
            println!(
                "round {round}: first token after {first:.1?}; {prompt} tokens, at hand {cached:?}"
            );
            history.push(ChatMessage::new(Role::User, asked));
            history.push(ChatMessage::new(Role::Assistant, text));
            // A person reads before they ask on.
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
}

async fn soak(assistant: &Assistant, questions: usize) {
    for number in 0..=questions {
        if number % 50 == 0 {
            println!("after {number} questions: {} MB resident", resident());
        }
        let question = QUESTIONS[number % QUESTIONS.len()];
        ask(assistant, &format!("{question} It is number{number}."), &[]).await;
    }
}

/// Returns how many megabytes are resident, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    kilobytes.unwrap_or(0) / 1000
}

async fn cancel(assistant: &Assistant, words: usize) {
    let question = "Say yes.";
    ask(assistant, question, &[]).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (_, alone, _) = ask(assistant, question, &[]).await;
    println!("a short question alone: first token after {alone:.2?}");
    for wait in [2.0, 4.7, 9.4] {
        let long: String = (0..words)
            .map(|number| format!(" w{}", number % 10))
            .collect();
        let context = QueryContext::default();
        let mut answer = assistant
            .ask(&long, &context, &[])
            .await
            .expect("it is asked");
        let waited = async {
            while let Some(Ok(piece)) = answer.next().await {
                println!("{piece:?}");
                if matches!(piece, Piece::Text(_)) {
                    break;
                }
            }
        };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs_f64(wait)) => {}
            () = waited => {}
        }
        drop(answer);
        let (_, first, usage) = ask(assistant, question, &[]).await;
        println!("given up after {wait} s: the next one's first token after {first:.2?}");
        println!("  {usage:?}");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}
