//! What can be asked of a terminal over its socket.
//!
//! Each method is a small question to the main thread; the connection's own thread waits for the
//! answer, the main thread never waits for the connection.

use std::time::Duration;

use mux::PaneId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{FAILED, INVALID_PARAMS, METHOD_NOT_FOUND, RpcError};
use crate::app::App;
use crate::tasks::Mailbox;

/// How long a request may wait for the main thread.
const PATIENCE: Duration = Duration::from_secs(20);

type Outcome = Result<Value, RpcError>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoParams {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendText {
    pane_id: Option<u64>,
    text: String,
    #[serde(default)]
    no_paste: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GetText {
    pane_id: Option<u64>,
    #[serde(default)]
    screen: bool,
}

/// Answers one request.
pub(super) fn call(mailbox: &Mailbox, method: &str, params: Value) -> Outcome {
    match method {
        "ping" => {
            let NoParams {} = read(params)?;
            on_main(mailbox, |_| Ok(json!("pong")))
        }
        "list" => {
            let NoParams {} = read(params)?;
            on_main(mailbox, |app| Ok(app.pane_list()))
        }
        "send-text" => {
            let SendText {
                pane_id,
                text,
                no_paste,
            } = read(params)?;
            on_main(mailbox, move |app| {
                send_text(app, pane_id.map(PaneId), &text, no_paste)
            })
        }
        "get-text" => {
            let GetText { pane_id, screen } = read(params)?;
            on_main(mailbox, move |app| {
                get_text(app, pane_id.map(PaneId), screen)
            })
        }
        other => Err(RpcError::new(
            METHOD_NOT_FOUND,
            format!("there is no method {other}"),
        )),
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, RpcError> {
    let params = if params.is_null() { json!({}) } else { params };
    serde_json::from_value(params).map_err(|error| RpcError::new(INVALID_PARAMS, error.to_string()))
}

fn on_main(mailbox: &Mailbox, work: impl FnOnce(&mut App) -> Outcome + Send + 'static) -> Outcome {
    let (reply, answer) = std::sync::mpsc::channel();
    mailbox.post(move |app| {
        // The connection has given up when this fails.
        let _ = reply.send(work(app));
    });
    answer
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(RpcError::new(FAILED, "the terminal does not answer")))
}

fn pane_or_active(app: &App, pane: Option<PaneId>) -> Result<PaneId, RpcError> {
    let id = pane.or_else(|| app.active_pane());
    let id = id.ok_or_else(|| RpcError::new(FAILED, "there is no pane"))?;
    match app.mux().pane(id) {
        Some(_) => Ok(id),
        None => Err(RpcError::new(FAILED, format!("there is no pane {id}"))),
    }
}

fn send_text(app: &mut App, pane: Option<PaneId>, text: &str, no_paste: bool) -> Outcome {
    let id = pane_or_active(app, pane)?;
    let Some(pane) = app.mux().pane(id) else {
        return Ok(Value::Null);
    };
    let sent = if no_paste {
        pane.write(text.as_bytes())
    } else {
        pane.paste(text)
    };
    sent.map_err(|error| RpcError::new(FAILED, format!("pane {id} takes no input: {error}")))?;
    Ok(Value::Null)
}

fn get_text(app: &mut App, pane: Option<PaneId>, screen: bool) -> Outcome {
    if screen {
        return Ok(json!(app.frame().grid.text()));
    }
    let id = pane_or_active(app, pane)?;
    Ok(json!(app.text_of_pane(id)))
}
