//! From a grid of cells to pixels: one draw list, two painters, one picture.
//!
//! [`compose`] turns a grid into quads that know nothing of a graphics API; `paint` fills memory
//! with them (the window without a GPU, and every test), `gpu` hands them to wgpu. [`Renderer`]
//! owns the window's surface, chooses between the two and goes on with the CPU when the GPU fails.
//! Main thread only. It decides no layout, reads no configuration and knows no window system.

mod compose;
mod cpu;
mod gpu;
mod paint;
mod slices;
mod theme;

pub use compose::{CursorLook, DrawList, Quad, QuadKind, Scene, compose};
pub use paint::{Canvas, paint};
pub(crate) use slices::stretches;
pub use slices::{Slice, Slices};
pub use theme::{Bold, Theme};

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
}

impl<T: Target> Renderer<T> {
    /// Opens the window's surface with the preferred painter; the CPU stands in for the GPU.
    pub fn new(target: T, preference: Preference, size: (u32, u32)) -> Result<Self, RenderError> {
        let painter = match gpu_painter(&target, preference, size) {
            Some(screen) => Painter::Gpu(Box::new(screen)),
            None => Painter::Cpu(Box::new(cpu::Screen::new(target.clone())?)),
        };
        let renderer = Self {
            target,
            painter,
            size,
            list: DrawList::default(),
        };
        log::info!("drawing with {}", renderer.description());
        Ok(renderer)
    }

    /// Returns the painter's name, for the log and for people.
    pub fn description(&self) -> String {
        match &self.painter {
            Painter::Gpu(screen) => screen.description(),
            Painter::Cpu(_) | Painter::Gone => "the CPU".to_owned(),
        }
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
        // The GPU's surface must be gone before the window is given another one.
        self.painter = Painter::Gone;
    }
}

fn gpu_painter<T: Target>(
    target: &T,
    preference: Preference,
    size: (u32, u32),
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
    match gpu::Screen::new(target.clone(), choice, software_too, size) {
        Ok(screen) => Some(screen),
        Err(error) => {
            log::info!("not drawing with the GPU: {error}");
            None
        }
    }
}

#[cfg(test)]
mod tests;
