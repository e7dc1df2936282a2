//! What Lua really meets, against the configuration's tables of objects and events (`config::members`, `config::events`).

use config::{LuaMember, Standing};

use super::harness::Start;
use crate::frame::WindowRequest;

/// Objects by class, as Lua says them in a handler with `window` and `pane`.
const OBJECTS: [(&str, &str); 5] = [
    ("Pane", "pane"),
    ("Window", "window"),
    ("MuxTab", "pane:tab()"),
    ("MuxWindow", "pane:window()"),
    ("MuxDomain", "wezterm.mux.get_domain('local')"),
];

fn of_class(class: &str) -> impl Iterator<Item = &'static LuaMember> {
    config::members()
        .iter()
        .filter(move |member| member.class == class)
}

#[test]
fn every_method_that_is_said_to_be_there_is_there_and_no_other() {
    let mut body = String::new();
    for (class, object) in OBJECTS {
        for member in of_class(class) {
            let name = member.name;
            body.push_str(&format!(
                "look('{class}:{name}', function() return {object}.{name} end)\n"
            ));
        }
    }
    let lua = format!(
        "local wezterm = require 'wezterm'
        return {{ enable_tab_bar = false, keys = {{ {{ key = 'k', mods = 'ALT', action = wezterm.action_callback(
            function(window, pane)
                local there = {{}}
                local function look(name, get)
                    local found, value = pcall(get)
                    if found and type(value) == 'function' then there[#there + 1] = name end
                end
                {body}
                window:copy_to_clipboard(table.concat(there, ' '))
            end) }} }} }}"
    );
    let mut running = Start::lua(&lua).run().at_prompt();
    running.key("Alt+k");
    let mut there = None;
    running.wait("the names", |running| {
        there = running.requests.iter().find_map(|request| match request {
            WindowRequest::SetClipboard(text) => Some(text.clone()),
            _ => None,
        });
        there.is_some()
    });
    let said: Vec<String> = OBJECTS
        .iter()
        .flat_map(|(class, _)| of_class(class))
        .filter(|member| !matches!(member.standing, Standing::Missing(_)))
        .map(|member| format!("{}:{}", member.class, member.name))
        .collect();
    let there = there.expect("just seen");
    let there: Vec<&str> = there.split_whitespace().collect();
    assert_eq!(there, said, "mend config/src/lua_api/members.rs");
}

/// The text of every source file of this crate that is no test.
fn sources() -> String {
    let mut all = String::new();
    let mut open = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(place) = open.pop() {
        if place.is_dir() {
            let entries = std::fs::read_dir(&place).expect("a folder of this crate");
            let entries = entries.map(|entry| entry.expect("an entry").path());
            open.extend(entries.filter(|path| !path.ends_with("tests")));
        } else if place.extension().is_some_and(|end| end == "rs") {
            all.push_str(&std::fs::read_to_string(&place).expect("a source file"));
        }
    }
    all
}

#[test]
fn every_event_that_is_said_to_be_told_is_named_where_it_could_be() {
    let sources = sources();
    for event in config::events() {
        let named = sources.contains(&format!("\"{}\"", event.name));
        let told = !matches!(event.standing, Standing::Missing(_));
        assert_eq!(
            named, told,
            "{}: mend config/src/lua_api/event_table.rs",
            event.name
        );
    }
}
