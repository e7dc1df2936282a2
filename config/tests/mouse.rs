//! Mouse bindings: how Lua writes them, what is wrong with them, and the defaults against WezTerm's.
//!
//! What they do to a screen is the program's affair and tested there.

use std::path::PathBuf;

use config::{
    Config, CopyDestination, DroppedFileQuoting, KeyAssignment, KeyMods, LoadOptions, Loaded,
    MouseBinding, MouseButton, MousePhase, MouseTrigger, SelectionMode, load,
};

/// WezTerm's default table as facts.
const FACTS: &str = include_str!("facts/mouse.json");

fn loaded(lua: &str) -> Loaded {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file: PathBuf = folder.path().join("wezterm.lua");
    let text = format!("local wezterm = require 'wezterm'\nlocal act = wezterm.action\n{lua}");
    std::fs::write(&file, text).expect("written");
    let options = LoadOptions {
        config_file: Some(file),
        ..LoadOptions::default()
    };
    load(&options, &[])
}

fn config(lua: &str) -> Config {
    let loaded = loaded(lua);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    (*loaded.config).clone()
}

fn problems(lua: &str) -> Vec<String> {
    let problems = loaded(lua).problems;
    problems.iter().map(ToString::to_string).collect()
}

fn binding(event: MouseTrigger, action: KeyAssignment) -> MouseBinding {
    MouseBinding {
        event,
        mods: KeyMods::empty(),
        mouse_reporting: false,
        alt_screen: None,
        action,
    }
}

fn event(phase: MousePhase, streak: u8, button: MouseButton) -> MouseTrigger {
    MouseTrigger {
        phase,
        button,
        streak,
    }
}

fn sorted(mut table: Vec<MouseBinding>) -> Vec<MouseBinding> {
    table.sort_by_key(|binding| format!("{binding:?}"));
    table
}

#[test]
fn the_default_table_is_that_of_wezterm() {
    let facts: Vec<serde_json::Value> = serde_json::from_str(FACTS).expect("JSON");
    let rows = facts.iter().map(|fact| {
        let text = |name: &str| fact[name].as_str().expect(name);
        let button = match text("button") {
            wheel if wheel.starts_with('{') => wheel.to_owned(),
            button => format!("'{button}'"),
        };
        let screen = match fact.get("note") {
            Some(note) => {
                assert_eq!(
                    note,
                    "only when alt screen inactive and no mouse reporting"
                );
                "alt_screen = false,"
            }
            None => "",
        };
        format!(
            "{{ event = {{ {} = {{ streak = {}, button = {button} }} }}, mods = '{}', {screen} action = act.{} }},",
            text("event"),
            fact["streak"],
            text("mods"),
            text("action"),
        )
    });
    let rows: String = rows.collect();
    let theirs = config(&format!(
        "return {{ disable_default_mouse_bindings = true, mouse_bindings = {{ {rows} }} }}"
    ));
    assert_eq!(facts.len(), 21);
    assert_eq!(
        sorted(Config::default().mouse_table()),
        sorted(theirs.mouse_table())
    );
}

#[test]
fn a_binding_says_what_happens_where_and_when() {
    let config = config(
        "return { mouse_bindings = {
            { event = { Up = { streak = 1, button = 'Left' } }, mods = 'CTRL|SHIFT', action = act.OpenLinkAtMouseCursor },
            { event = { Down = { streak = 2, button = 'Right' } }, action = act.PasteFrom 'Clipboard', mouse_reporting = true },
            { event = { Down = { streak = 1, button = { WheelUp = 5 } } }, mods = 'NONE', alt_screen = false, action = act.ScrollByLine(-1) },
            { event = { Down = { streak = 1, button = { WheelLeft = 1 } } }, alt_screen = 'Any', action = 'Nop' },
            { event = { Drag = { streak = 3, button = 'Middle' } }, alt_screen = true, action = { SelectTextAtMouseCursor = 'SemanticZone' } },
        } }",
    );
    let expected = [
        MouseBinding {
            mods: KeyMods::CTRL | KeyMods::SHIFT,
            ..binding(
                event(MousePhase::Up, 1, MouseButton::Left),
                KeyAssignment::OpenLinkAtMouseCursor,
            )
        },
        MouseBinding {
            mouse_reporting: true,
            ..binding(
                event(MousePhase::Down, 2, MouseButton::Right),
                KeyAssignment::PasteFrom(config::PasteSource::Clipboard),
            )
        },
        MouseBinding {
            alt_screen: Some(false),
            ..binding(
                event(MousePhase::Down, 1, MouseButton::WheelUp),
                KeyAssignment::ScrollByLine(-1),
            )
        },
        binding(
            event(MousePhase::Down, 1, MouseButton::WheelLeft),
            KeyAssignment::Nop,
        ),
        MouseBinding {
            alt_screen: Some(true),
            ..binding(
                event(MousePhase::Drag, 3, MouseButton::Middle),
                KeyAssignment::SelectTextAtMouseCursor(SelectionMode::SemanticZone),
            )
        },
    ];
    assert_eq!(config.mouse_bindings, expected);
}

#[test]
fn what_is_wrong_with_a_binding_is_named_by_its_path_and_line_and_the_others_are_kept() {
    let table = [
        (
            "event = { Up = { streak = 1, button = 'Lefft' } }, action = 'Nop'",
            "event.Up.button: expected \"Left\"",
        ),
        (
            "event = { Upp = { streak = 1, button = 'Left' } }, action = 'Nop'",
            "event.Upp: no such event",
        ),
        (
            "event = { Up = { streak = 0, button = 'Left' } }, action = 'Nop'",
            "event.Up.streak: must be at least 1, got 0",
        ),
        (
            "event = { Up = { button = 'Left' } }, action = 'Nop'",
            "event.Up: `streak` is missing",
        ),
        (
            "event = { Up = { streak = 1, butto = 'Left' } }, action = 'Nop'",
            "event.Up.butto: no such field",
        ),
        (
            "event = { Up = { streak = 1, button = { WheelUp = 1 } } }, action = 'Nop'",
            "event.Up.button: a wheel is not held",
        ),
        (
            "event = { Down = { streak = 1, button = { WheelUpp = 1 } } }, action = 'Nop'",
            "event.Down.button.WheelUpp: no such wheel",
        ),
        (
            "event = { Down = { streak = 1, button = { WheelUp = 'x' } } }, action = 'Nop'",
            "event.Down.button.WheelUp: expected a whole number",
        ),
        (
            "event = { Down = {}, Up = {} }, action = 'Nop'",
            "event: expected one of Down, Up and Drag",
        ),
        ("event = 'Up', action = 'Nop'", "event: expected a table"),
        ("action = 'Nop'", "`event` is missing"),
        (
            "event = { Up = { streak = 1, button = 'Left' } }",
            "`action` is missing",
        ),
        (
            "event = { Up = { streak = 1, button = 'Left' } }, action = act.SelectTextAtMouseCursor('Cells')",
            "SelectTextAtMouseCursor",
        ),
        (
            "event = { Up = { streak = 1, button = 'Left' } }, action = 'Nopp'",
            "action: unknown action `Nopp`",
        ),
        (
            "event = { Up = { streak = 1, button = 'Left' } }, action = 'Nop', mods = 'CTRLL'",
            "mods: unknown modifier `CTRLL`",
        ),
        (
            "event = { Up = { streak = 1, button = 'Left' } }, action = 'Nop', alt_screen = 'any'",
            "alt_screen: expected true, false or \"Any\"",
        ),
        (
            "event = { Up = { streak = 1, button = 'Left' } }, action = 'Nop', mouse_reporting = 1",
            "mouse_reporting: expected true or false",
        ),
        (
            "event = { Up = { streak = 1, button = 'Left' } }, action = 'Nop', mod = 'CTRL'",
            "mod: no such field",
        ),
        (
            "event = { Up = { streak = 4, button = 'Left' } }, action = 'Nop'",
            "event.streak: presses are counted to three",
        ),
    ];
    for (wrong, expected) in table {
        let text = format!(
            "return {{ mouse_bindings = {{\n{{ event = {{ Up = {{ streak = 1, button = 'Right' }} }}, action = 'Nop' }},\n{{ {wrong} }},\n}} }}"
        );
        let loaded = loaded(&text);
        let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        let [told] = told.as_slice() else {
            panic!("{wrong}: {told:?}");
        };
        assert!(told.contains(expected), "{wrong}: {told}");
        assert!(told.contains("wezterm.lua:"), "{wrong}: {told}");
        if !expected.starts_with("SelectText") {
            assert!(told.contains("mouse_bindings[2]"), "{wrong}: {told}");
            let first = event(MousePhase::Up, 1, MouseButton::Right);
            let kept = loaded.config.mouse_bindings.first();
            assert_eq!(kept.map(|binding| binding.event), Some(first), "{wrong}");
        }
    }
}

#[test]
fn the_last_of_a_persons_bindings_counts_and_covers_the_default() {
    let left = "event = { Down = { streak = 1, button = 'Left' } }";
    let config = config(&format!(
        "return {{ mouse_bindings = {{
            {{ {left}, action = 'ScrollToTop' }},
            {{ {left}, action = 'ScrollToBottom' }},
            {{ {left}, alt_screen = true, action = 'Nop' }},
        }} }}"
    ));
    let table = config.mouse_table();
    let pressed = event(MousePhase::Down, 1, MouseButton::Left);
    let does = |reporting, alternate| {
        let none = KeyMods::empty();
        let mut counting = table
            .iter()
            .filter(|binding| binding.counts(pressed, none, reporting, alternate));
        counting.next().map(|binding| binding.action.clone())
    };
    assert_eq!(does(false, true), Some(KeyAssignment::Nop));
    assert_eq!(does(false, false), Some(KeyAssignment::ScrollToBottom));
    assert_eq!(does(true, false), None);
    assert_eq!(table.len(), 22, "one default is covered, two were added");
}

#[test]
fn a_binding_is_written_as_lua_reads_it() {
    let bound = MouseBinding {
        mods: KeyMods::CTRL | KeyMods::SHIFT,
        mouse_reporting: true,
        alt_screen: Some(false),
        ..binding(
            event(MousePhase::Down, 1, MouseButton::WheelUp),
            KeyAssignment::CompleteSelection(CopyDestination::Clipboard),
        )
    };
    let mut table = Config::default().mouse_table();
    table.push(bound);
    let rows: String = table
        .iter()
        .map(|binding| format!("{{ {binding}, action = 'Nop' }},"))
        .collect();
    let read = config(&format!("return {{ mouse_bindings = {{ {rows} }} }}"));
    let expected: Vec<MouseBinding> = table
        .into_iter()
        .map(|binding| MouseBinding {
            action: KeyAssignment::Nop,
            ..binding
        })
        .collect();
    assert_eq!(read.mouse_bindings, expected);
}

#[test]
fn the_options_of_the_mouse_are_read() {
    let read = config(
        "return {
            alternate_buffer_wheel_scroll_speed = 5,
            bypass_mouse_reporting_modifiers = 'ALT|CTRL',
            pane_focus_follows_mouse = true,
            swallow_mouse_click_on_pane_focus = true,
            swallow_mouse_click_on_window_focus = true,
            mouse_wheel_scrolls_tabs = false,
            hide_mouse_cursor_when_typing = false,
            quote_dropped_files = 'SpacesOnly',
        }",
    );
    let expected = Config {
        alternate_buffer_wheel_scroll_speed: 5,
        bypass_mouse_reporting_modifiers: KeyMods::ALT | KeyMods::CTRL,
        pane_focus_follows_mouse: true,
        swallow_mouse_click_on_pane_focus: true,
        swallow_mouse_click_on_window_focus: true,
        mouse_wheel_scrolls_tabs: false,
        hide_mouse_cursor_when_typing: false,
        quote_dropped_files: DroppedFileQuoting::SpacesOnly,
        ..Config::default()
    };
    assert!(read == expected, "{read:?}");
    let told = problems("return { bypass_mouse_reporting_modifiers = 'SHFT' }");
    assert!(told[0].contains("SHIFT"), "{told:?}");
}
