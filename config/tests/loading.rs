//! Loading as a person meets it: files in temporary folders, what comes out, what is wrong.
//!
//! Every test passes its own environment, so nothing of the machine's is read.

use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{
    ClearMode, Config, CopyDestination, FrontEnd, KeyAssignment, KeyBinding, KeyMods, LauncherArgs,
    LauncherFlags, Length, LoadOptions, Loaded, PaneDirection, PaneSelectArgs, PaneSelectMode,
    Problem, Rgba, Setup, Severity, SpawnCommand, load,
};
use tempfile::TempDir;

/// A home folder of its own.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, text).expect("a file");
        path
    }

    fn options(&self) -> LoadOptions {
        LoadOptions::below(self.0.path())
    }

    fn load(&self) -> Loaded {
        load(&self.options(), &[])
    }
}

/// Loads a file with that text as ~/.wezterm.lua.
fn load_text(text: &str) -> Loaded {
    let home = Home::new();
    home.write(".wezterm.lua", text);
    home.load()
}

/// Loads settings that are all right.
fn good(text: &str) -> Config {
    let loaded = load_text(text);
    assert_eq!(loaded.problems, []);
    Config::clone(&loaded.config)
}

/// Loads a file with one thing wrong, and returns that.
fn one_problem(text: &str) -> Problem {
    let loaded = load_text(text);
    match loaded.problems.as_slice() {
        [problem] => problem.clone(),
        other => panic!("expected one problem, got {other:#?}"),
    }
}

fn override_with(pairs: &[(&str, &str)]) -> Loaded {
    let home = Home::new();
    let overrides = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string()));
    let options = LoadOptions {
        overrides: overrides.collect(),
        ..home.options()
    };
    load(&options, &[])
}

fn binding(config: &Config, mods: KeyMods, key: &str) -> Option<KeyAssignment> {
    config
        .key_bindings()
        .into_iter()
        .find(|b| b.key == key && b.mods == mods)
        .map(|b| b.action)
}

const CTRL_SHIFT: KeyMods = KeyMods::CTRL.union(KeyMods::SHIFT);

// Where the file is.

#[test]
fn without_a_file_the_defaults_hold() {
    let loaded = Home::new().load();
    assert_eq!(*loaded.config, Config::default());
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.source, None);
    assert!(loaded.config.enable_module_framework);
    assert_eq!(
        binding(&loaded.config, CTRL_SHIFT, "a"),
        Some(KeyAssignment::ActivateAiAssistant)
    );
}

#[test]
fn files_are_searched_in_order() {
    let home = Home::new();
    let size = |size: u32| format!("return {{ font_size = {size} }}");
    let places = [
        ("etc/wezterm/wezterm.lua", 10),
        (".config/wezterm/wezterm.lua", 11),
        (".wezterm.lua", 12),
        ("by-variable.lua", 13),
        ("by-flag.lua", 14),
    ];
    let mut options = home.options();
    options.environment.xdg_config_dirs = vec![home.path("missing"), home.path("etc")];
    for (name, points) in places {
        let file = home.write(name, size(points));
        match name {
            "by-variable.lua" => options.environment.config_file = Some(file.clone()),
            "by-flag.lua" => options.config_file = Some(file.clone()),
            _ => {}
        }
        let loaded = load(&options, &[]);
        assert_eq!(loaded.problems, [], "{name}");
        assert_eq!(loaded.config.font_size, f64::from(points), "{name}");
        assert_eq!(loaded.source.as_deref(), Some(file.as_path()), "{name}");
        assert_eq!(loaded.watched, [file], "{name}");
    }
}

#[test]
fn xdg_config_home_stands_in_for_dot_config() {
    let home = Home::new();
    home.write(".config/wezterm/wezterm.lua", "return { font_size = 9 }");
    home.write("xdg/wezterm/wezterm.lua", "return { font_size = 8 }");
    let mut options = home.options();
    options.environment.xdg_config_home = Some(home.path("xdg"));
    assert_eq!(load(&options, &[]).config.font_size, 8.0);
}

#[test]
fn a_named_file_that_is_missing_is_named() {
    let home = Home::new();
    home.write(".wezterm.lua", "return { font_size = 9 }");
    let missing = home.path("no/such.lua");
    let options = LoadOptions {
        config_file: Some(missing.clone()),
        ..home.options()
    };
    let loaded = load(&options, &[]);
    assert_eq!(*loaded.config, Config::default());
    assert_eq!(loaded.problems.len(), 1);
    let text = loaded.problems[0].to_string();
    assert!(text.contains(missing.to_str().expect("UTF-8")), "{text}");
    assert!(text.contains("--config-file"), "{text}");
}

#[test]
fn a_folder_in_place_of_the_file_is_named() {
    let home = Home::new();
    let options = LoadOptions {
        config_file: Some(home.path("")),
        ..home.options()
    };
    let loaded = load(&options, &[]);
    assert_eq!(loaded.problems.len(), 1);
    assert!(loaded.problems[0].message.contains("cannot be read"));
}

#[test]
fn a_file_without_end_is_not_read_to_its_end() {
    let options = LoadOptions {
        config_file: Some("/dev/zero".into()),
        ..Home::new().options()
    };
    let loaded = load(&options, &[]);
    assert_eq!(loaded.problems.len(), 1);
    let text = loaded.problems[0].to_string();
    assert!(text.contains("/dev/zero: cannot be read"), "{text}");
    assert!(text.contains("larger than 16 MiB"), "{text}");
}

#[test]
fn a_skipped_file_is_not_read() {
    let home = Home::new();
    home.write(".wezterm.lua", "error('read')");
    let options = LoadOptions {
        skip_config: true,
        ..home.options()
    };
    assert_eq!(load(&options, &[]).problems, []);
}

// What can be wrong with it.

#[test]
fn what_is_not_lua_is_named_with_its_line() {
    let loaded = load_text("local a = 1\nfont_size: 12\nreturn {}");
    assert_eq!(*loaded.config, Config::default());
    let [problem] = loaded.problems.as_slice() else {
        panic!("{:#?}", loaded.problems);
    };
    assert_eq!(problem.severity, Severity::Error);
    assert_eq!(problem.line, Some(2));
    assert_eq!(problem.file, loaded.source);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let home = Home::new();
    for bytes in [&b"\x1bLua\x54\x00"[..], b"\xff\xfe\x00\x01", b"\x7fELF"] {
        home.write(".wezterm.lua", bytes);
        let loaded = home.load();
        assert_eq!(loaded.problems.len(), 1, "{:?}", loaded.problems);
        assert_eq!(*loaded.config, Config::default());
    }
}

#[test]
fn a_file_that_returns_nothing_is_told_so() {
    for text in ["", "local config = {}", "return nil"] {
        let problem = one_problem(text);
        assert!(problem.message.contains("returns nothing"), "{problem}");
        assert!(problem.to_string().contains("return config"), "{problem}");
        assert!(problem.file.is_some());
    }
    let problem = one_problem("{ font_size = 12 }");
    assert_eq!(problem.line, Some(1));
    let problem = one_problem("return 'yes'");
    assert!(problem.message.contains("the string \"yes\""), "{problem}");
}

#[test]
fn a_file_that_loops_is_stopped_with_its_line() {
    let home = Home::new();
    home.write(
        ".wezterm.lua",
        "local x = 0\nwhile true do\n  x = x + 1\nend",
    );
    let options = LoadOptions {
        time_limit: Duration::from_millis(100),
        ..home.options()
    };
    let loaded = load(&options, &[]);
    assert_eq!(loaded.problems.len(), 1, "{:?}", loaded.problems);
    let problem = &loaded.problems[0];
    assert!(
        problem.message.contains("stopped after running for 0.1 s"),
        "{problem}"
    );
    assert!(matches!(problem.line, Some(2 | 3)), "{problem}");
    assert_eq!(*loaded.config, Config::default());
}

#[test]
fn a_file_that_sleeps_too_long_is_stopped() {
    let problem = one_problem("local wezterm = require 'wezterm'\nwezterm.sleep_ms(3600 * 1000)");
    assert_eq!(problem.line, Some(2));
    assert!(problem.message.contains("sleep_ms"), "{problem}");
}

#[test]
fn an_error_while_running_has_its_line() {
    let problem = one_problem("local t = nil\n\nreturn t.x");
    assert_eq!(problem.line, Some(3));
    assert!(
        problem.message.contains("attempt to index a nil value"),
        "{problem}"
    );
}

#[test]
fn an_error_in_a_required_file_names_that_file() {
    let home = Home::new();
    home.write(".wezterm.lua", "require 'keys'\nreturn {}");
    let keys = home.write("keys.lua", "\n\nerror('no keys today')");
    let loaded = home.load();
    assert_eq!(loaded.problems.len(), 1);
    let problem = &loaded.problems[0];
    assert_eq!(problem.message, "no keys today");
    assert_eq!(problem.file.as_deref(), Some(keys.as_path()));
    assert_eq!(problem.line, Some(3));
    assert!(loaded.watched.contains(&keys), "{:?}", loaded.watched);
}

#[test]
fn the_program_cannot_be_ended_from_the_file() {
    let problem = one_problem("os.exit(3)");
    assert!(problem.message.contains("QuitApplication"), "{problem}");
    assert_eq!(problem.line, Some(1));
}

#[test]
fn reading_standard_input_does_not_wait() {
    good("assert(io.read() == nil)\nreturn {}");
}

#[test]
fn a_wrong_type_is_named_and_the_rest_is_kept() {
    let loaded = load_text("return {\n  font_size = 'big',\n  initial_cols = 100,\n}");
    assert_eq!(loaded.config.initial_cols, 100);
    assert_eq!(loaded.config.font_size, 12.0);
    let [problem] = loaded.problems.as_slice() else {
        panic!("{:#?}", loaded.problems);
    };
    assert_eq!(problem.severity, Severity::Error);
    assert_eq!(problem.line, Some(2));
    assert_eq!(
        problem.message,
        "font_size: expected a number, got the string \"big\""
    );
}

#[test]
fn numbers_out_of_range_are_named() {
    let problem = one_problem("return { scrollback_lines = -1 }");
    assert_eq!(
        problem.message,
        "scrollback_lines: must be at least 0, got -1; 0 is used"
    );
    let problem = one_problem("return { window_background_opacity = 2 }");
    assert!(problem.message.contains("at most 1"), "{problem}");
    let problem = one_problem("return { font_size = 0/0 }");
    assert!(problem.message.contains("font_size"), "{problem}");
}

#[test]
fn an_unknown_option_is_a_warning_with_a_suggestion() {
    let problem = one_problem("return { scrolback_lines = 1000 }");
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(problem.message, "unknown option `scrolback_lines`");
    assert_eq!(
        problem.hint.as_deref(),
        Some("did you mean `scrollback_lines`?")
    );
}

#[test]
fn an_unknown_word_is_named_with_the_known_ones() {
    let problem = one_problem("return { exit_behavior = 'Closed' }");
    assert_eq!(
        problem.message,
        "exit_behavior: expected \"Close\", \"CloseOnCleanExit\" or \"Hold\", got the string \"Closed\""
    );
    assert_eq!(problem.hint.as_deref(), Some("did you mean `Close`?"));
}

#[test]
fn an_unknown_action_has_its_line_and_a_suggestion() {
    let problem = one_problem(
        "local wezterm = require 'wezterm'\nlocal act = wezterm.action\nlocal a = act.ActivateAiAsistant\n",
    );
    assert_eq!(problem.line, Some(3));
    assert!(
        problem
            .message
            .contains("unknown action `ActivateAiAsistant`"),
        "{problem}"
    );
    assert!(
        problem.message.contains("ActivateAiAssistant`?"),
        "{problem}"
    );
    let problem = one_problem("return { keys = { { key = 'x', action = 'CopyTwo' } } }");
    assert!(
        problem
            .message
            .contains("keys[1].action: unknown action `CopyTwo`"),
        "{problem}"
    );
}

#[test]
fn an_action_with_a_wrong_argument_has_its_line() {
    let problem =
        one_problem("local wezterm = require 'wezterm'\n\nreturn wezterm.action.CopyTo 'Clip'");
    assert_eq!(problem.line, Some(3));
    assert!(problem.message.contains("\"Clipboard\""), "{problem}");
}

#[test]
fn a_bad_key_leaves_the_good_ones() {
    let loaded = load_text(
        "local act = require('wezterm').action
        return { keys = {
            { key = 'x', mods = 'CTRL', action = act.SpawnTab 'DefaultDomain' },
            { key = 'Retrun', mods = 'CTRL', action = act.Nop },
            { key = 'y', mods = 'CTLR', action = act.Nop },
            { key = 'z', mods = 'CTRL' },
            { key = 'z', mods = 'CTRL', action = function() end },
            { key = 'w', mods = 'CTRL', action = act.CopyTo },
        } }",
    );
    assert_eq!(loaded.config.keys.len(), 1);
    let texts: Vec<String> = loaded.problems.iter().map(Problem::to_string).collect();
    let expected = [
        "keys[2].key: unknown key `Retrun`",
        "keys[3].mods: unknown modifier `CTLR` (did you mean `CTRL`?)",
        "keys[4]: `action` is missing",
        "keys[5].action: expected an action, got a function",
        "keys[6].action: expected an action, got a function",
    ];
    assert_eq!(texts.len(), expected.len(), "{texts:#?}");
    for (text, part) in texts.iter().zip(expected) {
        assert!(text.contains(part), "{text}\nhas no\n{part}");
    }
}

#[test]
fn a_builder_names_the_line_of_the_assignment() {
    let loaded = load_text(
        "local wezterm = require 'wezterm'\nlocal config = wezterm.config_builder()\n\
         config.font_size = 'big'\nconfig.fontsize = 12\nconfig.initial_rows = 30\n\
         for name, value in pairs(config) do assert(config[name] == value) end\n\
         config.initial_rows = config.initial_rows + 1\nreturn config",
    );
    assert_eq!(loaded.config.initial_rows, 31);
    let found: Vec<(Option<u32>, &str)> = loaded
        .problems
        .iter()
        .map(|p| (p.line, p.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                Some(3),
                "font_size: expected a number, got the string \"big\""
            ),
            (Some(4), "unknown option `fontsize`"),
        ]
    );
    assert!(loaded.problems.iter().all(|p| p.file == loaded.source));
}

#[test]
fn a_strict_builder_raises() {
    let problem = one_problem(
        "local config = wezterm.config_builder()\nconfig:set_strict_mode(true)\nconfig.fontsize = 1\nreturn config",
    );
    assert_eq!(problem.line, Some(3));
    assert!(problem.message.contains("font_size"), "{problem}");
}

#[test]
fn the_modules_of_a_builder_are_filled_before_anybody_has_set_them() {
    let config = good(
        "local config = require('wezterm').config_builder()\n\
         config.modules.commander = { deny = { 'rm' } }\n\
         config.modules.filesystem.read_only = true\n\
         assert(config.modules[1] == nil)\n\
         return config",
    );
    let expected = serde_json::json!({ "deny": ["rm"] });
    assert_eq!(config.module("commander"), Some(&expected));
    let expected = serde_json::json!({ "read_only": true });
    assert_eq!(config.module("filesystem"), Some(&expected));
    // A table that was set stays the one that it is.
    let config = good(
        "local config = require('wezterm').config_builder()\n\
         config.modules = { commander = { deny = { 'rm' } } }\n\
         config.modules.filesystem = false\n\
         return config",
    );
    assert_eq!(config.modules.len(), 2);
    // What is wrong is told with the line on which the table is begun.
    let problem = one_problem(
        "local config = wezterm.config_builder()\n\nconfig.modules.commander = 'off'\nreturn config",
    );
    assert_eq!(problem.line, Some(3), "{problem}");
}

#[test]
fn settings_of_a_module_that_cannot_be_read_are_not_as_if_nothing_were_set() {
    let loaded = load_text(
        "return { modules = { commander = { deny = { 'rm', program = 'mv' } }, 'x', filesystem = { 'y' } } }",
    );
    assert_eq!(loaded.problems.len(), 3, "{:?}", loaded.problems);
    for name in ["commander", "filesystem"] {
        let held = loaded.config.module(name);
        assert!(held.is_some_and(serde_json::Value::is_string), "{held:?}");
    }
}

#[test]
fn functions_in_module_settings_are_refused_by_path() {
    let loaded = load_text(
        "return { modules = { ai_assistant = { ui = { draw = function() end } }, filesystem = { read_only = true } } }",
    );
    assert_eq!(loaded.problems.len(), 1, "{:?}", loaded.problems);
    let text = loaded.problems[0].to_string();
    assert!(
        text.contains("modules.ai_assistant.ui.draw: is a function"),
        "{text}"
    );
    let expected = serde_json::json!({ "read_only": true });
    assert_eq!(loaded.config.module("filesystem"), Some(&expected));
    let held = loaded.config.module("ai_assistant");
    assert!(held.is_some_and(serde_json::Value::is_string), "{held:?}");
}

#[test]
fn a_module_is_switched_by_a_bare_true_or_false() {
    let config = good("return { modules = { filesystem = false, ['ai-assistant'] = true } }");
    assert_eq!(config.module("filesystem"), Some(&false.into()));
    assert_eq!(config.module("ai_assistant"), Some(&true.into()));
    let problem = one_problem("return { modules = { filesystem = 'off' } }");
    assert!(
        problem
            .message
            .contains("modules.filesystem: expected a table, or true or false"),
        "{problem}"
    );
}

#[test]
fn settings_that_contain_themselves_are_refused() {
    let problem = one_problem("local t = {} t.t = t return { modules = { filesystem = t } }");
    assert!(problem.message.contains("contains itself"), "{problem}");
}

#[test]
fn tables_without_end_are_refused_wherever_they_stand() {
    for text in [
        "local t = {} t[1] = { Multiple = t } return { keys = { { key = 'x', action = { Multiple = t } } } }",
        "local t = {} t[1] = { Multiple = t } wezterm.action.Multiple(t)",
        "local t = {} t[1] = { Multiple = t } wezterm.action { Multiple = t }",
        "local t = {} t.font = t return { font = t }",
        "local t = {} t.t = t wezterm.json_encode(t)",
        "local t = {} t.t = t wezterm.GLOBAL.x = t",
        "local t = {} for i = 1, 60 do t = { a = t, b = t } end return { modules = { x = t } }",
    ] {
        let problem = one_problem(text);
        let told = problem.message.contains("contains itself")
            || problem.message.contains("more than 200000 values");
        assert!(told, "{text}\n{problem}");
    }
}

#[test]
fn code_that_would_escape_the_limits_is_refused() {
    let problem = one_problem("setmetatable({}, { __gc = function() while true do end end })");
    assert!(problem.message.contains("__gc"), "{problem}");
    assert_eq!(problem.line, Some(1));
    let problem = one_problem("local function f() return f() + 1 end\nf()");
    assert!(problem.message.contains("stack overflow"), "{problem}");
}

#[test]
fn whatever_is_raised_makes_a_readable_problem() {
    for text in [
        "error()",
        "error({})",
        "error(nil, 0)",
        "error(setmetatable({}, {}))",
    ] {
        let problem = one_problem(text);
        assert!(!problem.message.is_empty(), "{text}");
    }
    let problem = one_problem("error(string.rep('x', 1000000), 0)");
    assert!(problem.message.len() < 2000);
}

#[test]
fn a_setup_that_fails_is_told_and_the_file_still_runs() {
    let home = Home::new();
    home.write(".wezterm.lua", "return { font_size = wezterm.answer }");
    let good: Setup = &|lua| {
        let wezterm: mlua::Table = lua.globals().get("wezterm")?;
        wezterm.set("answer", 14)
    };
    let bad: Setup = &|_| Err(mlua::Error::runtime("module x is broken"));
    let loaded = load(&home.options(), &[bad, good]);
    assert_eq!(loaded.config.font_size, 14.0);
    assert_eq!(loaded.problems, [Problem::error("module x is broken")]);
}

// What it can say.

#[test]
fn every_option_of_the_contract_is_read() {
    let config = good(
        r##"
        local wezterm = require 'wezterm'
        return {
            font = wezterm.font_with_fallback { 'JetBrains Mono', { family = 'Noto Sans', weight = 'Bold' } },
            front_end = 'WebGpu', default_prog = { '/bin/sh', '-l' }, default_cwd = '/tmp',
            set_environment_variables = { A = 'b', N = 1 }, term = 'wezterm',
            window_padding = { left = 3, top = '0.25cell', bottom = '2%', right = '1pt' },
            exit_behavior = 'Hold', clean_exit_codes = { 130 }, audible_bell = 'Disabled',
            default_cursor_style = 'BlinkingBar', cursor_blink_rate = 500,
            bold_brightens_ansi_colors = false, inactive_pane_hsb = { brightness = 0.5 },
            window_close_confirmation = 'NeverPrompt', tab_bar_at_bottom = true,
            leader = { key = 'Space', mods = 'CTRL' }, animation_fps = 30,
            window_decorations = 'RESIZE', enable_wayland = false, background = {},
        }
        "##,
    );
    let families: Vec<&str> = config.font.iter().map(|font| &*font.family).collect();
    assert_eq!(families, ["JetBrains Mono", "Noto Sans"]);
    assert_eq!(config.front_end, FrontEnd::Gpu);
    assert_eq!(
        config.default_prog,
        Some(vec!["/bin/sh".into(), "-l".into()])
    );
    assert_eq!(config.set_environment_variables["N"], "1");
    assert_eq!(config.window_padding.left, Length::Pixels(3.0));
    assert_eq!(config.window_padding.top, Length::Cells(0.25));
    assert_eq!(config.window_padding.bottom, Length::Percent(2.0));
    assert_eq!(config.window_padding.right, Length::Points(1.0));
    assert_eq!(config.look.inactive_pane_hsb.brightness, 0.5);
    assert_eq!(config.look.inactive_pane_hsb.saturation, 0.9);
    assert_eq!(config.leader.map(|l| l.timeout_milliseconds), Some(1000));
    assert_eq!(config.clean_exit_codes, [130]);
}

#[test]
fn colours_lie_over_their_scheme() {
    let config = good(
        "return {
            color_schemes = { Mine = { background = 'navy', foreground = '#eee', ansi = {
                'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white' } } },
            color_scheme = 'Mine',
            colors = { foreground = 'hsl(0 0% 50%)', indexed = { [136] = '#af8700' },
                tab_bar = { active_tab = { bg_color = '#111', fg_color = '#222', intensity = 'Bold' } } },
        }",
    );
    let colors = config.colors;
    assert_eq!(colors.background, Some(Rgba::rgb(0, 0, 128)));
    assert_eq!(colors.foreground, Some(Rgba::rgb(128, 128, 128)));
    assert_eq!(colors.entry(2), Some(Rgba::rgb(0, 128, 0)));
    assert_eq!(colors.entry(136), Some(Rgba::rgb(0xaf, 0x87, 0)));
    assert_eq!(colors.entry(9), None);
    assert_eq!(colors.tab_bar.active_tab.bold, Some(true));
}

#[test]
fn an_unknown_scheme_is_a_warning_that_names_it() {
    let problem = one_problem("return { color_scheme = 'Bat Cave' }");
    assert_eq!(problem.severity, Severity::Warning);
    assert!(problem.message.contains("\"Bat Cave\""), "{problem}");
    let problem = one_problem("return { color_scheme = 'Harbor Night' }");
    assert_eq!(
        problem.hint.as_deref(),
        Some("did you mean `Harbour Night`?")
    );
}

#[test]
fn a_bad_colour_is_named_and_the_others_are_kept() {
    let loaded =
        load_text("return { colors = { background = '#12', foreground = 'red', ansi = {} } }");
    let texts: Vec<&str> = loaded.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(
        texts,
        [
            "colors.ansi: expected 8 colours, got 0",
            "colors.background: \"#12\" is not a colour",
        ]
    );
    assert_eq!(loaded.config.colors.foreground, Some(Rgba::rgb(255, 0, 0)));
}

#[test]
fn overrides_win_over_the_file() {
    let home = Home::new();
    home.write(
        ".wezterm.lua",
        "return { font_size = 10, initial_cols = 90 }",
    );
    let options = LoadOptions {
        overrides: vec![
            ("font_size".into(), "7 * 2".into()),
            ("color_scheme".into(), "'Harbour Morning'".into()),
            (
                "keys".into(),
                "{ { key = 'F5', action = wezterm.action.ReloadConfiguration } }".into(),
            ),
        ],
        ..home.options()
    };
    let loaded = load(&options, &[]);
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.font_size, 14.0);
    assert_eq!(loaded.config.initial_cols, 90);
    assert!(loaded.config.colors.background.is_some());
    assert_eq!(
        binding(&loaded.config, KeyMods::empty(), "F5"),
        Some(KeyAssignment::ReloadConfiguration)
    );
}

#[test]
fn bad_overrides_are_named() {
    let loaded = override_with(&[
        ("font_size", "'x'"),
        ("color_scheme", "Batman"),
        ("term", "("),
        ("fnot_size", "1"),
        ("initial_rows", "30"),
    ]);
    assert_eq!(loaded.config.initial_rows, 30);
    let texts: Vec<String> = loaded.problems.iter().map(Problem::to_string).collect();
    assert_eq!(texts.len(), 4, "{texts:#?}");
    assert!(
        texts[0].contains("--config font_size='x': font_size: expected a number"),
        "{texts:#?}"
    );
    assert!(texts[1].contains("quote a string"), "{texts:#?}");
    assert!(texts[2].contains("--config term=("), "{texts:#?}");
    assert!(texts[3].contains("did you mean `font_size`?"), "{texts:#?}");
}

#[test]
fn every_form_of_an_action_is_read() {
    let config = good(
        r#"
        local wezterm = require 'wezterm'
        local act = wezterm.action
        return { keys = {
            { key = 'F1', action = act.SpawnTab },
            { key = 'F2', action = act.SpawnTab 'CurrentPaneDomain' },
            { key = 'F3', action = act { CopyTo = 'Clipboard' } },
            { key = 'F4', action = 'ReloadConfiguration' },
            { key = 'F5', action = { ClearScrollback = 'ScrollbackAndViewport' } },
            { key = 'F6', action = act.Multiple { act.ScrollToTop, act.SendString 'x', act.SendKey { key = 'A', mods = 'CTRL' } } },
            { key = 'F7', action = act.SplitVertical { args = { 'top' }, domain = 'CurrentPaneDomain' } },
            { key = 'F8', action = act.AdjustPaneSize { 'Left', 5 } },
            { key = 'F9', action = act.CloseCurrentPane { confirm = false } },
            { key = 'F10', action = act.ShowLauncherArgs { flags = 'FUZZY|TABS' } },
            { key = 'F11', action = act.PaneSelect },
            { key = 'F12', action = act.ScrollByPage(-0.5) },
            { key = 'F13', action = act.SelectCommandBlock(-1) },
            { key = 'F14', action = act.CopyCommandOutput },
            { key = 'F15', action = act.CopyCommandOutput { destination = 'PrimarySelection', block = -2 } },
        } }
        "#,
    );
    let actions: Vec<KeyAssignment> = config.keys.into_iter().map(|b| b.action).collect();
    use KeyAssignment as A;
    let expected = [
        A::SpawnTab(Default::default()),
        A::SpawnTab(Default::default()),
        A::CopyTo(CopyDestination::Clipboard),
        A::ReloadConfiguration,
        A::ClearScrollback(ClearMode::ScrollbackAndViewport),
        A::Multiple(vec![
            A::ScrollToTop,
            A::SendString("x".into()),
            A::SendKey {
                key: "a".into(),
                mods: CTRL_SHIFT,
            },
        ]),
        A::SplitVertical(SpawnCommand {
            args: Some(vec!["top".into()]),
            ..SpawnCommand::default()
        }),
        A::AdjustPaneSize(PaneDirection::Left, 5),
        A::CloseCurrentPane { confirm: false },
        A::ShowLauncherArgs(LauncherArgs {
            flags: LauncherFlags::FUZZY | LauncherFlags::TABS,
            ..LauncherArgs::default()
        }),
        A::PaneSelect(PaneSelectArgs {
            mode: PaneSelectMode::Activate,
            alphabet: None,
            show_pane_ids: false,
        }),
        A::ScrollByPage(-0.5),
        A::SelectCommandBlock(-1),
        A::CopyCommandOutput {
            block: None,
            destination: CopyDestination::Clipboard,
        },
        A::CopyCommandOutput {
            block: Some(-2),
            destination: CopyDestination::PrimarySelection,
        },
    ];
    assert_eq!(actions, expected);
}

#[test]
fn lua_sees_wezterms_functions() {
    good(
        r##"
        local wezterm = require 'wezterm'
        assert(wezterm == _G.wezterm)
        assert(wezterm.version >= '20230712')
        assert(wezterm.target_triple:find('%-'))
        assert(wezterm.home_dir ~= '' and wezterm.config_file:find('wezterm.lua', 1, true))
        assert(wezterm.config_file:sub(1, #wezterm.config_dir) == wezterm.config_dir)
        assert(#wezterm.hostname() > 0)
        assert(wezterm.has_action 'CopyTo' and not wezterm.has_action 'CopyTwo')
        assert(wezterm.json_parse('{"a":[1,2.5,"x"]}').a[2] == 2.5)
        assert(wezterm.json_encode({ 1, 'b', true }) == '[1,"b",true]')
        assert(wezterm.shell_join_args({ 'a b', 'c' }) == "'a b' c")
        assert(wezterm.shell_split("x 'y z'")[2] == 'y z')
        assert(wezterm.strftime('%Y'):match('^%d%d%d%d$'))
        assert(wezterm.to_string({ 1, 'x' }) == '{1, "x"}')
        assert(wezterm.column_width('漢') == 2)
        assert(wezterm.truncate_right('hello', 2) == 'he' and wezterm.pad_left('x', 3) == '  x')
        assert(wezterm.format { { Foreground = { Color = '#010203' } }, { Text = 'hi' } }
            == '\27[38;2;1;2;3mhi\27[0m')
        assert(tostring(wezterm.color.parse('black'):lighten(0.5)) == '#808080')
        assert(#wezterm.permute_any_or_no_mods({ key = 'x' }) == 16)
        assert(utf8.codepoint(wezterm.nerdfonts.fa_home) == 0xf015)
        assert(wezterm.emit('nobody') == true)
        assert(wezterm.gui.get_appearance() == 'Dark')
        wezterm.sleep_ms(1)
        wezterm.log_info('hello', { 1 })
        print('hello')
        local ok, message = pcall(wezterm.run_child_process, { 'ls' })
        assert(not ok and tostring(message):find('run_child_process'))
        return {}
        "##,
    );
}

#[test]
fn global_outlives_a_reload() {
    let home = Home::new();
    home.write(
        ".wezterm.lua",
        "local g = wezterm.GLOBAL\ng.count = (g.count or 0) + 1\ng.list = { 'a' }\nreturn { font_size = 10 + g.count }",
    );
    let options = home.options();
    assert_eq!(load(&options, &[]).config.font_size, 11.0);
    assert_eq!(load(&options, &[]).config.font_size, 12.0);
}

#[test]
fn required_files_are_found_and_watched() {
    let home = Home::new();
    let main = home.write(".config/wezterm/wezterm.lua", "#!/usr/bin/lua\nlocal k = require 'lib.keys'\nwezterm.add_to_config_reload_watch_list('/x/y')\nreturn { font_size = k.size }");
    let lib = home.write(
        ".config/wezterm/lib/keys.lua",
        "\u{feff}return { size = 15 }",
    );
    let loaded = home.load();
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.font_size, 15.0);
    assert_eq!(loaded.watched, [main, lib, PathBuf::from("/x/y")]);
}

/// What people's files have in common, by how often: fonts, schemes, tab bars, handlers.
const TYPICAL: &str = r##"
local wezterm = require 'wezterm'
local mux, act = wezterm.mux, wezterm.action
local config = wezterm.config_builder and wezterm.config_builder() or {}
local is_windows = wezterm.target_triple:find('windows') ~= nil
config.font = wezterm.font('JetBrains Mono', { weight = 'Medium', italic = false })
config.font_rules = { { intensity = 'Bold', font = wezterm.font { family = 'Fira Code', weight = 'Bold' } } }
config.harfbuzz_features = { 'calt=0' }
config.use_fancy_tab_bar = false
config.window_background_opacity = 0.95
config.window_decorations = 'RESIZE'
config.window_frame = { font_size = 11, active_titlebar_bg = '#333' }
config.window_padding = { left = 0, right = 0, top = '1cell', bottom = 0 }
config.inactive_pane_hsb = { saturation = 0.8, brightness = 0.7 }
config.audible_bell = 'Disabled'
config.visual_bell = { fade_in_duration_ms = 75, fade_in_function = 'EaseIn', target = 'CursorColor' }
config.cursor_blink_ease_in = 'Constant'
config.animation_fps = 1
config.underline_thickness = '0.1cell'
config.adjust_window_size_when_changing_font_size = false
config.warn_about_missing_glyphs = false
config.hyperlink_rules = wezterm.default_hyperlink_rules()
table.insert(config.hyperlink_rules, { regex = [[\b(T\d+)\b]], format = 'https://x/$1' })
config.unix_domains = { { name = 'unix' } }
config.leader = { key = 'a', mods = 'CTRL', timeout_milliseconds = 1500 }
config.keys = {
  { key = '|', mods = 'LEADER|SHIFT', action = act.SplitHorizontal { domain = 'CurrentPaneDomain' } },
  { key = 'z', mods = 'LEADER', action = 'TogglePaneZoomState' },
  { key = 'r', mods = 'LEADER', action = act.ActivateKeyTable { name = 'resize', one_shot = false } },
  { key = 'f', mods = 'CMD', action = act.Search { CaseSensitiveString = '' } },
  { key = 'E', mods = 'CTRL|SHIFT', action = act.PromptInputLine {
      description = 'name', action = wezterm.action_callback(function(window, _, line) end) } },
}
for i = 1, 8 do
  table.insert(config.keys, { key = tostring(i), mods = 'ALT', action = act.ActivateTab(i - 1) })
end
config.key_tables = { resize = { { key = 'h', action = act.AdjustPaneSize { 'Left', 1 } } } }
config.mouse_bindings = { { event = { Up = { streak = 1, button = 'Left' } }, mods = 'CTRL', action = act.OpenLinkAtMouseCursor } }
local scheme = wezterm.color.get_builtin_schemes()['Harbour Night']
scheme.background = wezterm.color.parse(scheme.background):darken(0.5)
config.color_schemes = { ['My Night'] = scheme }
config.color_scheme = 'My Night'
config.colors = { tab_bar = { background = 'rgba(0,0,0,0)', new_tab = { bg_color = '#111', fg_color = '#999' } } }
wezterm.on('format-tab-title', function(tab) return ' ' .. tab.tab_index .. ' ' end)
wezterm.on('update-right-status', function(window) window:set_right_status(wezterm.strftime '%H:%M') end)
wezterm.on('gui-startup', function(cmd) mux.spawn_window(cmd or {}) end)
if is_windows then config.default_prog = { 'pwsh.exe' } end
return config
"##;

#[test]
fn a_typical_file_loads_without_a_word() {
    let config = good(TYPICAL);
    assert_eq!(config.font[0].family, "JetBrains Mono");
    assert_eq!(config.keys.len(), 13);
    let leader = KeyMods::LEADER;
    assert!(matches!(
        binding(&config, leader, "|"),
        Some(KeyAssignment::SplitHorizontal(_))
    ));
    assert_eq!(
        binding(&config, KeyMods::ALT, "3"),
        Some(KeyAssignment::ActivateTab(2))
    );
    let base = Rgba::rgb(0x12, 0x16, 0x1f);
    let background = config.colors.background.expect("set by the scheme");
    assert!(background.b < base.b && background.b > 0, "{background}");
}

#[test]
fn a_scheme_that_is_not_built_in_is_a_warning_with_its_line() {
    let loaded = load_text(
        "local s = wezterm.color.get_builtin_schemes()\nlocal mine = s['Bat Cave']\nmine.foreground = 'red'\nreturn { colors = mine }",
    );
    let found: Vec<(Option<u32>, &str)> = loaded
        .problems
        .iter()
        .map(|p| (p.line, p.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [(Some(2), "there is no built-in colour scheme \"Bat Cave\"")]
    );
    assert_eq!(loaded.config.colors.foreground, Some(Rgba::rgb(255, 0, 0)));
}

#[test]
fn an_action_read_while_running_says_what_is_wrong() {
    let lua = mlua::Lua::new();
    let read = |code: &str| config::read_action(&lua.load(code).eval().expect("Lua"));
    assert_eq!(
        read("{ ActivateTab = 3 }"),
        Ok(KeyAssignment::ActivateTab(3))
    );
    let error = read("{ ActivateTab = 'x' }").expect_err("a wrong argument");
    assert_eq!(
        error,
        "ActivateTab: expected a whole number, got the string \"x\""
    );
    let error = read("{ ActivateTab = 1, Nop = 1 }").expect_err("two actions");
    assert!(error.contains("one action"), "{error}");
}

// Keys.

#[test]
fn the_default_table_has_wezterms_keys() {
    let config = Config::default();
    use KeyAssignment as A;
    let all = CTRL_SHIFT | KeyMods::ALT;
    let split = || SpawnCommand::default();
    for (mods, key, action) in [
        (CTRL_SHIFT, "c", A::CopyTo(CopyDestination::Clipboard)),
        (KeyMods::SUPER, "c", A::CopyTo(CopyDestination::Clipboard)),
        (CTRL_SHIFT, "t", A::SpawnTab(Default::default())),
        (KeyMods::CTRL, "Tab", A::ActivateTabRelative(1)),
        (all, "\"", A::SplitVertical(split())),
        (all, "%", A::SplitHorizontal(split())),
        (all - KeyMods::SHIFT, "%", A::SplitHorizontal(split())),
        (all, "5", A::SplitHorizontal(split())),
        (
            CTRL_SHIFT,
            "LeftArrow",
            A::ActivatePaneDirection(PaneDirection::Left),
        ),
        (KeyMods::SHIFT, "PageUp", A::ScrollByPage(-1.0)),
        (KeyMods::ALT, "Enter", A::ToggleFullScreen),
        (CTRL_SHIFT, "!", A::ActivateTab(0)),
        (CTRL_SHIFT, "9", A::ActivateTab(-1)),
        (KeyMods::CTRL, "=", A::IncreaseFontSize),
        (CTRL_SHIFT, "+", A::IncreaseFontSize),
    ] {
        assert_eq!(binding(&config, mods, key), Some(action), "{mods} {key}");
    }
}

#[test]
fn a_key_without_super_stands_first() {
    let bindings = Config::default().key_bindings();
    let first = bindings
        .iter()
        .find(|b| b.action == KeyAssignment::SpawnTab(Default::default()));
    assert_eq!(first.map(|b| b.mods), Some(CTRL_SHIFT));
}

#[test]
fn no_key_is_bound_twice_and_no_plain_letter_at_all() {
    let bindings = Config::default().key_bindings();
    for (i, one) in bindings.iter().enumerate() {
        let twice = bindings[i + 1..]
            .iter()
            .any(|other| other.key == one.key && other.mods == one.mods);
        assert!(!twice, "{} {}", one.mods, one.key);
        let character = one.key.name().is_some_and(|key| key.chars().count() == 1);
        let plain = character && (one.mods - KeyMods::SHIFT).is_empty();
        assert!(!plain, "{} {}", one.mods, one.key);
    }
}

#[test]
fn a_users_binding_covers_the_default_in_every_spelling() {
    let config = good(
        "local act = wezterm.action
        return { keys = {
            { key = 'T', mods = 'CTRL', action = act.Nop },
            { key = '%', mods = 'CTRL|ALT', action = act.ScrollToTop },
            { key = 'Enter', mods = 'META', action = act.DisableDefaultAssignment },
            { key = 'mapped:k', mods = 'SHIFT|CTRL', action = act.Nop },
            { key = ' ', mods = 'CTRL', action = act.ScrollToBottom },
            { key = 'F1', action = act.Nop }, { key = 'F1', action = act.ScrollToTop },
        } }",
    );
    use KeyAssignment as A;
    let all = CTRL_SHIFT | KeyMods::ALT;
    assert_eq!(binding(&config, CTRL_SHIFT, "t"), Some(A::Nop));
    assert_eq!(binding(&config, all, "%"), Some(A::ScrollToTop));
    assert_eq!(binding(&config, all, "5"), Some(A::ScrollToTop));
    assert_eq!(binding(&config, KeyMods::ALT, "Enter"), None);
    assert_eq!(binding(&config, CTRL_SHIFT, "k"), Some(A::Nop));
    assert_eq!(
        binding(&config, KeyMods::CTRL, "Space"),
        Some(A::ScrollToBottom)
    );
    assert_eq!(
        binding(&config, KeyMods::empty(), "F1"),
        Some(A::ScrollToTop)
    );
}

#[test]
fn defaults_can_be_left_out() {
    let config = good(
        "return { disable_default_key_bindings = true, keys = { { key = 'F1', action = 'Nop' } } }",
    );
    let expected = KeyBinding {
        key: "F1".into(),
        mods: KeyMods::empty(),
        action: KeyAssignment::Nop,
    };
    assert_eq!(config.key_bindings(), [expected]);
}

fn assistant_keys(config: &Config) -> Vec<String> {
    let opens = |b: &KeyBinding| b.action == KeyAssignment::ActivateAiAssistant;
    let bindings = config.key_bindings();
    let of = bindings.iter().filter(|b| opens(b));
    of.map(|b| format!("{} {}", b.mods, b.key)).collect()
}

#[test]
fn the_assistants_key_can_be_moved() {
    let with = |ui: &str| good(&format!("return {{ modules = {{ ai_assistant = {ui} }} }}"));
    assert_eq!(assistant_keys(&with("{}")), ["SHIFT|CTRL a"]);
    let moved = with("{ ui = { keybinding = { key = 'F2', mods = 'ALT' } } }");
    assert_eq!(assistant_keys(&moved), ["ALT F2"]);
    let bare = with("{ ui = { keybinding = { key = 'F2' } } }");
    assert_eq!(assistant_keys(&bare), ["NONE F2"]);
    assert_eq!(
        assistant_keys(&with("{ enabled = false }")),
        [] as [&str; 0]
    );
    assert_eq!(assistant_keys(&with("false")), [] as [&str; 0]);
    assert_eq!(assistant_keys(&with("true")), ["SHIFT|CTRL a"]);
    let off = good("return { enable_module_framework = false }");
    assert_eq!(assistant_keys(&off), [] as [&str; 0]);
}

#[test]
fn a_bad_assistant_key_is_named_and_the_default_stays() {
    let loaded = load_text(
        "return { modules = { ai_assistant = { ui = { keybinding = { key = 'Foo' } } } } }",
    );
    assert_eq!(loaded.problems.len(), 1);
    let text = &loaded.problems[0].message;
    assert!(
        text.contains("modules.ai_assistant.ui.keybinding.key: unknown key `Foo`"),
        "{text}"
    );
    assert_eq!(assistant_keys(&loaded.config), ["SHIFT|CTRL a"]);
}

// The table of options against the surface of WezTerm.

#[test]
fn every_option_is_documented_once() {
    let options = config::options();
    assert_eq!(options.len(), 216, "WezTerm's 210 and six of our own");
    for (i, option) in options.iter().enumerate() {
        assert!(!option.meaning.is_empty(), "{}", option.name);
        let twice = options[i + 1..].iter().any(|o| o.name == option.name);
        assert!(!twice, "{}", option.name);
    }
}

#[test]
fn every_documented_word_is_accepted() {
    for option in config::options() {
        let words = match option.kind {
            config::Kind::OneOf(words) | config::Kind::BoolOr(words) => words,
            _ => continue,
        };
        for word in words {
            let loaded = override_with(&[(option.name, &format!("{word:?}"))]);
            assert_eq!(loaded.problems, [], "{} = {word}", option.name);
        }
    }
}

#[test]
fn every_action_is_documented_once() {
    let actions = config::actions();
    for (i, action) in actions.iter().enumerate() {
        assert!(!action.doc.is_empty(), "{}", action.name);
        let twice = actions[i + 1..].iter().any(|a| a.name == action.name);
        assert!(!twice, "{}", action.name);
    }
}

#[test]
fn paths_with_unusual_names_work() {
    let home = Home::new();
    let long = "a".repeat(80);
    for folder in ["with space", "semi;colon", "tëst", long.as_str()] {
        let file = home.write(&format!("{folder}/wezterm.lua"), "\nerror 'here'");
        let options = LoadOptions {
            config_file: Some(file.clone()),
            ..home.options()
        };
        let loaded = load(&options, &[]);
        assert_eq!(loaded.problems.len(), 1, "{folder}");
        assert_eq!(
            loaded.problems[0].file.as_deref(),
            Some(Path::new(&file)),
            "{folder}"
        );
        assert_eq!(loaded.problems[0].line, Some(2), "{folder}");
    }
}
