//! The mistakes that are looked for in the schema of a module's settings.
//!
//! It hides where in JSON schema there are schemas, and where data that only looks like one. Plain
//! data, any thread. It holds no settings against the schema: that is the manager's.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest;

/// The types of values that a schema may name.
const TYPES: [&str; 7] = [
    "string", "boolean", "number", "integer", "array", "object", "null",
];

/// Fails where a schema names a type that there is not: such a type would allow everything.
pub(super) fn checked_types(schema: &DeTable<'_>) -> Result<(), (Range<usize>, String)> {
    let inner = |value: &DeValue<'_>| match value {
        DeValue::Table(schema) => checked_types(schema),
        DeValue::Array(all) => all.iter().try_for_each(|one| match one.get_ref() {
            DeValue::Table(schema) => checked_types(schema),
            _ => Ok(()),
        }),
        _ => Ok(()),
    };
    for (key, value) in schema.iter() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("type", DeValue::String(_)) => known_type(value)?,
            ("type", DeValue::Array(all)) => all.iter().try_for_each(known_type)?,
            ("properties" | "$defs" | "definitions", DeValue::Table(named)) => {
                named.iter().try_for_each(|(_, own)| inner(own.get_ref()))?;
            }
            // Data that may look like a schema.
            ("enum" | "const" | "default" | "examples", _) => {}
            (_, other) => inner(other)?,
        }
    }
    Ok(())
}

fn known_type(value: &Spanned<DeValue<'_>>) -> Result<(), (Range<usize>, String)> {
    let word = value.get_ref().as_str().unwrap_or_default();
    if TYPES.contains(&word) {
        return Ok(());
    }
    let hint = match nearest(word, TYPES) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", TYPES.join(", ")),
    };
    let why = format!(
        "settings: there is no type `{}`; {hint}",
        word.escape_debug()
    );
    Err((value.span(), why))
}
