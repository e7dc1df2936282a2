//! How actions and keys are called where people read them: in the palette, the launcher and hints.
//!
//! Pure functions over plain data. What an action does is `commands`', and what it is for in one line is the
//! configuration's table; here stand the words for what its argument makes of it.

use config::{
    ActionSpec, CharSelectArgs, ClearMode, CopyDestination, KeyAssignment as A, KeyCaps,
    LauncherArgs, PaneDirection, PasteSource, SpawnCommand, SpawnDomain,
};
use mux::input::{Key, KeyEvent, Mods};
use serde_json::Value as Json;

use super::styled::Styled;

/// What names of actions hold that is no word of everyday.
const SPELLINGS: [(&str, &str); 3] = [("Ai", "AI"), ("Uri", "URI"), ("Char", "Character")];

/// Returns an action's name in words, with its argument: `Copy To Clipboard`.
pub(super) fn name(action: &A) -> String {
    if let A::EmitEvent(event) = action
        && let Some(number) = config::callback_number(event)
    {
        return format!("Lua Function {number}");
    }
    match action {
        A::Multiple(actions) => {
            let names: Vec<String> = actions.iter().map(name).collect();
            names.join(" + ")
        }
        action => joined(&words(action.name()), &spoken(action)),
    }
}

/// Returns an action's argument in words of everyday, as far as it is not the person's own.
fn spoken(action: &A) -> String {
    let said = argument(action);
    match action {
        A::CopyTo(_)
        | A::PasteFrom(_)
        | A::ClearScrollback(_)
        | A::SetWindowLevel(_)
        | A::SpawnTab(SpawnDomain::Default) => words(&said),
        A::SetPaneZoomState(true) => "On".to_owned(),
        A::SetPaneZoomState(false) => "Off".to_owned(),
        A::CharSelect(args) if *args == CharSelectArgs::default() => String::new(),
        A::ShowLauncherArgs(LauncherArgs {
            title: None,
            help_text: None,
            fuzzy_help_text: None,
            alphabet: None,
            ..
        }) => {
            let flags = said.split('|').map(|flag| match flag.split_at_checked(1) {
                Some((first, rest)) => first.to_owned() + &rest.to_lowercase().replace('_', " "),
                None => flag.to_owned(),
            });
            flags.collect::<Vec<String>>().join(", ")
        }
        _ => said,
    }
}

/// Returns an action as a configuration has it, without the signs of Lua: `CopyTo Clipboard`.
pub(super) fn written(action: &A) -> String {
    match action {
        A::Multiple(actions) => {
            let names: Vec<&str> = actions.iter().map(A::name).collect();
            format!("{}: {}", action.name(), names.join(", "))
        }
        action => joined(action.name(), &argument(action)),
    }
}

fn joined(name: &str, argument: &str) -> String {
    match argument.is_empty() {
        true => name.to_owned(),
        false => format!("{name} {argument}"),
    }
}

/// Returns a name such as `ActivateCommandPalette` in words.
pub(super) fn words(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for letter in name.chars() {
        match words.last_mut() {
            Some(word) if !letter.is_uppercase() => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    let spelled = words.iter().map(|word| {
        let own = SPELLINGS.iter().find(|(name, _)| name == word);
        own.map_or(word.as_str(), |(_, spelling)| spelling)
    });
    spelled.collect::<Vec<&str>>().join(" ")
}

/// Returns what tells an action from another one of its name, in a few words; empty where nothing does.
fn argument(action: &A) -> String {
    match action {
        A::SendString(text) => format!("{text:?}"),
        A::CloseCurrentTab { confirm } | A::CloseCurrentPane { confirm } => match confirm {
            true => String::new(),
            false => "without asking".to_owned(),
        },
        A::PromptInputLine(args) => plain(&args.description),
        A::InputSelector(args) => plain(&args.title),
        A::Confirmation(args) => plain(&args.message),
        A::SpawnCommandInNewTab(command)
        | A::SpawnCommandInNewWindow(command)
        | A::SplitHorizontal(command)
        | A::SplitVertical(command) => program(command),
        action => brief(&action.argument()),
    }
}

/// Returns a program as a menu calls it; empty for the default one.
pub(super) fn program(command: &SpawnCommand) -> String {
    match (&command.label, &command.args) {
        (Some(label), _) => label.clone(),
        (None, Some(args)) => args.join(" "),
        (None, None) => String::new(),
    }
}

/// Returns the first line of text with escape sequences, without them.
fn plain(text: &str) -> String {
    let lines = Styled::lines(text, Default::default());
    lines.first().map_or_else(String::new, Styled::plain)
}

/// Writes an argument in a few words.
fn brief(argument: &Json) -> String {
    match argument {
        Json::Null => String::new(),
        Json::Bool(on) => on.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) if text == "CurrentPaneDomain" => String::new(),
        Json::String(text) => plain(text),
        Json::Array(items) => listed(items.iter().map(brief)),
        Json::Object(fields) => {
            let mut names = ["title", "label", "name"].iter();
            if let Some(name) = names.find_map(|name| fields.get(*name)) {
                return brief(name);
            }
            match fields.get("Percent") {
                Some(percent) => format!("{percent}%"),
                None => listed(fields.iter().map(field)),
            }
        }
    }
}

/// Writes a field of an argument in a few words; a switch by its name.
fn field((name, value): (&String, &Json)) -> String {
    match value {
        Json::Bool(true) => name.replace('_', " "),
        Json::Bool(false) => String::new(),
        value => brief(value),
    }
}

fn listed(said: impl Iterator<Item = String>) -> String {
    let said: Vec<String> = said.filter(|text| !text.is_empty()).collect();
    said.join(" ")
}

/// Says what an action does, in one line.
pub(super) fn does(action: &A) -> String {
    match action {
        A::ActivateTab(index) => tab(*index),
        A::ActivateTabRelative(by) => format!("show {}, going round", next("tab", *by)),
        A::ActivateTabRelativeNoWrap(by) => {
            format!("show {}, stopping at the ends", next("tab", *by))
        }
        A::MoveTabRelative(1) => "move the tab one place on".to_owned(),
        A::MoveTabRelative(-1) => "move the tab one place back".to_owned(),
        A::MoveTab(0) => "make the tab the first one".to_owned(),
        A::SpawnTab(SpawnDomain::CurrentPane) => "open a new tab".to_owned(),
        A::SpawnTab(SpawnDomain::Default) => "open a new tab in the default domain".to_owned(),
        A::SpawnWindow => "open a new window".to_owned(),
        A::ActivateWindowRelative(by) => format!("show {}, going round", next("window", *by)),
        A::SwitchWorkspaceRelative(by) => format!("show {}", next("workspace", *by)),
        A::ActivatePaneDirection(to) => format!("give the focus to the pane {}", beside(*to)),
        A::SplitPane { direction, .. } => format!("put a new pane {}", beside(*direction)),
        A::AdjustPaneSize(to, by) => {
            format!("move the pane's edge by {by} {}", towards(*to))
        }
        A::SetPaneZoomState(true) => "show only this pane in its tab".to_owned(),
        A::SetPaneZoomState(false) => "show all panes of the tab again".to_owned(),
        A::RotatePanes { clockwise: true } => "move every pane to the next one's place".to_owned(),
        A::RotatePanes { clockwise: false } => {
            "move every pane to the place of the one before".to_owned()
        }
        A::CopyTo(to) => format!("copy the selection to {}", copied(*to)),
        A::PasteFrom(PasteSource::Clipboard) => "paste from the clipboard".to_owned(),
        A::PasteFrom(PasteSource::PrimarySelection) => {
            "paste what is selected elsewhere".to_owned()
        }
        A::SelectCommandBlock(-1) => "select the command above, with its output".to_owned(),
        A::SelectCommandBlock(1) => "select the command below, with its output".to_owned(),
        A::ScrollByPage(by) if *by == -1.0 => "scroll up by a page".to_owned(),
        A::ScrollByPage(by) if *by == 1.0 => "scroll down by a page".to_owned(),
        A::ScrollByLine(-1) => "scroll up by a row".to_owned(),
        A::ScrollByLine(1) => "scroll down by a row".to_owned(),
        A::ScrollToPrompt(-1) => "scroll to the prompt above".to_owned(),
        A::ScrollToPrompt(1) => "scroll to the prompt below".to_owned(),
        A::ClearScrollback(ClearMode::ScrollbackAndViewport) => {
            "clear the screen and forget what was scrolled away".to_owned()
        }
        A::EmitEvent(event) if config::callback_number(event).is_some() => {
            "run a function of wezterm.lua".to_owned()
        }
        A::Multiple(actions) => format!("carry out {} actions in order", actions.len()),
        action => {
            let spec = ActionSpec::of(action);
            spec.map_or("", |spec| spec.doc).to_owned()
        }
    }
}

fn tab(index: i64) -> String {
    const ORDINALS: [&str; 9] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    ];
    let named = usize::try_from(index)
        .ok()
        .and_then(|index| ORDINALS.get(index));
    match (named, index) {
        (Some(ordinal), _) => format!("show the {ordinal} tab"),
        (None, -1) => "show the last tab".to_owned(),
        (None, index) if index < 0 => format!("show the tab {} before the last", -1 - index),
        (None, index) => format!("show tab number {}", index + 1),
    }
}

fn next(what: &str, by: i64) -> String {
    match by {
        1 => format!("the next {what}"),
        -1 => format!("the {what} before"),
        by if by < 0 => format!("the {what} {} before", by.unsigned_abs()),
        by => format!("the {what} {by} further on"),
    }
}

fn beside(to: PaneDirection) -> &'static str {
    match to {
        PaneDirection::Left => "on the left",
        PaneDirection::Right => "on the right",
        PaneDirection::Up => "above",
        PaneDirection::Down => "below",
        PaneDirection::Next => "made after this one",
        PaneDirection::Prev => "made before this one",
    }
}

fn towards(to: PaneDirection) -> &'static str {
    match to {
        PaneDirection::Left => "to the left",
        PaneDirection::Right => "to the right",
        PaneDirection::Up => "up",
        PaneDirection::Down | PaneDirection::Next | PaneDirection::Prev => "down",
    }
}

fn copied(to: CopyDestination) -> &'static str {
    match to {
        CopyDestination::Clipboard => "the clipboard",
        CopyDestination::PrimarySelection => "the primary selection",
        CopyDestination::ClipboardAndPrimarySelection => "the clipboard and the primary selection",
    }
}

/// How modifiers are written, in their order, with what stands between them and the key.
type Caps = (&'static [(Mods, &'static str)], &'static str);

fn caps(caps: KeyCaps) -> Caps {
    const CTRL: Mods = Mods::CTRL;
    const ALT: Mods = Mods::ALT;
    const SUPER: Mods = Mods::SUPER;
    const SHIFT: Mods = Mods::SHIFT;
    match caps {
        KeyCaps::System if cfg!(target_os = "macos") => self::caps(KeyCaps::AppleSymbols),
        KeyCaps::System => (
            &[
                (CTRL, "Ctrl"),
                (ALT, "Alt"),
                (SUPER, "Super"),
                (SHIFT, "Shift"),
            ],
            "+",
        ),
        KeyCaps::UnixLong => (
            &[
                (SUPER, "Super"),
                (ALT, "Meta"),
                (CTRL, "Ctrl"),
                (SHIFT, "Shift"),
            ],
            "+",
        ),
        KeyCaps::Emacs => (
            &[(SUPER, "Super"), (ALT, "M"), (CTRL, "C"), (SHIFT, "S")],
            "-",
        ),
        KeyCaps::AppleSymbols => (&[(CTRL, "⌃"), (ALT, "⌥"), (SHIFT, "⇧"), (SUPER, "⌘")], ""),
        KeyCaps::WindowsLong => (
            &[
                (SUPER, "Win"),
                (ALT, "Alt"),
                (CTRL, "Ctrl"),
                (SHIFT, "Shift"),
            ],
            "+",
        ),
        KeyCaps::WindowsSymbols => (
            &[(SUPER, "⊞"), (ALT, "Alt"), (CTRL, "Ctrl"), (SHIFT, "Shift")],
            "+",
        ),
    }
}

/// Writes a key with what is held for people.
pub(super) fn key(event: KeyEvent, style: KeyCaps) -> String {
    let bare = match event.key {
        Key::Char(letter) if !event.mods.is_empty() && letter.is_alphabetic() => {
            // As it stands on the keyboard.
            KeyEvent::new(event.key, Mods::SHIFT).to_string()["Shift+".len()..].to_owned()
        }
        key => key.to_string(),
    };
    held(event.mods, &bare, style)
}

/// Writes what is held before the name of a key.
pub(super) fn held(mods: Mods, key: &str, style: KeyCaps) -> String {
    let (names, between) = caps(style);
    let mut text = String::new();
    for (_, name) in names.iter().filter(|(one, _)| mods.contains(*one)) {
        text.push_str(name);
        text.push_str(between);
    }
    text + key
}

#[cfg(test)]
mod tests;
