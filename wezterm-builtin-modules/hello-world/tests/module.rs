//! The module in a terminal that is not there: every side of it does its work.

use std::sync::Arc;

use serde_json::{Value, json};
use wezterm_module_framework::grid::Size;
use wezterm_module_framework::input::Key;
use wezterm_module_framework::testing::{ModuleTester, ViewTester};
use wezterm_module_framework::{EventData, Host, IpcError, ModuleState, Placement, ToolCall};

use hello_world::descriptor;

const NAME: &str = "hello-world";

async fn running() -> ModuleTester {
    let settings = json!({ "greeting": "Good day" });
    let tester = ModuleTester::start(descriptor(Value::Null), settings).await;
    assert_eq!(tester.state(), Some(ModuleState::Loaded));
    tester
}

async fn ask(tester: &ModuleTester, method: &str, params: Value) -> Result<Value, IpcError> {
    let system = tester.manager().ipc().system();
    system.request(NAME, method, params).await
}

#[tokio::test]
async fn its_lua_function_greets() {
    let lua = running().await.lua();
    let greet = lua.load("return wezterm.hello.greet('Lua')");
    assert_eq!(greet.eval::<String>().unwrap(), "Good day, Lua");
}

#[tokio::test]
async fn other_modules_ask_it_over_the_bus() {
    let tester = running().await;
    let answer = ask(&tester, "greet", json!({ "name": "Ada" })).await;
    assert_eq!(answer, Ok(json!("Good day, Ada")));
    let error = ask(&tester, "greet", Value::Null).await.unwrap_err();
    assert!(
        error.to_string().contains("`name` must be a text"),
        "{error}"
    );
    assert!(ask(&tester, "leave", Value::Null).await.is_err());
}

#[tokio::test]
async fn its_action_shows_a_notice() {
    let tester = running().await;
    let actions = tester.manager().module(NAME).unwrap().actions();
    assert_eq!(actions[0].name, "greet");
    let done = ask(&tester, "action.greet", json!({ "pane": 7 })).await;
    assert_eq!(done, Ok(Value::Null));
    let notice = (NAME.to_owned(), "Good day, pane 7".to_owned());
    assert_eq!(tester.host().toasts(), [notice]);
}

#[tokio::test]
async fn its_tool_is_called_through_the_gate_and_is_on_record() {
    let tester = running().await;
    let call = ToolCall {
        name: "hello_world__greet".into(),
        args: json!({ "name": "model" }),
    };
    // It touches nothing, so nobody is asked.
    let said = tester.host().gate().run(call).await;
    assert_eq!(said, Ok("Good day, model".into()));
    let tools: Vec<String> = tester
        .host()
        .audit()
        .into_iter()
        .map(|row| row.tool)
        .collect();
    assert_eq!(tools, ["hello_world__greet"]);
}

#[tokio::test]
async fn its_overlay_has_the_tool_greet_who_is_typed_and_escape_closes_it() {
    let tester = running().await;
    let size = Size { cols: 40, rows: 5 };
    let mut placement = None;
    let mut view = ViewTester::open_on(Arc::clone(tester.host()), size, |context| {
        let overlay = tester.manager().create_overlay(NAME, context).unwrap();
        placement = Some(overlay.placement);
        overlay
    });
    assert_eq!(placement, Some(Placement::Bottom { percent: 30 }));
    assert_eq!(view.screen(), "Who is there?");
    view.type_("Bobb");
    view.key(Key::Backspace);
    view.key(Key::Enter);
    view.wait_until("the greeting", |screen| screen.contains("Good day, Bob"))
        .await;
    let rows = tester.host().audit();
    assert_eq!(rows[0].principal, NAME);
    assert!(!view.wants_close());
    view.key(Key::Escape);
    assert!(view.wants_close());
}

#[tokio::test]
async fn it_counts_bells_and_shows_them_in_its_health() {
    let tester = running().await;
    for _ in 0..3 {
        tester.manager().dispatch_event(&EventData {
            name: "bell".into(),
            pane: None,
            args: json!({}),
        });
    }
    let mut bells = 0.0;
    // Handlers run in the background: each look lets them go on.
    while bells < 3.0 {
        let health = tester.manager().health(NAME).await.unwrap();
        bells = health.metrics["bells"];
    }
    assert_eq!(bells, 3.0);
    assert_eq!(tester.manager().shutdown_all().await, []);
    assert_eq!(tester.state(), Some(ModuleState::Stopped));
}

#[tokio::test]
async fn a_setting_that_it_does_not_know_is_named() {
    let settings = json!({ "greting": "Good day" });
    let tester = ModuleTester::start(descriptor(Value::Null), settings).await;
    let problems = tester.setting_problems();
    assert!(problems[0].contains("greting"), "{problems:?}");
    assert!(problems[0].contains("greeting"), "{problems:?}");
}
