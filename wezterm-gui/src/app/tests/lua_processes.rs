//! Programs that Lua runs, what it asks of the system, and what it is called for later.

use super::harness::Start;
use super::lua_mux::said_on_key;

#[test]
fn a_program_runs_to_its_end_and_tells_what_it_printed() {
    let said = said_on_key(
        r"local ok, out, err = wezterm.run_child_process { '/bin/sh', '-c', 'printf out; printf err >&2; exit 3' }
        say(ok, out, err)
        local ok, out = wezterm.run_child_process { 'printf', '\\377%s', 'a b' }
        say(ok, out == '\xffa b')
        for _, args in ipairs { {}, { '/nowhere/at-all' }, { { 'ls' } } } do
            local ok, why = pcall(wezterm.run_child_process, args)
            say(ok, (tostring(why):match '[^\n]*'))
        end
        local ok, why = pcall(wezterm.background_child_process, { '/nowhere/at-all' })
        say(ok, (tostring(why):match '[^\n]*'))",
    );
    assert_eq!(said[0], "false out err");
    assert_eq!(said[1], "true true");
    let wanted = [
        "wezterm.run_child_process: expected a program and its arguments, got an empty list",
        "wezterm.run_child_process: /nowhere/at-all cannot be started: No such file",
        "wezterm.run_child_process",
        "wezterm.background_child_process: /nowhere/at-all cannot be started: No such file",
    ];
    for (line, wanted) in said[2..].iter().zip(wanted) {
        assert!(
            line.starts_with("false ") && line.contains(wanted),
            "{line}"
        );
    }
    assert_eq!(said.len(), 7);
}

#[test]
fn a_program_can_be_run_while_the_file_is_read_and_another_goes_on_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("said");
    let text = format!(
        "local ok, out = wezterm.run_child_process {{ 'echo', 'early' }}
        assert(ok)
        wezterm.background_child_process {{ '/bin/sh', '-c', 'echo \"$0 later\" > {}', out:sub(1, -2) }}
        wezterm.open_with('x', 'true')
        return {{ enable_tab_bar = false }}",
        file.display()
    );
    let mut running = Start::lua(&text).run();
    running.wait("what goes on by itself", |_| {
        std::fs::read_to_string(&file).is_ok_and(|text| text == "early later\n")
    });
}

#[test]
fn the_system_tells_of_processes() {
    let said = said_on_key(
        "local p = wezterm.procinfo
        local info = p.get_info_for_pid(p.pid())
        say(info.pid == p.pid(), #info.argv > 0, info.executable == p.executable_path_for_pid(p.pid()))
        say(info.cwd == p.current_working_dir_for_pid(p.pid()), next(info.children) ~= nil)
        say(tostring(p.get_info_for_pid(4000000000)), tostring(p.executable_path_for_pid(4000000000)))",
    );
    assert_eq!(said, ["true true true", "true true", "nil nil", "done"]);
}

#[test]
fn a_function_is_called_later_and_what_an_earlier_configuration_asked_for_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("said");
    let text = format!(
        "local g = wezterm.GLOBAL
        g.loads = (g.loads or 0) + 1
        local loads = g.loads
        local function say(text)
            local file = assert(io.open('{}', 'a'))
            file:write(text, '\\n')
            file:close()
        end
        wezterm.time.call_after(0, function()
            say('called by ' .. loads)
            if loads == 1 then
                wezterm.time.call_after(0.3, function() say 'never' end)
                wezterm.reload_configuration()
            else
                wezterm.time.call_after(0.6, function() say 'end' end)
            end
        end)
        wezterm.time.call_after(0, function() if loads == 2 then error 'no good' end end)
        return {{ enable_tab_bar = false }}",
        file.display()
    );
    let mut running = Start::lua(&text).run().at_prompt();
    running.wait_for("no good");
    let mut said = String::new();
    running.wait("the end", |_| {
        said = std::fs::read_to_string(&file).unwrap_or_default();
        said.ends_with("end\n")
    });
    assert_eq!(said, "called by 1\ncalled by 2\nend\n");
}
