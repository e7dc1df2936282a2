//! What the handlers of the window's events are told, and what they can keep the terminal from.

use mux::PaneSize;
use mux::grid::Size;
use mux::input::{MouseButton, MouseKind};

use super::harness::{Running, Start};

/// Clicks on the button for a new tab.
fn click_on_new_tab(running: &mut Running, button: MouseButton) {
    let plus = running.row(0).find('+').expect("there is a button");
    running.mouse(MouseKind::Press(button), plus, 0, 1);
    running.mouse(MouseKind::Release(button), plus, 0, 0);
}

#[test]
fn a_click_on_the_button_for_a_new_tab_is_told_with_what_it_would_do() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('new-tab-button-click', function(window, pane, button, default)
            local does = type(default) == 'table' and default.SpawnTab or tostring(default)
            pane:inject_output(button .. '=' .. does .. '|')
            if button == 'Middle' then
                window:perform_action({ SpawnTab = 'CurrentPaneDomain' }, pane)
            end
            return button == 'Left'
        end)
        wezterm.on('new-tab-button-click', function(window, pane, button)
            pane:inject_output('second ' .. button .. '|')
        end)
        return {}";
    let mut start = Start::lua(lua);
    start.size.cols = 90;
    let mut running = start.run().at_prompt();
    click_on_new_tab(&mut running, MouseButton::Right);
    running.wait_for("Right=ShowLauncher|");
    click_on_new_tab(&mut running, MouseButton::Left);
    running.wait("a second tab", |running| running.app.tabs().0.len() == 2);
    running.app.activate_tab(running.app.tabs().0[0]);
    running.wait_for("Left=CurrentPaneDomain|second Left|");
    // The click with the right button came first, and has opened no menu.
    let screen = running.screen();
    assert!(!screen.contains("Select an item"), "{screen}");
    click_on_new_tab(&mut running, MouseButton::Middle);
    running.wait("a third tab", |running| running.app.tabs().0.len() == 3);
    running.app.activate_tab(running.app.tabs().0[0]);
    running.wait_for("Middle=nil|");
}

#[test]
fn without_a_handler_the_right_button_opens_the_launcher_and_the_middle_one_nothing() {
    let mut running = Start::lua("return {}").run().at_prompt();
    click_on_new_tab(&mut running, MouseButton::Middle);
    assert_eq!(running.app.tabs().0.len(), 1);
    click_on_new_tab(&mut running, MouseButton::Right);
    running.wait_for("Launcher");
    assert_eq!(running.app.tabs().0.len(), 1);
}

#[test]
fn a_handler_is_told_of_a_link_and_can_keep_it_from_being_opened() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('open-uri', function(window, pane, uri)
            pane:inject_output('not ' .. uri .. ' in ' .. pane:pane_id() .. '\\r\\n')
            return false
        end)
        wezterm.on('open-uri', function() error 'never asked' end)
        return {}";
    let mut running = Start::lua(lua).run().at_prompt();
    let pane = running.app.active_pane().expect("there is one");
    running.app.open_link("mailto:you".to_owned(), pane);
    running.wait_for(&format!("not mailto:you in {pane}"));
    assert!(!running.screen().contains("failed"), "{}", running.screen());
}

#[test]
fn a_link_that_cannot_be_opened_is_told_with_what_to_do() {
    for (opener, why) in [
        ("no-such-opener", "no-such-opener: No such file"),
        ("false", "false: exit status: 1"),
    ] {
        let mut running = Start::lua("return {}").run().at_prompt();
        running.app.open_uri_with(opener, "https://example.org/a");
        running.wait_for(why);
        let screen = running.screen();
        for part in ["Link not opened", "open-uri", "https://example.org/a"] {
            assert!(screen.contains(part), "{part}: {screen}");
        }
    }
    let mut running = Start::lua("return {}").run().at_prompt();
    running.app.open_uri_with("true", "https://example.org/a");
    running.type_("echo done-$((1+1))\n");
    running.wait_for("done-2");
    assert!(!running.screen().contains("not opened"));
}

#[test]
fn changes_of_the_size_are_told_and_those_during_a_handler_once_more() {
    let lua = "
        local wezterm = require 'wezterm'
        local told, working, most = 0, 0, 0
        wezterm.on('window-resized', function(window, pane)
            told, working = told + 1, working + 1
            most = math.max(most, working)
            while not wezterm.GLOBAL.go_on do
                wezterm.sleep_ms(1)
            end
            working = working - 1
            local cols = pane:get_dimensions().cols
            window:set_right_status(told .. ' of ' .. cols .. ' at most ' .. most)
        end)
        local go_on = wezterm.action_callback(function() wezterm.GLOBAL.go_on = true end)
        return { keys = { { key = 'g', mods = 'ALT', action = go_on } } }";
    let mut running = Start::lua(lua).run().at_prompt();
    for cols in [50, 51, 52, 53] {
        let size = PaneSize::of_cells(Size { cols, rows: 16 });
        running.app.resize(size);
        running.app.resize(size);
    }
    running.key("Alt+g");
    running.wait_for("2 of 53 at most 1");
}

#[test]
fn a_change_of_the_focus_is_told_and_the_same_again_is_not() {
    let lua = "
        local wezterm = require 'wezterm'
        local told = 0
        wezterm.on('window-focus-changed', function(window, pane)
            told = told + 1
            window:set_right_status(told .. ' focused ' .. tostring(window:is_focused()))
        end)
        return {}";
    let mut running = Start::lua(lua).run().at_prompt();
    running.app.focus(true);
    running.app.focus(false);
    running.wait_for("1 focused false");
    running.app.focus(false);
    running.app.focus(true);
    running.wait_for("2 focused true");
}

#[test]
fn the_start_is_told_in_order_once_the_first_pane_is_there() {
    let lua = "
        local wezterm = require 'wezterm'
        local said = {}
        local function say(text)
            said[#said + 1] = text
        end
        wezterm.on('gui-startup', function() say 'startup' end)
        wezterm.on('gui-attached', function(domain)
            say('attached ' .. domain:name())
            say('panes ' .. tostring(domain:has_any_panes()))
        end)
        -- Only a server of the multiplexer would tell it.
        wezterm.on('mux-startup', function() say 'server' end)
        wezterm.on('window-config-reloaded', function(window, pane)
            say('read ' .. tostring(pane ~= nil))
        end)
        wezterm.on('update-status', function(window)
            window:set_right_status(table.concat(said, ', '))
        end)
        return { status_update_interval = 10 }";
    let first = "wezterm.on('gui-startup', function() say 'startup' end)";
    for text in [lua, &lua.replace(first, "")] {
        let mut start = Start::lua(text);
        start.size.cols = 90;
        let mut running = start.run().at_prompt();
        running.wait_for("panes true");
        running.wait_for("read true");
        let row = running.row(0);
        assert!(!row.contains("server"), "{row}");
        let place = |text: &str| row.find(text).unwrap_or(0);
        let attached = place("attached local");
        assert!(
            place("startup") < attached && attached < place("read"),
            "{row}"
        );
    }
}

#[test]
fn commands_that_a_handler_adds_are_listed_and_wrong_ones_told() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('augment-command-palette', function(window, pane)
            return {
                { brief = 'Zap the pane', doc = 'at once', icon = 'md_flash',
                  action = wezterm.action_callback(function(_, pane) pane:inject_output('zapped') end) },
                { brief = 'Wrong', action = 'NoSuchAction' },
            }
        end)
        local show = wezterm.action.ShowLauncherArgs { flags = 'FUZZY|COMMANDS' }
        return { keys = { { key = 'p', mods = 'ALT', action = show } } }";
    let mut start = Start::lua(lua);
    start.size = Size { cols: 90, rows: 30 };
    let mut running = start.run().at_prompt();
    running.key("Alt+p");
    running.wait_for("NoSuchAction");
    running.type_("zap");
    running.wait_for("Zap the pane (at once)");
    running.key("Enter");
    running.wait_for("zapped");
}

#[test]
fn a_function_that_fails_goes_by_its_key() {
    let lua = "
        local wezterm = require 'wezterm'
        local function broken() error('broken') end
        return { keys = {
            { key = 'F1', action = wezterm.action_callback(function() end) },
            { key = 'K', mods = 'CTRL|SHIFT', action = wezterm.action_callback(broken) },
        } }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.key("Ctrl+Shift+K");
    running.wait_for("The function of Ctrl+Shift+K failed");
}
