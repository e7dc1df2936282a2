//! The terminal that a recording is made or played in, and the signals that concern it.
//!
//! Hides raw mode, which ends when its guard is dropped, and how a signal becomes a descriptor that
//! can be polled.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::os::unix::net::UnixStream;

use anyhow::Context;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

/// A terminal in raw mode, until it is dropped.
pub(super) struct Raw {
    terminal: File,
    saved: Termios,
    /// Whether what was not read by then is thrown away.
    discard: bool,
}

impl Raw {
    /// Makes what is typed come at once and as it is.
    pub(super) fn enter(terminal: &File, discard: bool) -> anyhow::Result<Raw> {
        let saved = tcgetattr(terminal).context("cannot read the terminal's modes")?;
        let mut raw = saved.clone();
        raw.make_raw();
        tcsetattr(terminal, OptionalActions::Now, &raw)
            .context("cannot change the terminal's modes")?;
        Ok(Raw {
            terminal: terminal.try_clone()?,
            saved,
            discard,
        })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let how = match self.discard {
            true => OptionalActions::Flush,
            false => OptionalActions::Now,
        };
        // This fails only where the terminal is gone, and then there is nothing to give back.
        let _ = tcsetattr(&self.terminal, how, &self.saved);
    }
}

/// Returns the columns and rows of a terminal.
pub(super) fn size(terminal: &File) -> (u16, u16) {
    match tcgetwinsize(terminal) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => (80, 24),
    }
}

/// A signal, as a descriptor that can be read when it came.
pub(super) struct Listener {
    came: UnixStream,
    id: SigId,
}

impl Listener {
    pub(super) fn start(signal: i32) -> anyhow::Result<Listener> {
        let (came, tell) = UnixStream::pair().context("cannot make a pair of sockets")?;
        came.set_nonblocking(true)?;
        let id = signal_hook::low_level::pipe::register(signal, tell);
        Ok(Listener {
            came,
            id: id.with_context(|| format!("cannot listen to signal {signal}"))?,
        })
    }

    /// Returns whether it came since the last time.
    pub(super) fn take(&mut self) -> bool {
        let mut came = false;
        let mut bytes = [0; 64];
        loop {
            match self.came.read(&mut bytes) {
                Ok(1..) => came = true,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => return came,
            }
        }
    }
}

/// The signals that end a program.
pub(super) struct Ends(Vec<(i32, Listener)>);

impl Ends {
    pub(super) fn listen() -> anyhow::Result<Ends> {
        let all = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].into_iter();
        let all = all.map(|signal| Ok((signal, Listener::start(signal)?)));
        all.collect::<anyhow::Result<_>>().map(Ends)
    }

    /// Returns the one that came, if one did.
    pub(super) fn take(&mut self) -> Option<i32> {
        let mut all = self.0.iter_mut();
        all.find_map(|(signal, came)| came.take().then_some(*signal))
    }

    /// Returns what can be polled.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Listener> {
        self.0.iter().map(|(_, came)| came)
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.came.as_fd()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        signal_hook::low_level::unregister(self.id);
    }
}

/// A descriptor that is only borrowed to be duplicated.
pub(super) struct Borrowed(pub(super) RawFd);

impl AsRawFd for Borrowed {
    fn as_raw_fd(&self) -> RawFd {
        self.0
    }
}
