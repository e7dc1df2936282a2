//! Windows, workspaces, domains and panes of modules, by keys, mouse and socket.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use serde_json::{Value, json};

use super::assistant;
use super::clients::wait_until_alone;
use super::commands::call;
use super::harness::{Running, Start};
use crate::socket::Client;
use mux::Direction;
use wezterm_module_framework::{ModuleDescriptor, ModuleState};

const KEYS: &str = "
    local act = require('wezterm').action
    return {
        enable_tab_bar = false,
        set_environment_variables = { PS1 = '$ ', ENV = '' },
        default_workspace = 'main',
        keys = {
            { key = 'F1', action = act.SwitchToWorkspace { name = 'work' } },
            { key = 'F2', action = act.SwitchWorkspaceRelative(1) },
            { key = 'F3', action = act.SplitPane { direction = 'Right', size = { Cells = 20 } } },
            { key = 'F4', action = act.RotatePanes 'Clockwise' },
            { key = 'F5', action = act.SetPaneZoomState(true) },
            { key = 'F6', action = act.ActivatePaneDirection 'Left' },
            { key = 'F7', action = act.SplitModulePane { module = 'ai-assistant', size = { Percent = 40 } } },
            { key = 'F8', action = act.SwitchToWorkspace },
            { key = 'F9', action = act.ActivateWindowRelative(1) },
        },
    }
";

fn with(text: &str) -> Running {
    started(text).at_prompt()
}

fn started(text: &str) -> Running {
    Start {
        socket: true,
        ..Start::lua(text)
    }
    .with_modules(assistant::over)
    .run()
}

fn with_module(builtins: fn() -> Vec<ModuleDescriptor>) -> Running {
    Start {
        socket: true,
        ..Start::lua(KEYS)
    }
    .with_modules(builtins)
    .run()
    .at_prompt()
}

/// Returns where the module is in its life.
fn state_of_module(running: &Running) -> Option<ModuleState> {
    let modules = running.app.modules()?;
    modules.manager().state("ai-assistant")
}

fn list(running: &mut Running) -> Vec<Value> {
    let list = call(running, "list", Value::Null).expect("a list");
    list.as_array().expect("rows").clone()
}

fn workspaces(running: &mut Running) -> Vec<String> {
    let names = list(running).into_iter();
    let names = names.map(|row| row["workspace"].as_str().unwrap_or_default().to_owned());
    names.collect()
}

#[test]
fn workspaces_keep_their_windows_and_come_back_as_they_were() {
    let mut running = with(KEYS);
    running.type_("echo first-$((0+1))\n");
    running.wait_for("first-1");
    running.key("F1");
    running.wait("a new shell", |running| {
        let screen = running.screen();
        screen.contains('$') && !screen.contains("first-1")
    });
    running.type_("echo second-$((1+1))\n");
    running.wait_for("second-2");
    assert_eq!(workspaces(&mut running), ["main", "work"]);
    running.key("F2");
    running.wait_for("first-1");
    running.key("F1");
    running.wait_for("second-2");
    let renamed = json!({ "new_workspace": "play" });
    call(&mut running, "rename-workspace", renamed).expect("renamed");
    assert_eq!(workspaces(&mut running), ["main", "play"]);
    let error = call(
        &mut running,
        "rename-workspace",
        json!({ "workspace": "no", "new_workspace": "x" }),
    );
    let error = error.expect_err("there is none");
    assert!(error.contains("main, play"), "{error}");
    // When its last shell ends, the one before is shown; a new one gets a name of its own.
    running.type_("exit\n");
    running.wait_for("first-1");
    running.key("F8");
    running.wait_gone("first-1");
    assert_eq!(workspaces(&mut running), ["main", "workspace-2"]);
}

#[test]
fn a_program_that_cannot_be_started_leaves_the_window_before_as_it_was() {
    let text = KEYS.replacen(
        "keys = {",
        "keys = { { key = 'F12', action = act.SwitchToWorkspace { name = 'x', spawn = { args = { 'no-such' } } } }, { key = 'F11', action = act.SpawnTab },",
        1,
    );
    let mut running = with(&text);
    running.key("F11");
    let shown = running.app.active_pane();
    running.key("F12");
    running.wait_for("no-such");
    assert_eq!(running.app.active_pane(), shown);
    assert_eq!(running.app.mux().active_workspace(), "main");
}

#[test]
fn a_window_opened_from_outside_comes_to_the_front_in_the_workspace_that_is_shown() {
    let mut running = with(KEYS);
    running.type_("echo first-$((0+1))\n");
    running.wait_for("first-1");
    let elsewhere = json!({ "new_window": true, "workspace": "elsewhere" });
    let hidden = call(&mut running, "spawn", elsewhere).expect("spawned");
    assert!(
        running.screen().contains("first-1"),
        "it is shown elsewhere"
    );
    let new = call(&mut running, "spawn", json!({ "new_window": true })).expect("spawned");
    running.wait_gone("first-1");
    assert_eq!(
        running.app.active_pane().map(|pane| json!(pane.0)),
        Some(new.clone())
    );
    running.key("F9");
    running.wait_for("first-1");
    call(&mut running, "activate-pane", json!({ "pane_id": hidden })).expect("activated");
    running.wait_gone("first-1");
    assert_eq!(running.app.mux().active_workspace(), "elsewhere");
    // A tab of its own in the window of another pane.
    let moved = json!({ "pane_id": new, "window_id": list(&mut running)[0]["window_id"] });
    call(&mut running, "move-pane-to-new-tab", moved).expect("moved");
    let rows = list(&mut running);
    let of = |pane: &Value, name: &str| {
        let row = rows.iter().find(|row| row["pane_id"] == *pane);
        row.map(|row| row[name].clone())
    };
    assert_eq!(of(&new, "window_id"), Some(rows[0]["window_id"].clone()));
    assert_ne!(of(&new, "tab_id"), Some(rows[0]["tab_id"].clone()));
}

#[test]
fn panes_get_the_asked_room_rotate_and_are_dragged_apart() {
    let mut running = with(KEYS);
    let first = running.app.active_pane().expect("a pane");
    running.key("F3");
    let second = running.app.active_pane().expect("a pane");
    let cols = |running: &Running, pane| running.app.mux().pane(pane).map(|pane| pane.size().cols);
    assert_eq!(
        (cols(&running, first), cols(&running, second)),
        (Some(39), Some(20))
    );
    running.key("F4");
    assert_eq!(
        (cols(&running, first), cols(&running, second)),
        (Some(20), Some(39))
    );
    // The divider is in column 39; its panes keep a cell when it is dragged out of the window.
    running.drag((39, 5), (9, 7));
    assert_eq!(
        (cols(&running, second), cols(&running, first)),
        (Some(9), Some(50))
    );
    running.drag((9, 5), (99, 7));
    assert_eq!(cols(&running, first), Some(1));
    running.drag((58, 5), (30, 5));
    running.key("F5");
    assert_eq!(cols(&running, second), Some(60));
    assert!(!running.screen().contains('│'));
    running.key("F6");
    assert_eq!(cols(&running, second), Some(60), "nothing is to its left");
    running.app.focus_pane(first);
    assert_eq!(cols(&running, second), Some(30));
    let swapped = json!({ "pane_id": first.0, "with_pane_id": second.0 });
    call(&mut running, "swap-panes", swapped).expect("swapped");
    assert_eq!(
        running.app.mux().neighbour(first, Direction::Right),
        Some(second)
    );
    let moved = json!({ "pane_id": first.0, "direction": "Up", "percent": 25, "top_level": true, "move_pane_id": second.0 });
    call(&mut running, "split-pane", moved).expect("moved");
    assert_eq!(
        running.app.mux().neighbour(first, Direction::Up),
        Some(second)
    );
    assert_eq!(cols(&running, first), Some(60));
    let error = call(
        &mut running,
        "split-pane",
        json!({ "direction": "Up", "percent": 0 }),
    );
    assert!(
        error
            .expect_err("nothing")
            .contains("percent, from 1 to 99")
    );
}

#[test]
fn a_zoomed_pane_stays_so_where_the_configuration_says_so() {
    let text = KEYS.replacen("return {", "return { unzoom_on_switch_pane = false,", 1);
    let mut running = with(&text);
    running.key("F3");
    running.key("F5");
    let zoomed = running.app.active_pane();
    running.key("F6");
    assert_eq!(running.app.active_pane(), zoomed);
    assert!(zoomed.is_some_and(|pane| running.app.is_zoomed(pane)));
}

#[test]
fn the_title_says_that_a_pane_is_zoomed() {
    let mut running = with(KEYS);
    let signs = |running: &mut Running| {
        let title = running.app.frame().title.clone();
        title
            .rfind("] ")
            .map_or(String::new(), |end| title[..=end].to_owned())
    };
    running.key("F3");
    assert_eq!(signs(&mut running), "");
    running.key("F5");
    assert_eq!(signs(&mut running), "[Z]");
    running.key("Ctrl+Shift+t");
    assert_eq!(signs(&mut running), "[2/2]");
    running.key("Ctrl+Shift+Tab");
    assert_eq!(signs(&mut running), "[Z] [1/2]");
    running.key("Ctrl+Shift+z");
    assert_eq!(signs(&mut running), "[1/2]");
}

const BOX: &str = "
    local wezterm = require 'wezterm'
    local fix = function(cmd)
        local id = cmd.set_environment_variables.WEZTERM_PANE
        local inner = table.concat(cmd.args or { 'sh' }, ' ')
        cmd.args = { '/bin/sh', '-c', 'echo boxed-' .. id .. '; exec ' .. inner }
        return cmd
    end
    return {
        enable_tab_bar = false,
        set_environment_variables = { PS1 = '$ ', ENV = '' },
        exec_domains = {
            wezterm.exec_domain('box', fix, 'In a box'),
            wezterm.exec_domain('broken', function() error 'no box today' end),
            wezterm.exec_domain('empty', function() end),
        },
        keys = {
            { key = 'F1', action = wezterm.action.SpawnTab { DomainName = 'box' } },
            { key = 'F2', action = wezterm.action.SplitVertical { domain = { DomainName = 'broken' } } },
            { key = 'F3', action = wezterm.action.SplitVertical {} },
        },
    }
";

#[test]
fn a_domain_starts_programs_as_its_function_says() {
    let mut running = with(BOX);
    running.key("F1");
    let pane = running.app.active_pane().expect("a pane");
    running.wait_for(&format!("boxed-{pane}"));
    // What is split off starts in the same domain.
    running.key("F3");
    let below = running.app.active_pane().expect("a pane");
    running.wait_for(&format!("boxed-{below}"));
    let domains: Vec<Value> = list(&mut running)
        .iter()
        .map(|row| row["domain"].clone())
        .collect();
    assert_eq!(domains, ["local", "box", "box"]);
    // A workspace that is there is shown without the function's help.
    let broken = json!({ "domain_name": "box", "new_window": true, "workspace": "there" });
    call(&mut running, "spawn", broken).expect("spawned");
    call(
        &mut running,
        "activate-workspace",
        json!({ "workspace": "default" }),
    )
    .expect("shown");
    assert_eq!(list(&mut running).len(), 4);
    let there = list(&mut running)[3]["pane_id"].clone();
    call(&mut running, "kill-pane", json!({ "pane_id": there })).expect("closed");
    running.key("F2");
    running.wait_for("no box today");
    assert_eq!(list(&mut running).len(), 3, "nothing was opened");
    for (name, why) in [
        ("empty", "its function returned no command"),
        ("nowhere", "there are local, box, broken, empty"),
    ] {
        let error = call(&mut running, "spawn", json!({ "domain_name": name }));
        let error = error.expect_err("refused");
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_default_domain_holds_for_the_first_program_and_its_faults_are_told() {
    let text = BOX.replacen("return {", "return { default_domain = 'box',", 1);
    let text = text.replacen("cmd.args or { 'sh' }", "{ 'sh' }", 1);
    let mut running = with(&text);
    running.wait_for("boxed-");
    assert_eq!(list(&mut running)[0]["domain"], "box");
    let text = BOX.replacen("return {", "return { default_domain = 'broken',", 1);
    let mut running = started(&text);
    running.wait_for("Started here");
    assert_eq!(list(&mut running)[0]["domain"], "local");
}

#[test]
fn a_module_draws_a_pane_beside_a_shell() {
    let mut running = with(KEYS);
    running.type_("echo shell-$((0+1))\n");
    running.wait_for("shell-1");
    running.key("F7");
    running.wait_for("ASSISTANT 24x16");
    assert!(running.screen().contains("shell-1"), "both are seen");
    running.type_("hello");
    running.key("Ctrl+Enter");
    running.wait_for("says hello");
    let rows = list(&mut running);
    assert_eq!(rows[1]["title"], "ai-assistant");
    let size = json!([rows[1]["size"]["cols"], rows[1]["size"]["rows"]]);
    assert_eq!(size, json!([24, 16]));
    // It is chosen and moved by its number like any other, and has no program to send text to.
    let own = rows[1]["pane_id"].clone();
    for method in ["activate-pane", "zoom-pane", "zoom-pane"] {
        call(&mut running, method, json!({ "pane_id": own })).expect(method);
    }
    let error = call(
        &mut running,
        "send-text",
        json!({ "pane_id": own, "text": "x" }),
    );
    let error = error.expect_err("no program");
    assert!(
        error.contains("the module ai-assistant draws it"),
        "{error}"
    );
    let unknown = json!({ "direction": "Down", "module": "nobody" });
    let error = call(&mut running, "split-pane", unknown).expect_err("refused");
    assert_eq!(error, "there is no module nobody");
    // The keyboard goes where it is sent, as among shells.
    running.key("F6");
    running.type_("echo typed-$((1+1))\n");
    running.wait_for("typed-2");
    running.click(50, 3);
    running.type_("!");
    running.wait_for("? !");
    running.key("Escape");
    running.wait_gone("ASSISTANT");
    assert_eq!(list(&mut running).len(), 1);
    running.wait("the whole width", |running| {
        running.app.mux().panes()[0].size().cols == 60
    });
    let pane = json!({ "direction": "Down", "module": "ai-assistant" });
    let own = call(&mut running, "split-pane", pane).expect("a number");
    assert_eq!(list(&mut running)[1]["pane_id"], own);
    running.wait_for("ASSISTANT 60x");
    // A shell that ends leaves the module's pane alone, and the program runs on.
    running.key("Ctrl+Shift+UpArrow");
    running.type_("exit\n");
    running.wait_for("ASSISTANT 60x16");
    running.key("Escape");
    running.wait("the end", |running| running.exit.is_some());
}

#[test]
fn a_key_that_wants_a_pane_of_no_module_is_told_of_before_and_when_it_is_pressed() {
    let key = "keys = {
            { key = 'F10', action = act.SplitModulePane { module = 'nobody' } },";
    let mut running = with(&KEYS.replacen("keys = {", key, 1));
    running.wait_for("F10: there is no module `nobody`");
    running.key("F10");
    running.wait_for("Not opened");
}

/// Asks for a pane of the module and leaves before there is an answer.
fn ask_and_leave(path: &Path) {
    let token = format!("{}.token", path.display());
    let token = std::fs::read_to_string(token).expect("a token");
    let requests = [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "hello",
            "params": { "version": 2, "token": token } }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "split-pane",
            "params": { "direction": "Down", "module": "ai-assistant" } }),
    ];
    let mut stream = UnixStream::connect(path).expect("connected");
    let [hello, split] = requests;
    writeln!(stream, "{hello}").expect("written");
    let mut answer = String::new();
    let mut answers = BufReader::new(stream.try_clone().expect("another end"));
    answers.read_line(&mut answer).expect("an answer");
    writeln!(stream, "{split}").expect("written");
}

#[test]
fn the_number_of_a_modules_pane_is_told_once_the_module_has_started() {
    let mut running = with_module(assistant::late);
    let path = running.app.socket_path().expect("it listens").to_owned();
    // What it asked for is read and refused before it is gone from the list, and opens no pane later.
    ask_and_leave(&path);
    wait_until_alone(&mut running);
    let bell = running.bell();
    let (reply, answer) = std::sync::mpsc::channel();
    let asking = std::thread::spawn(move || {
        let mut client = Client::connect(&path).expect("connected");
        let params = json!({ "direction": "Down", "module": "ai-assistant" });
        let told = client.call_patiently("split-pane", params);
        reply.send(told).expect("the test waits");
        bell();
    });
    running.wait("the module starts", |running| {
        state_of_module(running) == Some(ModuleState::Starting)
    });
    assert_eq!(list(&mut running).len(), 1);
    assert!(answer.try_recv().is_err(), "there is no pane to tell of");
    assistant::MAY_START.add_permits(1);
    let mut told = None;
    running.wait("the pane's number", |_| {
        told = answer.try_recv().ok();
        told.is_some()
    });
    asking.join().expect("no panic");
    let number = told.expect("just seen").expect("a pane");
    let rows = list(&mut running);
    assert_eq!((rows.len(), &rows[1]["pane_id"]), (2, &number), "{rows:?}");
    running.wait_for("ASSISTANT");
}

#[test]
fn a_pane_of_modules_that_are_switched_off_is_refused_with_what_to_do() {
    let off = "return { enable_module_framework = false,";
    let mut running = with(&KEYS.replacen("return {", off, 1));
    let pane = json!({ "direction": "Down", "module": "ai-assistant" });
    let error = call(&mut running, "split-pane", pane).expect_err("refused");
    assert!(
        error.contains("config.enable_module_framework = true"),
        "{error}"
    );
}

#[test]
fn why_a_module_has_no_pane_is_told_to_who_asked() {
    let mut running = with_module(assistant::broken);
    let params = json!({ "direction": "Down", "module": "ai-assistant" });
    let error = call(&mut running, "split-pane", params.clone()).expect_err("no pane");
    assert!(error.contains("made to fail"), "{error}");
    assert!(!running.screen().contains("Not opened"));
    let mut both = params;
    both["move_pane_id"] = json!(1);
    let error = call(&mut running, "split-pane", both).expect_err("refused");
    assert!(error.contains("either module or move_pane_id"), "{error}");
    assert_eq!(list(&mut running).len(), 1);
}
