//! The settings: one table of options with name, kind, meaning and setter.
//!
//! Hides how a Lua value becomes a field of [`Config`], and which of WezTerm's options have an
//! effect here yet. Runs on the thread of the Lua state. It does not read files: `load` does.

use mlua::Value;

use crate::color;
use crate::config::Config;
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, Faults};

mod readers;
mod table;

use readers::{fonts, length};
use table::OPTIONS;

/// What kind of value an option takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// True or false.
    Bool,
    /// True or false, or one of the words.
    BoolOr(&'static [&'static str]),
    /// A whole number between the two, inclusive.
    Integer(i64, i64),
    /// A number between the two, inclusive.
    Number(f64, f64),
    /// A string.
    Text,
    /// One of the words.
    OneOf(&'static [&'static str]),
    /// A list of strings.
    Texts,
    /// A list of whole numbers.
    Integers,
    /// A table of strings by name.
    TextMap,
    /// A colour.
    Color,
    /// A palette.
    Colors,
    /// A length such as 3, "2px", "1pt", "0.5cell" or "10%".
    Length,
    /// What wezterm.font or wezterm.font_with_fallback returns, or a family's name.
    Font,
    /// A list of key bindings.
    Keys,
    /// A table with named fields.
    Table,
    /// A list.
    List,
    /// Whatever WezTerm takes; it is not looked at.
    Any,
}

impl Kind {
    fn check(self, value: &Value) -> Result<(), Fault> {
        match self {
            Kind::Bool => value::boolean(value).map(drop),
            Kind::BoolOr(words) => match value {
                Value::Boolean(_) => Ok(()),
                other => one_of(other, words),
            },
            Kind::Integer(min, max) => value::integer(value, min, max).map(drop),
            Kind::Number(min, max) => value::number(value, min, max).map(drop),
            Kind::Text => value::text(value).map(drop),
            Kind::OneOf(words) => one_of(value, words),
            Kind::Texts => value::texts(value).map(drop),
            Kind::Integers => value::list(value, |v| value::integer(v, 0, i64::MAX)).map(drop),
            Kind::TextMap => value::text_map(value).map(drop),
            Kind::Color => color::color(value).map(drop),
            Kind::Length => length(value).map(drop),
            Kind::Font => fonts(value).map(drop),
            Kind::Colors | Kind::Table => value::table(value).map(drop),
            Kind::Keys | Kind::List => value::elements(value::table(value)?).map(drop),
            Kind::Any => Ok(()),
        }
    }
}

fn one_of(value: &Value, words: &[&str]) -> Result<(), Fault> {
    let words: Vec<(&str, ())> = words.iter().map(|word| (*word, ())).collect();
    value::word(value, &words)
}

type Apply = fn(&mut Config, &Value) -> Result<(), Faults>;

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// The name in `config`.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does, in one line.
    pub meaning: &'static str,
    apply: Option<Apply>,
    acted_on: bool,
}

impl OptionSpec {
    /// Returns whether the terminal acts on it; the others are WezTerm's names, accepted and
    /// checked so that a file written for it loads.
    pub fn has_effect(&self) -> bool {
        self.acted_on
    }
}

/// Returns the table of options.
pub fn options() -> &'static [OptionSpec] {
    OPTIONS
}

const fn setting(
    name: &'static str,
    kind: Kind,
    meaning: &'static str,
    apply: Apply,
) -> OptionSpec {
    OptionSpec {
        name,
        kind,
        meaning,
        apply: Some(apply),
        acted_on: true,
    }
}

/// A setting that is read and kept, and that nothing acts on yet.
const fn kept(name: &'static str, kind: Kind, meaning: &'static str, apply: Apply) -> OptionSpec {
    OptionSpec {
        acted_on: false,
        ..setting(name, kind, meaning, apply)
    }
}

const fn known(name: &'static str, kind: Kind, meaning: &'static str) -> OptionSpec {
    OptionSpec {
        name,
        kind,
        meaning,
        apply: None,
        acted_on: false,
    }
}

/// Sets one option. What is wrong with it comes back, each fault naming the option.
pub(crate) fn set(config: &mut Config, name: &str, value: &Value) -> Result<(), Faults> {
    let Some(option) = OPTIONS.iter().find(|option| option.name == name) else {
        let names = OPTIONS.iter().map(|option| option.name);
        return Err(Fault::warning(format!("unknown option `{name}`"))
            .hint(did_you_mean(name, names))
            .into());
    };
    let outcome = match (value::finite(value), option.apply) {
        (Err(fault), _) => Err(fault.into()),
        (Ok(()), Some(apply)) => apply(config, value),
        (Ok(()), None) => option.kind.check(value).map_err(Faults::from),
    };
    outcome.map_err(|faults| Faults(faults.0.into_iter().map(|f| f.within(name)).collect()))
}

/// Returns whether an option is known and has no effect yet.
pub(crate) fn is_without_effect(name: &str) -> bool {
    OPTIONS
        .iter()
        .any(|option| option.name == name && !option.acted_on)
}
