//! Commands of random words, really run: what started a denied program must not have been allowed.
//!
//! The words are wrappers, shells, their flags and a program that leaves a mark; nothing among them changes
//! anything else. What else the rules say is checked in `decide.rs`.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use commander::decide::{Asked, Principal, RuleSettings, Rules};
use commander::program::{Program, find, fixed_path};
use commander::shell;
use serde_json::json;
use wezterm_module_framework::Verdict;

/// Words of commands.
const WORDS: &[&str] = &[
    "env",
    "nice",
    "nohup",
    "timeout",
    "setsid",
    "stdbuf",
    "xargs",
    "sh",
    "bash",
    "dash",
    "find",
    "flock",
    "taskset",
    "ionice",
    "setarch",
    "script",
    "ls",
    "cat",
    "mark",
    "mark",
    "mark",
    "mark",
    "mark",
    "mark",
    "-n",
    "-c",
    "-i",
    "-I{}",
    "-I",
    "{}",
    "--",
    "-S",
    "-u",
    "-0",
    "-w",
    "-oL",
    "-o",
    "5",
    "1",
    ".",
    "-exec",
    ";",
    "+",
    "-name",
    "*",
    "A=b",
    "-mark",
    "-s",
    "-e",
    "-lc",
    "-k",
    "-f",
    "-p",
    "/dev/null",
    "x",
    "mark x",
    "'mark'",
    "ls; mark",
    "exec mark",
    "eval mark",
    "$0",
    "\"$@\"",
    "env mark",
    "m''ark",
    "\\mark",
    "-n5",
    "-5",
    "--kill-after=1",
    "--adjustment=3",
    "--max-args=1",
    "-iS",
    "-vS",
    "-a",
    "--argv0=ls",
    "-t",
    "-r",
    "-d",
    "-E",
    "-P",
    "2",
    "-x",
    "-O",
    "--norc",
    "+x",
    "-ok",
    "-execdir",
    "-maxdepth",
    "0",
    "-qc",
    "--command",
    "-q",
    "x86_64",
    "-R",
    "--foreground",
    "-v",
    "-",
];
/// Parts of scripts.
const PARTS: &[&str] = &[
    "mark",
    "ls",
    " ",
    " ",
    " ",
    ";",
    "&&",
    "||",
    "|",
    "\n",
    "&",
    "(",
    ")",
    "{ ",
    "; }",
    "$(",
    "`",
    "\"",
    "'",
    "\\",
    "$X",
    "X=mark",
    "$",
    "if ",
    "then ",
    "; fi",
    "true",
    "!",
    "#",
    ">f",
    "<<E\n",
    "\nE\n",
    "<(",
    "m''ark",
    "eval ",
    "exec ",
    "command ",
    "f() ",
    "f",
    "for x in mark; do ",
    "$x",
    "; done",
    "case a in a) ",
    ";; esac",
    "[[ ",
    " ]]",
    "((",
    "))",
    "\r",
    "*",
    "m*k",
    "./m?rk",
    "~",
    "=",
    "builtin ",
    "trap ",
    " EXIT",
    "coproc ",
    "time ",
    "alias a=",
    ". ",
    "m${e}ark",
    "$'mark'",
    "$\"mark\"",
    "mar\\k",
    "mar\\\nk",
];

/// A small generator of numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

struct World {
    _folder: tempfile::TempDir,
    cwd: PathBuf,
    search: Vec<PathBuf>,
    sign: PathBuf,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (bin, cwd, sign) = (root.join("bin"), root.join("cwd"), root.join("sign"));
        fs::create_dir_all(&bin).unwrap();
        fs::create_dir_all(&cwd).unwrap();
        let mark = format!("#!/bin/sh\n: > '{}'\n", sign.display());
        for path in [bin.join("mark"), cwd.join("mark")] {
            fs::write(&path, &mark).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let search = [bin].into_iter().chain(fixed_path(None)).collect();
        Self {
            _folder: folder,
            cwd,
            search,
            sign,
        }
    }

    fn find(&self, name: &str) -> Result<Program, commander::program::FindError> {
        find(OsStr::new(name), &self.cwd, &self.search)
    }

    fn rules(&self) -> Rules {
        let settings: RuleSettings = serde_json::from_value(json!({ "deny": ["mark"] })).unwrap();
        let (rules, problems) = Rules::from_settings(&settings, &|name| self.find(name));
        assert_eq!(problems, Vec::<String>::new());
        rules
    }

    /// Runs a program and tells whether it left the mark.
    fn marks(&self, program: &Path, args: &[String]) -> bool {
        let _ = fs::remove_file(&self.sign);
        let path = std::env::join_paths(&self.search).unwrap();
        // Nothing of it is left running, whatever it is.
        let status = Command::new("timeout")
            .args(["-s", "KILL", "2"])
            .arg(program)
            .args(args)
            .env_clear()
            .env("PATH", path)
            // A login shell reads no files of the person who runs the tests.
            .env("HOME", &self.cwd)
            .current_dir(&self.cwd)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok() && self.sign.exists()
    }
}

fn rounds(usual: usize) -> usize {
    let wished = std::env::var("WEZTERM_FUZZ_ROUNDS").ok();
    wished
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(usual)
}

#[test]
fn c06_a_command_that_really_starts_a_denied_program_was_not_allowed() {
    let world = World::new();
    let rules = world.rules();
    let mut dice = Dice(7);
    let mut marked = 0;
    for _ in 0..rounds(1_000) {
        let program = WORDS[dice.below(16)];
        let args: Vec<String> = (0..1 + dice.below(6))
            .map(|_| WORDS[dice.below(WORDS.len())].to_owned())
            .collect();
        let Ok(program) = world.find(program) else {
            continue;
        };
        let verdict = |rules: &Rules, principal| {
            let asked = Asked {
                program: &program,
                args: &args,
                principal,
            };
            rules.judge(&asked, &|name| world.find(name)).verdict
        };
        // By a rule that denies it, and because it is in no table.
        let allowed = verdict(&rules, Principal::UserLua) == Verdict::Allow
            || verdict(&Rules::default(), Principal::Assistant) == Verdict::Allow;
        if world.marks(&program.path, &args) {
            marked += 1;
            // A command before it may have gone on in the background and left its mark late, once.
            let late = || (0..2).any(|_| !world.marks(&program.path, &args));
            assert!(!allowed || late(), "{} {args:?}", program.name);
        }
    }
    assert!(marked > 10, "only {marked} of them started it");
    println!("{marked} of the commands started it");
}

#[test]
fn c14_a_script_that_really_starts_a_denied_program_was_not_allowed() {
    let world = World::new();
    let rules = world.rules();
    let mut dice = Dice(11);
    let (mut marked, mut denied) = (0, 0);
    for _ in 0..rounds(1_000) {
        let script: String = (0..1 + dice.below(9))
            .map(|_| PARTS[dice.below(PARTS.len())])
            .collect();
        let verdict = |rules: &Rules, principal| {
            let decision =
                rules.judge_script(principal, &shell::read(&script), &|name| world.find(name));
            decision.verdict
        };
        let by_rule = verdict(&rules, Principal::UserLua);
        let allowed = by_rule == Verdict::Allow
            || verdict(&Rules::default(), Principal::Assistant) == Verdict::Allow;
        denied += usize::from(by_rule == Verdict::Deny);
        for shell in ["sh", "bash"] {
            let Ok(program) = world.find(shell) else {
                continue;
            };
            if world.marks(&program.path, &["-c".to_owned(), script.clone()]) {
                marked += 1;
                let late = || {
                    (0..2).any(|_| !world.marks(&program.path, &["-c".to_owned(), script.clone()]))
                };
                assert!(!allowed || late(), "{script:?}");
            }
        }
    }
    assert!(
        marked > 20 && denied > 20,
        "{marked} started it, {denied} were denied"
    );
    println!("{marked} runs started it, {denied} scripts were denied");
}
