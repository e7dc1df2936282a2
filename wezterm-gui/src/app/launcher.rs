//! The launcher: what can be started, shown and done, as a menu.
//!
//! Hides how each of these is called in the menu. Main thread only. The menu itself is `picker`'s;
//! what is chosen is carried out like any action.

use config::{ActionSpec, ExecDomain, KeyAssignment as A, LOCAL_DOMAIN};
use config::{LauncherArgs, LauncherFlags as Flags, SpawnCommand, SpawnDomain};
use mux::{PaneId, TabId};

use super::App;
use super::panel::Place;
use super::picker::{ALPHABET, Entry as Listed, Look, PickerOptions};
use super::views::Purpose;
use super::wording;

const TITLE: &str = "Launcher";
const HELP: &str = "Select an item and press Enter=launch  Esc=cancel  /=filter";
const PROMPT: &str = "Fuzzy matching: ";

/// How many keys of an action are named; further ones are mostly other spellings.
const MOST_KEYS: usize = 2;

/// What an entry of the launcher leads to.
#[derive(Clone, Debug, PartialEq)]
enum Choice {
    Action(A),
    Tab(TabId),
}

type Entry = (String, Choice);

impl App {
    /// Lets a person choose what to start, show or do next.
    pub(crate) fn show_launcher(&mut self, args: &LauncherArgs, pane: PaneId) {
        let (labels, choices): (Vec<String>, Vec<Choice>) =
            self.launcher_entries(args.flags, pane).into_iter().unzip();
        let text = |own: &Option<String>, usual: &str| own.as_deref().unwrap_or(usual).to_owned();
        let options = PickerOptions {
            title: text(&args.title, TITLE),
            help: text(&args.help_text, HELP),
            prompt: text(&args.fuzzy_help_text, PROMPT),
            alphabet: text(&args.alphabet, ALPHABET),
            fuzzy: args.flags.contains(Flags::FUZZY),
            entries: labels.into_iter().map(Listed::from).collect(),
            keys: "",
            marked: 0,
            look: Look::Tab,
        };
        let whole = (Place::Tab, Purpose::Other);
        self.open_picker(pane, whole, options, move |app, chosen| {
            match chosen.and_then(|chosen| choices.into_iter().nth(chosen)) {
                Some(Choice::Action(action)) => app.perform(&action, Some(pane)),
                Some(Choice::Tab(tab)) => app.activate_tab(tab),
                None => {}
            }
        });
    }

    fn launcher_entries(&self, flags: Flags, pane: PaneId) -> Vec<Entry> {
        let mut entries = Vec::new();
        if flags.contains(Flags::LAUNCH_MENU_ITEMS) {
            entries.extend(self.shown.config.launch_menu.iter().map(program));
        }
        if flags.contains(Flags::DOMAINS) {
            entries.push(new_tab(LOCAL_DOMAIN, None));
            let declared = self.shown.config.exec_domains.iter();
            entries.extend(
                declared.map(|ExecDomain { name, label, .. }| new_tab(name, label.as_deref())),
            );
        }
        if flags.contains(Flags::TABS) {
            self.tab_entries(&mut entries);
        }
        if flags.contains(Flags::WORKSPACES) {
            self.workspace_entries(&mut entries);
        }
        self.action_entries(flags, &mut entries);
        if flags.contains(Flags::COMMANDS) {
            let added = self.added_commands(pane).into_iter();
            entries.extend(added.map(|command| {
                let label = match command.doc.is_empty() {
                    true => command.label,
                    false => format!("{} ({})", command.label, command.doc),
                };
                (label, Choice::Action(command.action))
            }));
        }
        entries
    }

    fn tab_entries(&self, entries: &mut Vec<Entry>) {
        let first = usize::from(!self.shown.config.tab_and_split_indices_are_zero_based);
        for (index, tab) in self.tabs().0.into_iter().enumerate() {
            let panes = match self.mux.tab_panes(tab).len() {
                0 | 1 => String::new(),
                panes => format!(" ({panes} panes)"),
            };
            let label = format!("Tab {}: {}{panes}", index + first, self.tab_title(tab));
            entries.push((label, Choice::Tab(tab)));
        }
    }

    fn workspace_entries(&self, entries: &mut Vec<Entry>) {
        let here = self.mux.active_workspace();
        let switch = |name: Option<String>| {
            let spawn = SpawnCommand::default();
            Choice::Action(A::SwitchToWorkspace { name, spawn })
        };
        for name in self.mux.workspaces() {
            if name != here {
                let label = format!("Switch to workspace `{name}`");
                entries.push((label, switch(Some(name))));
            }
        }
        let label = format!("Create a new workspace (this one is `{here}`)");
        entries.push((label, switch(None)));
    }

    /// Adds what keys are assigned to, the actions that can stand alone, and those of the running modules,
    /// each once.
    fn action_entries(&self, flags: Flags, entries: &mut Vec<Entry>) {
        let bound = self
            .shown
            .keys
            .bindings(self.shown.config.ui_key_cap_rendering);
        let mut actions: Vec<A> = Vec::new();
        if flags.contains(Flags::KEY_ASSIGNMENTS) {
            actions.extend(bound.iter().map(|(action, _)| action.clone()));
        }
        if flags.contains(Flags::COMMANDS) {
            let specs = config::actions().iter();
            // What is only an old name of another action has that one's name.
            let alone = specs.filter_map(|spec| {
                let action = spec.without_argument()?;
                (action.name() == spec.name).then_some(action)
            });
            for action in alone {
                if !actions.contains(&action) {
                    actions.push(action);
                }
            }
        }
        let modules = self.module_actions();
        if flags.contains(Flags::COMMANDS) {
            for (action, _) in &modules {
                if !actions.contains(action) {
                    actions.push(action.clone());
                }
            }
        }
        let nothing = [A::Nop, A::DisableDefaultAssignment, A::ShowLauncher];
        actions.retain(|action| !nothing.contains(action));
        for action in actions {
            let keys = bound.iter().find(|(known, _)| *known == action);
            let keys = keys.map_or(&[][..], |(_, keys)| &keys[..keys.len().min(MOST_KEYS)]);
            let own = modules.iter().find(|(known, _)| *known == action);
            let does = match own {
                Some((_, description)) if !description.is_empty() => description,
                _ => ActionSpec::of(&action).map_or("", |spec| spec.doc),
            };
            entries.push((called(does, &action, keys), Choice::Action(action)));
        }
    }
}

/// An entry of `config.launch_menu`.
fn program(command: &SpawnCommand) -> Entry {
    let label = match wording::program(command) {
        label if label.is_empty() => "The default program".to_owned(),
        label => label,
    };
    let action = A::SpawnCommandInNewTab(command.clone());
    (label, Choice::Action(action))
}

fn new_tab(domain: &str, label: Option<&str>) -> Entry {
    let label = match label {
        Some(label) => format!("New Tab ({label})"),
        None => format!("New Tab (domain `{domain}`)"),
    };
    let domain = SpawnDomain::Named(domain.to_owned());
    (label, Choice::Action(A::SpawnTab(domain)))
}

/// Says what an action does, how it is written and which keys start it.
fn called(does: &str, action: &A, keys: &[String]) -> String {
    let written = wording::written(action);
    match keys {
        [] => format!("{does} ({written})"),
        keys => format!("{does} ({written}; {})", keys.join(", ")),
    }
}
