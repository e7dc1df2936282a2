//! The spellings of keys, the default tables against the facts of WezTerm's, and bindings written out.

use std::collections::BTreeSet;

use config::{
    Config, KeyBinding, KeyCode, KeyMods, LoadOptions, Loaded, keys_as_lua, keys_as_text, load,
};
use serde_json::Value as Json;

const FACTS: &str = include_str!("facts/keys.json");

/// Rows of WezTerm's that are not bound here, with the reason.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    (
        "SUPER|SHIFT",
        "T",
        "only WezTerm's documents have it, no program does",
    ),
    ("SUPER", "h", "hiding all windows of a program is macOS's"),
];

/// Twins of a row with SUPER that are not bound here, with the reason.
const TWINS_LEFT_OUT: &[(&str, &str)] =
    &[("q", "next to Ctrl+Shift+W, a slip would end every shell")];

/// Rows that do something else here, with the reason.
const CHANGED: &[(&str, &str, &str)] = &[(
    "Search={CaseSensitiveString=\"\"}",
    "Search=\"CurrentSelectionOrEmptyString\"",
    "WezTerm does this, and its documents say the other",
)];

/// Keys that are bound here and not there.
const OURS: &[&str] = &["a", "b", "d", "o"];

const CTRL_SHIFT: KeyMods = KeyMods::CTRL.union(KeyMods::SHIFT);

fn load_text(text: &str) -> Loaded {
    let home = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(home.path().join(".wezterm.lua"), text).expect("a file");
    load(&LoadOptions::below(home.path()), &[])
}

/// Loads settings that are all right.
fn good(text: &str) -> Config {
    let loaded = load_text(text);
    assert_eq!(loaded.problems, [], "{text}");
    Config::clone(&loaded.config)
}

/// Bindings as a set of texts.
fn set(bindings: Vec<KeyBinding>) -> BTreeSet<String> {
    let text = |b: KeyBinding| format!("{} {} {}", b.mods, b.key, b.action.to_lua());
    bindings.into_iter().map(text).collect()
}

/// Writes an action of the facts as Lua.
fn lua_of(fact: &str) -> String {
    let end = fact.find(['=', '{']).unwrap_or(fact.len());
    let (name, argument) = fact.split_at(end);
    if argument.is_empty() {
        return format!("'{name}'");
    }
    let argument = argument.trim_start_matches('=');
    let inner = argument
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let argument = match inner {
        Some(list) if name == "Multiple" => {
            let actions: Vec<String> = list.split(", ").map(lua_of).collect();
            format!("{{ {} }}", actions.join(", "))
        }
        None if argument.chars().all(char::is_alphabetic) => format!("'{argument}'"),
        _ => argument.to_owned(),
    };
    format!("{{ {name} = {argument} }}")
}

fn row(mods: &str, key: &str, action: &str) -> String {
    format!(
        "{{ key = {key:?}, mods = '{mods}', action = {} }},\n",
        lua_of(action)
    )
}

/// The facts as a configuration of their own.
fn facts() -> Config {
    let facts: Json = serde_json::from_str(FACTS).expect("facts");
    let rows = |table: &str| -> Vec<(String, String, String)> {
        let rows = facts[table].as_array().expect("rows").iter();
        let text = |row: &Json, field: &str| row[field].as_str().expect("a text").to_owned();
        rows.map(|row| (text(row, "mods"), text(row, "key"), text(row, "action")))
            .collect()
    };
    let mut keys = String::new();
    for (mods, key, mut action) in rows("keys") {
        if LEFT_OUT
            .iter()
            .any(|(m, k, _)| (*m, *k) == (mods.as_str(), key.as_str()))
        {
            continue;
        }
        for (there, here, _) in CHANGED {
            if action == *there {
                action = (*here).to_owned();
            }
        }
        keys.push_str(&row(&mods, &key, &action));
        if mods == "SUPER" && !TWINS_LEFT_OUT.iter().any(|(twin, _)| *twin == key) {
            keys.push_str(&row("CTRL|SHIFT", &key, &action));
        }
    }
    let table = |name: &str| -> String {
        let rows = rows(name).into_iter();
        rows.map(|(mods, key, action)| row(&mods, &key, &action))
            .collect()
    };
    good(&format!(
        "return {{ disable_default_key_bindings = true, keys = {{ {keys} }}, key_tables = {{ \
         copy_mode = {{ {} }}, search_mode = {{ {} }} }} }}",
        table("copy_mode"),
        table("search_mode")
    ))
}

#[test]
fn the_default_tables_are_wezterms() {
    let (facts, ours) = (facts(), Config::default());
    let mut bindings = ours.key_bindings();
    let added = |b: &KeyBinding| b.mods == CTRL_SHIFT && OURS.iter().any(|key| b.key == *key);
    assert_eq!(bindings.iter().filter(|b| added(b)).count(), OURS.len());
    bindings.retain(|b| !added(b));
    let (here, there) = (set(bindings), set(facts.key_bindings()));
    assert!(there.len() > 90, "{}", there.len());
    assert_eq!(
        here.difference(&there).collect::<Vec<_>>(),
        [] as [&String; 0],
        "not WezTerm's"
    );
    assert_eq!(
        there.difference(&here).collect::<Vec<_>>(),
        [] as [&String; 0],
        "missing"
    );
    for name in ["copy_mode", "search_mode"] {
        let of = |config: &Config| set(config.table_bindings(name).expect("a table"));
        assert_eq!(of(&ours), of(&facts), "{name}");
    }
    assert_eq!(ours.table_names(), ["copy_mode", "search_mode"]);
}

#[test]
fn a_row_that_is_left_out_is_one_of_the_facts() {
    let facts: Json = serde_json::from_str(FACTS).expect("facts");
    let rows = facts["keys"].as_array().expect("rows");
    let bindings = Config::default().key_bindings();
    for (mods, key, _) in LEFT_OUT {
        let is = |row: &&Json| row["mods"] == *mods && row["key"] == *key;
        assert_eq!(rows.iter().filter(is).count(), 1, "{mods} {key}");
    }
    for (key, _) in TWINS_LEFT_OUT {
        let bound = bindings
            .iter()
            .any(|b| b.mods == CTRL_SHIFT && b.key == *key);
        assert!(!bound, "{key}");
    }
    for (action, _, _) in CHANGED {
        assert!(rows.iter().any(|row| row["action"] == *action), "{action}");
    }
}

/// Returns the first binding of a file with one binding, as it was read.
fn read(fields: &str) -> (String, String) {
    let config = good(&format!(
        "return {{ keys = {{ {{ {fields}, action = 'Nop' }} }} }}"
    ));
    let binding = &config.keys[0];
    (binding.key.to_string(), binding.mods.to_string())
}

#[test]
fn every_spelling_of_a_key_is_kept_as_what_it_is() {
    for (fields, key, mods) in [
        ("key = 'A'", "a", "SHIFT"),
        ("key = 'a', mods = 'SHIFT|CTRL '", "a", "SHIFT|CTRL"),
        ("key = 'phys:A', mods = 'CTRL'", "phys:A", "CTRL"),
        ("key = 'phys:a'", "phys:A", "NONE"),
        ("key = 'phys:1'", "phys:K1", "NONE"),
        ("key = 'phys:LeftBracket'", "phys:LeftBracket", "NONE"),
        ("key = 'phys:['", "phys:LeftBracket", "NONE"),
        ("key = 'phys:Return'", "phys:Return", "NONE"),
        ("key = 'mapped:a'", "mapped:a", "NONE"),
        ("key = 'mapped::'", "mapped::", "NONE"),
        ("key = 'raw:30', mods = 'ALT'", "raw:30", "ALT"),
        ("key = 'raw:0x1e'", "raw:30", "NONE"),
        ("key = 1, mods = 'ALT'", "1", "ALT"),
        ("key = 'Enter', mods = 'OPT'", "Enter", "ALT"),
        ("key = '\\r', mods = 'META'", "Enter", "ALT"),
        ("key = '\\t'", "Tab", "NONE"),
        ("key = '\\27'", "Escape", "NONE"),
        ("key = '\\8'", "Backspace", "NONE"),
        ("key = '\\127'", "Delete", "NONE"),
        ("key = ' '", "Space", "NONE"),
        ("key = 'VoidSymbol'", "VoidSymbol", "NONE"),
        ("key = 'a', mods = 'VoidSymbol'", "a", "NONE"),
        ("key = 'a', mods = 'NONE'", "a", "NONE"),
        ("key = 'a', mods = ''", "a", "NONE"),
        ("key = 'a', mods = 'LEADER|CTRL'", "a", "CTRL|LEADER"),
        ("key = 'a', mods = 'cmd'", "a", "SUPER"),
        ("key = 'a', mods = 'WIN'", "a", "SUPER"),
        ("key = 'a', mods = 'LEFT_ALT'", "a", "LEFT_ALT"),
        (
            "key = 'a', mods = 'RIGHT_ALT|LEFT_CTRL'",
            "a",
            "RIGHT_ALT|LEFT_CTRL",
        ),
        (
            "key = 'Enter', mods = 'ENHANCED_KEY'",
            "Enter",
            "ENHANCED_KEY",
        ),
        ("key = 'Numpad0'", "Numpad0", "NONE"),
        ("key = 'F24'", "F24", "NONE"),
        ("key = 'LeftShift'", "LeftShift", "NONE"),
    ] {
        assert_eq!(read(fields), (key.to_owned(), mods.to_owned()), "{fields}");
    }
}

#[test]
fn a_key_that_is_none_is_named() {
    for (fields, message) in [
        (
            "key = 'Return'",
            "keys[1].key: unknown key `Return` (did you mean `Enter`?)",
        ),
        (
            "key = 'phys:Bracket'",
            "keys[1].key: unknown place `Bracket` of a key",
        ),
        (
            "key = 'phys:Retrun'",
            "keys[1].key: unknown place `Retrun` of a key (did you mean `Return`?)",
        ),
        (
            "key = 'raw:x'",
            "keys[1].key: expected a number after raw:, got `x`",
        ),
        ("key = 12", "keys[1].key: unknown key `12`"),
        ("key = ''", "keys[1].key: is empty"),
        ("key = {}", "keys[1].key: expected a string, got a table"),
        (
            "key = 'a', mods = 'LEFTALT'",
            "keys[1].mods: unknown modifier `LEFTALT` (did you mean `LEFT_ALT`?)",
        ),
        (
            "key = 'a', mods = 'CTRL+ALT'",
            "keys[1].mods: unknown modifier `CTRL+ALT` (join SHIFT, CTRL, ALT, SUPER and LEADER with |)",
        ),
        (
            "key = 'a', mods = 3",
            "keys[1].mods: expected a string, got 3",
        ),
    ] {
        let loaded = load_text(&format!(
            "return {{ keys = {{ {{ {fields}, action = 'Nop' }} }} }}"
        ));
        let found: Vec<String> = loaded
            .problems
            .iter()
            .map(|p| match &p.hint {
                Some(hint) => format!("{} ({hint})", p.message),
                None => p.message.clone(),
            })
            .collect();
        assert_eq!(found, [message], "{fields}");
    }
}

#[test]
fn sides_are_forgotten_where_they_cannot_be_told() {
    let mods =
        KeyMods::LEFT_ALT | KeyMods::RIGHT_CTRL | KeyMods::LEFT_SHIFT | KeyMods::ENHANCED_KEY;
    assert_eq!(mods.without_sides(), CTRL_SHIFT | KeyMods::ALT);
    assert_eq!(CTRL_SHIFT.without_sides(), CTRL_SHIFT);
}

#[test]
fn keys_may_be_matched_by_their_place_unless_they_say_otherwise() {
    let config = good(
        "return { key_map_preference = 'Physical', disable_default_key_bindings = true,
        leader = { key = ';', mods = 'CTRL' },
        keys = {
            { key = 'z', mods = 'CTRL', action = 'Nop' },
            { key = 'Z', mods = 'ALT', action = 'Nop' },
            { key = '{', mods = 'CTRL', action = 'Nop' },
            { key = 'mapped:y', mods = 'CTRL', action = 'Nop' },
            { key = 'ö', mods = 'CTRL', action = 'Nop' },
            { key = 'raw:30', mods = 'CTRL', action = 'Nop' },
        } }",
    );
    let found: Vec<(KeyMods, KeyCode)> = config
        .key_bindings()
        .into_iter()
        .map(|b| (b.mods, b.key))
        .collect();
    let expected = [
        (KeyMods::CTRL, KeyCode::Physical("Z")),
        (KeyMods::SHIFT | KeyMods::ALT, KeyCode::Physical("Z")),
        (CTRL_SHIFT, KeyCode::Physical("LeftBracket")),
        (KeyMods::CTRL, KeyCode::from("y")),
        (KeyMods::CTRL, KeyCode::from("ö")),
        (KeyMods::CTRL, KeyCode::Raw(30)),
    ];
    assert_eq!(found, expected);
    let leader = config.leader().expect("a leader");
    assert_eq!(leader.key, KeyCode::Physical("Semicolon"));
}

#[test]
fn a_key_table_takes_the_place_of_the_built_in_one() {
    let config = good(
        "return { key_tables = { copy_mode = { { key = 'q', action = { CopyMode = 'Close' } } }, mine = {} } }",
    );
    assert_eq!(config.table_names(), ["copy_mode", "mine", "search_mode"]);
    assert_eq!(config.table_bindings("copy_mode").map(|t| t.len()), Some(1));
    assert_eq!(
        config.table_bindings("search_mode").map(|t| t.len()),
        Some(10)
    );
    assert_eq!(config.table_bindings("other"), None);
}

#[test]
fn a_key_table_that_is_nowhere_and_a_field_of_the_leader_that_nobody_knows_are_told() {
    let loaded = load_text(
        "local act = wezterm.action
        local resize = { name = 'resze', one_shot = false }
        return {
            leader = { key = 'a', mods = 'CTRL', timeout_milisecond = 700 },
            keys = {
                { key = 'r', mods = 'LEADER', action = act.Multiple { act.ActivateKeyTable(resize) } },
                { key = 'c', mods = 'LEADER', action = act.ActivateKeyTable { name = 'copy_mode' } },
            },
            key_tables = {
                resize = { { key = 'q', action = act.ActivateKeyTable { name = 'elsewhere' } } },
            },
        }",
    );
    let said: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    let expected = [
        ":4: leader.timeout_milisecond: no such field (did you mean `timeout_milliseconds`?)",
        ":10: ActivateKeyTable: there is no key table \"elsewhere\" (key_tables has them by name)",
        ":2: ActivateKeyTable: there is no key table \"resze\" (did you mean `resize`?)",
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.ends_with(expected), "{said}");
    }
}

#[test]
fn a_function_that_a_key_calls_is_told_where_the_bindings_are_written_as_lua() {
    let config = good(
        "local own = wezterm.action_callback(function() end)
        return {
            keys = { { key = 'x', mods = 'ALT', action = wezterm.action.Multiple { 'Nop', own } } },
            mouse_bindings = { { event = { Up = { streak = 1, button = 'Right' } }, action = own } },
        }",
    );
    let lua = keys_as_lua(&config, None).expect("all");
    let told = lua.lines().filter(|line| line.contains("action_callback"));
    assert_eq!(told.count(), 2, "{lua}");
}

#[test]
fn the_bindings_that_are_written_as_lua_load_as_the_same() {
    let config = good(
        "local act = wezterm.action
        return {
            leader = { key = 'a', mods = 'CTRL', timeout_milliseconds = 700 },
            keys = {
                { key = '\\'', mods = 'LEADER', action = act.SendString \"it's\\n\" },
                { key = 'phys:K', mods = 'ALT', action = act.ActivateKeyTable { name = 'my table', one_shot = false } },
                { key = 'raw:99', mods = 'RIGHT_ALT', action = act.SplitPane { direction = 'Up', size = { Cells = 3 } } },
                { key = 'Enter', mods = 'ALT', action = act.DisableDefaultAssignment },
                { key = 'x', mods = 'CTRL|ALT', action = wezterm.action_callback(function() end) },
            },
            key_tables = { ['my table'] = { { key = 'h', action = act.AdjustPaneSize { 'Left', 1 } } } },
            mouse_bindings = {
                { event = { Down = { streak = 1, button = { WheelUp = 1 } } }, mods = 'LEFT_CTRL', action = act.ScrollByLine(-1) },
                { event = { Up = { streak = 1, button = 'Left' } }, alt_screen = true, action = 'Nop' },
                { event = { Up = { streak = 1, button = 'Left' } }, mouse_reporting = true, action = 'Nop' },
            },
        }",
    );
    let lua = keys_as_lua(&config, None).expect("all");
    let again = good(&lua);
    assert_eq!(set(again.key_bindings()), set(config.key_bindings()));
    assert_eq!(again.leader(), config.leader());
    assert_eq!(again.table_names(), config.table_names());
    assert_eq!(again.mouse_table(), config.mouse_table());
    for name in config.table_names() {
        let of = |config: &Config| config.table_bindings(name).map(set);
        assert_eq!(of(&again), of(&config), "{name}");
    }
    let one = keys_as_lua(&config, Some("my table")).expect("a table");
    assert_eq!(
        good(&one).table_bindings("my table"),
        config.table_bindings("my table")
    );
    assert_eq!(keys_as_lua(&config, Some("your table")), None);
}

#[test]
fn the_bindings_are_written_for_people() {
    let config = good(
        "return { disable_default_key_bindings = true, modules = { ai_assistant = false },
        leader = { key = 'a', mods = 'CTRL' },
        keys = {
            { key = 'v', mods = 'LEADER', action = { SplitVertical = {} } },
            { key = 'F1', action = { ActivateTab = -1 } },
        },
        key_tables = { copy_mode = {}, search_mode = { { key = 'q', action = { CopyMode = 'Close' } } } },
        disable_default_mouse_bindings = true,
        mouse_bindings = {
            { event = { Down = { streak = 2, button = 'Left' } }, action = 'ScrollToTop' },
            { event = { Down = { streak = 1, button = { WheelUp = 1 } } }, mods = 'CTRL', mouse_reporting = true, alt_screen = false, action = 'Nop' },
        } }",
    );
    let expected = "Keys\n\n  F1        ActivateTab(-1)\n  LEADER v  SplitVertical { domain = 'CurrentPaneDomain' }\n\
                    \nLeader\n\n  CTRL a for 1000 ms\n\
                    \nKey table copy_mode\n\n\
                    \nKey table search_mode\n\n  q  CopyMode 'Close'\n\
                    \nMouse\n\n  CTRL Down WheelUp, of a program that reads it, not on the alternate screen  Nop\n  \
                    Down Left x2                                                                ScrollToTop\n";
    assert_eq!(keys_as_text(&config, None).as_deref(), Some(expected));
    assert_eq!(
        keys_as_text(&config, Some("search_mode")).as_deref(),
        Some("Key table search_mode\n\n  q  CopyMode 'Close'\n")
    );
    assert_eq!(keys_as_text(&config, Some("none")), None);
}

#[test]
fn lua_sees_the_default_tables_as_it_would_write_them() {
    let config = good(
        "local keys = wezterm.gui.default_keys()
        local tables = wezterm.gui.default_key_tables()
        assert(#keys > 90 and #tables.copy_mode > 50 and #tables.search_mode == 10)
        assert(type(keys[1].key) == 'string' and type(keys[1].mods) == 'string')
        table.insert(tables.copy_mode, { key = 'F9', action = { CopyMode = 'Close' } })
        return { disable_default_key_bindings = true, modules = { ai_assistant = false },
            keys = keys, key_tables = tables }",
    );
    let mut usual = Config::default().key_bindings();
    usual.retain(|b| b.action != config::KeyAssignment::ActivateAiAssistant);
    assert_eq!(set(config.key_bindings()), set(usual));
    let copy_mode = |config: &Config| set(config.table_bindings("copy_mode").expect("a table"));
    let mut expected = copy_mode(&Config::default());
    expected.insert("NONE F9 CopyMode 'Close'".to_owned());
    assert_eq!(copy_mode(&config), expected);
}
