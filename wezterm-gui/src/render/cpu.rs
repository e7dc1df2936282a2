//! The window's surface without a GPU.
//!
//! Hides softbuffer (shared memory with the X or Wayland server). Main thread. What the pixels look
//! like is `paint`'s business.

use std::num::NonZeroU32;

use softbuffer::SoftBufferError;

use super::Target;
use super::bands::Bands;
use super::list::DrawList;
use super::paint::{Canvas, paint_rows};
use crate::fonts::Glyphs;

/// Surfaces larger than this are cut: beyond it lies no real screen, only a runaway size.
const LARGEST_SIDE: u32 = 16_384;

/// Shared memory that the window shows.
pub struct Screen<T: Target> {
    surface: softbuffer::Surface<T, T>,
    size: (u32, u32),
    bands: Bands,
}

impl<T: Target> Screen<T> {
    pub fn new(target: T) -> Result<Self, SoftBufferError> {
        let context = softbuffer::Context::new(target.clone())?;
        let surface = softbuffer::Surface::new(&context, target)?;
        Ok(Self {
            surface,
            size: (0, 0),
            bands: Bands::default(),
        })
    }

    /// Paints what the list changes and shows all of it: the server may have lost what it had.
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
        let changed = self.bands.changed(list, glyphs, size, buffer.age());
        let mut canvas = Canvas {
            pixels: &mut buffer,
            width: size.0,
            height: size.1,
        };
        for rows in changed {
            paint_rows(list, glyphs, &mut canvas, rows);
        }
        buffer.present()
    }
}
