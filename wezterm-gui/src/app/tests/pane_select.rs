//! Choosing a pane by its label, and what is done with it.

use mux::PaneId;
use mux::grid::Size;

use super::harness::{Running, Start};

const KEYS: &str = "
    local wezterm = require 'wezterm'
    local act = wezterm.action
    local function choose(mode)
        return act.PaneSelect { mode = mode, alphabet = 'xyz', show_pane_ids = true }
    end
    return {
        enable_tab_bar = false,
        unzoom_on_switch_pane = UNZOOM,
        keys = {
            { key = 'F1', action = act.PaneSelect },
            { key = 'F2', action = act.SplitHorizontal { args = { 'cat' } } },
            { key = 'F3', action = choose 'SwapWithActive' },
            { key = 'F4', action = choose 'SwapWithActiveKeepFocus' },
            { key = 'F5', action = choose 'MoveToNewTab' },
            { key = 'F6', action = choose 'MoveToNewWindow' },
            { key = 'F7', action = act.TogglePaneZoomState },
            { key = 'F8', action = choose 'Activate' },
        },
    }";

/// A shell on the left and `cat` on the right, which has the keyboard.
fn two_panes(unzoom: bool) -> (Running, PaneId, PaneId) {
    let mut start = Start::lua(&KEYS.replace("UNZOOM", &unzoom.to_string()));
    start.size = Size::new(60, 14);
    let mut running = start.run().at_prompt();
    let left = active(&running);
    running.key("F2");
    let right = active(&running);
    assert_ne!(left, right);
    (running, left, right)
}

fn active(running: &Running) -> PaneId {
    running.app.active_pane().expect("a pane")
}

/// Returns the panes of the shown tab from the left to the right.
fn order(running: &Running) -> Vec<PaneId> {
    let tab = running.app.tabs().1.expect("a tab");
    let mut panes = running.app.mux().layout(tab).panes;
    panes.sort_by_key(|(_, place)| place.x);
    panes.into_iter().map(|(pane, _)| pane).collect()
}

#[test]
fn a_mode_that_begins_while_a_pane_is_chosen_takes_the_place_of_the_labels() {
    for (key, shown) in [
        ("Ctrl+Shift+F", "Find"),
        ("Ctrl+Shift+X", "copy "),
        ("Ctrl+Shift+Space", "type a label"),
    ] {
        let (mut running, _, _) = two_panes(true);
        running.key("F1");
        assert!(running.screen().contains("▀▀▀▄"), "{}", running.screen());
        running.key(key);
        running.wait_for(shown);
        assert!(!running.screen().contains("▀▀▀▄"), "{}", running.screen());
        running.key("Escape");
        running.wait_gone(shown);
    }
}

#[test]
fn large_labels_stand_over_the_panes_and_a_typed_one_gives_its_pane_the_keyboard() {
    let (mut running, left, right) = two_panes(true);
    running.type_("seen\n");
    running.wait_for("seen");
    running.key("F1");
    let screen = running.screen();
    for row in ["▀▀▀▄", "▄▀▀▀█", "▄▀▀▀", "▀▀▀▄"] {
        assert!(screen.contains(row), "{row} of a and s:\n{screen}");
    }
    assert!(screen.contains("seen") && screen.contains('$'), "{screen}");
    let (x, y) = running.place_of("seen");
    let shaded = running.app.frame().grid.cell(x, y).style;
    // Letters that are no label and keys that mean nothing reach neither pane.
    running.type_("qQ");
    running.key("Ctrl+x");
    running.key("a");
    assert_eq!(active(&running), left);
    let bright = running.app.frame().grid.cell(x, y).style;
    assert_ne!(shaded.fg, bright.fg);
    running.key("F1");
    running.key("s");
    assert_eq!(active(&running), right);
    running.type_("after\n");
    running.wait("cat's answer", |running| {
        running.screen().matches("after").count() == 2
    });
    assert!(!running.screen().contains('q'), "{}", running.screen());
}

#[test]
fn a_click_chooses_a_pane_and_escape_none() {
    let (mut running, left, right) = two_panes(true);
    running.key("F8");
    assert!(running.screen().contains(&format!("pane {left}")));
    running.click(3, 3);
    assert_eq!(active(&running), left);
    for key in ["Escape", "Ctrl+g", "Ctrl+c"] {
        running.key("F8");
        assert!(running.screen().contains(&format!("pane {right}")));
        running.key(key);
        assert!(!running.screen().contains(&format!("pane {right}")));
        assert_eq!(active(&running), left);
    }
}

#[test]
fn panes_change_places_with_the_keyboard_or_without() {
    let (mut running, left, right) = two_panes(true);
    running.key("F3");
    running.key("x");
    assert_eq!(order(&running), [right, left]);
    assert_eq!(active(&running), left);
    running.key("F4");
    running.key("x");
    assert_eq!(order(&running), [left, right]);
    assert_eq!(active(&running), left);
    // Itself has no other place.
    running.key("F3");
    running.key("x");
    assert_eq!(order(&running), [left, right]);
}

#[test]
fn a_pane_moves_to_a_tab_or_a_window_of_its_own() {
    let (mut running, left, right) = two_panes(true);
    running.key("F5");
    running.key("x");
    assert_eq!(running.app.tabs().0.len(), 2);
    assert_eq!((order(&running), active(&running)), (vec![left], left));
    running.key("F2");
    let third = active(&running);
    running.key("F6");
    running.key("y");
    assert_eq!((order(&running), active(&running)), (vec![third], third));
    assert_eq!(running.app.mux().windows().len(), 2);
    assert!(running.app.mux().has_pane(right));
}

#[test]
fn a_zoomed_tab_shows_all_its_panes_while_one_is_chosen() {
    for unzoom in [true, false] {
        let (mut running, left, right) = two_panes(unzoom);
        running.key("F7");
        assert_eq!(order(&running), [right]);
        running.key("F8");
        assert_eq!(order(&running), [left, right]);
        running.key("Escape");
        assert_eq!(order(&running), [right]);
        running.key("F8");
        running.key("x");
        assert_eq!(active(&running), left);
        let shown = if unzoom {
            vec![left, right]
        } else {
            vec![left]
        };
        assert_eq!(order(&running), shown);
    }
}

#[test]
fn a_pane_that_ends_meanwhile_is_chosen_no_longer() {
    let (mut running, left, right) = two_panes(true);
    running.key("F8");
    running.app.close_pane(left);
    assert_eq!(order(&running), [right]);
    running.key("x");
    assert_eq!(active(&running), right);
    let (mut running, left, right) = two_panes(true);
    running.key("F8");
    running.app.close_pane(right);
    assert_eq!(active(&running), left);
    running.type_("echo typed-$((1+1))\n");
    running.wait_for("typed-2");
}

#[test]
fn labels_find_room_in_panes_of_any_size() {
    let (mut running, ..) = two_panes(true);
    for _ in 0..5 {
        running.key("F2");
    }
    for (cols, rows) in [(60, 14), (40, 5), (20, 3), (7, 1), (200, 60)] {
        let size = mux::PaneSize::of_cells(Size::new(cols, rows));
        running.app.resize(size);
        running.key("F8");
        running.app.frame();
        running
            .app
            .resize(mux::PaneSize::of_cells(Size::new(cols + 9, rows + 2)));
        running.app.frame();
        running.key("Escape");
    }
}
