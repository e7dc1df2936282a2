//! Grammars tried byte by byte, with a vocabulary of single bytes.

use serde_json::json;
use wezterm_module_framework::Effect;

use super::*;
use crate::llm::tool_calls::written;
use crate::llm::{CalledTool, Sampling};

/// Tokens of the vocabulary of single bytes that stand for no byte; the engine takes none of them for
/// the end of an answer.
const END: u32 = 260;
const OPEN_TOKEN: u32 = 256;
const CLOSE_TOKEN: u32 = 257;
const THINK_TOKEN: u32 = 258;
const THOUGHT_TOKEN: u32 = 259;

fn marks() -> Marks {
    Marks {
        ends: vec![END],
        ..Marks::default()
    }
}

fn tool(name: &str, schema: Value) -> ToolSpec {
    ToolSpec {
        name: name.into(),
        description: String::new(),
        schema,
        effect: Effect::Read,
    }
}

fn two_tools() -> Vec<ToolSpec> {
    let path = json!({
        "type": "object",
        "properties": { "path": { "type": "string" }, "lines": { "type": "integer", "minimum": 1 } },
        "required": ["path"],
    });
    let mode = json!({
        "type": "object",
        "properties": { "mode": { "$ref": "#/$defs/Mode" } },
        "required": ["mode"],
        "additionalProperties": false,
        "$defs": { "Mode": { "enum": ["fast", "slow"] } },
    });
    vec![tool("fs.read", path), tool("say \"hi\"", mode)]
}

fn request(tools: Vec<ToolSpec>, constraint: Option<Constraint>) -> Request {
    Request {
        messages: Vec::new(),
        tools,
        sampling: Sampling::new(0.0, 10),
        constraint,
    }
}

/// A grammar that answers are tried against.
struct Held(LlguidanceGrammar);

fn held(tools: Vec<ToolSpec>, constraint: Option<Constraint>, marks: &Marks) -> Held {
    held_in(tools, constraint, marks, false)
}

fn held_in(
    tools: Vec<ToolSpec>,
    constraint: Option<Constraint>,
    marks: &Marks,
    thinking: bool,
) -> Held {
    let grammar = Grammars::new().of(&request(tools, constraint), marks, thinking);
    match grammar.expect("there is a grammar") {
        Some(EngineConstraint::Llguidance(grammar)) => Held(grammar),
        _ => panic!("it is held to nothing of ours"),
    }
}

impl Held {
    /// Tells whether an answer of these tokens may be, with the end after it.
    fn takes_tokens(&self, tokens: &[u32]) -> bool {
        let env = ApproximateTokEnv::single_byte_env();
        let compiler = ParserFactory::new_simple(&env).expect("a compiler");
        let mut matcher = Matcher::new(compiler.create_parser(self.0.clone()));
        let all = [tokens, &[END]].concat();
        let taken = matcher.try_consume_tokens(&all).expect("a working grammar");
        taken == all.len() && matcher.is_stopped()
    }

    fn takes(&self, answer: &str) -> bool {
        let tokens: Vec<u32> = answer.bytes().map(u32::from).collect();
        self.takes_tokens(&tokens)
    }
}

fn call(name: &str, arguments: Value) -> String {
    written(&CalledTool {
        id: String::new(),
        name: name.into(),
        arguments,
    })
}

#[test]
fn an_answer_is_text_or_calls_by_the_schemas_of_their_tools() {
    let grammar = held(two_tools(), None, &marks());
    let read = call(
        "fs.read",
        json!({ "path": "a \"b\" </tool_call> é", "lines": 3 }),
    );
    let say = call("say \"hi\"", json!({ "mode": "fast" }));
    for answer in [
        "",
        "Just text, with < and <tool_ca and {}.\n",
        &read,
        &say,
        &format!("I look.\n{read}"),
        &format!("{read}\n{say}{read}"),
        "<tool_call>\n{\"name\": \"fs.read\", \"arguments\": {\"path\":\"\"}}\n</tool_call>",
        "<tool_call>{\"name\": \"fs.read\", \"arguments\": {\"path\": \"\", \"lines\": 2}}</tool_call>",
    ] {
        assert!(grammar.takes(answer), "{answer}");
    }
    for answer in [
        "text <tool_call>",
        "text <tool_call> and more text",
        "<tool_call>{}</tool_call>",
        &read[..read.len() - 1],
        &format!("{read} and text"),
        &call("fs.write", json!({ "path": "a" })),
        &call("fs.read", json!({})),
        &call("fs.read", json!({ "path": 1 })),
        &call("fs.read", json!({ "path": "a", "lines": 0 })),
        &call("fs.read", json!({ "path": "a", "other": 0 })),
        &call("say \"hi\"", json!({ "mode": "other" })),
        "<tool_call>{\"name\": \"fs.read\", \"arguments\": { \n \"path\": \"\"}}</tool_call>",
    ] {
        assert!(!grammar.takes(answer), "{answer}");
    }
}

#[test]
fn an_answer_of_calls_is_nothing_else() {
    let grammar = held(two_tools(), Some(Constraint::Calls), &marks());
    let say = call("say \"hi\"", json!({ "mode": "slow" }));
    assert!(grammar.takes(&say));
    assert!(grammar.takes(&format!("{say}\n{say}")));
    assert!(!grammar.takes(""));
    assert!(!grammar.takes(&format!("text{say}")));
    let error = Grammars::new()
        .of(
            &request(Vec::new(), Some(Constraint::Calls)),
            &marks(),
            false,
        )
        .err();
    assert!(matches!(error, Some(LlmError::Prompt { .. })), "{error:?}");
}

#[test]
fn what_the_caller_wants_binds_the_answer_and_calls_stay_possible() {
    let say = call("say \"hi\"", json!({ "mode": "slow" }));
    let schema = json!({ "type": "array", "items": { "type": "integer" } });
    for constraint in [
        Constraint::JsonSchema(schema),
        Constraint::Regex("\\[1/1\\]|\\[1, 2\\]|\\[1,2\\]".into()),
        Constraint::Lark(format!("start: /\\[1, ?2\\]/ <[{END}]>")),
    ] {
        for tools in [Vec::new(), two_tools()] {
            let lark = matches!(constraint, Constraint::Lark(_));
            let has_tools = !tools.is_empty();
            if lark && !has_tools {
                continue;
            }
            let grammar = held(tools, Some(constraint.clone()), &marks());
            assert!(grammar.takes("[1, 2]"), "{constraint:?}");
            assert!(grammar.takes("[1,2]"), "{constraint:?}");
            assert!(!grammar.takes("text"), "{constraint:?}");
            assert_eq!(grammar.takes(&say), has_tools, "{constraint:?}");
            assert!(!grammar.takes(&format!("text{say}")), "{constraint:?}");
        }
    }
}

#[test]
fn tags_that_are_tokens_of_the_model_are_taken_too() {
    let marks = Marks {
        open: Some(OPEN_TOKEN),
        close: Some(CLOSE_TOKEN),
        ..marks()
    };
    let body = b"\n{\"name\": \"fs.read\", \"arguments\": {\"path\": \"a\"}}\n";
    let body: Vec<u32> = body.iter().copied().map(u32::from).collect();
    let call = [&[OPEN_TOKEN][..], &body, &[CLOSE_TOKEN]].concat();
    let text: Vec<u32> = b"I look. ".iter().copied().map(u32::from).collect();
    for constraint in [None, Some(Constraint::Calls)] {
        let grammar = held(two_tools(), constraint.clone(), &marks);
        assert!(grammar.takes_tokens(&call));
        assert!(grammar.takes_tokens(&[&call[..], &call].concat()));
        assert_eq!(
            grammar.takes_tokens(&[&text[..], &call].concat()),
            constraint.is_none()
        );
        assert!(grammar.takes(&super::tests::call("fs.read", json!({ "path": "a" }))));
    }
}

#[test]
fn an_end_token_that_the_library_takes_for_the_end_too_ends_an_answer() {
    let env = ApproximateTokEnv::single_byte_env();
    let end = env.tok_trie().eos_token();
    let marks = Marks {
        ends: vec![END, end],
        ..Marks::default()
    };
    let say = call("say \"hi\"", json!({ "mode": "fast" }));
    let schema = Constraint::JsonSchema(json!({ "type": "object", "properties": {} }));
    for (tools, constraint, answer) in [
        (two_tools(), None, "text"),
        (two_tools(), None, say.as_str()),
        (two_tools(), Some(Constraint::Calls), say.as_str()),
        (two_tools(), Some(schema.clone()), "{}"),
        (Vec::new(), Some(schema), "{}"),
        (Vec::new(), Some(Constraint::Regex("a*".into())), "aa"),
    ] {
        let Held(grammar) = held(tools, constraint, &marks);
        let compiler = ParserFactory::new_simple(&env).expect("a compiler");
        let mut matcher = Matcher::new(compiler.create_parser(grammar));
        for byte in answer.bytes() {
            let mask = matcher.compute_mask().expect("a mask");
            assert!(mask.is_allowed(byte.into()), "{answer}");
            matcher.consume_token(byte.into()).expect("it is taken");
        }
        let mask = matcher.compute_mask().expect("a mask");
        assert!(mask.is_allowed(END) && mask.is_allowed(end), "{answer}");
        matcher.consume_token(end).expect("it is taken");
        assert!(matcher.is_stopped(), "{answer}");
    }
}

#[test]
fn a_model_may_think_before_all_that_it_is_held_to() {
    let marks = Marks {
        think: Some((THINK_TOKEN, THOUGHT_TOKEN)),
        ..marks()
    };
    let bytes = |text: &str| -> Vec<u32> { text.bytes().map(u32::from).collect() };
    let say = call("say \"hi\"", json!({ "mode": "fast" }));
    let schema = || Constraint::JsonSchema(json!({ "const": 7 }));
    for (tools, constraint, answer) in [
        (two_tools(), None, "text"),
        (two_tools(), None, say.as_str()),
        (two_tools(), Some(Constraint::Calls), say.as_str()),
        (two_tools(), Some(schema()), "7"),
        (two_tools(), Some(schema()), say.as_str()),
        (Vec::new(), Some(schema()), "7"),
    ] {
        let thought = [&bytes("hm <b>\n")[..], &[THOUGHT_TOKEN], &bytes("\n\n")].concat();
        let whole = [&[THINK_TOKEN][..], &thought, &bytes(answer)].concat();
        let rest = [&thought[..], &bytes(answer)].concat();
        let free = held(tools.clone(), constraint.clone(), &marks);
        assert!(free.takes(answer), "{answer}");
        assert!(free.takes_tokens(&whole), "{answer}");
        assert!(!free.takes_tokens(&rest), "{answer}");
        let begun = held_in(tools, constraint, &marks, true);
        assert!(begun.takes_tokens(&rest), "{answer}");
        assert!(!begun.takes(answer), "{answer}");
    }
}

#[test]
fn a_schema_that_is_not_known_holds_as_far_as_it_is() {
    let unknown = json!({
        "type": "object",
        "properties": { "path": { "type": "string" } },
        "required": ["path"],
        "if": { "properties": { "path": { "const": "a" } } },
        "then": { "required": ["lines"] },
    });
    let hopeless = json!({ "type": "object", "$ref": "https://example.org/schema" });
    let nothing = json!({ "type": "object", "properties": { "a": false }, "required": ["a"] });
    for (schema, holds) in [
        (unknown, true),
        (hopeless, false),
        (nothing, false),
        (json!(null), false),
        (json!({}), false),
        (json!({ "type": 7 }), false),
        (
            json!({ "type": "object", "properties": { "a": { "pattern": "(" } } }),
            false,
        ),
    ] {
        let grammar = held(vec![tool("t", schema.clone())], None, &marks());
        assert!(
            grammar.takes(&call("t", json!({ "path": "a" }))),
            "{schema}"
        );
        assert_eq!(
            !grammar.takes(&call("t", json!({ "path": 1 }))),
            holds,
            "{schema}"
        );
        assert!(!grammar.takes(&call("t", json!(7))), "{schema}");
    }
}

#[test]
fn a_schema_of_the_caller_that_is_not_known_is_refused_by_name() {
    for schema in [
        json!({ "type": "object", "if": { "required": ["a"] } }),
        json!({ "type": "widget" }),
        json!(false),
        json!({ "$ref": "#/nowhere" }),
        json!(7),
    ] {
        let wanted = request(two_tools(), Some(Constraint::JsonSchema(schema.clone())));
        let error = Grammars::new().of(&wanted, &marks(), false).err();
        let Some(LlmError::Prompt { message, .. }) = error else {
            panic!("{schema}: {error:?}");
        };
        let expected = format!("answers cannot be held to the schema {schema}: ");
        assert!(message.starts_with(&expected), "{message}");
    }
}

#[test]
fn schemas_that_are_too_much_together_are_held_to_any_object() {
    let long = |tool_number: usize| {
        let words: Vec<String> = (0..2000)
            .map(|number| format!("{number}_of_{tool_number}"))
            .collect();
        let schema = json!({ "type": "object", "properties": { "word": { "enum": words } } });
        tool(&format!("t{tool_number}"), schema)
    };
    let grammars = Grammars::new();
    assert_ne!(grammars.arguments(&[long(0)]), [any_object()]);
    let too_many: Vec<ToolSpec> = (0..128).map(long).collect();
    assert_eq!(grammars.arguments(&too_many), vec![any_object(); 128]);
    let grammar = held(too_many, None, &marks());
    assert!(grammar.takes(&call("t127", json!({ "word": "another" }))));
}

#[test]
fn only_properties_that_a_tool_names_are_offered() {
    let open = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    assert_eq!(narrowed(&open), open);
    let nested = json!({
        "properties": {
            "list": { "type": "array", "items": { "properties": { "a": {} } } },
            "any": { "anyOf": [{ "properties": {} }] },
        },
    });
    assert_eq!(
        narrowed(&nested),
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "list": {
                    "type": "array",
                    "items": { "properties": { "a": {} }, "additionalProperties": false },
                },
                "any": { "anyOf": [{ "properties": {} }] },
            },
        })
    );
}
