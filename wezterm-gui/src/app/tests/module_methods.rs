//! Modules looked after over the socket, and by `wezterm modules` at its other end.

use std::sync::Arc;

use clap::Parser;
use serde_json::{Value, json};
use wezterm_module_framework::{
    ModuleContext, ModuleDescriptor, ModuleHealth, ModuleMetadata, WezTermModule, async_trait,
};

use super::assistant;
use super::commands::{ask, call};
use super::harness::{Running, Start};
use crate::cli::{Cli, Command, ModulesCommand, tell};
use crate::socket::Client;

/// A module that needs the assistant's.
struct Leaf;

#[async_trait]
impl WezTermModule for Leaf {
    fn metadata(&self) -> ModuleMetadata {
        ModuleMetadata {
            name: "leaf".to_owned(),
            version: "0.2.0".to_owned(),
            author: "tests".to_owned(),
            description: "Hangs on\u{1b}[2K another".to_owned(),
            capabilities: Vec::new(),
            dependencies: vec!["ai-assistant".to_owned()],
            lua_namespace: None,
        }
    }

    async fn initialize(&self, _: ModuleContext) -> anyhow::Result<()> {
        Ok(())
    }

    fn health_check(&self) -> ModuleHealth {
        ModuleHealth::degraded("it is autumn").metric("leaves", 3.0)
    }
}

fn two() -> Vec<ModuleDescriptor> {
    let leaf = |_| Ok(Arc::new(Leaf) as Arc<dyn WezTermModule>);
    let leaf = ModuleDescriptor::built_in(Leaf.metadata(), Value::Null, leaf);
    [assistant::over(), vec![leaf]].concat()
}

fn started(lua: &str) -> Running {
    let start = Start {
        socket: true,
        ..Start::lua(lua)
    };
    let mut running = start.with_modules(two).run().at_prompt();
    running.wait("the modules to be settled", |running| {
        let modules = running.app.modules().expect("the framework is on");
        let list = modules.manager().list();
        list.iter().all(|module| module.status.is_settled())
    });
    running
}

fn states(running: &mut Running) -> Vec<(String, String)> {
    let list = call(running, "modules-list", Value::Null).expect("a list");
    let word = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = list.as_array().expect("a list").iter();
    rows.map(|row| {
        (
            word(row, "name"),
            word(row, "status") + " " + &word(row, "decided_by"),
        )
    })
    .collect()
}

fn expected(rows: [(&str, &str); 2]) -> Vec<(String, String)> {
    rows.map(|(name, state)| (name.to_owned(), state.to_owned()))
        .to_vec()
}

/// Runs `wezterm modules` against the running program.
fn modules(running: &mut Running, line: &str) -> Result<String, String> {
    let words = format!("wezterm modules {line}");
    let cli = Cli::try_parse_from(words.split(' ')).expect("a command");
    let Some(Command::Modules {
        command: ModulesCommand::Ask(question),
    }) = cli.command
    else {
        panic!("{words}");
    };
    ask(running, move |path| {
        let mut client = Client::connect(&path).expect("connected");
        let mut output = Vec::new();
        let told = tell(&mut client, &question, &mut output);
        told.map_err(|error| format!("{error:#}"))?;
        Ok(String::from_utf8(output).expect("text"))
    })
}

#[test]
fn modules_are_listed_described_and_asked_how_they_are() {
    let mut running = started("return {}");
    let running_by_default = expected([
        ("ai-assistant", "loaded default"),
        ("leaf", "loaded default"),
    ]);
    assert_eq!(states(&mut running), running_by_default);
    let info = call(&mut running, "module-info", json!({ "name": "leaf" })).expect("known");
    assert_eq!(
        info,
        json!({
            "name": "leaf",
            "version": "0.2.0",
            "status": "loaded",
            "error": null,
            "decided_by": "default",
            "builtin": true,
            "description": "Hangs on\u{1b}[2K another",
            "author": "tests",
            "capabilities": [],
            "granted": [],
            "dependencies": ["ai-assistant"],
            "lua_namespace": null,
            "reason": null,
            "metrics": {
                "panics": 0.0, "missed_deadlines": 0.0, "slow_calls": 0.0, "events_missed": 0.0,
            },
        })
    );
    let written = modules(&mut running, "list").expect("a table");
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(
        [lines[0], lines[2]],
        [
            "NAME         VERSION STATUS DECIDED-BY DESCRIPTION",
            "leaf         0.2.0   loaded default    Hangs on\\u{1b}[2K another",
        ]
    );
    let written = modules(&mut running, "info leaf").expect("lines");
    assert!(
        written.contains("\ndepends on:  ai-assistant\n"),
        "{written}"
    );
    let written = modules(&mut running, "health leaf").expect("a table");
    assert_eq!(
        written,
        "NAME STATUS   MESSAGE      METRICS\nleaf Degraded it is autumn leaves 3\n"
    );
    let written = modules(&mut running, "health --format json").expect("JSON");
    let all: Value = serde_json::from_str(&written).expect("JSON");
    let names: Vec<&str> = all
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| row["name"].as_str())
        .collect();
    assert_eq!(names, ["ai-assistant", "leaf"]);
}

#[test]
fn a_module_is_switched_off_with_what_needs_it_and_on_and_over() {
    let mut running = started("return {}");
    assert_eq!(
        modules(&mut running, "disable ai-assistant"),
        Ok("ai-assistant is disabled\noff with it, as they depend on it: leaf\n".to_owned())
    );
    assert_eq!(
        states(&mut running),
        expected([
            ("ai-assistant", "disabled state.toml"),
            ("leaf", "failed default")
        ])
    );
    let state = running.folder.path().join("f/state/state.toml");
    let kept = std::fs::read_to_string(&state).expect("written");
    assert!(kept.contains("disabled = [\"ai-assistant\"]"), "{kept}");
    assert_eq!(
        modules(&mut running, "reload ai-assistant"),
        Err(
            "module `ai-assistant` is disabled; `wezterm modules enable ai-assistant` starts it"
                .to_owned()
        )
    );
    assert_eq!(
        modules(&mut running, "enable ai-assistant"),
        Ok("ai-assistant is enabled\non with it: leaf\n".to_owned())
    );
    assert_eq!(
        modules(&mut running, "reload ai-assistant"),
        Ok("ai-assistant is reloaded\nrestarted with it, as they depend on it: leaf\n".to_owned())
    );
    let written = modules(&mut running, "disable leaf --format json").expect("JSON");
    let change: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(
        change,
        json!({ "name": "leaf", "stopped": ["leaf"], "started": [], "remarks": [] })
    );
}

#[test]
fn what_wezterm_lua_switches_off_is_refused_and_said() {
    let mut running = started("return { modules = { leaf = { enabled = false } } }");
    let before = expected([
        ("ai-assistant", "loaded default"),
        ("leaf", "disabled wezterm.lua"),
    ]);
    assert_eq!(states(&mut running), before);
    let refused = modules(&mut running, "enable leaf").expect_err("refused");
    assert!(
        refused.contains("config.modules.leaf.enabled = false in wezterm.lua"),
        "{refused}"
    );
    assert_eq!(states(&mut running), before);
}

#[test]
fn what_wezterm_lua_switches_on_is_off_for_this_run_from_a_shell_as_from_lua() {
    let lua = r#"
        local wezterm = require 'wezterm'
        local action = wezterm.action_callback(function(window)
          local change = wezterm.modules.disable('leaf')
          window:toast_notification('disabled', change.remarks[1], nil, 60000)
        end)
        return {
          modules = { leaf = true, ai_assistant = { enabled = true } },
          keys = { { key = 'd', mods = 'ALT', action = action } },
        }"#;
    let mut running = started(lua);
    let remark = "config.modules.leaf = true starts it again when wezterm.lua is read next";
    let off = expected([
        ("ai-assistant", "loaded wezterm.lua"),
        ("leaf", "disabled this run"),
    ]);
    assert_eq!(
        modules(&mut running, "disable leaf"),
        Ok(format!("leaf is disabled\n{remark}\n"))
    );
    assert_eq!(states(&mut running), off);
    modules(&mut running, "enable leaf").expect("enabled");
    running.key("Alt+d");
    running.wait_for("config.modules.leaf = true starts it again");
    assert_eq!(states(&mut running), off);
    let state = running.folder.path().join("f/state/state.toml");
    // Other choices may be there already.
    let kept = std::fs::read_to_string(&state).unwrap_or_default();
    assert!(!kept.contains("leaf"), "nothing of it lasts: {kept}");
}

#[test]
fn an_unknown_module_is_named_with_the_nearest_and_with_all() {
    let mut running = started("return {}");
    for wish in ["info", "health", "enable", "disable", "reload"] {
        assert_eq!(
            modules(&mut running, &format!("{wish} ai-asistant")),
            Err(
                "there is no module `ai-asistant`; did you mean `ai-assistant`? (there are \
                 ai-assistant, leaf)"
                    .to_owned()
            ),
            "{wish}"
        );
    }
}

#[test]
fn without_the_token_modules_can_be_asked_and_not_changed() {
    let mut running = started("return {}");
    let path = running.app.socket_path().expect("it listens").to_owned();
    let mut token = path.into_os_string();
    token.push(".token");
    std::fs::remove_file(token).expect("removed");
    for (method, params) in [
        ("modules-list", Value::Null),
        ("module-info", json!({ "name": "leaf" })),
        ("module-health", json!({ "name": "leaf" })),
    ] {
        call(&mut running, method, params).expect("told");
    }
    for method in ["enable-module", "disable-module", "reload-module"] {
        let refused = call(&mut running, method, json!({ "name": "leaf" })).expect_err("refused");
        assert!(refused.contains("needs the token"), "{refused}");
    }
}

#[test]
fn without_the_framework_every_method_says_how_to_switch_it_on() {
    every_method_says(
        "set config.enable_module_framework = true",
        Start::lua("return { enable_module_framework = false }"),
    );
}

#[test]
fn in_a_build_without_modules_every_method_says_so() {
    let start = Start {
        builtins: None,
        ..Start::new()
    };
    every_method_says("this build has no modules (cargo feature `modules`)", start);
}

fn every_method_says(why: &str, start: Start) {
    let start = Start {
        socket: true,
        ..start
    };
    let mut running = start.run().at_prompt();
    for line in [
        "list",
        "info leaf",
        "health",
        "enable leaf",
        "disable leaf",
        "reload leaf",
    ] {
        let refused = modules(&mut running, line).expect_err("refused");
        assert!(refused.contains(why), "{refused}");
    }
}
