//! Words of a shell after quote removal.
//!
//! It hides how quotes, escapes and what a shell expands are told apart in one word. Every text
//! that the parser calls plain is read a second time here, byte for byte, and where the two
//! readings differ the word is unclear. It expands nothing.

use tree_sitter::Node;

use super::Unclear;

/// A word after quote removal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// The word as written.
    pub text: String,
    /// What the program gets, or `None` where the shell would expand anything in it: a variable,
    /// a pattern, a tilde, braces, a substitution. `$'..'` is decoded and literal.
    pub literal: Option<String>,
    /// The literal beginning, up to the first thing that is expanded.
    pub prefix: String,
}

impl Word {
    /// Appends the word that follows without a blank.
    pub(super) fn join(&mut self, next: &Self) {
        self.text.push_str(&next.text);
        if let Some(literal) = self.literal.take() {
            self.prefix = format!("{literal}{}", next.prefix);
            self.literal = next.literal.as_ref().map(|more| format!("{literal}{more}"));
        }
    }
}

/// Reads the text of a here-document as a word.
pub(super) fn body(source: &str, node: Node<'_>) -> Word {
    let text = source.get(node.byte_range()).unwrap_or("").to_owned();
    let expands = node
        .children(&mut node.walk())
        .find(|child| child.kind() != "heredoc_content")
        .map(|child| child.start_byte().saturating_sub(node.start_byte()));
    Word {
        prefix: match expands {
            Some(at) => text.get(..at).unwrap_or("").to_owned(),
            None => text.clone(),
        },
        literal: expands.is_none().then(|| text.clone()),
        text,
    }
}

/// Reads a word, and says what in it is not clear.
pub(super) fn word(source: &str, node: Node<'_>) -> (Word, Vec<Unclear>) {
    let mut decoder = Decoder::default();
    let mut parts = Vec::new();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if matches!(node.kind(), "concatenation" | "command_name") {
            let from = stack.len();
            stack.extend(node.children(&mut node.walk()));
            stack[from..].reverse();
        } else {
            parts.push(node);
        }
    }
    let mut end = node.start_byte();
    let single = parts.len() == 1;
    for part in parts {
        if part.start_byte() != end && source.get(end..part.start_byte()) != Some("\\\n") {
            decoder.trouble(Unclear::Syntax);
        }
        end = part.end_byte();
        let text = source.get(part.byte_range()).unwrap_or("");
        match part.kind() {
            "raw_string" => decoder.push(inside(text, "'", "'")),
            "ansi_c_string" => decoder.ansi(inside(text, "$'", "'")),
            "string" => decoder.string(inside(text, "\"", "\""), part),
            "$" if !single && part.end_byte() != node.end_byte() => decoder.expands(),
            "word" | "==" | "=~" | "=" | "$" | "[" | "]" | "heredoc_start" | "variable_name"
            | "test_operator" => decoder.unquoted(text, single),
            "number" if part.named_child_count() == 0 => decoder.unquoted(text, single),
            // The keyword of a declaration.
            _ if !part.is_named() && text.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                decoder.push(text);
            }
            _ => decoder.expands(),
        }
    }
    decoder.finish(source.get(node.byte_range()).unwrap_or(""))
}

fn inside<'t>(text: &'t str, open: &str, close: &str) -> &'t str {
    let text = text.strip_prefix(open).unwrap_or(text);
    text.strip_suffix(close).unwrap_or(text)
}

#[derive(Default)]
struct Decoder {
    out: String,
    /// Where in `out` the first thing stands that is expanded.
    cut: Option<usize>,
    /// Where in `out` an unquoted brace opened.
    brace: Option<usize>,
    trouble: Vec<Unclear>,
}

impl Decoder {
    fn trouble(&mut self, what: Unclear) {
        if !self.trouble.contains(&what) {
            self.trouble.push(what);
        }
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn expands(&mut self) {
        self.cut_at(self.out.len());
    }

    fn cut_at(&mut self, at: usize) {
        self.cut = Some(self.cut.map_or(at, |cut| cut.min(at)));
    }

    fn special(&mut self, kind: &str) {
        self.trouble(Unclear::Kind(kind.into()));
    }

    fn unquoted(&mut self, text: &str, single: bool) {
        let alone = single && matches!(text, "[" | "]" | "{" | "}" | "{}" | "[[" | "]]");
        let mut chars = text.chars().peekable();
        let mut dots = false;
        while let Some(c) = chars.next() {
            let dot = c == '.';
            match c {
                '\\' => match chars.next() {
                    Some('\n') => {}
                    Some(escaped) => self.out.push(escaped),
                    None => self.trouble(Unclear::Syntax),
                },
                _ if alone => self.out.push(c),
                '*' | '?' | '[' => {
                    self.special("glob");
                    self.expands();
                    self.out.push(c);
                }
                '~' if self.out.is_empty() || self.out.ends_with([':', '=']) => {
                    self.special("tilde");
                    self.expands();
                    self.out.push(c);
                }
                '{' => {
                    self.brace = self.brace.or(Some(self.out.len()));
                    self.out.push(c);
                }
                ',' => {
                    self.list_in_braces();
                    self.out.push(c);
                }
                '.' => {
                    if dots {
                        self.list_in_braces();
                    }
                    self.out.push(c);
                }
                '\'' | '"' | '`' | '|' | '&' | ';' | '<' | '>' | '(' | ')' | ' ' | '\t' | '\n' => {
                    self.trouble(Unclear::Syntax);
                    self.out.push(c);
                }
                '$' if chars.peek().is_some() => {
                    self.trouble(Unclear::Syntax);
                    self.expands();
                    self.out.push(c);
                }
                _ => self.out.push(c),
            }
            dots = dot;
        }
    }

    fn list_in_braces(&mut self) {
        if let Some(at) = self.brace {
            self.special("braces");
            self.cut_at(at);
        }
    }

    /// Reads the inside of double quotes. Where the parser saw no expansion there must be none.
    fn string(&mut self, text: &str, node: Node<'_>) {
        let expansion = node
            .children(&mut node.walk())
            .find(|child| child.is_named() && child.kind() != "string_content");
        if let Some(child) = expansion {
            let before = child.start_byte().saturating_sub(node.start_byte() + 1);
            self.double_quoted(text.get(..before).unwrap_or(""));
            self.expands();
            self.push(text.get(before..).unwrap_or(""));
        } else {
            self.double_quoted(text);
        }
    }

    fn double_quoted(&mut self, text: &str) {
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('\n') => {}
                    Some(escaped @ ('$' | '`' | '"' | '\\')) => self.out.push(escaped),
                    Some(other) => self.out.extend(['\\', other]),
                    None => self.trouble(Unclear::Syntax),
                },
                '"' | '`' => {
                    self.trouble(Unclear::Syntax);
                    self.expands();
                }
                '$' => {
                    let next = chars.peek().copied().unwrap_or(' ');
                    if next.is_alphanumeric() || "_({[*@#?$!-".contains(next) {
                        self.trouble(Unclear::Syntax);
                        self.expands();
                    }
                    self.out.push(c);
                }
                _ => self.out.push(c),
            }
        }
    }

    fn ansi(&mut self, text: &str) {
        match ansi(text) {
            Some(text) => self.push(&text),
            None => {
                self.trouble(Unclear::Syntax);
                self.expands();
            }
        }
    }

    fn finish(self, text: &str) -> (Word, Vec<Unclear>) {
        let prefix = match self.cut {
            Some(cut) => self.out.get(..cut).unwrap_or("").to_owned(),
            None => self.out.clone(),
        };
        let word = Word {
            text: text.to_owned(),
            literal: self.cut.is_none().then_some(self.out),
            prefix,
        };
        (word, self.trouble)
    }
}

/// Decodes the inside of `$'..'`; `None` where it is not text, ends early, or holds a NUL, at
/// which shells differ.
fn ansi(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' {
            return None;
        }
        if c != '\\' {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let byte = match digits(&mut chars, 8, 3) {
            Some(octal) => u8::try_from(octal & 0xff).ok()?,
            None => match chars.next()? {
                'a' => 7,
                'b' => 8,
                'e' | 'E' => 27,
                'f' => 12,
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'v' => 11,
                '\\' => b'\\',
                '\'' => b'\'',
                '"' => b'"',
                '?' => b'?',
                'x' => u8::try_from(digits(&mut chars, 16, 2)?).ok()?,
                kind @ ('u' | 'U') => {
                    let value = digits(&mut chars, 16, if kind == 'u' { 4 } else { 8 })?;
                    let decoded = char::from_u32(value).filter(|c| *c != '\0')?;
                    out.extend_from_slice(decoded.encode_utf8(&mut [0; 4]).as_bytes());
                    continue;
                }
                'c' => u8::try_from(u32::from(chars.next()?)).ok()? & 0x1f,
                other => {
                    out.push(b'\\');
                    out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes());
                    continue;
                }
            },
        };
        if byte == 0 {
            return None;
        }
        out.push(byte);
    }
    String::from_utf8(out).ok()
}

/// Reads at most `most` digits.
fn digits(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    radix: u32,
    most: usize,
) -> Option<u32> {
    let mut value = None;
    for _ in 0..most {
        let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix)) else {
            break;
        };
        chars.next();
        value = Some(value.unwrap_or(0_u32).wrapping_mul(radix) | digit);
    }
    value
}
