//! What `wezterm modules new` writes and refuses. That the modules work is
//! `app/tests/hello_world`'s and the crate `hello-world`'s.

use std::fs;
use std::path::Path;

use super::*;

/// A person's folders, and a checkout, both empty but for what makes them that.
struct Place {
    root: tempfile::TempDir,
    folders: Folders,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folders = Folders::below(root.path());
        let checkout = root.path().join("checkout");
        let framework = checkout.join("wezterm-module-framework");
        fs::create_dir_all(&framework).expect("made");
        fs::write(framework.join("Cargo.toml"), "").expect("written");
        fs::write(checkout.join("Cargo.toml"), "[workspace]\n").expect("written");
        let lock = "[[package]]\nname = \"serde_json\"\n";
        fs::write(checkout.join("Cargo.lock"), lock).expect("written");
        Self { root, folders }
    }

    fn checkout(&self) -> PathBuf {
        self.root.path().join("checkout")
    }

    fn modules(&self) -> PathBuf {
        self.folders.config.join("modules")
    }

    fn new_module(&self, name: &str, kind: Kind, dir: Option<PathBuf>) -> Result<String, String> {
        let args = NewArgs {
            name: name.to_owned(),
            kind,
            dir,
        };
        let mut output = Vec::new();
        let status =
            run(&args, &self.folders, &mut output).map_err(|error| format!("{error:#}"))?;
        assert_eq!(status, 0);
        Ok(String::from_utf8(output).expect("text"))
    }
}

/// Returns the files below a folder, by path.
fn files(folder: &Path) -> Vec<(String, String)> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(one) = folders.pop() {
        for entry in fs::read_dir(&one).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below").display();
                let text = fs::read_to_string(&path).expect("text");
                found.push((below.to_string(), text));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_module_has_its_own_name_everywhere() {
    let place = Place::new();
    for (kind, dir) in [
        (Kind::Lua, place.modules()),
        (Kind::Process, place.root.path().join("elsewhere")),
    ] {
        let said = place.new_module("weather-report", kind, Some(dir.clone()));
        let said = said.expect("written");
        let written = files(&dir);
        let paths: Vec<&str> = written.iter().map(|(path, _)| path.as_str()).collect();
        let code = match kind {
            Kind::Lua => "weather-report/init.lua",
            _ => "weather-report/server.py",
        };
        let mut expected = [code, "weather-report/module.toml"];
        expected.sort();
        assert_eq!(paths, expected, "and nothing is left of the making");
        for text in written.iter().map(|(_, text)| text).chain([&said]) {
            assert!(!text.contains("hello"), "{text}");
            assert!(text.contains("weather-report"), "{text}");
        }
        assert!(said.contains("wezterm.weather_report.greet"), "{said}");
        assert_eq!(said.contains("Move it to"), kind == Kind::Process, "{said}");
    }
}

#[test]
fn a_built_in_module_is_a_crate_of_the_checkout_and_the_lines_to_add_are_said() {
    let place = Place::new();
    let deep = place.checkout().join("wezterm-module-framework");
    let said = place.new_module("weather-report", Kind::BuiltIn, Some(deep));
    let said = said.expect("written");
    let written = files(
        &place
            .checkout()
            .join("wezterm-builtin-modules/weather-report"),
    );
    let paths: Vec<&str> = written.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["Cargo.toml", "src/lib.rs", "tests/module.rs"]);
    for (path, text) in &written {
        assert!(
            !text.contains("hello") && !text.contains("HelloWorld"),
            "{path}: {text}"
        );
    }
    assert!(written[0].1.contains("name = \"weather-report\""));
    assert!(written[1].1.contains("struct WeatherReport {"));
    assert!(written[2].1.contains("use weather_report::descriptor;"));
    for line in [
        "    \"wezterm-builtin-modules/weather-report\",",
        "weather-report = { path = \"wezterm-builtin-modules/weather-report\" }",
        "weather-report = { workspace = true, optional = true }",
        "    \"dep:weather-report\",",
        "            weather_report::descriptor(settings.clone()),",
        "    (\"weather-report\", &[\"wezterm-module-framework\"]),",
    ] {
        assert!(said.lines().any(|one| one == line), "{line}: {said}");
    }
}

#[test]
fn the_places_that_the_lines_go_to_are_there() {
    let root = checkout(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("this checkout");
    let marks = [
        ("Cargo.toml", "members = ["),
        ("Cargo.toml", "[workspace.dependencies]"),
        ("wezterm-gui/Cargo.toml", "[dependencies]"),
        ("wezterm-gui/Cargo.toml", "modules = [\n"),
        ("wezterm-gui/src/builtins.rs", "pub fn builtin_modules()"),
        ("tests/tests/house.rs", "const ARROWS"),
        ("tests/tests/house.rs", "\"wezterm-gui\",\n        &["),
    ];
    for ((file, ..), (marked, mark)) in ADDITIONS.iter().zip(marks) {
        assert_eq!(*file, marked);
        let text = fs::read_to_string(root.join(file)).expect("the file");
        assert!(text.contains(mark), "{file} has no {mark}");
    }
    assert_eq!(ADDITIONS.len(), marks.len());
}

#[test]
fn each_kind_names_the_keys_that_it_says_to_add_and_shares_none_with_another() {
    let tutorial = include_str!("../../../../../docs/tutorial-module.md");
    let place = Place::new();
    let mut taken = Vec::new();
    for (kind, name, dir) in [
        (Kind::Lua, "weather", None),
        (Kind::Process, "climate", None),
        (Kind::BuiltIn, "forecast", Some(place.checkout())),
    ] {
        let said = place.new_module(name, kind, dir).unwrap();
        let keys = said.split("key = '").skip(1);
        let keys: Vec<char> = keys.filter_map(|rest| rest.chars().next()).collect();
        assert!(!keys.is_empty(), "{said}");
        for key in &keys {
            let named = format!("Alt+{}", key.to_ascii_uppercase());
            assert!(said.contains(&named), "{named} in {said}");
            assert!(tutorial.contains(&named), "{named} in the tutorial");
        }
        let states_actions = said.contains("RunModuleAction");
        assert_eq!(states_actions, kind != Kind::Process, "{said}");
        assert_eq!(states_actions, said.contains("does its action"), "{said}");
        taken.extend(keys);
    }
    let all = taken.len();
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), all, "a key of two kinds");
}

#[test]
fn a_name_may_hold_the_templates_name() {
    let place = Place::new();
    let said = place.new_module("hello-world-again", Kind::Lua, None);
    assert!(
        said.expect("written")
            .contains("wezterm.hello_world_again.greet('Ada')")
    );
    let manifest = place.modules().join("hello-world-again/module.toml");
    let manifest = fs::read_to_string(manifest).expect("written");
    assert!(
        manifest.starts_with("name = \"hello-world-again\"\n"),
        "{manifest}"
    );
}

#[test]
fn what_is_there_already_is_left_as_it_is() {
    let place = Place::new();
    let (modules, crates) = (place.modules(), place.checkout().join(BUILT_INS));
    for (kind, dir, given) in [
        (Kind::Lua, modules.clone(), None),
        (Kind::Process, modules, None),
        (Kind::BuiltIn, crates, Some(place.checkout())),
    ] {
        let folder = dir.join("weather");
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("mine"), "mine").expect("written");
        let error = place.new_module("weather", kind, given).unwrap_err();
        assert!(error.contains("is there already"), "{error}");
        assert_eq!(
            files(&dir),
            [("weather/mine".to_owned(), "mine".to_owned())]
        );
        // A link that leads nowhere is there too.
        let link = dir.join("climate");
        if fs::symlink_metadata(&link).is_err() {
            std::os::unix::fs::symlink("/nonexistent", &link).expect("linked");
        }
        let given = (kind == Kind::BuiltIn).then(|| place.checkout());
        assert!(place.new_module("climate", kind, given).is_err());
        fs::remove_file(&link).expect("it is still the link");
    }
}

// Only a build that has the built-in modules knows their names.
#[cfg(feature = "modules")]
#[test]
fn a_name_that_no_module_can_have_is_refused_and_nothing_is_written() {
    let place = Place::new();
    for (name, why) in [
        ("", "small letters"),
        ("Weather", "small letters"),
        ("../weather", "small letters"),
        ("a/b", "small letters"),
        ("weather-", "small letters"),
        ("system", "small letters"),
        ("mux", "wezterm.mux is the terminal's own"),
        ("ai-assistant", "module `ai-assistant` of this program"),
        ("fs", "module `filesystem` of this program"),
        ("end", "cannot be written in Lua"),
    ] {
        for kind in [Kind::Lua, Kind::Process, Kind::BuiltIn] {
            let error = place
                .new_module(name, kind, Some(place.checkout()))
                .unwrap_err();
            assert!(error.contains(why), "{name}: {error}");
        }
    }
    for (name, why) in [
        ("serde-json", "there is a crate"),
        ("match", "no crate can be called"),
    ] {
        let error = place.new_module(name, Kind::BuiltIn, Some(place.checkout()));
        let error = error.unwrap_err();
        assert!(error.contains(why), "{name}: {error}");
    }
    assert!(!place.modules().exists());
    assert!(!place.checkout().join(BUILT_INS).exists());
}

#[test]
fn a_built_in_module_needs_a_checkout() {
    let place = Place::new();
    let elsewhere = Some(place.root.path().to_owned());
    let error = place
        .new_module("weather", Kind::BuiltIn, elsewhere)
        .unwrap_err();
    assert!(
        error.contains("is in no checkout of this project"),
        "{error}"
    );
}

/// The framework cannot see what the configuration puts into `wezterm`, so it has a list.
#[test]
fn no_field_of_the_terminals_own_can_be_a_modules() {
    let own = |lua: &mlua::Lua| crate::lua::register_mux(lua, None);
    let loaded = config::load(&config::LoadOptions::default(), &[&own]);
    let wezterm = wezterm_module_framework::wezterm(loaded.lua.lua()).expect("a table");
    let fields = wezterm.pairs::<String, mlua::Value>();
    let fields: Vec<String> = fields.map(|pair| pair.expect("a field").0).collect();
    assert!(fields.len() > 50, "{fields:?}");
    let free = fields.iter().filter(|name| checked_namespace(name).is_ok());
    assert_eq!(free.collect::<Vec<_>>(), Vec::<&String>::new());
}
