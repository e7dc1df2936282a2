//! Cuts a terminal's input into tokens: text, control codes and escape sequences.
//!
//! Hides the grammar of ECMA-48 as far as keyboards use it. Pure functions over bytes. It does not
//! know which key a sequence means (`input`).

/// Most strings of hosts are ignored; one that is longer than this is taken for text.
const STRING_LIMIT: usize = 4096;

/// A control sequence longer than this is none.
const CSI_LIMIT: usize = 256;

/// What stands at the front of some bytes.
pub(super) enum Scan<'a> {
    /// More bytes are needed to tell.
    Incomplete,
    /// This, and how many bytes it took.
    Found(Token<'a>, usize),
}

/// One piece of input.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// Characters that were typed one after the other.
    Text(&'a str),
    /// A control code, or delete.
    Control(u8),
    /// The Escape key: what follows is a thing of its own.
    Escape,
    /// Something sent with Escape in front, as Alt is.
    Alt(Box<Token<'a>>),
    /// A control sequence.
    Csi(Csi<'a>),
    /// Another sequence that names a key.
    Legacy(&'a [u8]),
    /// What an application program command holds, by which hosts answer questions about images.
    Application(&'a [u8]),
    /// What an operating system command holds, by which hosts tell their colours.
    System(&'a [u8]),
    /// Something that is no input.
    Ignored,
}

/// A control sequence in its parts.
#[derive(Debug, PartialEq)]
pub(super) struct Csi<'a> {
    /// All of it, from the Escape on.
    pub whole: &'a [u8],
    /// `<`, `=`, `>` or `?` in front of the parameters.
    pub marker: Option<u8>,
    /// The parameters between the marker and the final byte.
    pub params: &'a [u8],
    /// The byte that ends it.
    pub last: u8,
}

impl Csi<'_> {
    /// Returns sub-parameter `sub` of parameter `index`; none where it is left out.
    pub fn field(&self, index: usize, sub: usize) -> Option<u32> {
        let param = self.params.split(|byte| *byte == b';').nth(index)?;
        let field = param.split(|byte| *byte == b':').nth(sub)?;
        std::str::from_utf8(field).ok()?.parse().ok()
    }

    /// Returns parameter `index`, or `default` where it is left out.
    pub fn number(&self, index: usize, default: u32) -> u32 {
        self.field(index, 0).unwrap_or(default)
    }
}

/// Looks at the front of `bytes`.
pub(super) fn scan(bytes: &[u8]) -> Scan<'_> {
    match bytes {
        [] => Scan::Incomplete,
        [0x1b, ..] => escape(bytes),
        [0..0x20 | 0x7f, ..] => Scan::Found(Token::Control(bytes[0]), 1),
        _ => text(bytes),
    }
}

fn escape(bytes: &[u8]) -> Scan<'_> {
    match bytes[1..] {
        [] => Scan::Incomplete,
        [b'[', ..] => csi(bytes),
        [b'O', ..] => single_shift(bytes),
        // Two Escapes are the key twice, except before a sequence, where the first one is Alt.
        [0x1b] => Scan::Incomplete,
        [0x1b, b'[' | b'O', ..] => match escape(&bytes[1..]) {
            Scan::Incomplete => Scan::Incomplete,
            Scan::Found(token, used) => Scan::Found(Token::Alt(Box::new(token)), used + 1),
        },
        [0x1b, ..] => Scan::Found(Token::Escape, 1),
        [b']' | b'P' | b'_' | b'^' | b'X', ..] => string(bytes),
        _ => match scan(&bytes[1..]) {
            Scan::Incomplete => Scan::Incomplete,
            // Alt belongs to the first character only.
            Scan::Found(Token::Text(text), _) => {
                let first = text.chars().next().map_or(0, char::len_utf8);
                let token = Token::Alt(Box::new(Token::Text(&text[..first])));
                Scan::Found(token, first + 1)
            }
            Scan::Found(token, used) => Scan::Found(Token::Alt(Box::new(token)), used + 1),
        },
    }
}

fn csi(bytes: &[u8]) -> Scan<'_> {
    // The Linux console's first five function keys.
    if let [0x1b, b'[', b'[', rest @ ..] = bytes {
        return match rest {
            [] => Scan::Incomplete,
            [letter @ b'A'..=b'E', ..] => Scan::Found(Token::Legacy(linux_console(*letter)), 4),
            _ => Scan::Found(Token::Ignored, 3),
        };
    }
    let body = &bytes[2..];
    for (at, byte) in body.iter().enumerate() {
        // rxvt ends Shift with an editing key by `$`, which is no final byte elsewhere.
        let rxvt = *byte == b'$' && at > 0 && body[..at].iter().all(u8::is_ascii_digit);
        match byte {
            0x40..=0x7e => return Scan::Found(csi_token(bytes, at), at + 3),
            _ if rxvt => return Scan::Found(Token::Legacy(&bytes[..at + 3]), at + 3),
            0x20..=0x3f if at < CSI_LIMIT => {}
            // Cut off by something else, which is looked at next.
            _ => return Scan::Found(Token::Ignored, at + 2),
        }
    }
    Scan::Incomplete
}

fn csi_token(bytes: &[u8], at: usize) -> Token<'_> {
    let whole = &bytes[..at + 3];
    let body = &bytes[2..at + 2];
    let marker = body
        .first()
        .copied()
        .filter(|byte| (b'<'..=b'?').contains(byte));
    let params = &body[usize::from(marker.is_some())..];
    Token::Csi(Csi {
        whole,
        marker,
        params,
        last: bytes[at + 2],
    })
}

fn linux_console(letter: u8) -> &'static [u8] {
    match letter {
        b'A' => b"\x1b[11~",
        b'B' => b"\x1b[12~",
        b'C' => b"\x1b[13~",
        b'D' => b"\x1b[14~",
        _ => b"\x1b[15~",
    }
}

fn single_shift(bytes: &[u8]) -> Scan<'_> {
    match bytes.get(2) {
        None => Scan::Incomplete,
        Some(0x21..=0x7e) => Scan::Found(Token::Legacy(&bytes[..3]), 3),
        // Alt+O, and then something else.
        Some(_) => Scan::Found(Token::Alt(Box::new(Token::Text("O"))), 2),
    }
}

fn string(bytes: &[u8]) -> Scan<'_> {
    let token = |end: usize| match bytes[1] {
        b'_' => Token::Application(&bytes[2..end]),
        b']' => Token::System(&bytes[2..end]),
        _ => Token::Ignored,
    };
    for at in 2..bytes.len() {
        match bytes[at] {
            0x07 if bytes[1] == b']' => return Scan::Found(token(at), at + 1),
            0x07 => return Scan::Found(Token::Ignored, at + 1),
            0x1b => {
                return match bytes.get(at + 1) {
                    None => Scan::Incomplete,
                    Some(b'\\') => Scan::Found(token(at), at + 2),
                    Some(_) => Scan::Found(Token::Ignored, at),
                };
            }
            _ if at >= STRING_LIMIT => return Scan::Found(Token::Ignored, at),
            _ => {}
        }
    }
    Scan::Incomplete
}

/// Takes the characters up to the next control code.
fn text(bytes: &[u8]) -> Scan<'_> {
    let is_control = |byte: &u8| *byte < 0x20 || *byte == 0x7f;
    let end = bytes.iter().position(is_control).unwrap_or(bytes.len());
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => Scan::Found(Token::Text(text), end),
        Err(error) => match (error.valid_up_to(), error.error_len()) {
            (0, None) if end == bytes.len() => Scan::Incomplete,
            (0, length) => Scan::Found(Token::Ignored, length.unwrap_or(end)),
            (valid, _) => match std::str::from_utf8(&bytes[..valid]) {
                Ok(text) => Scan::Found(Token::Text(text), valid),
                Err(_) => Scan::Found(Token::Ignored, valid),
            },
        },
    }
}
