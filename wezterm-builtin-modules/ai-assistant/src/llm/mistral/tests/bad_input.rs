//! Models and questions that are wrong in ways that only running them shows: each is an error in words,
//! and the engine lives.

use super::*;

async fn text_of(engine: &MistralEngine, request: Request) -> Result<String, LlmError> {
    collect_text(engine.stream(request)).await
}

fn question() -> Request {
    Request {
        constraint: None,
        sampling: Sampling::new(0.0, 200),
        ..long_request()
    }
}

/// Asks a model with this chat template.
async fn with_template(template: &str) -> Result<String, LlmError> {
    let starter = starter();
    let spoilt = starter.copy();
    spoil_template(spoilt.path(), template);
    let engine = engine_of_folder(spoilt.path(), 1).await;
    text_of(&engine, question()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_template_without_an_end_is_refused_before_the_engine_hangs_on_it() {
    let starter = starter();
    let spoilt = starter.copy();
    let template = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}";
    spoil_template(spoilt.path(), template);
    let (_cache, assistant) = of_model(spoilt.path());
    for _ in 0..2 {
        let error = refusal(&assistant).await;
        assert_eq!(
            error.to_string(),
            "the model's chat template does not come to an end"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_template_that_is_broken_or_refuses_is_named() {
    for (template, expected) in [
        (
            "{% for m in messages",
            "refuses the conversation: syntax error",
        ),
        (
            "{{ raise_exception('I do not like you') }}",
            "refuses the conversation: invalid operation: I do not like you",
        ),
        (
            "{% for i in range(10**9) %}{% endfor %}",
            "refuses the conversation: invalid operation: range has too many elements",
        ),
        (
            "{{ messages.nothing.at.all }}",
            "refuses the conversation: undefined value",
        ),
        ("", "empty"),
    ] {
        let error = with_template(template).await.expect_err("it is refused");
        assert!(error.to_string().contains(expected), "{template}: {error}");
        assert!(!error.hint().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_without_a_chat_template_is_refused_with_what_to_do() {
    let starter = starter();
    let spoilt = starter.copy();
    let path = spoilt.path().join("tokenizer_config.json");
    let mut config: Value =
        serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
    config
        .as_object_mut()
        .expect("a table")
        .remove("chat_template");
    std::fs::write(&path, config.to_string()).expect("a file");
    let (_cache, assistant) = of_model(spoilt.path());
    let error = refusal(&assistant).await;
    assert!(error.to_string().contains("no chat template"), "{error}");
    assert!(error.hint().contains("instruct"), "{}", error.hint());
}

/// Rewrites the weights of a model in 16 bits.
fn rewrite_weights(folder: &Path, change: impl Fn(&str, Vec<u64>, Vec<u8>) -> (Vec<u64>, Vec<u8>)) {
    let path = folder.join("model.safetensors");
    let bytes = std::fs::read(&path).expect("the weights");
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
    let header: serde_json::Map<String, Value> =
        serde_json::from_slice(&bytes[8..8 + length]).expect("a header");
    let data = &bytes[8 + length..];
    let mut changed = serde_json::Map::new();
    let mut all = Vec::new();
    for (name, entry) in header {
        if name == "__metadata__" {
            continue;
        }
        let list = |key: &str| -> Vec<u64> {
            serde_json::from_value(entry[key].clone()).expect("a list of numbers")
        };
        let offsets = list("data_offsets");
        let own = data[offsets[0] as usize..offsets[1] as usize].to_vec();
        let (shape, own) = change(&name, list("shape"), own);
        let begin = all.len();
        all.extend(own);
        changed.insert(
            name,
            json!({ "dtype": "BF16", "shape": shape, "data_offsets": [begin, all.len()] }),
        );
    }
    let header = Value::from(changed).to_string();
    let mut written = (header.len() as u64).to_le_bytes().to_vec();
    written.extend_from_slice(header.as_bytes());
    written.extend(all);
    std::fs::write(&path, written).expect("the weights are written");
}

/// Not a number, in 16 bits.
const NAN: [u8; 2] = [0xc0, 0x7f];

#[tokio::test(flavor = "multi_thread")]
async fn weights_that_are_no_numbers_are_an_error_and_no_endless_answer() {
    let starter = starter();
    let spoilt = starter.copy();
    rewrite_weights(spoilt.path(), |name, shape, data| match name {
        "model.norm.weight" => (shape, NAN.repeat(data.len() / 2)),
        _ => (shape, data),
    });
    let engine = engine_of_folder(spoilt.path(), 1).await;
    for temperature in [0.0, 1.0] {
        for constraint in [None, Some(Constraint::Regex("[a-z]{9}".into()))] {
            let request = Request {
                constraint,
                sampling: Sampling::new(temperature, 100),
                ..question()
            };
            let error = text_of(&engine, request).await.expect_err("no numbers");
            assert_eq!(
                error.to_string(),
                "the model computes no numbers (NaN): its weights are damaged"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn weights_of_another_shape_than_the_configuration_says_are_named() {
    let starter = starter();
    let spoilt = starter.copy();
    rewrite_weights(spoilt.path(), |name, shape, data| match name {
        "model.layers.3.mlp.up_proj.weight" => (shape.into_iter().rev().collect(), data),
        _ => (shape, data),
    });
    let (_cache, assistant) = of_model(spoilt.path());
    let error = refusal(&assistant).await.to_string();
    assert!(
        error.contains("model.layers.3.mlp.up_proj.weight"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_breaks_in_an_answer_says_so_and_the_next_question_loads_it_again() {
    let starter = starter();
    let engine = engine_of(&starter, 1).await;
    let (model, turn) = engine.instances.turn("").await.expect("an instance");
    drop(turn);
    let mut answer = engine.stream(long_request());
    for _ in 0..5 {
        answer.next().await.expect("a piece").expect("no error");
    }
    // The engine's thread panics when nobody waits for what it was asked to count.
    let text = MessageContent::Left("hello".to_owned())
        .flip()
        .map_left(|_| TextMessages::new());
    let mut count = Box::pin(model.tokenize(text, None, false, false, None));
    assert!(futures::poll!(&mut count).is_pending());
    drop(count);
    let error = loop {
        match answer.next().await.expect("it does not end in silence") {
            Ok(Piece::Text(_)) => {}
            Ok(other) => panic!("it does not end as if all were well: {other:?}"),
            Err(error) => break error,
        }
    };
    assert_eq!(
        error.to_string(),
        "the engine broke in the middle of the answer"
    );
    assert!(answer.next().await.is_none());
    let next = text_of(&engine, question()).await;
    assert!(next.is_ok_and(|text| !text.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_fills_the_context_says_so_and_ends() {
    let starter = starter();
    let engine = engine_of(&starter, 1).await;
    let request = Request {
        sampling: Sampling::new(0.0, 5000),
        constraint: Some(Constraint::Regex("[a-z ]{60000}".into())),
        ..long_request()
    };
    let pieces: Vec<Piece> = engine
        .stream(request)
        .try_collect()
        .await
        .expect("an answer");
    let [
        ..,
        Piece::Notice(notice),
        Piece::Done {
            reason,
            usage: Some(usage),
        },
    ] = pieces.as_slice()
    else {
        panic!("it ends with a notice: {:?}", pieces.last());
    };
    assert!(
        notice.starts_with("the model's context of 2048 tokens is full"),
        "{notice}"
    );
    assert_eq!(*reason, EndReason::MaxTokens);
    assert!(usage.completion_tokens > 1500, "{usage:?}");
    assert!(text_of(&engine, question()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_cut_in_a_character_ends() {
    let starter = starter();
    let engine = engine_of(&starter, 1).await;
    let mut reasons = Vec::new();
    for max_tokens in 1..=6 {
        let request = Request {
            sampling: Sampling::new(0.0, max_tokens),
            constraint: Some(Constraint::Regex("(\u{20ac}|\u{1f980}){50}".into())),
            ..long_request()
        };
        let pieces: Vec<Piece> = engine
            .stream(request)
            .try_collect()
            .await
            .expect("an answer");
        let Some(Piece::Done { reason, .. }) = pieces.last() else {
            panic!("it ends: {pieces:?}");
        };
        reasons.push(*reason);
    }
    assert_eq!(reasons, [EndReason::MaxTokens; 6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_questions_at_once_are_all_answered_and_none_is_mixed_up() {
    let (_cache, assistant) = assistant(&Value::Null);
    let questions: Vec<String> = (0..50)
        .map(|number| format!("count the lines of the file notes_{number}.txt"))
        .collect();
    let answers = questions
        .iter()
        .map(|question| answer_of(&assistant, question));
    let answers = futures::future::try_join_all(answers)
        .await
        .expect("answers");
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(
            commands(answer),
            [format!("wc -l notes_{number}.txt")],
            "{answer}"
        );
    }
}
