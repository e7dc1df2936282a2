//! The key table: which key press is which action.
//!
//! Hides how the configuration writes keys, the leader key, and how a press is matched. Main thread
//! only; rebuilt when the configuration changes. What an action does is `commands`.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use config::{Config, KeyAssignment, KeyMods};
use mux::input::{Key, KeyEvent, Mods};

use crate::frame::KeySupport;

/// What a key press means.
#[derive(Debug, PartialEq)]
pub(super) enum Pressed {
    /// An action of the table.
    Action(KeyAssignment),
    /// The leader key, or a key after it that is bound to nothing.
    Swallowed,
    /// Something for whatever has the keyboard.
    Plain,
}

/// Actions by the key that starts them.
#[derive(Default)]
pub(super) struct KeyTable {
    actions: HashMap<KeyEvent, KeyAssignment>,
    after_leader: HashMap<KeyEvent, KeyAssignment>,
    /// The keys in the order of the configuration, so that a hint can name the first.
    order: Vec<KeyEvent>,
    leader: Option<(KeyEvent, Duration)>,
    leader_until: Option<Instant>,
}

impl KeyTable {
    pub(super) fn new(config: &Config, keys: KeySupport) -> KeyTable {
        let leader = config.leader.as_ref().and_then(|leader| {
            let time = Duration::from_millis(leader.timeout_milliseconds);
            event_of(&leader.key, leader.mods).map(|event| (event, time))
        });
        let mut table = KeyTable {
            leader,
            ..KeyTable::default()
        };
        if keys == KeySupport::Legacy && config.enable_module_framework {
            table.insert(Key::F(12).into(), KeyAssignment::ActivateAiAssistant);
        }
        for binding in config.key_bindings() {
            let Some(event) = event_of(&binding.key, binding.mods) else {
                continue;
            };
            if binding.mods.contains(KeyMods::LEADER) {
                table.after_leader.insert(event, binding.action);
            } else {
                table.insert(event, binding.action);
            }
        }
        table
    }

    fn insert(&mut self, event: KeyEvent, action: KeyAssignment) {
        if self.actions.insert(event, action).is_none() {
            self.order.push(event);
        }
    }

    /// Says what a key press means.
    pub(super) fn press(&mut self, event: KeyEvent, now: Instant) -> Pressed {
        let event = event.normalized();
        if self.leader_until.take().is_some_and(|until| now < until) {
            let action = find(&self.after_leader, event);
            return action.cloned().map_or(Pressed::Swallowed, Pressed::Action);
        }
        if let Some((_, time)) = self.leader.filter(|(leader, _)| *leader == event) {
            self.leader_until = Some(now + time);
            return Pressed::Swallowed;
        }
        find(&self.actions, event)
            .cloned()
            .map_or(Pressed::Plain, Pressed::Action)
    }

    /// Returns every action with the keys that start it, in the order of the configuration.
    pub(super) fn bindings(&self) -> Vec<(KeyAssignment, Vec<String>)> {
        let plain = self.order.iter().filter_map(|event| {
            let action = self.actions.get(event)?;
            Some((action, event.to_string()))
        });
        let mut led: Vec<_> = self
            .after_leader
            .iter()
            .map(|(event, action)| (action, format!("Leader {event}")))
            .collect();
        led.sort_by(|(_, one), (_, other)| one.cmp(other));
        let mut all: Vec<(KeyAssignment, Vec<String>)> = Vec::new();
        for (action, key) in plain.chain(led) {
            match all.iter_mut().find(|(known, _)| known == action) {
                Some((_, keys)) => keys.push(key),
                None => all.push((action.clone(), vec![key])),
            }
        }
        all
    }

    /// Returns the first key that starts an action.
    pub(super) fn key_for(&self, action: &KeyAssignment) -> Option<KeyEvent> {
        self.order
            .iter()
            .copied()
            .find(|event| self.actions.get(event) == Some(action))
    }
}

fn find(actions: &HashMap<KeyEvent, KeyAssignment>, event: KeyEvent) -> Option<&KeyAssignment> {
    actions.get(&event).or_else(|| {
        // A symbol may be bound as it is typed, without the Shift that typing it takes.
        let symbol = matches!(event.key, Key::Char(c) if !c.is_alphabetic());
        let plain = KeyEvent::new(event.key, event.mods - Mods::SHIFT);
        let shifted = symbol && event.mods.contains(Mods::SHIFT) && !plain.mods.is_empty();
        actions.get(&plain).filter(|_| shifted)
    })
}

/// Reads a key as the configuration writes it; none for keys that no front end delivers.
pub(crate) fn event_of(name: &str, mods: KeyMods) -> Option<KeyEvent> {
    let key: Key = name.parse().ok()?;
    let table = [
        (KeyMods::SHIFT, Mods::SHIFT),
        (KeyMods::CTRL, Mods::CTRL),
        (KeyMods::ALT, Mods::ALT),
        (KeyMods::SUPER, Mods::SUPER),
    ];
    let held = table.iter().filter(|(theirs, _)| mods.contains(*theirs));
    let mods = held.fold(Mods::empty(), |all, (_, ours)| all | *ours);
    Some(KeyEvent::new(key, mods).normalized())
}

#[cfg(test)]
mod tests {
    use config::{KeyBinding, Leader};

    use super::*;

    fn press(table: &mut KeyTable, key: &str) -> Pressed {
        table.press(key.parse().expect(key), Instant::now())
    }

    fn bound(key: &str, mods: KeyMods, action: KeyAssignment) -> KeyBinding {
        KeyBinding {
            key: key.to_owned(),
            mods,
            action,
        }
    }

    #[test]
    fn the_assistant_has_a_key_without_any_configuration() {
        let mut table = KeyTable::new(&Config::default(), KeySupport::Full);
        let assistant = KeyAssignment::ActivateAiAssistant;
        assert_eq!(
            press(&mut table, "Ctrl+Shift+A"),
            Pressed::Action(assistant.clone())
        );
        assert_eq!(
            table.key_for(&assistant).map(|key| key.to_string()),
            Some("Ctrl+Shift+A".into())
        );
        assert_eq!(press(&mut table, "F12"), Pressed::Plain);
        assert_eq!(press(&mut table, "a"), Pressed::Plain);
    }

    #[test]
    fn poor_keyboards_get_f12_and_hints_name_it() {
        let mut table = KeyTable::new(&Config::default(), KeySupport::Legacy);
        let assistant = KeyAssignment::ActivateAiAssistant;
        assert_eq!(press(&mut table, "F12"), Pressed::Action(assistant.clone()));
        assert_eq!(
            table.key_for(&assistant).map(|key| key.to_string()),
            Some("F12".into())
        );
    }

    #[test]
    fn a_leader_key_opens_its_own_table_for_one_press() {
        let config = Config {
            leader: Some(Leader {
                key: "b".into(),
                mods: KeyMods::CTRL,
                timeout_milliseconds: 60_000,
            }),
            keys: vec![bound(
                "n",
                KeyMods::LEADER,
                KeyAssignment::SpawnTab(Default::default()),
            )],
            ..Config::default()
        };
        let mut table = KeyTable::new(&config, KeySupport::Full);
        assert_eq!(press(&mut table, "n"), Pressed::Plain);
        assert_eq!(press(&mut table, "Ctrl+B"), Pressed::Swallowed);
        assert_eq!(
            press(&mut table, "n"),
            Pressed::Action(KeyAssignment::SpawnTab(Default::default()))
        );
        assert_eq!(press(&mut table, "n"), Pressed::Plain);
        assert_eq!(press(&mut table, "Ctrl+B"), Pressed::Swallowed);
        assert_eq!(press(&mut table, "x"), Pressed::Swallowed);
    }

    #[test]
    fn typing_a_symbol_never_starts_an_action_by_its_shift() {
        let config = Config {
            keys: vec![bound(
                "|",
                KeyMods::CTRL,
                KeyAssignment::SpawnTab(Default::default()),
            )],
            ..Config::default()
        };
        let mut table = KeyTable::new(&config, KeySupport::Full);
        assert_eq!(
            press(&mut table, "Ctrl+Shift+|"),
            Pressed::Action(KeyAssignment::SpawnTab(Default::default()))
        );
        assert_eq!(press(&mut table, "Shift+|"), Pressed::Plain);
    }
}
