//! The folders of modules from outside: what their manifests may say, and what each mistake is
//! told.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::json;
use wezterm_module_framework::external::Manifest;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{ModuleManager, ModuleState};

use crate::support::{Puppet, assert_failed, options, states};

/// A modules folder.
pub struct Modules {
    pub folder: tempfile::TempDir,
}

impl Modules {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a module's folder with these files.
    pub fn add(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = self.path(name);
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text).unwrap();
        }
        folder
    }

    /// Makes a Lua module that does nothing, with more lines in its manifest.
    pub fn add_lua(&self, name: &str, more: &str) -> PathBuf {
        let manifest = format!("name = \"{name}\"\nkind = \"lua\"\n{more}\n");
        self.add(
            name,
            &[("module.toml", &manifest), ("init.lua", "return {}")],
        )
    }

    /// Starts what is there, beside a module of the program's own called `own`.
    pub async fn started(&self) -> ModuleManager {
        let host = FakeHost::new();
        let mut options = options(&host);
        options.modules_dir = self.folder.path().to_owned();
        let manager = ModuleManager::new(options);
        let mut own = Puppet::new("own", &[]);
        own.metadata.lua_namespace = Some("ours".into());
        manager.register_builtin(own.descriptor());
        manager.discover();
        manager.start_all().await;
        assert_eq!(manager.state("own"), Some(ModuleState::Loaded));
        manager
    }
}

/// Returns what is wrong with a manifest beside an `init.lua`.
fn problem(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("init.lua"), "").unwrap();
    let real = folder.path().canonicalize().unwrap();
    let why = Manifest::parse(text, &real).unwrap_err().to_string();
    let file = format!("{}/module.toml", real.display());
    why.strip_prefix(&file)
        .unwrap_or_else(|| panic!("{why} does not name {file}"))
        .to_owned()
}

#[test]
fn a_manifest_says_everything_about_a_module() {
    let text = r#"
        name = "notes"
        version = "1.2.0"
        description = "Keeps notes"
        author = "Ada"
        kind = "lua"
        dependencies = ["filesystem"]
        lua_namespace = "notes"

        [capabilities]
        ClipboardAccess = true
        UIOverlay = false
        FileSystemRead = ["~/notes", "/srv"]

        [settings]
        type = "object"
        properties.folder = { type = "string", default = "~/notes" }
        properties.most = { type = "integer", minimum = 0x10, maximum = 1e3 }

        [lua]
        entry = "main.lua"
    "#;
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().canonicalize().unwrap();
    fs::write(real.join("main.lua"), "").unwrap();
    let manifest = Manifest::parse(text, &real).unwrap();
    let metadata = serde_json::to_value(&manifest.metadata).unwrap();
    assert_eq!(
        metadata,
        json!({
            "name": "notes", "version": "1.2.0", "author": "Ada", "description": "Keeps notes",
            "capabilities": ["ClipboardAccess", "FileSystemRead"],
            "dependencies": ["filesystem"], "lua_namespace": "notes",
        })
    );
    assert_eq!(
        serde_json::to_value(&manifest.grants).unwrap(),
        json!(["ClipboardAccess", { "FileSystemRead": ["~/notes", "/srv"] }])
    );
    assert_eq!(
        manifest.settings,
        Some(json!({
            "type": "object",
            "properties": {
                "folder": { "type": "string", "default": "~/notes" },
                "most": { "type": "integer", "minimum": 16, "maximum": 1000.0 },
            },
        }))
    );
    assert_eq!((manifest.kind.as_str(), manifest.folder), ("lua", real));
}

#[test]
fn each_mistake_names_its_line_its_key_and_what_to_write() {
    let head = "name = \"m\"\nkind = \"lua\"\n";
    let cases = [
        ("name = ", ":1: it is not TOML: "),
        (
            "name = \"m\"\nkind = \"lua\"\n[settings]\nproperties.type = { type = \"strung\" }",
            ":4: settings: there is no type `strung`; did you mean `string`?",
        ),
        (
            "name = \"m\"\nkind = \"lua\"\n[settings.properties.x]\ntype = [\"null\", \"text\"]",
            ":4: settings: there is no type `text`; there are string, boolean, number, integer, \
             array, object, null",
        ),
        (
            "name = \"m\"\nname = \"n\"",
            ":2: it is not TOML: duplicate key",
        ),
        (
            "kind = \"lua\"",
            ": `name` is missing: write name = \"my-module\"",
        ),
        ("name = \"m\"", ": `kind` is missing: write kind = \"lua\""),
        (
            "name = 7\nkind = \"lua\"",
            ":1: `name`: it must be a text and is of the type integer",
        ),
        (
            "name = \"m\"\nkind = \"wasm\"",
            ":2: `kind`: there is no kind `wasm`; there are lua, process",
        ),
        (
            &format!("{head}vresion = \"1\""),
            ":3: there is no key `vresion`; did you mean `version`?",
        ),
        (
            &format!("{head}zzzzzzzz = \"1\""),
            ":3: there is no key `zzzzzzzz`; there are author, ",
        ),
        (
            &format!("{head}[lua]\nenrty = \"x\""),
            ":4: there is no key `lua.enrty`; did you mean `entry`?",
        ),
        (
            &format!("{head}[lua]\nentry = \"no.lua\""),
            ":4: `lua.entry`: there is no no.lua in ",
        ),
        (
            &format!("{head}[lua]\nentry = \"/etc/passwd\""),
            ":4: `lua.entry`: /etc/passwd lies outside of",
        ),
        (
            &format!("{head}[lua]\nentry = \".\""),
            ":4: `lua.entry`: . is not a file",
        ),
        (
            &format!("{head}[lua]\ncall_ms = 0"),
            ":4: `lua.call_ms`: it must be from 1 to 60000",
        ),
        (
            &format!("{head}[capabilities]\nFly = true"),
            ":4: `capabilities.Fly`: there is no capability `Fly`; there are FileSystemRead",
        ),
        (
            &format!("{head}capabilities = [\"Fly\"]"),
            ":3: `capabilities`: there is no capability `Fly`",
        ),
        (
            &format!("{head}[capabilities]\nUIOverlay = [\"x\"]"),
            ":4: `capabilities.UIOverlay`: UIOverlay has no scope",
        ),
        (
            &format!("{head}[capabilities]\nFileSystemRead = [\"notes\"]"),
            ":4: `capabilities.FileSystemRead`: FileSystemRead: `notes` is neither",
        ),
        (
            &format!("{head}[process]\ncommand = [\"x\"]"),
            ":3: `process`: there is a table [process] and the kind is `lua`",
        ),
        (
            "name = \"m\"\nkind = \"process\"",
            ": `process.command`: it is missing: write command = [\"./server\"]",
        ),
        (
            "name = \"m\"\nkind = \"process\"\n[process]\ncommand = []",
            ":4: `process.command`: it is empty",
        ),
        (
            "name = \"m\"\nkind = \"process\"\n[process]\ncommand = [\"./server\"]",
            ":4: `process.command`: there is no server in",
        ),
        (
            "name = \"m\"\nkind = \"process\"\n[process]\ncommand = [\"bin/server\"]",
            ":4: `process.command`: a program is a name, a whole path",
        ),
        (
            "name = \"m\"\nkind = \"process\"\n[process]\ncommand = [\"x\"]\neffects = { y = \"fly\" }",
            ":5: `process.effects`: `y` must be read, write, execute or network",
        ),
        (
            &format!("{head}dependencies = [\"../x\"]"),
            ":3: `dependencies`: `../x` cannot be a module's name",
        ),
        (
            &format!("{head}dependencies = \"x\""),
            ":3: `dependencies`: it must be a list of texts",
        ),
        (
            &format!("{head}lua_namespace = \"action\""),
            ":3: `lua_namespace`: wezterm.action is the terminal's own",
        ),
        (
            &format!("{head}lua_namespace = \"a.b\""),
            ":3: `lua_namespace`: `a.b` cannot be a field",
        ),
        (
            &format!("{head}description = \"a\\u001bc\""),
            ":3: `description`: it has control characters",
        ),
        (
            &format!("{head}settings = 7"),
            ":3: `settings`: it must be a table",
        ),
        (
            &format!("{head}[settings]\nx = 1979-05-27"),
            ":3: `settings`: a date must be written as a text",
        ),
        (
            &format!("{head}[settings]\nx = nan"),
            ":3: `settings`: nan is no number that JSON has",
        ),
    ];
    for (text, words) in cases {
        let why = problem(text);
        assert!(why.starts_with(words), "{text}\n{why}");
    }
}

#[test]
fn a_name_like_a_path_or_like_the_terminals_own_is_refused() {
    for name in [
        "",
        "../x",
        "a/b",
        ".",
        "..",
        "/etc",
        "Upper",
        "a b",
        "a_b",
        "-a",
        "a-",
        "1a",
        "a\\u0000",
        "a\\nb",
        "\\u202ea",
        "system",
        "terminal",
        "user-lua",
        &"a".repeat(65),
    ] {
        let why = problem(&format!("kind = \"lua\"\nname = \"{name}\""));
        assert!(why.starts_with(":2: `name`: "), "{name}: {why}");
        assert!(
            !why.contains('\u{0}') && !why.contains('\u{202e}'),
            "{why:?}"
        );
    }
}

#[tokio::test]
async fn broken_folders_are_listed_with_their_reasons_and_stop_nobody() {
    let modules = Modules::new();
    modules.add_lua("sound", "");
    modules.add("no-toml", &[("module.toml", "{ name")]);
    modules.add("no-manifest", &[("init.lua", "")]);
    modules.add(
        "no-code",
        &[("module.toml", "name = \"no-code\"\nkind = \"lua\"")],
    );
    modules.add("half", &[("module.toml", "name = \"half\"\nki")]);
    modules.add("Odd Name", &[("module.toml", "")]);
    modules.add("binary", &[]);
    fs::write(modules.path("binary/module.toml"), [0xff, 0xfe]).unwrap();
    let large = format!("name = \"large\"\n# {}", "x".repeat(64 * 1024));
    modules.add("large", &[("module.toml", &large), ("init.lua", "")]);
    fs::create_dir_all(modules.path("folder/module.toml")).unwrap();
    fs::write(modules.path("README"), "no module").unwrap();
    fs::create_dir(modules.path(".git")).unwrap();
    let text = "name = \"other\"\nkind = \"lua\"";
    modules.add("renamed", &[("module.toml", text), ("init.lua", "")]);

    let manager = modules.started().await;
    assert_eq!(manager.state("sound"), Some(ModuleState::Loaded));
    assert_failed(&manager, "no-toml", "no-toml/module.toml:1: it is not TOML");
    assert_failed(&manager, "no-manifest", "there is no module.toml in");
    assert_failed(
        &manager,
        "no-code",
        "module.toml: `lua.entry`: there is no init.lua in",
    );
    assert_failed(&manager, "half", "half/module.toml:2: it is not TOML");
    assert_failed(
        &manager,
        "binary",
        "binary/module.toml: it is not UTF-8 text",
    );
    assert_failed(
        &manager,
        "large",
        "large/module.toml: it is larger than 64 KiB",
    );
    assert_failed(&manager, "folder", "module.toml is not a file");
    assert_failed(&manager, "modules/Odd Name", "`name` is missing");
    assert_failed(
        &manager,
        "renamed",
        "module.toml:1: `name`: the module is called `other` and its folder `renamed`",
    );
    assert_eq!(states(&manager).len(), 11);
}

#[tokio::test]
async fn nobody_takes_the_name_or_the_namespace_of_another() {
    let modules = Modules::new();
    modules.add_lua("own", "");
    modules.add_lua("a", "lua_namespace = \"shared\"");
    modules.add_lua("b", "lua_namespace = \"shared\"");
    modules.add_lua("c", "lua_namespace = \"ours\"");
    let manager = modules.started().await;
    assert_failed(
        &manager,
        "modules/own",
        "own/module.toml:1: `name`: a module of this program is called `own`: choose another",
    );
    assert_eq!(manager.state("a"), Some(ModuleState::Loaded));
    assert_failed(
        &manager,
        "b",
        "b/module.toml:3: `lua_namespace`: wezterm.shared belongs to the module `a`",
    );
    assert_failed(&manager, "c", "wezterm.ours belongs to the module `own`");
}

#[tokio::test]
async fn what_did_not_start_is_told_once_on_the_screen_with_the_first_reason() {
    let modules = Modules::new();
    modules.add("bad", &[("module.toml", "name = \"bad\"\nkind = \"lau\"")]);
    modules.add_lua("off", "");
    modules.add("off", &[("init.lua", "error('never run')")]);
    modules.add_lua("weather", "");
    modules.add("weather", &[("init.lua", "error('no sky')")]);
    modules.add_lua("forecast", "dependencies = [\"weather\"]");
    let host = FakeHost::new();
    let mut options = options(&host);
    options.modules_dir = modules.folder.path().to_owned();
    options.settings.insert("off".into(), json!(false));
    let manager = ModuleManager::new(options);
    manager.discover();
    manager.start_all().await;
    let told = host.toasts();
    let [(title, body)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(title, "Modules");
    let (first, others) = body.split_once('\n').expect(body);
    assert!(first.starts_with("`bad` did not start: "), "{body}");
    assert!(first.contains("module.toml:2: "), "{body}");
    assert_eq!(
        others,
        "nor did `weather`, `forecast`; `wezterm modules list` says why"
    );
    let later = manager.apply_settings().await.unwrap();
    assert_eq!(later.remarks, [""; 0], "nothing is told twice");
    modules.add("worse", &[("module.toml", "")]);
    manager.discover();
    let later = manager.apply_settings().await.unwrap();
    assert!(later.remarks[0].starts_with("module `worse` did not start: "));
}

#[tokio::test]
async fn the_place_in_lua_of_a_broken_module_is_known_and_kept_from_nobody() {
    let modules = Modules::new();
    let text = "name = \"a\"\nkind = \"lau\"\nlua_namespace = ";
    modules.add("a", &[("module.toml", &format!("{text}\"sky\""))]);
    let stated = |manager: &ModuleManager| manager.info("a").unwrap().metadata.lua_namespace;
    let manager = modules.started().await;
    assert_eq!(stated(&manager).as_deref(), Some("sky"));
    modules.add_lua("b", "lua_namespace = \"sky\"");
    manager.enable("b").await.unwrap();
    let manager = modules.started().await;
    assert_eq!(stated(&manager), None);
    assert_eq!(manager.state("b"), Some(ModuleState::Loaded));
}

#[test]
fn a_manifest_without_a_name_is_told_to_take_its_folders() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("weather");
    let why = Manifest::parse("kind = \"lua\"", &folder).unwrap_err();
    let why = why.to_string();
    assert!(
        why.ends_with("`name` is missing: write name = \"weather\""),
        "{why}"
    );
}

#[tokio::test]
async fn a_folder_made_while_the_terminal_runs_can_be_switched_on_by_its_name() {
    let modules = Modules::new();
    let manager = modules.started().await;
    modules.add_lua("weather", "");
    let change = manager.enable("weather").await.unwrap();
    assert_eq!(change.started, ["weather"]);
    let why = manager.enable("wether").await.unwrap_err().to_string();
    assert_eq!(why, "there is no module `wether`");
}

#[tokio::test]
async fn a_link_out_of_the_folder_is_refused_and_one_that_stays_is_followed() {
    let modules = Modules::new();
    let outside = Modules::new();
    let elsewhere = outside.add_lua("evil", "");
    symlink(&elsewhere, modules.path("evil")).unwrap();
    symlink("missing", modules.path("dangling")).unwrap();
    symlink("loop", modules.path("loop")).unwrap();
    symlink(".", modules.path("itself")).unwrap();
    // A checkout that is kept in a folder without a manifest is a plain folder with a link to it.
    let real = modules.add_lua("store/inner", "");
    let text = fs::read_to_string(real.join("module.toml")).unwrap();
    fs::write(
        real.join("module.toml"),
        text.replace("store/inner", "inner"),
    )
    .unwrap();
    symlink("store/inner", modules.path("inner")).unwrap();
    let code = modules.add_lua("code", "");
    fs::remove_file(code.join("init.lua")).unwrap();
    symlink(elsewhere.join("init.lua"), code.join("init.lua")).unwrap();
    let manifest = modules.add_lua("manifest", "");
    fs::remove_file(manifest.join("module.toml")).unwrap();
    symlink(elsewhere.join("module.toml"), manifest.join("module.toml")).unwrap();

    let manager = modules.started().await;
    assert_failed(&manager, "evil", "which is outside of");
    assert_failed(&manager, "dangling", "No such file");
    assert_failed(&manager, "loop", "symbolic links");
    assert_failed(&manager, "itself", "which is outside of");
    assert_eq!(manager.state("inner"), Some(ModuleState::Loaded));
    assert_failed(
        &manager,
        "code",
        "`lua.entry`: init.lua lies outside of the module's folder",
    );
    assert_failed(
        &manager,
        "manifest",
        "module.toml lies outside of the module's folder",
    );
}

#[tokio::test]
async fn an_unreadable_manifest_is_named() {
    let modules = Modules::new();
    let folder = modules.add_lua("locked", "");
    let manifest = folder.join("module.toml");
    fs::set_permissions(&manifest, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&manifest).is_ok() {
        // The superuser reads everything; a folder in the file's place is unreadable to anybody.
        fs::remove_file(&manifest).unwrap();
        fs::create_dir(&manifest).unwrap();
    }
    let manager = modules.started().await;
    let words = manifest.display().to_string();
    assert_failed(&manager, "locked", &words);
}

fn fuzzed(text: &str) {
    let folder = Path::new("/nonexistent/m");
    match Manifest::parse(text, folder) {
        // A program may lie anywhere, so a manifest of that kind may be right.
        Ok(manifest) => assert_eq!(manifest.kind, "process"),
        Err(problem) => {
            let told = problem.to_string();
            assert!(told.starts_with("/nonexistent/m/module.toml"), "{told}");
            assert!(!told.contains('\u{1b}'), "{told:?}");
        }
    }
}

/// A line of TOML that is nearly right.
fn line() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        "name|kind|version|author|description|dependencies|capabilities|settings|lua_namespace",
        "lua\\.entry|process\\.command|capabilities\\.FileSystemRead|settings\\.x|[a-z]{1,4}",
        "\\[(lua|process|capabilities|settings|[a-z.]{1,6})\\]",
    ];
    let value = prop_oneof![
        "\"(lua|process|m|\\.\\./x|~/notes|[a-z\\u{1b}/]{0,5})\"",
        "true|false|nan|-?[0-9]{1,20}|0x[0-9a-f]{1,20}|1e[0-9]{1,4}|1979-05-27",
        "\\[(\"[a-z~/.]{0,6}\",?){0,3}\\]|\\{ ?[a-z]{1,3} ?= ?[0-9] ?\\}|\\[{0,90}",
    ];
    (key, value).prop_map(|(key, value)| {
        if key.starts_with('[') {
            key
        } else {
            format!("{key} = {value}")
        }
    })
}

proptest! {
    #[test]
    fn no_text_makes_the_manifests_reader_panic(text in "\\PC{0,200}") {
        fuzzed(&text);
    }

    #[test]
    fn nothing_that_is_nearly_a_manifest_makes_it_panic(lines in prop::collection::vec(line(), 0..12)) {
        fuzzed(&lines.join("\n"));
        fuzzed(&format!("name = \"m\"\nkind = \"lua\"\n{}", lines.join("\n")));
    }
}
