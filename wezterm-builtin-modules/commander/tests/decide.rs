//! What runs, asks and is refused: the rules over real (empty) programs in folders of their own.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;

use commander::decide::{Principal, RuleSettings, Rules};
use commander::program::find_trusted;
use serde_json::json;
use wezterm_module_framework::Verdict::{Allow, Ask, Deny};

#[path = "decide/inside.rs"]
mod inside;
#[path = "decide/scripts.rs"]
mod scripts;
#[path = "decide/world.rs"]
mod world;

use world::{EVERYBODY, World, program};

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
fn c05_a_rule_that_allows_a_program_which_the_sandbox_may_write_is_told_when_it_is_read() {
    let world = World::new();
    let (project, bin) = (world.root.join("project"), world.root.join("bin"));
    let find = |name: &str| {
        let roots = [project.clone()];
        find_trusted(
            OsStr::new(name),
            &project,
            std::slice::from_ref(&bin),
            &roots,
        )
    };
    let inside = json!([project.join("ls")]);
    for (settings, problems) in [
        (json!({ "allow": inside }), 1),
        (json!({ "deny": inside }), 0),
        (json!({ "allow": ["ls"] }), 0),
    ] {
        let settings: RuleSettings = serde_json::from_value(settings).unwrap();
        let (_, told) = Rules::from_settings(&settings, &find);
        assert_eq!(told.len(), problems, "{told:?}");
    }
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
        ("git status", "/git status"),
        ("git push origin", "/git push origin"),
        ("cargo test -p x", "/cargo test …"),
        ("cargo run", "/cargo run"),
        ("rm -rf build", "/rm -rf build"),
        ("make", "/make"),
        ("python3 x.py", "/python3 x.py"),
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
fn a_rule_that_takes_away_and_can_reach_nothing_is_told_and_everything_asks_until_it_is_mended() {
    let world = World::new();
    program(&world.root.join("bin/Xorg"));
    program(&world.root.join("bin/["));
    let folder = world.root.join("bin").display().to_string();
    let empty = [
        json!("*"),
        json!("/bin/*"),
        json!("rm | x"),
        json!("rm; ls"),
        json!("rm && ls"),
        json!("git push *"),
        json!("git commit -m \"x\""),
        json!("ls > f"),
        json!("ls 2>&1"),
        json!("A=b rm"),
        json!("$EDITOR"),
        json!("RM"),
        json!({ "program": "git push" }),
        json!({ "program": "/bin/rm;" }),
        json!(folder),
        json!(".."),
        json!("-rf"),
    ];
    for rule in empty {
        for key in ["deny", "ask"] {
            let (rules, problems) = world.read(json!({ key: [rule] }));
            assert_eq!(problems.len(), 1, "{rule}");
            let told = format!("config.modules.commander.{key}[1] can reach nothing: ");
            assert!(problems[0].starts_with(&told), "{}", problems[0]);
            for principal in EVERYBODY {
                let decision = world.judge(&rules, principal, "rm x");
                assert_eq!(decision.verdict, Ask, "{rule}");
                assert!(
                    decision.reason.starts_with(&told)
                        && decision
                            .reason
                            .ends_with("until it is mended every command asks"),
                    "{}",
                    decision.reason
                );
            }
        }
        // One that would allow allows nothing, which nobody has to be asked about.
        let (rules, problems) = world.read(json!({ "allow": [rule] }));
        assert_eq!(problems, [""; 0], "{rule}");
        let told = "config.modules.commander.allow[1] can allow nothing: ";
        assert!(rules.idle()[0].starts_with(told), "{:?}", rules.idle());
        assert_eq!(
            world.judge(&rules, Principal::UserLua, "rm x").verdict,
            Deny
        );
    }
    for meant in [
        json!("Xorg"),
        json!("["),
        json!("Kubectl"),
        json!("rm"),
        json!("curl http://x/?a&b"),
        json!({ "program": "find", "args": ["-name", "*.o"] }),
        json!({ "program": "cut", "args": ["-d", "|"] }),
    ] {
        let (_, problems) = world.read(json!({ "deny": [meant] }));
        assert_eq!(problems, [""; 0], "{meant}");
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
