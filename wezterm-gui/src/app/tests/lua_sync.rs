//! What Lua is told where it cannot wait: while it sorts or replaces text, and while a title is worded.

use super::harness::Start;

#[test]
fn objects_tell_what_they_know_while_a_table_is_sorted_and_text_is_replaced() {
    let lua = "
        local wezterm = require 'wezterm'
        local act = wezterm.action_callback(function(window, pane)
            local below = pane:split { direction = 'Bottom', args = { 'sleep', '600' } }
            local panes = window:active_tab():panes()
            table.sort(panes, function(a, b)
                return a:tab():tab_id() == b:tab():tab_id() and a:get_dimensions().cols == b:get_dimensions().cols
                    and a:pane_id() > b:pane_id() and a:get_title() ~= b
            end)
            local text = ('order mux seen'):gsub('%a+', function(word)
                if word == 'order' then
                    return panes[1]:pane_id() - below:pane_id()
                elseif word == 'mux' then
                    local mux = wezterm.mux
                    return mux.get_active_workspace() .. #mux.all_windows() .. #mux.get_tab(pane:tab():tab_id()):panes()
                        .. mux.get_window(window:window_id()):active_pane():get_domain_name()
                end
                return tostring(panes[2]:is_alt_screen_active()) .. tostring(window:leader_is_active())
                    .. type(panes[2]:get_user_vars()) .. panes[2]:get_foreground_process_name():match('[^/]+$')
            end)
            pane:inject_output('\\r\\n<' .. text .. '>')
        end)
        return { enable_tab_bar = false, keys = { { key = 'k', mods = 'ALT', action = act } } }";
    let mut start = Start::lua(lua);
    // A name that does not depend on what this system calls its shell.
    start.program = vec!["/bin/cat".to_owned()];
    let mut running = start.run();
    running.type_("ready\n");
    running.wait("cat's answer", |running| {
        running.screen().matches("ready").count() == 2
    });
    running.key("Alt+k");
    running.wait_for("<0 default12local falsefalsetablecat>");
}

#[test]
fn a_title_is_worded_with_what_the_panes_objects_tell() {
    let lua = "
        local wezterm = require 'wezterm'
        wezterm.on('format-tab-title', function(tab)
            local pane = wezterm.mux.get_pane(tab.active_pane.pane_id)
            local vars = pane:get_user_vars()
            return '[' .. (vars.mood or 'none') .. ' ' .. #pane:tab():panes() .. ' ' .. pane:window():get_workspace() .. ']'
        end)
        return {}";
    let mut running = Start::lua(lua).run().at_prompt();
    running.wait_for("[none 1 default]");
    // \"good\" in base 64.
    running.type_("printf '\\033]1337;SetUserVar=mood=Z29vZA==\\007'\n");
    running.wait_for("[good 1 default]");
}

#[test]
fn a_pane_that_has_gone_is_told_in_words_at_once() {
    let lua = "
        local wezterm = require 'wezterm'
        local act = wezterm.action_callback(function(window, pane)
            local below = pane:split { direction = 'Bottom', args = { 'sleep', '600' } }
            window:perform_action({ CloseCurrentPane = { confirm = false } }, below)
            local ok, why = pcall(below.get_title, below)
            pane:inject_output('\\r\\n' .. tostring(ok) .. ' ' .. tostring(why):match('pane %d+ is gone'))
        end)
        return { keys = { { key = 'k', mods = 'ALT', action = act } } }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.key("Alt+k");
    running.wait("the reason", |running| {
        let screen = running.screen();
        screen.contains("false pane") && screen.contains("is gone")
    });
}
