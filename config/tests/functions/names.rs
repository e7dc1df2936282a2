//! The table of functions, against the facts of WezTerm's surface and against what Lua really has.

use std::collections::BTreeSet;

use config::functions;
use mlua::{Table, Value};

use super::good;

/// The names of WezTerm's surface.
const FACTS: &str = include_str!("../facts/surface.json");

/// What this terminal has beyond WezTerm's functions; modules add their own elsewhere.
const OURS: &[&str] = &[];

/// Tables that the program makes.
const OF_THE_PROGRAM: &[&str] = &["wezterm.mux."];

#[test]
fn every_function_of_wezterm_is_in_the_table() {
    let facts: serde_json::Value = serde_json::from_str(FACTS).expect("facts");
    let facts = facts["functions"].as_array().expect("functions");
    let wanted: BTreeSet<&str> = facts.iter().filter_map(|name| name.as_str()).collect();
    let listed: BTreeSet<&str> = functions().map(|function| function.name).collect();
    assert_eq!(functions().count(), listed.len(), "a name is listed twice");
    let missing: Vec<&&str> = wanted.difference(&listed).collect();
    let more: Vec<&&str> = listed.difference(&wanted).collect();
    assert_eq!((missing, more), (Vec::new(), OURS.iter().collect()));
}

#[test]
fn every_row_is_what_lua_has_and_lua_has_nothing_else() {
    let loaded = good("");
    let wezterm: Table = loaded.lua.lua().globals().get("wezterm").expect("a table");
    let mut there = BTreeSet::new();
    for pair in wezterm.pairs::<String, Value>() {
        let (name, value) = pair.expect("a field");
        match value {
            Value::Table(table) if table.metatable().is_none() => {
                for pair in table.pairs::<String, Value>() {
                    let (below, value) = pair.expect("a field");
                    assert!(value.is_function(), "wezterm.{name}.{below}");
                    there.insert(format!("wezterm.{name}.{below}"));
                }
            }
            _ => {
                there.insert(format!("wezterm.{name}"));
            }
        }
    }
    let listed: BTreeSet<String> = functions()
        .map(|function| function.name.to_owned())
        .filter(|name| !OF_THE_PROGRAM.iter().any(|table| name.starts_with(table)))
        .collect();
    assert_eq!(there, listed);
}
