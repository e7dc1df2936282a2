//! The helper: the same executable once more, as a small process that starts programs for the first one
//! and looks after them.
//!
//! It has one thread and holds nothing of the first process, so that it can be copied at any moment, and
//! it lives as long, so that what it starts is never left alone. For each run it makes a process that
//! looks after that run ([`crate::supervisor`]), and says when nothing is left of it.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, WaitOptions, wait};

use crate::supervisor::{self, Filters};
use crate::sys::{self, Forked};
use crate::wire::{self, Descriptors, Report};

/// The first argument that makes the executable its own helper.
pub const ARGUMENT: &str = "sandbox-exec";

/// A run, from outside.
struct Run {
    supervisor: Pid,
    control: OwnedFd,
    /// Whether the kernel ends all of it with the process that looks after it.
    alone: bool,
}

/// Serves the process that started this one until that is gone. Must be called before anything else was
/// done, with that process's socket as standard input; returns the exit status.
pub fn main() -> i32 {
    match serve() {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("wezterm: the sandbox helper: {error}");
            1
        }
    }
}

fn serve() -> io::Result<()> {
    // What else was open in whoever started the program is nobody's here.
    sys::close_all_but(&[]);
    let socket = io::stdin().as_fd().try_clone_to_owned()?;
    let null = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    // A terminal's signals are for the program, which then ends this process.
    let _ = rustix::process::setsid();
    rustix::process::chdir("/")?;
    let children = sys::watch_children()?;
    let filters = Filters::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut open = true;
    while open || !runs.is_empty() {
        let mut watched = vec![PollFd::new(&children, PollFlags::IN)];
        if open {
            watched.push(PollFd::new(&socket, PollFlags::IN));
        }
        match poll(&mut watched, None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let asked = watched
            .get(1)
            .is_some_and(|socket| !socket.revents().is_empty());
        supervisor::drain(children.as_fd());
        bury(&mut runs);
        if !asked {
            continue;
        }
        match wire::receive(socket.as_fd()) {
            Ok(Some(descriptors)) => match start(descriptors, &filters) {
                Ok(run) => runs.push(run),
                // Whoever asked sees that the run's socket was closed.
                Err(error) => eprintln!("wezterm: the sandbox helper: {error}"),
            },
            // Each run ends by itself: its socket was closed with this one.
            Ok(None) => open = false,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Says of each run that has ended that it is over.
fn bury(runs: &mut Vec<Run>) {
    while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
        if let Some(index) = runs.iter().position(|run| run.supervisor == pid) {
            let run = runs.swap_remove(index);
            let over = status.exit_status() == Some(0) || run.alone;
            let report = if over { Report::Over } else { Report::Left };
            wire::report(run.control.as_fd(), &report);
        }
    }
}

fn start(descriptors: Descriptors, filters: &Filters) -> io::Result<Run> {
    let control = descriptors.control.as_fd().try_clone_to_owned()?;
    let request = wire::read_back(descriptors.request)?;
    let given = supervisor::Given {
        request,
        control: descriptors.control,
        streams: vec![descriptors.stdin, descriptors.stdout, descriptors.stderr],
        program: descriptors.program,
    };
    match supervisor::fork(&given.request) {
        Ok((Forked::Parent(supervisor), namespaces)) => Ok(Run {
            supervisor,
            control,
            alone: namespaces.is_ok(),
        }),
        Ok((Forked::Child, namespaces)) => supervisor::main(given, namespaces, filters),
        Err(error) => {
            let report = Report::Failed {
                what: "a process for it cannot be made".into(),
                why: error.to_string(),
                code: error.raw_os_error().unwrap_or_default(),
            };
            wire::report(control.as_fd(), &report);
            Err(error)
        }
    }
}
