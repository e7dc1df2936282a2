//! The bindings that hold, written out: for people, and as Lua that loads again.
//!
//! Hides how a value is written as Lua. Pure functions over the configuration.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::{KeyBinding, KeyMods};
use crate::actions::KeyAssignment;
use crate::config::Config;
use crate::lua_api::CALLBACK;
use crate::mouse::MouseBinding;

/// The words that cannot be names of fields.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// Writes a value as Lua does.
fn lua_of(value: &Json) -> String {
    match value {
        Json::Null => "nil".to_owned(),
        Json::Bool(on) => on.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => quoted(text),
        Json::Array(values) if values.is_empty() => "{}".to_owned(),
        Json::Array(values) => {
            let values: Vec<String> = values.iter().map(lua_of).collect();
            format!("{{ {} }}", values.join(", "))
        }
        Json::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Json::Object(fields) => {
            let field = |(name, value): (&String, &Json)| {
                let value = lua_of(value);
                match is_name(name) {
                    true => format!("{name} = {value}"),
                    false => format!("[{}] = {value}", quoted(name)),
                }
            };
            let fields: Vec<String> = fields.iter().map(field).collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}

fn is_name(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(word)
        && !RESERVED.contains(&text)
}

fn quoted(text: &str) -> String {
    let mut lua = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => lua.extend(['\\', c]),
            '\n' => lua.push_str("\\n"),
            // Three digits, for the next character may be one, too.
            c if c.is_ascii_control() => lua.push_str(&format!("\\{:03}", u32::from(c))),
            c => lua.push(c),
        }
    }
    lua.push('\'');
    lua
}

impl KeyAssignment {
    /// Returns it as a configuration writes it behind `wezterm.action.`.
    pub fn to_lua(&self) -> String {
        let name = self.name();
        match self.argument() {
            Json::Null => name.to_owned(),
            argument @ (Json::String(_) | Json::Array(_) | Json::Object(_)) => {
                format!("{name} {}", lua_of(&argument))
            }
            argument => format!("{name}({})", lua_of(&argument)),
        }
    }
}

/// Returns the bindings that hold, or those of one key table, as a file that loads as the same again. Where
/// there is no such table, there is nothing.
pub fn keys_as_lua(config: &Config, table: Option<&str>) -> Option<String> {
    let mut lua =
        String::from("local wezterm = require 'wezterm'\nlocal act = wezterm.action\n\nreturn {\n");
    let tables = match table {
        Some(name) => vec![(name, config.table_bindings(name)?)],
        None => {
            lua.push_str("  disable_default_key_bindings = true,\n");
            if let Some(leader) = config.leader() {
                let fields = format!(
                    "  leader = {{ {}, timeout_milliseconds = {} }},\n",
                    combination(&leader.key.to_string(), leader.mods),
                    leader.timeout_milliseconds
                );
                lua.push_str(&fields);
            }
            lua.push_str("  keys = {\n");
            rows(&mut lua, "    ", config.key_bindings());
            lua.push_str("  },\n  disable_default_mouse_bindings = true,\n  mouse_bindings = {\n");
            // Of two that count the first one does here, and the last one in a file.
            for binding in config.mouse_table().iter().rev() {
                let action = binding.action.to_lua();
                lua.push_str(&remark("    ", &action));
                lua.push_str(&format!("    {{ {binding}, action = act.{action} }},\n"));
            }
            lua.push_str("  },\n");
            let of = |name| config.table_bindings(name).map(|bindings| (name, bindings));
            config.table_names().into_iter().filter_map(of).collect()
        }
    };
    lua.push_str("  key_tables = {\n");
    for (name, bindings) in tables {
        let name = match is_name(name) {
            true => name.to_owned(),
            false => format!("[{}]", quoted(name)),
        };
        lua.push_str(&format!("    {name} = {{\n"));
        rows(&mut lua, "      ", bindings);
        lua.push_str("    },\n");
    }
    lua.push_str("  },\n}\n");
    Some(lua)
}

fn combination(key: &str, mods: KeyMods) -> String {
    format!(
        "key = {}, mods = {}",
        quoted(key),
        quoted(&mods.to_string())
    )
}

/// Returns what is to be said of an action that calls a function of the file: an event stands for it, and only
/// for as long as that file makes it.
fn remark(indent: &str, action: &str) -> String {
    let calls = action.contains("EmitEvent") && action.contains(&format!("'{CALLBACK}"));
    match calls {
        true => format!(
            "{indent}-- Calls a function of wezterm.action_callback: put the function itself in place of the event.\n"
        ),
        false => String::new(),
    }
}

fn rows(lua: &mut String, indent: &str, bindings: Vec<KeyBinding>) {
    for binding in sorted(bindings) {
        let keys = combination(&binding.key.to_string(), binding.mods);
        let action = binding.action.to_lua();
        lua.push_str(&remark(indent, &action));
        lua.push_str(&format!("{indent}{{ {keys}, action = act.{action} }},\n"));
    }
}

fn sorted(mut bindings: Vec<KeyBinding>) -> Vec<KeyBinding> {
    bindings.sort_by(|one, other| (&one.key, one.mods).cmp(&(&other.key, other.mods)));
    bindings
}

/// Returns the bindings that hold, or those of one key table, for people. Where there is no such table, there
/// is nothing.
pub fn keys_as_text(config: &Config, table: Option<&str>) -> Option<String> {
    let mut text = String::new();
    if let Some(name) = table {
        section(
            &mut text,
            &format!("Key table {name}"),
            config.table_bindings(name)?,
        );
        return Some(text);
    }
    section(&mut text, "Keys", config.key_bindings());
    if let Some(leader) = config.leader() {
        let held = held(leader.mods);
        let (key, time) = (&leader.key, leader.timeout_milliseconds);
        write!(text, "\nLeader\n\n  {held}{key} for {time} ms\n")
            .expect("a string can be written to");
    }
    for name in config.table_names() {
        let bindings = config.table_bindings(name).unwrap_or_default();
        text.push('\n');
        section(&mut text, &format!("Key table {name}"), bindings);
    }
    let mouse = config.mouse_table();
    if !mouse.is_empty() {
        let event = |binding: &MouseBinding| held(binding.mods) + &binding.for_people();
        let rows = mouse
            .iter()
            .map(|binding| (event(binding), binding.action.to_lua()));
        text.push('\n');
        aligned(&mut text, "Mouse", &rows.collect::<Vec<_>>());
    }
    Some(text)
}

fn held(mods: KeyMods) -> String {
    match mods.is_empty() {
        true => String::new(),
        false => format!("{mods} "),
    }
}

fn section(text: &mut String, title: &str, bindings: Vec<KeyBinding>) {
    let bindings = sorted(bindings);
    let rows = bindings.iter().map(|binding| {
        let key = format!("{}{}", held(binding.mods), binding.key);
        (key, binding.action.to_lua())
    });
    aligned(text, title, &rows.collect::<Vec<_>>());
}

fn aligned(text: &mut String, title: &str, rows: &[(String, String)]) {
    let widths = rows.iter().map(|(event, _)| event.chars().count());
    let width = widths.max().unwrap_or(0);
    text.push_str(title);
    text.push_str("\n\n");
    for (event, action) in rows {
        writeln!(text, "  {event:width$}  {action}").expect("a string can be written to");
    }
}
