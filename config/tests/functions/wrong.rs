//! Wrong arguments: the error names the function, the argument and what was wanted, with the line.

use super::{good, one_problem};

#[test]
fn an_argument_of_the_wrong_kind_is_named_with_its_function() {
    let calls = [
        "add_to_config_reload_watch_list({})",
        "column_width({})",
        "enumerate_ssh_hosts({})",
        "action_callback(1)",
        "on('x', 1)",
        "pad_left('a', {})",
        "pad_right('a', 'b')",
        "truncate_left({}, 1)",
        "truncate_right('a', nil)",
        "split_by_newlines(nil)",
        "shell_join_args('a')",
        "shell_quote_arg(nil)",
        "shell_split({})",
        "utf16_to_utf8({})",
        "strftime({})",
        "strftime_utc(nil)",
        "time.parse('a')",
        "time.parse_rfc3339({})",
        "time.call_after('soon', print)",
        "time.call_after(1)",
        "url.parse({})",
        "glob({})",
        "glob('a', {})",
        "read_dir(nil)",
        "has_action({})",
        "permute_any_mods('x')",
        "json_parse({})",
        "serde.json_decode({})",
        "serde.toml_decode({})",
        "serde.yaml_decode(nil)",
        "procinfo.get_info_for_pid('x')",
        "gui.gui_window_for_mux_window({})",
    ];
    for call in calls {
        let (name, _) = call.split_once('(').expect("a call");
        let problem = one_problem(&format!("\n\nwezterm.{call}"));
        let (alone, placed) = (format!("wezterm.{name}: "), format!(" of wezterm.{name}: "));
        let named = problem.message.starts_with(&alone)
            || problem.message.starts_with("argument ") && problem.message.contains(&placed);
        assert!(
            named && problem.message.contains("expected "),
            "{call}: {problem}"
        );
        assert_eq!(problem.line, Some(3), "{call}: {problem}");
    }
}

#[test]
fn what_needs_a_running_terminal_says_so() {
    for call in [
        "run_child_process { 'ls' }",
        "background_child_process { 'ls' }",
        "open_with 'x'",
    ] {
        let name = call.split(' ').next().unwrap_or_default();
        let problem = one_problem(&format!("wezterm.{call}"));
        assert!(
            problem
                .message
                .starts_with(&format!("wezterm.{name}: it needs ")),
            "{problem}"
        );
    }
}

#[test]
fn while_a_file_is_read_what_belongs_to_a_display_is_empty() {
    good(
        "local gui = wezterm.gui
        local screens = gui.screens()
        assert(screens.active.width == 0 and screens.main.name == '' and next(screens.by_name) == nil)
        assert(#gui.gui_windows() == 0 and #gui.enumerate_gpus() == 0)
        assert(gui.gui_window_for_mux_window(0) == nil and gui.get_appearance() == 'Dark')
        for _, name in ipairs { 'counters', 'latency', 'sizes', 'throughput' } do
            assert(next(wezterm.metrics['get_' .. name]()) == nil)
        end
        local p = wezterm.procinfo
        assert(p.pid() > 0 and p.get_info_for_pid(1) == nil)
        assert(p.current_working_dir_for_pid(1) == nil and p.executable_path_for_pid(1) == nil)
        assert(type(wezterm.battery_info()) == 'table' and #wezterm.default_wsl_domains() == 0)
        wezterm.reload_configuration()",
    );
}
