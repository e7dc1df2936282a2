//! What the engine keeps to itself of its page: margins, origin, what is guarded.
//!
//! Followed by looking at each action before it is applied, as modes are. Used under the pane's lock.
//! It changes nothing.

use super::super::modes::{ALT_SCREENS, mode_number};
use super::answers::HIGHEST_LEVEL;
use super::charsets::Charsets;
use crate::grid::Size;
use std::ops::Range;
use tattoy_wezterm_escape_parser::csi::{CSI, Cursor, DecPrivateModeCode, Device, Mode};
use tattoy_wezterm_escape_parser::{Action, Esc, EscCode, OneBased};

const ORIGIN: u16 = DecPrivateModeCode::OriginMode as u16;
const SIDE_MARGINS: u16 = DecPrivateModeCode::LeftRightMarginMode as u16;

/// What a cell that is written from now on is guarded from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Guard {
    /// Nothing.
    #[default]
    None,
    /// Selective erasure (DECSCA).
    Selective,
    /// Erasure (SPA, ISO 6429).
    Erasure,
}

/// A rectangle of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: Range<usize>,
    pub(super) cols: Range<usize>,
}

impl Area {
    pub(super) fn contains(&self, col: usize, row: usize) -> bool {
        self.cols.contains(&col) && self.rows.contains(&row)
    }
}

/// What DECSC keeps and DECRC brings back, as far as it is followed here.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    origin: bool,
    guard: Guard,
    charsets: Charsets,
}

/// The page as it stands.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The level of terminal that it behaves as (DECSCL), of 1 to 5.
    pub(super) level: u8,
    /// The lines between the margins (DECSTBM), when they are not all.
    lines: Option<Range<usize>>,
    /// The columns between the margins (DECSLRM), when they are not all.
    columns: Option<Range<usize>>,
    side_margins: bool,
    pub(super) origin: bool,
    /// Changes of attributes are about a rectangle, not about all between two places (DECSACE).
    pub(super) rectangles: bool,
    /// The extent as it was asked for.
    pub(super) extent: i64,
    pub(super) guard: Guard,
    /// Whether anything was ever guarded from erasure.
    pub(super) guards_from_erasure: bool,
    pub(super) charsets: Charsets,
    /// By screen, the alternate one last.
    kept: [Kept; 2],
    alt_screen: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            level: HIGHEST_LEVEL,
            lines: None,
            columns: None,
            side_margins: false,
            origin: false,
            rectangles: false,
            extent: 0,
            guard: Guard::None,
            guards_from_erasure: false,
            charsets: Charsets::default(),
            kept: [Kept::default(); 2],
            alt_screen: false,
        }
    }
}

impl Page {
    /// Follows an action that is about to be applied to a screen of `cells`.
    pub(super) fn follow(&mut self, action: &Action, cells: Size) {
        match action {
            Action::CSI(CSI::Cursor(cursor)) => self.follow_cursor(cursor, cells),
            Action::CSI(CSI::Mode(mode)) => self.follow_mode(mode),
            Action::CSI(CSI::Device(device)) if **device == Device::SoftReset => {
                *self = Self {
                    guards_from_erasure: self.guards_from_erasure,
                    level: self.level,
                    ..Self::default()
                };
            }
            Action::Esc(Esc::Code(code)) => self.follow_escape(code),
            _ => {}
        }
    }

    fn follow_cursor(&mut self, cursor: &Cursor, cells: Size) {
        match cursor {
            Cursor::SetTopAndBottomMargins { top, bottom } => {
                let lines = top.as_zero_based() as usize..bottom.as_one_based() as usize;
                if let Some(lines) = between(lines, cells.rows) {
                    self.lines = Some(lines);
                }
            }
            Cursor::SetLeftAndRightMargins { left, right }
                // The engine is told of none below that level.
                if self.side_margins && self.level >= 4 =>
            {
                let columns = left.as_zero_based() as usize..right.as_one_based() as usize;
                if let Some(columns) = between(columns, cells.cols) {
                    self.columns = Some(columns);
                }
            }
            Cursor::SaveCursor => self.keep(),
            Cursor::RestoreCursor => self.bring_back(),
            _ => {}
        }
    }

    fn follow_mode(&mut self, mode: &Mode) {
        let (mode, on) = match mode {
            Mode::SetDecPrivateMode(mode) => (mode, true),
            Mode::ResetDecPrivateMode(mode) => (mode, false),
            _ => return,
        };
        match mode_number(mode) {
            ORIGIN => self.origin = on,
            SIDE_MARGINS => {
                self.side_margins = on;
                self.columns = None;
            }
            1048 if on => self.keep(),
            1048 => self.bring_back(),
            1049 if on => {
                self.keep();
                self.alt_screen = true;
            }
            1049 => {
                self.alt_screen = false;
                self.bring_back();
            }
            number if ALT_SCREENS.contains(&number) => self.alt_screen = on,
            _ => {}
        }
    }

    fn follow_escape(&mut self, code: &EscCode) {
        match code {
            EscCode::FullReset => *self = Self::default(),
            EscCode::DecScreenAlignmentDisplay => {
                self.lines = None;
                self.columns = None;
                self.origin = false;
            }
            EscCode::DecSaveCursorPosition => self.keep(),
            EscCode::DecRestoreCursorPosition => self.bring_back(),
            _ => {}
        }
    }

    fn keep(&mut self) {
        self.kept[usize::from(self.alt_screen)] = Kept {
            origin: self.origin,
            guard: self.guard,
            charsets: self.charsets,
        };
    }

    fn bring_back(&mut self) {
        let kept = self.kept[usize::from(self.alt_screen)];
        self.origin = kept.origin;
        self.guard = kept.guard;
        self.charsets = kept.charsets;
    }

    /// Holds the column of a place to the last one there is: the engine would write behind it.
    pub(super) fn bound_place(&self, action: &mut Action, cells: Size) {
        let Action::CSI(CSI::Cursor(
            Cursor::CharacterAbsolute(col)
            | Cursor::CharacterPositionAbsolute(col)
            | Cursor::Position { col, .. }
            | Cursor::CharacterAndLinePosition { col, .. },
        )) = action
        else {
            return;
        };
        let last = u32::try_from(self.origin_area(cells).cols.len()).unwrap_or(u32::MAX);
        if col.as_one_based() > last {
            *col = OneBased::new(last);
        }
    }

    /// Follows that the screen has another size, with which all margins are gone.
    pub(super) fn resized(&mut self) {
        self.lines = None;
        self.columns = None;
    }

    /// Returns what lies between the margins of a screen of `cells`.
    pub(super) fn between_margins(&self, cells: Size) -> Area {
        Area {
            rows: self.lines.clone().unwrap_or(0..cells.rows),
            cols: self.columns.clone().unwrap_or(0..cells.cols),
        }
    }

    /// Returns what counts for places: what lies between the margins in origin mode, or all.
    pub(super) fn origin_area(&self, cells: Size) -> Area {
        if self.origin {
            self.between_margins(cells)
        } else {
            Area {
                rows: 0..cells.rows,
                cols: 0..cells.cols,
            }
        }
    }
}

/// Returns whether an action writes text.
pub(super) fn is_text(action: &Action) -> bool {
    matches!(action, Action::Print(_) | Action::PrintString(_))
}

/// Returns margins as they hold; `None` for those that are no margins, as of less than two lines.
fn between(asked: Range<usize>, most: usize) -> Option<Range<usize>> {
    let held = asked.start..asked.end.min(most);
    (held.start + 1 < held.end).then_some(held)
}
