//! What the engine asks its host about and tells it while it works, and what is put aside for it to write.
//!
//! Plain data that the engine and its host share. Used under the pane's lock.

use super::super::colors::to_engine;
use super::super::{EngineEvent, Reply, TerminalSettings, osc};
use super::{TattoyEngine, lock};
use crate::palette::Palette;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tattoy_wezterm_term::color::ColorPalette;
use tattoy_wezterm_term::{
    Alert, AlertHandler, Clipboard, ClipboardSelection, TerminalConfiguration, UnicodeVersion,
};

/// The longest text that is taken from a title, a notification or a variable, in bytes.
const MAX_TEXT_BYTES: usize = 4096;
/// How many user variables a program may set.
const MAX_USER_VARS: usize = 256;

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

impl TattoyEngine {
    /// Follows what the engine reported.
    pub(super) fn report(&mut self, report: Report, events: &mut Vec<EngineEvent>) {
        let plain = |text: &str| osc::plain_text(text, MAX_TEXT_BYTES);
        let alert = match report {
            Report::Clipboard(text) => return events.push(EngineEvent::Clipboard(text)),
            Report::Alert(alert) => alert,
        };
        match alert {
            Alert::Bell => events.push(EngineEvent::Bell),
            Alert::ToastNotification { title, body, .. } => {
                events.push(EngineEvent::Notification {
                    title: title.as_deref().map(plain),
                    body: plain(&body),
                });
            }
            Alert::WindowTitleChanged(title) => {
                let title = plain(&title);
                if title != self.titles.window {
                    self.titles.window = title;
                    events.push(EngineEvent::Title);
                }
            }
            Alert::SetUserVar { name, value } => self.set_user_var(&name, &value, events),
            Alert::PaletteChanged => self.find_changed_colors(),
            Alert::IconTitleChanged(title) => {
                self.titles.icon = title.as_deref().map(plain).unwrap_or_default();
            }
            Alert::CurrentWorkingDirectoryChanged
            | Alert::TabTitleChanged(_)
            | Alert::OutputSinceFocusLost
            | Alert::Progress(_) => {}
        }
    }

    fn set_user_var(&mut self, name: &str, value: &str, events: &mut Vec<EngineEvent>) {
        let name = osc::plain_text(name, MAX_TEXT_BYTES);
        let mut value = value.to_owned();
        value.truncate(value.floor_char_boundary(MAX_TEXT_BYTES));
        if self.user_vars.len() >= MAX_USER_VARS && !self.user_vars.contains_key(&name) {
            return;
        }
        self.user_vars.insert(name.clone(), value.clone());
        events.push(EngineEvent::UserVar { name, value });
    }
}
