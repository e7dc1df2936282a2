//! `docs/lua-api.md`: how much of WezTerm's surface is here, row by row with its state and the reason.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use config::{ActionSpec, ActionState, Effect, Standing, functions};

use super::cell;

/// The names of WezTerm's surface.
const FACTS: &str = include_str!("../facts/surface.json");

/// One row: whether it is WezTerm's, its name, its state, and why it is so.
struct Row {
    theirs: bool,
    name: String,
    state: &'static str,
    reason: String,
}

const WORKS: &str = "works";
const PARTLY: &str = "partly";
const EMPTY: &str = "empty value";
const RAISES: &str = "raises an error";
const NOT_YET: &str = "not yet";
const REMOTE: &str = "other machines";
const NEVER: &str = "never";

/// The states, best first.
const STATES: [&str; 7] = [WORKS, PARTLY, EMPTY, RAISES, NOT_YET, REMOTE, NEVER];

fn facts() -> serde_json::Value {
    serde_json::from_str(FACTS).expect("the facts can be read")
}

/// The names of a part of the facts.
fn named(part: &str) -> BTreeSet<String> {
    match &facts()[part] {
        serde_json::Value::Array(names) => {
            let names = names.iter().filter_map(|name| name.as_str());
            names.map(str::to_owned).collect()
        }
        serde_json::Value::Object(fields) => fields.keys().cloned().collect(),
        other => panic!("{part}: {other}"),
    }
}

fn stood(theirs: bool, name: String, standing: Standing) -> Row {
    let (state, reason) = match standing {
        Standing::Works => (WORKS, ""),
        Standing::Partly(why) => (PARTLY, why),
        Standing::Empty(why) => (EMPTY, why),
        Standing::Raises(needs) => (RAISES, needs),
        Standing::Missing(why) => (NOT_YET, why),
    };
    let reason = match state {
        RAISES => format!("it needs {reason}"),
        _ => reason.to_owned(),
    };
    Row {
        theirs,
        name,
        state,
        reason,
    }
}

fn options() -> Vec<Row> {
    let known = named("options");
    let row = |option: &config::OptionSpec| {
        let (state, reason) = match option.effect {
            Effect::Here => (WORKS, String::new()),
            Effect::Later => (NOT_YET, option.effect.to_string()),
            Effect::Remote => (REMOTE, option.effect.to_string()),
            Effect::Never(why) => (NEVER, why.to_owned()),
        };
        Row {
            theirs: known.contains(option.name),
            name: option.name.to_owned(),
            state,
            reason,
        }
    };
    config::options().iter().map(row).collect()
}

fn all_functions() -> Vec<Row> {
    let known = named("functions");
    functions()
        .map(|function| {
            let theirs = known.contains(function.name);
            stood(theirs, function.name.to_owned(), function.standing)
        })
        .collect()
}

fn members() -> Vec<Row> {
    let facts = facts();
    let known = |class: &str, name: &str| {
        let names = facts["methods"][class].as_array();
        names.is_some_and(|names| names.iter().any(|known| known == name))
    };
    config::members()
        .iter()
        .map(|member| {
            let name = match member.signature.starts_with("fun(") {
                true => format!("{}:{}", member.class, member.name),
                false => format!("{}.{}", member.class, member.name),
            };
            stood(known(member.class, member.name), name, member.standing)
        })
        .collect()
}

fn events() -> Vec<Row> {
    let known = named("events");
    config::events()
        .iter()
        .map(|event| {
            stood(
                known.contains(event.name),
                event.name.to_owned(),
                event.standing,
            )
        })
        .collect()
}

fn actions() -> Vec<Row> {
    carried_out("actions", config::actions())
}

fn copy_mode() -> Vec<Row> {
    carried_out("copy_mode", config::copy_mode_actions())
}

/// Actions, by whether they are carried out; all are read with their arguments.
fn carried_out(part: &str, actions: &[ActionSpec]) -> Vec<Row> {
    let known = named(part);
    let row = |action: &ActionSpec| {
        let (state, reason) = match action.state {
            ActionState::Here => (WORKS, String::new()),
            ActionState::OnlyOn(system) => (PARTLY, format!("on {system} only")),
            ActionState::Later => {
                let why =
                    "it is read with its argument, and says that it is missing when it is used";
                (NOT_YET, why.to_owned())
            }
            ActionState::Never(why) => (NEVER, why.to_owned()),
        };
        Row {
            theirs: known.contains(action.name),
            name: action.name.to_owned(),
            state,
            reason,
        }
    };
    actions.iter().map(row).collect()
}

/// Returns the whole file.
pub fn coverage() -> String {
    let parts = [
        ("Options", options()),
        ("Functions", all_functions()),
        ("Methods and fields of objects", members()),
        ("Actions", actions()),
        ("Actions of copy mode", copy_mode()),
        ("Events", events()),
    ];
    let mut text = String::from(
        "# How much of WezTerm's surface is here\n\n\
         Made from the program's tables by `config/tests/reference`; do not edit. Every name is known: a file that uses\n\
         one that has no effect loads. Types are in [wezterm.lua](wezterm.lua), options with what they take in\n\
         [config.md](config.md), actions in [reference.md](reference.md).\n\n\
         Counted are WezTerm's names; what this terminal has beyond them is in the last column.\n\n| part | WezTerm's |",
    );
    for state in STATES {
        let _ = write!(text, " {state} |");
    }
    text.push_str(" ours |\n|---|---|");
    text.push_str(&"---|".repeat(STATES.len() + 1));
    text.push('\n');
    for (title, rows) in &parts {
        let theirs = rows.iter().filter(|row| row.theirs).count();
        let _ = write!(text, "| {title} | {theirs} |");
        for state in STATES {
            let count = rows
                .iter()
                .filter(|row| row.theirs && row.state == state)
                .count();
            let _ = write!(text, " {count} |");
        }
        let _ = writeln!(text, " {} |", rows.len() - theirs);
    }
    for (title, rows) in &parts {
        let _ = write!(
            text,
            "\n## {title}\n\n| name | state | reason |\n|---|---|---|\n"
        );
        for row in rows {
            let ours = if row.theirs { "" } else { " (not in WezTerm)" };
            let reason = cell(&row.reason);
            let _ = writeln!(text, "| `{}`{ours} | {} | {reason} |", row.name, row.state);
        }
    }
    text
}

#[test]
fn every_name_of_wezterm_has_a_row_and_only_one() {
    let facts = facts();
    let objects = facts["methods"].as_object().expect("objects");
    let count = |names: &serde_json::Value| names.as_array().map_or(0, Vec::len);
    let methods: usize = objects.values().map(count).sum();
    for (rows, wanted) in [
        (options(), named("options").len()),
        (all_functions(), named("functions").len()),
        (members(), methods),
        (actions(), named("actions").len()),
        (copy_mode(), named("copy_mode").len()),
        (events(), named("events").len()),
    ] {
        let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names.len(), rows.len(), "a name has two rows");
        let theirs = rows.iter().filter(|row| row.theirs).count();
        assert_eq!(theirs, wanted, "{names:?}");
    }
}
