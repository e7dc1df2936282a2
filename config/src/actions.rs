//! What a key can do: one table of key assignments with their names, arguments and meaning.
//!
//! Hides the forms in which Lua writes an assignment (`act.Name`, `act.Name(arg)`,
//! `{Name = arg}`, `"Name"`). Runs on the thread of the Lua state; the assignments themselves
//! are plain data. It does not carry them out: the roof does, joined by name.

use mlua::Value;

use crate::keys::{KeyMods, KeyTableUse};
use crate::launcher::LauncherArgs;
use crate::plugin;
use crate::spawn::{PaneShare, SpawnCommand, SpawnDomain};
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, is_absent};

mod readers;
mod table;

use table::ACTIONS;

/// A clipboard that text is copied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyDestination {
    /// The clipboard.
    Clipboard,
    /// The primary selection (X11 and Wayland).
    PrimarySelection,
    /// Both.
    ClipboardAndPrimarySelection,
}

/// A clipboard that text is pasted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasteSource {
    /// The clipboard.
    Clipboard,
    /// The primary selection (X11 and Wayland).
    PrimarySelection,
}

/// Where another pane lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneDirection {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Above.
    Up,
    /// Below.
    Down,
    /// After this one, in the order of their making.
    Next,
    /// Before this one.
    Prev,
}

/// What clearing the scrollback takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClearMode {
    /// The rows above the screen.
    ScrollbackOnly,
    /// Those and the screen.
    ScrollbackAndViewport,
}

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
    /// One of WezTerm's that is not here yet; the string is its name.
    Unsupported(String),
}

impl KeyAssignment {
    /// Returns the name it has in Lua.
    pub fn name(&self) -> &str {
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
            A::Unsupported(name) => name,
        }
    }
}

/// Whether an assignment is followed by an argument, and what that looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Stands alone.
    None,
    /// May be followed by one.
    Optional(&'static str),
    /// Must be followed by one.
    Required(&'static str),
}

/// One row of the table of key assignments.
#[derive(Clone, Copy, Debug)]
pub struct ActionSpec {
    /// The name in Lua.
    pub name: &'static str,
    /// The argument.
    pub argument: Argument,
    /// What it does, in one line.
    pub doc: &'static str,
    build: Option<Build>,
}

type Build = fn(&Value) -> Result<KeyAssignment, Fault>;

impl ActionSpec {
    /// Returns whether the terminal can carry it out; the others are WezTerm's names, accepted
    /// so that a file written for it loads.
    pub fn supported(&self) -> bool {
        self.build.is_some()
    }

    /// Returns the assignment that stands without an argument; none where one is needed, and none
    /// for what the terminal cannot carry out.
    pub fn without_argument(&self) -> Option<KeyAssignment> {
        let built = build(self, &Value::Nil).ok();
        built.filter(|_| self.supported())
    }
}

/// Reads an action that Lua hands over while the terminal runs, in any form that a
/// configuration may use; the error says what is wrong with it.
pub fn read_action(value: &Value) -> Result<KeyAssignment, String> {
    value::finite(value)
        .and_then(|()| read(value))
        .map_err(|fault| fault.to_string())
}

/// Returns the table of key assignments.
pub fn actions() -> &'static [ActionSpec] {
    ACTIONS
}

const fn plain(name: &'static str, doc: &'static str, build: Build) -> ActionSpec {
    ActionSpec {
        name,
        argument: Argument::None,
        doc,
        build: Some(build),
    }
}

const fn with(
    name: &'static str,
    argument: Argument,
    doc: &'static str,
    build: Build,
) -> ActionSpec {
    ActionSpec {
        name,
        argument,
        doc,
        build: Some(build),
    }
}

const fn later(name: &'static str, argument: Argument, doc: &'static str) -> ActionSpec {
    ActionSpec {
        name,
        argument,
        doc,
        build: None,
    }
}

/// Finds a row by name; an unknown name is a fault with a suggestion.
pub(crate) fn find(name: &str) -> Result<&'static ActionSpec, Fault> {
    ACTIONS
        .iter()
        .find(|spec| spec.name == name)
        .ok_or_else(|| {
            let names = ACTIONS.iter().map(|spec| spec.name);
            Fault::new(format!("unknown action `{name}`")).hint(did_you_mean(name, names))
        })
}

/// Makes the assignment of that name; nil means that no argument was given.
pub(crate) fn build(spec: &ActionSpec, argument: &Value) -> Result<KeyAssignment, Fault> {
    match spec.argument {
        Argument::None if !is_absent(argument) => {
            return Err(value::expected("no argument", argument).within(spec.name));
        }
        Argument::Required(shape) if argument.is_nil() => {
            return Err(Fault::new(format!(
                "`{}` needs an argument: {shape}",
                spec.name
            )));
        }
        _ => {}
    }
    match spec.build {
        Some(build) => build(argument).map_err(|fault| fault.within(spec.name)),
        None => Ok(KeyAssignment::Unsupported(spec.name.to_owned())),
    }
}

/// Reads an assignment in any of the forms that Lua writes.
pub(crate) fn read(value: &Value) -> Result<KeyAssignment, Fault> {
    if plugin::is_absent(value) {
        return Ok(KeyAssignment::Nop);
    }
    match value {
        Value::String(_) => build(find(&value::text(value)?)?, &Value::Nil),
        Value::Table(_) => {
            let fields = value::fields(value)?;
            let mut fields = fields.iter();
            match (fields.next(), fields.next()) {
                (Some((name, argument)), None) => build(find(name)?, argument),
                _ => Err(Fault::new(
                    "expected one action such as wezterm.action.CopyTo 'Clipboard'",
                )),
            }
        }
        Value::Function(_) => Err(Fault::new(
            "expected an action, got a function: either the action's argument is missing, or the \
             function needs wezterm.action_callback(...) around it",
        )),
        other => Err(value::expected(
            "an action such as wezterm.action.CopyTo 'Clipboard'",
            other,
        )),
    }
}
