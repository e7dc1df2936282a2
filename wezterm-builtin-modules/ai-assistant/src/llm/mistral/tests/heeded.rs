//! The real engine heeds each setting and each option of a question, loads once for many first
//! questions, and gives four answers at the same time.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use super::*;
use crate::asking::AskOptions;
use crate::context::QueryContext;
use crate::engines::{Surroundings, loader};
use crate::llm::lazy::Loader;
use crate::llm::{Image, Own, Usage};
use crate::settings::ModelSettings;

/// Everything that comes of a question, with the notices.
struct Told {
    text: String,
    notices: Vec<String>,
    reason: EndReason,
    usage: Usage,
}

async fn told(assistant: &Assistant, options: &AskOptions) -> Result<Told, LlmError> {
    let context = QueryContext::default();
    let (mut answer, _) = assistant
        .begin("list all files recursively", &context, &[], options)
        .await?;
    let (mut text, mut notices) = (String::new(), Vec::new());
    while let Some(piece) = answer.next().await {
        match piece? {
            Piece::Text(more) => text.push_str(&more),
            Piece::Notice(notice) => notices.push(notice),
            Piece::Done { reason, usage } => {
                return Ok(Told {
                    text,
                    notices,
                    reason,
                    usage: usage.expect("the engine counts"),
                });
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("it has no end")
}

/// A model that reads the system prompt, which the starter's own template leaves out.
fn reader(starter: &Starter) -> tempfile::TempDir {
    let folder = starter.copy();
    let path = folder.path().join("tokenizer_config.json");
    let mut config: Value =
        serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
    config["chat_template"] = json!(
        "{% for m in messages %}{% if m['role'] == 'assistant' %}<|assistant|>{{ m['content'] }}\
         {% else %}<|user|>{{ m['content'] }}{% endif %}{% endfor %}<|assistant|>"
    );
    std::fs::write(&path, config.to_string()).expect("a file");
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn max_tokens_temperature_and_system_prompt_change_what_the_engine_does() {
    let starter = starter();
    let folder = reader(&starter);
    let settings = |more: Value| {
        let mut model =
            json!({ "model_id": folder.path().display().to_string(), "fallback": false });
        for (key, value) in more.as_object().expect("a table") {
            model[key] = value.clone();
        }
        model
    };
    let ask = async |model: Value, prompt: Option<&str>, options: AskOptions| {
        let settings = json!({ "model": model, "system_prompt": prompt });
        let (_cache, assistant) = assistant(&settings);
        told(&assistant, &options).await.expect("an answer")
    };
    let plain = || AskOptions::default();

    let short = ask(
        settings(json!({ "max_tokens": 3, "temperature": 0 })),
        None,
        plain(),
    )
    .await;
    assert_eq!(short.usage.completion_tokens, 3);
    assert_eq!(short.reason, EndReason::MaxTokens);
    let own = AskOptions {
        own: Own {
            temperature: None,
            max_tokens: Some(5),
        },
        ..plain()
    };
    let longer = ask(
        settings(json!({ "max_tokens": 3, "temperature": 0 })),
        None,
        own,
    )
    .await;
    assert_eq!(longer.usage.completion_tokens, 5);
    assert!(longer.text.starts_with(&short.text), "the likeliest tokens");

    let at = |temperature: f64| settings(json!({ "max_tokens": 30, "temperature": temperature }));
    let likeliest = ask(at(0.0), None, plain()).await.text;
    let by_chance = ask(at(2.0), None, plain()).await.text;
    assert_ne!(by_chance, likeliest, "chance has a say");

    let cold = || settings(json!({ "max_tokens": 3, "temperature": 0 }));
    let usual = ask(cold(), None, plain()).await.usage.prompt_tokens;
    let brief = ask(cold(), Some("x"), plain()).await.usage.prompt_tokens;
    assert!(
        brief < usual,
        "the rules are {usual} tokens with the facts, one letter {brief}"
    );
    let system = AskOptions {
        system: Some("x".into()),
        ..plain()
    };
    let own = ask(cold(), Some("a much longer text of rules"), system).await;
    assert_eq!(own.usage.prompt_tokens, brief);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quantization_stores_a_folder_anew_and_is_refused_for_a_file_that_has_its_own() {
    let starter = starter();
    let file = starter.folder.with_file_name("whole.gguf");
    std::fs::write(&file, starter_gguf::of(&starter.folder).bytes()).expect("a file is written");
    let beside = file.parent().expect("a folder");
    for name in ["tokenizer.json", "tokenizer_config.json"] {
        std::fs::copy(starter.folder.join(name), beside.join(name)).expect("a copy");
    }
    let with = |path: &Path| {
        assistant(&json!({ "model": {
            "model_id": path.display().to_string(), "quantization": "Q8_0", "fallback": false,
            "max_tokens": 3, "temperature": 0,
        } }))
    };
    let (_cache, anew) = with(&starter.folder);
    let said = told(&anew, &AskOptions::default()).await;
    assert_eq!(said.expect("an answer").notices, Vec::<String>::new());
    let info = anew.model_info().expect("it is loaded");
    assert_eq!(info.quantization, "Q8_0");

    let (_cache, own) = with(&file);
    let error = told(&own, &AskOptions::default()).await.err();
    let error = error.expect("it is refused").explained();
    assert!(
        error.contains("a GGUF file is quantized already"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_holds_the_answer_and_a_picture_is_refused() {
    let (_cache, assistant) = assistant(&Value::Null);
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["name", "sure"],
        "properties": {
            "name": { "type": "string", "maxLength": 12 },
            "sure": { "type": "boolean" },
        },
    });
    let options = AskOptions {
        schema: Some(schema),
        ..AskOptions::default()
    };
    let held = told(&assistant, &options).await.expect("an answer");
    let answer: Value = serde_json::from_str(&held.text).expect("JSON");
    assert!(
        answer["name"].is_string() && answer["sure"].is_boolean(),
        "{answer}"
    );

    let picture = AskOptions {
        images: vec![Image {
            media_type: "image/png".into(),
            bytes: b"\x89PNG\r\n\x1a\n".as_slice().into(),
        }],
        ..AskOptions::default()
    };
    let error = told(&assistant, &picture).await.err();
    let error = error.expect("it cannot see").to_string();
    assert!(error.contains("sees no pictures"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_first_questions_load_the_starter_once_and_four_answers_come_at_the_same_time() {
    let cache = tempfile::tempdir().expect("a folder");
    let surroundings = Surroundings::default();
    surroundings
        .cache
        .set(cache.path().to_owned())
        .expect("set");
    let load = loader(&ModelSettings::default(), &surroundings);
    let loads = Arc::new(AtomicUsize::new(0));
    let loaded: Arc<OnceLock<Arc<dyn LlmEngine>>> = Arc::default();
    let (counted, kept) = (Arc::clone(&loads), Arc::clone(&loaded));
    let counting: Loader = Box::new(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        let engine = load()?;
        Ok(Arc::clone(kept.get_or_init(|| engine)))
    });
    let assistant = Assistant::with_loader(&Value::Null, counting);
    let asked = (0..8).map(|_| answer_of(&assistant, "list all files recursively"));
    for answer in futures::future::join_all(asked).await {
        assert_eq!(commands(&answer.expect("an answer")), ["find . -type f"]);
    }
    assert_eq!(loads.load(Ordering::SeqCst), 1);

    let engine = loaded.get().expect("it is loaded");
    let begun: Mutex<BTreeSet<usize>> = Mutex::default();
    let reading = (0..4).map(|number| {
        let mut answer = engine.stream(long_request());
        let begun = &begun;
        async move {
            while begun.lock().expect("not poisoned").len() < 4 {
                let piece = answer.next().await.expect("a piece").expect("no error");
                assert!(
                    matches!(piece, Piece::Text(_)),
                    "one has ended before the others began: {piece:?}"
                );
                begun.lock().expect("not poisoned").insert(number);
            }
        }
    });
    futures::future::join_all(reading).await;
}
