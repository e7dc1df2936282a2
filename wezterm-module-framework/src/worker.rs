//! What runs for a started module on a thread of its own: the answers to its messages and its event
//! handlers. The runtime's clock and tasks are at hand there.
//!
//! Messages of one origin are begun in the order in which they were sent and may be answered out of
//! order, so that one long answer holds up nobody. What nobody waits for any more is dropped. Events
//! are handled one after the other; a module that is slow loses the oldest and hears how many. A
//! panic ends both and is reported once.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::Poll;

use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};

use crate::backlog::{Backlog, Next};
use crate::chain::Chain;
use crate::host::HostError;
use crate::ipc::{Bus, CloseOnDrop, Envelope, IpcError, Mailbox, Refusal, dismantle, measure};
use crate::module::{EVENTS_MISSED, EventData, EventHandler, ModuleMessage, WezTermModule};
use crate::rpc::code;
use crate::run::panic_text;

/// Answers messages until the mailbox closes; returns the panic that ended it, if one did.
pub(crate) async fn serve(
    module: Arc<dyn WezTermModule>,
    mailbox: Arc<Mailbox<Envelope>>,
    bus: Arc<Bus>,
) -> Result<(), String> {
    let _close = CloseOnDrop(Arc::clone(&mailbox));
    let mut running = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some((chain, outcome)) = running.next(), if !running.is_empty() => {
                mailbox.done(&chain);
                outcome?;
            }
            envelope = mailbox.next() => {
                let Some(envelope) = envelope else { return Ok(()) };
                let chain = envelope.chain.clone();
                let answering = answer(Arc::clone(&module), envelope, Arc::clone(&bus));
                let mut answering = Box::pin(answering.map(move |outcome| (chain, outcome)));
                // Begun here, so that no later message can overtake it.
                match futures::poll!(answering.as_mut()) {
                    Poll::Ready((chain, outcome)) => {
                        mailbox.done(&chain);
                        outcome?;
                    }
                    Poll::Pending => running.push(answering),
                }
            }
        }
    }
}

async fn answer(
    module: Arc<dyn WezTermModule>,
    envelope: Envelope,
    bus: Arc<Bus>,
) -> Result<(), String> {
    let Envelope {
        message,
        chain,
        number,
        given_up,
        ..
    } = envelope;
    let handling = handle(module, message, chain);
    // Around the choice, because what is given up may panic while it is dropped.
    let choosing = AssertUnwindSafe(async move {
        tokio::select! {
            biased;
            _ = given_up => None,
            outcome = handling => Some(outcome),
        }
    });
    let (outcome, broken) = match choosing.catch_unwind().await {
        Ok(None) => return Ok(()),
        Ok(Some(outcome)) => (within_limit(outcome, bus.message_bytes()), None),
        Err(panic) => {
            let why = panic_text(&*panic);
            let refusal = Refusal {
                code: code::INTERNAL_ERROR,
                error: format!("it panicked: {why}"),
            };
            (Err(refusal), Some(why))
        }
    };
    bus.resolve(number, outcome);
    match broken {
        Some(why) => Err(format!("panicked while answering a message: {why}")),
        None => Ok(()),
    }
}

/// Returns what the module answers, as the bus understands it.
async fn handle(
    module: Arc<dyn WezTermModule>,
    message: ModuleMessage,
    chain: Chain,
) -> Result<Value, Refusal> {
    let asked = match &message {
        ModuleMessage::Request { id, .. } => id.clone(),
        _ => String::new(),
    };
    match chain.hold(module.handle_message(message)).await {
        Ok(ModuleMessage::Response { id, result, .. }) if id == asked => Ok(result),
        Ok(ModuleMessage::Error {
            id, code, error, ..
        }) if id == asked => Err(Refusal { code, error }),
        Ok(_) => Err(Refusal {
            code: code::INTERNAL_ERROR,
            error: "it answered another question".into(),
        }),
        Err(error) => Err(Refusal {
            code: code_of(&error),
            error: format!("{error:#}"),
        }),
    }
}

/// Returns the code that says best why a module gave no answer.
fn code_of(error: &anyhow::Error) -> i64 {
    if let Some(error) = error.downcast_ref::<IpcError>() {
        return error.code();
    }
    match error.downcast_ref::<HostError>() {
        Some(HostError::CapabilityMissing { .. } | HostError::OutOfScope { .. }) => {
            code::CAPABILITY_MISSING
        }
        _ => code::REFUSED,
    }
}

fn within_limit(outcome: Result<Value, Refusal>, limit: usize) -> Result<Value, Refusal> {
    let value = outcome?;
    match measure(&value, limit) {
        Ok(_) => Ok(value),
        Err(why) => {
            dismantle(value);
            Err(Refusal {
                code: code::TOO_LARGE,
                error: format!("its answer is {why}"),
            })
        }
    }
}

/// What waits for a module's event handlers.
pub(crate) type Events = Backlog<Arc<EventData>>;

/// Runs the event handlers of module `name` until it is dropped; returns the panic that ended it,
/// if one did.
pub(crate) async fn hear(
    name: Arc<str>,
    handlers: Vec<EventHandler>,
    queue: Arc<Events>,
) -> Result<(), String> {
    while let Some(next) = queue.next().await {
        let event = match next {
            Next::Entry(event) => Arc::unwrap_or_clone(event),
            Next::Missed(count) => {
                log::warn!("module `{name}` is slow and missed {count} events, the oldest");
                EventData {
                    name: EVENTS_MISSED.to_owned(),
                    pane: None,
                    args: json!({ "count": count }),
                }
            }
        };
        let wanted = handlers.iter().filter(|h| h.event_name == event.name);
        for handler in wanted {
            let handling = async { (handler.handler)(event.clone()).await };
            match AssertUnwindSafe(handling).catch_unwind().await {
                Ok(true) => {}
                Ok(false) => break,
                Err(panic) => {
                    return Err(format!(
                        "panicked while handling the event `{}`: {}",
                        event.name,
                        panic_text(&*panic)
                    ));
                }
            }
        }
    }
    Ok(())
}
