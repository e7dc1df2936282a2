//! Text of unknown origin as a person can check it: nothing hides, nothing passes for something
//! else.
//!
//! Control characters, line ends, direction marks, what has no width, odd spaces and private
//! characters are written as escapes, and so are characters that look like ASCII where they could
//! be taken for it: in a word that mixes them, or that consists of them. Plain functions over the
//! Unicode tables.

use unicode_security::skeleton;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What is shown.
    pub text: String,
    /// Whether it stands for a character that would hide or mislead.
    pub escaped: bool,
    /// Whether a line ends behind it.
    pub ends_line: bool,
    /// Whether it stands for a tab, which moves what follows and hides nothing.
    pub is_tab: bool,
}

/// Returns a text that somebody else wrote in parts that can be shown as they are.
pub fn shown(text: &str) -> Vec<Piece> {
    pieces(text, is_disguised)
}

/// Returns a text of our own words, which may hold parts of somebody else's, in parts that can be shown
/// as they are: what hides is written out, what looks like something else is not looked for.
pub(crate) fn visible(text: &str) -> Vec<Piece> {
    pieces(text, |_| false)
}

fn pieces(text: &str, is_disguised: impl Fn(&str) -> bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let part = if first.is_alphanumeric() {
            let end = rest.find(|c: char| !c.is_alphanumeric());
            &rest[..end.unwrap_or(rest.len())]
        } else {
            &rest[..first.len_utf8()]
        };
        let disguised = is_disguised(part);
        for c in part.chars() {
            let escaped = is_hidden(c) || (disguised && looks_ascii(c));
            push(&mut pieces, c, escaped);
        }
        rest = &rest[part.len()..];
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, c: char, escaped: bool) {
    if !escaped {
        match pieces.last_mut() {
            Some(last) if !last.escaped => last.text.push(c),
            _ => pieces.push(Piece {
                text: c.to_string(),
                escaped: false,
                ends_line: false,
                is_tab: false,
            }),
        }
        return;
    }
    pieces.push(Piece {
        text: c.escape_default().to_string(),
        escaped: true,
        ends_line: c == '\n',
        is_tab: c == '\t',
    });
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffd}')
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
        || (!c.is_ascii() && skeleton(c.encode_utf8(&mut [0; 4])).next().is_none())
}

/// Tells whether a character is no ASCII and looks like it. Three dots in one stand in our own texts for what
/// is left out, and mean nothing to a shell that could be mistaken.
fn looks_ascii(c: char) -> bool {
    !c.is_ascii() && c != '…' && skeleton(c.encode_utf8(&mut [0; 4])).all(|c| c.is_ascii())
}

/// Tells whether a word could be read as another one: it mixes ASCII with what looks like it, or
/// has nothing but what does. A word of a script's own letters is left as it is.
fn is_disguised(word: &str) -> bool {
    let mixed = word.chars().any(|c| c.is_ascii());
    let mut others = word.chars().filter(|c| !c.is_ascii());
    mixed || others.all(looks_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        shown(text).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn what_hides_or_turns_text_around_is_written_out() {
        assert_eq!(text("a\u{1b}[2K\tb\r\n"), "a\\u{1b}[2K\\tb\\r\\n");
        assert_eq!(
            text("x\u{202e}gpj.exe\u{202c}"),
            "x\\u{202e}gpj.exe\\u{202c}"
        );
        assert_eq!(
            text("\u{2066}\u{200f}\u{61c}"),
            "\\u{2066}\\u{200f}\\u{61c}"
        );
        assert_eq!(
            text("a\u{200b}b\u{feff}\u{ad}\u{3164}"),
            "a\\u{200b}b\\u{feff}\\u{ad}\\u{3164}"
        );
        assert_eq!(
            text("a\u{a0}b\u{2003}\u{2800}"),
            "a\\u{a0}b\\u{2003}\\u{2800}"
        );
        assert_eq!(
            text("\u{e0041}\u{e123}\u{2028}"),
            "\\u{e0041}\\u{e123}\\u{2028}"
        );
    }

    #[test]
    fn what_looks_like_ascii_is_written_out_where_it_could_be_taken_for_it() {
        // Cyrillic a in a Latin word, a whole word of look-alikes, full width, a dash for a hyphen.
        assert_eq!(text("p\u{430}ypal"), "p\\u{430}ypal");
        assert_eq!(text("\u{441}\u{435}\u{43e}"), "\\u{441}\\u{435}\\u{43e}");
        assert_eq!(text("rm \u{2013}rf"), "rm \\u{2013}rf");
        assert_eq!(text("\u{2024}\u{2024}/x"), "\\u{2024}\\u{2024}/x");
    }

    #[test]
    fn what_stands_for_what_is_left_out_is_not_taken_for_a_disguise() {
        assert_eq!(text("cargo test …"), "cargo test …");
        // Two dots lead somewhere.
        assert_eq!(text("\u{2025}/x"), "\\u{2025}/x");
        let own: String = visible("p\u{430}y\u{202e}")
            .into_iter()
            .map(|p| p.text)
            .collect();
        assert_eq!(own, "p\u{430}y\\u{202e}");
    }

    #[test]
    fn other_languages_and_plain_text_are_left_alone() {
        for plain in [
            "ls -la ~/x",
            "grüße.txt",
            "привет.txt",
            "日本語",
            "café ÷ 2",
            "שלום",
            "👍",
        ] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn a_line_end_ends_a_line() {
        let pieces = shown("a\nb");
        let ends: Vec<bool> = pieces.iter().map(|piece| piece.ends_line).collect();
        assert_eq!(ends, [false, true, false]);
    }
}
