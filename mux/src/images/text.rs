//! Base64 as it comes in: in pieces, with or without its padding, perhaps with line breaks in it.

/// Decodes base64 piece by piece into a vector that is not allowed to grow beyond a limit.
#[derive(Debug, Default)]
pub(crate) struct Base64 {
    /// The bits that do not make a byte yet, and how many there are.
    bits: u32,
    count: u32,
    bytes: Vec<u8>,
    limit: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Good,
    /// There was something that is no base64.
    Wrong,
    /// There was more than the limit.
    TooLong,
}

/// Why there are no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextError {
    /// It is no base64.
    Wrong,
    /// It is longer than what is taken.
    TooLong,
}

impl Base64 {
    /// Returns a decoder of at most so many bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            ..Self::default()
        }
    }

    /// Takes text; what is wrong about it is told at the end.
    pub(crate) fn push(&mut self, text: &[u8]) {
        if self.state != State::Good {
            return;
        }
        self.bytes.reserve(text.len() / 4 * 3);
        for byte in text {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                b'=' => {
                    self.end_part();
                    continue;
                }
                b' ' | b'\t' | b'\r' | b'\n' => continue,
                _ => return self.fail(State::Wrong),
            };
            self.bits = self.bits << 6 | u32::from(value);
            self.count += 6;
            if self.count >= 8 {
                self.count -= 8;
                if self.bytes.len() >= self.limit {
                    return self.fail(State::TooLong);
                }
                self.bytes.push((self.bits >> self.count) as u8);
            }
        }
    }

    /// Ends a part that is padded by itself; another may follow.
    pub(crate) fn end_part(&mut self) {
        (self.bits, self.count) = (0, 0);
    }

    fn fail(&mut self, state: State) {
        self.state = state;
        self.bytes = Vec::new();
    }

    /// Returns all bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>, TextError> {
        match self.state {
            State::Good => Ok(self.bytes),
            State::Wrong => Err(TextError::Wrong),
            State::TooLong => Err(TextError::TooLong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(parts: &[&str]) -> Result<Vec<u8>, TextError> {
        let mut text = Base64::new(16);
        for part in parts {
            text.push(part.as_bytes());
        }
        text.finish()
    }

    #[test]
    fn text_is_decoded_however_it_is_cut() {
        for parts in [
            &["aGVsbG8h"][..],
            &["a", "GVs", "bG8h"],
            &["aGVs\r\nbG8h"],
            &["aGU=", "bGxvIQ=="],
        ] {
            assert_eq!(decoded(parts).as_deref(), Ok(&b"hello!"[..]), "{parts:?}");
        }
        assert_eq!(decoded(&["aGVsbG8"]).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(decoded(&[]).as_deref(), Ok(&b""[..]));
    }

    #[test]
    fn wrong_and_endless_text_is_refused() {
        assert_eq!(decoded(&["aGV*"]), Err(TextError::Wrong));
        assert_eq!(
            decoded(&["aGVsbG8hIGhlbGxvISA"; 9]),
            Err(TextError::TooLong)
        );
    }
}
