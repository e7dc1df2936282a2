//! What a tool tells the door of itself: other names, what needs a person each time, what a call would
//! change; and what the door tells it.

use std::path::PathBuf;

use wezterm_module_framework::Choice;

use super::*;

/// Writes a file.
#[derive(Deserialize, JsonSchema)]
struct SaveInput {
    /// The file to write.
    path: String,
}

/// A tool that tells all that a tool can tell.
#[derive(Default)]
struct Save {
    previews: Arc<AtomicUsize>,
    places: Arc<Mutex<Vec<PathBuf>>>,
}

impl Tool for Save {
    type Input = SaveInput;
    const NAME: &'static str = "save";
    const ALIASES: &'static [&'static str] = &["put", "remove"];
    const EFFECT: Effect = Effect::Write;

    fn summary(&self, input: &SaveInput) -> String {
        format!("save {}", input.path)
    }

    fn scope(&self, input: &SaveInput, _: &ToolContext) -> Result<Scope, ToolError> {
        Ok(Scope::path(&input.path))
    }

    fn caution(&self, input: &SaveInput, _: &ToolContext, places: &[PathBuf]) -> Option<String> {
        assert!(!input.path.ends_with("broken"), "a bug in the tool");
        *self.places.lock().unwrap() = places.to_vec();
        let runs = |place: &PathBuf| place.iter().any(|part| part == ".git");
        places.iter().any(runs).then(|| "git runs it".to_owned())
    }

    async fn preview(&self, input: SaveInput, cx: ToolContext) -> Option<String> {
        self.previews.fetch_add(1, Ordering::Relaxed);
        assert!(!input.path.ends_with("panic"), "a bug in the tool");
        if input.path.ends_with("hang") {
            std::future::pending::<()>().await;
        }
        Some(format!("+{}\n", cx.allowed[0].display()))
    }

    async fn run(&self, input: SaveInput, cx: ToolContext) -> Result<String, ToolError> {
        let asked = if cx.approved { "asked" } else { "not asked" };
        Ok(format!("saved {}, {asked}", input.path))
    }
}

fn save(path: impl AsRef<Path>) -> ToolCall {
    named("save", path)
}

fn named(tool: &str, path: impl AsRef<Path>) -> ToolCall {
    ToolCall {
        name: tool.into(),
        args: json!({ "path": path.as_ref() }),
    }
}

fn rights() -> Capabilities {
    let may = [
        ModuleCapability::ToolExecution,
        ModuleCapability::FileSystemWrite,
    ];
    Capabilities::new("m", may)
}

/// A terminal in which the module `m` offers the tool `save`, which the terminal has beside its own.
fn world(policy: Policy) -> (World, Arc<Save>) {
    let (tools, tool) = (ToolRegistry::default(), Arc::new(Save::default()));
    let offered = tools.offer(Arc::clone(&tool) as _, &rights(), Provenance::BuiltIn);
    assert_eq!(offered, Ok("save".into()));
    (World::with(policy, tools), tool)
}

/// What a person is shown of a question.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    tool: String,
    reason: String,
    choices: Vec<Lifetime>,
    preview: Option<String>,
}

/// Has the person answer so, and returns what they were shown last.
fn answers(world: &World, decision: Decision) -> Arc<Mutex<Option<Shown>>> {
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    world.host.answer_with(move |approval: Approval| {
        let lifetime = |choice: &Choice| choice.lifetime;
        *keep.lock().unwrap() = Some(Shown {
            tool: approval.tool,
            reason: approval.reason,
            choices: approval.choices.iter().map(lifetime).collect(),
            preview: approval.preview,
        });
        let _ = approval.reply.send(decision);
    });
    seen
}

fn once() -> Decision {
    Decision::Allow(Lifetime::Once)
}

#[tokio::test]
async fn a_tool_is_found_by_its_other_names_and_known_by_its_own() {
    let (world, _) = world(Policy::default());
    let names: Vec<String> = world
        .gate()
        .specs()
        .into_iter()
        .map(|spec| spec.name)
        .collect();
    assert_eq!(names, ["remove", "save"]);
    let seen = answers(&world, Decision::Allow(Lifetime::Always));
    let saved = Ok("saved a, asked".to_owned());
    assert_eq!(world.gate().run(named("put", "a")).await, saved);
    assert_eq!(seen.lock().unwrap().take().unwrap().tool, "save");
    assert_eq!(world.last_row().tool, "save");
    // What was allowed by one name is allowed by the other.
    assert_eq!(world.grants.load().unwrap()[0].tool, "save");
    world.asks_nobody();
    let saved = Ok("saved a, not asked".to_owned());
    assert_eq!(world.gate().run(save("a")).await, saved);
    // A tool's own name is nobody's other name.
    assert_eq!(world.gate().run(named("remove", "a")).await, denied());
    assert_eq!(world.last_row().tool, "remove");
}

#[tokio::test]
async fn a_rule_about_a_tool_holds_by_whatever_name_it_is_called() {
    let about = |decision, tool: &str| Rule {
        tool: Some(tool.into()),
        ..rule(decision)
    };
    for forbidden in ["save", "put"] {
        let rules = [rule(Verdict::Allow), about(Verdict::Deny, forbidden)];
        let (world, _) = world(Policy::with_rules(rules));
        let refused = "the policy does not allow `save` here (rule 2 of config.tool_policy)";
        for called in ["save", "put"] {
            let outcome = world.gate().run(named(called, "a")).await;
            assert_eq!(outcome, model(refused), "{forbidden} {called}");
        }
        assert_eq!(world.gate().specs().len(), 1);
    }
    let (one, _) = world(Policy::with_rules([about(Verdict::Allow, "save")]));
    one.asks_nobody();
    assert!(one.gate().run(named("put", "a")).await.is_ok());
    // Another tool may have the other name some day, and is not the one that is meant then.
    let (other, _) = world(Policy::with_rules([about(Verdict::Allow, "put")]));
    other.asks_nobody();
    assert_eq!(other.gate().run(named("put", "a")).await, denied());
}

#[test]
fn another_name_never_stands_before_a_tool_of_that_name() {
    for aliased_first in [true, false] {
        let tools = ToolRegistry::default();
        if aliased_first {
            tools.add(Save::default());
            assert_eq!(tools.get("remove").unwrap().name(), "save");
        }
        tools.add(Remove::default());
        tools.add(Save::default());
        assert_eq!(tools.get("remove").unwrap().name(), "remove");
        assert_eq!(tools.get("put").unwrap().name(), "save");
        tools.remove("remove");
        assert_eq!(tools.get("remove").unwrap().name(), "save");
    }
}

#[tokio::test]
async fn a_caution_asks_each_time_whatever_else_would_allow_the_call() {
    let hook = |world: &World| world.path("project/.git/hook");
    let asked = |reason: &str, preview: PathBuf| {
        Some(Shown {
            tool: "save".into(),
            reason: reason.into(),
            choices: vec![Lifetime::Once],
            preview: Some(format!("+{}\n", preview.display())),
        })
    };
    // A rule.
    let (one, _) = world(Policy::with_rules([rule(Verdict::Allow)]));
    let seen = answers(&one, once());
    let saved = one.gate().run(save("../.git/hook")).await;
    assert_eq!(saved, Ok("saved ../.git/hook, asked".into()));
    assert_eq!(
        seen.lock().unwrap().take(),
        asked("git runs it", hook(&one))
    );
    assert!(one.gate().run(save("a")).await.is_ok());
    assert_eq!(*seen.lock().unwrap(), None);

    // A module's own grant.
    let (two, _) = world(Policy::default());
    let seen = answers(&two, once());
    let given = json!({ "FileSystemWrite": [two.path("")], "ToolExecution": true });
    let rights = Capabilities::scoped("n", ScopedCapability::read_all(&given).unwrap());
    let gate = two.host.gate().for_module(rights);
    assert!(gate.run(save(hook(&two))).await.is_ok());
    assert_eq!(
        seen.lock().unwrap().take(),
        asked("git runs it", hook(&two))
    );

    // What a person allowed before, for good and for a while.
    let (three, _) = world(Policy::default());
    let gate = three.gate().in_turn(TurnId(1)).in_pane(PaneId(1));
    for lifetime in [Lifetime::Always, Lifetime::Turn, Lifetime::Pane] {
        answers(&three, Decision::Allow(lifetime));
        assert!(gate.run(save("..")).await.is_ok());
        let seen = answers(&three, Decision::Allow(lifetime));
        for _ in 0..2 {
            let saved = gate.run(save("../.git/hook")).await;
            assert_eq!(saved, Ok("saved ../.git/hook, asked".into()));
            let reason = "no rule of yours allows it, git runs it";
            let shown = seen.lock().unwrap().take();
            assert_eq!(shown, asked(reason, hook(&three)), "{lifetime:?}");
        }
    }
    assert_eq!(three.grants.load().unwrap().len(), 1);

    // What is denied stays denied.
    let (four, _) = world(Policy::with_rules([rule(Verdict::Deny)]));
    let refused = "the policy does not allow `save` here (rule 1 of config.tool_policy)";
    assert_eq!(four.gate().run(save("../.git/hook")).await, model(refused));
}

#[tokio::test]
async fn a_caution_is_told_the_names_and_where_they_lead() {
    let (world, tool) = world(Policy::with_rules([rule(Verdict::Allow)]));
    std::os::unix::fs::symlink(world.path("project/.git"), world.path("project/src/g")).unwrap();
    std::os::unix::fs::symlink("nowhere", world.path("project/src/dangling")).unwrap();
    world.asks_nobody();
    assert_eq!(world.gate().run(save("./g/hook")).await, denied());
    let places = tool.places.lock().unwrap().clone();
    let both = ["project/.git/hook", "project/src/g/hook"];
    assert_eq!(places, both.map(|place| world.path(place)));
    // Where it leads cannot be told.
    assert!(world.gate().run(save("x/../dangling")).await.is_ok());
    let places = tool.places.lock().unwrap().clone();
    assert_eq!(places, [world.path("project/src/dangling")]);
    // A tool that breaks over it has not said that nobody needs to be asked.
    assert_eq!(world.gate().run(save("broken")).await, denied());
}

#[tokio::test]
async fn what_a_call_would_change_is_shown_to_who_is_asked_and_made_for_nobody_else() {
    let (world, tool) = world(Policy::default());
    let seen = answers(&world, once());
    for (path, shown) in [("a", true), ("panic", false), ("hang", false)] {
        assert!(world.gate().run(save(path)).await.is_ok(), "{path}");
        let preview = seen.lock().unwrap().take().unwrap().preview;
        let wanted = format!("+{}\n", world.path("project/src/a").display());
        assert_eq!(preview, shown.then_some(wanted), "{path}");
    }
    assert_eq!(tool.previews.load(Ordering::Relaxed), 3);
    let open = json!({ "rules": [{ "decision": "allow" }] });
    assert_eq!(world.host.gate().configure(&open), [""; 0]);
    assert!(world.gate().run(save("a")).await.is_ok());
    assert_eq!(tool.previews.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_tool_knows_whether_a_person_has_just_allowed_the_call() {
    let (world, _) = world(Policy::default());
    let gate = world.gate().in_turn(TurnId(1));
    answers(&world, Decision::Allow(Lifetime::Turn));
    let saved = |how: &str| Ok(format!("saved a, {how}"));
    assert_eq!(gate.run(save("a")).await, saved("asked"));
    // By memory, and by a rule.
    assert_eq!(gate.run(save("a")).await, saved("not asked"));
    let (free, _) = self::world(Policy::with_rules([rule(Verdict::Allow)]));
    assert_eq!(free.gate().run(save("a")).await, saved("not asked"));
}

/// Says what the work that is served was told.
fn told(cx: ToolContext) -> impl Future<Output = Result<Value, ToolError>> + Send + 'static {
    let told = json!([cx.caller, cx.allowed, cx.approved]);
    std::future::ready(Ok(told))
}

#[tokio::test]
async fn what_a_module_does_for_the_persons_lua_is_judged_as_theirs_and_recorded() {
    let (tools, folder) = (ToolRegistry::default(), tempfile::tempdir().unwrap());
    let home = folder.path().canonicalize().unwrap();
    tools
        .offer(Arc::new(Save::default()), &rights(), Provenance::BuiltIn)
        .unwrap();
    let options = GateOptions {
        home: Some(home.clone()),
        ..GateOptions::default()
    };
    let host = FakeHost::with_gate(tools, options);
    let last = || host.audit().last().cloned().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    host.answer_with(move |approval: Approval| {
        assert_eq!(approval.principal, "user-lua");
        count.fetch_add(1, Ordering::Relaxed);
        let _ = approval.reply.send(once());
    });
    let gate = host.gate().for_module(rights());
    let (inside, hook) = (home.join("a"), home.join(".git/hook"));

    // By the default rights: what lies below home.
    let answer = gate.serve_lua(named("put", &inside), told).await;
    assert_eq!(answer, Ok(json!(["user-lua", [inside], false])));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    let row = last();
    let facts = [&row.principal, &row.tool, &row.source, &row.outcome];
    assert_eq!(facts, ["user-lua", "save", "default rights", "ok"]);
    // What the tool is cautious about is asked for.
    let answer = gate.serve_lua(save(&hook), told).await;
    assert_eq!(answer, Ok(json!(["user-lua", [hook], true])));
    // And so is what another asked for, who may not do it.
    let for_other = gate.on_behalf_of(["other".into()]);
    assert!(for_other.serve_lua(save(&inside), told).await.is_ok());
    assert_eq!(last().chain, ["other"]);
    assert_eq!(asked.load(Ordering::Relaxed), 2);

    // Nobody's tools but its own.
    let others = host
        .gate()
        .for_module(Capabilities::new("n", [ModuleCapability::ToolExecution]));
    let refused = ToolError::Model("module `n` offers no tool `save`".into());
    assert_eq!(others.serve_lua(save(&inside), told).await, Err(refused));
}
