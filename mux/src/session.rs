//! The processes of some groups of a session: finding them and signalling them.
//!
//! The program of a pty leads a session. What it starts stays in there, each job of a shell in a
//! process group of its own, unless it leaves on purpose as a daemon does. Linux tells sessions and
//! groups in `/proc`; elsewhere the groups alone are signalled. Blocks for as long as reading `/proc`
//! takes, so it is for a pty's threads.

use filedescriptor::poll;
#[cfg(target_os = "linux")]
use filedescriptor::{POLLIN, pollfd};
use rustix::process::{Pid, Signal};
#[cfg(target_os = "linux")]
use std::os::fd::AsRawFd;
use std::time::Duration;

/// How often processes are looked at whose ends are not told.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Sends signals to every process in these groups of the session that `leader` leads; returns how
/// many such processes run.
///
/// The leader must not be reaped: until then nobody else can get its number, and with it the
/// session's. The other processes are held while they are looked at and signalled, so that a number
/// which has got a new owner in between is left alone.
#[cfg(target_os = "linux")]
pub(crate) fn signal(leader: Pid, groups: &[Pid], signals: &[Signal]) -> usize {
    let Ok(processes) = processes() else {
        return signal_group(leader, signals);
    };
    let mut running = 0;
    for pid in processes {
        if !runs_in(pid, leader, groups) {
            continue;
        }
        running += 1;
        if signals.is_empty() {
            continue;
        }
        match Held::of(pid) {
            // The process is held now, so what is read now is about this one and no later one.
            Ok(held) if runs_in(pid, leader, groups) => {
                signals.iter().for_each(|signal| held.send(*signal))
            }
            Ok(_) => {}
            // It has ended meanwhile.
            Err(_) => {}
        }
    }
    running
}

/// Waits until one of the processes that [`signal`] is about has ended, or for `limit` at most; where
/// their ends are not told, for a moment.
#[cfg(target_os = "linux")]
pub(crate) fn wait(leader: Pid, groups: &[Pid], limit: Duration) {
    let processes = processes().unwrap_or_default().into_iter();
    let ours = processes.filter(|pid| runs_in(*pid, leader, groups));
    let held: Vec<Held> = match ours.map(Held::of).collect() {
        Ok(held) => held,
        // One has ended already.
        Err(_) => return,
    };
    let mut ends: Vec<pollfd> = held.iter().filter_map(Held::end).collect();
    let told = !held.is_empty() && ends.len() == held.len();
    let limit = if told { limit } else { limit.min(LOOK_AGAIN) };
    // Whatever comes of it, the caller looks again.
    let _ = poll(&mut ends, Some(limit));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn wait(_leader: Pid, _groups: &[Pid], limit: Duration) {
    let _ = poll(&mut [], Some(limit.min(LOOK_AGAIN)));
}

/// Signals the leader's own group, which is its for as long as it is not reaped; for where `/proc`
/// cannot be read.
#[cfg(target_os = "linux")]
fn signal_group(leader: Pid, signals: &[Signal]) -> usize {
    use rustix::process::{kill_process_group, test_kill_process_group};
    for signal in signals {
        // A group that is gone already is what was wanted.
        let _ = kill_process_group(leader, *signal);
    }
    usize::from(test_kill_process_group(leader).is_ok())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn signal(_leader: Pid, groups: &[Pid], signals: &[Signal]) -> usize {
    use rustix::process::{kill_process_group, test_kill_process_group};
    for (group, signal) in groups
        .iter()
        .flat_map(|group| signals.iter().map(move |s| (group, s)))
    {
        // A group that is gone already is what was wanted.
        let _ = kill_process_group(*group, *signal);
    }
    let there = |group: &&Pid| test_kill_process_group(**group).is_ok();
    groups.iter().filter(there).count()
}

/// A process that keeps its meaning even when its number gets another owner.
#[cfg(target_os = "linux")]
enum Held {
    Descriptor(std::os::fd::OwnedFd),
    /// Kernels before 5.3 have no descriptors of processes, and this process may have none left.
    Number(Pid),
}

#[cfg(target_os = "linux")]
impl Held {
    fn of(pid: Pid) -> rustix::io::Result<Self> {
        use rustix::process::{PidfdFlags, pidfd_open};
        match pidfd_open(pid, PidfdFlags::empty()) {
            Ok(descriptor) => Ok(Self::Descriptor(descriptor)),
            Err(rustix::io::Errno::SRCH) => Err(rustix::io::Errno::SRCH),
            Err(_) => Ok(Self::Number(pid)),
        }
    }

    /// Returns what becomes readable at its end, where that is told.
    fn end(&self) -> Option<pollfd> {
        match self {
            Self::Descriptor(descriptor) => Some(pollfd {
                fd: descriptor.as_raw_fd(),
                events: POLLIN,
                revents: 0,
            }),
            Self::Number(_) => None,
        }
    }

    fn send(&self, signal: Signal) {
        // A process that is gone already is what was wanted; one of another user is not ours to end.
        let _ = match self {
            Self::Descriptor(descriptor) => rustix::process::pidfd_send_signal(descriptor, signal),
            Self::Number(pid) => rustix::process::kill_process(*pid, signal),
        };
    }
}

/// Returns the numbers of all processes that this one may see.
#[cfg(target_os = "linux")]
fn processes() -> std::io::Result<Vec<Pid>> {
    let entries = std::fs::read_dir("/proc")?.flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Ok(numbers.filter_map(Pid::from_raw).collect())
}

#[cfg(target_os = "linux")]
fn runs_in(pid: Pid, session: Pid, groups: &[Pid]) -> bool {
    let stat = std::fs::read(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let place = stat.ok().and_then(|stat| group_and_session(&stat));
    place.is_some_and(|(group, of)| of == session && groups.contains(&group))
}

/// Returns the process group and the session of a running process by its `/proc/PID/stat`; nothing
/// for one that has ended and waits to be reaped.
#[cfg(target_os = "linux")]
fn group_and_session(stat: &[u8]) -> Option<(Pid, Pid)> {
    // The name in parentheses can hold anything, more parentheses and blanks included.
    let behind_name = stat.iter().rposition(|byte| *byte == b')')? + 1;
    let rest = std::str::from_utf8(&stat[behind_name..]).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let (state, _parent) = (fields.next()?, fields.next()?);
    let group = Pid::from_raw(fields.next()?.parse().ok()?)?;
    let session = Pid::from_raw(fields.next()?.parse().ok()?)?;
    let ended = matches!(state, "Z" | "X" | "x");
    (!ended).then_some((group, session))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_read_whatever_the_name_of_the_process() {
        type Case = (&'static [u8], Option<(i32, i32)>);
        let table: [Case; 6] = [
            (b"7 (sh) S 1 7 9 34816 7 4194560", Some((7, 9))),
            (b"7 (a) Z 1 2 3) (b) R 1 7 9 34816", Some((7, 9))),
            (b"7 (\xff\xfe) S 1 7 9 0", Some((7, 9))),
            (b"7 (sh) Z 1 7 9 34816", None),
            (b"7 (sh) S 1 7", None),
            (b"", None),
        ];
        for (stat, expected) in table {
            let number = |pid: Pid| pid.as_raw_nonzero().get();
            let place = group_and_session(stat);
            let place = place.map(|(group, session)| (number(group), number(session)));
            assert_eq!(place, expected, "{}", String::from_utf8_lossy(stat));
        }
    }

    #[test]
    fn a_session_without_processes_is_left_alone() {
        // A thread's number is never a session's.
        let nobody = Pid::from_raw(i32::MAX).unwrap();
        assert_eq!(signal(nobody, &[nobody], &[Signal::KILL]), 0);
    }
}
