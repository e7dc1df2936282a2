//! The mouse by its bindings: clicks, drags and the wheel, and what they do to the screen and the clipboard.

use mux::grid::Size;
use mux::input::{Mods, MouseButton, MouseEvent, MouseKind, Spot};
use mux::{PaneId, PaneSize};

use super::harness::{Running, Start};
use crate::frame::WindowRequest;

const LEFT: MouseButton = MouseButton::Left;
const RIGHT: MouseButton = MouseButton::Right;
const NONE: Mods = Mods::empty();

/// A terminal whose pane shows this and whose shell waits; `lua` is the table that wezterm.lua returns.
fn showing(lua: &str, output: &str) -> Running {
    let text = format!(
        "local wezterm = require 'wezterm'
        local act = wezterm.action
        local config = {{ {lua} }}
        config.enable_tab_bar = config.enable_tab_bar or false
        return config"
    );
    let mut running = Start::lua(&text).run().at_prompt();
    let pane = active(&running);
    let pane = running.app.mux().pane(pane).expect("a pane");
    pane.inject_output(format!("\x1b[H\x1b[2J{output}").as_bytes());
    running.wait("the output", |running| running.screen().trim() != "$");
    running
}

fn active(running: &Running) -> PaneId {
    running.app.active_pane().expect("a pane")
}

fn drag(running: &mut Running, mods: Mods, from: (usize, usize), to: (usize, usize), clicks: u8) {
    running.mouse_with(mods, MouseKind::Press(LEFT), from, clicks);
    running.mouse_with(mods, MouseKind::Move(Some(LEFT)), to, 0);
    running.mouse_with(mods, MouseKind::Release(LEFT), to, 0);
}

fn selected(running: &Running) -> Option<String> {
    running.app.selection_text(active(running))
}

fn copied(text: &str) -> WindowRequest {
    WindowRequest::SetClipboard(text.to_owned())
}

#[test]
fn a_drag_copies_to_both_clipboards_and_with_alt_a_rectangle() {
    let mut running = showing("", "abcd\r\nefgh\r\nijkl\r\n");
    drag(&mut running, NONE, (1, 0), (2, 1), 1);
    running.wait_request(&copied("bcd\nefg"));
    running.wait_request(&WindowRequest::SetPrimary("bcd\nefg".to_owned()));
    drag(&mut running, Mods::ALT, (2, 2), (1, 0), 1);
    running.wait_request(&copied("bc\nfg\njk"));
    let style = |running: &mut Running, x| running.app.frame().grid.cell(x, 1).style.bg;
    assert_eq!(style(&mut running, 1), style(&mut running, 2));
    assert_ne!(style(&mut running, 0), style(&mut running, 1));
    assert_ne!(style(&mut running, 3), style(&mut running, 2));
}

#[test]
fn shift_takes_the_selection_to_another_cell_and_a_drag_of_words_grows_by_words() {
    let mut running = showing("", "one two three four\r\n");
    running.click(4, 0);
    assert_eq!(selected(&running), None);
    running.mouse_with(Mods::SHIFT, MouseKind::Press(LEFT), (6, 0), 1);
    running.mouse_with(Mods::SHIFT, MouseKind::Release(LEFT), (6, 0), 0);
    running.wait_request(&copied("two"));
    drag(&mut running, NONE, (5, 0), (9, 0), 2);
    running.wait_request(&copied("two three"));
}

#[test]
fn a_drag_beyond_the_pane_scrolls_on_while_the_pointer_stands_still() {
    let lines: String = (1..=200).map(|line| format!("line {line}\r\n")).collect();
    let mut running = showing("", &lines);
    running.wait_for("line 200");
    let (x, y) = running.place_of("line 200");
    running.mouse(MouseKind::Press(LEFT), x, y, 1);
    running.mouse(MouseKind::Move(Some(LEFT)), x, 0, 0);
    assert!(!running.screen().contains("line 1\n"));
    running.app.pointer_beyond(-3);
    running.wait_for("line 1\n");
    running.app.pointer_beyond(0);
    running.mouse(MouseKind::Release(LEFT), x, 0, 0);
    let selected = selected(&running).expect("a selection");
    assert!(
        selected.contains("line 1\n") && selected.contains("\nline 199\n"),
        "{selected}"
    );
    // And back down, by the other edge.
    running.mouse(MouseKind::Press(LEFT), x, 0, 1);
    running.app.pointer_beyond(2);
    running.wait_for("line 200");
    running.mouse(MouseKind::Release(LEFT), x, y, 0);
}

#[test]
fn another_buttons_release_does_not_end_a_drag() {
    let mut running = showing("", "one two three four\r\n");
    running.mouse(MouseKind::Press(LEFT), 0, 0, 1);
    running.mouse(MouseKind::Move(Some(LEFT)), 2, 0, 0);
    running.mouse(MouseKind::Press(RIGHT), 2, 0, 1);
    running.mouse(MouseKind::Release(RIGHT), 2, 0, 0);
    running.mouse(MouseKind::Move(Some(LEFT)), 6, 0, 0);
    running.mouse(MouseKind::Release(LEFT), 6, 0, 0);
    running.wait_request(&copied("one two"));
    // The next press begins anew.
    running.click(9, 0);
    assert_eq!(selected(&running), None);
}

#[test]
fn a_persons_bindings_do_what_they_say_and_leave_the_others() {
    let mut running = showing(
        "mouse_bindings = {
            { event = { Down = { streak = 1, button = 'Right' } }, action = act.PasteFrom 'Clipboard' },
            { event = { Down = { streak = 2, button = 'Right' } }, mods = 'CTRL', action = act.ScrollToTop },
            { event = { Down = { streak = 1, button = { WheelUp = 1 } } }, mods = 'CTRL', action = act.IncreaseFontSize },
            { event = { Up = { streak = 3, button = 'Left' } }, mods = 'NONE', action = act.Multiple {
                act.CompleteSelection 'PrimarySelection',
                act.CopyTextTo { text = 'and more', destination = 'Clipboard' } } },
            { event = { Drag = { streak = 1, button = 'Left' } }, mods = 'SHIFT', action = act.StartWindowDrag },
        }",
        "one two\r\n",
    );
    running.mouse(MouseKind::Press(RIGHT), 1, 1, 1);
    running.wait_request(&WindowRequest::RequestPaste);
    running.mouse(MouseKind::Release(RIGHT), 1, 1, 0);
    running.mouse_with(Mods::CTRL, MouseKind::WheelUp, (1, 1), 0);
    running.wait("larger text", |running| {
        let larger =
            |request: &WindowRequest| matches!(request, WindowRequest::FontSize(scale) if *scale > 1.0);
        running.requests.iter().any(larger)
    });
    running.mouse(MouseKind::Press(LEFT), 1, 0, 3);
    running.mouse(MouseKind::Release(LEFT), 1, 0, 0);
    running.wait_request(&WindowRequest::SetPrimary("one two".to_owned()));
    running.wait_request(&copied("and more"));
    assert!(!running.requests.contains(&copied("one two")));
    drag(&mut running, Mods::SHIFT, (1, 0), (4, 0), 1);
    running.wait_request(&WindowRequest::DragWindow);
}

#[test]
fn a_function_of_lua_is_called_by_a_click_with_the_pane_that_was_clicked() {
    let mut running = showing(
        "mouse_bindings = { {
            event = { Up = { streak = 1, button = 'Left' } }, mods = 'CTRL',
            action = wezterm.action_callback(function(window, pane)
                window:perform_action(act.SelectTextAtMouseCursor 'Word', pane)
                window:perform_action(act.CompleteSelection 'Clipboard', pane)
            end),
        } }",
        "one two\r\n",
    );
    running.mouse_with(Mods::CTRL, MouseKind::Press(LEFT), (5, 0), 1);
    running.mouse_with(Mods::CTRL, MouseKind::Release(LEFT), (5, 0), 0);
    running.wait_request(&copied("two"));
}

#[test]
fn without_the_defaults_the_mouse_marks_nothing() {
    let mut running = showing("disable_default_mouse_bindings = true", "one two\r\n");
    drag(&mut running, NONE, (0, 0), (5, 0), 1);
    running.mouse(MouseKind::Press(MouseButton::Middle), 1, 0, 1);
    running.turn();
    assert_eq!(selected(&running), None);
    assert!(
        !running
            .requests
            .contains(&WindowRequest::RequestPrimaryPaste)
    );
}

/// A terminal whose program has asked for the mouse in decimals and writes what it gets.
fn reading(lua: &str, mode: &str) -> Running {
    let mut running = showing(lua, "");
    // The word stands on the screen only once it is printed, not while it is typed.
    running.type_(&format!(
        "stty -echo; printf '\\033[?{mode}h%s\\n' re''ady; cat -v\n"
    ));
    running.wait_for("ready");
    running.type_("\n");
    running
}

#[test]
fn a_program_that_reads_the_mouse_gets_it_unless_shift_is_held_or_a_binding_is_for_that() {
    let mut running = reading(
        "mouse_bindings = {
            { event = { Down = { streak = 1, button = 'Right' } }, mouse_reporting = true, action = act.PasteFrom 'Clipboard' },
        }",
        "1006;1000",
    );
    let (x, y) = running.place_of("ready");
    running.click(x + 1, y);
    running.type_("\n");
    running.wait_for(&format!(
        "^[[<0;{};{}M^[[<0;{};{}m",
        x + 2,
        y + 1,
        x + 2,
        y + 1
    ));
    assert_eq!(selected(&running), None);
    drag(&mut running, Mods::SHIFT, (x, y), (x, y), 1);
    // Without Shift the same press begins a selection; what takes the mouse back is not part of the binding.
    running.mouse_with(Mods::SHIFT, MouseKind::Press(LEFT), (x, y), 2);
    running.mouse_with(Mods::SHIFT, MouseKind::Release(LEFT), (x, y), 0);
    running.wait_request(&copied("ready"));
    running.mouse(MouseKind::Press(RIGHT), x, y, 1);
    running.mouse(MouseKind::Release(RIGHT), x, y, 0);
    running.wait_request(&WindowRequest::RequestPaste);
    running.type_("end\n");
    running.wait_for("end");
    let screen = running.screen();
    assert!(!screen.contains("<2;"), "{screen}");
    assert_eq!(screen.matches("^[[<").count(), 2, "{screen}");
}

#[test]
fn a_program_that_got_a_press_gets_its_release_even_where_that_is_bound() {
    let mut running = reading(
        "mouse_bindings = {
            { event = { Up = { streak = 1, button = 'Right' } }, mouse_reporting = true, action = act.CopyTextTo { text = 'up', destination = 'Clipboard' } },
        }",
        "1006;1000",
    );
    running.mouse(MouseKind::Press(RIGHT), 2, 0, 1);
    running.mouse(MouseKind::Release(RIGHT), 2, 0, 0);
    running.wait_request(&copied("up"));
    running.type_("\n");
    running.wait_for("^[[<2;3;1M^[[<2;3;1m");
}

#[test]
fn a_wheel_that_turns_sideways_reaches_programs_and_bindings() {
    let mut running = reading(
        "mouse_bindings = {
            { event = { Down = { streak = 1, button = { WheelLeft = 1 } } }, mods = 'CTRL', mouse_reporting = true, action = act.CopyTextTo { text = 'left', destination = 'Clipboard' } },
        }",
        "1006;1000",
    );
    running.mouse(MouseKind::WheelLeft, 2, 0, 0);
    running.mouse_with(Mods::CTRL, MouseKind::WheelLeft, (2, 0), 0);
    running.mouse(MouseKind::WheelRight, 2, 0, 0);
    running.wait_request(&copied("left"));
    running.type_("\n");
    running.wait_for("^[[<66;3;1M^[[<67;3;1M");
}

#[test]
fn a_program_that_asked_for_pixels_gets_those_of_its_pane_also_within_a_cell() {
    let mut running = reading("", "1016;1003");
    // A cell is 10 by 20 pixels.
    running.app.resize(PaneSize {
        cells: Size::new(80, 24),
        pixel_width: 800,
        pixel_height: 480,
        dpi: 96,
    });
    let moved = |x, y| MouseEvent {
        kind: MouseKind::Move(None),
        x,
        y,
        mods: NONE,
        clicks: 0,
    };
    running.app.mouse_at(moved(2, 1), Some(Spot { x: 3, y: 4 }));
    running.app.mouse_within(moved(2, 1), Spot { x: 5, y: 4 });
    // A front end that knows no pixels is taken for the middle of the cell.
    running.app.mouse(moved(3, 1));
    running.type_("\n");
    running.wait_for("^[[<35;24;25M^[[<35;26;25M^[[<35;36;31M");
}

#[test]
fn a_move_within_a_cell_is_nothing_to_a_program_that_reads_cells() {
    let mut running = reading("", "1006;1003");
    let moved = MouseEvent {
        kind: MouseKind::Move(None),
        x: 2,
        y: 1,
        mods: NONE,
        clicks: 0,
    };
    running.app.mouse_within(moved, Spot { x: 5, y: 4 });
    running.app.mouse(moved);
    running.type_("end\n");
    running.wait_for("^[[<35;3;2Mend");
    assert_eq!(running.screen().matches("^[[<").count(), 1);
}

#[test]
fn what_takes_the_mouse_back_is_chosen() {
    let mut running = reading("bypass_mouse_reporting_modifiers = 'ALT'", "1006;1000");
    let (x, y) = running.place_of("ready");
    running.mouse_with(Mods::SHIFT, MouseKind::Press(LEFT), (x, y), 1);
    running.mouse_with(Mods::SHIFT, MouseKind::Release(LEFT), (x, y), 0);
    running.type_("\n");
    running.wait_for("^[[<4;");
    running.mouse_with(Mods::ALT, MouseKind::Press(LEFT), (x, y), 2);
    running.mouse_with(Mods::ALT, MouseKind::Release(LEFT), (x, y), 0);
    running.wait_request(&copied("ready"));
}

#[test]
fn the_wheel_types_as_many_cursor_keys_on_the_alternate_screen_as_is_set() {
    let mut running = reading("alternate_buffer_wheel_scroll_speed = 2", "1049");
    running.mouse(MouseKind::WheelUp, 2, 2, 0);
    running.type_("|\n");
    running.wait_for("^[[A^[[A|");
}

#[test]
fn what_a_shell_marked_is_selected_as_a_whole() {
    let mut running = showing(
        "mouse_bindings = { {
            event = { Down = { streak = 3, button = 'Left' } }, action = act.SelectTextAtMouseCursor 'SemanticZone',
        } }",
        "\x1b]133;A\x1b\\p> \x1b]133;B\x1b\\ls\r\n\x1b]133;C\x1b\\one\r\ntwo\r\nthree\r\n\x1b]133;D;0\x1b\\\x1b]133;A\x1b\\p> ",
    );
    running.mouse(MouseKind::Press(LEFT), 1, 2, 3);
    let text = selected(&running).expect("a zone");
    assert_eq!(text.trim_end(), "one\ntwo\nthree");
    running.mouse(MouseKind::Release(LEFT), 1, 2, 0);
}

#[test]
fn the_link_under_the_pointer_is_found_whether_a_program_made_it_or_the_text_looks_like_it() {
    let long = "x".repeat(70);
    let mut running = showing(
        "",
        &format!(
            "see \x1b]8;;https://example.org/\x1b\\here\x1b]8;;\x1b\\ now\r\n日本 issue-12 http://{long}\r\n\
             \x1b]8;;--help\x1b\\no scheme\x1b]8;;\x1b\\\r\n"
        ),
    );
    let pane = active(&running);
    let mut link = |x, y| {
        running.mouse(MouseKind::Move(None), x, y, 0);
        running.app.link_at_pointer(pane)
    };
    let made = Some("https://example.org/".to_owned());
    assert_eq!(
        [link(3, 0), link(4, 0), link(7, 0)],
        [None, made.clone(), made]
    );
    assert_eq!(link(9, 0), None);
    let wrapped = Some(format!("http://{long}"));
    assert_eq!(
        [link(12, 1), link(14, 1), link(3, 2)],
        [None, wrapped.clone(), wrapped]
    );
    assert_eq!(link(2, 3), None);
}

/// Two panes side by side, of which the right one has the keyboard.
fn two_panes(lua: &str) -> (Running, PaneId, PaneId) {
    let mut running = showing(lua, "one two\r\n");
    let left = active(&running);
    running.app.perform(
        &config::KeyAssignment::SplitHorizontal(Default::default()),
        None,
    );
    let right = active(&running);
    assert_ne!(left, right);
    (running, left, right)
}

#[test]
fn the_keyboard_follows_the_mouse_where_that_is_wanted() {
    for (lua, follows) in [("", false), ("pane_focus_follows_mouse = true", true)] {
        let (mut running, left, right) = two_panes(lua);
        running.mouse(MouseKind::Move(None), 1, 1, 0);
        let expected = if follows { left } else { right };
        assert_eq!(active(&running), expected, "{lua}");
    }
}

#[test]
fn the_click_that_chooses_a_pane_does_nothing_else_where_that_is_wanted() {
    let (mut running, left, _) = two_panes("swallow_mouse_click_on_pane_focus = true");
    drag(&mut running, NONE, (0, 0), (2, 0), 1);
    assert_eq!((active(&running), selected(&running)), (left, None));
    drag(&mut running, NONE, (0, 0), (2, 0), 1);
    assert_eq!(selected(&running).as_deref(), Some("one"));
}

#[test]
fn the_click_that_chooses_the_window_does_nothing_else_where_that_is_wanted() {
    for (lua, expected) in [
        ("", Some("one")),
        ("swallow_mouse_click_on_window_focus = true", None),
    ] {
        let mut running = showing(lua, "one two\r\n");
        running.app.focus(false);
        drag(&mut running, NONE, (0, 0), (2, 0), 1);
        assert_eq!(selected(&running).as_deref(), expected, "{lua}");
    }
}

#[test]
fn the_wheel_over_the_tab_bar_shows_other_tabs_unless_that_is_not_wanted() {
    for (lua, expected) in [("", 0), ("mouse_wheel_scrolls_tabs = false", 1)] {
        let mut running = showing(&format!("enable_tab_bar = true, {lua}"), "one\r\n");
        let tab = config::KeyAssignment::SpawnTab(Default::default());
        running.app.perform(&tab, None);
        running.mouse(MouseKind::WheelUp, 3, 0, 0);
        let (tabs, shown) = running.app.tabs();
        let index = tabs.iter().position(|tab| Some(*tab) == shown);
        assert_eq!(index, Some(expected), "{lua}");
    }
}
