//! Ending a process' descendants where the kernel does not do it at once.
//!
//! For a process that orphans are handed to ("subreaper"): nobody whom it ever started can get away, and
//! when it has no child left, nobody is. A process is held by a descriptor before it is looked at again
//! and ended, so that a number that was given away meanwhile is nobody else's end.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitOptions, getpid, pidfd_open, pidfd_send_signal, wait,
};

use crate::supervisor::drain;

/// How long it is tried: what cannot be ended has more rights than the person.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who a process is, for as long as there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Process {
    parent: i32,
    /// In ticks since the system started.
    begun: u64,
}

/// Ends all descendants of this process; fails where some are left.
pub fn end_all(children: BorrowedFd<'_>) -> io::Result<()> {
    if none_left() {
        return Ok(());
    }
    let begun = Instant::now();
    loop {
        // Those that are stopped start no others while the rest is ended.
        signal_all(Signal::STOP);
        signal_all(Signal::KILL);
        if none_left() {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(io::Error::other("some of its processes cannot be ended"));
        }
        let mut ended = [PollFd::from_borrowed_fd(children, PollFlags::IN)];
        let soon = Timespec {
            tv_sec: 0,
            tv_nsec: 2_000_000,
        };
        // Whatever this says, it is looked again.
        let _ = poll(&mut ended, Some(&soon));
        drain(children);
        if none_left() {
            return Ok(());
        }
    }
}

/// Collects those that have ended and tells whether there are no others.
fn none_left() -> bool {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
            Ok(None) => return false,
            Err(_) => return true,
        }
    }
}

fn signal_all(signal: Signal) {
    for (pid, facts) in descendants() {
        let Some(id) = Pid::from_raw(pid) else {
            continue;
        };
        let Ok(held) = pidfd_open(id, PidfdFlags::empty()) else {
            continue;
        };
        // It may belong to another parent by now, which this process is then, and is met again.
        if look(pid).is_some_and(|now| now.begun == facts.begun) {
            let _ = pidfd_send_signal(&held, signal);
        }
    }
}

/// Lists the descendants of this process.
fn descendants() -> Vec<(i32, Process)> {
    let mut below: HashMap<i32, Vec<(i32, Process)>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if let Some(process) = look(pid) {
            below
                .entry(process.parent)
                .or_default()
                .push((pid, process));
        }
    }
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut next = vec![getpid().as_raw_nonzero().get()];
    while let Some(parent) = next.pop() {
        // The list was not made in one moment, so that it may run in circles.
        if !seen.insert(parent) {
            continue;
        }
        for (pid, process) in below.get(&parent).into_iter().flatten() {
            next.push(*pid);
            found.push((*pid, *process));
        }
    }
    found
}

/// Reads /proc/PID/stat (proc_pid_stat(5)): the name is in parentheses and may hold anything, the parent
/// is the second field behind it and the time of the start the twentieth.
fn look(pid: i32) -> Option<Process> {
    let text = fs::read(format!("/proc/{pid}/stat")).ok()?;
    let behind = text.iter().rposition(|byte| *byte == b')')?;
    let fields = std::str::from_utf8(text.get(behind + 1..)?).ok()?;
    let mut fields = fields.split_ascii_whitespace();
    Some(Process {
        parent: fields.nth(1)?.parse().ok()?,
        begun: fields.nth(17)?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_with_its_parent_and_its_beginning() {
        let own = look(getpid().as_raw_nonzero().get()).unwrap();
        let parent = rustix::process::getppid().unwrap();
        assert_eq!(own.parent, parent.as_raw_nonzero().get());
        assert!(own.begun > 0);
    }
}
