//! Empty programs in folders of their own, and commands judged about them.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use commander::decide::{Asked, Decision, Principal, RuleSettings, Rules};
use commander::program::{FindError, Program, find};
use commander::shell;
use serde_json::Value;
use tempfile::TempDir;
use wezterm_module_framework::Verdict;

const PROGRAMS: &str = "ls cat rm git env nice nohup timeout setsid stdbuf xargs sudo doas busybox chroot unshare script \
 find sh bash python3.11 perl node awk make vim ssh cargo tee wc grep time flock strace setarch taskset watch \
 parallel fd sort echo printf date touch cp curl systemctl test true kill su less docker npm ld-linux-x86-64.so.2";

/// Programs in `bin`, a project with a program named like one of them, and rules.
pub struct World {
    _folder: TempDir,
    pub root: PathBuf,
    pub looked_up: RefCell<usize>,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("bin")).unwrap();
        fs::create_dir_all(root.join("project")).unwrap();
        for name in PROGRAMS.split_whitespace() {
            program(&root.join("bin").join(name));
        }
        program(&root.join("project/ls"));
        symlink("python3.11", root.join("bin/python3")).unwrap();
        symlink("rm", root.join("bin/remove")).unwrap();
        symlink("systemctl", root.join("bin/reboot")).unwrap();
        Self {
            _folder: folder,
            root,
            looked_up: RefCell::new(0),
        }
    }

    pub fn find(&self, name: &str) -> Result<Program, FindError> {
        *self.looked_up.borrow_mut() += 1;
        find(
            OsStr::new(name),
            &self.root.join("project"),
            &[self.root.join("bin")],
        )
    }

    pub fn rules(&self, settings: Value) -> Rules {
        let (rules, problems) = self.read(settings);
        assert_eq!(problems, Vec::<String>::new());
        rules
    }

    pub fn read(&self, settings: Value) -> (Rules, Vec<String>) {
        let settings: RuleSettings = serde_json::from_value(settings).unwrap();
        Rules::from_settings(&settings, &|name| self.find(name))
    }

    /// Judges a command whose words are divided by blanks; `·` stands for a blank inside a word.
    pub fn judge(&self, rules: &Rules, principal: Principal, command: &str) -> Decision {
        let words: Vec<String> = command
            .split(' ')
            .map(|word| word.replace('·', " "))
            .collect();
        let program = self
            .find(&words[0])
            .unwrap_or_else(|why| panic!("{command}: {why}"));
        let asked = Asked {
            program: &program,
            args: &words[1..],
            principal,
        };
        rules.judge(&asked, &|name| self.find(name))
    }

    pub fn script(&self, rules: &Rules, principal: Principal, script: &str) -> Decision {
        rules.judge_script(principal, &shell::read(script), &|name| self.find(name))
    }

    pub fn each(&self, settings: Value, principal: Principal, wanted: Verdict, commands: &[&str]) {
        let rules = self.rules(settings);
        for command in commands {
            let decision = self.judge(&rules, principal, command);
            assert_eq!(decision.verdict, wanted, "{command}: {}", decision.reason);
        }
    }

    pub fn each_script(
        &self,
        settings: Value,
        principal: Principal,
        wanted: Verdict,
        scripts: &[&str],
    ) {
        let rules = self.rules(settings);
        for script in scripts {
            let decision = self.script(&rules, principal, script);
            assert_eq!(decision.verdict, wanted, "{script}: {}", decision.reason);
        }
    }
}

pub fn program(path: &std::path::Path) {
    fs::write(path, "").unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

pub const EVERYBODY: [Principal; 4] = [
    Principal::UserLua,
    Principal::Assistant,
    Principal::Client,
    Principal::Module,
];
