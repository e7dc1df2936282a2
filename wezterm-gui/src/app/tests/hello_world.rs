//! The module of the tutorial in the whole program: what its author is told to put into wezterm.lua
//! does what it says, from the keyboard to the screen.

use std::path::Path;

use wezterm_module_framework::ModuleDescriptor;

use super::harness::{Running, Start};

/// What `wezterm modules new` says to add to the keys, for the kind `built-in`.
const BUILT_IN: &str =
    include_str!("../../../../wezterm-builtin-modules/hello-world/templates/built-in/keys.lua");

fn built_in() -> Vec<ModuleDescriptor> {
    vec![hello_world::descriptor(serde_json::Value::Null)]
}

/// Starts with these keys and settings of the module.
fn start(keys: &str, settings: &str) -> Start {
    Start::lua(&format!(
        "local wezterm = require 'wezterm'\n\
         return {{ enable_tab_bar = false, modules = {{ {settings} }}, keys = {{\n{keys}}} }}"
    ))
}

fn with_built_in() -> Running {
    start(BUILT_IN, "hello_world = { greeting = 'Good day' }")
        .with_modules(built_in)
        .run()
        .at_prompt()
}

#[test]
fn its_lua_function_is_called_by_a_key() {
    let mut running = with_built_in();
    running.key("Alt+l");
    running.wait_for("Good day, Ada");
}

#[test]
fn its_action_is_done_by_a_key_and_is_told_the_pane() {
    let mut running = with_built_in();
    let pane = running.app.active_pane().expect("a pane");
    running.key("Alt+g");
    running.wait_for(&format!("Good day, pane {}", pane.0));
}

#[test]
fn its_overlay_opens_and_closes_by_a_key_and_calls_its_tool_through_the_gate() {
    let mut running = with_built_in();
    running.key("Alt+o");
    running.wait_for("Who is there?");
    running.type_("Bob\n");
    running.wait_for("Good day, Bob");
    let record = running.folder.path().join("f/state/audit.jsonl");
    running.wait("the call on record", |_| on_record(&record));
    running.key("Alt+o");
    running.wait_gone("Who is there?");
    running.type_("echo shell-$((1+1))\n");
    running.wait_for("shell-2");
}

fn on_record(record: &Path) -> bool {
    let text = std::fs::read_to_string(record).unwrap_or_default();
    text.contains("hello_world__greet") && text.contains("\"hello-world\"")
}

#[test]
fn an_action_that_there_is_none_of_is_said_by_name() {
    let keys = "{ key = 'x', mods = 'ALT', action = wezterm.action.RunModuleAction \
                { module = 'hello-world', action = 'leave' } },\n\
                { key = 'n', mods = 'ALT', action = wezterm.action.RunModuleAction \
                { module = 'nobody', action = 'greet' } },";
    let mut running = start(keys, "").with_modules(built_in).run().at_prompt();
    running.key("Alt+x");
    running.wait_for("action.leave");
    running.key("Alt+n");
    running.wait_for("nobody");
}

#[test]
fn without_the_framework_its_keys_say_how_to_switch_it_on() {
    let keys = format!(
        "local wezterm = require 'wezterm'\n\
         return {{ enable_module_framework = false, keys = {{\n{BUILT_IN}}} }}"
    );
    let mut running = Start::lua(&keys).with_modules(built_in).run().at_prompt();
    for key in ["Alt+g", "Alt+o"] {
        running.key(key);
        running.wait_for("Modules are switched off");
    }
}
