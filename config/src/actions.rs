//! What a key can do: one table of key assignments with their names, arguments and meaning.
//!
//! Hides the forms in which Lua writes an assignment (`act.Name`, `act.Name(arg)`,
//! `{Name = arg}`, `"Name"`). Runs on the thread of the Lua state; the assignments themselves
//! are plain data. It does not carry them out: the roof does, joined by name.

use mlua::Value;

use crate::plugin;
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, is_absent};

mod arguments;
mod assignment;
mod copy_mode;
mod fields;
mod readers;
mod table;
mod write;

pub use arguments::{
    CharGroup, CharSelectArgs, ClearMode, ConfirmationArgs, CopyDestination, PaneDirection,
    PaneSelectArgs, PaneSelectMode, PasteSource, PromptArgs, QuickSelectArgs, SearchPattern,
    SelectionMode, SelectorArgs, SelectorChoice, WindowLevel,
};
pub use assignment::KeyAssignment;
use copy_mode::MOTIONS;
pub use copy_mode::{CopyModeAction, ZoneKind};
pub(crate) use fields::unknown_fields;
use table::ACTIONS;

/// Whether an assignment is followed by an argument, and what that looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Stands alone.
    None,
    /// May be followed by one.
    Optional(&'static str),
    /// Must be followed by one.
    Required(&'static str),
}

/// One row of the table of key assignments.
#[derive(Clone, Copy, Debug)]
pub struct ActionSpec {
    /// The name in Lua.
    pub name: &'static str,
    /// The argument.
    pub argument: Argument,
    /// What it does, in one line.
    pub doc: &'static str,
    /// Whether the terminal carries it out.
    pub state: ActionState,
    build: Build,
}

/// Whether the terminal carries out an assignment; all are read and checked, so that a file written for
/// WezTerm loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionState {
    /// It does.
    Here,
    /// It does on this system only; elsewhere nothing happens.
    OnlyOn(&'static str),
    /// It will.
    Later,
    /// It never will, for this reason.
    Never(&'static str),
}

type Build = fn(&Value) -> Result<KeyAssignment, Fault>;

impl ActionSpec {
    /// Returns whether the terminal can carry it out.
    pub fn supported(&self) -> bool {
        matches!(self.state, ActionState::Here | ActionState::OnlyOn(_))
    }

    /// Returns the row of an action.
    pub fn of(action: &KeyAssignment) -> Option<&'static Self> {
        ACTIONS.iter().find(|spec| spec.name == action.name())
    }

    /// Returns the assignment that stands without an argument; none where one is needed, and none
    /// for what the terminal cannot carry out.
    pub fn without_argument(&self) -> Option<KeyAssignment> {
        let built = build(self, &Value::Nil).ok();
        built.filter(|_| self.supported())
    }
}

/// Reads an action that Lua hands over while the terminal runs, in any form that a
/// configuration may use; the error says what is wrong with it.
pub fn read_action(value: &Value) -> Result<KeyAssignment, String> {
    value::finite(value)
        .and_then(|()| read(value))
        .map_err(|fault| fault.to_string())
}

/// Returns the table of key assignments.
pub fn actions() -> &'static [ActionSpec] {
    ACTIONS
}

/// Returns the table of what `CopyMode` takes.
pub fn copy_mode_actions() -> &'static [ActionSpec] {
    MOTIONS
}

const fn plain(name: &'static str, doc: &'static str, build: Build) -> ActionSpec {
    with(name, Argument::None, doc, build)
}

const fn with(
    name: &'static str,
    argument: Argument,
    doc: &'static str,
    build: Build,
) -> ActionSpec {
    ActionSpec {
        name,
        argument,
        doc,
        state: ActionState::Here,
        build,
    }
}

/// A row that has its effect on one system.
const fn only_on(
    system: &'static str,
    name: &'static str,
    doc: &'static str,
    build: Build,
) -> ActionSpec {
    ActionSpec {
        state: ActionState::OnlyOn(system),
        ..plain(name, doc, build)
    }
}

/// A row that is read and checked, and that nothing will carry out, with the reason.
const fn never(
    name: &'static str,
    argument: Argument,
    doc: &'static str,
    why: &'static str,
    build: Build,
) -> ActionSpec {
    ActionSpec {
        state: ActionState::Never(why),
        ..with(name, argument, doc, build)
    }
}

/// Finds a row by name; an unknown name is a fault with a suggestion.
pub(crate) fn find(name: &str) -> Result<&'static ActionSpec, Fault> {
    find_in(ACTIONS, "action", name)
}

fn find_in(
    table: &'static [ActionSpec],
    what: &str,
    name: &str,
) -> Result<&'static ActionSpec, Fault> {
    let found = table.iter().find(|spec| spec.name == name);
    found.ok_or_else(|| {
        let names = table.iter().map(|spec| spec.name);
        Fault::new(format!("unknown {what} `{name}`")).hint(did_you_mean(name, names))
    })
}

/// Makes the assignment of that name; nil means that no argument was given.
pub(crate) fn build(spec: &ActionSpec, argument: &Value) -> Result<KeyAssignment, Fault> {
    match spec.argument {
        Argument::None if !is_absent(argument) => {
            return Err(value::expected("no argument", argument).within(spec.name));
        }
        Argument::Required(shape) if argument.is_nil() => {
            return Err(Fault::new(format!(
                "`{}` needs an argument: {shape}",
                spec.name
            )));
        }
        _ => {}
    }
    (spec.build)(argument).map_err(|fault| fault.within(spec.name))
}

/// Reads an assignment in any of the forms that Lua writes.
pub(crate) fn read(value: &Value) -> Result<KeyAssignment, Fault> {
    if plugin::is_absent(value) {
        return Ok(KeyAssignment::Nop);
    }
    match value {
        Value::Function(_) => Err(Fault::new(
            "expected an action, got a function: either the action's argument is missing, or the \
             function needs wezterm.action_callback(...) around it",
        )),
        value => one_of(
            ACTIONS,
            "action",
            "wezterm.action.CopyTo 'Clipboard'",
            value,
        ),
    }
}

/// Reads what is written as a name, or as a name with its argument.
fn one_of(
    table: &'static [ActionSpec],
    what: &str,
    example: &str,
    value: &Value,
) -> Result<KeyAssignment, Fault> {
    match value {
        Value::String(_) => build(find_in(table, what, &value::text(value)?)?, &Value::Nil),
        Value::Table(_) => {
            let fields = value::fields(value)?;
            let mut fields = fields.iter();
            match (fields.next(), fields.next()) {
                (Some((name, argument)), None) => build(find_in(table, what, name)?, argument),
                _ => Err(Fault::new(format!("expected one {what} such as {example}"))),
            }
        }
        other => Err(value::expected(
            &format!("{} {what} such as {example}", article(what)),
            other,
        )),
    }
}

fn article(what: &str) -> &'static str {
    match what.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    }
}
