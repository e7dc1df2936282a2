//! Keys: the bindings, the tables of them, and how a person's bindings cover the defaults.
//!
//! Hides how the many spellings of one key (`C` with CTRL, `c` with CTRL|SHIFT, `mapped:c`)
//! become one. Plain data. What keys are called is in `names`, what holds without a configuration in `defaults`,
//! and how bindings are written out in `show`.

use std::collections::{BTreeMap, HashSet};

use mlua::Value;

use crate::actions::{self, KeyAssignment};
use crate::value::{self, Fault, Faults};

mod defaults;
mod names;
mod show;

pub(crate) use defaults::{TABLES, assistant_default, defaults, table};
pub use names::{KeyCode, KeyMods, normalize};
use names::{SHIFTED, parse_combination};
pub(crate) use names::{combination, parse_mods, settled};
pub use show::{keys_as_lua, keys_as_text};

/// One key and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyBinding {
    /// The key.
    pub key: KeyCode,
    /// What is held with it.
    pub mods: KeyMods,
    /// What it does.
    pub action: KeyAssignment,
}

/// The key that makes LEADER bindings reachable for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    /// The key.
    pub key: KeyCode,
    /// What is held with it.
    pub mods: KeyMods,
    /// How long it lasts.
    pub timeout_milliseconds: u64,
}

/// Reads `config.keys`; the good bindings are kept where others are wrong.
pub(crate) fn bindings(value: &Value) -> Result<(Vec<KeyBinding>, Faults), Fault> {
    let mut bindings = Vec::new();
    let mut faults = Faults::default();
    for (i, entry) in value::elements(value::table(value)?)?.iter().enumerate() {
        match binding(entry) {
            Ok((binding, unknown)) => {
                bindings.push(binding);
                faults.0.extend(unknown.into_iter().map(|f| f.nth(i + 1)));
            }
            Err(fault) => faults.0.push(fault.nth(i + 1)),
        }
    }
    Ok((bindings, faults))
}

fn binding(value: &Value) -> Result<(KeyBinding, Vec<Fault>), Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    let mut unknown = value::unknown_fields(value, &["key", "mods", "action"]);
    if get("key").is_nil() {
        return Err(Fault::new("`key` is missing"));
    }
    if get("action").is_nil() {
        return Err(Fault::new(
            "`action` is missing, or names something that is nil",
        ));
    }
    let (key, mods) = combination(&get("key"), &get("mods"))?;
    let action = actions::read(&get("action")).map_err(|fault| fault.within("action"))?;
    let within = actions::unknown_fields(&get("action")).into_iter();
    unknown.extend(within.map(|fault| fault.within("action")));
    Ok((KeyBinding { key, mods, action }, unknown))
}

/// How a key table is used: what `ActivateKeyTable` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTableUse {
    /// Its name in `config.key_tables`.
    pub name: String,
    /// How long it is used without a key of its own; for ever without.
    pub timeout_milliseconds: Option<u64>,
    /// Whether the table that is used now is left first.
    pub replace_current: bool,
    /// Whether it is left after one key.
    pub one_shot: bool,
    /// Whether it is left at a key that it does not have.
    pub until_unknown: bool,
    /// Whether a key that it does not have does nothing, rather than what it does elsewhere.
    pub prevent_fallback: bool,
}

/// The fields of the argument of `ActivateKeyTable`.
pub(crate) const TABLE_USE: &[&str] = &[
    "name",
    "timeout_milliseconds",
    "replace_current",
    "one_shot",
    "until_unknown",
    "prevent_fallback",
];

/// Reads the argument of `ActivateKeyTable`; fields that nobody knows are told elsewhere.
pub(crate) fn table_use(value: &Value) -> Result<KeyTableUse, Fault> {
    let mut wanted = KeyTableUse {
        name: String::new(),
        timeout_milliseconds: None,
        replace_current: false,
        one_shot: true,
        until_unknown: false,
        prevent_fallback: false,
    };
    for (name, value) in value::fields(value)? {
        let outcome = match name.as_str() {
            "name" => value::text(&value).map(|name| wanted.name = name),
            "timeout_milliseconds" => value::integer(&value, 1, 86_400_000)
                .map(|time| wanted.timeout_milliseconds = u64::try_from(time).ok()),
            "replace_current" => value::boolean(&value).map(|on| wanted.replace_current = on),
            "one_shot" => value::boolean(&value).map(|on| wanted.one_shot = on),
            "until_unknown" => value::boolean(&value).map(|on| wanted.until_unknown = on),
            "prevent_fallback" => value::boolean(&value).map(|on| wanted.prevent_fallback = on),
            _ => Ok(()),
        };
        outcome.map_err(|fault| fault.within(&name))?;
    }
    match wanted.name.is_empty() {
        true => Err(Fault::new("`name` is missing")),
        false => Ok(wanted),
    }
}

/// Reads `config.key_tables`; the good bindings are kept where others are wrong.
pub(crate) fn tables(value: &Value) -> Result<(BTreeMap<String, Vec<KeyBinding>>, Faults), Fault> {
    let mut tables = BTreeMap::new();
    let mut faults = Faults::default();
    for (name, table) in value::fields(value)? {
        match bindings(&table) {
            Ok((bindings, wrong)) => {
                tables.insert(name.clone(), bindings);
                faults
                    .0
                    .extend(wrong.0.into_iter().map(|f| f.within(&name)));
            }
            Err(fault) => faults.0.push(fault.within(&name)),
        }
    }
    Ok((tables, faults))
}

/// Reads `config.leader`.
pub(crate) fn leader(value: &Value) -> Result<Leader, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    let (key, mods) = combination(&get("key"), &get("mods"))?;
    let timeout_milliseconds = match get("timeout_milliseconds") {
        Value::Nil => 1000,
        value => {
            value::integer(&value, 1, 600_000).map_err(|f| f.within("timeout_milliseconds"))?
        }
    };
    Ok(Leader {
        key,
        mods,
        timeout_milliseconds: timeout_milliseconds as u64,
    })
}

/// Lays bindings over each other: the first layer wins, `DisableDefaultAssignment` leaves a hole.
pub(crate) fn layered(layers: &[Vec<KeyBinding>]) -> Vec<KeyBinding> {
    let mut all: Vec<KeyBinding> = Vec::new();
    let mut taken: HashSet<(KeyCode, KeyMods)> = HashSet::new();
    let mut take = |key: KeyCode, mods: KeyMods, action: &KeyAssignment| {
        if taken.insert((key.clone(), mods)) {
            let action = action.clone();
            all.push(KeyBinding { key, mods, action });
        }
    };
    for layer in layers {
        let layer: Vec<_> = layer
            .iter()
            .map(|binding| {
                (
                    normalize(binding.key.clone(), binding.mods),
                    &binding.action,
                )
            })
            .collect();
        for (i, ((key, mods), action)) in layer.iter().enumerate() {
            let again = |(later, _): &(_, _)| *later == (key.clone(), *mods);
            // Within one layer the last binding of a key counts.
            if !layer[i + 1..].iter().any(again) {
                take(key.clone(), *mods, action);
            }
        }
        for ((key, mods), action) in layer.iter().rev() {
            for (key, mods) in spellings(key, *mods) {
                take(key, mods, action);
            }
        }
    }
    all.retain(|binding| binding.action != KeyAssignment::DisableDefaultAssignment);
    all
}

/// The other ways in which a keyboard may report the same key.
fn spellings(key: &KeyCode, mods: KeyMods) -> Vec<(KeyCode, KeyMods)> {
    let KeyCode::Named(name) = key else {
        return Vec::new();
    };
    let mut chars = name.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return Vec::new();
    };
    let mut others = Vec::new();
    let named = |c: char| KeyCode::Named(c.to_string());
    for (plain, shifted) in SHIFTED {
        if *shifted == c {
            others.push((named(c), mods ^ KeyMods::SHIFT));
            others.push((named(*plain), mods | KeyMods::SHIFT));
        } else if *plain == c && mods.contains(KeyMods::SHIFT) {
            others.push((named(*shifted), mods));
            others.push((named(*shifted), mods - KeyMods::SHIFT));
        }
    }
    // A bare symbol is text, never a binding that was not asked for.
    others.retain(|(_, mods)| !(*mods - KeyMods::SHIFT).is_empty());
    others
}

/// Reads `{key, mods}` out of a module's settings, which are JSON.
pub(crate) fn combination_of_json(
    settings: &serde_json::Value,
) -> Result<(KeyCode, KeyMods), Fault> {
    let part = |name: &str| settings.get(name).map(|part| part.as_str());
    match (part("key"), part("mods")) {
        (Some(Some(key)), Some(Some(mods))) => parse_combination(key, mods),
        (Some(Some(key)), None) => parse_combination(key, ""),
        _ => Err(Fault::new(
            "expected a table such as {key = 'a', mods = 'CTRL|SHIFT'}",
        )),
    }
}
