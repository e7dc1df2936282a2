//! The inbox of the main thread and the executor of its own futures.
//!
//! Everything that happens elsewhere reaches the program as an `AppMessage` in one queue: shells'
//! events, views' wakes, steps of futures that live on the main thread (Lua handlers), and calls
//! that other threads ask to be made with the `App` at hand. `Mailbox` is the sending end, usable
//! from any thread; it pokes the loop at most once per turn. Nothing here blocks, and nothing here
//! runs background work: that is the modules' tokio runtime.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use async_task::Runnable;
use futures::channel::oneshot;
use mux::MuxEvent;
use wezterm_module_framework::ViewId;

use crate::app::App;
use crate::frame::Poke;

/// Something for the main thread to do.
pub enum AppMessage {
    /// A shell wrote, ended, rang.
    Mux(MuxEvent),
    /// A view's background work has sent it something.
    Wake(ViewId),
    /// A future of the main thread can go on.
    Task(Runnable),
    /// Somebody needs the program's state for a moment.
    Call(Box<dyn FnOnce(&mut App) + Send>),
    /// The operating system asks the program to end.
    Signal(i32),
    /// A configuration file has changed on disk.
    ConfigTouched,
}

/// The sending end of the inbox; cheap to clone, callable from any thread.
#[derive(Clone)]
pub struct Mailbox {
    queue: mpsc::Sender<AppMessage>,
    poked: Arc<AtomicBool>,
    poke: Poke,
}

/// The receiving end; the `App` owns it.
pub struct Inbox {
    queue: mpsc::Receiver<AppMessage>,
    poked: Arc<AtomicBool>,
}

/// Makes the two ends of an inbox whose arrivals call `poke`.
pub fn inbox(poke: Poke) -> (Mailbox, Inbox) {
    let (sender, receiver) = mpsc::channel();
    let poked = Arc::new(AtomicBool::new(false));
    let mailbox = Mailbox {
        queue: sender,
        poked: Arc::clone(&poked),
        poke,
    };
    (
        mailbox,
        Inbox {
            queue: receiver,
            poked,
        },
    )
}

impl Mailbox {
    /// Queues a message; false once the program is gone.
    pub fn send(&self, message: AppMessage) -> bool {
        let delivered = match self.queue.send(message) {
            Ok(()) => true,
            Err(mpsc::SendError(AppMessage::Task(task))) => {
                // A future of the main thread must not be dropped by another one, which this may be.
                std::mem::forget(task);
                false
            }
            Err(_) => false,
        };
        if delivered && !self.poked.swap(true, Ordering::AcqRel) {
            (self.poke)();
        }
        delivered
    }

    /// Runs `work` on the main thread with the program's state; the answer comes through the
    /// returned channel, which is cancelled when the program ends first.
    pub fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut App) -> R + Send + 'static,
    ) -> oneshot::Receiver<R> {
        let (reply, answer) = oneshot::channel();
        self.send(AppMessage::Call(Box::new(move |app| {
            let _ = reply.send(work(app));
        })));
        answer
    }

    /// Runs `work` on the main thread; nobody waits for it.
    pub fn post(&self, work: impl FnOnce(&mut App) + Send + 'static) {
        self.send(AppMessage::Call(Box::new(work)));
    }

    /// Pokes the loop although nothing new was sent, when a turn has left something behind.
    pub fn poke_again(&self) {
        (self.poke)();
    }

    /// Starts a future on the main thread, which must be the caller's. It is polled by
    /// `App::turn` and may hold Lua values.
    pub fn spawn_local(&self, future: impl Future<Output = ()> + 'static) {
        let mailbox = self.clone();
        let (runnable, task) = async_task::spawn_local(future, move |runnable| {
            mailbox.send(AppMessage::Task(runnable));
        });
        task.detach();
        runnable.schedule();
    }
}

impl Inbox {
    /// Takes what waits at this moment, at most `limit` messages, so that a flood of output cannot
    /// keep the loop from drawing. Says whether something is left.
    pub fn take(&self, limit: usize) -> (Vec<AppMessage>, bool) {
        // Cleared before reading: whatever arrives afterwards pokes again.
        self.poked.store(false, Ordering::Release);
        let messages: Vec<_> = self.queue.try_iter().take(limit).collect();
        let more = messages.len() == limit;
        (messages, more)
    }
}

impl mux::EventSink for Mailbox {
    fn send(&self, event: MuxEvent) {
        Mailbox::send(self, AppMessage::Mux(event));
    }
}
