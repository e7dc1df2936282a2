//! The loop's body: winit's events in, the program's frames and wishes out.
//!
//! It keeps the windows of the desktop in step with those that the program wants shown, tells each event to
//! its own (`shown`), and lives on the main thread. After each batch of events the program takes one turn; a
//! frame is drawn only when the turn, the cursor's blinking or the window system asks for one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use winit::application::ApplicationHandler;
use winit::event::{StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow};
use winit::keyboard::ModifiersState;
use winit::window::WindowId;

use super::Poked;
use super::clipboard::Clipboard;
use super::font_sets::FontSets;
use super::shown::{Place, Shared, Shown};
use super::toast::Toaster;
use crate::app::App;
use crate::fonts::Fonts;
use crate::frame::{Poke, WindowRequest};

/// The program in its windows.
pub struct Driver {
    windows: Vec<Shown>,
    cx: Shared,
    /// The program's windows that could not be drawn once; they were opened anew.
    failed: HashSet<mux::WindowId>,
    /// Where windows stood that are out of sight with their workspace.
    places: HashMap<mux::WindowId, Place>,
    pending: Arc<AtomicBool>,
    /// Windows can be opened.
    resumed: bool,
    deadline: Option<Instant>,
    outcome: Option<anyhow::Result<i32>>,
}

impl Driver {
    pub fn new(mut app: App, fonts: Fonts, poke: Poke, pending: Arc<AtomicBool>) -> Self {
        app.front_end_has_pixels();
        Self {
            windows: Vec::new(),
            cx: Shared {
                app,
                fonts: FontSets::new(fonts),
                clipboard: Clipboard::new(Arc::clone(&poke)),
                toaster: Toaster::default(),
                poke,
                mods: ModifiersState::empty(),
                attention: true,
                active_corner: None,
            },
            failed: HashSet::new(),
            places: HashMap::new(),
            pending,
            resumed: false,
            deadline: None,
            outcome: None,
        }
    }

    /// Ends the program and returns how it ended.
    pub fn finish(mut self) -> anyhow::Result<i32> {
        // The windows go first: closing shells may take a moment that nobody should watch.
        self.windows.clear();
        self.cx.app.shutdown();
        self.outcome.unwrap_or(Ok(0))
    }

    fn stop(&mut self, events: &ActiveEventLoop, outcome: anyhow::Result<i32>) {
        self.outcome.get_or_insert(outcome);
        events.exit();
    }

    /// Lets the program take its turn and does what it asks for.
    fn turn(&mut self, events: &ActiveEventLoop) {
        for (window, text) in self.cx.clipboard.texts() {
            if self.cx.app.enter(window) {
                self.cx.app.paste(&text);
            }
        }
        let turn = self.cx.app.turn();
        self.deadline = turn.deadline;
        if turn.exit.is_none() {
            self.show(&turn.windows, events);
        }
        for shown in &mut self.windows {
            shown.follow_bar(&mut self.cx);
        }
        let now = Instant::now();
        for window in turn.redraw {
            if let Some(shown) = self.find(window) {
                shown.ask_for_frame(now);
            }
        }
        for fonts in self.cx.fonts.take_found() {
            for shown in &mut self.windows {
                shown.fonts_changed(&fonts, now);
            }
        }
        for shown in &mut self.windows {
            self.cx.app.enter(shown.id());
            shown.take_made(&mut self.cx, now);
        }
        let missing = self.cx.fonts.take_missing();
        if self.cx.app.config().look.warn_about_missing_glyphs {
            self.cx.app.glyphs_missing(&missing);
        }
        for (window, request) in turn.requests {
            // What a window is asked for that is not shown waits for nobody; what is everybody's, as the
            // clipboard is, any window can do.
            let own = self.windows.iter().position(|shown| shown.id() == window);
            let any = || (!request.is_about_window() && !self.windows.is_empty()).then_some(0);
            if let Some(index) = own.or_else(any) {
                if let WindowRequest::Place(_) = &request {
                    let mut active = self.windows.iter().filter(|shown| shown.is_focused());
                    self.cx.active_corner = active.next().and_then(Shown::screen_corner);
                }
                self.cx.app.enter(window);
                self.windows[index].grant(request, events, &mut self.cx);
            }
        }
        if let Some(status) = turn.exit {
            self.stop(events, Ok(status));
        }
    }

    fn find(&mut self, window: mux::WindowId) -> Option<&mut Shown> {
        self.windows.iter_mut().find(|shown| shown.id() == window)
    }

    /// Shows these of the program's windows, and no others. One that comes takes the place of one that goes,
    /// so that a workspace appears where the one before stood.
    fn show(&mut self, wanted: &[mux::WindowId], events: &ActiveEventLoop) {
        if !self.resumed {
            return;
        }
        let is_shown = |id: &mux::WindowId| self.windows.iter().any(|shown| shown.id() == *id);
        if wanted.len() == self.windows.len() && wanted.iter().all(is_shown) {
            return;
        }
        let mut new = wanted.to_vec();
        new.retain(|id| !is_shown(id));
        let (stays, mut gone): (Vec<Shown>, Vec<Shown>) = self
            .windows
            .drain(..)
            .partition(|shown| wanted.contains(&shown.id()));
        self.windows = stays;
        // The one with the keyboard is for the one that the person works in.
        gone.sort_by_key(|shown| !shown.is_focused());
        let front = self.cx.app.front_window();
        new.sort_by_key(|id| *id != front);
        let mut gone = gone.into_iter();
        for id in new {
            if let Some(mut shown) = gone.next() {
                shown.give_to(id, &mut self.cx);
                self.windows.push(shown);
            } else if let Err(error) = self.open(id, events) {
                self.not_opened(id, error, events);
            }
        }
        for mut shown in gone {
            self.places.insert(shown.id(), shown.place());
            shown.leave(&mut self.cx);
        }
        let mux = self.cx.app.mux();
        self.places
            .retain(|window, _| mux.window_workspace(*window).is_some());
    }

    fn open(&mut self, id: mux::WindowId, events: &ActiveEventLoop) -> anyhow::Result<()> {
        self.cx.app.enter(id);
        let before = self.places.remove(&id);
        let shown = Shown::open(id, before, events, &mut self.cx)?;
        self.windows.push(shown);
        Ok(())
    }

    /// Gives up one of the program's windows; with the only one, the program.
    fn not_opened(&mut self, id: mux::WindowId, error: anyhow::Error, events: &ActiveEventLoop) {
        log::error!("a window cannot be shown: {error:#}");
        if self.windows.is_empty() {
            return self.stop(events, Err(error));
        }
        if self.cx.app.enter(id) {
            self.cx.app.close_window();
        }
        let title = "No window".to_owned();
        self.cx.app.toast_in_front(title, format!("{error:#}"));
        self.cx.attention = true;
    }

    /// Draws a window. One that cannot be drawn any longer is opened anew, once.
    fn draw(&mut self, index: usize, events: &ActiveEventLoop) {
        let shown = &mut self.windows[index];
        let id = shown.id();
        self.cx.app.enter(id);
        let Err(error) = shown.draw(&mut self.cx) else {
            return;
        };
        self.windows.remove(index);
        if !self.failed.insert(id) {
            let error = anyhow::Error::new(error).context("while a frame was drawn");
            return self.not_opened(id, error, events);
        }
        self.cx.attention = true;
    }

    /// Sleeps until the earliest of what is known to come.
    fn wait(&mut self, events: &ActiveEventLoop) {
        let now = Instant::now();
        let own = self.windows.iter_mut().filter_map(|shown| shown.next(now));
        let next = own.chain(self.deadline).min();
        events.set_control_flow(match next {
            Some(next) => ControlFlow::WaitUntil(next),
            None => ControlFlow::Wait,
        });
    }
}

impl ApplicationHandler<Poked> for Driver {
    fn new_events(&mut self, _events: &ActiveEventLoop, cause: StartCause) {
        if let StartCause::ResumeTimeReached { .. } = cause {
            let now = Instant::now();
            self.cx.attention |= self.deadline.is_some_and(|deadline| deadline <= now);
        }
    }

    fn resumed(&mut self, events: &ActiveEventLoop) {
        if !std::mem::replace(&mut self.resumed, true) {
            let wanted = self.cx.app.windows_to_show();
            self.show(&wanted, events);
        }
    }

    fn user_event(&mut self, _events: &ActiveEventLoop, _poked: Poked) {
        // Cleared before the turn: what arrives during the turn pokes again.
        self.pending.store(false, Ordering::Release);
        self.cx.attention = true;
    }

    fn window_event(&mut self, events: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        // One that has just been closed may still be told of.
        let Some(index) = self.windows.iter().position(|shown| shown.name() == window) else {
            return;
        };
        match event {
            WindowEvent::RedrawRequested => self.draw(index, events),
            // Somebody else destroyed it (a display server that ends, `xdotool windowclose`).
            WindowEvent::Destroyed => {
                let id = self.windows.remove(index).id();
                if self.windows.is_empty() {
                    return self.stop(events, Ok(0));
                }
                if self.cx.app.enter(id) {
                    self.cx.app.close_window();
                }
                self.cx.attention = true;
            }
            event => {
                let shown = &mut self.windows[index];
                self.cx.app.enter(shown.id());
                self.cx.attention |= shown.event(event, &mut self.cx);
            }
        }
    }

    fn about_to_wait(&mut self, events: &ActiveEventLoop) {
        if std::mem::take(&mut self.cx.attention) {
            self.turn(events);
        }
        self.wait(events);
    }
}
