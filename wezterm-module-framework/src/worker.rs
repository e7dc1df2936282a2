//! What runs for a started module on the background runtime: one task that answers its messages and
//! one that runs its event handlers.
//!
//! Messages are begun in the order in which they were sent and may be answered out of order, so that
//! one long answer holds up nobody. Events are handled one after the other. A panic ends the task and
//! is reported once.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::Poll;

use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use tokio::sync::mpsc;

use crate::ipc::Bus;
use crate::module::{EventData, EventHandler, ModuleMessage, WezTermModule};
use crate::run::panic_text;

/// How many messages one module answers at the same time.
const CONCURRENT: usize = 32;

/// Answers messages until the mailbox closes; returns the panic that ended it, if one did.
pub(crate) async fn serve(
    module: Arc<dyn WezTermModule>,
    mut mailbox: mpsc::Receiver<ModuleMessage>,
    bus: Arc<Bus>,
) -> Result<(), String> {
    let mut running = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(outcome) = running.next(), if !running.is_empty() => outcome?,
            message = mailbox.recv(), if running.len() < CONCURRENT => {
                let Some(message) = message else { return Ok(()) };
                let mut answer = Box::pin(answer(Arc::clone(&module), message, Arc::clone(&bus)));
                // Begun here, so that no later message can overtake it.
                match futures::poll!(answer.as_mut()) {
                    Poll::Ready(outcome) => outcome?,
                    Poll::Pending => running.push(answer),
                }
            }
        }
    }
}

async fn answer(
    module: Arc<dyn WezTermModule>,
    message: ModuleMessage,
    bus: Arc<Bus>,
) -> Result<(), String> {
    let id = match &message {
        ModuleMessage::Request { id, .. } => id.clone(),
        _ => String::new(),
    };
    let handling = AssertUnwindSafe(async { module.handle_message(message).await }).catch_unwind();
    let (outcome, broken) = match handling.await {
        Ok(Ok(ModuleMessage::Response { id: to, result, .. })) if to == id => (Ok(result), None),
        Ok(Ok(ModuleMessage::Error { id: to, error, .. })) if to == id => (Err(error), None),
        Ok(Ok(_)) => (Err("it answered another question".into()), None),
        Ok(Err(error)) => (Err(format!("{error:#}")), None),
        Err(panic) => {
            let why = panic_text(&*panic);
            (Err(format!("it panicked: {why}")), Some(why))
        }
    };
    bus.resolve(&id, outcome);
    match broken {
        Some(why) => Err(format!("panicked while answering a message: {why}")),
        None => Ok(()),
    }
}

/// Runs event handlers until the queue closes; returns the panic that ended it, if one did.
pub(crate) async fn hear(
    handlers: Vec<EventHandler>,
    mut queue: mpsc::Receiver<EventData>,
) -> Result<(), String> {
    while let Some(event) = queue.recv().await {
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
