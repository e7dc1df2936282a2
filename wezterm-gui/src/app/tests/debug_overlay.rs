//! The debug overlay: the log, facts, and Lua that is typed.

use log::Level;
use mux::PaneSize;
use mux::grid::{Color, Size};
use mux::input::{MouseButton, MouseKind};

use super::harness::{Running, Start};
use crate::frame::WindowRequest;

const LUA: &str = "
    local wezterm = require 'wezterm'
    answer = 42
    function ask(window, pane)
        wezterm.sleep_ms(1)
        return window:window_id(), pane:pane_id()
    end
    return { enable_tab_bar = false, keys = { { key = 'x', mods = 'ALT', action = 'Nop' } } }";

/// A terminal with the overlay open.
fn open() -> Running {
    let mut start = Start::lua(LUA);
    start.size = Size::new(110, 24);
    let mut running = start.run().at_prompt();
    running.key("Ctrl+Shift+L");
    running.wait_for("Debug: log and Lua");
    running
}

/// Types a line and waits for a text that it leads to.
fn said(running: &mut Running, typed: &str, answer: &str) {
    running.type_(typed);
    running.key("Enter");
    running.wait_for(answer);
}

/// Returns the rows of the transcript that are not empty.
fn rows(running: &mut Running) -> Vec<String> {
    let screen = running.screen();
    let rows = screen.lines().skip(1).map(|row| row.trim_end().to_owned());
    rows.filter(|row| !row.is_empty()).collect()
}

#[test]
fn a_lost_gpu_is_told_of_in_the_window() {
    let mut start = Start::lua(LUA);
    start.size = Size::new(110, 24);
    let mut running = start.run().at_prompt();
    running.app.gpu_lost("the device is lost");
    running.wait_for("The GPU cannot draw any more");
    let screen = running.screen();
    let reason = "The CPU draws this window from now on: the device is lost";
    assert!(screen.contains(reason), "{screen}");
}

#[test]
fn facts_and_the_log_are_shown_with_their_levels() {
    let mut start = Start::lua(LUA);
    start.size = Size::new(110, 24);
    let mut running = start.run().at_prompt();
    let log = running.app.log().clone();
    log.push(Level::Warn, "mux", "before it was opened");
    running
        .app
        .set_drawn_by(vec![("Renderer", "a brush".to_owned())]);
    running.key("Ctrl+Shift+L");
    running.wait_for("WARN mux: before it was opened");
    let screen = running.screen();
    for fact in [
        "wezterm:",
        "Configuration:",
        ".wezterm.lua",
        "Lua 5.4",
        "Renderer:",
        "a brush",
    ] {
        assert!(screen.contains(fact), "{fact}:\n{screen}");
    }
    log.push(Level::Error, "config", "while it is open");
    running.wait_for("ERROR config: while it is open");
    let color = |running: &mut Running, text: &str| {
        let (x, y) = running.place_of(text);
        running.app.frame().grid.cell(x, y).style.fg
    };
    assert_eq!(color(&mut running, "WARN"), Color::Palette(3));
    assert_eq!(color(&mut running, "ERROR"), Color::Palette(1));
    running.key("Escape");
    running.wait_gone("Debug: log and Lua");
    // Opened again, nothing is told twice.
    running.key("Ctrl+Shift+L");
    running.wait_for("Debug: log and Lua");
    assert_eq!(running.screen().matches("while it is open").count(), 1);
    assert_eq!(running.screen().matches("a brush").count(), 1);
}

#[test]
fn lua_is_run_in_the_live_state_and_its_values_are_shown() {
    let mut running = open();
    said(&mut running, "answer + 1", "43");
    said(&mut running, "answer = 'new'", "> answer = 'new'");
    said(&mut running, "answer", "\"new\"");
    said(&mut running, "{ 1, x = { true } }", "{ 1, x = { true } }");
    let pane = running.app.active_pane().expect("a pane");
    said(
        &mut running,
        "select(2, ask(window, pane))",
        &format!("\n{pane}"),
    );
    said(&mut running, "wezterm.target_triple", "x86_64");
    said(
        &mut running,
        "nothing_there.x",
        "typed:1: attempt to index a nil value",
    );
    said(&mut running, "x = = 1", "typed:1:");
    // What it does, it does to the terminal.
    said(
        &mut running,
        "pane:inject_output 'from the overlay'",
        "> pane:inject",
    );
    running.key("Escape");
    running.wait_for("from the overlay");
}

#[test]
fn a_chunk_that_goes_on_gets_further_lines() {
    let mut running = open();
    running.type_("for i = 1, 2 do\n");
    running.wait_for("\n…");
    running.type_("answer = i * 100\nend\n");
    running.wait_for("… end");
    said(&mut running, "answer", "\n200");
    // As it does when it is typed all at once.
    running.type_("for i = 1, 2 do\nanswer = i * 7\nend\nanswer\n");
    running.wait_for("\n14");
    // An empty line ends one that is wrong.
    running.type_("(1 +\n");
    running.wait_for("\n…");
    running.key("Enter");
    running.wait_for("it has no end");
    // A line is broken without being run.
    running.type_("1");
    running.key("Alt+Enter");
    running.type_("+ 6\n");
    running.wait_for("\n7");
}

#[test]
fn what_was_typed_is_had_again_also_after_the_overlay_was_closed() {
    let mut running = open();
    said(&mut running, "'one' .. 1", "\"one1\"");
    said(&mut running, "'two' .. 2", "\"two2\"");
    running.type_("draft");
    running.key("Up");
    running.key("Up");
    running.wait_for("> 'one' .. 1\n Enter runs");
    running.key("Down");
    running.key("Down");
    assert!(running.screen().contains("> draft"));
    running.key("Escape");
    running.wait_gone("Debug: log and Lua");
    running.key("Ctrl+Shift+L");
    running.wait_for("> draft");
    running.key("Ctrl+C");
    running.key("Ctrl+P");
    running.wait_for("\"two2\"");
    assert_eq!(running.screen().matches("> 'two' .. 2").count(), 2);
}

#[test]
fn a_loop_without_end_is_stopped_and_named() {
    let mut running = open();
    said(&mut running, "while true do end", "does it loop for ever?");
    said(&mut running, "1 + 1", "\n2");
}

#[test]
fn what_waits_can_be_given_up_and_ctrl_c_then_clears_and_leaves() {
    let mut running = open();
    running.type_("wezterm.sleep_ms(3600000)\n");
    running.wait_for("running; Ctrl+C gives it up");
    // What is typed meanwhile waits for its turn.
    running.type_("'waited'\n");
    running.key("Ctrl+C");
    running.wait_for("given up");
    running.type_("half");
    running.wait_for("> half");
    running.key("Ctrl+C");
    running.wait_gone("> half");
    assert!(!running.screen().contains("waited\""));
    running.key("Ctrl+C");
    running.wait_gone("Debug: log and Lua");
    running.key("Ctrl+Shift+L");
    running.wait_for("Debug: log and Lua");
    running.key("Ctrl+D");
    running.wait_gone("Debug: log and Lua");
}

#[test]
fn lines_typed_faster_than_they_run_are_run_in_order() {
    let mut running = open();
    running.type_("answer = 1\nanswer = answer + 1\nwezterm.sleep_ms(1)\nanswer * 10\n");
    running.wait_for("\n20");
    assert!(
        rows(&mut running)
            .iter()
            .any(|row| row == "> answer = answer + 1")
    );
}

#[test]
fn the_text_is_scrolled_marked_and_copied() {
    let mut running = open();
    let log = running.app.log().clone();
    for number in 0..60 {
        log.push(Level::Info, "test", &format!("line {number}."));
    }
    running.wait_for("line 59.");
    assert!(!running.screen().contains("line 10."));
    running.key("PageUp");
    running.key("PageUp");
    running.wait_for("line 10.");
    running.wait_for("rows above the end");
    log.push(Level::Info, "test", "one more");
    running.turn();
    running.wait_for("line 10.");
    let (x, y) = running.place_of("line 10.");
    running.drag((x, y), (x + 6, y));
    running.wait_request(&WindowRequest::SetClipboard("line 10".to_owned()));
    running.mouse(MouseKind::Press(MouseButton::Left), x + 6, y, 2);
    running.mouse(MouseKind::Release(MouseButton::Left), x + 6, y, 0);
    running.wait_request(&WindowRequest::SetPrimary("10.".to_owned()));
    for _ in 0..30 {
        running.mouse(MouseKind::WheelDown, x, y, 0);
    }
    running.wait_for("one more");
    running.key("PageUp");
    running.type_("1\n");
    running.wait_for("one more");
}

#[test]
fn the_overlay_fits_windows_of_any_size() {
    let mut running = open();
    running
        .app
        .log()
        .push(Level::Info, "test", &"wide 漢字 ".repeat(50));
    for (cols, rows) in [(1, 1), (2, 2), (3, 40), (300, 1), (9, 9), (110, 24)] {
        running
            .app
            .resize(PaneSize::of_cells(Size::new(cols, rows)));
        running.turn();
        running.app.frame();
        running.type_("x");
        running.mouse(MouseKind::Press(MouseButton::Left), 0, 0, 1);
        running.mouse(
            MouseKind::Move(Some(MouseButton::Left)),
            cols - 1,
            rows - 1,
            0,
        );
        running.mouse(MouseKind::Release(MouseButton::Left), cols - 1, rows - 1, 0);
        running.key("PageUp");
        running.app.frame();
    }
    running.wait_for("> xxxxxx");
}
