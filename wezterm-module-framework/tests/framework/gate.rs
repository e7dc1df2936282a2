//! The door to the tools: policy, approval, memory, and tools that break.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::{
    Approval, Decision, Effect, Gate, Policy, Rule, Tool, ToolCall, ToolContext, ToolError,
    ToolRegistry,
};

/// Removes a file.
#[derive(Deserialize, JsonSchema)]
struct RemoveInput {
    /// The file to remove.
    path: String,
}

#[derive(Default)]
struct Remove(Arc<AtomicUsize>);

impl Tool for Remove {
    type Input = RemoveInput;
    const NAME: &'static str = "remove";
    const EFFECT: Effect = Effect::Write;

    fn summary(&self, input: &RemoveInput) -> String {
        format!("remove {}", input.path)
    }

    async fn run(&self, input: RemoveInput, cx: ToolContext) -> Result<String, ToolError> {
        assert_ne!(input.path, "panic", "a bug in the tool");
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(format!("removed {} in {:?}", input.path, cx.cwd))
    }
}

fn gate(policy: Policy) -> (Gate, Arc<AtomicUsize>) {
    let tools = ToolRegistry::default();
    let runs = Arc::new(AtomicUsize::new(0));
    tools.add(Remove(Arc::clone(&runs)));
    (Gate::new(Arc::new(tools), policy), runs)
}

fn remove(path: &str) -> ToolCall {
    ToolCall {
        name: "remove".into(),
        args: json!({ "path": path }),
    }
}

fn say(decision: Decision) -> impl FnOnce(Approval) {
    move |approval| {
        let _ = approval.reply.send(decision);
    }
}

fn denied() -> Result<String, ToolError> {
    Err(ToolError::Model("the user denied this call".into()))
}

#[tokio::test]
async fn a_write_is_shown_in_words_and_runs_when_allowed() {
    let (gate, runs) = gate(Policy::default());
    let gate = gate.in_directory("/work");
    let asked = |approval: Approval| {
        assert_eq!(approval.tool, "remove");
        assert_eq!(approval.effect, Effect::Write);
        assert_eq!(approval.summary, "remove a.txt");
        say(Decision::Allow)(approval);
    };
    let outcome = gate.run(remove("a.txt"), asked).await;
    assert_eq!(outcome, Ok("removed a.txt in Some(\"/work\")".into()));
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    // Once means once.
    assert_eq!(
        gate.run(remove("a.txt"), say(Decision::Deny)).await,
        denied()
    );
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_dropped_question_is_a_denial() {
    let (gate, runs) = gate(Policy::default());
    assert_eq!(gate.run(remove("a.txt"), drop).await, denied());
    assert_eq!(runs.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn what_was_allowed_for_the_session_is_that_call_and_no_other() {
    let (gate, runs) = gate(Policy::default());
    let first = gate.run(remove("a.txt"), say(Decision::AllowForSession));
    assert!(first.await.is_ok());
    let again = gate.run(remove("a.txt"), |_| panic!("it was allowed"));
    assert!(again.await.is_ok());
    assert_eq!(gate.run(remove("b.txt"), drop).await, denied());
    // The same words mean another file elsewhere.
    let elsewhere = gate.in_directory("/elsewhere");
    assert_eq!(elsewhere.run(remove("a.txt"), drop).await, denied());
    assert_eq!(runs.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn the_policy_decides_who_is_asked() {
    let free = Policy {
        write: Rule::Allow,
        ..Policy::default()
    };
    let (gate_of_the_free, _) = gate(free);
    let outcome = gate_of_the_free.run(remove("a"), |_| panic!("nobody is asked"));
    assert!(outcome.await.is_ok());

    let shut = Policy {
        write: Rule::Deny,
        ..Policy::default()
    };
    let (gate, _) = gate(shut);
    let outcome = gate.run(remove("a"), |_| panic!("nobody is asked")).await;
    assert_eq!(
        outcome,
        Err(ToolError::Model(
            "the policy does not allow `remove`".into()
        ))
    );
    assert_eq!(gate.specs(), []);
}

#[tokio::test]
async fn the_model_is_told_what_it_did_wrong() {
    let (gate, _) = gate(Policy::default());
    let unknown = ToolCall {
        name: "erase".into(),
        args: Value::Null,
    };
    assert_eq!(
        gate.run(unknown, drop).await,
        Err(ToolError::Model(
            "there is no tool `erase`; there are remove".into()
        ))
    );
    let wrong = ToolCall {
        name: "remove".into(),
        args: json!({ "file": "a" }),
    };
    assert_eq!(
        gate.run(wrong, |_| panic!("nobody is asked")).await,
        Err(ToolError::Model(
            "the arguments of `remove` are wrong: missing field `path`".into()
        ))
    );
}

#[tokio::test]
async fn a_tool_that_panics_is_an_error_for_the_model() {
    let (gate, _) = gate(Policy::default());
    match gate.run(remove("panic"), say(Decision::Allow)).await {
        Err(ToolError::Model(text)) => assert!(text.contains("a bug in the tool"), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_tool_is_described_by_the_comments_of_its_input() {
    let (gate, _) = gate(Policy::default());
    let specs = gate.specs();
    assert_eq!(specs.len(), 1);
    assert_eq!(specs[0].name, "remove");
    assert_eq!(specs[0].description, "Removes a file.");
    assert_eq!(
        specs[0].schema,
        json!({
            "type": "object",
            "properties": {
                "path": { "type": "string", "description": "The file to remove." }
            },
            "required": ["path"]
        })
    );
}
