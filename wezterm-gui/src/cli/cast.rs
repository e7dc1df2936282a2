//! Recordings of a terminal in asciicast's format: `wezterm record` and `wezterm replay`.
//!
//! Hides the three versions of the format (<https://docs.asciinema.org/manual/asciicast/v2/>); the
//! second is what is written. A recording may be broken or cut off in the middle: what is wrong is
//! told with its line, and nothing that stands before it is lost. Runs in a process of its own and
//! may block.

use std::io::{self, BufRead, Read, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod explain;
mod record;
mod replay;
mod restore;
mod sequences;
mod terminal;

pub use record::{RecordArgs, record};
pub use replay::{ReplayArgs, replay};

/// The longest line of a recording, and the longest recording of the first version.
const LINE_LIMIT: u64 = 64 * 1024 * 1024;
/// The latest moment of a recording that is believed.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The first line of a new recording.
#[derive(Debug, Serialize)]
struct Header<'a> {
    version: u8,
    width: u16,
    height: u16,
    /// Seconds since 1970.
    timestamp: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    env: serde_json::Map<String, Value>,
}

/// Writes a recording, each event as soon as it has happened.
struct Writer<W> {
    output: W,
    /// The beginning of a character whose end was not yet read.
    begun: Vec<u8>,
    last: Duration,
}

impl<W: Write> Writer<W> {
    fn new(mut output: W, header: &Header<'_>) -> io::Result<Writer<W>> {
        write_line(&mut output, serde_json::to_string(header)?)?;
        Ok(Writer {
            output,
            begun: Vec::new(),
            last: Duration::ZERO,
        })
    }

    fn output(&mut self, at: Duration, bytes: &[u8]) -> io::Result<()> {
        let text = decode(&mut self.begun, bytes);
        match text.is_empty() {
            true => Ok(()),
            false => self.event(at, "o", &text),
        }
    }

    fn resize(&mut self, at: Duration, (width, height): (u16, u16)) -> io::Result<()> {
        self.event(at, "r", &format!("{width}x{height}"))
    }

    /// Writes what is left: the beginning of a character that was never ended.
    fn finish(&mut self) -> io::Result<()> {
        match std::mem::take(&mut self.begun).is_empty() {
            true => Ok(()),
            false => self.event(self.last, "o", "\u{fffd}"),
        }
    }

    fn event(&mut self, at: Duration, code: &str, data: &str) -> io::Result<()> {
        self.last = at;
        let (at, data) = (at.as_secs_f64(), serde_json::to_string(data)?);
        write_line(&mut self.output, format!("[{at:.6}, \"{code}\", {data}]"))
    }
}

/// Writes a line at once, so that a recorder that is killed leaves whole lines.
fn write_line(output: &mut impl Write, mut line: String) -> io::Result<()> {
    line.push('\n');
    output.write_all(line.as_bytes())
}

/// Returns the text of bytes that may begin and end within a character; what has only begun stays in
/// `begun`. What is no text becomes U+FFFD.
fn decode(begun: &mut Vec<u8>, bytes: &[u8]) -> String {
    begun.extend_from_slice(bytes);
    let mut text = String::new();
    loop {
        match std::str::from_utf8(begun) {
            Ok(rest) => {
                text.push_str(rest);
                begun.clear();
                return text;
            }
            Err(error) => {
                let valid = error.valid_up_to();
                text.push_str(&String::from_utf8_lossy(&begun[..valid]));
                let Some(invalid) = error.error_len() else {
                    begun.drain(..valid);
                    return text;
                };
                text.push(char::REPLACEMENT_CHARACTER);
                begun.drain(..valid + invalid);
            }
        }
    }
}

/// Something that happened in a recorded terminal.
#[derive(Clone, Debug, PartialEq)]
struct Event {
    /// When, from the beginning.
    at: Duration,
    /// What: `o` for output, others are not played.
    code: String,
    data: String,
}

/// Why a recording cannot be read on.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("line {0}: {1}")]
    Line(usize, String),
    #[error("line {0} is cut off: the recording was not ended properly")]
    CutOff(usize),
    #[error("line {0}: {1}")]
    Read(usize, io::Error),
}

/// What the first line of a recording says.
#[derive(Debug, Deserialize)]
struct Facts {
    version: u64,
    idle_time_limit: Option<f64>,
    /// The events of the first version.
    stdout: Option<Vec<(f64, String)>>,
}

/// A recording that is read, line by line.
struct Recording<R> {
    input: R,
    line: usize,
    relative: bool,
    now: Duration,
    /// The events of a recording that is one JSON object.
    stdout: std::vec::IntoIter<(f64, String)>,
    idle_time_limit: Option<f64>,
    ended: bool,
}

impl<R: BufRead> Recording<R> {
    /// Reads the beginning of a recording.
    fn open(mut input: R) -> Result<Recording<R>, Broken> {
        let no_cast = |line, error: serde_json::Error| {
            Broken::Line(line, format!("this is no asciicast recording: {error}"))
        };
        let first = read_line(&mut input, 1)?.unwrap_or_default();
        let facts = match serde_json::from_slice::<Facts>(&first) {
            Ok(facts) => facts,
            // The first version is one object, which may be written in many lines.
            Err(error) if error.is_eof() && !first.is_empty() => {
                let mut whole = first;
                let rest = input.by_ref().take(LINE_LIMIT).read_to_end(&mut whole);
                rest.map_err(|error| Broken::Read(1, error))?;
                serde_json::from_slice(&whole).map_err(|error| no_cast(error.line(), error))?
            }
            Err(error) => return Err(no_cast(1, error)),
        };
        let relative = match facts.version {
            2 => false,
            1 | 3 => true,
            other => {
                let why = format!("version {other} of asciicast is not known; 1, 2 and 3 are");
                return Err(Broken::Line(1, why));
            }
        };
        Ok(Recording {
            input,
            line: 1,
            relative,
            now: Duration::ZERO,
            stdout: facts.stdout.unwrap_or_default().into_iter(),
            idle_time_limit: facts.idle_time_limit,
            ended: false,
        })
    }

    fn read(&mut self) -> Result<Option<Event>, Broken> {
        if let Some((delay, data)) = self.stdout.next() {
            return self.event(delay, "o".to_owned(), data).map(Some);
        }
        loop {
            self.line += 1;
            let Some(line) = read_line(&mut self.input, self.line)? else {
                return Ok(None);
            };
            let whole = line.ends_with(b"\n");
            let text = line.trim_ascii();
            // The third version has comments.
            if text.is_empty() || text.starts_with(b"#") {
                continue;
            }
            let (time, code, data): (f64, String, Value) = match serde_json::from_slice(text) {
                Ok(parts) => parts,
                Err(_) if !whole => return Err(Broken::CutOff(self.line)),
                Err(error) => {
                    let why = format!("this is no event of a recording: {error}");
                    return Err(Broken::Line(self.line, why));
                }
            };
            let data = match data {
                Value::String(data) => data,
                other => other.to_string(),
            };
            return self.event(time, code, data).map(Some);
        }
    }

    fn event(&mut self, time: f64, code: String, data: String) -> Result<Event, Broken> {
        let time = Duration::try_from_secs_f64(time.max(0.0)).ok();
        let at = match self.relative {
            true => time.and_then(|time| self.now.checked_add(time)),
            // Time never goes back.
            false => time.map(|time| time.max(self.now)),
        };
        let at = at.filter(|at| *at <= LONGEST);
        self.now = at.ok_or_else(|| Broken::Line(self.line, "there is no such time".to_owned()))?;
        Ok(Event {
            at: self.now,
            code,
            data,
        })
    }
}

impl<R: BufRead> Iterator for Recording<R> {
    type Item = Result<Event, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read().transpose();
        self.ended = !matches!(read, Some(Ok(_)));
        read
    }
}

/// Reads a line with its end; none where there is nothing more.
fn read_line(input: &mut impl BufRead, number: usize) -> Result<Option<Vec<u8>>, Broken> {
    let mut line = Vec::new();
    let mut limited = input.by_ref().take(LINE_LIMIT);
    let read = limited.read_until(b'\n', &mut line);
    match read.map_err(|error| Broken::Read(number, error))? {
        0 => Ok(None),
        _ if limited.limit() == 0 && !line.ends_with(b"\n") => Err(Broken::Line(
            number,
            format!("it is longer than {LINE_LIMIT} bytes"),
        )),
        _ => Ok(Some(line)),
    }
}

#[cfg(test)]
mod tests;
