//! `docs/wezterm.lua`: the types of everything that wezterm.lua meets, as lua-language-server reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use config::{Argument, functions};

use super::shapes;

/// What no table has: values that only functions make or take.
const BY_HAND: &str = r##"---@meta wezterm

-- Made from the program's tables by `config/tests/reference`; do not edit. For lua-language-server: the folder that
-- holds this file goes into `workspace.library`. Then `---@type Config` before `local config = {}`, or
-- `wezterm.config_builder()`, completes and checks options.

---What can be bound to a key: `wezterm.action` makes it.
---@alias KeyAssignment KeyAction|string|table<string, any>

---@class KeyAction

---@class KeyBinding
---@field key string the key, such as `a`, `Enter` or `phys:A`
---@field mods? string what is held with it, such as `CTRL|SHIFT`
---@field action KeyAssignment

---What `wezterm.font` makes.
---@class Font
---@field font FontAttributes[]

---@alias FormatItem string|{ Text: string }|{ Attribute: FormatAttribute }|{ Foreground: FormatColor }|{ Background: FormatColor }

---@class FormatAttribute
---@field Underline? "None"|"Single"|"Double"|"Curly"|"Dotted"|"Dashed"
---@field Intensity? "Normal"|"Bold"|"Half"
---@field Italic? boolean

---@class FormatColor
---@field AnsiColor? string
---@field Color? string|Color

---@class Screen
---@field name string
---@field x integer
---@field y integer
---@field width integer
---@field height integer
---@field max_fps? integer
---@field effective_dpi? number

---@class SemanticZone
---@field start_x integer
---@field start_y integer
---@field end_x integer
---@field end_y integer
---@field semantic_type "Prompt"|"Input"|"Output"

---A command that the shell has run.
---@class CommandBlock
---@field id integer
---@field command? string
---@field exit_status? integer
---@field cwd? string

---@class TabBarItem
---@field bg_color? string|Color
---@field fg_color? string|Color
---@field intensity? "Normal"|"Bold"|"Half"
---@field underline? "None"|"Single"|"Double"
---@field italic? boolean
---@field strikethrough? boolean

---@class TabBarColors
---@field background? string|Color
---@field active_tab? TabBarItem
---@field inactive_tab? TabBarItem
---@field inactive_tab_hover? TabBarItem
---@field new_tab? TabBarItem
---@field new_tab_hover? TabBarItem
---@field inactive_tab_edge? string|Color
---@field inactive_tab_edge_hover? string|Color

---@class Palette
---@field foreground? string|Color
---@field background? string|Color
---@field cursor_fg? string|Color
---@field cursor_bg? string|Color
---@field cursor_border? string|Color
---@field selection_fg? string|Color
---@field selection_bg? string|Color
---@field ansi? (string|Color)[]
---@field brights? (string|Color)[]
---@field indexed? table<integer, string|Color>
---@field tab_bar? TabBarColors
---@field scrollbar_thumb? string|Color
---@field split? string|Color
---@field visual_bell? string|Color
---@field compose_cursor? string|Color
---@field copy_mode_active_highlight_fg? FormatColor|string
---@field copy_mode_active_highlight_bg? FormatColor|string
---@field copy_mode_inactive_highlight_fg? FormatColor|string
---@field copy_mode_inactive_highlight_bg? FormatColor|string
---@field quick_select_label_fg? FormatColor|string
---@field quick_select_label_bg? FormatColor|string
---@field quick_select_match_fg? FormatColor|string
---@field quick_select_match_bg? FormatColor|string
"##;

/// Returns the whole file.
pub fn annotations() -> String {
    let mut file = BY_HAND.to_owned();
    for (name, shape) in shapes(true) {
        class(&mut file, name);
        for field in shape.fields {
            let may = if field.needed { "" } else { "?" };
            let kind = field.kind.lua_type();
            line(
                &mut file,
                &format!("{}{may} {kind} {}", field.name, field.meaning),
            );
        }
    }
    class(&mut file, "Config");
    for option in config::options() {
        let text = format!(
            "{}? {} {}",
            option.name,
            option.kind.lua_type(),
            option.meaning
        );
        line(&mut file, &text);
    }
    line(
        &mut file,
        "set_strict_mode fun(self: Config, on: boolean) Raises what is wrong with an assignment at once.",
    );
    let mut of = "";
    for member in config::members() {
        if of != member.class {
            of = member.class;
            class(&mut file, of);
        }
        let kind = with_self(member.signature, of);
        line(&mut file, &format!("{} {kind} {}", member.name, member.doc));
    }
    actions(&mut file);
    wezterm(&mut file);
    file
}

/// Writes `wezterm` and the tables in it.
fn wezterm(file: &mut String) {
    let mut spaces: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for function in functions() {
        let path = function
            .name
            .strip_prefix("wezterm.")
            .expect("a name within");
        let (space, name) = path.split_once('.').unwrap_or(("", path));
        let text = format!("{name} {} {}", function.signature, function.doc);
        spaces.entry(space).or_default().push(text);
    }
    let mut own = spaces.remove("").unwrap_or_default();
    for (space, fields) in &spaces {
        let name = class_of(space);
        class(file, &name);
        fields.iter().for_each(|field| line(file, field));
        own.push(format!("{space} {name}"));
    }
    for event in config::events() {
        let (name, handler) = (event.name, event.signature);
        let text = format!(
            "on fun(event: \"{name}\", handler: {handler}) {}",
            event.doc
        );
        own.push(text);
    }
    class(file, "Wezterm");
    own.iter().for_each(|field| line(file, field));
    file.push_str("local wezterm = {}\n\nreturn wezterm\n");
}

fn class_of(space: &str) -> String {
    let (first, rest) = space.split_at(1);
    format!("Wezterm{}{rest}", first.to_uppercase())
}

/// Writes the table `wezterm.action`.
fn actions(file: &mut String) {
    class(file, "KeyAssignments");
    file.push_str("---@overload fun(action: table<string, any>): KeyAction\n");
    for action in config::actions() {
        let kind = match action.argument {
            Argument::None => "KeyAction".to_owned(),
            Argument::Optional(what) => {
                format!("KeyAction|fun(argument?: {}): KeyAction", argument(what))
            }
            Argument::Required(what) => format!("fun(argument: {}): KeyAction", argument(what)),
        };
        line(file, &format!("{} {kind} {}", action.name, action.doc));
    }
}

/// The type of an argument that is told in words.
fn argument(what: &str) -> String {
    if what.starts_with("whole number") {
        return "integer".to_owned();
    }
    let plain = match what {
        _ if what.starts_with("number") => "number",
        _ if what.starts_with("list") => "table",
        "true or false" => "boolean",
        _ if !what.contains(['"', '{']) => "string",
        _ => "",
    };
    if !plain.is_empty() {
        return plain.to_owned();
    }
    let mut kinds: Vec<String> = Vec::new();
    let outside = what.split(['{', '}']).step_by(2);
    for word in outside.flat_map(|part| part.split('"').skip(1).step_by(2)) {
        kinds.push(format!("\"{word}\""));
    }
    if what.contains('{') {
        kinds.push("table".to_owned());
    }
    kinds.join("|")
}

/// A method's type, with the object itself among the arguments.
fn with_self(signature: &str, class: &str) -> String {
    match signature.strip_prefix("fun(") {
        None => signature.to_owned(),
        Some(rest) if rest.starts_with(')') => format!("fun(self: {class}{rest}"),
        Some(rest) => format!("fun(self: {class}, {rest}"),
    }
}

fn class(file: &mut String, name: &str) {
    writeln!(file, "\n---@class {name}").expect("a string can be written to");
}

fn line(file: &mut String, text: &str) {
    writeln!(file, "---@field {text}").expect("a string can be written to");
}

/// The names of classes in a type: its words that begin with a capital, outside of quotes.
fn classes(kind: &str) -> Vec<String> {
    let unquoted = kind.split('"').step_by(2);
    unquoted
        .flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':'))
        // The name of a field, as in `{ Text: string }`, is no class.
        .filter(|word| word.starts_with(char::is_uppercase) && !word.ends_with(':'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_type_that_the_annotations_name_is_declared_once() {
    let file = annotations();
    let mut declared = BTreeSet::new();
    for line in file.lines() {
        let name = line
            .strip_prefix("---@class ")
            .or(line.strip_prefix("---@alias "));
        if let Some(name) = name.and_then(|rest| rest.split_whitespace().next()) {
            assert!(declared.insert(name.to_owned()), "{name} is declared twice");
        }
    }
    let signatures = functions().map(|function| function.signature);
    let signatures = signatures.chain(config::members().iter().map(|member| member.signature));
    let signatures = signatures.chain(config::events().iter().map(|event| event.signature));
    let kinds = config::options()
        .iter()
        .map(|option| option.kind.lua_type());
    let fields = shapes(true).into_values().flat_map(|shape| shape.fields);
    let kinds = kinds.chain(fields.map(|field| field.kind.lua_type()));
    let named: BTreeSet<String> = signatures
        .map(str::to_owned)
        .chain(kinds)
        .flat_map(|kind| classes(&kind))
        .collect();
    let unknown: Vec<&String> = named.difference(&declared).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_annotations_are_lua_and_describe_nothing_by_running() {
    let lua = mlua::Lua::new();
    let made: mlua::Table = lua.load(annotations()).eval().expect("it is Lua");
    assert!(made.is_empty());
}

#[test]
fn what_an_argument_is_in_words_becomes_a_type() {
    for (words, wanted) in [
        ("whole number, negative is up", "integer"),
        ("number, negative is up", "number"),
        ("name of a domain", "string"),
        ("true or false", "boolean"),
        ("list of actions", "table"),
        (
            "\"Clipboard\" or \"PrimarySelection\"",
            "\"Clipboard\"|\"PrimarySelection\"",
        ),
        (
            "\"DefaultDomain\" or {DomainName = \"name\"}",
            "\"DefaultDomain\"|table",
        ),
    ] {
        assert_eq!(argument(words), wanted);
    }
}
