//! How large a value is as JSON, found without writing it and without recursion: a value that a
//! module made may be as large and as deep as it likes.

use std::fmt::{self, Write};

use serde_json::{Map, Value};

/// How deep values on the bus may be nested. It is what `serde_json` reads.
pub(crate) const DEPTH: usize = 127;

/// Why a value does not go over the bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooLarge {
    /// It is longer than this.
    Bytes(usize),
    /// It is nested deeper than [`DEPTH`].
    Depth,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(limit) => write!(f, "more than {limit} bytes as JSON"),
            Self::Depth => write!(f, "nested more than {DEPTH} deep"),
        }
    }
}

/// Returns how many bytes `value` has as JSON, if that is no more than `limit`.
pub(crate) fn measure(value: &Value, limit: usize) -> Result<usize, TooLarge> {
    let mut size = Size { bytes: 0, limit };
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut next = Some(value);
    loop {
        match next.take() {
            Some(Value::Null) => size.add(4)?,
            Some(Value::Bool(is)) => size.add(if *is { 4 } else { 5 })?,
            Some(Value::Number(number)) => {
                // It fails only for what is too large.
                let _ = write!(size, "{number}");
                size.add(0)?;
            }
            Some(Value::String(text)) => size.add(string(text))?,
            Some(Value::Array(items)) => {
                size.add(2 + items.len().saturating_sub(1))?;
                open.push(Open::Array(items.iter()));
            }
            Some(Value::Object(fields)) => {
                size.add(2 + (2 * fields.len()).saturating_sub(1))?;
                open.push(Open::Object(fields.iter()));
            }
            None => {}
        }
        if open.len() > DEPTH {
            return Err(TooLarge::Depth);
        }
        let Some(innermost) = open.last_mut() else {
            return Ok(size.bytes);
        };
        next = match innermost {
            Open::Array(items) => items.next(),
            Open::Object(fields) => match fields.next() {
                Some((name, value)) => {
                    size.add(string(name))?;
                    Some(value)
                }
                None => None,
            },
        };
        if next.is_none() {
            open.pop();
        }
    }
}

/// Drops a value of any depth. Its own way to be dropped recurses, and may need more stack than a
/// thread has.
pub(crate) fn dismantle(value: Value) {
    let mut parts = vec![value];
    while let Some(part) = parts.pop() {
        match part {
            Value::Array(items) => parts.extend(items),
            Value::Object(fields) => parts.extend(fields.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

enum Open<'a> {
    Array(std::slice::Iter<'a, Value>),
    Object(<&'a Map<String, Value> as IntoIterator>::IntoIter),
}

struct Size {
    bytes: usize,
    limit: usize,
}

impl Size {
    fn add(&mut self, bytes: usize) -> Result<(), TooLarge> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > self.limit {
            return Err(TooLarge::Bytes(self.limit));
        }
        Ok(())
    }
}

impl fmt::Write for Size {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes = self.bytes.saturating_add(text.len());
        Ok(())
    }
}

fn string(text: &str) -> usize {
    let escapes: usize = text.bytes().map(extra).sum();
    2 + text.len() + escapes
}

/// Returns how many bytes more than one JSON writes for a byte of a string.
fn extra(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        0x00..=0x1f => 5,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_value_has_the_size_that_it_is_written_with(value in value()) {
            let written = value.to_string().len();
            prop_assert_eq!(measure(&value, usize::MAX), Ok(written));
            prop_assert_eq!(measure(&value, written), Ok(written));
            prop_assert_eq!(measure(&value, written - 1), Err(TooLarge::Bytes(written - 1)));
        }
    }

    #[test]
    fn a_value_of_any_depth_is_measured_and_taken_apart() {
        let mut deep = json!(1);
        for _ in 0..1_000_000 {
            deep = Value::Array(vec![deep]);
        }
        assert_eq!(measure(&deep, usize::MAX), Err(TooLarge::Depth));
        dismantle(deep);
        let mut allowed = json!(1);
        for _ in 0..DEPTH {
            allowed = Value::Array(vec![allowed]);
        }
        let written = allowed.to_string();
        assert_eq!(measure(&allowed, usize::MAX), Ok(written.len()));
        assert_eq!(serde_json::from_str::<Value>(&written).ok(), Some(allowed));
    }
}
