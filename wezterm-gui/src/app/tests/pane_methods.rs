//! The methods of a pane in Lua, asked of a pane with a real shell.

use super::harness::{Running, Start};

/// A shell, and a key that runs `body` with the pane and shows the strings that it returns.
fn asking(body: &str) -> Running {
    let lua = format!(
        "local wezterm = require 'wezterm'
        local function ask(window, pane)
            {body}
        end
        return {{ enable_tab_bar = false, keys = {{ {{ key = 'k', mods = 'ALT', action = wezterm.action_callback(
            function(window, pane)
                local told = table.pack(ask(window, pane))
                for i = 1, told.n do told[i] = tostring(told[i]) end
                window:copy_to_clipboard(table.concat(told, '|'))
            end) }} }} }}"
    );
    Start::lua(&lua).run().at_prompt()
}

/// Presses the key and waits for the answer.
fn told(running: &mut Running) -> String {
    use crate::frame::WindowRequest;
    running.requests.clear();
    running.key("Alt+k");
    let mut answer = None;
    running.wait("the answer", |running| {
        answer = running.requests.iter().find_map(|request| match request {
            WindowRequest::SetClipboard(text) => Some(text.clone()),
            _ => None,
        });
        answer.is_some()
    });
    answer.expect("just seen")
}

#[test]
fn what_runs_is_told_with_its_file_its_processes_and_its_device() {
    let mut running = asking(
        "local info = pane:get_foreground_process_info()
        local file = pane:get_foreground_process_name()
        assert(info.executable == file and file:sub(1, 1) == '/', file)
        return info.name, info.pid == math.tointeger(info.pid), info.cwd, #info.argv, next(info.children),
            pane:get_tty_name():match('^/dev/') ~= nil, pane:mux_pane():pane_id() == pane:pane_id(),
            pane:get_domain_name()",
    );
    running.type_("cd /usr; exec cat\nhello\n");
    running.wait("cat's answer", |running| {
        running.screen().matches("hello").count() == 2
    });
    assert_eq!(told(&mut running), "cat|true|/usr|1|nil|true|true|local");
}

#[test]
fn text_is_told_by_rows_by_lines_and_with_its_styles() {
    let mut running = asking(
        "local text = pane:get_lines_as_text(3)
        local lines = pane:get_logical_lines_as_text(3)
        local escapes = pane:get_lines_as_escapes(3)
        return text, lines, escapes, pane:get_lines_as_escapes():match('^%$ ') ~= nil",
    );
    // One row is full, its end wraps into a second one.
    running.type_("printf '%60s\\033[1;31m%s\\033[m!\\n' x red\n");
    running.wait_for("red!");
    running.wait("the prompt", |running| running.screen().ends_with("\n$"));
    let x = format!("{}x", " ".repeat(59));
    let expected = [
        format!("{x}\nred!\n$"),
        format!("{x}red!\n$"),
        format!("{x}\r\n\x1b[0;1;31mred\x1b[0m!\r\n$\r\n"),
        "true".to_owned(),
    ];
    assert_eq!(told(&mut running), expected.join("|"));
}

#[test]
fn text_is_told_by_place_and_by_zone() {
    let mut running = asking(
        "local block = pane:get_command_blocks()[1]
        local y = block.output_start
        local input = pane:get_semantic_zones('Input')[1]
        local at = pane:get_semantic_zone_at(0, y)
        return pane:get_text_from_region(2, y - 1, 3, y - 1), pane:get_text_from_region(4, y - 1, 2, y),
            pane:get_text_from_semantic_zone(input), at.semantic_type, at.start_x, at.start_y == y,
            pane:get_semantic_zone_at(0, y + 1000)",
    );
    let marks = r"\033]133;A\007> \033]133;B\007make\n\033]133;C\007built\n";
    running.type_(&format!("printf '{marks}'\n"));
    running.wait("the prompt", |running| {
        running.screen().ends_with("built\n$")
    });
    assert_eq!(told(&mut running), "ma|ke\nbui|make|Output|0|true|nil");
}

#[test]
fn progress_and_unseen_output_are_told() {
    let mut running = asking(
        "local progress = pane:get_progress()
        local done = type(progress) == 'table' and (progress.Percentage or -progress.Error) or progress
        return done, pane:has_unseen_output()",
    );
    assert_eq!(told(&mut running), "None|false");
    for (state, expected) in [("1;42", "42"), ("2;7", "-7"), ("3;", "Indeterminate")] {
        running.type_(&format!(
            "printf '\\033]9;4;{state}\\007'; echo at-$((1+1))\n"
        ));
        running.wait_for("at-2");
        assert_eq!(told(&mut running), format!("{expected}|false"));
        running.type_("clear\n");
        running.wait_gone("at-2");
    }
    running.app.focus(false);
    running.type_("echo out-$((1+1))\n");
    running.wait_for("out-2");
    assert!(told(&mut running).ends_with("|true"));
    running.app.focus(true);
    assert!(told(&mut running).ends_with("|false"));
}
