//! What the configuration words and colours: tabs, the window's title, statuses; and settings that a
//! handler lays over those of the file.

use mux::grid::{Color, Style};

use super::harness::{Running, Start};

/// Returns the style of the first cell of a text on the screen.
fn style_of(running: &mut Running, text: &str) -> Style {
    running.wait_for(text);
    let (x, y) = running.place_of(text);
    running.app.frame().grid.cell(x, y).style
}

#[test]
fn a_status_is_told_again_and_again_and_has_its_colours() {
    let lua = "
        local wezterm = require 'wezterm'
        local count = 0
        wezterm.on('update-status', function(window, pane)
            count = count + 1
            window:set_left_status('L' .. tostring(pane:pane_id()))
            window:set_right_status(wezterm.format {
                { Foreground = { AnsiColor = 'Red' } },
                { Background = { Color = '#102030' } },
                { Attribute = { Intensity = 'Bold' } },
                { Text = 'told ' .. math.min(count, 3) },
            })
        end)
        return { status_update_interval = 1 }";
    let mut running = Start::lua(lua).run().at_prompt();
    let style = style_of(&mut running, "told 3");
    assert_eq!(style.fg, Color::Palette(9));
    assert_eq!(style.bg, Color::Rgb(0x10, 0x20, 0x30));
    assert!(style.bold);
    let screen = running.screen();
    assert!(!screen.contains("[31m"), "{screen}");
    assert!(screen.contains('L'), "{screen}");
}

#[test]
fn tabs_and_the_window_are_worded_by_their_handlers() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('format-tab-title', function(tab, tabs, panes, config, hover, max_width)
            local mark = tab.is_active and '*' or '-'
            local pane = tab.active_pane
            local text = mark .. tab.tab_index .. '/' .. #tabs .. ':' .. #panes .. ':' .. max_width
                .. ':' .. config.initial_rows .. ':' .. pane.pane_index .. ':' .. type(pane.user_vars)
            if tab.is_active then
                return { { Foreground = { Color = '#010203' } }, { Text = text } }
            end
            return text
        end)
        wezterm.on('format-window-title', function(tab, pane, tabs, panes, config)
            return #tabs .. ' tabs of ' .. config.color_scheme
        end)
        return { tab_max_width = 30, color_scheme = 'Harbour Night' }";
    let mut running = Start::lua(lua).run().at_prompt();
    let style = style_of(&mut running, "*0/1:1:30:24:0:table");
    assert_eq!(style.fg, Color::Rgb(1, 2, 3));
    assert_eq!(running.app.frame().title, "1 tabs of Harbour Night");
    running.key("Ctrl+Shift+T");
    running.wait_for("-0/2");
    running.wait_for("*1/2");
    assert_eq!(running.app.frame().title, "2 tabs of Harbour Night");
}

#[test]
fn a_handler_that_fails_or_says_nothing_leaves_the_title_and_is_told_once() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('format-tab-title', function(tab) return tab.nothing.more end)
        wezterm.on('format-window-title', function() return nil end)
        return {}";
    let mut running = Start::lua(lua).run();
    running.wait_for("format-tab-title failed");
    running.wait_for("1:");
    running.key("Escape");
    running.wait_gone("failed");
    running.key("Ctrl+Shift+T");
    running.wait_for("2:");
    let screen = running.screen();
    assert!(!screen.contains("failed"), "{screen}");
}

#[test]
fn a_handler_that_fails_again_and_again_is_told_once() {
    let lua = "
        local wezterm = require 'wezterm'
        count = 0
        wezterm.on('update-status', function(window)
            count = count + 1
            window:set_right_status('told ' .. math.min(count, 5))
            error('broken status')
        end)
        return { status_update_interval = 1 }";
    let mut running = Start::lua(lua).run();
    running.wait_for("broken status");
    running.key("Escape");
    running.wait_gone("broken status");
    running.wait_for("told 5");
    let screen = running.screen();
    assert!(!screen.contains("broken status"), "{screen}");
}

#[test]
fn the_bar_has_the_colours_of_the_configuration_and_a_button_for_a_new_tab() {
    let lua = "return {
        colors = {
            split = '#0a0b0c',
            tab_bar = {
                background = '#111213',
                active_tab = { bg_color = '#212223', fg_color = '#313233', intensity = 'Bold' },
                new_tab = { bg_color = '#414243', fg_color = '#515253' },
            },
        },
    }";
    let mut running = Start::lua(lua).run().at_prompt();
    let tab = style_of(&mut running, "1:");
    assert_eq!(
        (tab.bg, tab.fg),
        (Color::Rgb(0x21, 0x22, 0x23), Color::Rgb(0x31, 0x32, 0x33))
    );
    let grid = &running.app.frame().grid;
    let last = grid.cell(grid.size().cols - 1, 0).style;
    assert_eq!(last.bg, Color::Rgb(0x11, 0x12, 0x13));
    let row = grid.row_text(0);
    let plus = row.find('+').expect("there is a button");
    assert_eq!(grid.cell(plus, 0).style.bg, Color::Rgb(0x41, 0x42, 0x43));
    running.click(plus, 0);
    running.wait_for("2:");
    running.key("Ctrl+Shift+Alt+\"");
    let line = style_of(&mut running, "─");
    assert_eq!(line.fg, Color::Rgb(0x0a, 0x0b, 0x0c));
    let mut bare = Start::lua("return { show_new_tab_button_in_tab_bar = false }")
        .run()
        .at_prompt();
    bare.wait_for("1:");
    assert!(!bare.app.frame().grid.row_text(0).contains('+'));
}

#[test]
fn settings_are_laid_over_those_of_the_file_and_taken_back() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('window-config-reloaded', function(window)
            local overrides = window:get_config_overrides() or {}
            -- One that sets what is set already must rest.
            window:set_config_overrides(overrides)
        end)
        local toggle = wezterm.action_callback(function(window)
            local overrides = window:get_config_overrides() or {}
            if overrides.show_tab_index_in_tab_bar == nil then
                overrides.show_tab_index_in_tab_bar = false
                overrides.colors = { background = wezterm.color.parse '#112233' }
            else
                overrides.show_tab_index_in_tab_bar = nil
                overrides.colors = nil
            end
            window:set_config_overrides(overrides)
            local now = window:effective_config()
            window:set_right_status(tostring(now.show_tab_index_in_tab_bar) .. now.tab_max_width)
        end)
        return { tab_max_width = 22, keys = { { key = 'o', mods = 'ALT', action = toggle } } }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.wait_for("1:");
    running.key("Alt+o");
    running.wait_gone("1:");
    running.wait_for("false22");
    let background = running.app.config().colors.background.expect("one is set");
    assert_eq!(background.to_string(), "#112233");
    running.key("Alt+o");
    running.wait_for("1:");
    running.wait_for("true22");
}

#[test]
fn a_status_shows_the_key_table_and_the_leader_while_they_are_used() {
    let lua = "
        local wezterm = require 'wezterm'
        local act = wezterm.action
        wezterm.on('update-right-status', function(window)
            local table = window:active_key_table() or 'none'
            window:set_right_status('keys ' .. table .. (window:leader_is_active() and ' led' or ''))
        end)
        return {
            status_update_interval = 3600000,
            leader = { key = 'b', mods = 'CTRL', timeout_milliseconds = 1 },
            keys = {
                { key = 'r', mods = 'ALT', action = act.ActivateKeyTable { name = 'resize', one_shot = false } },
            },
            key_tables = {
                resize = {
                    { key = 'h', action = act.SendString 'echo pressed-$((1+1))\\r' },
                    { key = 'Escape', action = 'PopKeyTable' },
                },
            },
        }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.wait_for("keys none");
    running.key("Alt+r");
    running.wait_for("keys resize");
    running.key("h");
    running.wait_for("pressed-2");
    running.key("Escape");
    running.wait_for("keys none");
    running.key("Ctrl+b");
    // Its time is over at once, and that is told without another key.
    running.wait_gone("led");
    running.wait_for("keys none");
}

#[test]
fn a_status_that_says_the_same_again_draws_nothing() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('update-status', function(window)
            window:set_right_status('the same')
        end)
        return { status_update_interval = 1 }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.wait_for("the same");
    running.app.set_status(None, Some("the same".to_owned()));
    running.app.frame();
    running.app.set_status(None, Some("the same".to_owned()));
    assert!(!running.app.shown.screen.is_old());
    running.app.set_status(Some("left".to_owned()), None);
    assert!(running.app.shown.screen.is_old());
}

#[test]
fn the_title_that_a_turn_makes_is_that_of_its_picture_unless_something_changes_in_between() {
    let mut running = Start::lua("return {}").run().at_prompt();
    let window = running.app.shown.window;
    running.app.shown.screen.dirty = true;
    running.app.turn();
    // Nobody is told, so that it is not looked at again.
    running.app.mux.set_window_title(window, "other");
    assert!(running.app.shown.screen.is_old());
    assert_ne!(running.app.frame().title, "other");
    assert!(!running.app.shown.screen.is_old());
    running.app.shown.screen.dirty = true;
    running.app.turn();
    running.app.mux.set_window_title(window, "third");
    running.app.shown.screen.dirty = true;
    assert_eq!(running.app.frame().title, "third");
}

#[test]
fn a_status_is_never_told_again_while_its_handler_still_works() {
    let lua = "
        local wezterm = require 'wezterm'
        local working, most, told = 0, 0, 0
        wezterm.on('update-status', function(window)
            working = working + 1
            most = math.max(most, working)
            wezterm.sleep_ms(5)
            working = working - 1
            told = told + 1
            window:set_right_status('at most ' .. most .. ' told ' .. math.min(told, 9))
        end)
        local use = wezterm.action.ActivateKeyTable { name = 'empty', one_shot = false }
        return {
            status_update_interval = 1,
            keys = { { key = 'r', mods = 'ALT', action = use } },
            key_tables = { empty = {} },
        }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.wait_for("told ");
    for _ in 0..10 {
        running.key("Alt+r");
        running.turn();
    }
    running.wait_for("at most 1 told 9");
}
