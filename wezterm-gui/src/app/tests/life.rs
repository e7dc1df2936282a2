//! Modules switched off, on and over while the terminal runs, seen from the keyboard.

use mux::grid::Size;

use super::assistant;
use super::harness::{Running, Start};

/// Keys that switch the assistant off, on and over, and one that asks it.
const KEYS: &str = r#"
    local wezterm = require 'wezterm'
    local function key(name, work)
      local action = wezterm.action_callback(function(window)
        local fine, answer = pcall(work)
        window:toast_notification(name, tostring(answer), nil, 60000)
      end)
      return { key = name, mods = 'ALT', action = action }
    end
    local function changed(change)
      return 'stopped ' .. table.concat(change.stopped, ',') .. ' started '
        .. table.concat(change.started, ',') .. ' ' .. table.concat(change.remarks, ',')
    end
    wezterm.modules.on('build', function(data, about)
      wezterm.GLOBAL.heard = (wezterm.GLOBAL.heard or 0) + 1
      wezterm.log_info('heard')
      if data.tell then
        wezterm.modules.broadcast('told', about.from .. ' ' .. about.event .. ' ' .. data.tell)
      end
    end)
    local told
    wezterm.modules.on('told', function(data) told = data end)
    local query = wezterm.ai.query
    return {
      enable_tab_bar = false,
      keys = {
        key('d', function() return changed(wezterm.modules.disable('ai-assistant')) end),
        key('e', function() return changed(wezterm.modules.enable('ai-assistant')) end),
        key('r', function() return changed(wezterm.modules.reload('ai-assistant')) end),
        key('q', function() return query('this') end),
        key('b', function() return 'told ' .. wezterm.modules.broadcast('build', { tell = 'done' }) end),
        key('h', function() return told end),
        { key = 's', mods = 'ALT', action = wezterm.action.SplitModulePane { module = 'ai-assistant' } },
      },
    }"#;

fn start() -> Running {
    Start::lua(KEYS)
        .with_modules(assistant::over)
        .run()
        .at_prompt()
}

#[test]
fn a_module_that_is_switched_off_takes_its_view_and_its_key_says_how_to_get_it_back() {
    // There is room for the view's heading beside the toasts.
    let start = Start {
        size: Size::new(140, 16),
        ..Start::lua(KEYS).with_modules(assistant::over)
    };
    let mut running = start.run().at_prompt();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    running.key("Alt+d");
    running.wait_for("stopped ai-assistant");
    assert!(!running.screen().contains("ASSISTANT"));
    running.type_("echo shell-$((1+1))\n");
    running.wait_for("shell-2");

    running.key("Ctrl+Shift+A");
    running.wait_for("module `ai-assistant` is disabled;");
    running.wait_for("starts it");
    running.key("Alt+q");
    running.wait_for("runtime error: module `ai-assistant` is");

    running.key("Alt+e");
    running.wait_for("started ai-assistant");
    running.key("Alt+q");
    running.wait_for("an answer to this");
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT 140x16");
}

#[test]
fn a_pane_that_a_module_draws_goes_with_it() {
    let mut running = start();
    running.key("Alt+s");
    running.wait_for("ASSISTANT");
    running.key("Alt+d");
    running.wait_gone("ASSISTANT");
    running.type_("stty size\n");
    running.wait_for("16 60");
}

#[test]
fn a_reloaded_module_is_a_new_one() {
    let mut running = start();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    running.type_("draft");
    running.wait_for("? draft");
    running.key("Alt+r");
    running.wait_for("stopped ai-assistant started ai-assistant");
    assert!(!running.screen().contains("ASSISTANT"));
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    assert!(!running.screen().contains("draft"));
}

#[test]
fn lua_hears_what_is_broadcast() {
    let mut running = start();
    running.key("Alt+b");
    // The terminal itself is the only subscriber, and the file the one that speaks.
    running.wait_for("told 1");
    running.wait("the answer to the broadcast", |running| {
        running.key("Alt+h");
        running.turn();
        running.screen().contains("user-lua build done")
    });
}

#[test]
fn what_a_person_switched_off_stays_off_after_a_restart() {
    let mut running = start();
    running.key("Alt+d");
    running.wait_for("stopped ai-assistant");
    let Running { app, folder, .. } = running;
    drop(app);
    let state = folder.path().join("f/state/state.toml");
    let text = std::fs::read_to_string(state).expect("written");
    assert!(text.contains("disabled = [\"ai-assistant\"]"), "{text}");

    let again = Start {
        folder,
        ..Start::new()
    };
    let mut running = again.with_modules(assistant::over).run().at_prompt();
    running.key("Ctrl+Shift+A");
    running.wait_for("module `ai-assistant` is disabled;");
}

#[test]
fn a_changed_file_switches_a_module_off_and_on() {
    let mut running = start();
    let file = running.folder.path().join(".wezterm.lua");
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    let off = r#"
        local wezterm = require 'wezterm'
        return {
          modules = { ai_assistant = { enabled = false } },
          keys = { { key = 'i', mods = 'ALT', action = wezterm.action.ActivateAiAssistant } },
        }"#;
    std::fs::write(&file, off).expect("written");
    running.wait_gone("ASSISTANT");
    running.key("Alt+i");
    running.wait_for("config.modules.ai_assistant.enabled");
    std::fs::write(&file, "return {}").expect("written");
    running.wait("the assistant to run again", |running| {
        let modules = running.app.modules().expect("the framework is on");
        modules.manager().module("ai-assistant").is_some()
    });
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    std::fs::write(&file, "return { enable_module_framework = false }").expect("written");
    running.wait_for("enable_module_framework takes effect");
}
