//! Output as the eye reads it: without escape sequences and without the marker of left-out bytes,
//! and the way back from there to the bytes as they came.
//!
//! A secret whose letters are coloured one by one is still that secret.

use std::borrow::Cow;

const ESC: u8 = 0x1b;
/// How long an operating system command may be; a longer one is not one.
const LONGEST_STRING: usize = 4096;
/// How the marker that [`crate::Capture`] writes begins, after the line end before it.
const MARKER: &[u8] = b"[... ";
const MARKER_END: &[u8] = b" bytes left out ...]\n";
/// The most digits that a count has.
const DIGITS: usize = 20;

/// Bytes without what is not text.
pub struct Plain<'a> {
    pub bytes: Cow<'a, [u8]>,
    /// Where each stretch begins: in `bytes`, and in the bytes as they came. In order.
    stretches: Vec<(usize, usize)>,
    /// Where, in `bytes`, something was left out before they came.
    pub seams: Vec<usize>,
}

impl<'a> Plain<'a> {
    pub fn of(raw: &'a [u8]) -> Self {
        let clean = |byte: &u8| !is_dropped(*byte);
        // A marker stands behind a line end, and lines are rarely looked at together.
        let lines = raw
            .split_last()
            .is_some_and(|(_, before)| before.contains(&b'\n'));
        if !lines && raw.iter().all(clean) {
            return Self::uncut(raw);
        }
        let (mut bytes, mut stretches) = (Vec::with_capacity(raw.len()), Vec::new());
        let mut seams = Vec::new();
        let (mut at, mut joined) = (0, false);
        while let Some(&byte) = raw.get(at) {
            let skipped = match byte {
                ESC => escape(&raw[at..]),
                b'\n' => match marker(&raw[at + 1..]) {
                    Marker::Whole(length) => {
                        seams.push(bytes.len());
                        length + 1
                    }
                    _ => 0,
                },
                byte => usize::from(is_dropped(byte)),
            };
            if skipped > 0 {
                at += skipped;
                joined = false;
                continue;
            }
            if !joined {
                stretches.push((bytes.len(), at));
                joined = true;
            }
            bytes.push(byte);
            at += 1;
        }
        Self {
            bytes: Cow::Owned(bytes),
            stretches,
            seams,
        }
    }

    /// The bytes as they came.
    pub fn uncut(raw: &'a [u8]) -> Self {
        Self {
            bytes: Cow::Borrowed(raw),
            stretches: vec![(0, 0)],
            seams: Vec::new(),
        }
    }

    /// Whether nothing was taken out.
    pub fn is_raw(&self) -> bool {
        matches!(self.bytes, Cow::Borrowed(_))
    }

    /// Whether something that is not text stands before this byte.
    pub fn begins_stretch(&self, at: usize) -> bool {
        let found = self
            .stretches
            .binary_search_by_key(&at, |(plain, _)| *plain);
        found.is_ok()
    }

    /// Returns where a byte came from.
    fn origin(&self, at: usize) -> usize {
        let after = self.stretches.partition_point(|(plain, _)| *plain <= at);
        match after.checked_sub(1).and_then(|i| self.stretches.get(i)) {
            Some((plain, raw)) => raw + (at - plain),
            None => at,
        }
    }

    /// Returns where a span that is not empty came from.
    pub fn span(&self, start: usize, end: usize) -> (usize, usize) {
        (self.origin(start), self.origin(end - 1) + 1)
    }
}

/// Control characters have no width; NUL is also every second byte of text of the Windows kind.
fn is_dropped(byte: u8) -> bool {
    (byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t')) || byte == 0x7f
}

/// Returns how long the escape sequence is that begins here. One that is broken off is as long as
/// what is right of it.
fn escape(text: &[u8]) -> usize {
    let run = |from: usize, low: u8, high: u8| {
        let rest = text.get(from..).unwrap_or_default();
        let inside = |byte: &&u8| (low..=high).contains(*byte);
        from + rest.iter().take_while(inside).count()
    };
    let closed = |at: usize, low: u8| match text.get(at) {
        Some(byte) if (low..=0x7e).contains(byte) => at + 1,
        _ => at,
    };
    match text.get(1) {
        Some(b'[') => closed(run(run(2, 0x30, 0x3f), 0x20, 0x2f), 0x40),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => string(text),
        Some(_) => closed(run(1, 0x20, 0x2f), 0x30),
        None => 1,
    }
}

/// A control string ends with BEL or ESC and a backslash. One without an end on its line is text.
fn string(text: &[u8]) -> usize {
    let body = text.iter().enumerate().skip(2).take(LONGEST_STRING);
    for (at, byte) in body {
        match byte {
            0x07 => return at + 1,
            &ESC if text.get(at + 1) == Some(&b'\\') => return at + 2,
            &ESC | b'\n' => break,
            _ => {}
        }
    }
    2
}

/// What stands at the beginning of a line.
pub enum Marker {
    /// The marker of left-out bytes, of this length.
    Whole(usize),
    /// More bytes are needed to tell.
    Unknown,
    None,
}

/// Looks for the marker of left-out bytes.
pub fn marker(line: &[u8]) -> Marker {
    let part = &line[..line.len().min(MARKER.len())];
    if !MARKER.starts_with(part) {
        return Marker::None;
    }
    let rest = line.get(MARKER.len()..).unwrap_or_default();
    let digits = rest.iter().take(DIGITS);
    let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
    let end = rest.get(digits..).unwrap_or_default();
    let part = &end[..end.len().min(MARKER_END.len())];
    if !MARKER_END.starts_with(part) || (digits == 0 && !end.is_empty()) {
        return Marker::None;
    }
    match part.len() == MARKER_END.len() {
        true => Marker::Whole(MARKER.len() + digits + MARKER_END.len()),
        false => Marker::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(raw: &str) -> String {
        String::from_utf8(Plain::of(raw.as_bytes()).bytes.into_owned()).unwrap()
    }

    #[test]
    fn what_has_no_width_is_taken_out_and_broken_sequences_hide_nothing() {
        assert_eq!(plain("a\u{1b}[1;31mb\u{1b}[0mc\u{1b}(Bd"), "abcd");
        assert_eq!(
            plain("a\u{1b}]8;;https://x\u{7}b\u{1b}]0;t\u{1b}\\c"),
            "abc"
        );
        assert_eq!(plain("a\u{1b}]0;no end\nb"), "a0;no end\nb");
        assert_eq!(plain("a\u{1b}[31\nb\u{1b}"), "a\nb");
        assert_eq!(plain("k\0e\0y\u{8}\r\n\tx"), "key\r\n\tx");
        assert_eq!(plain("ab\n[... 12 bytes left out ...]\ncd"), "abcd");
        assert_eq!(
            plain("ab\n[... bytes left out ...]\ncd"),
            "ab\n[... bytes left out ...]\ncd"
        );
    }

    #[test]
    fn a_span_goes_back_to_where_it_came_from() {
        let raw = b"a\x1b[1mbc\x1b[0md";
        let plain = Plain::of(raw);
        let (start, end) = plain.span(1, 4);
        assert_eq!(&raw[start..end], b"bc\x1b[0md");
        assert_eq!(plain.span(0, 1), (0, 1));
        assert!(plain.begins_stretch(1) && !plain.begins_stretch(2));
    }

    #[test]
    fn a_marker_is_known_from_its_beginning_on() {
        let whole = b"[... 12 bytes left out ...]\n";
        for cut in 0..whole.len() {
            assert!(matches!(marker(&whole[..cut]), Marker::Unknown), "{cut}");
        }
        assert!(matches!(marker(whole), Marker::Whole(28)));
        assert!(matches!(marker(b"[... x"), Marker::None));
        assert!(matches!(marker(b"text"), Marker::None));
    }
}
