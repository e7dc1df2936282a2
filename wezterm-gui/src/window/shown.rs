//! One window of the desktop: what shows one of the program's windows, and what happens in it.
//!
//! Hides winit's window, the renderer and the geometry between pixels and cells. What all windows have
//! together comes as `cx`; the program is told first which of its windows is meant (`App::enter`). Main
//! thread only. Which windows there are is `driver`'s affair.

mod composing;
mod painter;
mod pointing;
mod typing;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use composing::{place_input_method, with_preedit};
use config::{Config, WindowLevel};
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::event::WindowEvent;
use winit::event_loop::ActiveEventLoop;
use winit::keyboard::ModifiersState;
use winit::window::{Fullscreen, ResizeDirection, UserAttentionType, Window, WindowAttributes};

use super::background::Space;
use super::clipboard::{Clipboard, Selection};
use super::decor::{self, Decor};
use super::font_sets::FontSets;
use super::geometry::{Around, Geometry};
use super::motion::Blinkers;
use super::pointer::Pointer;
use super::rim::Rim;
use super::settings::Screen;
use super::stopwatch::Stopwatch;
use super::toast::Toaster;
use super::{APP_ID, chrome, dropped, icon, settings};
use crate::app::{App, Appearance};
use crate::fonts::Fonts;
use crate::frame::{Poke, WindowChange, WindowRequest};
use crate::input::modifiers;
use crate::render::{CursorLook, Effects, RenderError, Renderer, Scene, Surface, Theme};

/// When a frame is tried again that the window system had no room for.
const RETRY: Duration = Duration::from_millis(40);

/// Frames in a row that may fail before the window is given up.
const MOST_FAILURES: u32 = 20;

/// What all windows have together.
pub(super) struct Shared {
    pub(super) app: App,
    pub(super) fonts: FontSets,
    pub(super) clipboard: Clipboard,
    pub(super) toaster: Toaster,
    /// Wakes the loop.
    pub(super) poke: Poke,
    /// The modifiers that are held, in whichever window has the keyboard.
    pub(super) mods: ModifiersState,
    /// The program is to take a turn.
    pub(super) attention: bool,
    /// The top left corner of the screen with the keyboard, when a window was last put somewhere.
    pub(super) active_corner: Option<PhysicalPosition<i32>>,
}

/// Where a window stands on the desktop, and how large.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// None where the window system does not tell.
    corner: Option<PhysicalPosition<i32>>,
    size: PhysicalSize<u32>,
}

/// A window with what draws into it.
pub(super) struct Shown {
    /// Which of the program's windows it shows.
    id: mux::WindowId,
    window: Arc<Window>,
    /// What people call the window system.
    system: &'static str,
    renderer: Renderer<Arc<Window>>,
    geometry: Geometry,
    config: Arc<Config>,
    theme: Theme,
    fonts: Rc<RefCell<Fonts>>,
    font_scale: f64,
    title: String,
    /// Where the input method was last told that the cursor is.
    composing_at: Option<(u32, u32)>,
    failures: u32,
    pointer: Pointer,
    rim: Rim,
    focused: bool,
    /// Whether the desktop was asked for a title bar.
    titled: bool,
    /// The edge under the pointer that resizes the window, where the desktop gives it none.
    edge: Option<ResizeDirection>,
    level: WindowLevel,
    /// Text that an input method is still composing, or what a dead key puts on the next letter.
    preedit: String,
    /// It is a dead key's.
    dead_key: bool,
    decor: Decor,
    /// A frame is due, at this moment at the earliest.
    due: Option<Instant>,
    /// Before this moment none is drawn.
    next_frame: Option<Instant>,
    stopwatch: Stopwatch,
}

impl Shown {
    /// Opens a window that shows one of the program's, which has been entered; where it stood before, if it did.
    pub(super) fn open(
        id: mux::WindowId,
        before: Option<Place>,
        events: &ActiveEventLoop,
        cx: &mut Shared,
    ) -> anyhow::Result<Shown> {
        let config = Arc::clone(cx.app.config());
        let font_scale = cx.app.font_scale();
        let likely = likely_screen(events);
        let mut fonts = cx.fonts.take(settings::fonts(&config, &likely, font_scale));
        let cells = cx.app.size().cells;
        let size = pixels_for(cells, &fonts.borrow(), &config, &cx.app, &likely);
        let transparent = settings::transparent(&config);
        let titled = cx.app.wants_title_bar();
        let attributes = WindowAttributes::default()
            .with_title("wezterm")
            .with_window_icon(icon::icon())
            .with_inner_size(PhysicalSize::new(size.0, size.1))
            .with_transparent(transparent)
            .with_decorations(titled)
            .with_resizable(config.window_decorations.resize);
        let window = events
            .create_window(named(standing(attributes, before)))
            .context("while the window was opened")?;
        let window = Arc::new(window);
        let screen = screen_of(&window);
        if settings::dpi(&config, &screen) != settings::dpi(&config, &likely) {
            let options = settings::fonts(&config, &screen, font_scale);
            cx.fonts.change(&mut fonts, options);
            let (width, height) = pixels_for(cells, &fonts.borrow(), &config, &cx.app, &screen);
            // Where it is granted at once no event follows; the size is read below.
            let _ = window.request_inner_size(PhysicalSize::new(width, height));
        }
        let pixels = pixels_of(&window);
        let preference = settings::preference(&config);
        let surface = Surface {
            size: pixels,
            transparent,
        };
        let renderer = Renderer::new(Arc::clone(&window), preference, surface)
            .context("while the window was prepared for drawing")?;
        let geometry = geometry_of(&window, pixels, &fonts.borrow(), &config, &cx.app);
        let decor = Decor::new(&config, cx.app.config_folder(), Arc::clone(&cx.poke));
        let now = Instant::now();
        let mut shown = Shown {
            id,
            system: painter::window_system(events),
            renderer,
            geometry,
            theme: settings::theme(&config, cx.app.palette()),
            config,
            fonts,
            font_scale,
            title: String::new(),
            composing_at: None,
            failures: 0,
            pointer: Pointer::default(),
            rim: Rim::default(),
            focused: cx.app.is_focused(),
            titled,
            edge: None,
            level: WindowLevel::Normal,
            preedit: String::new(),
            dead_key: false,
            decor,
            due: None,
            next_frame: None,
            stopwatch: Stopwatch::default(),
            window,
        };
        shown.dress(&cx.app);
        shown.tell_painter(cx);
        shown.theme_changed(shown.window.theme(), cx);
        shown.tell_size(cx);
        cx.attention = true;
        shown.ask_for_frame(now);
        Ok(shown)
    }

    /// Returns which of the program's windows it shows.
    pub(super) fn id(&self) -> mux::WindowId {
        self.id
    }

    /// Returns what the window system calls it.
    pub(super) fn name(&self) -> winit::window::WindowId {
        self.window.id()
    }

    /// Returns where it stands.
    pub(super) fn place(&self) -> Place {
        Place {
            corner: self.window.outer_position().ok(),
            size: self.window.inner_size(),
        }
    }

    /// Returns the top left corner of the screen that it is on.
    pub(super) fn screen_corner(&self) -> Option<PhysicalPosition<i32>> {
        Some(self.window.current_monitor()?.position())
    }

    /// Returns whether it has the keyboard.
    pub(super) fn is_focused(&self) -> bool {
        self.focused
    }

    /// Shows another one of the program's windows, in the same place.
    pub(super) fn give_to(&mut self, id: mux::WindowId, cx: &mut Shared) {
        self.leave(cx);
        self.id = id;
        cx.app.enter(id);
        self.font_scale = cx.app.font_scale();
        self.composing_at = None;
        self.preedit.clear();
        self.reload_config(cx);
        self.tell_painter(cx);
        self.tell_size(cx);
        cx.app.focus(self.focused);
        cx.app.set_modifiers(modifiers(cx.mods));
        self.ask_for_frame(Instant::now());
    }

    /// Tells the program that the window which was shown is shown no longer.
    pub(super) fn leave(&mut self, cx: &mut Shared) {
        if !cx.app.enter(self.id) {
            return;
        }
        self.let_go_of_pointer(cx);
        cx.app.set_composing("");
        cx.app.focus(false);
    }

    /// Gives the window what the configuration says of it.
    fn dress(&mut self, app: &App) {
        self.set_titled(app.wants_title_bar());
        let (window, resizable) = (&self.window, self.config.window_decorations.resize);
        if window.is_resizable() != resizable {
            window.set_resizable(resizable);
        }
        window.set_ime_allowed(self.config.use_ime);
        self.snap();
    }

    /// Has the desktop draw a title bar, or take it away.
    fn set_titled(&mut self, titled: bool) {
        if self.titled != titled {
            self.titled = titled;
            self.window.set_decorations(titled);
        }
    }

    /// Has the window grow by whole cells, where that is wanted.
    fn snap(&self) {
        let metrics = self.fonts.borrow().metrics();
        let cell = PhysicalSize::new(metrics.width, metrics.height);
        let steps = self.config.use_resize_increments.then_some(cell);
        self.window.set_resize_increments(steps);
    }

    /// Makes the window as large as so many cells are with the font as it is now.
    fn fit_to(&self, cells: mux::grid::Size, app: &App) {
        let window = &self.window;
        let (fonts, screen) = (self.fonts.borrow(), screen_of(window));
        let (mut width, mut height) = pixels_for(cells, &fonts, &self.config, app, &screen);
        if let Some(monitor) = window.current_monitor() {
            // A window that is larger than its screen shows less, not more.
            width = width.min(monitor.size().width);
            height = height.min(monitor.size().height);
        }
        // Where it is granted at once no event follows; the size is read by who calls.
        let _ = window.request_inner_size(PhysicalSize::new(width, height));
    }

    /// Tells whether the window has a size of its own, and not that of the screen.
    fn floats(&self) -> bool {
        self.window.fullscreen().is_none() && !self.window.is_maximized()
    }

    fn follows_font(&self) -> bool {
        self.floats() && settings::window_follows_font(&self.config, &settings::Desktop::of_here())
    }

    /// Tells the program how much the window holds.
    fn tell_size(&self, cx: &mut Shared) {
        cx.app.set_bar_columns(self.geometry.bar_cols());
        cx.app.resize(self.geometry.pane_size());
    }

    /// Measures the window again and tells the program.
    fn relayout(&mut self, cx: &mut Shared) {
        let pixels = pixels_of(&self.window);
        self.renderer.resize(pixels);
        cx.app.set_full_screen(self.window.fullscreen().is_some());
        if pixels.0 == 0 || pixels.1 == 0 {
            return;
        }
        let geometry = geometry_of(
            &self.window,
            pixels,
            &self.fonts.borrow(),
            &self.config,
            &cx.app,
        );
        self.geometry = geometry;
        self.tell_size(cx);
        cx.attention = true;
        self.ask_for_frame(Instant::now());
    }

    fn reload_fonts(&mut self, cx: &mut Shared) {
        let screen = screen_of(&self.window);
        let options = settings::fonts(&self.config, &screen, self.font_scale);
        if *self.fonts.borrow().options() == options {
            return;
        }
        cx.fonts.change(&mut self.fonts, options);
        self.snap();
        self.relayout(cx);
    }

    fn scale_font(&mut self, scale: f64, cx: &mut Shared) {
        self.font_scale = scale;
        let cells = self.geometry.pane_size().cells;
        let follows = self.follows_font();
        self.reload_fonts(cx);
        if follows {
            self.fit_to(cells, &cx.app);
            self.relayout(cx);
        }
    }

    fn reload_config(&mut self, cx: &mut Shared) {
        self.config = Arc::clone(cx.app.config());
        self.theme = settings::theme(&self.config, cx.app.palette());
        self.decor.configure(&self.config, cx.app.config_folder());
        self.reload_fonts(cx);
        self.dress(&cx.app);
        self.relayout(cx);
    }

    /// Does what the program asks for.
    pub(super) fn grant(
        &mut self,
        request: WindowRequest,
        events: &ActiveEventLoop,
        cx: &mut Shared,
    ) {
        match request {
            WindowRequest::SetTitle(title) => self.set_title(&title),
            WindowRequest::SetClipboard(text) => cx.clipboard.set(Selection::Clipboard, text),
            WindowRequest::SetPrimary(text) => cx.clipboard.set(Selection::Primary, text),
            WindowRequest::RequestPaste => cx.clipboard.request(Selection::Clipboard, self.id),
            WindowRequest::RequestPrimaryPaste => cx.clipboard.request(Selection::Primary, self.id),
            WindowRequest::DragWindow => self.drag_window(cx),
            WindowRequest::ToggleFullScreen => self.toggle_full_screen(),
            WindowRequest::Change(change) => self.change_place(change, events, cx),
            WindowRequest::Place(place) => {
                super::place::put(&self.window, &place, cx.active_corner, events);
            }
            WindowRequest::Fit(cells) => {
                self.fit_to(cells, &cx.app);
                self.relayout(cx);
            }
            WindowRequest::FontSize(scale) => self.scale_font(scale, cx),
            WindowRequest::Bell => self.ring(),
            WindowRequest::Flash(area) => {
                let now = Instant::now();
                self.decor.ring(self.config.look.visual_bell, area, now);
                self.ask_for_frame(now);
            }
            WindowRequest::Toast { title, body } => {
                if !cx.toaster.show(&title, &body) {
                    log::info!("no desktop notification for {title:?}");
                }
            }
            WindowRequest::ConfigChanged => self.reload_config(cx),
        }
    }

    fn set_title(&mut self, title: &str) {
        if self.title != title {
            title.clone_into(&mut self.title);
            self.window.set_title(title);
        }
    }

    fn drag_window(&mut self, cx: &mut Shared) {
        match self.window.drag_window() {
            // The window system keeps the release for itself.
            Ok(()) => {
                drop(self.pointer.forget(modifiers(cx.mods)));
                self.rim.let_go();
            }
            Err(error) => log::info!("the window cannot be dragged: {error}"),
        }
    }

    fn toggle_full_screen(&self) {
        let full = self.window.fullscreen().is_none();
        let full = full.then_some(Fullscreen::Borderless(None));
        self.window.set_fullscreen(full);
    }

    fn change_place(&mut self, change: WindowChange, events: &ActiveEventLoop, cx: &mut Shared) {
        super::place::change(&self.window, &mut self.level, change, events);
        if let WindowChange::InnerSize(..) = change {
            self.relayout(cx);
        }
    }

    /// Tells how the desktop looks, where the window system knows it.
    fn theme_changed(&self, theme: Option<winit::window::Theme>, cx: &mut Shared) {
        match theme {
            Some(winit::window::Theme::Light) => cx.app.set_appearance(Appearance::Light),
            Some(winit::window::Theme::Dark) => cx.app.set_appearance(Appearance::Dark),
            None => {}
        }
    }

    fn ring(&self) {
        if !self.focused {
            let urgency = Some(UserAttentionType::Informational);
            self.window.request_user_attention(urgency);
        }
    }

    /// Makes a frame due, now or when enough time has passed since the last one.
    pub(super) fn ask_for_frame(&mut self, now: Instant) {
        let earliest = self.next_frame.map_or(now, |next| now.max(next));
        self.due = Some(self.due.map_or(earliest, |due| due.min(earliest)));
    }

    /// Asks for a frame where its fonts look different now.
    pub(super) fn fonts_changed(&mut self, fonts: &Rc<RefCell<Fonts>>, now: Instant) {
        if Rc::ptr_eq(&self.fonts, fonts) {
            self.ask_for_frame(now);
        }
    }

    /// Takes a background that was made meanwhile, and tells what is wrong with it.
    pub(super) fn take_made(&mut self, cx: &mut Shared, now: Instant) {
        let (made, problems) = self.decor.take_made();
        cx.app.background_failed(problems);
        if made {
            self.ask_for_frame(now);
        }
    }

    /// Makes room for the tab bar, or takes it back, when it has come or gone; the title bar that it stands for goes or
    /// comes.
    pub(super) fn follow_bar(&mut self, cx: &mut Shared) {
        cx.app.enter(self.id);
        self.set_titled(cx.app.wants_title_bar());
        if self.geometry.bar_side() != cx.app.bar_beside_grid() {
            self.relayout(cx);
        }
    }

    /// Asks the window system for the frame that is due; returns when something is to be done next.
    pub(super) fn next(&mut self, now: Instant) -> Option<Instant> {
        // Whatever woke the loop: events that come often must not hold up what moves.
        if self.decor.is_due(now) {
            self.ask_for_frame(now);
        }
        if self.due.is_some_and(|due| due <= now) {
            self.due = None;
            self.window.request_redraw();
        }
        let moves = self.decor.next_change(now);
        [self.due, moves].into_iter().flatten().min()
    }

    /// Returns the room that there is for what is behind the text.
    fn space(&self, app: &App) -> Space {
        let scrolled = match self.decor.scrolls() {
            true => app.top_row(),
            false => 0,
        };
        let sees_through = self.renderer.sees_through();
        Space {
            window: self.geometry.window(),
            inner: self.geometry.inner(),
            cell: self.geometry.cell(),
            dpi: self.geometry.dpi(),
            scrolled: scrolled as f64 * f64::from(self.geometry.cell_height()),
            ground: decor::ground(&self.config, &self.theme, sees_through),
        }
    }

    /// Draws a frame; fails when too many in a row could not be drawn.
    pub(super) fn draw(&mut self, cx: &mut Shared) -> Result<(), RenderError> {
        let now = Instant::now();
        self.due = None;
        let frame = cx.app.frame();
        let cursor = frame.grid.cursor;
        self.set_title(&frame.title);
        let mut blinkers = Blinkers {
            cursor: self.focused && cursor.is_some_and(|cursor| cursor.blinking),
            ..blinkers(&self.renderer)
        };
        self.decor.set_blinkers(&self.config, blinkers, now);
        let space = self.space(&cx.app);
        let effects = Effects {
            margins: self.geometry.margins(),
            ..self.decor.effects(&self.config, space, now)
        };
        self.theme.composing = cx.app.keeps_keys_back();
        let frame = cx.app.frame();
        let composing = with_preedit(&frame.grid, &self.preedit);
        let geometry = &self.geometry;
        let cells = chrome::Cells {
            grid: self.fonts.borrow().metrics(),
            bar: self.fonts.borrow().bar_metrics(),
        };
        let panels = chrome::panels(frame, geometry, cells, &self.theme, &self.config);
        let strips = chrome::strips(frame, geometry, cells.bar);
        let scene = Scene {
            grid: composing.as_ref().unwrap_or(&frame.grid),
            theme: &self.theme,
            origin: self.geometry.origin(),
            cursor: match self.focused {
                false => CursorLook::Hollow,
                true => CursorLook::Shown,
            },
            effects,
            panels: &panels,
            strips: &strips,
        };
        self.window.pre_present_notify();
        let drawn = self.renderer.draw(&mut self.fonts.borrow_mut(), &scene);
        // Only the frame knows which text is on it.
        blinkers = Blinkers {
            cursor: blinkers.cursor,
            ..self::blinkers(&self.renderer)
        };
        self.decor.set_blinkers(&self.config, blinkers, now);
        cx.attention |= self.fonts.borrow().misses_any();
        // A GPU may have had it wait for the screen.
        let taken = match self.renderer.is_cpu() {
            true => now.elapsed(),
            false => Duration::ZERO,
        };
        self.next_frame = Some(now + settings::frame_time(&self.config, taken));
        match drawn {
            Ok(true) => {
                self.failures = 0;
                self.stopwatch.shown(now);
            }
            Ok(false) => self.due = Some(now + RETRY),
            Err(error) => {
                self.failures += 1;
                log::error!("a frame is not shown: {error}");
                self.due = Some(now + RETRY);
                if self.failures > MOST_FAILURES {
                    return Err(error);
                }
            }
        }
        place_input_method(
            scene.grid,
            &self.geometry,
            &mut self.composing_at,
            &self.window,
        );
        self.tell_loss(cx);
        Ok(())
    }

    /// Handles what happens in the window, which the program has entered; false when it needs no turn.
    pub(super) fn event(&mut self, event: WindowEvent, cx: &mut Shared) -> bool {
        match event {
            WindowEvent::Resized(_) => self.relayout(cx),
            WindowEvent::ScaleFactorChanged { .. } => self.reload_fonts(cx),
            // It may be on another screen now.
            WindowEvent::Moved(_) if !self.config.dpi_by_screen.is_empty() => {
                self.reload_fonts(cx);
            }
            WindowEvent::CloseRequested => cx.app.close_requested(),
            WindowEvent::Focused(focused) => self.focus(focused, cx),
            WindowEvent::ThemeChanged(theme) => self.theme_changed(Some(theme), cx),
            WindowEvent::ModifiersChanged(mods) => {
                cx.mods = mods.state();
                cx.app.set_modifiers(modifiers(cx.mods));
            }
            // Keys that were held when the focus came are not typed here.
            WindowEvent::KeyboardInput {
                is_synthetic: true, ..
            } => return false,
            WindowEvent::KeyboardInput { event, .. } => self.key(&event, cx),
            WindowEvent::Ime(ime) => self.ime(ime, cx),
            WindowEvent::DroppedFile(path) => {
                let quoting = self.config.quote_dropped_files;
                cx.app.paste(&dropped::as_shell_words(&path, quoting));
            }
            WindowEvent::CursorLeft { .. } => {
                cx.app.mouse_left_bar();
                cx.app.mouse_left_cells();
            }
            WindowEvent::CursorMoved { .. }
            | WindowEvent::MouseInput { .. }
            | WindowEvent::MouseWheel { .. } => self.pointer_event(&event, cx),
            _ => return false,
        }
        true
    }

    fn focus(&mut self, focused: bool, cx: &mut Shared) {
        self.focused = focused;
        if !focused {
            cx.mods = ModifiersState::empty();
            cx.app.set_modifiers(modifiers(cx.mods));
            if self.pointer.shows_again() {
                self.window.set_cursor_visible(true);
            }
            self.forget_dead_key(cx);
            self.let_go_of_pointer(cx);
        }
        cx.app.focus(focused);
        self.restart_blink();
        // The cursor is filled or hollow by the focus.
        self.ask_for_frame(Instant::now());
    }
}

/// Returns which text on the last frame blinks.
fn blinkers(renderer: &Renderer<Arc<Window>>) -> Blinkers {
    let (slow_text, rapid_text) = renderer.blinks();
    Blinkers {
        cursor: false,
        slow_text,
        rapid_text,
    }
}

fn pixels_of(window: &Window) -> (u32, u32) {
    let size = window.inner_size();
    (size.width, size.height)
}

/// Returns what is to be around the cells of the window that the program has entered.
fn around<'a>(config: &'a Config, app: &App, fonts: &Fonts) -> Around<'a> {
    Around {
        padding: &config.window_padding,
        bar: app.bar_beside_grid(),
        bar_cell: fonts.bar_metrics(),
        scroll_bar: config.enable_scroll_bar,
        borders: &config.window_frame.borders,
        alignment: config.window_content_alignment,
    }
}

/// Returns the pixels of a window that holds so many cells.
fn pixels_for(
    cells: mux::grid::Size,
    fonts: &Fonts,
    config: &Config,
    app: &App,
    screen: &Screen,
) -> (u32, u32) {
    let dpi = settings::dpi(config, screen);
    Geometry::window_for(cells, fonts.metrics(), &around(config, app, fonts), dpi)
}

fn geometry_of(
    window: &Window,
    pixels: (u32, u32),
    fonts: &Fonts,
    config: &Config,
    app: &App,
) -> Geometry {
    let dpi = settings::dpi(config, &screen_of(window));
    Geometry::of_window(pixels, fonts.metrics(), &around(config, app, fonts), dpi)
}

/// Returns the screen on which a new window will most likely appear.
fn likely_screen(events: &ActiveEventLoop) -> Screen {
    let monitor = events
        .primary_monitor()
        .or_else(|| events.available_monitors().next());
    monitor.map_or(Screen::of_scale(1.0), |monitor| Screen {
        name: monitor.name(),
        scale: monitor.scale_factor(),
    })
}

/// Returns the screen that the window is on.
fn screen_of(window: &Window) -> Screen {
    Screen {
        name: window.current_monitor().and_then(|monitor| monitor.name()),
        scale: window.scale_factor(),
    }
}

/// Has a window open where it stood before.
fn standing(attributes: WindowAttributes, before: Option<Place>) -> WindowAttributes {
    let Some(Place { corner, size }) = before else {
        return attributes;
    };
    let attributes = attributes.with_inner_size(size);
    match corner {
        Some(corner) => attributes.with_position(corner),
        None => attributes,
    }
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
