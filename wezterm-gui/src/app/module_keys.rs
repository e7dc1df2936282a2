//! What the running modules offer to a person, beside what the keys ask of them.
//!
//! Hides that modules are asked for their actions, and that a key may name what is not there. Main
//! thread only. What an action does when it is chosen is `views`'.

use std::collections::BTreeMap;

use config::{KeyAssignment, KeyBinding, KeyCode, KeyMods, Problem};
use wezterm_module_framework::{ModuleAction, ModuleManager, did_you_mean};

use super::{App, event_of};
use crate::module_report::{refusal, unknown};

/// The actions of the modules that run.
type Offered = BTreeMap<String, Vec<ModuleAction>>;

fn offered(manager: &ModuleManager) -> Offered {
    let running = manager.running().into_iter();
    let asked = running.filter_map(|(name, module)| {
        let asked = manager.on_main_thread(&name, "actions", || module.actions());
        // One that panics is switched off and said to be; it offers nothing.
        asked.ok().map(|actions| (name, actions))
    });
    asked.collect()
}

impl App {
    /// Returns what the running modules can be made to do, with what each is for.
    pub(super) fn module_actions(&self) -> Vec<(KeyAssignment, String)> {
        let Some(modules) = &self.modules else {
            return Vec::new();
        };
        let all = offered(modules.manager()).into_iter();
        let actions = all.flat_map(|(module, actions)| {
            actions
                .into_iter()
                .map(move |ModuleAction { name, description }| {
                    let module = module.clone();
                    let action = KeyAssignment::RunModuleAction {
                        module,
                        action: name,
                    };
                    (action, description)
                })
        });
        actions.collect()
    }

    /// Says why a module cannot be made to do an action: it does not run, or has no such action.
    pub(super) fn why_no_action(&self, module: &str, action: &str) -> Option<String> {
        let manager = self.modules.as_ref()?.manager();
        match manager.instance(module) {
            Ok((_, running)) => {
                let asked = manager.on_main_thread(module, "actions", || running.actions());
                missing(manager, asked.ok().as_deref(), module, Some(action))
            }
            Err(why) => Some(refusal(&why, manager)),
        }
    }

    /// Tells of the keys that name a module or an action that is not there, once the modules have
    /// settled: before, nobody knows what they offer.
    pub(super) fn check_module_keys(&mut self) {
        let Some(modules) = &self.modules else {
            return;
        };
        let manager = modules.manager();
        let offered = offered(manager);
        let mut problems = Vec::new();
        for binding in &self.shown.config.keys {
            for_each_named(&binding.action, &mut |module, action| {
                if let Some(why) = missing(
                    manager,
                    offered.get(module).map(Vec::as_slice),
                    module,
                    action,
                ) {
                    problems.push(Problem::warning(format!("{}: {why}", key_of(binding))));
                }
            });
        }
        self.add_problems(problems);
    }
}

/// Calls `tell` with each module that an action names, and with which action of that module's.
fn for_each_named(action: &KeyAssignment, tell: &mut dyn FnMut(&str, Option<&str>)) {
    match action {
        KeyAssignment::ActivateModuleOverlay(module) => tell(module, None),
        KeyAssignment::SplitModulePane { module, .. } => tell(module, None),
        KeyAssignment::RunModuleAction { module, action } => tell(module, Some(action)),
        KeyAssignment::Multiple(actions) => {
            for action in actions {
                for_each_named(action, tell);
            }
        }
        _ => {}
    }
}

/// Says why there is no such module or action. One that is known and does not run may have it.
fn missing(
    manager: &ModuleManager,
    offered: Option<&[ModuleAction]>,
    module: &str,
    action: Option<&str>,
) -> Option<String> {
    if manager.state(module).is_none() {
        return Some(unknown(module, manager));
    }
    let (action, offered) = (action?, offered?);
    let names: Vec<&str> = offered.iter().map(|one| one.name.as_str()).collect();
    if names.contains(&action) {
        return None;
    }
    let there_are = match names.is_empty() {
        true => "it has none".to_owned(),
        false => format!("it has {}", names.join(", ")),
    };
    let why = format!("module `{module}` has no action `{action}`");
    Some(match did_you_mean(action, names) {
        Some(hint) => format!("{why}; {hint} ({there_are})"),
        None => format!("{why}; {there_are}"),
    })
}

fn key_of(binding: &KeyBinding) -> String {
    let leader = match binding.mods.contains(KeyMods::LEADER) {
        true => "Leader ",
        false => "",
    };
    let event = match &binding.key {
        KeyCode::Named(name) | KeyCode::Mapped(name) => event_of(name, binding.mods),
        KeyCode::Physical(_) | KeyCode::Raw(_) => None,
    };
    match event {
        Some(event) => format!("{leader}{event}"),
        None => binding.key.to_string(),
    }
}
