//! Questions that are refused, requests that are made, and answers side by side.

use std::time::Duration;

use serde_json::json;
use wezterm_module_framework::testing::FakeHost;

use super::*;
use crate::llm::clock::fake::FakeClock;
use crate::llm::scripted::{Scripted, Step};
use crate::llm::{Image, Own, Sampling, Usage, collect_text};
use crate::metrics::Ended;

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
        (
            json!({ "model": { "engine": "anthropic", "model_id": "x", "temperature": 1.5 } }),
            "model.temperature",
        ),
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

/// Asks one question and returns what the person is told beside the answer.
async fn notices(assistant: &Assistant, options: &AskOptions) -> Vec<String> {
    let context = QueryContext::default();
    let asked = assistant.begin("list all files", &context, &[], options);
    let (mut answer, _) = asked.await.expect("it is asked");
    let mut notices = Vec::new();
    while let Some(piece) = answer.next().await {
        if let Piece::Notice(text) = piece.expect("it is answered") {
            notices.push(text);
        }
    }
    notices
}

#[tokio::test]
async fn what_a_question_asks_for_goes_before_the_settings() {
    let engine = Arc::new(Scripted::saying("ok"));
    let settings = json!({
        "model": { "model_id": "/models/tiny", "max_tokens": 7, "temperature": 1 },
        "system_prompt": "Answer in verse.",
    });
    let picture = Image {
        media_type: "image/png".into(),
        bytes: [1, 2].as_slice().into(),
    };
    let own = Own {
        temperature: Some(0.0),
        max_tokens: Some(900),
    };
    let options = AskOptions {
        system: Some("Be short.".into()),
        own,
        schema: Some(json!({ "type": "object" })),
        images: vec![picture.clone()],
    };
    let said = notices(&with(&settings, &engine), &options).await;
    assert_eq!(said, [""; 0]);
    let request = engine.requests.lock().expect("not poisoned").remove(0);
    assert!(request.messages[0].text.starts_with("Be short.\n"));
    assert_eq!(request.messages[1].images, [picture]);
    assert_eq!(
        request.sampling,
        Sampling::new(0.0, 900).with_own(own),
        "an engine that stands in is asked for the same"
    );
    let wanted = Constraint::JsonSchema(json!({ "type": "object" }));
    assert_eq!(request.constraint, Some(wanted));
}

#[tokio::test]
async fn what_the_starter_model_does_not_heed_of_a_question_is_said() {
    let engine = Arc::new(Scripted::saying("ok"));
    let options = AskOptions {
        system: Some("Be short.".into()),
        own: Own {
            temperature: Some(0.5),
            max_tokens: Some(1000),
        },
        schema: Some(json!({})),
        images: Vec::new(),
    };
    let said = notices(&with(&Value::Null, &engine), &options).await;
    assert_eq!(
        said,
        [
            "the starter model reads only the question: `system` has no effect on it",
            "the starter model's answers have at most 256 tokens and not 1000",
        ]
    );
    let request = engine.requests.lock().expect("not poisoned").remove(0);
    assert_eq!(request.sampling.temperature, 0.5);
    assert_eq!(request.sampling.max_tokens, starter::MAX_TOKENS);
    assert_eq!(request.constraint, Some(Constraint::JsonSchema(json!({}))));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_count_from_the_loaded_model_on_and_loading_apart() {
    let clock = Arc::new(FakeClock::at(0));
    let usage = Usage {
        prompt_tokens: 90,
        completion_tokens: 11,
        cached_tokens: Some(40),
        prompt_tokens_per_second: None,
        tokens_per_second: None,
    };
    let answer = || vec![Step::Wait, Step::Say("a"), Step::Wait, Step::Cost(usage)];
    let engine = Arc::new(Scripted::new([answer(), answer()]));
    let (answering, loading) = (Arc::clone(&engine), Arc::clone(&clock));
    let load: Loader = Box::new(move || {
        loading.pass(Duration::from_secs(3));
        Ok(Arc::clone(&answering) as Arc<dyn LlmEngine>)
    });
    let assistant = Assistant::with_loader(&a_model(), load).with_clock(Arc::clone(&clock) as _);
    let (context, options) = (QueryContext::default(), AskOptions::default());
    for load in [Some(Duration::from_secs(3)), None] {
        let begun = assistant.begin("x", &context, &[], &options);
        let (mut answer, outcome) = begun.await.expect("it is asked");
        for milliseconds in [250, 1000] {
            clock.pass(Duration::from_millis(milliseconds));
            engine.go_on();
            answer.next().await.expect("a piece").expect("no error");
        }
        let figures = outcome.get().expect("it has ended");
        let expected = Figures {
            model: Some(engine.model_info()),
            ended: Ended::Complete,
            load,
            first_token: Some(Duration::from_millis(250)),
            total: Duration::from_millis(1250),
            usage: Some(usage),
        };
        assert_eq!(figures, &expected);
        assert_eq!(figures.tokens_per_second(), Some(10.0));
        assert_eq!(figures.context_percent(), Some(4), "101 of 2048");
    }
    let session = assistant.metrics().session();
    assert_eq!((session.answers(), session.cache_hits), (2, Some(2)));
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
