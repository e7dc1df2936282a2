//! What a model is shown of a program's output has no secrets in it; a person sees it as it is.
//!
//! It hides what is looked for, the values of the variables that programs are not given and the
//! shapes of tokens and keys, and the way through pieces, escape sequences and the gap in output
//! that was cut. A pure function of bytes; it may run on any thread. It is a net under careless
//! programs, not a wall: a program that wants to tell a secret can spell it backwards.

mod plain;
mod shapes;
mod values;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::Regex;

use plain::{Marker, Plain, marker};
use shapes::{Shapes, is_token_byte};

/// The most that is looked at in one go; a longer line is looked at in parts.
const LONGEST: usize = 64 * 1024;
/// How much two parts of a long line have in common; more than any secret is long.
const OVERLAP: usize = shapes::WINDOW + 2 * 1024;
/// How many values are looked for.
const VALUES: usize = 256;
/// How long all of them are together.
const ROOM: usize = 256 * 1024;
/// How many gaps of one piece are looked at for the halves of a secret.
const SEAMS: usize = 8;
/// How much of a value's beginning or end is known for it beside a gap.
const HALF: usize = 6;

/// Takes secrets out of output.
pub struct Redactor {
    shapes: Shapes,
    /// What is looked for as it is, with the variable's index.
    values: Vec<(Vec<u8>, usize)>,
    variables: Vec<String>,
    /// First the values, then the hints of the shapes.
    search: AhoCorasick,
    block_begin: Regex,
    block_end: Regex,
}

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Block,
    Value(usize),
    Shape(usize),
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    kind: Kind,
}

impl Redactor {
    /// Looks for `values`, the variables that programs are not given, as far as they are secrets:
    /// by their names' parts (KEY, TOKEN, SECRET, PASS, CREDENTIAL, AUTH), or long and random. Words
    /// and paths are none, nor is what is shorter than eight bytes.
    pub fn new(values: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let (mut variables, mut looked_for) = (Vec::new(), Vec::new());
        let mut room = ROOM;
        for (name, value) in values {
            let parts = values::parts(&name, &value);
            let length: usize = parts.iter().map(Vec::len).sum();
            if parts.is_empty() || variables.len() == VALUES || length > room {
                continue;
            }
            room -= length;
            for form in parts.iter().flat_map(|part| values::forms(part)) {
                looked_for.push((form, variables.len()));
            }
            let shown = name.chars().filter(|c| !c.is_control()).take(64);
            variables.push(shown.collect());
        }
        let shapes = Shapes::new();
        let values = looked_for.iter().map(|(form, _)| form.as_slice());
        let patterns = values.chain(shapes.hints.iter().map(|(hint, _)| hint.as_bytes()));
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(patterns)
            .expect("the values are bounded in number and length");
        let fixed =
            |pattern: &str| Regex::new(&format!("(?-u){pattern}")).expect("it is a valid pattern");
        Self {
            shapes,
            values: looked_for,
            variables,
            search,
            block_begin: fixed(
                "-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----\
                 |---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|Private-Lines: [0-9]{1,3}",
            ),
            block_end: fixed(
                "-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----\
                 |---- END SSH2 ENCRYPTED PRIVATE KEY ----|Private-MAC: [0-9a-f]+",
            ),
        }
    }

    /// Returns the text with a note in place of each secret, and how many there were.
    pub fn redact(&self, text: &[u8]) -> (Vec<u8>, usize) {
        let mut work = Work::default();
        let used = self.work(&mut work, text, true);
        debug_assert_eq!(used, text.len());
        (work.out, work.count)
    }

    /// Begins with output that comes in pieces. Nothing that belongs to a secret is let out before
    /// it is known not to be one: whole lines come out, a line with what follows it where that says
    /// what it is.
    pub fn stream(&self) -> Stream<'_> {
        Stream {
            redactor: self,
            work: Work::default(),
            pending: Vec::new(),
            has_line: false,
        }
    }

    fn note(&self, kind: Kind) -> String {
        match kind {
            Kind::Block => "[redacted: private key]".to_owned(),
            Kind::Value(i) => {
                let variable = self.variables.get(i).map_or("a variable", String::as_str);
                format!("[redacted: value of {variable}]")
            }
            Kind::Shape(row) => format!("[redacted: {}]", Shapes::kind(row)),
        }
    }

    /// Works through the units of `text` and returns how much of it is done with.
    fn work(&self, work: &mut Work, text: &[u8], finished: bool) -> usize {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            match self.unit(rest, finished) {
                Unit::Whole(length) => {
                    let unit = &rest[..length];
                    at += self.unit_done(work, unit, length);
                }
                Unit::Part => {
                    let unit = &rest[..LONGEST];
                    at += self.unit_done(work, unit, cut(unit));
                }
                Unit::Unknown => break,
            }
        }
        at
    }

    /// Finds what belongs together at the beginning of `text`: a line, or several that can only be
    /// judged together. It must not depend on what lies beyond [`LONGEST`].
    fn unit(&self, text: &[u8], finished: bool) -> Unit {
        let seen = &text[..text.len().min(LONGEST)];
        let short = match (seen.len() == LONGEST, finished) {
            (true, _) => Unit::Part,
            (false, true) => Unit::Whole(seen.len()),
            (false, false) => Unit::Unknown,
        };
        let (mut at, mut before) = (0, Line::Other);
        loop {
            let Some(length) = seen[at..].iter().position(|byte| *byte == b'\n') else {
                return short;
            };
            let end = at + length + 1;
            match marker(&seen[end..]) {
                Marker::Whole(length) => {
                    at = end + length;
                    continue;
                }
                Marker::Unknown if !finished || seen.len() == LONGEST => return short,
                _ => {}
            }
            before = self.line(&seen[at..end], before);
            if before == Line::Other {
                return Unit::Whole(end);
            }
            at = end;
        }
    }

    /// Says whether the next line belongs to this one.
    fn line(&self, line: &[u8], before: Line) -> Line {
        let plain = Plain::of(line);
        let text = plain.bytes.trim_ascii();
        if text.is_empty() && before == Line::Begin {
            return Line::Begin;
        }
        let letters = is_base64(text);
        if letters && (text.len() >= 40 || (before == Line::Letters && !text.is_empty())) {
            return Line::Letters;
        }
        let last = self.block_begin.find_iter(text).last();
        if last.is_some_and(|begin| !self.block_end.is_match(&text[begin.end()..])) {
            return Line::Begin;
        }
        let starts = |word: &[u8]| text.starts_with(word) && text.len() < 512;
        match starts(b"machine ") || starts(b"login ") || text == b"default" {
            true if before != Line::Login && !contains(text, b"password") => Line::Login,
            true if starts(b"login ") && !contains(text, b"password") => Line::Login2,
            _ => Line::Other,
        }
    }

    /// Writes what is left of the first `length` bytes of a unit, or of somewhat less of it where a
    /// secret would be cut in two. Returns how many it was.
    fn unit_done(&self, work: &mut Work, unit: &[u8], length: usize) -> usize {
        let mut from = 0;
        if work.in_block {
            let plain = Plain::of(unit);
            let Some(end) = self.block_end.find(&plain.bytes) else {
                return length;
            };
            work.in_block = false;
            from = plain.span(0, end.end()).1;
            if from >= length {
                return from;
            }
        }
        let (spans, open) = self.spans(&unit[from..]);
        let mut cut = length - from;
        let straddles = |span: &&Span| span.start < cut && span.end > cut;
        if let Some(span) = spans.iter().find(straddles)
            && span.start > 0
        {
            cut = span.start;
        }
        let text = &unit[from..from + cut];
        let mut at = 0;
        for span in spans.iter().take_while(|span| span.start < cut) {
            work.out.extend_from_slice(&text[at..span.start]);
            work.out.extend(self.note(span.kind).into_bytes());
            work.count += 1;
            at = span.end.min(cut);
        }
        work.out.extend_from_slice(&text[at..]);
        work.in_block = open.is_some_and(|start| start < cut);
        from + cut
    }

    /// Returns the secrets in a unit, in order and apart, and where a block begins that does not end.
    fn spans(&self, unit: &[u8]) -> (Vec<Span>, Option<usize>) {
        let plain = Plain::of(unit);
        let mut spans = Vec::new();
        let open = self.blocks(&plain, &mut spans);
        self.tokens(&plain, &mut spans);
        for span in &mut spans {
            (span.start, span.end) = plain.span(span.start, span.end);
        }
        if !plain.is_raw() {
            // What a title or a link says is not on the screen, and is in the bytes.
            let raw = Plain::uncut(unit);
            self.tokens(&raw, &mut spans);
        }
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut() {
                Some(last) if span.start < last.end => {
                    last.end = last.end.max(span.end);
                    last.kind = last.kind.min(span.kind);
                }
                _ => apart.push(span),
            }
        }
        (apart, open.map(|start| plain.span(start, start + 1).0))
    }

    /// Finds private keys: whole ones, the beginning of one, and the end of one.
    fn blocks(&self, plain: &Plain, spans: &mut Vec<Span>) -> Option<usize> {
        let text = plain.bytes.as_ref();
        let mut at = 0;
        let block = |start, end| Span {
            start,
            end,
            kind: Kind::Block,
        };
        loop {
            let begin = self.block_begin.find_at(text, at);
            let end = self.block_end.find_at(text, at);
            match (begin, end) {
                (Some(begin), end) if end.is_none_or(|end| begin.start() < end.start()) => {
                    if !is_key(&text[begin.end()..]) {
                        at = begin.end();
                        continue;
                    }
                    let Some(end) = self.block_end.find_at(text, begin.end()) else {
                        spans.push(block(begin.start(), text.len()));
                        return Some(begin.start());
                    };
                    spans.push(block(begin.start(), end.end()));
                    at = end.end();
                }
                (_, Some(end)) => {
                    let start = letters_before(text, at, end.start());
                    if start < end.start() {
                        spans.push(block(start, end.end()));
                    }
                    at = end.end();
                }
                (_, None) => return None,
            }
        }
    }

    fn tokens(&self, plain: &Plain, spans: &mut Vec<Span>) {
        let text = plain.bytes.as_ref();
        // What a row has found is not looked at again by it: text may be full of its hint.
        let mut done = (usize::MAX, 0);
        for found in self.search.find_overlapping_iter(text) {
            let (start, end) = (found.start(), found.end());
            let pattern = found.pattern().as_usize();
            if let Some((value, variable)) = self.values.get(pattern) {
                // The search takes no notice of case.
                if text[start..end] == value[..] {
                    let kind = Kind::Value(*variable);
                    spans.push(Span { start, end, kind });
                }
                continue;
            }
            let Some((hint, row)) = self.shapes.hints.get(pattern - self.values.len()) else {
                continue;
            };
            if done.0 == *row && start < done.1 {
                continue;
            }
            let kind = Kind::Shape(*row);
            let alone = plain.begins_stretch(start);
            if let Some((start, end)) = self.shapes.find(*row, text, start, alone) {
                done = (*row, end);
                spans.push(Span { start, end, kind });
            } else if Shapes::begins(*row, hint, text, start, alone)
                && let Some(seam) = seam_in(plain, end)
            {
                let end = seam + run(&text[seam..]);
                spans.push(Span { start, end, kind });
            }
        }
        for seam in plain.seams.iter().take(SEAMS) {
            self.halves(text, *seam, spans);
        }
    }

    /// Finds the beginning of a value before a gap, and the end of one behind it.
    fn halves(&self, text: &[u8], seam: usize, spans: &mut Vec<Span>) {
        let (before, after) = text.split_at(seam);
        for (value, variable) in &self.values {
            let kind = Kind::Value(*variable);
            let parts = (HALF..value.len()).rev();
            let head = parts.clone().find(|half| before.ends_with(&value[..*half]));
            if let Some(half) = head {
                let start = seam - half;
                spans.push(Span {
                    start,
                    end: seam,
                    kind,
                });
            }
            let tail = parts
                .clone()
                .find(|half| after.starts_with(&value[value.len() - half..]));
            if let Some(half) = tail {
                let end = seam + half;
                spans.push(Span {
                    start: seam,
                    end,
                    kind,
                });
            }
        }
    }
}

/// What can be judged by itself.
enum Unit {
    Whole(usize),
    /// It is longer than what is looked at.
    Part,
    /// More must come first.
    Unknown,
}

/// Why the next line belongs to a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Other,
    /// A key begins, if the next line looks like one.
    Begin,
    /// It is letters of an encoding, which may be a key's.
    Letters,
    /// It is an entry of `.netrc`, whose password may be on the next.
    Login,
    Login2,
}

#[derive(Default)]
struct Work {
    out: Vec<u8>,
    count: usize,
    /// Whether a private key has begun and not ended.
    in_block: bool,
}

/// Redacts output that comes in pieces.
pub struct Stream<'a> {
    redactor: &'a Redactor,
    work: Work,
    pending: Vec<u8>,
    /// Whether a line has ended among what is pending.
    has_line: bool,
}

impl Stream<'_> {
    /// Takes in more and returns what can be let out.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<u8> {
        self.pending.extend_from_slice(chunk);
        self.has_line |= chunk.contains(&b'\n');
        if self.has_line || self.pending.len() >= LONGEST {
            let used = self.redactor.work(&mut self.work, &self.pending, false);
            self.pending.drain(..used);
            self.has_line = self.pending.contains(&b'\n');
        }
        std::mem::take(&mut self.work.out)
    }

    /// Returns how many secrets were taken out so far.
    pub fn count(&self) -> usize {
        self.work.count
    }

    /// Returns the rest.
    pub fn finish(mut self) -> Vec<u8> {
        self.redactor.work(&mut self.work, &self.pending, true);
        self.work.out
    }
}

/// Returns where the part of a long unit that is let out ends: between two words, where there are
/// any.
fn cut(unit: &[u8]) -> usize {
    let most = unit.len() - OVERLAP;
    let between = |byte: &u8| !is_token_byte(*byte);
    let near = &unit[most - OVERLAP..most];
    let line = near.iter().rposition(|byte| *byte == b'\n');
    match line.or_else(|| near.iter().rposition(between)) {
        Some(at) => most - OVERLAP + at + 1,
        None => most,
    }
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

fn is_base64(text: &[u8]) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    text.iter().all(letter)
}

/// Whether what follows the beginning of a block is a key, and not the end of a sentence.
fn is_key(text: &[u8]) -> bool {
    let wrapping = |byte: &u8| byte.is_ascii_whitespace() || b"\\\"',;+>|*#".contains(byte);
    let long = |line: &[u8]| {
        let inside = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"+/=".contains(byte));
        line.split(inside).any(|run| {
            run.len() >= 32
                && run.iter().any(u8::is_ascii_digit)
                && run.iter().any(u8::is_ascii_uppercase)
        })
    };
    let mut lines = text.split(|byte| *byte == b'\n');
    if lines
        .next()
        .is_some_and(|rest| long(&rest[..rest.len().min(shapes::WINDOW)]))
    {
        return true;
    }
    let blank = |line: &&[u8]| !line.iter().all(wrapping);
    let Some(line) = lines.find(blank) else {
        return false;
    };
    let start = line.iter().position(|byte| !wrapping(byte)).unwrap_or(0);
    let body = &line[start..];
    let end = body
        .iter()
        .rposition(|byte| !wrapping(byte))
        .map_or(0, |last| last + 1);
    let heads = [
        &b"Proc-Type:"[..],
        b"DEK-Info:",
        b"Version:",
        b"Comment:",
        b"Hash:",
        b"Charset:",
    ];
    (end >= 4 && is_base64(body[..end].strip_suffix(b"\\n").unwrap_or(&body[..end])))
        || heads
            .iter()
            .any(|head| contains(&body[..end.min(120)], head))
        || long(&body[..end.min(shapes::WINDOW)])
}

/// Returns where the lines of letters begin that stand right before the line of `end`.
fn letters_before(text: &[u8], from: usize, end: usize) -> usize {
    let line_start = |at: usize| {
        let before = text[from..at].iter().rposition(|byte| *byte == b'\n');
        before.map_or(from, |newline| from + newline + 1)
    };
    let mut start = line_start(end);
    let mut found = end;
    while start > from {
        let line = line_start(start - 1);
        let letters = text[line..start].trim_ascii();
        if letters.is_empty() || !is_base64(letters) {
            break;
        }
        (start, found) = (line, line);
    }
    found
}

/// Returns the gap that the run of letters reaches that goes on at `at`.
fn seam_in(plain: &Plain, at: usize) -> Option<usize> {
    let seam = *plain.seams.iter().find(|seam| **seam > at)?;
    let between = plain.bytes.get(at..seam)?;
    (between.len() <= shapes::WINDOW && between.iter().all(|byte| is_token_byte(*byte)))
        .then_some(seam)
}

fn run(text: &[u8]) -> usize {
    let letters = text.iter().take(512);
    letters.take_while(|byte| is_token_byte(**byte)).count()
}
