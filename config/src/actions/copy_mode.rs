//! What `CopyMode` takes: motions and choices within copy mode and the search.
//!
//! One table, in the shape of the one of key assignments. Plain data, read on the thread of the Lua state. It
//! moves nothing.

use mlua::Value;

use super::Argument::{Optional, Required};
use super::arguments::{SelectionMode, or_absent, words};
use super::readers::Record;
use super::{ActionSpec, Argument, KeyAssignment, one_of, plain, with};
use crate::value::{self, Fault};

words! {
    /// A part of the screen that the shell's marks set off.
    ZoneKind {
        /// What the shell says before a command.
        Prompt,
        /// The command.
        Input,
        /// What the command printed.
        Output,
    }
}

/// A motion or a choice within copy mode or the search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CopyModeAction {
    /// To the last row in view.
    MoveToViewportBottom,
    /// To the first row in view.
    MoveToViewportTop,
    /// To the row in the middle of the view.
    MoveToViewportMiddle,
    /// To the oldest row.
    MoveToScrollbackTop,
    /// To the newest row.
    MoveToScrollbackBottom,
    /// Begins a selection or changes what it is made of; none means single cells.
    SetSelectionMode(Option<SelectionMode>),
    /// Drops the selection.
    ClearSelectionMode,
    /// To the first character of the row that is no blank.
    MoveToStartOfLineContent,
    /// To the last character of the row that is no blank.
    MoveToEndOfLineContent,
    /// To the first column.
    MoveToStartOfLine,
    /// To the first column of the next row.
    MoveToStartOfNextLine,
    /// To the other end of the selection.
    MoveToSelectionOtherEnd,
    /// To the other corner of a rectangle in the same row.
    MoveToSelectionOtherEndHoriz,
    /// A word back.
    MoveBackwardWord,
    /// A word on.
    MoveForwardWord,
    /// To the end of the word.
    MoveForwardWordEnd,
    /// A cell to the right.
    MoveRight,
    /// A cell to the left.
    MoveLeft,
    /// A row up.
    MoveUp,
    /// A row down.
    MoveDown,
    /// By that many pages; fractions are allowed, negative is up.
    MoveByPage(f64),
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Leaves the mode.
    Close,
    /// To the match before, which is older.
    PriorMatch,
    /// To the next match.
    NextMatch,
    /// To a match on the page before.
    PriorMatchPage,
    /// To a match on the next page.
    NextMatchPage,
    /// From text to text in any case to regular expression.
    CycleMatchType,
    /// Empties the text that is searched for.
    ClearPattern,
    /// Goes to the text that is searched for.
    EditPattern,
    /// Leaves that text and keeps what it found.
    AcceptPattern,
    /// To the zone before.
    MoveBackwardSemanticZone,
    /// To the next zone.
    MoveForwardSemanticZone,
    /// To the zone of a kind before.
    MoveBackwardZoneOfType(ZoneKind),
    /// To the next zone of a kind.
    MoveForwardZoneOfType(ZoneKind),
    /// Waits for a character and goes to the next one of its kind.
    JumpForward {
        /// Whether it stops one cell before.
        prev_char: bool,
    },
    /// Waits for a character and goes back to the last one of its kind.
    JumpBackward {
        /// Whether it stops one cell before.
        prev_char: bool,
    },
    /// The last jump again.
    JumpAgain,
    /// The last jump the other way.
    JumpReverse,
    /// To the live screen.
    ScrollToBottom,
}

/// Reads the argument of `CopyMode`.
pub(super) fn motion(value: &Value) -> Result<KeyAssignment, Fault> {
    // WezTerm's documentation writes `{ 'ClearSelectionMode' }` in one place.
    let only = match value {
        Value::Table(table) if table.raw_len() == 1 => {
            let first = value::elements(table)
                .ok()
                .and_then(|all| all.into_iter().next());
            first.filter(Value::is_string)
        }
        _ => None,
    };
    let value = only.as_ref().unwrap_or(value);
    one_of(MOTIONS, "motion of copy mode", "'MoveLeft'", value)
}

type C = CopyModeAction;

fn made(motion: C) -> Result<KeyAssignment, Fault> {
    Ok(KeyAssignment::CopyMode(motion))
}

fn mode(value: &Value) -> Result<KeyAssignment, Fault> {
    let mode = or_absent(value, |v| value::word(v, SelectionMode::WORDS))?;
    made(C::SetSelectionMode(mode))
}

fn zone(value: &Value) -> Result<ZoneKind, Fault> {
    value::word(value, ZoneKind::WORDS)
}

fn prev_char(value: &Value) -> Result<bool, Fault> {
    Record::of(value)?.must("prev_char", value::boolean)
}

const SELECTION: Argument = Optional("\"Cell\", \"Word\", \"Line\", \"Block\" or \"SemanticZone\"");
const ZONE: Argument = Required("\"Prompt\", \"Input\" or \"Output\"");
const JUMP: Argument = Required("{prev_char = true or false}");

/// Every motion, by area.
#[rustfmt::skip]
pub(super) const MOTIONS: &[ActionSpec] = &[
    // By cells, words and rows.
    plain("MoveLeft", "a cell to the left", |_| made(C::MoveLeft)),
    plain("MoveRight", "a cell to the right", |_| made(C::MoveRight)),
    plain("MoveUp", "a row up", |_| made(C::MoveUp)),
    plain("MoveDown", "a row down", |_| made(C::MoveDown)),
    plain("MoveBackwardWord", "a word back", |_| made(C::MoveBackwardWord)),
    plain("MoveForwardWord", "a word on", |_| made(C::MoveForwardWord)),
    plain("MoveForwardWordEnd", "to the end of the word", |_| made(C::MoveForwardWordEnd)),
    plain("MoveToStartOfLine", "to the first column", |_| made(C::MoveToStartOfLine)),
    plain("MoveToStartOfNextLine", "to the first column of the next row", |_| made(C::MoveToStartOfNextLine)),
    plain("MoveToStartOfLineContent", "to the first character that is no blank", |_| made(C::MoveToStartOfLineContent)),
    plain("MoveToEndOfLineContent", "to the last character that is no blank", |_| made(C::MoveToEndOfLineContent)),
    with("JumpForward", JUMP, "to the next of a character that is typed then, or before it", |v| made(C::JumpForward { prev_char: prev_char(v)? })),
    with("JumpBackward", JUMP, "to the last of a character that is typed then, or after it", |v| made(C::JumpBackward { prev_char: prev_char(v)? })),
    plain("JumpAgain", "the last jump again", |_| made(C::JumpAgain)),
    plain("JumpReverse", "the last jump the other way", |_| made(C::JumpReverse)),
    // By pages.
    plain("MoveToViewportTop", "to the first row in view", |_| made(C::MoveToViewportTop)),
    plain("MoveToViewportMiddle", "to the row in the middle of the view", |_| made(C::MoveToViewportMiddle)),
    plain("MoveToViewportBottom", "to the last row in view", |_| made(C::MoveToViewportBottom)),
    plain("MoveToScrollbackTop", "to the oldest row", |_| made(C::MoveToScrollbackTop)),
    plain("MoveToScrollbackBottom", "to the newest row", |_| made(C::MoveToScrollbackBottom)),
    plain("ScrollToBottom", "to the live screen", |_| made(C::ScrollToBottom)),
    with("MoveByPage", Required("number, negative is up"), "by pages", |v| made(C::MoveByPage(value::number(v, -1e6, 1e6)?))),
    plain("PageUp", "a page up", |_| made(C::PageUp)),
    plain("PageDown", "a page down", |_| made(C::PageDown)),
    // By zones.
    plain("MoveBackwardSemanticZone", "to the zone before", |_| made(C::MoveBackwardSemanticZone)),
    plain("MoveForwardSemanticZone", "to the next zone", |_| made(C::MoveForwardSemanticZone)),
    with("MoveBackwardZoneOfType", ZONE, "to the zone of a kind before", |v| made(C::MoveBackwardZoneOfType(zone(v)?))),
    with("MoveForwardZoneOfType", ZONE, "to the next zone of a kind", |v| made(C::MoveForwardZoneOfType(zone(v)?))),
    // The selection.
    with("SetSelectionMode", SELECTION, "begin a selection, or change what it is made of", mode),
    plain("ClearSelectionMode", "drop the selection", |_| made(C::ClearSelectionMode)),
    plain("MoveToSelectionOtherEnd", "to the other end of the selection", |_| made(C::MoveToSelectionOtherEnd)),
    plain("MoveToSelectionOtherEndHoriz", "to the other corner in the same row", |_| made(C::MoveToSelectionOtherEndHoriz)),
    plain("Close", "leave the mode", |_| made(C::Close)),
    // The search.
    plain("PriorMatch", "to the match before", |_| made(C::PriorMatch)),
    plain("NextMatch", "to the next match", |_| made(C::NextMatch)),
    plain("PriorMatchPage", "to a match on the page before", |_| made(C::PriorMatchPage)),
    plain("NextMatchPage", "to a match on the next page", |_| made(C::NextMatchPage)),
    plain("CycleMatchType", "from text to text in any case to regular expression", |_| made(C::CycleMatchType)),
    plain("ClearPattern", "empty the text that is searched for", |_| made(C::ClearPattern)),
    plain("EditPattern", "go to the text that is searched for", |_| made(C::EditPattern)),
    plain("AcceptPattern", "leave that text and keep what it found", |_| made(C::AcceptPattern)),
];
