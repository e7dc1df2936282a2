//! The settings: one table of options with name, kind, meaning and setter.
//!
//! Hides how a Lua value becomes a field of [`Config`], and which of WezTerm's options have an
//! effect here yet. Runs on the thread of the Lua state. It does not read files: `load` does.

use std::fmt;

use mlua::Value;

use crate::color;
use crate::config::Config;
use crate::plugin;
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

impl fmt::Display for Kind {
    /// Writes what an option of this kind takes, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            words.join(", ")
        };
        match self {
            Kind::Bool => f.write_str("true or false"),
            Kind::BoolOr(words) => write!(f, "true, false or {}", quoted(words)),
            Kind::Integer(0, high) if *high >= 999_999_999 => f.write_str("whole number"),
            Kind::Integer(low, high) => write!(f, "whole number, {low} to {high}"),
            Kind::Number(low, high) => write!(f, "number, {low} to {high}"),
            Kind::Text => f.write_str("string"),
            Kind::OneOf(words) => f.write_str(&quoted(words)),
            Kind::Texts => f.write_str("list of strings"),
            Kind::Integers => f.write_str("list of whole numbers"),
            Kind::TextMap => f.write_str("table of strings by name"),
            Kind::Color => f.write_str("colour"),
            Kind::Colors => f.write_str("table of colours"),
            Kind::Length => f.write_str("length: 3, \"2px\", \"1pt\", \"0.5cell\", \"10%\""),
            Kind::Font => f.write_str("wezterm.font(…)"),
            Kind::Keys => f.write_str("list of key bindings"),
            Kind::Table => f.write_str("table"),
            Kind::List => f.write_str("list"),
            Kind::Any => f.write_str("any"),
        }
    }
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

/// Whether the terminal acts on an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It does.
    Here,
    /// It will.
    Later,
    /// It would if panes could be on other machines.
    Remote,
    /// It never will, for this reason.
    Never(&'static str),
}

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// The name in `config`.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What holds where it is not set: a Lua expression, or words.
    pub default: &'static str,
    /// What it does, in one line.
    pub meaning: &'static str,
    /// Whether the terminal acts on it; the others are WezTerm's names, accepted and checked so that a
    /// file written for it loads.
    pub effect: Effect,
    apply: Option<Apply>,
}

impl fmt::Display for Effect {
    /// Writes why an option has no effect, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here => f.write_str("it has its effect"),
            Self::Later => f.write_str("not built yet"),
            Self::Remote => f.write_str("panes on other machines are not built"),
            Self::Never(why) => f.write_str(why),
        }
    }
}

impl OptionSpec {
    /// Returns the option of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        OPTIONS.iter().find(|option| option.name == name)
    }

    /// Returns whether the terminal acts on it.
    pub fn has_effect(&self) -> bool {
        self.effect == Effect::Here
    }
}

/// Returns the table of options.
pub fn options() -> &'static [OptionSpec] {
    OPTIONS
}

const fn setting(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
    apply: Apply,
) -> OptionSpec {
    OptionSpec {
        name,
        kind,
        default,
        meaning,
        effect: Effect::Here,
        apply: Some(apply),
    }
}

/// A setting that is read and kept, and that nothing acts on yet.
const fn kept(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
    apply: Apply,
) -> OptionSpec {
    OptionSpec {
        effect: Effect::Later,
        ..setting(name, kind, default, meaning, apply)
    }
}

/// An option that is only checked so far.
const fn known(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
) -> OptionSpec {
    OptionSpec {
        name,
        kind,
        default,
        meaning,
        effect: Effect::Later,
        apply: None,
    }
}

const fn remote(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
) -> OptionSpec {
    OptionSpec {
        effect: Effect::Remote,
        ..known(name, kind, default, meaning)
    }
}

const fn never(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
    why: &'static str,
) -> OptionSpec {
    OptionSpec {
        effect: Effect::Never(why),
        ..known(name, kind, default, meaning)
    }
}

/// Sets one option. What is wrong with it comes back, each fault naming the option.
pub(crate) fn set(config: &mut Config, name: &str, value: &Value) -> Result<(), Faults> {
    let Some(option) = OptionSpec::named(name) else {
        let names = OPTIONS.iter().map(|option| option.name);
        return Err(Fault::warning(format!("unknown option `{name}`"))
            .hint(did_you_mean(name, names))
            .into());
    };
    if plugin::is_absent(value) {
        // That the plugin is not here was told.
        return Ok(());
    }
    let outcome = match (value::finite(value), option.apply) {
        (Err(fault), _) => Err(fault.into()),
        (Ok(()), Some(apply)) => apply(config, value),
        (Ok(()), None) => option.kind.check(value).map_err(Faults::from),
    };
    outcome.map_err(|faults| Faults(faults.0.into_iter().map(|f| f.within(name)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_an_option_to_what_the_table_says_is_its_default_changes_nothing() {
        let lua = mlua::Lua::new();
        for option in OPTIONS.iter().filter(|option| option.apply.is_some()) {
            let of = |error: &dyn std::fmt::Debug| panic!("{}: {error:?}", option.name);
            let value: Value = match lua.load(option.default).eval() {
                Ok(value) => value,
                Err(error) => of(&error),
            };
            if value.is_nil() {
                continue;
            }
            let mut config = Config::default();
            if let Err(faults) = set(&mut config, option.name, &value) {
                of(&faults);
            }
            assert!(config == Config::default(), "{}", option.name);
        }
    }
}
