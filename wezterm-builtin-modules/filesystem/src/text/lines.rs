//! Lines of a file that is too large, or may be, to hold it: a range of them, the last ones, how
//! many there are.
//!
//! It hides the reading in pieces. Memory is bounded by the number of bytes asked for, whatever
//! the length of a line or the number of lines asked for. It blocks as its reader does, and hands
//! out bytes as they are: [`super::decode_as`] reads them.

use std::io::{self, Read, Seek, SeekFrom};

use super::{Encoding, whole_chars};

/// How much is read at once; even, so that no unit of UTF-16 is torn.
const PIECE: usize = 64 * 1024;
/// How much is read of a file that does not say its size, and how much of its end is held.
const UNSIZED: usize = 64 * 1024 * 1024;
const HELD: usize = 16 * PIECE;

/// Which lines, and how many bytes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The first line, counted from 1.
    pub first: u64,
    /// How many lines.
    pub count: u64,
    /// How many bytes.
    pub bytes: usize,
}

/// Lines of a file, as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The bytes, with line ends, in whole characters.
    pub bytes: Vec<u8>,
    /// How many lines they are of.
    pub count: u64,
    /// The number of the first line that is missing or not whole behind them, if there is one.
    pub next_line: Option<u64>,
    /// Whether a line is not whole because there is no room for it.
    pub cut: bool,
}

/// What reading lines came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// They are there.
    Found(Lines),
    /// There is a byte that no text holds.
    Binary,
    /// They do not begin within what may be looked through, which ends in this line.
    TooFar {
        /// The line.
        line: u64,
    },
}

/// Reads a range of lines that begins within the first `scanned` bytes.
pub fn range(
    mut file: impl Read,
    encoding: Encoding,
    wanted: Wanted,
    scanned: u64,
) -> io::Result<Scan> {
    let first = wanted.first.max(1);
    let end = first.saturating_add(wanted.count);
    let mut line = 1_u64;
    let mut lines = Lines::default();
    let mut piece = vec![0; PIECE];
    let mut left = scanned;
    loop {
        let most = PIECE.min(usize::try_from(left).unwrap_or(PIECE));
        let read = fill(&mut file, &mut piece[..most])?;
        if read == 0 {
            if left == 0 && fill(&mut file, &mut piece[..1])? != 0 {
                if line < first {
                    return Ok(Scan::TooFar { line });
                }
                lines.next_line = Some(line);
            }
            return Ok(Scan::Found(finish(lines, encoding, first, line)));
        }
        left -= read as u64;
        let bytes = &piece[..read];
        if encoding.width() == 1 && memchr::memchr(0, bytes).is_some() {
            return Ok(Scan::Binary);
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let full = line >= end || lines.bytes.len() >= wanted.bytes;
            if full && line >= first {
                lines.next_line = Some(line);
                lines.cut = line < end && !ends_line(&lines.bytes, encoding);
                return Ok(Scan::Found(finish(lines, encoding, first, line)));
            }
            let found = line_end(rest, encoding);
            let stretch = &rest[..found.unwrap_or(rest.len())];
            rest = &rest[stretch.len()..];
            if line >= first {
                let room = wanted.bytes - lines.bytes.len();
                lines
                    .bytes
                    .extend_from_slice(&stretch[..stretch.len().min(room)]);
                if stretch.len() > room {
                    lines.next_line = Some(line);
                    lines.cut = true;
                    return Ok(Scan::Found(finish(lines, encoding, first, line)));
                }
            }
            line += u64::from(found.is_some());
        }
    }
}

/// Reads the first lines.
pub fn head(file: impl Read, encoding: Encoding, count: u64, bytes: usize) -> io::Result<Scan> {
    let wanted = Wanted {
        first: 1,
        count,
        bytes,
    };
    range(file, encoding, wanted, u64::MAX)
}

/// Reads the last lines, backwards from the end; `next_line` stays open, as nothing counts the
/// lines before them.
pub fn tail(
    mut file: impl Read + Seek,
    encoding: Encoding,
    count: u64,
    bytes: usize,
) -> io::Result<Scan> {
    let size = file.seek(SeekFrom::End(0))?;
    if size == 0 {
        return tail_of_unsized(file, encoding, count, bytes);
    }
    backwards(file, size, encoding, count, bytes)
}

/// Reads the last lines of what says that it has no bytes, as the files of the kernel do.
fn tail_of_unsized(
    mut file: impl Read + Seek,
    encoding: Encoding,
    count: u64,
    bytes: usize,
) -> io::Result<Scan> {
    file.seek(SeekFrom::Start(0))?;
    let mut held = Vec::new();
    let mut piece = vec![0; PIECE];
    let mut left = UNSIZED;
    let mut dropped = false;
    loop {
        let read = fill(&mut file, &mut piece)?;
        if read == 0 {
            break;
        }
        left = left
            .checked_sub(read)
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        held.extend_from_slice(&piece[..read]);
        if held.len() > 2 * HELD {
            held.drain(..HELD);
            dropped = true;
        }
    }
    let size = held.len() as u64;
    let mut found = backwards(io::Cursor::new(held), size, encoding, count, bytes)?;
    if let Scan::Found(lines) = &mut found {
        lines.cut |= dropped && lines.count < count;
    }
    Ok(found)
}

fn backwards(
    mut file: impl Read + Seek,
    size: u64,
    encoding: Encoding,
    count: u64,
    bytes: usize,
) -> io::Result<Scan> {
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut taken = 0_usize;
    let mut breaks = 0_u64;
    let mut at = size;
    let mut whole = count == 0;
    while at > 0 && taken < bytes && !whole {
        // The pieces begin at even places, for UTF-16.
        let from = (at - 1) / PIECE as u64 * PIECE as u64;
        let length = usize::try_from(at - from).unwrap_or(PIECE);
        let mut piece = vec![0; length];
        file.seek(SeekFrom::Start(from))?;
        let read = fill(&mut file, &mut piece)?;
        piece.truncate(read);
        if encoding.width() == 1 && memchr::memchr(0, &piece).is_some() {
            return Ok(Scan::Binary);
        }
        let mut end = piece.len();
        let mut start = 0;
        while let Some(after) = last_line_end(&piece[..end], encoding) {
            // The end of the last line begins no further one.
            let is_last = pieces.is_empty() && after == piece.len();
            if !is_last {
                breaks += 1;
                if breaks == count {
                    start = after;
                    whole = true;
                    break;
                }
            }
            end = after - encoding.width();
        }
        piece.drain(..start);
        taken += piece.len();
        pieces.push(piece);
        at = from;
    }
    let mut lines = Lines::default();
    for piece in pieces.iter().rev() {
        lines.bytes.extend_from_slice(piece);
    }
    whole |= at == 0;
    if lines.bytes.len() > bytes || !whole {
        let over = lines.bytes.len().saturating_sub(bytes);
        let length = lines.bytes.len();
        let kept = whole_chars(&lines.bytes, encoding, over..length);
        lines.cut = true;
        lines.bytes.drain(..kept.start);
    }
    if at == 0 && !lines.cut {
        let mark = encoding.mark().len();
        if lines.bytes.starts_with(encoding.mark()) {
            lines.bytes.drain(..mark);
        }
    }
    lines.count = lines_in(&lines.bytes, encoding);
    Ok(Scan::Found(lines))
}

/// Counts the lines within the first `scanned` bytes; true where there is more behind them. A last
/// line without an end counts.
pub fn count(mut file: impl Read, encoding: Encoding, scanned: u64) -> io::Result<(u64, bool)> {
    let mut piece = vec![0; PIECE];
    let (mut ends, mut left, mut open) = (0_u64, scanned, false);
    loop {
        let most = PIECE.min(usize::try_from(left).unwrap_or(PIECE));
        let read = fill(&mut file, &mut piece[..most])?;
        if read == 0 {
            let more = left == 0 && fill(&mut file, &mut piece[..1])? != 0;
            return Ok((ends + u64::from(open), more));
        }
        left -= read as u64;
        ends += line_ends(&piece[..read], encoding);
        open = !ends_line(&piece[..read], encoding);
    }
}

/// Returns how many lines a text has; a last one without an end counts.
pub fn lines_in(bytes: &[u8], encoding: Encoding) -> u64 {
    let open = !bytes.is_empty() && !ends_line(bytes, encoding);
    line_ends(bytes, encoding) + u64::from(open)
}

/// Takes off the mark at the beginning of the file and what is left of a character at the end.
fn finish(mut lines: Lines, encoding: Encoding, first: u64, line: u64) -> Lines {
    if lines.cut {
        cut_to_chars(&mut lines.bytes, encoding);
    }
    if first == 1 && lines.bytes.starts_with(encoding.mark()) {
        lines.bytes.drain(..encoding.mark().len());
    }
    let open = !lines.bytes.is_empty() && !ends_line(&lines.bytes, encoding);
    lines.count = line.saturating_sub(first) + u64::from(open);
    lines
}

/// Takes off the beginning of a character whose end is missing.
fn cut_to_chars(bytes: &mut Vec<u8>, encoding: Encoding) {
    let length = bytes.len();
    if encoding.charset == encoding_rs::UTF_8 {
        let mut near = length.saturating_sub(3)..length;
        let lead = near.rfind(|at| bytes[*at] & 0xc0 == 0xc0);
        if let Some(lead) = lead.filter(|lead| length - lead < length_of(bytes[*lead])) {
            bytes.truncate(lead);
        }
    } else if encoding.width() == 2 {
        bytes.truncate(length / 2 * 2);
        let high = usize::from(encoding.is_little_endian());
        let last = bytes.len().checked_sub(2);
        if let Some(last) = last.filter(|last| matches!(bytes[last + high], 0xd8..=0xdb)) {
            bytes.truncate(last);
        }
    } else if !encoding.charset.is_single_byte() {
        // A byte that ends characters in all of these shows whether one is open.
        bytes.push(0xa1);
        let kept = whole_chars(bytes, encoding, 0..length).end;
        bytes.truncate(kept);
    }
}

fn length_of(lead: u8) -> usize {
    match lead {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Returns where the line that bytes begin with ends, behind its `\n`.
fn line_end(bytes: &[u8], encoding: Encoding) -> Option<usize> {
    if encoding.width() == 1 {
        return memchr::memchr(b'\n', bytes).map(|at| at + 1);
    }
    let side = usize::from(!encoding.is_little_endian());
    memchr::memchr_iter(b'\n', bytes)
        .find(|at| is_wide_end(bytes, *at, side))
        .map(|at| at - side + 2)
}

/// Returns the place behind the last `\n`.
fn last_line_end(bytes: &[u8], encoding: Encoding) -> Option<usize> {
    if encoding.width() == 1 {
        return memchr::memrchr(b'\n', bytes).map(|at| at + 1);
    }
    let side = usize::from(!encoding.is_little_endian());
    memchr::memrchr_iter(b'\n', bytes)
        .find(|at| is_wide_end(bytes, *at, side))
        .map(|at| at - side + 2)
}

fn line_ends(bytes: &[u8], encoding: Encoding) -> u64 {
    let ends = memchr::memchr_iter(b'\n', bytes);
    if encoding.width() == 1 {
        return ends.count() as u64;
    }
    let side = usize::from(!encoding.is_little_endian());
    ends.filter(|at| is_wide_end(bytes, *at, side)).count() as u64
}

/// Tells whether a byte `\n` is the low half, on this side, of a unit that has nothing else.
fn is_wide_end(bytes: &[u8], at: usize, side: usize) -> bool {
    at % 2 == side && bytes.get(at + 1 - 2 * side) == Some(&0)
}

fn ends_line(bytes: &[u8], encoding: Encoding) -> bool {
    if encoding.width() == 1 {
        return bytes.last() == Some(&b'\n');
    }
    let end = bytes.len() / 2 * 2;
    last_line_end(&bytes[..end], encoding).is_some_and(|at| at == end && end == bytes.len())
}
