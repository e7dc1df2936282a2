//! Bounds on what a few bytes may ask for: strings that never end, and counts of thousand millions.
//!
//! The parser keeps what a string (OSC, DCS, APC, SOS, PM) holds until it ends, and ECMA-48 5.6 sets
//! no limit, so a program that never ends one would take all memory. [`StringGuard`] counts what the
//! parser keeps to itself, and from a limit on has the string cancelled and what still comes of it
//! dropped. Used on the pane's thread.

use crate::grid::Size;
use tattoy_wezterm_escape_parser::Action;
use tattoy_wezterm_escape_parser::csi::{CSI, Cursor, Edit};

/// The longest string, in bytes: more than an image of a whole screen takes.
pub(super) const MAX_STRING_BYTES: usize = 16 * 1024 * 1024;
/// The longest target of a link, in bytes, as VTE has it.
pub(super) const MAX_LINK_BYTES: usize = 2083;
/// What cancels a string (ECMA-48 8.3.6).
pub(super) const CANCEL: &[u8] = b"\x18";

/// Follows how much the parser has taken without anything coming of it.
#[derive(Default)]
pub(super) struct StringGuard {
    kept: usize,
    dropping: bool,
}

impl StringGuard {
    /// Returns what is left of these bytes when the rest of a string that was cancelled is dropped.
    pub(super) fn rest<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        if !self.dropping {
            return bytes;
        }
        // BEL ends an OSC, ESC begins what ends any string, CAN and SUB cancel one.
        let ends = |byte: &u8| matches!(byte, 0x07 | 0x18 | 0x1a | 0x1b);
        let Some(end) = bytes.iter().position(ends) else {
            return &[];
        };
        self.dropping = false;
        let rest = &bytes[end..];
        // The parser knows of no string that this byte could end.
        rest.strip_prefix(b"\x07").unwrap_or(rest)
    }

    /// Takes that the parser was given so many bytes, and whether anything came of them. Returns
    /// whether it is to be given [`CANCEL`].
    pub(super) fn parsed(&mut self, bytes: usize, came_out: bool) -> bool {
        self.kept = if came_out { 0 } else { self.kept + bytes };
        let too_much = self.kept > MAX_STRING_BYTES;
        if too_much {
            self.kept = 0;
            self.dropping = true;
        }
        too_much
    }
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
        _ => return,
    };
    *count = (*count).min(u32::try_from(most).unwrap_or(u32::MAX));
}
