//! Divides what a terminal is sent into text, control characters and escape sequences.
//!
//! Hides the state between two pieces, which may be cut anywhere. It knows the shapes of sequences,
//! not their meanings (`explain`), and keeps no more of a long one than its beginning.

/// How much is kept of a sequence that goes on and on, as an image does.
const KEPT: usize = 4096;

/// What a sequence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Control,
    Escape,
    Csi,
    Osc,
    /// DCS, SOS, PM and APC.
    Other,
}

/// A piece that belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) kind: Kind,
    /// All of it, or its beginning, with what introduces and ends it.
    pub(super) text: String,
    /// How many bytes behind that were not kept.
    pub(super) left_out: usize,
}

impl Sequence {
    /// Returns the parts of a control sequence: the private mark, the parameters, and the
    /// intermediate bytes with the final one.
    pub(super) fn csi(&self) -> Option<(&str, &str, &str)> {
        let body = self.text.strip_prefix("\x1b[")?;
        let body = (self.kind == Kind::Csi).then_some(body)?;
        let start = body.find(|c| !matches!(c, '<'..='?')).unwrap_or(body.len());
        let (private, rest) = body.split_at(start);
        let end = rest.find(|c| !matches!(c, '0'..=';')).unwrap_or(rest.len());
        let (params, last) = rest.split_at(end);
        Some((private, params, last))
    }

    /// Returns what an operating system command says, without what introduces and ends it.
    pub(super) fn osc(&self) -> Option<&str> {
        let body = self.text.strip_prefix("\x1b]")?;
        let body = (self.kind == Kind::Osc).then_some(body)?;
        let ended = body.strip_suffix('\x07');
        Some(ended.or(body.strip_suffix("\x1b\\")).unwrap_or(body))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ground,
    Escape,
    Csi,
    String,
    /// Within a string, after an escape that may end it.
    StringEscape,
}

/// Divides a stream.
pub(super) struct Sequences {
    state: State,
    current: Sequence,
}

impl Sequences {
    pub(super) fn new() -> Sequences {
        Sequences {
            state: State::Ground,
            current: Sequence {
                kind: Kind::Text,
                text: String::new(),
                left_out: 0,
            },
        }
    }

    /// Takes more and returns what is complete; text is complete with the piece that it stands in.
    pub(super) fn feed(&mut self, text: &str) -> Vec<Sequence> {
        let mut found = Vec::new();
        for c in text.chars() {
            self.take(c, &mut found);
        }
        if self.state == State::Ground {
            self.end(&mut found);
        }
        found
    }

    /// Returns whether something has begun that is not yet complete.
    pub(super) fn is_within(&self) -> bool {
        self.state != State::Ground
    }

    fn take(&mut self, c: char, found: &mut Vec<Sequence>) {
        match (self.state, c) {
            // These end a sequence that is not complete.
            (State::Escape | State::Csi | State::String | State::StringEscape, '\x18' | '\x1a') => {
                self.end(found);
                self.single(Kind::Control, c, found);
            }
            (State::Ground | State::Escape | State::Csi, '\x1b') => {
                self.end(found);
                self.begin(Kind::Escape, State::Escape, c);
            }
            (State::Ground, c) if c.is_control() => self.single(Kind::Control, c, found),
            (State::Ground, c) => {
                self.current.kind = Kind::Text;
                self.push(c);
            }
            // Control characters act in the middle of a sequence, which goes on behind them.
            (State::Escape | State::Csi, c) if c.is_control() => {
                let text = c.to_string();
                let kind = Kind::Control;
                found.push(Sequence {
                    kind,
                    text,
                    left_out: 0,
                });
            }
            (State::Escape, '[') if self.current.text.len() == 1 => {
                self.current.kind = Kind::Csi;
                self.state = State::Csi;
                self.push(c);
            }
            (State::Escape, ']' | 'P' | 'X' | '^' | '_') if self.current.text.len() == 1 => {
                self.current.kind = match c {
                    ']' => Kind::Osc,
                    _ => Kind::Other,
                };
                self.state = State::String;
                self.push(c);
            }
            (State::Escape, ' '..='/') | (State::Csi, ' '..='?') => self.push(c),
            (State::Escape | State::Csi, c) => {
                self.push(c);
                self.end(found);
            }
            (State::String, '\x07') if self.current.kind == Kind::Osc => {
                self.push_last(c);
                self.end(found);
            }
            (State::String, '\x1b') => self.state = State::StringEscape,
            (State::String, c) => self.push(c),
            (State::StringEscape, '\\') => {
                self.push_last('\x1b');
                self.push_last(c);
                self.end(found);
            }
            (State::StringEscape, c) => {
                self.end(found);
                self.begin(Kind::Escape, State::Escape, '\x1b');
                self.take(c, found);
            }
        }
    }

    fn begin(&mut self, kind: Kind, state: State, c: char) {
        self.current.kind = kind;
        self.state = state;
        self.push(c);
    }

    fn single(&mut self, kind: Kind, c: char, found: &mut Vec<Sequence>) {
        self.end(found);
        self.begin(kind, State::Ground, c);
        self.end(found);
    }

    fn push(&mut self, c: char) {
        // Text is handed on with its piece, which is in memory already.
        match self.current.text.len() < KEPT || self.current.kind == Kind::Text {
            true => self.current.text.push(c),
            false => self.current.left_out += c.len_utf8(),
        }
    }

    fn push_last(&mut self, c: char) {
        match self.current.left_out {
            0 => self.current.text.push(c),
            _ => self.current.left_out += c.len_utf8(),
        }
    }

    fn end(&mut self, found: &mut Vec<Sequence>) {
        self.state = State::Ground;
        let empty = Sequence {
            kind: Kind::Text,
            text: String::new(),
            left_out: 0,
        };
        let ended = std::mem::replace(&mut self.current, empty);
        if !ended.text.is_empty() {
            found.push(ended);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn divided(pieces: &[&str]) -> Vec<(Kind, String)> {
        let mut sequences = Sequences::new();
        let found = pieces.iter().flat_map(|piece| sequences.feed(piece));
        found
            .map(|sequence| (sequence.kind, sequence.text))
            .collect()
    }

    #[test]
    fn what_belongs_together_is_found() {
        let found =
            divided(&["a\u{e9}\r\n\x1b[?1049h\x1b]0;t\x07\x1b(B\x1bP+q\x1b\\\x1b]8;;\x1b\\x"]);
        let expected = [
            (Kind::Text, "a\u{e9}"),
            (Kind::Control, "\r"),
            (Kind::Control, "\n"),
            (Kind::Csi, "\x1b[?1049h"),
            (Kind::Osc, "\x1b]0;t\x07"),
            (Kind::Escape, "\x1b(B"),
            (Kind::Other, "\x1bP+q\x1b\\"),
            (Kind::Osc, "\x1b]8;;\x1b\\"),
            (Kind::Text, "x"),
        ];
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_sequence_may_be_cut_anywhere_and_may_be_cancelled() {
        let csi = (Kind::Csi, "\x1b[1;31m".to_owned());
        assert_eq!(divided(&["\x1b", "[1;3", "1m"]), [csi]);
        let title = (Kind::Osc, "\x1b]0;t\x1b\\".to_owned());
        assert_eq!(divided(&["\x1b]0;t\x1b", "\\"]), [title]);
        let cancelled = divided(&["\x1b[1\x18x"]);
        let kinds: Vec<Kind> = cancelled.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [Kind::Csi, Kind::Control, Kind::Text]);
    }

    #[test]
    fn the_parts_of_a_control_sequence_are_told_apart() {
        let parts = |text: &str| {
            let found = Sequences::new().feed(text).remove(0);
            let (private, params, last) = found.csi().expect("a control sequence");
            [private, params, last].map(str::to_owned)
        };
        assert_eq!(parts("\x1b[?25l"), ["?", "25", "l"]);
        assert_eq!(parts("\x1b[2 q"), ["", "2", " q"]);
        assert_eq!(parts("\x1b[4:3m"), ["", "4:3", "m"]);
        assert_eq!(parts("\x1b[H"), ["", "", "H"]);
    }

    #[test]
    fn a_sequence_without_end_is_not_kept() {
        let mut sequences = Sequences::new();
        let piece = "A".repeat(1000);
        assert_eq!(sequences.feed("\x1b]1337;File=:"), []);
        for _ in 0..10_000 {
            assert_eq!(sequences.feed(&piece), []);
        }
        let ended = sequences.feed("\x07").remove(0);
        assert_eq!(ended.text.len(), KEPT);
        assert_eq!(ended.text.len() + ended.left_out, 13 + 10_000_000 + 1);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_made_up(pieces in prop::collection::vec("[\\x00-\\xff]{0,12}|\x1b[\\[\\]P][0-9;?]{0,4}[a-z]?", 0..12)) {
            let mut sequences = Sequences::new();
            let mut back = String::new();
            let mut whole: String = pieces.concat();
            for piece in &pieces {
                for sequence in sequences.feed(piece) {
                    prop_assert_eq!(sequence.left_out, 0);
                    back.push_str(&sequence.text);
                }
            }
            // A control character within a sequence comes before it, and one that is not ended is
            // not yet told.
            let sorted = |text: &str| {
                let mut chars: Vec<char> = text.chars().collect();
                chars.sort_unstable();
                chars
            };
            for sequence in sequences.feed("\x18\x18") {
                back.push_str(&sequence.text);
            }
            whole.push_str("\x18\x18");
            let (mut missing, back) = (sorted(&whole), sorted(&back));
            for c in back {
                let at = missing.iter().position(|other| *other == c);
                prop_assert!(at.is_some(), "{:?} is made up", c);
                missing.remove(at.unwrap_or(0));
            }
            // An escape that did not end a string begins what follows, and is not told twice.
            prop_assert!(missing.iter().all(|c| *c == '\x1b'), "{:?}", missing);
        }
    }
}
