//! What the next start would make of each module, worked out without starting one.
//!
//! It hides nothing of its own: order, refusals and decisions are those that starting uses. It may be
//! asked from any thread and looks at the disk, where the scopes of capabilities lie. It is not what
//! modules are now: see [`ModuleManager::info`].

use std::collections::BTreeMap;

use super::{Entry, Faults, ModuleInfo, ModuleManager, Shared, lock, settings};
use crate::module::{ModuleState, ModuleType};

impl ModuleManager {
    /// Tells what starting all modules now would make of each that is known: `Known` is one that
    /// would be started, `Disabled` one that would not, `Failed` one that could not.
    pub fn outlook(&self) -> BTreeMap<String, ModuleInfo> {
        self.shared.outlook()
    }
}

impl Shared {
    fn outlook(&self) -> BTreeMap<String, ModuleInfo> {
        let plan = self.plan();
        let settings = lock(&self.settings).clone();
        let entries = lock(&self.entries);
        let mut infos: BTreeMap<String, ModuleInfo> = BTreeMap::new();
        for name in plan.order {
            let Some(entry) = entries.get(&name) else {
                continue;
            };
            let metadata = &entry.descriptor.metadata;
            let (on, decided_by) = entry.decision(&settings, &self.options.state);
            let unmet = || {
                metadata.dependencies.iter().find_map(|need| {
                    // What a circle needs is refused itself.
                    let status = &infos.get(need)?.status;
                    (*status != ModuleState::Known)
                        .then(|| format!("it depends on `{need}`, which is {status}"))
                })
            };
            let config = settings::own(&settings, &name).unwrap_or(&entry.descriptor.config);
            let granted = settings::granted(&name, config, &entry.descriptor.grants);
            let why = plan.refused.get(&name).cloned().or_else(unmet);
            let why = why.or_else(|| granted.as_ref().err().cloned());
            let status = match (broken(entry), on, why) {
                (Some(why), ..) => ModuleState::Failed(why.to_owned()),
                (None, false, _) => ModuleState::Disabled,
                (None, true, Some(why)) => ModuleState::Failed(why),
                (None, true, None) => ModuleState::Known,
            };
            let info = ModuleInfo {
                metadata: metadata.clone(),
                status,
                granted: granted.map_or_else(|_| Vec::new(), |all| all.grants().collect()),
                built_in: matches!(entry.descriptor.module_type, ModuleType::BuiltIn(_)),
                decided_by,
                faults: Faults::default(),
            };
            infos.insert(name, info);
        }
        infos
    }
}

/// Returns what is wrong with a module that was never started: its manifest.
fn broken(entry: &Entry) -> Option<&str> {
    match &entry.state {
        ModuleState::Failed(why) if entry.instance == 0 => Some(why),
        _ => None,
    }
}
