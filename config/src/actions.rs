//! What a key can do: one table of key assignments with their names, arguments and meaning.
//!
//! Hides the forms in which Lua writes an assignment (`act.Name`, `act.Name(arg)`,
//! `{Name = arg}`, `"Name"`). Runs on the thread of the Lua state; the assignments themselves
//! are plain data. It does not carry them out: the roof does, joined by name.

use mlua::Value;

use crate::keys::{self, KeyMods};
use crate::launcher::{LauncherArgs, launcher};
use crate::spawn::{PaneShare, SpawnCommand, SpawnDomain, domain, share, spawn};
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, is_absent};

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

const INDEX: Argument = Argument::Required("whole number");
const COPY: Argument =
    Argument::Required("\"Clipboard\", \"PrimarySelection\" or \"ClipboardAndPrimarySelection\"");
const SPAWN: Argument =
    Argument::Optional("{args?, cwd?, set_environment_variables?, domain?, label?}");
const CONFIRM: Argument = Argument::Optional("{confirm = true or false}");
const DOMAIN: Argument =
    Argument::Optional("\"CurrentPaneDomain\", \"DefaultDomain\" or {DomainName = name}");
const SELECTION: Argument =
    Argument::Required("\"Cell\", \"Word\", \"Line\", \"Block\" or \"SemanticZone\"");

use Argument::{None as Alone, Optional, Required};
use KeyAssignment as A;

/// Every key assignment, by area.
#[rustfmt::skip]
const ACTIONS: &[ActionSpec] = &[
    // The assistant and Lua.
    plain("ActivateAiAssistant", "open or close the assistant", |_| Ok(A::ActivateAiAssistant)),
    with("ActivateModuleOverlay", Required("name of a module"), "open or close the overlay of a module", |v| Ok(A::ActivateModuleOverlay(value::text(v)?))),
    with("RunModuleAction", Required("{module, action}"), "have a module do one of its actions", module_action),
    with("EmitEvent", Required("name of an event"), "run the Lua handlers of an event with (window, pane)", |v| Ok(A::EmitEvent(value::text(v)?))),
    with("Multiple", Required("list of actions"), "carry out several actions in order", |v| Ok(A::Multiple(value::list(v, read)?))),
    plain("Nop", "swallow the key", |_| Ok(A::Nop)),
    plain("DisableDefaultAssignment", "take the default away, so that the program gets the key", |_| Ok(A::DisableDefaultAssignment)),
    plain("ReloadConfiguration", "read the configuration again", |_| Ok(A::ReloadConfiguration)),
    plain("QuitApplication", "end the program", |_| Ok(A::QuitApplication)),
    // Tabs and windows.
    with("SpawnTab", DOMAIN, "open a tab", |v| Ok(A::SpawnTab(domain(v)?))),
    plain("SpawnWindow", "open a window", |_| Ok(A::SpawnWindow)),
    with("SpawnCommandInNewTab", SPAWN, "run a program in a new tab", |v| Ok(A::SpawnCommandInNewTab(spawn(v)?))),
    with("SpawnCommandInNewWindow", SPAWN, "run a program in a new window", |v| Ok(A::SpawnCommandInNewWindow(spawn(v)?))),
    with("CloseCurrentTab", CONFIRM, "close the tab", |v| Ok(A::CloseCurrentTab { confirm: confirm(v)? })),
    with("ActivateTab", INDEX, "show a tab by index from 0, negative from the end", |v| Ok(A::ActivateTab(whole(v)?))),
    with("ActivateTabRelative", INDEX, "show the tab that many further on, going round", |v| Ok(A::ActivateTabRelative(whole(v)?))),
    with("ActivateTabRelativeNoWrap", INDEX, "show the tab that many further on, stopping at the ends", |v| Ok(A::ActivateTabRelativeNoWrap(whole(v)?))),
    plain("ActivateLastTab", "show the tab that was shown before", |_| Ok(A::ActivateLastTab)),
    with("MoveTabRelative", INDEX, "move the tab by that many places", |v| Ok(A::MoveTabRelative(whole(v)?))),
    with("MoveTab", INDEX, "move the tab to a place", |v| Ok(A::MoveTab(whole(v)?))),
    plain("ToggleFullScreen", "full screen on or off", |_| Ok(A::ToggleFullScreen)),
    with("ActivateWindow", INDEX, "show a window of the workspace by index from 0", |v| Ok(A::ActivateWindow(whole(v)?))),
    with("ActivateWindowRelative", INDEX, "show the window that many further on, going round", |v| Ok(A::ActivateWindowRelative(whole(v)?))),
    with("ActivateWindowRelativeNoWrap", INDEX, "show the window that many further on, stopping at the ends", |v| Ok(A::ActivateWindowRelativeNoWrap(whole(v)?))),
    later("Hide", Alone, "minimise the window"),
    later("Show", Alone, "restore the window"),
    later("HideApplication", Alone, "hide the application (macOS)"),
    later("ToggleAlwaysOnTop", Alone, "keep the window above others"),
    later("ToggleAlwaysOnBottom", Alone, "keep the window below others"),
    later("SetWindowLevel", Required("\"AlwaysOnBottom\", \"Normal\" or \"AlwaysOnTop\""), "set the window's stacking level"),
    later("StartWindowDrag", Alone, "move the window with the pointer"),
    // Panes.
    with("SplitHorizontal", SPAWN, "put a new pane to the right", |v| Ok(A::SplitHorizontal(spawn(v)?))),
    with("SplitVertical", SPAWN, "put a new pane below", |v| Ok(A::SplitVertical(spawn(v)?))),
    with("SplitPane", Required("{direction, command?, size?, top_level?}"), "put a new pane on the stated side", split),
    with("SplitModulePane", Required("{module, direction?, size?, top_level?}"), "put a pane that a module draws on the stated side", split_module),
    with("CloseCurrentPane", CONFIRM, "close the pane", |v| Ok(A::CloseCurrentPane { confirm: confirm(v)? })),
    with("ActivatePaneDirection", Required("\"Left\", \"Right\", \"Up\", \"Down\", \"Next\" or \"Prev\""), "give the focus to a neighbouring pane", |v| Ok(A::ActivatePaneDirection(direction(v)?))),
    with("ActivatePaneByIndex", INDEX, "give the focus to a pane by index", |v| Ok(A::ActivatePaneByIndex(whole(v)?))),
    with("AdjustPaneSize", Required("{direction, cells}"), "move the divider on a side", adjust),
    plain("TogglePaneZoomState", "show only this pane in its tab, or all again", |_| Ok(A::TogglePaneZoomState)),
    with("SetPaneZoomState", Required("true or false"), "set whether only this pane is shown", |v| Ok(A::SetPaneZoomState(value::boolean(v)?))),
    with("RotatePanes", Required("\"Clockwise\" or \"CounterClockwise\""), "move every pane to the next one's place, or to that of the one before", rotate),
    later("PaneSelect", Optional("{mode?, alphabet?, show_pane_ids?}"), "label the panes and act on the chosen one"),
    // Clipboard and selection.
    with("CopyTo", COPY, "copy the selection", |v| Ok(A::CopyTo(copy(v)?))),
    with("CopyTextTo", Required("{text, destination}"), "copy the stated text", copy_text),
    with("PasteFrom", Required("\"Clipboard\" or \"PrimarySelection\""), "paste", |v| Ok(A::PasteFrom(paste(v)?))),
    plain("Copy", "copy the selection (old name of CopyTo)", |_| Ok(A::CopyTo(CopyDestination::ClipboardAndPrimarySelection))),
    plain("Paste", "paste (old name of PasteFrom)", |_| Ok(A::PasteFrom(PasteSource::Clipboard))),
    plain("PastePrimarySelection", "paste the primary selection (old name)", |_| Ok(A::PasteFrom(PasteSource::PrimarySelection))),
    plain("ClearSelection", "drop the selection", |_| Ok(A::ClearSelection)),
    with("SelectCommandBlock", Required("whole number, negative is up"), "select a command with its prompt and output, counted from the selected one (not in WezTerm)", |v| Ok(A::SelectCommandBlock(whole(v)?))),
    with("CopyCommandOutput", Optional("{destination?, block?}"), "copy what the selected command or the last one printed; block = -2 is the one before the last (not in WezTerm)", copy_output),
    later("SelectTextAtMouseCursor", SELECTION, "start a selection at the pointer"),
    later("ExtendSelectionToMouseCursor", SELECTION, "extend the selection to the pointer"),
    later("CompleteSelection", COPY, "finish the selection and copy it"),
    later("CompleteSelectionOrOpenLinkAtMouseCursor", COPY, "copy the selection, or open the link"),
    later("OpenLinkAtMouseCursor", Alone, "open the link under the pointer"),
    // Scrolling and searching.
    with("ScrollByPage", Required("number, negative is up"), "scroll by pages", |v| Ok(A::ScrollByPage(value::number(v, -1e6, 1e6)?))),
    with("ScrollByLine", Required("whole number, negative is up"), "scroll by rows", |v| Ok(A::ScrollByLine(whole(v)?))),
    plain("ScrollToTop", "scroll to the oldest row", |_| Ok(A::ScrollToTop)),
    plain("ScrollToBottom", "scroll to the live screen", |_| Ok(A::ScrollToBottom)),
    with("ScrollToPrompt", Required("whole number, negative is up"), "scroll by prompts", |v| Ok(A::ScrollToPrompt(whole(v)?))),
    with("ClearScrollback", Required("\"ScrollbackOnly\" or \"ScrollbackAndViewport\""), "forget what was scrolled away", |v| Ok(A::ClearScrollback(clear(v)?))),
    later("ScrollByCurrentEventWheelDelta", Alone, "scroll by what the wheel turned"),
    later("Search", Required("{Regex = s}, {CaseSensitiveString = s}, {CaseInSensitiveString = s} or \"CurrentSelectionOrEmptyString\""), "search the scrollback"),
    later("ActivateCopyMode", Alone, "select with the keyboard"),
    later("CopyMode", Required("a motion of copy mode"), "a motion within copy mode"),
    later("QuickSelect", Alone, "pick a link, path or hash with a label"),
    later("QuickSelectArgs", Required("{patterns?, alphabet?, action?, label?, scope_lines?}"), "the same with other patterns"),
    // To the program.
    with("SendString", Required("string"), "send text to the program", |v| Ok(A::SendString(value::text(v)?))),
    with("SendKey", Required("{key, mods?}"), "send a key press to the program", send_key),
    plain("ResetTerminal", "put the emulator into its first state", |_| Ok(A::ResetTerminal)),
    // Size of the text.
    plain("IncreaseFontSize", "make the text larger", |_| Ok(A::IncreaseFontSize)),
    plain("DecreaseFontSize", "make the text smaller", |_| Ok(A::DecreaseFontSize)),
    plain("ResetFontSize", "give the text its configured size", |_| Ok(A::ResetFontSize)),
    plain("ResetFontAndWindowSize", "the same; the window keeps its size", |_| Ok(A::ResetFontSize)),
    // Menus and other overlays.
    with("OpenUri", Required("string"), "open a URI with the desktop's handler", |v| Ok(A::OpenUri(value::text(v)?))),
    later("ActivateCommandPalette", Alone, "find a command by typing"),
    plain("ShowLauncher", "choose what to start or show from a menu", |_| Ok(A::ShowLauncher)),
    with("ShowLauncherArgs", Required("{flags, title?, help_text?, fuzzy_help_text?, alphabet?}"), "the same menu with chosen parts", |v| Ok(A::ShowLauncherArgs(launcher(v)?))),
    later("ShowTabNavigator", Alone, "a list of the tabs"),
    later("ShowDebugOverlay", Alone, "the log and a Lua prompt"),
    later("CharSelect", Optional("{group?, copy_on_select?, copy_to?}"), "pick a character by name"),
    later("PromptInputLine", Required("{description, action, prompt?, initial_value?}"), "ask for one line of text"),
    later("InputSelector", Required("{choices, action, title?, fuzzy?}"), "pick from a list"),
    // Key tables, workspaces, domains.
    later("ActivateKeyTable", Required("{name, timeout_milliseconds?, one_shot?, replace_current?}"), "use a named key table"),
    later("PopKeyTable", Alone, "leave the key table"),
    later("ClearKeyTableStack", Alone, "leave every key table"),
    with("SwitchToWorkspace", Optional("{name?, spawn?}"), "show a workspace, with a new window when it has none", workspace),
    with("SwitchWorkspaceRelative", INDEX, "show the workspace that many further on by name, going round", |v| Ok(A::SwitchWorkspaceRelative(whole(v)?))),
    later("AttachDomain", Required("name of a domain"), "connect to a domain"),
    later("DetachDomain", Required("\"CurrentPaneDomain\", \"DefaultDomain\" or {DomainName = name}"), "disconnect from a domain"),
];

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
        Alone if !is_absent(argument) => {
            return Err(value::expected("no argument", argument).within(spec.name));
        }
        Required(shape) if argument.is_nil() => {
            return Err(Fault::new(format!(
                "`{}` needs an argument: {shape}",
                spec.name
            )));
        }
        _ => {}
    }
    match spec.build {
        Some(build) => build(argument).map_err(|fault| fault.within(spec.name)),
        None => Ok(A::Unsupported(spec.name.to_owned())),
    }
}

/// Reads an assignment in any of the forms that Lua writes.
pub(crate) fn read(value: &Value) -> Result<KeyAssignment, Fault> {
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

fn whole(value: &Value) -> Result<i64, Fault> {
    value::integer(value, -1_000_000_000, 1_000_000_000)
}

fn copy(value: &Value) -> Result<CopyDestination, Fault> {
    use CopyDestination as C;
    value::word(
        value,
        &[
            ("Clipboard", C::Clipboard),
            ("PrimarySelection", C::PrimarySelection),
            (
                "ClipboardAndPrimarySelection",
                C::ClipboardAndPrimarySelection,
            ),
        ],
    )
}

fn copy_text(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    Ok(A::CopyTextTo {
        text: value::text(&get("text")).map_err(|f| f.within("text"))?,
        destination: copy(&get("destination")).map_err(|f| f.within("destination"))?,
    })
}

fn copy_output(value: &Value) -> Result<KeyAssignment, Fault> {
    let (mut block, mut destination) = (None, CopyDestination::Clipboard);
    if !value.is_nil() {
        for (name, value) in value::fields(value)? {
            let named = |fault: Fault| fault.within(&name);
            match name.as_str() {
                "block" => block = Some(value::integer(&value, -1_000_000, -1).map_err(named)?),
                "destination" => destination = copy(&value).map_err(named)?,
                _ => {
                    let hint = did_you_mean(&name, ["block", "destination"]);
                    return Err(named(Fault::new("no such field").hint(hint)));
                }
            }
        }
    }
    Ok(A::CopyCommandOutput { block, destination })
}

fn paste(value: &Value) -> Result<PasteSource, Fault> {
    value::word(
        value,
        &[
            ("Clipboard", PasteSource::Clipboard),
            ("PrimarySelection", PasteSource::PrimarySelection),
        ],
    )
}

fn clear(value: &Value) -> Result<ClearMode, Fault> {
    value::word(
        value,
        &[
            ("ScrollbackOnly", ClearMode::ScrollbackOnly),
            ("ScrollbackAndViewport", ClearMode::ScrollbackAndViewport),
        ],
    )
}

fn direction(value: &Value) -> Result<PaneDirection, Fault> {
    use PaneDirection as D;
    value::word(
        value,
        &[
            ("Left", D::Left),
            ("Right", D::Right),
            ("Up", D::Up),
            ("Down", D::Down),
            ("Next", D::Next),
            ("Prev", D::Prev),
        ],
    )
}

fn side(value: &Value) -> Result<PaneDirection, Fault> {
    match direction(value)? {
        PaneDirection::Next | PaneDirection::Prev => Err(value::expected(
            "\"Left\", \"Right\", \"Up\" or \"Down\"",
            value,
        )),
        side => Ok(side),
    }
}

fn confirm(value: &Value) -> Result<bool, Fault> {
    if value.is_nil() {
        return Ok(true);
    }
    let fields = value::fields(value)?;
    match fields.get("confirm") {
        Some(value) => value::boolean(value).map_err(|f| f.within("confirm")),
        None => Ok(true),
    }
}

fn split(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    Ok(A::SplitPane {
        direction: side(&get("direction")).map_err(|f| f.within("direction"))?,
        command: spawn(&get("command")).map_err(|f| f.within("command"))?,
        size: share(&get("size")).map_err(|f| f.within("size"))?,
        top_level: top_level(&get("top_level"))?,
    })
}

fn module_action(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let text = |name: &str| {
        let field = fields.get(name).unwrap_or(&Value::Nil);
        value::text(field).map_err(|f| f.within(name))
    };
    Ok(A::RunModuleAction {
        module: text("module")?,
        action: text("action")?,
    })
}

fn split_module(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    Ok(A::SplitModulePane {
        module: value::text(&get("module")).map_err(|f| f.within("module"))?,
        direction: match get("direction") {
            Value::Nil => PaneDirection::Right,
            value => side(&value).map_err(|f| f.within("direction"))?,
        },
        size: share(&get("size")).map_err(|f| f.within("size"))?,
        top_level: top_level(&get("top_level"))?,
    })
}

fn top_level(value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Nil => Ok(false),
        value => value::boolean(value).map_err(|f| f.within("top_level")),
    }
}

fn rotate(value: &Value) -> Result<KeyAssignment, Fault> {
    let directions = [("Clockwise", true), ("CounterClockwise", false)];
    let clockwise = value::word(value, &directions)?;
    Ok(A::RotatePanes { clockwise })
}

fn workspace(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = match value {
        absent if is_absent(absent) => Default::default(),
        value => value::fields(value)?,
    };
    let name = fields.get("name").filter(|name| !name.is_nil());
    let name = name.map(value::text).transpose();
    let command = fields.get("spawn").unwrap_or(&Value::Nil);
    Ok(A::SwitchToWorkspace {
        name: name.map_err(|f| f.within("name"))?,
        spawn: spawn(command).map_err(|f| f.within("spawn"))?,
    })
}

fn adjust(value: &Value) -> Result<KeyAssignment, Fault> {
    match value::elements(value::table(value)?)?.as_slice() {
        [towards, cells] => Ok(A::AdjustPaneSize(
            side(towards).map_err(|f| f.nth(1))?,
            whole(cells).map_err(|f| f.nth(2))?,
        )),
        _ => Err(Fault::new(
            "expected a direction and a number of cells, such as {\"Left\", 1}",
        )),
    }
}

fn send_key(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    let (key, mods) = keys::combination(&get("key"), &get("mods"))?;
    Ok(A::SendKey { key, mods })
}
