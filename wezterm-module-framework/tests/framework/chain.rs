//! What is done on behalf of a chain of modules: only what each of them may do.

use std::sync::Arc;
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    Chain, Effect, Host, HostError, IpcError, ModuleCapability, ModuleMessage, Tool, ToolCall,
    ToolContext, ToolError, rpc::code,
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
                Ok(match gate.run(call, drop).await {
                    Ok(text) => message.answer(json!(text)),
                    Err(error) => message.refuse(error),
                })
            })
        })
}

#[tokio::test]
async fn tools_are_called_for_another_only_when_both_may_and_do_only_what_both_may() {
    let host = FakeHost::new();
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
