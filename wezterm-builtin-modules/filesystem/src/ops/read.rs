//! Reading files, whole or in part, and what the system knows of them.

use std::fmt::Write as _;
use std::io::{Read, Seek, SeekFrom};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::count;
use super::write::text_error;
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::roots::Opened;
use crate::table::{Operation, Touch};
use crate::text::lines::{self, Lines, Scan, Wanted};
use crate::text::{self, Encoding, TextError};
use crate::undo::hex;

/// How much of a file is read where nothing is said.
const SHOWN: usize = 1 << 20;
/// The most that is read at once.
const MOST: usize = 16 << 20;
/// How much of each of several files is read where nothing is said, and of all together.
const EACH: usize = 256 << 10;
const TOGETHER: usize = 8 << 20;
/// The most files in one call.
const FILES: usize = 1_000;
/// How far a file is looked through for its lines.
const SCANNED: u64 = 1 << 30;
/// How much room is made by the word of a file's size.
const PIECE: usize = 1 << 20;
/// How much is looked at to tell an encoding.
const SAMPLE: usize = 64 << 10;

/// Reads a text file: all of it, or some of its lines or bytes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadTextFile {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// The first line, counted from 1.
    #[serde(default, alias = "start_line", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    line_start: Option<usize>,
    /// How many lines.
    #[serde(default, alias = "limit", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    line_count: Option<usize>,
    /// Only the first so many lines.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    head: Option<usize>,
    /// Only the last so many lines.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    tail: Option<usize>,
    /// Only the bytes from the first number on and before the second.
    #[serde(default)]
    byte_range: Option<(u64, u64)>,
    /// The encoding, where it is not to be found out; `base64` returns the bytes.
    #[serde(default)]
    encoding: Option<String>,
    /// Whether each line begins with its number.
    #[serde(default, alias = "with_line_numbers", alias = "withLineNumbers")]
    line_numbers: bool,
    /// The most bytes of the file; 1 MiB where left out, 16 MiB at most.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_bytes: Option<usize>,
}

/// A text that was read.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct TextRead {
    /// The file.
    pub path: Name,
    /// The text; the bytes in base64, where that was asked for.
    pub content: String,
    /// The encoding of the file.
    pub encoding: String,
    /// The size of the file in bytes.
    pub size: u64,
    /// The number of the first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_line: Option<u64>,
    /// The number of the first line behind what was read, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_line: Option<u64>,
    /// Whether something was cut off that was asked for.
    pub truncated: bool,
    /// Whether some bytes are no characters in this encoding; U+FFFD stands for them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lossy: bool,
    /// The SHA-256 of the file, where all of it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl ReadTextFile {
    /// Reads the whole of a file.
    pub fn whole(path: Name, max_bytes: usize) -> Self {
        Self {
            path,
            max_bytes: Some(max_bytes),
            ..Self::default()
        }
    }

    fn check(&self) -> Result<(), FsError> {
        let lines = self.line_start.is_some() || self.line_count.is_some();
        let given = [
            lines,
            self.head.is_some(),
            self.tail.is_some(),
            self.byte_range.is_some(),
        ];
        if given.into_iter().filter(|given| *given).count() > 1 {
            return Err(FsError::argument(
                "give one of line_start and line_count, head, tail, byte_range",
            ));
        }
        if self.byte_range.is_some_and(|(from, to)| from > to) {
            return Err(FsError::argument("byte_range begins behind its end"));
        }
        Ok(())
    }

    fn in_bytes(&self) -> bool {
        matches!(self.encoding.as_deref(), Some("base64" | "binary"))
    }

    fn read(&self, job: &Job) -> Result<TextRead, FsError> {
        self.check()?;
        let mut opened = job.open_file(&self.path)?;
        let most = self.max_bytes.unwrap_or(SHOWN).min(MOST);
        let mut read = TextRead {
            path: Name::from(opened.spot.named.clone()),
            size: opened.size(),
            ..TextRead::default()
        };
        if self.in_bytes() || self.byte_range.is_some() {
            self.bytes(&mut opened, most, &mut read)?;
        } else if self
            .line_start
            .or(self.line_count)
            .or(self.head)
            .or(self.tail)
            .is_some()
        {
            self.lines(&mut opened, most, &mut read)?;
        } else {
            self.all(&mut opened, most, &mut read)?;
        }
        if self.line_numbers {
            match read.first_line {
                Some(first) => read.content = text::numbered(&read.content, first),
                None => {
                    return Err(FsError::argument(
                        "the numbers of these lines are not known: leave line_numbers out",
                    ));
                }
            }
        }
        Ok(read)
    }

    fn all(&self, opened: &mut Opened, most: usize, read: &mut TextRead) -> Result<(), FsError> {
        let content = up_to(opened, most + 1)?;
        if content.len() > most {
            seek(opened, 0)?;
            return self.lines(opened, most, read);
        }
        let decoded = text::decode(&content, self.encoding.as_deref())
            .map_err(|error| self.refused(&error, opened))?;
        read.encoding = decoded.encoding.to_string();
        read.lossy = decoded.lossy;
        read.content = decoded.text;
        read.first_line = Some(1);
        read.size = content.len() as u64;
        read.hash = Some(hex(&Sha256::digest(&content)));
        Ok(())
    }

    fn lines(&self, opened: &mut Opened, most: usize, read: &mut TextRead) -> Result<(), FsError> {
        let encoding = self.encoding_of(opened)?;
        let named = opened.spot.named.clone();
        let fault = |error: std::io::Error| FsError::io(&named, &error);
        let many = |count: Option<usize>| count.map_or(u64::MAX, |count| count as u64);
        let first = self.line_start.map_or(1, |line| line.max(1) as u64);
        let scan = match (self.head, self.tail) {
            (Some(_), _) => lines::head(&mut opened.file, encoding, many(self.head), most),
            (_, Some(_)) => lines::tail(&mut opened.file, encoding, many(self.tail), most),
            _ => {
                let wanted = Wanted {
                    first,
                    count: many(self.line_count),
                    bytes: most,
                };
                lines::range(&mut opened.file, encoding, wanted, SCANNED)
            }
        };
        let found: Lines = match scan.map_err(fault)? {
            Scan::Found(found) => found,
            Scan::Binary => return Err(self.refused(&TextError::Binary, opened)),
            Scan::TooFar { line } => {
                let why = format!(
                    "is looked through for {} MiB, which end in line {line}",
                    SCANNED >> 20
                );
                return Err(FsError::about(Code::TooLarge, &named, why));
            }
        };
        let decoded = text::decode_as(&found.bytes, encoding);
        read.encoding = encoding.to_string();
        read.lossy = decoded.lossy;
        read.content = decoded.text;
        read.first_line = match self.tail {
            None => Some(first),
            Some(_) => {
                seek(opened, 0)?;
                let (lines, more) =
                    lines::count(&mut opened.file, encoding, SCANNED).map_err(fault)?;
                (!more).then(|| (lines + 1).saturating_sub(found.count).max(1))
            }
        };
        let asked_for_all = self.line_count.is_none() && self.head.is_none() && self.tail.is_none();
        read.truncated = found.cut || asked_for_all && found.next_line.is_some();
        read.next_line = found.next_line;
        Ok(())
    }

    fn bytes(&self, opened: &mut Opened, most: usize, read: &mut TextRead) -> Result<(), FsError> {
        let (from, to) = self.byte_range.unwrap_or((0, u64::MAX));
        let encoding = if self.in_bytes() {
            None
        } else {
            Some(self.encoding_of(opened)?)
        };
        seek(opened, from)?;
        let wanted = usize::try_from(to - from).unwrap_or(usize::MAX);
        let mut content = up_to(opened, wanted.min(most.saturating_add(1)))?;
        read.truncated = content.len() > most;
        content.truncate(most);
        match encoding {
            None => {
                read.encoding = "base64".into();
                read.content = STANDARD.encode(&content);
            }
            Some(encoding) => {
                let whole = text::whole_chars(&content, encoding, 0..content.len());
                let decoded = text::decode_as(&content[whole], encoding);
                read.encoding = encoding.to_string();
                read.lossy = decoded.lossy;
                read.content = decoded.text;
            }
        }
        Ok(())
    }

    /// Tells the encoding by the beginning of the file, which is read again afterwards.
    fn encoding_of(&self, opened: &mut Opened) -> Result<Encoding, FsError> {
        let sample = up_to(opened, SAMPLE)?;
        seek(opened, 0)?;
        let decoded = text::decode(&sample, self.encoding.as_deref());
        // The sample may end within a character.
        let decoded = match decoded {
            Ok(decoded) => decoded.encoding,
            Err(error) => return Err(self.refused(&error, opened)),
        };
        Ok(decoded)
    }

    fn refused(&self, error: &TextError, opened: &Opened) -> FsError {
        if *error == TextError::Binary {
            let why = format!(
                "is not text; it has {} bytes (encoding=base64 returns them, read_media_file pictures and sounds)",
                opened.size()
            );
            return FsError::about(Code::Binary, &opened.spot.named, why);
        }
        text_error(&self.path, error)
    }
}

/// Reads from where the file stands, at most so many bytes; its size is not believed.
pub fn up_to(opened: &mut Opened, most: usize) -> Result<Vec<u8>, FsError> {
    let named = &opened.spot.named;
    // Room for what its size says spares many small reads; more than a piece must be there first.
    let room = usize::try_from(opened.size())
        .unwrap_or(usize::MAX)
        .min(most)
        .min(PIECE);
    let mut content = Vec::with_capacity(room.saturating_add(1));
    Read::by_ref(&mut opened.file)
        .take(most as u64)
        .read_to_end(&mut content)
        .map_err(|error| FsError::io(named, &error))?;
    Ok(content)
}

fn seek(opened: &mut Opened, to: u64) -> Result<(), FsError> {
    let to = SeekFrom::Start(to.min(i64::MAX.cast_unsigned()));
    let sought = match opened.file.seek(to) {
        // Beyond what a file can be on this file system, and so behind its end.
        Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => {
            opened.file.seek(SeekFrom::End(0))
        }
        outcome => outcome,
    };
    sought
        .map(|_| ())
        .map_err(|error| FsError::io(&opened.spot.named, &error))
}

fn told(read: &TextRead) -> String {
    let mut text = read.content.clone();
    let end = |text: &mut String| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    };
    if read.truncated {
        end(&mut text);
        let _ = match read.next_line {
            // Asking for the same line again would show the same again.
            Some(next) if read.first_line == Some(next) => {
                write!(
                    text,
                    "[line {next} is too long and cut here; line {} is next]",
                    next + 1
                )
            }
            Some(next) => write!(text, "[cut here; the rest begins in line {next}]"),
            None => write!(text, "[cut here]"),
        };
    } else if let Some(next) = read.next_line {
        end(&mut text);
        let _ = write!(text, "[there is more from line {next} on]");
    }
    text
}

impl Operation for ReadTextFile {
    type Output = TextRead;
    const NAME: &'static str = "read_text_file";
    const ALIASES: &'static [&'static str] = &["read_file"];

    fn summary(&self) -> String {
        format!("read {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Read)]
    }

    fn run(self, job: &Job) -> Result<TextRead, FsError> {
        self.read(job)
    }

    fn text(output: &TextRead) -> String {
        told(output)
    }
}

/// Reads several text files; one that cannot be read does not keep the others from it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMultipleFiles {
    /// The files.
    paths: Vec<Name>,
    /// The most bytes of each; 256 KiB where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_bytes: Option<usize>,
    /// The most bytes of all together; 8 MiB where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_total_bytes: Option<usize>,
}

/// One of several files.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OneRead {
    /// The file, as it was asked for.
    pub path: Name,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Its encoding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Its SHA-256, where all of it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// Whether there is more of it.
    pub truncated: bool,
    /// Why it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Several files.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ManyRead {
    /// The files, in the order in which they were asked for.
    pub files: Vec<OneRead>,
    /// Whether something was cut off or left out for want of room.
    pub truncated: bool,
}

impl Operation for ReadMultipleFiles {
    type Output = ManyRead;
    const NAME: &'static str = "read_multiple_files";
    const ALIASES: &'static [&'static str] = &["read_multiple_text_files"];

    fn summary(&self) -> String {
        several("read", &self.paths)
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        self.paths
            .iter()
            .map(|path| (path.clone(), Touch::Read))
            .collect()
    }

    fn run(self, job: &Job) -> Result<ManyRead, FsError> {
        check_number(&self.paths)?;
        let each = self.max_bytes.unwrap_or(EACH).min(MOST);
        let mut left = self.max_total_bytes.unwrap_or(TOGETHER).min(4 * MOST);
        let mut many = ManyRead {
            files: Vec::new(),
            truncated: false,
        };
        for path in self.paths {
            job.check()?;
            let room = each.min(left);
            let outcome = match room {
                0 => Err(FsError::new(
                    Code::Limit,
                    "there is no room for it: read it by itself",
                )),
                room => ReadTextFile::whole(path.clone(), room).read(job),
            };
            let mut one = OneRead {
                path,
                content: None,
                encoding: None,
                hash: None,
                truncated: false,
                error: None,
            };
            match outcome {
                Ok(read) => {
                    left = left.saturating_sub(read.content.len());
                    many.truncated |= read.truncated;
                    one.content = Some(read.content);
                    one.encoding = Some(read.encoding);
                    one.hash = read.hash;
                    one.truncated = read.truncated;
                }
                Err(error) if matches!(error.code, Code::Cancelled | Code::Timeout) => {
                    return Err(error);
                }
                Err(error) => {
                    many.truncated |= error.code == Code::Limit;
                    one.error = Some(error.to_string());
                }
            }
            many.files.push(one);
        }
        Ok(many)
    }

    fn text(output: &ManyRead) -> String {
        let mut text = String::new();
        for file in &output.files {
            let _ = writeln!(text, "==> {} <==", file.path.shown());
            match (&file.content, &file.error) {
                (Some(content), _) => {
                    text.push_str(content);
                    if !content.ends_with('\n') {
                        text.push('\n');
                    }
                    if file.truncated {
                        text.push_str("[cut here]\n");
                    }
                }
                (None, error) => {
                    let _ = writeln!(text, "[not read: {}]", error.as_deref().unwrap_or_default());
                }
            }
        }
        text
    }
}

/// Puts a call about several files into words.
pub fn several(what: &str, paths: &[Name]) -> String {
    let mut words = format!("{what} {} files", paths.len());
    for (index, path) in paths.iter().enumerate().take(20) {
        words.push_str(if index == 0 { ": " } else { ", " });
        words.push_str(&path.shown());
    }
    if paths.len() > 20 {
        words.push_str(" and others");
    }
    words
}

/// Fails where there are no files, or too many for one call.
pub fn check_number(paths: &[Name]) -> Result<(), FsError> {
    if paths.is_empty() {
        return Err(FsError::argument("`paths` is empty"));
    }
    if paths.len() > FILES {
        let why = format!(
            "{} files are asked for, and at most {FILES} are read in one call",
            paths.len()
        );
        return Err(FsError::new(Code::Limit, why));
    }
    Ok(())
}

/// Reads the first lines of a text file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadFile {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// How many lines; 10 where left out.
    #[serde(default, alias = "head", alias = "count", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    lines: Option<usize>,
}

/// Reads the last lines of a text file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TailFile {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// How many lines; 10 where left out.
    #[serde(default, alias = "tail", alias = "count", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    lines: Option<usize>,
}

/// Reads some lines of a text file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadFileLines {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// The first line, counted from 1.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    line_start: Option<usize>,
    /// How many lines are passed over, in place of line_start.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    offset: Option<usize>,
    /// How many lines; all that follow where left out.
    #[serde(default, alias = "limit", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    line_count: Option<usize>,
    /// Whether each line begins with its number.
    #[serde(default, alias = "with_line_numbers")]
    line_numbers: bool,
}

impl HeadFile {
    fn as_read(&self) -> ReadTextFile {
        ReadTextFile {
            path: self.path.clone(),
            head: Some(self.lines.unwrap_or(10)),
            ..ReadTextFile::default()
        }
    }
}

impl TailFile {
    fn as_read(&self) -> ReadTextFile {
        ReadTextFile {
            path: self.path.clone(),
            tail: Some(self.lines.unwrap_or(10)),
            ..ReadTextFile::default()
        }
    }
}

impl ReadFileLines {
    fn as_read(&self) -> ReadTextFile {
        ReadTextFile {
            path: self.path.clone(),
            line_start: self
                .line_start
                .or(self.offset.map(|offset| offset.saturating_add(1)))
                .or(Some(1)),
            line_count: self.line_count,
            line_numbers: self.line_numbers,
            ..ReadTextFile::default()
        }
    }
}

macro_rules! reads_like_read_text_file {
    ($type:ty, $name:literal, $what:literal) => {
        impl Operation for $type {
            type Output = TextRead;
            const NAME: &'static str = $name;

            fn summary(&self) -> String {
                format!(concat!("read ", $what, " of {}"), self.path.shown())
            }

            fn touches(&self) -> Vec<(Name, Touch)> {
                vec![(self.path.clone(), Touch::Read)]
            }

            fn run(self, job: &Job) -> Result<TextRead, FsError> {
                self.as_read().read(job)
            }

            fn text(output: &TextRead) -> String {
                told(output)
            }
        }
    };
}

reads_like_read_text_file!(HeadFile, "head_file", "the first lines");
reads_like_read_text_file!(TailFile, "tail_file", "the last lines");
reads_like_read_text_file!(ReadFileLines, "read_file_lines", "lines");
