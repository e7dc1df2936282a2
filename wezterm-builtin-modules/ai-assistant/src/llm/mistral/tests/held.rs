//! What answers are held to, with the starter model, which would say something else: tool calls by the
//! schemas of their tools, structured answers, stop strings.

use futures::TryStreamExt;
use wezterm_module_framework::{Effect, ToolSpec};

use super::*;
use crate::llm::{CalledTool, Sampling};

fn tool(name: &str, description: &str, schema: Value) -> ToolSpec {
    ToolSpec {
        name: name.into(),
        description: description.into(),
        schema,
        effect: Effect::Read,
    }
}

/// Sets of tools in the manner of a terminal's.
fn tool_sets() -> [Vec<ToolSpec>; 4] {
    let path = json!({ "type": "string", "minLength": 1, "maxLength": 24 });
    let read = tool(
        "filesystem.read",
        "Reads a file.",
        json!({
            "type": "object",
            "properties": {
                "path": path,
                "from_line": { "type": "integer", "minimum": 1, "maximum": 9999 },
            },
            "required": ["path"],
        }),
    );
    let list = tool(
        "filesystem.list",
        "Lists a folder.",
        json!({
            "type": "object",
            "properties": { "path": path, "hidden": { "type": "boolean" } },
            "required": ["path", "hidden"],
            "additionalProperties": false,
        }),
    );
    let run = tool(
        "commander.run",
        "Runs a command.",
        json!({
            "type": "object",
            "properties": {
                "command": { "type": "string", "maxLength": 16 },
                "arguments": {
                    "type": "array",
                    "items": { "type": "string", "maxLength": 8 },
                    "maxItems": 3,
                },
                "shell": { "enum": ["sh", "bash", "zsh"] },
                "environment": {
                    "type": "object",
                    "properties": { "LANG": { "type": "string", "maxLength": 8 } },
                },
            },
            "required": ["command", "shell"],
        }),
    );
    let time = tool(
        "clock",
        "Tells the time.",
        json!({ "type": "object", "properties": {} }),
    );
    [
        vec![read.clone()],
        vec![time.clone()],
        vec![read.clone(), list.clone()],
        vec![time, run, list, read],
    ]
}

/// Says what is wrong with a value by as much of JSON schema as these tests use.
fn wrong(value: &Value, schema: &Value) -> Option<String> {
    let fault = || Some(format!("{value} is not by {schema}"));
    if let Some(choices) = schema["enum"].as_array() {
        return if choices.contains(value) {
            None
        } else {
            fault()
        };
    }
    let number = |key: &str| schema[key].as_i64();
    let most = |key: &str| {
        schema[key]
            .as_u64()
            .map_or(usize::MAX, |most| most as usize)
    };
    let sound = match schema["type"].as_str() {
        Some("string") => value.as_str().is_some_and(|text| {
            let length = text.chars().count();
            length >= number("minLength").unwrap_or(0) as usize && length <= most("maxLength")
        }),
        Some("integer") => value.as_i64().is_some_and(|value| {
            value >= number("minimum").unwrap_or(i64::MIN)
                && value <= number("maximum").unwrap_or(i64::MAX)
        }),
        Some("boolean") => value.is_boolean(),
        Some("array") => match value.as_array() {
            Some(items) if items.len() <= most("maxItems") => {
                return items.iter().find_map(|item| wrong(item, &schema["items"]));
            }
            _ => false,
        },
        Some("object") => {
            let Some(map) = value.as_object() else {
                return fault();
            };
            let required = schema["required"].as_array().into_iter().flatten();
            let missing = required
                .filter_map(Value::as_str)
                .any(|key| !map.contains_key(key));
            if missing {
                return fault();
            }
            return map
                .iter()
                .find_map(|(key, value)| match schema["properties"].get(key) {
                    Some(schema) => wrong(value, schema),
                    None => fault(),
                });
        }
        other => panic!("the test knows no type {other:?}"),
    };
    if sound { None } else { fault() }
}

fn asking(question: &str, tools: Vec<ToolSpec>, temperature: f64) -> Request {
    Request {
        messages: vec![
            ChatMessage::new(Role::System, "You are a terminal's assistant."),
            ChatMessage::new(Role::User, question),
        ],
        tools,
        sampling: Sampling::new(temperature, 900),
        constraint: Some(Constraint::Calls),
    }
}

async fn pieces_of(engine: &MistralEngine, request: Request) -> Vec<Piece> {
    let pieces = engine.stream(request).try_collect().await;
    pieces.expect("an answer")
}

fn calls_in(pieces: &[Piece]) -> Vec<&CalledTool> {
    let calls = pieces.iter().filter_map(|piece| match piece {
        Piece::Call(call) => Some(call),
        _ => None,
    });
    calls.collect()
}

fn reason_of(pieces: &[Piece]) -> Option<EndReason> {
    match pieces.last() {
        Some(Piece::Done { reason, .. }) => Some(*reason),
        _ => None,
    }
}

/// How many requests are made, so that the tests stay short. The variable `TOOL_CALL_SOAK` makes it
/// more; as many as there are held-out questions are the most.
const SOAK: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn every_call_of_many_requests_parses_and_is_by_the_schema_of_its_tool() {
    let starter = starter();
    let engine = engine_of(&starter, 2).await;
    let questions: Vec<HeldOut> = include_str!("../../../../starter/eval.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a question"))
        .collect();
    let wanted = std::env::var("TOOL_CALL_SOAK").ok();
    let wanted = wanted.map_or(SOAK, |number| number.parse().expect("a number"));
    let begun = Instant::now();
    let sets = tool_sets();
    let answers: Vec<usize> = stream::iter(questions.iter().take(wanted).enumerate())
        .map(|(number, held_out)| {
            let tools = sets[number % sets.len()].clone();
            // Temperatures change after each round of the sets.
            let temperature = ((number / sets.len()) % 2) as f64;
            let request = asking(&held_out.question, tools.clone(), temperature);
            let engine = Arc::clone(&engine);
            async move {
                let pieces = pieces_of(&engine, request).await;
                assert_eq!(reason_of(&pieces), Some(EndReason::ToolCalls), "{pieces:?}");
                let calls = calls_in(&pieces);
                assert_eq!(calls.len() + 1, pieces.len(), "{pieces:?}");
                for call in &calls {
                    let called = tools.iter().find(|tool| tool.name == call.name);
                    let schema = &called.expect("it is one of the tools").schema;
                    assert_eq!(wrong(&call.arguments, schema), None);
                }
                calls.len()
            }
        })
        .buffer_unordered(2)
        .collect()
        .await;
    println!(
        "{} of {wanted} answers were calls, {} in all, in {:?}",
        answers.iter().filter(|calls| **calls > 0).count(),
        answers.iter().sum::<usize>(),
        begun.elapsed()
    );
    assert!(answers.len() == wanted && answers.iter().all(|calls| *calls > 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tools_an_answer_may_be_text_and_a_cut_off_call_is_none() {
    let starter = starter();
    let engine = engine_of(&starter, 1).await;
    let [read, ..] = tool_sets();
    let free = Request {
        constraint: None,
        ..asking("list all files recursively", read.clone(), 0.0)
    };
    let pieces = pieces_of(&engine, free).await;
    assert!(matches!(pieces.first(), Some(Piece::Text(_))), "{pieces:?}");

    let mut cut = asking("list all files recursively", read, 0.0);
    cut.sampling.max_tokens = 20;
    let pieces = pieces_of(&engine, cut).await;
    assert_eq!(reason_of(&pieces), Some(EndReason::MaxTokens));
    assert_eq!(pieces.len(), 1, "{pieces:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_with_calls_and_results_goes_on() {
    let starter = starter();
    // It takes turns of the person and the model only, as the templates of many models do.
    let strict = starter.copy();
    spoil_template(
        strict.path(),
        "{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}\
         {{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}\
         {% endif %}<|user|>{{ m['content'] }}{% endfor %}<|assistant|>",
    );
    let engine = engine_of_folder(strict.path(), 1).await;
    let [_, _, two, _] = tool_sets();
    let mut request = asking("show the first lines of a", two, 0.0);
    let first = pieces_of(&engine, request.clone()).await;
    let calls: Vec<CalledTool> = calls_in(&first).into_iter().cloned().collect();
    let mut calling = ChatMessage::new(Role::Assistant, "");
    calling.calls = calls.clone();
    request.messages.push(calling);
    for call in &calls {
        request.messages.push(ChatMessage {
            answers: Some(call.id.clone()),
            ..ChatMessage::new(Role::Tool, "the text of the file")
        });
    }
    let second = pieces_of(&engine, request).await;
    assert_eq!(reason_of(&second), Some(EndReason::ToolCalls));
    for call in calls_in(&second) {
        assert!(calls.iter().all(|earlier| earlier.id != call.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_with_tokens_for_the_tags_may_use_them() {
    let starter = starter();
    let other = starter.copy();
    let path = other.path().join("tokenizer.json");
    let tokenizer = std::fs::read_to_string(&path).expect("a file");
    assert!(tokenizer.contains("<|tools|>"));
    std::fs::write(&path, tokenizer.replace("<|tools|>", "<tool_call>")).expect("a file");
    let engine = engine_of_folder(other.path(), 1).await;
    assert!(engine.speech.marks.open.is_some() && engine.speech.marks.close.is_none());
    let [read, ..] = tool_sets();
    let call = r#"{"name": "filesystem.read", "arguments": {"path": "a"}}</tool_call>"#;
    // The caller's grammar has the token alone.
    let request = Request {
        constraint: Some(Constraint::Lark(format!(
            "start: <tool_call> {} <|end|>",
            Value::from(call)
        ))),
        tools: Vec::new(),
        ..asking("list all files recursively", Vec::new(), 0.0)
    };
    let mut asked = Asked::new(request, &engine.speech).expect("it can be asked");
    asked.request.tools = read.clone();
    let (sender, mut received) = mpsc::channel(1000);
    let ran = run(
        &engine.instances,
        &engine.speech,
        &asked.messages,
        &asked,
        &sender,
    )
    .await;
    assert!(ran.is_ok());
    drop(sender);
    let mut pieces = Vec::new();
    while let Some(piece) = received.recv().await {
        pieces.push(piece.expect("no error"));
    }
    assert_eq!(calls_in(&pieces).len(), 1, "{pieces:?}");
    assert_eq!(reason_of(&pieces), Some(EndReason::ToolCalls));

    for temperature in [0.0, 1.0] {
        let request = asking("list all files recursively", read.clone(), temperature);
        let pieces = pieces_of(&engine, request).await;
        assert_eq!(reason_of(&pieces), Some(EndReason::ToolCalls), "{pieces:?}");
    }
}

fn structured(schema: Value, temperature: f64) -> Request {
    Request {
        constraint: Some(Constraint::JsonSchema(schema)),
        ..asking("list all files recursively", Vec::new(), temperature)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_structured_answer_is_a_document_of_its_schema_whatever_chance_says() {
    let starter = starter();
    let engine = engine_of(&starter, 2).await;
    let schema = json!({
        "type": "object",
        "properties": {
            "title": { "type": "string", "minLength": 1, "maxLength": 12 },
            "count": { "type": "integer", "minimum": 0, "maximum": 100 },
            "kind": { "enum": ["file", "folder"] },
            "tags": {
                "type": "array",
                "items": { "type": "string", "maxLength": 5 },
                "maxItems": 3,
            },
            "done": { "type": "boolean" },
        },
        "required": ["title", "count", "kind", "tags", "done"],
        "additionalProperties": false,
    });
    for number in 0..20 {
        let temperature = if number == 0 { 0.0 } else { 1.0 };
        let pieces = pieces_of(&engine, structured(schema.clone(), temperature)).await;
        assert_eq!(reason_of(&pieces), Some(EndReason::Complete), "{pieces:?}");
        let text: String = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let document: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(wrong(&document, &schema), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_cannot_be_held_to_is_refused_by_name_and_the_next_question_is_answered() {
    let starter = starter();
    let engine = engine_of(&starter, 1).await;
    let error = collect_text(engine.stream(structured(json!({ "type": "widget" }), 0.0)))
        .await
        .expect_err("it is refused");
    assert!(
        matches!(&error, LlmError::Prompt { message, .. } if message.contains(r#"{"type":"widget"}"#)),
        "{error:?}"
    );
    let next = structured(json!({ "const": "yes" }), 0.0);
    let text = collect_text(engine.stream(next)).await.expect("an answer");
    assert_eq!(text, "\"yes\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_string_ends_the_answer_wherever_its_tokens_end() {
    let starter = starter();
    let engine = engine_of(&starter, 1).await;
    let mut request = Request {
        sampling: Sampling::new(0.0, 60),
        ..long_request()
    };
    let whole = collect_text(engine.stream(request.clone()))
        .await
        .expect("an answer");
    assert!(whole.len() > 40, "{whole}");
    request.sampling.stop = vec!["NEVER".into()];
    let same = collect_text(engine.stream(request.clone())).await;
    assert_eq!(same.as_deref(), Ok(whole.as_str()));

    for (from, to) in [(10, 11), (13, 19), (20, 30)] {
        let stop = whole[from..to].to_owned();
        let expected = whole.split(&stop).next().expect("a first part");
        request.sampling.stop = vec!["NEVER".into(), stop.clone()];
        let pieces = pieces_of(&engine, request.clone()).await;
        let text: String = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(text, expected, "stopped at {stop:?}");
        let Some(Piece::Done {
            reason: EndReason::Complete,
            usage: Some(usage),
        }) = pieces.last()
        else {
            panic!("it ends: {pieces:?}");
        };
        assert!(
            usage.prompt_tokens > 0 && usage.completion_tokens > 0,
            "{usage:?}"
        );
    }
}
