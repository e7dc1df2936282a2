//! `wezterm.ai` as a configuration calls it.

use std::future::poll_fn;
use std::task::Poll;

use serde_json::json;
use wezterm_module_framework::testing::FakeHost;

use super::*;
use crate::llm::scripted::{Scripted, Step};
use crate::llm::{Constraint, LlmEngine, Own, Sampling, Usage};
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
            wezterm.ai.stream('x', say, { on_notice = note })
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
async fn options_of_a_question_reach_the_model() {
    let desk = desk([vec![Step::Say("one")]]);
    let picture = desk.data.path().join("screen.png");
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\n...").expect("written");
    desk.lua
        .globals()
        .set("picture", picture.display().to_string())
        .expect("set");
    desk.run(
        "wezterm.ai.query('x', { system = 'Be short.', temperature = 0, max_tokens = 9.0,
           images = { picture, { data = 'GIF89a...', media_type = 'image/gif' } } })",
    )
    .await
    .expect("an answer");
    let request = desk.engine.requests.lock().expect("not poisoned").remove(0);
    assert!(request.messages[0].text.starts_with("Be short.\n"));
    let own = Own {
        temperature: Some(0.0),
        max_tokens: Some(9),
    };
    assert_eq!(request.sampling, Sampling::new(0.0, 9).with_own(own));
    let images = &request.messages[1].images;
    let kinds: Vec<&str> = images
        .iter()
        .map(|image| image.media_type.as_str())
        .collect();
    assert_eq!(kinds, ["image/png", "image/gif"]);
}

#[tokio::test]
async fn options_that_there_are_not_or_that_are_wrong_are_named() {
    let desk = desk([]);
    for (options, expected) in [
        (
            "{ temprature = 1 }",
            "there is no option `temprature`; did you mean `temperature`?",
        ),
        (
            "{ colour = 1 }",
            "there is no option `colour`; there are system, temperature, max_tokens, schema, \
             images, id, on_notice",
        ),
        ("{ 'x' }", "the name of an option must be a string, not 1"),
        (
            "7",
            "the options must be a table or a function for notices, not integer",
        ),
        ("{ system = 7 }", "system must be a string, not 7"),
        (
            "{ temperature = 2.5 }",
            "temperature must be a number from 0 to 2, not 2.5",
        ),
        (
            "{ temperature = 0/0 }",
            "temperature must be a number from 0 to 2",
        ),
        (
            "{ max_tokens = 0 }",
            "max_tokens must be a whole number from 1 to 32768, not 0",
        ),
        (
            "{ max_tokens = 1.5 }",
            "max_tokens must be a whole number from 1 to 32768, not 1.5",
        ),
        (
            "{ schema = 'object' }",
            "schema must be a table, not string",
        ),
        (
            "{ schema = { type = print } }",
            "the schema holds a function as `type`",
        ),
        ("loop", "the schema is too deep, or holds itself"),
        ("{ images = '/a.png' }", "images must be a list, not string"),
        (
            "{ images = { a = '/a.png' } }",
            "images must be a list of paths",
        ),
        (
            "{ images = { 'a.png' } }",
            "images[1]: a.png must begin with / or ~/",
        ),
        (
            "{ images = { '/a.png', {} } }",
            "images[2].data must be a string",
        ),
        (
            "{ images = { '/no/such.png' } }",
            "cannot read the image /no/such.png",
        ),
        (
            "{ images = { { data = 'text' } } }",
            "is no PNG, JPEG, WebP or GIF",
        ),
        (
            "{ on_notice = true }",
            "on_notice must be a function, not boolean",
        ),
        ("{ id = {} }", "id must be a string, not table"),
    ] {
        let ask = format!(
            "local loop = {{ schema = {{}} }} loop.schema.not_ = loop.schema
             wezterm.ai.query('x', {options})"
        );
        let error = desk.error(&ask).await;
        assert!(error.contains(expected), "{options}: {error}");
    }
    assert!(
        desk.engine
            .requests
            .lock()
            .expect("not poisoned")
            .is_empty()
    );
}

#[tokio::test]
async fn a_structured_answer_is_a_table() {
    let json = r#"{"name":"a","sizes":[1,2.5],"gone":null,"list":[]}"#;
    let desk = desk([
        vec![Step::Say(json)],
        vec![Step::Say("{\"name\""), Step::Say(":\"b\"}")],
    ]);
    let seen = desk
        .run(
            "local schema = { type = 'object', required = {}, properties = {
               name = { type = 'string' }, sizes = { type = 'array', items = {} } } }
             local one = wezterm.ai.query('x', { schema = schema })
             local chunks = {}
             local function say(chunk) table.insert(chunks, chunk) end
             local two = wezterm.ai.stream('x', say, { schema = schema })
             return table.concat({ one.name, one.sizes[2], tostring(one.gone), #one.list,
               two.name, #chunks }, ' ')",
        )
        .await
        .expect("answers");
    let seen = seen.as_string().map(|text| text.to_string_lossy());
    assert_eq!(seen.as_deref(), Some("a 2.5 nil 0 b 2"));
    let request = desk.engine.requests.lock().expect("not poisoned").remove(0);
    let expected = json!({ "type": "object", "required": [], "properties": {
        "name": { "type": "string" }, "sizes": { "type": "array", "items": {} },
    } });
    assert_eq!(request.constraint, Some(Constraint::JsonSchema(expected)));
}

#[tokio::test]
async fn a_structured_answer_that_is_no_json_or_half_of_it_is_an_error() {
    let desk = desk([vec![Step::Say("sure!")], vec![Step::Say("{"), Step::CutOff]]);
    for expected in [
        "the answer is not the JSON that `schema` asks for",
        "the answer was cut off before it was whole: set `max_tokens` higher",
    ] {
        let error = desk.error("wezterm.ai.query('x', { schema = {} })").await;
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_off_says_why() {
    let full = Usage {
        prompt_tokens: 2000,
        completion_tokens: 48,
        cached_tokens: None,
        prompt_tokens_per_second: None,
        tokens_per_second: None,
    };
    let desk = desk([
        vec![Step::Say("a"), Step::CutOff],
        vec![Step::Say("b"), Step::CutOffAt(full)],
    ]);
    let said = desk
        .run(
            "local said = {}
             local function note(text) table.insert(said, text) end
             wezterm.ai.query('x', note)
             wezterm.ai.query('x', note)
             return table.concat(said, '|')",
        )
        .await
        .expect("answers");
    assert_eq!(
        said.as_string()
            .map(|text| text.to_string_lossy())
            .as_deref(),
        Some(
            "the answer is cut off: it reached `max_tokens`|the answer is cut off: the model's \
             context of 2048 tokens is full"
        )
    );
}

#[tokio::test]
async fn cancelling_ends_the_questions_of_a_name_or_all() {
    let waiting = || vec![Step::Wait, Step::Say("late")];
    let desk = desk([waiting(), waiting(), waiting()]);
    let ask = |id: &str| {
        let code = format!("return wezterm.ai.query('x', {{ id = '{id}' }})");
        let lua = desk.lua.clone();
        async move { lua.load(code).eval_async::<String>().await }
    };
    let cancel = |code: &str| {
        let counted = desk.lua.load(format!("return wezterm.ai.cancel({code})"));
        counted.eval::<usize>()
    };
    let (one, two, three) = (ask("a"), ask("a"), ask("b"));
    let driving = async {
        while desk.engine.running() < 3 {
            tokio::task::yield_now().await;
        }
        assert_eq!(cancel("'c'").ok(), Some(0), "nobody goes by that name");
        assert_eq!(cancel("'a'").ok(), Some(2));
        while desk.engine.running() > 1 {
            tokio::task::yield_now().await;
        }
        desk.engine.go_on();
    };
    let (one, two, three, ()) = tokio::join!(one, two, three, driving);
    for cancelled in [one, two] {
        let error = cancelled.expect_err("it is cancelled").to_string();
        assert!(error.contains("cancelled"), "{error}");
    }
    assert_eq!(three.expect("it goes on"), "late");
    assert_eq!(cancel("").ok(), Some(0), "what has ended is not cancelled");
    assert!(cancel("{}").is_err());
}

#[tokio::test]
async fn a_stream_can_be_cancelled_from_its_own_callback() {
    let desk = desk([vec![Step::Say("a"), Step::Wait, Step::Say("b")]]);
    let error = desk
        .error("wezterm.ai.stream('x', function() wezterm.ai.cancel() end)")
        .await;
    assert!(error.contains("cancelled"), "{error}");
    while desk.engine.running() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn figures_of_answers_are_tables_and_what_is_not_known_is_nil() {
    let usage = Usage {
        prompt_tokens: 90,
        completion_tokens: 10,
        cached_tokens: Some(40),
        prompt_tokens_per_second: None,
        tokens_per_second: Some(25.0),
    };
    let desk = desk([
        vec![Step::Say("a"), Step::Cost(usage)],
        vec![Step::Say("b")],
    ]);
    let seen = desk
        .run(
            "local none = wezterm.ai.metrics()
             assert(none.last == nil and #none.answers == 0 and none.session.answers == 0)
             assert(none.session.prompt_tokens == nil)
             wezterm.ai.query('x')
             wezterm.ai.query('y')
             local m = wezterm.ai.metrics()
             local one, two = m.answers[1], m.last
             assert(one.model == 'scripted' and one.device == 'cpu' and one.ended == 'complete')
             assert(one.time_to_first_token <= one.total_time and one.load_time ~= nil)
             assert(one.prompt_tokens_per_second == nil and one.tokens_per_second == 25)
             assert(two.prompt_tokens == nil and two.load_time == nil and two.context_used == nil)
             return table.concat({ one.context_used, one.context_max, one.cached_tokens,
               m.session.answers, m.session.cache_hits, m.session.completion_tokens }, ' ')",
        )
        .await
        .expect("figures");
    let seen = seen.as_string().map(|text| text.to_string_lossy());
    assert_eq!(seen.as_deref(), Some("100 2048 40 2 1 10"));
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
        "wezterm.ai.cancel()",
        "wezterm.ai.metrics()",
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
