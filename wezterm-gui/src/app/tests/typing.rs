//! Keys that are held and let go, for programs that asked to be told of it.

use mux::input::{KeyEvent, KeyPhase, KeyStroke, ModifierKey, Mods};

use super::harness::{Running, Start};
use crate::frame::{KeyPlace, WindowRequest};

/// A terminal whose program has asked for repeats and releases and writes what it gets.
fn reading(lua: &str) -> Running {
    reading_with(3, lua)
}

/// The same with these flags of kitty's protocol.
fn reading_with(flags: u8, lua: &str) -> Running {
    let lua = format!("local act = require('wezterm').action return {{ {lua} }}");
    let mut running = Start::lua(&lua).run().at_prompt();
    // The word stands on the screen only once it is printed, not while it is typed.
    running.type_(&format!(
        "stty -echo; printf '\\033[>{flags}u%s\\n' re''ady; cat -v\n"
    ));
    running.wait_for("ready");
    running
}

fn place(name: &'static str) -> KeyPlace {
    KeyPlace {
        name: Some(name),
        raw: None,
    }
}

fn press(running: &mut Running, key: &str, name: &'static str, phase: KeyPhase) {
    let event: KeyEvent = key.parse().unwrap_or_else(|error| panic!("{key}: {error}"));
    let stroke = KeyStroke {
        phase,
        ..event.into()
    };
    assert!(
        running.app.key_at(stroke, Some(place(name))),
        "{key} was not wanted"
    );
}

#[test]
fn a_program_that_asked_is_told_of_repeats_and_releases() {
    let mut running = reading("");
    press(&mut running, "Ctrl+X", "X", KeyPhase::Press);
    press(&mut running, "Ctrl+X", "X", KeyPhase::Repeat);
    running.app.key_released(place("X"), Mods::CTRL);
    // What is not held is not let go.
    running.app.key_released(place("X"), Mods::empty());
    press(&mut running, "Up", "UpArrow", KeyPhase::Press);
    running.app.focus(false);
    running.app.key_released(place("UpArrow"), Mods::empty());
    running.app.focus(true);
    running.type_("\n");
    running.wait_for("^[[120;5u^[[120;5:2u^[[120;5:3u^[[A^[[1;1:3A");
}

#[test]
fn a_bound_key_acts_when_it_is_pressed_and_held_and_not_when_it_is_let_go() {
    let mut running = reading(
        "keys = { { key = 'x', mods = 'CTRL', action = act.CopyTextTo { text = 'x', destination = 'Clipboard' } } }",
    );
    press(&mut running, "Ctrl+X", "X", KeyPhase::Press);
    press(&mut running, "Ctrl+X", "X", KeyPhase::Repeat);
    running.app.key_released(place("X"), Mods::CTRL);
    running.type_("e\n");
    running.wait_for("ready\ne");
    let copied = WindowRequest::SetClipboard("x".to_owned());
    let times = running.requests.iter().filter(|other| **other == copied);
    assert_eq!(times.count(), 2);
}

#[test]
fn a_key_is_let_go_in_the_pane_where_it_went_down() {
    let mut running = reading(
        "enable_tab_bar = false, keys = { { key = 'y', mods = 'CTRL', action = act.SplitPane { direction = 'Down' } } }",
    );
    let first = running.app.active_pane();
    press(&mut running, "Ctrl+X", "X", KeyPhase::Press);
    press(&mut running, "Ctrl+Y", "Y", KeyPhase::Press);
    running.wait("a second pane", |running| {
        running.app.active_pane() != first && running.screen().contains('─')
    });
    running.app.key_released(place("X"), Mods::CTRL);
    running.app.key_released(place("Y"), Mods::CTRL);
    running.key("Ctrl+Shift+UpArrow");
    running.type_("\n");
    running.wait_for("^[[120;5u^[[120;5:3u");
}

#[test]
fn modifiers_are_told_as_keys_with_what_is_held_after_them() {
    let mut running = reading_with(11, "");
    let (left, right) = (place("LeftShift"), place("RightShift"));
    let none = Mods::empty();
    // What the window system says of the modifiers may come before or after the key.
    running
        .app
        .modifier_pressed(ModifierKey::LeftShift, none, left);
    running
        .app
        .modifier_pressed(ModifierKey::RightShift, Mods::SHIFT, right);
    running.app.key_released(left, Mods::SHIFT);
    running.app.key_released(right, Mods::SHIFT);
    // Enter is no newline to this program; the terminal ends the line.
    let pane = running.app.active_pane().expect("a pane");
    let pane = running.app.mux().pane(pane).expect("a pane");
    pane.write(b"\n").expect("it reads");
    running.wait_for("^[[57441;2u^[[57447;2u^[[57441;2:3u^[[57447;1:3u");
}
