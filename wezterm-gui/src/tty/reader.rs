//! The thread that reads what the host terminal sends.
//!
//! Hides the pipe by which it is told to stop: a thread that stays in its read would take what is
//! typed for the next program, after the terminal has been given back. It only moves bytes; what
//! they mean is `input`'s.

use std::fs::File;
use std::io::{ErrorKind, PipeReader, PipeWriter, Read};
use std::thread::JoinHandle;

use anyhow::Context;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

/// What one look at the host's input brought.
#[derive(Debug, PartialEq)]
pub enum Arrived {
    /// Bytes.
    Bytes(Vec<u8>),
    /// The host is gone; nothing follows.
    Closed,
}

/// A running reader; it stops, and has stopped, when this is dropped.
pub struct Reader {
    stop: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    /// Starts to read; `deliver` is called on the reader's thread and returns false to end it.
    pub fn start(
        input: File,
        deliver: impl Fn(Arrived) -> bool + Send + 'static,
    ) -> anyhow::Result<Reader> {
        let (stopped, stop) = std::io::pipe().context("cannot make a pipe")?;
        let thread = std::thread::Builder::new()
            .name("tty-reader".into())
            .spawn(move || read_until_stopped(input, &stopped, deliver))
            .context("cannot start the thread that reads from the terminal")?;
        Ok(Reader {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // The closed pipe wakes the thread.
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // It has nothing to say; a panic of it is in the log.
            let _ = thread.join();
        }
    }
}

fn read_until_stopped(mut input: File, stopped: &PipeReader, deliver: impl Fn(Arrived) -> bool) {
    let mut buffer = [0; 4096];
    loop {
        let mut sources = [
            PollFd::new(&input, PollFlags::IN),
            PollFd::new(stopped, PollFlags::IN),
        ];
        match poll(&mut sources, None) {
            Err(Errno::INTR) => continue,
            Err(error) => log::warn!("cannot wait for the terminal's input: {error}"),
            Ok(_) => {}
        }
        if !sources[1].revents().is_empty() {
            return;
        }
        let arrived = match input.read(&mut buffer) {
            Ok(0) => Arrived::Closed,
            Ok(count) => Arrived::Bytes(buffer[..count].to_vec()),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => Arrived::Closed,
        };
        let closed = arrived == Arrived::Closed;
        if !deliver(arrived) || closed {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::OwnedFd;
    use std::sync::mpsc;

    use super::*;

    fn reading() -> (Reader, PipeWriter, PipeReader, mpsc::Receiver<Arrived>) {
        let (input, keyboard) = std::io::pipe().expect("a pipe");
        let later = input.try_clone().expect("a second reader");
        let (sender, arrivals) = mpsc::channel();
        let deliver = move |arrived| sender.send(arrived).is_ok();
        let reader = Reader::start(File::from(OwnedFd::from(input)), deliver).expect("a reader");
        (reader, keyboard, later, arrivals)
    }

    #[test]
    fn what_the_host_sends_arrives_and_its_end_too() {
        let (_reader, mut keyboard, _later, arrivals) = reading();
        keyboard.write_all(b"abc").expect("typed");
        assert_eq!(arrivals.recv(), Ok(Arrived::Bytes(b"abc".to_vec())));
        drop(keyboard);
        assert_eq!(arrivals.recv(), Ok(Arrived::Closed));
        assert!(arrivals.recv().is_err());
    }

    #[test]
    fn what_is_typed_after_the_end_is_left_for_the_next_program() {
        let (reader, mut keyboard, mut later, arrivals) = reading();
        drop(reader);
        keyboard.write_all(b"exit").expect("typed");
        let mut left = [0; 4];
        later.read_exact(&mut left).expect("still there");
        assert_eq!(&left, b"exit");
        assert!(arrivals.recv().is_err());
    }
}
