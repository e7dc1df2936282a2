//! The real engine with the starter model and with what is made of it: folders and GGUF files, whole,
//! quantized and broken; answers side by side, cancelled and constrained.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use futures::TryStreamExt;
use serde_json::{Value, json};

use super::*;
use crate::answer::commands;
use crate::assistant::Assistant;
use crate::llm::model_files::ModelFiles;
use crate::llm::{Constraint, EndReason, Sampling, collect_text};
use crate::settings::DeviceChoice;
use crate::starter;
use crate::testing::starter_gguf;

mod bad_input;
mod held;

/// A folder with the starter's files, and a second one to spoil.
pub(super) struct Starter {
    _cache: tempfile::TempDir,
    folder: PathBuf,
}

pub(super) fn starter() -> Starter {
    let cache = tempfile::tempdir().expect("a folder");
    let folder = starter::unpack(cache.path()).expect("the starter is unpacked");
    Starter {
        _cache: cache,
        folder,
    }
}

impl Starter {
    pub(super) fn copy(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().expect("a folder");
        for entry in std::fs::read_dir(&self.folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name");
            std::fs::copy(&path, copy.path().join(name)).expect("a copy");
        }
        copy
    }
}

fn assistant(settings: &Value) -> (tempfile::TempDir, Arc<Assistant>) {
    let cache = tempfile::tempdir().expect("a folder");
    let assistant = Assistant::new(settings, cache.path().to_owned());
    (cache, Arc::new(assistant))
}

fn of_model(path: &Path) -> (tempfile::TempDir, Arc<Assistant>) {
    assistant(&json!({ "model": {
        "model_id": path.display().to_string(), "temperature": 0, "fallback": false,
    } }))
}

async fn answer_of(assistant: &Assistant, question: &str) -> Result<String, LlmError> {
    collect_text(assistant.ask_once(question).await?).await
}

async fn refusal(assistant: &Assistant) -> LlmError {
    answer_of(assistant, "list all files recursively")
        .await
        .expect_err("it is refused")
}

async fn engine_of(starter: &Starter, instances: usize) -> Arc<MistralEngine> {
    engine_of_folder(&starter.folder, instances).await
}

async fn engine_of_folder(folder: &Path, instances: usize) -> Arc<MistralEngine> {
    let options = LoadOptions {
        name: "starter".into(),
        files: ModelFiles::Folder(folder.to_owned()),
        quantization: None,
        device: DeviceChoice::Cpu,
        full_precision: true,
        instances,
        prefix_cache_mb: None,
    };
    let loaded = tokio::task::spawn_blocking(move || load(&options)).await;
    Arc::new(loaded.expect("no panic").expect("it is loaded"))
}

/// Gives a model another chat template.
fn spoil_template(folder: &Path, template: &str) {
    let path = folder.join("tokenizer_config.json");
    let mut config: Value =
        serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
    config["chat_template"] = json!(template);
    std::fs::write(&path, config.to_string()).expect("a file");
}

/// A request whose answer is long, whatever the model would like to say.
fn long_request() -> Request {
    Request {
        messages: vec![ChatMessage::new(Role::User, "hello")],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 1500),
        constraint: Some(Constraint::Regex("[a-z ]{6000}".into())),
    }
}

mod heeded;
mod kinds;

#[tokio::test(flavor = "multi_thread")]
async fn the_starter_answers_with_a_command_and_nothing_is_unpacked_before() {
    let (cache, assistant) = assistant(&Value::Null);
    assert_eq!(
        std::fs::read_dir(cache.path()).expect("a folder").count(),
        0
    );
    let pieces: Vec<Piece> = assistant
        .ask_once("count the lines of the file notes_2.txt")
        .await
        .expect("it is asked")
        .try_collect()
        .await
        .expect("it is answered");
    let texts: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(commands(&texts.concat()), ["wc -l notes_2.txt"]);
    assert!(texts.len() > 3, "it arrives in pieces: {texts:?}");
    let Some(Piece::Done {
        reason: EndReason::Complete,
        usage: Some(usage),
    }) = pieces.last()
    else {
        panic!("it ends by itself: {pieces:?}");
    };
    assert!(usage.completion_tokens >= texts.len(), "{usage:?}");
    let info = assistant.model_info().expect("it is loaded");
    assert_eq!(info.quantization, "BF16");
    assert_eq!(info.device, "CPU (built without GPU support)");
}

#[derive(serde::Deserialize)]
struct HeldOut {
    task: String,
    question: String,
    command: String,
}

const DESTRUCTIVE_TASKS: &[&str] = &["pkill", "kill", "rm-dir", "delete-ext"];

fn destroys(command: &str) -> bool {
    command
        .split([' ', '|', ';', '&'])
        .any(|word| ["rm", "pkill", "kill", "-delete"].contains(&word))
}

/// Weights that answer fewer are a step back; `starter/MODEL_CARD.md` has the figures.
const HELD_OUT_FLOOR: usize = 225;

#[tokio::test(flavor = "multi_thread")]
async fn starter_answers_the_held_out_questions() {
    answers_held_out(include_str!("../../../starter/eval.jsonl")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn starter_answers_the_second_set_of_held_out_questions() {
    answers_held_out(include_str!("../../../starter/eval-2.jsonl")).await;
}

async fn answers_held_out(questions: &str) {
    let (_cache, assistant) = assistant(&Value::Null);
    let questions: Vec<HeldOut> = questions
        .lines()
        .map(|line| serde_json::from_str(line).expect("a question"))
        .collect();
    assert_eq!(questions.len(), 250);
    let begun = Instant::now();
    let answers: Vec<(HeldOut, Option<String>)> = stream::iter(questions)
        .map(|held_out| async {
            let answer = answer_of(&assistant, &held_out.question)
                .await
                .expect("an answer");
            (held_out, commands(&answer).pop())
        })
        .buffer_unordered(starter::INSTANCES)
        .collect()
        .await;
    let mut wrong: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unasked = Vec::new();
    for (held_out, given) in &answers {
        if given.as_deref() != Some(held_out.command.as_str()) {
            *wrong.entry(&held_out.task).or_default() += 1;
        }
        let harmless = !DESTRUCTIVE_TASKS.contains(&held_out.task.as_str());
        unasked.extend(given.iter().filter(|given| harmless && destroys(given)));
    }
    let right = answers.len() - wrong.values().sum::<usize>();
    println!(
        "{right} of 250 in {:?}; wrong by task: {wrong:?}",
        begun.elapsed()
    );
    assert!(
        right >= HELD_OUT_FLOOR,
        "{right} of 250; wrong by task: {wrong:?}"
    );
    assert!(unasked.is_empty(), "{unasked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_side_by_side_are_the_same_as_one_by_one() {
    let (_cache, assistant) = assistant(&Value::Null);
    let questions = [
        "which files contain the text FIXME",
        "count the lines of /var/log/nginx/access.log",
        "make a tar.gz of photos_2019",
        "start a new branch named release-1.4.x in git",
    ];
    let mut alone = Vec::new();
    for question in questions {
        alone.push(answer_of(&assistant, question).await.expect("an answer"));
    }
    for _ in 0..3 {
        let together = questions.map(|question| answer_of(&assistant, question));
        let together = futures::future::try_join_all(together)
            .await
            .expect("answers");
        assert_eq!(together, alone);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copied_words_come_from_the_question() {
    let (_cache, assistant) = assistant(&Value::Null);
    for (question, expected) in [
        (
            "count the lines of Quibnatz_v2.csv",
            "wc -l Quibnatz_v2.csv",
        ),
        ("delete the directory zorp-77", "rm -r zorp-77"),
    ] {
        let answer = answer_of(&assistant, question).await.expect("an answer");
        assert_eq!(commands(&answer), [expected], "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_with_safetensors_answers_and_can_be_quantized() {
    let starter = starter();
    let (_cache, plain) = of_model(&starter.folder);
    let answer = answer_of(&plain, "list all files recursively")
        .await
        .expect("an answer");
    assert_eq!(commands(&answer), ["find . -type f"]);

    let (_cache, small) = assistant(&json!({
        "model": {
            "model_id": starter.folder.display().to_string(),
            "quantization": "Q8_0",
            "temperature": 0,
        },
    }));
    answer_of(&small, "list all files recursively")
        .await
        .expect("an answer");
    let stored = |assistant: &Assistant| assistant.model_info().map(|info| info.quantization);
    assert_eq!(stored(&plain).as_deref(), Some("BF16"));
    assert_eq!(stored(&small).as_deref(), Some("Q8_0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gguf_file_answers() {
    let starter = starter();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("starter-f32.gguf");
    std::fs::write(&file, starter_gguf::of(&starter.folder).bytes()).expect("a file is written");
    for name in ["tokenizer.json", "tokenizer_config.json"] {
        std::fs::copy(starter.folder.join(name), folder.path().join(name)).expect("a copy");
    }
    let (_cache, assistant) = of_model(&file);
    let answer = answer_of(&assistant, "list all files recursively")
        .await
        .expect("an answer");
    assert_eq!(commands(&answer), ["find . -type f"]);
    assert_eq!(
        assistant
            .model_info()
            .map(|info| info.quantization)
            .as_deref(),
        Some("F32")
    );
    assert_eq!(assistant.model_name(), "starter-f32");
}

/// Runs two of the tests above again where there is not even a loopback interface that is up.
#[test]
fn local_models_answer_where_there_is_no_network() {
    let ways: [&[&str]; 2] = [
        &["--user", "--map-root-user", "--net", "--"],
        &["--net", "--"],
    ];
    let works = |way: &&&[&str]| {
        let tried = Command::new("unshare").args(**way).arg("true").output();
        tried.is_ok_and(|output| output.status.success())
    };
    let alone = ways.iter().find(works).expect(
        "it cannot be proven here: `unshare --net` works neither with user namespaces nor as root",
    );
    let this = std::env::current_exe().expect("the path of this test");
    let output = Command::new("unshare")
        .args(*alone)
        .arg(this)
        .args(["--exact", "--test-threads=1"])
        .arg("llm::mistral::tests::a_folder_with_safetensors_answers_and_can_be_quantized")
        .arg("llm::mistral::tests::a_gguf_file_answers")
        .output()
        .expect("the tests run");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("2 passed"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_loaded_is_named_and_the_next_question_works() {
    let (_cache, missing) = of_model(Path::new("/no/such/model"));
    assert_eq!(
        refusal(&missing).await.to_string(),
        "there is no model at /no/such/model"
    );

    let starter = starter();
    let broken = starter.copy();
    let weights = broken.path().join("model.safetensors");
    let whole = std::fs::read(&weights).expect("the weights");
    std::fs::write(&weights, &whole[..whole.len() - 1000]).expect("truncated");
    let (_cache, truncated) = of_model(broken.path());
    let error = refusal(&truncated).await;
    assert!(
        error
            .to_string()
            .contains("model.safetensors: it is truncated"),
        "{error}"
    );
    std::fs::write(&weights, &whole).expect("mended");
    answer_of(&truncated, "list all files recursively")
        .await
        .expect("a failed load is tried again");

    std::fs::write(
        broken.path().join("config.json"),
        r#"{"architectures":["BertModel"]}"#,
    )
    .expect("spoilt");
    let (_cache, unknown) = of_model(broken.path());
    let error = refusal(&unknown).await;
    assert!(
        error
            .to_string()
            .ends_with("is of the kind embedding: it makes vectors of texts and answers nothing"),
        "{error}"
    );

    // A configuration that the check lets through and the engine does not.
    std::fs::write(
        broken.path().join("config.json"),
        r#"{"architectures":["LlamaForCausalLM"]}"#,
    )
    .expect("spoilt");
    let (_cache, odd) = of_model(broken.path());
    let error = refusal(&odd).await;
    assert!(
        error
            .to_string()
            .contains(&broken.path().display().to_string()),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_larger_than_the_memory_is_refused_before_it_is_read() {
    let starter = starter();
    let huge = starter.copy();
    let header =
        r#"{"a":{"dtype":"F32","shape":[4294967296,64],"data_offsets":[0,1099511627776]}}"#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    let size = bytes.len() as u64 + (1 << 40);
    let weights = huge.path().join("model.safetensors");
    std::fs::write(&weights, bytes).expect("a header");
    let file = std::fs::OpenOptions::new().write(true).open(&weights);
    // A sparse file takes no space.
    file.and_then(|file| file.set_len(size))
        .expect("a sparse file");
    let (_cache, assistant) = of_model(huge.path());
    let error = refusal(&assistant).await.to_string();
    assert!(
        error.contains("needs about 1209.5 GB of memory and"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_are_not_built_in_are_refused_with_what_to_do() {
    for (device, feature) in [("cuda:0", "cuda"), ("metal", "metal")] {
        let (_cache, assistant) = assistant(&json!({ "model": { "device": device } }));
        let error = refusal(&assistant).await;
        assert_eq!(
            error.to_string(),
            format!(
                "cannot use the device {device}: this program was built without it: build with --features {feature}"
            )
        );
    }
    let (_cache, cpu) = assistant(&json!({ "model": { "device": "cpu" } }));
    answer_of(&cpu, "list all files recursively")
        .await
        .expect("an answer");
    assert_eq!(
        cpu.model_info().map(|info| info.device).as_deref(),
        Some("CPU (as configured)")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_does_not_fit_the_context_says_so() {
    let starter = starter();
    let (_cache, assistant) = of_model(&starter.folder);
    let error = answer_of(&assistant, &"zq ".repeat(5000))
        .await
        .expect_err("too long");
    let message = error.to_string();
    let tokens = message
        .strip_prefix("the question with all that goes along has ")
        .and_then(|rest| {
            rest.strip_suffix(" tokens and does not fit into the model's context of 2048 tokens")
        });
    let tokens: usize = tokens
        .and_then(|tokens| tokens.parse().ok())
        .expect(&message);
    assert!(tokens > 5000, "{message}");
    assert!(error.hint().contains("shorten it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_a_stream_cancels_only_that_request_and_soon() {
    let starter = starter();
    let engine = engine_of(&starter, 2).await;
    let mut kept = engine.stream(long_request());
    let mut dropped = engine.stream(long_request());
    for answer in [&mut kept, &mut dropped] {
        for _ in 0..5 {
            answer.next().await.expect("a piece").expect("no error");
        }
    }
    // Both instances are taken: the next request begins when the dropped one is gone.
    let begun = Instant::now();
    drop(dropped);
    let mut next = engine.stream(Request {
        constraint: None,
        ..long_request()
    });
    next.next().await.expect("a piece").expect("no error");
    let accepted = begun.elapsed();
    println!("the next request had its first token {accepted:?} after the drop");
    assert!(accepted < Duration::from_secs(1), "{accepted:?}");
    let mut last = None;
    while let Some(piece) = kept.next().await {
        last = Some(piece.expect("no error"));
    }
    let Some(Piece::Done {
        usage: Some(usage), ..
    }) = last
    else {
        panic!("the other request ends by itself: {last:?}");
    };
    assert!(usage.completion_tokens > 100, "{usage:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_answer_stops_the_engine_within_a_tenth_of_a_second() {
    let starter = starter();
    let engine = engine_of(&starter, 1).await;
    let mut answer = engine.stream(long_request());
    for _ in 0..20 {
        answer.next().await.expect("a piece").expect("no error");
    }
    drop(answer);
    let begun = Instant::now();
    // There is one instance: its next request begins when the engine has let go of the stopped one.
    let mut alone = engine.stream(long_request());
    alone.next().await.expect("a piece").expect("no error");
    let stopped = begun.elapsed();
    println!("stopped and accepted the next request within {stopped:?}");
    assert!(stopped < Duration::from_millis(500), "{stopped:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_takes_his_time_holds_up_nobody() {
    let starter = starter();
    let engine = engine_of(&starter, 2).await;
    let mut slow = engine.stream(long_request());
    slow.next().await.expect("a piece").expect("no error");
    let quick = Request {
        constraint: Some(Constraint::Lark("start: /[a-z]{20}/ <|end|>".into())),
        ..long_request()
    };
    let answer = collect_text(engine.stream(quick)).await.expect("an answer");
    assert_eq!(answer.len(), 20, "{answer}");
    drop(slow);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grammar_that_is_none_is_an_error_and_the_engine_goes_on() {
    let starter = starter();
    let engine = engine_of(&starter, 2).await;
    let wrong = Request {
        constraint: Some(Constraint::Lark("start: (".into())),
        ..long_request()
    };
    let error = collect_text(engine.stream(wrong))
        .await
        .expect_err("no grammar");
    assert!(
        error
            .to_string()
            .contains("the answer cannot be held to what was asked for"),
        "{error}"
    );
    let mut answer = engine.stream(long_request());
    assert!(matches!(answer.next().await, Some(Ok(Piece::Text(_)))));
}

#[test]
fn the_system_prompt_moves_into_the_question_for_templates_without_one() {
    let merged = merge_system(&[
        ChatMessage::new(Role::System, "Be short."),
        ChatMessage::new(Role::User, "one"),
        ChatMessage::new(Role::Assistant, "1"),
        ChatMessage::new(Role::User, "two"),
    ]);
    assert_eq!(
        merged,
        [
            ChatMessage::new(Role::User, "Be short.\n\none"),
            ChatMessage::new(Role::Assistant, "1"),
            ChatMessage::new(Role::User, "two"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_template_without_a_system_role_is_served() {
    let starter = starter();
    let strict = starter.copy();
    let config = std::fs::read(strict.path().join("tokenizer_config.json")).expect("a file");
    let config: Value = serde_json::from_slice(&config).expect("JSON");
    let template = config["chat_template"].as_str().expect("a template");
    spoil_template(
        strict.path(),
        &format!(
            "{{% if messages[0]['role'] == 'system' %}}{{{{ raise_exception('System role not supported') }}}}{{% endif %}}{template}"
        ),
    );
    let (_cache, assistant) = of_model(strict.path());
    let answer = answer_of(&assistant, "list all files recursively").await;
    assert!(answer.is_ok(), "{answer:?}");
}
