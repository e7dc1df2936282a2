//! Closing: what is asked about and who decides it.

use std::sync::Arc;

use super::harness::{Running, Start};
use super::what_runs::Watched;

/// A shell with a program of its own below it.
fn with_cat(start: Start) -> Running {
    let mut running = start.run().at_prompt();
    running.type_("cat\nhello\n");
    running.wait("cat's answer", |running| {
        running.screen().matches("hello").count() == 2
    });
    running
}

/// Closes the tab, which is asked about; the second time it closes.
fn assert_asks(mut running: Running, program: &str) {
    running.key("Ctrl+Shift+W");
    running.wait_for(&format!("{program} is running"));
    assert_eq!(running.exit, None);
    running.key("Ctrl+Shift+W");
    running.wait("the end", |running| running.exit == Some(0));
}

fn assert_closes(mut running: Running) {
    running.key("Ctrl+Shift+W");
    running.wait("the end", |running| running.exit == Some(0));
    assert!(!running.screen().contains("is running"));
}

fn handler(body: &str) -> Start {
    Start::lua(&format!(
        "local wezterm = require 'wezterm'
        wezterm.on('mux-is-process-stateful', function(process) {body} end)
        return {{}}"
    ))
}

#[test]
fn a_handler_sees_what_runs_and_lets_it_be_closed() {
    let start = handler(
        "assert(process.name == 'sh' and #process.argv == 1, 'the shell')
        assert(process.executable:sub(1, 1) == '/' and process.cwd == '/', 'where it is')
        for pid, child in pairs(process.children) do
            assert(child.pid == pid and child.ppid == process.pid, 'the numbers')
            assert(child.name == 'cat' and next(child.children) == nil, 'the child')
            assert(child.status == 'Sleep' or child.status == 'Run', child.status)
            return false
        end",
    );
    assert_closes(with_cat(start));
}

#[test]
fn a_handler_can_ask_about_a_shell() {
    assert_asks(handler("return true").run().at_prompt(), "sh");
}

#[test]
fn a_handler_that_says_nothing_or_fails_leaves_it_to_the_list() {
    for body in ["return nil", "error('broken')", "wezterm.sleep_ms(1)"] {
        assert_asks(with_cat(handler(body)), "cat");
        assert_closes(handler(body).run().at_prompt());
    }
}

#[test]
fn programs_on_the_list_are_closed_and_others_asked_about() {
    let lua = "return { skip_close_confirmation_for_processes_named = { 'cat' } }";
    assert_closes(with_cat(Start::lua(lua)));
    assert_asks(Start::lua(lua).run().at_prompt(), "sh");
}

#[test]
fn who_wants_no_questions_about_the_window_gets_none() {
    let lua = "return { window_close_confirmation = 'NeverPrompt' }";
    let mut running = with_cat(Start::lua(lua));
    running.app.close_requested();
    running.wait("the end", |running| running.exit == Some(0));
}

#[test]
fn a_process_that_cannot_be_looked_at_does_not_hold_the_terminal() {
    let watched = Arc::new(Watched::default());
    let start = Start {
        processes: watched.clone(),
        ..handler("return false")
    };
    let running = with_cat(start);
    watched.set_stuck(true);
    assert_asks(running, "cat");
    watched.set_stuck(false);
}
