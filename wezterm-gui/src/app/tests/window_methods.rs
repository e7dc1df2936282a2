//! The methods of a window in Lua: what they ask of the front end, and what they tell of it.

use config::WindowLevel;
use mux::input::{Mods, MouseButton, MouseEvent, MouseKind};

use super::harness::{Running, Start};
use crate::app::Appearance;
use crate::frame::{WindowChange, WindowRequest, WindowSupport};

/// A shell, and a key that runs `body` with the window and puts what it returns on the clipboard.
fn asking(body: &str) -> Running {
    let lua = format!(
        "local wezterm = require 'wezterm'
        local function ask(window, pane)
            {body}
        end
        local act = wezterm.action_callback(function(window, pane)
            local told = table.pack(ask(window, pane))
            for i = 1, told.n do told[i] = tostring(told[i]) end
            window:copy_to_clipboard('told ' .. table.concat(told, '|'))
        end)
        wezterm.on('bell', function(window, pane) window:perform_action(act, pane) end)
        return {{ enable_tab_bar = false, keys = {{ {{ key = 'k', mods = 'ALT', action = act }} }} }}"
    );
    Start::lua(&lua).run().at_prompt()
}

/// Waits for what the key's function returned.
fn answer(running: &mut Running) -> String {
    let mut answer = None;
    running.wait("the answer", |running| {
        answer = running.requests.iter().find_map(|request| match request {
            WindowRequest::SetClipboard(text) => text.strip_prefix("told ").map(str::to_owned),
            _ => None,
        });
        answer.is_some()
    });
    running.requests.clear();
    answer.expect("just seen")
}

/// Presses the key and waits for the answer.
fn told(running: &mut Running) -> String {
    running.requests.clear();
    running.key("Alt+k");
    answer(running)
}

#[test]
fn a_window_is_moved_sized_and_brought_to_the_front() {
    let mut running = asking(
        "window:set_inner_size(1280 / 2, 480.4)
        window:set_position(-20, 30)
        window:maximize()
        window:restore()
        window:toggle_fullscreen()
        window:focus()
        return 'done'",
    );
    running.key("Alt+k");
    running.wait_request(&WindowRequest::SetClipboard("told done".to_owned()));
    let asked = running.requests.iter().filter(|request| {
        matches!(
            request,
            WindowRequest::Change(_) | WindowRequest::ToggleFullScreen
        )
    });
    assert_eq!(
        asked.cloned().collect::<Vec<_>>(),
        [
            WindowRequest::Change(WindowChange::InnerSize(640, 480)),
            WindowRequest::Change(WindowChange::Position(-20, 30)),
            WindowRequest::Change(WindowChange::Maximize),
            WindowRequest::Change(WindowChange::Restore),
            WindowRequest::ToggleFullScreen,
            WindowRequest::Change(WindowChange::Focus),
        ]
    );
}

#[test]
fn a_size_that_no_window_has_is_refused_in_words() {
    let mut running = asking(
        "local words = {}
        for _, size in ipairs { 0, -1, 0 / 0, 1e9 } do
            local ok, why = pcall(window.set_inner_size, window, size, 10)
            words[#words + 1] = tostring(ok) .. ' ' .. tostring(why):match('window:set_inner_size: width')
        end
        return table.concat(words, ',')",
    );
    let refused = ["false window:set_inner_size: width"; 4].join(",");
    assert_eq!(told(&mut running), refused);
}

#[test]
fn what_the_front_end_tells_of_its_surroundings_is_told_to_lua() {
    let mut running = asking(
        "local mods, lights = window:keyboard_modifiers()
        return window:get_appearance(), window:composition_status(), mods, '<' .. lights .. '>',
            window:get_dimensions().is_full_screen, #wezterm.gui.gui_windows(),
            wezterm.gui.gui_window_for_mux_window(window:window_id()):window_id() == window:window_id(),
            wezterm.gui.gui_window_for_mux_window(4711)",
    );
    assert_eq!(told(&mut running), "Dark|nil|NONE|<>|false|1|true|nil");
    running.app.set_appearance(Appearance::Light);
    running.app.set_composing("にほ");
    running.app.set_modifiers(Mods::SHIFT | Mods::CTRL);
    running.app.set_full_screen(true);
    assert_eq!(
        told(&mut running),
        "Light|にほ|SHIFT|CTRL|<>|true|1|true|nil"
    );
}

#[test]
fn a_configuration_that_asked_for_the_look_is_read_again_when_it_changes() {
    let lua = "
        local wezterm = require 'wezterm'
        local look = wezterm.gui.get_appearance()
        wezterm.on('window-config-reloaded', function(window, pane)
            pane:inject_output('reloaded ' .. look .. '\\r\\n')
        end)
        return { enable_tab_bar = false }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.wait_for("reloaded Dark");
    running.app.set_appearance(Appearance::Light);
    running.wait_for("reloaded Light");
    // One that did not ask is told all the same.
    let lua = lua.replace("wezterm.gui.get_appearance()", "'unasked'");
    let mut running = Start::lua(&lua).run().at_prompt();
    running.wait_for("reloaded unasked");
    running.app.set_appearance(Appearance::Light);
    running.wait("a second reload", |running| {
        running.screen().matches("reloaded unasked").count() == 2
    });
}

#[test]
fn a_mouse_event_is_told_until_a_key_is_pressed() {
    let mut running = asking(
        "local event = window:current_event()
        if not event then
            return 'none'
        end
        local kind, what = next(event)
        local button = what.button
        if type(button) == 'table' then
            local wheel, by = next(button)
            button = wheel .. ' ' .. by
        end
        return kind, what.streak, button",
    );
    let mut seen = |kind, clicks| {
        running.app.mouse(MouseEvent {
            kind,
            x: 3,
            y: 3,
            mods: Mods::empty(),
            clicks,
        });
        let bell = running
            .app
            .active_pane()
            .and_then(|pane| running.app.mux().pane(pane));
        bell.expect("there is a pane").inject_output(b"\x07");
        answer(&mut running)
    };
    assert_eq!(
        seen(MouseKind::Press(MouseButton::Right), 2),
        "Down|2|Right"
    );
    assert_eq!(seen(MouseKind::Move(None), 0), "Down|2|Right");
    assert_eq!(
        seen(MouseKind::Move(Some(MouseButton::Left)), 0),
        "Drag|1|Left"
    );
    assert_eq!(seen(MouseKind::Release(MouseButton::Left), 0), "Up|1|Left");
    assert_eq!(seen(MouseKind::Press(MouseButton::Left), 3), "Down|3|Left");
    assert_eq!(
        seen(MouseKind::Move(Some(MouseButton::Left)), 0),
        "Drag|3|Left"
    );
    assert_eq!(seen(MouseKind::Release(MouseButton::Left), 0), "Up|3|Left");
    assert_eq!(seen(MouseKind::WheelUp, 0), "Down|1|WheelUp 1");
    assert_eq!(told(&mut running), "none");
}

#[test]
fn a_selection_is_told_with_its_colours() {
    let mut running = asking(
        "return (window:get_selection_escapes_for_pane(pane):gsub('\\x1b', 'E'):gsub('\\r\\n', '~'))",
    );
    assert_eq!(told(&mut running), "");
    running.type_("clear; printf 'plain \\033[31mred\\033[0m.\\nsecond %s\\n' line\n");
    running.wait_for("second line");
    let (x, y) = running.place_of("plain");
    running.drag((x + 2, y), (x + 5, y + 1));
    let escapes = told(&mut running);
    let (first, second) = escapes.split_once('~').expect("two rows");
    assert!(
        first.starts_with("ain E[") && first.contains("red"),
        "{escapes}"
    );
    assert!(first.contains("31m") && first.contains('.'), "{escapes}");
    assert_eq!(second, "second");
}

#[test]
fn a_program_that_reads_a_password_is_known() {
    let mut running = asking("return pane:get_metadata().password_input");
    // The shell reads keys one by one.
    running.type_("stty -echo; echo hid''den; read secret\n");
    running.wait_for("hidden");
    running.wait("the terminal without echo", |running| {
        let pane = running
            .app
            .active_pane()
            .and_then(|pane| running.app.mux().pane(pane));
        pane.is_some_and(|pane| pane.hides_input())
    });
    assert_eq!(told(&mut running), "true");
    running.type_("word\nstty echo; echo op''en; cat\n");
    running.wait_for("open");
    assert_eq!(told(&mut running), "false");
}

#[test]
fn keys_put_the_window_away_and_stack_it_as_their_actions_say() {
    let lua = "
        local act = require('wezterm').action
        local keys = {}
        local actions = { act.Hide, act.Show, act.HideApplication, act.ToggleAlwaysOnTop, act.ToggleAlwaysOnBottom,
            act.SetWindowLevel 'Normal', act.SetWindowLevel 'AlwaysOnTop' }
        for i, action in ipairs(actions) do
            keys[i] = { key = 'F' .. i, mods = 'ALT', action = action }
        end
        return { keys = keys }";
    let start = Start {
        windows: WindowSupport::Many,
        ..Start::lua(lua)
    };
    let mut running = start.run().at_prompt();
    running.requests.clear();
    for number in 1..=7 {
        running.key(&format!("Alt+F{number}"));
    }
    running.turn();
    let asked = running.requests.iter().filter_map(|request| match request {
        WindowRequest::Change(change) => Some(*change),
        _ => None,
    });
    assert_eq!(
        asked.collect::<Vec<_>>(),
        [
            WindowChange::Minimize,
            WindowChange::Show,
            WindowChange::HideApplication,
            WindowChange::ToggleLevel(WindowLevel::AlwaysOnTop),
            WindowChange::ToggleLevel(WindowLevel::AlwaysOnBottom),
            WindowChange::Level(WindowLevel::Normal),
            WindowChange::Level(WindowLevel::AlwaysOnTop),
        ]
    );
}
