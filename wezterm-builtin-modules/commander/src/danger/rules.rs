//! The rows of the tables: which programs, in which case, and what they then do.
//!
//! It hides how a case is tested and how the sentence is filled in. It knows no program.

use super::call::{Call, names};

/// A case in which a row holds.
pub(super) enum When {
    Always,
    /// There is an argument.
    Given,
    /// The first operand is one of these.
    Verb(&'static [&'static str]),
    /// The first operand begins with one of these, whatever the case of its letters.
    VerbStarts(&'static [&'static str]),
    /// The second operand is one of these.
    Second(&'static [&'static str]),
    /// Any operand is one of these.
    Has(&'static [&'static str]),
    /// Any argument is one of these, whatever the case of its letters.
    Any(&'static [&'static str]),
    /// Any argument begins with one of these.
    Starts(&'static [&'static str]),
    /// Any argument contains one of these.
    Contains(&'static [&'static str]),
    Short(&'static [char]),
    Long(&'static [&'static str]),
    /// Something is written to its input.
    Fed,
    Test(fn(&Call<'_>) -> bool),
    All(&'static [When]),
    Either(&'static [When]),
    Not(&'static When),
}

/// There is an operand.
pub(super) const NAMED: When = When::Not(&When::Verb(&[""]));

impl When {
    fn holds(&self, call: &Call<'_>) -> bool {
        let argument = |test: &dyn Fn(&str) -> bool| call.args.iter().any(|arg| test(&arg.value));
        match self {
            Self::Always => true,
            Self::Given => !call.args.is_empty(),
            Self::Verb(words) => words.contains(&call.verb()),
            Self::VerbStarts(starts) => {
                let verb = call.verb().to_lowercase();
                starts.iter().any(|start| verb.starts_with(start))
            }
            Self::Second(words) => {
                let operands = call.operands();
                operands
                    .get(1)
                    .is_some_and(|arg| words.contains(&arg.value.as_str()))
            }
            Self::Has(words) => call
                .operands()
                .iter()
                .any(|arg| words.contains(&arg.value.as_str())),
            Self::Any(words) => {
                argument(&|arg| words.iter().any(|word| arg.eq_ignore_ascii_case(word)))
            }
            Self::Starts(starts) => {
                argument(&|arg| starts.iter().any(|start| arg.starts_with(start)))
            }
            Self::Contains(parts) => argument(&|arg| parts.iter().any(|part| arg.contains(part))),
            Self::Short(letters) => call.short(letters),
            Self::Long(words) => call.long(words),
            Self::Fed => call.place.fed,
            Self::Test(test) => test(call),
            Self::All(all) => all.iter().all(|when| when.holds(call)),
            Self::Either(any) => any.iter().any(|when| when.holds(call)),
            Self::Not(when) => !when.holds(call),
        }
    }
}

/// The programs, the case, and the sentence: `{all}` stands for the operands, `{rest}` for those
/// after the first, `{last}` for the last one.
pub(super) struct Row(pub &'static [&'static str], pub When, pub &'static str);

/// Returns the sentence of the first row that holds.
pub(super) fn first(call: &Call<'_>, table: &[Row]) -> Option<String> {
    let Row(_, _, what) = table
        .iter()
        .find(|Row(programs, when, _)| call.is(programs) && when.holds(call))?;
    Some(fill(call, what))
}

fn fill(call: &Call<'_>, what: &str) -> String {
    let operands = call.operands();
    let named = |from: usize| names(operands.get(from..).unwrap_or(&[]));
    let (before, name, after) = if let Some((before, after)) = what.split_once("{all}") {
        (before, named(0), after)
    } else if let Some((before, after)) = what.split_once("{rest}") {
        (before, named(1), after)
    } else if let Some((before, after)) = what.split_once("{last}") {
        (before, named(operands.len().saturating_sub(1)), after)
    } else {
        return what.to_owned();
    };
    format!("{before}{name}{after}")
}
