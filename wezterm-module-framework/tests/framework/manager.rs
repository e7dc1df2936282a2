//! Starting, watching and stopping: order, refusals, deadlines and panics.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    EventData, EventHandler, HealthStatus, IpcError, ModuleManager, ModuleState,
};

use crate::support::{Journal, Puppet, assert_failed, options, started, states};

#[tokio::test]
async fn modules_start_after_what_they_need_and_stop_in_reverse() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = started(
        &host,
        vec![
            Puppet::journaled("a", &["m"], &journal),
            Puppet::journaled("m", &["z"], &journal),
            Puppet::journaled("z", &[], &journal),
        ],
    )
    .await;
    assert_eq!(journal.lines(), ["start z", "start m", "start a"]);
    let names: Vec<String> = manager
        .running()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["z", "m", "a"]);

    assert_eq!(manager.shutdown_all().await, []);
    assert_eq!(journal.lines()[3..], ["stop a", "stop m", "stop z"]);
}

#[tokio::test]
async fn shutdown_happens_exactly_once_even_while_others_hold_the_module() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = started(&host, vec![Puppet::journaled("a", &[], &journal)]).await;
    let held = manager.module("a").unwrap();
    let held_twice = Arc::clone(&held);

    let (first, second) = tokio::join!(manager.shutdown_all(), manager.shutdown_all());
    assert_eq!((first, second), (vec![], vec![]));
    assert_eq!(manager.shutdown_all().await, []);
    assert_eq!(journal.lines(), ["start a", "stop a"]);

    manager.start_all().await;
    assert_eq!(journal.lines(), ["start a", "stop a"]);
    assert_eq!(manager.state("a"), Some(ModuleState::Stopped));
    assert_eq!(held_twice.metadata().name, "a");
}

#[tokio::test]
async fn a_missing_or_circular_dependency_is_named_and_stops_nobody_else() {
    let host = FakeHost::new();
    let manager = started(
        &host,
        vec![
            Puppet::new("alone", &[]),
            Puppet::new("needy", &["ghost"]),
            Puppet::new("needier", &["needy"]),
            Puppet::new("tick", &["tock"]),
            Puppet::new("tock", &["tick"]),
        ],
    )
    .await;
    let circle = "failed: its dependencies form a circle: tick -> tock -> tick";
    let expected = [
        ("alone", "loaded"),
        (
            "needier",
            "failed: it depends on `needy`, which is failed: it depends on `ghost`, which is not \
             there",
        ),
        ("needy", "failed: it depends on `ghost`, which is not there"),
        ("tick", circle),
        ("tock", circle),
    ];
    let expected = expected.map(|(name, state)| (name.to_owned(), state.to_owned()));
    assert_eq!(states(&manager), expected);
}

#[tokio::test]
async fn a_module_that_fails_hangs_or_panics_at_the_start_is_marked_and_not_shut_down() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut failing = Puppet::journaled("failing", &[], &journal);
    failing.initialize = Arc::new(|_| Box::pin(async { anyhow::bail!("no disk") }));
    let mut hanging = Puppet::journaled("hanging", &[], &journal);
    hanging.initialize = Arc::new(|_| Box::pin(std::future::pending()));
    let mut panicking = Puppet::journaled("panicking", &[], &journal);
    panicking.initialize = Arc::new(|_| Box::pin(async { panic!("a bug") }));
    let mut listing = Puppet::journaled("tool-panic", &[], &journal);
    listing.tools = Arc::new(|| panic!("no tools"));
    let good = Puppet::journaled("well", &[], &journal);

    let manager = started(&host, vec![failing, hanging, panicking, listing, good]).await;
    assert_failed(&manager, "failing", "no disk");
    assert_failed(&manager, "hanging", "not ready within 0.2 s");
    assert_failed(&manager, "panicking", "panicked: a bug");
    assert_failed(&manager, "tool-panic", "panicked: no tools");
    assert_eq!(manager.state("well"), Some(ModuleState::Loaded));

    // Only what was initialised is shut down, at once where it failed.
    manager.shutdown_all().await;
    let stops: Vec<String> = journal
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("stop"))
        .collect();
    assert_eq!(stops, ["stop tool-panic", "stop well"]);
}

#[tokio::test]
async fn a_module_that_fails_hangs_or_panics_at_the_end_does_not_keep_the_others_running() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut failing = Puppet::new("failing", &["base"]);
    failing.shutdown = Arc::new(|| Box::pin(async { anyhow::bail!("still writing") }));
    let mut hanging = Puppet::new("hanging", &["base"]);
    hanging.shutdown = Arc::new(|| Box::pin(std::future::pending()));
    let mut panicking = Puppet::new("panicking", &["base"]);
    panicking.shutdown = Arc::new(|| Box::pin(async { panic!("a bug") }));
    let base = Puppet::journaled("base", &[], &journal);
    let manager = started(&host, vec![failing, hanging, panicking, base]).await;

    let problems = manager.shutdown_all().await;
    let expected = [
        ("panicking", "panicked: a bug"),
        ("hanging", "no answer within 0.2 s"),
        ("failing", "still writing"),
    ];
    assert_eq!(
        problems,
        expected.map(|(name, why)| (name.to_owned(), why.to_owned()))
    );
    assert_eq!(journal.lines(), ["start base", "stop base"]);
}

/// Lets whoever waits for it go on, at the latest when the test ends.
#[derive(Clone, Default)]
struct Barrier(Arc<(Mutex<bool>, Condvar)>);

impl Barrier {
    fn wait(&self) {
        let (open, opened) = &*self.0;
        let _open = opened
            .wait_while(open.lock().unwrap(), |open| !*open)
            .unwrap();
    }
}

struct OpensAtTheEnd(Barrier);

impl Drop for OpensAtTheEnd {
    fn drop(&mut self) {
        let (open, opened) = &*self.0.0;
        *open.lock().unwrap() = true;
        opened.notify_all();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_module_that_blocks_its_thread_at_the_end_is_left_behind() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let barrier = Barrier::default();
    let _opens = OpensAtTheEnd(barrier.clone());
    let mut blocking = Puppet::new("blocking", &["base"]);
    blocking.shutdown = Arc::new(move || {
        let barrier = barrier.clone();
        Box::pin(async move {
            // Woken by the runtime's clock, it goes on in the thread that looks after that clock.
            let never = std::future::pending::<()>();
            let _ = tokio::time::timeout(Duration::from_millis(1), never).await;
            barrier.wait();
            Ok(())
        })
    });
    let base = Puppet::journaled("base", &[], &journal);
    let manager = started(&host, vec![blocking, base]).await;

    let problems = manager.shutdown_all().await;
    let expected = ("blocking".to_owned(), "no answer within 0.2 s".to_owned());
    assert_eq!(problems, [expected]);
    assert_eq!(journal.lines(), ["start base", "stop base"]);
}

#[tokio::test]
async fn a_module_fails_once_and_is_still_shut_down() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let manager = started(&host, vec![Puppet::journaled("a", &[], &journal)]).await;
    manager.fail("a", "first");
    manager.fail("a", "second");
    assert_failed(&manager, "a", "first");
    assert_eq!(host.toasts().len(), 1);
    assert_eq!(manager.shutdown_all().await, []);
    assert_eq!(journal.lines(), ["start a", "stop a"]);
    manager.fail("a", "third");
    assert_eq!(host.toasts().len(), 1);
}

#[tokio::test]
async fn a_panic_while_answering_marks_that_module_and_answers_everybody_who_waits() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let frail = Puppet::journaled("frail", &[], &journal).answering(|message| {
        Box::pin(async move {
            let wobbly = format!("{message:?}").contains("break");
            assert!(!wobbly, "it broke");
            std::future::pending().await
        })
    });
    let other = Puppet::new("other", &[])
        .answering(|message| Box::pin(async move { Ok(message.answer(json!("fine"))) }));
    let manager = started(&host, vec![frail, other]).await;
    let system = manager.ipc().system();

    let waiting = {
        let system = system.clone();
        tokio::spawn(async move { system.request("frail", "wait", Value::Null).await })
    };
    // The first request is in the module before the second is sent.
    while manager.ipc().pending() == 0 {
        tokio::task::yield_now().await;
    }
    let broken = system.request("frail", "break", Value::Null).await;
    match broken {
        Err(IpcError::Refused { module, error, .. }) => {
            assert_eq!(module, "frail");
            assert!(error.contains("it broke"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        waiting.await.unwrap(),
        Err(IpcError::Stopped {
            module: "frail".into(),
            method: "wait".into()
        })
    );
    host.wait_until("the notice", |host| !host.toasts().is_empty())
        .await;
    assert_failed(&manager, "frail", "it broke");
    assert_eq!(manager.ipc().pending(), 0);
    assert_eq!(
        system.request("frail", "again", Value::Null).await,
        Err(IpcError::NotRunning("frail".into()))
    );
    assert_eq!(
        system.request("other", "ask", Value::Null).await,
        Ok(json!("fine"))
    );
    manager.shutdown_all().await;
    assert_eq!(journal.lines(), ["start frail", "stop frail"]);
    assert_failed(&manager, "frail", "it broke");
}

#[tokio::test]
async fn a_health_check_that_panics_or_hangs_is_an_answer() {
    let host = FakeHost::new();
    let mut panicking = Puppet::new("panicking", &[]);
    panicking.health = Arc::new(|| panic!("no pulse"));
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let mut hanging = Puppet::new("hanging", &[]);
    let held = Arc::clone(&gate);
    hanging.health = Arc::new(move || {
        let (open, opened) = &*held;
        let _open = opened
            .wait_while(open.lock().unwrap(), |open| !*open)
            .unwrap();
        wezterm_module_framework::ModuleHealth::healthy()
    });
    let manager = started(&host, vec![panicking, hanging, Puppet::new("well", &[])]).await;

    let health = manager.health_all().await;
    assert_eq!(health["well"].status, HealthStatus::Healthy);
    assert_eq!(health["panicking"].status, HealthStatus::Unhealthy);
    assert_eq!(
        health["hanging"].message.as_deref(),
        Some("no answer within 0.2 s")
    );
    assert_failed(&manager, "panicking", "no pulse");

    // A second check does not pile up behind the first.
    let again = manager.health("hanging").await.unwrap();
    assert_eq!(
        again.message.as_deref(),
        Some("an earlier health check still runs")
    );
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    assert_eq!(manager.health("nobody").await, None);
}

#[tokio::test]
async fn what_the_settings_switch_off_is_not_even_created() {
    let host = FakeHost::new();
    let mut options = options(&host);
    options.settings = json!({ "two_words": { "enabled": false }, "needy": {} })
        .as_object()
        .cloned()
        .unwrap();
    let manager = ModuleManager::new(options);
    let created = Arc::new(AtomicBool::new(false));
    let mut off = Puppet::new("two-words", &[]).descriptor();
    let seen = Arc::clone(&created);
    off.module_type = wezterm_module_framework::ModuleType::BuiltIn(Arc::new(move |_| {
        seen.store(true, Ordering::Relaxed);
        Ok(Arc::new(Puppet::new("two-words", &[])))
    }));
    manager.register_builtin(off);
    manager.register_builtin(Puppet::new("needy", &["two-words"]).descriptor());
    manager.start_all().await;
    assert!(!created.load(Ordering::Relaxed));
    assert_eq!(manager.state("two-words"), Some(ModuleState::Disabled));
    assert_failed(
        &manager,
        "needy",
        "it depends on `two-words`, which is disabled",
    );
    assert_eq!(manager.setting_problems(), Vec::<String>::new());
}

#[tokio::test]
async fn a_module_gets_its_own_settings() {
    let host = FakeHost::new();
    let mut options = options(&host);
    options.settings = json!({ "my_module": { "depth": 3 } })
        .as_object()
        .cloned()
        .unwrap();
    let manager = ModuleManager::new(options);
    let seen = Arc::new(Mutex::new(Value::Null));
    let mut puppet = Puppet::new("my-module", &[]);
    let kept = Arc::clone(&seen);
    puppet.initialize = Arc::new(move |context| {
        assert!(context.data_dir.ends_with("data/my-module"));
        *kept.lock().unwrap() = context.config;
        Box::pin(async { Ok(()) })
    });
    manager.register_builtin(puppet.descriptor());
    manager.start_all().await;
    assert_eq!(manager.state("my-module"), Some(ModuleState::Loaded));
    assert_eq!(*seen.lock().unwrap(), json!({ "depth": 3 }));
}

#[tokio::test]
async fn closing_the_terminal_does_not_wait_for_a_module_that_starts() {
    let host = FakeHost::new();
    let manager = Arc::new(ModuleManager::new(options(&host)));
    let begun = Arc::new(Notify::new());
    let mut slow = Puppet::new("slow", &[]);
    let tell = Arc::clone(&begun);
    slow.initialize = Arc::new(move |_| {
        tell.notify_one();
        Box::pin(std::future::pending())
    });
    manager.register_builtin(slow.descriptor());
    let starting = Arc::clone(&manager);
    let starting = tokio::spawn(async move { starting.start_all().await });
    begun.notified().await;
    assert_eq!(manager.state("slow"), Some(ModuleState::Starting));
    assert_eq!(manager.shutdown_all().await, []);
    starting.await.unwrap();
    assert_failed(&manager, "slow", "closed while it started");
}

#[tokio::test]
async fn events_reach_their_handlers_in_order_and_a_panic_there_is_the_modules_own() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let mut good = Puppet::new("good", &[]);
    let heard = journal.clone();
    good.events = Arc::new(move || {
        let heard = heard.clone();
        let first = EventHandler {
            event_name: "bell".into(),
            handler: Arc::new(move |event| {
                heard.write(event.args.to_string());
                Box::pin(async { false })
            }),
        };
        let after = EventHandler {
            event_name: "bell".into(),
            handler: Arc::new(|_| panic!("the first handler said that nobody follows")),
        };
        vec![first, after]
    });
    let calls = Arc::new(AtomicUsize::new(0));
    let mut bad = Puppet::new("bad", &[]);
    let counted = Arc::clone(&calls);
    bad.events = Arc::new(move || {
        let counted = Arc::clone(&counted);
        vec![EventHandler {
            event_name: "bell".into(),
            handler: Arc::new(move |_| {
                counted.fetch_add(1, Ordering::Relaxed);
                panic!("too loud")
            }),
        }]
    });
    let manager = started(&host, vec![good, bad]).await;
    for n in 0..20 {
        manager.dispatch_event(&EventData {
            name: "bell".into(),
            pane: None,
            args: json!(n),
        });
        manager.dispatch_event(&EventData {
            name: "other".into(),
            pane: None,
            args: json!(n),
        });
    }
    while journal.lines().len() < 20 {
        tokio::task::yield_now().await;
    }
    host.wait_until("the notice", |host| !host.toasts().is_empty())
        .await;
    let expected: Vec<String> = (0..20).map(|n: i32| n.to_string()).collect();
    assert_eq!(journal.lines(), expected);
    assert_failed(&manager, "bad", "too loud");
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    assert_eq!(manager.state("good"), Some(ModuleState::Loaded));
}

#[test]
fn without_a_start_there_is_no_module_no_thread_and_no_file() {
    // No runtime runs here: whatever wanted one would panic.
    let host = FakeHost::new();
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(&host);
    options.data_dir = folder.path().join("data");
    options.cache_dir = folder.path().join("cache");
    let manager = ModuleManager::new(options);
    let mut descriptor = Puppet::new("a", &[]).descriptor();
    descriptor.module_type =
        wezterm_module_framework::ModuleType::BuiltIn(Arc::new(|_| panic!("nobody asked")));
    manager.register_builtin(descriptor);
    assert_eq!(states(&manager), [("a".to_owned(), "known".to_owned())]);
    drop(manager);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_module_that_is_slow_loses_its_oldest_events_and_hears_how_many() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let (began, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let mut slow = Puppet::new("slow", &[]);
    let (written, begin, gate) = (journal.clone(), Arc::clone(&began), Arc::clone(&go_on));
    slow.events = Arc::new(move || {
        let heard = |name: &str| {
            let (written, begin, gate) = (written.clone(), Arc::clone(&begin), Arc::clone(&gate));
            EventHandler {
                event_name: name.into(),
                handler: Arc::new(move |event| {
                    let first = event.args == json!(0);
                    written.write(format!("{} {}", event.name, event.args));
                    let (begin, gate) = (Arc::clone(&begin), Arc::clone(&gate));
                    Box::pin(async move {
                        if first {
                            begin.notify_one();
                            gate.notified().await;
                        }
                        true
                    })
                }),
            }
        };
        vec![heard("bell"), heard("events-missed")]
    });
    let manager = started(&host, vec![slow]).await;
    let ring = |n: i32| {
        manager.dispatch_event(&EventData {
            name: "bell".into(),
            pane: None,
            args: json!(n),
        });
    };
    ring(0);
    began.notified().await;
    // The first is being handled, and so many may wait.
    let (may_wait, lost) = (256, 44);
    (1..=may_wait + lost).for_each(ring);
    let missed = async || manager.health("slow").await.unwrap().metrics["events_missed"];
    assert_eq!(missed().await, f64::from(lost));
    go_on.notify_one();
    let bells = |from: i32, to: i32| (from..=to).map(|n| format!("bell {n}"));
    let mut expected: Vec<String> = bells(0, 0).collect();
    expected.push(format!("events-missed {}", json!({ "count": lost })));
    expected.extend(bells(lost + 1, may_wait + lost));
    let last = expected.last().unwrap();
    let heard = async {
        while journal.lines().last() != Some(last) {
            tokio::task::yield_now().await;
        }
    };
    let heard = tokio::time::timeout(Duration::from_secs(20), heard).await;
    assert!(heard.is_ok(), "never heard the last: {:?}", journal.lines());
    assert_eq!(journal.lines(), expected);
    assert_eq!(missed().await, f64::from(lost));
}

/// A plain executor on a thread without a runtime, like the main loop's.
#[test]
fn module_code_runs_elsewhere_and_the_manager_may_be_awaited_without_a_runtime() {
    struct Elsewhere(tokio::runtime::Runtime, Arc<FakeHost>);
    impl wezterm_module_framework::Host for Elsewhere {
        fn spawn(&self, work: futures::future::BoxFuture<'static, ()>) -> tokio::task::AbortHandle {
            self.0.spawn(work).abort_handle()
        }
        fn wake(&self, view: wezterm_module_framework::ViewId) {
            self.1.wake(view);
        }
        fn gate(&self) -> Arc<wezterm_module_framework::Gate> {
            self.1.gate()
        }
        fn emit_event(&self, name: &str, args: Vec<Value>) {
            self.1.emit_event(name, args);
        }
        fn terminal_context(
            &self,
            pane: Option<wezterm_module_framework::PaneId>,
        ) -> futures::future::BoxFuture<'static, wezterm_module_framework::TerminalContext>
        {
            self.1.terminal_context(pane)
        }
        fn toast(&self, title: &str, body: &str) {
            self.1.toast(title, body);
        }
        fn set_clipboard(&self, text: String) -> Result<(), wezterm_module_framework::HostError> {
            self.1.set_clipboard(text)
        }
        fn insert_text(
            &self,
            pane: wezterm_module_framework::PaneId,
            text: String,
        ) -> Result<(), wezterm_module_framework::HostError> {
            self.1.insert_text(pane, text)
        }
    }

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let fake = FakeHost::new();
    let mut options = options(&fake);
    options.host = Arc::new(Elsewhere(runtime, fake));
    let manager = ModuleManager::new(options);
    let main = std::thread::current().id();
    let mut puppet = Puppet::new("a", &[]).answering(move |message| {
        assert_ne!(std::thread::current().id(), main);
        Box::pin(async move { Ok(message.answer(json!(1))) })
    });
    let (tell, heard) = std::sync::mpsc::channel();
    puppet.events = Arc::new(move || {
        let tell = tell.clone();
        vec![EventHandler {
            event_name: "bell".into(),
            handler: Arc::new(move |_| {
                tell.send(std::thread::current().id()).unwrap();
                Box::pin(async { true })
            }),
        }]
    });
    manager.register_builtin(puppet.descriptor());
    futures::executor::block_on(async {
        manager.start_all().await;
        let answer = manager.ipc().system().request("a", "x", Value::Null).await;
        assert_eq!(answer, Ok(json!(1)));
        manager.dispatch_event(&EventData {
            name: "bell".into(),
            pane: None,
            args: Value::Null,
        });
        assert_ne!(heard.recv().unwrap(), main);
        let health = manager.health("a").await.unwrap();
        assert_eq!(health.status, HealthStatus::Healthy);
        assert_eq!(manager.shutdown_all().await, []);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_module_that_blocks_while_it_answers_holds_up_nobody_else() {
    let host = FakeHost::new();
    let barrier = Barrier::default();
    let _opens = OpensAtTheEnd(barrier.clone());
    let mut puppets = vec![
        Puppet::new("well", &[])
            .answering(|message| Box::pin(async move { Ok(message.answer(json!("here"))) })),
    ];
    for name in ["one", "two", "three"] {
        let barrier = barrier.clone();
        puppets.push(Puppet::new(name, &[]).answering(move |message| {
            barrier.wait();
            Box::pin(async move { Ok(message.answer(Value::Null)) })
        }));
    }
    let manager = started(&host, puppets).await;
    let system = manager.ipc().system();
    let limit = Duration::from_millis(50);
    for name in ["one", "two", "three"] {
        let asked = system.request_within(limit, name, "x", Value::Null).await;
        assert!(matches!(asked, Err(IpcError::TimedOut { .. })), "{asked:?}");
    }
    let asked = system.request("well", "x", Value::Null).await;
    assert_eq!(asked, Ok(json!("here")));
    // Nor does it keep the terminal from closing.
    assert_eq!(manager.shutdown_all().await, []);
}
