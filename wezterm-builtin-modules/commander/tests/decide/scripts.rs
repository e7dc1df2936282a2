//! Scripts of the shell tool, part by part.

use commander::decide::Principal;
use serde_json::json;
use wezterm_module_framework::Verdict::{Allow, Ask, Deny};

use crate::world::{EVERYBODY, World};

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
