//! What asks a person something for a handler: the answer, none at all, and chains of questions.

use mux::grid::Size;

use super::harness::{Running, Start};

const CHAIN: &str = r#"
    local wezterm = require 'wezterm'
    local act = wezterm.action
    local function say(pane, text) pane:inject_output('[' .. text .. ']') end
    local function named(window, pane, line)
        say(pane, line and ('line ' .. line) or 'no line')
    end
    local ask = act.PromptInputLine {
        description = wezterm.format { { Attribute = { Intensity = 'Bold' } }, { Text = 'New name:' } } .. '\nof the tab',
        initial_value = 'main',
        prompt = 'name> ',
        action = wezterm.action_callback(named),
    }
    local pick = act.InputSelector {
        title = 'Projects',
        description = 'Where to?',
        choices = {
            { label = wezterm.format { { Foreground = { AnsiColor = 'Red' } }, { Text = 'first' } }, id = '/one' },
            { label = 'second' },
        },
        action = wezterm.action_callback(function(window, pane, id, label)
            if not label then return say(pane, 'nothing ' .. tostring(id)) end
            say(pane, tostring(id) .. ' is ' .. (label:gsub('\27%[[^m]*m', '')))
            if id == '/one' then
                window:perform_action(act.InputSelector {
                    fuzzy = true, fuzzy_description = 'which? ',
                    choices = { { label = 'deeper', id = 7 }, { label = 'other' } },
                    action = wezterm.action_callback(function(window, pane, id)
                        say(pane, 'then ' .. tostring(id))
                        window:perform_action(ask, pane)
                    end),
                }, pane)
            end
        end),
    }
    local sure = act.Confirmation {
        message = 'Really go?',
        action = wezterm.action_callback(function(_, pane) say(pane, 'went') end),
        cancel = wezterm.action_callback(function(_, pane) say(pane, 'stayed') end),
    }
    return {
        set_environment_variables = { PS1 = '$ ', ENV = '' },
        automatically_reload_config = false,
        keys = {
            { key = 'F1', action = ask },
            { key = 'F2', action = pick },
            { key = 'F3', action = sure },
            { key = 'F4', action = act.ShowTabNavigator },
            { key = 'F5', action = act.SplitPane { direction = 'Right' } },
            { key = 'F6', action = act.PromptInputLine { description = 'unheard', action = act.EmitEvent 'asked' } },
            { key = 'd', mods = 'CTRL', action = act.SendString 'never' },
        },
    }
"#;

fn start() -> Running {
    let mut start = Start::lua(CHAIN);
    start.size = Size { cols: 90, rows: 24 };
    start.run().at_prompt()
}

#[test]
fn a_line_is_asked_for_edited_and_told() {
    let mut running = start();
    running.key("F1");
    running.wait_for("New name:");
    assert!(running.screen().contains("of the tab"));
    running.wait_for("name> main");
    running.type_(" two");
    // It deletes to the right, whatever is bound to it.
    running.key("Home");
    running.key("Ctrl+D");
    running.app.text("日本");
    running.app.paste("pasted\n");
    running.wait_for("name> 日本pasted ain two");
    running.key("Enter");
    running.wait_for("[line 日本pasted ain two]");
    assert!(!running.screen().contains("New name:"));
}

#[test]
fn escape_a_click_elsewhere_and_another_tab_tell_of_no_line() {
    let mut running = start();
    running.key("F1");
    running.wait_for("New name:");
    running.key("Escape");
    running.wait_for("[no line]");
    running.key("F1");
    running.wait_for("New name:");
    running.click(3, 20);
    running.wait("twice", |running| {
        running.screen().matches("[no line]").count() == 2
    });
    let first = running.app.tabs().0[0];
    running.key("F1");
    running.wait_for("New name:");
    running.key("Ctrl+Shift+T");
    running.wait("two tabs", |running| running.app.tabs().0.len() == 2);
    running.app.activate_tab(first);
    running.wait("three times", |running| {
        running.screen().matches("[no line]").count() == 3
    });
}

#[test]
fn choices_lead_to_further_choices_and_to_a_line() {
    let mut running = start();
    running.key("F2");
    running.wait_for("─ Projects ─");
    running.wait_for("Where to?");
    let (x, y) = running.place_of("first");
    let red = running.app.frame().grid.cell(x, y).style.fg;
    assert_eq!(red, mux::grid::Color::Palette(9));
    running.key("1");
    running.wait_for("which?");
    running.wait_for("[/one is first]");
    running.type_("deep");
    running.key("Enter");
    running.wait_for("[then 7]");
    running.wait_for("name> main");
    running.key("Enter");
    running.wait_for("[line main]");
}

#[test]
fn a_choice_without_an_id_tells_none_and_a_cancelled_one_nothing() {
    let mut running = start();
    running.key("F2");
    running.wait_for("Where to?");
    running.type_("/sec");
    running.key("Enter");
    running.wait_for("[nil is second]");
    running.key("F2");
    running.wait_for("Where to?");
    running.key("Escape");
    running.wait_for("[nothing nil]");
    // One that takes the place of another leaves that one without an answer.
    running.key("F2");
    running.wait_for("Where to?");
    running.key("F1");
    running.wait_for("New name:");
    running.key("Escape");
    running.wait("nothing twice", |running| {
        running.screen().matches("[nothing nil]").count() == 2
    });
}

#[test]
fn a_question_is_answered_with_yes_or_no() {
    let mut running = start();
    for (key, said) in [("y", "[went]"), ("n", "[stayed]")] {
        running.key("F3");
        running.wait_for("Really go?");
        running.type_(key);
        running.wait_for(said);
        assert!(!running.screen().contains("Really go?"));
    }
    running.key("F3");
    running.wait_for("Really go?");
    running.key("Escape");
    running.wait("stayed twice", |running| {
        running.screen().matches("[stayed]").count() == 2
    });
}

#[test]
fn tabs_are_listed_with_their_panes_and_the_one_that_is_shown_is_marked() {
    let mut running = start();
    let first = running.app.tabs().0[0];
    running.app.set_tab_title(first, "the first");
    running.key("F5");
    running.wait("two panes", |running| running.app.panes_of_tab().len() == 2);
    running.key("Ctrl+Shift+T");
    running.wait("two tabs", |running| running.app.tabs().0.len() == 2);
    let second = running.app.tabs().0[1];
    running.app.set_tab_title(second, "the second");
    running.key("F4");
    running.wait_for("─ Tabs ─");
    let (_, row) = running.place_of("1. the first");
    assert!(running.row(row).contains("2 panes"), "{}", running.row(row));
    let marked = |running: &mut Running, text: &str| {
        let (x, y) = running.place_of(text);
        running.app.frame().grid.cell(x, y).style.bold
    };
    assert!(marked(&mut running, "the second"));
    running.key("Up");
    running.key("Enter");
    assert_eq!(running.app.tabs().1, Some(first));
    running.key("F4");
    running.wait_for("─ Tabs ─");
    running.key("2");
    assert_eq!(running.app.tabs().1, Some(second));
    running.key("F4");
    running.type_("/first");
    running.key("Enter");
    assert_eq!(running.app.tabs().1, Some(first));
}

#[test]
fn the_functions_of_another_configuration_are_not_called() {
    let mut running = start();
    running.key("F1");
    running.wait_for("New name:");
    running.app.reload_config();
    running.key("Enter");
    running.wait_for("Nothing was done");
    assert!(!running.screen().contains("[line"), "{}", running.screen());
    running.key("F1");
    running.wait_for("New name:");
    running.key("Enter");
    running.wait_for("[line main]");
    // Nobody hears of it, and nothing else comes of that.
    running.key("F6");
    running.wait_for("unheard");
    running.key("Enter");
    running.wait_gone("unheard");
}

#[test]
fn a_pane_that_goes_takes_its_question_along() {
    let mut running = start();
    running.key("F5");
    running.wait("two panes", |running| running.app.panes_of_tab().len() == 2);
    let pane = running.app.active_pane().expect("a pane");
    running.key("F2");
    running.wait_for("Where to?");
    running.app.close_pane(pane);
    running.wait_gone("Where to?");
    running.type_("echo typed-$((1+1))\n");
    running.wait_for("typed-2");
    assert!(
        !running.screen().contains("[nothing"),
        "{}",
        running.screen()
    );
}
