//! Kitty's graphics protocol (<https://sw.kovidgoyal.net/kitty/graphics-protocol/>): its commands as
//! they are written and its answers.
//!
//! Plain reading and writing: what a command does is the shelf's and the engine's business.

use super::MAX_DATA_BYTES;
use super::text::{Base64, TextError};

/// The longest control data, in bytes, and how many keys are kept.
const MAX_CONTROL: usize = 1024;
const MAX_KEYS: usize = 40;

/// The keys of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Control(Vec<(u8, Value)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Number(i64),
    Letter(u8),
}

impl Control {
    fn parse(text: &[u8]) -> Self {
        let mut keys = Vec::new();
        for pair in text.split(|byte| *byte == b',').take(MAX_KEYS) {
            let [key, b'=', value @ ..] = pair else {
                continue;
            };
            let number = std::str::from_utf8(value).ok();
            let number = number.and_then(|value| value.parse::<i64>().ok());
            let value = match (number, value) {
                (Some(number), _) => Value::Number(number),
                (None, [letter]) => Value::Letter(*letter),
                _ => continue,
            };
            keys.push((*key, value));
        }
        Self(keys)
    }

    fn value(&self, key: u8) -> Option<Value> {
        // The last one holds.
        let found = self.0.iter().rev().find(|(name, _)| *name == key);
        found.map(|(_, value)| *value)
    }

    /// Returns a number that cannot be negative; 0 when it is not there.
    pub(crate) fn number(&self, key: u8) -> u32 {
        match self.value(key) {
            Some(Value::Number(number)) => u32::try_from(number.max(0)).unwrap_or(u32::MAX),
            _ => 0,
        }
    }

    /// Returns a number that can be negative; 0 when it is not there.
    pub(crate) fn signed(&self, key: u8) -> i32 {
        match self.value(key) {
            Some(Value::Number(number)) => {
                number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
            }
            _ => 0,
        }
    }

    /// Returns a letter.
    pub(crate) fn letter(&self, key: u8, default: u8) -> u8 {
        match self.value(key) {
            Some(Value::Letter(letter)) => letter,
            _ => default,
        }
    }

    /// Returns whether a key is there.
    pub(crate) fn has(&self, key: u8) -> bool {
        self.value(key).is_some()
    }

    /// Returns what the command is to do.
    pub(crate) fn action(&self) -> u8 {
        self.letter(b'a', b't')
    }

    /// Returns a source or target rectangle by the names of its four keys.
    pub(crate) fn corner(&self, x: u8, y: u8) -> (u32, u32) {
        (self.number(x), self.number(y))
    }
}

/// Why a command was not done: a code, and words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KittyError {
    pub(crate) code: &'static str,
    pub(crate) words: String,
}

impl KittyError {
    pub(crate) fn new(code: &'static str, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { code, words }
    }

    pub(crate) fn invalid(words: impl Into<String>) -> Self {
        Self::new("EINVAL", words)
    }

    pub(crate) fn missing(words: impl Into<String>) -> Self {
        Self::new("ENOENT", words)
    }
}

/// What a command's answer names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: u32,
    pub(crate) number: u32,
    pub(crate) placement: u32,
    /// 1 answers no success, 2 answers nothing.
    pub(crate) quiet: u32,
}

impl Named {
    pub(crate) fn of(control: &Control) -> Self {
        Self {
            id: control.number(b'i'),
            number: control.number(b'I'),
            placement: control.number(b'p'),
            quiet: control.number(b'q'),
        }
    }

    /// Returns the answer; `None` where none is wanted.
    pub(crate) fn answer(&self, result: &Result<(), KittyError>) -> Option<String> {
        let silent = match result {
            Ok(()) => self.quiet >= 1,
            Err(_) => self.quiet >= 2,
        };
        if silent || (self.id == 0 && self.number == 0) {
            return None;
        }
        let mut keys = Vec::new();
        let named = [('i', self.id), ('I', self.number), ('p', self.placement)];
        for (key, value) in named.into_iter().filter(|(_, value)| *value != 0) {
            keys.push(format!("{key}={value}"));
        }
        let words = match result {
            Ok(()) => "OK".to_owned(),
            Err(error) => {
                let visible = |c: &char| c.is_ascii_graphic() || *c == ' ';
                let words: String = error.words.chars().filter(visible).take(200).collect();
                format!("{}:{words}", error.code)
            }
        };
        Some(format!("\x1b_G{};{words}\x1b\\", keys.join(",")))
    }
}

/// The string of a command as it comes.
pub(crate) struct KittyString {
    control: Vec<u8>,
    in_data: bool,
    data: Base64,
}

impl Default for KittyString {
    fn default() -> Self {
        Self {
            control: Vec::new(),
            in_data: false,
            data: Base64::new(MAX_DATA_BYTES),
        }
    }
}

impl KittyString {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.in_data {
            return self.data.push(bytes);
        }
        let end = bytes.iter().position(|byte| *byte == b';');
        let control = &bytes[..end.unwrap_or(bytes.len())];
        let room = MAX_CONTROL - self.control.len();
        self.control
            .extend_from_slice(&control[..control.len().min(room)]);
        if let Some(end) = end {
            self.in_data = true;
            self.data.push(&bytes[end + 1..]);
        }
    }

    pub(crate) fn finish(self) -> (Control, Result<Vec<u8>, TextError>) {
        (Control::parse(&self.control), self.data.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_whatever_else_is_written() {
        let control = Control::parse(b"a=T,f=100,z=-5,i=4294967295,i=7,x,=,s=99999999999,q=u,d=I");
        assert_eq!(control.action(), b'T');
        assert_eq!(control.number(b'f'), 100);
        assert_eq!((control.signed(b'z'), control.number(b'z')), (-5, 0));
        assert_eq!(control.number(b'i'), 7);
        assert_eq!(control.number(b's'), u32::MAX);
        assert_eq!(control.letter(b'd', b'a'), b'I');
        assert_eq!((control.number(b'q'), control.has(b'x')), (0, false));
        assert_eq!(Control::parse(b"").action(), b't');
    }

    #[test]
    fn answers_name_what_they_are_about_unless_they_are_not_wanted() {
        let named = |id, number, placement, quiet| Named {
            id,
            number,
            placement,
            quiet,
        };
        let wrong = Err(KittyError::invalid("a\x1bb\u{e4}c"));
        let table = [
            (named(1, 0, 0, 0), Ok(()), Some("i=1;OK")),
            (named(1, 2, 3, 0), Ok(()), Some("i=1,I=2,p=3;OK")),
            (named(1, 0, 0, 1), Ok(()), None),
            (named(1, 0, 0, 1), wrong.clone(), Some("i=1;EINVAL:abc")),
            (named(1, 0, 0, 2), wrong.clone(), None),
            (named(0, 0, 9, 0), wrong, None),
        ];
        for (named, result, expected) in table {
            let expected = expected.map(|text| format!("\x1b_G{text}\x1b\\"));
            assert_eq!(named.answer(&result), expected);
        }
    }
}
