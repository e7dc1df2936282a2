//! `wezterm modules` on the files of the next terminal.

use clap::Parser;
use config::Environment;
use wezterm_module_framework::ModuleMetadata;

use super::*;
use crate::cli::{Cli, Command};
use crate::module_report::FRAMEWORK_OFF;

/// The files of somebody whose terminal does not run.
struct Home(tempfile::TempDir);

/// What a command wrote and what it noted, or why it was refused.
type Told = Result<(String, String), String>;

const NEXT: &str = "wezterm: no terminal runs: this is what the next one will load\n";
const FROM_NEXT: &str = "wezterm: no terminal runs: this holds from the next one on\n";

fn descriptor(name: &str, needs: &[&str]) -> ModuleDescriptor {
    let metadata = ModuleMetadata {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        author: "tests".to_owned(),
        description: format!("The {name}"),
        capabilities: Vec::new(),
        dependencies: needs.iter().map(|need| (*need).to_owned()).collect(),
        lua_namespace: None,
    };
    ModuleDescriptor::built_in(metadata, Value::Null, |_| panic!("nothing is started here"))
}

fn parse(line: &str) -> Result<Question, clap::Error> {
    let words = format!("wezterm modules {line}");
    match Cli::try_parse_from(words.split(' '))?.command {
        Some(Command::Modules {
            command: ModulesCommand::Ask(question),
        }) => Ok(question),
        other => panic!("{line}: {other:?}"),
    }
}

impl Home {
    fn new(lua: &str) -> Home {
        let home = Home(tempfile::tempdir().expect("a temporary folder"));
        std::fs::write(home.0.path().join(".wezterm.lua"), lua).expect("written");
        home
    }

    fn folders(&self) -> Folders {
        Folders::below(&self.0.path().join("f"))
    }

    fn run(&self, line: &str) -> Told {
        let command = parse(line).expect("a command");
        let load = LoadOptions {
            environment: Environment {
                home: Some(self.0.path().to_owned()),
                ..Environment::default()
            },
            ..LoadOptions::default()
        };
        let builtins = vec![
            descriptor("root", &[]),
            descriptor("stem", &["root"]),
            descriptor("leaf", &["stem"]),
            descriptor("lone", &["nobody"]),
        ];
        let (mut output, mut notes) = (Vec::new(), Vec::new());
        let told = Files::open(&load, &self.folders(), builtins, &mut notes)
            .and_then(|files| files.answer(&command, &mut notes))
            .and_then(|answer| write(&command, &answer, &mut output));
        let text = |bytes| String::from_utf8(bytes).expect("text");
        match told {
            Ok(()) => Ok((text(output), text(notes))),
            Err(error) => Err(format!("{error:#}")),
        }
    }

    fn fine(&self, line: &str) -> String {
        self.run(line)
            .unwrap_or_else(|error| panic!("{line}: {error}"))
            .0
    }
}

#[test]
fn what_the_next_terminal_will_load_is_listed_and_nothing_is_started_or_made() {
    let home = Home::new("return { modules = { stem = { enabled = false } } }");
    let (output, notes) = home.run("list").expect("a list");
    assert_eq!(notes, NEXT);
    assert_eq!(
        output,
        "NAME VERSION STATUS       DECIDED-BY  DESCRIPTION\n\
         leaf 1.0.0   failed       default     it depends on `stem`, which is disabled\n\
         lone 1.0.0   failed       default     it depends on `nobody`, which is not there\n\
         root 1.0.0   to be loaded default     The root\n\
         stem 1.0.0   disabled     wezterm.lua The stem\n"
    );
    assert!(!home.0.path().join("f").exists(), "asking makes no folder");
    let info = home.fine("info leaf");
    for line in [
        "status:      failed\n",
        "depends on:  stem\n",
        "kind:        built in\n",
    ] {
        assert!(info.contains(line), "{line}: {info}");
    }
}

#[test]
fn a_choice_is_kept_in_the_state_file_and_tells_whom_it_concerns() {
    let home = Home::new("return {}");
    let told = home.run("disable root").expect("done");
    let off = "root is disabled\noff with it, as they depend on it: leaf, stem\n".to_owned();
    assert_eq!(told, (off, FROM_NEXT.to_owned()));
    let (state, problems) = StateFile::open(&home.folders().state);
    assert_eq!(problems, []);
    assert_eq!(state.disabled_modules(), ["root".to_owned()].into());
    assert!(
        home.fine("list")
            .contains("root 1.0.0   disabled state.toml")
    );

    assert_eq!(home.fine("disable root"), "root is disabled\n");
    assert_eq!(
        home.fine("enable root"),
        "root is enabled\non with it: leaf, stem\n"
    );
    let (state, _) = StateFile::open(&home.folders().state);
    assert_eq!(state.disabled_modules(), [].into());

    let json: Value = serde_json::from_str(&home.fine("disable leaf --format json")).expect("JSON");
    let expected = json!({ "name": "leaf", "stopped": ["leaf"], "started": [], "remarks": [] });
    assert_eq!(json, expected);
    assert_eq!(
        home.fine("enable lone"),
        "lone is enabled\nit will not start: it depends on `nobody`, which is not there\n"
    );
}

#[test]
fn where_wezterm_lua_decides_nothing_is_written() {
    let home =
        Home::new("return { modules = { root = { enabled = true }, leaf = { enabled = false } } }");
    assert_eq!(
        home.run("disable root"),
        Err("module `root` is enabled by config.modules.root.enabled = true in wezterm.lua; change \
             it there"
            .to_owned())
    );
    assert_eq!(
        home.run("enable leaf"),
        Err(
            "module `leaf` is disabled by config.modules.leaf.enabled = false in wezterm.lua; \
             change it there"
                .to_owned()
        )
    );
    let home = Home::new("return { modules = { root = true } }");
    assert_eq!(
        home.run("disable root"),
        Err("module `root` is enabled by config.modules.root = true in wezterm.lua; change it there"
            .to_owned())
    );
    assert!(!home.folders().state.exists());
}

#[test]
fn what_needs_a_running_terminal_says_so() {
    let home = Home::new("return {}");
    for line in ["health", "health root", "reload root"] {
        let refused = home.run(line).expect_err("refused");
        assert!(refused.starts_with("no terminal runs"), "{refused}");
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest_and_with_all() {
    let home = Home::new("return {}");
    let there_are = "there are leaf, lone, root, stem";
    for line in ["info roots", "enable roots", "disable roots"] {
        let said = format!("there is no module `roots`; did you mean `root`? ({there_are})");
        assert_eq!(home.run(line), Err(said), "{line}");
    }
    let said = format!("there is no module `flowers`; {there_are}");
    assert_eq!(home.run("disable flowers"), Err(said));
    assert!(!home.folders().state.exists());
}

#[test]
fn a_state_file_that_cannot_be_understood_is_named_and_left_alone() {
    let home = Home::new("return {}");
    let folder = home.folders().state;
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("state.toml"), "[modules\n").expect("written");
    let (_, notes) = home.run("list").expect("a list");
    assert!(notes.contains("state.toml is not used: "), "{notes}");
    let refused = home.run("disable root").expect_err("refused");
    assert!(refused.contains("mend it or remove it"), "{refused}");
    let left = std::fs::read_to_string(folder.join("state.toml")).expect("there");
    assert_eq!(left, "[modules\n");
}

#[test]
fn without_the_framework_nothing_will_be_loaded() {
    let home = Home::new("return { enable_module_framework = false }");
    assert_eq!(home.run("list"), Err(FRAMEWORK_OFF.to_owned()));
}

#[test]
fn a_folder_with_a_broken_manifest_is_listed_as_failed() {
    let home = Home::new("return {}");
    let folder = home.folders().config.join("modules/zzz");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("module.toml"), "nonsense").expect("written");
    let list = home.fine("list");
    assert!(list.contains("zzz          failed"), "{list}");
    assert!(
        home.fine("info zzz")
            .contains("kind:        from the modules folder\n")
    );
}

#[test]
fn wrong_usage_is_told_apart_from_a_refusal() {
    for line in ["", "disable", "info", "reload", "fly", "list --format xml"] {
        let error = parse(line).expect_err("refused");
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn the_help_says_what_cannot_be_guessed() {
    let table = [
        (
            "--help",
            vec![
                "Where none runs, list and info tell what the next one will load",
                "1 refused",
            ],
        ),
        (
            "list --help",
            vec!["DECIDED-BY is `default` (nobody)", "--format"],
        ),
        (
            "health --help",
            vec!["The status is 0 whatever the answer is"],
        ),
        (
            "enable --help",
            vec!["config.modules.NAME.enabled = false in wezterm.lua, which wins"],
        ),
        (
            "disable --help",
            vec!["Other terminals that run keep the module until they end"],
        ),
        ("reload --help", vec!["restart what depends on it"]),
    ];
    for (line, wanted) in table {
        let help = parse(line).expect_err("the help").to_string();
        let help = help.split_whitespace().collect::<Vec<&str>>().join(" ");
        for part in wanted {
            assert!(help.contains(part), "{part}: {help}");
        }
    }
}

#[test]
fn annotations_are_written_to_standard_output_and_nothing_else_is() {
    let home = Home::new("return {");
    let (mut output, mut notes) = (Vec::new(), Vec::new());
    let config = ConfigArgs::default();
    let command = ModulesCommand::Annotations;
    let status = modules(&command, &config, &home.folders(), &mut output, &mut notes);
    assert_eq!(status.expect("written"), 0);
    let output = String::from_utf8(output).expect("text");
    assert!(output.starts_with("---@meta wezterm\n"), "{output}");
    assert!(
        output.contains("\nfunction wezterm.modules.disable(name) end\n"),
        "{output}"
    );
    assert_eq!(notes, b"");
}
