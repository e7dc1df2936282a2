//! `openat2` with `RESOLVE_BENEATH` (Linux 5.6 and later, `openat2(2)`).
//!
//! It hides that the call gives up when something on the way is renamed meanwhile. It follows no
//! absolute link, not even one that leads back inside: that is [`crate::roots`]'s affair.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rustix::fd::OwnedFd;
use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
use rustix::io::Errno;

use super::{Beneath, Steps};

/// How often a path is tried at once that others keep renaming.
const QUICK_TRIES: u32 = 64;
/// How often it is tried altogether; the pauses grow to a millisecond.
const TRIES: u32 = 2_000;

/// The kernel's own resolution.
#[derive(Clone, Copy, Debug)]
pub struct Kernel;

impl Beneath for Kernel {
    fn open(
        &self,
        folder: &File,
        path: &Path,
        flags: OFlags,
        steps: Steps,
    ) -> Result<OwnedFd, Errno> {
        let mut resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        if steps.same_device {
            resolve |= ResolveFlags::NO_XDEV;
        }
        for attempt in 0..TRIES {
            match openat2(
                folder,
                path,
                flags | OFlags::CLOEXEC,
                Mode::empty(),
                resolve,
            ) {
                Err(Errno::AGAIN | Errno::INTR) if attempt < QUICK_TRIES => {
                    std::thread::yield_now()
                }
                Err(Errno::AGAIN | Errno::INTR) => {
                    std::thread::sleep(Duration::from_micros(u64::from(attempt.min(1_000))));
                }
                outcome => return outcome,
            }
        }
        Err(Errno::AGAIN)
    }
}

/// Tells whether this kernel has the call, and no filter is in its way.
pub(super) fn is_there() -> bool {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let found = openat2(CWD, ".", flags, Mode::empty(), ResolveFlags::BENEATH);
    !matches!(found, Err(Errno::NOSYS | Errno::PERM | Errno::INVAL))
}
