//! The method that gives the assistant another model.
//!
//! The choice is written to `state.toml` on the connection's own thread; the modules go by it in the
//! background, and the connection waits for that. Where wezterm.lua settles the model it is refused.

use std::sync::mpsc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Call, Outcome, ask_main, failed, read};
use crate::host::{model_of_lua, settled_by_lua};
use crate::module_report::FRAMEWORK_OFF;
use crate::socket::LOOK;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// A path or a name in the Hugging Face cache; null is the starter model.
    model: Option<String>,
}

pub(super) fn use_model(call: &Call<'_>, params: Value) -> Outcome {
    let Chosen { model } = read(params)?;
    let choices = ask_main(call.mailbox, |app| {
        if app.modules().is_none() {
            return Err(failed(FRAMEWORK_OFF));
        }
        match model_of_lua(app.config()) {
            Some(own) => Err(failed(settled_by_lua(&own))),
            None => Ok(app.choices()),
        }
    })?;
    choices
        .set_chosen_model(model.as_deref())
        .map_err(|error| failed(error.to_string()))?;
    let (reply, applied) = mpsc::channel();
    ask_main(call.mailbox, move |app| {
        // The client has gone when this fails.
        app.apply_choices(move |remarks| drop(reply.send(remarks)));
        Ok(())
    })?;
    loop {
        match applied.recv_timeout(LOOK) {
            Ok(remarks) => return Ok(json!({ "model": model, "remarks": remarks })),
            Err(mpsc::RecvTimeoutError::Timeout) if (call.connected)() => {}
            Err(mpsc::RecvTimeoutError::Timeout) => return Err(failed("the client is gone")),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(failed("the terminal has ended"));
            }
        }
    }
}
