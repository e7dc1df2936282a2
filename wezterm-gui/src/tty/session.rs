//! The host terminal while the front end uses it: raw mode, the alternate screen, and the way out.
//!
//! Hides termios, the thread that writes (a host that does not read must not stop the main loop),
//! and the promise that whatever happens, dropping a `Session` gives the terminal back as it was,
//! soon, and even when the host stands still. What is sent arrives whole and in order, or the host is
//! gone, or the session is over.
//! Owned by the main thread. termwiz's own terminal is not used: it panics when the terminal has
//! gone away and waits for the host after every write. It does not read (`tty`) and does not know
//! what is drawn (`paint`).

use std::fs::File;
use std::io::{ErrorKind, PipeReader, PipeWriter, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use anyhow::Context;
use mux::PaneSize;
use mux::grid::Size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::termios::{OptionalActions, QueueSelector, SpecialCodeIndex, Termios, Winsize};

use super::{host, speak};

/// How long a host may take to read what is left at the end before that is thrown away.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How long throwing it away and putting the last words in its place may take.
const LAST_CHANCE: Duration = Duration::from_millis(250);

/// The size of a host that does not know its own.
const USUAL_SIZE: Size = Size::new(80, 24);

/// The host terminal, given back when dropped.
pub struct Session {
    input: File,
    tty: File,
    saved: Option<Termios>,
    output: Output,
}

impl Session {
    /// Takes the terminal over; `written` is called after each write, on another thread.
    pub fn enter(
        input: &File,
        output: &File,
        written: impl Fn() + Send + 'static,
    ) -> anyhow::Result<Session> {
        let input = input
            .try_clone()
            .context("cannot use the terminal's input")?;
        let tty = output
            .try_clone()
            .context("cannot use the terminal's output")?;
        let writer = writable(output).context("cannot use the terminal's output")?;
        // A program before us may have left its reads unable to wait.
        let flags = rustix::fs::fcntl_getfl(&input).context("cannot look at the terminal")?;
        rustix::fs::fcntl_setfl(&input, flags - OFlags::NONBLOCK)
            .context("cannot make the terminal wait for input")?;
        let mut session = Session {
            saved: rustix::termios::tcgetattr(&input).ok(),
            output: Output::start(writer, written)?,
            input,
            tty,
        };
        session
            .make_raw()
            .context("cannot put the terminal into raw mode")?;
        session.send(speak::ENTER);
        Ok(session)
    }

    /// Takes the terminal over again after the program was stopped and continued.
    pub fn resume(&mut self) -> anyhow::Result<()> {
        self.make_raw()
            .context("cannot put the terminal into raw mode")?;
        self.send(speak::ENTER);
        self.output.send(host::REPEAT.to_vec());
        Ok(())
    }

    /// Queues bytes for the host.
    pub fn send(&self, text: impl Into<String>) {
        self.output.send(text.into().into_bytes());
    }

    /// Says whether earlier output is still on its way, so that more of it should wait.
    pub fn is_busy(&self) -> bool {
        let outstanding = self.output.lock();
        outstanding.jobs > 0 && !outstanding.failed
    }

    /// Says whether the host is gone.
    pub fn has_failed(&self) -> bool {
        self.output.lock().failed
    }

    /// Returns the size of the host's screen.
    pub fn size(&self) -> PaneSize {
        let (cells, pixels) = match rustix::termios::tcgetwinsize(&self.tty) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (
                Size::new(size.ws_col.into(), size.ws_row.into()),
                (usize::from(size.ws_xpixel), usize::from(size.ws_ypixel)),
            ),
            _ => (USUAL_SIZE, (0, 0)),
        };
        let (pixel_width, pixel_height) = match pixels {
            (0, _) | (_, 0) => (cells.cols * 8, cells.rows * 16),
            known => known,
        };
        PaneSize {
            cells,
            pixel_width,
            pixel_height,
            dpi: 96,
        }
    }

    /// Returns how large the host's cells are in pixels, where the operating system knows.
    pub fn cell(&self) -> Option<(u32, u32)> {
        cell_of(&rustix::termios::tcgetwinsize(&self.tty).ok()?)
    }

    /// Returns the code that the terminal's Backspace key sends.
    pub fn erase_code(&self) -> u8 {
        let code = |saved: &Termios| saved.special_codes[SpecialCodeIndex::VERASE];
        self.saved.as_ref().map_or(0x7f, code)
    }

    fn make_raw(&mut self) -> anyhow::Result<()> {
        // Without modes to keep this is no terminal but a pipe, which is raw already.
        if let Some(saved) = &self.saved {
            let mut raw = saved.clone();
            raw.make_raw();
            rustix::termios::tcsetattr(&self.input, OptionalActions::Now, &raw)?;
        }
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let last = [host::FORGET, speak::LEAVE.as_bytes()].concat();
        self.output.finish(last);
        if let Some(saved) = &self.saved {
            // Late answers of the host would otherwise be typed at the shell's prompt. Both calls
            // fail only where the terminal is gone, and then there is nothing to give back.
            let _ = rustix::termios::tcflush(&self.input, QueueSelector::IFlush);
            let _ = rustix::termios::tcsetattr(&self.input, OptionalActions::Now, saved);
        }
    }
}

/// Returns how large a cell is; some hosts count the margin of their window, which is less than a pixel for each cell.
fn cell_of(size: &Winsize) -> Option<(u32, u32)> {
    let width = size.ws_xpixel.checked_div(size.ws_col)?;
    let height = size.ws_ypixel.checked_div(size.ws_row)?;
    (width > 0 && height > 0).then_some((width.into(), height.into()))
}

/// Opens the terminal once more, so that writing to it can be made not to wait: the descriptors that
/// the program was started with are shared with the shell and other programs, which may not expect
/// that. Where it cannot be opened a write may wait, on the writer's thread.
fn writable(output: &File) -> std::io::Result<File> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let again = File::options()
        .write(true)
        .custom_flags(flags.bits().cast_signed())
        .open(format!("/dev/fd/{}", output.as_raw_fd()));
    again.or_else(|_| output.try_clone())
}

/// The writing thread. A job is written as a whole before the next one is begun.
struct Output {
    queue: mpsc::Sender<Vec<u8>>,
    shared: Arc<(Mutex<Outstanding>, Condvar)>,
    /// Closed when the host's time is over.
    patience: Option<PipeWriter>,
}

#[derive(Default)]
struct Outstanding {
    jobs: usize,
    failed: bool,
    /// Whether the thread has ended.
    ended: bool,
}

impl Output {
    fn start(mut file: File, written: impl Fn() + Send + 'static) -> anyhow::Result<Output> {
        let (queue, jobs) = mpsc::channel::<Vec<u8>>();
        let (impatience, patience) = std::io::pipe().context("cannot make a pipe")?;
        let shared = Arc::new((Mutex::new(Outstanding::default()), Condvar::new()));
        let outstanding = Arc::clone(&shared);
        let work = move || {
            for job in &jobs {
                let result = write(&mut file, &job, &impatience);
                let mut state = lock(&outstanding.0);
                state.jobs -= 1;
                state.failed |= result.is_err();
                drop(state);
                outstanding.1.notify_all();
                written();
                if matches!(result, Ok(Outcome::GivenUp)) {
                    give_up(&mut file, &jobs.try_iter().last().unwrap_or(job));
                    break;
                }
            }
            lock(&outstanding.0).ended = true;
            outstanding.1.notify_all();
        };
        std::thread::Builder::new()
            .name("tty-writer".into())
            .spawn(work)
            .context("cannot start the thread that writes to the terminal")?;
        Ok(Output {
            queue,
            shared,
            patience: Some(patience),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Outstanding> {
        lock(&self.shared.0)
    }

    fn send(&self, bytes: Vec<u8>) {
        self.lock().jobs += 1;
        if self.queue.send(bytes).is_err() {
            self.lock().failed = true;
        }
    }

    /// Sends the last words and waits for them. A host that takes too long gets them in place of
    /// what it has not read.
    fn finish(&mut self, last: Vec<u8>) {
        self.send(last);
        if !self.wait(LAST_WORDS, |state| state.jobs == 0 || state.failed) {
            self.patience = None;
            self.wait(LAST_CHANCE, |state| state.ended);
        }
    }

    /// Waits until `done`, at most for `limit`; says whether it is.
    fn wait(&self, limit: Duration, done: impl Fn(&Outstanding) -> bool) -> bool {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        while !done(&state) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.shared.1.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

fn lock(mutex: &Mutex<Outstanding>) -> MutexGuard<'_, Outstanding> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What became of a job that did not fail.
enum Outcome {
    Written,
    GivenUp,
}

/// Writes all of the bytes whenever the host has room for some, until `impatience` is closed.
fn write(file: &mut File, mut bytes: &[u8], impatience: &PipeReader) -> std::io::Result<Outcome> {
    while !bytes.is_empty() {
        let mut sources = [
            PollFd::new(&*file, PollFlags::OUT),
            PollFd::new(impatience, PollFlags::IN),
        ];
        match poll(&mut sources, None) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        if !sources[1].revents().is_empty() {
            return Ok(Outcome::GivenUp);
        }
        match file.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Outcome::Written)
}

/// Puts the last words in place of everything that a terminal has not read; a drawing may break off,
/// which the words allow for.
fn give_up(file: &mut File, last: &[u8]) {
    // Both fail where there is no terminal, and then nobody is left to be told.
    let _ = rustix::termios::tcflush(&*file, QueueSelector::OFlush);
    let _ = file.write(last);
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::fd::OwnedFd;

    use rustix::event::Timespec;

    use super::*;

    fn pipe() -> (File, File) {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        (
            File::from(OwnedFd::from(reader)),
            File::from(OwnedFd::from(writer)),
        )
    }

    fn all_of(mut reader: File) -> String {
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("read to the end");
        text
    }

    #[test]
    fn dropping_a_session_undoes_what_entering_did() {
        let (screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let session = Session::enter(&input, &output, || {}).expect("entered");
        session.send("drawn");
        drop(session);
        drop(output);
        let forget = String::from_utf8_lossy(host::FORGET);
        let expected = format!("{}drawn{forget}{}", speak::ENTER, speak::LEAVE);
        assert_eq!(all_of(screen), expected);
    }

    #[test]
    fn a_panic_gives_the_terminal_back() {
        let (screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let result = std::panic::catch_unwind(|| {
            let _session = Session::enter(&input, &output, || {}).expect("entered");
            panic!("on purpose");
        });
        assert!(result.is_err());
        drop(output);
        assert!(all_of(screen).ends_with(speak::LEAVE));
    }

    #[test]
    fn a_host_that_is_gone_is_noticed_and_does_not_block() {
        let (screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let (written, writes) = mpsc::channel();
        let session = Session::enter(&input, &output, move || {
            let _ = written.send(());
        })
        .expect("entered");
        writes.recv().expect("the first write");
        assert!(!session.has_failed());
        drop(screen);
        session.send("nobody sees this");
        writes.recv().expect("the second write");
        assert!(session.has_failed());
        assert!(!session.is_busy());
        let started = Instant::now();
        drop(session);
        assert!(started.elapsed() < LAST_WORDS);
    }

    #[test]
    fn a_host_that_does_not_read_makes_the_session_busy_not_blocked() {
        let (screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let session = Session::enter(&input, &output, || {}).expect("entered");
        session.send("x".repeat(4 * 1024 * 1024));
        assert!(session.is_busy());
        drop(screen);
    }

    /// Text on its way to the clipboard.
    const COPIED: &str = "\x1b]52;c;Y29waWVk\x1b\\";

    /// Says whether the host has room for more.
    fn has_room(output: &File) -> bool {
        let mut sources = [PollFd::new(output, PollFlags::OUT)];
        poll(&mut sources, Some(&Timespec::default())).expect("a look") > 0
    }

    #[test]
    fn what_is_sent_to_a_host_that_stands_still_arrives_whole_and_in_order() {
        let (screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let (written, writes) = mpsc::channel();
        let session = Session::enter(&input, &output, move || {
            // The test may have ended.
            let _ = written.send(());
        })
        .expect("entered");
        writes.recv().expect("the first write");
        let frame = "x".repeat(1024 * 1024);
        let started = Instant::now();
        session.send(&*frame);
        session.send(COPIED);
        session.send(speak::title("named"));
        assert!(started.elapsed() < LAST_WORDS, "sending does not wait");
        while has_room(&output) {
            std::thread::yield_now();
        }
        assert!(session.is_busy());
        let reading = std::thread::spawn(move || all_of(screen));
        for _ in 0..3 {
            writes.recv().expect("a write");
        }
        assert!(!session.is_busy());
        drop(session);
        drop(output);
        let expected = [
            speak::ENTER,
            &frame,
            COPIED,
            &speak::title("named"),
            &String::from_utf8_lossy(host::FORGET),
            speak::LEAVE,
        ];
        let read = reading.join().expect("a reader");
        assert!(read == expected.concat(), "{} bytes", read.len());
    }

    #[test]
    fn a_host_that_goes_while_it_stands_still_is_noticed() {
        let (screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let (written, writes) = mpsc::channel();
        let session = Session::enter(&input, &output, move || {
            // The test may have ended.
            let _ = written.send(());
        })
        .expect("entered");
        writes.recv().expect("the first write");
        session.send("x".repeat(1024 * 1024));
        while has_room(&output) {
            std::thread::yield_now();
        }
        assert!(!session.has_failed());
        drop(screen);
        writes.recv().expect("the end of the second write");
        assert!(session.has_failed());
    }

    #[test]
    fn a_host_that_stands_still_does_not_hold_the_end_up() {
        let (screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let session = Session::enter(&input, &output, || {}).expect("entered");
        let frame = "x".repeat(1024 * 1024);
        session.send(&*frame);
        let started = Instant::now();
        drop(session);
        let took = started.elapsed();
        assert!(took < LAST_WORDS + LAST_CHANCE * 4, "{took:?}");
        drop(output);
        let read = all_of(screen);
        assert!(read.starts_with(speak::ENTER));
        assert!(read.len() < frame.len(), "nothing is written afterwards");
    }

    #[test]
    fn cells_are_as_large_as_the_pixels_of_the_window_say() {
        let size = |ws_col, ws_row, ws_xpixel, ws_ypixel| Winsize {
            ws_row,
            ws_col,
            ws_xpixel,
            ws_ypixel,
        };
        // An xterm with its margin of two pixels.
        assert_eq!(cell_of(&size(100, 34, 904, 650)), Some((9, 19)));
        assert_eq!(cell_of(&size(100, 34, 0, 0)), None);
        assert_eq!(cell_of(&size(0, 0, 904, 650)), None);
    }

    #[test]
    fn a_terminal_without_a_size_has_the_usual_one() {
        let (_screen, output) = pipe();
        let (input, _keyboard) = pipe();
        let session = Session::enter(&input, &output, || {}).expect("entered");
        let size = session.size();
        assert_eq!(size.cells, USUAL_SIZE);
        assert_eq!((size.pixel_width, size.pixel_height), (640, 384));
        assert_eq!(session.cell(), None);
    }
}
