//! What is kept of a program's output: its beginning and its end, however much there was.
//!
//! Everything is read, so that the program never waits for us, and memory stays bounded.

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
            bytes.extend(format!("\n[... {left_out} bytes left out ...]\n").into_bytes());
        }
        bytes.extend(self.tail);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
