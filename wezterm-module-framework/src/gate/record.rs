//! The record of one call while it goes through the gate.
//!
//! It hides which rows are written when: one before a call begins that may have effects, and one at
//! its end, also where the caller gave it up. It belongs to the caller's task.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::audit::{AuditRow, utc, without_secrets};
use super::scope::Reach;
use super::{Gate, Shared, ToolCall};
use crate::tool::{Effect, Provenance, ToolError};

/// How much of an error is kept, in bytes.
const DETAIL_LIMIT: usize = 300;

pub(super) struct Record {
    shared: Arc<Shared>,
    row: AuditRow,
    since: Instant,
    /// Whether the call changes nothing, by the word of this program's own code.
    harmless: bool,
    closed: bool,
}

impl Record {
    pub(super) fn open(gate: &Gate, call: &ToolCall) -> Self {
        let shared = Arc::clone(&gate.shared);
        let row = AuditRow {
            id: shared.audit.next_id(),
            time: utc(SystemTime::now()),
            principal: gate.caller.name(),
            chain: gate.chain.clone(),
            tool: cut(&call.name),
            effect: None,
            scope: Vec::new(),
            cwd: gate.cwd.as_ref().map(|cwd| cwd.display().to_string()),
            args: without_secrets(&call.args),
            decision: "none".into(),
            source: String::new(),
            outcome: String::new(),
            detail: None,
            duration_ms: 0,
        };
        Self {
            shared,
            row,
            since: Instant::now(),
            harmless: false,
            closed: false,
        }
    }

    /// Takes what is known of the tool, which may have been called by another of its names.
    pub(super) fn found(&mut self, tool: &str, effect: Effect, provenance: Provenance) {
        self.row.tool = cut(tool);
        self.row.effect = Some(effect);
        self.harmless = effect == Effect::Read && provenance == Provenance::BuiltIn;
    }

    pub(super) fn examined(&mut self, reach: &Reach) {
        self.row.scope = reach.words();
    }

    pub(super) fn denied(&mut self, source: &str) {
        self.row.decision = "deny".into();
        self.row.source = source.to_owned();
        self.row.outcome = "denied".into();
    }

    pub(super) fn allowed(&mut self, source: String) {
        self.row.decision = "allow".into();
        self.row.source = source;
    }

    pub(super) fn timed_out(&mut self) {
        self.row.outcome = "timed out".into();
    }

    /// Writes that a call begins which may have effects. Where that cannot be written, it must not begin.
    pub(super) async fn begin(&mut self) -> Result<(), ToolError> {
        if self.harmless {
            return Ok(());
        }
        let row = AuditRow {
            outcome: "started".into(),
            ..self.row.clone()
        };
        let written = self.shared.audit.write(row).await;
        written.map_err(|why| {
            let source = format!("it cannot be recorded: {why}");
            self.denied(&source);
            ToolError::Model(format!("the call is denied because {source}"))
        })
    }

    /// Writes how the call ended.
    pub(super) async fn close<T>(mut self, outcome: &Result<T, ToolError>) {
        self.closed = true;
        if let Err(error) = outcome {
            self.row.detail = Some(cut(&error.to_string()));
        }
        if self.row.outcome.is_empty() {
            let word = if outcome.is_ok() { "ok" } else { "failed" };
            self.row.outcome = word.into();
        }
        // It has happened; who writes has said in the log what went wrong.
        let _ = self.shared.audit.write(self.finished()).await;
    }

    fn finished(&self) -> AuditRow {
        let took = self.since.elapsed().as_millis();
        AuditRow {
            duration_ms: u64::try_from(took).unwrap_or(u64::MAX),
            ..self.row.clone()
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if !self.closed {
            self.row.outcome = "cancelled".into();
            self.shared.audit.post(self.finished());
        }
    }
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(DETAIL_LIMIT)].to_owned()
}
