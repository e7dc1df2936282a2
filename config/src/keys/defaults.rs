//! The bindings that hold when nothing is configured: those of WezTerm, and a few of our own.
//!
//! Plain data. `config/tests/keys.rs` holds it against the facts, with a list of what differs and why.

use super::{KeyBinding, KeyCode, KeyMods};
use crate::actions::{
    CharSelectArgs, ClearMode, CopyDestination, CopyModeAction as C, KeyAssignment as A,
    PaneDirection, PasteSource, SearchPattern, SelectionMode,
};
use crate::spawn::SpawnCommand;

const NONE: KeyMods = KeyMods::empty();
const SHIFT: KeyMods = KeyMods::SHIFT;
const CTRL: KeyMods = KeyMods::CTRL;
const ALT: KeyMods = KeyMods::ALT;
const SUPER: KeyMods = KeyMods::SUPER;

type Row = (KeyMods, &'static str, A);

fn bindings(rows: impl IntoIterator<Item = Row>) -> Vec<KeyBinding> {
    let binding = |(mods, key, action): Row| KeyBinding {
        key: KeyCode::from(key),
        mods,
        action,
    };
    rows.into_iter().map(binding).collect()
}

/// The bindings that hold when nothing is configured.
#[rustfmt::skip]
pub(crate) fn defaults() -> Vec<KeyBinding> {
    let both = CTRL | SHIFT;
    let all = CTRL | SHIFT | ALT;
    let here = SpawnCommand::default;
    let mut table = vec![
        (SUPER, "c", A::CopyTo(CopyDestination::Clipboard)),
        (both, "c", A::CopyTo(CopyDestination::Clipboard)),
        (NONE, "Copy", A::CopyTo(CopyDestination::Clipboard)),
        (CTRL, "Insert", A::CopyTo(CopyDestination::PrimarySelection)),
        (SUPER, "v", A::PasteFrom(PasteSource::Clipboard)),
        (both, "v", A::PasteFrom(PasteSource::Clipboard)),
        (NONE, "Paste", A::PasteFrom(PasteSource::Clipboard)),
        (SHIFT, "Insert", A::PasteFrom(PasteSource::PrimarySelection)),
        (SUPER, "m", A::Hide),
        (both, "m", A::Hide),
        (SUPER, "n", A::SpawnWindow),
        (both, "n", A::SpawnWindow),
        (ALT, "Enter", A::ToggleFullScreen),
        (SUPER, "-", A::DecreaseFontSize),
        (CTRL, "-", A::DecreaseFontSize),
        (both, "-", A::DecreaseFontSize),
        (SUPER, "=", A::IncreaseFontSize),
        (CTRL, "=", A::IncreaseFontSize),
        (both, "=", A::IncreaseFontSize),
        (SUPER, "0", A::ResetFontSize),
        (CTRL, "0", A::ResetFontSize),
        (both, "0", A::ResetFontSize),
        (SUPER, "t", A::SpawnTab(Default::default())),
        (both, "t", A::SpawnTab(Default::default())),
        (SUPER, "w", A::CloseCurrentTab { confirm: true }),
        (both, "w", A::CloseCurrentTab { confirm: true }),
        (SUPER | SHIFT, "[", A::ActivateTabRelative(-1)),
        (both, "Tab", A::ActivateTabRelative(-1)),
        (CTRL, "PageUp", A::ActivateTabRelative(-1)),
        (SUPER | SHIFT, "]", A::ActivateTabRelative(1)),
        (CTRL, "Tab", A::ActivateTabRelative(1)),
        (CTRL, "PageDown", A::ActivateTabRelative(1)),
        (both, "PageUp", A::MoveTabRelative(-1)),
        (both, "PageDown", A::MoveTabRelative(1)),
        (SHIFT, "PageUp", A::ScrollByPage(-1.0)),
        (SHIFT, "PageDown", A::ScrollByPage(1.0)),
        (SUPER, "r", A::ReloadConfiguration),
        (both, "r", A::ReloadConfiguration),
        (SUPER, "k", A::ClearScrollback(ClearMode::ScrollbackOnly)),
        (both, "k", A::ClearScrollback(ClearMode::ScrollbackOnly)),
        (all, "\"", A::SplitVertical(here())),
        (all, "%", A::SplitHorizontal(here())),
        (all, "LeftArrow", A::AdjustPaneSize(PaneDirection::Left, 1)),
        (all, "RightArrow", A::AdjustPaneSize(PaneDirection::Right, 1)),
        (all, "UpArrow", A::AdjustPaneSize(PaneDirection::Up, 1)),
        (all, "DownArrow", A::AdjustPaneSize(PaneDirection::Down, 1)),
        (both, "LeftArrow", A::ActivatePaneDirection(PaneDirection::Left)),
        (both, "RightArrow", A::ActivatePaneDirection(PaneDirection::Right)),
        (both, "UpArrow", A::ActivatePaneDirection(PaneDirection::Up)),
        (both, "DownArrow", A::ActivatePaneDirection(PaneDirection::Down)),
        (both, "z", A::TogglePaneZoomState),
        (SUPER, "q", A::QuitApplication),
        (SUPER, "f", A::Search(SearchPattern::CurrentSelectionOrEmptyString)),
        (both, "f", A::Search(SearchPattern::CurrentSelectionOrEmptyString)),
        (both, "l", A::ShowDebugOverlay),
        (both, "p", A::ActivateCommandPalette),
        (both, "u", A::CharSelect(CharSelectArgs::default())),
        (both, "x", A::ActivateCopyMode),
        (both, "Space", A::QuickSelect),
        // Keys that WezTerm leaves to programs, and that hardly any program can have.
        (both, "b", A::SelectCommandBlock(-1)),
        (both, "d", A::SelectCommandBlock(1)),
        (both, "o", A::CopyCommandOutput { block: None, destination: CopyDestination::Clipboard }),
    ];
    let digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    for (i, digit) in digits.into_iter().enumerate() {
        let index = if digit == "9" { -1 } else { i as i64 };
        table.push((SUPER, digit, A::ActivateTab(index)));
        table.push((both, digit, A::ActivateTab(index)));
    }
    // What people are told first is a key that their desktop leaves alone.
    table.sort_by_key(|(mods, ..)| mods.contains(SUPER));
    bindings(table)
}

/// The key that opens the assistant when nothing else was chosen.
pub(crate) fn assistant_default() -> KeyBinding {
    KeyBinding {
        key: KeyCode::from("a"),
        mods: CTRL | SHIFT,
        action: A::ActivateAiAssistant,
    }
}

fn motion(motion: C) -> A {
    A::CopyMode(motion)
}

fn leave() -> A {
    A::Multiple(vec![A::ScrollToBottom, motion(C::Close)])
}

fn copy_and_leave() -> A {
    A::Multiple(vec![
        A::CopyTo(CopyDestination::ClipboardAndPrimarySelection),
        A::ScrollToBottom,
        motion(C::Close),
    ])
}

/// The names of the key tables that are there without being configured.
pub(crate) const TABLES: [&str; 2] = ["copy_mode", "search_mode"];

/// Returns such a table.
pub(crate) fn table(name: &str) -> Option<Vec<KeyBinding>> {
    match name {
        "copy_mode" => Some(copy_mode()),
        "search_mode" => Some(search_mode()),
        _ => None,
    }
}

/// The keys of copy mode.
#[rustfmt::skip]
fn copy_mode() -> Vec<KeyBinding> {
    bindings([
        (CTRL, "c", leave()),
        (CTRL, "g", leave()),
        (NONE, "q", leave()),
        (NONE, "Escape", leave()),
        (NONE, "h", motion(C::MoveLeft)),
        (NONE, "LeftArrow", motion(C::MoveLeft)),
        (NONE, "j", motion(C::MoveDown)),
        (NONE, "DownArrow", motion(C::MoveDown)),
        (NONE, "k", motion(C::MoveUp)),
        (NONE, "UpArrow", motion(C::MoveUp)),
        (NONE, "l", motion(C::MoveRight)),
        (NONE, "RightArrow", motion(C::MoveRight)),
        (ALT, "RightArrow", motion(C::MoveForwardWord)),
        (ALT, "f", motion(C::MoveForwardWord)),
        (NONE, "Tab", motion(C::MoveForwardWord)),
        (NONE, "w", motion(C::MoveForwardWord)),
        (NONE, "e", motion(C::MoveForwardWordEnd)),
        (ALT, "LeftArrow", motion(C::MoveBackwardWord)),
        (ALT, "b", motion(C::MoveBackwardWord)),
        (SHIFT, "Tab", motion(C::MoveBackwardWord)),
        (NONE, "b", motion(C::MoveBackwardWord)),
        (NONE, "0", motion(C::MoveToStartOfLine)),
        (NONE, "Enter", motion(C::MoveToStartOfNextLine)),
        (SHIFT, "$", motion(C::MoveToEndOfLineContent)),
        (NONE, "$", motion(C::MoveToEndOfLineContent)),
        (ALT, "m", motion(C::MoveToStartOfLineContent)),
        (SHIFT, "^", motion(C::MoveToStartOfLineContent)),
        (NONE, "^", motion(C::MoveToStartOfLineContent)),
        (NONE, "Space", motion(C::SetSelectionMode(Some(SelectionMode::Cell)))),
        (NONE, "v", motion(C::SetSelectionMode(Some(SelectionMode::Cell)))),
        (NONE, "V", motion(C::SetSelectionMode(Some(SelectionMode::Line)))),
        (SHIFT, "V", motion(C::SetSelectionMode(Some(SelectionMode::Line)))),
        (CTRL, "v", motion(C::SetSelectionMode(Some(SelectionMode::Block)))),
        (SHIFT, "G", motion(C::MoveToScrollbackBottom)),
        (NONE, "G", motion(C::MoveToScrollbackBottom)),
        (NONE, "g", motion(C::MoveToScrollbackTop)),
        (NONE, "H", motion(C::MoveToViewportTop)),
        (SHIFT, "H", motion(C::MoveToViewportTop)),
        (NONE, "M", motion(C::MoveToViewportMiddle)),
        (SHIFT, "M", motion(C::MoveToViewportMiddle)),
        (NONE, "L", motion(C::MoveToViewportBottom)),
        (SHIFT, "L", motion(C::MoveToViewportBottom)),
        (NONE, "PageUp", motion(C::PageUp)),
        (NONE, "PageDown", motion(C::PageDown)),
        (CTRL, "b", motion(C::PageUp)),
        (CTRL, "f", motion(C::PageDown)),
        (CTRL, "u", motion(C::MoveByPage(-0.5))),
        (CTRL, "d", motion(C::MoveByPage(0.5))),
        (NONE, "o", motion(C::MoveToSelectionOtherEnd)),
        (NONE, "O", motion(C::MoveToSelectionOtherEndHoriz)),
        (SHIFT, "O", motion(C::MoveToSelectionOtherEndHoriz)),
        (NONE, "y", copy_and_leave()),
        (NONE, ";", motion(C::JumpAgain)),
        (NONE, ",", motion(C::JumpReverse)),
        (NONE, "F", motion(C::JumpBackward { prev_char: false })),
        (SHIFT, "F", motion(C::JumpBackward { prev_char: false })),
        (NONE, "T", motion(C::JumpBackward { prev_char: true })),
        (SHIFT, "T", motion(C::JumpBackward { prev_char: true })),
        (NONE, "f", motion(C::JumpForward { prev_char: false })),
        (NONE, "t", motion(C::JumpForward { prev_char: true })),
        (NONE, "Home", motion(C::MoveToStartOfLine)),
        (NONE, "End", motion(C::MoveToEndOfLineContent)),
    ])
}

/// The keys of the search.
#[rustfmt::skip]
fn search_mode() -> Vec<KeyBinding> {
    bindings([
        (NONE, "Escape", motion(C::Close)),
        (NONE, "UpArrow", motion(C::PriorMatch)),
        (NONE, "Enter", motion(C::PriorMatch)),
        (CTRL, "p", motion(C::PriorMatch)),
        (NONE, "PageUp", motion(C::PriorMatchPage)),
        (NONE, "PageDown", motion(C::NextMatchPage)),
        (CTRL, "n", motion(C::NextMatch)),
        (NONE, "DownArrow", motion(C::NextMatch)),
        (CTRL, "r", motion(C::CycleMatchType)),
        (CTRL, "u", motion(C::ClearPattern)),
    ])
}
