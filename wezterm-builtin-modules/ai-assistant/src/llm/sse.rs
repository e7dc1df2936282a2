//! Server-sent events, the form in which model servers stream: bytes in, events out.
//!
//! After the event stream of the WHATWG's HTML standard, without what only a browser needs (`id`,
//! `retry`). It hides line ends, byte order marks, comments and where the network cut the bytes. It
//! keeps at most [`LONGEST_EVENT`] bytes, whatever is sent to it. It knows nothing of JSON and of
//! connections.

/// The longest event, in bytes, with the line that is being read: far more than any provider sends.
pub(crate) const LONGEST_EVENT: usize = 1024 * 1024;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its kind; empty where the server names none.
    pub(crate) name: String,
    /// Its lines, joined.
    pub(crate) data: String,
}

/// An event, or a line, that is too long to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it sent an event of more than {LONGEST_EVENT} bytes")]
pub(crate) struct TooLong;

/// See the top of the file.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    event: Event,
    /// Whether the event has a line of data, which may be empty.
    has_data: bool,
    /// Whether the last byte was a carriage return, whose line feed is part of the same line end.
    after_return: bool,
    /// Whether a line was read, before which a byte order mark may stand.
    begun: bool,
}

impl Parser {
    /// Reads some bytes and returns the events that they complete.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooLong> {
        let mut events = Vec::new();
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if std::mem::take(&mut self.after_return) && first == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = &rest[..end.unwrap_or(rest.len())];
            if self.line.len() + part.len() + self.event.data.len() > LONGEST_EVENT {
                return Err(TooLong);
            }
            self.line.extend_from_slice(part);
            let Some(end) = end else { break };
            self.after_return = rest[end] == b'\r';
            rest = &rest[end + 1..];
            events.extend(self.end_line());
        }
        Ok(events)
    }

    /// Takes in a whole line and returns the event that it ends.
    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        // What is no UTF-8 is replaced, as the standard wants it.
        let line = String::from_utf8_lossy(&line);
        let line = match std::mem::replace(&mut self.begun, true) {
            false => line.strip_prefix('\u{feff}').unwrap_or(&line),
            true => &line,
        };
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => value.clone_into(&mut self.event.name),
            // A comment, which keeps the connection alive, or a field for browsers.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, data: &str) -> Event {
        Event {
            name: name.into(),
            data: data.into(),
        }
    }

    fn all(bytes: &[u8]) -> Vec<Event> {
        Parser::default().feed(bytes).expect("it is short enough")
    }

    #[test]
    fn events_have_names_and_lines_of_data() {
        assert_eq!(
            all(b"event: add\ndata: 73857293\n\ndata:one\ndata: two\ndata:  three\n\n"),
            [event("add", "73857293"), event("", "one\ntwo\n three")]
        );
    }

    #[test]
    fn comments_unknown_fields_and_events_without_data_are_passed_over() {
        assert_eq!(
            all(b"\xef\xbb\xbf: hello\nid: 1\nretry: 5\n\nevent: ping\n\nnonsense\ndata\n\n"),
            [event("", "")]
        );
    }

    #[test]
    fn an_event_that_is_not_ended_is_none() {
        assert_eq!(all(b"data: cut"), []);
        assert_eq!(all(b"data: cut\n"), []);
    }

    #[test]
    fn all_three_line_ends_count_as_one() {
        for end in ["\n", "\r", "\r\n"] {
            let text = ["event: a", "data: b", "", "data: c", "", ""].join(end);
            assert_eq!(
                all(text.as_bytes()),
                [event("a", "b"), event("", "c")],
                "{end:?}"
            );
        }
    }

    #[test]
    fn what_is_too_long_is_refused_while_it_arrives() {
        let long = vec![b'x'; LONGEST_EVENT + 1];
        assert_eq!(Parser::default().feed(&long), Err(TooLong));
        let mut parser = Parser::default();
        let line = format!("data: {}\n", "y".repeat(1000));
        let fed = (0..2000).try_for_each(|_| parser.feed(line.as_bytes()).map(drop));
        assert_eq!(fed, Err(TooLong), "many short lines are as long");
    }

    /// Returns numbers that look random, always the same for a seed.
    fn numbers(seed: u64) -> impl Iterator<Item = u64> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
    }

    #[test]
    fn where_the_network_cuts_the_bytes_makes_no_difference() {
        const PARTS: &[&[u8]] = &[
            b"data",
            b"event",
            b":",
            b" ",
            b"\r",
            b"\n",
            b"\r\n",
            b"\n\n",
            b"x",
            b"{}",
            b"\xff",
            b"\xc3\xa4",
            b"\xef\xbb\xbf",
            b"id",
            b"\0",
            b"data: y\n\n",
        ];
        for seed in 0..3000 {
            let mut random = numbers(seed);
            let mut below = |limit: usize| (random.next().unwrap_or(0) >> 11) as usize % limit;
            let bytes: Vec<u8> = (0..below(60))
                .flat_map(|_| PARTS[below(PARTS.len())])
                .copied()
                .collect();
            let mut parser = Parser::default();
            let mut events = Vec::new();
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (part, more) = rest.split_at(1 + below(rest.len()));
                events.extend(parser.feed(part).expect("it is short"));
                rest = more;
            }
            assert_eq!(events, all(&bytes), "seed {seed}: {bytes:?}");
        }
    }
}
