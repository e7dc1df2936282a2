//! The key assignments themselves, as plain data.
//!
//! Hides nothing: one variant for each thing that can be asked for. How Lua writes them is read in `readers`
//! and written in `write`; what they are for is in `table`.

use super::arguments::{
    CharSelectArgs, ClearMode, ConfirmationArgs, CopyDestination, PaneDirection, PaneSelectArgs,
    PasteSource, PromptArgs, QuickSelectArgs, SearchPattern, SelectionMode, SelectorArgs,
    WindowLevel,
};
use super::copy_mode::CopyModeAction;
use crate::keys::{KeyMods, KeyTableUse};
use crate::launcher::LauncherArgs;
use crate::spawn::{PaneShare, SpawnCommand, SpawnDomain};

/// What a key, a palette row or a Lua handler asks the terminal to do.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyAssignment {
    /// Opens or closes the assistant.
    ActivateAiAssistant,
    /// Opens or closes the overlay of a module.
    ActivateModuleOverlay(String),
    /// Has a module do one of its actions.
    RunModuleAction {
        /// The module.
        module: String,
        /// The action's name within it.
        action: String,
    },
    /// Runs the Lua handlers of an event with (window, pane).
    EmitEvent(String),
    /// Use a key table.
    ActivateKeyTable(KeyTableUse),
    /// Leave the key table that is used.
    PopKeyTable,
    /// Leave all key tables.
    ClearKeyTableStack,
    /// Opens a tab.
    SpawnTab(SpawnDomain),
    /// Opens a window.
    SpawnWindow,
    /// Runs a program in a new tab.
    SpawnCommandInNewTab(SpawnCommand),
    /// Closes the pane.
    CloseCurrentPane {
        /// Whether to ask first.
        confirm: bool,
    },
    /// Closes the tab.
    CloseCurrentTab {
        /// Whether to ask first.
        confirm: bool,
    },
    /// Puts a new pane to the right.
    SplitHorizontal(SpawnCommand),
    /// Puts a new pane below.
    SplitVertical(SpawnCommand),
    /// Puts a pane that a module draws on the stated side.
    SplitModulePane {
        /// The module.
        module: String,
        /// The side.
        direction: PaneDirection,
        /// How much room it gets; none means half.
        size: Option<PaneShare>,
        /// Whether it stands beside all panes of the tab.
        top_level: bool,
    },
    /// Puts a new pane on the stated side.
    SplitPane {
        /// The side.
        direction: PaneDirection,
        /// What runs in it.
        command: SpawnCommand,
        /// How much room it gets; none means half.
        size: Option<PaneShare>,
        /// Whether it stands beside all panes of the tab.
        top_level: bool,
    },
    /// Shows a tab by index from 0; negative counts from the end.
    ActivateTab(i64),
    /// Shows the tab that many further on, going round.
    ActivateTabRelative(i64),
    /// Shows the tab that many further on, stopping at the ends.
    ActivateTabRelativeNoWrap(i64),
    /// Shows the tab that was shown before.
    ActivateLastTab,
    /// Moves the tab by that many places.
    MoveTabRelative(i64),
    /// Moves the tab to a place.
    MoveTab(i64),
    /// Gives the focus to a neighbouring pane.
    ActivatePaneDirection(PaneDirection),
    /// Gives the focus to a pane by index.
    ActivatePaneByIndex(i64),
    /// Moves the divider on a side by that many cells.
    AdjustPaneSize(PaneDirection, i64),
    /// Shows only this pane in its tab, or all again.
    TogglePaneZoomState,
    /// Shows only this pane in its tab (true), or all (false).
    SetPaneZoomState(bool),
    /// Moves every pane to the next one's place (true), or to that of the one before (false).
    RotatePanes {
        /// Whether to the next one's.
        clockwise: bool,
    },
    /// Opens a window and runs a program in it.
    SpawnCommandInNewWindow(SpawnCommand),
    /// Shows the window with that index in its workspace, from 0.
    ActivateWindow(i64),
    /// Shows the window that many further on, going round.
    ActivateWindowRelative(i64),
    /// Shows the window that many further on, stopping at the ends.
    ActivateWindowRelativeNoWrap(i64),
    /// Shows a workspace, and opens a window in it when it has none.
    SwitchToWorkspace {
        /// Its name; none means a new one.
        name: Option<String>,
        /// What runs in a new window.
        spawn: SpawnCommand,
    },
    /// Shows the workspace that many further on by name, going round.
    SwitchWorkspaceRelative(i64),
    /// Copies the selection.
    CopyTo(CopyDestination),
    /// Copies the stated text.
    CopyTextTo {
        /// The text.
        text: String,
        /// Where to.
        destination: CopyDestination,
    },
    /// Pastes.
    PasteFrom(PasteSource),
    /// Drops the selection.
    ClearSelection,
    /// Selects the command block that many further down; negative is up.
    SelectCommandBlock(i64),
    /// Copies what a command printed.
    CopyCommandOutput {
        /// Which one, counted from the end: -1 is the last. None is the selected block, else the last.
        block: Option<i64>,
        /// Where to.
        destination: CopyDestination,
    },
    /// Scrolls by pages; fractions are allowed, negative is up.
    ScrollByPage(f64),
    /// Scrolls by rows; negative is up.
    ScrollByLine(i64),
    /// Scrolls to the oldest row.
    ScrollToTop,
    /// Scrolls to the live screen.
    ScrollToBottom,
    /// Scrolls by prompts; negative is up.
    ScrollToPrompt(i64),
    /// Forgets what was scrolled away.
    ClearScrollback(ClearMode),
    /// Sends the text to the program.
    SendString(String),
    /// Sends a key press to the program.
    SendKey {
        /// The key's name.
        key: String,
        /// Its modifiers.
        mods: KeyMods,
    },
    /// Makes the text larger.
    IncreaseFontSize,
    /// Makes the text smaller.
    DecreaseFontSize,
    /// Gives the text its configured size.
    ResetFontSize,
    /// Full screen on or off.
    ToggleFullScreen,
    /// Puts the emulator into its first state.
    ResetTerminal,
    /// Opens a URI with the desktop's handler.
    OpenUri(String),
    /// Shows the launcher with what it usually lists.
    ShowLauncher,
    /// Shows the launcher with chosen parts.
    ShowLauncherArgs(LauncherArgs),
    /// Reads the configuration again.
    ReloadConfiguration,
    /// Ends the program.
    QuitApplication,
    /// Swallows the key.
    Nop,
    /// Takes the default assignment away, so that the program gets the key.
    DisableDefaultAssignment,
    /// Carries out several in order.
    Multiple(Vec<KeyAssignment>),
    /// Minimises the window.
    Hide,
    /// Brings the window back.
    Show,
    /// Hides the application (macOS).
    HideApplication,
    /// Keeps the window above others, or no longer.
    ToggleAlwaysOnTop,
    /// Keeps the window below others, or no longer.
    ToggleAlwaysOnBottom,
    /// Sets how the window stands to others.
    SetWindowLevel(WindowLevel),
    /// Moves the window with the pointer.
    StartWindowDrag,
    /// Labels the panes and acts on the one that is chosen.
    PaneSelect(PaneSelectArgs),
    /// Starts a selection at the pointer.
    SelectTextAtMouseCursor(SelectionMode),
    /// Extends the selection to the pointer.
    ExtendSelectionToMouseCursor(SelectionMode),
    /// Finishes the selection and copies it.
    CompleteSelection(CopyDestination),
    /// Copies the selection, or opens the link under the pointer where nothing is selected.
    CompleteSelectionOrOpenLinkAtMouseCursor(CopyDestination),
    /// Opens the link under the pointer.
    OpenLinkAtMouseCursor,
    /// Scrolls by what the wheel turned.
    ScrollByCurrentEventWheelDelta,
    /// Searches the scrollback.
    Search(SearchPattern),
    /// Selects with the keyboard.
    ActivateCopyMode,
    /// A motion or a choice within copy mode or the search.
    CopyMode(CopyModeAction),
    /// Picks a link, a path or a hash by a label.
    QuickSelect,
    /// The same with other patterns.
    QuickSelectArgs(QuickSelectArgs),
    /// Finds a command by typing.
    ActivateCommandPalette,
    /// Shows a list of the tabs.
    ShowTabNavigator,
    /// Shows the log and a Lua prompt.
    ShowDebugOverlay,
    /// Picks a character by its name.
    CharSelect(CharSelectArgs),
    /// Asks for one line of text.
    PromptInputLine(PromptArgs),
    /// Lets one of a list be picked.
    InputSelector(SelectorArgs),
    /// Asks a question that is answered with yes or no.
    Confirmation(ConfirmationArgs),
    /// Connects to a domain.
    AttachDomain(String),
    /// Disconnects from a domain.
    DetachDomain(SpawnDomain),
}

impl KeyAssignment {
    /// Returns the names of what it would do that the terminal cannot carry out yet.
    pub fn not_carried_out(&self) -> Vec<&'static str> {
        if let Self::Multiple(all) = self {
            return all.iter().flat_map(Self::not_carried_out).collect();
        }
        let name = self.name();
        let mut table = super::actions().iter();
        let row = table.find(|row| row.name == name);
        row.filter(|row| !row.supported())
            .map(|_| name)
            .into_iter()
            .collect()
    }

    /// Returns the names of the key tables that it uses.
    pub(crate) fn tables_used(&self) -> Vec<&str> {
        match self {
            Self::Multiple(all) => all.iter().flat_map(Self::tables_used).collect(),
            Self::ActivateKeyTable(how) => vec![how.name.as_str()],
            _ => Vec::new(),
        }
    }

    /// Returns the name it has in Lua.
    pub fn name(&self) -> &'static str {
        use KeyAssignment as A;
        match self {
            A::ActivateAiAssistant => "ActivateAiAssistant",
            A::ActivateModuleOverlay(_) => "ActivateModuleOverlay",
            A::RunModuleAction { .. } => "RunModuleAction",
            A::EmitEvent(_) => "EmitEvent",
            A::ActivateKeyTable(_) => "ActivateKeyTable",
            A::PopKeyTable => "PopKeyTable",
            A::ClearKeyTableStack => "ClearKeyTableStack",
            A::SpawnTab(_) => "SpawnTab",
            A::SpawnWindow => "SpawnWindow",
            A::SpawnCommandInNewTab(_) => "SpawnCommandInNewTab",
            A::CloseCurrentPane { .. } => "CloseCurrentPane",
            A::CloseCurrentTab { .. } => "CloseCurrentTab",
            A::SplitHorizontal(_) => "SplitHorizontal",
            A::SplitVertical(_) => "SplitVertical",
            A::SplitModulePane { .. } => "SplitModulePane",
            A::SplitPane { .. } => "SplitPane",
            A::ActivateTab(_) => "ActivateTab",
            A::ActivateTabRelative(_) => "ActivateTabRelative",
            A::ActivateTabRelativeNoWrap(_) => "ActivateTabRelativeNoWrap",
            A::ActivateLastTab => "ActivateLastTab",
            A::MoveTabRelative(_) => "MoveTabRelative",
            A::MoveTab(_) => "MoveTab",
            A::ActivatePaneDirection(_) => "ActivatePaneDirection",
            A::ActivatePaneByIndex(_) => "ActivatePaneByIndex",
            A::AdjustPaneSize(..) => "AdjustPaneSize",
            A::TogglePaneZoomState => "TogglePaneZoomState",
            A::SetPaneZoomState(_) => "SetPaneZoomState",
            A::RotatePanes { .. } => "RotatePanes",
            A::SpawnCommandInNewWindow(_) => "SpawnCommandInNewWindow",
            A::ActivateWindow(_) => "ActivateWindow",
            A::ActivateWindowRelative(_) => "ActivateWindowRelative",
            A::ActivateWindowRelativeNoWrap(_) => "ActivateWindowRelativeNoWrap",
            A::SwitchToWorkspace { .. } => "SwitchToWorkspace",
            A::SwitchWorkspaceRelative(_) => "SwitchWorkspaceRelative",
            A::CopyTo(_) => "CopyTo",
            A::CopyTextTo { .. } => "CopyTextTo",
            A::PasteFrom(_) => "PasteFrom",
            A::ClearSelection => "ClearSelection",
            A::SelectCommandBlock(_) => "SelectCommandBlock",
            A::CopyCommandOutput { .. } => "CopyCommandOutput",
            A::ScrollByPage(_) => "ScrollByPage",
            A::ScrollByLine(_) => "ScrollByLine",
            A::ScrollToTop => "ScrollToTop",
            A::ScrollToBottom => "ScrollToBottom",
            A::ScrollToPrompt(_) => "ScrollToPrompt",
            A::ClearScrollback(_) => "ClearScrollback",
            A::SendString(_) => "SendString",
            A::SendKey { .. } => "SendKey",
            A::IncreaseFontSize => "IncreaseFontSize",
            A::DecreaseFontSize => "DecreaseFontSize",
            A::ResetFontSize => "ResetFontSize",
            A::ToggleFullScreen => "ToggleFullScreen",
            A::ResetTerminal => "ResetTerminal",
            A::OpenUri(_) => "OpenUri",
            A::ShowLauncher => "ShowLauncher",
            A::ShowLauncherArgs(_) => "ShowLauncherArgs",
            A::ReloadConfiguration => "ReloadConfiguration",
            A::QuitApplication => "QuitApplication",
            A::Nop => "Nop",
            A::DisableDefaultAssignment => "DisableDefaultAssignment",
            A::Multiple(_) => "Multiple",
            A::Hide => "Hide",
            A::Show => "Show",
            A::HideApplication => "HideApplication",
            A::ToggleAlwaysOnTop => "ToggleAlwaysOnTop",
            A::ToggleAlwaysOnBottom => "ToggleAlwaysOnBottom",
            A::SetWindowLevel(_) => "SetWindowLevel",
            A::StartWindowDrag => "StartWindowDrag",
            A::PaneSelect(_) => "PaneSelect",
            A::SelectTextAtMouseCursor(_) => "SelectTextAtMouseCursor",
            A::ExtendSelectionToMouseCursor(_) => "ExtendSelectionToMouseCursor",
            A::CompleteSelection(_) => "CompleteSelection",
            A::CompleteSelectionOrOpenLinkAtMouseCursor(_) => {
                "CompleteSelectionOrOpenLinkAtMouseCursor"
            }
            A::OpenLinkAtMouseCursor => "OpenLinkAtMouseCursor",
            A::ScrollByCurrentEventWheelDelta => "ScrollByCurrentEventWheelDelta",
            A::Search(_) => "Search",
            A::ActivateCopyMode => "ActivateCopyMode",
            A::CopyMode(_) => "CopyMode",
            A::QuickSelect => "QuickSelect",
            A::QuickSelectArgs(_) => "QuickSelectArgs",
            A::ActivateCommandPalette => "ActivateCommandPalette",
            A::ShowTabNavigator => "ShowTabNavigator",
            A::ShowDebugOverlay => "ShowDebugOverlay",
            A::CharSelect(_) => "CharSelect",
            A::PromptInputLine(_) => "PromptInputLine",
            A::InputSelector(_) => "InputSelector",
            A::Confirmation(_) => "Confirmation",
            A::AttachDomain(_) => "AttachDomain",
            A::DetachDomain(_) => "DetachDomain",
        }
    }
}
