//! The launcher's settings as a person writes them: what is read, and what is said of mistakes.
//!
//! What the launcher then shows is tested with the program.

use config::{
    Config, Environment, KeyAssignment, LauncherArgs, LauncherFlags, LoadOptions, Problem, load,
};

/// Loads a file in which F1 has this action.
fn bound(action: &str) -> (Config, Vec<Problem>) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let text = format!(
        "local act = require('wezterm').action\nreturn {{ keys = {{ {{ key = 'F1', action = {action} }} }} }}"
    );
    std::fs::write(home.path().join(".wezterm.lua"), text).expect("written");
    let environment = Environment {
        home: Some(home.path().to_owned()),
        ..Environment::default()
    };
    let loaded = load(
        &LoadOptions {
            environment,
            ..LoadOptions::default()
        },
        &[],
    );
    (Config::clone(&loaded.config), loaded.problems)
}

fn action(text: &str) -> KeyAssignment {
    let (config, problems) = bound(text);
    assert_eq!(problems, []);
    config.keys[0].action.clone()
}

fn problem(text: &str) -> String {
    let (config, problems) = bound(text);
    assert_eq!(config.keys, [], "{text}");
    match problems.as_slice() {
        [problem] => problem.to_string(),
        other => panic!("expected one problem of {text}, got {other:#?}"),
    }
}

#[test]
fn the_launcher_stands_alone_or_with_chosen_parts() {
    assert_eq!(action("act.ShowLauncher"), KeyAssignment::ShowLauncher);
    let flags = LauncherFlags::FUZZY | LauncherFlags::DOMAINS | LauncherFlags::KEY_ASSIGNMENTS;
    assert_eq!(
        action(
            "act.ShowLauncherArgs { flags = 'FUZZY | DOMAINS|KEY_ASSIGNMENTS', title = 'Pick',
             help_text = 'one of', fuzzy_help_text = '> ', alphabet = 'asdf' }"
        ),
        KeyAssignment::ShowLauncherArgs(LauncherArgs {
            flags,
            title: Some("Pick".into()),
            help_text: Some("one of".into()),
            fuzzy_help_text: Some("> ".into()),
            alphabet: Some("asdf".into()),
        })
    );
}

#[test]
fn mistakes_in_its_argument_are_named() {
    let cases = [
        (
            "{ ShowLauncher = { flags = 'TABS' } }",
            "expected no argument",
        ),
        (
            "'ShowLauncherArgs'",
            "`ShowLauncherArgs` needs an argument: {flags",
        ),
        (
            "act.ShowLauncherArgs {}",
            "`flags` is missing, such as flags = 'FUZZY|TABS'",
        ),
        ("act.ShowLauncherArgs { title = 'x' }", "`flags` is missing"),
        (
            "act.ShowLauncherArgs { flags = '' }",
            "flags: names nothing to show",
        ),
        (
            "act.ShowLauncherArgs { flags = ' | ' }",
            "flags: names nothing to show",
        ),
        (
            "act.ShowLauncherArgs { flags = 7 }",
            "flags: expected a string, got 7",
        ),
        (
            "act.ShowLauncherArgs { flags = 'FUZZY|TAPS' }",
            "unknown flag `TAPS`",
        ),
        (
            "act.ShowLauncherArgs { flags = 'FUZZY|TAPS' }",
            "did you mean `TABS`?",
        ),
        (
            "act.ShowLauncherArgs { flags = 'everything' }",
            "join FUZZY, TABS, LAUNCH_MENU_ITEMS",
        ),
        (
            "act.ShowLauncherArgs { flags = 'TABS', title = {} }",
            "title: expected a string, got a table",
        ),
        (
            "act.ShowLauncherArgs { flags = 'TABS', help_text = 1 }",
            "help_text: expected a string, got 1",
        ),
        (
            "act.ShowLauncherArgs { flags = 'TABS', fuzzy_help_text = true }",
            "fuzzy_help_text: expected a string, got true",
        ),
        (
            "act.ShowLauncherArgs { flags = 'TABS', alphabet = '' }",
            "alphabet: is empty",
        ),
        (
            "act.ShowLauncherArgs { flags = 'TABS', alphabet = 'aba' }",
            "alphabet: has `a` in it twice",
        ),
        (
            "act.ShowLauncherArgs { flags = 'TABS', alphabet = 'a b' }",
            "alphabet: has a blank",
        ),
        (
            "act.ShowLauncherArgs 'TABS'",
            "expected a table, got the string",
        ),
        (
            "act.ShowLauncherArgs { 'TABS' }",
            "expected named fields, got the key 1",
        ),
    ];
    for (text, expected) in cases {
        let told = problem(text);
        assert!(told.contains(expected), "{text}: {told}");
    }
}

#[test]
fn actions_that_need_no_argument_are_known_by_their_row() {
    let row = |name: &str| {
        let mut rows = config::actions().iter();
        rows.find(|spec| spec.name == name).expect(name)
    };
    let alone = row("ShowLauncher").without_argument();
    assert_eq!(alone, Some(KeyAssignment::ShowLauncher));
    let optional = row("SpawnTab").without_argument();
    assert_eq!(optional, Some(KeyAssignment::SpawnTab(Default::default())));
    assert_eq!(row("ActivateTab").without_argument(), None);
    assert_eq!(row("PromptInputLine").without_argument(), None);
}
