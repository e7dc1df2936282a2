//! The house rules, checked on the sources and on what cargo says: arrows between crates,
//! third-party doors, file headers and sizes, licences, notices, one set of features for each
//! third-party crate, and that README's two commands are what CI runs and share one build.
//!
//! Reads files and runs cargo; runs nothing of the program. A rule that is not here is not kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::repository;

#[path = "house/licences.rs"]
mod licences;
#[path = "house/notices.rs"]
mod notices;

/// Which crates of the workspace each one may import, besides `workspace-hack`.
const ARROWS: &[(&str, &[&str])] = &[
    ("mux", &[]),
    ("config", &[]),
    ("sandbox", &[]),
    ("workspace-hack", &[]),
    ("wezterm-module-framework", &["mux", "sandbox"]),
    ("ai-assistant", &["wezterm-module-framework"]),
    ("filesystem", &["wezterm-module-framework"]),
    ("commander", &["wezterm-module-framework"]),
    ("hello-world", &["wezterm-module-framework"]),
    (
        "module-framework-lua",
        &["config", "mux", "wezterm-module-framework"],
    ),
    (
        "wezterm-gui",
        &[
            "mux",
            "config",
            "sandbox",
            "wezterm-module-framework",
            "ai-assistant",
            "filesystem",
            "commander",
            "module-framework-lua",
            // For tests only: the program does not hold it.
            "hello-world",
        ],
    ),
    // `mux` is the terminal in which whole-program tests run the program.
    ("tests", &["wezterm-gui", "wezterm-module-framework", "mux"]),
];

/// Names of third-party crates and the beginnings of the paths that may say them.
const DOORS: &[(&str, &[&str])] = &[
    ("tattoy_wezterm_", &["mux/src/terminal"]),
    (
        "tattoy_termwiz",
        &["wezterm-gui/src/tty", "wezterm-gui/src/app/styled"],
    ),
    (
        "mistralrs",
        &["wezterm-builtin-modules/ai-assistant/src/llm/mistral"],
    ),
    (
        "minijinja",
        &["wezterm-builtin-modules/ai-assistant/src/llm/mistral"],
    ),
    (
        "reqwest",
        &[
            "wezterm-builtin-modules/ai-assistant/src/llm/remote",
            "wezterm-builtin-modules/ai-assistant/src/models/pull",
        ],
    ),
    ("wgpu", &["wezterm-gui/src/render"]),
    (
        "winit",
        &["wezterm-gui/src/window", "wezterm-gui/src/input"],
    ),
    ("portable_pty", &["mux/src/", "wezterm-gui/src/cli/cast"]),
    (
        "rmcp",
        &[
            "wezterm-module-framework/src/external/process",
            "wezterm-module-framework/src/serve",
        ],
    ),
];

/// Files that may be longer than the usual limit, each with the reason.
const LONG_FILES: &[(&str, &str)] = &[("config/tests/loading.rs", "one case after the other")];

/// The usual limit of a file, in lines.
const LONGEST_FILE: usize = 800;

/// Returns what `cargo metadata` says of the platform that the notices are written for.
fn metadata() -> Value {
    let output = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        "x86_64-unknown-linux-gnu",
    ]);
    serde_json::from_str(&output).expect("cargo metadata is JSON")
}

/// Runs cargo in the repository, with the folders and flags of this build, and returns its output.
fn cargo(arguments: &[&str]) -> String {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = Command::new(program);
    // What cargo tells a test (CARGO_MANIFEST_DIR and others) would reach build scripts that watch it,
    // and third-party crates would be compiled again because of this test.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_") && name != "CARGO_HOME" {
            command.env_remove(&name);
        }
    }
    let output = command
        .args(arguments)
        .current_dir(repository())
        .env("CARGO_TARGET_DIR", target_folder())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// Returns the target folder that this test was built in.
fn target_folder() -> PathBuf {
    let binary = tests::binary();
    let folder = binary.parent().and_then(Path::parent);
    folder.expect("target/debug/wezterm").to_owned()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// Returns the packages of the workspace by name.
fn members(metadata: &Value) -> BTreeMap<&str, &Value> {
    let ids: BTreeSet<&str> = list(metadata, "workspace_members")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let packages = list(metadata, "packages").iter();
    packages
        .filter(|package| ids.contains(text(package, "id")))
        .map(|package| (text(package, "name"), package))
        .collect()
}

/// Returns the Rust files of the workspace, by their path in the repository.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![repository().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") {
                let below = path.strip_prefix(repository()).expect("below the root");
                let source = std::fs::read_to_string(&path).expect("a source file");
                files.push((below.display().to_string(), source));
            }
        }
    }
    files.sort();
    assert!(files.len() > 50, "the sources are found");
    files
}

fn read(below: &str) -> String {
    let path = repository().join(below);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_arrow_between_crates_is_in_the_table() {
    let metadata = metadata();
    let members = members(&metadata);
    let named: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let known: BTreeSet<&str> = members.keys().copied().collect();
    assert_eq!(named, known, "the table names every crate");
    let mut wrong = Vec::new();
    for (name, allowed) in ARROWS {
        for dependency in list(members[name], "dependencies") {
            let to = text(dependency, "name");
            let ours = members.contains_key(to) && !dependency["path"].is_null();
            if ours && to != "workspace-hack" && !allowed.contains(&to) {
                wrong.push(format!("{name} -> {to}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that are not in the table: {wrong:?}"
    );
}

#[test]
fn third_party_crates_are_named_behind_their_doors_only() {
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        // The rules themselves have to say the names.
        if path.starts_with("tests/tests/house") {
            continue;
        }
        for (name, doors) in DOORS {
            let allowed = doors.iter().any(|door| path.starts_with(door));
            if !allowed && source.lines().any(|line| names(line, name)) {
                wrong.push(format!("{path} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Says whether a line of code, not of comment or text, uses the crate `name`.
fn names(line: &str, name: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let uses = |before: &str, after: &str| {
        let starts = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
        let imported = before.trim_end().ends_with("use") || before.trim_end().ends_with("crate");
        starts && (after.starts_with("::") || (imported && after.starts_with([';', ' '])))
    };
    code.match_indices(name).any(|(at, _)| {
        let rest = code[at + name.len()..].trim_start_matches(|c: char| {
            // A name that ends in `_` stands for a family of crates.
            name.ends_with('_') && (c.is_alphanumeric() || c == '_')
        });
        uses(&code[..at], rest)
    })
}

#[test]
fn the_door_check_knows_code_from_prose() {
    assert!(names("use wgpu::Device;", "wgpu"));
    assert!(names("    let x = wgpu::Instance::new();", "wgpu"));
    assert!(names("use winit;", "winit"));
    assert!(names("use tattoy_wezterm_term::Line;", "tattoy_wezterm_"));
    assert!(!names("// wgpu::Device is not named here", "wgpu"));
    assert!(!names("let my_wgpu::x", "wgpu"));
    assert!(!names("(\"wgpu\", 3)", "wgpu"));
}

#[test]
fn every_file_opens_with_what_it_is() {
    let sources = sources().into_iter();
    let wrong: Vec<String> = sources
        .filter(|(_, source)| !source.starts_with("//! "))
        .map(|(path, _)| path)
        .collect();
    assert!(
        wrong.is_empty(),
        "files that do not open with //!: {wrong:#?}"
    );
}

#[test]
fn no_file_is_long_without_a_reason() {
    let allowed: BTreeMap<&str, &str> = LONG_FILES.iter().copied().collect();
    let mut long = BTreeSet::new();
    for (path, source) in sources() {
        if source.lines().count() > LONGEST_FILE {
            long.insert(path);
        }
    }
    let unlisted: Vec<&String> = long
        .iter()
        .filter(|path| !allowed.contains_key(path.as_str()))
        .collect();
    assert!(
        unlisted.is_empty(),
        "over {LONGEST_FILE} lines: {unlisted:#?}"
    );
    let shrunk: Vec<&&str> = allowed
        .keys()
        .filter(|path| !long.contains(**path))
        .collect();
    assert!(
        shrunk.is_empty(),
        "listed as long and no longer so: {shrunk:#?}"
    );
}

#[test]
fn nothing_is_left_undone_in_the_sources() {
    // In two pieces so that this line is not one of them.
    let marks = [concat!("TO", "DO"), concat!("#[ig", "nore")];
    let mut found = Vec::new();
    for (path, source) in sources() {
        for (number, line) in source.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                found.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn one_file_alone_is_unsafe() {
    let allowing = |source: &str| source.contains(concat!("allow(unsafe", "_code"));
    let files: Vec<String> = sources()
        .into_iter()
        .filter(|(_, source)| allowing(source))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(files, ["sandbox/src/sys.rs"]);
}

#[test]
fn every_crate_states_what_the_workspace_states() {
    let metadata = metadata();
    for (name, package) in members(&metadata) {
        assert_eq!(text(package, "license"), "MIT", "{name}");
        assert_eq!(text(package, "edition"), "2024", "{name}");
        assert!(!text(package, "rust_version").is_empty(), "{name}");
        // It has no code that could be linted.
        if name == "workspace-hack" {
            continue;
        }
        let manifest = std::fs::read_to_string(text(package, "manifest_path")).expect("a manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name}");
    }
    assert!(read("LICENSE").starts_with("MIT License"));
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let metadata = metadata();
    let mut refused = Vec::new();
    for package in list(&metadata, "packages") {
        let licence = text(package, "license");
        if !licences::allows(licence) {
            let (name, version) = (text(package, "name"), text(package, "version"));
            refused.push(format!("{name} {version}: {licence:?}"));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn the_third_party_notices_are_current() {
    let file = repository().join("docs/third-party-notices.md");
    let current = notices::write(&metadata());
    if std::env::var_os("WEZTERM_BLESS").is_some() {
        std::fs::write(&file, &current).expect("the notices are written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == current,
        "docs/third-party-notices.md is out of date: WEZTERM_BLESS=1 cargo test -p tests --test house writes it"
    );
}

/// Returns the shell commands that a fenced block of a text holds, the first of each block.
fn shell_blocks(markdown: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for block in markdown.split("```sh\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        commands.extend(block.lines().next().map(|line| line.trim().to_owned()));
    }
    commands
}

#[test]
fn ci_runs_the_two_commands_of_the_readme() {
    let commands = shell_blocks(&read("README.md"));
    assert_eq!(&commands[..2], ["cargo run", "./test"]);
    let runs = |script: &str| -> Vec<String> {
        let lines = script.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(str::to_owned).collect()
    };
    let ci = runs(&read(".ci/run"));
    let position = |wanted: &str| {
        let found = ci.iter().position(|line| line == wanted);
        found.unwrap_or_else(|| panic!(".ci/run has no line {wanted:?}: {ci:#?}"))
    };
    // `cargo run` is `cargo build` and then the program, which the whole-program tests run.
    let build = position("cargo build");
    let clippy = position("cargo clippy --workspace --all-targets -- -D warnings");
    position("cargo fmt --all -- --check");
    // Nothing else compiles the program without its modules.
    let without = "cargo clippy -p wezterm-gui --no-default-features --all-targets -- -D warnings";
    assert!(build < clippy && clippy < position(without) && clippy < position("./test"));
    let test = runs(&read("test"));
    assert!(test.iter().any(|line| line == "cargo build"), "{test:#?}");
    let tests = test
        .iter()
        .any(|line| line.starts_with("cargo test --workspace "));
    assert!(tests, "{test:#?}");
}

/// Returns the files that cargo says each third-party package has, by its id.
fn artifacts(messages: &str, metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let ours: BTreeSet<&str> = list(metadata, "workspace_members")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).expect("cargo writes JSON lines");
        let package = text(&message, "package_id");
        if text(&message, "reason") == "compiler-artifact" && !ours.contains(package) {
            let names = list(&message, "filenames").iter().filter_map(Value::as_str);
            let entry = files.entry(package.to_owned()).or_default();
            entry.extend(names.map(str::to_owned));
        }
    }
    files
}

#[test]
fn the_second_command_compiles_no_third_party_crate_again() {
    let metadata = metadata();
    let first = cargo(&["build", "--message-format=json"]);
    let second = cargo(&["test", "--workspace", "--no-run", "--message-format=json"]);
    let first = artifacts(&first, &metadata);
    let second = artifacts(&second, &metadata);
    assert!(
        first.len() > 300,
        "cargo build names {} packages",
        first.len()
    );
    let mut again = Vec::new();
    for (package, files) in &second {
        if let Some(known) = first.get(package) {
            let new: Vec<&String> = files.difference(known).collect();
            if !new.is_empty() {
                again.push(format!("{package}: {new:?}"));
            }
        }
    }
    assert!(
        again.is_empty(),
        "compiled once more for the tests: {again:#?}"
    );
}

/// What cargo says of each third-party crate that a selection of packages builds: its name, version
/// and features.
fn built(selection: &[&str]) -> BTreeSet<String> {
    let mut arguments = vec!["tree", "--locked", "--edges", "normal,build,dev"];
    arguments.extend(["--prefix", "none", "--format", "{p}|{f}"]);
    arguments.extend(selection);
    let tree = cargo(&arguments);
    let crates = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    crates
        .filter(|line| !line.contains("(/"))
        .map(|line| line.replace(" (proc-macro)", ""))
        .collect()
}

#[test]
fn every_selection_of_packages_builds_each_third_party_crate_the_same_way() {
    let whole = built(&["--workspace"]);
    let metadata = metadata();
    let members = list(&metadata, "packages").iter().filter(|package| {
        let members = list(&metadata, "workspace_members");
        members.contains(&package["id"])
    });
    let mut wrong = Vec::new();
    let names = members.map(|package| text(package, "name"));
    // Nobody builds that one alone.
    for member in names.filter(|name| *name != "workspace-hack") {
        let own = built(&["--package", member]);
        let other = own.difference(&whole);
        wrong.extend(other.map(|line| format!("{member}: {line}")));
    }
    assert!(
        wrong.is_empty(),
        "name these features in workspace-hack/Cargo.toml: {wrong:#?}"
    );
}

#[test]
fn a_build_without_modules_compiles_no_third_party_crate_again() {
    let whole = built(&["--workspace"]);
    let without = built(&["--package", "wezterm-gui", "--no-default-features"]);
    assert!(without.len() > 200 && without.len() < whole.len());
    assert!(!without.iter().any(|line| line.starts_with("mistralrs")));
    let new: Vec<_> = without.difference(&whole).collect();
    assert!(new.is_empty(), "workspace-hack lacks features of: {new:#?}");
}
