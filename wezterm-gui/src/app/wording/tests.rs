//! What actions and keys are called.

use config::{LauncherFlags, PaneShare, SelectorArgs};

use super::*;

fn of(action: &A) -> [String; 3] {
    [name(action), written(action), does(action)]
}

#[test]
fn an_action_is_called_by_its_name_its_argument_and_what_it_does() {
    let top = SpawnCommand {
        args: Some(vec!["top".to_owned(), "-d5".to_owned()]),
        ..SpawnCommand::default()
    };
    for (action, wanted) in [
        (
            A::ActivateAiAssistant,
            [
                "Activate AI Assistant",
                "ActivateAiAssistant",
                "open or close the assistant",
            ],
        ),
        (
            A::ActivateTab(2),
            ["Activate Tab 2", "ActivateTab 2", "show the third tab"],
        ),
        (
            A::ActivateTab(-1),
            ["Activate Tab -1", "ActivateTab -1", "show the last tab"],
        ),
        (
            A::CopyTo(CopyDestination::Clipboard),
            [
                "Copy To Clipboard",
                "CopyTo Clipboard",
                "copy the selection to the clipboard",
            ],
        ),
        (
            A::SpawnTab(SpawnDomain::CurrentPane),
            ["Spawn Tab", "SpawnTab", "open a new tab"],
        ),
        (
            A::SplitVertical(top.clone()),
            [
                "Split Vertical top -d5",
                "SplitVertical top -d5",
                "put a new pane below",
            ],
        ),
        (
            A::SplitPane {
                direction: PaneDirection::Up,
                command: SpawnCommand::default(),
                size: Some(PaneShare::Percent(30)),
                top_level: false,
            },
            [
                "Split Pane Up 30%",
                "SplitPane Up 30%",
                "put a new pane above",
            ],
        ),
        (
            A::EmitEvent("user-defined-7".to_owned()),
            [
                "Lua Function 7",
                "EmitEvent user-defined-7",
                "run a function of wezterm.lua",
            ],
        ),
        (
            A::SendString("a\n".to_owned()),
            [
                "Send String \"a\\n\"",
                "SendString \"a\\n\"",
                "send text to the program",
            ],
        ),
        (
            A::Multiple(vec![A::ClearSelection, A::ScrollToBottom]),
            [
                "Clear Selection + Scroll To Bottom",
                "Multiple: ClearSelection, ScrollToBottom",
                "carry out 2 actions in order",
            ],
        ),
    ] {
        assert_eq!(of(&action), wanted.map(str::to_owned));
    }
}

#[test]
fn arguments_that_are_no_texts_of_the_persons_own_are_in_words() {
    for (action, wanted) in [
        (
            A::CopyTo(CopyDestination::ClipboardAndPrimarySelection),
            "Copy To Clipboard And Primary Selection",
        ),
        (
            A::ClearScrollback(ClearMode::ScrollbackOnly),
            "Clear Scrollback Scrollback Only",
        ),
        (
            A::SpawnTab(SpawnDomain::Default),
            "Spawn Tab Default Domain",
        ),
        (A::SetPaneZoomState(true), "Set Pane Zoom State On"),
        (A::SetPaneZoomState(false), "Set Pane Zoom State Off"),
        (A::CharSelect(CharSelectArgs::default()), "Character Select"),
        (
            A::ShowLauncherArgs(LauncherArgs {
                flags: LauncherFlags::FUZZY | LauncherFlags::LAUNCH_MENU_ITEMS,
                ..LauncherArgs::default()
            }),
            "Show Launcher Args Fuzzy, Launch menu items",
        ),
        (
            A::SendString("aB true".to_owned()),
            "Send String \"aB true\"",
        ),
    ] {
        assert_eq!(name(&action), wanted);
    }
}

#[test]
fn titles_with_colours_and_line_breaks_are_one_plain_line() {
    let args = SelectorArgs {
        title: "\u{1b}[31mred\u{1b}[m\nsecond".to_owned(),
        choices: Vec::new(),
        action: Box::new(A::Nop),
        fuzzy: false,
        alphabet: None,
        description: None,
        fuzzy_description: None,
    };
    assert_eq!(name(&A::InputSelector(args)), "Input Selector red");
}

#[test]
fn keys_are_written_as_the_configuration_likes_them() {
    let pressed: KeyEvent = "Ctrl+Alt+Super+Shift+P".parse().expect("a key");
    for (style, wanted) in [
        (KeyCaps::UnixLong, "Super+Meta+Ctrl+Shift+P"),
        (KeyCaps::Emacs, "Super-M-C-S-P"),
        (KeyCaps::AppleSymbols, "⌃⌥⇧⌘P"),
        (KeyCaps::WindowsLong, "Win+Alt+Ctrl+Shift+P"),
        (KeyCaps::WindowsSymbols, "⊞+Alt+Ctrl+Shift+P"),
    ] {
        assert_eq!(key(pressed, style), wanted);
    }
    #[cfg(not(target_os = "macos"))]
    for text in [
        "Ctrl+Shift+P",
        "Ctrl++",
        "F12",
        "Alt+PageUp",
        "Shift+Tab",
        "ß",
    ] {
        let pressed: KeyEvent = text.parse().expect(text);
        assert_eq!(key(pressed, KeyCaps::System), text);
        assert_eq!(key(pressed, KeyCaps::System), pressed.to_string());
    }
}
