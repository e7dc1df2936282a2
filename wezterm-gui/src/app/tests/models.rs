//! Another model for the assistant of a running terminal, chosen over its socket.

use serde_json::{Value, json};

use super::commands::call;
use super::harness::{Running, Start};

fn running(lua: &str) -> Running {
    let mut running = Start {
        socket: true,
        ..Start::lua(lua)
    }
    .with_modules(crate::builtins::builtin_modules)
    .run()
    .at_prompt();
    running.wait("all modules", |running| {
        let modules = running.app.modules().expect("the framework is on");
        let list = modules.manager().list();
        list.iter().all(|module| module.status.word() == "loaded")
    });
    running
}

#[test]
fn another_model_is_used_at_once_and_the_choice_is_kept() {
    let mut running = running("return {}");
    running.key("Ctrl+Shift+a");
    running.wait_for("Assistant · starter model");
    let params = json!({ "model": "/models/other" });
    let answer = call(&mut running, "use-model", params.clone());
    assert_eq!(
        answer,
        Ok(json!({ "model": "/models/other", "remarks": [] }))
    );
    // The overlay is the same one: the module was not replaced.
    running.key("x");
    running.wait_for("Assistant · other");
    let chosen = running.app.choices().chosen_model();
    assert_eq!(chosen.as_deref(), Some("/models/other"));
    let back = call(&mut running, "use-model", json!({ "model": Value::Null }));
    assert_eq!(back, Ok(json!({ "model": Value::Null, "remarks": [] })));
    running.key("y");
    running.wait_for("Assistant · starter model");
    assert_eq!(running.app.choices().chosen_model(), None);
}

#[test]
fn what_wezterm_lua_settles_is_not_changed() {
    let mut running =
        running("return { modules = { ai_assistant = { model = { model_id = '/m' } } } }");
    let answer = call(
        &mut running,
        "use-model",
        json!({ "model": "/models/other" }),
    );
    let why = answer.expect_err("it is refused");
    assert!(why.contains("wezterm.lua settles the model (/m)"), "{why}");
    assert_eq!(running.app.choices().chosen_model(), None);
}
