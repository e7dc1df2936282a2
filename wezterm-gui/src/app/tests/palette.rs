//! The command palette: what it reaches, what it says of it, and that it is carried out.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use config::KeyAssignment as A;
use mux::grid::Size;
use mux::input::{MouseButton, MouseKind};

use super::harness::{Running, Start};
use crate::app::palette::{Command, NOT_OFFERED};
use crate::frame::WindowSupport;

const OWN: &str = "
    local wezterm = require 'wezterm'
    local act = wezterm.action
    wezterm.on('augment-command-palette', function(window, pane)
        return {
            { brief = 'Zap the pane', doc = 'at once',
              action = wezterm.action_callback(function(_, pane) pane:inject_output('zapped') end) },
        }
    end)
    return {
        set_environment_variables = { PS1 = '$ ', ENV = '' },
        leader = { key = 'a', mods = 'CTRL' },
        launch_menu = { { label = 'Says hello', args = { '/bin/sh', '-c', 'echo hello-there; exec cat' } } },
        keys = {
            { key = 'F5', action = act.SendString 'typed-by-the-palette' },
            { key = 'w', mods = 'CTRL', action = act.SendString 'never' },
            { key = 'x', mods = 'LEADER', action = act.ActivateKeyTable { name = 'resize' } },
            { key = 'F6', action = wezterm.action_callback(function(_, pane) pane:inject_output('called') end) },
            { key = '9', mods = 'ALT', action = act.ActivateTab(8) },
        },
        key_tables = { resize = {} },
    }
";

/// Why an action is offered only where a key or a module gives it an argument.
const WITH_KEY_ONLY: &[(&str, &str)] = &[
    ("ActivateModuleOverlay", "it needs the name of a module"),
    ("RunModuleAction", "it needs a module that runs"),
    ("SplitModulePane", "it needs the name of a module"),
    ("EmitEvent", "it needs the name of an event"),
    ("Multiple", "it needs actions"),
    ("ActivateWindow", "it needs the number of a window"),
    ("ActivatePaneByIndex", "it needs the number of a pane"),
    ("CopyTextTo", "it needs a text"),
    ("SendString", "it needs a text"),
    ("SendKey", "it needs a key"),
    ("OpenUri", "it needs an address"),
    ("QuickSelectArgs", "it needs patterns"),
    ("ShowLauncherArgs", "it needs what to list"),
    ("PromptInputLine", "it needs a function"),
    ("InputSelector", "it needs choices"),
    ("Confirmation", "it needs a function"),
    ("ActivateKeyTable", "it needs the name of a key table"),
    ("AttachDomain", "it needs the name of a domain"),
    ("DetachDomain", "it needs the name of a domain"),
];

fn start(lua: &str) -> Running {
    let mut start = Start::lua(lua);
    start.size = Size {
        cols: 110,
        rows: 30,
    };
    start.run().at_prompt()
}

fn open(lua: &str) -> Running {
    let mut running = start(lua);
    running.key("Ctrl+Shift+P");
    running.wait_for("─ Commands ─");
    running
}

fn commands(running: &Running) -> Vec<Command> {
    let pane = running.app.active_pane().expect("a pane");
    running.app.palette_commands(pane)
}

/// Returns the rows that are listed, without the border.
fn listed(running: &mut Running) -> Vec<String> {
    let screen = running.screen();
    let rows = screen.lines().filter_map(|row| {
        let row = row.split_once("│ ")?.1;
        Some(row.rsplit_once(" │")?.0.trim_end().to_owned())
    });
    // The first one is what is sought.
    rows.skip(1).collect()
}

#[test]
fn every_action_is_reached_from_the_palette_or_a_reason_says_why_not() {
    let running = start("return {}");
    let commands = commands(&running);
    let reasons = NOT_OFFERED.iter().chain(WITH_KEY_ONLY);
    let reasons: BTreeSet<&str> = reasons.map(|(name, _)| *name).collect();
    assert_eq!(reasons.len(), NOT_OFFERED.len() + WITH_KEY_ONLY.len());
    for spec in config::actions() {
        let listed = commands.iter().any(|one| one.action.name() == spec.name);
        let name = spec.name;
        match spec.supported() {
            true => assert!(
                listed != reasons.contains(name),
                "{name}: listed is {listed}, and a reason against it says otherwise"
            ),
            false => assert!(!listed, "{name} is listed and cannot be carried out"),
        }
    }
    let known: BTreeSet<&str> = config::actions().iter().map(|spec| spec.name).collect();
    assert!(reasons.is_subset(&known));
    for command in &commands {
        assert!(
            !command.name.is_empty() && !command.about.is_empty(),
            "{command:?}"
        );
    }
}

#[test]
fn what_has_a_key_is_listed_with_it() {
    // In a front end with windows: in another the keys for them are the programs'.
    let start = Start {
        windows: WindowSupport::Many,
        ..Start::lua(OWN)
    };
    let running = start.run().at_prompt();
    let commands = commands(&running);
    let never: BTreeSet<&str> = NOT_OFFERED.iter().map(|(name, _)| *name).collect();
    for binding in running.app.config().key_bindings() {
        let action = &binding.action;
        let supported = action.not_carried_out().is_empty();
        if never.contains(action.name()) || !supported {
            continue;
        }
        let found = commands.iter().find(|command| command.action == *action);
        let found = found.unwrap_or_else(|| panic!("{action:?} has a key and is not listed"));
        assert!(!found.keys.is_empty(), "{action:?}");
    }
    let keys_of = |name: &str| {
        let found = commands.iter().find(|command| command.name == name);
        found.map(|command| command.keys.join(" "))
    };
    #[cfg(not(target_os = "macos"))]
    for (name, keys) in [
        ("Copy To Clipboard", "Ctrl+Shift+C Super+C Copy"),
        ("Send String \"typed-by-the-palette\"", "F5"),
        ("Activate Key Table resize", "Leader x"),
        ("Activate Tab 8", "Alt+9"),
        ("Zap the pane", ""),
    ] {
        let found = keys_of(name).unwrap_or_else(|| panic!("{name} is not listed"));
        assert!(
            found.starts_with(keys.split(' ').next().unwrap_or("")),
            "{name}: {found}"
        );
    }
    let of_lua = commands.iter().find(|command| command.keys == ["F6"]);
    let of_lua = of_lua.expect("a function that a key calls");
    assert!(of_lua.name.starts_with("Lua Function"), "{of_lua:?}");
}

#[test]
fn a_command_is_found_by_what_it_does_and_runs_on_the_pane() {
    let mut running = open(OWN);
    assert!(running.screen().contains("Esc closes"));
    running.type_("new pane below");
    running.wait("the best", |running| {
        listed(running)[0].starts_with("Split Vertical")
    });
    assert!(
        listed(&mut running)[0].ends_with("Shift+\""),
        "{:?}",
        listed(&mut running)
    );
    running.key("Enter");
    running.wait("two panes", |running| running.app.panes_of_tab().len() == 2);
    running.key("Ctrl+Shift+P");
    running.type_("typed-by");
    running.key("Enter");
    running.wait_for("typed-by-the-palette");
    assert!(!running.screen().contains("─ Commands ─"));
}

#[test]
fn commands_of_handlers_and_of_the_launch_menu_are_listed() {
    let mut running = open(OWN);
    running.type_("zap at once");
    running.wait("the best", |running| {
        listed(running)[0].starts_with("Zap the pane")
    });
    running.key("Enter");
    running.wait_for("zapped");
    running.key("Ctrl+Shift+P");
    running.type_("says hello");
    running.key("Enter");
    running.wait_for("hello-there");
}

#[test]
fn keys_that_edit_and_move_are_the_palettes_and_those_that_are_not_stay_bound() {
    let mut running = open(OWN);
    running.type_("scroll nonsense");
    running.key("Ctrl+W");
    running.key("Ctrl+A");
    running.type_("to ");
    running.wait_for("> to scroll ");
    let first = listed(&mut running);
    assert!(first[0].starts_with("Scroll To"), "{first:?}");
    running.key("Ctrl+U");
    running.key("Ctrl+N");
    running.key("End");
    running.key("PageUp");
    running.key("Home");
    running.key("Escape");
    running.wait_gone("─ Commands ─");
    assert!(!running.screen().contains("never"));
    // The key that opens it closes it, too.
    running.key("Ctrl+Shift+P");
    running.wait_for("─ Commands ─");
    running.key("Ctrl+Shift+P");
    assert!(!running.screen().contains("─ Commands ─"));
    running.key("F5");
    running.wait_for("typed-by-the-palette");
}

#[test]
fn a_click_runs_a_command_and_one_beside_the_box_only_closes_it() {
    let mut running = open(OWN);
    running.type_("zap");
    running.wait_for("Zap the pane");
    let (x, y) = running.place_of("Zap the pane");
    running.click(x, y);
    running.wait_for("zapped");
    running.key("Ctrl+Shift+P");
    running.wait_for("─ Commands ─");
    let (_, bottom) = running.place_of("Esc closes");
    running.mouse(MouseKind::Press(MouseButton::Left), 1, bottom + 2, 1);
    assert!(!running.screen().contains("─ Commands ─"));
    running.mouse(MouseKind::Move(Some(MouseButton::Left)), 20, bottom + 3, 0);
    running.mouse(MouseKind::Release(MouseButton::Left), 20, bottom + 3, 0);
    let pane = running.app.active_pane().expect("a pane");
    assert_eq!(running.app.selection_text(pane), None);
}

#[test]
fn what_was_used_comes_first_and_is_remembered() {
    let mut running = open(OWN);
    assert!(!listed(&mut running)[0].starts_with("Scroll To Top"));
    running.type_("scroll to top");
    running.key("Enter");
    running.key("Ctrl+Shift+P");
    running.wait_for("─ Commands ─");
    assert!(listed(&mut running)[0].starts_with("Scroll To Top"));
    let kept = running.folder.path().join("f");
    let mut found = Vec::new();
    let mut open = vec![kept];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => open.push(path),
                path if path.ends_with("state.toml") => found.push(path),
                _ => {}
            }
        }
    }
    // It is written behind the person's back.
    let until = Instant::now() + Duration::from_secs(60);
    let text = || std::fs::read_to_string(&found[0]).expect("the choices");
    while !text().contains("Scroll To Top") {
        assert!(Instant::now() < until, "it is never remembered: {}", text());
        std::thread::yield_now();
    }
}

#[test]
fn rows_colours_and_the_number_of_keys_are_as_configured() {
    let lua = "return { command_palette_rows = 3, command_palette_bg_color = '#102030',
        command_palette_fg_color = '#a0b0c0', palette_max_key_assigments_for_action = 2,
        ui_key_cap_rendering = 'Emacs' }";
    let mut running = open(lua);
    assert_eq!(listed(&mut running).len(), 3);
    running.type_("copy to clipboard");
    running.wait_for("C-S-C, Super-C");
    let (x, y) = running.place_of("─ Commands ─");
    let grid = &running.app.frame().grid;
    let style = grid.cell(x + 2, y).style;
    assert_eq!(style.bg, mux::grid::Color::Rgb(0x10, 0x20, 0x30));
    assert_eq!(style.fg, mux::grid::Color::Rgb(0xa0, 0xb0, 0xc0));
}

#[test]
fn keys_by_place_are_named_in_hints_and_in_the_palette() {
    let mut start = Start::lua("return { key_map_preference = 'Physical' }");
    start.first_start = true;
    start.size = Size {
        cols: 110,
        rows: 30,
    };
    let mut running = start.run();
    #[cfg(not(target_os = "macos"))]
    running.wait_for("Ctrl+Shift+A opens the assistant");
    let commands = commands(&running);
    let copy = commands.iter().find(|command| {
        matches!(
            command.action,
            A::CopyTo(config::CopyDestination::Clipboard)
        )
    });
    #[cfg(not(target_os = "macos"))]
    assert_eq!(copy.expect("it is listed").keys[0], "Ctrl+Shift+C");
}

#[test]
fn a_small_window_has_a_small_palette() {
    for (cols, rows) in [(20, 6), (12, 4), (1, 2), (60, 3)] {
        let mut start = Start::lua("return {}");
        start.size = Size { cols, rows };
        let mut running = start.run();
        running.key("Ctrl+Shift+P");
        running.type_("scroll to top");
        let screen = running.screen();
        assert!(!screen.contains("stopped working"), "{screen}");
        running.key("Enter");
        assert!(running.app.menu_purpose().is_none(), "{cols}x{rows}");
    }
}
