//! The terminal engine's door: bytes of a program in, a screen and encoded input out.
//!
//! [`TerminalEngine`] is the whole of what the rest of this crate knows of a terminal; the one
//! engine behind it comes from [`new_engine`]. This file and those below it are the only ones that
//! name the engine's crates. An engine belongs to one pane and is used under the pane's lock, by the
//! pane's thread and by the main thread. It does no input or output: answers to the program go
//! through the [`Reply`] it was made with.

mod bounds;
mod colors;
mod convert;
mod keys;
mod lines;
mod modes;
mod mouse;
mod osc;
mod rows;
mod settings;
mod tattoy;

pub use self::lines::TextLine;
pub use self::settings::{PastedNewlines, TerminalSettings};

use crate::blocks::{CommandBlock, StableRow};
use crate::grid::{Cursor, Grid, Size};
use crate::images::{Budget, Done, Work};
use crate::input::{KeyStroke, MouseEvent, Spot};
use crate::palette::Palette;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a program may hold the screen with synchronised output.
pub const MAX_HOLD: Duration = Duration::from_millis(150);

/// The memory that the rows above one screen may take, in bytes, when nothing else is said.
pub const DEFAULT_SCROLLBACK_BYTES: usize = 256 * 1024 * 1024;

/// A terminal's size in cells and pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PaneSize {
    /// Size in cells.
    pub cells: Size,
    /// Width in pixels; 0 when it is not known.
    pub pixel_width: usize,
    /// Height in pixels; 0 when it is not known.
    pub pixel_height: usize,
    /// Dots per inch.
    pub dpi: u32,
}

impl Default for PaneSize {
    fn default() -> Self {
        Self::of_cells(Size::new(80, 24))
    }
}

impl PaneSize {
    /// Returns a size of which only the cells are known.
    pub const fn of_cells(cells: Size) -> Self {
        Self {
            cells,
            pixel_width: 0,
            pixel_height: 0,
            dpi: 96,
        }
    }

    /// Returns the pixels of one cell, rounded down.
    pub fn cell_pixels(&self) -> (usize, usize) {
        (
            self.pixel_width / self.cells.cols.max(1),
            self.pixel_height / self.cells.rows.max(1),
        )
    }

    /// Returns the same cells' pixels for another number of cells.
    pub fn with_cells(&self, cells: Size) -> Self {
        let (width, height) = self.cell_pixels();
        Self {
            cells,
            pixel_width: width * cells.cols,
            pixel_height: height * cells.rows,
            dpi: self.dpi,
        }
    }

    /// Returns a size that an engine and a pty can have: at least one cell, at most 65535 each way.
    pub(crate) fn clamped(self) -> Self {
        let most = usize::from(u16::MAX);
        Self {
            cells: Size::new(
                self.cells.cols.clamp(1, most),
                self.cells.rows.clamp(1, most),
            ),
            pixel_width: self.pixel_width.min(most),
            pixel_height: self.pixel_height.min(most),
            dpi: self.dpi,
        }
    }
}

/// What an engine is made with.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// The size to begin with.
    pub size: PaneSize,
    /// How many rows are kept above the screen.
    pub scrollback_lines: usize,
    /// How much memory those rows may take, in bytes; rows of many styles are kept for less long.
    pub scrollback_bytes: usize,
    /// The colours that a program may ask for.
    pub palette: Palette,
    /// How it behaves.
    pub settings: TerminalSettings,
    /// What the memory of images is taken from.
    pub images: Budget,
    /// The version that a program may ask for.
    pub program_version: String,
    /// What the shells of this pane have as a secret, so that their marks can be told from what a
    /// program prints; `None` trusts no mark.
    pub shell_token: Option<String>,
}

/// Takes the bytes with which a terminal answers its program; it must not block.
pub type Reply = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// Something besides the screen that a program changed or asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineEvent {
    /// The title changed.
    Title,
    /// The working directory changed.
    Directory,
    /// A user variable was set.
    UserVar {
        /// The variable's name.
        name: String,
        /// Its new value.
        value: String,
    },
    /// The bell rang.
    Bell,
    /// Text is to be put into the clipboard.
    Clipboard(String),
    /// The user is to be notified.
    Notification {
        /// The title, when the program gave one.
        title: Option<String>,
        /// The message.
        body: String,
    },
    /// A command that the shell marked has started.
    CommandStarted(CommandBlock),
    /// A command that the shell had marked has finished.
    CommandFinished(CommandBlock),
}

/// The working directory as a program told it: with an escape sequence, which whatever can print to
/// the pane can send. It is for people to read and gives no rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directory {
    /// A directory of this machine.
    Local(PathBuf),
    /// A directory of another machine, as when the shell runs there.
    Remote {
        /// The machine.
        host: String,
        /// The directory's path there.
        path: String,
    },
}

/// How far a program says that it is (OSC 9;4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// It says nothing.
    #[default]
    None,
    /// So many hundredths are done.
    Percentage(u8),
    /// It failed when so many hundredths were done.
    Error(u8),
    /// It works, and does not know for how long.
    Indeterminate,
}

/// What an engine says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineFacts {
    /// The title that the program set; empty when it set none.
    pub title: String,
    /// The working directory that the program told.
    pub directory: Option<Directory>,
    /// The user variables that the program set.
    pub user_vars: BTreeMap<String, String>,
    /// How many rows there are above the screen.
    pub scrollback_rows: usize,
    /// Whether the alternate screen is shown, as by an editor.
    pub alt_screen: bool,
    /// Whether the program wants to have mouse events.
    pub mouse_grabbed: bool,
    /// Whether the program wants pasted text to be bracketed.
    pub bracketed_paste: bool,
    /// How far the program says that it is.
    pub progress: Progress,
}

/// What a part of the screen is, by a shell's marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneKind {
    /// A prompt.
    Prompt,
    /// What was typed at it.
    Input,
    /// What a command wrote; also everything where no shell sets marks.
    Output,
}

/// A part of the screen and of what is above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// What it is.
    pub kind: ZoneKind,
    /// Its first cell.
    pub start: Position,
    /// Its last cell.
    pub end: Position,
}

/// A cell: its column and its row's stable number.
pub type Position = (usize, StableRow);

/// Cells that somebody keeps in mind, which stay on their text when a resize wraps it anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldCells {
    /// The cells, as they are now.
    pub cells: Vec<Position>,
    /// How often the text was wrapped anew.
    pub wraps: u64,
}

impl HeldCells {
    fn move_by(&mut self, moved: impl Fn(Position) -> Position) {
        self.wraps += 1;
        for cell in &mut self.cells {
            *cell = moved(*cell);
        }
    }
}

/// A terminal: parses what a program writes, keeps its screen, encodes input for it.
pub trait TerminalEngine: Send {
    /// Applies bytes that the program wrote, and appends what came of them.
    fn advance(&mut self, bytes: &[u8], events: &mut Vec<EngineEvent>) {
        let mut work = self.begin(bytes, events);
        while let Some(next) = work {
            work = self.go_on(next.run(), events);
        }
    }

    /// Does the same up to an image that is to be decoded first: whoever gets such work runs it, where
    /// it holds up nobody, and brings what came of it to [`TerminalEngine::go_on`]. What comes
    /// meanwhile waits.
    fn begin(&mut self, bytes: &[u8], events: &mut Vec<EngineEvent>) -> Option<Work>;

    /// Goes on where an image was to be decoded, up to the next one.
    fn go_on(&mut self, done: Done, events: &mut Vec<EngineEvent>) -> Option<Work>;

    /// Returns when output that synchronised output holds back is due; `None` when none is held.
    fn held_until(&self) -> Option<Instant>;

    /// Applies output that is held back, whether or not the program said that it is complete.
    fn release_held(&mut self, events: &mut Vec<EngineEvent>) {
        let mut work = self.begin_release(events);
        while let Some(next) = work {
            work = self.go_on(next.run(), events);
        }
    }

    /// Does the same up to an image that is to be decoded first, as [`TerminalEngine::begin`] does.
    fn begin_release(&mut self, events: &mut Vec<EngineEvent>) -> Option<Work>;

    /// Changes the size; lines are wrapped anew.
    fn resize(&mut self, size: PaneSize);

    /// Returns the size.
    fn size(&self) -> PaneSize;

    /// Changes how many rows are kept, the colours and how it behaves; widths of characters change with
    /// the next reset.
    fn set_options(
        &mut self,
        scrollback_lines: usize,
        palette: Palette,
        settings: TerminalSettings,
    );

    /// Draws the screen `scroll` rows above the live one over whatever the grid holds, cut or padded to its size. Returns
    /// when it looks different although nothing was written, because an image on it moves.
    fn draw(&self, scroll: usize, grid: &mut Grid) -> Option<Instant>;

    /// Returns the cursor on the live screen, and whether it is shown.
    fn cursor(&self) -> (Cursor, bool);

    /// Returns the first row that is drawn with this `scroll`.
    fn top_row(&self, scroll: usize) -> StableRow;

    /// Returns what the engine knows besides the screen.
    fn facts(&self) -> EngineFacts;

    /// Returns the live screen as text.
    fn text(&self) -> String;

    /// Returns the last `rows` rows that hold text, of the screen and above it.
    fn tail_text(&self, rows: usize) -> String;

    /// Returns the same rows with wrapped lines joined, from the beginning of the first one's line.
    fn tail_lines(&self, rows: usize) -> String;

    /// Returns the first row below the last one that holds text.
    fn text_end(&self) -> StableRow;

    /// Returns the text from one cell to another, both included, in either order. Lines that were
    /// wrapped are joined; blanks at the ends of lines are dropped.
    fn text_between(&self, a: Position, b: Position) -> String;

    /// Returns the lines that begin in these rows, each of them whole: in adjoining ranges each line is found once.
    fn lines_beginning_in(&self, rows: Range<StableRow>) -> Vec<TextLine>;

    /// Returns the lines that have a part in these rows, each of them whole.
    fn lines_across(&self, rows: Range<StableRow>) -> Vec<TextLine>;

    /// Keeps cells in mind, in place of those before.
    fn hold(&mut self, cells: Vec<Position>);

    /// Returns the cells that are kept in mind, where they are now.
    fn held(&self) -> HeldCells;

    /// Returns the commands that the shell marked, oldest first; the last may still be running.
    fn blocks(&self) -> Vec<CommandBlock>;

    /// Returns the parts that shells' marks divide everything that is kept into, from the top.
    fn zones(&mut self) -> Vec<Zone>;

    /// Returns the bytes of a key as the program asked for them; `None` for a key without any.
    fn encode_key(&self, stroke: &KeyStroke) -> Option<Vec<u8>>;

    /// Returns text that was typed and that no key names, as the program asked for it.
    fn encode_text(&self, text: &str) -> Vec<u8>;

    /// Returns text as it is to be pasted, bracketed where the program asked for it.
    fn encode_paste(&self, text: &str) -> Vec<u8>;

    /// Returns the bytes of a mouse event as the program asked for them; `None` when it did not. Where in its
    /// cell the pointer is may not be known.
    fn encode_mouse(&self, event: &MouseEvent, spot: Option<Spot>) -> Option<Vec<u8>>;

    /// Returns the bytes of a move within a cell, for a program that asked for positions in pixels.
    fn encode_mouse_within(&self, event: &MouseEvent, spot: Spot) -> Option<Vec<u8>>;

    /// Returns the bytes of a change of focus when the program asked for them.
    fn encode_focus(&self, focused: bool) -> Option<&'static [u8]>;

    /// Drops the rows above the screen.
    fn clear_scrollback(&mut self);

    /// The pane's program has ended, and with it every command that was running.
    fn program_ended(&mut self, events: &mut Vec<EngineEvent>);
}

/// Returns a terminal; what it answers to the program goes to `reply`.
pub fn new_engine(options: EngineOptions, reply: Reply) -> Box<dyn TerminalEngine> {
    Box::new(tattoy::TattoyEngine::new(options, reply))
}

/// Returns text as it is safe to paste: without control characters that a program could take for
/// keys, with its newlines as they are to be, between the paste markers when `bracketed`.
pub(crate) fn encode_paste(text: &str, bracketed: bool, newlines: PastedNewlines) -> Vec<u8> {
    let newline: Option<&[u8]> = match newlines {
        PastedNewlines::Kept => None,
        PastedNewlines::LineFeed => Some(b"\n"),
        PastedNewlines::CarriageReturn => Some(b"\r"),
        PastedNewlines::CarriageReturnAndLineFeed => Some(b"\r\n"),
    };
    let mut bytes = Vec::with_capacity(text.len() + 12);
    if bracketed {
        bytes.extend_from_slice(b"\x1b[200~");
    }
    let mut utf8 = [0; 4];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' | '\n' => match newline {
                Some(newline) => {
                    if c == '\r' {
                        chars.next_if_eq(&'\n');
                    }
                    bytes.extend_from_slice(newline);
                }
                None => bytes.push(c as u8),
            },
            '\t' => bytes.push(b'\t'),
            c if c.is_control() => {}
            c => bytes.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes()),
        }
    }
    if bracketed {
        bytes.extend_from_slice(b"\x1b[201~");
    }
    bytes
}

#[cfg(test)]
mod tests;
