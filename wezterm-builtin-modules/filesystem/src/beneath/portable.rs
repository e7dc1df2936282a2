//! Resolution component by component, by the cap-std project's `cap-primitives`.
//!
//! It hides that crate: its options and its one error without a number. On Linux it too begins with
//! `openat2` where the kernel has it.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use cap_primitives::fs::{FollowSymlinks, OpenOptions, OpenOptionsExt};
use rustix::fs::{FileType, Mode, OFlags, fstat, openat};
use rustix::io::Errno;

use super::{Beneath, Steps};

/// The portable resolution.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

/// How often a path is tried on which a link and something else change places meanwhile: what was found
/// to be a link cannot be read as one any more (`INVAL`), or the other way round (`NOTDIR`).
const TRIES: u32 = 64;
/// How often where it may as well be true.
const FEW_TRIES: u32 = 4;

impl Beneath for Portable {
    fn open(
        &self,
        folder: &File,
        path: &Path,
        flags: OFlags,
        steps: Steps,
    ) -> Result<OwnedFd, Errno> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match open_once(folder, path, flags, steps) {
                Err(Errno::INVAL) if attempt < TRIES => {}
                Err(Errno::NOTDIR) if attempt < FEW_TRIES => {}
                outcome => return outcome,
            }
        }
    }
}

fn open_once(folder: &File, path: &Path, flags: OFlags, steps: Steps) -> Result<OwnedFd, Errno> {
    let file = if flags.contains(OFlags::DIRECTORY) {
        // As a flag it would make a link to a folder fail, which is not one itself. So the place is
        // found first, and that it is a folder looked at on its handle.
        let place = walk_to(folder, path, (flags - OFlags::DIRECTORY) | OFlags::PATH)?;
        if FileType::from_raw_mode(fstat(&place)?.st_mode) != FileType::Directory {
            return Err(Errno::NOTDIR);
        }
        match flags.contains(OFlags::PATH) {
            true => place,
            false => File::from(openat(&place, ".", flags | OFlags::CLOEXEC, Mode::empty())?),
        }
    } else {
        walk_to(folder, path, flags)?
    };
    if steps.same_device && mount(&file)? != mount(folder)? {
        return Err(Errno::XDEV);
    }
    Ok(OwnedFd::from(file))
}

fn walk_to(folder: &File, path: &Path, flags: OFlags) -> Result<File, Errno> {
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
    cap_primitives::fs::open(folder, path, &options).map_err(|error| errno(&error))
}

/// Returns the device and, where the system tells, the mount: a folder may be mounted on the same device.
fn mount(file: &File) -> Result<(u64, Option<u64>), Errno> {
    let device = fstat(file)?.st_dev;
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{AtFlags, StatxFlags, statx};
        let facts = statx(file, "", AtFlags::EMPTY_PATH, StatxFlags::MNT_ID);
        // Kernels before 5.8 leave it out.
        let known = facts
            .ok()
            .filter(|facts| facts.stx_mask & StatxFlags::MNT_ID.bits() != 0);
        Ok((device, known.map(|facts| facts.stx_mnt_id)))
    }
    #[cfg(not(target_os = "linux"))]
    Ok((device, None))
}

/// Returns the number of an error; the one without a number is a path that led out.
fn errno(error: &io::Error) -> Errno {
    match Errno::from_io_error(error) {
        Some(errno) => errno,
        None if error.kind() == io::ErrorKind::PermissionDenied => Errno::XDEV,
        None => Errno::IO,
    }
}
