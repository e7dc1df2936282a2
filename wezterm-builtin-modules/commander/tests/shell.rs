//! Reading shell text: which commands a script would run, and what is not clear about it.

use commander::shell::{RedirectKind, Script, Unclear, read};

/// The commands as their literal words; a word that is expanded shows as its text in angles.
fn commands(script: &Script) -> Vec<Vec<String>> {
    let word = |word: &commander::shell::Word| {
        word.literal
            .clone()
            .unwrap_or_else(|| format!("<{}>", word.text))
    };
    script
        .commands
        .iter()
        .map(|command| command.words.iter().map(word).collect())
        .collect()
}

fn kinds(script: &str) -> Vec<String> {
    let kind = |unclear| match unclear {
        Unclear::Kind(kind) => kind,
        other => format!("{other:?}"),
    };
    read(script).unclear.into_iter().map(kind).collect()
}

#[test]
fn a_plain_script_is_clear() {
    let script = read("cd src && cargo test -p x || echo 'it failed'; ls -la | grep \"a b\" # why");
    assert_eq!(script.unclear, []);
    assert_eq!(
        commands(&script),
        [
            vec!["cd", "src"],
            vec!["cargo", "test", "-p", "x"],
            vec!["echo", "it failed"],
            vec!["ls", "-la"],
            vec!["grep", "a b"],
        ]
    );
    assert_eq!(script.pipelines, [vec![3, 4]]);
    assert!(script.commands.iter().all(|command| !command.nested));
}

#[test]
fn c14_quotes_and_escapes_do_not_hide_a_name() {
    for script in [
        "\\rm x",
        "r''m x",
        "r\\m x",
        "'rm' x",
        "\"rm\" x",
        "r\"m\" x",
        "$'rm' x",
        "$'\\x72m' x",
        "$'\\162\\u006d' x",
    ] {
        let read = read(script);
        assert_eq!(commands(&read), [["rm", "x"]], "{script}");
        assert_eq!(read.unclear, [], "{script}");
    }
    assert_eq!(commands(&read("r\\\nm x")), [["rm", "x"]]);
    assert_eq!(kinds("r\\\nm x"), ["Syntax"]);
    assert_eq!(commands(&read("ls \\\n  -l")), [["ls", "-l"]]);
    assert_eq!(kinds("ls \\\n  -l"), [""; 0]);
}

#[test]
fn c14_everything_else_is_named() {
    for (script, kind) in [
        ("ls $(rm x)", "command_substitution"),
        ("ls `rm x`", "command_substitution"),
        ("ls <(rm x)", "process_substitution"),
        ("ls > f", "file_redirect"),
        ("ls 2>&1", "file_redirect"),
        ("FOO=b ls", "variable_assignment"),
        ("FOO=b", "variable_assignment"),
        ("rm${IFS}x", "expansion"),
        ("ls $HOME", "simple_expansion"),
        ("ls \"$HOME\"", "simple_expansion"),
        ("ls ~", "tilde"),
        ("ls ~/x", "tilde"),
        ("ls *.c", "glob"),
        ("ls a?", "glob"),
        ("ls [ab]", "glob"),
        ("ls {a,b}", "braces"),
        ("ls {1..3}", "brace_expression"),
        ("sleep 1 &", "&"),
        ("a & b", "&"),
        ("a |& b", "|&"),
        ("cat <<EOF\nx\nEOF\n", "heredoc_redirect"),
        ("cat <<< x", "herestring_redirect"),
        ("(ls)", "subshell"),
        ("{ ls; }", "compound_statement"),
        ("if ls; then rm x; fi", "if_statement"),
        ("for f in a; do ls; done", "for_statement"),
        ("while ls; do rm x; done", "while_statement"),
        ("case a in a) ls;; esac", "case_statement"),
        ("f() { ls; }; f", "function_definition"),
        ("export A=b", "declaration_command"),
        ("unset A", "unset_command"),
        ("[ -f x ]", "test_command"),
        ("[[ -f x ]]", "test_command"),
        ("! ls", "negated_command"),
        ("echo $((1+2))", "arithmetic_expansion"),
        ("echo $\"x\"", "$"),
        ("ls\rrm x", "Syntax"),
        ("ls \0", "Syntax"),
        ("ls 'x", "Syntax"),
        ("ls \"x", "Syntax"),
        ("ls $'x", "Syntax"),
        ("ls && ", "Syntax"),
        ("ls (", "Syntax"),
        ("ls\u{a0}-l", "Syntax"),
        ("ls \\ x", "Syntax"),
        ("echo $'a\\\\' 'b", "Syntax"),
        ("ls \u{202e}x", "Syntax"),
    ] {
        let kinds = kinds(script);
        assert!(
            kinds.iter().any(|found| found == kind),
            "{script:?}: {kinds:?}"
        );
    }
    assert_eq!(kinds(&"a;".repeat(40_000)), ["TooLong"]);
    assert_eq!(kinds(&"a|".repeat(2_000)), ["TooLong"]);
}

#[test]
fn words_that_a_shell_leaves_alone_are_literal() {
    let script =
        read("git show HEAD@{1} stash^{} a~ find {} --x=1,2 'a$b' \"a\\$b\" \"\\x\" 5 -9 a=b");
    assert_eq!(
        commands(&script),
        [[
            "git", "show", "HEAD@{1}", "stash^{}", "a~", "find", "{}", "--x=1,2", "a$b", "a$b",
            "\\x", "5", "-9", "a=b"
        ]]
    );
    assert_eq!(script.unclear, []);
}

#[test]
fn a_word_keeps_its_literal_beginning() {
    let script = read("rm -rf /tmp/x/$NAME \"a b${c}d\" x*y ~/f a{b,c}");
    let prefixes: Vec<&str> = script.commands[0]
        .words
        .iter()
        .map(|word| word.prefix.as_str())
        .collect();
    assert_eq!(prefixes, ["rm", "-rf", "/tmp/x/", "a b", "x", "", "a"]);
}

#[test]
fn commands_inside_of_others_are_found() {
    for script in [
        "echo $(rm x)",
        "echo \"a `rm x`\"",
        "diff <(rm x) b",
        "for i in 1; do rm x; done",
        "if rm x; then :; fi",
        "f() { rm x; }",
        "(rm x)",
        "{ rm x; }",
        "while :; do rm x; done",
        "case a in a) rm x;; esac",
        "a=$(rm x)",
        "cat <<E\n$(rm x)\nE\n",
        "echo ${a:-$(rm x)}",
        "[ -n \"$(rm x)\" ]",
        "export A=$(rm x)",
        "> out$(rm x)",
        "echo $(echo $(rm x))",
    ] {
        let script_read = read(script);
        let found = script_read
            .commands
            .iter()
            .find(|command| command.text == "rm x");
        assert!(
            found.is_some_and(|command| command.nested),
            "{script}: {script_read:?}"
        );
    }
}

#[test]
fn redirections_belong_to_their_command() {
    let of = |script: &str, index: usize| -> Vec<(Option<u32>, RedirectKind, Option<String>)> {
        read(script).commands[index]
            .redirects
            .iter()
            .map(|redirect| {
                let target = redirect.target.clone().map(|target| target.text);
                (redirect.fd, redirect.kind, target)
            })
            .collect()
    };
    let one = |kind, target: &str| vec![(None, kind, Some(target.to_owned()))];
    assert_eq!(of("ls > f", 0), one(RedirectKind::Write, "f"));
    assert_eq!(of("> f", 0), one(RedirectKind::Write, "f"));
    assert_eq!(of("> f ls", 0), one(RedirectKind::Write, "f"));
    assert_eq!(of("ls >> f", 0), one(RedirectKind::Append, "f"));
    assert_eq!(of("ls >| f", 0), one(RedirectKind::Clobber, "f"));
    assert_eq!(of("ls &> f", 0), one(RedirectKind::Write, "f"));
    assert_eq!(of("ls >& f", 0), one(RedirectKind::Write, "f"));
    assert_eq!(of("ls >&2", 0), one(RedirectKind::Duplicate, "2"));
    assert_eq!(of("sort < f", 0), one(RedirectKind::Read, "f"));
    assert_eq!(of("cat <<< f", 0), one(RedirectKind::HereString, "f"));
    assert_eq!(
        of("cat <<E\nrm\nE\n", 0),
        one(RedirectKind::HereDoc, "rm\n")
    );
    assert_eq!(
        of("ls 2> f 1>&2", 0),
        [
            (Some(2), RedirectKind::Write, Some("f".into())),
            (Some(1), RedirectKind::Duplicate, Some("2".into()))
        ]
    );
    assert_eq!(of("a | b > f", 1), one(RedirectKind::Write, "f"));
    assert_eq!(of("a && b > f", 1), one(RedirectKind::Write, "f"));
    assert_eq!(of("a && b > f", 0), []);
    assert_eq!(
        of("for i in 1; do ls; done > f", 1),
        one(RedirectKind::Write, "f")
    );
    assert_eq!(commands(&read("> f rm x")), [["rm", "x"]]);
    assert_eq!(commands(&read("rm > f x")), [["rm", "x"]]);
}

#[test]
fn a_pipeline_lists_its_members_in_order() {
    assert_eq!(read("a | b | c").pipelines, [vec![0, 1, 2]]);
    assert_eq!(read("x; (a; b) | c").pipelines, [vec![1, 2, 3]]);
    let script = read("cat <<E | sh\nrm x\nE\n");
    assert_eq!(commands(&script), [["cat"], ["sh"]]);
    assert_eq!(script.pipelines, [vec![0, 1]]);
}

#[test]
fn a_background_command_says_so() {
    let background: Vec<bool> = read("a & b; c && d &")
        .commands
        .iter()
        .map(|command| command.background)
        .collect();
    assert_eq!(background, [true, false, true, true]);
}

/// A small generator that gives the same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

#[test]
fn a_script_of_quoted_words_comes_back_as_these_words() {
    let letters: Vec<char> = "ab -$`\"\\*?[]{}~#&|;<>()!=,.é\t\n0/".chars().collect();
    let mut numbers = Numbers(7);
    for _ in 0..2_000 {
        let words: Vec<String> = (0..1 + numbers.below(4))
            .map(|_| {
                (0..1 + numbers.below(6))
                    .map(|_| letters[numbers.below(letters.len())])
                    .collect()
            })
            .collect();
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let script = quoted.join(" ");
        let read = read(&script);
        assert_eq!(commands(&read), [words], "{script:?}");
        assert_eq!(read.unclear, [], "{script:?}");
    }
}

#[test]
fn nothing_panics_on_any_text() {
    let pieces = [
        "rm", " ", " ", "\n", "'", "\"", "$(", ")", "`", "${", "}", "<<E", "\nE\n", "|", "&&", "&",
        ";", ">", "<(", "\\", "é", "\0", "if ", "then ", "fi", "do ", "done", "case ", "esac", "{",
        "((", "))", "$'", "*", "~", "#", "=", "a", "1", "[[", "]]", "$((", "\u{202e}", "!",
    ];
    let mut numbers = Numbers(11);
    for _ in 0..3_000 {
        let script: String = (0..numbers.below(24))
            .map(|_| pieces[numbers.below(pieces.len())])
            .collect();
        let _ = read(&script);
    }
    for deep in [
        "(",
        ")",
        "$(",
        "{ ",
        "a && ",
        "a | ",
        "if a; then ",
        "\"$(",
        "${a:-",
        "<<E ",
        "a &&\n",
    ] {
        let _ = read(&deep.repeat(60_000 / deep.len()));
    }
}
