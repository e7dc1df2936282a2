//! Requests that are taken back, too large, endless or too many: who is told, and who is unharmed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{IpcError, ModuleManager, ModuleMessage, rpc::code};

use crate::support::{Given, Puppet, options, started};

/// Waits until a counter that other tasks change is as wanted.
async fn until(what: &str, changed: &Notify, done: impl Fn() -> bool) {
    let waiting = async {
        while !done() {
            changed.notified().await;
        }
    };
    let patience = std::time::Duration::from_secs(20);
    assert!(
        tokio::time::timeout(patience, waiting).await.is_ok(),
        "never saw {what}"
    );
}

/// What a module that never answers has begun and dropped.
#[derive(Default)]
struct Work {
    begun: AtomicUsize,
    dropped: AtomicUsize,
    changed: Notify,
}

struct Unit(Arc<Work>);

impl Unit {
    fn begin(work: &Arc<Work>) -> Self {
        work.begun.fetch_add(1, Ordering::SeqCst);
        work.changed.notify_one();
        Self(Arc::clone(work))
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
        self.0.changed.notify_one();
    }
}

fn silent(name: &str, work: &Arc<Work>) -> Puppet {
    let work = Arc::clone(work);
    Puppet::new(name, &[]).answering(move |_| {
        let work = Arc::clone(&work);
        Box::pin(async move {
            let _unit = Unit::begin(&work);
            std::future::pending().await
        })
    })
}

/// Hands every request on to `target`.
fn passing_on(name: &str, target: &'static str, given: &Given) -> Puppet {
    let own = given.clone();
    Puppet::new(name, &[])
        .keeping(given)
        .answering(move |message| {
            let ipc = own.context().ipc;
            Box::pin(async move {
                let answer = ipc.request(target, "go", Value::Null).await?;
                Ok(message.answer(answer))
            })
        })
}

#[tokio::test]
async fn dropping_a_request_drops_the_work_on_it_and_leaves_nothing() {
    let (host, work) = (FakeHost::new(), Arc::new(Work::default()));
    // The asker's own work is one step away, so the end travels down the chain.
    let given = Given::default();
    let middle = passing_on("middle", "silent", &given);
    let manager = started(&host, vec![silent("silent", &work), middle]).await;
    let ipc = manager.ipc().clone();
    let asking = tokio::spawn(ipc.system().request("middle", "go", Value::Null));
    until("the work", &work.changed, || {
        work.begun.load(Ordering::SeqCst) == 1
    })
    .await;
    assert_eq!(ipc.pending(), 2);
    asking.abort();
    until("the end of the work", &work.changed, || {
        work.dropped.load(Ordering::SeqCst) == 1
    })
    .await;
    assert_eq!(ipc.pending(), 0);

    // The time limit ends it the same way.
    let limit = std::time::Duration::from_millis(20);
    let system = ipc.system();
    let answer = system.request_within(limit, "middle", "go", Value::Null);
    assert!(matches!(answer.await, Err(IpcError::TimedOut { .. })));
    until("the end of the work", &work.changed, || {
        work.dropped.load(Ordering::SeqCst) == work.begun.load(Ordering::SeqCst)
    })
    .await;
    assert_eq!(ipc.pending(), 0);
}

#[tokio::test]
async fn a_request_that_is_dropped_before_its_turn_is_never_begun() {
    let (host, work) = (FakeHost::new(), Arc::new(Work::default()));
    let manager = started(&host, vec![silent("silent", &work)]).await;
    let system = manager.ipc().system();
    let mut running: Vec<_> = (0..33)
        .map(|_| Box::pin(system.request("silent", "go", Value::Null)))
        .collect();
    for asking in &mut running {
        assert!(futures::poll!(asking.as_mut()).is_pending());
    }
    until("32 at work", &work.changed, || {
        work.begun.load(Ordering::SeqCst) == 32
    })
    .await;
    // The one that waits is given up, then there is room.
    drop(running.pop());
    drop(running);
    until("the end of the work", &work.changed, || {
        work.dropped.load(Ordering::SeqCst) == 32
    })
    .await;
    assert_eq!(work.begun.load(Ordering::SeqCst), 32);
    assert_eq!(manager.ipc().pending(), 0);
}

#[tokio::test]
async fn a_panic_while_given_up_work_is_dropped_fails_the_module() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("not clean");
        }
    }
    let host = FakeHost::new();
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let bad = Puppet::new("bad", &[]).answering(move |_| {
        let tell = Arc::clone(&tell);
        Box::pin(async move {
            let _bomb = Bomb;
            tell.notify_one();
            std::future::pending().await
        })
    });
    let manager = started(&host, vec![bad]).await;
    let asking = tokio::spawn(manager.ipc().system().request("bad", "go", Value::Null));
    begun.notified().await;
    asking.abort();
    host.wait_until("the notice", |host| !host.toasts().is_empty())
        .await;
    crate::support::assert_failed(&manager, "bad", "not clean");
}

fn bulky(name: &str, make: impl Fn() -> Value + Send + Sync + 'static) -> Puppet {
    let make = Arc::new(make);
    Puppet::new(name, &[]).answering(move |message| {
        let make = Arc::clone(&make);
        Box::pin(async move { Ok(message.answer(make())) })
    })
}

fn deep() -> Value {
    let mut deep = json!(1);
    for _ in 0..200_000 {
        deep = Value::Array(vec![deep]);
    }
    deep
}

#[tokio::test]
async fn an_answer_that_is_too_large_or_too_deep_is_an_error_that_names_the_module() {
    let host = FakeHost::new();
    let large = bulky("large", || json!("x".repeat(100 * 1024 * 1024)));
    let manager = started(&host, vec![large, bulky("deep", deep)]).await;
    let system = manager.ipc().system();
    for (module, why) in [
        (
            "large",
            "module `large`: its answer is more than 16777216 bytes as JSON",
        ),
        (
            "deep",
            "module `deep`: its answer is nested more than 127 deep",
        ),
    ] {
        let error = system.request(module, "go", Value::Null).await.unwrap_err();
        assert_eq!(error.code(), code::TOO_LARGE);
        assert_eq!(error.to_string(), why);
    }
    // So are arguments, before anybody is asked.
    let error = system.request("large", "go", json!("x".repeat(16 * 1024 * 1024)));
    let error = error.await.unwrap_err();
    assert_eq!(error.code(), code::TOO_LARGE);
    assert!(error.to_string().contains("`large`"), "{error}");
}

#[tokio::test]
async fn how_large_an_answer_may_be_is_an_option() {
    let host = FakeHost::new();
    let mut options = options(&host);
    options.ipc.message_bytes = 10;
    let manager = ModuleManager::new(options);
    manager.register_builtin(bulky("m", || json!("12345678")).descriptor());
    manager.register_builtin(bulky("n", || json!("123456789")).descriptor());
    manager.start_all().await;
    let system = manager.ipc().system();
    let fits = system.request("m", "go", Value::Null).await;
    assert_eq!(fits, Ok(json!("12345678")));
    let error = system.request("n", "go", Value::Null).await.unwrap_err();
    assert_eq!(error.code(), code::TOO_LARGE);
}

#[tokio::test]
async fn modules_that_ask_each_other_end_with_an_error_that_shows_the_chain() {
    let host = FakeHost::new();
    let (a, b) = (Given::default(), Given::default());
    let puppets = vec![passing_on("a", "b", &a), passing_on("b", "a", &b)];
    let manager = started(&host, puppets).await;
    let system = manager.ipc().system();
    let error = system.request("a", "go", Value::Null).await.unwrap_err();
    assert_eq!(error.code(), code::RECURSION);
    let text = error.to_string();
    let chain = "system > a > b > a > b > a > b > a > b";
    assert!(text.contains(chain), "{text}");
    assert!(text.contains("8 modules at most"), "{text}");
    assert_eq!(manager.ipc().pending(), 0);
    // Many at once do not wait for each other for ever, and neither is harmed.
    let many = (0..100).map(|_| system.request("a", "go", Value::Null));
    for answer in futures::future::join_all(many).await {
        assert_eq!(answer.unwrap_err().code(), code::RECURSION);
    }
    assert_eq!(manager.ipc().pending(), 0);
}

#[tokio::test]
async fn a_module_may_ask_its_asker_while_that_waits() {
    let host = FakeHost::new();
    let (a, b) = (Given::default(), Given::default());
    let own = a.clone();
    let asker = Puppet::new("a", &[]).keeping(&a).answering(move |message| {
        let ipc = own.context().ipc;
        Box::pin(async move {
            let ModuleMessage::Request { method, chain, .. } = &message else {
                unreachable!("only requests are sent");
            };
            if method == "name" {
                return Ok(message.answer(json!(chain.names())));
            }
            let answer = ipc.request("b", "go", Value::Null).await?;
            Ok(message.answer(answer))
        })
    });
    let own = b.clone();
    let calling_back = Puppet::new("b", &[]).keeping(&b).answering(move |message| {
        let ipc = own.context().ipc;
        Box::pin(async move {
            let answer = ipc.request("a", "name", Value::Null).await?;
            Ok(message.answer(answer))
        })
    });
    let manager = started(&host, vec![asker, calling_back]).await;
    let answer = manager.ipc().system().request("a", "go", Value::Null).await;
    assert_eq!(answer, Ok(json!(["system", "a", "b"])));
}

#[tokio::test]
async fn a_flood_of_one_module_delays_nobody_else_and_ends_in_an_error() {
    let host = FakeHost::new();
    let (open, gate) = watch::channel(false);
    let answered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&answered);
    // What `flooder` asks is answered only when the gate opens; others are answered at once.
    let target = Puppet::new("target", &[]).answering(move |message| {
        let (mut gate, count) = (gate.clone(), Arc::clone(&count));
        Box::pin(async move {
            let from_flooder = matches!(
                &message,
                ModuleMessage::Request { from, .. } if from == "flooder"
            );
            if from_flooder {
                gate.wait_for(|open| *open).await?;
                count.fetch_add(1, Ordering::SeqCst);
            }
            Ok(message.answer(json!("here")))
        })
    });
    let (flooder, other) = (Given::default(), Given::default());
    let puppets = vec![
        target,
        Puppet::new("flooder", &[]).keeping(&flooder),
        Puppet::new("other", &[]).keeping(&other),
    ];
    let manager = started(&host, puppets).await;
    let ipc = flooder.context().ipc;
    let (mut flood, mut refused) = (Vec::new(), Vec::new());
    for _ in 0..5000 {
        let mut asking = Box::pin(ipc.request("target", "go", Value::Null));
        match futures::poll!(asking.as_mut()) {
            Poll::Pending => flood.push(asking),
            Poll::Ready(answer) => refused.push(answer.unwrap_err()),
        }
    }
    assert_eq!(manager.ipc().pending(), flood.len());
    let error = refused.first().expect("there is a bound");
    assert_eq!(error.code(), code::BUSY);
    assert!(error.to_string().contains("requests of flooder"), "{error}");

    let ipc = other.context().ipc;
    let answer = ipc.request("target", "go", Value::Null).await;
    assert_eq!(answer, Ok(json!("here")));
    assert_eq!(answered.load(Ordering::SeqCst), 0);

    // What was taken in is answered, all of it.
    open.send_replace(true);
    for answer in futures::future::join_all(flood).await {
        assert_eq!(answer, Ok(json!("here")));
    }
    assert_eq!(manager.ipc().pending(), 0);
}

#[tokio::test]
async fn a_module_that_stops_leaves_nobody_waiting() {
    let (host, work) = (FakeHost::new(), Arc::new(Work::default()));
    let manager = started(&host, vec![silent("silent", &work)]).await;
    let asking = tokio::spawn(manager.ipc().system().request("silent", "go", Value::Null));
    until("the work", &work.changed, || {
        work.begun.load(Ordering::SeqCst) == 1
    })
    .await;
    manager.shutdown_all().await;
    assert_eq!(
        asking.await.unwrap(),
        Err(IpcError::Stopped {
            module: "silent".into(),
            method: "go".into()
        })
    );
    assert_eq!(work.dropped.load(Ordering::SeqCst), 1);
    let answer = manager.ipc().system().request("silent", "go", Value::Null);
    assert_eq!(answer.await, Err(IpcError::NotRunning("silent".into())));
}
