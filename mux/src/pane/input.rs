//! What goes to a pane's program: keys, text, pastes, the mouse and the focus, as the program asked for them.
//!
//! Each is turned into bytes under the pane's lock and queued after it is released; nothing waits for the
//! program. Any thread. Which of them the program is to have is the caller's affair.

use super::Pane;
use crate::input::{KeyEvent, KeyStroke, MouseEvent, Spot};
use std::io;

impl Pane {
    /// Sends a key as the program asked for keys; one that has no bytes sends nothing.
    pub fn key(&self, event: &KeyEvent) -> io::Result<()> {
        self.key_stroke(&KeyStroke::from(*event))
    }

    /// Sends what happened to a key, of which the front end may know more; a program that did not ask for
    /// repeats and releases gets repeats as presses, and no releases.
    pub fn key_stroke(&self, stroke: &KeyStroke) -> io::Result<()> {
        let bytes = self.shared.screen.lock().encode_key(stroke);
        bytes.map_or(Ok(()), |bytes| self.pty.write(&bytes))
    }

    /// Sends text that was typed, as from an input method.
    pub fn text_input(&self, text: &str) -> io::Result<()> {
        let bytes = self.shared.screen.lock().encode_text(text);
        self.pty.write(&bytes)
    }

    /// Sends text as a paste: bracketed where the program asked for it, and without control
    /// characters that would act as keys.
    pub fn paste(&self, text: &str) -> io::Result<()> {
        let bytes = self.shared.screen.lock().encode_paste(text);
        self.pty.write(&bytes)
    }

    /// Sends a mouse event when the program asked for such events.
    pub fn mouse(&self, event: MouseEvent) -> io::Result<()> {
        self.mouse_at(event, None)
    }

    /// Sends a mouse event of which the front end may know where in its cell it was.
    pub fn mouse_at(&self, event: MouseEvent, spot: Option<Spot>) -> io::Result<()> {
        let bytes = self.shared.screen.lock().encode_mouse(&event, spot);
        bytes.map_or(Ok(()), |bytes| self.pty.write(&bytes))
    }

    /// Sends a move that stays in its cell, when the program asked for positions in pixels.
    pub fn mouse_within(&self, event: MouseEvent, spot: Spot) -> io::Result<()> {
        let bytes = self.shared.screen.lock().encode_mouse_within(&event, spot);
        bytes.map_or(Ok(()), |bytes| self.pty.write(&bytes))
    }

    /// Tells the program that the pane got or lost the focus, when it asked to know.
    pub fn focus(&self, focused: bool) -> io::Result<()> {
        let bytes = self.shared.screen.lock().encode_focus(focused);
        bytes.map_or(Ok(()), |bytes| self.pty.write(bytes))
    }

    /// Sends bytes as they are.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.pty.write(bytes)
    }
}
