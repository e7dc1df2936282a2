//! What a recording has changed of the terminal that it is played in, and how to put it right when
//! it is left in its middle.
//!
//! Hides the modes that outlive the program that set them. A recording that cleans up after itself
//! leaves nothing to do.

use std::collections::BTreeMap;

use super::sequences::{Kind, Sequence, Sequences};

/// The private modes that a terminal usually has switched on.
const USUALLY_ON: [u32; 2] = [7, 25];

/// What is not as it was before.
#[derive(Default)]
struct Left {
    /// The private modes that were changed last, each with what it is now.
    modes: BTreeMap<u32, bool>,
    style: bool,
    margins: bool,
    keypad: bool,
    line_drawing: bool,
    cursor_shape: bool,
    other_keys: bool,
    /// How many times kitty's keyboard modes were pushed.
    keyboards: u32,
    hyperlink: bool,
}

/// Follows what a terminal is sent.
pub(super) struct Changes {
    sequences: Sequences,
    left: Left,
}

impl Changes {
    pub(super) fn new() -> Changes {
        Changes {
            sequences: Sequences::new(),
            left: Left::default(),
        }
    }

    /// Takes what is written to the terminal.
    pub(super) fn follow(&mut self, data: &str) {
        for sequence in self.sequences.feed(data) {
            self.left.take(&sequence);
        }
    }

    /// Returns what puts everything right.
    pub(super) fn undo(&self) -> String {
        // A sequence that was not ended is cancelled, or it would go on with what follows.
        let cancel = if self.sequences.is_within() {
            "\x18"
        } else {
            ""
        };
        format!("{cancel}{}", self.left.undo())
    }
}

impl Left {
    fn take(&mut self, sequence: &Sequence) {
        match (sequence.kind, sequence.text.as_str()) {
            (Kind::Escape, "\x1b=") => self.keypad = true,
            (Kind::Escape, "\x1b>") => self.keypad = false,
            (Kind::Escape, "\x1b(0") => self.line_drawing = true,
            (Kind::Escape, "\x1b(B") => self.line_drawing = false,
            // A full reset leaves nothing behind.
            (Kind::Escape, "\x1bc") => *self = Left::default(),
            (Kind::Osc, _) => {
                if let Some(link) = sequence.osc().and_then(|osc| osc.strip_prefix("8;")) {
                    self.hyperlink = !link.ends_with(';');
                }
            }
            (Kind::Csi, _) => {
                if let Some((private, params, last)) = sequence.csi() {
                    self.control(private, params, last);
                }
            }
            _ => {}
        }
    }

    fn control(&mut self, private: &str, params: &str, last: &str) {
        let first: u32 = params.split([';', ':']).next().map_or(0, number);
        match (private, last) {
            ("?", "h" | "l") => {
                let modes = params.split(';').filter_map(|mode| mode.parse().ok());
                let modes: Vec<u32> = modes.collect();
                self.modes
                    .extend(modes.into_iter().map(|mode| (mode, last == "h")));
            }
            ("", "m") => {
                // What stands behind the last reset is what is left.
                self.style = params
                    .split(';')
                    .next_back()
                    .is_some_and(|last| number(last) != 0);
            }
            ("", "r") => self.margins = !params.is_empty(),
            ("", " q") => self.cursor_shape = first > 1,
            (">", "m") => self.other_keys = first == 4 && params.split(';').count() > 1,
            (">", "u") => self.keyboards = self.keyboards.saturating_add(1),
            ("<", "u") => self.keyboards = self.keyboards.saturating_sub(first.max(1)),
            _ => {}
        }
    }

    fn undo(&self) -> String {
        let mut undo = String::new();
        if self.hyperlink {
            undo.push_str("\x1b]8;;\x1b\\");
        }
        if self.keyboards > 0 {
            undo.push_str(&format!("\x1b[<{}u", self.keyboards));
        }
        if self.margins {
            // Resetting them moves the cursor.
            undo.push_str("\x1b7\x1b[r\x1b8");
        }
        for (set, text) in [
            (self.other_keys, "\x1b[>4m"),
            (self.cursor_shape, "\x1b[0 q"),
            (self.line_drawing, "\x1b(B"),
            (self.keypad, "\x1b>"),
            (self.style, "\x1b[0m"),
        ] {
            if set {
                undo.push_str(text);
            }
        }
        for (mode, on) in &self.modes {
            match (USUALLY_ON.contains(mode), on) {
                (true, false) => undo.push_str(&format!("\x1b[?{mode}h")),
                (false, true) => undo.push_str(&format!("\x1b[?{mode}l")),
                _ => {}
            }
        }
        undo
    }
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(data: &[&str]) -> String {
        let mut changes = Changes::new();
        for data in data {
            changes.follow(data);
        }
        changes.undo()
    }

    #[test]
    fn who_cleans_up_leaves_nothing_to_do() {
        let all = "\x1b[?1049h\x1b[?1000;1006h\x1b[?25l\x1b[1;31mx\x1b[m\x1b=\x1b>\x1b(0q\x1b(B\
                   \x1b[>1u\x1b[<u\x1b[2 q\x1b[0 q\x1b[2;5r\x1b[r\x1b]8;;a\x1b\\b\x1b]8;;\x1b\\\
                   \x1b[?1000;1006l\x1b[?1049l\x1b[?25h";
        assert_eq!(undone(&[all]), "");
        assert_eq!(undone(&["\x1b[?1049h\x1b[?25l\x1b[1m\x1bc"]), "");
    }

    #[test]
    fn what_is_left_is_put_right() {
        assert_eq!(undone(&["\x1b[?10", "49h"]), "\x1b[?1049l");
        assert_eq!(undone(&["\x1b[?25l\x1b[?7h"]), "\x1b[?25h");
        assert_eq!(undone(&["\x1b[0;1m"]), "\x1b[0m");
        assert_eq!(undone(&["\x1b[1;0m"]), "");
        assert_eq!(undone(&["\x1b[1m\x1bc\x1b[?10", "49h"]), "\x1b[?1049l");
        assert_eq!(undone(&["\x1b[3;9r"]), "\x1b7\x1b[r\x1b8");
        assert_eq!(undone(&["\x1b[>1u\x1b[>5u\x1b[<u"]), "\x1b[<1u");
        assert_eq!(undone(&["\x1b]8;;http://a\x07b"]), "\x1b]8;;\x1b\\");
        assert_eq!(
            undone(&["\x1b[4 q\x1b[>4;2m\x1b(0\x1b="]),
            "\x1b[>4m\x1b[0 q\x1b(B\x1b>"
        );
        assert_eq!(undone(&["\x1b[1m\x1b]0;half"]), "\x18\x1b[0m");
    }
}
