//! The command palette: every action that a person can ask for, with its key, found by typing.
//!
//! Hides which actions and arguments are offered, and their order: what is used often or was used lately comes
//! first. Main thread only. The list itself is `picker`'s, the words are `wording`'s; what is chosen is carried
//! out like any action.

use config::{
    ClearMode, CopyDestination, ExecDomain, KeyAssignment as A, PaneDirection, PaneSelectArgs,
    PaneSelectMode, PasteSource, SpawnCommand, SpawnDomain, WindowLevel,
};
use mux::PaneId;
use mux::grid::Size;

use super::App;
use super::panel::Place;
use super::picker::{ALPHABET, Entry, Look, PickerOptions};
use super::views::Purpose;
use super::wording;

/// Under which name it is remembered what was chosen.
const LIST: &str = "palette";
const KEYS: &str = "Enter runs · ↑↓ move · Esc closes · Ctrl+U clears";
/// How wide the box would like to be.
const COLS: usize = 100;
/// The border, and the row in which one types.
const AROUND: usize = 3;

/// Why an action is offered at no time, or only where a key gives it an argument.
pub(super) const NOT_OFFERED: &[(&str, &str)] = &[
    ("Nop", "it does nothing"),
    ("DisableDefaultAssignment", "it takes a key away"),
    ("ActivateCommandPalette", "it is what is open"),
    ("Copy", "another name of CopyTo"),
    ("Paste", "another name of PasteFrom"),
    ("PastePrimarySelection", "another name of PasteFrom"),
    ("ResetFontAndWindowSize", "another name of ResetFontSize"),
    ("SelectTextAtMouseCursor", "it needs the pointer"),
    ("ExtendSelectionToMouseCursor", "it needs the pointer"),
    ("CompleteSelection", "it needs the pointer"),
    (
        "CompleteSelectionOrOpenLinkAtMouseCursor",
        "it needs the pointer",
    ),
    ("OpenLinkAtMouseCursor", "it needs the pointer"),
    ("ScrollByCurrentEventWheelDelta", "it needs the pointer"),
    ("StartWindowDrag", "it needs the pointer"),
    ("CopyMode", "it means something in copy mode only"),
];

/// The arguments with which actions are offered that no key has to give.
fn offered() -> Vec<A> {
    let side = |direction| A::SplitPane {
        direction,
        command: SpawnCommand::default(),
        size: None,
        top_level: false,
    };
    let select = |mode| {
        A::PaneSelect(PaneSelectArgs {
            mode,
            alphabet: None,
            show_pane_ids: false,
        })
    };
    let to = [
        PaneDirection::Left,
        PaneDirection::Right,
        PaneDirection::Up,
        PaneDirection::Down,
        PaneDirection::Next,
        PaneDirection::Prev,
    ];
    let mut all: Vec<A> = to.into_iter().map(A::ActivatePaneDirection).collect();
    all.extend(to[..4].iter().map(|to| A::AdjustPaneSize(*to, 1)));
    all.extend(to[..4].iter().map(|to| side(*to)));
    let by: [fn(i64) -> A; 8] = [
        A::ActivateTabRelative,
        A::ActivateTabRelativeNoWrap,
        A::MoveTabRelative,
        A::ActivateWindowRelative,
        A::ActivateWindowRelativeNoWrap,
        A::SwitchWorkspaceRelative,
        A::ScrollByLine,
        A::ScrollToPrompt,
    ];
    all.extend(by.iter().flat_map(|by| [by(-1), by(1)]));
    all.extend([
        A::ActivateTab(0),
        A::ActivateTab(-1),
        A::MoveTab(0),
        A::SelectCommandBlock(-1),
        A::SelectCommandBlock(1),
        A::ScrollByPage(-1.0),
        A::ScrollByPage(1.0),
        A::SetPaneZoomState(true),
        A::SetPaneZoomState(false),
        A::RotatePanes { clockwise: true },
        A::RotatePanes { clockwise: false },
        A::CopyTo(CopyDestination::Clipboard),
        A::CopyTo(CopyDestination::PrimarySelection),
        A::CopyTo(CopyDestination::ClipboardAndPrimarySelection),
        A::PasteFrom(PasteSource::Clipboard),
        A::PasteFrom(PasteSource::PrimarySelection),
        A::ClearScrollback(ClearMode::ScrollbackOnly),
        A::ClearScrollback(ClearMode::ScrollbackAndViewport),
        A::SetWindowLevel(WindowLevel::AlwaysOnTop),
        A::SetWindowLevel(WindowLevel::Normal),
        A::SetWindowLevel(WindowLevel::AlwaysOnBottom),
        A::SpawnTab(SpawnDomain::Default),
        A::Search(config::SearchPattern::CaseInSensitiveString(String::new())),
        select(PaneSelectMode::SwapWithActive),
        select(PaneSelectMode::MoveToNewTab),
        select(PaneSelectMode::MoveToNewWindow),
    ]);
    all
}

/// A command that the palette lists.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Command {
    /// What it is called.
    pub(super) name: String,
    /// What it does.
    pub(super) about: String,
    /// The keys that do the same.
    pub(super) keys: Vec<String>,
    pub(super) action: A,
}

impl App {
    /// Lets a person find a command by typing; where the palette is open, closes it.
    pub(crate) fn show_palette(&mut self, pane: PaneId) {
        if self.menu_purpose() == Some(Purpose::Palette) {
            self.close_menu();
            return;
        }
        let commands = self.palette_commands(pane);
        let keys = self.shown.config.palette_max_key_assigments_for_action;
        let entry = |command: &Command| Entry {
            label: command.name.clone(),
            about: command.about.clone(),
            keys: command.keys[..command.keys.len().min(keys)].join(", "),
        };
        let options = PickerOptions {
            title: "Commands".to_owned(),
            help: String::new(),
            keys: KEYS,
            prompt: "> ".to_owned(),
            alphabet: ALPHABET.to_owned(),
            fuzzy: true,
            entries: commands.iter().map(entry).collect(),
            marked: 0,
            look: Look::Box(self.box_style()),
        };
        let usual = (self.areas().shells.rows * 2 / 5).clamp(6, 20);
        let rows = self
            .shown
            .config
            .command_palette_rows
            .unwrap_or(usual)
            .max(1);
        let place = Place::Upper(Size::new(COLS, rows.saturating_add(AROUND)));
        self.open_picker(
            pane,
            (place, Purpose::Palette),
            options,
            move |app, chosen| {
                let command = chosen.and_then(|chosen| commands.into_iter().nth(chosen));
                if let Some(Command { name, action, .. }) = command {
                    app.note_used(LIST, name);
                    app.perform(&action, Some(pane));
                }
            },
        );
    }

    /// Returns all commands that can be asked for, those used often or lately first.
    pub(super) fn palette_commands(&self, pane: PaneId) -> Vec<Command> {
        let bound = self
            .shown
            .keys
            .bindings(self.shown.config.ui_key_cap_rendering);
        let keys = |action: &A| {
            let keys = bound.iter().find(|(known, _)| known == action);
            keys.map_or_else(Vec::new, |(_, keys)| keys.clone())
        };
        let added = self.added_commands(pane).into_iter().map(|added| Command {
            keys: keys(&added.action),
            name: added.label,
            about: added.doc,
            action: added.action,
        });
        let mut commands: Vec<Command> = added.collect();
        let modules = self.module_actions();
        let mut actions: Vec<A> = Vec::new();
        let dynamic = self.commands_of_now();
        let bound_ones = bound.iter().map(|(action, _)| action);
        let known: Vec<A> = offered();
        let known: Vec<&A> = known
            .iter()
            .chain(bound_ones)
            .chain(&dynamic)
            .chain(modules.iter().map(|(action, _)| action))
            .collect();
        let listed = config::actions().iter().filter(|spec| {
            spec.supported() && !NOT_OFFERED.iter().any(|(name, _)| *name == spec.name)
        });
        for spec in listed {
            let alone = spec
                .without_argument()
                .filter(|action| action.name() == spec.name);
            let own = known.iter().filter(|action| action.name() == spec.name);
            for action in alone.iter().chain(own.copied()) {
                if !actions.contains(action) {
                    actions.push(action.clone());
                }
            }
        }
        commands.extend(actions.into_iter().map(|action| {
            let of_module = modules.iter().find(|(known, _)| *known == action);
            let said = of_module.map(|(_, description)| description.clone());
            Command {
                name: wording::name(&action),
                about: said
                    .filter(|said| !said.is_empty())
                    .unwrap_or_else(|| wording::does(&action)),
                keys: keys(&action),
                action,
            }
        }));
        let used = self.used(LIST);
        let place = |command: &Command| used.iter().position(|name| *name == command.name);
        commands.sort_by_cached_key(|command| place(command).unwrap_or(usize::MAX));
        commands
    }

    /// Returns what can be asked for as things stand: programs of the menu, domains, other workspaces.
    fn commands_of_now(&self) -> Vec<A> {
        let programs = self.shown.config.launch_menu.iter();
        let mut all: Vec<A> = programs
            .map(|command| A::SpawnCommandInNewTab(command.clone()))
            .collect();
        let domains = self.shown.config.exec_domains.iter();
        all.extend(
            domains.map(|ExecDomain { name, .. }| A::SpawnTab(SpawnDomain::Named(name.clone()))),
        );
        let here = self.mux.active_workspace();
        let others = self.mux.workspaces().into_iter();
        all.extend(
            others
                .filter(|name| *name != here)
                .map(|name| A::SwitchToWorkspace {
                    name: Some(name),
                    spawn: SpawnCommand::default(),
                }),
        );
        all
    }
}
