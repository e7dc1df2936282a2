//! A model reads prompts in pieces, ahead and again; what it says must not depend on that, and what is
//! taken to be at hand must be what the engine did not read. It is the starter with a chat template
//! that shows it the whole conversation.

use std::path::Path;

use futures::StreamExt;
use serde_json::{Value, json};

use super::super::tests::starter;
use super::super::{Asked, LoadOptions, MistralEngine, load};
use super::*;
use crate::llm::model_files::ModelFiles;
use crate::llm::{LlmEngine, Request, Sampling};
use crate::settings::DeviceChoice;

/// What follows an answer is the token that ends it, as in every chat template.
const TEMPLATE: &str = "{% for m in messages %}{% if m['role'] == 'assistant' %}<|assistant|>\
    {{ m['content'] }}<|end|>{% else %}<|user|>{{ m['content'] }}{% endif %}{% endfor %}<|assistant|>";

fn chatty() -> tempfile::TempDir {
    let folder = starter().copy();
    let path = folder.path().join("tokenizer_config.json");
    let text = std::fs::read(&path).expect("a file");
    let mut config: Value = serde_json::from_slice(&text).expect("JSON");
    config["chat_template"] = json!(TEMPLATE);
    std::fs::write(&path, config.to_string()).expect("a file");
    folder
}

async fn engine_with(folder: &Path, prefix_cache_mb: Option<usize>) -> MistralEngine {
    let options = LoadOptions {
        name: "starter".into(),
        files: ModelFiles::Folder(folder.to_owned()),
        quantization: None,
        device: DeviceChoice::Cpu,
        full_precision: true,
        instances: 1,
        prefix_cache_mb,
    };
    let loaded = tokio::task::spawn_blocking(move || load(&options)).await;
    loaded.expect("no panic").expect("it is loaded")
}

fn system() -> ChatMessage {
    let rules = "You answer with one command and one line of explanation. The shell is bash. ";
    ChatMessage::new(Role::System, rules.repeat(6))
}

fn user(text: &str) -> ChatMessage {
    ChatMessage::new(Role::User, text)
}

fn request(messages: Vec<ChatMessage>, max_tokens: usize) -> Request {
    Request {
        messages,
        tools: Vec::new(),
        sampling: Sampling::new(0.0, max_tokens),
        constraint: None,
    }
}

/// Asks a question and returns the answer and what it cost.
async fn ask(engine: &MistralEngine, messages: Vec<ChatMessage>) -> (String, Usage) {
    let mut answer = engine.stream(request(messages, 24));
    let mut text = String::new();
    while let Some(piece) = answer.next().await {
        match piece.expect("it is answered") {
            Piece::Text(more) => text.push_str(&more),
            Piece::Done { usage, .. } => return (text, usage.expect("it is counted")),
            _ => {}
        }
    }
    panic!("the answer has no end: {text}");
}

/// Asks one question after the other, each with all that was said before.
async fn converse(engine: &MistralEngine, questions: &[&str]) -> Vec<(String, Usage)> {
    let mut messages = vec![system()];
    let mut said = Vec::new();
    for question in questions {
        messages.push(user(question));
        let answer = ask(engine, messages.clone()).await;
        messages.push(ChatMessage::new(Role::Assistant, &answer.0));
        said.push(answer);
    }
    said
}

/// Takes the only instance, which serves nobody else meanwhile, and returns what reads with it.
async fn hold(engine: &MistralEngine) -> (Arc<Model>, Arc<Turn>, Fillers) {
    let (model, turn) = engine.instances.turn("").await.expect("an instance");
    let found = fillers(&model, &engine.instances).await;
    (model, turn, found.expect("the model has letters"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_question_finds_the_first_at_hand_and_the_answers_stay_the_same() {
    let folder = chatty();
    let questions = [
        "list all files recursively",
        "count the lines of notes.txt",
        "and of the file todo.md",
    ];
    let kept = engine_with(folder.path(), None).await;
    let with = converse(&kept, &questions).await;
    let without = converse(&engine_with(folder.path(), Some(0)).await, &questions).await;
    for ((with, usage), (without, cold)) in with.iter().zip(&without) {
        assert_eq!(with, without, "{usage:?}");
        assert_eq!(cold.cached_tokens, Some(0));
        assert_eq!(cold.prompt_tokens, usage.prompt_tokens);
    }
    let cached: Vec<_> = with.iter().map(|(_, usage)| usage.cached_tokens).collect();
    assert_eq!(cached[0], Some(0));
    for (earlier, later) in with.iter().zip(&cached[1..]) {
        let before = earlier.1.prompt_tokens;
        assert!(
            later.is_some_and(|later| later >= before),
            "all that was said before is at hand: {cached:?}, {before}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_again_is_answered_the_same() {
    let folder = chatty();
    let engine = engine_with(folder.path(), None).await;
    let messages = vec![system(), user("show the disk usage")];
    let (first, _) = ask(&engine, messages.clone()).await;
    let (second, usage) = ask(&engine, messages).await;
    assert_eq!(first, second);
    assert_eq!(usage.cached_tokens, Some(usage.prompt_tokens - 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_read_in_slices_is_answered_like_one_read_in_one_piece() {
    let folder = chatty();
    let messages = vec![system(), user(&"list the files of my home. ".repeat(8))];
    let whole = ask(&engine_with(folder.path(), Some(0)).await, messages.clone()).await;
    for slice in [16, 50, 111] {
        for budget in [None, Some(8)] {
            let engine = engine_with(folder.path(), budget).await;
            let (model, turn, fillers) = hold(&engine).await;
            let prompt = tokens_to_read(&model, &messages).await.expect("tokens");
            for end in (slice..prompt.len()).step_by(slice) {
                read_to(&model, &turn, &prompt, end, fillers)
                    .await
                    .expect("it is read");
                assert_eq!(turn.kept().usable(&prompt), end);
                let most = budget.map_or(u64::MAX, |megabytes| (megabytes as u64) << 20);
                assert!(turn.kept().bytes() <= most, "slices are let go in time");
            }
            let sliced = prompt.len() - 1 - (prompt.len() - 1) % slice;
            drop((model, turn));
            let (text, usage) = ask(&engine, messages.clone()).await;
            assert_eq!(text, whole.0, "in slices of {slice}");
            assert_eq!(usage.cached_tokens, Some(sliced));
        }
    }
}

/// Says how many tokens of a prompt the engine really spared itself, and that they are those counted.
async fn spared(engine: &MistralEngine, messages: &[ChatMessage]) -> usize {
    let (pieces, _received) = tokio::sync::mpsc::channel(64);
    let mut reading = read(&engine.instances, messages, &pieces)
        .await
        .expect("it is read");
    let model = Arc::clone(reading.model());
    let asked = Asked::new(request(messages.to_vec(), 2), &engine.speech).expect("it is sound");
    let none = vec![Vec::new(); messages.len()];
    let built = super::super::build_request(messages, none, &asked, &engine.speech);
    let built = built.add_logits_processor(reading.companion());
    let mut responses = model.stream_chat_request(built).await.expect("it is sent");
    while responses.next().await.is_some() {}
    let spared = lock(&reading.watched).spared;
    assert_eq!(spared, reading.cached);
    reading.settle();
    spared.expect("the prompt is known")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_let_go_is_read_again_and_what_is_kept_is_not() {
    let folder = chatty();
    let engine = engine_with(folder.path(), None).await;
    let messages = [system(), user("list all files")];
    assert_eq!(spared(&engine, &messages).await, 0);
    let all = spared(&engine, &messages).await;
    let (model, turn, fillers) = hold(&engine).await;
    let prompt = tokens_to_read(&model, &messages).await.expect("tokens");
    assert_eq!(all, prompt.len() - 1);
    let step = Step::only(&prompt[..40], fillers);
    step.take(&model, &turn, fillers).await.expect("it is done");
    drop((model, turn));
    assert_eq!(spared(&engine, &messages).await, 40);
    let (model, turn, fillers) = hold(&engine).await;
    let step = Step::EMPTY;
    step.take(&model, &turn, fillers).await.expect("it is done");
    assert_eq!(turn.kept().bytes(), 0);
    drop((model, turn));
    assert_eq!(spared(&engine, &messages).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_does_not_grow_with_the_questions() {
    let folder = chatty();
    let megabytes = 16;
    let engine = engine_with(folder.path(), Some(megabytes)).await;
    for number in 0..40 {
        let mut messages = vec![user(&format!("what is in the file number{number}.txt"))];
        if number % 2 == 0 {
            messages.insert(0, system());
        }
        if number % 5 == 0 {
            // One that is given up.
            drop(engine.stream(request(messages, 200)));
        } else {
            ask(&engine, messages).await;
        }
        let (_model, turn, _) = hold(&engine).await;
        assert!(turn.kept().bytes() <= (megabytes as u64) << 20);
    }
    assert!(engine.instances.kept_bytes() > 0, "something is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_read_ahead_has_only_its_end_left_to_read() {
    let folder = chatty();
    let engine = engine_with(folder.path(), None).await;
    let question = "count the lines of the file notes.txt";
    let (cold, _) = ask(
        &engine_with(folder.path(), Some(0)).await,
        vec![system(), user(question)],
    )
    .await;
    for typed in ["", "count the li", "count the lines of the file no"] {
        let ahead = request(vec![system(), user(typed)], 1);
        engine.warm(ahead).await.expect("it is read");
    }
    let (text, usage) = ask(&engine, vec![system(), user(question)]).await;
    assert_eq!(text, cold);
    let left = usage.prompt_tokens - usage.cached_tokens.expect("it is counted");
    assert!(left < 16, "{left} of {usage:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_ahead_takes_no_instance_that_answers() {
    let folder = chatty();
    let engine = engine_with(folder.path(), None).await;
    let held = hold(&engine).await;
    let ahead = request(vec![system(), user("list")], 1);
    engine.warm(ahead.clone()).await.expect("it gives up");
    assert_eq!(held.1.kept().bytes(), 0);
    drop(held);
    engine.warm(ahead).await.expect("it is read");
    assert!(engine.instances.kept_bytes() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_nobody_waits_for_is_noted_all_the_same() {
    let folder = chatty();
    let engine = engine_with(folder.path(), None).await;
    let messages = [system(), user("list all files")];
    let (model, turn, fillers) = hold(&engine).await;
    let prompt = tokens_to_read(&model, &messages).await.expect("tokens");
    let step = read_to(&model, &turn, &prompt, 60, fillers);
    assert!(futures::FutureExt::now_or_never(step).is_none());
    drop((model, turn));
    assert_eq!(spared(&engine, &messages).await, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_long_prompt_is_told_once_for_how_long() {
    let folder = chatty();
    let engine = engine_with(folder.path(), None).await;
    let (_model, turn, _) = hold(&engine).await;
    engine.instances.pace().learn(100, Duration::from_secs(2));
    let (pieces, mut received) = tokio::sync::mpsc::channel(4);
    let prompt = [7; 501];
    let long_ago = Instant::now() - PATIENCE;
    let mut told = false;
    tell(&turn, &prompt[..20], long_ago, &mut told, &pieces);
    assert!(!told, "that is read at once");
    for _ in 0..2 {
        tell(&turn, &prompt, long_ago, &mut told, &pieces);
    }
    drop(pieces);
    let notice = Piece::Notice("reading 501 tokens, which takes about 11 s".into());
    assert_eq!(received.recv().await, Some(Ok(notice)));
    assert_eq!(received.recv().await, None);
}

#[test]
fn slices_follow_the_pace() {
    let mut pace = Pace::guess(600_000_000);
    assert_eq!(pace.slice(), SHORTEST);
    pace.learn(200, Duration::from_secs(1));
    assert_eq!(pace.slice(), 80);
    pace.learn(SHORTEST - 1, Duration::from_secs(9));
    assert_eq!(pace.slice(), 80, "too little to go by");
    assert_eq!(pace.time_for(1000), Duration::from_secs(5));
}
