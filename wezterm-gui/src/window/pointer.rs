//! The pointer: from pixels, buttons and wheel turns to mouse events in cells.
//!
//! A small state machine: where the pointer is, what is held, how closely presses followed each
//! other, how much of a wheel's step is left over. It has no clock of its own and knows neither
//! winit nor what a click does.

use std::time::{Duration, Instant};

use mux::input::{Mods, MouseButton, MouseEvent, MouseKind, Spot};

use super::geometry::Geometry;

/// Presses that follow each other within this time count as one double or triple click.
const CLICK_TIME: Duration = Duration::from_millis(400);

/// Steps that one wheel event makes at most, whatever a device claims.
const MOST_STEPS: i32 = 50;

/// How far a wheel was turned, to the left and away from the hand counted positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turned {
    /// Notches of a wheel.
    Lines(f64, f64),
    /// Pixels of a touch pad.
    Pixels(f64, f64),
}

#[derive(Clone, Copy)]
struct Click {
    button: MouseButton,
    cell: (usize, usize),
    at: Instant,
    count: u8,
}

/// What is known of the pointer.
#[derive(Default)]
pub struct Pointer {
    cell: (usize, usize),
    /// Where in the cell.
    spot: Spot,
    held: Vec<MouseButton>,
    last: Option<Click>,
    /// What sideways turns and the others have left over.
    left_over: (f64, f64),
    hidden: bool,
}

impl Pointer {
    /// Takes note that something was typed; true when the pointer is to be hidden now.
    pub fn typed(&mut self) -> bool {
        !std::mem::replace(&mut self.hidden, true)
    }

    /// Takes note that the pointer was used or left; true when it is to be shown again.
    pub fn shows_again(&mut self) -> bool {
        std::mem::take(&mut self.hidden)
    }

    /// Follows the pointer to a pixel; an event when it has reached another cell.
    pub fn moved(&mut self, x: f64, y: f64, geometry: &Geometry, mods: Mods) -> Option<MouseEvent> {
        let cell = geometry.cell_at(x, y);
        self.spot = geometry.spot_at(x, y);
        if cell == self.cell {
            return None;
        }
        self.cell = cell;
        let held = self.held.last().copied();
        Some(self.event(MouseKind::Move(held), mods, 0))
    }

    /// Returns where in its cell the pointer is.
    pub fn spot(&self) -> Spot {
        self.spot
    }

    /// Counts a press of a button.
    pub fn pressed(&mut self, button: MouseButton, now: Instant, mods: Mods) -> MouseEvent {
        let count = match self.last {
            Some(last)
                if last.button == button
                    && last.cell == self.cell
                    && now.saturating_duration_since(last.at) <= CLICK_TIME =>
            {
                last.count % 3 + 1
            }
            _ => 1,
        };
        self.last = Some(Click {
            button,
            cell: self.cell,
            at: now,
            count,
        });
        self.held.retain(|held| *held != button);
        self.held.push(button);
        self.event(MouseKind::Press(button), mods, count)
    }

    /// Lets a button go; nothing when it was not held.
    pub fn released(&mut self, button: MouseButton, mods: Mods) -> Option<MouseEvent> {
        let held = self.held.len();
        self.held.retain(|other| *other != button);
        (self.held.len() < held).then(|| self.event(MouseKind::Release(button), mods, 0))
    }

    /// Lets every button go: the window has lost the pointer.
    pub fn forget(&mut self, mods: Mods) -> Vec<MouseEvent> {
        let held = std::mem::take(&mut self.held);
        self.left_over = (0.0, 0.0);
        held.into_iter()
            .map(|button| self.event(MouseKind::Release(button), mods, 0))
            .collect()
    }

    /// Collects wheel turns; returns an event for each whole step.
    pub fn turned(&mut self, turned: Turned, geometry: &Geometry, mods: Mods) -> Vec<MouseEvent> {
        let (cols, lines) = match turned {
            Turned::Lines(cols, lines) => (cols, lines),
            Turned::Pixels(x, y) => {
                let (width, height) = geometry.cell();
                (x / f64::from(width.max(1)), y / f64::from(height.max(1)))
            }
        };
        let (wide, high) = (&mut self.left_over.0, &mut self.left_over.1);
        let steps = [
            (steps(high, lines), MouseKind::WheelUp, MouseKind::WheelDown),
            (
                steps(wide, cols),
                MouseKind::WheelLeft,
                MouseKind::WheelRight,
            ),
        ];
        let kinds = steps.into_iter().flat_map(|(steps, back, forth)| {
            let kind = if steps > 0 { back } else { forth };
            (0..steps.abs()).map(move |_| kind)
        });
        kinds.map(|kind| self.event(kind, mods, 0)).collect()
    }

    /// Tells whether any button is held.
    pub fn is_held(&self) -> bool {
        !self.held.is_empty()
    }

    /// Returns a move that goes nowhere: where the pointer is.
    pub fn still(&self, mods: Mods) -> MouseEvent {
        self.event(MouseKind::Move(self.held.last().copied()), mods, 0)
    }

    fn event(&self, kind: MouseKind, mods: Mods, clicks: u8) -> MouseEvent {
        let (x, y) = self.cell;
        MouseEvent {
            kind,
            x,
            y,
            mods,
            clicks,
        }
    }
}

/// Adds a turn to what is left over of those before; returns the whole steps.
fn steps(left_over: &mut f64, turned: f64) -> i32 {
    if !turned.is_finite() {
        return 0;
    }
    // Turning back must not first have to use up what is left of the other direction.
    if turned * *left_over < 0.0 {
        *left_over = 0.0;
    }
    *left_over += turned;
    let steps = left_over.trunc();
    *left_over -= steps;
    (steps as i32).clamp(-MOST_STEPS, MOST_STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::geometry::tests::ten_by_twenty;

    const LEFT: MouseButton = MouseButton::Left;
    const RIGHT: MouseButton = MouseButton::Right;

    fn clicks(pointer: &mut Pointer, presses: &[(MouseButton, u64)], start: Instant) -> Vec<u8> {
        presses
            .iter()
            .map(|(button, millis)| {
                let at = start + Duration::from_millis(*millis);
                let press = pointer.pressed(*button, at, Mods::empty());
                pointer.released(*button, Mods::empty());
                press.clicks
            })
            .collect()
    }

    #[test]
    fn quick_presses_in_one_cell_count_to_three_and_begin_again() {
        let presses = [(LEFT, 0), (LEFT, 200), (LEFT, 400), (LEFT, 600)];
        let counted = clicks(&mut Pointer::default(), &presses, Instant::now());
        assert_eq!(counted, [1, 2, 3, 1]);
    }

    #[test]
    fn a_pause_another_button_or_another_cell_begins_a_new_count() {
        let start = Instant::now();
        let mut pointer = Pointer::default();
        let presses = [(LEFT, 0), (LEFT, 401), (RIGHT, 500), (LEFT, 600)];
        assert_eq!(clicks(&mut pointer, &presses, start), [1, 1, 1, 1]);
        pointer.moved(35.0, 45.0, &ten_by_twenty(), Mods::empty());
        assert_eq!(clicks(&mut pointer, &[(LEFT, 700)], start), [1]);
    }

    #[test]
    fn moves_are_told_by_cell_with_the_button_that_is_held() {
        let geometry = ten_by_twenty();
        let mut pointer = Pointer::default();
        let moved = |pointer: &mut Pointer, x| {
            let event = pointer.moved(x, 5.0, &geometry, Mods::empty());
            event.map(|event| (event.kind, event.x, event.y))
        };
        assert_eq!(moved(&mut pointer, 5.0), None);
        let free = Some((MouseKind::Move(None), 1, 0));
        assert_eq!(moved(&mut pointer, 12.0), free);
        assert_eq!(moved(&mut pointer, 19.0), None);
        pointer.pressed(LEFT, Instant::now(), Mods::empty());
        let dragged = Some((MouseKind::Move(Some(LEFT)), 3, 0));
        assert_eq!(moved(&mut pointer, 31.0), dragged);
        pointer.released(LEFT, Mods::empty());
        let free = Some((MouseKind::Move(None), 0, 0));
        assert_eq!(moved(&mut pointer, -400.0), free);
    }

    #[test]
    fn a_button_that_was_not_pressed_here_is_not_released() {
        let mut pointer = Pointer::default();
        assert_eq!(pointer.released(LEFT, Mods::empty()), None);
        pointer.pressed(LEFT, Instant::now(), Mods::empty());
        let released = pointer.forget(Mods::empty());
        assert_eq!(released.len(), 1);
        assert_eq!(released[0].kind, MouseKind::Release(LEFT));
        assert_eq!(pointer.released(LEFT, Mods::empty()), None);
    }

    #[test]
    fn the_pointer_is_hidden_once_by_typing_and_shown_once_by_moving() {
        let mut pointer = Pointer::default();
        assert_eq!((pointer.shows_again(), pointer.typed()), (false, true));
        assert_eq!((pointer.typed(), pointer.shows_again()), (false, true));
        assert!(!pointer.shows_again());
    }

    #[test]
    fn wheel_turns_add_up_to_whole_steps() {
        let geometry = ten_by_twenty();
        let mut pointer = Pointer::default();
        let mut kinds = |turned| -> Vec<MouseKind> {
            let events = pointer.turned(turned, &geometry, Mods::empty());
            events.into_iter().map(|event| event.kind).collect()
        };
        let lines = |lines| Turned::Lines(0.0, lines);
        let pixels = |pixels| Turned::Pixels(0.0, pixels);
        assert_eq!(kinds(lines(2.0)), [MouseKind::WheelUp; 2]);
        assert_eq!(kinds(pixels(-12.0)), []);
        assert_eq!(kinds(pixels(-12.0)), [MouseKind::WheelDown]);
        // 4 pixels downwards are left over and are dropped by the turn back.
        assert_eq!(kinds(pixels(19.0)), []);
        assert_eq!(kinds(pixels(1.0)), [MouseKind::WheelUp]);
        assert_eq!(kinds(lines(f64::NAN)), []);
        assert_eq!(kinds(lines(1e12)).len(), MOST_STEPS as usize);
    }

    #[test]
    fn sideways_turns_add_up_by_themselves() {
        let geometry = ten_by_twenty();
        let mut pointer = Pointer::default();
        let mut kinds = |turned| -> Vec<MouseKind> {
            let events = pointer.turned(turned, &geometry, Mods::empty());
            events.into_iter().map(|event| event.kind).collect()
        };
        let (left, right) = (MouseKind::WheelLeft, MouseKind::WheelRight);
        assert_eq!(kinds(Turned::Lines(1.0, 0.0)), [left]);
        assert_eq!(kinds(Turned::Lines(-2.0, 0.0)), [right; 2]);
        // A column is 10 pixels wide, a row 20 high.
        assert_eq!(kinds(Turned::Pixels(6.0, 6.0)), []);
        assert_eq!(kinds(Turned::Pixels(6.0, -1.0)), [left]);
        assert_eq!(kinds(Turned::Pixels(0.0, 14.0)), []);
        assert_eq!(
            kinds(Turned::Pixels(-10.0, 20.0)),
            [MouseKind::WheelUp, right]
        );
    }

    #[test]
    fn a_spot_is_counted_within_its_cell() {
        let geometry = ten_by_twenty();
        let mut pointer = Pointer::default();
        let mut spot = |x, y| {
            let moved = pointer.moved(x, y, &geometry, Mods::empty());
            (moved.is_some(), (pointer.spot().x, pointer.spot().y))
        };
        assert_eq!(spot(3.0, 4.9), (false, (3, 4)));
        assert_eq!(spot(9.0, 4.9), (false, (9, 4)));
        assert_eq!(spot(12.0, 25.0), (true, (2, 5)));
        // Beyond the cells it is at the edge of the nearest one.
        assert_eq!(spot(-400.0, -1.0), (true, (0, 0)));
        assert_eq!(spot(1e9, 1e9), (true, (9, 19)));
    }
}
