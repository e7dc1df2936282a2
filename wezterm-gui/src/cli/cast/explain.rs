//! Says in words what a recording does, for `wezterm replay --explain`.
//!
//! Hides the table of what escape sequences mean. What is not in it is shown as it is.

use super::sequences::{Kind, Sequence};

/// How much of a sequence is shown.
const SHOWN: usize = 60;

/// Control sequences: private mark, final characters, meaning.
const CONTROL: &[(&str, &str, &str)] = &[
    ("", "@", "insert characters"),
    ("", "A", "cursor up"),
    ("", "B", "cursor down"),
    ("", "C", "cursor right"),
    ("", "D", "cursor left"),
    ("", "E", "cursor to a next line"),
    ("", "F", "cursor to a previous line"),
    ("", "G", "cursor to a column"),
    ("", "H", "cursor to a row and column"),
    ("", "I", "cursor to the next tab stop"),
    ("", "J", "erase in the screen"),
    ("", "K", "erase in the line"),
    ("", "L", "insert lines"),
    ("", "M", "delete lines"),
    ("", "P", "delete characters"),
    ("", "S", "scroll up"),
    ("", "T", "scroll down"),
    ("", "X", "erase characters"),
    ("", "Z", "cursor to the previous tab stop"),
    ("", "b", "repeat the last character"),
    ("", "c", "ask what the terminal is"),
    (">", "c", "ask which version the terminal is"),
    ("", "d", "cursor to a row"),
    ("", "f", "cursor to a row and column"),
    ("", "g", "clear tab stops"),
    ("", "h", "switch modes on"),
    ("", "l", "switch modes off"),
    ("", "m", "style"),
    (">", "m", "how modified keys are told"),
    ("", "n", "ask for a report"),
    ("?", "n", "ask for a report"),
    ("", "!p", "soft reset"),
    ("?", "$p", "ask for a mode"),
    ("", "$p", "ask for a mode"),
    (">", "q", "ask for the terminal's name"),
    ("", " q", "shape of the cursor"),
    ("", "r", "scroll region"),
    ("", "s", "save the cursor"),
    ("", "t", "window"),
    ("", "u", "restore the cursor"),
    ("?", "u", "ask how keys are told"),
    (">", "u", "tell keys in another way"),
    ("<", "u", "tell keys as before"),
    ("=", "u", "how keys are told"),
];

/// Private modes.
const MODES: &[(&str, &str)] = &[
    ("1", "application cursor keys"),
    ("3", "132 columns"),
    ("5", "reversed screen"),
    ("6", "origin at the scroll region"),
    ("7", "lines wrap"),
    ("12", "the cursor blinks"),
    ("25", "the cursor is shown"),
    ("47", "alternate screen"),
    ("66", "application keypad"),
    ("1000", "mouse buttons are told"),
    ("1002", "mouse drags are told"),
    ("1003", "mouse moves are told"),
    ("1004", "focus is told"),
    ("1005", "mouse in UTF-8"),
    ("1006", "mouse in decimals"),
    ("1007", "the wheel is cursor keys"),
    ("1016", "mouse in pixels"),
    ("1047", "alternate screen"),
    ("1048", "saved cursor"),
    ("1049", "alternate screen and saved cursor"),
    ("2004", "bracketed paste"),
    ("2026", "synchronized output"),
    ("2027", "grapheme clusters"),
    ("2031", "changes of colours are told"),
    ("2048", "changes of size are told"),
];

/// Operating system commands.
const COMMANDS: &[(&str, &str)] = &[
    ("0", "title of the tab and the window"),
    ("1", "title of the tab"),
    ("2", "title of the window"),
    ("4", "colour of the palette"),
    ("7", "current folder"),
    ("8", "hyperlink"),
    ("9", "notification or progress"),
    ("10", "colour of text"),
    ("11", "colour of the background"),
    ("12", "colour of the cursor"),
    ("52", "clipboard"),
    ("104", "palette as before"),
    ("110", "colour of text as before"),
    ("111", "colour of the background as before"),
    ("112", "colour of the cursor as before"),
    ("133", "mark of the shell"),
    ("633", "mark of the shell"),
    ("777", "notification"),
    ("1337", "iTerm2's command"),
];

/// Escape sequences.
const ESCAPES: &[(&str, &str)] = &[
    ("7", "save the cursor"),
    ("8", "restore the cursor"),
    ("=", "application keypad"),
    (">", "numeric keypad"),
    ("D", "line down"),
    ("E", "next line"),
    ("H", "set a tab stop"),
    ("M", "line up"),
    ("N", "next character from G2"),
    ("O", "next character from G3"),
    ("c", "full reset"),
    ("(0", "G0 draws lines"),
    ("(B", "G0 is ASCII"),
    (")0", "G1 draws lines"),
    (")B", "G1 is ASCII"),
    ("#8", "screen full of E"),
    ("\\", "end of a string"),
];

/// Control characters.
const CHARACTERS: &[(&str, &str)] = &[
    ("\u{7}", "bell"),
    ("\u{8}", "backspace"),
    ("\t", "tab"),
    ("\n", "line feed"),
    ("\u{b}", "vertical tab"),
    ("\u{c}", "form feed"),
    ("\r", "carriage return"),
    ("\u{e}", "G1 from now on"),
    ("\u{f}", "G0 from now on"),
    ("\u{18}", "cancel"),
    ("\u{1a}", "substitute"),
];

/// Returns a line about an event that is no output.
pub(super) fn event(code: &str, data: &str) -> String {
    let what = match code {
        "i" => "typed",
        "r" => "size",
        "m" => "mark",
        "x" => "exit status",
        other => &format!("event {}", other.escape_debug()),
    };
    format!("{what} {}", shown(data))
}

/// Returns a line about something that the terminal is sent.
pub(super) fn sequence(sequence: &Sequence) -> String {
    let kind = match sequence.kind {
        Kind::Text => return format!("text {}", shown(&sequence.text)),
        Kind::Control => "char",
        Kind::Escape => "esc",
        Kind::Csi => "csi",
        Kind::Osc => "osc",
        Kind::Other => "string",
    };
    let mut line = format!("{kind} {}", shown(&sequence.text));
    if sequence.left_out > 0 {
        line.push_str(&format!(" and {} bytes more", sequence.left_out));
    }
    if let Some(meaning) = meaning(sequence) {
        line.push_str(&format!("  {meaning}"));
    }
    line
}

fn meaning(sequence: &Sequence) -> Option<String> {
    let named = |table: &[(&str, &str)], name: &str| {
        let found = table.iter().find(|(key, _)| *key == name);
        found.map(|(_, meaning)| (*meaning).to_owned())
    };
    match sequence.kind {
        Kind::Text | Kind::Other => None,
        Kind::Control => named(CHARACTERS, &sequence.text),
        Kind::Escape => named(ESCAPES, sequence.text.strip_prefix('\x1b')?),
        Kind::Osc => {
            let number = sequence.osc()?.split(';').next()?;
            named(COMMANDS, number)
        }
        Kind::Csi => {
            let (private, params, last) = sequence.csi()?;
            let switch = match last {
                "h" => Some("on"),
                "l" => Some("off"),
                _ => None,
            };
            if let (Some(switch), "?") = (switch, private) {
                let modes = params.split(';').map(|mode| {
                    let name = named(MODES, mode).unwrap_or_else(|| format!("mode {mode}"));
                    format!("{name}: {switch}")
                });
                return Some(modes.collect::<Vec<String>>().join(", "));
            }
            let found = CONTROL
                .iter()
                .find(|(mark, end, _)| (*mark, *end) == (private, last));
            found.map(|(.., meaning)| (*meaning).to_owned())
        }
    }
}

/// Returns text so that it does nothing to the terminal it is read in.
fn shown(text: &str) -> String {
    let mut shown = String::from('"');
    for c in text.chars().take(SHOWN) {
        match c {
            '\x1b' => shown.push_str("\\e"),
            c => shown.extend(c.escape_debug()),
        }
    }
    shown.push_str(if text.chars().nth(SHOWN).is_some() {
        "...\""
    } else {
        "\""
    });
    shown
}

#[cfg(test)]
mod tests {
    use super::super::sequences::Sequences;
    use super::*;

    fn lines(data: &str) -> Vec<String> {
        let found = Sequences::new().feed(data);
        found.iter().map(sequence).collect()
    }

    #[test]
    fn a_recording_is_told_in_words() {
        assert_eq!(
            lines("ab\"\r\x1b[?1049;9999h\x1b[1;31m\x1b]2;t\x07\x1b(0\x1b[5%z"),
            [
                r#"text "ab\"""#,
                r#"char "\r"  carriage return"#,
                r#"csi "\e[?1049;9999h"  alternate screen and saved cursor: on, mode 9999: on"#,
                r#"csi "\e[1;31m"  style"#,
                r#"osc "\e]2;t\u{7}"  title of the window"#,
                r#"esc "\e(0"  G0 draws lines"#,
                r#"csi "\e[5%z""#,
            ]
        );
        assert_eq!(event("r", "80x24"), r#"size "80x24""#);
    }

    #[test]
    fn long_and_dangerous_data_is_shortened_and_made_harmless() {
        let long = format!("\x1b]1337;File=:{}\x07", "A".repeat(10_000));
        let line = lines(&long).remove(0);
        assert!(line.len() < 150, "{line}");
        assert!(line.ends_with("iTerm2's command"), "{line}");
        assert!(lines("\u{202e}\u{9b}31m").concat().is_ascii());
    }

    #[test]
    fn no_sequence_has_two_meanings() {
        for (index, (mark, end, _)) in CONTROL.iter().enumerate() {
            let twice = CONTROL[index + 1..]
                .iter()
                .any(|other| (other.0, other.1) == (*mark, *end));
            assert!(!twice, "{mark}{end}");
        }
        for table in [MODES, COMMANDS, ESCAPES, CHARACTERS] {
            for (index, (name, _)) in table.iter().enumerate() {
                let twice = table[index + 1..].iter().any(|(other, _)| other == name);
                assert!(!twice, "{name}");
            }
        }
    }
}
