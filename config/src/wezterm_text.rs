//! Text functions of the wezterm table: widths, padding, shell quoting, styled text.
//!
//! Pure functions, any thread. It knows nothing of Lua but the values of `wezterm.format`.

use mlua::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::color;
use crate::value::{self, Fault};

/// Pads on the left to a width in cells.
pub(crate) fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", blanks(text, width))
}

/// Pads on the right to a width in cells.
pub(crate) fn pad_right(text: &str, width: usize) -> String {
    format!("{text}{}", blanks(text, width))
}

/// No status line is wider; more would only be memory.
const MAX_WIDTH: usize = 10_000;

fn blanks(text: &str, width: usize) -> String {
    " ".repeat(width.min(MAX_WIDTH).saturating_sub(text.width()))
}

/// Keeps the left-most cells.
pub(crate) fn truncate_right(text: &str, width: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .collect()
}

/// Keeps the right-most cells.
pub(crate) fn truncate_left(text: &str, width: usize) -> String {
    let mut used = 0;
    let mut from = text.len();
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        from = at;
    }
    text[from..].to_owned()
}

/// Quotes one argument for a POSIX shell, where it needs it.
pub(crate) fn shell_quote(argument: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !argument.is_empty() && argument.chars().all(safe) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}

/// Splits a line into words as a POSIX shell does, without expanding anything.
pub(crate) fn shell_split(line: &str) -> Result<Vec<String>, Fault> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some('\'') => break,
                        Some(c) => word.push(c),
                        None => return Err(Fault::new("a ' is not closed")),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some('"') => break,
                        Some('\\') if chars.peek().is_some_and(|c| "\"\\$`\n".contains(*c)) => {
                            word.extend(chars.next().filter(|c| *c != '\n'));
                        }
                        Some(c) => word.push(c),
                        None => return Err(Fault::new("a \" is not closed")),
                    }
                }
            }
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(c) => word.get_or_insert_default().push(c),
                None => return Err(Fault::new("a \\ has nothing after it")),
            },
            '#' if word.is_none() => while chars.next_if(|c| *c != '\n').is_some() {},
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Reads text as handlers return it: a string as it is, or the items of `wezterm.format`, as text with escape
/// sequences.
pub fn format_text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(_) => value::text(value).map_err(|fault| fault.to_string()),
        Value::Table(_) => format(value).map_err(|fault| fault.to_string()),
        other => Err(value::expected("a string or the items of wezterm.format", other).to_string()),
    }
}

/// Turns UTF-16 into text. A mark at the beginning says in which order its bytes are; what is no character
/// becomes the sign for that.
pub(crate) fn utf16(bytes: &[u8]) -> Result<String, Fault> {
    let (rest, big) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, false),
        [0xfe, 0xff, rest @ ..] => (rest, true),
        rest => (rest, false),
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    if !odd.is_empty() {
        return Err(Fault::new(
            "UTF-16 has two bytes to a unit, and their number is odd",
        ));
    }
    let unit = |pair: &[u8; 2]| match big {
        true => u16::from_be_bytes(*pair),
        false => u16::from_le_bytes(*pair),
    };
    let chars = char::decode_utf16(pairs.iter().map(unit));
    Ok(chars
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect())
}

/// Turns the items of `wezterm.format` into text with escape sequences.
pub(crate) fn format(items: &Value) -> Result<String, Fault> {
    let pieces = value::list(items, piece)?;
    Ok(pieces.concat() + "\x1b[0m")
}

fn piece(item: &Value) -> Result<String, Fault> {
    if let Value::String(_) = item {
        return value::word(item, &[("ResetAttributes", "\x1b[0m")]).map(str::to_owned);
    }
    let fields = value::fields(item)?;
    let Some((name, value)) = fields.iter().next().filter(|_| fields.len() == 1) else {
        return Err(Fault::new(
            "expected one of Text, Attribute, Foreground, Background",
        ));
    };
    match name.as_str() {
        "Text" => value::text(value),
        "Attribute" => attribute(value),
        "Foreground" => ground(value, 30),
        "Background" => ground(value, 40),
        _ => Err(Fault::new(format!("unknown item `{name}`"))),
    }
}

fn attribute(value: &Value) -> Result<String, Fault> {
    let mut codes = String::new();
    for (name, value) in value::fields(value)? {
        let code = match name.as_str() {
            "Intensity" => value::word(&value, &[("Normal", "22"), ("Bold", "1"), ("Half", "2")])?,
            "Italic" => match value::boolean(&value)? {
                true => "3",
                false => "23",
            },
            "Underline" => value::word(
                &value,
                &[
                    ("None", "24"),
                    ("Single", "4"),
                    ("Double", "4:2"),
                    ("Curly", "4:3"),
                    ("Dotted", "4:4"),
                    ("Dashed", "4:5"),
                ],
            )?,
            _ => return Err(Fault::new(format!("unknown attribute `{name}`"))),
        };
        codes.push_str(&format!("\x1b[{code}m"));
    }
    Ok(codes)
}

/// The names of the sixteen colours, in the order of their numbers.
pub(crate) const ANSI: &[(&str, u8)] = &[
    ("Black", 0),
    ("Maroon", 1),
    ("Green", 2),
    ("Olive", 3),
    ("Navy", 4),
    ("Purple", 5),
    ("Teal", 6),
    ("Silver", 7),
    ("Grey", 8),
    ("Red", 9),
    ("Lime", 10),
    ("Yellow", 11),
    ("Blue", 12),
    ("Fuchsia", 13),
    ("Aqua", 14),
    ("White", 15),
];

/// `base` is 30 for the text and 40 for what is behind it.
fn ground(value: &Value, base: u8) -> Result<String, Fault> {
    if let Value::String(_) = value {
        let code = base + 9;
        return value::word(value, &[("Default", format!("\x1b[{code}m"))]);
    }
    let fields = value::fields(value)?;
    if let Some(name) = fields.get("AnsiColor") {
        let index = value::word(name, ANSI)?;
        let code = if index < 8 {
            base + index
        } else {
            base + 52 + index
        };
        return Ok(format!("\x1b[{code}m"));
    }
    match fields.get("Color") {
        Some(value) => {
            let (r, g, b) = color::color(value)?.parts();
            Ok(format!("\x1b[{};2;{r};{g};{b}m", base + 8))
        }
        None => Err(Fault::new("expected AnsiColor or Color")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_count_cells() {
        assert_eq!(pad_left("漢", 4), "  漢");
        assert_eq!(pad_right("ab", 4), "ab  ");
        assert_eq!(truncate_right("a漢字", 4), "a漢");
        assert_eq!(truncate_left("a漢字", 3), "字");
        assert_eq!(truncate_left("abc", 9), "abc");
    }

    #[test]
    fn quoting_and_splitting_are_inverse() {
        let args = ["ls", "", "a b", "it's", "$HOME", "x=\"1\"", "ünï", "#no"];
        let line: Vec<String> = args.iter().map(|arg| shell_quote(arg)).collect();
        assert_eq!(
            shell_split(&line.join(" ")),
            Ok(args.map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn an_open_quote_is_named() {
        assert!(shell_split("echo 'x").is_err());
        assert!(shell_split("echo \"x").is_err());
        assert!(shell_split("echo \\").is_err());
        assert_eq!(
            shell_split("echo a\\ b # c"),
            Ok(vec!["echo".into(), "a b".into()])
        );
    }
}
