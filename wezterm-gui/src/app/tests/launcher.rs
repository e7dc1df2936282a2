//! The launcher from the keyboard and the mouse: what it lists, and what its entries do.

use mux::PaneSize;
use mux::grid::Size;

use super::assistant;
use super::harness::{Running, Start};

const MENU: &str = "
    local wezterm = require 'wezterm'
    local act = wezterm.action
    return {
        set_environment_variables = { PS1 = '$ ', ENV = '' },
        default_workspace = 'main',
        launch_menu = {
            { label = 'Says hello', args = { '/bin/sh', '-c', 'echo hello-$WHO; exec cat' },
              set_environment_variables = { WHO = 'there' } },
            { args = { 'top', '-d', '5' } },
            {},
        },
        exec_domains = {
            wezterm.exec_domain('box', function(command)
                command.args = { '/bin/sh', '-c', 'echo in-the-box; exec cat' }
                return command
            end),
            wezterm.exec_domain('other', function(command) return command end, 'the other one'),
        },
        keys = {
            { key = 'F1', action = act.ShowLauncher },
            { key = 'F2', action = act.ShowLauncherArgs {
                flags = 'FUZZY|KEY_ASSIGNMENTS|COMMANDS', title = 'Do it', fuzzy_help_text = 'what? ' } },
            { key = 'F3', action = act.ShowLauncherArgs {
                flags = 'TABS', title = 'Tabs', help_text = 'one of these', alphabet = 'xyz' } },
            { key = 'F4', action = act.ShowLauncherArgs { flags = 'WORKSPACES' } },
            { key = 'F5', action = act.ShowLauncherArgs { flags = 'FUZZY' } },
            { key = 'F6', action = act.ClearScrollback 'ScrollbackOnly' },
            { key = 'F7', action = act.SplitModulePane { module = 'ai-assistant' } },
            { key = 'F8', action = act.AttachDomain 'box' },
            { key = 'F9', action = act.AttachDomain 'bax' },
        },
    }
";

fn with_menu() -> Running {
    Start::lua(MENU)
        .with_modules(assistant::over)
        .run()
        .at_prompt()
}

/// Returns what is listed: the rows below the tab bar and the menu's two lines.
fn listed(running: &mut Running) -> Vec<String> {
    let screen = running.screen();
    let rows = screen.lines().skip(3);
    rows.map(|row| row.trim().to_owned()).collect()
}

#[test]
fn the_launcher_lists_programs_domains_tabs_and_workspaces() {
    let mut running = with_menu();
    running.key("F1");
    running.wait_for("Launcher");
    assert_eq!(
        running.row(2),
        "Select an item and press Enter=launch  Esc=cancel  /=filter"
    );
    assert_eq!(
        listed(&mut running),
        [
            "1. Says hello",
            "2. top -d 5",
            "3. The default program",
            "4. New Tab (domain `local`)",
            "5. New Tab (domain `box`)",
            "6. New Tab (the other one)",
            "7. Tab 1: sh",
            "8. Create a new workspace (this one is `main`)",
        ]
    );
}

#[test]
fn a_program_of_the_launch_menu_runs_in_a_new_tab() {
    let mut running = with_menu();
    running.key("F1");
    running.key("1");
    // What is typed right after the choice is the new tab's already.
    running.type_("typed\n");
    running.wait_for("hello-there");
    running.wait("the answer", |running| {
        running.screen().matches("typed").count() == 2
    });
    assert!(running.app.frame().title.starts_with("[2/2]"));
}

#[test]
fn a_domain_starts_its_own_program_and_a_click_chooses_it() {
    let mut running = with_menu();
    running.key("F1");
    running.wait_for("domain `box`");
    let (x, y) = running.place_of("domain `box`");
    running.click(x, y);
    running.wait_for("in-the-box");
    running.type_("here\n");
    running.wait("the answer", |running| {
        running.screen().matches("here").count() == 2
    });
}

#[test]
fn a_domain_is_attached_by_showing_its_pane_or_starting_its_program() {
    let mut running = with_menu();
    let first = running.app.active_pane().expect("a pane");
    running.key("F8");
    running.wait_for("in-the-box");
    let boxed = running.app.active_pane().expect("a pane");
    running.app.focus_pane(first);
    running.key("F8");
    assert_eq!(running.app.active_pane(), Some(boxed));
    running.key("F8");
    assert_eq!(running.app.tabs().0.len(), 2);
    running.key("F9");
    running.wait_for("there is no domain \"bax\"");
}

#[test]
fn escape_gives_the_keyboard_back_to_the_shell() {
    let mut running = with_menu();
    running.type_("echo shell-$((0+1))\n");
    running.wait_for("shell-1");
    running.key("F1");
    running.wait_gone("shell-1");
    // Neither the list nor the shell below takes what means nothing here.
    running.key("Shift+Tab");
    running.key("Escape");
    running.wait_for("shell-1");
    running.type_("echo back-$((1+1))\n");
    running.wait_for("back-2");
    assert_eq!(running.app.tabs().0.len(), 1);
}

#[test]
fn actions_are_found_by_what_they_do_and_show_their_keys() {
    let mut running = with_menu();
    running.app.resize(PaneSize::of_cells(Size {
        cols: 120,
        rows: 100,
    }));
    running.key("F2");
    running.wait_for("Do it");
    assert_eq!(running.row(2), "what?");
    let all = listed(&mut running);
    let count = |wanted: &str| all.iter().filter(|row| row.contains(wanted)).count();
    // Bound, bound with another argument, and needing no key.
    let clear = "forget what was scrolled away (ClearScrollback ScrollbackOnly; F6, Ctrl+Shift+K)";
    assert!(all.iter().any(|row| row == clear), "{all:#?}");
    assert_eq!(count("(ActivateTab 2; Ctrl+Shift+3, Super+3)"), 1);
    assert_eq!(count("drop the selection (ClearSelection)"), 1);
    assert_eq!(count("(SpawnWindow;"), 1);
    assert_eq!(count("(SpawnWindow)"), 0);
    for not_there in [
        "(Nop)",
        "DisableDefaultAssignment",
        "(Copy)",
        "ShowLauncher;",
    ] {
        assert_eq!(count(not_there), 0, "{not_there}");
    }
    running.type_("open a tab");
    running.wait("the best", |running| running.row(3).contains("(SpawnTab"));
    running.key("Enter");
    running.wait("two tabs", |running| running.row(0).contains("2:"));
}

#[test]
fn a_tab_is_chosen_by_its_title_and_stays_that_tab() {
    let mut running = with_menu();
    let first = running.app.tabs().0[0];
    running.app.set_tab_title(first, "the first");
    running.key("Ctrl+Shift+T");
    running.key("F3");
    running.wait_for("one of these");
    assert_eq!(running.row(1), "Tabs");
    assert_eq!(listed(&mut running)[0], "x. Tab 1: the first");
    // The entry means the tab, not its place.
    running.app.move_tab(first, 1);
    running.key("x");
    assert_eq!(running.app.tabs().1, Some(first));
    assert!(!running.screen().contains("one of these"));
}

#[test]
fn workspaces_are_made_and_switched_to() {
    let mut running = with_menu();
    running.type_("echo first-$((0+1))\n");
    running.wait_for("first-1");
    running.key("F4");
    running.wait_for("this one is `main`");
    running.key("Enter");
    running.wait_gone("this one is `main`");
    assert_eq!(running.app.mux().active_workspace(), "workspace-2");
    running.key("F4");
    running.wait_for("this one is `workspace-2`");
    assert_eq!(listed(&mut running)[0], "1. Switch to workspace `main`");
    running.key("1");
    running.wait_for("first-1");
}

#[test]
fn flags_that_name_no_entries_show_an_empty_list() {
    let mut running = with_menu();
    running.key("F5");
    running.wait_for("Nothing to choose from.");
    running.key("Enter");
    assert!(running.screen().contains("Nothing to choose from."));
    running.key("Ctrl+G");
    running.wait_gone("Nothing to choose from.");
}

#[test]
fn the_menu_goes_when_another_tab_is_shown() {
    let mut running = with_menu();
    running.key("Ctrl+Shift+T");
    running.key("F3");
    running.wait_for("one of these");
    running.click(1, 0);
    assert!(!running.screen().contains("one of these"));
    running.key("Ctrl+Tab");
    assert!(!running.screen().contains("one of these"));
    running.wait_for("$");
    running.type_("echo typed-$((2+1))\n");
    running.wait_for("typed-3");
}

#[test]
fn the_menu_stays_when_a_shell_in_another_tab_ends_and_goes_with_its_own() {
    let mut running = with_menu();
    let first = running.app.active_pane().expect("a pane");
    running.key("Ctrl+Shift+T");
    running.key("F3");
    running.wait_for("one of these");
    running.app.close_pane(first);
    assert!(running.screen().contains("one of these"));
    running.key("Down");
    let second = running.app.active_pane().expect("a pane");
    running.key("Escape");
    running.key("Ctrl+Shift+T");
    running.click(1, 0);
    assert_eq!(running.app.active_pane(), Some(second));
    running.key("F3");
    running.wait_for("one of these");
    running.app.close_pane(second);
    assert!(!running.screen().contains("one of these"));
}

#[test]
fn the_menu_stands_over_all_panes_of_its_tab() {
    let mut running = with_menu();
    running.key("Ctrl+Shift+Alt+%");
    running.wait("the line", |running| running.row(1).contains('│'));
    running.key("F1");
    running.wait_for("Select an item and press Enter=launch  Esc=cancel  /=filter");
    assert!(!running.screen().contains('│'));
    assert!(running.screen().contains("7. Tab 1: sh (2 panes)"));
    running.key("Escape");
    running.wait("the line again", |running| running.row(1).contains('│'));
}

#[test]
fn a_pane_that_a_module_draws_is_there_when_the_menu_over_it_has_closed() {
    let mut running = with_menu();
    running.key("F7");
    running.wait_for("ASSISTANT");
    running.key("F1");
    running.wait_for("Launcher");
    running.key("Escape");
    running.wait_for("ASSISTANT");
    running.type_("words");
    running.wait_for("? words");
}

#[test]
fn a_docked_assistant_has_the_keyboard_again_when_the_menu_has_closed() {
    let start = Start::lua(MENU).with_modules(assistant::bottom);
    let mut running = start.run().at_prompt();
    running.key("Ctrl+Shift+A");
    running.wait_for("ASSISTANT");
    running.key("F1");
    running.wait_for("Launcher");
    running.wait_for("assistant 60x");
    running.key("Escape");
    running.wait_gone("Launcher");
    running.type_("words");
    running.wait_for("? words");
}

#[test]
fn the_launcher_needs_no_modules_and_little_room() {
    let text = MENU.replace("return {", "return { enable_module_framework = false,");
    let start = Start {
        size: Size { cols: 1, rows: 2 },
        ..Start::lua(&text)
    };
    let mut running = start.run();
    running.key("F1");
    running.key("End");
    assert_eq!(running.app.frame().grid.size(), Size { cols: 1, rows: 2 });
    running
        .app
        .resize(PaneSize::of_cells(Size { cols: 60, rows: 16 }));
    running.wait_for("8. Create a new workspace");
    running.app.paste("hello");
    running.wait_for("Fuzzy matching: hello");
    running.key("Enter");
    running.wait_for("hello-there");
}
