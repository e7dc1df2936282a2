//! What is kept of a program's output, and what a model is shown of that: the beginning and the end, however much
//! there was.
//!
//! Everything is read, so that the program never waits for us, and memory stays bounded. Secrets are taken out
//! by [`crate::redact`], between the two.

use std::collections::VecDeque;

/// The beginning and the end of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    head_limit: usize,
    tail_limit: usize,
    total: u64,
}

impl Capture {
    /// Keeps at most `limit` bytes: a quarter from the beginning, the rest from the end, where
    /// errors stand.
    pub fn new(limit: usize) -> Self {
        Self {
            head: Vec::new(),
            tail: VecDeque::new(),
            head_limit: limit / 4,
            tail_limit: limit - limit / 4,
            total: 0,
        }
    }

    /// Takes in more.
    pub fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        let free = self.head_limit - self.head.len();
        let (head, tail) = bytes.split_at(free.min(bytes.len()));
        self.head.extend_from_slice(head);
        let tail = &tail[tail.len().saturating_sub(self.tail_limit)..];
        let kept = (self.tail.len() + tail.len()).saturating_sub(self.tail_limit);
        self.tail.drain(..kept);
        self.tail.extend(tail);
    }

    /// Returns how many bytes there were.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Returns how many bytes were not kept.
    pub fn left_out(&self) -> u64 {
        self.total - (self.head.len() + self.tail.len()) as u64
    }

    /// Returns what was kept, with a marker where something is missing.
    pub fn into_bytes(self) -> Vec<u8> {
        let left_out = self.left_out();
        let mut bytes = self.head;
        if left_out > 0 {
            bytes.extend(gap(left_out).into_bytes());
        }
        bytes.extend(self.tail);
        bytes
    }
}

fn gap(left_out: u64) -> String {
    format!("\n[... {left_out} bytes left out ...]\n")
}

/// How many of the same are written one by one.
const FEW: u64 = 8;
/// How long a piece of ordinary text is, in bytes: what is cut ends between two of them.
const PIECE: usize = 64;

/// A stream as a model is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Text that moves no cursor: what is neither text nor an end of line is written out.
    pub text: String,
    /// Whether something of the stream is not in it.
    pub is_cut: bool,
}

/// Writes a stream for a model, in at most `limit` bytes and a marker. `missing` is how many bytes of it a
/// [`Capture`] has left out, whose marker stands in `bytes`: one that is left out in its turn is counted.
pub fn shown(bytes: &[u8], missing: u64, limit: usize) -> Shown {
    let mut ends = Ends::new(limit);
    let marker = gap(missing);
    let place = match missing {
        0 => None,
        _ => bytes
            .windows(marker.len())
            .position(|window| window == marker.as_bytes()),
    };
    match place {
        Some(place) => {
            ends.write(&bytes[..place]);
            ends.push(missing, &marker);
            ends.write(&bytes[place + marker.len()..]);
        }
        None => ends.write(bytes),
    }
    // Where the marker was taken out together with a secret around it.
    let unplaced = if place.is_none() { missing } else { 0 };
    let left_out = ends.left_out + unplaced;
    let mut text = ends.head;
    if left_out > 0 {
        text.push_str(&gap(left_out));
    }
    text.extend(ends.tail.into_iter().map(|(_, piece)| piece));
    Shown {
        text,
        is_cut: missing > 0 || left_out > 0,
    }
}

/// What is written one by one, or counted where there is much of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Odd {
    Control(char),
    /// Bytes that are no text.
    Binary,
}

/// Both ends of what is written.
struct Ends {
    head: String,
    is_full: bool,
    /// Pieces, each with how many bytes of the stream it stands for.
    tail: VecDeque<(u64, String)>,
    length: usize,
    head_limit: usize,
    tail_limit: usize,
    left_out: u64,
    /// What comes now, if it is odd: how often it came, and in how many bytes.
    run: Option<(Odd, u64, u64)>,
    /// Ordinary text that is no piece yet, and how many bytes it was.
    plain: (u64, String),
}

impl Ends {
    fn new(limit: usize) -> Self {
        Self {
            head: String::new(),
            is_full: false,
            tail: VecDeque::new(),
            length: 0,
            head_limit: limit / 4,
            tail_limit: limit - limit / 4,
            left_out: 0,
            run: None,
            plain: (0, String::new()),
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                let length = c.len_utf8() as u64;
                match c {
                    '\n' | '\t' => self.ordinary(c, length),
                    '\r' => self.plain.0 += 1,
                    c if c.is_control() => self.odd(Odd::Control(c), length),
                    c => self.ordinary(c, length),
                }
            }
            if !chunk.invalid().is_empty() {
                self.odd(Odd::Binary, chunk.invalid().len() as u64);
            }
        }
        self.end_run();
        self.end_plain();
    }

    fn ordinary(&mut self, c: char, length: u64) {
        self.end_run();
        self.plain.0 += length;
        self.plain.1.push(c);
        if self.plain.1.len() >= PIECE {
            self.end_plain();
        }
    }

    fn odd(&mut self, odd: Odd, length: u64) {
        match &mut self.run {
            Some((same, times, bytes)) if *same == odd => {
                *times += 1;
                *bytes += length;
            }
            _ => {
                self.end_run();
                self.end_plain();
                self.run = Some((odd, 1, length));
            }
        }
    }

    fn end_run(&mut self) {
        let Some((odd, times, bytes)) = self.run.take() else {
            return;
        };
        let one = match odd {
            Odd::Control(c) => c.escape_default().to_string(),
            Odd::Binary => char::REPLACEMENT_CHARACTER.to_string(),
        };
        let text = match odd {
            _ if times < FEW => (0..times).map(|_| one.as_str()).collect(),
            Odd::Control('\0') => format!("[… {times} NUL bytes]"),
            Odd::Control(_) => format!("[… {times} times {one}]"),
            Odd::Binary => format!("[… {bytes} bytes that are no text]"),
        };
        self.push(bytes, &text);
    }

    fn end_plain(&mut self) {
        let (bytes, text) = std::mem::take(&mut self.plain);
        if bytes > 0 {
            self.push(bytes, &text);
        }
    }

    fn push(&mut self, bytes: u64, text: &str) {
        if !self.is_full && self.head.len() + text.len() <= self.head_limit {
            self.head.push_str(text);
            return;
        }
        self.is_full = true;
        self.tail.push_back((bytes, text.to_owned()));
        self.length += text.len();
        while self.length > self.tail_limit
            && let Some((bytes, text)) = self.tail.pop_front()
        {
            self.length -= text.len();
            self.left_out += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a stream as it is captured and then shown.
    fn for_model(bytes: &[u8], kept: usize, limit: usize) -> Shown {
        let mut capture = Capture::new(kept);
        capture.push(bytes);
        let missing = capture.left_out();
        shown(&capture.into_bytes(), missing, limit)
    }

    #[test]
    fn c32_what_a_model_reads_moves_no_cursor() {
        let shown = for_model(b"a\x1b]52;c;eA==\x07b\r\n\tc\xff", 100, 100);
        assert_eq!(shown.text, "a\\u{1b}]52;c;eA==\\u{7}b\n\tc\u{fffd}");
        assert!(!shown.is_cut);
    }

    #[test]
    fn what_is_left_out_for_a_model_is_counted_from_all_that_was_written() {
        // 96.9 MB, as a stream that is first captured and then shortened.
        for (length, kept) in [(96_900_000, 1 << 20), (100_000, 1 << 20), (16_385, 1 << 20)] {
            let mut bytes = vec![b'x'; length];
            bytes[0] = b'a';
            bytes[length - 1] = b'z';
            let shown = for_model(&bytes, kept, 16 * 1024);
            assert!(shown.is_cut);
            let (before, rest) = shown.text.split_once("\n[... ").unwrap();
            let (count, after) = rest.split_once(" bytes left out ...]\n").unwrap();
            let count: usize = count.parse().unwrap();
            assert_eq!(count + before.len() + after.len(), length);
            assert!(before.starts_with('a') && after.ends_with('z'));
            assert!(!after.contains("left out"), "{length}");
        }
        let whole = for_model(&[b'x'; 16 * 1024], 1 << 20, 16 * 1024);
        assert_eq!((whole.text.len(), whole.is_cut), (16 * 1024, false));
        // A gap whose marker is shown, and one whose marker went with a secret.
        let zeros = for_model(&[0; 3000], 1000, 16 * 1024);
        assert_eq!(
            zeros.text,
            "[… 250 NUL bytes]\n[... 2000 bytes left out ...]\n[… 750 NUL bytes]"
        );
        assert!(zeros.is_cut);
        let secret = shown(b"[redacted]", 2000, 1000);
        assert!(secret.is_cut && secret.text.contains("2000 bytes left out"));
    }

    #[test]
    fn what_is_no_text_is_not_made_longer_than_the_limit() {
        let mut mixed = Vec::new();
        for n in 0..200_000_u32 {
            mixed.push(u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap());
        }
        for bytes in [
            vec![0; 82_000],
            vec![0xff; 82_000],
            mixed,
            vec![0x1b; 82_000],
        ] {
            let shown = for_model(&bytes, 1 << 20, 16 * 1024);
            assert!(shown.text.len() <= 16 * 1024 + 60, "{}", shown.text.len());
        }
        assert_eq!(
            for_model(&[0; 4096], 1 << 20, 1000).text,
            "[… 4096 NUL bytes]"
        );
        assert_eq!(for_model(&[0x1b; 9], 100, 1000).text, "[… 9 times \\u{1b}]");
        assert_eq!(
            for_model(&[0xff; 9], 100, 1000).text,
            "[… 9 bytes that are no text]"
        );
        assert_eq!(for_model(&[0, 0], 100, 1000).text, "\\u{0}\\u{0}");
    }

    fn kept(limit: usize, pieces: &[&[u8]]) -> String {
        let mut capture = Capture::new(limit);
        for piece in pieces {
            capture.push(piece);
        }
        String::from_utf8(capture.into_bytes()).unwrap()
    }

    #[test]
    fn short_output_is_kept_whole() {
        assert_eq!(kept(8, &[b"ab", b"cdef", b"gh"]), "abcdefgh");
        assert_eq!(kept(8, &[]), "");
    }

    #[test]
    fn of_long_output_both_ends_are_kept_and_the_gap_is_named() {
        assert_eq!(
            kept(8, &[b"0123456789", b"abcdefghij"]),
            "01\n[... 12 bytes left out ...]\nefghij"
        );
        assert_eq!(
            kept(8, &[b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8"]),
            "01\n[... 1 bytes left out ...]\n345678"
        );
    }

    #[test]
    fn what_was_left_out_is_counted() {
        let mut capture = Capture::new(4);
        for _ in 0..1000 {
            capture.push(&[b'x'; 1000]);
        }
        assert_eq!((capture.total(), capture.left_out()), (1_000_000, 999_996));
    }
}
