//! What turns a draw list into draw calls: one pipeline, one buffer of instances, two atlases and a gallery.
//!
//! Hides the device, the shader and the upload of glyphs. Errors that the device reports later, on
//! whatever thread, are kept and come out of [`Pipeline::check`]. It knows no window.

use std::sync::{Arc, OnceLock};

use super::GpuError;
use super::atlas::{Atlas, Full};
use super::backing::Backing;
use super::gallery::Gallery;
use crate::fonts::Glyphs;
use crate::render::list::{DrawList, Quad, QuadKind};

/// A quad as the shader reads it.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Instance {
    place: [i16; 2],
    size: [u16; 2],
    texel: [u16; 2],
    colour: u32,
    kind: u32,
}

const SOLID: u32 = 0;
const MASK: u32 = 1;
const PICTURE: u32 = 2;
const BACKDROP: u32 = 3;
const SLICE: u32 = 4;

/// Instances that the first buffer holds.
const FIRST_INSTANCES: usize = 4096;

/// A device that is ready to draw.
pub struct Pipeline {
    device: wgpu::Device,
    queue: wgpu::Queue,
    failure: Arc<OnceLock<String>>,
    layout: wgpu::BindGroupLayout,
    /// Lays quads over what is there.
    over: wgpu::RenderPipeline,
    /// Puts quads in the place of what is there.
    instead: wgpu::RenderPipeline,
    screen: wgpu::Buffer,
    bindings: wgpu::BindGroup,
    masks: Atlas,
    pictures: Atlas,
    backdrop: Backing,
    gallery: Gallery,
    generation: u64,
    instances: Vec<Instance>,
    buffer: wgpu::Buffer,
}

impl Pipeline {
    pub async fn new(
        adapter: &wgpu::Adapter,
        format: wgpu::TextureFormat,
    ) -> Result<Self, GpuError> {
        let limits = wgpu::Limits::downlevel_defaults().using_resolution(adapter.limits());
        let wanted = wgpu::DeviceDescriptor {
            required_limits: limits,
            ..Default::default()
        };
        let (device, queue) = adapter.request_device(&wanted).await?;
        let failure = watch(&device);
        let layout = layout(&device);
        let over = pipeline(
            &device,
            &layout,
            format,
            wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
        );
        let instead = pipeline(&device, &layout, format, wgpu::BlendState::REPLACE);
        let screen = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("screen"),
            size: 16,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let masks = Atlas::new(&device, wgpu::TextureFormat::R8Unorm);
        let pictures = Atlas::new(&device, wgpu::TextureFormat::Rgba8Unorm);
        let backdrop = Backing::none(&device);
        let gallery = Gallery::new(&device);
        let textures = [
            masks.view(),
            pictures.view(),
            backdrop.view(),
            gallery.view(),
        ];
        let bindings = bindings(&device, &layout, &screen, &textures);
        let buffer = instance_buffer(&device, FIRST_INSTANCES);
        Ok(Self {
            device,
            queue,
            failure,
            layout,
            over,
            instead,
            screen,
            bindings,
            masks,
            pictures,
            backdrop,
            gallery,
            generation: 0,
            instances: Vec::new(),
            buffer,
        })
    }

    pub fn device(&self) -> &wgpu::Device {
        &self.device
    }

    #[cfg(test)]
    pub fn queue(&self) -> &wgpu::Queue {
        &self.queue
    }

    /// Returns the longest side of a picture.
    pub fn largest_side(&self) -> u32 {
        self.device.limits().max_texture_dimension_2d
    }

    /// Returns what the device has reported since it was opened.
    pub fn check(&self) -> Result<(), GpuError> {
        match self.failure.get() {
            Some(failure) => Err(GpuError::Failed(failure.clone())),
            None => Ok(()),
        }
    }

    pub fn present(&self, texture: wgpu::SurfaceTexture) {
        self.queue.present(texture);
    }

    /// Draws the list into a texture of this size.
    pub fn draw(
        &mut self,
        glyphs: &Glyphs,
        list: &DrawList,
        view: &wgpu::TextureView,
        (width, height): (u32, u32),
    ) -> Result<(), GpuError> {
        self.upload_glyphs(glyphs, list);
        self.upload_backdrop(list);
        let slices = list.slices.shown();
        if self.gallery.hang(&self.device, &self.queue, slices) {
            self.rebind();
        }
        self.instances.clear();
        // The first one is what is behind all others, which is nothing where there is no backdrop.
        self.instances.push(behind(list));
        for quad in &list.quads {
            let placed = match quad.kind {
                QuadKind::Slice(number) => {
                    let slice = slices.get(number as usize);
                    slice
                        .and_then(|slice| self.gallery.place(slice))
                        .map(|place| (place, SLICE))
                }
                kind => texel(kind, glyphs, &self.masks, &self.pictures),
            };
            if let Some(instance) = placed.and_then(|placed| instance(quad, placed)) {
                self.instances.push(instance);
            }
        }
        self.upload_instances((width, height));
        let mut encoder = self.device.create_command_encoder(&Default::default());
        self.encode(&mut encoder, view, list.background);
        self.queue.submit(Some(encoder.finish()));
        self.check()
    }

    fn encode(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        view: &wgpu::TextureView,
        background: u32,
    ) {
        let channel = |shift: u32| f64::from(background >> shift & 255) / 255.0;
        let clear = wgpu::Color {
            r: channel(16),
            g: channel(8),
            b: channel(0),
            a: channel(24),
        };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("cells"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(clear),
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: None,
            timestamp_writes: None,
            occlusion_query_set: None,
            multiview_mask: None,
        });
        pass.set_pipeline(&self.instead);
        pass.set_bind_group(0, &self.bindings, &[]);
        pass.set_vertex_buffer(0, self.buffer.slice(..));
        pass.draw(0..4, 0..1);
        pass.set_pipeline(&self.over);
        // Counted from the buffer's start: not every back end counts instances from another one.
        pass.set_vertex_buffer(0, self.buffer.slice(size_of::<Instance>() as u64..));
        pass.draw(0..4, 0..self.instances.len() as u32 - 1);
    }

    fn upload_instances(&mut self, (width, height): (u32, u32)) {
        let needed = std::mem::size_of_val(self.instances.as_slice()) as u64;
        if needed > self.buffer.size() {
            let room = self.instances.len().next_power_of_two();
            self.buffer = instance_buffer(&self.device, room);
        }
        let size = [width as f32, height as f32, 0.0, 0.0];
        self.queue
            .write_buffer(&self.screen, 0, bytemuck::cast_slice(&size));
        self.queue
            .write_buffer(&self.buffer, 0, bytemuck::cast_slice(&self.instances));
    }

    /// Brings the list's glyphs into the atlases, which grow or start anew where they overflow.
    fn upload_glyphs(&mut self, glyphs: &Glyphs, list: &DrawList) {
        if self.generation != glyphs.generation() {
            self.generation = glyphs.generation();
            self.masks.clear();
            self.pictures.clear();
        }
        let mut rebind = false;
        for coloured in [false, true] {
            let atlas = if coloured {
                &mut self.pictures
            } else {
                &mut self.masks
            };
            while let Err(Full) = fill(atlas, &self.queue, glyphs, list, coloured) {
                rebind = true;
                if !atlas.grow(&self.device) {
                    // Emptied and as large as can be: what still does not fit stays unseen.
                    if fill(atlas, &self.queue, glyphs, list, coloured).is_err() {
                        log::warn!("this picture has more glyphs than the GPU can hold");
                    }
                    break;
                }
            }
        }
        if rebind {
            self.rebind();
        }
    }

    fn upload_backdrop(&mut self, list: &DrawList) {
        let backdrop = list.backdrop.as_ref();
        if self.backdrop.take(&self.device, &self.queue, backdrop) {
            self.rebind();
        }
    }

    fn rebind(&mut self) {
        let textures = [
            self.masks.view(),
            self.pictures.view(),
            self.backdrop.view(),
            self.gallery.view(),
        ];
        self.bindings = bindings(&self.device, &self.layout, &self.screen, &textures);
    }
}

fn fill(
    atlas: &mut Atlas,
    queue: &wgpu::Queue,
    glyphs: &Glyphs,
    list: &DrawList,
    coloured: bool,
) -> Result<(), Full> {
    for quad in &list.quads {
        if let QuadKind::Glyph(glyph) = quad.kind {
            let bitmap = glyphs.bitmap(glyph);
            if bitmap.coloured == coloured {
                atlas.add(queue, glyph, bitmap)?;
            }
        }
    }
    Ok(())
}

/// Returns where what a quad is filled with lies, and what it is to the shader.
fn texel(
    kind: QuadKind,
    glyphs: &Glyphs,
    masks: &Atlas,
    pictures: &Atlas,
) -> Option<([u16; 2], u32)> {
    Some(match kind {
        QuadKind::Solid => ([0; 2], SOLID),
        QuadKind::Glyph(glyph) if glyphs.bitmap(glyph).coloured => {
            (pictures.place(glyph)?, PICTURE)
        }
        QuadKind::Glyph(glyph) => (masks.place(glyph)?, MASK),
        QuadKind::Slice(_) => return None,
    })
}

fn instance(quad: &Quad, (texel, kind): ([u16; 2], u32)) -> Option<Instance> {
    // What does not fit lies outside of every picture that can be drawn.
    Some(Instance {
        place: [quad.x.try_into().ok()?, quad.y.try_into().ok()?],
        size: [clamped(quad.width), clamped(quad.height)],
        texel,
        colour: u32::from(quad.opacity) << 24 | quad.colour,
        kind,
    })
}

/// Returns what is behind all others: the backdrop, or nothing.
fn behind(list: &DrawList) -> Instance {
    let size = list.backdrop.as_ref().map_or([0, 0], |backdrop| {
        [clamped(backdrop.width), clamped(backdrop.height)]
    });
    Instance {
        place: [0, 0],
        size,
        texel: [0, 0],
        colour: 0,
        kind: BACKDROP,
    }
}

fn clamped(length: u32) -> u16 {
    length.try_into().unwrap_or(u16::MAX)
}

/// Keeps the first thing that goes wrong with a device; without this wgpu would panic.
fn watch(device: &wgpu::Device) -> Arc<OnceLock<String>> {
    let failure = Arc::new(OnceLock::new());
    let uncaptured = Arc::clone(&failure);
    device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
        uncaptured.get_or_init(|| error.to_string());
    }));
    let lost = Arc::clone(&failure);
    device.set_device_lost_callback(move |reason, message| {
        if reason != wgpu::DeviceLostReason::Destroyed {
            lost.get_or_init(|| format!("the device is lost: {message}"));
        }
    });
    failure
}

fn instance_buffer(device: &wgpu::Device, instances: usize) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("quads"),
        size: (instances * size_of::<Instance>()) as u64,
        usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

fn layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let texture = |binding| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty: wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        count: None,
    };
    let screen = wgpu::BindGroupLayoutEntry {
        binding: 0,
        visibility: wgpu::ShaderStages::VERTEX,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("quads"),
        entries: &[screen, texture(1), texture(2), texture(3), texture(4)],
    })
}

fn bindings(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    screen: &wgpu::Buffer,
    [masks, pictures, backdrop, gallery]: &[wgpu::TextureView; 4],
) -> wgpu::BindGroup {
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("quads"),
        layout,
        entries: &[
            wgpu::BindGroupEntry {
                binding: 0,
                resource: screen.as_entire_binding(),
            },
            wgpu::BindGroupEntry {
                binding: 1,
                resource: wgpu::BindingResource::TextureView(masks),
            },
            wgpu::BindGroupEntry {
                binding: 2,
                resource: wgpu::BindingResource::TextureView(pictures),
            },
            wgpu::BindGroupEntry {
                binding: 3,
                resource: wgpu::BindingResource::TextureView(backdrop),
            },
            wgpu::BindGroupEntry {
                binding: 4,
                resource: wgpu::BindingResource::TextureView(gallery),
            },
        ],
    })
}

fn pipeline(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    format: wgpu::TextureFormat,
    blend: wgpu::BlendState,
) -> wgpu::RenderPipeline {
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("quads"),
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    let shader = device.create_shader_module(wgpu::include_wgsl!("quads.wgsl"));
    let attributes = wgpu::vertex_attr_array![
        0 => Sint16x2, 1 => Uint16x2, 2 => Uint16x2, 3 => Uint32, 4 => Uint32
    ];
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("quads"),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &shader,
            entry_point: Some("corner"),
            compilation_options: Default::default(),
            buffers: &[Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<Instance>() as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes: &attributes,
            })],
        },
        primitive: wgpu::PrimitiveState {
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            ..Default::default()
        },
        depth_stencil: None,
        multisample: Default::default(),
        fragment: Some(wgpu::FragmentState {
            module: &shader,
            entry_point: Some("shade"),
            compilation_options: Default::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format,
                blend: Some(blend),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        multiview_mask: None,
        cache: None,
    })
}
