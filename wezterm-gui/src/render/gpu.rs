//! The window's surface on a GPU.
//!
//! Hides wgpu: the adapter that is chosen, the swapchain, and what can go wrong with either. Every
//! failure comes back as a value, so that the CPU can take over; nothing here panics or aborts on a
//! lost device. Main thread. What is drawn is `pipeline`'s and `atlas`'s business.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use super::list::DrawList;
use super::{GpuChoice, Surface, Target};
use crate::fonts::Glyphs;

mod atlas;
mod backing;
mod gallery;
#[cfg(test)]
pub mod offscreen;
mod pipeline;

use pipeline::Pipeline;

/// Why the GPU cannot draw.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    #[error("no adapter can draw into this window: {0}")]
    NoAdapter(#[from] wgpu::RequestAdapterError),
    #[error("only a software adapter is there: {0}")]
    OnlySoftware(String),
    #[error("the adapter gives no device: {0}")]
    NoDevice(#[from] wgpu::RequestDeviceError),
    #[error("the window gives no surface: {0}")]
    NoSurface(#[from] wgpu::CreateSurfaceError),
    #[error("the adapter {0} cannot show this window")]
    NotShown(String),
    #[error("the emulated adapter {0} cannot draw into a window that is seen through")]
    Opaque(String),
    #[error("the driver broke down while it {0}")]
    Panicked(&'static str),
    #[error("{0}")]
    Failed(String),
    #[error("a picture of {0}x{1} is larger than the {2} that the GPU can draw")]
    TooLarge(u32, u32, u32),
}

/// Returns whether a hardware adapter may be there. Asking the drivers costs many times the first
/// frame, so a machine that has no device node is not asked.
pub fn may_have_hardware() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let render_node = std::fs::read_dir("/dev/dri").is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
    });
    render_node || Path::new("/dev/nvidiactl").exists() || Path::new("/dev/dxg").exists()
}

/// Makes a flat texture that the shader reads and the CPU fills.
fn sampled_texture(
    device: &wgpu::Device,
    label: &str,
    format: wgpu::TextureFormat,
    (width, height): (u32, u32),
) -> wgpu::Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

fn is_software(info: &wgpu::AdapterInfo) -> bool {
    let name = info.name.to_ascii_lowercase();
    info.device_type == wgpu::DeviceType::Cpu
        || ["llvmpipe", "lavapipe", "swiftshader", "softpipe"]
            .iter()
            .any(|software| name.contains(software))
}

async fn adapter(
    instance: &wgpu::Instance,
    surface: Option<&wgpu::Surface<'_>>,
    choice: GpuChoice,
    software_too: bool,
) -> Result<wgpu::Adapter, GpuError> {
    let options = wgpu::RequestAdapterOptions {
        compatible_surface: surface,
        power_preference: match choice.fastest {
            true => wgpu::PowerPreference::HighPerformance,
            false => wgpu::PowerPreference::LowPower,
        },
        force_fallback_adapter: choice.emulated,
        ..Default::default()
    };
    let adapter = instance.request_adapter(&options).await?;
    let info = adapter.get_info();
    if is_software(&info) && !software_too && !choice.emulated {
        return Err(GpuError::OnlySoftware(info.name));
    }
    Ok(adapter)
}

/// Frames in a row for which the swapchain may be outdated before the GPU is given up.
const MOST_OUTDATED: u32 = 50;

/// A window's surface on a GPU.
pub struct Screen {
    name: String,
    sees_through: bool,
    /// None only while it is closed.
    open: Option<Open>,
}

/// A swapchain of a window with what draws into it.
struct Open {
    surface: wgpu::Surface<'static>,
    config: wgpu::SurfaceConfiguration,
    configured: bool,
    /// Frames in a row for which the swapchain was outdated.
    outdated: u32,
    pipeline: Pipeline,
}

/// Does something with the driver. It and the libraries above it panic on some broken installations, and
/// where a device is lost at a moment that they do not expect.
fn guarded<T>(
    what: &'static str,
    work: impl FnOnce() -> Result<T, GpuError>,
) -> Result<T, GpuError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(GpuError::Panicked(what)))
}

/// Lets go of a picture that is not shown because the device is lost. wgpu keeps such a one, and panics over
/// it when the surface is closed, unless it is dropped while its thread unwinds.
fn let_go(texture: wgpu::SurfaceTexture) {
    let unwound: std::thread::Result<()> = catch_unwind(AssertUnwindSafe(move || {
        let _dropped = texture;
        resume_unwind(Box::new(()))
    }));
    drop(unwound);
}

impl Drop for Screen {
    fn drop(&mut self) {
        let open = self.open.take();
        let closed = guarded("was closed", || {
            drop(open);
            Ok(())
        });
        if let Err(error) = closed {
            log::warn!("{error}");
        }
    }
}

impl Screen {
    /// Opens the window on the best adapter; one in software only where that is allowed.
    pub fn new<T: Target>(
        target: T,
        choice: GpuChoice,
        software_too: bool,
        surface: Surface,
    ) -> Result<Self, GpuError> {
        guarded("was started", || {
            pollster::block_on(Self::open(target, choice, software_too, surface))
        })
    }

    async fn open<T: Target>(
        target: T,
        choice: GpuChoice,
        software_too: bool,
        wanted: Surface,
    ) -> Result<Self, GpuError> {
        let (width, height) = wanted.size;
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
            flags: wgpu::InstanceFlags::empty(),
            ..wgpu::InstanceDescriptor::new_with_display_handle(Box::new(target.clone()))
        });
        let on_x11 = super::is_x11(&target);
        let surface = instance.create_surface(target)?;
        let adapter = adapter(&instance, Some(&surface), choice, software_too).await?;
        let info = adapter.get_info();
        if wanted.transparent && on_x11 && is_software(&info) {
            // Mesa's puts pictures of 24 bits a pixel there, which the server refuses without a word.
            return Err(GpuError::Opaque(info.name));
        }
        let mut config = surface
            .get_default_config(&adapter, width.max(1), height.max(1))
            .ok_or_else(|| GpuError::NotShown(info.name.clone()))?;
        let offered = surface.get_capabilities(&adapter);
        config.format =
            plain_format(&offered.formats).ok_or_else(|| GpuError::NotShown(info.name.clone()))?;
        config.present_mode = prompt_mode(&offered.present_modes);
        config.desired_maximum_frame_latency = 1;
        config.alpha_mode = match wanted.transparent {
            true => alpha_mode(&offered.alpha_modes),
            false => config.alpha_mode,
        };
        let pipeline = Pipeline::new(&adapter, config.format).await?;
        Ok(Self {
            name: format!("{} through {}", info.name, info.backend),
            sees_through: is_translucent(config.alpha_mode),
            open: Some(Open {
                surface,
                config,
                configured: false,
                outdated: 0,
                pipeline,
            }),
        })
    }

    /// Returns the adapter's name.
    pub fn description(&self) -> String {
        format!("the GPU: {}", self.name)
    }

    /// Returns whether what is behind the window is seen where the picture is not opaque.
    pub fn sees_through(&self) -> bool {
        self.sees_through
    }

    /// Draws the list and shows it; `false` when the swapchain had no room in time.
    pub fn present(
        &mut self,
        glyphs: &Glyphs,
        list: &DrawList,
        size: (u32, u32),
    ) -> Result<bool, GpuError> {
        let Some(open) = &mut self.open else {
            return Ok(false);
        };
        guarded("drew", || open.present(glyphs, list, size))
    }
}

impl Open {
    fn present(
        &mut self,
        glyphs: &Glyphs,
        list: &DrawList,
        size: (u32, u32),
    ) -> Result<bool, GpuError> {
        self.pipeline.check()?;
        self.configure(size)?;
        let texture = self.texture();
        // What the device says of itself tells more than what the surface makes of it.
        if let Err(error) = self.pipeline.check() {
            if let Ok(Some(texture)) = texture {
                let_go(texture);
            }
            return Err(error);
        }
        let Some(texture) = texture? else {
            return Ok(false);
        };
        let view = texture.texture.create_view(&Default::default());
        if let Err(error) = self.pipeline.draw(glyphs, list, &view, size) {
            let_go(texture);
            return Err(error);
        }
        self.pipeline.present(texture);
        self.pipeline.check()?;
        Ok(true)
    }

    fn configure(&mut self, (width, height): (u32, u32)) -> Result<(), GpuError> {
        let largest = self.pipeline.largest_side();
        if width > largest || height > largest {
            return Err(GpuError::TooLarge(width, height, largest));
        }
        if !self.configured || (self.config.width, self.config.height) != (width, height) {
            (self.config.width, self.config.height) = (width, height);
            self.surface.configure(self.pipeline.device(), &self.config);
            self.configured = true;
        }
        Ok(())
    }

    /// Returns the texture to draw into; `None` when there is none at the moment.
    fn texture(&mut self) -> Result<Option<wgpu::SurfaceTexture>, GpuError> {
        use wgpu::CurrentSurfaceTexture as Current;
        for _ in 0..2 {
            match self.surface.get_current_texture() {
                Current::Success(texture) => {
                    self.outdated = 0;
                    return Ok(Some(texture));
                }
                Current::Suboptimal(texture) => {
                    self.outdated = 0;
                    self.configured = false;
                    return Ok(Some(texture));
                }
                Current::Timeout | Current::Occluded => return Ok(None),
                Current::Outdated => {
                    self.surface.configure(self.pipeline.device(), &self.config);
                }
                Current::Lost => return Err(GpuError::Failed("the surface is lost".to_owned())),
                Current::Validation => {
                    return Err(GpuError::Failed("the surface is not valid".to_owned()));
                }
            }
        }
        // The window may have another size by now, of which nobody has told yet.
        self.outdated += 1;
        if self.outdated < MOST_OUTDATED {
            return Ok(None);
        }
        Err(GpuError::Failed(
            "the surface stays outdated after it was configured anew".to_owned(),
        ))
    }
}

/// Returns a format that stores colours as they are, so that both painters blend alike.
fn plain_format(offered: &[wgpu::TextureFormat]) -> Option<wgpu::TextureFormat> {
    use wgpu::TextureFormat::{Bgra8Unorm, Rgba8Unorm};
    let plain = offered
        .iter()
        .find(|format| matches!(format, Bgra8Unorm | Rgba8Unorm));
    plain.or(offered.first()).copied()
}

fn is_translucent(mode: wgpu::CompositeAlphaMode) -> bool {
    use wgpu::CompositeAlphaMode::{Inherit, PostMultiplied, PreMultiplied};
    matches!(mode, PreMultiplied | PostMultiplied | Inherit)
}

/// Returns the mode in which the window system reads the picture's opacity, where there is one. Colours are
/// multiplied by it: X11 and macOS take them so, whatever the mode is called.
fn alpha_mode(offered: &[wgpu::CompositeAlphaMode]) -> wgpu::CompositeAlphaMode {
    use wgpu::CompositeAlphaMode::{Auto, Inherit, PostMultiplied, PreMultiplied};
    let usable = [PreMultiplied, Inherit, PostMultiplied];
    let usable = usable.into_iter().find(|mode| offered.contains(mode));
    usable.unwrap_or(Auto)
}

/// Returns the mode that shows a frame soonest without tearing where that is possible.
fn prompt_mode(offered: &[wgpu::PresentMode]) -> wgpu::PresentMode {
    if offered.contains(&wgpu::PresentMode::Mailbox) {
        wgpu::PresentMode::Mailbox
    } else {
        wgpu::PresentMode::Fifo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_seen_through_where_the_window_system_reads_opacity() {
        use wgpu::CompositeAlphaMode::{Auto, Inherit, Opaque, PreMultiplied};
        let mode = |offered: &[wgpu::CompositeAlphaMode]| {
            let mode = alpha_mode(offered);
            (mode, is_translucent(mode))
        };
        assert_eq!(
            mode(&[Opaque, Inherit, PreMultiplied]),
            (PreMultiplied, true)
        );
        assert_eq!(mode(&[Opaque, Inherit]), (Inherit, true));
        assert_eq!(mode(&[Opaque]), (Auto, false));
    }
}
