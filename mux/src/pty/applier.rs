//! A flood's second thread: output is applied here while the pump reads on.
//!
//! Reading a pty costs the kernel's work for each line, a third of what parsing does, and one thread
//! that does both in turn leaves the other processor idle. Started by the first chunk that comes full,
//! so that a pane which never floods has no such thread. Output stays in its order: the pump applies
//! nothing itself while anything is here. It tells when a chunk is applied, so that the pump gathers meanwhile what
//! the kernel hands out in small pieces; a chunk that is full waits here behind the one before, so that there
//! is no pause between them.

use super::{Output, READ_CHUNK};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SendError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

/// A buffer, and how much of it is filled.
type Chunk = (Vec<u8>, usize);

/// How many full chunks may be here: one that is applied and one behind it.
const MOST_CHUNKS: usize = 2;

/// A thread that applies output, as the pump's thread sees it.
pub(super) struct Applier {
    chunks: Sender<Chunk>,
    applied: Receiver<Vec<u8>>,
    /// How many chunks are here and not applied.
    held: usize,
    /// Buffers that were applied.
    spare: Vec<Vec<u8>>,
    thread: JoinHandle<()>,
}

impl Applier {
    /// Starts the thread; `done` is called on it after each chunk.
    pub(super) fn start(
        name: &str,
        output: Arc<dyn Output>,
        done: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let (chunks, handed) = channel::<Chunk>();
        let (give_back, applied) = channel();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                for (bytes, filled) in handed {
                    output.bytes(&bytes[..filled]);
                    // Without a pump nobody needs the buffer.
                    let _ = give_back.send(bytes);
                    done();
                }
            })?;
        Ok(Self {
            chunks,
            applied,
            held: 0,
            spare: Vec::new(),
            thread,
        })
    }

    /// Returns whether everything that was handed on is applied.
    pub(super) fn is_idle(&mut self) -> bool {
        self.take_back();
        self.held == 0
    }

    /// Returns whether a chunk that is full may be handed on.
    pub(super) fn has_room(&mut self) -> bool {
        self.take_back();
        self.held < MOST_CHUNKS
    }

    /// Takes the buffers back that were applied.
    fn take_back(&mut self) {
        while self.held > 0 {
            match self.applied.try_recv() {
                Ok(buffer) => {
                    self.spare.push(buffer);
                    self.held -= 1;
                }
                Err(TryRecvError::Empty) => return,
                // Its thread is gone, with what waited there; nothing is applied any more.
                Err(TryRecvError::Disconnected) => self.held = 0,
            }
        }
    }

    /// Hands a chunk on and returns a buffer to read into; the chunk when nobody takes it.
    pub(super) fn apply(&mut self, bytes: Vec<u8>, filled: usize) -> Result<Vec<u8>, Vec<u8>> {
        self.chunks
            .send((bytes, filled))
            .map_err(|SendError((bytes, _))| bytes)?;
        self.held += 1;
        Ok(self.spare.pop().unwrap_or_else(|| vec![0; READ_CHUNK]))
    }

    /// Waits until everything is applied, and ends the thread.
    pub(super) fn finish(self) {
        drop(self.chunks);
        // A failure of the engine was caught and told where it happened.
        let _ = self.thread.join();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::RecvTimeoutError;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::{ExitStatus, SpawnError};

    const LIMIT: Duration = Duration::from_secs(20);

    /// Applies a chunk when it is told to, and remembers the first byte of each.
    struct Slow {
        go: Mutex<Receiver<()>>,
        applied: Mutex<Vec<u8>>,
    }

    impl Output for Slow {
        fn bytes(&self, bytes: &[u8]) {
            let go = self.go.lock().expect("not poisoned");
            assert_ne!(go.recv_timeout(LIMIT), Err(RecvTimeoutError::Timeout));
            self.applied.lock().expect("not poisoned").push(bytes[0]);
        }

        fn due_at(&self) -> Option<Instant> {
            None
        }

        fn due(&self) {}

        fn failed(&self, _error: &SpawnError) {}

        fn ended(&self, _status: ExitStatus) {}
    }

    #[test]
    fn chunks_are_applied_in_their_order_and_no_more_wait_than_one() {
        let (go, told) = channel();
        let output = Arc::new(Slow {
            go: Mutex::new(told),
            applied: Mutex::default(),
        });
        let (done, finished) = channel();
        let mut applier = Applier::start("test parser", output.clone(), move || {
            // The test may be over.
            let _ = done.send(());
        })
        .expect("a thread");
        assert!(applier.is_idle() && applier.has_room());
        for number in 0..2 {
            assert!(applier.has_room());
            let next = applier.apply(vec![number; 8], 8).expect("it is taken");
            assert_eq!(next.len(), READ_CHUNK);
        }
        assert!(!applier.is_idle() && !applier.has_room());
        for number in 2..9 {
            go.send(()).expect("it runs");
            finished.recv_timeout(LIMIT).expect("it is applied");
            assert!(applier.has_room() && !applier.is_idle());
            let next = applier.apply(vec![number; 8], 8).expect("it is taken");
            assert_eq!(next.len(), 8, "a buffer is used again");
        }
        // What it still has is applied before it ends.
        drop(go);
        applier.finish();
        let applied = output.applied.lock().expect("not poisoned").clone();
        assert_eq!(applied, (0..9).collect::<Vec<u8>>());
    }
}
