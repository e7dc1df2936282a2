//! The settings: one table of options with name, kind, meaning and setter.
//!
//! Hides how a Lua value becomes a field of [`Config`], and which of WezTerm's options have an
//! effect here yet. Runs on the thread of the Lua state. It does not read files: `load` does.

use std::fmt;

use mlua::Value;

use crate::config::Config;
use crate::plugin;
use crate::problem::Severity;
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, Faults};

mod kind;
mod look_readers;
mod readers;
mod shapes;
mod table;

pub use kind::{Field, Kind, Shape};
use table::OPTIONS;

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

/// Looks at the attributes of one font.
pub(crate) fn font_attributes(value: &Value) -> Result<(), Faults> {
    kind::record(&shapes::FONT, value)
}

/// Returns an attribute of a font as it can be used, with a number brought into its range; none where a font has no such
/// attribute.
pub(crate) fn font_attribute(name: &str, value: &Value) -> Option<Value> {
    let mut fields = shapes::FONT.fields.iter();
    let field = fields.find(|field| field.name == name)?;
    Some(field.kind.within_reach(value).0)
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
    value::finite(value).map_err(|fault| fault.within(name))?;
    let (value, beyond) = option.kind.within_reach(value);
    let outcome = match option.apply {
        Some(apply) => apply(config, &value),
        None => option.kind.check(&value),
    };
    let mut all = Faults::from_iter(beyond.map(|fault| fault.within(name)));
    all.take(outcome, |fault| fault.within(name));
    if !option.has_effect() {
        // What nothing acts on is no reason to refuse a file.
        for fault in &mut all.0 {
            fault.severity = Severity::Warning;
        }
    }
    all.outcome()
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
