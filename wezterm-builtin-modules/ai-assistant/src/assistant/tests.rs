//! Questions that are refused, requests that are made, and answers side by side.

use serde_json::json;
use wezterm_module_framework::testing::FakeHost;

use super::*;
use crate::llm::scripted::{Scripted, Step};
use crate::llm::{Sampling, collect_text};

fn with(settings: &Value, engine: &Arc<Scripted>) -> Arc<Assistant> {
    let answering: Arc<dyn LlmEngine> = engine.clone();
    Arc::new(Assistant::with_engine(settings, answering))
}

fn a_model() -> Value {
    json!({ "model": { "model_id": "/models/tiny" } })
}

async fn request_for(settings: &Value) -> Request {
    let engine = Arc::new(Scripted::saying("ok"));
    let assistant = with(settings, &engine);
    let answer = assistant
        .ask_once("list all files")
        .await
        .expect("it is asked");
    collect_text(answer).await.expect("it is answered");
    engine.requests.lock().expect("not poisoned").remove(0)
}

#[test]
fn questions_that_cannot_be_sent_are_refused_with_a_reason() {
    let assistant = Assistant::from_settings(&a_model());
    let why = |question: &str| {
        let error = assistant
            .check_question(question)
            .expect_err("it is refused");
        assert!(!error.hint().is_empty());
        error.to_string()
    };
    assert_eq!(why(""), "the question is empty");
    assert_eq!(why(" \n\t "), "the question is empty");
    assert_eq!(
        why(&"x".repeat(1 << 20)),
        "the question has 1048576 bytes and the limit is 65536"
    );
    assert_eq!(
        why("what is \u{1b}[31m this"),
        "the question holds the control character U+001B at byte 8"
    );
    assert_eq!(
        why("a\0b"),
        "the question holds the control character U+0000 at byte 1"
    );
    assert_eq!(assistant.check_question(" a\r\n\tb "), Ok("a\n\tb".into()));
}

#[test]
fn the_starter_model_says_what_is_too_long_for_it() {
    let assistant = Assistant::from_settings(&Value::Null);
    let error = assistant
        .check_question(&"x ".repeat(600))
        .expect_err("too long");
    assert_eq!(
        error.to_string(),
        "the starter model reads questions of up to 1000 characters, this one has 1199"
    );
    assert!(error.hint().contains("config.modules"), "{}", error.hint());
}

#[tokio::test]
async fn each_setting_changes_the_request_or_is_refused() {
    let usual = request_for(&a_model()).await;
    assert_eq!(usual.sampling, Sampling::new(0.7, 2048));
    assert_eq!(usual.constraint, None);

    let set = request_for(&json!({
        "model": { "model_id": "/models/tiny", "max_tokens": 7, "temperature": 0 },
        "system_prompt": "Answer in verse.",
    }))
    .await;
    assert_eq!(set.sampling, Sampling::new(0.0, 7));
    assert!(set.messages[0].text.starts_with("Answer in verse.\n"));

    for (settings, key) in [
        (json!({ "model": { "engine": "gemma" } }), "model.engine"),
        (
            json!({ "model": { "quantization": "Q3" } }),
            "model.quantization",
        ),
        (json!({ "model": { "max_tokens": -1 } }), "model.max_tokens"),
        (
            json!({ "model": { "temperature": "hot" } }),
            "model.temperature",
        ),
        (json!({ "model": { "model_id": 5 } }), "model.model_id"),
        (json!({ "system_prompt": [1] }), "system_prompt"),
    ] {
        let engine = Arc::new(Scripted::saying("ok"));
        let error = match with(&settings, &engine).ask_once("x").await {
            Ok(_) => panic!("{key} is refused"),
            Err(error) => error,
        };
        assert!(error.to_string().contains(key), "{error}");
        assert!(engine.requests.lock().expect("not poisoned").is_empty());
    }
}

#[tokio::test]
async fn the_starter_model_is_asked_under_its_grammar_and_without_chance() {
    let request = request_for(&Value::Null).await;
    assert_eq!(request.sampling, Sampling::new(0.0, starter::MAX_TOKENS));
    assert!(request.constraint.is_some());
    let request = request_for(&json!({ "model": { "max_tokens": 3, "temperature": 1 } })).await;
    assert_eq!(request.sampling, Sampling::new(1.0, 3));
}

#[tokio::test]
async fn the_last_messages_are_sent_along() {
    let engine = Arc::new(Scripted::saying("ok"));
    let assistant = with(&a_model(), &engine);
    for number in 0..4 {
        assistant
            .conversation()
            .push(crate::conversation::Exchange {
                question: format!("q{number}"),
                notices: Vec::new(),
                answer: format!("a{number}"),
                outcome: crate::conversation::Outcome::Complete,
            });
    }
    let history = assistant.history();
    let context = QueryContext::default();
    let answer = assistant
        .ask("now", &context, &history)
        .await
        .expect("it is asked");
    collect_text(answer).await.expect("it is answered");
    let request = engine.requests.lock().expect("not poisoned").remove(0);
    let texts: Vec<&str> = request.messages[1..]
        .iter()
        .map(|message| message.text.as_str())
        .collect();
    assert_eq!(texts, ["q2", "a2", "q3", "a3", "now"]);
    assert_eq!(
        assistant.preview("now", &context, &history),
        request
            .messages
            .iter()
            .map(|message| format!("[{}]\n{}", message.role.name(), message.text))
            .collect::<Vec<_>>()
            .join("\n\n"),
        "the preview is what is sent"
    );
}

#[tokio::test]
async fn a_user_variable_reaches_the_next_question_of_its_pane() {
    let engine = Arc::new(Scripted::saying("ok"));
    let assistant = with(&a_model(), &engine);
    let host = FakeHost::new();
    host.set_terminal_context(TerminalContext {
        pane: Some(PaneId(3)),
        ..TerminalContext::default()
    });
    let before = assistant.context(host.as_ref(), None).await;
    assert!(before.user_vars.is_empty());
    assistant.user_var_changed(PaneId(3), "PROJECT".into(), "engine".into());
    assistant.user_var_changed(PaneId(4), "PROJECT".into(), "other".into());
    let after = assistant.context(host.as_ref(), None).await;
    assert!(after.system_prompt(None, 5).contains("PROJECT = engine"));
}

#[tokio::test]
async fn a_dropped_stream_ends_and_the_others_go_on() {
    let engine = Arc::new(Scripted::new(
        (0..4).map(|_| vec![Step::Say("one"), Step::Wait, Step::Say(" two")]),
    ));
    let assistant = with(&a_model(), &engine);
    let mut answers = Vec::new();
    for _ in 0..4 {
        let mut answer = assistant.ask_once("x").await.expect("it is asked");
        assert_eq!(answer.next().await, Some(Ok(Piece::Text("one".into()))));
        answers.push(answer);
    }
    assert_eq!(engine.running(), 4);
    drop(answers.pop());
    assert_eq!(engine.running(), 3);
    for _ in 0..3 {
        engine.go_on();
    }
    for answer in answers {
        assert_eq!(collect_text(answer).await, Ok(" two".into()));
    }
}

#[cfg(not(feature = "mistral"))]
#[tokio::test]
async fn a_program_built_without_an_engine_says_so() {
    let assistant = Assistant::new(&Value::Null, PathBuf::from("/nowhere"));
    let error = assistant
        .ask_once("x")
        .await
        .err()
        .expect("there is no engine");
    assert_eq!(
        error.to_string(),
        "this program was built without an engine"
    );
}
