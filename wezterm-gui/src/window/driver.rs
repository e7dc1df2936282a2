//! The loop's body: winit's events in, the program's frames and wishes out.
//!
//! It owns everything that the window needs and lives on the main thread. After each batch of
//! events the program takes one turn; a frame is drawn only when the turn, the cursor's blinking or
//! the window system asks for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use config::WindowLevel;
use mux::input::{MouseButton, MouseEvent};
use winit::application::ApplicationHandler;
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::event::{ElementState, Ime, KeyEvent, MouseScrollDelta, StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow};
use winit::keyboard::ModifiersState;
use winit::window::{Fullscreen, UserAttentionType, Window, WindowAttributes, WindowId};

use super::blink::Blink;
use super::clipboard::{Clipboard, Selection};
use super::geometry::Geometry;
use super::pointer::{Pointer, Turned};
use super::toast::Toaster;
use super::{APP_ID, Poked, dropped, settings};
use crate::app::{App, Appearance};
use crate::fonts::Fonts;
use crate::frame::{Poke, WindowChange, WindowRequest};
use crate::input::{Press, Typed, modifiers, place, typed};
use crate::render::{CursorLook, Renderer, Scene, Theme};

/// When a frame is tried again that the window system had no room for.
const RETRY: Duration = Duration::from_millis(40);

/// Frames in a row that may fail before the window is given up.
const MOST_FAILURES: u32 = 20;

/// The window with what draws into it.
struct Shown {
    window: Arc<Window>,
    renderer: Renderer<Arc<Window>>,
    geometry: Geometry,
    title: String,
    /// Where the input method was last told that the cursor is.
    composing_at: Option<(u32, u32)>,
    failures: u32,
}

/// The program in its window.
pub struct Driver {
    app: App,
    fonts: Fonts,
    theme: Theme,
    config: Arc<config::Config>,
    font_scale: f64,
    shown: Option<Shown>,
    clipboard: Clipboard,
    toaster: Toaster,
    pointer: Pointer,
    mods: ModifiersState,
    focused: bool,
    level: WindowLevel,
    /// Text that an input method is still composing.
    preedit: String,
    blink: Blink,
    lit: bool,
    pending: Arc<AtomicBool>,
    /// The program is to take a turn.
    attention: bool,
    /// A frame is due, at this moment at the earliest.
    due: Option<Instant>,
    last_frame: Option<Instant>,
    deadline: Option<Instant>,
    outcome: Option<anyhow::Result<i32>>,
}

impl Driver {
    pub fn new(app: App, fonts: Fonts, poke: Poke, pending: Arc<AtomicBool>) -> Self {
        let config = Arc::clone(app.config());
        Self {
            theme: settings::theme(&config, app.palette()),
            app,
            fonts,
            config,
            font_scale: 1.0,
            shown: None,
            clipboard: Clipboard::new(poke),
            toaster: Toaster::default(),
            pointer: Pointer::default(),
            mods: ModifiersState::empty(),
            focused: true,
            level: WindowLevel::Normal,
            preedit: String::new(),
            blink: Blink::steady(Instant::now()),
            lit: true,
            pending,
            attention: true,
            due: None,
            last_frame: None,
            deadline: None,
            outcome: None,
        }
    }

    /// Ends the program and returns how it ended.
    pub fn finish(mut self) -> anyhow::Result<i32> {
        // The window goes first: closing shells may take a moment that nobody should watch.
        self.shown = None;
        self.app.shutdown();
        self.outcome.unwrap_or(Ok(0))
    }

    fn stop(&mut self, events: &ActiveEventLoop, outcome: anyhow::Result<i32>) {
        self.outcome.get_or_insert(outcome);
        events.exit();
    }

    fn open(&mut self, events: &ActiveEventLoop) -> anyhow::Result<()> {
        let scale = likely_scale(events);
        self.fonts
            .configure(settings::fonts(&self.config, scale, self.font_scale));
        let size = self.initial_size(scale);
        let attributes = WindowAttributes::default()
            .with_title("wezterm")
            .with_inner_size(PhysicalSize::new(size.0, size.1))
            .with_decorations(self.config.window_decorations.title)
            .with_resizable(self.config.window_decorations.resize);
        let window = events
            .create_window(named(attributes))
            .context("while the window was opened")?;
        let window = Arc::new(window);
        if window.scale_factor() != scale {
            let scale = window.scale_factor();
            self.fonts
                .configure(settings::fonts(&self.config, scale, self.font_scale));
            let (width, height) = self.initial_size(scale);
            // Where it is granted at once no event follows; the size is read below.
            let _ = window.request_inner_size(PhysicalSize::new(width, height));
        }
        self.dress(&window);
        self.theme_changed(window.theme());
        let pixels = pixels_of(&window);
        let preference = settings::preference(&self.config);
        let renderer = Renderer::new(Arc::clone(&window), preference, pixels)
            .context("while the window was prepared for drawing")?;
        let face = self.fonts.main_face().to_owned();
        self.app.set_drawn_by(vec![
            ("Window system", window_system(events).to_owned()),
            ("Drawn with", renderer.description()),
            ("Font", face),
        ]);
        let geometry = self.geometry_of(&window, pixels);
        self.app.resize(geometry.pane_size());
        self.shown = Some(Shown {
            window,
            renderer,
            geometry,
            title: String::new(),
            composing_at: None,
            failures: 0,
        });
        self.attention = true;
        self.ask_for_frame(Instant::now());
        Ok(())
    }

    /// Gives the window what the configuration says of it.
    fn dress(&self, window: &Window) {
        let decorations = self.config.window_decorations;
        if window.is_decorated() != decorations.title {
            window.set_decorations(decorations.title);
        }
        if window.is_resizable() != decorations.resize {
            window.set_resizable(decorations.resize);
        }
        window.set_ime_allowed(self.config.use_ime);
        self.snap(window);
    }

    /// Has the window grow by whole cells, where that is wanted.
    fn snap(&self, window: &Window) {
        let metrics = self.fonts.metrics();
        let cell = PhysicalSize::new(metrics.width, metrics.height);
        window.set_resize_increments(self.config.use_resize_increments.then_some(cell));
    }

    /// Makes the window as large as so many cells are with the font as it is now.
    fn fit_to(&self, cells: mux::grid::Size) {
        let Some(Shown { window, .. }) = &self.shown else {
            return;
        };
        let dpi = settings::dpi(&self.config, window.scale_factor());
        let padding = &self.config.window_padding;
        let (mut width, mut height) =
            Geometry::window_for(cells, self.fonts.metrics(), padding, dpi);
        if let Some(monitor) = window.current_monitor() {
            // A window that is larger than its screen shows less, not more.
            width = width.min(monitor.size().width);
            height = height.min(monitor.size().height);
        }
        // Where it is granted at once no event follows; the size is read by who calls.
        let _ = window.request_inner_size(PhysicalSize::new(width, height));
    }

    fn follows_font(&self) -> bool {
        let variable = |name| std::env::var(name).unwrap_or_default();
        let wayland = !variable("WAYLAND_DISPLAY").is_empty();
        let floats = self.shown.as_ref().is_some_and(|shown| {
            shown.window.fullscreen().is_none() && !shown.window.is_maximized()
        });
        let desktop = variable("XDG_CURRENT_DESKTOP");
        floats && settings::window_follows_font(&self.config, &desktop, wayland)
    }

    fn initial_size(&self, scale: f64) -> (u32, u32) {
        let cells = mux::grid::Size::new(self.config.initial_cols, self.config.initial_rows);
        let padding = &self.config.window_padding;
        Geometry::window_for(
            cells,
            self.fonts.metrics(),
            padding,
            settings::dpi(&self.config, scale),
        )
    }

    fn geometry_of(&self, window: &Window, pixels: (u32, u32)) -> Geometry {
        Geometry::of_window(
            pixels,
            self.fonts.metrics(),
            &self.config.window_padding,
            settings::dpi(&self.config, window.scale_factor()),
        )
    }

    /// Measures the window again and tells the program.
    fn relayout(&mut self) {
        let Some(shown) = &mut self.shown else { return };
        let pixels = pixels_of(&shown.window);
        shown.renderer.resize(pixels);
        self.app
            .set_full_screen(shown.window.fullscreen().is_some());
        if pixels.0 == 0 || pixels.1 == 0 {
            return;
        }
        let window = Arc::clone(&shown.window);
        let geometry = self.geometry_of(&window, pixels);
        if let Some(shown) = &mut self.shown {
            if shown.geometry.pane_size() != geometry.pane_size() {
                self.app.resize(geometry.pane_size());
            }
            shown.geometry = geometry;
        }
        self.attention = true;
        self.ask_for_frame(Instant::now());
    }

    fn reload_fonts(&mut self) {
        let Some(shown) = &self.shown else { return };
        let scale = shown.window.scale_factor();
        let options = settings::fonts(&self.config, scale, self.font_scale);
        if self.fonts.configure(options) {
            if let Some(Shown { window, .. }) = &self.shown {
                self.snap(window);
            }
            self.relayout();
        }
    }

    fn scale_font(&mut self, scale: f64) {
        self.font_scale = scale;
        let cells = self
            .shown
            .as_ref()
            .map(|shown| shown.geometry.pane_size().cells);
        let follows = self.follows_font();
        self.reload_fonts();
        if let Some(cells) = cells.filter(|_| follows) {
            self.fit_to(cells);
            self.relayout();
        }
    }

    fn reload_config(&mut self) {
        self.config = Arc::clone(self.app.config());
        self.theme = settings::theme(&self.config, self.app.palette());
        self.reload_fonts();
        if let Some(Shown { window, .. }) = &self.shown {
            self.dress(window);
        }
        self.relayout();
    }

    /// Lets the program take its turn and does what it asks for.
    fn turn(&mut self, events: &ActiveEventLoop) {
        for text in self.clipboard.texts() {
            self.app.paste(&text);
        }
        let turn = self.app.turn();
        self.deadline = turn.deadline;
        let now = Instant::now();
        if turn.redraw {
            self.ask_for_frame(now);
        }
        if self.fonts.take_found() {
            self.ask_for_frame(now);
        }
        for request in turn.requests {
            self.grant(request, events);
        }
        if let Some(status) = turn.exit {
            self.stop(events, Ok(status));
        }
    }

    fn grant(&mut self, request: WindowRequest, events: &ActiveEventLoop) {
        match request {
            WindowRequest::SetTitle(title) => self.set_title(&title),
            WindowRequest::SetClipboard(text) => self.clipboard.set(Selection::Clipboard, text),
            WindowRequest::SetPrimary(text) => self.clipboard.set(Selection::Primary, text),
            WindowRequest::RequestPaste => self.clipboard.request(Selection::Clipboard),
            WindowRequest::RequestPrimaryPaste => self.clipboard.request(Selection::Primary),
            WindowRequest::DragWindow => self.drag_window(),
            WindowRequest::ToggleFullScreen => self.toggle_full_screen(),
            WindowRequest::Change(change) => self.change_place(change, events),
            WindowRequest::FontSize(scale) => self.scale_font(scale),
            WindowRequest::Bell => self.ring(),
            WindowRequest::Toast { title, body } => {
                if !self.toaster.show(&title, &body) {
                    log::info!("no desktop notification for {title:?}");
                }
            }
            WindowRequest::ConfigChanged => self.reload_config(),
        }
    }

    fn set_title(&mut self, title: &str) {
        if let Some(shown) = &mut self.shown
            && shown.title != title
        {
            shown.title = title.to_owned();
            shown.window.set_title(title);
        }
    }

    fn drag_window(&mut self) {
        let Some(Shown { window, .. }) = &self.shown else {
            return;
        };
        match window.drag_window() {
            // The window system keeps the release for itself.
            Ok(()) => drop(self.pointer.forget(modifiers(self.mods))),
            Err(error) => log::info!("the window cannot be dragged: {error}"),
        }
    }

    /// Hides the pointer while somebody types, or shows it again.
    fn show_pointer(&self, visible: bool) {
        if let Some(Shown { window, .. }) = &self.shown {
            window.set_cursor_visible(visible);
        }
    }

    fn something_typed(&mut self) {
        if self.config.hide_mouse_cursor_when_typing && self.pointer.typed() {
            self.show_pointer(false);
        }
    }

    fn toggle_full_screen(&self) {
        if let Some(Shown { window, .. }) = &self.shown {
            let full = window.fullscreen().is_none();
            window.set_fullscreen(full.then_some(Fullscreen::Borderless(None)));
        }
    }

    fn change_place(&mut self, change: WindowChange, events: &ActiveEventLoop) {
        let Some(Shown { window, .. }) = &self.shown else {
            return;
        };
        super::place::change(window, &mut self.level, change, events);
        if let WindowChange::InnerSize(..) = change {
            self.relayout();
        }
    }

    /// Tells how the desktop looks, where the window system knows it.
    fn theme_changed(&mut self, theme: Option<winit::window::Theme>) {
        match theme {
            Some(winit::window::Theme::Light) => self.app.set_appearance(Appearance::Light),
            Some(winit::window::Theme::Dark) => self.app.set_appearance(Appearance::Dark),
            None => {}
        }
    }

    fn ring(&self) {
        if let Some(Shown { window, .. }) = &self.shown
            && !self.focused
        {
            window.request_user_attention(Some(UserAttentionType::Informational));
        }
    }

    /// Makes a frame due, now or when enough time has passed since the last one.
    fn ask_for_frame(&mut self, now: Instant) {
        let frame_time = settings::frame_time(&self.config);
        let earliest = self
            .last_frame
            .map_or(now, |last| now.max(last + frame_time));
        self.due = Some(self.due.map_or(earliest, |due| due.min(earliest)));
    }

    fn draw(&mut self, events: &ActiveEventLoop) {
        let now = Instant::now();
        self.due = None;
        let frame = self.app.frame();
        let cursor = frame.grid.cursor;
        let title = frame.title.clone();
        self.set_title(&title);
        let rate = settings::blink_rate(&self.config)
            .filter(|_| self.focused && cursor.is_some_and(|cursor| cursor.blinking));
        self.blink.set(rate, now);
        self.lit = self.blink.is_lit(now);
        let Some(shown) = &mut self.shown else { return };
        let frame = self.app.frame();
        let composing = with_preedit(&frame.grid, &self.preedit);
        let scene = Scene {
            grid: composing.as_ref().unwrap_or(&frame.grid),
            theme: &self.theme,
            origin: shown.geometry.origin(),
            cursor: match (self.focused, self.lit) {
                (false, _) => CursorLook::Hollow,
                (true, true) => CursorLook::Shown,
                (true, false) => CursorLook::Hidden,
            },
        };
        shown.window.pre_present_notify();
        let drawn = shown.renderer.draw(&mut self.fonts, &scene);
        place_input_method(shown, scene.grid);
        self.last_frame = Some(now);
        match drawn {
            Ok(true) => shown.failures = 0,
            Ok(false) => self.due = Some(now + RETRY),
            Err(error) => {
                shown.failures += 1;
                log::error!("a frame is not shown: {error}");
                self.due = Some(now + RETRY);
                if shown.failures > MOST_FAILURES {
                    let gave_up = anyhow::Error::new(error).context("while a frame was drawn");
                    self.stop(events, Err(gave_up));
                }
            }
        }
    }

    fn key(&mut self, event: &KeyEvent) {
        if event.state != ElementState::Pressed {
            return;
        }
        self.restart_blink();
        let press = Press {
            logical: &event.logical_key,
            physical: event.physical_key,
            text: event.text.as_deref(),
            mods: self.mods,
        };
        let typed = typed(press);
        if typed.is_some() {
            self.something_typed();
        }
        match typed {
            Some(Typed::Key(key)) => {
                self.app.key_at(key, Some(place(event.physical_key)));
            }
            Some(Typed::Text(text)) => self.app.text(&text),
            None => {}
        }
    }

    fn restart_blink(&mut self) {
        let now = Instant::now();
        self.blink.restart(now);
        if !self.lit {
            self.ask_for_frame(now);
        }
    }

    fn ime(&mut self, ime: Ime) {
        match ime {
            Ime::Commit(text) => {
                self.preedit.clear();
                self.something_typed();
                self.restart_blink();
                self.app.text(&text);
            }
            Ime::Preedit(text, _) => {
                self.preedit = text;
                self.ask_for_frame(Instant::now());
            }
            Ime::Enabled => {}
            Ime::Disabled => {
                self.preedit.clear();
                self.ask_for_frame(Instant::now());
            }
        }
        self.app.set_composing(&self.preedit);
    }

    fn pointer_event(&mut self, event: &WindowEvent) {
        let Some(Shown { geometry, .. }) = &self.shown else {
            return;
        };
        let mods = modifiers(self.mods);
        let events: Vec<MouseEvent> = match event {
            WindowEvent::CursorMoved { position, .. } => {
                let moved = self.pointer.moved(position.x, position.y, geometry, mods);
                moved.into_iter().collect()
            }
            WindowEvent::MouseInput { state, button, .. } => {
                let Some(button) = mouse_button(*button) else {
                    return;
                };
                match state {
                    ElementState::Pressed => {
                        vec![self.pointer.pressed(button, Instant::now(), mods)]
                    }
                    ElementState::Released => {
                        self.pointer.released(button, mods).into_iter().collect()
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
        for event in events {
            self.app.mouse(event);
        }
    }

    fn focus(&mut self, focused: bool) {
        self.focused = focused;
        if !focused {
            self.mods = ModifiersState::empty();
            self.app.set_modifiers(modifiers(self.mods));
            if self.pointer.shows_again() {
                self.show_pointer(true);
            }
            for release in self.pointer.forget(modifiers(self.mods)) {
                self.app.mouse(release);
            }
        }
        self.app.focus(focused);
        self.restart_blink();
        // The cursor is filled or hollow by the focus.
        self.ask_for_frame(Instant::now());
    }

    /// Sleeps until the earliest of what is known to come.
    fn wait(&self, events: &ActiveEventLoop) {
        let blink = self.blink.next_change(Instant::now());
        let next = [self.due, self.deadline, blink].into_iter().flatten().min();
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
            self.attention |= self.deadline.is_some_and(|deadline| deadline <= now);
            if self.blink.is_lit(now) != self.lit {
                self.ask_for_frame(now);
            }
        }
    }

    fn resumed(&mut self, events: &ActiveEventLoop) {
        if self.shown.is_none()
            && let Err(error) = self.open(events)
        {
            self.stop(events, Err(error));
        }
    }

    fn user_event(&mut self, _events: &ActiveEventLoop, _poked: Poked) {
        // Cleared before the turn: what arrives during the turn pokes again.
        self.pending.store(false, Ordering::Release);
        self.attention = true;
    }

    fn window_event(&mut self, events: &ActiveEventLoop, _window: WindowId, event: WindowEvent) {
        match event {
            WindowEvent::RedrawRequested => return self.draw(events),
            WindowEvent::Resized(_) => self.relayout(),
            WindowEvent::ScaleFactorChanged { .. } => self.reload_fonts(),
            WindowEvent::CloseRequested => self.app.close_requested(),
            // Somebody else destroyed it (a display server that ends, `xdotool windowclose`).
            WindowEvent::Destroyed => return self.stop(events, Ok(0)),
            WindowEvent::Focused(focused) => self.focus(focused),
            WindowEvent::ThemeChanged(theme) => self.theme_changed(Some(theme)),
            WindowEvent::ModifiersChanged(mods) => {
                self.mods = mods.state();
                self.app.set_modifiers(modifiers(self.mods));
            }
            // Keys that were held when the focus came are not typed here.
            WindowEvent::KeyboardInput {
                is_synthetic: true, ..
            } => return,
            WindowEvent::KeyboardInput { event, .. } => self.key(&event),
            WindowEvent::Ime(ime) => self.ime(ime),
            WindowEvent::DroppedFile(path) => {
                let quoting = self.config.quote_dropped_files;
                self.app.paste(&dropped::as_shell_words(&path, quoting));
            }
            WindowEvent::CursorMoved { .. }
            | WindowEvent::MouseInput { .. }
            | WindowEvent::MouseWheel { .. } => self.pointer_event(&event),
            _ => return,
        }
        self.attention = true;
    }

    fn about_to_wait(&mut self, events: &ActiveEventLoop) {
        if std::mem::take(&mut self.attention) {
            self.turn(events);
        }
        if let Some(due) = self.due
            && due <= Instant::now()
            && let Some(Shown { window, .. }) = &self.shown
        {
            self.due = None;
            window.request_redraw();
        }
        self.wait(events);
    }
}

fn pixels_of(window: &Window) -> (u32, u32) {
    let size = window.inner_size();
    (size.width, size.height)
}

/// Returns the scale factor of the screen on which a new window will most likely appear.
fn likely_scale(events: &ActiveEventLoop) -> f64 {
    events
        .primary_monitor()
        .or_else(|| events.available_monitors().next())
        .map_or(1.0, |monitor| monitor.scale_factor())
}

/// Returns what people call the window system.
#[cfg(target_os = "linux")]
fn window_system(events: &ActiveEventLoop) -> &'static str {
    match winit::platform::wayland::ActiveEventLoopExtWayland::is_wayland(events) {
        true => "Wayland",
        false => "X11",
    }
}

#[cfg(not(target_os = "linux"))]
fn window_system(_: &ActiveEventLoop) -> &'static str {
    std::env::consts::OS
}

/// Names the window for the window manager.
#[cfg(target_os = "linux")]
fn named(attributes: WindowAttributes) -> WindowAttributes {
    // One name serves both window systems.
    winit::platform::x11::WindowAttributesExtX11::with_name(attributes, APP_ID, APP_ID)
}

#[cfg(not(target_os = "linux"))]
fn named(attributes: WindowAttributes) -> WindowAttributes {
    attributes
}

fn mouse_button(button: winit::event::MouseButton) -> Option<MouseButton> {
    match button {
        winit::event::MouseButton::Left => Some(MouseButton::Left),
        winit::event::MouseButton::Middle => Some(MouseButton::Middle),
        winit::event::MouseButton::Right => Some(MouseButton::Right),
        _ => None,
    }
}

/// Returns the grid with what an input method is composing at the cursor, when there is such text.
fn with_preedit(grid: &mux::grid::Grid, preedit: &str) -> Option<mux::grid::Grid> {
    let cursor = grid.cursor.filter(|_| !preedit.is_empty())?;
    let mut composing = grid.clone();
    let style = mux::grid::Style::default().underline(mux::grid::Underline::Single);
    let written = composing.put(cursor.x, cursor.y, preedit, style);
    let last = grid.size().cols.saturating_sub(1);
    composing.cursor = Some(mux::grid::Cursor {
        x: (cursor.x + written).min(last),
        ..cursor
    });
    Some(composing)
}

/// Tells the input method where its list of candidates belongs.
fn place_input_method(shown: &mut Shown, grid: &mux::grid::Grid) {
    let Some(cursor) = grid.cursor else { return };
    let (x, y) = shown.geometry.pixel_of(cursor.x, cursor.y);
    if shown.composing_at.replace((x, y)) == Some((x, y)) {
        return;
    }
    let height = shown.geometry.cell_height();
    shown.window.set_ime_cursor_area(
        PhysicalPosition::new(x, y),
        PhysicalSize::new(height / 2, height),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use mux::grid::{Cursor, Grid, Size, Style};

    fn grid_with_cursor(x: usize) -> Grid {
        let mut grid = Grid::new(Size::new(8, 1));
        grid.put(0, 0, "$ ls", Style::default());
        grid.cursor = Some(Cursor {
            x,
            ..Cursor::default()
        });
        grid
    }

    #[test]
    fn composed_text_stands_at_the_cursor_until_it_is_committed() {
        let grid = grid_with_cursor(4);
        assert_eq!(with_preedit(&grid, ""), None);
        let composing = with_preedit(&grid, "にほ").expect("there is text to show");
        assert_eq!(composing.text(), "$ lsにほ");
        assert_eq!(composing.cursor.map(|cursor| cursor.x), Some(7));
        let hidden = Grid::new(Size::new(8, 1));
        assert_eq!(with_preedit(&hidden, "に"), None);
    }
}
