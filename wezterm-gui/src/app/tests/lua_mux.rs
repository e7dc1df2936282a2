//! `wezterm.mux` and its objects, called from handlers of a real configuration.

use super::harness::Start;

/// Runs Lua code when F1 is pressed, with `window`, `pane`, `mux` and `say`, which writes a line, and
/// returns the lines once it has ended.
pub(super) fn said_on_key(code: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("said");
    let text = format!(
        "local wezterm = require 'wezterm'
        local mux = wezterm.mux
        local box = wezterm.exec_domain('box', function(cmd)
            cmd.args = {{ 'cat' }}
            return cmd
        end, 'In a box')
        local say = function(...)
            local words = {{}}
            for _, word in ipairs {{ ... }} do words[#words + 1] = tostring(word) end
            local file = assert(io.open('{}', 'a'))
            file:write(table.concat(words, ' '), '\\n')
            file:close()
        end
        local work = function(window, pane)
            {code}
        end
        return {{
            enable_tab_bar = false,
            exec_domains = {{ box }},
            keys = {{ {{ key = 'F1', action = wezterm.action_callback(function(window, pane)
                local ok, why = pcall(work, window, pane)
                if not ok then say('raised', why) end
                say 'done'
                pane:inject_output '.'
            end) }} }},
        }}",
        path.display()
    );
    let mut running = Start::lua(&text).run().at_prompt();
    running.key("F1");
    let mut lines = Vec::new();
    running.wait("the end of the handler", |_| {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        lines = text.lines().map(str::to_owned).collect();
        lines.iter().any(|line| line == "done")
    });
    lines
}

#[test]
fn windows_tabs_and_panes_are_found_and_say_where_they_are() {
    let said = said_on_key(
        "local right = pane:split { direction = 'Right', size = 20, args = { 'cat' } }
        local top = right:split { direction = 'Top', size = 0.25, args = { 'cat' } }
        local tab = pane:tab()
        tab:set_title 'mine'
        say('tabs', #window:mux_window():tabs(), #pane:window():tabs_with_info(), tab:get_title())
        local size = tab:get_size()
        say('size', size.cols, size.rows)
        for _, info in ipairs(tab:panes_with_info()) do
            say('at', info.index, info.is_active, info.left, info.top, info.width, info.height)
        end
        say('next', tab:get_pane_direction 'Down' == nil, tab:active_pane():pane_id() == top:pane_id())
        say('found', mux.get_pane(top:pane_id()):pane_id() == top:pane_id(), mux.get_pane(999) == nil,
            mux.get_tab(tab:tab_id()):tab_id() == tab:tab_id(), mux.get_tab(999) == nil,
            mux.get_window(pane:window():window_id()) ~= nil, mux.get_window(999) == nil)
        say('all', #mux.all_windows(), pane:mux_pane():pane_id() == pane:pane_id())",
    );
    assert_eq!(
        said,
        [
            "tabs 1 1 mine",
            "size 60 16",
            "at 0 false 0 0 39 16",
            "at 1 true 40 0 20 4",
            "at 2 false 40 5 20 11",
            "next false true",
            "found true true true true true true",
            "all 1 true",
            "done",
        ]
    );
}

#[test]
fn tabs_zoom_rotate_and_panes_move() {
    let said = said_on_key(
        "local right = pane:split { args = { 'cat' } }
        local tab = pane:tab()
        say('zoomed', tab:set_zoomed(true), tab:set_zoomed(true), tab:set_zoomed(false))
        tab:rotate_clockwise()
        say('first', tab:panes()[1]:pane_id() == right:pane_id())
        tab:rotate_counter_clockwise()
        local own, window = right:move_to_new_tab()
        say('moved', #tab:panes(), own:tab_id() ~= tab:tab_id(), #window:tabs())
        tab:activate()
        local alone, other = right:move_to_new_window 'apart'
        say('apart', other:get_workspace(), mux.get_active_workspace(), #mux.all_windows())
        other:set_title 'theirs'
        say('title', other:get_title(), other:active_pane():pane_id() == right:pane_id())
        mux.set_active_workspace 'default'",
    );
    assert_eq!(
        said,
        [
            "zoomed false true true",
            "first true",
            "moved 1 true 2",
            "apart apart apart 2",
            "title theirs true",
            "done",
        ]
    );
}

#[test]
fn windows_are_spawned_into_workspaces_and_domains() {
    let said = said_on_key(
        "local tab, inner, win = mux.spawn_window { workspace = 'work', args = { 'cat' }, width = 90 }
        say('work', win:get_workspace(), mux.get_active_workspace(), inner:window():window_id() == win:window_id())
        local names = mux.get_workspace_names()
        say('names', table.concat(names, ','))
        mux.rename_workspace('work', 'play')
        say('renamed', win:get_workspace())
        win:set_workspace 'default'
        say('moved', win:get_workspace(), window:active_workspace())
        local domain = mux.get_domain 'box'
        say('domain', domain:name(), domain:label(), domain:has_any_panes(), domain:is_spawnable(), domain:state())
        say('domains', #mux.all_domains(), mux.get_domain():name(), mux.get_domain(1):name(), mux.get_domain 'none' == nil)
        mux.set_default_domain(domain)
        local _, boxed = window:mux_window():spawn_tab { domain = 'DefaultDomain' }
        say('boxed', boxed:get_domain_name(), domain:has_any_panes(), pane:get_domain_name())
        pane:activate()
        local ok, why = pcall(mux.set_active_workspace, 'nowhere')
        say('refused', ok, why)
        local ok, why = pcall(pane.split, pane, { direction = 'Sideways' })
        say('refused', ok, why)
        local ok, why = pcall(mux.spawn_window, { argz = {} })
        say('refused', ok, why)",
    );
    let (facts, rest) = said.split_at(8);
    assert_eq!(
        facts,
        [
            "work work default true",
            "names default,work",
            "renamed play",
            "moved default default",
            "domain box In a box false true Attached",
            "domains 2 local box true",
            "boxed box true local",
            "refused false runtime error: there is no workspace \"nowhere\"; there are default",
        ]
    );
    let rest = rest.join("\n");
    for why in ["there is no side \"Sideways\"", "argz: no such field"] {
        assert!(rest.contains(why), "{why} is not in\n{rest}");
    }
}

#[test]
fn what_is_gone_says_so_and_what_needs_a_program_too() {
    let said = said_on_key(
        "local other = pane:split { args = { 'cat' } }
        local tab = other:move_to_new_tab()
        other:send_text '\\x04'
        local ok, why
        repeat
            wezterm.sleep_ms(10)
            ok, why = pcall(tab.get_size, tab)
        until not ok
        say('gone', why)",
    );
    assert!(said[0].contains(" is gone"), "{said:?}");
    let text = "require('wezterm').mux.all_windows() return {}";
    let mut running = Start::lua(text).run();
    running.wait_for("while the configuration is evaluated");
}

#[test]
fn gui_startup_opens_what_it_wants_instead_of_the_first_program() {
    let text = "
        local wezterm = require 'wezterm'
        wezterm.on('gui-startup', function(cmd)
            local tab, pane, window = wezterm.mux.spawn_window {
                args = { '/bin/sh', '-c', 'echo mine-$((1+1)); cat' },
                workspace = 'coding',
            }
            pane:split { direction = 'Bottom', args = { '/bin/sh', '-c', 'echo below-$((1+2)); cat' } }
            pane:inject_output('asked for ' .. cmd.args[1] .. '\\r\\n')
        end)
        return { enable_tab_bar = false }";
    let mut running = Start::lua(text).run();
    for text in ["mine-2", "below-3", "asked for /bin/sh"] {
        running.wait_for(text);
    }
    assert_eq!(running.app.mux().panes().len(), 2);
    assert_eq!(running.app.mux().windows().len(), 1);
    assert_eq!(running.app.mux().active_workspace(), "coding");
    // While it waits the program can be ended.
    let text = "
        local wezterm = require 'wezterm'
        wezterm.on('gui-startup', function() wezterm.sleep_ms(600000) end)
        return { keys = { { key = 'F1', action = wezterm.action.QuitApplication } } }";
    let mut running = Start::lua(text).run();
    running.key("F1");
    running.wait("the end", |running| running.exit.is_some());
    // A handler that opens nothing, or fails, leaves the first program to be started.
    for handler in ["function() end", "function() error 'none today' end"] {
        let text = format!(
            "require('wezterm').on('gui-startup', {handler})
            return {{ enable_tab_bar = false }}"
        );
        let mut running = Start::lua(&text).run();
        running.wait("a shell", |running| running.app.mux().panes().len() == 1);
        running.type_("echo typed-$((1+1))\n");
        running.wait_for("typed-2");
    }
}
