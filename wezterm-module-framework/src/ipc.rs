//! The bus between modules: requests that are answered or fail, and broadcasts.
//!
//! It hides mailboxes, correlation ids and time-outs. Every queue is bounded, every request has a
//! time limit, and the bus writes the sender's name itself: a module holds an [`IpcHandle`], which
//! speaks for that module only. A request carries its [`Chain`]. Who drops a request tells the other
//! side, which drops its work too. May be used from any thread. It is not the tools' door: see
//! [`crate::gate`].

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::oneshot;

use crate::chain::{Chain, SYSTEM, Speaker, USER_LUA};
use crate::host::Host;
use crate::lease::Tasks;
use crate::module::{Capabilities, ModuleMessage};
use crate::rpc::code;
use crate::run::{on_runtime, seconds};

mod mailbox;
mod size;
mod subscription;

pub(crate) use mailbox::{CloseOnDrop, Envelope, Mailbox, NotTaken, Posted};
use size::TooLarge;
pub(crate) use size::{dismantle, measure};
use subscription::Queue;
pub use subscription::{MISSED, Subscription};

/// What the bus allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpcLimits {
    /// How long a request may take.
    pub request_timeout: Duration,
    /// How large the arguments of a request, an answer and a broadcast may be, in bytes as JSON.
    pub message_bytes: usize,
    /// How many modules a request may come through, so that those that ask each other end.
    pub depth: usize,
}

impl Default for IpcLimits {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(30),
            message_bytes: 16 * 1024 * 1024,
            depth: 8,
        }
    }
}

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
        /// What kind of refusal it is: one of [`crate::rpc::code`], or the module's own.
        code: i64,
        /// Why not.
        error: String,
    },
    /// The arguments are too large to be sent.
    #[error("module `{module}` was not asked for `{method}`: the arguments are {why}")]
    TooLarge {
        /// Who was to be asked.
        module: String,
        /// For what.
        method: String,
        /// How large they are.
        why: String,
    },
    /// The request came through too many modules.
    #[error(
        "module `{module}` was not asked for `{method}`: the request came through {chain}, and a \
         request may come through {limit} modules at most"
    )]
    Recursion {
        /// Who was to be asked.
        module: String,
        /// For what.
        method: String,
        /// Whom it came through.
        chain: String,
        /// Through how many it may come.
        limit: usize,
    },
    /// As many requests of the same origin wait already as may.
    #[error(
        "module `{module}` was not asked for `{method}`: too many requests of {chain} wait for it \
         already; wait for some of the answers first"
    )]
    Busy {
        /// Who was to be asked.
        module: String,
        /// For what.
        method: String,
        /// Whose requests wait.
        chain: String,
    },
}

impl IpcError {
    /// Returns its code in JSON-RPC.
    pub fn code(&self) -> i64 {
        match self {
            Self::NotRunning(_) | Self::Stopped { .. } => code::NOT_RUNNING,
            Self::TimedOut { .. } => code::TIMED_OUT,
            Self::Refused { code, .. } => *code,
            Self::TooLarge { .. } => code::TOO_LARGE,
            Self::Recursion { .. } => code::RECURSION,
            Self::Busy { .. } => code::BUSY,
        }
    }
}

/// Why a module gave no answer, as its worker says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) error: String,
}

/// The bus.
#[derive(Clone)]
pub struct ModuleIpc {
    bus: Arc<Bus>,
}

pub(crate) struct Bus {
    host: Arc<dyn Host>,
    limits: IpcLimits,
    /// As the limits say, until somebody says otherwise.
    request_timeout: Mutex<Duration>,
    next_number: AtomicU64,
    mailboxes: Mutex<HashMap<String, Arc<Mailbox<Envelope>>>>,
    pending: Mutex<HashMap<u64, Pending>>,
    subscribers: Mutex<Vec<Arc<Queue>>>,
}

struct Pending {
    target: String,
    reply: oneshot::Sender<Result<Value, Refusal>>,
    /// Its end tells the answering side that nobody waits any more.
    _wanted: oneshot::Sender<Infallible>,
}

impl ModuleIpc {
    /// Makes a bus with these limits.
    pub fn new(host: Arc<dyn Host>, limits: IpcLimits) -> Self {
        Self {
            bus: Arc::new(Bus {
                host,
                request_timeout: Mutex::new(limits.request_timeout),
                limits,
                next_number: AtomicU64::new(1),
                mailboxes: Mutex::default(),
                pending: Mutex::default(),
                subscribers: Mutex::default(),
            }),
        }
    }

    /// Returns the terminal's own end, which speaks as `system` and may do everything.
    pub fn system(&self) -> IpcHandle {
        self.speak_as(Speaker {
            name: SYSTEM.into(),
            rights: None,
        })
    }

    /// Returns the end of the person's `wezterm.lua`, which speaks as `user-lua`. No module's rights
    /// bound it; tools that it asks for go by what the rules say of it.
    pub fn user_lua(&self) -> IpcHandle {
        self.speak_as(Speaker {
            name: USER_LUA.into(),
            rights: None,
        })
    }

    /// Sets how long requests may take that are made from now on.
    pub fn set_request_timeout(&self, limit: Duration) {
        *lock(&self.bus.request_timeout) = limit;
    }

    /// Returns how many requests wait for an answer.
    pub fn pending(&self) -> usize {
        lock(&self.bus.pending).len()
    }

    /// Returns how many live subscribers there are.
    pub fn subscribers(&self) -> usize {
        self.bus.live_subscribers().len()
    }

    /// Returns the end of a module that may do this, for as long as its instance is there.
    pub(crate) fn handle(&self, rights: Capabilities, lease: Arc<Tasks>) -> IpcHandle {
        let handle = self.speak_as(Speaker {
            name: rights.module().into(),
            rights: Some(rights),
        });
        IpcHandle {
            lease: Some(lease),
            ..handle
        }
    }

    fn speak_as(&self, speaker: Speaker) -> IpcHandle {
        let speaker = Arc::new(speaker);
        IpcHandle {
            bus: Arc::clone(&self.bus),
            alone: Chain::default().then(&speaker),
            speaker,
            lease: None,
        }
    }

    pub(crate) fn bus(&self) -> Arc<Bus> {
        Arc::clone(&self.bus)
    }

    /// Opens a module's mailbox.
    pub(crate) fn attach(&self, name: &str) -> Arc<Mailbox<Envelope>> {
        let mailbox = Arc::new(Mailbox::default());
        let before = lock(&self.bus.mailboxes).insert(name.to_owned(), Arc::clone(&mailbox));
        if let Some(before) = before {
            before.close();
        }
        mailbox
    }

    /// Closes a module's mailbox, ends its subscriptions and fails what others asked of it.
    pub(crate) fn detach(&self, name: &str) {
        let mailbox = lock(&self.bus.mailboxes).remove(name);
        if let Some(mailbox) = mailbox {
            mailbox.close();
        }
        lock(&self.bus.pending).retain(|_, pending| pending.target != name);
        lock(&self.bus.subscribers).retain(|queue| {
            let stays = &*queue.owner != name;
            if !stays {
                queue.end();
            }
            stays
        });
    }
}

impl Bus {
    /// Returns how large an answer may be.
    pub(crate) fn message_bytes(&self) -> usize {
        self.limits.message_bytes
    }

    /// Hands the answer to a request to whoever waits for it, if anybody still does.
    pub(crate) fn resolve(&self, number: u64, outcome: Result<Value, Refusal>) {
        let pending = lock(&self.pending).remove(&number);
        if let Some(pending) = pending {
            // The asker has just given up when this fails.
            let _ = pending.reply.send(outcome);
        }
    }

    async fn request(
        self: Arc<Self>,
        chain: Chain,
        limit: Duration,
        question: Question,
    ) -> Result<Value, IpcError> {
        let bytes = self.admit(&chain, &question)?;
        let Question {
            target,
            method,
            params,
        } = question;
        let mailbox = lock(&self.mailboxes).get(&target).cloned();
        let Some(mailbox) = mailbox else {
            return Err(IpcError::NotRunning(target));
        };
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = oneshot::channel();
        let (wanted, given_up) = oneshot::channel();
        let pending = Pending {
            target: target.clone(),
            reply,
            _wanted: wanted,
        };
        lock(&self.pending).insert(number, pending);
        let _forget = Forget { bus: &self, number };
        let message = ModuleMessage::Request {
            id: number.to_string(),
            from: chain.last().map_or(SYSTEM, |last| &last.name).to_owned(),
            method: method.clone(),
            params,
            chain: chain.clone(),
        };
        let posted = mailbox.post(Envelope {
            message,
            chain: chain.clone(),
            number,
            bytes,
            given_up,
        });
        match posted {
            Ok(()) => {}
            Err(NotTaken::Closed) => return Err(IpcError::NotRunning(target)),
            Err(NotTaken::Full) => {
                return Err(IpcError::Busy {
                    module: target,
                    method,
                    chain: chain.to_string(),
                });
            }
        }
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(Refusal { code, error }))) => Err(IpcError::Refused {
                module: target,
                code,
                error,
            }),
            Ok(Err(_)) => Err(IpcError::Stopped {
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

    /// Returns how large the arguments are, or why the question may not be sent.
    fn admit(&self, chain: &Chain, question: &Question) -> Result<usize, IpcError> {
        let (module, method) = (question.target.clone(), question.method.clone());
        if chain.len() > self.limits.depth {
            return Err(IpcError::Recursion {
                module,
                method,
                chain: chain.to_string(),
                limit: self.limits.depth,
            });
        }
        measure(&question.params, self.limits.message_bytes).map_err(|why: TooLarge| {
            IpcError::TooLarge {
                module,
                method,
                why: why.to_string(),
            }
        })
    }

    fn live_subscribers(&self) -> MutexGuard<'_, Vec<Arc<Queue>>> {
        let mut subscribers = lock(&self.subscribers);
        subscribers.retain(|queue| !queue.is_closed());
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
    number: u64,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        let pending = lock(&self.bus.pending).remove(&self.number);
        // What hears of it runs without the lock.
        drop(pending);
    }
}

/// One module's end of the bus.
#[derive(Clone)]
pub struct IpcHandle {
    bus: Arc<Bus>,
    speaker: Arc<Speaker>,
    /// The chain of what the module asks of its own accord.
    alone: Chain,
    /// What it was lent to; it says nothing once that is gone.
    lease: Option<Arc<Tasks>>,
}

impl IpcHandle {
    /// Returns the name it speaks for.
    pub fn name(&self) -> &str {
        &self.speaker.name
    }

    /// Asks `target` and waits for the answer, for as long as the bus allows. Dropping the future takes
    /// the question back. While a module handles a request, it asks on behalf of who asked it.
    pub fn request(
        &self,
        target: &str,
        method: &str,
        params: Value,
    ) -> impl Future<Output = Result<Value, IpcError>> + Send + use<> {
        let limit = *lock(&self.bus.request_timeout);
        self.request_within(limit, target, method, params)
    }

    /// Asks `target` and waits for the answer, for at most `limit`.
    pub fn request_within(
        &self,
        limit: Duration,
        target: &str,
        method: &str,
        params: Value,
    ) -> impl Future<Output = Result<Value, IpcError>> + Send + use<> {
        let (module, asked) = (target.to_owned(), method.to_owned());
        let question = Question {
            target: module.clone(),
            method: asked.clone(),
            params,
        };
        // Taken now, because the future may be awaited where the chain is not known.
        let asking = Arc::clone(&self.bus).request(self.chain(), limit, question);
        let host = Arc::clone(&self.bus.host);
        let gone = self.gone();
        async move {
            if let Some(own) = gone {
                return Err(IpcError::NotRunning(own));
            }
            if tokio::runtime::Handle::try_current().is_ok() {
                return asking.await;
            }
            // The time limit needs the runtime's clock.
            on_runtime(host, asking).await.unwrap_or_else(|_| {
                Err(IpcError::Stopped {
                    module,
                    method: asked,
                })
            })
        }
    }

    /// Tells every subscriber that wants this event, and returns how many were told. Who is slow loses
    /// its oldest messages. Data that is larger than the bus allows is told to nobody.
    pub fn broadcast(&self, event: &str, data: Value) -> usize {
        if self.gone().is_some() {
            return 0;
        }
        let bytes = match measure(&data, self.bus.limits.message_bytes) {
            Ok(bytes) => bytes,
            Err(why) => {
                let name = self.name();
                log::warn!("module `{name}` broadcast nothing: the data of `{event}` is {why}");
                dismantle(data);
                return 0;
            }
        };
        let message = Arc::new(ModuleMessage::Broadcast {
            from: self.name().to_owned(),
            event: event.to_owned(),
            data,
        });
        let mut told = 0;
        lock(&self.bus.subscribers).retain(|queue| {
            if !queue.wants(event) {
                return !queue.is_closed();
            }
            let listens = queue.push(&message, bytes);
            told += usize::from(listens);
            listens
        });
        told
    }

    /// Starts to listen to all broadcasts, one's own included.
    pub fn subscribe(&self) -> Subscription {
        self.listen(Vec::new())
    }

    /// Starts to listen to the broadcasts of these events.
    pub fn subscribe_to(&self, events: &[&str]) -> Subscription {
        self.listen(events.iter().map(ToString::to_string).collect())
    }

    fn listen(&self, events: Vec<String>) -> Subscription {
        let owner = Arc::clone(&self.speaker.name);
        let queue = Arc::new(Queue::new(owner, events, self.lease.clone()));
        if self.gone().is_some() {
            queue.end();
        }
        self.bus.live_subscribers().push(Arc::clone(&queue));
        Subscription(queue)
    }

    /// Returns the name of what it was lent to, where that is gone.
    fn gone(&self) -> Option<String> {
        let lease = self.lease.as_ref()?;
        (!lease.is_open()).then(|| self.name().to_owned())
    }

    fn chain(&self) -> Chain {
        let current = Chain::current();
        if current.is_empty() {
            self.alone.clone()
        } else {
            current.then(&self.speaker)
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
