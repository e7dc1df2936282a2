//! The whole state machine without a window: keys in, frames out, real shells between.

mod approvals;
mod assistant;
mod bad_clients;
mod blocks;
mod char_select;
mod clients;
mod closing;
mod commands;
mod debug_overlay;
mod dividers;
mod events;
mod formatting;
mod harness;
mod hello_world;
mod images;
mod launcher;
mod life;
mod lua_mux;
mod lua_processes;
mod lua_surface;
mod lua_sync;
#[cfg(feature = "modules")]
mod models;
mod modes;
mod module_methods;
mod modules;
mod mouse_bindings;
mod options;
mod palette;
mod pane_methods;
mod pane_runs;
mod pane_select;
mod prompts;
mod settings;
mod side_by_side;
mod startup;
mod tab_bar;
mod text;
mod typing;
mod what_runs;
mod window_methods;
mod windows;

use std::time::{Duration, Instant};

use mux::PaneSize;
use mux::grid::{Color, Size};
use mux::input::{MouseButton, MouseKind};

use crate::frame::WindowRequest;
use harness::Start;

#[test]
fn typing_into_a_shell_shows_what_it_prints() {
    let mut running = Start::new().run().at_prompt();
    running.type_("echo $((20+1))-$((40+2))\n");
    running.wait("the answer, and the prompt below it", |running| {
        let grid = &running.app.frame().grid;
        let cursor = grid.cursor.expect("the shell has a cursor");
        cursor.y > 0 && grid.row_text(cursor.y) == "$" && grid.row_text(cursor.y - 1) == "21-42"
    });
}

#[test]
fn a_flood_is_told_once_for_each_picture() {
    let mut running = Start::new().run().at_prompt();
    running.type_("exec yes\n");
    running.wait_for("y\ny");
    let pane = running.app.active_pane().expect("a shell");
    for _ in 0..3 {
        running.wait_undrawn("its output is told", |running| running.app.heard == [pane]);
        let shells = running.app.mux.pane(pane).expect("it is there");
        // Nobody is told of what comes now, so that there is nothing to wait for.
        let later = shells.top_row(0).plus(1_000);
        let until = Instant::now() + Duration::from_secs(60);
        // A piece can be read before the pane counts it as something to tell of.
        while shells.top_row(0) < later || !shells.has_untold_output() {
            assert!(Instant::now() < until, "the flood goes on");
            running.app.turn();
            std::thread::yield_now();
        }
        assert_eq!(running.app.heard, [pane], "it is told once");
        assert!(!running.app.has_unseen_output(pane));
        running.app.focus(false);
        assert!(running.app.has_unseen_output(pane));
        running.app.frame();
        assert_eq!(running.app.heard, []);
        assert!(running.app.has_unseen_output(pane));
        running.app.focus(true);
    }
}

#[test]
fn a_program_that_ends_ends_the_terminal() {
    let mut running = Start::new().run().at_prompt();
    running.type_("exit 3\n");
    running.wait("the end", |running| running.exit == Some(0));
}

#[test]
fn wide_and_combined_characters_keep_their_columns() {
    let mut running = Start::new().run().at_prompt();
    running.type_("printf '%s|\\n' '日本' 'e\u{301}' '👩‍🚀'\n");
    running.wait_for("👩‍🚀|");
    let grid = &running.app.frame().grid;
    let row = (0..grid.size().rows)
        .find(|y| grid.row_text(*y) == "日本|")
        .expect("printed");
    assert_eq!(grid.cell(0, row).width, 2);
    assert_eq!(grid.cell(1, row).width, 0);
    assert_eq!(grid.cell(4, row).text, "|");
}

#[test]
fn a_resize_reaches_the_shell() {
    let mut running = Start::lua("return { enable_tab_bar = false }")
        .run()
        .at_prompt();
    running
        .app
        .resize(PaneSize::of_cells(Size { cols: 43, rows: 11 }));
    running.type_("stty size\n");
    running.wait_for("11 43");
    assert_eq!(running.app.frame().grid.size(), Size { cols: 43, rows: 11 });
}

#[test]
fn a_drag_marks_text_for_the_primary_selection_and_a_key_copies_it() {
    let mut running = Start::new().run().at_prompt();
    running.type_("echo one:two:three | tr : ' '\n");
    running.wait_for("one two three");
    let (x, y) = running.place_of("two three");
    running.drag((x, y), (x + 2, y));
    running.wait_request(&WindowRequest::SetPrimary("two".to_owned()));
    let selection = running.app.palette().selection_bg;
    let marked = running.app.frame().grid.cell(x, y).style.bg;
    assert_eq!(marked, Color::Rgb(selection.0, selection.1, selection.2));
    running.key("Ctrl+Shift+C");
    running.wait_request(&WindowRequest::SetClipboard("two".to_owned()));
    running.key("Ctrl+Shift+V");
    running.wait_request(&WindowRequest::RequestPaste);
}

#[test]
fn a_double_click_takes_a_word_and_a_triple_click_the_line() {
    let mut running = Start::new().run().at_prompt();
    running.type_("echo one:two/x.rs:three | tr : ' '\n");
    running.wait_for("one two/x.rs three");
    let (x, y) = running.place_of("two/x.rs three");
    for (clicks, text) in [(2, "two/x.rs"), (3, "one two/x.rs three")] {
        running.mouse(MouseKind::Press(MouseButton::Left), x + 1, y, clicks);
        running.mouse(MouseKind::Release(MouseButton::Left), x + 1, y, 0);
        running.wait_request(&WindowRequest::SetPrimary(text.to_owned()));
    }
    running.mouse(MouseKind::Press(MouseButton::Middle), x, y, 1);
    running.wait_request(&WindowRequest::RequestPrimaryPaste);
}

#[test]
fn the_wheel_shows_older_output_and_typing_returns() {
    let mut running = Start::new().run().at_prompt();
    running.type_("for i in 1 2 3 4 5 6 7 8 9; do for j in 1 2 3; do echo row$i.$j; done; done\n");
    running.wait_for("row9.3");
    assert!(!running.screen().contains("row1.1"));
    for _ in 0..10 {
        running.mouse(MouseKind::WheelUp, 3, 3, 0);
    }
    running.wait_for("row1.1");
    assert_eq!(running.app.frame().grid.cursor, None);
    running.type_("x");
    running.wait_gone("row1.1");
}

#[test]
fn pasted_text_is_typed_into_the_shell() {
    let mut running = Start::new().run().at_prompt();
    running.app.paste("echo pasted-$((1+1))");
    running.app.key(mux::input::Key::Enter.into());
    running.wait_for("pasted-2");
}

#[test]
fn tabs_have_a_bar_and_can_be_clicked() {
    let mut running = Start::lua("return { hide_tab_bar_if_only_one_tab = true }")
        .run()
        .at_prompt();
    running.type_("echo first-$((0+1))\n");
    running.wait_for("first-1");
    let before = running.row(0);
    running.key("Ctrl+Shift+T");
    running.wait("two tabs", |running| running.row(0).contains("2:"));
    assert_ne!(running.row(0), before);
    running.wait_gone("first-1");
    running.click(1, 0);
    running.wait_for("first-1");
    assert!(
        running.app.frame().title.starts_with("[1/2]"),
        "{}",
        running.app.frame().title
    );
    running.key("Ctrl+Tab");
    running.wait_gone("first-1");
    running.wait("a prompt", |running| {
        running.row(1).contains('$') || running.row(1).contains('#')
    });
    running.type_("exit\n");
    running.wait_for("first-1");
    assert_eq!(running.row(0), before);
}

#[test]
fn splits_have_a_line_between_them_and_a_pane_can_fill_the_tab() {
    let mut running = Start::lua("return { enable_tab_bar = false }")
        .run()
        .at_prompt();
    running.type_("echo left-$((0+1))\n");
    running.wait_for("left-1");
    running.key("Ctrl+Shift+Alt+%");
    running.wait("the line", |running| running.row(0).contains('│'));
    running.key("Ctrl+Shift+LeftArrow");
    let cursor = running
        .app
        .frame()
        .grid
        .cursor
        .expect("a shell has the keyboard");
    assert!(cursor.x < 30);
    running.key("Ctrl+Shift+Z");
    running.wait("no line", |running| !running.screen().contains('│'));
    running.type_("stty size\n");
    running.wait_for("16 60");
    running.key("Ctrl+Shift+Z");
    running.wait("the line again", |running| running.row(0).contains('│'));
}

#[test]
fn nothing_that_was_started_outlives_the_terminal() {
    let mut running = Start::new().run().at_prompt();
    running.type_("trap '' HUP; echo pid=$$.; exec sleep 1000\n");
    let mut pid = None;
    running.wait("the whole pid", |running| {
        let screen = running.screen();
        let mut lines = screen.lines().map(str::trim_end);
        let told = lines.find_map(|line| line.strip_prefix("pid=")?.strip_suffix('.'));
        pid = told.map(str::to_owned);
        pid.is_some()
    });
    let process = std::path::PathBuf::from(format!("/proc/{}", pid.expect("just seen")));
    assert!(process.exists());
    running.app.shutdown();
    assert!(!process.exists(), "{} still runs", process.display());
}

#[test]
fn a_busy_program_is_closed_only_when_asked_twice() {
    let mut running = Start::new().run().at_prompt();
    running.type_("exec cat\nhello\n");
    running.wait("cat's answer", |running| {
        running.screen().matches("hello").count() == 2
    });
    running.key("Ctrl+Shift+W");
    running.wait_for("cat is running");
    assert_eq!(running.exit, None);
    running.key("Ctrl+Shift+W");
    running.wait("the end", |running| running.exit == Some(0));
}

#[test]
fn a_shell_that_waits_is_closed_at_once() {
    let mut running = Start::new().run().at_prompt();
    running.app.close_requested();
    running.wait("the end", |running| running.exit == Some(0));
}
