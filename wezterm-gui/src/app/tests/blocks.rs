//! Commands selected and copied with keys, as a real bash marks them.

use mux::input::MouseKind;

use super::harness::{Running, Start};
use crate::frame::WindowRequest;

/// A bash that marks its commands, at its prompt; what it runs is no command of these tests.
fn bash(keys: &str) -> Running {
    let lua = format!(
        "local wezterm = require 'wezterm'
        local copy = wezterm.action.CopyCommandOutput
        return {{ enable_tab_bar = false, keys = {{ {keys} }} }}"
    );
    let start = Start {
        program: vec!["bash".to_owned()],
        ..Start::lua(&lua)
    };
    let mut running = start.run();
    running.wait("a prompt", |running| running.screen().contains(['$', '#']));
    running.type_("PS1='$ ' HISTFILE=; printf '\\033c'\n");
    running.wait("the prompt", |running| running.screen().trim() == "$");
    running
}

/// Runs a command and waits until bash is at its prompt again.
fn enter(running: &mut Running, command: &str, last_output: &str) {
    running.type_(&format!("{command}\n"));
    running.wait(last_output, |running| {
        let grid = &running.app.frame().grid;
        let y = grid.cursor.map_or(0, |cursor| cursor.y);
        y > 0 && grid.row_text(y) == "$" && grid.row_text(y - 1) == last_output
    });
}

/// Waits for a notice, however its lines are broken.
fn wait_told(running: &mut Running, text: &str) {
    running.wait(text, |running| {
        let screen = running.screen().replace(['│', '▌'], " ");
        let words: Vec<&str> = screen.split_whitespace().collect();
        words.join(" ").contains(text)
    });
}

fn selected(running: &Running) -> Option<String> {
    let pane = running.app.active_pane().expect("a pane");
    running.app.selection_text(pane)
}

#[test]
fn a_key_selects_the_last_command_and_again_the_one_before_it() {
    let mut running = bash("");
    enter(&mut running, "echo one", "one");
    enter(&mut running, "printf 'a\\nb\\n'", "b");
    enter(&mut running, "true", "$ true");
    let mut press = |key: &str| {
        running.key(key);
        selected(&running).expect("something")
    };
    assert_eq!(press("Ctrl+Shift+B"), "$ true");
    assert_eq!(press("Ctrl+Shift+B"), "$ printf 'a\\nb\\n'\na\nb");
    assert_eq!(press("Ctrl+Shift+B"), "$ echo one\none");
    assert_eq!(press("Ctrl+Shift+D"), "$ printf 'a\\nb\\n'\na\nb");
    let (_, y) = running.place_of("$ printf");
    let marked = |running: &mut Running, y| running.app.frame().grid.cell(0, y).style.bg;
    let plain = marked(&mut running, y - 1);
    assert_ne!(marked(&mut running, y), plain);
    assert_ne!(marked(&mut running, y + 2), plain);
    assert_eq!(marked(&mut running, y + 3), plain);
    running.key("Ctrl+Shift+C");
    let text = "$ printf 'a\\nb\\n'\na\nb".to_owned();
    running.wait_request(&WindowRequest::SetClipboard(text));
    // Past the last one nothing changes, and typing ends the walk.
    running.key("Ctrl+Shift+D");
    running.key("Ctrl+Shift+D");
    assert_eq!(selected(&running).as_deref(), Some("$ true"));
    running.type_("x");
    assert_eq!(selected(&running), None);
}

#[test]
fn a_selected_command_is_scrolled_to_and_its_output_copied() {
    let mut running = bash("");
    enter(&mut running, "seq 30", "30");
    enter(&mut running, "echo after", "after");
    running.key("Ctrl+Shift+O");
    running.wait_request(&WindowRequest::SetClipboard("after".to_owned()));
    wait_told(&mut running, "1 line that `echo after` printed");
    running.key("Ctrl+Shift+B");
    assert!(running.screen().contains("$ echo after"), "in sight before");
    running.key("Ctrl+Shift+B");
    let top = running.row(0);
    assert!(top.starts_with("$ seq 30 "), "{top}");
    running.key("Ctrl+Shift+O");
    let numbers: Vec<String> = (1..=30).map(|number| number.to_string()).collect();
    running.wait_request(&WindowRequest::SetClipboard(numbers.join("\n")));
    wait_told(&mut running, "30 lines that `seq 30` printed");
}

#[test]
fn a_walk_begins_at_what_is_shown() {
    let mut running = bash("");
    enter(&mut running, "echo first", "first");
    enter(&mut running, "seq 30", "30");
    enter(&mut running, "echo last", "last");
    for _ in 0..100 {
        running.mouse(MouseKind::WheelUp, 3, 3, 0);
    }
    running.wait_for("$ echo first");
    running.key("Ctrl+Shift+D");
    assert_eq!(
        selected(&running).as_deref(),
        Some("$ echo last\nlast"),
        "the first command that begins below what is shown"
    );
}

#[test]
fn an_action_copies_the_output_of_an_earlier_command_where_it_is_told() {
    let keys = "
        { key = 'F5', action = copy { block = -2, destination = 'PrimarySelection' } },
        { key = 'F6', action = copy { block = -9 } },
        { key = 'F7', action = copy },
    ";
    let mut running = bash(keys);
    enter(&mut running, "printf 'one\\ntwo\\n'", "two");
    enter(&mut running, "true", "$ true");
    running.key("F5");
    running.wait_request(&WindowRequest::SetPrimary("one\ntwo".to_owned()));
    running.key("F6");
    running.wait_for("Nothing copied");
    running.key("F7");
    running.wait_for("`true` printed nothing");
    let clipboard = |request: &WindowRequest| matches!(request, WindowRequest::SetClipboard(_));
    assert!(!running.requests.iter().any(clipboard));
}

#[test]
fn a_cleared_screen_leaves_no_command_to_select() {
    let mut running = bash("");
    enter(&mut running, "printf 'a\\nb\\n'", "b");
    running.type_("printf '\\033[H\\033[2J\\033[3J'\n");
    running.wait_gone("printf");
    running.wait_for("$");
    running.key("Ctrl+Shift+O");
    wait_told(&mut running, "run one first");
    running.key("Ctrl+Shift+B");
    running.wait_for("Nothing selected");
    enter(&mut running, "echo c", "c");
    running.key("Ctrl+Shift+B");
    running.key("Ctrl+Shift+B");
    assert_eq!(selected(&running).as_deref(), Some("$ echo c\nc"));
}

#[test]
fn a_shell_without_marks_and_a_full_screen_program_are_told_why_there_is_nothing() {
    let mut running = Start::new().run().at_prompt();
    running.key("Ctrl+Shift+B");
    running.wait_for("Nothing selected");
    wait_told(
        &mut running,
        "sh does not mark its commands: bash, zsh and fish do",
    );
    running.type_("printf '\\033[?1049h'; exec cat\n");
    running.wait("the other screen", |running| {
        let pane = running.app.active_pane();
        let pane = pane.and_then(|pane| running.app.mux().pane(pane));
        pane.is_some_and(|pane| pane.facts().alt_screen)
    });
    running.key("Ctrl+Shift+O");
    running.wait_for("Nothing copied");
    wait_told(&mut running, "a full-screen program hides");
}

#[test]
fn who_switched_the_marks_off_is_told_so() {
    let mut running = Start::lua("return { shell_integration = false }")
        .run()
        .at_prompt();
    running.key("Ctrl+Shift+O");
    wait_told(&mut running, "set config.shell_integration = true");
}
