//! Finding lines that differ only in the blanks around them, and putting other lines in their place
//! as they are indented there; and finding what comes nearest where nothing is found.
//!
//! All of it is for texts as [`super::view`] shows them, and takes time in proportion to the text.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter};

/// How much of a text is looked at for what comes nearest.
const LOOKED_AT: usize = 4 * 1024 * 1024;
/// How many places that begin alike are compared further, and how many lines of each.
const COMPARED: usize = 64;
const COMPARED_LINES: usize = 1_000;
/// How much of a line counts.
const COUNTED: usize = 400;

/// Lines that were found.
pub(super) struct Blocks {
    /// Each from its first byte to behind its last line end, or to the end of the text.
    pub places: Vec<Range<usize>>,
    /// How many there are, with those that overlap.
    pub count: usize,
}

/// Finds lines that are those of `old` but for the blanks around them, at most `limit` times.
pub(super) fn find(text: &[u8], old: &str, limit: usize) -> Blocks {
    let mut blocks = Blocks {
        places: Vec::new(),
        count: 0,
    };
    if old.trim_ascii().is_empty() {
        return blocks;
    }
    let needle = trimmed(without_end(old).as_bytes());
    let lines = memchr_iter(b'\n', &needle).count() - 1;
    let joined = trimmed(text);
    let finder = Finder::new(&needle);
    let (mut from, mut counted, mut start) = (0, 0, 0);
    while let Some(at) = finder.find(&joined[from..]).map(|at| from + at) {
        // The block begins behind as many line ends as there are before it.
        let before = memchr_iter(b'\n', &joined[counted..at]).count();
        start = skip_lines(text, start, before);
        let end = skip_lines(text, start, lines);
        blocks.places.push(start..end);
        if blocks.places.len() == 1 {
            let overlapping = &joined[at + 1..joined.len().min(at + 2 * needle.len() - 2)];
            blocks.count = 1 + usize::from(finder.find(overlapping).is_some());
        }
        if blocks.places.len() > limit {
            break;
        }
        counted = at;
        // Neighbours share a line end.
        from = at + needle.len() - 1;
    }
    blocks.count = blocks.count.max(blocks.places.len());
    blocks
}

/// Returns what is to be replaced by which text so that the lines of `block`, which are those of
/// `old`, become those of `new`, indented as the block is. Lines that both have stay untouched.
pub(super) fn replacement(
    text: &[u8],
    block: Range<usize>,
    old: &str,
    new: &str,
) -> (Range<usize>, String) {
    let before: Vec<&str> = without_end(old).split('\n').collect();
    let after: Vec<&str> = match (old.ends_with('\n'), new) {
        (true, "") => Vec::new(),
        (true, new) => without_end(new).split('\n').collect(),
        (false, new) => new.split('\n').collect(),
    };
    let most = before.len().min(after.len());
    let same = |(one, two): &(&&str, &&str)| one == two;
    let head = before.iter().zip(&after).take_while(same).count();
    let tail = before.iter().rev().zip(after.iter().rev());
    let tail = tail.take_while(same).count().min(most - head);
    let indents = Indents::learned(&before, &text[block.clone()]);
    let start = skip_lines(text, block.start, head).min(block.end);
    let end = skip_lines(text, start, before.len() - head - tail).min(block.end);
    let mut lines = String::new();
    for line in &after[head..after.len() - tail] {
        indents.write(&mut lines, line);
        lines.push('\n');
    }
    let open = end == text.len() && !text[..end].ends_with(b"\n");
    if open && !lines.is_empty() {
        // The last line of the file has no end, and gets none.
        lines.pop();
        if start == end && end > 0 {
            lines.insert(0, '\n');
        }
    }
    (start..end, lines)
}

/// Which blanks stand in the file for those of the old text.
struct Indents<'a> {
    known: HashMap<&'a str, &'a [u8]>,
    first: (&'a str, &'a [u8]),
}

impl<'a> Indents<'a> {
    fn learned(old: &[&'a str], found: &'a [u8]) -> Self {
        let mut known = HashMap::new();
        let mut first = None;
        for (old, found) in old.iter().zip(found.split(|byte| *byte == b'\n')) {
            if old.trim_ascii().is_empty() {
                continue;
            }
            let there = &found[..found.len() - found.trim_ascii_start().len()];
            first.get_or_insert((indent(old), there));
            known.entry(indent(old)).or_insert(there);
        }
        Self {
            known,
            first: first.unwrap_or(("", b"")),
        }
    }

    fn write(&self, out: &mut String, line: &str) {
        let blanks = indent(line);
        let rest = &line[blanks.len()..];
        if rest.is_empty() {
            out.push_str(line);
            return;
        }
        let (old, there) = self.first;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let blanks = match (self.known.get(blanks), blanks.strip_prefix(old)) {
            (Some(there), _) => text(there),
            (None, Some(deeper)) => text(there) + deeper,
            (None, None) => {
                let less = old.len().saturating_sub(blanks.len());
                text(&there[..there.len().saturating_sub(less)])
            }
        };
        out.push_str(&blanks);
        out.push_str(rest);
    }
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_ascii_start().len()]
}

fn without_end(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

/// Returns the lines without the blanks around them, a line end before and behind each.
fn trimmed(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(text.len() + 2);
    lines.push(b'\n');
    for line in text.split(|byte| *byte == b'\n') {
        lines.extend_from_slice(line.trim_ascii());
        lines.push(b'\n');
    }
    lines
}

/// Returns the place that is so many line ends behind `at`, or the end of the text.
fn skip_lines(text: &[u8], at: usize, count: usize) -> usize {
    let mut at = at;
    for _ in 0..count {
        match memchr(b'\n', &text[at..]) {
            Some(end) => at += end + 1,
            None => return text.len(),
        }
    }
    at
}

/// Returns the line of a text that comes nearest to what was not found, with its number: the first
/// one that differs where the lines before it are the same, else the one most like the first.
pub(super) fn nearest(text: &[u8], old: &str) -> Option<(u64, Vec<u8>)> {
    let text = &text[..text.len().min(LOOKED_AT)];
    let wanted: Vec<&[u8]> = old
        .lines()
        .map(str::as_bytes)
        .skip_while(|line| line.trim_ascii().is_empty())
        .take(COMPARED_LINES)
        .collect();
    let first = wanted.first()?.trim_ascii();
    differing(text, &wanted, first).or_else(|| similar(text, first))
}

fn differing(text: &[u8], wanted: &[&[u8]], first: &[u8]) -> Option<(u64, Vec<u8>)> {
    let mut best: Option<(usize, u64, &[u8])> = None;
    let (mut at, mut compared) = (0, 0);
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1_u64..) {
        let start = at;
        at += line.len() + 1;
        if line.trim_ascii() != first {
            continue;
        }
        let there = text[start..].split(|byte| *byte == b'\n');
        let run = wanted
            .iter()
            .zip(there)
            .take_while(|(one, two)| **one == *two);
        let run = run.count();
        if best.is_none_or(|(most, ..)| run > most) {
            let differs = text[start..].split(|byte| *byte == b'\n').nth(run);
            best = Some((run, number + run as u64, differs.unwrap_or(b"")));
        }
        compared += 1;
        if compared == COMPARED {
            break;
        }
    }
    best.map(|(_, number, line)| (number, line.to_vec()))
}

/// Finds the line that shares the most pairs of neighbouring bytes with `wanted`.
fn similar(text: &[u8], wanted: &[u8]) -> Option<(u64, Vec<u8>)> {
    let wanted = &wanted[..wanted.len().min(COUNTED)];
    let pair = |pair: &[u8]| usize::from(u16::from_be_bytes([pair[0], pair[1]]));
    let mut has = vec![false; 1 << 16];
    for at in wanted.windows(2).map(pair) {
        has[at] = true;
    }
    let mut best: Option<(usize, u64, &[u8])> = None;
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1_u64..) {
        let counted = line.trim_ascii();
        let counted = &counted[..counted.len().min(COUNTED)];
        let shared = counted.windows(2).filter(|at| has[pair(at)]).count();
        // In thousandths, so that a long line is not near because it has a little of everything.
        let score = 2_000 * shared / (counted.len() + wanted.len()).max(1);
        if score >= 500 && best.is_none_or(|(most, ..)| score > most) {
            best = Some((score, number, line));
        }
    }
    best.map(|(_, number, line)| (number, line.to_vec()))
}
