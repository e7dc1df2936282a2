//! The form of OpenAI's chat completions, which many servers speak: hosted ones, vLLM, llama.cpp,
//! Ollama, mistral.rs.
//!
//! It hides how messages, tools and pictures are written and how an answer's pieces come back, with
//! the differences between those servers. It connects to nothing: see [`super::remote`].

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::remote::endpoint::{Endpoint, Key};
use super::remote::names::ToolNames;
use super::remote::{Fault, Headers, Options, Reader, Wire};
use super::sse::Event;
use super::{
    CalledTool, ChatMessage, Constraint, EndReason, Image, LlmError, Piece, Request, Role, Usage,
};

/// The most tools that one answer may call.
const MOST_CALLS: usize = 128;

/// See the top of the file.
pub(crate) struct OpenAi;

impl Wire for OpenAi {
    fn usual_endpoint(&self) -> &'static str {
        "https://api.openai.com/v1"
    }

    fn usual_key(&self) -> &'static str {
        "OPENAI_API_KEY"
    }

    fn questions_to(&self, endpoint: &Endpoint) -> Endpoint {
        endpoint.below("chat/completions")
    }

    fn headers(&self, key: Option<&Key>) -> Result<Headers, LlmError> {
        let mut headers = Headers::new();
        if let Some(key) = key {
            headers.insert("authorization", key.header("Bearer ")?);
        }
        Ok(headers)
    }

    fn question(
        &self,
        request: &Request,
        options: &Options,
        names: &ToolNames,
    ) -> Result<Value, LlmError> {
        let messages = request.messages.iter();
        let mut body = json!({
            "model": options.model,
            "messages": messages.map(|message| written(message, names)).collect::<Vec<_>>(),
            "stream": true,
            "stream_options": { "include_usage": true },
        });
        // OpenAI's newer models refuse the old name, which is the only one that other servers know.
        let limit = match options.endpoint {
            None => "max_completion_tokens",
            Some(_) => "max_tokens",
        };
        body[limit] = json!(request.sampling.max_tokens);
        if options.temperature || request.sampling.own.temperature.is_some() {
            body["temperature"] = json!(request.sampling.temperature);
        }
        if !request.sampling.stop.is_empty() {
            body["stop"] = json!(request.sampling.stop);
        }
        if !request.tools.is_empty() {
            let tools = request.tools.iter().map(|tool| {
                json!({
                    "type": "function",
                    "function": {
                        "name": names.there(&tool.name),
                        "description": tool.description,
                        "parameters": tool.schema,
                    },
                })
            });
            body["tools"] = tools.collect();
        }
        match &request.constraint {
            None => {}
            Some(Constraint::JsonSchema(schema)) => {
                body["response_format"] = json!({
                    "type": "json_schema",
                    "json_schema": { "name": "answer", "schema": schema, "strict": true },
                });
            }
            Some(Constraint::Calls) => body["tool_choice"] = "required".into(),
            Some(Constraint::Regex(_) | Constraint::Lark(_)) => {
                return Err(LlmError::prompt(
                    format!(
                        "the model `{}` cannot be held to a grammar over the network",
                        options.model
                    ),
                    "use a JSON schema, or a model that runs in the terminal",
                ));
            }
        }
        Ok(body)
    }

    fn reader(&self, names: ToolNames) -> Box<dyn Reader> {
        Box::new(Answer {
            names,
            calls: BTreeMap::new(),
            last_index: 0,
            reason: None,
            usage: None,
        })
    }
}

fn written(message: &ChatMessage, names: &ToolNames) -> Value {
    let mut written = json!({ "role": message.role.name(), "content": message.text });
    match message.role {
        Role::User if !message.images.is_empty() => {
            let text = json!({ "type": "text", "text": message.text });
            let images = message.images.iter().map(
                |image| json!({ "type": "image_url", "image_url": { "url": data_url(image) } }),
            );
            written["content"] = std::iter::once(text).chain(images).collect();
        }
        Role::Assistant if !message.calls.is_empty() => {
            if message.text.is_empty() {
                written["content"] = Value::Null;
            }
            let calls = message.calls.iter().map(|call| {
                json!({
                    "id": call.id,
                    "type": "function",
                    "function": {
                        "name": names.there(&call.name),
                        "arguments": as_text(&call.arguments),
                    },
                })
            });
            written["tool_calls"] = calls.collect();
        }
        Role::Tool => {
            written["tool_call_id"] = json!(message.answers.as_deref().unwrap_or_default());
        }
        _ => {}
    }
    written
}

fn data_url(image: &Image) -> String {
    format!(
        "data:{};base64,{}",
        image.media_type,
        STANDARD.encode(&image.bytes)
    )
}

/// Returns arguments as the model wrote them.
fn as_text(arguments: &Value) -> String {
    match arguments {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    }
}

/// Reads arguments; what is no JSON stays a text, and nothing is no arguments.
pub(crate) fn arguments(text: String) -> Value {
    if text.trim().is_empty() {
        return json!({});
    }
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// An answer as far as it has come.
struct Answer {
    names: ToolNames,
    calls: BTreeMap<u64, Call>,
    last_index: u64,
    reason: Option<EndReason>,
    usage: Option<Usage>,
}

#[derive(Default)]
struct Call {
    id: String,
    name: String,
    arguments: String,
}

impl Reader for Answer {
    fn event(&mut self, event: &Event, pieces: &mut Vec<Piece>) -> Result<(), Fault> {
        let data = event.data.trim();
        if data.is_empty() {
            return Ok(());
        }
        if data == "[DONE]" {
            return self.end(pieces);
        }
        let chunk: Value =
            serde_json::from_str(data).map_err(|_| Fault::Garbage(event.data.clone()))?;
        if let Some(error) = chunk.get("error").filter(|error| !error.is_null()) {
            return Err(reported(error));
        }
        if let Some(usage) = usage(&chunk["usage"]) {
            self.usage = Some(usage);
        }
        let choice = &chunk["choices"][0];
        let delta = &choice["delta"];
        for name in ["reasoning_content", "reasoning"] {
            if let Some(text) = text_of(&delta[name]) {
                pieces.push(Piece::Reasoning(text));
                // Some servers write it under both names.
                break;
            }
        }
        for name in ["content", "refusal"] {
            pieces.extend(text_of(&delta[name]).map(Piece::Text));
        }
        for part in delta["tool_calls"].as_array().into_iter().flatten() {
            self.add_to_call(part)?;
        }
        if let Some(reason) = choice["finish_reason"].as_str() {
            self.reason = Some(match reason {
                "length" | "max_tokens" => EndReason::MaxTokens,
                "content_filter" => EndReason::Refused,
                "tool_calls" | "function_call" => EndReason::ToolCalls,
                _ => EndReason::Complete,
            });
        }
        Ok(())
    }

    fn end(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Fault> {
        // Not every server says `[DONE]`, and usage comes after the reason, so the end is the end of
        // the stream; without a reason it is a cut.
        let mut reason = self.reason.take().ok_or(Fault::Cut)?;
        let whole = !matches!(reason, EndReason::MaxTokens | EndReason::Refused);
        let calls = std::mem::take(&mut self.calls);
        // The last call of an answer that was cut off has half of its arguments.
        if whole && !calls.is_empty() {
            reason = EndReason::ToolCalls;
            for (number, call) in calls.into_values().enumerate() {
                let id = match call.id.is_empty() {
                    true => format!("call_{number}"),
                    false => call.id,
                };
                pieces.push(Piece::Call(CalledTool {
                    id,
                    name: self.names.here(&call.name),
                    arguments: arguments(call.arguments),
                }));
            }
        }
        pieces.push(Piece::Done {
            reason,
            usage: self.usage.take(),
        });
        Ok(())
    }
}

impl Answer {
    /// Adds a part of a call to the call that it is a part of.
    fn add_to_call(&mut self, part: &Value) -> Result<(), Fault> {
        let id = part["id"].as_str().filter(|id| !id.is_empty());
        let index = part["index"].as_u64().unwrap_or_else(|| {
            // Without a number, another id is another call.
            let known = self.calls.get(&self.last_index);
            match (known, id) {
                (Some(call), Some(id)) if call.id != id => self.last_index.wrapping_add(1),
                _ => self.last_index,
            }
        });
        self.last_index = index;
        let known = self.calls.len();
        let call = self.calls.entry(index).or_default();
        if let Some(id) = id {
            id.clone_into(&mut call.id);
        }
        let function = &part["function"];
        if call.name.is_empty()
            && let Some(name) = function["name"].as_str()
        {
            name.clone_into(&mut call.name);
        }
        match &function["arguments"] {
            Value::String(text) => call.arguments.push_str(text),
            Value::Null => {}
            // Some servers send what should be a text as what it says.
            json => call.arguments.push_str(&json.to_string()),
        }
        if known >= MOST_CALLS && self.calls.len() > MOST_CALLS {
            return Err(Fault::Garbage(format!("more than {MOST_CALLS} tool calls")));
        }
        Ok(())
    }
}

fn text_of(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(text.to_owned())
}

fn usage(usage: &Value) -> Option<Usage> {
    let number = |value: &Value| {
        value
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
    };
    Some(Usage {
        prompt_tokens: number(&usage["prompt_tokens"])?,
        completion_tokens: number(&usage["completion_tokens"]).unwrap_or(0),
        cached_tokens: number(&usage["prompt_tokens_details"]["cached_tokens"]),
        prompt_tokens_per_second: None,
        tokens_per_second: None,
    })
}

/// Reads an error in the middle of an answer.
fn reported(error: &Value) -> Fault {
    let message = error["message"].as_str().or(error.as_str());
    let kind = |name: &str| error[name].as_str().unwrap_or_default();
    let passing = [kind("type"), kind("code")].iter().any(|kind| {
        [
            "rate_limit",
            "overloaded",
            "server_error",
            "timeout",
            "unavailable",
        ]
        .iter()
        .any(|passing| kind.contains(passing))
    });
    let code = error["code"].as_u64().unwrap_or(0);
    Fault::Said {
        message: message.map_or_else(|| error.to_string(), str::to_owned),
        passing: passing || matches!(code, 429 | 500 | 502 | 503 | 529),
    }
}

#[cfg(test)]
mod tests {
    use wezterm_module_framework::{Effect, ToolSpec};

    use super::*;
    use crate::llm::Sampling;

    fn options(endpoint: Option<&str>) -> Options {
        Options {
            model: "small".into(),
            endpoint: endpoint.map(|text| Endpoint::parse(text).expect("an address")),
            ..Options::default()
        }
    }

    fn asked(request: &Request, options: &Options) -> Result<Value, LlmError> {
        OpenAi.question(request, options, &ToolNames::of(&request.tools))
    }

    fn plain() -> Request {
        Request {
            messages: vec![
                ChatMessage::new(Role::System, "Be short."),
                ChatMessage::new(Role::User, "hi"),
            ],
            tools: Vec::new(),
            sampling: Sampling::new(0.5, 99),
            constraint: None,
        }
    }

    #[test]
    fn a_question_of_text_is_as_small_as_it_can_be() {
        assert_eq!(
            asked(&plain(), &options(None)),
            Ok(json!({
                "model": "small",
                "messages": [
                    { "role": "system", "content": "Be short." },
                    { "role": "user", "content": "hi" },
                ],
                "stream": true,
                "stream_options": { "include_usage": true },
                "max_completion_tokens": 99,
            }))
        );
        let local = Options {
            temperature: true,
            ..options(Some("http://localhost:1/v1"))
        };
        let mut request = plain();
        request.sampling.stop = vec!["END".into()];
        request.constraint = Some(Constraint::Calls);
        let asked = asked(&request, &local).expect("it can be asked");
        assert_eq!(asked["tool_choice"], json!("required"));
        assert_eq!(asked["max_tokens"], json!(99));
        assert_eq!(asked["temperature"], json!(0.5));
        assert_eq!(asked["stop"], json!(["END"]));
    }

    #[test]
    fn pictures_tools_calls_and_results_are_written_as_openai_wants_them() {
        let mut question = ChatMessage::new(Role::User, "what is this");
        question.images.push(Image {
            media_type: "image/png".into(),
            bytes: [1, 2, 3].as_slice().into(),
        });
        let mut calling = ChatMessage::new(Role::Assistant, "");
        calling.calls.push(CalledTool {
            id: "c1".into(),
            name: "fs.read".into(),
            arguments: json!({ "path": "a" }),
        });
        let mut result = ChatMessage::new(Role::Tool, "text of a");
        result.answers = Some("c1".into());
        let request = Request {
            messages: vec![question, calling, result],
            tools: vec![ToolSpec {
                name: "fs.read".into(),
                description: "Reads.".into(),
                schema: json!({ "type": "object" }),
                effect: Effect::Read,
            }],
            constraint: Some(Constraint::JsonSchema(json!({ "type": "integer" }))),
            ..plain()
        };
        let asked = asked(&request, &options(None)).expect("it can be asked");
        assert_eq!(
            asked["messages"],
            json!([
                { "role": "user", "content": [
                    { "type": "text", "text": "what is this" },
                    { "type": "image_url", "image_url": { "url": "data:image/png;base64,AQID" } },
                ] },
                { "role": "assistant", "content": null, "tool_calls": [
                    { "id": "c1", "type": "function",
                      "function": { "name": "fs_read", "arguments": "{\"path\":\"a\"}" } },
                ] },
                { "role": "tool", "content": "text of a", "tool_call_id": "c1" },
            ])
        );
        assert_eq!(
            asked["tools"],
            json!([{ "type": "function", "function": {
                "name": "fs_read", "description": "Reads.", "parameters": { "type": "object" },
            } }])
        );
        assert_eq!(
            asked["response_format"],
            json!({ "type": "json_schema", "json_schema": {
                "name": "answer", "schema": { "type": "integer" }, "strict": true,
            } })
        );
    }

    #[test]
    fn a_grammar_is_refused_in_words() {
        for constraint in [
            Constraint::Regex("a+".into()),
            Constraint::Lark("start: /a/".into()),
        ] {
            let request = Request {
                constraint: Some(constraint),
                ..plain()
            };
            let error = asked(&request, &options(None)).expect_err("it is refused");
            assert_eq!(
                error.to_string(),
                "the model `small` cannot be held to a grammar over the network"
            );
            assert!(matches!(error, LlmError::Prompt { .. }));
        }
    }

    fn pieces_of(events: &[Value]) -> Result<Vec<Piece>, Fault> {
        let mut reader = OpenAi.reader(ToolNames::default());
        let mut pieces = Vec::new();
        for event in events {
            let event = Event {
                name: String::new(),
                data: event.to_string(),
            };
            reader.event(&event, &mut pieces)?;
        }
        reader.end(&mut pieces)?;
        Ok(pieces)
    }

    fn delta(delta: Value) -> Value {
        json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] })
    }

    fn finish(reason: &str) -> Value {
        json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] })
    }

    fn call(id: &str, name: &str, arguments: Value) -> Piece {
        Piece::Call(CalledTool {
            id: id.into(),
            name: name.into(),
            arguments,
        })
    }

    fn done(reason: EndReason) -> Piece {
        Piece::Done {
            reason,
            usage: None,
        }
    }

    #[test]
    fn each_way_to_end_has_its_reason_and_no_end_is_a_cut() {
        for (word, reason) in [
            ("stop", EndReason::Complete),
            ("length", EndReason::MaxTokens),
            ("content_filter", EndReason::Refused),
            ("tool_calls", EndReason::ToolCalls),
        ] {
            assert_eq!(pieces_of(&[finish(word)]), Ok(vec![done(reason)]), "{word}");
        }
        assert_eq!(
            pieces_of(&[delta(json!({ "content": "a" }))]),
            Err(Fault::Cut)
        );
    }

    #[test]
    fn calls_are_put_together_whether_or_not_their_parts_are_numbered() {
        let part = |value: Value| delta(json!({ "tool_calls": [value] }));
        let expected = Ok(vec![
            call("a", "one", json!({ "x": 1 })),
            call("b", "two", json!({})),
            done(EndReason::ToolCalls),
        ]);
        let numbered = [
            part(json!({ "index": 0, "id": "a", "function": { "name": "one", "arguments": "" } })),
            part(json!({ "index": 1, "id": "b", "function": { "name": "two" } })),
            part(json!({ "index": 0, "function": { "arguments": "{\"x\"" } })),
            part(json!({ "index": 0, "function": { "arguments": ":1}" } })),
            finish("tool_calls"),
        ];
        assert_eq!(pieces_of(&numbered), expected);
        let whole = [
            part(json!({ "id": "a", "function": { "name": "one", "arguments": { "x": 1 } } })),
            part(json!({ "id": "b", "function": { "name": "two", "arguments": "" } })),
            // Some servers end every answer in this way.
            finish("stop"),
        ];
        assert_eq!(pieces_of(&whole), expected);
    }

    #[test]
    fn arguments_that_are_no_json_stay_a_text_and_half_of_them_are_no_call() {
        let broken = delta(json!({ "tool_calls": [
            { "index": 0, "function": { "name": "one", "arguments": "{\"x\":" } },
        ] }));
        assert_eq!(
            pieces_of(&[broken.clone(), finish("tool_calls")]),
            Ok(vec![
                call("call_0", "one", json!("{\"x\":")),
                done(EndReason::ToolCalls)
            ])
        );
        assert_eq!(
            pieces_of(&[broken, finish("length")]),
            Ok(vec![done(EndReason::MaxTokens)])
        );
    }

    #[test]
    fn too_many_calls_and_unknown_shapes_are_no_harm() {
        let many = (0..=MOST_CALLS).map(|index| json!({ "index": index }));
        let many = delta(json!({ "tool_calls": many.collect::<Vec<_>>() }));
        assert!(matches!(pieces_of(&[many]), Err(Fault::Garbage(_))));
        for odd in [
            json!(7),
            json!([]),
            json!({}),
            json!({ "choices": [] }),
            json!({ "choices": "x" }),
        ] {
            assert_eq!(
                pieces_of(&[odd, finish("stop")]),
                Ok(vec![done(EndReason::Complete)])
            );
        }
    }
}
