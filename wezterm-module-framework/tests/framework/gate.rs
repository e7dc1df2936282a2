//! The door to the tools: policy, approval, memory and the record.

mod broken;
mod told;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    AnyTool, Approval, AuditRow, AuditSink, Caller, Capabilities, Decision, Effect, Gate,
    GateOptions, GrantStore, Host, Lifetime, MemoryGrants, ModuleCapability, NotOffered, PaneId,
    Policy, Provenance, Rule, Scope, ScopedCapability, Tool, ToolCall, ToolContext, ToolError,
    ToolRegistry, TurnId, Verdict,
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

    fn scope(&self, input: &RemoveInput, _: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::path(&input.path))
    }

    async fn run(&self, input: RemoveInput, cx: ToolContext) -> Result<String, ToolError> {
        assert!(!input.path.ends_with("panic"), "a bug in the tool");
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(format!("removed {} for {}", input.path, cx.caller))
    }
}

/// A terminal with the tool `remove`, and a project to remove things in.
struct World {
    host: Arc<FakeHost>,
    runs: Arc<AtomicUsize>,
    grants: Arc<MemoryGrants>,
    folder: tempfile::TempDir,
}

impl World {
    fn new(policy: Policy) -> Self {
        Self::with(policy, ToolRegistry::default())
    }

    fn with(policy: Policy, tools: ToolRegistry) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "project/.git",
            "project/.wezterm",
            "project/src",
            "elsewhere",
        ] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let runs = Arc::new(AtomicUsize::new(0));
        tools.add(Remove(Arc::clone(&runs)));
        let grants = Arc::new(MemoryGrants::default());
        let options = GateOptions {
            policy,
            grants: Arc::clone(&grants) as Arc<dyn GrantStore>,
            ..GateOptions::default()
        };
        Self {
            host: FakeHost::with_gate(tools, options),
            runs,
            grants,
            folder,
        }
    }

    /// Returns a path below the test's folder, without links.
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    /// Returns the door of the module `m`, in the project.
    fn gate(&self) -> Gate {
        let capabilities = Capabilities::new("m", [ModuleCapability::ToolExecution]);
        let gate = self.host.gate().for_module(capabilities);
        gate.in_directory(self.path("project/src"))
    }

    fn project_file(&self, text: &str) {
        std::fs::write(self.path("project/.wezterm/policy.toml"), text).unwrap();
    }

    fn says(&self, decision: Decision) {
        self.host.answer_with(move |approval| {
            let _ = approval.reply.send(decision);
        });
    }

    fn asks_nobody(&self) {
        // A panic here would be caught by nobody's test.
        self.host.answer_with(|approval| {
            let _ = approval.reply.send(Decision::Deny);
        });
    }

    fn runs(&self) -> usize {
        self.runs.load(Ordering::Relaxed)
    }

    fn last_row(&self) -> AuditRow {
        self.host.audit().last().cloned().unwrap()
    }
}

/// A tool made of a closure.
struct Made {
    name: String,
    effect: Effect,
    need: ModuleCapability,
    run: Box<dyn Fn() -> BoxFuture<'static, Result<String, ToolError>> + Send + Sync>,
}

impl Made {
    fn new<F>(name: &str, run: impl Fn() -> F + Send + Sync + 'static) -> Arc<Self>
    where
        F: Future<Output = Result<String, ToolError>> + Send + 'static,
    {
        Arc::new(Self {
            name: name.into(),
            effect: Effect::Execute,
            need: ModuleCapability::ProcessSpawn,
            run: Box::new(move || Box::pin(run())),
        })
    }
}

impl AnyTool for Made {
    fn name(&self) -> &str {
        &self.name
    }
    fn effect(&self) -> Effect {
        self.effect
    }
    fn capability(&self) -> ModuleCapability {
        self.need
    }
    fn schema(&self) -> Value {
        json!({})
    }
    fn summary(&self, _: &Value) -> Result<String, ToolError> {
        Ok(self.name.clone())
    }
    fn run(&self, _: Value, _: ToolContext) -> BoxFuture<'_, Result<String, ToolError>> {
        (self.run)()
    }
}

/// A terminal in which `tool` may run without asking.
fn free(tool: Arc<Made>) -> World {
    free_within(tool, Duration::from_secs(20))
}

fn free_within(tool: Arc<Made>, limit: Duration) -> World {
    let mut policy = Policy::with_rules([rule(Verdict::Allow)]);
    policy.time_limit = limit;
    let tools = ToolRegistry::default();
    tools.add_any(tool);
    World::with(policy, tools)
}

fn remove(path: impl AsRef<Path>) -> ToolCall {
    ToolCall {
        name: "remove".into(),
        args: json!({ "path": path.as_ref() }),
    }
}

fn call(name: &str) -> ToolCall {
    ToolCall {
        name: name.into(),
        args: json!({}),
    }
}

fn model(text: &str) -> Result<String, ToolError> {
    Err(ToolError::Model(text.into()))
}

fn denied() -> Result<String, ToolError> {
    model("the user denied this call")
}

fn rule(decision: Verdict) -> Rule {
    Rule::all(decision)
}

#[tokio::test]
async fn a_write_is_shown_with_all_that_matters_and_runs_when_allowed() {
    let world = World::new(Policy::default());
    let (path, cwd) = (world.path("project/src/a.txt"), world.path("project/src"));
    let wanted = (path.clone(), cwd.clone());
    world.host.answer_with(move |approval: Approval| {
        assert_eq!(approval.principal, "m");
        assert_eq!(approval.tool, "remove");
        assert_eq!(approval.effect, Effect::Write);
        assert_eq!(approval.summary, "remove a.txt");
        assert_eq!(approval.scope, [wanted.0.display().to_string()]);
        assert_eq!(approval.cwd.as_ref(), Some(&wanted.1));
        assert_eq!(approval.reason, "no rule of yours allows it");
        let offered: Vec<Lifetime> = approval.choices.iter().map(|c| c.lifetime).collect();
        assert_eq!(
            offered,
            [Lifetime::Once, Lifetime::Project, Lifetime::Always]
        );
        let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    });
    let outcome = world.gate().run(remove("a.txt")).await;
    assert_eq!(outcome, Ok("removed a.txt for m".into()));
    let row = world.last_row();
    assert_eq!(
        (row.decision.as_str(), row.source.as_str()),
        ("allow", "allowed once")
    );
    assert_eq!(row.cwd, Some(cwd.display().to_string()));
    assert_eq!(row.scope, [path.display().to_string()]);
    assert_eq!(row.outcome, "ok");
    // Once means once.
    world.says(Decision::Deny);
    assert_eq!(world.gate().run(remove("a.txt")).await, denied());
    assert_eq!(world.runs(), 1);
    assert_eq!(world.last_row().outcome, "denied");
}

#[tokio::test]
async fn no_answer_is_a_denial_that_says_which() {
    let world = World::new(Policy::default());
    let closed = model("the question was closed unanswered, so the call is denied");
    assert_eq!(world.gate().run(remove("a")).await, closed);

    let mut policy = Policy::default();
    policy.approval_timeout = Duration::from_millis(20);
    let slow = World::new(policy);
    let kept = Arc::new(std::sync::Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    slow.host
        .answer_with(move |approval| keep.lock().unwrap().push(approval));
    let late = model("nobody answered within 0.02 s, so the call is denied");
    assert_eq!(slow.gate().run(remove("a")).await, late);
    // Whoever shows the question learns that nobody waits any more.
    let mut approval = kept.lock().unwrap().pop().unwrap();
    assert!(approval.given_up.try_recv().is_err());
    assert!(approval.reply.is_closed());

    let tools = ToolRegistry::default();
    tools.add(Remove::default());
    let nobody = Gate::new(Arc::new(tools), Policy::default());
    let alone = model("nobody can be asked here, so the call is denied");
    assert_eq!(nobody.run(remove("/a")).await, alone);
    assert_eq!(world.runs() + slow.runs(), 0);
}

#[tokio::test]
async fn what_is_allowed_for_a_turn_or_a_pane_ends_with_it() {
    let world = World::new(Policy::default());
    let (turn, pane) = (TurnId(1), PaneId(7));
    for (lifetime, source) in [
        (Lifetime::Turn, "allowed for this turn"),
        (Lifetime::Pane, "allowed for this pane"),
    ] {
        let gate = world.gate().in_turn(turn).in_pane(pane);
        world.says(Decision::Allow(lifetime));
        assert!(gate.run(remove("a")).await.is_ok());
        world.says(Decision::Deny);
        assert!(gate.run(remove("a")).await.is_ok());
        assert_eq!(world.last_row().source, source);
        // Neither another file, nor another turn and pane, nor another caller.
        assert_eq!(gate.run(remove("b")).await, denied());
        let other = world.gate().in_turn(TurnId(2)).in_pane(PaneId(8));
        assert_eq!(other.run(remove("a")).await, denied());
        let caller = Capabilities::new("n", [ModuleCapability::ToolExecution]);
        let caller = world
            .host
            .gate()
            .for_module(caller)
            .in_turn(turn)
            .in_pane(pane);
        let caller = caller.in_directory(world.path("project/src"));
        assert_eq!(caller.run(remove("a")).await, denied());
        match lifetime {
            Lifetime::Turn => gate.end_turn(turn),
            _ => gate.end_pane(pane),
        }
        assert_eq!(gate.run(remove("a")).await, denied());
    }
    assert_eq!(world.grants.load().unwrap(), []);
}

#[tokio::test]
async fn what_is_allowed_in_a_project_holds_below_its_root_and_what_is_always_for_that_path() {
    let world = World::new(Policy::default());
    let gate = world.gate();
    world.says(Decision::Allow(Lifetime::Project));
    assert!(gate.run(remove("a")).await.is_ok());
    world.asks_nobody();
    assert!(gate.run(remove("../b")).await.is_ok());
    assert_eq!(gate.run(remove(world.path("elsewhere/a"))).await, denied());
    // From elsewhere the project's grant says nothing, even about the project.
    let outside = gate.in_directory(world.path("elsewhere"));
    let inside = world.path("project/a");
    assert_eq!(outside.run(remove(&inside)).await, denied());

    let world = World::new(Policy::default());
    world.says(Decision::Allow(Lifetime::Always));
    assert!(world.gate().run(remove("a")).await.is_ok());
    world.asks_nobody();
    let outside = world.gate().in_directory(world.path("elsewhere"));
    assert!(
        outside
            .run(remove(world.path("project/src/a")))
            .await
            .is_ok()
    );
    assert_eq!(
        outside.run(remove(world.path("project/src/ab"))).await,
        denied()
    );
    // What is taken back counts at once.
    let id = world.grants.load().unwrap()[0].id();
    assert!(world.grants.remove(&id).unwrap());
    assert_eq!(world.gate().run(remove("a")).await, denied());
}

#[tokio::test]
async fn always_stores_the_lines_that_were_shown() {
    let world = World::new(Policy::default());
    let shown = Arc::new(std::sync::Mutex::new(None));
    let keep = Arc::clone(&shown);
    world.host.answer_with(move |approval| {
        let always = approval
            .choices
            .iter()
            .find(|c| c.lifetime == Lifetime::Always);
        *keep.lock().unwrap() = always.and_then(|choice| choice.stores.clone());
        let _ = approval.reply.send(Decision::Allow(Lifetime::Always));
    });
    assert!(world.gate().run(remove("a")).await.is_ok());
    let path = world.path("project/src/a");
    let lines = format!(
        "paths = [{:?}]\nprincipal = \"m\"\ntool = \"remove\"\n",
        path.display().to_string()
    );
    assert_eq!(shown.lock().unwrap().as_deref(), Some(lines.as_str()));
    assert_eq!(world.grants.load().unwrap()[0].text(), Some(lines));
}

#[tokio::test]
async fn rules_deny_over_ask_over_allow_and_name_themselves() {
    let world = World::new(Policy::with_rules([rule(Verdict::Allow)]));
    world.asks_nobody();
    assert!(world.gate().run(remove("a")).await.is_ok());
    assert_eq!(world.last_row().source, "rule 1 of config.tool_policy");

    let deny = Rule {
        tool: Some("remove".into()),
        ..rule(Verdict::Deny)
    };
    let world = World::new(Policy::with_rules([rule(Verdict::Allow), deny]));
    let refused = "the policy does not allow `remove` here (rule 2 of config.tool_policy)";
    assert_eq!(world.gate().run(remove("a")).await, model(refused));
    assert_eq!(world.gate().specs(), []);
    assert_eq!(world.last_row().decision, "deny");
}

#[tokio::test]
async fn a_rule_that_asks_is_not_answered_by_what_was_remembered() {
    let world = World::new(Policy::with_rules([rule(Verdict::Ask)]));
    world.says(Decision::Allow(Lifetime::Always));
    assert!(world.gate().run(remove("a")).await.is_ok());
    // It was not offered, so it counted once and nothing was kept.
    assert_eq!(world.grants.load().unwrap(), []);
    world.says(Decision::Deny);
    assert_eq!(world.gate().run(remove("a")).await, denied());
}

#[tokio::test]
async fn a_project_takes_rights_away_and_gives_none() {
    let world = World::new(Policy::with_rules([Rule {
        path: Some(world_path_of_everything()),
        ..rule(Verdict::Allow)
    }]));
    world.asks_nobody();
    assert!(world.gate().run(remove("a")).await.is_ok());
    world.project_file("[[rules]]\ndecision = \"deny\"\npath = \"src/secret\"\n");
    assert!(world.gate().run(remove("a")).await.is_ok());
    let refused = "the policy does not allow `remove` here (rule 1 of .wezterm/policy.toml)";
    for path in ["secret", "secret/x", "../src/./secret/x", "x/../secret"] {
        let outcome = world.gate().run(remove(path)).await;
        // Where a path leads nowhere, it cannot be told what the call touches.
        let beginning = refused.trim_end_matches(')');
        let is_refused =
            matches!(&outcome, Err(ToolError::Model(why)) if why.starts_with(beginning));
        assert!(is_refused || outcome == denied(), "{path}: {outcome:?}");
    }
    world.project_file("[[rules]]\ndecision = \"ask\"\neffect = \"write\"\n");
    assert_eq!(world.gate().run(remove("a")).await, denied());

    // What it allows is ignored, and the person hears of it once.
    let world = World::new(Policy::default());
    world.asks_nobody();
    world.project_file("[[rules]]\ndecision = \"allow\"\n");
    for _ in 0..2 {
        assert_eq!(world.gate().run(remove("a")).await, denied());
    }
    let notices = world.host.notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(
        notices[0].contains("policy.toml: 1 of its rules allow"),
        "{notices:?}"
    );

    // What cannot be read may have been meant to forbid.
    for text in [
        "[[rules",
        "[[rules]]\ndecision = \"dney\"\n",
        "[[rules]]\nx = 1\n",
    ] {
        let world = World::new(Policy::with_rules([rule(Verdict::Allow)]));
        world.asks_nobody();
        world.project_file(text);
        assert_eq!(world.gate().run(remove("a")).await, denied(), "{text}");
        assert!(
            world.host.notices()[0].contains("every tool call asks"),
            "{text}"
        );
    }
}

fn world_path_of_everything() -> PathBuf {
    "/".into()
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_named_and_ask() {
    let world = World::new(Policy::default());
    let gate = world.host.gate();
    let problems = gate.configure(&json!({
        "rules": [{ "decision": "allow" }, { "decision": "deny", "tol": "remove" }],
        "approval_timeout": -1,
        "aproval": 1,
    }));
    let text = problems.join("\n");
    for words in [
        "rules[2]",
        "unknown field `tol`",
        "approval_timeout must be",
        "aproval is not",
    ] {
        assert!(text.contains(words), "{words} is not in:\n{text}");
    }
    world.asks_nobody();
    assert_eq!(world.gate().run(remove("a")).await, denied());
    // A module cannot change the rules.
    assert_eq!(
        world
            .gate()
            .configure(&json!({ "rules": [{ "decision": "allow" }] })),
        [""; 0]
    );
    assert_eq!(world.gate().run(remove("a")).await, denied());
    assert_eq!(
        gate.configure(&json!({ "rules": [{ "decision": "allow" }] })),
        [""; 0]
    );
    assert!(world.gate().run(remove("a")).await.is_ok());
}

#[tokio::test]
async fn callers_have_their_own_default_rights() {
    let world = World::new(Policy::default());
    world.asks_nobody();
    let client = world
        .host
        .gate()
        .for_caller(Caller::Client("editor".into()));
    let refused = model("the policy does not allow `remove` here (default rights)");
    assert_eq!(client.run(remove("/a")).await, refused);
    let gave = [json!({ "decision": "allow", "principal": "mcp:*", "path": world.path("") })];
    assert_eq!(
        world.host.gate().configure(&json!({ "rules": gave })),
        [""; 0]
    );
    assert!(client.run(remove(world.path("elsewhere/x"))).await.is_ok());
    assert_eq!(client.run(remove("/a")).await, refused);
    assert_eq!(world.gate().run(remove("a")).await, denied());
}

#[tokio::test]
async fn everybody_on_whose_behalf_a_call_is_made_must_be_allowed_it() {
    let for_m = Rule {
        principal: Some("m".into()),
        ..rule(Verdict::Allow)
    };
    let world = World::new(Policy::with_rules([for_m]));
    world.asks_nobody();
    assert!(world.gate().run(remove("a")).await.is_ok());
    let chained = world.gate().on_behalf_of(["asker".into()]);
    assert_eq!(chained.run(remove("a")).await, denied());
    let row = world.last_row();
    assert_eq!(
        (row.principal.as_str(), row.chain),
        ("m", vec!["asker".to_owned()])
    );
}

#[tokio::test]
async fn the_model_is_told_what_it_did_wrong() {
    let world = World::new(Policy::default());
    assert_eq!(
        world.gate().run(call("erase")).await,
        model("there is no tool `erase`; there are remove")
    );
    let wrong = ToolCall {
        name: "remove".into(),
        args: json!({ "file": "a" }),
    };
    assert_eq!(
        world.gate().run(wrong).await,
        model("the arguments of `remove` are wrong: missing field `path`")
    );
    let long = world.gate().run(remove("x".repeat(20_000))).await;
    assert_eq!(
        long,
        model("the arguments of `remove` are too long for a person to read")
    );
    let outcomes: Vec<String> = world
        .host
        .audit()
        .into_iter()
        .map(|row| row.outcome)
        .collect();
    assert_eq!(outcomes, ["failed", "failed", "failed"]);
}

#[test]
fn a_module_offers_no_tool_that_does_what_it_may_not_and_takes_no_others_name() {
    for capability in ModuleCapability::ALL {
        let mut tool = Made::new("tool", || async { Ok(String::new()) });
        Arc::get_mut(&mut tool).unwrap().need = capability;
        let registry = ToolRegistry::default();
        let others = ModuleCapability::ALL
            .into_iter()
            .filter(|other| *other != capability);
        let rights = Capabilities::new("m", others);
        let refused = registry.offer(
            Arc::clone(&tool) as Arc<dyn AnyTool>,
            &rights,
            Provenance::BuiltIn,
        );
        match refused {
            Err(NotOffered::Capability(error)) => {
                assert!(
                    error.to_string().contains(&capability.to_string()),
                    "{error}"
                );
            }
            other => panic!("{capability}: {other:?}"),
        }
        assert_eq!(registry.specs(), []);
        let rights = Capabilities::new("m", [capability]);
        assert_eq!(
            registry.offer(Arc::clone(&tool) as _, &rights, Provenance::Outside),
            Ok("tool".into())
        );
        let taken = registry.offer(tool, &rights, Provenance::Outside);
        assert_eq!(taken, Err(NotOffered::NameTaken("tool".into())));
    }
}

#[tokio::test]
async fn calling_needs_the_capability_whatever_else_a_module_may() {
    let world = World::new(Policy::with_rules([rule(Verdict::Allow)]));
    let every_other = ModuleCapability::ALL
        .into_iter()
        .filter(|capability| *capability != ModuleCapability::ToolExecution);
    let gate = world
        .host
        .gate()
        .for_module(Capabilities::new("m", every_other));
    match gate.run(remove("/a")).await {
        Err(ToolError::User(why)) => assert!(why.contains("ToolExecution"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.runs(), 0);
    assert_eq!(world.last_row().outcome, "failed");
}

#[test]
fn a_tool_is_described_by_the_comments_of_its_input() {
    let specs = World::new(Policy::default()).host.gate().specs();
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

#[tokio::test]
async fn what_a_modules_capability_names_is_not_asked_about_and_one_without_a_name_is() {
    let world = World::new(Policy::default());
    world.asks_nobody();
    let named = format!("{}", world.path("elsewhere").display());
    for (grant, path, runs) in [
        (
            json!({ "FileSystemWrite": [named], "ToolExecution": true }),
            "elsewhere/x",
            true,
        ),
        (
            json!({ "FileSystemWrite": [named], "ToolExecution": true }),
            "project/x",
            false,
        ),
        (
            json!({ "FileSystemWrite": true, "ToolExecution": true }),
            "elsewhere/x",
            false,
        ),
    ] {
        let rights = Capabilities::scoped("m", ScopedCapability::read_all(&grant).unwrap());
        let gate = world.host.gate().for_module(rights);
        let outcome = gate.run(remove(world.path(path))).await;
        assert_eq!(outcome.is_ok(), runs, "{grant} {path}: {outcome:?}");
    }
}
