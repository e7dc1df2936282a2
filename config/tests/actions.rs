//! Every key assignment of WezTerm's, with the arguments it takes and with wrong ones.

use std::collections::BTreeSet;

use config::{
    CharGroup, CharSelectArgs, CopyDestination, CopyModeAction, KeyAssignment, LoadOptions,
    PaneDirection, PaneSelectArgs, PaneSelectMode, PromptArgs, QuickSelectArgs, SearchPattern,
    SelectionMode, SelectorArgs, SelectorChoice, SpawnCommand, SpawnDomain, WindowLevel, ZoneKind,
    actions, copy_mode_actions, load,
};

const FACTS: &str = include_str!("facts/surface.json");

/// An argument for each action, as Lua writes it; nothing for those that stand alone.
#[rustfmt::skip]
const ARGUMENTS: &[(&str, &str)] = &[
    ("ActivateKeyTable", "{ name = 'resize', one_shot = false, timeout_milliseconds = 500 }"),
    ("ActivatePaneByIndex", "2"),
    ("ActivatePaneDirection", "'Next'"),
    ("ActivateTab", "-1"),
    ("ActivateTabRelative", "1"),
    ("ActivateTabRelativeNoWrap", "-1"),
    ("ActivateWindow", "0"),
    ("ActivateWindowRelative", "1"),
    ("ActivateWindowRelativeNoWrap", "-1"),
    ("AdjustPaneSize", "{ 'Left', 5 }"),
    ("AttachDomain", "'devhost'"),
    ("CharSelect", "{ group = 'NerdFonts', copy_on_select = false, copy_to = 'Clipboard' }"),
    ("ClearScrollback", "'ScrollbackOnly'"),
    ("CloseCurrentPane", "{ confirm = false }"),
    ("CloseCurrentTab", "{ confirm = true }"),
    ("Confirmation", "{ message = 'Sure?', action = { EmitEvent = 'yes' }, cancel = { EmitEvent = 'no' } }"),
    ("CompleteSelection", "'Clipboard'"),
    ("CompleteSelectionOrOpenLinkAtMouseCursor", "'PrimarySelection'"),
    ("CopyMode", "{ SetSelectionMode = 'Block' }"),
    ("CopyTextTo", "{ text = 'x', destination = 'Clipboard' }"),
    ("CopyTo", "'ClipboardAndPrimarySelection'"),
    ("DetachDomain", "{ DomainName = 'devhost' }"),
    ("EmitEvent", "'my-event'"),
    ("ExtendSelectionToMouseCursor", "'Word'"),
    ("InputSelector", "{ title = 'T', choices = { { label = 'a' }, { label = 'b', id = '2' } }, fuzzy = true, alphabet = 'ab', description = 'D', fuzzy_description = 'F: ', action = { EmitEvent = 'picked' } }"),
    ("MoveTab", "3"),
    ("MoveTabRelative", "-1"),
    ("Multiple", "{ 'Nop', { SendString = 'x' } }"),
    ("OpenUri", "'https://example.org'"),
    ("PaneSelect", "{ mode = 'SwapWithActive', alphabet = '123', show_pane_ids = true }"),
    ("PasteFrom", "'PrimarySelection'"),
    ("PromptInputLine", "{ description = 'D', prompt = '? ', initial_value = 'i', action = { EmitEvent = 'asked' } }"),
    ("QuickSelectArgs", "{ patterns = { '[0-9]+' }, alphabet = 'abc', label = 'open', scope_lines = 10, skip_action_on_paste = true, action = 'ScrollToTop' }"),
    ("RotatePanes", "'CounterClockwise'"),
    ("ScrollByLine", "-3"),
    ("ScrollByPage", "0.5"),
    ("ScrollToPrompt", "-1"),
    ("Search", "{ Regex = '[a-f]+' }"),
    ("SelectTextAtMouseCursor", "'SemanticZone'"),
    ("SendKey", "{ key = 'b', mods = 'ALT' }"),
    ("SendString", "'hello'"),
    ("SetPaneZoomState", "true"),
    ("SetWindowLevel", "'AlwaysOnTop'"),
    ("ShowLauncherArgs", "{ flags = 'FUZZY|TABS', title = 'T' }"),
    ("SpawnCommandInNewTab", "{ args = { 'top' }, cwd = '/tmp', label = 'L', set_environment_variables = { A = '1' }, domain = { DomainId = 1 } }"),
    ("SpawnCommandInNewWindow", "{ args = { 'top' }, domain = 'DefaultDomain' }"),
    ("SpawnTab", "{ DomainName = 'devhost' }"),
    ("SplitHorizontal", "{ domain = 'CurrentPaneDomain' }"),
    ("SplitPane", "{ direction = 'Up', size = { Percent = 30 }, command = { args = { 'top' } }, top_level = true }"),
    ("SplitVertical", "{ args = { 'top' } }"),
    ("SwitchToWorkspace", "{ name = 'w', spawn = { args = { 'top' } } }"),
    ("SwitchWorkspaceRelative", "1"),
    // Not WezTerm's.
    ("ActivateModuleOverlay", "'notes'"),
    ("CopyCommandOutput", "{ block = -2, destination = 'PrimarySelection' }"),
    ("RunModuleAction", "{ module = 'notes', action = 'add' }"),
    ("SelectCommandBlock", "-1"),
    ("SplitModulePane", "{ module = 'notes', direction = 'Left', size = { Cells = 20 }, top_level = true }"),
];

/// An argument for each motion of copy mode that takes one.
const MOTIONS: &[(&str, &str)] = &[
    ("JumpBackward", "{ prev_char = true }"),
    ("JumpForward", "{ prev_char = false }"),
    ("MoveBackwardZoneOfType", "'Output'"),
    ("MoveByPage", "-0.5"),
    ("MoveForwardZoneOfType", "'Prompt'"),
    ("SetSelectionMode", "'Line'"),
];

fn argument(of: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let row = of.iter().find(|(action, _)| *action == name);
    row.map(|(_, argument)| *argument)
}

/// Loads bindings of F1 to each of these actions, and returns what they are and what is wrong.
fn bound(actions: &[String]) -> (Vec<KeyAssignment>, Vec<String>) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let lines: Vec<String> = actions
        .iter()
        .map(|action| format!("  {{ key = 'F1', action = {action} }},\n"))
        .collect();
    let text = format!(
        "local wezterm = require 'wezterm'\nlocal act = wezterm.action\n\
         return {{ key_tables = {{ a = {{}}, resize = {{}} }}, keys = {{\n{}}} }}",
        lines.concat()
    );
    std::fs::write(home.path().join(".wezterm.lua"), text).expect("a file");
    let loaded = load(&LoadOptions::below(home.path()), &[]);
    let problems = loaded.problems.iter().map(|p| match &p.hint {
        Some(hint) => format!("{} ({hint})", p.message),
        None => p.message.clone(),
    });
    let found = loaded.config.keys.iter().map(|b| b.action.clone());
    (found.collect(), problems.collect())
}

/// Loads one binding that is all right.
fn one(action: &str) -> KeyAssignment {
    let (mut found, problems) = bound(&[action.to_owned()]);
    assert_eq!(problems, [] as [&str; 0], "{action}");
    found.pop().expect("one binding")
}

/// Loads one binding that is wrong, and returns what is said of it.
fn wrong(action: &str) -> String {
    let (_, mut problems) = bound(&[action.to_owned()]);
    assert_eq!(problems.len(), 1, "{action}: {problems:?}");
    problems.pop().expect("one problem")
}

#[test]
fn every_action_of_wezterm_is_read_in_both_forms_with_its_argument() {
    let facts: serde_json::Value = serde_json::from_str(FACTS).expect("facts");
    let of = |name: &str| -> BTreeSet<String> {
        let names = facts[name].as_array().expect("names").iter();
        names
            .map(|n| n.as_str().expect("a name").to_owned())
            .collect()
    };
    let known: BTreeSet<String> = actions().iter().map(|spec| spec.name.to_owned()).collect();
    let wanted = of("actions");
    assert_eq!(
        wanted.difference(&known).collect::<Vec<_>>(),
        [] as [&String; 0]
    );
    let motions: BTreeSet<String> = copy_mode_actions()
        .iter()
        .map(|s| s.name.to_owned())
        .collect();
    assert_eq!(motions, of("copy_mode"));

    let (mut calls, mut tables) = (Vec::new(), Vec::new());
    for name in &known {
        match argument(ARGUMENTS, name) {
            Some(argument) => {
                calls.push(format!("act.{name}({argument})"));
                tables.push(format!("act {{ {name} = {argument} }}"));
                calls.push(format!("{{ {name} = {argument} }}"));
            }
            None => {
                calls.push(format!("act.{name}"));
                tables.push(format!("act '{name}'"));
                calls.push(format!("'{name}'"));
            }
        }
        tables.push(tables[tables.len() - 1].clone());
    }
    for name in &motions {
        let motion = match argument(MOTIONS, name) {
            Some(argument) => format!("{{ {name} = {argument} }}"),
            None => format!("'{name}'"),
        };
        calls.push(format!("act.CopyMode({motion})"));
        tables.push(format!("act {{ CopyMode = {motion} }}"));
    }
    let (called, problems) = bound(&calls);
    assert_eq!(problems, [] as [&str; 0]);
    let (written, problems) = bound(&tables);
    assert_eq!(problems, [] as [&str; 0]);
    assert_eq!(called.len(), calls.len());
    assert_eq!(called, written);
}

#[test]
fn an_action_without_the_argument_that_it_needs_is_an_error_and_no_other_is() {
    use config::Argument;
    for spec in actions() {
        let bare = format!("'{}'", spec.name);
        let (found, problems) = bound(std::slice::from_ref(&bare));
        match spec.argument {
            Argument::Required(_) => {
                assert!(
                    problems[0].contains("needs an argument"),
                    "{bare}: {problems:?}"
                );
            }
            _ => assert_eq!(
                (found.len(), problems.len()),
                (1, 0),
                "{bare}: {problems:?}"
            ),
        }
    }
}

#[test]
fn arguments_are_kept_as_they_are_written() {
    use KeyAssignment as A;
    let event = |name: &str| Box::new(A::EmitEvent(name.to_owned()));
    let arguments = |name: &str| argument(ARGUMENTS, name).expect("an argument");
    let read = |name: &str| one(&format!("act.{name}({})", arguments(name)));
    let of = |text: &str| Some(text.to_owned());
    assert_eq!(
        read("CharSelect"),
        A::CharSelect(CharSelectArgs {
            group: Some(CharGroup::NerdFonts),
            copy_on_select: false,
            copy_to: CopyDestination::Clipboard,
        })
    );
    assert_eq!(
        read("InputSelector"),
        A::InputSelector(SelectorArgs {
            title: "T".into(),
            choices: vec![
                SelectorChoice {
                    label: "a".into(),
                    id: None
                },
                SelectorChoice {
                    label: "b".into(),
                    id: of("2")
                },
            ],
            action: event("picked"),
            fuzzy: true,
            alphabet: of("ab"),
            description: of("D"),
            fuzzy_description: of("F: "),
        })
    );
    assert_eq!(
        read("PromptInputLine"),
        A::PromptInputLine(PromptArgs {
            description: "D".into(),
            prompt: "? ".into(),
            initial_value: of("i"),
            action: event("asked"),
        })
    );
    assert_eq!(
        read("QuickSelectArgs"),
        A::QuickSelectArgs(QuickSelectArgs {
            patterns: Some(vec!["[0-9]+".into()]),
            alphabet: of("abc"),
            action: Some(Box::new(A::ScrollToTop)),
            skip_action_on_paste: true,
            label: of("open"),
            scope_lines: Some(10),
        })
    );
    assert_eq!(
        read("PaneSelect"),
        A::PaneSelect(PaneSelectArgs {
            mode: PaneSelectMode::SwapWithActive,
            alphabet: of("123"),
            show_pane_ids: true,
        })
    );
    assert_eq!(
        read("Search"),
        A::Search(SearchPattern::Regex("[a-f]+".into()))
    );
    assert_eq!(
        one("act.Search 'CurrentSelectionOrEmptyString'"),
        A::Search(SearchPattern::CurrentSelectionOrEmptyString)
    );
    assert_eq!(
        read("SetWindowLevel"),
        A::SetWindowLevel(WindowLevel::AlwaysOnTop)
    );
    assert_eq!(
        read("SelectTextAtMouseCursor"),
        A::SelectTextAtMouseCursor(SelectionMode::SemanticZone)
    );
    assert_eq!(
        one("act.CopyMode { MoveForwardZoneOfType = 'Prompt' }"),
        A::CopyMode(CopyModeAction::MoveForwardZoneOfType(ZoneKind::Prompt))
    );
    assert_eq!(
        one("act.CopyMode 'SetSelectionMode'"),
        A::CopyMode(CopyModeAction::SetSelectionMode(None))
    );
    let numbered = SpawnDomain::Numbered(1);
    assert_eq!(
        one("act.SpawnTab { DomainId = 1 }"),
        A::SpawnTab(numbered.clone())
    );
    assert_eq!(
        one("act.DetachDomain { DomainId = 1 }"),
        A::DetachDomain(numbered.clone())
    );
    assert_eq!(
        one("act.SplitVertical { domain = { DomainId = 1 } }"),
        A::SplitVertical(SpawnCommand {
            domain: numbered,
            ..SpawnCommand::default()
        })
    );
    assert_eq!(
        one("act.ActivatePaneDirection 'Prev'"),
        A::ActivatePaneDirection(PaneDirection::Prev)
    );
}

#[test]
fn a_wrong_argument_is_named_with_its_path() {
    for (action, message) in [
        (
            "{ PaneSelect = { mode = 'Swap' } }",
            "keys[1].action.PaneSelect.mode: expected \"Activate\"",
        ),
        (
            "{ PaneSelect = 3 }",
            "keys[1].action.PaneSelect: expected a table, got 3",
        ),
        (
            "{ CharSelect = { group = 'Emoji' } }",
            "keys[1].action.CharSelect.group: expected",
        ),
        (
            "{ Search = { Regexp = 'x' } }",
            "keys[1].action.Search.Regexp: no such way to search (did you mean `Regex`?)",
        ),
        (
            "{ Search = 'Selection' }",
            "keys[1].action.Search: expected \"CurrentSelectionOrEmptyString\"",
        ),
        (
            "{ CopyMode = { SetSelectionMode = 'Blok' } }",
            "keys[1].action.CopyMode.SetSelectionMode: expected",
        ),
        (
            "{ CopyMode = { MoveByPage = 'x' } }",
            "keys[1].action.CopyMode.MoveByPage: expected a number",
        ),
        (
            "{ CopyMode = 'MoveLeeft' }",
            "keys[1].action.CopyMode: unknown motion of copy mode `MoveLeeft` (did you mean `MoveLeft`?)",
        ),
        (
            "{ CopyMode = { JumpForward = {} } }",
            "keys[1].action.CopyMode.JumpForward: `prev_char` is missing",
        ),
        (
            "{ QuickSelectArgs = { action = 'Scrol' } }",
            "keys[1].action.QuickSelectArgs.action: unknown action `Scrol`",
        ),
        (
            "{ QuickSelectArgs = { patterns = 'x' } }",
            "keys[1].action.QuickSelectArgs.patterns: expected a list",
        ),
        (
            "{ InputSelector = { choices = { { label = {} } }, action = 'Nop' } }",
            "keys[1].action.InputSelector.choices[1].label: expected a string",
        ),
        (
            "{ InputSelector = { choices = {} } }",
            "keys[1].action.InputSelector: `action` is missing",
        ),
        (
            "{ InputSelector = { choices = {}, action = 'Nop', alphabet = 'aba' } }",
            "keys[1].action.InputSelector.alphabet: has `a` in it twice",
        ),
        (
            "{ InputSelector = { choices = { 'a' }, action = 'Nop' } }",
            "keys[1].action.InputSelector.choices[1]: expected a table",
        ),
        (
            "{ Confirmation = { message = 'x' } }",
            "keys[1].action.Confirmation: `action` is missing",
        ),
        (
            "{ Confirmation = { action = 'Nop', cancel = 'ScrollToTop' } }",
            "keys[1].action.Confirmation.cancel: expected what wezterm.action_callback returns, got the action ScrollToTop",
        ),
        (
            "{ PromptInputLine = { description = 'x', action = 'ScrollToTop' } }",
            "keys[1].action.PromptInputLine.action: expected what wezterm.action_callback returns, got the action ScrollToTop",
        ),
        (
            "{ Multiple = { 'Nop', 'ScrollToTopp' } }",
            "keys[1].action.Multiple[2]: unknown action `ScrollToTopp` (did you mean `ScrollToTop`?)",
        ),
        (
            "{ SpawnTab = { DomainId = 'x' } }",
            "keys[1].action.SpawnTab.DomainId: expected a whole number",
        ),
        (
            "{ SpawnTab = { Domain = 'x' } }",
            "keys[1].action.SpawnTab: expected \"CurrentPaneDomain\"",
        ),
        (
            "{ DetachDomain = { DomainName = 1 } }",
            "keys[1].action.DetachDomain.DomainName: expected a string",
        ),
        (
            "{ SetWindowLevel = 'Top' }",
            "keys[1].action.SetWindowLevel: expected",
        ),
        (
            "{ Hide = 1 }",
            "keys[1].action.Hide: expected no argument, got 1",
        ),
        (
            "{ SelectTextAtMouseCursor = 'word' }",
            "(did you mean `Word`?)",
        ),
    ] {
        let found = wrong(action);
        assert!(found.contains(message), "{action}:\n{found}\n{message}");
    }
}

#[test]
fn a_wrong_motion_in_a_key_table_is_named_with_its_path() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let text = "return { key_tables = { copy_mode = { { key = 'a', action = { CopyMode = 'Closs' } } } } }";
    std::fs::write(home.path().join(".wezterm.lua"), text).expect("a file");
    let loaded = load(&LoadOptions::below(home.path()), &[]);
    let found: Vec<String> = loaded.problems.iter().map(|p| p.message.clone()).collect();
    assert_eq!(
        found,
        ["key_tables.copy_mode[1].action.CopyMode: unknown motion of copy mode `Closs`"]
    );
    assert_eq!(
        loaded.problems[0].hint.as_deref(),
        Some("did you mean `Close`?")
    );
}

#[test]
fn a_field_that_nobody_knows_is_a_warning_and_the_action_is_kept() {
    for (action, message) in [
        (
            "act.CloseCurrentPane { confirm = false, ask = 1 }",
            "CloseCurrentPane.ask: no such field",
        ),
        (
            "act.ShowLauncherArgs { flags = 'TABS', titel = 'x' }",
            "ShowLauncherArgs.titel: no such field (did you mean `title`?)",
        ),
        (
            "act.SplitPane { direction = 'Up', command = { argz = {} } }",
            "SplitPane.command.argz: no such field (did you mean `args`?)",
        ),
        (
            "act.Multiple { 'Nop', act.SplitVertical { size = 1 } }",
            "Multiple[2].SplitVertical.size: no such field",
        ),
        (
            "act.InputSelector { choices = { { label = 'a', ide = '1' } }, action = 'Nop' }",
            "InputSelector.choices[1].ide: no such field (did you mean `id`?)",
        ),
        (
            "act.QuickSelectArgs { action = act.CharSelect { gruop = 'Flags' } }",
            "QuickSelectArgs.action.CharSelect.gruop: no such field (did you mean `group`?)",
        ),
        (
            "act.ActivateKeyTable { name = 'a', oneshot = true }",
            "ActivateKeyTable.oneshot: no such field (did you mean `one_shot`?)",
        ),
    ] {
        let (found, problems) = bound(&[action.to_owned()]);
        assert_eq!(found.len(), 1, "{action}");
        assert_eq!(problems, [format!("keys[1].action.{message}")], "{action}");
    }
}

#[test]
fn an_action_is_written_as_lua_that_reads_as_the_same() {
    let named = |spec: &config::ActionSpec| match argument(ARGUMENTS, spec.name) {
        Some(argument) => format!("act.{}({argument})", spec.name),
        None => format!("act.{}", spec.name),
    };
    let mut all: Vec<String> = actions().iter().map(named).collect();
    all.extend(copy_mode_actions().iter().map(|spec| {
        let motion = argument(MOTIONS, spec.name);
        let motion = motion.map_or(format!("'{}'", spec.name), |argument| {
            format!("{{ {} = {argument} }}", spec.name)
        });
        format!("act.CopyMode({motion})")
    }));
    // What must be quoted, and what may be left out.
    all.extend([
        r"act.SendString '\27[A\0001\n\'\\ \226\130\172'".to_owned(),
        "act.SpawnCommandInNewTab { set_environment_variables = { ['a b'] = '1', ['end'] = '2' } }"
            .to_owned(),
        "act.InputSelector { choices = {}, action = 'Nop' }".to_owned(),
        "act.SwitchToWorkspace".to_owned(),
        "act.ScrollByPage(0.25)".to_owned(),
        "act.CopyMode { MoveByPage = -2 }".to_owned(),
    ]);
    let (read, problems) = bound(&all);
    assert_eq!(problems, [] as [&str; 0]);
    let written: Vec<String> = read.iter().map(|a| format!("act.{}", a.to_lua())).collect();
    let (again, problems) = bound(&written);
    assert_eq!(problems, [] as [&str; 0], "{written:#?}");
    assert_eq!(again, read, "{written:#?}");
}
