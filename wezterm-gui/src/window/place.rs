//! Where the window is on the desktop and how large, as the program asks for it.
//!
//! Hides what winit calls it. Main thread only. What the desktop makes of a wish is its own affair; a size
//! that it grants comes back as an event of the window.

use config::WindowLevel;
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::event_loop::ActiveEventLoop;
use winit::window::Window;

use crate::frame::{Origin, WindowChange, WindowPlace};

/// Puts the window where it is to be. `active` is the corner of the screen with the keyboard. On a screen that is not
/// there nothing is put.
pub(super) fn put(
    window: &Window,
    place: &WindowPlace,
    active: Option<PhysicalPosition<i32>>,
    events: &ActiveEventLoop,
) {
    let main = || events.primary_monitor().map(|monitor| monitor.position());
    let corner = match &place.origin {
        Origin::Desktop => Some(PhysicalPosition::default()),
        Origin::MainScreen => main(),
        Origin::ActiveScreen => active.or_else(main),
        Origin::Screen(name) => {
            let mut monitors = events.available_monitors();
            let named = monitors.find(|monitor| monitor.name().as_ref() == Some(name));
            named.map(|monitor| monitor.position())
        }
    };
    match corner {
        Some(corner) => window.set_outer_position(below(corner, place)),
        None => {
            let names = events
                .available_monitors()
                .filter_map(|monitor| monitor.name());
            let names = names.collect::<Vec<_>>().join(", ");
            log::warn!(
                "a window stays where it is: there is no screen as in {:?}; there are {names}",
                place.origin
            );
        }
    }
}

/// Returns a place counted from this corner.
fn below(corner: PhysicalPosition<i32>, place: &WindowPlace) -> PhysicalPosition<i32> {
    PhysicalPosition::new(
        corner.x.saturating_add(place.x),
        corner.y.saturating_add(place.y),
    )
}

/// Carries out a change. `level` is how the window is stacked, before and after.
pub(super) fn change(
    window: &Window,
    level: &mut WindowLevel,
    change: WindowChange,
    events: &ActiveEventLoop,
) {
    match change {
        WindowChange::InnerSize(width, height) => {
            // Where it is granted at once no event follows; the caller measures the window again.
            let _ = window.request_inner_size(PhysicalSize::new(width.max(1), height.max(1)));
        }
        WindowChange::Position(x, y) => window.set_outer_position(PhysicalPosition::new(x, y)),
        WindowChange::Maximize => window.set_maximized(true),
        WindowChange::ToggleMaximize => window.set_maximized(!window.is_maximized()),
        WindowChange::Restore => window.set_maximized(false),
        WindowChange::Focus => window.focus_window(),
        WindowChange::Minimize => window.set_minimized(true),
        WindowChange::Show => {
            window.set_minimized(false);
            window.focus_window();
        }
        WindowChange::HideApplication => hide_application(events),
        WindowChange::Level(wanted) => set_level(window, level, wanted),
        WindowChange::ToggleLevel(wanted) => set_level(window, level, toggled(*level, wanted)),
    }
}

/// Returns how the window is stacked after a level was switched on, or off again.
fn toggled(now: WindowLevel, wanted: WindowLevel) -> WindowLevel {
    match now == wanted {
        true => WindowLevel::Normal,
        false => wanted,
    }
}

fn set_level(window: &Window, level: &mut WindowLevel, wanted: WindowLevel) {
    *level = wanted;
    window.set_window_level(match wanted {
        WindowLevel::AlwaysOnBottom => winit::window::WindowLevel::AlwaysOnBottom,
        WindowLevel::Normal => winit::window::WindowLevel::Normal,
        WindowLevel::AlwaysOnTop => winit::window::WindowLevel::AlwaysOnTop,
    });
}

#[cfg(target_os = "macos")]
fn hide_application(events: &ActiveEventLoop) {
    winit::platform::macos::ActiveEventLoopExtMacOS::hide_application(events);
}

/// Only macOS hides applications.
#[cfg(not(target_os = "macos"))]
fn hide_application(_events: &ActiveEventLoop) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_from_the_corner_of_its_screen() {
        let place = WindowPlace {
            x: 10,
            y: i32::MAX,
            origin: Origin::MainScreen,
        };
        let at = below(PhysicalPosition::new(1920, 5), &place);
        assert_eq!((at.x, at.y), (1930, i32::MAX));
    }

    #[test]
    fn a_level_that_is_switched_on_twice_is_off_again() {
        let top = WindowLevel::AlwaysOnTop;
        let bottom = WindowLevel::AlwaysOnBottom;
        assert_eq!(toggled(WindowLevel::Normal, top), top);
        assert_eq!(toggled(top, top), WindowLevel::Normal);
        assert_eq!(toggled(top, bottom), bottom);
    }
}
