//! The key table: which key press is which action.
//!
//! Hides how the configuration writes keys, the leader key, and how a press is matched. Main thread
//! only; rebuilt when the configuration changes. What an action does is `commands`.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use config::{Config, KeyAssignment, KeyCaps, KeyCode, KeyMods, KeyTableUse};
use mux::input::{Key, KeyEvent, Mods};

use super::wording;
use crate::commands;
use crate::frame::{KeyPlace, KeySupport, WindowSupport};

/// What an action is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Slot {
    /// What a key types or is called.
    Key(KeyEvent),
    /// Where a key is.
    Place(KeyCode, Mods),
    /// What a US keyboard has where a key is, for front ends that tell no places.
    Unplaced(KeyEvent),
}

type Actions = HashMap<Slot, KeyAssignment>;

/// One press.
#[derive(Clone, Copy)]
struct Press {
    event: KeyEvent,
    place: Option<KeyPlace>,
}

impl Press {
    /// Returns what it may be bound as, the most particular first.
    fn slots(self) -> Vec<Slot> {
        let Some(place) = self.place else {
            return vec![Slot::Unplaced(self.event), Slot::Key(self.event)];
        };
        let mods = self.event.mods;
        let named = place.name.map(KeyCode::Physical);
        let codes = named.into_iter().chain(place.raw.map(KeyCode::Raw));
        let places = codes.map(|code| Slot::Place(code, mods));
        places.chain([Slot::Key(self.event)]).collect()
    }
}

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
    actions: Actions,
    after_leader: Actions,
    /// The keys in the order of the configuration, so that a hint can name the first.
    order: Vec<Slot>,
    leader: Option<(Vec<Slot>, Duration)>,
    leader_until: Option<Instant>,
    tables: HashMap<String, Actions>,
    /// The tables that are used, the last one first asked.
    used: Vec<Used>,
}

/// A key table that is used.
struct Used {
    how: KeyTableUse,
    until: Option<Instant>,
    /// Whether it is the table of the mode that is open over the pane with the keyboard.
    of_mode: bool,
}

impl Used {
    fn begin(how: KeyTableUse, now: Instant) -> Self {
        let mut used = Self {
            how,
            until: None,
            of_mode: false,
        };
        used.renew(now);
        used
    }

    fn of_mode(name: &str) -> Self {
        let how = KeyTableUse {
            name: name.to_owned(),
            timeout_milliseconds: None,
            replace_current: false,
            one_shot: false,
            until_unknown: false,
            prevent_fallback: false,
        };
        Self {
            how,
            until: None,
            of_mode: true,
        }
    }

    fn renew(&mut self, now: Instant) {
        let time = self.how.timeout_milliseconds.map(Duration::from_millis);
        self.until = time.map(|time| now + time);
    }

    fn is_over(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

impl KeyTable {
    pub(super) fn new(config: &Config, keys: KeySupport) -> KeyTable {
        let leader = config.leader().map(|leader| {
            let time = Duration::from_millis(leader.timeout_milliseconds);
            (slots_of(&leader.key, leader.mods), time)
        });
        let mut table = KeyTable {
            leader,
            ..KeyTable::default()
        };
        if keys == KeySupport::Legacy && config.enable_module_framework {
            let assistant = KeyAssignment::ActivateAiAssistant;
            table.insert(Slot::Key(Key::F(12).into()), assistant);
        }
        if keys == KeySupport::Legacy && !config.disable_default_key_bindings {
            let palette = KeyEvent::new(Key::F(12), Mods::SHIFT);
            table.insert(Slot::Key(palette), KeyAssignment::ActivateCommandPalette);
        }
        for name in config.table_names() {
            let mut actions = Actions::new();
            for binding in config.table_bindings(name).unwrap_or_default() {
                let slots = slots_of(&binding.key, binding.mods).into_iter();
                actions.extend(slots.map(|slot| (slot, binding.action.clone())));
            }
            table.tables.insert(name.to_owned(), actions);
        }
        for binding in config.key_bindings() {
            for slot in slots_of(&binding.key, binding.mods) {
                let action = binding.action.clone();
                match binding.mods.contains(KeyMods::LEADER) {
                    true => {
                        table.after_leader.insert(slot, action);
                    }
                    false => table.insert(slot, action),
                }
            }
        }
        table
    }

    /// Returns it as a front end uses it: one that has no windows of its own leaves the keys for what only a window can do
    /// to the programs.
    pub(super) fn for_front_end(mut self, windows: WindowSupport) -> KeyTable {
        if windows == WindowSupport::One {
            self.actions
                .retain(|_, action| !commands::needs_window(action));
            self.order.retain(|slot| self.actions.contains_key(slot));
        }
        self
    }

    fn insert(&mut self, slot: Slot, action: KeyAssignment) {
        if self.actions.insert(slot.clone(), action).is_none() {
            self.order.push(slot);
        }
    }

    /// Says what a key press means.
    pub(super) fn press(
        &mut self,
        event: KeyEvent,
        place: Option<KeyPlace>,
        now: Instant,
    ) -> Pressed {
        let event = event.normalized();
        let press = Press { event, place };
        self.expire(now);
        if let Some(pressed) = self.press_in_tables(press, now) {
            return pressed;
        }
        if self.leader_until.take().is_some_and(|until| now < until) {
            let action = find(&self.after_leader, press);
            return action.cloned().map_or(Pressed::Swallowed, Pressed::Action);
        }
        if let Some((slots, time)) = &self.leader
            && press.slots().iter().any(|slot| slots.contains(slot))
        {
            self.leader_until = Some(now + *time);
            return Pressed::Swallowed;
        }
        find(&self.actions, press)
            .cloned()
            .map_or(Pressed::Plain, Pressed::Action)
    }

    /// Says what a key press means to the tables that are used; nothing where they leave it to others.
    fn press_in_tables(&mut self, press: Press, now: Instant) -> Option<Pressed> {
        let mut at = self.used.len();
        while at > 0 {
            at -= 1;
            let used = &mut self.used[at];
            let own = self.tables.get(&used.how.name);
            let action = own.and_then(|own| find(own, press)).cloned();
            let stops = used.how.prevent_fallback;
            let found = action.is_some();
            used.renew(now);
            // A table that is left after one key is left by any.
            if used.how.one_shot || (!found && used.how.until_unknown) {
                self.used.remove(at);
            }
            if let Some(action) = action {
                return Some(Pressed::Action(action));
            }
            if stops {
                return Some(Pressed::Swallowed);
            }
        }
        None
    }

    /// Uses a table from now on; fails where there is none of that name.
    pub(super) fn activate(&mut self, how: &KeyTableUse, now: Instant) -> Result<(), String> {
        if !self.tables.contains_key(&how.name) {
            let known = self.tables.keys().map(String::as_str);
            let hint = config::did_you_mean(&how.name, known).map(|hint| format!(" ({hint})"));
            let hint = hint.unwrap_or_default();
            return Err(format!("there is no key table {:?}{hint}", how.name));
        }
        if how.replace_current {
            self.pop();
        }
        self.used.push(Used::begin(how.clone(), now));
        Ok(())
    }

    /// Leaves the table that is used; that of a mode stays for as long as the mode is open.
    pub(super) fn pop(&mut self) {
        self.used.pop_if(|used| !used.of_mode);
    }

    /// Leaves all tables but that of a mode.
    pub(super) fn clear(&mut self) {
        self.used.retain(|used| used.of_mode);
    }

    /// Uses the table of the mode that is open over the pane with the keyboard. When the mode is left, so are the tables
    /// that were used since it was opened.
    pub(super) fn set_mode(&mut self, mode: Option<&str>) {
        let now = self.used.iter().position(|used| used.of_mode);
        match (now, mode) {
            (Some(at), Some(name)) if self.used[at].how.name == name => {}
            (Some(at), Some(name)) => self.used[at] = Used::of_mode(name),
            (None, Some(name)) => self.used.push(Used::of_mode(name)),
            (Some(at), None) => self.used.truncate(at),
            (None, None) => {}
        }
    }

    /// Leaves the tables and the leader whose time is over; true when there were any.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        let before = self.used.len();
        self.used.retain(|used| !used.is_over(now));
        let led = self.leader_until.take_if(|until| *until <= now).is_some();
        led || self.used.len() < before
    }

    /// Returns when the time of the first of them is over.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let tables = self.used.iter().filter_map(|used| used.until);
        tables.chain(self.leader_until).min()
    }

    /// Returns the name of the table that is used.
    pub(super) fn active(&self) -> Option<&str> {
        self.used.last().map(|used| used.how.name.as_str())
    }

    /// Tells whether the next key is one after the leader.
    pub(super) fn leader_is_active(&self) -> bool {
        self.leader_until.is_some()
    }

    /// Returns every action with the keys that start it, in the order of the configuration.
    pub(super) fn bindings(&self, caps: KeyCaps) -> Vec<(KeyAssignment, Vec<String>)> {
        let text_of = |slot: &Slot| text_of(slot, caps);
        let plain = self.order.iter().filter_map(|slot| {
            let action = self.actions.get(slot)?;
            Some((action, text_of(slot)?))
        });
        let led = self.after_leader.iter().filter_map(|(slot, action)| {
            let key = text_of(slot)?;
            Some((action, format!("Leader {key}")))
        });
        let mut led: Vec<_> = led.collect();
        led.sort_by(|(_, one), (_, other)| one.cmp(other));
        let mut all: Vec<(KeyAssignment, Vec<String>)> = Vec::new();
        for (action, key) in plain.chain(led) {
            match all.iter_mut().find(|(known, _)| known == action) {
                Some((_, keys)) if keys.contains(&key) => {}
                Some((_, keys)) => keys.push(key),
                None => all.push((action.clone(), vec![key])),
            }
        }
        all
    }

    /// Returns the first key that starts an action.
    pub(super) fn key_for(&self, action: &KeyAssignment, caps: KeyCaps) -> Option<String> {
        self.slots_for(action).find_map(|slot| text_of(slot, caps))
    }

    /// Returns the first key that starts an action and that old terminals can send, too.
    pub(super) fn old_key_for(&self, action: &KeyAssignment, caps: KeyCaps) -> Option<String> {
        let sent = |slot: &&Slot| match slot {
            Slot::Key(event) | Slot::Unplaced(event) => {
                let told_apart = !event.mods.contains(Mods::CTRL | Mods::SHIFT);
                let function = matches!(event.key, Key::F(_));
                (told_apart || function) && !event.mods.contains(Mods::SUPER)
            }
            Slot::Place(..) => false,
        };
        let mut own = self.slots_for(action).filter(sent);
        own.find_map(|slot| text_of(slot, caps))
    }

    fn slots_for(&self, action: &KeyAssignment) -> impl Iterator<Item = &Slot> {
        let own = self.order.iter();
        own.filter(move |slot| self.actions.get(*slot) == Some(action))
    }
}

fn find(actions: &Actions, press: Press) -> Option<&KeyAssignment> {
    let slots = press.slots();
    let found = slots.iter().find_map(|slot| actions.get(slot));
    found.or_else(|| {
        // A symbol may be bound as it is typed, without the Shift that typing it takes.
        let event = press.event;
        let symbol = matches!(event.key, Key::Char(c) if !c.is_alphabetic());
        let plain = KeyEvent::new(event.key, event.mods - Mods::SHIFT);
        let shifted = symbol && event.mods.contains(Mods::SHIFT) && !plain.mods.is_empty();
        actions.get(&Slot::Key(plain)).filter(|_| shifted)
    })
}

/// Writes a key for people; none for what another slot of the same key says.
fn text_of(slot: &Slot, caps: KeyCaps) -> Option<String> {
    match slot {
        Slot::Key(event) => Some(wording::key(*event, caps)),
        Slot::Place(code, mods) => {
            // A place is called by what a US keyboard has there.
            let key = code.name().and_then(|name| name.parse::<Key>().ok());
            Some(match key {
                Some(key) => wording::key(KeyEvent::new(key, *mods), caps),
                None => wording::held(*mods, &code.to_string(), caps),
            })
        }
        Slot::Unplaced(_) => None,
    }
}

/// Reads a key as the configuration writes it; nothing for keys that no front end delivers.
fn slots_of(code: &KeyCode, mods: KeyMods) -> Vec<Slot> {
    let named = code.name().and_then(|name| event_of(name, mods));
    match code {
        KeyCode::Named(_) | KeyCode::Mapped(_) => named.map(Slot::Key).into_iter().collect(),
        KeyCode::Physical(_) | KeyCode::Raw(_) => {
            let place = Slot::Place(code.clone(), held(mods));
            let unplaced = named.map(Slot::Unplaced);
            std::iter::once(place).chain(unplaced).collect()
        }
    }
}

/// The modifiers in the words of front ends and of bindings.
const MODS: [(Mods, KeyMods); 4] = [
    (Mods::SHIFT, KeyMods::SHIFT),
    (Mods::CTRL, KeyMods::CTRL),
    (Mods::ALT, KeyMods::ALT),
    (Mods::SUPER, KeyMods::SUPER),
];

/// Returns what is held as front ends report it.
fn held(mods: KeyMods) -> Mods {
    let mods = mods.without_sides();
    let held = MODS.iter().filter(|(_, theirs)| mods.contains(*theirs));
    held.fold(Mods::empty(), |all, (ours, _)| all | *ours)
}

/// Returns what is held as a binding has it.
pub(crate) fn key_mods(mods: Mods) -> KeyMods {
    let held = MODS.iter().filter(|(ours, _)| mods.contains(*ours));
    held.fold(KeyMods::empty(), |all, (_, theirs)| all | *theirs)
}

/// Reads a key by its name; none for keys that no front end delivers.
pub(crate) fn event_of(name: &str, mods: KeyMods) -> Option<KeyEvent> {
    let key: Key = name.parse().ok()?;
    Some(KeyEvent::new(key, held(mods)).normalized())
}

#[cfg(test)]
mod tests {
    use config::{KeyBinding, Leader};

    use super::*;

    fn press(table: &mut KeyTable, key: &str) -> Pressed {
        table.press(key.parse().expect(key), None, Instant::now())
    }

    /// Presses what types `key` at a place of the keyboard.
    fn press_at(table: &mut KeyTable, key: &str, name: &'static str, raw: u32) -> Pressed {
        let place = KeyPlace {
            name: Some(name),
            raw: Some(raw),
        };
        table.press(key.parse().expect(key), Some(place), Instant::now())
    }

    #[test]
    fn a_key_is_found_by_its_place_before_what_it_types() {
        let said = |text: &str| KeyAssignment::SendString(text.to_owned());
        let of = |code: KeyCode, text: &str| KeyBinding {
            key: code,
            mods: KeyMods::LEFT_CTRL,
            action: said(text),
        };
        let config = Config {
            keys: vec![
                of(KeyCode::Physical("Z"), "at z"),
                of(KeyCode::Raw(30), "number 30"),
                of(KeyCode::from("y"), "types y"),
            ],
            ..Config::default()
        };
        let mut table = KeyTable::new(&config, KeySupport::Full);
        // A German keyboard types y where an American one types z.
        let at_z = press_at(&mut table, "Ctrl+y", "Z", 52);
        assert_eq!(at_z, Pressed::Action(said("at z")));
        let at_y = press_at(&mut table, "Ctrl+z", "Y", 29);
        assert_eq!(at_y, Pressed::Plain);
        let numbered = press_at(&mut table, "Ctrl+u", "U", 30);
        assert_eq!(numbered, Pressed::Action(said("number 30")));
        assert_eq!(press_at(&mut table, "z", "Z", 52), Pressed::Plain);
        // A front end that tells no place is taken for an American keyboard.
        assert_eq!(press(&mut table, "Ctrl+z"), Pressed::Action(said("at z")));
        assert_eq!(
            press(&mut table, "Ctrl+y"),
            Pressed::Action(said("types y"))
        );
    }

    #[test]
    fn the_key_tables_of_copy_mode_are_there_without_being_configured() {
        let mut table = KeyTable::new(&Config::default(), KeySupport::Full);
        let how = use_of("copy_mode");
        assert_eq!(table.activate(&how, Instant::now()), Ok(()));
        let down = KeyAssignment::CopyMode(config::CopyModeAction::MoveDown);
        assert_eq!(press(&mut table, "j"), Pressed::Action(down));
    }

    fn bound(key: &str, mods: KeyMods, action: KeyAssignment) -> KeyBinding {
        KeyBinding {
            key: key.into(),
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
            table.key_for(&assistant, KeyCaps::System),
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
        let named = |table: &KeyTable, action| table.old_key_for(action, KeyCaps::System);
        assert_eq!(named(&table, &assistant).as_deref(), Some("F12"));
        let palette = KeyAssignment::ActivateCommandPalette;
        assert_eq!(
            press(&mut table, "Shift+F12"),
            Pressed::Action(palette.clone())
        );
        assert_eq!(named(&table, &palette).as_deref(), Some("Shift+F12"));
        let reload = KeyAssignment::ReloadConfiguration;
        assert_eq!(named(&table, &reload), None, "Ctrl+Shift+R is not sent");
        let config = Config {
            disable_default_key_bindings: true,
            ..Config::default()
        };
        let mut bare = KeyTable::new(&config, KeySupport::Legacy);
        assert_eq!(press(&mut bare, "Shift+F12"), Pressed::Plain);
    }

    #[test]
    fn keys_for_what_only_a_window_does_are_left_to_programs_where_there_is_none() {
        let bare = || KeyTable::new(&Config::default(), KeySupport::Legacy);
        let keys = ["Ctrl+_", "Ctrl+-", "Ctrl+0", "Alt+Enter"];
        let mut window = bare().for_front_end(WindowSupport::Many);
        for key in &keys[1..] {
            let pressed = press(&mut window, key);
            assert!(matches!(pressed, Pressed::Action(_)), "{key}: {pressed:?}");
        }
        let mut terminal = bare().for_front_end(WindowSupport::One);
        for key in keys {
            assert_eq!(press(&mut terminal, key), Pressed::Plain, "{key}");
        }
        let full_screen = KeyAssignment::ToggleFullScreen;
        let smaller = KeyAssignment::DecreaseFontSize;
        for action in [&full_screen, &smaller] {
            assert_eq!(terminal.key_for(action, KeyCaps::System), None);
        }
        let assistant = KeyAssignment::ActivateAiAssistant;
        assert_eq!(press(&mut terminal, "F12"), Pressed::Action(assistant));
        // Several actions do something as soon as one of them does.
        let both = |second| KeyAssignment::Multiple(vec![full_screen.clone(), second]);
        let config = Config {
            keys: vec![
                bound("k", KeyMods::CTRL, both(smaller)),
                bound("j", KeyMods::CTRL, both(KeyAssignment::ClearSelection)),
            ],
            ..Config::default()
        };
        let mut table = KeyTable::new(&config, KeySupport::Full).for_front_end(WindowSupport::One);
        assert_eq!(press(&mut table, "Ctrl+k"), Pressed::Plain);
        let pressed = press(&mut table, "Ctrl+j");
        assert_eq!(
            pressed,
            Pressed::Action(both(KeyAssignment::ClearSelection))
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

    fn tables(how: &[(&str, KeyTableUse)]) -> KeyTable {
        let own = |key: &str, text: &str| {
            bound(
                key,
                KeyMods::default(),
                KeyAssignment::SendString(text.to_owned()),
            )
        };
        let config = Config {
            key_tables: [
                (
                    "resize".to_owned(),
                    vec![own("h", "left"), own("Escape", "end")],
                ),
                (
                    "other".to_owned(),
                    vec![own("x", "other x"), own("h", "other h")],
                ),
            ]
            .into(),
            keys: how
                .iter()
                .map(|(key, how)| {
                    let action = KeyAssignment::ActivateKeyTable(how.clone());
                    bound(key, KeyMods::CTRL, action)
                })
                .collect(),
            ..Config::default()
        };
        KeyTable::new(&config, KeySupport::Full)
    }

    fn use_of(name: &str) -> KeyTableUse {
        KeyTableUse {
            name: name.to_owned(),
            timeout_milliseconds: None,
            replace_current: false,
            one_shot: false,
            until_unknown: false,
            prevent_fallback: false,
        }
    }

    fn sent(text: &str) -> Pressed {
        Pressed::Action(KeyAssignment::SendString(text.to_owned()))
    }

    #[test]
    fn a_table_is_used_until_it_is_left_and_what_it_lacks_is_looked_for_below() {
        let mut table = tables(&[]);
        let now = Instant::now();
        table.activate(&use_of("other"), now).expect("it is there");
        table.activate(&use_of("resize"), now).expect("it is there");
        assert_eq!(table.active(), Some("resize"));
        assert_eq!(press(&mut table, "h"), sent("left"));
        assert_eq!(press(&mut table, "h"), sent("left"));
        assert_eq!(press(&mut table, "x"), sent("other x"));
        assert_eq!(press(&mut table, "q"), Pressed::Plain);
        table.pop();
        assert_eq!(press(&mut table, "h"), sent("other h"));
        table.activate(&use_of("resize"), now).expect("it is there");
        table.clear();
        assert_eq!(press(&mut table, "h"), Pressed::Plain);
        let error = table
            .activate(&use_of("resiz"), now)
            .expect_err("there is none");
        assert!(error.contains("resize"), "{error}");
    }

    #[test]
    fn a_table_is_left_as_its_activation_says() {
        let mut table = tables(&[]);
        let now = Instant::now();
        let once = KeyTableUse {
            one_shot: true,
            ..use_of("resize")
        };
        table.activate(&once, now).expect("it is there");
        assert_eq!(press(&mut table, "h"), sent("left"));
        assert_eq!(press(&mut table, "h"), Pressed::Plain);
        table.activate(&once, now).expect("it is there");
        assert_eq!(press(&mut table, "q"), Pressed::Plain);
        assert_eq!(table.active(), None);
        let strict = KeyTableUse {
            prevent_fallback: true,
            until_unknown: true,
            ..use_of("resize")
        };
        table.activate(&strict, now).expect("it is there");
        assert_eq!(press(&mut table, "h"), sent("left"));
        assert_eq!(press(&mut table, "q"), Pressed::Swallowed);
        assert_eq!(table.active(), None);
        table.activate(&use_of("other"), now).expect("it is there");
        let instead = KeyTableUse {
            replace_current: true,
            ..use_of("resize")
        };
        table.activate(&instead, now).expect("it is there");
        table.pop();
        assert_eq!(table.active(), None);
    }

    #[test]
    fn the_table_of_a_mode_is_above_those_before_it_and_goes_with_those_after_it() {
        let mut table = tables(&[]);
        let now = Instant::now();
        table.activate(&use_of("other"), now).expect("it is there");
        table.set_mode(Some("resize"));
        assert_eq!(table.active(), Some("resize"));
        assert_eq!(press(&mut table, "h"), sent("left"));
        assert_eq!(press(&mut table, "x"), sent("other x"));
        table.pop();
        table.set_mode(Some("resize"));
        table.activate(&use_of("other"), now).expect("it is there");
        assert_eq!(press(&mut table, "h"), sent("other h"));
        table.clear();
        assert_eq!(table.active(), Some("resize"));
        table.activate(&use_of("other"), now).expect("it is there");
        table.set_mode(None);
        assert_eq!(table.active(), None);
        assert_eq!(press(&mut table, "h"), Pressed::Plain);
    }

    #[test]
    fn a_table_whose_time_is_over_is_left_and_a_key_renews_the_time() {
        let mut table = tables(&[]);
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let timed = KeyTableUse {
            timeout_milliseconds: Some(1000),
            ..use_of("resize")
        };
        table.activate(&timed, now).expect("it is there");
        assert_eq!(table.deadline(), Some(now + second));
        let h: KeyEvent = "h".parse().expect("a key");
        assert_eq!(table.press(h, None, now + second / 2), sent("left"));
        assert!(!table.expire(now + second));
        assert_eq!(table.deadline(), Some(now + second + second / 2));
        assert!(table.expire(now + second * 2));
        assert_eq!(table.press(h, None, now + second * 2), Pressed::Plain);
    }
}
