//! Every key assignment by name.

use super::Argument::{Optional, Required};
use super::KeyAssignment as A;
use super::arguments::{
    char_select, confirmation, pane_select, prompt, quick_select, search, selector,
};
use super::copy_mode::motion;
use super::readers::{
    adjust, clear, confirm, copy, copy_output, copy_text, detach, direction, level, module_action,
    paste, rotate, selection, send_key, split, split_module, whole, workspace,
};
use super::{
    ActionSpec, Argument, CopyDestination, PasteSource, never, only_on, plain, read, with,
};
use crate::keys;
use crate::launcher::launcher;
use crate::spawn::{domain, spawn};
use crate::value;

const INDEX: Argument = Argument::Required("whole number");
const COPY: Argument =
    Argument::Required("\"Clipboard\", \"PrimarySelection\" or \"ClipboardAndPrimarySelection\"");
const SPAWN: Argument =
    Argument::Optional("{args?, cwd?, set_environment_variables?, domain?, label?}");
const CONFIRM: Argument = Argument::Optional("{confirm = true or false}");
const DOMAIN: Argument = Argument::Optional(
    "\"CurrentPaneDomain\", \"DefaultDomain\", {DomainName = name} or {DomainId = number}",
);
const SELECTION: Argument =
    Argument::Required("\"Cell\", \"Word\", \"Line\", \"Block\" or \"SemanticZone\"");

/// Every key assignment, by area.
#[rustfmt::skip]
pub(super) const ACTIONS: &[ActionSpec] = &[
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
    plain("Hide", "minimise the window", |_| Ok(A::Hide)),
    plain("Show", "restore the window", |_| Ok(A::Show)),
    only_on("macOS", "HideApplication", "hide the application", |_| Ok(A::HideApplication)),
    plain("ToggleAlwaysOnTop", "keep the window above others", |_| Ok(A::ToggleAlwaysOnTop)),
    plain("ToggleAlwaysOnBottom", "keep the window below others", |_| Ok(A::ToggleAlwaysOnBottom)),
    with("SetWindowLevel", Required("\"AlwaysOnBottom\", \"Normal\" or \"AlwaysOnTop\""), "set the window's stacking level", |v| Ok(A::SetWindowLevel(level(v)?))),
    plain("StartWindowDrag", "move the window with the pointer", |_| Ok(A::StartWindowDrag)),
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
    with("PaneSelect", Optional("{mode?, alphabet?, show_pane_ids?}"), "label the panes and act on the chosen one", |v| Ok(A::PaneSelect(pane_select(v)?))),
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
    with("SelectTextAtMouseCursor", SELECTION, "start a selection at the pointer", |v| Ok(A::SelectTextAtMouseCursor(selection(v)?))),
    with("ExtendSelectionToMouseCursor", SELECTION, "extend the selection to the pointer", |v| Ok(A::ExtendSelectionToMouseCursor(selection(v)?))),
    with("CompleteSelection", COPY, "finish the selection and copy it", |v| Ok(A::CompleteSelection(copy(v)?))),
    with("CompleteSelectionOrOpenLinkAtMouseCursor", COPY, "copy the selection, or open the link", |v| Ok(A::CompleteSelectionOrOpenLinkAtMouseCursor(copy(v)?))),
    plain("OpenLinkAtMouseCursor", "open the link under the pointer", |_| Ok(A::OpenLinkAtMouseCursor)),
    // Scrolling and searching.
    with("ScrollByPage", Required("number, negative is up"), "scroll by pages", |v| Ok(A::ScrollByPage(value::number(v, -1e6, 1e6)?))),
    with("ScrollByLine", Required("whole number, negative is up"), "scroll by rows", |v| Ok(A::ScrollByLine(whole(v)?))),
    plain("ScrollToTop", "scroll to the oldest row", |_| Ok(A::ScrollToTop)),
    plain("ScrollToBottom", "scroll to the live screen", |_| Ok(A::ScrollToBottom)),
    with("ScrollToPrompt", Required("whole number, negative is up"), "scroll by prompts", |v| Ok(A::ScrollToPrompt(whole(v)?))),
    with("ClearScrollback", Required("\"ScrollbackOnly\" or \"ScrollbackAndViewport\""), "forget what was scrolled away", |v| Ok(A::ClearScrollback(clear(v)?))),
    plain("ScrollByCurrentEventWheelDelta", "scroll by what the wheel turned", |_| Ok(A::ScrollByCurrentEventWheelDelta)),
    with("Search", Required("{Regex = s}, {CaseSensitiveString = s}, {CaseInSensitiveString = s} or \"CurrentSelectionOrEmptyString\""), "search the scrollback", |v| Ok(A::Search(search(v)?))),
    plain("ActivateCopyMode", "select with the keyboard", |_| Ok(A::ActivateCopyMode)),
    with("CopyMode", Required("a motion of copy mode"), "a motion within copy mode", motion),
    plain("QuickSelect", "pick a link, path or hash with a label", |_| Ok(A::QuickSelect)),
    with("QuickSelectArgs", Required("{patterns?, alphabet?, action?, skip_action_on_paste?, label?, scope_lines?}"), "the same with other patterns", |v| Ok(A::QuickSelectArgs(quick_select(v)?))),
    // To the program.
    with("SendString", Required("string"), "send text to the program", |v| Ok(A::SendString(value::text(v)?))),
    with("SendKey", Required("{key, mods?}"), "send a key press to the program", send_key),
    plain("ResetTerminal", "put the emulator into its first state", |_| Ok(A::ResetTerminal)),
    // Size of the text.
    plain("IncreaseFontSize", "make the text larger", |_| Ok(A::IncreaseFontSize)),
    plain("DecreaseFontSize", "make the text smaller", |_| Ok(A::DecreaseFontSize)),
    plain("ResetFontSize", "give the text its configured size", |_| Ok(A::ResetFontSize)),
    plain("ResetFontAndWindowSize", "the same; the window follows where it follows the font", |_| Ok(A::ResetFontSize)),
    // Menus and other overlays.
    with("OpenUri", Required("string"), "open a URI with the desktop's handler", |v| Ok(A::OpenUri(value::text(v)?))),
    plain("ActivateCommandPalette", "find a command by typing", |_| Ok(A::ActivateCommandPalette)),
    plain("ShowLauncher", "choose what to start or show from a menu", |_| Ok(A::ShowLauncher)),
    with("ShowLauncherArgs", Required("{flags, title?, help_text?, fuzzy_help_text?, alphabet?}"), "the same menu with chosen parts", |v| Ok(A::ShowLauncherArgs(launcher(v)?))),
    plain("ShowTabNavigator", "choose a tab from a list", |_| Ok(A::ShowTabNavigator)),
    plain("ShowDebugOverlay", "the log and a Lua prompt", |_| Ok(A::ShowDebugOverlay)),
    with("CharSelect", Optional("{group?, copy_on_select?, copy_to?}"), "pick a character by name", |v| Ok(A::CharSelect(char_select(v)?))),
    with("PromptInputLine", Required("{description, action, prompt?, initial_value?}"), "ask for one line of text", |v| Ok(A::PromptInputLine(prompt(v)?))),
    with("InputSelector", Required("{choices = {{label, id?}, …}, action, title?, fuzzy?, alphabet?, description?, fuzzy_description?}"), "pick from a list", |v| Ok(A::InputSelector(selector(v)?))),
    with("Confirmation", Required("{action, message?, cancel?}"), "ask a question that is answered with yes or no", |v| Ok(A::Confirmation(confirmation(v)?))),
    // Key tables, workspaces, domains.
    with("ActivateKeyTable", Required("{name, timeout_milliseconds?, one_shot?, replace_current?, until_unknown?, prevent_fallback?}"), "use a named key table", |v| Ok(A::ActivateKeyTable(keys::table_use(v)?))),
    plain("PopKeyTable", "leave the key table", |_| Ok(A::PopKeyTable)),
    plain("ClearKeyTableStack", "leave every key table", |_| Ok(A::ClearKeyTableStack)),
    with("SwitchToWorkspace", Optional("{name?, spawn?}"), "show a workspace, with a new window when it has none", workspace),
    with("SwitchWorkspaceRelative", INDEX, "show the workspace that many further on by name, going round", |v| Ok(A::SwitchWorkspaceRelative(whole(v)?))),
    with("AttachDomain", Required("name of a domain"), "show a domain: a pane of it, or its program in a new tab where it has none", |v| Ok(A::AttachDomain(value::text(v)?))),
    never("DetachDomain", Required("\"CurrentPaneDomain\", \"DefaultDomain\", {DomainName = name} or {DomainId = number}"), "disconnect from a domain", "the domains here start programs on this machine, which end with the terminal", detach),
];
