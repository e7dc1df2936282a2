//! Options of the configuration whose effect a person sees, each by what the screen shows.

use mux::grid::CursorShape;

use super::harness::{Running, Start};
use crate::frame::WindowRequest;

fn with(options: &str) -> Running {
    let text = format!("return {{ enable_tab_bar = false, {options} }}");
    Start::lua(&text).run().at_prompt()
}

#[test]
fn a_pane_that_stays_says_how_its_program_ended_as_briefly_as_one_likes() {
    for (messaging, wanted) in [
        ("Terse", "[exit status 3]"),
        ("Brief", ": exit status 3; Enter closes this pane]"),
        ("Verbose", "exit_behavior is \"Hold\""),
    ] {
        let mut running = with(&format!(
            "exit_behavior = 'Hold', exit_behavior_messaging = '{messaging}'"
        ));
        running.type_("exit 3\n");
        running.wait_for(wanted);
        assert_eq!(running.exit, None);
    }
    let mut silent = with("exit_behavior = 'Hold', exit_behavior_messaging = 'None'");
    silent.type_("exit 3\n");
    let pane = silent.app.active_pane().expect("a pane");
    silent.wait("the end of the program", |running| {
        let pane = running.app.mux().pane(pane);
        pane.is_some_and(|pane| pane.process().is_none())
    });
    assert!(!silent.screen().contains("exit status"));
}

#[test]
fn the_cursor_is_a_padlock_while_what_is_typed_is_not_shown() {
    fn shape(running: &mut Running) -> Option<CursorShape> {
        running.app.frame().grid.cursor.map(|cursor| cursor.shape)
    }
    // Of the two places in which it can be asked, the pane's is only looked at.
    let hide = "stty -echo; echo hid''den; read secret; stty echo; echo op''en\n";
    let mut running = with("detect_password_input = true");
    running.type_(hide);
    running.wait("a padlock", |running| {
        shape(running) == Some(CursorShape::Lock)
    });
    running.type_("word\n");
    running.wait_for("open");
    running.wait("the usual cursor", |running| {
        shape(running) == Some(CursorShape::Block)
    });
    let mut running = with("detect_password_input = false");
    running.type_(hide);
    let pane = running.app.active_pane().expect("a pane");
    running.wait("the terminal without echo, seen", |running| {
        let pane = running.app.mux().pane(pane);
        pane.is_some_and(|pane| pane.was_hiding_input())
    });
    assert_eq!(shape(&mut running), Some(CursorShape::Block));
}

#[test]
fn keys_are_kept_back_after_the_leader_and_while_something_is_composed() {
    let mut running = with("leader = { key = 'a', mods = 'CTRL', timeout_milliseconds = 60000 }");
    assert!(!running.app.keeps_keys_back());
    running.key("Ctrl+a");
    assert!(running.app.keeps_keys_back());
    running.key("x");
    assert!(!running.app.keeps_keys_back());
    running.app.set_composing("´");
    assert!(running.app.keeps_keys_back());
    running.app.set_composing("");
    assert!(!running.app.keeps_keys_back());
}

#[test]
fn enter_closes_a_pane_that_stays_and_no_other_one() {
    for behavior in ["Hold", "CloseOnCleanExit"] {
        let mut running = with(&format!(
            "exit_behavior = '{behavior}', exit_behavior_messaging = 'Verbose'"
        ));
        running.key("Enter");
        running.type_("exit 3\n");
        running.wait_for("exit status 3; Enter closes this pane]");
        for key in ["x", "Escape", "Ctrl+d", "Alt+Enter"] {
            let event = key.parse().expect("a key");
            running.app.key(event);
        }
        running.turn();
        assert_eq!(running.exit, None, "{behavior}");
        running.key("Enter");
        running.wait("the end", |running| running.exit == Some(0));
    }
}

#[test]
fn a_key_binding_for_enter_comes_before_the_closing_of_a_pane_that_stays() {
    let mut running = with(
        "exit_behavior = 'Hold',
        keys = { { key = 'Enter', action = wezterm.action.EmitEvent 'entered' } }",
    );
    running.type_("exit 3");
    running.key("Ctrl+j");
    running.wait_for("exit status 3");
    running.key("Enter");
    running.turn();
    assert_eq!(running.exit, None);
}

#[test]
fn notifications_of_the_pane_that_one_looks_at_can_be_left_out() {
    let mut running = with("notification_handling = 'SuppressFromFocusedPane'");
    // The bell comes by the same way, after it.
    running.type_("printf '\\033]9;unseen\\007\\007'\n");
    running.wait_request(&WindowRequest::Bell);
    running.app.focus(false);
    running.type_("printf '\\033]9;far away\\007'\n");
    running.wait_request(&WindowRequest::Toast {
        title: "Terminal".to_owned(),
        body: "far away".to_owned(),
    });
    let told = |request: &WindowRequest| matches!(request, WindowRequest::Toast { body, .. } if body == "unseen");
    assert!(!running.requests.iter().any(told));
}

#[test]
fn closing_a_tab_can_go_back_to_the_tab_before_it_in_time() {
    for (option, shown) in [("true", "first"), ("false", "second")] {
        let mut running = with(&format!(
            "switch_to_last_active_tab_when_closing_tab = {option},
            window_close_confirmation = 'NeverPrompt', set_environment_variables = {{ PS1 = '$ ' }},
            keys = {{
                {{ key = '1', mods = 'ALT', action = wezterm.action.ActivateTab(0) }},
                {{ key = '3', mods = 'ALT', action = wezterm.action.ActivateTab(2) }},
            }}"
        ));
        running.type_("clear; echo first\n");
        for name in ["second", "third"] {
            running.key("Ctrl+Shift+T");
            running.wait("an empty tab", |running| running.screen().trim() == "$");
            running.type_(&format!("clear; echo {name}\n"));
            running.wait_for(name);
        }
        running.key("Alt+1");
        running.wait_for("first");
        running.key("Alt+3");
        running.wait_for("third");
        running.type_("exit\n");
        running.wait_for(shown);
    }
}

#[test]
fn the_cursor_of_a_new_pane_has_the_shape_that_is_chosen() {
    let mut running = with("default_cursor_style = 'BlinkingBar'");
    let cursor = running.app.frame().grid.cursor.expect("a cursor");
    assert_eq!(cursor.shape, mux::grid::CursorShape::Bar);
    assert!(cursor.blinking);
}

#[test]
fn a_pane_without_the_keyboard_is_faded_unless_its_factors_change_nothing() {
    for (factors, fades) in [
        ("{ brightness = 0.5 }", true),
        ("{ saturation = 1.0, brightness = 1.0 }", false),
    ] {
        let mut running = with(&format!("inactive_pane_hsb = {factors}"));
        running.app.perform(
            &config::KeyAssignment::SplitHorizontal(Default::default()),
            None,
        );
        running.wait("two panes", |running| running.app.mux().list().len() == 2);
        let grid = &running.app.frame().grid;
        let last = grid.size().cols - 1;
        let faded = [0, last].map(|x| grid.cell(x, 0).style.faded);
        assert_eq!(faded, [fades, false], "{factors}");
    }
}

#[test]
fn a_bell_is_seen_at_the_cells_of_its_pane_where_it_takes_any_time() {
    let mut running =
        with("visual_bell = { fade_out_duration_ms = 75 }, audible_bell = 'Disabled'");
    running.type_("printf '\\007'\n");
    running.wait("a flash", |running| {
        let flash = |request: &WindowRequest| matches!(request, WindowRequest::Flash(place) if place.cols > 0);
        running.requests.iter().any(flash)
    });
    assert!(!running.requests.contains(&WindowRequest::Bell));
}
