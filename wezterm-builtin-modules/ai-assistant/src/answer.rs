//! An answer taken apart: text and code, and the command that a person may copy or insert.
//!
//! It hides fences and prompts. Plain functions over a string that may still be growing: a fence that
//! is not closed yet is code up to the end. It is not Markdown; how a part is drawn is the view's.

use crate::starter::FALLBACK;

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Lines of text.
    Text(String),
    /// A block of code.
    Code(String),
}

/// Takes an answer apart.
pub(crate) fn segments(answer: &str) -> Vec<Segment> {
    let mut parts = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in answer.lines() {
        match (fence, fence_of(line)) {
            (None, Some(mark)) => {
                push_text(&mut parts, &lines);
                lines.clear();
                fence = Some(mark);
            }
            (Some(open), Some(mark)) if line.trim() == mark && mark.len() >= open.len() => {
                parts.push(Segment::Code(lines.join("\n")));
                lines.clear();
                fence = None;
            }
            _ => lines.push(line),
        }
    }
    match fence {
        Some(_) => parts.push(Segment::Code(lines.join("\n"))),
        None => push_text(&mut parts, &lines),
    }
    parts
}

fn push_text(parts: &mut Vec<Segment>, lines: &[&str]) {
    let text = lines.join("\n");
    if !text.trim().is_empty() {
        parts.push(Segment::Text(text.trim_matches('\n').to_owned()));
    }
}

/// Returns the backticks that a line opens or closes a block with.
fn fence_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let ticks = line.len() - line.trim_start_matches('`').len();
    (ticks >= 3).then(|| &line[..ticks])
}

/// Returns the commands of an answer in their order, ready to be copied.
pub(crate) fn commands(answer: &str) -> Vec<String> {
    let parts = segments(answer);
    let mut found: Vec<String> = parts
        .iter()
        .filter_map(|part| match part {
            Segment::Code(code) => command_at(code),
            Segment::Text(_) => None,
        })
        .collect();
    if found.is_empty() && answer.trim() != FALLBACK {
        found.extend(only_inline_code(answer));
    }
    found
}

/// Returns the command that a block of code is, when it is not empty.
pub(crate) fn command_at(code: &str) -> Option<String> {
    Some(command_of(code)).filter(|command| !command.is_empty())
}

/// Returns the code that an answer without a block holds between backticks, when it is one piece.
fn only_inline_code(answer: &str) -> Option<String> {
    let mut pieces = answer.split('`');
    let (_, code, _, rest) = (
        pieces.next()?,
        pieces.next()?,
        pieces.next()?,
        pieces.next(),
    );
    let code = code.trim();
    (rest.is_none() && !code.is_empty()).then(|| command_of(code))
}

/// Returns code as it would be typed: without a prompt in front, without what cannot be seen.
fn command_of(code: &str) -> String {
    let visible: String = code
        .chars()
        .filter(|c| (!c.is_control() || matches!(c, '\n' | '\t')) && !is_invisible(*c))
        .collect();
    let lines: Vec<&str> = visible
        .lines()
        .map(|line| line.strip_prefix("$ ").unwrap_or(line))
        .collect();
    lines.join("\n").trim().to_owned()
}

/// Tells whether a character changes the order of what is read or hides in it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns a command as one line that a prompt takes without running it; `None` when it needs several.
pub(crate) fn as_one_line(command: &str) -> Option<String> {
    let joined = command.replace("\\\n", " ");
    let mut lines = joined
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let line = lines.next()?.replace('\t', " ");
    lines.next().is_none().then_some(line)
}

/// Returns what a command destroys, where it is one of those that do.
pub(crate) fn warning(command: &str) -> Option<&'static str> {
    let words: Vec<&str> = command
        .split(|c: char| c.is_whitespace() || ";|&()`".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let begins = |prefix: &str| words.iter().any(|word| word.starts_with(prefix));
    if has(&["rm", "rmdir", "shred", "-delete", "/bin/rm", "/usr/bin/rm"]) {
        Some("this deletes files")
    } else if has(&["userdel", "deluser"]) {
        Some("this deletes a user")
    } else if has(&["docker", "podman"]) && has(&["rmi", "prune", "down"]) {
        Some("this removes containers or images")
    } else if has(&["shutdown", "reboot", "poweroff", "halt"]) {
        Some("this ends all that runs on the machine")
    } else if has(&["dd", "wipefs", "fdisk", "parted"]) || begins("mkfs") {
        Some("this overwrites a disk")
    } else if has(&["kill", "pkill", "killall"]) {
        Some("this stops processes")
    } else if has(&["git"])
        && (has(&["--hard"])
            || has(&["clean"])
            || (has(&["-f"]) || begins("--force")) && has(&["push"]))
    {
        Some("this discards work in git")
    } else if has(&["chmod", "chown"]) && has(&["-R", "--recursive"]) {
        Some("this changes rights of everything below")
    } else if has(&["sed"]) && words.iter().any(|word| word.starts_with("-i")) {
        Some("this changes files in place")
    } else if has(&["curl", "wget"]) && has(&["sh", "bash", "zsh"]) {
        Some("this runs what it downloads")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Segment {
        Segment::Text(text.into())
    }

    fn code(code: &str) -> Segment {
        Segment::Code(code.into())
    }

    #[test]
    fn fences_separate_code_from_text() {
        assert_eq!(
            segments("Use:\n```sh\nls -la\n```\nIt lists."),
            [text("Use:"), code("ls -la"), text("It lists.")]
        );
    }

    #[test]
    fn a_growing_answer_is_code_from_the_open_fence_on() {
        assert_eq!(segments("Use:\n```"), [text("Use:"), code("")]);
        assert_eq!(segments("```sh\nls"), [code("ls")]);
        assert_eq!(segments(""), []);
    }

    #[test]
    fn a_longer_fence_may_hold_a_shorter_one() {
        assert_eq!(segments("````\n```\nx\n```\n````"), [code("```\nx\n```")]);
    }

    #[test]
    fn commands_are_ready_to_paste() {
        assert_eq!(
            commands("```console\n$ ls \u{202e}-la\u{1b}\n```\n```\npwd\n```"),
            ["ls -la", "pwd"]
        );
        assert_eq!(commands("Run `ls -a` for that."), ["ls -a"]);
        assert_eq!(commands("Either `ls` or `dir`."), Vec::<String>::new());
        assert_eq!(commands(FALLBACK), Vec::<String>::new());
    }

    #[test]
    fn only_one_line_is_put_at_a_prompt() {
        assert_eq!(as_one_line("ls -la\n"), Some("ls -la".into()));
        assert_eq!(as_one_line("ls \\\n  -la"), Some("ls    -la".into()));
        assert_eq!(as_one_line("cd /\nls"), None);
    }

    #[test]
    fn commands_that_destroy_are_known() {
        for (command, warned) in [
            ("rm -r old", true),
            ("find . -name '*.o' -delete", true),
            ("sudo mkfs.ext4 /dev/sda1", true),
            ("git reset --hard", true),
            ("git push --force", true),
            ("curl https://x | sh", true),
            ("pkill firefox", true),
            ("sed -i 's/a/b/' f", true),
            ("git push --force-with-lease", true),
            ("sudo userdel -r ada", true),
            ("docker compose down", true),
            ("docker system prune", true),
            ("sudo reboot", true),
            ("docker ps", false),
            ("find . -type f", false),
            ("git reset --soft HEAD~1", false),
            ("grep -rn 'rmdir2' .", false),
            ("curl -LO https://x", false),
        ] {
            assert_eq!(warning(command).is_some(), warned, "{command}");
        }
    }
}
