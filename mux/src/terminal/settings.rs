//! How a terminal behaves where terminals may differ: what a person chooses in the configuration.
//!
//! Plain data. It has nothing of colours or sizes, which change on their own.

use crate::grid::CursorShape;

/// How line breaks in pasted text are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PastedNewlines {
    /// As they were copied.
    Kept,
    /// As line feeds.
    LineFeed,
    /// As carriage returns, which is what Enter sends.
    #[default]
    CarriageReturn,
    /// As both.
    CarriageReturnAndLineFeed,
}

/// How a terminal behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalSettings {
    /// The cursor's shape until a program asks for another, and whether it blinks.
    pub cursor: (CursorShape, bool),
    /// Whether programs may turn on kitty's keyboard protocol.
    pub kitty_keyboard: bool,
    /// Whether programs may show images by kitty's protocol.
    pub kitty_graphics: bool,
    /// Whether keys that the legacy encoding cannot tell apart are sent as `CSI u`
    /// (<https://www.leonerd.org.uk/hacks/fixterms/>) without being asked for.
    pub csi_u_keys: bool,
    /// Whether Backspace and Delete send each other's bytes.
    pub swap_backspace_and_delete: bool,
    /// How many cursor keys one step of the wheel becomes in a full-screen program that asked for no mouse.
    pub keys_per_wheel_step: u8,
    /// Whether a program may ask for the title: with it, it can type what it set before.
    pub title_reports: bool,
    /// The answer to ENQ.
    pub answerback: String,
    /// Whether escape sequences that mean nothing here are written to the log.
    pub log_unknown: bool,
    /// Whether text is composed (Unicode's form C) before it is kept.
    pub compose_text: bool,
    /// Whether characters of ambiguous width (Unicode's annex 11) take two cells.
    pub wide_ambiguous: bool,
    /// The version of Unicode whose widths hold, until a program chooses another; from 14 on a
    /// presentation selector changes a character's width.
    pub unicode_version: u8,
    /// How line breaks in pasted text are sent.
    pub pasted_newlines: PastedNewlines,
}

impl Default for TerminalSettings {
    fn default() -> Self {
        Self {
            cursor: (CursorShape::Block, false),
            kitty_keyboard: true,
            kitty_graphics: true,
            csi_u_keys: false,
            swap_backspace_and_delete: false,
            keys_per_wheel_step: 3,
            title_reports: false,
            answerback: String::new(),
            log_unknown: false,
            compose_text: false,
            wide_ambiguous: false,
            unicode_version: 14,
            pasted_newlines: PastedNewlines::default(),
        }
    }
}
