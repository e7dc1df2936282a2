//! What an option takes: how a value is checked, and how that is written for people and for editors.
//!
//! Hides the walk through nested tables. Runs on the thread of the Lua state. It puts nothing into
//! the configuration: the setters of the table of options do.

use std::fmt;

use mlua::Value;

use super::readers::length;
use super::shapes;
use crate::color;
use crate::font;
use crate::keys;
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, Faults};

/// A table whose fields have names.
#[derive(Debug, PartialEq)]
pub struct Shape {
    /// The name of such a table in the documentation and for editors.
    pub name: &'static str,
    /// What it may hold.
    pub fields: &'static [Field],
}

/// One field of a table.
#[derive(Debug, PartialEq)]
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether the table is wrong without it.
    pub needed: bool,
    /// What it does, in a few words.
    pub meaning: &'static str,
}

/// What kind of value an option or a field takes.
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
    /// Some of the words, with | between them.
    Flags(&'static [&'static str]),
    /// Modifiers, with | between them.
    Mods,
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
    /// A table with the fields of a shape.
    Record(&'static Shape),
    /// A table with exactly one of the fields of a shape.
    Tagged(&'static Shape),
    /// A list of as many values as stated.
    Several(usize, &'static Kind),
    /// A list.
    ListOf(&'static Kind),
    /// A table of values by name.
    MapOf(&'static Kind),
    /// Any of these.
    Either(&'static [Kind]),
    /// A table with named fields that are looked at elsewhere.
    Table,
    /// A list whose elements are looked at elsewhere.
    List,
}

/// Words in quotation marks.
fn quoted(words: &[&str], between: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    words.join(between)
}

impl fmt::Display for Kind {
    /// Writes what an option of this kind takes, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Bool => f.write_str("true or false"),
            Kind::BoolOr(words) => write!(f, "true, false or {}", quoted(words, ", ")),
            Kind::Integer(0, high) if *high >= 999_999_999 => f.write_str("whole number"),
            Kind::Integer(low, high) => write!(f, "whole number, {low} to {high}"),
            Kind::Number(low, high) => write!(f, "number, {low} to {high}"),
            Kind::Text => f.write_str("string"),
            Kind::OneOf(words) => f.write_str(&quoted(words, ", ")),
            Kind::Flags(words) => write!(f, "\"A|B\" of {}", words.join(", ")),
            Kind::Mods => f.write_str("modifiers such as \"CTRL|SHIFT\""),
            Kind::Texts => f.write_str("list of strings"),
            Kind::Integers => f.write_str("list of whole numbers"),
            Kind::TextMap => f.write_str("table of strings by name"),
            Kind::Color => f.write_str("colour"),
            Kind::Colors => f.write_str("table of colours"),
            Kind::Length => f.write_str("length: 3, \"2px\", \"1pt\", \"0.5cell\", \"10%\""),
            Kind::Font => f.write_str("wezterm.font(…)"),
            Kind::Keys => f.write_str("list of key bindings"),
            Kind::Record(shape) => f.write_str(shape.name),
            Kind::Tagged(shape) => {
                let one = |field: &Field| format!("{{{} = {}}}", field.name, field.kind);
                let each: Vec<String> = shape.fields.iter().map(one).collect();
                f.write_str(&each.join(" or "))
            }
            Kind::Several(count, of) => write!(f, "list of {count}, each {of}"),
            Kind::ListOf(of) => write!(f, "list, each {of}"),
            Kind::MapOf(of) => write!(f, "table by name, each {of}"),
            Kind::Either(kinds) => {
                let each: Vec<String> = kinds.iter().map(Kind::to_string).collect();
                f.write_str(&each.join(" or "))
            }
            Kind::Table => f.write_str("table"),
            Kind::List => f.write_str("list"),
        }
    }
}

impl Kind {
    /// Returns its type as LuaLS writes it.
    pub fn lua_type(&self) -> String {
        match self {
            Kind::Bool => "boolean".to_owned(),
            Kind::BoolOr(words) => format!("boolean|{}", quoted(words, "|")),
            Kind::Integer(..) => "integer".to_owned(),
            Kind::Number(..) => "number".to_owned(),
            Kind::Text | Kind::Flags(_) | Kind::Mods => "string".to_owned(),
            Kind::OneOf(words) => quoted(words, "|"),
            Kind::Texts => "string[]".to_owned(),
            Kind::Integers => "integer[]".to_owned(),
            Kind::TextMap => "table<string, string|number|boolean>".to_owned(),
            Kind::Color => "string|Color".to_owned(),
            Kind::Colors => "Palette".to_owned(),
            Kind::Length => "number|string".to_owned(),
            Kind::Font => "string|Font".to_owned(),
            Kind::Keys => "KeyBinding[]".to_owned(),
            Kind::Record(shape) | Kind::Tagged(shape) => shape.name.to_owned(),
            Kind::Several(_, of) | Kind::ListOf(of) => match of.lua_type() {
                several if several.contains('|') => format!("({several})[]"),
                one => format!("{one}[]"),
            },
            Kind::MapOf(of) => format!("table<string, {}>", of.lua_type()),
            Kind::Either(kinds) => {
                let each: Vec<String> = kinds.iter().map(Kind::lua_type).collect();
                each.join("|")
            }
            Kind::Table => "table".to_owned(),
            Kind::List => "any[]".to_owned(),
        }
    }

    /// Returns the kinds that this one is made of.
    pub fn parts(&self) -> Vec<Kind> {
        match self {
            Kind::Record(shape) | Kind::Tagged(shape) => {
                shape.fields.iter().map(|field| field.kind).collect()
            }
            Kind::Several(_, of) | Kind::ListOf(of) | Kind::MapOf(of) => vec![**of],
            Kind::Either(kinds) => kinds.to_vec(),
            Kind::Font => vec![Kind::Record(&shapes::FONT)],
            _ => Vec::new(),
        }
    }

    /// Looks at a value. Fields that nobody knows and numbers beyond what is possible are warnings.
    pub(super) fn check(&self, value: &Value) -> Result<(), Faults> {
        match self {
            Kind::Bool => value::boolean(value).map(drop)?,
            Kind::BoolOr(words) => match value {
                Value::Boolean(_) => {}
                other => one_of(other, words)?,
            },
            Kind::Integer(min, max) => {
                let (value, warning) = self.within_reach(value);
                value::integer(&value, *min, *max)?;
                warning.map_or(Ok(()), |warning| Err(Faults::from(warning)))?;
            }
            Kind::Number(min, max) => {
                let (value, warning) = self.within_reach(value);
                value::number(&value, *min, *max)?;
                warning.map_or(Ok(()), |warning| Err(Faults::from(warning)))?;
            }
            Kind::Text => value::text(value).map(drop)?,
            Kind::OneOf(words) => one_of(value, words)?,
            Kind::Flags(words) => flags(value, words)?,
            Kind::Mods => mods(value)?,
            Kind::Texts => value::texts(value).map(drop)?,
            Kind::Integers => value::list(value, |v| value::integer(v, 0, i64::MAX)).map(drop)?,
            Kind::TextMap => value::text_map(value).map(drop)?,
            Kind::Color => color::color(value).map(drop)?,
            Kind::Length => length(value).map(drop)?,
            Kind::Font => font::fonts(value)?.1.outcome()?,
            Kind::Record(shape) => record(shape, value)?,
            Kind::Tagged(shape) => tagged(shape, value)?,
            Kind::Several(count, of) => {
                list(of, value)?;
                let got = value::elements(value::table(value)?)?.len();
                if got != *count {
                    let text = format!("expected a list of {count}, got {got}");
                    return Err(Fault::new(text).into());
                }
            }
            Kind::ListOf(of) => list(of, value)?,
            Kind::MapOf(of) => {
                let mut all = Faults::default();
                for (name, value) in value::fields(value)? {
                    all.take(of.check(&value), |fault| fault.within(&name));
                }
                all.outcome()?;
            }
            Kind::Either(kinds) => self.either(kinds, value)?,
            Kind::Colors | Kind::Table => value::table(value).map(drop)?,
            Kind::Keys | Kind::List => value::elements(value::table(value)?).map(drop)?,
        }
        Ok(())
    }

    /// Returns the value with a number brought into the range, and the warning which says so.
    pub(super) fn within_reach(&self, value: &Value) -> (Value, Option<Fault>) {
        let number = match value {
            Value::Integer(i) => *i as f64,
            Value::Number(n) if !n.is_nan() => *n,
            _ => return (value.clone(), None),
        };
        let (limit, used) = match self {
            Kind::Integer(min, _) if number < *min as f64 => (*min as f64, Value::Integer(*min)),
            Kind::Integer(_, max) if number > *max as f64 => (*max as f64, Value::Integer(*max)),
            Kind::Number(min, _) if number < *min => (*min, Value::Number(*min)),
            Kind::Number(_, max) if number > *max => (*max, Value::Number(*max)),
            Kind::Either(kinds) => {
                let mut kinds = kinds.iter().map(|kind| kind.within_reach(value));
                let brought = kinds.find(|(_, warning)| warning.is_some());
                return brought.unwrap_or((value.clone(), None));
            }
            _ => return (value.clone(), None),
        };
        let side = if number < limit { "least" } else { "most" };
        let text = format!("must be at {side} {limit}, got {number}; {limit} is used");
        (used, Some(Fault::warning(text)))
    }

    /// The first kind that takes the value. Where none does, what the kind says for which it was meant.
    fn either(&self, kinds: &[Kind], value: &Value) -> Result<(), Faults> {
        let mut meant = Vec::new();
        for kind in kinds {
            match kind.check(value) {
                Ok(()) => return Ok(()),
                Err(faults) if faults.are_warnings() => return Err(faults),
                Err(faults) if kind.may_mean(value) => meant.push(faults),
                Err(_) => {}
            }
        }
        if meant.len() > 1 {
            meant.retain(|faults| faults.0.iter().any(Fault::has_hint));
        }
        Err(meant
            .into_iter()
            .next()
            .unwrap_or_else(|| value::expected(&self.to_string(), value).into()))
    }

    /// Returns whether somebody who writes such a value may have thought of this kind.
    fn may_mean(&self, value: &Value) -> bool {
        match (self, value) {
            (Kind::Tagged(shape), Value::Table(_)) => value::fields(value).is_ok_and(|fields| {
                let known = |name: &str| shape.fields.iter().any(|field| field.name == name);
                fields.keys().any(|name| known(name)) || shape.fields.len() > 1
            }),
            (Kind::Several(..) | Kind::ListOf(_), Value::Table(table)) => table.raw_len() > 0,
            (Kind::Record(_) | Kind::MapOf(_), Value::Table(table)) => table.raw_len() == 0,
            (Kind::Integer(..) | Kind::Number(..), Value::Integer(_) | Value::Number(_)) => true,
            (
                Kind::Text | Kind::OneOf(_) | Kind::Flags(_) | Kind::Mods | Kind::Color,
                Value::String(_),
            ) => true,
            (Kind::Length, Value::String(_) | Value::Integer(_) | Value::Number(_)) => true,
            (Kind::Font, Value::Table(_)) => true,
            _ => false,
        }
    }
}

fn one_of(value: &Value, words: &[&str]) -> Result<(), Fault> {
    let words: Vec<(&str, ())> = words.iter().map(|word| (*word, ())).collect();
    value::word(value, &words)
}

/// Looks at modifiers as bindings have them.
fn mods(value: &Value) -> Result<(), Fault> {
    keys::parse_mods(&value::text(value)?).map(|_| ())
}

/// Looks at each word between the bars.
fn flags(value: &Value, words: &[&str]) -> Result<(), Fault> {
    let text = value::text(value)?;
    let wrong = text.split('|').map(str::trim).find(|word| {
        // Nothing at all is no flag.
        !word.is_empty() && !words.contains(word)
    });
    match wrong {
        None => Ok(()),
        Some(word) => {
            let text = format!("{} is none of {}", value::quoted(word), quoted(words, ", "));
            Err(Fault::new(text).hint(did_you_mean(word, words.iter().copied())))
        }
    }
}

fn list(of: &Kind, value: &Value) -> Result<(), Faults> {
    let Value::Table(table) = value else {
        return Err(value::expected("a list", value).into());
    };
    let mut all = Faults::default();
    for (i, element) in value::elements(table)?.iter().enumerate() {
        all.take(of.check(element), |fault| fault.nth(i + 1));
    }
    all.outcome()
}

/// Looks at every field of a table.
pub(super) fn record(shape: &Shape, value: &Value) -> Result<(), Faults> {
    let mut all = Faults::default();
    let given = value::fields(value)?;
    for (name, value) in &given {
        match shape.fields.iter().find(|field| field.name == name) {
            Some(field) => all.take(field.kind.check(value), |fault| fault.within(name)),
            None => all.0.push(no_such_field(shape, name, Fault::warning)),
        }
    }
    for field in shape.fields.iter().filter(|field| field.needed) {
        if !given.contains_key(field.name) {
            all.0.push(Fault::new("is missing").within(field.name));
        }
    }
    all.outcome()
}

/// Looks at a table that is one field: the field says what it is.
fn tagged(shape: &'static Shape, value: &Value) -> Result<(), Faults> {
    let given = value::fields(value)?;
    let mut names = given.iter();
    let (Some((name, value)), None) = (names.next(), names.next()) else {
        let wanted = Kind::Tagged(shape).to_string();
        let text = format!("expected {wanted}, got a table with {} fields", given.len());
        return Err(Fault::new(text).into());
    };
    match shape.fields.iter().find(|field| field.name == name) {
        Some(field) => {
            let mut all = Faults::default();
            all.take(field.kind.check(value), |fault| fault.within(name));
            all.outcome()
        }
        None => Err(no_such_field(shape, name, Fault::new).into()),
    }
}

/// The fault of a field that a table of the shape does not have.
fn no_such_field(shape: &Shape, name: &str, fault: fn(&'static str) -> Fault) -> Fault {
    let names = shape.fields.iter().map(|field| field.name);
    fault("there is no such field")
        .hint(did_you_mean(name, names))
        .within(name)
}
