//! Resolution component by component, by the cap-std project's `cap-primitives`.
//!
//! It hides that crate: its options and its one error without a number. On Linux it too begins with
//! `openat2` where the kernel has it.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use cap_primitives::fs::{FollowSymlinks, OpenOptions, OpenOptionsExt};
use rustix::fs::{OFlags, fstat};
use rustix::io::Errno;

use super::{Beneath, Steps};

/// The portable resolution.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

impl Beneath for Portable {
    fn open(
        &self,
        folder: &File,
        path: &Path,
        flags: OFlags,
        steps: Steps,
    ) -> Result<OwnedFd, Errno> {
        let mut options = OpenOptions::new();
        let access = flags & OFlags::RWMODE;
        options.read(access == OFlags::RDONLY || access == OFlags::RDWR);
        options.write(access == OFlags::WRONLY || access == OFlags::RDWR);
        if flags.contains(OFlags::NOFOLLOW) {
            options._cap_fs_ext_follow(FollowSymlinks::No);
        }
        options._cap_fs_ext_maybe_dir(true);
        let rest = flags - OFlags::RWMODE - OFlags::NOFOLLOW;
        options.custom_flags(rest.bits().cast_signed());
        let file =
            cap_primitives::fs::open(folder, path, &options).map_err(|error| errno(&error))?;
        if steps.same_device && fstat(&file)?.st_dev != fstat(folder)?.st_dev {
            return Err(Errno::XDEV);
        }
        Ok(OwnedFd::from(file))
    }
}

/// Returns the number of an error; the one without a number is a path that led out.
fn errno(error: &io::Error) -> Errno {
    match Errno::from_io_error(error) {
        Some(errno) => errno,
        None if error.kind() == io::ErrorKind::PermissionDenied => Errno::XDEV,
        None => Errno::IO,
    }
}
