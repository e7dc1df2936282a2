//! The module of the tutorial in the whole program: what its author is told to put into wezterm.lua
//! does what it says, from the keyboard to the screen.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use mux::grid::Size;
use wezterm_module_framework::{ModuleDescriptor, ModuleState, ToolCall, ToolError};

use super::harness::{Running, Start};
use crate::cli::modules::{Kind, NewArgs, new_module};
use crate::folders::Folders;

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
    running.key("Alt+f");
    running.wait_for("Good day, Ada");
}

#[test]
fn its_action_is_done_by_a_key_and_is_told_the_pane() {
    let mut running = with_built_in();
    let pane = running.app.active_pane().expect("a pane");
    running.key("Alt+a");
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

/// Has `wezterm modules new` write a module, and starts with the lines that it says to add.
fn with_new(name: &str, kind: Kind) -> Running {
    let start = Start {
        size: Size { cols: 90, rows: 30 },
        ..Start::new()
    };
    let home = start.folder.path();
    let mut said = Vec::new();
    let args = NewArgs {
        name: name.to_owned(),
        kind,
        dir: None,
    };
    new_module(&args, &Folders::below(&home.join("f")), &mut said).expect("written");
    let said = String::from_utf8(said).expect("text");
    let (_, keys) = said
        .split_once("wezterm.lua:\n\n")
        .expect("the lines to add");
    let (keys, _) = keys.split_once("\n\n").expect("their end");
    let lua = format!("local wezterm = require 'wezterm'\nreturn {{ keys = {{\n{keys}}} }}");
    std::fs::write(home.join(".wezterm.lua"), lua).expect("written");
    start.run().at_prompt()
}

/// Has the gate run a tool, allows it on the card as a person does who has read it, and returns what
/// the tool says.
fn call_tool(running: &mut Running, name: &str) -> Result<String, ToolError> {
    let now = Rc::new(Cell::new(Instant::now()));
    let clock = Rc::clone(&now);
    running.app.clock = Rc::new(move || clock.get());
    let pane = running.app.active_pane().expect("a pane");
    let host = running.app.modules().expect("modules").host();
    let gate = host.gate().in_pane(pane);
    let call = ToolCall {
        name: name.to_owned(),
        args: serde_json::json!({ "name": "model" }),
    };
    let (done, answer) = std::sync::mpsc::channel();
    let look_again = running.bell();
    host.spawn(Box::pin(async move {
        // Nobody listens any more when the test has failed.
        let _ = done.send(gate.run(call).await);
        look_again();
    }));
    running.wait_for("Enter or Esc denies");
    assert!(running.screen().contains(name), "{}", running.screen());
    for key in ["y", "Enter"] {
        now.set(now.get() + Duration::from_millis(500));
        running.key(key);
        running.screen();
    }
    let mut said = None;
    running.wait("what the tool says", |_| {
        said = answer.try_recv().ok();
        said.is_some()
    });
    said.expect("it was waited for")
}

#[test]
fn a_new_lua_module_has_a_function_an_action_and_a_tool() {
    let mut running = with_new("weather-report", Kind::Lua);
    running.key("Alt+l");
    running.wait_for("Hello, Ada");
    let pane = running.app.active_pane().expect("a pane");
    running.key("Alt+g");
    running.wait_for(&format!("Hello, pane {}", pane.0));
    let said = call_tool(&mut running, "weather-report__greet");
    assert_eq!(said, Ok("Hello, model".to_owned()));
}

#[test]
fn a_new_process_module_has_a_function_an_action_and_a_tool() {
    let mut running = with_new("weather-report", Kind::Process);
    running.key("Alt+c");
    running.wait_for("Hello, Ada");
    let pane = running.app.active_pane().expect("a pane");
    running.key("Alt+p");
    running.wait_for(&format!("Hello, pane {}", pane.0));
    let said = call_tool(&mut running, "weather-report__greet");
    assert_eq!(said, Ok("Hello, model".to_owned()));
}

#[test]
fn a_setting_of_a_new_lua_module_counts() {
    let mut running = with_new("weather-report", Kind::Lua);
    let file = running.folder.path().join(".wezterm.lua");
    let lua = std::fs::read_to_string(&file).expect("written");
    let settings = "return { modules = { weather_report = { greeting = 'Good day' } },";
    std::fs::write(&file, lua.replace("return {", settings)).expect("written");
    running.key("Ctrl+Shift+R");
    running.wait("the new greeting", |running| {
        running.key("Alt+l");
        running.turn();
        running.screen().contains("Good day, Ada")
    });
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
fn the_launcher_lists_its_action_once_with_what_it_does_and_does_it() {
    let menus = "{ key = 'F1', action = wezterm.action.ShowLauncherArgs { flags = 'FUZZY|COMMANDS' } },\n\
                 { key = 'F2', action = wezterm.action.ShowLauncherArgs { flags = 'KEY_ASSIGNMENTS' } },";
    let start = start(&format!("{BUILT_IN}{menus}"), "");
    let start = Start {
        size: Size {
            cols: 110,
            rows: 100,
        },
        ..start
    };
    let mut running = start.with_modules(built_in).run().at_prompt();
    let pane = running.app.active_pane().expect("a pane");
    settle(&running);
    let entry = "(RunModuleAction hello-world greet; Alt+A)";
    for key in ["F2", "F1"] {
        running.key(key);
        running.wait_for(entry);
        let screen = running.screen();
        let rows: Vec<&str> = screen.lines().filter(|row| row.contains(entry)).collect();
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert!(!rows[0].contains("have a module do"), "{rows:?}");
        if key == "F2" {
            running.key("Escape");
            running.wait_gone(entry);
        }
    }
    running.type_("hello-world greet");
    running.wait("the best", |running| running.row(2).contains(entry));
    running.key("Enter");
    running.wait_for(&format!("pane {}", pane.0));
}

/// Waits until the module runs.
fn settle(running: &Running) {
    let modules = running.app.modules().expect("the framework is on");
    let settled = modules.manager().settled("hello-world");
    assert_eq!(
        futures::executor::block_on(settled),
        Some(ModuleState::Loaded)
    );
}

#[test]
fn keys_that_name_what_is_not_there_are_told_once_the_modules_have_settled() {
    let keys = "{ key = 'x', mods = 'ALT', action = wezterm.action.RunModuleAction \
                { module = 'hello-world', action = 'great' } },\n\
                { key = 'n', mods = 'LEADER', action = wezterm.action.Multiple { \
                wezterm.action.ActivateModuleOverlay 'helo-world', \
                wezterm.action.ActivateModuleOverlay 'helo-world' } },";
    let start = Start {
        size: Size {
            cols: 160,
            rows: 16,
        },
        ..start(keys, "")
    };
    let mut running = start.with_modules(built_in).run().at_prompt();
    let action = "Alt+X: module `hello-world` has no action `great`; did you mean `greet`?";
    let module = "Leader n: there is no module `helo-world`; did you mean `hello-world`?";
    running.wait_for(action);
    running.wait_for(module);
    let file = running.folder.path().join(".wezterm.lua");
    let text = std::fs::read_to_string(&file).expect("there");
    std::fs::write(&file, text.replace("'great'", "'greet'")).expect("written");
    running.wait_gone(action);
    running.wait_for(module);
    running.key("Ctrl+Shift+R");
    running.wait("the check of the last reading", |running| {
        running.screen().matches(module).count() == 1
    });
    running.key("Escape");
    running.wait_gone(module);
}

#[test]
fn keys_of_a_module_that_is_off_or_right_are_no_problem() {
    let keys = "{ key = 'x', mods = 'ALT', action = wezterm.action.RunModuleAction \
                { module = 'hello-world', action = 'great' } },\n\
                { key = 'n', mods = 'ALT', action = wezterm.action.ActivateModuleOverlay 'nobody' },";
    let start = start(keys, "hello_world = { enabled = false }");
    let mut running = start.with_modules(built_in).run().at_prompt();
    running.wait_for("Alt+N: there is no module `nobody`");
    assert!(!running.screen().contains("great"), "{}", running.screen());
    let right = start_again(&running, BUILT_IN);
    running.wait_gone("nobody");
    settle_again(&mut running);
    assert!(!running.screen().contains("greet"), "{right}");
}

#[test]
fn an_action_that_cannot_be_done_says_what_is_wrong_with_its_name_or_its_module() {
    let action = |key: &str, module: &str, action: &str| {
        format!(
            "{{ key = '{key}', mods = 'ALT', action = wezterm.action.RunModuleAction \
             {{ module = '{module}', action = '{action}' }} }},\n"
        )
    };
    let keys = [
        action("1", "hello-world", "great"),
        action("2", "helo-world", "greet"),
    ];
    let start = Start {
        size: Size {
            cols: 160,
            rows: 16,
        },
        ..start(&keys.concat(), "")
    };
    let mut running = start.with_modules(built_in).run().at_prompt();
    running.wait_for("Alt+2: there is no module");
    running.key("Escape");
    running.wait_gone("Alt+2: there is no module");
    // A notice breaks its lines.
    running.key("Alt+1");
    running.wait_for("module `hello-world` has no action `great`");
    running.key("Alt+2");
    running.wait_for("there is no module `helo-world`");
}

/// Writes other keys to the configuration that runs.
fn start_again(running: &Running, keys: &str) -> String {
    let text = format!(
        "local wezterm = require 'wezterm'\n\
         return {{ enable_tab_bar = false, keys = {{\n{keys}}} }}"
    );
    let file = running.folder.path().join(".wezterm.lua");
    std::fs::write(file, &text).expect("written");
    text
}

/// Waits until the module runs after a change, and what was posted then is done.
fn settle_again(running: &mut Running) {
    running.wait("the module", |running| {
        let modules = running.app.modules().expect("the framework is on");
        modules.manager().module("hello-world").is_some()
    });
    running.key("Alt+a");
    running.wait_for("pane");
}

#[test]
fn without_the_framework_its_keys_say_how_to_switch_it_on() {
    let keys = format!(
        "local wezterm = require 'wezterm'\n\
         return {{ enable_module_framework = false, keys = {{\n{BUILT_IN}}} }}"
    );
    let mut running = Start::lua(&keys).with_modules(built_in).run().at_prompt();
    for key in ["Alt+a", "Alt+o"] {
        running.key(key);
        running.wait_for("Modules are switched off");
    }
}
