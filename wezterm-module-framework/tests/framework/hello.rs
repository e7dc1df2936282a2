//! The example module through the manager: every part of the trait does its work.

use std::sync::Arc;

use serde_json::json;
use wezterm_module_framework::grid::Size;
use wezterm_module_framework::input::Key;
use wezterm_module_framework::testing::{FakeHost, ViewTester};
use wezterm_module_framework::{
    EventData, Faults, Host, ModuleHealth, ModuleManager, ModuleState, Placement, ToolCall, wezterm,
};

use crate::support::options;

#[path = "../../examples/hello.rs"]
#[allow(dead_code)]
mod example;

async fn running(host: &Arc<FakeHost>) -> ModuleManager {
    let manager = ModuleManager::new(options(host));
    manager.register_builtin(example::descriptor(json!({ "greeting": "Good day" })));
    assert_eq!(manager.state("hello"), Some(ModuleState::Known));
    manager.start_all().await;
    assert_eq!(manager.state("hello"), Some(ModuleState::Loaded));
    manager
}

#[tokio::test]
async fn the_example_module_answers_on_every_side() {
    let host = FakeHost::new();
    let manager = running(&host).await;

    let answer = manager
        .ipc()
        .system()
        .request("hello", "greet", json!({ "name": "Ada" }))
        .await;
    assert_eq!(answer, Ok(json!("Good day, Ada")));

    let lua = mlua::Lua::new();
    let module = manager.module("hello").unwrap();
    module.register_lua_api(&lua).unwrap();
    lua.globals().set("w", wezterm(&lua).unwrap()).unwrap();
    let greeting: String = lua.load("return w.hello.greet('Lua')").eval().unwrap();
    assert_eq!(greeting, "Good day, Lua");

    let call = ToolCall {
        name: "greet".into(),
        args: json!({ "name": "model" }),
    };
    // It touches nothing, so nobody is asked.
    let said = host.gate().run(call).await;
    assert_eq!(said, Ok("Good day, model".into()));

    let mut placement = None;
    let size = Size { cols: 40, rows: 5 };
    let mut view = ViewTester::open_on(Arc::clone(&host), size, |context| {
        let overlay = manager.create_overlay("hello", context).unwrap();
        placement = Some(overlay.placement);
        overlay
    });
    assert_eq!(placement, Some(Placement::Bottom { percent: 30 }));
    assert_eq!(view.screen(), "Good day from pane Some(PaneId(1))");
    assert!(!view.wants_close());
    view.key(Key::Escape);
    assert!(view.wants_close());

    assert!(module.create_domain().is_none());
}

#[tokio::test]
async fn the_example_module_hears_events_and_shows_them_in_its_health() {
    let host = FakeHost::new();
    let manager = running(&host).await;
    let mut bells = 0.0;
    for _ in 0..3 {
        manager.dispatch_event(&EventData {
            name: "bell".into(),
            pane: None,
            args: json!({}),
        });
    }
    // Handlers run in the background: each look lets them go on.
    while bells < 3.0 {
        let health = manager.health("hello").await.unwrap();
        bells = health.metrics["bells"];
    }
    let health = manager.health("hello").await.unwrap();
    let mut expected = ModuleHealth::healthy().metric("bells", 3.0);
    expected.metrics.extend(Faults::default().metrics());
    assert_eq!(health, expected);
    assert_eq!(manager.shutdown_all().await, []);
    assert_eq!(manager.state("hello"), Some(ModuleState::Stopped));
}
