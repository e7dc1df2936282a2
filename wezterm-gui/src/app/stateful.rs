//! Whether closing a pane would interrupt something: by the handler of `mux-is-process-stateful`, or
//! else by the list `skip_close_confirmation_for_processes_named`.
//!
//! Main thread only. It asks nobody (`closing`), and looks only at what runs at this moment.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use mlua::{IntoLua, MultiValue, Value};
use mux::{Pane, PaneId, ProcessInfo};

use super::App;
use crate::lua::process_table;

/// The event that a handler answers with true, false, or nil for the list.
const EVENT: &str = "mux-is-process-stateful";
/// How long somebody who closes a pane waits for the system to tell what runs in it.
pub(super) const LOOK_TIME: Duration = Duration::from_millis(250);

/// Returns the name of the program that has the pane, as it is at this moment: what was seen last may
/// be the shell that has just started something.
pub(super) fn program_name(pane: &Pane) -> String {
    let program = pane.program();
    let path = program.trim_start_matches('-');
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

impl App {
    /// Returns the name of a program that closing a pane would interrupt; after `until` the list alone
    /// decides.
    pub(super) fn stateful_program(&self, id: PaneId, until: Instant) -> Option<String> {
        let pane = self.mux.pane(id)?;
        if pane.facts().exit.is_some() {
            return None;
        }
        let name = program_name(&pane);
        let stateful = self.handler_says_stateful(id, until).unwrap_or_else(|| {
            let idle = &self
                .shown
                .config
                .skip_close_confirmation_for_processes_named;
            !name.is_empty() && !idle.contains(&name)
        });
        let shown = if name.is_empty() {
            "a program".to_owned()
        } else {
            name
        };
        stateful.then_some(shown)
    }

    fn handler_says_stateful(&self, pane: PaneId, until: Instant) -> Option<bool> {
        if !self.lua.has_handlers(EVENT) {
            return None;
        }
        let process = self.process_of(pane, until)?;
        let lua = self.lua.lua();
        let answer = process_table(lua, &process)
            .and_then(|table| table.into_lua(lua))
            .and_then(|table| {
                let args = MultiValue::from_iter([table]);
                self.ask_handler(EVENT, args)
            });
        match answer {
            Ok(answer) => match answer?.pop_front()? {
                Value::Boolean(stateful) => Some(stateful),
                _ => None,
            },
            Err(error) => {
                log::error!("{}", self.lua.problem(&error));
                None
            }
        }
    }

    /// Returns what runs in a pane; nothing when the system does not tell in time.
    fn process_of(&self, pane: PaneId, until: Instant) -> Option<ProcessInfo> {
        let pane = self.mux.pane(pane)?;
        let (reply, answer) = mpsc::channel();
        // One process that is stuck must not hold the main thread.
        let looking = std::thread::Builder::new().name("look what runs".into());
        let look = move || {
            // Nobody waits any more where it took too long.
            let _ = reply.send(pane.process());
        };
        looking.spawn(look).ok()?;
        let left = until.saturating_duration_since(Instant::now());
        answer.recv_timeout(left).ok().flatten()
    }
}
