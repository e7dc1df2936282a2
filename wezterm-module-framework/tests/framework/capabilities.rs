//! What a module has not been granted it cannot do: one negative test for each door.

use std::sync::{Arc, Mutex};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use wezterm_module_framework::grid::Size;
use wezterm_module_framework::manager::ModuleError;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    Capabilities, Effect, Host, HostError, ModuleCapability, ModuleContext, ModuleManager,
    OverlayContext, PaneId, PaneRun, Scope, Tool, ToolCall, ToolContext, ToolError, ViewId,
};

use crate::support::{Given, Puppet, options, started};

/// Starts a module with these capabilities and returns what it was given.
async fn given(
    host: &Arc<FakeHost>,
    capabilities: &[ModuleCapability],
) -> (ModuleManager, ModuleContext) {
    let kept = Arc::new(Mutex::new(None));
    let mut puppet = Puppet::new("m", &[]).capabilities(capabilities);
    let keep = Arc::clone(&kept);
    puppet.initialize = Arc::new(move |context| {
        *keep.lock().unwrap() = Some(context);
        Box::pin(async { Ok(()) })
    });
    let manager = started(host, vec![puppet]).await;
    let context = kept.lock().unwrap().take().unwrap();
    (manager, context)
}

fn missing(capability: ModuleCapability) -> HostError {
    HostError::CapabilityMissing {
        module: "m".into(),
        capability,
    }
}

fn place(host: &Arc<FakeHost>) -> OverlayContext {
    OverlayContext {
        view: ViewId(1),
        host: Arc::clone(host) as Arc<dyn Host>,
        pane: None,
        size: Size { cols: 10, rows: 2 },
    }
}

#[tokio::test]
async fn the_clipboard_needs_its_capability() {
    let host = FakeHost::new();
    let (_manager, context) = given(&host, &[]).await;
    let outcome = context.host.set_clipboard("secret".into());
    assert_eq!(outcome, Err(missing(ModuleCapability::ClipboardAccess)));
    assert_eq!(host.clipboard(), None);

    let (_manager, context) = given(&host, &[ModuleCapability::ClipboardAccess]).await;
    assert_eq!(context.host.set_clipboard("text".into()), Ok(()));
    assert_eq!(host.clipboard(), Some("text".into()));
}

#[tokio::test]
async fn text_at_the_prompt_needs_the_overlay_and_never_holds_a_line_end() {
    let host = FakeHost::new();
    let (_manager, context) = given(&host, &[]).await;
    let outcome = context.host.insert_text(PaneId(3), "rm".into());
    assert_eq!(outcome, Err(missing(ModuleCapability::UIOverlay)));

    let (_manager, context) = given(&host, &[ModuleCapability::UIOverlay]).await;
    let text = "ls\nrm -r x\u{1b}[A\r\n";
    assert_eq!(context.host.insert_text(PaneId(3), text.into()), Ok(()));
    assert_eq!(host.inserted(), [(PaneId(3), "ls rm -r x [A".into())]);
}

#[tokio::test]
async fn a_program_in_a_pane_needs_both_to_run_and_to_be_seen() {
    let (spawn, seen) = (ModuleCapability::ProcessSpawn, ModuleCapability::UIOverlay);
    let run = |host: Arc<dyn Host>| {
        host.run_in_pane(PaneRun {
            program: "make".into(),
            ..PaneRun::default()
        })
    };
    for (granted, lacking) in [(seen, spawn), (spawn, seen)] {
        let host = FakeHost::new();
        let (_manager, context) = given(&host, &[granted]).await;
        assert_eq!(run(context.host).await, Err(missing(lacking)));
    }
    // The host of the tests has no panes.
    let host = FakeHost::new();
    let (_manager, context) = given(&host, &[spawn, seen]).await;
    let why = HostError::Unavailable("panes cannot be opened here".into());
    assert_eq!(run(context.host).await, Err(why));
}

#[tokio::test]
async fn the_network_needs_its_capability() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    let host = FakeHost::new();
    let (_manager, context) = given(&host, &[ModuleCapability::ProcessSpawn]).await;
    let outcome = context.host.connect("127.0.0.1", port).await.map(drop);
    assert_eq!(outcome, Err(missing(ModuleCapability::NetworkAccess)));

    let (_manager, context) = given(&host, &[ModuleCapability::NetworkAccess]).await;
    let (opened, accepted) =
        tokio::join!(context.host.connect("127.0.0.1", port), listener.accept());
    let (_stream, from) = accepted.unwrap();
    assert_eq!(opened.unwrap().local_addr().unwrap(), from);
    drop(listener);
    let outcome = context.host.connect("127.0.0.1", port).await;
    let said = outcome.unwrap_err().to_string();
    assert!(said.starts_with(&format!("127.0.0.1:{port}: ")), "{said}");
}

#[tokio::test]
async fn overlays_panes_and_domains_need_theirs() {
    let host = FakeHost::new();
    let (manager, _context) = given(&host, &[]).await;
    let refused = |capability| Some(ModuleError::Host(missing(capability)));
    assert_eq!(
        manager.create_overlay("m", place(&host)).err(),
        refused(ModuleCapability::UIOverlay)
    );
    assert_eq!(
        manager.create_pane("m", place(&host)).err(),
        refused(ModuleCapability::CustomPane)
    );
    assert_eq!(
        manager.create_domain("m").err(),
        refused(ModuleCapability::CustomDomain)
    );

    // With the capability the module is asked, and this one offers nothing.
    let (manager, _context) = given(&host, &[ModuleCapability::UIOverlay]).await;
    assert_eq!(
        manager.create_overlay("m", place(&host)).err(),
        Some(ModuleError::NotOffered {
            module: "m".into(),
            what: "overlay"
        })
    );
    assert_eq!(
        manager.create_overlay("n", place(&host)).err(),
        Some(ModuleError::Unknown("n".into()))
    );
}

#[tokio::test]
async fn an_overlay_gets_the_host_of_its_module_and_no_more() {
    let host = FakeHost::new();
    let mut puppet = Puppet::new("m", &[]).capabilities(&[ModuleCapability::UIOverlay]);
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    puppet.overlay = Arc::new(move |context| {
        *keep.lock().unwrap() = Some(context.host.set_clipboard("x".into()));
        None
    });
    let manager = started(&host, vec![puppet]).await;
    assert!(manager.create_overlay("m", place(&host)).is_err());
    assert_eq!(
        *seen.lock().unwrap(),
        Some(Err(missing(ModuleCapability::ClipboardAccess)))
    );
}

#[tokio::test]
async fn a_panic_while_an_overlay_is_made_is_caught() {
    let host = FakeHost::new();
    let mut puppet = Puppet::new("m", &[]);
    puppet.overlay = Arc::new(|_| panic!("no paint"));
    let manager = started(&host, vec![puppet]).await;
    assert_eq!(
        manager.create_overlay("m", place(&host)).err(),
        Some(ModuleError::Broke {
            module: "m".into(),
            why: "no paint".into()
        })
    );
    crate::support::assert_failed(&manager, "m", "no paint");
}

/// Does nothing.
#[derive(Deserialize, JsonSchema)]
struct Nothing {}

macro_rules! tool {
    ($type:ident, $name:literal, $effect:ident) => {
        struct $type;
        impl Tool for $type {
            type Input = Nothing;
            const NAME: &'static str = $name;
            const EFFECT: Effect = Effect::$effect;
            fn summary(&self, _: &Nothing) -> String {
                $name.into()
            }
            fn scope(&self, _: &Nothing, _: &ToolContext) -> Result<Scope, ToolError> {
                Ok(Scope::nothing())
            }
            async fn run(&self, _: Nothing, cx: ToolContext) -> Result<String, ToolError> {
                Ok(format!("{} for {}", $name, cx.caller))
            }
        }
    };
}
tool!(Look, "look", Read);
tool!(Change, "change", Write);
tool!(Start, "start", Execute);
tool!(Fetch, "fetch", Network);

#[tokio::test]
async fn a_tool_is_offered_only_by_a_module_that_may_do_what_it_does() {
    let needs = [
        ("look", ModuleCapability::FileSystemRead),
        ("change", ModuleCapability::FileSystemWrite),
        ("start", ModuleCapability::ProcessSpawn),
        ("fetch", ModuleCapability::NetworkAccess),
    ];
    for (kept, capability) in needs {
        let host = FakeHost::new();
        let mut puppet = Puppet::new("m", &[]).capabilities(&[capability]);
        puppet.tools = Arc::new(|| {
            vec![
                Arc::new(Look),
                Arc::new(Change),
                Arc::new(Start),
                Arc::new(Fetch),
            ]
        });
        let manager = started(&host, vec![puppet]).await;
        let names: Vec<String> = manager
            .tools()
            .specs()
            .into_iter()
            .map(|t| t.name)
            .collect();
        assert_eq!(names, [kept]);
        manager.shutdown_all().await;
        assert_eq!(manager.tools().specs(), []);
    }
}

/// Runs a model for those who may have one run, as the assistant does.
fn model() -> Puppet {
    let given = Given::default();
    let own = given.clone();
    Puppet::new("model", &[])
        .keeping(&given)
        .answering(move |message| {
            let rights = own.context().capabilities;
            Box::pin(async move {
                rights.require(ModuleCapability::LLMInference)?;
                Ok(message.answer(json!("said")))
            })
        })
}

/// Tries the door of one capability as the module `m`, and returns what it is told.
async fn tried(capability: ModuleCapability, granted: &[ModuleCapability]) -> Result<(), String> {
    let (host, given) = (FakeHost::new(), Given::default());
    let mut puppet = Puppet::new("m", &[]).capabilities(granted).keeping(&given);
    puppet.tools = Arc::new(|| {
        vec![
            Arc::new(Look),
            Arc::new(Change),
            Arc::new(Start),
            Arc::new(Fetch),
        ]
    });
    let manager = started(&host, vec![puppet, model()]).await;
    let context = given.context();
    let offered = |name| match manager.tools().get(name) {
        Some(_) => Ok(()),
        None => context.capabilities.require(capability),
    };
    let text = |error: HostError| error.to_string();
    match capability {
        ModuleCapability::FileSystemRead => offered("look").map_err(text),
        ModuleCapability::FileSystemWrite => offered("change").map_err(text),
        ModuleCapability::ProcessSpawn => offered("start").map_err(text),
        ModuleCapability::NetworkAccess => {
            let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await;
            let port = listener.as_ref().unwrap().local_addr().unwrap().port();
            let opened = context.host.connect("127.0.0.1", port).await;
            opened.map(drop).map_err(text)
        }
        ModuleCapability::ClipboardAccess => context.host.set_clipboard("x".into()).map_err(text),
        ModuleCapability::UIOverlay => shown(manager.create_overlay("m", place(&host))),
        ModuleCapability::CustomPane => shown(manager.create_pane("m", place(&host))),
        ModuleCapability::CustomDomain => shown(manager.create_domain("m")),
        ModuleCapability::LLMInference => {
            let asking = context.ipc.request("model", "query", json!({}));
            asking.await.map(drop).map_err(|error| error.to_string())
        }
        ModuleCapability::ToolExecution => {
            let call = ToolCall {
                name: "look".into(),
                args: json!({}),
            };
            match context.host.gate().run(call).await {
                // The door was open: who may only call tools offers none.
                Err(ToolError::Model(_)) => Ok(()),
                other => other.map(drop).map_err(|error| error.to_string()),
            }
        }
    }
}

/// Returns whether a module may show something; that it has nothing to show is no refusal.
fn shown<T>(outcome: Result<T, ModuleError>) -> Result<(), String> {
    match outcome {
        Ok(_) | Err(ModuleError::NotOffered { .. }) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn each_of_the_ten_has_a_door_that_refuses_by_name() {
    for capability in ModuleCapability::ALL {
        let others = ModuleCapability::ALL.into_iter();
        let others: Vec<_> = others.filter(|other| *other != capability).collect();
        let said = tried(capability, &others).await.expect_err("it is refused");
        let refusal = missing(capability).to_string();
        assert!(said.ends_with(&refusal), "{capability}: {said}");
        assert_eq!(tried(capability, &[capability]).await, Ok(()));
    }
}

#[tokio::test]
async fn calling_tools_needs_its_capability_and_a_module_calls_under_its_own_name() {
    let host = FakeHost::new();
    host.gate().tools().unwrap().add(Look);
    let call = || ToolCall {
        name: "look".into(),
        args: json!({}),
    };
    let (_manager, context) = given(&host, &[ModuleCapability::FileSystemRead]).await;
    let refusal = missing(ModuleCapability::ToolExecution).to_string();
    let gate = context.host.gate();
    assert_eq!(
        gate.run(call()).await,
        Err(ToolError::User(refusal.clone()))
    );
    assert_eq!(gate.specs(), []);

    // A door that was narrowed once stays so.
    let forged = Capabilities::new("system", ModuleCapability::ALL);
    let gate = gate.for_module(forged);
    assert_eq!(gate.run(call()).await, Err(ToolError::User(refusal)));
    // Nor is there a way around it, for those who may call tools either.
    assert!(gate.tools().is_none());

    let (_manager, context) = given(&host, &[ModuleCapability::ToolExecution]).await;
    assert!(context.host.gate().tools().is_none());
    let said = context.host.gate().run(call()).await;
    assert_eq!(said, Ok("look for m".into()));
}

#[tokio::test]
async fn the_users_settings_take_a_capability_away() {
    let host = FakeHost::new();
    let mut options = options(&host);
    options.settings = json!({ "m": { "capabilities": ["ClipboardAccess"] } })
        .as_object()
        .cloned()
        .unwrap();
    let manager = ModuleManager::new(options);
    manager.register_builtin(Puppet::new("m", &[]).descriptor());
    manager.start_all().await;
    let granted = manager.info("m").unwrap().granted;
    assert_eq!(granted, [ModuleCapability::ClipboardAccess]);
    assert_eq!(
        manager.create_overlay("m", place(&host)).err(),
        Some(ModuleError::Host(missing(ModuleCapability::UIOverlay)))
    );
}

#[test]
fn every_capability_can_be_required_and_read_back_by_name() {
    for capability in ModuleCapability::ALL {
        let none = Capabilities::new("m", []);
        assert_eq!(none.require(capability), Err(missing(capability)));
        let one = Capabilities::new("m", [capability]);
        assert_eq!(one.require(capability), Ok(()));
        assert_eq!(capability.to_string().parse(), Ok(capability));
    }
}
