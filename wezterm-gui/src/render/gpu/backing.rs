//! The backdrop on the GPU: one texture, uploaded anew when another picture comes.
//!
//! Main thread; it draws nothing.

use std::sync::Arc;

use crate::render::backdrop::Backdrop;

/// A texture with the backdrop; one texel where there is none.
pub struct Backing {
    texture: wgpu::Texture,
    /// The picture that it holds.
    shown: Option<Arc<Backdrop>>,
}

impl Backing {
    pub fn none(device: &wgpu::Device) -> Self {
        Self {
            texture: texture(device, 1, 1),
            shown: None,
        }
    }

    pub fn view(&self) -> wgpu::TextureView {
        self.texture.create_view(&Default::default())
    }

    /// Takes another picture; returns whether the texture is another one now.
    pub fn take(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        backdrop: Option<&Arc<Backdrop>>,
    ) -> bool {
        if self.shown.as_ref().map(Arc::as_ptr) == backdrop.map(Arc::as_ptr) {
            return false;
        }
        self.shown = backdrop.cloned();
        let largest = device.limits().max_texture_dimension_2d;
        let fits = |backdrop: &&Arc<Backdrop>| {
            (1..=largest).contains(&backdrop.width) && (1..=largest).contains(&backdrop.height)
        };
        let Some(backdrop) = backdrop.filter(fits) else {
            *self = Self {
                shown: self.shown.take(),
                ..Self::none(device)
            };
            return true;
        };
        let (width, height) = (backdrop.width, backdrop.height);
        let is_new = (self.texture.width(), self.texture.height()) != (width, height);
        if is_new {
            self.texture = texture(device, width, height);
        }
        queue.write_texture(
            self.texture.as_image_copy(),
            bytemuck::cast_slice(&backdrop.pixels),
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(width * 4),
                rows_per_image: None,
            },
            self.texture.size(),
        );
        is_new
    }
}

fn texture(device: &wgpu::Device, width: u32, height: u32) -> wgpu::Texture {
    // A pixel is `0xaarrggbb`, which lies in memory with blue in front.
    let format = wgpu::TextureFormat::Bgra8Unorm;
    super::sampled_texture(device, "backdrop", format, (width, height))
}
