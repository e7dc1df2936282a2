//! What the engine tells its host while it applies actions, kept until it is done.
//!
//! The engine calls these under the pane's lock; they pass answers on and look at nothing.

use super::super::Reply;
use super::lock;
use std::io;
use std::sync::{Arc, Mutex};
use tattoy_wezterm_term::{Alert, AlertHandler, Clipboard, ClipboardSelection};

/// Passes the engine's answers on.
pub(super) struct ReplyWriter(pub(super) Reply);

impl io::Write for ReplyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Collects what the engine reports while it applies actions.
#[derive(Clone, Default)]
pub(super) struct Reports(pub(super) Arc<Mutex<Vec<Report>>>);

pub(super) enum Report {
    Alert(Alert),
    Clipboard(String),
}

impl AlertHandler for Reports {
    fn alert(&mut self, alert: Alert) {
        lock(&self.0).push(Report::Alert(alert));
    }
}

impl Clipboard for Reports {
    fn set_contents(
        &self,
        _selection: ClipboardSelection,
        text: Option<String>,
    ) -> anyhow::Result<()> {
        lock(&self.0).push(Report::Clipboard(text.unwrap_or_default()));
        Ok(())
    }
}
