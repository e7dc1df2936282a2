//! Bounds on what a few bytes may ask for: strings that never end, and counts of thousand millions.
//!
//! The parser keeps what a string (OSC, DCS, APC, SOS, PM) holds until it ends, and ECMA-48 5.6 sets
//! no limit, so a program that never ends one would take all memory. [`StringGuard`] counts what the
//! parser keeps to itself, and from a limit on has the string cancelled and what still comes of it
//! dropped. Used on the pane's thread.

use crate::grid::Size;
use tattoy_wezterm_escape_parser::csi::{CSI, Cursor, Edit};
use tattoy_wezterm_escape_parser::{Action, DeviceControlMode};

/// The longest string, in bytes: more than an image of a whole screen takes.
pub(super) const MAX_STRING_BYTES: usize = 16 * 1024 * 1024;
/// The longest device control string, and whatever may be one, in bytes. The parser makes a value of
/// each of its bytes, or a string of each of its fields, so that it takes up to 24 times as much memory.
pub(super) const MAX_CONTROL_BYTES: usize = 1024 * 1024;
/// The longest target of a link, in bytes, as VTE has it.
pub(super) const MAX_LINK_BYTES: usize = 2083;
/// What cancels a string (ECMA-48 8.3.6).
pub(super) const CANCEL: &[u8] = b"\x18";

/// The begin of a device control string that means nothing.
pub(super) const UNKNOWN_CONTROL: &[u8] = b"\x1bPz";

const ESC: u8 = 0x1b;
/// The first byte of a C1 control in UTF-8; the second one is the control itself.
const C1: u8 = 0xc2;
const ST: u8 = 0x9c;
/// What introduces a device control string, as one byte.
const DCS: u8 = 0x90;

/// What a string is, as far as its length and its end go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// An operating system command, which BEL ends too.
    System,
    /// A device control string.
    Control,
    /// An application program command, which may hold an image.
    Application,
    /// Any other one, or none that is known.
    #[default]
    Other,
}

impl Kind {
    /// Returns what two bytes begin (ECMA-48 5.6); `None` for those of a character.
    fn begun_by(lead: u8, byte: u8) -> Option<Self> {
        match (lead, byte) {
            (ESC, b']') | (C1, 0x9d) => Some(Self::System),
            (ESC, b'P') | (C1, 0x90) => Some(Self::Control),
            (ESC, b'_') | (C1, 0x9f) => Some(Self::Application),
            (ESC, _) | (C1, 0x98 | 0x9e) => Some(Self::Other),
            _ => None,
        }
    }

    fn may_be_long(self) -> bool {
        matches!(self, Self::System | Self::Application)
    }
}

/// Follows how much the parser has taken without anything coming of it.
#[derive(Default)]
pub(super) struct StringGuard {
    kind: Kind,
    /// It is of a kind that may be long, and nothing in it may have begun another.
    may_be_long: bool,
    /// The last byte of all.
    last: u8,
    /// A device control string has begun, and the byte that says which one has not come.
    naming: bool,
    kept: usize,
    dropping: bool,
}

impl StringGuard {
    /// Returns what is left of these bytes when the rest of a string that was cancelled is dropped.
    pub(super) fn rest<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        if !self.dropping {
            return bytes;
        }
        for (at, &byte) in bytes.iter().enumerate() {
            let last = std::mem::replace(&mut self.last, byte);
            // ESC begins what ends any string, CAN and SUB cancel one.
            let left = match byte {
                0x07 if self.kind == Kind::System => at + 1,
                ST if last == C1 => at + 1,
                0x18 | 0x1a | ESC => at,
                _ => continue,
            };
            self.dropping = false;
            return &bytes[left..];
        }
        &[]
    }

    /// Returns how many of these bytes there are up to the end of the first name of a device control
    /// string: its last byte, which says what the string is, included. `None` when none ends here.
    pub(super) fn find_name(&mut self, bytes: &[u8]) -> Option<usize> {
        let first = *bytes.first()?;
        let begins = Kind::begun_by(self.last, first) == Some(Kind::Control);
        self.naming |= begins;
        let mut at = usize::from(begins);
        loop {
            if !self.naming {
                at += control_in(&bytes[at..])?;
                self.naming = true;
            }
            let ends = |byte: &u8| matches!(*byte, 0x18 | 0x1a | ESC | 0x40..=0x7e);
            at += bytes[at..].iter().position(ends)?;
            self.naming = false;
            // ESC may begin another string of this kind.
            if bytes[at] != ESC {
                return Some(at + 1);
            }
        }
    }

    /// Takes that the parser was given these bytes, and whether anything came of them. Returns
    /// whether it is to be given [`CANCEL`].
    pub(super) fn parsed(&mut self, bytes: &[u8], came_out: bool) -> bool {
        self.find_kind(bytes);
        self.kept = if came_out { 0 } else { self.kept + bytes.len() };
        let limit = if self.may_be_long {
            MAX_STRING_BYTES
        } else {
            MAX_CONTROL_BYTES
        };
        let too_much = self.kept > limit;
        if too_much {
            self.kept = 0;
            self.naming = false;
            self.dropping = true;
        }
        too_much
    }

    /// Finds out what the last control in these bytes has begun.
    fn find_kind(&mut self, bytes: &[u8]) {
        let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
            return;
        };
        let begun = memchr::memrchr2_iter(ESC, C1, bytes)
            .find_map(|at| Some((at + 2, Kind::begun_by(bytes[at], *bytes.get(at + 1)?)?)))
            .or_else(|| Some((1, Kind::begun_by(self.last, first)?)));
        if let Some((_, kind)) = begun {
            self.kind = kind;
            self.may_be_long = kind.may_be_long();
        }
        // The parser takes this byte for the begin of a device control string, even as a part of a
        // character where it expects none.
        let within = &bytes[begun.map_or(0, |(from, _)| from)..];
        if memchr::memchr(DCS, within).is_some() {
            self.may_be_long = false;
        }
        self.last = last;
    }
}

/// Returns where the first device control string begins, behind what introduces it.
fn control_in(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2_iter(ESC, C1, bytes).find_map(|at| {
        let begun = Kind::begun_by(bytes[at], *bytes.get(at + 1)?)?;
        (begun == Kind::Control).then_some(at + 2)
    })
}

/// Returns whether an action begins tmux's control mode (`tmux -CC`).
pub(super) fn begins_tmux_control(action: &Action) -> bool {
    let Action::DeviceControl(DeviceControlMode::Enter(mode)) = action else {
        return false;
    };
    (mode.byte, mode.params.as_slice()) == (b'p', &[1000])
}

/// Holds the count of an action to what a screen of `cells` can show of it.
///
/// The engine does such things one by one, so that a count of a thousand million, which is as easy
/// to write as one of ten, would keep it busy for a minute.
pub(super) fn bound_count(action: &mut Action, cells: Size) {
    let (count, most) = match action {
        Action::CSI(CSI::Edit(edit)) => match edit {
            Edit::Repeat(count) => (count, cells.cols * cells.rows),
            Edit::DeleteCharacter(count)
            | Edit::EraseCharacter(count)
            | Edit::InsertCharacter(count) => (count, cells.cols),
            Edit::DeleteLine(count)
            | Edit::InsertLine(count)
            | Edit::ScrollDown(count)
            | Edit::ScrollUp(count) => (count, cells.rows),
            Edit::EraseInLine(_) | Edit::EraseInDisplay(_) => return,
        },
        Action::CSI(CSI::Cursor(
            Cursor::ForwardTabulation(count) | Cursor::BackwardTabulation(count),
        )) => (count, cells.cols),
        // In reverse wrap it goes up the rows.
        Action::CSI(CSI::Cursor(Cursor::Left(count))) => (count, cells.cols * cells.rows),
        _ => return,
    };
    *count = (*count).min(u32::try_from(most).unwrap_or(u32::MAX));
}
