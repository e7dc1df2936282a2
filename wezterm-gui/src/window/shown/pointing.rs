//! What the pointer does in a window, part by part: the cells, the tab bar beside them, the scroll bar.
//!
//! Hides which of them an event belongs to. Main thread.

use std::time::Instant;

use mux::input::{MouseButton, MouseEvent, MouseKind};
use winit::event::{ElementState, MouseScrollDelta, WindowEvent};

use super::{Shared, Shown};
use crate::input::modifiers;
use crate::window::chrome;
use crate::window::pointer::Turned;
use crate::window::rim::{Part, Pressed};

impl Shown {
    pub(super) fn pointer_event(&mut self, event: &WindowEvent, cx: &mut Shared) {
        let geometry = &self.geometry;
        let mods = modifiers(cx.mods);
        let (mut part, mut entered) = (self.rim.part(), false);
        let events: Vec<MouseEvent> = match event {
            WindowEvent::CursorMoved { position, .. } => {
                let before = part;
                (part, entered) = self.rim.moved(position.x, position.y, geometry);
                if entered && before == Part::Bar {
                    cx.app.mouse_left_bar();
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
            self.window.set_cursor_visible(true);
        }
        match part {
            Part::Grid => self.tell(events, cx),
            Part::Bar => {
                // Its rows are no cells: what is entered from below may be in the same column as before.
                let still = entered.then(|| self.pointer.still(mods));
                for event in events.into_iter().chain(still) {
                    cx.app.enter(self.id);
                    cx.app.mouse_on_bar(event);
                }
            }
            Part::ScrollBar => self.scroll_bar_event(event, events, cx),
        }
    }

    /// Tells the program of events on cells.
    fn tell(&self, events: Vec<MouseEvent>, cx: &mut Shared) {
        for event in events {
            // What one does may bring another window to the front.
            cx.app.enter(self.id);
            cx.app.mouse(event);
        }
    }

    /// Lets go of whatever the pointer holds: the window has lost it.
    pub(super) fn let_go_of_pointer(&mut self, cx: &mut Shared) {
        let bar = self.rim.part() == Part::Bar;
        self.rim.let_go();
        for release in self.pointer.forget(modifiers(cx.mods)) {
            match bar {
                true => cx.app.mouse_on_bar(release),
                false => cx.app.mouse(release),
            }
        }
    }

    /// Handles what the pointer does on the scroll bar; the wheel turns as it does on the cells beside it.
    fn scroll_bar_event(&mut self, event: &WindowEvent, events: Vec<MouseEvent>, cx: &mut Shared) {
        let Some(scrolled) = cx.app.frame().scrolled else {
            return self.tell(events, cx);
        };
        let least = chrome::least_thumb(&self.config, &self.geometry);
        let left = MouseKind::Press(MouseButton::Left);
        match event {
            WindowEvent::MouseInput { .. } if events.iter().any(|event| event.kind == left) => {
                match self.rim.press_scroll_bar(scrolled, &self.geometry, least) {
                    Some(Pressed::PageUp) => {
                        let top = scrolled.top.saturating_sub(scrolled.shown);
                        cx.app.scroll_to_row(top);
                    }
                    Some(Pressed::PageDown) => cx.app.scroll_to_row(scrolled.top + scrolled.shown),
                    Some(Pressed::Thumb) | None => {}
                }
            }
            WindowEvent::CursorMoved { .. } => {
                if let Some(row) = self.rim.dragged_to(scrolled, &self.geometry, least) {
                    cx.app.scroll_to_row(row);
                }
            }
            WindowEvent::MouseWheel { .. } => self.tell(events, cx),
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
