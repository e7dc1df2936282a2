//! What the pointer does in a window, part by part: the cells, the tab bar beside them, the scroll bar, its edges.
//!
//! Hides which of them an event belongs to. Main thread.

use std::time::Instant;

use mux::input::{MouseButton, MouseEvent, MouseKind};
use winit::dpi::PhysicalPosition;
use winit::event::{ElementState, MouseScrollDelta, WindowEvent};
use winit::window::CursorIcon;

use super::{Shared, Shown};
use crate::input::modifiers;
use crate::window::pointer::Turned;
use crate::window::rim::{Part, Pressed};
use crate::window::{chrome, edges, settings};

impl Shown {
    pub(super) fn pointer_event(&mut self, event: &WindowEvent, cx: &mut Shared) {
        if let WindowEvent::CursorMoved { position, .. } = event {
            self.follow_edge(*position);
        }
        if self.resize_by_edge(event) {
            return;
        }
        let geometry = &self.geometry;
        let mods = modifiers(cx.mods);
        let (mut part, mut entered, mut within) = (self.rim.part(), false, false);
        let events: Vec<MouseEvent> = match event {
            WindowEvent::CursorMoved { position, .. } => {
                let before = part;
                (part, entered) = self.rim.moved(position.x, position.y, geometry);
                match before {
                    _ if !entered => {}
                    Part::Bar => cx.app.mouse_left_bar(),
                    Part::Grid => cx.app.mouse_left_cells(),
                    Part::ScrollBar => {}
                }
                cx.app.pointer_beyond(geometry.rows_beyond(position.y));
                let spot = self.pointer.spot();
                let moved = self.pointer.moved(position.x, position.y, geometry, mods);
                within = moved.is_none() && self.pointer.spot() != spot;
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
                    MouseScrollDelta::LineDelta(cols, lines) => {
                        Turned::Lines(f64::from(*cols), f64::from(*lines))
                    }
                    MouseScrollDelta::PixelDelta(pixels) => Turned::Pixels(pixels.x, pixels.y),
                };
                self.pointer.turned(turned, geometry, mods)
            }
            _ => return,
        };
        if self.pointer.shows_again() {
            self.window.set_cursor_visible(true);
        }
        match part {
            Part::Grid if within => {
                let still = self.pointer.still(mods);
                cx.app.mouse_within(still, self.pointer.spot());
            }
            Part::Grid => self.tell(events, cx),
            Part::Bar => {
                // Its rows are no cells: what is entered from below may be in the same column as before.
                let still = entered.then(|| self.pointer.still(mods));
                let x = self.geometry.bar_column_at(self.rim.x());
                for event in events.into_iter().chain(still) {
                    cx.app.enter(self.id);
                    cx.app.mouse_on_bar(MouseEvent { x, ..event });
                }
            }
            Part::ScrollBar => self.scroll_bar_event(event, events, cx),
        }
    }

    /// Shows by the pointer's shape whether there is an edge under it that resizes the window.
    fn follow_edge(&mut self, at: PhysicalPosition<f64>) {
        let (window, dpi) = (self.geometry.window(), self.geometry.dpi());
        let free = !self.pointer.is_held();
        let edge = edges::edge_at((at.x, at.y), window, dpi);
        let edge = edge.filter(|_| free && self.has_own_edges());
        if self.edge == edge {
            return;
        }
        self.edge = edge;
        let shape = edge.map_or(CursorIcon::Default, CursorIcon::from);
        self.window.set_cursor(shape);
    }

    /// Tells whether the window is resized by edges of its own: where nobody else does that.
    fn has_own_edges(&self) -> bool {
        let resizes = self.config.window_decorations.resize && !self.titled;
        resizes && self.floats() && !settings::tiles(&self.config, &settings::Desktop::of_here())
    }

    /// Has the window system resize the window where the left button goes down on an edge of it.
    fn resize_by_edge(&self, event: &WindowEvent) -> bool {
        let left = matches!(
            event,
            WindowEvent::MouseInput {
                state: ElementState::Pressed,
                button: winit::event::MouseButton::Left,
                ..
            }
        );
        let Some(edge) = self.edge.filter(|_| left && self.has_own_edges()) else {
            return false;
        };
        // The window system keeps the release for itself, so the press is not told either.
        match self.window.drag_resize_window(edge) {
            Ok(()) => true,
            Err(error) => {
                log::info!("the window cannot be resized by its edges: {error}");
                false
            }
        }
    }

    /// Tells the program of events on cells.
    fn tell(&self, events: Vec<MouseEvent>, cx: &mut Shared) {
        for event in events {
            // What one does may bring another window to the front.
            cx.app.enter(self.id);
            cx.app.mouse_at(event, Some(self.pointer.spot()));
        }
    }

    /// Lets go of whatever the pointer holds: the window has lost it.
    pub(super) fn let_go_of_pointer(&mut self, cx: &mut Shared) {
        let bar = self.rim.part() == Part::Bar;
        self.rim.let_go();
        let x = self.geometry.bar_column_at(self.rim.x());
        for release in self.pointer.forget(modifiers(cx.mods)) {
            match bar {
                true => cx.app.mouse_on_bar(MouseEvent { x, ..release }),
                false => cx.app.mouse_at(release, Some(self.pointer.spot())),
            }
        }
    }

    /// Handles what the pointer does on the scroll bar; the wheel turns as it does on the cells beside it.
    fn scroll_bar_event(&mut self, event: &WindowEvent, events: Vec<MouseEvent>, cx: &mut Shared) {
        let Some(scrolled) = cx.app.scrolled() else {
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
