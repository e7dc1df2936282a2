//! The windows of the desktop: an event loop that feeds the program and shows its frames.
//!
//! It hides winit, the renderer, the clipboard and desktop notifications behind [`connect`]. The loop
//! belongs to the main thread and sleeps until there is an event, a poke or a deadline; nothing is
//! drawn while nothing happens. Other threads only poke it: what they have to say waits in `App`.
//! What a key or a click does is `App`'s business, how cells become pixels is `render`'s.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use winit::error::EventLoopError;
use winit::event_loop::{EventLoop, EventLoopProxy};

use crate::fonts::{Catalog, Fonts};
use crate::frame::{AppFactory, FrontendSetup, KeySupport, Poke, WindowSupport};
use last_words::LastWords;

mod background;
mod blink;
mod chrome;
mod clipboard;
mod decor;
mod driver;
mod dropped;
mod edges;
mod font_sets;
mod geometry;
mod icon;
mod last_words;
mod motion;
mod place;
mod pointer;
mod rim;
pub(crate) mod settings;
mod shown;
mod stopwatch;
mod toast;

/// The name that window managers and notification services know the program by.
const APP_ID: &str = "wezterm-ai";

/// There is no display on which a window could be shown.
#[derive(Debug, thiserror::Error)]
#[error("no display for a window: {reason}")]
pub struct NoDisplay {
    reason: String,
}

/// The event that wakes the loop; what it is about waits elsewhere.
#[derive(Clone, Copy, Debug)]
struct Poked;

/// A display on which a window can be shown.
pub struct Connection {
    events: EventLoop<Poked>,
}

/// Connects to the display; nothing of the program is started when there is none.
pub fn connect() -> Result<Connection, NoDisplay> {
    EventLoop::with_user_event()
        .build()
        .map(|events| Connection { events })
        .map_err(|error| {
            log::info!("no window: {error}");
            let reason = reason(|name| std::env::var(name).ok(), &error);
            NoDisplay { reason }
        })
}

/// Says in a person's words why there is no display.
fn reason(variable: impl Fn(&str) -> Option<String>, error: &dyn std::fmt::Display) -> String {
    if !cfg!(target_os = "linux") {
        return error.to_string();
    }
    let named = ["WAYLAND_DISPLAY", "DISPLAY"]
        .into_iter()
        .find_map(|name| Some((name, variable(name).filter(|value| !value.is_empty())?)));
    match named {
        Some((name, value)) => format!("the server behind {name}={value} does not answer"),
        None => "neither WAYLAND_DISPLAY nor DISPLAY is set".to_owned(),
    }
}

impl Connection {
    /// Opens the window and runs the program in it; returns the exit status.
    ///
    /// Where the display goes away meanwhile the program ends; `stderr` is where the person is told.
    pub fn run(self, factory: AppFactory, stderr: File) -> anyhow::Result<i32> {
        let _words = LastWords::hold(stderr, format!("wezterm: {}", gone()));
        let pending = Arc::new(AtomicBool::new(false));
        let poke = poke(self.events.create_proxy(), Arc::clone(&pending));
        // The system's fonts are read while the configuration runs.
        let mut catalog = Catalog::of_system(Arc::clone(&poke));
        let app = factory(FrontendSetup {
            poke: Arc::clone(&poke),
            size: None,
            keys: KeySupport::Full,
            windows: WindowSupport::Many,
        })?;
        catalog.add_folders(&app.config().font_dirs);
        let options = settings::fonts(app.config(), &settings::Screen::of_scale(1.0), 1.0);
        let fonts = Fonts::new(catalog, options);
        log::info!("text is drawn in {}", fonts.main_face());
        let mut driver = driver::Driver::new(app, fonts, poke, pending);
        let ran = self.events.run_app(&mut driver);
        let status = driver.finish();
        ran.map_err(|error| match error {
            // Nothing here ends the loop that way; a Wayland compositor that ends does.
            EventLoopError::ExitFailure(_) => anyhow::anyhow!(gone()),
            error => anyhow::Error::new(error).context("while the window's event loop ran"),
        })?;
        status
    }
}

/// Says in a person's words that the display is no longer there.
fn gone() -> String {
    let named = ["WAYLAND_DISPLAY", "DISPLAY"].map(|name| std::env::var(name).unwrap_or_default());
    let name = named.into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_default();
    format!("the display {name} has gone away; what ran in the window was hung up")
}

/// Makes the loop's alarm: many pokes before the loop wakes are one event.
fn poke(proxy: EventLoopProxy<Poked>, pending: Arc<AtomicBool>) -> Poke {
    Arc::new(move || {
        if !pending.swap(true, Ordering::AcqRel) {
            // The loop is gone only when the program ends.
            let _ = proxy.send_event(Poked);
        }
    })
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_missing_display_is_explained() {
        let explained = |set: &[(&str, &str)]| {
            let set: std::collections::HashMap<_, _> = set.iter().copied().collect();
            let variable = |name: &str| set.get(name).map(|value| (*value).to_owned());
            let error = NoDisplay {
                reason: reason(variable, &"os error 1"),
            };
            error.to_string()
        };
        assert_eq!(
            explained(&[("DISPLAY", "")]),
            "no display for a window: neither WAYLAND_DISPLAY nor DISPLAY is set"
        );
        assert_eq!(
            explained(&[("DISPLAY", ":9")]),
            "no display for a window: the server behind DISPLAY=:9 does not answer"
        );
    }
}
