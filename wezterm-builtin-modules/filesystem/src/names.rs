//! Names of files as they can be shown, sent and compared, whatever bytes they have.
//!
//! It hides what is dangerous in a name: what a terminal obeys, what turns or hides text, what is no
//! text at all, and what some systems take for another name. Pure functions on bytes; nothing here
//! looks at a disk, and nothing here decides what may be touched.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_security::skeleton;
use unicode_segmentation::UnicodeSegmentation as _;

/// A path or a part of one, as bytes.
///
/// As JSON it is a string where it is UTF-8, and `{"bytes_b64": ".."}` where it is not; both are
/// read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Vec<u8>);

/// Why a name is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// A zero byte would end it, for the system.
    #[error("a path cannot hold a zero byte")]
    Zero,
    /// The system has no such names.
    #[error("a path must be UTF-8 on this system")]
    NotUtf8,
}

impl Name {
    /// Takes bytes as a name.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the path that it names.
    pub fn path(&self) -> Result<PathBuf, NameError> {
        if self.0.contains(&0) {
            return Err(NameError::Zero);
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            Ok(OsStr::from_bytes(&self.0).into())
        }
        #[cfg(not(unix))]
        {
            let text = std::str::from_utf8(&self.0).map_err(|_| NameError::NotUtf8)?;
            Ok(text.into())
        }
    }
}

impl Name {
    /// Returns the bytes as a path, which may have a zero byte in it that no system takes.
    #[cfg(unix)]
    pub fn as_path(&self) -> &Path {
        use std::os::unix::ffi::OsStrExt as _;
        Path::new(OsStr::from_bytes(&self.0))
    }

    /// Returns it as it may be shown.
    pub fn shown(&self) -> String {
        shown(&self.0)
    }
}

impl From<PathBuf> for Name {
    fn from(path: PathBuf) -> Self {
        Self(path.into_os_string().into_encoded_bytes())
    }
}

impl From<&OsStr> for Name {
    fn from(name: &OsStr) -> Self {
        Self(name.as_encoded_bytes().to_vec())
    }
}

impl From<&Path> for Name {
    fn from(path: &Path) -> Self {
        path.as_os_str().into()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.0))
    }
}

/// The form of a name that is no UTF-8.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bytes {
    bytes_b64: String,
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => Bytes {
                bytes_b64: STANDARD.encode(&self.0),
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a text, or a table with bytes_b64")]
        enum Form {
            Text(String),
            Bytes(Bytes),
        }
        match Form::deserialize(deserializer)? {
            Form::Text(text) => Ok(Self(text.into_bytes())),
            Form::Bytes(bytes) => STANDARD
                .decode(bytes.bytes_b64)
                .map(Self)
                .map_err(|_| D::Error::custom("bytes_b64 is not Base64")),
        }
    }
}

impl JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_deserialize() {
            // Who writes a path writes text; the other form is for what came out of a result.
            return json_schema!({ "type": "string" });
        }
        json_schema!({
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "bytes_b64": { "type": "string" } },
                    "required": ["bytes_b64"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// Returns a path in one line in which nothing hides and nothing is obeyed.
pub fn shown_path(path: &Path) -> String {
    shown(path.as_os_str().as_encoded_bytes())
}

/// Returns a line of text in which nothing is obeyed by a terminal: control characters but tabs are
/// written as in C.
pub fn visible(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_control() && c != '\t' {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    text
}

/// Returns a name in one line in which nothing hides and nothing is obeyed; [`meant`] reads it back.
///
/// Control characters and the backslash are written as in C, hidden ones, marks of direction and
/// odd blanks as `\u{202e}`, bytes that are no UTF-8 as `\xff`.
pub fn shown(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            show(&mut text, c);
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// The escapes that have a letter.
const LETTERS: [(char, char); 8] = [
    ('\\', '\\'),
    ('a', '\x07'),
    ('b', '\x08'),
    ('t', '\t'),
    ('n', '\n'),
    ('v', '\x0b'),
    ('f', '\x0c'),
    ('r', '\r'),
];

fn show(text: &mut String, c: char) {
    if let Some((letter, _)) = LETTERS.iter().find(|(_, meant)| *meant == c) {
        text.extend(['\\', *letter]);
    } else if c.is_ascii_control() {
        text.push_str(&format!("\\x{:02x}", u32::from(c)));
    } else if is_hidden(c) {
        text.extend(c.escape_unicode());
    } else {
        text.push(c);
    }
}

/// Tells whether a character cannot be seen for what it is.
fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffd}')
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
        || is_ignorable(c)
}

/// Tells whether Unicode says that a character may be left out of what is shown.
fn is_ignorable(c: char) -> bool {
    !c.is_ascii() && skeleton(c.encode_utf8(&mut [0; 4])).next().is_none()
}

/// Returns the bytes that [`shown`] shows like this, if it does.
pub fn meant(shown: &str) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(shown.len());
    let mut rest = shown;
    while let Some(at) = rest.find('\\') {
        name.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = &rest[at + 1..];
        let letter = escape.chars().next()?;
        let length = match letter {
            'x' => {
                name.push(u8::from_str_radix(hex(escape.get(1..3)?)?, 16).ok()?);
                3
            }
            'u' => {
                let end = escape.find('}')?;
                let number = escape.get(1..end)?.strip_prefix('{')?;
                let c = char::from_u32(u32::from_str_radix(hex(number)?, 16).ok()?)?;
                name.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                end + 1
            }
            _ => {
                let (_, meant) = LETTERS.iter().find(|(named, _)| *named == letter)?;
                name.push(*meant as u8);
                1
            }
        };
        rest = &escape[length..];
    }
    name.extend_from_slice(rest.as_bytes());
    Some(name)
}

/// Returns the digits if they are nothing else.
fn hex(digits: &str) -> Option<&str> {
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then_some(digits)
}

/// Tells whether two names differ only in how their accented letters and syllables are composed
/// (NFC and NFD), so that nobody sees which is which.
///
/// What is compared is what Unicode calls the skeleton, letter by letter, where one of the letters
/// is a composition; letters of different scripts that merely look alike are no twins.
pub fn are_twins(one: &str, two: &str) -> bool {
    if one == two || (one.is_ascii() && two.is_ascii()) {
        return false;
    }
    let (mut ones, mut twos) = (one.graphemes(true), two.graphemes(true));
    loop {
        match (ones.next(), twos.next()) {
            (None, None) => return true,
            (Some(one), Some(two)) if one == two || are_twin_letters(one, two) => (),
            _ => return false,
        }
    }
}

fn are_twin_letters(one: &str, two: &str) -> bool {
    let is_composed = |letter: &str| {
        let mut decomposed = skeleton(letter);
        !letter.is_ascii() && decomposed.next().is_some() && decomposed.next().is_some()
    };
    is_composed(one) && is_composed(two) && skeleton(one).eq(skeleton(two))
}

/// Tells whether some system takes two names for the same: it does not tell small letters from
/// capital ones, nor compositions, nor sees characters without a width. It rather says so of too
/// many names: it is for refusing.
pub fn same_folded(one: &str, two: &str) -> bool {
    if one == two {
        return true;
    }
    if one.is_ascii() && two.is_ascii() {
        return one.eq_ignore_ascii_case(two);
    }
    let fold = |name: &str| -> String {
        let seen = name.chars().filter(|c| !is_ignorable(*c));
        // Capital first: some small letters have one capital between them.
        let capital: String = seen.flat_map(char::to_uppercase).collect();
        capital.chars().flat_map(char::to_lowercase).collect()
    };
    let (one, two) = (fold(one), fold(two));
    one == two || are_twins(&one, &two)
}

/// Returns what Windows would make of a path other than a file of that name, if anything.
pub fn windows_trouble(path: &str) -> Option<&'static str> {
    let is_separator = |c: char| c == '/' || c == '\\';
    let mut start = path.chars();
    let two = [start.next(), start.next()].map(|c| c.is_some_and(is_separator));
    if two == [true, true] {
        return Some(match start.next() {
            Some('?' | '.') => "it names a device",
            _ => "it names another computer",
        });
    }
    if path.starts_with("\\??\\") {
        return Some("it names a device");
    }
    let bytes = path.as_bytes();
    let has_drive = matches!(bytes, [letter, b':', ..] if letter.is_ascii_alphabetic());
    let rest = if has_drive { &path[2..] } else { path };
    if has_drive && !rest.starts_with(is_separator) {
        return Some("it is relative to a drive's own folder");
    }
    rest.split(is_separator).find_map(trouble_of_part)
}

fn trouble_of_part(part: &str) -> Option<&'static str> {
    if matches!(part, "" | "." | "..") {
        return None;
    }
    if part.contains(':') {
        return Some("it names a stream of a file");
    }
    if part.contains(|c: char| c.is_ascii_control() || "<>\"|?*".contains(c)) {
        return Some("it has a character that names have not");
    }
    if is_device(part) {
        return Some("it names a device");
    }
    if part.ends_with(['.', ' ']) {
        return Some("the dot or blank at its end is left out");
    }
    let (stem, extension) = part.split_once('.').unwrap_or((part, ""));
    let number = stem.split_once('~').map(|(_, number)| number);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if stem.len() <= 8 && extension.len() <= 3 && number.is_some_and(is_number) {
        return Some("it is the short form of another name");
    }
    None
}

/// Tells whether a name is that of a device, which it is in every folder and with any extension.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end_matches(' ');
    let stem = stem.to_ascii_uppercase();
    if matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$"
    ) {
        return true;
    }
    let port = stem.strip_prefix("COM").or(stem.strip_prefix("LPT"));
    let mut number = port.unwrap_or("").chars();
    matches!(
        (number.next(), number.next()),
        (Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None)
    )
}

#[cfg(test)]
mod tests;
