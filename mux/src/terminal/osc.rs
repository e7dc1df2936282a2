//! Operating system commands that the engine does not know or does not keep.
//!
//! Pure functions from parsed commands to what they mean. Used on the pane's thread. They change no
//! state and trust nothing: whatever a program prints can come through here.

use super::Directory;
use std::path::PathBuf;
use tattoy_wezterm_escape_parser::osc::{FinalTermPromptKind, FinalTermSemanticPrompt};
use tattoy_wezterm_escape_parser::{Action, OperatingSystemCommand};
use url::Url;

/// A shell's mark, from OSC 133 or OSC 633.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ShellMark {
    /// A command line is about to be asked for.
    Prompt {
        /// Who says so.
        source: Option<String>,
    },
    /// The prompt is drawn, perhaps not for the first time.
    PromptDrawn,
    /// The prompt of a further line begins.
    InnerPrompt,
    /// The prompt ends, input begins.
    Input,
    /// Input ends, output begins.
    Output {
        /// Who says so.
        source: Option<String>,
    },
    /// Output ends.
    End {
        /// The command's exit status.
        status: Option<i32>,
        /// Who says so.
        source: Option<String>,
    },
    /// The text of the command that is about to run.
    Command {
        /// The text.
        text: String,
        /// Who says so.
        source: Option<String>,
    },
    /// The working directory, as a path.
    Directory(String),
    /// The user and the machine of the shell, as `user@host`.
    RemoteHost(String),
}

/// Returns the mark that a command sets, if it sets one.
pub(super) fn shell_mark(command: &OperatingSystemCommand) -> Option<ShellMark> {
    match command {
        OperatingSystemCommand::FinalTermSemanticPrompt(mark) => final_term(mark),
        OperatingSystemCommand::Unspecified(fields) => vs_code(fields),
        _ => None,
    }
}

fn final_term(mark: &FinalTermSemanticPrompt) -> Option<ShellMark> {
    use FinalTermSemanticPrompt as Mark;
    Some(match mark {
        Mark::FreshLineAndStartPrompt { aid, .. }
        | Mark::MarkEndOfCommandWithFreshLine { aid, .. } => ShellMark::Prompt {
            source: aid.clone(),
        },
        Mark::StartPrompt(FinalTermPromptKind::Initial) => ShellMark::PromptDrawn,
        Mark::StartPrompt(FinalTermPromptKind::Continuation | FinalTermPromptKind::Secondary) => {
            ShellMark::InnerPrompt
        }
        Mark::MarkEndOfPromptAndStartOfInputUntilNextMarker
        | Mark::MarkEndOfPromptAndStartOfInputUntilEndOfLine => ShellMark::Input,
        Mark::MarkEndOfInputAndStartOfOutput { aid } => ShellMark::Output {
            source: aid.clone(),
        },
        Mark::CommandStatus { status, aid } => ShellMark::End {
            status: Some(*status),
            source: aid.clone(),
        },
        Mark::FreshLine | Mark::StartPrompt(_) => return None,
    })
}

/// Tells a told exit status of 0 from none, which the parser reads as 0 too.
///
/// It follows the bytes and says where a `133;D` mark ends, so that what comes out of the parser
/// there can be put right.
#[derive(Default)]
pub(super) struct StatusReader {
    /// How much of [`END_MARK`] was just read.
    matched: usize,
    /// What came behind it, while its end has not come.
    rest: Vec<u8>,
    /// How many bytes of a character are still to come.
    continuing: u8,
}

/// How the mark of a command's end begins.
const END_MARK: &[u8] = b"\x1b]133;D";
/// More than a separator and a status have, in bytes.
const STATUS_BYTES: usize = 16;

impl StatusReader {
    /// Returns how many bytes there are up to the end of the first end mark, and whether that mark
    /// tells a status; `None` when no mark ends in these bytes.
    pub(super) fn find_end(&mut self, bytes: &[u8]) -> Option<(usize, bool)> {
        let mut at = 0;
        while at < bytes.len() {
            if self.matched == 0 {
                // Most of what a program writes is text.
                at += memchr::memchr(END_MARK[0], &bytes[at..])?;
            }
            let byte = bytes[at];
            at += 1;
            if self.matched < END_MARK.len() {
                self.matched = match byte {
                    byte if byte == END_MARK[self.matched] => self.matched + 1,
                    0x1b => 1,
                    _ => 0,
                };
                continue;
            }
            if self.continuing > 0 && byte & 0xc0 == 0x80 {
                self.continuing -= 1;
                continue;
            }
            self.continuing = match byte {
                0xc2..=0xdf => 1,
                0xe0..=0xef => 2,
                0xf0..=0xf4 => 3,
                _ => 0,
            };
            // What ends or breaks off a command of this kind.
            if matches!(byte, 0x07 | 0x18 | 0x1a | 0x1b | 0x9c) {
                let rest = std::mem::take(&mut self.rest);
                self.matched = usize::from(byte == 0x1b);
                return Some((at, tells_status(&rest)));
            }
            if self.rest.len() < STATUS_BYTES {
                self.rest.push(byte);
            }
        }
        None
    }
}

fn tells_status(rest: &[u8]) -> bool {
    let mut fields = rest.split(|byte| *byte == b';');
    let is_number =
        |field: &[u8]| std::str::from_utf8(field).is_ok_and(|text| text.parse::<i32>().is_ok());
    fields.next() == Some(b"") && fields.next().is_some_and(is_number)
}

/// Makes end marks that the parser gave a status of 0 into marks without one, except the last one
/// when its status was `told`.
pub(super) fn forget_untold_statuses(actions: &mut [Action], mut told: bool) {
    for action in actions.iter_mut().rev() {
        let Action::OperatingSystemCommand(command) = action else {
            continue;
        };
        let OperatingSystemCommand::FinalTermSemanticPrompt(
            FinalTermSemanticPrompt::CommandStatus { status, .. },
        ) = **command
        else {
            continue;
        };
        if !std::mem::take(&mut told) && status == 0 {
            // The parser's own mark has no room for an unknown status, VS Code's has.
            **command = OperatingSystemCommand::Unspecified(vec![b"633".to_vec(), b"D".to_vec()]);
        }
    }
}

/// Reads VS Code's marks: `633;A`, `633;B`, `633;C`, `633;D;status`, `633;E;command;nonce`,
/// `633;P;Cwd=`; and iTerm2's `1337;RemoteHost=`.
fn vs_code(fields: &[Vec<u8>]) -> Option<ShellMark> {
    let [number, kind, rest @ ..] = fields else {
        return None;
    };
    if number == b"1337" {
        let host = kind.strip_prefix(b"RemoteHost=")?;
        return Some(ShellMark::RemoteHost(
            String::from_utf8_lossy(host).into_owned(),
        ));
    }
    if number != b"633" {
        return None;
    }
    let first = rest.first().map(Vec::as_slice);
    Some(match kind.as_slice() {
        b"A" => ShellMark::Prompt { source: None },
        b"B" => ShellMark::Input,
        b"C" => ShellMark::Output { source: None },
        b"D" => ShellMark::End {
            status: first.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok()),
            source: None,
        },
        b"E" => ShellMark::Command {
            text: unescape(&String::from_utf8_lossy(first?)),
            source: rest
                .get(1)
                .map(|nonce| String::from_utf8_lossy(nonce).into_owned()),
        },
        b"P" => {
            let text = String::from_utf8_lossy(first?);
            ShellMark::Directory(unescape(text.strip_prefix("Cwd=")?))
        }
        _ => return None,
    })
}

/// Undoes VS Code's escapes: `\\` for a backslash and `\xAB` for a byte.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte != b'\\' {
            bytes.push(byte);
            rest = tail;
            continue;
        }
        match tail {
            [b'\\', tail @ ..] => {
                bytes.push(b'\\');
                rest = tail;
            }
            [b'x', high, low, tail @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0));
                rest = tail;
            }
            _ => {
                bytes.push(b'\\');
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Returns the directory that OSC 7 named, as a `file:` URL or as a bare path.
pub(super) fn directory(text: &str, this_host: &str) -> Option<Directory> {
    if text.starts_with('/') {
        return Some(Directory::Local(PathBuf::from(text)));
    }
    let url = Url::parse(text).ok()?;
    if !matches!(url.scheme(), "file" | "kitty-shell-cwd") {
        return None;
    }
    let host = url.host_str().unwrap_or("").to_owned();
    let path = local_path(&url)?;
    if host.is_empty() || is_this_host(&host, this_host) {
        return Some(Directory::Local(path));
    }
    Some(Directory::Remote {
        host,
        path: path.to_string_lossy().into_owned(),
    })
}

fn local_path(url: &Url) -> Option<PathBuf> {
    let local = Url::parse(&format!("file://{}", url.path())).ok()?;
    local.to_file_path().ok()
}

fn is_this_host(host: &str, this_host: &str) -> bool {
    let short = |name: &str| name.split('.').next().unwrap_or("").to_ascii_lowercase();
    host.eq_ignore_ascii_case("localhost") || short(host) == short(this_host)
}

/// Returns text from a program without control characters, cut to `most` bytes.
pub(super) fn plain_text(text: &str, most: usize) -> String {
    let mut plain: String = text.chars().filter(|c| !c.is_control()).collect();
    if plain.len() > most {
        plain.truncate(plain.floor_char_boundary(most));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(bytes: &[u8]) -> Option<ShellMark> {
        let mut found = None;
        let mut parser = tattoy_wezterm_escape_parser::parser::Parser::new();
        parser.parse(bytes, |action| {
            if let tattoy_wezterm_escape_parser::Action::OperatingSystemCommand(command) = action {
                found = shell_mark(&command);
            }
        });
        found
    }

    #[test]
    fn marks_of_both_kinds_are_read() {
        let prompt = |source: Option<&str>| ShellMark::Prompt {
            source: source.map(str::to_owned),
        };
        let output = |source: Option<&str>| ShellMark::Output {
            source: source.map(str::to_owned),
        };
        let end = |status: Option<i32>, source: Option<&str>| ShellMark::End {
            status,
            source: source.map(str::to_owned),
        };
        let table: [(&[u8], Option<ShellMark>); 17] = [
            (b"\x1b]133;A\x07", Some(prompt(None))),
            (b"\x1b]133;A;cl=m;aid=t:7\x07", Some(prompt(Some("t:7")))),
            (b"\x1b]133;P;k=i\x07", Some(ShellMark::PromptDrawn)),
            (b"\x1b]133;P;k=s\x07", Some(ShellMark::InnerPrompt)),
            (b"\x1b]133;P;k=r\x07", None),
            (b"\x1b]133;B\x07", Some(ShellMark::Input)),
            (b"\x1b]133;C;\x07", Some(output(None))),
            (b"\x1b]133;C;aid=t:7\x07", Some(output(Some("t:7")))),
            (b"\x1b]133;D;3\x1b\\", Some(end(Some(3), None))),
            (b"\x1b]133;D;130;aid=7\x07", Some(end(Some(130), Some("7")))),
            (b"\x1b]633;A\x07", Some(prompt(None))),
            (b"\x1b]633;D\x07", Some(end(None, None))),
            (b"\x1b]633;D;1\x07", Some(end(Some(1), None))),
            (
                b"\x1b]633;E;echo a\\x3bb \\\\n;nonce\x07",
                Some(ShellMark::Command {
                    text: "echo a;b \\n".to_owned(),
                    source: Some("nonce".to_owned()),
                }),
            ),
            (
                b"\x1b]633;P;Cwd=/tmp/a\x07",
                Some(ShellMark::Directory("/tmp/a".to_owned())),
            ),
            (
                b"\x1b]1337;RemoteHost=me@there\x07",
                Some(ShellMark::RemoteHost("me@there".to_owned())),
            ),
            (b"\x1b]8888;A\x07", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(mark(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn directories_of_this_machine_and_of_others_are_told_apart() {
        let local = |path: &str| Some(Directory::Local(PathBuf::from(path)));
        assert_eq!(directory("file:///tmp/x%20y", "here"), local("/tmp/x y"));
        assert_eq!(directory("file://HERE.lan/tmp", "here"), local("/tmp"));
        assert_eq!(directory("file://localhost/tmp", "here"), local("/tmp"));
        assert_eq!(directory("/tmp/a b", "here"), local("/tmp/a b"));
        assert_eq!(
            directory("file://there/srv", "here"),
            Some(Directory::Remote {
                host: "there".to_owned(),
                path: "/srv".to_owned()
            })
        );
        assert_eq!(directory("https://example.com/", "here"), None);
        assert_eq!(directory("nonsense", "here"), None);
    }

    #[test]
    fn plain_text_has_no_control_characters_and_a_limit() {
        assert_eq!(plain_text("a\x1b[31mb\u{9b}c", 100), "a[31mbc");
        assert_eq!(plain_text("ééé", 3), "é");
    }
}
