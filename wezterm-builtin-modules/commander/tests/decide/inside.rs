//! Wrappers, shells and programs with code: what rules reach inside them, and what the table says of them.

use commander::decide::Principal;
use serde_json::json;
use wezterm_module_framework::Verdict::{self, Allow, Ask, Deny};

use crate::world::{EVERYBODY, World};

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
        "ld-linux-x86-64.so.2 --library-path x ../bin/rm x",
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
        "git -C x -calias.x=!rm x",
        "git rebase --exec rm x",
        "git rebase -ix rm",
        "git fetch --upload-p=x",
        "git submodule foreach rm",
        "git bisect run rm",
        "git grep -Ox y",
        "docker run x rm",
        "npm exec rm",
        "perl -Mx(system(rm))",
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
    for command in &code {
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
            "git push -u origin",
            "git status -uno",
            "git log -p -c",
            "less -S f",
            "npm install xml",
            "docker logs runner",
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
