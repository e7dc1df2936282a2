//! The bus between modules: requests that are answered or fail, and broadcasts.
//!
//! It hides mailboxes, correlation ids and time-outs. Every queue is bounded, every request has a
//! time limit, and the bus writes the sender's name itself: a module holds an [`IpcHandle`], which
//! speaks for that module only. May be used from any thread. It is not the tools' door: see
//! [`crate::gate`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::task::coop::unconstrained;

use crate::host::Host;
use crate::module::ModuleMessage;
use crate::run::{on_runtime, seconds};

/// How many messages wait for one module before those who send must wait too.
const MAILBOX: usize = 64;
/// How many broadcasts wait for one subscriber before it misses some.
const BROADCASTS: usize = 256;

/// Why a request was not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IpcError {
    /// Nobody of that name is running.
    #[error("module `{0}` is not running")]
    NotRunning(String),
    /// The time ran out.
    #[error("module `{module}` did not answer `{method}` within {}", seconds(*.limit))]
    TimedOut {
        /// Who was asked.
        module: String,
        /// For what.
        method: String,
        /// For how long.
        limit: Duration,
    },
    /// The module stopped or broke before it answered.
    #[error("module `{module}` stopped before it answered `{method}`")]
    Stopped {
        /// Who was asked.
        module: String,
        /// For what.
        method: String,
    },
    /// The module said no.
    #[error("module `{module}`: {error}")]
    Refused {
        /// Who was asked.
        module: String,
        /// Why not.
        error: String,
    },
}

/// The bus.
#[derive(Clone)]
pub struct ModuleIpc {
    bus: Arc<Bus>,
}

pub(crate) struct Bus {
    host: Arc<dyn Host>,
    request_timeout: Duration,
    next_id: AtomicU64,
    mailboxes: Mutex<HashMap<String, mpsc::Sender<ModuleMessage>>>,
    pending: Mutex<HashMap<String, Pending>>,
    subscribers: Mutex<Vec<Subscriber>>,
}

struct Pending {
    target: String,
    reply: oneshot::Sender<Result<Value, String>>,
}

struct Subscriber {
    owner: Arc<str>,
    queue: mpsc::Sender<ModuleMessage>,
    missed: Arc<AtomicU64>,
}

impl ModuleIpc {
    /// Makes a bus whose requests fail after `request_timeout`.
    pub fn new(host: Arc<dyn Host>, request_timeout: Duration) -> Self {
        Self {
            bus: Arc::new(Bus {
                host,
                request_timeout,
                next_id: AtomicU64::new(1),
                mailboxes: Mutex::default(),
                pending: Mutex::default(),
                subscribers: Mutex::default(),
            }),
        }
    }

    /// Returns the terminal's own end, which speaks as `system`.
    pub fn system(&self) -> IpcHandle {
        self.handle("system")
    }

    /// Returns how many requests wait for an answer.
    pub fn pending(&self) -> usize {
        lock(&self.bus.pending).len()
    }

    /// Returns how many live subscribers there are.
    pub fn subscribers(&self) -> usize {
        self.bus.live_subscribers().len()
    }

    pub(crate) fn handle(&self, name: &str) -> IpcHandle {
        IpcHandle {
            bus: Arc::clone(&self.bus),
            name: name.into(),
        }
    }

    pub(crate) fn bus(&self) -> Arc<Bus> {
        Arc::clone(&self.bus)
    }

    /// Opens a module's mailbox.
    pub(crate) fn attach(&self, name: &str) -> mpsc::Receiver<ModuleMessage> {
        let (sender, mailbox) = mpsc::channel(MAILBOX);
        lock(&self.bus.mailboxes).insert(name.to_owned(), sender);
        mailbox
    }

    /// Closes a module's mailbox, ends its subscriptions and fails what others asked of it.
    pub(crate) fn detach(&self, name: &str) {
        lock(&self.bus.mailboxes).remove(name);
        lock(&self.bus.pending).retain(|_, pending| pending.target != name);
        lock(&self.bus.subscribers).retain(|subscriber| &*subscriber.owner != name);
    }
}

impl Bus {
    /// Hands the answer to a request to whoever waits for it, if anybody still does.
    pub(crate) fn resolve(&self, id: &str, outcome: Result<Value, String>) {
        if let Some(pending) = lock(&self.pending).remove(id) {
            // The asker has just given up when this fails.
            let _ = pending.reply.send(outcome);
        }
    }

    async fn request(
        self: Arc<Self>,
        from: Arc<str>,
        limit: Duration,
        question: Question,
    ) -> Result<Value, IpcError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed).to_string();
        let mailbox = lock(&self.mailboxes).get(&question.target).cloned();
        let Some(mailbox) = mailbox else {
            return Err(IpcError::NotRunning(question.target));
        };
        let (reply, answer) = oneshot::channel();
        let pending = Pending {
            target: question.target.clone(),
            reply,
        };
        lock(&self.pending).insert(id.clone(), pending);
        let _forget = Forget {
            bus: &self,
            id: &id,
        };
        let message = ModuleMessage::Request {
            id: id.clone(),
            from: from.to_string(),
            method: question.method.clone(),
            params: question.params,
        };
        let exchange = async {
            // Held to a budget it would lose its place in the queue.
            unconstrained(mailbox.send(message)).await.ok()?;
            answer.await.ok()
        };
        let Question { target, method, .. } = question;
        match tokio::time::timeout(limit, exchange).await {
            Ok(Some(Ok(value))) => Ok(value),
            Ok(Some(Err(error))) => Err(IpcError::Refused {
                module: target,
                error,
            }),
            Ok(None) => Err(IpcError::Stopped {
                module: target,
                method,
            }),
            Err(_) => Err(IpcError::TimedOut {
                module: target,
                method,
                limit,
            }),
        }
    }

    fn live_subscribers(&self) -> MutexGuard<'_, Vec<Subscriber>> {
        let mut subscribers = lock(&self.subscribers);
        subscribers.retain(|subscriber| !subscriber.queue.is_closed());
        subscribers
    }
}

struct Question {
    target: String,
    method: String,
    params: Value,
}

/// Takes a request off the list however its asker ends.
struct Forget<'a> {
    bus: &'a Bus,
    id: &'a str,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        lock(&self.bus.pending).remove(self.id);
    }
}

/// One module's end of the bus.
#[derive(Clone)]
pub struct IpcHandle {
    bus: Arc<Bus>,
    name: Arc<str>,
}

impl IpcHandle {
    /// Returns the name it speaks for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Asks `target` and waits for the answer, for as long as the bus allows.
    pub async fn request(
        &self,
        target: &str,
        method: &str,
        params: Value,
    ) -> Result<Value, IpcError> {
        self.request_within(self.bus.request_timeout, target, method, params)
            .await
    }

    /// Asks `target` and waits for the answer, for at most `limit`.
    pub async fn request_within(
        &self,
        limit: Duration,
        target: &str,
        method: &str,
        params: Value,
    ) -> Result<Value, IpcError> {
        let question = Question {
            target: target.to_owned(),
            method: method.to_owned(),
            params,
        };
        let asking = Arc::clone(&self.bus).request(Arc::clone(&self.name), limit, question);
        if tokio::runtime::Handle::try_current().is_ok() {
            return asking.await;
        }
        // The time limit needs the runtime's clock.
        on_runtime(Arc::clone(&self.bus.host), asking)
            .await
            .unwrap_or_else(|_| {
                Err(IpcError::Stopped {
                    module: target.to_owned(),
                    method: method.to_owned(),
                })
            })
    }

    /// Tells every subscriber, and returns how many were told.
    pub fn broadcast(&self, event: &str, data: Value) -> usize {
        let message = ModuleMessage::Broadcast {
            from: self.name.to_string(),
            event: event.to_owned(),
            data,
        };
        let subscribers = self.bus.live_subscribers();
        let mut told = 0;
        for subscriber in subscribers.iter() {
            match subscriber.queue.try_send(message.clone()) {
                Ok(()) => told += 1,
                Err(_) => {
                    subscriber.missed.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        told
    }

    /// Starts to listen to broadcasts, one's own included.
    pub fn subscribe(&self) -> Subscription {
        let (queue, inbox) = mpsc::channel(BROADCASTS);
        let missed = Arc::new(AtomicU64::new(0));
        self.bus.live_subscribers().push(Subscriber {
            owner: Arc::clone(&self.name),
            queue,
            missed: Arc::clone(&missed),
        });
        Subscription { inbox, missed }
    }
}

/// A stream of broadcasts; dropping it ends it.
pub struct Subscription {
    inbox: mpsc::Receiver<ModuleMessage>,
    missed: Arc<AtomicU64>,
}

impl Subscription {
    /// Returns the next broadcast, or nothing when there will be no more.
    pub async fn recv(&mut self) -> Option<ModuleMessage> {
        self.inbox.recv().await
    }

    /// Returns the next broadcast where one waits already.
    pub fn try_recv(&mut self) -> Option<ModuleMessage> {
        self.inbox.try_recv().ok()
    }

    /// Returns how many broadcasts were lost because the queue was full.
    pub fn missed(&self) -> u64 {
        self.missed.load(Ordering::Relaxed)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
