//! Several windows side by side, as a desktop shows them: what is done in one stays in it.

use mux::input::{Mods, MouseButton, MouseKind};
use mux::{PaneSize, WindowId, grid::Size};
use serde_json::{Value, json};

use super::assistant;
use super::commands::call;
use super::harness::{Running, Start};
use crate::frame::{Origin, WindowChange, WindowPlace, WindowRequest, WindowSupport};

/// A front end that shows all windows.
fn desktop(lua: &str) -> Start {
    Start {
        windows: WindowSupport::Many,
        socket: true,
        ..Start::lua(lua)
    }
}

/// The shells that are started later are like the first.
const SHELLS: &str = "
    local wezterm = require 'wezterm'
    local act = wezterm.action
    local config = {
        enable_tab_bar = false,
        initial_cols = 50,
        initial_rows = 12,
        set_environment_variables = { PS1 = '$ ', ENV = '' },
    }
";

fn shells(more: &str) -> Start {
    desktop(&format!("{SHELLS}\n{more}\nreturn config"))
}

/// Returns the windows that are to be shown.
fn windows(running: &mut Running) -> Vec<WindowId> {
    running.turn();
    running.last_turn.windows.clone()
}

/// Moves the keyboard from one window to another, as a desktop tells it.
fn focus(running: &mut Running, from: WindowId, to: WindowId) {
    assert!(running.app.enter(from), "{from} is there");
    running.app.focus(false);
    assert!(running.app.enter(to), "{to} is there");
    running.app.focus(true);
}

/// Opens a second window, gives it the keyboard and returns both.
fn two(running: &mut Running) -> (WindowId, WindowId) {
    let first = running.app.front_window();
    running.key("Ctrl+Shift+N");
    let open = windows(running);
    assert_eq!(open.len(), 2, "{open:?}");
    let second = open[1];
    focus(running, first, second);
    running.wait("a prompt in the second window", |running| {
        running.app.enter(second);
        running.screen().contains('$')
    });
    (first, second)
}

fn screen_of(running: &mut Running, window: WindowId) -> String {
    assert!(running.app.enter(window), "{window} is there");
    running.screen()
}

fn wait_in(running: &mut Running, window: WindowId, text: &str) {
    running.wait(&format!("{text} in {window}"), |running| {
        screen_of(running, window).contains(text)
    });
}

/// Returns what was asked for in a window.
fn asked(running: &mut Running, window: WindowId) -> Vec<WindowRequest> {
    running.turn();
    let all = running.asked.iter().filter(|(own, _)| *own == window);
    all.map(|(_, request)| request.clone()).collect()
}

#[test]
fn a_new_window_stands_beside_the_first_and_each_gets_its_own_keys() {
    let mut running = shells("").run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    running.type_("echo second-$((1+1))\n");
    wait_in(&mut running, second, "second-2");
    focus(&mut running, second, first);
    running.type_("echo first-$((0+1))\n");
    wait_in(&mut running, first, "first-1");
    assert!(!screen_of(&mut running, first).contains("second"));
    assert!(!screen_of(&mut running, second).contains("first"));
    // A key that reaches a window without the front end's word for it belongs there all the same.
    running.app.enter(second);
    running.type_("echo again-$((2+1))\n");
    wait_in(&mut running, second, "again-3");
}

#[test]
fn a_new_window_has_the_size_that_the_configuration_says_and_its_panes_follow_its_own() {
    let mut running = shells("").run().at_prompt();
    let (first, second) = two(&mut running);
    let size = |running: &mut Running, window| {
        running.app.enter(window);
        running.app.size().cells
    };
    assert_eq!(size(&mut running, first), Size::new(60, 16));
    assert_eq!(size(&mut running, second), Size::new(50, 12));
    running.app.enter(second);
    running.app.resize(PaneSize::of_cells(Size::new(43, 11)));
    running.type_("stty size\n");
    wait_in(&mut running, second, "11 43");
    focus(&mut running, second, first);
    running.type_("stty size\n");
    wait_in(&mut running, first, "16 60");
}

#[test]
fn closing_a_window_ends_its_shells_and_leaves_the_others() {
    let mut running = shells("").run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    running.type_("exec cat\nhello\n");
    running.wait("cat's answer", |running| {
        screen_of(running, second).matches("hello").count() == 2
    });
    // It asks on the window that is to be closed.
    running.app.enter(second);
    running.app.close_requested();
    assert!(screen_of(&mut running, second).contains("cat is running"));
    assert!(!screen_of(&mut running, first).contains("cat is running"));
    running.app.enter(second);
    running.app.close_requested();
    assert_eq!(windows(&mut running), [first]);
    assert_eq!(running.exit, None);
    assert_eq!(running.app.front_window(), first);
    running.app.enter(first);
    running.app.focus(true);
    running.type_("echo left-$((0+1))\n");
    wait_in(&mut running, first, "left-1");
    running.app.enter(first);
    running.app.close_requested();
    running.wait("the end", |running| running.exit == Some(0));
}

#[test]
fn a_shell_that_ends_in_a_window_behind_does_not_take_the_keyboard_away() {
    let mut running = shells("").run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(first);
    // The window without the keyboard loses its only shell.
    let pane = running.app.active_pane().expect("a shell");
    running.app.enter(second);
    running.type_("echo typ");
    running.app.close_pane(pane);
    assert_eq!(windows(&mut running), [second]);
    running.app.enter(second);
    running.type_("ed-$((1+1))\n");
    wait_in(&mut running, second, "typed-2");
}

#[test]
fn another_workspace_takes_the_windows_place_and_ends_no_shell() {
    let more = "config.keys = {
        { key = 'F1', action = act.SwitchToWorkspace { name = 'work' } },
        { key = 'F2', action = act.SwitchWorkspaceRelative(1) },
    }";
    let mut running = shells(more).run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    running.type_("echo kept-$((0+1))\n");
    wait_in(&mut running, second, "kept-1");
    running.app.enter(second);
    running.key("F1");
    let work = windows(&mut running);
    assert_eq!(work.len(), 1);
    assert!(work[0] != first && work[0] != second);
    assert_eq!(running.app.front_window(), work[0]);
    running.key("F2");
    assert_eq!(windows(&mut running), [first, second]);
    assert_eq!(running.app.front_window(), second, "the one used last");
    assert!(screen_of(&mut running, second).contains("kept-1"));
}

#[test]
fn a_window_is_brought_to_the_front_by_a_key() {
    let more = "config.keys = { { key = 'F9', action = act.ActivateWindowRelative(1) } }";
    let mut running = shells(more).run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    running.asked.clear();
    running.key("F9");
    let focus = WindowRequest::Change(WindowChange::Focus);
    assert!(asked(&mut running, first).contains(&focus));
    assert!(!asked(&mut running, second).contains(&focus));
    assert_eq!(running.app.front_window(), first);
}

#[test]
fn the_leader_a_selection_and_a_drag_stay_in_the_window_where_they_began() {
    let more = "
        config.leader = { key = 'b', mods = 'CTRL', timeout_milliseconds = 60000 }
        config.keys = { { key = 'x', mods = 'LEADER', action = act.SendString 'led' } }";
    let mut running = shells(more).run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    running.type_("echo one two three\n");
    wait_in(&mut running, second, "one two three");
    running.app.enter(second);
    let (x, y) = running.place_of("two three");
    running.mouse(MouseKind::Press(MouseButton::Left), x, y, 1);
    running.mouse(MouseKind::Move(Some(MouseButton::Left)), x + 2, y, 0);
    running.key("Ctrl+b");
    focus(&mut running, second, first);
    // Nothing is held here, and the key is no one after a leader.
    running.mouse(MouseKind::Move(None), 1, 1, 0);
    let pane = running.app.active_pane().expect("a shell");
    assert_eq!(running.app.selection_text(pane), None);
    running.type_("x");
    wait_in(&mut running, first, "$ x");
    focus(&mut running, first, second);
    running.mouse(MouseKind::Release(MouseButton::Left), x + 2, y, 0);
    let pane = running.app.active_pane().expect("a shell");
    assert_eq!(running.app.selection_text(pane), Some("two".to_owned()));
    running.type_("x");
    wait_in(&mut running, second, "$ led");
}

#[test]
fn overrides_hold_in_the_window_where_a_handler_made_them() {
    let more = "
        wezterm.on('narrow', function(window, pane)
            window:set_config_overrides { enable_tab_bar = true, hide_tab_bar_if_only_one_tab = false }
        end)
        wezterm.on('window-config-reloaded', function(window, pane)
            pane:inject_output('reloaded ' .. window:window_id() .. '\\r\\n')
        end)
        config.keys = { { key = 'F1', action = act.EmitEvent 'narrow' } }";
    let mut running = shells(more).run().at_prompt();
    let (first, second) = two(&mut running);
    wait_in(&mut running, second, &format!("reloaded {second}"));
    running.asked.clear();
    running.app.enter(second);
    running.key("F1");
    running.wait("a bar in the second window", |running| {
        screen_of(running, second).contains('+')
    });
    running.wait("the event in the second window", |running| {
        let told = format!("reloaded {second}");
        screen_of(running, second).matches(&told).count() == 2
    });
    assert!(asked(&mut running, second).contains(&WindowRequest::ConfigChanged));
    assert!(!asked(&mut running, first).contains(&WindowRequest::ConfigChanged));
    assert!(!screen_of(&mut running, first).contains('+'));
    // Reading the file again leaves them in force there, and only there.
    running.app.reload_config();
    running.turn();
    assert!(screen_of(&mut running, second).contains('+'));
    assert!(!screen_of(&mut running, first).contains('+'));
    assert!(asked(&mut running, first).contains(&WindowRequest::ConfigChanged));
}

#[test]
fn events_of_a_window_name_it() {
    let more = "
        for _, event in ipairs { 'window-focus-changed', 'window-resized' } do
            wezterm.on(event, function(window, pane)
                -- A shell that is resized may write its prompt's line anew.
                pane:inject_output('\\r\\n' .. event .. ' ' .. window:window_id() .. ' '
                    .. tostring(window:is_focused()) .. '\\r\\n')
            end)
        end
        local told = {}
        wezterm.on('update-status', function(window, pane)
            local id = window:window_id()
            if not told[id] then
                told[id] = true
                pane:inject_output('status ' .. id .. '\\r\\n')
            end
        end)";
    let mut running = shells(more).run().at_prompt();
    let (first, second) = two(&mut running);
    wait_in(&mut running, first, &format!("status {first}"));
    wait_in(&mut running, second, &format!("status {second}"));
    wait_in(
        &mut running,
        second,
        &format!("window-focus-changed {second} true"),
    );
    wait_in(
        &mut running,
        first,
        &format!("window-focus-changed {first} false"),
    );
    running.app.enter(first);
    running.app.resize(PaneSize::of_cells(Size::new(61, 17)));
    wait_in(
        &mut running,
        first,
        &format!("window-resized {first} false"),
    );
    assert!(!screen_of(&mut running, second).contains("window-resized"));
    assert!(!screen_of(&mut running, second).contains(&format!("status {first}")));
}

#[test]
fn a_handler_that_works_on_an_event_of_one_window_holds_up_no_other() {
    let more = "
        wezterm.on('window-resized', function(window, pane)
            local id = window:window_id()
            while wezterm.GLOBAL.slow == id do
                wezterm.sleep_ms(1)
            end
            pane:inject_output('\\r\\nresized ' .. id .. '\\r\\n')
        end)
        local function slow(id)
            return wezterm.action_callback(function(window, pane)
                wezterm.GLOBAL.slow = id or window:window_id()
                pane:inject_output('\\r\\nslow ' .. wezterm.GLOBAL.slow .. '\\r\\n')
            end)
        end
        config.keys = { { key = 'F3', action = slow() }, { key = 'F4', action = slow(-1) } }";
    let mut running = shells(more).run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(first);
    running.key("F3");
    wait_in(&mut running, first, &format!("slow {first}"));
    for window in [first, second] {
        running.app.enter(window);
        running.app.resize(PaneSize::of_cells(Size::new(61, 17)));
    }
    wait_in(&mut running, second, &format!("resized {second}"));
    let waits = screen_of(&mut running, first);
    assert!(!waits.contains("resized"), "{waits}");
    running.app.enter(second);
    running.key("F4");
    wait_in(&mut running, first, &format!("resized {first}"));
}

#[test]
fn lua_reaches_each_window_by_itself() {
    let more = "
        config.enable_tab_bar = true
        config.hide_tab_bar_if_only_one_tab = false
        wezterm.on('ask', function(window, pane)
            local others = {}
            for _, other in ipairs(wezterm.gui.gui_windows()) do
                if other:window_id() ~= window:window_id() then
                    others[#others + 1] = other
                end
            end
            local other = others[1]
            other:set_right_status('STATUS')
            other:toast_notification('Title', 'for the other', nil, 60000)
            other:perform_action(act.SendString 'typed', other:active_pane())
            other:set_position(3, 4)
            pane:inject_output(#others .. ' ' .. tostring(other:is_focused()) .. ' '
                .. tostring(window:is_focused()) .. ' '
                .. other:get_dimensions().pixel_width .. ' ' .. window:get_dimensions().pixel_width
                .. ' ' .. tostring(wezterm.gui.gui_window_for_mux_window(other:window_id())) .. '\\r\\n')
            local _, _, elsewhere = wezterm.mux.spawn_window { workspace = 'elsewhere' }
            pane:inject_output('elsewhere: ' .. tostring(elsewhere:gui_window()) .. ' '
                .. #wezterm.gui.gui_windows() .. '\\r\\n')
        end)
        wezterm.on('late', function(window, pane)
            local kept = window
            window:perform_action(act.CloseCurrentTab { confirm = false }, pane)
            local ok, why = pcall(kept.is_focused, kept)
            wezterm.mux.all_windows()[1]:active_pane():inject_output(tostring(ok) .. ': '
                .. tostring(why):match('window %d+ is gone') .. '\\r\\n')
        end)
        config.keys = {
            { key = 'F1', action = act.EmitEvent 'ask' },
            { key = 'F2', action = act.EmitEvent 'late' },
        }";
    let mut running = shells(more).run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    running.key("F1");
    let widths = [first, second].map(|window| {
        running.app.enter(window);
        running.app.size().pixel_width
    });
    let told = format!("1 false true {} {} window {first}", widths[0], widths[1]);
    wait_in(&mut running, second, &told);
    wait_in(&mut running, second, "elsewhere: nil 2");
    wait_in(&mut running, first, "for the other");
    wait_in(&mut running, first, "$ typed");
    let moved = WindowRequest::Change(WindowChange::Position(3, 4));
    assert!(asked(&mut running, first).contains(&moved));
    assert!(!asked(&mut running, second).contains(&moved));
    assert!(!screen_of(&mut running, second).contains("for the other"));
    assert!(!screen_of(&mut running, second).contains("STATUS"));
    running.app.enter(second);
    running.key("F2");
    wait_in(
        &mut running,
        first,
        &format!("false: window {second} is gone"),
    );
}

#[test]
fn a_window_of_lua_opens_where_it_is_told_and_what_is_no_place_is_refused() {
    let more = "
        wezterm.on('open', function(window, pane)
            local ok, why = pcall(wezterm.mux.spawn_window, { position = { x = 'left' } })
            pane:inject_output(tostring(ok) .. ' ' .. tostring(why):match('position: expected') .. '\\r\\n')
            for _, args in ipairs {
                { position = { x = 1, y = 1, origin = 'Moon' } }, { width = 0, height = 5 },
            } do
                local _, why = pcall(wezterm.mux.spawn_window, args)
                local found = tostring(why):match('origin: expected') or tostring(why):match('width: expected')
                pane:inject_output(tostring(found) .. '\\r\\n')
            end
            wezterm.mux.spawn_window {
                position = { x = 30, y = 40, origin = { Named = 'DP-1' } }, width = 33, height = 11,
            }
        end)
        config.keys = { { key = 'F1', action = act.EmitEvent 'open' } }";
    let mut running = shells(more).run().at_prompt();
    let first = running.app.front_window();
    running.key("F1");
    wait_in(&mut running, first, "false position: expected");
    running.wait("a second window", |running| {
        running.last_turn.windows.len() == 2
    });
    for told in ["origin: expected", "width: expected"] {
        wait_in(&mut running, first, told);
    }
    let second = running.last_turn.windows[1];
    let place = WindowRequest::Place(WindowPlace {
        x: 30,
        y: 40,
        origin: Origin::Screen("DP-1".to_owned()),
    });
    running.wait("its place", |running| {
        asked(running, second).contains(&place)
    });
    let cells = Size { cols: 33, rows: 11 };
    assert!(asked(&mut running, second).contains(&WindowRequest::Fit(cells)));
    running.app.enter(second);
    assert_eq!(running.app.size().cells, cells);
}

#[test]
fn an_overlay_belongs_to_the_window_where_it_was_opened() {
    let mut running = shells("").with_modules(assistant::bottom).run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    running.key("Ctrl+Shift+A");
    wait_in(&mut running, second, "ASSISTANT");
    assert!(!screen_of(&mut running, first).contains("ASSISTANT"));
    running.app.enter(second);
    running.type_("hello");
    running.key("Ctrl+Enter");
    wait_in(&mut running, second, "says hello");
    // The first window's keys go to its shell, and it may have one of its own.
    focus(&mut running, second, first);
    running.type_("echo typed-$((1+1))\n");
    wait_in(&mut running, first, "typed-2");
    running.app.enter(first);
    running.key("Ctrl+Shift+A");
    wait_in(&mut running, first, "ASSISTANT");
    assert!(screen_of(&mut running, second).contains("says hello"));
    running.app.enter(first);
    running.key("Escape");
    running.wait("it is closed", |running| {
        !screen_of(running, first).contains("ASSISTANT")
    });
    assert!(screen_of(&mut running, second).contains("says hello"));
}

#[test]
fn a_pane_that_moves_to_another_window_takes_what_is_open_over_it_along() {
    let more = "config.keys = { { key = 'F3', action = act.SplitPane { direction = 'Right' } } }";
    let mut running = shells(more).with_modules(assistant::over).run().at_prompt();
    let first = running.app.front_window();
    running.key("F3");
    let pane = running.app.active_pane().expect("a shell");
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    let moved = json!({ "pane_id": pane.0, "new_window": true });
    call(&mut running, "move-pane-to-new-tab", moved).expect("moved");
    let open = windows(&mut running);
    assert_eq!(open.len(), 2);
    wait_in(&mut running, open[1], "ASSISTANT");
    assert!(!screen_of(&mut running, first).contains("ASSISTANT"));
    focus(&mut running, first, open[1]);
    running.type_("hello");
    running.key("Ctrl+Enter");
    wait_in(&mut running, open[1], "says hello");
    // Back beside the other pane its window goes.
    let other = running.app.mux().panes()[0].id();
    let back = json!({ "pane_id": other.0, "direction": "Down", "move_pane_id": pane.0 });
    call(&mut running, "split-pane", back).expect("moved");
    assert_eq!(windows(&mut running), [first]);
    wait_in(&mut running, first, "ASSISTANT");
    assert_eq!(running.exit, None);
}

#[test]
fn the_command_line_opens_windows_and_lists_their_panes() {
    let mut running = shells("").run().at_prompt();
    let first = running.app.front_window();
    let new = call(&mut running, "spawn", json!({ "new_window": true })).expect("spawned");
    let open = windows(&mut running);
    assert_eq!(open.len(), 2);
    let list = call(&mut running, "list", Value::Null).expect("a list");
    let list = list.as_array().expect("rows").clone();
    let of = |row: &Value| (row["window_id"].clone(), row["pane_id"].clone());
    let expected = (json!(open[1].0), new.clone());
    assert_eq!((list.len(), of(&list[1])), (2, expected));
    // A split in a window behind leaves the keyboard where it is; choosing a pane brings its window.
    focus(&mut running, open[1], first);
    running.asked.clear();
    let split = json!({ "pane_id": new, "direction": "Down" });
    let below = call(&mut running, "split-pane", split).expect("split");
    assert_eq!(running.app.front_window(), first);
    assert!(!asked(&mut running, open[1]).contains(&WindowRequest::Change(WindowChange::Focus)));
    call(&mut running, "activate-pane", json!({ "pane_id": below })).expect("chosen");
    assert!(asked(&mut running, open[1]).contains(&WindowRequest::Change(WindowChange::Focus)));
    assert_eq!(running.app.front_window(), open[1]);
}

#[test]
fn a_bell_and_a_notification_are_told_in_the_window_of_their_pane() {
    let mut running = shells("").run().at_prompt();
    let (first, second) = two(&mut running);
    running.app.enter(second);
    let pane = running.app.active_pane().expect("a shell");
    focus(&mut running, second, first);
    running.asked.clear();
    let pane = running.app.mux().pane(pane).expect("a program");
    pane.inject_output(b"\x07\x1b]9;come here\x07");
    wait_in(&mut running, second, "come here");
    assert!(!screen_of(&mut running, first).contains("come here"));
    let told = asked(&mut running, second);
    assert!(told.contains(&WindowRequest::Bell), "{told:?}");
    let on_desktop = |request: &WindowRequest| matches!(request, WindowRequest::Toast { .. });
    assert!(told.iter().any(on_desktop), "nobody looks at that window");
    assert_eq!(asked(&mut running, first), []);
}

#[test]
fn what_changes_in_one_window_draws_no_other() {
    let mut running = shells("").run().at_prompt();
    let (first, second) = two(&mut running);
    for window in [first, second] {
        screen_of(&mut running, window);
    }
    running.turn();
    for window in [first, second] {
        screen_of(&mut running, window);
    }
    running.app.enter(second);
    running.app.key("z".parse().expect("a key"));
    running.wait("the letter is echoed", |running| {
        assert!(!running.last_turn.redraw.contains(&first));
        running.last_turn.redraw.contains(&second) && screen_of(running, second).contains('z')
    });
}

#[test]
fn modifiers_and_composed_text_are_told_of_the_window_that_has_them() {
    let more = "
        wezterm.on('ask', function(window, pane)
            local told = {}
            for _, each in ipairs(wezterm.gui.gui_windows()) do
                told[#told + 1] = each:keyboard_modifiers() .. '/' .. tostring(each:composition_status())
            end
            pane:inject_output(table.concat(told, ' ') .. '\\r\\n')
        end)
        config.keys = { { key = 'F1', action = act.EmitEvent 'ask' } }";
    let mut running = shells(more).run().at_prompt();
    let (_, second) = two(&mut running);
    running.app.enter(second);
    running.app.set_modifiers(Mods::CTRL);
    running.app.set_composing("に");
    running.key("F1");
    wait_in(&mut running, second, "NONE/nil CTRL/に");
}
