//! The bus: answers by id, time-outs, order, senders that cannot be forged, broadcasts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use serde_json::{Value, json};
use wezterm_module_framework::ipc::MISSED;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    Chain, Host, IpcError, IpcHandle, IpcLimits, ModuleIpc, ModuleManager, ModuleMessage, rpc::code,
};

use crate::support::{Journal, Puppet, options, started};

fn bus() -> ModuleIpc {
    let host = FakeHost::new();
    ModuleIpc::new(host as Arc<dyn Host>, IpcLimits::default())
}

#[tokio::test]
async fn requests_are_answered_by_id_whatever_the_order_of_the_answers() {
    let host = FakeHost::new();
    // The first request is answered only when the second has been.
    let (done, turn) = tokio::sync::watch::channel(false);
    let puppet = Puppet::new("a", &[]).answering(move |message| {
        let (done, mut turn) = (done.clone(), turn.clone());
        Box::pin(async move {
            let ModuleMessage::Request { params, .. } = &message else {
                unreachable!("only requests are sent");
            };
            if params == &json!("first") {
                turn.wait_for(|done| *done).await?;
            } else {
                done.send_replace(true);
            }
            Ok(message.answer(params.clone()))
        })
    });
    let manager = started(&host, vec![puppet]).await;
    let system = manager.ipc().system();
    let (first, second) = tokio::join!(
        system.request("a", "echo", json!("first")),
        system.request("a", "echo", json!("second")),
    );
    assert_eq!((first, second), (Ok(json!("first")), Ok(json!("second"))));
    assert_eq!(manager.ipc().pending(), 0);
}

#[tokio::test]
async fn without_an_answer_a_request_fails_after_the_configured_time_and_leaves_nothing() {
    let host = FakeHost::new();
    let mut options = options(&host);
    assert_eq!(options.ipc.request_timeout, Duration::from_secs(30));
    let limit = Duration::from_millis(50);
    options.ipc.request_timeout = limit;
    let manager = ModuleManager::new(options);
    let silent = Puppet::new("silent", &[]).answering(|_| Box::pin(std::future::pending()));
    manager.register_builtin(silent.descriptor());
    manager.start_all().await;

    let system = manager.ipc().system();
    let answer = system.request("silent", "ask", Value::Null).await;
    let error = IpcError::TimedOut {
        module: "silent".into(),
        method: "ask".into(),
        limit,
    };
    assert_eq!(
        error.to_string(),
        "module `silent` did not answer `ask` within 0.05 s"
    );
    assert_eq!(answer, Err(error));
    assert_eq!(manager.ipc().pending(), 0);

    // One request may have its own limit.
    let limit = Duration::from_millis(10);
    let answer = system
        .request_within(limit, "silent", "ask", Value::Null)
        .await;
    assert!(matches!(answer, Err(IpcError::TimedOut { limit: own, .. }) if own == limit));
    assert_eq!(manager.ipc().pending(), 0);
}

#[tokio::test]
async fn a_request_that_is_given_up_leaves_nothing() {
    let host = FakeHost::new();
    let silent = Puppet::new("silent", &[]).answering(|_| Box::pin(std::future::pending()));
    let manager = started(&host, vec![silent]).await;
    let system = manager.ipc().system();
    {
        let mut asking = Box::pin(system.request("silent", "ask", Value::Null));
        assert!(futures::poll!(asking.as_mut()).is_pending());
        assert_eq!(manager.ipc().pending(), 1);
    }
    assert_eq!(manager.ipc().pending(), 0);
}

#[tokio::test]
async fn an_unknown_method_an_error_and_a_wrong_answer_are_refusals() {
    let host = FakeHost::new();
    let failing =
        Puppet::new("failing", &[]).answering(|_| Box::pin(async { anyhow::bail!("no luck") }));
    let confused = Puppet::new("confused", &[]).answering(|_| {
        Box::pin(async {
            Ok(ModuleMessage::Response {
                id: "another".into(),
                to: "system".into(),
                result: json!(1),
            })
        })
    });
    let manager = started(&host, vec![Puppet::new("plain", &[]), failing, confused]).await;
    let system = manager.ipc().system();
    for (module, code, error) in [
        ("plain", code::METHOD_NOT_FOUND, "unknown method `fly`"),
        ("failing", code::REFUSED, "no luck"),
        (
            "confused",
            code::INTERNAL_ERROR,
            "it answered another question",
        ),
    ] {
        let answer = system.request(module, "fly", Value::Null).await;
        let expected = IpcError::Refused {
            module: module.into(),
            code,
            error: error.into(),
        };
        assert_eq!(answer, Err(expected));
    }
    assert_eq!(
        system.request("nobody", "fly", Value::Null).await,
        Err(IpcError::NotRunning("nobody".into()))
    );
}

#[test]
fn the_shape_of_a_refusal_is_an_error_with_the_requests_id() {
    let request = ModuleMessage::Request {
        id: "7".into(),
        from: "a".into(),
        method: "fly".into(),
        params: Value::Null,
        chain: Chain::default(),
    };
    assert_eq!(
        request.unknown_method(),
        ModuleMessage::Error {
            id: "7".into(),
            to: "a".into(),
            code: -32601,
            error: "unknown method `fly`".into()
        }
    );
}

/// Returns the end of the bus that a started module was given.
async fn handle_of(
    host: &Arc<FakeHost>,
    name: &str,
    others: Vec<Puppet>,
) -> (ModuleManager, IpcHandle) {
    let given = Arc::new(Mutex::new(None));
    let mut puppet = Puppet::new(name, &[]);
    let keep = Arc::clone(&given);
    puppet.initialize = Arc::new(move |context| {
        *keep.lock().unwrap() = Some(context.ipc);
        Box::pin(async { Ok(()) })
    });
    let mut puppets = others;
    puppets.push(puppet);
    let manager = started(host, puppets).await;
    let handle = given.lock().unwrap().take().unwrap();
    (manager, handle)
}

#[tokio::test]
async fn the_bus_writes_the_sender_and_a_handle_speaks_for_one_module_only() {
    let host = FakeHost::new();
    let echo = Puppet::new("echo", &[]).answering(|message| {
        Box::pin(async move {
            let ModuleMessage::Request { from, .. } = &message else {
                unreachable!("only requests are sent");
            };
            Ok(message.answer(json!(from)))
        })
    });
    let (manager, handle) = handle_of(&host, "mallory", vec![echo]).await;
    assert_eq!(handle.name(), "mallory");
    // Whatever the payload claims, the sender is who holds the handle.
    let forged = json!({ "from": "system" });
    assert_eq!(
        handle.request("echo", "who", forged.clone()).await,
        Ok(json!("mallory"))
    );
    let mut subscription = manager.ipc().system().subscribe();
    handle.broadcast("news", forged.clone());
    assert_eq!(
        subscription.recv().await,
        Some(ModuleMessage::Broadcast {
            from: "mallory".into(),
            event: "news".into(),
            data: forged
        })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_begun_in_the_order_in_which_they_were_sent() {
    let (host, journal) = (FakeHost::new(), Journal::default());
    let seen = journal.clone();
    let puppet = Puppet::new("a", &[]).answering(move |message| {
        let seen = seen.clone();
        Box::pin(async move {
            if let ModuleMessage::Request { params, .. } = &message {
                seen.write(params.to_string());
            }
            tokio::task::yield_now().await;
            Ok(message.answer(Value::Null))
        })
    });
    let manager = started(&host, vec![puppet]).await;
    let system = manager.ipc().system();
    let many = (0..500).map(|n| system.request("a", "note", json!(n)));
    // Fewer at a time than the mailbox holds: who waits for room in it has not sent yet.
    let answers: Vec<_> = futures::stream::iter(many).buffered(16).collect().await;
    assert!(answers.iter().all(|answer| answer == &Ok(Value::Null)));
    let expected: Vec<String> = (0..500).map(|n: i32| n.to_string()).collect();
    assert_eq!(journal.lines(), expected);
}

#[tokio::test]
async fn a_broadcast_reaches_each_live_subscriber_once_and_the_dead_are_removed() {
    let bus = bus();
    let system = bus.system();
    let mut first = system.subscribe();
    let mut second = system.subscribe();
    let dead = system.subscribe();
    assert_eq!(bus.subscribers(), 3);
    drop(dead);
    assert_eq!(system.broadcast("news", json!(1)), 2);
    assert_eq!(bus.subscribers(), 2);
    for subscription in [&mut first, &mut second] {
        let message = subscription.recv().await;
        let expected = ModuleMessage::Broadcast {
            from: "system".into(),
            event: "news".into(),
            data: json!(1),
        };
        assert_eq!(message, Some(expected));
        assert_eq!(subscription.try_recv(), None);
    }
}

#[tokio::test]
async fn a_subscriber_that_does_not_listen_misses_some_and_holds_up_nobody() {
    let bus = bus();
    let system = bus.system();
    let mut idle = system.subscribe();
    let mut busy = system.subscribe();
    for n in 0..1000 {
        system.broadcast("tick", json!(n));
        let message = busy.recv().await.unwrap();
        assert!(matches!(message, ModuleMessage::Broadcast { data, .. } if data == json!(n)));
    }
    assert_eq!(busy.missed(), 0);
    // The oldest are lost, and the subscriber is told how many before it hears the rest.
    let broadcast = |event: &str, data| {
        Some(ModuleMessage::Broadcast {
            from: "system".into(),
            event: event.into(),
            data,
        })
    };
    assert_eq!(idle.missed(), 1000 - 256);
    let told = broadcast(MISSED, json!({ "count": 1000 - 256 }));
    assert_eq!(idle.recv().await, told);
    for n in 1000 - 256..1000 {
        assert_eq!(idle.try_recv(), broadcast("tick", json!(n)));
    }
    assert_eq!(idle.try_recv(), None);
}

#[tokio::test]
async fn large_broadcasts_wait_for_a_slow_subscriber_up_to_a_size() {
    let bus = bus();
    let system = bus.system();
    let slow = system.subscribe();
    let large = json!("x".repeat(1024 * 1024));
    for _ in 0..100 {
        assert_eq!(system.broadcast("large", large.clone()), 1);
    }
    assert_eq!((slow.waiting(), slow.missed()), (15, 85));
    // What is larger than any message may be is told to nobody.
    let huge = json!("x".repeat(16 * 1024 * 1024));
    assert_eq!(system.broadcast("huge", huge), 0);
    assert_eq!((slow.waiting(), slow.missed()), (15, 85));
}

#[tokio::test]
async fn a_subscriber_may_name_the_events_it_wants() {
    let bus = bus();
    let system = bus.system();
    let mut some = system.subscribe_to(&["bell", "title"]);
    assert_eq!(system.broadcast("tick", json!(1)), 0);
    assert_eq!(system.broadcast("title", json!(2)), 1);
    let heard = some.recv().await;
    assert!(matches!(heard, Some(ModuleMessage::Broadcast { event, .. }) if event == "title"));
    assert_eq!(some.try_recv(), None);
}

#[tokio::test]
async fn the_subscriptions_of_a_module_end_with_it() {
    let host = FakeHost::new();
    let (manager, handle) = handle_of(&host, "listener", vec![]).await;
    let mut subscription = handle.subscribe();
    assert_eq!(manager.ipc().subscribers(), 1);
    manager.shutdown_all().await;
    assert_eq!(subscription.recv().await, None);
    assert_eq!(manager.ipc().subscribers(), 0);
}
