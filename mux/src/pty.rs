//! A program in a pty: its input queue, its output, its session and its end.
//!
//! Two threads serve each pty, and a third one that floods. The pump owns the pty's file descriptor,
//! never blocks on it, hands output to an [`Output`], writes what waits in the input queue and hangs
//! the program up when asked.
//! The waiter starts the program, which may wait for a disk, sees to what a hung-up program leaves
//! behind and reaps the child.
//! Neither keeps the program from ending: the pump can always be woken, and both are left behind at
//! exit. Nothing here knows what the bytes mean.

mod applier;

use crate::event::ExitStatus;
use crate::session;
use crate::spawn::{Prepared, SpawnError};
use crate::terminal::PaneSize;
use applier::Applier;
use filedescriptor::{FileDescriptor, POLLERR, POLLHUP, POLLIN, POLLOUT, poll, pollfd};
use portable_pty::{Child, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long programs get to end by themselves after a hangup.
const HANGUP_GRACE: Duration = Duration::from_secs(1);
/// How long hanging up and, after that, killing may take until a program is gone.
pub(crate) const END_LIMIT: Duration = Duration::from_secs(3);
/// How long the end of what was killed is waited for.
const KILL_LIMIT: Duration = Duration::from_secs(1);
/// How much input may wait for a program that does not read.
const MAX_QUEUED_INPUT: usize = 64 * 1024 * 1024;
/// How much input may wait before answers to the program's own questions are dropped.
const MAX_QUEUED_ANSWERS: usize = 1024 * 1024;
/// How long output is still taken from what a program leaves behind when it ends.
const LAST_OUTPUT: Duration = Duration::from_millis(500);
/// How much output is taken at most before it is handed on.
const READ_CHUNK: usize = 64 * 1024;
/// For so long after there was too much at once, output is applied on the thread for floods.
const FLOOD: Duration = Duration::from_millis(100);
/// How long to wait when the pty says that it takes input but takes none.
const STALL: Duration = Duration::from_millis(20);

/// Takes what a program writes, on the pump's thread; [`Output::bytes`] in a flood on another one,
/// never on both at once.
pub(crate) trait Output: Send + Sync + 'static {
    /// Takes output.
    fn bytes(&self, bytes: &[u8]);

    /// Returns when [`Output::due`] is to be called even without output.
    fn due_at(&self) -> Option<Instant>;

    /// Does what was due.
    fn due(&self);

    /// Says on the waiter's thread that the program could not be started.
    fn failed(&self, error: &SpawnError);

    /// Says that the program has ended; its output came before.
    fn ended(&self, status: ExitStatus);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct State {
    input: VecDeque<u8>,
    /// Whether the program was started, once that is known.
    started: Option<Result<(), SpawnError>>,
    /// When what is left of the hung-up program is to be killed.
    kill_at: Option<Instant>,
    /// The process group that had the terminal when it was hung up.
    foreground: Option<Pid>,
    /// The hangup was sent.
    hung_up: bool,
    /// The program was killed; it may take a moment until it is reaped.
    killed: bool,
    /// The program ended, by itself or with all that it left behind.
    ended: bool,
    /// How the child ended, as soon as it is reaped.
    exit: Option<ExitStatus>,
    /// The pump has ended and its descriptor is closed.
    pump_ended: bool,
}

impl State {
    /// Returns whether nothing runs any more. What was hung up before it was found is not started.
    fn is_over(&self) -> bool {
        self.exit.is_some() || (self.kill_at.is_some() && self.started.is_none())
    }
}

/// What the main thread, the pump and the waiter share.
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// Wakes the pump; gone when the pump has ended.
    waker: Mutex<Option<UnixStream>>,
    /// The program's number; set once.
    pid: OnceLock<Pid>,
    /// The program's number while it is nobody else's: from its start until it is reaped.
    unreaped: Mutex<Option<Pid>>,
    /// The main thread's hold on the pty; gone when the program has ended.
    master: Mutex<Option<Box<dyn MasterPty + Send>>>,
}

impl Shared {
    fn wake(&self) {
        if let Some(mut waker) = lock(&self.waker).as_ref() {
            // A full socket has woken the pump already.
            let _ = waker.write(&[0]);
        }
    }

    /// Signals the program's own process group and the one that was in the foreground; returns how
    /// many processes run there.
    ///
    /// A shell passes a hangup on to its other jobs, except to those that it was told to keep; one
    /// that then goes on (`nohup`, `disown`) was meant to.
    fn signal(&self, signals: &[Signal]) -> usize {
        let groups = self.hung_up_groups();
        let unreaped = lock(&self.unreaped);
        unreaped.map_or(0, |pid| session::signal(pid, &groups, signals))
    }

    /// Waits until one of the processes that [`Self::signal`] is about has ended, or for `limit`. For
    /// the waiter's thread, which is who reaps the program.
    fn wait_for_an_end(&self, limit: Duration) {
        if let Some(&pid) = self.pid.get() {
            session::wait(pid, &self.hung_up_groups(), limit);
        }
    }

    fn hung_up_groups(&self) -> Vec<Pid> {
        let foreground = lock(&self.state).foreground;
        foreground
            .into_iter()
            .chain(self.pid.get().copied())
            .collect()
    }
}

/// A clonable hold on the input queue.
#[derive(Clone)]
pub(crate) struct Input(Arc<Shared>);

impl Input {
    /// Queues an answer to a question of the program; one that never reads gets no more of them.
    pub(crate) fn answer(&self, bytes: &[u8]) {
        let mut state = lock(&self.0.state);
        if state.input.len() + bytes.len() <= MAX_QUEUED_ANSWERS && !state.pump_ended {
            state.input.extend(bytes);
            drop(state);
            self.0.wake();
        }
    }
}

/// A clonable hold on which processes run.
#[derive(Clone)]
pub(crate) struct Running(Arc<Shared>);

impl Running {
    /// Returns the process id of the program that was started.
    pub(crate) fn pid(&self) -> Option<u32> {
        let pid = self.0.pid.get()?.as_raw_nonzero().get();
        u32::try_from(pid).ok()
    }

    /// Returns the process group in the foreground of the pty.
    pub(crate) fn foreground(&self) -> Option<u32> {
        let master = lock(&self.0.master);
        let leader = master.as_ref()?.process_group_leader()?;
        u32::try_from(leader).ok()
    }

    /// Returns the path of the pty's device, while the program runs.
    pub(crate) fn tty_name(&self) -> Option<std::path::PathBuf> {
        lock(&self.0.master).as_ref()?.tty_name()
    }

    /// Tells whether what is typed is read by the line and not shown, as programs read a password.
    pub(crate) fn hides_input(&self) -> bool {
        let master = lock(&self.0.master);
        let Some(modes) = master.as_ref().and_then(|master| master.get_termios()) else {
            return false;
        };
        let mut by_line = false;
        for (mode, _) in modes.local_flags.iter_names() {
            match mode {
                "ECHO" => return false,
                "ICANON" => by_line = true,
                _ => {}
            }
        }
        by_line
    }

    /// Returns the processes that stand for the pane: the leader of the foreground, then the
    /// program that was started. None are left when it has ended.
    pub(crate) fn processes(&self) -> Vec<u32> {
        // The number of a process that was reaped may by now be another's.
        if lock(&self.0.unreaped).is_none() {
            return Vec::new();
        }
        let mut processes: Vec<u32> = self.foreground().into_iter().chain(self.pid()).collect();
        processes.dedup();
        processes
    }

    /// Returns how the program ended, once it has.
    pub(crate) fn exit(&self) -> Option<ExitStatus> {
        lock(&self.0.state).exit.clone()
    }
}

/// A program in a pty.
pub(crate) struct Pty {
    shared: Arc<Shared>,
}

/// Returns the name of the thread that starts a program, which the program's process has until it
/// has become that program.
pub(crate) fn waiter_name(name: &str) -> String {
    format!("{name} waiter")
}

/// Finds out what is to run; called on the waiter's thread.
pub(crate) type Launch = Box<dyn FnOnce() -> Result<Prepared, SpawnError> + Send>;

/// A pty without a program, before its output goes anywhere.
pub(crate) struct Opened {
    shared: Arc<Shared>,
    descriptor: FileDescriptor,
    woken: UnixStream,
    slave: Box<dyn SlavePty + Send>,
}

impl Opened {
    /// Opens a pty.
    pub(crate) fn open(size: PaneSize) -> anyhow::Result<Self> {
        let pair = native_pty_system().openpty(pty_size(size))?;
        let raw = pair.master.as_raw_fd();
        let raw = raw.ok_or_else(|| anyhow::anyhow!("the pty has no file descriptor"))?;
        let mut descriptor = FileDescriptor::dup(&Raw(raw))?;
        descriptor.set_non_blocking(true)?;
        let (wake, woken) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        Ok(Self {
            shared: Arc::new(Shared {
                state: Mutex::default(),
                changed: Condvar::new(),
                waker: Mutex::new(Some(wake)),
                pid: OnceLock::new(),
                unreaped: Mutex::new(None),
                master: Mutex::new(Some(pair.master)),
            }),
            descriptor,
            woken,
            slave: pair.slave,
        })
    }

    /// Returns a hold on the input queue.
    pub(crate) fn input(&self) -> Input {
        Input(self.shared.clone())
    }

    /// Returns a hold on which processes run.
    pub(crate) fn running(&self) -> Running {
        Running(self.shared.clone())
    }

    /// Starts the threads, with output going to `output`; they start the program that `launch`
    /// returns, as the leader of a new session.
    pub(crate) fn start(
        self,
        name: &str,
        launch: Launch,
        output: Arc<dyn Output>,
    ) -> io::Result<Pty> {
        let Self {
            shared,
            descriptor,
            woken,
            slave,
        } = self;
        let pump = Pump {
            shared: shared.clone(),
            descriptor,
            woken,
            output: output.clone(),
            applier: None,
            applier_name: format!("{name} parser"),
            open: true,
            stalled: false,
            chunk: vec![0; READ_CHUNK],
            filled: 0,
            flooded_at: None,
        };
        let waiting = shared.clone();
        let started = thread::Builder::new()
            .name(format!("{name} pump"))
            .spawn(move || pump.run())
            .and_then(|_| {
                thread::Builder::new()
                    .name(waiter_name(name))
                    .spawn(move || serve(slave, launch, &waiting, &*output))
            });
        if let Err(error) = started {
            // Without a waiter nobody else ends the pump.
            lock(&shared.state).exit = Some(ExitStatus::with_code(1));
            shared.wake();
            return Err(error);
        }
        Ok(Pty { shared })
    }
}

impl Pty {
    /// Returns the program's process id.
    pub(crate) fn pid(&self) -> Option<u32> {
        Running(self.shared.clone()).pid()
    }

    /// Waits until the program is started, or returns why it is not.
    pub(crate) fn wait_started(&self) -> Result<(), SpawnError> {
        let state = lock(&self.shared.state);
        let waited = self
            .shared
            .changed
            .wait_while(state, |state| state.started.is_none());
        let state = waited.unwrap_or_else(PoisonError::into_inner);
        state.started.clone().unwrap_or(Ok(()))
    }

    /// Queues input; never waits for the program to read it.
    pub(crate) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut state = lock(&self.shared.state);
        if state.exit.is_some() || state.pump_ended {
            return Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "the pane's program has ended",
            ));
        }
        if state.input.len() + bytes.len() > MAX_QUEUED_INPUT {
            return Err(io::Error::new(
                io::ErrorKind::WouldBlock,
                "the pane's program does not read its input, and no more can wait",
            ));
        }
        state.input.extend(bytes);
        drop(state);
        self.shared.wake();
        Ok(())
    }

    /// Tells the program its new size.
    pub(crate) fn resize(&self, size: PaneSize) {
        if let Some(master) = &*lock(&self.shared.master)
            && let Err(error) = master.resize(pty_size(size))
        {
            log::warn!("cannot tell a program its new size: {error}");
        }
    }

    /// Hangs up; what is still there after a while is killed. Returns at once.
    pub(crate) fn hang_up(&self) {
        let foreground = Running(self.shared.clone()).foreground();
        let foreground = foreground.and_then(|group| Pid::from_raw(group.try_into().ok()?));
        let mut state = lock(&self.shared.state);
        if state.ended || state.kill_at.is_some() {
            return;
        }
        state.foreground = foreground;
        state.kill_at = Some(Instant::now() + HANGUP_GRACE);
        drop(state);
        self.shared.wake();
    }

    /// Waits until the program that was hung up is reaped, and what it left in the foreground is
    /// gone. Returns whether that is so by `deadline`.
    pub(crate) fn finish(&self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let state = lock(&self.shared.state);
        let (state, _) = self
            .shared
            .changed
            .wait_timeout_while(state, left, |state| !state.is_over())
            .unwrap_or_else(PoisonError::into_inner);
        state.is_over()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.hang_up();
    }
}

/// A borrowed descriptor that can be duplicated.
struct Raw(RawFd);

impl AsRawFd for Raw {
    fn as_raw_fd(&self) -> RawFd {
        self.0
    }
}

fn pty_size(size: PaneSize) -> PtySize {
    let size = size.clamped();
    let number = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
    PtySize {
        rows: number(size.cells.rows),
        cols: number(size.cells.cols),
        pixel_width: number(size.pixel_width),
        pixel_height: number(size.pixel_height),
    }
}

/// Starts the program and stays with it until its end.
fn serve(slave: Box<dyn SlavePty + Send>, launch: Launch, shared: &Shared, output: &dyn Output) {
    let started = match start(slave, launch, shared) {
        Ok(Some(mut child)) => return wait(&mut *child, shared),
        Ok(None) => Ok(()),
        Err(error) => {
            output.failed(&error);
            Err(error)
        }
    };
    let mut state = lock(&shared.state);
    state.started = Some(started);
    state.ended = true;
    state.exit = Some(ExitStatus::with_code(1));
    drop(state);
    shared.changed.notify_all();
    shared.wake();
}

/// Starts the program; none when the pty was hung up before it was found.
fn start(
    slave: Box<dyn SlavePty + Send>,
    launch: Launch,
    shared: &Shared,
) -> Result<Option<Box<dyn Child + Send + Sync>>, SpawnError> {
    let Prepared { command, name, .. } = launch()?;
    if lock(&shared.state).kill_at.is_some() {
        return Ok(None);
    }
    let child = slave
        .spawn_command(command)
        .map_err(|error| SpawnError::Pty {
            program: name,
            reason: format!("{error:#}"),
        })?;
    let pid = child.process_id().and_then(|pid| i32::try_from(pid).ok());
    if let Some(pid) = pid.and_then(Pid::from_raw) {
        *lock(&shared.unreaped) = Some(pid);
        shared.pid.get_or_init(|| pid);
    }
    lock(&shared.state).started = Some(Ok(()));
    shared.changed.notify_all();
    // It may have been hung up before it was there.
    shared.wake();
    Ok(Some(child))
}

/// Sees to what the child leaves behind, and reaps it.
fn wait(child: &mut (dyn Child + Send + Sync), shared: &Shared) {
    if let Some(&pid) = shared.pid.get() {
        // Until the child is reaped its number, which is its session's too, is nobody else's.
        let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), ended) {}
        finish_session(shared);
    }
    let mut unreaped = lock(&shared.unreaped);
    let status = match child.wait() {
        Ok(status) => ExitStatus {
            code: status.exit_code(),
            signal: status.signal().map(str::to_owned),
        },
        Err(error) => {
            log::warn!("cannot learn how a program ended: {error}");
            ExitStatus::with_code(1)
        }
    };
    *unreaped = None;
    drop(unreaped);
    lock(&shared.state).exit = Some(status);
    shared.changed.notify_all();
    shared.wake();
}

/// Waits for the end of what a hung-up program leaves in its own group and in the foreground, and
/// kills it when its time is over.
///
/// A program that ended by itself may leave others running, as a shell does with its background
/// jobs; they are left alone.
fn finish_session(shared: &Shared) {
    let kill_at = {
        let mut state = lock(&shared.state);
        state.ended = state.kill_at.is_none();
        match state.kill_at {
            Some(kill_at) => kill_at,
            None => return,
        }
    };
    loop {
        let now = Instant::now();
        let due = kill_at <= now;
        // Killed again and again: what was about to start another program may have done so.
        let running = shared.signal(if due { &[Signal::KILL] } else { &[] });
        if running == 0 {
            break;
        }
        if kill_at + KILL_LIMIT <= now {
            log::error!("{running} processes of a closed pane cannot be killed");
            break;
        }
        let next = if due { kill_at + KILL_LIMIT } else { kill_at };
        shared.wait_for_an_end(next.saturating_duration_since(now));
    }
    lock(&shared.state).ended = true;
}

/// The thread between the pty and the pane.
struct Pump {
    shared: Arc<Shared>,
    descriptor: FileDescriptor,
    woken: UnixStream,
    output: Arc<dyn Output>,
    /// What applies output while the program floods.
    applier: Option<Applier>,
    applier_name: String,
    /// Whether more output can come.
    open: bool,
    /// Whether the pty claimed to take input and took none.
    stalled: bool,
    chunk: Vec<u8>,
    /// How much of the chunk has been read and not handed on.
    filled: usize,
    /// When there was more than could be applied at once.
    flooded_at: Option<Instant>,
}

impl Pump {
    fn run(mut self) {
        let mut ended_at = None;
        let status = loop {
            let events = self.wait();
            self.drain_wakes();
            let more = self.read(events);
            self.write(events);
            if self
                .output
                .due_at()
                .is_some_and(|due| due <= Instant::now())
            {
                self.output.due();
            }
            self.end_when_due();
            let exit = lock(&self.shared.state).exit.clone();
            // The program may have written after the last look, so one look without output decides.
            if let Some(status) = exit {
                let since = ended_at.get_or_insert_with(Instant::now).elapsed();
                if (!more && !self.readable()) || since > LAST_OUTPUT {
                    break status;
                }
            }
        };
        lock(&self.shared.state).pump_ended = true;
        drop(lock(&self.shared.master).take());
        drop(lock(&self.shared.waker).take());
        let Self {
            mut descriptor,
            woken,
            output,
            applier,
            mut chunk,
            filled,
            ..
        } = self;
        if let Some(applier) = applier {
            applier.finish();
        }
        if filled > 0 {
            output.bytes(&chunk[..filled]);
            // What the kernel kept meanwhile; others that go on writing do not hold the pane up.
            let (last, _) = fill(&mut descriptor, &mut chunk, 0);
            output.bytes(&chunk[..last]);
        }
        drop((descriptor, woken));
        output.ended(status);
    }

    /// Waits for something to do and returns what the pty is ready for.
    fn wait(&self) -> i16 {
        let state = lock(&self.shared.state);
        // Before there is a program, the line discipline would cut, echo and interrupt what is typed.
        let has_input = state.started.is_some() && !state.input.is_empty() && self.open;
        let kill_at = state
            .kill_at
            .filter(|_| state.started.is_some() && !state.killed);
        let room = self.filled < self.chunk.len();
        // What is left to read after the end is read without waiting for more; without room the applier wakes the pump.
        let ended = (state.exit.is_some() && room).then(Instant::now);
        drop(state);
        let mut wanted = 0;
        if self.open && room {
            wanted |= POLLIN;
        }
        if has_input && !self.stalled {
            wanted |= POLLOUT;
        }
        let stall = (has_input && self.stalled).then(|| Instant::now() + STALL);
        let next = [ended, stall, kill_at, self.output.due_at()]
            .into_iter()
            .flatten()
            .min();
        // Waking a moment after the deadline is right, a moment before it means waking twice.
        let timeout =
            next.map(|at| at.saturating_duration_since(Instant::now()) + Duration::from_millis(1));
        // A descriptor below 0 is left out of the poll: of another a hangup is told whatever is asked for.
        let descriptor = if wanted != 0 {
            self.descriptor.as_raw_fd()
        } else {
            -1
        };
        let mut set = [
            poll_entry(descriptor, wanted),
            poll_entry(self.woken.as_raw_fd(), POLLIN),
        ];
        match poll(&mut set, timeout) {
            Ok(_) => set[0].revents,
            // Interrupted: the next round polls again.
            Err(_) => 0,
        }
    }

    /// Returns whether there is output that was not read yet.
    fn readable(&self) -> bool {
        if !self.open {
            return false;
        }
        let mut set = [poll_entry(self.descriptor.as_raw_fd(), POLLIN)];
        poll(&mut set, Some(Duration::ZERO)).is_ok_and(|_| set[0].revents & POLLIN != 0)
    }

    fn drain_wakes(&mut self) {
        let mut bytes = [0; 64];
        while matches!(self.woken.read(&mut bytes), Ok(count) if count > 0) {}
    }

    /// Reads output and hands it on; returns whether there was any.
    fn read(&mut self, events: i16) -> bool {
        if !self.open || events & (POLLIN | POLLHUP | POLLERR) == 0 {
            self.hand_on();
            return false;
        }
        let before = self.filled;
        (self.filled, self.open) = fill(&mut self.descriptor, &mut self.chunk, before);
        let more = self.filled > before;
        self.hand_on();
        more
    }

    /// Has what was read applied: here, or on the other thread when the program floods. What that one has no time
    /// for yet waits, and more is read behind it until the chunk is full; then it may wait over there.
    fn hand_on(&mut self) {
        if self.filled == 0 {
            return;
        }
        let full = self.filled == self.chunk.len();
        if full && self.applier.is_none() {
            let shared = Arc::clone(&self.shared);
            let done = move || shared.wake();
            let started = Applier::start(&self.applier_name, self.output.clone(), done);
            self.applier = started
                .inspect_err(|error| log::warn!("a pane's output is parsed slowly: {error}"))
                .ok();
        }
        if let Some(applier) = &mut self.applier {
            let idle = applier.is_idle();
            if full || !idle {
                self.flooded_at = Some(Instant::now());
            }
            let takes_it = idle || (full && applier.has_room());
            if !takes_it {
                return;
            }
            if self.flooded_at.is_some_and(|at| at.elapsed() < FLOOD) {
                let chunk = std::mem::take(&mut self.chunk);
                match applier.apply(chunk, self.filled) {
                    Ok(buffer) => {
                        self.chunk = buffer;
                        self.filled = 0;
                        return;
                    }
                    // Its thread is gone.
                    Err(chunk) => {
                        self.chunk = chunk;
                        self.applier = None;
                    }
                }
            }
        }
        let filled = std::mem::take(&mut self.filled);
        self.output.bytes(&self.chunk[..filled]);
    }

    fn write(&mut self, events: i16) {
        self.stalled = false;
        if !self.open || events & POLLOUT == 0 {
            return;
        }
        let mut state = lock(&self.shared.state);
        let (bytes, _) = state.input.as_slices();
        match self.descriptor.write(bytes) {
            Ok(count) => {
                self.stalled = count == 0;
                state.input.drain(..count);
                if state.input.is_empty() {
                    // A large paste must not keep its memory.
                    state.input.shrink_to(READ_CHUNK);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.stalled = true,
            Err(_) => state.input.clear(),
        }
    }

    /// Hangs the program up when that was asked for, and kills it when it is still there later.
    fn end_when_due(&self) {
        let mut state = lock(&self.shared.state);
        let there = state.started.is_some() && !state.ended;
        let Some(kill_at) = state.kill_at.filter(|_| there) else {
            return;
        };
        let hang_up = !std::mem::replace(&mut state.hung_up, true);
        let kill = kill_at <= Instant::now() && !state.killed;
        state.killed |= kill;
        drop(state);
        if hang_up {
            // A stopped program gets its hangup only when it goes on.
            self.shared.signal(&[Signal::HUP, Signal::CONT]);
        }
        if kill {
            self.shared.signal(&[Signal::KILL]);
        }
    }
}

/// Reads what there is into the rest of a chunk; returns how much of it is filled, and whether more can come.
fn fill(descriptor: &mut FileDescriptor, chunk: &mut [u8], mut filled: usize) -> (usize, bool) {
    while filled < chunk.len() {
        match descriptor.read(&mut chunk[filled..]) {
            Ok(0) => return (filled, false),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            // Linux reports the end of a pty as an input error.
            Err(_) => return (filled, false),
        }
    }
    (filled, true)
}

fn poll_entry(descriptor: RawFd, wanted: i16) -> pollfd {
    pollfd {
        fd: descriptor,
        events: wanted,
        revents: 0,
    }
}
