//! What each action does: one table from the names that the configuration knows to behaviour.
//!
//! Hides nothing but the small steps; anything that has state of its own lives in `app`. Main thread
//! only. Names, arguments and documentation are the configuration's (`config::actions`); a test
//! holds the two tables against each other.

use std::process::{Command as Process, ExitStatus, Stdio};

use config::{ClearMode, CopyDestination, KeyAssignment as A, LauncherArgs};
use config::{PaneDirection, PaneShare, WindowLevel};
use config::{PasteSource, SpawnCommand};
use mux::{Direction, Pane, PaneId, SplitAt, SplitSize, TabId};

use crate::app::App;
use crate::frame::{WindowChange, WindowRequest};

/// The module behind `ActivateAiAssistant`.
const ASSISTANT: &str = "ai-assistant";
/// One step of a change of the text's size.
const FONT_STEP: f64 = 1.1;

/// What a program writes to give its terminal the first state.
const RESET: &[u8] = b"\x1bc";
/// What a program writes to clear its screen and what was scrolled away.
const CLEAR: &[u8] = b"\x1b[H\x1b[2J\x1b[3J";

/// One row of the table.
pub struct Command {
    /// The action's name.
    pub name: &'static str,
    run: fn(&mut App, &A, PaneId),
    /// Whether it does nothing where the program has no window of its own.
    needs_window: bool,
}

const fn command(name: &'static str, run: fn(&mut App, &A, PaneId)) -> Command {
    Command {
        name,
        run,
        needs_window: false,
    }
}

const fn of_window(name: &'static str, run: fn(&mut App, &A, PaneId)) -> Command {
    Command {
        needs_window: true,
        ..command(name, run)
    }
}

/// Every action that does something, by area as in the configuration's table.
pub const COMMANDS: &[Command] = &[
    // The assistant and Lua.
    command("ActivateAiAssistant", |app, _, _| {
        app.toggle_overlay(ASSISTANT)
    }),
    command("ActivateModuleOverlay", |app, action, _| {
        if let A::ActivateModuleOverlay(module) = action {
            app.toggle_overlay(module);
        }
    }),
    command("RunModuleAction", |app, action, pane| {
        if let A::RunModuleAction { module, action } = action {
            app.run_module_action(module, action, pane);
        }
    }),
    command("EmitEvent", |app, action, pane| {
        if let A::EmitEvent(event) = action {
            app.emit_to_lua(event, Some(pane), Vec::new());
        }
    }),
    command("Multiple", |app, action, pane| {
        if let A::Multiple(actions) = action {
            actions.iter().for_each(|action| run(app, action, pane));
        }
    }),
    command("ActivateKeyTable", |app, action, _| {
        if let A::ActivateKeyTable(how) = action {
            app.activate_key_table(how);
        }
    }),
    command("PopKeyTable", |app, _, _| app.leave_key_tables(false)),
    command("ClearKeyTableStack", |app, _, _| app.leave_key_tables(true)),
    command("Nop", |_, _, _| {}),
    command("DisableDefaultAssignment", |_, _, _| {}),
    command("ReloadConfiguration", |app, _, _| app.reload_config()),
    command("QuitApplication", |app, _, _| app.quit(0)),
    // Tabs and windows.
    command("SpawnTab", |app, action, pane| {
        if let A::SpawnTab(domain) = action {
            let command = SpawnCommand {
                domain: domain.clone(),
                ..SpawnCommand::default()
            };
            spawn_tab(app, &command, pane);
        }
    }),
    command("SpawnCommandInNewTab", |app, action, pane| {
        if let A::SpawnCommandInNewTab(command) = action {
            spawn_tab(app, command, pane);
        }
    }),
    command("SpawnWindow", |app, _, pane| {
        spawn_window(app, &SpawnCommand::default(), pane)
    }),
    command("SpawnCommandInNewWindow", |app, action, pane| {
        if let A::SpawnCommandInNewWindow(command) = action {
            spawn_window(app, command, pane);
        }
    }),
    command("ActivateWindow", |app, action, _| {
        if let A::ActivateWindow(index) = action {
            show_window(app, |_, _| *index);
        }
    }),
    command("ActivateWindowRelative", |app, action, _| {
        if let A::ActivateWindowRelative(by) = action {
            show_window(app, |now, count| (now + by).rem_euclid(count));
        }
    }),
    command("ActivateWindowRelativeNoWrap", |app, action, _| {
        if let A::ActivateWindowRelativeNoWrap(by) = action {
            show_window(app, |now, count| (now + by).clamp(0, count - 1));
        }
    }),
    command("SwitchToWorkspace", |app, action, pane| {
        if let A::SwitchToWorkspace { name, spawn } = action {
            let name = name.clone().unwrap_or_else(|| app.new_workspace_name());
            let done = app.switch_workspace(&name, spawn, Some(pane));
            told(app, "No such workspace", done);
        }
    }),
    command("SwitchWorkspaceRelative", |app, action, _| {
        if let A::SwitchWorkspaceRelative(by) = action {
            app.switch_workspace_relative(*by);
        }
    }),
    command("CloseCurrentTab", |app, action, pane| {
        if let A::CloseCurrentTab { confirm } = action {
            app.close_tab_asking(pane, *confirm);
        }
    }),
    command("ActivateTab", |app, action, _| {
        if let A::ActivateTab(index) = action {
            activate_tab(
                app,
                |_, count| if *index < 0 { count + *index } else { *index },
            );
        }
    }),
    command("ActivateTabRelative", |app, action, _| {
        if let A::ActivateTabRelative(by) = action {
            activate_tab(app, |now, count| (now + by).rem_euclid(count));
        }
    }),
    command("ActivateTabRelativeNoWrap", |app, action, _| {
        if let A::ActivateTabRelativeNoWrap(by) = action {
            activate_tab(app, |now, count| (now + by).clamp(0, count - 1));
        }
    }),
    command("ActivateLastTab", |app, _, _| {
        if let Some(tab) = app.last_tab() {
            app.activate_tab(tab);
        }
    }),
    command("MoveTab", |app, action, _| {
        if let A::MoveTab(index) = action {
            move_tab(app, |_| *index);
        }
    }),
    command("MoveTabRelative", |app, action, _| {
        if let A::MoveTabRelative(by) = action {
            move_tab(app, |now| now + by);
        }
    }),
    of_window("ToggleFullScreen", |app, _, _| {
        app.request(WindowRequest::ToggleFullScreen)
    }),
    of_window("Hide", |app, _, _| change(app, WindowChange::Minimize)),
    of_window("Show", |app, _, _| change(app, WindowChange::Show)),
    of_window("HideApplication", |app, _, _| {
        change(app, WindowChange::HideApplication)
    }),
    of_window("ToggleAlwaysOnTop", |app, _, _| {
        change(app, WindowChange::ToggleLevel(WindowLevel::AlwaysOnTop))
    }),
    of_window("ToggleAlwaysOnBottom", |app, _, _| {
        change(app, WindowChange::ToggleLevel(WindowLevel::AlwaysOnBottom))
    }),
    of_window("SetWindowLevel", |app, action, _| {
        if let A::SetWindowLevel(level) = action {
            change(app, WindowChange::Level(*level));
        }
    }),
    // Panes.
    command("SplitHorizontal", |app, action, pane| {
        if let A::SplitHorizontal(command) = action {
            split(app, pane, Direction::Right.into(), command);
        }
    }),
    command("SplitVertical", |app, action, pane| {
        if let A::SplitVertical(command) = action {
            split(app, pane, Direction::Down.into(), command);
        }
    }),
    command("SplitPane", |app, action, pane| {
        if let A::SplitPane {
            direction,
            command,
            size,
            top_level,
        } = action
        {
            split(app, pane, split_at(*direction, *size, *top_level), command);
        }
    }),
    command("SplitModulePane", |app, action, pane| {
        if let A::SplitModulePane {
            module,
            direction,
            size,
            top_level,
        } = action
        {
            let at = split_at(*direction, *size, *top_level);
            app.split_module_pane(module, pane, at);
        }
    }),
    command("CloseCurrentPane", |app, action, pane| {
        if let A::CloseCurrentPane { confirm } = action {
            app.close_pane_asking(pane, *confirm);
        }
    }),
    command("ActivatePaneDirection", |app, action, _| {
        if let A::ActivatePaneDirection(direction) = action {
            activate_pane(app, *direction);
        }
    }),
    command("ActivatePaneByIndex", |app, action, _| {
        if let A::ActivatePaneByIndex(index) = action {
            let panes = app.panes_of_tab();
            let pane = usize::try_from(*index)
                .ok()
                .and_then(|index| panes.get(index));
            pane.copied()
                .into_iter()
                .for_each(|pane| app.focus_pane(pane));
        }
    }),
    command("AdjustPaneSize", |app, action, pane| {
        if let A::AdjustPaneSize(direction, cells) = action
            && let Some(direction) = side(*direction)
        {
            app.adjust_pane(pane, direction, usize::try_from(*cells).unwrap_or(0));
        }
    }),
    command("TogglePaneZoomState", |app, _, pane| app.toggle_zoom(pane)),
    command("SetPaneZoomState", |app, action, pane| {
        if let A::SetPaneZoomState(zoom) = action {
            app.set_zoom(pane, *zoom);
        }
    }),
    command("RotatePanes", |app, action, pane| {
        if let A::RotatePanes { clockwise } = action
            && let Some(tab) = app.mux().tab_of(pane)
        {
            app.rotate_panes(tab, *clockwise);
        }
    }),
    command("PaneSelect", |app, action, pane| {
        if let A::PaneSelect(args) = action {
            app.select_pane(args, pane);
        }
    }),
    // Clipboard and selection.
    command("CopyTo", |app, action, pane| {
        if let A::CopyTo(to) = action
            && let Some(text) = app.selection_text(pane)
        {
            copy(app, text, *to);
        }
    }),
    command("CopyTextTo", |app, action, _| {
        if let A::CopyTextTo { text, destination } = action {
            copy(app, text.clone(), *destination);
        }
    }),
    command("PasteFrom", |app, action, _| {
        if let A::PasteFrom(source) = action {
            app.request(match source {
                PasteSource::Clipboard => WindowRequest::RequestPaste,
                PasteSource::PrimarySelection => WindowRequest::RequestPrimaryPaste,
            });
        }
    }),
    command("ClearSelection", |app, _, _| app.clear_selection()),
    command("SelectCommandBlock", |app, action, pane| {
        if let A::SelectCommandBlock(by) = action {
            with_pane(app, pane, |app, pane| app.select_block(pane, *by));
        }
    }),
    command("CopyCommandOutput", |app, action, pane| {
        if let A::CopyCommandOutput { block, destination } = action {
            with_pane(app, pane, |app, pane| {
                app.copy_output(pane, *block, *destination);
            });
        }
    }),
    // The pointer.
    command("SelectTextAtMouseCursor", |app, action, pane| {
        if let A::SelectTextAtMouseCursor(mode) = action {
            app.select_at_pointer(pane, *mode);
        }
    }),
    command("ExtendSelectionToMouseCursor", |app, action, pane| {
        if let A::ExtendSelectionToMouseCursor(mode) = action {
            app.extend_to_pointer(pane, *mode);
        }
    }),
    command("CompleteSelection", |app, action, pane| {
        if let A::CompleteSelection(to) = action {
            app.complete_selection(pane, *to);
        }
    }),
    command(
        "CompleteSelectionOrOpenLinkAtMouseCursor",
        |app, action, pane| {
            if let A::CompleteSelectionOrOpenLinkAtMouseCursor(to) = action
                && !app.complete_selection(pane, *to)
            {
                app.open_link_at_pointer(pane);
            }
        },
    ),
    command("OpenLinkAtMouseCursor", |app, _, pane| {
        app.open_link_at_pointer(pane)
    }),
    command("ScrollByCurrentEventWheelDelta", |app, _, pane| {
        app.scroll_by_wheel(pane)
    }),
    of_window("StartWindowDrag", |app, _, _| app.start_window_drag()),
    // Scrolling.
    command("ScrollByPage", |app, action, pane| {
        if let A::ScrollByPage(pages) = action
            && let Some(shown) = app.mux().pane(pane)
        {
            let rows = (*pages * shown.facts().size.rows as f64).round();
            app.scroll_by(pane, rows as i64);
        }
    }),
    command("ScrollByLine", |app, action, pane| {
        if let A::ScrollByLine(rows) = action {
            app.scroll_by(pane, *rows);
        }
    }),
    command("ScrollToTop", |app, _, pane| {
        with_pane(app, pane, |app, pane| {
            app.scroll_to(pane, usize::MAX);
        })
    }),
    command("ScrollToBottom", |app, _, pane| {
        with_pane(app, pane, |app, pane| {
            app.scroll_to(pane, 0);
        })
    }),
    command("ScrollToPrompt", |app, action, pane| {
        if let A::ScrollToPrompt(by) = action {
            with_pane(app, pane, |app, pane| scroll_to_prompt(app, pane, *by));
        }
    }),
    command("ClearScrollback", |app, action, pane| {
        if let A::ClearScrollback(mode) = action {
            with_pane(app, pane, |app, pane| {
                app.scroll_to(pane, 0);
                match mode {
                    ClearMode::ScrollbackOnly => pane.clear_scrollback(),
                    ClearMode::ScrollbackAndViewport => pane.inject_output(CLEAR),
                }
            });
        }
    }),
    command("AttachDomain", |app, action, pane| {
        if let A::AttachDomain(name) = action {
            let done = app.attach_domain(name, pane);
            told(app, "Not attached", done);
        }
    }),
    // Modes.
    command("ActivateCopyMode", |app, _, pane| {
        with_pane(app, pane, App::activate_copy_mode)
    }),
    command("CopyMode", |app, action, pane| {
        if let A::CopyMode(motion) = action {
            with_pane(app, pane, |app, pane| app.copy_mode(pane, *motion));
        }
    }),
    command("Search", |app, action, pane| {
        if let A::Search(pattern) = action {
            with_pane(app, pane, |app, pane| app.search(pane, pattern));
        }
    }),
    command("QuickSelect", |app, _, pane| {
        with_pane(app, pane, |app, pane| app.quick_select(pane, None))
    }),
    command("QuickSelectArgs", |app, action, pane| {
        if let A::QuickSelectArgs(args) = action {
            with_pane(app, pane, |app, pane| app.quick_select(pane, Some(args)));
        }
    }),
    // To the program.
    command("SendString", |app, action, pane| {
        if let A::SendString(text) = action {
            with_pane(app, pane, |_, pane| {
                report(pane, pane.write(text.as_bytes()))
            });
        }
    }),
    command("SendKey", |app, action, pane| {
        if let A::SendKey { key, mods } = action
            && let Some(event) = crate::app::event_of(key, *mods)
        {
            with_pane(app, pane, |_, pane| report(pane, pane.key(&event)));
        }
    }),
    command("ResetTerminal", |app, _, pane| {
        with_pane(app, pane, |_, pane| pane.inject_output(RESET))
    }),
    // Size of the text.
    of_window("IncreaseFontSize", |app, _, _| {
        app.scale_font(|scale| scale * FONT_STEP)
    }),
    of_window("DecreaseFontSize", |app, _, _| {
        app.scale_font(|scale| scale / FONT_STEP)
    }),
    of_window("ResetFontSize", |app, _, _| app.scale_font(|_| 1.0)),
    // Menus, prompts and the desktop.
    command("ActivateCommandPalette", |app, _, pane| {
        app.show_palette(pane)
    }),
    command("ShowTabNavigator", |app, _, pane| {
        app.show_tab_navigator(pane)
    }),
    command("PromptInputLine", |app, action, pane| {
        if let A::PromptInputLine(args) = action {
            app.prompt_input_line(args, pane);
        }
    }),
    command("InputSelector", |app, action, pane| {
        if let A::InputSelector(args) = action {
            app.input_selector(args, pane);
        }
    }),
    command("Confirmation", |app, action, pane| {
        if let A::Confirmation(args) = action {
            app.confirmation(args, pane);
        }
    }),
    command("ShowLauncher", |app, _, pane| {
        app.show_launcher(&LauncherArgs::default(), pane)
    }),
    command("ShowLauncherArgs", |app, action, pane| {
        if let A::ShowLauncherArgs(args) = action {
            app.show_launcher(args, pane);
        }
    }),
    command("ShowDebugOverlay", |app, _, pane| {
        app.show_debug_overlay(pane)
    }),
    command("CharSelect", |app, action, pane| {
        if let A::CharSelect(args) = action {
            app.select_character(args, pane);
        }
    }),
    command("OpenUri", |app, action, _| {
        if let A::OpenUri(uri) = action {
            app.open_uri(uri);
        }
    }),
];

/// Tells whether an action does nothing where the program has no window of its own.
pub fn needs_window(action: &A) -> bool {
    match action {
        A::Multiple(actions) => !actions.is_empty() && actions.iter().all(needs_window),
        action => COMMANDS
            .iter()
            .any(|command| command.name == action.name() && command.needs_window),
    }
}

/// Carries out an action on a pane.
pub fn run(app: &mut App, action: &A, pane: PaneId) {
    match COMMANDS
        .iter()
        .find(|command| command.name == action.name())
    {
        Some(command) => (command.run)(app, action, pane),
        None => {
            let name = action.name();
            log::info!("the action {name} is not supported");
            app.toast(
                "Not supported yet".to_owned(),
                format!("wezterm.action.{name}"),
                None,
            );
        }
    }
}

fn change(app: &mut App, change: WindowChange) {
    app.request(WindowRequest::Change(change));
}

fn with_pane(app: &mut App, pane: PaneId, work: impl FnOnce(&mut App, &Pane)) {
    if let Some(pane) = app.mux().pane(pane) {
        work(app, &pane);
    }
}

fn report(pane: &Pane, outcome: std::io::Result<()>) {
    if let Err(error) = outcome {
        log::warn!("pane {} takes no input: {error}", pane.id());
    }
}

/// Shows why something was not done.
fn told(app: &mut App, title: &str, outcome: anyhow::Result<()>) {
    if let Err(error) = outcome {
        app.toast(title.to_owned(), format!("{error:#}"), None);
    }
}

fn spawn_tab(app: &mut App, command: &SpawnCommand, pane: PaneId) {
    let spawn = app.prepare(command, Some(pane));
    let done = spawn.and_then(|spawn| app.spawn_tab(spawn)).map(drop);
    told(app, "No new tab", done);
}

fn split(app: &mut App, pane: PaneId, at: SplitAt, command: &SpawnCommand) {
    let spawn = app.prepare(command, Some(pane));
    let done = spawn.and_then(|spawn| app.split_pane(pane, at, spawn));
    told(app, "No new pane", done.map(drop));
}

fn split_at(direction: PaneDirection, size: Option<PaneShare>, whole_tab: bool) -> SplitAt {
    let at = SplitAt::from(side(direction).unwrap_or(Direction::Right));
    SplitAt {
        whole_tab,
        size: match size {
            Some(PaneShare::Cells(cells)) => SplitSize::Cells(cells),
            Some(PaneShare::Percent(percent)) => SplitSize::Percent(percent),
            None => at.size,
        },
        ..at
    }
}

fn spawn_window(app: &mut App, command: &SpawnCommand, pane: PaneId) {
    let spawn = app.prepare(command, Some(pane));
    let opened = spawn.and_then(|spawn| app.spawn_window(spawn, None));
    told(app, "No new window", opened.map(drop));
}

/// Brings the window of the workspace to the front whose index `choose` returns for the present index and the
/// number of windows.
fn show_window(app: &mut App, choose: impl FnOnce(i64, i64) -> i64) {
    let (windows, shown) = app.windows();
    let now = windows.iter().position(|window| *window == shown);
    let chosen = choose(now.unwrap_or(0) as i64, windows.len().max(1) as i64);
    let window = usize::try_from(chosen).ok();
    if let Some(window) = window.and_then(|index| windows.get(index)) {
        app.show_window(*window);
    }
}

/// Starts a program that outlives this one, and waits for it elsewhere so that no zombie stays.
pub(crate) fn detached(program: &mut Process) -> std::io::Result<()> {
    detached_then(program, drop)
}

/// Does the same, and tells on the waiting thread how the program ended.
pub(crate) fn detached_then(
    program: &mut Process,
    ended: impl FnOnce(std::io::Result<ExitStatus>) + Send + 'static,
) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    let program = program
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = program.process_group(0).spawn()?;
    let waiter = std::thread::Builder::new().name("wait for a program".into());
    waiter.spawn(move || ended(child.wait())).map(drop)
}

/// Shows the tab whose index `choose` returns for the present index and the number of tabs.
fn activate_tab(app: &mut App, choose: impl FnOnce(i64, i64) -> i64) {
    let (tabs, now) = tabs(app);
    if tabs.is_empty() {
        return;
    }
    let chosen = choose(now, tabs.len() as i64);
    if let Some(tab) = usize::try_from(chosen)
        .ok()
        .and_then(|index| tabs.get(index))
    {
        app.activate_tab(*tab);
    }
}

fn move_tab(app: &mut App, choose: impl FnOnce(i64) -> i64) {
    let (tabs, now) = tabs(app);
    let Some(tab) = usize::try_from(now).ok().and_then(|index| tabs.get(index)) else {
        return;
    };
    let index = choose(now).clamp(0, tabs.len() as i64 - 1);
    app.move_tab(*tab, usize::try_from(index).unwrap_or(0));
}

/// Returns the tabs and the index of the one that is shown.
fn tabs(app: &App) -> (Vec<TabId>, i64) {
    let (tabs, active) = app.tabs();
    let now = tabs
        .iter()
        .position(|tab| Some(*tab) == active)
        .unwrap_or(0);
    (tabs, now as i64)
}

fn side(direction: PaneDirection) -> Option<Direction> {
    match direction {
        PaneDirection::Left => Some(Direction::Left),
        PaneDirection::Right => Some(Direction::Right),
        PaneDirection::Up => Some(Direction::Up),
        PaneDirection::Down => Some(Direction::Down),
        PaneDirection::Next | PaneDirection::Prev => None,
    }
}

fn activate_pane(app: &mut App, direction: PaneDirection) {
    match (direction, side(direction)) {
        (_, Some(direction)) => app.activate_direction(direction),
        (PaneDirection::Prev, None) => app.activate_next(-1),
        (_, None) => app.activate_next(1),
    }
}

/// Puts text where an action says.
pub(crate) fn copy(app: &mut App, text: String, to: CopyDestination) {
    if to != CopyDestination::PrimarySelection {
        app.request(WindowRequest::SetClipboard(text.clone()));
    }
    if to != CopyDestination::Clipboard {
        app.request(WindowRequest::SetPrimary(text));
    }
}

fn scroll_to_prompt(app: &mut App, pane: &Pane, by: i64) {
    let top = pane.top_row(app.scroll_of(pane));
    let prompts: Vec<_> = pane
        .blocks()
        .into_iter()
        .filter(|block| !block.cleared)
        .map(|block| block.prompt_row)
        .collect();
    let above = prompts.iter().filter(|row| **row < top).count() as i64;
    let at_top = i64::from(prompts.contains(&top));
    // Counted from the prompt that is at the top, or from between two.
    let target = if by < 0 {
        above + by
    } else {
        above + at_top + by - 1
    };
    match usize::try_from(target).ok().map(|index| prompts.get(index)) {
        None => app.scroll_to(pane, usize::MAX),
        Some(None) => app.scroll_to(pane, 0),
        Some(Some(row)) => {
            let rows = usize::try_from(pane.top_row(0).0 - row.0).unwrap_or(0);
            app.scroll_to(pane, rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::COMMANDS;

    /// Old names that the configuration turns into another action.
    const OTHER_SPELLINGS: [&str; 4] = [
        "Copy",
        "Paste",
        "PastePrimarySelection",
        "ResetFontAndWindowSize",
    ];

    #[test]
    fn the_configuration_and_the_commands_name_the_same_actions() {
        let known: BTreeSet<&str> = config::actions()
            .iter()
            .filter(|spec| spec.supported() && !OTHER_SPELLINGS.contains(&spec.name))
            .map(|spec| spec.name)
            .collect();
        let done: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
        assert_eq!(known, done);
        assert_eq!(
            done.len(),
            COMMANDS.len(),
            "an action stands in the table twice"
        );
    }
}
