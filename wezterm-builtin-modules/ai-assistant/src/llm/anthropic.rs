//! The form of Anthropic's Messages API.
//!
//! It hides how messages, tools and pictures are written and how an answer's pieces come back. It
//! connects to nothing: see [`super::remote`].

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::openai::arguments;
use super::remote::endpoint::{Endpoint, Key};
use super::remote::names::ToolNames;
use super::remote::{Fault, HeaderText, Headers, Options, Reader, Wire};
use super::sse::Event;
use super::{
    CalledTool, ChatMessage, Constraint, EndReason, LlmError, Piece, Request, Role, Usage,
};

/// The version of the API that this is written for.
const VERSION: &str = "2023-06-01";
/// The highest temperature that the API takes; other engines go further.
pub(crate) const HOTTEST: f64 = 1.0;
/// The most blocks that one answer may be in the middle of.
const MOST_BLOCKS: usize = 128;

/// See the top of the file.
pub(crate) struct Anthropic;

impl Wire for Anthropic {
    fn usual_endpoint(&self) -> &'static str {
        "https://api.anthropic.com"
    }

    fn usual_key(&self) -> &'static str {
        "ANTHROPIC_API_KEY"
    }

    fn questions_to(&self, endpoint: &Endpoint) -> Endpoint {
        match endpoint.last_part() {
            "v1" => endpoint.below("messages"),
            _ => endpoint.below("v1/messages"),
        }
    }

    fn headers(&self, key: Option<&Key>) -> Result<Headers, LlmError> {
        let mut headers = Headers::new();
        headers.insert("anthropic-version", HeaderText::from_static(VERSION));
        if let Some(key) = key {
            headers.insert("x-api-key", key.header("")?);
        }
        Ok(headers)
    }

    fn question(
        &self,
        request: &Request,
        options: &Options,
        names: &ToolNames,
    ) -> Result<Value, LlmError> {
        let calls = request.constraint == Some(Constraint::Calls);
        if request.constraint.is_some() && !calls {
            return Err(LlmError::prompt(
                format!(
                    "the model `{}` cannot be held to a grammar or a schema over the network",
                    options.model
                ),
                "use a model that runs in the terminal, or one behind the engine openai",
            ));
        }
        let mut body = json!({
            "model": options.model,
            "max_tokens": request.sampling.max_tokens,
            "messages": written(&request.messages, names),
            "stream": true,
        });
        let system = request.messages.iter();
        let system: Vec<&str> = system
            .filter(|message| message.role == Role::System && !message.text.is_empty())
            .map(|message| message.text.as_str())
            .collect();
        if !system.is_empty() {
            body["system"] = json!(system.join("\n\n"));
        }
        if options.temperature || request.sampling.own.temperature.is_some() {
            let temperature = request.sampling.temperature;
            if temperature > HOTTEST {
                return Err(LlmError::prompt(
                    format!(
                        "the temperature of the model `{}` is at most {HOTTEST}, and {temperature} \
                         was asked for",
                        options.model
                    ),
                    "set temperature lower",
                ));
            }
            body["temperature"] = json!(temperature);
        }
        if !request.sampling.stop.is_empty() {
            body["stop_sequences"] = json!(request.sampling.stop);
        }
        if !request.tools.is_empty() {
            let tools = request.tools.iter().map(|tool| {
                json!({
                    "name": names.there(&tool.name),
                    "description": tool.description,
                    "input_schema": tool.schema,
                })
            });
            body["tools"] = tools.collect();
        }
        if calls {
            body["tool_choice"] = json!({ "type": "any" });
        }
        Ok(body)
    }

    fn reader(&self, names: ToolNames) -> Box<dyn Reader> {
        Box::new(Answer {
            names,
            calls: BTreeMap::new(),
            reason: None,
            usage: None,
        })
    }
}

/// Writes the messages as turns that alternate and begin with the person's, as the API wants them.
fn written(messages: &[ChatMessage], names: &ToolNames) -> Value {
    let mut turns: Vec<(&str, Vec<Value>)> = Vec::new();
    for message in messages {
        let role = match message.role {
            Role::System => continue,
            Role::Assistant => "assistant",
            Role::User | Role::Tool => "user",
        };
        let blocks = blocks(message, names);
        match turns.last_mut() {
            // The person did not begin, so the beginning of the conversation is not at hand.
            None if role == "assistant" => {}
            _ if blocks.is_empty() => {}
            Some((last, all)) if *last == role => all.extend(blocks),
            _ => turns.push((role, blocks)),
        }
    }
    let turns = turns.into_iter();
    turns
        .map(|(role, blocks)| json!({ "role": role, "content": blocks }))
        .collect()
}

fn blocks(message: &ChatMessage, names: &ToolNames) -> Vec<Value> {
    if message.role == Role::Tool {
        let call = message.answers.as_deref().unwrap_or_default();
        let result = json!({
            "type": "tool_result", "tool_use_id": call, "content": message.text,
        });
        return vec![result];
    }
    let mut blocks: Vec<Value> = Vec::new();
    for image in &message.images {
        blocks.push(json!({ "type": "image", "source": {
            "type": "base64", "media_type": image.media_type, "data": STANDARD.encode(&image.bytes),
        } }));
    }
    // The API refuses blocks of nothing.
    if !message.text.trim().is_empty() {
        blocks.push(json!({ "type": "text", "text": message.text }));
    }
    for call in &message.calls {
        let input = match &call.arguments {
            Value::Object(_) => call.arguments.clone(),
            // What the model wrote was no object, and the API takes nothing else back.
            other => json!({ "arguments": other }),
        };
        blocks.push(json!({
            "type": "tool_use", "id": call.id, "name": names.there(&call.name), "input": input,
        }));
    }
    blocks
}

/// An answer as far as it has come.
struct Answer {
    names: ToolNames,
    /// The calls that are being written, by the number of their block.
    calls: BTreeMap<u64, Call>,
    reason: Option<EndReason>,
    usage: Option<Usage>,
}

struct Call {
    id: String,
    name: String,
    /// What stood in it when it began; usually nothing.
    input: Value,
    arguments: String,
}

impl Reader for Answer {
    fn event(&mut self, event: &Event, pieces: &mut Vec<Piece>) -> Result<(), Fault> {
        if event.data.trim().is_empty() {
            return Ok(());
        }
        let data: Value =
            serde_json::from_str(&event.data).map_err(|_| Fault::Garbage(event.data.clone()))?;
        let index = data["index"].as_u64().unwrap_or(0);
        // The type in the data is the same as the event's name, and proxies keep it more often.
        match data["type"].as_str().unwrap_or(&event.name) {
            "message_start" => self.count(&data["message"]["usage"]),
            "content_block_start" => self.begin(index, &data["content_block"], pieces)?,
            "content_block_delta" => self.go_on(index, &data["delta"], pieces),
            "content_block_stop" => pieces.extend(self.finish(index)),
            "message_delta" => {
                self.count(&data["usage"]);
                if let Some(reason) = data["delta"]["stop_reason"].as_str() {
                    self.reason = Some(match reason {
                        "max_tokens" | "model_context_window_exceeded" => EndReason::MaxTokens,
                        "tool_use" => EndReason::ToolCalls,
                        "refusal" => EndReason::Refused,
                        _ => EndReason::Complete,
                    });
                }
            }
            "message_stop" => {
                let reason = self.reason.take().ok_or(Fault::Cut)?;
                let usage = self.usage.take();
                pieces.push(Piece::Done { reason, usage });
            }
            "error" => return Err(reported(&data["error"])),
            // `ping`, and what later versions add, which the API asks to pass over.
            _ => {}
        }
        Ok(())
    }
}

impl Answer {
    fn begin(&mut self, index: u64, block: &Value, pieces: &mut Vec<Piece>) -> Result<(), Fault> {
        let text = |name: &str| block[name].as_str().unwrap_or_default().to_owned();
        match block["type"].as_str().unwrap_or_default() {
            "text" if !text("text").is_empty() => pieces.push(Piece::Text(text("text"))),
            "tool_use" => {
                if self.calls.len() >= MOST_BLOCKS {
                    return Err(Fault::Garbage(format!(
                        "more than {MOST_BLOCKS} open blocks"
                    )));
                }
                let call = Call {
                    id: text("id"),
                    name: text("name"),
                    input: block["input"].clone(),
                    arguments: String::new(),
                };
                self.calls.insert(index, call);
            }
            _ => {}
        }
        Ok(())
    }

    fn go_on(&mut self, index: u64, delta: &Value, pieces: &mut Vec<Piece>) {
        let text = |name: &str| delta[name].as_str().unwrap_or_default().to_owned();
        match delta["type"].as_str().unwrap_or_default() {
            "text_delta" => pieces.push(Piece::Text(text("text"))),
            "thinking_delta" => pieces.push(Piece::Reasoning(text("thinking"))),
            "input_json_delta" => {
                if let Some(call) = self.calls.get_mut(&index) {
                    call.arguments.push_str(&text("partial_json"));
                }
            }
            // Signatures and citations.
            _ => {}
        }
    }

    fn finish(&mut self, index: u64) -> Option<Piece> {
        let call = self.calls.remove(&index)?;
        let arguments = match call.input {
            Value::Object(input) if call.arguments.is_empty() => Value::Object(input),
            _ => arguments(call.arguments),
        };
        Some(Piece::Call(CalledTool {
            id: call.id,
            name: self.names.here(&call.name),
            arguments,
        }))
    }

    /// Takes in what the answer costs so far; later numbers replace earlier ones.
    fn count(&mut self, usage: &Value) {
        let number = |name: &str| {
            let number = usage[name].as_u64()?;
            usize::try_from(number).ok()
        };
        let before = self.usage.unwrap_or(Usage {
            prompt_tokens: 0,
            completion_tokens: 0,
            cached_tokens: None,
            prompt_tokens_per_second: None,
            tokens_per_second: None,
        });
        let cached = number("cache_read_input_tokens");
        // What is read from the cache and written to it is counted apart from the rest of the prompt.
        let prompt = number("input_tokens").map(|rest| {
            let written = number("cache_creation_input_tokens").unwrap_or(0);
            rest.saturating_add(cached.unwrap_or(0))
                .saturating_add(written)
        });
        let completion = number("output_tokens");
        if prompt.is_some() || completion.is_some() {
            self.usage = Some(Usage {
                prompt_tokens: prompt.unwrap_or(before.prompt_tokens),
                completion_tokens: completion.unwrap_or(before.completion_tokens),
                cached_tokens: cached.or(before.cached_tokens),
                prompt_tokens_per_second: None,
                tokens_per_second: None,
            });
        }
    }
}

/// Reads an error in the middle of an answer.
fn reported(error: &Value) -> Fault {
    let kind = error["type"].as_str().unwrap_or_default();
    let message = error["message"].as_str().unwrap_or(kind);
    Fault::Said {
        message: message.to_owned(),
        passing: matches!(
            kind,
            "overloaded_error" | "rate_limit_error" | "api_error" | "timeout_error"
        ),
    }
}

#[cfg(test)]
mod tests {
    use wezterm_module_framework::{Effect, ToolSpec};

    use super::*;
    use crate::llm::{Constraint, Image, Own, Sampling};

    fn options() -> Options {
        Options {
            model: "small".into(),
            temperature: true,
            ..Options::default()
        }
    }

    fn asked(request: &Request) -> Result<Value, LlmError> {
        Anthropic.question(request, &options(), &ToolNames::of(&request.tools))
    }

    fn of(messages: Vec<ChatMessage>) -> Request {
        Request {
            messages,
            tools: Vec::new(),
            sampling: Sampling::new(1.0, 99),
            constraint: None,
        }
    }

    #[test]
    fn the_system_stands_apart_and_roles_alternate_from_the_person_on() {
        let request = of(vec![
            ChatMessage::new(Role::System, "Be short."),
            ChatMessage::new(Role::Assistant, "the end of an earlier answer"),
            ChatMessage::new(Role::User, "one"),
            ChatMessage::new(Role::User, "two"),
            ChatMessage::new(Role::Assistant, " "),
            ChatMessage::new(Role::System, "Be kind."),
        ]);
        assert_eq!(
            asked(&request),
            Ok(json!({
                "model": "small",
                "max_tokens": 99,
                "messages": [{ "role": "user", "content": [
                    { "type": "text", "text": "one" },
                    { "type": "text", "text": "two" },
                ] }],
                "stream": true,
                "system": "Be short.\n\nBe kind.",
                "temperature": 1.0,
            }))
        );
    }

    #[test]
    fn a_temperature_that_it_does_not_take_is_refused() {
        let mut request = of(vec![ChatMessage::new(Role::User, "x")]);
        request.sampling.temperature = 1.5;
        let error = asked(&request).expect_err("it is refused");
        let why = "the temperature of the model `small` is at most 1, and 1.5 was asked for";
        assert_eq!(error.to_string(), why);
    }

    #[test]
    fn the_temperature_that_a_question_asks_for_is_told_where_none_is_set() {
        let unset = Options {
            temperature: false,
            ..options()
        };
        let mut request = of(vec![ChatMessage::new(Role::User, "x")]);
        let told = |request: &Request| {
            let body = Anthropic.question(request, &unset, &ToolNames::of(&[]));
            body.map(|body| body["temperature"].clone())
        };
        assert_eq!(told(&request), Ok(Value::Null));
        request.sampling = request.sampling.with_own(Own {
            temperature: Some(0.5),
            max_tokens: None,
        });
        assert_eq!(told(&request), Ok(json!(0.5)));
    }

    #[test]
    fn pictures_tools_calls_and_results_are_written_as_anthropic_wants_them() {
        let mut question = ChatMessage::new(Role::User, "what is this");
        question.images.push(Image {
            media_type: "image/png".into(),
            bytes: [1, 2, 3].as_slice().into(),
        });
        let call = |id: &str, arguments: Value| CalledTool {
            id: id.into(),
            name: "fs.read".into(),
            arguments,
        };
        let mut calling = ChatMessage::new(Role::Assistant, "I look.");
        calling.calls = vec![
            call("c1", json!({ "path": "a" })),
            call("c2", json!("{\"pa")),
        ];
        let result = |id: &str, text: &str| ChatMessage {
            answers: Some(id.into()),
            ..ChatMessage::new(Role::Tool, text)
        };
        let mut request = of(vec![
            question,
            calling,
            result("c1", "a"),
            result("c2", "no"),
        ]);
        request.tools = vec![ToolSpec {
            name: "fs.read".into(),
            description: "Reads.".into(),
            schema: json!({ "type": "object" }),
            effect: Effect::Read,
        }];
        request.sampling.stop = vec!["END".into()];
        let asked = asked(&request).expect("it can be asked");
        assert_eq!(
            asked["messages"],
            json!([
                { "role": "user", "content": [
                    { "type": "image", "source": {
                        "type": "base64", "media_type": "image/png", "data": "AQID" } },
                    { "type": "text", "text": "what is this" },
                ] },
                { "role": "assistant", "content": [
                    { "type": "text", "text": "I look." },
                    { "type": "tool_use", "id": "c1", "name": "fs_read", "input": { "path": "a" } },
                    { "type": "tool_use", "id": "c2", "name": "fs_read",
                      "input": { "arguments": "{\"pa" } },
                ] },
                { "role": "user", "content": [
                    { "type": "tool_result", "tool_use_id": "c1", "content": "a" },
                    { "type": "tool_result", "tool_use_id": "c2", "content": "no" },
                ] },
            ])
        );
        assert_eq!(
            asked["tools"],
            json!([{ "name": "fs_read", "description": "Reads.", "input_schema": { "type": "object" } }])
        );
        assert_eq!(asked["stop_sequences"], json!(["END"]));
    }

    #[test]
    fn a_grammar_or_schema_is_refused_in_words() {
        let mut request = of(Vec::new());
        request.constraint = Some(Constraint::JsonSchema(json!({})));
        let error = asked(&request).expect_err("it is refused");
        assert!(matches!(error, LlmError::Prompt { .. }), "{error:?}");
        request.constraint = Some(Constraint::Calls);
        let asked = asked(&request).expect("it can be asked");
        assert_eq!(asked["tool_choice"], json!({ "type": "any" }));
    }

    #[test]
    fn the_address_may_end_in_the_version() {
        for base in ["https://x.org", "https://x.org/v1", "https://x.org/v1/"] {
            let base = Endpoint::parse(base).expect("an address");
            let questions = Anthropic.questions_to(&base);
            assert_eq!(questions.to_string(), "https://x.org/v1/messages");
        }
    }

    fn pieces_of(events: &[Value]) -> Result<Vec<Piece>, Fault> {
        let mut reader = Anthropic.reader(ToolNames::default());
        let mut pieces = Vec::new();
        for event in events {
            let event = Event {
                name: String::new(),
                data: event.to_string(),
            };
            reader.event(&event, &mut pieces)?;
        }
        match pieces.last() {
            Some(Piece::Done { .. }) => Ok(pieces),
            _ => reader.end(&mut pieces).map(|()| pieces),
        }
    }

    #[test]
    fn each_way_to_end_has_its_reason_and_no_end_is_a_cut() {
        for (word, reason) in [
            ("end_turn", EndReason::Complete),
            ("stop_sequence", EndReason::Complete),
            ("max_tokens", EndReason::MaxTokens),
            ("tool_use", EndReason::ToolCalls),
            ("refusal", EndReason::Refused),
        ] {
            let delta = json!({ "type": "message_delta", "delta": { "stop_reason": word } });
            let stop = json!({ "type": "message_stop" });
            let done = Piece::Done {
                reason,
                usage: None,
            };
            assert_eq!(pieces_of(&[delta.clone(), stop.clone()]), Ok(vec![done]));
            assert_eq!(pieces_of(&[delta]), Err(Fault::Cut));
            assert_eq!(pieces_of(&[stop]), Err(Fault::Cut));
        }
    }

    #[test]
    fn an_error_in_the_middle_says_whether_it_may_pass() {
        for (kind, passing) in [("overloaded_error", true), ("invalid_request_error", false)] {
            let event = json!({ "type": "error", "error": { "type": kind, "message": "no" } });
            let message = "no".into();
            assert_eq!(pieces_of(&[event]), Err(Fault::Said { message, passing }));
        }
    }
}
