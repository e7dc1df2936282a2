//! Operating system commands that the engine does not know or does not keep.
//!
//! Pure functions from parsed commands to what they mean. Used on the pane's thread. They change no
//! state and trust nothing: whatever a program prints can come through here.

use super::Directory;
use std::path::PathBuf;
use tattoy_wezterm_escape_parser::OperatingSystemCommand;
use tattoy_wezterm_escape_parser::osc::{FinalTermPromptKind, FinalTermSemanticPrompt};
use url::Url;

/// A shell's mark, from OSC 133 or OSC 633.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ShellMark {
    /// A prompt begins.
    Prompt,
    /// The prompt ends, input begins.
    Input,
    /// Input ends, output begins.
    Output,
    /// Output ends.
    End(Option<i32>),
    /// The text of the command that is about to run.
    Command(String),
    /// The working directory, as a path.
    Directory(String),
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
        Mark::FreshLineAndStartPrompt { .. } | Mark::MarkEndOfCommandWithFreshLine { .. } => {
            ShellMark::Prompt
        }
        Mark::StartPrompt(FinalTermPromptKind::Initial) => ShellMark::Prompt,
        Mark::MarkEndOfPromptAndStartOfInputUntilNextMarker
        | Mark::MarkEndOfPromptAndStartOfInputUntilEndOfLine => ShellMark::Input,
        Mark::MarkEndOfInputAndStartOfOutput { .. } => ShellMark::Output,
        Mark::CommandStatus { status, .. } => ShellMark::End(Some(*status)),
        Mark::FreshLine | Mark::StartPrompt(_) => return None,
    })
}

/// Reads VS Code's marks: `633;A`, `633;B`, `633;C`, `633;D;status`, `633;E;command`, `633;P;Cwd=`.
fn vs_code(fields: &[Vec<u8>]) -> Option<ShellMark> {
    let [number, kind, rest @ ..] = fields else {
        return None;
    };
    if number != b"633" {
        return None;
    }
    let first = rest.first().map(Vec::as_slice);
    Some(match kind.as_slice() {
        b"A" => ShellMark::Prompt,
        b"B" => ShellMark::Input,
        b"C" => ShellMark::Output,
        b"D" => ShellMark::End(first.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok())),
        b"E" => ShellMark::Command(unescape(&String::from_utf8_lossy(first?))),
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
        let table: [(&[u8], Option<ShellMark>); 14] = [
            (b"\x1b]133;A\x07", Some(ShellMark::Prompt)),
            (b"\x1b]133;A;cl=m;aid=7\x07", Some(ShellMark::Prompt)),
            (b"\x1b]133;P;k=i\x07", Some(ShellMark::Prompt)),
            (b"\x1b]133;P;k=s\x07", None),
            (b"\x1b]133;B\x07", Some(ShellMark::Input)),
            (b"\x1b]133;C;\x07", Some(ShellMark::Output)),
            (b"\x1b]133;D;3\x1b\\", Some(ShellMark::End(Some(3)))),
            (b"\x1b]133;D;130;aid=7\x07", Some(ShellMark::End(Some(130)))),
            (b"\x1b]633;A\x07", Some(ShellMark::Prompt)),
            (b"\x1b]633;D\x07", Some(ShellMark::End(None))),
            (b"\x1b]633;D;1\x07", Some(ShellMark::End(Some(1)))),
            (
                b"\x1b]633;E;echo a\\x3bb \\\\n;nonce\x07",
                Some(ShellMark::Command("echo a;b \\n".to_owned())),
            ),
            (
                b"\x1b]633;P;Cwd=/tmp/a\x07",
                Some(ShellMark::Directory("/tmp/a".to_owned())),
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
