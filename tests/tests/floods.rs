//! Programs that write as much as they can, in the program's window: it stays alive, keys reach the
//! program and the window, and memory has an end.
//!
//! What is asserted is the order of events and sizes, never times: those are measured by the benchmark
//! `terminals` (docs/benchmarks.md).

use tests::{MODEL, SOON, Window, wait_for};

/// What the program may hold more after a flood than before, in kB: what is kept above the screen, and
/// the buffers on the way.
const MOST_MORE: u64 = 120_000;

/// What a flood of random bytes may write to the log, in bytes.
const MOST_LOGGED: usize = 300_000;

/// A script that writes as many bytes of a log as it is told to, in colours.
const WRITE_LOG: &str = r#"
line=$(printf '2026-11-27T13:07:00Z \033[33mWARN \033[m server7: the quick brown fox jumps over the dog')
yes "$line" | head -c "$1"
"#;

/// Memory of the window's process that is its own, in kB.
fn memory(window: &Window) -> u64 {
    let pid = window.program.child.id();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let kb = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kb.expect("RssAnon in kB")
}

/// Starts a flood, waits until it has gone on for a while, interrupts it, and has the shell do
/// something after it.
fn is_interrupted(window: &Window, flood: &str) {
    window.run(&format!("{flood}; touch over"));
    let over = window.home.path("over");
    let before = taken(window);
    wait_for(
        "two million bytes are taken",
        SOON,
        || (taken(window) > before + 2_000_000).then_some(()),
        || window.home.log(),
    );
    assert!(!over.exists(), "the flood has ended by itself");
    window.key("ctrl+c");
    // What is typed from here on is read by the shell, which runs again because the flood is over. A
    // program that ended by a signal takes the rest of its line with it, or not, as the shell likes.
    wait_until_typed(window, "touch prompt-is-back", "prompt-is-back");
    let _ = std::fs::remove_file(over);
    std::fs::remove_file(window.home.path("prompt-is-back")).expect("removed");
}

/// Types a command until it has run: answers to what a flood of random bytes asked for are typed too,
/// before it.
fn wait_until_typed(window: &Window, command: &str, file: &str) {
    let path = window.home.path(file);
    wait_for(
        &format!("the shell runs {command:?}"),
        SOON,
        || {
            if !path.exists() {
                window.key("ctrl+u");
                window.run(command);
            }
            path.exists().then_some(())
        },
        || format!("{}\n{}", window.screen(), window.home.log()),
    );
}

/// Returns how many bytes the program's process has read in all.
fn taken(window: &Window) -> u64 {
    let pid = window.program.child.id();
    let io = std::fs::read_to_string(format!("/proc/{pid}/io")).expect("a process");
    let line = io.lines().find_map(|line| line.strip_prefix("rchar: "));
    line.and_then(|count| count.parse().ok()).expect("rchar")
}

#[test]
fn a_flood_of_lines_is_interrupted_and_takes_no_more_memory_than_its_history() {
    let test = "a_flood_of_lines_is_interrupted_and_takes_no_more_memory_than_its_history";
    let Some(window) = Window::ready(test) else {
        return;
    };
    let before = memory(&window);
    is_interrupted(&window, "yes");
    is_interrupted(
        &window,
        "yes 'a longer line of words that are the same ever and ever again'",
    );
    let after = memory(&window);
    assert!(
        after < before + MOST_MORE,
        "{before} kB before, {after} kB after"
    );
    window.run("clear; echo $((6 * 7)) after the flood");
    window.wait_for_text("42 after the flood");
}

#[test]
fn a_long_log_is_taken_to_its_end_and_one_of_a_gigabyte_ends_by_ctrl_c() {
    let test = "a_long_log_is_taken_to_its_end_and_one_of_a_gigabyte_ends_by_ctrl_c";
    let Some(window) = Window::ready(test) else {
        return;
    };
    window.home.write("log.sh", WRITE_LOG);
    let before = memory(&window);
    let first = taken(&window);
    let over = window.home.path("over");
    window.run("sh log.sh 64000000; touch over");
    wait_for(
        "the log is over",
        MODEL,
        || over.exists().then_some(()),
        || window.home.log(),
    );
    std::fs::remove_file(over).expect("removed");
    wait_until_typed(&window, "touch still-alive", "still-alive");
    assert!(taken(&window) >= first + 64_000_000, "not all of it");
    let before_it = taken(&window);
    is_interrupted(&window, "sh log.sh 1000000000");
    assert!(
        taken(&window) < before_it + 1_000_000_000,
        "it was over before"
    );
    let after = memory(&window);
    assert!(
        after < before + MOST_MORE,
        "{before} kB before, {after} kB after"
    );
    window.run("clear; echo $((6 * 7)) after the log");
    window.wait_for_text("42 after the log");
}

#[test]
fn random_bytes_leave_a_shell_that_can_be_reset() {
    let test = "random_bytes_leave_a_shell_that_can_be_reset";
    let Some(window) = Window::ready(test) else {
        return;
    };
    let before = memory(&window);
    is_interrupted(&window, "cat /dev/urandom");
    let after = memory(&window);
    assert!(
        after < before + MOST_MORE,
        "{before} kB before, {after} kB after"
    );
    // The engine has something to say about most of them, and the log is not theirs alone.
    let log = window.home.log();
    assert!(log.len() < MOST_LOGGED, "{} bytes of log", log.len());
    wait_until_typed(&window, "printf '\\033c'; touch reset", "reset");
    window.run("clear; echo $((6 * 7)) after the noise");
    window.wait_for_text("42 after the noise");
}

#[test]
fn a_key_binding_works_while_a_program_floods_its_pane() {
    let test = "a_key_binding_works_while_a_program_floods_its_pane";
    let Some(window) = Window::ready(test) else {
        return;
    };
    window.run("yes");
    window.wait_until("the flood", |screen| screen.trim_end().ends_with("y\ny"));
    // `get-text` asks for the pane that has the keyboard, so this is the new tab's.
    window.key("ctrl+shift+t");
    window.wait_until("the new tab's prompt", |screen| {
        screen.trim_end() == "ready>"
    });
    window.run("echo $((6 * 7)) beside a flood");
    window.wait_for_text("42 beside a flood");
    window.key("ctrl+Tab");
    window.wait_until("the flood goes on", |screen| {
        screen.trim_end().ends_with("y\ny")
    });
    window.key("ctrl+c");
    wait_until_typed(&window, "touch prompt-is-back", "prompt-is-back");
}
