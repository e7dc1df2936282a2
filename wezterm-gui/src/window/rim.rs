//! What of the window is under the pointer: the cells, the tab bar beside them, the scroll bar.
//!
//! A small state machine: what a press began on keeps the pointer until the button is let go. It does not know
//! what a click does. Main thread.

use super::chrome;
use super::geometry::Geometry;
use crate::frame::Scrolled;

/// A part of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The cells, and the space around them that belongs to nothing else.
    #[default]
    Grid,
    /// The tab bar beside the grid.
    Bar,
    /// The scroll bar.
    ScrollBar,
}

/// What a press on the scroll bar asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pressed {
    /// To show what is a page before.
    PageUp,
    /// To show what is a page after.
    PageDown,
    /// Nothing yet: the thumb is held.
    Thumb,
}

/// Where the pointer is.
#[derive(Default)]
pub struct Rim {
    at: (f64, f64),
    under: Part,
    held: Option<Part>,
    /// How far below the thumb's top edge it is held.
    grip: Option<f64>,
}

impl Rim {
    /// Takes note of where the pointer is; returns the part that it belongs to, and whether that is another one than
    /// before.
    pub fn moved(&mut self, x: f64, y: f64, geometry: &Geometry) -> (Part, bool) {
        let before = self.part();
        self.at = (x, y);
        let over =
            |area: Option<super::geometry::Area>| area.is_some_and(|area| area.contains(x, y));
        self.under = if over(geometry.bar()) {
            Part::Bar
        } else if over(geometry.scroll_bar()) {
            Part::ScrollBar
        } else {
            Part::Grid
        };
        (self.part(), self.part() != before)
    }

    /// Returns how far from the window's left edge the pointer is.
    pub fn x(&self) -> f64 {
        self.at.0
    }

    /// Returns the part that the pointer belongs to.
    pub fn part(&self) -> Part {
        self.held.unwrap_or(self.under)
    }

    /// A button went down: the part under the pointer keeps it.
    pub fn press(&mut self) -> Part {
        *self.held.get_or_insert(self.under)
    }

    /// No button is held any longer.
    pub fn let_go(&mut self) {
        self.held = None;
        self.grip = None;
    }

    /// Presses on the scroll bar.
    pub fn press_scroll_bar(
        &mut self,
        scrolled: Scrolled,
        geometry: &Geometry,
        least: u32,
    ) -> Option<Pressed> {
        let thumb = chrome::thumb(scrolled, geometry.scroll_bar()?, least)?;
        let below = self.at.1 - f64::from(thumb.y);
        Some(if below < 0.0 {
            Pressed::PageUp
        } else if below >= f64::from(thumb.height) {
            Pressed::PageDown
        } else {
            self.grip = Some(below);
            Pressed::Thumb
        })
    }

    /// Returns the first row to be shown, while the thumb is held.
    pub fn dragged_to(&self, scrolled: Scrolled, geometry: &Geometry, least: u32) -> Option<usize> {
        let area = geometry.scroll_bar()?;
        let top = self.at.1 - self.grip? - f64::from(area.y);
        Some(chrome::row_at(scrolled, area, least, top))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::geometry::tests::with_bars;

    const SCROLLED: Scrolled = Scrolled {
        total: 1000,
        top: 900,
        shown: 100,
    };

    #[test]
    fn what_a_press_began_on_keeps_the_pointer() {
        let geometry = with_bars();
        let bar = geometry.bar().expect("there is a bar");
        let mut rim = Rim::default();
        let inside = (f64::from(bar.x) + 5.0, f64::from(bar.y) + 5.0);
        assert_eq!(rim.moved(inside.0, inside.1, &geometry), (Part::Bar, true));
        assert_eq!(rim.press(), Part::Bar);
        let (x, y) = geometry.origin();
        let cell = (f64::from(x) + 3.0, f64::from(y) + 3.0);
        assert_eq!(rim.moved(cell.0, cell.1, &geometry), (Part::Bar, false));
        rim.let_go();
        assert_eq!(rim.part(), Part::Grid);
    }

    #[test]
    fn the_thumb_is_dragged_and_what_is_beside_it_pages() {
        let geometry = with_bars();
        let area = geometry.scroll_bar().expect("there is one");
        let x = f64::from(area.x) + 2.0;
        let end = f64::from(area.y + area.height);
        let mut rim = Rim::default();
        rim.moved(x, f64::from(area.y) + 1.0, &geometry);
        let pressed = rim.press_scroll_bar(SCROLLED, &geometry, 4);
        assert_eq!(pressed, Some(Pressed::PageUp));
        assert_eq!(rim.dragged_to(SCROLLED, &geometry, 4), None);
        rim.moved(x, end - 1.0, &geometry);
        rim.press();
        let pressed = rim.press_scroll_bar(SCROLLED, &geometry, 4);
        assert_eq!(pressed, Some(Pressed::Thumb));
        assert_eq!(rim.dragged_to(SCROLLED, &geometry, 4), Some(900));
        rim.moved(x, -100.0, &geometry);
        assert_eq!(rim.dragged_to(SCROLLED, &geometry, 4), Some(0));
        rim.let_go();
        assert_eq!(rim.dragged_to(SCROLLED, &geometry, 4), None);
    }
}
