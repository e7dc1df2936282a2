//! The window's surface without a GPU.
//!
//! Hides softbuffer (shared memory with the X or Wayland server). Main thread. What the pixels look
//! like is `paint`'s business.

use std::num::NonZeroU32;

use softbuffer::SoftBufferError;

use super::Target;
use super::compose::DrawList;
use super::paint::{Canvas, paint};
use crate::fonts::Glyphs;

/// Surfaces larger than this are cut: beyond it lies no real screen, only a runaway size.
const LARGEST_SIDE: u32 = 16_384;

/// Returns whether the window system reads the opacity of what is drawn here. X11 does where the window was
/// made for it; softbuffer asks Wayland to leave it aside.
pub fn sees_through<T: Target>(target: &T) -> bool {
    use wgpu::rwh::RawWindowHandle::{Xcb, Xlib};
    let handle = target.window_handle().map(|handle| handle.as_raw());
    matches!(handle, Ok(Xcb(_) | Xlib(_)))
}

/// Shared memory that the window shows.
pub struct Screen<T: Target> {
    surface: softbuffer::Surface<T, T>,
    size: (u32, u32),
}

impl<T: Target> Screen<T> {
    pub fn new(target: T) -> Result<Self, SoftBufferError> {
        let context = softbuffer::Context::new(target.clone())?;
        let surface = softbuffer::Surface::new(&context, target)?;
        Ok(Self {
            surface,
            size: (0, 0),
        })
    }

    /// Paints the list and shows it.
    pub fn present(
        &mut self,
        glyphs: &Glyphs,
        list: &DrawList,
        size: (u32, u32),
    ) -> Result<(), SoftBufferError> {
        let size = (size.0.min(LARGEST_SIDE), size.1.min(LARGEST_SIDE));
        let (Some(width), Some(height)) = (NonZeroU32::new(size.0), NonZeroU32::new(size.1)) else {
            return Ok(());
        };
        if size != self.size {
            self.surface.resize(width, height)?;
            self.size = size;
        }
        let mut buffer = self.surface.buffer_mut()?;
        let mut canvas = Canvas {
            pixels: &mut buffer,
            width: size.0,
            height: size.1,
        };
        paint(list, glyphs, &mut canvas);
        buffer.present()
    }
}
