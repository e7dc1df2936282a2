//! Tools that panic, hang, flood, call back or cannot be recorded: what the gate makes of them.

use super::*;

#[tokio::test]
async fn a_tool_that_panics_is_an_error_for_the_model() {
    let world = World::new(Policy::with_rules([rule(Verdict::Allow)]));
    assert_eq!(
        world.gate().run(remove("panic")).await,
        model("the tool `remove` broke: a bug in the tool")
    );
    assert_eq!(world.last_row().outcome, "failed");
    let world = free(Made::new("eager", || -> std::future::Ready<_> {
        panic!("at once")
    }));
    assert_eq!(
        world.gate().run(call("eager")).await,
        model("the tool `eager` broke: at once")
    );
}

/// Says when it is dropped.
struct Noticed(Arc<tokio::sync::Notify>);

impl Drop for Noticed {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn a_tool_that_never_returns_is_stopped() {
    let gone = Arc::new(tokio::sync::Notify::new());
    let held = Arc::clone(&gone);
    let endless = Made::new("wait", move || {
        let noticed = Noticed(Arc::clone(&held));
        async move {
            let _noticed = noticed;
            std::future::pending().await
        }
    });
    let world = free_within(endless, Duration::from_millis(20));
    let stopped = "the tool `wait` was stopped because it was not done within 0.02 s";
    assert_eq!(world.gate().run(call("wait")).await, model(stopped));
    assert_eq!(world.last_row().outcome, "timed out");
    gone.notified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tool_that_blocks_its_thread_does_not_hold_up_the_caller() {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(std::sync::Mutex::new(held));
    let blocking = Made::new("block", move || {
        let held = Arc::clone(&held);
        async move {
            let _ = held.lock().unwrap().recv();
            Ok(String::new())
        }
    });
    let world = free_within(blocking, Duration::from_millis(20));
    let outcome = world.gate().run(call("block")).await;
    assert!(matches!(&outcome, Err(ToolError::Model(why)) if why.contains("not done within")));
    drop(release);
}

#[tokio::test]
async fn a_call_that_is_given_up_stops_the_tool_and_is_on_record() {
    let started = Arc::new(tokio::sync::Notify::new());
    let gone = Arc::new(tokio::sync::Notify::new());
    let (begin, held) = (Arc::clone(&started), Arc::clone(&gone));
    let endless = Made::new("wait", move || {
        let noticed = Noticed(Arc::clone(&held));
        begin.notify_one();
        async move {
            let _noticed = noticed;
            std::future::pending().await
        }
    });
    let world = free(endless);
    let gate = world.gate();
    let running = tokio::spawn(async move { gate.run(call("wait")).await });
    started.notified().await;
    running.abort();
    gone.notified().await;
    // The next row is written after it.
    let _ = world.gate().run(call("no-such-tool")).await;
    let outcomes: Vec<String> = world
        .host
        .audit()
        .into_iter()
        .map(|row| row.outcome)
        .collect();
    assert_eq!(outcomes, ["started", "cancelled", "failed"]);
}

#[tokio::test]
async fn a_huge_result_keeps_its_two_ends_and_says_what_is_missing() {
    let world = free(Made::new("flood", || async {
        Ok(format!("first{}last", "é".repeat(50_000_000)))
    }));
    let text = world.gate().run(call("flood")).await.unwrap();
    assert!(text.len() < 300_000, "{}", text.len());
    assert!(text.starts_with("firsté") && text.ends_with("élast"));
    let marker = text.lines().nth(1).unwrap();
    assert!(marker.starts_with("[… 997378"), "{marker}");
    assert!(
        marker.contains("bytes of 100000009 left out here"),
        "{marker}"
    );
}

#[tokio::test]
async fn a_tool_that_calls_tools_does_so_for_its_caller_and_not_for_ever() {
    let door = Arc::new(std::sync::OnceLock::<Gate>::new());
    let own = Arc::clone(&door);
    let depth = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&depth);
    let recursive = Made::new("again", move || {
        count.fetch_add(1, Ordering::Relaxed);
        let gate = own.get().cloned().unwrap();
        async move { gate.run(call("again")).await }
    });
    let world = free(recursive);
    // The tool's module has a door of its own, and rights that the caller has not.
    let rights = Capabilities::new("provider", [ModuleCapability::ToolExecution]);
    let _ = door.set(world.host.gate().for_module(rights));
    let outcome = world.gate().run(call("again")).await;
    let too_deep = "tools call each other more than 4 deep, which is not allowed";
    assert_eq!(outcome, model(too_deep));
    assert_eq!(depth.load(Ordering::Relaxed), 4);
    let own = |name: &str, chain: &[&str]| {
        let chain = chain.iter().map(ToString::to_string).collect::<Vec<_>>();
        (name.to_owned(), chain)
    };
    let mut callers = Vec::new();
    for row in world.host.audit() {
        let caller = (row.principal, row.chain);
        if !callers.contains(&caller) {
            callers.push(caller);
        }
    }
    assert_eq!(callers, [own("m", &[]), own("provider", &["m"])]);
}

#[tokio::test]
async fn a_tools_own_call_needs_the_word_for_both_and_stays_in_the_callers_directory() {
    let door = Arc::new(std::sync::OnceLock::<(Gate, PathBuf)>::new());
    let own = Arc::clone(&door);
    let through = Made::new("through", move || {
        let (gate, path) = own.get().cloned().unwrap();
        async move { gate.run(remove(path)).await }
    });
    let through_runs = Rule {
        tool: Some("through".into()),
        ..rule(Verdict::Allow)
    };
    let for_caller = Rule {
        principal: Some("m".into()),
        ..rule(Verdict::Allow)
    };
    let tools = ToolRegistry::default();
    tools.add_any(through);
    let world = World::with(Policy::with_rules([through_runs, for_caller]), tools);
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    world.host.answer_with(move |approval| {
        let who = (approval.principal, approval.chain, approval.cwd);
        seen.lock().unwrap().push(who);
        let _ = approval.reply.send(Decision::Deny);
    });
    let rights = Capabilities::new("provider", [ModuleCapability::ToolExecution]);
    let elsewhere = world.path("elsewhere");
    let provider = world
        .host
        .gate()
        .for_module(rights)
        .in_directory(&elsewhere);
    let _ = door.set((provider, elsewhere.join("x")));
    assert_eq!(world.gate().run(call("through")).await, denied());
    let who = (
        "provider".to_owned(),
        vec!["m".to_owned()],
        Some(world.path("project/src")),
    );
    assert_eq!(*asked.lock().unwrap(), [who]);
}

#[tokio::test]
async fn a_tools_own_call_is_judged_as_its_callers() {
    let door = Arc::new(std::sync::OnceLock::<(Gate, PathBuf)>::new());
    let own = Arc::clone(&door);
    let through = Made::new("through", move || {
        let (gate, path) = own.get().cloned().unwrap();
        async move { gate.run(remove(path)).await }
    });
    let for_provider = Rule {
        principal: Some("provider".into()),
        ..rule(Verdict::Allow)
    };
    let for_through = Rule {
        tool: Some("through".into()),
        ..rule(Verdict::Allow)
    };
    let tools = ToolRegistry::default();
    tools.add_any(through);
    let world = World::with(Policy::with_rules([for_provider, for_through]), tools);
    world.asks_nobody();
    let rights = Capabilities::new("provider", [ModuleCapability::ToolExecution]);
    let provider = world.host.gate().for_module(rights);
    let path = world.path("elsewhere/x");
    assert!(provider.run(remove(&path)).await.is_ok());
    let _ = door.set((provider, path));
    assert_eq!(world.gate().run(call("through")).await, denied());
}

/// A disk that is full.
struct Full;

impl AuditSink for Full {
    fn write(&self, _: &AuditRow) -> std::io::Result<()> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
}

/// Makes a tool that says of itself that it changes nothing.
fn look(name: &str) -> Arc<Made> {
    let mut look = Made::new(name, || async { Ok("seen".into()) });
    Arc::get_mut(&mut look).unwrap().effect = Effect::Read;
    look
}

#[tokio::test]
async fn where_nothing_can_be_recorded_only_reading_by_own_code_goes_on() {
    let tools = ToolRegistry::default();
    let runs = Arc::new(AtomicUsize::new(0));
    tools.add(Remove(Arc::clone(&runs)));
    tools.add_any(look("look"));
    let rights = Capabilities::new("m", [ModuleCapability::ProcessSpawn]);
    for (name, provenance) in [
        ("built_in__look", Provenance::BuiltIn),
        ("outside__look", Provenance::Outside),
    ] {
        tools.offer(look(name), &rights, provenance).unwrap();
    }
    let options = GateOptions {
        policy: Policy::with_rules([rule(Verdict::Allow)]),
        audit: Arc::new(Full),
        ..GateOptions::default()
    };
    let gate = Gate::with(Arc::new(tools), options);
    // What a module from outside calls reading is only its word.
    for denied in [remove("/a"), call("outside__look")] {
        match gate.run(denied).await {
            Err(ToolError::Model(why)) => {
                let words = "the call is denied because it cannot be recorded: no storage space";
                assert!(why.contains(words), "{why}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    for name in ["look", "built_in__look"] {
        assert_eq!(gate.run(call(name)).await, Ok("seen".into()));
    }
}
