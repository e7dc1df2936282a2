//! The configuration's way into the running program: keys, errors, reloading, handlers.

use mux::Palette;

use super::harness::Start;
use crate::frame::{HostColors, WindowRequest};

#[test]
fn a_broken_file_shows_its_line_and_the_terminal_opens_on_defaults() {
    let mut running =
        Start::lua("local wezterm = require 'wezterm'\nreturn {\n  font_size = = 3\n}").run();
    running.wait_for(".wezterm.lua:3:");
    running.key("Escape");
    running.wait_gone(".wezterm.lua:3:");
    running.type_("echo alive-$((1+1))\n");
    running.wait_for("alive-2");
}

#[test]
fn a_click_dismisses_the_problems_too() {
    let mut running = Start::lua("return { fnt_size = 3 }").run();
    running.wait_for("fnt_size");
    running.click(3, 3);
    running.wait_gone("fnt_size");
}

#[test]
fn keys_can_be_bound_to_text_and_to_nothing() {
    let lua = r#"
        local wezterm = require 'wezterm'
        return { keys = {
            { key = 'e', mods = 'ALT', action = wezterm.action.SendString 'echo sent-$((1+1))\r' },
            { key = 'c', mods = 'CTRL|SHIFT', action = wezterm.action.Nop },
        } }"#;
    let mut running = Start::lua(lua).run().at_prompt();
    running.key("Alt+e");
    running.wait_for("sent-2");
}

#[test]
fn a_lua_callback_reads_the_pane_and_acts_on_it() {
    let lua = r#"
        local wezterm = require 'wezterm'
        return { keys = { { key = 'k', mods = 'ALT', action = wezterm.action_callback(
            function(window, pane)
                local size = pane:get_dimensions()
                local text = pane:get_lines_as_text()
                local found = text:match('marker%-%d') or 'nothing'
                window:toast_notification('Found', found .. ' in ' .. size.cols, nil, 60000)
                window:copy_to_clipboard(found)
                window:perform_action(wezterm.action.SendString('echo from-lua\r'), pane)
                assert(window:active_pane():pane_id() == pane:pane_id())
                pane:send_text('echo sent-$((2+2))\r')
            end) } } }"#;
    let mut running = Start::lua(lua).run().at_prompt();
    running.type_("echo marker-$((1+1))\n");
    running.wait_for("marker-2");
    running.key("Alt+k");
    running.wait_for("marker-2 in 60");
    running.wait_request(&WindowRequest::SetClipboard("marker-2".to_owned()));
    running.wait_for("from-lua");
    running.wait_for("sent-4");
}

#[test]
fn a_callback_that_fails_says_so_with_its_line() {
    let lua = "local wezterm = require 'wezterm'\n\
        return { keys = { { key = 'k', mods = 'ALT', action = wezterm.action_callback(\n\
            function(window, pane)\n\
                local nothing = nil\n\
                nothing.field = 1\n\
            end) } } }";
    let mut running = Start::lua(lua).run().at_prompt();
    running.key("Alt+k");
    running.wait_for(".wezterm.lua:5:");
}

#[test]
fn a_user_variable_reaches_its_handler() {
    let lua = r#"
        local wezterm = require 'wezterm'
        wezterm.on('user-var-changed', function(window, pane, name, value)
            local same = pane:get_user_vars()[name] == value and pane:pane_id() == window:active_pane():pane_id()
            window:toast_notification('Variable', name .. ' is ' .. value .. ': ' .. tostring(same), nil, 60000)
        end)
        return {}"#;
    let mut running = Start::lua(lua).run().at_prompt();
    running.type_("printf '\\033]1337;SetUserVar=%s=%s\\007' prog dmlt\n");
    running.wait_for("prog is vim: true");
}

#[test]
fn a_changed_file_is_read_again_and_a_broken_one_keeps_what_was() {
    let lua = |text: &str| {
        format!(
            "local wezterm = require 'wezterm'\nreturn {{ keys = {{ {{ key = 'e', mods = 'ALT', \
             action = wezterm.action.SendString 'echo {text}-$((1+1))\\r' }} }} }}"
        )
    };
    let mut running = Start::lua(&lua("old")).run().at_prompt();
    let file = running.folder.path().join(".wezterm.lua");
    running.key("Alt+e");
    running.wait_for("old-2");
    std::fs::write(&file, lua("new")).expect("written");
    running.wait_request(&WindowRequest::ConfigChanged);
    running.key("Alt+e");
    running.wait_for("new-2");
    std::fs::write(&file, "return {").expect("written");
    running.wait_for(".wezterm.lua:1:");
    running.key("Escape");
    running.type_("clear\n");
    running.wait_gone("new-2");
    running.key("Alt+e");
    running.wait_for("new-2");
}

#[test]
fn a_file_that_vanishes_leaves_what_it_said_and_is_read_when_it_is_back() {
    let lua = |text: &str| {
        format!(
            "local wezterm = require 'wezterm'\nreturn {{ keys = {{ {{ key = 'e', mods = 'ALT', \
             action = wezterm.action.SendString 'echo {text}-$((1+1))\\r' }} }} }}"
        )
    };
    let mut running = Start::lua(&lua("kept")).run().at_prompt();
    let file = running.folder.path().join(".wezterm.lua");
    std::fs::remove_file(&file).expect("removed");
    running.wait_for(".wezterm.lua is gone");
    running.key("Escape");
    running.key("Alt+e");
    running.wait_for("kept-2");
    std::fs::write(&file, lua("back")).expect("written");
    running.wait_request(&WindowRequest::ConfigChanged);
    running.key("Alt+e");
    running.wait_for("back-2");
}

#[test]
fn the_file_can_be_read_again_by_a_key() {
    let lua = "return { automatically_reload_config = false }";
    let mut running = Start::lua(lua).run().at_prompt();
    let file = running.folder.path().join(".wezterm.lua");
    std::fs::write(&file, "return { nonsense_option = 1 }").expect("written");
    running.key("Ctrl+Shift+R");
    running.wait_for("nonsense_option");
}

#[cfg(feature = "modules")]
#[test]
fn settings_of_modules_that_mean_nothing_are_named() {
    let lua = "return { modules = { comander = {}, ai_assistant = { model = { engin = 'x' } } } }";
    let start = Start::lua(lua).with_modules(super::assistant::over);
    let mut running = start.run();
    running.wait_for("config.modules.comander names no module");
    running.wait_for("config.modules.ai_assistant.model.engin");
}

#[test]
fn a_first_file_is_read_when_it_is_written() {
    let mut running = Start::new().run().at_prompt();
    running.wait_for("1:");
    let file = running.folder.path().join(".wezterm.lua");
    std::fs::write(file, "return { enable_tab_bar = false }").expect("written");
    running.wait_gone("1:");
}

#[test]
fn lua_hears_of_commands_and_reads_their_blocks() {
    let lua = r#"
        local wezterm = require 'wezterm'
        local seen = {}
        wezterm.on('command-started', function(window, pane, block)
          table.insert(seen, 'started ' .. block.command)
        end)
        wezterm.on('command-finished', function(window, pane, block)
          table.insert(seen, 'finished ' .. tostring(block.exit_status) .. ' ' .. tostring(block.trusted))
          local blocks = pane:get_command_blocks()
          local ids = {}
          for i, one in ipairs(blocks) do table.insert(ids, i .. one.command) end
          for i, one in pairs(blocks) do table.insert(ids, i .. one.cwd) end
          local zones = pane:get_semantic_zones('Input')
          table.insert(seen, #blocks .. table.concat(ids) .. tostring(blocks[9]) .. #zones)
          table.insert(seen, pane:get_command_output(block))
          window:toast_notification('seen', table.concat(seen, ', '), nil, 1000)
        end)
        return {}
    "#;
    let mut running = Start::lua(lua).run().at_prompt();
    running.app.focus(false);
    running.type_(concat!(
        r"printf '\033]7;file:///usr\007\033]133;A\007> \033]133;B\007make\n\033]133;C\007built\n\033]133;D;2\007'",
        "\n"
    ));
    running.wait_request(&WindowRequest::Toast {
        title: "seen".to_owned(),
        body: "started make, finished 2 false, 11make1/usrnil1, built".to_owned(),
    });
}

#[test]
fn a_command_in_a_directory_whose_name_is_no_text_is_told_too() {
    let lua = r#"
        local wezterm = require 'wezterm'
        wezterm.on('command-started', function(window, pane, block)
          window:toast_notification('seen', 'in ' .. block.cwd, nil, 60000)
        end)
        return {}
    "#;
    let mut running = Start::lua(lua).run().at_prompt();
    running.type_(concat!(
        r"printf '\033]7;file:///a%%FFb\007\033]133;A\007> \033]133;B\007\033]133;C\007\033]133;D;0\007'",
        "\n"
    ));
    running.wait_for("in /a\u{fffd}b");
}

#[test]
fn a_terminal_around_the_program_keeps_its_colours_unless_the_configuration_names_some() {
    let (fore, back) = ((0x10, 0x20, 0x30), (0xf0, 0xf1, 0xf2));
    let told = HostColors {
        exact: true,
        foreground: Some(fore),
        background: Some(back),
    };
    let poor = HostColors {
        exact: false,
        ..told
    };
    let named = "return { colors = { background = '#123456' } }";
    let elsewhere = "return { colors = { selection_bg = '#123456' } }";
    for (lua, host, palette, painted) in [
        ("return {}", told, (fore, back), false),
        (elsewhere, told, (fore, back), false),
        (
            named,
            told,
            (Palette::default().foreground, (0x12, 0x34, 0x56)),
            true,
        ),
        (named, poor, (fore, back), false),
    ] {
        let mut running = Start::lua(lua).run().at_prompt();
        assert_eq!(
            running.app.paint(),
            None,
            "a window has no terminal around it"
        );
        running.app.set_host_colors(host);
        let shown = running.app.palette();
        assert_eq!(
            (shown.foreground, shown.background),
            palette,
            "{lua} {host:?}"
        );
        assert_eq!(running.app.paint().is_some(), painted, "{lua} {host:?}");
        // What a program asks for is what it gets; the shell shows the answer as it comes.
        running.type_("printf '\\033]11;?\\033\\\\'; cat -v\n");
        let (r, g, b) = palette.1;
        running.wait_for(&format!(
            "]11;rgb:{r:02x}{r:02x}/{g:02x}{g:02x}/{b:02x}{b:02x}"
        ));
    }
}

#[test]
fn a_broken_state_file_is_named_and_neither_used_nor_replaced() {
    let start = Start::new();
    let folder = start.folder.path().join("f/state");
    std::fs::create_dir_all(&folder).expect("made");
    let file = folder.join("state.toml");
    let start = Start {
        first_start: true,
        ..start
    };
    std::fs::write(&file, "[modules\n").expect("written");
    let mut running = start.with_modules(super::assistant::over).run();
    running.wait_for("state.toml is not used");
    running.key("Escape");
    running.wait_gone("state.toml is not used");
    running.wait_for("opens the assistant");
    running.key("Escape");
    running.wait_for("The first-start line will come again");
    let text = std::fs::read_to_string(&file).expect("there");
    assert_eq!(text, "[modules\n");
}

#[cfg(feature = "modules")]
#[test]
fn the_examples_load_and_only_what_is_to_come_is_named() {
    let nothing_yet = "is not part of this version";
    for (example, warnings) in [
        (include_str!("../../../../docs/examples/modules.lua"), 3),
        (include_str!("../../../../docs/examples/assistant.lua"), 0),
        (include_str!("../../../../docs/examples/files.lua"), 0),
        (
            include_str!("../../../../docs/examples/assistant-with-rag.lua"),
            4,
        ),
    ] {
        let mut running = Start::lua(example)
            .with_modules(crate::builtins::builtin_modules)
            .run();
        running.wait("all modules", |running| {
            let modules = running.app.modules().expect("the framework is on");
            let list = modules.manager().list();
            list.iter().all(|module| module.status.word() == "loaded")
        });
        let modules = running.app.modules().expect("the framework is on");
        let problems = modules.configure(running.app.config());
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), warnings, "{said:#?}");
        for said in said {
            let known = said.contains(nothing_yet) || said.contains("in this version");
            assert!(known, "{said}");
        }
    }
}

#[cfg(feature = "modules")]
#[test]
fn a_setting_that_its_module_does_not_know_is_named_with_the_nearest() {
    let lua = "return { modules = { filesystem = { allowed_dirs = {} }, commander = { timeout_ms = \
               'soon' }, ai_assistant = { model = { modelid = 'x' } } } }";
    let start = Start {
        size: mux::grid::Size {
            cols: 200,
            rows: 24,
        },
        ..Start::lua(lua)
    };
    let mut running = start.with_modules(crate::builtins::builtin_modules).run();
    running.wait_for("config.modules.commander.timeout_ms must be a whole number, not \"soon\"");
    let modules = running.app.modules().expect("the framework is on");
    let problems = modules.configure(running.app.config());
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        said.iter()
            .any(|said| said.contains("filesystem.allowed_dirs is not a setting; there are")),
        "{said:#?}"
    );
    assert!(
        said.iter()
            .any(|said| said.contains("model.modelid") && said.contains("did you mean `model_id`?")),
        "{said:#?}"
    );
}

#[test]
fn a_program_is_told_which_terminal_this_is_and_what_it_was_configured_by() {
    let mut running = Start::lua("return { enable_tab_bar = false }")
        .run()
        .at_prompt();
    running.type_("test -x \"$WEZTERM_EXECUTABLE\" && echo the-$((40 + 2))\n");
    running.wait_for("the-42\n$");
    running.type_("cd \"$WEZTERM_EXECUTABLE_DIR\" && ls \"$WEZTERM_EXECUTABLE\" >/dev/null && echo in-$((40 + 3))\n");
    running.wait_for("in-43\n$");
    running.type_(
        "cd \"$WEZTERM_CONFIG_DIR\" && basename \"$WEZTERM_CONFIG_FILE\" && cat .wezterm.lua\n",
    );
    running.wait_for("\n.wezterm.lua\nreturn { enable_tab_bar = false }");
}
