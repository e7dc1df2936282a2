//! Control sequences that the parser knows no names for, taken apart.
//!
//! Plain data: a sequence's private marker, its numbers, what stands between them and its end, and
//! its last byte. It says nothing of what they mean.

use tattoy_wezterm_escape_parser::csi::{CsiParam, Unspecified};

/// How many numbers of a sequence are read.
const MAX_NUMBERS: usize = 64;

/// A control sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// What marks it as private: `<`, `=`, `>` or `?`.
    pub(super) marker: Option<u8>,
    /// Its numbers; `None` for one that is left out.
    numbers: Vec<Option<i64>>,
    /// The bytes before its last one that are neither of these, as `$`.
    pub(super) between: Vec<u8>,
    /// Its last byte.
    pub(super) last: char,
}

impl Request {
    /// Takes a sequence apart; `None` for one whose numbers have parts of their own.
    pub(super) fn of(sequence: &Unspecified) -> Option<Self> {
        let mut request = Self {
            last: sequence.control,
            ..Self::default()
        };
        let mut number = None;
        for (at, param) in sequence.params.iter().enumerate() {
            match param {
                CsiParam::Integer(value) => number = Some(*value),
                CsiParam::P(b';') => request.numbers.push(number.take()),
                CsiParam::P(byte @ 0x3c..=0x3f) if at == 0 => request.marker = Some(*byte),
                CsiParam::P(byte @ 0x20..=0x2f) => request.between.push(*byte),
                CsiParam::P(_) => return None,
            }
        }
        request.numbers.push(number);
        (request.numbers.len() <= MAX_NUMBERS && !sequence.parameters_truncated).then_some(request)
    }

    /// Returns a number; `None` for one that is not there or is 0, which both mean the default.
    pub(super) fn number(&self, at: usize) -> Option<usize> {
        let number = self.numbers.get(at).copied().flatten()?;
        usize::try_from(number).ok().filter(|number| *number > 0)
    }

    /// Returns a count, which is 1 when it is not given.
    pub(super) fn count(&self) -> usize {
        self.number(0).unwrap_or(1)
    }

    /// Returns the numbers from one on, with 0 for what is left out.
    pub(super) fn numbers_from(&self, at: usize) -> Vec<i64> {
        let rest = self.numbers.get(at..).unwrap_or_default();
        rest.iter().map(|number| number.unwrap_or(0)).collect()
    }
}
