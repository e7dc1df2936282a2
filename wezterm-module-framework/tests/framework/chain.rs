//! What is done on behalf of a chain of modules: only what each of them may do.

use std::sync::Arc;
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    AnyTool, Chain, Decision, Effect, Gate, Host, HostError, IpcError, Lifetime, ModuleCapability,
    ModuleMessage, Tool, ToolCall, ToolContext, ToolError, rpc::code,
};

use crate::support::{Given, Puppet, started};

/// Sets the clipboard when asked to, in one of the ways a module may work.
fn clipboard(given: &Given) -> Puppet {
    let own = given.clone();
    Puppet::new("clipboard", &[])
        .capabilities(&[ModuleCapability::ClipboardAccess])
        .keeping(given)
        .answering(move |message| {
            let context = own.context();
            Box::pin(async move {
                let ModuleMessage::Request { method, params, .. } = &message else {
                    unreachable!("only requests are sent");
                };
                let text = params["text"].as_str().unwrap_or_default().to_owned();
                let outcome = match method.as_str() {
                    "set" => context.host.set_clipboard(text),
                    "set-in-a-task" => in_a_task(&context.host, text).await,
                    "set-on-a-thread" => {
                        let (chain, host) = (Chain::current(), Arc::clone(&context.host));
                        let setting = move || chain.hold_while(|| host.set_clipboard(text));
                        tokio::task::spawn_blocking(setting).await?
                    }
                    _ => return Ok(message.unknown_method()),
                };
                outcome?;
                Ok(message.answer(Value::Null))
            })
        })
}

/// Sets the clipboard from a task that a task started.
async fn in_a_task(host: &Arc<dyn Host>, text: String) -> Result<(), HostError> {
    let (done, outcome) = oneshot::channel();
    let inner = Arc::clone(host);
    host.spawn(Box::pin(async move {
        let innermost = Arc::clone(&inner);
        inner.spawn(Box::pin(async move {
            tokio::task::yield_now().await;
            let _ = done.send(innermost.set_clipboard(text));
        }));
    }));
    outcome.await.expect("the task ran")
}

fn refusal(of: &str) -> IpcError {
    let error = HostError::CapabilityMissing {
        module: of.into(),
        capability: ModuleCapability::ClipboardAccess,
    };
    IpcError::Refused {
        module: "clipboard".into(),
        code: code::CAPABILITY_MISSING,
        error: error.to_string(),
    }
}

const WAYS: [&str; 3] = ["set", "set-in-a-task", "set-on-a-thread"];

#[tokio::test]
async fn a_module_does_for_another_only_what_both_may_do() {
    let host = FakeHost::new();
    let (own, poor, rich) = (Given::default(), Given::default(), Given::default());
    let puppets = vec![
        clipboard(&own),
        Puppet::new("poor", &[]).capabilities(&[]).keeping(&poor),
        Puppet::new("rich", &[])
            .capabilities(&[ModuleCapability::ClipboardAccess])
            .keeping(&rich),
    ];
    let manager = started(&host, puppets).await;
    for way in WAYS {
        let asking = |ipc: wezterm_module_framework::IpcHandle, text: &str| {
            ipc.request("clipboard", way, json!({ "text": text }))
        };
        assert_eq!(
            asking(poor.context().ipc, "stolen").await,
            Err(refusal("poor")),
            "{way}"
        );
        assert_eq!(asking(rich.context().ipc, way).await, Ok(Value::Null));
        assert_eq!(host.clipboard().as_deref(), Some(way));
        // The terminal itself may do everything.
        assert_eq!(asking(manager.ipc().system(), "x").await, Ok(Value::Null));
        assert_eq!(host.clipboard().as_deref(), Some("x"));
        // Of its own accord the module does what it may.
        assert_eq!(own.context().host.set_clipboard("own".into()), Ok(()));
        assert_eq!(in_a_task(&own.context().host, way.into()).await, Ok(()));
    }
}

#[tokio::test]
async fn the_right_of_everybody_on_the_way_counts_whoever_asks() {
    let host = FakeHost::new();
    let (own, first, middle) = (Given::default(), Given::default(), Given::default());
    let rights = [ModuleCapability::ClipboardAccess];
    // `middle` asks from a task that it started for the request.
    let handle = middle.clone();
    let passing_on = Puppet::new("middle", &[])
        .capabilities(&[])
        .keeping(&middle)
        .answering(move |message| {
            let context = handle.context();
            Box::pin(async move {
                let (done, outcome) = oneshot::channel();
                let ipc = context.ipc.clone();
                context.host.spawn(Box::pin(async move {
                    let asking = ipc.request("clipboard", "set", json!({ "text": "x" }));
                    let _ = done.send(asking.await);
                }));
                outcome.await??;
                Ok(message.answer(Value::Null))
            })
        });
    let puppets = vec![
        clipboard(&own),
        Puppet::new("first", &[])
            .capabilities(&rights)
            .keeping(&first),
        passing_on,
    ];
    let manager = started(&host, puppets).await;
    for ipc in [first.context().ipc, manager.ipc().system()] {
        let error = ipc.request("middle", "go", Value::Null).await.unwrap_err();
        assert_eq!(error.code(), code::CAPABILITY_MISSING);
        assert!(error.to_string().contains("module `middle` does not have"));
    }
    assert_eq!(host.clipboard(), None);
}

#[tokio::test]
async fn what_a_module_was_given_shows_the_chain_only_while_it_handles_the_request() {
    let host = FakeHost::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (a, b) = (Given::default(), Given::default());
    let (handle, write) = (b.clone(), Arc::clone(&seen));
    let watching = Puppet::new("b", &[]).keeping(&b).answering(move |message| {
        let (context, write) = (handle.context(), Arc::clone(&write));
        Box::pin(async move {
            write.lock().unwrap().push(Chain::current().to_string());
            let (done, outcome) = oneshot::channel();
            context.host.spawn(Box::pin(async move {
                let _ = done.send(Chain::current().to_string());
            }));
            let in_a_task = outcome.await?;
            write.lock().unwrap().push(in_a_task);
            Ok(message.answer(Value::Null))
        })
    });
    let manager = started(&host, vec![watching, Puppet::new("a", &[]).keeping(&a)]).await;
    let system = manager.ipc().system();
    assert!(a.context().ipc.request("b", "x", Value::Null).await.is_ok());
    assert!(system.request("b", "x", Value::Null).await.is_ok());
    assert_eq!(*seen.lock().unwrap(), ["a", "a", "system", "system"]);
    assert!(Chain::current().is_empty());
}

/// Does nothing.
#[derive(Deserialize, JsonSchema)]
struct Nothing {}

/// Sets the clipboard, for those who may do that.
struct Copy(Given);

impl Tool for Copy {
    type Input = Nothing;
    const NAME: &'static str = "copy";
    const EFFECT: Effect = Effect::Read;
    const CAPABILITY: ModuleCapability = ModuleCapability::ClipboardAccess;

    fn summary(&self, _: &Nothing) -> String {
        "copy".into()
    }

    async fn run(&self, _: Nothing, _: ToolContext) -> Result<String, ToolError> {
        let host = self.0.context().host;
        match host.set_clipboard("copied".into()) {
            Ok(()) => Ok("done".into()),
            Err(error) => Err(ToolError::Model(error.to_string())),
        }
    }
}

fn with_a_person_who_agrees() -> Arc<FakeHost> {
    let host = FakeHost::new();
    host.answer_with(|approval| {
        let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    });
    host
}

/// Calls a tool when asked to.
fn calling_tools(given: &Given) -> Puppet {
    let own = given.clone();
    Puppet::new("caller", &[])
        .keeping(given)
        .answering(move |message| {
            let gate = own.context().host.gate();
            Box::pin(async move {
                let call = ToolCall {
                    name: "copy".into(),
                    args: json!({}),
                };
                Ok(match gate.run(call).await {
                    Ok(text) => message.answer(json!(text)),
                    Err(error) => message.refuse(error),
                })
            })
        })
}

#[tokio::test]
async fn tools_are_called_for_another_only_when_both_may_and_do_only_what_both_may() {
    let host = with_a_person_who_agrees();
    let [caller, offering, none, tools, both] = std::array::from_fn(|_| Given::default());
    let mut offers = Puppet::new("offering", &[]).keeping(&offering);
    let keep = offering.clone();
    offers.tools = Arc::new(move || vec![Arc::new(Copy(keep.clone()))]);
    let asking = |name, rights: &[_], given: &Given| {
        Puppet::new(name, &[]).capabilities(rights).keeping(given)
    };
    let execution = ModuleCapability::ToolExecution;
    let clipboard = ModuleCapability::ClipboardAccess;
    let puppets = vec![
        calling_tools(&caller),
        offers,
        asking("none", &[clipboard], &none),
        asking("tools", &[execution], &tools),
        asking("both", &[execution, clipboard], &both),
    ];
    let _manager = started(&host, puppets).await;
    for (given, missing) in [
        (
            &none,
            "module `none` does not have the capability ToolExecution",
        ),
        (
            &tools,
            "module `tools` does not have the capability ClipboardAccess",
        ),
    ] {
        let outcome = given.context().ipc.request("caller", "go", Value::Null);
        let said = outcome.await.unwrap_err().to_string();
        assert!(said.contains(missing), "{said}");
        assert_eq!(host.clipboard(), None);
    }
    let outcome = both.context().ipc.request("caller", "go", Value::Null);
    assert_eq!(outcome.await, Ok(json!("done")));
    assert_eq!(host.clipboard().as_deref(), Some("copied"));
}

#[tokio::test]
async fn the_record_of_a_tool_call_names_those_who_asked_for_it() {
    let host = with_a_person_who_agrees();
    let [caller, offering, asker] = std::array::from_fn(|_| Given::default());
    let mut offers = Puppet::new("offering", &[]).keeping(&offering);
    let keep = offering.clone();
    offers.tools = Arc::new(move || vec![Arc::new(Copy(keep.clone()))]);
    let puppets = vec![
        calling_tools(&caller),
        offers,
        Puppet::new("asker", &[]).keeping(&asker),
    ];
    let manager = started(&host, puppets).await;
    let asked = asker.context().ipc.request("caller", "go", Value::Null);
    assert_eq!(asked.await, Ok(json!("done")));
    let asked = manager.ipc().system();
    let asked = asked.request("caller", "go", Value::Null);
    assert_eq!(asked.await, Ok(json!("done")));
    let named: Vec<_> = host
        .audit()
        .iter()
        .map(|row| (row.principal.clone(), row.chain.clone()))
        .collect();
    let by_asker = ("caller".to_owned(), vec!["asker".to_owned()]);
    let by_the_terminal = ("caller".to_owned(), vec![]);
    assert!(named.contains(&by_asker), "{named:?}");
    assert!(named.contains(&by_the_terminal), "{named:?}");
}

#[tokio::test]
async fn a_door_that_was_kept_from_an_earlier_request_counts_who_asks_now() {
    let host = with_a_person_who_agrees();
    let [caller, offering, none] = std::array::from_fn(|_| Given::default());
    let mut offers = Puppet::new("offering", &[]).keeping(&offering);
    let keep = offering.clone();
    offers.tools = Arc::new(move || vec![Arc::new(Copy(keep.clone()))]);
    let (own, kept) = (caller.clone(), Arc::new(Mutex::new(None::<Arc<Gate>>)));
    let keeping = Puppet::new("caller", &[])
        .keeping(&caller)
        .answering(move |message| {
            let mut kept = kept.lock().unwrap();
            let gate = kept.get_or_insert_with(|| own.context().host.gate());
            let gate = Arc::clone(gate);
            Box::pin(async move {
                let call = ToolCall {
                    name: "copy".into(),
                    args: json!({}),
                };
                Ok(match gate.run(call).await {
                    Ok(text) => message.answer(json!(text)),
                    Err(error) => message.refuse(error),
                })
            })
        });
    let clipboard = [ModuleCapability::ClipboardAccess];
    let asker = Puppet::new("none", &[])
        .capabilities(&clipboard)
        .keeping(&none);
    let manager = started(&host, vec![keeping, offers, asker]).await;
    let first = manager.ipc().system().request("caller", "go", Value::Null);
    assert_eq!(first.await, Ok(json!("done")));
    let second = none.context().ipc.request("caller", "go", Value::Null);
    let said = second.await.unwrap_err().to_string();
    let missing = "module `none` does not have the capability ToolExecution";
    assert!(said.contains(missing), "{said}");
}

/// Asks the module `caller` when it is called.
struct Relay(Given);

impl Tool for Relay {
    type Input = Nothing;
    const NAME: &'static str = "relay";
    const EFFECT: Effect = Effect::Read;

    fn summary(&self, _: &Nothing) -> String {
        "relay".into()
    }

    async fn run(&self, _: Nothing, _: ToolContext) -> Result<String, ToolError> {
        let asking = self.0.context().ipc.request("caller", "go", Value::Null);
        let said = asking.await.map(|said| said.to_string());
        said.map_err(|error| ToolError::Model(error.to_string()))
    }
}

#[tokio::test]
async fn a_tool_that_asks_another_module_asks_for_who_called_it_too() {
    let host = with_a_person_who_agrees();
    let [caller, offering, relay, first] = std::array::from_fn(|_| Given::default());
    let offers = |name, given: &Given, tool: fn(Given) -> Arc<dyn AnyTool>| {
        let (mut puppet, keep) = (Puppet::new(name, &[]).keeping(given), given.clone());
        puppet.tools = Arc::new(move || vec![tool(keep.clone())]);
        puppet
    };
    let puppets = vec![
        calling_tools(&caller),
        offers("offering", &offering, |given| Arc::new(Copy(given))),
        offers("relay", &relay, |given| Arc::new(Relay(given))),
        Puppet::new("first", &[]).keeping(&first),
    ];
    let _manager = started(&host, puppets).await;
    let call = ToolCall {
        name: "relay".into(),
        args: json!({}),
    };
    let said = first.context().host.gate().run(call).await;
    assert_eq!(said, Ok("\"done\"".into()));
    let row = host.audit().into_iter().find(|row| row.tool == "copy");
    let row = row.expect("the call is on record");
    assert_eq!(
        (row.principal.as_str(), row.chain),
        ("caller", vec!["first".to_owned(), "relay".to_owned()])
    );
}

/// Waits until it is stopped, and says when it begins.
struct Endless(Arc<tokio::sync::Notify>);

impl Tool for Endless {
    type Input = Nothing;
    const NAME: &'static str = "endless";
    const EFFECT: Effect = Effect::Read;

    fn summary(&self, _: &Nothing) -> String {
        "wait".into()
    }

    async fn run(&self, _: Nothing, _: ToolContext) -> Result<String, ToolError> {
        self.0.notify_one();
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_tool_ends_with_the_module_that_offers_it_and_an_answer_that_comes_later_starts_none() {
    let host = FakeHost::new();
    let begun = Arc::new(tokio::sync::Notify::new());
    let (asked, question) = tokio::sync::mpsc::unbounded_channel();
    host.answer_with(move |approval| drop(asked.send(approval)));
    let mut question = question;
    let mut offers = Puppet::new("offering", &[]);
    let tool = Arc::clone(&begun);
    offers.tools = Arc::new(move || vec![Arc::new(Endless(Arc::clone(&tool)))]);
    let manager = started(&host, vec![offers]).await;
    let call = || {
        let gate = host.gate();
        tokio::spawn(async move {
            let call = ToolCall {
                name: "endless".into(),
                args: json!({}),
            };
            gate.run(call).await
        })
    };
    let running = call();
    let approval = question.recv().await.unwrap();
    let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    begun.notified().await;
    let waiting = call();
    let approval = question.recv().await.unwrap();
    manager.disable("offering").await.unwrap();
    let _ = approval.reply.send(Decision::Allow(Lifetime::Once));
    let stopped = ToolError::Model("the tool `endless` was stopped".into());
    assert_eq!(running.await.unwrap(), Err(stopped));
    let gone = "module `offering`, which offers `endless`, was stopped";
    assert_eq!(waiting.await.unwrap(), Err(ToolError::Model(gone.into())));
}
