//! One module switched off, on and over while the others run, and settings that change meanwhile.

use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};
use tokio::sync::Notify;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    AnyTool, DecidedBy, Effect, EventData, EventHandler, Gate, Host, IpcError, ModuleCapability,
    ModuleContext, ModuleDescriptor, ModuleError, ModuleManager, ModuleState, ModuleType, Policy,
    Rule, SettingsChange, StateFile, Tool, ToolCall, ToolContext, ToolError, ToolRegistry, Verdict,
};

use crate::support::{Journal, Puppet, assert_failed, options, started, states};

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// Starts puppets with these settings and this memory of what a person chose.
async fn set_up(
    host: &Arc<FakeHost>,
    settings: Value,
    state: &Arc<StateFile>,
    puppets: Vec<Puppet>,
) -> ModuleManager {
    let mut options = options(host);
    options.settings = map(settings);
    options.state = Arc::clone(state);
    let manager = ModuleManager::new(options);
    for puppet in puppets {
        manager.register_builtin(puppet.descriptor());
    }
    manager.start_all().await;
    manager
}

#[tokio::test]
async fn what_depends_on_a_module_stops_before_it_and_comes_back_with_it() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = started(
        &host,
        vec![
            Puppet::journaled("a", &["m"], &journal),
            Puppet::journaled("m", &["z"], &journal),
            Puppet::journaled("other", &[], &journal),
            Puppet::journaled("z", &[], &journal),
        ],
    )
    .await;
    let begun = journal.lines().len();

    let change = manager.disable("z").await.unwrap();
    assert_eq!(change.stopped, names(&["a", "m", "z"]));
    assert_eq!(journal.lines()[begun..], ["stop a", "stop m", "stop z"]);
    let off = [
        ("a", "failed: it depends on `z`, which is disabled"),
        ("m", "failed: it depends on `z`, which is disabled"),
        ("other", "loaded"),
        ("z", "disabled"),
    ];
    assert_eq!(
        states(&manager),
        off.map(|(name, state)| (name.to_owned(), state.to_owned()))
    );

    let change = manager.enable("z").await.unwrap();
    assert_eq!(change.started, names(&["z", "m", "a"]));
    assert_eq!(
        journal.lines()[begun + 3..],
        ["start z", "start m", "start a"]
    );
    // Each instance is shut down once, and no more than that.
    assert_eq!(manager.shutdown_all().await, []);
    assert_eq!(
        journal.lines()[begun + 6..],
        ["stop a", "stop m", "stop z", "stop other"]
    );
}

/// Writes a line into a journal when it is dropped.
struct Ends(Journal, &'static str);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.write(self.1);
    }
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct NoArguments {}

struct Hammer;

impl Tool for Hammer {
    type Input = NoArguments;
    const NAME: &'static str = "hammer";
    const EFFECT: Effect = Effect::Read;

    fn summary(&self, _input: &NoArguments) -> String {
        "hit".into()
    }

    async fn run(&self, _input: NoArguments, _cx: ToolContext) -> Result<String, ToolError> {
        Ok("hit".into())
    }
}

/// A module that leaves something at every door.
fn rooted(journal: &Journal) -> Puppet {
    let mut rooted = Puppet::journaled("rooted", &[], journal)
        .answering(|message| Box::pin(async move { Ok(message.answer(json!("here"))) }));
    rooted.tools = Arc::new(|| vec![Arc::new(Hammer) as Arc<dyn AnyTool>]);
    let heard = journal.clone();
    rooted.events = Arc::new(move || {
        let heard = heard.clone();
        vec![EventHandler {
            event_name: "bell".into(),
            handler: Arc::new(move |_| {
                heard.write("heard");
                Box::pin(async { true })
            }),
        }]
    });
    let tasks = journal.clone();
    let kept = Arc::new(Mutex::new(Vec::new()));
    rooted.initialize = Arc::new(move |context| {
        let ends = Ends(tasks.clone(), "task ended");
        context.host.spawn(Box::pin(async move {
            let _ends = ends;
            std::future::pending().await
        }));
        kept.lock().unwrap().push(context.ipc.subscribe());
        Box::pin(async { Ok(()) })
    });
    rooted
}

#[tokio::test]
async fn everything_that_a_module_registered_goes_with_it_and_comes_back_once() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = started(&host, vec![rooted(&journal)]).await;
    let system = manager.ipc().system();
    let bell = EventData {
        name: "bell".into(),
        pane: None,
        args: Value::Null,
    };
    assert!(manager.tools().get("hammer").is_some());
    assert_eq!(manager.ipc().subscribers(), 1);

    manager.disable("rooted").await.unwrap();
    assert!(manager.tools().get("hammer").is_none());
    assert_eq!(manager.ipc().subscribers(), 0);
    assert_eq!(
        system.request("rooted", "x", Value::Null).await,
        Err(IpcError::NotRunning("rooted".into()))
    );
    manager.dispatch_event(&bell);
    while !journal.lines().contains(&"task ended".to_owned()) {
        tokio::task::yield_now().await;
    }
    assert_eq!(journal.lines(), ["stop rooted", "task ended"]);

    manager.enable("rooted").await.unwrap();
    assert!(manager.tools().get("hammer").is_some());
    assert_eq!(manager.ipc().subscribers(), 1);
    assert_eq!(
        system.request("rooted", "x", Value::Null).await,
        Ok(json!("here"))
    );
    manager.dispatch_event(&bell);
    while !journal.lines().contains(&"heard".to_owned()) {
        tokio::task::yield_now().await;
    }
    assert_eq!(journal.lines(), ["stop rooted", "task ended", "heard"]);
}

#[tokio::test]
async fn a_module_that_was_switched_off_stays_off_in_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let (state, problems) = StateFile::open(folder.path());
        assert_eq!(problems, []);
        Arc::new(state)
    };
    let host = FakeHost::new();
    let modules = || vec![Puppet::new("a", &[]), Puppet::new("b", &[])];
    let manager = set_up(&host, Value::Null, &open(), modules()).await;
    manager.disable("a").await.unwrap();
    assert_eq!(manager.info("a").unwrap().decided_by, DecidedBy::Person);

    let manager = set_up(&host, Value::Null, &open(), modules()).await;
    assert_eq!(manager.state("a"), Some(ModuleState::Disabled));
    assert_eq!(manager.info("a").unwrap().decided_by, DecidedBy::Person);
    assert_eq!(manager.state("b"), Some(ModuleState::Loaded));
    manager.enable("a").await.unwrap();

    let manager = set_up(&host, Value::Null, &open(), modules()).await;
    assert_eq!(manager.state("a"), Some(ModuleState::Loaded));
    assert_eq!(manager.info("a").unwrap().decided_by, DecidedBy::Default);
}

#[tokio::test]
async fn the_configuration_wins_over_what_a_person_chose() {
    let host = FakeHost::new();
    let state = Arc::new(StateFile::in_memory());
    state.set_module_disabled("wanted", true).unwrap();
    let settings = json!({ "wanted": { "enabled": true }, "un_wanted": { "enabled": false } });
    let puppets = vec![Puppet::new("wanted", &[]), Puppet::new("un-wanted", &[])];
    let manager = set_up(&host, settings, &state, puppets).await;
    assert_eq!(manager.state("wanted"), Some(ModuleState::Loaded));
    assert_eq!(
        manager.info("wanted").unwrap().decided_by,
        DecidedBy::Config
    );

    let refused = manager.enable("un-wanted").await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "module `un-wanted` is disabled by config.modules.un_wanted.enabled = false in wezterm.lua; \
         change it there"
    );

    // What misbehaves can be stopped all the same, until the file is read again.
    state.set_module_disabled("wanted", false).unwrap();
    let change = manager.disable("wanted").await.unwrap();
    assert_eq!(
        change.remarks,
        ["config.modules.wanted.enabled = true starts it again when wezterm.lua is read next"]
    );
    assert_eq!(manager.state("wanted"), Some(ModuleState::Disabled));
    assert_eq!(
        manager.info("wanted").unwrap().decided_by,
        DecidedBy::ThisRun
    );
    assert!(state.disabled_modules().is_empty(), "it does not last");
    let change = manager.apply_settings().await.unwrap();
    assert_eq!(change.started, names(&["wanted"]));
}

#[tokio::test]
async fn a_bare_true_or_false_switches_a_module_and_leaves_its_settings_alone() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut options = options(&host);
    options.settings = map(json!({ "on": true, "off": false }));
    let manager = ModuleManager::new(options);
    for name in ["on", "off"] {
        let mut descriptor = counted(name, &journal);
        descriptor.config = json!({ "depth": 3 });
        manager.register_builtin(descriptor);
    }
    manager.start_all().await;
    assert_eq!(manager.setting_problems(), Vec::<String>::new());
    assert_eq!(journal.lines(), ["made with {\"depth\":3}", "start on"]);
    let told = |error: ModuleError| error.to_string();
    let why =
        "module `off` is disabled by config.modules.off = false in wezterm.lua; change it there";
    assert_eq!(manager.enable("off").await.map_err(told), Err(why.into()));
    assert_eq!(manager.may_enable("off").map_err(told), Err(why.into()));
    let why = "module `on` is enabled by config.modules.on = true in wezterm.lua; change it there";
    assert_eq!(manager.may_disable("on").map_err(told), Err(why.into()));
    assert_eq!(
        manager.disable("on").await.unwrap().remarks,
        ["config.modules.on = true starts it again when wezterm.lua is read next"]
    );
    manager.configure(map(json!({ "on": false, "off": true })));
    let change = manager.apply_settings().await.unwrap();
    assert_eq!(change.started, names(&["off"]));
}

/// A module whose instances write down the settings that they were made with.
fn counted(name: &str, journal: &Journal) -> ModuleDescriptor {
    let puppet = Puppet::journaled(name, &[], journal);
    let mut descriptor = puppet.clone().descriptor();
    let journal = journal.clone();
    descriptor.module_type = ModuleType::BuiltIn(Arc::new(move |settings| {
        journal.write(format!("made with {settings}"));
        Ok(Arc::new(puppet.clone()))
    }));
    descriptor
}

#[tokio::test]
async fn a_reload_makes_a_new_instance_with_the_settings_as_they_are_now() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut options = options(&host);
    options.settings = map(json!({ "a": { "depth": 1 } }));
    let manager = ModuleManager::new(options);
    manager.register_builtin(counted("a", &journal));
    manager.start_all().await;
    let first = manager.instance("a").unwrap().0;
    manager.configure(map(json!({ "a": { "depth": 2 } })));
    let change = manager.reload("a").await.unwrap();
    assert_eq!(
        (change.stopped, change.started),
        (names(&["a"]), names(&["a"]))
    );
    assert_ne!(manager.instance("a").unwrap().0, first);
    assert_eq!(
        journal.lines(),
        [
            r#"made with {"depth":1}"#,
            "start a",
            "stop a",
            r#"made with {"depth":2}"#,
            "start a"
        ]
    );
    assert_eq!(
        manager.reload("nobody").await,
        Err(ModuleError::Unknown("nobody".into()))
    );
    manager.disable("a").await.unwrap();
    let off = manager.reload("a").await.unwrap_err();
    assert_eq!(
        off.to_string(),
        "module `a` is disabled; wezterm.modules.enable('a') starts it"
    );
}

#[tokio::test]
async fn a_change_that_has_begun_is_carried_through_when_nobody_waits() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let (begun, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let mut slow = Puppet::journaled("slow", &[], &journal);
    let (tell, wait, end) = (Arc::clone(&begun), Arc::clone(&may_end), journal.clone());
    slow.shutdown = Arc::new(move || {
        let (tell, wait, end) = (Arc::clone(&tell), Arc::clone(&wait), end.clone());
        Box::pin(async move {
            tell.notify_one();
            wait.notified().await;
            end.write("stop slow");
            Ok(())
        })
    });
    let manager = set_up(
        &host,
        Value::Null,
        &Arc::new(StateFile::in_memory()),
        vec![slow],
    )
    .await;
    {
        let disabling = manager.disable("slow");
        tokio::pin!(disabling);
        tokio::select! {
            _ = &mut disabling => panic!("it should wait"),
            () = begun.notified() => {}
        }
    }
    may_end.notify_one();
    manager.enable("slow").await.unwrap();
    assert_eq!(journal.lines(), ["start slow", "stop slow", "start slow"]);
}

#[tokio::test]
async fn a_module_cannot_be_switched_on_before_what_it_needs() {
    let host = FakeHost::new();
    let puppets = vec![Puppet::new("base", &[]), Puppet::new("needy", &["base"])];
    let manager = started(&host, puppets).await;
    manager.disable("base").await.unwrap();
    let refused = manager.enable("needy").await.unwrap_err().to_string();
    assert_eq!(
        refused,
        "module `needy` did not start: it depends on `base`, which is disabled"
    );
    assert_failed(&manager, "needy", "it depends on `base`, which is disabled");
}

#[tokio::test]
async fn of_two_modules_with_one_namespace_the_second_is_refused_by_name() {
    let host = FakeHost::new();
    let mut first = Puppet::new("first", &[]);
    let mut second = Puppet::new("second", &[]);
    first.metadata.lua_namespace = Some("tools".into());
    second.metadata.lua_namespace = Some("tools".into());
    let manager = started(&host, vec![second, first]).await;
    assert_eq!(manager.state("first"), Some(ModuleState::Loaded));
    assert_failed(
        &manager,
        "second",
        "`wezterm.tools` is the module `first` already",
    );
}

#[tokio::test]
async fn only_modules_whose_settings_changed_are_touched_and_each_says_how() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut tells = Puppet::journaled("tells", &[], &journal);
    let told = journal.clone();
    tells.changed = Arc::new(move |settings| {
        told.write(format!("told {settings}"));
        SettingsChange::Applied
    });
    let mut waits = Puppet::journaled("waits", &[], &journal);
    waits.changed = Arc::new(|_| SettingsChange::NeedsRestart("depth".into()));
    let mut breaks = Puppet::journaled("breaks", &[], &journal);
    breaks.changed = Arc::new(|_| panic!("a bug"));
    let settings = |depth: u8| {
        json!({
            "same": { "depth": 0 }, "tells": { "depth": depth }, "waits": { "depth": depth },
            "breaks": { "depth": depth }, "swaps": { "depth": depth },
        })
    };
    let puppets = vec![
        breaks,
        Puppet::journaled("same", &[], &journal),
        Puppet::journaled("swaps", &[], &journal),
        tells,
        waits,
    ];
    let state = Arc::new(StateFile::in_memory());
    let manager = set_up(&host, settings(1), &state, puppets).await;
    let begun = journal.lines().len();

    manager.configure(map(settings(2)));
    let change = manager.apply_settings().await.unwrap();
    assert_eq!(change.stopped, names(&["breaks", "swaps"]));
    assert_eq!(change.started, names(&["breaks", "swaps"]));
    assert_eq!(
        change.remarks,
        ["config.modules.waits: depth takes effect when the terminal is started again"]
    );
    assert_eq!(
        journal.lines()[begun..],
        [
            "stop breaks",
            "start breaks",
            "stop swaps",
            "start swaps",
            r#"told {"depth":2}"#
        ]
    );
    assert_eq!(manager.info("breaks").unwrap().faults.panics, 1);

    // Told once, there is nothing more to say.
    let change = manager.apply_settings().await.unwrap();
    assert_eq!(change, wezterm_module_framework::Change::default());

    // What a module may do was handed out at its start, so nobody is asked.
    manager.configure(map(json!({ "tells": { "depth": 2, "capabilities": [] } })));
    let change = manager.apply_settings().await.unwrap();
    assert!(change.started.contains(&"tells".to_owned()), "{change:?}");
    assert!(manager.info("tells").unwrap().granted.is_empty());
}

#[tokio::test]
async fn settings_switch_running_modules_off_and_on() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let state = Arc::new(StateFile::in_memory());
    let puppets = vec![
        Puppet::journaled("base", &[], &journal),
        Puppet::journaled("needy", &["base"], &journal),
    ];
    let manager = set_up(&host, Value::Null, &state, puppets).await;
    manager.configure(map(json!({ "base": { "enabled": false } })));
    let change = manager.apply_settings().await.unwrap();
    assert_eq!(change.stopped, names(&["needy", "base"]));
    assert_eq!(manager.info("base").unwrap().decided_by, DecidedBy::Config);
    manager.configure(Map::new());
    let change = manager.apply_settings().await.unwrap();
    assert_eq!(change.started, names(&["base", "needy"]));
    assert_eq!(change.remarks, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_shows_views_hears_of_each_instance_that_stops() {
    let host = FakeHost::new();
    let heard = Journal::default();
    let mut options = options(&host);
    let told = heard.clone();
    options.on_stop = Arc::new(move |name| told.write(name));
    let manager = ModuleManager::new(options);
    manager.register_builtin(Puppet::new("a", &[]).descriptor());
    manager.register_builtin(Puppet::new("b", &["a"]).descriptor());
    manager.start_all().await;
    manager.disable("a").await.unwrap();
    manager.enable("a").await.unwrap();
    manager.shutdown_all().await;
    assert_eq!(heard.lines(), ["b", "a", "b", "a"]);
    assert_eq!(
        manager.enable("a").await,
        Err(ModuleError::Interrupted("the terminal is closing".into()))
    );
}

#[tokio::test]
async fn a_task_begun_after_the_end_of_its_module_does_not_run() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let kept: Arc<Mutex<Option<Arc<dyn Host>>>> = Arc::default();
    let mut leaky = Puppet::new("leaky", &[]).capabilities(&[ModuleCapability::UIOverlay]);
    let keep = Arc::clone(&kept);
    leaky.initialize = Arc::new(move |context| {
        *keep.lock().unwrap() = Some(context.host);
        Box::pin(async { Ok(()) })
    });
    let manager = started(&host, vec![leaky]).await;
    manager.disable("leaky").await.unwrap();
    let (ends, late) = (Ends(journal.clone(), "dropped"), journal.clone());
    let lent = kept.lock().unwrap().clone().unwrap();
    lent.spawn(Box::pin(async move {
        let _ends = ends;
        tokio::task::yield_now().await;
        late.write("ran");
    }));
    while journal.lines().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(journal.lines(), ["dropped"]);
}

/// What a module was given, and a door that it has asked for.
type Lent = (ModuleContext, Arc<Gate>);

#[tokio::test]
async fn what_was_lent_to_an_instance_opens_nothing_once_that_is_gone() {
    let tools = ToolRegistry::default();
    tools.add(Hammer);
    let host = FakeHost::with_tools(tools, Policy::with_rules([Rule::all(Verdict::Allow)]));
    let lent: Arc<Mutex<Vec<Lent>>> = Arc::default();
    let mut puppets = vec![
        Puppet::new("other", &[])
            .answering(|message| Box::pin(async move { Ok(message.answer(Value::Null)) })),
    ];
    for name in ["off", "failing"] {
        let (mut puppet, lent) = (Puppet::new(name, &[]), Arc::clone(&lent));
        puppet.initialize = Arc::new(move |context| {
            let gate = context.host.gate();
            lent.lock().unwrap().push((context, gate));
            Box::pin(async { Ok(()) })
        });
        puppets.push(puppet);
    }
    let manager = started(&host, puppets).await;
    // How many of the kept hosts, gates and ends of the bus still open something.
    let tried = || async {
        let lent = lent.lock().unwrap().clone();
        let mut opened = [0; 5];
        for (context, gate) in lent {
            let call = ToolCall {
                name: Hammer::NAME.into(),
                args: json!({}),
            };
            let ipc = &context.ipc;
            let _heard = ipc.subscribe();
            let each = [
                context.host.set_clipboard("x".into()).is_ok(),
                gate.run(call).await.is_ok(),
                ipc.request("other", "x", Value::Null).await.is_ok(),
                manager.ipc().system().broadcast("x", Value::Null) > 0,
                ipc.broadcast("x", Value::Null) > 0,
            ];
            opened
                .iter_mut()
                .zip(each)
                .for_each(|(sum, one)| *sum += usize::from(one));
        }
        opened
    };
    assert_eq!(tried().await, [2; 5]);
    manager.disable("off").await.unwrap();
    assert_eq!(tried().await, [1; 5]);
    manager.fail("failing", "made to");
    assert_eq!(tried().await, [0; 5]);
    manager.enable("off").await.unwrap();
    assert_eq!(tried().await, [1; 5]);
}

#[tokio::test]
async fn a_module_that_fails_is_shut_down_and_its_views_are_closed() {
    let (host, heard) = (FakeHost::new(), Journal::default());
    let mut options = options(&host);
    let told = heard.clone();
    options.on_stop = Arc::new(move |name| told.write(format!("close views of {name}")));
    let manager = ModuleManager::new(options);
    manager.register_builtin(Puppet::journaled("a", &[], &heard).descriptor());
    manager.register_builtin(Puppet::journaled("b", &["a"], &heard).descriptor());
    manager.start_all().await;
    manager.fail("a", "made to");
    while heard.lines().len() < 4 {
        tokio::task::yield_now().await;
    }
    let expected = ["start a", "start b", "close views of a", "stop a"];
    assert_eq!(heard.lines(), expected);
    assert_eq!(manager.state("b"), Some(ModuleState::Loaded));
    // It comes back with what depends on it.
    manager.enable("a").await.unwrap();
    assert_eq!(
        heard.lines()[4..],
        ["close views of b", "stop b", "start a", "start b"]
    );
}

/// A tool that breaks where it says what it is.
struct Unspeakable;

impl AnyTool for Unspeakable {
    fn name(&self) -> &str {
        "unspeakable"
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn capability(&self) -> ModuleCapability {
        panic!("a bug")
    }

    fn schema(&self) -> Value {
        Value::Null
    }

    fn summary(&self, _: &Value) -> Result<String, ToolError> {
        Ok(String::new())
    }

    fn run(
        &self,
        _: Value,
        _: ToolContext,
    ) -> futures::future::BoxFuture<'_, Result<String, ToolError>> {
        Box::pin(async { Ok(String::new()) })
    }
}

#[tokio::test]
async fn a_tool_that_breaks_while_it_is_offered_fails_its_module_alone() {
    let host = FakeHost::new();
    let mut broken = Puppet::new("broken", &[]);
    broken.tools = Arc::new(|| vec![Arc::new(Unspeakable) as Arc<dyn AnyTool>]);
    let manager = started(&host, vec![broken, Puppet::new("good", &[])]).await;
    assert_failed(&manager, "broken", "panicked: a bug");
    assert_eq!(manager.state("good"), Some(ModuleState::Loaded));
    assert_eq!(manager.shutdown_all().await, []);
}

#[tokio::test]
async fn what_was_switched_off_while_it_waited_for_another_stays_off() {
    let host = FakeHost::new();
    let puppets = vec![Puppet::new("a", &[]), Puppet::new("b", &["a"])];
    let manager = started(&host, puppets).await;
    manager.disable("a").await.unwrap();
    manager.disable("b").await.unwrap();
    manager.enable("a").await.unwrap();
    assert_eq!(manager.state("b"), Some(ModuleState::Disabled));
}

#[tokio::test]
async fn a_reload_that_fails_says_what_it_has_stopped() {
    let host = FakeHost::new();
    let broken = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let mut base = Puppet::new("base", &[]);
    let fails = Arc::clone(&broken);
    base.initialize = Arc::new(move |_| {
        let fails = fails.load(std::sync::atomic::Ordering::Relaxed);
        Box::pin(async move {
            anyhow::ensure!(!fails, "no disk");
            Ok(())
        })
    });
    let manager = started(&host, vec![base, Puppet::new("needy", &["base"])]).await;
    broken.store(true, std::sync::atomic::Ordering::Relaxed);
    let error = manager.reload("base").await.unwrap_err().to_string();
    let said = "module `base` did not start: no disk; stopped with it: needy";
    assert_eq!(error, said);
    assert_failed(
        &manager,
        "needy",
        "it depends on `base`, which did not start",
    );
    broken.store(false, std::sync::atomic::Ordering::Relaxed);
    let change = manager.reload("base").await.unwrap();
    assert_eq!(change.started, names(&["base", "needy"]));
}

#[tokio::test]
async fn a_module_that_takes_its_time_holds_up_only_those_that_need_it() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut slow = Puppet::new("a-slow", &[]);
    slow.initialize = Arc::new(|_| Box::pin(std::future::pending()));
    let manager = Arc::new(ModuleManager::new(options(&host)));
    for puppet in [
        slow,
        Puppet::journaled("needy", &["a-slow"], &journal),
        Puppet::journaled("other", &[], &journal),
    ] {
        manager.register_builtin(puppet.descriptor());
    }
    let starting = Arc::clone(&manager);
    let starting = tokio::spawn(async move { starting.start_all().await });
    assert_eq!(manager.settled("other").await, Some(ModuleState::Loaded));
    assert_eq!(manager.state("needy"), Some(ModuleState::Known));
    assert_eq!(journal.lines(), ["start other"]);
    assert_eq!(manager.shutdown_all().await, []);
    starting.await.unwrap();
}

#[tokio::test]
async fn a_broadcast_of_a_false_sender_reaches_nobody() {
    let host = FakeHost::new();
    let kept: Arc<Mutex<Option<Arc<dyn Host>>>> = Arc::default();
    let mut sly = Puppet::new("sly", &[]);
    let keep = Arc::clone(&kept);
    sly.initialize = Arc::new(move |context| {
        *keep.lock().unwrap() = Some(context.host);
        Box::pin(async { Ok(()) })
    });
    let _manager = started(&host, vec![sly]).await;
    let lent = kept.lock().unwrap().clone().unwrap();
    lent.emit_event(
        "module-broadcast:x",
        vec![json!(1), json!({ "from": "system" })],
    );
    lent.emit_event("x", vec![]);
    assert_eq!(host.events(), [("x".to_owned(), vec![])]);
}
