//! Files that read other files: `require`, `dofile`, plugins; and builders that files make their own.
//!
//! Every test has a home folder of its own.

use std::path::PathBuf;

use config::{LoadOptions, Loaded, Severity, fetched, load, overridden};
use mlua::{Lua, Value};
use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, text).expect("a file");
    }

    /// Loads a file with that text.
    fn load(&self, text: &str) -> Loaded {
        self.write(".wezterm.lua", text);
        let mut options = LoadOptions::below(self.0.path());
        options.environment.data_dir = Some(self.path("data"));
        load(&options, &[])
    }

    /// Loads a file that there is nothing to say about.
    fn load_well(&self, text: &str) -> Loaded {
        let loaded = self.load(text);
        let said: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        assert_eq!(said, Vec::<String>::new());
        loaded
    }
}

#[test]
fn a_builder_with_a_metatable_of_its_own_keeps_what_was_set_before_and_after() {
    let loaded = Home::new().load_well(
        "local config = require('wezterm').config_builder()
        config.font_size = 11
        setmetatable(config, { __index = { line_height = 2.0, font_size = 3 } })
        config.cell_width = config.line_height / 2
        assert(config.font_size == 11)
        setmetatable(config, { __index = function(_, name) return name .. '!' end })
        assert(config.nothing == 'nothing!')
        setmetatable(config, nil)
        assert(config.nothing == nil)
        config.initial_rows = 30
        return config",
    );
    assert_eq!(loaded.config.font_size, 11.0);
    assert_eq!(loaded.config.cell_width, 1.0);
    assert_eq!(loaded.config.initial_rows, 30);
}

#[test]
fn a_file_that_uses_a_plugin_which_is_not_here_loads_to_its_end() {
    let loaded = Home::new().load(
        "local wezterm = require 'wezterm'
        local bar = wezterm.plugin.require('https://example.org/owner/bar.wezterm')
        assert(bar == wezterm.plugin.require('https://example.org/owner/bar.wezterm'))
        local config = wezterm.config_builder()
        bar.setup { theme = bar.themes.dark, width = #bar.list }
        bar.apply_to_config(config, {})
        config.color_scheme = bar.scheme('dark').name
        config.keys = { { key = 'b', mods = 'CTRL', action = bar.toggle() } }
        wezterm.on('update-status', bar.on_update)
        bar.own = 1
        assert(tostring(bar .. 'x'):find('plugin'))
        config.font_size = 14
        return config",
    );
    let [problem] = loaded.problems.as_slice() else {
        panic!("one is told: {:?}", loaded.problems);
    };
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(problem.line, Some(2));
    let hint = problem.hint.as_deref();
    assert_eq!(
        hint,
        Some("run `wezterm plugin fetch https://example.org/owner/bar.wezterm`")
    );
    assert_eq!(loaded.config.font_size, 14.0);
    assert_eq!(loaded.config.color_scheme, None);
    assert_eq!(
        loaded.absent_plugins,
        ["https://example.org/owner/bar.wezterm"]
    );
}

#[test]
fn a_plugin_in_a_folder_of_ones_own_is_run_and_watched() {
    let home = Home::new();
    let plugin = "return { size = 17, address = ... }";
    home.write("mine/plugin/init.lua", plugin);
    let path = home.path("mine");
    for address in [
        format!("file://{}", path.display()),
        path.display().to_string(),
        "~/mine".to_owned(),
        "./mine".to_owned(),
    ] {
        let loaded = home.load_well(&format!(
            "local mine = require('wezterm').plugin.require('{address}')
            assert(mine.address == '{address}')
            return {{ font_size = mine.size }}"
        ));
        assert_eq!(loaded.config.font_size, 17.0, "{address}");
        let entry = std::fs::canonicalize(path.join("plugin/init.lua")).expect("it is there");
        let watched = |file: &PathBuf| std::fs::canonicalize(file).is_ok_and(|file| file == entry);
        assert!(loaded.watched.iter().any(watched), "{address}");
    }
}

#[test]
fn a_plugin_that_was_fetched_is_found_by_its_address_and_finds_its_own_files() {
    let home = Home::new();
    let name = config::folder_name("https://example.org/o/p");
    home.write(
        &format!("data/plugins/{name}/.git/config"),
        "[remote \"origin\"]\n\turl = https://example.org/o/p\n",
    );
    home.write(
        &format!("data/plugins/{name}/plugin/init.lua"),
        &format!("return {{ size = require('{name}.more').size }}"),
    );
    home.write(
        &format!("data/plugins/{name}/more/plugin/init.lua"),
        "return { size = 21 }",
    );
    let loaded = home.load_well(
        "local wezterm = require 'wezterm'
        local list = wezterm.plugin.list()
        assert(#list == 1 and list[1].url == 'https://example.org/o/p', list[1].url)
        return { font_size = wezterm.plugin.require('https://example.org/o/p').size }",
    );
    assert_eq!(loaded.config.font_size, 21.0);
    let known = fetched(&home.path("data/plugins"));
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].component, name);
}

#[test]
fn files_that_are_read_by_dofile_and_loadfile_are_watched_and_limited() {
    let home = Home::new();
    home.write("a.lua", "\u{feff}return { font_size = 9 }");
    home.write("b.lua", "cell_width = 2 return x");
    let (a, b) = (home.path("a.lua"), home.path("b.lua"));
    let loaded = home.load_well(&format!(
        "local config = dofile('{}')
        local own = {{ x = 5 }}
        local chunk = assert(loadfile('{}', 't', own))
        assert(chunk() == 5 and own.cell_width == 2 and cell_width == nil)
        local none, why = loadfile('/nowhere/c.lua')
        assert(none == nil and why:find('/nowhere/c.lua', 1, true), why)
        assert(not pcall(dofile))
        return config",
        a.display(),
        b.display()
    ));
    assert_eq!(loaded.config.font_size, 9.0);
    for file in [a, b, "/nowhere/c.lua".into()] {
        assert!(loaded.watched.contains(&file), "{}", file.display());
    }
}

#[test]
fn a_module_that_is_missing_or_fails_is_named_with_its_line() {
    let home = Home::new();
    home.write(".config/wezterm/bad.lua", "local x = 1\nx.y.z = 2");
    let loaded = home.load("require 'wezterm'\nrequire 'nowhere'");
    let said = loaded.problems[0].to_string();
    let here = home.path("nowhere.lua");
    let told = format!(
        "there is no module nowhere; looked for {}, ",
        here.display()
    );
    assert!(said.contains(&told) && !said.contains('\n'), "{said}");
    assert!(said.contains(" other places"), "{said}");
    assert_eq!(loaded.problems[0].line, Some(2), "{said}");
    let loaded = home.load("require 'bad'\nreturn {}");
    let said = loaded.problems[0].to_string();
    assert_eq!(loaded.problems[0].line, Some(2), "{said}");
    assert!(said.contains("bad.lua"), "{said}");
}

#[test]
fn overrides_are_laid_over_what_the_file_set_before_schemes_are_settled() {
    let loaded = Home::new().load_well(
        "return {
            font_size = 10,
            color_schemes = { one = { foreground = '#111111' }, two = { foreground = '#222222' } },
            color_scheme = 'one',
        }",
    );
    let lua = Lua::new();
    let overrides: Value = lua
        .load("{ color_scheme = 'two', cell_width = 'wide', initial_rows = 40 }")
        .eval()
        .expect("a table");
    let (config, problems) = overridden(&loaded.lua, &loaded.as_set, &overrides);
    let foreground = config.colors.foreground.expect("one is set").to_string();
    assert_eq!(foreground, "#222222");
    assert_eq!(config.font_size, 10.0);
    assert_eq!(config.initial_rows, 40);
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].message.starts_with("cell_width"),
        "{}",
        problems[0]
    );
    let (config, problems) = overridden(
        &loaded.lua,
        &loaded.as_set,
        &Value::Table(lua.create_table().expect("one")),
    );
    assert_eq!((config, problems), ((*loaded.config).clone(), Vec::new()));
}

#[test]
fn what_was_set_is_known_with_its_place_and_whether_it_has_an_effect() {
    let home = Home::new();
    let loaded = home.load_well("return {\n  font_size = 10,\n  check_for_updates = false,\n}");
    let said: Vec<String> = loaded
        .settings
        .iter()
        .map(|(name, one)| format!("{name} = {} {} {}", one.text(), one.origin, one.has_effect))
        .collect();
    let file = home.path(".wezterm.lua").display().to_string();
    assert_eq!(
        said,
        [
            format!("check_for_updates = false {file}:3 false"),
            format!("font_size = 10 {file}:2 true"),
        ]
    );
}

#[cfg(unix)]
#[test]
fn programs_that_a_file_waits_for_are_ended_with_the_time_for_loading() {
    let home = Home::new();
    let loaded = home.load(
        "local wezterm = require 'wezterm'
        local quick = io.popen(\"printf '%s' \\\"it's\\\"\"):read('a')
        assert(quick == \"it's\", quick)
        assert(os.execute('exit 3') == nil)
        assert(select(3, os.execute('exit 3')) == 3)
        assert(os.execute())
        local file = io.popen('cat > ' .. wezterm.home_dir .. '/said', 'w')
        file:write('x')
        assert(file:close())
        io.popen('sleep 600 | cat'):read('a')
        return { font_size = 13 }",
    );
    let problem = loaded.problems.first().expect("it took too long");
    assert!(problem.to_string().contains("wezterm.lua:10"), "{problem}");
    assert!(problem.message.contains("sleep 600"), "{problem}");
    assert_eq!(loaded.config.font_size, 13.0);
}

#[test]
fn settings_may_be_kept_in_the_store_that_reloads_share() {
    let home = Home::new();
    let loaded = home.load_well(
        "local wezterm = require 'wezterm'
        wezterm.GLOBAL.look = { colors = { foreground = '#112233' } }
        local config = wezterm.config_builder()
        config.colors = wezterm.GLOBAL.look.colors
        return config",
    );
    let foreground = loaded.config.colors.foreground.expect("one is set");
    assert_eq!(foreground.to_string(), "#112233");
    let loaded = home.load_well(
        "local wezterm = require 'wezterm'
        wezterm.GLOBAL.look = { left = 7 }
        return { window_padding = wezterm.GLOBAL.look }",
    );
    assert_eq!(loaded.settings.len(), 1);
}

#[test]
fn a_lazy_metatable_of_a_builder_may_replace_itself() {
    let home = Home::new();
    let loaded = home.load_well(
        "local wezterm = require 'wezterm'
        local config = wezterm.config_builder()
        setmetatable(config, { __index = function(own, key)
            setmetatable(own, { __index = { lazy = 11 } })
            return 11
        end })
        config.font_size = config.lazy
        return config",
    );
    assert_eq!(loaded.config.font_size, 11.0);
}
