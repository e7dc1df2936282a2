//! A question to a person and the answers that they may choose from.
//!
//! Plain data and a one-shot reply: dropping the question denies the call. Who shows it implements
//! [`Approver`]; [`super::card`] is what it looks like. Any thread.

use std::path::PathBuf;
use std::time::Duration;

use mux::PaneId;
use tokio::sync::oneshot;

use super::grants::Lifetime;
use crate::tool::{Effect, Hold};

/// What a person says to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Run it, and what is like it for so long. What was not offered counts as once.
    Allow(Lifetime),
    /// Do not run it.
    Deny,
}

/// One way to allow a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// For how long.
    pub lifetime: Lifetime,
    /// What that means for this call, in words.
    pub meaning: String,
    /// The lines that are stored, word for word, where something is.
    pub stores: Option<String>,
}

/// A question to a person. Dropping it denies the call.
#[derive(Debug)]
pub struct Approval {
    /// Who calls.
    pub principal: String,
    /// On whose behalf, the first asker first.
    pub chain: Vec<String>,
    /// The tool's name.
    pub tool: String,
    /// The kind of change it makes.
    pub effect: Effect,
    /// The call in words.
    pub summary: String,
    /// What it touches besides programs, one thing a line.
    pub scope: Vec<String>,
    /// The programs that it runs, one a line; where it can be allowed for longer, what that lets run.
    pub runs: Vec<String>,
    /// What holds back what it runs, where the tool says so.
    pub hold: Option<Hold>,
    /// The directory that it would run in; none where neither the tool nor a pane knows one.
    pub cwd: Option<PathBuf>,
    /// The pane that it is about.
    pub pane: Option<PaneId>,
    /// By whose word the person is asked.
    pub reason: String,
    /// What they should know before they choose.
    pub warnings: Vec<String>,
    /// What it would change, as a unified diff, where that can be told.
    pub preview: Option<String>,
    /// The ways to allow it; denying is always one more.
    pub choices: Vec<Choice>,
    /// How long they may take.
    pub limit: Duration,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Decision>,
    /// Ends when nobody waits for the answer any more.
    pub given_up: oneshot::Receiver<()>,
}

/// Who shows questions to the person. The roof implements it.
pub trait Approver: Send + Sync + 'static {
    /// Shows a question. Must return at once; dropping it is an answer too.
    fn ask(&self, approval: Approval);

    /// Tells the person something about the rules.
    fn notice(&self, text: &str);
}
