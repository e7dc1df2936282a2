//! What encoding the bytes of a file have, reading them as text and writing text in it.
//!
//! It hides the labels and the guesswork. Pure functions, which run wherever they are called; what
//! is read from a file in pieces is in [`lines`]. It is not a converter: what an encoding cannot hold
//! is refused, never replaced.

pub mod lines;

use std::fmt;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EncoderResult, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes of a file say what it is.
pub const SNIFFED: usize = 8 * 1024;
/// How much of a text the guess between encodings of old looks at.
const GUESSED: usize = 64 * 1024;
/// Byte order marks, the longer ones first: that of UTF-32 begins as that of UTF-16 does.
const UTF_32_MARKS: [&[u8]; 2] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff"];

/// Why bytes are no text, or a text has no bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There are bytes that no text holds.
    #[error("it is not text")]
    Binary,
    /// It is in an encoding that is not read.
    #[error("its encoding is {0}, which is not supported")]
    Unsupported(&'static str),
    /// There is no encoding of this name.
    #[error("there is no encoding `{0}`")]
    UnknownEncoding(String),
    /// The encoding has no bytes for this character.
    #[error("{encoding} cannot hold the character {}", .char.escape_default())]
    CannotEncode {
        /// The first such character.
        char: char,
        /// The encoding.
        encoding: Encoding,
    },
}

impl TextError {
    /// Returns the stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            TextError::Binary => "binary",
            TextError::UnknownEncoding(_) => "bad_argument",
            TextError::Unsupported(_) | TextError::CannotEncode { .. } => "encoding",
        }
    }
}

/// How a text is written as bytes, with or without a byte order mark before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub(crate) charset: &'static encoding_rs::Encoding,
    pub(crate) bom: bool,
}

impl Encoding {
    /// UTF-8 without a mark.
    pub const UTF_8: Encoding = Encoding::new(UTF_8, false);

    const fn new(charset: &'static encoding_rs::Encoding, bom: bool) -> Self {
        Self { charset, bom }
    }

    /// Returns the encoding of this name: one that [`Encoding`] is shown by, or a label of the web.
    pub fn named(label: &str) -> Result<Self, TextError> {
        let lower = label.trim().to_ascii_lowercase();
        let (plain, bom) = match lower.strip_suffix("-bom") {
            Some(plain) => (plain, true),
            None => (lower.as_str(), false),
        };
        let compact: String = plain.chars().filter(|c| !"-_ ".contains(*c)).collect();
        if compact.starts_with("utf32") || compact.starts_with("ucs4") {
            return Err(TextError::Unsupported("UTF-32"));
        }
        let charset = match compact.as_str() {
            "latin1" => Some(encoding_rs::WINDOWS_1252),
            // Without an order in its name it is written with a mark.
            "utf16" => return Ok(Self::new(UTF_16LE, true)),
            _ => encoding_rs::Encoding::for_label_no_replacement(plain.as_bytes()),
        };
        match charset {
            Some(charset) if !bom || charset == UTF_8 || width(charset) == 2 => {
                Ok(Self::new(charset, bom))
            }
            _ => Err(TextError::UnknownEncoding(label.chars().take(40).collect())),
        }
    }

    /// Returns how many bytes are before the text.
    pub(crate) fn mark(self) -> &'static [u8] {
        match (self.bom, self.charset) {
            (false, _) => b"",
            (true, charset) if charset == UTF_16LE => b"\xff\xfe",
            (true, charset) if charset == UTF_16BE => b"\xfe\xff",
            (true, _) => b"\xef\xbb\xbf",
        }
    }

    /// Returns how many bytes its line ends are written with, at least.
    pub(crate) fn width(self) -> usize {
        width(self.charset)
    }

    pub(crate) fn is_little_endian(self) -> bool {
        self.charset == UTF_16LE
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.charset.name().to_ascii_lowercase())?;
        f.write_str(if self.bom { "-bom" } else { "" })
    }
}

impl serde::Serialize for Encoding {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn width(charset: &'static encoding_rs::Encoding) -> usize {
    if charset == UTF_16LE || charset == UTF_16BE {
        2
    } else {
        1
    }
}

/// A text, and what it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// How it was written.
    pub encoding: Encoding,
    /// Whether a byte order mark stood before it.
    pub had_bom: bool,
    /// Whether some bytes are no characters in this encoding; U+FFFD stands for them.
    pub lossy: bool,
}

/// Reads a whole text, in the encoding that is asked for or that it has.
pub fn decode(bytes: &[u8], requested: Option<&str>) -> Result<Decoded, TextError> {
    let encoding = match requested {
        None | Some("auto") => {
            let encoding = detect(bytes)?;
            if is_binary_in(bytes, encoding) {
                return Err(TextError::Binary);
            }
            encoding
        }
        Some(label) => with_mark_of(bytes, Encoding::named(label)?, label),
    };
    Ok(decode_as(bytes, encoding))
}

/// Reads bytes in a known encoding; a mark is passed over where the encoding has one.
pub fn decode_as(bytes: &[u8], encoding: Encoding) -> Decoded {
    let text = bytes.strip_prefix(encoding.mark()).unwrap_or(bytes);
    let (text, lossy) = encoding.charset.decode_without_bom_handling(text);
    Decoded {
        text: text.into_owned(),
        encoding,
        had_bom: encoding.bom,
        lossy,
    }
}

/// Returns the encoding asked for with the mark that the bytes really have.
fn with_mark_of(bytes: &[u8], asked: Encoding, label: &str) -> Encoding {
    let order_is_open = matches!(
        label.trim().to_ascii_lowercase().as_str(),
        "utf-16" | "utf16"
    );
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((charset, _)) if charset == asked.charset => Encoding::new(charset, true),
        Some((charset, _)) if order_is_open && width(charset) == 2 => Encoding::new(charset, true),
        _ => Encoding::new(asked.charset, false),
    }
}

/// Returns the encoding that bytes have, as far as they say.
///
/// A byte order mark counts first, then zero bytes where UTF-16 has them, then valid UTF-8, then
/// UTF-8 that is damaged here and there; what is left is told apart by the frequency of letters.
pub fn detect(bytes: &[u8]) -> Result<Encoding, TextError> {
    if UTF_32_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(TextError::Unsupported("UTF-32"));
    }
    if let Some((charset, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return Ok(Encoding::new(charset, true));
    }
    let start = &bytes[..bytes.len().min(SNIFFED)];
    if let Some(charset) = unmarked_utf_16(start) {
        return Ok(Encoding::new(charset, false));
    }
    let valid = encoding_rs::Encoding::utf8_valid_up_to(bytes);
    // A character that is cut by the end of the sample is no damage.
    if valid == bytes.len() || is_mostly_utf_8(&bytes[..bytes.len().min(valid + GUESSED)]) {
        return Ok(Encoding::UTF_8);
    }
    let telling = &bytes[valid..bytes.len().min(valid + GUESSED)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(telling, valid + telling.len() == bytes.len());
    let charset = detector.guess(None, Utf8Detection::Deny);
    Ok(Encoding::new(charset, false))
}

/// Tells whether there are more characters of several bytes than bytes that belong to none: in
/// texts of one byte per character the former hardly ever come about by chance.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        whole += valid.bytes().filter(|byte| byte & 0xc0 == 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

/// Returns the order of the bytes of UTF-16 without a mark.
///
/// The zero bytes of its ASCII characters stand all on one side, and most characters of a text
/// share one more high byte with each other.
fn unmarked_utf_16(start: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs = start.as_chunks::<2>().0;
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count();
    let (charset, high, ascii) = match (zeros(0), zeros(1)) {
        (0, ascii) if ascii > 0 => (UTF_16LE, 1, ascii),
        (ascii, 0) if ascii > 0 => (UTF_16BE, 0, ascii),
        _ => return None,
    };
    if start.len() % 2 == 1 && start.len() < SNIFFED {
        return None;
    }
    let odd = |pair: &&[u8; 2]| pair[high] == 0 && is_odd_control(pair[1 - high]);
    if pairs.iter().filter(odd).count() * 20 > pairs.len() {
        return None;
    }
    // A zero byte in a few others may stand anywhere.
    if pairs.len() < 16 {
        return (ascii == pairs.len()).then_some(charset);
    }
    // The alphabets come before the ideographs, whose high bytes are as those of ASCII texts.
    let mut seen = [0_usize; 0x20];
    for pair in pairs {
        if let Some(seen) = seen.get_mut(usize::from(pair[high])) {
            *seen += 1;
        }
    }
    let script = seen[1..].iter().max().copied().unwrap_or(0);
    (ascii * 2 >= pairs.len() || (ascii + script) * 10 >= pairs.len() * 9).then_some(charset)
}

/// Tells whether bytes are no text.
pub fn is_binary(bytes: &[u8]) -> bool {
    match detect(bytes) {
        Ok(encoding) => is_binary_in(bytes, encoding),
        // It is a text, though none that is read.
        Err(_) => false,
    }
}

fn is_binary_in(bytes: &[u8], encoding: Encoding) -> bool {
    if encoding.width() == 2 {
        return false;
    }
    if memchr::memchr(0, bytes).is_some() {
        return true;
    }
    let start = &bytes[..bytes.len().min(SNIFFED)];
    let odd = start.iter().filter(|byte| is_odd_control(**byte)).count();
    encoding.charset != UTF_8 && odd * 20 > start.len()
}

/// Tells whether a control byte is one that texts do without.
fn is_odd_control(byte: u8) -> bool {
    byte < 0x20
        && !matches!(
            byte,
            b'\t' | b'\n' | b'\r' | 0x08 | 0x0c | 0x0e | 0x0f | 0x1b
        )
}

/// Writes a text in an encoding, with the mark of the encoding where it has one.
pub fn encode(text: &str, encoding: Encoding) -> Result<Vec<u8>, TextError> {
    let mut bytes = encoding.mark().to_vec();
    encode_into(&mut bytes, text, encoding)?;
    Ok(bytes)
}

/// Writes a text behind other bytes, without a mark.
pub(crate) fn encode_into(
    bytes: &mut Vec<u8>,
    text: &str,
    encoding: Encoding,
) -> Result<(), TextError> {
    let charset = encoding.charset;
    if charset == UTF_8 {
        bytes.extend_from_slice(text.as_bytes());
    } else if charset == UTF_16LE {
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    } else if charset == UTF_16BE {
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    } else {
        let start = bytes.len();
        encode_old(bytes, text, encoding)?;
        // Some encoders write a character that they lack as one that looks like it.
        let (back, _) = charset.decode_without_bom_handling(&bytes[start..]);
        if back != text {
            let mut pairs = text.chars().zip(back.chars());
            let char = pairs.find(|(wanted, got)| wanted != got);
            let char = char.map_or('\u{fffd}', |(wanted, _)| wanted);
            return Err(TextError::CannotEncode { char, encoding });
        }
    }
    Ok(())
}

fn encode_old(bytes: &mut Vec<u8>, text: &str, encoding: Encoding) -> Result<(), TextError> {
    let mut encoder = encoding.charset.new_encoder();
    let mut rest = text;
    loop {
        let room = encoder.max_buffer_length_from_utf8_without_replacement(rest.len());
        bytes.reserve(room.unwrap_or(SNIFFED));
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, bytes, true);
        match result {
            EncoderResult::InputEmpty => return Ok(()),
            EncoderResult::OutputFull => rest = &rest[read..],
            EncoderResult::Unmappable(char) => {
                return Err(TextError::CannotEncode { char, encoding });
            }
        }
    }
}

/// Returns as much of the beginning of a text as `limit` bytes hold in whole characters.
pub fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

/// Returns the part of `range` that consists of whole characters; what lies outside of the bytes is
/// left out. The bytes begin with a character.
pub fn whole_chars(bytes: &[u8], encoding: Encoding, range: Range<usize>) -> Range<usize> {
    let end = border(bytes, encoding, range.end, false);
    let start = border(bytes, encoding, range.start, true);
    start.min(end)..end
}

/// Returns the border of a character that is at `at`, or the next one in a direction.
fn border(bytes: &[u8], encoding: Encoding, at: usize, up: bool) -> usize {
    let at = at.min(bytes.len());
    if at == bytes.len() || at == 0 {
        return at;
    }
    if encoding.width() == 2 {
        let low = at / 2 * 2;
        let here = if up && at % 2 == 1 { low + 2 } else { low };
        let unit = |at: usize| -> Option<u16> {
            let pair: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(match encoding.is_little_endian() {
                true => u16::from_le_bytes(pair),
                false => u16::from_be_bytes(pair),
            })
        };
        let before = here.checked_sub(2).and_then(unit);
        let is_low = matches!(unit(here), Some(0xdc00..=0xdfff));
        let inside = is_low && matches!(before, Some(0xd800..=0xdbff));
        let moved = match (inside, up) {
            (false, _) => here,
            (true, true) => here + 2,
            (true, false) => here - 2,
        };
        return moved.min(bytes.len());
    }
    if encoding.charset == UTF_8 {
        let within = |at: &usize| *at < bytes.len() && bytes[*at] & 0xc0 == 0x80;
        // Stray continuation bytes are not walked over without end.
        let near = 0..4;
        let found = match up {
            true => near.map(|by| at + by).find(|at| !within(at)),
            false => near
                .map_while(|by| at.checked_sub(by))
                .find(|at| !within(at)),
        };
        return found.unwrap_or(at);
    }
    if encoding.charset.is_single_byte() {
        return at;
    }
    let line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |at| at + 1);
    let mut next = line;
    let mut scratch = Vec::new();
    while next < at {
        let step = step(encoding.charset, &bytes[next..], &mut scratch);
        if next + step > at && !up {
            return next;
        }
        next += step;
    }
    next
}

/// Reads the character that stateless bytes of old begin with: appends it as UTF-8 to `out`, or a
/// byte that UTF-8 never has where they are none, and returns how many bytes it takes.
pub(crate) fn step(
    charset: &'static encoding_rs::Encoding,
    bytes: &[u8],
    out: &mut Vec<u8>,
) -> usize {
    match bytes.first() {
        None => return 0,
        Some(byte) if byte.is_ascii() => {
            out.push(*byte);
            return 1;
        }
        Some(_) => (),
    }
    for length in 1..=bytes.len().min(4) {
        let part = &bytes[..length];
        if let Some(text) = charset.decode_without_bom_handling_and_without_replacement(part) {
            out.extend_from_slice(text.as_bytes());
            return length;
        }
    }
    out.push(0xff);
    1
}

/// Puts its number before each line.
pub fn numbered(text: &str, first: u64) -> String {
    let mut numbered = String::new();
    for (line, number) in text.split_inclusive('\n').zip(first..) {
        numbered.push_str(&format!("{number:>6}\t{line}"));
    }
    numbered
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The part.
    pub text: String,
    /// Where in it the match is, as far as it is in it.
    pub range: Range<usize>,
    /// Whether the line has more before it.
    pub cut_before: bool,
    /// Whether the line has more behind it.
    pub cut_after: bool,
}

/// Returns at most `limit` bytes of a line in whole characters: the match from its beginning, and
/// as much around it as there is room for.
pub fn snippet(line: &str, matched: Range<usize>, limit: usize) -> Snippet {
    let start = line.floor_char_boundary(matched.start);
    let end = line.ceil_char_boundary(matched.end.max(start));
    let spare = limit.saturating_sub(end - start);
    // What one side has no use for is the other's.
    let behind = (line.len() - end).min(spare - (spare / 2).min(start));
    let before = spare - behind;
    let from = line.ceil_char_boundary(start.saturating_sub(before));
    let to = line
        .floor_char_boundary(from.saturating_add(limit))
        .max(from);
    Snippet {
        text: line[from..to].into(),
        range: start.min(to) - from..end.min(to) - from,
        cut_before: from > 0,
        cut_after: to < line.len(),
    }
}

#[cfg(test)]
mod tests;
