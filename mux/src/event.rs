//! What panes tell the main thread.
//!
//! Events are made on panes' threads and sent through one [`EventSink`]; whoever drains them there
//! decides what they mean. They carry what happened, not the screen: that is drawn from the pane.

use crate::{CommandBlock, PaneId, SpawnError};
use std::fmt;

/// How a pane's program ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExitStatus {
    /// The exit code; not 0 for a program that a signal ended.
    pub code: u32,
    /// The signal that ended the program, by name.
    pub signal: Option<String>,
}

impl ExitStatus {
    /// Returns the status of a program that ended with this code.
    pub const fn with_code(code: u32) -> Self {
        Self { code, signal: None }
    }

    /// Returns whether the program ended with code 0 and without a signal.
    pub const fn success(&self) -> bool {
        self.code == 0 && self.signal.is_none()
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.signal {
            Some(signal) => write!(f, "ended by signal: {signal}"),
            None => write!(f, "exit status {}", self.code),
        }
    }
}

/// Something that happened in a pane.
#[derive(Clone, Debug, PartialEq)]
pub enum MuxEvent {
    /// The screen changed. At most one is under way per pane until `Pane::output_seen` is called.
    PaneOutput(PaneId),
    /// The program could not be started. Nothing else comes from this pane.
    StartFailed {
        /// The pane.
        pane: PaneId,
        /// What is wrong.
        error: SpawnError,
    },
    /// The program ended; all of its output has been applied.
    PaneExited {
        /// The pane.
        pane: PaneId,
        /// How the program ended.
        status: ExitStatus,
    },
    /// The title changed.
    TitleChanged(PaneId),
    /// The working directory changed.
    DirectoryChanged(PaneId),
    /// The program set a user variable.
    UserVarChanged {
        /// The pane.
        pane: PaneId,
        /// The variable's name.
        name: String,
        /// Its new value.
        value: String,
    },
    /// The bell rang.
    Bell(PaneId),
    /// The program asks to put text into the clipboard.
    SetClipboard {
        /// The pane.
        pane: PaneId,
        /// The text; empty to clear the clipboard.
        text: String,
    },
    /// The program asks to notify the user.
    Notification {
        /// The pane.
        pane: PaneId,
        /// The title, when the program gave one.
        title: Option<String>,
        /// The message.
        body: String,
    },
    /// A command that the shell marked has started.
    CommandStarted {
        /// The pane.
        pane: PaneId,
        /// The command.
        block: CommandBlock,
    },
    /// A command that the shell had marked has finished.
    CommandFinished {
        /// The pane.
        pane: PaneId,
        /// The command.
        block: CommandBlock,
    },
}

impl MuxEvent {
    /// Returns the pane that it happened in.
    pub fn pane(&self) -> PaneId {
        match self {
            MuxEvent::PaneOutput(pane)
            | MuxEvent::TitleChanged(pane)
            | MuxEvent::DirectoryChanged(pane)
            | MuxEvent::Bell(pane)
            | MuxEvent::StartFailed { pane, .. }
            | MuxEvent::PaneExited { pane, .. }
            | MuxEvent::UserVarChanged { pane, .. }
            | MuxEvent::SetClipboard { pane, .. }
            | MuxEvent::Notification { pane, .. }
            | MuxEvent::CommandStarted { pane, .. }
            | MuxEvent::CommandFinished { pane, .. } => *pane,
        }
    }
}

/// Takes events from panes to the main thread.
pub trait EventSink: Send + Sync + 'static {
    /// Queues an event; it is called on panes' threads and must not block.
    fn send(&self, event: MuxEvent);
}
