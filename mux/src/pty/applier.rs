//! A flood's second thread: output is applied here while the pump reads on.
//!
//! Reading a pty costs the kernel's work for each line, a third of what parsing does, and one thread
//! that does both in turn leaves the other processor idle. Started by the first chunk that comes full,
//! so that a pane which never floods has no such thread. Output stays in its order: the pump applies
//! nothing itself while anything waits here.

use super::{Output, READ_CHUNK};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

/// A buffer, and how much of it is filled.
type Chunk = (Vec<u8>, usize);

/// A thread that applies output, as the pump's thread sees it.
pub(super) struct Applier {
    chunks: SyncSender<Chunk>,
    applied: Receiver<Vec<u8>>,
    waiting: usize,
    thread: JoinHandle<()>,
}

impl Applier {
    /// Starts the thread.
    pub(super) fn start(name: &str, output: Arc<dyn Output>) -> io::Result<Self> {
        // One chunk waits while another is applied: what is shown stays close to what is written.
        let (chunks, handed) = sync_channel::<Chunk>(1);
        let (give_back, applied) = channel();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                for (bytes, filled) in handed {
                    output.bytes(&bytes[..filled]);
                    // Without a pump nobody needs the buffer.
                    let _ = give_back.send(bytes);
                }
            })?;
        Ok(Self {
            chunks,
            applied,
            waiting: 0,
            thread,
        })
    }

    /// Returns whether everything that was handed on is applied.
    pub(super) fn is_idle(&mut self) -> bool {
        while self.waiting > 0 && self.applied.try_recv().is_ok() {
            self.waiting -= 1;
        }
        self.waiting == 0
    }

    /// Hands a chunk on, waiting for room, and returns a buffer to read into.
    pub(super) fn apply(&mut self, bytes: Vec<u8>, filled: usize) -> Vec<u8> {
        let sent = self.chunks.send((bytes, filled));
        self.waiting += usize::from(sent.is_ok());
        match self.applied.try_recv() {
            Ok(buffer) => {
                self.waiting -= 1;
                buffer
            }
            Err(_) => vec![0; READ_CHUNK],
        }
    }

    /// Waits until everything is applied, and ends the thread.
    pub(super) fn finish(self) {
        drop(self.chunks);
        // A failure of the engine was caught and told where it happened.
        let _ = self.thread.join();
    }
}
