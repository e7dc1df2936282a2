//! A flood's second thread: output is applied here while the pump reads on.
//!
//! Reading a pty costs the kernel's work for each line, a third of what parsing does, and one thread
//! that does both in turn leaves the other processor idle. Started by the first chunk that comes full,
//! so that a pane which never floods has no such thread. Output stays in its order: the pump applies
//! nothing itself while anything is here. It is given one chunk at a time and tells when that is applied, so
//! that the pump gathers meanwhile what the kernel hands out in small pieces.

use super::{Output, READ_CHUNK};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SendError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

/// A buffer, and how much of it is filled.
type Chunk = (Vec<u8>, usize);

/// A thread that applies output, as the pump's thread sees it.
pub(super) struct Applier {
    chunks: Sender<Chunk>,
    applied: Receiver<Vec<u8>>,
    busy: bool,
    /// A buffer that was applied.
    spare: Option<Vec<u8>>,
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
            busy: false,
            spare: None,
            thread,
        })
    }

    /// Returns whether everything that was handed on is applied.
    pub(super) fn is_idle(&mut self) -> bool {
        if self.busy {
            match self.applied.try_recv() {
                Ok(buffer) => {
                    self.spare = Some(buffer);
                    self.busy = false;
                }
                Err(TryRecvError::Empty) => {}
                // Its thread is gone, and nothing is applied any more.
                Err(TryRecvError::Disconnected) => self.busy = false,
            }
        }
        !self.busy
    }

    /// Hands a chunk on, to one that is idle, and returns a buffer to read into; the chunk when nobody takes it.
    pub(super) fn apply(&mut self, bytes: Vec<u8>, filled: usize) -> Result<Vec<u8>, Vec<u8>> {
        self.chunks
            .send((bytes, filled))
            .map_err(|SendError((bytes, _))| bytes)?;
        self.busy = true;
        Ok(self.spare.take().unwrap_or_else(|| vec![0; READ_CHUNK]))
    }

    /// Waits until everything is applied, and ends the thread.
    pub(super) fn finish(self) {
        drop(self.chunks);
        // A failure of the engine was caught and told where it happened.
        let _ = self.thread.join();
    }
}
