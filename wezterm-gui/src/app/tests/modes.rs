//! Copy mode, the search and quick select, with keys on real panes.

use mux::PaneSize;
use mux::grid::{Color, Size, Underline};
use mux::input::MouseKind;

use super::harness::{Running, Start};
use crate::frame::WindowRequest;

const LUA: &str = "return { enable_tab_bar = false }";

/// Runs a program that shows a text and then what is typed.
fn showing(lua: &str, text: &str) -> Running {
    let script = "printf '%b' \"$0\"; printf '#'; exec cat";
    let program = ["/bin/sh", "-c", script, text];
    let start = Start {
        program: program.map(str::to_owned).to_vec(),
        ..Start::lua(lua)
    };
    let mut running = start.run();
    running.wait_for("#");
    running
}

/// Returns the lines from one number to another, each on its row.
fn numbered(from: usize, to: usize) -> String {
    (from..=to)
        .map(|n| format!("line {n} of them\\n"))
        .collect()
}

fn cursor(running: &mut Running) -> (usize, usize) {
    let cursor = running.app.frame().grid.cursor.expect("there is a cursor");
    (cursor.x, cursor.y)
}

fn keys(running: &mut Running, keys: &[&str]) {
    for key in keys {
        running.key(key);
    }
}

fn copied(running: &mut Running) -> Option<String> {
    running.turn();
    let copied = running
        .requests
        .iter()
        .rev()
        .find_map(|request| match request {
            WindowRequest::SetClipboard(text) => Some(text.clone()),
            _ => None,
        });
    running.requests.clear();
    copied
}

/// Returns the cells of a row that have a background of their own.
fn marked(running: &mut Running, y: usize) -> String {
    let grid = &running.app.frame().grid;
    let own = |cell: &&mux::grid::Cell| cell.style.bg != Color::Default;
    grid.row(y)
        .iter()
        .filter(own)
        .map(|cell| cell.text.as_str())
        .collect()
}

#[test]
fn copy_mode_copies_what_its_cursor_selects_and_leaves() {
    let mut running = showing(LUA, "alpha beta-1\\nsecond line here\\n");
    running.key("Ctrl+Shift+X");
    assert_eq!(running.active_key_table(), Some("copy_mode"));
    assert_eq!(cursor(&mut running), (1, 2));
    keys(&mut running, &["k", "w", "v", "e"]);
    assert_eq!(cursor(&mut running), (10, 1));
    assert_eq!(marked(&mut running, 1), "line");
    let pane = running.app.active_pane().expect("a pane");
    assert_eq!(running.app.selection_text(pane).as_deref(), Some("line"));
    running.key("y");
    assert_eq!(copied(&mut running).as_deref(), Some("line"));
    assert_eq!(running.active_key_table(), None);
    assert_eq!(running.app.selection_text(pane), None);
}

#[test]
fn motions_go_where_they_say() {
    // A wrapped line is one line to words, and rows are rows to the others.
    let long = format!("{}end of it\\n", "word_ ".repeat(11));
    let mut running = showing(LUA, &format!("  one (two) x\\n{long}\\n日本 z\\n"));
    running.key("Ctrl+Shift+X");
    running.key("g");
    let table: &[(&[&str], (usize, usize))] = &[
        (&["0", "w"], (2, 0)),
        (&["w"], (6, 0)),
        (&["e"], (9, 0)),
        (&["e"], (10, 0)),
        (&["$"], (12, 0)),
        (&["^"], (2, 0)),
        (&["f", "o"], (9, 0)),
        (&["F", "o"], (2, 0)),
        (&["t", ")"], (9, 0)),
        (&["0", "f", "o", ";"], (9, 0)),
        (&[","], (2, 0)),
        (&["f", "Escape"], (2, 0)),
        (&["j", "0"], (0, 1)),
        (&["b"], (12, 0)),
        (&["w"], (0, 1)),
        (&["End", "w"], (0, 2)),
        (&["b"], (54, 1)),
        (&["Enter"], (0, 2)),
        (&["Enter", "Enter", "l"], (2, 4)),
        (&["l"], (4, 4)),
        (&["h"], (2, 4)),
        (&["h"], (0, 4)),
        (&["L"], (0, 15)),
        (&["H"], (0, 0)),
        (&["M"], (0, 8)),
        (&["G"], (0, 5)),
        (&["k", "k", "k", "k", "k", "k", "k"], (0, 0)),
        (&["Ctrl+D"], (0, 8)),
        (&["PageUp"], (0, 0)),
    ];
    for (pressed, expected) in table {
        keys(&mut running, pressed);
        assert_eq!(cursor(&mut running), *expected, "{pressed:?}");
    }
}

#[test]
fn each_kind_of_selection_marks_what_it_is_made_of() {
    let text = "one two three\\nfour five six\\nseven eight\\n";
    let mut running = showing(LUA, text);
    let pane = running.app.active_pane().expect("a pane");
    let mut selects = |pressed: &[&str]| {
        running.key("Ctrl+Shift+X");
        keys(&mut running, &["g", "0", "w"]);
        keys(&mut running, pressed);
        let text = running.app.selection_text(pane).unwrap_or_default();
        running.key("Escape");
        text
    };
    assert_eq!(selects(&["v", "j"]), "two three\nfour");
    assert_eq!(selects(&["Shift+V", "j"]), "one two three\nfour five six");
    assert_eq!(selects(&["Ctrl+V", "j", "l", "l"]), "two\n fi");
    assert_eq!(selects(&["v", "j", "o", "h"]), " two three\nfour");
    assert_eq!(
        selects(&["Ctrl+V", "j", "l", "l", "Shift+O", "h"]),
        " two\nr fi"
    );
    assert_eq!(selects(&["v", "Ctrl+C"]), "");
}

#[test]
fn keys_that_mean_nothing_to_a_mode_never_reach_the_program() {
    let mut running = showing(LUA, "x\\n");
    running.key("Ctrl+Shift+X");
    running.type_("zz");
    running.app.text("zz");
    running.app.paste("zz");
    running.key("q");
    running.key("Ctrl+Shift+F");
    running.type_("zz");
    running.key("Escape");
    running.key("Ctrl+Shift+Space");
    running.type_("zz");
    running.key("Escape");
    running.type_("end\n");
    running.wait("what was typed last", |running| {
        running.row(2).starts_with("end")
    });
    let screen = running.screen();
    assert!(running.row(1).starts_with("#end"), "{screen}");
}

#[test]
fn the_search_counts_matches_everywhere_and_goes_from_one_to_the_next() {
    let mut running = showing(LUA, &numbered(1, 60));
    running.key("Ctrl+Shift+F");
    assert_eq!(running.active_key_table(), Some("search_mode"));
    running.type_("line 1");
    running.wait_for("11/11");
    // The nearest one upwards is the last one that was printed.
    assert!(running.screen().contains("line 19 of them"));
    let pane = running.app.active_pane().expect("a pane");
    running.key("Enter");
    running.wait_for("10/11");
    assert_eq!(running.app.selection_text(pane).as_deref(), Some("line 1"));
    keys(&mut running, &["Ctrl+N", "Ctrl+N"]);
    running.wait_for("1/11");
    assert!(running.screen().contains("line 1 of them"));
    running.key("Ctrl+U");
    running.wait_gone("/11");
    // Escape shows again what was shown before.
    running.key("Escape");
    assert!(running.row(15).starts_with('#'), "{}", running.screen());
    assert_eq!(running.active_key_table(), None);
}

#[test]
fn more_matches_than_are_kept_are_said_to_be_more() {
    let lua = "return { enable_tab_bar = false, scrollback_lines = 4000 }";
    let mut running = showing(lua, "x\\n");
    let pane = running.app.active_pane().expect("a pane");
    let shell = running.app.mux().pane(pane).expect("a shell");
    let lines = format!("{}\r\n", "x".repeat(50)).repeat(3000);
    shell.inject_output(lines.as_bytes());
    running.key("Ctrl+Shift+F");
    running.type_("x");
    running.wait_for("+ ·");
    running.type_("x");
    running.wait_for("75000 ·");
    running.key("Backspace");
    running.type_("{50}");
    running.wait_for("no match");
    keys(&mut running, &["Ctrl+R", "Ctrl+R"]);
    running.wait_for("/3000 ·");
}

#[test]
fn a_pattern_is_remembered_and_typing_takes_its_place() {
    let mut running = showing(LUA, "Alpha alpha\\nbeta a.b\\n");
    running.key("Ctrl+Shift+F");
    running.type_("alpha");
    running.wait_for("1/1 ");
    running.key("Ctrl+R");
    running.wait_for("2/2 · any case");
    running.key("Escape");
    running.key("Ctrl+Shift+F");
    running.wait_for("alpha");
    running.wait_for("2/2 · any case");
    running.type_("a.");
    running.key("Ctrl+R");
    running.wait_for("regex");
    running.wait_for("/4");
    running.type_("(");
    running.wait_for("unclosed group");
    running.key("Backspace");
    running.wait_for("/4");
}

#[test]
fn what_is_sought_is_edited_as_any_other_line() {
    let mut running = showing(LUA, "beta one\\ngamma\\n");
    running.key("Ctrl+Shift+F");
    running.type_("alpha beta");
    running.wait_for("no match");
    // Words go by words, as in every other line, and what was cut can be put in again.
    keys(&mut running, &["Ctrl+Left", "Ctrl+Backspace"]);
    running.wait_for("1/1");
    running.key("Ctrl+Y");
    running.wait_for("no match");
    running.key("Ctrl+U");
    // A letter with its accent is one.
    running.app.text("gamme\u{301}");
    running.wait_for("no match");
    running.key("Backspace");
    running.wait_for("1/1");
    running.type_("a");
    running.wait_for("Find gamma ");
    // A pattern that was there before goes as a whole, however it is deleted.
    for deletes in ["Backspace", "Delete", "Ctrl+W", "Ctrl+H", "Alt+Backspace"] {
        running.key("Escape");
        running.key("Ctrl+Shift+F");
        running.wait_for("Find gamma ");
        running.key(deletes);
        running.wait_gone("Find gamma");
        running.type_("gamma");
        running.wait_for("1/1");
    }
}

#[test]
fn a_selection_is_what_is_searched_for_at_first() {
    let mut running = showing(LUA, "one two\\nand two\\n");
    let from = running.place_of("two");
    running.drag(from, (from.0 + 2, from.1));
    running.key("Ctrl+Shift+F");
    running.wait_for("two ");
    running.wait_for("2/2");
}

#[test]
fn an_accepted_pattern_stays_marked_in_copy_mode_and_n_goes_on() {
    let lua = "local act = require('wezterm').action\n\
        local keys = require('wezterm').gui.default_key_tables()\n\
        table.insert(keys.copy_mode, { key = 'n', action = act.CopyMode 'NextMatch' })\n\
        table.insert(keys.copy_mode, { key = '/', action = act.Search { CaseInSensitiveString = '' } })\n\
        table.insert(keys.copy_mode, { key = 'x', action = act.CopyMode 'EditPattern' })\n\
        table.insert(keys.search_mode, { key = 'Tab', action = act.CopyMode 'AcceptPattern' })\n\
        return { enable_tab_bar = false, key_tables = keys }";
    let mut running = showing(lua, "red\\ngreen red\\nRED\\n");
    keys(&mut running, &["Ctrl+Shift+X", "/"]);
    running.type_("red");
    running.wait_for("3/3");
    running.key("Tab");
    assert_eq!(running.active_key_table(), Some("copy_mode"));
    assert_eq!(cursor(&mut running), (0, 2));
    assert_eq!(marked(&mut running, 1), "red");
    running.key("n");
    assert_eq!(cursor(&mut running), (0, 0));
    running.key("n");
    assert_eq!(cursor(&mut running), (6, 1));
    keys(&mut running, &["v", "h"]);
    let pane = running.app.active_pane().expect("a pane");
    assert_eq!(running.app.selection_text(pane).as_deref(), Some(" r"));
    running.key("x");
    assert_eq!(running.active_key_table(), Some("search_mode"));
    running.wait_for("red");
}

#[test]
fn new_output_moves_nothing_and_is_searched_too() {
    let mut running = showing(LUA, &numbered(1, 30));
    let pane = running.app.active_pane().expect("a pane");
    let shell = running.app.mux().pane(pane).expect("a shell");
    running.key("Ctrl+Shift+F");
    running.type_("line 3");
    running.wait_for("2/2");
    let before = running.place_of("line 30");
    shell.inject_output(b"\r\nmore\r\nline 33 of them\r\n\r\n");
    running.wait_for("2/3");
    assert_eq!(running.place_of("line 30"), before);
    assert_eq!(running.app.selection_text(pane).as_deref(), Some("line 3"));
}

#[test]
fn a_resize_keeps_the_cursor_and_the_selection_on_their_text() {
    let long = "x ".repeat(70);
    let mut running = showing(LUA, &format!("{long}\\none target two\\n"));
    let pane = running.app.active_pane().expect("a pane");
    running.key("Ctrl+Shift+X");
    keys(&mut running, &["k", "0", "w", "v", "e"]);
    assert_eq!(running.app.selection_text(pane).as_deref(), Some("target"));
    for cols in [33, 80, 47] {
        running
            .app
            .resize(PaneSize::of_cells(Size { cols, rows: 16 }));
        running.screen();
        assert_eq!(
            running.app.selection_text(pane).as_deref(),
            Some("target"),
            "{cols}"
        );
        let (x, y) = running.place_of("target");
        assert_eq!(cursor(&mut running), (x + 5, y), "{cols}");
    }
    running.key("h");
    assert_eq!(running.app.selection_text(pane).as_deref(), Some("targe"));
}

#[test]
fn an_alternate_screen_that_comes_meanwhile_ends_the_mode() {
    let mut running = showing(LUA, "text\\n");
    let pane = running.app.active_pane().expect("a pane");
    let shell = running.app.mux().pane(pane).expect("a shell");
    running.key("Ctrl+Shift+X");
    keys(&mut running, &["k", "v"]);
    shell.inject_output(b"\x1b[?1049h\x1b[Hfull screen");
    running.wait_for("full screen");
    running.wait("copy mode to end", |running| {
        running.active_key_table().is_none()
    });
    assert_eq!(running.app.selection_text(pane), None);
    // A mode over the alternate screen ends with that screen.
    running.key("Ctrl+Shift+X");
    assert_eq!(running.active_key_table(), Some("copy_mode"));
    shell.inject_output(b"\x1b[?1049l");
    running.wait("copy mode to end again", |running| {
        running.active_key_table().is_none()
    });
}

#[test]
fn a_mode_belongs_to_its_pane() {
    let mut running = showing("return {}", "one\\n");
    running.key("Ctrl+Shift+X");
    running.wait_for("copy 0/0");
    running.key("Ctrl+Shift+T");
    assert_eq!(running.active_key_table(), None);
    running.wait_gone("copy 0/0");
    running.key("Ctrl+Shift+1");
    assert_eq!(running.active_key_table(), Some("copy_mode"));
    running.wait_for("copy 0/0");
    running.key("Ctrl+Alt+Shift+%");
    assert_eq!(running.active_key_table(), None);
    running.key("Ctrl+Shift+Left");
    assert_eq!(running.active_key_table(), Some("copy_mode"));
    running.key("Ctrl+Shift+Z");
    assert_eq!(running.active_key_table(), Some("copy_mode"));
    // A pane that is gone takes its mode along.
    let pane = running.app.active_pane().expect("a pane");
    running.app.mux().pane(pane).expect("a shell").kill();
    running.wait("the pane to be gone", |running| {
        running.app.active_pane() != Some(pane)
    });
    assert_eq!(running.active_key_table(), None);
}

#[test]
fn a_view_that_was_scrolled_back_is_so_again_after_a_search() {
    let mut running = showing(LUA, &numbered(1, 60));
    running.key("Shift+PageUp");
    let before = running.row(0);
    running.key("Ctrl+Shift+F");
    running.type_("line 7 ");
    running.wait_for("1/1");
    assert_ne!(running.row(0), before);
    running.key("Escape");
    assert_eq!(running.row(0), before);
}

#[test]
fn a_label_copies_and_with_shift_it_pastes_as_well() {
    let mut running = showing(
        LUA,
        "see https://a.org/x and /etc/hosts\\ncommit 7098e58\\n",
    );
    running.key("Ctrl+Shift+Space");
    running.wait_for("3 found");
    assert_eq!(running.active_key_table(), None);
    let screen = running.screen();
    assert!(
        screen.contains("see dttps://a.org/x and setc/hosts"),
        "{screen}"
    );
    assert!(screen.contains("commit a098e58"), "{screen}");
    running.key("a");
    assert_eq!(copied(&mut running).as_deref(), Some("7098e58"));
    running.wait_gone("3 found");
    running.key("Ctrl+Shift+Space");
    running.wait_for("3 found");
    running.key("Shift+S");
    assert_eq!(copied(&mut running).as_deref(), Some("/etc/hosts"));
    running.wait_for("#/etc/hosts");
}

#[test]
fn quick_select_takes_its_patterns_letters_words_and_action() {
    let lua = "local wezterm = require 'wezterm'\n\
        return { enable_tab_bar = false, quick_select_remove_styling = true,\n\
        colors = { quick_select_label_bg = { Color = '#102030' } },\n\
        keys = { { key = 'p', mods = 'ALT', action = wezterm.action.QuickSelectArgs {\n\
          patterns = { 'id=(\\\\d+)' }, alphabet = 'xy', label = 'open', scope_lines = 100,\n\
          skip_action_on_paste = true,\n\
          action = wezterm.action_callback(function(window, pane)\n\
            pane:send_text('<' .. window:get_selection_text_for_pane(pane) .. '>')\n\
          end) } } } }";
    let text = format!("id=12\\n{}id=34\\n", numbered(1, 20));
    let mut running = showing(lua, &text);
    running.key("Alt+P");
    running.wait_for("open: type a label");
    running.wait_for("2 found");
    running.wait_for("id=x4");
    let (x, y) = running.place_of("x4");
    let label = running.app.frame().grid.cell(x, y).style;
    assert_eq!(label.bg, Color::Rgb(0x10, 0x20, 0x30));
    // Black, and not what a scheme calls so.
    assert_eq!(label.fg, Color::Rgb(0, 0, 0));
    running.key("PageUp");
    running.wait_for("id=y2");
    running.key("y");
    running.wait_for("#<12>");
    running.key("Alt+P");
    running.wait_for("id=x4");
    running.key("Shift+X");
    running.wait_for("#<12>34");
}

#[test]
fn a_wrong_pattern_is_told_and_the_others_work() {
    let lua = "return { enable_tab_bar = false, quick_select_patterns = { 'a(', 'w\\\\w+d' } }";
    let mut running = showing(lua, "word\\n");
    running.wait_for("quick_select_patterns[1]:");
    running.wait_for("unclosed group");
    running.key("Escape");
    running.key("Ctrl+Shift+Space");
    running.wait_for("1 found");
    running.key("a");
    assert_eq!(copied(&mut running).as_deref(), Some("word"));
}

#[test]
fn a_link_by_rule_is_underlined_under_the_pointer_and_has_its_address() {
    let lua = "return { enable_tab_bar = false, hyperlink_rules = {\n\
        { regex = 'task (T(\\\\d+))', format = 'https://t.org/$2', highlight = 1 } } }";
    let long = " ".repeat(50);
    let mut running = showing(lua, &format!("a task T12 b\\n{long}task T34567890 c\\n"));
    let underlined = |running: &mut Running| -> String {
        let grid = &running.app.frame().grid;
        let rows = (0..grid.size().rows).flat_map(|y| grid.row(y));
        let own = rows.filter(|cell| cell.style.underline == Underline::Single);
        own.map(|cell| cell.text.as_str()).collect()
    };
    let pane = running.app.active_pane().expect("a pane");
    running.mouse(MouseKind::Move(None), 8, 0, 0);
    assert_eq!(underlined(&mut running), "T12");
    let link = running.app.link_at_pointer(pane);
    assert_eq!(link.as_deref(), Some("https://t.org/12"));
    running.mouse(MouseKind::Move(None), 3, 0, 0);
    assert_eq!(underlined(&mut running), "");
    // It goes on where its line was wrapped.
    running.mouse(MouseKind::Move(None), 2, 2, 0);
    assert_eq!(underlined(&mut running), "T34567890");
}
