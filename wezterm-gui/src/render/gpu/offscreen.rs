//! A picture drawn by the GPU into memory, for tests that compare the two painters.
//!
//! It uses whatever adapter there is, one in software too, and never a window.

use super::pipeline::Pipeline;
use super::{GpuError, adapter};
use crate::fonts::Glyphs;
use crate::render::GpuChoice;
use crate::render::list::DrawList;

/// A device without a window.
pub struct Offscreen {
    pipeline: Pipeline,
    name: String,
}

impl Offscreen {
    pub fn new() -> Result<Self, GpuError> {
        pollster::block_on(async {
            let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
                flags: wgpu::InstanceFlags::empty(),
                ..wgpu::InstanceDescriptor::new_without_display_handle()
            });
            let adapter = adapter(&instance, None, GpuChoice::default(), true).await?;
            let pipeline = Pipeline::new(&adapter, wgpu::TextureFormat::Rgba8Unorm).await?;
            let name = adapter.get_info().name;
            Ok(Self { pipeline, name })
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Loses the device, as a reset of the GPU would.
    pub fn lose(&self) {
        self.pipeline.device().destroy();
    }

    /// Returns the pixels as `0xaarrggbb`, row by row.
    pub fn draw(
        &mut self,
        glyphs: &Glyphs,
        list: &DrawList,
        (width, height): (u32, u32),
    ) -> Result<Vec<u32>, GpuError> {
        let size = wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        };
        let texture = self
            .pipeline
            .device()
            .create_texture(&wgpu::TextureDescriptor {
                label: None,
                size,
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::Rgba8Unorm,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
                view_formats: &[],
            });
        let view = texture.create_view(&Default::default());
        self.pipeline.draw(glyphs, list, &view, (width, height))?;
        self.read(&texture, size)
    }

    fn read(&self, texture: &wgpu::Texture, size: wgpu::Extent3d) -> Result<Vec<u32>, GpuError> {
        let device = self.pipeline.device();
        let alignment = wgpu::COPY_BYTES_PER_ROW_ALIGNMENT;
        let stride = (size.width * 4).next_multiple_of(alignment);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: u64::from(stride) * u64::from(size.height),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut encoder = device.create_command_encoder(&Default::default());
        encoder.copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(stride),
                    rows_per_image: None,
                },
            },
            size,
        );
        self.pipeline.queue().submit(Some(encoder.finish()));
        buffer.map_async(wgpu::MapMode::Read, .., |_| {});
        let failed = |what: String| GpuError::Failed(what);
        device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| failed(error.to_string()))?;
        let bytes = buffer
            .get_mapped_range(..)
            .map_err(|error| failed(error.to_string()))?;
        let row = |row: &[u8]| -> Vec<u32> {
            row[..size.width as usize * 4]
                .chunks_exact(4)
                .map(|rgba| u32::from_be_bytes([rgba[3], rgba[0], rgba[1], rgba[2]]))
                .collect()
        };
        Ok(bytes.chunks(stride as usize).flat_map(row).collect())
    }
}
