//! Tools in plain text, for engines that only write text: how tools are listed for the model, how its
//! calls and their results are written into a conversation, and how calls are found in an answer while
//! it grows.
//!
//! It hides the wire form, `<tool_call>{"name": …, "arguments": …}</tool_call>`, and where an answer is
//! cut: what might be the beginning of a call or of a stop string is held back, and nothing else. Plain
//! functions and state, any thread. It runs no tool and holds no model to anything: the grammar that
//! does is beside the engine.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value};
use wezterm_module_framework::ToolSpec;

use super::openai::arguments;
use super::{CalledTool, ChatMessage, Piece, Role};

mod stops;

use stops::Stops;

/// How a call begins.
pub(crate) const OPEN: &str = "<tool_call>";
/// How a call ends.
pub(crate) const CLOSE: &str = "</tool_call>";
/// How a tool's result ends.
const RESULT_CLOSE: &str = "</tool_response>";

/// Returns what a model is told of its tools. The same tools give the same text, in whatever order
/// they come, so that what an engine remembers of the beginning of a conversation stays of use.
pub(crate) fn listing(tools: &[ToolSpec]) -> String {
    let mut sorted: Vec<&ToolSpec> = tools.iter().collect();
    sorted.sort_by(|one, other| one.name.cmp(&other.name));
    let mut text = format!(
        "# Tools\n\
         You can call the tools below. To call one, write its name and its arguments, which are a JSON \
         object as its schema wants it, in exactly this form, and nothing after it:\n\
         {OPEN}{{\"name\": \"NAME\", \"arguments\": {{}}}}{CLOSE}\n\
         Several calls stand one after the other. The results come in the next message. Where you need \
         no tool, answer in words.\n"
    );
    for tool in sorted {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n## {}\n{}\nArguments: {}\n",
            tool.name,
            tool.description.trim(),
            tool.schema
        );
    }
    text
}

/// Returns a call in the form that the model writes it in.
pub(crate) fn written(call: &CalledTool) -> String {
    format!("{OPEN}{}{}}}{CLOSE}", call_head(&call.name), call.arguments)
}

/// Returns what stands before the arguments of a call.
pub(crate) fn call_head(name: &str) -> String {
    format!("{{\"name\": {}, \"arguments\": ", Value::from(name))
}

/// Returns a conversation in which only the system, the person and the model speak: tools are listed by
/// the system, the model's calls stand in its text, and their results are a message of the person, which
/// every chat template takes. Many know no fourth role, or drop what it says.
pub(crate) fn in_words(messages: &[ChatMessage], tools: &[ToolSpec]) -> Vec<ChatMessage> {
    let mut told: Vec<ChatMessage> = Vec::with_capacity(messages.len() + 1);
    // Whether the last message holds results, to which more is added.
    let mut results = false;
    for message in messages {
        let mut message_told = ChatMessage {
            images: message.images.clone(),
            ..ChatMessage::new(message.role, message.text.clone())
        };
        match message.role {
            Role::Tool => {
                message_told.role = Role::User;
                message_told.text = result(message, messages);
            }
            Role::Assistant => {
                for call in &message.calls {
                    if !message_told.text.is_empty() {
                        message_told.text.push('\n');
                    }
                    message_told.text.push_str(&written(call));
                }
            }
            Role::System | Role::User => {}
        }
        // Templates that know three roles want the person and the model to take turns.
        match told.last_mut() {
            Some(last) if results && message_told.role == Role::User => {
                last.text.push('\n');
                last.text.push_str(&message_told.text);
                last.images.append(&mut message_told.images);
            }
            _ => told.push(message_told),
        }
        results = message.role == Role::Tool;
    }
    if !tools.is_empty() {
        let listing = listing(tools);
        match told.first_mut() {
            Some(first) if first.role == Role::System => {
                first.text = format!("{}\n\n{listing}", first.text);
            }
            _ => told.insert(0, ChatMessage::new(Role::System, listing)),
        }
    }
    told
}

/// Returns a tool's result as the model reads it.
fn result(message: &ChatMessage, conversation: &[ChatMessage]) -> String {
    let mut calls = conversation.iter().flat_map(|message| &message.calls);
    let called = calls.find(|call| Some(&call.id) == message.answers.as_ref());
    let name = called.map_or("tool", |call| call.name.as_str());
    // What a tool returns is not ours: it must not end the result and go on as the person.
    let text = message.text.replace(RESULT_CLOSE, "<\\/tool_response>");
    format!(
        "<tool_response name={}>\n{text}\n{RESULT_CLOSE}",
        Value::from(name)
    )
}

/// Gives calls ids that no other call of the conversation has.
#[derive(Debug)]
struct Ids {
    taken: BTreeSet<String>,
    next: usize,
}

impl Ids {
    fn of(conversation: &[ChatMessage]) -> Self {
        let calls = conversation.iter().flat_map(|message| &message.calls);
        let answered = conversation
            .iter()
            .filter_map(|message| message.answers.clone());
        Self {
            taken: calls.map(|call| call.id.clone()).chain(answered).collect(),
            next: 1,
        }
    }

    fn next(&mut self) -> String {
        loop {
            let id = format!("call_{}", self.next);
            self.next += 1;
            if !self.taken.contains(&id) {
                return id;
            }
        }
    }
}

/// Turns an answer's growing text into pieces: text, and whole calls.
#[derive(Debug)]
pub(crate) struct AnswerReader {
    /// Whether there are tools; without, a tag is text like any other.
    tools: bool,
    ids: Ids,
    stops: Stops,
    /// What has come and was not handed on.
    held: String,
    /// White space at the beginning or after a call, which is shown if text follows it.
    blank: String,
    /// Whether nothing but white space has come since the beginning or the last call.
    fresh: bool,
    /// Reads the call that `held` begins with, after its tag.
    call: Option<Scan>,
    calls: usize,
}

impl AnswerReader {
    /// Reads the answer to this conversation.
    pub(crate) fn new(conversation: &[ChatMessage], tools: bool, stop: &[String]) -> Self {
        Self {
            tools,
            ids: Ids::of(conversation),
            stops: Stops::new(stop),
            held: String::new(),
            blank: String::new(),
            fresh: true,
            call: None,
            calls: 0,
        }
    }

    /// Counts the calls that were found.
    pub(crate) fn calls(&self) -> usize {
        self.calls
    }

    /// Tells whether a stop string has come, after which nothing is read.
    pub(crate) fn stopped(&self) -> bool {
        self.stops.reached()
    }

    /// Takes more of the answer and hands on what is certain.
    pub(crate) fn push(&mut self, text: &str, pieces: &mut Vec<Piece>) {
        if !self.tools {
            self.show(text, pieces);
            return;
        }
        self.held.push_str(text);
        while !self.stopped() && self.step(pieces) {}
    }

    /// Hands on what is left at the end. Where the answer was cut off, what may have become a call is
    /// not handed on.
    pub(crate) fn finish(&mut self, cut: bool, pieces: &mut Vec<Piece>) {
        while !self.stopped() && self.last_step(cut, pieces) {}
        let rest = std::mem::take(&mut self.held);
        self.show(&rest, pieces);
        // An answer of nothing but white space is shown as it is; between calls it means nothing.
        if self.fresh && self.calls == 0 {
            self.fresh = false;
            let blank = std::mem::take(&mut self.blank);
            self.release(&blank, pieces);
        }
        push_text(self.stops.finish(), pieces);
    }

    /// Goes on by one call or one tag; says whether there was one.
    fn step(&mut self, pieces: &mut Vec<Piece>) -> bool {
        let Some(scan) = &mut self.call else {
            return self.find_open(pieces);
        };
        let Some(End { body, rest }) = scan.end(&self.held) else {
            return false;
        };
        self.take_call(body, rest, pieces);
        true
    }

    fn find_open(&mut self, pieces: &mut Vec<Piece>) -> bool {
        let found = self.held.find(OPEN);
        let shown = found.unwrap_or(self.held.len() - begun(&self.held, OPEN));
        let text: String = self.held.drain(..shown).collect();
        self.show(&text, pieces);
        if found.is_none() || self.stopped() {
            return false;
        }
        self.held.drain(..OPEN.len());
        self.call = Some(Scan::default());
        // White space before a call belongs to it, and no stop string goes across one.
        self.blank.clear();
        push_text(self.stops.finish(), pieces);
        true
    }

    /// Does what [`Self::step`] does where nothing more comes.
    fn last_step(&mut self, cut: bool, pieces: &mut Vec<Piece>) -> bool {
        let Some(scan) = &mut self.call else {
            let half = begun(&self.held, OPEN);
            if cut && self.tools {
                self.held.truncate(self.held.len() - half);
            }
            return self.tools && self.find_open_in_all(pieces);
        };
        if cut {
            self.held.clear();
            self.call = None;
            return false;
        }
        let end = scan
            .end(&self.held)
            .or_else(|| scan.lenient_end(&self.held));
        match end {
            Some(End { body, rest }) => self.take_call(body, rest, pieces),
            None => {
                // It was never ended, and so is none.
                self.call = None;
                let text = format!("{OPEN}{}", std::mem::take(&mut self.held));
                self.show(&text, pieces);
            }
        }
        true
    }

    fn find_open_in_all(&mut self, pieces: &mut Vec<Piece>) -> bool {
        self.held.contains(OPEN) && self.find_open(pieces)
    }

    fn take_call(&mut self, body: usize, rest: usize, pieces: &mut Vec<Piece>) {
        let tail = self.held.split_off(rest);
        let mut text = std::mem::replace(&mut self.held, tail);
        text.truncate(body);
        let (name, arguments) = read_call(text.trim());
        pieces.push(Piece::Call(CalledTool {
            id: self.ids.next(),
            name,
            arguments,
        }));
        self.call = None;
        self.calls += 1;
        self.fresh = true;
    }

    fn show(&mut self, text: &str, pieces: &mut Vec<Piece>) {
        if self.fresh && self.tools {
            self.blank.push_str(text);
            if self.blank.trim().is_empty() {
                return;
            }
            self.fresh = false;
            let text = std::mem::take(&mut self.blank);
            self.release(&text, pieces);
        } else {
            self.fresh = false;
            self.release(text, pieces);
        }
    }

    fn release(&mut self, text: &str, pieces: &mut Vec<Piece>) {
        push_text(self.stops.push(text), pieces);
    }
}

fn push_text(text: String, pieces: &mut Vec<Piece>) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
}

/// Returns how much of the end of `text` may be the beginning of `word`.
fn begun(text: &str, word: &str) -> usize {
    let longest = text.len().min(word.len().saturating_sub(1));
    (1..=longest)
        .rev()
        .find(|length| text.as_bytes().ends_with(&word.as_bytes()[..*length]))
        .unwrap_or(0)
}

/// Where a call ends: its text before `body`, what follows it from `rest` on.
struct End {
    body: usize,
    rest: usize,
}

/// Looks for the end of a call as it grows, so that each byte is looked at once. A closing tag inside a
/// string of the arguments is no end.
#[derive(Debug, Default)]
struct Scan {
    at: usize,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Where the JSON object ended.
    object: Option<usize>,
    /// Whether it is no JSON object, so that only the tag tells.
    raw: bool,
}

impl Scan {
    fn end(&mut self, text: &str) -> Option<End> {
        self.read(text);
        if self.raw {
            return self.tag(text, 0);
        }
        let object = self.object?;
        let after = text[object..].trim_start();
        let at = text.len() - after.len();
        if after.starts_with(CLOSE) {
            return Some(End {
                body: object,
                rest: at + CLOSE.len(),
            });
        }
        // Something else than the end that may still come: the model forgot it.
        let may_come = CLOSE.starts_with(after) || OPEN.starts_with(after);
        (!may_come || after.starts_with(OPEN)).then_some(End {
            body: object,
            rest: object,
        })
    }

    /// Finds the end of a call whose JSON is broken, or whose closing tag is missing.
    fn lenient_end(&self, text: &str) -> Option<End> {
        match self.object {
            Some(object) => Some(End {
                body: object,
                rest: object + text[object..].len() - without_begun_tag(&text[object..]).len(),
            }),
            None => self.tag(text, 0),
        }
    }

    fn tag(&self, text: &str, from: usize) -> Option<End> {
        let body = from + text[from..].find(CLOSE)?;
        Some(End {
            body,
            rest: body + CLOSE.len(),
        })
    }

    fn read(&mut self, text: &str) {
        if self.raw || self.object.is_some() {
            return;
        }
        for byte in text.as_bytes()[self.at..].iter().copied() {
            self.at += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' if self.depth > 0 => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' => self.depth += 1,
                _ if self.depth == 0 => {
                    self.raw = !byte.is_ascii_whitespace();
                    if self.raw {
                        return;
                    }
                }
                b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.object = Some(self.at);
                        return;
                    }
                }
                _ => {}
            }
        }
    }
}

/// Returns what follows a call without the half of a closing tag that it may begin with.
fn without_begun_tag(after: &str) -> &str {
    let trimmed = after.trim_start();
    if CLOSE.starts_with(trimmed) {
        ""
    } else {
        after
    }
}

/// Reads a call: the tool's name, and the arguments as far as they are JSON.
fn read_call(text: &str) -> (String, Value) {
    let Ok(Value::Object(mut call)) = serde_json::from_str::<Value>(text) else {
        return read_broken(text);
    };
    let Some(Value::String(name)) = call.remove("name") else {
        return (String::new(), Value::String(text.to_owned()));
    };
    let given = match call.remove("arguments") {
        None => Value::Object(Map::new()),
        Some(Value::String(text)) => arguments(text),
        Some(json) => json,
    };
    (name, given)
}

/// Reads what can be read of a call that is no JSON; its arguments are a text.
fn read_broken(text: &str) -> (String, Value) {
    let name = after_key(text, "name").and_then(|rest| {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        values.next()?.ok()
    });
    let Some(name) = name else {
        return (String::new(), Value::String(text.to_owned()));
    };
    let given = after_key(text, "arguments").unwrap_or(text).trim_end();
    let given = given.strip_suffix('}').unwrap_or(given).trim();
    (name, arguments(given.to_owned()))
}

/// Returns what follows a key and its colon.
fn after_key<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\"{key}\""))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

#[cfg(test)]
mod tests;
