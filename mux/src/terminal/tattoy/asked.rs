//! What the engine asks its host about and tells it while it works, and what is put aside for it to write.
//!
//! Plain data that the engine and its host share. Used under the pane's lock.

use super::super::colors::to_engine;
use super::super::{Reply, TerminalSettings};
use super::lock;
use crate::palette::Palette;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tattoy_wezterm_term::color::ColorPalette;
use tattoy_wezterm_term::{
    Alert, AlertHandler, Clipboard, ClipboardSelection, TerminalConfiguration, UnicodeVersion,
};

/// What the engine asks about its settings, shared with it.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) palette: Mutex<Palette>,
    pub(super) chosen: Mutex<TerminalSettings>,
    pub(super) generation: AtomicUsize,
    pub(super) scrollback_lines: AtomicUsize,
    /// The answer that the engine is to write next; see [`super::TattoyEngine::answer`].
    pub(super) answer: Mutex<String>,
}

impl TerminalConfiguration for Settings {
    fn generation(&self) -> usize {
        self.generation.load(Ordering::Relaxed)
    }

    fn scrollback_size(&self) -> usize {
        self.scrollback_lines.load(Ordering::Relaxed)
    }

    fn color_palette(&self) -> ColorPalette {
        to_engine(&lock(&self.palette))
    }

    fn enq_answerback(&self) -> String {
        std::mem::take(&mut *lock(&self.answer))
    }

    fn unicode_version(&self) -> UnicodeVersion {
        let chosen = lock(&self.chosen);
        UnicodeVersion {
            ambiguous_are_wide: chosen.wide_ambiguous,
            ..UnicodeVersion::new(chosen.unicode_version)
        }
    }

    fn normalize_output_to_unicode_nfc(&self) -> bool {
        lock(&self.chosen).compose_text
    }

    fn log_unknown_escape_sequences(&self) -> bool {
        lock(&self.chosen).log_unknown
    }
}

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

/// Something that the engine reported.
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
