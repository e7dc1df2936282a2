//! `wezterm.ai` as a configuration calls it.

use std::future::poll_fn;
use std::task::Poll;

use serde_json::json;
use wezterm_module_framework::testing::FakeHost;

use super::*;
use crate::llm::LlmEngine;
use crate::llm::scripted::{Scripted, Step};
use crate::models::Sources;

struct Desk {
    lua: Lua,
    engine: Arc<Scripted>,
    host: Arc<FakeHost>,
    /// The program's data folder, which holds the models.
    data: tempfile::TempDir,
    assistant: Arc<Assistant>,
}

fn desk(answers: impl IntoIterator<Item = Vec<Step>>) -> Desk {
    let engine = Arc::new(Scripted::new(answers));
    let answering: Arc<dyn LlmEngine> = engine.clone();
    let settings = json!({ "model": { "model_id": "/models/tiny" } });
    let assistant = Arc::new(Assistant::with_engine(&settings, answering));
    let host = FakeHost::new();
    let slot: HostSlot = Arc::new(OnceLock::new());
    assert!(slot.set(Arc::clone(&host) as Arc<dyn Host>).is_ok());
    let lua = Lua::new();
    register(&lua, &assistant, &slot).expect("the functions are added");
    let data = tempfile::tempdir().expect("a folder");
    assistant.set_sources(Sources {
        folders: vec![data.path().join("models")],
        ..Sources::default()
    });
    Desk {
        lua,
        engine,
        host,
        data,
        assistant,
    }
}

impl Desk {
    async fn run(&self, code: &str) -> mlua::Result<Value> {
        self.lua.load(code).eval_async().await
    }

    async fn error(&self, code: &str) -> String {
        self.run(code).await.expect_err("it fails").to_string()
    }
}

#[tokio::test]
async fn query_returns_the_whole_answer_and_announces_it() {
    let desk = desk([vec![Step::Say("one "), Step::Say("two")]]);
    let answer = desk
        .run("return wezterm.ai.query('x')")
        .await
        .expect("an answer");
    assert_eq!(
        answer.as_string().map(|text| text.to_string_lossy()),
        Some("one two".into())
    );
    assert_eq!(
        desk.host.events(),
        [("ai-assistant-response".to_owned(), vec![json!("one two")])]
    );
}

#[tokio::test]
async fn what_the_person_should_know_goes_to_a_function_of_its_own() {
    let answer = || vec![Step::Notice("phi is not there"), Step::Say("one")];
    let desk = desk([answer(), answer(), answer()]);
    let said = desk
        .run(
            "local said = {}
            local function note(text) table.insert(said, 'note ' .. text) end
            local function say(text) table.insert(said, 'say ' .. text) end
            say(wezterm.ai.query('x', note))
            wezterm.ai.stream('x', say, note)
            say(wezterm.ai.query('x'))
            return table.concat(said, ', ')",
        )
        .await
        .expect("an answer");
    assert_eq!(
        said.as_string().map(|text| text.to_string_lossy()),
        Some("note phi is not there, say one, note phi is not there, say one, say one".to_owned())
    );
}

#[tokio::test]
async fn query_gives_the_thread_back_while_it_waits() {
    let desk = desk([vec![Step::Wait, Step::Say("late")]]);
    let mut query = Box::pin(desk.run("return wezterm.ai.query('x')"));
    let mut frames = 0;
    // The main thread draws frames while the coroutine is pending.
    while desk.engine.running() == 0 {
        let pending = poll_fn(|cx| Poll::Ready(query.as_mut().poll(cx).is_pending())).await;
        assert!(pending);
        frames += 1;
        tokio::task::yield_now().await;
    }
    assert!(frames > 0);
    desk.engine.go_on();
    let answer = query.await.expect("an answer");
    assert_eq!(
        answer.as_string().map(|text| text.to_string_lossy()),
        Some("late".into())
    );
}

#[tokio::test]
async fn stream_calls_back_once_for_each_chunk_in_order() {
    let desk = desk([vec![Step::Say("a"), Step::Say("b"), Step::Say("c")]]);
    let chunks = desk
        .run(
            "local chunks = {}
             wezterm.ai.stream('x', function(chunk) table.insert(chunks, chunk) end)
             return table.concat(chunks, '|')",
        )
        .await
        .expect("a stream");
    assert_eq!(
        chunks.as_string().map(|text| text.to_string_lossy()),
        Some("a|b|c".into())
    );
}

#[tokio::test]
async fn an_error_in_the_callback_cancels_the_answer() {
    let desk = desk([vec![Step::Say("a"), Step::Wait, Step::Say("b")]]);
    let error = desk
        .error("wezterm.ai.stream('x', function() error('enough') end)")
        .await;
    assert!(error.contains("enough"), "{error}");
    while desk.engine.running() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(desk.host.events(), [], "half an answer is no response");
}

#[tokio::test]
async fn a_callback_that_returns_false_ends_the_answer() {
    let desk = desk([vec![Step::Say("a"), Step::Wait, Step::Say("b")]]);
    desk.run("wezterm.ai.stream('x', function() return false end)")
        .await
        .expect("it is no error");
    while desk.engine.running() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn questions_that_cannot_be_sent_are_clear_errors() {
    let desk = desk([]);
    for (code, expected) in [
        (
            "wezterm.ai.query('')",
            "the question is empty; type a question",
        ),
        (
            "wezterm.ai.query(('x'):rep(1048576))",
            "the question has 1048576 bytes and the limit is 65536; shorten it",
        ),
        (
            "wezterm.ai.query('a\\27[0mb')",
            "the question holds the control character U+001B at byte 1; remove it",
        ),
        (
            "wezterm.ai.query(nil)",
            "the question must be a string, not nil",
        ),
        (
            "wezterm.ai.query('\\xff')",
            "the question is not valid UTF-8",
        ),
        ("wezterm.ai.stream('', print)", "the question is empty"),
    ] {
        let error = desk.error(code).await;
        assert!(error.contains(expected), "{code}: {error}");
    }
}

#[tokio::test]
async fn nothing_is_asked_while_the_configuration_loads() {
    let desk = desk([vec![Step::Say("a")]]);
    desk.lua
        .set_named_registry_value("wezterm.config_loading", true)
        .expect("it is set");
    for code in [
        "wezterm.ai.query('x')",
        "wezterm.ai.stream('x', print)",
        "wezterm.ai.preview('x')",
    ] {
        let error = desk.error(code).await;
        assert!(
            error.contains("not while the configuration loads"),
            "{error}"
        );
    }
    assert_eq!(desk.engine.running(), 0);
}

#[tokio::test]
async fn an_error_of_the_engine_is_an_error_in_lua() {
    let broken = LlmError::load("there is no model at /m", "set model_id");
    let desk = desk([vec![Step::Fail(broken)]]);
    let error = desk.error("wezterm.ai.query('x')").await;
    assert!(
        error.contains("there is no model at /m; set model_id"),
        "{error}"
    );
}

#[tokio::test]
async fn preview_shows_the_text_that_would_be_sent() {
    let desk = desk([]);
    let text = desk
        .run("return wezterm.ai.preview('why?')")
        .await
        .expect("a text");
    let text = text
        .as_string()
        .map(|text| text.to_string_lossy())
        .unwrap_or_default();
    assert!(text.starts_with("[system]\n"), "{text}");
    assert!(text.ends_with("[user]\nwhy?"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn models_are_listed_and_one_is_used_until_the_settings_say_else() {
    let desk = desk([]);
    let folder = desk.data.path().join("models");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("mine.gguf"), b"GGUF").expect("a file");
    let listed = desk
        .run(
            "for _, model in ipairs(wezterm.ai.models()) do
               if model.name == 'mine' then
                 return table.concat({ model.format, model.size, tostring(model.in_use), model.problem }, '|')
               end
             end",
        )
        .await
        .expect("a list");
    assert_eq!(
        listed.as_string().map(|text| text.to_string_lossy()),
        Some("gguf|4|false|it is truncated: it ends after 4 bytes".into())
    );
    // What cannot answer is refused here as elsewhere, and nothing changes.
    let before = desk.assistant.model_name();
    let error = desk.error("wezterm.ai.use_model('mine')").await;
    let why = "mine cannot answer: it is truncated: it ends after 4 bytes";
    assert!(error.contains(why), "{error}");
    assert_eq!(desk.assistant.model_name(), before);
    let header = r#"{"w":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}}"#;
    let mut weights = (header.len() as u64).to_le_bytes().to_vec();
    weights.extend_from_slice(header.as_bytes());
    weights.extend([0; 8]);
    let whole = folder.join("whole");
    std::fs::create_dir(&whole).expect("a folder");
    for (name, contents) in [
        ("model.safetensors", weights.as_slice()),
        ("config.json", br#"{"architectures":["LlamaForCausalLM"]}"#),
        ("tokenizer.json", b"{}"),
        ("tokenizer_config.json", br#"{"chat_template":"x"}"#),
    ] {
        std::fs::write(whole.join(name), contents).expect("a file");
    }
    desk.run("wezterm.ai.use_model('whole')")
        .await
        .expect("used");
    assert_eq!(desk.assistant.model_name(), "whole");
    desk.run("wezterm.ai.use_model('starter')")
        .await
        .expect("used");
    assert!(desk.assistant.uses_starter());
    let error = desk.error("wezterm.ai.use_model('minne')").await;
    assert!(error.contains("did you mean `mine`?"), "{error}");
}
