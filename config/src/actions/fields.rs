//! Which fields the arguments of key assignments have, to name those that nobody knows.
//!
//! A field that nobody knows is a warning where the action is bound: WezTerm takes the rest of the action, too.
//! It reads no values: `readers` and `arguments` do.

use mlua::Value;

use crate::keys::TABLE_USE;
use crate::launcher::LAUNCHER;
use crate::spawn::SPAWN;
use crate::value::{self, Fault};

/// The fields of the arguments that have any.
const FIELDS: &[(&str, &[&str])] = &[
    ("ActivateKeyTable", TABLE_USE),
    ("CharSelect", &["group", "copy_on_select", "copy_to"]),
    ("CloseCurrentPane", &["confirm"]),
    ("CloseCurrentTab", &["confirm"]),
    ("Confirmation", &["message", "action", "cancel"]),
    ("CopyCommandOutput", &["block", "destination"]),
    ("CopyTextTo", &["text", "destination"]),
    (
        "InputSelector",
        &[
            "title",
            "choices",
            "action",
            "fuzzy",
            "alphabet",
            "description",
            "fuzzy_description",
        ],
    ),
    ("PaneSelect", &["mode", "alphabet", "show_pane_ids"]),
    (
        "PromptInputLine",
        &["description", "action", "prompt", "initial_value"],
    ),
    (
        "QuickSelectArgs",
        &[
            "patterns",
            "alphabet",
            "action",
            "skip_action_on_paste",
            "label",
            "scope_lines",
        ],
    ),
    ("RunModuleAction", &["module", "action"]),
    ("SendKey", &["key", "mods"]),
    ("ShowLauncherArgs", LAUNCHER),
    ("SpawnCommandInNewTab", SPAWN),
    ("SpawnCommandInNewWindow", SPAWN),
    ("SplitHorizontal", SPAWN),
    (
        "SplitModulePane",
        &["module", "direction", "size", "top_level"],
    ),
    ("SplitPane", &["direction", "command", "size", "top_level"]),
    ("SplitVertical", SPAWN),
    ("SwitchToWorkspace", &["name", "spawn"]),
];

/// Names the fields of an action's argument, and of what stands in it, that nobody knows.
pub(crate) fn unknown_fields(action: &Value) -> Vec<Fault> {
    let Ok(fields) = value::fields(action) else {
        return Vec::new();
    };
    let of = |(name, argument): (&String, &Value)| -> Vec<Fault> {
        let faults = of_argument(name, argument).into_iter();
        faults.map(|fault| fault.within(name)).collect()
    };
    fields.iter().flat_map(of).collect()
}

fn of_argument(name: &str, argument: &Value) -> Vec<Fault> {
    if name == "Multiple" {
        return of_each(argument, unknown_fields);
    }
    match FIELDS.iter().find(|(action, _)| *action == name) {
        Some((_, known)) => {
            let mut faults = value::unknown_fields(argument, known);
            // An action of a module's is called `action` as well, and is a name.
            for (field, value) in value::fields(argument).unwrap_or_default() {
                let below = match field.as_str() {
                    "command" | "spawn" => value::unknown_fields(&value, SPAWN),
                    "choices" => of_each(&value, |choice| {
                        value::unknown_fields(choice, &["label", "id"])
                    }),
                    "action" | "cancel" => unknown_fields(&value),
                    _ => Vec::new(),
                };
                faults.extend(below.into_iter().map(|fault| fault.within(&field)));
            }
            faults
        }
        None => Vec::new(),
    }
}

fn of_each(list: &Value, unknown: impl Fn(&Value) -> Vec<Fault>) -> Vec<Fault> {
    let elements = value::table(list).and_then(value::elements);
    let elements = elements.unwrap_or_default();
    let each = elements.iter().enumerate();
    each.flat_map(|(i, element)| {
        let faults = unknown(element).into_iter();
        faults.map(move |fault| fault.nth(i + 1))
    })
    .collect()
}
