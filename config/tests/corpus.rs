//! A corpus of configurations in the manner of real ones: each loads, and means what it says.
//!
//! A folder of `tests/corpus` is one configuration with its modules, schemes and plugins, and `expected.json`,
//! which is written by hand from what the configuration says and never from what came out. The folder becomes
//! `~/.config/wezterm` of a home folder of its own, or that home folder where it has a `home`. Handlers and
//! callbacks are run against the objects of `corpus/fakes.lua`, which write down what they are told to do.
//!
//! In what is expected, `"*"` stands for anything, `"~PATTERN"` for a string that the pattern is found in,
//! `"...": true` in an object allows more fields, and `${HOME}`, `${DIR}` and `${FILE}` stand for the home folder,
//! the configuration's and the configuration. Styles are left out of strings before they are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use config::{
    Config, KeyAssignment, KeyBinding, KeyCode, KeyMods, Leader, LoadOptions, Loaded, Severity,
    SpawnCommand, SpawnDomain, load, normalize, read_action,
};
use mlua::{Lua, Table, Value};
use serde_json::Value as Json;
use tempfile::TempDir;

#[path = "corpus/support/compare.rs"]
mod compare;
#[path = "corpus/support/handlers.rs"]
mod handlers;

use compare::{Differences, json_of, lua_of, same};

/// What does not hold yet: the configuration, what its mismatch says, and why.
const KNOWN: &[(&str, &str, &str)] = &[];

/// One configuration, loaded.
struct Case {
    name: String,
    home: TempDir,
    file: PathBuf,
    expected: Json,
    options: LoadOptions,
    loaded: Loaded,
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Returns the names of the configurations.
fn names() -> Vec<String> {
    let entries = std::fs::read_dir(corpus()).expect("the corpus");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("expected.json").is_file())
        .map(|path| {
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder of the corpus") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Puts a plugin where `wezterm plugin fetch` would.
fn fetch(address: &str, from: &Path, data: &Path) {
    let target = data
        .join(config::PLUGIN_FOLDER)
        .join(config::folder_name(address));
    copy(from, &target);
    std::fs::create_dir_all(target.join(".git")).expect("a folder");
    let remote = format!("[remote \"origin\"]\n\turl = {address}\n");
    std::fs::write(target.join(".git/config"), remote).expect("git's configuration");
}

impl Case {
    fn load(name: &str) -> Self {
        let folder = corpus().join(name);
        let home = TempDir::new().expect("a home folder");
        let own = home.path().join(".config/wezterm");
        if folder.join("home").is_dir() {
            copy(&folder.join("home"), home.path());
        } else {
            copy(&folder, &own);
        }
        let plain = home.path().join(".wezterm.lua");
        let file = if plain.is_file() {
            plain
        } else {
            own.join("wezterm.lua")
        };
        let json = std::fs::read_to_string(folder.join("expected.json")).expect("expectations");
        let directory = file.parent().expect("a folder");
        let json = json
            .replace("${HOME}", &home.path().to_string_lossy())
            .replace("${DIR}", &directory.to_string_lossy())
            .replace("${FILE}", &file.to_string_lossy());
        let expected: Json = serde_json::from_str(&json).expect("JSON");
        let data = home.path().join("data");
        for (address, from) in fields(&expected["plugins"]) {
            fetch(address, &folder.join(text(from)), &data);
        }
        let mut options = LoadOptions::below(home.path());
        options.environment.data_dir = Some(data);
        Self {
            name: name.to_owned(),
            file,
            home,
            expected,
            loaded: load(&options, &[&handlers::install]),
            options,
        }
    }

    fn lua(&self) -> &Lua {
        self.loaded.lua.lua()
    }

    fn directory(&self) -> &Path {
        self.file.parent().expect("a folder")
    }

    /// Returns what does not hold.
    fn differences(&self) -> Differences {
        let mut out = Differences::default();
        self.problems(&mut out);
        self.settings(&mut out);
        self.colours(&mut out);
        self.keys(&mut out);
        self.mouse(&mut out);
        self.lists(&mut out);
        self.overrides(&mut out);
        self.origins(&mut out);
        self.again(&mut out);
        handlers::run_all(self, &mut out);
        out
    }

    fn problems(&self, out: &mut Differences) {
        let mut left: Vec<&str> = texts(&self.expected["problems"]);
        for problem in &self.loaded.problems {
            let said = problem.to_string();
            match left.iter().position(|part| said.contains(part)) {
                Some(at) if problem.severity == Severity::Warning => {
                    left.remove(at);
                }
                _ => out.say(format!("{:?}: {said}", problem.severity)),
            }
        }
        for part in left {
            out.say(format!("nothing is said of {part}"));
        }
    }

    /// The settings that are expected on this system.
    fn expected_settings(&self) -> BTreeMap<String, Json> {
        let layers = [
            &self.expected["settings"],
            &self.expected["on"][std::env::consts::OS],
        ];
        let fields = layers.into_iter().filter_map(Json::as_object).flatten();
        fields.map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    fn settings(&self, out: &mut Differences) {
        const ELSEWHERE: &[&str] = &[
            "colors",
            "font",
            "key_tables",
            "keys",
            "launch_menu",
            "leader",
            "mouse_bindings",
        ];
        let expected = self.expected_settings();
        for (name, value) in &expected {
            let Some(setting) = self.loaded.settings.get(name) else {
                out.say(format!("{name} is not set"));
                continue;
            };
            same(value, &json_of(&setting.value), name, out);
            if let Some(read) = read(&self.loaded.config, name, value) {
                same(&length(value), &read, &format!("{name} as read"), out);
            }
        }
        if self.expected["only"] == Json::Bool(true) {
            for (name, setting) in &self.loaded.settings {
                if !expected.contains_key(name) && !ELSEWHERE.contains(&name.as_str()) {
                    out.say(format!("{name} is set to {}", setting.text()));
                }
            }
        }
        if let Some(fonts) = self.expected.get("fonts") {
            let names = Json::from_iter(
                self.loaded
                    .config
                    .font
                    .iter()
                    .map(|font| font.family.clone()),
            );
            same(fonts, &names, "fonts", out);
        }
        let effective = self.effective(&self.loaded.config, None);
        for (name, value) in fields(&self.expected["effective"]) {
            let got = effective.get(name.as_str()).unwrap_or(Value::Nil);
            same(value, &json_of(&got), &format!("effective {name}"), out);
        }
    }

    fn effective(&self, config: &Config, overrides: Option<&Table>) -> Table {
        config::effective(self.lua(), config, overrides).expect("effective settings")
    }

    fn palette(&self, expected: &Json, config: &Config, what: &str, out: &mut Differences) {
        let got: Value = self
            .effective(config, None)
            .get("resolved_palette")
            .expect("a palette");
        compare::part(expected, &json_of(&got), what, out);
    }

    fn colours(&self, out: &mut Differences) {
        if let Some(expected) = self.expected.get("palette") {
            self.palette(expected, &self.loaded.config, "palette", out);
        }
    }

    fn keys(&self, out: &mut Differences) {
        let config = &self.loaded.config;
        let keys = &self.expected["keys"];
        self.bound(keys, &config.keys, &config.key_bindings(), "keys", out);
        for (name, table) in fields(&self.expected["key_tables"]) {
            let own = config.key_tables.get(name).cloned().unwrap_or_default();
            let all = config.table_bindings(name).unwrap_or_default();
            self.bound(table, &own, &all, name, out);
        }
        if let Some(leader) = self.expected.get("leader") {
            let expected = Leader {
                key: KeyCode::from(text(&leader["key"])),
                mods: mods(&leader["mods"]),
                timeout_milliseconds: leader["timeout_milliseconds"].as_u64().expect("a time"),
            };
            if config.leader.as_ref() != Some(&expected) {
                out.say(format!("leader: {expected:?} is {:?}", config.leader));
            }
        }
    }

    fn bound(
        &self,
        expected: &Json,
        own: &[KeyBinding],
        all: &[KeyBinding],
        what: &str,
        out: &mut Differences,
    ) {
        if let Some(count) = expected["count"].as_u64()
            && own.len() as u64 != count
        {
            out.say(format!("{what}: {count} bindings are {}", own.len()));
        }
        for row in list(&expected["bound"]) {
            let what = format!("{what}: {} {}", row[0], row[1]);
            match find(all, &row[0], &row[1]) {
                Some(binding) => self.action(&row[2], &binding.action, &what, out),
                None => out.say(format!("{what} is not bound")),
            }
        }
        for row in list(&expected["free"]) {
            if let Some(binding) = find(all, &row[0], &row[1]) {
                let (mods, key) = (&row[0], &row[1]);
                out.say(format!("{what}: {mods} {key} is {:?}", binding.action));
            }
        }
    }

    /// Compares an action with the plain form of what is expected.
    fn action(&self, expected: &Json, got: &KeyAssignment, what: &str, out: &mut Differences) {
        if expected["callback"] == Json::Bool(true) {
            let known = match got {
                KeyAssignment::EmitEvent(event) => self.loaded.lua.has_handlers(event),
                _ => false,
            };
            if !known {
                out.say(format!("{what}: a callback is {got:?}"));
            }
            return;
        }
        if let Some((name, Json::String(any))) = fields(expected).next()
            && any == "*"
        {
            if got.name() != name {
                out.say(format!("{what}: {name} is {got:?}"));
            }
            return;
        }
        match read_action(&lua_of(self.lua(), expected)) {
            Ok(action) if action == *got => {}
            Ok(action) => out.say(format!("{what}: {action:?} is {got:?}")),
            Err(error) => out.say(format!("{what}: {expected} cannot be read: {error}")),
        }
    }

    fn mouse(&self, out: &mut Differences) {
        let Some(expected) = self.expected.get("mouse") else {
            return;
        };
        let Some(Value::Table(got)) = self.loaded.settings.get("mouse_bindings").map(|s| &s.value)
        else {
            return out.say("mouse_bindings are not set".to_owned());
        };
        let rows: Vec<Table> = got
            .sequence_values()
            .map(|row| row.expect("a row"))
            .collect();
        if Some(rows.len() as u64) != expected["count"].as_u64() {
            out.say(format!("{} mouse bindings", rows.len()));
        }
        for wanted in list(&expected["bound"]) {
            let mut found = false;
            for row in &rows {
                let mut plain = json_of(&Value::Table(row.clone()));
                let mut without = wanted.clone();
                for json in [&mut plain, &mut without] {
                    json.as_object_mut().expect("fields").remove("action");
                }
                let mut differences = Differences::default();
                same(&without, &plain, "", &mut differences);
                if differences.is_empty() {
                    found = true;
                    let what = format!("mouse: {without}");
                    let action: Value = row.get("action").expect("an action");
                    match read_action(&action) {
                        Ok(action) => self.action(&wanted["action"], &action, &what, out),
                        Err(error) => out.say(format!("{what}: {error}")),
                    }
                }
            }
            if !found {
                out.say(format!("mouse: there is no {wanted}"));
            }
        }
    }

    fn lists(&self, out: &mut Differences) {
        if let Some(menu) = self.expected.get("launch_menu") {
            let expected: Vec<SpawnCommand> = list(menu).iter().map(command).collect();
            let got = &self.loaded.config.launch_menu;
            if expected != *got {
                out.say(format!("launch_menu: {expected:#?} is {got:#?}"));
            }
        }
        for event in texts(&self.expected["handlers"]) {
            if !self.loaded.lua.has_handlers(event) {
                out.say(format!("{event} has no handler"));
            }
        }
        let canonical = |path: &Path| std::fs::canonicalize(path).ok();
        let watched: BTreeSet<PathBuf> = self
            .loaded
            .watched
            .iter()
            .filter_map(|path| canonical(path))
            .collect();
        for name in texts(&self.expected["watched"]) {
            let path = canonical(&self.directory().join(name));
            if !path.is_some_and(|path| watched.contains(&path)) {
                out.say(format!("{name} is not watched"));
            }
        }
        let absent = texts(&self.expected["absent_plugins"]);
        if self.loaded.absent_plugins != absent {
            out.say(format!("absent: {:?}", self.loaded.absent_plugins));
        }
    }

    fn origins(&self, out: &mut Differences) {
        for (name, place) in fields(&self.expected["origins"]) {
            let wanted = format!("{}/{}", self.directory().display(), text(place));
            let got = self.loaded.settings.get(name).map(|s| s.origin.to_string());
            if got.as_ref() != Some(&wanted) {
                out.say(format!("{name}: set at {wanted} is {got:?}"));
            }
        }
    }

    /// Says what is different when the file is read again, as after a change.
    fn again(&self, out: &mut Differences) {
        let again = load(&self.options, &[&handlers::install]);
        let said = |loaded: &Loaded| -> Vec<String> {
            loaded.problems.iter().map(ToString::to_string).collect()
        };
        if said(&again) != said(&self.loaded) {
            out.say(format!("read again, it says {:?}", said(&again)));
        }
        if self.expected["changes"] == Json::Bool(true) {
            return;
        }
        for (name, setting) in &self.loaded.settings {
            let what = format!("read again, {name}");
            let second = again.settings.get(name);
            let second = second.map_or(Json::Null, |setting| json_of(&setting.value));
            same(&json_of(&setting.value), &second, &what, out);
        }
    }

    fn overrides(&self, out: &mut Differences) {
        for case in list(&self.expected["with_overrides"]) {
            let overrides = lua_of(self.lua(), &case["overrides"]);
            let (config, problems) =
                config::overridden(&self.loaded.lua, &self.loaded.as_set, &overrides);
            for problem in problems {
                out.say(format!("override: {problem}"));
            }
            if let Some(expected) = case.get("palette") {
                self.palette(expected, &config, "palette with overrides", out);
            }
            for (name, value) in fields(&case["config"]) {
                let got = read(&config, name, value).expect("an option that is read");
                same(&length(value), &got, &format!("override of {name}"), out);
            }
        }
    }
}

fn fields(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flatten()
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_else(|| panic!("{json} is text"))
}

fn texts(json: &Json) -> Vec<&str> {
    list(json).iter().map(text).collect()
}

fn mods(json: &Json) -> KeyMods {
    let names = text(json).split('|').filter(|name| *name != "NONE");
    names
        .map(|name| KeyMods::from_name(name).unwrap_or_else(|| panic!("{name} is a modifier")))
        .collect()
}

fn find<'a>(all: &'a [KeyBinding], held: &Json, key: &Json) -> Option<&'a KeyBinding> {
    let code = match text(key).split_once(':') {
        Some(("phys", place)) => KeyCode::Physical(Box::leak(place.to_owned().into_boxed_str())),
        Some(("mapped", name)) => KeyCode::Mapped(name.to_owned()),
        Some(("raw", number)) => KeyCode::Raw(number.parse().expect("a number")),
        _ => KeyCode::from(text(key)),
    };
    let (key, mods) = normalize(code, mods(held));
    // Under `key_map_preference = "Physical"` a name stands for the place where it is typed.
    let by_place =
        |b: &&KeyBinding| matches!(b.key, KeyCode::Physical(_)) && b.key.name() == key.name();
    let held = || all.iter().filter(|b| b.mods == mods);
    held()
        .find(|b| b.key == key)
        .or_else(|| held().find(by_place))
}

/// Builds what an entry of the launch menu is expected to be.
fn command(json: &Json) -> SpawnCommand {
    let strings = |json: &Json| texts(json).into_iter().map(str::to_owned).collect();
    let variables = fields(&json["set_environment_variables"]);
    SpawnCommand {
        label: json["label"].as_str().map(str::to_owned),
        args: json.get("args").map(strings),
        cwd: json["cwd"].as_str().map(PathBuf::from),
        set_environment_variables: variables
            .map(|(name, value)| (name.clone(), text(value).to_owned()))
            .collect(),
        domain: match &json["domain"] {
            Json::Null => SpawnDomain::CurrentPane,
            Json::String(name) if name == "DefaultDomain" => SpawnDomain::Default,
            named => SpawnDomain::Named(text(&named["DomainName"]).to_owned()),
        },
    }
}

/// Returns what the terminal read of an option that it acts on; of tables, the fields that are expected.
fn read(config: &Config, name: &str, expected: &Json) -> Option<Json> {
    let word = |value: &dyn std::fmt::Debug| Json::from(format!("{value:?}"));
    Some(match name {
        "font_size" => config.font_size.into(),
        "line_height" => config.line_height.into(),
        "cell_width" => config.cell_width.into(),
        "scrollback_lines" => config.scrollback_lines.into(),
        "default_workspace" => config.default_workspace.clone().into(),
        "default_prog" if *expected != serde_json::json!([]) => config.default_prog.clone()?.into(),
        "default_cwd" => config.default_cwd.as_ref()?.to_string_lossy().into(),
        "set_environment_variables" => serde_json::json!(config.set_environment_variables),
        "term" => config.term.clone().into(),
        "exit_behavior" => word(&config.exit_behavior),
        "clean_exit_codes" => config.clean_exit_codes.clone().into(),
        "initial_cols" => config.initial_cols.into(),
        "initial_rows" => config.initial_rows.into(),
        "window_close_confirmation" => word(&config.window_close_confirmation),
        "max_fps" => config.max_fps.into(),
        "enable_tab_bar" => config.enable_tab_bar.into(),
        "hide_tab_bar_if_only_one_tab" => config.hide_tab_bar_if_only_one_tab.into(),
        "tab_bar_at_bottom" => config.tab_bar_at_bottom.into(),
        "tab_max_width" => config.tab_max_width.into(),
        "show_tab_index_in_tab_bar" => config.show_tab_index_in_tab_bar.into(),
        "status_update_interval" => config.status_update_interval.into(),
        "enable_scroll_bar" => config.enable_scroll_bar.into(),
        "audible_bell" => word(&config.audible_bell),
        "default_cursor_style" => word(&config.default_cursor_style),
        "cursor_blink_rate" => config.look.cursor_blink.rate.into(),
        "selection_word_boundary" => config.selection_word_boundary.clone().into(),
        "window_background_opacity" => config.look.window_background_opacity.into(),
        "automatically_reload_config" => config.automatically_reload_config.into(),
        "disable_default_key_bindings" => config.disable_default_key_bindings.into(),
        "window_padding" => {
            let padding = config.window_padding;
            let sides = [
                ("left", padding.left),
                ("right", padding.right),
                ("top", padding.top),
                ("bottom", padding.bottom),
            ];
            let sides = sides.map(|(side, length)| (side, word(&length)));
            stated(expected, &sides)
        }
        "inactive_pane_hsb" => {
            let hsb = config.look.inactive_pane_hsb;
            let parts = [
                ("hue", hsb.hue.into()),
                ("saturation", hsb.saturation.into()),
                ("brightness", hsb.brightness.into()),
            ];
            stated(expected, &parts)
        }
        _ => return None,
    })
}

/// Returns the fields that are expected, with the values that are there.
fn stated(expected: &Json, there: &[(&str, Json)]) -> Json {
    let known = |name: &String| there.iter().find(|(known, _)| known == name);
    fields(expected)
        .filter_map(|(name, _)| known(name))
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Writes the lengths of a padding as [`config::Length`] does; anything else stays as it is.
fn length(json: &Json) -> Json {
    const UNITS: &[(&str, &str)] = &[
        ("px", "Pixels"),
        ("pt", "Points"),
        ("cell", "Cells"),
        ("%", "Percent"),
    ];
    let written = |value: &Json| match value {
        Json::Number(number) => format!("Pixels({:?})", number.as_f64().expect("a number")),
        other => {
            let text = text(other);
            let unit = UNITS.iter().find_map(|(suffix, name)| {
                let number = text.strip_suffix(suffix)?.parse::<f64>().ok()?;
                Some(format!("{name}({number:?})"))
            });
            unit.unwrap_or_else(|| panic!("{text} is a length"))
        }
    };
    if json.get("left").is_none() {
        return json.clone();
    }
    fields(json)
        .map(|(side, value)| (side.clone(), Json::from(written(value))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[test]
fn every_configuration_of_the_corpus_loads_and_means_what_it_says() {
    let names = names();
    assert!(names.len() >= 34, "only {} configurations", names.len());
    let mut unused: BTreeSet<usize> = (0..KNOWN.len()).collect();
    let mut report = String::new();
    for name in &names {
        let case = Case::load(name);
        for difference in case.differences().lines() {
            let known = KNOWN
                .iter()
                .position(|(case, part, _)| case == name && difference.contains(part));
            match known {
                Some(at) => {
                    unused.remove(&at);
                }
                None => report.push_str(&format!("{}: {difference}\n", case.name)),
            }
        }
        drop(case.home);
    }
    for at in unused {
        let (case, part, _) = KNOWN[at];
        report.push_str(&format!("{case}: {part} is known, and holds\n"));
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn what_three_of_forty_nine_real_configurations_use_occurs_in_the_corpus() {
    let mut all = String::new();
    for name in names() {
        lua_below(&corpus().join(name), &mut all);
    }
    let usage = std::fs::read_to_string(corpus().join("usage.csv")).expect("the usage");
    let mut rows = 0;
    for row in usage.lines().skip(1) {
        let (kind, rest) = row.split_once(',').expect("a kind");
        let (name, _) = rest.rsplit_once(',').expect("a name");
        // A function of wezterm may be called through a local that holds the table it is in.
        let last = name.rsplit('.').next().expect("a name");
        let word = if kind == "function" { last } else { name };
        let pattern = format!(r"(^|\W){}(\W|$)", regex::escape(word));
        let found = regex::Regex::new(&pattern)
            .expect("a pattern")
            .is_match(&all);
        assert!(found, "{kind} {name} does not occur");
        rows += 1;
    }
    assert!(rows > 150, "{rows} rows");
}

/// Adds the Lua of a folder.
fn lua_below(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder of the corpus") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            lua_below(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "lua") {
            all.push_str(&std::fs::read_to_string(path).expect("Lua"));
        }
    }
}
