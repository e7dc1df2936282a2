//! What is sent through the terminals: streams in the manner of vtebench, made here.
//!
//! Pure functions of a size. Each stream is a whole number of pictures or lines, so that it can be sent
//! again and again; what it needs before and after (the alternate screen) stands beside it.

/// A stream by its name.
pub struct Stream {
    pub name: &'static str,
    /// What is sent once before.
    pub before: &'static str,
    /// What is sent again and again.
    pub bytes: Vec<u8>,
    /// What is sent once after.
    pub after: &'static str,
}

/// About how long each stream is: short enough for the slowest terminal to take a few in a second.
const LENGTH: usize = 256 * 1024;

const ALTERNATE: &str = "\x1b[?1049h";
const PRIMARY: &str = "\x1b[m\x1b[?1049l";

/// Returns all streams for a screen of this many columns and rows.
pub fn all(cols: usize, rows: usize) -> Vec<Stream> {
    let on_the_alternate_screen = |name, bytes| Stream {
        name,
        before: ALTERNATE,
        bytes,
        after: PRIMARY,
    };
    let in_the_scrollback = |name, bytes| Stream {
        name,
        before: "",
        bytes,
        after: "\x1b[m\r\n",
    };
    vec![
        on_the_alternate_screen("dense cells", repeated(|round| dense(cols, rows, round))),
        on_the_alternate_screen("light cells", repeated(|round| light(cols, rows, round))),
        in_the_scrollback("scrolling", repeated(|_| b"y\r\n".to_vec())),
        in_the_scrollback("a log", log()),
        in_the_scrollback("unicode", repeated(unicode_line)),
        on_the_alternate_screen("cursor motion", repeated(|round| motion(cols, rows, round))),
    ]
}

/// Returns some lines of a log, to be sent again and again.
pub fn log() -> Vec<u8> {
    repeated(log_line)
}

fn repeated(part: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(LENGTH + LENGTH / 8);
    let mut round = 0;
    while bytes.len() < LENGTH {
        bytes.extend(part(round));
        round += 1;
    }
    bytes
}

/// A screen on which every cell has its own letter, colours and attributes.
fn dense(cols: usize, rows: usize, round: usize) -> Vec<u8> {
    let mut screen = b"\x1b[H".to_vec();
    for cell in 0..cols * rows {
        let (fg, bg) = ((cell + round) % 156 + 100, (cell + 2 * round) % 156 + 100);
        let letter = letter(cell + round);
        screen.extend(format!("\x1b[38;5;{fg};48;5;{bg};1;3;4m{letter}").into_bytes());
    }
    screen
}

/// A screen of one letter without any attributes.
fn light(cols: usize, rows: usize, round: usize) -> Vec<u8> {
    let mut screen = b"\x1b[H".to_vec();
    screen.resize(screen.len() + cols * rows, letter(round) as u8);
    screen
}

/// A line as programs log it: a time, a level in colour, words.
fn log_line(round: usize) -> Vec<u8> {
    let (colour, level) = [(32, "INFO "), (33, "WARN "), (31, "ERROR"), (36, "DEBUG")][round % 4];
    let second = round % 60;
    let words = "the quick brown fox jumps over the lazy dog; ".repeat(round % 2 + 1);
    format!("2026-11-27T13:07:{second:02}Z \x1b[{colour}m{level}\x1b[m server{round}: {words}\r\n")
        .into_bytes()
}

/// A line of several scripts, wide characters, marks above letters and emoji.
fn unicode_line(round: usize) -> Vec<u8> {
    let parts = [
        "Ζεφύρου πνοή ",
        "съешь же ещё этих булок ",
        "いろはにほへと ",
        "中文字符測試 ",
        "한국어 ",
        "e\u{301}a\u{308}n\u{303} ",
        "🙂🚀🎉 ",
        "→∀∑√≠ ",
        "│├──┤█▓▒░ ",
    ];
    let mut line = String::new();
    for at in 0..5 {
        line += parts[(round + at * 2) % parts.len()];
    }
    line += "\r\n";
    line.into_bytes()
}

/// Letters at places all over the screen.
fn motion(cols: usize, rows: usize, round: usize) -> Vec<u8> {
    let mut screen = Vec::new();
    for step in 0..cols * rows / 4 {
        // A step that shares no factor with usual sizes comes by every place.
        let place = (step * 7919 + round * 31) % (cols * rows);
        let (x, y) = (place % cols + 1, place / cols + 1);
        screen.extend(format!("\x1b[{y};{x}H{}", letter(step + round)).into_bytes());
    }
    screen
}

fn letter(number: usize) -> char {
    char::from(b'a' + (number % 26) as u8)
}
