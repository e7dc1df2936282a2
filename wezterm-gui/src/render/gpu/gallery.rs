//! Slices of pictures on the GPU, packed into one texture.
//!
//! Only what is seen is there: a slice goes with the frame that has it no more, and where there is no
//! picture the texture is one texel. Main thread; it draws nothing.

use std::collections::HashMap;
use std::sync::Arc;

use etagere::{AllocId, BucketedAtlasAllocator, size2};

use crate::render::slices::Slice;

/// The side of the first texture that holds slices.
const FIRST_SIDE: u32 = 1024;
/// The longest side: 256 MiB of pictures, more than any screen shows at once.
const LAST_SIDE: u32 = 8192;

/// Why a slice did not fit.
struct Full;

struct Hung {
    slice: Arc<Slice>,
    id: AllocId,
    place: [u16; 2],
    frame: u64,
}

/// A texture with the places of the slices that are seen.
pub struct Gallery {
    texture: wgpu::Texture,
    allocator: BucketedAtlasAllocator,
    hung: HashMap<*const Slice, Hung>,
    side: u32,
    largest: u32,
    frame: u64,
}

impl Gallery {
    pub fn new(device: &wgpu::Device) -> Self {
        Self {
            texture: texture(device, 1),
            allocator: BucketedAtlasAllocator::new(size2(1, 1)),
            hung: HashMap::new(),
            side: 1,
            largest: device.limits().max_texture_dimension_2d.min(LAST_SIDE),
            frame: 0,
        }
    }

    pub fn view(&self) -> wgpu::TextureView {
        self.texture.create_view(&Default::default())
    }

    /// Returns where a slice lies, when it is there.
    pub fn place(&self, slice: &Arc<Slice>) -> Option<[u16; 2]> {
        Some(self.hung.get(&Arc::as_ptr(slice))?.place)
    }

    /// Takes what is seen now; returns whether the texture is another one then.
    pub fn hang(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        slices: &[Arc<Slice>],
    ) -> bool {
        if slices.is_empty() {
            let is_large = self.side > 1;
            if is_large {
                self.resize(device, 1);
            }
            return is_large;
        }
        let mut is_new = false;
        if self.side == 1 {
            self.resize(device, FIRST_SIDE.min(self.largest));
            is_new = true;
        }
        self.frame += 1;
        while self.add_all(queue, slices).is_err() {
            if self.side * 2 > self.largest {
                log::warn!("this screen has more pictures than the GPU can hold");
                break;
            }
            self.resize(device, self.side * 2);
            is_new = true;
        }
        is_new
    }

    fn add_all(&mut self, queue: &wgpu::Queue, slices: &[Arc<Slice>]) -> Result<(), Full> {
        let frame = self.frame;
        for slice in slices {
            if let Some(hung) = self.hung.get_mut(&Arc::as_ptr(slice)) {
                hung.frame = frame;
            }
        }
        let allocator = &mut self.allocator;
        self.hung.retain(|_, hung| {
            let seen = hung.frame == frame;
            if !seen {
                allocator.deallocate(hung.id);
            }
            seen
        });
        slices.iter().try_for_each(|slice| self.add(queue, slice))
    }

    fn add(&mut self, queue: &wgpu::Queue, slice: &Arc<Slice>) -> Result<(), Full> {
        if self.place(slice).is_some() {
            return Ok(());
        }
        let area = slice.area;
        let size = size2(area.width as i32, area.height as i32);
        let room = self.allocator.allocate(size).ok_or(Full)?;
        let place = room.rectangle.min;
        queue.write_texture(
            wgpu::TexelCopyTextureInfo {
                texture: &self.texture,
                mip_level: 0,
                origin: wgpu::Origin3d {
                    x: place.x as u32,
                    y: place.y as u32,
                    z: 0,
                },
                aspect: wgpu::TextureAspect::All,
            },
            &slice.pixels,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(area.width * 4),
                rows_per_image: None,
            },
            wgpu::Extent3d {
                width: area.width,
                height: area.height,
                depth_or_array_layers: 1,
            },
        );
        let hung = Hung {
            slice: slice.clone(),
            id: room.id,
            place: [place.x as u16, place.y as u16],
            frame: self.frame,
        };
        // The slice is kept, so that no other one gets its address.
        self.hung.insert(Arc::as_ptr(&hung.slice), hung);
        Ok(())
    }

    fn resize(&mut self, device: &wgpu::Device, side: u32) {
        self.side = side;
        self.texture = texture(device, side);
        self.allocator = BucketedAtlasAllocator::new(size2(side as i32, side as i32));
        self.hung.clear();
    }
}

fn texture(device: &wgpu::Device, side: u32) -> wgpu::Texture {
    let format = wgpu::TextureFormat::Rgba8Unorm;
    super::sampled_texture(device, "pictures", format, (side, side))
}
