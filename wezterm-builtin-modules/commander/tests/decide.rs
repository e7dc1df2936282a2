//! What runs, asks and is refused: the rules over real (empty) programs in folders of their own.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use commander::decide::{Asked, Decision, Principal, RuleSettings, Rules};
use commander::program::{FindError, Program, find};
use commander::shell;
use serde_json::{Value, json};
use tempfile::TempDir;
use wezterm_module_framework::Verdict::{self, Allow, Ask, Deny};

const PROGRAMS: &str = "ls cat rm git env nice nohup timeout setsid stdbuf xargs sudo doas busybox chroot unshare script \
 find sh bash python3.11 perl node awk make vim ssh cargo tee wc grep time flock strace setarch taskset watch \
 parallel fd sort echo printf date touch cp curl systemctl test true kill";

/// Programs in `bin`, a project with a program named like one of them, and rules.
struct World {
    _folder: TempDir,
    root: PathBuf,
    looked_up: RefCell<usize>,
}

impl World {
    fn new() -> Self {
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

    fn find(&self, name: &str) -> Result<Program, FindError> {
        *self.looked_up.borrow_mut() += 1;
        find(
            OsStr::new(name),
            &self.root.join("project"),
            &[self.root.join("bin")],
        )
    }

    fn rules(&self, settings: Value) -> Rules {
        let (rules, problems) = self.read(settings);
        assert_eq!(problems, Vec::<String>::new());
        rules
    }

    fn read(&self, settings: Value) -> (Rules, Vec<String>) {
        let settings: RuleSettings = serde_json::from_value(settings).unwrap();
        Rules::from_settings(&settings, &|name| self.find(name))
    }

    /// Judges a command whose words are divided by blanks; `·` stands for a blank inside a word.
    fn judge(&self, rules: &Rules, principal: Principal, command: &str) -> Decision {
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

    fn script(&self, rules: &Rules, principal: Principal, script: &str) -> Decision {
        rules.judge_script(principal, &shell::read(script), &|name| self.find(name))
    }

    fn each(&self, settings: Value, principal: Principal, wanted: Verdict, commands: &[&str]) {
        let rules = self.rules(settings);
        for command in commands {
            let decision = self.judge(&rules, principal, command);
            assert_eq!(decision.verdict, wanted, "{command}: {}", decision.reason);
        }
    }

    fn each_script(
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

fn program(path: &std::path::Path) {
    fs::write(path, "").unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

const EVERYBODY: [Principal; 4] = [
    Principal::UserLua,
    Principal::Assistant,
    Principal::Client,
    Principal::Module,
];

#[test]
fn c01_what_is_not_on_the_list_does_not_run() {
    let world = World::new();
    let allow = json!({ "allow": ["ls"] });
    world.each(allow.clone(), Principal::UserLua, Allow, &["ls", "ls -la"]);
    world.each(allow.clone(), Principal::UserLua, Deny, &["rm x", "cat f"]);
    world.each(allow.clone(), Principal::Client, Deny, &["rm x", "cat f"]);
    world.each(allow, Principal::Assistant, Ask, &["rm x"]);
}

#[test]
fn c02_a_list_that_is_set_and_empty_allows_nothing_and_only_allow_all_opens() {
    let world = World::new();
    for empty in [json!([]), json!({})] {
        for principal in EVERYBODY {
            world.each(json!({ "allow": empty }), principal, Deny, &["ls", "rm x"]);
            world.each_script(
                json!({ "allow": empty }),
                principal,
                Deny,
                &["ls", "cd x", "true"],
            );
        }
    }
    for principal in EVERYBODY {
        world.each(
            json!({ "allow": [], "allow_all": true }),
            principal,
            Allow,
            &["ls", "rm x"],
        );
    }
}

#[test]
fn c03_a_rule_is_about_a_file_and_not_about_a_name() {
    let world = World::new();
    let absolute = world.root.join("bin/ls");
    for rule in [json!("ls"), json!(absolute)] {
        let rules = world.rules(json!({ "allow": [rule] }));
        for (command, wanted) in [
            ("ls".to_owned(), Allow),
            (absolute.display().to_string(), Allow),
            ("../bin/ls".into(), Allow),
            ("./ls".into(), Deny),
            (world.root.join("project/ls").display().to_string(), Deny),
        ] {
            let decision = world.judge(&rules, Principal::UserLua, &command);
            assert_eq!(decision.verdict, wanted, "{command}: {}", decision.reason);
        }
    }
    // The table is about the system's programs, too.
    world.each(json!({}), Principal::Assistant, Ask, &["./ls"]);
    world.each(json!({}), Principal::Assistant, Allow, &["../bin/ls"]);
}

#[test]
fn c03_one_file_that_is_many_programs_is_many_programs() {
    let world = World::new();
    symlink("busybox", world.root.join("bin/cp2")).unwrap();
    symlink("busybox", world.root.join("bin/mv2")).unwrap();
    world.each(
        json!({ "allow": ["cp2"] }),
        Principal::UserLua,
        Deny,
        &["mv2 x"],
    );
    world.each(
        json!({ "allow": ["cp2"] }),
        Principal::UserLua,
        Allow,
        &["cp2 x"],
    );
    world.each(
        json!({ "deny": ["cp2"] }),
        Principal::UserLua,
        Allow,
        &["mv2 x"],
    );
    world.each(
        json!({ "deny": ["cp2"] }),
        Principal::UserLua,
        Deny,
        &["cp2 x"],
    );
    world.each(
        json!({ "deny": ["reboot"] }),
        Principal::UserLua,
        Allow,
        &["systemctl status"],
    );
    world.each(
        json!({ "deny": ["rm"] }),
        Principal::UserLua,
        Deny,
        &["remove x"],
    );
}

#[test]
fn c06_a_deny_reaches_through_every_wrapper() {
    let world = World::new();
    let wrapped = [
        "rm x",
        "../bin/rm x",
        "env rm x",
        "env -i A=b rm x",
        "env -u A -- rm x",
        "env -S rm·x",
        "env -iS rm·x",
        "env --split-string=rm·x",
        "nice rm x",
        "nice -n 5 rm x",
        "nice -n5 rm x",
        "nice -5 rm x",
        "nohup rm x",
        "timeout 5 rm x",
        "timeout -s KILL -k 1 5 rm x",
        "setsid -w rm x",
        "stdbuf -oL rm x",
        "xargs rm",
        "xargs -0 -n 1 rm -f",
        "xargs -I{} rm {}",
        "xargs -a f rm",
        "sudo rm x",
        "sudo -u root A=b rm x",
        "sudo -n -- rm x",
        "sudo -s rm x",
        "doas rm x",
        "doas -u root rm x",
        "busybox rm x",
        "chroot / rm x",
        "chroot --userspec=a / rm x",
        "unshare -r rm x",
        "unshare --map-root-user -p -f rm x",
        "script -c rm·x f",
        "script -qc rm·x",
        "script --command rm·x",
        "time rm x",
        "flock f rm x",
        "flock f -c rm·x",
        "strace -f -o f rm x",
        "setarch x86_64 rm x",
        "setarch -R rm x",
        "taskset 1 rm x",
        "watch rm x",
        "watch -n 1 rm·x",
        "watch -x rm x",
        "parallel rm ::: x",
        "find . -exec rm {} ;",
        "find . -name x -execdir rm {} +",
        "find . -ok rm {} ;",
        "fd x -x rm",
        "fd x --exec rm {}",
        "fd -X rm",
        "sh -c rm·x",
        "bash -lc rm·x",
        "bash -euo pipefail -c rm·x",
        "bash --norc -c rm·x",
        "sh -c ls;rm·x",
        "sh -c ls·$(rm·x)",
        "sh -c \\rm·x",
        "sh -c r''m·x",
        "sh -c sh·-c·'rm·x'",
        "env nice sudo timeout 5 sh -c env·rm·x",
        "sh -c eval·rm·x",
        "sh -c exec·rm·x",
        "sh -c command·rm·x",
        "sh -c trap·'rm·x'·EXIT",
        "sh -c if·true;·then·rm·x;·fi",
        "sh -c (rm·x)",
        "ssh host rm x",
        "find . -exec sh -c rm·x ;",
        "sh -c find·.·-exec·rm·{}·\\;",
        "sh -c ls·|·xargs·rm",
        "env python3 -c x ",
    ];
    let (last, wrapped) = wrapped.split_last().unwrap();
    for principal in EVERYBODY {
        world.each(
            json!({ "deny": ["rm"], "allow_all": true }),
            principal,
            Deny,
            wrapped,
        );
    }
    world.each(json!({ "deny": ["rm"] }), Principal::UserLua, Deny, wrapped);
    world.each(
        json!({ "deny": ["rm"] }),
        Principal::UserLua,
        Ask,
        &[last.trim()],
    );
    world.each(
        json!({ "deny": ["rm"] }),
        Principal::UserLua,
        Allow,
        &[
            "ls rm",
            "env ls",
            "sh -c ls",
            "cat rm",
            "find . -name rm",
            "git rm x",
            "sh script.sh",
            "echo rm x",
        ],
    );
}

#[test]
fn c06_no_depth_of_wrappers_turns_a_deny_into_a_question() {
    let world = World::new();
    for depth in [10, 500, 20_000] {
        let deep = format!("{}rm x", "env ".repeat(depth));
        world.each(
            json!({ "deny": ["rm"] }),
            Principal::UserLua,
            Deny,
            &[&deep],
        );
    }
    let long = format!("sh -c {}rm·x", ":·;".repeat(40_000));
    world.each(
        json!({ "deny": ["rm"] }),
        Principal::UserLua,
        Deny,
        &[&long],
    );
}

#[test]
fn c06_a_wrapper_runs_when_what_is_inside_may_run_and_asks_otherwise() {
    let world = World::new();
    world.each(
        json!({}),
        Principal::Assistant,
        Allow,
        &[
            "env LC_ALL=C ls -l",
            "nice -n 5 cat f",
            "timeout 5 git status",
            "nohup ls",
            "stdbuf -oL grep x f",
            "setsid ls",
            "time wc f",
        ],
    );
    world.each(
        json!({}),
        Principal::Assistant,
        Ask,
        &[
            "env touch x",
            "nice touch x",
            "nohup touch x",
            "timeout 5 touch x",
            "setsid touch x",
            "stdbuf -oL touch x",
            "xargs touch",
            "sudo ls",
            "doas ls",
            "busybox ls",
            "chroot / ls",
            "unshare ls",
            "script -c ls",
            "xargs ls",
            "env LD_PRELOAD=x ls",
            "env -C / ls",
            "env PATH=. ls",
            "time -o f ls",
            "nice --unknown ls",
            "watch ls",
            "strace ls",
            "find . -exec ls {} ;",
        ],
    );
    world.each(
        json!({ "allow": ["ls"] }),
        Principal::UserLua,
        Allow,
        &["env ls", "xargs ls", "nice env ls -x"],
    );
    world.each(
        json!({ "allow": ["ls"] }),
        Principal::UserLua,
        Deny,
        &[
            "env touch x",
            "env LD_PRELOAD=x ls",
            "sudo ls",
            "sh -c ls",
            "env ./ls",
        ],
    );
}

#[test]
fn c07_shells_and_interpreters_with_code_ask() {
    let world = World::new();
    let code = [
        "sh -c $X",
        "bash -lc $(x)",
        "python3 -c x",
        "python3 -Ic x",
        "python3",
        "python3 -",
        "perl -e x",
        "perl -ne x",
        "node -e x",
        "node --eval=x",
        "awk {system(x)}",
        "awk {print|x}",
        "awk -f f",
        "make --eval=x",
        "vim -c x",
        "vim +x f",
        "ssh -o ProxyCommand=x h",
        "sh",
        "bash -s",
        "sh -c \"$0\"·x rm",
        "git -c alias.x=!rm x",
        "sh -c .",
        "sh -c source·f",
        "sh -c (((",
        "sh -c alias·ls=rm",
        "sh -c PATH=/x·ls",
        "find . -unknown -exec $x ;",
        "parallel",
        "unshare",
        "su",
        "script",
        "env --unknown rm",
    ];
    for command in code.iter().filter(|command| !["su"].contains(command)) {
        world.each(json!({}), Principal::Assistant, Ask, &[command]);
        if !command.starts_with("find") {
            world.each(
                json!({ "deny": ["curl"] }),
                Principal::UserLua,
                Ask,
                &[command],
            );
            world.each(
                json!({ "deny": ["curl"], "allow_all": true }),
                Principal::Assistant,
                Ask,
                &[command],
            );
        }
        world.each(json!({}), Principal::UserLua, Allow, &[command]);
    }
    // Without code, a rule that denies something else has nothing to say.
    world.each(
        json!({ "deny": ["curl"] }),
        Principal::UserLua,
        Allow,
        &[
            "python3 x.py",
            "node x.js",
            "awk {print} f",
            "make all",
            "vim f",
            "git status",
            "bash --version",
            "python3 --version",
        ],
    );
}

#[test]
fn c08_c09_c11_what_is_not_in_the_table_asks_and_a_rule_of_the_persons_lets_it_run() {
    let world = World::new();
    let commands = [
        "find . -delete",
        "git -c a.b=c status",
        "sort -o f f",
        "git diff --ext-diff",
        "date -s x",
        "grep --open-f=x y",
    ];
    for principal in [Principal::Assistant, Principal::Module] {
        world.each(json!({}), principal, Ask, &commands);
    }
    let allow = json!({ "allow": ["find", "git", "sort", "date", "grep"] });
    world.each(allow, Principal::Assistant, Allow, &commands);
}

#[test]
fn c10_what_only_the_table_allows_needs_the_sandbox() {
    let world = World::new();
    let rules = world.rules(json!({ "allow": ["cat"] }));
    for (command, needs) in [
        ("git status", true),
        ("ls", true),
        ("env ls", true),
        ("cat f", false),
    ] {
        let decision = world.judge(&rules, Principal::Assistant, command);
        assert_eq!(
            (decision.verdict, decision.needs_sandbox),
            (Allow, needs),
            "{command}"
        );
    }
    let decision = world.script(&rules, Principal::Assistant, "cat f && git status");
    assert_eq!((decision.verdict, decision.needs_sandbox), (Allow, true));
}

#[test]
fn c13_a_line_of_shell_is_no_program() {
    let world = World::new();
    for line in ["ls; rm x", "ls && rm x", "ls|rm", "$(rm x)"] {
        assert!(world.find(line).is_err(), "{line}");
    }
}

#[test]
fn c14_a_script_runs_when_every_part_may_and_everything_else_asks() {
    let world = World::new();
    world.each_script(
        json!({}),
        Principal::Assistant,
        Allow,
        &[
            "ls",
            "ls -l && cat f | wc -l",
            "ls; git status",
            "ls\ncat f",
            "grep 'a b' f || true",
            "cd src && ls",
            "r''m -x; ls".split("; ").nth(1).unwrap(),
            "l''s",
            "\\ls",
            "\"ls\" -l",
            "ls # a comment",
            "command -v git",
            "exit 1",
        ],
    );
    world.each_script(
        json!({}),
        Principal::Assistant,
        Ask,
        &[
            "ls && rm x",
            "ls; rm x",
            "ls | rm",
            "ls $(rm x)",
            "ls `rm x`",
            "cat <(rm x)",
            "ls >f",
            "ls >>f",
            "cat <f",
            "FOO=b ls",
            "FOO=b",
            "\\rm x",
            "r''m x",
            "r\\m x",
            "ls ${IFS}",
            "ls $HOME",
            "ls ~",
            "ls *",
            "ls [a]",
            "ls {a,b}",
            "ls &",
            "ls & cat f",
            "ls\nrm x",
            "ls\r",
            "ls\r\nrm x",
            "cat <<E\nx\nE",
            "cat <<< x",
            "(ls)",
            "{ ls; }",
            "if true; then ls; fi",
            "for x in a; do ls; done",
            "while true; do ls; done",
            "f() { ls; }; f",
            "! ls",
            "[[ -f x ]]",
            "(( 1 ))",
            "ls \"$X\"",
            "$X",
            "ls 'a",
            "ls \"a",
            "case x in x) ls;; esac",
            "ls |& cat",
            "",
            "   ",
            "# only a comment",
            "cd - && ls",
            "cd a b",
            "cd x && ./ls",
            "echo x | sh",
            "echo x | bash",
            "echo x | python3",
            "ls\0",
            "time ls > f",
            "sh",
            "ls 2>&1",
        ],
    );
}

#[test]
fn c14_no_number_of_parts_turns_a_deny_into_a_question() {
    let world = World::new();
    for parts in [1, 51, 2_000] {
        for script in [
            format!("{}rm x", "ls && ".repeat(parts)),
            format!("rm x{}", "; ls".repeat(parts)),
            format!("{}rm x", "ls $X\n".repeat(parts)),
            format!("{}rm x", "ls | ".repeat(parts)),
        ] {
            for principal in EVERYBODY {
                world.each_script(
                    json!({ "deny": ["rm"], "allow_all": true }),
                    principal,
                    Deny,
                    &[&script],
                );
            }
        }
    }
    // More than is read.
    let script = format!("{}rm x", "ls && ".repeat(20_000));
    world.each_script(
        json!({ "deny": ["rm"] }),
        Principal::UserLua,
        Deny,
        &[&script],
    );
    world.each_script(json!({}), Principal::Assistant, Ask, &[&script]);
}

#[test]
fn c14_each_program_of_a_script_is_looked_up_once() {
    let world = World::new();
    let rules = world.rules(json!({ "deny": ["rm"] }));
    let before = *world.looked_up.borrow();
    world.script(&rules, Principal::Assistant, &"ls && cat f && ".repeat(500));
    assert!(*world.looked_up.borrow() - before < 10);
}

#[test]
fn c15_builtins_that_change_what_runs_ask() {
    let world = World::new();
    let scripts = [
        "export PATH=.",
        "export A=b; ls",
        "typeset x",
        "declare -x A=b",
        "alias ls=rm",
        "eval ls",
        ". f",
        "source f",
        "trap ls EXIT",
        "set -e",
        "unset x",
        "hash -p f ls",
        "enable -f x y",
        "exec ls",
        "builtin ls",
        "readonly x",
        "local x",
        "printf -v PATH .",
        "read x",
        "shopt -s x",
        "bind -x f",
        "complete -C ls x",
        "mapfile -C ls x",
        "let x=1",
        "umask 0",
        "test -v 'x[$(ls)]'",
        "command export A=b",
        "builtin export A=b",
    ];
    world.each_script(json!({}), Principal::Assistant, Ask, &scripts);
    world.each_script(
        json!({ "allow": ["ls", "git"] }),
        Principal::UserLua,
        Ask,
        &["export PATH=.", "eval ls", "alias ls=git"],
    );
}

#[test]
fn c55_deny_wins_over_ask_and_ask_over_allow_in_whatever_order() {
    let world = World::new();
    let settings =
        json!({ "allow": ["git", "ls", "cat"], "deny": ["git push", "ls"], "ask": ["git", "cat"] });
    for principal in EVERYBODY {
        world.each(settings.clone(), principal, Deny, &["git push", "ls"]);
        world.each(settings.clone(), principal, Ask, &["git status", "cat f"]);
    }
    world.each(
        json!({ "allow_all": true, "ask": ["git"] }),
        Principal::Assistant,
        Ask,
        &["git log", "env git log"],
    );
}

#[test]
fn c55_an_approval_is_for_what_was_approved_and_nothing_else() {
    let world = World::new();
    let rules = world.rules(json!({}));
    let (ls, rm) = (world.find("ls").unwrap(), world.find("rm").unwrap());
    let variable = |value: &str| vec![("A".into(), value.into())];
    let approved = rules.approved(&ls, &["-l".into()], "/p".into(), variable("1"));
    assert_eq!(
        approved,
        rules.approved(&ls, &["-l".into()], "/p".into(), variable("1"))
    );
    let others = [
        rules.approved(&rm, &["-l".into()], "/p".into(), variable("1")),
        rules.approved(&ls, &["-a".into()], "/p".into(), variable("1")),
        rules.approved(&ls, &["-l".into(), "x".into()], "/p".into(), variable("1")),
        rules.approved(&ls, &["-l".into()], "/q".into(), variable("1")),
        rules.approved(&ls, &["-l".into()], "/p".into(), variable("2")),
        world.rules(json!({ "deny": ["rm"] })).approved(
            &ls,
            &["-l".into()],
            "/p".into(),
            variable("1"),
        ),
    ];
    for other in others {
        assert_ne!(approved, other);
    }
    // The same name, and another file.
    fs::remove_file(world.root.join("bin/ls")).unwrap();
    fs::write(world.root.join("bin/keep"), "").unwrap();
    program(&world.root.join("bin/ls"));
    let replaced = world.find("ls").unwrap();
    if replaced.identity != ls.identity {
        assert_ne!(
            approved,
            rules.approved(&replaced, &["-l".into()], "/p".into(), variable("1"))
        );
    }
}

#[test]
fn c57_always_allow_saves_what_was_seen_and_its_rule_allows_no_more() {
    let world = World::new();
    let rules = world.rules(json!({}));
    let bin = world.root.join("bin");
    let remembered = |command: &str| {
        let prefix = world.judge(&rules, Principal::Assistant, command).remember;
        prefix.map(|prefix| prefix.to_string().replace(&bin.display().to_string(), ""))
    };
    for (command, saved) in [
        ("git status", "/git status and nothing else"),
        ("git push origin", "/git push origin and nothing else"),
        ("cargo test -p x", "/cargo test …"),
        ("cargo run", "/cargo run and nothing else"),
        ("rm -rf build", "/rm -rf build and nothing else"),
        ("make", "/make and nothing else"),
        ("python3 x.py", "/python3 x.py and nothing else"),
    ] {
        assert_eq!(remembered(command).as_deref(), Some(saved), "{command}");
    }
    // What they would run is not decided by their words.
    for command in [
        "sh -c ls",
        "env rm x",
        "sudo rm x",
        "python3 -c x",
        "xargs rm",
        "find . -exec rm {} ;",
        "git -c a.b=c x",
    ] {
        assert_eq!(remembered(command), None, "{command}");
    }
    let rule = world
        .judge(&rules, Principal::Assistant, "rm -rf build")
        .remember
        .unwrap()
        .rule();
    world.each(
        json!({ "allow": [rule] }),
        Principal::Assistant,
        Allow,
        &["rm -rf build"],
    );
    world.each(
        json!({ "allow": [rule] }),
        Principal::Assistant,
        Ask,
        &["rm -rf build /", "rm -rf", "rm x"],
    );
    let rule = world
        .judge(&rules, Principal::Assistant, "cargo test")
        .remember
        .unwrap()
        .rule();
    world.each(
        json!({ "allow": [rule] }),
        Principal::Assistant,
        Allow,
        &["cargo test", "cargo test -p x"],
    );
    world.each(
        json!({ "allow": [rule] }),
        Principal::Assistant,
        Ask,
        &["cargo run", "cargo"],
    );
    // A rule that says to ask is asked each time.
    let rules = world.rules(json!({ "ask": ["ls"] }));
    assert_eq!(
        world.judge(&rules, Principal::Assistant, "ls").remember,
        None
    );
}

#[test]
fn c59_the_same_command_is_judged_by_who_asks() {
    let world = World::new();
    let rules = world.rules(json!({}));
    let verdicts =
        |command: &str| EVERYBODY.map(|principal| world.judge(&rules, principal, command).verdict);
    assert_eq!(verdicts("rm -rf build"), [Allow, Ask, Deny, Ask]);
    assert_eq!(verdicts("ls -la"), [Allow, Allow, Deny, Allow]);
    let scripts =
        |script: &str| EVERYBODY.map(|principal| world.script(&rules, principal, script).verdict);
    assert_eq!(scripts("ls && rm $X > f"), [Allow, Ask, Deny, Ask]);
    assert_eq!(scripts("ls -la"), [Allow, Allow, Deny, Allow]);
    let client = world.judge(&rules, Principal::Client, "ls");
    assert!(client.reason.contains("--allow"), "{}", client.reason);
}

#[test]
fn a_program_that_the_person_allows_by_name_runs_with_any_arguments_that_no_deny_reaches() {
    let world = World::new();
    let settings = json!({ "allow": ["sh", "env", "find", "cargo test"], "deny": ["rm"] });
    for principal in EVERYBODY {
        world.each(
            settings.clone(),
            principal,
            Allow,
            &[
                "sh -c ls",
                "env LD_PRELOAD=x touch x",
                "find . -delete",
                "find . -exec touch {} ;",
                "cargo test -p x",
            ],
        );
        world.each(
            settings.clone(),
            principal,
            Deny,
            &["sh -c rm·x", "env rm x", "find . -exec rm {} ;"],
        );
        world.each(settings.clone(), principal, Ask, &["sh -c $X"]);
    }
    world.each(
        settings,
        Principal::UserLua,
        Deny,
        &["cargo run", "cargo --x test"],
    );
}

#[test]
fn a_deny_with_arguments_is_not_evaded_by_flags_before_between_or_joined() {
    let world = World::new();
    let reached = |rule: &str, wanted: Verdict, commands: &[&str]| {
        world.each(
            json!({ "deny": [rule] }),
            Principal::UserLua,
            wanted,
            commands,
        );
    };
    reached(
        "git push",
        Deny,
        &[
            "git push",
            "git push -f",
            "git --no-pager push",
            "git -C x push",
            "git --git-dir=x push",
            "env git push",
            "git -- push",
        ],
    );
    reached(
        "git push",
        Allow,
        &["git log push", "git pull", "git --no-pager log push", "git"],
    );
    reached(
        "git push",
        Ask,
        &["xargs git", "git -c alias.x=push x", "sh -c git·$X"],
    );
    reached(
        "git push --force",
        Deny,
        &[
            "git push --force",
            "git push origin main --force",
            "git --no-pager push --force=x",
            "git push --forc",
        ],
    );
    reached(
        "git push --force",
        Allow,
        &["git push", "git push --force-with-lease"],
    );
    reached(
        "rm -rf",
        Deny,
        &["rm -rf x", "rm -fr x", "rm -r -f x", "rm x -vfr"],
    );
    reached("rm -rf", Allow, &["rm -r x", "rm x"]);
    reached("rm -rf", Ask, &["xargs rm"]);
}

#[test]
fn a_rule_that_fails_its_own_examples_is_told_and_everything_asks_until_it_is_mended() {
    let world = World::new();
    let good = json!({ "program": "git", "args": ["status"], "match": ["git status -s"], "not_match": ["git log"] });
    world.each(
        json!({ "allow": [good] }),
        Principal::UserLua,
        Allow,
        &["git status"],
    );
    let through =
        json!({ "program": "rm", "match": ["env rm x", "sudo rm x"], "not_match": ["ls rm"] });
    world.each(
        json!({ "deny": [through] }),
        Principal::UserLua,
        Deny,
        &["rm x"],
    );
    let bad = [
        json!({ "program": "git", "args": ["status"], "match": ["git log"] }),
        json!({ "program": "git", "not_match": ["git log"] }),
        json!({ "program": "git", "unknown": true }),
        json!({ "args": ["x"] }),
        json!({ "program": "./git" }),
        json!(""),
        json!("  "),
        json!(5),
        json!(null),
    ];
    for rule in bad {
        for key in ["allow", "deny", "ask"] {
            let (rules, problems) = world.read(json!({ key: ["ls", rule] }));
            assert_eq!(problems.len(), 1, "{rule}");
            let place = format!("config.modules.commander.{key}[2] ");
            assert!(problems[0].starts_with(&place), "{}", problems[0]);
            for principal in EVERYBODY {
                let wanted = if key == "deny" { Deny } else { Ask };
                assert_eq!(world.judge(&rules, principal, "ls").verdict, wanted);
                assert_eq!(world.judge(&rules, principal, "cat f").verdict, Ask);
                assert_eq!(world.script(&rules, principal, "cat f").verdict, Ask);
            }
        }
    }
}

#[test]
fn a_deny_of_a_program_that_is_not_installed_holds_by_its_name() {
    let world = World::new();
    let rules = world.rules(json!({ "deny": ["shred"], "allow": ["ls", "nothing"] }));
    program(&world.root.join("bin/shred"));
    program(&world.root.join("bin/nothing"));
    assert_eq!(
        world.judge(&rules, Principal::UserLua, "shred f").verdict,
        Deny
    );
    // What was not there when the rule was read is not what it allows.
    assert_eq!(
        world.judge(&rules, Principal::UserLua, "nothing").verdict,
        Deny
    );
}

#[test]
fn a_reason_names_the_rule_and_cannot_disturb_its_line() {
    let world = World::new();
    let rules = world.rules(json!({ "deny": ["rm"] }));
    let decision = world.judge(&rules, Principal::UserLua, "env rm a\nb\u{202e}c\u{1b}[2J");
    assert_eq!(
        decision.reason,
        "it would run rm a\\nb\\u{202e}c\\u{1b}[2J: config.modules.commander.deny has rm"
    );
    let script = world.script(&rules, Principal::UserLua, "ls; rm 'a\u{202e}'");
    assert!(
        script.reason.contains("(in rm 'a\\u{202e}')"),
        "{}",
        script.reason
    );
}
