//! docs/commander-rules.md says what the program does: its examples are judged as it says, and its table is made
//! from the program's own.
//!
//! `WEZTERM_BLESS=1` writes the table anew. What the rules do otherwise is checked in `decide.rs`.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use commander::decide::{Asked, Principal, RuleSettings, Rules, tables};
use commander::program::{FindError, Program, find};
use commander::shell;
use mlua::{Lua, LuaSerdeExt};
use tempfile::TempDir;
use wezterm_module_framework::Verdict;

const BEGIN: &str = "<!-- programs -->\n";
const END: &str = "<!-- end -->";

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commander-rules.md")
}

#[test]
fn the_table_of_the_page_is_the_programs() {
    let written = fs::read_to_string(page()).unwrap();
    let (before, rest) = written.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let made = format!("\n{}\n\n", tables::page());
    if std::env::var_os("WEZTERM_BLESS").is_some() {
        fs::write(page(), format!("{before}{BEGIN}{made}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(
        found, made,
        "write it anew: WEZTERM_BLESS=1 cargo test -p commander --test rules_page"
    );
}

/// A folder with a program for each first word of the page's examples.
struct World {
    _folder: TempDir,
    root: PathBuf,
}

impl World {
    fn new(names: impl Iterator<Item = String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in names.filter(|name| !name.contains('/')) {
            fs::write(root.join(&name), "").unwrap();
            fs::set_permissions(root.join(&name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self {
            _folder: folder,
            root,
        }
    }

    fn find(&self, name: &str) -> Result<Program, FindError> {
        find(
            OsStr::new(name),
            Path::new("/"),
            std::slice::from_ref(&self.root),
        )
    }
}

/// Returns the blocks of the page with their languages, in order.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("```").skip(1).step_by(2);
    parts.filter_map(|part| part.split_once('\n')).collect()
}

/// Returns who asks, the command and what becomes of it.
fn example(line: &str) -> (&str, &str, &str) {
    let (who, rest) = line.split_once("  ").unwrap_or_else(|| panic!("{line}"));
    let (command, outcome) = rest
        .trim()
        .rsplit_once("  ")
        .unwrap_or_else(|| panic!("{line}"));
    (who, command.trim(), outcome)
}

/// Returns the words of a line; what the shell would expand stays as it is written.
fn words(line: &str) -> Vec<String> {
    let script = shell::read(line);
    let words = script.commands.first().map(|command| command.words.clone());
    let text = |word: shell::Word| {
        word.literal
            .unwrap_or(word.text.trim_matches('"').to_owned())
    };
    words.unwrap_or_default().into_iter().map(text).collect()
}

#[test]
fn every_example_of_the_page_is_judged_as_the_page_says() {
    let text = fs::read_to_string(page()).unwrap();
    let blocks = blocks(&text);
    let examples = || {
        blocks
            .iter()
            .filter(|(kind, _)| *kind == "rules")
            .flat_map(|(_, block)| block.lines())
    };
    let names = examples().flat_map(|line| words(example(line).1.trim_start_matches("shell: ")));
    let table = tables::rows()
        .flat_map(|row| row.programs)
        .map(|name| (*name).to_owned());
    let plain = |name: &String| {
        !name.is_empty() && !name.starts_with(['-', '.']) && !name.contains(['$', '\n', ' '])
    };
    let world = World::new(names.chain(table).filter(plain));
    let lua = Lua::new();
    let mut rules = Rules::default();
    let mut count = 0;
    for (kind, block) in &blocks {
        if *kind == "lua" {
            let code = format!(
                "local config = {{ modules = {{}} }}\n{block}\nreturn config.modules.commander"
            );
            let value: mlua::Value = lua.load(code).eval().unwrap();
            let settings: RuleSettings = lua.from_value(value).unwrap();
            let (read, problems) = Rules::from_settings(&settings, &|name| world.find(name));
            assert_eq!(problems, Vec::<String>::new(), "{block}");
            rules = read;
            continue;
        }
        assert_eq!(*kind, "rules");
        for line in block.lines() {
            let (who, command, outcome) = example(line);
            let principal = match who {
                "your Lua" => Principal::UserLua,
                "assistant" => Principal::Assistant,
                "client" => Principal::Client,
                "module" => Principal::Module,
                _ => panic!("{line}"),
            };
            let find = |name: &str| world.find(name);
            let decision = match command.strip_prefix("shell: ") {
                Some(script) => rules.judge_script(principal, &shell::read(script), &find),
                None => {
                    let words = words(command);
                    let program = world.find(&words[0]).unwrap();
                    let asked = Asked {
                        program: &program,
                        args: &words[1..],
                        principal,
                    };
                    rules.judge(&asked, &find)
                }
            };
            let said = match decision.verdict {
                Verdict::Allow => "runs",
                Verdict::Ask => "asks",
                Verdict::Deny => "is refused",
            };
            assert_eq!(said, outcome, "{line}: {}", decision.reason);
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}
