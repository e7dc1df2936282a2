//! From settings to answers: whole chains of engines, with a server of this machine and the starter.

use futures::StreamExt;
use serde_json::{Value, json};
use wezterm_module_framework::ScopedCapability;

use super::*;
use crate::assistant::Assistant;
use crate::llm::{ChatMessage, Constraint, Piece, collect_text};
use crate::testing::server::{Reply, Server};

const TEXT: &str = include_str!("../../tests/fixtures/openai/text.sse");

/// Asks one question of an assistant with these settings; returns its notices and the answer.
async fn ask(assistant: &Assistant) -> (Vec<String>, Result<String, LlmError>) {
    let mut answer = match assistant.ask_once("list all files recursively").await {
        Ok(answer) => answer,
        Err(error) => return (Vec::new(), Err(error)),
    };
    let (mut notices, mut text) = (Vec::new(), String::new());
    while let Some(piece) = answer.next().await {
        match piece {
            Ok(Piece::Text(more)) => text.push_str(&more),
            Ok(Piece::Notice(notice)) => notices.push(notice),
            Ok(_) => {}
            Err(error) => return (notices, Err(error)),
        }
    }
    (notices, Ok(text))
}

fn assistant(model: Value) -> (tempfile::TempDir, Assistant) {
    let cache = tempfile::tempdir().expect("a folder");
    let assistant = Assistant::new(&json!({ "model": model }), cache.path().to_owned());
    assert_eq!(assistant.problems(), []);
    (cache, assistant)
}

/// Returns a port that nothing listens on.
async fn nobody() -> String {
    Server::start([]).await.url()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_the_settings_name_answers() {
    let server = Server::start([Reply::events(TEXT)]).await;
    server.go_on();
    let (_cache, assistant) = assistant(json!({
        "engine": "openai", "model_id": "small", "endpoint": server.url(), "max_tokens": 77,
        "temperature": 0.25,
    }));
    assert_eq!(
        ask(&assistant).await,
        (Vec::new(), Ok("Hello, world".into()))
    );
    let seen = server.seen().remove(0);
    assert_eq!(seen.body["model"], "small");
    assert_eq!(
        (&seen.body["max_tokens"], &seen.body["temperature"]),
        (&json!(77), &json!(0.25))
    );
    assert!(
        !seen.head.to_lowercase().contains("authorization"),
        "{}",
        seen.head
    );
    assert_eq!(assistant.model_name(), "small");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_server_answers_where_the_first_is_not_there() {
    let server = Server::start([Reply::events(TEXT)]).await;
    server.go_on();
    let nobody = nobody().await;
    let (_cache, assistant) = assistant(json!({
        "engine": "anthropic", "model_id": "first", "endpoint": nobody, "retries": 0,
        "fallback": [
            { "engine": "openai", "model_id": "second", "endpoint": server.url(), "max_tokens": 5 },
        ],
    }));
    let (notices, answer) = ask(&assistant).await;
    assert_eq!(answer, Ok("Hello, world".into()));
    assert_eq!(notices.len(), 1, "{notices:?}");
    let place = nobody.trim_start_matches("http://");
    assert!(notices[0].starts_with(&format!("first at {place}: {place} cannot be reached")));
    let second = format!("second at {} answers instead", server.place());
    assert!(notices[0].ends_with(&second), "{notices:?}");
    assert_eq!(server.seen()[0].body["max_tokens"], json!(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_fallback_a_server_that_is_not_there_is_an_error() {
    let (_cache, assistant) = assistant(json!({
        "engine": "openai", "model_id": "x", "endpoint": nobody().await, "retries": 0,
    }));
    let (notices, answer) = ask(&assistant).await;
    assert_eq!(notices, [""; 0]);
    assert!(
        answer
            .expect_err("nobody answers")
            .to_string()
            .contains("cannot be reached")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_missing_is_named_before_anything_is_sent() {
    let server = Server::start([Reply::events(TEXT)]).await;
    let (_cache, assistant) = assistant(json!({
        "engine": "openai", "model_id": "x", "endpoint": server.url(),
        "api_key_env": "WEZTERM_TEST_OF_A_KEY_THAT_IS_NOT_SET",
    }));
    let (_, answer) = ask(&assistant).await;
    assert_eq!(
        answer.expect_err("there is no key").to_string(),
        "there is no key: $WEZTERM_TEST_OF_A_KEY_THAT_IS_NOT_SET is not set"
    );
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_without_the_right_to_use_the_network_connects_to_nothing() {
    let server = Server::start([Reply::events(TEXT)]).await;
    let settings = json!({ "engine": "openai", "model_id": "x", "endpoint": server.url() });
    for (granted, why) in [
        (json!(["LLMInference"]), "NetworkAccess"),
        (
            json!({ "LLMInference": true, "NetworkAccess": ["example.org"] }),
            "127.0.0.1",
        ),
    ] {
        let (_cache, assistant) = assistant(settings.clone());
        let granted = ScopedCapability::read_all(&granted).expect("grants");
        assistant.set_rights(Capabilities::scoped("ai-assistant", granted));
        let error = ask(&assistant).await.1.expect_err("it is refused");
        assert!(matches!(error, LlmError::Prompt { .. }), "{error:?}");
        assert!(error.to_string().contains(why), "{error}");
        assert!(
            error.hint().contains("NetworkAccess for 127.0.0.1"),
            "{}",
            error.hint()
        );
    }
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_asked_in_the_starters_place_is_not_held_to_its_grammar() {
    let model = ModelSettings {
        model_id: Some("x".into()),
        engine: Engine::OpenAi,
        ..ModelSettings::default()
    };
    let request = Request {
        messages: vec![ChatMessage::new(Role::User, "list all files")],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 256),
        constraint: Some(Constraint::Regex("a".into())),
    };
    let adapted = adapt(&model, true)(request.clone()).expect("it can be asked");
    assert_eq!(adapted.constraint, None);
    assert_eq!(adapted.sampling, Sampling::new(USUAL_TEMPERATURE, 2048));
    let kept = adapt(&model, false)(request.clone()).expect("it can be asked");
    assert_eq!(kept.constraint, request.constraint);

    let starter = adapt(&ModelSettings::default(), false);
    let adapted = starter(request.clone()).expect("it can be asked");
    assert_eq!(adapted.sampling, Sampling::new(0.0, starter::MAX_TOKENS));
    assert!(adapted.constraint.is_some() && adapted.constraint != request.constraint);
    let long = Request {
        messages: vec![ChatMessage::new(Role::User, "x".repeat(1001))],
        ..request
    };
    let error = starter(long).expect_err("it is too long");
    assert_eq!(
        error.to_string(),
        "it reads questions of up to 1000 characters, this one has 1001"
    );
}

#[test]
fn what_a_question_asks_for_holds_for_whoever_answers_it() {
    let own = Own {
        temperature: Some(0.2),
        max_tokens: Some(300),
    };
    let schema = Constraint::JsonSchema(json!({ "type": "object" }));
    let request = Request {
        messages: vec![ChatMessage::new(Role::User, "list all files")],
        tools: Vec::new(),
        sampling: Sampling::new(0.0, 1).with_own(own),
        constraint: Some(schema.clone()),
    };
    let server = ModelSettings {
        model_id: Some("x".into()),
        engine: Engine::OpenAi,
        max_tokens: 50,
        temperature: Some(1.0),
        ..ModelSettings::default()
    };
    for (model, max_tokens) in [
        (server, 300),
        (ModelSettings::default(), starter::MAX_TOKENS),
    ] {
        let adapted = adapt(&model, true)(request.clone()).expect("it can be asked");
        assert_eq!(adapted.constraint, Some(schema.clone()));
        assert_eq!(adapted.sampling.temperature, 0.2);
        assert_eq!(adapted.sampling.max_tokens, max_tokens);
    }
}

#[cfg(feature = "mistral")]
#[tokio::test(flavor = "multi_thread")]
async fn the_starter_answers_for_a_model_that_is_not_found_and_names_the_path() {
    let (_cache, assistant) = assistant(json!({ "model_id": "/no/such/model" }));
    let (notices, answer) = ask(&assistant).await;
    assert_eq!(
        notices,
        ["model: there is no model at /no/such/model; the starter model answers instead"]
    );
    assert!(answer.expect("an answer").contains("find"));
    let info = assistant.model_info().expect("it is loaded");
    assert_eq!(info.name, starter::NAME);
}

#[cfg(feature = "mistral")]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_can_have_the_starter_for_a_fallback() {
    let (_cache, assistant) = assistant(json!({
        "engine": "openai", "model_id": "x", "endpoint": nobody().await, "retries": 0,
        "fallback": [{ "engine": "starter" }],
    }));
    let (notices, answer) = ask(&assistant).await;
    assert_eq!(notices.len(), 1);
    assert!(answer.expect("an answer").contains("find"));
}

#[tokio::test(flavor = "multi_thread")]
async fn fallback_false_leaves_a_missing_model_an_error() {
    let (_cache, assistant) = assistant(json!({ "model_id": "/no/such/model", "fallback": false }));
    let error = assistant.ask_once("x").await.err().expect("it is refused");
    if IN_PROCESS {
        assert_eq!(error.to_string(), "there is no model at /no/such/model");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_a_server_can_be_stopped() {
    let server = Server::start([Reply::events(TEXT), Reply::events(TEXT)]).await;
    let (_cache, assistant) = assistant(json!({
        "engine": "openai", "model_id": "x", "endpoint": server.url(), "fallback": [
            { "engine": "openai", "model_id": "y", "endpoint": server.url() },
        ],
    }));
    let mut answer = assistant.ask_once("x").await.expect("it is asked");
    assert_eq!(answer.next().await, Some(Ok(Piece::Text("Hello".into()))));
    drop(answer);
    server.wait_until_idle().await;
    server.go_on();
    let again = assistant.ask_once("x").await.expect("it is asked");
    assert_eq!(collect_text(again).await, Ok("Hello, world".into()));
}
