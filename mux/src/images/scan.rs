//! Finds the strings that hold images in what a program writes.
//!
//! Sixel (`DCS … q`), iTerm2's files (`OSC 1337 ; File=` and its parts) and kitty's graphics
//! (`APC G`) are taken out as they come, byte by byte, with base64 decoded, so that each byte costs
//! the same here; all else is handed on unchanged. What was begun before such a string is ended
//! first, as ESC ends it for the parser (ECMA-48 8.3.143). Used on the pane's thread, under its lock.

use super::files::{FileFacts, FileString};
use super::kitty::{Control, KittyString};
use super::sixel::SixelString;
use super::text::TextError;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;
const ST: u8 = 0x9c;
/// What ends any string for a parser.
const STRING_END: &[u8] = b"\x1b\\";
/// The longest begin of a sixel string.
const MAX_BEGIN: usize = 64;

/// What was found.
#[derive(Debug)]
pub(crate) enum Found {
    /// A picture in sixels.
    Sixel(SixelString),
    /// A command of kitty's protocol, with its data.
    Kitty(Control, Result<Vec<u8>, TextError>),
    /// A whole file.
    File(FileFacts, Result<Vec<u8>, TextError>),
    /// The begin of a file in parts.
    FileBegin(FileFacts),
    /// A part of one.
    FilePart(Result<Vec<u8>, TextError>),
    /// The end of one.
    FileEnd,
}

/// A piece of what a program wrote.
pub(crate) enum Part<'a> {
    /// Not a string that holds an image.
    Text(&'a [u8]),
    Found(Found),
}

/// How a string that may hold an image begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sixel,
    Kitty,
    File,
    FileBegin,
    FilePart,
    FileEnd,
}

const COMMANDS: [(&[u8], Kind); 4] = [
    (b"1337;File=", Kind::File),
    (b"1337;MultipartFile=", Kind::FileBegin),
    (b"1337;FilePart=", Kind::FilePart),
    (b"1337;FileEnd", Kind::FileEnd),
];

/// What bytes that begin with ESC are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Nothing that is looked for.
    Other,
    /// Too few to tell.
    Open,
    /// Such a string, which begins in so many bytes.
    Begins(Kind, usize),
}

fn verdict(bytes: &[u8]) -> Verdict {
    match bytes.get(1) {
        None => Verdict::Open,
        Some(b'P') => {
            let rest = &bytes[2..bytes.len().min(MAX_BEGIN)];
            let name = rest.iter().position(|b| !matches!(b, b'0'..=b'9' | b';'));
            match name {
                Some(at) if rest[at] == b'q' => Verdict::Begins(Kind::Sixel, at + 3),
                Some(_) => Verdict::Other,
                None if bytes.len() >= MAX_BEGIN => Verdict::Other,
                None => Verdict::Open,
            }
        }
        Some(b'_') => match bytes.get(2) {
            None => Verdict::Open,
            Some(b'G') => Verdict::Begins(Kind::Kitty, 3),
            Some(_) => Verdict::Other,
        },
        Some(b']') => {
            let rest = &bytes[2..];
            for (name, kind) in COMMANDS {
                if rest.starts_with(name) {
                    return Verdict::Begins(kind, name.len() + 2);
                }
                if name.starts_with(rest) {
                    return Verdict::Open;
                }
            }
            Verdict::Other
        }
        Some(_) => Verdict::Other,
    }
}

/// A string that is coming.
enum Open {
    Sixel(SixelString),
    Kitty(Box<KittyString>),
    File(Kind, Box<FileString>),
}

impl Open {
    fn begin(kind: Kind, begin: &[u8]) -> Self {
        match kind {
            Kind::Sixel => {
                let params = begin[2..begin.len() - 1].split(|byte| *byte == b';');
                let number = |text: &[u8]| {
                    text.iter().fold(0_u32, |number, digit| {
                        number
                            .saturating_mul(10)
                            .saturating_add(u32::from(digit - b'0'))
                    })
                };
                Self::Sixel(SixelString::new(params.map(number).collect()))
            }
            Kind::Kitty => Self::Kitty(Box::default()),
            Kind::FilePart => Self::File(kind, Box::new(FileString::of_data())),
            kind => Self::File(kind, Box::new(FileString::of_facts())),
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        match self {
            Self::Sixel(string) => string.push(bytes),
            Self::Kitty(string) => string.push(bytes),
            Self::File(_, string) => string.push(bytes),
        }
    }

    fn finish(self) -> Option<Found> {
        match self {
            Self::Sixel(string) => Some(Found::Sixel(string)),
            Self::Kitty(string) => {
                let (control, data) = string.finish();
                Some(Found::Kitty(control, data))
            }
            Self::File(kind, string) => {
                let (facts, data) = string.finish();
                match kind {
                    Kind::File => Some(Found::File(facts, data)),
                    Kind::FileBegin => Some(Found::FileBegin(facts)),
                    Kind::FilePart => Some(Found::FilePart(data)),
                    Kind::FileEnd => Some(Found::FileEnd),
                    Kind::Sixel | Kind::Kitty => None,
                }
            }
        }
    }

    /// Returns whether BEL ends it, as it does system commands.
    fn ends_with_bell(&self) -> bool {
        matches!(self, Self::File(..))
    }
}

/// Takes images out of what a program writes.
#[derive(Default)]
pub(crate) struct Scanner {
    /// What may be the begin of such a string, from its ESC on.
    held: Vec<u8>,
    open: Option<Open>,
    /// The last byte in the open string was ESC.
    escaped: bool,
}

impl Scanner {
    /// Takes bytes and hands on what they are, in order. What may be the begin of a string that holds
    /// an image is kept until that can be told.
    pub(crate) fn feed(&mut self, bytes: &[u8], take: &mut dyn FnMut(Part<'_>)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = if self.open.is_some() {
                self.within(rest, take)
            } else if self.held.is_empty() {
                self.outside(rest, take)
            } else {
                self.decide(rest, take)
            };
        }
    }

    /// Takes bytes of no such string; returns what follows its begin.
    fn outside<'a>(&mut self, bytes: &'a [u8], take: &mut dyn FnMut(Part<'_>)) -> &'a [u8] {
        for at in memchr::memchr_iter(ESC, bytes) {
            match verdict(&bytes[at..]) {
                Verdict::Other => {}
                Verdict::Open => {
                    self.held.extend_from_slice(&bytes[at..]);
                    if at > 0 {
                        take(Part::Text(&bytes[..at]));
                    }
                    return &[];
                }
                Verdict::Begins(kind, length) => {
                    if at > 0 {
                        take(Part::Text(&bytes[..at]));
                    }
                    let (begin, rest) = bytes[at..].split_at(length);
                    self.begin(kind, begin, take);
                    return rest;
                }
            }
        }
        take(Part::Text(bytes));
        &[]
    }

    /// Takes one more byte of what may be the begin of such a string.
    fn decide<'a>(&mut self, bytes: &'a [u8], take: &mut dyn FnMut(Part<'_>)) -> &'a [u8] {
        let (byte, rest) = bytes.split_at(1);
        self.held.extend_from_slice(byte);
        match verdict(&self.held) {
            Verdict::Open => {}
            Verdict::Other => {
                let mut held = std::mem::take(&mut self.held);
                // ESC may begin another one.
                if byte[0] == ESC {
                    held.pop();
                    self.held.push(ESC);
                }
                take(Part::Text(&held));
            }
            Verdict::Begins(kind, _) => {
                let begin = std::mem::take(&mut self.held);
                self.begin(kind, &begin, take);
            }
        }
        rest
    }

    fn begin(&mut self, kind: Kind, begin: &[u8], take: &mut dyn FnMut(Part<'_>)) {
        take(Part::Text(STRING_END));
        self.open = Some(Open::begin(kind, begin));
        self.escaped = false;
    }

    /// Takes bytes of an open string; returns what follows it.
    fn within<'a>(&mut self, bytes: &'a [u8], take: &mut dyn FnMut(Part<'_>)) -> &'a [u8] {
        let Some(open) = &mut self.open else {
            return bytes;
        };
        if std::mem::take(&mut self.escaped) {
            if bytes[0] == b'\\' {
                self.finish(take);
                return &bytes[1..];
            }
            // Whatever else ESC begins ends the string before it is whole.
            self.open = None;
            self.held.push(ESC);
            return bytes;
        }
        let bell = open.ends_with_bell();
        let ends = |byte: &u8| match *byte {
            ESC | CAN | SUB | ST => true,
            BEL => bell,
            _ => false,
        };
        let Some(end) = bytes.iter().position(ends) else {
            open.push(bytes);
            return &[];
        };
        open.push(&bytes[..end]);
        match bytes[end] {
            ESC => self.escaped = true,
            CAN | SUB => self.open = None,
            _ => self.finish(take),
        }
        &bytes[end + 1..]
    }

    fn finish(&mut self, take: &mut dyn FnMut(Part<'_>)) {
        let found = self.open.take().and_then(Open::finish);
        if let Some(found) = found {
            take(Part::Found(found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is handed on, with a word for each string that was taken out.
    fn scanned(bytes: &[u8], piece: usize) -> String {
        let mut scanner = Scanner::default();
        let mut seen = Vec::new();
        for piece in bytes.chunks(piece) {
            scanner.feed(piece, &mut |part| match part {
                Part::Text(text) => seen.extend_from_slice(text),
                Part::Found(found) => seen.extend_from_slice(word(&found).as_bytes()),
            });
        }
        String::from_utf8_lossy(&seen).replace("\x1b\\", "|")
    }

    fn word(found: &Found) -> String {
        match found {
            Found::Sixel(string) => match string.draw() {
                Some(picture) => format!("<sixel {}x{}>", picture.width, picture.height),
                None => "<sixel>".to_owned(),
            },
            Found::Kitty(control, data) => {
                let data = data.as_ref().map(|data| data.len());
                format!(
                    "<kitty {} {data:?}>",
                    char::from(control.letter(b'a', b't'))
                )
            }
            Found::File(_, data) => format!("<file {:?}>", data.as_ref().map(|data| data.len())),
            Found::FileBegin(_) => "<begin>".to_owned(),
            Found::FilePart(data) => format!("<part {:?}>", data.as_ref().map(|data| data.len())),
            Found::FileEnd => "<end>".to_owned(),
        }
    }

    #[test]
    fn strings_that_hold_images_are_taken_out_and_nothing_else() {
        let table: [(&[u8], &str); 14] = [
            (b"a\x1b[31mb\x1b]2;t\x07c", "a\u{1b}[31mb\u{1b}]2;t\u{7}c"),
            (b"a\x1bPq\"1;1@\x1b\\b", "a|<sixel 1x1>b"),
            (b"\x1bP0;1;q@@\x9cb", "|<sixel 2x2>b"),
            (b"\x1bP$qm\x1b\\b", "\u{1b}P$qm|b"),
            (b"\x1bP+q5463\x1b\\", "\u{1b}P+q5463|"),
            (b"\x1b_Ga=q,i=1;AAAA\x1b\\b", "|<kitty q Ok(3)>b"),
            (b"\x1b_Xa\x1b\\b", "\u{1b}_Xa|b"),
            (b"\x1b]1337;File=inline=1:aGk=\x07b", "|<file Ok(2)>b"),
            (b"\x1b]1337;FilePart=aGk=\x1b\\", "|<part Ok(2)>"),
            (b"\x1b]1337;FileEnd\x07b", "|<end>b"),
            (b"\x1b]1337;SetMark\x07b", "\u{1b}]1337;SetMark\u{7}b"),
            // What was begun before is ended, what is broken off is dropped.
            (b"\x1b]2;t\x1bPq@\x18b", "\u{1b}]2;t|b"),
            (b"\x1bPq@\x1b[1mb", "|\u{1b}[1mb"),
            (
                b"\x1b\x1b\x1bPq@\x1b\x1bPq@\x1b\\",
                "\u{1b}\u{1b}|\u{1b}|<sixel 1x2>",
            ),
        ];
        for (bytes, expected) in table {
            for piece in [1, 2, 3, 7, bytes.len()] {
                assert_eq!(scanned(bytes, piece), expected, "{}", bytes.escape_ascii());
            }
        }
    }

    #[test]
    fn a_begin_that_never_ends_is_let_go() {
        let long = [b"\x1bP".as_slice(), &[b'1'; 200]].concat();
        assert_eq!(scanned(&long, 1).len(), long.len());
        assert_eq!(scanned(&long, 300).len(), long.len());
    }
}
