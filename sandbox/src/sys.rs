//! The system calls that no safe crate offers as this crate needs them, each behind a safe function.
//!
//! It is the only file of the workspace with `unsafe` in it. What makes most of them sound is that the
//! helper has one thread: see [`fork`]. Linux only.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

use rustix::process::Pid;

/// Which of two processes this one is.
pub enum Forked {
    /// The one that forked, with its child.
    Parent(Pid),
    /// The new one.
    Child,
}

/// Namespaces that a new process may have of its own.
pub const NAMESPACES: i32 = libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUTS;
/// The namespace of network interfaces, and of abstract Unix sockets.
pub const NETWORK: i32 = libc::CLONE_NEWNET;

/// Makes a copy of this process, with the namespaces that `flags` name; 0 for none. Fails where there
/// is more than one thread, for a copy would have the locks that the others held.
pub fn fork(flags: i32) -> io::Result<Forked> {
    if !has_one_thread() {
        return Err(io::Error::other("the process has more than one thread"));
    }
    let flags = libc::c_long::from(flags | libc::SIGCHLD);
    // SAFETY: like fork(2): no memory is shared (no CLONE_VM), no stack is given, and as there is one
    // thread, nothing in the copy waits for a thread that is not there.
    let pid = unsafe { libc::syscall(libc::SYS_clone, flags, 0, 0, 0, 0) };
    match i32::try_from(pid) {
        Ok(0) => Ok(Forked::Child),
        Ok(pid @ 1..) => Pid::from_raw(pid)
            .map(Forked::Parent)
            .ok_or_else(io::Error::last_os_error),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Tells whether this process has one thread.
fn has_one_thread() -> bool {
    // SAFETY: a number only. There is nothing of a thread to be unshared: it is a question, which fails
    // where there is another one, and where the call is not permitted at all (unshare(2)).
    let alone = unsafe { libc::unshare(libc::CLONE_THREAD) } == 0;
    alone || std::fs::read_dir("/proc/self/task").is_ok_and(|threads| threads.count() == 1)
}

/// Ends this process without running what would run at its end.
pub fn exit(status: i32) -> ! {
    // SAFETY: it does not return, and touches no memory of ours.
    unsafe { libc::_exit(status) }
}

/// Returns a descriptor that is readable when a child has ended; SIGCHLD is blocked from now on.
pub fn watch_children() -> io::Result<OwnedFd> {
    let mut set = empty_set();
    // SAFETY: the set is initialised and lives as long as the calls.
    let fd = unsafe {
        libc::sigaddset(&raw mut set, libc::SIGCHLD);
        libc::sigprocmask(libc::SIG_BLOCK, &raw const set, ptr::null_mut());
        libc::signalfd(-1, &raw const set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK)
    };
    owned(libc::c_long::from(fd))
}

/// Gives every signal the meaning that it has when a program is started, and blocks none.
pub fn reset_signals() {
    let set = empty_set();
    // SAFETY: no handler of ours is set anywhere in this process, so that none is taken away from
    // anybody; the calls fail where a signal's meaning cannot be changed, and then it is the usual one.
    unsafe {
        for signal in 1..=64 {
            libc::signal(signal, libc::SIG_DFL);
        }
        libc::sigprocmask(libc::SIG_SETMASK, &raw const set, ptr::null_mut());
    }
}

fn empty_set() -> libc::sigset_t {
    // SAFETY: a signal set is plain data, which sigemptyset then initialises.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        set
    }
}

/// Mounts, as mount(2) has it.
pub fn mount(source: &CStr, target: &CStr, kind: &CStr, flags: u64, data: &CStr) -> io::Result<()> {
    // SAFETY: all are texts with their ends, which live as long as the call.
    let done = unsafe {
        libc::mount(
            source.as_ptr(),
            target.as_ptr(),
            kind.as_ptr(),
            flags as libc::c_ulong,
            data.as_ptr().cast(),
        )
    };
    succeeded(libc::c_long::from(done))
}

/// Returns a mount of its own of what lies at `path`, with what is mounted below it; it stands nowhere
/// yet. See open_tree(2).
pub fn clone_tree(path: &CStr) -> io::Result<OwnedFd> {
    let flags = libc::OPEN_TREE_CLONE as libc::c_int | libc::O_CLOEXEC | libc::AT_RECURSIVE;
    // SAFETY: the path is a text with its end.
    let fd = unsafe { libc::syscall(libc::SYS_open_tree, libc::AT_FDCWD, path.as_ptr(), flags) };
    owned(fd)
}

/// Puts a mount that stands nowhere yet onto `path`. See move_mount(2).
pub fn attach(tree: BorrowedFd<'_>, path: &CStr) -> io::Result<()> {
    const FROM_EMPTY_PATH: libc::c_int = 0x4;
    // SAFETY: both paths are texts with their ends, the descriptor is open.
    let done = unsafe {
        libc::syscall(
            libc::SYS_move_mount,
            tree.as_raw_fd(),
            c"".as_ptr(),
            libc::AT_FDCWD,
            path.as_ptr(),
            FROM_EMPTY_PATH,
        )
    };
    succeeded(done)
}

/// What mounts are made to be.
#[repr(C)]
#[derive(Default)]
struct MountAttributes {
    set: u64,
    clear: u64,
    propagation: u64,
    user_namespace: u64,
}

/// Makes a mount and all below it read-only and without programs that run as somebody else: the one
/// that `tree` is, or the one at `path` where there is no tree. See mount_setattr(2).
pub fn make_read_only(tree: Option<BorrowedFd<'_>>, path: &CStr) -> io::Result<()> {
    const READ_ONLY: u64 = 0x1;
    const NO_SET_USER: u64 = 0x2;
    let attributes = MountAttributes {
        set: READ_ONLY | NO_SET_USER,
        ..MountAttributes::default()
    };
    let at = tree.map_or(libc::AT_FDCWD, |tree| tree.as_raw_fd());
    // SAFETY: the structure has the layout of the kernel's, whose size is told.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            at,
            path.as_ptr(),
            libc::AT_RECURSIVE | libc::AT_EMPTY_PATH,
            &raw const attributes,
            size_of::<MountAttributes>(),
        )
    };
    succeeded(done)
}

/// Gives up every capability, for good and for what is started later.
pub fn drop_capabilities() -> io::Result<()> {
    #[repr(C)]
    struct Header {
        version: u32,
        pid: i32,
    }
    // Version 3 has two words for each set.
    let header = Header {
        version: 0x2008_0522,
        pid: 0,
    };
    let none = [0_u32; 6];
    // SAFETY: prctl and capset get numbers and structures of the kernel's layout.
    unsafe {
        for capability in 0..64 {
            // Numbers that the kernel does not know fail.
            libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0);
        }
        libc::prctl(
            libc::PR_CAP_AMBIENT,
            libc::PR_CAP_AMBIENT_CLEAR_ALL,
            0,
            0,
            0,
        );
        succeeded(libc::syscall(
            libc::SYS_capset,
            &raw const header,
            none.as_ptr(),
        ))
    }
}

/// Gives up for good the chance that a program to be started has more rights than this one.
pub fn no_new_privileges() -> io::Result<()> {
    // SAFETY: numbers only.
    let done = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
    succeeded(libc::c_long::from(done))
}

/// Makes `from` the descriptor `to` as well, which stays open in programs that are started.
pub fn duplicate_onto(from: RawFd, to: RawFd) -> io::Result<()> {
    // SAFETY: both are numbers, and what `to` was is nobody's: it is one of the first three.
    let done = unsafe { libc::dup2(from, to) };
    succeeded(libc::c_long::from(done.min(0)))
}

/// Closes every descriptor from `first` on when a program is started.
pub fn close_on_exec_from(first: u32) -> io::Result<()> {
    // SAFETY: no descriptor is closed now, each only gets a mark.
    let done = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            first,
            u32::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    succeeded(done)
}

/// Closes every descriptor but the first three and those that are `kept`. For a process that has just begun
/// or was just copied, and makes no use of what it had of another.
pub fn close_all_but(kept: &[RawFd]) {
    let mut first = 3;
    let mut kept = kept.to_vec();
    kept.sort_unstable();
    for fd in kept.into_iter().chain([RawFd::MAX]) {
        if fd > first {
            // SAFETY: nothing in this process owns them that is used again or dropped: the helper has just
            // begun and owns none yet, and a copy of it ends by [`exit`] or becomes another program.
            unsafe { libc::syscall(libc::SYS_close_range, first, fd - 1, 0) };
        }
        first = first.max(fd.saturating_add(1));
    }
}

/// What to start: by an open file, or by a path.
pub enum Executable<'a> {
    /// The file itself.
    File(BorrowedFd<'a>),
    /// Where it lies.
    Path(&'a CStr),
}

/// Becomes another program. Returns only why that failed.
pub fn execute(program: &Executable<'_>, args: &[CString], environment: &[CString]) -> io::Error {
    let pointers = |texts: &[CString]| {
        let texts = texts.iter().map(|text| text.as_ptr());
        texts.chain([ptr::null()]).collect::<Vec<_>>()
    };
    let (args, environment) = (pointers(args), pointers(environment));
    // SAFETY: the lists end with a null pointer and, as their texts do, live until the call returns.
    unsafe {
        match program {
            Executable::File(file) => libc::syscall(
                libc::SYS_execveat,
                file.as_raw_fd(),
                c"".as_ptr(),
                args.as_ptr(),
                environment.as_ptr(),
                libc::AT_EMPTY_PATH,
            ),
            Executable::Path(path) => libc::c_long::from(libc::execve(
                path.as_ptr(),
                args.as_ptr(),
                environment.as_ptr(),
            )),
        };
    }
    io::Error::last_os_error()
}

fn owned(fd: libc::c_long) -> io::Result<OwnedFd> {
    match RawFd::try_from(fd) {
        // SAFETY: the kernel has just opened it for us, and nobody else knows of it.
        Ok(fd) if fd >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
        _ => Err(io::Error::last_os_error()),
    }
}

fn succeeded(done: libc::c_long) -> io::Result<()> {
    if done < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
