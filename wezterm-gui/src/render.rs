//! From a grid of cells to pixels: one draw list, two painters, one picture.
//!
//! [`compose`] turns a grid into quads that know nothing of a graphics API; `paint` fills memory
//! with them (the window without a GPU, and every test), `gpu` hands them to wgpu. [`Renderer`]
//! owns the window's surface, chooses between the two and goes on with the CPU when the GPU fails.
//! Main thread only. It decides no layout, reads no configuration and knows no window system.

mod backdrop;
mod bands;
mod bidi;
mod compose;
mod cpu;
mod gpu;
mod list;
mod padlock;
mod paint;
mod panels;
mod slices;
mod theme;

pub use backdrop::{Axis, Backdrop, Extent, Gradient, Layer, Layers, Picture, Repeat, Source, Way};
pub use bands::Bands;
pub use bidi::Bidi;
pub use compose::{CursorLook, Effects, Flash, FlashTarget, Margins, Panel, Scene, Strip, compose};
pub use list::{DrawList, Quad, QuadKind};
pub use paint::{Canvas, paint, paint_rows};
pub(crate) use slices::stretches;
pub use slices::{Slice, Slices};
pub use theme::{Bold, Factors, Pixel, Theme, premultiplied};

use crate::fonts::Fonts;
use gpu::GpuError;

/// A window as both painters need it.
pub trait Target:
    wgpu::rwh::HasWindowHandle
    + wgpu::rwh::HasDisplayHandle
    + std::fmt::Debug
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<T> Target for T where
    T: wgpu::rwh::HasWindowHandle
        + wgpu::rwh::HasDisplayHandle
        + std::fmt::Debug
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// Which painter is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preference {
    /// The GPU where there is a hardware one, else the CPU.
    Auto(GpuChoice),
    /// The GPU, even one that is emulated.
    Gpu(GpuChoice),
    /// The CPU.
    Cpu,
}

/// Which GPU is wanted where there are several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GpuChoice {
    /// The fastest, rather than the one that uses the least.
    pub fastest: bool,
    /// An emulated one, even where there is hardware.
    pub emulated: bool,
}

/// Why nothing can be shown in the window.
#[derive(Debug, thiserror::Error)]
#[error("cannot draw into the window: {0}")]
pub struct RenderError(String);

impl From<softbuffer::SoftBufferError> for RenderError {
    /// Keeps the message: the error itself may not leave its thread.
    fn from(error: softbuffer::SoftBufferError) -> Self {
        Self(error.to_string())
    }
}

enum Painter<T: Target> {
    Gpu(Box<gpu::Screen>),
    Cpu(Box<cpu::Screen<T>>),
    /// While one painter makes room for the other.
    Gone,
}

/// Draws grids into a window.
pub struct Renderer<T: Target> {
    target: T,
    painter: Painter<T>,
    size: (u32, u32),
    list: DrawList,
    /// Whether the window was made to be seen through.
    transparent: bool,
    /// Whether the window system reads the opacity of what the CPU draws: softbuffer asks Wayland to leave it
    /// aside.
    cpu_sees_through: bool,
    told: bool,
    /// Why the GPU was given up, until somebody asks.
    loss: Option<String>,
}

/// How a window can be drawn into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surface {
    /// Its size in pixels.
    pub size: (u32, u32),
    /// Whether it was made to be seen through.
    pub transparent: bool,
}

impl<T: Target> Renderer<T> {
    /// Opens the window's surface with the preferred painter; the CPU stands in for the GPU.
    pub fn new(target: T, preference: Preference, surface: Surface) -> Result<Self, RenderError> {
        let Surface { size, transparent } = surface;
        let painter = match gpu_painter(&target, preference, surface) {
            Some(screen) => Painter::Gpu(Box::new(screen)),
            None => Painter::Cpu(Box::new(cpu::Screen::new(target.clone())?)),
        };
        let renderer = Self {
            cpu_sees_through: is_x11(&target),
            target,
            painter,
            size,
            list: DrawList::default(),
            transparent,
            told: false,
            loss: None,
        };
        log::info!("drawing with {}", renderer.description());
        Ok(renderer)
    }

    /// Returns whether the CPU paints.
    pub fn is_cpu(&self) -> bool {
        !matches!(self.painter, Painter::Gpu(_))
    }

    /// Returns the painter's name, for the log and for people.
    pub fn description(&self) -> String {
        match &self.painter {
            Painter::Gpu(screen) => screen.description(),
            Painter::Cpu(_) | Painter::Gone => "the CPU".to_owned(),
        }
    }

    /// Returns why the GPU was given up, if it was since the last time that this was asked.
    pub fn take_loss(&mut self) -> Option<String> {
        self.loss.take()
    }

    /// Returns whether what is behind the window can be seen through it; a backdrop is opaque otherwise.
    pub fn sees_through(&self) -> bool {
        self.transparent
            && match &self.painter {
                Painter::Gpu(screen) => screen.sees_through(),
                Painter::Cpu(_) | Painter::Gone => self.cpu_sees_through,
            }
    }

    /// Says once, in the log, that the window stays opaque.
    fn cannot_see_through(&mut self) {
        if !std::mem::replace(&mut self.told, true) {
            let painter = self.description();
            log::warn!("{painter} cannot show what is behind the window: it is drawn opaque");
        }
    }

    /// Returns whether the last picture has text that blinks: slowly, and rapidly.
    pub fn blinks(&self) -> (bool, bool) {
        (self.list.slow_text, self.list.rapid_text)
    }

    /// Follows the window's size; nothing is drawn while a side is zero.
    pub fn resize(&mut self, size: (u32, u32)) {
        self.size = size;
    }

    /// Draws a scene; a GPU that fails is replaced by the CPU within the same call.
    /// Returns whether the picture is on its way to the screen; else it is to be drawn again soon.
    pub fn draw(&mut self, fonts: &mut Fonts, scene: &Scene<'_>) -> Result<bool, RenderError> {
        if self.size.0 == 0 || self.size.1 == 0 {
            return Ok(true);
        }
        compose(fonts, scene, &mut self.list);
        let theme = scene.theme;
        if theme.opacity < 255 && self.list.backdrop.is_none() && !self.sees_through() {
            self.list.background = premultiplied(theme.background(), 255);
            self.cannot_see_through();
        }
        if let Painter::Gpu(screen) = &mut self.painter {
            match screen.present(fonts.glyphs(), &self.list, self.size) {
                Ok(shown) => return Ok(shown),
                Err(error) => self.give_up_gpu(&error),
            }
        }
        self.present_by_cpu(fonts)?;
        Ok(true)
    }

    fn present_by_cpu(&mut self, fonts: &Fonts) -> Result<(), RenderError> {
        if let Painter::Gone = self.painter {
            let screen = cpu::Screen::new(self.target.clone())?;
            self.painter = Painter::Cpu(Box::new(screen));
        }
        let Painter::Cpu(screen) = &mut self.painter else {
            return Ok(());
        };
        let drawn = screen.present(fonts.glyphs(), &self.list, self.size);
        if drawn.is_err() {
            // The next frame starts with a new surface.
            self.painter = Painter::Gone;
        }
        Ok(drawn?)
    }

    fn give_up_gpu(&mut self, error: &GpuError) {
        log::error!("the GPU cannot draw any more, going on with the CPU: {error}");
        self.loss = Some(error.to_string());
        // The GPU's surface must be gone before the window is given another one.
        self.painter = Painter::Gone;
    }
}

/// Returns whether a GPU that is wanted can only be an emulated one.
pub fn is_emulated(preference: Preference) -> bool {
    match preference {
        Preference::Cpu => false,
        Preference::Auto(choice) => choice.emulated,
        Preference::Gpu(choice) => choice.emulated || !gpu::may_have_hardware(),
    }
}

/// Returns whether the window is X11's.
fn is_x11<T: Target>(target: &T) -> bool {
    use wgpu::rwh::RawWindowHandle::{Xcb, Xlib};
    let handle = target.window_handle().map(|handle| handle.as_raw());
    matches!(handle, Ok(Xcb(_) | Xlib(_)))
}

fn gpu_painter<T: Target>(
    target: &T,
    preference: Preference,
    surface: Surface,
) -> Option<gpu::Screen> {
    let (choice, software_too) = match preference {
        Preference::Cpu => return None,
        Preference::Auto(choice) if !choice.emulated && !gpu::may_have_hardware() => {
            log::info!("no GPU device on this machine");
            return None;
        }
        Preference::Auto(choice) => (choice, false),
        Preference::Gpu(choice) => (choice, true),
    };
    match gpu::Screen::new(target.clone(), choice, software_too, surface) {
        Ok(screen) => Some(screen),
        Err(error) => {
            log::info!("not drawing with the GPU: {error}");
            None
        }
    }
}

#[cfg(test)]
mod tests;
