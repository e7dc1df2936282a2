//! How key assignments are written for Lua: as the argument that reads as the same again.
//!
//! Pure functions over plain data. A list of what can be written is nowhere: every assignment can be.

use serde_json::{Value as Json, json};

use super::arguments::{
    CharSelectArgs, ConfirmationArgs, PaneSelectArgs, PromptArgs, QuickSelectArgs, SearchPattern,
    SelectorArgs,
};
use super::{CopyModeAction, KeyAssignment};
use crate::keys::KeyTableUse;
use crate::launcher::LauncherArgs;
use crate::spawn::{PaneShare, SpawnCommand, SpawnDomain};

impl KeyAssignment {
    /// Returns its argument as JSON in the shape that Lua has; null where it has none.
    pub fn argument(&self) -> Json {
        use KeyAssignment as A;
        match self {
            A::ActivateModuleOverlay(text)
            | A::EmitEvent(text)
            | A::SendString(text)
            | A::OpenUri(text)
            | A::AttachDomain(text) => json!(text),
            A::ActivateTab(number)
            | A::ActivateTabRelative(number)
            | A::ActivateTabRelativeNoWrap(number)
            | A::MoveTabRelative(number)
            | A::MoveTab(number)
            | A::ActivatePaneByIndex(number)
            | A::ActivateWindow(number)
            | A::ActivateWindowRelative(number)
            | A::ActivateWindowRelativeNoWrap(number)
            | A::SwitchWorkspaceRelative(number)
            | A::SelectCommandBlock(number)
            | A::ScrollByLine(number)
            | A::ScrollToPrompt(number) => json!(number),
            A::ScrollByPage(pages) => amount(*pages),
            A::SpawnTab(where_to) | A::DetachDomain(where_to) => domain(where_to),
            A::SpawnCommandInNewTab(command)
            | A::SpawnCommandInNewWindow(command)
            | A::SplitHorizontal(command)
            | A::SplitVertical(command) => spawn(command),
            A::CloseCurrentPane { confirm } | A::CloseCurrentTab { confirm } => {
                json!({ "confirm": confirm })
            }
            A::SplitPane {
                direction,
                command,
                size,
                top_level,
            } => record([
                ("direction", json!(direction.word())),
                ("command", spawn(command)),
                ("size", share(*size)),
                ("top_level", json!(top_level)),
            ]),
            A::SplitModulePane {
                module,
                direction,
                size,
                top_level,
            } => record([
                ("module", json!(module)),
                ("direction", json!(direction.word())),
                ("size", share(*size)),
                ("top_level", json!(top_level)),
            ]),
            A::RunModuleAction { module, action } => json!({ "module": module, "action": action }),
            A::ActivatePaneDirection(direction) => json!(direction.word()),
            A::AdjustPaneSize(direction, cells) => json!([direction.word(), cells]),
            A::SetPaneZoomState(zoomed) => json!(zoomed),
            A::RotatePanes { clockwise: true } => json!("Clockwise"),
            A::RotatePanes { clockwise: false } => json!("CounterClockwise"),
            A::SwitchToWorkspace { name, spawn: what } => {
                record([("name", json!(name)), ("spawn", spawn(what))])
            }
            A::CopyTo(to)
            | A::CompleteSelection(to)
            | A::CompleteSelectionOrOpenLinkAtMouseCursor(to) => json!(to.word()),
            A::CopyTextTo { text, destination } => {
                json!({ "text": text, "destination": destination.word() })
            }
            A::CopyCommandOutput { block, destination } => record([
                ("block", json!(block)),
                ("destination", json!(destination.word())),
            ]),
            A::PasteFrom(from) => json!(from.word()),
            A::ClearScrollback(what) => json!(what.word()),
            A::SelectTextAtMouseCursor(mode) | A::ExtendSelectionToMouseCursor(mode) => {
                json!(mode.word())
            }
            A::SetWindowLevel(level) => json!(level.word()),
            A::SendKey { key, mods } => json!({ "key": key, "mods": mods.to_string() }),
            A::ShowLauncherArgs(args) => launcher(args),
            A::ActivateKeyTable(how) => table_use(how),
            A::Multiple(actions) => actions.iter().map(KeyAssignment::to_json).collect(),
            A::Search(pattern) => search(pattern),
            A::CopyMode(motion) => copy_mode(*motion),
            A::PaneSelect(args) => pane_select(args),
            A::QuickSelectArgs(args) => quick_select(args),
            A::CharSelect(args) => char_select(args),
            A::PromptInputLine(args) => prompt(args),
            A::InputSelector(args) => selector(args),
            A::Confirmation(args) => confirmation(args),
            A::ActivateAiAssistant
            | A::PopKeyTable
            | A::ClearKeyTableStack
            | A::SpawnWindow
            | A::ActivateLastTab
            | A::TogglePaneZoomState
            | A::ClearSelection
            | A::ScrollToTop
            | A::ScrollToBottom
            | A::IncreaseFontSize
            | A::DecreaseFontSize
            | A::ResetFontSize
            | A::ToggleFullScreen
            | A::ResetTerminal
            | A::ShowLauncher
            | A::ReloadConfiguration
            | A::QuitApplication
            | A::Nop
            | A::DisableDefaultAssignment
            | A::Hide
            | A::Show
            | A::HideApplication
            | A::ToggleAlwaysOnTop
            | A::ToggleAlwaysOnBottom
            | A::StartWindowDrag
            | A::OpenLinkAtMouseCursor
            | A::ScrollByCurrentEventWheelDelta
            | A::ActivateCopyMode
            | A::QuickSelect
            | A::ActivateCommandPalette
            | A::ShowTabNavigator
            | A::ShowDebugOverlay => Json::Null,
        }
    }

    /// Returns it as Lua has it in a table of bindings: its name, or a table of its name and argument.
    pub fn to_json(&self) -> Json {
        match self.argument() {
            Json::Null => json!(self.name()),
            argument => json!({ (self.name()): argument }),
        }
    }
}

/// A table of those fields that say something.
fn record<const N: usize>(fields: [(&str, Json); N]) -> Json {
    let fields = fields.into_iter().filter(|(_, value)| {
        let empty = value.as_object().is_some_and(serde_json::Map::is_empty);
        !value.is_null() && !empty
    });
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// A number without a point where it has no fraction.
fn amount(number: f64) -> Json {
    match number.fract() == 0.0 {
        true => json!(number as i64),
        false => json!(number),
    }
}

fn domain(domain: &SpawnDomain) -> Json {
    match domain {
        SpawnDomain::CurrentPane => json!("CurrentPaneDomain"),
        SpawnDomain::Default => json!("DefaultDomain"),
        SpawnDomain::Named(name) => json!({ "DomainName": name }),
        SpawnDomain::Numbered(number) => json!({ "DomainId": number }),
    }
}

fn spawn(command: &SpawnCommand) -> Json {
    record([
        ("label", json!(command.label)),
        ("args", json!(command.args)),
        ("cwd", json!(command.cwd)),
        (
            "set_environment_variables",
            json!(command.set_environment_variables),
        ),
        ("domain", domain(&command.domain)),
    ])
}

fn share(size: Option<PaneShare>) -> Json {
    match size {
        None => Json::Null,
        Some(PaneShare::Percent(percent)) => json!({ "Percent": percent }),
        Some(PaneShare::Cells(cells)) => json!({ "Cells": cells }),
    }
}

fn launcher(args: &LauncherArgs) -> Json {
    let flags: Vec<&str> = args.flags.iter_names().map(|(name, _)| name).collect();
    record([
        ("flags", json!(flags.join("|"))),
        ("title", json!(args.title)),
        ("help_text", json!(args.help_text)),
        ("fuzzy_help_text", json!(args.fuzzy_help_text)),
        ("alphabet", json!(args.alphabet)),
    ])
}

fn table_use(how: &KeyTableUse) -> Json {
    record([
        ("name", json!(how.name)),
        ("timeout_milliseconds", json!(how.timeout_milliseconds)),
        ("replace_current", json!(how.replace_current)),
        ("one_shot", json!(how.one_shot)),
        ("until_unknown", json!(how.until_unknown)),
        ("prevent_fallback", json!(how.prevent_fallback)),
    ])
}

fn search(pattern: &SearchPattern) -> Json {
    match pattern {
        SearchPattern::Regex(text) => json!({ "Regex": text }),
        SearchPattern::CaseSensitiveString(text) => json!({ "CaseSensitiveString": text }),
        SearchPattern::CaseInSensitiveString(text) => json!({ "CaseInSensitiveString": text }),
        SearchPattern::CurrentSelectionOrEmptyString => json!("CurrentSelectionOrEmptyString"),
    }
}

fn copy_mode(motion: CopyModeAction) -> Json {
    use CopyModeAction as C;
    match motion {
        C::SetSelectionMode(Some(mode)) => json!({ "SetSelectionMode": mode.word() }),
        C::SetSelectionMode(None) => json!("SetSelectionMode"),
        C::MoveByPage(pages) => json!({ "MoveByPage": amount(pages) }),
        C::MoveBackwardZoneOfType(zone) => json!({ "MoveBackwardZoneOfType": zone.word() }),
        C::MoveForwardZoneOfType(zone) => json!({ "MoveForwardZoneOfType": zone.word() }),
        C::JumpForward { prev_char } => json!({ "JumpForward": { "prev_char": prev_char } }),
        C::JumpBackward { prev_char } => json!({ "JumpBackward": { "prev_char": prev_char } }),
        // The variants without an argument have the names that Lua writes.
        plain => json!(format!("{plain:?}")),
    }
}

fn pane_select(args: &PaneSelectArgs) -> Json {
    record([
        ("mode", json!(args.mode.word())),
        ("alphabet", json!(args.alphabet)),
        ("show_pane_ids", json!(args.show_pane_ids)),
    ])
}

fn quick_select(args: &QuickSelectArgs) -> Json {
    record([
        ("patterns", json!(args.patterns)),
        ("alphabet", json!(args.alphabet)),
        (
            "action",
            args.action.as_ref().map_or(Json::Null, |a| a.to_json()),
        ),
        ("skip_action_on_paste", json!(args.skip_action_on_paste)),
        ("label", json!(args.label)),
        ("scope_lines", json!(args.scope_lines)),
    ])
}

fn char_select(args: &CharSelectArgs) -> Json {
    record([
        ("group", json!(args.group.map(|group| group.word()))),
        ("copy_on_select", json!(args.copy_on_select)),
        ("copy_to", json!(args.copy_to.word())),
    ])
}

fn prompt(args: &PromptArgs) -> Json {
    record([
        ("description", json!(args.description)),
        ("prompt", json!(args.prompt)),
        ("initial_value", json!(args.initial_value)),
        ("action", args.action.to_json()),
    ])
}

fn selector(args: &SelectorArgs) -> Json {
    let choices = args
        .choices
        .iter()
        .map(|choice| record([("label", json!(choice.label)), ("id", json!(choice.id))]));
    record([
        ("title", json!(args.title)),
        ("choices", choices.collect()),
        ("action", args.action.to_json()),
        ("fuzzy", json!(args.fuzzy)),
        ("alphabet", json!(args.alphabet)),
        ("description", json!(args.description)),
        ("fuzzy_description", json!(args.fuzzy_description)),
    ])
}

fn confirmation(args: &ConfirmationArgs) -> Json {
    record([
        ("message", json!(args.message)),
        ("action", args.action.to_json()),
        (
            "cancel",
            args.cancel.as_ref().map_or(Json::Null, |a| a.to_json()),
        ),
    ])
}
