//! `wezterm ai query` and the other commands that need no screen, as a person or script runs them.
//!
//! The built binary with its streams piped. What the assistant knows is measured elsewhere; here it
//! is that an answer comes, streams, and that bad input gets a clear message and a status.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use rustix::net::{AddressFamily, SocketFlags, SocketType};
use tests::{Answer, Home, MODEL, Running, SOON};

const QUESTION: &str = "How do I list all files recursively?";
const COMMAND: &str = "find . -type f";

fn query(home: &Home, question: &str) -> Answer {
    home.answer(home.wezterm(&["ai", "query", question]), "", MODEL)
}

/// Checks that a run failed with a message for a person.
fn assert_refused(answer: &Answer, names: &[&str]) {
    assert!(!matches!(answer.status, Some(0) | None), "{answer:?}");
    for name in names {
        assert!(answer.stderr.contains(name), "{name:?}: {answer:?}");
    }
    assert!(!answer.stderr.contains("panicked"), "{answer:?}");
    assert_eq!(answer.stdout, "");
}

#[test]
fn a_question_is_answered_on_standard_output() {
    let home = Home::new();
    let answer = query(&home, QUESTION);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(answer.stdout.contains(COMMAND), "{answer:?}");
    assert!(answer.stdout.ends_with('\n'), "{answer:?}");
    assert_eq!(answer.stderr, "");
    home.wait_until_alone();
}

#[test]
fn the_answer_comes_in_pieces() {
    let home = Home::new();
    // Unlike a pipe, such a socket keeps apart what was written apart, however busy the machine is.
    let (ours, theirs) = rustix::net::socketpair(
        AddressFamily::UNIX,
        SocketType::SEQPACKET,
        SocketFlags::CLOEXEC,
        None,
    )
    .expect("a pair of sockets");
    let mut command = home.wezterm(&["ai", "query", QUESTION]);
    command.stderr(Stdio::null()).stdout(Stdio::from(theirs));
    let _running = Running::start(command);
    let mut stdout = File::from(ours);
    let mut pieces = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stdout.read(&mut buffer).expect("output");
        if count == 0 {
            break;
        }
        pieces.push(String::from_utf8_lossy(&buffer[..count]).into_owned());
    }
    assert!(pieces.len() > 2, "{pieces:?}");
    assert!(pieces.concat().contains(COMMAND), "{pieces:?}");
}

#[test]
fn an_empty_question_is_refused() {
    let home = Home::new();
    assert_refused(&query(&home, ""), &["empty"]);
    assert_refused(&query(&home, " \n\t "), &["empty"]);
}

#[test]
fn a_question_of_a_megabyte_is_refused_with_the_limit() {
    let home = Home::new();
    let question = "why ".repeat(256 * 1024);
    let answer = home.answer(home.wezterm(&["ai", "query", "-"]), &question, MODEL);
    assert_refused(&answer, &["1048576", "shorten"]);
}

#[test]
fn control_characters_in_a_question_are_refused_by_name() {
    let home = Home::new();
    let question = "How do I\x1b[31m list all\x07 files recursively?";
    let answer = query(&home, question);
    assert_refused(&answer, &["control character", "U+001B"]);
    assert!(!answer.stderr.contains('\x1b'), "{answer:?}");
}

#[test]
fn a_model_folder_that_is_missing_is_named() {
    let home = Home::new();
    home.configure(
        "return { modules = { ai_assistant = { \
         model = { model_id = '/no/such/model', fallback = false } } } }",
    );
    assert_refused(&query(&home, QUESTION), &["/no/such/model"]);
}

#[test]
fn the_starter_answers_for_a_model_that_is_missing_and_standard_error_says_so() {
    let home = Home::new();
    home.configure(
        "return { modules = { ai_assistant = { model = { model_id = '/no/such/model' } } } }",
    );
    let answer = query(&home, QUESTION);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(answer.stdout.contains(COMMAND), "{answer:?}");
    assert!(!answer.stdout.contains("/no/such/model"), "{answer:?}");
    let notice = "there is no model at /no/such/model; the starter model answers instead";
    assert!(answer.stderr.contains(notice), "{answer:?}");
}

#[test]
fn a_model_that_is_cut_off_is_named() {
    let home = Home::new();
    let starter = tests::repository().join("wezterm-builtin-modules/ai-assistant/starter/weights");
    for name in [
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
    ] {
        let text = std::fs::read_to_string(starter.join(name)).expect("a file of the starter");
        home.write(&format!("model/{name}"), &text);
    }
    let weights = std::fs::read(starter.join("model.safetensors")).expect("the weights");
    let cut = home.path("model/model.safetensors");
    std::fs::write(&cut, &weights[..weights.len() / 2]).expect("half of the weights");
    let folder = home.path("model").display().to_string();
    home.configure(&format!(
        "return {{ modules = {{ ai_assistant = {{ \
         model = {{ model_id = '{folder}', fallback = false }} }} }} }}"
    ));
    assert_refused(&query(&home, QUESTION), &[&folder]);
    home.wait_until_alone();
}

#[test]
fn a_broken_configuration_is_named_and_the_question_answered() {
    let home = Home::new();
    home.configure("local config = {}\nthis is not lua\nreturn config\n");
    let answer = query(&home, QUESTION);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(answer.stdout.contains(COMMAND), "{answer:?}");
    assert!(answer.stderr.contains("wezterm.lua:2"), "{answer:?}");
}

#[test]
fn a_configuration_that_returns_nothing_is_named() {
    let home = Home::new();
    home.configure("local config = {}\n");
    let answer = query(&home, QUESTION);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(answer.stderr.contains("return"), "{answer:?}");
}

#[test]
fn an_unknown_option_is_named_with_the_one_that_was_meant() {
    let home = Home::new();
    home.configure("return { fnot_size = 13 }");
    let answer = query(&home, QUESTION);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    for part in ["fnot_size", "font_size"] {
        assert!(answer.stderr.contains(part), "{answer:?}");
    }
}

#[test]
fn two_first_questions_at_once_are_both_answered() {
    let home = Home::new();
    let [first, second] = std::thread::scope(|scope| {
        let ask = || scope.spawn(|| query(&home, QUESTION));
        [ask(), ask()].map(|asked| asked.join().expect("an answer"))
    });
    for answer in [first, second] {
        assert!(answer.stdout.contains(COMMAND), "{answer:?}");
    }
}

#[test]
fn a_reader_that_stops_ends_the_answer() {
    let home = Home::new();
    let mut command = home.wezterm(&["ai", "query", QUESTION]);
    command.stderr(Stdio::null());
    let mut running = Running::start(command);
    drop(running.child.stdout.take());
    tests::wait_for(
        "the program ends",
        MODEL,
        || running.child.try_wait().expect("a child"),
        || home.log(),
    );
    home.wait_until_alone();
}

#[test]
fn nothing_that_libraries_print_is_on_the_streams() {
    let home = Home::new();
    let answer = query(&home, QUESTION);
    let lines = answer.stdout.lines();
    let noise = ["INFO", "WARN", "mistralrs", "Loading", "%|"];
    let noisy: Vec<&str> = lines
        .filter(|line| noise.iter().any(|noise| line.contains(noise)))
        .collect();
    assert!(noisy.is_empty(), "{noisy:?}");
    assert!(home.path("state/wezterm-ai/wezterm.log").is_file());
}

#[test]
fn the_socket_commands_say_when_nothing_runs() {
    let home = Home::new();
    let answer = home.answer(home.wezterm(&["cli", "list"]), "", SOON);
    assert_refused(&answer, &["wezterm"]);
}

#[test]
fn the_version_and_the_help_are_printed() {
    let home = Home::new();
    let version = home.answer(home.wezterm(&["--version"]), "", SOON);
    assert_eq!(version.status, Some(0), "{version:?}");
    assert!(
        version.stdout.contains(env!("CARGO_PKG_VERSION")),
        "{version:?}"
    );
    let help = home.answer(home.wezterm(&["--help"]), "", SOON);
    for word in ["ai", "cli", "--config-file"] {
        assert!(help.stdout.contains(word), "{word}: {help:?}");
    }
}

#[test]
fn a_wrong_argument_is_named() {
    let home = Home::new();
    let answer = home.answer(home.wezterm(&["--no-such-flag"]), "", SOON);
    assert_refused(&answer, &["--no-such-flag"]);
}
