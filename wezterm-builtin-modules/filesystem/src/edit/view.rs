//! The text of a file as edits look at it: UTF-8 with `\n` as its only line end, and the way back
//! from a place in it to the bytes of the file.
//!
//! It holds the text and no table of places: the way back reads the bytes again. Bytes that are no
//! characters are bytes that no text has, so that nothing is found in them.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use encoding_rs::UTF_8;
use memchr::{memchr_iter, memmem};

use crate::text::{self, Encoding};

/// How much is looked at to find how far plain text goes.
const WINDOW: usize = 256;

/// A text that edits look at.
pub(super) struct View<'a> {
    /// It, as UTF-8 where the file has characters.
    pub text: Cow<'a, [u8]>,
    raw: &'a [u8],
    pub encoding: Encoding,
    /// How many bytes are before the text.
    mark: usize,
    /// Whether `\r\n` of the file is `\n` here.
    joined: bool,
    /// The text of each byte, for encodings that have one byte for each character.
    table: Option<Box<[[u8; 4]; 256]>>,
    usual_end: OnceCell<&'static str>,
}

impl<'a> View<'a> {
    /// Looks at a file; `joined` makes its line ends all alike.
    pub fn new(raw: &'a [u8], encoding: Encoding, joined: bool) -> Self {
        // The mark of an encoding that was only said may be missing.
        let text = raw.strip_prefix(encoding.mark()).unwrap_or(raw);
        let mut view = Self {
            text: Cow::Borrowed(b""),
            raw: text,
            mark: raw.len() - text.len(),
            encoding,
            joined,
            table: encoding.charset.is_single_byte().then(|| table(encoding)),
            usual_end: OnceCell::new(),
        };
        let as_it_is =
            encoding.charset == UTF_8 && !(joined && memmem::find(view.raw, b"\r\n").is_some());
        view.text = if as_it_is {
            Cow::Borrowed(view.raw)
        } else {
            let mut text = Vec::with_capacity(view.raw.len());
            let mut at = 0;
            while at < view.raw.len() {
                let run = view.run(at, usize::MAX);
                text.extend_from_slice(&view.raw[at..at + run]);
                at += run;
                at += view.step(at, &mut text);
            }
            Cow::Owned(text)
        };
        view
    }

    /// Returns how many bytes from a place on, of the next `most`, are in the text as they are. There
    /// may be more behind these.
    fn run(&self, at: usize, most: usize) -> usize {
        let is_utf_8 = self.encoding.charset == UTF_8;
        if self.encoding.width() == 2 {
            return 0;
        }
        // Short of its end, so that what is looked at and not taken is little.
        let window = if is_utf_8 { usize::MAX } else { WINDOW };
        let rest = &self.raw[at..];
        let rest = &rest[..rest.len().min(most.saturating_add(1)).min(window)];
        let end = self.joined.then(|| memmem::find(rest, b"\r\n")).flatten();
        // The window may part a line end.
        let parted = self.joined && rest.ends_with(b"\r");
        let rest = &rest[..end.unwrap_or(rest.len() - usize::from(parted))];
        let run = if is_utf_8 {
            rest.len()
        } else {
            encoding_rs::Encoding::ascii_valid_up_to(rest)
        };
        run.min(most)
    }

    /// Appends the text of the unit at a place and returns how many bytes it has.
    fn step(&self, at: usize, out: &mut Vec<u8>) -> usize {
        let rest = &self.raw[at..];
        let Some(first) = rest.first() else {
            return 0;
        };
        let width = self.encoding.width();
        if self.joined && self.is(at, b'\r') && self.is(at + width, b'\n') {
            out.push(b'\n');
            return 2 * width;
        }
        if let Some(table) = &self.table {
            let [length, text @ ..] = table[usize::from(*first)];
            out.extend_from_slice(&text[..usize::from(length)]);
            return 1;
        }
        if self.encoding.charset == UTF_8 {
            out.push(*first);
            return 1;
        }
        if width == 1 {
            return text::step(self.encoding.charset, rest, out);
        }
        if let Some(ascii @ 0..0x80) = self.unit(at) {
            out.push(ascii as u8);
            return 2;
        }
        let units = [self.unit(at), self.unit(at + 2)].map(|unit| unit.unwrap_or(0));
        if let (true, Some(Ok(char))) = (rest.len() > 1, char::decode_utf16(units).next()) {
            out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
            return 2 * char.len_utf16();
        }
        out.push(0xff);
        rest.len().min(2)
    }

    fn unit(&self, at: usize) -> Option<u16> {
        let pair: [u8; 2] = self.raw.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self.encoding.is_little_endian() {
            true => u16::from_le_bytes(pair),
            false => u16::from_be_bytes(pair),
        })
    }

    /// Tells whether an ASCII character stands at a place.
    fn is(&self, at: usize, ascii: u8) -> bool {
        match self.encoding.width() {
            1 => self.raw.get(at) == Some(&ascii),
            _ => self.unit(at) == Some(u16::from(ascii)),
        }
    }

    /// Returns where places of the text, which are in order, are in the file.
    pub fn spans(&self, places: &[Range<usize>]) -> Vec<Range<usize>> {
        let mark = self.mark;
        if let Cow::Borrowed(_) = self.text {
            let moved = |place: &Range<usize>| place.start + mark..place.end + mark;
            return places.iter().map(moved).collect();
        }
        let mut way = Way::default();
        let mut spans = Vec::with_capacity(places.len());
        for place in places {
            let start = self.walk(&mut way, place.start);
            let end = self.walk(&mut way, place.end);
            spans.push(start + mark..end + mark);
        }
        spans
    }

    /// Goes on to a place of the text and returns where that is in the file without its mark.
    fn walk(&self, way: &mut Way, place: usize) -> usize {
        while way.text < place && way.raw < self.raw.len() {
            let run = self.run(way.raw, place - way.text);
            way.raw += run;
            way.text += run;
            if way.text < place {
                way.scratch.clear();
                way.raw += self.step(way.raw, &mut way.scratch);
                way.text += way.scratch.len();
            }
        }
        way.raw
    }

    /// Returns the line in which each of some places of the text begins.
    pub fn lines_of(&self, places: &[Range<usize>]) -> Vec<u64> {
        let (mut line, mut at) = (1, 0);
        let number = |place: &Range<usize>| {
            line += memchr_iter(b'\n', &self.text[at..place.start]).count() as u64;
            at = place.start;
            line
        };
        places.iter().map(number).collect()
    }

    /// Returns the line ends in a span of the file.
    pub fn line_ends(&self, span: Range<usize>) -> Vec<&'static str> {
        let mark = self.mark;
        let width = self.encoding.width();
        let (mut at, end) = (span.start - mark, span.end - mark);
        let mut ends = Vec::new();
        while at + width <= end {
            if self.is(at, b'\n') {
                let returned = at >= width + span.start - mark && self.is(at - width, b'\r');
                ends.push(if returned { "\r\n" } else { "\n" });
            }
            at += width;
        }
        ends
    }

    /// Returns the line end that most lines of the file have.
    pub fn usual_end(&self) -> &'static str {
        self.usual_end.get_or_init(|| {
            let (all, returned) = if self.encoding.width() == 1 {
                let returned = memmem::find_iter(self.raw, b"\r\n").count();
                (memchr_iter(b'\n', self.raw).count(), returned)
            } else {
                let ends = self.line_ends(self.mark..self.raw.len() + self.mark);
                let returned = ends.iter().filter(|end| **end == "\r\n").count();
                (ends.len(), returned)
            };
            if returned * 2 > all { "\r\n" } else { "\n" }
        })
    }
}

/// How far the text and the file have been gone through side by side.
#[derive(Default)]
struct Way {
    text: usize,
    raw: usize,
    scratch: Vec<u8>,
}

/// Returns for each byte how many bytes of UTF-8 it is, and these.
fn table(encoding: Encoding) -> Box<[[u8; 4]; 256]> {
    let mut table = Box::new([[0; 4]; 256]);
    let mut text = Vec::new();
    for (byte, entry) in (0..=255_u8).zip(table.iter_mut()) {
        text.clear();
        text::step(encoding.charset, &[byte], &mut text);
        let length = text.len().min(3);
        entry[0] = length as u8;
        entry[1..=length].copy_from_slice(&text[..length]);
    }
    table
}
