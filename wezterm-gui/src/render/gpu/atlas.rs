//! Glyph bitmaps on the GPU, packed into one texture.
//!
//! Hides where a glyph lies. An atlas that overflows grows up to what the device allows; the owner
//! then fills it anew with what the frame at hand needs. Main thread; it draws nothing.

use etagere::{BucketedAtlasAllocator, size2};

use crate::fonts::{Bitmap, GlyphId};

/// The side of a new atlas.
const FIRST_SIDE: u32 = 1024;

/// Why a glyph did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// A texture with the places of its glyphs.
pub struct Atlas {
    texture: wgpu::Texture,
    allocator: BucketedAtlasAllocator,
    /// By glyph number: the top left texel.
    places: Vec<Option<[u16; 2]>>,
    format: wgpu::TextureFormat,
    side: u32,
    largest: u32,
}

impl Atlas {
    pub fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let largest = device.limits().max_texture_dimension_2d.min(8192);
        let side = FIRST_SIDE.min(largest);
        Self {
            texture: texture(device, format, side),
            allocator: BucketedAtlasAllocator::new(size2(side as i32, side as i32)),
            places: Vec::new(),
            format,
            side,
            largest,
        }
    }

    pub fn view(&self) -> wgpu::TextureView {
        self.texture.create_view(&Default::default())
    }

    /// Forgets every glyph.
    pub fn clear(&mut self) {
        self.allocator.clear();
        self.places.clear();
    }

    /// Empties the atlas and doubles its side; returns whether it could grow.
    pub fn grow(&mut self, device: &wgpu::Device) -> bool {
        self.clear();
        if self.side * 2 > self.largest {
            return false;
        }
        self.side *= 2;
        self.texture = texture(device, self.format, self.side);
        self.allocator = BucketedAtlasAllocator::new(size2(self.side as i32, self.side as i32));
        true
    }

    /// Returns where a glyph lies, when it is there.
    pub fn place(&self, glyph: GlyphId) -> Option<[u16; 2]> {
        *self.places.get(glyph.number() as usize)?
    }

    /// Puts a glyph into the texture unless it is there.
    pub fn add(
        &mut self,
        queue: &wgpu::Queue,
        glyph: GlyphId,
        bitmap: &Bitmap,
    ) -> Result<(), Full> {
        if self.place(glyph).is_some() {
            return Ok(());
        }
        let size = size2(bitmap.width as i32, bitmap.height as i32);
        let place = self.allocator.allocate(size).ok_or(Full)?.rectangle.min;
        self.upload(queue, bitmap, place.x as u32, place.y as u32);
        let index = glyph.number() as usize;
        if self.places.len() <= index {
            self.places.resize(index + 1, None);
        }
        self.places[index] = Some([place.x as u16, place.y as u16]);
        Ok(())
    }

    fn upload(&self, queue: &wgpu::Queue, bitmap: &Bitmap, x: u32, y: u32) {
        let depth = if bitmap.coloured { 4 } else { 1 };
        queue.write_texture(
            wgpu::TexelCopyTextureInfo {
                texture: &self.texture,
                mip_level: 0,
                origin: wgpu::Origin3d { x, y, z: 0 },
                aspect: wgpu::TextureAspect::All,
            },
            &bitmap.data,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(bitmap.width * depth),
                rows_per_image: None,
            },
            wgpu::Extent3d {
                width: bitmap.width,
                height: bitmap.height,
                depth_or_array_layers: 1,
            },
        );
    }
}

fn texture(device: &wgpu::Device, format: wgpu::TextureFormat, side: u32) -> wgpu::Texture {
    super::sampled_texture(device, "glyphs", format, (side, side))
}
