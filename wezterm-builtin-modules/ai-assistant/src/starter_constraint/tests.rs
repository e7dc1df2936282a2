//! Which words are offered for which question, and the grammar that is made of them.

use super::*;

fn offered(question: &str) -> Vec<String> {
    names(question).into_iter().collect()
}

#[test]
fn words_are_offered_whole_and_without_punctuation() {
    assert_eq!(
        offered("Where is 'Release-Notes_v2.md'?"),
        ["Release-Notes_v2.md", "Where", "is"]
    );
    assert_eq!(offered("  \n"), Vec::<String>::new());
}

#[test]
fn what_a_person_means_by_a_word_is_offered_too() {
    let parts = |word: &str| {
        let mut parts = offered(word);
        parts.retain(|part| part != word);
        parts
    };
    assert_eq!(parts("*.rs"), [".rs", "rs"]);
    assert_eq!(parts("logs.tar.gz"), ["logs", "logs.tar"]);
    assert_eq!(parts("./a.deb"), ["/a.deb", "a.deb"]);
    assert_eq!(parts("20MB"), ["20"]);
    assert_eq!(parts("ada@web-03"), ["ada", "web-03"]);
    assert_eq!(parts("src/"), ["src"]);
    assert_eq!(parts("https://example.org/a"), Vec::<String>::new());
}

#[test]
fn the_grammar_has_the_templates_words_and_the_questions() {
    let words = Words::parse(r#"["find", "name", "1"]"#);
    let Some(Constraint::Lark(grammar)) = words.constraint("a.b 7") else {
        panic!("there is a grammar");
    };
    assert_eq!(
        grammar,
        "start: ANSWER <|end|>\n\
         ANSWER: COMMAND | PLAIN\n\
         COMMAND: \"```sh\\n\" LINE \"\\n```\\n\" /[^\\n`]+/\n\
         PLAIN: /[^`](.|\\n)*/\n\
         LINE: UNIT? (SIGN UNIT?)*\n\
         SIGN: /[^A-Za-z0-9\\n]/\n\
         WORD: /find|name/\n\
         NUMBER: /1|7/\n\
         NAME: /7|a\\x2eb/\n\
         UNIT: WORD | NUMBER | NUMBER WORD | NAME\n"
    );
}

#[test]
fn words_that_remove_are_offered_only_where_that_is_asked_for() {
    let words = Words::parse(r#"["find", "rm", "delete", "7"]"#);
    let offers = |question: &str| match words.constraint(question) {
        Some(Constraint::Lark(grammar)) => {
            grammar.contains("WORD: /find|rm|delete/") || grammar.contains("WORD: /delete|find|rm/")
        }
        other => panic!("no grammar: {other:?}"),
    };
    assert!(offers("Delete the folder old"));
    assert!(offers("how do I get rid of old?"));
    assert!(offers("rm old"));
    assert!(!offers("rename wobble to grumbit"));
}

#[test]
fn a_question_that_only_speaks_of_removing_gets_no_command() {
    for question in [
        "don't delete anything, just list the log files",
        "please do not remove logs.txt",
        "how to undo rm",
        "is it safe to delete /tmp",
        "what does rm -rf / do",
        "how do I stop rm from deleting write-protected files",
        "delete all .log files older than 7 days",
        "delete everything in this folder except the pictures",
        "how do I kill a process by name?",
        "I don\u{2019}t want to delete old",
        "remove everything",
        "erase everything",
        "wipe it all",
        "trash all the files",
        "terminate all processes",
        "who deleted notes.txt",
        "show deleted branches",
        "find which process killed nginx",
        "show what rm -r build would delete",
        "list files instead of deleting build",
        "I can't delete notes.txt",
        "cannot remove build",
        "no need to delete build",
        "delete big files over 1G",
    ] {
        assert_eq!(Removal::of(question), Removal::Doubtful, "{question}");
    }
    for question in [
        "delete the directory build",
        "kill process 4321",
        "how do I kill firefox by name?",
        "remove all files ending in .tmp",
        "rm -r the folder 'all'",
    ] {
        assert_eq!(Removal::of(question), Removal::Asked, "{question}");
    }
    assert_eq!(Removal::of("show my files"), Removal::NotAsked);
}

#[test]
fn a_word_that_overwrites_or_stops_is_for_who_asks_for_just_that() {
    for (question, word) in [
        ("don't shut down the computer", "shutdown"),
        ("never reboot this machine", "reboot"),
        ("please do not format /dev/sdb1", "mkfs"),
        ("do not clean the repository", "clean"),
        ("what does git reset --hard do", "hard"),
        ("what does mkfs.ext4 /dev/sdb1 do", "mkfs"),
        ("what does userdel bob do", "userdel"),
        ("find all files ending in .log", "rm"),
        ("show the files in Downloads", "kill"),
        ("write hello to notes.txt", "rm"),
        ("how much disk space is left", "delete"),
        ("list old files", "delete"),
        ("restart nginx", "shutdown"),
        ("delete the folder old", "mkfs"),
        ("remove old logs", "userdel"),
        ("make me root", "useradd"),
        ("reset everything", "hard"),
        ("clean up everything", "down"),
        ("remove all docker images", "prune"),
        ("sudo rm everything in /tmp", "chown"),
    ] {
        assert!(withheld(question).contains(word), "{question}: {word}");
    }
    for (question, word) in [
        ("shut down the computer", "shutdown"),
        ("how do I reboot this machine?", "reboot"),
        ("format /dev/sdb1", "mkfs"),
        ("write debian.iso to /dev/sdb", "dd"),
        ("what is the command to throw away all my changes", "hard"),
        ("free port 8080", "fuser"),
        ("I don't know how to delete a.txt", "rm"),
        ("stop tracking a.txt in git", "rm"),
    ] {
        assert!(!withheld(question).contains(word), "{question}: {word}");
    }
}

#[test]
fn the_grammar_of_a_long_question_stays_small() {
    let words = Words::parse(r#"["find"]"#);
    let question: String = (0..5000).fold(String::new(), |text, i| text + &format!("w{i} "));
    let Some(Constraint::Lark(grammar)) = words.constraint(&question) else {
        panic!("there is a grammar");
    };
    assert!(grammar.len() < 10_000, "{}", grammar.len());
}

#[test]
fn a_lexicon_that_cannot_be_read_constrains_nothing() {
    assert_eq!(Words::parse("no").constraint("anything"), None);
}
