//! The method that gives the assistant another model.
//!
//! The choice is written to `state.toml` on the connection's own thread; the modules go by it in the
//! background, and the connection waits for that. Where wezterm.lua settles the model it is refused.

use std::sync::mpsc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Call, Outcome, ask_main, failed, read, wait_for};
use crate::host::{model_of_lua, settled_by_lua};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// A path or a name in the Hugging Face cache; null is the starter model.
    model: Option<String>,
}

pub(super) fn use_model(call: &Call<'_>, params: Value) -> Outcome {
    let Chosen { model } = read(params)?;
    let choices = ask_main(call.mailbox, |app| {
        app.modules_or_why().map_err(failed)?;
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
    let remarks = wait_for(call, &applied)?;
    Ok(json!({ "model": model, "remarks": remarks }))
}
