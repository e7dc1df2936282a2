//! What the pointer does in the window, part by part: the cells, the tab bar beside them, the scroll bar.
//!
//! Hides which of them an event belongs to. Main thread.

use std::time::Instant;

use mux::input::{MouseButton, MouseEvent};
use winit::event::{ElementState, MouseScrollDelta, WindowEvent};

use super::{Driver, Shown};
use crate::input::modifiers;
use crate::window::chrome;
use crate::window::pointer::Turned;
use crate::window::rim::{Part, Pressed};

impl Driver {
    pub(super) fn pointer_event(&mut self, event: &WindowEvent) {
        let Some(Shown { geometry, .. }) = &self.shown else {
            return;
        };
        let mods = modifiers(self.mods);
        let (mut part, mut entered) = (self.rim.part(), false);
        let events: Vec<MouseEvent> = match event {
            WindowEvent::CursorMoved { position, .. } => {
                let before = part;
                (part, entered) = self.rim.moved(position.x, position.y, geometry);
                if entered && before == Part::Bar {
                    self.app.mouse_left_bar();
                }
                let moved = self.pointer.moved(position.x, position.y, geometry, mods);
                moved.into_iter().collect()
            }
            WindowEvent::MouseInput { state, button, .. } => {
                let Some(button) = mouse_button(*button) else {
                    return;
                };
                match state {
                    ElementState::Pressed => {
                        part = self.rim.press();
                        vec![self.pointer.pressed(button, Instant::now(), mods)]
                    }
                    ElementState::Released => {
                        let released = self.pointer.released(button, mods);
                        if !self.pointer.is_held() {
                            self.rim.let_go();
                        }
                        released.into_iter().collect()
                    }
                }
            }
            WindowEvent::MouseWheel { delta, .. } => {
                let turned = match delta {
                    MouseScrollDelta::LineDelta(_, lines) => Turned::Lines(f64::from(*lines)),
                    MouseScrollDelta::PixelDelta(pixels) => Turned::Pixels(pixels.y),
                };
                self.pointer.turned(turned, geometry, mods)
            }
            _ => return,
        };
        if self.pointer.shows_again() {
            self.show_pointer(true);
        }
        match part {
            Part::Grid => events.into_iter().for_each(|event| self.app.mouse(event)),
            Part::Bar => {
                // Its rows are no cells: one that is entered sideways or not may be in the same column.
                let still = entered.then(|| self.pointer.still(mods));
                let events = events.into_iter().chain(still);
                events.for_each(|event| self.app.mouse_on_bar(event));
            }
            Part::ScrollBar => self.scroll_bar_event(event, events),
        }
    }

    /// Handles what the pointer does on the scroll bar; the wheel turns as it does on the cells beside it.
    fn scroll_bar_event(&mut self, event: &WindowEvent, events: Vec<MouseEvent>) {
        let Some(scrolled) = self.app.frame().scrolled else {
            return;
        };
        let Some(Shown { geometry, .. }) = &self.shown else {
            return;
        };
        let least = chrome::least_thumb(&self.config, geometry);
        match event {
            WindowEvent::MouseInput {
                state: ElementState::Pressed,
                ..
            } => match self.rim.press_scroll_bar(scrolled, geometry, least) {
                Some(Pressed::PageUp) => {
                    let top = scrolled.top.saturating_sub(scrolled.shown);
                    self.app.scroll_to_row(top);
                }
                Some(Pressed::PageDown) => self.app.scroll_to_row(scrolled.top + scrolled.shown),
                Some(Pressed::Thumb) | None => {}
            },
            WindowEvent::CursorMoved { .. } => {
                if let Some(row) = self.rim.dragged_to(scrolled, geometry, least) {
                    self.app.scroll_to_row(row);
                }
            }
            WindowEvent::MouseWheel { .. } => {
                events.into_iter().for_each(|event| self.app.mouse(event));
            }
            _ => {}
        }
    }
}

fn mouse_button(button: winit::event::MouseButton) -> Option<MouseButton> {
    match button {
        winit::event::MouseButton::Left => Some(MouseButton::Left),
        winit::event::MouseButton::Middle => Some(MouseButton::Middle),
        winit::event::MouseButton::Right => Some(MouseButton::Right),
        _ => None,
    }
}
