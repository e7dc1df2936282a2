//! What the engine asks its host about while it works, and what is put aside for it to write.
//!
//! Plain data that the engine and its host share. Used under the pane's lock.

use super::super::TerminalSettings;
use super::super::colors::to_engine;
use super::lock;
use crate::palette::Palette;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tattoy_wezterm_term::color::ColorPalette;
use tattoy_wezterm_term::{TerminalConfiguration, UnicodeVersion};

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
