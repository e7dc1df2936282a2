//! Opening what lies beneath a folder, and nothing else: the one way from a path to a handle.
//!
//! It hides who resolves the path. [`Kernel`] has the kernel do it from the folder's handle, which
//! refuses each step that leads out, so that nothing can be swapped between a check and its use.
//! [`Portable`] walks component by component on handles, for kernels and systems without that call.
//! Everything else in this crate works on handles that come from here, or on one name in a folder whose
//! handle does. Blocks; for the module's worker threads. It knows nothing of policy.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use rustix::fd::OwnedFd;
use rustix::fs::OFlags;
use rustix::io::Errno;

#[cfg(target_os = "linux")]
mod kernel;
mod portable;

#[cfg(target_os = "linux")]
pub use kernel::Kernel;
pub use portable::Portable;

/// How a path is walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Whether no step may lead to another file system.
    pub same_device: bool,
}

/// Resolves paths beneath a folder.
pub trait Beneath: Send + Sync + fmt::Debug {
    /// Opens `path`, which is relative, beneath `folder`. Links are followed while they stay inside,
    /// but for the last one where `flags` has `NOFOLLOW`; what leads out is `XDEV`. `flags` creates
    /// nothing.
    fn open(
        &self,
        folder: &File,
        path: &Path,
        flags: OFlags,
        steps: Steps,
    ) -> Result<OwnedFd, Errno>;
}

/// Returns the layer for this system: the kernel's where it has one.
pub fn layer() -> Arc<dyn Beneath> {
    #[cfg(target_os = "linux")]
    if kernel::is_there() {
        return Arc::new(Kernel);
    }
    Arc::new(Portable)
}
