//! Character sets: what each of G0 to G3 is, and of which of them what is written is taken.
//!
//! ISO 2022 as VT220 has it: designations, SI and SO, LS2 and LS3, SS2 and SS3. The engine knows two
//! of the four, so it is given characters as they are meant, and is told of no set. Plain data.

use tattoy_wezterm_escape_parser::{Action, ControlCode, Esc, EscCode};

/// A set of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Set {
    #[default]
    Ascii,
    /// DEC's special graphics.
    Graphics,
    /// The national set of the United Kingdom.
    British,
    /// The right half of ISO 8859-1.
    Latin,
}

/// DEC's special graphics from `_` to `~`.
const GRAPHICS: [char; 32] = [
    ' ', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺', '⎻', '─',
    '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
];

impl Set {
    fn named(byte: u8) -> Option<Self> {
        match byte {
            b'0' => Some(Self::Graphics),
            b'A' => Some(Self::British),
            b'B' => Some(Self::Ascii),
            _ => None,
        }
    }

    fn character(self, written: char) -> char {
        match (self, written) {
            (Self::Graphics, '_'..='~') => GRAPHICS[written as usize - '_' as usize],
            (Self::British, '#') => '£',
            (Self::Latin, ' '..='\u{7f}') => {
                char::from_u32(written as u32 + 0x80).unwrap_or(written)
            }
            _ => written,
        }
    }
}

/// The sets as they are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Charsets {
    sets: [Set; 4],
    /// Which of them counts.
    shifted: usize,
    /// Which one counts for the next character alone.
    single: Option<usize>,
}

impl Charsets {
    /// Follows an action that chooses a set; returns whether it is one.
    pub(super) fn choose(&mut self, action: &Action) -> bool {
        match action {
            Action::Control(ControlCode::ShiftIn) => self.shifted = 0,
            Action::Control(ControlCode::ShiftOut) => self.shifted = 1,
            Action::Control(ControlCode::SS2) => self.single = Some(2),
            Action::Control(ControlCode::SS3) => self.single = Some(3),
            Action::Esc(Esc::Code(code)) => return self.choose_by(code),
            Action::Esc(Esc::Unspecified {
                intermediate,
                control,
            }) => match (intermediate, control) {
                (None, b'n') => self.shifted = 2,
                (None, b'o') => self.shifted = 3,
                // Sets that are not known are as good as ASCII.
                (Some(slot @ b'('..=b'+'), set) => {
                    let set = Set::named(*set).unwrap_or_default();
                    self.sets[usize::from(slot - b'(')] = set;
                }
                // Sets of 96 characters.
                (Some(slot @ b'-'..=b'/'), set) => {
                    let latin = *set == b'A';
                    let set = if latin { Set::Latin } else { Set::Ascii };
                    self.sets[usize::from(slot - b'-') + 1] = set;
                }
                _ => return false,
            },
            _ => return false,
        }
        true
    }

    fn choose_by(&mut self, code: &EscCode) -> bool {
        let (slot, set) = match code {
            EscCode::SingleShiftG2 => {
                self.single = Some(2);
                return true;
            }
            EscCode::SingleShiftG3 => {
                self.single = Some(3);
                return true;
            }
            EscCode::DecLineDrawingG0 => (0, Set::Graphics),
            EscCode::UkCharacterSetG0 => (0, Set::British),
            EscCode::AsciiCharacterSetG0 => (0, Set::Ascii),
            EscCode::DecLineDrawingG1 => (1, Set::Graphics),
            EscCode::UkCharacterSetG1 => (1, Set::British),
            EscCode::AsciiCharacterSetG1 => (1, Set::Ascii),
            _ => return false,
        };
        self.sets[slot] = set;
        true
    }

    /// Returns whether text is anything else than it is written.
    pub(super) fn translates(&self) -> bool {
        self.single.is_some() || self.sets[self.shifted] != Set::Ascii
    }

    /// Makes text what it is meant to be.
    pub(super) fn translate(&mut self, action: &mut Action) {
        match action {
            Action::Print(written) => *written = self.next(*written),
            Action::PrintString(written) => {
                *written = written.chars().map(|written| self.next(written)).collect();
            }
            _ => {}
        }
    }

    fn next(&mut self, written: char) -> char {
        let slot = self.single.take().unwrap_or(self.shifted);
        self.sets[slot].character(written)
    }
}
