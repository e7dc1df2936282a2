//! What an answer is held to: the grammar of a request, out of its tools, its constraint and the tokens
//! by which the model ends an answer.
//!
//! It hides llguidance's dialect of Lark, and which JSON schemas it knows: the arguments of a tool with
//! another one are held to what is known of it, or to any JSON object, and the log says so. Any thread;
//! a grammar is tried before the engine gets it, which takes milliseconds. It reads no answer: see
//! [`crate::llm::tool_calls`].

use std::sync::{Mutex, PoisonError};

use mistralrs::llguidance::api::{GrammarWithLexer, TopLevelGrammar};
use mistralrs::llguidance::toktrie::ApproximateTokEnv;
use mistralrs::llguidance::{Matcher, ParserFactory};
use mistralrs::{Constraint as EngineConstraint, LlguidanceGrammar};
use serde_json::{Map, Value, json};
use wezterm_module_framework::ToolSpec;

use super::speech::Marks;
use crate::llm::tool_calls::{CLOSE, OPEN, call_head};
use crate::llm::{Constraint, LlmError, Request};

/// Keywords beside which further properties cannot be ruled out by looking at one object alone.
const COMPOSING: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "dependentSchemas",
    "if",
    "not",
    "oneOf",
    "patternProperties",
    "unevaluatedProperties",
];
/// The most calls of one answer: a small model may not find an end by itself.
const MOST_CALLS: usize = 16;
/// How much of what the compiler says of a grammar is told.
const LONGEST_REASON: usize = 300;

/// Makes grammars and remembers those of the last tools, which seldom change.
pub(super) struct Grammars {
    compiler: Option<ParserFactory>,
    last: Mutex<Option<(Vec<ToolSpec>, Vec<Value>)>>,
}

impl Grammars {
    pub(super) fn new() -> Self {
        // Whether a grammar can be compiled does not hang on the words of a model.
        let compiler = ParserFactory::new_simple(&ApproximateTokEnv::single_byte_env());
        let compiler = compiler.map(|mut compiler| {
            compiler.quiet();
            compiler.limits_mut().verbose_errors = false;
            compiler
        });
        Self {
            compiler: compiler
                .map_err(|why| log::error!("grammars cannot be tried: {why}"))
                .ok(),
            last: Mutex::new(None),
        }
    }

    /// Returns what the answer to `request` is held to, if to anything; `thinking` says whether the prompt
    /// ends where the model is to think aloud.
    pub(super) fn of(
        &self,
        request: &Request,
        marks: &Marks,
        thinking: bool,
    ) -> Result<Option<EngineConstraint>, LlmError> {
        if let Some(Constraint::JsonSchema(schema)) = &request.constraint {
            self.try_out(vec![part("answer", schema_grammar(schema.clone()))])
                .map_err(|why| {
                    LlmError::prompt(
                        format!(
                            "answers cannot be held to the schema {}: {why}",
                            short(&schema.to_string())
                        ),
                        "leave out what it says too much",
                    )
                })?;
        }
        if request.tools.is_empty() {
            return match &request.constraint {
                None => Ok(None),
                Some(Constraint::Calls) => Err(LlmError::prompt(
                    "the answer is to be a tool call and there is no tool",
                    "offer a tool",
                )),
                // It says itself where the answer ends.
                Some(Constraint::Lark(grammar)) => {
                    Ok(Some(EngineConstraint::Lark(grammar.clone())))
                }
                Some(constraint) => {
                    let thought = Thought::of(marks, thinking);
                    let start = format!(
                        "start: {} @answer {}\n{}",
                        thought.then_lines,
                        end(marks),
                        thought.rules
                    );
                    let main = std::iter::once(lark("main", start));
                    Ok(Some(grammar(main.chain(answer(constraint)).collect())))
                }
            };
        }
        let schemas = self.arguments(&request.tools);
        let mut parts = vec![lark(
            "main",
            main(&request.tools, request.constraint.as_ref(), marks, thinking),
        )];
        parts.extend(
            schemas
                .into_iter()
                .enumerate()
                .map(|(index, schema)| part(&format!("arguments_{index}"), schema_grammar(schema))),
        );
        parts.extend(request.constraint.as_ref().and_then(answer));
        Ok(Some(grammar(parts)))
    }

    /// Returns what the arguments of each tool are held to.
    fn arguments(&self, tools: &[ToolSpec]) -> Vec<Value> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, schemas)) = last.as_ref()
            && known == tools
        {
            return schemas.clone();
        }
        let mut schemas: Vec<Value> = tools.iter().map(|tool| self.known_part(tool)).collect();
        let all = schemas.iter().enumerate();
        let parts = all.map(|(index, schema)| {
            part(
                &format!("arguments_{index}"),
                schema_grammar(schema.clone()),
            )
        });
        let main = lark("main", main(tools, None, &Marks::default(), false));
        if let Err(why) = self.try_out(std::iter::once(main).chain(parts).collect()) {
            log::warn!(
                "the schemas of {} tools are too much together, so their arguments are held to any JSON \
                 object: {why}",
                tools.len()
            );
            schemas = vec![any_object(); tools.len()];
        }
        *last = Some((tools.to_vec(), schemas.clone()));
        schemas
    }

    /// Returns as much of a tool's schema as the compiler knows.
    fn known_part(&self, tool: &ToolSpec) -> Value {
        let schema = narrowed(&tool.schema);
        let known =
            |schema: &Value| self.try_out(vec![part("try", schema_grammar(schema.clone()))]);
        let Err(why) = known(&schema) else {
            return schema;
        };
        let mut lenient = schema;
        if let Some(guidance) = guidance_of(&mut lenient) {
            guidance.insert("lenient".into(), Value::Bool(true));
        }
        if known(&lenient).is_ok() {
            log::warn!(
                "calls of the tool `{}` are not held to all of its schema: {why}",
                tool.name
            );
            return lenient;
        }
        log::warn!(
            "calls of the tool `{}` are held to any JSON object and not to its schema: {why}",
            tool.name
        );
        any_object()
    }

    /// Compiles a grammar as the engine will.
    fn try_out(&self, parts: Vec<GrammarWithLexer>) -> Result<(), String> {
        let Some(compiler) = &self.compiler else {
            return Ok(());
        };
        let parser = compiler.create_parser(top(parts));
        let mut matcher = Matcher::new(parser);
        // A schema that nothing satisfies is found when the first token is to be chosen.
        let outcome = match matcher.get_error() {
            Some(why) => Err(why),
            None => matcher
                .compute_mask()
                .map(drop)
                .map_err(|why| why.to_string()),
        };
        outcome.map_err(|why| short(why.trim()))
    }
}

/// Returns the main rules: an answer, or calls; several calls stand one after the other.
fn main(
    tools: &[ToolSpec],
    constraint: Option<&Constraint>,
    marks: &Marks,
    thinking: bool,
) -> String {
    let end = end(marks);
    let Thought {
        rules: thought_rules,
        alone: thought,
        then_lines: thought_then_lines,
    } = Thought::of(marks, thinking);
    let by_calls = format!("{thought_then_lines} opened calls {end}");
    let mut rules = match constraint {
        Some(Constraint::Calls) => format!("start: {by_calls}\n"),
        None => {
            // Whatever is said, an opening tag in it opens a call. Where a model has one token for the
            // tag, that is another way to write it.
            let token = marks
                .open
                .map(|id| format!(" | {thought} said <[{id}]> calls {end}"));
            format!(
                "start: {thought} said {end} | {thought} said_and_opened calls {end}{}\n\
                 said: /(.|\\n)*/\n\
                 said_and_opened[lazy]: /(.|\\n)*{OPEN}/\n",
                token.unwrap_or_default()
            )
        }
        // What the caller wants says itself where the answer ends.
        Some(Constraint::Lark(_)) => format!("start: @answer | {by_calls}\n"),
        Some(_) => format!("start: {thought_then_lines} @answer {end} | {by_calls}\n"),
    };
    rules.push_str(&thought_rules);
    let tag = |text: &str, token: Option<u32>| match token {
        Some(id) => format!("({} | <[{id}]>)", literal(text)),
        None => literal(text),
    };
    rules.push_str(&format!(
        "opened: {open}\n\
         calls: call (\"\\n\"? opened call){{0,{more}}}\n\
         call: \"\\n\"? called \"\\n\"? {close}\n",
        more = MOST_CALLS - 1,
        open = tag(OPEN, marks.open),
        close = tag(CLOSE, marks.close),
    ));
    let called = tools.iter().enumerate().map(|(index, tool)| {
        let head = literal(&call_head(&tool.name));
        format!("{head} @arguments_{index} \"}}\"")
    });
    let called: Vec<String> = called.collect();
    rules.push_str(&format!("called: {}\n", called.join(" | ")));
    rules
}

/// What a model may think aloud before it answers: its tokens for that are no text, and so in no rule for
/// text.
#[derive(Default)]
struct Thought {
    rules: String,
    /// A thought before a text.
    alone: &'static str,
    /// A thought before something that does not begin with new lines.
    then_lines: &'static str,
}

impl Thought {
    fn of(marks: &Marks, thinking: bool) -> Self {
        let Some((open, close)) = marks.think else {
            return Self::default();
        };
        let opened = match thinking {
            true => String::new(),
            false => format!("<[{open}]> "),
        };
        Self {
            rules: format!("thought: {opened}thoughts <[{close}]>\nthoughts: /(.|\\n)*/\n"),
            alone: if thinking { "thought" } else { "thought?" },
            then_lines: match thinking {
                true => "thought \"\\n\"? \"\\n\"?",
                false => "(thought \"\\n\"? \"\\n\"?)?",
            },
        }
    }
}

/// Returns the rule for the end of an answer: llguidance knows one end token by its name, and not always
/// that of the model.
fn end(marks: &Marks) -> String {
    let ids: Vec<String> = marks.ends.iter().map(u32::to_string).collect();
    match ids.is_empty() {
        true => String::new(),
        false => format!("<[{}]>", ids.join(",")),
    }
}

/// Returns a text as the grammar writes it.
fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// Returns the grammar that a caller asks for.
fn answer(constraint: &Constraint) -> Option<GrammarWithLexer> {
    let grammar = match constraint {
        Constraint::Regex(regex) => GrammarWithLexer::from_regex(regex),
        Constraint::Lark(grammar) => GrammarWithLexer::from_lark(grammar.clone()),
        Constraint::JsonSchema(schema) => schema_grammar(schema.clone()),
        Constraint::Calls => return None,
    };
    Some(part("answer", grammar))
}

/// Returns the grammar of a schema's documents, without the white space that a small model may never
/// come to the end of.
fn schema_grammar(mut schema: Value) -> GrammarWithLexer {
    if let Some(guidance) = guidance_of(&mut schema) {
        for (key, value) in [
            ("whitespace_flexible", Value::Bool(false)),
            ("item_separator", Value::from(", ?")),
            ("key_separator", Value::from(": ?")),
        ] {
            guidance.entry(key).or_insert(value);
        }
    }
    GrammarWithLexer::from_json_schema(schema)
}

/// Returns what a schema tells llguidance beside what it allows.
fn guidance_of(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    let guidance = schema
        .as_object_mut()?
        .entry("x-guidance")
        .or_insert_with(|| json!({}));
    guidance.as_object_mut()
}

fn any_object() -> Value {
    json!({ "type": "object" })
}

/// Returns a tool's schema for an object that has the properties that the schema names and no others,
/// where the schema leaves that open: what nobody asked for helps nobody, and need never end.
fn narrowed(schema: &Value) -> Value {
    let Value::Object(given) = schema else {
        return any_object();
    };
    let mut schema = schema.clone();
    let says_what = ["type", "enum", "const"].iter().chain(COMPOSING);
    if !says_what.into_iter().any(|key| given.contains_key(*key)) {
        schema["type"] = "object".into();
    }
    narrow(&mut schema, 0);
    schema
}

fn narrow(schema: &mut Value, depth: usize) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    // Schemas come from anywhere.
    if depth > 64 {
        return;
    }
    if let Some(properties) = map.get_mut("properties").and_then(Value::as_object_mut) {
        properties
            .values_mut()
            .for_each(|property| narrow(property, depth + 1));
        if !COMPOSING.iter().any(|key| map.contains_key(*key)) {
            map.insert("additionalProperties".into(), Value::Bool(false));
        }
    }
    if let Some(items) = map.get_mut("items") {
        narrow(items, depth + 1);
    }
}

fn lark(name: &str, rules: String) -> GrammarWithLexer {
    part(name, GrammarWithLexer::from_lark(rules))
}

fn part(name: &str, grammar: GrammarWithLexer) -> GrammarWithLexer {
    GrammarWithLexer {
        name: Some(name.to_owned()),
        ..grammar
    }
}

fn top(grammars: Vec<GrammarWithLexer>) -> LlguidanceGrammar {
    TopLevelGrammar {
        grammars,
        max_tokens: None,
    }
}

fn grammar(parts: Vec<GrammarWithLexer>) -> EngineConstraint {
    EngineConstraint::Llguidance(top(parts))
}

/// Returns the beginning of a text that may be long.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
